#!/usr/bin/python3
# SPDX-FileCopyrightText: The Deskbell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""report.py TESTLOG FOLDER: gathers the figures of a benchmark run.

A benchmark prints each figure as a line of JSON on its standard output:

  {"name": "bootstrap of 50,000 tickets", "value": 11.2, "unit": "s",
   "floor": 9.1, "budget": 1.5, "note": "floor: curl + load + index"}

With a floor the figure is told as the ratio value / floor and the budget is
one on the ratio; without, the budget is one on the value. Both are optional;
"better": "more" turns a budget round. Other lines are left alone.

Prints a table, and keeps all as FOLDER/DATE-COMMIT.json. The status is 0
whether or not budgets are held: machines differ. A benchmark that fails is 1.
"""

import datetime
import json
import os
import platform
import subprocess
import sys


def rows_of(run):
    for line in (run.get("stdout") or "").splitlines():
        line = line.strip().removeprefix("# ")
        if not line.startswith("{"):
            continue
        try:
            row = json.loads(line)
        except ValueError:
            continue
        if isinstance(row, dict) and "name" in row and isinstance(row.get("value"), (int, float)):
            row["benchmark"] = run["name"].split(" / ")[-1]
            yield row


def judge(row):
    """Adds ratio and verdict where they can be had."""
    measured = row["value"]
    if row.get("floor"):
        measured = row["ratio"] = row["value"] / row["floor"]
    if "budget" in row:
        held = measured >= row["budget"] if row.get("better") == "more" else measured <= row["budget"]
        row["verdict"] = "held" if held else "over"


def number(value):
    if value is None:
        return ""
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}" if abs(value) < 100 else f"{value:.0f}"


def table(rows):
    lines = [("", "value", "floor", "ratio", "budget", "")]
    for row in rows:
        unit = row.get("unit", "")
        sign = ">= " if row.get("better") == "more" else "<= "
        lines.append((row["name"], f"{number(row['value'])} {unit}".strip(), number(row.get("floor")),
                      number(row.get("ratio")), sign + number(row["budget"]) if "budget" in row else "",
                      row.get("verdict", "")))
    widths = [max(len(line[column]) for line in lines) for column in range(6)]
    for line in lines:
        print("  ".join([line[0].ljust(widths[0])] + [line[i].rjust(widths[i]) for i in range(1, 6)]).rstrip())


def main(log, folder):
    rows, broken = [], []
    with open(log, encoding="utf-8") as file:
        for line in file:
            run = json.loads(line)
            rows += rows_of(run)
            if run["result"] in ("FAIL", "ERROR", "TIMEOUT", "INTERRUPT"):
                broken.append(run["name"])
    for row in rows:
        judge(row)

    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], text=True, check=False,
                            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout.strip() or "unknown"
    now = datetime.datetime.now(datetime.timezone.utc)
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, f"{now:%Y%m%d-%H%M%S}-{commit}.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"at": now.isoformat(timespec="seconds"), "commit": commit, "machine": platform.machine(),
                   "processors": os.cpu_count(), "rows": rows, "failed": broken}, file, indent=1, ensure_ascii=False)
        file.write("\n")

    if rows:
        table(rows)
    notes = {}
    for row in rows:
        if row.get("note"):
            notes.setdefault(row["note"], []).append(row["name"])
    for note, names in notes.items():
        print(f"{'; '.join(names)}: {note}")
    for name in broken:
        print(f"failed: {name}")
    print(f"Kept as {path}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
