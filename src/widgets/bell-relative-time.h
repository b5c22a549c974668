/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "bell-clock.h"

G_BEGIN_DECLS

char *bell_relative_time_to_text (gint64     time,
                                  gint64     now,
                                  GTimeZone *zone);

G_END_DECLS
