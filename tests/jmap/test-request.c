/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "bell-clock.h"
#include "bell-jmap-calls.h"
#include "bell-jmap-response.h"

#define CHANGE "C01930000-0000-7000-8000-000000000001"

static const char *const capabilities[] = { BELL_CAPABILITY_CORE, BELL_CAPABILITY_CONDITIONAL, BELL_CAPABILITY_HELPDESK, NULL };

static BellJmapLimits
get_limits (void)
{
  BellJmapLimits limits;

  bell_jmap_limits_init (&limits);
  return limits;
}

static BellJmapRequest *
read_request (const char *text, GError **error)
{
  BellJmapLimits limits = get_limits ();

  return bell_jmap_request_parse (text, strlen (text), &limits, capabilities, error);
}

static void
test_envelope (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BellJmapRequest) request = read_request (
    "{\"using\":[\"" BELL_CAPABILITY_CORE "\",\"" BELL_CAPABILITY_HELPDESK "\"],\"future\":[1],"
    "\"methodCalls\":[[\"Ticket/get\",{\"a\":1},\"x\"],[\"Core/echo\",{},\"\"]],\"createdIds\":{\"k\":\"T1\"}}", &error);

  g_assert_no_error (error);
  g_assert_cmpuint (bell_jmap_request_get_n_calls (request), ==, 2);
  g_assert_cmpstr (bell_jmap_request_get_name (request, 0), ==, "Ticket/get");
  g_assert_cmpstr (bell_jmap_request_get_call_id (request, 0), ==, "x");
  g_assert_cmpuint (bell_json_node_get_size (bell_jmap_request_get_arguments (request, 0)), ==, 1);
  g_assert_cmpstr (bell_jmap_request_get_call_id (request, 1), ==, "");
  g_assert_true (bell_jmap_request_is_using (request, BELL_CAPABILITY_HELPDESK));
  g_assert_false (bell_jmap_request_is_using (request, BELL_CAPABILITY_CONDITIONAL));
}

static void
test_envelope_refused (void)
{
  static const struct { const char *text; int code; } cases[] = {
    { "", BELL_JMAP_ERROR_NOT_JSON },
    { "hello", BELL_JMAP_ERROR_NOT_JSON },
    { "null", BELL_JMAP_ERROR_NOT_REQUEST },
    { "[]", BELL_JMAP_ERROR_NOT_REQUEST },
    { "{}", BELL_JMAP_ERROR_NOT_REQUEST },
    { "{\"using\":[]}", BELL_JMAP_ERROR_NOT_REQUEST },
    { "{\"methodCalls\":[]}", BELL_JMAP_ERROR_NOT_REQUEST },
    { "{\"using\":{},\"methodCalls\":[]}", BELL_JMAP_ERROR_NOT_REQUEST },
    { "{\"using\":[1],\"methodCalls\":[]}", BELL_JMAP_ERROR_NOT_REQUEST },
    { "{\"using\":[],\"methodCalls\":{}}", BELL_JMAP_ERROR_NOT_REQUEST },
    { "{\"using\":[],\"methodCalls\":[1]}", BELL_JMAP_ERROR_NOT_REQUEST },
    { "{\"using\":[],\"methodCalls\":[[\"a\",{}]]}", BELL_JMAP_ERROR_NOT_REQUEST },
    { "{\"using\":[],\"methodCalls\":[[\"a\",{},\"b\",1]]}", BELL_JMAP_ERROR_NOT_REQUEST },
    { "{\"using\":[],\"methodCalls\":[[1,{},\"b\"]]}", BELL_JMAP_ERROR_NOT_REQUEST },
    { "{\"using\":[],\"methodCalls\":[[\"a\",[],\"b\"]]}", BELL_JMAP_ERROR_NOT_REQUEST },
    { "{\"using\":[],\"methodCalls\":[[\"a\",{},null]]}", BELL_JMAP_ERROR_NOT_REQUEST },
    { "{\"using\":[],\"methodCalls\":[],\"createdIds\":null}", BELL_JMAP_ERROR_NOT_REQUEST },
    { "{\"using\":[],\"methodCalls\":[],\"createdIds\":{\"a\":1}}", BELL_JMAP_ERROR_NOT_REQUEST },
    { "{\"using\":[],\"methodCalls\":[],\"using\":[]}", BELL_JMAP_ERROR_DUPLICATE_KEY },
    { "{\"using\":[\"urn:ietf:params:jmap:mail\"],\"methodCalls\":[]}", BELL_JMAP_ERROR_UNKNOWN_CAPABILITY },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", cases[i].text);
      g_assert_null (read_request (cases[i].text, &error));
      g_assert_error (error, BELL_JMAP_ERROR, cases[i].code);
    }
}

