/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-sync-job.h"

#include "bell-wait.h"

typedef struct _Call Call;
typedef gboolean (*Finish) (BellStore *store, GAsyncResult *result, GError **error);

/* A question to the store, in its thread; on the stack of the one who asks.
 *
 * The store's thread is the program's main one. It never waits for a job, so
 * a job may wait for it; a program that is ending leaves the job waiting and
 * goes. */
struct _Call
{
  BellWait wait;
  BellSyncJob *job;
  void (*start) (Call *call);
  Finish finish; /* NULL: start has answered itself */

  gconstpointer one;
  gconstpointer two;
  gint64 number;

  gboolean ok;
  gpointer value;
  char *other;
  GError *error;
};

static void
on_done (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  Call *call = user_data;

  call->ok = call->finish (BELL_STORE (object), result, &call->error);
  bell_wait_finish (&call->wait);
}

static gboolean
start (gpointer user_data)
{
  Call *call = user_data;

  call->start (call);
  if (call->finish == NULL)
    bell_wait_finish (&call->wait);

  return G_SOURCE_REMOVE;
}

static gboolean
ask (Call    *call,
     GError **error)
{
  bell_wait_init (&call->wait);
  bell_wait_run (&call->wait, call->job->context, start, call);
  bell_wait_clear (&call->wait);

  if (call->error != NULL)
    {
      g_propagate_error (error, call->error);
      return FALSE;
    }

  return call->ok;
}

/* --- questions that are answered at once ----------------------------------- */

static void
start_get_state (Call *call)
{
  call->value = g_strdup (bell_store_sync_get_state (call->job->store, (BellType) call->number));
}

static void
start_is_loading (Call *call)
{
  call->ok = bell_store_sync_is_loading (call->job->store);
}

static void
start_get_cursor (Call *call)
{
  call->value = g_strdup (bell_store_sync_get_cursor (call->job->store));
}

static void
start_get_account_id (Call *call)
{
  call->value = g_strdup (bell_store_get_account_id (call->job->store));
}

static void
push_item_free (gpointer data)
{
  BellPushItem *item = data;

  bell_change_unref (item->change);
  g_free (item->group);
  g_strfreev (item->blobs);
  g_free (item);
}

static void
start_next_batch (Call *call)
{
  g_autoptr (GPtrArray) batch = bell_store_sync_next_batch (call->job->store, (guint) call->number, NULL);
  GPtrArray *items = g_ptr_array_new_with_free_func (push_item_free);

  for (guint i = 0; i < batch->len; i++)
    {
      BellOutboxItem *row = g_ptr_array_index (batch, i);
      BellPushItem *item = g_new0 (BellPushItem, 1);

      item->change = bell_change_ref (bell_outbox_item_get_change (row));
      item->group = g_strdup (bell_outbox_item_get_group (row));
      item->blobs = g_strdupv ((char **) bell_outbox_item_get_blobs (row));
      g_ptr_array_add (items, item);
    }

  call->value = items;
}

char *
bell_bridge_get_state (BellSyncJob *job,
                       BellType     type)
{
  Call call = { .job = job, .start = start_get_state, .number = type };

  ask (&call, NULL);

  return call.value;
}

gboolean
bell_bridge_is_loading (BellSyncJob *job)
{
  Call call = { .job = job, .start = start_is_loading };

  return ask (&call, NULL);
}

char *
bell_bridge_get_cursor (BellSyncJob *job)
{
  Call call = { .job = job, .start = start_get_cursor };

  ask (&call, NULL);

  return call.value;
}

char *
bell_bridge_get_account_id (BellSyncJob *job)
{
  Call call = { .job = job, .start = start_get_account_id };

  ask (&call, NULL);

  return call.value;
}

GPtrArray *
bell_bridge_next_batch (BellSyncJob *job,
                        guint        limit)
{
  Call call = { .job = job, .start = start_next_batch, .number = limit };

  ask (&call, NULL);

  return call.value;
}

/* --- questions that take the store some time ------------------------------- */

static void
on_blob (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  Call *call = user_data;

  call->value = bell_store_get_blob_finish (BELL_STORE (object), result, &call->error);
  bell_wait_finish (&call->wait);
}

static gboolean
start_get_blob (gpointer user_data)
{
  Call *call = user_data;

  bell_store_get_blob (call->job->store, call->one, call->job->cancellable, on_blob, call);

  return G_SOURCE_REMOVE;
}

