/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-sla-case.h"

#include "bell-workflow.h"

struct _BellSlaCase
{
  BellSlaRules *rules;
  BellSlaClock *clock;
  BellRecord *ticket;
  char **requester_teams;
  GPtrArray *changes; /* BellChange, to the ticket, confirmed */
  GPtrArray *waiting; /* BellChange, in their order */
  GArray *waiting_by; /* BellSlaActor of each */
  GArray *waiting_at; /* gint64: the order of each */
  GArray *events;     /* BellSlaEvent: of messages */
  GArray *moments;    /* BellSlaMoment */
  gboolean is_whole;
  gboolean is_uncertain; /* what is promised depends on tags that are hidden */
};

/**
 * bell_sla_case_new:
 * @rules: what counts
 *
 * Returns: (transfer full): a case with no ticket
 */
BellSlaCase *
bell_sla_case_new (BellSlaRules *rules)
{
  BellSlaCase *self;
  BellSlaTerms none;

  g_return_val_if_fail (rules != NULL, NULL);

  bell_sla_terms_init (&none);
  self = g_new0 (BellSlaCase, 1);
  self->rules = bell_sla_rules_ref (rules);
  self->clock = bell_sla_clock_new (NULL, &none);
  self->changes = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_change_unref);
  self->waiting = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_change_unref);
  self->waiting_by = g_array_new (FALSE, FALSE, sizeof (BellSlaActor));
  self->waiting_at = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->events = g_array_new (FALSE, FALSE, sizeof (BellSlaEvent));
  self->moments = g_array_new (FALSE, FALSE, sizeof (BellSlaMoment));

  return self;
}

/**
 * bell_sla_case_free:
 * @self: (transfer full): a case
 */
void
bell_sla_case_free (BellSlaCase *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->clock, bell_sla_clock_free);
  g_clear_pointer (&self->rules, bell_sla_rules_unref);
  g_clear_pointer (&self->ticket, bell_record_unref);
  g_clear_pointer (&self->requester_teams, g_strfreev);
  g_clear_pointer (&self->changes, g_ptr_array_unref);
  g_clear_pointer (&self->waiting, g_ptr_array_unref);
  g_clear_pointer (&self->waiting_by, g_array_unref);
  g_clear_pointer (&self->waiting_at, g_array_unref);
  g_clear_pointer (&self->events, g_array_unref);
  g_clear_pointer (&self->moments, g_array_unref);
  g_free (self);
}

/**
 * bell_sla_case_begin:
 * @ticket: a ticket as it is
 * @requester_teams: (nullable): the teams that its requester is in
 *
 * Forgets the ticket before, and waits for the history of this one.
 */
void
bell_sla_case_begin (BellSlaCase       *self,
                     BellRecord        *ticket,
                     const char *const *requester_teams)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (ticket != NULL && bell_record_get_data_type (ticket) == BELL_TYPE_TICKET);

  bell_record_ref (ticket);
  g_clear_pointer (&self->ticket, bell_record_unref);
  self->ticket = ticket;
  g_strfreev (self->requester_teams);
  self->requester_teams = g_strdupv ((char **) requester_teams);
  g_ptr_array_set_size (self->changes, 0);
  g_ptr_array_set_size (self->waiting, 0);
  g_array_set_size (self->waiting_by, 0);
  g_array_set_size (self->waiting_at, 0);
  g_array_set_size (self->events, 0);
  g_array_set_size (self->moments, 0);
  self->is_uncertain = FALSE;
}

/**
 * bell_sla_case_add_change:
 * @change: a confirmed change, with its effects; one that is not to the ticket
 *   itself is passed over
 */
void
bell_sla_case_add_change (BellSlaCase *self,
                          BellChange  *change)
{
  g_return_if_fail (self != NULL && self->ticket != NULL);
  g_return_if_fail (change != NULL);

  if (g_str_equal (bell_change_get_object_id (change), bell_record_get_id (self->ticket)))
    g_ptr_array_add (self->changes, bell_change_ref (change));
}

/**
 * bell_sla_case_add_waiting:
 * @change: a change to the ticket, with the effects that are forecast, or a new message
 * @by: whose it is
 * @place: in the outbox, which says what of the waiting changes of rules comes before it
 *
 * Adds what the server does not have yet. These come behind all that it has, in the
 * order in which they are added.
 */
