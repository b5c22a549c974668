/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-alarm-private.h"

/* How many tidings are known to have been told. They come in order, and only the
 * last few can come again. */
#define MAX_HEARD 64

static void
tiding_free (gpointer data)
{
  BellTiding *tiding = data;

  g_free (tiding->key);
  g_free (tiding->ticket_id);
  g_free (tiding);
}

static void
ticket_free (gpointer data)
{
  BellAlarmTicket *ticket = data;

  g_free (ticket->id);
  g_free (ticket);
}

static void
forget_claim (BellAlarmMark *mark)
{
  mark->asked_at = BELL_TIME_UNSET;
  mark->granted = FALSE;
}

gboolean
bell_alarm_mark_is_reached (const BellAlarmMark *mark,
                            gint64               now)
{
  return mark->at != BELL_TIME_UNSET && mark->at <= now;
}

/* Nothing that a ticket has reached by now is to be told any more. */
gboolean
bell_alarm_ticket_settle (BellAlarmTicket *ticket,
                          gint64           now)
{
  gboolean changed = FALSE;

  for (guint goal = 0; goal < BELL_SLA_N_GOALS; goal++)
    for (guint stage = 0; stage < BELL_ALARM_N_STAGES; stage++)
      {
        BellAlarmMark *mark = &ticket->marks[goal][stage];

        if (!bell_alarm_mark_is_reached (mark, now) || mark->told_at != BELL_TIME_UNSET)
          continue;
        mark->told_at = now;
        forget_claim (mark);
        changed = TRUE;
      }

  return changed;
}

/* Takes the clocks of a ticket as they are now. */
static void
take_deadlines (BellAlarmCore        *self,
                gint64                now,
                const BellAlarmEvent *event)
{
  BellAlarmTicket *ticket = bell_alarm_core_get_ticket (self, event->ticket_id);
  gboolean was_present = ticket->present;

  ticket->present = event->n_deadlines > 0;
  ticket->urgent = event->flag;
  ticket->goals = 0;
  for (guint i = 0; i < event->n_deadlines; i++)
    {
      const BellAlarmDeadline *deadline = &event->deadlines[i];

      ticket->goals |= 1u << deadline->goal;
      for (guint stage = 0; stage < BELL_ALARM_N_STAGES; stage++)
        {
          BellAlarmMark *mark = &ticket->marks[deadline->goal][stage];
          gboolean was_unknown = mark->at == BELL_TIME_UNSET;

          if (mark->at == deadline->stages[stage])
            continue;
          mark->at = deadline->stages[stage];
          forget_claim (mark);
          if (mark->at != BELL_TIME_UNSET && mark->told_at != BELL_TIME_UNSET && mark->at > mark->told_at)
            mark->told_at = BELL_TIME_UNSET;
          /* A warning that comes after the fact, as by an answer that makes
           * another clock the next one, warns of nothing. */
          if (self->ready && was_unknown && stage != BELL_ALARM_STAGE_BREACH && mark->told_at == BELL_TIME_UNSET &&
              bell_alarm_mark_is_reached (mark, now))
            mark->told_at = now;
        }
    }
  for (guint goal = 0; goal < BELL_SLA_N_GOALS; goal++)
    for (guint stage = 0; (ticket->goals & (1u << goal)) == 0 && stage < BELL_ALARM_N_STAGES; stage++)
      {
        ticket->marks[goal][stage].at = BELL_TIME_UNSET;
        forget_claim (&ticket->marks[goal][stage]);
      }
  if (!ticket->present)
    ticket->snoozed_until = BELL_TIME_UNSET;
  if (ticket->present && !was_present)
    bell_alarm_ticket_settle (ticket, self->ready ? now : self->since);
}

