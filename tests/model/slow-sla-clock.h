/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-sla-clock.h"

G_BEGIN_DECLS

/* The rules of the SLA clock once more, as simply as can be: a minute at a time. For
 * events, targets and moments on whole minutes, in order, creation first. */

#define MINUTE G_GINT64_CONSTANT (60000)

void slow_sla_clock_read (BellTimetable        *calendar,
                          const BellSlaTerms *policy,
                          const GArray        *events,
                          gint64               at,
                          BellSlaReading      *readings);

G_END_DECLS
