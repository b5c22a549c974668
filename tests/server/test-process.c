/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The program as an administrator meets it: commands, signals, faults. */

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

#include "bell-database.h"
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

/* --- Killed in the middle of writing --- */

typedef struct
{
  BellTestServer *server;
  const char *token;
  const char *requester;
  guint number;
  guint round;
  int stop;          /* atomic */
  GPtrArray *known;  /* ids that were acknowledged */
} Writer;

static gpointer
write_on (gpointer data)
{
  Writer *writer = data;

  for (guint i = 0; !g_atomic_int_get (&writer->stop); i++)
    {
      g_autofree char *ticket = g_strdup_printf ("T019a9f5e-%02x%02x-7000-8000-%012x", writer->round, writer->number, i);
      g_autofree char *message = g_strdup_printf ("M019a9f5e-%02x%02x-7000-8000-%012x", writer->round, writer->number, i);
      g_autofree char *body = g_strdup_printf (
        "{\"using\":[\"https://deskbell.org/ns/jmap/helpdesk\"],\"methodCalls\":["
        "[\"Ticket/set\",{\"accountId\":\"%s\",\"create\":{\"%s\":{\"subject\":\"kill me\",\"requesterId\":\"%s\"}}},\"c0\"],"
        "[\"Message/set\",{\"accountId\":\"%s\",\"create\":{\"%s\":{\"ticketId\":\"%s\",\"body\":\"now\"}}},\"c1\"]]}",
        bell_test_server_get_account (writer->server), ticket, writer->requester, bell_test_server_get_account (writer->server), message, ticket);
      guint status;
      g_autofree char *answer = bell_test_server_request (writer->server, "POST", "/jmap/api", writer->token, NULL, body, -1, &status, NULL);

      if (status == 200 && g_str_has_suffix (answer, "}") && strstr (answer, message) != NULL && strstr (answer, "notCreated\":{") == NULL)
        {
          g_ptr_array_add (writer->known, g_strdup (ticket));
          g_ptr_array_add (writer->known, g_strdup (message));
        }
    }
  return NULL;
}

static void
assert_present (BellTestServer *server,
                const char     *token,
                GPtrArray      *ids)
{
  for (guint i = 0; i < ids->len; i += 500)
    {
      g_autoptr (GString) tickets = g_string_new (NULL);
      g_autoptr (GString) messages = g_string_new (NULL);
      g_autofree char *calls = NULL, *answer = NULL;

      for (guint j = i; j < MIN (i + 500, ids->len); j++)
        {
          const char *id = ids->pdata[j];
          GString *list = id[0] == 'T' ? tickets : messages;

          g_string_append_printf (list, "%s\"%s\"", list->len > 0 ? "," : "", id);
        }
      calls = g_strdup_printf ("[[\"Ticket/get\",{\"accountId\":\"@account\",\"ids\":[%s],\"properties\":[\"id\"]},\"a\"],"
                               "[\"Message/get\",{\"accountId\":\"@account\",\"ids\":[%s],\"properties\":[\"id\"]},\"b\"]]",
                               tickets->str, messages->str);
      answer = bell_test_server_api (server, token, calls);
      g_assert_nonnull (strstr (answer, "\"notFound\":[]},\"a\""));
      g_assert_nonnull (strstr (answer, "\"notFound\":[]},\"b\""));
    }
}

