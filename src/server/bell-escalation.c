/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-escalation-private.h"

#include <inttypes.h>

#include "bell-id.h"
#include "bell-workflow.h"

/* Steps of escalations. Which tickets to look at, and when, stands in an index
 * (sla_step); a look reads the ticket's history, does what is due and notes when
 * to look next.
 *
 * A step is an internal note, and what else it does, by nobody. The id of the
 * note's change is made of the ticket, the policy, the step and what it counts from, so
 * it names the step: that the log has it says that it was done, on whichever
 * node, before or after whichever restart. The writer's lock lies between looking
 * into the log and writing there. */

struct _BellEscalation
{
  BellOrganisation *organisation;
  BellSlaCase *sla;
  gint64 rules_modseq; /* as of which its rules are */
};

/* --- When --- */

static gboolean
was_done (const BellEscalationLook  *look,
          const BellEscalationStep  *due,
          gboolean                  *done,
          GError                   **error)
{
  g_autofree char *id = bell_id_new_for_name (BELL_TYPE_CHANGE, due->at, due->name);
  g_autoptr (BellStatement) statement = bell_work_prepare (look->work, BELL_SERVER_SQL ("log-get-by-id"), error);

  if (statement == NULL)
    return FALSE;
  bell_statement_bind_text (statement, 1, id);
  return bell_statement_step (statement, done, error);
}

/* What names a step of this ticket for ever. One that raises the priority or
 * moves the ticket is done once, whatever targets follow from that; one that tells
 * somebody, once for each target. */
static char *
name_step (const BellEscalationLook *look,
           const BellEscalationStep *due,
           gint64                    since,
           gint64                    target)
{
  gboolean moves = (due->step.actions & (BELL_SLA_ACTION_RAISE_PRIORITY | BELL_SLA_ACTION_NEXT_TIER)) != 0;

  return g_strdup_printf ("sla/%s/%s/%s/%d/%" PRId64 "/%" PRId64, bell_record_get_id (look->ticket),
                          bell_record_get_id ((const BellRecord *) (gconstpointer) due->policy), due->key,
                          (int) due->step.goal, since, moves ? 0 : target);
}

/* When the step may be done: in the hours of those who are to act on it. */
static gint64
wait_for_hours (const BellEscalationLook *look,
                const BellEscalationStep *due,
                gint64                    at)
{
  BellTimetable *hours = bell_sla_rules_get_timetable (bell_sla_case_get_rules (look->sla),
                                                       bell_sla_policy_get_escalation_calendar_id (due->policy));
  gint64 open;

  if (hours == NULL)
    return at;
  /* The first open millisecond ends one after it begins. */
  open = bell_timetable_add_open_time (hours, at, 1);
  return open != BELL_TIME_UNSET ? open - 1 : BELL_TIME_UNSET;
}

static gboolean
look_at_step (const BellEscalationLook  *look,
              const BellSlaMoment       *moment,
              const BellSlaReading      *readings,
              const char                *key,
              const char                *text,
              gint64                    *next,
              guint                     *n_steps,
              GError                   **error)
{
  BellEscalationStep due = { .policy = moment->policy, .key = key };
  const BellSlaReading *reading;
  gboolean done = FALSE, fine = TRUE;

  if (!bell_sla_step_from_text (&due.step, text, NULL))
    return TRUE;
  reading = &readings[due.step.goal];
  if (reading->target == BELL_SLA_NO_TARGET || reading->since == BELL_TIME_UNSET || reading->done_at != BELL_TIME_UNSET)
    return TRUE;

  due.at = bell_sla_clock_get_reached (bell_sla_case_get_clock (look->sla), look->now, due.step.goal,
                                       bell_sla_step_get_used (&due.step, reading->target));
  if (due.at != BELL_TIME_UNSET)
    due.at = wait_for_hours (look, &due, due.at);
  if (due.at == BELL_TIME_UNSET || due.at < look->now - BELL_ESCALATION_GRACE)
    return TRUE;
  if (due.at > look->now)
    {
      *next = MIN (*next, due.at);
      return TRUE;
    }

  due.due = reading->due != BELL_TIME_UNSET ? reading->due : due.at;
  due.name = name_step (look, &due, reading->since, reading->target);
  /* The same id wherever and whenever it is found due: the time in it must not
   * hang on a pause that has moved it since. */
  due.at = reading->since;
  if (!was_done (look, &due, &done, error))
    fine = FALSE;
  else if (!done)
    {
      fine = bell_escalation_do_step (look, &due, error);
      *n_steps += 1;
    }
  g_free (due.name);
  return fine;
}

