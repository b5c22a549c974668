/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-notifier-worker.h"

#include "bell-notifier-screen.h"

/* A daemon that hangs costs 25 seconds a call; what waits behind it must not
 * eat memory without end, and nobody reads more than this many at once. */
#define QUEUE_LIMIT 256

typedef enum
{
  JOB_SHOW,
  JOB_WITHDRAW,
  JOB_WITHDRAW_ALL,
  JOB_STOP,
} JobKind;

typedef struct
{
  JobKind kind;
  char *id;
  BellNotification *notification;
} Job;

/* The thread that talks to the notification daemon.
 *
 * libnotify's calls wait for the daemon's answer, so all of them are made
 * here, on a thread with a context of its own in which libnotify's signals
 * arrive as well. The notifier puts jobs into the queue under the lock;
 * everything below "worker only" is touched by the thread alone. News goes
 * back as idle sources of the context that the worker was started in, and
 * finds its notifier by a weak reference: a notifier may die while a call
 * hangs, and the thread then ends by itself.
 *
 * The struct is kept by the notifier, by the thread and by each piece of news
 * that is on its way.
 *
 * libnotify's state belongs to the process: use one worker at a time. */
struct _BellNotifierWorker
{
  char *app_name;
  char *app_id;
  GMainContext *context;
  GMainContext *target_context;
  GWeakRef target;
  BellNotifierNewsFunc func;

  GMutex lock;
  GQueue jobs;
  gboolean draining;

  /* worker only */
  GMainLoop *loop;
  BellNotifierScreen *screen;
};

typedef struct
{
  BellNotifierWorker *worker;
  BellNotifierNews news;
} Delivery;

static void
job_free (Job *job)
{
  g_free (job->id);
  bell_notification_free (job->notification);
  g_free (job);
}

static void
delivery_free (gpointer data)
{
  Delivery *delivery = data;

  g_free (delivery->news.id);
  g_free (delivery->news.action);
  g_free (delivery->news.payload);
  g_free (delivery->news.token);
  g_free (delivery->news.text);
  bell_notifier_worker_unref (delivery->worker);
  g_free (delivery);
}

static gboolean
deliver_in_target_context (gpointer data)
{
  Delivery *delivery = data;
  g_autoptr (GObject) target = g_weak_ref_get (&delivery->worker->target);

  if (target != NULL)
    delivery->worker->func (target, &delivery->news);

  return G_SOURCE_REMOVE;
}

/* Called by the screen, on the worker's thread, and for what falls out of the
 * queue, on the notifier's. */
static void
tell (const BellNotifierNews *news,
      gpointer                user_data)
{
  Delivery *delivery = g_new0 (Delivery, 1);
  g_autoptr (GSource) source = g_idle_source_new ();

  delivery->worker = g_atomic_rc_box_acquire (user_data);
  delivery->news.kind = news->kind;
  delivery->news.id = g_strdup (news->id);
  delivery->news.action = g_strdup (news->action);
  delivery->news.payload = g_strdup (news->payload);
  delivery->news.token = g_strdup (news->token);
  delivery->news.text = g_strdup (news->text);
  delivery->news.reason = news->reason;

  /* Not g_main_context_invoke(): news must come in order, and never from
   * within a call of the notifier's. */
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_static_name (source, "[deskbell] notification news");
  g_source_set_callback (source, deliver_in_target_context, delivery, delivery_free);
  g_source_attach (source, delivery->worker->target_context);
}

/* One job a turn, so that clicks are heard between the shows of a burst. */
static gboolean
run_next_job (gpointer user_data)
{
  BellNotifierWorker *self = user_data;
  Job *job;

  g_mutex_lock (&self->lock);
  job = g_queue_pop_head (&self->jobs);
  if (job == NULL)
    self->draining = FALSE;
  g_mutex_unlock (&self->lock);

  if (job == NULL)
    return G_SOURCE_REMOVE;

  switch (job->kind)
    {
    case JOB_SHOW:
      bell_notifier_screen_show (self->screen, g_steal_pointer (&job->notification));
      break;

    case JOB_WITHDRAW:
      bell_notifier_screen_withdraw (self->screen, job->id);
      break;

    case JOB_WITHDRAW_ALL:
      bell_notifier_screen_withdraw_all (self->screen);
      break;

    case JOB_STOP:
      bell_notifier_screen_withdraw_all (self->screen);
      g_main_loop_quit (self->loop);
      break;

    default:
      g_assert_not_reached ();
    }

  job_free (job);

  return G_SOURCE_CONTINUE;
}

