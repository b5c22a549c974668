/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "sim-disk.h"
#include "sim-monitor.h"
#include "sim-stream.h"
#include "sim-threads.h"

/* The functions of GLib that make threads, wait or look at the clock, as the
 * linker gives them to the libraries under test (--wrap): see sim-schedule.h. */

GThread *
__wrap_g_thread_new (const char  *name,
                     GThreadFunc  func,
                     gpointer     data)
{
  return (GThread *) sim_spawn (name, func, data);
}

gpointer
__wrap_g_thread_join (GThread *thread)
{
  return sim_join ((SimFiber *) thread);
}

void
__wrap_g_thread_unref (GThread *thread)
{
  sim_fiber_unref ((SimFiber *) thread);
}

/* --- waiting ------------------------------------------------------------------ */

typedef struct
{
  GCond *cond;
  gboolean signalled;
} Waiter;

/* element-type Waiter: those who wait for a condition, in their order */
static GPtrArray *waiters;

static gboolean
is_signalled (gpointer data)
{
  return ((Waiter *) data)->signalled;
}

gboolean
__wrap_g_cond_wait_until (GCond  *cond,
                          GMutex *mutex,
                          gint64  until)
{
  Waiter waiter = { cond, FALSE };
  gboolean in_time;

  if (waiters == NULL)
    waiters = g_ptr_array_new ();
  g_ptr_array_add (waiters, &waiter);
  g_mutex_unlock (mutex);
  in_time = sim_wait (is_signalled, &waiter, until);
  g_ptr_array_remove (waiters, &waiter);
  __wrap_g_mutex_lock (mutex);

  return in_time;
}

void
__wrap_g_cond_wait (GCond  *cond,
                    GMutex *mutex)
{
  __wrap_g_cond_wait_until (cond, mutex, SIM_NEVER);
}

void
__wrap_g_cond_broadcast (GCond *cond)
{
  for (guint i = 0; waiters != NULL && i < waiters->len; i++)
    {
      Waiter *waiter = waiters->pdata[i];

      waiter->signalled |= waiter->cond == cond;
    }
}

void
__wrap_g_cond_signal (GCond *cond)
{
  /* Whoever waits must look for itself whether its time has come. */
  __wrap_g_cond_broadcast (cond);
}

static gboolean
try_lock (gpointer mutex)
{
  return g_mutex_trylock (mutex);
}

void
__wrap_g_mutex_lock (GMutex *mutex)
{
  if (!g_mutex_trylock (mutex))
    sim_wait (try_lock, mutex, SIM_NEVER);
}

static gboolean
has_item (gpointer queue)
{
  return g_async_queue_length (queue) > 0;
}

gpointer
__wrap_g_async_queue_pop (GAsyncQueue *queue)
{
  if (g_async_queue_length (queue) <= 0)
    sim_wait (has_item, queue, SIM_NEVER);

  return g_async_queue_try_pop (queue);
}

static gboolean
never (gpointer data)
{
  return FALSE;
}

void
__wrap_g_usleep (gulong microseconds)
{
  sim_wait (never, NULL, sim_now () + (gint64) microseconds);
}

/* --- tasks ---------------------------------------------------------------------- */

typedef struct
{
  GTask *task;
  GTaskThreadFunc func;
} Errand;

static gpointer
run_errand (gpointer data)
{
  Errand *errand = data;

  errand->func (errand->task, g_task_get_source_object (errand->task), g_task_get_task_data (errand->task),
                g_task_get_cancellable (errand->task));
  g_object_unref (errand->task);
  g_free (errand);

  return NULL;
}

void
__wrap_g_task_run_in_thread (GTask           *task,
                             GTaskThreadFunc  func)
{
  Errand *errand = g_new (Errand, 1);

  errand->task = g_object_ref (task);
  errand->func = func;
  sim_fiber_unref (sim_spawn ("task", run_errand, errand));
}

/* --- time -------------------------------------------------------------------------- */

gint64
__wrap_g_get_monotonic_time (void)
{
  return sim_now ();
}

GSource *
__wrap_g_timeout_source_new (guint milliseconds)
{
  return sim_timer_new (SIM_MS (milliseconds));
}

GSource *
__wrap_g_timeout_source_new_seconds (guint seconds)
{
  return sim_timer_new (SIM_SECONDS (seconds));
}

/* --- what comes from outside --------------------------------------------------------- */

gssize
__wrap_g_input_stream_read (GInputStream  *stream,
                            void          *buffer,
                            gsize          count,
                            GCancellable  *cancellable,
                            GError       **error)
{
  /* GLib keeps a stack of cancellables for each thread, and fibers share one. */
  return SIM_IS_STREAM (stream) ? sim_stream_read (SIM_STREAM (stream), buffer, count, cancellable, error)
                                : __real_g_input_stream_read (stream, buffer, count, cancellable, error);
}

GFileMonitor *
__wrap_g_file_monitor_file (GFile              *file,
                            GFileMonitorFlags   flags,
                            GCancellable       *cancellable,
                            GError            **error)
{
  g_autofree char *path = g_file_get_path (file);

  if (sim_disk_is_shared (path))
    return sim_monitor_new (path);

  /* Nobody else writes the files of such a client. */
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "Not simulated");

  return NULL;
}

/* Nobody here has a password, and each start of a server makes a key of one. */
int
__wrap_crypto_pwhash_str_alg (char               *text,
                              const char         *password,
                              unsigned long long  length,
                              unsigned long long  passes,
                              size_t              memory,
                              int                 algorithm)
{
  g_strlcpy (text, "$simulated$", sizeof "$simulated$");

  return 0;
}

void
__wrap_randombytes_buf (void  *bytes,
                        gsize  length)
{
  for (gsize i = 0; i < length; i++)
    ((guint8 *) bytes)[i] = (guint8) sim_random ();
}
