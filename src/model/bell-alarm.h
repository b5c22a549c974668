/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-timetable.h"
#include "bell-sla-terms.h"

G_BEGIN_DECLS

/**
 * BellAlarmStage:
 * @BELL_ALARM_STAGE_HALF: half of the open time is used
 * @BELL_ALARM_STAGE_THREE_QUARTERS: three quarters are
 * @BELL_ALARM_STAGE_BREACH: all of it is
 *
 * What a person may be told of a deadline. The later one is the higher.
 */
typedef enum
{
  BELL_ALARM_STAGE_HALF,
  BELL_ALARM_STAGE_THREE_QUARTERS,
  BELL_ALARM_STAGE_BREACH,
} BellAlarmStage;

#define BELL_ALARM_N_STAGES 3

/**
 * BellAlarmDeadline:
 * @goal: which of the ticket's clocks
 * @stages: by #BellAlarmStage, the instant at which it is or was reached if nothing
 *   changes; %BELL_TIME_UNSET where that is not known, as while the clock stands
 *
 * One running clock of a ticket, as the alarms need it.
 */
typedef struct
{
  BellSlaGoal goal;
  gint64 stages[BELL_ALARM_N_STAGES];
} BellAlarmDeadline;

/**
 * BellAlarm:
 * @key: names it for the server: the same on all devices of a person
 * @ticket_id: the ticket
 * @is_tiding: something that happened, told by its key; the rest says nothing
 * @is_reminder: told before, and put off
 * @goal: which clock
 * @stage: how far it is
 * @at: the instant of @stage
 *
 * Something to tell a person.
 */
typedef struct
{
  char *key;
  char *ticket_id;
  gboolean is_tiding;
  gboolean is_reminder;
  BellSlaGoal goal;
  BellAlarmStage stage;
  gint64 at;
} BellAlarm;

/**
 * BellAlarmSettings:
 * @stages: which are told, a bit `1 << stage` for each
 * @hours: (nullable): when the person works, or %NULL for always
 * @zone: (nullable): where their day begins, or %NULL for UTC
 * @daily_cap: how many are told singly in a day, or 0 for any number
 * @loud_stages: which are told in a quiet time too, a bit `1 << stage` for each
 * @loud_urgent_breach: a breach of an urgent ticket is
 *
 * How a person wants to be told.
 */
typedef struct
{
  guint stages;
  BellTimetable *hours;
  GTimeZone *zone;
  guint daily_cap;
  guint loud_stages;
  gboolean loud_urgent_breach;
} BellAlarmSettings;

#define BELL_ALARM_ALL_STAGES ((1u << BELL_ALARM_N_STAGES) - 1)

GType              bell_alarm_stage_get_type    (void) G_GNUC_CONST;

void               bell_alarm_free              (BellAlarm               *self);

void               bell_alarm_settings_init     (BellAlarmSettings       *self);
void               bell_alarm_settings_copy     (BellAlarmSettings       *self,
                                                 const BellAlarmSettings *other);
void               bell_alarm_settings_clear    (BellAlarmSettings       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellAlarm, bell_alarm_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BellAlarmSettings, bell_alarm_settings_clear)

G_END_DECLS
