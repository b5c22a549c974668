/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "db-fixture.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bell-migrations.h"

#define add(path, function) \
  g_test_add (path, DbFixture, NULL, db_fixture_set_up, function, db_fixture_tear_down)

typedef struct
{
  DbFixture *fixture;
  int stop;
} Writer;

static gpointer
keep_writing (gpointer data)
{
  Writer *writer = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (BellDatabase) database = bell_database_open (writer->fixture->path, BELL_DATABASE_NONE, &error);
  gint64 pairs = 0;

  g_assert_no_error (error);
  while (!g_atomic_int_get (&writer->stop))
    {
      g_autoptr (BellTransaction) transaction = bell_transaction_begin (database, &error);
      g_autofree char *one = g_strdup_printf ("%" G_GINT64_FORMAT " left", pairs);
      g_autofree char *two = g_strdup_printf ("%" G_GINT64_FORMAT " right", pairs++);

      g_assert_no_error (error);
      db_fixture_insert (database, one);
      db_fixture_insert (database, two);
      g_assert_true (bell_transaction_commit (transaction, &error));
    }

  return NULL;
}

static void
count_progress (gint64   done,
                gint64   total,
                gpointer user_data)
{
  gint64 *last = user_data;

  g_assert_cmpint (done, >, *last);
  g_assert_cmpint (done, <=, total);
  *last = done;
}

/* The copy is of one moment, though pairs are written all the while. */
static void
test_backup_during_writes (DbFixture     *fixture,
                           gconstpointer  data)
{
  g_autoptr (BellDatabase) database = db_fixture_open (fixture);
  g_autofree char *path = g_build_filename (fixture->folder, "copy.db", NULL);
  g_autoptr (BellStatement) odd = NULL;
  g_autoptr (BellDatabase) copy = NULL;
  g_autoptr (GError) error = NULL;
  Writer writer = { fixture, 0 };
  GThread *thread;
  GStatBuf file;
  gint64 done;
  gboolean row;

  db_fixture_fill (database, 20000);
  thread = g_thread_new ("writer", keep_writing, &writer);

  for (guint round = 0; round < 3; round++)
    {
      gint64 before = db_fixture_count (database);

      done = 0;
      g_assert_true (bell_database_backup (database, path, count_progress, &done, NULL, &error));
      g_assert_no_error (error);
      g_assert_cmpint (done, >, 1024);

      g_clear_pointer (&odd, bell_statement_release);
      g_clear_object (&copy);
      copy = bell_database_open (path, BELL_DATABASE_NONE, &error);
      g_assert_no_error (error);
      g_assert_true (bell_migrations_apply (copy, "/org/deskbell/test/db/migrations", &error));
      db_fixture_assert_sound (copy);
      g_assert_cmpint (db_fixture_count (copy), >=, before);

      odd = bell_database_prepare (copy, "SELECT abs(sum(CASE WHEN text LIKE '% left' THEN 1 WHEN text LIKE '% right' "
                                         "THEN -1 ELSE 0 END)) FROM note", &error);
      g_assert_true (bell_statement_step (odd, &row, &error));
      g_assert_cmpint (bell_statement_get_int64 (odd, 0), ==, 0);
      bell_statement_reset (odd);
    }

  g_atomic_int_set (&writer.stop, 1);
  g_thread_join (thread);
  g_assert_cmpint (g_stat (path, &file), ==, 0);
  g_assert_cmpint (file.st_mode & 0777, ==, 0600);
  db_fixture_insert (copy, "can be written");
}

static void
cancel_progress (gint64   done,
                 gint64   total,
                 gpointer user_data)
{
  g_cancellable_cancel (user_data);
}

static void
test_backup_refused (DbFixture     *fixture,
                     gconstpointer  data)
{
  g_autoptr (BellDatabase) database = db_fixture_open (fixture);
  g_autofree char *path = g_build_filename (fixture->folder, "copy.db", NULL);
  g_autofree char *partial = g_strconcat (path, ".partial", NULL);
  g_autofree char *nowhere = g_build_filename (fixture->folder, "nowhere", "copy.db", NULL);
  g_autofree char *same = g_build_filename (fixture->folder, "same.db", NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *kept = NULL;

  db_fixture_fill (database, 20000);

  g_assert_false (bell_database_backup (database, fixture->path, NULL, NULL, NULL, &error));
  db_assert_error (error, BELL_DATABASE_ERROR_FAILED, "itself");
  g_clear_error (&error);

  g_assert_cmpint (symlink (fixture->path, same), ==, 0);
  g_assert_false (bell_database_backup (database, same, NULL, NULL, NULL, &error));
  db_assert_error (error, BELL_DATABASE_ERROR_FAILED, "itself");
  g_clear_error (&error);

  g_assert_false (bell_database_backup (database, nowhere, NULL, NULL, NULL, &error));
  db_assert_error (error, BELL_DATABASE_ERROR_OPEN, nowhere);
  g_clear_error (&error);

  g_assert_false (bell_database_backup (database, fixture->folder, NULL, NULL, NULL, &error));
  db_assert_error (error, BELL_DATABASE_ERROR_OPEN, fixture->folder);
  g_clear_error (&error);

  {
    g_autoptr (BellTransaction) transaction = bell_transaction_begin (database, &error);

    g_assert_false (bell_database_backup (database, path, NULL, NULL, NULL, &error));
    db_assert_error (error, BELL_DATABASE_ERROR_FAILED, "middle");
    g_clear_error (&error);
  }

  /* A backup that stops leaves the last one. */
  g_file_set_contents (path, "yesterday's", -1, NULL);
  g_assert_false (bell_database_backup (database, path, cancel_progress, cancellable, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_true (g_file_get_contents (path, &kept, NULL, NULL));
  g_assert_cmpstr (kept, ==, "yesterday's");
  g_assert_false (g_file_test (partial, G_FILE_TEST_EXISTS));
  db_fixture_insert (database, "and the database goes on");
}

static void
test_backup_full_disk (DbFixture     *fixture,
                       gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "copy.db", NULL);
  g_autofree char *partial = g_strconcat (path, ".partial", NULL);
  BellDatabase *filled = db_fixture_open (fixture);
  pid_t child;
  int status;

  db_fixture_fill (filled, 20000);
  g_object_unref (filled);

  child = fork ();
  if (child == 0)
    {
      struct rlimit limit = { 1024 * 1024, 1024 * 1024 };
      g_autoptr (GError) error = NULL;
      BellDatabase *database = bell_database_open (fixture->path, BELL_DATABASE_NONE, &error);

      signal (SIGXFSZ, SIG_IGN);
      if (database == NULL || setrlimit (RLIMIT_FSIZE, &limit) != 0)
        _exit (2);
      if (bell_database_backup (database, path, NULL, NULL, NULL, &error))
        _exit (3);
      g_printerr ("# %s\n", error->message);
      _exit (g_error_matches (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_FULL) ? 0 : 4);
    }

  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_cmpint (status, ==, 0);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (partial, G_FILE_TEST_EXISTS));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("/db/backup/during-writes", test_backup_during_writes);
  add ("/db/backup/refused", test_backup_refused);
  add ("/db/backup/full-disk", test_backup_full_disk);

  return g_test_run ();
}
