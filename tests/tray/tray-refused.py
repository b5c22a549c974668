#!/usr/bin/python3
# SPDX-FileCopyrightText: The Deskbell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""tray-refused.py BUILD-DIR: somebody loses sight of a request while they answer it
without a network. Their words stay theirs, on a card that says why.

To be run in a headless session with a window manager. Prints TAP."""

import json
import os
import subprocess
import sys
import urllib.request

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from desk import PASSWORD, Desk, run  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
WORDS = "It is dark again since this morning."


def call(desk, path, body, token=None):
    headers = {"Content-Type": "application/json", **({"Authorization": "Bearer " + token} if token else {})}
    request = urllib.request.Request(f"http://{desk.address}{path}", json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)


def give_to(desk, ticket, email):
    """Makes a request somebody else's, as an agent may."""
    signed_in = call(desk, "/auth/token", {"email": "mia@example.org", "password": PASSWORD, "device": "test"})

    def method(name, arguments):
        return call(desk, "/jmap/api", {"using": ["urn:ietf:params:jmap:core", "https://deskbell.org/ns/jmap/helpdesk"], "methodCalls":
                                        [[name, {"accountId": signed_in["accountId"], **arguments}, "a"]]}, signed_in["token"])["methodResponses"][0][1]
    person = next(person["id"] for person in method("Principal/get", {"ids": None})["list"] if person["email"] == email)
    assert ticket in method("Ticket/set", {"update": {ticket: {"requesterId": person}}})["updated"]


def main(desk):
    desk.init((("mia@example.org", "Mia Muster", "agent"), ("rita@example.org", "Rita Reinhardt", "requester"),
               ("rob@example.org", "Rob Roth", "requester")))
    desk.serve()
    for who in ("mia", "rita"):
        desk.login(who)
    lost = desk.bell("mia", "new", "--subject", "The projector stays dark", "--requester", "rita@example.org", text="start")[0]["object"]
    desk.bell("mia", "new", "--subject", "Second screen", "--requester", "rita@example.org", text="start")
    desk.bell("rita", "sync")
    desk.bell("rita", "--offline", "reply", str(lost["number"]), text=WORDS)
    give_to(desk, lost["id"], "rob@example.org")

    tray = desk.tray("rita", "--background")
    run("gdbus", "wait", "--session", "--timeout", "20", "org.deskbell.Tray")
    desk.action("requests")
    desk.focus("My requests")
    for words in ("Your answer was not taken", WORDS, "Your words are kept here", "Second screen"):
        desk.until(lambda words=words: desk.on_screen(words), f"“{words}”")
    assert not desk.on_screen("The projector stays dark"), "the request is nobody's but Rob's"
    desk.shot("tray-refused")
    desk.report("what was written to a request out of sight is kept, and says why it was not taken")

    run(sys.executable, os.path.join(HERE, "press.py"), "push button", "Discard")
    desk.until(lambda: not desk.on_screen(WORDS), "the end of the card")
    assert desk.bell("rita", "outbox") == []
    desk.action("quit")
    assert tray.wait(timeout=20) == 0
    desk.report("until its writer lets it go")


if subprocess.run([sys.executable, "-c", "import pyatspi"], capture_output=True, check=False).returncode != 0:
    print("1..0 # SKIP pyatspi is not installed")
    sys.exit(0)
Desk(sys.argv[1]).main(main)
