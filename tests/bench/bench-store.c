/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the client's store costs: a bootstrap into it against SQLite alone doing
 * the same, search as somebody types over 250,000 documents, a commit against
 * the same insert, and a list of a million rows. One line of JSON a figure, see
 * report.py. */

#include <glib/gstdio.h>
#include <math.h>
#include <sqlite3.h>
#include <string.h>
#include <time.h>

#include "../store/store-fixture.h"

#define N_TICKETS 50000
#define N_MESSAGES 200000
#define N_LONG_LIST 1000000
#define BATCH 4000

static double
seconds_since (gint64 start)
{
  return (double) (g_get_monotonic_time () - start) / G_TIME_SPAN_SECOND;
}

/* A word by its rank: made of letters as a language makes them, the same for the
 * same rank. */
static void
append_word (GString *text,
             guint    rank)
{
  guint bits = (rank + 1) * 2654435761u;
  guint length = rank < 60 ? 2 + rank % 2 : 4 + bits % 6;

  for (guint i = 0; i < length; i++)
    {
      g_string_append_c (text, i % 2 ? "aeiou"[bits % 5] : "bcdfghjklmnprstvwxyz"[bits % 20]);
      bits = bits / 20 + (bits * 2246822519u) % 7919;
    }
}

/* Text in which words are as frequent as in a language (Zipf): few are
 * everywhere, most are rare. */
static char *
make_text (GRand *rand,
           guint  n_words)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n_words; i++)
    {
      append_word (text, (guint) exp (g_rand_double (rand) * log (60000)) - 1);
      g_string_append_c (text, i % 12 == 11 ? '\n' : ' ');
    }

  return g_string_free (text, FALSE);
}

static BellRecord *
make_ticket (StoreFixture *fixture,
             GRand        *rand,
             guint         number)
{
  g_autofree char *id = store_id (BELL_TYPE_TICKET, 1700000000000 + number * 60000ull, number);
  g_autofree char *subject = make_text (rand, 6);
  BellRecord *record;

  g_strdelimit (g_strchomp (subject), "\n", ' ');
  record = store_new_ticket (fixture, id, number, subject);
  bell_record_set_integer (record, bell_ticket_property (BELL_TICKET_STATUS), number % 6);
  bell_record_set_integer (record, bell_ticket_property (BELL_TICKET_PRIORITY), number % 4);
  bell_record_set_integer (record, bell_ticket_property (BELL_TICKET_UPDATED_AT),
                           1700000000000 + (gint64) g_rand_int_range (rand, 0, 90000000) * 1000);

  return record;
}

static BellRecord *
make_message (StoreFixture *fixture,
              GRand        *rand,
              guint         number)
{
  guint ticket = 1 + number % N_TICKETS;
  g_autofree char *ticket_id = store_id (BELL_TYPE_TICKET, 1700000000000 + ticket * 60000ull, ticket);
  g_autofree char *id = store_id (BELL_TYPE_MESSAGE, 1700000000000 + number * 15000ull, number);
  g_autofree char *body = make_text (rand, 80);

  return store_new_message (fixture, id, ticket_id, body);
}

static GPtrArray *
make_records (StoreFixture *fixture)
{
  GPtrArray *records = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_record_unref);
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (guint i = 1; i <= N_TICKETS; i++)
    g_ptr_array_add (records, make_ticket (fixture, rand, i));
  for (guint i = 1; i <= N_MESSAGES; i++)
    g_ptr_array_add (records, make_message (fixture, rand, i));

  return records;
}

/* --- SQLite alone -------------------------------------------------------- */

static void
must (int      code,
      sqlite3 *handle)
{
  if (code != SQLITE_OK && code != SQLITE_DONE)
    g_error ("SQLite: %s", sqlite3_errmsg (handle));
}

static char *
load_objects_sql (void)
{
  g_autoptr (GBytes) first = g_resources_lookup_data ("/org/deskbell/db/sql/objects-001.sql", 0, NULL);
  g_autoptr (GBytes) second = g_resources_lookup_data ("/org/deskbell/db/sql/objects-002.sql", 0, NULL);

  return g_strdup_printf ("%.*s\n%.*s",
                          (int) g_bytes_get_size (first), (const char *) g_bytes_get_data (first, NULL),
                          (int) g_bytes_get_size (second), (const char *) g_bytes_get_data (second, NULL));
}

