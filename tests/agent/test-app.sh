#!/bin/bash
# SPDX-FileCopyrightText: The Deskbell authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# test-app.sh BUILD: the real window against a real server, driven by keys and
# by D-Bus, seen through the accessibility bus. Prints TAP.

set -u
here=$(dirname "$(readlink -f "$0")")

if [ "${1:-}" != --inside ]; then
  unset GTK_A11Y
  exec "$here/../fixtures/headless-session" --with-wm --with-dunst --with-keyring -- "$here/test-app.sh" --inside "$1"
fi

BUILD=$(readlink -f "$2")
WORK=$HEADLESS_DIR/app
mkdir -p "$WORK"
. "$here/../tour/lib.sh"
. "$here/../tour/demo-data.sh"
. "$here/checks.sh"
trap stop_everything EXIT

for program in xdotool dunstctl gdbus; do
  command -v $program >/dev/null || { echo "1..0 # SKIP $program is not installed"; exit 0; }
done
/usr/bin/python3 -c 'import pyatspi' 2>/dev/null || { echo "1..0 # SKIP pyatspi is not installed"; exit 0; }

act () { # ACTION PARAMETERS: of the application, over D-Bus
  gdbus call --session --dest $APP_ID --object-path $APP_PATH --method org.gtk.Actions.Activate "$1" "$2" '{}' >/dev/null
}

enabled () { # ACTION
  gdbus call --session --dest $APP_ID --object-path $APP_PATH --method org.gtk.Actions.Describe "$1" | grep -q '((true'
}

mine () { "$BELL" --profile "$WORK/profile" --offline "$@"; }
theirs () { "$BELL" --profile "$WORK/other" "$@"; }

serve () {
  rm -f "$WORK/port-file"
  "$SERVER" --database "$WORK/demo.db" serve --port "${port:-0}" --port-file "$WORK/port-file" -q >>"$WORK/server.log" 2>&1 &
  server_pid=$!
  wait_until 60 test -s "$WORK/port-file" || failed "The server did not start."
  port=$(cat "$WORK/port-file")
}

launch () {
  "$APP" --profile "$WORK/profile" "$@" >>"$WORK/app.log" 2>&1 &
  app_pid=$!
  wait_until 60 gdbus introspect --session --dest $APP_ID --object-path $APP_PATH || failed "The app did not start."
}

id_of () { # NUMBER: the id of a ticket
  mine --json show "$1" | grep -o '"T[0-9a-f-]\{36\}"' | head -n 1 | tr -d '"'
}

outbox_is_empty () { ! mine outbox list | grep -q .; }
outbox_waits () { mine outbox list | grep -q "$1"; }
they_see () { theirs sync; theirs show "$1" | grep -q "$2"; }
notified () { grep -q "$1" "$HEADLESS_NOTIFICATIONS"; }
open_by_keys () { xdotool key ctrl+4; xdotool key Down; xdotool key Return; on_screen "Assignee"; }
gone () { ! kill -0 "$1" 2>/dev/null; }

make_demo "$WORK/demo.db" >"$WORK/demo.log" || failed "The demo could not be made."
serve
echo "$DEMO_PASSWORD" >"$WORK/password"
theirs --password-file "$WORK/password" login --email $DEMO_OTHER_EMAIL "http://127.0.0.1:$port" >/dev/null ||
  failed "The other agent could not sign in."

# Sign in
launch
check "the first start asks to sign in" on_screen "Welcome to Deskbell"
xdotool key ctrl+a
xdotool type "http://127.0.0.1:$port"
xdotool key Tab
xdotool type "$DEMO_EMAIL"
xdotool key Tab
xdotool type "not the password"
xdotool key Return
check "a wrong password is told in words" on_screen "password"
check "and nobody is signed in" eval '! enabled sign-out'
xdotool type "$DEMO_PASSWORD"
xdotool key Return
check "the right one opens the desk" enabled sign-out
check "the first download arrives" eval 'mine show 400 | grep -q .'
check "it says that all is up to date" on_screen "Up to date"

# Read
check "nothing is open at first" on_screen "Nothing is open"
check "a place chosen by keys has the keys in its list" open_by_keys
ticket=$(id_of 391)
subject=$(mine --json show 391 | grep -o '"subject":"[^"]*"' | head -n 1 | cut -d'"' -f4)
act open-ticket "[<\"$ticket\">]"
check "a ticket opens by its action" on_screen "$subject"

# Answer with the server stopped
stop_process $server_pid
check "the app says that it is offline" on_screen "Offline"
xdotool key r
xdotool type "Offline, and still at work."
xdotool key ctrl+Return
check "the reply waits in the outbox" outbox_waits "still at work"
check "and is marked on screen" on_screen "Waiting to be sent"

# A crash in the middle of a sentence
xdotool key n
xdotool type "Half a thou"
check "what is typed is soon on disk" grep -qsF "Half a thou" "$WORK"/profile/outbox.db "$WORK"/profile/outbox.db-wal
kill -9 $app_pid
wait $app_pid 2>/dev/null
launch
check "after a crash the desk opens without a network" on_screen "All open"
act open-ticket "[<\"$ticket\">]"
check "the draft is where it was" on_screen "Half a thou"
check "the reply still waits" outbox_waits "still at work"

# Reconnect
serve
xdotool key F5 # else the next try may be a minute away
check "after reconnection the outbox empties" outbox_is_empty
check "the other agent reads the reply" they_see 391 "still at work"
check "once" eval '[ "$(theirs show 391 | grep -c "still at work")" = 1 ]'

# A notification and its action
theirs set 400 --assignee $DEMO_EMAIL >/dev/null
theirs sync >/dev/null
given=$(mine --json show 400 | grep -o '"subject":"[^"]*"' | head -n 1 | cut -d'"' -f4)
check "an assignment is notified" notified "$given"
check "once" eval '[ "$(grep -c "$given" "$HEADLESS_NOTIFICATIONS")" = 1 ]'
mine set 399 --status pending >/dev/null
check "what I do elsewhere arrives" outbox_is_empty
check "and is not notified" eval '[ "$(wc -l <"$HEADLESS_NOTIFICATIONS")" = 1 ]'
dunstctl action 0
check "its action opens the ticket" on_screen "$given"

# The window closes, the program stays
xdotool key Escape
xdotool key ctrl+w
check "closing explains the background" notified "background"
act show-view "[<\"outbox\">]"
check "an action brings the window back" on_screen "Everything is sent"
act quit '[]'
check "quitting ends it" gone $app_pid
# Seen in one of some thirty runs on a busy machine, and not understood: the stages of the
# window (or the leaflet in them) are asked to be laid out anew while what holds them is
# being laid out, which then takes it for done; the next change of size makes it good.
# What was veiled is another matter, and mended (bell-unveil.c).
check "it complained of nothing" eval '! grep -E "CRITICAL|Gtk-WARNING|ERROR: [A-Za-z]+Sanitizer|runtime error" "$WORK/app.log" |
  grep -Ev "Trying to snapshot (GtkStack|AdwLeaflet) .* without a current allocation"'

finish_checks
