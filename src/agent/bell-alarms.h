/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-account.h"
#include "bell-alarm-core.h"
#include "bell-desk.h"
#include "bell-do-not-disturb.h"
#include "bell-notifier.h"
#include "bell-wake-timer.h"

G_BEGIN_DECLS

/* Tells what presses. Properties: `quiet` (flags of BellAlarmQuiet, as an
 * unsigned integer), `quiet-until` (milliseconds, or BELL_TIME_UNSET).
 *
 * Signals: open (const char *ticket_id), take (const char *ticket_id),
 * show (): the summary was clicked,
 * tiding (const char *key, const char *ticket_id, gboolean alone): a tiding is to be told
 * now; or, where it is not alone, was told in the summary or need not be. */
#define BELL_TYPE_ALARMS (bell_alarms_get_type ())
G_DECLARE_FINAL_TYPE (BellAlarms, bell_alarms, BELL, ALARMS, GObject)

BellAlarms     *bell_alarms_new        (BellDesk         *desk,
                                        BellAccount      *account,
                                        BellNotifier     *notifier,
                                        BellWakeTimer    *timer,
                                        BellDoNotDisturb *do_not_disturb);
void            bell_alarms_add_tiding (BellAlarms       *self,
                                        const char       *key,
                                        const char       *ticket_id,
                                        gboolean          loud);
BellAlarmQuiet  bell_alarms_get_quiet  (BellAlarms       *self,
                                        gint64           *until);
gint64          bell_alarms_get_focus  (BellAlarms       *self);
void            bell_alarms_set_focus  (BellAlarms       *self,
                                        gint64            until);
void            bell_alarms_snooze     (BellAlarms       *self,
                                        const char       *ticket_id);
BellTimetable  *bell_working_hours_for_principal (BellRecord *principal);

G_END_DECLS
