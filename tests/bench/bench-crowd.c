/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* bench-crowd write PORTS ACCOUNT WRITERS SECONDS TICKETS-FILE TOKENS-FILE
 * bench-crowd listen PORTS ACCOUNT EVENTS TICKETS-FILE TOKENS-FILE
 *
 * What bench-clients.py lets loose on real servers. PORTS are numbers with commas,
 * one a server; clients are spread over them.
 *
 * "write": so many people on connections that stay, each with a reply to one ticket
 * after the other, for some seconds; prints how many were confirmed a second.
 *
 * "listen": a client for each token, each with its event stream as Deskbell's own
 * clients open it. Once all stand it prints "ready"; after each line that comes
 * then on its input, the last token's owner writes EVENTS replies, one after the
 * other was seen by all. "told" takes the time from the writer's first byte to the
 * event at each client; with "pull" as the line, each client then asks for what it was told of, as
 * the programs do, and the time is that until it has the reply itself; with
 * "burst" it is the same, but the writer does not wait for them. Figures are
 * printed as words with "=". */

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <glib.h>

#define MOST 65536
#define HELPDESK "https://deskbell.org/ns/jmap/helpdesk"

static guint ports[16], n_ports;
static const char *account;
static char **tickets;
static guint n_replies; /* of the one author, over all rounds */
static guint run_number; /* so that no two runs make the same ids */

static void
read_ports (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, ",", G_N_ELEMENTS (ports));

  for (; words[n_ports] != NULL; n_ports++)
    ports[n_ports] = (guint) g_ascii_strtoull (words[n_ports], NULL, 10);
}

static char **
read_lines (const char *path)
{
  g_autofree char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    g_error ("%s cannot be read", path);
  return g_strsplit (g_strstrip (text), "\n", 0);
}

static int
dial (guint number)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons ((guint16) ports[number % n_ports]),
                                 .sin_addr = { htonl (INADDR_LOOPBACK) } };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), yes = 1;

  if (connect (fd, (struct sockaddr *) &address, sizeof address) != 0)
    g_error ("connect: %s", g_strerror (errno));
  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  return fd;
}

static void
post (int         fd,
      const char *token,
      const char *calls)
{
  g_autofree char *body = g_strdup_printf ("{\"using\":[\"urn:ietf:params:jmap:core\",\"" HELPDESK "\"],\"methodCalls\":[%s]}", calls);
  g_autofree char *request = g_strdup_printf ("POST /jmap/api HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n"
                                              "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s", token, strlen (body), body);
  gsize length = strlen (request);

  if (write (fd, request, length) != (gssize) length)
    g_error ("a request cannot be sent");
}

/* Whether @text is a whole response; fails if it is not a good one. */
static gboolean
is_whole (const GString *text)
{
  const char *end = strstr (text->str, "\r\n\r\n"), *length;

  if (end == NULL)
    return FALSE;
  if (!g_str_has_prefix (text->str, "HTTP/1.1 200"))
    g_error ("%s", text->str);
  length = strstr (text->str, "Content-Length: ");
  return length != NULL && text->len >= (gsize) (end + 4 - text->str) + g_ascii_strtoull (length + 16, NULL, 10);
}

static gboolean
take (int      fd,
      GString *text)
{
  char buffer[MOST];
  gssize n = read (fd, buffer, sizeof buffer);

  if (n <= 0)
    return FALSE;
  g_string_append_len (text, buffer, n);
  return TRUE;
}

static void
write_reply (int         fd,
             const char *token,
             const char *ticket,
             guint       run,
             guint       writer,
             guint       number,
             GString    *answer)
{
  g_autofree char *calls = g_strdup_printf (
    "[\"Message/set\",{\"accountId\":\"%s\",\"create\":{\"M0192f0c1-%04x-7000-8%03x-%012x\":{\"ticketId\":\"%s\",\"kind\":\"reply\","
    "\"body\":\"A short answer to a long question.\"}}},\"c0\"]", account, writer & 0xffff, run & 0xfff, number, ticket);

  post (fd, token, calls);
  g_string_truncate (answer, 0);
  while (!is_whole (answer))
    if (!take (fd, answer))
      g_error ("the server hangs up");
  if (strstr (answer->str, "\"created\":{\"M") == NULL)
    g_error ("%s", answer->str);
}

/* --- Writers ---------------------------------------------------------------- */

