/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-escalation-private.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "bell-id.h"

/* What one step of an escalation says and does. */

static BellChange *
new_change (const BellEscalationLook *look,
            const BellEscalationStep *due,
            const char               *what,
            BellChangeKind            kind,
            BellType                  type,
            const char               *object_id,
            BellPatch                *patch)
{
  g_autofree char *name = g_strconcat (due->name, what, NULL);
  g_autofree char *id = bell_id_new_for_name (BELL_TYPE_CHANGE, due->at, name);

  return bell_change_new (id, kind, type, object_id, patch, NULL, NULL, "deskbell-server", look->now);
}

static gboolean
apply (const BellEscalationLook  *look,
       BellChange                *change,
       GError                   **error)
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
list_people (const BellEscalationLook  *look,
             guint                      actions,
             GString                   *text,
             GError                   **error)
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
describe_time (const BellEscalationLook *look,
               const BellEscalationStep *due)
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
write_note (const BellEscalationLook *look,
            const BellEscalationStep *due,
            const char               *people,
            const char               *done)
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
raise_priority (const BellEscalationLook *look,
                GString                  *done)
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
move_up (const BellEscalationLook  *look,
         GString                   *done,
         BellPatch                **patch,
         GError                   **error)
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
apply_to_ticket (const BellEscalationLook  *look,
                 const BellEscalationStep  *due,
                 const char                *what,
                 BellPatch                 *patch,
                 GError                   **error)
{
  g_autoptr (BellChange) change = NULL;

  if (patch == NULL)
    return TRUE;
  change = new_change (look, due, what, BELL_CHANGE_KIND_UPDATE, BELL_TYPE_TICKET, bell_record_get_id (look->ticket), patch);
  return apply (look, change, error);
}

gboolean
bell_escalation_do_step (const BellEscalationLook  *look,
                         const BellEscalationStep  *due,
                         GError                   **error)
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
