#!/bin/bash
# SPDX-FileCopyrightText: The Deskbell authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# check-pure.sh FILE...: what the server does with a request follows from the
# request, the database and the clock that the organisation was given: no clock
# or randomness of the machine, no timer, thread, socket or file, and nothing that
# one request leaves behind in memory for the next.

set -u

forbidden='g_get_(real|monotonic)_time|g_date_time_new_now|bell_clock_new_system|clock_gettime|gettimeofday|[^_a-z]time \('
forbidden+='|bell_clock_random|randombytes|g_random_|g_rand_|g_uuid_|getrandom|[^_a-z]s?rand(om)? \('
forbidden+='|g_timeout_|g_idle_|g_usleep|[^_a-z](u|nano)?sleep \(|g_main_|g_thread_|g_task_|g_cond_|g_mutex_|g_atomic_'
forbidden+='|g_file_|g_input_stream|g_output_stream|g_socket|MHD_|bell_http_[^r]|getenv|[^_a-z](open|read|write|socket) \('
globals='^(static )?[A-Za-z_]+ \*?[a-z_]+( = .*|\[.*\].*)?;$'

echo 1..3

if found=$(grep -nE "$forbidden" "$@" /dev/null | grep -vE '^[^:]*:[0-9]+: *(/?\*)'); then
  echo 'not ok 1 - a request is handled without clocks, chance and I/O'
  printf '%s\n' "$found" | sed 's/^/# /'
else
  echo 'ok 1 - a request is handled without clocks, chance and I/O'
fi

if found=$(grep -nE "$globals" "$@" /dev/null | grep -vE ':[0-9]+:(static )?const '); then
  echo 'not ok 2 - nothing is kept between requests'
  printf '%s\n' "$found" | sed 's/^/# /'
else
  echo 'ok 2 - nothing is kept between requests'
fi

# The check itself: made-up faults are seen.
if printf '  return g_get_real_time ();\n' | grep -qE "$forbidden" && printf 'static int n_requests;\n' | grep -qE "$globals" &&
   printf 'static GHashTable *seen = NULL;\n' | grep -qE "$globals"; then
  echo 'ok 3 - a clock and a global would be seen'
else
  echo 'not ok 3 - a clock and a global would be seen'
fi
