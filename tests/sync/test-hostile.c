/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gstdio.h>
#include <string.h>

#include "bell-compression.h"
#include "bell-snapshot.h"
#include "sync-fixture.h"

/* A server that means harm, or is out of its mind. Whatever it says, the
 * program goes on, the work of its person is kept, and nothing is written
 * where it should not be. */

#define N_TICKETS 120
#define STATES "\"Principal\":\"9-1\",\"Team\":\"9-1\",\"Ticket\":\"9-1\",\"Message\":\"9-1\",\"Change\":\"9-1\""

static void
make_ticket_id (char  *id,
                guint  number)
{
  g_snprintf (id, 40, "T01926000-0000-7000-8000-%012u", number);
}

static char *
make_snapshot (guint n_tickets)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text,
                          "{\"snapshot\":{\"states\":{" STATES "},\"counts\":{\"Principal\":1,\"Ticket\":%u}}}\n"
                          "{\"t\":\"Principal\",\"o\":{\"id\":\"" FIXTURE_PERSON "\",\"name\":\"Mia\",\"email\":\"m@example.org\","
                          "\"role\":\"agent\",\"active\":true}}\n", n_tickets);
  for (guint i = 0; i < n_tickets; i++)
    {
      char id[40];

      make_ticket_id (id, i);
      g_string_append_printf (text, "{\"t\":\"Ticket\",\"o\":{\"id\":\"%s\",\"number\":%u,\"subject\":\"No coffee\",\"status\":\"new\","
                              "\"requesterId\":\"" FIXTURE_PERSON "\"}}\n", id, i);
    }
  g_string_append_printf (text, "{\"end\":{\"counts\":{\"Principal\":1,\"Ticket\":%u}}}\n", n_tickets);

  return g_string_free (text, FALSE);
}

static void
on_count (GObject      *object,
          GAsyncResult *result,
          gpointer      data)
{
  *(gint64 *) data = bell_store_count_finish (BELL_STORE (object), result, NULL);
}

static gint64
count_tickets (SyncFixture *fixture)
{
  g_autoptr (BellQuery) query = bell_query_new (BELL_TYPE_TICKET, NULL);
  gint64 n = -2;

  bell_store_count (fixture->store, query, NULL, on_count, &n);
  while (n == -2)
    g_main_context_iteration (NULL, TRUE);

  return n;
}

/* --- everything is gone ----------------------------------------------------------- */

static char *
answer_all_destroyed (SyncFixture        *fixture,
                      const char         *name,
                      const BellJsonNode *arguments)
{
  const char *since = bell_json_node_get_string (bell_json_node_get_member (arguments, "sinceState"));
  GString *text;

  if (!g_str_equal (name, "Ticket/changes") || !g_str_equal (since, "9-1") || fixture->modseq > 9)
    return NULL;

  fixture->modseq++;
  text = g_string_new ("{\"accountId\":\"" FIXTURE_ACCOUNT "\",\"oldState\":\"9-1\",\"newState\":\"10-1\",\"hasMoreChanges\":false,"
                       "\"created\":[],\"updated\":[],\"destroyed\":[");
  for (guint i = 0; i < N_TICKETS; i++)
    {
      char id[40];

      make_ticket_id (id, i);
      g_string_append_printf (text, "%s\"%s\"", i > 0 ? "," : "", id);
    }
  g_string_append (text, "]}");

  return g_string_free (text, FALSE);
}

static void
test_everything_destroyed (SyncFixture   *fixture,
                           gconstpointer  data)
{
  g_autofree char *snapshot = make_snapshot (N_TICKETS);
  g_autofree char *change = NULL;
  char id[40];

  fixture->snapshot = snapshot;
  sync_fixture_bootstrap (fixture);
  g_assert_cmpint (count_tickets (fixture), ==, N_TICKETS);
  make_ticket_id (id, 7);
  fixture->answer = answer_all_destroyed;
  g_assert_true (sync_fixture_round (fixture, NULL));

  /* It was asked for all of it once more, and said otherwise then. */
  g_assert_cmpuint (sync_fixture_count (fixture, "GET /jmap/snapshot"), ==, 1);
  g_assert_cmpint (count_tickets (fixture), ==, N_TICKETS);
  change = sync_fixture_commit_status (fixture, id, BELL_STATUS_OPEN);
  g_assert_true (sync_fixture_round (fixture, NULL));
}

