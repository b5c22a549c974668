/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What was promised stands: policies and calendars that are edited, and the
 * tickets that were there before. */

#include "bell-sla-case.h"

#define TICKET   "T0192f0c1-0000-7000-8000-000000000001"
#define POLICY   "S0192f0c1-0000-7000-8000-000000000002"
#define OTHER    "S0192f0c1-0000-7000-8000-000000000003"
#define CALENDAR "D0192f0c1-0000-7000-8000-000000000004"

#define MINUTE (G_GINT64_CONSTANT (60) * 1000)
#define HOUR   (60 * MINUTE)
/* Monday 2026-11-16 09:00 UTC */
#define START G_GINT64_CONSTANT (1794819600000)

typedef struct
{
  GPtrArray *rule_changes;
  GPtrArray *changes;
  GPtrArray *policies;  /* as they are in the end */
  GPtrArray *calendars;
  BellRecord *ticket;
  gint64 modseq;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->rule_changes = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_change_unref);
  fixture->changes = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_change_unref);
  fixture->policies = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_record_unref);
  fixture->calendars = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_record_unref);
  fixture->ticket = bell_record_new (BELL_TYPE_TICKET, TICKET);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_ptr_array_unref (fixture->rule_changes);
  g_ptr_array_unref (fixture->changes);
  g_ptr_array_unref (fixture->policies);
  g_ptr_array_unref (fixture->calendars);
  bell_record_unref (fixture->ticket);
}

static BellRecord *
find_now (GPtrArray  *records,
          const char *id,
          gboolean    take)
{
  for (guint i = 0; i < records->len; i++)
    if (g_str_equal (bell_record_get_id (records->pdata[i]), id))
      {
        if (!take)
          return records->pdata[i];
        g_ptr_array_remove_index (records, i);
        return NULL;
      }
  return NULL;
}

/* A change @minute minutes after the start to whatever @id is. */
static void
happen (Fixture        *fixture,
        int             minute,
        BellChangeKind  kind,
        const char     *id,
        BellPatch      *patch)
{
  BellType type = bell_type_from_letter (*id);
  g_autofree char *change_id = g_strdup_printf ("C0192f0c1-0000-7000-8000-%012d", (int) ++fixture->modseq);
  g_autoptr (BellPatch) owned = patch; /* none: it is destroyed */
  g_autoptr (BellChange) change = bell_change_new (change_id, kind, type, id, owned, NULL, NULL, NULL, START + minute * MINUTE);
  GPtrArray *now = type == BELL_TYPE_SLA_POLICY ? fixture->policies : fixture->calendars;

  g_ptr_array_add (type == BELL_TYPE_TICKET ? fixture->changes : fixture->rule_changes,
                   bell_change_new_confirmed (change, owned, fixture->modseq, START + minute * MINUTE, NULL));
  if (type == BELL_TYPE_TICKET)
    {
      bell_patch_apply (owned, fixture->ticket);
      return;
    }
  if (kind == BELL_CHANGE_KIND_CREATE)
    g_ptr_array_add (now, bell_record_new (type, id));
  if (kind == BELL_CHANGE_KIND_DESTROY)
    find_now (now, id, TRUE);
  else
    bell_patch_apply (owned, find_now (now, id, FALSE));
}

/* A policy for all, or for what has @tag. */
static BellPatch *
policy (const char *resolution,
        const char *tag)
{
  BellPatch *patch = bell_patch_new (BELL_TYPE_SLA_POLICY);
  g_autoptr (GVariant) targets = g_variant_ref_sink (g_variant_new_parsed (resolution));
  g_autoptr (GVariant) pausing = bell_value_new_set ((const char *const[]) { "pending", NULL });

  bell_patch_set_integer (patch, BELL_SLA_POLICY_ACTIVE, TRUE);
  bell_patch_set (patch, bell_sla_policy_property (BELL_SLA_POLICY_RESOLUTION), targets);
  bell_patch_set (patch, bell_sla_policy_property (BELL_SLA_POLICY_PAUSING_STATUSES), pausing);
  if (tag != NULL)
    {
      g_autoptr (GVariant) tags = bell_value_new_set ((const char *const[]) { tag, NULL });

      bell_patch_set (patch, bell_sla_policy_property (BELL_SLA_POLICY_TAGS), tags);
    }
  return patch;
}

