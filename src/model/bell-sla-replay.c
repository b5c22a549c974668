/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-sla-replay-private.h"

static gboolean
is_done_status (BellStatus status)
{
  return status == BELL_STATUS_SOLVED || status == BELL_STATUS_CLOSED;
}

/* Starts or stops the clocks at @at, as the status and the policy now say. */
static void
replay_settle (BellSlaReplay *self,
               gint64         at)
{
  gboolean stands = bell_sla_terms_pauses (&self->policy, self->status);

  if (!stands && self->runs_since == BELL_TIME_UNSET)
    {
      self->runs_since = at;
    }
  else if (stands && self->runs_since != BELL_TIME_UNSET)
    {
      BellSlaRun run = { self->runs_since, at };

      g_array_append_val (self->runs, run);
      self->runs_since = BELL_TIME_UNSET;
    }
}

static void
replay_finish (BellSlaReplay *self,
               BellSlaGoal    goal,
               gint64         at)
{
  self->goals[goal].done_at = at;
  self->goals[goal].target = self->policy.targets[goal];
  /* Later edits of the calendar do not move what was due. */
  self->goals[goal].timetable = bell_timetable_get_at (self->timetable, at);
}

static void
replay_status (BellSlaReplay *self,
               BellStatus     status,
               gint64         at)
{
  BellSlaProgress *resolution = &self->goals[BELL_SLA_GOAL_RESOLUTION];

  self->status = status;
  replay_settle (self, at);

  if (!is_done_status (status))
    resolution->done_at = BELL_TIME_UNSET;
  else if (resolution->done_at == BELL_TIME_UNSET)
    replay_finish (self, BELL_SLA_GOAL_RESOLUTION, at);
}

static void
replay_message (BellSlaReplay      *self,
                const BellSlaEvent *event,
                gint64              at)
{
  BellSlaProgress *first = &self->goals[BELL_SLA_GOAL_FIRST_RESPONSE];
  BellSlaProgress *next = &self->goals[BELL_SLA_GOAL_NEXT_RESPONSE];
  gboolean waits = next->since != BELL_TIME_UNSET && next->done_at == BELL_TIME_UNSET;

  if (!event->is_public)
    return;

  if (event->by == BELL_SLA_ACTOR_AGENT)
    {
      if (first->done_at == BELL_TIME_UNSET)
        replay_finish (self, BELL_SLA_GOAL_FIRST_RESPONSE, at);
      else if (waits)
        replay_finish (self, BELL_SLA_GOAL_NEXT_RESPONSE, at);
    }
  else if (event->by == BELL_SLA_ACTOR_REQUESTER && first->done_at != BELL_TIME_UNSET && !waits)
    {
      next->since = at;
      next->done_at = BELL_TIME_UNSET;
    }
}

/**
 * bell_sla_replay_begin:
 * @self: (out): the state to set up
 * @created: the event of creation
 * @policy: what was promised then
 * @timetable: (nullable): when work was done then, %NULL for 24x7
 * @runs: (element-type BellSlaRun): where to put the runs; emptied
 */
void
bell_sla_replay_begin (BellSlaReplay       *self,
                       const BellSlaEvent  *created,
                       const BellSlaTerms  *policy,
                       BellTimetable       *timetable,
                       GArray              *runs)
{
  g_array_set_size (runs, 0);
  *self = (BellSlaReplay) { .runs = runs, .created_at = created->at, .runs_since = BELL_TIME_UNSET,
                             .policy = *policy, .timetable = timetable };

  for (int i = 0; i < BELL_SLA_N_GOALS; i++)
    self->goals[i] = (BellSlaProgress) { BELL_TIME_UNSET, BELL_TIME_UNSET, BELL_SLA_NO_TARGET, NULL };
  self->goals[BELL_SLA_GOAL_FIRST_RESPONSE].since = created->at;
  self->goals[BELL_SLA_GOAL_RESOLUTION].since = created->at;

  replay_status (self, created->status, created->at);
}

/**
 * bell_sla_replay_add:
 * @self: the state
 * @event: what happened next; a second creation changes nothing
 */
void
bell_sla_replay_add (BellSlaReplay      *self,
                     const BellSlaEvent *event)
{
  /* A device whose clock is slow may date a reply before the ticket. */
  gint64 at = MAX (event->at, self->created_at);

  switch (event->kind)
    {
    case BELL_SLA_EVENT_CREATED:
      break;

    case BELL_SLA_EVENT_MESSAGE:
      replay_message (self, event, at);
      break;

    case BELL_SLA_EVENT_STATUS:
      replay_status (self, event->status, at);
      break;

    case BELL_SLA_EVENT_POLICY:
      bell_sla_terms_apply (&self->policy, &event->policy);
      if (event->sets_timetable)
        self->timetable = event->timetable;
      replay_settle (self, at);
      break;
    }
}

/**
 * bell_sla_replay_end:
 * @self: the state
 * @at: until when to follow the last run, which is none of its ends
 */
void
bell_sla_replay_end (BellSlaReplay *self,
                     gint64         at)
{
  if (self->runs_since != BELL_TIME_UNSET)
    {
      BellSlaRun run = { self->runs_since, at };

      g_array_append_val (self->runs, run);
    }
}
