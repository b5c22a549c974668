/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* That somebody writes: who hears of it, who does not, and that nothing stays. */

#include <string.h>

#include "bell-test-server.h"
#include "bell-typing.h"
#include "server-fixture.h"

#define LISTEN "types=*&closeafter=no&ping=0"

static guint
post (ServerFixture *fixture,
      const char    *token,
      const char    *body,
      gssize         length)
{
  guint status;

  g_free (bell_test_http_request (fixture->port, "POST", BELL_TYPING_PATH, token, "Content-Type: application/json\r\n", body, length,
                                  &status, NULL));

  return status;
}

static guint
type (ServerFixture *fixture,
      Person         person,
      const char    *ticket_id)
{
  g_autoptr (BellTyping) typing = bell_typing_new (ticket_id, NULL);
  g_autofree char *text = bell_typing_to_text (typing);

  return post (fixture, fixture->tokens[person], text, -1);
}

/* What comes next is that @person writes in @ticket_id. States may come before. */
static void
assert_typing (ServerFixture  *fixture,
               ServerListener *listener,
               Person          person,
               const char     *ticket_id)
{
  g_autoptr (BellEvent) event = server_listener_next (listener);
  g_autoptr (BellTyping) typing = NULL;
  g_autoptr (GError) error = NULL;

  while (event != NULL && g_str_equal (event->type, "state"))
    {
      bell_event_free (event);
      event = server_listener_next (listener);
    }
  g_assert_nonnull (event);
  g_assert_cmpstr (event->type, ==, BELL_TYPING_EVENT);
  typing = bell_typing_from_text (event->data, strlen (event->data), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (typing->ticket_id, ==, ticket_id);
  g_assert_cmpstr (typing->principal_id, ==, fixture->ids[person]);
}

/* Nothing of typing comes before the news of a change that all may see. */
static void
assert_silence (ServerFixture *fixture,
                ServerListener *listeners,
                guint          n)
{
  g_free (server_fixture_call_text (fixture, AGENT,
                                    "[[\"Article/set\",{\"accountId\":\"@account\",\"create\":{\"k\":{\"title\":\"News\",\"audience\":\"public\","
                                    "\"state\":\"published\",\"language\":\"en\"}}},\"a\"]]"));
  for (guint i = 0; i < n; i++)
    for (gboolean heard = FALSE; !heard;)
      {
        g_autoptr (BellEvent) event = server_listener_next (&listeners[i]);

        g_assert_nonnull (event);
        g_assert_cmpstr (event->type, ==, "state");
        heard = strstr (event->data, "\"Article\"") != NULL;
      }
}

static void
test_both_ways (ServerFixture *fixture,
                gconstpointer  data)
{
  g_autofree char *ticket = server_fixture_new_ticket (fixture, AGENT, ",\"requesterId\":\"@requester\",\"assigneeId\":\"@agent\"");
  ServerListener agent, requester;

  server_fixture_listen (fixture, &agent, AGENT, LISTEN, "");
  server_fixture_listen (fixture, &requester, REQUESTER, LISTEN, "");
  g_assert_cmpuint (type (fixture, REQUESTER, ticket), ==, 204);
  assert_typing (fixture, &agent, REQUESTER, ticket);
  g_assert_cmpuint (type (fixture, AGENT, ticket), ==, 204);
  assert_typing (fixture, &requester, AGENT, ticket);
  server_listener_clear (&agent);
  server_listener_clear (&requester);
}

/* The requester of another ticket, an agent who has nothing to do with it, who
 * writes themselves, and who listens for other types. */
static void
test_nobody_else_hears (ServerFixture *fixture,
                        gconstpointer  data)
{
  g_autofree char *ticket = server_fixture_new_ticket (fixture, AGENT, ",\"requesterId\":\"@requester\",\"assigneeId\":\"@agent\"");
  g_autofree char *other = server_fixture_new_ticket (fixture, AGENT, ",\"requesterId\":\"@stranger\",\"assigneeId\":\"@agent\"");
  ServerListener listeners[4];
  const Person people[] = { STRANGER, OTHER, AGENT, REQUESTER };

  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    server_fixture_listen (fixture, &listeners[i], people[i],
                           people[i] == REQUESTER ? "types=Ticket,Article&closeafter=no&ping=0" : LISTEN, "");
  g_assert_cmpuint (type (fixture, AGENT, ticket), ==, 204);
  assert_silence (fixture, listeners, G_N_ELEMENTS (listeners));
  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    server_listener_clear (&listeners[i]);
}

static void
test_watchers_and_team (ServerFixture *fixture,
                        gconstpointer  data)
{
  g_autofree char *watched = server_fixture_new_ticket (fixture, AGENT, ",\"requesterId\":\"@requester\",\"assigneeId\":\"@agent\","
                                                                        "\"watchers\":{\"@stranger\":true,\"@other\":true}");
  g_autofree char *untaken = server_fixture_new_ticket (fixture, AGENT, ",\"requesterId\":\"@requester\"");
  ServerListener stranger, other;

  server_fixture_listen (fixture, &stranger, STRANGER, LISTEN, "");
  server_fixture_listen (fixture, &other, OTHER, LISTEN, "");
  g_assert_cmpuint (type (fixture, REQUESTER, watched), ==, 204);
  assert_typing (fixture, &stranger, REQUESTER, watched);
  assert_typing (fixture, &other, REQUESTER, watched);
  g_assert_cmpuint (type (fixture, REQUESTER, untaken), ==, 204);
  assert_typing (fixture, &other, REQUESTER, untaken);
  assert_silence (fixture, &stranger, 1);
  server_listener_clear (&stranger);
  server_listener_clear (&other);
}

/* A requester who guesses ids learns nothing, and disturbs nobody. */
static void
test_foreign_ticket (ServerFixture *fixture,
                     gconstpointer  data)
{
  g_autofree char *ticket = server_fixture_new_ticket (fixture, AGENT, ",\"requesterId\":\"@requester\",\"assigneeId\":\"@agent\"");
  ServerListener listeners[2];

  server_fixture_listen (fixture, &listeners[0], AGENT, LISTEN, "");
  server_fixture_listen (fixture, &listeners[1], REQUESTER, LISTEN, "");
  g_assert_cmpuint (type (fixture, STRANGER, ticket), ==, 404);
  g_assert_cmpuint (type (fixture, STRANGER, "T0192f0c1-0000-7000-8000-000000000001"), ==, 404);
  assert_silence (fixture, listeners, G_N_ELEMENTS (listeners));
  server_listener_clear (&listeners[0]);
  server_listener_clear (&listeners[1]);
}

/* Nobody speaks for another. */
static void
test_in_anothers_name (ServerFixture *fixture,
                       gconstpointer  data)
{
  g_autofree char *ticket = server_fixture_new_ticket (fixture, AGENT, ",\"requesterId\":\"@requester\",\"assigneeId\":\"@agent\"");
  g_autoptr (BellTyping) forged = bell_typing_new (ticket, fixture->ids[LEAD]);
  g_autofree char *text = bell_typing_to_text (forged);
  ServerListener agent;

  server_fixture_listen (fixture, &agent, AGENT, LISTEN, "");
  g_assert_cmpuint (post (fixture, fixture->tokens[REQUESTER], text, -1), ==, 204);
  assert_typing (fixture, &agent, REQUESTER, ticket);
  server_listener_clear (&agent);
}

/* Nothing is stored: no change, no state, no counter moves. */
static void
test_nothing_stays (ServerFixture *fixture,
                    gconstpointer  data)
{
  g_autofree char *ticket = server_fixture_new_ticket (fixture, AGENT, ",\"requesterId\":\"@requester\"");
  g_autofree char *before[2] = { server_fixture_state (fixture, AGENT, BELL_TYPE_CHANGE), server_fixture_state (fixture, AGENT, BELL_TYPE_TICKET) };
  g_autofree char *after[2] = { NULL, NULL };

  g_assert_cmpuint (type (fixture, REQUESTER, ticket), ==, 204);
  after[0] = server_fixture_state (fixture, AGENT, BELL_TYPE_CHANGE);
  after[1] = server_fixture_state (fixture, AGENT, BELL_TYPE_TICKET);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpstr (before[i], ==, after[i]);
      g_free (g_steal_pointer (&before[i]));
      g_free (g_steal_pointer (&after[i]));
    }
}