/* The values of a record as they stand in its row, made before the clock runs. */
static char ***
make_rows (GPtrArray *records)
{
  char ***rows = g_new (char **, records->len);

  for (guint i = 0; i < records->len; i++)
    {
      BellRecord *record = g_ptr_array_index (records, i);
      BellType type = bell_record_get_data_type (record);
      guint n = bell_type_get_n_properties (type);

      rows[i] = g_new0 (char *, n);
      for (guint j = 0; j < n; j++)
        {
          const BellProperty *property = bell_type_get_property (type, j);
          g_autoptr (GVariant) value = bell_record_get (record, property);

          if (value == NULL)
            continue;
          if (property->kind == BELL_KIND_INTEGER || property->kind == BELL_KIND_TIME || property->kind == BELL_KIND_BOOLEAN)
            rows[i][j] = g_strdup_printf ("%" G_GINT64_FORMAT, bell_record_peek_integer (record, property));
          else
            rows[i][j] = bell_value_to_column_text (property, value);
        }
    }

  return rows;
}

static sqlite3_stmt *
prepare_insert (sqlite3  *handle,
                BellType  type)
{
  guint n = bell_type_get_n_properties (type) + 3;
  g_autoptr (GString) sql = g_string_new (NULL);
  sqlite3_stmt *statement;

  g_string_append_printf (sql, "INSERT INTO %s VALUES (?", bell_type_get_table_name (type));
  for (guint i = 1; i < n; i++)
    g_string_append (sql, ", ?");
  g_string_append (sql, ")");
  must (sqlite3_prepare_v2 (handle, sql->str, -1, &statement, NULL), handle);

  return statement;
}

