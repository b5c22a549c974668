/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "store-fixture.h"

#include <glib/gstdio.h>

#include "bell-database-error.h"

#define add(path, function) \
  g_test_add (path, StoreFixture, NULL, store_fixture_set_up, function, store_fixture_tear_down)

#define TICKET "T0192f0c1-0000-7000-8000-000000000001"
#define OTHER_TICKET "T0192f0c1-0000-7000-8000-000000000002"

static void
seed (StoreFixture *fixture)
{
  g_autoptr (BellRecord) me = store_new_principal (fixture->me, "Ada", BELL_ROLE_AGENT);
  g_autoptr (BellRecord) other = store_new_principal (fixture->other, "Ben", BELL_ROLE_REQUESTER);
  g_autoptr (BellRecord) ticket = store_new_ticket (fixture, TICKET, 1, "Printer on fire");
  g_autoptr (BellRecord) other_ticket = store_new_ticket (fixture, OTHER_TICKET, 2, "Screen is dark");
  g_autoptr (BellNews) news = store_new_news (fixture);
  g_autoptr (GError) error = NULL;

  bell_news_add_record (news, me);
  bell_news_add_record (news, other);
  bell_news_add_record (news, ticket);
  bell_news_add_record (news, other_ticket);
  store_apply (fixture->store, news, &error);
  g_assert_no_error (error);
}

static void
reopen (StoreFixture *fixture)
{
  store_fixture_close (fixture);
  store_fixture_open (fixture);
}

static void
test_settings (StoreFixture  *fixture,
               gconstpointer  data)
{
  bell_store_set_setting (fixture->store, "theme", "dark");
  bell_store_set_setting (fixture->store, "gone", "soon");
  g_assert_cmpstr (bell_store_get_setting (fixture->store, "theme"), ==, "dark");
  bell_store_set_setting (fixture->store, "gone", NULL);

  reopen (fixture);
  g_assert_cmpstr (bell_store_get_setting (fixture->store, "theme"), ==, "dark");
  g_assert_null (bell_store_get_setting (fixture->store, "gone"));
  g_assert_cmpstr (bell_store_get_email (fixture->store), ==, "ada@example.org");
  g_assert_cmpstr (bell_store_get_principal_id (fixture->store), ==, fixture->me);
  g_assert_cmpint (bell_store_get_role (fixture->store), ==, BELL_ROLE_AGENT);
}

static void
test_directory (StoreFixture  *fixture,
                gconstpointer  data)
{
  BellDirectory *directory = bell_store_get_directory (fixture->store);

  seed (fixture);
  g_assert_cmpstr (bell_directory_get_name (directory, fixture->me), ==, "Ada");
  g_assert_cmpuint (g_list_model_get_n_items (bell_directory_get_people (directory)), ==, 2);
  g_assert_cmpuint (g_list_model_get_n_items (bell_directory_get_agents (directory)), ==, 1);
  g_assert_nonnull (bell_directory_find_principal (directory, "ben"));
  g_assert_null (bell_directory_find_principal (directory, "nobody"));

  reopen (fixture);
  directory = bell_store_get_directory (fixture->store);
  g_assert_cmpstr (bell_directory_get_name (directory, fixture->other), ==, "Ben");
}

static void
test_offline_reply (StoreFixture  *fixture,
                    gconstpointer  data)
{
  g_autofree char *message_id = NULL;
  g_autofree char *change_id = NULL;
  g_autoptr (BellRecord) ticket = NULL;
  g_autoptr (BellRecord) message = NULL;
  g_autoptr (BellRecord) after = NULL;
  g_autoptr (BellRecord) gone = NULL;
  g_autoptr (GError) error = NULL;

  seed (fixture);
  bell_manual_clock_advance (BELL_MANUAL_CLOCK (fixture->clock), 100000);
  message_id = bell_store_new_id (fixture->store, BELL_TYPE_MESSAGE);
  change_id = store_commit_one (fixture->store, BELL_CHANGE_KIND_CREATE, BELL_TYPE_MESSAGE, message_id,
                                store_new_reply (TICKET, "Pull the plug."));

  ticket = store_lookup (fixture->store, BELL_TYPE_TICKET, TICKET);
  g_assert_cmpstr (bell_ticket_get_last_message_id (BELL_TICKET (ticket)), ==, message_id);
  g_assert_cmpint (bell_ticket_get_updated_at (BELL_TICKET (ticket)), ==, bell_clock_now (fixture->clock));
  g_assert_cmpint (bell_ticket_get_message_count (BELL_TICKET (ticket)), ==, 1);
  message = store_lookup (fixture->store, BELL_TYPE_MESSAGE, message_id);
  g_assert_cmpstr (bell_message_get_body (BELL_MESSAGE (message)), ==, "Pull the plug.");
  g_assert_cmpstr (bell_message_get_author_id (BELL_MESSAGE (message)), ==, fixture->me);
  g_assert_cmpint (bell_message_get_received_at (BELL_MESSAGE (message)), ==, BELL_TIME_UNSET);
  g_assert_cmpuint (bell_store_get_n_pending (fixture->store), ==, 1);

  store_undo (fixture->store, change_id, &error);
  g_assert_no_error (error);
  after = store_lookup (fixture->store, BELL_TYPE_TICKET, TICKET);
  g_assert_null (bell_ticket_get_last_message_id (BELL_TICKET (after)));
  gone = store_lookup (fixture->store, BELL_TYPE_MESSAGE, message_id);
  g_assert_null (gone);
  g_assert_cmpuint (bell_store_get_n_pending (fixture->store), ==, 0);
}

