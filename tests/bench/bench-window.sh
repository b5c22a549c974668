#!/bin/bash
# SPDX-FileCopyrightText: The Deskbell authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# bench-window.sh BENCH-WINDOW FOLDER
#
# The agent's window on the cache that bench-real.sh left in FOLDER, beside an
# empty libadwaita window and a plain list of the same run, on a virtual display.

set -euo pipefail

if [ "${1:-}" != --inside ]; then
  if [ ! -f "$2/complete" ]; then
    echo "skipped: there is no cache of real data; the benchmark “real” makes it"
    exit 77
  fi
  exec "$(dirname "$0")/../fixtures/headless-session" -- "$0" --inside "$@"
fi

program=$2 folder=$3
cp -r "$folder/profile" "$HEADLESS_DIR/profile"

row () { # NAME VALUE UNIT [MORE-JSON]
  printf '{"name": "%s", "value": %s, "unit": "%s"%s}\n' "$1" "$2" "$3" "${4:+, $4}"
}

measure () { # WORD...: runs the program; its words are set as variables
  local answer
  answer=$(BENCH_BEGIN=$(($(date +%s%N) / 1000)) "$program" "$@" 2>"$HEADLESS_DIR/errors") || {
    cat "$HEADLESS_DIR/errors" >&2
    exit 1
  }
  eval "$answer"
}

smallest () { printf '%s\n' "$@" | sort -g | head -n 1; }

# Each a few times, by turns, and the best counts: the disk's and the machine's
# moods are not the window's.
empty_first='' real_first='' real_rows=''
for _ in 1 2 3; do
  measure plain
  empty_first=$(smallest $empty_first "$first")
  empty_memory=$memory plain_scroll=$scroll_max plain_jump=$jump_max
  measure real "$HEADLESS_DIR/profile"
  real_first=$(smallest $real_first "$first")
  real_rows=$(smallest $real_rows "$rows")
done

note () { # NAME: what the other numbers of a series of turns are
  local n=$1_n mean=$1_mean p95=$1_p95 over=$1_over
  printf '"note": "%s turns, mean %s ms, p95 %s ms, %s %% over 16 ms"' "${!n}" "${!mean}" "${!p95}" "${!over}"
}

memory_budget=$(awk -v a="$empty_memory" 'BEGIN { printf "%.1f", 1.5 * a + 40 }')

row "window: start to first frame, $n_tickets tickets" "$real_first" s "\"floor\": $empty_first, \"budget\": 1.3, \"note\": \"floor: an empty libadwaita window\""
row 'window: start to tickets on show' "$real_rows" s "\"floor\": $empty_first"
row 'window: worst turn in the first seconds' "$settle_max" ms "\"budget\": 16, $(note settle)"
row 'window: worst turn, scrolling' "$scroll_max" ms "\"budget\": 16, $(note scroll)"
row 'window: worst turn, scrolling, against a plain list' "$scroll_max" ms "\"floor\": $plain_scroll"
row 'window: worst turn, jumps' "$jump_max" ms "\"budget\": 16, $(note jump)"
row 'window: worst turn, jumps, against a plain list' "$jump_max" ms "\"floor\": $plain_jump"
row 'window: worst turn, opening 50 tickets' "$open_max" ms "\"budget\": 16, $(note open)"
row 'window: worst turn, typing in search' "$type_max" ms "\"budget\": 16, $(note type)"
row 'window: memory at the start' "$memory" MB "\"budget\": $memory_budget, \"note\": \"budget: 1.5 times the $empty_memory MB of an empty window, and 40 MB\""
row 'window: memory after all that' "$memory_end" MB "\"budget\": $memory_budget"
