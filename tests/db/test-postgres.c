/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What is special about PostgreSQL behind BellDatabase. */

#include "db-fixture.h"

#include <string.h>

#include "bell-clock.h"
#include "bell-migrations.h"
#include "bell-test-postgres.h"

#define add(path, function) \
  g_test_add (path, DbFixture, NULL, db_fixture_set_up, function, db_fixture_tear_down)

static gint64
ask (BellDatabase *database,
     const char   *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BellStatement) statement = bell_database_prepare (database, sql, &error);
  gboolean row;

  g_assert_no_error (error);
  bell_statement_step (statement, &row, &error);
  g_assert_no_error (error);
  g_assert_true (row);
  return bell_statement_get_int64 (statement, 0);
}

static gboolean
try_run (BellDatabase  *database,
         const char    *sql,
         GError       **error)
{
  g_autoptr (BellStatement) statement = bell_database_prepare (database, sql, error);

  return statement != NULL && bell_statement_run (statement, error);
}

/* In a transaction a fault may be told by a later statement. */
static gboolean
try_insert_and_read (BellDatabase  *database,
                     const char    *text,
                     GError       **error)
{
  return db_fixture_try_insert (database, text, error) && try_run (database, "SELECT 1", error);
}

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

  insert = bell_database_prepare (database, "INSERT INTO note (id, text, amount, data, at) VALUES (?1, ?2, ?3, ?4, ?5)", &error);
  g_assert_no_error (error);
  bell_statement_bind_int64 (insert, 1, G_MAXINT64);
  bell_statement_bind_text (insert, 2, "Grüße ‘ \" ; DROP TABLE note; -- \x1e\x1f ?1 $1");
  bell_statement_bind_double (insert, 3, 0.25);
  bell_statement_bind_blob (insert, 4, "a\0b", 3);
  bell_statement_bind_time (insert, 5, BELL_TIME_UNSET);
  bell_statement_run (insert, &error);
  g_assert_no_error (error);
  g_assert_cmpint (bell_database_changes (database), ==, 1);
  bell_statement_bind_int64 (insert, 1, G_MININT64);
  bell_statement_bind_text (insert, 2, "");
  bell_statement_bind_int64 (insert, 3, 7);
  bell_statement_bind_blob (insert, 4, "", 0);
  bell_statement_run (insert, &error);
  g_assert_no_error (error);

  select = bell_database_prepare (database,
                                  "SELECT id, text, amount, data, at, '?1 -- '' ?2' AS \"?3\", /* ?4 */ id > 0 FROM note -- ?5\nORDER BY id DESC",
                                  &error);
  g_assert_no_error (error);
  g_assert_cmpint (bell_statement_get_n_columns (select), ==, 7);
  g_assert_cmpstr (bell_statement_get_column_name (select, 5), ==, "?3");
  bell_statement_step (select, &row, &error);
  g_assert_no_error (error);
  g_assert_cmpint (bell_statement_get_int64 (select, 0), ==, G_MAXINT64);
  g_assert_cmpstr (bell_statement_get_text (select, 0), ==, "9223372036854775807");
  g_assert_cmpstr (bell_statement_get_text (select, 1), ==, "Grüße ‘ \" ; DROP TABLE note; -- \x1e\x1f ?1 $1");
  g_assert_cmpfloat (bell_statement_get_double (select, 2), ==, 0.25);
  g_assert_cmpstr (bell_statement_get_text (select, 2), ==, "0.25");
  blob = bell_statement_get_blob (select, 3, &length);
  g_assert_cmpmem (blob, length, "a\0b", 3);
  g_assert_cmpint (bell_statement_get_column_type (select, 3), ==, BELL_COLUMN_BLOB);
  g_assert_cmpint (bell_statement_get_time (select, 4), ==, BELL_TIME_UNSET);
  g_assert_null (bell_statement_get_text (select, 4));
  g_assert_cmpint (bell_statement_get_column_type (select, 4), ==, BELL_COLUMN_NULL);
  g_assert_cmpstr (bell_statement_get_text (select, 5), ==, "?1 -- ' ?2");
  g_assert_cmpint (bell_statement_get_int64 (select, 6), ==, 1);
  bell_statement_step (select, &row, &error);
  g_assert_true (row);
  g_assert_cmpint (bell_statement_get_int64 (select, 0), ==, G_MININT64);
  g_assert_cmpstr (bell_statement_get_text (select, 1), ==, "");
  g_assert_cmpfloat (bell_statement_get_double (select, 2), ==, 7);
  g_assert_null (bell_statement_get_blob (select, 3, &length));
  g_assert_cmpuint (length, ==, 0);
  g_assert_false (bell_statement_is_null (select, 3));
  g_assert_true (bell_statement_step (select, &row, &error) && !row);

  /* Sums are of a kind of their own there. */
  g_assert_cmpint (ask (database, "SELECT SUM(n) FROM (VALUES (CAST(1000000007 AS BIGINT)), (-7), (90000)) AS t (n)"), ==, 1000090000);
  g_assert_cmpint (ask (database, "SELECT SUM(n) FROM (VALUES (CAST(-9000000000000000000 AS BIGINT))) AS t (n)"), ==,
                   -G_GINT64_CONSTANT (9000000000000000000));
  g_assert_cmpint (ask (database, "SELECT instr('abc', 'c')"), ==, 3);
}

