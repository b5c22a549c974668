#!/usr/bin/python3
# SPDX-FileCopyrightText: The Deskbell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""untranslated.py LANGUAGE FOLDER WORDS...: prints what the windows of Deskbell show
in English although FOLDER has a translation of it. WORDS are the people's own.
Fails where there is no window, or one is not laid out as LANGUAGE is written."""

import gettext
import sys

import pyatspi

from press import find, nodes

language, folder, *own = sys.argv[1:]
catalog = gettext.translation("deskbell", folder, [language])
translated = {text.replace("_", ""): word.replace("_", "") for text, word in catalog._catalog.items()  # pylint: disable=protected-access
              if isinstance(text, str) and text and text != word}


def texts(node):
    yield node.name or ""
    yield node.description or ""
    try:
        text = node.queryText()
        yield text.getText(0, text.characterCount)
    except NotImplementedError:
        pass


# It may be a moment until assistive programs know of a window that is there.
find("frame", "")
windows = [window for app in pyatspi.Registry.getDesktop(0) if app is not None and "deskbell" in (app.name or "").lower() for window in app]
for window in windows:
    for node in nodes(window):
        for text in texts(node):
            if text in translated and translated[text] != text and text not in own:
                print(f"{node.getRoleName()}: {text}")

if "--menu" in own:
    # The menu is at the end of the line.
    menu = find(None, catalog.gettext("Menu")).queryComponent().getExtents(pyatspi.WINDOW_COORDS)
    width = windows[0].queryComponent().getExtents(pyatspi.WINDOW_COORDS).width
    if width <= 0 or (menu.x + menu.width / 2 < width / 2) != (language == "ar"):
        sys.exit(f"the window is laid out the wrong way around: {menu} of {width}")
