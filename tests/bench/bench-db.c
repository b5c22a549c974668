/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What records and rows cost over SQLite alone: upserts and gets of tickets,
 * against the same statements with the values at hand (the floor). Both work
 * on the same schema with the same settings, in turns; the best turn counts.
 * One line of JSON a figure, see report.py. */

#include <glib/gstdio.h>
#include <sqlite3.h>

#include "bell-clock.h"
#include "bell-table.h"
#include "bell-transaction.h"

#define N_TICKETS 20000
#define N_GETS 40000
#define N_ROUNDS 5

typedef struct
{
  char         *folder;
  GPtrArray    *records;
  BellTable    *table;
  BellDatabase *database;
  sqlite3      *raw;
  char       ***texts;   /* of each record, a text for each column, or NULL */
  gint64      (*numbers)[64];
} Bench;

static void
report (const char *name,
        double      value,
        double      floor)
{
  g_print ("{\"name\": \"%s\", \"value\": %.2f, \"unit\": \"us\", \"floor\": %.2f, \"budget\": 1.5, "
           "\"note\": \"floor: the same statements of SQLite alone\"}\n", name, value, floor);
}

static gboolean
is_text (const BellProperty *property)
{
  return property->kind != BELL_KIND_INTEGER && property->kind != BELL_KIND_TIME && property->kind != BELL_KIND_BOOLEAN;
}

static BellRecord *
make_ticket (guint number)
{
  g_autofree char *id = g_strdup_printf ("T0192f0c1-%04x-7000-8000-%012x", number * 7919 % 65536, number);
  g_autofree char *subject = g_strdup_printf ("Ticket %u: the printer on the %u. floor prints nothing", number, number % 9);
  g_autofree char *person = g_strdup_printf ("P0192f0c1-0000-7000-8000-%012x", number % 500);
  g_autofree char *team = g_strdup_printf ("G0192f0c1-0000-7000-8000-%012x", number % 7);
  g_autoptr (GVariant) tags = bell_value_new_set ((const char *const[]) { "printer", "vip", NULL });
  BellRecord *record = bell_record_new (BELL_TYPE_TICKET, id);

  bell_record_set_modseqs (record, number, number);
  bell_record_set_integer (record, bell_ticket_property (BELL_TICKET_NUMBER), number);
  bell_record_set_text (record, bell_ticket_property (BELL_TICKET_SUBJECT), subject);
  bell_record_set_integer (record, bell_ticket_property (BELL_TICKET_STATUS), (int) number % 6);
  bell_record_set_text (record, bell_ticket_property (BELL_TICKET_TEAM_ID), team);
  bell_record_set_text (record, bell_ticket_property (BELL_TICKET_ASSIGNEE_ID), number % 3 ? person : NULL);
  bell_record_set_text (record, bell_ticket_property (BELL_TICKET_REQUESTER_ID), person);
  bell_record_set (record, bell_ticket_property (BELL_TICKET_TAGS), tags);
  bell_record_set_integer (record, bell_ticket_property (BELL_TICKET_CREATED_AT), G_GINT64_CONSTANT (1790000000000) + number);
  bell_record_set_integer (record, bell_ticket_property (BELL_TICKET_UPDATED_AT), G_GINT64_CONSTANT (1795000000000) - number * 7919);

  return record;
}

static void
prepare_values (Bench *bench,
                guint  index)
{
  BellRecord *record = g_ptr_array_index (bench->records, index);
  guint n = bell_type_get_n_properties (BELL_TYPE_TICKET);

  bench->texts[index] = g_new0 (char *, n);
  for (guint i = 0; i < n; i++)
    {
      const BellProperty *property = bell_type_get_property (BELL_TYPE_TICKET, i);
      g_autoptr (GVariant) value = bell_record_get (record, property);

      if (is_text (property))
        bench->texts[index][i] = bell_value_to_column_text (property, value);
      else
        bench->numbers[index][i] = bell_record_peek_integer (record, property);
    }
}

