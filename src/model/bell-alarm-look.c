/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-alarm-private.h"

/* What is to be told now, and when to look again. */

/* What may be told at a step, before it is known how. */
typedef struct
{
  BellAlarmTicket *ticket; /* (nullable): of a clock */
  BellTiding *tiding;      /* (nullable): of something that happened */
  BellSlaGoal goal;
  BellAlarmStage stage;
  gboolean is_reminder;
} Candidate;

/* Whether what was told of a ticket is still so. */
static gboolean
is_true (const BellAlarmTicket *ticket)
{
  for (guint goal = 0; ticket->present && goal < BELL_SLA_N_GOALS; goal++)
    for (guint stage = 0; (ticket->goals & (1u << goal)) != 0 && stage < BELL_ALARM_N_STAGES; stage++)
      {
        const BellAlarmMark *mark = &ticket->marks[goal][stage];

        if (mark->told_at != BELL_TIME_UNSET && bell_alarm_mark_is_reached (mark, mark->told_at))
          return TRUE;
      }

  return FALSE;
}

static gint64
local_day (BellAlarmCore *self,
           gint64         now)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (now / 1000);
  g_autoptr (GDateTime) local = NULL;

  if (utc == NULL)
    return 0;
  local = self->settings.zone != NULL ? g_date_time_to_timezone (utc, self->settings.zone) : g_date_time_ref (utc);

  return g_date_time_get_year (local) * 400 + g_date_time_get_day_of_year (local);
}

static void
wake_by (BellAlarmActions *actions,
         gint64            at)
{
  if (actions->wake == BELL_TIME_UNSET || at < actions->wake)
    actions->wake = at;
}

/* Whether it is told in a quiet time too. */
static gboolean
is_loud (BellAlarmCore         *self,
         const BellAlarmTicket *ticket,
         int                    stage)
{
  return (self->settings.loud_stages & (1u << stage)) != 0 ||
         (stage == BELL_ALARM_STAGE_BREACH && ticket->urgent && self->settings.loud_urgent_breach);
}

/* What is to be told of a ticket now, and when to look again. Of several things
 * it is the highest stage, and among those the first clock. @in_quiet: only what is
 * told in a quiet time too. */
static gboolean
scan_ticket (BellAlarmCore    *self,
             BellAlarmTicket  *ticket,
             gint64            now,
             gboolean          in_quiet,
             Candidate        *candidate,
             BellAlarmActions *actions)
{
  gboolean snoozed = ticket->snoozed_until != BELL_TIME_UNSET && ticket->snoozed_until > now;
  gboolean reminder = ticket->snoozed_until != BELL_TIME_UNSET && !snoozed;
  gboolean found = FALSE;

  *candidate = (Candidate) { .ticket = ticket };
  for (int stage = BELL_ALARM_N_STAGES - 1; stage >= 0; stage--)
    for (guint goal = 0; goal < BELL_SLA_N_GOALS; goal++)
      {
        BellAlarmMark *mark = &ticket->marks[goal][stage];
        gboolean wanted = (self->settings.stages & (1u << stage)) != 0;

        if ((ticket->goals & (1u << goal)) == 0 || mark->at == BELL_TIME_UNSET || (in_quiet && !is_loud (self, ticket, stage)))
          continue;
        if (mark->at > now && wanted && !snoozed && mark->told_at == BELL_TIME_UNSET)
          wake_by (actions, mark->at);
        if (found || !bell_alarm_mark_is_reached (mark, now) || !wanted || (mark->told_at != BELL_TIME_UNSET && !reminder))
          continue;
        candidate->goal = goal;
        candidate->stage = stage;
        candidate->is_reminder = mark->told_at != BELL_TIME_UNSET;
        found = TRUE;
      }
  if (snoozed)
    wake_by (actions, ticket->snoozed_until);
  else if (reminder && !found && !in_quiet)
    ticket->snoozed_until = BELL_TIME_UNSET; /* the reason has gone */

  return found && !snoozed;
}

static BellAlarm *
new_alarm (const Candidate *candidate)
{
  BellAlarm *alarm = g_new0 (BellAlarm, 1);

  if (candidate->tiding != NULL)
    {
      alarm->is_tiding = TRUE;
      alarm->key = g_strdup (candidate->tiding->key);
      alarm->ticket_id = g_strdup (candidate->tiding->ticket_id);
      alarm->at = BELL_TIME_UNSET;
      return alarm;
    }
  alarm->key = g_strdup_printf ("%s %s %s", candidate->ticket->id,
                                bell_enum_to_nick (bell_sla_goal_get_type (), candidate->goal),
                                bell_enum_to_nick (bell_alarm_stage_get_type (), candidate->stage));
  alarm->ticket_id = g_strdup (candidate->ticket->id);
  alarm->is_reminder = candidate->is_reminder;
  alarm->goal = candidate->goal;
  alarm->stage = candidate->stage;
  alarm->at = candidate->ticket->marks[candidate->goal][candidate->stage].at;

  return alarm;
}

