#!/usr/bin/python3
# SPDX-FileCopyrightText: The Deskbell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-move.py BUILD-DIR SOURCE-DIR: deskbell-server migrate-to. Prints TAP."""

import hashlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request

from cluster import Client, Node, Refused, new_id
from postgres import Missing, Postgres

BUILD, SOURCE = (os.path.abspath(path) for path in sys.argv[1:3])
SERVER = os.path.join(BUILD, "src/server/deskbell-server")
DEMO = os.path.join(SOURCE, "data/demo/organisation.ndjson")
PASSWORD = "correct horse battery staple"
PERSON = "jonas.weber@demo.example"


class Desk:
    def __init__(self, folder, postgres):
        self.folder, self.postgres = folder, postgres
        self.file = os.path.join(folder, "desk.db")
        self.nodes = []
        self.names = 0
        password = os.path.join(folder, "password")
        with open(password, "w", encoding="utf-8") as file:
            file.write(PASSWORD + "\n")
        self.run("init", "--no-policies", "Demo")
        self.run("import", DEMO)
        self.run("user", "password", PERSON, "--password-file", password)

    def run(self, *arguments, wanted=0, words="", database=None):
        done = subprocess.run([SERVER, "-d", database or self.file, *arguments], capture_output=True, text=True, timeout=300,
                              check=False, env=dict(os.environ, LC_ALL="C.UTF-8"))
        said = done.stdout + done.stderr
        assert done.returncode == wanted, "%s ended with %d, not %d: %s" % (arguments, done.returncode, wanted, said)
        assert words in said, "“%s” is not in: %s" % (words, said)
        return said

    def new_database(self):
        self.names += 1
        return self.postgres.create_database("desk_%s_%d" % (os.path.basename(self.folder).replace("-", "_").lower(), self.names))

    def serve(self, database):
        node = Node(SERVER, database, self.folder, len(self.nodes))
        node.start()
        self.nodes.append(node)
        return node

    def sign_in(self, node):
        answer = Client(node.port, None).request("POST", "/auth/token", {"email": PERSON, "password": PASSWORD, "device": "test"})
        return Client(node.port, (answer["token"], answer["accountId"]))

    def count(self):
        with sqlite3.connect(self.file) as database:
            tables = [row[0] for row in database.execute("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
                                                         " AND name NOT LIKE 'sqlite%'")]
            return {table: database.execute("SELECT COUNT(*) FROM " + table).fetchone()[0] for table in tables}

    def close(self):
        for node in self.nodes:
            node.stop(signal.SIGKILL)


