/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The history of tickets that were closed when the copy was loaded: fetched when
 * somebody looks, and kept. */

#include "bell-id.h"
#include "sync-peer.h"

typedef struct
{
  BellTestServer *server;
  Peer *writer;
  Peer *reader;
  char *closed;
} Fixture;

static void
keep_result (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr (BellPatch) close = bell_patch_new (BELL_TYPE_TICKET);

  fixture->server = bell_test_server_new ();
  fixture->writer = peer_new (fixture->server, BELL_TEST_AGENT, NULL);
  fixture->closed = peer_create_ticket (fixture->writer, "Long over");
  g_free (peer_write (fixture->writer, fixture->closed, BELL_MESSAGE_KIND_REPLY, "Done."));
  peer_round (fixture->writer);
  bell_patch_set_integer (close, BELL_TICKET_STATUS, BELL_STATUS_CLOSED);
  peer_update (fixture->writer, BELL_TYPE_TICKET, fixture->closed, bell_patch_ref (close));
  peer_round (fixture->writer);

  fixture->reader = peer_new (fixture->server, BELL_TEST_OTHER, NULL);
  peer_round (fixture->reader);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  peer_free (fixture->reader);
  peer_free (fixture->writer);
  bell_test_server_free (fixture->server);
  g_free (fixture->closed);
}

static gboolean
is_whole (Peer       *peer,
          const char *id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean whole = FALSE;

  bell_store_is_history_whole (peer->store, id, NULL, keep_result, &result);
  PEER_WAIT_UNTIL (result != NULL);
  g_assert_true (bell_store_is_history_whole_finish (peer->store, result, &whole, &error));
  g_assert_no_error (error);

  return whole;
}

static gboolean
fetch (Peer        *peer,
       const char  *id,
       GError     **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  bell_sync_fetch_history (peer->sync, id, NULL, keep_result, &result);
  PEER_WAIT_UNTIL (result != NULL);

  return bell_sync_fetch_history_finish (peer->sync, result, error);
}

static void
test_fetched_and_kept (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr (GListModel) history = bell_store_history (fixture->reader->store, fixture->closed);
  g_autoptr (BellHistoryItem) first = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *state = g_strdup (bell_store_sync_get_state (fixture->reader->store, BELL_TYPE_CHANGE));

  g_assert_true (is_whole (fixture->writer, fixture->closed));
  g_assert_false (is_whole (fixture->reader, fixture->closed));

  g_assert_true (fetch (fixture->reader, fixture->closed, &error));
  g_assert_no_error (error);
  g_assert_true (is_whole (fixture->reader, fixture->closed));
  PEER_WAIT_UNTIL (g_list_model_get_n_items (history) >= 3); /* made, answered, closed */
  first = g_list_model_get_item (history, 0);
  g_assert_cmpint (bell_change_get_kind (bell_history_item_get_change (first)), ==, BELL_CHANGE_KIND_CREATE);
  g_assert_cmpstr (bell_store_sync_get_state (fixture->reader->store, BELL_TYPE_CHANGE), ==, state);

  /* Once more is no harm, and the next start has it with no network. */
  g_assert_true (fetch (fixture->reader, fixture->closed, &error));
  bell_test_server_stop (fixture->server);
  peer_close (fixture->reader);
  peer_open (fixture->reader);
  g_assert_true (is_whole (fixture->reader, fixture->closed));
  bell_test_server_start (fixture->server);
}

/* Opened again by another: what comes is added, the beginning is still missing. */
static void
test_reopened (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr (BellPatch) open = bell_patch_new (BELL_TYPE_TICKET);
  g_autoptr (GError) error = NULL;

  bell_patch_set_integer (open, BELL_TICKET_STATUS, BELL_STATUS_OPEN);
  peer_update (fixture->writer, BELL_TYPE_TICKET, fixture->closed, bell_patch_ref (open));
  peer_round (fixture->writer);
  peer_round (fixture->reader);
  g_assert_false (is_whole (fixture->reader, fixture->closed));
  g_assert_true (fetch (fixture->reader, fixture->closed, &error));
  g_assert_no_error (error);
  g_assert_true (is_whole (fixture->reader, fixture->closed));
}

static void
test_offline (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  bell_test_server_stop (fixture->server);
  g_assert_false (fetch (fixture->reader, fixture->closed, &error));
  g_assert_error (error, BELL_SYNC_ERROR, BELL_SYNC_ERROR_UNREACHABLE);
  g_assert_false (is_whole (fixture->reader, fixture->closed));
  bell_test_server_start (fixture->server);
}

/* Of a ticket that is not there, or not in sight, there is nothing. */
static void
test_unknown (Fixture       *fixture,
              gconstpointer  data)
{
  g_autofree char *nowhere = bell_store_new_id (fixture->reader->store, BELL_TYPE_TICKET);
  g_autoptr (GError) error = NULL;

  g_assert_true (fetch (fixture->reader, nowhere, &error));
  g_assert_no_error (error);
  g_assert_false (is_whole (fixture->reader, nowhere));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add ("/history/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("fetched-and-kept", test_fetched_and_kept);
  ADD ("reopened", test_reopened);
  ADD ("offline", test_offline);
  ADD ("unknown-ticket", test_unknown);
#undef ADD

  return g_test_run ();
}
