/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-store-private.h"

#include <glib/gi18n-lib.h>

#include "bell-commit.h"
#include "bell-id.h"
#include "bell-merge.h"
#include "bell-overlay.h"

/* What people do. Each call ends when outbox.db has it on the disk; the overlay
 * follows in the same job, and if that cannot be written the work is kept all
 * the same and the store's problem signal says what is wrong. */

/* How many updates of this session can be taken back after they were confirmed. */
#define MAX_INVERSES 200

/* What takes an update back once it has left the outbox. */
typedef struct
{
  BellType type;
  char *object_id;
  BellPatch *patch;
  BellPatch *expected; /* (nullable): that it is still as it was made */
} BellStoreInverse;

static void
bell_store_inverse_free (gpointer data)
{
  BellStoreInverse *inverse = data;

  g_free (inverse->object_id);
  bell_patch_unref (inverse->patch);
  g_clear_pointer (&inverse->expected, bell_patch_unref);
  g_free (inverse);
}

typedef struct
{
  char *principal_id;
  char **teams;
  BellRole role;
  GPtrArray *changes;   /* BellChange */
  gint64 due_at;
  GHashTable *inverses; /* change id -> BellPatch */
  char **ids;
  char *id;
  gint64 now;
} BellWrite;

static void
unref_change (gpointer data)
{
  g_clear_pointer ((BellChange **) &data, bell_change_unref);
}

static BellWrite *
bell_write_new (BellStore *store)
{
  BellWrite *self = g_new0 (BellWrite, 1);

  self->principal_id = g_strdup (bell_store_get_principal_id (store));
  self->teams = g_strdupv ((char **) bell_store_get_teams (store));
  self->role = store->role;
  self->changes = g_ptr_array_new_with_free_func (unref_change);
  self->due_at = BELL_TIME_UNSET;
  self->now = bell_clock_now (store->clock);

  return self;
}

static void
bell_write_free (gpointer data)
{
  BellWrite *self = data;

  g_free (self->principal_id);
  g_strfreev (self->teams);
  g_ptr_array_unref (self->changes);
  g_clear_pointer (&self->inverses, g_hash_table_unref);
  g_strfreev (self->ids);
  g_free (self->id);
  g_free (self);
}

static BellActor
bell_write_get_actor (const BellWrite *self)
{
  BellActor actor = {
    self->principal_id != NULL ? self->principal_id : "", self->role, (const char *const *) self->teams
  };

  return actor;
}

/* After the outbox has it: the overlay can wait, the person's work cannot. */
static void
bell_write_follow (BellFiles *files)
{
  g_autoptr (GError) error = NULL;

  if (!bell_overlay_catch_up (files, &error))
    {
      bell_files_note_error (files, error);
      g_clear_error (&files->late_error);
      files->late_error = g_steal_pointer (&error);
    }
}

/* --- Commit -------------------------------------------------------------- */

static gboolean
bell_write_commit (BellFiles  *files,
                   gpointer    data,
                   GError    **error)
{
  BellWrite *self = data;
  BellActor actor = bell_write_get_actor (self);
  gboolean sealed;

  if (!bell_files_is_sealed (files, &sealed, error))
    return FALSE;
  if (sealed)
    {
      g_set_error_literal (error, BELL_STORE_ERROR, BELL_STORE_ERROR_CLOSED,
                           _("This device was signed out by an administrator. Sign in again first."));
      return FALSE;
    }

  /* What came from elsewhere is part of what this is judged by. */
  bell_write_follow (files);
  if (!bell_commit_changes (files, &actor, self->changes, self->due_at, self->inverses, error))
    return FALSE;

  bell_write_follow (files);

  return TRUE;
}

/**
 * bell_store_new_id:
 * @type: a type
 *
 * Returns: (transfer full): the id for a new object
 */
char *
bell_store_new_id (BellStore *self,
                   BellType   type)
{
  g_return_val_if_fail (BELL_IS_STORE (self), NULL);

  return bell_id_new (type, self->clock);
}

/**
 * bell_store_new_change:
 * @kind: create, update or destroy
 * @type: the type of the object
 * @object_id: its id
 * @patch: (nullable): what it is to become; %NULL for a destroy
 * @expected: (nullable): what has to be so for the server to do it
 *
 * Makes a change of what who is signed in does now, on this device.
 *
 * Returns: (transfer full): the change, for bell_store_commit()
 */
BellChange *
bell_store_new_change (BellStore      *self,
                       BellChangeKind  kind,
                       BellType        type,
                       const char     *object_id,
                       BellPatch      *patch,
                       BellPatch      *expected)
{
  g_autofree char *id = NULL;

  g_return_val_if_fail (BELL_IS_STORE (self), NULL);
  g_return_val_if_fail (object_id != NULL, NULL);

  id = bell_id_new (BELL_TYPE_CHANGE, self->clock);

  return bell_change_new (id, kind, type, object_id, patch, expected, bell_store_get_principal_id (self),
                          bell_store_get_device (self), bell_clock_now (self->clock));
}

