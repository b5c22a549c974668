/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-compression.h"
#include "bell-event-stream.h"
#include "bell-snapshot.h"
#include "fuzz.h"

/* Everything that a client reads piece by piece: the size of the pieces is the
 * first byte. */

static void
read_events (const char *bytes,
             gsize       length,
             gsize       step)
{
  g_autoptr (BellEventReader) reader = bell_event_reader_new (4096);

  for (gsize at = 0; at < length; at += step)
    {
      g_autoptr (GError) error = NULL;
      BellEvent *event;

      if (!bell_event_reader_push (reader, bytes + at, MIN (step, length - at), &error))
        {
          g_assert_nonnull (error);
          return;
        }
      while ((event = bell_event_reader_pop (reader)) != NULL)
        {
          g_assert_true (g_utf8_validate (event->data, -1, NULL));
          bell_event_free (event);
        }
    }
}

static void
read_snapshot (const char *bytes,
               gsize       length,
               gsize       step)
{
  g_autoptr (BellSnapshotReader) reader = bell_snapshot_reader_new (4096);

  for (gsize at = 0; at < length; at += step)
    {
      g_autoptr (GError) error = NULL;
      BellSnapshotEvent event;

      bell_snapshot_reader_push (reader, bytes + at, MIN (step, length - at));
      do
        {
          event = bell_snapshot_reader_next (reader, &error);
          g_assert_true ((event == BELL_SNAPSHOT_RECORD) == (bell_snapshot_reader_get_record (reader) != NULL));
          g_assert_true ((event == BELL_SNAPSHOT_CHANGE) == (bell_snapshot_reader_get_change (reader) != NULL));
        }
      while (event != BELL_SNAPSHOT_NEED_MORE && event != BELL_SNAPSHOT_ERROR);
      if (event == BELL_SNAPSHOT_ERROR)
        {
          g_assert_nonnull (error);
          return;
        }
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  const char *bytes = (const char *) data;
  gsize step;

  if (size < 2)
    return 0;

  step = 1 + data[0];
  read_events (bytes + 1, size - 1, step);
  read_snapshot (bytes + 1, size - 1, step);

  {
    g_autoptr (GBytes) compressed = g_bytes_new_static (bytes + 1, size - 1);
    g_autoptr (GBytes) plain = bell_decompress_bytes (compressed, 1024 * 1024, NULL);

    g_assert_true (plain == NULL || g_bytes_get_size (plain) <= 1024 * 1024);
  }

  return 0;
}
