/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The HTTP side of the server against raw sockets: what well-behaved
 * libraries would never send. */

#include <gio/gio.h>
#include <stdlib.h>
#include <string.h>

#include "bell-http-server.h"

#define LARGE (300 * 1024)
#define GET_LARGE "GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
#define POST "POST /echo HTTP/1.1\r\nHost: x\r\n"

typedef struct
{
  BellHttpServer *server;
  GMutex lock;
  GCond cond;
  BellHttpStream *stream;
  gboolean gone;
} Fixture;

static void
on_echo (BellHttpRequest *request,
         gpointer         user_data)
{
  bell_http_request_respond (request, 200, "text/plain", g_bytes_ref (bell_http_request_get_body (request)));
}

static void
on_name (BellHttpRequest *request,
         gpointer         user_data)
{
  const char *q = bell_http_request_get_query (request, "q");

  bell_http_request_respond_text (request, 200, "text/plain",
                                  g_strdup_printf ("%s|%s", bell_http_request_get_parameter (request, "name"),
                                                   q != NULL ? q : ""));
}

static void
on_large (BellHttpRequest *request,
          gpointer         user_data)
{
  bell_http_request_respond_text (request, 200, "text/plain", g_strnfill (LARGE, 'x'));
}

static void
on_gone (BellHttpStream *stream,
         gpointer        user_data)
{
  Fixture *fixture = user_data;

  g_mutex_lock (&fixture->lock);
  fixture->gone = TRUE;
  g_cond_signal (&fixture->cond);
  g_mutex_unlock (&fixture->lock);
}

static void
on_stream (BellHttpRequest *request,
           gpointer         user_data)
{
  Fixture *fixture = user_data;

  g_mutex_lock (&fixture->lock);
  fixture->stream = bell_http_stream_new (64 * 1024);
  bell_http_stream_set_gone (fixture->stream, on_gone, fixture, NULL);
  bell_http_request_respond_stream (request, 200, "text/event-stream", fixture->stream);
  g_cond_signal (&fixture->cond);
  g_mutex_unlock (&fixture->lock);
}

static void
on_gate (BellHttpRequest *request,
         gpointer         user_data)
{
  if (bell_http_request_get_header (request, "Authorization") == NULL)
    bell_http_request_respond_problem (request, 401, NULL, "Who are you?");
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  BellHttpLimits limits = BELL_HTTP_LIMITS_DEFAULT;
  g_autoptr (GError) error = NULL;

  limits.header_bytes = 8 * 1024;
  limits.header_seconds = 1;
  limits.body_seconds = 1;
  limits.stop_seconds = 2;
  g_mutex_init (&fixture->lock);
  g_cond_init (&fixture->cond);
  fixture->server = bell_http_server_new (&limits);
  bell_http_server_add_route (fixture->server, "POST", "/echo", BELL_HTTP_ROUTE_NONE, 1000, NULL, on_echo, fixture);
  bell_http_server_add_route (fixture->server, "POST", "/quick", BELL_HTTP_ROUTE_QUICK, 1000, NULL, on_echo, fixture);
  bell_http_server_add_route (fixture->server, "POST", "/guarded", BELL_HTTP_ROUTE_NONE, 1000, on_gate, on_echo, fixture);
  bell_http_server_add_route (fixture->server, "GET", "/name/{name}", BELL_HTTP_ROUTE_QUICK, 0, NULL, on_name, fixture);
  bell_http_server_add_route (fixture->server, "GET", "/large", BELL_HTTP_ROUTE_NONE, 0, NULL, on_large, fixture);
  bell_http_server_add_route (fixture->server, "GET", "/stream", BELL_HTTP_ROUTE_NONE, 0, NULL, on_stream, fixture);
  bell_http_server_start (fixture->server, "127.0.0.1", 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (bell_http_server_get_port (fixture->server), >, 0);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  bell_http_server_stop (fixture->server);
  g_assert_cmpuint (bell_http_server_get_n_connections (fixture->server), ==, 0);
  g_assert_finalize_object (g_steal_pointer (&fixture->server));
  g_clear_pointer (&fixture->stream, bell_http_stream_unref);
  g_mutex_clear (&fixture->lock);
  g_cond_clear (&fixture->cond);
}

static GSocketConnection *
dial (Fixture *fixture)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;
  GSocketConnection *connection;

  g_socket_client_set_timeout (client, 20);
  connection = g_socket_client_connect_to_host (client, "127.0.0.1",
                                                (guint16) bell_http_server_get_port (fixture->server), NULL, &error);
  g_assert_no_error (error);
  return connection;
}

