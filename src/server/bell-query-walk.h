/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-query.h"
#include "bell-reader.h"

G_BEGIN_DECLS

gboolean bell_query_walk (const BellReader  *self,
                          const BellQuery   *query,
                          gint64             wanted,
                          GPtrArray        **ids,
                          GError           **error);

G_END_DECLS