/* Ids and places in lists are compared by their bytes, whatever the database's language is. */
static void
test_order (DbFixture     *fixture,
            gconstpointer  data)
{
  static const char *const texts[] = { "~", "a", "B", "Z", "ä", "1-2", "12" };
  g_autoptr (BellDatabase) database = db_fixture_open (fixture);
  g_autoptr (GString) order = g_string_new (NULL);
  g_autoptr (BellStatement) select = NULL;
  gboolean row = TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    db_fixture_insert (database, texts[i]);
  select = bell_database_prepare (database, "SELECT text FROM note ORDER BY text", NULL);
  while (bell_statement_step (select, &row, NULL) && row)
    g_string_append_printf (order, "%s ", bell_statement_get_text (select, 0));
  g_assert_cmpstr (order->str, ==, "1-2 12 B Z a ~ ä ");
  g_assert_cmpint (ask (database, "SELECT COUNT(*) FROM note WHERE (text, id) > ('a', 0)"), ==, 3);
}

static void
test_bad_statements (DbFixture     *fixture,
                     gconstpointer  data)
{
  static const char *const faults[] = { "SELEC 1", "SELECT * FROM nowhere", "SELECT 1; DROP TABLE note", "SELECT \"a text in the wrong quotes\"" };
  g_autoptr (BellDatabase) database = db_fixture_open (fixture);
  g_autoptr (BellStatement) insert = bell_database_prepare (database, "INSERT INTO note (text) VALUES (?1)", NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_assert_null (bell_database_prepare (database, faults[i], &error));
      db_assert_error (error, BELL_DATABASE_ERROR_STATEMENT, "");
      g_clear_error (&error);
    }
  bell_statement_bind_text (insert, 2, "nowhere");
  g_assert_false (bell_statement_run (insert, &error));
  db_assert_error (error, BELL_DATABASE_ERROR_STATEMENT, "INSERT INTO note");
  g_clear_error (&error);
  bell_statement_bind_text (insert, 1, "no utf-8 \xff");
  g_assert_false (bell_statement_run (insert, &error));
  db_assert_error (error, BELL_DATABASE_ERROR_STATEMENT, "");
  g_assert_cmpint (db_fixture_count (database), ==, 0);
}

