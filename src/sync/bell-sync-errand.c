/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-sync-errand.h"

/* Something that a person asked for, fetched beside the round that the core
 * decides about: a file, the history of an old ticket. */
typedef struct
{
  BellSyncJob job;
  BellSyncErrandFunc func;
  GDestroyNotify free_result;
  gpointer data;
  GDestroyNotify free_data;
  GCancellable *theirs; /* (nullable) */
  gulong theirs_handler;
  GCancellable *closing;
  gulong closing_handler;
  BellRunning *counted;
} Errand;

/* In the thread of the store, which asked for it. */
static void
errand_leave (Errand *errand)
{
  g_cancellable_disconnect (errand->theirs, errand->theirs_handler);
  g_cancellable_disconnect (errand->closing, errand->closing_handler);
  g_clear_object (&errand->theirs);
  g_clear_object (&errand->closing);
  g_clear_pointer (&errand->counted, bell_running_leave);
}

static void
errand_free (gpointer data)
{
  Errand *errand = data;

  g_object_unref (errand->job.store);
  g_object_unref (errand->job.transport);
  g_object_unref (errand->job.cancellable);
  g_main_context_unref (errand->job.context);
  g_clear_pointer (&errand->job.session, bell_shared_session_unref);
  errand->free_data (errand->data);
  g_free (errand);
}

static void
on_left_off (GCancellable *leader,
             GCancellable *own)
{
  g_cancellable_cancel (own);
}

/* Whoever asked leaves off, or all of us do. */
static gulong
follow (GCancellable *leader,
        GCancellable *own)
{
  return leader != NULL ? g_cancellable_connect (leader, G_CALLBACK (on_left_off), g_object_ref (own), g_object_unref) : 0;
}

static void
run (GTask        *task,
     gpointer      source_object,
     gpointer      task_data,
     GCancellable *cancellable)
{
  Errand *errand = task_data;
  gpointer result = NULL;
  GError *error = NULL;

  if (errand->job.session != NULL || bell_sync_job_connect (&errand->job, &error))
    result = errand->func (&errand->job, errand->data, &error);

  if (result != NULL)
    g_task_return_pointer (task, result, errand->free_result);
  else
    g_task_return_error (task, error);
}

static void
on_run (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Errand *errand = g_task_get_task_data (G_TASK (result));
  GDestroyNotify free_result = errand->free_result;
  GError *error = NULL;
  gpointer fetched = g_task_propagate_pointer (G_TASK (result), &error);

  errand_leave (errand);

  if (fetched != NULL)
    g_task_return_pointer (task, fetched, free_result);
  else
    g_task_return_error (task, error);
}

/**
 * bell_sync_errand_run:
 * @task: (transfer full): who waits; its source object is @sync
 * @func: what fetches it
 * @free_result: frees what @func gave
 * @data: for @func
 * @free_data: frees @data
 *
 * Has @func run in a worker thread until it is done, whoever waits leaves off,
 * or the engine ends; @task gets what it gave.
 */
void
bell_sync_errand_run (BellSync            *sync,
                      GTask               *task,
                      BellSyncErrandFunc   func,
                      GDestroyNotify       free_result,
                      gpointer             data,
                      GDestroyNotify       free_data)
{
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr (GTask) work = NULL;
  Errand *errand = g_new0 (Errand, 1);

  errand->job.store = g_object_ref (sync->store);
  errand->job.transport = g_object_ref (sync->transport);
  errand->job.context = g_main_context_ref (sync->context);
  errand->job.cancellable = g_cancellable_new ();
  errand->job.session = sync->session != NULL ? bell_shared_session_ref (sync->session) : NULL;
  errand->func = func;
  errand->free_result = free_result;
  errand->data = data;
  errand->free_data = free_data;

  errand->theirs = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  errand->closing = g_object_ref (sync->closing);
  errand->theirs_handler = follow (errand->theirs, errand->job.cancellable);
  errand->closing_handler = follow (errand->closing, errand->job.cancellable);
  errand->counted = bell_running_enter (sync->running);

  work = g_task_new (NULL, errand->job.cancellable, on_run, task);
  g_task_set_source_tag (work, bell_sync_errand_run);
  g_task_set_task_data (work, errand, errand_free);
  g_task_run_in_thread (work, run);
}
