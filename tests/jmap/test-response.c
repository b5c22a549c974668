/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include <gio/gio.h>

#include "bell-error.h"
#include "bell-jmap-calls.h"
#include "bell-jmap-response.h"

static const char *const capabilities[] = { BELL_CAPABILITY_CORE, NULL };

static BellJmapRequest *
request_of (const char *calls)
{
  BellJmapLimits limits;
  g_autofree char *text = g_strdup_printf ("{\"using\":[],\"methodCalls\":%s}", calls);
  g_autoptr (GError) error = NULL;
  BellJmapRequest *request;

  bell_jmap_limits_init (&limits);
  request = bell_jmap_request_parse (text, strlen (text), &limits, capabilities, &error);
  g_assert_no_error (error);
  return request;
}

static void
answer (BellJmapResponse *response, guint index, const char *name, const char *members)
{
  g_autofree char *object = g_strdup_printf ("{%s}", members);
  g_autoptr (BellJson) json = bell_json_parse (object, strlen (object), NULL, NULL);
  BellJsonWriter *writer = bell_jmap_response_begin (response, index, name);

  for (const BellJsonNode *node = bell_json_node_get_first (bell_json_get_root (json)); node != NULL; node = bell_json_node_get_next (node))
    bell_json_writer_node_member (writer, bell_json_node_get_name (node), node);
  bell_jmap_response_end (response);
}

static void
test_envelope (void)
{
  g_autoptr (BellJmapRequest) request = request_of ("[[\"Core/echo\",{\"a\":[1,{\"b\":null}]},\"c\\\"1\"],[\"x\",{},\"c2\"]]");
  g_autoptr (BellJmapResponse) response = bell_jmap_response_new (request);
  g_autoptr (GError) error = g_error_new (BELL_JMAP_ERROR, BELL_JMAP_ERROR_UNKNOWN_METHOD, "There is no x");
  g_autoptr (GError) private_error = g_error_new (G_IO_ERROR, G_IO_ERROR_FAILED, "/secret/path is broken");
  g_autoptr (GBytes) bytes = NULL;
  BellJsonWriter *writer;

  answer (response, 0, "Core/echo", "\"a\":[1,{\"b\":null}]");
  /* What was begun before something failed is taken back. */
  writer = bell_jmap_response_begin (response, 1, "x");
  bell_json_writer_begin_array_member (writer, "list");
  bell_json_writer_begin_object (writer);
  bell_jmap_response_add_error (response, 1, error);
  bell_jmap_response_add_error (response, 1, private_error);
  bytes = bell_jmap_response_finish (response, "s1");
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                   "{\"methodResponses\":[[\"Core/echo\",{\"a\":[1,{\"b\":null}]},\"c\\\"1\"],"
                   "[\"error\",{\"type\":\"unknownMethod\",\"description\":\"There is no x\"},\"c2\"],"
                   "[\"error\",{\"type\":\"serverFail\"},\"c2\"]],\"sessionState\":\"s1\"}",
                   strlen ("{\"methodResponses\":[[\"Core/echo\",{\"a\":[1,{\"b\":null}]},\"c\\\"1\"],"
                           "[\"error\",{\"type\":\"unknownMethod\",\"description\":\"There is no x\"},\"c2\"],"
                           "[\"error\",{\"type\":\"serverFail\"},\"c2\"]],\"sessionState\":\"s1\"}"));
}

static void
test_error_first (void)
{
  g_autoptr (BellJmapRequest) request = request_of ("[[\"x\",{},\"a\"]]");
  g_autoptr (BellJmapResponse) response = bell_jmap_response_new (request);
  g_autoptr (GError) error = g_error_new (BELL_JMAP_ERROR, BELL_JMAP_ERROR_FORBIDDEN, "no");
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (BellJson) json = NULL;

  bell_jmap_response_begin (response, 0, "x");
  bell_jmap_response_add_error (response, 0, error);
  bytes = bell_jmap_response_finish (response, "s");
  json = bell_json_parse_bytes (bytes, NULL, &error);
  g_assert_nonnull (json);
}

