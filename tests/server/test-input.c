/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Bad input: a clear error with a reason, and nothing changed. */

#include <string.h>

#include "bell-id.h"
#include "bell-maintenance.h"
#include "bell-test-server.h"
#include "bell-work.h"
#include "server-fixture.h"

#define USING "\"using\":[\"urn:ietf:params:jmap:core\",\"https://deskbell.org/ns/jmap/helpdesk\"]"

typedef struct
{
  ServerFixture base;
  char *digest; /* of all that is there */
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  server_fixture_set_up (&fixture->base, data);
  g_free (server_fixture_new_ticket (&fixture->base, AGENT, ""));
  bell_accounts_set_password (fixture->base.accounts, fixture->base.ids[AGENT], "correct horse", &error);
  g_assert_no_error (error);
  g_free (fixture->base.tokens[AGENT]);
  fixture->base.tokens[AGENT] = bell_accounts_make_token (fixture->base.accounts, fixture->base.ids[AGENT], "test", &error);
  fixture->digest = bell_organisation_digest (fixture->base.organisation, NULL, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_autofree char *digest = bell_organisation_digest (fixture->base.organisation, NULL, NULL);

  /* The one thing that all of these have in common. */
  g_assert_cmpstr (digest, ==, fixture->digest);
  g_free (fixture->digest);
  server_fixture_tear_down (&fixture->base, data);
}

static void
assert_problem (Fixture    *fixture,
                const char *body,
                gssize      length,
                guint       wanted,
                const char *words)
{
  guint status;
  g_autofree char *answer = server_fixture_post (&fixture->base, fixture->base.tokens[AGENT], body, length, &status);

  g_test_message ("%u %s", status, answer);
  g_assert_cmpuint (status, ==, wanted);
  if (words != NULL)
    g_assert_nonnull (strstr (answer, words));
  g_assert_null (strchr (answer, '<'));
}

static void
test_not_json (Fixture      *fixture,
               gconstpointer data)
{
  static const char *const bodies[] = {
    "", "nonsense", "{", "{" USING ",\"methodCalls\":[]", "{'using':[]}", "{" USING ",\"methodCalls\":[]}trailing", "{\"a\":NaN}",
    "// comment\n{}", "{\"a\":\"\xff\"}", "<script>alert(1)</script>",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    assert_problem (fixture, bodies[i], -1, 400, "notJSON");
  assert_problem (fixture, "{\"a\":\"\0\"}", 9, 400, "notJSON");
}

/* A request that says that it is compressed: nothing of it is expanded. */
static void
test_expansion_bomb (Fixture      *fixture,
                     gconstpointer data)
{
  static const char *const codings[] = { "gzip", "deflate", "zstd", "br" };
  g_autoptr (GConverter) converter = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9));
  gsize size = 64 * 1024 * 1024, read, written;
  g_autofree char *blanks = g_malloc (size);
  g_autofree char *bomb = g_malloc (size / 16);
  g_autoptr (GError) error = NULL;

  memset (blanks, ' ', size);
  g_converter_convert (converter, blanks, size, bomb, size / 16, G_CONVERTER_INPUT_AT_END, &read, &written, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (written, <, 128 * 1024);

  for (guint i = 0; i < G_N_ELEMENTS (codings); i++)
    {
      g_autofree char *headers = g_strdup_printf ("Content-Type: application/json\r\nContent-Encoding: %s\r\n", codings[i]);
      g_autofree char *answer = NULL;
      guint status;

      answer = bell_test_http_request (fixture->base.port, "POST", "/jmap/api", fixture->base.tokens[AGENT], headers, bomb,
                                       (gssize) written, &status, NULL);
      g_assert_cmpuint (status, ==, 400);
      g_assert_nonnull (strstr (answer, "notJSON"));
    }
}

static void
test_not_request (Fixture      *fixture,
                  gconstpointer data)
{
  assert_problem (fixture, "[]", -1, 400, "notRequest");
  assert_problem (fixture, "{}", -1, 400, "notRequest");
  assert_problem (fixture, "{" USING ",\"methodCalls\":[[\"Ticket/get\",{}]]}", -1, 400, "notRequest");
  assert_problem (fixture, "{\"using\":[\"urn:nobody:knows\"],\"methodCalls\":[]}", -1, 400, "unknownCapability");
}

static void
test_duplicate_keys (Fixture      *fixture,
                     gconstpointer data)
{
  assert_problem (fixture, "{" USING ",\"methodCalls\":[],\"methodCalls\":[]}", -1, 400, "notJSON");
  assert_problem (fixture, "{" USING ",\"methodCalls\":[[\"Core/echo\",{\"a\":1,\"\\u0061\":2},\"x\"]]}", -1, 400, "notJSON");
}

static void
test_too_deep (Fixture      *fixture,
               gconstpointer data)
{
  g_autofree char *brackets = g_strnfill (100000, '[');
  g_autofree char *objects = NULL;
  g_autoptr (GString) deep = g_string_new ("{" USING ",\"methodCalls\":[[\"Core/echo\",{\"a\":");

  assert_problem (fixture, brackets, -1, 400, NULL);
  for (guint i = 0; i < 1000; i++)
    g_string_append (deep, "{\"a\":");
  g_string_append_c (deep, '1');
  for (guint i = 0; i < 1000; i++)
    g_string_append_c (deep, '}');
  g_string_append (deep, "},\"x\"]]}");
  assert_problem (fixture, deep->str, -1, 400, NULL);
}

static void
test_body_oversize (Fixture      *fixture,
                    gconstpointer data)
{
  g_autofree char *large = g_strnfill (11 * 1000 * 1000, ' ');

  assert_problem (fixture, large, -1, 413, "limit");
}

static void
test_many_calls (Fixture      *fixture,
                 gconstpointer data)
{
  g_autoptr (GString) body = g_string_new ("{" USING ",\"methodCalls\":[");

  for (guint i = 0; i < 10000; i++)
    g_string_append_printf (body, "%s[\"Core/echo\",{},\"c%u\"]", i > 0 ? "," : "", i);
  g_string_append (body, "]}");
  assert_problem (fixture, body->str, -1, 400, "maxCallsInRequest");
}

typedef struct
{
  Fixture *fixture;
  GAsyncQueue *answers; /* of char *: the refusals as they come */
  int n_done;           /* atomic */
} Crowd;

static gpointer
ask_at_once (gpointer data)
{
  Crowd *crowd = data;
  ServerFixture *base = &crowd->fixture->base;
  /* Nothing of it is done: the tear-down compares. */
  g_autofree char *body = g_strdup_printf ("{" USING ",\"methodCalls\":[[\"Ticket/set\",{\"accountId\":\"%s\",\"destroy\":"
                                           "[\"T01926000-0000-7000-8000-000000000001\"]},\"c0\"]]}",
                                           bell_organisation_get_id (base->organisation));
  guint status;
  g_autofree char *answer = server_fixture_post (base, base->tokens[AGENT], body, -1, &status);

  if (status == 200)
    g_atomic_int_inc (&crowd->n_done);
  else
    g_async_queue_push (crowd->answers, g_strdup_printf ("%u %s", status, answer));
  return NULL;
}

/* One person's requests wait for the writer; more of them than are allowed at
 * once are not even kept. */
static void
test_requests_at_once (Fixture      *fixture,
                       gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BellWork) work = bell_work_begin (fixture->base.organisation, &error);
  Crowd crowd = { fixture, g_async_queue_new_full (g_free), 0 };
  GThread *threads[12];

  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("crowd", ask_at_once, &crowd);
  for (guint i = 0; i < G_N_ELEMENTS (threads) - 8; i++)
    {
      g_autofree char *refusal = g_async_queue_pop (crowd.answers);

      g_test_message ("%s", refusal);
      g_assert_true (g_str_has_prefix (refusal, "429 "));
      g_assert_nonnull (strstr (refusal, "urn:ietf:params:jmap:error:limit"));
      g_assert_nonnull (strstr (refusal, "\"limit\":\"maxConcurrentRequests\""));
    }
  g_assert_cmpint (g_atomic_int_get (&crowd.n_done), ==, 0);
  g_clear_pointer (&work, bell_work_free);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpint (g_atomic_int_get (&crowd.n_done), ==, 8);
  g_assert_cmpint (g_async_queue_length (crowd.answers), ==, 0);
  g_async_queue_unref (crowd.answers);
}