static BellPatch *
target (const char *resolution)
{
  BellPatch *patch = bell_patch_new (BELL_TYPE_SLA_POLICY);
  g_autoptr (GVariant) targets = g_variant_ref_sink (g_variant_new_parsed (resolution));

  bell_patch_set (patch, bell_sla_policy_property (BELL_SLA_POLICY_RESOLUTION), targets);
  return patch;
}

static BellPatch *
calendar (const char *hours,
          const char *holiday)
{
  BellPatch *patch = bell_patch_new (BELL_TYPE_CALENDAR);
  g_autoptr (GVariant) week = g_variant_ref_sink (g_variant_new_parsed (hours));

  bell_patch_set_text (patch, BELL_CALENDAR_TIME_ZONE, "UTC");
  bell_patch_set (patch, bell_calendar_property (BELL_CALENDAR_HOURS), week);
  if (holiday != NULL)
    bell_patch_set_member (patch, bell_calendar_property (BELL_CALENDAR_HOLIDAYS), holiday, g_variant_new_string ("Off"));
  return patch;
}

static BellPatch *
ticket (guint index,
        int   value)
{
  BellPatch *patch = bell_patch_new (BELL_TYPE_TICKET);

  bell_patch_set_integer (patch, index, value);
  return patch;
}

static BellPatch *
tag (const char *name)
{
  BellPatch *patch = bell_patch_new (BELL_TYPE_TICKET);

  bell_patch_add_member (patch, BELL_TICKET_TAGS, name);
  return patch;
}

static void
create_ticket (Fixture *fixture,
               int      minute)
{
  happen (fixture, minute, BELL_CHANGE_KIND_CREATE, TICKET, ticket (BELL_TICKET_STATUS, BELL_STATUS_NEW));
}

static BellSlaCase *
judge (Fixture *fixture)
{
  g_autoptr (BellSlaRules) rules =
    bell_sla_rules_new_with_history (fixture->policies, fixture->calendars, fixture->rule_changes);
  BellSlaCase *sla = bell_sla_case_new (rules);

  bell_sla_case_begin (sla, fixture->ticket, NULL);
  for (guint i = fixture->changes->len; i-- > 0;)
    bell_sla_case_add_change (sla, g_ptr_array_index (fixture->changes, i));
  bell_sla_case_end (sla);
  return sla;
}

/* In minutes after the start; -1 for none. */
static gint64
due (Fixture *fixture,
     int      minute)
{
  g_autoptr (BellSlaCase) sla = judge (fixture);
  BellSlaReading readings[BELL_SLA_N_GOALS];

  bell_sla_clock_read (bell_sla_case_get_clock (sla), START + minute * MINUTE, readings);
  return readings[BELL_SLA_GOAL_RESOLUTION].due == BELL_TIME_UNSET
           ? -1 : (readings[BELL_SLA_GOAL_RESOLUTION].due - START) / MINUTE;
}

static void
test_edit_is_for_what_comes (Fixture       *fixture,
                             gconstpointer  data)
{
  happen (fixture, -10, BELL_CHANGE_KIND_CREATE, POLICY, policy ("{'normal': '7200', 'high': '3600'}", NULL));
  create_ticket (fixture, 0);
  happen (fixture, 10, BELL_CHANGE_KIND_UPDATE, POLICY, target ("{'normal': '600', 'high': '300'}"));
  g_assert_cmpint (due (fixture, 5), ==, 120);
  g_assert_cmpint (due (fixture, 20), ==, 120);

  /* What no policy asks for does not have it matched again. */
  happen (fixture, 30, BELL_CHANGE_KIND_UPDATE, TICKET, ticket (BELL_TICKET_STATUS, BELL_STATUS_OPEN));
  g_assert_cmpint (due (fixture, 40), ==, 120);

  happen (fixture, 50, BELL_CHANGE_KIND_UPDATE, TICKET, ticket (BELL_TICKET_PRIORITY, BELL_PRIORITY_HIGH));
  g_assert_cmpint (due (fixture, 45), ==, 120);
  g_assert_cmpint (due (fixture, 50), ==, 5);
}

