/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-sla-policy.h"

#include <string.h>

#define MAX_PERCENT 1000
#define MAX_DIGITS  10

static const char *const action_nicks[BELL_SLA_N_ACTIONS] = {
  "notify-assignee", "notify-lead", "notify-team", "raise-priority", "next-tier",
};


static gboolean
refuse (GError     **error,
        const char  *what)
{
  g_set_error_literal (error, BELL_MODEL_ERROR, BELL_MODEL_ERROR_INVALID_VALUE, what);

  return FALSE;
}

static gboolean
read_number (const char *text,
             gsize       length,
             gint64     *number)
{
  g_autofree char *digits = g_strndup (text, length);

  if (length == 0 || length > MAX_DIGITS || strspn (digits, "0123456789") != length)
    return FALSE;

  *number = g_ascii_strtoll (digits, NULL, 10);

  return TRUE;
}

/* "75%", "-30m", "+1h" */
static gboolean
read_when (BellSlaStep *self,
           const char  *text)
{
  static const struct { char unit; gint64 length; } units[] = {
    { 's', 1000 }, { 'm', 60 * 1000 }, { 'h', 3600 * 1000 }, { 'd', 24 * 3600 * 1000 },
  };
  gsize length = strlen (text);
  gint64 number;

  if (length < 2)
    return FALSE;

  if (text[length - 1] == '%')
    {
      if (!read_number (text, length - 1, &number) || number < 1 || number > MAX_PERCENT)
        return FALSE;
      self->percent = (int) number;
      self->offset = 0;
      return TRUE;
    }

  if ((*text != '-' && *text != '+') || !read_number (text + 1, length - 2, &number))
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (text[length - 1] == units[i].unit)
      {
        if (number > BELL_SLA_MAX_TARGET * 1000 / units[i].length)
          return FALSE;
        self->percent = 100;
        self->offset = (*text == '-' ? -number : number) * units[i].length;
        return TRUE;
      }

  return FALSE;
}

/**
 * bell_sla_step_from_text:
 * @self: (out): a step
 * @text: it, as it stands in a policy
 * @error: (out) (optional): %BELL_MODEL_ERROR_INVALID_VALUE
 *
 * Returns: whether @text is one
 */
gboolean
bell_sla_step_from_text (BellSlaStep  *self,
                         const char   *text,
                         GError      **error)
{
  g_auto (GStrv) words = NULL;
  int goal;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (text != NULL, FALSE);

  words = g_strsplit (text, " ", -1);
  if (g_strv_length (words) < 3)
    return refuse (error, "a step is written like “resolution 75% notify-lead”");
  if (!bell_enum_from_nick (bell_sla_goal_get_type (), words[0], &goal))
    return refuse (error, "a step begins with firstResponse, nextResponse or resolution");

  *self = (BellSlaStep) { .goal = goal };
  if (!read_when (self, words[1]))
    return refuse (error, "when it is due is a share of the target like “75%”, or open time before or after it like “-30m” or “+1h”");

  for (guint i = 2; words[i] != NULL; i++)
    {
      guint action = 0;

      while (action < BELL_SLA_N_ACTIONS && strcmp (action_nicks[action], words[i]) != 0)
        action++;
      if (action == BELL_SLA_N_ACTIONS)
        return refuse (error, "what it does is one of notify-assignee, notify-lead, notify-team, raise-priority, next-tier");
      self->actions |= 1u << action;
    }

  return TRUE;
}

/**
 * bell_sla_step_to_text:
 * @self: a step
 *
 * Returns: (transfer full): it, as it stands in a policy
 */
char *
bell_sla_step_to_text (const BellSlaStep *self)
{
  GString *text;

  g_return_val_if_fail (self != NULL, NULL);

  text = g_string_new (bell_enum_to_nick (bell_sla_goal_get_type (), (int) self->goal));
  if (self->offset != 0)
    {
      gint64 seconds = ABS (self->offset) / 1000;
      char unit = seconds % 3600 == 0 ? 'h' : seconds % 60 == 0 ? 'm' : 's';

      g_string_append_printf (text, " %c%" G_GINT64_FORMAT "%c", self->offset < 0 ? '-' : '+',
                              seconds / (unit == 'h' ? 3600 : unit == 'm' ? 60 : 1), unit);
    }
  else
    g_string_append_printf (text, " %d%%", self->percent);

  for (guint i = 0; i < BELL_SLA_N_ACTIONS; i++)
    if (self->actions & 1u << i)
      g_string_append_printf (text, " %s", action_nicks[i]);

  return g_string_free (text, FALSE);
}