/* Whether the server has yet to say who tells it. */
static gboolean
is_waiting (BellAlarmCore    *self,
            const Candidate  *candidate,
            gint64            now,
            BellAlarmActions *actions)
{
  BellAlarmMark *mark = candidate->ticket != NULL ? &candidate->ticket->marks[candidate->goal][candidate->stage] : NULL;
  gint64 *asked_at = mark != NULL ? &mark->asked_at : &candidate->tiding->asked_at;
  gboolean granted = mark != NULL ? mark->granted : candidate->tiding->granted;

  if (!self->linked || granted || candidate->is_reminder)
    return FALSE;
  if (*asked_at == BELL_TIME_UNSET)
    {
      *asked_at = now;
      g_ptr_array_add (actions->claim, new_alarm (candidate));
    }
  /* A clock that was set back must not make it wait for hours. */
  if (*asked_at > now || now >= *asked_at + BELL_ALARM_CLAIM_WAIT)
    return FALSE;
  wake_by (actions, *asked_at + BELL_ALARM_CLAIM_WAIT);

  return TRUE;
}

static void
tell (BellAlarmCore    *self,
      gint64            now,
      GArray           *candidates,
      gboolean          as_one,
      BellAlarmActions *actions)
{
  as_one |= candidates->len > BELL_ALARM_BURST;
  for (guint i = 0; i < candidates->len; i++)
    {
      const Candidate *candidate = &g_array_index (candidates, Candidate, i);

      g_ptr_array_add (as_one ? actions->summary : actions->tell, new_alarm (candidate));
      if (candidate->tiding != NULL)
        {
          bell_alarm_core_set_heard (self, candidate->tiding->key);
          g_ptr_array_remove (self->tidings, candidate->tiding);
          continue;
        }
      bell_alarm_ticket_settle (candidate->ticket, now);
      candidate->ticket->snoozed_until = BELL_TIME_UNSET;
      if (as_one)
        bell_alarm_ticket_withdraw (candidate->ticket, actions);
      else
        candidate->ticket->shown = TRUE;
    }
  self->n_told += as_one ? 1 : candidates->len;
  if (as_one || (self->settings.daily_cap > 0 && self->n_told >= self->settings.daily_cap))
    self->summary_at = now;
  actions->marks_changed = TRUE;
}

/* Whether the day's number is reached, and the next summary not due. */
static gboolean
is_capped (BellAlarmCore    *self,
           gint64            now,
           gboolean         *as_one,
           BellAlarmActions *actions)
{
  gint64 day = local_day (self, now);

  if (day != self->day)
    {
      self->day = day;
      self->n_told = 0;
    }
  *as_one = self->settings.daily_cap > 0 && self->n_told >= self->settings.daily_cap;
  if (!*as_one || self->summary_at > now || now >= self->summary_at + BELL_ALARM_SUMMARY_INTERVAL)
    return FALSE;
  wake_by (actions, self->summary_at + BELL_ALARM_SUMMARY_INTERVAL);

  return TRUE;
}

/* All that may be told now. */
static GArray *
gather (BellAlarmCore    *self,
        gint64            now,
        gboolean          in_quiet,
        BellAlarmActions *actions)
{
  GArray *candidates = g_array_new (FALSE, FALSE, sizeof (Candidate));
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->tickets);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      BellAlarmTicket *ticket = value;
      Candidate candidate;

      if (!is_true (ticket))
        bell_alarm_ticket_withdraw (ticket, actions);
      if (ticket->present && scan_ticket (self, ticket, now, in_quiet, &candidate, actions))
        g_array_append_val (candidates, candidate);
    }
  for (guint i = 0; i < self->tidings->len; i++)
    {
      Candidate candidate = { .tiding = self->tidings->pdata[i] };

      if (!in_quiet || candidate.tiding->loud)
        g_array_append_val (candidates, candidate);
    }

  return candidates;
}

void
bell_alarm_core_look (BellAlarmCore    *self,
                      gint64            now,
                      BellAlarmActions *actions)
{
  g_autoptr (GArray) candidates = gather (self, now, FALSE, actions);
  g_autoptr (GArray) ready = g_array_new (FALSE, FALSE, sizeof (Candidate));
  gint64 until;
  gboolean as_one;
  BellAlarmQuiet quiet = bell_alarm_core_get_quiet (self, now, &until);

  if (quiet != 0)
    {
      /* Nothing in between can be told, so there is nothing to wake up for. */
      if (candidates->len > 0 || (actions->wake != BELL_TIME_UNSET && (until == BELL_TIME_UNSET || actions->wake < until)))
        actions->wake = until;
      if (quiet & BELL_ALARM_QUIET_DESKTOP)
        return;

      /* But for what is told all the same. */
      until = actions->wake;
      actions->wake = BELL_TIME_UNSET;
      g_array_unref (candidates);
      candidates = gather (self, now, TRUE, actions);
      if (until != BELL_TIME_UNSET)
        wake_by (actions, until);
    }
  if (candidates->len == 0 || is_capped (self, now, &as_one, actions))
    return;

  for (guint i = 0; i < candidates->len; i++)
    if (!is_waiting (self, &g_array_index (candidates, Candidate, i), now, actions))
      g_array_append_val (ready, g_array_index (candidates, Candidate, i));
  if (ready->len > 0)
    tell (self, now, ready, as_one, actions);
}
