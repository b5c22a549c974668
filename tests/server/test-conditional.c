/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Conditional set: `ifUnchangedBy` (test-atomic.c has `atomic`), one test for each rule of
 * draft-ietf-jmap-conditional.
 *
 * What the rules are was taken from the abstract of revision -02, from what is
 * public of the rules of its first revision (draft-gondwana-jmap-conditional-00),
 * and from how others describe -02: the capability is an empty object (section 2.1);
 * a precondition may be null, for an object that does not exist (3), and its key `#`
 * and a creation id (3.1); an `atomic` call fails as a whole, by `stateMismatch` with
 * the ids in `failed`, by `atomicFailure` with the maps of a Foo/set response, of which
 * the first failure may be all (4.2), or by `cannotApplyAtomically`. The text of -02
 * itself was not at hand, so a test's name says the rule and not the section. */

#include <string.h>

#include "bell-id.h"
#include "bell-test-server.h"
#include "set-calls.h"

/* What one update of the subject says under this condition. */
static void
assert_outcome (ServerFixture *fixture,
                const char    *ticket,
                const char    *condition,
                const char    *error)
{
  g_autofree char *arguments = g_strdup_printf ("\"update\":{\"%s\":{\"subject\":\"x\"}},\"ifUnchangedBy\":{\"%s\":%s}", ticket, ticket, condition);
  g_autofree char *outcome = server_fixture_try_set (fixture, AGENT, BELL_TYPE_TICKET, arguments);

  g_test_message ("%s", condition);
  g_assert_cmpstr (outcome, ==, error);
}

/* --- the capability --- */

static char *
post_with (ServerFixture *fixture,
           const char    *using,
           const char    *arguments)
{
  g_autofree char *with_ids = NULL;
  guint status;

  with_ids = g_strdup_printf ("{\"using\":[\"urn:ietf:params:jmap:core\",\"https://deskbell.org/ns/jmap/helpdesk\"%s],\"methodCalls\":"
                              "[[\"Ticket/set\",{\"accountId\":\"%s\",%s},\"c0\"]]}",
                              using, bell_organisation_get_id (fixture->organisation), arguments);
  return server_fixture_post (fixture, fixture->tokens[AGENT], with_ids, -1, &status);
}

static void
test_advertised (ServerFixture *fixture,
                 gconstpointer  data)
{
  guint status;
  g_autofree char *text = bell_test_http_request (fixture->port, "GET", "/.well-known/jmap", fixture->tokens[AGENT], NULL, NULL, 0, &status, NULL);
  const char *first = strstr (text, "\"urn:ietf:params:jmap:conditional\":{}");

  /* An empty object in the session's capabilities, and in the account's. */
  g_assert_nonnull (first);
  g_assert_nonnull (strstr (first + 1, "\"urn:ietf:params:jmap:conditional\":{}"));
}

/* What Deskbell adds to Foo/set, and its limits that RFC 8620 has no name for,
 * stand under its own capability. */
static void
test_own_arguments_advertised (ServerFixture *fixture,
                               gconstpointer  data)
{
  guint status;
  g_autofree char *text = bell_test_http_request (fixture->port, "GET", "/.well-known/jmap", fixture->tokens[AGENT], NULL, NULL, 0, &status, NULL);

  assert_holds (text, "\"setArguments\":[\"actedAt\",\"changeIds\",\"ifKnown\",\"ifTicketUnchangedBy\"]", TRUE);
  assert_holds (text, "\"maxIdsInIfKnown\":8", TRUE);
  assert_holds (text, "\"maxConcurrentStreams\":16", TRUE);
  assert_holds (text, "\"maxSizeHeader\":", TRUE);
  assert_holds (text, "\"maxDepth\":32", TRUE);
}

static void
test_only_if_used (ServerFixture *fixture,
                   gconstpointer  data)
{
  g_autofree char *ticket = server_fixture_new_ticket (fixture, AGENT, "");
  g_autofree char *condition = g_strdup_printf ("\"update\":{\"%s\":{\"subject\":\"x\"}},\"ifUnchangedBy\":{\"%s\":{\"status\":\"new\"}}", ticket, ticket);
  g_autofree char *atomic = g_strdup_printf ("\"update\":{\"%s\":{\"subject\":\"x\"}},\"atomic\":true", ticket);
  g_autofree char *first = post_with (fixture, "", condition);
  g_autofree char *second = post_with (fixture, "", atomic);
  g_autofree char *third = post_with (fixture, ",\"urn:ietf:params:jmap:conditional\"", condition);

  assert_holds (first, "invalidArguments", TRUE);
  assert_holds (second, "invalidArguments", TRUE);
  assert_ticket_holds (fixture, ticket, "\"subject\":\"x\"", TRUE);
  assert_holds (third, "\"updated\":{", TRUE);
}

