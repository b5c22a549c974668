#!/usr/bin/python3
# SPDX-FileCopyrightText: The Deskbell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-cards.py BUILD-DIR: what needs a person, in the real window: both values, who and
when, and one click to decide.

A real server, one agent with bell(1) and one with the application, who was without a
network meanwhile. To be run in a headless session with a window manager. With
DESKBELL_SHOTS=FOLDER, pictures of the window are left there. Prints TAP."""

import json
import os
import subprocess
import sys
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tray"))
from desk import PASSWORD, Desk, run  # noqa: E402

APP = "org.deskbell.Deskbell"
PRESS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tray", "press.py")


def call(desk, path, body, token=None):
    headers = {"Content-Type": "application/json", **({"Authorization": "Bearer " + token} if token else {})}
    request = urllib.request.Request(f"http://{desk.address}{path}", json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)


def destroy(desk, ticket):
    """As nobody but the administrator may."""
    signed_in = call(desk, "/auth/token", {"email": "admin@example.org", "password": PASSWORD, "device": "test"})
    answer = call(desk, "/jmap/api", {"using": ["urn:ietf:params:jmap:core", "https://deskbell.org/ns/jmap/helpdesk"], "methodCalls":
                                      [["Ticket/set", {"accountId": signed_in["accountId"], "destroy": [ticket]}, "a"]]}, signed_in["token"])
    assert answer["methodResponses"][0][1]["destroyed"] == [ticket], answer


def app(desk, who):
    process = desk.start([desk.app_path, "--profile", os.path.join(desk.work, who)], env=dict(desk.environment(who), G_DEBUG="fatal-criticals"))
    run("gdbus", "wait", "--session", "--timeout", "20", APP)
    desk.action("show-view", "<'outbox'>", app=APP)
    return process


def quit_app(desk, process):
    desk.action("quit", app=APP)
    assert process.wait(timeout=20) == 0


def press(desk, name):
    run(sys.executable, PRESS, "push button", name)


def seen(desk, words, name):
    for word in words:
        desk.until(lambda word=word: desk.on_screen(word), f"“{word}”")
    desk.report(name)


def ticket_of(desk, who, number):
    desk.bell(who, "sync")
    return desk.bell(who, "show", number)[0]


def check_cards(desk):
    numbers = {}
    for subject in ("Both", "Answered", "Taken", "Lost"):
        made = desk.bell("mia", "new", subject, "--text", "start")[0]["object"]
        numbers[subject] = str(made["number"])
        lost = made["id"]
    article = desk.bell("mia", "article", "new", "--title", "Fires in printers", "--text", "One\n\nTwo", "--state", "published")[0]["object"]["id"]
    desk.bell("tom", "sync")
    offline = ("tom", "--offline")
    desk.bell(*offline, "set", numbers["Both"], "--priority", "urgent")
    desk.bell(*offline, "reply", numbers["Answered"], text="Try this")
    desk.bell(*offline, "set", numbers["Taken"], "--assignee", "me")
    desk.bell(*offline, "article", "edit", article, "--text", "One by Tom\n\nTwo")
    desk.bell(*offline, "note", numbers["Lost"], text="Unsent words")
    desk.bell("mia", "set", numbers["Both"], "--priority", "high")
    desk.bell("mia", "reply", numbers["Answered"], text="It is repaired")
    desk.bell("mia", "set", numbers["Taken"], "--assignee", "me")
    desk.bell("mia", "article", "edit", article, "--text", "One by Mia\n\nTwo")
    desk.bell("mia", "sync")
    destroy(desk, lost)

    process = app(desk, "tom")
    seen(desk, (f"#{numbers['Both']} Both", "Yours – priority: Urgent", "Now – priority: High", "Mia Muster, ", "Keep Theirs"),
         "both values of a field, whose and when")
    seen(desk, (f"#{numbers['Answered']} Answered", "Try this", "It is repaired", "Send Anyway"), "a reply is held, and what it did not see stands beside it")
    seen(desk, ("Yours – assigned to Tom Taube", "Now – assigned to Mia Muster"), "who else has taken the ticket")
    seen(desk, ("Article · Fires in printers", "Yours – One by Tom", "Now – One by Mia"), "two texts of an article that cannot be one")
    seen(desk, ("Unsent words", "you may no longer see it"), "what was written to a ticket that is gone is kept, and says so")
    desk.shot("cards")

    # The first of each kind, oldest first.
    press(desk, "Re-apply")
    desk.until(lambda: ticket_of(desk, "mia", numbers["Both"])["ticket"]["object"]["priority"] == "urgent", "the value at the other agent")
    desk.until(lambda: not desk.on_screen("Yours – priority: Urgent"), "the end of the card")
    press(desk, "Send Anyway")
    desk.until(lambda: "Try this" in json.dumps(ticket_of(desk, "mia", numbers["Answered"])), "the reply at the other agent")
    press(desk, "Keep Theirs")
    desk.until(lambda: not desk.on_screen("Yours – assigned to Tom Taube"), "the end of the card")
    assert "Mia" in json.dumps(ticket_of(desk, "mia", numbers["Taken"])["ticket"]), "somebody else has it"
    press(desk, "Re-apply")
    desk.until(lambda: "One by Tom" in json.dumps(desk.bell("mia", "sync") and desk.bell("mia", "article", "show", article)), "the text at the other agent")
    desk.report("one click re-applies, sends, or leaves it as it stands")
    quit_app(desk, process)


def check_refused(desk):
    """What somebody may no longer do is named."""
    desk.bell("lea", "--offline", "notice", "new", "--title", "VPN drops every half hour", "--text", "Connect again.")
    run(desk.server_path, "--database", desk.database, "user", "set", "lea@example.org", "--role", "agent")
    process = app(desk, "lea")
    seen(desk, ("Known problem · VPN drops every half hour", "created it", "waits for you"), "what was refused has its name")
    assert not desk.on_screen("_Open"), "nothing there could be opened"
    desk.shot("cards-refused")
    quit_app(desk, process)


def main(desk):
    desk.init((("mia@example.org", "Mia Muster", "agent"), ("tom@example.org", "Tom Taube", "agent"), ("lea@example.org", "Lea Lead", "lead")))
    desk.serve()
    for who in ("mia", "tom", "lea"):
        desk.login(who)
    check_cards(desk)
    check_refused(desk)


if subprocess.run([sys.executable, "-c", "import pyatspi"], capture_output=True, check=False).returncode != 0:
    print("1..0 # SKIP pyatspi is not installed")
    sys.exit(0)
Desk(sys.argv[1]).main(main)
