/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "bell-store-sync.h"
#include "sync-fixture.h"

static void
on_counted (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  *(gint64 *) user_data = bell_store_count_finish (BELL_STORE (object), result, &error);
  g_assert_no_error (error);
}

static gint64
count (SyncFixture *fixture,
       BellType     type)
{
  g_autoptr (BellQuery) query = bell_query_new (type, NULL);
  gint64 found = -1;

  bell_store_count (fixture->store, query, NULL, on_counted, &found);
  while (found == -1)
    g_main_context_iteration (NULL, TRUE);

  return found;
}

static void
assert_round_fails (SyncFixture   *fixture,
                    BellSyncError  code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (sync_fixture_round (fixture, &error));
  g_assert_error (error, BELL_SYNC_ERROR, (int) code);
  g_assert_cmpstr (bell_sync_get_problem (fixture->sync), ==, error->message);
}

static void
assert_round (SyncFixture *fixture)
{
  g_autoptr (GError) error = NULL;

  sync_fixture_round (fixture, &error);
  g_assert_no_error (error);
}

/* --- first load -------------------------------------------------------------- */

static void
test_bootstrap (SyncFixture   *fixture,
                gconstpointer  data)
{
  sync_fixture_bootstrap (fixture);
  g_assert_cmpint (count (fixture, BELL_TYPE_TICKET), ==, 2);
  g_assert_cmpint (count (fixture, BELL_TYPE_MESSAGE), ==, 1);
  g_assert_cmpstr (bell_store_sync_get_state (fixture->store, BELL_TYPE_TICKET), ==, "9-1");
  g_assert_false (bell_store_sync_is_loading (fixture->store));

  /* It is loaded once. */
  assert_round (fixture);
  g_assert_cmpuint (sync_fixture_count (fixture, "/jmap/snapshot"), ==, 0);
}

static void
test_snapshot_cut (SyncFixture   *fixture,
                   gconstpointer  data)
{
  /* Right after the second cursor. */
  fixture->snapshot_cut = (gsize) (strstr (sync_fixture_snapshot, "{\"cursor\":\"after-one\"}") - sync_fixture_snapshot) + 40;
  assert_round_fails (fixture, BELL_SYNC_ERROR_UNREACHABLE);
  g_assert_true (bell_store_sync_is_loading (fixture->store));

  /* What came is there already, and the rest follows it. */
  g_assert_cmpint (count (fixture, BELL_TYPE_TICKET), >=, 1);
  assert_round (fixture);
  g_assert_cmpuint (sync_fixture_count (fixture, "since=after-one"), ==, 1);
  g_assert_cmpint (count (fixture, BELL_TYPE_TICKET), ==, 2);
  g_assert_cmpint (count (fixture, BELL_TYPE_MESSAGE), ==, 1);
  g_assert_false (bell_store_sync_is_loading (fixture->store));
}

static void
test_snapshot_wrong_counts (SyncFixture   *fixture,
                            gconstpointer  data)
{
  g_autofree char *lying = g_strdup (sync_fixture_snapshot);
  char *end = strstr (lying, "{\"end\"");

  strstr (end, "\"Ticket\":2")[9] = '7';
  fixture->snapshot = lying;
  g_assert_false (sync_fixture_round (fixture, NULL));
  g_assert_true (bell_store_sync_get_state (fixture->store, BELL_TYPE_TICKET) == NULL || bell_store_sync_is_loading (fixture->store));

  /* An honest one is taken, from its beginning. */
  fixture->snapshot = sync_fixture_snapshot;
  assert_round (fixture);
  g_assert_cmpint (count (fixture, BELL_TYPE_TICKET), ==, 2);
}