static void
take_answer (BellAlarmCore        *self,
             gint64                now,
             const BellAlarmEvent *event)
{
  g_auto (GStrv) words = NULL;
  BellAlarmTicket *ticket;
  int goal, stage;

  for (guint i = 0; i < self->tidings->len; i++)
    {
      BellTiding *tiding = self->tidings->pdata[i];

      if (!g_str_equal (tiding->key, event->key))
        continue;
      tiding->granted = event->flag;
      if (!event->flag)
        {
          bell_alarm_core_set_heard (self, tiding->key);
          g_ptr_array_remove_index (self->tidings, i);
        }
      return;
    }

  words = g_strsplit (event->key, " ", 3);
  if (g_strv_length (words) != 3 || !bell_enum_from_nick (bell_sla_goal_get_type (), words[1], &goal) ||
      !bell_enum_from_nick (bell_alarm_stage_get_type (), words[2], &stage))
    return;
  ticket = g_hash_table_lookup (self->tickets, words[0]);
  if (ticket == NULL || ticket->marks[goal][stage].asked_at == BELL_TIME_UNSET)
    return;
  if (event->flag)
    ticket->marks[goal][stage].granted = TRUE;
  else
    bell_alarm_ticket_settle (ticket, now);
}

void
bell_alarm_ticket_withdraw (BellAlarmTicket  *ticket,
                            BellAlarmActions *actions)
{
  if (!ticket->shown)
    return;
  ticket->shown = FALSE;
  g_ptr_array_add (actions->withdraw, g_strdup (ticket->id));
}

static void
take_seen (BellAlarmCore    *self,
           gint64            now,
           const char       *ticket_id,
           BellAlarmActions *actions)
{
  BellAlarmTicket *ticket = g_hash_table_lookup (self->tickets, ticket_id);

  for (guint i = self->tidings->len; i > 0; i--)
    if (g_str_equal (((BellTiding *) self->tidings->pdata[i - 1])->ticket_id, ticket_id))
      {
        bell_alarm_core_set_heard (self, ((BellTiding *) self->tidings->pdata[i - 1])->key);
        g_ptr_array_remove_index (self->tidings, i - 1);
        actions->marks_changed = TRUE;
      }
  if (ticket == NULL || !ticket->present)
    return;
  actions->marks_changed |= bell_alarm_ticket_settle (ticket, now) || ticket->snoozed_until != BELL_TIME_UNSET;
  ticket->snoozed_until = BELL_TIME_UNSET;
  bell_alarm_ticket_withdraw (ticket, actions);
}

/* What was not wanted when it came shall not ring when it is wanted later. */
static void
take_settings (BellAlarmCore           *self,
               gint64                   now,
               const BellAlarmSettings *settings)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->tickets);
  while (self->ready && g_hash_table_iter_next (&iter, NULL, &value))
    for (guint i = 0; i < BELL_SLA_N_GOALS * BELL_ALARM_N_STAGES; i++)
      {
        BellAlarmTicket *ticket = value;
        BellAlarmMark *mark = &ticket->marks[i / BELL_ALARM_N_STAGES][i % BELL_ALARM_N_STAGES];

        if ((self->settings.stages & (1u << (i % BELL_ALARM_N_STAGES))) == 0 &&
            mark->told_at == BELL_TIME_UNSET && bell_alarm_mark_is_reached (mark, now))
          mark->told_at = now;
      }
  bell_alarm_settings_copy (&self->settings, settings);
}

static void
take_event (BellAlarmCore        *self,
            gint64                now,
            const BellAlarmEvent *event,
            BellAlarmActions     *actions)
{
  switch (event->kind)
    {
    case BELL_ALARM_EVENT_TIME:
      break;
    case BELL_ALARM_EVENT_TICKET:
      take_deadlines (self, now, event);
      break;
    case BELL_ALARM_EVENT_READY:
      self->ready = TRUE;
      actions->marks_changed = TRUE;
      break;
    case BELL_ALARM_EVENT_SETTINGS:
      take_settings (self, now, event->settings);
      break;
    case BELL_ALARM_EVENT_TIDING:
      bell_alarm_core_add_tiding (self, event->key, event->ticket_id, event->flag);
      actions->marks_changed = TRUE;
      break;
    case BELL_ALARM_EVENT_DESKTOP:
      self->desktop_quiet = event->flag;
      break;
    case BELL_ALARM_EVENT_FOCUS:
      self->focus_until = event->until;
      actions->marks_changed = TRUE;
      break;
    case BELL_ALARM_EVENT_SNOOZE:
      {
        BellAlarmTicket *ticket = bell_alarm_core_get_ticket (self, event->ticket_id);

        ticket->snoozed_until = event->until;
        bell_alarm_ticket_withdraw (ticket, actions);
        actions->marks_changed = TRUE;
        break;
      }
    case BELL_ALARM_EVENT_SEEN:
      take_seen (self, now, event->ticket_id, actions);
      break;
    case BELL_ALARM_EVENT_LINK:
      self->linked = event->flag;
      break;
    case BELL_ALARM_EVENT_ANSWER:
      take_answer (self, now, event);
      actions->marks_changed |= !event->flag;
      break;
    default:
      g_assert_not_reached ();
    }
}

