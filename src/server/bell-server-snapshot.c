/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "bell-server-log.h"
#include "bell-server-private.h"
#include "bell-snapshot-writer.h"

/* The door to the snapshot: who may have one, how many at once, and the thread
 * that writes it. */

#define MAX_SNAPSHOTS 4
#define STREAM_BYTES (512 * 1024)
/* The messages of a ticket lie apart in the file. In KiB. */
#define CACHE (64 * 1024)

static void
leave (BellServer *server)
{
  g_mutex_lock (&server->lock);
  server->n_snapshots--;
  g_cond_broadcast (&server->keeper_wakes);
  g_mutex_unlock (&server->lock);
}

static gpointer
run (gpointer data)
{
  BellSnapshotWriter *self = data;
  BellServer *server = self->server;
  g_autoptr (GError) error = NULL;
  gboolean done = bell_snapshot_writer_write (self, &error);

  bell_database_rollback (self->reader.database);
  if (done)
    {
      bell_http_stream_end (self->stream);
    }
  else
    {
      bell_server_log (G_LOG_LEVEL_WARNING, "snapshot-failed", "principal", self->who->principal_id, "reason", error->message, NULL);
      bell_http_stream_abort (self->stream);
    }
  bell_snapshot_writer_free (self);
  leave (server);
  return NULL;
}

static gboolean
takes_zstd (BellHttpRequest *request)
{
  const char *accepted = bell_http_request_get_header (request, "Accept-Encoding");
  g_auto (GStrv) codings = accepted != NULL ? g_strsplit (accepted, ",", 32) : NULL;

  for (guint i = 0; codings != NULL && codings[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (codings[i], ";", 2);

      if (g_ascii_strcasecmp (g_strstrip (parts[0]), "zstd") == 0)
        return parts[1] == NULL || strstr (parts[1], "q=0") == NULL || strstr (parts[1], "q=0.") != NULL;
    }
  return FALSE;
}

void
bell_server_on_snapshot (BellHttpRequest *request,
                         gpointer         user_data)
{
  BellServer *self = user_data;
  const BellSignedIn *who = bell_http_request_get_context (request);
  g_autoptr (GError) error = NULL;
  BellDatabase *database;
  BellSnapshotWriter *snapshot;
  gboolean zstd = takes_zstd (request), room;

  g_mutex_lock (&self->lock);
  room = self->n_snapshots < MAX_SNAPSHOTS;
  self->n_snapshots += room;
  g_mutex_unlock (&self->lock);
  if (!room)
    {
      bell_server_respond_busy (request, 503, 5000, NULL, _("Too many snapshots are being sent. Try again shortly."));
      return;
    }

  snapshot = g_new0 (BellSnapshotWriter, 1);
  snapshot->server = self;
  snapshot->who = g_new0 (BellSignedIn, 1);
  snapshot->who->principal_id = g_strdup (who->principal_id);
  snapshot->who->actor = (BellActor){ snapshot->who->principal_id, who->actor.role, NULL };
  snapshot->stream = bell_http_stream_new (STREAM_BYTES);
  snapshot->compressor = zstd ? bell_compressor_new (BELL_COMPRESSION_LEVEL) : NULL;
  snapshot->writer = bell_json_writer_new ();
  snapshot->out = g_byte_array_new ();
  snapshot->cursor = g_strdup (bell_http_request_get_query (request, "since"));

  /* A connection of its own: it is busy for as long as the client takes. */
  database = bell_organisation_open_reader (self->organisation, &error);
  snapshot->reader = (BellReader){ self->organisation, database, snapshot->who, NULL };
  if (database == NULL || !bell_database_set_cache_size (database, CACHE, &error) ||
      !bell_database_begin_read (database, &error) || !bell_snapshot_writer_place (snapshot, &error))
    bell_server_respond_error (request, 500, error);
  else if (snapshot->cursor != NULL && !snapshot->resumed)
    bell_http_request_respond_problem (request, 410, NULL, _("The snapshot cannot be continued. Begin it anew."));
  if (bell_http_request_is_answered (request))
    {
      if (database != NULL)
        bell_database_rollback (database);
      bell_snapshot_writer_free (snapshot);
      leave (self);
      return;
    }

  if (zstd)
    bell_http_request_add_header (request, "Content-Encoding", "zstd");
  bell_http_request_add_header (request, "Vary", "Accept-Encoding");
  bell_http_request_respond_stream (request, 200, "application/x-ndjson", snapshot->stream);
  g_thread_unref (g_thread_new ("snapshot", run, snapshot));
}
