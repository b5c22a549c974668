/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-clock.h"
#include "bell-record.h"
#include "bell-sla-terms.h"

G_BEGIN_DECLS

/**
 * BellDue:
 * @BELL_DUE_NONE: nothing is promised, or nobody waits
 * @BELL_DUE_PAUSED: the clock stands
 * @BELL_DUE_FINE: there is time
 * @BELL_DUE_SOON: three quarters of the time are used
 * @BELL_DUE_OVER: the deadline has passed
 *
 * How pressing a ticket is.
 */
typedef enum
{
  BELL_DUE_NONE,
  BELL_DUE_PAUSED,
  BELL_DUE_FINE,
  BELL_DUE_SOON,
  BELL_DUE_OVER,
} BellDue;

BellDue     bell_due_for_ticket       (const BellTicket *ticket,
                                       gint64            now);
gint64      bell_due_get_goal         (const BellTicket *ticket,
                                       BellSlaGoal       goal);
char       *bell_due_to_short_text    (const BellTicket *ticket,
                                       gint64            now);
const char *bell_due_get_css_class    (BellDue           due);
const char *bell_label_for_goal       (BellSlaGoal       goal);
char       *bell_duration_to_text     (gint64            duration);
char       *bell_duration_to_clock    (gint64            duration);

G_END_DECLS
