/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Rights that change while people work: rows come and go, what was never in
 * sight is never named, and what somebody has written stays theirs. */

#include <string.h>

#include "bell-database.h"
#include "sync-peer.h"

typedef struct
{
  BellTestServer *server;
  Peer *admin;
  Peer *requester;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->server = bell_test_server_new ();
  fixture->admin = peer_new (fixture->server, BELL_TEST_ADMIN, NULL);
  fixture->requester = peer_new (fixture->server, BELL_TEST_STRANGER, NULL);
  peer_round (fixture->admin);
  peer_round (fixture->requester);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  peer_free (fixture->requester);
  peer_free (fixture->admin);
  bell_test_server_free (fixture->server);
}

static void
watch (Fixture    *fixture,
       const char *ticket_id,
       gboolean    watching)
{
  BellPatch *patch = bell_patch_new (BELL_TYPE_TICKET);
  const char *who = bell_test_server_get_person (fixture->server, BELL_TEST_STRANGER);

  if (watching)
    bell_patch_add_member (patch, BELL_TICKET_WATCHERS, who);
  else
    bell_patch_remove_member (patch, BELL_TICKET_WATCHERS, who);
  peer_update (fixture->admin, BELL_TYPE_TICKET, ticket_id, patch);
  peer_round (fixture->admin);
}

static gboolean
sees (Peer       *peer,
      BellType    type,
      const char *id)
{
  g_autoptr (BellRecord) record = peer_lookup (peer, type, id);

  return record != NULL;
}

/* A watcher sees a ticket from when they watch it to when they do not; notes never. */
static void
test_watching (Fixture       *fixture,
               gconstpointer  data)
{
  g_autofree char *id = peer_create_ticket (fixture->admin, "Somebody else's");
  g_autofree char *hidden = peer_create_ticket (fixture->admin, "Never seen");
  g_autofree char *reply = peer_write (fixture->admin, id, BELL_MESSAGE_KIND_REPLY, "Public");
  g_autofree char *note = peer_write (fixture->admin, id, BELL_MESSAGE_KIND_NOTE, "Private");
  g_autofree char *written = NULL;
  g_autofree char *parked = NULL;
  g_autoptr (BellConflict) conflict = NULL;
  const BellPatchEntry *body;

  peer_round (fixture->admin);
  peer_round (fixture->requester);
  g_assert_false (sees (fixture->requester, BELL_TYPE_TICKET, id));

  watch (fixture, id, TRUE);
  peer_round (fixture->requester);
  g_assert_true (sees (fixture->requester, BELL_TYPE_TICKET, id));
  g_assert_true (sees (fixture->requester, BELL_TYPE_MESSAGE, reply));
  g_assert_false (sees (fixture->requester, BELL_TYPE_MESSAGE, note));
  g_assert_false (sees (fixture->requester, BELL_TYPE_TICKET, hidden));

  /* Written with no network, while they are taken off the list. */
  written = peer_write (fixture->requester, id, BELL_MESSAGE_KIND_REPLY, "My own words");
  watch (fixture, id, FALSE);
  peer_round (fixture->requester);
  g_assert_false (sees (fixture->requester, BELL_TYPE_TICKET, id));
  g_assert_false (sees (fixture->requester, BELL_TYPE_MESSAGE, reply));
  parked = peer_find_parked (fixture->requester);
  g_assert_nonnull (parked);
  conflict = peer_get_conflict (fixture->requester, parked);
  body = bell_patch_find (bell_change_get_patch (conflict->change), bell_message_property (BELL_MESSAGE_BODY));
  g_assert_cmpstr (g_variant_get_string (body->value, NULL), ==, "My own words");

  /* And back again, with what happened meanwhile. */
  watch (fixture, id, TRUE);
  peer_round (fixture->requester);
  g_assert_true (sees (fixture->requester, BELL_TYPE_TICKET, id));
  g_assert_true (sees (fixture->requester, BELL_TYPE_MESSAGE, reply));
  peer_reapply (fixture->requester, parked);
  peer_round (fixture->requester);
  g_assert_cmpuint (peer_count_outbox (fixture->requester), ==, 0);
  peer_round (fixture->admin);
  g_assert_true (sees (fixture->admin, BELL_TYPE_MESSAGE, written));
}