/**
 * bell_sla_step_get_used:
 * @self: a step
 * @target: of its clock, in milliseconds
 *
 * Returns: how much open time is used when it is due, in milliseconds, at least 0
 */
gint64
bell_sla_step_get_used (const BellSlaStep *self,
                        gint64             target)
{
  g_return_val_if_fail (self != NULL, 0);

  return MAX (0, target / 100 * self->percent + target % 100 * self->percent / 100 + self->offset);
}

static gboolean
check_target (const char  *goal,
              const char  *priority,
              const char  *value,
              GError     **error)
{
  gint64 seconds;
  int ignored;

  if (!bell_enum_from_nick (bell_priority_get_type (), priority, &ignored))
    {
      g_set_error (error, BELL_MODEL_ERROR, BELL_MODEL_ERROR_INVALID_VALUE,
                   "%s: targets are by priority: low, normal, high, urgent", goal);
      return FALSE;
    }

  if (!read_number (value, strlen (value), &seconds) || seconds > BELL_SLA_MAX_TARGET)
    {
      g_autofree char *shown = g_utf8_substring (value, 0, MIN (g_utf8_strlen (value, -1), 32));

      g_set_error (error, BELL_MODEL_ERROR, BELL_MODEL_ERROR_INVALID_VALUE,
                   "%s.%s: a target is a whole number of seconds from 0 to %" G_GINT64_FORMAT ", not “%s”",
                   goal, priority, BELL_SLA_MAX_TARGET, shown);
      return FALSE;
    }

  return TRUE;
}

static gboolean
check_nick (const BellProperty  *property,
            GType                enum_type,
            const char          *member,
            GError             **error)
{
  g_autofree char *shown = NULL;
  int ignored;

  if (bell_enum_from_nick (enum_type, member, &ignored))
    return TRUE;

  shown = g_utf8_substring (member, 0, MIN (g_utf8_strlen (member, -1), 32));
  g_set_error (error, BELL_MODEL_ERROR, BELL_MODEL_ERROR_INVALID_VALUE,
               "%s: there is no “%s”", property->wire_name, shown);

  return FALSE;
}

/**
 * bell_sla_policy_check_member:
 * @property: a set or a map of a policy
 * @member: a member of it, or a key
 * @value: (nullable): of a map, what stands there
 * @error: (out) (optional): %BELL_MODEL_ERROR_INVALID_VALUE; the message begins with the place,
 *   as in "resolution.urgent: …"
 *
 * Returns: whether it means something
 */
gboolean
bell_sla_policy_check_member (const BellProperty  *property,
                              const char          *member,
                              const char          *value,
                              GError             **error)
{
  g_return_val_if_fail (property != NULL && property->type == BELL_TYPE_SLA_POLICY, FALSE);
  g_return_val_if_fail (member != NULL, FALSE);

  switch (property->index)
    {
    case BELL_SLA_POLICY_PRIORITIES:
      return check_nick (property, bell_priority_get_type (), member, error);

    case BELL_SLA_POLICY_KINDS:
      return check_nick (property, bell_ticket_kind_get_type (), member, error);

    case BELL_SLA_POLICY_PAUSING_STATUSES:
      return check_nick (property, bell_status_get_type (), member, error);

    case BELL_SLA_POLICY_FIRST_RESPONSE:
    case BELL_SLA_POLICY_NEXT_RESPONSE:
    case BELL_SLA_POLICY_RESOLUTION:
      return check_target (property->wire_name, member, value, error);

    case BELL_SLA_POLICY_ESCALATIONS:
      {
        BellSlaStep step;

        if (bell_sla_step_from_text (&step, value, error))
          return TRUE;
        g_prefix_error (error, "%s.%s: ", property->wire_name, member);
        return FALSE;
      }

    default:
      return TRUE;
    }
}

