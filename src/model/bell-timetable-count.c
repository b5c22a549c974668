/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-timetable-private.h"

#include <string.h>

/* How open time is counted without walking over days.
 *
 * On the local time line, taken as a straight one, the open time since the
 * Monday before 1970 is a closed formula: whole weeks times the open time of a
 * week, plus what a week has up to here, less what holidays up to here have
 * taken away (bell_timetable_count_local()). Between two changes of the zone's
 * clocks the local time line is the real one, moved; so the open time between
 * two instants is a difference of that formula, summed over the stretches of
 * constant offset, and the sums up to each stretch are made once
 * (bell_timetable_count()).
 * Each of these steps can be turned round by a search, which gives the instant
 * at which an amount is reached (invert_local(), invert()). */

/* Days from the Monday that begins the week of 1970-01-01, a Thursday. */
#define MONDAY_OFFSET 3

/* No target is as long; keeps sums far from the end of an integer. */
#define MAX_DURATION (1000 * 366 * BELL_DAY)

/* How many elements at the front of a sorted array have the gint64 that their
 * struct begins with less than @value. */
static guint
count_less (const GArray *array,
            gint64        value)
{
  guint size = g_array_get_element_size ((GArray *) array), low = 0, high = array->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      gint64 key;

      memcpy (&key, array->data + (gsize) middle * size, sizeof key);
      if (key < value)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

static gint64
divide_down (gint64 number,
             gint64 by)
{
  gint64 quotient = number / by;

  return number % by < 0 ? quotient - 1 : quotient;
}

/* Open time of the weekly hours alone, from the Monday before 1970 to @local. */
gint64
bell_timetable_count_weeks (const BellTimetable *self,
                           gint64              local)
{
  gint64 since = local + MONDAY_OFFSET * BELL_DAY, week = divide_down (since, BELL_WEEK);
  gint64 rest = since - week * BELL_WEEK;
  guint n = count_less (self->week, rest);
  const BellTimetableHours *span;

  if (n == 0)
    return week * self->week_total;

  span = &g_array_index (self->week, BellTimetableHours, n - 1);

  return week * self->week_total + span->before + MIN (rest, span->end) - span->begin;
}

/* The first local time at which count_weeks() is @count. */
static gint64
invert_weeks (const BellTimetable *self,
              gint64              count)
{
  gint64 week = divide_down (count - 1, self->week_total), rest = count - week * self->week_total;
  guint low = 0, high = self->week->len;
  const BellTimetableHours *span;

  /* The last span with less than the rest before it. */
  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (self->week, BellTimetableHours, middle).before < rest)
        low = middle;
      else
        high = middle;
    }

  span = &g_array_index (self->week, BellTimetableHours, low);

  return week * BELL_WEEK - MONDAY_OFFSET * BELL_DAY + span->begin + rest - span->before;
}

gint64
bell_timetable_count_local (const BellTimetable *self,
                           gint64              local)
{
  guint n = count_less (self->holidays, local);
  const BellTimetableHoliday *last;

  if (n == 0)
    return bell_timetable_count_weeks (self, local);

  last = &g_array_index (self->holidays, BellTimetableHoliday, n - 1);
  if (local < last->begin + BELL_DAY)
    return last->counted;

  return bell_timetable_count_weeks (self, local) -
         (n < self->holidays->len ? g_array_index (self->holidays, BellTimetableHoliday, n).before : self->taken_away);
}

/* The first local time at which count_local() is @count. */
static gint64
invert_local (const BellTimetable *self,
              gint64              count)
{
  guint low = 0, high = self->holidays->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (self->holidays, BellTimetableHoliday, middle).counted < count)
        low = middle + 1;
      else
        high = middle;
    }

  return invert_weeks (self, count + (low < self->holidays->len
                                      ? g_array_index (self->holidays, BellTimetableHoliday, low).before
                                      : self->taken_away));
}

static const BellTimetableStretch *
find_stretch (const BellTimetable *self,
              gint64              time)
{
  guint n = count_less (self->stretches, time + 1);

  return &g_array_index (self->stretches, BellTimetableStretch, n > 0 ? n - 1 : 0);
}

/* Open time from the first stretch's begin to @time; negative before. */
gint64
bell_timetable_count (const BellTimetable *self,
                     gint64              time)
{
  const BellTimetableStretch *stretch = find_stretch (self, time);

  return stretch->base + bell_timetable_count_local (self, time + stretch->offset);
}

/* The first instant at which count() is @counted. */
static gint64
invert (const BellTimetable *self,
        gint64              counted)
{
  guint low = 0, high = self->stretches->len;
  const BellTimetableStretch *stretch;

  /* The last stretch with less before it. */
  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (self->stretches, BellTimetableStretch, middle).counted < counted)
        low = middle;
      else
        high = middle;
    }

  stretch = &g_array_index (self->stretches, BellTimetableStretch, low);

  return invert_local (self, counted - stretch->base) - stretch->offset;
}

