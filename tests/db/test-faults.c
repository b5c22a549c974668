/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "db-fixture.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define add(path, function) \
  g_test_add (path, DbFixture, NULL, db_fixture_set_up, function, db_fixture_tear_down)

static void
test_busy (DbFixture     *fixture,
           gconstpointer  data)
{
  g_autoptr (BellDatabase) first = db_fixture_open (fixture);
  g_autoptr (BellDatabase) second = db_fixture_open (fixture);
  g_autoptr (GError) error = NULL;

  bell_database_set_busy_timeout (second, 20);

  {
    g_autoptr (BellTransaction) transaction = bell_transaction_begin (first, &error);

    db_fixture_insert (first, "writing");
    g_assert_null (bell_transaction_begin (second, &error));
    db_assert_error (error, BELL_DATABASE_ERROR_BUSY, fixture->path);
    g_clear_error (&error);
    g_assert_false (bell_database_in_transaction (second));
    g_assert_false (db_fixture_try_insert (second, "x", &error));
    db_assert_error (error, BELL_DATABASE_ERROR_BUSY, fixture->path);
    g_clear_error (&error);

    /* Reading goes on. */
    g_assert_cmpint (db_fixture_count (second), ==, 0);
    g_assert_true (bell_transaction_commit (transaction, &error));
  }

  db_fixture_insert (second, "then it is free");
}

/* A read transaction that turns to writing after others have written. */
static void
test_busy_snapshot (DbFixture     *fixture,
                    gconstpointer  data)
{
  g_autoptr (BellDatabase) first = db_fixture_open (fixture);
  g_autoptr (BellDatabase) second = db_fixture_open (fixture);
  g_autoptr (GError) error = NULL;
  g_autoptr (BellTransaction) reading = bell_transaction_begin_read (first, &error);

  g_assert_cmpint (db_fixture_count (first), ==, 0);
  db_fixture_insert (second, "meanwhile");
  g_assert_false (db_fixture_try_insert (first, "from old news", &error));
  db_assert_error (error, BELL_DATABASE_ERROR_BUSY, fixture->path);
}

/* The file may not grow: what was there stays, and goes on when there is room. */
static void
test_full (DbFixture     *fixture,
           gconstpointer  data)
{
  g_autoptr (BellDatabase) database = db_fixture_open (fixture);
  g_autofree char *large = g_strnfill (1000 * 1000, 'x');
  g_autoptr (GError) error = NULL;

  db_fixture_insert (database, "before");
  bell_database_execute_script (database, "PRAGMA max_page_count = 60", &error);

  {
    g_autoptr (BellTransaction) transaction = bell_transaction_begin (database, &error);

    db_fixture_insert (database, "small");
    g_assert_false (db_fixture_try_insert (database, large, &error));
    db_assert_error (error, BELL_DATABASE_ERROR_FULL, fixture->path);
    g_clear_error (&error);
  }

  g_assert_cmpint (db_fixture_count (database), ==, 1);
  bell_database_execute_script (database, "PRAGMA max_page_count = 100000", &error);
  db_fixture_insert (database, large);
  g_assert_cmpint (db_fixture_count (database), ==, 2);
  db_fixture_assert_sound (database);
}

/* Writes until it fails and tells how many commits were told to be good. */
static void
write_until_full (DbFixture *fixture,
                  int        pipe)
{
  struct rlimit limit = { 600 * 1024, 600 * 1024 };
  g_autofree char *large = g_strnfill (20000, 'x');
  g_autoptr (GError) error = NULL;
  BellDatabase *database;

  signal (SIGXFSZ, SIG_IGN);
  if (setrlimit (RLIMIT_FSIZE, &limit) != 0)
    _exit (2);

  database = bell_database_open (fixture->path, BELL_DATABASE_FULL_SYNC, &error);
  for (guint i = 0; database != NULL && error == NULL && i < 1000; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u %s", i, large);

      if (db_fixture_try_insert (database, text, &error) && write (pipe, "+", 1) != 1)
        _exit (3);
    }

  if (!g_error_matches (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_FULL))
    {
      g_printerr ("%s\n", error != NULL ? error->message : "no error");
      _exit (4);
    }

  /* Still alive: it can be read, and says the same again. */
  if (db_fixture_count (database) < 2 || db_fixture_try_insert (database, large, NULL))
    _exit (5);

  _exit (0);
}

