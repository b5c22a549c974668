/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "alarm-fixture.h"
#include "bell-id.h"

static void
test_in_order (AlarmFixture       *fixture,
               gconstpointer  data)
{
  alarm_fixture_set_deadline (fixture, 0, START, HOUR);
  alarm_fixture_step_kind (fixture, BELL_ALARM_EVENT_READY);
  g_assert_cmpint (fixture->wake, ==, START + HOUR / 2);
  alarm_fixture_run_until (fixture, START + HOUR / 2 - 1);
  assert_said (fixture, "");
  alarm_fixture_run_until (fixture, START + HOUR / 2);
  assert_said (fixture, "tell 0 50");
  g_assert_cmpint (fixture->wake, ==, START + 45 * MINUTE);
  alarm_fixture_run_until (fixture, START + DAY);
  assert_said (fixture, "tell 0 75, tell 0 100");
  g_assert_cmpint (fixture->wake, ==, BELL_TIME_UNSET);
}

static void
test_slept_through (AlarmFixture       *fixture,
                    gconstpointer  data)
{
  alarm_fixture_set_deadline (fixture, 0, START, HOUR);
  alarm_fixture_step_kind (fixture, BELL_ALARM_EVENT_READY);
  fixture->now = START + 2 * HOUR;
  alarm_fixture_step_kind (fixture, BELL_ALARM_EVENT_TIME);
  assert_said (fixture, "tell 0 100");
  alarm_fixture_run_until (fixture, START + DAY);
  assert_said (fixture, "");
}

static void
test_restart_tells_nothing_twice (AlarmFixture       *fixture,
                                  gconstpointer  data)
{
  alarm_fixture_set_deadline (fixture, 0, START, HOUR);
  alarm_fixture_step_kind (fixture, BELL_ALARM_EVENT_READY);
  alarm_fixture_run_until (fixture, START + 50 * MINUTE);
  assert_said (fixture, "tell 0 50, tell 0 75");

  alarm_fixture_restart (fixture);
  alarm_fixture_set_deadline (fixture, 0, START, HOUR);
  alarm_fixture_set_deadline (fixture, 1, START - 2 * HOUR, HOUR); /* from before there were alarms */
  alarm_fixture_step_kind (fixture, BELL_ALARM_EVENT_READY);
  assert_said (fixture, "");
  alarm_fixture_run_until (fixture, START + DAY);
  assert_said (fixture, "tell 0 100");
}

static void
test_while_away_comes_after (AlarmFixture       *fixture,
                             gconstpointer  data)
{
  alarm_fixture_step_kind (fixture, BELL_ALARM_EVENT_READY);
  fixture->now = START + 3 * HOUR;
  alarm_fixture_restart (fixture);
  alarm_fixture_set_deadline (fixture, 0, START, HOUR);
  alarm_fixture_step_kind (fixture, BELL_ALARM_EVENT_READY);
  assert_said (fixture, "tell 0 100");
}

static void
test_moved_deadline (AlarmFixture       *fixture,
                     gconstpointer  data)
{
  alarm_fixture_set_deadline (fixture, 0, START, HOUR);
  alarm_fixture_step_kind (fixture, BELL_ALARM_EVENT_READY);
  alarm_fixture_run_until (fixture, START + HOUR);
  assert_said (fixture, "tell 0 50, tell 0 75, tell 0 100");

  /* More time: the notification is no longer true, and each stage comes again. */
  alarm_fixture_set_deadline (fixture, 0, START, 4 * HOUR);
  alarm_fixture_step_kind (fixture, BELL_ALARM_EVENT_TIME);
  assert_said (fixture, "withdraw 0");
  alarm_fixture_run_until (fixture, START + DAY);
  assert_said (fixture, "tell 0 50, tell 0 75, tell 0 100");

  /* Less: all is past, and was told. */
  alarm_fixture_set_deadline (fixture, 0, START, 2 * HOUR);
  alarm_fixture_step_kind (fixture, BELL_ALARM_EVENT_TIME);
  assert_said (fixture, "");
  alarm_fixture_set_deadline (fixture, 0, START, 0);
  alarm_fixture_step_kind (fixture, BELL_ALARM_EVENT_TIME);
  assert_said (fixture, "withdraw 0");
}