static void
clear_table (Bench *bench)
{
  g_autoptr (GError) error = NULL;

  bell_database_execute_script (bench->database, "DELETE FROM ticket", &error);
  bell_database_checkpoint (bench->database, &error);
  g_assert_no_error (error);
}

static double
upsert_records (Bench *bench)
{
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();
  g_autoptr (BellTransaction) transaction = bell_transaction_begin (bench->database, &error);

  for (guint i = 0; i < bench->records->len; i++)
    if (!bell_table_upsert (bench->table, bench->database, g_ptr_array_index (bench->records, i), &error))
      g_error ("%s", error->message);

  bell_transaction_commit (transaction, &error);
  g_assert_no_error (error);

  return (double) (g_get_monotonic_time () - start) / bench->records->len;
}

static double
upsert_raw (Bench      *bench,
            const char *sql)
{
  guint n = bell_type_get_n_properties (BELL_TYPE_TICKET);
  gint64 start = g_get_monotonic_time ();
  sqlite3_stmt *statement;

  sqlite3_exec (bench->raw, "BEGIN IMMEDIATE", NULL, NULL, NULL);
  g_assert_cmpint (sqlite3_prepare_v2 (bench->raw, sql, -1, &statement, NULL), ==, SQLITE_OK);

  for (guint index = 0; index < bench->records->len; index++)
    {
      sqlite3_bind_text (statement, 1, bell_record_get_id (g_ptr_array_index (bench->records, index)), -1, SQLITE_STATIC);
      sqlite3_bind_int64 (statement, 2, index);
      sqlite3_bind_int64 (statement, 3, index);
      for (guint i = 0; i < n; i++)
        if (is_text (bell_type_get_property (BELL_TYPE_TICKET, i)))
          sqlite3_bind_text (statement, (int) i + 4, bench->texts[index][i], -1, SQLITE_STATIC);
        else if (bench->numbers[index][i] == BELL_TIME_UNSET)
          sqlite3_bind_null (statement, (int) i + 4);
        else
          sqlite3_bind_int64 (statement, (int) i + 4, bench->numbers[index][i]);

      g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_DONE);
      sqlite3_reset (statement);
    }

  sqlite3_finalize (statement);
  g_assert_cmpint (sqlite3_exec (bench->raw, "COMMIT", NULL, NULL, NULL), ==, SQLITE_OK);

  return (double) (g_get_monotonic_time () - start) / bench->records->len;
}

static guint
scatter (guint i)
{
  return (guint) ((guint64) i * 7919 % N_TICKETS);
}

static double
get_records (Bench *bench)
{
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();

  for (guint i = 0; i < N_GETS; i++)
    {
      g_autoptr (BellRecord) record = NULL;

      bell_table_get (bench->table, bench->database,
                      bell_record_get_id (g_ptr_array_index (bench->records, scatter (i))), &record, &error);
      g_assert_nonnull (record);
    }

  return (double) (g_get_monotonic_time () - start) / N_GETS;
}

static double
get_raw (Bench *bench)
{
  g_autofree char *sql = g_strdup_printf ("SELECT %s FROM ticket WHERE id = ?1", bell_table_get_columns (bench->table));
  int n = bell_table_get_n_columns (bench->table);
  gint64 start = g_get_monotonic_time ();
  sqlite3_stmt *statement;
  gsize seen = 0;

  g_assert_cmpint (sqlite3_prepare_v2 (bench->raw, sql, -1, &statement, NULL), ==, SQLITE_OK);

  for (guint i = 0; i < N_GETS; i++)
    {
      sqlite3_bind_text (statement, 1, bell_record_get_id (g_ptr_array_index (bench->records, scatter (i))), -1,
                         SQLITE_STATIC);
      g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
      for (int column = 0; column < n; column++)
        {
          g_autofree char *copy = NULL;

          /* A text has to be copied to be kept, in any program. */
          if (sqlite3_column_type (statement, column) == SQLITE_TEXT)
            copy = g_strdup ((const char *) sqlite3_column_text (statement, column));
          else
            seen += (gsize) sqlite3_column_int64 (statement, column);
          seen += copy != NULL;
        }
      sqlite3_reset (statement);
    }

  sqlite3_finalize (statement);
  g_assert_cmpuint (seen, >, 0);

  return (double) (g_get_monotonic_time () - start) / N_GETS;
}

