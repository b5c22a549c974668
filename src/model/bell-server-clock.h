/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-clock.h"

G_BEGIN_DECLS

/* How far a clock may be from the server's before it counts as wrong: the time
 * of a reply is told in seconds, and it was under way for a while. */
#define BELL_SERVER_CLOCK_TOLERANCE (2 * 60 * 1000)

/* Properties: `clock` (construct-only), `offset` (milliseconds, notified in
 * the thread that learns). */
#define BELL_TYPE_SERVER_CLOCK (bell_server_clock_get_type ())
G_DECLARE_FINAL_TYPE (BellServerClock, bell_server_clock, BELL, SERVER_CLOCK, BellClock)

BellClock *bell_server_clock_new        (BellClock       *clock);
void       bell_server_clock_learn      (BellServerClock *self,
                                         gint64           server_now);
void       bell_server_clock_recall     (BellServerClock *self,
                                         gint64           local_then,
                                         gint64           server_then);
gboolean   bell_server_clock_is_known   (BellServerClock *self);
gint64     bell_server_clock_get_offset (BellServerClock *self);
gint64     bell_server_clock_get_local  (BellServerClock *self);

gint64     bell_clock_get_offset        (BellClock       *clock);

G_END_DECLS
