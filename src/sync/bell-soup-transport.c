/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-soup-transport.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>

#include "bell-soup-stream.h"
#include "bell-wait.h"

#define CHUNK          (64 * 1024)
#define SILENCE_LIMIT  30           /* seconds without a byte, on a request */
#define STREAM_LIMIT   180          /* … on a stream: three pings */
#define RETRY_LONGEST  (24 * 60 * 60)

/* The transport over HTTP/2 or 1.1, by libsoup.
 *
 * libsoup's objects belong to one thread. This class owns that thread, and a
 * request is an errand for it: the caller waits, the thread reads and writes
 * without ever blocking, so that one thread serves requests and event stream
 * together, and closes what is cancelled at once. Reads and writes of
 * callers stay straight lines.
 *
 * Redirects are not followed, so that neither token nor password goes astray;
 * there is no cookie jar, no cache and no authentication dialogue.
 *
 * The thread starts with the object and ends with it. */
struct _BellSoupTransport
{
  BellTransport parent_instance;

  char *authority_file;
  GTlsDatabase *authorities; /* set before the thread starts; then its own */
  gpointer session_class; /* of libsoup, kept from before @thread began */
  gpointer message_class;

  GMainContext *context;
  GMainLoop *loop;
  GThread *thread;

  /* The thread's own. */
  SoupSession *requests;
  SoupSession *streams;
};

G_DEFINE_FINAL_TYPE (BellSoupTransport, bell_soup_transport, BELL_TYPE_TRANSPORT)

/* An errand; on the stack of the caller. */
typedef struct
{
  BellWait wait;
  BellSoupTransport *transport;
  const BellTransportRequest *request;
  const char *token;
  GCancellable *cancellable;

  SoupMessage *message;
  GInputStream *source;
  GByteArray *body;
  GSource *limit;
  gboolean overdue;
  BellTransportReply *reply;
  GError *error;
} Errand;

static void read_more (Errand *errand);

/* --- helpers (in the thread) ----------------------------------------------- */

static void
finish (Errand *errand)
{
  if (errand->limit != NULL)
    {
      g_source_destroy (errand->limit);
      g_clear_pointer (&errand->limit, g_source_unref);
    }

  if (errand->error != NULL)
    g_clear_pointer (&errand->reply, bell_transport_reply_free);

  g_clear_object (&errand->source);
  g_clear_object (&errand->message);
  bell_wait_finish (&errand->wait);
}

/* Says in one of our own words what libsoup and GIO say in many. */
static void
take_error (Errand *errand,
            GError *error)
{
  const char *host = bell_transport_get_server_url (BELL_TRANSPORT (errand->transport));

  if (errand->overdue)
    errand->error = g_error_new (BELL_SYNC_ERROR, BELL_SYNC_ERROR_UNREACHABLE,
                                 _("%s took too long to answer."), host);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    errand->error = g_error_copy (error);
  else if (error->domain == G_TLS_ERROR && error->code == G_TLS_ERROR_BAD_CERTIFICATE)
    errand->error = g_error_new (BELL_SYNC_ERROR, BELL_SYNC_ERROR_UNTRUSTED,
                                 _("%s does not prove who it is: its certificate is not one that this computer trusts."), host);
  else if (error->domain == G_TLS_ERROR)
    errand->error = g_error_new (BELL_SYNC_ERROR, BELL_SYNC_ERROR_UNREACHABLE,
                                 _("No safe line to %s: %s"), host, error->message);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA) ||
           (error->domain == SOUP_SESSION_ERROR && error->code == SOUP_SESSION_ERROR_ENCODING))
    errand->error = g_error_new (BELL_SYNC_ERROR, BELL_SYNC_ERROR_BROKEN,
                                 _("%s answers in no language known here: %s"), host, error->message);
  else
    errand->error = g_error_new (BELL_SYNC_ERROR, BELL_SYNC_ERROR_UNREACHABLE,
                                 _("%s cannot be reached: %s"), host, error->message);

  g_error_free (error);
}

