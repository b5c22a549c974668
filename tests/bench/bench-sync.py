#!/usr/bin/python3
# SPDX-FileCopyrightText: The Deskbell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""bench-sync.py BUILD-DIR [TICKETS]: what synchronising costs, over loopback.

The first load of 50,000 tickets with 200,000 messages by bell(1) from a real
server, beside its floor: curl of the same bytes, SQLite taking the same rows
into the same tables with the same indexes, and the same full-text index made
of them. Then the time until 200 tickets can be read, and an outbox of 1,000
changes, of as many tickets and of one. Figures go to standard output, see report.py.
"""

import json
import os
import random
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

BUILD = os.path.abspath(sys.argv[1])
TICKETS = int(sys.argv[2] if len(sys.argv) > 2 else os.environ.get("BELL_BENCH_TICKETS", "50000"))
MESSAGES = 4  # a ticket
SERVER = os.path.join(BUILD, "src/server/deskbell-server")
BELL = os.path.join(BUILD, "src/cli/bell")
PASSWORD = "correct horse battery staple"


def figure(name, value, unit, **more):
    print(json.dumps(dict(name=name, value=value, unit=unit, **more)), flush=True)


def uuid(dice, milliseconds):
    digits = "%012x7%03x%x%015x" % (milliseconds, dice.getrandbits(12), 8 + dice.getrandbits(2), dice.getrandbits(60))
    return "%s-%s-%s-%s-%s" % (digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:])


def utc(milliseconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(milliseconds // 1000))


def generate(path):
    dice = random.Random(1)
    words = ["".join(dice.choice("aeiou" if i % 2 else "bcdfghklmnprstvz") for i in range(dice.randint(3, 10))) for _ in range(3000)]
    start = 1735689600000
    text = lambda count: " ".join(words[int(3000 * dice.random() ** 3)] for _ in range(count))
    with open(path, "w", encoding="utf-8") as file:
        write = lambda row: file.write(json.dumps(row) + "\n")
        people = []
        for i in range(200):
            people.append("P" + uuid(dice, start))
            write({"type": "Principal", "id": people[-1], "name": text(2).title(), "email": "person%d@example.org" % i,
                   "role": "requester", "teams": {}, "createdAt": utc(start)})
        for i in range(TICKETS):
            at = start + i * 600000
            ticket = "T" + uuid(dice, at)
            write({"type": "Ticket", "id": ticket, "subject": text(7), "status": dice.choice(["new", "open", "pending", "solved", "closed"]),
                   "requesterId": dice.choice(people), "tags": {dice.choice(words): True}, "createdAt": utc(at), "updatedAt": utc(at)})
            for k in range(MESSAGES):
                written = at + k * 60000
                write({"type": "Message", "id": "M" + uuid(dice, written), "ticketId": ticket, "kind": "note" if k == 2 else "reply",
                       "authorId": dice.choice(people), "body": text(75), "writtenAt": utc(written), "receivedAt": utc(written)})


def floor(folder, url, token, cache):
    """Seconds for curl, rows and index; bytes of the download."""
    snapshot = os.path.join(folder, "snapshot")
    began = time.monotonic()
    subprocess.run(["curl", "-s", "-f", "-o", snapshot, "-H", "Authorization: Bearer " + token, "-H", "Accept-Encoding: zstd",
                    url + "/jmap/snapshot"], check=True)
    curl = time.monotonic() - began

    source = sqlite3.connect("file:%s?mode=ro" % cache, uri=True)
    schema = [row[0] for row in source.execute(
        "SELECT sql FROM sqlite_master WHERE tbl_name IN ('ticket', 'message', 'principal') AND sql IS NOT NULL AND type = 'table'")]
    indexes = [row[0] for row in source.execute(
        "SELECT sql FROM sqlite_master WHERE tbl_name IN ('ticket', 'message', 'principal') AND sql IS NOT NULL AND type = 'index'")]
    search = source.execute("SELECT sql FROM sqlite_master WHERE name = 'search'").fetchone()[0]
    source.close()

    database = sqlite3.connect(os.path.join(folder, "floor.db"), isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = NORMAL")
    database.execute("PRAGMA cache_size = -64000")
    for statement in schema:
        database.execute(statement)
    database.execute(search)
    database.execute("ATTACH ? AS source", (cache,))
    began = time.monotonic()
    database.execute("BEGIN")
    for table in ("principal", "ticket", "message"):
        database.execute("INSERT INTO main.%s SELECT * FROM source.%s" % (table, table))
    for statement in indexes:
        database.execute(statement)
    database.execute("COMMIT")
    rows = time.monotonic() - began
    began = time.monotonic()
    database.execute("BEGIN")
    database.execute("INSERT INTO main.search (rowid, title, extra) SELECT rowid * 2, subject, tags FROM main.ticket")
    database.execute("INSERT INTO main.search (rowid, body) SELECT rowid * 2 + 1, body FROM main.message")
    database.execute("COMMIT")
    index = time.monotonic() - began
    database.close()
    return curl, rows, index, os.path.getsize(snapshot)


def main():
    folder = tempfile.mkdtemp(prefix="bell-bench-")
    password = os.path.join(folder, "password")
    with open(password, "w", encoding="utf-8") as file:
        file.write(PASSWORD + "\n")
    database = os.path.join(folder, "server.db")
    server = None
    environment = dict(os.environ, SECRET_BACKEND="file", SECRET_FILE_TEST_PASSWORD="x", SECRET_FILE_TEST_PATH=os.path.join(folder, "keyring"),
                       G_MESSAGES_DEBUG="", LC_ALL="C.UTF-8")
    profile = os.path.join(folder, "profile")
    cache = os.path.join(profile, "cache.db")
    bell = lambda *arguments, **more: subprocess.run([BELL, "--profile", profile, "--json", *arguments], env=environment, check=True,
                                                     capture_output=True, text=True, **more)
    try:
        rows = os.path.join(folder, "rows.ndjson")
        generate(rows)
        subprocess.run([SERVER, "--database", database, "init", "Bench", "--admin", "mia@example.org", "--admin-name", "Mia",
                        "--password-file", password], check=True, capture_output=True)
        began = time.monotonic()
        subprocess.run([SERVER, "--database", database, "import", rows], check=True, capture_output=True)
        seconds = time.monotonic() - began
        figure("import of %d tickets with %d messages" % (TICKETS, TICKETS * MESSAGES), TICKETS * (MESSAGES + 1) / seconds, "rows/s")

        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        url = "http://127.0.0.1:%d" % port
        server = subprocess.Popen([SERVER, "--database", database, "serve", "--listen", "127.0.0.1:%d" % port, "--quiet"],
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(500):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.02)

        request = urllib.request.Request(url + "/auth/token", method="POST", headers={"Content-Type": "application/json"},
                                         data=json.dumps({"email": "mia@example.org", "password": PASSWORD, "device": "bench"}).encode())
        token = json.load(urllib.request.urlopen(request))["token"]
        bell("login", url, "--email", "mia@example.org", "--password-file", password, "--no-sync")

        # The first load; meanwhile somebody looks whether 200 tickets can be read.
        usable = []
        stop = threading.Event()

        def look():
            while not stop.is_set() and not usable:
                try:
                    view = sqlite3.connect("file:%s?mode=ro" % cache, uri=True, timeout=1)
                    found = view.execute("SELECT count(*) FROM (SELECT 1 FROM visible_ticket LIMIT 200)").fetchone()[0]
                    view.close()
                    if found >= 200:
                        usable.append(time.monotonic() - began)
                except sqlite3.Error:
                    pass
                stop.wait(0.01)

        looker = threading.Thread(target=look)
        began = time.monotonic()
        looker.start()
        bell("sync")
        whole = time.monotonic() - began
        stop.set()
        looker.join()
        status = json.loads(bell("--offline", "status").stdout)
        assert status["tickets"] == TICKETS and status["messages"] == TICKETS * MESSAGES, status

        curl, load, index, size = floor(folder, url, token, cache)
        figure("first load of %d tickets with %d messages" % (TICKETS, TICKETS * MESSAGES), whole, "s", floor=curl + load + index, budget=1.5,
               note="floor: curl %.1f s, rows %.1f s, search index %.1f s" % (curl, load, index))
        figure("first load, seconds", whole, "s", budget=15 * TICKETS / 50000)
        figure("first load, download", size / 1e6, "MB")
        figure("first 200 tickets can be read", usable[0] if usable else whole, "s", budget=1)

        # A thousand changes that were made with no network.
        names = [str(line["object"]["number"]) for line in map(json.loads, bell("--offline", "list", "--limit", "1000").stdout.splitlines())]
        bell("--offline", "set", *names, "+offline")
        began = time.monotonic()
        answer = json.loads(bell("sync").stdout)
        figure("outbox of %d changes" % len(names), time.monotonic() - began, "s", budget=10)
        assert answer["waiting"] == 0 and answer["refused"] == 0, answer

        # As many edits of one ticket, one after the other: a call each.
        edits = len(names)
        for i in range(edits):
            bell("--offline", "set", names[0], "+edit%d" % (i % 40) if i % 80 < 40 else "-edit%d" % (i % 40))
        began = time.monotonic()
        answer = json.loads(bell("sync").stdout)
        figure("outbox of %d edits of one ticket" % edits, time.monotonic() - began, "s", budget=10)
        assert answer["waiting"] == 0 and answer["refused"] == 0, answer
    finally:
        if server is not None:
            server.terminate()
            server.wait(timeout=60)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
