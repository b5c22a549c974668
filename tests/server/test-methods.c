/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The methods, and the faults that other JMAP servers are known for. */

#include <string.h>

#include "bell-id.h"
#include "bell-jmap-error.h"
#include "bell-push.h"
#include "server-fixture.h"

#define assert_has(text, part) \
  G_STMT_START \
  { \
    if (strstr (text, part) == NULL) \
      g_test_message ("%s is not in %s", part, text); \
    g_assert_nonnull (strstr (text, part)); \
  } \
  G_STMT_END

#define assert_lacks(text, part) \
  G_STMT_START \
  { \
    if (strstr (text, part) != NULL) \
      g_test_message ("%s is in %s", part, text); \
    g_assert_null (strstr (text, part)); \
  } \
  G_STMT_END

static BellChangesResponse *
changes_since (ServerFixture *fixture,
               Person         person,
               BellType       type,
               const char    *state,
               gint64         max,
               GError       **error)
{
  g_autofree char *calls = g_strdup_printf ("[[\"%s/changes\",{\"accountId\":\"@account\",\"sinceState\":\"%s\",\"maxChanges\":%" G_GINT64_FORMAT "},\"c0\"]]",
                                            bell_type_get_wire_name (type), state, max);
  g_autoptr (BellReply) reply = server_fixture_call (fixture, person, calls);

  return bell_reply_read_changes (reply, "c0", type, error);
}

static char *
get_text (ServerFixture *fixture,
          Person         person,
          const char    *id)
{
  g_autofree char *calls = g_strdup_printf ("[[\"%s/get\",{\"accountId\":\"@account\",\"ids\":[\"%s\"]},\"c0\"]]",
                                            bell_type_get_wire_name (bell_type_from_letter (id[0])), id);

  return server_fixture_call_text (fixture, person, calls);
}

static void
test_ticket_life (ServerFixture *fixture,
                  gconstpointer  data)
{
  g_autofree char *ticket = server_fixture_new_ticket (fixture, AGENT, ",\"impact\":\"high\",\"urgency\":\"high\"");
  g_autofree char *reply = NULL, *note = NULL, *text = NULL;

  text = get_text (fixture, AGENT, ticket);
  assert_has (text, "\"number\":1,");
  assert_has (text, "\"status\":\"new\"");
  assert_has (text, "\"priority\":\"urgent\"");
  g_clear_pointer (&text, g_free);

  reply = server_fixture_new_message (fixture, AGENT, ticket, "reply", "Hello");
  note = server_fixture_new_message (fixture, AGENT, ticket, "note", "secret words");
  text = get_text (fixture, AGENT, ticket);
  assert_has (text, "\"status\":\"open\"");
  assert_has (text, "\"messageCount\":2");
  assert_has (text, reply);
  g_clear_pointer (&text, g_free);

  /* The requester reads the ticket and the reply, not the note nor how many messages there are. */
  text = get_text (fixture, REQUESTER, ticket);
  assert_lacks (text, "messageCount");
  g_clear_pointer (&text, g_free);
  text = get_text (fixture, REQUESTER, note);
  assert_has (text, "\"list\":[]");
  assert_lacks (text, "secret");
  g_clear_pointer (&text, g_free);
  text = server_fixture_call_text (fixture, REQUESTER, "[[\"Message/query\",{\"accountId\":\"@account\"},\"c0\"],[\"Change/changes\",{\"accountId\":\"@account\",\"sinceState\":\"0-1\"},\"c1\"],"
                                                      "[\"Change/get\",{\"accountId\":\"@account\",\"#ids\":{\"resultOf\":\"c1\",\"name\":\"Change/changes\",\"path\":\"/created\"}},\"c2\"]]");
  assert_has (text, reply);
  assert_lacks (text, note);
  assert_lacks (text, "secret");
}