static void
test_many_objects (Fixture      *fixture,
                   gconstpointer data)
{
  g_autoptr (GString) calls = g_string_new ("[[\"Ticket/set\",{\"accountId\":\"@account\",\"create\":{");
  g_autofree char *text = NULL;

  for (guint i = 0; i < 1001; i++)
    g_string_append_printf (calls, "%s\"k%u\":{\"subject\":\"x\",\"requesterId\":\"@agent\"}", i > 0 ? "," : "", i);
  g_string_append (calls, "}},\"c0\"]]");
  text = server_fixture_call_text (&fixture->base, AGENT, calls->str);
  g_assert_nonnull (strstr (text, "requestTooLarge"));
}

static void
test_wrong_values (Fixture      *fixture,
                   gconstpointer data)
{
  static const struct { const char *object; const char *error; } cases[] = {
    { "{\"subject\":\"x\",\"requesterId\":\"@agent\",\"nothing\":1}", "invalidProperties" },
    { "{\"subject\":7,\"requesterId\":\"@agent\"}", "invalidProperties" },
    { "{\"subject\":null,\"requesterId\":\"@agent\"}", "invalidProperties" },
    { "{\"subject\":\"\",\"requesterId\":\"@agent\"}", "invalidProperties" },
    { "{\"requesterId\":\"@agent\"}", "invalidProperties" },
    { "{\"subject\":\"x\",\"requesterId\":\"@agent\",\"status\":\"excellent\"}", "invalidProperties" },
    { "{\"subject\":\"x\",\"requesterId\":\"@agent\",\"tags\":[\"a\"]}", "invalidProperties" },
    { "{\"subject\":\"x\",\"requesterId\":\"@agent\",\"tags\":{\"a\":false}}", "invalidProperties" },
    { "{\"subject\":\"x\",\"requesterId\":\"@agent\",\"tier\":1.5}", "invalidProperties" },
    { "{\"subject\":\"x\",\"requesterId\":\"@team\"}", "invalidProperties" },
    { "{\"subject\":\"x\",\"requesterId\":\"../../etc/passwd\"}", "invalidProperties" },
    { "{\"subject\":\"x\",\"requesterId\":\"P019a9f5e-0000-7000-8000-000000000000\"}", "invalidProperties" },
    { "{\"subject\":\"x\",\"requesterId\":\"@agent\",\"id\":\"T019a9f5e-0000-7000-8000-000000000000\"}", "invalidProperties" },
  };
  g_autofree char *long_subject = g_strnfill (2000, 'x');
  g_autofree char *large = g_strdup_printf ("\"create\":{\"x\":{\"subject\":\"%s\",\"requesterId\":\"@agent\"}}", long_subject);
  g_autofree char *too_large = server_fixture_try_set (&fixture->base, AGENT, BELL_TYPE_TICKET, large);

  g_assert_cmpstr (too_large, ==, "tooLarge");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *arguments = g_strdup_printf ("\"create\":{\"x\":%s}", cases[i].object);
      g_autofree char *error = server_fixture_try_set (&fixture->base, AGENT, BELL_TYPE_TICKET, arguments);

      g_test_message ("%s: %s", cases[i].object, error != NULL ? error : "done");
      g_assert_cmpstr (error, ==, cases[i].error);
    }
}

