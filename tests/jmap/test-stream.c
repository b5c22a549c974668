/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "bell-clock.h"
#include "bell-compression.h"
#include "bell-event-stream.h"
#include "bell-push.h"
#include "bell-snapshot.h"

#define ACCOUNT "O01930000-0000-7000-8000-000000000001"
#define TICKET  "T01930000-0000-7000-8000-000000000001"
#define CHANGE  "C01930000-0000-7000-8000-000000000001"

static void
test_states (void)
{
  static const char *const wrong[] = { "", "-", "1", "1-", "-1", "1-2-3", "01-1", "1-01", "+1-1", "1 -1", "1-1 ", "a-1", "1-b",
    "99999999999999999999-1", "1-99999999999999999999", "0x1-1", "1.0-1", "１-1" };
  g_autofree char *text = bell_state_format (12, 1);
  gint64 modseq, access_version;

  g_assert_cmpstr (text, ==, "12-1");
  g_assert_true (bell_state_parse ("9007199254740991-0", &modseq, &access_version));
  g_assert_cmpint (modseq, ==, BELL_JSON_MAX_INTEGER);
  g_assert_cmpint (access_version, ==, 0);
  g_assert_false (bell_state_parse (NULL, &modseq, &access_version));
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (bell_state_parse (wrong[i], &modseq, &access_version));
}

static void
test_state_change (void)
{
  g_autoptr (BellStateChange) change = bell_state_change_new (ACCOUNT);
  BellJsonWriter *writer = bell_json_writer_new ();
  g_autoptr (BellStateChange) read = NULL;
  g_autoptr (BellStateChange) other = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  bell_state_change_set (change, BELL_TYPE_TICKET, "12-1");
  bell_state_change_set (change, BELL_TYPE_CHANGE, "13-1");
  bell_state_change_to_json (change, writer);
  text = bell_json_writer_free_to_text (writer);
  g_assert_cmpstr (text, ==, "{\"@type\":\"StateChange\",\"changed\":{\"" ACCOUNT "\":{\"Ticket\":\"12-1\",\"Change\":\"13-1\"}}}");

  read = bell_state_change_from_text (text, strlen (text), ACCOUNT, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (read->states[BELL_TYPE_TICKET], ==, "12-1");
  g_assert_null (read->states[BELL_TYPE_VIEW]);
  other = bell_state_change_from_text (text, strlen (text), "O2", &error);
  g_assert_no_error (error);
  g_assert_null (other->states[BELL_TYPE_TICKET]);
}

static void
test_state_change_refused (void)
{
  static const char *const cases[] = {
    "null", "{}", "{\"@type\":\"X\",\"changed\":{}}", "{\"@type\":\"StateChange\"}", "{\"@type\":\"StateChange\",\"changed\":[]}",
    "{\"@type\":\"StateChange\",\"changed\":{\"" ACCOUNT "\":1}}",
    "{\"@type\":\"StateChange\",\"changed\":{\"" ACCOUNT "\":{\"Ticket\":1}}}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (bell_state_change_from_text (cases[i], strlen (cases[i]), ACCOUNT, &error));
      g_assert_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_BAD_RESPONSE);
    }
}

static void
test_events (void)
{
  static const char stream[] = "\xef\xbb\xbf: hello\n\nevent: state\nid: 7\ndata: {\"a\":1}\ndata:  two\n\n"
                               "data\r\n\r\nevent: ping\rdata:x\r\rretry: 5000\n\nretry: x\n\nid:\ndata: y\nunknown: z\n\ndata: cut off";
  static const struct { const char *type, *data, *id; gint64 retry; } expected[] = {
    { "state", "{\"a\":1}\n two", "7", -1 }, { "message", "", "7", -1 }, { "ping", "x", "7", -1 },
    { "message", "", "7", 5000 }, { "message", "y", "", -1 },
  };

  /* In pieces of every size. */
  for (gsize step = 1; step <= strlen (stream); step++)
    {
      g_autoptr (BellEventReader) reader = bell_event_reader_new (0);
      gsize n = 0;

      for (gsize at = 0; at < strlen (stream); at += step)
        {
          g_autoptr (GError) error = NULL;
          BellEvent *event;

          bell_event_reader_push (reader, stream + at, MIN (step, strlen (stream) - at), &error);
          g_assert_no_error (error);
          while ((event = bell_event_reader_pop (reader)) != NULL)
            {
              g_assert_cmpuint (n, <, G_N_ELEMENTS (expected));
              g_assert_cmpstr (event->type, ==, expected[n].type);
              g_assert_cmpstr (event->data, ==, expected[n].data);
              g_assert_cmpstr (event->id, ==, expected[n].id);
              g_assert_cmpint (event->retry, ==, expected[n].retry);
              bell_event_free (event);
              n++;
            }
        }
      g_assert_cmpuint (n, ==, G_N_ELEMENTS (expected));
    }
}

