/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-query.h"

G_BEGIN_DECLS

BellQuery *bell_standard_view_new_query     (const char *name,
                                             gint64      now);
gboolean   bell_standard_view_turns_by_time (const char *name);

G_END_DECLS
