/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-store-private.h"

#include "bell-item-private.h"
#include "bell-rows.h"

/* Single objects, read once or followed. */

typedef struct
{
  BellType type;
  char *id;      /* NULL: by number */
  gint64 number;
  BellRow *row;
} BellLookup;

static void
bell_lookup_free (gpointer data)
{
  BellLookup *lookup = data;

  g_free (lookup->id);
  g_clear_pointer (&lookup->row, bell_row_free);
  g_free (lookup);
}

static gboolean
bell_lookup_find_number (BellLookup  *lookup,
                         BellFiles   *files,
                         GError     **error)
{
  g_autoptr (BellStatement) statement = bell_files_prepare (files->cache, "ticket-by-number", error);
  gboolean row;

  if (statement == NULL)
    return FALSE;

  bell_statement_bind_int64 (statement, 1, lookup->number);
  if (!bell_statement_step (statement, &row, error))
    return FALSE;

  lookup->id = g_strdup (row ? bell_statement_get_text (statement, 0) : "");

  return TRUE;
}

static gboolean
bell_lookup_run (BellFiles  *files,
                 gpointer    data,
                 GError    **error)
{
  BellLookup *lookup = data;

  if (lookup->id == NULL && !bell_lookup_find_number (lookup, files, error))
    return FALSE;

  lookup->row = bell_rows_load_id (files, lookup->type, lookup->id, error);

  return lookup->row != NULL;
}

/**
 * bell_store_lookup:
 * @type: a type with a property table
 * @id: an id
 *
 * Reads one object as people see it.
 */
void
bell_store_lookup (BellStore           *self,
                   BellType             type,
                   const char          *id,
                   GCancellable        *cancellable,
                   GAsyncReadyCallback  callback,
                   gpointer             user_data)
{
  BellLookup *lookup;

  g_return_if_fail (BELL_IS_STORE (self));
  g_return_if_fail (type < BELL_N_TABLE_TYPES);
  g_return_if_fail (id != NULL);

  lookup = g_new0 (BellLookup, 1);
  lookup->type = type;
  lookup->id = g_strdup (id);
  bell_store_run (self, BELL_STORE_THREAD_FAST, bell_lookup_run, lookup, bell_lookup_free, cancellable, callback,
                  user_data);
}

/**
 * bell_store_lookup_finish:
 * @error: BELL_DATABASE_ERROR
 *
 * Returns: (transfer full) (nullable): the object; %NULL without @error if there is none
 */
BellRecord *
bell_store_lookup_finish (BellStore     *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  BellLookup *lookup = bell_store_run_finish (self, result, error);
  BellRecord *record;

  if (lookup == NULL)
    return NULL;

  record = g_steal_pointer (&lookup->row->record);
  bell_lookup_free (lookup);

  return record;
}

/**
 * bell_store_lookup_number:
 * @number: a ticket's number
 *
 * As bell_store_lookup(), by the number that people call a ticket by. End it
 * with bell_store_lookup_finish().
 */
void
bell_store_lookup_number (BellStore           *self,
                          gint64               number,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  BellLookup *lookup;

  g_return_if_fail (BELL_IS_STORE (self));

  lookup = g_new0 (BellLookup, 1);
  lookup->type = BELL_TYPE_TICKET;
  lookup->number = number;
  bell_store_run (self, BELL_STORE_THREAD_FAST, bell_lookup_run, lookup, bell_lookup_free, cancellable, callback,
                  user_data);
}

static void
bell_store_watch_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  BellStore *self = BELL_STORE (object);
  g_autoptr (BellItem) item = user_data;
  g_autoptr (GError) error = NULL;
  BellLookup *lookup = bell_store_run_finish (self, result, &error);

  if (lookup == NULL)
    {
      bell_store_report (self, error);
      return;
    }

  bell_item_set (item, lookup->row->record, lookup->row->pending > 0, lookup->row->refused > 0,
                 lookup->row->record != NULL &&
                 bell_store_is_unread (self, lookup->row->record, lookup->row->last_author));
  bell_lookup_free (lookup);
}

static void
bell_store_load_watch (BellStore  *self,
                       BellItem   *item,
                       BellType    type,
                       const char *id)
{
  BellLookup *lookup = g_new0 (BellLookup, 1);

  lookup->type = type;
  lookup->id = g_strdup (id);
  bell_store_run (self, BELL_STORE_THREAD_FAST, bell_lookup_run, lookup, bell_lookup_free, NULL,
                  bell_store_watch_cb, g_object_ref (item));
}

typedef struct
{
  BellStore *store; /* weak */
  char *id;
} BellWatchEnd;

static void
bell_store_watch_gone (gpointer  data,
                       GObject  *item)
{
  BellWatchEnd *end = data;

  if (end->store != NULL)
    {
      g_hash_table_remove (end->store->watches, end->id);
      g_clear_weak_pointer (&end->store);
    }
  g_free (end->id);
  g_free (end);
}

/**
 * bell_store_watch:
 * @type: a type with a property table
 * @id: an id
 *
 * Gives an item for one object, which follows what becomes of it for as long
 * as somebody holds it. It is loading at first, and again if the object is
 * deleted.
 *
 * Returns: (transfer full): an item
 */
BellItem *
bell_store_watch (BellStore  *self,
                  BellType    type,
                  const char *id)
{
  BellWatchEnd *end;
  BellItem *item;

  g_return_val_if_fail (BELL_IS_STORE (self), NULL);
  g_return_val_if_fail (type < BELL_N_TABLE_TYPES, NULL);
  g_return_val_if_fail (id != NULL, NULL);

  item = g_hash_table_lookup (self->watches, id);
  if (item != NULL)
    return g_object_ref (item);

  item = bell_item_new (self->directory);
  g_hash_table_insert (self->watches, g_strdup (id), item);
  end = g_new0 (BellWatchEnd, 1);
  end->id = g_strdup (id);
  g_set_weak_pointer (&end->store, self);
  g_object_weak_ref (G_OBJECT (item), bell_store_watch_gone, end);
  bell_store_load_watch (self, item, type, id);

  return item;
}

/* Private: objects of @type have changed, those with @ids or any. */
void
bell_store_refresh_watches (BellStore         *self,
                            BellType           type,
                            const char *const *ids)
{
  char letter = type < BELL_N_TABLE_TYPES ? bell_type_get_letter (type) : '\0';
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer id, item;

  if (letter == '\0' || g_hash_table_size (self->watches) == 0)
    return;

  g_hash_table_iter_init (&iter, self->watches);
  while (g_hash_table_iter_next (&iter, &id, &item))
    if (*(char *) id == letter && (ids == NULL || g_strv_contains (ids, id)))
      g_ptr_array_add (found, g_strdup (id));

  for (guint i = 0; i < found->len; i++)
    {
      item = g_hash_table_lookup (self->watches, g_ptr_array_index (found, i));
      if (item != NULL)
        bell_store_load_watch (self, item, type, g_ptr_array_index (found, i));
    }
}
