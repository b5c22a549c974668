#!/bin/bash
# SPDX-FileCopyrightText: The Deskbell authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# tour.sh BUILD: a short tour in a virtual display. Tells each step in a
# line, leaves pictures in BUILD/shots, stops all that it started, exits 0.

set -u
here=$(dirname "$(readlink -f "$0")")

if [ "${1:-}" != --inside ]; then
  exec "$here/../fixtures/headless-session" --with-dunst --with-keyring --with-wm -- \
    "$here/tour.sh" --inside "${1:-_build}"
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

reply="Thank you. I have looked at it again this morning, and all is well now."

step "A demo organisation is made: 13 people, 4 teams, 400 tickets, 60 articles."
server_prepare

step "Its server starts, at $SERVER_URL."
server_start

step "Jonas, an agent of the Service Desk, signs in ($DEMO_EMAIL)."
sign_in "$WORK/profile" "$DEMO_EMAIL"

step "He opens the app. What he sees comes from his own copy of the tickets."
app_start --profile "$WORK/profile"
shot tour-1-my-work

ticket=$(first_ticket "$WORK/profile") || failed "Jonas has no ticket."
step "He reads a ticket: $(ticket_name "$WORK/profile" "$ticket")."
action open-ticket "'$ticket'"
settle
shot tour-2-ticket

step "The server is stopped. From now on there is no connection."
server_stop

step "He answers all the same. The reply waits in his outbox, and is marked."
focus_app
xdotool key r
settle
xdotool type --delay 5 "$reply"
settle
xdotool key ctrl+Return
wait_until 20 waiting "$WORK/profile" || failed "the reply is not in the outbox."
settle
shot tour-3-offline-reply

step "The server is back. The reply is sent by itself and arrives."
server_start
wait_until 90 arrived "$reply" || failed "the reply did not arrive."
wait_until 20 eval "! waiting '$WORK/profile'" || failed "the reply still waits."
settle
shot tour-4-arrived

step "Marta, his lead, assigns him another ticket from her own computer. He is notified."
sign_in "$WORK/other" "$DEMO_OTHER_EMAIL"
other=$(free_ticket "$WORK/other") || failed "there is no ticket to assign."
told=$(wc -l <"$HEADLESS_NOTIFICATIONS")
"$BELL" --profile "$WORK/other" set "$other" --assignee "$DEMO_EMAIL" >>"$WORK/bell.log" 2>&1 || failed "Marta could not assign it."
wait_until 60 notified_after "$told" || failed "no notification came."
settle
shot tour-5-notification
printf '    “%s”\n' "$(tail -n 1 "$HEADLESS_NOTIFICATIONS" | cut -f 3)"

step "Its default action opens that ticket in the app."
dunstctl action 0
settle
shot tour-6-opened

printf '\nThat was the tour. The pictures are in %s.\n' "$SHOTS"
