/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "sync-fixture.h"

#include <string.h>

#include "bell-session.h"
#include "bell-store-sync.h"
#include "bell-test-folder.h"

#define TYPE_SCRIPT_TRANSPORT (script_transport_get_type ())
G_DECLARE_FINAL_TYPE (ScriptTransport, script_transport, SCRIPT, TRANSPORT, BellTransport)

struct _ScriptTransport
{
  BellTransport parent_instance;
  SyncFixture *fixture;
};

G_DEFINE_FINAL_TYPE (ScriptTransport, script_transport, BELL_TYPE_TRANSPORT)

/* Five objects: a person, a team, two tickets, a message; and a change. */
const char sync_fixture_snapshot[] =
  "{\"snapshot\":{\"states\":{\"Principal\":\"9-1\",\"Team\":\"9-1\",\"Ticket\":\"9-1\",\"Message\":\"9-1\",\"Article\":\"9-1\","
  "\"View\":\"9-1\",\"Change\":\"9-1\"},\"counts\":{\"Principal\":1,\"Team\":1,\"Ticket\":2,\"Message\":1,\"Article\":0,\"View\":0,\"Change\":0}}}\n"
  "{\"t\":\"Principal\",\"o\":{\"id\":\"" FIXTURE_PERSON "\",\"name\":\"Mia Muster\",\"email\":\"mia@example.org\",\"role\":\"agent\",\"active\":true}}\n"
  "{\"t\":\"Team\",\"o\":{\"id\":\"G01926000-0000-7000-8000-000000000009\",\"name\":\"First line\",\"tier\":1}}\n"
  "{\"cursor\":\"after-people\"}\n"
  "{\"t\":\"Ticket\",\"o\":{\"id\":\"" FIXTURE_TICKET "\",\"number\":1,\"subject\":\"The printer burns\",\"status\":\"open\","
  "\"requesterId\":\"" FIXTURE_PERSON "\",\"createdAt\":\"2026-11-21T09:00:00Z\",\"updatedAt\":\"2026-11-21T09:00:00Z\"}}\n"
  "{\"t\":\"Message\",\"o\":{\"id\":\"M01926000-0000-7000-8000-000000000005\",\"ticketId\":\"" FIXTURE_TICKET "\",\"kind\":\"reply\","
  "\"authorId\":\"" FIXTURE_PERSON "\",\"body\":\"Help\",\"writtenAt\":\"2026-11-21T09:00:00Z\"}}\n"
  "{\"cursor\":\"after-one\"}\n"
  "{\"t\":\"Ticket\",\"o\":{\"id\":\"T01926000-0000-7000-8000-000000000004\",\"number\":2,\"subject\":\"No coffee\",\"status\":\"new\","
  "\"requesterId\":\"" FIXTURE_PERSON "\",\"createdAt\":\"2026-11-21T09:00:00Z\",\"updatedAt\":\"2026-11-21T09:00:00Z\"}}\n"
  "{\"end\":{\"counts\":{\"Principal\":1,\"Team\":1,\"Ticket\":2,\"Message\":1,\"Article\":0,\"View\":0,\"Change\":0}}}\n";

/* --- the server ------------------------------------------------------------- */

static GBytes *
session_bytes (SyncFixture *fixture)
{
  g_autoptr (BellSession) session = bell_session_new ("http://127.0.0.1:8080");
  BellJsonWriter *writer = bell_json_writer_new ();

  session->username = g_strdup ("mia@example.org");
  session->account_id = g_strdup (fixture->account_id);
  session->account_name = g_strdup ("Example");
  session->principal_id = g_strdup (FIXTURE_PERSON);
  session->role = BELL_ROLE_AGENT;
  session->state = g_strdup ("s1");
  bell_session_to_json (session, writer);

  return bell_json_writer_free_to_bytes (writer);
}

