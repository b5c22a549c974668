/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-helpline-private.h"

#include <glib/gstdio.h>

#include "bell-soup-transport.h"

/* How a helpline stands to its server: signing in and out, the engine, files. */

static void
sync_changed_cb (BellHelpline *self)
{
  BellHelplineLink link = BELL_HELPLINE_LINK_OFFLINE;

  g_assert (BELL_IS_HELPLINE (self));

  switch (bell_sync_get_state (self->sync))
    {
    case BELL_SYNC_STATE_CONNECTING:
    case BELL_SYNC_STATE_BOOTSTRAPPING: link = BELL_HELPLINE_LINK_CONNECTING; break;
    case BELL_SYNC_STATE_PULLING:
    case BELL_SYNC_STATE_PUSHING:
    case BELL_SYNC_STATE_LIVE: link = BELL_HELPLINE_LINK_LIVE; break;
    case BELL_SYNC_STATE_NEEDS_SIGN_IN: link = BELL_HELPLINE_LINK_NEEDS_SIGN_IN; break;
    case BELL_SYNC_STATE_FAILED: link = BELL_HELPLINE_LINK_FAILED; break;
    case BELL_SYNC_STATE_OFFLINE:
    default: break;
    }
  bell_helpline_set_link (self, link, bell_sync_get_problem (self->sync));
}

/* Private. */
void
bell_helpline_disconnect (BellHelpline *self)
{
  if (self->sync != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->sync, self);
      bell_sync_stop (self->sync);
    }
  g_clear_object (&self->sync);
  g_clear_object (&self->sign_in);
  g_clear_object (&self->transport);
  bell_helpline_set_link (self, BELL_HELPLINE_LINK_OFFLINE, NULL);
}

static void
bell_helpline_prepare_transport (BellHelpline *self,
                                 const char   *server_url)
{
  bell_helpline_disconnect (self);
  self->transport = bell_soup_transport_new (server_url, NULL, FALSE);
  self->sign_in = bell_sign_in_new (self->store, self->transport, self->secrets);
}

