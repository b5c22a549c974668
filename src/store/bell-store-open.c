/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-store-private.h"

#include "bell-base.h"
#include "bell-due.h"
#include "bell-overlay.h"

/* How a store is opened and closed: what has to be right in the files before
 * anybody reads them, done on the writer's thread. */

typedef struct
{
  BellReport *notice;
  gboolean cache_was_rebuilt;
  char *salvage_report;
  gboolean index_todo;
  gint64 now;
} BellStoreOpening;

static void
bell_store_opening_free (gpointer data)
{
  BellStoreOpening *opening = data;

  g_clear_pointer (&opening->notice, bell_report_free);
  g_free (opening->salvage_report);
  g_free (opening);
}

/* A cache that was there the last time and is new now has been lost. */
static gboolean
bell_store_note_cache (BellFiles  *files,
                       gboolean   *was_lost,
                       GError    **error)
{
  g_autoptr (BellStatement) read = bell_files_prepare (files->outbox, "setting-one", error);
  g_autoptr (BellStatement) write = NULL;
  g_autofree char *mark = NULL;
  gboolean known;

  if (read == NULL || !bell_files_get_meta (files, "known", &mark, error))
    return FALSE;

  bell_statement_bind_text (read, 1, "cache-known");
  if (!bell_statement_step (read, &known, error))
    return FALSE;
  bell_statement_reset (read);

  *was_lost = known && mark == NULL;
  if (mark == NULL && !bell_files_set_meta (files, "known", "1", error))
    return FALSE;
  if (known)
    return TRUE;

  write = bell_files_prepare (files->outbox, "setting-set", error);
  if (write == NULL)
    return FALSE;
  bell_statement_bind_text (write, 1, "cache-known");
  bell_statement_bind_text (write, 2, "1");

  return bell_statement_run (write, error);
}

static void
bell_store_open_job (GTask    *task,
                     gpointer  resources)
{
  BellFiles *files = resources;
  BellStoreOpening *opening = g_new0 (BellStoreOpening, 1);
  g_autofree char *todo = NULL;
  g_autofree char *parts = NULL;
  GError *error = NULL;
  gboolean was_lost = FALSE;

  opening->now = bell_clock_now (files->clock);

  if (bell_files_open (files, &error) &&
      bell_store_note_cache (files, &was_lost, &error) &&
      bell_overlay_catch_up (files, &error) &&
      bell_base_sweep (files, &error) &&
      bell_overlay_catch_up (files, &error) &&
      bell_outbox_file_tidy (files, opening->now, &error) &&
      bell_due_check_zones (files, &error) &&
      bell_files_get_meta (files, "index-todo", &todo, &error) &&
      bell_files_get_meta (files, "index-parts", &parts, &error))
    opening->notice = bell_report_gather_all (files, &error);

  if (opening->notice == NULL)
    {
      bell_files_note_error (files, error);
      bell_store_opening_free (opening);
      g_task_return_error (task, error);
      return;
    }

  opening->cache_was_rebuilt = files->cache_was_rebuilt || was_lost;
  files->cache_was_rebuilt = FALSE;
  opening->index_todo = todo != NULL || parts != NULL;
  opening->salvage_report = g_steal_pointer (&files->salvage_report);
  g_task_return_pointer (task, opening, bell_store_opening_free);
}

static void
bell_store_free_files (gpointer data)
{
  bell_files_free (data);
}

static void
bell_store_stop_workers (BellStore *self)
{
  /* Readers first: they may wait for nothing that the writer does. */
  for (int i = BELL_STORE_N_THREADS - 1; i >= 0; i--)
    g_clear_pointer (&self->workers[i], bell_worker_stop);
}

/**
 * bell_store_open:
 * @cancellable: (nullable): stops it
 * @callback: called when it is open
 * @user_data: for @callback
 *
 * Opens the files, or makes them. A cache that is damaged or was deleted is
 * made anew (see the property `cache-was-rebuilt`); of a damaged outbox all
 * that can be read is saved into a new one (`salvage-report`).
 */