/* On the wire: what was never in sight is neither changed nor destroyed for a reader. */
static void
test_changes_name_nothing_hidden (Fixture       *fixture,
                                  gconstpointer  data)
{
  g_autofree char *token = bell_test_server_sign_in (fixture->server, BELL_TEST_STRANGER);
  g_autofree char *before = bell_test_server_api (fixture->server, token,
    "[[\"Ticket/get\",{\"accountId\":\"@account\",\"ids\":[]},\"t\"],[\"Message/get\",{\"accountId\":\"@account\",\"ids\":[]},\"m\"],[\"Change/get\",{\"accountId\":\"@account\",\"ids\":[]},\"c\"]]");
  g_autofree char *hidden = peer_create_ticket (fixture->admin, "Never seen");
  g_autofree char *seen = peer_create_ticket (fixture->admin, "Seen for a while");
  g_autofree char *note = peer_write (fixture->admin, hidden, BELL_MESSAGE_KIND_NOTE, "Private");
  static const char *const types[] = { "Ticket", "Message", "Change" };
  const char *at = before;

  peer_round (fixture->admin);
  watch (fixture, seen, TRUE);
  watch (fixture, seen, FALSE);
  peer_commit (fixture->admin, bell_store_new_change (fixture->admin->store, BELL_CHANGE_KIND_DESTROY, BELL_TYPE_TICKET, hidden, NULL, NULL));
  peer_round (fixture->admin);

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autofree char *state = NULL;
      g_autofree char *calls = NULL;
      g_autofree char *answer = NULL;
      const char *end;

      at = strstr (at, "\"state\":\"");
      g_assert_nonnull (at);
      at += strlen ("\"state\":\"");
      end = strchr (at, '"');
      state = g_strndup (at, (gsize) (end - at));
      calls = g_strdup_printf ("[[\"%s/changes\",{\"accountId\":\"@account\",\"sinceState\":\"%s\"},\"c\"]]", types[i], state);
      answer = bell_test_server_api (fixture->server, token, calls);
      g_assert_nonnull (strstr (answer, "\"newState\""));
      g_assert_null (strstr (answer, hidden));
      g_assert_null (strstr (answer, note));
    }
}

/* An agent becomes a requester and then an agent again. */
static void
test_role (Fixture       *fixture,
           gconstpointer  data)
{
  Peer *agent = peer_new (fixture->server, BELL_TEST_AGENT, NULL);
  const char *who = bell_test_server_get_person (fixture->server, BELL_TEST_AGENT);
  g_autofree char *id = peer_create_ticket (fixture->admin, "A ticket");
  g_autofree char *note = peer_write (fixture->admin, id, BELL_MESSAGE_KIND_NOTE, "Private");
  g_autofree char *written = NULL;
  g_autofree char *parked = NULL;
  BellPatch *patch = bell_patch_new (BELL_TYPE_PRINCIPAL);

  peer_round (fixture->admin);
  peer_round (agent);
  g_assert_true (sees (agent, BELL_TYPE_MESSAGE, note));

  written = peer_write (agent, id, BELL_MESSAGE_KIND_NOTE, "Unsent");
  bell_patch_set_integer (patch, BELL_PRINCIPAL_ROLE, BELL_ROLE_REQUESTER);
  peer_update (fixture->admin, BELL_TYPE_PRINCIPAL, who, patch);
  peer_round (fixture->admin);
  peer_round (agent);
  g_assert_cmpint (bell_store_get_role (agent->store), ==, BELL_ROLE_REQUESTER);
  g_assert_false (sees (agent, BELL_TYPE_TICKET, id));
  g_assert_false (sees (agent, BELL_TYPE_MESSAGE, note));
  parked = peer_find_parked (agent);
  g_assert_nonnull (parked);

  patch = bell_patch_new (BELL_TYPE_PRINCIPAL);
  bell_patch_set_integer (patch, BELL_PRINCIPAL_ROLE, BELL_ROLE_AGENT);
  peer_update (fixture->admin, BELL_TYPE_PRINCIPAL, who, patch);
  peer_round (fixture->admin);
  peer_round (agent);
  g_assert_true (sees (agent, BELL_TYPE_MESSAGE, note));
  peer_reapply (agent, parked);
  peer_round (agent);
  g_assert_cmpuint (peer_count_outbox (agent), ==, 0);
  peer_free (agent);
}

static gboolean
is_in_team (Fixture *fixture,
            Peer    *peer)
{
  const char *const *teams = bell_store_get_actor (peer->store).teams;

  return teams != NULL && g_strv_contains (teams, bell_test_server_get_team (fixture->server));
}

/* Which teams somebody is in is theirs at once, without a new sign-in; what they
 * work on stays where it was for them when it moves between teams. */