/* --- ifKnown, Deskbell's own --- */

static void
test_known (ServerFixture *fixture,
            gconstpointer  data)
{
  g_autofree char *ticket = server_fixture_new_ticket (fixture, AGENT, "");
  g_autofree char *change = bell_id_new (BELL_TYPE_CHANGE, fixture->clock);
  g_autofree char *lost = bell_id_new (BELL_TYPE_CHANGE, fixture->clock);
  static const char *const wrong[] = { "{}", "\"x\"", "[7]", "[\"T1\"]", "true" };
  g_autofree char *text = set_text (fixture, AGENT, BELL_TYPE_TICKET,
                                    "\"update\":{\"%s\":{\"subject\":\"x\"}},\"changeIds\":{\"%s\":\"%s\"},\"ifKnown\":[]",
                                    ticket, ticket, change);

  assert_holds (text, "\"updated\":{", TRUE);
  g_free (text);
  text = set_text (fixture, AGENT, BELL_TYPE_TICKET, "\"update\":{\"%s\":{\"subject\":\"y\"}},\"ifKnown\":[\"%s\"]", ticket, change);
  assert_holds (text, "\"updated\":{", TRUE);
  g_free (text);
  text = set_text (fixture, AGENT, BELL_TYPE_TICKET, "\"update\":{\"%s\":{\"subject\":\"y\"}},\"ifKnown\":[\"%s\",\"%s\"]", ticket, change, change);
  assert_holds (text, "\"updated\":{", TRUE);

  /* What was done is lost here: nothing new is put in front of it. */
  g_free (text);
  text = set_text (fixture, AGENT, BELL_TYPE_TICKET, "\"update\":{\"%s\":{\"subject\":\"z\"}},\"ifKnown\":[\"%s\",\"%s\"]", ticket, change, lost);
  assert_holds (text, "[\"error\",{\"type\":\"stateMismatch\"", TRUE);
  assert_ticket_holds (fixture, ticket, "\"subject\":\"y\"", TRUE);

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *refused = set_text (fixture, AGENT, BELL_TYPE_TICKET, "\"update\":{\"%s\":{\"subject\":\"z\"}},\"ifKnown\":%s", ticket, wrong[i]);

      assert_holds (refused, "invalidArguments", TRUE);
    }
  g_free (text);
  text = set_text (fixture, AGENT, BELL_TYPE_TICKET,
                   "\"update\":{\"%s\":{\"subject\":\"z\"}},\"ifKnown\":[\"%s\",\"%s\",\"%s\",\"%s\",\"%s\",\"%s\",\"%s\",\"%s\",\"%s\"]",
                   ticket, change, change, change, change, change, change, change, change, change);
  assert_holds (text, "invalidArguments", TRUE);
}

/* --- ifUnchangedBy --- */

static void
test_map_or_null (ServerFixture *fixture,
                  gconstpointer  data)
{
  g_autofree char *ticket = server_fixture_new_ticket (fixture, AGENT, "");
  static const char *const wrong[] = { "[]", "\"x\"", "7", "true" };
  g_autofree char *null = set_text (fixture, AGENT, BELL_TYPE_TICKET, "\"update\":{\"%s\":{\"subject\":\"x\"}},\"ifUnchangedBy\":null", ticket);
  g_autofree char *empty = set_text (fixture, AGENT, BELL_TYPE_TICKET, "\"update\":{\"%s\":{\"subject\":\"y\"}},\"ifUnchangedBy\":{}", ticket);

  assert_holds (null, "\"updated\":{", TRUE);
  assert_holds (empty, "\"updated\":{", TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *text = set_text (fixture, AGENT, BELL_TYPE_TICKET, "\"update\":{\"%s\":{\"subject\":\"z\"}},\"ifUnchangedBy\":%s", ticket, wrong[i]);

      assert_holds (text, "invalidArguments", TRUE);
    }
  assert_ticket_holds (fixture, ticket, "\"subject\":\"y\"", TRUE);
}

