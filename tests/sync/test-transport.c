/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gstdio.h>
#include <libsoup/soup.h>
#include <string.h>

#include "bell-soup-transport.h"
#include "bell-test-folder.h"
#include "transport-certificates.h"

/* A real HTTP server, in the main thread, that answers by path; the transport
 * is asked from a thread of its own, as always. */
/* Under the address checker. The server in this test is libsoup's, in the same
 * process, and it loses an address for each listener and the socket of a
 * connection that the other side closes. Both are known by a whole backtrace only. */
const char *__asan_default_options (void);
const char *__lsan_default_suppressions (void);

const char *
__asan_default_options (void)
{
  return "fast_unwind_on_malloc=0";
}

const char *
__lsan_default_suppressions (void)
{
  return "leak:soup_server_listen_local\nleak:g_socket_accept\n";
}

typedef struct
{
  SoupServer *server;
  char *origin;
  BellTransport *transport;

  char *authorization; /* of the last request */
  guint n_requests;
  SoupServerMessage *held;
  GBytes *bomb;
} Fixture;

static void
on_finished (SoupServerMessage *message,
             Fixture           *fixture)
{
  if (fixture->held == message)
    g_clear_object (&fixture->held);
}

static void
on_request (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  Fixture *fixture = user_data;
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  SoupMessageBody *body = soup_server_message_get_response_body (message);

  fixture->n_requests++;
  g_free (fixture->authorization);
  fixture->authorization = g_strdup (soup_message_headers_get_one (soup_server_message_get_request_headers (message),
                                                                   "Authorization"));

  if (g_str_equal (path, "/hello"))
    {
      soup_server_message_set_status (message, 200, NULL);
      soup_server_message_set_response (message, "application/json; charset=utf-8", SOUP_MEMORY_STATIC, "{\"a\":1}", 7);
    }
  else if (g_str_equal (path, "/echo"))
    {
      SoupMessageBody *request = soup_server_message_get_request_body (message);
      g_autoptr (GBytes) bytes = soup_message_body_flatten (request);

      soup_server_message_set_status (message, 200, NULL);
      soup_message_body_append_bytes (body, bytes);
    }
  else if (g_str_equal (path, "/elsewhere"))
    soup_server_message_set_redirect (message, 302, "http://127.0.0.1:9/steal");
  else if (g_str_equal (path, "/big"))
    {
      g_autofree char *block = g_strnfill (1024 * 1024, 'x');

      soup_server_message_set_status (message, 200, NULL);
      for (guint i = 0; i < 4; i++)
        soup_message_body_append (body, SOUP_MEMORY_COPY, block, 1024 * 1024);
    }
  else if (g_str_equal (path, "/bomb"))
    {
      soup_message_headers_append (headers, "Content-Encoding", "gzip");
      soup_server_message_set_status (message, 200, NULL);
      soup_message_body_append_bytes (body, fixture->bomb);
    }
  else if (g_str_equal (path, "/busy"))
    {
      soup_message_headers_append (headers, "Retry-After", "7");
      soup_server_message_set_status (message, 503, NULL);
    }
  else if (g_str_equal (path, "/problem"))
    {
      static const char problem[] = "{\"type\":\"urn:ietf:params:jmap:error:limit\",\"limit\":\"maxSizeRequest\",\"status\":400,"
                                    "\"detail\":\"That was too much.\"}";

      soup_server_message_set_status (message, 400, NULL);
      soup_server_message_set_response (message, "application/problem+json", SOUP_MEMORY_STATIC, problem, strlen (problem));
    }
  else if (g_str_equal (path, "/revoked"))
    {
      static const char problem[] = "{\"type\":\"about:blank\",\"status\":401,\"detail\":\"The token is not known.\"}";

      soup_server_message_set_status (message, 401, NULL);
      soup_server_message_set_response (message, "application/problem+json", SOUP_MEMORY_STATIC, problem, strlen (problem));
    }
  else if (g_str_equal (path, "/proxy"))
    soup_server_message_set_status (message, 401, NULL);
  else if (g_str_equal (path, "/stream"))
    {
      soup_server_message_set_status (message, 200, NULL);
      soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
      soup_message_headers_set_content_type (headers, "text/event-stream", NULL);
      soup_message_body_append (body, SOUP_MEMORY_STATIC, "event: ping\n\n", 13);
      fixture->held = g_object_ref (message);
      g_signal_connect (message, "finished", G_CALLBACK (on_finished), fixture);
    }
  else if (g_str_equal (path, "/wait"))
    {
      fixture->held = g_object_ref (message);
      g_signal_connect (message, "finished", G_CALLBACK (on_finished), fixture);
      soup_server_message_pause (message);
    }
  else
    soup_server_message_set_status (message, 404, NULL);
}

