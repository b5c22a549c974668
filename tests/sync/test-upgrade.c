/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Files of older versions with a full queue, opened by today's program: nothing
 * of them is lost, and each change is sent once. */

#include <glib/gstdio.h>
#include <string.h>

#include "bell-database.h"
#include "sync-peer.h"

#define TICKET "T019a4000-0000-7000-8000-000000000001"
#define MESSAGE "M019a4000-0000-7000-8000-000000000003"

typedef struct
{
  BellTestServer *server;
  Peer *peer;
  Peer *other;
  char *old; /* a ticket that both ends knew before */
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->server = bell_test_server_new ();
  fixture->peer = peer_new (fixture->server, BELL_TEST_AGENT, NULL);
  fixture->other = peer_new (fixture->server, BELL_TEST_OTHER, NULL);
  fixture->old = peer_create_ticket (fixture->peer, "Known to both");
  peer_round (fixture->peer);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  peer_free (fixture->other);
  peer_free (fixture->peer);
  bell_test_server_free (fixture->server);
  g_free (fixture->old);
}

static guint
count_on_server (Fixture    *fixture,
                 const char *text)
{
  g_autofree char *output = NULL;
  guint count = 0;

  g_assert_cmpint (bell_test_server_run (fixture->server, NULL, &output, "export", NULL), ==, 0);
  for (const char *at = output; (at = strstr (at, text)) != NULL; at++)
    count++;

  return count;
}

static void
run_script (Fixture      *fixture,
            BellDatabase *database,
            const char   *name,
            const char   *account_id,
            const char   *person_id)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "fixtures", name, NULL);
  g_autoptr (GString) script = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  script = g_string_new (text);
  g_string_replace (script, "@PERSON@", person_id, 0);
  g_string_replace (script, "@ACCOUNT@", account_id, 0);
  g_string_replace (script, "@OLD@", fixture->old, 0);
  g_string_replace (script, "@EMAIL@", fixture->peer->email, 0);
  g_string_replace (script, "@URL@", bell_test_server_get_url (fixture->server), 0);
  bell_database_execute_script (database, script->str, &error);
  g_assert_no_error (error);
}

static void
make_file (Fixture           *fixture,
           const char        *file,
           const char *const *scripts,
           const char        *account_id,
           const char        *person_id)
{
  static const char *const suffixes[] = { "", "-wal", "-shm" };
  g_autofree char *path = g_build_filename (fixture->peer->folder, file, NULL);
  g_autoptr (BellDatabase) database = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *part = g_strconcat (path, suffixes[i], NULL);

      g_unlink (part);
    }
  database = bell_database_open (path, BELL_DATABASE_CREATE, &error);
  g_assert_no_error (error);
  for (guint i = 0; scripts[i] != NULL; i++)
    run_script (fixture, database, scripts[i], account_id, person_id);
}

static void
test_upgrade (Fixture       *fixture,
              gconstpointer  data)
{
  static const char *const cache[] = { "cache-old.sql", NULL };
  const char *outbox[] = { "outbox-1.sql", GPOINTER_TO_INT (data) > 1 ? "outbox-2.sql" : NULL, NULL };
  g_autofree char *account_id = g_strdup (bell_store_get_account_id (fixture->peer->store));
  g_autofree char *person_id = g_strdup (bell_store_get_principal_id (fixture->peer->store));
  g_autofree char *parked = NULL;
  const BellDraft *draft;
  g_autoptr (BellRecord) record = NULL;
  gboolean rebuilt;

  peer_close (fixture->peer);
  make_file (fixture, "outbox.db", outbox, account_id, person_id);
  make_file (fixture, "cache.db", cache, account_id, person_id);

  peer_open (fixture->peer);
  g_object_get (fixture->peer->store, "cache-was-rebuilt", &rebuilt, NULL);
  g_assert_true (rebuilt);
  g_assert_cmpuint (peer_count_outbox (fixture->peer), ==, 4);
  g_assert_cmpstr (bell_store_get_email (fixture->peer->store), ==, fixture->peer->email);
  draft = bell_store_load_draft (fixture->peer->store, "reply " TICKET);
  g_assert_nonnull (draft);
  g_assert_cmpstr (draft->text, ==, "Half a sentence of");

  /* Seen before anything of it is sent. */
  record = peer_lookup (fixture->peer, BELL_TYPE_TICKET, TICKET);
  g_assert_cmpstr (bell_ticket_get_subject (BELL_TICKET (record)), ==, "Queued by an old version");

  peer_sign_in (fixture->peer, NULL);
  for (int i = 0; i < 2; i++)
    {
      peer_round (fixture->peer);
      g_assert_cmpuint (peer_count_outbox (fixture->peer), ==, 1);
      parked = peer_find_parked (fixture->peer);
      g_assert_cmpstr (parked, ==, "C019a4000-0000-7000-8000-000000000014");
      g_clear_pointer (&parked, g_free);
      g_assert_cmpuint (count_on_server (fixture, "Queued by an old version"), ==, 1);
      g_assert_cmpuint (count_on_server (fixture, "Written with the old version"), ==, 1);
      g_assert_cmpuint (count_on_server (fixture, "Confirmed long ago"), ==, GPOINTER_TO_INT (data) > 1 ? 1 : 0);
    }

  peer_round (fixture->other);
  g_clear_pointer (&record, bell_record_unref);
  record = peer_lookup (fixture->other, BELL_TYPE_TICKET, TICKET);
  g_assert_true (g_strv_contains (bell_ticket_get_tags (BELL_TICKET (record)), "inherited"));
  g_assert_cmpint (bell_ticket_get_message_count (BELL_TICKET (record)), ==, 1);
  g_clear_pointer (&record, bell_record_unref);
  record = peer_lookup (fixture->other, BELL_TYPE_MESSAGE, MESSAGE);
  g_assert_cmpuint (g_variant_n_children (bell_message_get_attachments (BELL_MESSAGE (record))), ==, 1);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/upgrade/full-queue-of-version-1", Fixture, GINT_TO_POINTER (1), set_up, test_upgrade, tear_down);
  g_test_add ("/upgrade/full-queue-of-version-2", Fixture, GINT_TO_POINTER (2), set_up, test_upgrade, tear_down);

  return g_test_run ();
}
