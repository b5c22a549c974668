/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-timetable-private.h"

#include <string.h>

#include "bell-zone-private.h"

G_DEFINE_ENUM_TYPE (BellSpanKind, bell_span_kind,
                    G_DEFINE_ENUM_VALUE (BELL_SPAN_CLOSED, "closed"),
                    G_DEFINE_ENUM_VALUE (BELL_SPAN_OPEN, "open"),
                    G_DEFINE_ENUM_VALUE (BELL_SPAN_HOLIDAY, "holiday"),
                    G_DEFINE_ENUM_VALUE (BELL_SPAN_PAUSED, "paused"))

static char *
time_of_day_to_text (int second)
{
  return g_strdup_printf ("%02d:%02d", second / 3600, second / 60 % 60);
}

/* Where @index stands among the spans of its own day: "hours.mon[1]". */
static char *
name_hours (const BellHours *hours,
            guint            index)
{
  guint place = 0;

  for (guint i = 0; i < index; i++)
    if (hours[i].weekday == hours[index].weekday)
      place++;

  return g_strdup_printf ("hours.%s[%u]", bell_weekday_get_name (hours[index].weekday), place);
}

static gboolean
check_hours (const BellHours  *hours,
             guint             index,
             GError          **error)
{
  const BellHours *span = &hours[index];
  g_autofree char *name = name_hours (hours, index);
  g_autofree char *begin = NULL;
  g_autofree char *end = NULL;
  guint on_day = 1;

  if (span->begin < 0 || span->begin >= BELL_DAY_SECONDS || span->end < 0 || span->end > BELL_DAY_SECONDS)
    {
      g_set_error (error, BELL_MODEL_ERROR, BELL_MODEL_ERROR_INVALID_VALUE,
                   "%s: a span begins from 00:00 to 23:59 and ends by 24:00", name);
      return FALSE;
    }

  begin = time_of_day_to_text (span->begin);
  end = time_of_day_to_text (span->end);

  if (span->end <= span->begin)
    {
      g_set_error (error, BELL_MODEL_ERROR, BELL_MODEL_ERROR_INVALID_VALUE,
                   "%s: the span ends at %s, which is not after its begin at %s", name, end, begin);
      return FALSE;
    }

  for (guint i = 0; i < index; i++)
    {
      if (hours[i].weekday != span->weekday)
        continue;

      on_day++;
      if (hours[i].begin < span->end && span->begin < hours[i].end)
        {
          g_autofree char *other = name_hours (hours, i);

          g_set_error (error, BELL_MODEL_ERROR, BELL_MODEL_ERROR_INVALID_VALUE,
                       "%s: the span %s-%s overlaps %s", name, begin, end, other);
          return FALSE;
        }
    }

  if (on_day > BELL_MAX_HOURS_A_DAY)
    {
      g_set_error (error, BELL_MODEL_ERROR, BELL_MODEL_ERROR_TOO_LARGE,
                   "%s: a day has at most %d spans", name, BELL_MAX_HOURS_A_DAY);
      return FALSE;
    }

  return TRUE;
}

static int
compare_week_spans (gconstpointer a,
                    gconstpointer b)
{
  const BellTimetableHours *one = a, *two = b;

  return one->begin < two->begin ? -1 : one->begin > two->begin;
}

static int
compare_days (gconstpointer a,
              gconstpointer b)
{
  const gint32 one = *(const gint32 *) a, two = *(const gint32 *) b;

  return one < two ? -1 : one > two;
}

/* Spans that touch become one, also over midnight. */
static void
build_week (BellTimetable    *self,
            const BellHours *hours,
            guint            n_hours)
{
  guint kept = 0;

  for (guint i = 0; i < n_hours; i++)
    {
      gint64 day = (hours[i].weekday - G_DATE_MONDAY) * BELL_DAY;
      BellTimetableHours span = { day + hours[i].begin * BELL_SECOND, day + hours[i].end * BELL_SECOND, 0 };

      g_array_append_val (self->week, span);
    }
  g_array_sort (self->week, compare_week_spans);

  for (guint i = 0; i < self->week->len; i++)
    {
      BellTimetableHours span = g_array_index (self->week, BellTimetableHours, i);
      BellTimetableHours *last = kept > 0 ? &g_array_index (self->week, BellTimetableHours, kept - 1) : NULL;

      if (last != NULL && last->end == span.begin)
        last->end = span.end;
      else
        g_array_index (self->week, BellTimetableHours, kept++) = span;
    }
  g_array_set_size (self->week, kept);

  for (guint i = 0; i < kept; i++)
    {
      BellTimetableHours *span = &g_array_index (self->week, BellTimetableHours, i);

      span->before = self->week_total;
      self->week_total += span->end - span->begin;
    }
}