/* A fault takes its transaction along; a savepoint heals. */
static void
test_failed_transaction (DbFixture     *fixture,
                         gconstpointer  data)
{
  g_autoptr (BellDatabase) database = db_fixture_open (fixture);
  g_autoptr (GError) error = NULL;

  g_assert_true (bell_database_begin (database, &error));
  db_fixture_insert (database, "one");
  g_assert_false (try_insert_and_read (database, "one", &error));
  db_assert_error (error, BELL_DATABASE_ERROR_CONSTRAINT, "note_text_key");
  g_clear_error (&error);
  g_assert_false (db_fixture_try_insert (database, "two", &error));
  g_assert_error (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_false (bell_database_commit (database, &error));
  g_clear_error (&error);
  bell_database_rollback (database);
  g_assert_cmpint (db_fixture_count (database), ==, 0);

  g_assert_true (bell_database_begin (database, &error));
  db_fixture_insert (database, "one");
  g_assert_true (bell_database_begin (database, &error));
  g_assert_false (try_insert_and_read (database, "one", &error));
  g_clear_error (&error);
  bell_database_rollback (database);
  db_fixture_insert (database, "two");
  bell_database_commit (database, &error);
  g_assert_no_error (error);
  g_assert_cmpint (db_fixture_count (database), ==, 2);
}

/* Many that are sent before one of their results is read; and a fault among them. */
static void
test_pipeline (DbFixture     *fixture,
               gconstpointer  data)
{
  g_autoptr (BellDatabase) database = db_fixture_open (fixture);
  g_autofree char *large = g_strnfill (100000, 'x');
  g_autoptr (GError) error = NULL;

  g_assert_true (bell_database_begin (database, &error));
  for (guint i = 0; i < 3000; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u %s", i, i % 10 == 0 ? large : "");

      db_fixture_insert (database, text);
    }
  g_assert_cmpint (bell_database_changes (database), ==, 1);
  g_assert_cmpint (db_fixture_count (database), ==, 3000);
  g_assert_true (try_run (database, "UPDATE note SET at = 7", &error));
  g_assert_cmpint (bell_database_changes (database), ==, 3000);
  g_assert_true (bell_database_commit (database, &error));
  g_assert_cmpint (db_fixture_count (database), ==, 3000);

  /* A fault in the last portion is told by the commit, which is none. */
  g_assert_true (bell_database_begin (database, &error));
  db_fixture_insert (database, "before");
  db_fixture_insert (database, "1 ");
  db_fixture_insert (database, "after");
  g_assert_false (bell_database_commit (database, &error));
  db_assert_error (error, BELL_DATABASE_ERROR_CONSTRAINT, "note_text_key");
  bell_database_rollback (database);
  g_clear_error (&error);
  g_assert_cmpint (db_fixture_count (database), ==, 3000);

  /* By its count of rows. */
  g_assert_true (bell_database_begin (database, &error));
  db_fixture_insert (database, "1 ");
  bell_database_changes (database);
  g_assert_false (bell_database_commit (database, &error));
  g_assert_error (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_FAILED);
  g_clear_error (&error);
  bell_database_rollback (database);

  /* By a script, by a new statement, and by giving up. */
  g_assert_true (bell_database_begin (database, &error));
  db_fixture_insert (database, "1 ");
  g_assert_false (bell_database_execute_script (database, "UPDATE note SET at = 8; UPDATE note SET at = 9", &error));
  g_assert_error (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_CONSTRAINT);
  g_clear_error (&error);
  bell_database_rollback (database);
  g_assert_true (bell_database_begin (database, &error));
  db_fixture_insert (database, "1 ");
  g_assert_null (bell_database_prepare (database, "SELECT at FROM note WHERE id = 4", &error));
  g_assert_error (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_CONSTRAINT);
  g_clear_error (&error);
  bell_database_rollback (database);
  g_assert_true (bell_database_begin (database, &error));
  db_fixture_insert (database, "1 ");
  bell_database_rollback (database);
  g_assert_cmpint (ask (database, "SELECT MAX(at) FROM note"), ==, 7);
}

static void
test_busy (DbFixture     *fixture,
           gconstpointer  data)
{
  g_autoptr (BellDatabase) one = db_fixture_open (fixture);
  g_autoptr (BellDatabase) two = db_fixture_open (fixture);
  g_autoptr (GError) error = NULL;

  db_fixture_insert (one, "row");
  g_assert_true (bell_database_begin (one, &error));
  g_assert_true (try_run (one, "UPDATE note SET at = 1", &error));
  g_assert_cmpint (bell_database_changes (one), ==, 1); /* it is done, not only sent */
  bell_database_set_busy_timeout (two, 50);
  g_assert_false (try_run (two, "UPDATE note SET at = 2", &error));
  g_assert_error (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_BUSY);
  g_clear_error (&error);
  g_assert_true (bell_database_commit (one, &error));
  g_assert_true (try_run (two, "UPDATE note SET at = 2", &error));
  g_assert_cmpint (ask (one, "SELECT at FROM note"), ==, 2);
}

static void
end_session_of (BellDatabase *victim,
                BellDatabase *other)
{
  g_autofree char *sql = g_strdup_printf ("SELECT pg_terminate_backend(%d, 5000)", (int) ask (victim, "SELECT pg_backend_pid()"));

  g_assert_cmpint (ask (other, sql), ==, 1);
}

static void
test_lost_connection (DbFixture     *fixture,
                      gconstpointer  data)
{
  g_autoptr (BellDatabase) database = db_fixture_open (fixture);
  g_autoptr (BellDatabase) other = db_fixture_open (fixture);
  g_autoptr (BellStatement) held = bell_database_prepare (database, "SELECT COUNT(*) FROM note", NULL);
  g_autoptr (GError) error = NULL;
  gboolean row;

  /* Between transactions nobody notices. */
  db_fixture_insert (database, "one");
  end_session_of (database, other);
  g_assert_cmpint (db_fixture_count (database), ==, 1);
  end_session_of (database, other);
  bell_statement_step (held, &row, &error);
  g_assert_no_error (error);
  g_assert_cmpint (bell_statement_get_int64 (held, 0), ==, 1);
  bell_statement_reset (held);
  end_session_of (database, other);
  g_assert_true (bell_database_begin (database, &error));
  db_fixture_insert (database, "two");
  g_assert_true (bell_database_commit (database, &error));

  /* Within one, all of it is gone, and nothing runs outside by mistake. */
  g_assert_true (bell_database_begin (database, &error));
  db_fixture_insert (database, "three");
  end_session_of (database, other);
  g_assert_false (try_insert_and_read (database, "four", &error));
  db_assert_error (error, BELL_DATABASE_ERROR_CONNECTION, "postgresql://");
  g_clear_error (&error);
  g_assert_false (db_fixture_try_insert (database, "five", &error));
  g_assert_error (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_FAILED);
  g_clear_error (&error);
  bell_database_rollback (database);
  g_assert_cmpint (db_fixture_count (database), ==, 2);

  /* In a commit: nothing of it. */
  g_assert_true (bell_database_begin (database, &error));
  db_fixture_insert (database, "six");
  end_session_of (database, other);
  g_assert_false (bell_database_commit (database, &error));
  g_assert_error (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_CONNECTION);
  bell_database_rollback (database);
  g_assert_cmpint (db_fixture_count (database), ==, 2);
}

/* libpq itself has noticed, and sends nothing more: it has no result then, and
 * there is an error all the same. */
static void
test_lost_and_noticed (DbFixture     *fixture,
                       gconstpointer  data)
{
  g_autoptr (BellDatabase) database = db_fixture_open (fixture);
  g_autoptr (BellDatabase) other = db_fixture_open (fixture);
  g_autoptr (BellStatement) held = bell_database_prepare (database, "SELECT COUNT(*) FROM note", NULL);
  g_autoptr (GError) error = NULL;
  gboolean row;

  for (guint with_portions = 0; with_portions < 2; with_portions++)
    {
      g_assert_true (bell_database_begin (database, &error));
      bell_statement_step (held, &row, &error);
      g_assert_no_error (error);
      bell_statement_reset (held);
      {
        g_autoptr (BellStatement) one = bell_database_prepare (database, "SELECT at FROM note", &error);
        g_autoptr (BellStatement) two = bell_database_prepare (database, "SELECT at FROM note", &error);

        g_assert_no_error (error);
        end_session_of (database, other);
        /* Only one of them is kept: the other is to be taken back from the server. */
      }
      if (with_portions)
        bell_statement_stream (held, 10);
      g_assert_false (bell_statement_step (held, &row, &error));
      g_assert_nonnull (error);
      g_assert_cmpuint (error->domain, ==, BELL_DATABASE_ERROR);
      g_clear_error (&error);
      bell_statement_reset (held);
      bell_database_rollback (database);
      g_assert_cmpint (db_fixture_count (database), ==, 0);
    }
}

static gpointer
interrupt_soon (gpointer data)
{
  /* One that comes before the statement interrupts nothing: again, until it is over. */
  while (g_object_get_data (data, "over") == NULL)
    {
      bell_database_interrupt (data);
      g_usleep (20 * 1000);
    }
  return NULL;
}

static void
test_interrupt (DbFixture     *fixture,
                gconstpointer  data)
{
  g_autoptr (BellDatabase) database = db_fixture_open (fixture);
  g_autoptr (GError) error = NULL;
  GThread *thread = g_thread_new ("interrupt", interrupt_soon, database);

  g_assert_false (try_run (database, "SELECT pg_sleep(60)", &error));
  g_assert_error (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_INTERRUPTED);
  g_object_set_data (G_OBJECT (database), "over", database);
  g_thread_join (thread);
}

static void
test_open (DbFixture     *fixture,
           gconstpointer  data)
{
  g_autoptr (BellDatabase) reader = NULL;
  g_autoptr (BellDatabase) stranger = NULL;
  g_autofree char *secret = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (bell_postgres_database_open (fixture->path, BELL_DATABASE_NONE, &error));
  db_assert_error (error, BELL_DATABASE_ERROR_OPEN, "nothing of Deskbell");
  g_clear_error (&error);
  g_assert_null (bell_postgres_database_open ("postgresql://nobody:geheim@127.0.0.1:1/x", BELL_DATABASE_NONE, &error));
  g_assert_error (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_CONNECTION);
  g_assert_null (strstr (error->message, "geheim"));
  g_clear_error (&error);
  g_assert_null (bell_postgres_database_open ("postgresql://h/x?nonsense=1", BELL_DATABASE_NONE, &error));
  g_assert_error (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_OPEN);
  g_clear_error (&error);
  g_assert_null (bell_database_open (fixture->path, BELL_DATABASE_NONE, &error));
  db_assert_error (error, BELL_DATABASE_ERROR_OPEN, "Only the server");
  g_clear_error (&error);

  g_object_unref (db_fixture_open (fixture));
  secret = g_strconcat (fixture->path, "?password=geheim", NULL);
  reader = bell_postgres_database_open (secret, BELL_DATABASE_READ_ONLY, &error);
  g_assert_no_error (error);
  g_assert_null (strstr (bell_database_get_uri (reader), "geheim"));
  g_assert_false (bell_database_begin (reader, &error));
  g_assert_error (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_READ_ONLY);
  g_clear_error (&error);
  g_assert_false (db_fixture_try_insert (reader, "x", &error));
  g_assert_error (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_READ_ONLY);
  g_clear_error (&error);

  /* Somebody else's schema of the same name is left alone. */
  stranger = bell_postgres_database_open (fixture->path, BELL_DATABASE_NONE, &error);
  g_assert_true (bell_database_execute_script (stranger, "ALTER TABLE schema_version RENAME TO theirs", &error));
  g_assert_null (bell_postgres_database_open (fixture->path, BELL_DATABASE_CREATE, &error));
  db_assert_error (error, BELL_DATABASE_ERROR_NOT_A_DATABASE, "another program");
}

/* Many rows in portions, with another statement between them. */
static void
test_stream (DbFixture     *fixture,
             gconstpointer  data)
{
  g_autoptr (BellDatabase) database = db_fixture_open (fixture);
  g_autoptr (BellStatement) rows = NULL;
  g_autoptr (GError) error = NULL;
  gboolean row;
  gint64 sum = 0, n = 0;

  g_assert_true (try_run (database, "INSERT INTO note (id, text) SELECT n, 'note ' || n FROM generate_series(1, 1000) AS n", &error));
  for (guint round = 0; round < 2; round++)
    {
      g_assert_true (bell_database_begin_read (database, &error));
      rows = bell_database_prepare (database, "SELECT id FROM note WHERE id > ?1 ORDER BY id", &error);
      bell_statement_stream (rows, 100);
      bell_statement_bind_int64 (rows, 1, 500);
      for (n = sum = 0; bell_statement_step (rows, &row, &error) && row; n++)
        {
          sum += bell_statement_get_int64 (rows, 0);
          if (n % 100 == 50)
            g_assert_cmpint (db_fixture_count (database), ==, 1000);
        }
      g_assert_no_error (error);
      g_assert_cmpint (n, ==, 500);
      g_assert_cmpint (sum, ==, 375250);
      g_clear_pointer (&rows, bell_statement_release);
      bell_database_rollback (database);
    }
}

static void
test_notify (DbFixture     *fixture,
             gconstpointer  data)
{
  g_autoptr (BellDatabase) speaker = db_fixture_open (fixture);
  g_autoptr (BellDatabase) listener = db_fixture_open (fixture);
  g_autofree char *first = NULL, *second = NULL, *third = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (bell_database_can_notify (speaker));
  g_assert_true (bell_database_listen (listener, "news", &error));
  g_assert_true (bell_database_notify (listener, "news", "from itself", &error));
  g_assert_true (bell_database_notify (speaker, "elsewhere", "0", &error));
  g_assert_true (bell_database_notify (speaker, "news", "1", &error));
  while (first == NULL)
    g_assert_true (bell_database_wait (listener, -1, 10000, &first, &error));
  g_assert_cmpstr (first, ==, "1");
  g_assert_true (bell_database_wait (listener, -1, 0, &second, &error));
  g_assert_null (second);

  /* It listens again after its connection was lost. */
  end_session_of (listener, speaker);
  while (third == NULL)
    {
      g_clear_error (&error);
      g_assert_true (bell_database_notify (speaker, "news", "2", &error));
      bell_database_wait (listener, -1, 50, &third, &error);
    }
  g_assert_cmpstr (third, ==, "2");
}

static gpointer
migrate (gpointer data)
{
  g_object_unref (db_fixture_open (data));
  return NULL;
}

/* Nodes that are started at once. */
static void
test_migrations_at_once (DbFixture     *fixture,
                         gconstpointer  data)
{
  GThread *threads[8];
  g_autoptr (BellDatabase) database = NULL;
  int version;

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("migrate", migrate, fixture);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  database = db_fixture_open (fixture);
  g_assert_true (bell_database_get_schema_version (database, &version, NULL));
  g_assert_cmpint (version, ==, 2);
  g_assert_cmpint (ask (database, "SELECT COUNT(*) FROM schema_version"), ==, 1);
}

static void
test_maintenance (DbFixture     *fixture,
                  gconstpointer  data)
{
  g_autoptr (BellDatabase) database = db_fixture_open (fixture);
  g_autoptr (GError) error = NULL;
  gint64 before, after;

  g_assert_true (bell_database_data_version (database, &before, &error));
  db_fixture_insert (database, "x");
  g_assert_true (bell_database_data_version (database, &after, &error));
  g_assert_cmpint (after, !=, before);
  g_assert_true (bell_database_set_cache_size (database, 1024, &error));
  g_assert_true (bell_database_optimize (database, &error));
  g_assert_true (bell_database_checkpoint (database, &error));
  db_fixture_assert_sound (database);
  g_assert_false (bell_database_backup (database, "/nowhere", NULL, NULL, NULL, &error));
  db_assert_error (error, BELL_DATABASE_ERROR_FAILED, "pg_dump");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("/postgres/values", test_values);
  add ("/postgres/order", test_order);
  add ("/postgres/bad-statements", test_bad_statements);
  add ("/postgres/failed-transaction", test_failed_transaction);
  add ("/postgres/pipeline", test_pipeline);
  add ("/postgres/busy", test_busy);
  add ("/postgres/lost-connection", test_lost_connection);
  add ("/postgres/lost-and-noticed", test_lost_and_noticed);
  add ("/postgres/interrupt", test_interrupt);
  add ("/postgres/open", test_open);
  add ("/postgres/stream", test_stream);
  add ("/postgres/notify", test_notify);
  add ("/postgres/migrations-at-once", test_migrations_at_once);
  add ("/postgres/maintenance", test_maintenance);

  return g_test_run ();
}