static void
test_comes_late (AlarmFixture       *fixture,
                 gconstpointer  data)
{
  alarm_fixture_step_kind (fixture, BELL_ALARM_EVENT_READY);
  fixture->now = START + 50 * MINUTE;
  alarm_fixture_set_deadline (fixture, 0, START, HOUR);
  alarm_fixture_step_kind (fixture, BELL_ALARM_EVENT_TIME);
  assert_said (fixture, "");
  alarm_fixture_run_until (fixture, START + DAY);
  assert_said (fixture, "tell 0 100");
}

static void
test_working_hours (AlarmFixture       *fixture,
                    gconstpointer  data)
{
  alarm_fixture_set_settings (fixture, BELL_ALARM_ALL_STAGES, "UTC", 0);
  alarm_fixture_set_deadline (fixture, 0, START, 20 * HOUR);  /* 18:00, 23:00 and 04:00 */
  alarm_fixture_set_deadline (fixture, 1, START, 12 * HOUR);  /* 14:00, 17:00 and 20:00 */
  alarm_fixture_step_kind (fixture, BELL_ALARM_EVENT_READY);
  alarm_fixture_run_until (fixture, START + 10 * HOUR);
  assert_said (fixture, "tell 1 50");
  g_assert_cmpint (fixture->wake, ==, START + 25 * HOUR); /* not at midnight: at nine */
  alarm_fixture_run_until (fixture, START + 25 * HOUR - 1);
  assert_said (fixture, "");
  alarm_fixture_run_until (fixture, START + 25 * HOUR);
  g_assert_true (g_str_equal (fixture->said->str, "tell 0 100, tell 1 100") ||
                 g_str_equal (fixture->said->str, "tell 1 100, tell 0 100"));
}

static void
test_never_open (AlarmFixture       *fixture,
                 gconstpointer  data)
{
  g_auto (BellAlarmSettings) settings = { .stages = BELL_ALARM_ALL_STAGES };

  settings.hours = bell_timetable_new ("UTC", NULL, 0, NULL, 0, NULL);
  alarm_fixture_step (fixture, &(BellAlarmEvent) { .kind = BELL_ALARM_EVENT_SETTINGS, .settings = &settings });
  alarm_fixture_set_deadline (fixture, 0, START, HOUR);
  alarm_fixture_step_kind (fixture, BELL_ALARM_EVENT_READY);
  g_assert_cmpint (fixture->wake, ==, BELL_TIME_UNSET);
}

static void
test_focus_and_desktop (AlarmFixture       *fixture,
                        gconstpointer  data)
{
  for (guint i = 0; i < 6; i++)
    alarm_fixture_set_deadline (fixture, i, START, HOUR + i * MINUTE);
  alarm_fixture_step_kind (fixture, BELL_ALARM_EVENT_READY);
  alarm_fixture_step (fixture, &(BellAlarmEvent) { .kind = BELL_ALARM_EVENT_FOCUS, .until = START + 2 * HOUR });
  g_assert_cmpint (fixture->wake, ==, START + 2 * HOUR);
  alarm_fixture_restart (fixture); /* it lasts */
  for (guint i = 0; i < 6; i++)
    alarm_fixture_set_deadline (fixture, i, START, HOUR + i * MINUTE);
  alarm_fixture_step_kind (fixture, BELL_ALARM_EVENT_READY);
  alarm_fixture_run_until (fixture, START + 110 * MINUTE);
  assert_said (fixture, "");

  alarm_fixture_set_flag (fixture, BELL_ALARM_EVENT_DESKTOP, TRUE);
  g_assert_cmpint (fixture->wake, ==, BELL_TIME_UNSET);
  fixture->now = START + 3 * HOUR;
  alarm_fixture_step_kind (fixture, BELL_ALARM_EVENT_TIME);
  assert_said (fixture, "");
  alarm_fixture_set_deadline (fixture, 0, START, 0); /* solved in peace */
  alarm_fixture_set_flag (fixture, BELL_ALARM_EVENT_DESKTOP, FALSE);
  assert_said (fixture, "sum 5");
  alarm_fixture_run_until (fixture, START + DAY);
  assert_said (fixture, "");
}

