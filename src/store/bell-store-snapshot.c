/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-store-sync-private.h"

/* The snapshot, as sync/ hands it over. */

/**
 * bell_store_sync_is_loading:
 *
 * Returns: whether a snapshot has been begun and not finished, now or before a restart
 */
gboolean
bell_store_sync_is_loading (BellStore *self)
{
  g_return_val_if_fail (BELL_IS_STORE (self), FALSE);

  return self->loading;
}

/**
 * bell_store_sync_get_cursor:
 *
 * Returns: (nullable): from where a snapshot that was begun can go on
 */
const char *
bell_store_sync_get_cursor (BellStore *self)
{
  g_return_val_if_fail (BELL_IS_STORE (self), NULL);

  return self->cursor;
}

static gboolean
bell_sync_begin_run (BellFiles  *files,
                     gpointer    data,
                     GError    **error)
{
  BellSyncWrite *write = data;

  return bell_bulk_begin (files, write->states, write->resume, error);
}

/**
 * bell_store_sync_bulk_begin:
 * @states: (nullable) (array fixed-size=7): the snapshot's states, by BellType
 * @resume: whether to go on from the cursor, keeping the states of the beginning
 *
 * Begins to take in a snapshot.
 */
void
bell_store_sync_bulk_begin (BellStore           *self,
                            const char *const   *states,
                            gboolean             resume,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  BellSyncWrite *write;

  g_return_if_fail (BELL_IS_STORE (self));

  write = g_new0 (BellSyncWrite, 1);
  write->resume = resume;
  if (states != NULL)
    {
      write->states = g_new0 (char *, BELL_TYPE_NONE);
      for (int type = 0; type < BELL_TYPE_NONE; type++)
        write->states[type] = g_strdup (states[type]);
    }
  bell_store_run (self, BELL_STORE_THREAD_WRITER, bell_sync_begin_run, write, bell_sync_write_free, cancellable,
                  callback, user_data);
}

/**
 * bell_store_sync_bulk_begin_finish:
 * @error: BELL_STORE_ERROR_NOT_FOUND if there is nothing to resume; BELL_DATABASE_ERROR
 *
 * Returns: whether rows may come
 */
gboolean
bell_store_sync_bulk_begin_finish (BellStore     *self,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  return bell_sync_write_finish (self, result, error);
}

static gboolean
bell_sync_add_run (BellFiles  *files,
                   gpointer    data,
                   GError    **error)
{
  BellSyncWrite *write = data;

  return bell_bulk_add (files, write->records, write->changes, write->cursor, error);
}

/**
 * bell_store_sync_bulk_add:
 * @records: (element-type BellRecord): rows; not to be changed any more. A few
 *   thousand at a time are best
 * @changes: (nullable) (element-type BellChange): rows of the history
 * @cursor: (nullable): from where to go on after these
 *
 * Takes in a part of the snapshot, as one transaction with its cursor. What
 * comes twice is taken once.
 */
void
bell_store_sync_bulk_add (BellStore           *self,
                          GPtrArray           *records,
                          GPtrArray           *changes,
                          const char          *cursor,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  BellSyncWrite *write;

  g_return_if_fail (BELL_IS_STORE (self));
  g_return_if_fail (records != NULL);

  write = g_new0 (BellSyncWrite, 1);
  write->records = g_ptr_array_ref (records);
  write->changes = changes != NULL ? g_ptr_array_ref (changes) : NULL;
  write->cursor = g_strdup (cursor);
  bell_store_run (self, BELL_STORE_THREAD_WRITER, bell_sync_add_run, write, bell_sync_write_free, cancellable,
                  callback, user_data);
}

/**
 * bell_store_sync_bulk_add_finish:
 * @error: BELL_DATABASE_ERROR
 *
 * Returns: whether they are in
 */
gboolean
bell_store_sync_bulk_add_finish (BellStore     *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  return bell_sync_write_finish (self, result, error);
}

static gboolean
bell_sync_finish_run (BellFiles  *files,
                      gpointer    data,
                      GError    **error)
{
  BellSyncWrite *write = data;

  return bell_bulk_finish (files, write->counts, error);
}

/**
 * bell_store_sync_bulk_finish:
 * @counts: (nullable) (array fixed-size=7): how many there are of each type; -1: not told
 *
 * Ends a snapshot: checks the counts, takes away what it did not bring, makes
 * the search index, and lets its states take effect.
 */
void
bell_store_sync_bulk_finish (BellStore           *self,
                             const gint64        *counts,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  BellSyncWrite *write;

  g_return_if_fail (BELL_IS_STORE (self));

  write = g_new0 (BellSyncWrite, 1);
  write->counts = counts != NULL ? g_memdup2 (counts, sizeof (gint64) * BELL_TYPE_NONE) : NULL;
  bell_store_run (self, BELL_STORE_THREAD_WRITER, bell_sync_finish_run, write, bell_sync_write_free, cancellable,
                  callback, user_data);
}

/**
 * bell_store_sync_bulk_finish_finish:
 * @error: BELL_STORE_ERROR_INCOMPLETE if rows are missing: the load is still
 *   open, and may be resumed or begun anew; BELL_DATABASE_ERROR
 *
 * Returns: whether the snapshot is complete
 */
gboolean
bell_store_sync_bulk_finish_finish (BellStore     *self,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  return bell_sync_write_finish (self, result, error);
}
