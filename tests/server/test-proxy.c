/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Whom the server believes when somebody says for whom he asks. */

#include <gio/gio.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <string.h>

#include "bell-http-server.h"

static void
on_address (BellHttpRequest *request,
            gpointer         user_data)
{
  g_autofree char *origin = bell_http_request_get_origin (request);

  bell_http_request_respond_text (request, 200, "text/plain", g_strconcat ("<", bell_http_request_get_address (request), " ", origin, ">", NULL));
}

static BellHttpServer *
start (gboolean           behind_proxy,
       const char *const *proxies)
{
  BellHttpLimits limits = BELL_HTTP_LIMITS_DEFAULT;
  BellHttpServer *server = bell_http_server_new (&limits);
  g_autoptr (GError) error = NULL;

  if (behind_proxy)
    bell_http_server_trust_proxy (server, proxies);
  bell_http_server_add_route (server, "GET", "/address", BELL_HTTP_ROUTE_QUICK, 0, NULL, on_address, NULL);
  bell_http_server_start (server, "0.0.0.0", 0, &error);
  g_assert_no_error (error);
  return server;
}

/* What it takes the asker for. */
static char *
ask (BellHttpServer *server,
     const char     *host,
     const char     *headers)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) connection = NULL;
  g_autofree char *request = g_strdup_printf ("GET /address HTTP/1.0\r\nHost: x\r\n%s\r\n", headers);
  g_autoptr (GString) answer = g_string_new (NULL);
  const char *from, *to;
  char buffer[1024];
  gssize n;

  connection = g_socket_client_connect_to_host (client, host, (guint16) bell_http_server_get_port (server), NULL, &error);
  g_assert_no_error (error);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), request, strlen (request), NULL, NULL, NULL);
  while ((n = g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), buffer, sizeof buffer, NULL, NULL)) > 0)
    g_string_append_len (answer, buffer, n);
  from = strchr (answer->str, '<');
  to = from != NULL ? strchr (from, '>') : NULL;
  g_assert_nonnull (to);
  return g_strndup (from + 1, (gsize) (to - from - 1));
}

static void
assert_taken_for (BellHttpServer *server,
                  const char     *host,
                  const char     *headers,
                  const char     *expected)
{
  g_autofree char *taken = ask (server, host, headers);

  g_assert_cmpstr (taken, ==, expected);
}

static void
end (BellHttpServer *server)
{
  bell_http_server_stop (server);
  g_object_unref (server);
}

/* An address of this machine that is not the loopback's, as another machine's would be. */
static char *
find_other_address (void)
{
  struct ifaddrs *all = NULL;
  char *found = NULL;

  if (getifaddrs (&all) != 0)
    return NULL;
  for (struct ifaddrs *one = all; one != NULL && found == NULL; one = one->ifa_next)
    if (one->ifa_addr != NULL && one->ifa_addr->sa_family == AF_INET)
      {
        g_autoptr (GSocketAddress) address = g_socket_address_new_from_native (one->ifa_addr, sizeof (struct sockaddr_in));
        GInetAddress *inet = g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address));

        if (!g_inet_address_get_is_loopback (inet))
          found = g_inet_address_to_string (inet);
      }
  freeifaddrs (all);
  return found;
}

static void
test_forged_without_proxy (void)
{
  BellHttpServer *server = start (FALSE, NULL);

  assert_taken_for (server, "127.0.0.1", "", "127.0.0.1 http://x");
  assert_taken_for (server, "127.0.0.1", "X-Forwarded-For: 192.0.2.1\r\nX-Forwarded-Proto: https\r\n", "127.0.0.1 http://x");
  end (server);
}

static void
test_behind_proxy (void)
{
  BellHttpServer *server = start (TRUE, NULL);

  assert_taken_for (server, "127.0.0.1", "", "127.0.0.1 http://x");
  assert_taken_for (server, "127.0.0.1", "X-Forwarded-For: 192.0.2.1\r\nX-Forwarded-Proto: https\r\n", "192.0.2.1 https://x");
  /* What the asker says himself stands before what the proxy adds. */
  assert_taken_for (server, "127.0.0.1", "X-Forwarded-For: 198.51.100.9, 192.0.2.1\r\n", "192.0.2.1 http://x");
  assert_taken_for (server, "127.0.0.1", "X-Forwarded-For: <script>\r\n", "127.0.0.1 http://x");
  end (server);
}

static void
test_forged_from_elsewhere (void)
{
  g_autofree char *other = find_other_address ();
  const char *proxies[] = { "192.0.2.77", NULL, NULL };
  g_autofree char *plain = NULL, *forwarded = NULL;
  BellHttpServer *server;

  if (other == NULL)
    {
      /* A machine without a network: nothing there can come from elsewhere. */
      g_test_skip ("this machine has no address but the loopback's");
      return;
    }
  plain = g_strconcat (other, " http://x", NULL);

  /* Somebody who reaches it without the proxy. */
  server = start (TRUE, proxies);
  assert_taken_for (server, other, "X-Forwarded-For: 192.0.2.1\r\nX-Forwarded-Proto: https\r\n", plain);
  end (server);

  /* The proxy on the other machine. */
  proxies[1] = other;
  server = start (TRUE, proxies);
  assert_taken_for (server, other, "", plain);
  assert_taken_for (server, other, "X-Forwarded-For: 192.0.2.1\r\nX-Forwarded-Proto: https\r\n", "192.0.2.1 https://x");
  end (server);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/server/proxy/forged-without-proxy", test_forged_without_proxy);
  g_test_add_func ("/server/proxy/behind-proxy", test_behind_proxy);
  g_test_add_func ("/server/proxy/forged-from-elsewhere", test_forged_from_elsewhere);

  return g_test_run ();
}