static void
set_urgent (AlarmFixture *fixture,
            guint         ticket,
            gboolean      urgent)
{
  BellAlarmDeadline deadline = { BELL_SLA_GOAL_RESOLUTION, { START + 2 * HOUR, START + 3 * HOUR, START + 4 * HOUR } };

  alarm_fixture_step (fixture, &(BellAlarmEvent) { .kind = BELL_ALARM_EVENT_TICKET, .ticket_id = fixture->ids[ticket],
                                                   .deadlines = &deadline, .n_deadlines = 1, .flag = urgent });
}

/* A breach of an urgent ticket comes through quiet times of one's own; warnings of
 * it do not, nor does anything of another ticket. */
static void
test_urgent_breach_in_quiet (AlarmFixture       *fixture,
                             gconstpointer  data)
{
  g_auto (BellAlarmSettings) settings = { .stages = BELL_ALARM_ALL_STAGES, .loud_urgent_breach = TRUE };

  alarm_fixture_step (fixture, &(BellAlarmEvent) { .kind = BELL_ALARM_EVENT_SETTINGS, .settings = &settings });
  set_urgent (fixture, 0, TRUE);
  set_urgent (fixture, 1, FALSE);
  alarm_fixture_step_kind (fixture, BELL_ALARM_EVENT_READY);
  alarm_fixture_step (fixture, &(BellAlarmEvent) { .kind = BELL_ALARM_EVENT_FOCUS, .until = START + 10 * HOUR });
  g_assert_cmpint (fixture->wake, ==, START + 4 * HOUR); /* and not for what cannot be told */
  alarm_fixture_run_until (fixture, START + 4 * HOUR - 1);
  assert_said (fixture, "");
  alarm_fixture_run_until (fixture, START + 4 * HOUR);
  assert_said (fixture, "tell 0 100");
  g_assert_cmpint (fixture->wake, ==, START + 10 * HOUR);
  alarm_fixture_run_until (fixture, START + 10 * HOUR);
  assert_said (fixture, "tell 1 100");
  alarm_fixture_run_until (fixture, START + DAY);
  assert_said (fixture, "");
}

/* A desktop that is not to be disturbed is not, by anything. */
static void
test_loud_and_desktop (AlarmFixture       *fixture,
                       gconstpointer  data)
{
  g_auto (BellAlarmSettings) settings = { .stages = BELL_ALARM_ALL_STAGES, .loud_stages = BELL_ALARM_ALL_STAGES };

  alarm_fixture_step (fixture, &(BellAlarmEvent) { .kind = BELL_ALARM_EVENT_SETTINGS, .settings = &settings });
  set_urgent (fixture, 0, TRUE);
  alarm_fixture_step_kind (fixture, BELL_ALARM_EVENT_READY);
  alarm_fixture_step (fixture, &(BellAlarmEvent) { .kind = BELL_ALARM_EVENT_FOCUS, .until = START + 10 * HOUR });
  alarm_fixture_run_until (fixture, START + 2 * HOUR);
  assert_said (fixture, "tell 0 50");
  alarm_fixture_set_flag (fixture, BELL_ALARM_EVENT_DESKTOP, TRUE);
  alarm_fixture_run_until (fixture, START + 9 * HOUR);
  assert_said (fixture, "");
  alarm_fixture_set_flag (fixture, BELL_ALARM_EVENT_DESKTOP, FALSE);
  assert_said (fixture, "tell 0 100");
}

