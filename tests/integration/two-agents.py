#!/usr/bin/python3
# SPDX-FileCopyrightText: The Deskbell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""two-agents.py BUILD-DIR [SEED]: two agents share a desk.

A real server and two profiles of bell(1), each command a process of its own.
First one agent works offline while the other works online; then both work
while server and clients are killed at random moments. In the end both copies,
a fresh copy and the server's own history hold the same rows and every text
that was accepted, once. Prints TAP; the seed is printed, and given back as the
second argument or in BELL_SEED replays the same choices.
"""

import json
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time

BUILD = os.path.abspath(sys.argv[1])
SERVER = os.path.join(BUILD, "src/server/deskbell-server")
BELL = os.path.join(BUILD, "src/cli/bell")
SEED = int(sys.argv[2] if len(sys.argv) > 2 else os.environ.get("BELL_SEED", random.SystemRandom().randrange(10**9)))
KILLS = int(os.environ.get("BELL_KILLS", "50"))

PASSWORD = "correct horse battery staple"
PEOPLE = [("mia@example.org", "Mia Muster", "agent"), ("tom@example.org", "Tom Tester", "agent"),
          ("rita@example.org", "Rita Requester", "requester")]


class Failure(Exception):
    pass


def need(condition, words):
    if not condition:
        raise Failure(words)


def note(words):
    for line in str(words).splitlines():
        print("#", line, flush=True)


class Server:
    def __init__(self, folder):
        self.database = os.path.join(folder, "server.db")
        self.log = open(os.path.join(folder, "server.log"), "ab")
        self.process = None
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = "http://127.0.0.1:%d" % self.port

    def command(self, *arguments):
        done = subprocess.run([SERVER, "--database", self.database, *arguments], capture_output=True, text=True, timeout=60)
        need(done.returncode == 0, "deskbell-server %s: %s" % (" ".join(arguments), done.stderr))
        return done.stdout

    def start(self):
        self.process = subprocess.Popen([SERVER, "--database", self.database, "serve", "--listen", "127.0.0.1:%d" % self.port],
                                        stdout=self.log, stderr=self.log, stdin=subprocess.DEVNULL)
        end = time.monotonic() + 120
        while time.monotonic() < end:
            need(self.process.poll() is None, "the server ended by itself")
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.02)
        raise Failure("the server does not listen")

    def stop(self, how=signal.SIGTERM):
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(timeout=30)
            self.process = None


class Agent:
    def __init__(self, folder, name, email, server):
        self.name, self.email, self.server = name, email, server
        self.profile = os.path.join(folder, name)
        self.environment = dict(os.environ, SECRET_BACKEND="file", SECRET_FILE_TEST_PASSWORD="test",
                                SECRET_FILE_TEST_PATH=os.path.join(folder, name + ".keyring"),
                                G_MESSAGES_DEBUG="", LC_ALL="C.UTF-8")
        self.environment.pop("DBUS_SESSION_BUS_ADDRESS", None)
        self.password_file = os.path.join(folder, "password")

    def start(self, *arguments, text=None):
        process = subprocess.Popen([BELL, "--profile", self.profile, "--json", *arguments], env=self.environment,
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if text is not None:
            process.stdin.write(text)
        process.stdin.close()
        process.stdin = None
        return process

    def run(self, *arguments, text=None, wanted=(0,)):
        process = self.start(*arguments, text=text)
        out, err = process.communicate(timeout=90)
        need(process.returncode in wanted, "%s: bell %s ended with %d: %s" % (self.name, " ".join(arguments), process.returncode, err))
        return [json.loads(line) for line in out.splitlines()]

    def login(self):
        return self.run("login", self.server.url, "--email", self.email, "--password-file", self.password_file)

    def sync(self, tries=40):
        # A server that has just been killed or is starting is not there for a moment.
        for _ in range(tries):
            process = self.start("sync")
            out, err = process.communicate(timeout=120)
            if process.returncode in (0, 6):
                state = json.loads(out)
                if state["waiting"] == 0:
                    return state
            time.sleep(0.1)
        raise Failure("%s: the outbox does not empty: %s %s" % (self.name, out, err))

    def dump(self):
        rows = {}
        for line in self.run("--offline", "dump"):
            key = (line["t"], line["o"]["id"])
            need(key not in rows, "%s has %s twice" % (self.name, key))
            rows[key] = line["o"]
        return rows


def replay(server):
    """The server's objects, from its change log alone, caused changes included."""
    rows, last = {}, 0
    database = sqlite3.connect("file:%s?mode=ro" % server.database, uri=True)
    for modseq, kind_of, object_id, kind, patch in database.execute(
            "SELECT modseq, type, object_id, kind, patch FROM change_log ORDER BY modseq"):
        need(modseq > last, "modseq %d comes after %d" % (modseq, last))
        last = modseq
        key = (kind_of, object_id)
        if kind == "destroy":
            rows.pop(key, None)
            continue
        need((kind == "create") == (key not in rows), "%s of %s out of order" % (kind, key))
        row = rows.setdefault(key, {})
        for path, value in (json.loads(patch) if patch else {}).items():
            name, slash, member = path.partition("/")
            member = member.replace("~1", "/").replace("~0", "~")
            if not slash:
                row[name] = value
            elif value is None:
                (row.get(name) or {}).pop(member, None)
            else:
                row[name] = dict(row.get(name) or {}, **{member: value})
    database.close()
    return rows


