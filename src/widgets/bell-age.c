/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-age.h"

#include <glib/gi18n-lib.h>

#define MINUTE (G_GINT64_CONSTANT (60) * 1000)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)

/**
 * bell_age_to_short_text:
 * @time: when something was
 * @now: the time
 *
 * Returns: (transfer full): how long ago, in a few letters; empty when @time is
 *   not known
 */
char *
bell_age_to_short_text (gint64 time,
                        gint64 now)
{
  g_autoptr(GDateTime) date = NULL;
  g_autoptr(GDateTime) today = NULL;
  gint64 age = now - time;

  if (time == BELL_TIME_UNSET)
    return g_strdup ("");

  if (age < MINUTE)
    return g_strdup (_("now"));
  if (age < HOUR)
    /* Translators: an age in minutes, as short as can be. */
    return g_strdup_printf (_("%d min"), (int) (age / MINUTE));
  if (age < DAY)
    /* Translators: an age in hours, as short as can be. */
    return g_strdup_printf (_("%d h"), (int) (age / HOUR));
  if (age < 7 * DAY)
    /* Translators: an age in days, as short as can be. */
    return g_strdup_printf (_("%d d"), (int) (age / DAY));

  date = g_date_time_new_from_unix_local (time / 1000);
  today = g_date_time_new_from_unix_local (now / 1000);
  if (date == NULL || today == NULL)
    return g_strdup ("");

  if (g_date_time_get_year (date) == g_date_time_get_year (today))
    /* Translators: a day of this year, as in g_date_time_format(). */
    return g_date_time_format (date, _("%-d %b"));

  return g_date_time_format (date, "%x");
}

/**
 * bell_time_to_full_text:
 * @time: when something was
 *
 * Returns: (transfer full): day and time in the person's own zone; empty when
 *   @time is not known
 */
char *
bell_time_to_full_text (gint64 time)
{
  g_autoptr(GDateTime) date = NULL;

  if (time == BELL_TIME_UNSET)
    return g_strdup ("");

  date = g_date_time_new_from_unix_local (time / 1000);
  if (date == NULL)
    return g_strdup ("");

  /* Translators: day and time, as in g_date_time_format(). */
  return g_date_time_format (date, _("%-d %B %Y, %H:%M"));
}
