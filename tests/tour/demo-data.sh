# SPDX-FileCopyrightText: The Deskbell authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Makes the demo organisation of data/demo. Sourced after lib.sh.

# The agent whom the demo signs in; data/demo says who else there is.
DEMO_EMAIL=${DEMO_EMAIL:-amina@lindenhof.example}
DEMO_PASSWORD=${DEMO_PASSWORD:-deskbell-demo}

make_demo () { # DATABASE
  local file
  "$SERVER" --database "$1.new" init --name "Lindenhof" || return 1
  for file in "$SOURCE"/data/demo/*.ndjson; do
    "$SERVER" --database "$1.new" import "$file" || return 1
  done
  mv "$1.new" "$1"
}
