#!/usr/bin/python3
# SPDX-FileCopyrightText: The Deskbell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""tray-clock.py BUILD-DIR: the app for staff on a computer whose clock is wrong by years.

It is the server that is told to be wrong: a line in between writes another Date
into what it answers. To be run in a headless session with a window manager.
Prints TAP."""

import gettext
import os
import re
import socket
import subprocess
import sys
import threading
import time
from email.utils import formatdate

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from desk import Desk, run  # noqa: E402

YEAR = 365 * 24 * 3600
LANGUAGES = ("en", "de", "fr", "es", "ar")


class Line:
    """Passes everything on to ADDRESS, with the Date that a clock so far ahead has."""

    def __init__(self, address):
        self.address = address
        self.ahead = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.own = f"127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            client = self.listener.accept()[0]
            server = socket.create_connection(tuple(self.address.split(":")))
            for source, sink, change in ((client, server, lambda data: data), (server, client, self.change)):
                threading.Thread(target=self.pass_on, args=(source, sink, change), daemon=True).start()

    @staticmethod
    def pass_on(source, sink, change):
        try:
            while data := source.recv(65536):
                sink.sendall(change(data))
        except OSError:
            pass
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def change(self, data):
        date = formatdate(time.time() + self.ahead, usegmt=True).encode()
        return re.sub(rb"(\r\nDate: )[^\r]{29}(?=\r\n)", lambda found: found[1] + date, data)


def words(language, folder, ahead):
    """What stands there, up to the full stop."""
    found = gettext.translation("deskbell", folder, [language], fallback=language == "en")
    text = next(text for text in found._catalog if isinstance(text, str) and text.startswith(  # pylint: disable=protected-access
        "This computer's clock is %s " + ("behind" if ahead > 0 else "ahead of"))) if language != "en" else \
        "This computer's clock is %s " + ("behind" if ahead > 0 else "ahead of") + " the server's. "
    years = abs(ahead) // YEAR
    return found.gettext(text).replace("%s", found.ngettext("%d year", "%d years", years) % years).split(". ")[0]


def check(desk, line, language, folder):
    line.ahead = (3 if language in ("en", "fr") else -3) * YEAR + (60 if language in ("en", "fr") else -60)
    tray = desk.tray("rita", "--background", LANGUAGE=language, DESKBELL_LOCALE_DIR=folder)
    run("gdbus", "wait", "--session", "--timeout", "20", "org.deskbell.Tray")
    said = words(language, folder, line.ahead)
    for action in ("status", "requests", "ask"):
        desk.action(action)
        desk.until(lambda: desk.on_screen(said), f"“{said}” in the window of {action}")
        desk.shot(f"clock-{language}-{action}")
        run("xdotool", "key", "--clearmodifiers", "ctrl+w")
        desk.until(lambda: not desk.on_screen(said), f"the end of the window of {action}")
    desk.report(f"{language}: each window says by how much the clock is wrong")

    # What the server says is right again as soon as it is heard.
    desk.action("status")
    desk.until(lambda: desk.on_screen(said), "the words in the window that stays")
    line.ahead = 0
    desk.bell("mia", "new", "--subject", "Ring " + language, "--requester", "rita@example.org", text="Anything to tell of")
    desk.bell("mia", "sync")
    desk.until(lambda: not desk.on_screen(said), "the end of the words")
    desk.action("quit")
    assert tray.wait(timeout=20) == 0
    desk.report(f"{language}: and nothing any more once it is right")


def main(desk):
    desk.init((("mia@example.org", "Mia Muster", "agent"), ("rita@example.org", "Rita Reinhardt", "requester")))
    desk.serve()
    desk.login("mia")
    line = Line(desk.address)
    desk.address = line.own
    desk.login("rita")
    for language in LANGUAGES:
        check(desk, line, language, os.path.join(desk.build, "po"))


if subprocess.run([sys.executable, "-c", "import pyatspi"], capture_output=True, check=False).returncode != 0:
    print("1..0 # SKIP pyatspi is not installed")
    sys.exit(0)
Desk(sys.argv[1]).main(main)
