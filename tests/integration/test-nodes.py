#!/usr/bin/python3
# SPDX-FileCopyrightText: The Deskbell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-nodes.py BUILD-DIR: several servers on one PostgreSQL: under stress,
behind haproxy, and dying. Prints TAP."""

import http.client
import os
import random
import shutil
import signal
import sys
import tempfile
import threading
import time

from cluster import ADMIN, LIMIT, PASSWORD, Client, Cluster, Listener, Node, Refused, new_id
from postgres import Missing

BUILD = os.path.abspath(sys.argv[1])
SERVER = os.path.join(BUILD, "src/server/deskbell-server")

# Each row of the log may take its time, so that the transactions of the nodes overlap.
PAUSES = """
CREATE FUNCTION deskbell.pause () RETURNS trigger LANGUAGE plpgsql AS
'BEGIN IF random() < 0.3 THEN PERFORM pg_sleep(random() * 0.03); END IF; RETURN NEW; END';
CREATE TRIGGER pause AFTER INSERT ON deskbell.change_log FOR EACH ROW EXECUTE FUNCTION deskbell.pause ();
"""


def comment(text):
    print("# " + text, flush=True)


def until(condition):
    end = time.monotonic() + LIMIT
    while not condition():
        assert time.monotonic() < end, "it does not come"
        time.sleep(0.02)


def first_state(client, type_name):
    return client.insist(type_name + "/get", {"ids": []})["state"]


class Pager(threading.Thread):
    """Pages /changes in small portions, now here and now there, until it is told
    that all is written and has come to the end."""

    def __init__(self, ports, account, state, type_name, seed):
        super().__init__(daemon=True)
        self.clients = [Client(port, account) for port in ports]
        self.state, self.type_name, self.random = state, type_name, random.Random(seed)
        self.written = threading.Event()
        self.seen, self.twice, self.pages = set(), [], 0
        self.fault = None

    def run(self):
        try:
            while True:
                over = self.written.is_set()
                page = self.random.choice(self.clients).insist(
                    self.type_name + "/changes", {"sinceState": self.state, "maxChanges": self.random.randint(1, 7)})
                assert page["oldState"] == self.state
                self.pages += 1
                for object_id in page["created"]:
                    if object_id in self.seen:
                        self.twice.append(object_id)
                    self.seen.add(object_id)
                self.state = page["newState"]
                if over and not page["hasMoreChanges"]:
                    return
        except BaseException as fault:  # pylint: disable=broad-except
            self.fault = fault


class Writer(threading.Thread):
    """Replies on its own ticket, each until it is answered, and some of them twice."""

    def __init__(self, ports, account, number, replies, ticket_id, repeats=0.0, stop=None):
        super().__init__(daemon=True)
        self.clients = [Client(port, account) for port in ports]
        self.random = random.Random(number)
        self.number, self.replies, self.ticket_id, self.repeats = number, replies, ticket_id, repeats
        self.stop = stop
        self.done = {}  # id -> when it was answered
        self.fault = None

    def run(self):
        try:
            i = 0
            while not self.stop.is_set() if self.stop is not None else i < self.replies:
                message_id, change_id = new_id("M"), new_id("C")
                reply = {"ticketId": self.ticket_id, "kind": "reply", "body": "reply %d of writer %d" % (i, self.number)}
                self.random.choice(self.clients).create("Message", message_id, change_id, reply)
                self.done[message_id] = time.monotonic()
                if self.random.random() < self.repeats:
                    self.random.choice(self.clients).create("Message", message_id, change_id, reply)
                i += 1
        except BaseException as fault:  # pylint: disable=broad-except
            self.fault = fault


def make_tickets(client, count):
    tickets = [new_id("T") for _ in range(count)]
    person = client.insist("Principal/query", {})["ids"][0]
    for ticket_id in tickets:
        client.create("Ticket", ticket_id, new_id("C"), {"subject": "Printer", "requesterId": person})
    return tickets


def join(threads):
    for thread in threads:
        thread.join(300)
        assert not thread.is_alive(), "a thread hangs"
        if thread.fault is not None:
            raise thread.fault


def check_log(cluster, done):
    """Each change is in the log once, the counter is its end, and the tables are what it says."""
    counts = cluster.postgres.psql("SELECT count(*), count(DISTINCT id), max(modseq), min(modseq) FROM deskbell.change_log", "desk").split("|")
    counter = cluster.postgres.psql("SELECT counter FROM deskbell.organisation", "desk")
    assert counts[0] == counts[1] == counts[2] == counter and counts[3] == "1", (counts, counter)
    messages = set(cluster.postgres.psql("SELECT id FROM deskbell.message", "desk").split())
    lost = set(done) - messages
    assert not lost, "%d of %d that were answered are lost" % (len(lost), len(done))
    assert messages == set(done), "%d are there that nobody wrote" % len(messages - set(done))
    assert "agrees with its log" in cluster.run("check"), "the check finds faults"


def test_stress(folder):
    with Cluster(SERVER, 3, folder) as cluster:
        account = cluster.sign_in()
        ports = [node.port for node in cluster.nodes]
        client = Client(ports[0], account)
        tickets = make_tickets(client, 8)
        cluster.postgres.psql(PAUSES, "desk")
        readers = [Pager(ports, account, first_state(client, name), name, i) for i, name in enumerate(["Message", "Message", "Change", "Message"])]
        writers = [Writer(ports, account, i, 30, tickets[i], 0.2) for i in range(8)]
        log_before = int(cluster.postgres.psql("SELECT count(*) FROM deskbell.change_log", "desk"))
        begun = time.monotonic()
        for thread in readers + writers:
            thread.start()
        join(writers)
        seconds = time.monotonic() - begun
        for reader in readers:
            reader.written.set()
        join(readers)
        done = {key: when for writer in writers for key, when in writer.done.items()}
        assert len(done) == 240
        log = int(cluster.postgres.psql("SELECT count(*) FROM deskbell.change_log", "desk")) - log_before
        for reader in readers:
            assert not reader.twice, "a reader saw %d twice" % len(reader.twice)
            if reader.type_name == "Message":
                assert reader.seen == set(done), "a reader missed %d of %d" % (len(set(done) - reader.seen), len(done))
            else:
                assert len(reader.seen) == log, "a reader saw %d of %d changes" % (len(reader.seen), log)
        comment("8 writers, %d replies and %d changes in %.1f s; 4 readers, %d pages" %
                (len(done), log, seconds, sum(reader.pages for reader in readers)))
        check_log(cluster, done)


def run_behind_haproxy(folder, nodes, seconds):
    if shutil.which("haproxy") is None and not os.path.exists("/usr/sbin/haproxy"):
        return "SKIP haproxy is not installed"
    with Cluster(SERVER, nodes, folder) as cluster:
        cluster.start_haproxy()
        account = cluster.sign_in(cluster.proxy_port)
        client = Client(cluster.proxy_port, account)
        tickets = make_tickets(client, 4)
        state = first_state(client, "Message")
        listeners = [Listener(cluster.proxy_port, account, state) for _ in range(4)]
        over = threading.Event()
        writers = [Writer([cluster.proxy_port], account, i, 0, tickets[i], 0.3, over) for i in range(4)]
        for thread in listeners + writers:
            thread.start()
        end, deaths = time.monotonic() + seconds, 0
        chance = random.Random(nodes)
        while time.monotonic() < end or deaths < 3:
            time.sleep(1.0)
            node = chance.choice(cluster.nodes)
            node.stop(signal.SIGKILL)
            deaths += 1
            time.sleep(0.5)
            node.start()
        over.set()
        join(writers)
        done = {key: when for writer in writers for key, when in writer.done.items()}
        until(lambda: all(len(listener.seen) >= len(done) for listener in listeners))
        for listener in listeners:
            listener.stop()
            assert not listener.twice, "told %d twice" % len(listener.twice)
            assert set(listener.seen) == set(done), "told of other messages than were written"
        late = sorted(listener.seen[key] - when for listener in listeners for key, when in done.items())
        comment("%d nodes, %d of them killed: %d replies; told after %.0f ms (median), %.0f ms (99 of 100), %.0f ms (latest); %d streams" %
                (nodes, deaths, len(done), 1000 * late[len(late) // 2], 1000 * late[len(late) * 99 // 100], 1000 * late[-1],
                 sum(listener.opened for listener in listeners)))
        assert len(done) > 20
        check_log(cluster, done)
    return None


def test_two_nodes_die(folder):
    return run_behind_haproxy(folder, 2, 12)


def test_three_nodes_die(folder):
    return run_behind_haproxy(folder, 3, 12)


def test_database_server_restarts(folder):
    """The database server crashes and comes back: the nodes find it again, and nothing is lost or doubled."""
    with Cluster(SERVER, 2, folder) as cluster:
        account = cluster.sign_in()
        client = Client(cluster.nodes[0].port, account)
        ticket = make_tickets(client, 1)[0]
        listener = Listener(cluster.nodes[1].port, account, first_state(client, "Message"))
        over = threading.Event()
        writer = Writer([node.port for node in cluster.nodes], account, 1, 0, ticket, 0.3, over)
        listener.start()
        writer.start()
        for how in (signal.SIGQUIT, signal.SIGINT):
            before = len(writer.done)
            until(lambda wanted=before + 5: len(writer.done) >= wanted)
            cluster.postgres.stop(how)
            time.sleep(0.5)
            cluster.postgres.start()
        before = len(writer.done)
        until(lambda: len(writer.done) >= before + 5)
        over.set()
        join([writer])
        until(lambda: len(listener.seen) >= len(writer.done))
        listener.stop()
        assert set(listener.seen) == set(writer.done) and not listener.twice
        assert all(node.process.poll() is None for node in cluster.nodes)
        check_log(cluster, writer.done)


def test_push_between_nodes(folder):
    """What is written at one node is told at the other by hint, at once; and, if the
    hint does not come, by the counter."""
    with Cluster(SERVER, 2, folder) as cluster:
        account = cluster.sign_in()
        here, there = (Client(node.port, account) for node in cluster.nodes)
        ticket = make_tickets(here, 1)[0]
        listener = Listener(cluster.nodes[1].port, account, first_state(here, "Message"))
        listener.start()
        until(lambda: listener.opened == 1)
        late = []
        for i in range(20):
            message_id = new_id("M")
            here.create("Message", message_id, new_id("C"), {"ticketId": ticket, "kind": "reply", "body": "reply %d" % i})
            when = time.monotonic()
            until(lambda: message_id in listener.seen)  # pylint: disable=cell-var-from-loop
            late.append(listener.seen[message_id] - when)
        late.sort()
        comment("told at the other node after %.0f ms (median), %.0f ms (latest)" % (1000 * late[10], 1000 * late[-1]))
        # A command says nothing to anybody.
        teams = Listener(cluster.nodes[1].port, account, first_state(there, "Team"), "Team")
        teams.start()
        until(lambda: teams.opened == 1)
        cluster.run("team", "add", "New")
        begun = time.monotonic()
        until(lambda: len(teams.seen) == 1)
        comment("a command's change is told after %.1f s" % (time.monotonic() - begun))
        for one in (listener, teams):
            one.stop()


def test_typing_between_nodes(folder):
    """That somebody writes at one node is told, by hint alone, to whom it concerns at the other."""
    with Cluster(SERVER, 2, folder) as cluster:
        account = cluster.sign_in()
        password = os.path.join(folder, "rita.password")
        with open(password, "w", encoding="utf-8") as file:
            file.write(PASSWORD + "\n")
        cluster.run("user", "add", "rita@nodes.example", "--name", "Rita", "--role", "requester", "--password-file", password)
        here = Client(cluster.nodes[0].port, account)
        rita = Client(cluster.nodes[1].port, None).request("POST", "/auth/token",
                                                           {"email": "rita@nodes.example", "password": PASSWORD, "device": "test"})
        ticket = new_id("T")
        here.create("Ticket", ticket, new_id("C"), {"subject": "For Rita", "requesterId": rita["principalId"]})
        others = new_id("T")
        ada = here.call("Principal/query", {"filter": {"email": ADMIN}})["ids"][0]
        here.create("Ticket", others, new_id("C"), {"subject": "Not for Rita", "requesterId": ada})
        stream = http.client.HTTPConnection("127.0.0.1", cluster.nodes[1].port, timeout=30)
        stream.request("GET", "/jmap/eventsource?types=Message&closeafter=no&ping=0", headers={"Authorization": "Bearer " + rita["token"]})
        answer = stream.getresponse()
        assert answer.status == 200, answer.status
        for said in (others, ticket):
            begun = time.monotonic()
            try:
                here.request("POST", "/tickets/typing", {"ticketId": said})
            except Refused as empty:
                assert str(empty).startswith("204"), empty
        event = None
        while event != "typing":
            line = Listener.read_line(answer).decode()
            assert line, "the stream ended"
            event = line[6:].strip() if line.startswith("event:") else event
        told = Listener.read_line(answer).decode()
        assert ticket in told and others not in told, told
        comment("told at the other node after %.0f ms" % (1000 * (time.monotonic() - begun)))
        stream.close()


def test_access_between_nodes(folder):
    """What is taken away at one node is gone at the other."""
    with Cluster(SERVER, 2, folder) as cluster:
        account = cluster.sign_in()
        other = cluster.sign_in(cluster.nodes[1].port)
        there = Client(cluster.nodes[1].port, account)
        there.call("Team/get", {"ids": []})
        listener = Listener(cluster.nodes[1].port, account, first_state(there, "Message"))
        listener.start()
        until(lambda: listener.opened == 1)
        leaving = Client(cluster.nodes[0].port, account)
        try:
            leaving.request("DELETE", "/auth/token")
        except Exception as answer:  # pylint: disable=broad-except
            assert str(answer).startswith("204"), answer

        def is_out():
            try:
                there.call("Team/get", {"ids": []})
            except Exception as answer:  # pylint: disable=broad-except
                return str(answer).startswith("401")
            return False
        begun = time.monotonic()
        until(is_out)
        comment("the other node refuses the token after %.1f s" % (time.monotonic() - begun))
        opened = listener.opened
        until(lambda: listener.socket is not None and not listener_hears(listener))
        assert listener.opened == opened
        listener.over.set()
        Client(cluster.nodes[0].port, other).call("Team/get", {"ids": []})


def listener_hears(listener):
    """Whether its stream still stands: one that is refused tries on and on."""
    return listener.socket.fileno() >= 0 and not listener.refused


def test_few_connections(folder):
    """The database lets a node have fewer connections than it has requests: they wait for one another, and none fails.
    A second node says why it cannot start."""
    with Cluster(SERVER, 0, folder) as cluster:
        cluster.postgres.psql("CREATE ROLE ned LOGIN")
        cluster.postgres.psql("GRANT ALL ON SCHEMA deskbell TO ned; GRANT ALL ON ALL TABLES IN SCHEMA deskbell TO ned;"
                              "ALTER DATABASE desk CONNECTION LIMIT 6", "desk")
        database = cluster.database.replace(cluster.postgres.user + "@", "ned@")
        node = Node(SERVER, database, folder, 0)
        node.start()
        try:
            account = cluster.sign_in(node.port)
            people = [Client(node.port, account) for _ in range(6)]
            fails = []

            def ask(client):
                for _ in range(30):
                    try:
                        client.call("Principal/query", {})
                    except Refused as why:
                        fails.append(str(why))
            threads = [threading.Thread(target=ask, args=(person,)) for person in people]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(LIMIT)
            assert not fails, "%d fail: %s" % (len(fails), fails[0])
            cluster.postgres.psql("ALTER DATABASE desk CONNECTION LIMIT 1", "desk")
            assert "too many connections" in cluster.run("check", wanted=3, database=database)
        finally:
            node.stop()


def test_starting_at_once(folder):
    """Five nodes on a database that none has seen before, and one organisation."""
    with Cluster(SERVER, 5, folder) as cluster:
        account = cluster.sign_in()
        for node in cluster.nodes:
            assert Client(node.port, account).call("Team/get", {"ids": []})["state"]


TESTS = [test_starting_at_once, test_push_between_nodes, test_typing_between_nodes, test_access_between_nodes, test_stress, test_two_nodes_die, test_three_nodes_die,
         test_database_server_restarts, test_few_connections]


def main():
    names = sys.argv[2:]
    chosen = [test for test in TESTS if not names or test.__name__ in names]
    print("1..%d" % len(chosen), flush=True)
    failed = False
    for number, test in enumerate(chosen, 1):
        name = test.__name__[5:].replace("_", "-")
        with tempfile.TemporaryDirectory(prefix="deskbell-nodes-") as folder:
            try:
                why = test(folder)
                print("ok %d - %s%s" % (number, name, " # " + why if why else ""), flush=True)
            except Missing as why:
                print("ok %d - %s # SKIP %s" % (number, name, str(why).splitlines()[0]), flush=True)
            except Exception as fault:  # pylint: disable=broad-except
                failed = True
                for line in ("%s: %s" % (type(fault).__name__, fault)).splitlines():
                    comment(line)
                for entry in sorted(os.listdir(folder)):
                    if entry.endswith(".log"):
                        with open(os.path.join(folder, entry), encoding="utf-8", errors="replace") as log:
                            for line in log.read().splitlines()[-15:]:
                                comment(entry + ": " + line)
                print("not ok %d - %s" % (number, name), flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
