/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the wire costs: a snapshot of tickets and messages written, read,
 * compressed and expanded. Reading at the border stands against cJSON alone on
 * the same lines (the floor). The best of several turns counts. One line of
 * JSON a figure, see report.py. */

#include <string.h>

#include <cjson/cJSON.h>

#include "bell-compression.h"
#include "bell-snapshot.h"

#define N_TICKETS 10000
#define N_MESSAGES 4 /* of each */
#define N_ROUNDS 5

static BellRecord *
make_ticket (guint number)
{
  g_autofree char *id = g_strdup_printf ("T0192f0c1-%04x-7000-8000-%012x", number % 65536, number);
  g_autofree char *subject = g_strdup_printf ("Ticket %u: Drucker im %u. Stock druckt \"nichts\" – 🖨", number, number % 9);
  g_autofree char *person = g_strdup_printf ("P0192f0c1-0000-7000-8000-%012x", number % 500);
  g_autofree char *team = g_strdup_printf ("G0192f0c1-0000-7000-8000-%012x", number % 7);
  g_autoptr (GVariant) tags = bell_value_new_set ((const char *const[]) { "printer", "vip", NULL });
  BellRecord *record = bell_record_new (BELL_TYPE_TICKET, id);

  bell_record_set_integer (record, bell_ticket_property (BELL_TICKET_NUMBER), number);
  bell_record_set_text (record, bell_ticket_property (BELL_TICKET_SUBJECT), subject);
  bell_record_set_integer (record, bell_ticket_property (BELL_TICKET_STATUS), number % 6);
  bell_record_set_text (record, bell_ticket_property (BELL_TICKET_TEAM_ID), team);
  bell_record_set_text (record, bell_ticket_property (BELL_TICKET_REQUESTER_ID), person);
  bell_record_set (record, bell_ticket_property (BELL_TICKET_TAGS), tags);
  bell_record_set_integer (record, bell_ticket_property (BELL_TICKET_CREATED_AT), G_GINT64_CONSTANT (1790000000000) + number);
  bell_record_set_integer (record, bell_ticket_property (BELL_TICKET_UPDATED_AT), G_GINT64_CONSTANT (1795000000000) - number * 7919);

  return record;
}

static BellRecord *
make_message (guint ticket,
              guint number)
{
  g_autofree char *id = g_strdup_printf ("M0192f0c1-%04x-7000-8%03x-%012x", ticket % 65536, number, ticket);
  g_autofree char *ticket_id = g_strdup_printf ("T0192f0c1-%04x-7000-8000-%012x", ticket % 65536, ticket);
  g_autofree char *body = g_strdup_printf ("Hello,\n\nthe printer **%u** still says \"paper jam\" although the tray is empty. "
                                           "I have opened every flap, pulled the cable and waited for %u minutes, as the article says. "
                                           "It hums, it blinks twice, and then nothing.\n\n- tray 1: empty\n- tray 2: 0x%08x\n\nThanks,\nAna\n",
                                           ticket, number, ticket * 2654435761u);
  BellRecord *record = bell_record_new (BELL_TYPE_MESSAGE, id);

  bell_record_set_text (record, bell_message_property (BELL_MESSAGE_TICKET_ID), ticket_id);
  bell_record_set_text (record, bell_message_property (BELL_MESSAGE_BODY), body);
  bell_record_set_integer (record, bell_message_property (BELL_MESSAGE_WRITTEN_AT), G_GINT64_CONSTANT (1790000000000) + number);

  return record;
}

static void
report (const char *name,
        double      value,
        const char *unit,
        const char *more)
{
  g_print ("{\"name\": \"%s\", \"value\": %.3f, \"unit\": \"%s\"%s}\n", name, value, unit, more);
}

/* Seconds of the best of several turns. */
static double
best (double (*turn) (gpointer data), gpointer data)
{
  double least = G_MAXDOUBLE;

  for (guint i = 0; i < N_ROUNDS; i++)
    least = MIN (least, turn (data));

  return least;
}

typedef struct
{
  GPtrArray *records;
  GBytes *text;
  GBytes *small;
} Bench;