typedef struct
{
  const char *token;
  guint number;
  guint run;
  gint64 until;
  guint done;
} Writer;

static gpointer
run_writer (gpointer data)
{
  Writer *writer = data;
  guint n_tickets = g_strv_length (tickets);
  g_autoptr (GString) answer = g_string_new (NULL);
  int fd = dial (writer->number);

  for (; g_get_monotonic_time () < writer->until; writer->done++)
    write_reply (fd, writer->token, tickets[(writer->number * 61 + writer->done) % n_tickets], writer->run,
                 writer->number, writer->done, answer);
  close (fd);
  return NULL;
}

static void
write_on (char  **tokens,
          guint   n,
          guint   seconds)
{
  g_autofree Writer *writers = g_new0 (Writer, n);
  g_autofree GThread **threads = g_new0 (GThread *, n);
  gint64 begun = g_get_monotonic_time ();
  guint done = 0;

  for (guint i = 0; i < n; i++)
    {
      writers[i] = (Writer){ tokens[i], i, run_number, begun + seconds * G_USEC_PER_SEC, 0 };
      threads[i] = g_thread_new ("writer", run_writer, &writers[i]);
    }
  for (guint i = 0; i < n; i++)
    {
      g_thread_join (threads[i]);
      done += writers[i].done;
    }
  g_print ("rate=%.1f\n", done * (double) G_USEC_PER_SEC / (double) (g_get_monotonic_time () - begun));
}

/* --- Listeners -------------------------------------------------------------- */

typedef struct
{
  guint number;
  const char *token;
  int fd;                /* the event stream */
  int pull;              /* the request that runs, or -1 */
  GString *events;
  GString *answer;
  GHashTable *states;    /* name of the type -> state that we have */
  GHashTable *told;      /* the same that the last events told */
  guint seen;            /* events, or replies, of this round */
} Client;

typedef struct
{
  Client *clients;
  guint n;
  int epoll;
  gboolean pulling;      /* they ask for what they are told of */
  gboolean burst;
  GArray *delays;
  gint64 *posted;        /* of each reply of this round; by one thread before the others hear of it */
  guint wanted;
  guint ready;           /* clients that have all of it */
  guint requests;
} Crowd;

/* Takes "Type":"state" pairs out of a StateChange. */
static void
take_states (Client     *client,
             const char *data)
{
  const char *place = strstr (data, account);

  for (place = place != NULL ? strchr (place, '{') : NULL; place != NULL && place[1] == '"';)
    {
      g_auto (GStrv) words = g_strsplit (place + 2, "\"", 4); /* type, :, state, rest */

      if (g_strv_length (words) < 4)
        return;
      g_hash_table_replace (client->told, g_strdup (words[0]), g_strdup (words[2]));
      place = words[3][0] == ',' ? strstr (place + 2, words[2]) + strlen (words[2]) + 1 : NULL;
    }
}

/* Asks for the types that were told and are not had. */
static gboolean
ask (Crowd  *crowd,
     Client *client)
{
  g_autoptr (GString) calls = g_string_new (NULL);
  GHashTableIter iter;
  const char *type, *state;
  guint n = 0;

  g_hash_table_iter_init (&iter, client->told);
  while (g_hash_table_iter_next (&iter, (gpointer *) &type, (gpointer *) &state))
    {
      const char *since = g_hash_table_lookup (client->states, type);

      if (g_strcmp0 (since, state) == 0)
        continue;
      if (since == NULL)
        g_error ("no state of %s", type);
      g_string_append_printf (calls, "%s[\"%s/changes\",{\"accountId\":\"%s\",\"sinceState\":\"%s\",\"maxChanges\":500},\"%s\"]",
                              calls->len > 0 ? "," : "", type, account, since, type);
      for (guint i = 0; i < 2; i++)
        g_string_append_printf (calls, ",[\"%s/get\",{\"accountId\":\"%s\",\"#ids\":{\"resultOf\":\"%s\",\"name\":\"%s/changes\",\"path\":\"/%s\"}},\"g%u\"]",
                                type, account, type, type, i ? "updated" : "created", n++);
    }
  if (calls->len == 0)
    return FALSE;

  client->pull = dial (client->number);
  post (client->pull, client->token, calls->str);
  g_string_truncate (client->answer, 0);
  epoll_ctl (crowd->epoll, EPOLL_CTL_ADD, client->pull, &(struct epoll_event){ EPOLLIN, { .u64 = client->number | G_GUINT64_CONSTANT (1) << 32 } });
  crowd->requests++;
  return TRUE;
}

