/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-running.h"

/* See the header. */
struct _BellRunning
{
  guint references;
  guint n_running;
  GMainContext *context;
};

static gboolean
on_overdue (gpointer user_data)
{
  gboolean *overdue = user_data;

  *overdue = TRUE;

  return G_SOURCE_REMOVE;
}

/**
 * bell_running_new:
 * @context: of the thread that counts
 *
 * Returns: (transfer full): a count of nothing
 */
BellRunning *
bell_running_new (GMainContext *context)
{
  BellRunning *self = g_new0 (BellRunning, 1);

  self->references = 1;
  self->context = g_main_context_ref (context);

  return self;
}

/**
 * bell_running_unref:
 * @self: (transfer full): a count
 *
 * Lets go of it.
 */
void
bell_running_unref (BellRunning *self)
{
  g_return_if_fail (self != NULL && self->references > 0);

  if (--self->references > 0)
    return;

  g_main_context_unref (self->context);
  g_free (self);
}

/**
 * bell_running_enter:
 *
 * Counts one more.
 *
 * Returns: (transfer full): @self; give it back to bell_running_leave()
 */
BellRunning *
bell_running_enter (BellRunning *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  self->references++;
  self->n_running++;

  return self;
}

/**
 * bell_running_leave:
 * @self: (transfer full): what bell_running_enter() gave
 *
 * Counts one less.
 */
void
bell_running_leave (BellRunning *self)
{
  g_return_if_fail (self != NULL && self->n_running > 0);

  self->n_running--;
  bell_running_unref (self);
}

/**
 * bell_running_wait:
 * @limit: milliseconds at most
 *
 * Waits until nothing runs any more. What has been cancelled returns at once;
 * the limit is for what hangs all the same. Others in the thread get their turn
 * meanwhile.
 *
 * Returns: whether nothing runs
 */
gboolean
bell_running_wait (BellRunning *self,
                   guint        limit)
{
  g_autoptr (GSource) timer = NULL;
  gboolean overdue = FALSE, ended;

  g_return_val_if_fail (self != NULL, FALSE);

  if (self->n_running == 0)
    return TRUE;

  timer = g_timeout_source_new (limit);
  g_source_set_callback (timer, on_overdue, &overdue, NULL);
  g_source_attach (timer, self->context);

  self->references++;
  while (self->n_running > 0 && !overdue)
    g_main_context_iteration (self->context, TRUE);
  ended = self->n_running == 0;
  bell_running_unref (self);

  g_source_destroy (timer);

  return ended;
}
