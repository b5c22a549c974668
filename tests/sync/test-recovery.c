/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What befalls the two ends: a server that is restored from an old backup,
 * somebody who was away for longer than the history, clocks that are wrong. */

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "bell-database.h"
#include "sync-peer.h"

typedef struct
{
  BellTestServer *server;
  Peer *one;
  Peer *two;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->server = bell_test_server_new ();
  fixture->one = peer_new (fixture->server, BELL_TEST_AGENT, NULL);
  fixture->two = peer_new (fixture->server, BELL_TEST_OTHER, NULL);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  peer_free (fixture->two);
  peer_free (fixture->one);
  bell_test_server_free (fixture->server);
}

static char *
back_up (Fixture *fixture)
{
  char *path = g_build_filename (bell_test_server_get_folder (fixture->server), "copy.db", NULL);

  g_assert_cmpint (bell_test_server_run (fixture->server, NULL, NULL, "backup", path, NULL), ==, 0);

  return path;
}

static void
restore (Fixture    *fixture,
         const char *copy)
{
  static const char *const suffixes[] = { "", "-wal", "-shm" };
  const char *database = bell_test_server_get_database (fixture->server);
  g_autoptr (GError) error = NULL;
  g_autofree char *content = NULL;
  gsize length;

  bell_test_server_stop (fixture->server);
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *part = g_strconcat (database, suffixes[i], NULL);

      g_unlink (part);
    }
  g_file_get_contents (copy, &content, &length, &error);
  g_assert_no_error (error);
  g_file_set_contents (database, content, (gssize) length, &error);
  g_assert_no_error (error);
  bell_test_server_start (fixture->server);
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
assert_everywhere (Fixture    *fixture,
                   BellType    type,
                   const char *id)
{
  g_autoptr (BellRecord) one = NULL;
  g_autoptr (BellRecord) two = NULL;

  one = peer_lookup (fixture->one, type, id);
  two = peer_lookup (fixture->two, type, id);
  g_assert_nonnull (one);
  g_assert_nonnull (two);
}

/* What both did after the backup comes back from their computers, once. */
static void
test_restored (Fixture       *fixture,
               gconstpointer  data)
{
  g_autofree char *ticket = peer_create_ticket (fixture->one, "Before the backup");
  g_autofree char *later = NULL;
  g_autofree char *reply = NULL;
  g_autofree char *note = NULL;
  g_autofree char *waiting = NULL;
  g_autofree char *copy = NULL;

  peer_round (fixture->one);
  peer_round (fixture->two);
  copy = back_up (fixture);

  later = peer_create_ticket (fixture->one, "After the backup");
  note = peer_write (fixture->one, ticket, BELL_MESSAGE_KIND_NOTE, "Note after the backup");
  peer_round (fixture->one);
  peer_round (fixture->two);
  reply = peer_write (fixture->two, later, BELL_MESSAGE_KIND_REPLY, "Reply after the backup");
  peer_round (fixture->two);
  peer_round (fixture->one);
  g_assert_cmpuint (peer_count_outbox (fixture->one) + peer_count_outbox (fixture->two), ==, 0);
  waiting = peer_write (fixture->two, ticket, BELL_MESSAGE_KIND_NOTE, "Not sent yet");

  restore (fixture, copy);
  g_assert_cmpuint (count_on_server (fixture, "After the backup"), ==, 0);
  for (int i = 0; i < 2; i++)
    {
      peer_round (fixture->one);
      peer_round (fixture->two);
    }
  peer_round (fixture->one);

  g_assert_null (peer_find_parked (fixture->one));
  g_assert_null (peer_find_parked (fixture->two));
  g_assert_cmpuint (peer_count_outbox (fixture->one) + peer_count_outbox (fixture->two), ==, 0);
  g_assert_cmpuint (count_on_server (fixture, "After the backup"), ==, 1);
  g_assert_cmpuint (count_on_server (fixture, "Note after the backup"), ==, 1);
  g_assert_cmpuint (count_on_server (fixture, "Reply after the backup"), ==, 1);
  g_assert_cmpuint (count_on_server (fixture, "Not sent yet"), ==, 1);
  assert_everywhere (fixture, BELL_TYPE_TICKET, later);
  assert_everywhere (fixture, BELL_TYPE_MESSAGE, reply);
  assert_everywhere (fixture, BELL_TYPE_MESSAGE, note);
  assert_everywhere (fixture, BELL_TYPE_MESSAGE, waiting);
}

