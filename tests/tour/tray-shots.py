#!/usr/bin/python3
# SPDX-FileCopyrightText: The Deskbell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""tray-shots.py BUILD-DIR [--keep] [LANGUAGE[-dark|-narrow]...]: pictures of every
window of the app for staff, in BUILD-DIR/shots/tray.

On the demo organisation: in each language as somebody who speaks it. To be run
in a headless session with a window manager. With --keep those of the README
are written to data/screenshots as well."""

import gettext
import os
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tray"))
from desk import HERE, PASSWORD, Desk, run, ticket_id  # noqa: E402

SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
# Who speaks it, and what is wrong in their words.
SPEAKERS = {
    "en": ("grace.mbeki", "The printer on our floor prints nothing since this morning, and the VPN drops", "printer"),
    "de": ("hanna.brandt", "Der Drucker druckt seit heute früh nicht mehr, und das VPN bricht ab", "Drucker"),
    "fr": ("olivier.marchand", "Je n’arrive plus à ouvrir mes fichiers partagés, et le VPN se coupe", "fichiers"),
    "es": ("carmen.ruiz", "No puedo entrar en mi cuenta desde el portátil, y la VPN se corta", "cuenta"),
    "ar": ("kenji.watanabe", "الطابعة لا تعمل منذ الصباح، و VPN ينقطع", "VPN"),
}
EVERY = [*SPEAKERS, "en-dark", "de-dark", "en-narrow", "de-narrow", "ar-narrow"]
KEPT = {"en-ask": "tray-ask", "en-requests": "tray-requests"}


def visible():
    found = subprocess.run(["xdotool", "search", "--onlyvisible", "--class", "tray"], capture_output=True, text=True, check=False)
    return found.stdout.split()


class Album:
    """The windows of one person, one after the other."""

    def __init__(self, desk, folder, name):
        self.desk = desk
        self.folder = folder
        self.name = name
        self.narrow = name.endswith("-narrow")

    def picture(self, what):
        window = self.desk.until(visible, "a window")[-1]
        if self.narrow:
            run("xdotool", "windowsize", "--sync", window, "360", "640")
        run("xdotool", "sleep", "1.6")
        run("import", "-window", window, "-strip", os.path.join(self.folder, f"{self.name}-{what}.png"))

    def open(self, action, *parameters):
        def close():
            # One may be gone before it is asked to go.
            for window in visible():
                subprocess.run(["xdotool", "windowactivate", "--sync", window, "key", "ctrl+w"], capture_output=True, check=False)
            return not visible()
        self.desk.until(close, "the end of the windows before", pause=0.3)
        self.desk.action(action, *parameters)
        window = self.desk.until(visible, action)[-1]
        run("xdotool", "windowactivate", "--sync", window)
        return window


def everything(desk, folder, name):
    language = name.split("-")[0]
    who, words, sought = SPEAKERS[language]
    more = {"LANGUAGE": language, "DESKBELL_LOCALE_DIR": os.path.join(desk.build, "po")}
    if name.endswith("-dark"):
        more["ADW_DEBUG_COLOR_SCHEME"] = "prefer-dark"
    album = Album(desk, folder, name)
    new = desk.tray("nobody-" + name, **more)
    run("gdbus", "wait", "--session", "--timeout", "20", "org.deskbell.Tray")
    album.picture("welcome")
    desk.action("quit")
    new.wait(timeout=20)

    tray = desk.tray(who, "--background", **more)
    run("gdbus", "wait", "--session", "--timeout", "20", "org.deskbell.Tray")
    catalog = gettext.translation("deskbell", os.path.join(desk.build, "po"), [language], fallback=True)
    album.open("ask")
    album.picture("ask-empty")
    # Not by keys: a keyboard has not the letters of all languages.
    run(sys.executable, os.path.join(HERE, "press.py"), "text", catalog.gettext("What is wrong?"), words)
    album.picture("ask")
    run(sys.executable, os.path.join(HERE, "press.py"), "text", catalog.gettext("What is wrong?"), "")
    album.open("requests")
    album.picture("requests-none-open")
    album.open("open-request", f"<'{desk.talk[who]}'>")
    album.picture("requests")
    album.open("open-request", f"<'{desk.over[who]}'>")
    album.picture("survey")
    album.open("problems")
    album.picture("problems")
    window = album.open("search")
    album.picture("help")
    desk.type(sought)
    album.picture("search")
    run("xdotool", "mousemove", "--window", window, "180", "130", "click", "1")
    album.picture("article")
    album.open("status")
    album.picture("status")
    album.open("preferences")
    album.picture("preferences")
    desk.action("quit")
    tray.wait(timeout=20)


def make(desk):
    """The demo organisation, and a conversation for each who is looked at."""
    run(desk.server_path, "--database", desk.database, "init", "--no-policies", "Demo")
    run(desk.server_path, "--database", desk.database, "import", "--move-to-now",
        os.path.join(SOURCE, "data", "demo", "organisation.ndjson"), cwd=desk.work)
    for who in ("jonas.weber", *(speaker[0] for speaker in SPEAKERS.values())):
        run(desk.server_path, "--database", desk.database, "user", "password", who + "@demo.example", text=PASSWORD + "\n")
    desk.serve()
    desk.talk, desk.over = {}, {}
    for who in ("jonas.weber", *(speaker[0] for speaker in SPEAKERS.values())):
        desk.bell(who, "login", f"http://{desk.address}", "--email", who + "@demo.example", "--password-file", desk.password_file)
    for who, words, _ in SPEAKERS.values():
        talk = ticket_id(desk.bell(who, "new", "--subject", words.replace("،", ",").split(",", maxsplit=1)[0], text=words))
        over = ticket_id(desk.bell(who, "new", "--subject", "Outlook asks for my password again and again", text="Every ten minutes."))
        desk.bell(who, "sync")
        desk.bell("jonas.weber", "sync")
        desk.bell("jonas.weber", "reply", talk, text="Hello, I had a look from here: the queue was **stuck**.\n\n"
                  "1. Switch it off and on again\n2. Wait for *ten* seconds\n3. Print a test page\n\nDoes it come out?")
        desk.bell("jonas.weber", "reply", over, text="Your password was about to expire. It is renewed; sign in once more, please.")
        desk.bell("jonas.weber", "set", over, "--status", "solved")
        desk.bell("jonas.weber", "sync")
        desk.bell(who, "sync")
        desk.bell(who, "reply", talk, text="Thank you! It does, but the second page is empty.")
        desk.bell(who, "sync")
        desk.talk[who], desk.over[who] = talk, over


def main(desk):
    make(desk)
    folder = os.path.join(desk.build, "shots", "tray")
    os.makedirs(folder, exist_ok=True)
    run("xsetroot", "-solid", "#3d5a80")
    wanted = [name for name in sys.argv[2:] if name != "--keep"] or EVERY
    for name in wanted:
        everything(desk, folder, name)
        desk.report(name)
    if "--keep" in sys.argv:
        for taken, kept in KEPT.items():
            shutil.copy(os.path.join(folder, taken + ".png"), os.path.join(SOURCE, "data", "screenshots", kept + ".png"))


Desk(sys.argv[1]).main(main)
