/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Every statement of the server is one that the database understands: SQLite,
 * and under tests/fixtures/postgres.py PostgreSQL. */

#include <string.h>

#include "bell-organisation-private.h"
#include "server-fixture.h"

#define FOLDER "/org/deskbell/server/sql"

/* Several statements, run as a whole. */
static const char *const scripts[] = { "moved.sql", "rebuild-clear.sql", NULL };

static void
test_all (ServerFixture *fixture,
          gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) names = g_resources_enumerate_children (FOLDER, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
  BellDatabase *reader = bell_organisation_take_reader (fixture->organisation, &error);
  guint faults = 0, n = 0;

  g_assert_no_error (error);
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *path = g_build_path ("/", FOLDER, names[i], NULL);
      g_autoptr (BellStatement) statement = NULL;
      g_autoptr (GError) fault = NULL;

      if (!g_str_has_suffix (names[i], ".sql") || g_str_has_suffix (names[i], ".postgresql.sql") || g_strv_contains (scripts, names[i]))
        continue;
      n++;
      statement = bell_database_prepare_resource (reader, path, &fault);
      if (statement == NULL)
        {
          g_test_message ("%s: %s", names[i], fault->message);
          faults++;
        }
    }
  bell_organisation_return_reader (fixture->organisation, reader);
  g_assert_cmpuint (n, >, 50);
  g_assert_cmpuint (faults, ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/server/sql/all", ServerFixture, NULL, server_fixture_set_up, test_all, server_fixture_tear_down);

  return g_test_run ();
}
