#!/usr/bin/python3
# SPDX-FileCopyrightText: The Deskbell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""press.py ROLE NAME [WORDS]: uses a control of Deskbell as assistive programs do, by
its role and name on the accessibility bus; with WORDS, writes them into it.

press.py --where NAME WINDOW: prints where the middle of it is in that window, for a mouse.
press.py --names BEGINNING: prints what is on the screen and called so."""

import sys
import time

import pyatspi


def nodes(node, depth=0):
    if node is None or depth > 60:
        return
    try:
        if not node.getState().contains(pyatspi.STATE_VISIBLE):
            return
        yield node
        for child in node:
            yield from nodes(child, depth + 1)
    except Exception:  # a node may go while it is looked at
        return


def find(role, name, window_name="", seconds=20):
    """The first that is called so, in the windows that are; ROLE may be None."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for app in pyatspi.Registry.getDesktop(0):
            if app is None or "deskbell" not in (app.name or "").lower():
                continue
            for window in app:
                if window is None or window_name not in (window.name or ""):
                    continue
                for node in nodes(window):
                    if (not role or node.getRoleName() == role) and name in (node.name or ""):
                        return node
        time.sleep(0.1)
    sys.exit(f"there is no {role or 'node'} called “{name}”")


def press(role, name, window_name=""):
    node = find(role, name, window_name)
    end = time.monotonic() + 10
    while not node.getState().contains(pyatspi.STATE_SENSITIVE) and time.monotonic() < end:
        time.sleep(0.05)
    # A menu's button has another one of the same name in it, which does the work.
    while node.queryAction().nActions == 0:
        node = node[0]
    node.queryAction().doAction(0)


def write(role, name, words):
    find(role, name).queryEditableText().setTextContents(words)


if __name__ == "__main__":
    if sys.argv[1] == "--where":
        place = find(None, sys.argv[2], sys.argv[3]).queryComponent().getExtents(pyatspi.WINDOW_COORDS)
        print(place.x + place.width // 2, place.y + place.height // 2)
    elif sys.argv[1] == "--names":
        print("\n".join(node.name for app in pyatspi.Registry.getDesktop(0) if app is not None and "deskbell" in (app.name or "").lower()
                        for window in app for node in nodes(window)
                        if (node.name or "").startswith(sys.argv[2])))
    elif len(sys.argv) > 3:
        write(*sys.argv[1:])
    else:
        press(*sys.argv[1:])
