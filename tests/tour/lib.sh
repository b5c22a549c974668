# shellcheck shell=bash
# SPDX-FileCopyrightText: The Deskbell authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What the demo, the tour and the screenshots share. Sourced by bash, with
# BUILD (absolute) and WORK (a private folder) set.

SOURCE=$(readlink -f "$(dirname "${BASH_SOURCE[0]}")/../..")
SERVER=$BUILD/src/server/deskbell-server
APP=$BUILD/src/agent/deskbell
BELL=$BUILD/src/cli/bell

APP_ID=org.deskbell.Deskbell
APP_PATH=/org/deskbell/Deskbell

export GSETTINGS_SCHEMA_DIR=$BUILD/data

server_pid=
app_pid=
steps=0

step () { # SENTENCE: what happens now
  steps=$((steps + 1))
  printf '%2d. %s\n' $steps "$*"
}

failed () { # SENTENCE
  printf 'The demo cannot go on: %s\n' "$*" >&2
  tail -n 15 "$WORK"/*.log >&2 2>/dev/null
  exit 1
}

require () { # PROGRAM...
  local program
  for program in "$@"; do
    [ -x "$program" ] || failed "$program has not been built."
  done
}

wait_until () { # SECONDS COMMAND...: tries until it succeeds
  local end=$((SECONDS + $1)); shift
  until "$@" >/dev/null 2>&1; do
    [ $SECONDS -lt $end ] || return 1
    sleep 0.1
  done
}

stop_process () { # PID: asks, waits, insists
  [ -n "$1" ] || return 0
  kill "$1" 2>/dev/null
  wait_until 10 eval "! kill -0 $1" || kill -9 "$1" 2>/dev/null
  wait "$1" 2>/dev/null
}

stop_everything () {
  stop_process "$app_pid"
  stop_process "$server_pid"
  app_pid=
  server_pid=
}

# --- the server ----------------------------------------------------------

free_port () {
  /usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

healthy () {
  /usr/bin/python3 -c 'import sys, urllib.request; urllib.request.urlopen(sys.argv[1] + "/healthz", timeout=2)' "$SERVER_URL"
}

server_prepare () { # makes the demo organisation, once
  DATABASE=$WORK/demo.db
  [ -f "$DATABASE" ] || make_demo "$DATABASE" >"$WORK/import.log" 2>&1 || failed "the demo organisation could not be made."
  : "${PORT:=$(free_port)}"
  SERVER_URL=http://127.0.0.1:$PORT
}

server_start () {
  "$SERVER" --database "$DATABASE" serve --listen "127.0.0.1:$PORT" >>"$WORK/server.log" 2>&1 &
  server_pid=$!
  wait_until 20 healthy || failed "the server does not answer at $SERVER_URL."
}

server_stop () {
  stop_process "$server_pid"
  server_pid=
}

# --- people --------------------------------------------------------------

sign_in () { # PROFILE EMAIL: keeps the token in the keyring, and loads all
  local email=$2
  "$BELL" --profile "$1" login --allow-http --email "$email" --password-stdin "$SERVER_URL" \
    <<<"$DEMO_PASSWORD" >>"$WORK/bell.log" 2>&1 || failed "$email could not sign in."
}

bell_json () { # PROFILE JQ-LIKE-PATH COMMAND...: one member of the first object
  local profile=$1 path=$2; shift 2
  "$BELL" --profile "$profile" --offline --json "$@" 2>>"$WORK/bell.log" | /usr/bin/python3 -c '
import json, sys
line = sys.stdin.readline()
if not line.strip():
    sys.exit(1)
value = json.loads(line)
for name in sys.argv[1].split("."):
    value = value[name]
print(value)' "$path"
}

first_ticket () { # PROFILE: the id of the first ticket of My work
  bell_json "$1" object.id list --view my-work --limit 1
}

free_ticket () { # PROFILE: the number of a ticket that nobody holds
  bell_json "$1" object.number list --view unassigned --limit 1
}

ticket_name () { # PROFILE ID
  printf '%s %s' "$(bell_json "$1" shortName list --view my-work --limit 1)" "$(bell_json "$1" object.subject list --view my-work --limit 1)"
}

waiting () { # PROFILE: whether something is in the outbox
  [ -n "$("$BELL" --profile "$1" --offline --json outbox 2>/dev/null)" ]
}

arrived () { # TEXT: whether the server has a message with it
  "$SERVER" --database "$DATABASE" export 2>/dev/null | grep -qF -- "$1"
}

notified_after () { # LINES: whether a notification came after that many
  [ "$(wc -l <"$HEADLESS_NOTIFICATIONS")" -gt "$1" ]
}

# --- the app -------------------------------------------------------------

app_start () { # OPTION...
  "$APP" "$@" >>"$WORK/app.log" 2>&1 &
  app_pid=$!
  gdbus wait --session --timeout 30 $APP_ID || failed "the app did not start."
  wait_until 30 app_window || failed "the app has no window."
  place_app
  settle
}

place_app () { # [WIDTH HEIGHT]: in the middle of a calm screen
  local window width height
  xsetroot -solid '#3d5a80'
  window=$(app_window) || failed "the app has no window."
  [ $# -lt 2 ] || xdotool windowsize --sync "$window" "$1" "$2"
  read -r width height < <(xdotool getdisplaygeometry)
  eval "$(xdotool getwindowgeometry --shell "$window" | grep -E '^(WIDTH|HEIGHT)=')"
  xdotool windowmove "$window" $(((width - WIDTH) / 2)) $(((height - HEIGHT) / 2))
}

app_window () { # prints the id of its window
  xdotool search --onlyvisible --pid "$app_pid" 2>/dev/null | tail -n 1 | grep .
}

focus_app () {
  local window
  window=$(app_window) || failed "the app has no window."
  xdotool windowactivate --sync "$window" 2>/dev/null || xdotool windowfocus --sync "$window"
}

action () { # NAME [GVARIANT]: one of the app's actions
  local parameter='[]'
  [ $# -lt 2 ] || parameter="[<$2>]"
  gdbus call --session --dest $APP_ID --object-path $APP_PATH \
    --method org.gtk.Actions.Activate "$1" "$parameter" '{}' >/dev/null
}

settle () { # until the screen has not changed for half a second, at most four
  local before='' now
  for _ in $(seq 8); do
    sleep 0.5
    now=$(import -window root -depth 8 rgb:- 2>/dev/null | cksum)
    [ "$now" = "$before" ] && return
    before=$now
  done
}

# --- pictures ------------------------------------------------------------

shot () { # NAME [WINDOW-ID]: of the screen, or of one window
  local path=$SHOTS/$1.png
  mkdir -p "$SHOTS"
  import -window "${2:-root}" -strip "$path" && printf '    %s\n' "$path"
}