static void
test_event_oversize (void)
{
  g_autofree char *much = g_strnfill (4096, 'x');
  g_autoptr (BellEventReader) endless_line = bell_event_reader_new (10000);
  g_autoptr (BellEventReader) endless_event = bell_event_reader_new (10000);
  g_autoptr (GError) error = NULL;
  gboolean fine = TRUE;

  for (guint i = 0; fine && i < 10; i++)
    fine = bell_event_reader_push (endless_line, much, 4096, &error);
  g_assert_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_TOO_LARGE);
  g_clear_error (&error);

  for (guint i = 0; i < 10; i++)
    if (!bell_event_reader_push (endless_event, "data:", 5, &error) ||
        !bell_event_reader_push (endless_event, much, 4096, &error) ||
        !bell_event_reader_push (endless_event, "\n", 1, &error))
      break;
  g_assert_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_TOO_LARGE);
}

/* A long id that each of many tiny events would carry. */
static void
test_event_amplification (void)
{
  g_autoptr (BellEventReader) reader = bell_event_reader_new (10000);
  g_autoptr (GError) error = NULL;
  GString *text = g_string_new ("id:");

  for (guint i = 0; i < 5000; i++)
    g_string_append_c (text, 'x');
  g_string_append_c (text, '\n');
  for (guint i = 0; i < 1000; i++)
    g_string_append (text, "data\n\n");
  g_assert_false (bell_event_reader_push (reader, text->str, text->len, &error));
  g_assert_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_TOO_LARGE);
  g_string_free (text, TRUE);
}

static void
test_event_not_text (void)
{
  static const struct { const char *bytes; gsize length; } cases[] = { { "data: \xff\n", 8 }, { "data: a\0b\n", 10 } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (BellEventReader) reader = bell_event_reader_new (0);
      g_autoptr (GError) error = NULL;

      g_assert_false (bell_event_reader_push (reader, cases[i].bytes, cases[i].length, &error));
      g_assert_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_BAD_RESPONSE);
    }
}

static void
test_event_write (void)
{
  static const char *const data[] = { "", "one", "one\ntwo", "one\r\ntwo\rthree\n" };
  static const char *const back[] = { "", "one", "one\ntwo", "one\ntwo\nthree\n" };

  for (gsize i = 0; i < G_N_ELEMENTS (data); i++)
    {
      GString *text = g_string_new (NULL);
      g_autoptr (BellEventReader) reader = bell_event_reader_new (0);
      g_autoptr (BellEvent) event = NULL;

      bell_event_write (text, "state", "12", data[i]);
      g_assert_true (bell_event_reader_push (reader, text->str, text->len, NULL));
      event = bell_event_reader_pop (reader);
      g_assert_cmpstr (event->type, ==, "state");
      g_assert_cmpstr (event->id, ==, "12");
      g_assert_cmpstr (event->data, ==, back[i]);
      g_string_free (text, TRUE);
    }
}

