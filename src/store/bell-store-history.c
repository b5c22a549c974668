/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-store-private.h"

#include "bell-base.h"
#include "bell-history-item-private.h"
#include "bell-overlay.h"

/* The history of one object: confirmed changes in the server's order, then
 * those on their way. A list that is read again when something in it moves. */

typedef struct
{
  char *object_id;
  GPtrArray *changes; /* BellChange, confirmed */
  GPtrArray *rows;    /* BellOutboxRow that base does not have */
  gboolean whole;
} BellHistory;

static void
bell_history_free (gpointer data)
{
  BellHistory *history = data;

  g_free (history->object_id);
  g_clear_pointer (&history->changes, g_ptr_array_unref);
  g_clear_pointer (&history->rows, g_ptr_array_unref);
  g_free (history);
}

static gboolean
bell_history_run (BellFiles  *files,
                  gpointer    data,
                  GError    **error)
{
  BellHistory *history = data;
  g_autoptr (GPtrArray) rows = NULL;

  /* The outbox first: a change that leaves it in between is met twice, rather
   * than not at all, and then told apart. */
  rows = bell_outbox_file_load (files, "outbox-object", history->object_id, error);
  if (rows == NULL)
    return FALSE;

  history->changes = bell_base_load_history (files, history->object_id, error);
  if (history->changes == NULL)
    return FALSE;

  history->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_outbox_row_unref);
  for (guint i = 0; i < rows->len; i++)
    {
      BellOutboxRow *row = g_ptr_array_index (rows, i);
      gboolean confirmed = FALSE;

      for (guint j = 0; j < history->changes->len && !confirmed; j++)
        confirmed = g_str_equal (bell_change_get_id (g_ptr_array_index (history->changes, j)),
                                 bell_change_get_id (row->change));
      if (!confirmed)
        g_ptr_array_add (history->rows, bell_outbox_row_ref (row));
    }

  return TRUE;
}

/* A list and what it is about; lives as long as the list. */
typedef struct
{
  BellStore *store;
  GListStore *list; /* not owned */
  char *object_id;
  gboolean busy;
  gboolean again;
} BellHistoryList;

static void bell_history_list_load (BellHistoryList *self);

static gboolean
same_item (BellHistoryItem *item,
           BellChange      *change,
           BellOutboxState  state)
{
  return bell_history_item_get_state (item) == state &&
         g_str_equal (bell_change_get_id (bell_history_item_get_change (item)), bell_change_get_id (change));
}

static void
bell_history_list_fill (BellHistoryList *self,
                        BellHistory     *history)
{
  GListModel *model = G_LIST_MODEL (self->list);
  guint n = history->changes->len + history->rows->len;
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  guint start = 0;

  /* Histories grow at their end: what is at the beginning stays. */
  for (guint i = 0; i < n; i++)
    {
      BellOutboxRow *row = i >= history->changes->len
        ? g_ptr_array_index (history->rows, i - history->changes->len) : NULL;
      BellChange *change = row != NULL ? row->change : g_ptr_array_index (history->changes, i);
      BellOutboxState state = row != NULL ? row->state : BELL_OUTBOX_STATE_CONFIRMED;
      g_autoptr (BellHistoryItem) known = g_list_model_get_item (model, i);

      if (items->len == 0 && known != NULL && same_item (known, change, state))
        {
          start++;
          continue;
        }

      g_ptr_array_add (items, bell_history_item_new (self->store->directory, change, state));
    }

  if (items->len > 0 || start < g_list_model_get_n_items (model))
    g_list_store_splice (self->list, start, g_list_model_get_n_items (model) - start, items->pdata, items->len);
}

static void
bell_history_list_cb (GObject      *object,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr (GListStore) list = user_data;
  BellHistoryList *self = g_object_get_data (G_OBJECT (list), "bell-history");
  g_autoptr (GError) error = NULL;
  BellHistory *history = bell_store_run_finish (BELL_STORE (object), result, &error);

  self->busy = FALSE;
  if (history == NULL)
    {
      bell_store_report (self->store, error);
      return;
    }

  bell_history_list_fill (self, history);
  bell_history_free (history);
  if (self->again)
    bell_history_list_load (self);
}

