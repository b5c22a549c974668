/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "sim-stream.h"

#include <string.h>

#include "sim-schedule.h"

/* After so much silence the client's HTTP library gives a stream up. */
#define LONGEST_SILENCE SIM_SECONDS (180)

struct _SimStream
{
  GInputStream parent_instance;

  GQueue blocks;
  gsize offset;
  gboolean ended;
  gboolean whole;
  SimStreamGone gone;
  gpointer data;
};

G_DEFINE_FINAL_TYPE (SimStream, sim_stream, G_TYPE_INPUT_STREAM)

static void
sim_stream_finalize (GObject *object)
{
  SimStream *self = SIM_STREAM (object);

  g_queue_clear_full (&self->blocks, (GDestroyNotify) g_bytes_unref);
  if (self->gone != NULL)
    self->gone (self->data);

  G_OBJECT_CLASS (sim_stream_parent_class)->finalize (object);
}

static void
sim_stream_class_init (SimStreamClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sim_stream_finalize;
}

static void
sim_stream_init (SimStream *self)
{
  g_queue_init (&self->blocks);
}

SimStream *
sim_stream_new (SimStreamGone gone,
                gpointer      data)
{
  SimStream *self = g_object_new (SIM_TYPE_STREAM, NULL);

  self->gone = gone;
  self->data = data;

  return self;
}

void
sim_stream_push (SimStream *self,
                 GBytes    *bytes)
{
  if (!self->ended)
    g_queue_push_tail (&self->blocks, g_bytes_ref (bytes));
}

void
sim_stream_end (SimStream *self,
                gboolean   whole)
{
  if (self->ended)
    return;
  self->ended = TRUE;
  self->whole = whole;
}

typedef struct
{
  SimStream *stream;
  GCancellable *cancellable;
} Reading;

static gboolean
can_read (gpointer data)
{
  Reading *reading = data;

  return reading->stream->ended || !g_queue_is_empty (&reading->stream->blocks) ||
         g_cancellable_is_cancelled (reading->cancellable);
}

gssize
sim_stream_read (SimStream     *self,
                 void          *buffer,
                 gsize          count,
                 GCancellable  *cancellable,
                 GError       **error)
{
  Reading reading = { self, cancellable };
  GBytes *block;
  const char *bytes;
  gsize size, part;

  if (!can_read (&reading) && !sim_wait (can_read, &reading, sim_now () + LONGEST_SILENCE))
    sim_stream_end (self, FALSE);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return -1;

  block = g_queue_peek_head (&self->blocks);
  if (block == NULL)
    {
      if (self->whole)
        return 0;
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED, "The line broke");
      return -1;
    }

  bytes = g_bytes_get_data (block, &size);
  part = MIN (size - self->offset, count);
  memcpy (buffer, bytes + self->offset, part);
  self->offset += part;
  if (self->offset == size)
    {
      g_bytes_unref (g_queue_pop_head (&self->blocks));
      self->offset = 0;
    }

  return (gssize) part;
}