def exported(server):
    """How often each text stands in what the server exports."""
    counts = {}
    for line in server.command("export").splitlines():
        change = json.loads(line)
        if change.get("type") == "Message" and change.get("kind") == "create":
            counts[change["patch"]["body"]] = counts.get(change["patch"]["body"], 0) + 1
    return counts


def empty(value):
    return value in (None, False, 0, "", {}, [])


def compare(one, two, names):
    missing = sorted(set(one) ^ set(two))
    need(not missing, "%s and %s differ in which rows there are: %s" % (*names, missing[:5]))
    for key, row in one.items():
        other = two[key]
        for member in sorted(set(row) | set(other)):
            left, right = row.get(member), other.get(member)
            if left != right and not (empty(left) and empty(right)):
                raise Failure("%s and %s differ in %s.%s: %r, %r" % (*names, key, member, left, right))


def compare_with_history(copy, history, name):
    for kind in ("Ticket", "Message", "Article"):
        here = {key for key in copy if key[0] == kind}
        there = {key for key in history if key[0] == kind}
        need(here == there, "%s and the server differ in which %ss there are: %s" % (name, kind, sorted(here ^ there)[:5]))
        for key in here:
            for member, value in history[key].items():
                found = copy[key].get(member)
                need(found == value or (empty(found) and empty(value)),
                     "%s and the server differ in %s.%s: %r, %r" % (name, key, member, found, value))


def bodies(rows):
    counts = {}
    for (kind, _), row in rows.items():
        if kind == "Message":
            counts[row["body"]] = counts.get(row["body"], 0) + 1
    return counts


def check_same(folder, server, mia, tom):
    """Both copies, a fresh one, and the server's history."""
    # Whoever sends first learns only in the second round what the other sent.
    # A reply that was held, because the other had written, is read and sent.
    for _ in range(2):
        for agent in (mia, tom):
            agent.sync()
            for _ in range(40):
                held = [line for line in agent.run("outbox", wanted=(0, 6)) if line["state"] == "parked"]
                if not held:
                    break
                need(all(line["conflict"]["kind"] == "reply" for line in held), "%s: refused: %s" % (agent.name, held))
                agent.run("outbox", "send", *[line["id"] for line in held], wanted=(0, 6))
    mine, yours, history = mia.dump(), tom.dump(), replay(server)
    compare(mine, yours, ("mia", "tom"))
    fresh = Agent(folder, "fresh-%d" % time.monotonic_ns(), mia.email, server)
    fresh.login()
    compare(mine, fresh.dump(), ("mia", "a fresh copy"))
    compare_with_history(mine, history, "mia")
    need(bodies(mine) == exported(server), "the export has other texts than the copies")
    server.command("check")
    return mine


