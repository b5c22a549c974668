#!/usr/bin/python3
# SPDX-FileCopyrightText: The Deskbell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-admin.py BUILD-DIR SOURCE-DIR: deskbell-server(8) as an administrator
meets it, with what goes wrong in an administrator's life. Prints TAP."""

import http.client
import json
import os
import resource
import shutil
import signal
import socket
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

BUILD, SOURCE = (os.path.abspath(path) for path in sys.argv[1:3])
SERVER = os.path.join(BUILD, "src/server/deskbell-server")
DEMO = os.path.join(SOURCE, "data/demo/organisation.ndjson")
PASSWORD = "correct horse battery staple"
OK, FAILED, USAGE, DATABASE, ADDRESS, INCOMPLETE = range(6)


class Desk:
    """A folder with databases, and the program that works on them."""

    def __init__(self, folder):
        self.folder = folder
        self.password = self.write("password", PASSWORD + "\n")

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(self.path(name), "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())
        return self.path(name)

    def read(self, name):
        with open(self.path(name), "rb") as file:
            return file.read()

    def run(self, database, *arguments, wanted=OK, words="", text="", **options):
        done = subprocess.run([SERVER, "-d", self.path(database), *arguments], input=text, text=True, capture_output=True,
                              timeout=120, env=dict(os.environ, LC_ALL="C.UTF-8"), **options)
        assert done.returncode == wanted, "%s ended with %d, not %d: %s%s" % (
            arguments, done.returncode, wanted, done.stdout, done.stderr)
        assert words in done.stdout + done.stderr, "“%s” is not in: %s%s" % (words, done.stdout, done.stderr)
        return done.stdout

    def init(self, database):
        self.run(database, "init", "Test", "--admin", "ada@example.org", "--password-file", self.password)

    def demo(self, database):
        if not os.path.exists(self.path("demo.db")):
            self.run("demo.db", "init", "--no-policies", "Demo")
            self.run("demo.db", "import", DEMO)
            self.run("demo.db", "user", "password", "jonas.weber@demo.example", "--password-file", self.password)
        self.run("demo.db", "backup", self.path(database))

    def start(self, database, *arguments):
        port_file = self.path("port")
        if os.path.exists(port_file):
            os.remove(port_file)
        process = subprocess.Popen([SERVER, "-d", self.path(database), "serve", "-q", "--port", "0", "--port-file", port_file, *arguments],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(6000):
            if os.path.exists(port_file) and self.read("port").endswith(b"\n"):
                return process, int(self.read("port"))
            assert process.poll() is None, "the server ended by itself"
            time.sleep(0.02)
        raise AssertionError("the server does not start")

    def sign_in(self, port, email):
        body = json.dumps({"email": email, "password": PASSWORD}).encode()
        with urllib.request.urlopen("http://127.0.0.1:%d/auth/token" % port, body, timeout=60) as answer:
            return json.load(answer)

    def call(self, port, account, method, arguments):
        body = json.dumps({"using": ["urn:ietf:params:jmap:core", "https://deskbell.org/ns/jmap/helpdesk"],
                           "methodCalls": [[method, dict(arguments, accountId=account["accountId"]), "a"]]}).encode()
        request = urllib.request.Request("http://127.0.0.1:%d/jmap/api" % port, body,
                                         {"Authorization": "Bearer " + account["token"], "Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)["methodResponses"][0][1]


def stop(process, how=signal.SIGTERM):
    process.send_signal(how)
    return process.wait(timeout=60)


def until(condition):
    for _ in range(6000):
        if condition():
            return
        time.sleep(0.02)
    raise AssertionError("it does not come")


def test_init_with_bad_words_leaves_nothing(desk):
    def init(*arguments, **options):
        desk.run("new.db", "init", "Test", *arguments, **options)
        assert not os.path.exists(desk.path("new.db"))
    init("--admin", "nonsense", "--password-file", desk.password, wanted=FAILED, words="no email address")
    init("--admin", "ada@example.org", "--password-file", "/no/such/file", wanted=FAILED, words="/no/such/file cannot be read")
    init("--admin", "ada@example.org", "--password-file", desk.write("short", "short\n"), wanted=FAILED, words="at least 8")
    init("--admin", "ada@example.org", wanted=FAILED, words="No password was given")
    desk.init("new.db")
    desk.run("new.db", "init", "Again", wanted=FAILED, words="already holds the organisation")


def test_calendars_and_policies(desk):
    desk.init("rules.db")

    def rule(kind, text, **options):
        return desk.run("rules.db", kind, "set", "-", text=json.dumps(text), **options).strip()

    # What a new organisation begins with.
    assert "Working hours" in desk.run("rules.db", "calendar", "list")
    assert [line.split("\t")[1] for line in desk.run("rules.db", "policy", "list").splitlines()] == ["100", "200"]

    # Handy forms in, the wire's out, and that back in as it is.
    lab = {"name": "Lab", "timeZone": "Asia/Kathmandu", "hours": {"sun": [["10:00", "12:00"], ["13:00", "17:00"]]},
           "holidays": ["2026-10-20"]}
    identifier = rule("calendar", lab)
    shown = json.loads(desk.run("rules.db", "calendar", "show", "Lab"))
    assert shown["id"] == identifier and shown["hours"] == {"sun": "10:00-12:00 13:00-17:00"}
    assert shown["holidays"] == {"2026-10-20": ""}
    assert rule("calendar", shown) == identifier
    policy = rule("policy", {"name": "VIP", "tags": ["vip"], "calendar": "Lab", "resolution": {"high": 3600}})
    assert json.loads(desk.run("rules.db", "policy", "show", policy))["calendarId"] == identifier
    assert rule("policy", {"name": "VIP", "active": False}) == policy

    # Refused, with the place in the words, and nothing changes.
    before = desk.run("rules.db", "export")
    for kind, wrong, words in (
            ("calendar", {"name": "Lab", "hours": {"mon": [["08:00", "12:00"], ["11:00", "13:00"]]}}, "hours.mon[1]"),
            ("calendar", {"name": "Lab", "hours": {"mon": [["18:00", "08:00"]]}}, "hours.mon[0]"),
            ("calendar", {"name": "Lab", "timeZone": "Mars/Olympus"}, "timeZone"),
            ("calendar", {"name": "New"}, "It is missing"),
            ("calendar", {"name": "Lab", "holidays": ["2026-02-30"]}, "holidays.2026-02-30"),
            ("policy", {"name": "VIP", "resolution": {"high": -1}}, "resolution.high"),
            ("policy", {"name": "VIP", "calendar": "Moon"}, "calendarId"),
            ("policy", {"name": "VIP", "teams": ["Nobody"]}, "teams"),
            ("policy", {"name": "VIP", "escalations": {"a": "resolution soon notify-lead"}}, "escalations.a"),
            ("policy", {"name": "VIP", "colour": "red"}, "colour"),
            ("policy", ["VIP"], "SlaPolicy")):
        rule(kind, wrong, wanted=FAILED, words=words)
    desk.run("rules.db", "calendar", "set", "-", text="{", wanted=FAILED)
    desk.run("rules.db", "calendar", "delete", "Lab", wanted=FAILED, words="still counts by that calendar")
    assert desk.run("rules.db", "export") == before

    # Holidays: rules are followed, and what is there already stays.
    file = ("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20101020\r\nRRULE:FREQ=YEARLY\r\nSUMMARY:Day\r\n"
            "END:VEVENT\r\nEND:VCALENDAR\r\n")
    desk.run("rules.db", "calendar", "import-holidays", "--from", "2026", "--to", "2028", "-", "Lab", text=file, words="2 holidays")
    assert json.loads(desk.run("rules.db", "calendar", "show", "Lab"))["holidays"] == {
        "2026-10-20": "", "2027-10-20": "Day", "2028-10-20": "Day"}
    desk.run("rules.db", "calendar", "import-holidays", "-", "Lab", text="hello", wanted=FAILED)

    desk.run("rules.db", "policy", "delete", "VIP")
    desk.run("rules.db", "calendar", "delete", "Lab")
    desk.run("rules.db", "check")


def test_people_with_bad_words_are_not_made(desk):
    desk.init("people.db")
    before = desk.run("people.db", "export")
    add = ("user", "add", "sam@example.org", "--name", "Sam")
    desk.run("people.db", *add, wanted=FAILED, words="No password was given")
    desk.run("people.db", *add, "--password-file", desk.path("short"), wanted=FAILED, words="at least 8")
    desk.run("people.db", *add, "--role", "boss", wanted=USAGE, words="A role is")
    desk.run("people.db", *add, "--no-password", "--team", "Nobody", wanted=FAILED, words="There is no team")
    desk.run("people.db", "user", "add", "nonsense", "--no-password", wanted=FAILED, words="no email address")
    desk.run("people.db", "user", "disable", "ada@example.org", wanted=FAILED, words="last administrator")
    desk.run("people.db", "team", "add", "Desk", "--tier", "4", wanted=USAGE, words="1, 2 or 3")
    desk.run("people.db", "serve", "extra", wanted=USAGE)
    desk.run("people.db", "token", "revoke", "nonsense", wanted=FAILED, words="no such token")
    assert desk.run("people.db", "export") == before
    desk.run("people.db", "team", "add", "Desk")
    desk.run("people.db", "team", "add", "Desk", wanted=FAILED, words="There is a team")
    desk.run("people.db", *add, "--team", "Desk", "--password-file", "-", text=PASSWORD + "\n")
    desk.run("people.db", *add, "--no-password", wanted=FAILED, words="Somebody else")


def test_export_into_a_fresh_organisation_is_identical(desk):
    desk.demo("one.db")
    process, port = desk.start("one.db")
    try:
        # Beside the imported past, what the server itself has taken and made of it.
        jonas = desk.sign_in(port, "jonas.weber@demo.example")
        ids = desk.call(port, jonas, "Ticket/query", {"filter": {"status": ["new"]}, "limit": 4})["ids"]
        done = desk.call(port, jonas, "Ticket/set", {"update": {
            ids[0]: {"priority": "urgent", "tags/seen": True}, ids[1]: {"assigneeId": jonas["principalId"], "status": "open"},
            ids[2]: {"impact": "high"}, ids[3]: {"priority": "no such"}}})
        assert len(done["updated"]) == 3 and len(done["notUpdated"]) == 1, done
        done = desk.call(port, jonas, "Message/set", {"create": {"x": {"ticketId": ids[0], "kind": "reply", "body": "An answer"}}})
        assert done["created"], done
        live = desk.path("live.ndjson")
        desk.run("one.db", "export", live)
    finally:
        stop(process)

    assert os.stat(live).st_mode & 0o077 == 0, "others may read the export"
    text = desk.read("live.ndjson")
    assert text == desk.run("one.db", "export").encode()
    assert text.count(b'"type":"Blob"') > 10 and b"argon2" not in text and jonas["token"].encode() not in text
    desk.run("two.db", "init", "--no-policies", "Demo")
    desk.run("two.db", "import", "-", text=text.decode(), words="0 refused")
    desk.run("two.db", "check", words="whole")
    assert desk.run("two.db", "export").encode() == text
    desk.run("two.db", "rebuild")
    assert desk.run("two.db", "export").encode() == text
    assert desk.run("two.db", "token", "list") == "" and "may sign in" not in desk.run("two.db", "user", "list")
    # Again, into the copy and into the place that it came from.
    for database in ("one.db", "two.db"):
        desk.run(database, "import", live, words="0 refused; 0 changes new")
        assert desk.run(database, "export").encode() == text


def test_export_that_fails_keeps_the_one_before(desk):
    desk.demo("full.db")
    desk.run("full.db", "export", desk.path("kept.ndjson"))
    before = desk.read("kept.ndjson")
    small = lambda: (signal.signal(signal.SIGXFSZ, signal.SIG_IGN), resource.setrlimit(resource.RLIMIT_FSIZE, (100000, 100000)))
    desk.run("full.db", "export", desk.path("kept.ndjson"), wanted=FAILED, words="cannot be written", preexec_fn=small)
    assert desk.read("kept.ndjson") == before
    assert not [name for name in os.listdir(desk.folder) if name.startswith("kept.ndjson.")]
    desk.run("full.db", "export", desk.path("no/such/folder"), wanted=FAILED, words="cannot be written")


def test_backup_while_serving_can_be_served(desk):
    desk.demo("served.db")
    process, port = desk.start("served.db")
    try:
        token = desk.sign_in(port, "jonas.weber@demo.example")["token"]
        desk.run("served.db", "backup", desk.path("backup.db"))
        desk.run("served.db", "backup", desk.path("backup.db"))
        desk.run("served.db", "backup", desk.path("served.db"), wanted=DATABASE, words="over the database itself")
        letter = desk.write("letter", "Dear aunt, this is a letter.\n")
        desk.run("served.db", "backup", letter, wanted=FAILED, words="no database")
        assert desk.read("letter").startswith(b"Dear aunt")
    finally:
        assert stop(process) == OK
    desk.run("backup.db", "check", words="whole")
    assert desk.run("backup.db", "export") == desk.run("served.db", "export")
    process, port = desk.start("backup.db")
    try:
        # The sign-ins of the devices are restored with it, and the files.
        account = dict(desk.sign_in(port, "jonas.weber@demo.example"), token=token)
        page = desk.call(port, account, "Ticket/get", {"ids": None, "properties": ["id"]})
        assert page.get("list"), page
    finally:
        stop(process)


def accepted(desk, port, account):
    try:
        desk.call(port, account, "Core/echo", {})
        return True
    except urllib.error.HTTPError as error:
        assert error.code == 401 and json.load(error)["status"] == 401
        return False


def test_revoked_token(desk):
    desk.demo("tokens.db")
    process, port = desk.start("tokens.db")
    try:
        one, two = (desk.sign_in(port, "jonas.weber@demo.example") for _ in range(2))
        for account in (one, two):
            desk.call(port, account, "Core/echo", {})
        lines = desk.run("tokens.db", "token", "list").splitlines()
        assert len(lines) == 2, lines
        desk.run("tokens.db", "token", "revoke", lines[0].split("\t")[0])
        # At once would cost every request a look into the database: it takes
        # half a second at most.
        until(lambda: [accepted(desk, port, account) for account in (one, two)].count(False) == 1)
        desk.run("tokens.db", "token", "revoke", lines[0].split("\t")[0], wanted=FAILED, words="revoked already")
    finally:
        stop(process)


def test_import_of_broken_files_changes_nothing(desk):
    desk.demo("import.db")
    before = desk.run("import.db", "export")
    mapping = desk.write("map", "[Import]\nFormat=csv\n[Object team]\nType=Team\nId={name}\nTime={at}\nname={name}\n")
    good = b"name,at\nFirst,2026-01-01T00:00:00Z\n"
    for rest, words in ((b'"open,2026-01-01T00:00:00Z\n', "never closed"), (b'"a"b,2026-01-01T00:00:00Z\n', "Line 3"),
                        (b"gr\xfcn,2026-01-01T00:00:00Z\n", "Line 3"), (b"a,b,c\n", "Line 3"), (b"a\0,2026-01-01T00:00:00Z\n", "Line 3")):
        table = desk.write("table.csv", good + rest)
        desk.run("import.db", "import", "--mapping", mapping, table, wanted=FAILED, words=words)
    for text, words in ((b"{\"type\":\n", "line 1"), (b"not json\n", "line 1"), (b'{"type":"Team","type":"Team"}\n', "line 1"),
                        (b"[" * 100000, "line 1"), (b'{"type":"Blob","id":"B../../etc/passwd","data":"eA=="}\n', "line 1"),
                        (b'{"type":"Team","id":"../../etc/passwd","name":"x"}\n', "line 1")):
        broken = desk.write("broken.ndjson", text)
        done = subprocess.run([SERVER, "-d", desk.path("import.db"), "import", broken], capture_output=True, text=True, timeout=60)
        assert done.returncode in (FAILED, INCOMPLETE) and words in done.stderr.lower(), (text[:60], done)
    desk.run("import.db", "import", "/no/such/file", wanted=FAILED, words="/no/such/file")
    desk.run("import.db", "import", "--mapping", "/no/such/map", desk.path("table.csv"), wanted=FAILED, words="/no/such/map")
    assert desk.run("import.db", "export") == before
    # Rows that will not do are told, the others are taken; --dry-run takes none.
    table = desk.write("table.csv", good + b"Second,yesterday\n")
    desk.run("import.db", "import", "--dry-run", "--mapping", mapping, table, wanted=INCOMPLETE, words="line 3: “yesterday” is no time")
    assert desk.run("import.db", "export") == before
    desk.run("import.db", "import", "--mapping", mapping, table, wanted=INCOMPLETE, words="1 refused; 1 changes new")
    desk.run("import.db", "import", "--mapping", mapping, table, wanted=INCOMPLETE, words="1 refused; 0 changes new, 1 there already")


def test_killed_in_mid_import(desk):
    desk.demo("whole.db")
    text = desk.run("whole.db", "export")
    lines = text.splitlines(keepends=True)
    desk.run("killed.db", "init", "--no-policies", "Demo")
    for share in (0.3, 0.6, 0.9):
        # It has to have read half a file, and waits for the rest, when it dies; then while it writes.
        process = subprocess.Popen([SERVER, "-d", desk.path("killed.db"), "import", desk.write("part", "".join(lines[:int(len(lines) * share)]))],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while not os.path.exists(desk.path("killed.db-wal")) or os.path.getsize(desk.path("killed.db-wal")) < 1000:
            if process.poll() is not None:
                break
            time.sleep(0.001)
        stop(process, signal.SIGKILL)
        desk.run("killed.db", "check", words="whole")
    desk.run("killed.db", "import", "-", text=text, words="0 refused")
    desk.run("killed.db", "check", words="whole")
    assert desk.run("killed.db", "export") == text


def test_disk_full_in_mid_import(desk):
    desk.run("small.db", "init", "--no-policies", "Demo")
    before = desk.run("small.db", "export")
    limit = os.path.getsize(desk.path("small.db")) + 200000
    small = lambda: (signal.signal(signal.SIGXFSZ, signal.SIG_IGN), resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
    desk.run("small.db", "import", DEMO, wanted=DATABASE, words="no room left", preexec_fn=small)
    desk.run("small.db", "check", words="whole")
    assert before in desk.run("small.db", "export")
    desk.run("small.db", "import", DEMO, words="0 refused")
    desk.run("small.db", "check", words="whole")


def write_until_it_dies(desk, port, account, ticket, told, name):
    try:
        for number in range(100000):
            text = "number %s%d of %d" % (name, number, port)
            done = desk.call(port, account, "Message/set", {"create": {"x": {"ticketId": ticket, "kind": "note", "body": text}}})
            assert done["created"], done
            told.append(text)
    except (OSError, http.client.HTTPException, ValueError):
        pass


def test_killed_while_writing(desk):
    desk.demo("written.db")
    told = []
    for _ in range(3):
        process, port = desk.start("written.db")
        account = desk.sign_in(port, "jonas.weber@demo.example")
        ticket = desk.call(port, account, "Ticket/query", {"filter": {"status": ["open"]}, "limit": 1})["ids"][0]
        for number in range(20):
            text = "number %d of %d" % (number, process.pid)
            desk.call(port, account, "Message/set", {"create": {"x": {"ticketId": ticket, "kind": "note", "body": text}}})
            told.append(text)
        # It dies with requests under way, at a moment that nobody knows.
        writers = [threading.Thread(target=write_until_it_dies, args=(desk, port, account, ticket, told, name)) for name in "abc"]
        for writer in writers:
            writer.start()
        until(lambda: len([text for text in told if text.endswith("of %d" % port)]) >= 10)
        stop(process, signal.SIGKILL)
        for writer in writers:
            writer.join()
    desk.run("written.db", "check", words="whole")
    bodies = [change["patch"]["body"] for change in map(json.loads, desk.run("written.db", "export").splitlines())
              if change.get("type") == "Message" and change["kind"] == "create"]
    assert told and all(bodies.count(text) == 1 for text in told), "what was confirmed is there once"


def test_database_of_a_newer_program(desk):
    desk.init("newer.db")
    database = sqlite3.connect(desk.path("newer.db"))
    database.execute("PRAGMA user_version = 9999")
    database.close()
    before = desk.read("newer.db")
    for command in (("serve", "--port", "0"), ("check",), ("export",), ("rebuild",), ("user", "list"), ("init", "Other")):
        desk.run("newer.db", *command, wanted=DATABASE, words="newer")
    assert desk.read("newer.db") == before
    desk.run("absent.db", "serve", wanted=DATABASE, words="There is no database")
    desk.write("text.db", "This is a letter to my aunt, who likes them long. " * 20)
    desk.run("text.db", "check", wanted=DATABASE, words="text.db")


def certificate(desk, name):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                    "-keyout", desk.path(name + ".key"), "-out", desk.path(name + ".pem"), "-subj", "/CN=localhost",
                    "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"], check=True, capture_output=True, timeout=60)


def healthy(desk, port, trusted):
    context = ssl.create_default_context(cafile=desk.path(trusted + ".pem"))
    try:
        with urllib.request.urlopen("https://localhost:%d/healthz" % port, context=context, timeout=10) as answer:
            return json.load(answer) == {"status": "ok"}
    except (ssl.SSLError, urllib.error.URLError) as error:
        assert "CERTIFICATE_VERIFY_FAILED" in str(error), error
        return False


def test_tls_and_a_new_certificate(desk):
    desk.init("tls.db")
    for name in ("one", "two"):
        certificate(desk, name)
    shutil.copy(desk.path("one.pem"), desk.path("now.pem"))
    shutil.copy(desk.path("one.key"), desk.path("now.key"))
    serve = ("serve", "--port", "0", "--certificate", desk.path("now.pem"))
    desk.run("tls.db", *serve, wanted=USAGE, words="belong together")
    desk.run("tls.db", *serve, "--key", desk.path("two.key"), wanted=FAILED, words="not the key of that certificate")
    desk.run("tls.db", *serve, "--key", "/no/such/file", wanted=FAILED, words="/no/such/file")
    process, port = desk.start("tls.db", "--certificate", desk.path("now.pem"), "--key", desk.path("now.key"))
    try:
        assert healthy(desk, port, "one") and not healthy(desk, port, "two")
        with socket.create_connection(("127.0.0.1", port), timeout=10) as plain:
            plain.sendall(b"GET /healthz HTTP/1.0\r\n\r\n")
            try:
                assert b"HTTP" not in plain.recv(100), "it answers without TLS"
            except ConnectionResetError:
                pass
        # One that cannot be read: the one before stays.
        desk.write("now.pem", "rubbish\n")
        process.send_signal(signal.SIGHUP)
        assert healthy(desk, port, "one")
        shutil.copy(desk.path("two.pem"), desk.path("now.pem"))
        shutil.copy(desk.path("two.key"), desk.path("now.key"))
        process.send_signal(signal.SIGHUP)
        until(lambda: healthy(desk, port, "two"))
        assert not healthy(desk, port, "one")
    finally:
        assert stop(process) == OK


TESTS = [test_init_with_bad_words_leaves_nothing, test_calendars_and_policies,
         test_people_with_bad_words_are_not_made,
         test_export_into_a_fresh_organisation_is_identical, test_export_that_fails_keeps_the_one_before,
         test_backup_while_serving_can_be_served, test_revoked_token, test_import_of_broken_files_changes_nothing,
         test_killed_in_mid_import, test_disk_full_in_mid_import, test_killed_while_writing, test_database_of_a_newer_program,
         test_tls_and_a_new_certificate]


def main():
    folder = tempfile.mkdtemp(prefix="deskbell-admin-")
    desk = Desk(folder)
    failed = 0
    print("TAP version 13\n1..%d" % len(TESTS), flush=True)
    for number, test in enumerate(TESTS, 1):
        try:
            test(desk)
            print("ok %d - %s" % (number, test.__name__[5:].replace("_", "-")), flush=True)
        except Exception as error:
            failed += 1
            print("not ok %d - %s" % (number, test.__name__[5:].replace("_", "-")), flush=True)
            for line in ("%s: %s" % (type(error).__name__, error)).splitlines():
                print("#", line, flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    return 1 if failed else 0


sys.exit(main())