/* What a polite server says: nothing is new, and all is taken. */
static void
write_polite (SyncFixture        *fixture,
              BellJsonWriter     *writer,
              const char         *name,
              const BellJsonNode *arguments)
{
  bell_json_writer_begin_object (writer);
  bell_json_writer_string_member (writer, "accountId", fixture->account_id);

  if (g_str_has_suffix (name, "/changes"))
    {
      const char *since = bell_json_node_get_string (bell_json_node_get_member (arguments, "sinceState"));

      bell_json_writer_string_member (writer, "oldState", since);
      bell_json_writer_string_member (writer, "newState", since);
      bell_json_writer_boolean_member (writer, "hasMoreChanges", FALSE);
      bell_json_writer_begin_array_member (writer, "created");
      bell_json_writer_end_array (writer);
      bell_json_writer_begin_array_member (writer, "updated");
      bell_json_writer_end_array (writer);
      bell_json_writer_begin_array_member (writer, "destroyed");
      bell_json_writer_end_array (writer);
    }
  else if (g_str_has_suffix (name, "/get"))
    {
      bell_json_writer_string_member (writer, "state", "9-1");
      bell_json_writer_begin_array_member (writer, "list");
      bell_json_writer_end_array (writer);
      bell_json_writer_begin_array_member (writer, "notFound");
      bell_json_writer_end_array (writer);
    }
  else
    {
      g_autofree char *state = g_strdup_printf ("%d-1", ++fixture->modseq);
      const BellJsonNode *create = bell_json_node_get_member (arguments, "create");
      const BellJsonNode *update = bell_json_node_get_member (arguments, "update");

      bell_json_writer_string_member (writer, "oldState", "9-1");
      bell_json_writer_string_member (writer, "newState", state);
      bell_json_writer_begin_object_member (writer, "created");
      for (const BellJsonNode *node = bell_json_node_get_first (create); node != NULL; node = bell_json_node_get_next (node))
        {
          bell_json_writer_begin_object_member (writer, bell_json_node_get_name (node));
          bell_json_writer_string_member (writer, "id", bell_json_node_get_name (node));
          bell_json_writer_end_object (writer);
        }
      bell_json_writer_end_object (writer);
      bell_json_writer_begin_object_member (writer, "updated");
      for (const BellJsonNode *node = bell_json_node_get_first (update); node != NULL; node = bell_json_node_get_next (node))
        bell_json_writer_null_member (writer, bell_json_node_get_name (node));
      bell_json_writer_end_object (writer);
    }

  bell_json_writer_end_object (writer);
}

static GBytes *
answer_api (SyncFixture *fixture,
            GBytes      *body)
{
  static const char *const capabilities[] = { BELL_CAPABILITY_CORE, BELL_CAPABILITY_CONDITIONAL, BELL_CAPABILITY_HELPDESK, NULL };
  BellJsonWriter *writer = bell_json_writer_new ();
  g_autoptr (BellJmapRequest) request = NULL;
  g_autoptr (GError) error = NULL;
  BellJmapLimits limits;
  const char *text;
  gsize length;

  text = g_bytes_get_data (body, &length);
  g_ptr_array_add (fixture->bodies, g_strndup (text, length));
  bell_jmap_limits_init (&limits);
  request = bell_jmap_request_parse (text, length, &limits, capabilities, &error);
  g_assert_no_error (error);

  bell_json_writer_begin_object (writer);
  bell_json_writer_begin_array_member (writer, "methodResponses");

  for (guint i = 0; i < bell_jmap_request_get_n_calls (request); i++)
    {
      const char *name = bell_jmap_request_get_name (request, i);
      const BellJsonNode *arguments = bell_jmap_request_get_arguments (request, i);
      g_autofree char *said = fixture->answer != NULL ? fixture->answer (fixture, name, arguments) : NULL;

      bell_json_writer_begin_array (writer);
      bell_json_writer_string (writer, said != NULL && *said == '!' ? "error" : name);
      if (said == NULL)
        write_polite (fixture, writer, name, arguments);
      else if (*said == '!')
        {
          bell_json_writer_begin_object (writer);
          bell_json_writer_string_member (writer, "type", said + 1);
          bell_json_writer_end_object (writer);
        }
      else
        bell_json_writer_raw (writer, said, -1);
      bell_json_writer_string (writer, bell_jmap_request_get_call_id (request, i));
      bell_json_writer_end_array (writer);
    }

  bell_json_writer_end_array (writer);
  bell_json_writer_string_member (writer, "sessionState", "s1");
  bell_json_writer_end_object (writer);

  return bell_json_writer_free_to_bytes (writer);
}

static GInputStream *
open_snapshot (SyncFixture *fixture,
               const char  *url)
{
  const char *text = fixture->snapshot;
  gsize length = strlen (text);
  g_autofree char *resumed = NULL;
  const char *since = strstr (url, "since=");

  /* From a cursor on: the first line, and what stands behind the cursor. */
  if (since != NULL)
    {
      g_autofree char *line = g_strdup_printf ("{\"cursor\":\"%s\"}\n", since + 6);
      const char *from = strstr (text, line);

      g_assert_nonnull (from);
      resumed = g_strdup_printf ("%.*s\n%s", (int) (strchr (text, '\n') - text), text, from + strlen (line));
      text = resumed;
      length = strlen (text);
    }
  else if (fixture->snapshot_cut > 0)
    length = fixture->snapshot_cut;

  return g_memory_input_stream_new_from_data (g_memdup2 (text, length), (gssize) length, g_free);
}

