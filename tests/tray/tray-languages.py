#!/usr/bin/python3
# SPDX-FileCopyrightText: The Deskbell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""tray-languages.py BUILD-DIR: asking for help by the accessibility bus alone, in
each language, and nothing of the windows left in English.

To be run in a headless session with a window manager. Prints TAP."""

import gettext
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from desk import Desk, run, ticket_id  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
WORDS = {"de": "Der Drucker blinkt nur noch", "fr": "L’imprimante ne fait que clignoter", "es": "La impresora solo parpadea",
         "ar": "الطابعة تومض فقط"}
TITLES = {"de": "Der Drucker druckt nicht", "fr": "L’imprimante n’imprime pas", "es": "La impresora no imprime", "ar": "الطابعة لا تطبع"}


def check(desk, language, folder):
    def _(text):
        return gettext.translation("deskbell", folder, [language]).gettext(text)

    def look(*own):
        done = subprocess.run([sys.executable, os.path.join(HERE, "untranslated.py"), language, folder, *own],
                              capture_output=True, text=True, check=False)
        assert done.returncode == 0 and not done.stdout, done.stdout + done.stderr

    tray = desk.tray("rita", "--background", LANGUAGE=language, DESKBELL_LOCALE_DIR=folder)
    run("gdbus", "wait", "--session", "--timeout", "20", "org.deskbell.Tray")
    desk.action("ask")
    desk.focus(_("Ask for help"))
    look("--menu")
    # How it stands is longer in some languages than the window is wide.
    run(sys.executable, os.path.join(HERE, "press.py"), "text", _("What is wrong?"), "VPN")
    desk.until(lambda: desk.on_screen(_("The cause is known and being mended")), "the known problem")
    run(sys.executable, os.path.join(HERE, "ask-by-accessibility.py"), WORDS[language], language, folder)
    tickets = desk.until(lambda: (desk.bell("mia", "sync"), [ticket for ticket in desk.bell("mia", "list") if WORDS[language] in json.dumps(ticket, ensure_ascii=False)])[1],
                         "the request at the agent")
    assert len(tickets) == 1, tickets
    desk.report(f"{language}: help is asked for by the accessibility bus alone")

    ticket = ticket_id(tickets)
    desk.action("open-request", f"<'{ticket}'>")
    desk.focus(_("My requests"))
    promise = _("Somebody answers you by %s").split("%s", maxsplit=1)[0].strip()
    desk.until(lambda: desk.on_screen(promise), "what happens next")
    look()
    desk.bell("mia", "set", ticket, "--status", "solved")
    desk.bell("mia", "sync")
    desk.until(lambda: desk.on_screen(_("How did that go?")), "the survey")
    look()
    for action, title in (("problems", "Known problems"), ("status", "Status"), ("search", "Search help")):
        desk.action(action)
        desk.focus(_(title))
        look()
    # The articles of the person's language stand before the others.
    desk.until(lambda: desk.on_screen(_("In other languages")), "the categories")
    desk.shot(f"language-{language}")
    desk.action("preferences")
    desk.focus(_("Preferences"))
    look()
    desk.action("quit")
    assert tray.wait(timeout=20) == 0
    desk.report(f"{language}: no window has words left in English")


def main(desk):
    folder = os.path.join(desk.build, "po")
    desk.init((("mia@example.org", "Mia Muster", "agent"), ("rita@example.org", "Rita Reinhardt", "requester"),
               ("lea@example.org", "Lea Lead", "lead")))
    desk.serve()
    for who in ("mia", "rita", "lea"):
        desk.login(who)
    for language, title in TITLES.items():
        desk.bell("mia", "article", "new", "--title", title, "--audience", "public", "--state", "published", "--language", language,
                  "--category", "Drucken " + language, "--text", title)
    desk.bell("lea", "notice", "new", "--title", "VPN drops every half hour", "--service", "VPN", "--state", "identified", "--text",
              "Outside the office the VPN disconnects every 30 minutes. **Connect again**; nothing is lost. In the office everything works.")
    for who in ("mia", "lea"):
        desk.bell(who, "sync")
    for language in WORDS:
        check(desk, language, folder)


if subprocess.run([sys.executable, "-c", "import pyatspi"], capture_output=True, check=False).returncode != 0:
    print("1..0 # SKIP pyatspi is not installed")
    sys.exit(0)
Desk(sys.argv[1]).main(main)
