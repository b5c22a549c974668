#!/usr/bin/python3
# SPDX-FileCopyrightText: The Deskbell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-bell.py BUILD-DIR: bell(1) as somebody at a terminal or a script sees
it, against a real server. Prints TAP."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

BUILD = os.path.abspath(sys.argv[1])
SERVER = os.path.join(BUILD, "src/server/deskbell-server")
BELL = os.path.join(BUILD, "src/cli/bell")
PASSWORD = "correct horse battery staple"

OK, USAGE, NOT_FOUND, REFUSED, OFFLINE, SIGN_IN, PARKED, STORE = range(8)


class World:
    """A server with three people, and profiles of bell."""

    def __init__(self, folder):
        self.folder = folder
        self.database = os.path.join(folder, "server.db")
        self.password_file = self.write("password", PASSWORD + "\n")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = "http://127.0.0.1:%d" % self.port
        self.process = None
        self.admin("init", "Test", "--admin", "ada@example.org", "--admin-name", "Ada Admin", "--password-file", self.password_file)
        self.admin("team", "add", "First line", "--tier", "1")
        for name, role in (("Mia Muster", "agent"), ("Tom Tester", "agent"), ("Rita Requester", "requester")):
            self.admin("user", "add", name.split()[0].lower() + "@example.org", "--name", name, "--role", role,
                       "--password-file", self.password_file)
        self.serve()

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())
        return path

    def admin(self, *arguments):
        subprocess.run([SERVER, "--database", self.database, *arguments], check=True, capture_output=True, timeout=60)

    def serve(self):
        self.process = subprocess.Popen([SERVER, "--database", self.database, "serve", "--listen", "127.0.0.1:%d" % self.port],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(6000):
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.02)
        raise AssertionError("the server does not listen")

    def stop(self):
        if self.process is not None:
            self.process.terminate()
            self.process.wait(timeout=30)
            self.process = None

    def environment(self, profile, keyring=True):
        environment = dict(os.environ, LC_ALL="C.UTF-8", G_MESSAGES_DEBUG="", HOME=self.folder,
                           XDG_DATA_HOME=self.folder, XDG_CACHE_HOME=self.folder, XDG_CONFIG_HOME=self.folder,
                           XDG_RUNTIME_DIR=self.folder)
        for name in ("DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "WAYLAND_DISPLAY", "VISUAL", "EDITOR"):
            environment.pop(name, None)
        if keyring:
            environment.update(SECRET_BACKEND="file", SECRET_FILE_TEST_PASSWORD="test",
                               SECRET_FILE_TEST_PATH=os.path.join(self.folder, profile + ".keyring"))
        return environment

    def bell(self, profile, *arguments, text="", wanted=OK, keyring=True, environment=None):
        # libsecret's file, which stands in for a keyring here, loses the one string
        # that tells its version when it is written again: where that alone is
        # what the leak checker finds, it is passed over.
        keeps_token = "login" in arguments or "logout" in arguments
        if keeps_token and "LSAN_OPTIONS" in os.environ:
            environment = dict(environment or {}, ASAN_OPTIONS=os.environ.get("ASAN_OPTIONS", "") +
                               ":abort_on_error=0:exitcode=0:fast_unwind_on_malloc=0")
        done = subprocess.run([BELL, "--profile", os.path.join(self.folder, profile), *arguments], input=text, text=True,
                              capture_output=True, timeout=60, env=dict(self.environment(profile, keyring), **(environment or {})))
        assert done.returncode == wanted, "bell %s ended with %d, not %d: %s%s" % (
            " ".join(arguments), done.returncode, wanted, done.stdout, done.stderr)
        if keeps_token:
            leaks = re.findall(r"leak of (\d+) byte.*?(?=\n\n)", done.stderr, re.DOTALL)
            assert len(leaks) <= 1 and (not leaks or int(leaks[0]) < 40 and "in g_strdup" in done.stderr), done.stderr
            assert "ERROR: AddressSanitizer" not in done.stderr and "runtime error" not in done.stderr, done.stderr
        return done

    def json(self, profile, *arguments, **options):
        return [json.loads(line) for line in self.bell(profile, "--json", *arguments, **options).stdout.splitlines()]

    def login(self, profile, person):
        return self.json(profile, "login", self.url, "--email", person + "@example.org", "--password-file", self.password_file)[0]


def test_usage(world):
    assert "reply" in world.bell("mia", "--help").stdout
    assert world.bell("mia", "--version").stdout.startswith("bell ")
    world.bell("mia", wanted=USAGE)
    world.bell("mia", "frobnicate", wanted=USAGE)
    world.bell("mia", "list", "--no-such-option", wanted=USAGE)
    world.bell("mia", "show", wanted=USAGE)
    world.bell("mia", "list", "too", "much", wanted=USAGE)
    for command in ("login", "logout", "sync", "list", "show", "new", "reply", "note", "set", "search", "article", "sla", "outbox",
                    "status", "watch"):
        assert command in world.bell("mia", command, "--help").stdout


def test_nobody_signed_in(world):
    for arguments in (("sync",), ("new", "A", "--text", "b"), ("watch",), ("status",)):
        world.bell("nobody", *arguments, wanted=SIGN_IN)
    assert world.bell("nobody", "list").stdout == ""
    world.bell("nobody", "reply", "1", "text", wanted=SIGN_IN)


def test_wrong_password(world):
    wrong = world.write("wrong", "not it\n")
    world.bell("mia", "login", world.url, "--email", "mia@example.org", "--password-file", wrong, wanted=SIGN_IN)
    error = world.bell("mia", "--json", "login", world.url, "--email", "mia@example.org", "--password-file", wrong, wanted=SIGN_IN)
    assert json.loads(error.stderr)["error"]["type"] == "needsSignIn"
    world.bell("mia", "login", world.url, "--email", "mia@example.org", "--password-file", "/no/such/file", wanted=NOT_FOUND)
    world.bell("mia", "login", "ftp://example.org", "--email", "mia@example.org", "--password-file", wrong, wanted=REFUSED)
    world.bell("mia", "login", "http://192.0.2.1", "--email", "mia@example.org", "--password-file", wrong, wanted=REFUSED)


def test_login(world):
    answer = world.login("mia", "mia")
    assert answer["email"] == "mia@example.org" and answer["kept"] and answer["keepingProblem"] is None, answer
    world.login("tom", "tom")
    status = world.json("mia", "status")[0]
    assert status["connection"] == "online" and status["loaded"] and status["role"] == "agent", status
    # The profile is Mia's: nobody else's work goes out under her name, nor hers under another.
    world.bell("mia", "login", world.url, "--email", "tom@example.org", "--password-file", world.password_file, wanted=REFUSED)
    assert world.json("mia", "status")[0]["email"] == "mia@example.org"


def test_password_from_stdin(world):
    world.bell("stdin", "login", world.url, "--email", "tom@example.org", "--password-stdin", text=PASSWORD + "\n")


def test_without_keyring(world):
    # Signed in, but nothing can be kept: it says why, and asks each time.
    done = world.bell("loose", "login", world.url, "--email", "mia@example.org", "--password-file", world.password_file, keyring=False)
    assert "could not be kept" in done.stderr, done.stderr
    done = world.bell("loose", "sync", wanted=SIGN_IN, keyring=False)
    assert "keyring" in done.stderr, done.stderr
    world.bell("loose", "sync", "--password-file", world.password_file, keyring=False)
    # What is written meanwhile is kept, and sent when a password is given.
    done = world.bell("loose", "new", "Loose", "--text", "x", keyring=False)
    assert "Saved" in done.stderr, done.stderr
    world.bell("loose", "sync", "--password-file", world.password_file, keyring=False)
    assert world.json("loose", "outbox", keyring=False) == []
    for path, _, files in os.walk(os.path.join(world.folder, "loose")):
        for name in files:
            with open(os.path.join(path, name), "rb") as file:
                assert PASSWORD.encode() not in file.read(), "the password stands in " + name


def test_new_and_show(world):
    made = world.json("mia", "new", "The", "printer", "burns", "--text", "Smoke!", "--requester", "Rita Requester", "--kind", "incident",
                      "--impact", "high", "--urgency", "high", "--team", "First line", "--tag", "fire")[0]
    assert made["type"] == "Ticket" and not made["pending"] and made["object"]["number"] > 0, made
    assert made["requesterName"] == "Rita Requester" and made["teamName"] == "First line"
    assert made["object"]["priority"] == "urgent" and made["object"]["tags"] == {"fire": True}
    number = str(made["object"]["number"])
    for name in (number, "#" + number, made["object"]["id"]):
        shown = world.json("mia", "show", name, "--history")[0]
        assert shown["ticket"]["object"]["subject"] == "The printer burns"
        assert [message["object"]["body"] for message in shown["messages"]] == ["Smoke!"]
        assert shown["history"][0]["kind"] == "create"
    text = world.bell("mia", "show", number).stdout
    assert "Smoke!" in text and "\033" not in text, text
    world.bell("mia", "show", "999999", wanted=NOT_FOUND)
    world.bell("mia", "show", "T01926000-0000-7000-8000-000000000003", wanted=NOT_FOUND)
    world.bell("mia", "show", "../../etc/passwd", wanted=NOT_FOUND)
    world.bell("mia", "new", "--text", "no subject", wanted=USAGE)
    world.bell("mia", "new", "No text", wanted=USAGE)
    world.bell("mia", "new", "A", "--text", "b", "--priority", "highest", wanted=USAGE)
    world.bell("mia", "new", "A", "--text", "b", "--requester", "Nobody Known", wanted=NOT_FOUND)


def test_history_of_closed(world):
    number = str(world.json("mia", "new", "Long", "over", "--text", "Nothing left.")[0]["object"]["number"])
    world.bell("mia", "set", number, "--status", "closed")
    world.login("late", "tom")
    shown = world.json("late", "--offline", "show", number, "--history")[0]
    assert not shown["historyIsWhole"], shown["history"]
    text = world.bell("late", "--offline", "show", number, "--history").stdout
    assert "without --offline" in text, text
    shown = world.json("late", "show", number, "--history")[0]
    assert shown["historyIsWhole"] and shown["history"][0]["kind"] == "create", shown["history"]
    shown = world.json("late", "--offline", "show", number, "--history")[0]
    assert shown["historyIsWhole"] and len(shown["history"]) > 1, shown["history"]


def test_sla(world):
    made = world.json("mia", "new", "The", "door", "is", "open", "--text", "Wide.", "--impact", "high", "--urgency", "high")[0]
    number = str(made["object"]["number"])
    told = world.json("mia", "--offline", "sla", number)[0]
    assert told["isWhole"] and told["rules"][0]["priority"] == "urgent", told
    assert told["rules"][0]["name"] == "Urgent, around the clock" and told["rules"][0]["resolution"] == 14400, told
    assert told["explain"]["resolution"]["state"] == "running" and told["explain"]["resolution"]["due"], told
    assert told["explain"]["segments"][-1]["kind"] == "open", told

    listed = world.json("mia", "--offline", "list", "--sort", "-nextDueAt")
    assert any(line["object"]["number"] == int(number) and line["nextDueAt"] == told["explain"]["firstResponse"]["due"]
               and line["slaState"] == "running" for line in listed), listed

    # Done with no network, and counted at once.
    world.bell("mia", "--offline", "set", number, "--status", "pending")
    assert world.json("mia", "--offline", "sla", number)[0]["explain"]["resolution"]["state"] == "paused"
    text = world.bell("mia", "--offline", "sla", number).stdout
    assert "Resolution" in text and "paused" in text and "Urgent, around the clock" in text, text
    world.bell("mia", "sync")
    world.bell("mia", "sla", "999999", wanted=NOT_FOUND)
    world.bell("mia", "sla", wanted=USAGE)


def test_texts(world):
    ticket = str(world.json("mia", "new", "Texts", "--text", "start")[0]["object"]["number"])
    world.bell("mia", "reply", ticket, "from", "arguments")
    world.bell("mia", "note", ticket, "--text", "from an option")
    world.bell("mia", "reply", ticket, "--file", world.write("text.md", "from a file\n"))
    world.bell("mia", "reply", ticket, text="from a pipe\nof two lines\n")
    world.bell("mia", "reply", ticket, "-", text="from a pipe by name")
    world.bell("mia", "reply", ticket, text="", wanted=USAGE)
    world.bell("mia", "reply", ticket, "--file", "/no/such/file", wanted=NOT_FOUND)
    world.bell("mia", "reply", ticket, "--file", world.write("latin", b"gr\xfc\xdfe"), wanted=USAGE)
    messages = world.json("mia", "show", ticket)[0]["messages"]
    assert [(m["object"]["kind"], m["object"]["body"]) for m in messages] == [
        ("reply", "start"), ("reply", "from arguments"), ("note", "from an option"), ("reply", "from a file"),
        ("reply", "from a pipe\nof two lines"), ("reply", "from a pipe by name")], messages
    assert "Internal note" in world.bell("mia", "show", ticket).stdout


def test_set(world):
    ticket = str(world.json("mia", "new", "Set", "--text", "start")[0]["object"]["number"])
    world.bell("mia", "set", ticket, "--status", "open", "--assignee", "me", "--team", "First line", "--priority", "high", "+one", "+two")
    world.bell("mia", "set", ticket, "-one", "--subject", "Set anew")
    row = world.json("mia", "show", ticket)[0]["ticket"]
    assert row["assigneeName"] == "Mia Muster" and row["object"]["status"] == "open" and row["object"]["priority"] == "high"
    assert row["object"]["tags"] == {"two": True} and row["object"]["subject"] == "Set anew", row
    world.bell("mia", "set", ticket, "--assignee", "none", "--team", "none")
    assert world.json("mia", "show", ticket)[0]["ticket"]["object"]["assigneeId"] is None
    world.bell("mia", "set", ticket, "--status", "new", wanted=REFUSED)
    world.bell("mia", "set", ticket, "--status", "nonsense", wanted=USAGE)
    world.bell("mia", "set", ticket, wanted=USAGE)
    world.bell("mia", "set", "--status", "open", wanted=USAGE)


def test_list(world):
    world.bell("mia", "sync")
    everything = world.json("mia", "list", "--limit", "1000")
    assert len(everything) >= 3
    times = [line["object"]["updatedAt"] for line in everything]
    assert times == sorted(times, reverse=True)
    assert all(line["object"]["status"] == "new" for line in world.json("mia", "list", "--status", "new"))
    burning = world.json("mia", "list", "--tag", "fire", "--requester", "rita@example.org", "--team", "First line", "--priority", "urgent,high")
    assert [line["object"]["subject"] for line in burning] == ["The printer burns"], burning
    assert [line["object"]["subject"] for line in world.json("mia", "list", "--text", "printer")] == ["The printer burns"]
    numbers = [line["object"]["number"] for line in world.json("mia", "list", "--sort", "number", "--limit", "3")]
    assert numbers == sorted(numbers) and len(numbers) == 3
    for view in ("my-work", "unassigned", "my-teams", "all-open", "at-risk", "breached", "recent"):
        world.json("mia", "list", "--view", view)
    assert all(line["assigneeName"] is None for line in world.json("mia", "list", "--view", "unassigned"))
    world.bell("mia", "list", "--view", "no such view", wanted=NOT_FOUND)
    world.bell("mia", "list", "--sort", "nonsense", wanted=USAGE)
    world.bell("mia", "list", "--status", "nonsense", wanted=USAGE)
    world.bell("mia", "list", "--limit", "0", wanted=USAGE)
    assert "The printer burns" in world.bell("mia", "list").stdout


def test_search(world):
    hits = world.json("mia", "search", "smok")
    assert [hit["type"] for hit in hits] == ["Message"], hits
    start, end = hits[0]["snippetMatches"][0]
    assert hits[0]["snippet"].encode()[start:end].decode().lower().startswith("smok")
    assert world.json("mia", "search", "xyzzy") == []
    world.bell("mia", "search", "--best", "printer")
    world.bell("mia", "search", '"OR (NEAR * -', wanted=OK)
    world.bell("mia", "search", wanted=USAGE)


def test_articles(world):
    made = world.json("mia", "article", "new", "--title", "Fires in printers", "--text", "# Do\n\nRun.", "--category", "Printers",
                      "--audience", "public", "--tag", "fire")[0]
    assert made["object"]["state"] == "draft"
    world.bell("mia", "article", "publish", "Fires in printers")
    world.bell("mia", "article", "edit", made["object"]["id"], "--text", "# Do\n\nWalk.", "--title", "Fire in a printer")
    shown = world.json("mia", "article", "show", "~" + made["object"]["id"][-6:])[0]["object"]
    assert shown["state"] == "published" and shown["body"] == "# Do\n\nWalk." and shown["title"] == "Fire in a printer", shown
    assert len(world.json("mia", "article", "list", "--state", "published", "--category", "Printers")) == 1
    editor = world.write("editor", '#!/bin/sh\nprintf "Fly." > "$1"\n')
    os.chmod(editor, 0o755)
    world.bell("mia", "article", "edit", "Fire in a printer", "--text", "-", text="Crawl.")
    assert world.json("mia", "article", "show", "Fire in a printer")[0]["object"]["body"] == "Crawl."
    world.bell("mia", "article", "show", "No such title", wanted=NOT_FOUND)
    world.bell("mia", "article", "new", "--text", "x", wanted=USAGE)
    world.bell("mia", "article", "frobnicate", "x", wanted=NOT_FOUND)


def test_offline(world):
    made = world.json("mia", "--offline", "new", "Offline", "--text", "On the train", "--attach", world.write("plan.txt", "the plan"))[0]
    assert made["pending"] and made["object"]["number"] in (None, 0) and made["shortName"][0] == "~", made
    short = made["shortName"]
    world.bell("mia", "--offline", "reply", short, "more")
    world.bell("mia", "set", short, "+train", "--offline")
    assert "*" in world.bell("mia", "--offline", "list", "--tag", "train").stdout
    waiting = world.json("mia", "--offline", "outbox")
    assert [line["state"] for line in waiting] == ["queued"] * 4, waiting
    assert world.json("mia", "--offline", "status")[0]["waiting"] == 4
    world.bell("mia", "--offline", "sync", wanted=OFFLINE)
    world.bell("mia", "--offline", "login", world.url, "--email", "mia@example.org", "--password-file", world.password_file, wanted=OFFLINE)

    # The server is away: the same, with the reason.
    world.stop()
    done = world.bell("mia", "note", short, "the server is away")
    assert "Saved" in done.stderr and "cannot be reached" in done.stderr, done.stderr
    world.bell("mia", "sync", wanted=OFFLINE)
    world.bell("mia", "status", wanted=OFFLINE)
    error = world.bell("mia", "--json", "sync", wanted=OFFLINE)
    assert json.loads(error.stderr)["error"]["type"] == "offline"
    world.bell("mia", "list")
    world.bell("mia", "search", "train")

    world.serve()
    assert world.json("mia", "sync")[0] == {"synced": True, "waiting": 0, "refused": 0}
    row = world.json("mia", "show", made["object"]["id"])[0]
    assert row["ticket"]["object"]["number"] > 0 and not row["ticket"]["pending"]
    assert [m["object"]["body"] for m in row["messages"]] == ["On the train", "more", "the server is away"]
    saved = os.path.join(world.folder, "saved")
    world.bell("tom", "sync")
    world.bell("tom", "show", str(row["ticket"]["object"]["number"]), "--save-attachments", saved)
    with open(os.path.join(saved, "plan.txt"), encoding="utf-8") as file:
        assert file.read() == "the plan"


def test_conflict(world):
    ticket = str(world.json("mia", "new", "Both", "--text", "start")[0]["object"]["number"])
    world.bell("tom", "sync")
    world.bell("tom", "--offline", "set", ticket, "--priority", "urgent")
    world.bell("tom", "--offline", "reply", ticket, "not held up")
    world.bell("mia", "set", ticket, "--priority", "high")
    world.bell("tom", "sync", wanted=PARKED)
    parked = world.json("tom", "outbox", wanted=PARKED)
    assert len(parked) == 1 and parked[0]["state"] == "parked" and parked[0]["reasonType"] == "conflict", parked
    card = parked[0]["conflict"]
    field = [f for f in card["fields"] if f["property"] == "priority"][0]
    assert card["kind"] == "values" and card["canReapply"], card
    assert (field["mine"], field["theirs"]) == ("urgent", "high") and field["authorId"] and field["actedAt"], card
    assert "Mia" in world.bell("tom", "outbox", wanted=PARKED).stdout
    assert "!" in world.bell("tom", "list").stdout
    world.bell("tom", "outbox", "reapply", "no such change", wanted=NOT_FOUND)
    world.bell("tom", "outbox", "discard", "~" + parked[0]["id"][-6:])
    assert world.json("tom", "outbox") == []
    row = world.json("tom", "show", ticket)[0]
    assert row["ticket"]["object"]["priority"] == "high"
    assert [m["object"]["body"] for m in row["messages"]] == ["start", "not held up"]
    # Once more, and this time one's own value stands in the end.
    world.bell("mia", "sync")
    world.bell("tom", "--offline", "set", ticket, "--subject", "By Tom")
    world.bell("mia", "set", ticket, "--subject", "By Mia")
    world.bell("tom", "sync", wanted=PARKED)
    world.bell("tom", "outbox", "reapply", world.json("tom", "outbox", wanted=PARKED)[0]["id"])
    assert world.json("tom", "outbox") == []
    world.bell("mia", "sync")
    assert world.json("mia", "show", ticket)[0]["ticket"]["object"]["subject"] == "By Tom"


def test_held_reply(world):
    ticket = str(world.json("mia", "new", "Read first", "--text", "start")[0]["object"]["number"])
    world.bell("tom", "sync")
    world.bell("tom", "--offline", "reply", ticket, "Try this", "--status", "solved")
    world.bell("mia", "reply", ticket, "It is repaired")
    world.bell("tom", "sync", wanted=PARKED)
    held = world.json("tom", "outbox", wanted=PARKED)
    assert [line["reasonType"] for line in held] == ["held", "conflict"], held
    assert held[0]["conflict"]["kind"] == "reply" and len(held[0]["conflict"]["messages"]) == 1, held
    shown = world.bell("tom", "outbox", wanted=PARKED).stdout
    assert "It is repaired" in shown and "somebody has written since (Mia" in shown, shown
    world.bell("tom", "outbox", "send", held[0]["id"], wanted=PARKED)
    world.bell("tom", "outbox", "discard", held[1]["id"])
    row = world.json("tom", "show", ticket)[0]
    assert sorted(m["object"]["body"] for m in row["messages"]) == ["It is repaired", "Try this", "start"], row
    assert row["ticket"]["object"]["status"] != "solved", row


def test_clash_of_texts(world):
    """What is about no ticket has a name as well."""
    article = world.json("mia", "article", "new", "--title", "Toner", "--text", "One\n\nTwo", "--state", "published")[0]["object"]["id"]
    world.bell("tom", "sync")
    world.bell("tom", "--offline", "article", "edit", article, "--text", "One by Tom\n\nTwo")
    world.bell("mia", "article", "edit", article, "--text", "One by Mia\n\nTwo")
    world.bell("tom", "sync", wanted=PARKED)
    shown = world.bell("tom", "outbox", wanted=PARKED).stdout
    for words in ("“Toner”: text One by Tom", "yours One by Tom", "now One by Mia", "(Mia"):
        assert words in shown, shown
    world.bell("tom", "outbox", "discard", world.json("tom", "outbox", wanted=PARKED)[0]["id"])
    assert world.json("tom", "article", "show", article)[0]["object"]["body"] == "One by Mia\n\nTwo"


def test_revoked(world):
    world.login("revoked", "tom")
    device = world.json("revoked", "status")[0]["device"]
    assert device
    world.bell("revoked", "logout")
    world.bell("revoked", "sync", wanted=SIGN_IN)
    done = world.bell("revoked", "new", "Kept", "--text", "while signed out")
    assert "Saved" in done.stderr
    world.login("revoked", "tom")
    world.bell("revoked", "sync")
    assert world.json("revoked", "outbox") == []


def test_watch(world):
    process = subprocess.Popen([BELL, "--profile", os.path.join(world.folder, "tom"), "--json", "watch"], text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=world.environment("tom"))
    try:
        for line in process.stdout:
            if json.loads(line).get("state") == "live":
                break
        ticket = world.json("mia", "new", "Watched", "--text", "Look")[0]
        seen = []
        for line in process.stdout:
            event = json.loads(line)
            if event["event"] == "change":
                seen.append(event["change"])
                if event["change"]["type"] == "Message":
                    break
        assert seen[0]["objectId"] == ticket["object"]["id"] and seen[0]["kind"] == "create", seen
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == OK
    finally:
        process.kill()
        process.wait()


def test_requester(world):
    world.login("rita", "rita")
    rows = world.json("rita", "list", "--limit", "1000")
    assert rows and all(row["requesterName"] == "Rita Requester" for row in rows), rows
    for row in rows:
        for message in world.json("rita", "show", row["object"]["id"])[0]["messages"]:
            assert message["object"]["kind"] == "reply"
    number = str(rows[0]["object"]["number"])
    world.bell("rita", "reply", number, "It still burns.")
    done = world.bell("rita", "note", number, "a secret", wanted=REFUSED)
    assert done.stdout == ""


def test_damaged_files(world):
    shutil.copytree(os.path.join(world.folder, "tom"), os.path.join(world.folder, "damaged"))
    shutil.copy(os.path.join(world.folder, "tom.keyring"), os.path.join(world.folder, "damaged.keyring"))
    cache = os.path.join(world.folder, "damaged", "cache.db")
    before = len(world.json("damaged", "list", "--limit", "1000"))
    for suffix in ("-wal", "-shm"):
        if os.path.exists(cache + suffix):
            os.remove(cache + suffix)
    with open(cache, "r+b") as file:
        file.truncate(5000)
    world.bell("damaged", "list")
    world.bell("damaged", "sync")
    assert len(world.json("damaged", "list", "--limit", "1000")) == before
    # A folder that cannot be one.
    world.bell("password/x", "list", wanted=STORE)


TESTS = [test_usage, test_nobody_signed_in, test_wrong_password, test_login, test_password_from_stdin, test_without_keyring,
         test_new_and_show, test_history_of_closed, test_sla, test_texts, test_set, test_list, test_search, test_articles, test_offline, test_conflict, test_held_reply, test_clash_of_texts, test_revoked,
         test_watch, test_requester, test_damaged_files]


def main(tests):
    folder = tempfile.mkdtemp(prefix="bell-cli-")
    world = None
    failed = 0
    print("TAP version 13\n1..%d" % len(tests), flush=True)
    try:
        world = World(folder)
        for number, test in enumerate(tests, 1):
            name = test.__name__[5:].replace("_", "-")
            try:
                test(world)
                print("ok %d - %s" % (number, name), flush=True)
            except Exception as error:
                failed += 1
                print("not ok %d - %s" % (number, name), flush=True)
                for line in ("%s: %s" % (type(error).__name__, error)).splitlines():
                    print("#", line, flush=True)
    finally:
        if world is not None:
            world.stop()
        shutil.rmtree(folder, ignore_errors=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(TESTS))
