/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-sla-case.h"

#define TICKET    "T0192f0c1-0000-7000-8000-000000000001"
#define REQUESTER "P0192f0c1-0000-7000-8000-000000000005"
#define TEAM      "G0192f0c1-0000-7000-8000-000000000006"
#define CALENDAR  "D0192f0c1-0000-7000-8000-000000000007"

#define MINUTE (G_GINT64_CONSTANT (60) * 1000)
/* Monday 2026-11-16 09:00 UTC */
#define START G_GINT64_CONSTANT (1794819600000)

typedef struct
{
  BellSlaRules *rules;
  BellSlaCase *sla;
  BellRecord *ticket;
  GPtrArray *changes;
  gint64 modseq;
} Fixture;

static BellRecord *
new_policy (guint       number,
            gint64      position,
            const char *tag,
            const char *calendar_id,
            const char *resolution)
{
  g_autofree char *id = g_strdup_printf ("S0192f0c1-0000-7000-8000-%012u", number);
  BellRecord *record = bell_record_new (BELL_TYPE_SLA_POLICY, id);
  g_autoptr (GVariant) targets = g_variant_ref_sink (g_variant_new_parsed (resolution));
  g_autoptr (GVariant) first = g_variant_ref_sink (g_variant_new_parsed ("{'high': '1800', 'normal': '3600'}"));
  g_autoptr (GVariant) pausing = bell_value_new_set ((const char *const[]) { "pending", NULL });

  bell_record_set_integer (record, bell_sla_policy_property (BELL_SLA_POLICY_POSITION), position);
  bell_record_set_integer (record, bell_sla_policy_property (BELL_SLA_POLICY_ACTIVE), TRUE);
  bell_record_set (record, bell_sla_policy_property (BELL_SLA_POLICY_RESOLUTION), targets);
  bell_record_set (record, bell_sla_policy_property (BELL_SLA_POLICY_FIRST_RESPONSE), first);
  bell_record_set (record, bell_sla_policy_property (BELL_SLA_POLICY_PAUSING_STATUSES), pausing);
  bell_record_set_text (record, bell_sla_policy_property (BELL_SLA_POLICY_CALENDAR_ID), calendar_id);
  if (tag != NULL)
    {
      g_autoptr (GVariant) tags = bell_value_new_set ((const char *const[]) { tag, NULL });

      bell_record_set (record, bell_sla_policy_property (BELL_SLA_POLICY_TAGS), tags);
    }

  return record;
}

/* The general policy is last: 4 h, with priority high 2 h, on weekdays from 9 to 17 UTC.
 * Before it one for what is tagged as vip: 1 h around the clock. */
static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr (GPtrArray) policies = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_record_unref);
  g_autoptr (GPtrArray) calendars = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_record_unref);
  g_autoptr (GVariant) hours = NULL;
  BellRecord *calendar = bell_record_new (BELL_TYPE_CALENDAR, CALENDAR);

  hours = g_variant_ref_sink (g_variant_new_parsed ("{'fri': '09:00-17:00', 'mon': '09:00-17:00', 'tue': '09:00-17:00'}"));
  bell_record_set_text (calendar, bell_calendar_property (BELL_CALENDAR_TIME_ZONE), "UTC");
  bell_record_set (calendar, bell_calendar_property (BELL_CALENDAR_HOURS), hours);
  g_ptr_array_add (calendars, calendar);
  g_ptr_array_add (policies, new_policy (2, 9, NULL, CALENDAR, "{'high': '7200', 'normal': '14400'}"));
  g_ptr_array_add (policies, new_policy (1, 1, "vip", NULL, "{'high': '3600', 'normal': '3600'}"));

  fixture->rules = bell_sla_rules_new (policies, calendars);
  fixture->sla = bell_sla_case_new (fixture->rules);
  fixture->ticket = bell_record_new (BELL_TYPE_TICKET, TICKET);
  fixture->changes = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_change_unref);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  bell_sla_case_free (fixture->sla);
  bell_sla_rules_unref (fixture->rules);
  bell_record_unref (fixture->ticket);
  g_ptr_array_unref (fixture->changes);
}

