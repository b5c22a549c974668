/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-store-sync-private.h"

#include "bell-search-index.h"

/* The snapshot, as sync/ hands it over. */

/* For how long a step of the index keeps others from writing. */
#define INDEX_STEP_MICROSECONDS (300 * 1000)

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

static gboolean
bell_index_step_run (BellFiles  *files,
                     gpointer    data,
                     GError    **error)
{
  return bell_search_index_step (files, INDEX_STEP_MICROSECONDS, data, error);
}

static gboolean
bell_index_merge_run (BellFiles  *files,
                      gpointer    data,
                      GError    **error)
{
  return bell_search_index_merge (files, data, error);
}

/* Nobody waits for it; what an error has left goes on when the files are opened next. */
static void
bell_index_merge_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  BellStore *self = BELL_STORE (object);
  g_autoptr (GError) error = NULL;
  g_autofree gboolean *more = bell_store_run_finish (self, result, &error);

  if (more == NULL)
    g_info ("The index stays in parts: %s", error->message);
  else if (*more && self->workers[BELL_STORE_THREAD_WRITER] != NULL)
    bell_store_run (self, BELL_STORE_THREAD_WRITER, bell_index_merge_run, g_new0 (gboolean, 1), g_free, NULL,
                    bell_index_merge_cb, NULL);
}

static void
bell_index_step_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  BellStore *self = BELL_STORE (object);
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree gboolean *done = bell_store_run_finish (self, result, &error);

  if (done == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (*done)
    {
      g_task_return_boolean (task, TRUE);
      if (self->workers[BELL_STORE_THREAD_WRITER] != NULL)
        bell_store_run (self, BELL_STORE_THREAD_WRITER, bell_index_merge_run, g_new0 (gboolean, 1), g_free, NULL,
                        bell_index_merge_cb, NULL);
    }
  else
    bell_store_run (self, BELL_STORE_THREAD_WRITER, bell_index_step_run, g_new0 (gboolean, 1), g_free, NULL,
                    bell_index_step_cb, g_steal_pointer (&task));
}

static void
bell_sync_finish_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  BellStore *self = BELL_STORE (object);
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (!bell_sync_write_finish (self, result, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    bell_store_run (self, BELL_STORE_THREAD_WRITER, bell_index_step_run, g_new0 (gboolean, 1), g_free, NULL,
                    bell_index_step_cb, g_steal_pointer (&task));
}

/* Private: goes on with an index that was not finished when a program ended. */
void
bell_store_build_index (BellStore           *self,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, bell_store_build_index);
  bell_store_run (self, BELL_STORE_THREAD_WRITER, bell_index_step_run, g_new0 (gboolean, 1), g_free, NULL,
                  bell_index_step_cb, task);
}

/**
 * bell_store_sync_bulk_finish:
 * @counts: (nullable) (array fixed-size=7): how many there are of each type; -1: not told
 *
 * Ends a snapshot: checks the counts, takes away what it did not bring, lets its
 * states take effect, and then builds the search index, in steps between which
 * other things are written.
 */
void
bell_store_sync_bulk_finish (BellStore           *self,
                             const gint64        *counts,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  BellSyncWrite *write;
  GTask *task;

  g_return_if_fail (BELL_IS_STORE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, bell_store_sync_bulk_finish);
  g_task_set_check_cancellable (task, FALSE);
  write = g_new0 (BellSyncWrite, 1);
  write->counts = counts != NULL ? g_memdup2 (counts, sizeof (gint64) * BELL_TYPE_NONE) : NULL;
  bell_store_run (self, BELL_STORE_THREAD_WRITER, bell_sync_finish_run, write, bell_sync_write_free, cancellable,
                  bell_sync_finish_cb, task);
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
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