static double
measure_floor (const char *folder,
               GPtrArray  *records)
{
  g_autofree char *path = g_build_filename (folder, "floor.db", NULL);
  g_autofree char *objects = load_objects_sql ();
  char ***rows = make_rows (records);
  sqlite3_stmt *inserts[BELL_N_TABLE_TYPES] = { NULL, };
  sqlite3 *handle;
  double seconds;
  gint64 start;

  must (sqlite3_open (path, &handle), NULL);
  must (sqlite3_exec (handle, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536", NULL, NULL, NULL), handle);
  must (sqlite3_exec (handle, objects, NULL, NULL, NULL), handle);
  must (sqlite3_exec (handle,
                      "CREATE VIEW documents AS SELECT rowid * 2 AS docid, subject AS title, NULL AS body FROM ticket "
                      "UNION ALL SELECT rowid * 2 + 1, NULL, body FROM message;"
                      "CREATE VIRTUAL TABLE search USING fts5 (title, body, content = 'documents', content_rowid = 'docid', "
                      "prefix = '1 2 3', tokenize = \"unicode61 remove_diacritics 2\")",
                      NULL, NULL, NULL), handle);
  inserts[BELL_TYPE_TICKET] = prepare_insert (handle, BELL_TYPE_TICKET);
  inserts[BELL_TYPE_MESSAGE] = prepare_insert (handle, BELL_TYPE_MESSAGE);

  start = g_get_monotonic_time ();
  for (guint i = 0; i < records->len; i++)
    {
      BellRecord *record = g_ptr_array_index (records, i);
      BellType type = bell_record_get_data_type (record);
      sqlite3_stmt *insert = inserts[type];
      guint n = bell_type_get_n_properties (type);

      if (i % BATCH == 0)
        must (sqlite3_exec (handle, i > 0 ? "COMMIT; BEGIN" : "BEGIN", NULL, NULL, NULL), handle);
      sqlite3_bind_text (insert, 1, bell_record_get_id (record), -1, SQLITE_STATIC);
      sqlite3_bind_int64 (insert, 2, bell_record_get_created_modseq (record));
      sqlite3_bind_int64 (insert, 3, bell_record_get_modseq (record));
      for (guint j = 0; j < n; j++)
        sqlite3_bind_text (insert, (int) j + 4, rows[i][j], -1, SQLITE_STATIC);
      must (sqlite3_step (insert), handle);
      sqlite3_reset (insert);
    }
  must (sqlite3_exec (handle, "INSERT INTO search (search) VALUES ('rebuild'); COMMIT", NULL, NULL, NULL), handle);
  seconds = seconds_since (start);

  for (int type = 0; type < BELL_N_TABLE_TYPES; type++)
    sqlite3_finalize (inserts[type]);
  sqlite3_close (handle);
  for (guint i = 0; i < records->len; i++)
    {
      BellRecord *record = g_ptr_array_index (records, i);

      for (guint j = 0; j < bell_type_get_n_properties (bell_record_get_data_type (record)); j++)
        g_free (rows[i][j]);
      g_free (rows[i]);
    }
  g_free (rows);

  return seconds;
}

/* --- The store ----------------------------------------------------------- */

static void
add_batch (StoreFixture *fixture,
           GPtrArray    *batch)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  bell_store_sync_bulk_add (fixture->store, batch, NULL, NULL, NULL, store_keep_result, &result);
  bell_store_sync_bulk_add_finish (fixture->store, store_wait (&result), &error);
  g_assert_no_error (error);
}

static void
begin_load (StoreFixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;

  bell_store_sync_bulk_begin (fixture->store, NULL, FALSE, NULL, store_keep_result, &result);
  g_assert_true (bell_store_sync_bulk_begin_finish (fixture->store, store_wait (&result), NULL));
}

static void
finish_load (StoreFixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;

  bell_store_sync_bulk_finish (fixture->store, NULL, NULL, store_keep_result, &result);
  g_assert_true (bell_store_sync_bulk_finish_finish (fixture->store, store_wait (&result), NULL));
}

static double
measure_load (StoreFixture *fixture,
              GPtrArray    *records,
              double       *index_seconds)
{
  gint64 start = g_get_monotonic_time (), middle;

  begin_load (fixture);
  for (guint i = 0; i < records->len; i += BATCH)
    {
      g_autoptr (GPtrArray) batch = g_ptr_array_new ();

      for (guint j = i; j < MIN (i + BATCH, records->len); j++)
        g_ptr_array_add (batch, g_ptr_array_index (records, j));
      add_batch (fixture, batch);
    }
  middle = g_get_monotonic_time ();
  finish_load (fixture);
  *index_seconds = seconds_since (middle);

  return seconds_since (start);
}

static int
compare_doubles (gconstpointer one,
                 gconstpointer two)
{
  double a = *(const double *) one, b = *(const double *) two;

  return (a > b) - (a < b);
}

static double
at_share (GArray *values,
          double  share)
{
  g_array_sort (values, compare_doubles);

  return g_array_index (values, double, (guint) ((values->len - 1) * share));
}

/* Every text on the way to what somebody types. */
static void
bench_search (StoreFixture *fixture)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) ranked = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  guint n_hits = 0;
  clock_t worked = clock ();

  for (int round = 0; round < 150; round++)
    {
      g_autofree char *text = make_text (rand, round % 3 + 1);

      g_strdelimit (g_strchomp (text), "\n", ' ');
      for (gsize length = 1; length <= strlen (text); length++)
        {
          g_autofree char *typed = g_strndup (text, length);
          gint64 start = g_get_monotonic_time ();
          g_autoptr (GPtrArray) hits = store_search (fixture->store, typed, BELL_SEARCH_NEWEST, 50);
          double milliseconds = seconds_since (start) * 1000;

          n_hits += hits->len;
          g_array_append_val (times, milliseconds);
        }

      g_ptr_array_add (texts, g_steal_pointer (&text));
    }
  worked = clock () - worked;

  for (guint i = 0; i < texts->len; i++)
    {
      gint64 start = g_get_monotonic_time ();
      g_autoptr (GPtrArray) hits = store_search (fixture->store, g_ptr_array_index (texts, i), BELL_SEARCH_RANKED, 50);
      double milliseconds = seconds_since (start) * 1000;

      g_array_append_val (ranked, milliseconds);
    }

  g_print ("{\"name\": \"search as you type, p50\", \"value\": %.2f, \"unit\": \"ms\", "
           "\"note\": \"%u searches over 250,000 documents, %.0f hits and %.2f ms of work each\"}\n",
           at_share (times, 0.5), times->len, (double) n_hits / times->len,
           (double) worked * 1000 / CLOCKS_PER_SEC / times->len);
  g_print ("{\"name\": \"search as you type, p99\", \"value\": %.2f, \"unit\": \"ms\", \"budget\": 10}\n",
           at_share (times, 0.99));
  g_print ("{\"name\": \"search as you type, worst\", \"value\": %.2f, \"unit\": \"ms\"}\n", at_share (times, 1));
  g_print ("{\"name\": \"search ranked, p99\", \"value\": %.2f, \"unit\": \"ms\"}\n", at_share (ranked, 0.99));
}

