/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-http-private.h"

#include <string.h>

/* How much is handed to the socket at once. */
#define BLOCK (32 * 1024)

/**
 * BellHttpStream:
 *
 * A response whose content is not known when it begins: pushed events, or a
 * snapshot. One side pushes, from any thread; the HTTP engine takes out, on
 * its own. What waits in between is bounded: a push that finds no room
 * fails (events) or waits (snapshot).
 *
 * While there is nothing to send, the connection is suspended and costs
 * nothing. The engine does not see then that its peer has gone, so
 * BellHttpConnections looks after that.
 *
 * Reference-counted: one for the pusher, one for the engine.
 */
struct _BellHttpStream
{
  int                    references; /* atomic */

  GMutex                 lock;
  GCond                  moved;
  GQueue                 blocks;
  gsize                  offset; /* into the first block */
  gsize                  queued;
  gsize                  limit;
  gint64                 moved_at; /* monotonic: when the peer last took something, or the queue was empty */
  gboolean               ended;    /* nothing more will be pushed */
  gboolean               aborted;  /* end at once, as a failure */
  gboolean               gone;     /* nobody takes anything any more */
  gboolean               suspended;
  struct MHD_Connection *connection;

  BellHttpStreamGone     gone_func;
  gpointer               gone_data;
  GDestroyNotify         gone_destroy;
};

static void
wake (BellHttpStream *self)
{
  if (self->suspended)
    {
      self->suspended = FALSE;
      MHD_resume_connection (self->connection);
    }
}

static ssize_t
on_read (void    *data,
         uint64_t position,
         char    *buffer,
         size_t   max)
{
  BellHttpStream *self = data;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gsize taken = 0;

  if (self->aborted)
    return MHD_CONTENT_READER_END_WITH_ERROR;

  while (taken < max && !g_queue_is_empty (&self->blocks))
    {
      GBytes *block = g_queue_peek_head (&self->blocks);
      gsize size;
      const char *bytes = g_bytes_get_data (block, &size);
      gsize part = MIN (size - self->offset, max - taken);

      memcpy (buffer + taken, bytes + self->offset, part);
      taken += part;
      self->offset += part;
      if (self->offset == size)
        {
          g_bytes_unref (g_queue_pop_head (&self->blocks));
          self->offset = 0;
        }
    }

  if (taken > 0)
    {
      self->queued -= taken;
      self->moved_at = g_get_monotonic_time ();
      g_cond_broadcast (&self->moved);
      return (ssize_t) taken;
    }
  if (self->ended)
    return MHD_CONTENT_READER_END_OF_STREAM;

  MHD_suspend_connection (self->connection);
  self->suspended = TRUE;
  return 0;
}

static void
on_response_free (void *data)
{
  BellHttpStream *self = data;
  BellHttpStreamGone func;
  gpointer func_data;
  GDestroyNotify destroy;

  g_mutex_lock (&self->lock);
  self->gone = TRUE;
  self->suspended = FALSE;
  self->connection = NULL;
  func = g_steal_pointer (&self->gone_func);
  func_data = g_steal_pointer (&self->gone_data);
  destroy = g_steal_pointer (&self->gone_destroy);
  g_cond_broadcast (&self->moved);
  g_mutex_unlock (&self->lock);

  if (func != NULL)
    func (self, func_data);
  if (destroy != NULL)
    destroy (func_data);
  bell_http_stream_unref (self);
}

/* Takes a reference for the engine. */
struct MHD_Response *
bell_http_stream_make_response (BellHttpStream        *self,
                                struct MHD_Connection *connection)
{
  struct MHD_Response *response;

  self->connection = connection;
  self->moved_at = g_get_monotonic_time ();
  response = MHD_create_response_from_callback (MHD_SIZE_UNKNOWN, BLOCK, on_read,
                                                bell_http_stream_ref (self), on_response_free);
  if (response == NULL)
    bell_http_stream_unref (self);
  return response;
}

/* Whether something waits and the peer has taken nothing for that long. */
gboolean
bell_http_stream_is_stuck (BellHttpStream *self,
                           gint64          microseconds)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->queued > 0 && g_get_monotonic_time () - self->moved_at > microseconds;
}

/**
 * bell_http_stream_new:
 * @limit: how many bytes may wait
 *
 * Returns: (transfer full): an open stream; give it to bell_http_request_respond_stream()
 */
