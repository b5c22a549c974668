# shellcheck shell=bash
# SPDX-FileCopyrightText: The Deskbell authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Makes the demo organisation of data/demo. Sourced after lib.sh.

# The agent whom the demo signs in, and one more who works beside; data/demo
# says who else there is. All of them get the same password.
DEMO_EMAIL=jonas.weber@demo.example
DEMO_OTHER_EMAIL=marta.lindqvist@demo.example
DEMO_REQUESTER_EMAIL=grace.mbeki@demo.example
DEMO_PASSWORD=deskbell-demo

make_demo () { # DATABASE
  local email
  rm -f "$1".new*
  "$SERVER" --database "$1.new" init --no-policies "Demo" &&
    "$SERVER" --database "$1.new" import --move-to-now "$SOURCE/data/demo/organisation.ndjson" || return 1
  for email in $DEMO_EMAIL $DEMO_OTHER_EMAIL $DEMO_REQUESTER_EMAIL; do
    echo "$DEMO_PASSWORD" | "$SERVER" --database "$1.new" user password "$email" || return 1
  done
  mv "$1.new" "$1"
}