static void
test_set_answers (ServerFixture *fixture,
                  gconstpointer  data)
{
  g_autofree char *before = server_fixture_state (fixture, AGENT, BELL_TYPE_TICKET);
  g_autofree char *id = bell_id_new (BELL_TYPE_TICKET, fixture->clock);
  g_autofree char *calls = g_strdup_printf (
    "[[\"Ticket/set\",{\"accountId\":\"@account\",\"ifInState\":\"%s\",\"create\":{\"%s\":{\"subject\":\"one\",\"requesterId\":\"@requester\"},"
    "\"two\":{\"subject\":\"two\",\"requesterId\":\"@requester\"}}},\"c0\"],"
    "[\"Message/set\",{\"accountId\":\"@account\",\"create\":{\"m\":{\"ticketId\":\"#two\",\"body\":\"hi\"}}},\"c1\"],"
    "[\"Ticket/set\",{\"accountId\":\"@account\",\"update\":{\"#two\":{\"tags/vip\":true}}},\"c2\"]]",
    before, id);
  g_autofree char *text = server_fixture_call_text (fixture, AGENT, calls);
  g_autofree char *expected = g_strdup_printf ("\"created\":{\"%s\":{\"id\":\"%s\",\"number\":1", id, id);
  g_autofree char *old_state = g_strdup_printf ("\"oldState\":\"%s\"", before);
  g_autofree char *after = server_fixture_state (fixture, AGENT, BELL_TYPE_TICKET);
  g_autofree char *new_state = g_strdup_printf ("\"newState\":\"%s\"", after);

  assert_has (text, expected);
  assert_has (text, old_state);
  assert_has (text, new_state);
  assert_lacks (text, "\"notCreated\":{");
  assert_lacks (text, "\"notUpdated\":{");

  /* The same state again no longer holds. */
  g_free (text);
  text = server_fixture_call_text (fixture, AGENT, calls);
  assert_has (text, "stateMismatch");
}

/* --- Known faults of other servers --- */

static void
test_state_agrees (ServerFixture *fixture,
                   gconstpointer  data)
{
  g_autofree char *before = server_fixture_state (fixture, AGENT, BELL_TYPE_TICKET);
  g_autofree char *ticket = server_fixture_new_ticket (fixture, AGENT, "");
  g_autofree char *after = server_fixture_state (fixture, AGENT, BELL_TYPE_TICKET);
  g_autoptr (GError) error = NULL;
  g_autoptr (BellChangesResponse) changes = changes_since (fixture, AGENT, BELL_TYPE_TICKET, before, 100, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (before, !=, after);
  g_assert_cmpstr (changes->old_state, ==, before);
  g_assert_cmpstr (changes->new_state, ==, after);
  g_assert_cmpstr (changes->created[0], ==, ticket);
}

static void
test_more_changes_moves_on (ServerFixture *fixture,
                            gconstpointer  data)
{
  g_autofree char *state = server_fixture_state (fixture, AGENT, BELL_TYPE_TICKET);
  gboolean more = TRUE;
  guint told = 0;

  for (guint i = 0; i < 5; i++)
    g_free (server_fixture_new_ticket (fixture, AGENT, ""));
  while (more)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (BellChangesResponse) changes = changes_since (fixture, AGENT, BELL_TYPE_TICKET, state, 2, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (changes->old_state, ==, state);
      g_assert_cmpstr (changes->new_state, !=, state);
      told += g_strv_length (changes->created);
      more = changes->has_more_changes;
      g_free (state);
      state = g_strdup (changes->new_state);
    }
  g_assert_cmpuint (told, ==, 5);
}

static void
test_invalid_since_state (ServerFixture *fixture,
                          gconstpointer  data)
{
  static const char *const states[] = { "", "x", "1", "-1-1", "999999-1", "0-2", "0-", "1-1-", "0-1-\\u0000", "18446744073709551617-1", "0-1-T-1", "null" };

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *calls = g_strdup_printf ("[[\"Ticket/changes\",{\"accountId\":\"@account\",\"sinceState\":\"%s\"},\"c0\"]]", states[i]);
      g_autofree char *text = NULL;

      if (strstr (states[i], "\\u0000") != NULL || strcmp (states[i], "0-1-T-1") == 0)
        continue;
      text = server_fixture_call_text (fixture, AGENT, calls);
      assert_has (text, "cannotCalculateChanges");
    }
}

/* As after a restore from a backup: the number is one of ours, and what
 * happened then is something else. */
