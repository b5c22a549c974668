/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

#include "bell-clock.h"

G_BEGIN_DECLS

/**
 * BellPulseFunc:
 * @owner: who wanted it
 * @now: milliseconds since 1970
 *
 * The time has come; to go on, ask again.
 */
typedef void (*BellPulseFunc) (gpointer owner,
                               gint64   now);

#define BELL_TYPE_PULSE (bell_pulse_get_type ())
G_DECLARE_FINAL_TYPE (BellPulse, bell_pulse, BELL, PULSE, GObject)

BellPulse *bell_pulse_new  (BellClock     *clock);
void       bell_pulse_want (BellPulse     *self,
                            gpointer       owner,
                            gint64         at,
                            BellPulseFunc  func);
void       bell_pulse_leave (BellPulse    *self,
                             gpointer      owner);

G_END_DECLS
