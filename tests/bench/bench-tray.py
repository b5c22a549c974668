#!/usr/bin/python3
# SPDX-FileCopyrightText: The Deskbell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""bench-tray.py BUILD-DIR: what the app for staff costs, and what it saves.

How often the articles that it suggests are those that a person answered with,
on 688 real articles and the questions that belong to them; the time from a key
to the suggestions; how soon its window is there, and an answer in it; and what it
costs while nothing happens, it and the agents' programs, next to an empty program. To be run in a headless
session. Prints a line of JSON a figure."""

import ctypes
import hashlib
import json
import lzma
import os
import re
import socket
import sqlite3
import subprocess
import sys
import time

BUILD = os.path.abspath(sys.argv[1])
SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
DATA = os.environ.get("DESKBELL_SAMPLE_DATA", os.path.join(SOURCE, "..", "shared", "data"))
WORK = os.environ["HEADLESS_DIR"]
IDLE_SECONDS = 120
SERVER, TRAY, ANSWERS, EMPTY, BELL, APP = (os.path.join(BUILD, *path) for path in
                                     (("src", "server", "deskbell-server"), ("src", "tray", "deskbell-tray"),
                                      ("tests", "bench", "bench-answers"), ("tests", "bench", "bench-empty"),
                                      ("src", "cli", "bell"), ("src", "agent", "deskbell")))
PROFILE, AGENT, WATCH = (os.path.join(WORK, name) for name in ("profile", "agent", "watch"))
started = []


def row(name, value, unit, **more):
    print(json.dumps({"name": "tray: " + name, "value": round(value, 4), "unit": unit, **more}), flush=True)


def run(*command, **options):
    return subprocess.run(command, check=True, capture_output=True, text=True, **options).stdout


def wait_for(condition):
    end = time.monotonic() + 60
    while not condition():
        if time.monotonic() > end:
            raise SystemExit("waited in vain")
        time.sleep(0.002)


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def owned(name):
    out = run("gdbus", "call", "--session", "--dest", "org.freedesktop.DBus", "--object-path", "/org/freedesktop/DBus",
              "--method", "org.freedesktop.DBus.NameHasOwner", name)
    return "true" in out


def wakes(process):
    """How often each thread was woken so far."""
    counts = {}
    for thread in os.listdir(f"/proc/{process.pid}/task"):
        for line in read(f"/proc/{process.pid}/task/{thread}/status").splitlines():
            if line.startswith("voluntary_ctxt_switches"):
                counts[thread] = int(line.split()[1])
    return counts


def spent(process):
    """Processor time in seconds."""
    parts = read(f"/proc/{process.pid}/stat").rsplit(")", 1)[1].split()
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


def watch_idle(processes):
    """At how many moments a minute each did anything, and its processor seconds an hour. What threads say to
    each other at one moment is one waking of the computer; a look does not wake them."""
    begun = {process: spent(process) for process in processes}
    before, moments = {process: wakes(process) for process in processes}, dict.fromkeys(processes, 0)
    last = dict.fromkeys(processes, -1)
    for look in range(IDLE_SECONDS * 4):
        time.sleep(0.25)
        for process in processes:
            now = wakes(process)
            if now != before[process]:
                # One moment may fall into two looks.
                moments[process] += look > last[process] + 1
                before[process], last[process] = now, look
    return ({process: moments[process] * 60 / IDLE_SECONDS for process in processes},
            {process: (spent(process) - begun[process]) * 3600 / IDLE_SECONDS for process in processes})


def memory(process, field):
    for line in read(f"/proc/{process.pid}/smaps_rollup").splitlines():
        if line.startswith(field + ":"):
            return int(line.split()[1]) / 1024
    return 0


def start(name, *command):
    begin = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    started.append(process)
    wait_for(lambda: owned(name) or process.poll() is not None)
    if process.poll() is not None:
        raise SystemExit(f"{command[0]} ended with {process.returncode}")
    return process, time.monotonic() - begin


class Screen:
    """Looks at the display as often as it can, without a process for each look."""

    def __init__(self):
        self.x = ctypes.CDLL("libX11.so.6")
        self.x.XOpenDisplay.restype = ctypes.c_void_p
        self.x.XGetImage.restype = ctypes.c_void_p
        self.x.XGetPixel.restype = ctypes.c_ulong
        self.display = ctypes.c_void_p(self.x.XOpenDisplay(None))
        self.root = ctypes.c_ulong(self.x.XDefaultRootWindow(self.display))

    def is_painted(self, x, y):
        """Whether there is something at that place of the black screen."""
        image = ctypes.c_void_p(self.x.XGetImage(self.display, self.root, x, y, 1, 1, ctypes.c_ulong(0xFFFFFFFF), 2))
        pixel = self.x.XGetPixel(image, 0, 0)
        self.x.XDestroyImage(image)
        return pixel & 0xFFFFFF != 0


def act(name, *parameters):
    run("gdbus", "call", "--session", "--dest", "org.deskbell.Tray", "--object-path", "/org/deskbell/Tray",
        "--method", "org.gtk.Actions.Activate", name, "[" + ",".join(parameters) + "]", "{}")


def windows(tray):
    """From the call of its action to a picture of it, at the upper left, where the first window goes."""
    from gi.repository import Gio, GLib

    screen = Screen()
    bus = Gio.bus_get_sync(Gio.BusType.SESSION)
    # Before what else the machine does, where that is allowed.
    subprocess.run(["chrt", "-a", "-r", "-p", "1", str(tray.pid)], capture_output=True, check=False)
    times = []
    for _ in range(11):  # the first, and ten more
        wait_for(lambda: not screen.is_painted(240, 300))
        begin = time.monotonic()
        bus.call_sync("org.deskbell.Tray", "/org/deskbell/Tray", "org.gtk.Actions", "Activate", GLib.Variant("(sava{sv})", ("ask", [], {})),
                      None, Gio.DBusCallFlags.NONE, -1, None)
        wait_for(lambda: screen.is_painted(240, 300))
        times.append((time.monotonic() - begin) * 1000)
        time.sleep(0.5)
        run("xdotool", "search", "--onlyvisible", "--name", "^Ask for help$", "windowactivate", "--sync")
        run("xdotool", "key", "ctrl+w")
    row("window of asking, first", times[0], "ms", budget=100, note="from the call of its action on the bus to the first picture on the screen")
    row("window of asking, again", sorted(times[1:])[5], "ms", budget=100, note=f"the middle of 10; the slowest {max(times[1:]):.0f}")


def measure(profile, name):
    # Before what else the machine does, where that is allowed, as the other windows are measured.
    first = ["chrt", "-r", "1"] if subprocess.run(["chrt", "-r", "1", "true"], capture_output=True, check=False).returncode == 0 else []
    return {key: float(value) for key, value in (line.split("=") for line in run(*first, ANSWERS, profile, os.path.join(WORK, name)).split())}


def suggestions():
    articles, labels = (os.path.join(DATA, "sumo_kb", name) for name in
                        ("articles.jsonl.xz", "question_to_article_hard_dev.jsonl.xz"))
    if not os.path.exists(articles) or not os.path.exists(labels):
        print("no real data: the suggestions are not measured", file=sys.stderr)
        return None
    database, password = os.path.join(WORK, "server.db"), os.path.join(WORK, "password")
    with open(password, "w", encoding="utf-8") as file:
        file.write("a horse and a staple\n")
    with lzma.open(articles, "rt", encoding="utf-8") as file:
        text = file.read()
    with open(os.path.join(WORK, "articles.jsonl"), "w", encoding="utf-8") as file:
        file.write(text)
    titles = {article["slug"]: " ".join(article["title"].split()) for article in map(json.loads, text.splitlines())}
    questions = []
    with lzma.open(labels, "rt", encoding="utf-8") as file, open(os.path.join(WORK, "labels"), "w", encoding="utf-8") as out:
        for line in file:
            question = json.loads(line)
            wanted = [titles[slug] for slug in question["slugs"] if slug in titles]
            if wanted:
                questions.append((question["qid"], "\t".join([" ".join(question["title"].split()), *wanted]), wanted))
                out.write("\t".join([" ".join(question["title"].split()), *wanted]) + "\n")
    run(SERVER, "-d", database, "init", "Figures")
    for name, role in (("rita", "requester"), ("mia", "agent")):
        run(SERVER, "-d", database, "user", "add", name + "@figures.example", "--name", name.title(), "--role", role,
            "--password-file", password)
    run(SERVER, "-d", database, "import", "--mapping", os.path.join(SOURCE, "data", "import", "sumo-articles.map"),
        os.path.join(WORK, "articles.jsonl"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    started.append(subprocess.Popen([SERVER, "-d", database, "serve", "--listen", address],
                                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))

    def answers():
        with socket.socket() as probe:
            return probe.connect_ex(tuple([address.split(":")[0], int(address.split(":")[1])])) == 0
    wait_for(answers)
    for name, profile in (("mia", AGENT), ("mia", WATCH), ("rita", PROFILE)):
        os.environ["SECRET_FILE_TEST_PATH"] = profile + ".keyring"
        run(BELL, "--profile", profile, "login", f"http://{address}", "--email", name + "@figures.example", "--password-file", password)
    profile = PROFILE
    figures = measure(profile, "labels")
    row("recall@3 of the suggestions", figures["recall"], "", better="more",
        note=f"{figures['asked']:.0f} questions by their titles alone, hard subset, development half")
    row("key to suggestions, p50", figures["found_p50"], "ms", note="in the window, every key of every tenth question typed")
    row("key to suggestions, p99", figures["found_p99"], "ms", budget=30, note=f"{figures['keys']:.0f} keys")
    row("key to suggestions painted, p50", figures["shown_p50"], "ms", note="with the wait for the display's next frame, 60 a second")
    row("key to suggestions painted, p99", figures["shown_p99"], "ms")
    # As if those of two thirds of the questions had said that the article helped; asked are the others.
    apart = [int(hashlib.sha1(name.encode()).hexdigest(), 16) % 3 == 0 for name, _, _ in questions]
    with open(os.path.join(WORK, "apart"), "w", encoding="utf-8") as out:
        out.writelines(line + "\n" for (_, line, _), kept in zip(questions, apart) if kept)
    before = measure(profile, "apart")
    cache = sqlite3.connect(os.path.join(profile, "cache.db"))
    for (_, _, wanted), kept in zip(questions, apart):
        for title in () if kept else wanted:
            cache.execute("UPDATE article SET helpful = COALESCE(helpful, 0) + 1 WHERE title = ?", (title,))
    cache.commit()
    cache.close()
    after = measure(profile, "apart")
    row("recall@3 with votes", after["recall"], "", better="more",
        note=f"{after['asked']:.0f} questions kept apart; {before['recall']} without the votes of the others")
    row("key to suggestions with votes, p99", after["found_p99"], "ms", budget=30)
    return profile


def idle(profile):
    empty, empty_start = start("org.deskbell.Empty", EMPTY)
    tray, tray_start = start("org.deskbell.Tray", TRAY, "--background", "--profile", profile)
    others = {}
    if profile == PROFILE:
        for name, folder, command in (("the agents' window", AGENT, [APP, "--profile", AGENT]), ("bell watch", WATCH, [BELL, "--profile", WATCH, "watch"])):
            others[name] = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                            env=dict(os.environ, SECRET_FILE_TEST_PATH=folder + ".keyring"))
            started.append(others[name])
    # Connections that were used last are kept for half a minute.
    time.sleep(45)
    often, seconds = watch_idle([empty, tray, *others.values()])
    row("start", tray_start * 1000, "ms", floor=round(empty_start * 1000, 1), note="until it answers on the bus; floor: an empty program")
    row("resident memory", memory(tray, "Rss"), "MB", floor=round(memory(empty, "Rss"), 1), note="floor: an empty program")
    row("memory of its own", memory(tray, "Pss"), "MB", floor=round(memory(empty, "Pss"), 1), note="floor: an empty program")
    row("wake-ups in an idle minute", often[tray], "", budget=2,
        note=f"moments at which it did anything; the server's ping is one a minute; an empty program: {often[empty]:.0f}")
    row("processor time in an idle hour", seconds[tray], "s", note=f"an empty program: {seconds[empty]:.1f} s")
    for name, process in others.items():
        if process.poll() is not None:
            raise SystemExit(f"{name} ended with {process.returncode}")
        row(f"{name}, wake-ups in an idle minute", often[process], "", budget=2)
        row(f"{name}, processor time in an idle hour", seconds[process], "s")
        process.terminate()
        process.wait()
    return tray


def bell(profile, *arguments, text=None):
    return run(BELL, "--profile", profile, "--json", *arguments, input=text, env=dict(os.environ, SECRET_FILE_TEST_PATH=profile + ".keyring"))


def answers_come():
    """From an agent's program that begins to send to the words in the open conversation, as assistive programs see them."""
    import pyatspi

    def texts(node, depth=0):
        if node is None or depth > 60:
            return
        yield node.name or ""
        try:
            text = node.queryText()
            yield text.getText(0, text.characterCount)
        except NotImplementedError:
            pass
        for child in node:
            yield from texts(child, depth + 1)

    def is_there(words):
        try:
            return any(words in text for app in pyatspi.Registry.getDesktop(0) if app is not None for text in texts(app))
        except Exception:  # a node may go while it is looked at
            return False

    ticket = re.search(r"T[0-9a-f]{8}-[0-9a-f-]{27}", bell(PROFILE, "new", "--subject", "A question", text="A question"))[0]
    bell(PROFILE, "sync")
    bell(AGENT, "sync")
    act("open-request", f"<'{ticket}'>")
    wait_for(lambda: is_there("A question"))
    times = []
    for i in range(5):
        words = f"Answer {i} of several"
        bell(AGENT, "reply", ticket, text=words)
        begin = time.monotonic()
        sending = subprocess.Popen([BELL, "--profile", AGENT, "sync"], stdout=subprocess.DEVNULL,
                                   env=dict(os.environ, SECRET_FILE_TEST_PATH=AGENT + ".keyring"))
        wait_for(lambda words=words: is_there(words))
        times.append((time.monotonic() - begin) * 1000)
        sending.wait()
    row("an answer in the open conversation", max(times), "ms", budget=1000,
        note="the slowest of 5, from the start of the agent's program that sends it")


def main():
    os.environ.update(SECRET_BACKEND="file", SECRET_FILE_TEST_PATH=PROFILE + ".keyring", SECRET_FILE_TEST_PASSWORD="x",
                      GSETTINGS_SCHEMA_DIR=os.path.join(BUILD, "data"))
    profile = suggestions()
    os.environ["SECRET_FILE_TEST_PATH"] = PROFILE + ".keyring"
    tray = idle(profile or os.path.join(WORK, "nobody"))
    if profile is not None:
        windows(tray)
        answers_come()


try:
    main()
finally:
    for process in started:
        if process.poll() is None:
            process.kill()
            process.wait()
