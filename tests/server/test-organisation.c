/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The data without the wire: imports, rebuilding, checking. */

#include <string.h>

#include "bell-command.h"
#include "bell-id.h"
#include "bell-maintenance.h"
#include "bell-postgres.h"
#include "bell-transfer.h"
#include "server-fixture.h"

#define T0 G_GINT64_CONSTANT (1700000000000)

static BellChange *
imported (BellChangeKind  kind,
          BellType        type,
          const char     *name,
          const char     *row,
          gint64          time,
          const char     *author_id,
          BellPatch      *patch)
{
  g_autoptr (BellPatch) owned = patch;
  g_autofree char *id = bell_id_new_for_name (type, T0, name);
  g_autofree char *change_id = bell_id_new_for_name (BELL_TYPE_CHANGE, time, row);

  return bell_change_new (change_id, kind, type, id, owned, NULL, author_id, "import", time);
}

/* A ticket by the requester, a reply by the agent an hour later, solved after two. */
static GPtrArray *
make_batch (ServerFixture *fixture,
            guint          n)
{
  GPtrArray *changes = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_change_unref);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("ticket/%u", i);
      g_autofree char *ticket_id = bell_id_new_for_name (BELL_TYPE_TICKET, T0, name);
      g_autofree char *said = g_strdup_printf ("message/%u", i);
      g_autofree char *solved = g_strdup_printf ("solved/%u", i);
      BellPatch *patch = bell_patch_new (BELL_TYPE_TICKET);

      bell_patch_set_text (patch, BELL_TICKET_SUBJECT, "Old ticket");
      bell_patch_set_text (patch, BELL_TICKET_REQUESTER_ID, fixture->ids[REQUESTER]);
      bell_patch_set_integer (patch, BELL_TICKET_NUMBER, 1000 + i);
      g_ptr_array_add (changes, imported (BELL_CHANGE_KIND_CREATE, BELL_TYPE_TICKET, name, name, T0, fixture->ids[REQUESTER], patch));
      patch = bell_patch_new (BELL_TYPE_MESSAGE);
      bell_patch_set_text (patch, BELL_MESSAGE_TICKET_ID, ticket_id);
      bell_patch_set_text (patch, BELL_MESSAGE_BODY, "Have you tried turning it off and on again?");
      g_ptr_array_add (changes, imported (BELL_CHANGE_KIND_CREATE, BELL_TYPE_MESSAGE, said, said, T0 + 3600000, fixture->ids[AGENT], patch));
      patch = bell_patch_new (BELL_TYPE_TICKET);
      bell_patch_set_integer (patch, BELL_TICKET_STATUS, BELL_STATUS_SOLVED);
      g_ptr_array_add (changes, imported (BELL_CHANGE_KIND_UPDATE, BELL_TYPE_TICKET, name, solved, T0 + 7200000, fixture->ids[AGENT], patch));
    }
  return changes;
}

static BellRecord *
read_record (ServerFixture *fixture,
             const char    *id)
{
  BellDatabase *reader = bell_organisation_take_reader (fixture->organisation, NULL);
  BellRecord *record = NULL;

  g_assert_true (bell_organisation_get_record (fixture->organisation, reader, bell_type_from_letter (id[0]), id, &record, NULL));
  bell_organisation_return_reader (fixture->organisation, reader);
  return record;
}

