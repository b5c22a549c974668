/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-alarm.h"

G_BEGIN_DECLS

/**
 * BellAlarmEventKind:
 * @BELL_ALARM_EVENT_TIME: nothing but that time has passed, or the clock was set
 * @BELL_ALARM_EVENT_TICKET: the clocks of a ticket are others now (ticket_id,
 *   deadlines; none: it concerns the person no longer; flag: it is urgent). Acted upon with the next
 *   event of another kind, so that many can be told at once
 * @BELL_ALARM_EVENT_READY: the tickets that there were at the start are told
 * @BELL_ALARM_EVENT_SETTINGS: the person wants it otherwise (settings)
 * @BELL_ALARM_EVENT_TIDING: something happened that the person is to be told (key, ticket_id;
 *   flag: in a quiet time too)
 * @BELL_ALARM_EVENT_DESKTOP: the desktop is not to be disturbed, or may be again (flag)
 * @BELL_ALARM_EVENT_FOCUS: the person wants quiet until a moment, or no longer (until)
 * @BELL_ALARM_EVENT_SNOOZE: the person puts a ticket off (ticket_id, until)
 * @BELL_ALARM_EVENT_SEEN: the person looks at a ticket (ticket_id)
 * @BELL_ALARM_EVENT_LINK: the server can be asked, or not (flag)
 * @BELL_ALARM_EVENT_ANSWER: the server said of a claim whether this device is to
 *   tell it (key, flag)
 *
 * What happens to the alarms.
 */
typedef enum
{
  BELL_ALARM_EVENT_TIME,
  BELL_ALARM_EVENT_TICKET,
  BELL_ALARM_EVENT_READY,
  BELL_ALARM_EVENT_SETTINGS,
  BELL_ALARM_EVENT_TIDING,
  BELL_ALARM_EVENT_DESKTOP,
  BELL_ALARM_EVENT_FOCUS,
  BELL_ALARM_EVENT_SNOOZE,
  BELL_ALARM_EVENT_SEEN,
  BELL_ALARM_EVENT_LINK,
  BELL_ALARM_EVENT_ANSWER,
} BellAlarmEventKind;

/**
 * BellAlarmEvent:
 * @kind: what happened; it says which of the others count
 * @ticket_id: a ticket
 * @deadlines: (array length=n_deadlines): its clocks
 * @n_deadlines: how many; 0 takes the ticket out
 * @settings: how the person wants to be told
 * @key: names a tiding or a claim
 * @until: a moment, or %BELL_TIME_UNSET for the end of it
 * @flag: see #BellAlarmEventKind
 *
 * An event, borrowed for the step.
 */
typedef struct
{
  BellAlarmEventKind kind;
  const char *ticket_id;
  const BellAlarmDeadline *deadlines;
  guint n_deadlines;
  const BellAlarmSettings *settings;
  const char *key;
  gint64 until;
  gboolean flag;
} BellAlarmEvent;

/**
 * BellAlarmActions:
 * @withdraw: (element-type utf8): tickets whose notification is no longer true
 * @claim: (element-type BellAlarm): to be asked of the server, each answered by an event
 * @tell: (element-type BellAlarm): to be told, each by itself, one a ticket
 * @summary: (element-type BellAlarm): to be told all in one, one a ticket
 * @marks_changed: what bell_alarm_core_get_marks() gives is to be kept, before anything of @tell
 *   and @summary is told: a program that is killed in between then tells nothing twice
 * @wake: when to step again, or %BELL_TIME_UNSET for when something happens
 *
 * What is to be done, in this order.
 */
typedef struct
{
  GPtrArray *withdraw;
  GPtrArray *claim;
  GPtrArray *tell;
  GPtrArray *summary;
  gboolean marks_changed;
  gint64 wake;
} BellAlarmActions;

/**
 * BellAlarmQuiet:
 * @BELL_ALARM_QUIET_HOURS: the person does not work now
 * @BELL_ALARM_QUIET_FOCUS: they asked for quiet
 * @BELL_ALARM_QUIET_DESKTOP: the desktop is not to be disturbed
 *
 * Why nothing is told, but for what the person wants to be told in quiet times too; a
 * desktop that is not to be disturbed is not, by anything.
 */
typedef enum
{
  BELL_ALARM_QUIET_HOURS = 1 << 0,
  BELL_ALARM_QUIET_FOCUS = 1 << 1,
  BELL_ALARM_QUIET_DESKTOP = 1 << 2,
} BellAlarmQuiet;

/* How many may be told one by one at a time; more of them come as one. */
#define BELL_ALARM_BURST 3
/* Milliseconds that the server may take to answer a claim. */
#define BELL_ALARM_CLAIM_WAIT 3000
/* Milliseconds between two summaries once the day's number is reached. */
#define BELL_ALARM_SUMMARY_INTERVAL (60 * 60 * 1000)
/* Milliseconds after which what was told is forgotten. */
#define BELL_ALARM_MEMORY (G_GINT64_CONSTANT (60) * 24 * 60 * 60 * 1000)

typedef struct _BellAlarmCore BellAlarmCore;

BellAlarmCore    *bell_alarm_core_new          (gint64                now,
                                                const char           *marks);
void              bell_alarm_core_free         (BellAlarmCore        *self);
BellAlarmActions *bell_alarm_core_step         (BellAlarmCore        *self,
                                                gint64                now,
                                                const BellAlarmEvent *event);
char             *bell_alarm_core_get_marks    (BellAlarmCore        *self,
                                                gint64                now);
gint64            bell_alarm_core_get_focus    (BellAlarmCore        *self);
BellAlarmQuiet    bell_alarm_core_get_quiet    (BellAlarmCore        *self,
                                                gint64                now,
                                                gint64               *until);
gint64            bell_alarm_core_get_snooze   (BellAlarmCore        *self,
                                                const char           *ticket_id,
                                                gint64                until);
gboolean          bell_alarm_core_has_heard    (BellAlarmCore        *self,
                                                const char           *key);
void              bell_alarm_actions_free      (BellAlarmActions     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellAlarmCore, bell_alarm_core_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellAlarmActions, bell_alarm_actions_free)

G_END_DECLS
