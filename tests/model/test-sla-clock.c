/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "slow-sla-clock.h"

/* The worked examples are in tests/jmap/test-sla-json.c, through the JSON that
 * they are given in. Here: what must hold for any history. */

#define START G_GINT64_CONSTANT (1427270400000) /* Wed 2015-03-25 08:00, the week in which summer time begins */
#define LENGTH (6 * 24 * 60)                    /* minutes of history */

static const BellStatus statuses[] = { BELL_STATUS_NEW, BELL_STATUS_OPEN, BELL_STATUS_OPEN, BELL_STATUS_PENDING,
                                       BELL_STATUS_ON_HOLD, BELL_STATUS_SOLVED, BELL_STATUS_CLOSED };

static BellTimetable *
new_calendar (GRand *rand)
{
  static const char *const zones[] = { "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Sao_Paulo" };
  g_autoptr (GArray) hours = g_array_new (FALSE, FALSE, sizeof (BellHours));
  g_autoptr (GError) error = NULL;
  gint32 holiday = START / (24 * 60 * MINUTE) + g_rand_int_range (rand, -1, 7);
  int begin = g_rand_int_range (rand, 0, 12 * 60), noon = begin + g_rand_int_range (rand, 1, 240);
  int after = noon + g_rand_int_range (rand, 0, 120), end = after + g_rand_int_range (rand, 1, 300);
  BellTimetable *calendar;

  for (int day = G_DATE_MONDAY; day <= G_DATE_SATURDAY; day++)
    {
      BellHours spans[] = { { day, begin * 60, noon * 60 }, { day, after * 60, end * 60 } };

      g_array_append_vals (hours, spans, G_N_ELEMENTS (spans));
    }

  calendar = bell_timetable_new (zones[g_rand_int_range (rand, 0, G_N_ELEMENTS (zones))],
                                (BellHours *) (gpointer) hours->data, hours->len, &holiday, 1, &error);
  g_assert_no_error (error);

  return calendar;
}

/* One of a few: a calendar takes a millisecond to make. */
static BellTimetable *
pick_calendar (GRand *rand)
{
  static BellTimetable *calendars[32]; /* null stands for 24x7 */
  guint place = g_rand_int_range (rand, 0, G_N_ELEMENTS (calendars));

  if (calendars[0] == NULL)
    {
      g_autoptr (GRand) own = g_rand_new_with_seed (9);

      for (guint i = 0; i < G_N_ELEMENTS (calendars); i++)
        calendars[i] = i % 6 != 1 ? new_calendar (own) : NULL;
    }

  return calendars[place] != NULL ? bell_timetable_ref (calendars[place]) : NULL;
}

static void
random_policy (GRand         *rand,
               BellSlaTerms *policy)
{
  for (int i = 0; i < BELL_SLA_N_GOALS; i++)
    if (g_rand_int_range (rand, 0, 6) > 0)
      policy->targets[i] = g_rand_int_range (rand, 0, 900) * MINUTE;
}

static gint64
random_minute (GRand *rand)
{
  return START + g_rand_int_range (rand, 0, LENGTH) * MINUTE;
}

/* A ticket's life: creation, then anything. Several things in one minute, too. */
static GArray *
random_events (GRand *rand)
{
  GArray *events = g_array_new (FALSE, FALSE, sizeof (BellSlaEvent));
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));
  int n = g_rand_int_range (rand, 1, 14);

  for (int i = 0; i < n; i++)
    {
      gint64 time = i > 0 && g_rand_int_range (rand, 0, 8) == 0 ? g_array_index (times, gint64, i - 1) : random_minute (rand);
      guint place = 0;

      while (place < times->len && g_array_index (times, gint64, place) <= time)
        place++;
      g_array_insert_val (times, place, time);
    }

  for (int i = 0; i < n; i++)
    {
      BellSlaEvent event = { .at = g_array_index (times, gint64, i), .order = i };

      event.kind = i == 0 ? BELL_SLA_EVENT_CREATED : (BellSlaEventKind) g_rand_int_range (rand, 1, 4);
      event.status = statuses[g_rand_int_range (rand, 0, G_N_ELEMENTS (statuses))];
      if (event.kind == BELL_SLA_EVENT_CREATED && g_rand_boolean (rand))
        event.status = BELL_STATUS_NEW;
      event.by = g_rand_int_range (rand, 0, 3);
      event.is_public = g_rand_int_range (rand, 0, 4) > 0;
      bell_sla_terms_init_change (&event.policy);
      if (event.kind == BELL_SLA_EVENT_POLICY)
        random_policy (rand, &event.policy);
      g_array_append_val (events, event);
    }

  return events;
}

