#!/usr/bin/python3
# SPDX-FileCopyrightText: The Deskbell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""bench-nodes.py BUILD-DIR [TICKETS]: PostgreSQL against the one file. The move of an
organisation, its first load by a client, replies written, and 1,000 clients that
are told by one server or by two. Figures go to standard output, see report.py."""

import hashlib
import importlib.machinery
import importlib.util
import json
import os
import selectors
import socket
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../integration"))
from cluster import ADMIN, PASSWORD, Client, Cluster, Node, new_id  # noqa: E402
from postgres import Missing  # noqa: E402

BUILD = os.path.abspath(sys.argv[1])
TICKETS = int(sys.argv[2] if len(sys.argv) > 2 else os.environ.get("BELL_BENCH_TICKETS", "10000"))
SERVER = os.path.join(BUILD, "src/server/deskbell-server")
CLIENTS, STREAMS, EVENTS = 1000, 16, 40
WRITERS, SECONDS = 8, 5
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


def measure_writes(ports, account, tickets):
    """Replies a second, by several clients on connections that stay."""
    stop, counts = time.monotonic() + SECONDS, [0] * WRITERS

    def write(number):
        connection = socket.create_connection(("127.0.0.1", ports[number % len(ports)]))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while time.monotonic() < stop:
            body = json.dumps({"using": ["https://deskbell.org/ns/jmap/helpdesk"], "methodCalls": [["Message/set", {
                "accountId": account[1], "create": {new_id("M"): {"ticketId": tickets[number], "kind": "reply",
                                                                 "body": "A short answer to a long question."}}}, "a"]]})
            connection.sendall(("POST /jmap/api HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\n"
                                "Content-Length: %d\r\n\r\n%s" % (account[0], len(body), body)).encode())
            answer = b""
            while b"\r\n\r\n" not in answer:
                answer += connection.recv(65536)
            assert answer.startswith(b"HTTP/1.1 200"), answer[:300]
            head, _, rest = answer.partition(b"\r\n\r\n")
            length = int([line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")][0].split(b":")[1])
            while len(rest) < length:
                rest += connection.recv(65536)
            assert b'"notCreated":{' not in rest, rest
            counts[number] += 1
        connection.close()

    threads = [threading.Thread(target=write, args=(i,)) for i in range(WRITERS)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.monotonic() - began)


def make_tickets(client, count):
    person = client.insist("Principal/query", {})["ids"][0]
    tickets = [new_id("T") for _ in range(count)]
    for ticket_id in tickets:
        client.create("Ticket", ticket_id, new_id("C"), {"subject": "Printer", "requesterId": person})
    return tickets


def bench_data(folder, cluster):
    generator = load_generator()
    rows, file = os.path.join(folder, "rows.ndjson"), os.path.join(folder, "desk.db")
    generator.generate(rows)
    run(file, "init", "Bench", "--admin", ADMIN, "--password-file", os.path.join(folder, "password"))
    run(file, "import", rows)
    there = cluster.postgres.create_database("moved")
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
            results.append((download(node.port, account), measure_writes([node.port], account, make_tickets(Client(node.port, account), WRITERS))))
        (here, size), writes_here = results[0]
        (moved, _), writes_there = results[1]
        figure("nodes: snapshot of %d tickets from PostgreSQL" % TICKETS, moved, "s", floor=here,
               note="floor: the same from the file; %.1f MB" % (size / 1e6))
        figure("nodes: replies written, one file", writes_here, "1/s", better="more", note="%d clients" % WRITERS)
        figure("nodes: replies written, PostgreSQL, one server", writes_there, "1/s", better="more", note="%d clients" % WRITERS)
    finally:
        for node in nodes:
            node.stop()


def hire(cluster, client, count):
    """People with tokens, by the back door: signing in is made slow on purpose."""
    people, tokens, sql = [], [], []
    for i in range(count):
        people.append(new_id("P"))
        tokens.append("bell_" + hashlib.sha256(b"%d" % i).hexdigest()[:43])
        client.create("Principal", people[-1], new_id("C"), {"name": "Agent %d" % i, "email": "agent%d@example.org" % i})
        sql.append("UPDATE deskbell.principal SET role = 'agent' WHERE id = '%s';" % people[-1])
        sql.append("INSERT INTO deskbell.account VALUES ('%s', NULL, 0, 0, 0);" % people[-1])
        sql.append("INSERT INTO deskbell.token VALUES ('\\x%s', '%s', '%s', 'bench', %d, NULL, NULL);" %
                   (hashlib.sha256(tokens[-1].encode()).hexdigest(), new_id("K"), people[-1], 1000 * time.time()))
    cluster.postgres.psql("\n".join(sql), "desk")
    return tokens


def resident(node):
    with open("/proc/%d/status" % node.process.pid, encoding="ascii") as file:
        return 1024 * int([line.split()[1] for line in file if line.startswith("VmRSS")][0])


def spent(node):
    with open("/proc/%d/stat" % node.process.pid, encoding="ascii") as file:
        words = file.read().rsplit(")", 1)[1].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def bench_push(nodes, tokens, account, ticket):
    before = [resident(node) for node in nodes]
    selector, streams = selectors.DefaultSelector(), []
    for i in range(CLIENTS):
        stream = socket.create_connection(("127.0.0.1", nodes[i % len(nodes)].port))
        stream.sendall(("GET /jmap/eventsource?types=Message&closeafter=no&ping=0 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n"
                        % tokens[i // STREAMS]).encode())
        head = stream.recv(4096)
        assert head.startswith(b"HTTP/1.1 200"), head
        stream.setblocking(False)
        selector.register(stream, selectors.EVENT_READ)
        streams.append(stream)
    time.sleep(1)
    memory = sum(resident(node) for node in nodes) - sum(before)
    begun, used = time.monotonic(), sum(spent(node) for node in nodes)
    time.sleep(5)
    idle = (sum(spent(node) for node in nodes) - used) / (time.monotonic() - begun)

    client, late = Client(nodes[0].port, account), []
    for i in range(EVENTS):
        waiting = set(streams)
        posted = time.monotonic()
        client.create("Message", new_id("M"), new_id("C"), {"ticketId": ticket, "kind": "reply", "body": "reply %d" % i})
        while waiting:
            ready = selector.select(20)
            assert ready, "%d were not told" % len(waiting)
            now = time.monotonic()
            for key, _ in ready:
                if b"event: state" in key.fileobj.recv(65536) and key.fileobj in waiting:
                    waiting.remove(key.fileobj)
                    late.append(now - posted)
    for stream in streams:
        stream.close()
    late.sort()
    word = "%d server%s" % (len(nodes), "s" if len(nodes) > 1 else "")
    figure("nodes: told to 1,000 clients of %s, median" % word, 1000 * late[len(late) // 2], "ms",
           note="from the writer's request on; PostgreSQL; the clients are on the same processors")
    figure("nodes: told to 1,000 clients of %s, 99 of 100" % word, 1000 * late[len(late) * 99 // 100], "ms")
    figure("nodes: memory for a client that listens, %s" % word, memory / CLIENTS / 1024, "KiB")
    figure("nodes: processor while nothing happens, %s" % word, 100 * idle, "%")


def main():
    with tempfile.TemporaryDirectory(prefix="deskbell-bench-") as folder:
        try:
            cluster = Cluster(SERVER, 2, folder, DURABLE)
        except Missing as why:
            print("skipped: %s" % why)
            return
        with cluster:
            account = cluster.sign_in()
            client = Client(cluster.nodes[0].port, account)
            tickets = make_tickets(client, WRITERS)
            both = [node.port for node in cluster.nodes]
            figure("nodes: replies written, PostgreSQL, two servers", measure_writes(both, account, tickets), "1/s", better="more",
                   note="%d clients" % WRITERS)
            tokens = hire(cluster, client, 2 * (CLIENTS // STREAMS + 1))
            bench_push(cluster.nodes[:1], tokens[::2], account, tickets[0])
            bench_push(cluster.nodes, tokens[1::2], account, tickets[0])
            bench_data(folder, cluster)


if __name__ == "__main__":
    main()
