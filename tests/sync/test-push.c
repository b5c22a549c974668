/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "sync-fixture.h"

/* What one ticket has to send: in how many requests it goes, and what becomes of
 * the rest when something of it is not taken. */

static void
assert_round (SyncFixture *fixture)
{
  g_autoptr (GError) error = NULL;

  sync_fixture_round (fixture, &error);
  g_assert_no_error (error);
}

/* How many requests asked for this change to be done; others only name it as known. */
static guint
count_sent (SyncFixture *fixture,
            const char  *change_id)
{
  g_autofree char *part = g_strdup_printf (":\"%s\"", change_id);

  return sync_fixture_count (fixture, part);
}

/* What one ticket has to send goes in few requests and in its order; and nothing
 * of it is asked for beside what it has to wait for. */
static void
test_push_many (SyncFixture   *fixture,
                gconstpointer  data)
{
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func (g_free);
  guint before;

  sync_fixture_bootstrap (fixture);
  for (guint i = 0; i < 100; i++)
    g_ptr_array_add (changes, sync_fixture_commit_reply (fixture, FIXTURE_TICKET, "One of many", NULL));
  g_ptr_array_add (changes, sync_fixture_commit_status (fixture, FIXTURE_TICKET, BELL_STATUS_PENDING));
  for (guint i = 0; i < 100; i++)
    g_ptr_array_add (changes, sync_fixture_commit_reply (fixture, FIXTURE_TICKET, "And more", NULL));

  before = sync_fixture_count (fixture, "changeIds");
  assert_round (fixture);
  g_assert_cmpuint (sync_fixture_count (fixture, "changeIds") - before, ==, 2);
  for (guint i = 0; i < changes->len; i++)
    {
      g_assert_cmpuint (count_sent (fixture, g_ptr_array_index (changes, i)), ==, 1);
      g_assert_cmpint (sync_fixture_state (fixture, g_ptr_array_index (changes, i)), ==, BELL_OUTBOX_STATE_ACKNOWLEDGED);
    }
}

/* What is edited again and again goes in few requests too: each call names what has to be done before it. */
static void
test_push_edits (SyncFixture   *fixture,
                 gconstpointer  data)
{
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func (g_free);
  guint before;

  sync_fixture_bootstrap (fixture);
  for (guint i = 0; i < 100; i++)
    g_ptr_array_add (changes, sync_fixture_commit_status (fixture, FIXTURE_TICKET,
                                                          i % 2 == 0 ? BELL_STATUS_PENDING : BELL_STATUS_OPEN));

  before = fixture->bodies->len;
  assert_round (fixture);
  g_assert_cmpuint (fixture->bodies->len - before, <=, 100 / 32 + 3); /* with those of news */
  for (guint i = 0; i < changes->len; i++)
    {
      const char *change = g_ptr_array_index (changes, i);
      g_autofree char *follows = i > 0 ? g_strdup_printf ("\"ifKnown\":[\"%s\"", (char *) g_ptr_array_index (changes, i - 1)) : NULL;

      g_assert_cmpint (sync_fixture_state (fixture, change), ==, BELL_OUTBOX_STATE_ACKNOWLEDGED);
      if (i % 32 != 0)
        g_assert_cmpuint (sync_fixture_count (fixture, follows), ==, 1);
    }
}

/* A server that does nothing of what follows something in the same request, as that was not done. */
static char *
answer_in_order (SyncFixture        *fixture,
                 const char         *name,
                 const BellJsonNode *arguments)
{
  const BellJsonNode *known = bell_json_node_get_first (bell_json_node_get_member (arguments, "ifKnown"));
  const char *request = g_ptr_array_index (fixture->bodies, fixture->bodies->len - 1);
  g_autofree char *sent = known != NULL ? g_strdup_printf (":\"%s\"", bell_json_node_get_string (known)) : NULL;

  return sent != NULL && strstr (request, sent) != NULL ? g_strdup ("!stateMismatch") : NULL;
}

static char *
answer_refusal_in_order (SyncFixture        *fixture,
                         const char         *name,
                         const BellJsonNode *arguments)
{
  char *said = answer_in_order (fixture, name, arguments);

  if (said != NULL || !g_str_equal (name, "Ticket/set"))
    return said;

  return g_strdup ("{\"accountId\":\"" FIXTURE_ACCOUNT "\",\"oldState\":\"9-1\",\"newState\":\"10-1\",\"notUpdated\":{\"" FIXTURE_TICKET "\":"
                   "{\"type\":\"forbidden\",\"description\":\"No.\"}}}");
}

/* The first is refused: what follows it in the same request was not done, is no sign
 * of a server that was set back, and goes by itself. */
static void
test_refused_in_a_chain (SyncFixture   *fixture,
                         gconstpointer  data)
{
  g_autofree char *first = NULL, *second = NULL, *third = NULL;

  sync_fixture_bootstrap (fixture);
  first = sync_fixture_commit_status (fixture, FIXTURE_TICKET, BELL_STATUS_PENDING);
  second = sync_fixture_commit_reply (fixture, FIXTURE_TICKET, "A reply", NULL);
  third = sync_fixture_commit_status (fixture, FIXTURE_TICKET, BELL_STATUS_OPEN);

  fixture->answer = answer_refusal_in_order;
  assert_round (fixture);
  g_assert_cmpint (sync_fixture_state (fixture, first), ==, BELL_OUTBOX_STATE_PARKED);
  g_assert_cmpint (sync_fixture_state (fixture, second), ==, BELL_OUTBOX_STATE_ACKNOWLEDGED);
  g_assert_cmpint (sync_fixture_state (fixture, third), ==, BELL_OUTBOX_STATE_PARKED);
  g_assert_null (strstr (fixture->requests->pdata[fixture->requests->len - 1], "snapshot"));
}

static char *
answer_busy (SyncFixture        *fixture,
             const char         *name,
             const BellJsonNode *arguments)
{
  return g_str_equal (name, "Message/set") ? g_strdup ("!serverUnavailable") : answer_in_order (fixture, name, arguments);
}

/* The server cannot take the reply just now: the status that follows it does not overtake it. */
static void
test_nothing_overtakes (SyncFixture   *fixture,
                        gconstpointer  data)
{
  g_autofree char *reply = NULL, *status = NULL;

  sync_fixture_bootstrap (fixture);
  reply = sync_fixture_commit_reply (fixture, FIXTURE_TICKET, "First", NULL);
  status = sync_fixture_commit_status (fixture, FIXTURE_TICKET, BELL_STATUS_PENDING);
  fixture->answer = answer_busy;
  sync_fixture_round (fixture, NULL);
  g_assert_cmpuint (count_sent (fixture, reply), >=, 1);
  g_assert_cmpint (sync_fixture_state (fixture, status), !=, BELL_OUTBOX_STATE_ACKNOWLEDGED);

  fixture->answer = NULL;
  assert_round (fixture);
  g_assert_cmpint (sync_fixture_state (fixture, reply), ==, BELL_OUTBOX_STATE_ACKNOWLEDGED);
  g_assert_cmpint (sync_fixture_state (fixture, status), ==, BELL_OUTBOX_STATE_ACKNOWLEDGED);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) \
  g_test_add ("/sync/push/" path, SyncFixture, NULL, sync_fixture_set_up, function, sync_fixture_tear_down)
  ADD ("many-of-one-ticket", test_push_many);
  ADD ("many-edits-of-one-ticket", test_push_edits);
  ADD ("refused-in-a-chain", test_refused_in_a_chain);
  ADD ("nothing-overtakes", test_nothing_overtakes);
#undef ADD

  return g_test_run ();
}