static gint64
parse_retry_after (const char *value,
                   gint64      now)
{
  g_autoptr (GDateTime) date = NULL;
  gint64 seconds;
  char *end;

  if (value == NULL)
    return 0;

  seconds = g_ascii_strtoll (value, &end, 10);
  if (end != value && *end == '\0')
    return CLAMP (seconds, 0, RETRY_LONGEST) * 1000;

  date = soup_date_time_new_from_http_string (value);
  if (date == NULL)
    return 0;

  /* By the clock of who says so, whatever ours says. */
  seconds = g_date_time_to_unix (date) - (now != BELL_TIME_UNSET ? now / 1000 : g_get_real_time () / G_USEC_PER_SEC);

  return CLAMP (seconds, 0, RETRY_LONGEST) * 1000;
}

/* Date (RFC 9110 section 6.6.1). */
static gint64
parse_date (const char *value)
{
  g_autoptr (GDateTime) date = value != NULL ? soup_date_time_new_from_http_string (value) : NULL;

  return date != NULL ? g_date_time_to_unix (date) * 1000 : BELL_TIME_UNSET;
}

static BellTransportReply *
read_head (SoupMessage *message)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  const char *coding = soup_message_headers_get_list (headers, "Content-Encoding");
  BellTransportReply *reply = bell_transport_reply_new (soup_message_get_status (message));

  reply->content_type = g_strdup (soup_message_headers_get_content_type (headers, NULL));
  reply->zstd = coding != NULL && g_ascii_strcasecmp (coding, "zstd") == 0;
  reply->server_now = parse_date (soup_message_headers_get_one (headers, "Date"));
  reply->retry_after = parse_retry_after (soup_message_headers_get_one (headers, "Retry-After"), reply->server_now);
  reply->location = g_strdup (soup_message_headers_get_one (headers, "Location"));

  return reply;
}

/* --- callbacks (in the thread) --------------------------------------------- */

static gboolean
on_overdue (gpointer user_data)
{
  Errand *errand = user_data;

  errand->overdue = TRUE;
  g_cancellable_cancel (errand->cancellable);

  return G_SOURCE_REMOVE;
}

/* The company's own authority stands beside the system's, not in their place. */
static gboolean
on_accept_certificate (SoupMessage          *message,
                       GTlsCertificate      *certificate,
                       GTlsCertificateFlags  flaws,
                       BellSoupTransport    *self)
{
  g_autoptr (GSocketConnectable) identity = NULL;
  GUri *uri = soup_message_get_uri (message);

  if (self->authorities == NULL || flaws != G_TLS_CERTIFICATE_UNKNOWN_CA)
    return FALSE;

  identity = g_network_address_new (g_uri_get_host (uri), (guint16) MAX (g_uri_get_port (uri), 0));

  return g_tls_database_verify_chain (self->authorities, certificate, G_TLS_DATABASE_PURPOSE_AUTHENTICATE_SERVER,
                                      identity, NULL, G_TLS_DATABASE_VERIFY_NONE, NULL, NULL) == 0;
}

static void
on_chunk (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  Errand *errand = user_data;
  GError *error = NULL;
  g_autoptr (GBytes) chunk = g_input_stream_read_bytes_finish (G_INPUT_STREAM (object), result, &error);

  if (chunk == NULL)
    {
      take_error (errand, error);
      finish (errand);
      return;
    }

  if (g_bytes_get_size (chunk) == 0)
    {
      errand->reply->body = g_byte_array_free_to_bytes (g_steal_pointer (&errand->body));
      finish (errand);
      return;
    }

  if (errand->body->len + g_bytes_get_size (chunk) > errand->request->max_reply)
    {
      errand->error = g_error_new (BELL_SYNC_ERROR, BELL_SYNC_ERROR_TOO_LARGE,
                                   _("%s answers with more than is taken here."),
                                   bell_transport_get_server_url (BELL_TRANSPORT (errand->transport)));
      finish (errand);
      return;
    }

  g_byte_array_append (errand->body, g_bytes_get_data (chunk, NULL), (guint) g_bytes_get_size (chunk));
  read_more (errand);
}

static void
read_more (Errand *errand)
{
  g_input_stream_read_bytes_async (errand->source, CHUNK, G_PRIORITY_DEFAULT, errand->cancellable, on_chunk, errand);
}

static void
on_sent (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  Errand *errand = user_data;
  GError *error = NULL;
  guint status;

  errand->source = soup_session_send_finish (SOUP_SESSION (object), result, &error);
  if (errand->source == NULL)
    {
      take_error (errand, error);
      finish (errand);
      return;
    }

  errand->reply = read_head (errand->message);
  status = errand->reply->status;

  if (errand->request->streamed && status >= 200 && status < 300)
    {
      errand->reply->stream = bell_soup_stream_new (errand->source, errand->transport->context,
                                                    G_OBJECT (errand->transport));
      finish (errand);
      return;
    }

  errand->body = g_byte_array_new ();
  read_more (errand);
}

