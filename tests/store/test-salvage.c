/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gstdio.h>
#include <unistd.h>

#include "bell-database.h"
#include "bell-migrations.h"
#include "bell-salvage.h"
#include "bell-statement.h"
#include "bell-store.h"
#include "bell-test-folder.h"

/* What is taken out of a damaged outbox is all that was in it. The tables and
 * columns are those of the schema as it is, so that none that is added later can
 * be forgotten. */

typedef struct
{
  char *folder;
  char *path;
  GPtrArray *tables; /* all but the journal */
} Salvage;

static BellDatabase *
open_outbox (const char *path)
{
  g_autoptr (GError) error = NULL;
  BellDatabase *database = bell_database_open (path, BELL_DATABASE_CREATE, &error);

  g_assert_no_error (error);
  bell_migrations_apply (database, "/org/deskbell/store/sql/outbox", &error);
  g_assert_no_error (error);

  return database;
}

static GPtrArray *
read_column (BellDatabase *database,
             const char   *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BellStatement) statement = bell_database_prepare (database, sql, &error);
  GPtrArray *values = g_ptr_array_new_with_free_func (g_free);
  gboolean row = TRUE;

  g_assert_no_error (error);
  while (bell_statement_step (statement, &row, &error) && row)
    g_ptr_array_add (values, g_strdup (bell_statement_get_text (statement, 0)));
  g_assert_no_error (error);

  return values;
}

static void
run (BellDatabase *database,
     const char   *sql)
{
  g_autoptr (GError) error = NULL;

  bell_database_execute_script (database, sql, &error);
  g_assert_no_error (error);
}

static void
set_up (Salvage       *salvage,
        gconstpointer  data)
{
  g_autoptr (BellDatabase) database = NULL;

  salvage->folder = g_dir_make_tmp ("bell-salvage-XXXXXX", NULL);
  salvage->path = g_build_filename (salvage->folder, "outbox.db", NULL);
  database = open_outbox (salvage->path);
  salvage->tables = read_column (database, "SELECT name FROM sqlite_schema WHERE type = 'table' "
                                           "AND name NOT LIKE 'sqlite_%' AND name <> 'journal' ORDER BY name");
  g_assert_cmpuint (salvage->tables->len, >, 4);
}

static void
tear_down (Salvage       *salvage,
           gconstpointer  data)
{
  g_ptr_array_unref (salvage->tables);
  bell_test_remove_folder (salvage->folder);
  g_free (salvage->folder);
  g_free (salvage->path);
}

/* Each column with another value, of the kind that the schema says. */
static void
fill (Salvage      *salvage,
      BellDatabase *database,
      guint         n_rows)
{
  run (database, "BEGIN");
  for (guint t = 0; t < salvage->tables->len; t++)
    {
      const char *table = salvage->tables->pdata[t];
      g_autofree char *query =
        g_strdup_printf ("SELECT group_concat (CASE type WHEN 'INTEGER' THEN cast ((cid + 1) * 100000 AS TEXT) || ' + value' "
                         "WHEN 'BLOB' THEN 'cast (x''ff00fe'' || value AS BLOB)' "
                         "ELSE '''' || name || ' ''''q'''' € '' || value' END) FROM pragma_table_info ('%s') ORDER BY cid", table);
      g_autoptr (GPtrArray) values = read_column (database, query);
      g_autofree char *insert =
        g_strdup_printf ("INSERT INTO %s WITH RECURSIVE n (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < %u) "
                         "SELECT %s FROM n", table, n_rows, (const char *) values->pdata[0]);

      run (database, insert);
    }
  run (database, "COMMIT");
}

/* Every row of a table with every column of the schema of @shape, as SQL would write it. */
static GPtrArray *
read_rows (BellDatabase *database,
           BellDatabase *shape,
           const char   *table)
{
  g_autofree char *query =
    g_strdup_printf ("SELECT group_concat ('quote (' || name || ')', ' || '','' || ') FROM pragma_table_info ('%s')", table);
  g_autoptr (GPtrArray) columns = read_column (shape, query);
  g_autofree char *rows = g_strdup_printf ("SELECT %s FROM %s ORDER BY rowid", (const char *) columns->pdata[0], table);

  return read_column (database, rows);
}

