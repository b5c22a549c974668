/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Computers whose clocks are wrong by years, at a real server. */

#include "bell-clock-words.h"
#include "sync-peer.h"

#define YEARS (G_GINT64_CONSTANT (3) * 365 * 24 * 60 * 60 * 1000)
#define NEAR (3 * 60 * 1000)

typedef struct
{
  BellTestServer *server;
  BellClock *own;
  BellClock *clock;
  Peer *peer;
} Fixture;

static gint64
real_now (void)
{
  return g_get_real_time () / 1000;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->server = bell_test_server_new ();
  fixture->own = bell_manual_clock_new (real_now () + GPOINTER_TO_INT (data) * YEARS, 23);
  fixture->clock = bell_server_clock_new (fixture->own);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_clear_pointer (&fixture->peer, peer_free);
  g_clear_object (&fixture->clock);
  g_clear_object (&fixture->own);
  bell_test_server_free (fixture->server);
}

static void
assert_made_now (Peer       *peer,
                 const char *ticket)
{
  g_autoptr (BellRecord) record = peer_lookup (peer, BELL_TYPE_TICKET, ticket);

  g_assert_nonnull (record);
  g_assert_cmpint (ABS (bell_ticket_get_created_at (BELL_TICKET (record)) - real_now ()), <, NEAR);
}

/* What was done before the server was ever heard has the right time at last,
 * and what is done after has it at once. */
static void
test_set_right (Fixture       *fixture,
                gconstpointer  data)
{
  g_autofree char *before = NULL, *after = NULL, *words = NULL;

  fixture->peer = peer_new (fixture->server, BELL_TEST_AGENT, fixture->clock);
  before = peer_create_ticket (fixture->peer, "Before");
  g_assert_null (bell_clock_words (bell_clock_get_offset (fixture->clock)));
  peer_round (fixture->peer);
  g_assert_cmpuint (peer_count_outbox (fixture->peer), ==, 0);
  assert_made_now (fixture->peer, before);

  words = bell_clock_words (bell_clock_get_offset (fixture->clock));
  g_assert_nonnull (words);
  g_test_message ("%s", words);
  g_assert_cmpint (ABS (bell_clock_now (fixture->clock) - real_now ()), <, NEAR);

  after = peer_create_ticket (fixture->peer, "After");
  assert_made_now (fixture->peer, after);
  peer_round (fixture->peer);
  assert_made_now (fixture->peer, after);
}

/* The next start knows, with no network too. */
static void
test_remembered (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autofree char *ticket = NULL;

  fixture->peer = peer_new (fixture->server, BELL_TEST_AGENT, fixture->clock);
  peer_round (fixture->peer);
  peer_close (fixture->peer);

  bell_manual_clock_advance (BELL_MANUAL_CLOCK (fixture->own), 1000);
  g_set_object (&fixture->clock, NULL);
  fixture->clock = bell_server_clock_new (fixture->own);
  g_set_object (&fixture->peer->clock, fixture->clock);
  peer_open (fixture->peer);
  g_assert_cmpint (ABS (bell_clock_now (fixture->clock) - real_now ()), <, NEAR);
  ticket = peer_create_ticket (fixture->peer, "On the island");
  assert_made_now (fixture->peer, ticket);

  peer_sign_in (fixture->peer, NULL);
  peer_round (fixture->peer);
  assert_made_now (fixture->peer, ticket);
}

/* A program that knows nothing of that: the server does not believe it. */
static void
test_not_believed (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autofree char *ticket = NULL, *reply = NULL;
  g_autoptr (BellRecord) record = NULL;

  fixture->peer = peer_new (fixture->server, BELL_TEST_AGENT, fixture->own);
  ticket = peer_create_ticket (fixture->peer, "When?");
  reply = peer_write (fixture->peer, ticket, BELL_MESSAGE_KIND_REPLY, "Now, I thought");
  peer_round (fixture->peer);
  g_assert_cmpuint (peer_count_outbox (fixture->peer), ==, 0);
  assert_made_now (fixture->peer, ticket);
  record = peer_lookup (fixture->peer, BELL_TYPE_MESSAGE, reply);
  g_assert_cmpint (ABS (bell_message_get_received_at (BELL_MESSAGE (record)) - real_now ()), <, NEAR);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) \
  g_test_add ("/clocks/fast-by-years/" path, Fixture, GINT_TO_POINTER (1), set_up, function, tear_down); \
  g_test_add ("/clocks/slow-by-years/" path, Fixture, GINT_TO_POINTER (-1), set_up, function, tear_down)
  ADD ("set-right", test_set_right);
  ADD ("remembered", test_remembered);
  ADD ("not-believed", test_not_believed);
#undef ADD

  return g_test_run ();
}