GBytes *
bell_bridge_get_blob (BellSyncJob  *job,
                      const char   *blob_id,
                      GError      **error)
{
  Call call = { .job = job, .one = blob_id };

  bell_wait_init (&call.wait);
  bell_wait_run (&call.wait, job->context, start_get_blob, &call);
  bell_wait_clear (&call.wait);

  if (call.error != NULL)
    g_propagate_error (error, call.error);

  return call.value;
}

static void
start_blob_uploaded (Call *call)
{
  bell_store_sync_blob_uploaded (call->job->store, call->one, NULL, on_done, call);
}

gboolean
bell_bridge_blob_uploaded (BellSyncJob  *job,
                           const char   *blob_id,
                           GError      **error)
{
  Call call = { .job = job, .start = start_blob_uploaded, .finish = bell_store_sync_blob_uploaded_finish, .one = blob_id };

  return ask (&call, error);
}

static void
start_keep_blob (Call *call)
{
  bell_store_sync_keep_blob (call->job->store, call->one, (GBytes *) call->two, NULL, on_done, call);
}

gboolean
bell_bridge_keep_blob (BellSyncJob  *job,
                       const char   *blob_id,
                       GBytes       *bytes,
                       GError      **error)
{
  Call call = { .job = job, .start = start_keep_blob, .finish = bell_store_sync_keep_blob_finish,
                .one = blob_id, .two = bytes };

  return ask (&call, error);
}

static void
start_requeue_sent (Call *call)
{
  bell_store_sync_requeue_sent (call->job->store, NULL, on_done, call);
}

gboolean
bell_bridge_requeue_sent (BellSyncJob  *job,
                          GError      **error)
{
  Call call = { .job = job, .start = start_requeue_sent, .finish = bell_store_sync_mark_finish };

  return ask (&call, error);
}

static void
start_learn_time (Call *call)
{
  bell_store_sync_learn_time (call->job->store, call->number, NULL, on_done, call);
}

gboolean
bell_bridge_learn_time (BellSyncJob  *job,
                        gint64        server_now,
                        GError      **error)
{
  Call call = { .job = job, .start = start_learn_time, .finish = bell_store_sync_learn_time_finish, .number = server_now };

  return ask (&call, error);
}

static void
on_newest_change (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  Call *call = user_data;

  call->value = bell_store_sync_get_newest_change_finish (BELL_STORE (object), result, &call->number, &call->other, &call->error);
  bell_wait_finish (&call->wait);
}

static gboolean
start_get_newest_change (gpointer user_data)
{
  Call *call = user_data;

  bell_store_sync_get_newest_change (call->job->store, call->job->cancellable, on_newest_change, call);

  return G_SOURCE_REMOVE;
}

char *
bell_bridge_get_newest_change (BellSyncJob  *job,
                               gint64       *modseq,
                               char        **acknowledged,
                               GError      **error)
{
  Call call = { .job = job };

  bell_wait_init (&call.wait);
  bell_wait_run (&call.wait, job->context, start_get_newest_change, &call);
  bell_wait_clear (&call.wait);

  if (call.error != NULL)
    g_propagate_error (error, call.error);
  *modseq = call.number;
  if (acknowledged != NULL)
    *acknowledged = call.other;
  else
    g_free (call.other);

  return call.value;
}

static void
start_reoffer (Call *call)
{
  bell_store_sync_reoffer (call->job->store, call->number, NULL, on_done, call);
}

gboolean
bell_bridge_reoffer (BellSyncJob  *job,
                     gint64        modseq,
                     GError      **error)
{
  Call call = { .job = job, .start = start_reoffer, .finish = bell_store_sync_reoffer_finish, .number = modseq };

  return ask (&call, error);
}

static void
start_mark (Call *call)
{
  /* What the server answered is kept whether or not anybody still wants the rest. */
  bell_store_sync_mark (call->job->store, (GPtrArray *) call->one, NULL, on_done, call);
}

gboolean
bell_bridge_mark (BellSyncJob  *job,
                  GPtrArray    *marks,
                  GError      **error)
{
  Call call = { .job = job, .start = start_mark, .finish = bell_store_sync_mark_finish, .one = marks };

  return marks->len == 0 || ask (&call, error);
}

static void
start_apply (Call *call)
{
  bell_store_sync_apply (call->job->store, (BellNews *) call->one, call->job->cancellable, on_done, call);
}

