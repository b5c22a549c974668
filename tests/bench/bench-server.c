/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the server costs: reading one ticket against a constant reply of the
 * same size by the same engine, writing and importing. Everything in one
 * process over loopback. One line of JSON a figure, see report.py. */

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bell-id.h"
#include "server-fixture.h"

#define CLIENTS 4
#define SECONDS 2
#define ROUNDS 3
#define IMPORTED 20000

static int
dial (guint port)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons ((guint16) port), .sin_addr = { htonl (INADDR_LOOPBACK) } };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), yes = 1;

  g_assert_cmpint (connect (fd, (struct sockaddr *) &address, sizeof address), ==, 0);
  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  return fd;
}

/* One request on a connection that stays; the length of the answer's body. */
static gsize
ask (int         fd,
     const char *request,
     gsize       length)
{
  char buffer[65536];
  gsize have = 0, wanted = 0;
  char *end = NULL;

  g_assert_cmpint (write (fd, request, length), ==, (gssize) length);
  while (end == NULL || have < wanted)
    {
      gssize n = read (fd, buffer + have, sizeof buffer - 1 - have);

      g_assert_cmpint (n, >, 0);
      have += (gsize) n;
      buffer[have] = '\0';
      if (end == NULL && (end = strstr (buffer, "\r\n\r\n")) != NULL)
        {
          g_assert_true (g_str_has_prefix (buffer, "HTTP/1.1 200"));
          wanted = (gsize) (end + 4 - buffer) + g_ascii_strtoull (strstr (buffer, "Content-Length: ") + 16, NULL, 10);
        }
    }
  if (strstr (buffer, "\"notCreated\":{") != NULL)
    g_error ("%s", buffer);
  return wanted;
}

typedef struct
{
  ServerFixture *fixture;
  guint port;
  const char *request; /* NULL: a new message each time */
  const char *ticket;
  guint number;
  gint64 until;
  guint64 done;
} Load;

static char *
make_request (ServerFixture *fixture,
              const char    *path,
              const char    *calls)
{
  g_autofree char *body = g_strdup_printf ("{\"using\":[\"https://deskbell.org/ns/jmap/helpdesk\"],\"methodCalls\":[%s]}", calls);

  return g_strdup_printf ("POST %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
                          path, fixture->tokens[AGENT], strlen (body), body);
}

static gpointer
run_load (gpointer data)
{
  Load *load = data;
  int fd = dial (load->port);

  while (g_get_monotonic_time () < load->until)
    {
      g_autofree char *made = NULL;
      const char *request = load->request;

      if (request == NULL)
        {
          g_autofree char *calls = g_strdup_printf (
            "[\"Message/set\",{\"accountId\":\"%s\",\"create\":{\"M0192f0c1-%04x-7000-8000-%012x\":{\"ticketId\":\"%s\",\"body\":\"A short answer to a long question.\"}}},\"c0\"]",
            bell_organisation_get_id (load->fixture->organisation), load->number, (guint) load->done, load->ticket);

          request = made = make_request (load->fixture, "/jmap/api", calls);
        }
      ask (fd, request, strlen (request));
      load->done++;
    }
  close (fd);
  return NULL;
}

/* Requests a second. */
static double
measure (ServerFixture *fixture,
         guint          port,
         const char    *request,
         const char    *ticket,
         guint          first_number)
{
  Load loads[CLIENTS];
  GThread *threads[CLIENTS];
  gint64 begun = g_get_monotonic_time ();
  guint64 done = 0;

  for (guint i = 0; i < CLIENTS; i++)
    {
      loads[i] = (Load){ fixture, port, request, ticket, first_number + i, begun + SECONDS * G_USEC_PER_SEC, 0 };
      threads[i] = g_thread_new ("load", run_load, &loads[i]);
    }
  for (guint i = 0; i < CLIENTS; i++)
    {
      g_thread_join (threads[i]);
      done += loads[i].done;
    }
  return (double) done * G_USEC_PER_SEC / (double) (g_get_monotonic_time () - begun);
}

typedef struct
{
  char *text;
} Constant;

static void
on_constant (BellHttpRequest *request,
             gpointer         user_data)
{
  Constant *constant = user_data;

  bell_http_request_respond (request, 200, "application/json", g_bytes_new_static (constant->text, strlen (constant->text)));
}

