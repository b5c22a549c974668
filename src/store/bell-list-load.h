/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-list-diff.h"
#include "bell-rows.h"

G_BEGIN_DECLS

/**
 * BellListUpdate:
 * @seq: how far of the cache's journal it goes
 * @fresh: (nullable): a whole list, instead of steps
 * @splices: (element-type BellSplice): the steps
 * @replaced: (element-type gint64): pairs of keys: the same row under another key
 * @touched: (element-type gint64) (nullable): keys of rows whose content may have
 *   changed; %NULL: all may
 *
 * How a list changes. Private to store/.
 */
typedef struct
{
  gint64 seq;
  BellKeyList *fresh;
  GArray *splices;
  GArray *replaced;
  GArray *touched;
} BellListUpdate;

BellListUpdate *bell_list_update_new   (gint64              seq);
void            bell_list_update_free  (BellListUpdate     *self);

gboolean        bell_list_get_seq      (BellFiles          *files,
                                        gint64             *seq,
                                        GError            **error);
BellListUpdate *bell_list_load_first   (BellFiles          *files,
                                        const BellQuery    *query,
                                        guint               limit,
                                        GError            **error);
BellListUpdate *bell_list_load_all     (BellFiles          *files,
                                        const BellQuery    *query,
                                        GError            **error);
BellListUpdate *bell_list_load_changes (BellFiles          *files,
                                        const BellQuery    *query,
                                        const BellKeyList  *list,
                                        gint64              since,
                                        GError            **error);
GPtrArray      *bell_list_find         (BellFiles          *files,
                                        const BellQuery    *query,
                                        guint               limit,
                                        GError            **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellListUpdate, bell_list_update_free)

G_END_DECLS
