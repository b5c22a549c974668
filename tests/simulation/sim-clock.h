/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-clock.h"

G_BEGIN_DECLS

/* A computer's clock: simulated time, wrong by its offset. */
#define SIM_TYPE_CLOCK (sim_clock_get_type ())
G_DECLARE_FINAL_TYPE (SimClock, sim_clock, SIM, CLOCK, BellClock)

BellClock *sim_clock_new        (gint64    offset);
void       sim_clock_set_offset (SimClock *self,
                                 gint64    offset);

G_END_DECLS
