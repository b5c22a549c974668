/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "sim-schedule.h"

#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/common_interface_defs.h>
#endif

#define STACK (1024 * 1024)

struct _SimFiber
{
  int references;
  const char *name;
  guint number;
  GThreadFunc func;
  gpointer data;
  gpointer result;
  gpointer owner;
  gboolean done;

  ucontext_t context;
  char *stack;
  void *fake_stack; /* of the address sanitizer */

  SimReady ready; /* NULL: it can go on */
  gpointer ready_data;
  gint64 until;
  gboolean in_time;
};

typedef struct
{
  gint64 time;
  guint64 number;
  SimFunc func;
  gpointer data;
} Event;

/* There is one at a time: GLib's functions, in whose place it stands, know of no other. */
static struct
{
  gint64 now;
  guint64 random;
  guint64 trace;

  GSequence *events;
  guint64 n_events;
  GPtrArray *fibers;
  guint n_fibers;
  GPtrArray *contexts;
  GPtrArray *timers;
  GPtrArray *stacks; /* of fibers that are gone */

  SimFiber *current; /* NULL: the scheduler */
  guint hurried;
  gpointer owner;    /* while the scheduler runs */
  ucontext_t scheduler;
  void *scheduler_stack;
  gsize scheduler_size;
} sim;

static gboolean shown;

/* --- time and chance -------------------------------------------------------- */

gint64
sim_now (void)
{
  return sim.now;
}

guint32
sim_random (void)
{
  sim.random ^= sim.random >> 12;
  sim.random ^= sim.random << 25;
  sim.random ^= sim.random >> 27;

  return (guint32) ((sim.random * G_GUINT64_CONSTANT (2685821657736338717)) >> 32);
}

guint
sim_below (guint limit)
{
  return limit > 0 ? (guint) (((guint64) sim_random () * limit) >> 32) : 0;
}

gboolean
sim_chance (double share)
{
  return sim_random () < share * 4294967296.0;
}

void
sim_trace (const char *format,
           ...)
{
  g_autofree char *text = NULL;
  va_list list;

  va_start (list, format);
  text = g_strdup_vprintf (format, list);
  va_end (list);

  if (shown)
    g_printerr ("%10.3f %s\n", (double) sim.now / G_USEC_PER_SEC, text);

  sim.trace = (sim.trace ^ (guint64) sim.now) * G_GUINT64_CONSTANT (1099511628211);
  for (const char *c = text; *c != '\0'; c++)
    sim.trace = (sim.trace ^ (guint8) *c) * G_GUINT64_CONSTANT (1099511628211);
}

guint64
sim_trace_get (void)
{
  return sim.trace;
}

void
sim_trace_show (gboolean show)
{
  shown = show;
}

/* --- fibers ------------------------------------------------------------------ */

static void
enter_fiber (void)
{
  SimFiber *self = sim.current;

#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_finish_switch_fiber (NULL, (const void **) &sim.scheduler_stack, &sim.scheduler_size);
#endif
  self->result = self->func (self->data);
  self->done = TRUE;
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_start_switch_fiber (NULL, sim.scheduler_stack, sim.scheduler_size);
#endif
  setcontext (&sim.scheduler);
}

static void
resume (SimFiber *fiber)
{
#if defined(__SANITIZE_ADDRESS__)
  void *fake = NULL;
#endif

  g_assert (sim.current == NULL);
  sim.current = fiber;
  fiber->ready = NULL;
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_start_switch_fiber (&fake, fiber->stack, STACK);
#endif
  swapcontext (&sim.scheduler, &fiber->context);
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_finish_switch_fiber (fake, NULL, NULL);
#endif
  sim.current = NULL;

  if (fiber->done)
    {
      g_ptr_array_add (sim.stacks, g_steal_pointer (&fiber->stack));
      g_ptr_array_remove (sim.fibers, fiber);
      sim_fiber_unref (fiber);
    }
}