static void
test_created_ids (void)
{
  BellJmapLimits limits;
  static const char text[] = "{\"using\":[],\"methodCalls\":[],\"createdIds\":{\"a\":\"T1\"}}";
  g_autoptr (BellJmapRequest) request = NULL;
  g_autoptr (BellJmapResponse) response = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (BellJson) json = NULL;
  const BellJsonNode *ids;

  bell_jmap_limits_init (&limits);
  request = bell_jmap_request_parse (text, strlen (text), &limits, capabilities, NULL);
  response = bell_jmap_response_new (request);
  g_assert_cmpstr (bell_jmap_response_find_created_id (response, "a"), ==, "T1");
  g_assert_null (bell_jmap_response_find_created_id (response, "b"));
  bell_jmap_response_add_created_id (response, "b", "T2");
  bell_jmap_response_add_created_id (response, "a", "T3");
  bytes = bell_jmap_response_finish (response, "s");
  json = bell_json_parse_bytes (bytes, NULL, NULL);
  ids = bell_json_node_get_member (bell_json_get_root (json), "createdIds");
  g_assert_cmpuint (bell_json_node_get_size (ids), ==, 2);
  g_assert_cmpstr (bell_json_node_get_string (bell_json_node_get_member (ids, "a")), ==, "T3");
}

static void
test_references (void)
{
  static const char result[] =
    "\"ids\":[\"a\",\"b\"],\"list\":[{\"id\":\"a\",\"n\":[1,2],\"m\":[]},{\"id\":\"b\",\"n\":[3],\"m\":[[4],[5,6]]}],"
    "\"x/y\":{\"~\":7},\"\":8,\"empty\":[]";
  static const struct { const char *path; const char *value; } cases[] = {
    { "/ids", "[\"a\",\"b\"]" }, { "/ids/0", "\"a\"" }, { "/ids/1", "\"b\"" }, { "/ids/*", "[\"a\",\"b\"]" },
    { "/list/*/id", "[\"a\",\"b\"]" }, { "/list/*/n", "[1,2,3]" }, { "/list/*/n/*", "[1,2,3]" }, { "/list/1/m/*", "[4,5,6]" },
    { "/list/*/m", "[[4],[5,6]]" }, { "/x~1y/~0", "7" }, { "/", "8" }, { "/empty/*", "[]" }, { "/empty/*/x", "[]" },
    { "/list/0/m", "[]" },
    /* pointers into nothing */
    { "/nothing", NULL }, { "/ids/2", NULL }, { "/ids/-", NULL }, { "/ids/01", NULL }, { "/ids/-1", NULL }, { "/ids/x", NULL },
    { "/ids/99999999999999999999", NULL }, { "/ids/0/x", NULL }, { "/list/*/nothing", NULL }, { "/x~1y/*", NULL }, { "ids", NULL },
    { "/x~2y", NULL }, { "/x~", NULL }, { "/ids/", NULL }, { "/*", NULL },
    { "/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *calls = g_strdup_printf (
        "[[\"A/query\",{},\"c0\"],[\"A/get\",{\"k\":1,\"#v\":{\"resultOf\":\"c0\",\"name\":\"A/query\",\"path\":\"%s\"}},\"c1\"]]",
        cases[i].path);
      g_autoptr (BellJmapRequest) request = request_of (calls);
      g_autoptr (BellJmapResponse) response = bell_jmap_response_new (request);
      g_autoptr (GError) error = NULL;
      g_autoptr (BellJson) arguments = NULL;
      g_autofree char *value = NULL;

      g_test_message ("%s", cases[i].path);
      answer (response, 0, "A/query", result);
      arguments = bell_jmap_response_resolve (response, 1, &error);
      if (cases[i].value == NULL)
        {
          g_assert_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_INVALID_RESULT_REFERENCE);
          continue;
        }
      g_assert_no_error (error);
      g_assert_cmpuint (bell_json_node_get_size (bell_json_get_root (arguments)), ==, 2);
      value = bell_json_node_to_canonical_text (bell_json_node_get_member (bell_json_get_root (arguments), "v"));
      g_assert_cmpstr (value, ==, cases[i].value);
    }
}

