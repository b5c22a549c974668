/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "db-fixture.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "bell-migrations.h"
#include "bell-table.h"

#define add(path, function) \
  g_test_add (path, DbFixture, NULL, db_fixture_set_up, function, db_fixture_tear_down)

/* Expects that @path cannot be opened, and that the file is as before. */
static void
assert_refused (const char        *path,
                BellDatabaseFlags  flags,
                BellDatabaseError  code,
                const char        *part)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gsize length_before = 0, length_after = 0;

  g_file_get_contents (path, &before, &length_before, NULL);
  g_assert_null (bell_database_open (path, flags, &error));
  db_assert_error (error, (int) code, part);
  g_file_get_contents (path, &after, &length_after, NULL);
  g_assert_cmpmem (before, length_before, after, length_after);
}

static void
damage (const char *path,
        goffset     offset,
        guint       length)
{
  int fd = g_open (path, O_RDWR | O_CLOEXEC, 0);

  g_assert_cmpint (fd, >=, 0);
  for (guint i = 0; i < length; i++)
    g_assert_cmpint (pwrite (fd, "\xa5", 1, offset + i), ==, 1);
  g_close (fd, NULL);
}

static void
test_open_missing (DbFixture     *fixture,
                   gconstpointer  data)
{
  assert_refused (fixture->path, BELL_DATABASE_NONE, BELL_DATABASE_ERROR_OPEN, fixture->path);
  assert_refused (fixture->path, BELL_DATABASE_READ_ONLY, BELL_DATABASE_ERROR_OPEN, fixture->path);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
}

static void
test_open_folder (DbFixture     *fixture,
                  gconstpointer  data)
{
  assert_refused (fixture->folder, BELL_DATABASE_NONE, BELL_DATABASE_ERROR_OPEN, "folder");
  assert_refused (fixture->folder, BELL_DATABASE_CREATE, BELL_DATABASE_ERROR_OPEN, "folder");
}

