/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Conditional set: `atomic`, one test for each rule of draft-ietf-jmap-conditional;
 * test-conditional.c says where the rules are from. */

#include <string.h>

#include "bell-id.h"
#include "set-calls.h"

static void
test_atomic_form (ServerFixture *fixture,
                  gconstpointer  data)
{
  g_autofree char *ticket = server_fixture_new_ticket (fixture, AGENT, "");
  static const char *const wrong[] = { "1", "\"true\"", "{}", "[]" };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *text = set_text (fixture, AGENT, BELL_TYPE_TICKET, "\"update\":{\"%s\":{\"subject\":\"x\"}},\"atomic\":%s", ticket, wrong[i]);

      assert_holds (text, "invalidArguments", TRUE);
    }
  assert_ticket_holds (fixture, ticket, "\"subject\":\"Printer\"", TRUE);
}

static void
test_atomic_all (ServerFixture *fixture,
                 gconstpointer  data)
{
  g_autofree char *one = server_fixture_new_ticket (fixture, AGENT, "");
  g_autofree char *two = server_fixture_new_ticket (fixture, AGENT, ",\"tags\":{\"vip\":true}");
  g_autofree char *text = set_text (fixture, AGENT, BELL_TYPE_TICKET,
                                    "\"atomic\":true,\"update\":{\"%s\":{\"tags/vip\":true},\"%s\":{\"tags/vip\":null}},"
                                    "\"ifUnchangedBy\":{\"%s\":{\"tags/vip\":null},\"%s\":{\"tags/vip\":true}}", one, two, one, two);

  /* What stood with one now stands with the other. */
  assert_holds (text, "\"notUpdated\":{", FALSE);
  assert_ticket_holds (fixture, one, "\"tags\":{\"vip\":true}", TRUE);
  assert_ticket_holds (fixture, two, "\"tags\":{}", TRUE);
}

static void
test_atomic_none (ServerFixture *fixture,
                  gconstpointer  data)
{
  g_autofree char *one = server_fixture_new_ticket (fixture, AGENT, "");
  g_autofree char *two = server_fixture_new_ticket (fixture, AGENT, "");
  g_autofree char *before = server_fixture_state (fixture, AGENT, BELL_TYPE_TICKET);
  g_autofree char *failed = g_strdup_printf ("\"failed\":[\"%s\"]", two);
  g_autofree char *after = NULL;
  g_autofree char *text = set_text (fixture, AGENT, BELL_TYPE_TICKET,
                                    "\"atomic\":true,\"create\":{\"new\":{\"subject\":\"n\",\"requesterId\":\"@requester\"}},"
                                    "\"update\":{\"%s\":{\"subject\":\"x\"},\"%s\":{\"subject\":\"y\"}},"
                                    "\"ifUnchangedBy\":{\"%s\":{\"status\":\"open\"}}", one, two, two);

  assert_holds (text, "[\"error\",{\"type\":\"stateMismatch\"", TRUE);
  assert_holds (text, failed, TRUE);
  assert_holds (text, "\"not", FALSE);
  assert_holds (text, "\"updated\":{", FALSE);
  assert_holds (text, "\"created\":{", FALSE);
  assert_ticket_holds (fixture, one, "\"subject\":\"Printer\"", TRUE);
  assert_ticket_holds (fixture, two, "\"subject\":\"Printer\"", TRUE);

  after = server_fixture_state (fixture, AGENT, BELL_TYPE_TICKET);
  g_assert_cmpstr (before, ==, after);
}

/* An error that is only found while the others are applied already. */
static void
test_atomic_none_late (ServerFixture *fixture,
                       gconstpointer  data)
{
  g_autofree char *one = server_fixture_new_ticket (fixture, AGENT, "");
  g_autofree char *two = server_fixture_new_ticket (fixture, AGENT, ",\"status\":\"open\"");
  g_autofree char *at_fault = g_strdup_printf ("\"notUpdated\":{\"%s\":{\"type\":\"illegalTransition\"", two);
  g_autofree char *text = set_text (fixture, AGENT, BELL_TYPE_TICKET,
                                    "\"atomic\":true,\"update\":{\"%s\":{\"subject\":\"x\"},\"%s\":{\"status\":\"new\"}}", one, two);

  /* One error for the call, and in it a SetError for each that was at fault. */
  assert_holds (text, "[\"error\",{\"type\":\"atomicFailure\"", TRUE);
  assert_holds (text, at_fault, TRUE);
  assert_holds (text, one, FALSE);
  assert_holds (text, "newState", FALSE);
  assert_ticket_holds (fixture, one, "\"subject\":\"Printer\"", TRUE);
  /* The same without the word: each for itself. */
  g_free (text);
  text = set_text (fixture, AGENT, BELL_TYPE_TICKET,
                   "\"atomic\":false,\"update\":{\"%s\":{\"subject\":\"x\"},\"%s\":{\"status\":\"new\"}}", one, two);
  assert_holds (text, "\"error\"", FALSE);
  assert_ticket_holds (fixture, one, "\"subject\":\"x\"", TRUE);
}