static void
test_ten_thousand_calls (void)
{
  GString *text = g_string_new ("{\"using\":[],\"methodCalls\":[[\"Core/echo\",{},\"0\"]");
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) problem = NULL;

  for (guint i = 1; i < 10000; i++)
    g_string_append (text, ",[\"Core/echo\",{},\"0\"]");
  g_string_append (text, "]}");

  g_assert_null (read_request (text->str, &error));
  g_assert_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_LIMIT);
  g_assert_cmpstr (bell_jmap_error_get_limit (error), ==, "maxCallsInRequest");
  problem = bell_problem_to_bytes (0, error);
  g_assert_true (g_str_has_prefix (g_bytes_get_data (problem, NULL),
                                   "{\"type\":\"urn:ietf:params:jmap:error:limit\",\"status\":400,\"limit\":\"maxCallsInRequest\","));
  g_string_free (text, TRUE);
}

static void
test_body_oversize (void)
{
  BellJmapLimits limits = get_limits ();
  g_autofree char *text = g_malloc ((gsize) limits.max_size_request + 1);
  g_autoptr (GError) error = NULL;

  memset (text, ' ', (gsize) limits.max_size_request + 1);
  g_assert_null (bell_jmap_request_parse (text, (gsize) limits.max_size_request + 1, &limits, capabilities, &error));
  g_assert_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_LIMIT);
  g_assert_cmpstr (bell_jmap_error_get_limit (error), ==, "maxSizeRequest");
}

static void
test_hundred_thousand_brackets (void)
{
  g_autofree char *text = g_malloc (100001);
  g_autoptr (GError) error = NULL;

  memset (text, '[', 100000);
  text[100000] = '\0';
  g_assert_null (read_request (text, &error));
  g_assert_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_TOO_DEEP);
}

static void
test_methods (void)
{
  static const struct { const char *name; gboolean known; BellType type; BellMethod method; } cases[] = {
    { "Core/echo", TRUE, BELL_TYPE_NONE, BELL_METHOD_ECHO },      { "Ticket/get", TRUE, BELL_TYPE_TICKET, BELL_METHOD_GET },
    { "Change/changes", TRUE, BELL_TYPE_CHANGE, BELL_METHOD_CHANGES }, { "View/set", TRUE, BELL_TYPE_VIEW, BELL_METHOD_SET },
    { "Article/query", TRUE, BELL_TYPE_ARTICLE, BELL_METHOD_QUERY },  { "ticket/get", FALSE, 0, 0 },
    { "Ticket/echo", FALSE, 0, 0 }, { "Ticket", FALSE, 0, 0 }, { "/get", FALSE, 0, 0 }, { "Ticket/", FALSE, 0, 0 },
    { "Ticket/get/", FALSE, 0, 0 }, { "Email/get", FALSE, 0, 0 }, { "", FALSE, 0, 0 }, { "Core/get", FALSE, 0, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BellType type;
      BellMethod method;

      g_assert_cmpint (bell_method_parse (cases[i].name, &type, &method), ==, cases[i].known);
      if (cases[i].known)
        {
          g_autofree char *name = bell_method_get_name (type, method);

          g_assert_cmpint (type, ==, cases[i].type);
          g_assert_cmpint (method, ==, cases[i].method);
          g_assert_cmpstr (name, ==, cases[i].name);
        }
    }
}

static BellJson *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  BellJson *json = bell_json_parse (text, strlen (text), NULL, &error);

  g_assert_no_error (error);
  return json;
}