static void
test_state_of_another_history (ServerFixture *fixture,
                               gconstpointer  data)
{
  g_autofree char *ticket = server_fixture_new_ticket (fixture, AGENT, "");
  g_autofree char *state = server_fixture_state (fixture, AGENT, BELL_TYPE_TICKET);
  g_autofree char *other = NULL;
  g_autofree char *unmarked = g_strdup_printf ("%" G_GINT64_FORMAT "-1", g_ascii_strtoll (state, NULL, 10));
  const char *const states[] = { state, unmarked };
  gint64 modseq, marked;

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (BellChangesResponse) changes = changes_since (fixture, AGENT, BELL_TYPE_TICKET, states[i], 10, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (g_strv_length (changes->created), ==, 0);
    }

  g_assert_true (bell_state_parse (state, &modseq, &marked));
  other = bell_state_format (modseq, marked ^ (G_GINT64_CONSTANT (1) << 30));
  {
    g_autoptr (GError) error = NULL;
    g_autoptr (BellChangesResponse) changes = changes_since (fixture, AGENT, BELL_TYPE_TICKET, other, 10, &error);

    g_assert_null (changes);
    g_assert_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_CANNOT_CALCULATE_CHANGES);
  }
}

static void
test_created_and_destroyed_is_told (ServerFixture *fixture,
                                    gconstpointer  data)
{
  g_autofree char *state = server_fixture_state (fixture, AGENT, BELL_TYPE_TICKET);
  g_autofree char *ticket = server_fixture_new_ticket (fixture, AGENT, "");
  g_autofree char *arguments = g_strdup_printf ("\"destroy\":[\"%s\"]", ticket);
  g_autofree char *failure = server_fixture_try_set (fixture, ADMIN, BELL_TYPE_TICKET, arguments);
  g_autoptr (GError) error = NULL;
  g_autoptr (BellChangesResponse) changes = changes_since (fixture, AGENT, BELL_TYPE_TICKET, state, 10, &error);

  g_assert_null (failure);
  g_assert_no_error (error);
  g_assert_cmpstr (changes->destroyed[0], ==, ticket);
  g_assert_cmpuint (g_strv_length (changes->created), ==, 0);
}

static void
test_hidden_never_destroyed (ServerFixture *fixture,
                             gconstpointer  data)
{
  g_autofree char *state = server_fixture_state (fixture, STRANGER, BELL_TYPE_TICKET);
  g_autofree char *message_state = server_fixture_state (fixture, STRANGER, BELL_TYPE_MESSAGE);
  g_autofree char *ticket = server_fixture_new_ticket (fixture, AGENT, "");
  g_autofree char *message = server_fixture_new_message (fixture, AGENT, ticket, "reply", "hello");
  g_autofree char *arguments = g_strdup_printf ("\"destroy\":[\"%s\"]", ticket);
  g_autofree char *failure = server_fixture_try_set (fixture, ADMIN, BELL_TYPE_TICKET, arguments);
  g_autoptr (BellChangesResponse) changes = changes_since (fixture, STRANGER, BELL_TYPE_TICKET, state, 10, NULL);
  g_autoptr (BellChangesResponse) messages = changes_since (fixture, STRANGER, BELL_TYPE_MESSAGE, message_state, 10, NULL);

  g_assert_null (failure);
  g_assert_nonnull (changes);
  g_assert_cmpuint (g_strv_length (changes->destroyed), ==, 0);
  g_assert_cmpuint (g_strv_length (messages->destroyed), ==, 0);
}

static void
test_creation_id_in_patch_key (ServerFixture *fixture,
                               gconstpointer  data)
{
  g_autofree char *ticket = server_fixture_new_ticket (fixture, AGENT, "");
  g_autofree char *arguments = g_strdup_printf ("\"update\":{\"%s\":{\"watchers/#me\":true}}", ticket);
  g_autofree char *error = server_fixture_try_set (fixture, AGENT, BELL_TYPE_TICKET, arguments);

  g_assert_cmpstr (error, ==, "invalidPatch");
}

static void
test_query_changes (ServerFixture *fixture,
                    gconstpointer  data)
{
  g_autofree char *text = server_fixture_call_text (fixture, AGENT, "[[\"Ticket/queryChanges\",{\"accountId\":\"@account\",\"sinceQueryState\":\"1-1\"},\"c0\"]]");

  assert_has (text, "cannotCalculateChanges");
}

/* --- Preconditions and idempotence --- */