def prepare(folder):
    server = Server(folder)
    password_file = os.path.join(folder, "password")
    with open(password_file, "w", encoding="utf-8") as file:
        file.write(PASSWORD + "\n")
    server.command("init", "Two Agents", "--admin", "admin@example.org", "--admin-name", "Ada Admin", "--password-file", password_file)
    server.command("team", "add", "First line", "--tier", "1")
    for email, name, role in PEOPLE:
        team = ["--team", "First line"] if role == "agent" else []
        server.command("user", "add", email, "--name", name, "--role", role, *team, "--password-file", password_file)
    server.start()
    mia, tom = (Agent(folder, email.split("@")[0], email, server) for email in ("mia@example.org", "tom@example.org"))
    mia.login()
    tom.login()
    return server, mia, tom


def offline_and_online(folder, server, mia, tom):
    tickets = [tom.run("new", "Ticket %d" % i, "--text", "It began with %d." % i, "--requester", "rita@example.org",
                       "--team", "First line")[0]["object"]["id"] for i in range(6)]
    mia.sync()

    attachment = os.path.join(folder, "report.bin")
    content = bytes(range(256)) * 400
    with open(attachment, "wb") as file:
        file.write(content)

    # Mia has no network; Tom's server runs on.
    offline = ("--offline",)
    mia.run(*offline, "reply", tickets[0], text="An answer on the train – with “quotes”.\nAnd a second line.")
    mia.run(*offline, "note", tickets[0], "Rita sounds unhappy.")
    mia.run(*offline, "set", tickets[1], "--assignee", "me", "+train")
    mia.run(*offline, "set", tickets[2], "--status", "solved")
    mia.run(*offline, "set", tickets[2], "--status", "closed")
    made = mia.run(*offline, "new", "Made on the train", "--text", "See the report.", "--attach", attachment,
                   "--requester", "rita@example.org")[0]
    need(made["pending"] and made["shortName"].startswith("~"), "a ticket made offline says that it waits: %s" % made)
    mia.run(*offline, "reply", made["shortName"], "More about it.")
    waiting = mia.run(*offline, "outbox", "list")
    # 2 messages, take, solve, close, ticket and its message, another message
    need(len(waiting) == 8, "8 changes wait in the outbox, not %d" % len(waiting))
    need(all(line["state"] == "queued" for line in waiting), "all of them are queued")

    tom.run("reply", tickets[3], "An answer from the office.")
    tom.run("note", tickets[0], "A note from the office.")
    tom.run("set", tickets[4], "--priority", "urgent", "--assignee", "me")
    tom.run("set", tickets[1], "+office")
    tom.run("new", "Made in the office", "--text", "Office text.")

    rows = check_same(folder, server, mia, tom)
    counts = bodies(rows)
    for text in ("An answer on the train – with “quotes”.\nAnd a second line.", "Rita sounds unhappy.", "See the report.",
                 "More about it.", "An answer from the office.", "A note from the office.", "Office text."):
        need(counts.get(text) == 1, "%r is there %d times" % (text, counts.get(text, 0)))

    row = lambda id: rows[("Ticket", id)]
    mia_id = row(tickets[1])["assigneeId"]
    need(mia_id and rows[("Principal", mia_id)]["name"] == "Mia Muster", "Mia has taken ticket 1")
    need(set(row(tickets[1])["tags"]) == {"train", "office"}, "the tags of both are there: %s" % row(tickets[1])["tags"])
    need(row(tickets[2])["status"] == "closed", "ticket 2 is closed")
    need(row(tickets[4])["priority"] == "urgent", "ticket 4 is urgent")
    number = row(made["object"]["id"])["number"]
    need(number and number > 0, "the ticket made offline has a number now")

    saved = os.path.join(folder, "saved")
    tom.run("show", str(number), "--save-attachments", saved)
    with open(os.path.join(saved, "report.bin"), "rb") as file:
        need(file.read() == content, "the attachment arrived as it was sent")
    need(mia.run("outbox") == [], "nothing waits any more")
    return tickets


