/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-store-sync.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <errno.h>

#include "bell-base.h"
#include "bell-id.h"
#include "bell-outbox-item-private.h"
#include "bell-overlay.h"
#include "bell-settle.h"
#include "bell-store-sync-private.h"

/* The store as sync/ sees it: news go in, the outbox goes out. */

#define LONGEST_HOLD (2 * 60 * 60 * 1000) /* milliseconds */

void
bell_sync_write_free (gpointer data)
{
  BellSyncWrite *self = data;

  g_clear_pointer (&self->news, bell_news_unref);
  for (int type = 0; self->states != NULL && type < BELL_TYPE_NONE; type++)
    g_free (self->states[type]);
  g_free (self->states);
  g_clear_pointer (&self->records, g_ptr_array_unref);
  g_clear_pointer (&self->changes, g_ptr_array_unref);
  g_free (self->cursor);
  g_free (self->counts);
  g_clear_pointer (&self->marks, g_ptr_array_unref);
  g_free (self->blob_id);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self);
}

gboolean
bell_sync_write_finish (BellStore     *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  BellSyncWrite *write = bell_store_run_finish (self, result, error);

  if (write == NULL)
    return FALSE;

  bell_sync_write_free (write);

  return TRUE;
}

/* --- News ---------------------------------------------------------------- */

/**
 * bell_store_sync_get_state:
 * @type: a type
 *
 * Returns: (nullable): the state of @type that base is at
 */
const char *
bell_store_sync_get_state (BellStore *self,
                           BellType   type)
{
  g_return_val_if_fail (BELL_IS_STORE (self), NULL);
  g_return_val_if_fail (type < BELL_TYPE_NONE, NULL);

  return self->states[type];
}

static gboolean
bell_sync_apply_run (BellFiles  *files,
                     gpointer    data,
                     GError    **error)
{
  BellSyncWrite *write = data;

  return bell_base_apply (files, write->news, error);
}

/**
 * bell_store_sync_apply:
 * @news: what a round brought; not to be changed any more
 *
 * Moves base, all or nothing, if it still is at the states that @news begins
 * from (or is already where they lead).
 */
void
bell_store_sync_apply (BellStore           *self,
                       BellNews            *news,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  BellSyncWrite *write;

  g_return_if_fail (BELL_IS_STORE (self));
  g_return_if_fail (news != NULL);

  write = g_new0 (BellSyncWrite, 1);
  write->news = bell_news_ref (news);
  bell_store_run (self, BELL_STORE_THREAD_WRITER, bell_sync_apply_run, write, bell_sync_write_free, cancellable,
                  callback, user_data);
}

/**
 * bell_store_sync_apply_finish:
 * @error: BELL_STORE_ERROR_STATE_MISMATCH; BELL_DATABASE_ERROR
 *
 * Returns: whether base has moved
 */
gboolean
bell_store_sync_apply_finish (BellStore     *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  return bell_sync_write_finish (self, result, error);
}

/* --- The outbox ---------------------------------------------------------- */

/**
 * bell_store_sync_next_batch:
 * @limit: how many at most
 * @due_at: (out) (optional): when to ask again because something waits for its
 *   time, or %BELL_TIME_UNSET
 *
 * Says what can be sent now: of each group (a ticket and its messages, or
 * another object) the changes that the server does not have, up to one that is
 * under way or waits for its time. A refused change holds up only what needs
 * the object that it creates.
 *
 * Returns: (transfer full) (element-type BellOutboxItem): changes, those of a group in
 *   the order in which they were made; the first of all groups, then the second…
 */