static void
test_loud_tiding (AlarmFixture       *fixture,
                  gconstpointer  data)
{
  alarm_fixture_step_kind (fixture, BELL_ALARM_EVENT_READY);
  alarm_fixture_step (fixture, &(BellAlarmEvent) { .kind = BELL_ALARM_EVENT_FOCUS, .until = START + HOUR });
  alarm_fixture_step (fixture, &(BellAlarmEvent) { .kind = BELL_ALARM_EVENT_TIDING, .key = "C1", .ticket_id = fixture->ids[0] });
  assert_said (fixture, "");
  alarm_fixture_step (fixture, &(BellAlarmEvent) { .kind = BELL_ALARM_EVENT_TIDING, .key = "C2", .ticket_id = fixture->ids[1], .flag = TRUE });
  assert_said (fixture, "tell 1 C2");
  alarm_fixture_run_until (fixture, START + HOUR);
  assert_said (fixture, "tell 0 C1");
}

/* Each clock that runs warns, not the next one alone. */
static void
test_two_clocks (AlarmFixture       *fixture,
                 gconstpointer  data)
{
  const BellAlarmDeadline deadlines[] = {
    { BELL_SLA_GOAL_FIRST_RESPONSE, { START + 30 * MINUTE, START + 45 * MINUTE, START + HOUR } },
    { BELL_SLA_GOAL_RESOLUTION, { START + 40 * MINUTE, START + 3 * HOUR, START + 4 * HOUR } },
  };
  static const struct { gint64 at; const char *said; } wanted[] = {
    { 30, "tell 0 50" }, { 40, "tell 0 50" }, { 45, "tell 0 75" }, { 60, "tell 0 100" }, { 180, "tell 0 75" }, { 240, "tell 0 100" },
  };

  alarm_fixture_step (fixture, &(BellAlarmEvent) { .kind = BELL_ALARM_EVENT_TICKET, .ticket_id = fixture->ids[0],
                                                   .deadlines = deadlines, .n_deadlines = G_N_ELEMENTS (deadlines) });
  alarm_fixture_step_kind (fixture, BELL_ALARM_EVENT_READY);
  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    {
      alarm_fixture_run_until (fixture, START + wanted[i].at * MINUTE - 1);
      assert_said (fixture, "");
      alarm_fixture_run_until (fixture, START + wanted[i].at * MINUTE);
      assert_said (fixture, wanted[i].said);
    }
}

static void
test_snooze (AlarmFixture       *fixture,
             gconstpointer  data)
{
  alarm_fixture_set_deadline (fixture, 0, START, 4 * HOUR);
  alarm_fixture_step_kind (fixture, BELL_ALARM_EVENT_READY);
  alarm_fixture_run_until (fixture, START + 2 * HOUR);
  assert_said (fixture, "tell 0 50");
  alarm_fixture_step (fixture, &(BellAlarmEvent) { .kind = BELL_ALARM_EVENT_SNOOZE, .ticket_id = fixture->ids[0],
                                     .until = bell_alarm_core_get_snooze (fixture->core, fixture->ids[0], START + 150 * MINUTE) });
  assert_said (fixture, "withdraw 0");
  alarm_fixture_restart (fixture);
  alarm_fixture_set_deadline (fixture, 0, START, 4 * HOUR);
  alarm_fixture_step_kind (fixture, BELL_ALARM_EVENT_READY);
  alarm_fixture_run_until (fixture, START + 150 * MINUTE);
  assert_said (fixture, "tell 0 50 again");

  /* Not past the breach. */
  g_assert_cmpint (bell_alarm_core_get_snooze (fixture->core, fixture->ids[0], START + DAY), ==, START + 4 * HOUR);
  alarm_fixture_step (fixture, &(BellAlarmEvent) { .kind = BELL_ALARM_EVENT_SNOOZE, .ticket_id = fixture->ids[0], .until = START + 4 * HOUR });
  alarm_fixture_run_until (fixture, START + DAY);
  assert_said (fixture, "withdraw 0, tell 0 100");
}

