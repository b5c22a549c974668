/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-pressure.h"
#include "bell-sla-case.h"

G_BEGIN_DECLS

/* What one clock of a ticket says, in words. */

char         *bell_reading_to_text        (const BellSlaReading *reading,
                                           gint64                now);
BellPressure  bell_reading_get_pressure   (const BellSlaReading *reading,
                                           gint64                now);
gint64        bell_reading_get_next_change (const BellSlaReading *reading,
                                           gint64                now);
const char   *bell_reading_get_icon       (const BellSlaReading *reading,
                                           gint64                now);
char         *bell_moment_to_text         (gint64                time);

G_END_DECLS
