/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Replies that were written without sight of what somebody else has written. */

#include <string.h>

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
  fixture->one = peer_new (fixture->server, BELL_TEST_ADMIN, NULL);
  fixture->two = peer_new (fixture->server, BELL_TEST_LEAD, NULL);
  peer_round (fixture->one);
  peer_round (fixture->two);
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
make_ticket (Fixture *fixture)
{
  char *id = peer_create_ticket (fixture->one, "A ticket");

  peer_round (fixture->one);
  peer_round (fixture->two);

  return id;
}

static void
requester_writes (Fixture    *fixture,
                  const char *ticket_id,
                  const char *body)
{
  g_autofree char *token = bell_test_server_sign_in (fixture->server, BELL_TEST_REQUESTER);
  g_autofree char *calls =
    g_strdup_printf ("[[\"Message/set\",{\"accountId\":\"@account\",\"create\":{\"k\":{\"ticketId\":\"%s\",\"body\":\"%s\"}}},\"c\"]]",
                     ticket_id, body);
  g_autofree char *answer = bell_test_server_api (fixture->server, token, calls);

  g_assert_nonnull (strstr (answer, "\"created\":{\"k\""));
}

static void
test_reply_is_held (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autofree char *id = make_ticket (fixture);
  g_autofree char *reply = NULL;
  g_autofree char *note = NULL;
  g_autofree char *parked = NULL;
  BellPatch *solve = bell_patch_new (BELL_TYPE_TICKET);
  g_autoptr (BellConflict) conflict = NULL;
  g_autoptr (BellRecord) message = NULL;
  g_autoptr (BellRecord) ticket = NULL;

  reply = peer_write (fixture->two, id, BELL_MESSAGE_KIND_REPLY, "Please restart it");
  bell_patch_set_integer (solve, BELL_TICKET_STATUS, BELL_STATUS_SOLVED);
  peer_update (fixture->two, BELL_TYPE_TICKET, id, solve);
  note = peer_write (fixture->two, id, BELL_MESSAGE_KIND_NOTE, "A note meets nobody");
  requester_writes (fixture, id, "It works again, thank you");
  peer_round (fixture->two);

  /* Held, and beside it what was written; the solving waits with it; the note went. */
  parked = peer_find_parked (fixture->two);
  g_assert_nonnull (parked);
  conflict = peer_get_conflict (fixture->two, parked);
  g_assert_cmpint (conflict->kind, ==, BELL_CONFLICT_REPLY);
  g_assert_cmpuint (conflict->messages->len, ==, 1);
  g_assert_cmpstr (bell_message_get_body (BELL_MESSAGE (g_ptr_array_index (conflict->messages, 0))), ==, "It works again, thank you");
  g_assert_cmpuint (peer_count_outbox (fixture->two), ==, 2);
  peer_round (fixture->one);
  message = peer_lookup (fixture->one, BELL_TYPE_MESSAGE, reply);
  g_assert_null (message);
  message = peer_lookup (fixture->one, BELL_TYPE_MESSAGE, note);
  g_assert_nonnull (message);
  ticket = peer_lookup (fixture->one, BELL_TYPE_TICKET, id);
  g_assert_cmpint (bell_ticket_get_status (BELL_TICKET (ticket)), !=, BELL_STATUS_SOLVED);

  /* Send it anyway: once. */
  peer_reapply (fixture->two, parked);
  peer_round (fixture->two);
  peer_round (fixture->one);
  g_clear_pointer (&message, bell_record_unref);
  message = peer_lookup (fixture->one, BELL_TYPE_MESSAGE, reply);
  g_assert_nonnull (message);
  g_clear_pointer (&ticket, bell_record_unref);
  ticket = peer_lookup (fixture->one, BELL_TYPE_TICKET, id);
  g_assert_cmpint (bell_ticket_get_message_count (BELL_TICKET (ticket)), ==, 3);
}

/* One's own words on another computer are nothing that one has not seen. */
static void
test_own_reply_elsewhere (Fixture       *fixture,
                          gconstpointer  data)
{
  Peer *laptop = peer_new (fixture->server, BELL_TEST_LEAD, NULL);
  g_autofree char *id = make_ticket (fixture);
  g_autofree char *one = NULL;
  g_autofree char *two = NULL;
  g_autofree char *three = NULL;

  peer_round (laptop);
  one = peer_write (laptop, id, BELL_MESSAGE_KIND_REPLY, "From the laptop");
  two = peer_write (fixture->two, id, BELL_MESSAGE_KIND_REPLY, "From the desk");
  three = peer_write (fixture->two, id, BELL_MESSAGE_KIND_REPLY, "And once more");
  peer_round (laptop);
  peer_round (fixture->two);
  g_assert_cmpuint (peer_count_outbox (fixture->two), ==, 0);
  peer_free (laptop);
}

static void
test_reply_to_lost_ticket (Fixture       *fixture,
                           gconstpointer  data)
{
  g_autofree char *id = make_ticket (fixture);
  g_autofree char *reply = peer_write (fixture->two, id, BELL_MESSAGE_KIND_REPLY, "Long and well thought of");
  g_autofree char *parked = NULL;
  g_autoptr (BellConflict) conflict = NULL;
  const BellPatchEntry *body;

  peer_commit (fixture->one, bell_store_new_change (fixture->one->store, BELL_CHANGE_KIND_DESTROY, BELL_TYPE_TICKET, id, NULL, NULL));
  peer_round (fixture->one);
  peer_round (fixture->two);
  parked = peer_find_parked (fixture->two);
  g_assert_nonnull (parked);
  conflict = peer_get_conflict (fixture->two, parked);
  g_assert_cmpint (conflict->kind, ==, BELL_CONFLICT_GONE);
  g_assert_false (conflict->can_reapply);
  body = bell_patch_find (bell_change_get_patch (conflict->change), bell_message_property (BELL_MESSAGE_BODY));
  g_assert_cmpstr (g_variant_get_string (body->value, NULL), ==, "Long and well thought of");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add ("/replies/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("held", test_reply_is_held);
  ADD ("own-elsewhere", test_own_reply_elsewhere);
  ADD ("lost-ticket", test_reply_to_lost_ticket);
#undef ADD

  return g_test_run ();
}