static void
test_if_unchanged_by (ServerFixture *fixture,
                      gconstpointer  data)
{
  g_autofree char *ticket = server_fixture_new_ticket (fixture, AGENT, "");
  g_autofree char *holds = g_strdup_printf ("\"update\":{\"%s\":{\"assigneeId\":\"@agent\"}},\"ifUnchangedBy\":{\"%s\":{\"assigneeId\":null,\"number\":1}}", ticket, ticket);
  g_autofree char *again = g_strdup_printf ("\"update\":{\"%s\":{\"assigneeId\":\"@other\"}},\"ifUnchangedBy\":{\"%s\":{\"assigneeId\":null}}", ticket, ticket);
  g_autofree char *nonsense = g_strdup_printf ("\"update\":{\"%s\":{\"subject\":\"x\"}},\"ifUnchangedBy\":{\"%s\":{\"nothing\":1}}", ticket, ticket);
  g_autofree char *first = server_fixture_try_set (fixture, AGENT, BELL_TYPE_TICKET, holds);
  g_autofree char *second = server_fixture_try_set (fixture, OTHER, BELL_TYPE_TICKET, again);
  g_autofree char *third = server_fixture_try_set (fixture, OTHER, BELL_TYPE_TICKET, nonsense);
  g_autofree char *text = get_text (fixture, AGENT, ticket);

  g_assert_null (first);
  g_assert_cmpstr (second, ==, "stateMismatch");
  g_assert_cmpstr (third, ==, "invalidPatch");
  assert_has (text, fixture->ids[AGENT]);
  assert_has (text, "\"subject\":\"Printer\"");
}

static void
test_same_change_twice (ServerFixture *fixture,
                        gconstpointer  data)
{
  g_autofree char *ticket = bell_id_new (BELL_TYPE_TICKET, fixture->clock);
  g_autofree char *change = bell_id_new (BELL_TYPE_CHANGE, fixture->clock);
  g_autofree char *message = bell_id_new (BELL_TYPE_MESSAGE, fixture->clock);
  g_autofree char *said = bell_id_new (BELL_TYPE_CHANGE, fixture->clock);
  g_autofree char *calls = g_strdup_printf (
    "[[\"Ticket/set\",{\"accountId\":\"@account\",\"create\":{\"%s\":{\"subject\":\"one\",\"requesterId\":\"@requester\"}},\"changeIds\":{\"%s\":\"%s\"}},\"c0\"],"
    "[\"Message/set\",{\"accountId\":\"@account\",\"create\":{\"%s\":{\"ticketId\":\"%s\",\"body\":\"hi\"}},\"changeIds\":{\"%s\":\"%s\"}},\"c1\"]]",
    ticket, ticket, change, message, ticket, message, said);
  g_autofree char *other = g_strdup_printf (
    "[[\"Ticket/set\",{\"accountId\":\"@account\",\"create\":{\"%s\":{\"subject\":\"another\",\"requesterId\":\"@requester\"}},\"changeIds\":{\"%s\":\"%s\"}},\"c0\"]]",
    ticket, ticket, change);
  g_autofree char *first = server_fixture_call_text (fixture, AGENT, calls);
  g_autofree char *second = NULL, *third = NULL, *state = NULL, *text = NULL;
  const char *body_one, *body_two;

  bell_manual_clock_advance (BELL_MANUAL_CLOCK (fixture->clock), 60000);
  second = server_fixture_call_text (fixture, AGENT, calls);
  third = server_fixture_call_text (fixture, AGENT, other);

  /* The same answer but for the states, and nothing was done twice. */
  body_one = strstr (first, "\"created\":{");
  body_two = strstr (second, "\"created\":{");
  g_assert_cmpint (strncmp (body_one, body_two, strcspn (body_one, "}")), ==, 0);
  assert_has (third, "alreadyExists");
  text = get_text (fixture, AGENT, ticket);
  assert_has (text, "\"messageCount\":1");
  assert_has (text, "\"subject\":\"one\"");
}

/* Its answer was lost, and before it was asked again its author had lost the
 * right to do it: it was done, and that is what they hear. */
