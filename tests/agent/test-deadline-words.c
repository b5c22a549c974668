/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-deadline-words.h"
#include "bell-open-time.h"

#define MINUTE (G_GINT64_CONSTANT (60) * 1000)
#define HOUR   (60 * MINUTE)
#define NOW    G_GINT64_CONSTANT (1764144000000)

static void
test_durations (void)
{
  static const struct
  {
    gint64 duration;
    const char *text;
    const char *clock;
    const char *hours;
  } examples[] = {
    { 0, "< 1 min", "0:00", "< 1 min" },
    { MINUTE - 1, "< 1 min", "0:59", "< 1 min" },
    { MINUTE, "1 min", "1:00", "1 min" },
    { HOUR - 1, "59 min", "59:59", "59 min" },
    { HOUR, "1 h", "1 h", "1 h" },
    { HOUR + 5 * MINUTE, "1 h 5 min", "1 h 5 min", "1 h 5 min" },
    { 25 * HOUR, "1 d 1 h", "1 d 1 h", "25 h" },
    { 48 * HOUR, "2 d", "2 d", "48 h" },
    { 500 * HOUR, "20 d", "20 d", "500 h" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (examples); i++)
    {
      g_autofree char *text = bell_duration_to_text (examples[i].duration);
      g_autofree char *clock = bell_duration_to_clock (examples[i].duration);
      g_autofree char *hours = bell_hours_to_text (examples[i].duration);

      g_assert_cmpstr (text, ==, examples[i].text);
      g_assert_cmpstr (clock, ==, examples[i].clock);
      g_assert_cmpstr (hours, ==, examples[i].hours);
    }
}

static void
test_open_time (void)
{
  static const struct
  {
    const char *text;
    gint64 seconds;
  } fine[] = { { "0", 0 }, { "4", 14400 }, { "4:30", 16200 }, { " 4 : 05 ", 14700 }, { "100000", G_GINT64_CONSTANT (360000000) },
             { "0:00:30", 30 }, { "4:30:00", 16200 } };
  static const char *const broken[] = { "", " ", ":", "4:", ":30", "4:3", "4:60", "4:-1", "-4", "4:30:0", "4:30:60", "4:30:00:00", "4h", "0x4", "100001",
                                        "99999999999999999999", "4:030", "\xff" };

  for (guint i = 0; i < G_N_ELEMENTS (fine); i++)
    {
      gint64 seconds = -1;

      g_assert_true (bell_open_time_from_text (fine[i].text, &seconds));
      g_assert_cmpint (seconds, ==, fine[i].seconds);
    }
  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      gint64 seconds;

      g_assert_false (bell_open_time_from_text (broken[i], &seconds));
    }
  for (gint64 duration = 0; duration < 300000; duration += 7)
    {
      g_autofree char *text = bell_open_time_to_text (duration * 1000);
      gint64 seconds;

      g_assert_true (bell_open_time_from_text (text, &seconds));
      g_assert_cmpint (seconds, ==, duration);
    }
}

static void
test_readings (void)
{
  BellSlaReading reading = { BELL_SLA_STATE_RUNNING, NOW, NOW + 4 * HOUR, BELL_TIME_UNSET, 4 * HOUR, 0 };
  g_autofree char *fine = bell_reading_to_text (&reading, NOW);
  g_autofree char *soon = bell_reading_to_text (&reading, NOW + 3 * HOUR + 1000);
  g_autofree char *over = bell_reading_to_text (&reading, NOW + 5 * HOUR);
  g_autofree char *done = NULL;
  g_autofree char *stopped = NULL;

  g_assert_cmpstr (fine, ==, "due in 4 h");
  g_assert_cmpstr (soon, ==, "59:59 left");
  g_assert_cmpstr (over, ==, "1 h over");
  reading.done_at = NOW + 5 * HOUR;
  reading.state = BELL_SLA_STATE_BREACHED;
  done = bell_reading_to_text (&reading, NOW + 9 * HOUR);
  g_assert_cmpstr (done, ==, "done, 1 h too late");
  g_assert_cmpint (bell_reading_get_next_change (&reading, NOW), ==, BELL_TIME_UNSET);
  reading = (BellSlaReading) { BELL_SLA_STATE_PAUSED, NOW, BELL_TIME_UNSET, BELL_TIME_UNSET, 4 * HOUR, HOUR };
  stopped = bell_reading_to_text (&reading, NOW);
  g_assert_cmpstr (stopped, ==, "stopped with 3 h left");
  g_assert_cmpint (bell_reading_get_next_change (&reading, NOW), ==, BELL_TIME_UNSET);
}

/* What is asked for is neither too late nor too early by more than a unit: the
 * text stays as it is until then, and is another one soon after. */
static void
test_next_change (void)
{
  BellSlaReading reading = { BELL_SLA_STATE_RUNNING, NOW, NOW + 3 * HOUR, BELL_TIME_UNSET, 3 * HOUR, 0 };
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);

  for (guint i = 0; i < 5000; i++)
    {
      gint64 now = NOW + (gint64) g_rand_int_range (rand, 0, 5 * HOUR);
      gint64 next = bell_reading_get_next_change (&reading, now);
      g_autofree char *text = bell_reading_to_text (&reading, now);
      g_autofree char *before = bell_reading_to_text (&reading, next - 1);
      g_autofree char *after = bell_reading_to_text (&reading, next + 1000);

      g_assert_cmpint (next, >, now);
      g_assert_cmpint (next, <=, now + MINUTE + 1);
      g_assert_cmpstr (text, ==, before);
      if (ABS (reading.due - now) < HOUR - 2000)
        g_assert_cmpstr (text, !=, after);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/agent/deadline-words/durations", test_durations);
  g_test_add_func ("/agent/deadline-words/open-time", test_open_time);
  g_test_add_func ("/agent/deadline-words/readings", test_readings);
  g_test_add_func ("/agent/deadline-words/next-change", test_next_change);

  return g_test_run ();
}
