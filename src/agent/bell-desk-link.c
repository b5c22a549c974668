/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-desk-private.h"

/* How the desk stands to its server, what is searched for, and what it tells
 * whoever watches. */

static void
sync_changed_cb (BellDesk *self)
{
  BellLink link = BELL_LINK_OFFLINE;

  g_assert (BELL_IS_DESK (self));

  switch (bell_sync_get_state (self->sync))
    {
    case BELL_SYNC_STATE_CONNECTING: link = BELL_LINK_CONNECTING; break;
    case BELL_SYNC_STATE_BOOTSTRAPPING: link = BELL_LINK_DOWNLOADING; break;
    /* While news is fetched or sent the screen is as good as live. */
    case BELL_SYNC_STATE_PULLING:
    case BELL_SYNC_STATE_PUSHING:
    case BELL_SYNC_STATE_LIVE: link = BELL_LINK_LIVE; break;
    case BELL_SYNC_STATE_NEEDS_SIGN_IN: link = BELL_LINK_NEEDS_SIGN_IN; break;
    case BELL_SYNC_STATE_FAILED: link = BELL_LINK_FAILED; break;
    case BELL_SYNC_STATE_OFFLINE:
    default: break;
    }
  bell_desk_set_link (self, link, bell_sync_get_problem (self->sync), bell_sync_get_progress (self->sync));
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
  BellDesk *self = g_task_get_source_object (task);
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
 * bell_desk_set_sync:
 * @self: a desk
 * @sync: (nullable): the engine that keeps the store up to date
 *
 * Lets the link follow the engine.
 */
void
bell_desk_set_sync (BellDesk *self,
                    BellSync *sync)
{
  g_return_if_fail (BELL_IS_DESK (self));
  g_return_if_fail (sync == NULL || BELL_IS_SYNC (sync));

  if (self->sync != NULL)
    g_signal_handlers_disconnect_by_data (self->sync, self);
  g_set_object (&self->sync, sync);
  if (sync == NULL)
    {
      bell_desk_set_link (self, BELL_LINK_OFFLINE, NULL, 0);
      return;
    }

  g_signal_connect_object (sync, "notify", G_CALLBACK (sync_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (sync, "state-changed", G_CALLBACK (sync_changed_cb), self, G_CONNECT_SWAPPED);
  sync_changed_cb (self);
}

/**
 * bell_desk_get_sync:
 * @self: a desk
 *
 * Returns: (transfer none) (nullable): the engine, if there is one
 */
BellSync *
bell_desk_get_sync (BellDesk *self)
{
  g_return_val_if_fail (BELL_IS_DESK (self), NULL);

  return self->sync;
}

/**
 * bell_desk_fetch_blob:
 * @self: a desk
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
bell_desk_fetch_blob (BellDesk            *self,
                      const char          *blob_id,
                      const char          *name,
                      const char          *media_type,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  const char *file[] = { blob_id, name, media_type, NULL };
  GTask *task;

  g_return_if_fail (BELL_IS_DESK (self));
  g_return_if_fail (blob_id != NULL && name != NULL && media_type != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, bell_desk_fetch_blob);
  g_task_set_task_data (task, g_strdupv ((char **) file), (GDestroyNotify) g_strfreev);
  bell_store_get_blob (self->store, blob_id, cancellable, (GAsyncReadyCallback) stored_blob_cb, task);
}

/**
 * bell_desk_fetch_blob_finish:
 * @self: a desk
 * @result: what the callback was given
 * @error: %BELL_STORE_ERROR or %BELL_SYNC_ERROR
 *
 * Returns: (transfer full): the content, or %NULL
 */
GBytes *
bell_desk_fetch_blob_finish (BellDesk      *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (BELL_IS_DESK (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * bell_desk_get_link:
 * @self: a desk
 *
 * Returns: how the server is reached
 */
BellLink
bell_desk_get_link (BellDesk *self)
{
  g_return_val_if_fail (BELL_IS_DESK (self), BELL_LINK_OFFLINE);

  return self->link;
}

/**
 * bell_desk_get_problem:
 * @self: a desk
 *
 * Returns: (nullable): a sentence about what is wrong with the link
 */
const char *
bell_desk_get_problem (BellDesk *self)
{
  g_return_val_if_fail (BELL_IS_DESK (self), NULL);

  return self->problem;
}

/**
 * bell_desk_get_progress:
 * @self: a desk
 *
 * Returns: how much of the first download is done, 0 to 1
 */
double
bell_desk_get_progress (BellDesk *self)
{
  g_return_val_if_fail (BELL_IS_DESK (self), 0);

  return self->progress;
}

/**
 * bell_desk_set_link:
 * @self: a desk
 * @link: how the server is reached
 * @problem: (nullable): a sentence about what is wrong
 * @progress: how much of the first download is done, 0 to 1
 *
 * To be called by the one who holds the sync engine.
 */
void
bell_desk_set_link (BellDesk   *self,
                    BellLink    link,
                    const char *problem,
                    double      progress)
{
  g_return_if_fail (BELL_IS_DESK (self));

  g_object_freeze_notify (G_OBJECT (self));
  if (self->link != link)
    {
      self->link = link;
      g_object_notify_by_pspec (G_OBJECT (self), bell_desk_properties[PROP_LINK]);
    }
  if (g_strcmp0 (self->problem, problem) != 0)
    {
      g_free (self->problem);
      self->problem = g_strdup (problem);
      g_object_notify_by_pspec (G_OBJECT (self), bell_desk_properties[PROP_PROBLEM]);
    }
  if (self->progress != progress)
    {
      self->progress = CLAMP (progress, 0, 1);
      g_object_notify_by_pspec (G_OBJECT (self), bell_desk_properties[PROP_PROGRESS]);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * bell_desk_tell_done:
 * @self: a desk
 * @sentence: what was done
 * @change_ids: (nullable): with which it can be undone
 */
void
bell_desk_tell_done (BellDesk          *self,
                     const char        *sentence,
                     const char *const *change_ids)
{
  g_return_if_fail (BELL_IS_DESK (self));

  g_signal_emit (self, bell_desk_signals[SIGNAL_DONE], 0, sentence, change_ids);
}

/**
 * bell_desk_tell_failed:
 * @self: a desk
 * @error: why; a cancelled operation is not told
 */
void
bell_desk_tell_failed (BellDesk     *self,
                       const GError *error)
{
  g_return_if_fail (BELL_IS_DESK (self));
  g_return_if_fail (error != NULL);

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_signal_emit (self, bell_desk_signals[SIGNAL_FAILED], 0, error->message);
}

/**
 * bell_desk_compose:
 * @self: a desk with an open ticket
 * @kind: reply or note
 *
 * Asks whoever shows the ticket to make ready for writing.
 */
void
bell_desk_compose (BellDesk        *self,
                   BellMessageKind  kind)
{
  g_return_if_fail (BELL_IS_DESK (self));

  g_signal_emit (self, bell_desk_signals[SIGNAL_COMPOSE], 0, kind);
}

/**
 * bell_desk_get_search_text:
 * @self: a desk
 *
 * Returns: what is searched for; never %NULL
 */
const char *
bell_desk_get_search_text (BellDesk *self)
{
  g_return_val_if_fail (BELL_IS_DESK (self), "");

  return self->search_text;
}

/**
 * bell_desk_set_search_text:
 * @self: a desk
 * @text: (nullable): what to search for; nothing ends the search
 */
void
bell_desk_set_search_text (BellDesk   *self,
                           const char *text)
{
  g_return_if_fail (BELL_IS_DESK (self));

  text = text != NULL ? text : "";
  if (g_str_equal (self->search_text, text))
    return;

  g_free (self->search_text);
  self->search_text = g_strdup (text);
  g_object_notify_by_pspec (G_OBJECT (self), bell_desk_properties[PROP_SEARCH_TEXT]);
}
