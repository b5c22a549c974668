/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-soup-stream.h"

#include "bell-wait.h"

/* The body of a reply, for a reader in another thread than libsoup's.
 *
 * A SoupSession and all that comes from it belong to one thread. Each read
 * here is a small errand for that thread, for which the reader waits. Made by
 * the transport; belongs to one reading thread. */
struct _BellSoupStream
{
  GInputStream parent_instance;

  GInputStream *source;  /* used in the context's thread alone */
  GMainContext *context;
  GObject *owner;
};

G_DEFINE_FINAL_TYPE (BellSoupStream, bell_soup_stream, G_TYPE_INPUT_STREAM)

typedef struct
{
  BellWait wait;
  BellSoupStream *stream;
  void *buffer;
  gsize count;
  GCancellable *cancellable;
  gssize result;
  GError *error;
} Read;

/* Cancelling from another thread what this thread's sources watch can lose a
 * source in GLib 2.74; so the thread does it itself. */
typedef struct
{
  GCancellable *own;
  GMainContext *context;
} Follow;

static void
follow_free (gpointer data)
{
  Follow *follow = data;

  g_object_unref (follow->own);
  g_main_context_unref (follow->context);
  g_free (follow);
}

static gboolean
cancel_own (gpointer user_data)
{
  g_cancellable_cancel (user_data);

  return G_SOURCE_REMOVE;
}

static void
on_cancelled (GCancellable *theirs,
              Follow       *follow)
{
  GSource *source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_HIGH);
  g_source_set_callback (source, cancel_own, g_object_ref (follow->own), g_object_unref);
  g_source_attach (source, follow->context);
  g_source_unref (source);
}

gulong
bell_soup_follow_cancellable (GCancellable *theirs,
                              GCancellable *own,
                              GMainContext *context)
{
  Follow *follow;

  if (theirs == NULL)
    return 0;

  follow = g_new0 (Follow, 1);
  follow->own = g_object_ref (own);
  follow->context = g_main_context_ref (context);

  return g_cancellable_connect (theirs, G_CALLBACK (on_cancelled), follow, follow_free);
}

static void
on_read (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  Read *read = user_data;

  read->result = g_input_stream_read_finish (G_INPUT_STREAM (object), result, &read->error);
  bell_wait_finish (&read->wait);
}

static gboolean
start_read (gpointer user_data)
{
  Read *read = user_data;

  g_input_stream_read_async (read->stream->source, read->buffer, read->count, G_PRIORITY_DEFAULT,
                             read->cancellable, on_read, read);

  return G_SOURCE_REMOVE;
}

static gboolean
drop_source (gpointer user_data)
{
  return G_SOURCE_REMOVE; /* the last reference goes with the idle's data */
}

static gssize
bell_soup_stream_read (GInputStream  *stream,
                       void          *buffer,
                       gsize          count,
                       GCancellable  *cancellable,
                       GError       **error)
{
  BellSoupStream *self = BELL_SOUP_STREAM (stream);
  g_autoptr (GCancellable) own = g_cancellable_new ();
  Read read = { .stream = self, .buffer = buffer, .count = count, .cancellable = own };
  gulong handler = bell_soup_follow_cancellable (cancellable, own, self->context);

  bell_wait_init (&read.wait);
  bell_wait_run (&read.wait, self->context, start_read, &read);
  bell_wait_clear (&read.wait);
  g_cancellable_disconnect (cancellable, handler);

  if (read.error != NULL)
    g_propagate_error (error, read.error);

  return read.result;
}

static void
bell_soup_stream_dispose (GObject *object)
{
  BellSoupStream *self = BELL_SOUP_STREAM (object);

  /* Closing it touches the connection: that too is the other thread's. */
  if (self->source != NULL)
    {
      GSource *idle = g_idle_source_new ();

      g_source_set_callback (idle, drop_source, g_steal_pointer (&self->source), g_object_unref);
      g_source_attach (idle, self->context);
      g_source_unref (idle);
    }

  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_object (&self->owner);

  G_OBJECT_CLASS (bell_soup_stream_parent_class)->dispose (object);
}

static void
bell_soup_stream_class_init (BellSoupStreamClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bell_soup_stream_dispose;
  G_INPUT_STREAM_CLASS (klass)->read_fn = bell_soup_stream_read;
}

static void
bell_soup_stream_init (BellSoupStream *self)
{
}

/**
 * bell_soup_stream_new:
 * @source: (transfer none): what to read from
 * @context: the context of the thread that @source belongs to
 * @owner: (transfer none): what must live as long as the stream
 *
 * Returns: (transfer full): the stream, for one reading thread
 */
GInputStream *
bell_soup_stream_new (GInputStream *source,
                      GMainContext *context,
                      GObject      *owner)
{
  BellSoupStream *self = g_object_new (BELL_TYPE_SOUP_STREAM, NULL);

  self->source = g_object_ref (source);
  self->context = g_main_context_ref (context);
  self->owner = g_object_ref (owner);

  return G_INPUT_STREAM (self);
}
