#!/usr/bin/python3
# SPDX-FileCopyrightText: The Deskbell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""tray-windows.py BUILD-DIR: the app for staff through its real windows.

A real server, deskbell-tray signed in as a requester, an agent with bell(1).
To be run in a headless session with a window manager and dunst. With
DESKBELL_SHOTS=FOLDER, pictures of the windows are left there. Prints TAP."""

import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from desk import Desk, run, ticket_id  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))


def check_accessibility(desk):
    """Asking for help by the accessibility bus alone."""
    if subprocess.run([sys.executable, "-c", "import pyatspi"], capture_output=True, check=False).returncode != 0:
        print("# pyatspi is not installed", flush=True)
        return
    desk.action("ask")
    desk.focus("Ask for help")
    run(sys.executable, os.path.join(os.path.dirname(os.path.abspath(__file__)), "ask-by-accessibility.py"),
        "Asked without eyes: the keyboard is sticky")
    desk.until(lambda: (desk.bell("mia", "sync"), "Asked without eyes" in json.dumps(desk.bell("mia", "list")))[1], "the request at the agent")
    desk.until(lambda: not desk.windows("Ask for help"), "the end of the window")
    desk.report("help is asked for by the accessibility bus alone")


def check_privacy(desk):
    """What is not for a requester is in none of the bytes of their files."""
    desk.bell("mia", "new", "--subject", "Foreign-7f3a ticket", "--requester", "mia@example.org", text="Foreign-7f3a words")
    desk.bell("mia", "article", "new", "--title", "Staff-7f3a article", "--audience", "staff", "--state", "published", "--text", "Staff-7f3a text")
    desk.bell("mia", "article", "new", "--title", "Draft-7f3a article", "--audience", "public", "--text", "Draft-7f3a text")
    desk.bell("lea", "notice", "new", "--title", "Staff-7f3a notice", "--audience", "staff")
    desk.bell("mia", "article", "new", "--title", "Marker-7f3a article", "--audience", "public", "--state", "published", "--text", "Marker-7f3a")
    for who in ("mia", "lea"):
        desk.bell(who, "sync")
    folder = os.path.join(desk.work, "rita")

    def contents():
        return {name: open(os.path.join(folder, name), "rb").read() for name in os.listdir(folder)}
    desk.until(lambda: any(b"Marker-7f3a" in text for text in contents().values()), "what came last")
    for forbidden in (b"Foreign-7f3a", b"Staff-7f3a", b"Draft-7f3a", b"The secret note", b"mia@example.org", b"admin@example.org"):
        found = [name for name, text in contents().items() if forbidden in text]
        assert not found, (forbidden, found)
    desk.report("no foreign ticket, note, staff article or address is in the requester's files")


def close(desk, title):
    if not desk.windows(title):
        return
    desk.focus(title)
    run("xdotool", "key", "ctrl+w")
    desk.until(lambda: not desk.windows(title), f"the end of “{title}”")


def check_meanwhile(desk):
    """The icon's other windows are used while the preferences are open."""
    close(desk, "Ask for help")
    assert desk.windows("Preferences"), "the key was for another window"
    desk.action("preferences")
    assert len(desk.windows("Preferences")) == 1, "they are there once"
    desk.report("with the preferences open other windows are used")


def icon(method, *arguments):
    """What a panel does when somebody uses the icon."""
    run("gdbus", "call", "--session", "--dest", "org.deskbell.Tray", "--object-path", "/StatusNotifierItem",
        "--method", "org.kde.StatusNotifierItem." + method, "--", *arguments)


