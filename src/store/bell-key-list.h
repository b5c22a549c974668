/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * BellKeyList:
 *
 * The keys of a long list in its order. A key stands in it once. Finding a
 * place by key, a key by place, inserting and removing cost far less than the
 * list is long. Any number of threads may read while nobody writes. Private to
 * store/.
 */
typedef struct _BellKeyList BellKeyList;

BellKeyList *bell_key_list_new        (void);
BellKeyList *bell_key_list_ref        (BellKeyList       *self);
void         bell_key_list_unref      (BellKeyList       *self);
guint        bell_key_list_get_length (const BellKeyList *self);
gint64       bell_key_list_get        (const BellKeyList *self,
                                       guint              position);
guint        bell_key_list_copy       (const BellKeyList *self,
                                       guint              position,
                                       guint              length,
                                       gint64            *keys);
int          bell_key_list_find       (const BellKeyList *self,
                                       gint64             key);
void         bell_key_list_insert     (BellKeyList       *self,
                                       guint              position,
                                       const gint64      *keys,
                                       guint              length);
void         bell_key_list_remove     (BellKeyList       *self,
                                       guint              position,
                                       guint              length);
void         bell_key_list_replace    (BellKeyList       *self,
                                       guint              position,
                                       gint64             key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellKeyList, bell_key_list_unref)

G_END_DECLS
