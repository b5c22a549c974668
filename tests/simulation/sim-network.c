/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "sim-network.h"

#include <string.h>

#include "bell-compression.h"
#include "sim-mutation.h"
#include "sim-schedule.h"
#include "sim-stream.h"
#include "sim-tally.h"

#define ORIGIN "http://127.0.0.1:8080"

/* The network between clients and servers: it loses, repeats, delays and cuts. */

#define SIM_TYPE_TRANSPORT (sim_transport_get_type ())
G_DECLARE_FINAL_TYPE (SimTransport, sim_transport, SIM, TRANSPORT, BellTransport)

struct _SimTransport
{
  BellTransport parent_instance;
  SimPeer *peer;
};

G_DEFINE_FINAL_TYPE (SimTransport, sim_transport, BELL_TYPE_TRANSPORT)

/* A request and what becomes of it. Held by the client that waits, by what is
 * under way, and by the server. */
typedef struct
{
  int references;
  SimPeer *peer;
  guint number;
  char *method;
  char *target;
  char *token;
  char *content_type;
  gboolean zstd;
  gboolean streamed;
  GBytes *body;

  guint n_commits; /* that there had been when it came to a server */
  SimStates asked; /* what its client had been told by then */

  gboolean answered; /* one answer has set out for the client */
  gboolean done;     /* it is there */
  gboolean broken;
  BellTransportReply *reply;
} Exchange;

/* A stream on its way; held by both of its ends and by what is under way. */
typedef struct
{
  int references;
  guint number;
  guint n_pieces;
  SimPeer *peer;
  BellHttpStream *server;
  SimStream *client; /* NULL: gone */
  gint64 last;
  gboolean broken;
  gboolean is_snapshot; /* or else events */
  GByteArray *said;     /* (nullable): all of a snapshot */
  gboolean zstd;
  guint n_commits;      /* that there had been when it was asked for */
} Line;

static void
exchange_unref (Exchange *self)
{
  if (--self->references > 0)
    return;
  g_free (self->method);
  g_free (self->target);
  g_free (self->token);
  g_free (self->content_type);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_pointer (&self->reply, bell_transport_reply_free);
  g_free (self);
}

static Exchange *
exchange_ref (Exchange *self)
{
  self->references++;

  return self;
}

static gint64
delay (const SimPeer *peer)
{
  if (!peer->network->weather.rough)
    return SIM_MS (1 + sim_below (10));
  if (sim_chance (0.01))
    {
      guint late = 500 + sim_below (119500);

      sim_tally (late > 60000 ? SIM_EVENT_VERY_LATE : SIM_EVENT_LATE);
      return SIM_MS (late);
    }

  return SIM_MS (1 + sim_below (500));
}

/* --- streams ---------------------------------------------------------------------- */

static void
line_unref (Line *self)
{
  if (--self->references > 0)
    return;
  bell_http_stream_unref (self->server);
  g_clear_pointer (&self->said, g_byte_array_unref);
  g_free (self);
}

static void
on_server_told (gpointer data)
{
  Line *line = data;

  sim_http_stream_gone (line->server);
  line_unref (line);
}

/* The server notices late that its peer has gone. */
static void
tell_server (Line *line)
{
  line->references++;
  sim_at (sim_now () + delay (line->peer), on_server_told, line);
}

static void
on_client_gone (gpointer data)
{
  Line *line = data;

  line->client = NULL;
  tell_server (line);
  line_unref (line);
}

typedef struct
{
  Line *line;
  guint number;
  GBytes *block; /* NULL: the end */
  gboolean whole;
} Piece;

static void
on_piece (gpointer data)
{
  Piece *piece = data;
  Line *line = piece->line;

  if (piece->block != NULL)
    sim_http_stream_arrived (line->server, g_bytes_get_size (piece->block));
  if (line->client != NULL && !line->broken && !line->peer->dead)
    {
      const SimWeather *weather = &line->peer->network->weather;

      if (line->peer->no_way_in || sim_chance (weather->stall))
        {
          /* Neither end hears of it. The server's engine cuts such a one off. */
          sim_trace ("%s stream stalls", line->peer->name);
          sim_tally (SIM_EVENT_PUSH_STALLED);
          line->broken = TRUE;
          line->references++;
          sim_at (sim_now () + SIM_SECONDS (60), on_server_told, line);
        }
      else if (sim_chance (weather->cut))
        {
          sim_trace ("%s stream cut", line->peer->name);
          sim_tally (line->is_snapshot ? SIM_EVENT_SNAPSHOT_CUT : SIM_EVENT_PUSH_CUT);
          line->broken = TRUE;
          sim_stream_end (line->client, FALSE);
          tell_server (line);
        }
      else if (piece->block != NULL)
        {
          sim_trace ("%s hears %u: %" G_GSIZE_FORMAT, line->peer->name, piece->number, g_bytes_get_size (piece->block));
          sim_stream_push (line->client, piece->block);
        }
      else
        {
          sim_stream_end (line->client, piece->whole);
        }
    }
  g_clear_pointer (&piece->block, g_bytes_unref);
  line_unref (line);
  g_free (piece);
}

