/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-sync-errand.h"

#include <glib/gi18n-lib.h>

#include "bell-error.h"
#include "bell-id.h"

/* A file that somebody wants to see, on its way from the server. */
typedef struct
{
  char *blob_id;
  char *name;
  char *media_type;
} Fetch;

static void
fetch_free (gpointer data)
{
  Fetch *fetch = data;

  g_free (fetch->blob_id);
  g_free (fetch->name);
  g_free (fetch->media_type);
  g_free (fetch);
}

static gpointer
download (BellSyncJob  *job,
          gpointer      data,
          GError      **error)
{
  Fetch *fetch = data;
  BellSession *session = job->session->session;
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

  reply = bell_sync_job_ask (job, &request, error);
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

  /* A copy that cannot be kept is no reason not to show the file. */
  bell_bridge_keep_blob (job, fetch->blob_id, reply->body, NULL);

  return g_bytes_ref (reply->body);
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
  fetch->blob_id = g_strdup (blob_id);
  fetch->name = g_strdup (name != NULL && *name != '\0' ? name : "file");
  fetch->media_type = g_strdup (media_type != NULL && *media_type != '\0' ? media_type : "application/octet-stream");

  bell_sync_errand_run (self, g_steal_pointer (&task), download, (GDestroyNotify) g_bytes_unref, fetch, fetch_free);
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