/* --- it never ends ---------------------------------------------------------------- */

static char *
answer_rising (SyncFixture        *fixture,
               const char         *name,
               const BellJsonNode *arguments)
{
  const char *since = bell_json_node_get_string (bell_json_node_get_member (arguments, "sinceState"));

  if (!g_str_equal (name, "Ticket/changes"))
    return NULL;

  return g_strdup_printf ("{\"accountId\":\"" FIXTURE_ACCOUNT "\",\"oldState\":\"%s\",\"newState\":\"%d-1\",\"hasMoreChanges\":true,"
                          "\"created\":[],\"updated\":[],\"destroyed\":[]}", since, ++fixture->modseq);
}

static void
test_endless_more_changes (SyncFixture   *fixture,
                           gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  sync_fixture_bootstrap (fixture);
  fixture->answer = answer_rising;
  g_assert_false (sync_fixture_round (fixture, &error));
  g_assert_nonnull (error);
  g_assert_cmpint (bell_sync_get_state (fixture->sync), ==, BELL_SYNC_STATE_FAILED);
  g_assert_cmpuint (fixture->bodies->len, <, 3100);
}

/* --- values of other types ----------------------------------------------------------- */

static const char *const wrong[] = {
  "{\"id\":7}",
  "{\"id\":\"" FIXTURE_TICKET "\",\"subject\":{\"a\":1}}",
  "{\"id\":\"" FIXTURE_TICKET "\",\"tags\":\"vip\"}",
  "{\"id\":\"" FIXTURE_TICKET "\",\"number\":1e308}",
  "{\"id\":\"" FIXTURE_TICKET "\",\"createdAt\":\"yesterday\"}",
  "{\"id\":\"" FIXTURE_TICKET "\",\"status\":[]}",
  "{\"id\":\"../../../etc/passwd\",\"subject\":\"x\"}",
  "{\"id\":\"M01926000-0000-7000-8000-000000000003\",\"subject\":\"x\"}",
  "null",
  "[[[[]]]]",
};

static guint turn;

static char *
answer_wrong (SyncFixture        *fixture,
              const char         *name,
              const BellJsonNode *arguments)
{
  const char *since = bell_json_node_get_string (bell_json_node_get_member (arguments, "sinceState"));

  if (g_str_equal (name, "Ticket/changes"))
    return g_strdup_printf ("{\"accountId\":\"" FIXTURE_ACCOUNT "\",\"oldState\":\"%s\",\"newState\":\"10-1\",\"hasMoreChanges\":false,"
                            "\"created\":[\"" FIXTURE_TICKET "\"],\"updated\":[],\"destroyed\":[]}", since);
  if (g_str_equal (name, "Ticket/get"))
    return g_strdup_printf ("{\"accountId\":\"" FIXTURE_ACCOUNT "\",\"state\":\"10-1\",\"list\":[%s],\"notFound\":[]}", wrong[turn]);

  return NULL;
}

static void
test_wrong_types (SyncFixture   *fixture,
                  gconstpointer  data)
{
  g_autofree char *change = NULL;

  sync_fixture_bootstrap (fixture);
  change = sync_fixture_commit_status (fixture, FIXTURE_TICKET, BELL_STATUS_PENDING);
  fixture->answer = answer_wrong;
  for (turn = 0; turn < G_N_ELEMENTS (wrong); turn++)
    {
      g_autoptr (GError) error = NULL;

      if (sync_fixture_round (fixture, &error))
        g_test_message ("taken: %s", wrong[turn]);
      g_assert_false (bell_sync_get_state (fixture->sync) == BELL_SYNC_STATE_LIVE && error != NULL);
      g_assert_cmpint (count_tickets (fixture), ==, 2);
    }
}

/* --- ids that climb ------------------------------------------------------------------- */

