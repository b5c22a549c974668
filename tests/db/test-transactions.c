/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "db-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#include "bell-migrations.h"

#define add(path, function) \
  g_test_add (path, DbFixture, NULL, db_fixture_set_up, function, db_fixture_tear_down)

static void
test_transactions (DbFixture     *fixture,
                   gconstpointer  data)
{
  g_autoptr (BellDatabase) database = db_fixture_open (fixture);
  g_autoptr (GError) error = NULL;

  {
    g_autoptr (BellTransaction) transaction = bell_transaction_begin (database, &error);

    g_assert_true (bell_database_in_transaction (database));
    db_fixture_insert (database, "undone by leaving");
  }
  g_assert_false (bell_database_in_transaction (database));
  g_assert_cmpint (db_fixture_count (database), ==, 0);

  {
    g_autoptr (BellTransaction) transaction = bell_transaction_begin (database, &error);

    db_fixture_insert (database, "kept");
    g_assert_true (bell_transaction_commit (transaction, &error));
    g_assert_no_error (error);
  }
  g_assert_cmpint (db_fixture_count (database), ==, 1);

  bell_database_rollback (database);
  g_assert_cmpint (db_fixture_count (database), ==, 1);
}

static void
test_transactions_nested (DbFixture     *fixture,
                          gconstpointer  data)
{
  g_autoptr (BellDatabase) database = db_fixture_open (fixture);
  g_autoptr (GError) error = NULL;

  {
    g_autoptr (BellTransaction) outer = bell_transaction_begin (database, &error);

    db_fixture_insert (database, "outer");
    {
      g_autoptr (BellTransaction) inner = bell_transaction_begin (database, &error);

      db_fixture_insert (database, "inner, undone");
    }
    {
      g_autoptr (BellTransaction) inner = bell_transaction_begin (database, &error);
      g_autoptr (BellTransaction) innermost = bell_transaction_begin (database, &error);

      db_fixture_insert (database, "innermost");
      g_assert_true (bell_transaction_commit (innermost, &error));
      g_assert_true (bell_transaction_commit (inner, &error));
    }
    g_assert_true (bell_transaction_commit (outer, &error));
  }
  g_assert_no_error (error);
  g_assert_cmpint (db_fixture_count (database), ==, 2);

  {
    g_autoptr (BellTransaction) outer = bell_transaction_begin (database, &error);

    {
      g_autoptr (BellTransaction) inner = bell_transaction_begin (database, &error);

      db_fixture_insert (database, "committed in vain");
      g_assert_true (bell_transaction_commit (inner, &error));
    }
  }
  g_assert_cmpint (db_fixture_count (database), ==, 2);
}

/* A constraint stops one statement, not the transaction. */
static void
test_constraint (DbFixture     *fixture,
                 gconstpointer  data)
{
  g_autoptr (BellDatabase) database = db_fixture_open (fixture);
  g_autoptr (GError) error = NULL;
  g_autoptr (BellTransaction) transaction = bell_transaction_begin (database, &error);

  db_fixture_insert (database, "once");
  g_assert_false (db_fixture_try_insert (database, "once", &error));
  db_assert_error (error, BELL_DATABASE_ERROR_CONSTRAINT, "note.text");
  g_clear_error (&error);
  g_assert_false (db_fixture_try_insert (database, NULL, &error));
  db_assert_error (error, BELL_DATABASE_ERROR_CONSTRAINT, "NOT NULL");
  g_clear_error (&error);

  g_assert_false (bell_database_execute_script (database, "INSERT INTO note (text, parent) VALUES ('x', 404)", &error));
  db_assert_error (error, BELL_DATABASE_ERROR_CONSTRAINT, "FOREIGN KEY");
  g_clear_error (&error);

  g_assert_true (bell_transaction_commit (transaction, &error));
  g_assert_cmpint (db_fixture_count (database), ==, 1);
}

/* Readers keep the state they began with, and hear of other's commits. */
static void
test_read_snapshot (DbFixture     *fixture,
                    gconstpointer  data)
{
  g_autoptr (BellDatabase) writer = db_fixture_open (fixture);
  g_autoptr (BellDatabase) reader = NULL;
  g_autoptr (GError) error = NULL;
  gint64 before, same, after;

  reader = bell_database_open (fixture->path, BELL_DATABASE_READ_ONLY, &error);
  g_assert_no_error (error);
  g_assert_true (bell_database_is_read_only (reader));

  {
    g_autoptr (BellTransaction) snapshot = bell_transaction_begin_read (reader, &error);

    g_assert_cmpint (db_fixture_count (reader), ==, 0);
    db_fixture_insert (writer, "later");
    g_assert_cmpint (db_fixture_count (reader), ==, 0);
  }
  g_assert_cmpint (db_fixture_count (reader), ==, 1);

  g_assert_true (bell_database_data_version (reader, &before, &error));
  g_assert_true (bell_database_data_version (reader, &same, &error));
  g_assert_cmpint (before, ==, same);
  db_fixture_insert (writer, "news");
  g_assert_true (bell_database_data_version (reader, &after, &error));
  g_assert_cmpint (before, !=, after);

  g_assert_true (bell_database_data_version (writer, &before, &error));
  db_fixture_insert (writer, "own");
  g_assert_true (bell_database_data_version (writer, &after, &error));
  g_assert_cmpint (before, ==, after);
}

static void
test_migrations (DbFixture     *fixture,
                 gconstpointer  data)
{
  g_autoptr (BellDatabase) database = db_fixture_open (fixture);
  g_autoptr (GError) error = NULL;
  int version;

  g_assert_true (bell_database_get_schema_version (database, &version, &error));
  g_assert_cmpint (version, ==, 2);
  db_fixture_insert (database, "stays");
  g_assert_true (bell_migrations_apply (database, "/org/deskbell/test/db/migrations", &error));
  g_assert_no_error (error);
  g_assert_cmpint (db_fixture_count (database), ==, 1);
}