static gboolean
start_errand (gpointer user_data)
{
  Errand *errand = user_data;
  BellSoupTransport *self = errand->transport;
  const BellTransportRequest *request = errand->request;
  SoupMessageHeaders *headers;

  errand->message = soup_message_new (request->method, request->url);
  if (errand->message == NULL)
    {
      errand->error = g_error_new (BELL_SYNC_ERROR, BELL_SYNC_ERROR_BROKEN,
                                   _("%s is no address that can be asked."), request->url);
      finish (errand);
      return G_SOURCE_REMOVE;
    }

  soup_message_add_flags (errand->message, SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_DO_NOT_USE_AUTH_CACHE);
  /* Not tied to the life of @self, which another thread ends: its end waits for this
   * thread, but would part signals from handlers while this thread parts them too. */
  g_signal_connect (errand->message, "accept-certificate", G_CALLBACK (on_accept_certificate), self);

  headers = soup_message_get_request_headers (errand->message);
  if (request->accept != NULL)
    soup_message_headers_replace (headers, "Accept", request->accept);
  if (request->streamed)
    soup_message_headers_replace (headers, "Accept-Encoding", request->zstd ? "zstd" : "identity");
  if (errand->token != NULL)
    {
      g_autofree char *bearer = g_strconcat ("Bearer ", errand->token, NULL);

      soup_message_headers_replace (headers, "Authorization", bearer);
    }
  if (request->body != NULL)
    soup_message_set_request_body_from_bytes (errand->message, request->content_type, request->body);

  if (!request->streamed)
    {
      errand->limit = g_timeout_source_new_seconds (request->time_limit);
      g_source_set_callback (errand->limit, on_overdue, errand, NULL);
      g_source_attach (errand->limit, self->context);
    }

  soup_session_send_async (request->streamed ? self->streams : self->requests, errand->message,
                           G_PRIORITY_DEFAULT, errand->cancellable, on_sent, errand);

  return G_SOURCE_REMOVE;
}

static SoupSession *
new_session (guint silence_limit)
{
  SoupSession *session = soup_session_new_with_options ("timeout", silence_limit,
                                                        "idle-timeout", 50u,
                                                        "max-conns-per-host", 6,
                                                        "user-agent", "Deskbell/" PACKAGE_VERSION,
                                                        NULL);

  soup_session_remove_feature_by_type (session, SOUP_TYPE_AUTH_MANAGER);

  return session;
}

static gpointer
run_thread (gpointer user_data)
{
  /* Not a reference: the object's end waits for this thread's. */
  BellSoupTransport *self = user_data;

  g_main_context_push_thread_default (self->context);

  self->requests = new_session (SILENCE_LIMIT);
  self->streams = new_session (STREAM_LIMIT);

  g_main_loop_run (self->loop);

  soup_session_abort (self->requests);
  soup_session_abort (self->streams);
  g_clear_object (&self->requests);
  g_clear_object (&self->streams);
  while (g_main_context_iteration (self->context, FALSE))
    ;

  g_main_context_pop_thread_default (self->context);

  return NULL;
}

static gboolean
on_quit (gpointer user_data)
{
  g_main_loop_quit (user_data);

  return G_SOURCE_REMOVE;
}

/* --- overrides ------------------------------------------------------------- */

static BellTransportReply *
bell_soup_transport_send (BellTransport               *transport,
                          const BellTransportRequest  *request,
                          const char                  *token,
                          GCancellable                *cancellable,
                          GError                     **error)
{
  BellSoupTransport *self = BELL_SOUP_TRANSPORT (transport);
  g_autoptr (GCancellable) own = g_cancellable_new ();
  Errand errand = { .transport = self, .request = request, .token = token, .cancellable = own };
  gulong handler;

  g_assert (g_thread_self () != self->thread);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;

  handler = bell_soup_follow_cancellable (cancellable, own, self->context);

  bell_wait_init (&errand.wait);
  bell_wait_run (&errand.wait, self->context, start_errand, &errand);
  bell_wait_clear (&errand.wait);

  g_cancellable_disconnect (cancellable, handler);
  g_clear_pointer (&errand.body, g_byte_array_unref);

  if (errand.error != NULL)
    {
      g_propagate_error (error, errand.error);
      return NULL;
    }

  return errand.reply;
}