static gboolean
send_text (GSocketConnection *connection,
           const char        *text)
{
  return g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), text, strlen (text), NULL,
                                    NULL, NULL);
}

/* Until the server closes. */
static char *
receive_all (GSocketConnection *connection)
{
  GInputStream *in = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  GString *text = g_string_new (NULL);
  char buffer[4096];
  gssize n;

  while ((n = g_input_stream_read (in, buffer, sizeof buffer, NULL, NULL)) > 0)
    g_string_append_len (text, buffer, n);
  return g_string_free (text, FALSE);
}

static char *
ask (Fixture    *fixture,
     const char *request)
{
  g_autoptr (GSocketConnection) connection = dial (fixture);

  send_text (connection, request);
  return receive_all (connection);
}

static guint
status_of (const char *response)
{
  return strlen (response) > 12 ? (guint) atoi (response + 9) : 0;
}

#define assert_status(response, wanted) g_assert_cmpuint (status_of (response), ==, wanted)

static void
test_plain (Fixture      *fixture,
            gconstpointer data)
{
  g_autofree char *echo = ask (fixture, POST "Connection: close\r\nContent-Length: 5\r\n\r\nhello");
  g_autofree char *quick = ask (fixture, "POST /quick HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                                         "Transfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n");
  g_autofree char *large = ask (fixture, GET_LARGE);
  g_autofree char *head = ask (fixture, "HEAD /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

  assert_status (echo, 200);
  g_assert_true (g_str_has_suffix (echo, "\r\n\r\nhello"));
  g_assert_nonnull (strstr (echo, "X-Content-Type-Options: nosniff"));
  g_assert_nonnull (strstr (echo, "Cache-Control: no-store"));
  assert_status (quick, 200);
  g_assert_true (g_str_has_suffix (quick, "\r\n\r\nhello"));
  assert_status (large, 200);
  g_assert_cmpuint (strlen (strstr (large, "\r\n\r\n") + 4), ==, LARGE);
  assert_status (head, 200);
  g_assert_true (g_str_has_suffix (head, "\r\n\r\n"));
}

static void
test_unknown (Fixture      *fixture,
              gconstpointer data)
{
  g_autofree char *absent = ask (fixture, "GET /<script>alert(1)</script> HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  g_autofree char *method = ask (fixture, "DELETE /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

  assert_status (absent, 404);
  g_assert_null (strstr (absent, "script"));
  g_assert_nonnull (strstr (absent, "application/problem+json"));
  assert_status (method, 405);
}

static void
test_path_climbing (Fixture      *fixture,
                    gconstpointer data)
{
  static const struct { const char *target; const char *ending; } climbing[] = {
    { "/name/../../etc/passwd", NULL },
    { "/name/..%2f..%2fetc", "\r\n\r\n../../etc|" }, /* stays inside its segment */
    { "/name/%2e%2e/%2e%2e", NULL },
    { "/name/%00", NULL },
    { "/name/%ff", NULL },
    { "/name/%zz", NULL },
    { "//name/a", NULL },
    { "name/a", NULL },
    { "/name/a/b", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (climbing); i++)
    {
      g_autofree char *request = g_strdup_printf ("GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", climbing[i].target);
      g_autofree char *response = ask (fixture, request);

      g_test_message ("%s: %u", climbing[i].target, status_of (response));
      if (climbing[i].ending != NULL)
        g_assert_true (g_str_has_suffix (response, climbing[i].ending));
      else
        g_assert_cmpuint (status_of (response) / 100, ==, 4);
    }
}

static void
test_query (Fixture      *fixture,
            gconstpointer data)
{
  g_autofree char *response = ask (fixture, "GET /name/J%C3%BCrgen?q=a+b%26c&other=1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

  g_assert_true (g_str_has_suffix (response, "\r\n\r\nJürgen|a b&c"));
}

static void
test_duplicate_host (Fixture      *fixture,
                     gconstpointer data)
{
  g_autofree char *two = ask (fixture, "GET /large HTTP/1.1\r\nHost: x\r\nhost: y\r\n\r\n");
  g_autofree char *none = ask (fixture, "GET /large HTTP/1.1\r\nConnection: close\r\n\r\n");

  assert_status (two, 400);
  assert_status (none, 400);
}

static void
test_both_lengths (Fixture      *fixture,
                   gconstpointer data)
{
  static const char *const requests[] = {
    POST "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" GET_LARGE,
    POST "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" GET_LARGE,
    POST "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello" GET_LARGE,
    POST "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n" GET_LARGE,
    POST "Content-Length: -5\r\n\r\nhello" GET_LARGE,
    POST "Content-Length: 99999999999999999999999\r\n\r\nhello" GET_LARGE,
  };

  for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      g_autofree char *response = ask (fixture, requests[i]);

      g_test_message ("%u: %u", i, status_of (response));
      g_assert_cmpuint (status_of (response) / 100, ==, 4);
      /* What hides behind it is no second request. */
      g_assert_null (strstr (response, "xxxxxx"));
    }
}

static void
test_body_oversize (Fixture      *fixture,
                    gconstpointer data)
{
  /* Refused by its length alone: the body never comes. */
  g_autofree char *said = ask (fixture, POST "Content-Length: 1001\r\n\r\n");
  g_autofree char *expected = ask (fixture, POST "Expect: 100-continue\r\nContent-Length: 100000\r\n\r\n");
  g_autoptr (GString) chunks = g_string_new (POST "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n");
  g_autofree char *unsaid = NULL, *endless = NULL;

  for (guint i = 0; i < 100; i++)
    g_string_append (chunks, "14\r\nxxxxxxxxxxxxxxxxxxxx\r\n");
  g_string_append (chunks, "0\r\n\r\n");
  unsaid = ask (fixture, chunks->str);

  g_string_truncate (chunks, chunks->len - 5);
  while (chunks->len < 4 * 1024 * 1024)
    g_string_append (chunks, "14\r\nxxxxxxxxxxxxxxxxxxxx\r\n");
  endless = ask (fixture, chunks->str);

  assert_status (said, 413);
  assert_status (expected, 413);
  g_assert_null (strstr (expected, "100 Continue"));
  assert_status (unsaid, 413);
  assert_status (endless, 0);
}

static void
test_header_oversize (Fixture      *fixture,
                      gconstpointer data)
{
  g_autofree char *filler = g_strnfill (20000, 'h');
  g_autofree char *header = g_strdup_printf ("GET /large HTTP/1.1\r\nHost: x\r\nX-Large: %s\r\n\r\n", filler);
  g_autofree char *line = g_strdup_printf ("GET /name/%s HTTP/1.1\r\nHost: x\r\n\r\n", filler);
  g_autofree char *large_header = ask (fixture, header);
  g_autofree char *large_line = ask (fixture, line);

  g_test_message ("%u, %u", status_of (large_header), status_of (large_line));
  g_assert_cmpuint (status_of (large_header) / 100, ==, 4);
  g_assert_cmpuint (status_of (large_line) / 100, ==, 4);
  g_assert_null (strstr (large_line, "hhhh"));
}

static void
test_gate (Fixture      *fixture,
           gconstpointer data)
{
  g_autofree char *stranger = ask (fixture, "POST /guarded HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\n");
  g_autofree char *known = ask (fixture, "POST /guarded HTTP/1.1\r\nHost: x\r\nAuthorization: me\r\n"
                                         "Connection: close\r\nContent-Length: 2\r\n\r\nhi");

  assert_status (stranger, 401);
  assert_status (known, 200);
}

/* A byte now and then, for longer than anybody needs. */
static void
drip (Fixture    *fixture,
      const char *beginning)
{
  g_autoptr (GSocketConnection) connection = dial (fixture);
  GSocket *socket = g_socket_connection_get_socket (connection);
  gint64 begun = g_get_monotonic_time ();
  gboolean cut = FALSE;

  send_text (connection, beginning);
  while (!cut && g_get_monotonic_time () - begun < 60 * G_USEC_PER_SEC)
    cut = !send_text (connection, "x") ||
          g_socket_condition_timed_wait (socket, G_IO_IN | G_IO_HUP | G_IO_ERR, 50000, NULL, NULL);
  g_assert_true (cut);
}

static void
test_slow_client (Fixture      *fixture,
                  gconstpointer data)
{
  drip (fixture, "GET /large HTTP/1.1\r\nHost: x\r\n");
}

static void
test_slow_body (Fixture      *fixture,
                gconstpointer data)
{
  drip (fixture, POST "Content-Length: 900\r\n\r\n");
}

/* Many at once that never end their headers or their body keep nobody else waiting. */
static void
test_many_slow_clients (Fixture      *fixture,
                        gconstpointer data)
{
  g_autoptr (GPtrArray) slow = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < 200; i++)
    {
      GSocketConnection *connection = dial (fixture);

      g_ptr_array_add (slow, connection);
      send_text (connection, i % 2 == 0 ? "GET /large HTTP/1.1\r\nHost: x\r\nX-Slow: " : POST "Content-Length: 900\r\n\r\nx");
      if (i % 20 == 19)
        {
          g_autofree char *answer = ask (fixture, GET_LARGE);

          assert_status (answer, 200);
        }
    }
}

static BellHttpStream *
wait_for_stream (Fixture *fixture)
{
  g_mutex_lock (&fixture->lock);
  while (fixture->stream == NULL)
    g_cond_wait (&fixture->cond, &fixture->lock);
  g_mutex_unlock (&fixture->lock);
  return fixture->stream;
}

static gboolean
read_until (GSocketConnection *connection,
            const char        *wanted)
{
  GInputStream *in = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  g_autoptr (GString) text = g_string_new (NULL);
  char byte;

  while (strstr (text->str, wanted) == NULL)
    {
      if (g_input_stream_read (in, &byte, 1, NULL, NULL) != 1)
        return FALSE;
      g_string_append_c (text, byte);
    }
  return TRUE;
}

static void
test_stream (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr (GSocketConnection) connection = dial (fixture);
  BellHttpStream *stream;

  send_text (connection, "GET /stream HTTP/1.1\r\nHost: x\r\n\r\n");
  stream = wait_for_stream (fixture);
  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *text = g_strdup_printf ("event-%u;", i);
      g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

      g_assert_true (bell_http_stream_push (stream, bytes));
      g_assert_true (read_until (connection, text));
    }
  bell_http_stream_end (stream);
  g_assert_true (read_until (connection, "0\r\n\r\n"));
}

/* A listener that takes nothing costs what the stream's bound says, no more. */
static void
test_stream_not_read (Fixture      *fixture,
                      gconstpointer data)
{
  g_autoptr (GSocketConnection) connection = dial (fixture);
  g_autofree char *filler = g_strnfill (16 * 1024, 'x');
  g_autoptr (GBytes) bytes = g_bytes_new (filler, strlen (filler));
  BellHttpStream *stream;
  guint pushed = 0;

  send_text (connection, "GET /stream HTTP/1.1\r\nHost: x\r\n\r\n");
  stream = wait_for_stream (fixture);
  while (bell_http_stream_push (stream, bytes) && pushed < 100000)
    pushed++;
  g_assert_cmpuint (pushed, <, 100000);
  g_assert_cmpuint (bell_http_stream_get_queued (stream), <=, 64 * 1024);

  /* And after a while it is cut off; a writer that waits for it comes free. */
  while (bell_http_stream_push_wait (stream, bytes))
    ;
  g_assert_false (bell_http_stream_is_open (stream));
}

static void
test_stream_peer_leaves (Fixture      *fixture,
                         gconstpointer data)
{
  GSocketConnection *connection = dial (fixture);
  gint64 until = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
  gboolean gone;

  send_text (connection, "GET /stream HTTP/1.1\r\nHost: x\r\n\r\n");
  wait_for_stream (fixture);
  g_assert_true (read_until (connection, "\r\n\r\n"));
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  g_object_unref (connection);

  g_mutex_lock (&fixture->lock);
  while (!fixture->gone && g_cond_wait_until (&fixture->cond, &fixture->lock, until))
    ;
  gone = fixture->gone;
  g_mutex_unlock (&fixture->lock);
  g_assert_true (gone);
}

static void
test_stop_ends_streams (Fixture      *fixture,
                        gconstpointer data)
{
  g_autoptr (GSocketConnection) connection = dial (fixture);

  send_text (connection, "GET /stream HTTP/1.1\r\nHost: x\r\n\r\n");
  wait_for_stream (fixture);
  g_assert_true (read_until (connection, "\r\n\r\n"));
  /* It comes back, though nobody else ends the stream. */
  bell_http_server_stop (fixture->server);
  g_assert_true (read_until (connection, "0\r\n\r\n"));
}

static void
test_port_in_use (Fixture      *fixture,
                  gconstpointer data)
{
  BellHttpLimits limits = BELL_HTTP_LIMITS_DEFAULT;
  g_autoptr (BellHttpServer) second = bell_http_server_new (&limits);
  g_autoptr (GError) error = NULL;

  g_assert_false (bell_http_server_start (second, "127.0.0.1", bell_http_server_get_port (fixture->server), &error));
  g_assert_error (error, BELL_SERVER_ERROR, BELL_SERVER_ERROR_ADDRESS_IN_USE);
  g_clear_error (&error);
  g_assert_false (bell_http_server_start (second, "nowhere", 0, &error));
  g_assert_error (error, BELL_SERVER_ERROR, BELL_SERVER_ERROR_LISTEN);
}

static gpointer
hammer (gpointer data)
{
  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *response = ask (data, POST "Connection: close\r\nContent-Length: 2\r\n\r\nhi");

      assert_status (response, 200);
    }
  return NULL;
}

static void
test_many_at_once (Fixture      *fixture,
                   gconstpointer data)
{
  GThread *threads[16];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("hammer", hammer, fixture);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
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
  add ("/server/http/plain", test_plain);
  add ("/server/http/unknown-address-not-echoed", test_unknown);
  add ("/server/http/path-climbing", test_path_climbing);
  add ("/server/http/query", test_query);
  add ("/server/http/duplicate-host", test_duplicate_host);
  add ("/server/http/both-lengths", test_both_lengths);
  add ("/server/http/body-oversize", test_body_oversize);
  add ("/server/http/header-oversize", test_header_oversize);
  add ("/server/http/gate-before-body", test_gate);
  add ("/server/http/slow-client", test_slow_client);
  add ("/server/http/slow-body", test_slow_body);
  add ("/server/http/slow-clients-in-numbers", test_many_slow_clients);
  add ("/server/http/stream", test_stream);
  add ("/server/http/stream-not-read", test_stream_not_read);
  add ("/server/http/stream-peer-leaves", test_stream_peer_leaves);
  add ("/server/http/stop-ends-streams", test_stop_ends_streams);
  add ("/server/http/port-in-use", test_port_in_use);
  add ("/server/http/many-at-once", test_many_at_once);
  return g_test_run ();
}