/* The folder above it is a file. */
static void
test_open_below_file (DbFixture     *fixture,
                      gconstpointer  data)
{
  g_autofree char *below = g_build_filename (fixture->path, "below.db", NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (fixture->path, "text", -1, &error);
  assert_refused (below, BELL_DATABASE_CREATE, BELL_DATABASE_ERROR_OPEN, below);
}

static void
test_open_creates (DbFixture     *fixture,
                   gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "one", "two", "new.db", NULL);
  g_autofree char *journal = g_strconcat (path, "-wal", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (BellDatabase) database = bell_database_open (path, BELL_DATABASE_CREATE | BELL_DATABASE_FULL_SYNC, &error);
  GStatBuf file;

  g_assert_no_error (error);
  g_assert_true (bell_migrations_apply (database, "/org/deskbell/test/db/migrations", &error));
  g_assert_cmpstr (bell_database_get_uri (database), ==, path);

  /* Other users of the machine see nothing of it. */
  g_assert_cmpint (g_stat (path, &file), ==, 0);
  g_assert_cmpint (file.st_mode & 0777, ==, 0600);
  g_assert_cmpint (g_stat (journal, &file), ==, 0);
  g_assert_cmpint (file.st_mode & 0777, ==, 0600);
}

static void
test_open_text_file (DbFixture     *fixture,
                     gconstpointer  data)
{
  g_autofree char *text = g_strnfill (5000, 'x');

  g_file_set_contents (fixture->path, text, -1, NULL);
  assert_refused (fixture->path, BELL_DATABASE_NONE, BELL_DATABASE_ERROR_NOT_A_DATABASE, fixture->path);
  assert_refused (fixture->path, BELL_DATABASE_CREATE, BELL_DATABASE_ERROR_NOT_A_DATABASE, fixture->path);

  g_file_set_contents (fixture->path, "short", -1, NULL);
  assert_refused (fixture->path, BELL_DATABASE_CREATE, BELL_DATABASE_ERROR_NOT_A_DATABASE, fixture->path);
}

static void
test_open_empty_file (DbFixture     *fixture,
                      gconstpointer  data)
{
  g_autoptr (BellDatabase) database = NULL;

  g_file_set_contents (fixture->path, "", 0, NULL);
  assert_refused (fixture->path, BELL_DATABASE_NONE, BELL_DATABASE_ERROR_NOT_A_DATABASE, "empty");

  /* A file that was cut to nothing may be made anew. */
  database = db_fixture_open (fixture);
  g_assert_cmpint (db_fixture_count (database), ==, 0);
}

/* The browser's history, say. */
static void
test_open_foreign (DbFixture     *fixture,
                   gconstpointer  data)
{
  BellDatabase *database = db_fixture_open (fixture);
  g_autoptr (GError) error = NULL;

  bell_database_execute_script (database, "PRAGMA application_id = 0", &error);
  bell_database_checkpoint (database, &error);
  g_assert_no_error (error);
  g_object_unref (database);

  assert_refused (fixture->path, BELL_DATABASE_CREATE, BELL_DATABASE_ERROR_NOT_A_DATABASE, "another program");
}

static void
test_open_postgresql (DbFixture     *fixture,
                      gconstpointer  data)
{
  assert_refused ("postgresql://localhost/deskbell", BELL_DATABASE_NONE, BELL_DATABASE_ERROR_OPEN, "PostgreSQL");
}

static void
test_open_truncated (DbFixture     *fixture,
                     gconstpointer  data)
{
  BellDatabase *database = db_fixture_open (fixture);

  db_fixture_fill (database, 500);
  g_object_unref (database);

  g_assert_cmpint (truncate (fixture->path, 4096 * 3 + 100), ==, 0);
  assert_refused (fixture->path, BELL_DATABASE_NONE, BELL_DATABASE_ERROR_CORRUPT, fixture->path);

  g_assert_cmpint (truncate (fixture->path, 60), ==, 0);
  assert_refused (fixture->path, BELL_DATABASE_CREATE, BELL_DATABASE_ERROR_CORRUPT, fixture->path);
}

static void
test_open_scrambled (DbFixture     *fixture,
                     gconstpointer  data)
{
  BellDatabase *database = db_fixture_open (fixture);

  db_fixture_fill (database, 50);
  g_object_unref (database);

  /* The page that holds the schema, behind the header of the file. */
  damage (fixture->path, 100, 3000);
  assert_refused (fixture->path, BELL_DATABASE_NONE, BELL_DATABASE_ERROR_CORRUPT, fixture->path);
}

/* Damage inside shows when it is read, and the check names it. */
static void
test_check_finds_damage (DbFixture     *fixture,
                         gconstpointer  data)
{
  BellDatabase *database = db_fixture_open (fixture);
  g_autoptr (BellStatement) statement = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GError) error = NULL;
  GStatBuf file;

  db_fixture_fill (database, 2000);
  g_object_unref (database);

  g_assert_cmpint (g_stat (fixture->path, &file), ==, 0);
  for (goffset page = 60; page * 4096 < file.st_size; page += 10)
    damage (fixture->path, page * 4096, 64);

  database = bell_database_open (fixture->path, BELL_DATABASE_NONE, &error);
  g_assert_no_error (error);
  g_assert_true (bell_database_check (database, &problems, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (problems->len, >, 0);
  g_assert_cmpuint (problems->len, <=, 100);

  statement = bell_database_prepare (database, "SELECT sum(length(data)) FROM note", &error);
  g_assert_no_error (error);
  g_assert_false (bell_statement_run (statement, &error));
  db_assert_error (error, BELL_DATABASE_ERROR_CORRUPT, fixture->path);

  g_clear_pointer (&statement, bell_statement_release);
  g_object_unref (database);
}

static void
test_check_finds_orphan (DbFixture     *fixture,
                         gconstpointer  data)
{
  g_autoptr (BellDatabase) database = db_fixture_open (fixture);
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GError) error = NULL;

  bell_database_execute_script (database, "PRAGMA foreign_keys = OFF;"
                                          "INSERT INTO note (text, parent) VALUES ('orphan', 404)", &error);
  g_assert_no_error (error);

  g_assert_true (bell_database_check (database, &problems, &error));
  g_assert_cmpuint (problems->len, ==, 1);
  g_assert_nonnull (strstr (g_ptr_array_index (problems, 0), "note"));
}

static void
test_read_only (DbFixture     *fixture,
                gconstpointer  data)
{
  g_autoptr (BellDatabase) writer = db_fixture_open (fixture);
  g_autoptr (GError) error = NULL;
  g_autoptr (BellDatabase) reader = bell_database_open (fixture->path, BELL_DATABASE_READ_ONLY, &error);

  g_assert_no_error (error);
  g_assert_false (db_fixture_try_insert (reader, "x", &error));
  db_assert_error (error, BELL_DATABASE_ERROR_READ_ONLY, fixture->path);
  g_clear_error (&error);
  g_assert_false (bell_database_begin (reader, &error));
  db_assert_error (error, BELL_DATABASE_ERROR_READ_ONLY, fixture->path);
  g_clear_error (&error);
  g_assert_true (bell_migrations_apply (reader, "/org/deskbell/test/db/migrations", &error));
}

/* A file and a folder that somebody else owns. */
static void
test_protected (DbFixture     *fixture,
                gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "new.db", NULL);
  gboolean root = geteuid () == 0;
  g_autoptr (BellDatabase) database = NULL;
  g_autoptr (GError) error = NULL;

  g_object_unref (db_fixture_open (fixture));
  g_assert_cmpint (g_chmod (fixture->path, 0444), ==, 0);
  g_assert_cmpint (g_chmod (fixture->folder, 0555), ==, 0);
  if (root)
    g_assert_cmpint (seteuid (65534), ==, 0);

  g_assert_null (bell_database_open (path, BELL_DATABASE_CREATE, &error));
  db_assert_error (error, BELL_DATABASE_ERROR_OPEN, path);
  g_clear_error (&error);

  database = bell_database_open (fixture->path, BELL_DATABASE_NONE, &error);
  if (database != NULL)
    db_fixture_try_insert (database, "x", &error);
  if (error->code != BELL_DATABASE_ERROR_OPEN)
    g_assert_error (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_READ_ONLY);
  db_assert_error (error, error->code, fixture->path);

  if (root)
    g_assert_cmpint (seteuid (0), ==, 0);
  g_assert_cmpint (g_chmod (fixture->folder, 0755), ==, 0);
}