GPtrArray *
bell_store_sync_next_batch (BellStore *self,
                            guint      limit,
                            gint64    *due_at)
{
  GPtrArray *batch;
  g_autoptr (GPtrArray) layers = NULL;  /* the first of each group, the second of each… */
  g_autoptr (GHashTable) depths = NULL; /* group -> how many of it go already */
  g_autoptr (GHashTable) held = NULL;   /* groups that have to wait */
  g_autoptr (GHashTable) missing = NULL; /* objects whose creation was refused */
  gint64 now;

  g_return_val_if_fail (BELL_IS_STORE (self), NULL);

  batch = g_ptr_array_new_with_free_func (g_object_unref);
  layers = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  depths = g_hash_table_new (g_str_hash, g_str_equal);
  held = g_hash_table_new (g_str_hash, g_str_equal);
  missing = g_hash_table_new (g_str_hash, g_str_equal);
  now = bell_clock_now (self->clock);
  if (due_at != NULL)
    *due_at = BELL_TIME_UNSET;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->outbox)); i++)
    {
      g_autoptr (BellOutboxItem) item = g_list_model_get_item (G_LIST_MODEL (self->outbox), i);
      const BellOutboxRow *row = bell_outbox_item_get_row (item);
      const char *object_id = bell_change_get_object_id (row->change);
      guint depth;

      if (row->state == BELL_OUTBOX_STATE_ACKNOWLEDGED || g_hash_table_contains (held, row->group))
        continue;

      if (row->state == BELL_OUTBOX_STATE_PARKED)
        {
          if (bell_change_get_kind (row->change) == BELL_CHANGE_KIND_CREATE)
            g_hash_table_add (missing, (gpointer) object_id);
          continue;
        }

      if (g_hash_table_contains (missing, object_id) || g_hash_table_contains (missing, row->group))
        continue;

      if (row->state == BELL_OUTBOX_STATE_SENT)
        {
          g_hash_table_add (held, row->group);
          continue;
        }

      /* Nothing is held for longer: a clock was set back. */
      if (row->due_at != BELL_TIME_UNSET && row->due_at > now && row->due_at - now < LONGEST_HOLD)
        {
          if (due_at != NULL && (*due_at == BELL_TIME_UNSET || row->due_at < *due_at))
            *due_at = row->due_at;
          g_hash_table_add (held, row->group);
          continue;
        }

      depth = GPOINTER_TO_UINT (g_hash_table_lookup (depths, row->group));
      if (depth == layers->len)
        g_ptr_array_add (layers, g_ptr_array_new_with_free_func (g_object_unref));
      g_ptr_array_add (g_ptr_array_index (layers, depth), g_object_ref (item));
      g_hash_table_insert (depths, row->group, GUINT_TO_POINTER (depth + 1));
    }

  /* No ticket waits for another that has much to send. */
  for (guint depth = 0; depth < layers->len; depth++)
    {
      GPtrArray *layer = g_ptr_array_index (layers, depth);

      for (guint i = 0; i < layer->len && batch->len < limit; i++)
        g_ptr_array_add (batch, g_object_ref (g_ptr_array_index (layer, i)));
    }

  return batch;
}

/* What was sent waits again as it did before. */
static gboolean
bell_sync_mark_untried (BellFiles   *files,
                        const char  *change_id,
                        GError     **error)
{
  g_autoptr (BellStatement) statement = bell_files_prepare (files->outbox, "outbox-untried", error);

  if (statement == NULL)
    return FALSE;

  bell_statement_bind_text (statement, 1, change_id);

  return bell_statement_run (statement, error) && bell_outbox_file_note (files, "change", change_id, NULL, error);
}

static gboolean
bell_sync_mark_one (BellFiles             *files,
                    const BellOutboxMark  *mark,
                    GError               **error)
{
  g_autoptr (GPtrArray) rows = bell_outbox_file_load (files, "outbox-one", mark->change_id, error);
  const BellOutboxRow *row;

  if (rows == NULL)
    return FALSE;

  /* Confirmed by news in the meantime, or given up. */
  if (rows->len == 0)
    return TRUE;

  row = g_ptr_array_index (rows, 0);
  if (mark->untried && row->state == BELL_OUTBOX_STATE_SENT)
    return bell_sync_mark_untried (files, mark->change_id, error);

  return bell_outbox_file_mark (files, row, mark->state, mark->modseq, mark->reason_type, mark->reason, mark->due_at,
                                error);
}

