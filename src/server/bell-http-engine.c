/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "bell-http-certificate.h"
#include "bell-http-private.h"
#include "bell-server-log.h"

/* What the engine calls: the life of a connection and of a request on it, in
 * the order of on_connection(), on_uri(), on_access() and on_completed(). */

typedef struct
{
  const char *name;
  guint n;
} HeaderCount;

static enum MHD_Result
on_header (void              *data,
           enum MHD_ValueKind kind,
           const char        *key,
           const char        *value)
{
  HeaderCount *count = data;

  count->n += g_ascii_strcasecmp (key, count->name) == 0;
  return MHD_YES;
}

static guint
count_headers (struct MHD_Connection *connection,
               const char            *name)
{
  HeaderCount count = { name, 0 };

  MHD_get_connection_values (connection, MHD_HEADER_KIND, on_header, &count);
  return count.n;
}

static void
refuse (BellHttpRequest *request,
        guint            status,
        const char      *type,
        const char      *detail)
{
  request->close_after = TRUE;
  bell_http_request_respond_problem (request, status, type, detail);
}

/* What may be said when only the header is known. */
static void
look_at_header (BellHttpServer  *self,
                BellHttpRequest *request)
{
  gboolean path_known = FALSE;
  const char *length;

  if (count_headers (request->connection, "Host") != 1 ||
      count_headers (request->connection, "Content-Length") + count_headers (request->connection, "Transfer-Encoding") > 1)
    {
      refuse (request, 400, NULL, "Host must be given once, and the length of the body in one way only.");
      return;
    }
  if (!bell_http_request_parse_uri (request))
    {
      refuse (request, 400, NULL, "The address is not a path in UTF-8.");
      return;
    }

  for (guint i = 0; i < self->routes->len && request->route == NULL; i++)
    {
      const BellHttpRoute *route = self->routes->pdata[i];

      if (!bell_http_route_matches (route, request->segments))
        continue;
      path_known = TRUE;
      if (strcmp (route->method, request->method) == 0 ||
          (strcmp (route->method, "GET") == 0 && strcmp (request->method, "HEAD") == 0))
        request->route = route;
    }
  if (request->route == NULL)
    {
      refuse (request, path_known ? 405 : 404, NULL,
              path_known ? "That method is not for this address." : "There is nothing at this address.");
      return;
    }

  if (request->route->gate != NULL)
    {
      request->route->gate (request, request->route->user_data);
      if (request->responded)
        {
          request->close_after = TRUE;
          return;
        }
    }

  length = bell_http_request_get_header (request, "Content-Length");
  if (length != NULL && g_ascii_strtoull (length, NULL, 10) > request->route->max_body)
    refuse (request, 413, "urn:ietf:params:jmap:error:limit", "The body is larger than this server takes.");
}

static void
set_phase (BellHttpRequest *request,
           BellHttpPhase    phase,
           gsize            bytes)
{
  bell_http_connections_set_phase (request->server->connections, request->entry, phase, bytes);
}

static enum MHD_Result
send_now (BellHttpRequest *request)
{
  if (request->stream != NULL)
    {
      bell_http_connections_set_stream (request->server->connections, request->entry, request->stream);
      set_phase (request, BELL_HTTP_PHASE_STREAMING, 0);
    }
  else
    {
      set_phase (request, BELL_HTTP_PHASE_SENDING, g_bytes_get_size (request->content));
    }
  return bell_http_request_send (request);
}

static void
answer_if_forgotten (BellHttpRequest *request)
{
  if (!request->responded)
    bell_http_request_respond_problem (request, 500, NULL, "The server did not answer this request.");
}

static enum MHD_Result
run_handler (BellHttpServer  *self,
             BellHttpRequest *request)
{
  const BellHttpRoute *route = request->route;

  request->started = TRUE;
  set_phase (request, BELL_HTTP_PHASE_WORKING, 0);
  if (g_atomic_int_get (&self->stopping))
    {
      refuse (request, 503, NULL, "The server is stopping.");
      return send_now (request);
    }

  if (route->flags & BELL_HTTP_ROUTE_QUICK)
    {
      route->handler (request, route->user_data);
      if (request->later == NULL)
        {
          answer_if_forgotten (request);
          return send_now (request);
        }
    }
  else
    {
      bell_http_request_run_later (request, route->handler, route->user_data);
    }

  MHD_suspend_connection (request->connection);
  g_thread_pool_push (self->workers, request, NULL);
  return MHD_YES;
}

/* Called with the header, then with each piece of the body, then with nothing,
 * and once more when a worker is done. */
