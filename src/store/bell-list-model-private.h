/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-list-load.h"
#include "bell-list-model.h"
#include "bell-store-private.h"

G_BEGIN_DECLS

#define BELL_LIST_PAGE_LENGTH 128

/* A list of what a query finds. It knows the key of every row and the content
 * of those that were looked at lately; rows are read page by page when somebody
 * asks for one, which gives an item that is loading until then. One job at a
 * time works on the keys; answers of an older query are recognised by their
 * generation and dropped. Each change of the keys is told as it is made. On the
 * store's thread; the store outlives it. */
struct _BellListModel
{
  GObject parent_instance;

  BellStore *store;
  BellQuery *query;     /* as it was set */
  BellQuery *resolved;  /* with the reader's ids in it */
  guint generation;
  BellKeyList *keys;    /* not to be changed while a job reads it */
  gint64 seq;           /* how far of the cache's journal @keys goes */
  gboolean loading;
  gboolean complete;
  gboolean busy;        /* a job works on the keys */
  gboolean dirty;       /* and another is needed after it */
  guint pause_source;
  char *problem;

  GHashTable *entries;  /* key -> BellListEntry */
  GHashTable *ids;      /* object id -> BellListEntry, borrowed */
  GQueue recent;        /* of entries, latest first */
};

typedef struct
{
  gint64 key;
  BellItem *item;
  char *id;   /* NULL while loading */
  GList link; /* in recent */
} BellListEntry;

void           bell_list_model_set_problem  (BellListModel     *self,
                                             const char        *problem);
void           bell_list_model_set_progress (BellListModel     *self,
                                             gboolean           loading,
                                             gboolean           complete);
void           bell_list_model_tell         (BellListModel     *self,
                                             guint              position,
                                             guint              removed,
                                             guint              added);

/* Rows */
void           bell_list_entry_free         (gpointer           data);
BellListEntry *bell_list_model_add_entry    (BellListModel     *self,
                                             gint64             key);
void           bell_list_model_set_rows     (BellListModel     *self,
                                             GPtrArray         *rows);
void           bell_list_model_load_rows    (BellListModel     *self,
                                             GArray            *keys);
void           bell_list_model_refresh      (BellListModel     *self,
                                             GArray            *keys,
                                             const char *const *ids);
void           bell_list_model_trim         (BellListModel     *self);

/* Keys */
void           bell_list_model_start        (BellListModel     *self);
void           bell_list_model_update       (BellListModel     *self,
                                             gboolean           whole);

G_END_DECLS
