/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bench-turns.h"

#include <fcntl.h>
#include <poll.h>
#include <time.h>
#include <unistd.h>

/* A turn is the time between two polls of the main loop: as long as it lasts
 * the window does nothing else. */

/* How long a turn took, how long this thread had the processor in it, and how
 * long it waited for something else than a processor (a lock, the disk, the
 * display); all in microseconds. On a machine that others use too, the first one
 * holds the time in which they did. */
typedef struct
{
  gint64 wall;
  gint64 cpu;
  gint64 queued; /* ready, but others had the processors */
  gint64 waited; /* the rest */
  gint64 began;
  const char *what;
} Turn;

static GArray *turns; /* (element-type Turn); NULL: nobody counts */
static Turn turn_began;
static const char *doing = "";

gint64
bench_get_cpu_time (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);

  return (gint64) time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

/* How long this thread has been ready to run and did not, in all. */
static gint64
get_queue_time (void)
{
  static int file = -1;
  char text[96];
  char *end;
  ssize_t length;

  if (file < 0)
    file = open ("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC);
  length = file >= 0 ? pread (file, text, sizeof text - 1, 0) : 0;
  if (length <= 0)
    return 0;

  text[length] = '\0';
  g_ascii_strtoull (text, &end, 10);
  return (gint64) g_ascii_strtoull (end, NULL, 10) / 1000;
}

static int
poll_hook (GPollFD *fds,
           guint    n_fds,
           int      timeout)
{
  int n;

  if (turns != NULL && turn_began.wall != 0)
    {
      Turn turn = { g_get_monotonic_time () - turn_began.wall, bench_get_cpu_time () - turn_began.cpu,
                    get_queue_time () - turn_began.queued, 0, turn_began.wall, doing };

      turn.waited = MAX (turn.wall - turn.cpu - turn.queued, 0);
      g_array_append_val (turns, turn);
    }
  n = poll ((struct pollfd *) fds, n_fds, timeout);
  turn_began.wall = g_get_monotonic_time ();
  turn_began.queued = get_queue_time ();
  turn_began.cpu = bench_get_cpu_time ();

  return n;
}

static int
compare_wall (gconstpointer one,
              gconstpointer two)
{
  const Turn *a = one, *b = two;

  return (a->wall > b->wall) - (a->wall < b->wall);
}

static int
compare_cpu (gconstpointer one,
             gconstpointer two)
{
  const Turn *a = one, *b = two;

  return (a->cpu > b->cpu) - (a->cpu < b->cpu);
}

static int
compare_waited (gconstpointer one,
                gconstpointer two)
{
  const Turn *a = one, *b = two;

  return (a->waited > b->waited) - (a->waited < b->waited);
}

void
bench_begin_turns (void)
{
  turns = g_array_new (FALSE, FALSE, sizeof (Turn));
  turn_began.wall = 0;
}

void
bench_end_turns (const char *name)
{
  g_autoptr (GArray) counted = g_steal_pointer (&turns);
  const Turn *all = (const Turn *) counted->data;
  double sum = 0;
  guint over = 0;

  if (counted->len == 0)
    g_error ("The main loop did not turn.");

  g_array_sort (counted, compare_wall);
  for (guint i = 0; i < counted->len; i++)
    {
      sum += (double) all[i].wall;
      over += all[i].wall > 16000;
      if (all[i].wall > 16000 && g_getenv ("BENCH_SLOW") != NULL)
        g_printerr ("%s: %.1f ms, %.1f of the processor, %.1f waited, at %.6f: %s\n", name, (double) all[i].wall / 1000,
                    (double) all[i].cpu / 1000, (double) all[i].waited / 1000, (double) all[i].began / G_USEC_PER_SEC, all[i].what);
    }
  g_print ("%s_n=%u %s_mean=%.3f %s_p95=%.3f %s_max=%.3f %s_over=%.3f\n", name, counted->len, name,
           sum / counted->len / 1000, name, (double) all[counted->len * 95 / 100].wall / 1000, name,
           (double) all[counted->len - 1].wall / 1000, name, 100.0 * over / counted->len);

  g_array_sort (counted, compare_cpu);
  g_print ("%s_cpu_p95=%.3f %s_cpu=%.3f\n", name, (double) all[counted->len * 95 / 100].cpu / 1000, name,
           (double) all[counted->len - 1].cpu / 1000);

  g_array_sort (counted, compare_waited);
  g_print ("%s_waited=%.3f\n", name, (double) all[counted->len - 1].waited / 1000);
}

/* What the turns from now on are about. */
void
bench_turns_are_about (const char *what)
{
  doing = what;
}

void
bench_hook_turns (void)
{
  g_main_context_set_poll_func (NULL, poll_hook);
}