static void
test_ids_that_climb_paths (SyncFixture   *fixture,
                           gconstpointer  data)
{
  static const char *const ids[] = {
    "../../outbox.db", "B../../../../etc/passwd", "/etc/passwd", "B", "",
    "Bffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff/../",
  };

  sync_fixture_bootstrap (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autofree char *snapshot = g_strdup_printf (
        "{\"snapshot\":{\"states\":{" STATES "},\"counts\":{\"Message\":1}}}\n"
        "{\"t\":\"Message\",\"o\":{\"id\":\"M01926000-0000-7000-8000-000000000005\",\"ticketId\":\"" FIXTURE_TICKET "\",\"kind\":\"reply\","
        "\"body\":\"x\",\"attachments\":[{\"blobId\":\"%s\",\"name\":\"../x\",\"type\":\"a/b\",\"size\":1}]}}\n"
        "{\"end\":{\"counts\":{\"Message\":1}}}\n", ids[i]);
      g_autoptr (BellSnapshotReader) reader = bell_snapshot_reader_new (BELL_SNAPSHOT_MAX_LINE);
      g_autoptr (GError) error = NULL;
      BellSnapshotEvent token;

      bell_snapshot_reader_push (reader, snapshot, strlen (snapshot));
      do
        token = bell_snapshot_reader_next (reader, &error);
      while (token != BELL_SNAPSHOT_ERROR && token != BELL_SNAPSHOT_END && token != BELL_SNAPSHOT_NEED_MORE);
      g_assert_cmpint (token, ==, BELL_SNAPSHOT_ERROR);
    }
}

/* --- little that becomes much ------------------------------------------------------------ */

static void
test_expansion_bomb (SyncFixture   *fixture,
                     gconstpointer  data)
{
  gsize size = 256 * 1024 * 1024;
  g_autofree char *zeros = g_malloc0 (size);
  g_autoptr (GBytes) plain = NULL;
  g_autoptr (GError) error = NULL;

  memset (zeros, ' ', size);
  plain = g_bytes_new_static (zeros, size);
  fixture->snapshot_zstd = bell_compress_bytes (plain, 3);
  g_assert_cmpuint (g_bytes_get_size (fixture->snapshot_zstd), <, 64 * 1024);

  /* One line of it is longer than a line may be, and is not gathered to its end. */
  g_assert_false (sync_fixture_round (fixture, &error));
  g_assert_error (error, BELL_SYNC_ERROR, BELL_SYNC_ERROR_TOO_LARGE);
  g_clear_pointer (&fixture->snapshot_zstd, g_bytes_unref);
}

/* Says that it has one ticket, and goes on and on: with tickets, or with lines that
 * mean nothing. Compressed it would be next to nothing. */
static void
test_endless_snapshot (SyncFixture   *fixture,
                       gconstpointer  data)
{
  for (guint i = 0; i < 2; i++)
    {
      GString *text = g_string_new ("{\"snapshot\":{\"states\":{" STATES "},\"counts\":{\"Principal\":1,\"Ticket\":1}}}\n");
      g_autoptr (GError) error = NULL;

      for (guint j = 0; j < 20000; j++)
        {
          char id[40];

          make_ticket_id (id, j);
          if (i == 0)
            g_string_append_printf (text, "{\"t\":\"Ticket\",\"o\":{\"id\":\"%s\",\"number\":%u,\"subject\":\"No end\",\"status\":\"new\","
                                    "\"requesterId\":\"" FIXTURE_PERSON "\"}}\n", id, j);
          else
            g_string_append (text, "{}\n");
        }
      fixture->snapshot = text->str;
      g_assert_false (sync_fixture_round (fixture, &error));
      g_assert_error (error, BELL_SYNC_ERROR, BELL_SYNC_ERROR_BROKEN);
      g_assert_nonnull (strstr (error->message, "more than it says"));
      fixture->snapshot = NULL;
      g_string_free (text, TRUE);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) \
  g_test_add ("/sync/hostile/" path, SyncFixture, NULL, sync_fixture_set_up, function, sync_fixture_tear_down)
  ADD ("everything-destroyed", test_everything_destroyed);
  ADD ("endless-more-changes", test_endless_more_changes);
  ADD ("wrong-types", test_wrong_types);
  ADD ("ids-that-climb-paths", test_ids_that_climb_paths);
  ADD ("expansion-bomb", test_expansion_bomb);
  ADD ("endless-snapshot", test_endless_snapshot);
#undef ADD

  return g_test_run ();
}
