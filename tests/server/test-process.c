/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The program as an administrator meets it: commands, signals, faults. */

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

#include "bell-test-server.h"

static void
test_life (void)
{
  BellTestServer *server = bell_test_server_new ();
  g_autofree char *token = bell_test_server_sign_in (server, BELL_TEST_AGENT);
  g_autofree char *health = NULL, *echo = NULL, *users = NULL;
  guint status;

  health = bell_test_server_request (server, "GET", "/healthz", NULL, NULL, NULL, 0, &status, NULL);
  g_assert_cmpuint (status, ==, 200);
  g_assert_cmpstr (health, ==, "{\"status\":\"ok\"}");
  echo = bell_test_server_api (server, token, "[[\"Core/echo\",{\"hello\":[1,{}]},\"x\"]]");
  g_assert_nonnull (strstr (echo, "[[\"Core/echo\",{\"hello\":[1,{}]},\"x\"]]"));
  g_assert_cmpint (bell_test_server_run (server, NULL, &users, "user", "list", NULL), ==, 0);
  g_assert_nonnull (strstr (users, BELL_TEST_REQUESTER));

  /* The same port and the same people after a restart; a token lasts. */
  bell_test_server_stop (server);
  bell_test_server_start (server);
  g_free (echo);
  echo = bell_test_server_api (server, token, "[[\"Core/echo\",{},\"x\"]]");
  bell_test_server_free (server);
}

static void
test_port_in_use (void)
{
  BellTestServer *server = bell_test_server_new ();
  g_autofree char *port = g_strdup_printf ("%u", bell_test_server_get_port (server));
  g_autofree char *output = NULL;

  g_assert_cmpint (bell_test_server_run (server, NULL, &output, "serve", "--port", port, NULL), ==, 4);
  g_assert_nonnull (strstr (output, "in use by another program"));
  g_assert_nonnull (strstr (output, port));
  bell_test_server_free (server);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/process/life", test_life);
  g_test_add_func ("/server/process/port-in-use", test_port_in_use);
  return g_test_run ();
}