/**
 * bell_store_commit_held:
 * @changes: (element-type BellChange): what was done
 * @hold: for how many milliseconds it is not sent, so that it can still be taken back
 *
 * As bell_store_commit(), leaving time to undo. End it with bell_store_commit_finish().
 */
void
bell_store_commit_held (BellStore           *self,
                        GPtrArray           *changes,
                        gint64               hold,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  BellWrite *write;

  g_return_if_fail (BELL_IS_STORE (self));
  g_return_if_fail (changes != NULL);

  write = bell_write_new (self);
  write->due_at = hold > 0 ? write->now + hold : BELL_TIME_UNSET;
  write->inverses = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) bell_patch_unref);
  for (guint i = 0; i < changes->len; i++)
    g_ptr_array_add (write->changes, bell_change_ref (g_ptr_array_index (changes, i)));

  bell_store_run (self, BELL_STORE_THREAD_WRITER, bell_write_commit, write, bell_write_free, cancellable, callback,
                  user_data);
}

/**
 * bell_store_commit:
 * @changes: (element-type BellChange): what was done, from bell_store_new_change()
 * @cancellable: (nullable): stops it as long as it has not begun
 * @callback: called when it is on the disk, or refused
 *
 * Does something: all of @changes or none. `changed` is emitted before @callback.
 */
void
bell_store_commit (BellStore           *self,
                   GPtrArray           *changes,
                   GCancellable        *cancellable,
                   GAsyncReadyCallback  callback,
                   gpointer             user_data)
{
  bell_store_commit_held (self, changes, 0, cancellable, callback, user_data);
}

static void
bell_store_remember_inverses (BellStore *self,
                              BellWrite *write)
{
  if (self->inverses == NULL)
    self->inverses = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, bell_store_inverse_free);

  for (guint i = 0; i < write->changes->len; i++)
    {
      BellChange *change = g_ptr_array_index (write->changes, i);
      BellPatch *patch = g_hash_table_lookup (write->inverses, bell_change_get_id (change));
      BellStoreInverse *inverse;
      char *id;

      if (patch == NULL)
        continue;

      inverse = g_new0 (BellStoreInverse, 1);
      inverse->type = bell_change_get_data_type (change);
      inverse->object_id = g_strdup (bell_change_get_object_id (change));
      inverse->patch = bell_patch_ref (patch);
      inverse->expected = bell_merge_expect_done (bell_change_get_patch (change));
      id = g_strdup (bell_change_get_id (change));
      g_hash_table_insert (self->inverses, id, inverse);
      g_queue_push_tail (&self->inverse_order, id);
    }

  while (self->inverse_order.length > MAX_INVERSES)
    g_hash_table_remove (self->inverses, g_queue_pop_head (&self->inverse_order));
}

/**
 * bell_store_commit_finish:
 * @error: BELL_MODEL_ERROR if somebody may not do that or it makes no sense;
 *   BELL_STORE_ERROR_NOT_FOUND; BELL_DATABASE_ERROR, such as FULL: then nothing
 *   was done
 *
 * Returns: whether it is done and on the disk
 */
gboolean
bell_store_commit_finish (BellStore     *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  BellWrite *write = bell_store_run_finish (self, result, error);

  if (write == NULL)
    return FALSE;

  bell_store_remember_inverses (self, write);
  bell_write_free (write);

  return TRUE;
}

static gboolean
bell_write_undo (BellFiles  *files,
                 gpointer    data,
                 GError    **error)
{
  BellWrite *self = data;
  BellActor actor = bell_write_get_actor (self);

  bell_write_follow (files);
  if (!bell_commit_undo (files, &actor, (const char *const *) self->ids, self->changes, error))
    return FALSE;

  bell_write_follow (files);

  return TRUE;
}

/**
 * bell_store_undo:
 * @change_ids: (array zero-terminated=1): what to take back
 *
 * Takes changes back. What has not been sent leaves the outbox; an update that
 * has been sent is followed by one that undoes it.
 */
