/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-sync-private.h"

#include "bell-claim.h"

/* Longer than anybody waits for the answer. */
#define CLAIM_SECONDS 5

typedef struct
{
  BellTransport *transport;
  GBytes *body;
} Claim;

static void
claim_free (gpointer data)
{
  Claim *claim = data;

  g_object_unref (claim->transport);
  g_bytes_unref (claim->body);
  g_free (claim);
}

static void
run_claim (GTask        *task,
           gpointer      source_object,
           gpointer      task_data,
           GCancellable *cancellable)
{
  Claim *claim = task_data;
  BellTransportRequest post = { .method = "POST", .url = BELL_CLAIM_PATH, .accept = "application/json",
                                .content_type = "application/json", .body = claim->body,
                                .max_reply = BELL_MAX_CLAIMS_BYTES, .time_limit = CLAIM_SECONDS };
  g_autoptr (BellTransportReply) reply = NULL;
  GError *error = NULL;
  char **granted = NULL;

  reply = bell_transport_send (claim->transport, &post, cancellable, &error);
  if (reply != NULL && bell_transport_reply_check (reply, &error))
    granted = bell_grants_from_bytes (reply->body, &error);
  if (granted != NULL)
    g_task_return_pointer (task, granted, (GDestroyNotify) g_strfreev);
  else
    g_task_return_error (task, error);
}

/**
 * bell_sync_claim:
 * @self: an engine
 * @claims: (element-type BellClaim): what this device is about to tell, at most %BELL_MAX_CLAIMS
 * @cancellable: (nullable): to leave off
 * @callback: called when the server has answered, or has not
 * @user_data: for @callback
 *
 * Asks the server which of these this device is to tell the person, and not another
 * device of theirs. To be used while the state is live.
 */
void
bell_sync_claim (BellSync            *self,
                 GPtrArray           *claims,
                 GCancellable        *cancellable,
                 GAsyncReadyCallback  callback,
                 gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  Claim *claim;

  g_return_if_fail (BELL_IS_SYNC (self));
  g_return_if_fail (claims != NULL && claims->len <= BELL_MAX_CLAIMS);

  claim = g_new0 (Claim, 1);
  claim->transport = g_object_ref (self->transport);
  claim->body = bell_claims_to_bytes (claims);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, bell_sync_claim);
  g_task_set_task_data (task, claim, claim_free);
  g_task_run_in_thread (task, run_claim);
}

/**
 * bell_sync_claim_finish:
 * @self: an engine
 * @result: what the callback got
 * @error: the server did not say; %BELL_SYNC_ERROR or %BELL_JMAP_ERROR
 *
 * Returns: (transfer full): the keys of those that were granted, or %NULL
 */
char **
bell_sync_claim_finish (BellSync      *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