static BellSlaClock *
new_clock (BellTimetable        *calendar,
           const BellSlaTerms *policy,
           const GArray        *events)
{
  BellSlaClock *clock = bell_sla_clock_new (calendar, policy);

  for (guint i = 0; i < events->len; i++)
    bell_sla_clock_add_event (clock, &g_array_index (events, BellSlaEvent, i));

  return clock;
}

static void
assert_readings (const BellSlaReading *one,
                 const BellSlaReading *two)
{
  for (int i = 0; i < BELL_SLA_N_GOALS; i++)
    {
      g_assert_cmpint (one[i].state, ==, two[i].state);
      g_assert_cmpint (one[i].since, ==, two[i].since);
      g_assert_cmpint (one[i].due, ==, two[i].due);
      g_assert_cmpint (one[i].done_at, ==, two[i].done_at);
      g_assert_cmpint (one[i].target, ==, two[i].target);
      g_assert_cmpint (one[i].used, ==, two[i].used);
    }
}

static void
test_oracle (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (int round = 0; round < 400; round++)
    {
      g_autoptr (BellTimetable) calendar = pick_calendar (rand);
      g_autoptr (GArray) events = random_events (rand);
      g_autoptr (BellSlaClock) clock = NULL;
      gint64 created = g_array_index (events, BellSlaEvent, 0).at;
      BellSlaTerms policy;

      bell_sla_terms_init (&policy);
      random_policy (rand, &policy);
      clock = new_clock (calendar, &policy, events);

      for (int i = 0; i < 4; i++)
        {
          gint64 at = random_minute (rand);
          BellSlaReading readings[BELL_SLA_N_GOALS], slow[BELL_SLA_N_GOALS];

          at = MAX (created, at);
          bell_sla_clock_read (clock, at, readings);
          slow_sla_clock_read (calendar, &policy, events, at, slow);
          assert_readings (readings, slow);
        }
    }
}

static void
test_any_order (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);

  for (int round = 0; round < 2000; round++)
    {
      g_autoptr (BellTimetable) calendar = pick_calendar (rand);
      g_autoptr (GArray) events = random_events (rand);
      g_autoptr (BellSlaClock) one = NULL, two = NULL;
      gint64 at = random_minute (rand);
      BellSlaReading first[BELL_SLA_N_GOALS], second[BELL_SLA_N_GOALS];
      BellSlaTerms policy;

      bell_sla_terms_init (&policy);
      random_policy (rand, &policy);

      /* Half of them without an order of their own: then what they say decides. */
      for (guint i = 0; i < events->len && round % 2 == 0; i++)
        g_array_index (events, BellSlaEvent, i).order = 0;

      one = new_clock (calendar, &policy, events);
      for (guint i = 0; i < events->len; i++)
        {
          guint other = g_rand_int_range (rand, 0, events->len);
          BellSlaEvent event = g_array_index (events, BellSlaEvent, i);

          g_array_index (events, BellSlaEvent, i) = g_array_index (events, BellSlaEvent, other);
          g_array_index (events, BellSlaEvent, other) = event;
        }
      two = new_clock (calendar, &policy, events);

      bell_sla_clock_read (one, at, first);
      bell_sla_clock_read (two, at, second);
      assert_readings (first, second);
    }
}

/* To be pending for a while, and then as before, moves no deadline to an
 * earlier time. */