static void
test_references_refused (void)
{
  static const struct { const char *reference; int code; } cases[] = {
#define REFERENCE(text) { text, BELL_JMAP_ERROR_INVALID_RESULT_REFERENCE }
    REFERENCE ("\"#v\":null"), REFERENCE ("\"#v\":\"c0\""), REFERENCE ("\"#v\":{}"),
    REFERENCE ("\"#v\":{\"resultOf\":\"c0\",\"name\":\"A/query\"}"),
    REFERENCE ("\"#v\":{\"resultOf\":\"c0\",\"name\":\"A/query\",\"path\":1}"),
    REFERENCE ("\"#v\":{\"resultOf\":\"c9\",\"name\":\"A/query\",\"path\":\"/ids\"}"),
    REFERENCE ("\"#v\":{\"resultOf\":\"c0\",\"name\":\"A/get\",\"path\":\"/ids\"}"),
    /* to itself, to a later call, to one that failed */
    REFERENCE ("\"#v\":{\"resultOf\":\"c1\",\"name\":\"A/get\",\"path\":\"/ids\"}"),
    REFERENCE ("\"#v\":{\"resultOf\":\"c2\",\"name\":\"A/get\",\"path\":\"/ids\"}"),
    REFERENCE ("\"#v\":{\"resultOf\":\"bad\",\"name\":\"A/query\",\"path\":\"/type\"}"),
    { "\"v\":1,\"#v\":{\"resultOf\":\"c0\",\"name\":\"A/query\",\"path\":\"/ids\"}", BELL_JMAP_ERROR_INVALID_ARGUMENTS },
#undef REFERENCE
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *calls = g_strdup_printf (
        "[[\"A/query\",{},\"c0\"],[\"A/query\",{},\"bad\"],[\"A/get\",{%s},\"c1\"],[\"A/get\",{},\"c2\"]]", cases[i].reference);
      g_autoptr (BellJmapRequest) request = request_of (calls);
      g_autoptr (BellJmapResponse) response = bell_jmap_response_new (request);
      g_autoptr (GError) failure = g_error_new (BELL_JMAP_ERROR, BELL_JMAP_ERROR_FORBIDDEN, "no");
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", cases[i].reference);
      answer (response, 0, "A/query", "\"ids\":[1]");
      bell_jmap_response_add_error (response, 1, failure);
      g_assert_null (bell_jmap_response_resolve (response, 2, &error));
      g_assert_error (error, BELL_JMAP_ERROR, cases[i].code);
    }
}

/* Many small references to one large result. */
static void
test_reference_amplification (void)
{
  GString *calls = g_string_new ("[[\"A/query\",{},\"c0\"],[\"A/get\",{\"a\":1");
  GString *result = g_string_new ("\"ids\":[0");
  g_autoptr (BellJmapRequest) request = NULL;
  g_autoptr (BellJmapResponse) response = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 20000; i++)
    {
      g_string_append_printf (calls, ",\"#r%u\":{\"resultOf\":\"c0\",\"name\":\"A/query\",\"path\":\"/ids\"}", i);
      g_string_append (result, ",0");
    }
  g_string_append (calls, "},\"c1\"]]");
  g_string_append (result, "]");

  request = request_of (calls->str);
  response = bell_jmap_response_new (request);
  answer (response, 0, "A/query", result->str);
  g_assert_null (bell_jmap_response_resolve (response, 1, &error));
  g_assert_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_INVALID_RESULT_REFERENCE);

  g_string_free (calls, TRUE);
  g_string_free (result, TRUE);
}

