/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-server-clock.h"

static void
test_text_round_trip (void)
{
  static const struct { gint64 time; const char *text; } cases[] = {
    { 0, "1970-01-01T00:00:00Z" },
    { 1, "1970-01-01T00:00:00.001Z" },
    { -1, "1969-12-31T23:59:59.999Z" },
    { G_GINT64_CONSTANT (1795253400000), "2026-11-21T09:30:00Z" },
    { G_GINT64_CONSTANT (951782399999), "2000-02-28T23:59:59.999Z" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = bell_time_to_text (cases[i].time);
      gint64 back;

      g_assert_cmpstr (text, ==, cases[i].text);
      g_assert_true (bell_time_from_text (text, &back));
      g_assert_cmpint (back, ==, cases[i].time);
    }

  g_assert_null (bell_time_to_text (BELL_TIME_UNSET));
  g_assert_null (bell_time_to_text (G_MAXINT64));
}

static void
test_text_refused (void)
{
  static const char *const cases[] = { "", "now", "2026-11-21", "2026-13-21T09:30:00Z", "2026-11-21T09:30:00",
                                       "20261121T093000Z", "2026-11-21T25:30:00Z", "2026-11-21 09:30:00Z" };
  gint64 time;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_false (bell_time_from_text (cases[i], &time));

  g_assert_false (bell_time_from_text (NULL, &time));
}

static void
test_manual (void)
{
  g_autoptr (BellClock) one = bell_manual_clock_new (1000, 7);
  g_autoptr (BellClock) two = bell_manual_clock_new (1000, 7);
  guint8 first[16], second[16];

  bell_clock_random (one, first, sizeof first);
  bell_clock_random (two, second, sizeof second);
  g_assert_cmpmem (first, sizeof first, second, sizeof second);

  bell_manual_clock_advance (BELL_MANUAL_CLOCK (one), 500);
  g_assert_cmpint (bell_clock_now (one), ==, 1500);
  bell_manual_clock_set (BELL_MANUAL_CLOCK (one), 3);
  g_assert_cmpint (bell_clock_now (one), ==, 3);
}

/* Digit by digit it says the same as GDateTime, on the edges of years too. */
static void
test_time_like_glib (void)
{
  const gint64 first = G_GINT64_CONSTANT (-62135596800), last = G_GINT64_CONSTANT (253402300799);

  for (gint64 seconds = first; seconds <= last; seconds += 86399 * 37 + 11)
    {
      g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (seconds);
      g_autofree char *expected = g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02dZ", g_date_time_get_year (date),
                                                   g_date_time_get_month (date), g_date_time_get_day_of_month (date),
                                                   g_date_time_get_hour (date), g_date_time_get_minute (date),
                                                   g_date_time_get_second (date));
      g_autofree char *text = bell_time_to_text (seconds * 1000);

      g_assert_cmpstr (text, ==, expected);
    }

  for (int year = 1; year <= 9999; year++)
    {
      g_autoptr (GDateTime) date = g_date_time_new_utc (year, 12, 31, 23, 59, 59);
      g_autofree char *expected = g_strdup_printf ("%04d-12-31T23:59:59.007Z", year);
      g_autofree char *text = bell_time_to_text (g_date_time_to_unix (date) * 1000 + 7);

      g_assert_cmpstr (text, ==, expected);
    }

  g_assert_null (bell_time_to_text ((first - 1) * 1000));
  g_assert_null (bell_time_to_text ((last + 1) * 1000));
}

/* --- the server's time ------------------------------------------------------ */

#define NOW G_GINT64_CONSTANT (1795253400000) /* at the server */
#define YEARS (G_GINT64_CONSTANT (3) * 365 * 24 * 60 * 60 * 1000)
#define MINUTE (60 * 1000)