def upload(node, account, content):
    request = urllib.request.Request("http://127.0.0.1:%d/jmap/upload/%s" % (node.port, account[1]), content,
                                     {"Authorization": "Bearer " + account[0], "Content-Type": "image/png"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)["blobId"]


def download(node, account, blob_id):
    request = urllib.request.Request("http://127.0.0.1:%d/jmap/download/%s/%s/x?accept=image/png" % (node.port, account[1], blob_id),
                                     headers={"Authorization": "Bearer " + account[0]})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.read()


def test_everything_moves(desk):
    """Somebody works at the old one, and goes on at the new one as if nothing had been."""
    old = desk.serve(desk.file)
    client = desk.sign_in(old)
    content = bytes(range(256)) * 3000
    blob_id = upload(old, client.account, content)
    ticket = client.call("Ticket/query", {"limit": 1})["ids"][0]
    sent = new_id("M"), new_id("C"), {"ticketId": ticket, "kind": "reply", "body": "See the picture.",
                                      "attachments": [{"blobId": blob_id, "name": "x.png", "type": "image/png", "size": len(content)}]}
    client.create("Message", *sent)
    state = client.call("Message/get", {"ids": []})["state"]
    everything = client.call("Ticket/query", {"sort": [{"property": "subject"}, {"property": "status", "isAscending": False}]})["ids"]
    before = {name: client.call(name + "/get", {"ids": None if name in ("Team", "View") else client.call(name + "/query", {})["ids"][:400]})
              for name in ("Principal", "Team", "Ticket", "Message", "Article", "View")}

    uri = desk.new_database()
    # The server of the old file is still running, and waits as long as it takes.
    said = desk.run("migrate-to", uri, words="rows moved and compared")
    counts = {line.split()[0]: int(line.split()[1]) for line in said.splitlines() if len(line.split()) == 2 and line.split()[1].isdigit()}
    assert counts == desk.count(), "%s and %s" % (counts, desk.count())
    assert counts["change_log"] > 100 and counts["token"] == 1 and counts["account"] == 1 and counts["blob"] >= 1, counts
    print("# " + said.splitlines()[-2])

    # Nothing can be written there that would be lost here.
    try:
        client.call("Message/set", {"create": {new_id("M"): {"ticketId": ticket, "kind": "reply", "body": "too late"}}})
        raise AssertionError("the old file was written")
    except Refused:
        pass
    old.stop()
    desk.run("serve", "--port", "0", wanted=1, words="has moved")
    desk.run("user", "list", words=PERSON)

    node = desk.serve(uri)
    moved = Client(node.port, client.account)
    page = moved.call("Message/changes", {"sinceState": state})
    assert page["newState"] == state and not page["created"], page
    moved.create("Message", *sent)  # asked again: answered as it was
    assert moved.call("Message/changes", {"sinceState": state})["newState"] == state
    for name, wanted in before.items():
        got = moved.call(name + "/get", {"ids": None if name in ("Team", "View") else [one["id"] for one in wanted["list"]]})
        assert got["list"] == wanted["list"] and got["state"] == wanted["state"], name
    assert moved.call("Ticket/query", {"sort": [{"property": "subject"}, {"property": "status", "isAscending": False}]})["ids"] == everything
    assert download(node, client.account, blob_id) == content
    assert "B" + hashlib.sha256(content).hexdigest() == blob_id
    desk.sign_in(node)
    moved.create("Message", new_id("M"), new_id("C"), {"ticketId": ticket, "kind": "reply", "body": "It goes on."})
    assert len(moved.call("Message/changes", {"sinceState": state})["created"]) == 1
    desk.run("check", words="agrees with its log", database=uri)
    desk.run("rebuild", words="Rebuilt", database=uri)
    desk.run("check", words="agrees with its log", database=uri)
    desk.run("backup", os.path.join(desk.folder, "backup.db"), wanted=3, words="pg_dump", database=uri)
    desk.run("user", "list", words=PERSON, database=uri)


def test_targets_that_are_refused(desk):
    uri = desk.new_database()
    desk.run("init", "--no-policies", "Another", database=uri)
    desk.run("migrate-to", uri, wanted=1, words="is not empty")
    desk.run("migrate-to", os.path.join(desk.folder, "other.db"), wanted=1, words="postgresql://")
    desk.run("migrate-to", "postgresql://127.0.0.1:1/nowhere", wanted=3, words="cannot be reached")
    desk.run("migrate-to", "postgresql://?x=y", wanted=3, words="no address")
    desk.run("migrate-to", wanted=2, words="takes the address")
    desk.run("migrate-to", desk.new_database(), wanted=1, words="moves from a file", database=uri)
    # After all that it is where it was.
    desk.run("team", "add", "Still here")


def test_again(desk):
    """A move that was told twice, and a copy that is not the same any more."""
    uri = desk.new_database()
    desk.run("migrate-to", "--keep-writable", uri, words="rows moved")
    desk.run("migrate-to", "--keep-writable", uri, words="there already")
    desk.run("team", "add", "Later")
    desk.run("migrate-to", uri, wanted=1, words="is not empty")
    again = desk.new_database()
    desk.run("migrate-to", again, words="rows moved")
    desk.run("migrate-to", again, words="there already")
    desk.run("team", "add", "Too late", wanted=3, words="has moved")


def test_cut_off(desk):
    """Killed at any moment: there is all of it or nothing, and it can be done again."""
    uri = desk.new_database()
    begun = time.monotonic()
    desk.run("migrate-to", "--keep-writable", desk.new_database())
    whole = time.monotonic() - begun
    finished = 0
    for i in range(8):
        process = subprocess.Popen([SERVER, "-d", desk.file, "migrate-to", "--keep-writable", uri], stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        time.sleep(whole * (i + 1) / 7)
        process.kill()
        process.wait()
        name = uri.rsplit("/", 1)[1]
        for _ in range(200):
            if desk.postgres.psql("SELECT count(*) FROM pg_stat_activity WHERE datname = '%s' AND pid <> pg_backend_pid()" % name, name) == "0":
                break
            time.sleep(0.02)
        there = desk.postgres.psql("SELECT to_regclass('deskbell.change_log') IS NOT NULL", name)
        rows = int(desk.postgres.psql("SELECT count(*) FROM deskbell.change_log", name)) if there == "t" else 0
        assert rows in (0, desk.count()["change_log"]), rows
        finished += rows > 0
    print("# %d of 8 were cut off before the end" % (8 - finished))
    desk.run("migrate-to", uri, words="same is there" if finished else "rows moved")
    desk.run("check", words="agrees with its log", database=uri)


TESTS = [test_everything_moves, test_targets_that_are_refused, test_again, test_cut_off]


def main():
    print("1..%d" % len(TESTS), flush=True)
    failed = False
    try:
        postgres = Postgres()
    except Missing as why:
        for number, test in enumerate(TESTS, 1):
            print("ok %d - %s # SKIP %s" % (number, test.__name__, str(why).splitlines()[0]))
        return 0
    with postgres:
        for number, test in enumerate(TESTS, 1):
            name = test.__name__[5:].replace("_", "-")
            with tempfile.TemporaryDirectory(prefix="deskbell-move-") as folder:
                desk = None
                try:
                    desk = Desk(folder, postgres)
                    test(desk)
                    print("ok %d - %s" % (number, name), flush=True)
                except Exception as fault:  # pylint: disable=broad-except
                    failed = True
                    for line in ("%s: %s" % (type(fault).__name__, fault)).splitlines():
                        print("# " + line)
                    print("not ok %d - %s" % (number, name), flush=True)
                finally:
                    if desk is not None:
                        desk.close()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
