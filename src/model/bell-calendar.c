/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-calendar.h"

#include <string.h>

#include "bell-zone-private.h"

static gboolean
refuse (GError     **error,
        const char  *field,
        const char  *member,
        const char  *what)
{
  g_autofree char *shown = g_utf8_substring (member, 0, MIN (g_utf8_strlen (member, -1), 64));

  g_set_error (error, BELL_MODEL_ERROR, BELL_MODEL_ERROR_INVALID_VALUE, "%s.%s: %s", field, shown, what);

  return FALSE;
}

static gboolean
find_weekday (const char   *name,
              GDateWeekday *weekday)
{
  for (GDateWeekday day = G_DATE_MONDAY; day <= G_DATE_SUNDAY; day++)
    if (strcmp (bell_weekday_get_name (day), name) == 0)
      {
        *weekday = day;
        return TRUE;
      }

  return FALSE;
}

/* "08:00-12:00 13:00-18:00", or nothing. */
static gboolean
read_day (const char  *name,
          const char  *text,
          GArray      *hours,
          GError     **error)
{
  g_auto (GStrv) spans = g_strsplit (text, " ", -1);
  BellHours span;

  if (!find_weekday (name, &span.weekday))
    return refuse (error, "hours", name, "a day is one of mon, tue, wed, thu, fri, sat, sun");

  for (guint i = 0; spans[i] != NULL; i++)
    {
      g_auto (GStrv) ends = NULL;

      if (*spans[i] == '\0')
        continue;

      ends = g_strsplit (spans[i], "-", 3);
      if (g_strv_length (ends) != 2 || !bell_time_of_day_from_text (ends[0], &span.begin) ||
          !bell_time_of_day_from_text (ends[1], &span.end))
        return refuse (error, "hours", name, "spans are written like “08:00-12:00 13:00-18:00”");

      g_array_append_val (hours, span);
    }

  return TRUE;
}

static gboolean
check_day (const char  *name,
           const char  *text,
           GError     **error)
{
  g_autoptr (GArray) hours = g_array_new (FALSE, FALSE, sizeof (BellHours));
  g_autoptr (BellTimetable) timetable = NULL;

  if (!read_day (name, text, hours, error))
    return FALSE;

  timetable = bell_timetable_new ("UTC", (const BellHours *) (gconstpointer) hours->data, hours->len, NULL, 0, error);

  return timetable != NULL;
}

/**
 * bell_calendar_check_member:
 * @property: a map of a Calendar
 * @member: a key of it
 * @value: what stands there
 * @error: (out) (optional): %BELL_MODEL_ERROR; the message begins with the place,
 *   as in "hours.mon[1]: …"
 *
 * Returns: whether it means something
 */
gboolean
bell_calendar_check_member (const BellProperty  *property,
                            const char          *member,
                            const char          *value,
                            GError             **error)
{
  gint32 day;

  g_return_val_if_fail (property != NULL && property->type == BELL_TYPE_CALENDAR, FALSE);
  g_return_val_if_fail (member != NULL && value != NULL, FALSE);

  switch (property->index)
    {
    case BELL_CALENDAR_HOURS:
      return check_day (member, value, error);

    case BELL_CALENDAR_HOLIDAYS:
      if (!bell_date_from_text (member, &day))
        return refuse (error, "holidays", member, "holidays are by dates like “2026-12-25”, from 1970 to 2199");
      if (strlen (value) > BELL_MAX_LINE)
        return refuse (error, "holidays", member, "the name is too long");
      return TRUE;

    default:
      return TRUE;
    }
}

/**
 * bell_time_zone_exists:
 * @name: (nullable): a name
 *
 * Returns: whether it is one of the IANA time zone database, as far as this system knows
 */
gboolean
bell_time_zone_exists (const char *name)
{
  g_autoptr (GArray) zone = name != NULL ? bell_zone_load (name, BELL_TIMETABLE_BEGIN, BELL_TIMETABLE_BEGIN + BELL_DAY_SECONDS * 1000) : NULL;

  return zone != NULL;
}

/**
 * bell_calendar_to_timetable:
 * @self: a calendar
 * @like: (nullable): see bell_timetable_new_like()
 * @error: (out) (optional): %BELL_MODEL_ERROR, see bell_timetable_new()
 *
 * Returns: (transfer full): what counts its open time, or %NULL with @error set
 */
BellTimetable *
bell_calendar_to_timetable (const BellCalendar  *self,
                            BellTimetable       *like,
                            GError             **error)
{
  g_autoptr (GArray) hours = g_array_new (FALSE, FALSE, sizeof (BellHours));
  g_autoptr (GArray) holidays = g_array_new (FALSE, FALSE, sizeof (gint32));
  const char *key, *text;
  GVariantIter iter;

  g_return_val_if_fail (self != NULL, NULL);

  if (bell_calendar_get_hours (self) != NULL)
    {
      g_variant_iter_init (&iter, bell_calendar_get_hours (self));
      while (g_variant_iter_next (&iter, "{&s&s}", &key, &text))
        if (!read_day (key, text, hours, error))
          return NULL;
    }

  if (bell_calendar_get_holidays (self) != NULL)
    {
      g_variant_iter_init (&iter, bell_calendar_get_holidays (self));
      while (g_variant_iter_next (&iter, "{&s&s}", &key, NULL))
        {
          gint32 day;

          if (!bell_date_from_text (key, &day))
            {
              refuse (error, "holidays", key, "this is no date");
              return NULL;
            }
          g_array_append_val (holidays, day);
        }
    }

  text = bell_calendar_get_time_zone (self);

  return bell_timetable_new_like (like, text != NULL ? text : "", (const BellHours *) (gconstpointer) hours->data, hours->len,
                             (const gint32 *) (gconstpointer) holidays->data, holidays->len, error);
}
