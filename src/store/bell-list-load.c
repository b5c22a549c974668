/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-list-load.h"

#include "bell-list-search.h"

/* Which keys a list has. Runs on a reader's thread. */

BellListUpdate *
bell_list_update_new (gint64 seq)
{
  BellListUpdate *self = g_new0 (BellListUpdate, 1);

  self->seq = seq;
  self->splices = bell_splices_new ();
  self->replaced = g_array_new (FALSE, FALSE, sizeof (gint64));

  return self;
}

void
bell_list_update_free (BellListUpdate *self)
{
  g_clear_pointer (&self->fresh, bell_key_list_unref);
  g_array_unref (self->splices);
  g_array_unref (self->replaced);
  g_clear_pointer (&self->touched, g_array_unref);
  g_free (self);
}

gboolean
bell_list_get_seq (BellFiles  *files,
                 gint64     *seq,
                 GError    **error)
{
  return bell_files_query_int64 (files->cache, "journal-last", seq, error);
}

/* Adds the overlay's rows to a list of base's. */
static gboolean
merge_overlay (BellFiles        *files,
               const BellQuery  *query,
               BellKeyList      *list,
               GError          **error)
{
  g_autoptr (GPtrArray) rows = bell_rows_query_overlay (files, query, error);
  g_autoptr (GHashTable) records = NULL;
  g_autoptr (GArray) without = NULL;

  if (rows == NULL)
    return FALSE;

  records = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify) bell_record_unref);
  without = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < rows->len; i++)
    {
      const BellRow *row = g_ptr_array_index (rows, i);
      BellListSearch search = { files, query, list, without, records };
      guint place;

      if (!bell_list_search_find (&search, row->record, &place, error))
        return FALSE;

      bell_key_list_insert (list, place, &row->key, 1);
    }

  return TRUE;
}

static BellListUpdate *
load_list (BellFiles        *files,
           const BellQuery  *query,
           guint             limit,
           GError          **error)
{
  g_autoptr (BellTransaction) transaction = bell_transaction_begin_read (files->cache, error);
  g_autoptr (BellListUpdate) update = NULL;
  g_autoptr (GHashTable) overlaid = NULL;
  g_autoptr (GArray) keys = NULL;
  gint64 seq;

  if (transaction == NULL || !bell_list_get_seq (files, &seq, error))
    return NULL;

  overlaid = bell_rows_get_overlaid (files, query->type, error);
  if (overlaid == NULL)
    return NULL;

  keys = bell_rows_query_base (files, query, limit, overlaid, error);
  if (keys == NULL)
    return NULL;

  update = bell_list_update_new (seq);
  update->fresh = bell_key_list_new ();
  bell_key_list_insert (update->fresh, 0, (const gint64 *) (gpointer) keys->data, keys->len);

  if (!merge_overlay (files, query, update->fresh, error))
    return NULL;

  /* What comes after the first part of base may not show yet. */
  if (limit > 0 && keys->len >= limit && bell_key_list_get_length (update->fresh) > limit)
    bell_key_list_remove (update->fresh, limit, bell_key_list_get_length (update->fresh) - limit);

  return g_steal_pointer (&update);
}

/**
 * bell_list_load_first:
 * @limit: how many rows at most
 *
 * Returns: (transfer full) (nullable): the beginning of the list; %NULL on error
 */
BellListUpdate *
bell_list_load_first (BellFiles        *files,
                      const BellQuery  *query,
                      guint             limit,
                      GError          **error)
{
  return load_list (files, query, limit, error);
}

/**
 * bell_list_load_all:
 *
 * Returns: (transfer full) (nullable): the whole list; %NULL on error
 */
BellListUpdate *
bell_list_load_all (BellFiles        *files,
                    const BellQuery  *query,
                    GError          **error)
{
  return load_list (files, query, 0, error);
}

/**
 * bell_list_find:
 * @limit: how many at most; 0 for all
 *
 * Returns: (transfer full) (element-type BellRecord) (nullable): what the query
 *   finds, in its order; %NULL on error
 */
GPtrArray *
bell_list_find (BellFiles        *files,
                const BellQuery  *query,
                guint             limit,
                GError          **error)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_record_unref);
  g_autoptr (BellListUpdate) update = load_list (files, query, limit, error);
  g_autoptr (GPtrArray) rows = NULL;
  g_autofree gint64 *keys = NULL;
  guint length;

  if (update == NULL)
    return NULL;

  length = bell_key_list_get_length (update->fresh);
  if (limit > 0)
    length = MIN (length, limit);
  keys = g_new (gint64, length + 1);
  length = bell_key_list_copy (update->fresh, 0, length, keys);
  rows = bell_rows_load (files, query->type, keys, length, error);
  if (rows == NULL)
    return NULL;

  for (guint i = 0; i < rows->len; i++)
    {
      BellRow *row = g_ptr_array_index (rows, i);

      if (row->record != NULL)
        g_ptr_array_add (records, bell_record_ref (row->record));
    }

  return g_steal_pointer (&records);
}