static void
test_snapshot_garbage (SyncFixture   *fixture,
                       gconstpointer  data)
{
  static const char *const garbage[] = {
    "<html>\n", "{\"t\":\"Ticket\",\"o\":{}}\n", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\n", "\n\n\n{}\n",
    "{\"snapshot\":{\"states\":{\"Ticket\":5}}}\n", "{\"snapshot\":{\"states\":{},\"counts\":{\"Ticket\":-1}}}\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (garbage); i++)
    {
      fixture->snapshot = garbage[i];
      g_assert_false (sync_fixture_round (fixture, NULL));
      g_assert_cmpint (count (fixture, BELL_TYPE_TICKET), ==, 0);
    }

  fixture->snapshot = sync_fixture_snapshot;
  assert_round (fixture);
  g_assert_cmpint (count (fixture, BELL_TYPE_TICKET), ==, 2);
}

/* --- broken servers ---------------------------------------------------------- */

static void
test_server_fault (SyncFixture   *fixture,
                   gconstpointer  data)
{
  sync_fixture_bootstrap (fixture);
  fixture->status = 500;
  assert_round_fails (fixture, BELL_SYNC_ERROR_UNAVAILABLE);
  fixture->status = 429;
  fixture->retry_after = 5000;
  assert_round_fails (fixture, BELL_SYNC_ERROR_UNAVAILABLE);
  fixture->status = 0;
  assert_round (fixture);
}

static void
test_not_json (SyncFixture   *fixture,
               gconstpointer  data)
{
  static const char *const raws[] = {
    "<html>Welcome to the hotel</html>", "", "[]", "{}", "{\"methodResponses\":{},\"sessionState\":\"s\"}",
    "{\"methodResponses\":[],\"sessionState\":\"s\"}", "{\"methodResponses\":[[\"Ticket/changes\",{},\"c0\"]],\"sessionState\":\"s\"}",
    "{\"methodResponses\":[],\"methodResponses\":[],\"sessionState\":\"s\"}",
  };

  sync_fixture_bootstrap (fixture);

  for (gsize i = 0; i < G_N_ELEMENTS (raws); i++)
    {
      fixture->raw = raws[i];
      assert_round_fails (fixture, BELL_SYNC_ERROR_BROKEN);
      g_assert_cmpint (bell_sync_get_state (fixture->sync), ==, BELL_SYNC_STATE_FAILED);
    }

  g_assert_cmpint (count (fixture, BELL_TYPE_TICKET), ==, 2);
}

static void
test_other_organisation (SyncFixture   *fixture,
                         gconstpointer  data)
{
  sync_fixture_bootstrap (fixture);
  fixture->account_id = "O01926000-0000-7000-8000-0000000000ff";
  assert_round_fails (fixture, BELL_SYNC_ERROR_REFUSED);
}

static void
test_revoked_token (SyncFixture   *fixture,
                    gconstpointer  data)
{
  g_autofree char *id = NULL;

  sync_fixture_bootstrap (fixture);
  id = sync_fixture_commit_status (fixture, FIXTURE_TICKET, BELL_STATUS_PENDING);
  fixture->session_status = 401;
  assert_round_fails (fixture, BELL_SYNC_ERROR_UNAUTHORIZED);
  g_assert_cmpint (bell_sync_get_state (fixture->sync), ==, BELL_SYNC_STATE_NEEDS_SIGN_IN);
  g_assert_cmpint (sync_fixture_state (fixture, id), ==, BELL_OUTBOX_STATE_QUEUED);

  /* Signed in again, it goes out. */
  fixture->session_status = 0;
  bell_sync_set_token (fixture->sync, "secret");
  assert_round (fixture);
  g_assert_cmpint (sync_fixture_state (fixture, id), !=, BELL_OUTBOX_STATE_QUEUED);
}

/* What stands between asks for a sign-in of its own: that says nothing about ours. */
static void
test_signed_out_by_proxy (SyncFixture   *fixture,
                          gconstpointer  data)
{
  g_autofree char *id = NULL;

  sync_fixture_bootstrap (fixture);
  id = sync_fixture_commit_status (fixture, FIXTURE_TICKET, BELL_STATUS_PENDING);
  fixture->by_proxy = TRUE;
  fixture->session_status = 401;
  assert_round_fails (fixture, BELL_SYNC_ERROR_UNAVAILABLE);
  g_assert_cmpint (bell_sync_get_state (fixture->sync), !=, BELL_SYNC_STATE_NEEDS_SIGN_IN);
  fixture->session_status = 0;
  fixture->status = 401;
  assert_round_fails (fixture, BELL_SYNC_ERROR_UNAVAILABLE);
  g_assert_cmpint (sync_fixture_state (fixture, id), ==, BELL_OUTBOX_STATE_QUEUED);

  /* Nobody does anything, and it goes out. */
  fixture->status = 0;
  assert_round (fixture);
  g_assert_cmpint (sync_fixture_state (fixture, id), !=, BELL_OUTBOX_STATE_QUEUED);
}

static char *
answer_endless (SyncFixture        *fixture,
                const char         *name,
                const BellJsonNode *arguments)
{
  if (!g_str_equal (name, "Ticket/changes"))
    return NULL;

  return g_strdup ("{\"accountId\":\"" FIXTURE_ACCOUNT "\",\"oldState\":\"9-1\",\"newState\":\"9-1\",\"hasMoreChanges\":true,"
                   "\"created\":[],\"updated\":[],\"destroyed\":[]}");
}

static void
test_endless_changes (SyncFixture   *fixture,
                      gconstpointer  data)
{
  sync_fixture_bootstrap (fixture);
  fixture->answer = answer_endless;
  assert_round_fails (fixture, BELL_SYNC_ERROR_BROKEN);
  g_assert_cmpuint (fixture->bodies->len, ==, 1);
}

static char *
answer_no_echo (SyncFixture        *fixture,
                const char         *name,
                const BellJsonNode *arguments)
{
  if (!g_str_equal (name, "Ticket/changes"))
    return NULL;

  return g_strdup ("{\"accountId\":\"" FIXTURE_ACCOUNT "\",\"oldState\":\"3-1\",\"newState\":\"12-1\",\"hasMoreChanges\":false,"
                   "\"created\":[],\"updated\":[],\"destroyed\":[]}");
}

static void
test_old_state_no_echo (SyncFixture   *fixture,
                        gconstpointer  data)
{
  sync_fixture_bootstrap (fixture);
  fixture->answer = answer_no_echo;
  assert_round_fails (fixture, BELL_SYNC_ERROR_BROKEN);
  g_assert_cmpstr (bell_store_sync_get_state (fixture->store, BELL_TYPE_TICKET), ==, "9-1");
}

static char *
answer_expired (SyncFixture        *fixture,
                const char         *name,
                const BellJsonNode *arguments)
{
  /* Once: after the new snapshot all is well. */
  if (g_str_equal (name, "Ticket/changes") && fixture->modseq == 9)
    {
      fixture->modseq++;
      return g_strdup ("!cannotCalculateChanges");
    }

  return NULL;
}

static void
test_expired_state (SyncFixture   *fixture,
                    gconstpointer  data)
{
  g_autofree char *id = NULL;

  sync_fixture_bootstrap (fixture);
  id = sync_fixture_commit_status (fixture, FIXTURE_TICKET, BELL_STATUS_PENDING);
  fixture->answer = answer_expired;
  assert_round (fixture);
  g_assert_cmpuint (sync_fixture_count (fixture, "GET /jmap/snapshot"), ==, 1);
  g_assert_cmpuint (sync_fixture_count (fixture, id), ==, 1);
  g_assert_cmpint (count (fixture, BELL_TYPE_TICKET), ==, 2);
}

/* --- news --------------------------------------------------------------------- */

#define NEW_TICKET "T01926000-0000-7000-8000-00000000000a"

static char *
answer_news (SyncFixture        *fixture,
             const char         *name,
             const BellJsonNode *arguments)
{
  const char *since = bell_json_node_get_string (bell_json_node_get_member (arguments, "sinceState"));
  const char *path = bell_json_node_get_string (bell_json_node_get_member (bell_json_node_get_member (arguments, "#ids"), "path"));

  /* Two pages: a new ticket, then the end of another. */
  if (g_str_equal (name, "Ticket/changes") && g_str_equal (since, "9-1"))
    return g_strdup ("{\"accountId\":\"" FIXTURE_ACCOUNT "\",\"oldState\":\"9-1\",\"newState\":\"10-1\",\"hasMoreChanges\":true,"
                     "\"created\":[\"" NEW_TICKET "\"],\"updated\":[],\"destroyed\":[]}");

  if (g_str_equal (name, "Ticket/changes") && g_str_equal (since, "10-1"))
    return g_strdup ("{\"accountId\":\"" FIXTURE_ACCOUNT "\",\"oldState\":\"10-1\",\"newState\":\"11-1\",\"hasMoreChanges\":false,"
                     "\"created\":[],\"updated\":[],\"destroyed\":[\"" FIXTURE_TICKET "\"]}");

  if (g_str_equal (name, "Ticket/get") && g_str_equal (path, "/created") && fixture->modseq == 9)
    {
      fixture->modseq++;
      return g_strdup ("{\"accountId\":\"" FIXTURE_ACCOUNT "\",\"state\":\"10-1\",\"list\":[{\"id\":\"" NEW_TICKET "\",\"number\":3,"
                       "\"subject\":\"New\",\"status\":\"new\",\"requesterId\":\"" FIXTURE_PERSON "\"}],\"notFound\":[]}");
    }

  return NULL;
}

static void
test_news (SyncFixture   *fixture,
           gconstpointer  data)
{
  sync_fixture_bootstrap (fixture);
  fixture->answer = answer_news;
  assert_round (fixture);
  g_assert_cmpint (count (fixture, BELL_TYPE_TICKET), ==, 2);
  g_assert_cmpstr (bell_store_sync_get_state (fixture->store, BELL_TYPE_TICKET), ==, "11-1");
}

/* --- the outbox --------------------------------------------------------------- */

/* How many requests asked for this change to be done; others only name it as known. */
static guint
count_sent (SyncFixture *fixture,
            const char  *change_id)
{
  g_autofree char *part = g_strdup_printf (":\"%s\"", change_id);

  return sync_fixture_count (fixture, part);
}

static void
test_push (SyncFixture   *fixture,
           gconstpointer  data)
{
  g_autofree char *one = NULL;
  g_autofree char *two = NULL;

  sync_fixture_bootstrap (fixture);
  one = sync_fixture_commit_reply (fixture, FIXTURE_TICKET, "On my way", NULL);
  two = sync_fixture_commit_status (fixture, FIXTURE_TICKET, BELL_STATUS_PENDING);
  g_assert_cmpuint (bell_store_get_n_pending (fixture->store), ==, 2);
  assert_round (fixture);

  g_assert_cmpuint (count_sent (fixture, one), ==, 1);
  g_assert_cmpuint (count_sent (fixture, two), ==, 1);
  g_assert_cmpuint (sync_fixture_count (fixture, "changeIds"), >=, 1);
  g_assert_cmpuint (sync_fixture_count (fixture, "actedAt"), >=, 1);

  /* The server has them; the base has not heard of them yet. */
  g_assert_cmpint (sync_fixture_state (fixture, one), ==, BELL_OUTBOX_STATE_ACKNOWLEDGED);
  g_assert_cmpint (sync_fixture_state (fixture, two), ==, BELL_OUTBOX_STATE_ACKNOWLEDGED);

  /* After each connection they are sent once more, as the same changes, until
   * base holds them: the server may have been restored from before. */
  assert_round (fixture);
  g_assert_cmpuint (count_sent (fixture, one), ==, 2);
  g_assert_cmpint (sync_fixture_state (fixture, one), ==, BELL_OUTBOX_STATE_ACKNOWLEDGED);
}

static void
test_answer_lost (SyncFixture   *fixture,
                  gconstpointer  data)
{
  g_autofree char *id = NULL;

  sync_fixture_bootstrap (fixture);
  id = sync_fixture_commit_reply (fixture, FIXTURE_TICKET, "On my way", NULL);
  fixture->lose_answers = TRUE;
  assert_round_fails (fixture, BELL_SYNC_ERROR_UNREACHABLE);

  /* Sent once more, as the same change. */
  fixture->lose_answers = FALSE;
  assert_round (fixture);
  g_assert_cmpuint (count_sent (fixture, id), ==, 2);
  g_assert_cmpint (sync_fixture_state (fixture, id), ==, BELL_OUTBOX_STATE_ACKNOWLEDGED);
}

static char *
answer_refusal (SyncFixture        *fixture,
                const char         *name,
                const BellJsonNode *arguments)
{
  if (!g_str_equal (name, "Ticket/set"))
    return NULL;

  return g_strdup ("{\"accountId\":\"" FIXTURE_ACCOUNT "\",\"oldState\":\"9-1\",\"newState\":\"10-1\",\"notUpdated\":{\"" FIXTURE_TICKET "\":"
                   "{\"type\":\"stateMismatch\",\"description\":\"Somebody was faster.\"}}}");
}

static void
test_refused (SyncFixture   *fixture,
              gconstpointer  data)
{
  g_autofree char *bad = NULL;
  g_autofree char *good = NULL;

  sync_fixture_bootstrap (fixture);
  bad = sync_fixture_commit_status (fixture, FIXTURE_TICKET, BELL_STATUS_PENDING);
  good = sync_fixture_commit_reply (fixture, FIXTURE_TICKET, "On my way", NULL);
  fixture->answer = answer_refusal;
  assert_round (fixture);

  /* One is parked with its reason, and does not hold up the other. */
  g_assert_cmpint (sync_fixture_state (fixture, bad), ==, BELL_OUTBOX_STATE_PARKED);
  g_assert_cmpint (sync_fixture_state (fixture, good), ==, BELL_OUTBOX_STATE_ACKNOWLEDGED);
  g_assert_cmpuint (bell_store_get_n_refused (fixture->store), ==, 1);

  /* A parked one is not sent again by itself. */
  fixture->answer = NULL;
  assert_round (fixture);
  g_assert_cmpuint (count_sent (fixture, bad), ==, 1);
}

static char *
answer_poison (SyncFixture        *fixture,
               const char         *name,
               const BellJsonNode *arguments)
{
  const BellJsonNode *create = bell_json_node_get_member (arguments, "create");

  if (!g_str_equal (name, "Message/set"))
    return NULL;

  for (const BellJsonNode *node = bell_json_node_get_first (create); node != NULL; node = bell_json_node_get_next (node))
    if (g_strcmp0 (bell_json_node_get_string (bell_json_node_get_member (node, "body")), "poison") == 0)
      return g_strdup ("!invalidArguments");

  return NULL;
}

static void
test_poison (SyncFixture   *fixture,
             gconstpointer  data)
{
  g_autofree char *poison = NULL;
  g_autoptr (GPtrArray) good = g_ptr_array_new_with_free_func (g_free);

  /* The call as a whole is refused because of one in it. */
  sync_fixture_bootstrap (fixture);
  for (guint i = 0; i < 5; i++)
    g_ptr_array_add (good, sync_fixture_commit_reply (fixture, FIXTURE_TICKET, "good", NULL));
  poison = sync_fixture_commit_reply (fixture, "T01926000-0000-7000-8000-000000000004", "poison", NULL);
  for (guint i = 0; i < 5; i++)
    g_ptr_array_add (good, sync_fixture_commit_reply (fixture, "T01926000-0000-7000-8000-000000000004", "good", NULL));

  fixture->answer = answer_poison;
  assert_round (fixture);
  g_assert_cmpint (sync_fixture_state (fixture, poison), ==, BELL_OUTBOX_STATE_PARKED);
  for (guint i = 0; i < good->len; i++)
    g_assert_cmpint (sync_fixture_state (fixture, g_ptr_array_index (good, i)), ==, BELL_OUTBOX_STATE_ACKNOWLEDGED);
}

static void
on_blob (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  *(char **) user_data = bell_store_add_blob_finish (BELL_STORE (object), result, NULL);
  g_assert_nonnull (*(char **) user_data);
}

static void
test_attachment (SyncFixture   *fixture,
                 gconstpointer  data)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("hello", 5);
  g_autofree char *blob = NULL;
  g_autofree char *id = NULL;
  gboolean uploaded = FALSE;

  sync_fixture_bootstrap (fixture);
  bell_store_add_blob (fixture->store, bytes, "file.txt", "text/plain", NULL, on_blob, &blob);
  while (blob == NULL)
    g_main_context_iteration (NULL, TRUE);
  id = sync_fixture_commit_reply (fixture, FIXTURE_TICKET, "See the file", blob);
  assert_round (fixture);

  g_assert_cmpuint (fixture->uploads->len, ==, 1);
  g_assert_true (g_bytes_equal (g_ptr_array_index (fixture->uploads, 0), bytes));
  g_assert_cmpint (sync_fixture_state (fixture, id), ==, BELL_OUTBOX_STATE_ACKNOWLEDGED);

  /* The file goes before what needs it. */
  for (guint i = 0; i < fixture->requests->len; i++)
    if (strstr (g_ptr_array_index (fixture->requests, i), "/jmap/upload") != NULL)
      uploaded = TRUE;
  g_assert_true (uploaded);
}