static void
test_flood (ServerFixture *fixture,
            gconstpointer  data)
{
  g_autofree char *ticket = server_fixture_new_ticket (fixture, AGENT, ",\"requesterId\":\"@requester\"");
  guint passed = 0;

  for (guint i = 0; i < 50; i++)
    if (type (fixture, REQUESTER, ticket) == 204)
      passed++;
  g_assert_cmpuint (passed, ==, 10);
  /* Others are not held up by it. */
  g_assert_cmpuint (type (fixture, AGENT, ticket), ==, 204);
  bell_manual_clock_advance (BELL_MANUAL_CLOCK (fixture->clock), BELL_TYPING_INTERVAL);
  g_assert_cmpuint (type (fixture, REQUESTER, ticket), ==, 204);
}

static void
test_bad_input (ServerFixture *fixture,
                gconstpointer  data)
{
  static const char *const bodies[] = {
    "", "{}", "[]", "null", "{\"ticketId\":1}", "{\"ticketId\":null}", "{\"ticketId\":\"\"}", "{\"ticketId\":\"T\\u0000\"}",
    "{\"ticketId\":\"P0192f0c1-0000-7000-8000-000000000001\"}",
    "{\"ticketId\":\"T0192f0c1-0000-7000-8000-000000000001\",\"principalId\":1}",
    "{\"ticketId\":\"T0192f0c1-0000-7000-8000-000000000001\",\"principalId\":\"x\"}",
    "{\"ticketId\":\"T0192f0c1-0000-7000-8000-000000000001\\nevent: state\"}", "[[[[1]]]]",
  };
  g_autofree char *large = g_strnfill (BELL_MAX_TYPING_BYTES + 1, ' ');

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      bell_manual_clock_advance (BELL_MANUAL_CLOCK (fixture->clock), BELL_TYPING_INTERVAL);
      g_assert_cmpuint (post (fixture, fixture->tokens[AGENT], bodies[i], -1), ==, 400);
    }
  bell_manual_clock_advance (BELL_MANUAL_CLOCK (fixture->clock), BELL_TYPING_INTERVAL);
  g_assert_cmpuint (post (fixture, fixture->tokens[AGENT], large, -1), ==, 413);
  g_assert_cmpuint (post (fixture, "nonsense", "{}", -1), ==, 401);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) \
  g_test_add ("/server/typing" path, ServerFixture, NULL, server_fixture_set_up, function, server_fixture_tear_down)
  ADD ("/both-ways", test_both_ways);
  ADD ("/nobody-else-hears", test_nobody_else_hears);
  ADD ("/watchers-and-team", test_watchers_and_team);
  ADD ("/foreign-ticket", test_foreign_ticket);
  ADD ("/in-anothers-name", test_in_anothers_name);
  ADD ("/nothing-stays", test_nothing_stays);
  ADD ("/flood", test_flood);
  ADD ("/bad-input", test_bad_input);
#undef ADD

  return g_test_run ();
}