static void
test_get (void)
{
  BellJmapLimits limits = get_limits ();
  g_autoptr (BellJson) arguments = parse ("{\"accountId\":\"O1\",\"ids\":[\"a\",\"b\",\"a\"],\"properties\":[\"subject\",\"id\"]}");
  g_autoptr (BellJson) all = parse ("{\"accountId\":\"O1\",\"ids\":null}");
  g_autoptr (GError) error = NULL;
  g_autoptr (BellGetCall) call = bell_get_call_parse (BELL_TYPE_TICKET, arguments, &limits, &error);
  g_autoptr (BellGetCall) call_all = bell_get_call_parse (BELL_TYPE_CHANGE, all, &limits, &error);
  BellWireProperties subject;

  g_assert_no_error (error);
  g_assert_cmpstr (call->account_id, ==, "O1");
  g_assert_cmpuint (call->ids->len, ==, 2);
  g_assert_cmpstr (call->ids->pdata[1], ==, "b");
  bell_wire_find_property (BELL_TYPE_TICKET, "subject", &subject);
  g_assert_true (call->properties == subject);
  g_assert_null (call_all->ids);
  g_assert_true (call_all->properties == BELL_WIRE_ALL_PROPERTIES);
}

typedef enum { GET, CHANGES, SET, QUERY } Kind;

static void
parse_call (Kind kind, BellJson *json, gboolean conditional, GError **error)
{
  BellJmapLimits limits = get_limits ();
  g_autoptr (BellGetCall) get = NULL;
  g_autoptr (BellChangesCall) changes = NULL;
  g_autoptr (BellSetCall) set = NULL;
  g_autoptr (BellQueryCall) query = NULL;

  switch (kind)
    {
    case GET: get = bell_get_call_parse (BELL_TYPE_TICKET, json, &limits, error); break;
    case CHANGES: changes = bell_changes_call_parse (BELL_TYPE_TICKET, json, error); break;
    case SET: set = bell_set_call_parse (BELL_TYPE_TICKET, json, &limits, conditional, error); break;
    case QUERY: default: query = bell_query_call_parse (BELL_TYPE_TICKET, json, BELL_ROLE_AGENT, error); break;
    }
}