SimFiber *
sim_spawn (const char  *name,
           GThreadFunc  func,
           gpointer     data)
{
  SimFiber *self = g_new0 (SimFiber, 1);

  self->references = 2;
  self->name = name;
  self->number = sim.n_fibers++;
  self->func = func;
  self->data = data;
  self->owner = sim_get_owner ();
  self->until = SIM_NEVER;

  if (sim.stacks->len > 0)
    self->stack = g_ptr_array_steal_index_fast (sim.stacks, sim.stacks->len - 1);
  else
    self->stack = mmap (NULL, STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  g_assert (self->stack != MAP_FAILED);

  getcontext (&self->context);
  self->context.uc_stack.ss_sp = self->stack;
  self->context.uc_stack.ss_size = STACK;
  self->context.uc_link = NULL;
  makecontext (&self->context, enter_fiber, 0);
  g_ptr_array_add (sim.fibers, self);

  return self;
}

void
sim_fiber_unref (SimFiber *self)
{
  if (--self->references == 0)
    g_free (self);
}

static gboolean
is_ready (SimFiber *fiber)
{
  if (fiber->ready == NULL)
    return TRUE;
  fiber->in_time = fiber->ready (fiber->ready_data);

  return fiber->in_time || fiber->until <= sim.now;
}

/* The scheduler itself has to wait, for a thread to end or for what it does:
 * then those go on that can, and no time passes. Who waits for a moment that
 * would have to come first is told that it has. */
static void
wait_here (SimReady ready,
           gpointer data)
{
  SimFiber *last = NULL;
  guint times = 0;

  sim.hurried++;
  while (!ready (data))
    {
      SimFiber *next = NULL;

      for (guint i = 0; i < sim.fibers->len && next == NULL; i++)
        if (is_ready (sim.fibers->pdata[i]))
          next = sim.fibers->pdata[i];
      for (guint i = 0; i < sim.fibers->len && next == NULL; i++)
        {
          SimFiber *fiber = sim.fibers->pdata[i];

          /* One that waits anew each time is not the one that is waited for. */
          if (fiber->until != SIM_NEVER && fiber->owner == sim.owner && !(fiber == last && times >= 3))
            {
              next = fiber;
              next->until = sim.now;
              next->in_time = FALSE;
              times = fiber == last ? times + 1 : 1;
              last = fiber;
            }
        }
      if (next == NULL)
        g_error ("The simulation waits for what nobody does");
      resume (next);
    }
  sim.hurried--;
}

/* Whether the scheduler itself waits: then nobody takes his time. */
gboolean
sim_is_hurried (void)
{
  return sim.hurried > 0;
}

/* Waits until @ready says so, or the time is @until. Returns whether it was ready. */
gboolean
sim_wait (SimReady ready,
          gpointer data,
          gint64   until)
{
  SimFiber *self = sim.current;

  if (self == NULL)
    {
      wait_here (ready, data);
      return TRUE;
    }

  self->ready = ready;
  self->ready_data = data;
  self->until = until;
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_start_switch_fiber (&self->fake_stack, sim.scheduler_stack, sim.scheduler_size);
#endif
  swapcontext (&self->context, &sim.scheduler);
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_finish_switch_fiber (self->fake_stack, (const void **) &sim.scheduler_stack, &sim.scheduler_size);
#endif
  self->until = SIM_NEVER;

  return self->in_time;
}

gboolean
sim_is_fiber (void)
{
  return sim.current != NULL;
}

static gboolean
is_done (gpointer data)
{
  return ((SimFiber *) data)->done;
}

gpointer
sim_join (SimFiber *fiber)
{
  gpointer result;

  sim_wait (is_done, fiber, SIM_NEVER);
  result = fiber->result;
  sim_fiber_unref (fiber);

  return result;
}

void
sim_set_owner (gpointer owner)
{
  if (sim.current != NULL)
    sim.current->owner = owner;
  else
    sim.owner = owner;
}

gpointer
sim_get_owner (void)
{
  return sim.current != NULL ? sim.current->owner : sim.owner;
}

guint
sim_count_fibers (gpointer owner)
{
  guint n = 0;

  for (guint i = 0; i < sim.fibers->len; i++)
    n += ((SimFiber *) sim.fibers->pdata[i])->owner == owner;

  return n;
}

/* --- timers -------------------------------------------------------------------- */

typedef struct
{
  GSource source;
  gint64 interval;
  gint64 due;
} Timer;

static gboolean
timer_prepare (GSource *source,
               int     *timeout)
{
  *timeout = -1;

  return ((Timer *) source)->due <= sim.now;
}

static gboolean
timer_check (GSource *source)
{
  return ((Timer *) source)->due <= sim.now;
}

static gboolean
timer_dispatch (GSource     *source,
                GSourceFunc  callback,
                gpointer     data)
{
  Timer *timer = (Timer *) source;

  timer->due = sim.now + timer->interval;

  return callback != NULL ? callback (data) : G_SOURCE_REMOVE;
}

static void
timer_finalize (GSource *source)
{
  if (sim.timers != NULL)
    g_ptr_array_remove_fast (sim.timers, source);
}

static GSourceFuncs timer_funcs = { timer_prepare, timer_check, timer_dispatch, timer_finalize, NULL, NULL };

GSource *
sim_timer_new (gint64 interval)
{
  GSource *source = g_source_new (&timer_funcs, sizeof (Timer));
  Timer *timer = (Timer *) source;

  timer->interval = MAX (interval, 1);
  timer->due = sim.now + timer->interval;
  g_ptr_array_add (sim.timers, source);

  return source;
}

/* --- the loop ------------------------------------------------------------------ */

static int
compare_events (gconstpointer a,
                gconstpointer b,
                gpointer      data)
{
  const Event *one = a, *two = b;

  if (one->time != two->time)
    return one->time < two->time ? -1 : 1;

  return one->number < two->number ? -1 : one->number > two->number;
}

void
sim_at (gint64   time,
        SimFunc  func,
        gpointer data)
{
  Event *event = g_new (Event, 1);

  *event = (Event){ MAX (time, sim.now), sim.n_events++, func, data };
  g_sequence_insert_sorted (sim.events, event, compare_events, NULL);
}

void
sim_add_context (GMainContext *context)
{
  g_ptr_array_add (sim.contexts, context);
}

void
sim_remove_context (GMainContext *context)
{
  g_ptr_array_remove (sim.contexts, context);
}

static gboolean
run_context (GMainContext *context)
{
  gboolean did;

  g_main_context_push_thread_default (context);
  did = g_main_context_iteration (context, FALSE);
  g_main_context_pop_thread_default (context);

  return did;
}

/* One turn of everybody who can go on, beginning somewhere. */
static gboolean
run_round (void)
{
  guint n = sim.contexts->len + sim.fibers->len;
  guint first = sim_below (n);
  gboolean did = FALSE;

  for (guint i = 0; i < n; i++)
    {
      guint turn = (first + i) % n;

      if (turn < sim.contexts->len)
        {
          did |= run_context (sim.contexts->pdata[turn]);
        }
      else if (turn - sim.contexts->len < sim.fibers->len)
        {
          SimFiber *fiber = sim.fibers->pdata[turn - sim.contexts->len];

          if (is_ready (fiber))
            {
              resume (fiber);
              did = TRUE;
            }
        }
    }

  return did;
}

/* Lets all go on that can, without time passing. */
void
sim_settle (void)
{
  guint rounds = 0;

  g_assert (sim.current == NULL);
  while (run_round ())
    if (++rounds > 1000000)
      g_error ("The simulation never comes to rest");
}

static gint64
next_moment (void)
{
  gint64 next = SIM_NEVER;
  GSequenceIter *first = g_sequence_get_begin_iter (sim.events);

  if (!g_sequence_iter_is_end (first))
    next = ((Event *) g_sequence_get (first))->time;
  for (guint i = 0; i < sim.fibers->len; i++)
    next = MIN (next, ((SimFiber *) sim.fibers->pdata[i])->until);
  for (guint i = 0; i < sim.timers->len; i++)
    {
      GSource *source = sim.timers->pdata[i];

      if (!g_source_is_destroyed (source) && g_source_get_context (source) != NULL)
        next = MIN (next, ((Timer *) source)->due);
    }

  return next;
}

void
sim_run_until (gint64 time)
{
  for (;;)
    {
      GSequenceIter *first;
      gint64 next;

      sim_settle ();
      first = g_sequence_get_begin_iter (sim.events);
      if (!g_sequence_iter_is_end (first) && ((Event *) g_sequence_get (first))->time <= sim.now)
        {
          Event *event = g_sequence_get (first);

          g_sequence_remove (first);
          sim.owner = NULL;
          event->func (event->data);
          sim.owner = NULL;
          g_free (event);
          continue;
        }
      next = next_moment ();
      if (next > time)
        break;
      sim.now = MAX (next, sim.now);
    }
  sim.now = MAX (time, sim.now);
}

void
sim_schedule_begin (guint64 seed)
{
  memset (&sim, 0, sizeof sim);
  sim.random = (seed + 1) * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15) | 1;
  sim.now = SIM_SECONDS (1000);
  sim.trace = G_GUINT64_CONSTANT (14695981039346656037);
  sim.events = g_sequence_new (NULL);
  sim.fibers = g_ptr_array_new ();
  sim.contexts = g_ptr_array_new ();
  sim.timers = g_ptr_array_new ();
  sim.stacks = g_ptr_array_new ();
  for (guint i = 0; i < 16; i++)
    sim_random ();
}

/* What was still to happen happens now, for those who hold something for it. */
void
sim_schedule_drain (void)
{
  while (g_sequence_get_length (sim.events) > 0)
    {
      GSequenceIter *first = g_sequence_get_begin_iter (sim.events);
      Event *event = g_sequence_get (first);

      g_sequence_remove (first);
      event->func (event->data);
      g_free (event);
    }
}

void
sim_schedule_end (void)
{
  g_assert (sim.fibers->len == 0);
  g_assert (sim.contexts->len == 0);

  g_clear_pointer (&sim.events, g_sequence_free);
  g_clear_pointer (&sim.fibers, g_ptr_array_unref);
  g_clear_pointer (&sim.contexts, g_ptr_array_unref);
  g_clear_pointer (&sim.timers, g_ptr_array_unref);
  for (guint i = 0; i < sim.stacks->len; i++)
    munmap (sim.stacks->pdata[i], STACK);
  g_clear_pointer (&sim.stacks, g_ptr_array_unref);
}
