/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "alarm-fixture.h"

#include "bell-id.h"

#define DUE(start, target) \
  { BELL_SLA_GOAL_RESOLUTION, { (start) + (target) / 2, (start) + (target) * 3 / 4, (start) + (target) } }

static void
note (AlarmFixture         *fixture,
      const char      *verb,
      const BellAlarm *alarm)
{
  for (guint i = 0; i < G_N_ELEMENTS (fixture->ids); i++)
    if (g_str_equal (fixture->ids[i], alarm->ticket_id))
      g_string_append_printf (fixture->said, "%s%s %u %s", fixture->said->len > 0 ? ", " : "", verb, i,
                              alarm->is_tiding ? alarm->key : alarm->stage == BELL_ALARM_STAGE_HALF ? "50"
                              : alarm->stage == BELL_ALARM_STAGE_BREACH ? "100" : "75");
  if (alarm->is_reminder)
    g_string_append (fixture->said, " again");
}

void
alarm_fixture_step (AlarmFixture              *fixture,
                    const BellAlarmEvent *event)
{
  g_autoptr (BellAlarmActions) actions = bell_alarm_core_step (fixture->core, fixture->now, event);

  for (guint i = 0; i < actions->withdraw->len; i++)
    for (guint j = 0; j < G_N_ELEMENTS (fixture->ids); j++)
      if (g_str_equal (actions->withdraw->pdata[i], fixture->ids[j]))
        g_string_append_printf (fixture->said, "%swithdraw %u", fixture->said->len > 0 ? ", " : "", j);
  for (guint i = 0; i < actions->claim->len; i++)
    {
      const BellAlarm *alarm = actions->claim->pdata[i];

      note (fixture, "claim", alarm);
      g_ptr_array_add (fixture->asked, g_strdup (alarm->key));
    }
  for (guint i = 0; i < actions->tell->len; i++)
    note (fixture, "tell", actions->tell->pdata[i]);
  if (actions->summary->len > 0)
    g_string_append_printf (fixture->said, "%ssum %u", fixture->said->len > 0 ? ", " : "", actions->summary->len);
  if (event->kind != BELL_ALARM_EVENT_TICKET && event->kind != BELL_ALARM_EVENT_ANSWER)
    fixture->wake = actions->wake;
}

void
alarm_fixture_step_kind (AlarmFixture            *fixture,
                         BellAlarmEventKind  kind)
{
  alarm_fixture_step (fixture, &(BellAlarmEvent) { .kind = kind });
}

void
alarm_fixture_set_deadline (AlarmFixture *fixture,
                            guint    ticket,
                            gint64   start,
                            gint64   target)
{
  BellAlarmDeadline deadline = DUE (start, target);

  alarm_fixture_step (fixture, &(BellAlarmEvent) { .kind = BELL_ALARM_EVENT_TICKET, .ticket_id = fixture->ids[ticket],
                                     .deadlines = &deadline, .n_deadlines = target > 0 ? 1 : 0 });
}

void
alarm_fixture_set_flag (AlarmFixture            *fixture,
                        BellAlarmEventKind  kind,
                        gboolean            flag)
{
  alarm_fixture_step (fixture, &(BellAlarmEvent) { .kind = kind, .flag = flag });
}

void
alarm_fixture_set_settings (AlarmFixture    *fixture,
                            guint       stages,
                            const char *zone,
                            guint       cap)
{
  g_auto (BellAlarmSettings) settings = { .stages = stages, .daily_cap = cap };
  BellHours hours[5];

  for (guint i = 0; i < G_N_ELEMENTS (hours); i++)
    hours[i] = (BellHours) { G_DATE_MONDAY + i, 9 * 60 * 60, 17 * 60 * 60 };
  if (zone != NULL)
    settings.hours = bell_timetable_new (zone, hours, G_N_ELEMENTS (hours), NULL, 0, NULL);
  alarm_fixture_step (fixture, &(BellAlarmEvent) { .kind = BELL_ALARM_EVENT_SETTINGS, .settings = &settings });
}

/* Lets time pass as an adapter does: it steps when it was asked to. */
void
alarm_fixture_run_until (AlarmFixture *fixture,
                         gint64   end)
{
  for (guint i = 0; fixture->wake != BELL_TIME_UNSET && fixture->wake <= end; i++)
    {
      g_assert_cmpuint (i, <, 10000);
      fixture->now = MAX (fixture->now, fixture->wake);
      alarm_fixture_step_kind (fixture, BELL_ALARM_EVENT_TIME);
    }
  fixture->now = end;
}

void
alarm_fixture_set_up (AlarmFixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr (BellClock) clock = bell_manual_clock_new (START, 1);

  for (guint i = 0; i < G_N_ELEMENTS (fixture->ids); i++)
    fixture->ids[i] = bell_id_new (BELL_TYPE_TICKET, clock);
  fixture->core = bell_alarm_core_new (START, NULL);
  fixture->now = START;
  fixture->wake = BELL_TIME_UNSET;
  fixture->said = g_string_new (NULL);
  fixture->asked = g_ptr_array_new_with_free_func (g_free);
}

void
alarm_fixture_tear_down (AlarmFixture       *fixture,
                         gconstpointer  data)
{
  for (guint i = 0; i < G_N_ELEMENTS (fixture->ids); i++)
    g_free (fixture->ids[i]);
  bell_alarm_core_free (fixture->core);
  g_string_free (fixture->said, TRUE);
  g_ptr_array_unref (fixture->asked);
}

void
alarm_fixture_restart (AlarmFixture *fixture)
{
  g_autofree char *marks = bell_alarm_core_get_marks (fixture->core, fixture->now);

  bell_alarm_core_free (fixture->core);
  fixture->core = bell_alarm_core_new (fixture->now, marks);
  fixture->wake = BELL_TIME_UNSET;
}
