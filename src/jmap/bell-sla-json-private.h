/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-sla-json.h"

G_BEGIN_DECLS

/* Pieces of JSON with errors that begin with the place. Texts in them are cut short. */
void      bell_sla_json_refuse       (GError               **error,
                                      const char            *place,
                                      const char            *format,
                                      ...) G_GNUC_PRINTF (   3,
                                                             4);
void      bell_sla_json_refuse_model (GError               **error,
                                      const char            *place,
                                      GError                *model);
char     *bell_sla_json_shorten      (const char            *text);
char     *bell_sla_json_place_in     (const char            *place,
                                      const char            *name);
gboolean  bell_sla_json_check_kind   (const BellJsonNode    *node,
                                      BellJsonKind           kind,
                                      const char            *place,
                                      GError               **error);
gboolean  bell_sla_json_check_object (const BellJsonNode    *node,
                                      const char *const     *names,
                                      const char            *place,
                                      GError               **error);
gboolean  bell_sla_json_read_enum    (const BellJsonNode    *node,
                                      GType                  enum_type,
                                      const char            *place,
                                      int                   *value,
                                      GError               **error);
gboolean  bell_sla_json_read_time    (const BellJsonNode    *node,
                                      const char            *place,
                                      gint64                *time,
                                      GError               **error);

G_END_DECLS