/* Whatever stands in the file: an error or a row, never a crash, and never a
 * record that its type does not allow. */
static void
test_random_damage (DbFixture     *fixture,
                    gconstpointer  data)
{
  guint rounds = g_test_slow () ? 5000 : 150;
  BellDatabase *database = db_fixture_open (fixture);
  g_autoptr (BellTable) table = bell_table_new (BELL_TYPE_TICKET, NULL);
  g_autofree char *journal = g_strconcat (fixture->path, "-wal", NULL);
  g_autofree char *whole = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;
  guint n_refused = 0, n_faults = 0, n_rows = 0;

  for (guint i = 0; i < 60; i++)
    {
      g_autofree char *id = g_strdup_printf ("T%02u", i);
      g_autoptr (BellRecord) record = bell_record_new (BELL_TYPE_TICKET, id);
      g_autoptr (GVariant) tags = bell_value_new_set ((const char *const[]) { "a", id, NULL });

      bell_record_set_text (record, bell_ticket_property (BELL_TICKET_SUBJECT), id);
      bell_record_set (record, bell_ticket_property (BELL_TICKET_TAGS), tags);
      bell_table_upsert (table, database, record, &error);
      g_assert_no_error (error);
    }
  g_object_unref (database);
  g_assert_true (g_file_get_contents (fixture->path, &whole, &length, &error));

  for (guint round = 0; round < rounds; round++)
    {
      g_autofree char *damaged = g_memdup2 (whole, length);
      g_autoptr (GError) refused = NULL;
      g_autoptr (BellDatabase) opened = NULL;
      g_autoptr (BellStatement) select = NULL;
      g_autoptr (GPtrArray) problems = NULL;
      gboolean row;

      for (int i = g_test_rand_int_range (1, 40); i > 0; i--)
        damaged[g_test_rand_int_range (0, (int) length)] = (char) g_test_rand_int_range (0, 256);
      g_unlink (journal);
      g_assert_true (g_file_set_contents (fixture->path, damaged, (gssize) length, NULL));

      opened = bell_database_open (fixture->path, round % 2 ? BELL_DATABASE_NONE : BELL_DATABASE_SALVAGE, &refused);
      if (opened != NULL)
        select = bell_table_select (table, opened, NULL, &refused);

      while (select != NULL && bell_statement_step (select, &row, &refused) && row)
        {
          g_autoptr (GError) fault = NULL;
          g_autoptr (BellRecord) record = bell_table_read_row (table, select, 0, &fault);

          if (record == NULL)
            db_assert_error (fault, BELL_DATABASE_ERROR_CORRUPT, fixture->path);
          n_rows += record != NULL;
          n_faults += record == NULL;
        }

      n_refused += refused != NULL;
      if (refused != NULL)
        g_assert_cmpuint (refused->domain, ==, BELL_DATABASE_ERROR);
      if (opened != NULL && round % 2)
        bell_database_check (opened, &problems, NULL);
    }

  g_test_message ("%u refused, %u rows read, %u rows damaged", n_refused, n_rows, n_faults);
}