static void
build_holidays (BellTimetable *self,
                const gint32 *days,
                guint         n_days)
{
  g_autoptr (GArray) sorted = g_array_new (FALSE, FALSE, sizeof (gint32));

  if (n_days > 0)
    g_array_append_vals (sorted, days, n_days);
  g_array_sort (sorted, compare_days);

  for (guint i = 0; i < n_days; i++)
    {
      gint64 begin = g_array_index (sorted, gint32, i) * BELL_DAY, open_before = bell_timetable_count_weeks (self, begin);
      BellTimetableHoliday holiday = { begin, self->taken_away, open_before - self->taken_away };

      if (i > 0 && g_array_index (sorted, gint32, i) == g_array_index (sorted, gint32, i - 1))
        continue;

      g_array_append_val (self->holidays, holiday);
      self->taken_away += bell_timetable_count_weeks (self, begin + BELL_DAY) - open_before;
    }
}

static void
build_stretches (BellTimetable *self,
                 const GArray *zone)
{
  for (guint i = 0; i < zone->len; i++)
    {
      const BellZoneStretch *source = &g_array_index (zone, BellZoneStretch, i);
      BellTimetableStretch stretch = { source->from, source->offset, 0, 0 };

      /* count() still finds the stretch before this one. */
      if (i > 0)
        stretch.counted = bell_timetable_count (self, source->from);
      stretch.base = stretch.counted - bell_timetable_count_local (self, source->from + source->offset);
      g_array_append_val (self->stretches, stretch);
    }
}

static void
clear_calendar (gpointer data)
{
  BellTimetable *self = data;

  g_clear_pointer (&self->time_zone, g_free);
  g_clear_pointer (&self->week, g_array_unref);
  g_clear_pointer (&self->holidays, g_array_unref);
  g_clear_pointer (&self->stretches, g_array_unref);
  g_clear_pointer (&self->before, bell_timetable_unref);
  g_clear_pointer (&self->then, bell_timetable_unref);
}

static GArray *
copy_zone (const BellTimetable *like)
{
  GArray *zone = g_array_new (FALSE, FALSE, sizeof (BellZoneStretch));

  for (guint i = 0; i < like->stretches->len; i++)
    {
      const BellTimetableStretch *source = &g_array_index (like->stretches, BellTimetableStretch, i);
      BellZoneStretch stretch = { .from = source->from, .offset = source->offset };

      g_array_append_val (zone, stretch);
    }

  return zone;
}

/**
 * bell_timetable_new_like:
 * @like: (nullable): a calendar that may be in the same zone, of which much is then shared: reading
 *   a zone costs a hundred times as much as all the rest
 * @time_zone: a name from the IANA time zone database
 * @hours: (array length=n_hours): spans in any order that do not overlap; they may
 *   touch. A weekday with none is closed
 * @n_hours: how many
 * @holidays: (nullable) (array length=n_holidays): days since 1970-01-01 that
 *   are closed, in any order
 * @n_holidays: how many
 * @error: (out) (optional): %BELL_MODEL_ERROR; the message begins with the
 *   field that is wrong, named as in the JSON of a calendar: "hours.mon[1]: …"
 *
 * Returns: (transfer full): a calendar, or %NULL with @error set
 */
BellTimetable *
bell_timetable_new_like (BellTimetable    *like,
                   const char       *time_zone,
                   const BellHours  *hours,
                   guint             n_hours,
                   const gint32     *holidays,
                   guint             n_holidays,
                   GError          **error)
{
  g_autoptr (BellTimetable) self = NULL;
  g_autoptr (GArray) zone = NULL;

  g_return_val_if_fail (time_zone != NULL, NULL);
  g_return_val_if_fail (hours != NULL || n_hours == 0, NULL);
  g_return_val_if_fail (holidays != NULL || n_holidays == 0, NULL);

  zone = like != NULL && g_strcmp0 (like->time_zone, time_zone) == 0
    ? copy_zone (like) : bell_zone_load (time_zone, BELL_TIMETABLE_BEGIN, BELL_TIMETABLE_END);
  if (zone == NULL)
    {
      g_autofree char *shown = g_utf8_substring (time_zone, 0, MIN (g_utf8_strlen (time_zone, -1), 64));

      g_set_error (error, BELL_MODEL_ERROR, BELL_MODEL_ERROR_INVALID_VALUE,
                   "timeZone: there is no time zone “%s”", shown);
      return NULL;
    }

  for (guint i = 0; i < n_hours; i++)
    {
      g_return_val_if_fail (g_date_valid_weekday (hours[i].weekday), NULL);
      if (!check_hours (hours, i, error))
        return NULL;
    }

  if (n_holidays > BELL_MAX_HOLIDAYS)
    {
      g_set_error (error, BELL_MODEL_ERROR, BELL_MODEL_ERROR_TOO_LARGE,
                   "holidays: a calendar has at most %d", BELL_MAX_HOLIDAYS);
      return NULL;
    }

  self = g_atomic_rc_box_new0 (BellTimetable);
  self->time_zone = g_strdup (time_zone);
  self->week = g_array_new (FALSE, FALSE, sizeof (BellTimetableHours));
  self->holidays = g_array_new (FALSE, FALSE, sizeof (BellTimetableHoliday));
  self->stretches = g_array_new (FALSE, FALSE, sizeof (BellTimetableStretch));
  build_week (self, hours, n_hours);
  build_holidays (self, holidays, n_holidays);
  build_stretches (self, zone);

  return g_steal_pointer (&self);
}