static void
bell_history_list_load (BellHistoryList *self)
{
  BellHistory *history;

  self->again = self->busy;
  if (self->busy)
    return;

  self->busy = TRUE;
  history = g_new0 (BellHistory, 1);
  history->object_id = g_strdup (self->object_id);
  bell_store_run (self->store, BELL_STORE_THREAD_FAST, bell_history_run, history, bell_history_free, NULL,
                  bell_history_list_cb, g_object_ref (self->list));
}

static void
bell_history_list_changed_cb (GListStore        *list,
                              int                type,
                              const char *const *ids,
                              BellStore         *store)
{
  BellHistoryList *self = g_object_get_data (G_OBJECT (list), "bell-history");

  if (type == BELL_TYPE_CHANGE || ids == NULL || g_strv_contains (ids, self->object_id))
    bell_history_list_load (self);
}

static void
bell_history_list_outbox_cb (GListStore *list,
                             BellStore  *store)
{
  bell_history_list_load (g_object_get_data (G_OBJECT (list), "bell-history"));
}

static void
bell_history_list_free (gpointer data)
{
  BellHistoryList *self = data;

  g_object_unref (self->store);
  g_free (self->object_id);
  g_free (self);
}

/**
 * bell_store_history:
 * @object_id: the id of any object
 *
 * Returns: (transfer full): a list of BellHistoryItem, the oldest first, which
 *   follows the store
 */
GListModel *
bell_store_history (BellStore  *self,
                    const char *object_id)
{
  BellHistoryList *history;
  GListStore *list;

  g_return_val_if_fail (BELL_IS_STORE (self), NULL);
  g_return_val_if_fail (object_id != NULL, NULL);

  list = g_list_store_new (BELL_TYPE_HISTORY_ITEM);
  history = g_new0 (BellHistoryList, 1);
  history->store = g_object_ref (self);
  history->list = list;
  history->object_id = g_strdup (object_id);
  g_object_set_data_full (G_OBJECT (list), "bell-history", history, bell_history_list_free);
  g_signal_connect_object (self, "changed", G_CALLBACK (bell_history_list_changed_cb), list, G_CONNECT_SWAPPED);
  g_signal_connect_object (self, "outbox-changed", G_CALLBACK (bell_history_list_outbox_cb), list, G_CONNECT_SWAPPED);
  bell_history_list_load (history);

  return G_LIST_MODEL (list);
}

/* --- Whether it reaches back to the beginning -------------------------------- */

static gboolean
bell_history_is_whole_run (BellFiles  *files,
                           gpointer    data,
                           GError    **error)
{
  BellHistory *history = data;

  if (!bell_history_run (files, history, error))
    return FALSE;

  /* What is made here and not confirmed yet has no other beginning. */
  if (history->changes->len > 0)
    history->whole = bell_change_get_kind (g_ptr_array_index (history->changes, 0)) == BELL_CHANGE_KIND_CREATE;
  else if (history->rows->len > 0)
    history->whole = bell_change_get_kind (((BellOutboxRow *) g_ptr_array_index (history->rows, 0))->change) == BELL_CHANGE_KIND_CREATE;

  return TRUE;
}

/**
 * bell_store_is_history_whole:
 * @object_id: the id of any object
 * @cancellable: (nullable): stops it
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Asks whether bell_store_history() begins with the making of the object. The copy has
 * the history of those tickets that were open when it was loaded; of others it
 * has what came after, until the rest was fetched.
 */
void
bell_store_is_history_whole (BellStore           *self,
                             const char          *object_id,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  BellHistory *history;

  g_return_if_fail (BELL_IS_STORE (self));
  g_return_if_fail (object_id != NULL);

  history = g_new0 (BellHistory, 1);
  history->object_id = g_strdup (object_id);
  bell_store_run (self, BELL_STORE_THREAD_FAST, bell_history_is_whole_run, history, bell_history_free, cancellable,
                  callback, user_data);
}

/**
 * bell_store_is_history_whole_finish:
 * @whole: (out): the answer
 * @error: BELL_DATABASE_ERROR
 *
 * Returns: whether there is an answer
 */
gboolean
bell_store_is_history_whole_finish (BellStore     *self,
                                    GAsyncResult  *result,
                                    gboolean      *whole,
                                    GError       **error)
{
  BellHistory *history = bell_store_run_finish (self, result, error);

  if (history == NULL)
    return FALSE;

  *whole = history->whole;
  bell_history_free (history);

  return TRUE;
}
