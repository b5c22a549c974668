/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-store-private.h"

#include <glib/gstdio.h>

#include "bell-outbox-file.h"
#include "bell-overlay.h"
#include "bell-store-sync.h"

/* A device that was revoked: the copy of the organisation's data goes, and what
 * its owner has not sent stays, but is shown to nobody before they have signed
 * in again. */

/* When that was stays, as an answer to why all was loaded again. */
static gboolean
note_time (BellFiles  *files,
           GError    **error)
{
  g_autoptr (BellStatement) statement = bell_files_prepare (files->outbox, "setting-set", error);
  g_autofree char *now = g_strdup_printf ("%" G_GINT64_FORMAT, bell_clock_now (files->clock));

  if (statement == NULL)
    return FALSE;

  bell_statement_bind_text (statement, 1, "sealed-at");
  bell_statement_bind_text (statement, 2, now);

  return bell_statement_run (statement, error) && bell_outbox_file_note (files, "setting", "sealed-at", NULL, error);
}

static gboolean
set_sealed (BellFiles  *files,
            gboolean    sealed,
            GError    **error)
{
  g_autoptr (BellTransaction) transaction = bell_transaction_begin (files->outbox, error);
  g_autoptr (BellStatement) statement =
    transaction != NULL ? bell_files_prepare (files->outbox, sealed ? "setting-set" : "setting-unset", error) : NULL;

  if (statement == NULL)
    return FALSE;

  bell_statement_bind_text (statement, 1, "sealed");
  if (sealed)
    bell_statement_bind_text (statement, 2, "1");

  return bell_statement_run (statement, error) &&
         (!sealed || note_time (files, error)) &&
         bell_outbox_file_note (files, "setting", "sealed", NULL, error) &&
         bell_transaction_commit (transaction, error);
}

/* Files that others have sent are part of the copy. */
static void
remove_blobs (BellFiles *files)
{
  g_autofree char *folder = g_build_filename (files->cache_directory, "blobs", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
}

static gboolean
bell_seal_run (BellFiles  *files,
               gpointer    data,
               GError    **error)
{
  if (!set_sealed (files, TRUE, error) || !bell_files_renew_cache (files, error))
    return FALSE;

  remove_blobs (files);

  return bell_overlay_catch_up (files, error);
}

static gboolean
bell_unseal_run (BellFiles  *files,
                 gpointer    data,
                 GError    **error)
{
  g_autoptr (BellStatement) requeue = bell_files_prepare (files->outbox, "outbox-requeue", error);
  g_autoptr (BellTransaction) transaction = NULL;

  if (requeue == NULL || !bell_statement_run (requeue, error) || !set_sealed (files, FALSE, error))
    return FALSE;

  files->anew = TRUE;
  transaction = bell_transaction_begin (files->cache, error);

  return transaction != NULL && bell_overlay_replay_all (files, error) && bell_transaction_commit (transaction, error);
}

/**
 * bell_store_sync_seal:
 *
 * Takes the cache away and closes the outbox to every eye. The outbox's content
 * stays where it is.
 */
void
bell_store_sync_seal (BellStore           *self,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_return_if_fail (BELL_IS_STORE (self));

  bell_store_run (self, BELL_STORE_THREAD_WRITER, bell_seal_run, g_strdup (""), g_free, cancellable, callback, user_data);
}

/**
 * bell_store_sync_seal_finish:
 * @error: BELL_DATABASE_ERROR
 *
 * Returns: whether that is done
 */
gboolean
bell_store_sync_seal_finish (BellStore     *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  char *data = bell_store_run_finish (self, result, error);
  gboolean done = data != NULL;

  g_free (data);

  return done;
}

static void
unsealed_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  if (!bell_store_sync_seal_finish (BELL_STORE (object), result, &error))
    bell_store_report (BELL_STORE (object), error);
}

/**
 * bell_store_sync_unseal:
 *
 * Opens the outbox again: its owner has signed in. Nothing is done where it is
 * open already.
 */
void
bell_store_sync_unseal (BellStore *self)
{
  g_return_if_fail (BELL_IS_STORE (self));

  if (bell_store_is_sealed (self))
    bell_store_run (self, BELL_STORE_THREAD_WRITER, bell_unseal_run, g_strdup (""), g_free, NULL, unsealed_cb, NULL);
}

/**
 * bell_store_is_sealed:
 *
 * Returns: whether this device was revoked, and what waits in the outbox is
 *   not shown before its owner has signed in
 */
gboolean
bell_store_is_sealed (BellStore *self)
{
  g_return_val_if_fail (BELL_IS_STORE (self), FALSE);

  return bell_store_get_setting (self, "sealed") != NULL;
}
