/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-alarms.h"
#include "bell-notifier.h"

G_BEGIN_DECLS

/* Tells the news of a desk.
 * Signals: open (const char *ticket_id), take (const char *ticket_id),
 * show (): the summary was clicked. */
#define BELL_TYPE_ANNOUNCER (bell_announcer_get_type ())
G_DECLARE_FINAL_TYPE (BellAnnouncer, bell_announcer, BELL, ANNOUNCER, GObject)

BellAnnouncer *bell_announcer_new (BellDesk     *desk,
                                   BellNotifier *notifier,
                                   BellAlarms   *alarms);

G_END_DECLS