def check_icon(desk):
    """Click, middle click and wheel, as a panel tells of them."""
    close(desk, "Ask for help")
    close(desk, "My requests")
    icon("Scroll", "1", "vertical")
    icon("Activate", "0", "0")
    desk.focus("Ask for help")
    assert not desk.windows("My requests"), "without an unread answer the wheel does nothing"
    close(desk, "Ask for help")
    icon("SecondaryActivate", "0", "0")
    desk.focus("My requests")
    close(desk, "My requests")
    for subject in ("Wheel one", "Wheel two"):
        ticket = ticket_id(desk.bell("mia", "new", "--subject", subject, "--requester", "rita@example.org", text="For you"))
        desk.bell("mia", "reply", ticket, text="An answer to " + subject)
    desk.bell("mia", "sync")
    desk.until(lambda: desk.notifications("An answer to Wheel two"), "the answers")
    icon("Scroll", "120", "vertical")
    desk.focus("My requests")
    desk.until(lambda: desk.on_screen("An answer to Wheel"), "an unread answer")
    first = "one" if desk.on_screen("An answer to Wheel one") else "two"
    run("xdotool", "sleep", "0.4")
    icon("Scroll", "120", "vertical")
    desk.until(lambda: desk.on_screen("An answer to Wheel " + ("two" if first == "one" else "one")), "the other one")
    desk.report("click, middle click and wheel on the icon")


def check_launcher(desk):
    """The launcher's jump actions, as a desktop calls them."""
    with open(os.path.join(desk.build, "data", "org.deskbell.Tray.desktop"), encoding="utf-8") as file:
        actions = next(line for line in file if line.startswith("Actions=")).strip()[8:].strip(";").split(";")
    titles = {"ask": "Ask for help", "requests": "My requests", "search": "Search help", "problems": "Known problems", "status": "Status"}
    assert set(actions) == set(titles), actions
    for name in actions:
        if desk.windows(titles[name]):
            close(desk, titles[name])
        run("gdbus", "call", "--session", "--dest", "org.deskbell.Tray", "--object-path", "/org/deskbell/Tray",
            "--method", "org.freedesktop.Application.ActivateAction", name, "[]", "{}")
        desk.focus(titles[name])
    desk.shot("status")
    desk.report("the launcher's jump actions")


def check_shortcut(desk):
    """Keys from anywhere, by a portal of our own: no desktop in the packages for tests has that one."""
    path = os.path.join(desk.work, "portal.log")
    with open(path, "w", encoding="utf-8") as log:
        portal = desk.start([sys.executable, os.path.join(HERE, "portal.py")], stdin=subprocess.PIPE, stdout=log, text=True)

    def said(words):
        with open(path, encoding="utf-8") as log:
            return words in log.read()
    desk.until(lambda: said("ready"), "the portal")
    desk.action("preferences")
    desk.until(lambda: desk.on_screen("Keys to ask for help"), "the switch for it")
    assert not said("bound"), "nobody asked for it"
    desk.shot("preferences-shortcut")
    desk.action("global-shortcut")
    desk.until(lambda: said("bound ask CTRL+ALT+h"), "the keys")
    desk.focus("Preferences")
    run("xdotool", "key", "Escape")
    desk.until(lambda: not desk.windows("Preferences"), "the end of the preferences")
    close(desk, "Ask for help")
    portal.stdin.write("ask\n")
    portal.stdin.flush()
    desk.focus("Ask for help")
    portal.stdin.close()
    portal.wait(timeout=10)
    desk.report("keys that ask for help from anywhere")