static gboolean
has_nick (const char *const *members,
          GType              enum_type,
          int                value)
{
  return members == NULL || *members == NULL || g_strv_contains (members, bell_enum_to_nick (enum_type, value));
}

static gboolean
has_any (const char *const *wanted,
         const char *const *members)
{
  if (wanted == NULL || *wanted == NULL)
    return TRUE;

  for (guint i = 0; members != NULL && members[i] != NULL; i++)
    if (g_strv_contains (wanted, members[i]))
      return TRUE;

  return FALSE;
}

/**
 * bell_sla_policy_may_match:
 * @self: a policy
 * @ticket: a ticket, of which everything but the tags is known
 * @requester_teams: (nullable): the teams that its requester is in
 *
 * Returns: whether @self is for @ticket if that has the right tags. Whether it is active is not asked
 */
gboolean
bell_sla_policy_may_match (const BellSlaPolicy *self,
                           const BellTicket    *ticket,
                           const char *const   *requester_teams)
{
  const char *team[2] = { NULL, NULL };

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (ticket != NULL, FALSE);

  team[0] = bell_ticket_get_team_id (ticket);

  return has_nick (bell_sla_policy_get_priorities (self), bell_priority_get_type (), (int) bell_ticket_get_priority (ticket)) &&
         has_nick (bell_sla_policy_get_kinds (self), bell_ticket_kind_get_type (), (int) bell_ticket_get_kind (ticket)) &&
         has_any (bell_sla_policy_get_teams (self), team) &&
         has_any (bell_sla_policy_get_requester_teams (self), requester_teams);
}

/**
 * bell_sla_policy_matches:
 * @self: a policy
 * @ticket: a ticket
 * @requester_teams: (nullable): the teams that its requester is in
 *
 * Returns: whether @self is for @ticket. Whether it is active is not asked
 */
gboolean
bell_sla_policy_matches (const BellSlaPolicy *self,
                         const BellTicket    *ticket,
                         const char *const   *requester_teams)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (ticket != NULL, FALSE);

  return bell_sla_policy_may_match (self, ticket, requester_teams) &&
         has_any (bell_sla_policy_get_tags (self), bell_ticket_get_tags (ticket));
}

static GVariant *
get_targets (const BellSlaPolicy *self,
             BellSlaGoal          goal)
{
  switch (goal)
    {
    case BELL_SLA_GOAL_FIRST_RESPONSE: return bell_sla_policy_get_first_response (self);
    case BELL_SLA_GOAL_NEXT_RESPONSE: return bell_sla_policy_get_next_response (self);
    case BELL_SLA_GOAL_RESOLUTION: return bell_sla_policy_get_resolution (self);
    default: g_assert_not_reached ();
    }
}

/**
 * bell_sla_policy_get_terms:
 * @self: a policy
 * @priority: of a ticket
 * @terms: (out): what it promises such a ticket
 */
void
bell_sla_policy_get_terms (const BellSlaPolicy *self,
                           BellPriority         priority,
                           BellSlaTerms        *terms)
{
  const char *const *statuses;

  g_return_if_fail (self != NULL);
  g_return_if_fail (terms != NULL);

  bell_sla_terms_init (terms);
  for (int goal = 0; goal < BELL_SLA_N_GOALS; goal++)
    {
      GVariant *targets = get_targets (self, goal);
      const char *text;

      if (targets != NULL &&
          g_variant_lookup (targets, bell_enum_to_nick (bell_priority_get_type (), (int) priority), "&s", &text))
        bell_sla_terms_set_target (terms, goal, g_ascii_strtoll (text, NULL, 10), NULL);
    }

  statuses = bell_sla_policy_get_pausing_statuses (self);
  terms->pausing = 0;
  for (guint i = 0; statuses != NULL && statuses[i] != NULL; i++)
    {
      int status;

      if (bell_enum_from_nick (bell_status_get_type (), statuses[i], &status))
        terms->pausing |= 1u << status;
    }
}