static void
test_holds_if_nothing_would_change (ServerFixture *fixture,
                                    gconstpointer  data)
{
  g_autofree char *ticket = server_fixture_new_ticket (fixture, AGENT, ",\"tags\":{\"vip\":true,\"late\":true}");

  assert_outcome (fixture, ticket, "{}", NULL);
  assert_outcome (fixture, ticket, "{\"status\":\"new\"}", NULL);
  assert_outcome (fixture, ticket, "{\"status\":\"open\"}", "stateMismatch");
  assert_outcome (fixture, ticket, "{\"tags\":{\"late\":true,\"vip\":true}}", NULL);
  assert_outcome (fixture, ticket, "{\"tags\":{\"vip\":true}}", "stateMismatch");
  assert_outcome (fixture, ticket, "{\"tags/vip\":true}", NULL);
  assert_outcome (fixture, ticket, "{\"tags/spam\":true}", "stateMismatch");
  /* All pointers must hold. */
  assert_outcome (fixture, ticket, "{\"status\":\"new\",\"tags/spam\":true}", "stateMismatch");
}

static void
test_null_means_absent (ServerFixture *fixture,
                        gconstpointer  data)
{
  g_autofree char *bare = server_fixture_new_ticket (fixture, AGENT, "");
  g_autofree char *full = server_fixture_new_ticket (fixture, AGENT, ",\"assigneeId\":\"@agent\",\"tags\":{\"vip\":true},\"customFields\":{\"room\":\"12\"}");

  assert_outcome (fixture, bare, "{\"assigneeId\":null}", NULL);
  assert_outcome (fixture, full, "{\"assigneeId\":null}", "stateMismatch");
  assert_outcome (fixture, bare, "{\"tags/vip\":null}", NULL);
  assert_outcome (fixture, full, "{\"tags/vip\":null}", "stateMismatch");
  assert_outcome (fixture, bare, "{\"customFields/room\":null}", NULL);
  assert_outcome (fixture, full, "{\"customFields/room\":null}", "stateMismatch");
  assert_outcome (fixture, full, "{\"customFields/room\":\"12\"}", NULL);
  assert_outcome (fixture, full, "{\"customFields/room\":\"13\"}", "stateMismatch");
  /* Where null is no value it stands for the default (RFC 8620 section 5.3)… */
  assert_outcome (fixture, bare, "{\"tags\":null}", NULL);
  assert_outcome (fixture, full, "{\"tags\":null}", "stateMismatch");
  assert_outcome (fixture, bare, "{\"status\":null}", NULL);
  /* …and what has no default is never absent. */
  assert_outcome (fixture, bare, "{\"requesterId\":null}", "stateMismatch");
}

static void
test_server_set_may_be_named (ServerFixture *fixture,
                              gconstpointer  data)
{
  g_autofree char *ticket = server_fixture_new_ticket (fixture, AGENT, "");

  assert_outcome (fixture, ticket, "{\"number\":1,\"messageCount\":0,\"lastMessageId\":null}", NULL);
  assert_outcome (fixture, ticket, "{\"number\":2}", "stateMismatch");
  {
    g_autofree char *id = g_strdup_printf ("{\"id\":\"%s\"}", ticket);

    assert_outcome (fixture, ticket, id, NULL);
    assert_outcome (fixture, ticket, "{\"id\":\"T1\"}", "stateMismatch");
  }
}

