/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-sync-job.h"

#include <glib/gi18n-lib.h>

#include "bell-jmap-response.h"

#define MAX_SESSION (1024 * 1024)

BellSharedSession *
bell_shared_session_new (BellSession *session)
{
  BellSharedSession *self = g_atomic_rc_box_new0 (BellSharedSession);

  self->session = session;

  return self;
}

BellSharedSession *
bell_shared_session_ref (BellSharedSession *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_shared_session (gpointer data)
{
  BellSharedSession *self = data;

  bell_session_free (self->session);
}

void
bell_shared_session_unref (BellSharedSession *self)
{
  g_atomic_rc_box_release_full (self, clear_shared_session);
}

/* Makes of @error one of ours with the same words. A new one: what some
 * domains keep beside the message makes their errors of another size. */
void
bell_sync_job_replace_error (GError        **error,
                             BellSyncError   code)
{
  GError *mended = g_error_new_literal (BELL_SYNC_ERROR, (int) code, (*error)->message);

  g_error_free (*error);
  *error = mended;
}

/* Errors of the floors below, in our own domain, so that one place decides
 * what follows from them. Cancelled stays cancelled. */
void
bell_sync_job_mend_error (GError **error)
{
  BellSyncError code;

  if (error == NULL || *error == NULL || (*error)->domain == BELL_SYNC_ERROR ||
      g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if ((*error)->domain == BELL_JMAP_ERROR)
    {
      switch ((*error)->code)
        {
        case BELL_JMAP_ERROR_CANNOT_CALCULATE_CHANGES:
          code = BELL_SYNC_ERROR_EXPIRED;
          break;
        case BELL_JMAP_ERROR_SERVER_UNAVAILABLE:
        case BELL_JMAP_ERROR_SERVER_FAIL:
        case BELL_JMAP_ERROR_SERVER_PARTIAL_FAIL:
          code = BELL_SYNC_ERROR_UNAVAILABLE;
          break;
        case BELL_JMAP_ERROR_TOO_LARGE:
        case BELL_JMAP_ERROR_REQUEST_TOO_LARGE:
        case BELL_JMAP_ERROR_LIMIT:
          code = BELL_SYNC_ERROR_TOO_LARGE;
          break;
        case BELL_JMAP_ERROR_NOT_JSON:
        case BELL_JMAP_ERROR_TOO_DEEP:
        case BELL_JMAP_ERROR_DUPLICATE_KEY:
        case BELL_JMAP_ERROR_BAD_RESPONSE:
          code = BELL_SYNC_ERROR_BROKEN;
          break;
        default:
          code = BELL_SYNC_ERROR_REFUSED;
        }
    }
  else if ((*error)->domain == G_IO_ERROR)
    code = BELL_SYNC_ERROR_UNREACHABLE;
  else
    code = BELL_SYNC_ERROR_STORE;

  bell_sync_job_replace_error (error, code);
}

/* Asks the server and makes an error of every answer but yes. */
BellTransportReply *
bell_sync_job_ask (BellSyncJob                 *job,
                   const BellTransportRequest  *request,
                   GError                     **error)
{
  g_autoptr (BellTransportReply) reply = bell_transport_send (job->transport, request, job->cancellable, error);

  if (reply == NULL)
    {
      bell_sync_job_mend_error (error);
      return NULL;
    }
  if (reply->server_now != BELL_TIME_UNSET)
    job->skew = reply->server_now - bell_clock_now (bell_store_get_clock (job->store));

  if (!bell_transport_reply_check (reply, error))
    {
      gsize length = 0;
      const char *text = reply->body != NULL ? g_bytes_get_data (reply->body, &length) : NULL;

      job->retry_after = reply->retry_after;
      job->revoked = reply->status == 401 && bell_problem_is (text, length, BELL_PROBLEM_REVOKED);
      return NULL;
    }

  return g_steal_pointer (&reply);
}

BellReply *
bell_sync_job_call_bytes (BellSyncJob  *job,
                          GBytes       *bytes,
                          GError      **error)
{
  BellTransportRequest request = { .method = "POST", .url = job->session->session->api_url,
                                   .accept = "application/json", .content_type = "application/json", .body = bytes };
  g_autoptr (BellTransportReply) reply = bell_sync_job_ask (job, &request, error);
  BellReply *parsed;
  const char *text;
  gsize length;

  if (reply == NULL)
    return NULL;

  text = g_bytes_get_data (reply->body, &length);
  parsed = bell_reply_parse (text, length, NULL, error);
  bell_sync_job_mend_error (error);

  return parsed;
}

/* Sends the calls of @builder and reads the answer. */
BellReply *
bell_sync_job_call (BellSyncJob         *job,
                    BellRequestBuilder  *builder,
                    GError             **error)
{
  g_autoptr (GBytes) bytes = bell_request_builder_finish (builder);

  return bell_sync_job_call_bytes (job, bytes, error);
}

void
bell_sync_job_set_restored (BellSyncJob  *job,
                            GError      **error)
{
  job->restored = TRUE;
  g_set_error_literal (error, BELL_SYNC_ERROR, BELL_SYNC_ERROR_EXPIRED,
                       _("The server was restored from an older backup; what it has lost is sent to it again."));
}

/* Asks for the newest change that is known here. A server that does not know it,
 * or has another one in its place, was restored from an older backup (or has
 * taken it out of our sight, and then all is loaded once more for nothing). */
static gboolean
check_history (BellSyncJob  *job,
               GError      **error)
{
  g_autoptr (BellRequestBuilder) builder = NULL;
  g_autoptr (BellGetResponse) response = NULL;
  g_autoptr (BellReply) reply = NULL;
  g_autofree char *id = NULL;
  const char *ids[] = { NULL, NULL };
  const char *call_id;
  gint64 modseq;

  id = bell_bridge_get_newest_change (job, &modseq, NULL, error);
  if (id == NULL)
    {
      bell_sync_job_mend_error (error);
      return error == NULL || *error == NULL;
    }

  ids[0] = id;
  builder = bell_request_builder_new (job->session->session->account_id);
  call_id = bell_request_builder_add_get (builder, BELL_TYPE_CHANGE, ids, BELL_WIRE_ALL_PROPERTIES);
  reply = bell_sync_job_call (job, builder, error);
  if (reply == NULL)
    return FALSE;
  response = bell_reply_read_get (reply, call_id, BELL_TYPE_CHANGE, error);
  if (response == NULL)
    {
      bell_sync_job_mend_error (error);
      return FALSE;
    }

  if (response->list->len == 1 && bell_change_get_modseq (g_ptr_array_index (response->list, 0)) == modseq)
    return TRUE;

  bell_sync_job_set_restored (job, error);
  return FALSE;
}

/* Reads the session and looks whether it is the organisation that the store
 * belongs to. */
gboolean
bell_sync_job_connect (BellSyncJob  *job,
                       GError      **error)
{
  BellTransportRequest request = { .method = "GET", .url = "/.well-known/jmap", .accept = "application/json",
                                   .max_reply = MAX_SESSION, .time_limit = 30 };
  g_autoptr (BellTransportReply) reply = NULL;
  g_autoptr (BellSession) session = NULL;
  g_autofree char *account_id = NULL;
  g_autofree char *state = NULL;
  g_autoptr (GError) problem = NULL;
  const char *text;
  gsize length;

  reply = bell_sync_job_ask (job, &request, error);
  if (reply == NULL)
    return FALSE;

  text = g_bytes_get_data (reply->body, &length);
  session = bell_session_parse (text, length, &problem);
  if (session == NULL)
    {
      g_set_error (error, BELL_SYNC_ERROR, BELL_SYNC_ERROR_NOT_DESKBELL,
                   _("What answers at %s is not a Deskbell server: %s"),
                   bell_transport_get_server_url (job->transport), problem->message);
      return FALSE;
    }

  account_id = bell_bridge_get_account_id (job);
  if (account_id != NULL && *account_id != '\0' && g_strcmp0 (account_id, session->account_id) != 0)
    {
      g_set_error (error, BELL_SYNC_ERROR, BELL_SYNC_ERROR_REFUSED,
                   _("At %s is now another organisation than the one that this computer's data belong to."),
                   bell_transport_get_server_url (job->transport));
      return FALSE;
    }

  g_clear_pointer (&job->session, bell_shared_session_unref);
  job->session = bell_shared_session_new (g_steal_pointer (&session));

  /* Before anything is sent: what was done by a clock that is wrong is set right. */
  if (reply->server_now != BELL_TIME_UNSET && !bell_bridge_learn_time (job, reply->server_now, error))
    {
      bell_sync_job_mend_error (error);
      return FALSE;
    }
  job->skew = 0;

  /* What was under way when the line broke, or we, may have arrived or not:
   * sent once more it is answered as it was the first time. */
  if (!bell_bridge_requeue_sent (job, error))
    {
      bell_sync_job_mend_error (error);
      return FALSE;
    }

  state = bell_bridge_get_state (job, BELL_TYPE_TICKET);
  job->whole = state != NULL && !bell_bridge_is_loading (job);

  return !job->whole || check_history (job, error);
}