void
bell_sla_case_add_waiting (BellSlaCase  *self,
                           BellChange   *change,
                           BellSlaActor  by,
                           gint64        place)
{
  gint64 order = BELL_SLA_FIRST_WAITING_ORDER + place;

  g_return_if_fail (self != NULL && self->ticket != NULL);
  g_return_if_fail (change != NULL);

  g_ptr_array_add (self->waiting, bell_change_ref (change));
  g_array_append_val (self->waiting_by, by);
  g_array_append_val (self->waiting_at, order);
}

/**
 * bell_sla_case_add_message:
 * @at: when the server had it
 * @modseq: of its creation
 * @kind: its kind
 * @by: whose it is, see bell_sla_actor_for_author()
 *
 * Adds a message of the ticket.
 */
void
bell_sla_case_add_message (BellSlaCase     *self,
                           gint64           at,
                           gint64           modseq,
                           BellMessageKind  kind,
                           BellSlaActor     by)
{
  BellSlaEvent event = {
    .at = at, .order = modseq, .kind = BELL_SLA_EVENT_MESSAGE,
    .by = by, .is_public = kind == BELL_MESSAGE_KIND_REPLY,
  };

  g_return_if_fail (self != NULL);

  if (at != BELL_TIME_UNSET)
    g_array_append_val (self->events, event);
}

static int
compare_changes (gconstpointer a,
                 gconstpointer b)
{
  const BellChange *one = *(BellChange *const *) a, *two = *(BellChange *const *) b;
  gint64 first = bell_change_get_modseq (one), second = bell_change_get_modseq (two);

  return first < second ? -1 : first > second;
}

/* What counts for @ticket from @at on, by the rules at @order. Returns whether that is something new. */
static gboolean
add_moment (BellSlaCase      *self,
            const BellRecord *ticket,
            gint64            at,
            gint64            order)
{
  const BellSlaMoment *last = self->moments->len > 0
    ? &g_array_index (self->moments, BellSlaMoment, self->moments->len - 1) : NULL;
  BellSlaMoment moment = { .at = at, .priority = bell_ticket_get_priority (BELL_TICKET (ticket)) };

  moment.policy = bell_sla_rules_choose (self->rules, order, BELL_TICKET (ticket),
                                         (const char *const *) self->requester_teams, &self->is_uncertain);
  if (last != NULL && last->policy == moment.policy && last->priority == moment.priority)
    return FALSE;

  if (moment.policy != NULL)
    bell_sla_policy_get_terms (moment.policy, moment.priority, &moment.terms);
  else
    bell_sla_terms_init (&moment.terms);
  g_array_append_val (self->moments, moment);

  return TRUE;
}

static BellTimetable *
get_timetable (BellSlaCase         *self,
               const BellSlaMoment *moment)
{
  return moment->policy != NULL
    ? bell_sla_rules_get_timetable (self->rules, bell_sla_policy_get_calendar_id (moment->policy)) : NULL;
}

/* The beginning of a history that is not here. */
static void
begin_without_creation (BellSlaCase *self)
{
  const BellTicket *ticket = BELL_TICKET (self->ticket);
  BellSlaEvent created = { .at = bell_ticket_get_created_at (ticket), .kind = BELL_SLA_EVENT_CREATED };

  if (created.at == BELL_TIME_UNSET)
    return;

  add_moment (self, self->ticket, created.at, BELL_SLA_NEWEST);
  bell_sla_clock_reset (self->clock, get_timetable (self, bell_sla_case_get_moment (self, 0)),
                        &bell_sla_case_get_moment (self, 0)->terms);
  bell_sla_clock_add_event (self->clock, &created);

  if (!bell_status_is_active (bell_ticket_get_status (ticket)) && bell_ticket_get_solved_at (ticket) != BELL_TIME_UNSET)
    {
      BellSlaEvent solved = { .at = bell_ticket_get_solved_at (ticket), .kind = BELL_SLA_EVENT_STATUS,
                              .status = bell_ticket_get_status (ticket) };

      bell_sla_clock_add_event (self->clock, &solved);
    }
}