static void
test_killed (void)
{
  BellTestServer *server = bell_test_server_new ();
  g_autofree char *token = bell_test_server_sign_in (server, BELL_TEST_AGENT);
  g_autofree char *other = bell_test_server_sign_in (server, BELL_TEST_OTHER);
  g_autoptr (GPtrArray) known = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GRand) random = g_rand_new_with_seed (20261121);
  guint in_vain = 0;

  for (guint round = 0; round < 10; round++)
    {
      Writer writers[4];
      GThread *threads[4];
      g_autofree char *report = NULL;

      for (guint i = 0; i < G_N_ELEMENTS (writers); i++)
        {
          writers[i] = (Writer){ server, i % 2 == 0 ? token : other, bell_test_server_get_person (server, BELL_TEST_REQUESTER),
                                 i, round, FALSE, g_ptr_array_new_with_free_func (g_free) };
          threads[i] = g_thread_new ("writer", write_on, &writers[i]);
        }
      g_usleep ((gulong) g_rand_int_range (random, 20000, 250000));
      bell_test_server_kill (server);
      for (guint i = 0; i < G_N_ELEMENTS (writers); i++)
        {
          g_atomic_int_set (&writers[i].stop, TRUE);
          g_thread_join (threads[i]);
          in_vain += writers[i].known->len == 0;
          g_ptr_array_extend_and_steal (known, writers[i].known);
        }

      g_assert_cmpint (bell_test_server_run (server, NULL, &report, "check", NULL), ==, 0);
      bell_test_server_start (server);
      assert_present (server, token, known);
    }
  g_test_message ("%u objects were acknowledged and are there", known->len);
  g_assert_cmpuint (known->len, >, 20);
  g_assert_cmpint (bell_test_server_run (server, NULL, NULL, "rebuild", NULL), ==, 0);
  assert_present (server, token, known);
  bell_test_server_free (server);
}

/* --- TLS --- */

static gboolean
make_certificate (BellTestServer *server,
                  const char     *name)
{
  g_autofree char *certificate = g_build_filename (bell_test_server_get_folder (server), "certificate.pem", NULL);
  g_autofree char *key = g_build_filename (bell_test_server_get_folder (server), "key.pem", NULL);
  g_autofree char *subject = g_strconcat ("/CN=", name, NULL);
  g_autoptr (GSubprocess) process =
    g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL, "openssl", "req", "-x509", "-newkey", "ec",
                      "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", subject, "-addext",
                      "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate, NULL);

  return process != NULL && g_subprocess_wait_check (process, NULL, NULL);
}

static gboolean
on_certificate (GTlsConnection      *connection,
                GTlsCertificate     *peer,
                GTlsCertificateFlags faults,
                gpointer             user_data)
{
  GTlsCertificate **seen = user_data;

  g_set_object (seen, peer);
  return TRUE;
}

/* The name in the server's certificate, by a real handshake; NULL if there was none. */
static char *
shake_hands (guint       port,
             const char *request,
             char      **answer)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) plain = g_socket_client_connect_to_host (client, "127.0.0.1", (guint16) port, NULL, NULL);
  g_autoptr (GIOStream) tls = plain != NULL ? g_tls_client_connection_new (G_IO_STREAM (plain), NULL, NULL) : NULL;
  g_autoptr (GTlsCertificate) seen = NULL;
  char buffer[2048] = "";
  gsize length;

  if (tls == NULL)
    return NULL;
  g_signal_connect (tls, "accept-certificate", G_CALLBACK (on_certificate), &seen);
  if (!g_tls_connection_handshake (G_TLS_CONNECTION (tls), NULL, NULL))
    return NULL;
  if (request != NULL)
    {
      g_output_stream_write_all (g_io_stream_get_output_stream (tls), request, strlen (request), NULL, NULL, NULL);
      g_input_stream_read_all (g_io_stream_get_input_stream (tls), buffer, sizeof buffer - 1, &length, NULL, NULL);
      *answer = g_strdup (buffer);
    }
  return seen != NULL ? g_tls_certificate_get_subject_name (seen) : NULL;
}