BellAlarmTicket *
bell_alarm_core_get_ticket (BellAlarmCore *self,
                            const char    *id)
{
  BellAlarmTicket *ticket = g_hash_table_lookup (self->tickets, id);

  if (ticket != NULL)
    return ticket;

  ticket = g_new0 (BellAlarmTicket, 1);
  ticket->id = g_strdup (id);
  ticket->snoozed_until = BELL_TIME_UNSET;
  for (guint goal = 0; goal < BELL_SLA_N_GOALS; goal++)
    for (guint stage = 0; stage < BELL_ALARM_N_STAGES; stage++)
      ticket->marks[goal][stage] = (BellAlarmMark) { BELL_TIME_UNSET, BELL_TIME_UNSET, BELL_TIME_UNSET, FALSE };
  g_hash_table_insert (self->tickets, ticket->id, ticket);

  return ticket;
}

/* Notes that a tiding was told: who brings tidings may bring it again after a restart. */
void
bell_alarm_core_set_heard (BellAlarmCore *self,
                           const char    *key)
{
  g_queue_push_tail (&self->heard, g_strdup (key));
  if (g_queue_get_length (&self->heard) > MAX_HEARD)
    g_free (g_queue_pop_head (&self->heard));
}

void
bell_alarm_core_add_tiding (BellAlarmCore *self,
                            const char    *key,
                            const char    *ticket_id,
                            gboolean       loud)
{
  BellTiding *tiding;

  if (bell_alarm_core_has_heard (self, key))
    return;
  for (guint i = 0; i < self->tidings->len; i++)
    if (g_str_equal (((BellTiding *) self->tidings->pdata[i])->key, key))
      return;

  tiding = g_new0 (BellTiding, 1);
  tiding->key = g_strdup (key);
  tiding->ticket_id = g_strdup (ticket_id);
  tiding->loud = loud;
  tiding->asked_at = BELL_TIME_UNSET;
  g_ptr_array_add (self->tidings, tiding);
}

/**
 * bell_alarm_core_new:
 * @now: milliseconds since 1970
 * @marks: (nullable): what an earlier one left, by bell_alarm_core_get_marks()
 *
 * Returns: (transfer full): a core that knows no ticket yet
 */
BellAlarmCore *
bell_alarm_core_new (gint64      now,
                     const char *marks)
{
  BellAlarmCore *self = g_new0 (BellAlarmCore, 1);

  self->tickets = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, ticket_free);
  self->tidings = g_ptr_array_new_with_free_func (tiding_free);
  g_queue_init (&self->heard);
  bell_alarm_settings_init (&self->settings);
  self->focus_until = BELL_TIME_UNSET;
  self->since = now;
  if (marks != NULL)
    bell_alarm_core_read_marks (self, marks);

  return self;
}

/**
 * bell_alarm_core_free:
 * @self: a core
 */
void
bell_alarm_core_free (BellAlarmCore *self)
{
  g_return_if_fail (self != NULL);

  g_hash_table_unref (self->tickets);
  g_ptr_array_unref (self->tidings);
  g_queue_clear_full (&self->heard, g_free);
  bell_alarm_settings_clear (&self->settings);
  g_free (self);
}

/**
 * bell_alarm_core_step:
 * @self: a core
 * @now: milliseconds since 1970
 * @event: what happened
 *
 * Returns: (transfer full): what to do about it
 */
