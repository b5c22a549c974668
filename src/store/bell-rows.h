/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-files.h"
#include "bell-query-compiler.h"

G_BEGIN_DECLS

/**
 * BellRow:
 * @key: its key
 * @record: (nullable): the object as people see it; %NULL if it is gone
 * @pending: how many waiting changes it has
 * @refused: how many refused ones
 * @overlaid: whether it comes from the overlay
 * @last_author: (nullable): of a ticket, who wrote its last message
 *
 * A row of a list, as read. Private to store/.
 */
typedef struct
{
  gint64 key;
  BellRecord *record;
  int pending;
  int refused;
  gboolean overlaid;
  char *last_author;
} BellRow;

void       bell_row_free            (BellRow             *self);

BellRow   *bell_rows_load_one       (BellFiles           *files,
                                     BellType             type,
                                     gint64               key,
                                     GError             **error);
BellRow   *bell_rows_load_id        (BellFiles           *files,
                                     BellType             type,
                                     const char          *id,
                                     GError             **error);
GPtrArray *bell_rows_load           (BellFiles           *files,
                                     BellType             type,
                                     const gint64        *keys,
                                     guint                length,
                                     GError             **error);

int        bell_rows_compare        (const BellQuery     *query,
                                     const BellRecord    *one,
                                     const BellRecord    *two);

BellCompiledQuery *bell_rows_compile (BellFiles          *files,
                                     const BellQuery     *query,
                                     gboolean             overlay,
                                     GError             **error);
GArray    *bell_rows_query_base     (BellFiles           *files,
                                     const BellQuery     *query,
                                     guint                limit,
                                     GHashTable          *overlaid,
                                     GError             **error);
GPtrArray *bell_rows_query_overlay  (BellFiles           *files,
                                     const BellQuery     *query,
                                     GError             **error);
GHashTable *bell_rows_get_overlaid  (BellFiles           *files,
                                     BellType             type,
                                     GError             **error);
gboolean   bell_rows_matches        (BellFiles           *files,
                                     const BellQuery     *query,
                                     gint64               key,
                                     gboolean            *matches,
                                     GError             **error);
gint64     bell_rows_count          (BellFiles           *files,
                                     const BellQuery     *query,
                                     GError             **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellRow, bell_row_free)

G_END_DECLS
