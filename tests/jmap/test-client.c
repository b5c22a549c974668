/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "bell-clock.h"
#include "bell-id.h"
#include "bell-jmap-response.h"
#include "bell-reply.h"
#include "bell-request-builder.h"
#include "bell-session.h"

#define TICKET   "T01930000-0000-7000-8000-000000000001"
#define TICKET_2 "T01930000-0000-7000-8000-000000000002"
#define CHANGE   "C01930000-0000-7000-8000-000000000001"
#define CHANGE_2 "C01930000-0000-7000-8000-000000000002"
#define CHANGE_3 "C01930000-0000-7000-8000-000000000003"
#define ACCOUNT  "O01930000-0000-7000-8000-000000000001"
#define PERSON   "P01930000-0000-7000-8000-000000000001"

static const char *const capabilities[] = { BELL_CAPABILITY_CORE, BELL_CAPABILITY_CONDITIONAL, BELL_CAPABILITY_HELPDESK, NULL };

/* What a client builds is what a server reads. */
static BellJmapRequest *
to_server (BellRequestBuilder *builder)
{
  BellJmapLimits limits;
  g_autoptr (GBytes) bytes = bell_request_builder_finish (builder);
  g_autoptr (GError) error = NULL;
  BellJmapRequest *request;

  bell_jmap_limits_init (&limits);
  request = bell_jmap_request_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &limits, capabilities, &error);
  g_assert_no_error (error);
  return request;
}

static BellPatch *
patch_of (const char *text)
{
  g_autoptr (GError) error = NULL;
  BellPatch *patch = bell_wire_patch_from_text (BELL_TYPE_TICKET, text, &error);

  g_assert_no_error (error);
  return patch;
}