void
bell_store_undo (BellStore           *self,
                 const char *const   *change_ids,
                 GCancellable        *cancellable,
                 GAsyncReadyCallback  callback,
                 gpointer             user_data)
{
  BellWrite *write;

  g_return_if_fail (BELL_IS_STORE (self));
  g_return_if_fail (change_ids != NULL);

  write = bell_write_new (self);
  write->ids = g_strdupv ((char **) change_ids);
  for (guint i = 0; change_ids[i] != NULL; i++)
    {
      const BellStoreInverse *inverse =
        self->inverses != NULL ? g_hash_table_lookup (self->inverses, change_ids[i]) : NULL;

      g_ptr_array_add (write->changes,
                       inverse != NULL ? bell_store_new_change (self, BELL_CHANGE_KIND_UPDATE, inverse->type,
                                                                inverse->object_id, inverse->patch, inverse->expected)
                                       : NULL);
    }

  bell_store_run (self, BELL_STORE_THREAD_WRITER, bell_write_undo, write, bell_write_free, cancellable, callback,
                  user_data);
}

static gboolean
bell_store_write_finish (BellStore     *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  BellWrite *write = bell_store_run_finish (self, result, error);

  if (write == NULL)
    return FALSE;

  bell_write_free (write);

  return TRUE;
}

/**
 * bell_store_undo_finish:
 * @error: BELL_STORE_ERROR_ALREADY_SENT, BELL_STORE_ERROR_IN_THE_WAY; as
 *   bell_store_commit_finish()
 *
 * Returns: whether it is taken back
 */
gboolean
bell_store_undo_finish (BellStore     *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  return bell_store_write_finish (self, result, error);
}

/* --- The outbox ---------------------------------------------------------- */

/**
 * bell_store_get_outbox:
 *
 * Returns: (transfer none): a list of BellOutboxItem in the order in which
 *   things were done
 */
GListModel *
bell_store_get_outbox (BellStore *self)
{
  g_return_val_if_fail (BELL_IS_STORE (self), NULL);

  return G_LIST_MODEL (self->outbox);
}

/**
 * bell_store_get_n_pending:
 *
 * Returns: how many changes the server has not confirmed, without refused ones
 */
guint
bell_store_get_n_pending (BellStore *self)
{
  g_return_val_if_fail (BELL_IS_STORE (self), 0);

  return self->n_pending;
}

/**
 * bell_store_get_n_refused:
 *
 * Returns: how many changes the server has refused for good
 */
guint
bell_store_get_n_refused (BellStore *self)
{
  g_return_val_if_fail (BELL_IS_STORE (self), 0);

  return self->n_refused;
}

static gboolean
bell_write_retry (BellFiles  *files,
                  gpointer    data,
                  GError    **error)
{
  BellWrite *self = data;

  if (!bell_commit_retry (files, self->id, error))
    return FALSE;

  bell_write_follow (files);

  return TRUE;
}

static gboolean
bell_write_discard (BellFiles  *files,
                    gpointer    data,
                    GError    **error)
{
  BellWrite *self = data;

  if (!bell_commit_discard (files, self->id, error))
    return FALSE;

  bell_write_follow (files);

  return TRUE;
}

/**
 * bell_store_retry:
 * @change_id: a change that was refused or waits for its time
 *
 * Has it sent again, as soon as possible.
 */
void
bell_store_retry (BellStore           *self,
                  const char          *change_id,
                  GCancellable        *cancellable,
                  GAsyncReadyCallback  callback,
                  gpointer             user_data)
{
  BellWrite *write;

  g_return_if_fail (BELL_IS_STORE (self));
  g_return_if_fail (change_id != NULL);

  write = bell_write_new (self);
  write->id = g_strdup (change_id);
  bell_store_run (self, BELL_STORE_THREAD_WRITER, bell_write_retry, write, bell_write_free, cancellable, callback,
                  user_data);
}

/**
 * bell_store_retry_finish:
 * @error: BELL_STORE_ERROR_NOT_FOUND; BELL_DATABASE_ERROR
 *
 * Returns: whether it is queued again
 */
gboolean
bell_store_retry_finish (BellStore     *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  return bell_store_write_finish (self, result, error);
}

/**
 * bell_store_discard:
 * @change_id: a change that waits or was refused
 *
 * Gives it up for good.
 */
void
bell_store_discard (BellStore           *self,
                    const char          *change_id,
                    GCancellable        *cancellable,
                    GAsyncReadyCallback  callback,
                    gpointer             user_data)
{
  BellWrite *write;

  g_return_if_fail (BELL_IS_STORE (self));
  g_return_if_fail (change_id != NULL);

  write = bell_write_new (self);
  write->id = g_strdup (change_id);
  bell_store_run (self, BELL_STORE_THREAD_WRITER, bell_write_discard, write, bell_write_free, cancellable, callback,
                  user_data);
}

/**
 * bell_store_discard_finish:
 * @error: BELL_STORE_ERROR_NOT_FOUND, BELL_STORE_ERROR_ALREADY_SENT,
 *   BELL_STORE_ERROR_IN_THE_WAY; BELL_DATABASE_ERROR
 *
 * Returns: whether it is gone
 */
gboolean
bell_store_discard_finish (BellStore     *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  return bell_store_write_finish (self, result, error);
}