static gboolean
bell_sync_mark_run (BellFiles  *files,
                    gpointer    data,
                    GError    **error)
{
  BellSyncWrite *write = data;
  g_autoptr (BellTransaction) transaction = bell_transaction_begin (files->outbox, error);
  gboolean answered = FALSE;

  if (transaction == NULL)
    return FALSE;

  for (guint i = 0; i < write->marks->len; i++)
    {
      const BellOutboxMark *mark = g_ptr_array_index (write->marks, i);

      if (!bell_sync_mark_one (files, mark, error))
        return FALSE;
      answered |= mark->state == BELL_OUTBOX_STATE_ACKNOWLEDGED;
    }

  if (!bell_transaction_commit (transaction, error))
    return FALSE;

  /* An answer may come after the news of what it answers. */
  return (!answered || bell_base_sweep (files, error)) && bell_settle (files, error) &&
         bell_overlay_catch_up (files, error);
}

static void
free_mark (gpointer data)
{
  bell_outbox_mark_free (data);
}

/**
 * bell_store_sync_mark:
 * @marks: (element-type BellOutboxMark): where changes have come to; copied
 *
 * Notes, durably, how far changes are. An acknowledged one leaves the outbox as
 * soon as base has reached its modseq. Marks of changes that are not in the
 * outbox any more are passed over.
 */
void
bell_store_sync_mark (BellStore           *self,
                      GPtrArray           *marks,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  BellSyncWrite *write;

  g_return_if_fail (BELL_IS_STORE (self));
  g_return_if_fail (marks != NULL);

  write = g_new0 (BellSyncWrite, 1);
  write->marks = g_ptr_array_new_with_free_func (free_mark);
  for (guint i = 0; i < marks->len; i++)
    {
      const BellOutboxMark *mark = g_ptr_array_index (marks, i);
      BellOutboxMark *copy = g_memdup2 (mark, sizeof *mark);

      copy->change_id = g_strdup (mark->change_id);
      copy->reason_type = g_strdup (mark->reason_type);
      copy->reason = g_strdup (mark->reason);
      g_ptr_array_add (write->marks, copy);
    }

  bell_store_run (self, BELL_STORE_THREAD_WRITER, bell_sync_mark_run, write, bell_sync_write_free, cancellable,
                  callback, user_data);
}

/**
 * bell_store_sync_mark_finish:
 * @error: BELL_DATABASE_ERROR
 *
 * Returns: whether it is noted
 */
gboolean
bell_store_sync_mark_finish (BellStore     *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  return bell_sync_write_finish (self, result, error);
}

/**
 * bell_store_sync_requeue_sent:
 *
 * Queues again what was under way when a program ended, or is confirmed and not
 * yet in base: the server knows a change that it has had, and one that was
 * restored from a backup has not had it. End it with bell_store_sync_mark_finish().
 */
void
bell_store_sync_requeue_sent (BellStore           *self,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr (GPtrArray) marks = NULL;

  g_return_if_fail (BELL_IS_STORE (self));

  marks = g_ptr_array_new_with_free_func (free_mark);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->outbox)); i++)
    {
      g_autoptr (BellOutboxItem) item = g_list_model_get_item (G_LIST_MODEL (self->outbox), i);

      BellOutboxState state = bell_outbox_item_get_state (item);

      if (state == BELL_OUTBOX_STATE_SENT || state == BELL_OUTBOX_STATE_ACKNOWLEDGED)
        g_ptr_array_add (marks, bell_outbox_mark_new_queued (bell_change_get_id (bell_outbox_item_get_change (item)),
                                                             BELL_TIME_UNSET, NULL));
    }

  bell_store_sync_mark (self, marks, cancellable, callback, user_data);
}

/* --- Blobs --------------------------------------------------------------- */

