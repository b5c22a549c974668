/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * BellWait:
 *
 * A thread waits in it until another has done something for it. On the stack
 * of the one who waits.
 */
typedef struct
{
  GMutex lock;
  GCond cond;
  gboolean done;
} BellWait;

static inline void
bell_wait_init (BellWait *self)
{
  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  self->done = FALSE;
}

static inline void
bell_wait_clear (BellWait *self)
{
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->cond);
}

static inline void
bell_wait_finish (BellWait *self)
{
  g_mutex_lock (&self->lock);
  self->done = TRUE;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->lock);
}

static inline void
bell_wait_run (BellWait       *self,
               GMainContext   *context,
               GSourceFunc     function,
               gpointer        data)
{
  /* Never run here at once: the work belongs to the context's own thread. */
  GSource *source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, function, data, NULL);
  g_source_attach (source, context);
  g_source_unref (source);

  g_mutex_lock (&self->lock);
  while (!self->done)
    g_cond_wait (&self->cond, &self->lock);
  g_mutex_unlock (&self->lock);
}

G_END_DECLS