BellAlarmActions *
bell_alarm_core_step (BellAlarmCore        *self,
                      gint64                now,
                      const BellAlarmEvent *event)
{
  BellAlarmActions *actions;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (event != NULL, NULL);

  actions = g_new0 (BellAlarmActions, 1);
  actions->withdraw = g_ptr_array_new_with_free_func (g_free);
  actions->claim = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_alarm_free);
  actions->tell = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_alarm_free);
  actions->summary = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_alarm_free);
  actions->wake = BELL_TIME_UNSET;

  take_event (self, now, event, actions);
  if (self->ready && event->kind != BELL_ALARM_EVENT_TICKET && event->kind != BELL_ALARM_EVENT_ANSWER)
    bell_alarm_core_look (self, now, actions);

  return actions;
}

/**
 * bell_alarm_core_has_heard:
 * @self: a core
 * @key: names a tiding
 *
 * Returns: whether it was told before, or told elsewhere, or seen
 */
gboolean
bell_alarm_core_has_heard (BellAlarmCore *self,
                           const char    *key)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (key != NULL, FALSE);

  return g_queue_find_custom (&self->heard, key, (GCompareFunc) g_strcmp0) != NULL;
}

/**
 * bell_alarm_core_get_focus:
 * @self: a core
 *
 * Returns: until when the person asked for quiet, which may be over, or %BELL_TIME_UNSET
 */
gint64
bell_alarm_core_get_focus (BellAlarmCore *self)
{
  g_return_val_if_fail (self != NULL, BELL_TIME_UNSET);

  return self->focus_until;
}

/**
 * bell_alarm_core_get_quiet:
 * @self: a core
 * @now: milliseconds since 1970
 * @until: (out) (optional): when it is over by itself, or %BELL_TIME_UNSET
 *
 * Returns: why nothing is told now; 0 if something may be
 */
BellAlarmQuiet
bell_alarm_core_get_quiet (BellAlarmCore *self,
                           gint64         now,
                           gint64        *until)
{
  BellAlarmQuiet quiet = 0;
  gint64 end = now;
  gint64 open;

  g_return_val_if_fail (self != NULL, 0);

  if (self->focus_until != BELL_TIME_UNSET && self->focus_until > now)
    {
      quiet |= BELL_ALARM_QUIET_FOCUS;
      end = self->focus_until;
    }
  if (self->settings.hours != NULL && bell_timetable_get_open_time (self->settings.hours, now, now + 1) == 0)
    quiet |= BELL_ALARM_QUIET_HOURS;
  if (self->desktop_quiet)
    quiet |= BELL_ALARM_QUIET_DESKTOP;
  if (until != NULL)
    {
      /* The instant at which a thousandth of a second of open time has gone by. */
      open = bell_timetable_add_open_time (self->settings.hours, end, 1);
      *until = self->desktop_quiet || open == BELL_TIME_UNSET ? BELL_TIME_UNSET : open - 1;
    }

  return quiet;
}

/**
 * bell_alarm_core_get_snooze:
 * @self: a core
 * @ticket_id: a ticket
 * @until: how long the person wants it put off
 *
 * Nobody means to sleep through a breach by putting a warning off.
 *
 * Returns: @until, or the next breach of the ticket if that is earlier
 */
gint64
bell_alarm_core_get_snooze (BellAlarmCore *self,
                            const char    *ticket_id,
                            gint64         until)
{
  const BellAlarmTicket *ticket;

  g_return_val_if_fail (self != NULL, until);
  g_return_val_if_fail (ticket_id != NULL, until);

  ticket = g_hash_table_lookup (self->tickets, ticket_id);
  for (guint goal = 0; ticket != NULL && goal < BELL_SLA_N_GOALS; goal++)
    {
      const BellAlarmMark *breach = &ticket->marks[goal][BELL_ALARM_STAGE_BREACH];

      if ((ticket->goals & (1u << goal)) != 0 && breach->at != BELL_TIME_UNSET && breach->told_at == BELL_TIME_UNSET)
        until = MIN (until, breach->at);
    }

  return until;
}

/**
 * bell_alarm_actions_free:
 * @self: actions
 */
void
bell_alarm_actions_free (BellAlarmActions *self)
{
  g_return_if_fail (self != NULL);

  g_ptr_array_unref (self->withdraw);
  g_ptr_array_unref (self->claim);
  g_ptr_array_unref (self->tell);
  g_ptr_array_unref (self->summary);
  g_free (self);
}