/* What is too large for one call is so with `atomic` as well; anything smaller is
 * one transaction, so cannotApplyAtomically is never the answer. */
static void
test_atomic_too_large (ServerFixture *fixture,
                       gconstpointer  data)
{
  for (guint n = 1000; n <= 1001; n++)
    {
      g_autoptr (GString) items = g_string_new (NULL);
      g_autofree char *text = NULL;

      for (guint i = 0; i < n; i++)
        g_string_append_printf (items, "%s\"n%u\":{\"subject\":\"bulk\",\"requesterId\":\"@requester\"}", i > 0 ? "," : "", i);
      text = set_text (fixture, AGENT, BELL_TYPE_TICKET, "\"atomic\":true,\"create\":{%s}", items->str);
      assert_holds (text, "\"type\":\"requestTooLarge\"", n == 1001);
      assert_holds (text, "\"created\":{", n == 1000);
      assert_holds (text, "cannotApplyAtomically", FALSE);
    }
}

/* A refusal inside an atomic call binds nobody: the same changes may be asked
 * again, and then count once. */
static void
test_atomic_again (ServerFixture *fixture,
                   gconstpointer  data)
{
  g_autofree char *one = server_fixture_new_ticket (fixture, AGENT, "");
  g_autofree char *two = server_fixture_new_ticket (fixture, AGENT, ",\"assigneeId\":\"@other\"");
  g_autofree char *first_change = bell_id_new (BELL_TYPE_CHANGE, fixture->clock);
  g_autofree char *second_change = bell_id_new (BELL_TYPE_CHANGE, fixture->clock);
  g_autofree char *arguments =
    g_strdup_printf ("\"atomic\":true,\"update\":{\"%s\":{\"assigneeId\":\"@agent\"},\"%s\":{\"assigneeId\":\"@agent\"}},"
                     "\"ifUnchangedBy\":{\"%s\":{\"assigneeId\":null}},\"changeIds\":{\"%s\":\"%s\",\"%s\":\"%s\"},"
                     "\"actedAt\":{\"%s\":\"2026-11-21T09:30:00Z\",\"%s\":\"2026-11-21T09:30:00Z\"}",
                     one, two, two, one, first_change, two, second_change, one, two);
  g_autofree char *first = set_text (fixture, AGENT, BELL_TYPE_TICKET, "%s", arguments);
  g_autofree char *freed = set_text (fixture, OTHER, BELL_TYPE_TICKET, "\"update\":{\"%s\":{\"assigneeId\":null}}", two);
  g_autofree char *second = set_text (fixture, AGENT, BELL_TYPE_TICKET, "%s", arguments);
  g_autofree char *before = server_fixture_state (fixture, AGENT, BELL_TYPE_TICKET);
  g_autofree char *third = set_text (fixture, AGENT, BELL_TYPE_TICKET, "%s", arguments);
  g_autofree char *after = server_fixture_state (fixture, AGENT, BELL_TYPE_TICKET);

  assert_holds (first, "[\"error\",{\"type\":\"stateMismatch\"", TRUE);
  assert_holds (freed, "\"updated\":{", TRUE);
  assert_holds (second, "\"notUpdated\":{", FALSE);
  assert_holds (third, "\"notUpdated\":{", FALSE);
  g_assert_cmpstr (before, ==, after);
}

static void
add (const char *path,
     void      (*func) (ServerFixture *, gconstpointer))
{
  g_test_add (path, ServerFixture, NULL, server_fixture_set_up, func, server_fixture_tear_down);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("/server/conditional/atomic/wrong-form", test_atomic_form);
  add ("/server/conditional/atomic/every-change", test_atomic_all);
  add ("/server/conditional/atomic/or-none", test_atomic_none);
  add ("/server/conditional/atomic/or-none-when-found-late", test_atomic_none_late);
  add ("/server/conditional/atomic/too-large", test_atomic_too_large);
  add ("/server/conditional/atomic/asked-again", test_atomic_again);

  return g_test_run ();
}