static void
test_version_is_told (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr (BellSlaCase) sla = NULL;
  const BellSlaMoment *moment;
  BellSlaVersionInfo version;

  happen (fixture, -10, BELL_CHANGE_KIND_CREATE, POLICY, policy ("{'normal': '7200'}", NULL));
  happen (fixture, -5, BELL_CHANGE_KIND_UPDATE, POLICY, target ("{'normal': '3600'}"));
  create_ticket (fixture, 0);
  happen (fixture, 10, BELL_CHANGE_KIND_UPDATE, POLICY, target ("{'normal': '600'}"));
  /* An edit that changes nothing is no version. */
  happen (fixture, 11, BELL_CHANGE_KIND_UPDATE, POLICY, target ("{'normal': '600'}"));

  sla = judge (fixture);
  g_assert_cmpuint (bell_sla_case_get_n_moments (sla), ==, 1);
  moment = bell_sla_case_get_moment (sla, 0);
  bell_sla_rules_get_version (bell_sla_case_get_rules (sla), moment->policy, &version);
  g_assert_cmpuint (version.number, ==, 2);
  g_assert_cmpuint (version.count, ==, 3);
  g_assert_cmpint (version.at, ==, START - 5 * MINUTE);
  g_assert_cmpint (moment->terms.targets[BELL_SLA_GOAL_RESOLUTION], ==, HOUR);
}

static void
test_ended_stands (Fixture       *fixture,
                   gconstpointer  data)
{
  BellPatch *off = bell_patch_new (BELL_TYPE_SLA_POLICY);

  happen (fixture, -10, BELL_CHANGE_KIND_CREATE, POLICY, policy ("{'normal': '7200'}", NULL));
  happen (fixture, -9, BELL_CHANGE_KIND_CREATE, OTHER, policy ("{'normal': '14400'}", NULL));
  create_ticket (fixture, 0);
  bell_patch_set_integer (off, BELL_SLA_POLICY_ACTIVE, FALSE);
  happen (fixture, 5, BELL_CHANGE_KIND_UPDATE, POLICY, off);
  g_assert_cmpint (due (fixture, 6), ==, 120);
  happen (fixture, 7, BELL_CHANGE_KIND_DESTROY, POLICY, NULL);
  g_assert_cmpint (due (fixture, 8), ==, 120);

  happen (fixture, 9, BELL_CHANGE_KIND_UPDATE, TICKET, tag ("any"));
  g_assert_cmpint (due (fixture, 9), ==, 240);
}

/* Nothing was promised: the first policy that comes to be for it takes it. */
static void
test_first_policy (Fixture       *fixture,
                   gconstpointer  data)
{
  create_ticket (fixture, 0);
  g_assert_cmpint (due (fixture, 100), ==, -1);
  happen (fixture, 30, BELL_CHANGE_KIND_CREATE, POLICY, policy ("{'normal': '7200'}", "vip"));
  g_assert_cmpint (due (fixture, 100), ==, -1);
  happen (fixture, 40, BELL_CHANGE_KIND_CREATE, OTHER, policy ("{'normal': '10800'}", NULL));
  g_assert_cmpint (due (fixture, 39), ==, -1);
  g_assert_cmpint (due (fixture, 40), ==, 180);
  happen (fixture, 50, BELL_CHANGE_KIND_UPDATE, OTHER, target ("{'normal': '60'}"));
  g_assert_cmpint (due (fixture, 60), ==, 180);
  happen (fixture, 70, BELL_CHANGE_KIND_UPDATE, TICKET, tag ("vip"));
  g_assert_cmpint (due (fixture, 70), ==, 120);
}

/* Two policies change their places. */
static void
test_order (Fixture       *fixture,
            gconstpointer  data)
{
  BellPatch *first = bell_patch_new (BELL_TYPE_SLA_POLICY);

  happen (fixture, -10, BELL_CHANGE_KIND_CREATE, POLICY, policy ("{'normal': '7200'}", NULL));
  happen (fixture, -9, BELL_CHANGE_KIND_CREATE, OTHER, policy ("{'normal': '14400'}", NULL));
  create_ticket (fixture, 0);
  bell_patch_set_integer (first, BELL_SLA_POLICY_POSITION, -1);
  happen (fixture, 5, BELL_CHANGE_KIND_UPDATE, OTHER, first);
  g_assert_cmpint (due (fixture, 6), ==, 120);
  happen (fixture, 9, BELL_CHANGE_KIND_UPDATE, TICKET, tag ("any"));
  g_assert_cmpint (due (fixture, 9), ==, 240);
}