static void
add_policy_event (BellSlaCase *self,
                  gint64       order)
{
  const BellSlaMoment *moment = &g_array_index (self->moments, BellSlaMoment, self->moments->len - 1);
  BellSlaEvent event = { .at = moment->at, .order = order, .kind = BELL_SLA_EVENT_POLICY, .policy = moment->terms,
                         .sets_timetable = TRUE, .timetable = get_timetable (self, moment) };

  bell_sla_clock_add_event (self->clock, &event);
}

/* Does to @past what policies choose by: nobody asks for the rest of it. Returns
 * whether there is such a thing in @patch. */
static gboolean
apply_what_counts (const BellPatch *patch,
                   BellRecord      *past)
{
  gboolean counts = FALSE;

  for (guint i = 0; i < bell_patch_get_size (patch); i++)
    if (bell_sla_rules_asks_for (bell_patch_get_entry (patch, i)->property))
      {
        bell_patch_entry_apply (bell_patch_get_entry (patch, i), past);
        counts = TRUE;
      }

  return counts;
}

/* The edits of policies up to @order, for a ticket that was promised nothing.
 * @next: (inout): the first edit to look at. */
static void
follow_edits (BellSlaCase *self,
              gint64       order,
              BellRecord  *past,
              gint64      *last,
              guint       *next)
{
  for (; *next < bell_sla_rules_get_n_edits (self->rules); *next += 1)
    {
      gint64 at, edit = bell_sla_rules_get_edit (self->rules, *next, &at);

      if (edit >= order)
        return;
      /* A change of tags, which is hidden, may have had it promised anew by this one. */
      if (self->moments->len > 0 && bell_sla_rules_get_hides_tags (self->rules) &&
          bell_sla_rules_choose (self->rules, edit, BELL_TICKET (past), (const char *const *) self->requester_teams, &self->is_uncertain) !=
          g_array_index (self->moments, BellSlaMoment, self->moments->len - 1).policy)
        self->is_uncertain = TRUE;
      if (self->moments->len == 0 || at == BELL_TIME_UNSET ||
          g_array_index (self->moments, BellSlaMoment, self->moments->len - 1).policy != NULL)
        continue;

      at = MAX (*last, at);
      if (add_moment (self, past, at, edit))
        {
          *last = at;
          add_policy_event (self, edit);
        }
    }
}

/* A change in its turn. @past: (nullable): the ticket until then. */
static void
add_change (BellSlaCase      *self,
            const BellChange *change,
            BellSlaActor      by,
            gint64            order,
            BellRecord       *past,
            gint64           *last)
{
  BellSlaEvent event;
  gboolean has_event;

  if (bell_change_get_kind (change) == BELL_CHANGE_KIND_DESTROY)
    return;

  has_event = bell_sla_event_for_change (&event, change, by);
  if (bell_change_get_data_type (change) == BELL_TYPE_TICKET && past != NULL)
    {
      gboolean counts = apply_what_counts (bell_change_get_patch (change), past);

      /* The order of the log decides what is so in the end: no moment is before
       * the one that was logged before it. */
      *last = MAX (*last, bell_sla_time_of_change (change));
      if (self->moments->len == 0)
        {
          add_moment (self, past, *last, order);
          bell_sla_clock_reset (self->clock, get_timetable (self, bell_sla_case_get_moment (self, 0)),
                                &bell_sla_case_get_moment (self, 0)->terms);
        }
      else if (counts && add_moment (self, past, *last, order))
        {
          add_policy_event (self, order);
        }
    }

  if (has_event)
    {
      event.order = order;
      bell_sla_clock_add_event (self->clock, &event);
    }
}

/**
 * bell_sla_case_end:
 *
 * All of the history is there: chooses the policies and sets the clocks.
 */