static gboolean
bell_sync_uploaded_run (BellFiles  *files,
                        gpointer    data,
                        GError    **error)
{
  BellSyncWrite *write = data;
  g_autoptr (BellTransaction) transaction = bell_transaction_begin (files->outbox, error);
  g_autoptr (BellStatement) update = NULL;
  g_autoptr (BellStatement) users = NULL;
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free); /* id, group, id, group... */
  gboolean row;

  if (transaction == NULL)
    return FALSE;

  update = bell_files_prepare (files->outbox, "blob-uploaded", error);
  users = update != NULL ? bell_files_prepare (files->outbox, "outbox-using-blob", error) : NULL;
  if (users == NULL)
    return FALSE;

  bell_statement_bind_text (update, 1, write->blob_id);
  bell_statement_bind_text (users, 1, write->blob_id);
  if (!bell_statement_run (update, error))
    return FALSE;

  for (;;)
    {
      if (!bell_statement_step (users, &row, error))
        return FALSE;
      if (!row)
        break;

      g_ptr_array_add (found, g_strdup (bell_statement_get_text (users, 0)));
      g_ptr_array_add (found, g_strdup (bell_statement_get_text (users, 1)));
    }
  bell_statement_reset (users);

  for (guint i = 0; i < found->len; i += 2)
    if (!bell_outbox_file_note (files, "change", g_ptr_array_index (found, i), g_ptr_array_index (found, i + 1), error))
      return FALSE;

  return bell_transaction_commit (transaction, error) && bell_overlay_catch_up (files, error);
}

/**
 * bell_store_sync_blob_uploaded:
 * @blob_id: a blob of the outbox
 *
 * Notes that the server has a blob.
 */
void
bell_store_sync_blob_uploaded (BellStore           *self,
                               const char          *blob_id,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  BellSyncWrite *write;

  g_return_if_fail (BELL_IS_STORE (self));
  g_return_if_fail (blob_id != NULL);

  write = g_new0 (BellSyncWrite, 1);
  write->blob_id = g_strdup (blob_id);
  bell_store_run (self, BELL_STORE_THREAD_WRITER, bell_sync_uploaded_run, write, bell_sync_write_free, cancellable,
                  callback, user_data);
}

/**
 * bell_store_sync_blob_uploaded_finish:
 * @error: BELL_DATABASE_ERROR
 *
 * Returns: whether it is noted
 */
gboolean
bell_store_sync_blob_uploaded_finish (BellStore     *self,
                                      GAsyncResult  *result,
                                      GError       **error)
{
  return bell_sync_write_finish (self, result, error);
}

static gboolean
bell_sync_keep_run (BellFiles  *files,
                    gpointer    data,
                    GError    **error)
{
  BellSyncWrite *write = data;
  g_autofree char *path = bell_files_get_blob_path (files->cache_directory, write->blob_id);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *actual = bell_blob_id_for_bytes (write->bytes);
  gsize length;
  const char *content = g_bytes_get_data (write->bytes, &length);

  if (!g_str_equal (actual, write->blob_id))
    {
      g_set_error_literal (error, BELL_STORE_ERROR, BELL_STORE_ERROR_FAILED,
                           _("The server sent another file than the one that was asked for."));
      return FALSE;
    }

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      g_set_error (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_IO, _("“%s” cannot be made: %s."), folder,
                   g_strerror (errno));
      return FALSE;
    }

  return g_file_set_contents_full (path, content, (gssize) length, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}

/**
 * bell_store_sync_keep_blob:
 * @blob_id: its id
 * @bytes: what the server sent for it
 *
 * Keeps a file that was downloaded, for bell_store_get_blob(), if it is the
 * right one.
 */
void
bell_store_sync_keep_blob (BellStore           *self,
                           const char          *blob_id,
                           GBytes              *bytes,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  BellSyncWrite *write;

  g_return_if_fail (BELL_IS_STORE (self));
  g_return_if_fail (bell_blob_id_is_valid (blob_id));
  g_return_if_fail (bytes != NULL);

  write = g_new0 (BellSyncWrite, 1);
  write->blob_id = g_strdup (blob_id);
  write->bytes = g_bytes_ref (bytes);
  bell_store_run (self, BELL_STORE_THREAD_WRITER, bell_sync_keep_run, write, bell_sync_write_free, cancellable,
                  callback, user_data);
}

/**
 * bell_store_sync_keep_blob_finish:
 * @error: BELL_STORE_ERROR_FAILED if the content is another; BELL_DATABASE_ERROR, G_FILE_ERROR
 *
 * Returns: whether it is kept
 */
gboolean
bell_store_sync_keep_blob_finish (BellStore     *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  return bell_sync_write_finish (self, result, error);
}