static void
listen_local (SoupServer              *server,
              SoupServerListenOptions  options)
{
  g_autoptr (GError) error = NULL;

  soup_server_listen_local (server, 0, options, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  GSList *uris;

  fixture->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (fixture->server, NULL, on_request, fixture, NULL);
  listen_local (fixture->server, SOUP_SERVER_LISTEN_IPV4_ONLY);
  uris = soup_server_get_uris (fixture->server);
  fixture->origin = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);

  fixture->transport = bell_soup_transport_new (fixture->origin, NULL, FALSE);
  bell_transport_set_token (fixture->transport, "secret");
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  gpointer alive = fixture->transport;

  g_object_add_weak_pointer (G_OBJECT (fixture->transport), &alive);
  g_clear_object (&fixture->transport);
  g_assert_null (alive);

  /* The server has to notice that its clients are gone. */
  for (guint i = 0; i < 50; i++)
    {
      g_main_context_iteration (NULL, FALSE);
      g_thread_yield ();
    }
  soup_server_disconnect (fixture->server);
  g_clear_object (&fixture->held);
  g_clear_object (&fixture->server);
  g_free (fixture->origin);
  g_free (fixture->authorization);
}

typedef struct
{
  Fixture *fixture;
  BellTransportRequest request;
  GCancellable *cancellable;
  BellTransportReply *reply;
  GError *error;
  gboolean done; /* atomic */
} Ask;

static gpointer
ask_thread (gpointer data)
{
  Ask *ask = data;

  ask->reply = bell_transport_send (ask->fixture->transport, &ask->request, ask->cancellable, &ask->error);
  g_atomic_int_set (&ask->done, TRUE);
  g_main_context_wakeup (NULL);

  return NULL;
}

static BellTransportReply *
ask_full (Fixture                    *fixture,
          const BellTransportRequest *request,
          GError                    **error)
{
  Ask ask = { .fixture = fixture, .request = *request };
  GThread *thread = g_thread_new ("ask", ask_thread, &ask);

  while (!g_atomic_int_get (&ask.done))
    g_main_context_iteration (NULL, TRUE);
  g_thread_join (thread);

  if (ask.error != NULL)
    g_propagate_error (error, ask.error);

  return ask.reply;
}

static BellTransportReply *
get (Fixture     *fixture,
     const char  *url,
     GError     **error)
{
  BellTransportRequest request = { .method = "GET", .url = url };

  return ask_full (fixture, &request, error);
}

static void
test_hello (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BellTransportReply) reply = get (fixture, "/hello", &error);

  g_assert_no_error (error);
  g_assert_cmpuint (reply->status, ==, 200);
  g_assert_cmpstr (reply->content_type, ==, "application/json");
  g_assert_cmpmem (g_bytes_get_data (reply->body, NULL), g_bytes_get_size (reply->body), "{\"a\":1}", 7);
  g_assert_cmpstr (fixture->authorization, ==, "Bearer secret");
  g_assert_true (bell_transport_reply_check (reply, &error));
}

static void
test_echo (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strnfill (300000, 'z');
  g_autoptr (GBytes) body = g_bytes_new (text, 300000);
  BellTransportRequest request = { .method = "POST", .url = "/echo", .content_type = "text/plain", .body = body };
  g_autoptr (BellTransportReply) reply = ask_full (fixture, &request, &error);

  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (reply->body, body));
}

static void
test_anonymous (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  BellTransportRequest request = { .method = "GET", .url = "/hello", .anonymous = TRUE };
  g_autoptr (BellTransportReply) reply = ask_full (fixture, &request, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (reply->status, ==, 200);
  g_assert_null (fixture->authorization);

  /* Without a token nothing is asked that needs one. */
  bell_transport_set_token (fixture->transport, NULL);
  g_assert_null (get (fixture, "/hello", &error));
  g_assert_error (error, BELL_SYNC_ERROR, BELL_SYNC_ERROR_UNAUTHORIZED);
  g_assert_cmpuint (fixture->n_requests, ==, 1);
}

static void
test_redirect (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BellTransportReply) reply = get (fixture, "/elsewhere", &error);

  g_assert_no_error (error);
  g_assert_cmpuint (reply->status, ==, 302);
  g_assert_false (bell_transport_reply_check (reply, &error));
  g_assert_error (error, BELL_SYNC_ERROR, BELL_SYNC_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "http://127.0.0.1:9/steal"));
}