/* element-type Piece: what was pushed at this moment */
static GPtrArray *pushed;
static guint n_lines;

static int
compare_pieces (gconstpointer a,
                gconstpointer b)
{
  const Piece *one = *(Piece *const *) a, *two = *(Piece *const *) b;

  if (one->line != two->line)
    return one->line->number < two->line->number ? -1 : 1;

  return one->number < two->number ? -1 : 1;
}

/* The server serves its listeners in the order of their addresses in memory,
 * which no seed decides: so they set out in an order of their own. */
static void
on_pushed (gpointer data)
{
  g_autoptr (GPtrArray) pieces = g_steal_pointer (&pushed);

  g_ptr_array_sort (pieces, compare_pieces);
  for (guint i = 0; i < pieces->len; i++)
    {
      Piece *piece = pieces->pdata[i];
      gint64 at = sim_now () + delay (piece->line->peer) / 4;

      /* One behind the other. */
      piece->line->last = MAX (piece->line->last, at);
      sim_at (piece->line->last, on_piece, piece);
    }
}

/* A snapshot that has been made while nobody changed anything. */
static void
look_at_snapshot (Line *line)
{
  g_autoptr (GBytes) said = g_byte_array_free_to_bytes (g_steal_pointer (&line->said));
  g_autoptr (GBytes) text = line->zstd ? bell_decompress_bytes (said, G_MAXUINT32, NULL) : g_bytes_ref (said);
  const SimPeer *peer = line->peer;

  g_assert_nonnull (text);
  if (peer->network->look == NULL || line->n_commits != sim_count_commits ())
    return;
  sim_tally (SIM_EVENT_SNAPSHOT_SEEN);
  peer->network->look (peer->network->data, peer->name, peer->principal_id, text);
}

static void
sink (GBytes   *block,
      gboolean  whole,
      gpointer  data)
{
  Line *line = data;
  Piece *piece = g_new0 (Piece, 1);

  if (line->said != NULL && block != NULL)
    g_byte_array_append (line->said, g_bytes_get_data (block, NULL), (guint) g_bytes_get_size (block));
  else if (line->said != NULL && whole)
    look_at_snapshot (line);

  piece->line = line;
  piece->number = line->n_pieces++;
  piece->block = block != NULL ? g_bytes_ref (block) : NULL;
  piece->whole = whole;
  line->references++;
  if (pushed == NULL)
    {
      pushed = g_ptr_array_new ();
      sim_at (sim_now (), on_pushed, NULL);
    }
  g_ptr_array_add (pushed, piece);
}

/* --- answers ------------------------------------------------------------------------ */

static void
on_answer_arrives (gpointer data)
{
  Exchange *exchange = data;

  if (!exchange->peer->no_way_in && !exchange->peer->dead)
    {
      exchange->done = TRUE;
    }
  else
    {
      if (exchange->peer->no_way_in)
        sim_tally (SIM_EVENT_LOST_IN);
      if (sim_chance (0.5))
        exchange->done = exchange->broken = TRUE;
    }
  exchange_unref (exchange);
}

static void
on_breaks (gpointer data)
{
  Exchange *exchange = data;

  exchange->done = exchange->broken = TRUE;
  exchange_unref (exchange);
}

/* A line that breaks is noticed at once, or never. */
static void
lose (Exchange *exchange)
{
  sim_trace ("%s #%u lost", exchange->peer->name, exchange->number);
  if (sim_chance (0.7))
    sim_at (sim_now () + delay (exchange->peer), on_breaks, exchange_ref (exchange));
}

static void
send_back (Exchange *exchange)
{
  if (sim_chance (exchange->peer->network->weather.lose_response))
    {
      sim_tally (SIM_EVENT_RESPONSE_LOST);
      lose (exchange);
      return;
    }
  sim_at (sim_now () + delay (exchange->peer), on_answer_arrives, exchange_ref (exchange));
}