void
bell_store_open (BellStore           *self,
                 GCancellable        *cancellable,
                 GAsyncReadyCallback  callback,
                 gpointer             user_data)
{
  static const char *const names[] = { "bell-writer", "bell-fast", "bell-slow" };
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (BELL_IS_STORE (self));
  g_return_if_fail (self->workers[BELL_STORE_THREAD_WRITER] == NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, bell_store_open);

  for (int i = 0; i < BELL_STORE_N_THREADS; i++)
    self->workers[i] = bell_worker_new (names[i],
                                        bell_files_new (self->data_directory, self->cache_directory, self->clock,
                                                        i == BELL_STORE_THREAD_WRITER),
                                        bell_store_free_files);

  bell_worker_push (self->workers[BELL_STORE_THREAD_WRITER], g_steal_pointer (&task), bell_store_open_job);
}

static void
bell_store_index_built_cb (GObject      *object,
                           GAsyncResult *result,
                           gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    bell_store_report (BELL_STORE (object), error);
}

/**
 * bell_store_open_finish:
 * @error: BELL_DATABASE_ERROR: NEWER_SCHEMA, FULL, BUSY, OPEN...
 *
 * Returns: whether the store is open
 */
gboolean
bell_store_open_finish (BellStore     *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  BellStoreOpening *opening;
  char *report;

  g_return_val_if_fail (BELL_IS_STORE (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  opening = g_task_propagate_pointer (G_TASK (result), error);
  if (opening == NULL)
    {
      bell_store_stop_workers (self);
      return FALSE;
    }

  self->open = TRUE;
  self->cache_was_rebuilt = opening->cache_was_rebuilt;
  report = g_steal_pointer (&opening->salvage_report);
  bell_store_watch_files (self);

  bell_store_take_settings (self, opening->notice);
  bell_store_recall_time (self);
  self->told = bell_store_get_announced (self);
  bell_store_take_notice (self, opening->notice);
  if (opening->index_todo)
    bell_store_build_index (self, bell_store_index_built_cb, NULL);
  bell_store_opening_free (opening);

  g_object_notify (G_OBJECT (self), "is-open");
  if (self->cache_was_rebuilt)
    g_object_notify (G_OBJECT (self), "cache-was-rebuilt");
  if (report != NULL)
    bell_store_tell_salvage (self, report);

  return TRUE;
}

static void
bell_store_keep_result_cb (GObject      *object,
                           GAsyncResult *result,
                           gpointer      user_data)
{
  GAsyncResult **place = user_data;

  *place = g_object_ref (result);
}

/**
 * bell_store_open_sync:
 * @error: as bell_store_open_finish()
 *
 * Opens the store and waits until it is: for programs without windows.
 *
 * Returns: whether the store is open
 */
gboolean
bell_store_open_sync (BellStore  *self,
                      GError    **error)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GAsyncResult) result = NULL;

  g_return_val_if_fail (BELL_IS_STORE (self), FALSE);

  g_main_context_push_thread_default (context);
  bell_store_open (self, NULL, bell_store_keep_result_cb, &result);

  /* Until the writer has let go of it too, which comes by the same context. */
  while (result == NULL || g_atomic_int_get (&G_OBJECT (result)->ref_count) > 1)
    g_main_context_iteration (context, TRUE);
  g_main_context_pop_thread_default (context);

  return bell_store_open_finish (self, result, error);
}

/* Of our own context, which need not be the thread's default. */
static void
drop_source (BellStore *self,
             guint     *id)
{
  GSource *source = *id != 0 ? g_main_context_find_source_by_id (self->context, *id) : NULL;

  if (source != NULL)
    g_source_destroy (source);
  *id = 0;
}

/**
 * bell_store_close:
 *
 * Writes what is left to write, waits for it, and closes the files. What was
 * under way ends with %BELL_STORE_ERROR_CLOSED or is done. Does nothing if the
 * store is not open.
 */
void
bell_store_close (BellStore *self)
{
  g_return_if_fail (BELL_IS_STORE (self));

  if (self->workers[BELL_STORE_THREAD_WRITER] == NULL)
    return;

  drop_source (self, &self->look_source);
  drop_source (self, &self->count_source);
  if (self->retry_source != NULL)
    g_source_destroy (self->retry_source);
  g_clear_pointer (&self->retry_source, g_source_unref);
  for (guint i = 0; i < G_N_ELEMENTS (self->monitors); i++)
    g_clear_object (&self->monitors[i]);

  bell_store_write_dirty (self);
  self->open = FALSE;
  bell_store_stop_workers (self);
  g_object_notify (G_OBJECT (self), "is-open");
}