static void
test_foreign_origin (Fixture       *fixture,
                     gconstpointer  data)
{
  static const char *const urls[] = {
    "http://127.0.0.1:9/x", "https://127.0.0.1/x", "//evil.example/x", "http://user@127.0.0.1/x", "file:///etc/passwd", "http:",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (get (fixture, urls[i], &error));
      g_assert_nonnull (error);
    }

  g_assert_cmpuint (fixture->n_requests, ==, 0);
}

static void
test_open_line (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BellTransport) before = g_steal_pointer (&fixture->transport);

  fixture->transport = bell_soup_transport_new ("http://192.0.2.1", NULL, FALSE);
  bell_transport_set_token (fixture->transport, "secret");
  g_assert_null (get (fixture, "/hello", &error));
  g_assert_error (error, BELL_SYNC_ERROR, BELL_SYNC_ERROR_REFUSED);
  g_clear_error (&error);
  g_clear_object (&fixture->transport);

  fixture->transport = bell_soup_transport_new ("no address", NULL, FALSE);
  g_assert_null (bell_transport_get_server_url (fixture->transport));
  g_assert_null (get (fixture, "/hello", &error));
  g_assert_error (error, BELL_SYNC_ERROR, BELL_SYNC_ERROR_REFUSED);
}

static void
test_body_oversize (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  BellTransportRequest request = { .method = "GET", .url = "/big", .max_reply = 1024 * 1024 };

  g_assert_null (ask_full (fixture, &request, &error));
  g_assert_error (error, BELL_SYNC_ERROR, BELL_SYNC_ERROR_TOO_LARGE);
}

/* A few bytes that become very many: what they become is counted. */
static void
test_expansion_bomb (Fixture       *fixture,
                     gconstpointer  data)
{
  gsize size = 256 * 1024 * 1024, read, written;
  g_autofree char *blanks = g_strnfill (size, ' ');
  g_autofree char *packed = g_malloc (size / 256);
  g_autoptr (GConverter) converter = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9));
  g_autoptr (GError) error = NULL;
  BellTransportRequest request = { .method = "GET", .url = "/bomb", .max_reply = 1024 * 1024 };

  g_converter_convert (converter, blanks, size, packed, size / 256, G_CONVERTER_INPUT_AT_END, &read, &written, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (written, <, (gsize) request.max_reply);
  fixture->bomb = g_bytes_new (packed, written);

  g_assert_null (ask_full (fixture, &request, &error));
  g_assert_error (error, BELL_SYNC_ERROR, BELL_SYNC_ERROR_TOO_LARGE);
  g_clear_pointer (&fixture->bomb, g_bytes_unref);
}

static void
test_busy (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BellTransportReply) reply = get (fixture, "/busy", &error);

  g_assert_no_error (error);
  g_assert_cmpint (reply->retry_after, ==, 7000);
  g_assert_false (bell_transport_reply_check (reply, &error));
  g_assert_error (error, BELL_SYNC_ERROR, BELL_SYNC_ERROR_UNAVAILABLE);
}

