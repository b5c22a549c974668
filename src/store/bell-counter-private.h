/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-counter.h"
#include "bell-query.h"

G_BEGIN_DECLS

BellCounter     *bell_counter_new       (const BellQuery *query);
const BellQuery *bell_counter_get_query (BellCounter     *self);
void             bell_counter_set_count (BellCounter     *self,
                                         gint64           count);

G_END_DECLS