static void
test_build_set (void)
{
  BellJmapLimits limits;
  g_autoptr (BellPatch) created = patch_of ("{\"subject\":\"x\"}");
  g_autoptr (BellPatch) patch = patch_of ("{\"status\":\"open\",\"tags/vip\":true}");
  g_autoptr (BellPatch) expected = patch_of ("{\"status\":\"new\",\"lastMessageId\":null}");
  g_autoptr (BellChange) create = bell_change_new (CHANGE, BELL_CHANGE_KIND_CREATE, BELL_TYPE_TICKET, TICKET, created, NULL, PERSON, "d", 1000);
  g_autoptr (BellChange) update = bell_change_new (CHANGE_2, BELL_CHANGE_KIND_UPDATE, BELL_TYPE_TICKET, TICKET_2, patch, expected, PERSON, "d", 2000);
  g_autoptr (BellChange) again = bell_change_new (CHANGE_3, BELL_CHANGE_KIND_DESTROY, BELL_TYPE_TICKET, TICKET_2, NULL, NULL, PERSON, "d", 3000);
  BellChange *both[] = { update, create }, *clash[] = { update, again }, *one[] = { again };
  g_autoptr (BellRequestBuilder) builder = bell_request_builder_new (ACCOUNT);
  g_autoptr (BellJmapRequest) request = NULL;
  g_autoptr (BellJmapResponse) response = NULL;
  g_autoptr (BellJson) arguments = NULL;
  g_autoptr (BellSetCall) call = NULL;
  g_autoptr (GError) error = NULL;
  BellSetItem *item;

  g_assert_null (bell_request_builder_add_set (builder, BELL_TYPE_TICKET, NULL, clash, 2));
  g_assert_null (bell_request_builder_add_set (builder, BELL_TYPE_ARTICLE, NULL, one, 1));
  g_assert_cmpuint (bell_request_builder_get_n_calls (builder), ==, 0);
  g_assert_cmpstr (bell_request_builder_add_set (builder, BELL_TYPE_TICKET, "4-1", both, 2), ==, "c0");
  g_assert_cmpstr (bell_request_builder_add_set (builder, BELL_TYPE_TICKET, NULL, one, 1), ==, "c1");
  request = to_server (builder);

  bell_jmap_limits_init (&limits);
  response = bell_jmap_response_new (request);
  arguments = bell_jmap_response_resolve (response, 0, NULL);
  call = bell_set_call_parse (BELL_TYPE_TICKET, arguments, &limits, TRUE, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (call->if_in_state, ==, "4-1");
  g_assert_cmpuint (call->items->len, ==, 2);
  item = bell_set_call_item (call, 0);
  g_assert_cmpint (item->kind, ==, BELL_CHANGE_KIND_CREATE);
  g_assert_cmpstr (item->key, ==, TICKET);
  g_assert_cmpstr (item->change_id, ==, CHANGE);
  g_assert_cmpint (item->acted_at, ==, 1000);
  item = bell_set_call_item (call, 1);
  g_assert_cmpstr (item->key, ==, TICKET_2);
  {
    const BellWirePatchOptions update_options = { .mode = BELL_WIRE_PATCH_UPDATE, .role = BELL_ROLE_AGENT };
    const BellWirePatchOptions condition_options = { .mode = BELL_WIRE_PATCH_CONDITION, .role = BELL_ROLE_AGENT };
    g_autoptr (BellSetError) reason = NULL;
    g_autoptr (BellPatch) read = bell_wire_patch_from_json (item->object, BELL_TYPE_TICKET, &update_options, &reason);
    g_autoptr (BellPatch) condition = bell_wire_patch_from_json (item->condition, BELL_TYPE_TICKET, &condition_options, &reason);

    g_assert_null (reason);
    g_assert_true (bell_patch_equal (read, patch));
    g_assert_true (bell_patch_equal (condition, expected));
  }
}

static void
test_build_reads (void)
{
  static const char *const ids[] = { TICKET, NULL };
  BellJmapLimits limits;
  g_autoptr (BellRequestBuilder) builder = bell_request_builder_new (ACCOUNT);
  g_autoptr (BellQuery) query = bell_wire_query_from_text (BELL_TYPE_TICKET, "{\"status\":\"open\"}", "[{\"property\":\"number\"}]", NULL);
  g_autoptr (BellJmapRequest) request = NULL;
  g_autoptr (BellJmapResponse) response = NULL;
  g_autoptr (GError) error = NULL;
  const char *changes_id;

  changes_id = bell_request_builder_add_changes (builder, BELL_TYPE_TICKET, "1-1", 50);
  bell_request_builder_add_get_referenced (builder, BELL_TYPE_TICKET, changes_id, BELL_METHOD_CHANGES, "/created",
                                           BELL_WIRE_ALL_PROPERTIES);
  bell_request_builder_add_get (builder, BELL_TYPE_TICKET, ids, 1u << BELL_TICKET_SUBJECT);
  bell_request_builder_add_query (builder, query, 3, 20, TRUE);
  request = to_server (builder);
  bell_jmap_limits_init (&limits);
  response = bell_jmap_response_new (request);

  {
    g_autoptr (BellJson) arguments = bell_jmap_response_resolve (response, 0, NULL);
    g_autoptr (BellChangesCall) call = bell_changes_call_parse (BELL_TYPE_TICKET, arguments, &error);
    BellJsonWriter *writer;

    g_assert_no_error (error);
    g_assert_cmpstr (call->since_state, ==, "1-1");
    g_assert_cmpint (call->max_changes, ==, 50);
    writer = bell_jmap_response_begin (response, 0, "Ticket/changes");
    bell_json_writer_strings_member (writer, "created", ids);
    bell_jmap_response_end (response);
  }
  for (guint i = 1; i < 3; i++)
    {
      g_autoptr (BellJson) arguments = bell_jmap_response_resolve (response, i, &error);
      g_autoptr (BellGetCall) call = NULL;

      g_assert_no_error (error);
      call = bell_get_call_parse (BELL_TYPE_TICKET, arguments, &limits, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (call->ids->len, ==, 1);
      g_assert_cmpstr (call->ids->pdata[0], ==, TICKET);
      g_assert_true (call->properties == (i == 1 ? BELL_WIRE_ALL_PROPERTIES : 1u << BELL_TICKET_SUBJECT));
    }
  {
    g_autoptr (BellJson) arguments = bell_jmap_response_resolve (response, 3, NULL);
    g_autoptr (BellQueryCall) call = bell_query_call_parse (BELL_TYPE_TICKET, arguments, BELL_ROLE_AGENT, &error);

    g_assert_no_error (error);
    g_assert_cmpint (call->position, ==, 3);
    g_assert_cmpint (call->limit, ==, 20);
    g_assert_true (call->calculate_total);
  }
}

static BellReply *
reply_of (const char *responses, GError **error)
{
  g_autofree char *text = g_strdup_printf ("{\"methodResponses\":[%s],\"sessionState\":\"s\"}", responses);

  return bell_reply_parse (text, strlen (text), NULL, error);
}

static void
test_reply_envelope_refused (void)
{
  static const char *const cases[] = { "null", "[]", "{}", "{\"methodResponses\":[]}", "{\"methodResponses\":{},\"sessionState\":\"s\"}",
    "{\"methodResponses\":[],\"sessionState\":1}", "{\"methodResponses\":[1],\"sessionState\":\"s\"}",
    "{\"methodResponses\":[[\"a\",{}]],\"sessionState\":\"s\"}", "{\"methodResponses\":[[1,{},\"c\"]],\"sessionState\":\"s\"}",
    "{\"methodResponses\":[[\"a\",[],\"c\"]],\"sessionState\":\"s\"}", "{\"methodResponses\":[[\"a\",{},1]],\"sessionState\":\"s\"}" };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (bell_reply_parse (cases[i], strlen (cases[i]), NULL, &error));
      g_assert_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_BAD_RESPONSE);
    }
}

