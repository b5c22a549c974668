#!/usr/bin/python3
# SPDX-FileCopyrightText: The Deskbell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""bench-clients.py BUILD-DIR: 1,000 clients of real servers, and writers: on one file, on
PostgreSQL, and on PostgreSQL with two servers. What a change needs until all have heard
of it and until all have it, what a client that listens costs, and how much can be
written. See bench-crowd.c, which is all clients at once. Figures go to standard
output, see report.py."""

import hashlib
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../integration"))
from cluster import ADMIN, PASSWORD, Client, Node, new_id  # noqa: E402
from postgres import Missing, Postgres  # noqa: E402

BUILD = os.path.abspath(sys.argv[1])
SERVER = os.path.join(BUILD, "src/server/deskbell-server")
CROWD = os.path.join(BUILD, "tests/bench/bench-crowd")
CLIENTS, EVENTS, TICKETS = 1000, 40, 2000
WRITERS, SECONDS, IDLE_SECONDS = (1, 8, 32), 4, 30
# As a database is that must not lose anything.
DURABLE = ["fsync=on", "synchronous_commit=on", "shared_buffers=128MB"]


def figure(name, value, unit, **more):
    print(json.dumps(dict(name="clients: " + name, value=round(value, 3), unit=unit, **more)), flush=True)


def run(database, *arguments):
    subprocess.run([SERVER, "-d", database, *arguments], check=True, capture_output=True)


def write_lines(folder, name, lines):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(line + "\n" for line in lines)
    return path


def fill(folder, database, execute):
    """An organisation of agents with a token each, by the back door: signing in is made slow on purpose.
    Gives the files of tokens and of tickets."""
    password = write_lines(folder, "password", [PASSWORD])
    run(database, "init", "Bench", "--admin", ADMIN, "--password-file", password)
    people = [new_id("P") for _ in range(CLIENTS + 1)]
    tickets = [new_id("T") for _ in range(TICKETS)]
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    rows = [{"type": "Principal", "id": person, "name": "Agent %d" % i, "email": "agent%d@example.org" % i, "role": "agent",
             "active": True, "teams": {}, "createdAt": now} for i, person in enumerate(people)]
    rows += [{"type": "Ticket", "id": ticket, "subject": "Printer", "status": "open", "requesterId": people[0], "createdAt": now,
              "updatedAt": now} for ticket in tickets]
    run(database, "import", write_lines(folder, "rows.ndjson", map(json.dumps, rows)))
    tokens, sql = [], []
    for i, person in enumerate(people):
        tokens.append("bell_" + hashlib.sha256(b"%d" % i).hexdigest()[:43])
        sql.append("INSERT INTO %%saccount VALUES ('%s', NULL, 0, 0, 0);" % person)
        sql.append("INSERT INTO %%stoken VALUES (%%s%s', '%s', '%s', 'bench', %d, NULL, NULL);" %
                   (hashlib.sha256(tokens[-1].encode()).hexdigest(), new_id("K"), person, 1000 * time.time()))
    execute(sql)
    return tokens, tickets


def resident(processes):
    total = 0
    for pid in processes:
        with open("/proc/%d/status" % pid, encoding="ascii") as file:
            total += int([line.split()[1] for line in file if line.startswith("VmRSS")][0])
    return total


def cost(processes):
    """Seconds of processor, and how often something woke."""
    seconds, wakes = 0, 0
    for pid in processes:
        for task in os.listdir("/proc/%d/task" % pid):
            with open("/proc/%d/task/%s/schedstat" % (pid, task), encoding="ascii") as file:
                seconds += int(file.read().split()[0]) / 1e9
            with open("/proc/%d/task/%s/status" % (pid, task), encoding="ascii") as file:
                wakes += int([line.split()[1] for line in file if line.startswith("voluntary_ctxt")][0])
    return seconds, wakes


def children(pid):
    with open("/proc/%d/task/%d/children" % (pid, pid), encoding="ascii") as file:
        return [int(word) for word in file.read().split()]


def settle(processes):
    """Waits until what an import leaves to do is done: tickets looked at for escalations, a journal carried over."""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        before = cost(processes)[1]
        time.sleep(5)
        if cost(processes)[1] - before < 40 * 5 * len(processes):
            return


def hurry(processes, before_others):
    """Before what else the machine does, where that is allowed, as the windows are measured."""
    for pid in processes:
        subprocess.run(["chrt", "-a", *(["-r", "-p", "1"] if before_others else ["-o", "-p", "0"]), str(pid)], capture_output=True, check=False)


def words(line):
    return {key: float(value) for key, value in (word.split("=") for word in line.split() if not word.startswith("how="))}


def listen(where, nodes, ports, account, tokens, tickets, database_pid):
    servers = [node.process.pid for node in nodes]
    before = resident(servers)
    with subprocess.Popen([CROWD, "listen", ports, account, str(EVENTS), tickets, tokens], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          text=True) as crowd:
        assert crowd.stdout.readline() == "ready\n"
        settle(servers)
        memory = resident(servers) - before
        database = [database_pid] + children(database_pid) if database_pid else []
        begun = [cost(servers), cost(database)]
        time.sleep(IDLE_SECONDS)
        ended = [cost(servers), cost(database)]

        def ask(how):
            used = cost(servers)[0]
            crowd.stdin.write(how + "\n")
            crowd.stdin.flush()
            return dict(words(crowd.stdout.readline()), used=1000 * (cost(servers)[0] - used) / EVENTS)
        everybody = servers + [crowd.pid] + ([database_pid] + children(database_pid) if database_pid else [])
        hurry(everybody, True)
        told = ask("told")
        hurry(everybody, False)
        pulled, burst = ask("pull"), ask("burst")
        crowd.stdin.close()
        crowd.wait(60)
    note = "1,000 people's clients, each its own stream; they share the processors with the servers"
    figure("%s: told of a change, p50" % where, told["p50"], "ms", note="from the writer's request to the event; " + note)
    figure("%s: told of a change, p99" % where, told["p99"], "ms", budget=150)
    figure("%s: all have the change, p50" % where, pulled["p50"], "ms",
           note="all 1,000 ask for it at once, on new connections: until they have it")
    figure("%s: all have the change, p99" % where, pulled["p99"], "ms")
    figure("%s: processor to tell all of a change" % where, told["used"], "ms", note="of the servers")
    figure("%s: processor until all have a change" % where, pulled["used"], "ms")
    figure("%s: requests of all clients to each of %d changes in a row" % (where, EVENTS), burst["requests"], "",
           note="the writer waits for nobody; a client asks once for all that came meanwhile")
    figure("%s: all have the last of %d changes in a row" % (where, EVENTS), burst["seconds"], "s")
    figure("%s: memory of a client that listens" % where, memory / CLIENTS, "KiB", note="growth of the servers' resident memory")
    figure("%s: processor in an idle minute, 1,000 listen" % where, (ended[0][0] - begun[0][0]) * 60 / IDLE_SECONDS, "s",
           note="of the servers; a ping a minute to each client included")
    figure("%s: wake-ups in an idle minute, 1,000 listen" % where, (ended[0][1] - begun[0][1]) * 60 / IDLE_SECONDS, "")
    if database:
        figure("%s: PostgreSQL's processor in an idle minute" % where, (ended[1][0] - begun[1][0]) * 60 / IDLE_SECONDS, "s")


def write(where, ports, account, tokens, tickets):
    for writers in WRITERS:
        done = subprocess.run([CROWD, "write", ports, account, str(writers), str(SECONDS), tickets, tokens], check=True,
                              capture_output=True, text=True).stdout
        figure("%s: replies written by %d" % (where, writers), words(done)["rate"], "1/s", better="more",
               note="each synced to the disk before it is confirmed")


def bench(where, folder, database, filled, n_nodes, database_pid=None):
    tokens, tickets = filled
    nodes = [Node(SERVER, database, folder, i) for i in range(n_nodes)]
    try:
        for node in nodes:
            node.start()
        answer = Client(nodes[0].port, None).request("POST", "/auth/token", {"email": ADMIN, "password": PASSWORD, "device": "bench"})
        ports = ",".join(str(node.port) for node in nodes)
        tokens_file, tickets_file = write_lines(folder, "tokens", tokens), write_lines(folder, "tickets", tickets)
        listen(where, nodes, ports, answer["accountId"], tokens_file, tickets_file, database_pid)
        write(where, ports, answer["accountId"], tokens_file, tickets_file)
    finally:
        for node in nodes:
            node.stop()


def main():
    with tempfile.TemporaryDirectory(prefix="deskbell-bench-") as folder:
        file = os.path.join(folder, "desk.db")

        def execute(sql):
            connection = sqlite3.connect(file)
            connection.executescript("BEGIN;" + "\n".join(sql).replace("%stoken VALUES (%s", "token VALUES (X'").replace("%s", "") + "COMMIT;")
            connection.close()
        bench("one file", folder, file, fill(folder, file, execute), 1)
    try:
        postgres = Postgres(DURABLE)
    except Missing as why:
        print("skipped: %s" % why)
        return
    with postgres, tempfile.TemporaryDirectory(prefix="deskbell-bench-") as folder:
        database = postgres.create_database("desk")
        filled = fill(folder, database, lambda sql: postgres.psql(
            "\n".join(sql).replace("%stoken VALUES (%s", "deskbell.token VALUES ('\\x").replace("%s", "deskbell."), "desk"))
        bench("PostgreSQL", folder, database, filled, 1, postgres.process.pid)
        bench("PostgreSQL, two servers", folder, database, filled, 2, postgres.process.pid)


if __name__ == "__main__":
    main()