static void
test_snoozed_and_solved (AlarmFixture       *fixture,
                         gconstpointer  data)
{
  alarm_fixture_set_deadline (fixture, 0, START, HOUR);
  alarm_fixture_step_kind (fixture, BELL_ALARM_EVENT_READY);
  alarm_fixture_run_until (fixture, START + HOUR / 2);
  alarm_fixture_step (fixture, &(BellAlarmEvent) { .kind = BELL_ALARM_EVENT_SNOOZE, .ticket_id = fixture->ids[0], .until = START + 40 * MINUTE });
  alarm_fixture_set_deadline (fixture, 0, START, 0);
  alarm_fixture_step_kind (fixture, BELL_ALARM_EVENT_TIME);
  alarm_fixture_run_until (fixture, START + DAY);
  assert_said (fixture, "tell 0 50, withdraw 0");
}

static void
test_daily_cap (AlarmFixture       *fixture,
                gconstpointer  data)
{
  alarm_fixture_set_settings (fixture, 1u << BELL_ALARM_STAGE_BREACH, NULL, 3);
  for (guint i = 0; i < 10; i++)
    alarm_fixture_set_deadline (fixture, i, START, (i + 1) * 10 * MINUTE);
  alarm_fixture_step_kind (fixture, BELL_ALARM_EVENT_READY);
  alarm_fixture_run_until (fixture, START + 89 * MINUTE);
  assert_said (fixture, "tell 0 100, tell 1 100, tell 2 100");
  alarm_fixture_run_until (fixture, START + 90 * MINUTE);
  assert_said (fixture, "sum 6");
  alarm_fixture_run_until (fixture, START + 3 * HOUR);
  assert_said (fixture, "sum 1");

  /* The next day begins anew. */
  alarm_fixture_set_deadline (fixture, 11, START, 20 * HOUR);
  alarm_fixture_step_kind (fixture, BELL_ALARM_EVENT_TIME);
  alarm_fixture_run_until (fixture, START + 2 * DAY);
  assert_said (fixture, "tell 11 100");
}

static void
test_burst_is_one (AlarmFixture       *fixture,
                   gconstpointer  data)
{
  for (guint i = 0; i < 10; i++)
    alarm_fixture_set_deadline (fixture, i, START, HOUR);
  alarm_fixture_step_kind (fixture, BELL_ALARM_EVENT_READY);
  alarm_fixture_run_until (fixture, START + DAY);
  assert_said (fixture, "sum 10, sum 10, sum 10");
}

static void
test_tidings (AlarmFixture       *fixture,
              gconstpointer  data)
{
  BellAlarmEvent tiding = { .kind = BELL_ALARM_EVENT_TIDING, .key = "C1", .ticket_id = fixture->ids[3] };

  alarm_fixture_step_kind (fixture, BELL_ALARM_EVENT_READY);
  alarm_fixture_step (fixture, &tiding);
  assert_said (fixture, "tell 3 C1");

  alarm_fixture_set_flag (fixture, BELL_ALARM_EVENT_DESKTOP, TRUE);
  tiding.key = "C2";
  alarm_fixture_step (fixture, &tiding);
  tiding.key = "C3";
  tiding.ticket_id = fixture->ids[4];
  alarm_fixture_step (fixture, &tiding);
  alarm_fixture_step (fixture, &tiding);
  alarm_fixture_restart (fixture);
  alarm_fixture_step_kind (fixture, BELL_ALARM_EVENT_READY);
  assert_said (fixture, "tell 3 C2, tell 4 C3");
  alarm_fixture_step_kind (fixture, BELL_ALARM_EVENT_TIME);
  assert_said (fixture, "");
}