/* A new holiday is for the time after it was entered. */
static void
test_calendar (Fixture       *fixture,
               gconstpointer  data)
{
  BellPatch *by_calendar = policy ("{'normal': '36000'}", NULL); /* 10 h */
  const char *hours = "{'mon': '09:00-17:00', 'tue': '09:00-17:00', 'wed': '09:00-17:00'}";

  happen (fixture, -10, BELL_CHANGE_KIND_CREATE, CALENDAR, calendar (hours, NULL));
  bell_patch_set_text (by_calendar, BELL_SLA_POLICY_CALENDAR_ID, CALENDAR);
  happen (fixture, -9, BELL_CHANGE_KIND_CREATE, POLICY, by_calendar);
  create_ticket (fixture, 0);
  g_assert_cmpint (due (fixture, 1), ==, 24 * 60 + 120); /* Tuesday 11:00 */

  happen (fixture, 60, BELL_CHANGE_KIND_UPDATE, CALENDAR, calendar (hours, "2026-11-17"));
  g_assert_cmpint (due (fixture, 61), ==, 48 * 60 + 120);

  /* That this very day was one, nobody knew until then: four hours were worked. */
  happen (fixture, 240, BELL_CHANGE_KIND_UPDATE, CALENDAR, calendar (hours, "2026-11-16"));
  g_assert_cmpint (due (fixture, 241), ==, 48 * 60 + 360);
}

/* What was done before an edit is not judged by it. */
static void
test_done_before_edit (Fixture       *fixture,
                       gconstpointer  data)
{
  BellPatch *by_calendar = policy ("{'normal': '36000'}", NULL);
  const char *hours = "{'mon': '09:00-17:00', 'tue': '09:00-17:00', 'wed': '09:00-17:00'}";
  gint64 before;

  happen (fixture, -10, BELL_CHANGE_KIND_CREATE, CALENDAR, calendar (hours, NULL));
  bell_patch_set_text (by_calendar, BELL_SLA_POLICY_CALENDAR_ID, CALENDAR);
  happen (fixture, -9, BELL_CHANGE_KIND_CREATE, POLICY, by_calendar);
  create_ticket (fixture, 0);
  happen (fixture, 30, BELL_CHANGE_KIND_UPDATE, TICKET, ticket (BELL_TICKET_STATUS, BELL_STATUS_SOLVED));
  before = due (fixture, 1000);
  happen (fixture, 60, BELL_CHANGE_KIND_UPDATE, CALENDAR, calendar (hours, "2026-11-17"));
  happen (fixture, 70, BELL_CHANGE_KIND_UPDATE, POLICY, target ("{'normal': '60'}"));
  g_assert_cmpint (due (fixture, 1000), ==, before);
}

/* A history that is not whole: what there is now has always been so. */
static void
test_part_of_history (Fixture       *fixture,
                      gconstpointer  data)
{
  happen (fixture, -10, BELL_CHANGE_KIND_CREATE, POLICY, policy ("{'normal': '7200'}", NULL));
  create_ticket (fixture, 0);
  happen (fixture, 10, BELL_CHANGE_KIND_UPDATE, POLICY, target ("{'normal': '600'}"));
  g_ptr_array_remove_index (fixture->rule_changes, 0);
  g_assert_cmpint (due (fixture, 20), ==, 10);
}

/* Whatever is done to rules after a moment: how the clocks stood then stays so, in
 * any order of arrival, and an edit without the ticket moving moves no promise. */