static void
test_invalid_pointer (ServerFixture *fixture,
                      gconstpointer  data)
{
  g_autofree char *ticket = server_fixture_new_ticket (fixture, AGENT, "");
  static const char *const wrong[] = {
    "{\"nothing\":1}", "{\"subject/0\":\"P\"}", "{\"tags/\":true}", "{\"tags/a/b\":true}", "{\"tags/~2\":true}",
    "{\"\":1}", "{\"/subject\":\"x\"}", "{\"watchers/#new\":true}", "{\"tags\":{},\"tags/vip\":null}",
    "[]", "7", "true", "\"status\"",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    assert_outcome (fixture, ticket, wrong[i], "invalidPatch");
  /* A pointer that is right and a value that can never be there. */
  assert_outcome (fixture, ticket, "{\"status\":7}", "stateMismatch");
  assert_ticket_holds (fixture, ticket, "\"subject\":\"x\"", FALSE);
}

static void
test_hidden_property_is_no_pointer (ServerFixture *fixture,
                                    gconstpointer  data)
{
  g_autofree char *ticket = server_fixture_new_ticket (fixture, REQUESTER, "");
  static const char *const guesses[] = { "{\"messageCount\":0}", "{\"messageCount\":1}" };

  /* Whether a guess is right must not be told to who may not read it. */
  for (gsize i = 0; i < G_N_ELEMENTS (guesses); i++)
    {
      g_autofree char *arguments = g_strdup_printf ("\"update\":{\"%s\":{\"subject\":\"x\"}},\"ifUnchangedBy\":{\"%s\":%s}", ticket, ticket, guesses[i]);
      g_autofree char *outcome = server_fixture_try_set (fixture, REQUESTER, BELL_TYPE_TICKET, arguments);

      g_assert_cmpstr (outcome, ==, "invalidPatch");
    }
}

static void
test_failure_discloses_nothing (ServerFixture *fixture,
                                gconstpointer  data)
{
  g_autofree char *ticket = server_fixture_new_ticket (fixture, AGENT, ",\"tags\":{\"unspoken\":true}");
  g_autofree char *text = set_text (fixture, AGENT, BELL_TYPE_TICKET,
                                    "\"update\":{\"%s\":{\"impact\":\"high\"}},\"ifUnchangedBy\":{\"%s\":{\"subject\":\"guess\",\"tags\":{}}}", ticket, ticket);

  assert_holds (text, "\"notUpdated\":{", TRUE);
  assert_holds (text, "\"type\":\"stateMismatch\"", TRUE);
  assert_holds (text, "Printer", FALSE);
  assert_holds (text, "unspoken", FALSE);
}

static void
test_destroy (ServerFixture *fixture,
              gconstpointer  data)
{
  g_autofree char *ticket = server_fixture_new_ticket (fixture, AGENT, "");
  g_autofree char *first = set_text (fixture, ADMIN, BELL_TYPE_TICKET, "\"destroy\":[\"%s\"],\"ifUnchangedBy\":{\"%s\":{\"status\":\"closed\"}}", ticket, ticket);
  g_autofree char *second = set_text (fixture, ADMIN, BELL_TYPE_TICKET, "\"destroy\":[\"%s\"],\"ifUnchangedBy\":{\"%s\":{\"nowhere\":1}}", ticket, ticket);
  g_autofree char *third = NULL;

  assert_holds (first, "\"notDestroyed\":{", TRUE);
  assert_holds (first, "stateMismatch", TRUE);
  assert_holds (second, "\"notDestroyed\":{", TRUE);
  assert_holds (second, "invalidPatch", TRUE);
  third = set_text (fixture, ADMIN, BELL_TYPE_TICKET, "\"destroy\":[\"%s\"],\"ifUnchangedBy\":{\"%s\":{\"status\":\"new\"}}", ticket, ticket);
  assert_holds (third, "\"destroyed\":[\"T", TRUE);
}

static void
test_each_object_alone (ServerFixture *fixture,
                        gconstpointer  data)
{
  g_autofree char *one = server_fixture_new_ticket (fixture, AGENT, "");
  g_autofree char *two = server_fixture_new_ticket (fixture, AGENT, "");
  g_autofree char *text = set_text (fixture, AGENT, BELL_TYPE_TICKET,
                                    "\"update\":{\"%s\":{\"subject\":\"x\"},\"%s\":{\"subject\":\"y\"}},\"ifUnchangedBy\":{\"%s\":{\"status\":\"open\"}}",
                                    one, two, one);

  assert_holds (text, "stateMismatch", TRUE);
  assert_holds (text, "\"updated\":{", TRUE);
  assert_ticket_holds (fixture, one, "\"subject\":\"Printer\"", TRUE);
  assert_ticket_holds (fixture, two, "\"subject\":\"y\"", TRUE);
}

static void
test_before_anything_is_applied (ServerFixture *fixture,
                                 gconstpointer  data)
{
  g_autofree char *parent = server_fixture_new_ticket (fixture, AGENT, "");
  g_autofree char *text = NULL;

  /* The update of the call itself is not what the destroy's condition meets. */
  text = set_text (fixture, ADMIN, BELL_TYPE_TICKET,
                   "\"update\":{\"%s\":{\"subject\":\"x\"}},\"destroy\":[\"%s\"],\"ifUnchangedBy\":{\"%s\":{\"subject\":\"x\"}}", parent, parent, parent);
  assert_holds (text, "\"notUpdated\":{", TRUE);
  assert_holds (text, "\"notDestroyed\":{", TRUE);
  assert_ticket_holds (fixture, parent, "\"subject\":\"Printer\"", TRUE);
  g_free (text);
  text = set_text (fixture, AGENT, BELL_TYPE_TICKET,
                   "\"update\":{\"%s\":{\"subject\":\"x\",\"impact\":\"high\"}},\"ifUnchangedBy\":{\"%s\":{\"subject\":\"Printer\"}}", parent, parent);
  assert_holds (text, "\"updated\":{", TRUE);
}

static void
test_after_if_in_state (ServerFixture *fixture,
                        gconstpointer  data)
{
  g_autofree char *old = server_fixture_state (fixture, AGENT, BELL_TYPE_TICKET);
  g_autofree char *ticket = server_fixture_new_ticket (fixture, AGENT, "");
  g_autofree char *now = server_fixture_state (fixture, AGENT, BELL_TYPE_TICKET);
  g_autofree char *text = set_text (fixture, AGENT, BELL_TYPE_TICKET,
                                    "\"ifInState\":\"%s\",\"update\":{\"%s\":{\"subject\":\"x\"}},\"ifUnchangedBy\":{\"%s\":{\"nowhere\":1}}", old, ticket, ticket);

  /* The whole method is refused: nothing is said of the object. */
  assert_holds (text, "[\"error\",{\"type\":\"stateMismatch\"", TRUE);
  assert_holds (text, "notUpdated", FALSE);
  g_free (text);
  text = set_text (fixture, AGENT, BELL_TYPE_TICKET,
                   "\"ifInState\":\"%s\",\"update\":{\"%s\":{\"subject\":\"x\"}},\"ifUnchangedBy\":{\"%s\":{\"nowhere\":1}}", now, ticket, ticket);
  assert_holds (text, "invalidPatch", TRUE);
}

static void
test_others_are_ignored (ServerFixture *fixture,
                         gconstpointer  data)
{
  g_autofree char *one = server_fixture_new_ticket (fixture, AGENT, "");
  g_autofree char *two = server_fixture_new_ticket (fixture, AGENT, "");
  g_autofree char *text = NULL;

  /* An id that is neither updated nor destroyed, and what is only created. */
  text = set_text (fixture, AGENT, BELL_TYPE_TICKET,
                   "\"create\":{\"new\":{\"subject\":\"n\",\"requesterId\":\"@requester\"}},\"update\":{\"%s\":{\"subject\":\"x\"}},"
                   "\"ifUnchangedBy\":{\"%s\":{\"status\":\"closed\"},\"new\":{\"status\":\"closed\"},\"T1\":7}", one, two);
  assert_holds (text, "\"created\":{\"new\"", TRUE);
  assert_holds (text, "\"updated\":{", TRUE);
  assert_holds (text, "stateMismatch", FALSE);
}

/* null in place of a PatchObject: there is no such object. */
static void
test_null_precondition (ServerFixture *fixture,
                        gconstpointer  data)
{
  g_autofree char *ticket = server_fixture_new_ticket (fixture, AGENT, "");
  g_autofree char *nowhere = bell_id_new (BELL_TYPE_TICKET, fixture->clock);
  g_autofree char *update = g_strdup_printf ("\"update\":{\"%s\":{\"subject\":\"x\"}},\"ifUnchangedBy\":{\"%s\":null}", nowhere, nowhere);
  g_autofree char *hidden = g_strdup_printf ("\"update\":{\"%s\":{\"subject\":\"x\"}},\"ifUnchangedBy\":{\"%s\":null}", ticket, ticket);
  g_autofree char *text = NULL;
  g_autofree char *outcome = NULL;

  assert_outcome (fixture, ticket, "null", "stateMismatch");
  text = set_text (fixture, ADMIN, BELL_TYPE_TICKET, "\"destroy\":[\"%s\"],\"ifUnchangedBy\":{\"%s\":null}", ticket, ticket);
  assert_holds (text, "\"notDestroyed\":{", TRUE);
  assert_holds (text, "stateMismatch", TRUE);
  assert_ticket_holds (fixture, ticket, "\"subject\":\"Printer\"", TRUE);

  /* It holds where nothing is, which then cannot be updated; and to who may not see
   * an object that is the same. */
  outcome = server_fixture_try_set (fixture, AGENT, BELL_TYPE_TICKET, update);
  g_assert_cmpstr (outcome, ==, "notFound");
  g_free (outcome);
  outcome = server_fixture_try_set (fixture, STRANGER, BELL_TYPE_TICKET, hidden);
  g_assert_cmpstr (outcome, ==, "notFound");

  g_free (text);
  text = set_text (fixture, AGENT, BELL_TYPE_TICKET, "\"atomic\":true,\"update\":{\"%s\":{\"subject\":\"x\"}},\"ifUnchangedBy\":{\"%s\":null}", ticket, ticket);
  assert_holds (text, "[\"error\",{\"type\":\"stateMismatch\"", TRUE);
  assert_holds (text, "\"failed\":[\"T", TRUE);
}

/* A refusal by a null precondition is remembered like any other. */
static void
test_null_precondition_again (ServerFixture *fixture,
                              gconstpointer  data)
{
  g_autofree char *ticket = server_fixture_new_ticket (fixture, AGENT, "");
  g_autofree char *change = bell_id_new (BELL_TYPE_CHANGE, fixture->clock);

  for (int i = 0; i < 2; i++)
    {
      g_autofree char *text = set_text (fixture, AGENT, BELL_TYPE_TICKET,
                                        "\"update\":{\"%s\":{\"subject\":\"x\"}},\"ifUnchangedBy\":{\"%s\":null},\"changeIds\":{\"%s\":\"%s\"}",
                                        ticket, ticket, ticket, change);

      assert_holds (text, "\"type\":\"stateMismatch\"", TRUE);
      assert_ticket_holds (fixture, ticket, "\"subject\":\"Printer\"", TRUE);
    }
}

/* A key may be # and a creation id: of an earlier call of the request, where the
 * object stands by then, or of the call itself, before which it did not. */
static void
test_creation_id_as_key (ServerFixture *fixture,
                         gconstpointer  data)
{
  static const struct { const char *update; const char *condition; const char *value; gboolean done; } cases[] = {
    { "#new", "#new", "{\"subject\":\"n\"}", TRUE },
    { "#new", "#new", "{\"subject\":\"m\"}", FALSE },
    { "#new", "#new", "{\"nothing\":1}", FALSE },
    { "#new", "#new", "null", FALSE },
    { "#new", "#other", "null", TRUE },
    { "#new", "%s", "{\"subject\":\"n\"}", TRUE },
    { "#new", "%s", "{\"subject\":\"m\"}", FALSE },
    { "%s", "#%s", "{\"subject\":\"n\"}", TRUE },
    { "%s", "#%s", "{\"subject\":\"m\"}", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *id = bell_id_new (BELL_TYPE_TICKET, fixture->clock);
      gboolean by_id = strchr (cases[i].condition, '%') != NULL;
      g_autoptr (GString) update = g_string_new (cases[i].update);
      g_autoptr (GString) condition = g_string_new (cases[i].condition);
      g_autofree char *calls = NULL;
      g_autofree char *text = NULL;

      g_string_replace (update, "%s", id, 0);
      g_string_replace (update, "#new", by_id ? "#" : "#new", 0);
      if (strcmp (update->str, "#") == 0)
        g_string_append (update, id);
      g_string_replace (condition, "%s", id, 0);
      calls = g_strdup_printf ("[[\"Ticket/set\",{\"accountId\":\"@account\",\"create\":{\"%s\":{\"subject\":\"n\",\"requesterId\":\"@requester\"}}},\"c0\"],"
                               "[\"Ticket/set\",{\"accountId\":\"@account\",\"update\":{\"%s\":{\"impact\":\"high\"}},\"ifUnchangedBy\":{\"%s\":%s}},\"c1\"]]",
                               by_id ? id : "new", update->str, condition->str, cases[i].value);
      text = server_fixture_call_text (fixture, AGENT, calls);
      g_test_message ("%s", calls);
      assert_holds (text, "\"updated\":{", cases[i].done);
      assert_holds (text, "\"notUpdated\":{", !cases[i].done);
    }
}

static void
test_created_by_the_call (ServerFixture *fixture,
                          gconstpointer  data)
{
  static const struct { const char *condition; gboolean done; } cases[] = {
    { "null", TRUE }, { "{}", FALSE }, { "{\"subject\":\"n\"}", FALSE }, { "{\"status\":\"new\"}", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = set_text (fixture, AGENT, BELL_TYPE_TICKET,
                                        "\"create\":{\"new\":{\"subject\":\"n\",\"requesterId\":\"@requester\"}},"
                                        "\"update\":{\"#new\":{\"impact\":\"high\"}},\"ifUnchangedBy\":{\"#new\":%s}", cases[i].condition);

      g_test_message ("%s", cases[i].condition);
      assert_holds (text, "\"created\":{\"new\"", TRUE);
      assert_holds (text, "\"updated\":{", cases[i].done);
      assert_holds (text, "stateMismatch", !cases[i].done);
    }
}

static void
test_missing_object_is_not_found (ServerFixture *fixture,
                                  gconstpointer  data)
{
  g_autofree char *ticket = server_fixture_new_ticket (fixture, AGENT, "");
  g_autofree char *arguments = g_strdup_printf ("\"update\":{\"%s\":{\"subject\":\"x\"}},\"ifUnchangedBy\":{\"%s\":{\"status\":\"closed\"}}", ticket, ticket);
  g_autofree char *nowhere = bell_id_new (BELL_TYPE_TICKET, fixture->clock);
  g_autofree char *other = g_strdup_printf ("\"update\":{\"%s\":{\"subject\":\"x\"}},\"ifUnchangedBy\":{\"%s\":{\"status\":\"closed\"}}", nowhere, nowhere);
  g_autofree char *hidden = server_fixture_try_set (fixture, STRANGER, BELL_TYPE_TICKET, arguments);
  g_autofree char *missing = server_fixture_try_set (fixture, STRANGER, BELL_TYPE_TICKET, other);

  /* The same answer for what is hidden and what is not there. */
  g_assert_cmpstr (hidden, ==, "notFound");
  g_assert_cmpstr (missing, ==, "notFound");
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

  add ("/server/conditional/capability/empty-object-in-session-and-account", test_advertised);
  add ("/server/conditional/capability/own-arguments-and-limits", test_own_arguments_advertised);
  add ("/server/conditional/capability/honoured-only-if-used", test_only_if_used);
  add ("/server/conditional/if-unchanged-by/map-or-null", test_map_or_null);
  add ("/server/conditional/if-unchanged-by/holds-if-nothing-would-change", test_holds_if_nothing_would_change);
  add ("/server/conditional/if-unchanged-by/null-means-absent", test_null_means_absent);
  add ("/server/conditional/if-unchanged-by/server-set-may-be-named", test_server_set_may_be_named);
  add ("/server/conditional/if-unchanged-by/invalid-pointer-is-invalid-patch", test_invalid_pointer);
  add ("/server/conditional/if-unchanged-by/hidden-property-guessed", test_hidden_property_is_no_pointer);
  add ("/server/conditional/if-unchanged-by/failure-discloses-nothing", test_failure_discloses_nothing);
  add ("/server/conditional/if-unchanged-by/destroy", test_destroy);
  add ("/server/conditional/if-unchanged-by/each-object-alone", test_each_object_alone);
  add ("/server/conditional/if-unchanged-by/before-anything-is-applied", test_before_anything_is_applied);
  add ("/server/conditional/if-unchanged-by/after-if-in-state", test_after_if_in_state);
  add ("/server/conditional/if-unchanged-by/ids-of-neither-and-creations-ignored", test_others_are_ignored);
  add ("/server/conditional/if-unchanged-by/null-is-no-such-object", test_null_precondition);
  add ("/server/conditional/if-unchanged-by/null-refused-and-asked-again", test_null_precondition_again);
  add ("/server/conditional/if-unchanged-by/creation-id-as-key", test_creation_id_as_key);
  add ("/server/conditional/if-unchanged-by/created-by-the-call-itself", test_created_by_the_call);
  add ("/server/conditional/if-unchanged-by/missing-and-hidden-alike", test_missing_object_is_not_found);
  add ("/server/conditional/if-known", test_known);

  return g_test_run ();
}
