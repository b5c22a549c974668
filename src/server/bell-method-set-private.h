/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-server-private.h"
#include "bell-work.h"

G_BEGIN_DECLS

/**
 * BellSetEntry:
 * @item: what is asked for
 * @condition: (nullable): what must stand before the call, see #BellSetItem
 * @id: (nullable): of the object; %NULL for a creation id that nothing has
 * @change: (nullable): what it comes to, once it was read
 * @error: (nullable): why it is not done, if that is known before it is tried
 * @result: (nullable): what came of it
 */
typedef struct
{
  const BellSetItem  *item;
  const BellJsonNode *condition;
  char               *id;
  BellChange         *change;
  BellSetError       *error;
  BellChangeResult   *result;
} BellSetEntry;

/**
 * BellSetRun:
 * @items: (element-type BellSetEntry): in their order
 * @made: creation id -> id, of this call
 *
 * One call of Foo/set while it is carried out, on the thread that does so.
 */
typedef struct
{
  BellApiCall *call;
  BellWork    *work;
  BellSetCall *set;
  GArray      *items;
  GHashTable  *made;
} BellSetRun;

const char *bell_set_run_resolve                (const char          *creation_id,
                                                 BellType             type,
                                                 gpointer             user_data);
gboolean    bell_set_run_get_visible            (BellSetRun          *self,
                                                 const char          *id,
                                                 BellRecord         **record,
                                                 GError             **error);
void        bell_set_run_find_conditions        (BellSetRun          *self);
gboolean    bell_set_run_check_condition        (BellSetRun          *self,
                                                 BellSetEntry        *entry,
                                                 GError             **error);
gboolean    bell_set_run_check_ticket_condition (BellSetRun          *self,
                                                 BellSetEntry        *entry,
                                                 GError             **error);
gboolean    bell_set_entry_wants_absence        (const BellSetEntry  *self);

G_END_DECLS