static void
test_team (Fixture       *fixture,
           gconstpointer  data)
{
  Peer *agent = peer_new (fixture->server, BELL_TEST_AGENT, NULL);
  const char *who = bell_test_server_get_person (fixture->server, BELL_TEST_AGENT);
  const char *team = bell_test_server_get_team (fixture->server);
  g_autofree char *id = peer_create_ticket (fixture->admin, "A ticket");
  g_autofree char *written = NULL;
  gboolean was_in;

  peer_round (fixture->admin);
  peer_round (agent);
  was_in = is_in_team (fixture, agent);
  for (guint i = 0; i < 2; i++)
    {
      BellPatch *person = bell_patch_new (BELL_TYPE_PRINCIPAL);
      BellPatch *ticket = bell_patch_new (BELL_TYPE_TICKET);
      gboolean joins = (i == 0) != was_in;

      g_free (written);
      written = peer_write (agent, id, BELL_MESSAGE_KIND_NOTE, "Meanwhile");
      if (joins)
        bell_patch_add_member (person, BELL_PRINCIPAL_TEAMS, team);
      else
        bell_patch_remove_member (person, BELL_PRINCIPAL_TEAMS, team);
      bell_patch_set_text (ticket, BELL_TICKET_TEAM_ID, joins ? NULL : team);
      peer_update (fixture->admin, BELL_TYPE_PRINCIPAL, who, person);
      peer_update (fixture->admin, BELL_TYPE_TICKET, id, ticket);
      peer_round (fixture->admin);
      peer_round (agent);
      g_assert_cmpint (is_in_team (fixture, agent), ==, joins);
      g_assert_true (sees (agent, BELL_TYPE_TICKET, id));
      g_assert_cmpuint (peer_count_outbox (agent), ==, 0);
      peer_round (fixture->requester);
      g_assert_false (sees (fixture->requester, BELL_TYPE_TICKET, id));
    }
  peer_free (agent);
}

static void
assert_signed_out (Peer *peer)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (peer_try_round (peer, &error));
  g_assert_error (error, BELL_SYNC_ERROR, BELL_SYNC_ERROR_UNAUTHORIZED);
}

/* The first token of a person, as the administrator sees it. */
static char *
find_token (Fixture    *fixture,
            const char *email)
{
  g_autofree char *output = NULL;
  g_auto (GStrv) lines = NULL;

  g_assert_cmpint (bell_test_server_run (fixture->server, NULL, &output, "token", "list", NULL), ==, 0);
  lines = g_strsplit (output, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (strstr (lines[i], email) != NULL && strstr (lines[i], "revoked") == NULL)
      {
        g_auto (GStrv) words = g_strsplit (lines[i], "\t", -1);

        return g_strdup (words[0]);
      }
  g_error ("%s has no token: %s", email, output);
}

/* Whether a file of the copy, or of its journal, has these words in it; the outbox
 * is its owner's and stays. */
static gboolean
copy_holds (Peer       *peer,
            const char *words)
{
  g_autoptr (GDir) dir = g_dir_open (peer->folder, 0, NULL);
  gboolean found = FALSE;
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (peer->folder, name, NULL);
      g_autofree char *content = NULL;
      gsize length;

      if (!g_str_has_prefix (name, "outbox.db") && g_file_get_contents (path, &content, &length, NULL))
        found |= memmem (content, length, words, strlen (words)) != NULL;
    }

  return found;
}

/* A lost laptop: its copy goes, and what was written on it is shown to nobody
 * before its owner signs in; then it goes out. */
static void
test_revoked_device (Fixture       *fixture,
                     gconstpointer  data)
{
  Peer *agent = peer_new (fixture->server, BELL_TEST_AGENT, NULL);
  g_autofree char *id = peer_create_ticket (fixture->admin, "A secret");
  g_autofree char *written = NULL;
  g_autofree char *token = NULL;
  g_autoptr (BellDraft) draft = NULL;
  g_autoptr (GError) error = NULL;

  peer_round (fixture->admin);
  peer_round (agent);
  written = peer_write (agent, id, BELL_MESSAGE_KIND_NOTE, "Unsent words");
  draft = bell_draft_new ("draft", "note", "A draft");
  bell_store_save_draft (agent->store, draft);
  g_assert_true (sees (agent, BELL_TYPE_TICKET, id));
  g_assert_true (copy_holds (agent, "A secret"));

  /* A server that runs remembers a sign-in for a moment. */
  bell_test_server_stop (fixture->server);
  token = find_token (fixture, BELL_TEST_AGENT);
  g_assert_cmpint (bell_test_server_run (fixture->server, NULL, NULL, "token", "revoke", token, NULL), ==, 0);
  bell_test_server_start (fixture->server);
  assert_signed_out (agent);
  PEER_WAIT_UNTIL (bell_store_is_sealed (agent->store));
  g_assert_false (sees (agent, BELL_TYPE_TICKET, id));
  g_assert_false (sees (agent, BELL_TYPE_MESSAGE, written));
  g_assert_cmpuint (peer_count_outbox (agent), ==, 0);
  g_assert_null (bell_store_load_draft (agent->store, "draft"));

  g_assert_false (copy_holds (agent, "A secret"));

  /* Also for the next program that opens the files, and in the files themselves. */
  peer_close (agent);
  g_assert_false (copy_holds (agent, "A secret"));
  peer_open (agent);
  g_assert_true (bell_store_is_sealed (agent->store));
  g_assert_cmpuint (peer_count_outbox (agent), ==, 0);
  g_assert_false (sees (agent, BELL_TYPE_MESSAGE, written));
  assert_signed_out (agent);

  peer_sign_in (agent, &error);
  PEER_WAIT_UNTIL (!bell_store_is_sealed (agent->store));
  PEER_WAIT_UNTIL (peer_count_outbox (agent) == 1);
  g_assert_nonnull (bell_store_load_draft (agent->store, "draft"));
  peer_round (agent);
  g_assert_cmpuint (peer_count_outbox (agent), ==, 0);
  g_assert_true (sees (agent, BELL_TYPE_TICKET, id));
  peer_round (fixture->admin);
  g_assert_true (sees (fixture->admin, BELL_TYPE_MESSAGE, written));
  peer_free (agent);
}

