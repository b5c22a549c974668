/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-sync-private.h"

#include <glib/gi18n-lib.h>

#include "bell-server-clock.h"

#define NETWORK_SETTLES 1000 /* milliseconds: a change of network comes as a burst of news */

/* --- helpers: timers ------------------------------------------------------- */

void
bell_sync_clear_source (GSource **source)
{
  if (*source != NULL)
    {
      g_source_destroy (*source);
      g_clear_pointer (source, g_source_unref);
    }
}

void
bell_sync_set_source (BellSync    *self,
                      GSource    **source,
                      gint64       wait,
                      GSourceFunc  function)
{
  bell_sync_clear_source (source);
  wait = CLAMP (wait, 1, 24 * 60 * 60 * 1000);

  /* Long waits need not be exact, and then wake the computer together with others. */
  *source = wait > 30 * 1000 ? g_timeout_source_new_seconds ((guint) (wait / 1000 + 1)) : g_timeout_source_new ((guint) wait);
  g_source_set_callback (*source, function, self, NULL);
  g_source_attach (*source, self->context);
}

static gboolean
on_timer (gpointer user_data)
{
  BellSync *self = user_data;

  bell_sync_clear_source (&self->timer);
  bell_sync_feed (self, BELL_SYNC_EVENT_TIMER, FALSE, 0);

  return G_SOURCE_REMOVE;
}

static void
set_timer (BellSync *self)
{
  gint64 deadline = bell_sync_core_get_deadline (self->core);

  if (deadline == BELL_TIME_UNSET)
    bell_sync_clear_source (&self->timer);
  else
    bell_sync_set_source (self, &self->timer, deadline - bell_clock_now (self->clock), on_timer);
}

/* --- helpers: the outbox --------------------------------------------------- */

static gboolean
on_held_timer (gpointer user_data)
{
  BellSync *self = user_data;

  bell_sync_clear_source (&self->held_timer);
  bell_sync_look_at_outbox (self);

  return G_SOURCE_REMOVE;
}

/* Something to send now is an event; something that is held back for a moment
 * is one when the moment is over. */
void
bell_sync_look_at_outbox (BellSync *self)
{
  gint64 due_at = BELL_TIME_UNSET;
  g_autoptr (GPtrArray) batch = bell_store_sync_next_batch (self->store, 1, &due_at);

  bell_sync_clear_source (&self->held_timer);

  if (batch != NULL && batch->len > 0)
    bell_sync_feed (self, BELL_SYNC_EVENT_OUTBOX, FALSE, 0);
  else if (due_at != BELL_TIME_UNSET)
    bell_sync_set_source (self, &self->held_timer, due_at - bell_clock_now (self->clock) + 1, on_held_timer);
}

void
bell_sync_on_outbox_changed (BellSync *self)
{
  bell_sync_look_at_outbox (self);
  g_object_notify (G_OBJECT (self), "pending");
}

/* --- helpers: work --------------------------------------------------------- */

typedef gboolean (*Work) (BellSyncJob *job, GError **error);

typedef struct
{
  BellSyncJob job;
  Work work;
  BellSyncEventKind done;
  GWeakRef sync;
  BellRunning *counted;
} Running;

/* In the thread of the store, once the work is done: the worker's thread, which
 * lets go of the rest when it likes, keeps nothing of ours alive. */
static void
running_clear (Running *running)
{
  g_clear_object (&running->job.store);
  g_clear_object (&running->job.transport);
  g_clear_object (&running->job.cancellable);
  g_clear_pointer (&running->job.context, g_main_context_unref);
  g_clear_pointer (&running->job.session, bell_shared_session_unref);
  g_clear_pointer (&running->counted, bell_running_leave);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Running, running_clear)

static void
running_free (gpointer data)
{
  Running *running = data;

  g_weak_ref_clear (&running->sync);
  g_free (running);
}