/* Who brings tidings may bring one again that a killed program had told. */
static void
test_heard_before (AlarmFixture  *fixture,
                   gconstpointer  data)
{
  BellAlarmEvent tiding = { .kind = BELL_ALARM_EVENT_TIDING, .key = "C1", .ticket_id = fixture->ids[5] };

  alarm_fixture_step_kind (fixture, BELL_ALARM_EVENT_READY);
  alarm_fixture_step (fixture, &tiding);
  assert_said (fixture, "tell 5 C1");
  alarm_fixture_restart (fixture);
  alarm_fixture_step_kind (fixture, BELL_ALARM_EVENT_READY);
  g_assert_true (bell_alarm_core_has_heard (fixture->core, "C1"));
  g_assert_false (bell_alarm_core_has_heard (fixture->core, "C2"));
  alarm_fixture_step (fixture, &tiding);
  assert_said (fixture, "");
}

static void
test_seen_is_not_told (AlarmFixture       *fixture,
                       gconstpointer  data)
{
  alarm_fixture_set_deadline (fixture, 0, START, HOUR);
  alarm_fixture_step_kind (fixture, BELL_ALARM_EVENT_READY);
  alarm_fixture_run_until (fixture, START + HOUR / 2);
  assert_said (fixture, "tell 0 50");
  alarm_fixture_step (fixture, &(BellAlarmEvent) { .kind = BELL_ALARM_EVENT_SEEN, .ticket_id = fixture->ids[0] });
  assert_said (fixture, "withdraw 0");
  alarm_fixture_set_flag (fixture, BELL_ALARM_EVENT_DESKTOP, TRUE);
  fixture->now = START + 2 * HOUR;
  alarm_fixture_step (fixture, &(BellAlarmEvent) { .kind = BELL_ALARM_EVENT_TIDING, .key = "C2", .ticket_id = fixture->ids[0] });
  alarm_fixture_step (fixture, &(BellAlarmEvent) { .kind = BELL_ALARM_EVENT_SEEN, .ticket_id = fixture->ids[0] });
  alarm_fixture_set_flag (fixture, BELL_ALARM_EVENT_DESKTOP, FALSE);
  assert_said (fixture, "");
}

static void
test_claims (AlarmFixture       *fixture,
             gconstpointer  data)
{
  BellAlarmEvent answer = { .kind = BELL_ALARM_EVENT_ANSWER };

  alarm_fixture_set_flag (fixture, BELL_ALARM_EVENT_LINK, TRUE);
  alarm_fixture_set_deadline (fixture, 0, START, HOUR);
  alarm_fixture_step_kind (fixture, BELL_ALARM_EVENT_READY);
  alarm_fixture_run_until (fixture, START + HOUR / 2);
  assert_said (fixture, "claim 0 50");
  answer.key = fixture->asked->pdata[0];
  answer.flag = TRUE;
  alarm_fixture_step (fixture, &answer);
  alarm_fixture_step_kind (fixture, BELL_ALARM_EVENT_TIME);
  assert_said (fixture, "tell 0 50");

  /* The other device was first. */
  alarm_fixture_run_until (fixture, START + 45 * MINUTE);
  assert_said (fixture, "claim 0 75");
  answer.key = fixture->asked->pdata[1];
  answer.flag = FALSE;
  alarm_fixture_step (fixture, &answer);
  alarm_fixture_step_kind (fixture, BELL_ALARM_EVENT_TIME);
  assert_said (fixture, "");

  /* No answer: it rings all the same, three seconds late. */
  alarm_fixture_run_until (fixture, START + HOUR + 2999);
  assert_said (fixture, "claim 0 100");
  alarm_fixture_run_until (fixture, START + HOUR + 3000);
  assert_said (fixture, "tell 0 100");
  answer.key = fixture->asked->pdata[2];
  alarm_fixture_step (fixture, &answer);
  alarm_fixture_step_kind (fixture, BELL_ALARM_EVENT_TIME);
  alarm_fixture_run_until (fixture, START + DAY);
  assert_said (fixture, "");
}

