/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "db-fixture.h"

#include <glib/gstdio.h>

#include "bell-migrations.h"
#include "bell-test-folder.h"
#ifdef WITH_POSTGRESQL
#include "bell-test-postgres.h"
#endif

void
db_fixture_set_up (DbFixture     *self,
                   gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("deskbell-db-XXXXXX", &error);
  g_assert_no_error (error);
#ifdef WITH_POSTGRESQL
  self->path = bell_test_postgres_make_database ();
#endif
  if (self->path == NULL)
    self->path = g_build_filename (self->folder, "test.db", NULL);
}

static BellDatabase *
db_fixture_connect (DbFixture  *self,
                    GError    **error)
{
#ifdef WITH_POSTGRESQL
  if (bell_postgres_is_uri (self->path))
    return bell_postgres_database_open (self->path, BELL_DATABASE_CREATE, error);
#endif
  return bell_database_open (self->path, BELL_DATABASE_CREATE, error);
}

void
db_fixture_tear_down (DbFixture     *self,
                      gconstpointer  data)
{
  bell_test_remove_folder (self->folder);
  g_free (self->folder);
  g_free (self->path);
}

/* A connection to the fixture's database with the tests' schema. */
BellDatabase *
db_fixture_open (DbFixture *self)
{
  g_autoptr (GError) error = NULL;
  BellDatabase *database = db_fixture_connect (self, &error);

  g_assert_no_error (error);
  bell_migrations_apply (database, "/org/deskbell/test/db/migrations", &error);
  g_assert_no_error (error);

  return database;
}

gboolean
db_fixture_try_insert (BellDatabase  *database,
                       const char    *text,
                       GError       **error)
{
  g_autoptr (BellStatement) statement = bell_database_prepare (database, "INSERT INTO note (text) VALUES (?1)", error);

  if (statement == NULL)
    return FALSE;

  bell_statement_bind_text (statement, 1, text);

  return bell_statement_run (statement, error);
}

void
db_fixture_insert (BellDatabase *database,
                   const char   *text)
{
  g_autoptr (GError) error = NULL;

  db_fixture_try_insert (database, text, &error);
  g_assert_no_error (error);
}

/* How many notes there are. */
gint64
db_fixture_count (BellDatabase *database)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BellStatement) statement = bell_database_prepare (database, "SELECT count(*) FROM note", &error);
  gboolean row;

  g_assert_no_error (error);
  g_assert_true (bell_statement_step (statement, &row, &error));
  g_assert_true (row);

  return bell_statement_get_int64 (statement, 0);
}

/* Fails unless the integrity check finds nothing. */
void
db_fixture_assert_sound (BellDatabase *database)
{
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (bell_database_check (database, &problems, &error));
  g_assert_no_error (error);
  if (problems->len > 0)
    g_error ("%s", (const char *) g_ptr_array_index (problems, 0));
}

/* Adds this many notes with random data in them. */
void
db_fixture_fill (BellDatabase *database,
                 guint         rows)
{
  g_autofree char *sql = g_strdup_printf ("WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number "
                                          "LIMIT %u) INSERT INTO note (text, data) "
                                          "SELECT n || ' filled', randomblob(400) FROM number", rows);
  g_autoptr (GError) error = NULL;

  bell_database_execute_script (database, sql, &error);
  g_assert_no_error (error);
}