static BellTransportReply *
script_transport_send (BellTransport               *transport,
                       const BellTransportRequest  *request,
                       const char                  *token,
                       GCancellable                *cancellable,
                       GError                     **error)
{
  SyncFixture *fixture = SCRIPT_TRANSPORT (transport)->fixture;
  const char *path = request->url + strlen ("http://127.0.0.1:8080");
  gboolean is_session = g_str_has_prefix (path, "/.well-known/");
  guint status = is_session ? fixture->session_status : fixture->status;
  BellTransportReply *reply;

  g_assert_cmpstr (token, ==, "secret");
  g_ptr_array_add (fixture->requests, g_strconcat (request->method, " ", path, NULL));

  if (g_str_has_prefix (path, "/jmap/eventsource"))
    return bell_transport_reply_new (404);

  reply = bell_transport_reply_new (status != 0 ? status : 200);
  reply->content_type = g_strdup ("application/json");
  reply->retry_after = fixture->retry_after;

  if (status == 401 && !fixture->by_proxy)
    {
      static const char problem[] = "{\"type\":\"about:blank\",\"status\":401,\"detail\":\"The token is not known.\"}";

      g_free (reply->content_type);
      reply->content_type = g_strdup ("application/problem+json");
      reply->body = g_bytes_new_static (problem, strlen (problem));
    }
  else if (status != 0)
    reply->body = g_bytes_new_static ("", 0);
  else if (is_session)
    reply->body = session_bytes (fixture);
  else if (g_str_has_prefix (path, "/jmap/snapshot") && fixture->snapshot_zstd != NULL)
    {
      reply->zstd = TRUE;
      reply->stream = g_memory_input_stream_new_from_bytes (fixture->snapshot_zstd);
    }
  else if (g_str_has_prefix (path, "/jmap/snapshot"))
    reply->stream = open_snapshot (fixture, path);
  else if (g_str_has_prefix (path, "/jmap/upload"))
    {
      g_ptr_array_add (fixture->uploads, g_bytes_ref (request->body));
      reply->body = g_bytes_new_static ("{}", 2);
    }
  else if (fixture->raw != NULL)
    reply->body = g_bytes_new_static (fixture->raw, strlen (fixture->raw));
  else
    reply->body = answer_api (fixture, request->body);

  if (fixture->lose_answers && request->body != NULL && strstr (g_bytes_get_data (request->body, NULL), "/set\"") != NULL)
    {
      bell_transport_reply_free (reply);
      g_set_error_literal (error, BELL_SYNC_ERROR, BELL_SYNC_ERROR_UNREACHABLE, "The line broke.");
      return NULL;
    }

  return reply;
}

static void
script_transport_class_init (ScriptTransportClass *klass)
{
  BELL_TRANSPORT_CLASS (klass)->send = script_transport_send;
}

static void
script_transport_init (ScriptTransport *self)
{
}

/* --- the fixture ------------------------------------------------------------ */