static void
test_foreign_ids (Fixture      *fixture,
                  gconstpointer data)
{
  static const char *const ids[] = {
    "x", "T", "@agent", "T019a9f5e-0000-7000-8000-000000000000", "%27%20OR%201=1--", "T019a9f5e-0000-7000-8000-00000000000G",
  };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autofree char *update = g_strdup_printf ("\"update\":{\"%s\":{\"subject\":\"y\"}}", ids[i]);
      g_autofree char *destroy = g_strdup_printf ("\"destroy\":[\"%s\"]", ids[i]);
      g_autofree char *one = server_fixture_try_set (&fixture->base, ADMIN, BELL_TYPE_TICKET, update);
      g_autofree char *two = server_fixture_try_set (&fixture->base, ADMIN, BELL_TYPE_TICKET, destroy);

      g_assert_nonnull (one);
      g_assert_nonnull (two);
      g_assert_true (strcmp (one, "notFound") == 0 || strcmp (one, "invalidArguments") == 0);
      g_assert_true (strcmp (two, "notFound") == 0 || strcmp (two, "invalidArguments") == 0);
    }
}

static void
test_foreign_account (Fixture      *fixture,
                      gconstpointer data)
{
  g_autofree char *text = server_fixture_call_text (&fixture->base, AGENT,
    "[[\"Ticket/get\",{\"accountId\":\"O019a9f5e-0000-7000-8000-000000000000\",\"ids\":null},\"c0\"],"
    "[\"Ticket/set\",{\"accountId\":\"nobody\",\"create\":{\"x\":{\"subject\":\"x\",\"requesterId\":\"@agent\"}}},\"c1\"],"
    "[\"Nothing/get\",{\"accountId\":\"@account\"},\"c2\"],[\"Ticket/copy\",{},\"c3\"],[\"Ticket/get\",{\"accountId\":\"@account\",\"idz\":[]},\"c4\"],"
    "[\"Ticket/get\",{\"accountId\":\"@account\",\"#ids\":{\"resultOf\":\"c9\",\"name\":\"Ticket/query\",\"path\":\"/ids\"}},\"c5\"]]");

  g_assert_nonnull (strstr (text, "accountNotFound\""));
  g_assert_nonnull (strstr (strstr (text, "\"c0\""), "accountNotFound"));
  g_assert_nonnull (strstr (strstr (text, "\"c1\""), "unknownMethod"));
  g_assert_nonnull (strstr (text, "invalidArguments"));
  g_assert_nonnull (strstr (text, "invalidResultReference"));
}