/* A change @minute minutes after the start, to the ticket and to its history. */
static void
happen (Fixture    *fixture,
        int         minute,
        int         received,
        BellPatch  *patch)
{
  gboolean first = fixture->modseq == 0;
  g_autofree char *id = g_strdup_printf ("C0192f0c1-0000-7000-8000-%012d", (int) ++fixture->modseq);
  g_autoptr (BellChange) change =
    bell_change_new (id, first ? BELL_CHANGE_KIND_CREATE : BELL_CHANGE_KIND_UPDATE, BELL_TYPE_TICKET, TICKET, patch,
                     NULL, REQUESTER, NULL, START + minute * MINUTE);

  bell_patch_apply (patch, fixture->ticket);
  g_ptr_array_add (fixture->changes,
                   bell_change_new_confirmed (change, patch, fixture->modseq, START + received * MINUTE, NULL));
  bell_patch_unref (patch);
}

static BellPatch *
status (BellStatus to)
{
  BellPatch *patch = bell_patch_new (BELL_TYPE_TICKET);

  bell_patch_set_integer (patch, BELL_TICKET_STATUS, to);

  return patch;
}

static BellPatch *
priority (BellPriority to)
{
  BellPatch *patch = bell_patch_new (BELL_TYPE_TICKET);

  bell_patch_set_integer (patch, BELL_TICKET_PRIORITY, to);

  return patch;
}

static BellPatch *
tag (const char *name)
{
  BellPatch *patch = bell_patch_new (BELL_TYPE_TICKET);
  g_autoptr (GVariant) tags = bell_value_new_set ((const char *const[]) { name, NULL });

  bell_patch_set (patch, bell_ticket_property (BELL_TICKET_TAGS), tags);

  return patch;
}

static void
judge (Fixture  *fixture,
       gboolean  backwards)
{
  bell_sla_case_begin (fixture->sla, fixture->ticket, NULL);
  for (guint i = 0; i < fixture->changes->len; i++)
    bell_sla_case_add_change (fixture->sla,
                              g_ptr_array_index (fixture->changes, backwards ? fixture->changes->len - 1 - i : i));
  bell_sla_case_end (fixture->sla);
}

static gint64
resolution_due (Fixture *fixture,
                int      minute)
{
  BellSlaReading readings[BELL_SLA_N_GOALS];

  bell_sla_clock_read (bell_sla_case_get_clock (fixture->sla), START + minute * MINUTE, readings);

  return readings[BELL_SLA_GOAL_RESOLUTION].due == BELL_TIME_UNSET
    ? -1 : (readings[BELL_SLA_GOAL_RESOLUTION].due - START) / MINUTE;
}

/* A priority that is raised counts from creation, and the pause is kept. */
static void
test_priority_keeps_pauses (Fixture       *fixture,
                            gconstpointer  data)
{
  happen (fixture, 0, 0, status (BELL_STATUS_NEW));
  happen (fixture, 30, 30, status (BELL_STATUS_PENDING));
  happen (fixture, 50, 50, status (BELL_STATUS_OPEN));
  happen (fixture, 70, 70, priority (BELL_PRIORITY_HIGH));
  judge (fixture, FALSE);

  g_assert_true (bell_sla_case_is_whole (fixture->sla));
  g_assert_cmpint (resolution_due (fixture, 60), ==, 240 + 20);
  g_assert_cmpint (resolution_due (fixture, 70), ==, 120 + 20);
  g_assert_cmpuint (bell_sla_case_get_n_moments (fixture->sla), ==, 2);
  g_assert_cmpint (bell_sla_case_get_moment_at (fixture->sla, START + 69 * MINUTE)->priority, ==, BELL_PRIORITY_NORMAL);
  g_assert_null (bell_sla_case_get_moment_at (fixture->sla, START - 1));

  judge (fixture, TRUE);
  g_assert_cmpint (resolution_due (fixture, 70), ==, 120 + 20);
}

/* A tag that makes another policy the first that fits brings its calendar along. */
static void
test_policy_brings_calendar (Fixture       *fixture,
                             gconstpointer  data)
{
  happen (fixture, 450, 450, status (BELL_STATUS_NEW)); /* 16:30, half an hour before closing */
  happen (fixture, 455, 455, tag ("vip"));
  judge (fixture, FALSE);

  g_assert_cmpint (resolution_due (fixture, 450), ==, 24 * 60 + 210);
  g_assert_cmpint (resolution_due (fixture, 455), ==, 450 + 60);
}

