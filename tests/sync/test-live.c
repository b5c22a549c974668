/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The engine, the transport and signing in against a real server. */

#include <string.h>

#include "bell-id.h"
#include "bell-sign-in.h"
#include "bell-soup-transport.h"
#include "bell-store-sync.h"
#include "bell-sync.h"
#include "bell-test-folder.h"
#include "bell-test-server.h"

typedef struct
{
  BellTestServer *server;
  char *folder;
  BellClock *clock;
  BellStore *store;
  BellTransport *transport;
  BellSignIn *sign_in;
  BellSync *sync;
  GPtrArray *news; /* element-type BellChange */
} Fixture;

static void
on_ready (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
on_deadline (gpointer data)
{
  g_error ("Waited too long for %s", (const char *) data);

  return G_SOURCE_REMOVE;
}

/* Iterates until CONDITION holds; a minute is too long. */
#define WAIT_UNTIL(CONDITION) \
  G_STMT_START { \
    guint deadline_ = g_timeout_add_seconds (120, on_deadline, (gpointer) #CONDITION); \
    while (!(CONDITION)) \
      g_main_context_iteration (NULL, TRUE); \
    g_source_remove (deadline_); \
  } G_STMT_END

static void
on_news (BellStore *store,
         GPtrArray *changes,
         Fixture   *fixture)
{
  for (guint i = 0; i < changes->len; i++)
    g_ptr_array_add (fixture->news, bell_change_ref (g_ptr_array_index (changes, i)));
}

static gboolean
sign_in (Fixture     *fixture,
         const char  *email,
         const char  *password,
         GError     **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  bell_sign_in_run (fixture->sign_in, email, password, NULL, on_ready, &result);
  wait_for (&result);

  return bell_sign_in_run_finish (fixture->sign_in, result, error);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  fixture->server = bell_test_server_new ();
  fixture->folder = g_dir_make_tmp ("bell-live-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->clock = bell_clock_new_system ();
  fixture->store = bell_store_new (fixture->clock, fixture->folder, fixture->folder);
  bell_store_open_sync (fixture->store, &error);
  g_assert_no_error (error);
  fixture->news = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_change_unref);
  g_signal_connect (fixture->store, "news", G_CALLBACK (on_news), fixture);

  fixture->transport = bell_soup_transport_new (bell_test_server_get_url (fixture->server), NULL, FALSE);
  fixture->sign_in = bell_sign_in_new (fixture->store, fixture->transport, NULL);
  fixture->sync = bell_sync_new (fixture->store, fixture->transport, fixture->clock, NULL);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  gpointer sync = fixture->sync, transport = fixture->transport;

  g_object_add_weak_pointer (G_OBJECT (fixture->sync), &sync);
  g_object_add_weak_pointer (G_OBJECT (fixture->transport), &transport);
  g_assert_true (bell_sync_end (fixture->sync));
  g_clear_object (&fixture->sync);
  g_clear_object (&fixture->sign_in);
  g_clear_object (&fixture->transport);

  /* Nobody in another thread holds them, but that a thread lets go of a task a
   * moment after it told the result. */
  g_assert_null (sync);
  while (g_atomic_pointer_get (&transport) != NULL)
    g_main_context_iteration (NULL, FALSE);

  g_signal_handlers_disconnect_by_data (fixture->store, fixture);
  bell_store_close (fixture->store);
  g_clear_object (&fixture->store);
  g_clear_object (&fixture->clock);
  g_ptr_array_unref (fixture->news);
  bell_test_remove_folder (fixture->folder);
  g_free (fixture->folder);
  bell_test_server_free (fixture->server);
}

static void
go_live (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  sign_in (fixture, BELL_TEST_AGENT, BELL_TEST_PASSWORD, &error);
  g_assert_no_error (error);
  bell_sync_start (fixture->sync);
  WAIT_UNTIL (bell_sync_get_state (fixture->sync) == BELL_SYNC_STATE_LIVE);
}

/* Another person makes a ticket; returns its id. */
static char *
other_creates (Fixture    *fixture,
               const char *subject)
{
  g_autofree char *token = bell_test_server_sign_in (fixture->server, BELL_TEST_OTHER);
  char *id = bell_id_new (BELL_TYPE_TICKET, fixture->clock);
  g_autofree char *calls = NULL;
  g_autofree char *answer = NULL;

  calls = g_strdup_printf ("[[\"Ticket/set\",{\"accountId\":\"@account\",\"create\":{\"%s\":{\"subject\":\"%s\",\"requesterId\":\"%s\"}}},\"c\"]]",
                           id, subject, bell_test_server_get_person (fixture->server, BELL_TEST_REQUESTER));
  answer = bell_test_server_api (fixture->server, token, calls);
  g_assert_nonnull (strstr (answer, "\"created\""));
  g_assert_null (strstr (answer, "\"notCreated\":{\"T"));

  return id;
}

static BellRecord *
lookup (Fixture    *fixture,
        BellType    type,
        const char *id)
{
  g_autoptr (GAsyncResult) result = NULL;

  bell_store_lookup (fixture->store, type, id, NULL, on_ready, &result);
  wait_for (&result);

  return bell_store_lookup_finish (fixture->store, result, NULL);
}

static void
commit (Fixture    *fixture,
        BellChange *change)
{
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_change_unref);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (changes, change);
  bell_store_commit (fixture->store, changes, NULL, on_ready, &result);
  wait_for (&result);
  bell_store_commit_finish (fixture->store, result, &error);
  g_assert_no_error (error);
}

static char *
note (Fixture    *fixture,
      const char *ticket_id,
      const char *body,
      GVariant   *attachments)
{
  g_autoptr (BellPatch) patch = bell_patch_new (BELL_TYPE_MESSAGE);
  char *id = bell_store_new_id (fixture->store, BELL_TYPE_MESSAGE);

  bell_patch_set_text (patch, BELL_MESSAGE_TICKET_ID, ticket_id);
  bell_patch_set_integer (patch, BELL_MESSAGE_KIND, BELL_MESSAGE_KIND_NOTE);
  bell_patch_set_text (patch, BELL_MESSAGE_BODY, body);
  if (attachments != NULL)
    bell_patch_set (patch, bell_message_property (BELL_MESSAGE_ATTACHMENTS), attachments);
  commit (fixture, bell_store_new_change (fixture->store, BELL_CHANGE_KIND_CREATE, BELL_TYPE_MESSAGE, id, patch, NULL));

  return id;
}

static void
test_sign_in (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *device = NULL;

  g_assert_false (sign_in (fixture, BELL_TEST_AGENT, "wrong", &error));
  g_assert_error (error, BELL_SYNC_ERROR, BELL_SYNC_ERROR_UNAUTHORIZED);
  g_assert_false (bell_transport_has_token (fixture->transport));
  g_clear_error (&error);

  g_assert_false (sign_in (fixture, "nobody@test.example", BELL_TEST_PASSWORD, &error));
  g_assert_error (error, BELL_SYNC_ERROR, BELL_SYNC_ERROR_UNAUTHORIZED);
  g_clear_error (&error);

  sign_in (fixture, BELL_TEST_AGENT, BELL_TEST_PASSWORD, &error);
  g_assert_no_error (error);
  g_assert_true (bell_transport_has_token (fixture->transport));
  g_assert_cmpstr (bell_store_get_email (fixture->store), ==, BELL_TEST_AGENT);
  g_assert_nonnull (bell_store_get_account_id (fixture->store));
  g_assert_cmpstr (bell_store_get_principal_id (fixture->store), ==, bell_test_server_get_person (fixture->server, BELL_TEST_AGENT));
  g_assert_cmpint (bell_store_get_role (fixture->store), ==, BELL_ROLE_AGENT);
  device = g_strdup (bell_store_get_device (fixture->store));

  /* Somebody else may not go on with this person's work. */
  g_assert_false (sign_in (fixture, BELL_TEST_OTHER, BELL_TEST_PASSWORD, &error));
  g_assert_error (error, BELL_SYNC_ERROR, BELL_SYNC_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_cmpstr (bell_store_get_email (fixture->store), ==, BELL_TEST_AGENT);

  /* The same person again is the same device. */
  sign_in (fixture, BELL_TEST_AGENT, BELL_TEST_PASSWORD, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (bell_store_get_device (fixture->store), ==, device);
}

static void
test_pushed_news (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autofree char *id = NULL;
  g_autoptr (BellRecord) ticket = NULL;
  gint64 began;
  int tries = 0;

  go_live (fixture);

  /* By push: a poll comes after ten seconds at the earliest. Where the machine is so
   * slow that it might have been a poll, once more. */
  do
    {
      g_assert_cmpint (tries++, <, 10);
      g_clear_pointer (&id, g_free);
      g_ptr_array_set_size (fixture->news, 0);
      began = g_get_monotonic_time ();
      id = other_creates (fixture, "Somebody else was here");
      WAIT_UNTIL (fixture->news->len > 0);
    }
  while (g_get_monotonic_time () - began >= 10 * G_USEC_PER_SEC);
  g_assert_cmpstr (bell_change_get_object_id (g_ptr_array_index (fixture->news, 0)), ==, id);
  ticket = lookup (fixture, BELL_TYPE_TICKET, id);
  g_assert_nonnull (ticket);
  g_assert_cmpstr (bell_ticket_get_subject (BELL_TICKET (ticket)), ==, "Somebody else was here");
  g_assert_cmpint (bell_ticket_get_number (BELL_TICKET (ticket)), >, 0);
}

static void
test_server_killed (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autofree char *ticket_id = NULL;
  g_autofree char *one = NULL;
  g_autofree char *two = NULL;
  g_autoptr (BellRecord) message = NULL;

  go_live (fixture);
  ticket_id = other_creates (fixture, "A ticket");
  WAIT_UNTIL (fixture->news->len > 0);

  bell_test_server_kill (fixture->server);
  one = note (fixture, ticket_id, "Written while the server is dead", NULL);
  WAIT_UNTIL (bell_sync_get_state (fixture->sync) == BELL_SYNC_STATE_OFFLINE);
  g_assert_nonnull (bell_sync_get_problem (fixture->sync));
  two = note (fixture, ticket_id, "And one more", NULL);
  g_assert_cmpuint (bell_sync_get_pending (fixture->sync), ==, 2);

  /* It comes back, and everything goes out with nobody doing anything. */
  bell_test_server_start (fixture->server);
  WAIT_UNTIL (bell_sync_get_state (fixture->sync) == BELL_SYNC_STATE_LIVE && bell_sync_get_pending (fixture->sync) == 0);
  g_assert_null (bell_sync_get_problem (fixture->sync));
  message = lookup (fixture, BELL_TYPE_MESSAGE, two);
  g_assert_nonnull (message);
  g_assert_cmpint (bell_message_get_received_at (BELL_MESSAGE (message)), !=, BELL_TIME_UNSET);
}

static void
test_disabled_while_live (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autofree char *ticket_id = NULL;
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;

  go_live (fixture);
  ticket_id = other_creates (fixture, "A ticket");
  WAIT_UNTIL (fixture->news->len > 0);

  bell_test_server_stop (fixture->server);
  id = note (fixture, ticket_id, "Too late", NULL);
  g_assert_cmpuint (bell_sync_get_pending (fixture->sync), ==, 1);
  g_assert_cmpint (bell_test_server_run (fixture->server, NULL, NULL, "user", "disable", BELL_TEST_AGENT, NULL), ==, 0);
  bell_test_server_start (fixture->server);
  WAIT_UNTIL (bell_sync_get_state (fixture->sync) == BELL_SYNC_STATE_NEEDS_SIGN_IN && bell_store_is_sealed (fixture->store));
  WAIT_UNTIL (bell_sync_get_pending (fixture->sync) == 0); /* none that is shown */

  /* Let in again, what was written goes out. */
  g_assert_cmpint (bell_test_server_run (fixture->server, NULL, NULL, "user", "enable", BELL_TEST_AGENT, NULL), ==, 0);
  sign_in (fixture, BELL_TEST_AGENT, BELL_TEST_PASSWORD, &error);
  g_assert_no_error (error);
  bell_sync_start (fixture->sync);
  WAIT_UNTIL (bell_sync_get_state (fixture->sync) == BELL_SYNC_STATE_LIVE && bell_sync_get_pending (fixture->sync) == 0);
}

static void
test_fetch_blob (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autofree char *ticket_id = NULL;
  g_autofree char *id = NULL;
  g_autofree char *blob = NULL;
  g_autofree char *kept = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new_static ("what the file says", 18);
  g_autoptr (GBytes) fetched = NULL;
  g_autoptr (GError) error = NULL;
  GVariantBuilder builder;

  go_live (fixture);
  ticket_id = other_creates (fixture, "A ticket");
  WAIT_UNTIL (fixture->news->len > 0);

  {
    g_autoptr (GAsyncResult) result = NULL;

    bell_store_add_blob (fixture->store, bytes, "file.txt", "text/plain", NULL, on_ready, &result);
    wait_for (&result);
    blob = bell_store_add_blob_finish (fixture->store, result, &error);
    g_assert_no_error (error);
  }

  g_variant_builder_init (&builder, bell_kind_get_variant_type (BELL_KIND_ATTACHMENTS));
  g_variant_builder_add (&builder, "(ssst)", blob, "file.txt", "text/plain", (guint64) 18);
  id = note (fixture, ticket_id, "See the file", g_variant_builder_end (&builder));
  WAIT_UNTIL (bell_sync_get_pending (fixture->sync) == 0);

  {
    g_autoptr (GAsyncResult) result = NULL;

    bell_sync_fetch_blob (fixture->sync, blob, "file.txt", "text/plain", NULL, on_ready, &result);
    wait_for (&result);
    fetched = bell_sync_fetch_blob_finish (fixture->sync, result, &error);
    g_assert_no_error (error);
    g_assert_true (g_bytes_equal (fetched, bytes));
  }

  /* What does not exist, and what climbs. */
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autofree char *missing = g_strdup_printf ("B%064d", 1);

      bell_sync_fetch_blob (fixture->sync, i == 0 ? missing : "B../../../etc/passwd", "x", "x/y", NULL, on_ready, &result);
      wait_for (&result);
      g_assert_null (bell_sync_fetch_blob_finish (fixture->sync, result, &error));
      g_assert_nonnull (error);
      g_clear_error (&error);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add ("/sync/live/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("sign-in", test_sign_in);
  ADD ("pushed-news", test_pushed_news);
  ADD ("server-killed", test_server_killed);
  ADD ("disabled-while-live", test_disabled_while_live);
  ADD ("fetch-blob", test_fetch_blob);
#undef ADD

  return g_test_run ();
}