static void
test_set_reply (void)
{
  static const char *const names[] = { "subject", "tier", NULL };
  g_autoptr (BellSetReply) reply = bell_set_reply_new ();
  g_autoptr (BellSetReply) empty = bell_set_reply_new ();
  g_autoptr (BellSetError) invalid = bell_set_error_new_for_properties (names, "Both are wrong.");
  g_autoptr (BellSetError) exists = bell_set_error_new (BELL_SET_ERROR_ALREADY_EXISTS, "It is there.");
  BellJsonWriter *writer = bell_json_writer_new ();
  g_autofree char *text = NULL;
  BellJsonWriter *object;

  exists->existing_id = g_strdup ("T9");
  object = bell_set_reply_begin (reply, BELL_CHANGE_KIND_CREATE, "k");
  bell_json_writer_string_member (object, "id", "T1");
  bell_set_reply_end (reply);
  bell_set_reply_add (reply, BELL_CHANGE_KIND_UPDATE, "T2");
  bell_set_reply_begin (reply, BELL_CHANGE_KIND_UPDATE, "T3");
  bell_set_reply_end (reply);
  bell_set_reply_add (reply, BELL_CHANGE_KIND_DESTROY, "T4");
  bell_set_reply_add_error (reply, BELL_CHANGE_KIND_CREATE, "l", exists);
  bell_set_reply_add_error (reply, BELL_CHANGE_KIND_UPDATE, "T5", invalid);

  bell_json_writer_begin_object (writer);
  bell_set_reply_write (reply, writer, "O1", "1-1", "2-1");
  bell_json_writer_end_object (writer);
  bell_json_writer_end_line (writer);
  bell_json_writer_begin_object (writer);
  bell_set_reply_write (empty, writer, "O1", NULL, "1-1");
  bell_json_writer_end_object (writer);
  text = bell_json_writer_free_to_text (writer);
  g_assert_cmpstr (text, ==,
                   "{\"accountId\":\"O1\",\"oldState\":\"1-1\",\"newState\":\"2-1\",\"created\":{\"k\":{\"id\":\"T1\"}},"
                   "\"updated\":{\"T2\":null,\"T3\":{}},\"destroyed\":[\"T4\"],"
                   "\"notCreated\":{\"l\":{\"type\":\"alreadyExists\",\"description\":\"It is there.\",\"existingId\":\"T9\"}},"
                   "\"notUpdated\":{\"T5\":{\"type\":\"invalidProperties\",\"description\":\"Both are wrong.\","
                   "\"properties\":[\"subject\",\"tier\"]}},\"notDestroyed\":null}\n"
                   "{\"accountId\":\"O1\",\"oldState\":null,\"newState\":\"1-1\",\"created\":null,\"updated\":null,"
                   "\"destroyed\":null,\"notCreated\":null,\"notUpdated\":null,\"notDestroyed\":null}");
}