typedef enum { GET, CHANGES, SET, QUERY } Kind;

static const char *const names[] = { "Ticket/get", "Ticket/changes", "Ticket/set", "Ticket/query" };

static gboolean
read_kind (Kind kind, BellReply *reply, GError **error)
{
  g_autoptr (BellGetResponse) get = NULL;
  g_autoptr (BellChangesResponse) changes = NULL;
  g_autoptr (BellSetResponse) set = NULL;
  g_autoptr (BellQueryResponse) query = NULL;

  switch (kind)
    {
    case GET: get = bell_reply_read_get (reply, "c0", BELL_TYPE_TICKET, error); break;
    case CHANGES: changes = bell_reply_read_changes (reply, "c0", BELL_TYPE_TICKET, error); break;
    case SET: set = bell_reply_read_set (reply, "c0", BELL_TYPE_TICKET, error); break;
    case QUERY: default: query = bell_reply_read_query (reply, "c0", BELL_TYPE_TICKET, error); break;
    }

  return get != NULL || changes != NULL || set != NULL || query != NULL;
}

#define GOOD_GET     "\"state\":\"1-1\",\"list\":[],\"notFound\":[]"
#define GOOD_CHANGES "\"oldState\":\"1-1\",\"newState\":\"2-1\",\"hasMoreChanges\":false,\"created\":[],\"updated\":[],\"destroyed\":[]"
#define GOOD_SET     "\"oldState\":null,\"newState\":\"2-1\""
#define GOOD_QUERY   "\"queryState\":\"1\",\"canCalculateChanges\":false,\"position\":0,\"ids\":[]"

