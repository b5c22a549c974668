/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "db-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#include "bell-clock.h"
#include "bell-migrations.h"

#define add(path, function) \
  g_test_add (path, DbFixture, NULL, db_fixture_set_up, function, db_fixture_tear_down)

static void
test_values (DbFixture     *fixture,
             gconstpointer  data)
{
  g_autoptr (BellDatabase) database = db_fixture_open (fixture);
  g_autoptr (BellStatement) insert = NULL;
  g_autoptr (BellStatement) select = NULL;
  g_autoptr (GError) error = NULL;
  gboolean row;
  gsize length;
  const void *blob;

  insert = bell_database_prepare (database, "INSERT INTO note (id, text, amount, data, at) VALUES (?1, ?2, ?3, ?4, ?5)",
                                  &error);
  g_assert_no_error (error);
  bell_statement_bind_int64 (insert, 1, G_MAXINT64);
  bell_statement_bind_text (insert, 2, "Grüße ‘ \" ; DROP TABLE note; --");
  bell_statement_bind_double (insert, 3, 0.25);
  bell_statement_bind_blob (insert, 4, "a\0b", 3);
  bell_statement_bind_time (insert, 5, BELL_TIME_UNSET);
  g_assert_true (bell_statement_run (insert, &error));
  g_assert_no_error (error);
  g_assert_cmpint (bell_database_changes (database), ==, 1);

  select = bell_database_prepare (database, "SELECT id, text, amount, data, at, parent FROM note", &error);
  g_assert_no_error (error);
  g_assert_true (bell_statement_step (select, &row, &error));
  g_assert_true (row);
  g_assert_cmpint (bell_statement_get_int64 (select, 0), ==, G_MAXINT64);
  g_assert_cmpstr (bell_statement_get_text (select, 1), ==, "Grüße ‘ \" ; DROP TABLE note; --");
  g_assert_cmpfloat (bell_statement_get_double (select, 2), ==, 0.25);
  blob = bell_statement_get_blob (select, 3, &length);
  g_assert_cmpmem (blob, length, "a\0b", 3);
  g_assert_cmpint (bell_statement_get_time (select, 4), ==, BELL_TIME_UNSET);
  g_assert_true (bell_statement_is_null (select, 5));
  g_assert_null (bell_statement_get_text (select, 5));
  g_assert_cmpint (bell_statement_get_n_columns (select), ==, 6);
  g_assert_cmpstr (bell_statement_get_column_name (select, 1), ==, "text");
  g_assert_true (bell_statement_step (select, &row, &error));
  g_assert_false (row);
}

static void
test_empty_blob (DbFixture     *fixture,
                 gconstpointer  data)
{
  g_autoptr (BellDatabase) database = db_fixture_open (fixture);
  g_autoptr (GError) error = NULL;
  g_autoptr (BellStatement) select = bell_database_prepare (database, "SELECT ?1 IS NULL, ?2 IS NULL, ?3", &error);
  gboolean row;
  gsize length = 1;

  g_assert_no_error (error);
  bell_statement_bind_blob (select, 1, "", 0);
  bell_statement_bind_blob (select, 2, NULL, 0);
  bell_statement_bind_blob (select, 3, "", 0);
  g_assert_true (bell_statement_step (select, &row, &error));
  g_assert_cmpint (bell_statement_get_int64 (select, 0), ==, 0);
  g_assert_cmpint (bell_statement_get_int64 (select, 1), ==, 1);
  bell_statement_get_blob (select, 2, &length);
  g_assert_cmpuint (length, ==, 0);
}

static void
test_variants (DbFixture     *fixture,
               gconstpointer  data)
{
  g_autoptr (BellDatabase) database = db_fixture_open (fixture);
  g_autoptr (GPtrArray) values = g_ptr_array_new ();
  g_autoptr (GVariant) misfit = g_variant_ref_sink (g_variant_new_parsed ("(1, 2)"));
  g_autoptr (GError) error = NULL;
  g_autoptr (BellStatement) select = bell_database_prepare (database, "SELECT ?1 || '|' || ?2 || '|' || ?3 || '|' || "
                                                                      "?4 || '|' || hex(?5) || '|' || coalesce(?6, '-')",
                                                            &error);
  gboolean row;

  g_assert_no_error (error);
  g_ptr_array_add (values, g_variant_ref_sink (g_variant_new_string ("text")));
  g_ptr_array_add (values, g_variant_ref_sink (g_variant_new_int64 (G_MININT64)));
  g_ptr_array_add (values, g_variant_ref_sink (g_variant_new_boolean (TRUE)));
  g_ptr_array_add (values, g_variant_ref_sink (g_variant_new_double (0.5)));
  g_ptr_array_add (values, g_variant_ref_sink (g_variant_new_bytestring ("ab")));
  g_ptr_array_add (values, NULL);
  bell_statement_bind_values (select, 1, values);
  g_assert_true (bell_statement_step (select, &row, &error));
  g_assert_cmpstr (bell_statement_get_text (select, 0), ==, "text|-9223372036854775808|1|0.5|616200|-");

  bell_statement_bind_variant (select, 1, misfit);
  g_assert_false (bell_statement_step (select, &row, &error));
  db_assert_error (error, BELL_DATABASE_ERROR_STATEMENT, "(ii)");

  for (guint i = 0; i < 5; i++)
    g_variant_unref (g_ptr_array_index (values, i));
}