/* What is done is judged by what was in force then, calendar too. */
static void
test_done_keeps_target (Fixture       *fixture,
                        gconstpointer  data)
{
  BellSlaReading readings[BELL_SLA_N_GOALS];

  happen (fixture, 0, 0, status (BELL_STATUS_NEW));
  happen (fixture, 120, 120, tag ("vip"));
  bell_sla_case_begin (fixture->sla, fixture->ticket, NULL);
  for (guint i = 0; i < fixture->changes->len; i++)
    bell_sla_case_add_change (fixture->sla, g_ptr_array_index (fixture->changes, i));
  bell_sla_case_add_message (fixture->sla, START + 50 * MINUTE, 99, BELL_MESSAGE_KIND_REPLY, BELL_SLA_ACTOR_AGENT);
  bell_sla_case_end (fixture->sla);

  bell_sla_clock_read (bell_sla_case_get_clock (fixture->sla), START + 130 * MINUTE, readings);
  g_assert_cmpint (readings[BELL_SLA_GOAL_FIRST_RESPONSE].state, ==, BELL_SLA_STATE_MET);
  g_assert_cmpint (readings[BELL_SLA_GOAL_FIRST_RESPONSE].target, ==, 60 * MINUTE);
  g_assert_cmpint (readings[BELL_SLA_GOAL_RESOLUTION].state, ==, BELL_SLA_STATE_BREACHED);
}

/* What was done earlier on a device without a network, but came later, is the
 * last word of the log: the ticket is of low priority, and so are its targets. */
static void
test_late_change_is_the_last_word (Fixture       *fixture,
                                   gconstpointer  data)
{
  happen (fixture, 0, 0, status (BELL_STATUS_NEW));
  happen (fixture, 60, 60, priority (BELL_PRIORITY_HIGH));
  happen (fixture, 30, 90, priority (BELL_PRIORITY_NORMAL));
  judge (fixture, FALSE);

  g_assert_cmpint (resolution_due (fixture, 90), ==, 240);
}

/* Changes that wait come behind all that is confirmed, in their order. */
static void
test_waiting (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr (BellPatch) first = priority (BELL_PRIORITY_HIGH);
  g_autoptr (BellPatch) second = status (BELL_STATUS_PENDING);
  g_autoptr (BellChange) one =
    bell_change_new ("C0192f0c1-0000-7000-8000-0000000000f2", BELL_CHANGE_KIND_UPDATE, BELL_TYPE_TICKET, TICKET, first, NULL,
                     REQUESTER, NULL, START + 30 * MINUTE);
  g_autoptr (BellChange) two =
    bell_change_new ("C0192f0c1-0000-7000-8000-0000000000f1", BELL_CHANGE_KIND_UPDATE, BELL_TYPE_TICKET, TICKET, second, NULL,
                     REQUESTER, NULL, START + 30 * MINUTE);

  happen (fixture, 0, 0, status (BELL_STATUS_NEW));
  bell_sla_case_begin (fixture->sla, fixture->ticket, NULL);
  bell_sla_case_add_change (fixture->sla, g_ptr_array_index (fixture->changes, 0));
  bell_sla_case_add_waiting (fixture->sla, one, BELL_SLA_ACTOR_AGENT, 1);
  bell_sla_case_add_waiting (fixture->sla, two, BELL_SLA_ACTOR_AGENT, 2);
  bell_sla_case_end (fixture->sla);

  g_assert_cmpint (resolution_due (fixture, 29), ==, 240);
  g_assert_cmpint (resolution_due (fixture, 30), ==, -1);
  g_assert_cmpint (bell_sla_case_get_moment_at (fixture->sla, START + 30 * MINUTE)->priority, ==, BELL_PRIORITY_HIGH);
}

static gint64
peek (Fixture *fixture,
      guint    index)
{
  gint64 time = bell_record_peek_integer (fixture->ticket, bell_ticket_property (index));

  return time == BELL_TIME_UNSET ? -1 : (time - START) / MINUTE;
}

