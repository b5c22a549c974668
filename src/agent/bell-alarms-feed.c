/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-alarms-private.h"

#include <string.h>

#include "bell-pressure.h"
#include "bell-json.h"
#include "bell-sla-json.h"

/**
 * bell_alarms_new_query:
 * @with_team: also what came to the person's teams and nobody holds
 *
 * Returns: (transfer full): the tickets with a deadline that concern the person
 */
BellQuery *
bell_alarms_new_query (gboolean with_team)
{
  const BellProperty *assignee = bell_ticket_property (BELL_TICKET_ASSIGNEE_ID);
  BellFilter *all = bell_filter_new_group (BELL_FILTER_AND);
  BellFilter *whose = bell_filter_new_group (BELL_FILTER_OR);

  bell_filter_add (whose, bell_filter_new_condition (assignee, BELL_TEST_EQUAL, g_variant_new_string (BELL_FILTER_ME)));
  if (with_team)
    {
      BellFilter *waiting = bell_filter_new_group (BELL_FILTER_AND);
      GVariant *my_teams = g_variant_new_string (BELL_FILTER_MY_TEAMS);

      bell_filter_add (waiting, bell_filter_new_condition (assignee, BELL_TEST_EQUAL, NULL));
      bell_filter_add (waiting, bell_filter_new_any_of (bell_ticket_property (BELL_TICKET_TEAM_ID), &my_teams, 1));
      bell_filter_add (whose, waiting);
    }
  bell_filter_add (all, bell_filter_new_condition (bell_ticket_property (BELL_TICKET_NEXT_DUE_AT), BELL_TEST_FROM,
                                                   g_variant_new_int64 (0)));
  bell_filter_add (all, whose);

  return bell_query_new (BELL_TYPE_TICKET, all);
}

/**
 * bell_alarms_read_deadlines:
 * @ticket: a ticket of the store
 * @deadlines: (out): its running clocks
 *
 * Each with its warnings. Of what comes at one moment a ticket tells one thing alone, see
 * #BellAlarmCore.
 *
 * Returns: how many there are
 */
guint
bell_alarms_read_deadlines (const BellTicket  *ticket,
                            BellAlarmDeadline  deadlines[BELL_SLA_N_GOALS])
{
  guint n = 0;

  for (BellSlaGoal goal = 0; goal < BELL_SLA_N_GOALS; goal++)
    {
      gint64 due = bell_pressure_get_due_at (ticket, goal);

      if (due == BELL_TIME_UNSET)
        continue;
      deadlines[n++] = goal == BELL_SLA_GOAL_RESOLUTION
        ? (BellAlarmDeadline) { goal, { bell_ticket_get_resolution_half_used_at (ticket),
                                        bell_ticket_get_resolution_mostly_used_at (ticket), due } }
        : (BellAlarmDeadline) { goal, { bell_ticket_get_half_used_at (ticket), bell_ticket_get_mostly_used_at (ticket), due } };
    }

  return n;
}

/**
 * bell_working_hours_for_principal:
 * @principal: (nullable): a person
 *
 * Returns: (transfer full) (nullable): when they work, or %NULL where they did not say
 */
BellTimetable *
bell_working_hours_for_principal (BellRecord *principal)
{
  const char *text = principal != NULL ? bell_principal_get_working_hours (BELL_PRINCIPAL (principal)) : NULL;
  g_autoptr (BellJson) json = text != NULL ? bell_json_parse (text, strlen (text), NULL, NULL) : NULL;
  g_autoptr (GError) error = NULL;
  BellTimetable *hours;

  if (json == NULL || bell_json_node_get_kind (bell_json_get_root (json)) != BELL_JSON_OBJECT)
    return NULL;
  hours = bell_timetable_from_json (bell_json_get_root (json), "workingHours", &error);
  if (hours == NULL)
    g_info ("Working hours that cannot be understood: %s", error->message);

  return hours;
}

/**
 * bell_alarms_read_settings:
 * @settings: the application's settings
 * @principal: (nullable): the person at the desk
 * @alarm_settings: (out): how they want to be told
 */
void
bell_alarms_read_settings (GSettings         *settings,
                           BellRecord        *principal,
                           BellAlarmSettings *alarm_settings)
{
  static const char *const keys[BELL_ALARM_N_STAGES] = { "alarms-half", "alarms-three-quarters", "alarms-breach" };
  static const char *const nicks[BELL_ALARM_N_STAGES] = { "half", "three-quarters", "breach" };
  g_auto (GStrv) loud = g_settings_get_strv (settings, "told-in-quiet-times");

  bell_alarm_settings_init (alarm_settings);
  alarm_settings->stages = 0;
  for (guint stage = 0; stage < BELL_ALARM_N_STAGES; stage++)
    if (g_settings_get_boolean (settings, keys[stage]))
      alarm_settings->stages |= 1u << stage;
  for (guint stage = 0; stage < BELL_ALARM_N_STAGES; stage++)
    if (g_strv_contains ((const char *const *) loud, nicks[stage]))
      alarm_settings->loud_stages |= 1u << stage;
  alarm_settings->loud_urgent_breach = g_strv_contains ((const char *const *) loud, "urgent-breach");
  if (g_settings_get_boolean (settings, "notifications-working-hours"))
    alarm_settings->hours = bell_working_hours_for_principal (principal);
  alarm_settings->zone = g_time_zone_new_local ();
  alarm_settings->daily_cap = (guint) g_settings_get_int (settings, "notifications-daily-cap");
}
