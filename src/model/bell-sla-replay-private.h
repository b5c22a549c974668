/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-sla-clock.h"

G_BEGIN_DECLS

/* A length of time in which the clocks ran, calendar aside. */
typedef struct
{
  gint64 from;
  gint64 to;
} BellSlaRun;

/* One clock in a replay. */
typedef struct
{
  gint64 since;   /* unset: has not begun */
  gint64 done_at; /* unset: is not done */
  gint64 target;  /* when done, what was in force */
  BellTimetable *timetable; /* and by which it was counted */
} BellSlaProgress;

/* The state of a ticket's clocks between two events, calendar aside. */
typedef struct
{
  GArray *runs;      /* BellSlaRun: those that have ended */
  gint64 created_at;
  gint64 runs_since; /* the clocks run since; unset: they stand */
  BellStatus status;
  BellSlaTerms policy;
  BellTimetable *timetable; /* null for 24x7 */
  BellSlaProgress goals[BELL_SLA_N_GOALS];
} BellSlaReplay;

void bell_sla_replay_begin (BellSlaReplay       *self,
                            const BellSlaEvent  *created,
                            const BellSlaTerms  *policy,
                            BellTimetable       *timetable,
                            GArray              *runs);
void bell_sla_replay_add   (BellSlaReplay       *self,
                            const BellSlaEvent  *event);
void bell_sla_replay_end   (BellSlaReplay       *self,
                            gint64               at);

G_END_DECLS
