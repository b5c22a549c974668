/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-key-list.h"

G_BEGIN_DECLS

/**
 * BellSplice:
 * @position: where
 * @n_removed: how many rows go there
 * @keys: (element-type gint64) (nullable): which come in their place
 *
 * One step of many that make one list of another, each on top of those before.
 */
typedef struct
{
  guint position;
  guint n_removed;
  GArray *keys;
} BellSplice;

GArray *bell_splices_new (void);
void    bell_splices_add (GArray            *splices,
                          guint              position,
                          guint              n_removed,
                          const gint64      *keys,
                          guint              n_keys);
GArray *bell_list_diff   (const BellKeyList *before,
                          const BellKeyList *after,
                          guint              max_splices);

G_END_DECLS