static char *
make_snapshot (guint n_tickets)
{
  BellSnapshotSummary summary = { 0 };
  BellJsonWriter *writer = bell_json_writer_new ();
  g_autoptr (BellChange) change = bell_wire_change_from_text (
    "{\"id\":\"" CHANGE "\",\"type\":\"Ticket\",\"objectId\":\"" TICKET "\",\"kind\":\"update\",\"patch\":{\"tier\":2},\"modseq\":9}", NULL);
  g_autoptr (BellRecord) record = bell_record_new (BELL_TYPE_TICKET, TICKET);

  summary.states[BELL_TYPE_TICKET] = g_strdup ("9-1");
  summary.counts[BELL_TYPE_TICKET] = n_tickets;
  summary.counts[BELL_TYPE_CHANGE] = 1;
  bell_record_set_text (record, bell_ticket_property (BELL_TICKET_SUBJECT), "line\nbreak");
  bell_snapshot_write_begin (writer, &summary);
  for (guint i = 0; i < n_tickets; i++)
    bell_snapshot_write_record (writer, record, BELL_ROLE_AGENT);
  bell_snapshot_write_cursor (writer, "after-tickets");
  bell_snapshot_write_change (writer, change, BELL_ROLE_AGENT);
  bell_snapshot_write_end (writer, summary.counts);
  bell_snapshot_summary_clear (&summary);

  return bell_json_writer_free_to_text (writer);
}

static void
test_snapshot (void)
{
  g_autofree char *text = make_snapshot (3);
  gsize length = strlen (text);

  for (gsize step = 1; step <= length; step += step < 40 ? 1 : 97)
    {
      g_autoptr (BellSnapshotReader) reader = bell_snapshot_reader_new (0);
      g_autoptr (GString) seen = g_string_new (NULL);

      for (gsize at = 0; at < length; at += step)
        {
          g_autoptr (GError) error = NULL;
          BellSnapshotEvent event;

          bell_snapshot_reader_push (reader, text + at, MIN (step, length - at));
          while ((event = bell_snapshot_reader_next (reader, &error)) != BELL_SNAPSHOT_NEED_MORE)
            {
              g_assert_no_error (error);
              g_string_append_c (seen, "?BRCcE!"[event]);
              if (event == BELL_SNAPSHOT_RECORD)
                g_assert_cmpstr (bell_ticket_get_subject (BELL_TICKET (bell_snapshot_reader_get_record (reader))), ==, "line\nbreak");
              if (event == BELL_SNAPSHOT_CHANGE)
                g_assert_cmpint (bell_change_get_modseq (bell_snapshot_reader_get_change (reader)), ==, 9);
              if (event == BELL_SNAPSHOT_CURSOR)
                g_assert_cmpstr (bell_snapshot_reader_get_cursor (reader), ==, "after-tickets");
            }
        }
      g_assert_cmpstr (seen->str, ==, "BRRRcCE");
      g_assert_cmpstr (bell_snapshot_reader_get_summary (reader)->states[BELL_TYPE_TICKET], ==, "9-1");
      g_assert_cmpint (bell_snapshot_reader_get_counts (reader)[BELL_TYPE_TICKET], ==, 3);
    }
}

#define BEGIN "{\"snapshot\":{\"states\":{},\"counts\":{}}}\n"
#define END   "{\"end\":{\"counts\":{}}}\n"