void
bell_sla_case_end (BellSlaCase *self)
{
  g_autoptr (BellRecord) past = NULL;
  const BellChange *first;
  gint64 last = G_MININT64;
  guint next_edit = 0;
  BellSlaTerms none;

  g_return_if_fail (self != NULL && self->ticket != NULL);

  bell_sla_terms_init (&none);
  bell_sla_clock_reset (self->clock, NULL, &none);
  g_ptr_array_sort (self->changes, compare_changes);

  first = self->changes->len > 0 ? g_ptr_array_index (self->changes, 0)
          : self->waiting->len > 0 ? g_ptr_array_index (self->waiting, 0) : NULL;
  self->is_whole = first != NULL && bell_change_get_kind (first) == BELL_CHANGE_KIND_CREATE &&
                   bell_change_get_data_type (first) == BELL_TYPE_TICKET;
  if (!self->is_whole)
    begin_without_creation (self);
  else
    past = bell_record_new (BELL_TYPE_TICKET, bell_record_get_id (self->ticket));

  for (guint i = 0; i < self->changes->len; i++)
    {
      const BellChange *change = g_ptr_array_index (self->changes, i);
      gint64 order = bell_change_get_modseq (change);

      if (past != NULL)
        follow_edits (self, order, past, &last, &next_edit);
      add_change (self, change, BELL_SLA_ACTOR_AUTOMATION, order, past, &last);
    }
  for (guint i = 0; i < self->waiting->len; i++)
    {
      gint64 order = g_array_index (self->waiting_at, gint64, i);

      if (past != NULL)
        follow_edits (self, order, past, &last, &next_edit);
      add_change (self, g_ptr_array_index (self->waiting, i), g_array_index (self->waiting_by, BellSlaActor, i), order, past, &last);
    }
  if (past != NULL)
    follow_edits (self, BELL_SLA_NEWEST, past, &last, &next_edit);

  for (guint i = 0; i < self->events->len; i++)
    bell_sla_clock_add_event (self->clock, &g_array_index (self->events, BellSlaEvent, i));

  /* Of a ticket whose tags are hidden nothing is said that might not be so. */
  if (past == NULL && bell_sla_rules_get_hides_tags (self->rules) && bell_sla_rules_get_n_edits (self->rules) > 0)
    self->is_uncertain = TRUE;
  if (self->is_uncertain)
    {
      g_array_set_size (self->moments, 0);
      bell_sla_clock_reset (self->clock, NULL, &none);
    }
}

/**
 * bell_sla_case_get_clock:
 *
 * Returns: (transfer none): the clocks of the ticket
 */
BellSlaClock *
bell_sla_case_get_clock (BellSlaCase *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->clock;
}

/**
 * bell_sla_case_get_rules:
 *
 * Returns: (transfer none): the rules
 */
BellSlaRules *
bell_sla_case_get_rules (BellSlaCase *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->rules;
}

/**
 * bell_sla_case_is_whole:
 *
 * Returns: whether the history begins with the creation of the ticket
 */
gboolean
bell_sla_case_is_whole (BellSlaCase *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->is_whole;
}

/**
 * bell_sla_case_get_n_moments:
 *
 * Returns: how many moments there are
 */
guint
bell_sla_case_get_n_moments (BellSlaCase *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->moments->len;
}

/**
 * bell_sla_case_get_moment:
 * @index: less than bell_sla_case_get_n_moments()
 *
 * Returns: (transfer none): it
 */
const BellSlaMoment *
bell_sla_case_get_moment (BellSlaCase *self,
                          guint        index)
{
  g_return_val_if_fail (self != NULL && index < self->moments->len, NULL);

  return &g_array_index (self->moments, BellSlaMoment, index);
}

/**
 * bell_sla_case_get_moment_at:
 * @at: a moment
 *
 * Returns: (transfer none) (nullable): what was in force then; %NULL before there was a ticket
 */
const BellSlaMoment *
bell_sla_case_get_moment_at (BellSlaCase *self,
                             gint64       at)
{
  const BellSlaMoment *found = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < self->moments->len; i++)
    if (g_array_index (self->moments, BellSlaMoment, i).at <= at)
      found = &g_array_index (self->moments, BellSlaMoment, i);

  return found;
}

static void
set_time (BellRecord *ticket,
          guint       index,
          gint64      time)
{
  bell_record_set_integer (ticket, bell_ticket_property (index), time);
}

/**
 * bell_sla_case_write_due:
 * @ticket: a record of the ticket to write in
 *
 * Sets what lists show of the clocks, the properties of %BELL_PROPERTY_LOCAL,
 * as of the last thing that happened: as long as nothing changes they stay what
 * they are, whatever the time. So a deadline may have passed that stands there as
 * running. A ticket that is solved or closed has none.
 */
