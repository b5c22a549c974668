#!/usr/bin/python3
# SPDX-FileCopyrightText: The Deskbell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""tray-day.py BUILD-DIR: staff and helpdesk, each with their real program.

A server, deskbell-tray of a requester, deskbell of an agent and a notification
daemon, all as they are. To be run in a headless session with a window manager
and dunst. Prints TAP."""

import contextlib
import os
import subprocess
import sys
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from desk import Desk, run, ticket_id  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
AGENT_APP = "org.deskbell.Deskbell"


def press(role, name):
    run(sys.executable, os.path.join(HERE, "press.py"), role, name)


def attach(desk, path):
    """By the dialog that people see."""
    press("push button", "Attach files")
    desk.focus("Attach files")
    run("xdotool", "type", "--delay", "15", path)
    run("xdotool", "key", "--delay", "200", "Return")
    desk.until(lambda: not desk.windows("Attach files"), "the end of the dialog")
    desk.focus("Ask for help")


@contextlib.contextmanager
def goes_on_typing(desk, words):
    """That somebody writes is said for some seconds only, and to look at all of the
    screen may take longer: whoever goes on writing says it again."""
    over = threading.Event()

    def write():
        while not over.is_set():
            desk.type(words)
            over.wait(0.5)
    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield
    finally:
        over.set()
        writer.join()


def outbox(desk):
    return desk.bell("rita", "--offline", "outbox")


def main(desk):
    desk.init((("mia@example.org", "Mia Muster", "agent"), ("rita@example.org", "Rita Reinhardt", "requester")))
    server = desk.serve()
    for who in ("mia", "rita"):
        desk.login(who)
    desk.bell("mia", "sync")
    portal = desk.start([sys.executable, os.path.join(HERE, "portal.py")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert portal.stdout.readline() == "ready\n"
    app = desk.start([desk.app_path, "--profile", os.path.join(desk.work, "mia")], env=desk.environment("mia"))
    desk.until(lambda: desk.on_screen("Up to date"), "the agent's window")
    tray = desk.tray("rita", "--background")
    run("gdbus", "wait", "--session", "--timeout", "20", "org.deskbell.Tray")
    desk.report("an agent's window and an employee's tray")

    # No network; a screenshot and two files.
    server.terminate()
    server.wait()
    desk.action("ask")
    desk.focus("Ask for help")
    desk.type("Nothing can be printed on the third floor")
    files = [os.path.join(desk.work, name) for name in ("queue.log", "photo.txt")]
    for path in files:
        with open(path, "w", encoding="utf-8") as file:
            file.write("words of " + os.path.basename(path) + "\n")
        attach(desk, path)
    press("push button", "Picture of the screen")
    desk.until(lambda: desk.on_screen("Screenshot.png"), "the picture among the files")
    desk.focus("Ask for help")
    desk.shot("day-ask")
    run("xdotool", "key", "ctrl+Return")
    desk.until(lambda: outbox(desk), "the request in the outbox")
    desk.until(lambda: desk.on_screen("Saved on this computer"), "that it was saved")
    desk.shot("day-saved")
    waiting = ticket_id(outbox(desk))
    desk.action("open-request", f"<'{waiting}'>")
    desk.focus("My requests")
    desk.until(lambda: desk.on_screen("nobody has seen it yet"), "how it stands")
    assert not desk.on_screen("Somebody answers you by"), "promised what nobody has heard of"
    desk.report("without a network a request with a screenshot and two files is kept, and nothing is promised")

    tray.kill()
    tray.wait()
    assert outbox(desk)
    tray = desk.tray("rita", "--background")
    server = desk.serve()
    run("gdbus", "wait", "--session", "--timeout", "20", "org.deskbell.Tray")

    # What the agent's own program does, with nobody touching it.
    desk.until(lambda: desk.notifications("Nothing can be printed"), "the agent's notification", 90)
    desk.report("after the process was killed it is sent by itself, and the agent is notified")
    desk.until(lambda: not outbox(desk), "the empty outbox")
    desk.bell("mia", "sync")
    tickets = desk.bell("mia", "list")
    assert str(tickets).count("Nothing can be printed") == 1, tickets
    assert len(desk.notifications("Nothing can be printed")) == 1, desk.notifications("")
    ticket = ticket_id(tickets)
    shown = str(desk.bell("mia", "show", ticket))
    for name in ("queue.log", "photo.txt", "Screenshot.png"):
        assert shown.count(name) == 1, (name, shown)
    desk.action("open-ticket", f"<'{ticket}'>", app=AGENT_APP)
    desk.until(lambda: desk.on_screen("queue.log") and desk.on_screen("Screenshot.png") and desk.on_screen("photo.txt"), "the files on the agent's screen")
    desk.shot("day-agent")
    desk.report("once, with its three files, on the agent's screen")

    # Both write, and both see it.
    desk.action("open-request", f"<'{ticket}'>")
    tray_window = desk.focus("My requests")
    desk.until(lambda: desk.on_screen("Somebody answers you by"), "the promise")
    assert not desk.on_screen("nobody has seen it yet")
    desk.report("now that the helpdesk knows of it, it says by when")
    agent_window = desk.until(lambda: desk.windows("Deskbell"), "the agent's window")[0]
    run("xdotool", "windowactivate", "--sync", agent_window)
    run("xdotool", "key", "n")
    desk.type("Secret")
    desk.focus("My requests")
    run("xdotool", "sleep", "1.5")
    assert not desk.on_screen("Mia Muster is typing"), "a note was told"
    desk.report("that a note is being written is not told")
    run("xdotool", "windowactivate", "--sync", agent_window)
    # Not by selecting it: another program that asks what is selected makes GTK 4.8
    # leak its answer, and the checker of leaks finds that.
    run("xdotool", "key", *["BackSpace"] * len("Secret"), "Escape", "r")
    desk.type("Please look")
    with goes_on_typing(desk, " on"):
        desk.until(lambda: desk.on_screen("Mia Muster is typing"), "that the agent is typing")
    desk.shot("day-typing", tray_window)
    run("xdotool", "key", "ctrl+Return")
    desk.until(lambda: desk.on_screen("Please look on") and not desk.on_screen("Mia Muster is typing"), "the answer, live")
    desk.focus("My requests")
    run("xdotool", "mousemove", "--window", tray_window, "570", "490", "click", "1")
    with goes_on_typing(desk, "Now "):
        desk.until(lambda: desk.on_screen("Rita Reinhardt is typing"), "that the requester is typing")
    desk.shot("day-typing-agent", agent_window)
    desk.until(lambda: not desk.on_screen("Rita Reinhardt is typing"), "the end of it", 15)
    desk.report("typing is shown both ways, and ends")

    for name, process in ((AGENT_APP, app), ("org.deskbell.Tray", tray)):
        desk.action("quit", app=name)
        assert process.wait(timeout=20) == 0
    desk.report("both quit")


Desk(sys.argv[1]).main(main)