static void
bell_soup_transport_constructed (GObject *object)
{
  BellSoupTransport *self = BELL_SOUP_TRANSPORT (object);

  G_OBJECT_CLASS (bell_soup_transport_parent_class)->constructed (object);

  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
}

static void
bell_soup_transport_finalize (GObject *object)
{
  BellSoupTransport *self = BELL_SOUP_TRANSPORT (object);
  g_autoptr (GSource) idle = g_idle_source_new ();

  if (self->thread != NULL)
    {
      g_source_set_priority (idle, G_PRIORITY_LOW); /* after the streams that are still to be closed */
      g_source_set_callback (idle, on_quit, self->loop, NULL);
      g_source_attach (idle, self->context);
      g_thread_join (self->thread);
    }

  g_clear_pointer (&self->loop, g_main_loop_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_pointer (&self->authority_file, g_free);
  g_clear_object (&self->authorities);
  g_clear_pointer (&self->session_class, g_type_class_unref);
  g_clear_pointer (&self->message_class, g_type_class_unref);

  G_OBJECT_CLASS (bell_soup_transport_parent_class)->finalize (object);
}

static void
bell_soup_transport_class_init (BellSoupTransportClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = bell_soup_transport_constructed;
  object_class->finalize = bell_soup_transport_finalize;

  BELL_TRANSPORT_CLASS (klass)->send = bell_soup_transport_send;
}

static void
bell_soup_transport_init (BellSoupTransport *self)
{
}

/**
 * bell_soup_transport_new:
 * @server_url: the server's address
 * @authority_file: (nullable): a PEM file with certificate authorities that are
 *   trusted beside the system's
 * @allow_open_line: whether http:// to another computer is wanted
 *
 * Makes a transport and starts its thread. A file that cannot be read is told
 * as a warning, and then nobody is trusted by it.
 *
 * Returns: (transfer full): the transport
 */
BellTransport *
bell_soup_transport_new (const char *server_url,
                         const char *authority_file,
                         gboolean    allow_open_line)
{
  BellSoupTransport *self;

  self = g_object_new (BELL_TYPE_SOUP_TRANSPORT,
                       "server-url", server_url,
                       "allow-open-line", allow_open_line,
                       NULL);

  if (authority_file != NULL)
    {
      g_autoptr (GError) error = NULL;

      /* GIO takes absolute paths alone. */
      self->authority_file = g_canonicalize_filename (authority_file, NULL);
      self->authorities = g_tls_file_database_new (self->authority_file, &error);
      if (self->authorities == NULL)
        g_warning ("No certificate authorities from %s: %s", self->authority_file, error->message);
    }

  /* Making these classes makes the types of addresses, with a lock of GObject
   * held; whoever asks D-Bus in another thread makes the same types first and
   * wants that lock then. GLib 2.74 lets both wait for ever, so the classes are
   * made before there is a second thread. */
  self->session_class = g_type_class_ref (SOUP_TYPE_SESSION);
  self->message_class = g_type_class_ref (SOUP_TYPE_MESSAGE);
  self->thread = g_thread_new ("bell-transport", run_thread, self);

  return BELL_TRANSPORT (self);
}

/**
 * bell_soup_transport_new_for_store:
 * @store: an open store
 * @server_url: (nullable): the server's address, or %NULL for the store's
 *
 * Makes a transport as the store's settings want it: `authority-file` is a
 * path, `allow-open-line` is "true" or not there. So all programs that share a
 * store reach its server in the same way.
 *
 * Returns: (transfer full): the transport
 */
BellTransport *
bell_soup_transport_new_for_store (BellStore  *store,
                                   const char *server_url)
{
  const char *authorities, *open_line;

  g_return_val_if_fail (BELL_IS_STORE (store), NULL);

  authorities = bell_store_get_setting (store, "authority-file");
  open_line = bell_store_get_setting (store, "allow-open-line");

  return bell_soup_transport_new (server_url != NULL ? server_url : bell_store_get_server_url (store),
                                  authorities != NULL && *authorities != '\0' ? authorities : NULL,
                                  g_strcmp0 (open_line, "true") == 0);
}