/* What servers say that is no news to anybody but the tally. */
static void
note_answer (const Exchange  *exchange,
             const SimAnswer *answer)
{
  const char *text;
  gsize length;

  if (answer->content == NULL)
    return;
  text = g_bytes_get_data (answer->content, &length);
  if (answer->status == 200)
    sim_states_look (&exchange->peer->states, &exchange->asked, exchange->peer->name, answer->content);
  if (answer->status == 401 && !g_str_equal (answer->media_type, "text/html"))
    {
      exchange->peer->is_refused = TRUE;
      sim_tally (SIM_EVENT_SERVER_401);
    }
  if (g_strstr_len (text, (gssize) length, "cannotCalculateChanges") != NULL)
    sim_tally (SIM_EVENT_STATE_EXPIRED);
  if (g_strstr_len (text, (gssize) length, "stateMismatch") != NULL)
    sim_tally (SIM_EVENT_MISMATCH);
}

static void
on_answer (const SimAnswer *answer,
           gpointer         data)
{
  Exchange *exchange = data;
  BellTransportReply *reply;

  sim_trace ("%s #%u answered %u %u", exchange->peer->name, exchange->number, answer->status,
             answer->content != NULL ? g_bytes_hash (answer->content) : 0);

  note_answer (exchange, answer);

  /* What was to be seen may have changed meanwhile. */
  if (answer->content != NULL && answer->status == 200 && exchange->peer->network->look != NULL &&
      exchange->n_commits == sim_count_commits ())
    {
      sim_tally (SIM_EVENT_ANSWER_SEEN);
      exchange->peer->network->look (exchange->peer->network->data, exchange->peer->name, exchange->peer->principal_id, answer->content);
    }

  if (exchange->answered)
    {
      /* That of a copy. */
      if (answer->stream != NULL)
        sim_http_stream_gone (answer->stream);
      exchange_unref (exchange);
      return;
    }

  exchange->answered = TRUE;
  reply = bell_transport_reply_new (answer->status);
  reply->content_type = g_strdup (answer->media_type);
  reply->retry_after = answer->retry_after * 1000;
  if (answer->stream != NULL)
    {
      Line *line = g_new0 (Line, 1);

      line->is_snapshot = g_str_has_prefix (exchange->target, "/jmap/snapshot");
      line->said = line->is_snapshot ? g_byte_array_new () : NULL;
      line->zstd = answer->zstd;
      line->n_commits = exchange->n_commits;
      if (line->is_snapshot)
        exchange->peer->snapshot_at = exchange->peer->network->get_counter (exchange->peer->network->data);
      line->references = 1;
      line->number = n_lines++;
      line->peer = exchange->peer;
      line->server = bell_http_stream_ref (answer->stream);
      line->client = sim_stream_new (on_client_gone, line);
      line->last = sim_now ();
      reply->stream = G_INPUT_STREAM (line->client);
      reply->zstd = answer->zstd;
      sim_http_stream_attach (answer->stream, sink, line);
    }
  else
    {
      reply->body = g_bytes_ref (answer->content);
    }
  exchange->reply = reply;
  send_back (exchange);
  exchange_unref (exchange);
}

static void
on_request_arrives (gpointer data)
{
  Exchange *exchange = data;
  SimNetwork *network = exchange->peer->network;
  BellHttpServer *server = network->servers->pdata[sim_below (network->servers->len)];

  if (exchange->peer->no_way_out || exchange->peer->dead)
    {
      if (exchange->peer->no_way_out)
        sim_tally (SIM_EVENT_LOST_OUT);
      if (!exchange->answered && sim_chance (0.5))
        lose (exchange);
      exchange_unref (exchange);
    }
  else if (server == NULL)
    {
      sim_trace ("%s #%u refused", exchange->peer->name, exchange->number);
      sim_tally (SIM_EVENT_NOBODY_THERE);
      if (!exchange->answered)
        sim_at (sim_now () + delay (exchange->peer), on_breaks, exchange_ref (exchange));
      exchange_unref (exchange);
    }
  else
    {
      sim_trace ("%s #%u %s %s %u", exchange->peer->name, exchange->number, exchange->method, exchange->target,
                 exchange->body != NULL ? g_bytes_hash (exchange->body) : 0);
      exchange->n_commits = sim_count_commits ();
      exchange->asked = exchange->peer->states;
      sim_set_owner (server);
      sim_http_serve (server, exchange->method, exchange->target, exchange->token, exchange->content_type, exchange->zstd,
                      exchange->body, on_answer, exchange);
      sim_set_owner (NULL);
    }
}