static void
test_tls (void)
{
  BellTestServer *server = bell_test_server_new ();
  g_autofree char *program = g_build_filename (g_getenv ("DESKBELL_BUILD_DIR"), "src", "server", "deskbell-server", NULL);
  g_autofree char *certificate = g_build_filename (bell_test_server_get_folder (server), "certificate.pem", NULL);
  g_autofree char *key = g_build_filename (bell_test_server_get_folder (server), "key.pem", NULL);
  g_autofree char *line = NULL, *first = NULL, *second = NULL, *kept = NULL, *answer = NULL, *output = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GDataInputStream) lines = NULL;
  gint64 until;
  guint port;

  g_assert_true (g_tls_backend_supports_tls (g_tls_backend_get_default ()));
  g_assert_true (make_certificate (server, "one.example"));
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL, program, "--database", bell_test_server_get_database (server), "serve", "--port", "0",
                              "--quiet", "--certificate", certificate, "--key", key, NULL);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  line = g_data_input_stream_read_line (lines, NULL, NULL, NULL);
  g_assert_true (g_str_has_prefix (line, "listening on https://127.0.0.1:"));
  port = (guint) g_ascii_strtoull (strrchr (line, ':') + 1, NULL, 10);

  first = shake_hands (port, "GET /healthz HTTP/1.0\r\nHost: x\r\n\r\n", &answer);
  g_assert_cmpstr (first, ==, "CN=one.example");
  g_assert_nonnull (strstr (answer, " 200 "));

  /* A new certificate by a signal, with no restart. */
  g_assert_true (make_certificate (server, "two.example"));
  g_subprocess_send_signal (process, SIGHUP);
  until = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
  do
    {
      g_free (second);
      second = shake_hands (port, NULL, NULL);
    }
  while (g_strcmp0 (second, "CN=two.example") != 0 && g_get_monotonic_time () < until);
  g_assert_cmpstr (second, ==, "CN=two.example");

  /* One that is broken changes nothing. */
  g_assert_true (g_file_set_contents (key, "nonsense", -1, NULL));
  g_subprocess_send_signal (process, SIGHUP);
  for (guint i = 0; i < 5; i++)
    {
      g_free (kept);
      kept = shake_hands (port, NULL, NULL);
      g_assert_cmpstr (kept, ==, "CN=two.example");
    }

  g_subprocess_send_signal (process, SIGTERM);
  g_assert_true (g_subprocess_wait_check (process, NULL, NULL));

  /* With a broken one it does not start. */
  g_assert_cmpint (bell_test_server_run (server, NULL, &output, "serve", "--port", "0", "--certificate", certificate, "--key", key, NULL), ==, 1);
  g_assert_nonnull (strstr (output, "key.pem"));
  bell_test_server_free (server);
}

/* --- Commands --- */

/* The server believes a token for a moment without asking. */
static void
assert_soon_refused (BellTestServer *server,
                     const char     *token)
{
  gint64 until = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
  guint status;

  do
    g_free (bell_test_server_request (server, "GET", "/.well-known/jmap", token, NULL, NULL, 0, &status, NULL));
  while (status == 200 && g_get_monotonic_time () < until);
  g_assert_cmpuint (status, ==, 401);
}