def random_work(dice, agent, tickets, serial):
    """A command that one of the agents may give, and the text that it writes."""
    ticket = dice.choice(tickets)
    text = "%s wrote number %d." % (agent.name, serial)
    offline = ["--offline"] if dice.random() < 0.25 else []
    kind = dice.randrange(6)
    if kind == 0:
        return offline + ["note", ticket, text], text
    if kind == 1:
        return offline + ["new", "Number %d of %s" % (serial, agent.name), "--text", text], text
    if kind == 2:
        return offline + ["set", ticket, "+t%d-%s" % (serial, agent.name)], None
    if kind == 3:
        return ["sync"], None
    return offline + ["reply", ticket, text], text


def kill_everything(folder, server, mia, tom, tickets):
    dice = random.Random(SEED)
    kills = {"server": 0, "mia": 0, "tom": 0}
    accepted, tagged = [], []
    possible = set()
    serial = 0

    while min(kills.values()) < KILLS:
        victim = min(kills, key=lambda name: (kills[name], dice.random()))
        works = []
        for agent in (mia, tom):
            serial += 1
            command, text = random_work(dice, agent, tickets, serial)
            if text is not None:
                possible.add(text)
            works.append((agent, command, text, agent.start(*command)))
        moment = dice.random() ** 2 * 0.12
        time.sleep(moment)

        # A client may have ended by then: killing it is then killing nobody,
        # and does not count.
        if victim == "server":
            server.stop(signal.SIGKILL)
            kills["server"] += 1
        else:
            process = next(work[3] for work in works if work[0].name == victim)
            if process.poll() is None:
                process.kill()
                kills[victim] += 1

        for agent, command, text, process in works:
            out, err = process.communicate(timeout=90)
            code = process.returncode
            if code == 0:
                if text is not None:
                    accepted.append(text)
                elif "set" in command:
                    tagged.append((command[-2], command[-1][1:]))
            else:
                need(code in (-signal.SIGKILL, 4, 6), "%s: bell %s ended with %d: %s" % (agent.name, " ".join(command), code, err))
        if victim == "server":
            server.start()

    note("killed: %s; accepted texts: %d of %d" % (kills, len(accepted), len(possible)))
    rows = check_same(folder, server, mia, tom)
    counts = bodies(rows)
    for text in accepted:
        need(counts.get(text) == 1, "%r was accepted and is there %d times" % (text, counts.get(text, 0)))
    for text, count in counts.items():
        need(count == 1, "%r is there %d times" % (text, count))
    for ticket, tag in tagged:
        need(tag in rows[("Ticket", ticket)]["tags"], "the tag %s was accepted and is not there" % tag)
    for agent in (mia, tom):
        need(agent.run("outbox") == [], "%s: nothing waits and nothing is refused" % agent.name)
    # Every half-written text is either there once or not at all; that it is
    # not there twice was just seen.


def main():
    print("TAP version 13")
    print("1..2", flush=True)
    note("seed %d" % SEED)
    folder = tempfile.mkdtemp(prefix="bell-two-agents-")
    server = None
    failed = False
    try:
        server, mia, tom = prepare(folder)
        tickets = offline_and_online(folder, server, mia, tom)
        print("ok 1 - one offline, the other online, and then the same", flush=True)
        kill_everything(folder, server, mia, tom, tickets)
        print("ok 2 - nothing lost, nothing doubled, after kill -9 of each process", flush=True)
    except Exception as error:  # whatever it is, TAP says so
        failed = True
        note("seed %d: %s: %s" % (SEED, type(error).__name__, error))
        note("kept for a look: %s" % folder)
        print("not ok 1 - two agents" if server is None else "Bail out! two agents differ, seed %d" % SEED, flush=True)
    finally:
        if server is not None:
            server.stop(signal.SIGKILL)
    if not failed:
        shutil.rmtree(folder, ignore_errors=True)
    return 1 if failed else 0


sys.exit(main())
