/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <locale.h>

#include "bell-relative-time.h"

static gint64
read_time (const char *text)
{
  gint64 time = 0;

  g_assert_true (bell_time_from_text (text, &time));

  return time;
}

static void
test_cases (void)
{
  static const struct { const char *time, *now, *zone, *wanted; } cases[] = {
    { "2026-11-21T09:30:00Z", "2026-11-21T09:30:00Z", "UTC", "just now" },
    { "2026-11-21T09:30:00Z", "2026-11-21T09:30:59.999Z", "UTC", "just now" },
    { "2026-11-21T09:30:00Z", "2026-11-21T09:31:00Z", "UTC", "1 min ago" },
    { "2026-11-21T09:30:00Z", "2026-11-21T10:29:59Z", "UTC", "59 min ago" },
    { "2026-11-21T09:30:00Z", "2026-11-21T10:30:00Z", "UTC", "1 hour ago" },
    { "2026-11-21T09:30:00Z", "2026-11-21T15:29:59Z", "UTC", "5 hours ago" },
    { "2026-11-21T09:30:00Z", "2026-11-21T15:30:00Z", "UTC", "today 09:30" },
    { "2026-11-20T23:00:00Z", "2026-11-21T00:30:00Z", "UTC", "1 hour ago" },
    { "2026-11-20T14:02:00Z", "2026-11-21T00:30:00Z", "UTC", "yesterday 14:02" },
    { "2026-11-19T14:02:00Z", "2026-11-21T00:30:00Z", "UTC", "Thu 14:02" },
    { "2026-11-15T14:02:00Z", "2026-11-21T09:30:00Z", "UTC", "Sun 14:02" },
    { "2026-11-14T14:02:00Z", "2026-11-21T09:30:00Z", "UTC", "14 Nov" },
    { "2026-01-02T14:02:00Z", "2026-11-21T09:30:00Z", "UTC", "2 Jan" },
    { "2025-12-31T14:02:00Z", "2026-01-09T09:30:00Z", "UTC", "31 Dec 2025" },
    { "2025-12-31T14:02:00Z", "2026-01-01T09:30:00Z", "UTC", "yesterday 14:02" },
    /* The reader's day counts, not Greenwich's. */
    { "2026-11-20T23:30:00Z", "2026-11-21T09:30:00Z", "Europe/Berlin", "today 00:30" },
    { "2026-11-20T14:00:00Z", "2026-11-21T09:30:00Z", "Asia/Kathmandu", "yesterday 19:45" },
    /* The days on which the clocks change have 23 and 25 hours. */
    { "2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z", "Europe/Berlin", "yesterday 13:00" },
    { "2026-10-25T00:30:00Z", "2026-10-25T23:30:00Z", "Europe/Berlin", "yesterday 02:30" },
    { "2026-10-25T01:30:00Z", "2026-10-25T22:30:00Z", "Europe/Berlin", "today 02:30" },
    /* To come: by clocks that differ a little, or by plan. */
    { "2026-11-21T09:31:30Z", "2026-11-21T09:30:00Z", "UTC", "just now" },
    { "2026-11-21T17:00:00Z", "2026-11-21T09:30:00Z", "UTC", "today 17:00" },
    { "2026-11-22T08:00:00Z", "2026-11-21T09:30:00Z", "UTC", "tomorrow 08:00" },
    { "2026-11-24T08:00:00Z", "2026-11-21T09:30:00Z", "UTC", "24 Nov" },
    { "2027-01-02T08:00:00Z", "2026-11-21T09:30:00Z", "UTC", "2 Jan 2027" },
    { "1969-12-31T23:59:59.5Z", "2026-11-21T09:30:00Z", "UTC", "31 Dec 1969" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (cases[i].zone);
      g_autofree char *text = NULL;

      g_assert_nonnull (zone);
      text = bell_relative_time_to_text (read_time (cases[i].time), read_time (cases[i].now), zone);
      g_assert_cmpstr (text, ==, cases[i].wanted);
    }
}

static void
test_out_of_range (void)
{
  static const gint64 odd[] = { BELL_TIME_UNSET, G_MAXINT64, G_MININT64 + 1, G_MAXINT64 / 2 };
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();

  for (gsize i = 0; i < G_N_ELEMENTS (odd); i++)
    {
      g_autofree char *one = bell_relative_time_to_text (odd[i], 0, zone);
      g_autofree char *two = bell_relative_time_to_text (0, odd[i], zone);

      g_assert_cmpstr (one, ==, "");
      g_assert_cmpstr (two, ==, "");
    }
}

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/relative-time/cases", test_cases);
  g_test_add_func ("/relative-time/out-of-range", test_out_of_range);

  return g_test_run ();
}
