/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-change.h"
#include "bell-sla-clock.h"

G_BEGIN_DECLS

/* From the history of a ticket to the events that move its clocks. */

BellSlaActor bell_sla_actor_for_author (const char        *author_id,
                                        BellRole           role,
                                        const BellTicket  *ticket,
                                        const char        *message_id);
gint64       bell_sla_time_of_change   (const BellChange  *change);
gboolean     bell_sla_event_for_change (BellSlaEvent      *self,
                                        const BellChange  *change,
                                        BellSlaActor       by);

G_END_DECLS