static void
test_arguments_refused (void)
{
  static const struct { Kind kind; const char *members; int code; } cases[] = {
#define BAD(kind, members) { kind, members, BELL_JMAP_ERROR_INVALID_ARGUMENTS }
    BAD (GET, "\"ids\":\"a\""), BAD (GET, "\"ids\":[1]"), BAD (GET, "\"ids\":[\"\"]"), BAD (GET, "\"ids\":[\"a b\"]"),
    BAD (GET, "\"ids\":[\"../../x\"]"), BAD (GET, "\"properties\":[\"nothing\"]"), BAD (GET, "\"properties\":\"id\""),
    BAD (GET, "\"properties\":[null]"), BAD (GET, "\"fetchAll\":true"),
    BAD (CHANGES, ""), BAD (CHANGES, "\"sinceState\":null"), BAD (CHANGES, "\"sinceState\":5"),
    BAD (CHANGES, "\"sinceState\":\"1-1\",\"maxChanges\":0"), BAD (CHANGES, "\"sinceState\":\"1-1\",\"maxChanges\":-1"),
    BAD (CHANGES, "\"sinceState\":\"1-1\",\"maxChanges\":1.5"), BAD (CHANGES, "\"sinceState\":\"1-1\",\"maxChanges\":\"1\""),
    BAD (SET, "\"create\":[]"), BAD (SET, "\"create\":{\"a\":1}"), BAD (SET, "\"create\":{\"#a\":{}}"),
    BAD (SET, "\"create\":{\"\":{}}"), BAD (SET, "\"create\":{\"a\":null}"), BAD (SET, "\"update\":{\"a\":null}"),
    BAD (SET, "\"update\":{\"a/b\":{}}"), BAD (SET, "\"update\":[]"), BAD (SET, "\"destroy\":{}"), BAD (SET, "\"destroy\":[1]"),
    BAD (SET, "\"destroy\":[\"#\"]"), BAD (SET, "\"ifInState\":5"), BAD (SET, "\"changeIds\":[]"),
    BAD (SET, "\"update\":{\"a\":{}},\"changeIds\":{\"a\":\"x\"}"), BAD (SET, "\"update\":{\"a\":{}},\"changeIds\":{\"a\":null}"),
    BAD (SET, "\"update\":{\"a\":{}},\"actedAt\":{\"a\":\"now\"}"), BAD (SET, "\"update\":{\"a\":{}},\"actedAt\":{\"a\":1}"),
    BAD (SET, "\"ifUnchangedBy\":{}"), BAD (SET, "\"atomic\":true"), BAD (SET, "\"onSuccess\":{}"),
    BAD (QUERY, "\"filter\":[]"), BAD (QUERY, "\"sort\":{}"), BAD (QUERY, "\"position\":\"0\""), BAD (QUERY, "\"limit\":-1"),
    BAD (QUERY, "\"limit\":1.5"), BAD (QUERY, "\"anchor\":1"), BAD (QUERY, "\"anchorOffset\":\"1\""),
    BAD (QUERY, "\"calculateTotal\":1"), BAD (QUERY, "\"collapseThreads\":true"),
    { QUERY, "\"filter\":{\"x\":1}", BELL_JMAP_ERROR_UNSUPPORTED_FILTER },
    { QUERY, "\"sort\":[{\"property\":\"x\"}]", BELL_JMAP_ERROR_UNSUPPORTED_SORT },
#undef BAD
  };
  static const char *const accounts[] = { "{}", "{\"accountId\":null}", "{\"accountId\":1}", "{\"accountId\":\"\"}",
                                          "{\"accountId\":\"a/b\"}" };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"accountId\":\"O1\"%s%s}", *cases[i].members != '\0' ? "," : "", cases[i].members);
      g_autoptr (BellJson) json = parse (text);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", cases[i].members);
      parse_call (cases[i].kind, json, FALSE, &error);
      g_assert_error (error, BELL_JMAP_ERROR, cases[i].code);
    }

  for (gsize i = 0; i < G_N_ELEMENTS (accounts); i++)
    for (Kind kind = GET; kind <= QUERY; kind++)
      {
        g_autoptr (BellJson) json = parse (accounts[i]);
        g_autoptr (GError) error = NULL;

        parse_call (kind, json, FALSE, &error);
        g_assert_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_INVALID_ARGUMENTS);
      }
}

static void
test_too_many_objects (void)
{
  GString *ids = g_string_new ("{\"accountId\":\"O1\",\"ids\":[\"x\"");
  GString *set = g_string_new ("{\"accountId\":\"O1\",\"create\":{\"x\":{}},\"destroy\":[\"y\"");
  g_autoptr (BellJson) ids_json = NULL;
  g_autoptr (BellJson) set_json = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 1000; i++)
    {
      g_string_append_printf (ids, ",\"a%u\"", i);
      if (i < 999)
        g_string_append_printf (set, ",\"a%u\"", i);
    }
  g_string_append (ids, "]}");
  g_string_append (set, "]}");

  ids_json = parse (ids->str);
  parse_call (GET, ids_json, FALSE, &error);
  g_assert_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_REQUEST_TOO_LARGE);
  g_clear_error (&error);
  set_json = parse (set->str);
  parse_call (SET, set_json, FALSE, &error);
  g_assert_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_REQUEST_TOO_LARGE);

  g_string_free (ids, TRUE);
  g_string_free (set, TRUE);
}

