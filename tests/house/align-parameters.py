#!/usr/bin/python3
# SPDX-FileCopyrightText: The Deskbell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""align-parameters.py FILE...: sets the names in the parameter list of each
function definition in one column, which clang-format does not do alone.
"""

import re
import sys

# A definition whose list is broken over lines: name (TYPE NAME,\n TYPE NAME)\n{
DEFINITION = re.compile(r"^(?P<name>\w+ \()(?P<list>[^(){};]*?,\n[^(){};]*?)\)(?=\n\{)", re.MULTILINE)
PARAMETER = re.compile(r"^(?P<type>.*?[\w\]])(?P<space> *)(?P<stars>\**)(?P<name>\w+(?:\[\])?)$")


def align(match):
    parameters = [part.strip() for part in match["list"].split(",")]
    split = [PARAMETER.match(part) for part in parameters]
    if not all(part and (part["space"] or part["stars"]) for part in split):
        return match[0]
    types = max(len(part["type"]) for part in split)
    stars = max(len(part["stars"]) for part in split)
    lines = [part["type"].ljust(types) + " " + part["stars"].rjust(stars) + part["name"] for part in split]
    return match["name"] + (",\n" + " " * len(match["name"])).join(lines) + ")"


for path in sys.argv[1:]:
    with open(path, encoding="utf-8") as file:
        before = file.read()
    after = DEFINITION.sub(align, before)
    if after != before:
        with open(path, "w", encoding="utf-8") as file:
            file.write(after)