static void
test_without_capability (Fixture      *fixture,
                         gconstpointer data)
{
  guint status;
  g_autofree char *body = g_strdup_printf ("{\"using\":[\"urn:ietf:params:jmap:core\"],\"methodCalls\":[[\"Ticket/get\",{\"accountId\":\"%s\",\"ids\":null},\"c0\"]]}",
                                           bell_organisation_get_id (fixture->base.organisation));
  g_autofree char *answer = server_fixture_post (&fixture->base, fixture->base.tokens[AGENT], body, -1, &status);

  g_assert_cmpuint (status, ==, 200);
  g_assert_nonnull (strstr (answer, "unknownMethod"));
}

/* --- Signing in --- */

static char *
sign_in (Fixture    *fixture,
         const char *body,
         guint      *status)
{
  return bell_test_http_request (fixture->base.port, "POST", "/auth/token", NULL, NULL, body, -1, status, NULL);
}

static void
test_wrong_password (Fixture      *fixture,
                     gconstpointer data)
{
  guint known, unknown, none, right;
  g_autofree char *one = sign_in (fixture, "{\"email\":\"agent@test.example\",\"password\":\"wrong horse\"}", &known);
  g_autofree char *two = sign_in (fixture, "{\"email\":\"nobody@test.example\",\"password\":\"wrong horse\"}", &unknown);
  g_autofree char *three = sign_in (fixture, "{\"email\":\"requester@test.example\",\"password\":\"no password set\"}", &none);
  g_autofree char *four = sign_in (fixture, "{\"email\":\"Agent@TEST.example\",\"password\":\"correct horse\"}", &right);

  g_assert_cmpuint (known, ==, 401);
  g_assert_cmpuint (unknown, ==, 401);
  g_assert_cmpuint (none, ==, 401);
  g_assert_cmpstr (one, ==, two);
  g_assert_cmpstr (one, ==, three);
  g_assert_cmpuint (right, ==, 200);
}

static void
test_bad_sign_in (Fixture      *fixture,
                  gconstpointer data)
{
  static const char *const bodies[] = { "", "{}", "[]", "{\"email\":\"agent@test.example\"}", "{\"email\":1,\"password\":2}", "{\"email\":{\"$ne\":1},\"password\":\"x\"}" };
  g_autofree char *password = g_strnfill (17 * 1024, 'x');
  g_autofree char *large = g_strdup_printf ("{\"email\":\"a\",\"password\":\"%s\"}", password);
  g_autofree char *answer = NULL;
  guint status;

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_free (answer);
      answer = sign_in (fixture, bodies[i], &status);
      g_assert_cmpuint (status, ==, 400);
    }
  g_free (answer);
  answer = sign_in (fixture, large, &status);
  g_assert_cmpuint (status, ==, 413);
}

static void
test_guessing_is_slowed (Fixture      *fixture,
                         gconstpointer data)
{
  guint status = 0, tries = 0;

  while (status != 429 && tries < 50)
    {
      g_autofree char *answer = sign_in (fixture, "{\"email\":\"agent@test.example\",\"password\":\"guess\"}", &status);

      tries++;
    }
  g_assert_cmpuint (status, ==, 429);
  g_assert_cmpuint (tries, <=, 11);

  /* After a while there is one more. */
  bell_manual_clock_advance (BELL_MANUAL_CLOCK (fixture->base.clock), 60 * 1000);
  g_free (sign_in (fixture, "{\"email\":\"agent@test.example\",\"password\":\"correct horse\"}", &status));
  g_assert_cmpuint (status, ==, 200);
}

