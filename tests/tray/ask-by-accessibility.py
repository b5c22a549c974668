#!/usr/bin/python3
# SPDX-FileCopyrightText: The Deskbell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""ask-by-accessibility.py WORDS: asks for help as somebody does who cannot see
the window: every control is found by its role and name on the accessibility
bus, and used there."""

import sys
import time

import pyatspi

BUTTON, TEXT = "push button", "text"


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


def find(role, name):
    end = time.monotonic() + 20
    while time.monotonic() < end:
        for app in pyatspi.Registry.getDesktop(0):
            if app is None or "deskbell" not in (app.name or "").lower():
                continue
            for window in app:
                for node in nodes(window):
                    if (role is None or node.getRoleName() == role) and name in (node.name or ""):
                        return node
        time.sleep(0.1)
    sys.exit(f"there is no {role or 'node'} called “{name}”")


find(TEXT, "What is wrong?").queryEditableText().setTextContents(sys.argv[1])
send = find(BUTTON, "Send the request")
end = time.monotonic() + 10
while not send.getState().contains(pyatspi.STATE_SENSITIVE) and time.monotonic() < end:
    time.sleep(0.05)
send.queryAction().doAction(0)
find(None, "Help is on its way")
find(BUTTON, "Close").queryAction().doAction(0)
