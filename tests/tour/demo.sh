#!/bin/bash
# SPDX-FileCopyrightText: The Deskbell authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# demo.sh BUILD: the server with the demo organisation and the app signed in
# to it, on the desktop at hand. Ends when the app is quit.

set -u
BUILD=$(readlink -f "$1")
WORK=$BUILD/demo
SHOTS=$BUILD/shots
mkdir -p "$WORK"
here=$(dirname "$(readlink -f "$0")")
. "$here/lib.sh"
. "$here/demo-data.sh"
trap stop_everything EXIT
trap 'exit 130' INT TERM

require "$SERVER" "$APP" "$BELL"
step "The demo organisation is made in $WORK"
# The same in every run, since the profile remembers its server.
PORT=${PORT:-18733}
server_prepare
step "The server starts at $SERVER_URL"
server_start
step "The app opens, signed in as $DEMO_EMAIL (password $DEMO_PASSWORD)"
# The keyring of whoever looks at the demo stays as it is; a new one would ask first.
DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent sign_in "$WORK/profile" "$DEMO_EMAIL"
(umask 077 && printf '%s\n' "$DEMO_PASSWORD" >"$WORK/password")
"$APP" --profile "$WORK/profile" --password-file "$WORK/password" >>"$WORK/app.log" 2>&1 &
app_pid=$!
wait "$app_pid"
app_pid=
