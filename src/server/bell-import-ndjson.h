/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-change.h"
#include "bell-row-reader.h"

G_BEGIN_DECLS

gboolean    bell_import_ndjson_is_blob   (const BellJsonNode  *object);
GBytes     *bell_import_ndjson_get_blob  (const BellJsonNode  *object,
                                          const char         **media_type,
                                          GError             **error);
BellChange *bell_import_ndjson_to_change (const BellJsonNode  *object,
                                          gint64               shift,
                                          gint64               now,
                                          GError             **error);

G_END_DECLS
