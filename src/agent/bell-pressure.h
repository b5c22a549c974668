/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-clock.h"
#include "bell-record.h"
#include "bell-sla-terms.h"

G_BEGIN_DECLS

/**
 * BellPressure:
 * @BELL_PRESSURE_NONE: nothing is promised, or nobody waits
 * @BELL_PRESSURE_PAUSED: the clock stands
 * @BELL_PRESSURE_FINE: there is time
 * @BELL_PRESSURE_SOON: three quarters of the time are used
 * @BELL_PRESSURE_OVER: the deadline has passed
 *
 * How pressing a ticket is.
 */
typedef enum
{
  BELL_PRESSURE_NONE,
  BELL_PRESSURE_PAUSED,
  BELL_PRESSURE_FINE,
  BELL_PRESSURE_SOON,
  BELL_PRESSURE_OVER,
} BellPressure;

BellPressure     bell_pressure_for_ticket       (const BellTicket *ticket,
                                       gint64            now);
gint64      bell_pressure_get_due_at         (const BellTicket *ticket,
                                       BellSlaGoal       goal);
char       *bell_pressure_to_text    (const BellTicket *ticket,
                                       gint64            now);
const char *bell_pressure_get_css_class    (BellPressure           due);
const char *bell_label_for_goal       (BellSlaGoal       goal);
char       *bell_duration_to_text     (gint64            duration);
char       *bell_duration_to_clock    (gint64            duration);
char       *bell_hours_to_text        (gint64            duration);

G_END_DECLS
