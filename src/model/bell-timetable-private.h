/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-timetable.h"

G_BEGIN_DECLS

/* In milliseconds. */
#define BELL_SECOND G_GINT64_CONSTANT (1000)
#define BELL_DAY    (BELL_DAY_SECONDS * BELL_SECOND)
#define BELL_WEEK   (7 * BELL_DAY)

/* An open span of the week. Times are from Monday 00:00. */
typedef struct
{
  gint64 begin;
  gint64 end;
  gint64 before; /* open time of the week before it */
} BellTimetableHours;

/* A day that is closed whatever the week says. */
typedef struct
{
  gint64 begin;   /* local */
  gint64 before;  /* open time that holidays before it took away */
  gint64 counted; /* count_local() at its begin, and so until its end */
} BellTimetableHoliday;

/* As in BellZoneStretch, with the sums up to it. */
typedef struct
{
  gint64 from;    /* UTC */
  gint64 offset;
  gint64 counted; /* open time from the first stretch's begin to @from */
  gint64 base;    /* what to add to count_local() in this stretch */
} BellTimetableStretch;

struct _BellTimetable
{
  char *time_zone;
  GArray *week;      /* BellTimetableHours: sorted, apart from each other */
  gint64 week_total;
  GArray *holidays;  /* BellTimetableHoliday: sorted, each once */
  gint64 taken_away; /* by all of them */
  GArray *stretches; /* BellTimetableStretch: sorted, at least one */

  /* Of one that has been edited, nothing above but these: */
  gboolean is_edited;
  gint64 since;
  BellTimetable *before; /* until then; null for 24x7 */
  BellTimetable *then;   /* from then on; null for 24x7 */
};

/* Open time up to a local time by the weekly hours, and by holidays too; up to an instant. */
gint64 bell_timetable_count_weeks (const BellTimetable *self,
                                  gint64              local);
gint64 bell_timetable_count_local (const BellTimetable *self,
                                  gint64              local);
gint64 bell_timetable_count       (const BellTimetable *self,
                                  gint64              time);

/* The three questions, of one that has been edited. */
gint64 bell_timetable_edited_get_open_time (const BellTimetable *self,
                                            gint64               from,
                                            gint64               to);
gint64 bell_timetable_edited_add_open_time (const BellTimetable *self,
                                            gint64               from,
                                            gint64               duration);
void   bell_timetable_edited_get_span      (const BellTimetable *self,
                                            gint64               from,
                                            gint64               limit,
                                            BellSpan            *span);

G_END_DECLS