static void
test_past_stays (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (20261122);
  const char *hours = "{'mon': '09:00-17:00', 'tue': '08:00-12:00 13:00-18:00', 'wed': '09:00-17:00', 'thu': '00:00-24:00'}";

  for (guint round = 0; round < 300; round++)
    {
      BellSlaReading seen[40][BELL_SLA_N_GOALS];
      BellPatch *by_calendar = policy ("{'normal': '36000', 'high': '7200'}", NULL);
      int minute = 0;

      tear_down (fixture, NULL);
      set_up (fixture, NULL);
      fixture->modseq = 0;
      happen (fixture, -10, BELL_CHANGE_KIND_CREATE, CALENDAR, calendar (hours, NULL));
      bell_patch_set_text (by_calendar, BELL_SLA_POLICY_CALENDAR_ID, CALENDAR);
      happen (fixture, -9, BELL_CHANGE_KIND_CREATE, POLICY, by_calendar);
      happen (fixture, -8, BELL_CHANGE_KIND_CREATE, OTHER, policy ("{'normal': '3600', 'high': '1800'}", "vip"));
      create_ticket (fixture, 0);

      for (guint i = 0; i < G_N_ELEMENTS (seen); i++)
        {
          g_autofree char *text = g_strdup_printf ("{'normal': '%d', 'high': '%d'}", g_rand_int_range (random, 1, 90000),
                                                   g_rand_int_range (random, 1, 90000));
          g_autofree char *day = g_strdup_printf ("2026-11-%02d", g_rand_int_range (random, 16, 29));
          BellPatch *place = NULL;

          minute += g_rand_int_range (random, 1, 300);
          switch (g_rand_int_range (random, 0, 7))
            {
            case 0: happen (fixture, minute, BELL_CHANGE_KIND_UPDATE, POLICY, target (text)); break;
            case 1: happen (fixture, minute, BELL_CHANGE_KIND_UPDATE, OTHER, target (text)); break;
            case 2: happen (fixture, minute, BELL_CHANGE_KIND_UPDATE, CALENDAR, calendar (hours, day)); break;
            case 3:
              place = bell_patch_new (BELL_TYPE_SLA_POLICY);
              bell_patch_set_integer (place, BELL_SLA_POLICY_POSITION, g_rand_int_range (random, -3, 3));
              happen (fixture, minute, BELL_CHANGE_KIND_UPDATE, OTHER, place);
              break;
            case 4: happen (fixture, minute, BELL_CHANGE_KIND_UPDATE, TICKET, tag (g_rand_boolean (random) ? "vip" : "x")); break;
            case 5:
              happen (fixture, minute, BELL_CHANGE_KIND_UPDATE, TICKET,
                      ticket (BELL_TICKET_PRIORITY, g_rand_boolean (random) ? BELL_PRIORITY_NORMAL : BELL_PRIORITY_HIGH));
              break;
            default:
              happen (fixture, minute, BELL_CHANGE_KIND_UPDATE, TICKET,
                      ticket (BELL_TICKET_STATUS, g_rand_int_range (random, BELL_STATUS_NEW, BELL_STATUS_CLOSED + 1)));
              break;
            }
          {
            g_autoptr (BellSlaCase) sla = judge (fixture);

            bell_sla_clock_read (bell_sla_case_get_clock (sla), START + minute * MINUTE, seen[i]);
          }
        }

      /* All that was read on the way is read in the end, but for deadlines that were
       * ahead, which a calendar's edit may move. */
      {
        g_autoptr (BellSlaCase) sla = judge (fixture);

        for (guint i = 0; i < G_N_ELEMENTS (seen); i++)
          {
            BellSlaReading now[BELL_SLA_N_GOALS];
            gint64 at = G_MININT64;

            /* When the change was made, of whichever list it is in. */
            for (guint j = 0; j < fixture->changes->len; j++)
              if (bell_change_get_modseq (fixture->changes->pdata[j]) == (gint64) i + 5)
                at = bell_change_get_received_at (fixture->changes->pdata[j]);
            for (guint j = 0; j < fixture->rule_changes->len; j++)
              if (bell_change_get_modseq (fixture->rule_changes->pdata[j]) == (gint64) i + 5)
                at = bell_change_get_received_at (fixture->rule_changes->pdata[j]);

            bell_sla_clock_read (bell_sla_case_get_clock (sla), at, now);
            g_assert_cmpint (now[BELL_SLA_GOAL_RESOLUTION].state, ==, seen[i][BELL_SLA_GOAL_RESOLUTION].state);
            g_assert_cmpint (now[BELL_SLA_GOAL_RESOLUTION].target, ==, seen[i][BELL_SLA_GOAL_RESOLUTION].target);
            g_assert_cmpint (now[BELL_SLA_GOAL_RESOLUTION].used, ==, seen[i][BELL_SLA_GOAL_RESOLUTION].used);
            g_assert_cmpint (now[BELL_SLA_GOAL_RESOLUTION].done_at, ==, seen[i][BELL_SLA_GOAL_RESOLUTION].done_at);
            if (seen[i][BELL_SLA_GOAL_RESOLUTION].due != BELL_TIME_UNSET && seen[i][BELL_SLA_GOAL_RESOLUTION].due <= at)
              g_assert_cmpint (now[BELL_SLA_GOAL_RESOLUTION].due, ==, seen[i][BELL_SLA_GOAL_RESOLUTION].due);
          }
      }
    }
}