static void
test_set_error_from_model (void)
{
  static const struct { int code; BellSetErrorType type; } cases[] = {
    { BELL_MODEL_ERROR_INVALID_PROPERTY, BELL_SET_ERROR_INVALID_PROPERTIES },
    { BELL_MODEL_ERROR_INVALID_VALUE, BELL_SET_ERROR_INVALID_PROPERTIES },
    { BELL_MODEL_ERROR_INVALID_PATCH, BELL_SET_ERROR_INVALID_PATCH },
    { BELL_MODEL_ERROR_FORBIDDEN, BELL_SET_ERROR_FORBIDDEN },
    { BELL_MODEL_ERROR_TRANSITION, BELL_SET_ERROR_ILLEGAL_TRANSITION },
    { BELL_MODEL_ERROR_TAKEN, BELL_SET_ERROR_TAKEN },
    { BELL_MODEL_ERROR_TOO_LARGE, BELL_SET_ERROR_TOO_LARGE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = g_error_new (BELL_MODEL_ERROR, cases[i].code, "Why.");
      g_autoptr (BellSetError) set_error = bell_set_error_new_from_error (error);
      BellJsonWriter *writer = bell_json_writer_new ();
      g_autoptr (BellSetError) back = NULL;
      g_autofree char *text = NULL;
      g_autoptr (BellJson) json = NULL;

      g_assert_cmpint (set_error->type, ==, cases[i].type);
      bell_set_error_to_json (set_error, writer);
      text = bell_json_writer_free_to_text (writer);
      json = bell_json_parse (text, strlen (text), NULL, NULL);
      back = bell_set_error_from_json (bell_json_get_root (json), NULL);
      g_assert_cmpint (back->type, ==, cases[i].type);
      g_assert_cmpstr (back->description, ==, "Why.");
    }
}

static void
test_problems (void)
{
  static const struct { int code; const char *type; const char *limit; } cases[] = {
    { BELL_JMAP_ERROR_NOT_JSON, "urn:ietf:params:jmap:error:notJSON", NULL },
    { BELL_JMAP_ERROR_DUPLICATE_KEY, "urn:ietf:params:jmap:error:notJSON", NULL },
    { BELL_JMAP_ERROR_TOO_DEEP, "urn:ietf:params:jmap:error:limit", "maxDepth" },
    { BELL_JMAP_ERROR_TOO_LARGE, "urn:ietf:params:jmap:error:limit", "maxSizeRequest" },
    { BELL_JMAP_ERROR_NOT_REQUEST, "urn:ietf:params:jmap:error:notRequest", NULL },
    { BELL_JMAP_ERROR_UNKNOWN_CAPABILITY, "urn:ietf:params:jmap:error:unknownCapability", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = g_error_new (BELL_JMAP_ERROR, cases[i].code, "Why <b>.");
      g_autoptr (GBytes) bytes = bell_problem_to_bytes (0, error);
      g_autoptr (BellJson) json = bell_json_parse_bytes (bytes, NULL, NULL);
      const BellJsonNode *root = bell_json_get_root (json);
      g_autoptr (GError) back = bell_problem_from_text (400, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

      g_assert_cmpstr (bell_json_node_get_string (bell_json_node_get_member (root, "type")), ==, cases[i].type);
      g_assert_cmpstr (bell_json_node_get_string (bell_json_node_get_member (root, "limit")), ==, cases[i].limit);
      g_assert_cmpstr (back->message, ==, "Why <b>.");
      g_assert_cmpstr (bell_jmap_error_get_limit (back), ==, cases[i].limit);
    }

  {
    g_autoptr (GError) unavailable = bell_problem_from_text (503, "<html>proxy</html>", 18);
    g_autoptr (GError) forbidden = bell_problem_from_text (401, NULL, 0);
    g_autoptr (GError) other = g_error_new (G_IO_ERROR, G_IO_ERROR_FAILED, "/secret/path");
    g_autoptr (GBytes) bytes = bell_problem_to_bytes (0, other);

    g_assert_error (unavailable, BELL_JMAP_ERROR, BELL_JMAP_ERROR_SERVER_UNAVAILABLE);
    g_assert_error (forbidden, BELL_JMAP_ERROR, BELL_JMAP_ERROR_FORBIDDEN);
    g_assert_cmpuint (bell_problem_get_status (other), ==, 500);
    g_assert_null (g_strstr_len (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), "secret"));
  }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/response/envelope", test_envelope);
  g_test_add_func ("/response/error-first", test_error_first);
  g_test_add_func ("/response/created-ids", test_created_ids);
  g_test_add_func ("/response/references", test_references);
  g_test_add_func ("/response/references-refused", test_references_refused);
  g_test_add_func ("/response/reference-amplification", test_reference_amplification);
  g_test_add_func ("/response/set-reply", test_set_reply);
  g_test_add_func ("/response/set-error-from-model", test_set_error_from_model);
  g_test_add_func ("/response/problems", test_problems);

  return g_test_run ();
}