gboolean
bell_bridge_apply (BellSyncJob  *job,
                   BellNews     *news,
                   GError      **error)
{
  Call call = { .job = job, .start = start_apply, .finish = bell_store_sync_apply_finish, .one = news };

  return ask (&call, error);
}

static void
start_bulk_begin (Call *call)
{
  bell_store_sync_bulk_begin (call->job->store, call->one, call->number != 0, call->job->cancellable, on_done, call);
}

gboolean
bell_bridge_bulk_begin (BellSyncJob        *job,
                        const char *const  *states,
                        gboolean            resume,
                        GError            **error)
{
  Call call = { .job = job, .start = start_bulk_begin, .finish = bell_store_sync_bulk_begin_finish,
                .one = states, .number = resume };

  return ask (&call, error);
}

static void
start_bulk_finish (Call *call)
{
  bell_store_sync_bulk_finish (call->job->store, call->one, call->job->cancellable, on_done, call);
}

gboolean
bell_bridge_bulk_finish (BellSyncJob   *job,
                         const gint64  *counts,
                         GError       **error)
{
  Call call = { .job = job, .start = start_bulk_finish, .finish = bell_store_sync_bulk_finish_finish, .one = counts };

  return ask (&call, error);
}

/* --- batches of a snapshot -------------------------------------------------- */

struct _BellBridgeBulk
{
  BellSyncJob *job;

  GMutex lock;
  GCond cond;
  guint waiting; /* batches that the store has not finished */
  GError *error; /* the first that went wrong */
};

typedef struct
{
  BellBridgeBulk *bulk;
  GPtrArray *records;
  GPtrArray *changes;
  char *cursor;
} Batch;

static void
on_added (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  Batch *batch = user_data;
  BellBridgeBulk *self = batch->bulk;
  GError *error = NULL;

  bell_store_sync_bulk_add_finish (BELL_STORE (object), result, &error);

  g_clear_pointer (&batch->records, g_ptr_array_unref);
  g_clear_pointer (&batch->changes, g_ptr_array_unref);
  g_free (batch->cursor);
  g_free (batch);

  g_mutex_lock (&self->lock);
  self->waiting--;
  if (self->error == NULL)
    self->error = g_steal_pointer (&error);
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->lock);

  g_clear_error (&error);
}

static gboolean
start_add (gpointer user_data)
{
  Batch *batch = user_data;
  BellSyncJob *job = batch->bulk->job;

  bell_store_sync_bulk_add (job->store, batch->records, batch->changes, batch->cursor, job->cancellable, on_added, batch);

  return G_SOURCE_REMOVE;
}

static gboolean
wait_until (BellBridgeBulk  *self,
            guint      waiting,
            GError   **error)
{
  gboolean ok;

  g_mutex_lock (&self->lock);
  while (self->waiting > waiting)
    g_cond_wait (&self->cond, &self->lock);
  ok = self->error == NULL;
  if (!ok && error != NULL)
    *error = g_error_copy (self->error);
  g_mutex_unlock (&self->lock);

  return ok;
}

BellBridgeBulk *
bell_bridge_bulk_new (BellSyncJob *job)
{
  BellBridgeBulk *self = g_new0 (BellBridgeBulk, 1);

  self->job = job;
  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);

  return self;
}

void
bell_bridge_bulk_free (BellBridgeBulk *self)
{
  /* The store still has pointers to us until it has answered for each batch. */
  wait_until (self, 0, NULL);

  g_clear_error (&self->error);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->cond);
  g_free (self);
}

/* Takes @records and @changes over. Tells of what went wrong with an earlier batch. */
gboolean
bell_bridge_bulk_add (BellBridgeBulk    *self,
               GPtrArray   *records,
               GPtrArray   *changes,
               const char  *cursor,
               GError     **error)
{
  Batch *batch = g_new0 (Batch, 1);
  GSource *source = g_idle_source_new ();

  batch->bulk = self;
  batch->records = records;
  batch->changes = changes;
  batch->cursor = g_strdup (cursor);

  g_mutex_lock (&self->lock);
  self->waiting++;
  g_mutex_unlock (&self->lock);

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, start_add, batch, NULL);
  g_source_attach (source, self->job->context);
  g_source_unref (source);

  return wait_until (self, BELL_BULK_AHEAD - 1, error);
}

gboolean
bell_bridge_bulk_wait (BellBridgeBulk  *self,
                GError   **error)
{
  return wait_until (self, 0, error);
}