/* The same, but others have gone on with the restored server before we came
 * back: its numbers are beyond ours, and name other changes. */
static void
test_restored_and_gone_on (Fixture       *fixture,
                           gconstpointer  data)
{
  g_autofree char *ticket = peer_create_ticket (fixture->one, "Before");
  g_autofree char *note = NULL;
  g_autofree char *copy = NULL;
  Peer *third;

  peer_round (fixture->one);
  peer_round (fixture->two);
  copy = back_up (fixture);
  note = peer_write (fixture->one, ticket, BELL_MESSAGE_KIND_NOTE, "Lost by the server");
  peer_round (fixture->one);

  restore (fixture, copy);
  third = peer_new (fixture->server, BELL_TEST_LEAD, NULL);
  peer_round (third);
  for (int i = 0; i < 20; i++)
    g_free (peer_create_ticket (third, "Meanwhile"));
  peer_round (third);
  peer_free (third);

  peer_round (fixture->one);
  peer_round (fixture->two);
  peer_round (fixture->one);
  g_assert_cmpuint (peer_count_outbox (fixture->one), ==, 0);
  g_assert_cmpuint (count_on_server (fixture, "Lost by the server"), ==, 1);
  g_assert_cmpuint (count_on_server (fixture, "Meanwhile"), ==, 20);
  assert_everywhere (fixture, BELL_TYPE_MESSAGE, note);
}