static void
test_answers_to_nothing (AlarmFixture       *fixture,
                         gconstpointer  data)
{
  static const char *const keys[] = { "", " ", "x y z", "T y half z", "T first-response half" };

  alarm_fixture_step_kind (fixture, BELL_ALARM_EVENT_READY);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    alarm_fixture_step (fixture, &(BellAlarmEvent) { .kind = BELL_ALARM_EVENT_ANSWER, .key = keys[i], .flag = i % 2 });
  alarm_fixture_step_kind (fixture, BELL_ALARM_EVENT_TIME);
  assert_said (fixture, "");
}

static void
test_broken_marks (AlarmFixture       *fixture,
                   gconstpointer  data)
{
  g_autofree char *marks = g_strdup_printf ("told\ntold x resolution half 3\ntold %s resolution quarter 3\n"
                                            "told %s resolution half x\nday 1 -3 4\nsince\nnonsense \xff\n\n"
                                            "told %s resolution half %" G_GINT64_FORMAT "\n",
                                            fixture->ids[0], fixture->ids[0], fixture->ids[0], START + HOUR / 2);

  bell_alarm_core_free (fixture->core);
  fixture->core = bell_alarm_core_new (START, marks);
  alarm_fixture_set_deadline (fixture, 0, START, HOUR);
  alarm_fixture_step_kind (fixture, BELL_ALARM_EVENT_READY);
  alarm_fixture_run_until (fixture, START + DAY);
  assert_said (fixture, "tell 0 75, tell 0 100");
}

static void
test_unwanted_stages (AlarmFixture       *fixture,
                      gconstpointer  data)
{
  alarm_fixture_set_settings (fixture, 1u << BELL_ALARM_STAGE_BREACH, NULL, 0);
  alarm_fixture_set_deadline (fixture, 0, START, HOUR);
  alarm_fixture_step_kind (fixture, BELL_ALARM_EVENT_READY);
  g_assert_cmpint (fixture->wake, ==, START + HOUR);
  fixture->now = START + 50 * MINUTE;
  alarm_fixture_set_settings (fixture, BELL_ALARM_ALL_STAGES, NULL, 0);
  assert_said (fixture, "");
  alarm_fixture_run_until (fixture, START + DAY);
  assert_said (fixture, "tell 0 100");
}

static void
test_clock_set_back (AlarmFixture       *fixture,
                     gconstpointer  data)
{
  alarm_fixture_set_deadline (fixture, 0, START, HOUR);
  alarm_fixture_step_kind (fixture, BELL_ALARM_EVENT_READY);
  fixture->now = START + HOUR;
  alarm_fixture_step_kind (fixture, BELL_ALARM_EVENT_TIME);
  assert_said (fixture, "tell 0 100");
  fixture->now = START;
  alarm_fixture_step_kind (fixture, BELL_ALARM_EVENT_TIME);
  alarm_fixture_run_until (fixture, START + DAY);
  assert_said (fixture, "");
}

/* Whatever happens, and whenever it restarts: a stage is told once, never before
 * its time and never in quiet; and whoever steps only when asked to misses nothing. */