static void
change_outbox (Peer       *peer,
               const char *script)
{
  g_autofree char *path = g_build_filename (peer->folder, "outbox.db", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (BellDatabase) outbox = bell_database_open (path, BELL_DATABASE_CREATE, &error);

  g_assert_no_error (error);
  bell_database_execute_script (outbox, script, &error);
  g_assert_no_error (error);
}

static void
keep_result (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* What keeps a revoked device from taking its copy away passes: it is done then. */
static void
test_revoked_device_cannot_seal (Fixture       *fixture,
                                 gconstpointer  data)
{
  Peer *agent = peer_new (fixture->server, BELL_TEST_AGENT, NULL);
  g_autofree char *id = peer_create_ticket (fixture->admin, "A secret");
  g_autofree char *token = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  peer_round (fixture->admin);
  peer_round (agent);
  bell_test_server_stop (fixture->server);
  token = find_token (fixture, BELL_TEST_AGENT);
  g_assert_cmpint (bell_test_server_run (fixture->server, NULL, NULL, "token", "revoke", token, NULL), ==, 0);
  bell_test_server_start (fixture->server);

  change_outbox (agent, "CREATE TRIGGER obstacle BEFORE INSERT ON setting WHEN NEW.name = 'sealed' BEGIN SELECT RAISE (ABORT, 'not now'); END;");
  g_test_expect_message ("bell-sync", G_LOG_LEVEL_WARNING, "*cannot be taken away yet*");
  assert_signed_out (agent);
  bell_store_flush (agent->store, NULL, keep_result, &result);
  PEER_WAIT_UNTIL (result != NULL);
  g_test_assert_expected_messages ();
  g_assert_false (bell_store_is_sealed (agent->store));
  change_outbox (agent, "DROP TRIGGER obstacle;");

  PEER_WAIT_UNTIL (bell_store_is_sealed (agent->store));
  g_assert_false (sees (agent, BELL_TYPE_TICKET, id));
  peer_free (agent);
}

static void
test_disabled_person (Fixture       *fixture,
                      gconstpointer  data)
{
  Peer *agent = peer_new (fixture->server, BELL_TEST_AGENT, NULL);
  g_autofree char *id = peer_create_ticket (fixture->admin, "A ticket");
  g_autofree char *written = NULL;
  g_autoptr (GError) error = NULL;

  peer_round (fixture->admin);
  peer_round (agent);
  written = peer_write (agent, id, BELL_MESSAGE_KIND_NOTE, "Unsent words");
  bell_test_server_stop (fixture->server);
  g_assert_cmpint (bell_test_server_run (fixture->server, NULL, NULL, "user", "disable", BELL_TEST_AGENT, NULL), ==, 0);
  bell_test_server_start (fixture->server);
  assert_signed_out (agent);
  PEER_WAIT_UNTIL (bell_store_is_sealed (agent->store));
  g_assert_false (sees (agent, BELL_TYPE_TICKET, id));
  g_assert_false (peer_sign_in (agent, NULL));

  g_assert_cmpint (bell_test_server_run (fixture->server, NULL, NULL, "user", "enable", BELL_TEST_AGENT, NULL), ==, 0);
  peer_sign_in (agent, &error);
  g_assert_no_error (error);
  PEER_WAIT_UNTIL (peer_count_outbox (agent) == 1);
  peer_round (agent);
  g_assert_cmpuint (peer_count_outbox (agent), ==, 0);
  peer_free (agent);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add ("/access/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("watching", test_watching);
  ADD ("changes-name-nothing-hidden", test_changes_name_nothing_hidden);
  ADD ("role", test_role);
  ADD ("team", test_team);
  ADD ("revoked-device", test_revoked_device);
  ADD ("revoked-device-cannot-seal", test_revoked_device_cannot_seal);
  ADD ("disabled-person", test_disabled_person);
#undef ADD

  return g_test_run ();
}