/* The statement that BellTable makes, written once more. */
static char *
make_upsert (void)
{
  GString *names = g_string_new ("id, created_modseq, modseq");
  GString *marks = g_string_new ("?, ?, ?");
  GString *sets = g_string_new ("created_modseq = excluded.created_modseq, modseq = excluded.modseq");
  char *sql;

  for (guint i = 0; i < bell_type_get_n_properties (BELL_TYPE_TICKET); i++)
    {
      const char *name = bell_type_get_property (BELL_TYPE_TICKET, i)->name;

      g_string_append_printf (names, ", %s", name);
      g_string_append (marks, ", ?");
      g_string_append_printf (sets, ", %s = excluded.%s", name, name);
    }

  sql = g_strdup_printf ("INSERT INTO ticket (%s) VALUES (%s) ON CONFLICT (id) DO UPDATE SET %s",
                         names->str, marks->str, sets->str);
  g_string_free (names, TRUE);
  g_string_free (marks, TRUE);
  g_string_free (sets, TRUE);

  return sql;
}

int
main (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *sql = make_upsert ();
  g_autofree char *path = NULL;
  double upsert[2] = { G_MAXDOUBLE, G_MAXDOUBLE }, over[2] = { G_MAXDOUBLE, G_MAXDOUBLE };
  double get[2] = { G_MAXDOUBLE, G_MAXDOUBLE };
  Bench bench = { 0 };

  bench.folder = g_dir_make_tmp ("deskbell-bench-XXXXXX", &error);
  path = g_build_filename (bench.folder, "bench.db", NULL);
  bench.database = bell_database_open (path, BELL_DATABASE_CREATE, &error);
  g_assert_no_error (error);
  bell_database_execute_resource (bench.database, "/org/deskbell/db/sql/objects-001.sql", &error);
  g_assert_no_error (error);
  bell_database_execute_resource (bench.database, "/org/deskbell/db/sql/objects-002.sql", &error);
  bell_database_set_cache_size (bench.database, 65536, &error);
  g_assert_no_error (error);
  g_assert_cmpint (sqlite3_open (path, &bench.raw), ==, SQLITE_OK);
  sqlite3_exec (bench.raw, "PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536", NULL, NULL, NULL);

  bench.table = bell_table_new (BELL_TYPE_TICKET, NULL);
  bench.records = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_record_unref);
  bench.texts = g_new0 (char **, N_TICKETS);
  bench.numbers = g_malloc0 (sizeof (gint64) * 64 * N_TICKETS);
  for (guint i = 0; i < N_TICKETS; i++)
    {
      g_ptr_array_add (bench.records, make_ticket (i));
      prepare_values (&bench, i);
    }

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      clear_table (&bench);
      upsert[1] = MIN (upsert[1], upsert_raw (&bench, sql));
      over[1] = MIN (over[1], upsert_raw (&bench, sql));
      get[1] = MIN (get[1], get_raw (&bench));

      clear_table (&bench);
      upsert[0] = MIN (upsert[0], upsert_records (&bench));
      over[0] = MIN (over[0], upsert_records (&bench));
      get[0] = MIN (get[0], get_records (&bench));
    }

  report ("db: insert a ticket of 20,000", upsert[0], upsert[1]);
  report ("db: write over a ticket", over[0], over[1]);
  report ("db: get a ticket by id", get[0], get[1]);

  for (guint i = 0; i < N_TICKETS; i++)
    {
      for (guint n = 0; n < bell_type_get_n_properties (BELL_TYPE_TICKET); n++)
        g_free (bench.texts[i][n]);
      g_free (bench.texts[i]);
    }
  g_free (bench.texts);
  g_free (bench.numbers);
  g_ptr_array_unref (bench.records);
  bell_table_unref (bench.table);
  sqlite3_close (bench.raw);
  g_object_unref (bench.database);
  g_unlink (path);
  g_rmdir (bench.folder);
  g_free (bench.folder);

  return 0;
}