static void
test_newer_schema (StoreFixture  *fixture,
                   gconstpointer  data)
{
  const char *names[] = { "cache.db", "outbox.db" };

  store_fixture_close (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (i == 0 ? fixture->cache : fixture->data, names[i], NULL);
      g_autofree char *before = NULL;
      g_autofree char *after = NULL;
      gsize length, length_after;
      g_autoptr (BellStore) store = NULL;
      g_autoptr (GError) error = NULL;

      /* user_version, at byte 60 of the header */
      g_assert_true (g_file_get_contents (path, &before, &length, NULL));
      before[62] = 0x7f;
      g_assert_true (g_file_set_contents (path, before, (gssize) length, NULL));

      store = bell_store_new (fixture->clock, fixture->data, fixture->cache);
      g_assert_false (bell_store_open_sync (store, &error));
      g_assert_error (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_NEWER_SCHEMA);

      g_assert_true (g_file_get_contents (path, &after, &length_after, NULL));
      g_assert_cmpmem (before, length, after, length_after);
      before[62] = 0;
      g_assert_true (g_file_set_contents (path, before, (gssize) length, NULL));
    }

  store_fixture_open (fixture);
}

static void
damage_nothing (const char *path)
{
  g_unlink (path);
}

static void
damage_garbage (const char *path)
{
  g_autofree char *junk = g_strnfill (20000, 'x');

  g_assert_true (g_file_set_contents (path, junk, -1, NULL));
}

static void
damage_truncate (const char *path)
{
  g_autofree char *content = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &content, &length, NULL));
  g_assert_true (g_file_set_contents (path, content, (gssize) (length / 2), NULL));
}

static void
damage_empty (const char *path)
{
  g_assert_true (g_file_set_contents (path, "", 0, NULL));
}

static void
test_lost_cache (StoreFixture  *fixture,
                 gconstpointer  data)
{
  void (*const damages[]) (const char *) = { damage_nothing, damage_garbage, damage_truncate, damage_empty };
  g_autofree char *path = g_build_filename (fixture->cache, "cache.db", NULL);
  g_autofree char *new_id = bell_store_new_id (fixture->store, BELL_TYPE_TICKET);
  g_autoptr (BellPatch) patch = bell_patch_new (BELL_TYPE_TICKET);

  seed (fixture);
  bell_patch_set_text (patch, BELL_TICKET_SUBJECT, "Made offline");
  bell_patch_set_text (patch, BELL_TICKET_REQUESTER_ID, fixture->other);
  g_free (store_commit_one (fixture->store, BELL_CHANGE_KIND_CREATE, BELL_TYPE_TICKET, new_id,
                            g_steal_pointer (&patch)));

  for (guint i = 0; i < G_N_ELEMENTS (damages); i++)
    {
      g_autoptr (BellRecord) made = NULL;
      g_autoptr (BellRecord) fetched = NULL;
      gboolean rebuilt;

      store_fixture_close (fixture);
      damages[i] (path);
      store_fixture_open (fixture);

      g_object_get (fixture->store, "cache-was-rebuilt", &rebuilt, NULL);
      g_assert_true (rebuilt);
      g_assert_cmpuint (bell_store_get_n_pending (fixture->store), ==, 1);
      made = store_lookup (fixture->store, BELL_TYPE_TICKET, new_id);
      g_assert_nonnull (made);
      g_assert_cmpstr (bell_ticket_get_subject (BELL_TICKET (made)), ==, "Made offline");
      fetched = store_lookup (fixture->store, BELL_TYPE_TICKET, TICKET);
      g_assert_null (fetched);
      g_assert_null (bell_store_sync_get_state (fixture->store, BELL_TYPE_TICKET));

      reopen (fixture);
      g_object_get (fixture->store, "cache-was-rebuilt", &rebuilt, NULL);
      g_assert_false (rebuilt);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("/store/settings", test_settings);
  add ("/store/directory", test_directory);
  add ("/store/offline-reply-and-undo", test_offline_reply);
  add ("/store/newer-schema", test_newer_schema);
  add ("/store/cache-lost-garbage-truncated-empty", test_lost_cache);

  return g_test_run ();
}
