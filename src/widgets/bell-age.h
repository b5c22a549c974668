/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-clock.h"

G_BEGIN_DECLS

char *bell_age_to_short_text (gint64 time,
                              gint64 now);
char *bell_time_to_full_text (gint64 time);

G_END_DECLS