void
bell_sla_case_write_due (BellSlaCase *self,
                         BellRecord  *ticket)
{
  BellSlaReading readings[BELL_SLA_N_GOALS];
  /* Of a response, the first or the next one, and of the resolution. */
  gint64 half[2] = { BELL_TIME_UNSET, BELL_TIME_UNSET }, mostly[2] = { BELL_TIME_UNSET, BELL_TIME_UNSET };
  gint64 at, due[BELL_SLA_N_GOALS];
  const BellSlaMoment *moment;
  BellSlaState state = BELL_SLA_STATE_NONE;
  gboolean active;
  int next = -1;

  g_return_if_fail (self != NULL);
  g_return_if_fail (ticket != NULL && bell_record_get_data_type (ticket) == BELL_TYPE_TICKET);

  at = bell_sla_clock_get_last (self->clock);
  moment = at != BELL_TIME_UNSET ? bell_sla_case_get_moment_at (self, at) : NULL;
  active = moment != NULL && bell_status_is_active (bell_ticket_get_status (BELL_TICKET (ticket)));
  if (active)
    bell_sla_clock_read (self->clock, at, readings);

  for (int goal = 0; goal < BELL_SLA_N_GOALS; goal++)
    {
      due[goal] = BELL_TIME_UNSET;
      if (!active || readings[goal].done_at != BELL_TIME_UNSET || readings[goal].state == BELL_SLA_STATE_NONE)
        continue;

      due[goal] = readings[goal].due;
      if (due[goal] == BELL_TIME_UNSET)
        {
          state = BELL_SLA_STATE_PAUSED;
          continue;
        }
      if (next < 0 || due[goal] < due[next])
        next = goal;
      half[goal == BELL_SLA_GOAL_RESOLUTION] = bell_sla_clock_get_reached (self->clock, at, goal, readings[goal].target / 2);
      mostly[goal == BELL_SLA_GOAL_RESOLUTION] = bell_sla_clock_get_reached (self->clock, at, goal, readings[goal].target / 4 * 3);
    }

  if (next >= 0)
    state = readings[next].state;

  bell_record_set_text (ticket, bell_ticket_property (BELL_TICKET_SLA_POLICY_ID),
                        active && moment->policy != NULL ? bell_record_get_id ((const BellRecord *) (gconstpointer) moment->policy) : NULL);
  bell_record_set_integer (ticket, bell_ticket_property (BELL_TICKET_SLA_STATE), state);
  set_time (ticket, BELL_TICKET_FIRST_RESPONSE_DUE_AT, due[BELL_SLA_GOAL_FIRST_RESPONSE]);
  set_time (ticket, BELL_TICKET_NEXT_RESPONSE_DUE_AT, due[BELL_SLA_GOAL_NEXT_RESPONSE]);
  set_time (ticket, BELL_TICKET_RESOLUTION_DUE_AT, due[BELL_SLA_GOAL_RESOLUTION]);
  set_time (ticket, BELL_TICKET_NEXT_DUE_AT, next >= 0 ? due[next] : BELL_TIME_UNSET);
  set_time (ticket, BELL_TICKET_HALF_USED_AT, half[FALSE]);
  set_time (ticket, BELL_TICKET_MOSTLY_USED_AT, mostly[FALSE]);
  set_time (ticket, BELL_TICKET_RESOLUTION_HALF_USED_AT, half[TRUE]);
  set_time (ticket, BELL_TICKET_RESOLUTION_MOSTLY_USED_AT, mostly[TRUE]);
}

/**
 * bell_sla_due_copy:
 * @ticket: a record of a ticket
 * @from: another one
 *
 * Copies what bell_sla_case_write_due() sets.
 */
void
bell_sla_due_copy (BellRecord       *ticket,
                   const BellRecord *from)
{
  g_return_if_fail (ticket != NULL && from != NULL);
  g_return_if_fail (bell_record_get_data_type (ticket) == bell_record_get_data_type (from));

  for (guint i = 0; i < bell_type_get_n_properties (BELL_TYPE_TICKET); i++)
    {
      const BellProperty *property = bell_ticket_property (i);

      if (!(property->flags & BELL_PROPERTY_LOCAL))
        continue;

      if (property->kind == BELL_KIND_ID || property->kind == BELL_KIND_TEXT)
        bell_record_set_text (ticket, property, bell_record_peek_text (from, property));
      else
        bell_record_set_integer (ticket, property, bell_record_peek_integer (from, property));
    }
}