static BellDatabase *
take_out (Salvage *salvage)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *damaged = NULL;
  g_autofree char *report = NULL;
  g_autofree char *text = NULL;
  BellDatabase *outbox;

  damaged = bell_salvage_move_away (salvage->path, 1000, &error);
  g_assert_no_error (error);
  outbox = open_outbox (salvage->path);
  report = bell_salvage_outbox (damaged, outbox, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (report, &text, NULL, NULL));
  g_test_message ("%s", text);

  return outbox;
}

static void
test_every_column (Salvage       *salvage,
                   gconstpointer  data)
{
  g_autoptr (BellDatabase) before = open_outbox (salvage->path);
  g_autoptr (BellDatabase) after = NULL;
  g_autoptr (GPtrArray) wanted = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);

  fill (salvage, before, 50);
  for (guint t = 0; t < salvage->tables->len; t++)
    g_ptr_array_add (wanted, read_rows (before, before, salvage->tables->pdata[t]));
  g_clear_object (&before);

  after = take_out (salvage);
  for (guint t = 0; t < salvage->tables->len; t++)
    {
      g_autoptr (GPtrArray) found = read_rows (after, after, salvage->tables->pdata[t]);
      GPtrArray *rows = wanted->pdata[t];

      g_test_message ("%s: %s", (const char *) salvage->tables->pdata[t], (const char *) rows->pdata[0]);
      g_assert_cmpuint (found->len, ==, 50);
      for (guint i = 0; i < rows->len; i++)
        g_assert_cmpstr (found->pdata[i], ==, rows->pdata[i]);
    }
}

/* A file of an older version has fewer columns, and tables are missing. */
static void
test_older_schema (Salvage       *salvage,
                   gconstpointer  data)
{
  g_autoptr (BellDatabase) before = open_outbox (salvage->path);
  g_autoptr (BellDatabase) after = NULL;
  g_autoptr (GPtrArray) wanted = NULL;
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GPtrArray) known = NULL;

  fill (salvage, before, 20);
  run (before, "DROP TABLE acknowledged; ALTER TABLE change DROP COLUMN clock_known; PRAGMA user_version = 1");
  wanted = read_rows (before, before, "change");
  after = take_out (salvage);

  found = read_rows (after, before, "change");
  g_assert_cmpuint (found->len, ==, 20);
  for (guint i = 0; i < found->len; i++)
    g_assert_cmpstr (found->pdata[i], ==, wanted->pdata[i]);
  known = read_column (after, "SELECT DISTINCT clock_known FROM change");
  g_assert_cmpuint (known->len, ==, 1);
  g_assert_cmpstr (known->pdata[0], ==, "0");
}

/* A file that lost its end, as after a power cut: as a database it is refused,
 * and yet most of it is there. */
static void
test_cut_short (Salvage       *salvage,
                gconstpointer  data)
{
  g_autoptr (BellDatabase) before = open_outbox (salvage->path);
  g_autoptr (BellDatabase) after = NULL;
  g_autoptr (GPtrArray) found = NULL;
  GStatBuf file;

  fill (salvage, before, 400);
  run (before, "PRAGMA wal_checkpoint (TRUNCATE)");
  g_clear_object (&before);
  g_assert_cmpint (g_stat (salvage->path, &file), ==, 0);
  g_assert_cmpint (truncate (salvage->path, file.st_size / 4096 * 3 / 4 * 4096), ==, 0);

  after = take_out (salvage);
  found = read_column (after, "SELECT (SELECT count(*) FROM change) + (SELECT count(*) FROM acknowledged) + (SELECT count(*) FROM draft)"
                              " + (SELECT count(*) FROM blob) + (SELECT count(*) FROM setting) + (SELECT count(*) FROM read_mark)");
  g_test_message ("%s rows", (const char *) found->pdata[0]);
  g_assert_cmpint (g_ascii_strtoll (found->pdata[0], NULL, 10), >, 600);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  /* The schema comes with the library. */
  g_type_ensure (BELL_TYPE_STORE);
  g_test_add ("/store/salvage/every-column", Salvage, NULL, set_up, test_every_column, tear_down);
  g_test_add ("/store/salvage/older-schema", Salvage, NULL, set_up, test_older_schema, tear_down);
  g_test_add ("/store/salvage/cut-short", Salvage, NULL, set_up, test_cut_short, tear_down);

  return g_test_run ();
}
