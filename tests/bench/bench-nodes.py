#!/usr/bin/python3
# SPDX-FileCopyrightText: The Deskbell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""bench-nodes.py BUILD-DIR [TICKETS]: PostgreSQL against the one file. The move of an
organisation, and its first load by a client. Figures go to standard output, see report.py."""

import importlib.machinery
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../integration"))
from cluster import ADMIN, PASSWORD, Client, Node  # noqa: E402
from postgres import Missing, Postgres  # noqa: E402

BUILD = os.path.abspath(sys.argv[1])
TICKETS = int(sys.argv[2] if len(sys.argv) > 2 else os.environ.get("BELL_BENCH_TICKETS", "10000"))
SERVER = os.path.join(BUILD, "src/server/deskbell-server")
# As a database is that must not lose anything.
DURABLE = ["fsync=on", "synchronous_commit=on", "shared_buffers=128MB"]


def figure(name, value, unit, **more):
    print(json.dumps(dict(name=name, value=value, unit=unit, **more)), flush=True)


def load_generator():
    loader = importlib.machinery.SourceFileLoader("bench_sync", os.path.join(HERE, "bench-sync.py"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("bench_sync", loader))
    sys.argv[1:] = [BUILD, str(TICKETS)]
    loader.exec_module(module)
    return module


def run(database, *arguments):
    subprocess.run([SERVER, "-d", database, *arguments], check=True, capture_output=True)


def sign_in(port):
    answer = Client(port, None).request("POST", "/auth/token", {"email": ADMIN, "password": PASSWORD, "device": "bench"})
    return answer["token"], answer["accountId"]


def download(port, account):
    """The best of three; and what came."""
    best, size = 1e9, 0
    for _ in range(3):
        began = time.monotonic()
        done = subprocess.run(["curl", "-s", "-f", "-o", "/dev/null", "-w", "%{size_download}", "-H", "Authorization: Bearer " + account[0],
                               "-H", "Accept-Encoding: zstd", "http://127.0.0.1:%d/jmap/snapshot" % port],
                              check=True, capture_output=True, text=True)
        best, size = min(best, time.monotonic() - began), int(done.stdout)
    return best, size


def bench_data(folder, postgres):
    generator = load_generator()
    rows, file = os.path.join(folder, "rows.ndjson"), os.path.join(folder, "desk.db")
    generator.generate(rows)
    run(file, "init", "Bench", "--admin", ADMIN, "--password-file", os.path.join(folder, "password"))
    run(file, "import", rows)
    there = postgres.create_database("moved")
    began = time.monotonic()
    said = subprocess.run([SERVER, "-d", file, "migrate-to", "--keep-writable", there], check=True, capture_output=True, text=True).stdout
    seconds = time.monotonic() - began
    count = sum(int(line.split()[1]) for line in said.splitlines() if len(line.split()) == 2 and line.split()[1].isdigit())
    figure("nodes: rows moved to PostgreSQL and compared", count / seconds, "1/s", better="more", note="%d rows" % count)
    nodes = [Node(SERVER, file, folder, 10), Node(SERVER, there, folder, 11)]
    try:
        results = []
        for node in nodes:
            node.start()
            account = sign_in(node.port)
            results.append(download(node.port, account))
        (here, size), (moved, _) = results
        figure("nodes: snapshot of %d tickets from PostgreSQL" % TICKETS, moved, "s", floor=here,
               note="floor: the same from the file; %.1f MB" % (size / 1e6))
    finally:
        for node in nodes:
            node.stop()


def main():
    try:
        postgres = Postgres(DURABLE)
    except Missing as why:
        print("skipped: %s" % why)
        return
    with postgres, tempfile.TemporaryDirectory(prefix="deskbell-bench-") as folder:
        with open(os.path.join(folder, "password"), "w", encoding="utf-8") as file:
            file.write(PASSWORD + "\n")
        bench_data(folder, postgres)


if __name__ == "__main__":
    main()
