/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gstdio.h>

#include "bell-statement.h"
#include "bell-writer.h"

/* Those who share a commit: what each was told is what is there. */

#define THREADS 8
#define WORKS 60
#define ALONE_EVERY 7
#define ABANDONED_EVERY 5
#define FAULTY_EVERY 11

typedef struct
{
  char *folder;
  BellDatabase *database;
  BellWriter *writer;
} Fixture;

typedef struct
{
  Fixture *fixture;
  guint number;
  gboolean with_faults;
  gboolean told[WORKS]; /* that it is there */
} Worker;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("bell-writer-XXXXXX", NULL);
  path = g_build_filename (fixture->folder, "writer.db", NULL);
  fixture->database = bell_database_open (path, BELL_DATABASE_CREATE | BELL_DATABASE_FULL_SYNC, &error);
  g_assert_no_error (error);
  /* What refers to nothing is noticed by the commit, and by nothing before it. */
  bell_database_execute_script (fixture->database, "PRAGMA foreign_keys = ON", &error);
  g_assert_no_error (error);
  bell_database_execute_script (fixture->database,
                                "CREATE TABLE thing (id INTEGER PRIMARY KEY);"
                                "CREATE TABLE work (id INTEGER PRIMARY KEY, thing INTEGER REFERENCES thing DEFERRABLE INITIALLY DEFERRED);"
                                "INSERT INTO thing VALUES (1);",
                                &error);
  g_assert_no_error (error);
  fixture->writer = bell_writer_new (fixture->database);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  static const char *const names[] = { "writer.db", "writer.db-wal", "writer.db-shm" };

  g_clear_pointer (&fixture->writer, bell_writer_free);
  g_assert_finalize_object (g_steal_pointer (&fixture->database));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (fixture->folder, names[i], NULL);

      g_unlink (path);
    }
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
}

static void
insert (BellDatabase *database,
        gint64        id,
        gint64        thing)
{
  g_autoptr (BellStatement) statement = bell_database_prepare (database, "INSERT INTO work (id, thing) VALUES (?1, ?2)", NULL);

  bell_statement_bind_int64 (statement, 1, id);
  bell_statement_bind_int64 (statement, 2, thing);
  g_assert_true (bell_statement_run (statement, NULL));
}

static gboolean
is_there (BellDatabase *database,
          gint64        id)
{
  g_autoptr (BellStatement) statement = bell_database_prepare (database, "SELECT 1 FROM work WHERE id = ?1", NULL);
  gboolean row;

  bell_statement_bind_int64 (statement, 1, id);
  g_assert_true (bell_statement_step (statement, &row, NULL));

  return row;
}

static gpointer
run_worker (gpointer data)
{
  Worker *worker = data;
  BellDatabase *database = worker->fixture->database;
  BellWriter *writer = worker->fixture->writer;

  for (guint i = 0; i < WORKS; i++)
    {
      gint64 id = worker->number * WORKS + i;

      if (id % ALONE_EVERY == 0)
        {
          g_assert_true (bell_writer_lock (writer, NULL));
          insert (database, id, 1);
          worker->told[i] = bell_database_commit (database, NULL);
          bell_writer_unlock (writer);
          continue;
        }

      g_assert_true (bell_writer_join (writer, NULL));
      insert (database, id, worker->with_faults && id % FAULTY_EVERY == 0 ? 2 : 1);
      if (id % ABANDONED_EVERY == 0)
        {
          bell_writer_abandon (writer);
        }
      else
        {
          g_autoptr (GError) error = NULL;

          worker->told[i] = bell_writer_commit (writer, &error);
          g_assert_true (worker->told[i] == (error == NULL));
          if (id % FAULTY_EVERY == 0 && worker->with_faults)
            g_assert_false (worker->told[i]);
          else if (!worker->with_faults)
            g_assert_true (worker->told[i]);
        }
    }

  return NULL;
}

static void
test_what_is_told_is_there (Fixture       *fixture,
                            gconstpointer  data)
{
  Worker workers[THREADS];
  GThread *threads[THREADS];

  for (guint i = 0; i < THREADS; i++)
    {
      workers[i] = (Worker){ .fixture = fixture, .number = i, .with_faults = data != NULL };
      threads[i] = g_thread_new ("worker", run_worker, &workers[i]);
    }
  for (guint i = 0; i < THREADS; i++)
    g_thread_join (threads[i]);

  g_assert_false (bell_database_in_transaction (fixture->database));
  for (guint i = 0; i < THREADS; i++)
    for (guint j = 0; j < WORKS; j++)
      g_assert_cmpint (is_there (fixture->database, i * WORKS + j), ==, workers[i].told[j]);
}

/* Nobody waits for company that does not come. */
static void
test_alone (Fixture       *fixture,
            gconstpointer  data)
{
  g_assert_true (bell_writer_join (fixture->writer, NULL));
  insert (fixture->database, 1, 1);
  g_assert_true (bell_writer_commit (fixture->writer, NULL));
  g_assert_true (is_there (fixture->database, 1));

  g_assert_true (bell_writer_join (fixture->writer, NULL));
  insert (fixture->database, 2, 1);
  bell_writer_abandon (fixture->writer);
  g_assert_false (is_there (fixture->database, 2));
  g_assert_false (bell_database_in_transaction (fixture->database));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/server/writer/alone", Fixture, NULL, set_up, test_alone, tear_down);
  g_test_add ("/server/writer/what-is-told-is-there", Fixture, NULL, set_up, test_what_is_told_is_there, tear_down);
  g_test_add ("/server/writer/commits-that-fail", Fixture, "faults", set_up, test_what_is_told_is_there, tear_down);

  return g_test_run ();
}
