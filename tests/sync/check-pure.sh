#!/bin/bash
# SPDX-FileCopyrightText: The Deskbell authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# check-pure.sh FILE...: what decides about synchronisation reads no clock,
# draws no random number, sets no timer and does no I/O of its own.

set -u

forbidden='g_get_(real|monotonic)_time|g_date_time_new_now|bell_clock_(now|random)|clock_gettime|gettimeofday|[^_a-z]time \('
forbidden+='|g_random_|g_rand_|getrandom|[^_a-z]s?rand(om)? \('
forbidden+='|g_timeout_|g_idle_|g_usleep|[^_a-z](u|nano)?sleep \(|g_main_'
forbidden+='|g_file_|g_input_stream|g_output_stream|g_thread_|g_task_|soup_|bell_store_|bell_transport_|[^_a-z](open|read|write|socket) \('

echo 1..2

if found=$(grep -nE "$forbidden" "$@" /dev/null | grep -vE "^[^:]*:[0-9]+: *(/?\*)"); then
  echo 'not ok 1 - the core is pure'
  printf '%s\n' "$found" | sed 's/^/# /'
else
  echo 'ok 1 - the core is pure'
fi

# The check itself: a made-up fault is seen.
if printf '  return g_get_real_time ();\n' | grep -qE "$forbidden"; then
  echo 'ok 2 - a clock in the core would be seen'
else
  echo 'not ok 2 - a clock in the core would be seen'
fi