static void
test_same_change_after_demotion (ServerFixture *fixture,
                                 gconstpointer  data)
{
  g_autofree char *ticket = server_fixture_new_ticket (fixture, AGENT, ",\"watchers\":{\"@agent\":true}");
  g_autofree char *change = bell_id_new (BELL_TYPE_CHANGE, fixture->clock);
  g_autofree char *once = g_strdup_printf ("\"update\":{\"%s\":{\"tags/vip\":true}},\"changeIds\":{\"%s\":\"%s\"},"
                                           "\"actedAt\":{\"%s\":\"2026-11-21T09:30:00Z\"}",
                                           ticket, ticket, change, ticket);
  g_autofree char *other = g_strdup_printf ("\"update\":{\"%s\":{\"tags/spam\":true}},\"changeIds\":{\"%s\":\"%s\"}",
                                            ticket, ticket, change);
  g_autofree char *first = server_fixture_try_set (fixture, AGENT, BELL_TYPE_TICKET, once);
  g_autofree char *second = NULL, *third = NULL;

  g_assert_null (first);
  server_fixture_grant (fixture, "role", fixture->ids[AGENT], BELL_PRINCIPAL_ROLE, BELL_ROLE_REQUESTER);
  second = server_fixture_try_set (fixture, AGENT, BELL_TYPE_TICKET, once);
  g_assert_null (second);
  third = server_fixture_try_set (fixture, AGENT, BELL_TYPE_TICKET, other);
  g_assert_cmpstr (third, ==, "invalidProperties");
}

/* When something was done is its author's word, and believed within reason. */
static void
test_acted_at_within_reason (ServerFixture *fixture,
                             gconstpointer  data)
{
  const gint64 now = bell_clock_now (fixture->clock), day = 24 * 60 * 60 * 1000;
  const struct { gint64 said, believed; } cases[] = {
    { now, now }, { now - day, now - day }, { now - 89 * day, now - 89 * day },
    { now + 1000 * day, now }, { now - 1000 * day, now }, { 0, now }, { now + 1, now },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *id = bell_id_new (BELL_TYPE_TICKET, fixture->clock);
      g_autofree char *said = bell_time_to_text (cases[i].said);
      g_autofree char *believed = bell_time_to_text (cases[i].believed);
      g_autofree char *wanted = g_strdup_printf ("\"createdAt\":\"%s\"", believed);
      g_autofree char *calls = g_strdup_printf (
        "[[\"Ticket/set\",{\"accountId\":\"@account\",\"create\":{\"%s\":{\"subject\":\"one\",\"requesterId\":\"@requester\"}},"
        "\"actedAt\":{\"%s\":\"%s\"}},\"c0\"]]", id, id, said);
      g_autofree char *text = server_fixture_call_text (fixture, AGENT, calls);

      assert_has (text, wanted);
    }

  /* Nothing was done to a ticket before it was made. */
  {
    g_autofree char *ticket = server_fixture_new_ticket (fixture, AGENT, "");
    g_autofree char *early = bell_time_to_text (now - day);
    g_autofree char *made = bell_time_to_text (now);
    g_autofree char *wanted = g_strdup_printf ("\"solvedAt\":\"%s\"", made);
    g_autofree char *calls = g_strdup_printf (
      "[[\"Ticket/set\",{\"accountId\":\"@account\",\"update\":{\"%s\":{\"status\":\"solved\"}},\"actedAt\":{\"%s\":\"%s\"}},\"c0\"]]",
      ticket, ticket, early);
    g_autofree char *text = server_fixture_call_text (fixture, AGENT, calls);

    assert_has (text, wanted);
  }
}

static void
test_refusal_is_remembered (ServerFixture *fixture,
                            gconstpointer  data)
{
  g_autofree char *ticket = server_fixture_new_ticket (fixture, AGENT, ",\"assigneeId\":\"@other\"");
  g_autofree char *change = bell_id_new (BELL_TYPE_CHANGE, fixture->clock);
  g_autofree char *take = g_strdup_printf ("\"update\":{\"%s\":{\"assigneeId\":\"@agent\"}},\"ifUnchangedBy\":{\"%s\":{\"assigneeId\":null}},\"changeIds\":{\"%s\":\"%s\"}",
                                           ticket, ticket, ticket, change);
  g_autofree char *give_up = g_strdup_printf ("\"update\":{\"%s\":{\"assigneeId\":null}}", ticket);
  g_autofree char *first = server_fixture_try_set (fixture, AGENT, BELL_TYPE_TICKET, take);
  g_autofree char *freed = server_fixture_try_set (fixture, OTHER, BELL_TYPE_TICKET, give_up);
  g_autofree char *second = server_fixture_try_set (fixture, AGENT, BELL_TYPE_TICKET, take);

  g_assert_cmpstr (first, ==, "stateMismatch");
  g_assert_null (freed);
  /* The same change stays refused, though its condition would hold by now. */
  g_assert_cmpstr (second, ==, "stateMismatch");
}

