/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-key-list.h"
#include "bell-rows.h"

G_BEGIN_DECLS

/* A list, some of whose rows do not count, and the rows of which it is known how
 * they compare. */
typedef struct
{
  BellFiles *files;
  const BellQuery *query;
  const BellKeyList *list;
  GArray *without;      /* guint: positions in the list that do not count, rising */
  GHashTable *records;  /* key -> BellRecord, as far as they have been read */
} BellListSearch;

guint    bell_list_search_n_without (BellListSearch    *self,
                                     guint              position);
gboolean bell_list_search_find      (BellListSearch    *self,
                                     const BellRecord  *record,
                                     guint             *place,
                                     GError           **error);

G_END_DECLS