static void
on_blob (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* Files go up again, too. */
static void
test_restored_attachment (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autofree char *ticket = peer_create_ticket (fixture->one, "Before");
  g_autoptr (BellPatch) patch = bell_patch_new (BELL_TYPE_MESSAGE);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("the content", 11);
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *id = bell_store_new_id (fixture->one->store, BELL_TYPE_MESSAGE);
  g_autofree char *copy = NULL;
  g_autofree char *blob_id = NULL;
  GVariantBuilder builder;

  peer_round (fixture->one);
  copy = back_up (fixture);

  bell_store_add_blob (fixture->one->store, bytes, "file.txt", "text/plain", NULL, on_blob, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  blob_id = bell_store_add_blob_finish (fixture->one->store, result, NULL);
  g_assert_nonnull (blob_id);
  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ssst)"));
  g_variant_builder_add (&builder, "(ssst)", blob_id, "file.txt", "text/plain", (guint64) 11);
  bell_patch_set_text (patch, BELL_MESSAGE_TICKET_ID, ticket);
  bell_patch_set_integer (patch, BELL_MESSAGE_KIND, BELL_MESSAGE_KIND_NOTE);
  bell_patch_set_text (patch, BELL_MESSAGE_BODY, "With a file");
  bell_patch_set (patch, bell_message_property (BELL_MESSAGE_ATTACHMENTS), g_variant_builder_end (&builder));
  peer_commit (fixture->one, bell_store_new_change (fixture->one->store, BELL_CHANGE_KIND_CREATE, BELL_TYPE_MESSAGE, id, patch, NULL));
  peer_round (fixture->one);
  g_assert_cmpuint (peer_count_outbox (fixture->one), ==, 0);

  restore (fixture, copy);
  peer_round (fixture->one);
  g_assert_cmpuint (peer_count_outbox (fixture->one), ==, 0);
  g_assert_cmpuint (count_on_server (fixture, "With a file"), ==, 1);
}

/* Longer away than the history reaches back: base is loaded anew, the outbox stays. */
static void
test_away_for_long (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autofree char *ticket = peer_create_ticket (fixture->one, "Old");
  g_autofree char *other = NULL;
  g_autofree char *note = NULL;
  g_autoptr (BellDatabase) database = NULL;
  g_autoptr (GError) error = NULL;

  peer_round (fixture->one);
  peer_round (fixture->two);
  note = peer_write (fixture->one, ticket, BELL_MESSAGE_KIND_NOTE, "Written on the island");
  other = peer_create_ticket (fixture->two, "New");
  peer_round (fixture->two);

  bell_test_server_stop (fixture->server);
  database = bell_database_open (bell_test_server_get_database (fixture->server), BELL_DATABASE_CREATE, &error);
  g_assert_no_error (error);
  bell_database_execute_script (database, "UPDATE organisation SET history_from = counter;", &error);
  g_assert_no_error (error);
  g_clear_object (&database);
  bell_test_server_start (fixture->server);

  peer_round (fixture->one);
  peer_round (fixture->two);
  g_assert_cmpuint (peer_count_outbox (fixture->one), ==, 0);
  g_assert_cmpuint (count_on_server (fixture, "Written on the island"), ==, 1);
  assert_everywhere (fixture, BELL_TYPE_TICKET, other);
  assert_everywhere (fixture, BELL_TYPE_MESSAGE, note);
}

/* The cache turns bad while the program runs: it is fetched again, and what was
 * written stays. */
static void
test_cache_damaged_while_open (Fixture       *fixture,
                               gconstpointer  data)
{
  g_autofree char *ticket = peer_create_ticket (fixture->one, "A ticket");
  g_autofree char *note = NULL;
  g_autofree char *path = g_build_filename (fixture->one->folder, "cache.db", NULL);
  g_autofree char *journal = g_strconcat (path, "-wal", NULL);
  g_autofree char *garbage = g_malloc (4096);
  g_autoptr (BellDatabase) other = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (BellRecord) record = NULL;
  gboolean rebuilt = FALSE;
  GStatBuf status;
  FILE *file;

  peer_round (fixture->one);
  peer_round (fixture->two);
  bell_test_server_stop (fixture->server);
  note = peer_write (fixture->one, ticket, BELL_MESSAGE_KIND_NOTE, "Kept");
  peer_close (fixture->one);
  peer_open (fixture->one);

  other = bell_database_open (path, 0, &error);
  g_assert_no_error (error);
  bell_database_execute_script (other, "PRAGMA application_id = 1;", &error);
  g_assert_no_error (error);

  /* What stands in the journal still would be read from there, whole as it is. */
  do
    {
      bell_database_execute_script (other, "PRAGMA wal_checkpoint(TRUNCATE);", &error);
      g_assert_no_error (error);
      g_main_context_iteration (NULL, FALSE);
    }
  while (g_stat (journal, &status) == 0 && status.st_size > 0);

  g_assert_cmpint (g_stat (path, &status), ==, 0);
  memset (garbage, 0xA5, 4096);
  file = g_fopen (path, "r+b");
  g_assert_nonnull (file);
  for (long at = 4096; at < status.st_size; at += 4096)
    {
      fseek (file, at, SEEK_SET);
      fwrite (garbage, 1, 4096, file);
    }
  fclose (file);

  /* What another program writes makes the store read its pages anew, else it
   * may answer from memory and never meet the damage. */
  bell_database_execute_script (other, "PRAGMA application_id = 2;", &error);
  g_assert_no_error (error);
  g_clear_object (&other);

  for (int i = 0; i < 10000 && !rebuilt; i++)
    {
      g_clear_pointer (&record, bell_record_unref);
      record = peer_lookup (fixture->one, BELL_TYPE_TICKET, ticket);
      g_object_get (fixture->one->store, "cache-was-rebuilt", &rebuilt, NULL);
    }
  g_assert_true (rebuilt);
  g_assert_cmpuint (peer_count_outbox (fixture->one), ==, 1);

  bell_test_server_start (fixture->server);
  peer_sign_in (fixture->one, NULL);
  peer_round (fixture->one);
  g_assert_cmpuint (peer_count_outbox (fixture->one), ==, 0);
  peer_round (fixture->two);
  assert_everywhere (fixture, BELL_TYPE_TICKET, ticket);
  assert_everywhere (fixture, BELL_TYPE_MESSAGE, note);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add ("/recovery/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("restored", test_restored);
  ADD ("restored-and-gone-on", test_restored_and_gone_on);
  ADD ("restored-attachment", test_restored_attachment);
  ADD ("away-for-long", test_away_for_long);
  ADD ("cache-damaged-while-open", test_cache_damaged_while_open);
#undef ADD

  return g_test_run ();
}