static void
test_one_refused_others_done (ServerFixture *fixture,
                              gconstpointer  data)
{
  g_autofree char *text = server_fixture_call_text (fixture, AGENT,
    "[[\"Ticket/set\",{\"accountId\":\"@account\",\"create\":{"
    "\"good\":{\"subject\":\"one\",\"requesterId\":\"@requester\"},"
    "\"bad\":{\"subject\":\"\",\"requesterId\":\"@requester\"},"
    "\"worse\":{\"subject\":\"x\",\"requesterId\":\"P019a9f5e-0000-7000-8000-000000000000\"},"
    "\"fine\":{\"subject\":\"two\",\"requesterId\":\"@requester\"}}},\"c0\"],"
    "[\"Ticket/query\",{\"accountId\":\"@account\",\"calculateTotal\":true},\"c1\"]]");

  assert_has (text, "\"good\":{\"id\"");
  assert_has (text, "\"fine\":{\"id\"");
  assert_has (text, "\"notCreated\":{\"bad\":{\"type\":\"invalidProperties\"");
  assert_has (text, "\"worse\":{\"type\":\"invalidProperties\"");
  assert_has (text, "\"total\":2");
}

static void
test_query (ServerFixture *fixture,
            gconstpointer  data)
{
  g_autofree char *one = server_fixture_new_ticket (fixture, AGENT, ",\"tags\":{\"vip\":true},\"assigneeId\":\"@agent\"");
  g_autofree char *two = server_fixture_new_ticket (fixture, AGENT, ",\"teamId\":\"@team\"");
  g_autofree char *text = server_fixture_call_text (fixture, AGENT,
    "[[\"Ticket/query\",{\"accountId\":\"@account\",\"filter\":{\"assigneeId\":\"$me\"}},\"c0\"],"
    "[\"Ticket/query\",{\"accountId\":\"@account\",\"filter\":{\"tags\":\"vip\"}},\"c1\"],"
    "[\"Ticket/query\",{\"accountId\":\"@account\",\"filter\":{\"text\":\"PRINT\"},\"sort\":[{\"property\":\"number\",\"isAscending\":false}],\"limit\":1},\"c2\"],"
    "[\"Ticket/query\",{\"accountId\":\"@account\",\"filter\":{\"operator\":\"NOT\",\"conditions\":[{\"tags\":\"vip\"}]},\"calculateTotal\":true},\"c3\"],"
    "[\"Ticket/query\",{\"accountId\":\"@account\",\"filter\":{\"nothing\":1}},\"c4\"],"
    "[\"Ticket/query\",{\"accountId\":\"@account\",\"position\":-1,\"sort\":[{\"property\":\"number\"}]},\"c5\"]]");
  g_autofree char *mine = g_strdup_printf ("\"ids\":[\"%s\"]},\"c0\"", one);
  g_autofree char *tagged = g_strdup_printf ("\"ids\":[\"%s\"]},\"c1\"", one);
  g_autofree char *newest = g_strdup_printf ("\"ids\":[\"%s\"]},\"c2\"", two);
  g_autofree char *rest = g_strdup_printf ("\"ids\":[\"%s\"],\"total\":1},\"c3\"", two);
  g_autofree char *last = g_strdup_printf ("\"position\":1,\"ids\":[\"%s\"]", two);

  assert_has (text, mine);
  assert_has (text, tagged);
  assert_has (text, newest);
  assert_has (text, rest);
  assert_has (text, "unsupportedFilter");
  assert_has (text, last);
}

