/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-escalation.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "bell-id.h"
#include "bell-sla-steps.h"
#include "bell-workflow.h"

/* Steps of escalations. Which tickets to look at, and when, stands in an index
 * (sla_step); a look reads the ticket's history, does what is due and notes when
 * to look next. Each ticket is a transaction of its own.
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

typedef struct
{
  BellWork *work;
  BellSlaCase *sla;
  BellRecord *ticket;
  gint64 now;
} Look;

/* One step of one ticket. */
typedef struct
{
  const BellSlaPolicy *policy;
  const char *key;
  BellSlaStep step;
  gint64 at;
  gint64 due;
  char *name;
} Due;

static BellChange *
new_change (const Look     *look,
            const Due      *due,
            const char     *what,
            BellChangeKind  kind,
            BellType        type,
            const char     *object_id,
            BellPatch      *patch)
{
  g_autofree char *name = g_strconcat (due->name, what, NULL);
  g_autofree char *id = bell_id_new_for_name (BELL_TYPE_CHANGE, due->at, name);

  return bell_change_new (id, kind, type, object_id, patch, NULL, NULL, "deskbell-server", look->now);
}

static gboolean
apply (const Look  *look,
       BellChange  *change,
       GError     **error)
{
  g_autoptr (BellChangeResult) result = bell_work_apply (look->work, BELL_APPLY_SYSTEM, NULL, change, FALSE, error);

  if (result != NULL && result->outcome == BELL_OUTCOME_REFUSED)
    g_warning ("A step of an escalation was refused: %s",
               result->error->description != NULL ? result->error->description : result->error->name);
  return result != NULL;
}

/* --- What a step says --- */

static void
append_person (GString    *text,
               const char *id,
               const char *name)
{
  /* A name is anybody's: no Markdown of its own. */
  g_autofree char *plain = g_strdup (name != NULL ? name : "");

  g_strdelimit (plain, "[]()<>*_`\\", ' ');
  g_string_append_printf (text, "%s[%s](deskbell:%s)", text->len > 0 ? ", " : "", plain, id);
}

/* Who is meant, as links that a notifier finds its own person in. */
static gboolean
list_people (const Look  *look,
             guint        actions,
             GString     *text,
             GError     **error)
{
  const BellTicket *ticket = BELL_TICKET (look->ticket);
  const char *assignee_id = bell_ticket_get_assignee_id (ticket), *team_id = bell_ticket_get_team_id (ticket);
  g_autofree char *member = NULL;
  g_autoptr (BellStatement) statement = NULL;
  gboolean row;

  if ((actions & BELL_SLA_ACTION_NOTIFY_ASSIGNEE) && assignee_id != NULL)
    {
      BellRecord *person;

      if (!bell_work_get_record (look->work, BELL_TYPE_PRINCIPAL, assignee_id, &person, error))
        return FALSE;
      if (person != NULL)
        append_person (text, assignee_id, bell_principal_get_name (BELL_PRINCIPAL (person)));
    }

  /* Where nobody has taken it, its whole team is meant. */
  if ((actions & BELL_SLA_ACTION_NOTIFY_ASSIGNEE) && assignee_id == NULL)
    actions |= BELL_SLA_ACTION_NOTIFY_TEAM;
  if (team_id == NULL || !(actions & (BELL_SLA_ACTION_NOTIFY_TEAM | BELL_SLA_ACTION_NOTIFY_LEAD)))
    return TRUE;

  member = g_strdup_printf ("\x1e%s\x1e", team_id);
  statement = bell_work_prepare (look->work, BELL_SERVER_SQL ("sla-people"), error);
  if (statement == NULL)
    return FALSE;
  bell_statement_bind_text (statement, 1, member);
  for (;;)
    {
      int role = BELL_ROLE_AGENT;

      if (!bell_statement_step (statement, &row, error))
        return FALSE;
      if (!row)
        return TRUE;
      bell_enum_from_nick (bell_role_get_type (), bell_statement_get_text (statement, 2), &role);
      if (g_strcmp0 (bell_statement_get_text (statement, 0), assignee_id) != 0 &&
          ((actions & BELL_SLA_ACTION_NOTIFY_TEAM) || role >= BELL_ROLE_LEAD))
        append_person (text, bell_statement_get_text (statement, 0), bell_statement_get_text (statement, 1));
    }
}

static char *
describe_time (const Look *look,
               const Due  *due)
{
  BellTimetable *timetable = bell_sla_rules_get_timetable (bell_sla_case_get_rules (look->sla),
                                                           bell_sla_policy_get_calendar_id (due->policy));
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (bell_timetable_get_time_zone (timetable));
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (due->due / 1000);
  g_autoptr (GDateTime) local = zone != NULL && utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;

  return local != NULL ? g_date_time_format (local, "%Y-%m-%d %H:%M %Z") : g_strdup ("-");
}