/**
 * bell_timetable_get_open_time:
 * @self: (nullable): a calendar
 * @from: an instant
 * @to: another one
 *
 * Returns: the milliseconds from @from until just before @to that are open; 0
 *   where @to is before @from
 */
gint64
bell_timetable_get_open_time (const BellTimetable *self,
                             gint64              from,
                             gint64              to)
{
  g_return_val_if_fail (from != BELL_TIME_UNSET && to != BELL_TIME_UNSET, 0);

  if (to <= from)
    return 0;
  if (self != NULL && self->is_edited)
    return bell_timetable_edited_get_open_time (self, from, to);

  return self != NULL ? bell_timetable_count (self, to) - bell_timetable_count (self, from) : to - from;
}

/**
 * bell_timetable_add_open_time:
 * @self: (nullable): a calendar
 * @from: an instant
 * @duration: milliseconds of open time, not negative
 *
 * When @duration of open time after @from will have gone by. That is the
 * first such instant: one that falls on closing time is that, not the next
 * opening; for a duration of 0 it is @from, open or not.
 *
 * Returns: the instant, or %BELL_TIME_UNSET where it does not come before %BELL_TIMETABLE_END
 */
gint64
bell_timetable_add_open_time (const BellTimetable *self,
                             gint64              from,
                             gint64              duration)
{
  gint64 time;

  g_return_val_if_fail (from != BELL_TIME_UNSET, BELL_TIME_UNSET);
  g_return_val_if_fail (duration >= 0, BELL_TIME_UNSET);

  if (duration == 0)
    return from;
  if (self != NULL && self->is_edited)
    return bell_timetable_edited_add_open_time (self, from, duration);
  if (duration > MAX_DURATION || (self != NULL && self->week_total == 0))
    return BELL_TIME_UNSET;

  time = self != NULL ? invert (self, bell_timetable_count (self, from) + duration) : from + duration;

  return time < BELL_TIMETABLE_END ? time : BELL_TIME_UNSET;
}

/* What is at @local, and until when at most: never past the end of its day. */
static BellSpanKind
look_up (const BellTimetable *self,
         gint64              local,
         gint64             *until)
{
  gint64 since = local + MONDAY_OFFSET * BELL_DAY, rest = since - divide_down (since, BELL_WEEK) * BELL_WEEK;
  gint64 day = divide_down (local, BELL_DAY) * BELL_DAY;
  guint n = count_less (self->holidays, day);

  *until = day + BELL_DAY;
  if (n < self->holidays->len && g_array_index (self->holidays, BellTimetableHoliday, n).begin == day)
    return BELL_SPAN_HOLIDAY;

  n = count_less (self->week, rest + 1);
  if (n > 0 && rest < g_array_index (self->week, BellTimetableHours, n - 1).end)
    {
      *until = MIN (*until, local + g_array_index (self->week, BellTimetableHours, n - 1).end - rest);
      return BELL_SPAN_OPEN;
    }
  if (n < self->week->len)
    *until = MIN (*until, local + g_array_index (self->week, BellTimetableHours, n).begin - rest);

  return BELL_SPAN_CLOSED;
}

/**
 * bell_timetable_get_span:
 * @self: (nullable): a calendar
 * @from: an instant
 * @limit: a later one
 * @span: (out): what is from @from on
 *
 * Tells what the calendar says from @from on, until it says something else or
 * until @limit. To go through a length of time, start again at `span.to`. This
 * is for showing; it looks at each day.
 */
void
bell_timetable_get_span (const BellTimetable *self,
                        gint64              from,
                        gint64              limit,
                        BellSpan           *span)
{
  g_return_if_fail (from != BELL_TIME_UNSET);
  g_return_if_fail (span != NULL);
  g_return_if_fail (from < limit);

  if (self != NULL && self->is_edited)
    {
      bell_timetable_edited_get_span (self, from, limit, span);
      return;
    }

  *span = (BellSpan) { from, from, BELL_SPAN_OPEN };
  if (self == NULL)
    span->to = limit;

  while (span->to < limit)
    {
      const BellTimetableStretch *stretch = find_stretch (self, span->to);
      const BellTimetableStretch *last = &g_array_index (self->stretches, BellTimetableStretch, self->stretches->len - 1);
      gint64 until;
      BellSpanKind kind = look_up (self, span->to + stretch->offset, &until);

      if (span->to == from)
        span->kind = kind;
      else if (span->kind != kind)
        break;

      span->to = MIN (limit, until - stretch->offset);
      if (stretch != last)
        span->to = MIN (span->to, stretch[1].from);
    }
}
