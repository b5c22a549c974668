/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <poll.h>

#include "sim-postgres-wrap.h"
#include "sim-schedule.h"
#include "sim-tally.h"

/* LISTEN and NOTIFY, with the delays and the losses of the simulation: a hint
 * may come late, or never, or the one who listens may be cut off. */

#define LOST 0.2
#define LATEST 2000 /* milliseconds */
#define CUT_OFF 0.02

typedef struct
{
  BellDatabase *database;
  GQueue heard;
} Listener;

/* element-type Listener */
static GPtrArray *listeners;

static Listener *
find_listener (BellDatabase *database)
{
  for (guint i = 0; listeners != NULL && i < listeners->len; i++)
    if (((Listener *) listeners->pdata[i])->database == database)
      return listeners->pdata[i];

  return NULL;
}

static void
on_gone (gpointer  data,
         GObject  *where)
{
  Listener *listener = data;

  g_ptr_array_remove (listeners, listener);
  g_queue_clear_full (&listener->heard, g_free);
  g_free (listener);
}

gboolean
__wrap_bell_database_listen (BellDatabase  *database,
                             const char    *channel,
                             GError       **error)
{
  Listener *listener = g_new0 (Listener, 1);

  if (listeners == NULL)
    listeners = g_ptr_array_new ();
  listener->database = database;
  g_queue_init (&listener->heard);
  g_ptr_array_add (listeners, listener);
  g_object_weak_ref (G_OBJECT (database), on_gone, listener);

  return TRUE;
}

typedef struct
{
  BellDatabase *from; /* only to compare */
  char *payload;
} Hint;

static void
on_hint (gpointer data)
{
  Hint *hint = data;

  for (guint i = 0; listeners != NULL && i < listeners->len; i++)
    {
      Listener *listener = listeners->pdata[i];

      if (listener->database == hint->from)
        continue;
      if (sim_chance (LOST))
        sim_tally (SIM_EVENT_HINT_LOST);
      else
        g_queue_push_tail (&listener->heard, g_strdup (hint->payload));
    }
  g_free (hint->payload);
  g_free (hint);
}

gboolean
__wrap_bell_database_notify (BellDatabase  *database,
                             const char    *channel,
                             const char    *payload,
                             GError       **error)
{
  Hint *hint = g_new0 (Hint, 1);

  hint->from = database;
  hint->payload = g_strdup (payload);
  sim_at (sim_now () + SIM_MS (sim_below (LATEST)), on_hint, hint);

  return TRUE;
}

typedef struct
{
  Listener *listener;
  int wake_fd;
} Waiting;

static gboolean
has_something (gpointer data)
{
  Waiting *waiting = data;
  struct pollfd poller = { waiting->wake_fd, POLLIN, 0 };

  return !g_queue_is_empty (&waiting->listener->heard) || poll (&poller, 1, 0) > 0;
}

gboolean
__wrap_bell_database_wait (BellDatabase  *database,
                           int            wake_fd,
                           int            milliseconds,
                           char         **payload,
                           GError       **error)
{
  Waiting waiting = { find_listener (database), wake_fd };

  *payload = NULL;
  if (sim_chance (CUT_OFF))
    {
      sim_tally (SIM_EVENT_HINTS_CUT_OFF);
      g_set_error_literal (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_CONNECTION, "Cut off");
      return FALSE;
    }
  if (!has_something (&waiting))
    sim_wait (has_something, &waiting, sim_now () + SIM_MS (milliseconds));
  *payload = g_queue_pop_head (&waiting.listener->heard);

  return TRUE;
}
