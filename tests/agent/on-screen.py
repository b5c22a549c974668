#!/usr/bin/python3
# SPDX-FileCopyrightText: The Deskbell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""on-screen.py TEXT: succeeds if an accessible of the application shows TEXT.

Lists of tickets have thousands of nodes; walking one costs a millisecond a
node, so that a table's rows are left out.
"""

import sys

import pyatspi

wanted = sys.argv[1]


def texts(node):
    yield node.name or ""
    try:
        text = node.queryText()
        yield text.getText(0, text.characterCount)
    except NotImplementedError:
        pass


def search(node, depth=0):
    if node is None or depth > 60:
        return False
    try:
        if not node.getState().contains(pyatspi.STATE_VISIBLE):
            return False
        if node.getRoleName() == "table row":
            return False
        if any(wanted in text for text in texts(node)):
            return True
        return any(search(child, depth + 1) for child in node)
    except Exception:  # a node may go while it is looked at
        return False


desktop = pyatspi.Registry.getDesktop(0)
found = any(app is not None and "deskbell" in (app.name or "").lower() and any(map(search, app)) for app in desktop)
sys.exit(0 if found else 1)
