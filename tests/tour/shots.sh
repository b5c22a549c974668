#!/bin/bash
# SPDX-FileCopyrightText: The Deskbell authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# shots.sh BUILD [--keep]: pictures of every main screen of the app, light,
# dark and narrow, in BUILD/shots. With --keep the four of the README are
# written to data/screenshots as well.

set -u
here=$(dirname "$(readlink -f "$0")")

if [ "${1:-}" != --inside ]; then
  # Settings in a file, so that they can be changed from here.
  GSETTINGS_BACKEND=keyfile exec "$here/../fixtures/headless-session" --with-keyring --with-wm --size 1320x860 -- \
    "$here/shots.sh" --inside "${1:-_build}" "${2:-}"
fi

BUILD=$(readlink -f "$2")
keep=$3
WORK=$HEADLESS_DIR/shots
SHOTS=$BUILD/shots
mkdir -p "$WORK"
. "$here/lib.sh"
. "$here/demo-data.sh"
trap stop_everything EXIT
trap 'exit 143' TERM

require "$SERVER" "$APP" "$BELL"

picture () { # NAME: of the app's window
  settle
  shot "$1" "$(app_window)"
}

keys () { # KEY...: one after the other, each with time to act
  local key
  focus_app
  for key in "$@"; do
    xdotool key "$key"
    sleep 0.2
  done
}

setting () { # KEY VALUE
  gsettings set org.deskbell.Deskbell "$1" "$2"
}

each_screen () { # SUFFIX
  action show-view "'my-work'"
  action open-ticket "'$ticket'"
  picture "ticket$1"
  keys h
  picture "history$1"
  keys h
  action show-view "'articles'"
  settle
  keys j j j j j j j j
  picture "article$1"
  action show-view "'outbox'"
  picture "outbox$1"
}

server_prepare
server_start
sign_in "$WORK/profile" "$DEMO_EMAIL"
ticket=$(bell_json "$WORK/profile" object.id search --best "parcel service" 2>/dev/null) ||
  ticket=$(first_ticket "$WORK/profile") || failed "there is no ticket."

app_start --profile "$WORK/profile"
each_screen ''

action search
settle
xdotool type --delay 40 "printer"
picture search
keys Escape
action new-ticket
settle
shot new-ticket
keys Escape
action preferences
settle
shot preferences
keys Escape

setting color-scheme dark
each_screen -dark

setting color-scheme light
place_app 360 720
settle
action show-view "'my-work'"
picture narrow-list
action open-ticket "'$ticket'"
picture narrow
setting color-scheme dark
picture narrow-dark
stop_process "$app_pid"

app_start --profile "$WORK/new"
setting color-scheme light
place_app 1180 760
picture sign-in

if [ "$keep" = --keep ]; then
  mkdir -p "$SOURCE/data/screenshots"
  for name in ticket ticket-dark article narrow; do
    cp "$SHOTS/$name.png" "$SOURCE/data/screenshots/$name.png"
  done
fi