static void
test_refusals (Fixture       *fixture,
               gconstpointer  data)
{
  static const struct { const char *path; BellSyncError code; } cases[] = {
    { "/problem", BELL_SYNC_ERROR_REFUSED },
    { "/revoked", BELL_SYNC_ERROR_UNAUTHORIZED },
    { "/proxy", BELL_SYNC_ERROR_UNAVAILABLE },
    { "/nothing-here", BELL_SYNC_ERROR_NOT_DESKBELL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (BellTransportReply) reply = get (fixture, cases[i].path, &error);

      g_assert_no_error (error);
      g_assert_false (bell_transport_reply_check (reply, &error));
      g_assert_error (error, BELL_SYNC_ERROR, (int) cases[i].code);
      if (i == 0)
        g_assert_nonnull (strstr (error->message, "That was too much."));
    }
}

static void
test_nobody_there (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  soup_server_disconnect (fixture->server);
  g_assert_null (get (fixture, "/hello", &error));
  g_assert_error (error, BELL_SYNC_ERROR, BELL_SYNC_ERROR_UNREACHABLE);
}

static void
test_slow_server (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  BellTransportRequest request = { .method = "GET", .url = "/wait", .time_limit = 1 };

  g_assert_null (ask_full (fixture, &request, &error));
  g_assert_error (error, BELL_SYNC_ERROR, BELL_SYNC_ERROR_UNREACHABLE);
}

static void
test_cancel (Fixture       *fixture,
             gconstpointer  data)
{
  Ask ask = { .fixture = fixture, .request = { .method = "GET", .url = "/wait" }, .cancellable = g_cancellable_new () };
  GThread *thread = g_thread_new ("ask", ask_thread, &ask);

  while (fixture->held == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (ask.cancellable);
  while (!g_atomic_int_get (&ask.done))
    g_main_context_iteration (NULL, TRUE);
  g_thread_join (thread);

  g_assert_error (ask.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&ask.error);
  g_object_unref (ask.cancellable);
}

typedef struct
{
  GInputStream *stream;
  GCancellable *cancellable;
  char buffer[64];
  gssize got;
  gboolean done;
  GError *error;
} Read;

static gpointer
read_thread (gpointer data)
{
  Read *read = data;

  read->got = g_input_stream_read (read->stream, read->buffer, sizeof read->buffer - 1, read->cancellable, &read->error);
  g_atomic_int_set (&read->done, TRUE);
  g_main_context_wakeup (NULL);

  return NULL;
}

static void
test_stream (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  BellTransportRequest request = { .method = "GET", .url = "/stream", .streamed = TRUE };
  g_autoptr (BellTransportReply) reply = ask_full (fixture, &request, &error);
  Read read = { 0 };
  GThread *thread;

  g_assert_no_error (error);
  g_assert_nonnull (reply->stream);
  g_assert_null (reply->body);

  read.stream = reply->stream;
  thread = g_thread_new ("read", read_thread, &read);
  while (!g_atomic_int_get (&read.done))
    g_main_context_iteration (NULL, TRUE);
  g_thread_join (thread);
  g_assert_cmpstr (read.buffer, ==, "event: ping\n\n");

  /* Nothing more comes: only cancelling ends the wait. */
  memset (&read, 0, sizeof read);
  read.stream = reply->stream;
  read.cancellable = g_cancellable_new ();
  thread = g_thread_new ("read", read_thread, &read);
  g_main_context_iteration (NULL, FALSE);
  g_cancellable_cancel (read.cancellable);
  while (!g_atomic_int_get (&read.done))
    g_main_context_iteration (NULL, TRUE);
  g_thread_join (thread);
  g_assert_true (read.got <= 0 || strlen (read.buffer) > 0);
  g_clear_error (&read.error);
  g_object_unref (read.cancellable);

  if (fixture->held != NULL)
    soup_server_message_pause (fixture->held);
}

static void
test_certificates (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("bell-tls-XXXXXX", NULL);
  g_autofree char *authority = g_build_filename (folder, "ca.pem", NULL);
  g_autofree char *certificate_file = g_build_filename (folder, "server.pem", NULL);
  g_autofree char *key_file = g_build_filename (folder, "server.key", NULL);
  g_autofree char *url = NULL;
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoptr (BellTransport) before = g_steal_pointer (&fixture->transport);
  g_autoptr (BellTransportReply) reply = NULL;
  GSList *uris;

  g_assert_true (transport_make_certificates (folder));
  certificate = g_tls_certificate_new_from_files (certificate_file, key_file, &error);
  g_assert_no_error (error);

  soup_server_disconnect (fixture->server);
  soup_server_set_tls_certificate (fixture->server, certificate);
  listen_local (fixture->server, SOUP_SERVER_LISTEN_IPV4_ONLY | SOUP_SERVER_LISTEN_HTTPS);
  uris = soup_server_get_uris (fixture->server);
  url = g_strdup_printf ("https://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);

  /* An authority that this computer does not know: nothing is sent. */
  fixture->transport = bell_soup_transport_new (url, NULL, FALSE);
  bell_transport_set_token (fixture->transport, "secret");
  g_assert_null (get (fixture, "/hello", &error));
  g_assert_error (error, BELL_SYNC_ERROR, BELL_SYNC_ERROR_UNTRUSTED);
  g_clear_error (&error);
  g_assert_cmpuint (fixture->n_requests, ==, 0);
  g_clear_object (&fixture->transport);

  /* The same, told of. */
  fixture->transport = bell_soup_transport_new (url, authority, FALSE);
  bell_transport_set_token (fixture->transport, "secret");
  reply = get (fixture, "/hello", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (reply->status, ==, 200);

  bell_test_remove_folder (folder);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add ("/sync/transport/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("hello", test_hello);
  ADD ("echo", test_echo);
  ADD ("anonymous", test_anonymous);
  ADD ("redirect-not-followed", test_redirect);
  ADD ("foreign-origin", test_foreign_origin);
  ADD ("open-line", test_open_line);
  ADD ("body-oversize", test_body_oversize);
  ADD ("expansion-bomb", test_expansion_bomb);
  ADD ("busy", test_busy);
  ADD ("refusals", test_refusals);
  ADD ("nobody-there", test_nobody_there);
  ADD ("slow-server", test_slow_server);
  ADD ("cancel", test_cancel);
  ADD ("stream", test_stream);
  ADD ("certificates", test_certificates);
#undef ADD

  return g_test_run ();
}