/* A fault in binding is told by the step, and forgotten after. */
static void
test_bind_out_of_range (DbFixture     *fixture,
                        gconstpointer  data)
{
  g_autoptr (BellDatabase) database = db_fixture_open (fixture);
  g_autoptr (GError) error = NULL;
  g_autoptr (BellStatement) insert = bell_database_prepare (database, "INSERT INTO note (text) VALUES (?1)", &error);

  bell_statement_bind_text (insert, 2, "nowhere");
  bell_statement_bind_text (insert, 1, "somewhere");
  g_assert_false (bell_statement_run (insert, &error));
  db_assert_error (error, BELL_DATABASE_ERROR_STATEMENT, "INSERT INTO note");
  g_clear_error (&error);
  g_assert_cmpint (db_fixture_count (database), ==, 0);

  bell_statement_bind_text (insert, 1, "somewhere");
  g_assert_true (bell_statement_run (insert, &error));
}

static void
test_bad_statements (DbFixture     *fixture,
                     gconstpointer  data)
{
  static const char *const faults[] = {
    "", "-- nothing", "SELEC 1", "SELECT * FROM nowhere", "SELECT 1; DROP TABLE note", "SELECT 1; nonsense",
    "SELECT \"a text in the wrong quotes\"", "PRAGMA writable_schema = 1; DELETE FROM sqlite_schema",
  };
  g_autoptr (BellDatabase) database = db_fixture_open (fixture);

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (bell_database_prepare (database, faults[i], &error));
      db_assert_error (error, BELL_DATABASE_ERROR_STATEMENT, "");
    }

  g_assert_cmpint (db_fixture_count (database), ==, 0);
}

/* The same SQL inside its own loop, three deep. */
static void
test_nested_use (DbFixture     *fixture,
                 gconstpointer  data)
{
  static const char *const sql = "SELECT id FROM note WHERE id > ?1 ORDER BY id";
  g_autoptr (BellDatabase) database = db_fixture_open (fixture);
  g_autoptr (BellStatement) outer = NULL;
  g_autoptr (GError) error = NULL;
  gboolean outer_row, inner_row;
  guint pairs = 0;

  db_fixture_insert (database, "one");
  db_fixture_insert (database, "two");
  db_fixture_insert (database, "three");

  outer = bell_database_prepare (database, sql, &error);
  bell_statement_bind_int64 (outer, 1, 0);
  while (bell_statement_step (outer, &outer_row, &error) && outer_row)
    {
      g_autoptr (BellStatement) inner = bell_database_prepare (database, sql, &error);

      g_assert_no_error (error);
      g_assert_true (inner != outer);
      bell_statement_bind_int64 (inner, 1, bell_statement_get_int64 (outer, 0));
      while (bell_statement_step (inner, &inner_row, &error) && inner_row)
        pairs++;
    }

  g_assert_no_error (error);
  g_assert_cmpuint (pairs, ==, 3);
}

/* What comes from the cache carries nothing over from its last use. */
static void
test_reuse_is_clean (DbFixture     *fixture,
                     gconstpointer  data)
{
  g_autoptr (BellDatabase) database = db_fixture_open (fixture);
  g_autoptr (GError) error = NULL;
  BellStatement *first;
  BellStatement *second;
  gboolean row;

  first = bell_database_prepare (database, "SELECT ?1", &error);
  bell_statement_bind_text (first, 1, "secret");
  bell_statement_bind_text (first, 9, "fault");
  bell_statement_release (first);

  second = bell_database_prepare (database, "SELECT ?1", &error);
  g_assert_true (second == first);
  g_assert_true (bell_statement_step (second, &row, &error));
  g_assert_no_error (error);
  g_assert_true (bell_statement_is_null (second, 0));

  /* Binding in the middle of the rows begins anew. */
  bell_statement_bind_text (second, 1, "again");
  g_assert_true (bell_statement_step (second, &row, &error));
  g_assert_true (row);
  g_assert_cmpstr (bell_statement_get_text (second, 0), ==, "again");
  bell_statement_release (second);
}