static gboolean
look_at_ticket (BellEscalationLook  *look,
                gint64              *next,
                guint               *n_steps,
                GError             **error)
{
  BellSlaReading readings[BELL_SLA_N_GOALS];
  const BellSlaMoment *moment;
  guint before = *n_steps;
  GVariantIter iter;
  const char *key, *text;

  if (!bell_status_is_active (bell_ticket_get_status (BELL_TICKET (look->ticket))))
    return TRUE;
  if (!bell_work_load_sla_case (look->work, look->sla, look->ticket, error))
    return FALSE;
  moment = bell_sla_case_get_moment_at (look->sla, look->now);
  if (moment == NULL || moment->policy == NULL || bell_sla_policy_get_escalations (moment->policy) == NULL)
    return TRUE;

  bell_sla_clock_read (bell_sla_case_get_clock (look->sla), look->now, readings);
  g_variant_iter_init (&iter, bell_sla_policy_get_escalations (moment->policy));
  /* One at a time: a step changes the ticket, which has it looked at again. */
  while (*n_steps == before && g_variant_iter_next (&iter, "{&s&s}", &key, &text))
    if (!look_at_step (look, moment, readings, key, text, next, n_steps, error))
      return FALSE;
  return TRUE;
}

static gboolean
set_next (BellWork    *work,
          const char  *ticket_id,
          gint64       next,
          GError     **error)
{
  g_autoptr (BellStatement) statement =
    bell_work_prepare (work, next != G_MAXINT64 ? BELL_SERVER_SQL ("sla-step-set") : BELL_SERVER_SQL ("sla-step-delete"), error);

  if (statement == NULL)
    return FALSE;
  bell_statement_bind_text (statement, 1, ticket_id);
  if (next != G_MAXINT64)
    bell_statement_bind_int64 (statement, 2, next);
  return bell_statement_run (statement, error);
}

/* Making timetables of calendars takes longer than all else here. */
static gboolean
refresh_rules (BellEscalation  *self,
               BellWork        *work,
               GError         **error)
{
  g_autoptr (BellStatement) statement = bell_work_prepare (work, BELL_SERVER_SQL ("sla-rules-modseq"), error);
  g_autoptr (BellSlaRules) rules = NULL;
  gint64 modseq;
  gboolean row;

  if (statement == NULL || !bell_statement_step (statement, &row, error))
    return FALSE;
  modseq = row && !bell_statement_is_null (statement, 0) ? bell_statement_get_int64 (statement, 0) : 0;
  bell_statement_reset (statement);
  if (self->sla != NULL && self->rules_modseq == modseq)
    return TRUE;

  rules = bell_work_load_sla_rules (work, error);
  if (rules == NULL)
    return FALSE;
  g_clear_pointer (&self->sla, bell_sla_case_free);
  self->sla = bell_sla_case_new (rules);
  self->rules_modseq = modseq;
  return TRUE;
}