/* The timetable itself: parts add up, and adding is the inverse of counting. */
static void
test_edited_timetable (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  const BellHours one[] = { { G_DATE_MONDAY, 9 * 3600, 17 * 3600 }, { G_DATE_TUESDAY, 9 * 3600, 17 * 3600 } };
  const BellHours two[] = { { G_DATE_MONDAY, 0, 24 * 3600 }, { G_DATE_FRIDAY, 10 * 3600, 12 * 3600 } };
  g_autoptr (BellTimetable) first = bell_timetable_new ("Europe/Berlin", one, G_N_ELEMENTS (one), NULL, 0, NULL);
  g_autoptr (BellTimetable) second = bell_timetable_new ("Australia/Lord_Howe", two, G_N_ELEMENTS (two), NULL, 0, NULL);
  g_autoptr (BellTimetable) early = bell_timetable_new_edited (NULL, START, first);
  g_autoptr (BellTimetable) late = bell_timetable_new_edited (early, START + 100 * HOUR, second);

  g_assert_cmpstr (bell_timetable_get_time_zone (late), ==, "Australia/Lord_Howe");
  g_assert_true (bell_timetable_get_at (late, START + 50 * HOUR) == early);
  g_assert_null (bell_timetable_get_at (late, START - 1));
  g_assert_cmpint (bell_timetable_get_open_time (late, START - 5 * HOUR, START), ==, 5 * HOUR);

  for (guint i = 0; i < 20000; i++)
    {
      gint64 from = START + g_rand_int_range (random, -400, 400) * 17 * MINUTE;
      gint64 middle = from + g_rand_int_range (random, 0, 3000) * 7 * MINUTE;
      gint64 to = middle + g_rand_int_range (random, 0, 3000) * 7 * MINUTE;
      gint64 open = bell_timetable_get_open_time (late, from, to), walked = 0;
      gint64 wanted = g_rand_int_range (random, 0, 40 * 3600) * 1000, reached;

      g_assert_cmpint (open, ==, bell_timetable_get_open_time (late, from, middle) + bell_timetable_get_open_time (late, middle, to));
      for (gint64 at = from; at < to;)
        {
          BellSpan span;

          bell_timetable_get_span (late, at, to, &span);
          g_assert_cmpint (span.from, ==, at);
          g_assert_cmpint (span.to, >, at);
          if (span.kind == BELL_SPAN_OPEN)
            walked += span.to - span.from;
          at = span.to;
        }
      g_assert_cmpint (walked, ==, open);

      reached = bell_timetable_add_open_time (late, from, wanted);
      g_assert_cmpint (bell_timetable_get_open_time (late, from, reached), ==, wanted);
      if (wanted > 0)
        g_assert_cmpint (bell_timetable_get_open_time (late, from, reached - 1), ==, wanted - 1);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define add(path, function) g_test_add ("/model/sla-versions/" path, Fixture, NULL, set_up, function, tear_down)
  add ("edit-is-for-what-comes", test_edit_is_for_what_comes);
  add ("version-is-told", test_version_is_told);
  add ("ended-stands", test_ended_stands);
  add ("first-policy", test_first_policy);
  add ("order", test_order);
  add ("calendar", test_calendar);
  add ("done-before-edit", test_done_before_edit);
  add ("part-of-history", test_part_of_history);
  add ("past-stays", test_past_stays);
  g_test_add_func ("/model/sla-versions/edited-timetable", test_edited_timetable);

  return g_test_run ();
}
