/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-sync-job.h"

#include <glib/gi18n-lib.h>

#include "bell-compression.h"
#include "bell-push.h"
#include "bell-snapshot.h"
#include "bell-store-error.h"

#define CHUNK        (256 * 1024)
#define FIRST_BATCH  500    /* small, so that a screen is full soon */
#define BATCH        4000
#define MAX_SNAPSHOT (G_GUINT64_CONSTANT (64) * 1024 * 1024 * 1024)

/* The snapshot on its way from the line into the store; on the job's stack. */
typedef struct
{
  BellSyncJob *job;
  BellSnapshotReader *reader;
  BellDecompressor *decompressor; /* NULL: the server sends it plain */
  BellBridgeBulk *bulk;

  gboolean begun;
  gboolean ended;
  gboolean resume;
  GPtrArray *records;
  GPtrArray *changes;
  char *cursor; /* the last that came; NULL once the store has it */
  guint batch;
  gint64 received;
  gint64 expected;
  double share;
} Load;

static void
load_clear (Load *load)
{
  g_clear_pointer (&load->bulk, bell_bridge_bulk_free);
  g_clear_pointer (&load->reader, bell_snapshot_reader_free);
  g_clear_pointer (&load->decompressor, bell_decompressor_free);
  g_clear_pointer (&load->records, g_ptr_array_unref);
  g_clear_pointer (&load->changes, g_ptr_array_unref);
  g_clear_pointer (&load->cursor, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Load, load_clear)

static void
new_batch (Load *load)
{
  load->records = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_record_unref);
  load->changes = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_change_unref);
}

/* Gives what has been gathered to the store. Rows behind the cursor that go
 * with it come once more if it has to be used, and are then taken once. */
static gboolean
flush (Load    *load,
       GError **error)
{
  g_autofree char *cursor = g_steal_pointer (&load->cursor);
  gboolean ok;

  if (load->records->len == 0 && load->changes->len == 0 && cursor == NULL)
    return TRUE;

  ok = bell_bridge_bulk_add (load->bulk, g_steal_pointer (&load->records), g_steal_pointer (&load->changes), cursor, error);
  new_batch (load);
  load->batch = MIN (load->batch * 2, BATCH);

  if (ok && load->expected > 0 && load->job->progress != NULL)
    load->job->progress (CLAMP ((double) load->received / (double) load->expected, 0, 1), load->job->progress_data);

  return ok;
}

/* A server that was restored from a backup gets once more what it had confirmed
 * since. That it was restored need not be known: what it still knows it answers
 * as it did the first time. */
static gboolean
offer_again (Load               *load,
             const char *const  *states,
             GError            **error)
{
  gint64 reached = 0, version;

  if (load->resume)
    return TRUE;
  if (states[BELL_TYPE_CHANGE] != NULL)
    bell_state_parse (states[BELL_TYPE_CHANGE], &reached, &version);
  if (!bell_bridge_reoffer (load->job, reached, error))
    return FALSE;

  load->job->restored = FALSE;
  return TRUE;
}

static gboolean
begin (Load    *load,
       GError **error)
{
  const BellSnapshotSummary *summary = bell_snapshot_reader_get_summary (load->reader);

  for (guint i = 0; i < BELL_TYPE_NONE; i++)
    if (summary->counts[i] > 0)
      load->expected += summary->counts[i];

  if (!offer_again (load, (const char *const *) summary->states, error))
    return FALSE;
  load->begun = TRUE;

  return bell_bridge_bulk_begin (load->job, (const char *const *) summary->states, load->resume, error);
}

/* Works off what the reader has. */
static gboolean
work_off (Load    *load,
          GError **error)
{
  for (;;)
    {
      switch (bell_snapshot_reader_next (load->reader, error))
        {
        case BELL_SNAPSHOT_NEED_MORE:
          return TRUE;

        case BELL_SNAPSHOT_BEGIN:
          if (!begin (load, error))
            return FALSE;
          break;

        case BELL_SNAPSHOT_RECORD:
          g_ptr_array_add (load->records, bell_record_ref (bell_snapshot_reader_get_record (load->reader)));
          load->received++;
          break;

        case BELL_SNAPSHOT_CHANGE:
          g_ptr_array_add (load->changes, bell_change_ref (bell_snapshot_reader_get_change (load->reader)));
          load->received++;
          break;

        case BELL_SNAPSHOT_CURSOR:
          g_free (load->cursor);
          load->cursor = g_strdup (bell_snapshot_reader_get_cursor (load->reader));
          break;

        case BELL_SNAPSHOT_END:
          load->ended = TRUE;
          if (!flush (load, error) || !bell_bridge_bulk_wait (load->bulk, error))
            return FALSE;
          return bell_bridge_bulk_finish (load->job, bell_snapshot_reader_get_counts (load->reader), error);

        case BELL_SNAPSHOT_ERROR:
          return FALSE;
        }

      if (load->records->len + load->changes->len >= load->batch && !flush (load, error))
        return FALSE;
    }
}