static void
test_wrong_shapes (void)
{
  static const struct { Kind kind; gboolean fine; const char *members; } cases[] = {
    { GET, TRUE, GOOD_GET }, { CHANGES, TRUE, GOOD_CHANGES }, { SET, TRUE, GOOD_SET }, { QUERY, TRUE, GOOD_QUERY },
    { GET, FALSE, "" }, { CHANGES, FALSE, "" }, { SET, FALSE, "" }, { QUERY, FALSE, "" },
    { GET, FALSE, "\"state\":1,\"list\":[],\"notFound\":[]" }, { GET, FALSE, "\"state\":\"1\",\"list\":{},\"notFound\":[]" },
    { GET, FALSE, "\"state\":\"1\",\"list\":[null],\"notFound\":[]" }, { GET, FALSE, "\"state\":\"1\",\"list\":[{}],\"notFound\":[]" },
    { GET, FALSE, "\"state\":\"1\",\"list\":[{\"id\":\"" PERSON "\"}],\"notFound\":[]" },
    { GET, FALSE, "\"state\":\"1\",\"list\":[{\"id\":\"" TICKET "\",\"tier\":\"x\"}],\"notFound\":[]" },
    { GET, FALSE, "\"state\":\"1\",\"list\":[]" }, { GET, FALSE, "\"state\":\"1\",\"list\":[],\"notFound\":[\"../x\"]" },
    { CHANGES, FALSE, "\"oldState\":\"1-1\",\"newState\":\"2-1\",\"created\":[],\"updated\":[],\"destroyed\":[]" },
    { CHANGES, FALSE, "\"oldState\":\"1-1\",\"newState\":\"2-1\",\"hasMoreChanges\":0,\"created\":[],\"updated\":[],\"destroyed\":[]" },
    { CHANGES, FALSE, "\"oldState\":null,\"newState\":\"2-1\",\"hasMoreChanges\":false,\"created\":[],\"updated\":[],\"destroyed\":[]" },
    { CHANGES, FALSE, "\"oldState\":\"1\",\"newState\":\"2\",\"hasMoreChanges\":false,\"created\":[1],\"updated\":[],\"destroyed\":[]" },
    { CHANGES, FALSE, "\"oldState\":\"1\",\"newState\":\"2\",\"hasMoreChanges\":false,\"created\":[],\"updated\":{},\"destroyed\":[]" },
    { CHANGES, FALSE, "\"oldState\":\"1\",\"newState\":\"2\",\"hasMoreChanges\":false,\"created\":[],\"updated\":[],\"destroyed\":[\"" PERSON "\"]" },
    { SET, FALSE, "\"newState\":null" }, { SET, FALSE, GOOD_SET ",\"created\":[]" }, { SET, FALSE, GOOD_SET ",\"created\":{\"k\":null}" },
    { SET, FALSE, GOOD_SET ",\"created\":{\"k\":{}}" }, { SET, FALSE, GOOD_SET ",\"created\":{\"k\":{\"id\":\"" PERSON "\"}}" },
    { SET, FALSE, GOOD_SET ",\"created\":{\"k\":{\"id\":\"" TICKET "\",\"number\":\"x\"}}" },
    { SET, FALSE, GOOD_SET ",\"updated\":{\"k\":null}" }, { SET, FALSE, GOOD_SET ",\"updated\":{\"" TICKET "\":1}" },
    { SET, FALSE, GOOD_SET ",\"destroyed\":{}" }, { SET, FALSE, GOOD_SET ",\"destroyed\":[null]" },
    { SET, FALSE, GOOD_SET ",\"notCreated\":[]" }, { SET, FALSE, GOOD_SET ",\"notCreated\":{\"k\":null}" },
    { SET, FALSE, GOOD_SET ",\"notUpdated\":{\"k\":{}}" }, { SET, FALSE, GOOD_SET ",\"notDestroyed\":{\"k\":{\"type\":1}}" },
    { QUERY, FALSE, "\"queryState\":\"1\",\"canCalculateChanges\":1,\"position\":0,\"ids\":[]" },
    { QUERY, FALSE, "\"queryState\":\"1\",\"canCalculateChanges\":true,\"position\":\"0\",\"ids\":[]" },
    { QUERY, FALSE, "\"queryState\":\"1\",\"canCalculateChanges\":true,\"position\":0,\"ids\":null" },
    { QUERY, FALSE, GOOD_QUERY ",\"total\":-1" }, { QUERY, FALSE, GOOD_QUERY ",\"total\":\"1\"" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *response = g_strdup_printf ("[\"%s\",{%s},\"c0\"]", names[cases[i].kind], cases[i].members);
      g_autoptr (GError) error = NULL;
      g_autoptr (BellReply) reply = reply_of (response, &error);

      g_test_message ("%s %s", names[cases[i].kind], cases[i].members);
      g_assert_no_error (error);
      g_assert_cmpint (read_kind (cases[i].kind, reply, &error), ==, cases[i].fine);
      if (!cases[i].fine)
        g_assert_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_BAD_RESPONSE);
    }
}