static enum MHD_Result
on_access (void                  *data,
           struct MHD_Connection *connection,
           const char            *url,
           const char            *method,
           const char            *version,
           const char            *upload,
           size_t                *upload_size,
           void                 **context)
{
  BellHttpServer *self = data;
  BellHttpRequest *request = *context;

  if (request == NULL)
    return MHD_NO;

  if (!request->seen)
    {
      const union MHD_ConnectionInfo *info =
        MHD_get_connection_info (connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

      request->seen = TRUE;
      request->server = self;
      request->connection = connection;
      request->method = g_strdup (method);
      request->entry = info->socket_context;
      look_at_header (self, request);
      if (request->responded)
        return send_now (request);
      set_phase (request, BELL_HTTP_PHASE_RECEIVING, request->route->max_body);
      return MHD_YES;
    }

  if (*upload_size > 0)
    {
      gsize have = request->body != NULL ? request->body->len : 0;

      if (have + *upload_size > request->route->max_body)
        {
          /* The engine takes no answer in the middle of a body. What comes of
           * a body in chunks is dropped until it ends, or is too much of that too. */
          request->dropped += *upload_size;
          g_clear_pointer (&request->body, g_byte_array_unref);
          if (request->dropped > request->route->max_body + 1024 * 1024)
            return MHD_NO;
        }
      else if (request->dropped == 0)
        {
          if (request->body == NULL)
            request->body = g_byte_array_new ();
          g_byte_array_append (request->body, (const guint8 *) upload, (guint) *upload_size);
        }
      *upload_size = 0;
      return MHD_YES;
    }

  /* The engine may call again before the worker is done. */
  if (request->started)
    return g_atomic_int_get (&request->finished) ? send_now (request) : MHD_YES;

  if (request->dropped > 0 && !request->responded)
    refuse (request, 413, "urn:ietf:params:jmap:error:limit", "The body is larger than this server takes.");
  if (request->responded)
    return send_now (request);
  return run_handler (self, request);
}

static void *
on_uri (void                  *data,
        const char            *uri,
        struct MHD_Connection *connection)
{
  return bell_http_request_new (uri);
}

/* The engine decodes nothing: what it would hand us has lost where the slashes were. */
static size_t
on_unescape (void                  *data,
             struct MHD_Connection *connection,
             char                  *text)
{
  return strlen (text);
}

static void
log_request (BellHttpRequest               *request,
             enum MHD_RequestTerminationCode how)
{
  gboolean well = request->status < 400 && how == MHD_REQUEST_TERMINATED_COMPLETED_OK;
  char status[12], milliseconds[G_ASCII_DTOSTR_BUF_SIZE];

  if (request->method == NULL || (well && request->route != NULL && (request->route->flags & BELL_HTTP_ROUTE_QUIET)))
    return;
  g_snprintf (status, sizeof status, "%u", request->status);
  g_ascii_formatd (milliseconds, sizeof milliseconds, "%.1f",
                   (double) (g_get_monotonic_time () - request->began) / 1000.0);
  bell_server_log (request->status >= 500 ? G_LOG_LEVEL_MESSAGE : G_LOG_LEVEL_INFO, "request",
                   "method", request->method,
                   "route", request->route != NULL ? request->route->template : "-",
                   "status", status,
                   "ms", milliseconds,
                   "from", bell_http_connection_get_address (request->entry),
                   "principal", request->principal != NULL ? request->principal : "-",
                   "end", how == MHD_REQUEST_TERMINATED_COMPLETED_OK ? "sent" : "cut",
                   request->note != NULL ? "note" : NULL, request->note,
                   NULL);
}

static void
on_completed (void                           *data,
              struct MHD_Connection          *connection,
              void                          **context,
              enum MHD_RequestTerminationCode how)
{
  BellHttpRequest *request = *context;

  if (request == NULL)
    return;
  *context = NULL;
  if (request->entry != NULL)
    {
      log_request (request, how);
      set_phase (request, BELL_HTTP_PHASE_IDLE, 0);
    }
  bell_http_request_free (request);
}

static enum MHD_Result
on_accept (void                  *data,
           const struct sockaddr *address,
           socklen_t              length)
{
  BellHttpServer *self = data;

  return bell_http_connections_may_add (self->connections, address) ? MHD_YES : MHD_NO;
}

static void
on_connection (void                              *data,
               struct MHD_Connection             *connection,
               void                             **socket_context,
               enum MHD_ConnectionNotificationCode code)
{
  BellHttpServer *self = data;

  if (code == MHD_CONNECTION_NOTIFY_STARTED)
    {
      const union MHD_ConnectionInfo *fd = MHD_get_connection_info (connection, MHD_CONNECTION_INFO_CONNECTION_FD);
      const union MHD_ConnectionInfo *address = MHD_get_connection_info (connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);

      *socket_context = bell_http_connections_add (self->connections, fd->connect_fd, address->client_addr);
    }
  else if (*socket_context != NULL)
    {
      bell_http_connections_remove (self->connections, *socket_context);
      *socket_context = NULL;
    }
}

static int
on_certificate (gnutls_session_t              session,
                const gnutls_datum_t         *authorities,
                int                           n_authorities,
                const gnutls_pk_algorithm_t  *algorithms,
                int                           n_algorithms,
                gnutls_pcert_st             **chain,
                unsigned int                 *length,
                gnutls_privkey_t             *key)
{
  /* There is no user data here, but the engine keeps its connection as the
   * session's pointer, and that knows ours. */
  struct MHD_Connection *connection = gnutls_session_get_ptr (session);
  const union MHD_ConnectionInfo *info =
    connection != NULL ? MHD_get_connection_info (connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT) : NULL;
  g_autoptr (GMutexLocker) locker = NULL;
  BellHttpServer *self;

  if (info == NULL || info->socket_context == NULL)
    return -1;
  self = bell_http_connection_get_owner (info->socket_context);
  locker = g_mutex_locker_new (&self->lock);
  bell_http_certificate_get (self->certificates->pdata[self->certificates->len - 1], chain, length, key);
  return 0;
}

static void
on_engine_log (void       *data,
               const char *format,
               va_list     arguments)
{
  char text[512];

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  g_vsnprintf (text, sizeof text, format, arguments);
#pragma GCC diagnostic pop
  g_strchomp (text);
  bell_server_log (G_LOG_LEVEL_DEBUG, "engine", "message", text, NULL);
}


/* Runs on a worker what was put off. */
void
bell_http_engine_work (gpointer data,
                       gpointer user_data)
{
  BellHttpRequest *request = data;

  request->later (request, request->later_data);
  answer_if_forgotten (request);
  g_atomic_int_set (&request->finished, TRUE);
  MHD_resume_connection (request->connection);
}

struct MHD_Daemon *
bell_http_engine_start (BellHttpServer *self,
                        int             listener)
{
  unsigned int flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_SUSPEND_RESUME | MHD_USE_ERROR_LOG | MHD_USE_TURBO;
  struct MHD_OptionItem options[16];
  guint n = 0;

  options[n++] = (struct MHD_OptionItem){ MHD_OPTION_EXTERNAL_LOGGER, (intptr_t) on_engine_log, self };
  options[n++] = (struct MHD_OptionItem){ MHD_OPTION_LISTEN_SOCKET, listener, NULL };
  options[n++] = (struct MHD_OptionItem){ MHD_OPTION_THREAD_POOL_SIZE, self->limits.threads, NULL };
  options[n++] = (struct MHD_OptionItem){ MHD_OPTION_CONNECTION_LIMIT, self->limits.connections, NULL };
  options[n++] = (struct MHD_OptionItem){ MHD_OPTION_CONNECTION_MEMORY_LIMIT, self->limits.header_bytes, NULL };
  options[n++] = (struct MHD_OptionItem){ MHD_OPTION_STRICT_FOR_CLIENT, 1, NULL };
  options[n++] = (struct MHD_OptionItem){ MHD_OPTION_URI_LOG_CALLBACK, (intptr_t) on_uri, self };
  options[n++] = (struct MHD_OptionItem){ MHD_OPTION_UNESCAPE_CALLBACK, (intptr_t) on_unescape, self };
  options[n++] = (struct MHD_OptionItem){ MHD_OPTION_NOTIFY_COMPLETED, (intptr_t) on_completed, self };
  options[n++] = (struct MHD_OptionItem){ MHD_OPTION_NOTIFY_CONNECTION, (intptr_t) on_connection, self };
  if (self->certificates->len > 0)
    {
      flags |= MHD_USE_TLS;
      options[n++] = (struct MHD_OptionItem){ MHD_OPTION_HTTPS_CERT_CALLBACK, 0, (void *) (intptr_t) on_certificate };
      options[n++] = (struct MHD_OptionItem){ MHD_OPTION_HTTPS_PRIORITIES, 0, (void *) "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2" };
    }
  options[n++] = (struct MHD_OptionItem){ MHD_OPTION_END, 0, NULL };

  return MHD_start_daemon (flags, 0, on_accept, self, on_access, self, MHD_OPTION_ARRAY, options, MHD_OPTION_END);
}
