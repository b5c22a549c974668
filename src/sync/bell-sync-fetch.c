/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-sync-private.h"

#include <glib/gi18n-lib.h>

#include "bell-error.h"
#include "bell-id.h"

/* A file that somebody wants to see, on its way from the server. */
typedef struct
{
  BellSyncJob job;
  char *blob_id;
  char *name;
  char *media_type;
  GCancellable *theirs; /* (nullable) */
  gulong theirs_handler;
  GCancellable *closing;
  gulong closing_handler;
  BellRunning *counted;
} Fetch;

/* In the thread of the store, which asked for it. */
static void
fetch_leave (Fetch *fetch)
{
  g_cancellable_disconnect (fetch->theirs, fetch->theirs_handler);
  g_cancellable_disconnect (fetch->closing, fetch->closing_handler);
  g_clear_object (&fetch->theirs);
  g_clear_object (&fetch->closing);
  g_clear_pointer (&fetch->counted, bell_running_leave);
}

static void
fetch_free (gpointer data)
{
  Fetch *fetch = data;

  g_object_unref (fetch->job.store);
  g_object_unref (fetch->job.transport);
  g_object_unref (fetch->job.cancellable);
  g_main_context_unref (fetch->job.context);
  g_clear_pointer (&fetch->job.session, bell_shared_session_unref);
  g_free (fetch->blob_id);
  g_free (fetch->name);
  g_free (fetch->media_type);
  g_free (fetch);
}

static void
on_left_off (GCancellable *leader,
             GCancellable *own)
{
  g_cancellable_cancel (own);
}

/* Whoever asked leaves off, or all of us do. */
static gulong
follow (GCancellable *leader,
        GCancellable *own)
{
  return leader != NULL ? g_cancellable_connect (leader, G_CALLBACK (on_left_off), g_object_ref (own), g_object_unref) : 0;
}

static GBytes *
download (Fetch   *fetch,
          GError **error)
{
  BellSession *session = fetch->job.session->session;
  BellTransportRequest request = { .method = "GET", .max_reply = BELL_MAX_ATTACHMENT, .time_limit = 30 * 60 };
  g_autoptr (BellTransportReply) reply = NULL;
  g_autofree char *url = NULL;
  g_autofree char *id = NULL;

  url = bell_url_template_expand (session->download_url,
                                  "accountId", session->account_id,
                                  "blobId", fetch->blob_id,
                                  "name", fetch->name,
                                  "type", fetch->media_type,
                                  NULL);
  request.url = url;

  reply = bell_sync_job_ask (&fetch->job, &request, error);
  if (reply == NULL)
    return NULL;

  /* The id is the sum of the content, so nobody can slip us another. */
  id = bell_blob_id_for_bytes (reply->body);
  if (g_strcmp0 (id, fetch->blob_id) != 0)
    {
      g_set_error_literal (error, BELL_SYNC_ERROR, BELL_SYNC_ERROR_BROKEN,
                           _("The server sent another file than the one that was asked for."));
      return NULL;
    }

  return g_bytes_ref (reply->body);
}

static void
run_fetch (GTask        *task,
           gpointer      source_object,
           gpointer      task_data,
           GCancellable *cancellable)
{
  Fetch *fetch = task_data;
  GBytes *bytes;
  GError *error = NULL;

  if (fetch->job.session == NULL && !bell_sync_job_connect (&fetch->job, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  bytes = download (fetch, &error);

  /* A copy that cannot be kept is no reason not to show the file. */
  if (bytes != NULL)
    bell_bridge_keep_blob (&fetch->job, fetch->blob_id, bytes, NULL);

  if (bytes != NULL)
    g_task_return_pointer (task, bytes, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, error);
}

static void
on_fetched (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GBytes *bytes = g_task_propagate_pointer (G_TASK (result), &error);

  fetch_leave (g_task_get_task_data (G_TASK (result)));

  if (bytes != NULL)
    g_task_return_pointer (task, bytes, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, error);
}

/**
 * bell_sync_fetch_blob:
 * @blob_id: which file
 * @name: what it is called
 * @media_type: what it is
 * @cancellable: (nullable): to leave off
 * @callback: called when it is there
 * @user_data: for @callback
 *
 * Fetches a file from the server and keeps it in the store. To be tried after
 * bell_store_get_blob().
 */
void
bell_sync_fetch_blob (BellSync            *self,
                      const char          *blob_id,
                      const char          *name,
                      const char          *media_type,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GTask) work = NULL;
  Fetch *fetch;

  g_return_if_fail (BELL_IS_SYNC (self));
  g_return_if_fail (blob_id != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, bell_sync_fetch_blob);

  if (!bell_blob_id_is_valid (blob_id))
    {
      g_task_return_new_error (task, BELL_SYNC_ERROR, BELL_SYNC_ERROR_REFUSED, _("This is no file."));
      return;
    }

  fetch = g_new0 (Fetch, 1);
  fetch->job.store = g_object_ref (self->store);
  fetch->job.transport = g_object_ref (self->transport);
  fetch->job.context = g_main_context_ref (self->context);
  fetch->job.cancellable = g_cancellable_new ();
  fetch->job.session = self->session != NULL ? bell_shared_session_ref (self->session) : NULL;
  fetch->blob_id = g_strdup (blob_id);
  fetch->name = g_strdup (name != NULL && *name != '\0' ? name : "file");
  fetch->media_type = g_strdup (media_type != NULL && *media_type != '\0' ? media_type : "application/octet-stream");

  fetch->theirs = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  fetch->closing = g_object_ref (self->closing);
  fetch->theirs_handler = follow (fetch->theirs, fetch->job.cancellable);
  fetch->closing_handler = follow (fetch->closing, fetch->job.cancellable);
  fetch->counted = bell_running_enter (self->running);

  work = g_task_new (NULL, fetch->job.cancellable, on_fetched, g_steal_pointer (&task));
  g_task_set_source_tag (work, bell_sync_fetch_blob);
  g_task_set_task_data (work, fetch, fetch_free);
  g_task_run_in_thread (work, run_fetch);
}

/**
 * bell_sync_fetch_blob_finish:
 * @result: what the callback got
 * @error: what went wrong: %BELL_SYNC_ERROR
 *
 * Returns: (transfer full): the content, or %NULL
 */
GBytes *
bell_sync_fetch_blob_finish (BellSync      *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
