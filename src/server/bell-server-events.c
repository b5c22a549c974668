/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "bell-server-private.h"

/* Push (RFC 8620 section 7.3): an event stream. */

#define STREAM_BYTES (16 * 1024)
#define PING_LEAST 15
#define PING_MOST 900

typedef struct
{
  BellServer *server;
  char *principal_id;
} Listening;

static void
listening_free (Listening *listening)
{
  bell_server_leave (listening->server, listening->principal_id, "stream");
  g_free (listening->principal_id);
  g_free (listening);
}

static void
on_gone (BellHttpStream *stream,
         gpointer        user_data)
{
  Listening *listening = user_data;

  bell_broadcaster_remove (listening->server->broadcaster, stream);
}

static gboolean
parse_types (const char *text,
             guint      *types)
{
  g_auto (GStrv) names = NULL;

  *types = 0;
  if (text == NULL || strcmp (text, "*") == 0)
    {
      *types = BELL_ALL_TYPES;
      return TRUE;
    }
  names = g_strsplit (text, ",", 64);
  for (guint i = 0; names[i] != NULL; i++)
    {
      BellType type = bell_type_from_wire_name (names[i]);

      /* A type that we do not have never changes. */
      if (type < BELL_TYPE_NONE)
        *types |= BELL_TYPE_BIT (type);
    }
  return TRUE;
}

void
bell_server_on_events (BellHttpRequest *request,
                       gpointer         user_data)
{
  BellServer *self = user_data;
  const BellSignedIn *who = bell_http_request_get_context (request);
  const char *close_after = bell_http_request_get_query (request, "closeafter");
  const char *ping_text = bell_http_request_get_query (request, "ping");
  const char *last = bell_http_request_get_header (request, "Last-Event-ID");
  g_autoptr (BellHttpStream) stream = NULL;
  Listening *listening;
  guint64 ping = 0, last_id = 0;
  guint types;

  if (!parse_types (bell_http_request_get_query (request, "types"), &types) ||
      (close_after != NULL && strcmp (close_after, "state") != 0 && strcmp (close_after, "no") != 0) ||
      (ping_text != NULL && !g_ascii_string_to_unsigned (ping_text, 10, 0, G_MAXINT32, &ping, NULL)))
    {
      bell_http_request_respond_problem (request, 400, NULL, _("“closeafter” is state or no, “ping” is a number of seconds."));
      return;
    }
  if (!bell_server_enter (self, who->principal_id, "stream", (guint) self->limits.max_concurrent_streams))
    {
      bell_server_respond_busy (request, 429, 60 * 1000, "maxConcurrentStreams", _("You have too many event streams open."));
      return;
    }

  listening = g_new0 (Listening, 1);
  listening->server = self;
  listening->principal_id = g_strdup (who->principal_id);
  stream = bell_http_stream_new (STREAM_BYTES);
  bell_http_stream_set_gone (stream, on_gone, listening, (GDestroyNotify) listening_free);
  bell_http_request_add_header (request, "X-Accel-Buffering", "no");
  bell_http_request_respond_stream (request, 200, "text/event-stream", stream);
  bell_broadcaster_add (self->broadcaster, stream, who, types, ping > 0 ? (gint64) CLAMP (ping, PING_LEAST, PING_MOST) : 0,
                        close_after != NULL && strcmp (close_after, "state") == 0,
                        last == NULL                                                             ? -1
                        : g_ascii_string_to_unsigned (last, 10, 0, G_MAXINT64, &last_id, NULL) ? (gint64) last_id
                                                                                                 : 0);
}