/* From a file that lost its end, the rows that are left can be had one by one. */
static void
test_salvage (DbFixture     *fixture,
              gconstpointer  data)
{
  BellDatabase *database = db_fixture_open (fixture);
  g_autoptr (GError) error = NULL;
  g_autoptr (BellStatement) next = NULL;
  gint64 last = 0;
  guint n_read = 0, n_faults = 0;
  GStatBuf file;
  gboolean row = TRUE;

  db_fixture_fill (database, 2000);
  g_object_unref (database);

  g_assert_cmpint (g_stat (fixture->path, &file), ==, 0);
  g_assert_cmpint (truncate (fixture->path, file.st_size / 4096 / 2 * 4096), ==, 0);
  assert_refused (fixture->path, BELL_DATABASE_READ_ONLY, BELL_DATABASE_ERROR_CORRUPT, fixture->path);

  database = bell_database_open (fixture->path, BELL_DATABASE_SALVAGE, &error);
  g_assert_no_error (error);
  g_assert_true (bell_database_is_read_only (database));
  next = bell_database_prepare (database, "SELECT id, text FROM note WHERE id > ?1 ORDER BY id LIMIT 1", &error);
  g_assert_no_error (error);

  while (row && last < 3000)
    {
      g_autoptr (GError) fault = NULL;

      bell_statement_bind_int64 (next, 1, last++);
      if (!bell_statement_step (next, &row, &fault))
        {
          db_assert_error (fault, BELL_DATABASE_ERROR_CORRUPT, fixture->path);
          n_faults++;
          row = TRUE;
        }
      else if (row)
        {
          last = bell_statement_get_int64 (next, 0);
          g_assert_true (g_str_has_suffix (bell_statement_get_text (next, 1), " filled"));
          n_read++;
        }
    }

  g_test_message ("%u rows read, %u lost", n_read, n_faults);
  g_assert_cmpuint (n_read, >, 500);
  g_assert_cmpuint (n_faults, >, 500);

  g_assert_false (db_fixture_try_insert (database, "x", &error));
  db_assert_error (error, BELL_DATABASE_ERROR_READ_ONLY, fixture->path);
  g_clear_pointer (&next, bell_statement_release);
  g_object_unref (database);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("/db/open/missing", test_open_missing);
  add ("/db/open/folder", test_open_folder);
  add ("/db/open/below-file", test_open_below_file);
  add ("/db/open/creates", test_open_creates);
  add ("/db/open/text-file", test_open_text_file);
  add ("/db/open/empty-file", test_open_empty_file);
  add ("/db/open/foreign-database", test_open_foreign);
  add ("/db/open/postgresql", test_open_postgresql);
  add ("/db/open/truncated", test_open_truncated);
  add ("/db/open/scrambled-schema", test_open_scrambled);
  add ("/db/open/protected", test_protected);
  add ("/db/read-only", test_read_only);
  add ("/db/open/salvage", test_salvage);
  add ("/db/open/random-damage", test_random_damage);
  add ("/db/check/damage", test_check_finds_damage);
  add ("/db/check/orphan", test_check_finds_orphan);

  return g_test_run ();
}