static double
measure_commit_floor (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "commit.db", NULL);
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  g_autofree char *content = g_strnfill (600, 'x');
  sqlite3 *handle;
  sqlite3_stmt *insert;

  must (sqlite3_open (path, &handle), NULL);
  must (sqlite3_exec (handle, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE change (id INTEGER PRIMARY KEY, content TEXT)",
                      NULL, NULL, NULL), handle);
  must (sqlite3_prepare_v2 (handle, "INSERT INTO change (content) VALUES (?)", -1, &insert, NULL), handle);
  for (int i = 0; i < 500; i++)
    {
      gint64 start = g_get_monotonic_time ();
      double milliseconds;

      sqlite3_bind_text (insert, 1, content, -1, SQLITE_STATIC);
      must (sqlite3_step (insert), handle);
      sqlite3_reset (insert);
      milliseconds = seconds_since (start) * 1000;
      g_array_append_val (times, milliseconds);
    }
  sqlite3_finalize (insert);
  sqlite3_close (handle);

  return at_share (times, 0.5);
}

static void
bench_commit (StoreFixture *fixture)
{
  double floor = measure_commit_floor (fixture->root);
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < 500; i++)
    {
      g_autofree char *ticket_id = store_id (BELL_TYPE_TICKET, 1700000000000 + (i + 1) * 60000ull, i + 1);
      g_autofree char *message_id = bell_store_new_id (fixture->store, BELL_TYPE_MESSAGE);
      gint64 start = g_get_monotonic_time ();
      double milliseconds;

      g_free (store_commit_one (fixture->store, BELL_CHANGE_KIND_CREATE, BELL_TYPE_MESSAGE, message_id,
                                store_new_reply (ticket_id, "Have you tried to turn it off and on again?")));
      milliseconds = seconds_since (start) * 1000;
      g_array_append_val (times, milliseconds);
    }

  g_print ("{\"name\": \"commit of a reply, p50\", \"value\": %.2f, \"unit\": \"ms\", \"floor\": %.2f, "
           "\"note\": \"floor: one insert of SQLite with synchronous FULL; the reply also moves its ticket and is indexed\"}\n",
           at_share (times, 0.5), floor);
  g_print ("{\"name\": \"commit of a reply, p99\", \"value\": %.2f, \"unit\": \"ms\"}\n", at_share (times, 0.99));
}

static gboolean
has_first_row (gpointer data)
{
  g_autoptr (BellItem) item = g_list_model_get_item (data, 0);

  return item != NULL && !bell_item_get_loading (item);
}

static gboolean
is_complete (gpointer data)
{
  return bell_list_model_get_complete (data);
}

/* The longest that the main loop was held while @condition came about. */
static double
run_until (gboolean (*condition) (gpointer data),
           gpointer   data)
{
  double worst = 0;

  while (!condition (data))
    {
      gint64 start = g_get_monotonic_time ();

      if (g_main_context_iteration (NULL, FALSE))
        worst = MAX (worst, seconds_since (start) * 1000);
      else
        g_usleep (100);
    }

  return worst;
}

