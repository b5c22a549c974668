#!/usr/bin/python3
# SPDX-FileCopyrightText: The Deskbell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""tray-windows.py BUILD-DIR: the app for staff through its real windows.

A real server, deskbell-tray signed in as a requester, an agent with bell(1).
To be run in a headless session with a window manager and dunst. With
DESKBELL_SHOTS=FOLDER, pictures of the windows are left there. Prints TAP."""

import json
import os
import re
import socket
import subprocess
import sys
import time
import traceback

BUILD = os.path.abspath(sys.argv[1])
SERVER, BELL, TRAY = (os.path.join(BUILD, "src", *path) for path in
                      (("server", "deskbell-server"), ("cli", "bell"), ("tray", "deskbell-tray")))
WORK = os.environ["HEADLESS_DIR"]
SHOTS = os.environ.get("DESKBELL_SHOTS")
PASSWORD = "correct horse battery staple"
PASSWORD_FILE = os.path.join(WORK, "password")
number = 0
started = []


def report(words):
    global number
    number += 1
    print(f"ok {number} - {words}", flush=True)


def run(*command, text=None, **options):
    done = subprocess.run(command, input=text, capture_output=True, text=True, timeout=60, check=False, **options)
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(command)}: {done.stdout}{done.stderr}")
    return done.stdout


def until(condition, words, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.05)
    shot("failed")
    raise AssertionError(f"waited in vain: {words}")


def shot(name):
    if SHOTS:
        time.sleep(0.7)  # for people to look at: after the transitions
        run("import", "-window", "root", os.path.join(SHOTS, name + ".png"))


def bell(who, *arguments, text=None):
    environment = dict(os.environ, SECRET_FILE_TEST_PATH=os.path.join(WORK, who + ".keyring"))
    out = run(BELL, "--profile", os.path.join(WORK, who), "--json", *arguments, text=text, env=environment)
    return [json.loads(line) for line in out.splitlines()]


def action(name, *parameters):
    run("gdbus", "call", "--session", "--dest", "org.deskbell.Tray", "--object-path", "/org/deskbell/Tray",
        "--method", "org.gtk.Actions.Activate", name, "[" + ",".join(parameters) + "]", "{}")


def window(title):
    found = subprocess.run(["xdotool", "search", "--onlyvisible", "--name", f"^{title}$"], capture_output=True, text=True, check=False)
    return found.stdout.split()


def focus(title):
    identity = until(lambda: window(title), f"the window “{title}”")[0]
    run("xdotool", "windowactivate", "--sync", identity)


def check_accessibility():
    """Asking for help by the accessibility bus alone."""
    if subprocess.run([sys.executable, "-c", "import pyatspi"], capture_output=True, check=False).returncode != 0:
        print("# pyatspi is not installed", flush=True)
        return
    action("ask")
    focus("Ask for help")
    run(sys.executable, os.path.join(os.path.dirname(os.path.abspath(__file__)), "ask-by-accessibility.py"),
        "Asked without eyes: the keyboard is sticky")
    until(lambda: (bell("mia", "sync"), "Asked without eyes" in json.dumps(bell("mia", "list")))[1], "the request at the agent")
    report("help is asked for by the accessibility bus alone")


def check_privacy():
    """What is not for a requester is in none of the bytes of their files."""
    bell("mia", "new", "--subject", "Foreign-7f3a ticket", "--requester", "mia@example.org", text="Foreign-7f3a words")
    bell("mia", "article", "new", "--title", "Staff-7f3a article", "--audience", "staff", "--state", "published", "--text", "Staff-7f3a text")
    bell("mia", "article", "new", "--title", "Draft-7f3a article", "--audience", "public", "--text", "Draft-7f3a text")
    bell("lea", "notice", "new", "--title", "Staff-7f3a notice", "--audience", "staff")
    bell("mia", "article", "new", "--title", "Marker-7f3a article", "--audience", "public", "--state", "published", "--text", "Marker-7f3a")
    for who in ("mia", "lea"):
        bell(who, "sync")
    folder = os.path.join(WORK, "rita")

    def contents():
        return {name: open(os.path.join(folder, name), "rb").read() for name in os.listdir(folder)}
    until(lambda: any(b"Marker-7f3a" in text for text in contents().values()), "what came last")
    for forbidden in (b"Foreign-7f3a", b"Staff-7f3a", b"Draft-7f3a", b"The secret note", b"mia@example.org", b"admin@example.org"):
        found = [name for name, text in contents().items() if forbidden in text]
        assert not found, (forbidden, found)
    report("no foreign ticket, note, staff article or address is in the requester's files")


def main():
    os.environ.update(SECRET_BACKEND="file", SECRET_FILE_TEST_PASSWORD="test", GSETTINGS_SCHEMA_DIR=os.path.join(BUILD, "data"))
    with open(PASSWORD_FILE, "w", encoding="utf-8") as file:
        file.write(PASSWORD + "\n")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    database = os.path.join(WORK, "server.db")
    run(SERVER, "--database", database, "init", "Muster GmbH", "--admin", "admin@example.org",
        "--admin-name", "Ada Admin", "--password-file", PASSWORD_FILE)
    for email, name, role in (("mia@example.org", "Mia Muster", "agent"), ("rita@example.org", "Rita Reinhardt", "requester"),
                              ("lea@example.org", "Lea Lead", "lead")):
        run(SERVER, "--database", database, "user", "add", email, "--name", name, "--role", role, "--password-file", PASSWORD_FILE)

    def serve():
        process = subprocess.Popen([SERVER, "--database", database, "serve", "--listen", address],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        started.append(process)

        def answers():
            try:
                socket.create_connection(tuple(address.split(":"))).close()
                return True
            except OSError:
                return False
        until(answers, "the server")
        return process

    server = serve()
    for who in ("mia", "rita", "lea"):
        bell(who, "login", f"http://{address}", "--email", who + "@example.org", "--password-file", PASSWORD_FILE)
    for title, body in (("The printer does not print", "Switch the printer off and on again.\n\n1. Wait for **ten** seconds.\n2. Print a test page."),
                        ("Set up the scanner", "Choose *Scan to mail* on the printer's display."),
                        ("Reset your password", "Open the sign-in page and choose *Forgot password*.")):
        bell("mia", "article", "new", "--title", title, "--audience", "public", "--state", "published", "--text", body)
    bell("mia", "sync")
    report("a server with articles")

    environment = dict(os.environ, SECRET_FILE_TEST_PATH=os.path.join(WORK, "rita.keyring"), G_DEBUG="fatal-criticals")
    tray = subprocess.Popen([TRAY, "--profile", os.path.join(WORK, "rita")], env=environment)
    started.append(tray)
    focus("Ask for help")
    report("without a tray the window opens")

    until(lambda: bell("rita", "--offline", "search", "printer"), "the articles on this computer")
    run("xdotool", "type", "--delay", "15", "My printer prints nothing but blinks since this morning")
    shot("ask")
    server.terminate()
    server.wait()
    run("xdotool", "key", "ctrl+Return")
    until(lambda: bell("rita", "--offline", "outbox"), "the request in the outbox")
    shot("ask-saved")
    report("a request is safe without the server")

    server = serve()
    tickets = until(lambda: (bell("mia", "sync"), bell("mia", "list"))[1], "the request at the agent", 60)
    assert len(tickets) == 1 and json.dumps(tickets).count("My printer prints nothing") == 1, tickets
    ticket = re.search(r"T[0-9a-f]{8}-[0-9a-f-]{27}", json.dumps(tickets))[0]
    report("it is sent by itself, once")

    until(lambda: (bell("mia", "sync"), "lastMessageId\": \"M" in json.dumps(bell("mia", "show", ticket)))[1], "its first words")
    bell("mia", "reply", ticket, text="Hello Rita, please switch it **off and on** again. Does the test page come out?")
    bell("mia", "note", ticket, text="The secret note")
    bell("mia", "sync")

    def notified():
        with open(os.environ["HEADLESS_NOTIFICATIONS"], encoding="utf-8") as file:
            return [line for line in file if "Mia Muster" in line]
    lines = until(notified, "the notification")
    assert len(lines) == 1 and "secret" not in lines[0], lines
    report("the answer is told")

    run("dunstctl", "action", "0")
    focus("My requests")
    shot("requests")
    report("a click on it opens the conversation")

    bell("lea", "sync")
    incident = json.dumps(bell("lea", "new", "--subject", "Mail is down", "--requester", "mia@example.org", text="It is being looked at."))
    incident = re.search(r"T[0-9a-f]{8}-[0-9a-f-]{27}", incident)[0]
    bell("lea", "notice", "new", "--title", "Mail does not arrive", "--service", "Email", "--ticket", incident, "--text",
         "We are **looking into it**. Telephone works.")
    bell("lea", "sync")

    def told(words):
        with open(os.environ["HEADLESS_NOTIFICATIONS"], encoding="utf-8") as file:
            return [line for line in file if words in line]
    until(lambda: told("Mail does not arrive"), "the outage as a notification")
    assert "**" not in told("Mail does not arrive")[0], told("Mail does not arrive")
    action("problems")
    focus("Known problems")
    shot("problems")
    report("a known problem is told")

    bell("mia", "sync")
    bell("mia", "set", ticket, "--status", "solved")
    bell("mia", "sync")
    until(lambda: told("solved"), "the solution as a notification")
    focus("My requests")
    shot("survey")
    action("ask")
    focus("Ask for help")
    run("xdotool", "type", "--delay", "15", "Something else")
    until(lambda: "Something else" in open(os.path.join(WORK, "rita", "outbox.db-wal"), "rb").read().decode("latin-1"),
          "the next request as a draft")
    report("the next request is a draft at once")
    run("xdotool", "key", "ctrl+a")
    run("xdotool", "type", "--delay", "15", "No email arrives in my mailbox and my printer blinks again")
    shot("ask-known")
    action("search")
    focus("Search help")
    shot("browse")
    run("xdotool", "type", "--delay", "15", "printer")
    shot("search")
    action("preferences")
    until(lambda: window("Preferences") or True, "the preferences")
    shot("preferences")
    run("xdotool", "key", "Escape")
    check_accessibility()
    check_privacy()
    action("quit")
    assert tray.wait(timeout=20) == 0
    report("it quits")
    print(f"1..{number}", flush=True)


try:
    main()
except (AssertionError, KeyError, OSError, subprocess.SubprocessError) as problem:
    lines = str(problem).splitlines() or [repr(problem)]
    print(f"not ok {number + 1} - {lines[0]}\n1..{number + 1}", flush=True)
    traceback.print_exception(problem)
    sys.exit(1)
finally:
    for process in started:
        if process.poll() is None:
            process.kill()
            process.wait()
