/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-alarm-core.h"

G_BEGIN_DECLS

#define SECOND G_GINT64_CONSTANT (1000)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)
#define START G_GINT64_CONSTANT (1427270400000) /* Wed 2015-03-25 08:00 UTC */

/* The alarm core with a clock in the hand, and what it wanted done, in words. */
typedef struct
{
  BellAlarmCore *core;
  gint64 now;
  gint64 wake;
  GString *said; /* what was to be done, in words */
  GPtrArray *asked;
  char *ids[16];
} AlarmFixture;

void alarm_fixture_step (AlarmFixture *fixture,
                         const BellAlarmEvent *event);
void alarm_fixture_step_kind (AlarmFixture *fixture,
                              BellAlarmEventKind kind);
void alarm_fixture_set_deadline (AlarmFixture *fixture,
                                 guint ticket,
                                 gint64 start,
                                 gint64 target);
void alarm_fixture_set_flag (AlarmFixture *fixture,
                             BellAlarmEventKind kind,
                             gboolean flag);
void alarm_fixture_set_settings (AlarmFixture *fixture,
                                 guint stages,
                                 const char *zone,
                                 guint cap);
void alarm_fixture_run_until (AlarmFixture *fixture,
                              gint64 end);
void alarm_fixture_set_up (AlarmFixture *fixture,
                           gconstpointer data);
void alarm_fixture_tear_down (AlarmFixture *fixture,
                              gconstpointer data);
void alarm_fixture_restart (AlarmFixture *fixture);

#define assert_said(fixture, words) \
  G_STMT_START { g_assert_cmpstr ((fixture)->said->str, ==, words); g_string_truncate ((fixture)->said, 0); } G_STMT_END

G_END_DECLS
