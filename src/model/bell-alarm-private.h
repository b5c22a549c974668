/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-alarm-core.h"

G_BEGIN_DECLS

/**
 * BellAlarmMark:
 * @at: when the stage is or was reached, or %BELL_TIME_UNSET
 * @told_at: when it was told, here or elsewhere, or %BELL_TIME_UNSET
 * @asked_at: when the server was asked whether to tell it, or %BELL_TIME_UNSET
 * @granted: it said yes
 *
 * One stage of one clock of a ticket.
 */
typedef struct
{
  gint64 at;
  gint64 told_at;
  gint64 asked_at;
  gboolean granted;
} BellAlarmMark;

/**
 * BellAlarmTicket:
 * @id: its id
 * @present: it concerns the person; otherwise it is only remembered
 * @goals: its running clocks, a bit `1 << goal` for each
 * @marks: by #BellSlaGoal and #BellAlarmStage
 * @urgent: it is an urgent one
 * @snoozed_until: put off until then, or %BELL_TIME_UNSET
 * @shown: a notification of its own was asked for and not taken back
 */
typedef struct
{
  char *id;
  gboolean present;
  gboolean urgent;
  guint goals;
  BellAlarmMark marks[BELL_SLA_N_GOALS][BELL_ALARM_N_STAGES];
  gint64 snoozed_until;
  gboolean shown;
} BellAlarmTicket;

/**
 * BellTiding:
 * @key: names it
 * @ticket_id: what it is about
 * @loud: it is told in a quiet time too
 * @asked_at: as in #BellAlarmMark
 * @granted: as in #BellAlarmMark
 *
 * Something that happened and was not told yet.
 */
typedef struct
{
  char *key;
  char *ticket_id;
  gboolean loud;
  gint64 asked_at;
  gboolean granted;
} BellTiding;

/**
 * BellAlarmCore:
 *
 * Decides what a person is told of deadlines and events, when, and how. Pure: it
 * reads no clock, sets no timer and does no I/O; it is told what happens and
 * answers what to do. It goes by four thoughts:
 *
 * A stage is told once. It may be told again only if it has since moved to later
 * than the moment at which it was told: then something else was promised.
 *
 * What is not told yet is not kept in a list but seen anew at each step, so that a
 * quiet time ends with what is still true then, and a machine that slept tells
 * one thing a ticket and not each stage that it slept through.
 *
 * Where the server can be asked it decides which device of a person tells a thing:
 * the one that asks first. Without an answer in time it is told all the same.
 *
 * What was there before the person's alarms were, or before a ticket was theirs,
 * does not ring.
 *
 * A thing counts as told from the moment at which the core says to tell it. Who feeds the core
 * keeps the marks first and tells then: a program that is killed in between has one
 * notification less, and none twice.
 *
 * Owned by who feeds it; any one thread.
 */
struct _BellAlarmCore
{
  GHashTable *tickets; /* (element-type utf8 BellAlarmTicket) */
  GPtrArray *tidings;  /* (element-type BellTiding), oldest first */
  GQueue heard;        /* (element-type utf8): keys of tidings told before, oldest first */
  BellAlarmSettings settings;
  gboolean ready;
  gboolean linked;
  gboolean desktop_quiet;
  gint64 focus_until;
  gint64 since;      /* when the alarms were first in use here */
  gint64 summary_at; /* when the last summary was, or the day's number was reached */
  gint64 day;        /* that @n_told counts */
  guint n_told;
};

gboolean         bell_alarm_mark_is_reached (const BellAlarmMark *mark,
                                             gint64               now);
gboolean         bell_alarm_ticket_settle   (BellAlarmTicket     *ticket,
                                             gint64               now);
void             bell_alarm_ticket_withdraw (BellAlarmTicket     *ticket,
                                             BellAlarmActions    *actions);

void             bell_alarm_core_look       (BellAlarmCore       *self,
                                             gint64               now,
                                             BellAlarmActions    *actions);
BellAlarmTicket *bell_alarm_core_get_ticket (BellAlarmCore *self,
                                             const char    *id);
void             bell_alarm_core_add_tiding (BellAlarmCore *self,
                                             const char    *key,
                                             const char    *ticket_id,
                                             gboolean       loud);
void             bell_alarm_core_set_heard  (BellAlarmCore *self,
                                             const char    *key);
void             bell_alarm_core_read_marks (BellAlarmCore *self,
                                             const char    *marks);

G_END_DECLS