static void
test_set (void)
{
  BellJmapLimits limits = get_limits ();
  g_autoptr (BellJson) json = parse (
    "{\"accountId\":\"O1\",\"ifInState\":\"3-1\",\"create\":{\"k\":{\"subject\":\"x\"}},"
    "\"update\":{\"b\":{},\"a\":{\"tier\":1},\"#k\":{}},\"destroy\":[\"c\",\"c\"],"
    "\"changeIds\":{\"k\":\"" CHANGE "\"},\"actedAt\":{\"a\":\"1970-01-01T00:00:01Z\"},"
    "\"ifUnchangedBy\":{\"a\":{\"tier\":2},\"k\":{},\"c\":7}}");
  g_autoptr (GError) error = NULL;
  g_autoptr (BellSetCall) call = bell_set_call_parse (BELL_TYPE_TICKET, json, &limits, TRUE, &error);
  const char *const keys[] = { "k", "b", "a", "#k", "c" };

  g_assert_no_error (error);
  g_assert_cmpstr (call->if_in_state, ==, "3-1");
  g_assert_cmpuint (call->items->len, ==, 5);
  for (guint i = 0; i < 5; i++)
    g_assert_cmpstr (bell_set_call_item (call, i)->key, ==, keys[i]);
  g_assert_cmpint (bell_set_call_item (call, 0)->kind, ==, BELL_CHANGE_KIND_CREATE);
  g_assert_cmpstr (bell_set_call_item (call, 0)->change_id, ==, CHANGE);
  g_assert_null (bell_set_call_item (call, 0)->condition);
  g_assert_cmpint (bell_set_call_item (call, 1)->acted_at, ==, BELL_TIME_UNSET);
  g_assert_null (bell_set_call_item (call, 1)->change_id);
  g_assert_cmpint (bell_set_call_item (call, 2)->acted_at, ==, 1000);
  g_assert_nonnull (bell_set_call_item (call, 2)->condition);
  g_assert_cmpint (bell_set_call_item (call, 4)->kind, ==, BELL_CHANGE_KIND_DESTROY);
  g_assert_null (bell_set_call_item (call, 4)->object);
  g_assert_cmpint (bell_json_node_get_kind (bell_set_call_item (call, 4)->condition), ==, BELL_JSON_NUMBER);
}

static void
test_query (void)
{
  g_autoptr (BellJson) json = parse ("{\"accountId\":\"O1\",\"filter\":{\"status\":\"open\"},\"sort\":[{\"property\":\"number\"}],"
                                     "\"position\":-5,\"anchor\":\"x\",\"anchorOffset\":-2,\"limit\":0,\"calculateTotal\":true}");
  g_autoptr (BellJson) least = parse ("{\"accountId\":\"O1\",\"filter\":null}");
  g_autoptr (GError) error = NULL;
  g_autoptr (BellQueryCall) call = bell_query_call_parse (BELL_TYPE_TICKET, json, BELL_ROLE_REQUESTER, &error);
  g_autoptr (BellQueryCall) plain = bell_query_call_parse (BELL_TYPE_TICKET, least, BELL_ROLE_REQUESTER, &error);

  g_assert_no_error (error);
  g_assert_nonnull (call->query->filter);
  g_assert_cmpuint (call->query->sorts->len, ==, 1);
  g_assert_cmpint (call->position, ==, -5);
  g_assert_cmpstr (call->anchor, ==, "x");
  g_assert_cmpint (call->anchor_offset, ==, -2);
  g_assert_cmpint (call->limit, ==, 0);
  g_assert_true (call->calculate_total);
  g_assert_null (plain->query->filter);
  g_assert_cmpint (plain->limit, ==, -1);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/request/envelope", test_envelope);
  g_test_add_func ("/request/envelope-refused", test_envelope_refused);
  g_test_add_func ("/request/ten-thousand-calls", test_ten_thousand_calls);
  g_test_add_func ("/request/body-oversize", test_body_oversize);
  g_test_add_func ("/request/hundred-thousand-brackets", test_hundred_thousand_brackets);
  g_test_add_func ("/request/methods", test_methods);
  g_test_add_func ("/request/get", test_get);
  g_test_add_func ("/request/set", test_set);
  g_test_add_func ("/request/query", test_query);
  g_test_add_func ("/request/arguments-refused", test_arguments_refused);
  g_test_add_func ("/request/too-many-objects", test_too_many_objects);

  return g_test_run ();
}