static const char *
describe_goal (BellSlaGoal goal)
{
  switch (goal)
    {
    case BELL_SLA_GOAL_FIRST_RESPONSE: return _("first response");
    case BELL_SLA_GOAL_NEXT_RESPONSE: return _("next response");
    case BELL_SLA_GOAL_RESOLUTION: return _("resolution");
    default: g_assert_not_reached ();
    }
}

static char *
write_note (const Look *look,
            const Due  *due,
            const char *people,
            const char *done)
{
  g_autofree char *time = describe_time (look, due);
  GString *text = g_string_new (NULL);

  if (look->now >= due->due)
    /* Translators: which clock ("resolution"), when */
    g_string_append_printf (text, _("**Escalation:** the %s was due %s."), describe_goal (due->step.goal), time);
  else
    /* Translators: which clock ("resolution"), when */
    g_string_append_printf (text, _("**Escalation:** the %s is due %s."), describe_goal (due->step.goal), time);
  g_string_append_c (text, ' ');
  /* Translators: names of a policy and of a step in it */
  g_string_append_printf (text, _("Policy “%s”, step “%s”."), bell_sla_policy_get_name (due->policy), due->key);
  if (*done != '\0')
    g_string_append_printf (text, "\n\n%s", done);
  if (*people != '\0')
    {
      g_string_append (text, "\n\n");
      /* Translators: names of people */
      g_string_append_printf (text, _("For %s."), people);
    }
  return g_string_free (text, FALSE);
}

/* --- What a step does --- */

static BellPatch *
raise_priority (const Look *look,
                GString    *done)
{
  BellPriority priority = bell_ticket_get_priority (BELL_TICKET (look->ticket));
  BellPatch *patch;

  if (priority >= BELL_PRIORITY_URGENT)
    return NULL;
  patch = bell_patch_new (BELL_TYPE_TICKET);
  bell_patch_set_integer (patch, BELL_TICKET_PRIORITY, priority + 1);
  /* Translators: two priorities */
  g_string_append_printf (done, _("Its priority was raised from %s to %s."),
                          bell_enum_to_nick (bell_priority_get_type (), (int) priority),
                          bell_enum_to_nick (bell_priority_get_type (), (int) priority + 1));
  return patch;
}

static gboolean
move_up (const Look *look,
         GString    *done,
         BellPatch **patch,
         GError    **error)
{
  g_autoptr (BellStatement) statement = bell_work_prepare (look->work, BELL_SERVER_SQL ("sla-next-team"), error);
  gboolean row;

  *patch = NULL;
  if (statement == NULL)
    return FALSE;
  bell_statement_bind_int64 (statement, 1, bell_ticket_get_tier (BELL_TICKET (look->ticket)));
  if (!bell_statement_step (statement, &row, error))
    return FALSE;
  if (!row)
    return TRUE;

  *patch = bell_patch_new (BELL_TYPE_TICKET);
  bell_patch_set_text (*patch, BELL_TICKET_TEAM_ID, bell_statement_get_text (statement, 0));
  bell_patch_set_integer (*patch, BELL_TICKET_TIER, bell_statement_get_int64 (statement, 2));
  if (bell_ticket_get_assignee_id (BELL_TICKET (look->ticket)) != NULL)
    bell_patch_set_text (*patch, BELL_TICKET_ASSIGNEE_ID, NULL);
  /* Translators: a team, and its tier */
  g_string_append_printf (done, _("%sIt was moved to %s (tier %" PRId64 ")."), done->len > 0 ? " " : "",
                          bell_statement_get_text (statement, 1), bell_statement_get_int64 (statement, 2));
  return TRUE;
}

static gboolean
apply_to_ticket (const Look  *look,
                 const Due   *due,
                 const char  *what,
                 BellPatch   *patch,
                 GError     **error)
{
  g_autoptr (BellChange) change = NULL;

  if (patch == NULL)
    return TRUE;
  change = new_change (look, due, what, BELL_CHANGE_KIND_UPDATE, BELL_TYPE_TICKET, bell_record_get_id (look->ticket), patch);
  return apply (look, change, error);
}