static void
test_method_errors (void)
{
  static const struct { const char *response; int code; } cases[] = {
    { "[\"error\",{\"type\":\"cannotCalculateChanges\"},\"c0\"]", BELL_JMAP_ERROR_CANNOT_CALCULATE_CHANGES },
    { "[\"error\",{\"type\":\"serverUnavailable\",\"description\":\"later\"},\"c0\"]", BELL_JMAP_ERROR_SERVER_UNAVAILABLE },
    { "[\"error\",{\"type\":\"stateMismatch\",\"failed\":[\"x\"]},\"c0\"]", BELL_JMAP_ERROR_STATE_MISMATCH },
    { "[\"error\",{\"type\":\"atomicFailure\",\"notUpdated\":{}},\"c0\"]", BELL_JMAP_ERROR_ATOMIC_FAILURE },
    { "[\"error\",{\"type\":\"cannotApplyAtomically\"},\"c0\"]", BELL_JMAP_ERROR_CANNOT_APPLY_ATOMICALLY },
    { "[\"error\",{\"type\":\"fromTheFuture\"},\"c0\"]", BELL_JMAP_ERROR_SERVER_FAIL },
    { "[\"error\",{},\"c0\"]", BELL_JMAP_ERROR_SERVER_FAIL },
    { "[\"Article/changes\",{},\"c0\"]", BELL_JMAP_ERROR_BAD_RESPONSE },
    { "[\"Ticket/changes\",{},\"c1\"]", BELL_JMAP_ERROR_BAD_RESPONSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (BellReply) reply = reply_of (cases[i].response, &error);

      g_assert_no_error (error);
      g_assert_false (read_kind (CHANGES, reply, &error));
      g_assert_error (error, BELL_JMAP_ERROR, cases[i].code);
    }
}

static void
test_set_results (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BellReply) reply = reply_of (
    "[\"Ticket/set\",{\"accountId\":\"x\",\"oldState\":\"1-1\",\"newState\":\"2-1\","
    "\"created\":{\"" TICKET "\":{\"id\":\"" TICKET "\",\"number\":5,\"future\":1}},"
    "\"updated\":{\"" TICKET_2 "\":null},\"destroyed\":null,"
    "\"notUpdated\":{\"x\":{\"type\":\"taken\",\"description\":\"Ana has it.\"}},"
    "\"notDestroyed\":{\"y\":{\"type\":\"newReason\"}}},\"c0\"]", &error);
  g_autoptr (BellSetResponse) set = NULL;
  const BellSetResult *result;

  g_assert_no_error (error);
  set = bell_reply_read_set (reply, "c0", BELL_TYPE_TICKET, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (set->results->len, ==, 4);

  result = bell_set_response_find (set, BELL_CHANGE_KIND_CREATE, TICKET);
  g_assert_cmpstr (result->id, ==, TICKET);
  g_assert_cmpuint (bell_patch_get_size (result->server_set), ==, 1);
  result = bell_set_response_find (set, BELL_CHANGE_KIND_UPDATE, TICKET_2);
  g_assert_null (result->error);
  g_assert_null (result->server_set);
  result = bell_set_response_find (set, BELL_CHANGE_KIND_UPDATE, "x");
  g_assert_cmpint (result->error->type, ==, BELL_SET_ERROR_TAKEN);
  result = bell_set_response_find (set, BELL_CHANGE_KIND_DESTROY, "y");
  g_assert_cmpint (result->error->type, ==, BELL_SET_ERROR_OTHER);
  g_assert_cmpstr (result->error->name, ==, "newReason");
  g_assert_null (bell_set_response_find (set, BELL_CHANGE_KIND_DESTROY, "z"));
}

static BellSession *
make_session (void)
{
  BellSession *session = bell_session_new ("https://help.example.org");

  session->username = g_strdup ("ana@example.org");
  session->account_id = g_strdup (ACCOUNT);
  session->account_name = g_strdup ("Example");
  session->principal_id = g_strdup (PERSON);
  session->role = BELL_ROLE_LEAD;
  session->state = g_strdup ("7");
  session->limits.max_calls_in_request = 11;
  return session;
}

static char *
session_text (const BellSession *session)
{
  BellJsonWriter *writer = bell_json_writer_new ();

  bell_session_to_json (session, writer);
  return bell_json_writer_free_to_text (writer);
}

static void
test_session (void)
{
  g_autoptr (BellSession) session = make_session ();
  g_autofree char *text = session_text (session);
  g_autoptr (GError) error = NULL;
  g_autoptr (BellSession) read = bell_session_parse (text, strlen (text), &error);
  g_autofree char *again = NULL;
  g_autofree char *url = NULL;

  g_assert_no_error (error);
  g_assert_cmpint (read->limits.max_calls_in_request, ==, 11);
  g_assert_cmpint (read->role, ==, BELL_ROLE_LEAD);
  again = session_text (read);
  g_assert_cmpstr (again, ==, text);

  url = bell_url_template_expand (read->download_url, "accountId", "O1", "blobId", "B/../x", "name", "a b&c?ü.png", "type", "image/png", NULL);
  g_assert_cmpstr (url, ==, "https://help.example.org/jmap/download/O1/B%2F..%2Fx/a%20b%26c%3F%C3%BC.png?accept=image%2Fpng");
}

static void
test_session_refused (void)
{
  static const struct { const char *from; const char *to; } cases[] = {
    { "\"maxCallsInRequest\":11", "\"maxCallsInRequest\":0" }, { "\"maxCallsInRequest\":11", "\"maxCallsInRequest\":\"11\"" },
    { "\"apiUrl\":\"https://help.example.org/jmap/api\"", "\"apiUrl\":5" }, { "\"apiUrl\"", "\"apiURL\"" },
    { "\"state\":\"7\"", "\"state\":null" }, { "\"role\":\"lead\"", "\"role\":\"nobody\"" }, { "\"role\":\"lead\"", "\"role\":\"king\"" },
    { "\"principalId\":\"" PERSON "\"", "\"principalId\":\"../x\"" }, { BELL_CAPABILITY_CORE "\":{\"max", "urn:x\":{\"max" },
    { "\"accounts\"", "\"akkounts\"" }, { "\"primaryAccounts\":{\"" BELL_CAPABILITY_HELPDESK "\":\"" ACCOUNT "\"}",
      "\"primaryAccounts\":{\"" BELL_CAPABILITY_HELPDESK "\":\"../../etc\"}" },
  };
  g_autoptr (BellSession) session = make_session ();
  g_autofree char *text = session_text (session);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      char *place = strstr (text, cases[i].from);
      g_autofree char *before = NULL;
      g_autofree char *broken = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_nonnull (place);
      before = g_strndup (text, (gsize) (place - text));
      broken = g_strconcat (before, cases[i].to, place + strlen (cases[i].from), NULL);
      g_assert_null (bell_session_parse (broken, strlen (broken), &error));
      g_assert_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_BAD_RESPONSE);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/client/build-set", test_build_set);
  g_test_add_func ("/client/build-reads", test_build_reads);
  g_test_add_func ("/client/reply-envelope-refused", test_reply_envelope_refused);
  g_test_add_func ("/client/wrong-shapes", test_wrong_shapes);
  g_test_add_func ("/client/method-errors", test_method_errors);
  g_test_add_func ("/client/set-results", test_set_results);
  g_test_add_func ("/client/session", test_session);
  g_test_add_func ("/client/session-refused", test_session_refused);

  return g_test_run ();
}
