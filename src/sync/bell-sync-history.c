/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-sync-errand.h"

#include <glib/gi18n-lib.h>

#include "bell-id.h"

/* So many changes of a ticket are believed, and asked for at a time. */
#define MOST_CHANGES 20000
#define PAGE 500

/* Asks for what happened to a ticket and its messages, from the @position-th
 * change on. */
static gboolean
ask_page (BellSyncJob  *job,
          const char   *ticket_id,
          gint64        position,
          gint64        limit,
          BellNews     *news,
          guint        *n_changes,
          GError      **error)
{
  g_autoptr (BellRequestBuilder) builder = bell_request_builder_new (job->session->session->account_id);
  const char *query_id = bell_request_builder_add_history (builder, ticket_id, position, limit);
  const char *get_id = bell_request_builder_add_get_referenced (builder, BELL_TYPE_CHANGE, query_id, BELL_METHOD_QUERY,
                                                                "/ids", BELL_WIRE_ALL_PROPERTIES);
  g_autoptr (BellReply) reply = bell_sync_job_call (job, builder, error);
  g_autoptr (BellGetResponse) response = NULL;

  if (reply == NULL)
    return FALSE;
  response = bell_reply_read_get (reply, get_id, BELL_TYPE_CHANGE, error);
  if (response == NULL)
    {
      bell_sync_job_mend_error (error);
      return FALSE;
    }

  for (guint i = 0; i < response->list->len; i++)
    bell_news_add_change (news, g_ptr_array_index (response->list, i));
  *n_changes = response->list->len;

  return TRUE;
}

/* The history is added to what the base says; its states stay as they are. */
static gpointer
fetch_history (BellSyncJob  *job,
               gpointer      data,
               GError      **error)
{
  const char *ticket_id = data;
  gint64 limit = CLAMP (job->session->session->limits.max_objects_in_get, 1, PAGE);
  g_autoptr (BellNews) news = bell_news_new ();
  gint64 position = 0;
  guint n_changes;

  do
    {
      if (!ask_page (job, ticket_id, position, limit, news, &n_changes, error))
        return NULL;
      position += n_changes;
      if (position > MOST_CHANGES)
        {
          g_set_error_literal (error, BELL_SYNC_ERROR, BELL_SYNC_ERROR_BROKEN, _("The server has no end to the history of this ticket."));
          return NULL;
        }
    }
  while (n_changes > 0 && (gint64) n_changes >= limit);

  if (position > 0 && !bell_bridge_apply (job, news, error))
    {
      bell_sync_job_mend_error (error);
      return NULL;
    }

  return GSIZE_TO_POINTER (position + 1);
}

static void
forget (gpointer data)
{
}

/**
 * bell_sync_fetch_history:
 * @ticket_id: a ticket
 * @cancellable: (nullable): to leave off
 * @callback: called when it is there
 * @user_data: for @callback
 *
 * Fetches what happened to a ticket from its beginning, and keeps it in the store.
 * The copy holds the history of those tickets alone that were open when it was
 * loaded, see bell_store_history_is_whole().
 */
void
bell_sync_fetch_history (BellSync            *self,
                         const char          *ticket_id,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (BELL_IS_SYNC (self));
  g_return_if_fail (bell_id_is_valid (ticket_id, BELL_TYPE_TICKET));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, bell_sync_fetch_history);
  bell_sync_errand_run (self, g_steal_pointer (&task), fetch_history, forget, g_strdup (ticket_id), g_free);
}

/**
 * bell_sync_fetch_history_finish:
 * @result: what the callback got
 * @error: what went wrong: %BELL_SYNC_ERROR
 *
 * Returns: whether the store has it now
 */
gboolean
bell_sync_fetch_history_finish (BellSync      *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}
