/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-store-private.h"

#include <glib/gi18n-lib.h>

#include "bell-due.h"
#include "bell-overlay.h"

/* How a job comes to a thread and its outcome back: every asynchronous call of
 * the store is one such job. */

typedef struct
{
  BellStoreThread thread;
  BellStoreFunc func;
  gpointer data;
  GDestroyNotify free_data;
} BellStoreJob;

static void
bell_store_job_free (gpointer data)
{
  BellStoreJob *job = data;

  if (job->data != NULL && job->free_data != NULL)
    job->free_data (job->data);
  g_free (job);
}

/* On its way from the writer's thread. */
typedef struct
{
  BellStore *store;
  BellReport *notice;
  GError *error;
} BellStorePost;

static void
bell_store_post_free (gpointer data)
{
  BellStorePost *post = data;

  g_object_unref (post->store);
  g_clear_pointer (&post->notice, bell_report_free);
  g_clear_error (&post->error);
  g_free (post);
}

static gboolean
bell_store_post_cb (gpointer user_data)
{
  BellStorePost *post = user_data;

  if (post->notice != NULL)
    bell_store_take_notice (post->store, post->notice);
  if (post->error != NULL)
    bell_store_report (post->store, post->error);

  return G_SOURCE_REMOVE;
}

static void
bell_store_post (BellStore    *self,
                 BellReport   *notice,
                 const GError *error)
{
  BellStorePost *post = g_new0 (BellStorePost, 1);
  g_autoptr (GSource) source = g_idle_source_new ();

  post->store = g_object_ref (self);
  post->notice = notice;
  post->error = error != NULL ? g_error_copy (error) : NULL;
  g_source_set_static_name (source, "bell_store_post");
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, bell_store_post_cb, post, bell_store_post_free);
  g_source_attach (source, self->context);
}

/* What a writing job leaves to be told, and what it left undone in the overlay
 * because the cache could not be written. */
static void
bell_store_post_notice (BellStore *self,
                        BellFiles *files)
{
  g_autoptr (GError) error = NULL;
  BellReport *notice;

  notice = files->anew ? bell_report_gather_all (files, &error) : bell_report_gather (files, &error);
  if (notice != NULL)
    {
      notice->rebuilt = files->cache_was_rebuilt;
      notice->salvage_report = g_steal_pointer (&files->salvage_report);
      files->anew = FALSE;
      files->cache_was_rebuilt = FALSE;
    }
  bell_files_note_error (files, error);
  bell_store_post (self, notice, files->late_error != NULL ? files->late_error : error);
  g_clear_error (&files->late_error);
}

static gboolean
is_damage (const GError *error)
{
  return g_error_matches (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_CORRUPT) ||
         g_error_matches (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_NOT_A_DATABASE);
}

static gboolean
is_sound (BellDatabase *database)
{
  g_autoptr (GPtrArray) problems = NULL;

  return database != NULL && bell_database_check (database, &problems, NULL) && problems->len == 0;
}

/* All that is unsent, on top of the base. */
static gboolean
replay (BellFiles  *files,
        GError    **error)
{
  g_autoptr (BellTransaction) transaction = bell_transaction_begin (files->cache, error);

  return transaction != NULL && bell_overlay_replay_all (files, error) && bell_transaction_commit (transaction, error);
}

/* What is damaged of the files is made anew at once. What was in the cache comes
 * again from the server, and the outbox is played on top; of the outbox is saved
 * what can be read. Returns whether the job that met with it may try again. */
static gboolean
mend (BellFiles *files)
{
  g_autoptr (GError) error = NULL;
  gboolean outbox_is_sound = is_sound (files->outbox);

  if (outbox_is_sound && is_sound (files->cache))
    {
      bell_files_forget_error (files);
      return FALSE;
    }

  if (!outbox_is_sound && bell_files_renew_outbox (files, &error))
    {
      files->anew = TRUE;
      if (is_sound (files->cache) && replay (files, &error))
        {
          bell_files_forget_error (files);
          return TRUE;
        }
    }
  if (error == NULL && !is_sound (files->cache) && bell_files_renew_cache (files, &error) &&
      bell_overlay_catch_up (files, &error))
    return !outbox_is_sound;

  g_clear_error (&files->late_error);
  files->late_error = g_steal_pointer (&error);
  return FALSE;
}

/* The connections of a job. A cache that could not be made anew when the old one was lost (a full
 * disk, say) is tried again with every job of the writer, since nothing can be kept without it. */
static gboolean
ensure_files (BellFiles  *files,
              GError    **error)
{
  g_autoptr (GError) local_error = NULL;

  if (bell_files_ensure (files, &local_error))
    return TRUE;

  if (!files->writer || files->outbox == NULL || !g_error_matches (local_error, BELL_STORE_ERROR, BELL_STORE_ERROR_CLOSED))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  return bell_files_renew_cache (files, error) && bell_overlay_catch_up (files, error);
}

static gboolean
find_damage (BellFiles  *files,
             gpointer    data,
             GError    **error)
{
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GPtrArray) more = NULL;

  if (!bell_database_check (files->cache, &problems, error) || !bell_database_check (files->outbox, &more, error))
    return FALSE;
  g_ptr_array_extend_and_steal (problems, g_steal_pointer (&more));
  if (problems->len == 0)
    {
      bell_files_forget_error (files);
      return TRUE;
    }

  g_set_error_literal (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_CORRUPT, g_ptr_array_index (problems, 0));
  return FALSE;
}

