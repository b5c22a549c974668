/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "db-fixture.h"

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

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("/db/values", test_values);

  return g_test_run ();
}
