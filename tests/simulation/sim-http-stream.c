/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "sim-http.h"
#include "sim-schedule.h"

struct _BellHttpStream
{
  int references;
  gsize limit;
  gsize queued;
  gboolean ended;
  gboolean gone;
  GPtrArray *early; /* blocks from before there was a sink */
  gboolean whole;

  SimSink sink;
  gpointer sink_data;
  BellHttpStreamGone gone_func;
  gpointer gone_data;
  GDestroyNotify gone_destroy;
};

BellHttpStream *
bell_http_stream_new (gsize limit)
{
  BellHttpStream *self = g_new0 (BellHttpStream, 1);

  self->references = 1;
  self->limit = limit;
  self->early = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  return self;
}

BellHttpStream *
bell_http_stream_ref (BellHttpStream *self)
{
  self->references++;

  return self;
}

void
bell_http_stream_unref (BellHttpStream *self)
{
  if (--self->references > 0)
    return;
  if (self->gone_destroy != NULL)
    self->gone_destroy (self->gone_data);
  g_ptr_array_unref (self->early);
  g_free (self);
}

void
bell_http_stream_set_gone (BellHttpStream     *self,
                           BellHttpStreamGone  gone,
                           gpointer            user_data,
                           GDestroyNotify      destroy)
{
  self->gone_func = gone;
  self->gone_data = user_data;
  self->gone_destroy = destroy;
}

static void
send (BellHttpStream *self,
      GBytes         *bytes)
{
  self->queued += g_bytes_get_size (bytes);
  if (self->sink != NULL)
    self->sink (bytes, FALSE, self->sink_data);
  else
    g_ptr_array_add (self->early, g_bytes_ref (bytes));
}

gboolean
bell_http_stream_push (BellHttpStream *self,
                       GBytes         *bytes)
{
  if (self->gone || self->ended || self->queued + g_bytes_get_size (bytes) > self->limit)
    return FALSE;
  send (self, bytes);

  return TRUE;
}

typedef struct
{
  BellHttpStream *stream;
  gsize size;
} Waiting;

static gboolean
has_room (gpointer data)
{
  Waiting *waiting = data;
  BellHttpStream *self = waiting->stream;

  return self->gone || self->ended || self->queued == 0 || self->queued + waiting->size <= self->limit;
}

gboolean
bell_http_stream_push_wait (BellHttpStream *self,
                            GBytes         *bytes)
{
  Waiting waiting = { self, g_bytes_get_size (bytes) };

  if (!has_room (&waiting))
    sim_wait (has_room, &waiting, SIM_NEVER);
  if (self->gone || self->ended)
    return FALSE;
  send (self, bytes);

  return TRUE;
}

static void
end (BellHttpStream *self,
     gboolean        whole)
{
  if (self->ended)
    return;
  self->ended = TRUE;
  self->whole = whole;
  if (self->sink != NULL)
    self->sink (NULL, whole, self->sink_data);
}

void
bell_http_stream_end (BellHttpStream *self)
{
  end (self, TRUE);
}

void
bell_http_stream_abort (BellHttpStream *self)
{
  end (self, FALSE);
}

gboolean
bell_http_stream_is_open (BellHttpStream *self)
{
  return !self->gone && !self->ended;
}

gsize
bell_http_stream_get_queued (BellHttpStream *self)
{
  return self->queued;
}

void
sim_http_stream_attach (BellHttpStream *self,
                        SimSink         sink,
                        gpointer        data)
{
  self->sink = sink;
  self->sink_data = data;
  for (guint i = 0; i < self->early->len; i++)
    sink (self->early->pdata[i], FALSE, data);
  g_ptr_array_set_size (self->early, 0);
  if (self->ended)
    sink (NULL, self->whole, data);
}

void
sim_http_stream_arrived (BellHttpStream *self,
                         gsize           size)
{
  self->queued -= size;
}

void
sim_http_stream_gone (BellHttpStream *self)
{
  BellHttpStreamGone func = g_steal_pointer (&self->gone_func);
  GDestroyNotify destroy = g_steal_pointer (&self->gone_destroy);

  if (self->gone)
    return;
  self->gone = TRUE;
  self->sink = NULL;
  if (func != NULL)
    func (self, self->gone_data);
  if (destroy != NULL)
    destroy (self->gone_data);
}