static gboolean
do_step (const Look *look,
         const Due  *due,
         GError    **error)
{
  g_autofree char *message_id = bell_id_new_for_name (BELL_TYPE_MESSAGE, look->now, due->name);
  g_autoptr (BellPatch) priority = NULL;
  g_autoptr (BellPatch) team = NULL;
  g_autoptr (BellPatch) note = bell_patch_new (BELL_TYPE_MESSAGE);
  g_autoptr (GString) done = g_string_new (NULL);
  g_autoptr (GString) people = g_string_new (NULL);
  g_autofree char *body = NULL;
  g_autoptr (BellChange) change = NULL;

  if (due->step.actions & BELL_SLA_ACTION_RAISE_PRIORITY)
    priority = raise_priority (look, done);
  if ((due->step.actions & BELL_SLA_ACTION_NEXT_TIER) && !move_up (look, done, &team, error))
    return FALSE;
  if (!list_people (look, due->step.actions, people, error))
    return FALSE;

  body = write_note (look, due, people->str, done->str);
  bell_patch_set_text (note, BELL_MESSAGE_TICKET_ID, bell_record_get_id (look->ticket));
  bell_patch_set_integer (note, BELL_MESSAGE_KIND, BELL_MESSAGE_KIND_NOTE);
  bell_patch_set_text (note, BELL_MESSAGE_BODY, body);
  bell_patch_set_integer (note, BELL_MESSAGE_FORMAT, BELL_TEXT_FORMAT_MARKDOWN);
  change = new_change (look, due, "", BELL_CHANGE_KIND_CREATE, BELL_TYPE_MESSAGE, message_id, note);

  return apply (look, change, error) &&
         apply_to_ticket (look, due, "/priority", priority, error) &&
         apply_to_ticket (look, due, "/team", team, error);
}

/* --- When --- */

static gboolean
was_done (const Look *look,
          const Due  *due,
          gboolean   *done,
          GError    **error)
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
name_step (const Look *look,
           const Due  *due,
           gint64      since,
           gint64      target)
{
  gboolean moves = (due->step.actions & (BELL_SLA_ACTION_RAISE_PRIORITY | BELL_SLA_ACTION_NEXT_TIER)) != 0;

  return g_strdup_printf ("sla/%s/%s/%s/%d/%" PRId64 "/%" PRId64, bell_record_get_id (look->ticket),
                          bell_record_get_id ((const BellRecord *) (gconstpointer) due->policy), due->key,
                          (int) due->step.goal, since, moves ? 0 : target);
}

/* When the step may be done: in the hours of those who are to act on it. */
static gint64
wait_for_hours (const Look *look,
                const Due  *due,
                gint64      at)
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
look_at_step (const Look           *look,
              const BellSlaMoment  *moment,
              const BellSlaReading *readings,
              const char           *key,
              const char           *text,
              gint64               *next,
              guint                *n_steps,
              GError              **error)
{
  Due due = { .policy = moment->policy, .key = key };
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
      fine = do_step (look, &due, error);
      *n_steps += 1;
    }
  g_free (due.name);
  return fine;
}

static gboolean
look_at_ticket (Look     *look,
                gint64   *next,
                guint    *n_steps,
                GError  **error)
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
set_next (BellWork   *work,
          const char *ticket_id,
          gint64      next,
          GError    **error)
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
refresh_rules (BellEscalation *self,
               BellWork       *work,
               GError        **error)
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
look_once (BellEscalation *self,
           const char     *ticket_id,
           gint64          now,
           guint          *n_steps,
           GError        **error)
{
  g_autoptr (BellWork) work = bell_work_begin (self->organisation, error);
  g_autoptr (BellStatement) statement = NULL;
  g_autoptr (BellRecord) held = NULL;
  BellRecord *ticket;
  gint64 next = G_MAXINT64;
  Look look;
  gboolean row;

  statement = work != NULL ? bell_work_prepare (work, BELL_SERVER_SQL ("sla-step-is-due"), error) : NULL;
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
      look = (Look){ work, self->sla, held, now };
      if (!look_at_ticket (&look, &next, n_steps, error))
        return FALSE;
    }
  return set_next (work, ticket_id, next, error) && bell_work_commit (work, error);
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
 * @limit: at how many tickets to look at most
 * @n_steps: (out): how many steps were done
 * @next: (out): when there is something to do again, %G_MAXINT64 for not before something happens
 *
 * Does what is due now, by the organisation's clock. Any number of nodes may do
 * so at once. Any thread; blocks.
 *
 * Returns: %FALSE on error; what was done before it stays done
 */
gboolean
bell_escalation_run (BellEscalation *self,
                     guint           limit,
                     guint          *n_steps,
                     gint64         *next,
                     GError        **error)
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

  for (guint i = 0; fine && i < ids->len; i++)
    fine = look_once (self, ids->pdata[i], now, n_steps, error);
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
