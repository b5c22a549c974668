#!/usr/bin/python3
# SPDX-FileCopyrightText: The Deskbell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-faults.py BUILD-DIR: what befalls bell(1) and its files: killed, no room
on the disk, files lost, damaged or of a newer program, a device revoked. Each
time a clear message, and no work lost. Prints TAP."""

import importlib.machinery
import importlib.util
import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys

loader = importlib.machinery.SourceFileLoader("test_bell", os.path.join(os.path.dirname(os.path.abspath(__file__)), "test-bell.py"))
sys.dont_write_bytecode = True
base = importlib.util.module_from_spec(importlib.util.spec_from_loader("test_bell", loader))
loader.exec_module(base)
SIGN_IN, STORE = base.SIGN_IN, base.STORE


def path(world, profile, name):
    return os.path.join(world.folder, profile, name)


def error_of(done):
    return json.loads(done.stderr.splitlines()[-1])["error"]


def bodies(world, profile, ticket):
    return [message["object"]["body"] for message in world.json(profile, "--offline", "show", ticket)[0]["messages"]]


def make_ticket(world, profile, subject):
    return world.json(profile, "new", subject, "--text", "start")[0]["object"]["id"]


def test_token_revoked_by_the_administrator(world):
    """The copy is taken away; what was not sent is sealed until its writer signs in, and then goes out."""
    world.login("mia", "mia")
    ticket = make_ticket(world, "mia", "Revoked")
    world.bell("mia", "--offline", "reply", ticket, "while signed out")
    assert bodies(world, "mia", ticket) == ["start", "while signed out"]
    listed = subprocess.run([base.SERVER, "-d", world.database, "token", "list"], check=True, capture_output=True, text=True).stdout
    world.admin("token", "revoke", next(line.split("\t")[0] for line in listed.splitlines() if line.endswith("valid")))
    for _ in range(100):
        done = subprocess.run([base.BELL, "--profile", os.path.join(world.folder, "mia"), "--json", "sync"], capture_output=True, text=True,
                              timeout=60, env=world.environment("mia"))
        if done.returncode == SIGN_IN:
            break
    assert error_of(done)["type"] == "needsSignIn", done
    assert world.json("mia", "outbox") == []
    done = world.bell("mia", "--json", "new", "Unasked", "--text", "start", wanted=STORE)
    assert "signed out by an administrator" in error_of(done)["message"], done
    # Nor is it opened by somebody else who signs in there.
    done = world.bell("mia", "login", world.url, "--email", "tom@example.org", "--password-file", world.password_file, wanted=base.REFUSED)
    assert "belongs to mia@example.org" in done.stdout + done.stderr, done
    assert world.json("mia", "outbox") == []
    world.login("mia", "mia")
    assert world.json("mia", "sync")[0] == {"synced": True, "waiting": 0, "refused": 0}
    assert bodies(world, "mia", ticket) == ["start", "while signed out"]


def test_files_of_a_newer_program(world):
    ticket = make_ticket(world, "mia", "Newer")
    world.bell("mia", "--offline", "reply", ticket, "unsent")
    for name in ("cache.db", "outbox.db"):
        database = sqlite3.connect(path(world, "mia", name))
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        version = database.execute("PRAGMA user_version").fetchone()[0]
        database.execute("PRAGMA user_version = 9999")
        database.close()
        with open(path(world, "mia", name), "rb") as file:
            before = file.read()
        for command in (("list",), ("reply", ticket, "x"), ("sync",), ("outbox",)):
            error = error_of(world.bell("mia", "--json", *command, wanted=STORE))
            assert error["type"] == "store" and name in error["message"] and "newer" in error["message"], error
        with open(path(world, "mia", name), "rb") as file:
            assert file.read() == before
        database = sqlite3.connect(path(world, "mia", name))
        database.execute("PRAGMA user_version = %d" % version)
        database.close()
    assert len(world.json("mia", "--offline", "outbox")) == 1
    world.bell("mia", "sync")
    assert bodies(world, "mia", ticket) == ["start", "unsent"]


def test_cache_deleted_or_cut(world):
    ticket = make_ticket(world, "mia", "Cache")
    for number, size in enumerate((None, 0, 100, 5000, 50000)):
        text = "unsent %d" % number
        world.bell("mia", "--offline", "reply", ticket, text)
        for suffix in ("-wal", "-shm"):
            if os.path.exists(path(world, "mia", "cache.db") + suffix):
                os.remove(path(world, "mia", "cache.db") + suffix)
        if size is None:
            os.remove(path(world, "mia", "cache.db"))
        else:
            os.truncate(path(world, "mia", "cache.db"), size)
        assert [line["state"] for line in world.json("mia", "--offline", "outbox")] == ["queued"]
        assert world.json("mia", "sync")[0] == {"synced": True, "waiting": 0, "refused": 0}
        assert bodies(world, "mia", ticket)[-1] == text
    assert bodies(world, "mia", ticket) == ["start"] + ["unsent %d" % number for number in range(5)]


def test_disk_full_while_writing_the_outbox(world):
    ticket = make_ticket(world, "mia", "Full")
    world.bell("mia", "--offline", "reply", ticket, "before")
    limit = os.path.getsize(path(world, "mia", "outbox.db")) + 100000

    def small():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    large = world.write("large", "x" * 1000000)
    done = subprocess.run([base.BELL, "--profile", os.path.join(world.folder, "mia"), "--json", "--offline", "reply", ticket, "kept?", "--attach", large],
                          capture_output=True, text=True, timeout=60, env=world.environment("mia"), preexec_fn=small)
    assert done.returncode == STORE and done.stdout == "", done
    error = error_of(done)
    assert error["type"] == "store" and "no room left" in error["message"], error
    # Nothing of it, and all of what was there; with room again it goes on.
    assert len(world.json("mia", "--offline", "outbox")) == 1
    assert bodies(world, "mia", ticket) == ["start", "before"]
    world.bell("mia", "--offline", "reply", ticket, "after", "--attach", large)
    assert world.json("mia", "sync")[0] == {"synced": True, "waiting": 0, "refused": 0}
    assert bodies(world, "mia", ticket) == ["start", "before", "after"]


def test_killed_in_mid_sync(world):
    ticket = make_ticket(world, "mia", "Killed")
    texts = ["number %d" % number for number in range(30)]
    for text in texts:
        world.bell("mia", "--offline", "reply", ticket, text)
    # The server tells of each reply as it takes it: at every fifth bell dies.
    killed = 0
    while killed < 5:
        process = subprocess.Popen([base.BELL, "--profile", os.path.join(world.folder, "mia"), "sync"], stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL, env=world.environment("mia"))
        seen = count_at_server(world)
        while process.poll() is None and count_at_server(world) < min(seen + 3, 36):
            pass
        if process.poll() is not None:
            break
        process.kill()
        process.wait()
        killed += 1
    assert world.json("mia", "sync")[0] == {"synced": True, "waiting": 0, "refused": 0}
    assert bodies(world, "mia", ticket) == ["start"] + texts
    world.login("other", "tom")
    assert bodies(world, "other", ticket) == ["start"] + texts


def count_at_server(world):
    database = sqlite3.connect("file:%s?mode=ro" % world.database, uri=True)
    try:
        return database.execute("SELECT count(*) FROM message").fetchone()[0]
    finally:
        database.close()


def test_killed_in_mid_bootstrap(world):
    for round in range(5):
        profile = "fresh"
        process = subprocess.Popen([base.BELL, "--profile", os.path.join(world.folder, profile), "login", world.url, "--email", "tom@example.org",
                                    "--password-file", world.password_file], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                   env=world.environment(profile))
        # It dies as soon as its file has begun to fill, each time a little later.
        wal = path(world, profile, "cache.db") + "-wal"
        while process.poll() is None and (not os.path.exists(wal) or os.path.getsize(wal) < 4096 * (round * 20 + 1)):
            pass
        process.kill()
        process.wait()
    world.login("fresh", "tom")
    world.login("whole", "tom")
    both = [sorted(world.bell(profile, "--offline", "dump").stdout.splitlines()) for profile in ("fresh", "whole")]
    assert both[0] == both[1] and len(both[0]) > 10


def test_words_for_people(world):
    ticket = make_ticket(world, "mia", "Words")
    world.bell("mia", "set", ticket, "--assignee", "me", "+x", "+vip", "--team", "First line")
    world.bell("mia", "set", ticket, "-x")
    text = world.bell("mia", "show", ticket, "--history").stdout
    assert "created: " in text and "subject Words" in text and "assignee Mia Muster" in text and "team First line" in text, text
    assert "tags +vip" in text and "tags -x" in text and "Id " not in text, text
    world.bell("mia", "note", ticket, "--text", "Curious words about pelicans")
    world.bell("mia", "set", ticket, "--subject", "Pelicans")
    lines = [line for line in world.bell("mia", "search", "pelicans").stdout.splitlines() if line.startswith("#")]
    assert len(lines) == 1, lines
    assert len(world.json("mia", "search", "pelicans")) == 2
    world.bell("mia", "login", world.url, "--ca-file", "/no/such/file", "--password-file", world.password_file, wanted=base.NOT_FOUND)
    done = world.bell("mia", "sync", wanted=SIGN_IN, keyring=False)
    assert ". Use --password-file." in done.stderr and ".. " not in done.stderr, done.stderr


TESTS = [test_token_revoked_by_the_administrator, test_files_of_a_newer_program, test_cache_deleted_or_cut,
         test_disk_full_while_writing_the_outbox, test_killed_in_mid_sync, test_killed_in_mid_bootstrap, test_words_for_people]

if __name__ == "__main__":
    sys.exit(base.main(TESTS))