void
sync_fixture_set_up (SyncFixture   *fixture,
                     gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  BellStoreOwner account = { .server_url = "http://127.0.0.1:8080", .account_id = FIXTURE_ACCOUNT, .principal_id = FIXTURE_PERSON,
                          .email = "mia@example.org", .device = "test", .role = BELL_ROLE_AGENT };

  fixture->folder = g_dir_make_tmp ("bell-sync-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->clock = bell_manual_clock_new (G_GINT64_CONSTANT (1795253400000), 42);
  fixture->store = bell_store_new (fixture->clock, fixture->folder, fixture->folder);
  bell_store_open_sync (fixture->store, &error);
  g_assert_no_error (error);
  bell_store_set_account (fixture->store, &account);

  fixture->transport = g_object_new (TYPE_SCRIPT_TRANSPORT, "server-url", "http://127.0.0.1:8080", NULL);
  SCRIPT_TRANSPORT (fixture->transport)->fixture = fixture;
  bell_transport_set_token (fixture->transport, "secret");
  fixture->sync = bell_sync_new (fixture->store, fixture->transport, fixture->clock, NULL);

  fixture->account_id = FIXTURE_ACCOUNT;
  fixture->snapshot = sync_fixture_snapshot;
  fixture->modseq = 9;
  fixture->requests = g_ptr_array_new_with_free_func (g_free);
  fixture->bodies = g_ptr_array_new_with_free_func (g_free);
  fixture->uploads = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
}

void
sync_fixture_tear_down (SyncFixture   *fixture,
                        gconstpointer  data)
{
  gpointer sync = fixture->sync;

  g_object_add_weak_pointer (G_OBJECT (fixture->sync), &sync);
  g_assert_true (bell_sync_end (fixture->sync));
  g_clear_object (&fixture->sync);
  g_assert_null (sync);

  bell_store_close (fixture->store);
  g_clear_object (&fixture->store);
  g_clear_object (&fixture->transport);
  g_clear_object (&fixture->clock);
  bell_test_remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_ptr_array_unref (fixture->requests);
  g_ptr_array_unref (fixture->bodies);
  g_ptr_array_unref (fixture->uploads);
}

static void
on_ready (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

/* One full round with the server. */
gboolean
sync_fixture_round (SyncFixture  *fixture,
                    GError      **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  bell_sync_now (fixture->sync, NULL, on_ready, &result);
  wait_for (&result);

  return bell_sync_now_finish (fixture->sync, result, error);
}

/* The first load; then nothing has been asked yet. */
void
sync_fixture_bootstrap (SyncFixture *fixture)
{
  g_autoptr (GError) error = NULL;

  sync_fixture_round (fixture, &error);
  g_assert_no_error (error);
  g_ptr_array_set_size (fixture->requests, 0);
  g_ptr_array_set_size (fixture->bodies, 0);
}

static char *
commit (SyncFixture *fixture,
        BellChange  *change)
{
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_change_unref);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (changes, change);
  bell_store_commit (fixture->store, changes, NULL, on_ready, &result);
  wait_for (&result);
  bell_store_commit_finish (fixture->store, result, &error);
  g_assert_no_error (error);

  return g_strdup (bell_change_get_id (change));
}

char *
sync_fixture_commit_status (SyncFixture *fixture,
                            const char  *ticket_id,
                            BellStatus   status)
{
  g_autoptr (BellPatch) patch = bell_patch_new (BELL_TYPE_TICKET);

  bell_patch_set_integer (patch, BELL_TICKET_STATUS, status);

  return commit (fixture, bell_store_new_change (fixture->store, BELL_CHANGE_KIND_UPDATE, BELL_TYPE_TICKET, ticket_id, patch, NULL));
}

char *
sync_fixture_commit_reply (SyncFixture *fixture,
                           const char  *ticket_id,
                           const char  *body,
                           const char  *blob_id)
{
  g_autoptr (BellPatch) patch = bell_patch_new (BELL_TYPE_MESSAGE);
  g_autofree char *id = bell_store_new_id (fixture->store, BELL_TYPE_MESSAGE);

  bell_patch_set_text (patch, BELL_MESSAGE_TICKET_ID, ticket_id);
  bell_patch_set_text (patch, BELL_MESSAGE_BODY, body);
  if (blob_id != NULL)
    {
      GVariantBuilder builder;

      g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ssst)"));
      g_variant_builder_add (&builder, "(ssst)", blob_id, "file.txt", "text/plain", (guint64) 5);
      bell_patch_set (patch, bell_message_property (BELL_MESSAGE_ATTACHMENTS), g_variant_builder_end (&builder));
    }

  return commit (fixture, bell_store_new_change (fixture->store, BELL_CHANGE_KIND_CREATE, BELL_TYPE_MESSAGE, id, patch, NULL));
}

/* How many requests have @needle in them. */
guint
sync_fixture_count (SyncFixture *fixture,
                    const char  *needle)
{
  guint found = 0;

  for (guint i = 0; i < fixture->requests->len; i++)
    if (strstr (g_ptr_array_index (fixture->requests, i), needle) != NULL)
      found++;
  for (guint i = 0; i < fixture->bodies->len; i++)
    if (strstr (g_ptr_array_index (fixture->bodies, i), needle) != NULL)
      found++;

  return found;
}

/* Where a change has come to; CONFIRMED if it is not in the outbox any more. */
BellOutboxState
sync_fixture_state (SyncFixture *fixture,
                    const char  *change_id)
{
  GListModel *outbox = bell_store_get_outbox (fixture->store);

  for (guint i = 0; i < g_list_model_get_n_items (outbox); i++)
    {
      g_autoptr (BellOutboxItem) item = g_list_model_get_item (outbox, i);

      if (g_str_equal (bell_change_get_id (bell_outbox_item_get_change (item)), change_id))
        return bell_outbox_item_get_state (item);
    }

  return BELL_OUTBOX_STATE_CONFIRMED;
}
