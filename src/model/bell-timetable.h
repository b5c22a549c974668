/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-clock.h"
#include "bell-error.h"

G_BEGIN_DECLS

/**
 * BellTimetable:
 *
 * When work is done: hours by the week, holidays, and the time zone that both
 * are meant in. An instant is open if the local clock and date at it are within
 * an open span of a day that is no holiday. So where clocks are set back, an
 * open hour that comes twice counts twice, and where they are set forward, an hour
 * that does not come does not count.
 *
 * Every function takes %NULL for a calendar that is always open (24x7).
 *
 * A calendar that was edited is one too: what went by before the edit is counted
 * as the calendar was, what came after it as it is (bell_timetable_new_edited()).
 *
 * Immutable and reference-counted; free to pass between threads. Times are
 * milliseconds since 1970 in UTC, durations milliseconds. A question costs a few
 * searches in short sorted lists, however long the time in question is.
 */
typedef struct _BellTimetable BellTimetable;

/**
 * BellHours:
 * @weekday: the day
 * @begin: first open second of the local day
 * @end: first second after them, at most %BELL_DAY_SECONDS
 *
 * One span of opening hours: from @begin until just before @end.
 */
typedef struct
{
  GDateWeekday weekday;
  int begin;
  int end;
} BellHours;

typedef enum
{
  BELL_SPAN_CLOSED,  /* out of hours */
  BELL_SPAN_OPEN,
  BELL_SPAN_HOLIDAY, /* the whole local day */
  BELL_SPAN_PAUSED,  /* open, but a clock stands; never by the calendar alone */
} BellSpanKind;

/**
 * BellSpan:
 * @from: its first instant
 * @to: the first instant after it
 * @kind: what it is
 */
typedef struct
{
  gint64 from;
  gint64 to;
  BellSpanKind kind;
} BellSpan;

#define BELL_DAY_SECONDS (24 * 60 * 60)

/* A calendar knows the years 1970 to 2199. What would be due later than that is
 * not due. */
#define BELL_TIMETABLE_BEGIN G_GINT64_CONSTANT (0)
#define BELL_TIMETABLE_END   G_GINT64_CONSTANT (7258118400000)

/* In spans of hours on one day, and in days; of a calendar. */
#define BELL_MAX_HOURS_A_DAY 24
#define BELL_MAX_HOLIDAYS    10000

GType         bell_span_kind_get_type      (void) G_GNUC_CONST;

BellTimetable *bell_timetable_new            (const char          *time_zone,
                                            const BellHours     *hours,
                                            guint                n_hours,
                                            const gint32        *holidays,
                                            guint                n_holidays,
                                            GError             **error);
BellTimetable *bell_timetable_new_like       (BellTimetable        *like,
                                            const char          *time_zone,
                                            const BellHours     *hours,
                                            guint                n_hours,
                                            const gint32        *holidays,
                                            guint                n_holidays,
                                            GError             **error);
BellTimetable *bell_timetable_new_edited     (BellTimetable        *before,
                                            gint64               since,
                                            BellTimetable        *then);
BellTimetable *bell_timetable_get_at         (BellTimetable        *self,
                                            gint64               at);
BellTimetable *bell_timetable_ref            (BellTimetable        *self);
void          bell_timetable_unref          (BellTimetable        *self);
const char   *bell_timetable_get_time_zone  (const BellTimetable  *self);

gint64        bell_timetable_get_open_time  (const BellTimetable  *self,
                                            gint64               from,
                                            gint64               to);
gint64        bell_timetable_add_open_time  (const BellTimetable  *self,
                                            gint64               from,
                                            gint64               duration);
void          bell_timetable_get_span       (const BellTimetable  *self,
                                            gint64               from,
                                            gint64               limit,
                                            BellSpan            *span);

const char   *bell_weekday_get_name        (GDateWeekday         weekday);
gboolean      bell_time_of_day_from_text   (const char          *text,
                                            int                 *second);
gboolean      bell_date_from_text          (const char          *text,
                                            gint32              *day);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellTimetable, bell_timetable_unref)

G_END_DECLS