static void
test_random_days (AlarmFixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (guint round = 0; round < 60; round++)
    {
      guint told[8] = { 0 };
      gint64 targets[8];
      gint64 focus = BELL_TIME_UNSET;

      fixture->now = START;
      bell_alarm_core_free (fixture->core);
      fixture->core = bell_alarm_core_new (START, NULL);
      for (guint i = 0; i < 8; i++)
        {
          targets[i] = g_rand_int_range (rand, 1, 600) * MINUTE;
          alarm_fixture_set_deadline (fixture, i, START, targets[i]);
        }
      alarm_fixture_step_kind (fixture, BELL_ALARM_EVENT_READY);
      while (fixture->now < START + DAY)
        {
          gint64 pause = g_rand_int_range (rand, 1, 60) * MINUTE;
          gboolean quiet = focus != BELL_TIME_UNSET;

          alarm_fixture_run_until (fixture, fixture->now + pause);
          if (quiet && fixture->now < focus)
            g_assert_cmpstr (fixture->said->str, ==, "");
          for (guint i = 0; i < 8; i++)
            {
              g_autofree char *words = g_strdup_printf ("tell %u 100", i);

              if (strstr (fixture->said->str, words) == NULL)
                continue;
              told[i]++;
              g_assert_cmpint (START + targets[i], <=, fixture->now);
            }
          if (strstr (fixture->said->str, "sum") != NULL)
            for (guint i = 0; i < 8; i++)
              told[i] += told[i] == 0 && START + targets[i] <= fixture->now ? 1 : 0;
          g_string_truncate (fixture->said, 0);
          if (g_rand_int_range (rand, 0, 6) == 0)
            {
              alarm_fixture_restart (fixture);
              for (guint i = 0; i < 8; i++)
                alarm_fixture_set_deadline (fixture, i, START, targets[i]);
              alarm_fixture_step_kind (fixture, BELL_ALARM_EVENT_READY);
            }
          else if (g_rand_int_range (rand, 0, 8) == 0)
            {
              focus = fixture->now + g_rand_int_range (rand, 1, 90) * MINUTE;
              alarm_fixture_step (fixture, &(BellAlarmEvent) { .kind = BELL_ALARM_EVENT_FOCUS, .until = focus });
            }
        }
      for (guint i = 0; i < 8; i++)
        g_assert_cmpuint (told[i], <=, 1);
      alarm_fixture_step (fixture, &(BellAlarmEvent) { .kind = BELL_ALARM_EVENT_FOCUS, .until = BELL_TIME_UNSET });
      g_string_truncate (fixture->said, 0);
      alarm_fixture_step_kind (fixture, BELL_ALARM_EVENT_TIME);
      g_assert_cmpstr (fixture->said->str, ==, "");
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add ("/model/alarm" path, AlarmFixture, NULL, alarm_fixture_set_up, function, alarm_fixture_tear_down)
  ADD ("/in-order", test_in_order);
  ADD ("/slept-through", test_slept_through);
  ADD ("/restart-tells-nothing-twice", test_restart_tells_nothing_twice);
  ADD ("/while-away-comes-after", test_while_away_comes_after);
  ADD ("/moved-deadline", test_moved_deadline);
  ADD ("/comes-late", test_comes_late);
  ADD ("/working-hours", test_working_hours);
  ADD ("/never-open", test_never_open);
  ADD ("/focus-and-desktop", test_focus_and_desktop);
  ADD ("/urgent-breach-in-quiet", test_urgent_breach_in_quiet);
  ADD ("/loud-and-desktop", test_loud_and_desktop);
  ADD ("/loud-tiding", test_loud_tiding);
  ADD ("/two-clocks", test_two_clocks);
  ADD ("/snooze", test_snooze);
  ADD ("/snoozed-and-solved", test_snoozed_and_solved);
  ADD ("/daily-cap", test_daily_cap);
  ADD ("/burst-is-one", test_burst_is_one);
  ADD ("/tidings", test_tidings);
  ADD ("/heard-before", test_heard_before);
  ADD ("/seen-is-not-told", test_seen_is_not_told);
  ADD ("/claims", test_claims);
  ADD ("/answers-to-nothing", test_answers_to_nothing);
  ADD ("/broken-marks", test_broken_marks);
  ADD ("/unwanted-stages", test_unwanted_stages);
  ADD ("/clock-set-back", test_clock_set_back);
  ADD ("/random-days", test_random_days);
#undef ADD

  return g_test_run ();
}