static void
test_pause (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  guint moved = 0;

  for (int round = 0; round < 4000; round++)
    {
      g_autoptr (BellTimetable) calendar = pick_calendar (rand);
      g_autoptr (GArray) events = random_events (rand);
      g_autoptr (BellSlaClock) before = NULL, after = NULL;
      gint64 at = START + LENGTH * MINUTE, from, to;
      guint place = g_rand_int_range (rand, 0, events->len);
      BellStatus status = BELL_STATUS_NEW;
      BellSlaReading one[BELL_SLA_N_GOALS], two[BELL_SLA_N_GOALS];
      BellSlaTerms policy;
      BellSlaEvent pause = { .kind = BELL_SLA_EVENT_STATUS, .status = BELL_STATUS_PENDING }, resume;

      bell_sla_terms_init (&policy);
      random_policy (rand, &policy);
      before = new_clock (calendar, &policy, events);

      for (guint i = 0; i <= place; i++)
        if (g_array_index (events, BellSlaEvent, i).kind <= BELL_SLA_EVENT_CREATED ||
            g_array_index (events, BellSlaEvent, i).kind == BELL_SLA_EVENT_STATUS)
          status = g_array_index (events, BellSlaEvent, i).status;
      if (status != BELL_STATUS_NEW && status != BELL_STATUS_OPEN)
        continue;

      /* Somewhere between this event and the next one. */
      from = g_array_index (events, BellSlaEvent, place).at;
      to = place + 1 < events->len ? g_array_index (events, BellSlaEvent, place + 1).at : at;
      pause.at = from + (gint64) (g_rand_double (rand) * (to - from));
      resume = pause;
      resume.at = pause.at + (gint64) (g_rand_double (rand) * (to - pause.at));
      resume.status = status;
      pause.order = resume.order = g_array_index (events, BellSlaEvent, place).order;
      if (resume.at == pause.at || resume.at == to || pause.at == from)
        continue;
      after = new_clock (calendar, &policy, events);
      bell_sla_clock_add_event (after, &pause);
      bell_sla_clock_add_event (after, &resume);

      bell_sla_clock_read (before, at, one);
      bell_sla_clock_read (after, at, two);
      for (int i = 0; i < BELL_SLA_N_GOALS; i++)
        {
          g_assert_cmpint (one[i].since, ==, two[i].since);
          g_assert_cmpint (two[i].used, <=, one[i].used);
          if (one[i].due != BELL_TIME_UNSET && two[i].due != BELL_TIME_UNSET)
            g_assert_cmpint (two[i].due, >=, one[i].due);
          /* What was met before stays met. */
          if (one[i].state == BELL_SLA_STATE_MET)
            g_assert_cmpint (two[i].state, ==, BELL_SLA_STATE_MET);
          moved += two[i].due > one[i].due;
        }
    }

  g_assert_cmpuint (moved, >, 500);
}