static void
test_snapshot_refused (void)
{
  static const struct { const char *text; int code; } cases[] = {
    { "{\"t\":\"Ticket\",\"o\":{\"id\":\"" TICKET "\"}}\n", BELL_JMAP_ERROR_BAD_RESPONSE },
    { END, BELL_JMAP_ERROR_BAD_RESPONSE },
    { BEGIN BEGIN, BELL_JMAP_ERROR_BAD_RESPONSE },
    { BEGIN END END, BELL_JMAP_ERROR_BAD_RESPONSE },
    { BEGIN END "{}\n", BELL_JMAP_ERROR_BAD_RESPONSE },
    { BEGIN "not json\n", BELL_JMAP_ERROR_NOT_JSON },
    { BEGIN "{\"a\":1,\"a\":1}\n", BELL_JMAP_ERROR_DUPLICATE_KEY },
    { BEGIN "{\"t\":\"Ticket\"}\n", BELL_JMAP_ERROR_BAD_RESPONSE },
    { BEGIN "{\"t\":7,\"o\":{}}\n", BELL_JMAP_ERROR_BAD_RESPONSE },
    { BEGIN "{\"t\":\"Ticket\",\"o\":{}}\n", BELL_JMAP_ERROR_BAD_RESPONSE },
    { BEGIN "{\"t\":\"Ticket\",\"o\":{\"id\":\"T../../x\"}}\n", BELL_JMAP_ERROR_BAD_RESPONSE },
    { BEGIN "{\"t\":\"Change\",\"o\":{}}\n", BELL_JMAP_ERROR_BAD_RESPONSE },
    { BEGIN "{\"cursor\":1}\n", BELL_JMAP_ERROR_BAD_RESPONSE },
    { BEGIN "{\"end\":{}}\n", BELL_JMAP_ERROR_BAD_RESPONSE },
    { BEGIN "{\"end\":{\"counts\":{\"Ticket\":-1}}}\n", BELL_JMAP_ERROR_BAD_RESPONSE },
    { "{\"snapshot\":{\"states\":{\"Ticket\":1},\"counts\":{}}}\n", BELL_JMAP_ERROR_BAD_RESPONSE },
    { "{\"snapshot\":{\"counts\":{}}}\n", BELL_JMAP_ERROR_BAD_RESPONSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (BellSnapshotReader) reader = bell_snapshot_reader_new (0);
      g_autoptr (GError) error = NULL;
      g_autoptr (GError) again = NULL;
      BellSnapshotEvent event;

      g_test_message ("%s", cases[i].text);
      bell_snapshot_reader_push (reader, cases[i].text, strlen (cases[i].text));
      do
        event = bell_snapshot_reader_next (reader, &error);
      while (event != BELL_SNAPSHOT_NEED_MORE && event != BELL_SNAPSHOT_ERROR);
      g_assert_error (error, BELL_JMAP_ERROR, cases[i].code);

      bell_snapshot_reader_push (reader, END, strlen (END));
      g_assert_cmpint (bell_snapshot_reader_next (reader, &again), ==, BELL_SNAPSHOT_ERROR);
      g_assert_error (again, BELL_JMAP_ERROR, cases[i].code);
    }
}

static void
test_snapshot_unknown_lines (void)
{
  static const char text[] = BEGIN "{\"t\":\"Hologram\",\"o\":{\"id\":\"H1\"}}\n\n{\"future\":1}\n" END;
  g_autoptr (BellSnapshotReader) reader = bell_snapshot_reader_new (0);

  bell_snapshot_reader_push (reader, text, strlen (text));
  g_assert_cmpint (bell_snapshot_reader_next (reader, NULL), ==, BELL_SNAPSHOT_BEGIN);
  g_assert_cmpint (bell_snapshot_reader_next (reader, NULL), ==, BELL_SNAPSHOT_END);
  g_assert_cmpint (bell_snapshot_reader_next (reader, NULL), ==, BELL_SNAPSHOT_NEED_MORE);
}

static void
test_snapshot_endless_line (void)
{
  g_autoptr (BellSnapshotReader) reader = bell_snapshot_reader_new (1000);
  g_autofree char *much = g_strnfill (600, ' ');
  g_autoptr (GError) error = NULL;

  bell_snapshot_reader_push (reader, much, 600);
  g_assert_cmpint (bell_snapshot_reader_next (reader, &error), ==, BELL_SNAPSHOT_NEED_MORE);
  bell_snapshot_reader_push (reader, much, 600);
  g_assert_cmpint (bell_snapshot_reader_next (reader, &error), ==, BELL_SNAPSHOT_ERROR);
  g_assert_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_TOO_LARGE);
}

static void
test_compression (void)
{
  g_autofree char *text = make_snapshot (2000);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GBytes) small = bell_compress_bytes (bytes, BELL_COMPRESSION_LEVEL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) back = bell_decompress_bytes (small, 0, &error);
  g_autoptr (GBytes) nothing = g_bytes_new (NULL, 0);
  g_autoptr (GBytes) small_nothing = bell_compress_bytes (nothing, 3);
  g_autoptr (GBytes) back_nothing = NULL;

  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (bytes, back));
  g_assert_cmpuint (g_bytes_get_size (small), <, g_bytes_get_size (bytes) / 10);
  back_nothing = bell_decompress_bytes (small_nothing, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (back_nothing), ==, 0);
}

