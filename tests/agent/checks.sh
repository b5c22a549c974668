# shellcheck shell=bash
# SPDX-FileCopyrightText: The Deskbell authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What is checked of a real window, as TAP. Sourced by bash after ../tour/lib.sh,
# with BUILD and WORK set.

cases=0
broken=0

check () { # NAME COMMAND...: waits up to a minute for COMMAND to succeed
  local name=$1; shift
  cases=$((cases + 1))
  if wait_until 60 "$@"; then
    echo "ok $cases - $name"
  else
    echo "not ok $cases - $name"
    import -window root "$BUILD/meson-logs/$(basename "$WORK")-$cases.png" 2>/dev/null
    sed 's/^/# /' "$WORK"/*.log >&2
    broken=1
  fi
}

on_screen () { # TEXT: some label or text of the app holds it
  /usr/bin/python3 "$(dirname "${BASH_SOURCE[0]}")/on-screen.py" "$1"
}

finish_checks () { # Ends the program
  echo "1..$cases"
  exit $broken
}
