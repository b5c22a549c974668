#!/bin/bash
# SPDX-FileCopyrightText: The Deskbell authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# test-service-levels.sh BUILD: a lead makes hours with holidays from a file and a rule with a
# step, and puts the rules in another order, in the real window, with mouse and keys; and the
# server has it all. Prints TAP.

set -u
here=$(dirname "$(readlink -f "$0")")

if [ "${1:-}" != --inside ]; then
  unset GTK_A11Y
  exec "$here/../fixtures/headless-session" --with-wm --with-keyring --size 1320x860 -- "$here/test-service-levels.sh" --inside "$1"
fi

BUILD=$(readlink -f "$2")
WORK=$HEADLESS_DIR/service-levels
ADMIN=ines.okafor@demo.example
mkdir -p "$WORK"
. "$here/../tour/lib.sh"
. "$here/../tour/demo-data.sh"
. "$here/checks.sh"
trap stop_everything EXIT

for program in xdotool gdbus import; do
  command -v $program >/dev/null || { echo "1..0 # SKIP $program is not installed"; exit 0; }
done
/usr/bin/python3 -c 'import pyatspi' 2>/dev/null || { echo "1..0 # SKIP pyatspi is not installed"; exit 0; }

press () { /usr/bin/python3 "$here/../tray/press.py" "$@"; } # ROLE NAME
rules () { "$SERVER" --database "$WORK/demo.db" policy list | cut -f 5 | tr '\n' ';'; }
rule () { "$SERVER" --database "$WORK/demo.db" policy show "$1"; }
hours () { "$SERVER" --database "$WORK/demo.db" calendar show "$1"; }
window () { xdotool search --onlyvisible --pid "$app_pid" --name "^$1\$" | tail -n 1 | grep .; } # TITLE
in_front () { [ "$(xdotool getactivewindow getwindowname)" = "$1" ] && settle; } # TITLE: the keys go there
type_text () { xdotool type --delay 10 "$1"; }

drag () { # WINDOW FROM TO: the row that begins at FROM pixels of the window to the place of the one at TO
  local y step=-9
  local X Y
  eval "$(xdotool getwindowgeometry --shell "$1" | grep -E '^(X|Y)=')"
  [ "$2" -gt "$3" ] || step=9
  xdotool mousemove $((X + 160)) $((Y + $2)) mousedown 1
  for y in $(seq "$2" $step "$3") "$3"; do
    xdotool mousemove $((X + 162)) $((Y + y))
    sleep 0.05
  done
  sleep 0.3
  xdotool mouseup 1
}

server_prepare
echo "$DEMO_PASSWORD" | "$SERVER" --database "$DATABASE" user password "$ADMIN" >/dev/null 2>&1 || failed "There is no lead."
server_start
sign_in "$WORK/profile" "$ADMIN"
app_start --profile "$WORK/profile"

cat >"$WORK/holidays.ics" <<'ICS'
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Deskbell//Test//EN
BEGIN:VEVENT
UID:1@test.example
DTSTART;VALUE=DATE:20201224
DTEND;VALUE=DATE:20201227
RRULE:FREQ=YEARLY
SUMMARY:Christmas
END:VEVENT
END:VCALENDAR
ICS
year=$(date +%Y)

# Hours, with holidays from a file by the file chooser
press 'push button' 'Main menu'
check "the menu opens" on_screen "Service levels"
press 'menu item' 'Service levels'
check "the rules are listed" on_screen "Network and servers"
press 'push button' 'New hours'
check "new hours are edited" in_front "New hours"
type_text "Night shift"
check "the name can be typed at once" on_screen "Night shift"
press 'push button' 'Import…'
check "the file chooser opens" in_front "Import holidays"
type_text "$WORK/holidays.ics"
settle
xdotool key Return
check "the days of the file are taken over" on_screen "days were added"
press 'push button' 'Save'
check "the server has the hours" eval 'hours "Night shift" | grep -q "08:00"'
check "and the holidays of this year and the next" eval \
  'hours "Night shift" | grep -q "$year-12-26" && hours "Night shift" | grep -q "$((year + 1))-12-24"'

# A rule with a step
press 'push button' 'New rule'
check "a new rule is edited" in_front "New rule"
type_text "Gold"
check "its name can be typed at once" on_screen "Gold"
press 'push button' 'New step'
check "a step is added" on_screen "at 75 % of the time"
settle
type_text "Call the leads"
check "and named" on_screen "Call the leads"
press 'push button' 'Save'
check "the server has the rule, last" eval 'rules | grep -q ";Gold;$"'
check "and its step" eval 'rule "Gold" | grep -q "resolution 75% notify-assignee"'
check "and that clocks stand while pending" eval 'rule "Gold" | grep -q "pending"'

# Order, by the mouse
before=$(rules)
check "the rules are as they are tried" eval '[ "$(rules)" = "Urgent, around the clock;Business applications;Network and servers;Standard;Gold;" ]'
settle
drag "$(window "Service levels")" 340 230
check "a rule dragged upwards is tried earlier" eval \
  '[ "$(rules)" = "Urgent, around the clock;Standard;Business applications;Network and servers;Gold;" ]'
check "nothing was refused" eval '! "$BELL" --profile "$WORK/profile" --offline outbox list | grep -q .'
check "it complained of nothing" eval '! grep -E "CRITICAL|WARNING|ERROR: [A-Za-z]+Sanitizer|runtime error" "$WORK/app.log"'

finish_checks