static void
test_server_wrong_by_years (gconstpointer data)
{
  gint64 wrong_by = GPOINTER_TO_INT (data) * YEARS;
  g_autoptr (BellClock) own = bell_manual_clock_new (NOW + wrong_by, 1);
  g_autoptr (BellClock) clock = bell_server_clock_new (own);
  BellServerClock *server = BELL_SERVER_CLOCK (clock);

  g_assert_false (bell_server_clock_is_known (server));
  g_assert_cmpint (bell_clock_now (clock), ==, NOW + wrong_by);
  g_assert_cmpint (bell_clock_get_offset (clock), ==, 0);

  bell_server_clock_learn (server, NOW);
  g_assert_cmpint (bell_clock_now (clock), ==, NOW);
  g_assert_cmpint (bell_clock_get_offset (clock), ==, -wrong_by);
  bell_manual_clock_advance (BELL_MANUAL_CLOCK (own), MINUTE);
  g_assert_cmpint (bell_clock_now (clock), ==, NOW + MINUTE);

  /* Set right while the program runs: it is gone by as it is. */
  bell_manual_clock_set (BELL_MANUAL_CLOCK (own), NOW + MINUTE + 1000);
  g_assert_cmpint (bell_clock_now (clock), ==, NOW + MINUTE + 1000);
  g_assert_cmpint (bell_clock_get_offset (clock), ==, 0);

  /* And wrong once more, with no word of the server. */
  bell_manual_clock_set (BELL_MANUAL_CLOCK (own), NOW + wrong_by);
  bell_manual_clock_advance (BELL_MANUAL_CLOCK (own), MINUTE);
  g_assert_cmpint (bell_clock_now (clock), ==, NOW + 2 * MINUTE);
}

static void
test_server_near_enough (void)
{
  g_autoptr (BellClock) own = bell_manual_clock_new (NOW, 1);
  g_autoptr (BellClock) clock = bell_server_clock_new (own);

  bell_server_clock_learn (BELL_SERVER_CLOCK (clock), NOW + MINUTE);
  g_assert_cmpint (bell_clock_now (clock), ==, NOW);
  bell_server_clock_learn (BELL_SERVER_CLOCK (clock), NOW + 3 * MINUTE);
  g_assert_cmpint (bell_clock_now (clock), ==, NOW + 3 * MINUTE);
}

static gint64
now_after_recall (gint64 local,
                  gint64 local_then,
                  gint64 server_then)
{
  g_autoptr (BellClock) own = bell_manual_clock_new (local, 1);
  g_autoptr (BellClock) clock = bell_server_clock_new (own);

  bell_server_clock_recall (BELL_SERVER_CLOCK (clock), local_then, server_then);
  return bell_clock_now (clock);
}

static void
test_server_recalled (void)
{
  /* Right then, and now. */
  g_assert_cmpint (now_after_recall (NOW, NOW - 1000, NOW - 1000), ==, NOW);
  /* As wrong as it was, either way. */
  g_assert_cmpint (now_after_recall (NOW + YEARS, NOW + YEARS - MINUTE, NOW - MINUTE), ==, NOW);
  g_assert_cmpint (now_after_recall (NOW - YEARS, NOW - YEARS - MINUTE, NOW - MINUTE), ==, NOW);
  /* Set right in between, either way. */
  g_assert_cmpint (now_after_recall (NOW, NOW + YEARS - MINUTE, NOW - MINUTE), ==, NOW);
  g_assert_cmpint (now_after_recall (NOW, NOW - YEARS - MINUTE, NOW - MINUTE), ==, NOW);
  /* One that begins in 1970 with each start knows at least the day. */
  g_assert_cmpint (now_after_recall (5000, 9000, NOW), ==, NOW);
  g_assert_cmpint (now_after_recall (5000, NOW, NOW), ==, NOW);
}

static void
test_server_heard_is_not_recalled (void)
{
  g_autoptr (BellClock) own = bell_manual_clock_new (NOW + YEARS, 1);
  g_autoptr (BellClock) clock = bell_server_clock_new (own);

  bell_server_clock_learn (BELL_SERVER_CLOCK (clock), NOW);
  bell_server_clock_recall (BELL_SERVER_CLOCK (clock), NOW, NOW + YEARS);
  g_assert_cmpint (bell_clock_now (clock), ==, NOW);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/clock/text-round-trip", test_text_round_trip);
  g_test_add_func ("/clock/text-refused", test_text_refused);
  g_test_add_func ("/clock/manual", test_manual);

  g_test_add_data_func ("/clock/server/fast-by-years", GINT_TO_POINTER (1), test_server_wrong_by_years);
  g_test_add_data_func ("/clock/server/slow-by-years", GINT_TO_POINTER (-1), test_server_wrong_by_years);
  g_test_add_func ("/clock/server/near-enough", test_server_near_enough);
  g_test_add_func ("/clock/server/recalled", test_server_recalled);
  g_test_add_func ("/clock/server/heard-is-not-recalled", test_server_heard_is_not_recalled);
  g_test_add_func ("/clock/time-like-glib", test_time_like_glib);

  return g_test_run ();
}