static gboolean
look_once (BellEscalation  *self,
           BellWork        *work,
           const char      *ticket_id,
           gint64           now,
           guint           *n_steps,
           GError         **error)
{
  g_autoptr (BellStatement) statement = bell_work_prepare (work, BELL_SERVER_SQL ("sla-step-is-due"), error);
  g_autoptr (GError) damage = NULL;
  g_autoptr (BellRecord) held = NULL;
  BellRecord *ticket;
  gint64 next = G_MAXINT64;
  BellEscalationLook look;
  gboolean row;

  if (statement == NULL)
    return FALSE;
  bell_statement_bind_text (statement, 1, ticket_id);
  bell_statement_bind_int64 (statement, 2, now);
  if (!bell_statement_step (statement, &row, error))
    return FALSE;
  if (!row)
    return TRUE; /* another node was faster */
  bell_statement_reset (statement);

  if (!bell_work_get_record (work, BELL_TYPE_TICKET, ticket_id, &ticket, error))
    return FALSE;
  if (ticket != NULL)
    {
      if (!refresh_rules (self, work, error))
        return FALSE;
      held = bell_record_ref (ticket);
      look = (BellEscalationLook){ work, self->sla, held, now };
      if (!look_at_ticket (&look, &next, n_steps, &damage))
        {
          /* One history that cannot be read is no reason to leave the others. */
          if (damage->domain == BELL_DATABASE_ERROR)
            {
              g_propagate_error (error, g_steal_pointer (&damage));
              return FALSE;
            }
          g_warning ("%s has no escalations: %s", ticket_id, damage->message);
        }
    }
  return set_next (work, ticket_id, next, error);
}

/**
 * bell_escalation_new:
 * @organisation: whose
 *
 * Returns: (transfer full): it
 */
BellEscalation *
bell_escalation_new (BellOrganisation *organisation)
{
  BellEscalation *self;

  g_return_val_if_fail (BELL_IS_ORGANISATION (organisation), NULL);

  self = g_new0 (BellEscalation, 1);
  self->organisation = g_object_ref (organisation);
  return self;
}

void
bell_escalation_free (BellEscalation *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->sla, bell_sla_case_free);
  g_object_unref (self->organisation);
  g_free (self);
}

/**
 * bell_escalation_run:
 * @limit: at how many tickets to look at most, in one transaction
 * @n_steps: (out): how many steps were done
 * @next: (out): when there is something to do again, %G_MAXINT64 for not before something happens
 *
 * Does what is due now, by the organisation's clock. Any number of nodes may do
 * so at once. Any thread; blocks.
 *
 * Returns: %FALSE on error; then nothing was done
 */
gboolean
bell_escalation_run (BellEscalation  *self,
                     guint            limit,
                     guint           *n_steps,
                     gint64          *next,
                     GError         **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  BellDatabase *reader;
  gint64 now;
  gboolean row = FALSE, fine;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (n_steps != NULL && next != NULL, FALSE);

  *n_steps = 0;
  *next = G_MAXINT64;
  now = bell_clock_now (bell_organisation_get_clock (self->organisation));

  reader = bell_organisation_take_reader (self->organisation, error);
  if (reader == NULL)
    return FALSE;
  {
    g_autoptr (BellStatement) statement = bell_database_prepare_resource (reader, BELL_SERVER_SQL ("sla-step-due"), error);

    fine = statement != NULL;
    if (fine)
      {
        bell_statement_bind_int64 (statement, 1, now);
        bell_statement_bind_int64 (statement, 2, limit);
        while ((fine = bell_statement_step (statement, &row, error)) && row)
          g_ptr_array_add (ids, g_strdup (bell_statement_get_text (statement, 0)));
      }
  }
  bell_organisation_return_reader (self->organisation, reader);

  if (fine && ids->len > 0)
    {
      g_autoptr (BellWork) work = bell_work_begin (self->organisation, error);

      fine = work != NULL;
      for (guint i = 0; fine && i < ids->len; i++)
        fine = look_once (self, work, ids->pdata[i], now, n_steps, error);
      fine = fine && bell_work_commit (work, error);
    }
  if (!fine)
    return FALSE;

  reader = bell_organisation_take_reader (self->organisation, error);
  if (reader == NULL)
    return FALSE;
  {
    g_autoptr (BellStatement) statement = bell_database_prepare_resource (reader, BELL_SERVER_SQL ("sla-step-next"), error);

    fine = statement != NULL && bell_statement_step (statement, &row, error);
    if (fine && row && !bell_statement_is_null (statement, 0))
      *next = bell_statement_get_int64 (statement, 0);
  }
  bell_organisation_return_reader (self->organisation, reader);
  return fine;
}
