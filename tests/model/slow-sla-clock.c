/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "slow-sla-clock.h"

typedef struct
{
  gboolean started, done;
  gint64 since, done_at, target;
  GArray *reached; /* for each used minute, the instant at its end */
} SlowGoal;

typedef struct
{
  BellTimetable *calendar;
  BellStatus status;
  BellSlaTerms policy;
  SlowGoal goals[BELL_SLA_N_GOALS];
} Slow;

static void
slow_finish (SlowGoal *goal,
             gint64    at,
             gint64    target)
{
  goal->done = TRUE;
  goal->done_at = at;
  goal->target = target;
}

static void
slow_start (SlowGoal *goal,
            gint64    at)
{
  goal->started = TRUE;
  goal->done = FALSE;
  goal->since = at;
  g_array_set_size (goal->reached, 0);
}

static void
slow_event (Slow               *slow,
            const BellSlaEvent *event)
{
  SlowGoal *first = &slow->goals[0], *next = &slow->goals[1], *resolution = &slow->goals[2];

  if (event->kind == BELL_SLA_EVENT_CREATED)
    {
      slow_start (first, event->at);
      slow_start (resolution, event->at);
    }
  if (event->kind == BELL_SLA_EVENT_CREATED || event->kind == BELL_SLA_EVENT_STATUS)
    {
      gboolean done = event->status == BELL_STATUS_SOLVED || event->status == BELL_STATUS_CLOSED;

      slow->status = event->status;
      if (done && !resolution->done)
        slow_finish (resolution, event->at, slow->policy.targets[2]);
      resolution->done = done;
    }
  if (event->kind == BELL_SLA_EVENT_POLICY)
    for (int i = 0; i < BELL_SLA_N_GOALS; i++)
      if (event->policy.targets[i] != BELL_SLA_KEEP_TARGET)
        slow->policy.targets[i] = event->policy.targets[i];

  if (event->kind != BELL_SLA_EVENT_MESSAGE || !event->is_public)
    return;
  if (event->by == BELL_SLA_ACTOR_AGENT && !first->done)
    slow_finish (first, event->at, slow->policy.targets[0]);
  else if (event->by == BELL_SLA_ACTOR_AGENT && next->started && !next->done)
    slow_finish (next, event->at, slow->policy.targets[1]);
  else if (event->by == BELL_SLA_ACTOR_REQUESTER && first->done && (!next->started || next->done))
    slow_start (next, event->at);
}

static gboolean
slow_stands (Slow *slow)
{
  return slow->status != BELL_STATUS_NEW && slow->status != BELL_STATUS_OPEN;
}

static void
slow_minute (Slow   *slow,
             gint64  minute)
{
  gint64 end = minute + MINUTE;

  if (slow_stands (slow) || bell_timetable_get_open_time (slow->calendar, minute, end) == 0)
    return;

  for (int i = 0; i < BELL_SLA_N_GOALS; i++)
    if (slow->goals[i].started && !slow->goals[i].done)
      g_array_append_val (slow->goals[i].reached, end);
}

static void
slow_read (Slow           *slow,
           SlowGoal       *goal,
           gint64          at,
           gint64          target,
           BellSlaReading *reading)
{
  gint64 minutes = target / MINUTE;

  *reading = (BellSlaReading) { BELL_SLA_STATE_NONE, BELL_TIME_UNSET, BELL_TIME_UNSET, BELL_TIME_UNSET, target, 0 };
  if (!goal->started || target == BELL_SLA_NO_TARGET)
    return;

  reading->since = goal->since;
  reading->done_at = goal->done ? goal->done_at : BELL_TIME_UNSET;
  reading->used = goal->reached->len * MINUTE;

  if (minutes == 0)
    reading->due = goal->since;
  else if (minutes <= goal->reached->len)
    reading->due = g_array_index (goal->reached, gint64, minutes - 1);
  else if (goal->done || !slow_stands (slow))
    {
      gint64 left = minutes - goal->reached->len, minute = goal->done ? goal->done_at : at;

      for (; left > 0; minute += MINUTE)
        if (bell_timetable_get_open_time (slow->calendar, minute, minute + MINUTE) > 0)
          left--;
      reading->due = minute;
    }

  if (reading->due != BELL_TIME_UNSET && (goal->done ? goal->done_at : at) > reading->due)
    reading->state = BELL_SLA_STATE_BREACHED;
  else if (goal->done)
    reading->state = BELL_SLA_STATE_MET;
  else
    reading->state = slow_stands (slow) ? BELL_SLA_STATE_PAUSED : BELL_SLA_STATE_RUNNING;
}

void
slow_sla_clock_read (BellTimetable        *calendar,
                     const BellSlaTerms *policy,
                     const GArray        *events,
                     gint64               at,
                     BellSlaReading      *readings)
{
  Slow slow = { .calendar = calendar, .policy = *policy };
  guint next = 0;

  for (int i = 0; i < BELL_SLA_N_GOALS; i++)
    slow.goals[i].reached = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (gint64 minute = g_array_index (events, BellSlaEvent, 0).at; minute <= at; minute += MINUTE)
    {
      while (next < events->len && g_array_index (events, BellSlaEvent, next).at == minute)
        slow_event (&slow, &g_array_index (events, BellSlaEvent, next++));
      if (minute < at)
        slow_minute (&slow, minute);
    }

  for (int i = 0; i < BELL_SLA_N_GOALS; i++)
    {
      slow_read (&slow, &slow.goals[i], at, slow.goals[i].done ? slow.goals[i].target : slow.policy.targets[i], &readings[i]);
      g_array_unref (slow.goals[i].reached);
    }
}