/**
 * bell_timetable_new:
 * @time_zone: a name from the IANA time zone database
 * @hours: (array length=n_hours): spans in any order that do not overlap; they may
 *   touch. A weekday with none is closed
 * @n_hours: how many
 * @holidays: (nullable) (array length=n_holidays): days since 1970-01-01 that
 *   are closed, in any order
 * @n_holidays: how many
 * @error: (out) (optional): %BELL_MODEL_ERROR; the message begins with the
 *   field that is wrong, named as in the JSON of a calendar: "hours.mon[1]: …"
 *
 * Returns: (transfer full): a calendar, or %NULL with @error set
 */
BellTimetable *
bell_timetable_new (const char       *time_zone,
                   const BellHours  *hours,
                   guint             n_hours,
                   const gint32     *holidays,
                   guint             n_holidays,
                   GError          **error)
{
  return bell_timetable_new_like (NULL, time_zone, hours, n_hours, holidays, n_holidays, error);
}

/**
 * bell_timetable_ref:
 * @self: a calendar
 *
 * Returns: (transfer full): @self
 */
BellTimetable *
bell_timetable_ref (BellTimetable *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

/**
 * bell_timetable_unref:
 * @self: (transfer full): a calendar
 */
void
bell_timetable_unref (BellTimetable *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, clear_calendar);
}

/**
 * bell_timetable_get_time_zone:
 * @self: (nullable): a calendar
 *
 * Returns: (transfer none): the name of its time zone; "UTC" for %NULL
 */
const char *
bell_timetable_get_time_zone (const BellTimetable *self)
{
  while (self != NULL && self->is_edited)
    self = self->then;

  return self != NULL ? self->time_zone : "UTC";
}

/**
 * bell_weekday_get_name:
 * @weekday: a day of the week
 *
 * Returns: (transfer none): its name in JSON: "mon" to "sun"
 */
const char *
bell_weekday_get_name (GDateWeekday weekday)
{
  static const char *const names[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };

  g_return_val_if_fail (g_date_valid_weekday (weekday), NULL);

  return names[weekday - G_DATE_MONDAY];
}

/**
 * bell_time_of_day_from_text:
 * @text: (nullable): like "08:30"; "24:00" is the end of a day
 * @second: (out): of the day
 *
 * Returns: whether @text is one
 */
gboolean
bell_time_of_day_from_text (const char *text,
                            int        *second)
{
  int hour, minute;

  g_return_val_if_fail (second != NULL, FALSE);

  if (text == NULL || strlen (text) != 5 || text[2] != ':' ||
      !g_ascii_isdigit (text[0]) || !g_ascii_isdigit (text[1]) || !g_ascii_isdigit (text[3]) || !g_ascii_isdigit (text[4]))
    return FALSE;

  hour = (text[0] - '0') * 10 + text[1] - '0';
  minute = (text[3] - '0') * 10 + text[4] - '0';
  if (minute > 59 || hour * 60 + minute > 24 * 60)
    return FALSE;

  *second = (hour * 60 + minute) * 60;

  return TRUE;
}

/**
 * bell_date_from_text:
 * @text: (nullable): a date like "2016-11-01", from 1970 to 2199
 * @day: (out): days since 1970-01-01
 *
 * Returns: whether @text is one
 */
gboolean
bell_date_from_text (const char *text,
                     gint32     *day)
{
  GDate date;
  int numbers[3] = { 0 };
  guint part = 0;

  g_return_val_if_fail (day != NULL, FALSE);

  if (text == NULL || strlen (text) != 10)
    return FALSE;

  for (guint i = 0; i < 10; i++)
    {
      if (i == 4 || i == 7)
        {
          if (text[i] != '-')
            return FALSE;
          part++;
        }
      else if (g_ascii_isdigit (text[i]))
        numbers[part] = numbers[part] * 10 + text[i] - '0';
      else
        return FALSE;
    }

  if (numbers[0] < 1970 || numbers[0] > 2199 || !g_date_valid_dmy (numbers[2], numbers[1], numbers[0]))
    return FALSE;

  g_date_clear (&date, 1);
  g_date_set_dmy (&date, numbers[2], numbers[1], numbers[0]);
  *day = (gint32) g_date_get_julian (&date) - 719163; /* 1970-01-01 */

  return TRUE;
}