/* A real write that the system refuses in the middle (as a full disk does). */
static void
test_full_disk (DbFixture     *fixture,
                gconstpointer  data)
{
  g_autoptr (BellDatabase) database = NULL;
  g_autoptr (GError) error = NULL;
  int ends[2], status;
  gint64 acknowledged = 0;
  char byte;
  pid_t child;

  g_object_unref (db_fixture_open (fixture));
  g_assert_cmpint (pipe (ends), ==, 0);
  child = fork ();
  if (child == 0)
    write_until_full (fixture, ends[1]);
  close (ends[1]);

  while (read (ends[0], &byte, 1) == 1)
    acknowledged++;
  close (ends[0]);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_cmpint (status, ==, 0);
  g_assert_cmpint (acknowledged, >, 2);

  database = db_fixture_open (fixture);
  g_assert_cmpint (db_fixture_count (database), ==, acknowledged);
  db_fixture_assert_sound (database);
  db_fixture_insert (database, "after");
}

/* Commits rows and tells of each; between the commits there is always a
 * transaction half done. */
static void
write_until_killed (DbFixture *fixture,
                    int        pipe)
{
  g_autoptr (GError) error = NULL;
  BellDatabase *database = bell_database_open (fixture->path, BELL_DATABASE_FULL_SYNC, &error);

  for (guint i = 0; error == NULL; i++)
    {
      g_autoptr (BellTransaction) transaction = bell_transaction_begin (database, &error);

      for (guint part = 0; part < 20; part++)
        {
          g_autofree char *text = g_strdup_printf ("%u part %u of %d", i, part, getpid ());

          db_fixture_try_insert (database, text, &error);
        }

      if (error != NULL || !bell_transaction_commit (transaction, &error) || write (pipe, "+", 1) != 1)
        _exit (1);
    }

  _exit (1);
}

static void
test_kill (DbFixture     *fixture,
           gconstpointer  data)
{
  guint rounds = g_test_slow () ? 200 : 20;
  gint64 acknowledged = 0;

  g_object_unref (db_fixture_open (fixture));

  for (guint round = 0; round < rounds; round++)
    {
      g_autoptr (BellDatabase) database = NULL;
      guint wanted = (guint) g_test_rand_int_range (1, 12);
      gint64 found;
      int ends[2], status;
      char byte;
      pid_t child;

      g_assert_cmpint (pipe (ends), ==, 0);
      child = fork ();
      if (child == 0)
        write_until_killed (fixture, ends[1]);
      close (ends[1]);

      for (guint i = 0; i < wanted; i++)
        g_assert_cmpint (read (ends[0], &byte, 1), ==, 1);
      g_usleep ((gulong) g_test_rand_int_range (0, 2000));
      g_assert_cmpint (kill (child, SIGKILL), ==, 0);
      g_assert_cmpint (waitpid (child, &status, 0), ==, child);
      g_assert_true (WIFSIGNALED (status));

      acknowledged += wanted;
      while (read (ends[0], &byte, 1) == 1)
        acknowledged++;
      close (ends[0]);

      database = db_fixture_open (fixture);
      db_fixture_assert_sound (database);
      found = db_fixture_count (database);

      /* Whole transactions only: all that were told, and at most the one that
       * was committed but not yet told. */
      g_assert_cmpint (found % 20, ==, 0);
      g_assert_cmpint (found / 20, >=, acknowledged);
      g_assert_cmpint (found / 20, <=, acknowledged + 1);
      acknowledged = found / 20;
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("/db/busy/writer", test_busy);
  add ("/db/busy/old-snapshot", test_busy_snapshot);
  add ("/db/full/page-limit", test_full);
  add ("/db/full/disk", test_full_disk);
  add ("/db/kill-in-mid-transaction", test_kill);

  return g_test_run ();
}