static void
test_listening (SyncFixture   *fixture,
                gconstpointer  data)
{
  g_autofree char *id = NULL;

  /* Started, with a server that has no event stream: it is live all the same,
   * and what is written goes out by itself. */
  bell_sync_start (fixture->sync);
  while (bell_sync_get_state (fixture->sync) != BELL_SYNC_STATE_LIVE)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (bell_sync_get_last_live_at (fixture->sync), !=, BELL_TIME_UNSET);

  id = sync_fixture_commit_status (fixture, FIXTURE_TICKET, BELL_STATUS_PENDING);
  while (sync_fixture_state (fixture, id) != BELL_OUTBOX_STATE_ACKNOWLEDGED)
    g_main_context_iteration (NULL, TRUE);

  bell_sync_stop (fixture->sync);
  g_assert_cmpint (bell_sync_get_state (fixture->sync), ==, BELL_SYNC_STATE_OFFLINE);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) \
  g_test_add ("/sync/engine/" path, SyncFixture, NULL, sync_fixture_set_up, function, sync_fixture_tear_down)
  ADD ("bootstrap", test_bootstrap);
  ADD ("snapshot-cut", test_snapshot_cut);
  ADD ("snapshot-wrong-counts", test_snapshot_wrong_counts);
  ADD ("snapshot-garbage", test_snapshot_garbage);
  ADD ("server-fault", test_server_fault);
  ADD ("not-json", test_not_json);
  ADD ("other-organisation", test_other_organisation);
  ADD ("revoked-token", test_revoked_token);
  ADD ("signed-out-by-proxy", test_signed_out_by_proxy);
  ADD ("endless-changes", test_endless_changes);
  ADD ("old-state-no-echo", test_old_state_no_echo);
  ADD ("expired-state", test_expired_state);
  ADD ("news", test_news);
  ADD ("push", test_push);
  ADD ("answer-lost", test_answer_lost);
  ADD ("refused", test_refused);
  ADD ("poison", test_poison);
  ADD ("attachment", test_attachment);
  ADD ("listening", test_listening);
#undef ADD

  return g_test_run ();
}
