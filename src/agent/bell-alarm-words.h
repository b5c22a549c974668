/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-alarm.h"
#include "bell-notification.h"
#include "bell-record.h"

G_BEGIN_DECLS

/* The one notification that stands for several. */
#define BELL_ALARM_SUMMARY_ID "due-summary"

char             *bell_alarm_get_notification_id (const char       *ticket_id);
BellNotification *bell_alarm_new_notification    (const BellAlarm  *alarm,
                                                  BellRecord       *record,
                                                  gint64            now,
                                                  gboolean          sound);
BellNotification *bell_alarm_new_summary         (GPtrArray        *alarms,
                                                  gboolean          sound);

G_END_DECLS