/* More statements than the cache keeps, some of them in use all the while. */
static void
test_cache_overflow (DbFixture     *fixture,
                     gconstpointer  data)
{
  g_autoptr (BellDatabase) database = db_fixture_open (fixture);
  BellStatement *held[200];
  gboolean row;

  for (guint round = 0; round < 3; round++)
    {
      for (guint i = 0; i < G_N_ELEMENTS (held); i++)
        {
          g_autofree char *sql = g_strdup_printf ("SELECT %u", i);
          g_autoptr (GError) error = NULL;

          held[i] = bell_database_prepare (database, sql, &error);
          g_assert_no_error (error);
          g_assert_true (bell_statement_step (held[i], &row, &error));
        }

      for (guint i = 0; i < G_N_ELEMENTS (held); i++)
        {
          g_assert_cmpint (bell_statement_get_int64 (held[i], 0), ==, i);
          bell_statement_release (held[i]);
        }
    }
}

static void
test_statement_outlives (DbFixture     *fixture,
                         gconstpointer  data)
{
  BellDatabase *database = db_fixture_open (fixture);
  g_autoptr (GError) error = NULL;
  BellStatement *statement = bell_database_prepare (database, "SELECT 7", &error);
  gboolean row;

  g_object_add_weak_pointer (G_OBJECT (database), (gpointer *) &database);
  g_object_unref (database);
  g_assert_nonnull (database);

  g_assert_true (bell_statement_step (statement, &row, &error));
  g_assert_cmpint (bell_statement_get_int64 (statement, 0), ==, 7);
  bell_statement_release (statement);
  g_assert_null (database);
}

static void
test_resources (DbFixture     *fixture,
                gconstpointer  data)
{
  g_autoptr (BellDatabase) database = db_fixture_open (fixture);
  g_autoptr (GError) error = NULL;
  gboolean row;

  db_fixture_insert (database, "hello");

  for (guint round = 0; round < 2; round++)
    {
      g_autoptr (BellStatement) statement = NULL;

      statement = bell_database_prepare_resource (database, "/org/deskbell/test/db/note-text.sql", &error);
      g_assert_no_error (error);
      bell_statement_bind_int64 (statement, 1, 1);
      g_assert_true (bell_statement_step (statement, &row, &error));
      g_assert_cmpstr (bell_statement_get_text (statement, 0), ==, "hello");
    }

  g_assert_null (bell_database_prepare_resource (database, "/org/deskbell/test/db/absent.sql", &error));
  db_assert_error (error, BELL_DATABASE_ERROR_STATEMENT, "absent.sql");
  g_clear_error (&error);

  g_assert_false (bell_database_execute_resource (database, "/org/deskbell/test/db/circle.sql", &error));
  db_assert_error (error, BELL_DATABASE_ERROR_STATEMENT, "circle.sql");
}

static void
test_maintenance (DbFixture     *fixture,
                  gconstpointer  data)
{
  g_autoptr (BellDatabase) database = db_fixture_open (fixture);
  g_autoptr (GPtrArray) problems = NULL;
  g_autofree char *journal = g_strconcat (fixture->path, "-wal", NULL);
  g_autoptr (GError) error = NULL;
  GStatBuf file;

  db_fixture_insert (database, "x");
  g_assert_true (bell_database_set_cache_size (database, 1024, &error));
  g_assert_true (bell_database_optimize (database, &error));
  g_assert_true (bell_database_check (database, &problems, &error));
  g_assert_cmpuint (problems->len, ==, 0);
  g_assert_cmpint (g_stat (journal, &file), ==, 0);
  g_assert_cmpint (file.st_size, >, 0);
  g_assert_true (bell_database_checkpoint (database, &error));
  g_assert_no_error (error);
  g_assert_cmpint (g_stat (journal, &file), ==, 0);
  g_assert_cmpint (file.st_size, ==, 0);
}

static void
test_memory (DbFixture     *fixture,
             gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BellDatabase) database = bell_database_open (":memory:", BELL_DATABASE_CREATE, &error);

  g_assert_no_error (error);
  g_assert_true (bell_migrations_apply (database, "/org/deskbell/test/db/migrations", &error));
  db_fixture_insert (database, "x");
  g_assert_cmpint (db_fixture_count (database), ==, 1);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("/db/values", test_values);
  add ("/db/empty-blob", test_empty_blob);
  add ("/db/variants", test_variants);
  add ("/db/statement/bind-out-of-range", test_bind_out_of_range);
  add ("/db/statement/bad-sql", test_bad_statements);
  add ("/db/statement/nested-use", test_nested_use);
  add ("/db/statement/reuse-is-clean", test_reuse_is_clean);
  add ("/db/statement/cache-overflow", test_cache_overflow);
  add ("/db/statement/outlives", test_statement_outlives);
  add ("/db/statement/resources", test_resources);
  add ("/db/maintenance", test_maintenance);
  add ("/db/memory", test_memory);

  return g_test_run ();
}
