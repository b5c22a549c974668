/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-account-private.h"

#include <glib/gi18n-lib.h>

static void
fetched_cb (BellSync     *sync,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  if (bell_sync_fetch_history_finish (sync, result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * bell_account_fetch_history:
 * @self: an account
 * @ticket_id: a ticket
 * @cancellable: (nullable): stops it
 * @callback: called when it is there, or cannot be had
 * @user_data: for @callback
 *
 * Has the history of a ticket fetched from its beginning, see
 * bell_sync_fetch_history(). Without a way to the server it fails at once.
 */
void
bell_account_fetch_history (BellAccount         *self,
                            const char          *ticket_id,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (BELL_IS_ACCOUNT (self));
  g_return_if_fail (ticket_id != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, bell_account_fetch_history);
  if (self->sync == NULL || self->link == BELL_LINK_OFFLINE)
    g_task_return_new_error (task, BELL_SYNC_ERROR, BELL_SYNC_ERROR_UNREACHABLE, _("The server cannot be reached at the moment."));
  else
    bell_sync_fetch_history (self->sync, ticket_id, cancellable, (GAsyncReadyCallback) fetched_cb, g_steal_pointer (&task));
}

/**
 * bell_account_fetch_history_finish:
 * @self: an account
 * @result: what the callback was given
 * @error: %BELL_SYNC_ERROR
 *
 * Returns: whether the store has it now
 */
gboolean
bell_account_fetch_history_finish (BellAccount   *self,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