static void
bell_helpline_start_sync (BellHelpline *self)
{
  self->sync = bell_sync_new (self->store, self->transport, self->clock, g_network_monitor_get_default ());
  g_signal_connect_object (self->sync, "notify", G_CALLBACK (sync_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sync, "state-changed", G_CALLBACK (sync_changed_cb), self, G_CONNECT_SWAPPED);
  bell_sync_start (self->sync);
  sync_changed_cb (self);
}

static void
resumed_cb (BellSignIn   *sign_in,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(BellHelpline) self = user_data;
  g_autoptr(GError) error = NULL;

  /* Without a token the engine says that it needs a sign-in. */
  if (!bell_sign_in_resume_finish (sign_in, result, &error) && error != NULL)
    g_info ("The keyring gave no token: %s", error->message);
  if (self->sign_in == sign_in && self->requests != NULL)
    bell_helpline_start_sync (self);
}

/* Private: looks for the token and starts the engine. */
void
bell_helpline_connect (BellHelpline *self)
{
  bell_helpline_prepare_transport (self, bell_store_get_server_url (self->store));
  bell_sign_in_resume (self->sign_in, NULL, (GAsyncReadyCallback) resumed_cb, g_object_ref (self));
}

static void
signed_in_cb (BellSignIn   *sign_in,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  BellHelpline *self = g_task_get_source_object (task);

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

  bell_store_set_setting (self->store, BELL_HELPLINE_SETTING_SIGNED_OUT, NULL);
  bell_helpline_show_requests (self);
  bell_helpline_start_sync (self);
  g_task_return_boolean (task, TRUE);
}

static void
signed_out_cb (BellSignIn   *sign_in,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(BellHelpline) self = user_data;
  g_autoptr(GError) error = NULL;
  static const char *const names[] = { "cache.db", "cache.db-wal", "cache.db-shm" };

  /* The server may be out of reach; the token is forgotten here all the same. */
  if (!bell_sign_in_sign_out_finish (sign_in, result, &error))
    g_message ("The server was not told of the sign-out: %s", error->message);

  bell_helpline_disconnect (self);
  bell_helpline_close_requests (self);

  /* What the server has can be fetched again; what it has not stays. */
  bell_store_close (self->store);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (self->cache_directory, names[i], NULL);

      g_unlink (path);
    }
  bell_helpline_make_store (self);
  bell_helpline_open (self);
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
  BellHelpline *self = g_task_get_source_object (task);
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

/**
 * bell_helpline_get_keeping_problem:
 * @self: a helpline
 *
 * Returns: (nullable): why the password will be asked for again, as a sentence
 */
const char *
bell_helpline_get_keeping_problem (BellHelpline *self)
{
  g_return_val_if_fail (BELL_IS_HELPLINE (self), NULL);

  return self->sign_in != NULL ? bell_sign_in_get_keeping_problem (self->sign_in) : NULL;
}

/**
 * bell_helpline_sign_in:
 * @self: a helpline whose files are open
 * @server_url: the address of the server
 * @email: as whom
 * @password: the proof; it is not kept
 * @callback: called when it is over
 * @user_data: for @callback
 *
 * Signs somebody in, and on success starts the engine.
 */
void
bell_helpline_sign_in (BellHelpline        *self,
                       const char          *server_url,
                       const char          *email,
                       const char          *password,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (BELL_IS_HELPLINE (self));
  g_return_if_fail (server_url != NULL && email != NULL && password != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, bell_helpline_sign_in);
  bell_helpline_prepare_transport (self, server_url);
  bell_sign_in_run (self->sign_in, email, password, NULL, (GAsyncReadyCallback) signed_in_cb, task);
}

/**
 * bell_helpline_sign_in_finish:
 * @self: a helpline
 * @result: what the callback was given
 * @error: %BELL_SYNC_ERROR; the message is a sentence
 *
 * Returns: whether somebody is signed in now
 */
gboolean
bell_helpline_sign_in_finish (BellHelpline  *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (BELL_IS_HELPLINE (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * bell_helpline_sign_out:
 * @self: an open helpline
 *
 * Forgets the token and the cache. What was not sent yet, and every draft,
 * stays on this computer for the next sign-in of the same person.
 */
void
bell_helpline_sign_out (BellHelpline *self)
{
  g_return_if_fail (BELL_IS_HELPLINE (self));
  g_return_if_fail (self->state == BELL_HELPLINE_OPEN);

  bell_store_set_setting (self->store, BELL_HELPLINE_SETTING_SIGNED_OUT, "yes");
  if (self->sign_in == NULL)
    bell_helpline_prepare_transport (self, bell_store_get_server_url (self->store));
  bell_sign_in_sign_out (self->sign_in, NULL, (GAsyncReadyCallback) signed_out_cb, g_object_ref (self));
}

/**
 * bell_helpline_fetch_blob:
 * @self: a helpline
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
bell_helpline_fetch_blob (BellHelpline        *self,
                          const char          *blob_id,
                          const char          *name,
                          const char          *media_type,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  const char *file[] = { blob_id, name, media_type, NULL };
  GTask *task;

  g_return_if_fail (BELL_IS_HELPLINE (self));
  g_return_if_fail (blob_id != NULL && name != NULL && media_type != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, bell_helpline_fetch_blob);
  g_task_set_task_data (task, g_strdupv ((char **) file), (GDestroyNotify) g_strfreev);
  bell_store_get_blob (self->store, blob_id, cancellable, (GAsyncReadyCallback) stored_blob_cb, task);
}

/**
 * bell_helpline_fetch_blob_finish:
 * @self: a helpline
 * @result: what the callback was given
 * @error: %BELL_STORE_ERROR or %BELL_SYNC_ERROR
 *
 * Returns: (transfer full): the content, or %NULL
 */
GBytes *
bell_helpline_fetch_blob_finish (BellHelpline  *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  g_return_val_if_fail (BELL_IS_HELPLINE (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
