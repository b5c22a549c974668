/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-account-private.h"

#include <glib/gstdio.h>

#include "bell-soup-transport.h"

/* How an account stands to its server: signing in and out, the engine, files. */

static void
sync_changed_cb (BellAccount *self)
{
  BellLink link = BELL_LINK_OFFLINE;

  g_assert (BELL_IS_ACCOUNT (self));

  switch (bell_sync_get_state (self->sync))
    {
    case BELL_SYNC_STATE_CONNECTING:
      link = BELL_LINK_CONNECTING;
      break;
    case BELL_SYNC_STATE_BOOTSTRAPPING:
      link = BELL_LINK_DOWNLOADING;
      break;
    /* While news is fetched or sent the screen is as good as live. */
    case BELL_SYNC_STATE_PULLING:
    case BELL_SYNC_STATE_PUSHING:
    case BELL_SYNC_STATE_LIVE:
      link = BELL_LINK_LIVE;
      break;
    case BELL_SYNC_STATE_NEEDS_SIGN_IN:
      link = BELL_LINK_NEEDS_SIGN_IN;
      break;
    case BELL_SYNC_STATE_FAILED:
      link = BELL_LINK_FAILED;
      break;
    case BELL_SYNC_STATE_OFFLINE:
    default:
      break;
    }
  bell_account_set_link (self, link, bell_sync_get_problem (self->sync), bell_sync_get_progress (self->sync));
}

/* Private. */
void
bell_account_disconnect (BellAccount *self)
{
  if (self->sync != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->sync, self);
      bell_sync_stop (self->sync);
    }
  g_clear_object (&self->sync);
  g_clear_object (&self->sign_in);
  g_clear_object (&self->transport);
  bell_account_set_link (self, BELL_LINK_OFFLINE, NULL, 0);
}

static void
bell_account_prepare_transport (BellAccount *self,
                                const char  *server_url)
{
  bell_account_disconnect (self);
  self->transport = bell_soup_transport_new_for_store (self->store, server_url);
  self->sign_in = bell_sign_in_new (self->store, self->transport, self->password == NULL ? self->secrets : NULL);
}

static void
typing_cb (BellAccount *self,
           const char  *ticket_id,
           const char  *principal_id)
{
  g_assert (BELL_IS_ACCOUNT (self));

  g_signal_emit_by_name (self, "typing", ticket_id, principal_id);
}

