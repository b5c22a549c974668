/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <cjson/cJSON.h>

#include "bell-json-writer.h"

G_BEGIN_DECLS

/* Only the files of this folder that make trees see cJSON. */

gboolean  bell_json_scan     (const char  *text,
                              gsize        length,
                              guint        max_depth,
                              GError     **error);

BellJson *bell_json_new_take (cJSON       *root);
BellJson *bell_json_new_view (BellJson    *owner,
                              const BellJsonNode *node);

guint     bell_json_writer_get_depth (BellJsonWriter *self);
void      bell_json_writer_rewind    (BellJsonWriter *self,
                                      gsize           length,
                                      guint           depth,
                                      gboolean        wants_comma);

G_END_DECLS