static void
test_history (ServerFixture *fixture,
              gconstpointer  data)
{
  g_autofree char *ticket = server_fixture_new_ticket (fixture, AGENT, "");
  g_autofree char *message = server_fixture_new_message (fixture, AGENT, ticket, "reply", "hello");
  g_autofree char *calls = g_strdup_printf (
    "[[\"Change/query\",{\"accountId\":\"@account\",\"filter\":{\"ticketId\":\"%s\"}},\"c0\"],"
    "[\"Change/get\",{\"accountId\":\"@account\",\"#ids\":{\"resultOf\":\"c0\",\"name\":\"Change/query\",\"path\":\"/ids\"}},\"c1\"],"
    "[\"Change/set\",{\"accountId\":\"@account\",\"create\":{}},\"c2\"]]", ticket);
  g_autoptr (BellReply) reply = server_fixture_call (fixture, AGENT, calls);
  g_autoptr (GError) error = NULL;
  g_autoptr (BellGetResponse) get = bell_reply_read_get (reply, "c1", BELL_TYPE_CHANGE, &error);
  BellChange *create, *said, *caused;

  g_assert_no_error (error);
  g_assert_cmpuint (get->list->len, ==, 3);
  create = get->list->pdata[0];
  said = get->list->pdata[1];
  caused = get->list->pdata[2];
  g_assert_cmpint (bell_change_get_kind (create), ==, BELL_CHANGE_KIND_CREATE);
  g_assert_cmpstr (bell_change_get_object_id (said), ==, message);
  g_assert_cmpstr (bell_change_get_object_id (caused), ==, ticket);
  g_assert_cmpstr (bell_change_get_cause_id (caused), ==, bell_change_get_id (said));
  g_assert_cmpstr (bell_change_get_author_id (create), ==, fixture->ids[AGENT]);
  g_assert_cmpint (bell_change_get_modseq (create), <, bell_change_get_modseq (said));
  g_assert_null (bell_reply_read_get (reply, "c2", BELL_TYPE_CHANGE, &error));
  g_assert_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_UNKNOWN_METHOD);
}

/* States are kept while nothing changes; whatever changes, by whomever, moves them. */
static void
test_state_follows_every_change (ServerFixture *fixture,
                                 gconstpointer  data)
{
  static const Person people[] = { AGENT, REQUESTER, ADMIN };

  for (guint i = 0; i < 6; i++)
    {
      char *before[G_N_ELEMENTS (people)] = { NULL, };

      for (guint j = 0; j < G_N_ELEMENTS (people); j++)
        {
          g_autofree char *again = NULL;

          before[j] = server_fixture_state (fixture, people[j], BELL_TYPE_TICKET);
          again = server_fixture_state (fixture, people[j], BELL_TYPE_TICKET);
          g_assert_cmpstr (before[j], ==, again);
        }
      g_free (server_fixture_new_ticket (fixture, REQUESTER, ""));
      for (guint j = 0; j < G_N_ELEMENTS (people); j++)
        {
          g_autofree char *after = server_fixture_state (fixture, people[j], BELL_TYPE_TICKET);

          g_assert_cmpstr (before[j], !=, after);
          g_free (g_steal_pointer (&before[j]));
        }
    }
}

static void
add (const char *path,
     void      (*func) (ServerFixture *, gconstpointer))
{
  g_test_add (path, ServerFixture, NULL, server_fixture_set_up, func, server_fixture_tear_down);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/server/methods/ticket-life", test_ticket_life);
  add ("/server/methods/set-answers", test_set_answers);
  add ("/server/methods/fault/new-state-unlike-get", test_state_agrees);
  add ("/server/methods/state-follows-every-change", test_state_follows_every_change);
  add ("/server/methods/fault/more-changes-same-state", test_more_changes_moves_on);
  add ("/server/methods/fault/invalid-since-state", test_invalid_since_state);
  add ("/server/methods/fault/state-of-another-history", test_state_of_another_history);
  add ("/server/methods/fault/created-and-destroyed-never-told", test_created_and_destroyed_is_told);
  add ("/server/methods/fault/hidden-told-as-destroyed", test_hidden_never_destroyed);
  add ("/server/methods/fault/creation-id-in-patch-key", test_creation_id_in_patch_key);
  add ("/server/methods/query-changes", test_query_changes);
  add ("/server/methods/if-unchanged-by", test_if_unchanged_by);
  add ("/server/methods/same-change-twice", test_same_change_twice);
  add ("/server/methods/same-change-after-demotion", test_same_change_after_demotion);
  add ("/server/methods/acted-at-within-reason", test_acted_at_within_reason);
  add ("/server/methods/refusal-remembered", test_refusal_is_remembered);
  add ("/server/methods/one-refused-others-done", test_one_refused_others_done);
  add ("/server/methods/query", test_query);
  add ("/server/methods/history", test_history);
  return g_test_run ();
}