static void
bell_account_start_sync (BellAccount *self)
{
  self->sync = bell_sync_new (self->store, self->transport, self->clock, g_network_monitor_get_default ());
  g_signal_connect_object (self->sync, "notify", G_CALLBACK (sync_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sync, "state-changed", G_CALLBACK (sync_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sync, "typing", G_CALLBACK (typing_cb), self, G_CONNECT_SWAPPED);
  bell_sync_start (self->sync);
  sync_changed_cb (self);
}

static void
resumed_cb (BellSignIn   *sign_in,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(BellAccount) self = user_data;
  g_autoptr(GError) error = NULL;

  g_assert (BELL_IS_ACCOUNT (self));

  /* Without a token the engine says that it needs a sign-in. */
  if (!bell_sign_in_resume_finish (sign_in, result, &error) && error != NULL)
    g_info ("The keyring gave no token: %s", error->message);
  if (self->sign_in == sign_in && self->state == BELL_ACCOUNT_OPEN)
    bell_account_start_sync (self);
}

static void
unattended_cb (BellSignIn   *sign_in,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(BellAccount) self = user_data;
  g_autoptr(GError) error = NULL;

  g_assert (BELL_IS_ACCOUNT (self));

  if (!bell_sign_in_run_finish (sign_in, result, &error))
    g_message ("%s could not be signed in: %s", bell_store_get_email (self->store), error->message);
  if (self->sign_in == sign_in && self->state == BELL_ACCOUNT_OPEN)
    bell_account_start_sync (self);
}

/* Private: looks for the token and starts the engine. */
void
bell_account_connect (BellAccount *self)
{
  const char *email = bell_store_get_email (self->store);

  bell_account_prepare_transport (self, bell_store_get_server_url (self->store));
  if (self->password != NULL && email != NULL)
    {
      bell_sign_in_run (self->sign_in, email, self->password, NULL, (GAsyncReadyCallback) unattended_cb, g_object_ref (self));
      return;
    }
  bell_sign_in_resume (self->sign_in, NULL, (GAsyncReadyCallback) resumed_cb, g_object_ref (self));
}

static void
signed_in_cb (BellSignIn   *sign_in,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  BellAccount *self = g_task_get_source_object (task);

  if (!bell_sign_in_run_finish (sign_in, result, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (self->sign_in != sign_in)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Another sign-in took its place.");
      return;
    }

  bell_store_set_setting (self->store, BELL_ACCOUNT_SETTING_SIGNED_OUT, NULL);
  bell_account_set_state (self, BELL_ACCOUNT_OPEN, NULL);
  bell_account_start_sync (self);
  g_task_return_boolean (task, TRUE);
}

static void
signed_out_cb (BellSignIn   *sign_in,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(BellAccount) self = user_data;
  g_autoptr(GError) error = NULL;
  static const char *const names[] = { "cache.db", "cache.db-wal", "cache.db-shm" };

  g_assert (BELL_IS_ACCOUNT (self));

  /* The server may be out of reach; the token is forgotten here all the same. */
  if (!bell_sign_in_sign_out_finish (sign_in, result, &error))
    g_message ("The server was not told of the sign-out: %s", error->message);

  bell_account_disconnect (self);
  /* Whoever shows the files lets go of them. */
  bell_account_set_state (self, BELL_ACCOUNT_OPENING, NULL);

  /* What the server has can be fetched again; what it has not stays. */
  bell_store_close (self->store);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (self->cache_directory, names[i], NULL);

      g_unlink (path);
    }
  bell_account_make_store (self);
  bell_account_open (self);
}

static void
synced_blob_cb (BellSync     *sync,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  GBytes *bytes = bell_sync_fetch_blob_finish (sync, result, &error);

  if (bytes != NULL)
    g_task_return_pointer (task, bytes, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
stored_blob_cb (BellStore    *store,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  BellAccount *self = g_task_get_source_object (task);
  GBytes *bytes = bell_store_get_blob_finish (store, result, &error);
  const char *const *file = g_task_get_task_data (task);

  if (bytes != NULL)
    g_task_return_pointer (task, bytes, (GDestroyNotify) g_bytes_unref);
  else if (self->sync != NULL && g_error_matches (error, BELL_STORE_ERROR, BELL_STORE_ERROR_NOT_FOUND))
    bell_sync_fetch_blob (self->sync, file[0], file[1], file[2], g_task_get_cancellable (task),
                          (GAsyncReadyCallback) synced_blob_cb, g_object_ref (task));
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
claimed_cb (BellSync     *sync,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  char **granted = bell_sync_claim_finish (sync, result, &error);

  if (granted != NULL)
    g_task_return_pointer (task, granted, (GDestroyNotify) g_strfreev);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
synchronised_cb (BellSync     *sync,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  if (bell_sync_now_finish (sync, result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * bell_account_get_keeping_problem:
 * @self: an account
 *
 * Returns: (nullable): why the password will be asked for again, as a sentence
 */
const char *
bell_account_get_keeping_problem (BellAccount *self)
{
  g_return_val_if_fail (BELL_IS_ACCOUNT (self), NULL);

  return self->sign_in != NULL ? bell_sign_in_get_keeping_problem (self->sign_in) : NULL;
}

/**
 * bell_account_sign_in:
 * @self: an account whose files are open
 * @server_url: the address of the server
 * @email: as whom
 * @password: the proof; it is not kept
 * @callback: called when it is over
 * @user_data: for @callback
 *
 * Signs somebody in, and on success starts the engine.
 */
void
bell_account_sign_in (BellAccount         *self,
                      const char          *server_url,
                      const char          *email,
                      const char          *password,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (BELL_IS_ACCOUNT (self));
  g_return_if_fail (server_url != NULL && email != NULL && password != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, bell_account_sign_in);
  bell_account_prepare_transport (self, server_url);
  bell_sign_in_run (self->sign_in, email, password, NULL, (GAsyncReadyCallback) signed_in_cb, task);
}

/**
 * bell_account_sign_in_finish:
 * @self: an account
 * @result: what the callback was given
 * @error: %BELL_SYNC_ERROR; the message is a sentence
 *
 * Returns: whether somebody is signed in now
 */
gboolean
bell_account_sign_in_finish (BellAccount   *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (BELL_IS_ACCOUNT (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * bell_account_sign_out:
 * @self: an open account
 *
 * Forgets the token and the cache. What was not sent yet, and every draft,
 * stays on this computer for the next sign-in of the same person.
 */
void
bell_account_sign_out (BellAccount *self)
{
  g_return_if_fail (BELL_IS_ACCOUNT (self));
  g_return_if_fail (self->state == BELL_ACCOUNT_OPEN);

  bell_store_set_setting (self->store, BELL_ACCOUNT_SETTING_SIGNED_OUT, "yes");
  if (self->sign_in == NULL)
    bell_account_prepare_transport (self, bell_store_get_server_url (self->store));
  bell_sign_in_sign_out (self->sign_in, NULL, (GAsyncReadyCallback) signed_out_cb, g_object_ref (self));
}

/**
 * bell_account_synchronise:
 * @self: an account
 * @cancellable: (nullable): stops the wait
 * @callback: called when it is over
 * @user_data: for @callback
 *
 * Makes one full round with the server now. Does nothing while there is no
 * engine.
 */
void
bell_account_synchronise (BellAccount         *self,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (BELL_IS_ACCOUNT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, bell_account_synchronise);
  if (self->sync != NULL)
    {
      bell_sync_now (self->sync, cancellable, (GAsyncReadyCallback) synchronised_cb, task);
      return;
    }

  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

/**
 * bell_account_synchronise_finish:
 * @self: an account
 * @result: what the callback was given
 * @error: %BELL_SYNC_ERROR
 *
 * Returns: whether everything was sent and fetched
 */
gboolean
bell_account_synchronise_finish (BellAccount   *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  g_return_val_if_fail (BELL_IS_ACCOUNT (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * bell_account_fetch_blob:
 * @self: an account
 * @blob_id: a file
 * @name: what it is called
 * @media_type: what it is
 * @cancellable: (nullable): stops it
 * @callback: called when it is there
 * @user_data: for @callback
 *
 * Gets the content of a file: from this computer, else from the server.
 */
void
bell_account_fetch_blob (BellAccount         *self,
                         const char          *blob_id,
                         const char          *name,
                         const char          *media_type,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  const char *file[] = { blob_id, name, media_type, NULL };
  GTask *task;

  g_return_if_fail (BELL_IS_ACCOUNT (self));
  g_return_if_fail (blob_id != NULL && name != NULL && media_type != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, bell_account_fetch_blob);
  g_task_set_task_data (task, g_strdupv ((char **) file), (GDestroyNotify) g_strfreev);
  bell_store_get_blob (self->store, blob_id, cancellable, (GAsyncReadyCallback) stored_blob_cb, task);
}

/**
 * bell_account_fetch_blob_finish:
 * @self: an account
 * @result: what the callback was given
 * @error: %BELL_STORE_ERROR or %BELL_SYNC_ERROR
 *
 * Returns: (transfer full): the content, or %NULL
 */
GBytes *
bell_account_fetch_blob_finish (BellAccount   *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  g_return_val_if_fail (BELL_IS_ACCOUNT (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * bell_account_tell_typing:
 * @self: an account
 * @ticket_id: where
 *
 * Tells those whom it concerns that the person writes a reply right now. Nothing happens
 * where no server is within reach.
 */
void
bell_account_tell_typing (BellAccount *self,
                          const char  *ticket_id)
{
  g_return_if_fail (BELL_IS_ACCOUNT (self));
  g_return_if_fail (ticket_id != NULL);

  if (self->sync != NULL && self->link == BELL_LINK_LIVE)
    bell_sync_tell_typing (self->sync, ticket_id);
}

/**
 * bell_account_claim:
 * @self: an account
 * @claims: (element-type BellClaim): what this device is about to tell
 * @cancellable: (nullable): stops it
 * @callback: called when the server has answered, or has not
 * @user_data: for @callback
 *
 * Asks the server which of these this device is to tell, and not another one of the
 * same person. Without a way to the server it fails at once.
 */
void
bell_account_claim (BellAccount         *self,
                    GPtrArray           *claims,
                    GCancellable        *cancellable,
                    GAsyncReadyCallback  callback,
                    gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (BELL_IS_ACCOUNT (self));
  g_return_if_fail (claims != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, bell_account_claim);
  if (self->sync != NULL)
    {
      bell_sync_claim (self->sync, claims, cancellable, (GAsyncReadyCallback) claimed_cb, task);
      return;
    }
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED, "There is no way to the server.");
  g_object_unref (task);
}

/**
 * bell_account_claim_finish:
 * @self: an account
 * @result: what the callback was given
 * @error: the server did not say
 *
 * Returns: (transfer full): the keys of those that were granted, or %NULL
 */
char **
bell_account_claim_finish (BellAccount   *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
