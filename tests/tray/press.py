#!/usr/bin/python3
# SPDX-FileCopyrightText: The Deskbell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""press.py ROLE NAME [WORDS]: uses a control of Deskbell as assistive programs do, by
its role and name on the accessibility bus; with WORDS, writes them into it."""

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
                    if (role is None or node.getRoleName() == role) and name in (node.name or ""):
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
    if len(sys.argv) > 3:
        write(*sys.argv[1:])
    else:
        press(*sys.argv[1:])
