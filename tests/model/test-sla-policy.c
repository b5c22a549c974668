/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-calendar.h"
#include "bell-sla-policy.h"

#define TEAM   "G01930000-0000-7000-8000-000000000001"
#define OTHER  "G01930000-0000-7000-8000-000000000002"
#define POLICY "S01930000-0000-7000-8000-000000000001"
#define TICKET "T01930000-0000-7000-8000-000000000001"

/* What is refused at the border, and the place that the message names. */
static const struct
{
  BellType type;
  guint index;
  const char *value;
  const char *place;
} refused[] = {
  { BELL_TYPE_CALENDAR, BELL_CALENDAR_TIME_ZONE, "'Europe/Atlantis'", "timeZone" },
  { BELL_TYPE_CALENDAR, BELL_CALENDAR_TIME_ZONE, "'../../etc/passwd'", "timeZone" },
  { BELL_TYPE_CALENDAR, BELL_CALENDAR_HOURS, "{'mon': '08:00-12:00 11:59-18:00'}", "hours.mon[1]" },
  { BELL_TYPE_CALENDAR, BELL_CALENDAR_HOURS, "{'tue': '18:00-08:00'}", "hours.tue[0]" },
  { BELL_TYPE_CALENDAR, BELL_CALENDAR_HOURS, "{'tue': '08:00-08:00'}", "hours.tue[0]" },
  { BELL_TYPE_CALENDAR, BELL_CALENDAR_HOURS, "{'wed': '08:00-24:01'}", "hours.wed" },
  { BELL_TYPE_CALENDAR, BELL_CALENDAR_HOURS, "{'wed': 'all day'}", "hours.wed" },
  { BELL_TYPE_CALENDAR, BELL_CALENDAR_HOURS, "{'wed': '08:00-09:00-10:00'}", "hours.wed" },
  { BELL_TYPE_CALENDAR, BELL_CALENDAR_HOURS, "{'holiday': '08:00-09:00'}", "hours.holiday" },
  { BELL_TYPE_CALENDAR, BELL_CALENDAR_HOLIDAYS, "{'2026-02-29': ''}", "holidays.2026-02-29" },
  { BELL_TYPE_CALENDAR, BELL_CALENDAR_HOLIDAYS, "{'Christmas': ''}", "holidays.Christmas" },
  { BELL_TYPE_SLA_POLICY, BELL_SLA_POLICY_PRIORITIES, "['high', 'extreme']", "priorities" },
  { BELL_TYPE_SLA_POLICY, BELL_SLA_POLICY_KINDS, "['wish']", "kinds" },
  { BELL_TYPE_SLA_POLICY, BELL_SLA_POLICY_PAUSING_STATUSES, "['asleep']", "pausingStatuses" },
  { BELL_TYPE_SLA_POLICY, BELL_SLA_POLICY_FIRST_RESPONSE, "{'urgent': '-60'}", "firstResponse.urgent" },
  { BELL_TYPE_SLA_POLICY, BELL_SLA_POLICY_NEXT_RESPONSE, "{'urgent': ''}", "nextResponse.urgent" },
  { BELL_TYPE_SLA_POLICY, BELL_SLA_POLICY_RESOLUTION, "{'urgent': '1e3'}", "resolution.urgent" },
  { BELL_TYPE_SLA_POLICY, BELL_SLA_POLICY_RESOLUTION, "{'urgent': '3155760001'}", "resolution.urgent" },
  { BELL_TYPE_SLA_POLICY, BELL_SLA_POLICY_RESOLUTION, "{'extreme': '60'}", "resolution" },
  { BELL_TYPE_SLA_POLICY, BELL_SLA_POLICY_ESCALATIONS, "{'a': 'resolution 75%'}", "escalations.a" },
  { BELL_TYPE_SLA_POLICY, BELL_SLA_POLICY_ESCALATIONS, "{'a': 'solution 75% notify-lead'}", "escalations.a" },
  { BELL_TYPE_SLA_POLICY, BELL_SLA_POLICY_ESCALATIONS, "{'a': 'resolution 0% notify-lead'}", "escalations.a" },
  { BELL_TYPE_SLA_POLICY, BELL_SLA_POLICY_ESCALATIONS, "{'a': 'resolution 30m notify-lead'}", "escalations.a" },
  { BELL_TYPE_SLA_POLICY, BELL_SLA_POLICY_ESCALATIONS, "{'a': 'resolution +9999999999d notify-lead'}", "escalations.a" },
  { BELL_TYPE_SLA_POLICY, BELL_SLA_POLICY_ESCALATIONS, "{'a': 'resolution -30m run-script'}", "escalations.a" },
  { BELL_TYPE_SLA_POLICY, BELL_SLA_POLICY_TEAMS, "['nobody']", "teams" },
};

