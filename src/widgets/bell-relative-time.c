/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-relative-time.h"

#include <glib/gi18n-lib.h>

#define MINUTE (G_GINT64_CONSTANT (60) * 1000)
#define HOUR (60 * MINUTE)

/* Another clock may be a little ahead of ours. */
#define SKEW (2 * MINUTE)

static GDateTime *
make_date (gint64     time,
           GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time / 1000 - (time % 1000 < 0 ? 1 : 0));

  return utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
}

static int
count_days (GDateTime *date)
{
  GDate day;

  g_date_set_dmy (&day, (GDateDay) g_date_time_get_day_of_month (date), (GDateMonth) g_date_time_get_month (date),
                  (GDateYear) g_date_time_get_year (date));

  return (int) g_date_get_julian (&day);
}

/**
 * bell_relative_time_to_text:
 * @time: when something was or will be, in milliseconds since 1970
 * @now: the time, likewise
 * @zone: where the reader is
 *
 * Says when something was as people say it: "5 min ago", "yesterday 14:02".
 * It depends on the arguments and the language alone.
 *
 * Returns: (transfer full): a text; empty for %BELL_TIME_UNSET
 */
char *
bell_relative_time_to_text (gint64     time,
                            gint64     now,
                            GTimeZone *zone)
{
  g_autoptr (GDateTime) date = NULL;
  g_autoptr (GDateTime) today = NULL;
  gint64 age;
  int days;

  g_return_val_if_fail (zone != NULL, NULL);

  if (time == BELL_TIME_UNSET || now == BELL_TIME_UNSET)
    return g_strdup ("");

  date = make_date (time, zone);
  today = make_date (now, zone);
  if (date == NULL || today == NULL)
    return g_strdup ("");

  age = now - time;
  days = count_days (today) - count_days (date);

  if (age > -SKEW && age < MINUTE)
    return g_strdup (_("just now"));

  if (age > 0 && age < HOUR)
    {
      int minutes = (int) (age / MINUTE);

      /* Translators: min is short for minutes */
      return g_strdup_printf (ngettext ("%d min ago", "%d min ago", (gulong) minutes), minutes);
    }

  if (age > 0 && age < 6 * HOUR)
    {
      int hours = (int) (age / HOUR);

      return g_strdup_printf (ngettext ("%d hour ago", "%d hours ago", (gulong) hours), hours);
    }

  if (days == 0)
    /* Translators: see g_date_time_format(); a time of this day, such as today 14:02 */
    return g_date_time_format (date, _("today %H:%M"));

  if (days == 1)
    /* Translators: see g_date_time_format(); such as yesterday 14:02 */
    return g_date_time_format (date, _("yesterday %H:%M"));

  if (days == -1)
    /* Translators: see g_date_time_format(); such as tomorrow 14:02 */
    return g_date_time_format (date, _("tomorrow %H:%M"));

  if (days > 1 && days < 7)
    /* Translators: see g_date_time_format(); a day of the last week, such as Tue 14:02 */
    return g_date_time_format (date, _("%a %H:%M"));

  if (g_date_time_get_year (date) == g_date_time_get_year (today))
    /* Translators: see g_date_time_format(); a day of this year, such as 17 Nov */
    return g_date_time_format (date, _("%-d %b"));

  /* Translators: see g_date_time_format(); such as 17 Nov 2025 */
  return g_date_time_format (date, _("%-d %b %Y"));
}