def main(desk):
    desk.init((("mia@example.org", "Mia Muster", "agent"), ("rita@example.org", "Rita Reinhardt", "requester"),
               ("lea@example.org", "Lea Lead", "lead")))
    server = desk.serve()
    for who in ("mia", "rita", "lea"):
        desk.login(who)
    for title, body in (("The printer does not print", "Switch the printer off and on again.\n\n1. Wait for **ten** seconds.\n2. Print a test page."),
                        ("Set up the scanner", "Choose *Scan to mail* on the printer's display."),
                        ("Reset your password", "Open the sign-in page and choose *Forgot password*.")):
        desk.bell("mia", "article", "new", "--title", title, "--audience", "public", "--state", "published", "--text", body)
    desk.bell("mia", "sync")
    desk.report("a server with articles")

    tray = desk.tray("rita")
    desk.focus("Ask for help")
    desk.report("without a tray the window opens")

    desk.until(lambda: desk.bell("rita", "--offline", "search", "printer"), "the articles on this computer")
    desk.type("My printer prints nothing but blinks since this morning")
    desk.shot("ask")
    server.terminate()
    server.wait()
    run("xdotool", "key", "ctrl+Return")
    desk.until(lambda: desk.bell("rita", "--offline", "outbox"), "the request in the outbox")
    desk.shot("ask-saved")
    desk.report("a request is safe without the server")

    server = desk.serve()
    tickets = desk.until(lambda: (desk.bell("mia", "sync"), desk.bell("mia", "list"))[1], "the request at the agent", 60)
    assert len(tickets) == 1 and json.dumps(tickets).count("My printer prints nothing") == 1, tickets
    ticket = ticket_id(tickets)
    desk.report("it is sent by itself, once")

    desk.until(lambda: (desk.bell("mia", "sync"), "lastMessageId\": \"M" in json.dumps(desk.bell("mia", "show", ticket)))[1], "its first words")
    desk.bell("mia", "reply", ticket, text="Hello Rita, please switch it **off and on** again. Does the test page come out?")
    desk.bell("mia", "note", ticket, text="The secret note")
    desk.bell("mia", "sync")

    lines = desk.until(lambda: desk.notifications("Mia Muster"), "the notification")
    assert len(lines) == 1 and "secret" not in lines[0], lines
    desk.report("the answer is told")

    run("dunstctl", "action", "0")
    desk.focus("My requests")
    desk.shot("requests")
    desk.report("a click on it opens the conversation")

    desk.bell("lea", "sync")
    incident = ticket_id(desk.bell("lea", "new", "--subject", "Mail is down", "--requester", "mia@example.org",
                                   text="It is being looked at."))
    desk.bell("lea", "notice", "new", "--title", "Mail does not arrive", "--service", "Email", "--ticket", incident, "--text",
         "We are **looking into it**. Telephone works.")
    desk.bell("lea", "sync")

    desk.until(lambda: desk.notifications("Mail does not arrive"), "the outage as a notification")
    assert "**" not in desk.notifications("Mail does not arrive")[0], desk.notifications("Mail does not arrive")
    desk.action("problems")
    desk.focus("Known problems")
    desk.shot("problems")
    desk.report("a known problem is told")

    desk.bell("mia", "sync")
    desk.bell("mia", "set", ticket, "--status", "solved")
    desk.bell("mia", "sync")
    desk.until(lambda: desk.notifications("solved"), "the solution as a notification")
    desk.focus("My requests")
    desk.shot("survey")
    desk.action("ask")
    desk.focus("Ask for help")
    desk.type("Something else")
    desk.until(lambda: "Something else" in open(os.path.join(desk.work, "rita", "outbox.db-wal"), "rb").read().decode("latin-1"),
          "the next request as a draft")
    desk.report("the next request is a draft at once")
    run("xdotool", "key", "ctrl+a")
    desk.type("No email arrives in my mailbox and my printer blinks again")
    desk.shot("ask-known")
    desk.action("search")
    desk.focus("Search help")
    desk.shot("browse")
    desk.type("printer")
    desk.shot("search")
    desk.action("preferences")
    desk.focus("Preferences")
    desk.shot("preferences")
    check_meanwhile(desk)
    desk.focus("Preferences")
    run("xdotool", "key", "Escape")
    desk.until(lambda: not desk.windows("Preferences"), "the end of the preferences")
    check_accessibility(desk)
    check_privacy(desk)
    desk.action("ask")
    check_icon(desk)
    check_launcher(desk)
    check_shortcut(desk)
    desk.action("quit")
    assert tray.wait(timeout=20) == 0
    desk.report("it quits")


Desk(sys.argv[1]).main(main)
