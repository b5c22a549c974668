/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-store-private.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "bell-id.h"

/* Files that people attach: kept in outbox.db until the server has them. Those
 * that were downloaded are in a folder of the cache. */

typedef struct
{
  char *id;
  GBytes *bytes;
  char *name;
  char *media_type;
  gint64 now;
} BellBlobJob;

static BellBlobJob *
bell_blob_job_new (BellStore *store)
{
  BellBlobJob *self = g_new0 (BellBlobJob, 1);

  self->now = bell_clock_now (store->clock);

  return self;
}

static void
bell_blob_job_free (gpointer data)
{
  BellBlobJob *self = data;

  g_free (self->id);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self->name);
  g_free (self->media_type);
  g_free (self);
}

static gboolean
bell_blob_add_run (BellFiles  *files,
                     gpointer    data,
                     GError    **error)
{
  BellBlobJob *job = data;
  g_autoptr (BellStatement) statement = NULL;
  gsize length;
  const void *content = g_bytes_get_data (job->bytes, &length);

  job->id = bell_blob_id_for_bytes (job->bytes);
  statement = bell_files_prepare (files->outbox, "blob-insert", error);
  if (statement == NULL)
    return FALSE;

  bell_statement_bind_text (statement, 1, job->id);
  bell_statement_bind_text (statement, 2, job->name);
  bell_statement_bind_text (statement, 3, job->media_type);
  bell_statement_bind_int64 (statement, 4, (gint64) length);
  bell_statement_bind_blob (statement, 5, content, length);
  bell_statement_bind_int64 (statement, 6, job->now);

  return bell_statement_run (statement, error);
}

/**
 * bell_store_add_blob:
 * @bytes: what is in a file
 * @name: its name
 * @media_type: its type
 *
 * Keeps a file until it is uploaded and a change that needs it is confirmed.
 */
void
bell_store_add_blob (BellStore           *self,
                     GBytes              *bytes,
                     const char          *name,
                     const char          *media_type,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  BellBlobJob *job;

  g_return_if_fail (BELL_IS_STORE (self));
  g_return_if_fail (bytes != NULL);
  g_return_if_fail (name != NULL && media_type != NULL);

  job = bell_blob_job_new (self);
  job->bytes = g_bytes_ref (bytes);
  job->name = g_strdup (name);
  job->media_type = g_strdup (media_type);
  bell_store_run (self, BELL_STORE_THREAD_WRITER, bell_blob_add_run, job, bell_blob_job_free, cancellable, callback,
                  user_data);
}

/**
 * bell_store_add_blob_finish:
 * @error: BELL_DATABASE_ERROR
 *
 * Returns: (transfer full) (nullable): the blob's id, for an attachment; %NULL on error
 */
char *
bell_store_add_blob_finish (BellStore     *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  BellBlobJob *job = bell_store_run_finish (self, result, error);
  char *id;

  if (job == NULL)
    return NULL;

  id = g_steal_pointer (&job->id);
  bell_blob_job_free (job);

  return id;
}

static gboolean
bell_blob_get_run (BellFiles  *files,
                     gpointer    data,
                     GError    **error)
{
  BellBlobJob *job = data;
  g_autoptr (BellStatement) statement = bell_files_prepare (files->outbox, "blob-get", error);
  g_autofree char *path = bell_files_get_blob_path (files->cache_directory, job->id);
  g_autofree char *actual = NULL;
  char *content;
  gsize length;
  gboolean row;

  if (statement == NULL)
    return FALSE;

  bell_statement_bind_text (statement, 1, job->id);
  if (!bell_statement_step (statement, &row, error))
    return FALSE;

  if (row)
    {
      const void *blob = bell_statement_get_blob (statement, 0, &length);

      job->bytes = g_bytes_new (blob, length);
      return TRUE;
    }

  if (g_file_get_contents (path, &content, &length, NULL))
    {
      job->bytes = g_bytes_new_take (content, length);
      actual = bell_blob_id_for_bytes (job->bytes);
      if (g_str_equal (actual, job->id))
        return TRUE;

      g_clear_pointer (&job->bytes, g_bytes_unref);
      g_unlink (path);
    }

  g_set_error_literal (error, BELL_STORE_ERROR, BELL_STORE_ERROR_NOT_FOUND,
                       _("This file has not been downloaded yet."));

  return FALSE;
}

/**
 * bell_store_get_blob:
 * @blob_id: a blob's id
 *
 * Reads a file that was attached here or has been downloaded.
 */
void
bell_store_get_blob (BellStore           *self,
                     const char          *blob_id,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  BellBlobJob *job;

  g_return_if_fail (BELL_IS_STORE (self));
  g_return_if_fail (bell_blob_id_is_valid (blob_id));

  job = bell_blob_job_new (self);
  job->id = g_strdup (blob_id);
  bell_store_run (self, BELL_STORE_THREAD_FAST, bell_blob_get_run, job, bell_blob_job_free, cancellable, callback,
                  user_data);
}

/**
 * bell_store_get_blob_finish:
 * @error: BELL_STORE_ERROR_NOT_FOUND if it has to be downloaded first; BELL_DATABASE_ERROR
 *
 * Returns: (transfer full) (nullable): its content; %NULL on error
 */
GBytes *
bell_store_get_blob_finish (BellStore     *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  BellBlobJob *job = bell_store_run_finish (self, result, error);
  GBytes *bytes;

  if (job == NULL)
    return NULL;

  bytes = g_steal_pointer (&job->bytes);
  bell_blob_job_free (job);

  return bytes;
}