static gboolean
take_bytes (Load        *load,
            const char  *bytes,
            gsize        length,
            char        *buffer,
            GError     **error)
{
  if (load->decompressor == NULL)
    {
      bell_snapshot_reader_push (load->reader, bytes, length);
      return work_off (load, error);
    }

  while (!load->ended)
    {
      gssize got = bell_decompressor_read (load->decompressor, &bytes, &length, buffer, CHUNK, error);

      if (got < 0)
        return FALSE;
      if (got == 0)
        return TRUE;

      bell_snapshot_reader_push (load->reader, buffer, (gsize) got);
      if (!work_off (load, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
read_all (Load          *load,
          GInputStream  *stream,
          GError       **error)
{
  g_autofree char *chunk = g_malloc (CHUNK);
  g_autofree char *buffer = g_malloc (CHUNK);

  while (!load->ended)
    {
      gssize got = g_input_stream_read (stream, chunk, CHUNK, load->job->cancellable, error);

      if (got < 0)
        return FALSE;

      if (got == 0)
        {
          g_set_error_literal (error, BELL_SYNC_ERROR, BELL_SYNC_ERROR_UNREACHABLE,
                               _("The first load was cut off; it goes on from there next time."));
          return FALSE;
        }

      if (!take_bytes (load, chunk, (gsize) got, buffer, error))
        return FALSE;
    }

  return TRUE;
}

static BellTransportReply *
open_snapshot (BellSyncJob  *job,
               const char   *cursor,
               GError      **error)
{
  BellTransportRequest request = { .method = "GET", .accept = "application/x-ndjson", .streamed = TRUE, .zstd = TRUE };
  g_autofree char *since = NULL;
  g_autofree char *url = NULL;

  if (cursor != NULL)
    {
      since = g_uri_escape_string (cursor, NULL, FALSE);
      url = g_strconcat (job->session->session->snapshot_url, "?since=", since, NULL);
    }

  request.url = url != NULL ? url : job->session->session->snapshot_url;

  return bell_sync_job_ask (job, &request, error);
}

/* Loads the snapshot into the store, from where an earlier attempt was cut off. */
gboolean
bell_sync_job_bootstrap (BellSyncJob  *job,
                         GError      **error)
{
  g_autoptr (BellTransportReply) reply = NULL;
  g_autofree char *cursor = NULL;
  g_auto (Load) load = { .job = job, .batch = FIRST_BATCH };
  GError *problem = NULL;

  if (!job->fresh && bell_bridge_is_loading (job))
    cursor = bell_bridge_get_cursor (job);

  reply = open_snapshot (job, cursor, &problem);
  if (reply == NULL && cursor != NULL && g_error_matches (problem, BELL_SYNC_ERROR, BELL_SYNC_ERROR_REFUSED))
    {
      /* Too long ago: from the beginning. */
      g_clear_error (&problem);
      g_clear_pointer (&cursor, g_free);
      reply = open_snapshot (job, NULL, &problem);
    }
  if (reply == NULL)
    {
      g_propagate_error (error, problem);
      return FALSE;
    }

  load.resume = cursor != NULL;
  load.reader = bell_snapshot_reader_new (BELL_SNAPSHOT_MAX_LINE);
  load.decompressor = reply->zstd ? bell_decompressor_new (MAX_SNAPSHOT) : NULL;
  load.bulk = bell_bridge_bulk_new (job);
  new_batch (&load);

  if (read_all (&load, reply->stream, &problem))
    return TRUE;

  /* Counts that do not come out right, even from the beginning, are no reason
   * to go on from the middle. */
  if (g_error_matches (problem, BELL_STORE_ERROR, BELL_STORE_ERROR_INCOMPLETE))
    {
      job->fresh = TRUE;
      bell_sync_job_replace_error (&problem, BELL_SYNC_ERROR_UNREACHABLE);
    }
  else
    bell_sync_job_mend_error (&problem);

  /* Cut off: what came is kept, and the rest goes on from there. */
  if (load.begun && !load.ended && problem->code == BELL_SYNC_ERROR_UNREACHABLE && flush (&load, NULL))
    bell_bridge_bulk_wait (load.bulk, NULL);

  g_propagate_error (error, problem);

  return FALSE;
}
