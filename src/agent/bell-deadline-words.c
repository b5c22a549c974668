/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-deadline-words.h"

#include <glib/gi18n-lib.h>

#define SECOND G_GINT64_CONSTANT (1000)
#define MINUTE (60 * SECOND)
#define HOUR   (60 * MINUTE)

static gboolean
is_done (const BellSlaReading *reading)
{
  return reading->done_at != BELL_TIME_UNSET;
}

/**
 * bell_reading_get_pressure:
 * @reading: a clock, read at some time after it last changed
 * @now: the time
 *
 * Returns: how pressing it is now
 */
BellPressure
bell_reading_get_pressure (const BellSlaReading *reading,
                           gint64                now)
{
  g_return_val_if_fail (reading != NULL, BELL_PRESSURE_NONE);

  if (reading->state == BELL_SLA_STATE_NONE || is_done (reading))
    return BELL_PRESSURE_NONE;
  if (reading->due == BELL_TIME_UNSET)
    return BELL_PRESSURE_PAUSED;
  if (reading->due <= now)
    return BELL_PRESSURE_OVER;

  return reading->due - now <= reading->target / 4 ? BELL_PRESSURE_SOON : BELL_PRESSURE_FINE;
}

/**
 * bell_reading_to_text:
 * @reading: a clock
 * @now: the time
 *
 * Returns: (transfer full): how it stands, in few words
 */
char *
bell_reading_to_text (const BellSlaReading *reading,
                      gint64                now)
{
  g_autofree char *duration = NULL;

  g_return_val_if_fail (reading != NULL, NULL);

  if (is_done (reading) && reading->state == BELL_SLA_STATE_BREACHED)
    {
      if (reading->due == BELL_TIME_UNSET || reading->done_at <= reading->due)
        return g_strdup (_("done, too late"));
      duration = bell_duration_to_text (reading->done_at - reading->due);
      /* Translators: %s is a duration such as 14 min. */
      return g_strdup_printf (_("done, %s too late"), duration);
    }
  if (is_done (reading))
    return g_strdup (_("done in time"));

  switch (bell_reading_get_pressure (reading, now))
    {
    case BELL_PRESSURE_PAUSED:
      duration = bell_hours_to_text (MAX (reading->target - reading->used, 0));
      /* Translators: of a clock that stands; %s is a duration such as 14 min. */
      return g_strdup_printf (_("stopped with %s left"), duration);
    case BELL_PRESSURE_SOON:
      duration = bell_duration_to_clock (reading->due - now);
      return g_strdup_printf (_("%s left"), duration);
    case BELL_PRESSURE_FINE:
      duration = bell_duration_to_clock (reading->due - now);
      return g_strdup_printf (_("due in %s"), duration);
    case BELL_PRESSURE_OVER:
      duration = bell_duration_to_clock (now - reading->due);
      return g_strdup_printf (_("%s over"), duration);
    case BELL_PRESSURE_NONE:
    default:
      return g_strdup (_("nobody waits"));
    }
}

/**
 * bell_reading_get_next_change:
 * @reading: a clock
 * @now: the time
 *
 * Returns: when its text will be another one: to the second below an hour, else
 *   to the minute; %BELL_TIME_UNSET for not by itself
 */
gint64
bell_reading_get_next_change (const BellSlaReading *reading,
                              gint64                now)
{
  gint64 away, step;

  g_return_val_if_fail (reading != NULL, BELL_TIME_UNSET);

  if (is_done (reading) || reading->state == BELL_SLA_STATE_NONE || reading->due == BELL_TIME_UNSET)
    return BELL_TIME_UNSET;

  away = reading->due - now;
  step = ABS (away) < HOUR + SECOND ? SECOND : MINUTE;

  /* The text is cut to whole units: it changes where the remainder runs out. */
  return away > 0 ? now + away % step + 1 : now + step - (-away) % step;
}

/**
 * bell_reading_get_icon:
 * @reading: a clock
 * @now: the time
 *
 * Returns: an icon that tells how it stands without any colour
 */
const char *
bell_reading_get_icon (const BellSlaReading *reading,
                       gint64                now)
{
  g_return_val_if_fail (reading != NULL, NULL);

  if (is_done (reading))
    return reading->state == BELL_SLA_STATE_BREACHED ? "window-close-symbolic" : "emblem-ok-symbolic";

  switch (bell_reading_get_pressure (reading, now))
    {
    case BELL_PRESSURE_PAUSED: return "media-playback-pause-symbolic";
    case BELL_PRESSURE_SOON: return "dialog-warning-symbolic";
    case BELL_PRESSURE_OVER: return "dialog-error-symbolic";
    case BELL_PRESSURE_FINE:
    case BELL_PRESSURE_NONE:
    default: return "alarm-symbolic";
    }
}

/**
 * bell_moment_to_text:
 * @time: a moment
 *
 * Returns: (transfer full): weekday, day and time in the reader's zone
 */
char *
bell_moment_to_text (gint64 time)
{
  g_autoptr (GDateTime) local = g_date_time_new_from_unix_local (time / 1000);

  /* Translators: see g_date_time_format(); such as Mon 17 Nov, 14:02 */
  return local != NULL ? g_date_time_format (local, _("%a %-d %b, %H:%M")) : g_strdup ("");
}