static void
bench_list (StoreFixture *fixture)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (13);
  g_autoptr (BellQuery) query = bell_query_new (BELL_TYPE_TICKET, NULL);
  g_autoptr (BellListModel) model = NULL;
  g_autoptr (GArray) pages = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) updates = g_array_new (FALSE, FALSE, sizeof (double));
  double first, complete, worst, worst_later;
  gint64 start;

  begin_load (fixture);
  for (guint i = 1; i <= N_LONG_LIST; i += BATCH)
    {
      g_autoptr (GPtrArray) batch = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_record_unref);

      for (guint j = i; j < MIN (i + BATCH, N_LONG_LIST + 1); j++)
        g_ptr_array_add (batch, make_ticket (fixture, rand, j));
      add_batch (fixture, batch);
    }
  finish_load (fixture);

  bell_query_add_sort (query, bell_ticket_property (BELL_TICKET_UPDATED_AT), TRUE);
  start = g_get_monotonic_time ();
  model = bell_store_list (fixture->store, query);
  worst = run_until (has_first_row, model);
  first = seconds_since (start) * 1000;
  worst_later = run_until (is_complete, model);
  complete = seconds_since (start) * 1000;
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, N_LONG_LIST);

  g_print ("{\"name\": \"list of 1,000,000, first page\", \"value\": %.1f, \"unit\": \"ms\", \"budget\": 100}\n", first);
  g_print ("{\"name\": \"list of 1,000,000, complete\", \"value\": %.0f, \"unit\": \"ms\"}\n", complete);

  for (int i = 0; i < 200; i++)
    {
      guint position = (guint) g_rand_int_range (rand, 0, N_LONG_LIST);
      g_autoptr (BellItem) item = NULL;

      start = g_get_monotonic_time ();
      item = g_list_model_get_item (G_LIST_MODEL (model), position);
      while (bell_item_get_loading (item))
        g_main_context_iteration (NULL, TRUE);
      first = seconds_since (start) * 1000;
      g_array_append_val (pages, first);
    }
  g_print ("{\"name\": \"list of 1,000,000, jump to anywhere, p50\", \"value\": %.2f, \"unit\": \"ms\"}\n", at_share (pages, 0.5));
  g_print ("{\"name\": \"list of 1,000,000, jump to anywhere, p99\", \"value\": %.2f, \"unit\": \"ms\", \"budget\": 16}\n", at_share (pages, 0.99));

  for (guint i = 0; i < 200; i++)
    {
      guint number = (guint) g_rand_int_range (rand, 1, N_LONG_LIST);
      g_autofree char *id = store_id (BELL_TYPE_TICKET, 1700000000000 + number * 60000ull, number);
      BellPatch *patch = bell_patch_new (BELL_TYPE_TICKET);
      g_autofree char *subject = g_strdup_printf ("Changed %u", i);

      bell_patch_set_text (patch, BELL_TICKET_SUBJECT, subject);
      bell_manual_clock_advance (BELL_MANUAL_CLOCK (fixture->clock), 1000);
      start = g_get_monotonic_time ();
      g_free (store_commit_one (fixture->store, BELL_CHANGE_KIND_UPDATE, BELL_TYPE_TICKET, id, patch));
      for (;;)
        {
          g_autoptr (BellItem) item = g_list_model_get_item (G_LIST_MODEL (model), 0);

          if (g_strcmp0 (bell_item_get_title (item), subject) == 0)
            break;
          g_main_context_iteration (NULL, TRUE);
        }
      first = seconds_since (start) * 1000;
      g_array_append_val (updates, first);
    }
  g_print ("{\"name\": \"list of 1,000,000, an edit moves its row, p50\", \"value\": %.2f, \"unit\": \"ms\", "
           "\"note\": \"commit included\"}\n", at_share (updates, 0.5));
  g_print ("{\"name\": \"list of 1,000,000, an edit moves its row, p99\", \"value\": %.2f, \"unit\": \"ms\"}\n", at_share (updates, 0.99));
  g_print ("{\"name\": \"list of 1,000,000, longest turn of the main loop while it opens\", \"value\": %.2f, \"unit\": \"ms\", \"budget\": 16}\n", MAX (worst, worst_later));
}

int
main (int    argc,
      char **argv)
{
  StoreFixture fixture = { NULL, };
  g_autoptr (GPtrArray) records = NULL;
  double floor, seconds, index_seconds;

  store_fixture_set_up (&fixture, NULL);
  records = make_records (&fixture);
  floor = measure_floor (fixture.root, records);
  seconds = measure_load (&fixture, records, &index_seconds);
  g_print ("{\"name\": \"bulk load of 250,000 rows\", \"value\": %.2f, \"unit\": \"s\", \"floor\": %.2f, \"budget\": 1.5, "
           "\"note\": \"%.0f rows/s; index %.2f s; floor: SQLite alone, the same rows, then FTS5 rebuild\"}\n",
           seconds, floor, records->len / seconds, index_seconds);
  g_ptr_array_set_size (records, 0);

  bench_search (&fixture);
  bench_commit (&fixture);
  store_fixture_tear_down (&fixture, NULL);

  if (argc > 1 && g_str_equal (argv[1], "--short"))
    return 0;

  memset (&fixture, 0, sizeof fixture);
  store_fixture_set_up (&fixture, NULL);
  bench_list (&fixture);
  store_fixture_tear_down (&fixture, NULL);

  return 0;
}