/* What a proxy says that cannot, or will not. */
static void
meddle (Exchange *exchange)
{
  static const guint statuses[] = { 401, 403, 408, 429, 500, 502, 503, 504 };
  static const char page[] = "<html><body>Something is wrong</body></html>";
  guint status = statuses[sim_below (G_N_ELEMENTS (statuses))];
  g_autoptr (GBytes) content = g_bytes_new_static (page, sizeof page - 1);
  SimAnswer answer = { .status = status, .media_type = "text/html", .content = content };

  if (status == 429 || status == 503)
    answer.retry_after = sim_below (30);
  if (status != 408)
    sim_tally (status == 401   ? SIM_EVENT_STATUS_401
               : status == 403 ? SIM_EVENT_STATUS_403
               : status == 429 ? SIM_EVENT_STATUS_429
                               : SIM_EVENT_STATUS_5XX);
  on_answer (&answer, exchange_ref (exchange));
}

/* --- the client's side ------------------------------------------------------------------ */

typedef struct
{
  Exchange *exchange;
  GCancellable *cancellable;
} Waiting;

static gboolean
is_over (gpointer data)
{
  Waiting *waiting = data;

  return waiting->exchange->done || waiting->exchange->peer->dead || g_cancellable_is_cancelled (waiting->cancellable);
}

static void
set_out (Exchange *exchange)
{
  const SimWeather *weather = &exchange->peer->network->weather;
  gboolean arrives = !sim_chance (weather->lose_request);

  if (sim_chance (weather->fault))
    {
      /* Before the server, or behind it: then what was asked has been done. */
      meddle (exchange);
      if (sim_chance (0.5))
        return;
      if (arrives)
        sim_tally (SIM_EVENT_DONE_BEHIND);
    }
  if (!arrives)
    sim_tally (SIM_EVENT_REQUEST_LOST);

  if (arrives)
    sim_at (sim_now () + delay (exchange->peer), on_request_arrives, exchange_ref (exchange));
  else if (!exchange->answered)
    lose (exchange);

  if (arrives && !exchange->streamed && sim_chance (weather->duplicate))
    {
      sim_tally (SIM_EVENT_REQUEST_TWICE);
      sim_at (sim_now () + delay (exchange->peer), on_request_arrives, exchange_ref (exchange));
    }
}

static BellTransportReply *
sim_transport_send (BellTransport               *transport,
                    const BellTransportRequest  *request,
                    const char                  *token,
                    GCancellable                *cancellable,
                    GError                     **error)
{
  SimPeer *peer = SIM_TRANSPORT (transport)->peer;
  Exchange *exchange = g_new0 (Exchange, 1);
  Waiting waiting = { exchange, cancellable };
  BellTransportReply *reply = NULL;

  g_assert (g_str_has_prefix (request->url, ORIGIN));

  exchange->references = 1;
  exchange->peer = peer;
  exchange->number = ++peer->n_requests;
  exchange->method = g_strdup (request->method);
  exchange->target = g_strdup (request->url + strlen (ORIGIN));
  exchange->token = g_strdup (token);
  exchange->content_type = g_strdup (request->content_type);
  exchange->zstd = request->zstd;
  exchange->streamed = request->streamed;
  exchange->body = request->body != NULL ? g_bytes_ref (request->body) : NULL;

  if (!peer->dead)
    set_out (exchange);
  if (!is_over (&waiting))
    sim_wait (is_over, &waiting, sim_now () + SIM_SECONDS (request->time_limit));

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    ;
  else if (exchange->done && !exchange->broken && !peer->dead)
    {
      reply = g_steal_pointer (&exchange->reply);
      /* Only what is good comes as a stream. */
      if (reply->body != NULL && g_bytes_get_size (reply->body) > request->max_reply)
        {
          g_clear_pointer (&reply, bell_transport_reply_free);
          g_set_error_literal (error, BELL_SYNC_ERROR, BELL_SYNC_ERROR_TOO_LARGE, "Too large");
        }
    }
  else
    {
      g_set_error_literal (error, BELL_SYNC_ERROR, BELL_SYNC_ERROR_UNREACHABLE, "The line broke");
    }
  exchange_unref (exchange);

  return reply;
}

static void
sim_transport_class_init (SimTransportClass *klass)
{
  BELL_TRANSPORT_CLASS (klass)->send = sim_transport_send;
}

static void
sim_transport_init (SimTransport *self)
{
}

BellTransport *
sim_transport_new (SimPeer *peer)
{
  SimTransport *self = g_object_new (SIM_TYPE_TRANSPORT, "server-url", ORIGIN, NULL);

  self->peer = peer;

  return BELL_TRANSPORT (self);
}