static void
damage_found_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  BellStore *self = BELL_STORE (object);
  char *data = bell_store_run_finish (self, result, NULL);

  g_free (data);
  self->mending = FALSE;
}

/* A reader has met with damage: the writer sees to it. */
static gboolean
look_for_damage (gpointer user_data)
{
  BellStore *self = user_data;

  if (!self->mending && self->workers[BELL_STORE_THREAD_WRITER] != NULL)
    {
      self->mending = TRUE;
      bell_store_run (self, BELL_STORE_THREAD_WRITER, find_damage, g_strdup (""), g_free, NULL, damage_found_cb, NULL);
    }

  return G_SOURCE_REMOVE;
}

static gboolean
count_portion (BellFiles  *files,
               gpointer    data,
               GError    **error)
{
  return bell_due_step (files, data, error);
}

static void
portion_counted_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  BellStore *self = BELL_STORE (object);
  g_autoptr (GError) error = NULL;
  g_autofree gboolean *more = bell_store_run_finish (self, result, &error);

  if (more != NULL && *more && self->workers[BELL_STORE_THREAD_WRITER] != NULL)
    {
      bell_store_run (self, BELL_STORE_THREAD_WRITER, count_portion, g_new0 (gboolean, 1), g_free, NULL, portion_counted_cb, NULL);
      return;
    }
  /* What an error has left goes on when the files are opened next. */
  if (more == NULL)
    g_info ("Deadlines are counted later: %s", error->message);
  self->counting_clocks = FALSE;
}

/* The writer has left clocks to be counted: others may write in between. */
static gboolean
count_on (gpointer user_data)
{
  BellStore *self = user_data;

  if (!self->counting_clocks && self->workers[BELL_STORE_THREAD_WRITER] != NULL)
    {
      self->counting_clocks = TRUE;
      bell_store_run (self, BELL_STORE_THREAD_WRITER, count_portion, g_new0 (gboolean, 1), g_free, NULL, portion_counted_cb, NULL);
    }

  return G_SOURCE_REMOVE;
}

static void
bell_store_job_run (GTask    *task,
                    gpointer  resources)
{
  BellFiles *files = resources;
  BellStore *self = g_task_get_source_object (task);
  BellStoreJob *job = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  gboolean done;

  done = ensure_files (files, &error) && job->func (files, job->data, &error);
  if (!done)
    bell_files_note_error (files, error);
  if (!done && is_damage (error) && job->thread == BELL_STORE_THREAD_WRITER)
    {
      /* What a person has just done is not lost to the damage of what they did before. */
      if (mend (files) && job->func != find_damage)
        {
          g_clear_error (&error);
          done = job->func (files, job->data, &error);
        }
    }
  else if (done && job->thread == BELL_STORE_THREAD_WRITER && files->late_error != NULL && is_damage (files->late_error))
    {
      /* It is safe, and what follows from it is made again with the rest. */
      g_clear_error (&files->late_error);
      mend (files);
    }
  else if (!done && is_damage (error))
    g_main_context_invoke_full (self->context, G_PRIORITY_DEFAULT, look_for_damage, g_object_ref (self), g_object_unref);

  if (job->thread == BELL_STORE_THREAD_WRITER && files->cache != NULL)
    bell_store_post_notice (self, files);
  if (done && job->thread == BELL_STORE_THREAD_WRITER && job->func != count_portion && files->due_waits)
    g_main_context_invoke_full (self->context, G_PRIORITY_DEFAULT, count_on, g_object_ref (self), g_object_unref);

  if (done)
    g_task_return_pointer (task, g_steal_pointer (&job->data), job->free_data);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * bell_store_run:
 * @thread: where
 * @func: what to do
 * @data: (transfer full): for @func; never %NULL
 * @free_data: frees @data
 *
 * Has a job done with the files. A writing job that has begun is never called
 * cancelled: what it did has happened.
 */
void
bell_store_run (BellStore            *self,
                BellStoreThread       thread,
                BellStoreFunc         func,
                gpointer              data,
                GDestroyNotify        free_data,
                GCancellable         *cancellable,
                GAsyncReadyCallback   callback,
                gpointer              user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  BellStoreJob *job = g_new0 (BellStoreJob, 1);

  g_assert (data != NULL);

  job->thread = thread;
  job->func = func;
  job->data = data;
  job->free_data = free_data;
  g_task_set_task_data (task, job, bell_store_job_free);
  g_task_set_source_tag (task, bell_store_run);
  g_task_set_check_cancellable (task, FALSE);

  if (self->workers[thread] == NULL)
    {
      g_task_return_new_error (task, BELL_STORE_ERROR, BELL_STORE_ERROR_CLOSED,
                               _("The files of this account are not open."));
      return;
    }

  bell_worker_push (self->workers[thread], g_steal_pointer (&task), bell_store_job_run);
}

/**
 * bell_store_run_finish:
 *
 * Returns: (transfer full) (nullable): what bell_store_run() was given as data
 */
gpointer
bell_store_run_finish (BellStore     *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
