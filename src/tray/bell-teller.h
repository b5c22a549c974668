/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-helpline.h"
#include "bell-notifier.h"

G_BEGIN_DECLS

/* Signals: `open (ticket_id)`: the person wants to read it; `problems ()`: they
 * want to know what is broken. */
#define BELL_TYPE_TELLER (bell_teller_get_type ())
G_DECLARE_FINAL_TYPE (BellTeller, bell_teller, BELL, TELLER, GObject)

BellTeller *bell_teller_new (BellHelpline *helpline,
                             BellNotifier *notifier,
                             GSettings    *settings);

G_END_DECLS