static void
test_import (ServerFixture *fixture,
             gconstpointer  data)
{
  g_autoptr (GPtrArray) changes = make_batch (fixture, 100);
  g_autofree char *id = bell_id_new_for_name (BELL_TYPE_TICKET, T0, "ticket/7");
  guint counts[3] = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (BellRecord) record = NULL;
  g_autofree char *before = NULL, *after = NULL, *ticket = NULL;
  const BellTicket *old;

  g_assert_true (bell_organisation_import_batch (fixture->organisation, changes, NULL, counts, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (counts[BELL_OUTCOME_APPLIED], ==, 300);

  record = read_record (fixture, id);
  old = BELL_TICKET (record);
  g_assert_cmpint (bell_ticket_get_number (old), ==, 1007);
  g_assert_cmpint (bell_ticket_get_created_at (old), ==, T0);
  g_assert_cmpint (bell_ticket_get_first_response_at (old), ==, T0 + 3600000);
  g_assert_cmpint (bell_ticket_get_solved_at (old), ==, T0 + 7200000);
  g_assert_cmpint (bell_ticket_get_status (old), ==, BELL_STATUS_SOLVED);
  g_assert_cmpint (bell_ticket_get_message_count (old), ==, 1);

  /* Once more: nothing is done. */
  before = bell_organisation_digest (fixture->organisation, NULL, &error);
  memset (counts, 0, sizeof counts);
  g_assert_true (bell_organisation_import_batch (fixture->organisation, changes, NULL, counts, &error));
  g_assert_cmpuint (counts[BELL_OUTCOME_KNOWN], ==, 300);
  after = bell_organisation_digest (fixture->organisation, NULL, &error);
  g_assert_cmpstr (before, ==, after);

  /* Numbers go on behind those that were imported. */
  ticket = server_fixture_new_ticket (fixture, AGENT, "");
  g_clear_pointer (&record, bell_record_unref);
  record = read_record (fixture, ticket);
  g_assert_cmpint (bell_ticket_get_number (BELL_TICKET (record)), ==, 1100);
}

static void
test_import_refuses (ServerFixture *fixture,
                     gconstpointer  data)
{
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_change_unref);
  g_autoptr (GPtrArray) results = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_change_result_free);
  g_autoptr (GError) error = NULL;
  BellPatch *patch = bell_patch_new (BELL_TYPE_TICKET);
  guint counts[3] = { 0 };
  BellChangeResult *result;

  bell_patch_set_text (patch, BELL_TICKET_SUBJECT, "No requester");
  g_ptr_array_add (changes, imported (BELL_CHANGE_KIND_CREATE, BELL_TYPE_TICKET, "a", "a", T0, NULL, patch));
  patch = bell_patch_new (BELL_TYPE_MESSAGE);
  bell_patch_set_text (patch, BELL_MESSAGE_TICKET_ID, "T019a9f5e-0000-7000-8000-000000000000");
  bell_patch_set_text (patch, BELL_MESSAGE_BODY, "No ticket");
  g_ptr_array_add (changes, imported (BELL_CHANGE_KIND_CREATE, BELL_TYPE_MESSAGE, "b", "b", T0, NULL, patch));
  patch = bell_patch_new (BELL_TYPE_TEAM);
  bell_patch_set_text (patch, BELL_TEAM_NAME, "Fine");
  g_ptr_array_add (changes, imported (BELL_CHANGE_KIND_CREATE, BELL_TYPE_TEAM, "c", "c", T0, NULL, patch));
  patch = bell_patch_new (BELL_TYPE_TEAM);
  bell_patch_set_text (patch, BELL_TEAM_NAME, "Other words under the same id of a change");
  g_ptr_array_add (changes, imported (BELL_CHANGE_KIND_CREATE, BELL_TYPE_TEAM, "c", "c", T0, NULL, patch));

  g_assert_true (bell_organisation_import_batch (fixture->organisation, changes, results, counts, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (counts[BELL_OUTCOME_APPLIED], ==, 1);
  g_assert_cmpuint (counts[BELL_OUTCOME_REFUSED], ==, 3);
  result = results->pdata[0];
  g_assert_cmpstr (result->error->name, ==, "invalidProperties");
  g_assert_cmpstr (result->error->properties[0], ==, "requesterId");
  result = results->pdata[1];
  g_assert_cmpstr (result->error->properties[0], ==, "ticketId");
  result = results->pdata[3];
  g_assert_cmpstr (result->error->name, ==, "alreadyExists");
}

static void
do_all_kinds_of_things (ServerFixture *fixture)
{
  g_autoptr (GPtrArray) changes = make_batch (fixture, 20);
  g_autofree char *one = server_fixture_new_ticket (fixture, AGENT, ",\"watchers\":{\"@stranger\":true}");
  g_autofree char *two = server_fixture_new_ticket (fixture, AGENT, "");
  g_autofree char *unwatch = g_strdup_printf ("\"update\":{\"%s\":{\"watchers/@stranger\":null,\"tags/x\":true,\"customFields/floor\":\"3\"}}", one);
  g_autofree char *rewatch = g_strdup_printf ("\"update\":{\"%s\":{\"watchers/@stranger\":true}}", one);
  g_autofree char *destroy = g_strdup_printf ("\"destroy\":[\"%s\"]", two);

  g_assert_true (bell_organisation_import_batch (fixture->organisation, changes, NULL, NULL, NULL));
  g_free (server_fixture_new_message (fixture, AGENT, one, "reply", "hi"));
  g_free (server_fixture_new_message (fixture, AGENT, two, "note", "hm"));
  g_assert_null (server_fixture_try_set (fixture, AGENT, BELL_TYPE_TICKET, unwatch));
  g_assert_null (server_fixture_try_set (fixture, AGENT, BELL_TYPE_TICKET, rewatch));
  g_assert_null (server_fixture_try_set (fixture, ADMIN, BELL_TYPE_TICKET, destroy));
  g_assert_null (server_fixture_try_set (fixture, ADMIN, BELL_TYPE_PRINCIPAL, "\"update\":{\"@stranger\":{\"role\":\"agent\",\"email\":\"new@test.example\"}}"));
  g_assert_null (server_fixture_try_set (fixture, AGENT, BELL_TYPE_ARTICLE, "\"create\":{\"a\":{\"title\":\"t\",\"state\":\"published\",\"audience\":\"public\"}}"));
  g_assert_null (server_fixture_try_set (fixture, AGENT, BELL_TYPE_VIEW, "\"create\":{\"v\":{\"name\":\"t\",\"ownerId\":\"@agent\",\"filter\":{\"status\":[\"open\"]}}}"));
}

static void
test_rebuild (ServerFixture *fixture,
              gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL, *after = NULL;
  gint64 changes;

  do_all_kinds_of_things (fixture);
  before = bell_organisation_digest (fixture->organisation, NULL, &error);
  g_assert_true (bell_organisation_rebuild (fixture->organisation, &changes, &error));
  g_assert_no_error (error);
  after = bell_organisation_digest (fixture->organisation, NULL, &error);
  g_assert_cmpint (changes, >, 60);
  g_assert_cmpstr (before, ==, after);
}

static void
tamper (ServerFixture *fixture,
        const char    *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BellDatabase) database = bell_postgres_is_uri (fixture->path)
                                        ? bell_postgres_database_open (fixture->path, BELL_DATABASE_NONE, &error)
                                        : bell_database_open (fixture->path, BELL_DATABASE_NONE, &error);

  g_assert_no_error (error);
  g_assert_true (bell_database_execute_script (database, sql, &error));
  g_assert_no_error (error);
}

static guint
count_problems (ServerFixture *fixture)
{
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (bell_organisation_check (fixture->organisation, &problems, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < problems->len; i++)
    g_test_message ("%s", (const char *) problems->pdata[i]);
  return problems->len;
}

static void
test_check (ServerFixture *fixture,
            gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  gint64 changes;

  do_all_kinds_of_things (fixture);
  g_assert_cmpuint (count_problems (fixture), ==, 0);

  tamper (fixture, "UPDATE ticket SET subject = 'forged' WHERE number = 1000");
  g_assert_cmpuint (count_problems (fixture), ==, 1);
  tamper (fixture, "DELETE FROM ticket_access");
  g_assert_cmpuint (count_problems (fixture), ==, 2);
  tamper (fixture, "UPDATE organisation SET counter = counter + 5");
  g_assert_cmpuint (count_problems (fixture), ==, 3);
  tamper (fixture, "UPDATE organisation SET counter = counter - 5");

  g_assert_true (bell_organisation_rebuild (fixture->organisation, &changes, &error));
  g_assert_cmpuint (count_problems (fixture), ==, 0);
}

/* A server with a database server behind it leaves backups to that one. */
static void
back_up (ServerFixture *fixture,
         const char    *path)
{
  g_autoptr (GError) error = NULL;

  if (bell_postgres_is_uri (fixture->path))
    {
      g_assert_false (bell_organisation_backup (fixture->organisation, path, &error));
      g_assert_nonnull (strstr (error->message, "pg_dump"));
      g_clear_error (&error);
      bell_organisation_copy_to_file (fixture->organisation, path, &error);
    }
  else
    {
      bell_organisation_backup (fixture->organisation, path, &error);
    }
  g_assert_no_error (error);
}

static void
test_backup (ServerFixture *fixture,
             gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "backup.db", NULL);
  g_autofree char *before = NULL, *after = NULL;
  g_autoptr (BellOrganisation) copy = NULL;
  g_autoptr (GError) error = NULL;

  do_all_kinds_of_things (fixture);
  back_up (fixture, path);
  before = bell_organisation_digest (fixture->organisation, NULL, &error);
  copy = bell_organisation_open (path, fixture->clock, &error);
  g_assert_no_error (error);
  after = bell_organisation_digest (copy, NULL, &error);
  g_assert_cmpstr (before, ==, after);
  g_assert_cmpstr (bell_organisation_get_id (copy), ==, bell_organisation_get_id (fixture->organisation));
}

static void
test_databases_of_others (ServerFixture *fixture,
                          gconstpointer  data)
{
  g_autofree char *absent = g_build_filename (fixture->folder, "absent.db", NULL);
  g_autofree char *text = g_build_filename (fixture->folder, "text.db", NULL);
  g_autofree char *newer = g_build_filename (fixture->folder, "newer.db", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (bell_organisation_open (absent, fixture->clock, &error));
  g_assert_error (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_OPEN);
  g_clear_error (&error);

  g_file_set_contents (text, "This is a letter to my aunt, and much longer than the header of a database would be, as aunts like it.", -1, NULL);
  g_assert_null (bell_organisation_open (text, fixture->clock, &error));
  g_assert_error (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_NOT_A_DATABASE);
  g_clear_error (&error);

  g_assert_null (bell_organisation_create (fixture->path, fixture->clock, "Second", &error));
  g_assert_error (error, BELL_SERVER_ERROR, BELL_SERVER_ERROR_ALREADY_INITIALISED);
  g_clear_error (&error);

  back_up (fixture, newer);
  {
    g_autoptr (BellDatabase) database = bell_database_open (newer, BELL_DATABASE_NONE, NULL);

    g_assert_true (bell_database_set_schema_version (database, 9999, NULL));
  }
  g_assert_null (bell_organisation_open (newer, fixture->clock, &error));
  g_assert_error (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_NEWER_SCHEMA);
}

/* A machine whose clock was set back by years, or had been ahead by as much. */
static void
test_clock_lag (ServerFixture *fixture,
                gconstpointer  data)
{
  const gint64 years = G_GINT64_CONSTANT (3) * 365 * 24 * 60 * 60 * 1000;
  g_autofree char *ticket = server_fixture_new_ticket (fixture, AGENT, "");
  g_autoptr (GError) error = NULL;
  gint64 lag = -1;

  g_assert_true (bell_organisation_find_clock_lag (fixture->organisation, &lag, &error));
  g_assert_cmpint (lag, ==, 0);
  bell_manual_clock_set (BELL_MANUAL_CLOCK (fixture->clock), bell_clock_now (fixture->clock) - years);
  g_assert_true (bell_organisation_find_clock_lag (fixture->organisation, &lag, &error));
  g_assert_cmpint (lag, ==, years);
}

static void
add (const char *path,
     void      (*func) (ServerFixture *, gconstpointer))
{
  g_test_add (path, ServerFixture, NULL, server_fixture_set_up, func, server_fixture_tear_down);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/server/organisation/import", test_import);
  add ("/server/organisation/import-refuses", test_import_refuses);
  add ("/server/organisation/rebuild-identical", test_rebuild);
  add ("/server/organisation/check-finds-forgery", test_check);
  add ("/server/organisation/backup", test_backup);
  add ("/server/organisation/clock-set-back", test_clock_lag);
  add ("/server/organisation/foreign-databases", test_databases_of_others);
  return g_test_run ();
}
