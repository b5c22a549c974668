/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The program `deskbell` as it is, but on a clock that somebody else holds: the one in
 * DESKBELL_DAY, "TIME SEED". It is set by lines "TIME" on the standard input, each
 * answered by "at TIME"; "wake TIME" (or "wake never") on the standard output says what the program's timer waits for. */

#include <adwaita.h>
#include <gio/gunixinputstream.h>
#include <inttypes.h>
#include <stdio.h>

#include "bell-application.h"

#define DAY_TYPE_TIMER (day_timer_get_type ())
G_DECLARE_FINAL_TYPE (DayTimer, day_timer, DAY, TIMER, BellWakeTimer)

struct _DayTimer
{
  BellWakeTimer parent_instance;

  gint64 at;
};

G_DEFINE_FINAL_TYPE (DayTimer, day_timer, BELL_TYPE_WAKE_TIMER)

static void
day_timer_set (BellWakeTimer *timer,
               gint64         at)
{
  DAY_TIMER (timer)->at = at;
  if (at == BELL_WAKE_NEVER)
    printf ("wake never\n");
  else
    printf ("wake %" PRId64 "\n", at);
  fflush (stdout);
}

static void
day_timer_class_init (DayTimerClass *klass)
{
  BELL_WAKE_TIMER_CLASS (klass)->set = day_timer_set;
}

static void
day_timer_init (DayTimer *self)
{
  self->at = BELL_WAKE_NEVER;
}

typedef struct
{
  BellClock *clock;
  DayTimer *timer;
} Hands;

static void
line_read_cb (GObject      *stream,
              GAsyncResult *result,
              gpointer      user_data)
{
  Hands *hands = user_data;
  g_autofree char *line = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (stream), result, NULL, NULL);
  gint64 time;

  /* Whoever holds the clock has gone. */
  if (line == NULL)
    return;

  if (g_ascii_string_to_signed (line, 10, 0, G_MAXINT64, &time, NULL))
    {
      bell_manual_clock_set (BELL_MANUAL_CLOCK (hands->clock), time);
      if (hands->timer->at != BELL_WAKE_NEVER && hands->timer->at <= time)
        bell_wake_timer_wake (BELL_WAKE_TIMER (hands->timer));
      printf ("at %" PRId64 "\n", time);
      fflush (stdout);
    }
  g_data_input_stream_read_line_async (G_DATA_INPUT_STREAM (stream), G_PRIORITY_DEFAULT, NULL, line_read_cb, hands);
}

int
main (int    argc,
      char **argv)
{
  g_auto (GStrv) words = g_strsplit (g_getenv ("DESKBELL_DAY"), " ", 2);
  g_autoptr (BellClock) clock =
    bell_manual_clock_new (g_ascii_strtoll (words[0], NULL, 10), (guint32) g_ascii_strtoull (words[1], NULL, 10));
  g_autoptr (DayTimer) timer = g_object_new (DAY_TYPE_TIMER, "coarse", TRUE, NULL);
  g_autoptr (GInputStream) input = g_unix_input_stream_new (0, FALSE);
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (input);
  g_autoptr (GSettings) settings = g_settings_new ("org.deskbell.Deskbell");
  g_autoptr (GApplication) application = bell_application_new (clock, BELL_WAKE_TIMER (timer));
  Hands hands = { clock, timer };

  g_settings_set_boolean (settings, "alarms-half", TRUE);
  g_data_input_stream_read_line_async (lines, G_PRIORITY_DEFAULT, NULL, line_read_cb, &hands);

  return g_application_run (application, argc, argv);
}
