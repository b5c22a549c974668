/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-worker.h"

struct _BellWorker
{
  GThread *thread;
  GAsyncQueue *queue;   /* of BellWorkerItem; one without a task ends the thread */
  gpointer resources;   /* touched by the thread alone */
  GDestroyNotify free_resources;
};

typedef struct
{
  GTask *task;
  BellJob job;
} BellWorkerItem;

static gboolean
bell_worker_drop_task (gpointer user_data)
{
  g_assert (G_IS_TASK (user_data));

  /* The source's destroy function lets go of it: it may be the last to hold
   * the object that the task is of, which has to die in its own thread. */
  return G_SOURCE_REMOVE;
}

static gpointer
bell_worker_run (gpointer user_data)
{
  BellWorker *self = user_data;

  for (;;)
    {
      g_autofree BellWorkerItem *item = g_async_queue_pop (self->queue);
      GMainContext *context;

      if (item->task == NULL)
        break;

      context = g_task_get_context (item->task);

      if (!g_task_return_error_if_cancelled (item->task))
        item->job (item->task, self->resources);

      g_main_context_ref (context);
      {
        g_autoptr (GSource) source = g_idle_source_new ();

        g_source_set_static_name (source, "bell_worker_drop_task");
        g_source_set_priority (source, G_PRIORITY_DEFAULT);
        g_source_set_callback (source, bell_worker_drop_task, g_steal_pointer (&item->task), g_object_unref);
        g_source_attach (source, context);
      }
      g_main_context_unref (context);
    }

  if (self->free_resources != NULL)
    self->free_resources (self->resources);

  return NULL;
}

/**
 * bell_worker_new:
 * @name: of the thread, at most 15 bytes
 * @resources: what each job is handed; from now on for the thread alone
 * @free_resources: (nullable): called on the thread when it ends
 *
 * Returns: (transfer full): a worker; end it with bell_worker_stop()
 */
BellWorker *
bell_worker_new (const char     *name,
                 gpointer        resources,
                 GDestroyNotify  free_resources)
{
  BellWorker *self = g_new0 (BellWorker, 1);

  self->queue = g_async_queue_new ();
  self->resources = resources;
  self->free_resources = free_resources;
  self->thread = g_thread_new (name, bell_worker_run, self);

  return self;
}

/**
 * bell_worker_push:
 * @task: (transfer full): what the job returns; if it is cancelled before its
 *   turn comes, the job does not run
 * @job: what to do
 *
 * May be called from any thread.
 */
void
bell_worker_push (BellWorker *self,
                  GTask      *task,
                  BellJob     job)
{
  BellWorkerItem *item;

  g_return_if_fail (self != NULL);
  g_return_if_fail (G_IS_TASK (task));
  g_return_if_fail (job != NULL);

  item = g_new0 (BellWorkerItem, 1);
  item->task = task;
  item->job = job;
  g_async_queue_push (self->queue, item);
}

/**
 * bell_worker_stop:
 * @self: (transfer full): a worker
 *
 * Waits until all that was given to it is done, and ends it.
 */
void
bell_worker_stop (BellWorker *self)
{
  g_return_if_fail (self != NULL);

  g_async_queue_push (self->queue, g_new0 (BellWorkerItem, 1));
  g_thread_join (self->thread);
  g_async_queue_unref (self->queue);
  g_free (self);
}