static void
test_commands (void)
{
  BellTestServer *server = bell_test_server_new ();
  g_autofree char *token = bell_test_server_sign_in (server, BELL_TEST_AGENT);
  g_autofree char *list = NULL, *id = NULL, *output = NULL;

  static const struct { const char *words[6]; int code; } cases[] = {
    { { "nothing" }, 2 },
    { { "serve", "--listen", "everywhere" }, 2 },
    { { "serve", "--listen", "127.0.0.1:99999" }, 2 },
    { { "serve", "--port", "0", "--key", "k" }, 2 },
    { { "user" }, 2 },
    { { "user", "add", "x@y.z", "--role", "king" }, 2 },
    { { "user", "add", "no address", "--no-password" }, 1 },
    { { "user", "add", BELL_TEST_AGENT, "--no-password" }, 1 },
    { { "user", "set", "nobody@test.example", "--role", "agent" }, 1 },
    { { "user", "set", BELL_TEST_AGENT }, 1 },
    { { "user", "disable", BELL_TEST_ADMIN }, 1 },
    { { "team", "remove", "Desk" }, 2 },
    { { "token", "revoke", "K1" }, 1 },
    { { "init", "Again" }, 1 },
    { { "import", "/nonexistent" }, 1 },
    { { "calendar" }, 2 },
    { { "calendar", "show", "None" }, 1 },
    { { "calendar", "set", "/nonexistent" }, 1 },
    { { "calendar", "import-holidays", "/nonexistent", "None" }, 1 },
    { { "policy", "delete", "None" }, 1 },
    { { "policy", "rename", "None" }, 2 },
    { { "policy", "list" }, 0 },
    { { "init", "Again", "--time-zone", "Mars/Olympus" }, 1 },
    { { "backup" }, 2 },
    { { "backup", "/nonexistent/folder/x" }, 3 },
    { { "check" }, 0 },
    { { "user", "set", BELL_TEST_STRANGER, "--name", "New name" }, 0 },
    { { "team", "add", "Second", "--tier", "2" }, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = NULL;
      int code = bell_test_server_run (server, NULL, &text, cases[i].words[0], cases[i].words[1], cases[i].words[2],
                                       cases[i].words[3], cases[i].words[4], cases[i].words[5], NULL);

      if (code != cases[i].code)
        g_test_message ("%s %s: %d, %s", cases[i].words[0], cases[i].words[1], code, text);
      g_assert_cmpint (code, ==, cases[i].code);
      g_assert_true (code == 0 || *text != '\0');
    }

  /* A password that is too short changes nothing. */
  g_assert_cmpint (bell_test_server_run (server, "short\n", &output, "user", "password", BELL_TEST_AGENT, NULL), ==, 1);
  g_free (bell_test_server_sign_in (server, BELL_TEST_AGENT));

  /* A token that is revoked by a command soon no longer counts. */
  g_assert_cmpint (bell_test_server_run (server, NULL, &list, "token", "list", NULL), ==, 0);
  id = g_strndup (list, strcspn (list, "\t"));
  g_assert_nonnull (strstr (list, BELL_TEST_AGENT));
  g_assert_cmpint (bell_test_server_run (server, NULL, NULL, "token", "revoke", id, NULL), ==, 0);
  assert_soon_refused (server, token);

  /* Nor does a new password leave the old sign-ins. */
  g_free (token);
  token = bell_test_server_sign_in (server, BELL_TEST_OTHER);
  g_assert_cmpint (bell_test_server_run (server, "another password\n", NULL, "user", "password", BELL_TEST_OTHER, NULL), ==, 0);
  assert_soon_refused (server, token);
  bell_test_server_free (server);
}

static void
test_export (void)
{
  BellTestServer *server = bell_test_server_new ();
  g_autofree char *token = bell_test_server_sign_in (server, BELL_TEST_AGENT);
  g_autofree char *program = g_build_filename (g_getenv ("DESKBELL_BUILD_DIR"), "src", "server", "deskbell-server", NULL);
  g_autofree char *upload = g_strconcat ("/jmap/upload/", bell_test_server_get_account (server), NULL);
  g_autofree char *first = g_build_filename (bell_test_server_get_folder (server), "one.ndjson", NULL);
  g_autofree char *second = g_build_filename (bell_test_server_get_folder (server), "two.ndjson", NULL);
  g_autofree char *copy = g_build_filename (bell_test_server_get_folder (server), "copy.db", NULL);
  g_autofree char *blob = bell_test_server_request (server, "POST", upload, token, "Content-Type: text/plain\r\n", "A file.", -1, NULL, NULL);
  g_autofree char *blob_id = g_strndup (strstr (blob, "\"blobId\":\"") + 10, 65);
  g_autofree char *calls = g_strdup_printf (
    "[[\"Ticket/set\",{\"accountId\":\"@account\",\"create\":{\"a\":{\"subject\":\"Gr\u00fc\u00dfe \u2603\",\"requesterId\":\"%s\",\"tags\":{\"x\":true}}}},\"c0\"],"
    "[\"Message/set\",{\"accountId\":\"@account\",\"create\":{\"b\":{\"ticketId\":\"#a\",\"body\":\"hello\",\"attachments\":"
    "[{\"blobId\":\"%s\",\"name\":\"a.txt\",\"type\":\"text/plain\",\"size\":7}]}}},\"c1\"],"
    "[\"Ticket/set\",{\"accountId\":\"@account\",\"update\":{\"#a\":{\"status\":\"solved\",\"tags/y\":true}}},\"c2\"]]",
    bell_test_server_get_person (server, BELL_TEST_REQUESTER), blob_id);
  g_autofree char *answer = bell_test_server_api (server, token, calls);
  g_autofree char *one = NULL, *two = NULL;
  const char *steps[][5] = { { "init", "--no-policies", "Copy" }, { "import", first }, { "check" }, { "export", second } };

  g_assert_null (strstr (answer, "notCreated\":{"));
  g_assert_cmpint (bell_test_server_run (server, NULL, NULL, "export", first, NULL), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr (GSubprocess) process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, NULL, program, "--database", copy, steps[i][0], steps[i][1], steps[i][2], NULL);

      g_assert_true (g_subprocess_wait_check (process, NULL, NULL));
    }
  g_assert_true (g_file_get_contents (first, &one, NULL, NULL));
  g_assert_true (g_file_get_contents (second, &two, NULL, NULL));
  g_assert_true (strcmp (one, two) == 0);
  g_assert_nonnull (strstr (one, "Grüße ☃"));
  bell_test_server_free (server);
}