static guint
count (const char *text,
       const char *word)
{
  guint n = 0;

  for (; (text = strstr (text, word)) != NULL; text += strlen (word))
    n++;
  return n;
}

static void
count_seen (Crowd  *crowd,
            Client *client,
            guint   n)
{
  gint64 now = g_get_monotonic_time ();

  for (guint i = 0; i < n && client->seen < crowd->wanted; i++)
    {
      gint64 delay = now - crowd->posted[client->seen++];

      g_array_append_val (crowd->delays, delay);
      crowd->ready += client->seen == crowd->wanted;
    }
}

static void
on_event (Crowd  *crowd,
          Client *client)
{
  char *end;
  guint events = 0;

  if (!take (client->fd, client->events))
    g_error ("an event stream ended");
  while ((end = strstr (client->events->str, "\n\n")) != NULL)
    {
      *end = '\0';
      if (strstr (client->events->str, "event: state") != NULL && strstr (client->events->str, "\"Message\":") != NULL)
        events++;
      take_states (client, client->events->str);
      g_string_erase (client->events, 0, end + 2 - client->events->str);
    }
  if (!crowd->pulling)
    count_seen (crowd, client, events);
  else if (client->pull < 0)
    ask (crowd, client);
}

static void
on_answer (Crowd  *crowd,
           Client *client)
{
  const char *place;

  if (!take (client->pull, client->answer))
    g_error ("the server hangs up");
  if (!is_whole (client->answer))
    return;
  close (client->pull);
  client->pull = -1;
  for (place = client->answer->str; (place = strstr (place, "/changes\",{")) != NULL; place++)
    {
      const char *begin = place, *state = strstr (place, "\"newState\":\"");
      g_autofree char *type = NULL;

      while (begin[-1] != '"')
        begin--;
      if (state == NULL)
        g_error ("%s", client->answer->str);
      type = g_strndup (begin, (gsize) (place - begin));
      state += strlen ("\"newState\":\"");
      g_hash_table_replace (client->states, g_steal_pointer (&type), g_strndup (state, strcspn (state, "\"")));
    }
  count_seen (crowd, client, count (client->answer->str, "\"body\":\"A short answer"));
  ask (crowd, client);
}

static void
work_until (Crowd *crowd)
{
  struct epoll_event events[256];

  while (crowd->ready < crowd->n)
    {
      int n = epoll_wait (crowd->epoll, events, G_N_ELEMENTS (events), 20000);

      if (n == 0)
        g_error ("%u clients were told, %u were not", crowd->ready, crowd->n - crowd->ready);
      for (int i = 0; i < n; i++)
        {
          Client *client = &crowd->clients[events[i].data.u64 & 0xffffffff];

          if (events[i].data.u64 >> 32)
            on_answer (crowd, client);
          else
            on_event (crowd, client);
        }
    }
}

typedef struct
{
  Crowd *crowd;
  const char *token;
  guint first;
  guint n;
} Author;

static gpointer
run_author (gpointer data)
{
  Author *author = data;
  g_autoptr (GString) answer = g_string_new (NULL);
  int fd = dial (0);

  for (guint i = 0; i < author->n; i++)
    {
      author->crowd->posted[author->first + i] = g_get_monotonic_time ();
      write_reply (fd, author->token, tickets[0], run_number, 0xffff, n_replies++, answer);
    }
  close (fd);
  return NULL;
}

static int
compare (gconstpointer one,
         gconstpointer two)
{
  gint64 a = *(const gint64 *) one, b = *(const gint64 *) two;

  return (a > b) - (a < b);
}

static double
share (GArray *delays,
       guint   percent)
{
  return (double) g_array_index (delays, gint64, (delays->len - 1) * percent / 100) / 1000;
}

