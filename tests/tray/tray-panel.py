#!/usr/bin/python3
# SPDX-FileCopyrightText: The Deskbell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""tray-panel.py BUILD-DIR: the program's icon in Xfce's panel, used with a mouse.

To be run in a headless session with a window manager and dunst. Prints TAP."""

import os
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from desk import Desk, run, ticket_id  # noqa: E402

# Where the panel puts the first icon of its tray.
ICON = ("1262", "782")
LEFT, MIDDLE, RIGHT, DOWN = "1", "2", "3", "5"
PANEL = """<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
 <property name="configver" type="int" value="2"/>
 <property name="panels" type="array"><value type="int" value="1"/>
  <property name="panel-1" type="empty">
   <property name="position" type="string" value="p=8;x=640;y=780"/>
   <property name="length" type="uint" value="100"/>
   <property name="size" type="uint" value="36"/>
   <property name="plugin-ids" type="array"><value type="int" value="1"/><value type="int" value="2"/><value type="int" value="3"/></property>
  </property>
 </property>
 <property name="plugins" type="empty">
  <property name="plugin-1" type="string" value="tasklist"/>
  <property name="plugin-2" type="string" value="separator"><property name="expand" type="bool" value="true"/></property>
  <property name="plugin-3" type="string" value="systray"><property name="hide-new-items" type="bool" value="false"/></property>
 </property>
</channel>
"""


def start_panel(desk):
    return desk.start(["xfce4-panel", "--disable-wm-check"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def has_icon():
    done = subprocess.run(["gdbus", "call", "--session", "--dest", "org.kde.StatusNotifierWatcher", "--object-path", "/StatusNotifierWatcher",
                           "--method", "org.freedesktop.DBus.Properties.Get", "org.kde.StatusNotifierWatcher",
                           "RegisteredStatusNotifierItems"], capture_output=True, text=True, check=False)
    return "StatusNotifierItem" in done.stdout


def use(desk, button, title):
    """With the icon, until its window is there: it is drawn a little after it is known."""
    def tried():
        run("xdotool", "mousemove", *ICON, "click", button)
        return desk.windows(title)
    desk.until(tried, f"“{title}” by a click", pause=1)
    desk.focus(title)


def close(desk, title):
    run("xdotool", "key", "ctrl+w")
    desk.until(lambda: not desk.windows(title), f"the end of “{title}”")


def main(desk):
    folder = os.path.join(os.environ["XDG_CONFIG_HOME"], "xfce4/xfconf/xfce-perchannel-xml")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "xfce4-panel.xml"), "w", encoding="utf-8") as file:
        file.write(PANEL)
    desk.init((("mia@example.org", "Mia Muster", "agent"), ("rita@example.org", "Rita Reinhardt", "requester")), "--no-policies")
    desk.serve()
    for who in ("mia", "rita"):
        desk.login(who)
    desk.bell("mia", "sync")
    tray = desk.tray("rita", "--background")
    run("gdbus", "wait", "--session", "--timeout", "20", "org.deskbell.Tray")
    desk.report("without a host the program runs")

    panel = start_panel(desk)
    desk.until(has_icon, "the icon")
    use(desk, LEFT, "Ask for help")
    desk.shot("panel-click")
    close(desk, "Ask for help")
    use(desk, MIDDLE, "My requests")
    close(desk, "My requests")
    desk.report("click and middle click in the panel")

    run("xdotool", "mousemove", *ICON, "click", RIGHT)
    run("xdotool", "sleep", "1.5")
    desk.shot("panel-menu")
    run("xdotool", "key", "--delay", "100", "Down", "Down", "Down", "Down", "Down", "Return")
    desk.focus("Status")
    close(desk, "Status")
    desk.report("the menu in the panel")

    panel.kill()
    panel.wait()
    desk.until(lambda: not has_icon(), "the end of the panel")
    start_panel(desk)
    desk.until(has_icon, "the icon in the new panel")
    desk.report("it comes back when the panel does")

    for subject in ("Wheel one", "Wheel two"):
        ticket = ticket_id(desk.bell("mia", "new", "--subject", subject, "--requester", "rita@example.org", text="For you"))
        desk.bell("mia", "reply", ticket, text="An answer to " + subject)
    desk.bell("mia", "sync")
    desk.until(lambda: desk.notifications("An answer to Wheel two"), "the answers")
    desk.shot("panel-answers")
    use(desk, DOWN, "My requests")
    desk.until(lambda: desk.on_screen("An answer to Wheel"), "the conversation")
    assert not desk.on_screen("answers you by") and not desk.on_screen("solved by"), "nothing was promised"
    desk.report("the wheel opens an answer that was not read, and without a policy nothing is promised")

    desk.action("quit")
    assert tray.wait(timeout=20) == 0
    desk.report("it quits")


if shutil.which("xfce4-panel") is None:
    print("1..0 # SKIP xfce4-panel is not installed")
    sys.exit(0)
Desk(sys.argv[1]).main(main)