static void
test_columns (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr (BellRecord) copy = bell_record_new (BELL_TYPE_TICKET, TICKET);

  happen (fixture, 0, 0, status (BELL_STATUS_NEW));
  judge (fixture, FALSE);
  bell_sla_case_write_due (fixture->sla, fixture->ticket);
  g_assert_cmpint (peek (fixture, BELL_TICKET_NEXT_DUE_AT), ==, 60);
  g_assert_cmpint (peek (fixture, BELL_TICKET_FIRST_RESPONSE_DUE_AT), ==, 60);
  g_assert_cmpint (peek (fixture, BELL_TICKET_RESOLUTION_DUE_AT), ==, 240);
  g_assert_cmpint (peek (fixture, BELL_TICKET_NEXT_RESPONSE_DUE_AT), ==, -1);
  g_assert_cmpint (peek (fixture, BELL_TICKET_HALF_USED_AT), ==, 30);
  g_assert_cmpint (peek (fixture, BELL_TICKET_MOSTLY_USED_AT), ==, 45);
  g_assert_cmpint (peek (fixture, BELL_TICKET_RESOLUTION_HALF_USED_AT), ==, 120);
  g_assert_cmpint (peek (fixture, BELL_TICKET_RESOLUTION_MOSTLY_USED_AT), ==, 180);
  g_assert_cmpint (bell_ticket_get_sla_state (BELL_TICKET (fixture->ticket)), ==, BELL_SLA_STATE_RUNNING);
  g_assert_nonnull (bell_ticket_get_sla_policy_id (BELL_TICKET (fixture->ticket)));

  bell_sla_due_copy (copy, fixture->ticket);
  g_assert_cmpint (bell_ticket_get_next_due_at (BELL_TICKET (copy)), ==, START + 60 * MINUTE);

  happen (fixture, 10, 10, status (BELL_STATUS_PENDING));
  judge (fixture, FALSE);
  bell_sla_case_write_due (fixture->sla, fixture->ticket);
  g_assert_cmpint (peek (fixture, BELL_TICKET_NEXT_DUE_AT), ==, -1);
  g_assert_cmpint (bell_ticket_get_sla_state (BELL_TICKET (fixture->ticket)), ==, BELL_SLA_STATE_PAUSED);

  happen (fixture, 20, 20, status (BELL_STATUS_SOLVED));
  judge (fixture, FALSE);
  bell_sla_case_write_due (fixture->sla, fixture->ticket);
  g_assert_cmpint (bell_ticket_get_sla_state (BELL_TICKET (fixture->ticket)), ==, BELL_SLA_STATE_NONE);
  g_assert_null (bell_ticket_get_sla_policy_id (BELL_TICKET (fixture->ticket)));
}

/* The end of a history is better than nothing, and says that it is no more. */
static void
test_without_creation (Fixture       *fixture,
                       gconstpointer  data)
{
  happen (fixture, 0, 0, status (BELL_STATUS_NEW));
  happen (fixture, 10, 10, status (BELL_STATUS_PENDING));
  happen (fixture, 30, 30, status (BELL_STATUS_OPEN));
  bell_record_set_integer (fixture->ticket, bell_ticket_property (BELL_TICKET_CREATED_AT), START);
  g_ptr_array_remove_index (fixture->changes, 0);
  judge (fixture, FALSE);

  g_assert_false (bell_sla_case_is_whole (fixture->sla));
  g_assert_cmpint (resolution_due (fixture, 40), ==, 260);
}

static void
test_reached (Fixture       *fixture,
              gconstpointer  data)
{
  BellSlaClock *clock;

  happen (fixture, 0, 0, status (BELL_STATUS_NEW));
  happen (fixture, 30, 30, status (BELL_STATUS_PENDING));
  judge (fixture, FALSE);
  clock = bell_sla_case_get_clock (fixture->sla);

  g_assert_cmpint (bell_sla_clock_get_reached (clock, START + 40 * MINUTE, BELL_SLA_GOAL_RESOLUTION, 20 * MINUTE), ==, START + 20 * MINUTE);
  g_assert_cmpint (bell_sla_clock_get_reached (clock, START + 40 * MINUTE, BELL_SLA_GOAL_RESOLUTION, 31 * MINUTE), ==, BELL_TIME_UNSET);
  g_assert_cmpint (bell_sla_clock_get_reached (clock, START + 20 * MINUTE, BELL_SLA_GOAL_RESOLUTION, 31 * MINUTE), ==, START + 31 * MINUTE);
  g_assert_cmpint (bell_sla_clock_get_reached (clock, START + 20 * MINUTE, BELL_SLA_GOAL_NEXT_RESPONSE, 1), ==, BELL_TIME_UNSET);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define add(path, function) g_test_add ("/model/sla-case/" path, Fixture, NULL, set_up, function, tear_down)
  add ("priority-keeps-pauses", test_priority_keeps_pauses);
  add ("policy-brings-calendar", test_policy_brings_calendar);
  add ("done-keeps-target", test_done_keeps_target);
  add ("late-change-is-the-last-word", test_late_change_is_the_last_word);
  add ("waiting", test_waiting);
  add ("columns", test_columns);
  add ("without-creation", test_without_creation);
  add ("reached", test_reached);

  return g_test_run ();
}
