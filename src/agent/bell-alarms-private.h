/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-alarms.h"

G_BEGIN_DECLS

/* What the store remembers of what was told. */
#define BELL_ALARMS_SETTING_MARKS "alarms"

enum
{
  BELL_ALARMS_OPEN,
  BELL_ALARMS_TAKE,
  BELL_ALARMS_SHOW,
  BELL_ALARMS_TIDING,
  BELL_ALARMS_N_SIGNALS
};

extern guint bell_alarms_signals[BELL_ALARMS_N_SIGNALS];

/**
 * BellAlarms:
 *
 * Tells the person at the desk of deadlines, whether a window is open or not and
 * with no network, and says of everything else when it may be told. What is told and when
 * is decided by #BellAlarmCore; this feeds it with the tickets, the time and the
 * person's wishes, and does what it answers. That a thing is told is on the disk before it is told. Between two moments of interest it
 * sleeps. Owned by the application; main thread.
 */
struct _BellAlarms
{
  GObject parent_instance;

  BellDesk *desk;
  BellStore *store;
  BellAccount *account;
  BellNotifier *notifier;
  BellWakeTimer *timer;
  BellDoNotDisturb *do_not_disturb;

  BellAlarmCore *core;
  GHashTable *records; /* (element-type utf8 BellRecord): the tickets that the core knows */
  GPtrArray *untold;   /* (element-type BellAlarmActions), borrowed: told as soon as they are on the disk as told */
  GCancellable *cancellable;
  guint gather_id;
  gboolean looking;
  gboolean look_again;
  gboolean ready;
  BellAlarmQuiet quiet;
  gint64 quiet_until;
};

void       bell_alarms_step           (BellAlarms           *self,
                                       const BellAlarmEvent *event);

/* What the alarms of a desk are fed with. */

BellQuery *bell_alarms_new_query      (gboolean           with_team);
guint      bell_alarms_read_deadlines (const BellTicket  *ticket,
                                       BellAlarmDeadline  deadlines[BELL_SLA_N_GOALS]);
void       bell_alarms_read_settings  (GSettings         *settings,
                                       BellRecord        *principal,
                                       BellAlarmSettings *alarm_settings);

G_END_DECLS
