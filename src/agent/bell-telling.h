/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-notifier.h"
#include "bell-wake-timer.h"
#include "bell-workplace.h"

G_BEGIN_DECLS

/* All that a person is told while somebody is at the desk, and the action
 * `quiet` that stops it for a while.
 *
 * Signals: open (const char *ticket_id), take (const char *ticket_id), show (). */
#define BELL_TYPE_TELLING (bell_telling_get_type ())
G_DECLARE_FINAL_TYPE (BellTelling, bell_telling, BELL, TELLING, GObject)

/* In place of minutes: until tomorrow morning. */
#define BELL_QUIET_UNTIL_TOMORROW (-1)

BellTelling *bell_telling_new          (BellWorkplace *workplace,
                                        BellNotifier  *notifier,
                                        BellWakeTimer *timer);
void         bell_telling_add_actions  (BellTelling   *self,
                                        GActionMap    *map);

G_END_DECLS