/* What was flushed can be read at the other end before the stream ends. */
static void
test_compression_flush (void)
{
  g_autoptr (BellCompressor) compressor = bell_compressor_new (1);
  g_autoptr (BellDecompressor) decompressor = bell_decompressor_new (0);
  char buffer[64];

  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (GByteArray) out = g_byte_array_new ();
      const char *bytes;
      gsize length;

      bell_compressor_push (compressor, "hello", 5, out);
      bell_compressor_flush (compressor, out);
      bytes = (const char *) out->data;
      length = out->len;
      g_assert_cmpint (bell_decompressor_read (decompressor, &bytes, &length, buffer, sizeof buffer, NULL), ==, 5);
      g_assert_cmpmem (buffer, 5, "hello", 5);
      g_assert_cmpint (bell_decompressor_read (decompressor, &bytes, &length, buffer, sizeof buffer, NULL), ==, 0);
      g_assert_cmpuint (length, ==, 0);
      g_assert_false (bell_decompressor_is_finished (decompressor));
    }
}

static void
test_expansion_bomb (void)
{
  gsize size = 64 * 1024 * 1024;
  g_autoptr (GBytes) zeros = g_bytes_new_take (g_malloc0 (size), size);
  g_autoptr (GBytes) bomb = bell_compress_bytes (zeros, 9);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (g_bytes_get_size (bomb), <, 64 * 1024);
  g_assert_null (bell_decompress_bytes (bomb, 1024 * 1024, &error));
  g_assert_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_TOO_LARGE);
}

static void
test_damaged_compression (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("some text that is not too short to be compressed", 48);
  g_autoptr (GBytes) small = bell_compress_bytes (bytes, 3);
  gsize length;
  const guint8 *data = g_bytes_get_data (small, &length);

  for (gsize i = 0; i < length; i++)
    {
      g_autofree guint8 *copy = g_memdup2 (data, length);
      g_autoptr (GBytes) cut = g_bytes_new (data, i);
      g_autoptr (GBytes) broken = NULL;
      g_autoptr (GBytes) back = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (GError) other = NULL;

      g_assert_null (bell_decompress_bytes (cut, 0, &error));
      g_assert_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_BAD_RESPONSE);

      copy[i] ^= 0x55;
      broken = g_bytes_new (copy, length);
      back = bell_decompress_bytes (broken, 1000, &other);
      /* A byte of the header may matter to nobody; the content is guarded by its checksum. */
      g_assert_true (back == NULL || g_bytes_equal (back, bytes));
    }

  {
    g_autofree guint8 *twice = g_malloc (length + 1);
    g_autoptr (GBytes) longer = NULL;
    g_autoptr (GError) error = NULL;

    memcpy (twice, data, length);
    twice[length] = 'x';
    longer = g_bytes_new (twice, length + 1);
    g_assert_null (bell_decompress_bytes (longer, 0, &error));
    g_assert_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_BAD_RESPONSE);
  }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/stream/states", test_states);
  g_test_add_func ("/stream/state-change", test_state_change);
  g_test_add_func ("/stream/state-change-refused", test_state_change_refused);
  g_test_add_func ("/stream/events", test_events);
  g_test_add_func ("/stream/event-oversize", test_event_oversize);
  g_test_add_func ("/stream/event-amplification", test_event_amplification);
  g_test_add_func ("/stream/event-not-text", test_event_not_text);
  g_test_add_func ("/stream/event-write", test_event_write);
  g_test_add_func ("/stream/snapshot", test_snapshot);
  g_test_add_func ("/stream/snapshot-refused", test_snapshot_refused);
  g_test_add_func ("/stream/snapshot-unknown-lines", test_snapshot_unknown_lines);
  g_test_add_func ("/stream/snapshot-endless-line", test_snapshot_endless_line);
  g_test_add_func ("/stream/compression", test_compression);
  g_test_add_func ("/stream/compression-flush", test_compression_flush);
  g_test_add_func ("/stream/expansion-bomb", test_expansion_bomb);
  g_test_add_func ("/stream/damaged-compression", test_damaged_compression);

  return g_test_run ();
}