/* A span of hours in two parts that touch, and a pause told in two parts. */
static void
test_split (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);

  for (int round = 0; round < 200; round++)
    {
      int middle = g_rand_int_range (rand, 8 * 60 + 1, 18 * 60) * 60;
      g_autoptr (GArray) whole = g_array_new (FALSE, FALSE, sizeof (BellHours));
      g_autoptr (GArray) parts = g_array_new (FALSE, FALSE, sizeof (BellHours));
      g_autoptr (GArray) events = random_events (rand);
      g_autoptr (BellTimetable) one = NULL, two = NULL;
      g_autoptr (BellSlaClock) first = NULL, second = NULL;
      BellSlaReading one_readings[BELL_SLA_N_GOALS], two_readings[BELL_SLA_N_GOALS];
      gint64 at = random_minute (rand);
      BellSlaTerms policy;

      for (int day = G_DATE_MONDAY; day <= G_DATE_FRIDAY; day++)
        {
          BellHours spans[] = { { day, 8 * 3600, 18 * 3600 }, { day, 8 * 3600, middle }, { day, middle, 18 * 3600 } };

          g_array_append_val (whole, spans[0]);
          g_array_append_vals (parts, &spans[1], 2);
        }
      one = bell_timetable_new ("Europe/Berlin", (BellHours *) (gpointer) whole->data, whole->len, NULL, 0, NULL);
      two = bell_timetable_new ("Europe/Berlin", (BellHours *) (gpointer) parts->data, parts->len, NULL, 0, NULL);
      bell_sla_terms_init (&policy);
      random_policy (rand, &policy);
      first = new_clock (one, &policy, events);
      second = new_clock (two, &policy, events);

      for (guint i = 0; i < events->len; i++)
        {
          BellSlaEvent again = g_array_index (events, BellSlaEvent, i);
          BellSlaEvent *next = i + 1 < events->len ? &g_array_index (events, BellSlaEvent, i + 1) : NULL;

          if (again.kind != BELL_SLA_EVENT_STATUS || next == NULL || next->at == again.at)
            continue;
          again.at += (next->at - again.at) / 2;
          bell_sla_clock_add_event (second, &again);
        }

      bell_sla_clock_read (first, at, one_readings);
      bell_sla_clock_read (second, at, two_readings);
      assert_readings (one_readings, two_readings);
    }
}

/* At the deadline all is used up and it still runs; a moment later it is breached. */
static void
test_deadline (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  guint checked = 0;

  for (int round = 0; round < 2000; round++)
    {
      g_autoptr (BellTimetable) calendar = pick_calendar (rand);
      g_autoptr (GArray) events = random_events (rand);
      g_autoptr (BellSlaClock) clock = NULL;
      BellSlaReading readings[BELL_SLA_N_GOALS], then[BELL_SLA_N_GOALS];
      BellSlaTerms policy;

      bell_sla_terms_init (&policy);
      random_policy (rand, &policy);
      clock = new_clock (calendar, &policy, events);
      bell_sla_clock_read (clock, bell_sla_clock_get_last (clock), readings);

      for (int i = 0; i < BELL_SLA_N_GOALS; i++)
        {
          if (readings[i].state != BELL_SLA_STATE_RUNNING)
            continue;

          bell_sla_clock_read (clock, readings[i].due, then);
          g_assert_cmpint (then[i].state, ==, BELL_SLA_STATE_RUNNING);
          g_assert_cmpint (then[i].used, ==, readings[i].target);
          g_assert_cmpint (then[i].due, ==, readings[i].due);
          bell_sla_clock_read (clock, readings[i].due + 1, then);
          g_assert_cmpint (then[i].state, ==, BELL_SLA_STATE_BREACHED);
          g_assert_cmpint (then[i].due, ==, readings[i].due);
          if (readings[i].due > bell_sla_clock_get_last (clock))
            {
              bell_sla_clock_read (clock, readings[i].due - 1, then);
              g_assert_cmpint (then[i].state, ==, BELL_SLA_STATE_RUNNING);
              g_assert_cmpint (then[i].used, ==, readings[i].target - 1);
            }
          checked++;
        }
    }

  g_assert_cmpuint (checked, >, 500);
}