static double
since (gint64 start)
{
  return (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
}

static double
write_turn (gpointer data)
{
  Bench *bench = data;
  BellSnapshotSummary summary = { 0 };
  BellJsonWriter *writer = bell_json_writer_new ();
  gint64 start = g_get_monotonic_time ();
  double seconds;

  bell_snapshot_write_begin (writer, &summary);
  for (guint i = 0; i < bench->records->len; i++)
    bell_snapshot_write_record (writer, bench->records->pdata[i], BELL_ROLE_AGENT);
  bell_snapshot_write_end (writer, summary.counts);
  seconds = since (start);

  g_clear_pointer (&bench->text, g_bytes_unref);
  bench->text = bell_json_writer_free_to_bytes (writer);
  return seconds;
}

static double
read_turn (gpointer data)
{
  Bench *bench = data;
  g_autoptr (BellSnapshotReader) reader = bell_snapshot_reader_new (0);
  const gsize step = 64 * 1024;
  gint64 start = g_get_monotonic_time ();
  guint n = 0;
  gsize length;
  const char *text = g_bytes_get_data (bench->text, &length);

  for (gsize at = 0; at < length; at += step)
    {
      BellSnapshotEvent event;

      bell_snapshot_reader_push (reader, text + at, MIN (step, length - at));
      while ((event = bell_snapshot_reader_next (reader, NULL)) != BELL_SNAPSHOT_NEED_MORE)
        {
          g_assert (event != BELL_SNAPSHOT_ERROR);
          n += event == BELL_SNAPSHOT_RECORD;
        }
    }
  g_assert (n == bench->records->len);

  return since (start);
}

static double
parse_lines (Bench    *bench,
             gboolean  border)
{
  gsize length;
  const char *text = g_bytes_get_data (bench->text, &length);
  const char *end = text + length;
  gint64 start = g_get_monotonic_time ();

  while (text < end)
    {
      const char *newline = memchr (text, '\n', (gsize) (end - text));

      if (border)
        {
          BellJson *json = bell_json_parse (text, (gsize) (newline - text), NULL, NULL);

          g_assert (json != NULL);
          bell_json_unref (json);
        }
      else
        {
          cJSON *node = cJSON_ParseWithLength (text, (gsize) (newline - text));

          g_assert (node != NULL);
          cJSON_Delete (node);
        }
      text = newline + 1;
    }

  return since (start);
}

static double
border_turn (gpointer data)
{
  return parse_lines (data, TRUE);
}

static double
floor_turn (gpointer data)
{
  return parse_lines (data, FALSE);
}

static double
compress_turn (gpointer data)
{
  Bench *bench = data;
  gint64 start = g_get_monotonic_time ();

  g_clear_pointer (&bench->small, g_bytes_unref);
  bench->small = bell_compress_bytes (bench->text, BELL_COMPRESSION_LEVEL);
  return since (start);
}

static double
expand_turn (gpointer data)
{
  Bench *bench = data;
  gint64 start = g_get_monotonic_time ();
  g_autoptr (GBytes) plain = bell_decompress_bytes (bench->small, 0, NULL);

  g_assert (plain != NULL);
  return since (start);
}

int
main (void)
{
  Bench bench = { g_ptr_array_new_with_free_func ((GDestroyNotify) bell_record_unref), NULL, NULL };
  g_autofree char *floor = NULL;
  double megabytes, seconds, border, least;

  for (guint i = 0; i < N_TICKETS; i++)
    {
      g_ptr_array_add (bench.records, make_ticket (i));
      for (guint j = 0; j < N_MESSAGES; j++)
        g_ptr_array_add (bench.records, make_message (i, j));
    }

  seconds = best (write_turn, &bench);
  megabytes = (double) g_bytes_get_size (bench.text) / 1e6;
  report ("wire: write a snapshot", megabytes / seconds, "MB/s", "");
  report ("wire: read a snapshot into records", megabytes / best (read_turn, &bench), "MB/s", "");

  border = best (border_turn, &bench);
  least = best (floor_turn, &bench);
  floor = g_strdup_printf (", \"floor\": %.3f, \"budget\": 1.6, \"note\": \"floor: cJSON alone, which checks neither depth, "
                           "duplicate members nor UTF-8; %.0f MB/s against %.0f\"", least * 1e3, megabytes / border, megabytes / least);
  report ("wire: parse JSON at the border", border * 1e3, "ms", floor);

  report ("wire: compress a snapshot", megabytes / best (compress_turn, &bench), "MB/s", "");
  report ("wire: expand a snapshot", megabytes / best (expand_turn, &bench), "MB/s", "");
  report ("wire: size of a compressed snapshot", 100 * (double) g_bytes_get_size (bench.small) / 1e6 / megabytes, "%", "");

  g_ptr_array_unref (bench.records);
  g_bytes_unref (bench.text);
  g_bytes_unref (bench.small);
  return 0;
}