/* Whoever tries one word on many people is slowed by where it comes from. */
static void
test_guessing_at_many_is_slowed (Fixture      *fixture,
                                 gconstpointer data)
{
  guint status = 0, tries = 0;

  while (status != 429 && tries < 500)
    {
      g_autofree char *body = g_strdup_printf ("{\"email\":\"person%u@test.example\",\"password\":\"guess\"}", tries);

      g_free (sign_in (fixture, body, &status));
      tries++;
    }
  g_assert_cmpuint (status, ==, 429);
}

static void
assert_unauthorised (Fixture    *fixture,
                     const char *token)
{
  static const struct { const char *method; const char *path; } doors[] = {
    { "POST", "/jmap/api" }, { "GET", "/.well-known/jmap" }, { "GET", "/jmap/eventsource" }, { "GET", "/jmap/snapshot" },
    { "POST", "/jmap/upload/O" }, { "GET", "/jmap/download/O/B/n" }, { "DELETE", "/auth/token" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (doors); i++)
    {
      guint status;

      g_free (bell_test_http_request (fixture->base.port, doors[i].method, doors[i].path, token, NULL,
                                      strcmp (doors[i].method, "POST") == 0 ? "{}" : NULL, -1, &status, NULL));
      g_assert_cmpuint (status, ==, 401);
    }
}

static void
test_tokens (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *token = bell_accounts_make_token (fixture->base.accounts, fixture->base.ids[OTHER], "x", &error);
  g_autofree char *cut = g_strndup (token, strlen (token) - 1);
  guint status;

  assert_unauthorised (fixture, NULL);
  assert_unauthorised (fixture, "");
  assert_unauthorised (fixture, "bell_");
  assert_unauthorised (fixture, cut);
  assert_unauthorised (fixture, "bell_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");

  /* Signing out ends it, and that one alone. */
  g_free (bell_test_http_request (fixture->base.port, "DELETE", "/auth/token", token, NULL, NULL, 0, &status, NULL));
  g_assert_cmpuint (status, ==, 204);
  assert_unauthorised (fixture, token);
  g_free (server_fixture_call_text (&fixture->base, OTHER, "[[\"Core/echo\",{},\"x\"]]"));

  /* So does disabling the account. */
  bell_accounts_set_disabled (fixture->base.accounts, fixture->base.ids[OTHER], TRUE, &error);
  g_assert_no_error (error);
  assert_unauthorised (fixture, fixture->base.tokens[OTHER]);
}

/* --- Files --- */

static char *
upload (Fixture    *fixture,
        Person      person,
        const char *content,
        guint      *status)
{
  g_autofree char *path = g_strconcat ("/jmap/upload/", bell_organisation_get_id (fixture->base.organisation), NULL);

  return bell_test_http_request (fixture->base.port, "POST", path, fixture->base.tokens[person], "Content-Type: text/html; charset=utf-8\r\n", content, -1, status, NULL);
}

static guint
download (Fixture    *fixture,
          Person      person,
          const char *rest,
          char      **content)
{
  g_autofree char *path = g_strconcat ("/jmap/download/", bell_organisation_get_id (fixture->base.organisation), "/", rest, NULL);
  guint status;
  g_autofree char *answer = bell_test_http_request (fixture->base.port, "GET", path, fixture->base.tokens[person], NULL, NULL, 0, &status, NULL);

  if (content != NULL)
    *content = g_steal_pointer (&answer);
  return status;
}

static void
test_blob_path_climbing (Fixture      *fixture,
                         gconstpointer data)
{
  static const char *const paths[] = {
    "../../../etc/passwd", "..%2f..%2fetc%2fpasswd/x", "%2e%2e/x", "B/x", "Bffff/x", "server.db/x",
    "Bzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz/x", "B0000000000000000000000000000000000000000000000000000000000000000/..%2f..%2fx",
  };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      guint status = download (fixture, ADMIN, paths[i], NULL);

      g_assert_cmpuint (status, ==, 404);
    }
}