static void
listen_for (Crowd      *crowd,
            const char *how,
            const char *token,
            guint       events)
{
  gint64 begun = g_get_monotonic_time ();

  crowd->burst = g_str_equal (how, "burst");
  crowd->pulling = !g_str_equal (how, "told");
  crowd->requests = 0;
  g_array_set_size (crowd->delays, 0);
  crowd->posted = g_new0 (gint64, events);
  for (guint i = 0; i < crowd->n; i++)
    {
      GHashTableIter iter;
      gpointer type, state;

      crowd->clients[i].seen = 0;
      /* Those that only listened before have caught up. */
      g_hash_table_iter_init (&iter, crowd->clients[i].told);
      while (g_hash_table_iter_next (&iter, &type, &state))
        g_hash_table_replace (crowd->clients[i].states, g_strdup (type), g_strdup (state));
    }
  for (guint i = 0; i < events; i += crowd->burst ? events : 1)
    {
      Author author = { crowd, token, i, crowd->burst ? events : 1 };
      GThread *thread;

      crowd->ready = 0;
      crowd->wanted = i + author.n;
      thread = g_thread_new ("author", run_author, &author);
      work_until (crowd);
      g_thread_join (thread);
    }
  g_array_sort (crowd->delays, compare);
  g_print ("how=%s p50=%.3f p99=%.3f most=%.3f requests=%.2f seconds=%.3f\n", how, share (crowd->delays, 50), share (crowd->delays, 99),
           share (crowd->delays, 100), (double) crowd->requests / events, (double) (g_get_monotonic_time () - begun) / G_USEC_PER_SEC);
  g_clear_pointer (&crowd->posted, g_free);
}

/* The states from which the first of them asks are those of now. */
static void
learn_states (Client *client,
              int     fd)
{
  static const char *const types[] = { "Ticket", "Message", "Change" };
  g_autoptr (GString) calls = g_string_new (NULL);
  const char *place;

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    g_string_append_printf (calls, "%s[\"%s/get\",{\"accountId\":\"%s\",\"ids\":[]},\"%s\"]", i > 0 ? "," : "", types[i], account, types[i]);
  post (fd, client->token, calls->str);
  g_string_truncate (client->answer, 0);
  while (!is_whole (client->answer))
    if (!take (fd, client->answer))
      g_error ("the server hangs up");
  place = client->answer->str;
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      place = strstr (place, "\"state\":\"");
      if (place == NULL)
        g_error ("%s", client->answer->str);
      place += strlen ("\"state\":\"");
      g_hash_table_replace (client->states, g_strdup (types[i]), g_strndup (place, strcspn (place, "\"")));
    }
}

static void
stand (Crowd      *crowd,
       char      **tokens,
       guint       n)
{
  crowd->clients = g_new0 (Client, n);
  crowd->n = n;
  crowd->epoll = epoll_create1 (EPOLL_CLOEXEC);
  crowd->delays = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < n; i++)
    {
      Client *client = &crowd->clients[i];
      g_autofree char *request = g_strdup_printf ("GET /jmap/eventsource?types=*&closeafter=no&ping=60 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n", tokens[i]);

      *client = (Client){ .number = i, .token = tokens[i], .pull = -1, .events = g_string_new (NULL), .answer = g_string_new (NULL) };
      client->states = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
      client->told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
      client->fd = dial (i);
      learn_states (client, client->fd);
      if (write (client->fd, request, strlen (request)) < 0 || !take (client->fd, client->events) ||
          !g_str_has_prefix (client->events->str, "HTTP/1.1 200"))
        g_error ("no event stream: %s", client->events->str);
      epoll_ctl (crowd->epoll, EPOLL_CTL_ADD, client->fd, &(struct epoll_event){ EPOLLIN, { .u64 = i } });
    }
}

int
main (int   argc,
      char *argv[])
{
  struct rlimit limit;

  getrlimit (RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit (RLIMIT_NOFILE, &limit);
  if (argc < 7 || (g_str_equal (argv[1], "write") && argc < 8))
    g_error ("see the comment in bench-crowd.c");

  run_number = g_random_int () & 0xfff;
  read_ports (argv[2]);
  account = argv[3];
  if (g_str_equal (argv[1], "write"))
    {
      tickets = read_lines (argv[6]);
      write_on (read_lines (argv[7]), (guint) g_ascii_strtoull (argv[4], NULL, 10), (guint) g_ascii_strtoull (argv[5], NULL, 10));
    }
  else
    {
      char **tokens = read_lines (argv[6]);
      guint n = g_strv_length (tokens) - 1;
      Crowd crowd = { 0 };
      char how[16];

      tickets = read_lines (argv[5]);
      stand (&crowd, tokens, n);
      g_print ("ready\n");
      fflush (stdout);
      while (scanf ("%15s", how) == 1)
        {
          listen_for (&crowd, how, tokens[n], (guint) g_ascii_strtoull (argv[4], NULL, 10));
          fflush (stdout);
        }
    }
  return 0;
}
