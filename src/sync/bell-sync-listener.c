/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-sync-listener.h"

#include "bell-event-stream.h"

#define CHUNK (16 * 1024)

/* Listens to the server's event stream.
 *
 * A thread of its own reads the stream as long as it lasts and tells its owner
 * in the owner's context. After bell_sync_listener_stop() nothing is told any
 * more; the thread ends as soon as it hears of that, and is joined in the owner's
 * context, which then counts it out of what runs. */
struct _BellSyncListener
{
  gatomicrefcount references;

  BellTransport *transport;
  BellSharedSession *session;
  GMainContext *context;
  GCancellable *cancellable;

  /* The owner's thread alone. */
  GThread *thread;
  BellRunning *running;
  BellSyncHeard heard;
  gpointer data;
};

typedef struct
{
  BellSyncListener *listener;
  BellSyncEventKind kind;
  BellStateChange *states;
  BellTyping *typing;
} Heard;

static void
listener_unref (BellSyncListener *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;

  g_object_unref (self->transport);
  g_object_unref (self->cancellable);
  bell_shared_session_unref (self->session);
  g_main_context_unref (self->context);
  g_free (self);
}

static void
heard_free (gpointer data)
{
  Heard *heard = data;

  g_clear_pointer (&heard->states, bell_state_change_free);
  g_clear_pointer (&heard->typing, bell_typing_free);
  listener_unref (heard->listener);
  g_free (heard);
}

static gboolean
on_heard (gpointer user_data)
{
  Heard *heard = user_data;
  BellSyncListener *self = heard->listener;

  if (self->heard != NULL)
    self->heard (self, heard->kind, heard->states, heard->typing, self->data);

  return G_SOURCE_REMOVE;
}

/* Takes @states and @typing over. */
static void
tell (BellSyncListener  *self,
      BellSyncEventKind  kind,
      BellStateChange   *states,
      BellTyping        *typing)
{
  Heard *heard = g_new0 (Heard, 1);
  GSource *source = g_idle_source_new ();

  g_atomic_ref_count_inc (&self->references);
  heard->listener = self;
  heard->kind = kind;
  heard->states = states;
  heard->typing = typing;

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, on_heard, heard, heard_free);
  g_source_attach (source, self->context);
  g_source_unref (source);
}

static void
tell_event (BellSyncListener *self,
            const BellEvent  *event)
{
  BellStateChange *states;

  if (g_str_equal (event->type, "state"))
    {
      /* What is not understood is a reason to look, not one to fail. */
      states = bell_state_change_from_text (event->data, strlen (event->data), self->session->session->account_id, NULL);
      tell (self, BELL_SYNC_EVENT_NEWS, states, NULL);
    }
  else if (g_str_equal (event->type, BELL_TYPING_EVENT))
    {
      g_autoptr (BellTyping) typing = bell_typing_from_text (event->data, strlen (event->data), NULL);

      /* One that names nobody says no more than a ping. */
      if (typing != NULL && typing->principal_id == NULL)
        g_clear_pointer (&typing, bell_typing_free);
      tell (self, BELL_SYNC_EVENT_PING, NULL, g_steal_pointer (&typing));
    }
  else
    {
      tell (self, BELL_SYNC_EVENT_PING, NULL, NULL);
    }
}

static void
read_events (BellSyncListener *self,
             GInputStream     *stream)
{
  g_autoptr (BellEventReader) reader = bell_event_reader_new (BELL_EVENT_MAX_SIZE);
  g_autofree char *chunk = g_malloc (CHUNK);

  for (;;)
    {
      gssize got = g_input_stream_read (stream, chunk, CHUNK, self->cancellable, NULL);
      BellEvent *event;

      if (got <= 0 || !bell_event_reader_push (reader, chunk, (gsize) got, NULL))
        return;

      while ((event = bell_event_reader_pop (reader)) != NULL)
        {
          tell_event (self, event);
          bell_event_free (event);
        }
    }
}

/* The thread has nothing more to do. */
static gboolean
on_ended (gpointer user_data)
{
  BellSyncListener *self = user_data;

  g_clear_pointer (&self->thread, g_thread_join);
  g_clear_pointer (&self->running, bell_running_leave);

  return G_SOURCE_REMOVE;
}

static void
tell_end (BellSyncListener *self)
{
  GSource *source = g_idle_source_new ();

  /* The thread's reference goes along. */
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, on_ended, self, (GDestroyNotify) listener_unref);
  g_source_attach (source, self->context);
  g_source_unref (source);
}

static void
listen_to_end (BellSyncListener *self)
{
  g_autofree char *url = NULL;
  g_autofree char *ping = g_strdup_printf ("%d", BELL_SYNC_PING_INTERVAL / 1000);
  g_autoptr (BellTransportReply) reply = NULL;
  BellTransportRequest request = { .method = "GET", .accept = "text/event-stream", .streamed = TRUE };
  BellSyncEventKind end = BELL_SYNC_EVENT_STREAM_LOST;
  g_autoptr (GError) error = NULL;

  url = bell_url_template_expand (self->session->session->event_source_url,
                                  "types", "*", "closeafter", "no", "ping", ping, NULL);
  request.url = url;

  reply = bell_transport_send (self->transport, &request, self->cancellable, NULL);
  if (reply != NULL && reply->stream != NULL)
    {
      tell (self, BELL_SYNC_EVENT_STREAM_OPENED, NULL, NULL);
      read_events (self, reply->stream);
    }
  else if (reply != NULL && !bell_transport_reply_check (reply, &error) &&
           g_error_matches (error, BELL_SYNC_ERROR, BELL_SYNC_ERROR_UNAUTHORIZED))
    end = BELL_SYNC_EVENT_UNAUTHORIZED;

  tell (self, end, NULL, NULL);
}

static gpointer
run (gpointer data)
{
  BellSyncListener *self = data;

  listen_to_end (self);
  tell_end (self);

  return NULL;
}

/**
 * bell_sync_listener_new:
 * @transport: the way to the server
 * @session: says where the stream is
 * @context: where to tell
 * @running: counts the listener as long as its thread lives
 * @heard: whom to tell
 * @data: for @heard
 *
 * Opens the stream and listens.
 *
 * Returns: (transfer full): the listener; end it with bell_sync_listener_stop()
 */
BellSyncListener *
bell_sync_listener_new (BellTransport     *transport,
                        BellSharedSession *session,
                        GMainContext      *context,
                        BellRunning       *running,
                        BellSyncHeard      heard,
                        gpointer           data)
{
  BellSyncListener *self = g_new0 (BellSyncListener, 1);

  g_atomic_ref_count_init (&self->references);
  self->transport = g_object_ref (transport);
  self->session = bell_shared_session_ref (session);
  self->context = g_main_context_ref (context);
  self->cancellable = g_cancellable_new ();
  self->heard = heard;
  self->data = data;

  g_atomic_ref_count_inc (&self->references);
  self->running = bell_running_enter (running);
  self->thread = g_thread_new ("bell-listener", run, self);

  return self;
}

/**
 * bell_sync_listener_stop:
 * @self: (transfer full): the listener
 *
 * Closes the stream. Nothing is told after this. In the thread of the context.
 */
void
bell_sync_listener_stop (BellSyncListener *self)
{
  self->heard = NULL;
  g_cancellable_cancel (self->cancellable);
  listener_unref (self);
}
