#!/usr/bin/python3
# SPDX-FileCopyrightText: The Deskbell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""ask-by-accessibility.py WORDS: asks for help as somebody does who cannot see
the window: every control is found by its role and name on the accessibility
bus, and used there."""

import sys

from press import find, press

find("text", "What is wrong?").queryEditableText().setTextContents(sys.argv[1])
press("push button", "Send the request")
find(None, "Help is on its way")
press("push button", "Close", "Ask for help")