static void
test_migrations_newer (DbFixture     *fixture,
                       gconstpointer  data)
{
  g_autoptr (BellDatabase) database = db_fixture_open (fixture);
  g_autoptr (GError) error = NULL;
  int version;

  g_assert_true (bell_database_set_schema_version (database, 77, &error));
  db_fixture_insert (database, "of the future");
  g_assert_false (bell_migrations_apply (database, "/org/deskbell/test/db/migrations", &error));
  db_assert_error (error, BELL_DATABASE_ERROR_NEWER_SCHEMA, "newer Deskbell");
  g_clear_error (&error);

  g_assert_true (bell_database_get_schema_version (database, &version, &error));
  g_assert_cmpint (version, ==, 77);
  g_assert_cmpint (db_fixture_count (database), ==, 1);
}

/* A migration that fails half-way leaves the one before it. */
static void
test_migrations_broken (DbFixture     *fixture,
                        gconstpointer  data)
{
  g_autoptr (BellDatabase) database = NULL;
  g_autoptr (GError) error = NULL;
  int version;

  database = bell_database_open (fixture->path, BELL_DATABASE_CREATE, &error);
  g_assert_no_error (error);

  for (guint round = 0; round < 2; round++)
    {
      g_assert_false (bell_migrations_apply (database, "/org/deskbell/test/db/broken-migrations", &error));
      db_assert_error (error, BELL_DATABASE_ERROR_STATEMENT, "nowhere");
      g_clear_error (&error);

      g_assert_true (bell_database_get_schema_version (database, &version, &error));
      g_assert_cmpint (version, ==, 1);
      g_assert_null (bell_database_prepare (database, "SELECT * FROM half", NULL));
    }

  g_assert_false (bell_migrations_apply (database, "/org/deskbell/test/db/no-such-folder", &error));
  db_assert_error (error, BELL_DATABASE_ERROR_STATEMENT, "no-such-folder");
}

static gpointer
open_in_thread (gpointer data)
{
  return db_fixture_open (data);
}

/* Several programs that start at once on a file that is not there yet. */
static void
test_migrations_race (DbFixture     *fixture,
                      gconstpointer  data)
{
  GThread *threads[6];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("open", open_in_thread, fixture);

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      g_autoptr (BellDatabase) database = g_thread_join (threads[i]);
      g_autofree char *text = g_strdup_printf ("from %u", i);

      db_fixture_insert (database, text);
      g_assert_cmpint (db_fixture_count (database), ==, i + 1);
    }
}

typedef struct
{
  const char *path;
  BellDatabase *database;
} Interruption;

/* Whether what is not committed has begun to spill into the log. */
static gboolean
is_writing (const char *path)
{
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  GStatBuf status;

  return g_stat (log, &status) == 0 && status.st_size > 1024 * 1024;
}

static gpointer
interrupt_in_thread (gpointer data)
{
  const Interruption *self = data;
  BellDatabase *database = self->database;

  /* SQLite lets the transaction live where it was only about to begin with the
   * statement. PostgreSQL does not. */
  while (g_str_has_suffix (self->path, ".db") && !is_writing (self->path))
    g_thread_yield ();

  /* Until it has hit: an interrupt with nothing running does nothing. */
  while (g_object_get_data (G_OBJECT (database), "done") == NULL)
    {
      bell_database_interrupt (database);
      g_thread_yield ();
    }

  return NULL;
}

/* What was interrupted is lost whole, and what follows must not be written as
 * if nothing had happened. */
static void
test_interrupt (DbFixture     *fixture,
                gconstpointer  data)
{
  g_autoptr (BellDatabase) database = db_fixture_open (fixture);
  g_autoptr (GError) error = NULL;
  Interruption interruption = { fixture->path, database };
  GThread *thread;

  {
    g_autoptr (BellTransaction) transaction = bell_transaction_begin (database, &error);

    db_fixture_insert (database, "first half");

    {
      g_autoptr (BellTransaction) inner = bell_transaction_begin (database, &error);

      thread = g_thread_new ("interrupt", interrupt_in_thread, &interruption);
      g_assert_false (bell_database_execute_script (database,
                                                    "WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number) "
                                                    "INSERT INTO note (text) SELECT n FROM number", &error));
      g_object_set_data (G_OBJECT (database), "done", database);
      g_thread_join (thread);
      g_assert_error (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_INTERRUPTED);
      g_clear_error (&error);
    }

    g_assert_false (db_fixture_try_insert (database, "second half", &error));
    db_assert_error (error, BELL_DATABASE_ERROR_FAILED, "Nothing of this change was saved");
    g_clear_error (&error);
    g_assert_false (bell_transaction_commit (transaction, &error));
    g_assert_error (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_FAILED);
    g_clear_error (&error);
  }

  g_assert_cmpint (db_fixture_count (database), ==, 0);
  db_fixture_insert (database, "works again");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("/db/transaction/simple", test_transactions);
  add ("/db/transaction/nested", test_transactions_nested);
  add ("/db/transaction/constraint", test_constraint);
  add ("/db/transaction/read-snapshot", test_read_snapshot);
  add ("/db/transaction/interrupt", test_interrupt);
  add ("/db/migrations/twice", test_migrations);
  add ("/db/migrations/newer-schema", test_migrations_newer);
  add ("/db/migrations/broken", test_migrations_broken);
  add ("/db/migrations/race", test_migrations_race);

  return g_test_run ();
}