static void
test_refused (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      const BellProperty *property = bell_type_get_property (refused[i].type, refused[i].index);
      g_autoptr (GError) error = NULL;
      g_autoptr (GVariant) value = g_variant_parse (bell_kind_get_variant_type (property->kind), refused[i].value, NULL, NULL, &error);

      g_assert_no_error (error);
      if (bell_property_check (property, value, &error))
        g_error ("%s was taken for %s", refused[i].value, property->wire_name);
      g_assert_error (error, BELL_MODEL_ERROR, BELL_MODEL_ERROR_INVALID_VALUE);
      if (strstr (error->message, refused[i].place) == NULL)
        g_error ("“%s” does not name %s", error->message, refused[i].place);
    }
}

static BellRecord *
make_policy (guint       index,
             const char *value)
{
  BellRecord *record = bell_record_new (BELL_TYPE_SLA_POLICY, POLICY);
  const BellProperty *property = bell_sla_policy_property (index);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) parsed = g_variant_parse (bell_kind_get_variant_type (property->kind), value, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (bell_property_check (property, parsed, &error));
  g_assert_no_error (error);
  bell_record_set (record, property, parsed);

  return record;
}

static gboolean
fits (guint             index,
      const char       *value,
      const BellRecord *ticket)
{
  const char *const teams[] = { TEAM, NULL };
  g_autoptr (BellRecord) policy = make_policy (index, value);

  return bell_sla_policy_matches (BELL_SLA_POLICY (policy), BELL_TICKET (ticket), teams);
}

static void
test_conditions (void)
{
  g_autoptr (BellRecord) ticket = bell_record_new (BELL_TYPE_TICKET, TICKET);
  g_autoptr (GVariant) tags = g_variant_ref_sink (g_variant_new_strv ((const char *const[]) { "vip" }, 1));

  bell_record_set_text (ticket, bell_ticket_property (BELL_TICKET_TEAM_ID), TEAM);
  bell_record_set_integer (ticket, bell_ticket_property (BELL_TICKET_PRIORITY), BELL_PRIORITY_HIGH);
  bell_record_set (ticket, bell_ticket_property (BELL_TICKET_TAGS), tags);

  g_assert_true (fits (BELL_SLA_POLICY_TAGS, "@as []", ticket));
  g_assert_true (fits (BELL_SLA_POLICY_TAGS, "['building', 'vip']", ticket));
  g_assert_false (fits (BELL_SLA_POLICY_TAGS, "['building']", ticket));
  g_assert_true (fits (BELL_SLA_POLICY_TEAMS, "['" OTHER "', '" TEAM "']", ticket));
  g_assert_false (fits (BELL_SLA_POLICY_TEAMS, "['" OTHER "']", ticket));
  g_assert_true (fits (BELL_SLA_POLICY_PRIORITIES, "['high', 'urgent']", ticket));
  g_assert_false (fits (BELL_SLA_POLICY_PRIORITIES, "['low']", ticket));
  g_assert_true (fits (BELL_SLA_POLICY_KINDS, "['incident']", ticket));
  g_assert_false (fits (BELL_SLA_POLICY_KINDS, "['problem']", ticket));
  g_assert_true (fits (BELL_SLA_POLICY_REQUESTER_TEAMS, "['" TEAM "']", ticket));
  g_assert_false (fits (BELL_SLA_POLICY_REQUESTER_TEAMS, "['" OTHER "']", ticket));

  bell_record_set_text (ticket, bell_ticket_property (BELL_TICKET_TEAM_ID), NULL);
  g_assert_false (fits (BELL_SLA_POLICY_TEAMS, "['" TEAM "']", ticket));
}