static void
test_segments (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (6);

  for (int round = 0; round < 1000; round++)
    {
      g_autoptr (BellTimetable) calendar = pick_calendar (rand);
      g_autoptr (GArray) events = random_events (rand);
      g_autoptr (GArray) segments = NULL;
      g_autoptr (BellSlaClock) clock = NULL;
      gint64 created = g_array_index (events, BellSlaEvent, 0).at, at = random_minute (rand), end = created;
      gint64 open = 0, paused = 0;
      BellSlaReading readings[BELL_SLA_N_GOALS];
      BellSlaTerms policy;

      bell_sla_terms_init (&policy);
      policy.targets[BELL_SLA_GOAL_RESOLUTION] = MINUTE;
      clock = new_clock (calendar, &policy, events);
      segments = bell_sla_clock_get_segments (clock, at);
      bell_sla_clock_read (clock, at, readings);

      for (guint i = 0; i < segments->len; i++)
        {
          const BellSpan *span = &g_array_index (segments, BellSpan, i);

          g_assert_cmpint (span->from, ==, end);
          g_assert_cmpint (span->to, >, span->from);
          if (i > 0)
            g_assert_cmpint (span->kind, !=, g_array_index (segments, BellSpan, i - 1).kind);
          if (span->kind == BELL_SPAN_OPEN)
            open += span->to - span->from;
          if (span->kind == BELL_SPAN_PAUSED)
            paused += span->to - span->from;
          end = span->to;
        }

      g_assert_cmpint (end, ==, MAX (created, at));
      g_assert_cmpint (open + paused, ==, bell_timetable_get_open_time (calendar, created, end));
      if (readings[BELL_SLA_GOAL_RESOLUTION].target != BELL_SLA_NO_TARGET)
        g_assert_cmpint (open, ==, readings[BELL_SLA_GOAL_RESOLUTION].used);
    }
}

/* Slow clocks of devices, tickets that are not there yet, and another ticket
 * with the same object. */
static void
test_edges (void)
{
  BellSlaEvent created = { .at = START, .kind = BELL_SLA_EVENT_CREATED };
  BellSlaEvent reply = { .at = START - MINUTE, .kind = BELL_SLA_EVENT_MESSAGE, .by = BELL_SLA_ACTOR_AGENT, .is_public = TRUE };
  BellSlaReading readings[BELL_SLA_N_GOALS];
  g_autoptr (BellSlaClock) clock = NULL;
  g_autoptr (GArray) segments = NULL;
  BellSlaTerms policy;

  bell_sla_terms_init (&policy);
  policy.targets[BELL_SLA_GOAL_FIRST_RESPONSE] = 10 * MINUTE;
  clock = bell_sla_clock_new (NULL, &policy);
  g_assert_cmpint (bell_sla_clock_get_last (clock), ==, BELL_TIME_UNSET);
  bell_sla_clock_add_event (clock, &reply);
  bell_sla_clock_read (clock, START, readings);
  g_assert_cmpint (readings[BELL_SLA_GOAL_FIRST_RESPONSE].state, ==, BELL_SLA_STATE_NONE);

  bell_sla_clock_add_event (clock, &created);
  bell_sla_clock_add_event (clock, &created);
  bell_sla_clock_read (clock, START - 1, readings);
  g_assert_cmpint (readings[BELL_SLA_GOAL_FIRST_RESPONSE].state, ==, BELL_SLA_STATE_NONE);
  segments = bell_sla_clock_get_segments (clock, START - 1);
  g_assert_cmpuint (segments->len, ==, 0);
  bell_sla_clock_read (clock, START, readings);
  g_assert_cmpint (readings[BELL_SLA_GOAL_FIRST_RESPONSE].state, ==, BELL_SLA_STATE_MET);
  g_assert_cmpint (readings[BELL_SLA_GOAL_FIRST_RESPONSE].done_at, ==, START);
  g_assert_cmpint (readings[BELL_SLA_GOAL_FIRST_RESPONSE].used, ==, 0);

  bell_sla_clock_reset (clock, NULL, &policy);
  bell_sla_clock_add_event (clock, &created);
  bell_sla_clock_read (clock, START + MINUTE, readings);
  g_assert_cmpint (readings[BELL_SLA_GOAL_FIRST_RESPONSE].state, ==, BELL_SLA_STATE_RUNNING);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/sla-clock/oracle", test_oracle);
  g_test_add_func ("/model/sla-clock/any-order", test_any_order);
  g_test_add_func ("/model/sla-clock/pause-makes-nothing-earlier", test_pause);
  g_test_add_func ("/model/sla-clock/splits-change-nothing", test_split);
  g_test_add_func ("/model/sla-clock/deadline-is-the-inverse", test_deadline);
  g_test_add_func ("/model/sla-clock/segments", test_segments);
  g_test_add_func ("/model/sla-clock/edges", test_edges);

  return g_test_run ();
}