static void
test_blob_of_others (Fixture      *fixture,
                     gconstpointer data)
{
  guint status;
  g_autofree char *answer = upload (fixture, STRANGER, "<script>alert(1)</script>", &status);
  g_autofree char *id = NULL, *path = NULL, *content = NULL, *foreign = NULL;

  g_assert_cmpuint (status, ==, 201);
  g_assert_nonnull (strstr (answer, "\"type\":\"text/html\""));
  id = g_strndup (strstr (answer, "\"blobId\":\"") + 10, 65);
  path = g_strconcat (id, "/a%22b%0d%0a.html?accept=text/html", NULL);

  g_assert_cmpuint (download (fixture, STRANGER, path, &content), ==, 200);
  g_assert_cmpstr (content, ==, "<script>alert(1)</script>");
  g_assert_cmpuint (download (fixture, REQUESTER, path, NULL), ==, 404);

  /* Nor can it be claimed by naming it. */
  foreign = g_strdup_printf ("\"create\":{\"x\":{\"ticketId\":\"T019a9f5e-0000-7000-8000-000000000000\",\"body\":\"x\",\"attachments\":[{\"blobId\":\"%s\",\"name\":\"n\",\"type\":\"text/html\",\"size\":25}]}}", id);
  g_free (content);
  content = server_fixture_try_set (&fixture->base, REQUESTER, BELL_TYPE_MESSAGE, foreign);
  g_assert_cmpstr (content, ==, "invalidProperties");
}

static void
test_download_is_no_page (Fixture      *fixture,
                          gconstpointer data)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = g_socket_client_connect_to_host (client, "127.0.0.1", (guint16) fixture->base.port, NULL, NULL);
  guint status;
  g_autofree char *answer = upload (fixture, AGENT, "<script>alert(1)</script>", &status);
  g_autofree char *id = g_strndup (strstr (answer, "\"blobId\":\"") + 10, 65);
  g_autofree char *request = g_strdup_printf ("GET /jmap/download/%s/%s/a%%22b%%0d%%0aX-Evil:1.html?accept=text/html HTTP/1.0\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n",
                                              bell_organisation_get_id (fixture->base.organisation), id, fixture->base.tokens[AGENT]);
  char buffer[4096] = "";
  gsize length;

  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), request, strlen (request), NULL, NULL, NULL);
  g_input_stream_read_all (g_io_stream_get_input_stream (G_IO_STREAM (connection)), buffer, sizeof buffer - 1, &length, NULL, NULL);
  g_assert_true (g_str_has_prefix (buffer, "HTTP/1.") && strstr (buffer, " 200 ") != NULL);
  g_assert_nonnull (strstr (buffer, "X-Content-Type-Options: nosniff"));
  g_assert_nonnull (strstr (buffer, "Content-Disposition: attachment; filename*=UTF-8''a%22b%0D%0AX-Evil%3A1.html"));
  g_assert_nonnull (strstr (buffer, "sandbox"));
  g_assert_null (strstr (buffer, "\nX-Evil"));
}

static void
add (const char *path,
     void      (*func) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, func, tear_down);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/server/input/not-json", test_not_json);
  add ("/server/input/expansion-bomb", test_expansion_bomb);
  add ("/server/input/not-a-request", test_not_request);
  add ("/server/input/duplicate-keys", test_duplicate_keys);
  add ("/server/input/too-deep", test_too_deep);
  add ("/server/input/body-oversize", test_body_oversize);
  add ("/server/input/10000-calls", test_many_calls);
  add ("/server/input/9-requests-at-once", test_requests_at_once);
  add ("/server/input/1001-objects", test_many_objects);
  add ("/server/input/wrong-values", test_wrong_values);
  add ("/server/input/foreign-ids", test_foreign_ids);
  add ("/server/input/foreign-account", test_foreign_account);
  add ("/server/input/without-capability", test_without_capability);
  add ("/server/input/wrong-password", test_wrong_password);
  add ("/server/input/bad-sign-in", test_bad_sign_in);
  add ("/server/input/guessing-slowed", test_guessing_is_slowed);
  add ("/server/input/guessing-at-many-slowed", test_guessing_at_many_is_slowed);
  add ("/server/input/tokens", test_tokens);
  add ("/server/input/blob-path-climbing", test_blob_path_climbing);
  add ("/server/input/blob-of-others", test_blob_of_others);
  add ("/server/input/download-is-no-page", test_download_is_no_page);
  return g_test_run ();
}