static void
run_work (GTask        *task,
          gpointer      source_object,
          gpointer      task_data,
          GCancellable *cancellable)
{
  Running *running = task_data;
  GError *error = NULL;

  if (running->work (&running->job, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

typedef struct
{
  GWeakRef sync;
  GCancellable *work;
  double share;
} Progress;

static void
progress_free (gpointer data)
{
  Progress *progress = data;

  g_weak_ref_clear (&progress->sync);
  g_object_unref (progress->work);
  g_free (progress);
}

static gboolean
on_progress (gpointer user_data)
{
  Progress *progress = user_data;
  g_autoptr (BellSync) self = g_weak_ref_get (&progress->sync);

  if (self != NULL && self->work == progress->work)
    {
      self->progress = progress->share;
      g_object_notify (G_OBJECT (self), "progress");
    }

  return G_SOURCE_REMOVE;
}

/* In the worker's thread. */
static void
tell_progress (double   share,
               gpointer user_data)
{
  Running *running = user_data;
  Progress *progress = g_new0 (Progress, 1);
  g_autoptr (BellSync) self = g_weak_ref_get (&running->sync);

  g_weak_ref_init (&progress->sync, self);
  progress->work = g_object_ref (running->job.cancellable);
  progress->share = share;

  g_main_context_invoke_full (running->job.context, G_PRIORITY_DEFAULT, on_progress, progress, progress_free);
}

static void
take_error (BellSync *self,
            GError   *error,
            gint64    retry_after)
{
  BellSyncEventKind kind = BELL_SYNC_EVENT_BROKEN;

  g_clear_error (&self->error);
  self->error = error;

  if (error->domain == BELL_SYNC_ERROR)
    {
      switch ((BellSyncError) error->code)
        {
        case BELL_SYNC_ERROR_UNREACHABLE:
        case BELL_SYNC_ERROR_UNAVAILABLE:
        case BELL_SYNC_ERROR_STOPPED:
          kind = BELL_SYNC_EVENT_TEMPORARY;
          break;
        case BELL_SYNC_ERROR_UNAUTHORIZED:
          kind = BELL_SYNC_EVENT_UNAUTHORIZED;
          break;
        case BELL_SYNC_ERROR_EXPIRED:
          kind = BELL_SYNC_EVENT_EXPIRED;
          break;
        case BELL_SYNC_ERROR_REFUSED:
        case BELL_SYNC_ERROR_TOO_LARGE:
        case BELL_SYNC_ERROR_BROKEN:
        case BELL_SYNC_ERROR_UNTRUSTED:
        case BELL_SYNC_ERROR_NOT_DESKBELL:
        case BELL_SYNC_ERROR_STORE:
          kind = BELL_SYNC_EVENT_BROKEN;
          break;
        }
    }

  bell_sync_feed (self, kind, FALSE, retry_after);
}

static void
on_time_learnt (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  if (!bell_store_sync_learn_time_finish (BELL_STORE (object), result, &error) &&
      !g_error_matches (error, BELL_STORE_ERROR, BELL_STORE_ERROR_CLOSED))
    g_warning ("What waits cannot be given the server's time: %s", error->message);
}

static void
on_work_done (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (Running) running = g_task_get_task_data (G_TASK (result)); /* cleared; the task frees it */
  BellSyncJob *job = &running->job;
  g_autoptr (BellSync) self = g_weak_ref_get (&running->sync);
  GError *error = NULL;
  gboolean ok = g_task_propagate_boolean (G_TASK (result), &error);

  /* Work that was cancelled answers into the void. */
  if (self == NULL || self->work != job->cancellable)
    {
      g_clear_error (&error);
      return;
    }

  g_clear_object (&self->work);
  if (ABS (job->skew) > BELL_SERVER_CLOCK_TOLERANCE && BELL_IS_SERVER_CLOCK (bell_store_get_clock (self->store)))
    bell_store_sync_learn_time (self->store, bell_clock_now (bell_store_get_clock (self->store)) + job->skew, NULL,
                                on_time_learnt, NULL);
  self->fresh = job->fresh;
  self->restored = job->restored;
  if (job->session != NULL && job->session != self->session)
    {
      g_clear_pointer (&self->session, bell_shared_session_unref);
      self->session = bell_shared_session_ref (job->session);
    }

  if (!ok)
    {
      take_error (self, error, job->retry_after);
      if (job->revoked)
        bell_sync_seal (self);
      return;
    }

  switch (running->done)
    {
    case BELL_SYNC_EVENT_CONNECTED:
      bell_sync_unseal (self);
      bell_sync_feed (self, BELL_SYNC_EVENT_CONNECTED, job->whole, 0);
      break;

    case BELL_SYNC_EVENT_LOADED:
      self->fresh = FALSE;
      bell_sync_feed (self, BELL_SYNC_EVENT_LOADED, FALSE, 0);
      break;

    case BELL_SYNC_EVENT_PUSHED:
      if (job->nothing)
        bell_sync_feed (self, BELL_SYNC_EVENT_PUSHED_NOTHING, FALSE, 0);
      else if (job->later && !job->more)
        bell_sync_feed (self, BELL_SYNC_EVENT_PUSHED_LATER, FALSE, job->retry_after);
      else
        bell_sync_feed (self, BELL_SYNC_EVENT_PUSHED, job->more, 0);
      break;

    default:
      bell_sync_feed (self, running->done, job->more, 0);
    }
}

static void
start_work (BellSync          *self,
            Work               work,
            BellSyncEventKind  done)
{
  g_autoptr (GTask) task = NULL;
  Running *running = g_new0 (Running, 1);

  g_assert (self->work == NULL);
  self->work = g_cancellable_new ();

  running->work = work;
  running->done = done;
  running->counted = bell_running_enter (self->running);
  g_weak_ref_init (&running->sync, self);
  running->job.store = g_object_ref (self->store);
  running->job.transport = g_object_ref (self->transport);
  running->job.context = g_main_context_ref (self->context);
  running->job.cancellable = g_object_ref (self->work);
  running->job.session = self->session != NULL ? bell_shared_session_ref (self->session) : NULL;
  if (done == BELL_SYNC_EVENT_PULLED)
    {
      running->job.types = self->told;
      self->told = 0;
    }
  running->job.fresh = self->fresh;
  running->job.restored = self->restored;
  running->job.progress = tell_progress;
  running->job.progress_data = running;

  task = g_task_new (NULL, self->work, on_work_done, NULL);
  g_task_set_source_tag (task, start_work);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, running, running_free);
  g_task_run_in_thread (task, run_work);
}

/* --- helpers: the stream --------------------------------------------------- */

/* Bits of the types of which the states tell something new. */
static guint
find_news (BellSync              *self,
           const BellStateChange *states)
{
  guint types = 0;

  if (states == NULL)
    return BELL_ALL_TYPES;

  for (guint type = 0; type < BELL_TYPE_NONE; type++)
    {
      const char *known = states->states[type] != NULL ? bell_store_sync_get_state (self->store, (BellType) type) : NULL;

      if (known != NULL && !g_str_equal (known, states->states[type]))
        types |= BELL_TYPE_BIT (type);
    }

  return types;
}

static void
on_heard (BellSyncListener      *listener,
          BellSyncEventKind      kind,
          const BellStateChange *states,
          const BellTyping      *typing,
          gpointer               user_data)
{
  BellSync *self = user_data;

  g_assert (listener == self->listener);

  if (kind == BELL_SYNC_EVENT_NEWS)
    {
      guint types = find_news (self, states);

      self->told |= types;
      if (types == 0)
        kind = BELL_SYNC_EVENT_PING; /* our own, come back */
    }

  /* Asking at once tells why. */
  if (kind == BELL_SYNC_EVENT_UNAUTHORIZED)
    kind = BELL_SYNC_EVENT_STREAM_LOST;

  if (typing != NULL)
    g_signal_emit_by_name (self, "typing", typing->ticket_id, typing->principal_id);
  bell_sync_feed (self, kind, FALSE, 0);
}

static void
close_stream (BellSync *self)
{
  g_clear_pointer (&self->listener, bell_sync_listener_stop);
}

/* --- helpers: the core ----------------------------------------------------- */

static void
finish_rounds (BellSync *self,
               gboolean  well)
{
  g_autoptr (GPtrArray) rounds = g_steal_pointer (&self->rounds);

  self->rounds = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < rounds->len; i++)
    {
      GTask *task = g_ptr_array_index (rounds, i);

      if (well)
        g_task_return_boolean (task, TRUE);
      else if (self->error != NULL)
        g_task_return_error (task, g_error_copy (self->error));
      else if (!bell_transport_has_token (self->transport))
        g_task_return_new_error (task, BELL_SYNC_ERROR, BELL_SYNC_ERROR_UNAUTHORIZED, _("You are not signed in."));
      else
        g_task_return_new_error (task, BELL_SYNC_ERROR, BELL_SYNC_ERROR_STOPPED, _("Synchronising was stopped."));
    }
}

static void
act (BellSync *self,
     guint     actions)
{
  if (actions & BELL_SYNC_ACTION_CANCEL && self->work != NULL)
    {
      g_cancellable_cancel (self->work);
      g_clear_object (&self->work);
    }

  if (actions & BELL_SYNC_ACTION_CLOSE_STREAM)
    close_stream (self);

  if (actions & BELL_SYNC_ACTION_OPEN_STREAM)
    {
      close_stream (self);
      self->listener = bell_sync_listener_new (self->transport, self->session, self->context, self->running, on_heard, self);
    }

  if (actions & BELL_SYNC_ACTION_RESET)
    self->fresh = TRUE;

  if (actions & BELL_SYNC_ACTION_CONNECT)
    start_work (self, bell_sync_job_connect, BELL_SYNC_EVENT_CONNECTED);

  if (actions & BELL_SYNC_ACTION_BOOTSTRAP)
    start_work (self, bell_sync_job_bootstrap, BELL_SYNC_EVENT_LOADED);

  if (actions & BELL_SYNC_ACTION_PULL && !(actions & BELL_SYNC_ACTION_ONLY_TOLD))
    self->told = BELL_ALL_TYPES;
  if (actions & BELL_SYNC_ACTION_PULL)
    start_work (self, bell_sync_job_pull, BELL_SYNC_EVENT_PULLED);

  if (actions & BELL_SYNC_ACTION_PUSH)
    start_work (self, bell_sync_job_push, BELL_SYNC_EVENT_PUSHED);

  if (actions & BELL_SYNC_ACTION_ROUND_DONE)
    {
      self->last_live_at = bell_clock_now (self->clock);
      g_object_notify (G_OBJECT (self), "last-live-at");
      finish_rounds (self, TRUE);
    }

  if (actions & BELL_SYNC_ACTION_ROUND_FAILED)
    finish_rounds (self, FALSE);
}

static void
show_state (BellSync *self)
{
  BellSyncState state = bell_sync_core_get_state (self->core);

  if (state == self->shown)
    return;

  self->shown = state;

  if (state == BELL_SYNC_STATE_LIVE)
    {
      g_clear_error (&self->error);
      self->last_live_at = bell_clock_now (self->clock);
      g_object_notify (G_OBJECT (self), "last-live-at");
    }

  if (state != BELL_SYNC_STATE_BOOTSTRAPPING)
    self->progress = 0;

  g_object_notify (G_OBJECT (self), "state");
  g_object_notify (G_OBJECT (self), "problem");
  g_signal_emit_by_name (self, "state-changed");
}

/* Gives the core an event. Those that come up while one is worked off wait
 * until that is done. */
void
bell_sync_feed (BellSync          *self,
                BellSyncEventKind  kind,
                gboolean           flag,
                gint64             retry_after)
{
  g_autoptr (BellSync) alive = g_object_ref (self);
  BellSyncEvent *event = g_new0 (BellSyncEvent, 1);

  event->kind = kind;
  event->flag = flag;
  event->retry_after = retry_after;
  g_queue_push_tail (&self->events, event);

  if (self->stepping)
    return;

  self->stepping = TRUE;

  while ((event = g_queue_pop_head (&self->events)) != NULL)
    {
      guint32 chance;

      bell_clock_random (self->clock, (guint8 *) &chance, sizeof chance);
      act (self, bell_sync_core_step (self->core, bell_clock_now (self->clock), chance, event));
      show_state (self);
      g_free (event);
    }

  self->stepping = FALSE;
  set_timer (self);
}

/* --- callbacks -------------------------------------------------------------- */

static gboolean
on_network_settled (gpointer user_data)
{
  BellSync *self = user_data;

  bell_sync_clear_source (&self->network_timer);
  bell_sync_feed (self, g_network_monitor_get_network_available (self->network_monitor) ? BELL_SYNC_EVENT_NETWORK_UP
                                                                              : BELL_SYNC_EVENT_NETWORK_DOWN, FALSE, 0);

  return G_SOURCE_REMOVE;
}

void
bell_sync_on_network_changed (BellSync *self)
{
  /* Nothing out there can part us from our own computer. */
  if (!bell_transport_is_local (self->transport))
    bell_sync_set_source (self, &self->network_timer, NETWORK_SETTLES, on_network_settled);
}

/* The cache was lost while it was in use: all begins from the session. */
void
bell_sync_on_cache_rebuilt (BellSync *self)
{
  BellSyncState state = bell_sync_core_get_state (self->core);

  if (!self->started || state == BELL_SYNC_STATE_OFFLINE || state == BELL_SYNC_STATE_NEEDS_SIGN_IN)
    return;

  bell_sync_feed (self, BELL_SYNC_EVENT_STOP, FALSE, 0);
  bell_sync_feed (self, BELL_SYNC_EVENT_START, bell_transport_has_token (self->transport), 0);
}

/* Ends all that runs; nothing of it calls back any more. */
void
bell_sync_shut_down (BellSync *self)
{
  if (self->work != NULL)
    g_cancellable_cancel (self->work);
  g_clear_object (&self->work);
  close_stream (self);
  bell_sync_clear_source (&self->timer);
  bell_sync_clear_source (&self->held_timer);
  bell_sync_clear_source (&self->network_timer);
  bell_sync_clear_source (&self->seal_timer);
  finish_rounds (self, FALSE);
}