static void
test_newer_database (void)
{
  BellTestServer *server = bell_test_server_new ();
  g_autoptr (BellDatabase) database = NULL;
  g_autofree char *output = NULL;

  bell_test_server_stop (server);
  database = bell_database_open (bell_test_server_get_database (server), BELL_DATABASE_NONE, NULL);
  g_assert_true (bell_database_set_schema_version (database, 4711, NULL));
  g_clear_object (&database);
  g_assert_cmpint (bell_test_server_run (server, NULL, &output, "serve", "--port", "0", NULL), ==, 3);
  g_assert_nonnull (strstr (output, "newer"));
  bell_test_server_free (server);
}

/* Told to stop, it finishes soon, with listeners and half a request hanging on it. */
static void
test_stops_cleanly (void)
{
  BellTestServer *server = bell_test_server_new ();
  g_autofree char *token = bell_test_server_sign_in (server, BELL_TEST_AGENT);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GPtrArray) connections = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < 10; i++)
    {
      GSocketConnection *connection = g_socket_client_connect_to_host (client, "127.0.0.1", (guint16) bell_test_server_get_port (server), NULL, NULL);
      g_autofree char *request = i < 8 ? g_strdup_printf ("GET /jmap/eventsource?types=*&ping=0 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n", token)
                                       : g_strdup ("POST /auth/token HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf");
      char byte;

      g_assert_nonnull (connection);
      g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), request, strlen (request), NULL, NULL, NULL);
      if (i < 8)
        g_assert_cmpint (g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), &byte, 1, NULL, NULL), ==, 1);
      g_ptr_array_add (connections, connection);
    }
  /* It ends, though none of them does. */
  bell_test_server_stop (server);
  bell_test_server_free (server);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/process/life", test_life);
  g_test_add_func ("/server/process/port-in-use", test_port_in_use);
  g_test_add_func ("/server/process/commands", test_commands);
  g_test_add_func ("/server/process/export-and-back", test_export);
  g_test_add_func ("/server/process/newer-database", test_newer_database);
  g_test_add_func ("/server/process/stops-cleanly", test_stops_cleanly);
  g_test_add_func ("/server/process/tls", test_tls);
  g_test_add_func ("/server/process/killed-in-mid-write", test_killed);
  return g_test_run ();
}
