#!/bin/bash
# SPDX-FileCopyrightText: The Deskbell authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# tour.sh BUILD: a short tour in a virtual display. Tells each step in a
# line, leaves pictures in BUILD/shots, stops all that it started, exits 0.

set -u
here=$(dirname "$(readlink -f "$0")")

if [ "${1:-}" != --inside ]; then
  exec "$here/../fixtures/headless-session" --with-dunst --with-keyring --with-wm -- "$here/tour.sh" --inside "$1"
fi

BUILD=$(readlink -f "$2")
WORK=$HEADLESS_DIR/tour
SHOTS=$BUILD/shots
mkdir -p "$WORK"
. "$here/lib.sh"
. "$here/demo-data.sh"
trap stop_everything EXIT
trap 'exit 143' TERM

require "$SERVER" "$APP" "$BELL"

step "A demo organisation is made: people, teams, tickets, articles."
server_prepare

step "The server starts."
server_start

step "An agent, $DEMO_EMAIL, signs in and the app opens."
sign_in
app_start --profile "$WORK/profile"
shot tour-1-start

echo "That was the tour."
