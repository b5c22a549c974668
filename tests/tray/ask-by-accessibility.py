#!/usr/bin/python3
# SPDX-FileCopyrightText: The Deskbell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""ask-by-accessibility.py WORDS [LANGUAGE FOLDER]: asks for help as somebody does who
cannot see the window: every control is found by its role and name on the
accessibility bus, and used there. The names are those of LANGUAGE, whose
translations are in FOLDER."""

import gettext
import sys

from press import find, press, write

_ = gettext.translation("deskbell", sys.argv[3], [sys.argv[2]]).gettext if len(sys.argv) > 3 else lambda text: text

write("text", _("What is wrong?"), sys.argv[1])
find(None, _("How bad is it?"))
find(None, _("Attach files"))
find(None, _("Add facts about this computer"))
press("push button", _("Send the request"))
find(None, _("Help is on its way"))
press("push button", _("_Close").replace("_", ""), _("Ask for help"))