static void
test_terms (void)
{
  g_autoptr (BellRecord) policy = make_policy (BELL_SLA_POLICY_RESOLUTION, "{'high': '3600', 'urgent': '900'}");
  BellSlaTerms terms;

  bell_sla_policy_get_terms (BELL_SLA_POLICY (policy), BELL_PRIORITY_URGENT, &terms);
  g_assert_cmpint (terms.targets[BELL_SLA_GOAL_RESOLUTION], ==, 900 * 1000);
  g_assert_cmpint (terms.targets[BELL_SLA_GOAL_FIRST_RESPONSE], ==, BELL_SLA_NO_TARGET);
  g_assert_cmpuint (terms.pausing, ==, 0);

  bell_sla_policy_get_terms (BELL_SLA_POLICY (policy), BELL_PRIORITY_LOW, &terms);
  g_assert_cmpint (terms.targets[BELL_SLA_GOAL_RESOLUTION], ==, BELL_SLA_NO_TARGET);
}

static void
test_steps (void)
{
  static const struct
  {
    const char *text;
    gint64 used; /* of a target of 1000 s, in s */
  } steps[] = {
    { "resolution 75% notify-assignee notify-lead", 750 },
    { "firstResponse 100% notify-team", 1000 },
    { "nextResponse -5m raise-priority", 700 },
    { "nextResponse -1h raise-priority", 0 },
    { "resolution +1h next-tier", 4600 },
    { "resolution +7s next-tier", 1007 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *text = NULL;
      BellSlaStep step;

      g_assert_true (bell_sla_step_from_text (&step, steps[i].text, &error));
      g_assert_no_error (error);
      g_assert_cmpint (bell_sla_step_get_used (&step, 1000 * 1000), ==, steps[i].used * 1000);
      text = bell_sla_step_to_text (&step);
      g_assert_cmpstr (text, ==, steps[i].text);
    }
}

static void
test_timetable (void)
{
  g_autoptr (BellRecord) record = bell_record_new (BELL_TYPE_CALENDAR, "D01930000-0000-7000-8000-000000000001");
  g_autoptr (GVariant) hours = g_variant_ref_sink (g_variant_new_parsed ("{'fri': '09:00-17:00', 'mon': '09:00-12:00  13:00-17:00', 'sat': ''}"));
  g_autoptr (GVariant) holidays = g_variant_ref_sink (g_variant_new_parsed ("{'2026-11-20': 'Closed'}"));
  g_autoptr (BellTimetable) timetable = NULL;
  g_autoptr (GError) error = NULL;
  gint64 from, to, due;

  bell_record_set_text (record, bell_calendar_property (BELL_CALENDAR_TIME_ZONE), "Europe/Berlin");
  bell_record_set (record, bell_calendar_property (BELL_CALENDAR_HOURS), hours);
  timetable = bell_calendar_to_timetable (BELL_CALENDAR (record), NULL, &error);
  g_assert_no_error (error);

  /* From Friday noon: four hours that day, three on Monday morning, one after lunch. */
  g_assert_true (bell_time_from_text ("2026-11-20T12:00:00Z", &from));
  g_assert_true (bell_time_from_text ("2026-11-23T13:00:00Z", &to));
  due = bell_timetable_add_open_time (timetable, from, 8 * 3600 * 1000);
  g_assert_cmpint (due, ==, to);

  g_clear_pointer (&timetable, bell_timetable_unref);
  bell_record_set (record, bell_calendar_property (BELL_CALENDAR_HOLIDAYS), holidays);
  timetable = bell_calendar_to_timetable (BELL_CALENDAR (record), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (bell_timetable_get_open_time (timetable, from, to), ==, 4 * 3600 * 1000);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/sla-policy/refused", test_refused);
  g_test_add_func ("/model/sla-policy/conditions", test_conditions);
  g_test_add_func ("/model/sla-policy/terms", test_terms);
  g_test_add_func ("/model/sla-policy/steps", test_steps);
  g_test_add_func ("/model/sla-policy/timetable", test_timetable);

  return g_test_run ();
}