static void
bench_reading (ServerFixture *fixture)
{
  g_autofree char *ticket = server_fixture_new_ticket (fixture, AGENT, ",\"tags\":{\"vip\":true}");
  g_autofree char *call = g_strdup_printf ("[\"Ticket/get\",{\"accountId\":\"%s\",\"ids\":[\"%s\"]},\"c0\"]",
                                           bell_organisation_get_id (fixture->organisation), ticket);
  g_autofree char *with_brackets = g_strconcat ("[", call, "]", NULL);
  Constant constant = { server_fixture_call_text (fixture, AGENT, with_brackets) };
  g_autofree char *request = make_request (fixture, "/jmap/api", call);
  g_autofree char *same = make_request (fixture, "/constant", call);
  BellHttpLimits limits = BELL_HTTP_LIMITS_DEFAULT;
  g_autoptr (BellHttpServer) plain = bell_http_server_new (&limits);
  double best = 0, floor = 0;

  bell_http_server_add_route (plain, "POST", "/constant", BELL_HTTP_ROUTE_QUICK | BELL_HTTP_ROUTE_QUIET, 10000, NULL, on_constant, &constant);
  g_assert_true (bell_http_server_start (plain, "127.0.0.1", 0, NULL));
  for (guint i = 0; i < ROUNDS; i++)
    {
      double constant_rate = measure (fixture, bell_http_server_get_port (plain), same, NULL, 0);
      double rate = measure (fixture, fixture->port, request, NULL, 0);

      floor = MAX (floor, constant_rate);
      best = MAX (best, rate);
    }
  bell_http_server_stop (plain);
  g_print ("{\"name\": \"server: read one ticket\", \"value\": %.1f, \"unit\": \"us\", \"floor\": %.1f, \"budget\": 2, "
           "\"note\": \"floor: a constant reply by the same HTTP engine; 4 clients and the server share the processors\"}\n",
           1e6 / best, 1e6 / floor);
  g_free (constant.text);
}

static void
bench_writing (ServerFixture *fixture)
{
  g_autofree char *ticket = server_fixture_new_ticket (fixture, AGENT, "");
  double best = 0;

  for (guint i = 0; i < ROUNDS; i++)
    {
      double rate = measure (fixture, fixture->port, NULL, ticket, 1 + i * CLIENTS);

      best = MAX (best, rate);
    }
  g_print ("{\"name\": \"server: replies written, each synced to the disk\", \"value\": %.0f, \"unit\": \"1/s\", \"better\": \"more\"}\n", best);
}

static void
bench_importing (ServerFixture *fixture)
{
  gint64 spent = 0;
  guint counts[3] = { 0 };

  for (guint batch = 0; batch < IMPORTED / 2000; batch++)
    {
      g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_change_unref);
      gint64 begun;

      for (guint i = 0; i < 1000; i++)
        {
          g_autofree char *ticket = bell_id_new (BELL_TYPE_TICKET, fixture->clock);
          g_autofree char *message = bell_id_new (BELL_TYPE_MESSAGE, fixture->clock);
          g_autofree char *one = bell_id_new (BELL_TYPE_CHANGE, fixture->clock);
          g_autofree char *two = bell_id_new (BELL_TYPE_CHANGE, fixture->clock);
          g_autoptr (BellPatch) patch = bell_patch_new (BELL_TYPE_TICKET);
          g_autoptr (BellPatch) text = bell_patch_new (BELL_TYPE_MESSAGE);

          bell_patch_set_text (patch, BELL_TICKET_SUBJECT, "The printer on the third floor prints nothing");
          bell_patch_set_text (patch, BELL_TICKET_REQUESTER_ID, fixture->ids[REQUESTER]);
          bell_patch_set_text (text, BELL_MESSAGE_TICKET_ID, ticket);
          bell_patch_set_text (text, BELL_MESSAGE_BODY, "It has been like this since Monday. I have turned it off and on again, twice, and the lamp still blinks.");
          g_ptr_array_add (changes, bell_change_new (one, BELL_CHANGE_KIND_CREATE, BELL_TYPE_TICKET, ticket, patch, NULL, fixture->ids[REQUESTER], NULL, bell_clock_now (fixture->clock)));
          g_ptr_array_add (changes, bell_change_new (two, BELL_CHANGE_KIND_CREATE, BELL_TYPE_MESSAGE, message, text, NULL, fixture->ids[REQUESTER], NULL, bell_clock_now (fixture->clock)));
          bell_manual_clock_advance (BELL_MANUAL_CLOCK (fixture->clock), 1000);
        }
      begun = g_get_monotonic_time ();
      g_assert_true (bell_organisation_import_batch (fixture->organisation, changes, NULL, counts, NULL));
      spent += g_get_monotonic_time () - begun;
    }
  g_assert_cmpuint (counts[BELL_OUTCOME_APPLIED], ==, IMPORTED);
  /* Each message changes its ticket too: three changes in the log for two that were given. */
  g_print ("{\"name\": \"server: changes imported\", \"value\": %.0f, \"unit\": \"1/s\", \"better\": \"more\", \"budget\": 20000, "
           "\"note\": \"changes in the log; a message makes two\"}\n", IMPORTED * 1.5 * 1e6 / (double) spent);
}

int
main (void)
{
  ServerFixture fixture = { 0 };

  server_fixture_set_up (&fixture, NULL);
  bench_reading (&fixture);
  bench_writing (&fixture);
  bench_importing (&fixture);
  server_fixture_tear_down (&fixture, NULL);
  return 0;
}
