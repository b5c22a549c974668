/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-store-private.h"

#include "bell-outbox-file.h"
#include "bell-store-sync.h"

/* When the server has been restored from an older backup: it does not know the
 * newest of what it told us, and its numbers begin again from a lower one. */

typedef struct
{
  char *id;
  gint64 modseq;
  char *acknowledged;
} BellRestore;

static void
bell_restore_free (gpointer data)
{
  BellRestore *self = data;

  g_free (self->id);
  g_free (self->acknowledged);
  g_free (self);
}

static gboolean
bell_restore_find_newest (BellFiles  *files,
                          gpointer    data,
                          GError    **error)
{
  BellRestore *self = data;
  g_autoptr (BellStatement) statement = bell_files_prepare (files->cache, "change-newest", error);
  g_autoptr (BellStatement) own = NULL;
  gboolean row;

  if (statement == NULL || !bell_statement_step (statement, &row, error))
    return FALSE;
  if (row)
    {
      self->id = g_strdup (bell_statement_get_text (statement, 0));
      self->modseq = bell_statement_get_int64 (statement, 1);
    }

  own = bell_files_prepare (files->outbox, "outbox-newest-acknowledged", error);
  if (own == NULL || !bell_statement_step (own, &row, error))
    return FALSE;
  if (row)
    self->acknowledged = g_strdup (bell_statement_get_text (own, 0));

  return TRUE;
}

/**
 * bell_store_sync_get_newest_change:
 *
 * Looks up the newest change that the server has told us of, and the newest of
 * our own that it has confirmed.
 */
void
bell_store_sync_get_newest_change (BellStore           *self,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  g_return_if_fail (BELL_IS_STORE (self));

  bell_store_run (self, BELL_STORE_THREAD_FAST, bell_restore_find_newest, g_new0 (BellRestore, 1), bell_restore_free,
                  cancellable, callback, user_data);
}

/**
 * bell_store_sync_get_newest_change_finish:
 * @modseq: (out): its place
 * @acknowledged: (out) (transfer full) (nullable): id of our own newest that was
 *   confirmed and has not come back yet
 * @error: BELL_DATABASE_ERROR
 *
 * Returns: (transfer full) (nullable): its id; %NULL if there is none, and on error
 */
char *
bell_store_sync_get_newest_change_finish (BellStore     *self,
                                          GAsyncResult  *result,
                                          gint64        *modseq,
                                          char         **acknowledged,
                                          GError       **error)
{
  BellRestore *restore = bell_store_run_finish (self, result, error);
  char *id;

  *modseq = 0;
  *acknowledged = NULL;
  if (restore == NULL)
    return NULL;

  id = g_steal_pointer (&restore->id);
  *modseq = restore->modseq;
  *acknowledged = g_steal_pointer (&restore->acknowledged);
  bell_restore_free (restore);

  return id;
}

/* The outbox first: if the rest does not come to pass, the next connection
 * finds the same again. Then the history, by which changes are held to be
 * confirmed, and which the server does not share any more. */
static gboolean
bell_restore_reoffer (BellFiles  *files,
                      gpointer    data,
                      GError    **error)
{
  g_autoptr (BellTransaction) transaction = NULL;
  g_autoptr (BellStatement) clear = NULL;

  if (!bell_outbox_file_reoffer (files, error))
    return FALSE;

  transaction = bell_transaction_begin (files->cache, error);
  clear = transaction != NULL ? bell_files_prepare (files->cache, "change-clear", error) : NULL;

  return clear != NULL && bell_statement_run (clear, error) &&
         bell_files_note (files, BELL_TYPE_CHANGE, NULL, 0, error) &&
         bell_transaction_commit (transaction, error);
}

/**
 * bell_store_sync_reoffer:
 * @modseq: where the server now stands; what comes after is news
 *
 * Queues again what the server has confirmed within the last weeks. What it
 * still knows it answers as it did the first time.
 */
void
bell_store_sync_reoffer (BellStore           *self,
                         gint64               modseq,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  BellRestore *restore = g_new0 (BellRestore, 1);

  g_return_if_fail (BELL_IS_STORE (self));

  restore->modseq = modseq;
  bell_store_run (self, BELL_STORE_THREAD_WRITER, bell_restore_reoffer, restore, bell_restore_free, cancellable,
                  callback, user_data);
}

/**
 * bell_store_sync_reoffer_finish:
 * @error: BELL_DATABASE_ERROR
 *
 * Returns: whether it is queued
 */
gboolean
bell_store_sync_reoffer_finish (BellStore     *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  BellRestore *restore = bell_store_run_finish (self, result, error);

  if (restore == NULL)
    return FALSE;

  if (self->told > restore->modseq)
    {
      self->told = restore->modseq;
      bell_store_set_announced (self, restore->modseq);
    }
  bell_restore_free (restore);

  return TRUE;
}