static gpointer
run_thread (gpointer data)
{
  const BellNotifierNews stopped = { .kind = BELL_NOTIFIER_NEWS_STOPPED };
  BellNotifierWorker *self = data;

  g_main_context_push_thread_default (self->context);

  self->screen = bell_notifier_screen_new (self->app_name, self->app_id, tell, self);
  g_main_loop_run (self->loop);
  g_clear_pointer (&self->screen, bell_notifier_screen_free);

  /* Let the last D-Bus callbacks of this context go. */
  while (g_main_context_iteration (self->context, FALSE))
    ;

  g_main_context_pop_thread_default (self->context);

  tell (&stopped, self);
  bell_notifier_worker_unref (self);

  return NULL;
}

/* A show whose turn has not come yet is replaced by the next of its id. */
static gboolean
replace_waiting (BellNotifierWorker *self,
                 Job                *job)
{
  for (GList *link = self->jobs.tail; link != NULL; link = link->prev)
    {
      Job *waiting = link->data;

      if (waiting->kind != JOB_SHOW)
        return FALSE; /* a withdrawal stands between: order matters */

      if (g_strcmp0 (waiting->id, job->id) == 0)
        {
          link->data = job;
          job_free (waiting);
          return TRUE;
        }
    }

  return FALSE;
}

static void
queue_job (BellNotifierWorker *self,
           Job                *job)
{
  gboolean wake = FALSE;

  g_mutex_lock (&self->lock);

  if (job->kind == JOB_STOP)
    g_queue_clear_full (&self->jobs, (GDestroyNotify) job_free); /* too late to be read */

  if (job->kind != JOB_SHOW || !replace_waiting (self, job))
    g_queue_push_tail (&self->jobs, job);

  if (g_queue_get_length (&self->jobs) > QUEUE_LIMIT)
    {
      for (GList *link = self->jobs.head; link != NULL; link = link->next)
        {
          Job *waiting = link->data;

          if (waiting->kind == JOB_SHOW)
            {
              const BellNotifierNews dropped = { .kind = BELL_NOTIFIER_NEWS_CLOSED, .id = waiting->id,
                                                 .reason = BELL_NOTIFICATION_CLOSED_UNKNOWN };

              g_queue_delete_link (&self->jobs, link);
              tell (&dropped, self);
              job_free (waiting);
              break;
            }
        }
    }

  if (!self->draining)
    {
      self->draining = TRUE;
      wake = TRUE;
    }

  g_mutex_unlock (&self->lock);

  if (wake)
    {
      g_autoptr (GSource) source = g_idle_source_new ();

      g_source_set_priority (source, G_PRIORITY_DEFAULT_IDLE);
      g_source_set_callback (source, run_next_job, self, NULL);
      g_source_attach (source, self->context);
    }
}

static void
worker_clear (gpointer data)
{
  BellNotifierWorker *self = data;

  g_queue_clear_full (&self->jobs, (GDestroyNotify) job_free);
  g_mutex_clear (&self->lock);
  g_weak_ref_clear (&self->target);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_main_context_unref (self->target_context);
  g_free (self->app_name);
  g_free (self->app_id);
}

BellNotifierWorker *
bell_notifier_worker_start (const char           *app_name,
                            const char           *app_id,
                            GObject              *target,
                            BellNotifierNewsFunc  func)
{
  BellNotifierWorker *self = g_atomic_rc_box_new0 (BellNotifierWorker);
  g_autoptr (GThread) thread = NULL;

  self->app_name = g_strdup (app_name);
  self->app_id = g_strdup (app_id);
  self->func = func;
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->target_context = g_main_context_ref_thread_default ();
  g_weak_ref_init (&self->target, target);
  g_mutex_init (&self->lock);
  g_queue_init (&self->jobs);

  thread = g_thread_new ("notifier", run_thread, g_atomic_rc_box_acquire (self));

  return self;
}

void
bell_notifier_worker_unref (BellNotifierWorker *self)
{
  g_atomic_rc_box_release_full (self, worker_clear);
}

void
bell_notifier_worker_show (BellNotifierWorker     *self,
                           const BellNotification *notification)
{
  Job *job = g_new0 (Job, 1);

  job->kind = JOB_SHOW;
  job->id = g_strdup (bell_notification_get_id (notification));
  job->notification = bell_notification_copy (notification);
  queue_job (self, job);
}

void
bell_notifier_worker_withdraw (BellNotifierWorker *self,
                               const char         *id)
{
  Job *job = g_new0 (Job, 1);

  job->kind = JOB_WITHDRAW;
  job->id = g_strdup (id);
  queue_job (self, job);
}

void
bell_notifier_worker_withdraw_all (BellNotifierWorker *self)
{
  Job *job = g_new0 (Job, 1);

  job->kind = JOB_WITHDRAW_ALL;
  queue_job (self, job);
}

/* Withdraws everything and ends the thread; returns at once. */
void
bell_notifier_worker_stop (BellNotifierWorker *self)
{
  Job *job = g_new0 (Job, 1);

  job->kind = JOB_STOP;
  queue_job (self, job);
}