BellHttpStream *
bell_http_stream_new (gsize limit)
{
  BellHttpStream *self = g_new0 (BellHttpStream, 1);

  self->references = 1;
  self->limit = limit;
  g_mutex_init (&self->lock);
  g_cond_init (&self->moved);
  g_queue_init (&self->blocks);
  return self;
}

BellHttpStream *
bell_http_stream_ref (BellHttpStream *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_int_inc (&self->references);
  return self;
}

void
bell_http_stream_unref (BellHttpStream *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_int_dec_and_test (&self->references))
    return;
  if (self->gone_destroy != NULL)
    self->gone_destroy (self->gone_data);
  g_queue_clear_full (&self->blocks, (GDestroyNotify) g_bytes_unref);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->moved);
  g_free (self);
}

/**
 * bell_http_stream_set_gone:
 * @gone: (scope notified): called once, on a thread of the engine, when the peer no longer listens
 *
 * Before the stream is given to its request.
 */
void
bell_http_stream_set_gone (BellHttpStream     *self,
                           BellHttpStreamGone  gone,
                           gpointer            user_data,
                           GDestroyNotify      destroy)
{
  g_return_if_fail (self != NULL);

  self->gone_func = gone;
  self->gone_data = user_data;
  self->gone_destroy = destroy;
}

/**
 * bell_http_stream_push:
 * @bytes: what to send
 *
 * Never waits.
 *
 * Returns: %FALSE if there is no room, or nobody listens; then nothing was taken
 */
gboolean
bell_http_stream_push (BellHttpStream *self,
                       GBytes         *bytes)
{
  g_autoptr (GMutexLocker) locker = NULL;
  gsize size;

  g_return_val_if_fail (self != NULL && bytes != NULL, FALSE);

  size = g_bytes_get_size (bytes);
  locker = g_mutex_locker_new (&self->lock);
  if (self->gone || self->ended || self->aborted || self->queued + size > self->limit)
    return FALSE;
  if (size == 0)
    return TRUE;
  if (self->queued == 0)
    self->moved_at = g_get_monotonic_time ();
  g_queue_push_tail (&self->blocks, g_bytes_ref (bytes));
  self->queued += size;
  wake (self);
  return TRUE;
}

/**
 * bell_http_stream_push_wait:
 * @bytes: what to send
 *
 * Waits until there is room. A peer that takes nothing for long is cut off, so
 * this ends.
 *
 * Returns: %FALSE if nobody listens any more
 */
gboolean
bell_http_stream_push_wait (BellHttpStream *self,
                            GBytes         *bytes)
{
  g_autoptr (GMutexLocker) locker = NULL;
  gsize size;

  g_return_val_if_fail (self != NULL && bytes != NULL, FALSE);

  size = g_bytes_get_size (bytes);
  locker = g_mutex_locker_new (&self->lock);
  while (!self->gone && !self->ended && !self->aborted && self->queued > 0 && self->queued + size > self->limit)
    g_cond_wait (&self->moved, &self->lock);
  if (self->gone || self->ended || self->aborted)
    return FALSE;
  if (size == 0)
    return TRUE;
  if (self->queued == 0)
    self->moved_at = g_get_monotonic_time ();
  g_queue_push_tail (&self->blocks, g_bytes_ref (bytes));
  self->queued += size;
  wake (self);
  return TRUE;
}

/**
 * bell_http_stream_end:
 *
 * What was pushed is still sent; then the response is complete.
 */
void
bell_http_stream_end (BellHttpStream *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_if_fail (self != NULL);

  locker = g_mutex_locker_new (&self->lock);
  self->ended = TRUE;
  g_cond_broadcast (&self->moved);
  wake (self);
}

/**
 * bell_http_stream_abort:
 *
 * Ends at once, and so that the peer sees that something is missing.
 */
void
bell_http_stream_abort (BellHttpStream *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_if_fail (self != NULL);

  locker = g_mutex_locker_new (&self->lock);
  self->aborted = TRUE;
  g_cond_broadcast (&self->moved);
  wake (self);
}

/**
 * bell_http_stream_is_open:
 *
 * Returns: whether anybody still listens
 */
gboolean
bell_http_stream_is_open (BellHttpStream *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  locker = g_mutex_locker_new (&self->lock);
  return !self->gone && !self->ended && !self->aborted;
}

/**
 * bell_http_stream_get_queued:
 *
 * Returns: how many bytes wait
 */
gsize
bell_http_stream_get_queued (BellHttpStream *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (self != NULL, 0);

  locker = g_mutex_locker_new (&self->lock);
  return self->queued;
}
