/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-http-server.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bell-http-certificate.h"
#include "bell-http-private.h"
#include "bell-server-log.h"

/**
 * BellHttpServer:
 *
 * The HTTP side of the server, and the only place that knows the engine,
 * libmicrohttpd. Routes are added, then it is started; from then on its
 * threads call gates and handlers until it is stopped.
 *
 * A few threads wait on epoll and do what is quick. What is not runs on
 * workers while its connection is suspended, so that a slow request never
 * holds up those that share its thread. Watching connections is the job of a
 * small thread of its own.
 *
 * Refused before any handler: a second Host, a second length, a length beside
 * chunks (each the seed of request smuggling), targets that are no plain path,
 * bodies beyond the route's bound.
 *
 * Made, started and stopped by one thread.
 */
G_DEFINE_FINAL_TYPE (BellHttpServer, bell_http_server, G_TYPE_OBJECT)

static void
route_free (BellHttpRoute *route)
{
  g_free (route->method);
  g_free (route->template);
  g_strfreev (route->segments);
  g_free (route);
}


static int
listen_on (const char *address,
           guint       port,
           guint      *bound,
           GError    **error)
{
  g_autoptr (GSocketAddress) wanted = NULL;
  struct sockaddr_storage native = { 0 };
  socklen_t length;
  int fd, yes = 1;

  wanted = g_inet_socket_address_new_from_string (address, port);
  if (wanted == NULL || port > G_MAXUINT16)
    {
      g_set_error (error, BELL_SERVER_ERROR, BELL_SERVER_ERROR_LISTEN, _("%s is not an address to listen on."), address);
      return -1;
    }
  length = (socklen_t) g_socket_address_get_native_size (wanted);
  if (!g_socket_address_to_native (wanted, &native, sizeof native, error))
    return -1;

  fd = socket (native.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd >= 0)
    setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (fd < 0 || bind (fd, (struct sockaddr *) &native, length) != 0 || listen (fd, 1024) != 0)
    {
      int code = errno;

      if (fd >= 0)
        close (fd);
      if (code == EADDRINUSE)
        g_set_error (error, BELL_SERVER_ERROR, BELL_SERVER_ERROR_ADDRESS_IN_USE,
                     _("Port %u on %s is in use by another program. Stop that program, or choose another port by --port."),
                     port, address);
      else
        g_set_error (error, BELL_SERVER_ERROR, BELL_SERVER_ERROR_LISTEN, _("Cannot listen on %s, port %u: %s"),
                     address, port, g_strerror (code));
      return -1;
    }

  length = sizeof native;
  getsockname (fd, (struct sockaddr *) &native, &length);
  *bound = native.ss_family == AF_INET6 ? ntohs (((struct sockaddr_in6 *) (void *) &native)->sin6_port)
                                        : ntohs (((struct sockaddr_in *) (void *) &native)->sin_port);
  return fd;
}

static gpointer
watch (gpointer data)
{
  BellHttpServer *self = data;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  while (!self->watch_stopped)
    {
      g_cond_wait_until (&self->stop_watch, &self->lock, g_get_monotonic_time () + G_USEC_PER_SEC);
      g_mutex_unlock (&self->lock);
      bell_http_connections_reap (self->connections);
      g_mutex_lock (&self->lock);
    }
  return NULL;
}

static void
bell_http_server_dispose (GObject *object)
{
  bell_http_server_stop (BELL_HTTP_SERVER (object));

  G_OBJECT_CLASS (bell_http_server_parent_class)->dispose (object);
}

static void
bell_http_server_finalize (GObject *object)
{
  BellHttpServer *self = BELL_HTTP_SERVER (object);

  g_clear_pointer (&self->routes, g_ptr_array_unref);
  g_clear_pointer (&self->certificates, g_ptr_array_unref);
  g_clear_pointer (&self->connections, bell_http_connections_free);
  g_clear_pointer (&self->address, g_free);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->stop_watch);

  G_OBJECT_CLASS (bell_http_server_parent_class)->finalize (object);
}

static void
bell_http_server_class_init (BellHttpServerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = bell_http_server_dispose;
  object_class->finalize = bell_http_server_finalize;
}

static void
bell_http_server_init (BellHttpServer *self)
{
  self->listener = -1;
  self->routes = g_ptr_array_new_with_free_func ((GDestroyNotify) route_free);
  self->certificates = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_http_certificate_free);
  g_mutex_init (&self->lock);
  g_cond_init (&self->stop_watch);
}

/**
 * bell_http_server_new:
 * @limits: what it takes
 *
 * Returns: (transfer full): a server with no routes
 */
BellHttpServer *
bell_http_server_new (const BellHttpLimits *limits)
{
  BellHttpServer *self;
  guint processors = g_get_num_processors ();

  g_return_val_if_fail (limits != NULL, NULL);

  self = g_object_new (BELL_TYPE_HTTP_SERVER, NULL);
  self->limits = *limits;
  if (self->limits.threads == 0)
    self->limits.threads = CLAMP (processors, 2, 8);
  if (self->limits.workers == 0)
    self->limits.workers = CLAMP (processors * 4, 8, 32);
  self->connections = bell_http_connections_new (&self->limits, self);
  return self;
}

/**
 * bell_http_server_add_route:
 * @method: GET (which serves HEAD too), POST ...
 * @path: with `{name}` for a segment that may be anything
 * @max_body: bytes of body
 * @gate: (nullable): called when the header is read; it may answer
 * @handler: called when the body is read
 * @user_data: for both
 *
 * Before the server is started.
 */
void
bell_http_server_add_route (BellHttpServer    *self,
                            const char        *method,
                            const char        *path,
                            BellHttpRouteFlags flags,
                            gsize              max_body,
                            BellHttpHandler    gate,
                            BellHttpHandler    handler,
                            gpointer           user_data)
{
  BellHttpRoute *route;

  g_return_if_fail (BELL_IS_HTTP_SERVER (self));
  g_return_if_fail (path != NULL && path[0] == '/' && handler != NULL);
  g_return_if_fail (self->daemon == NULL);

  route = g_new0 (BellHttpRoute, 1);
  route->method = g_strdup (method);
  route->template = g_strdup (path);
  route->segments = g_strsplit (path + 1, "/", -1);
  route->flags = flags;
  route->max_body = max_body;
  route->gate = gate;
  route->handler = handler;
  route->user_data = user_data;
  g_ptr_array_add (self->routes, route);
}

/**
 * bell_http_server_set_certificate:
 * @certificate_file: PEM
 * @key_file: PEM
 *
 * Before the start this makes it speak TLS; while it runs, new connections get
 * the new certificate. Where it cannot be used the old one stays.
 *
 * Returns: whether it is in use; else %BELL_SERVER_ERROR_CERTIFICATE
 */
gboolean
bell_http_server_set_certificate (BellHttpServer *self,
                                  const char     *certificate_file,
                                  const char     *key_file,
                                  GError        **error)
{
  g_autoptr (BellHttpCertificate) certificate = NULL;
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (BELL_IS_HTTP_SERVER (self), FALSE);
  g_return_val_if_fail (self->daemon == NULL || self->certificates->len > 0, FALSE);

  certificate = bell_http_certificate_load (certificate_file, key_file, error);
  if (certificate == NULL)
    return FALSE;
  locker = g_mutex_locker_new (&self->lock);
  g_ptr_array_add (self->certificates, g_steal_pointer (&certificate));
  return TRUE;
}

/**
 * bell_http_server_trust_proxy:
 * @addresses: (nullable): those of proxies on other machines, in figures
 *
 * What a proxy on the same machine, or at one of these addresses, says of whom
 * it forwards is believed. Before the server is started.
 */
void
bell_http_server_trust_proxy (BellHttpServer    *self,
                              const char *const *addresses)
{
  g_return_if_fail (BELL_IS_HTTP_SERVER (self));

  self->behind_proxy = TRUE;
  bell_http_connections_set_proxies (self->connections, addresses);
}

/**
 * bell_http_server_start:
 * @address: where to listen: an address in numbers
 * @port: which port, or 0 for any that is free
 *
 * Returns: whether it listens; else %BELL_SERVER_ERROR_ADDRESS_IN_USE or %BELL_SERVER_ERROR_LISTEN
 */
gboolean
bell_http_server_start (BellHttpServer *self,
                        const char     *address,
                        guint           port,
                        GError        **error)
{
  g_return_val_if_fail (BELL_IS_HTTP_SERVER (self), FALSE);
  g_return_val_if_fail (address != NULL && self->daemon == NULL, FALSE);

  self->listener = listen_on (address, port, &self->port, error);
  if (self->listener < 0)
    return FALSE;
  g_free (self->address);
  self->address = g_strdup (address);

  self->workers = g_thread_pool_new (bell_http_engine_work, self, (int) self->limits.workers, FALSE, NULL);
  self->daemon = bell_http_engine_start (self, self->listener);
  if (self->daemon == NULL)
    {
      g_thread_pool_free (g_steal_pointer (&self->workers), TRUE, TRUE);
      close (self->listener);
      self->listener = -1;
      g_set_error (error, BELL_SERVER_ERROR, BELL_SERVER_ERROR_LISTEN, _("The HTTP engine does not start on %s, port %u."),
                   address, self->port);
      return FALSE;
    }

  self->watch_stopped = FALSE;
  self->watch = g_thread_new ("http-watch", watch, self);
  return TRUE;
}

/**
 * bell_http_server_get_port:
 *
 * Returns: the port that it listens on
 */
guint
bell_http_server_get_port (BellHttpServer *self)
{
  g_return_val_if_fail (BELL_IS_HTTP_SERVER (self), 0);

  return self->port;
}

/**
 * bell_http_server_get_url:
 *
 * Returns: (transfer full): `http://127.0.0.1:8080`, with no slash at its end
 */
char *
bell_http_server_get_url (BellHttpServer *self)
{
  g_return_val_if_fail (BELL_IS_HTTP_SERVER (self), NULL);

  if (strchr (self->address, ':') != NULL)
    return g_strdup_printf ("%s://[%s]:%u", self->certificates->len > 0 ? "https" : "http", self->address, self->port);
  return g_strdup_printf ("%s://%s:%u", self->certificates->len > 0 ? "https" : "http", self->address, self->port);
}

guint
bell_http_server_get_n_connections (BellHttpServer *self)
{
  g_return_val_if_fail (BELL_IS_HTTP_SERVER (self), 0);

  return bell_http_connections_get_n (self->connections);
}

/**
 * bell_http_server_stop:
 *
 * Takes no new requests, ends the streams, waits for what is under way as long
 * as the limits allow, and stops. Blocks that long.
 */
void
bell_http_server_stop (BellHttpServer *self)
{
  gint64 until;

  g_return_if_fail (BELL_IS_HTTP_SERVER (self));

  if (self->daemon == NULL)
    return;

  g_atomic_int_set (&self->stopping, 1);
  MHD_quiesce_daemon (self->daemon);

  until = g_get_monotonic_time () + self->limits.stop_seconds * G_USEC_PER_SEC;
  bell_http_connections_end_streams (self->connections, FALSE);
  while (bell_http_connections_get_n_busy (self->connections) > 0 && g_get_monotonic_time () < until)
    {
      bell_http_connections_end_streams (self->connections, FALSE);
      g_usleep (5000);
    }
  bell_http_connections_end_streams (self->connections, TRUE);

  /* The engine must have no suspended connection when it stops: every worker
   * has to finish, and each resumes its own. */
  g_thread_pool_free (g_steal_pointer (&self->workers), FALSE, TRUE);

  g_mutex_lock (&self->lock);
  self->watch_stopped = TRUE;
  g_cond_signal (&self->stop_watch);
  g_mutex_unlock (&self->lock);
  g_clear_pointer (&self->watch, g_thread_join);

  MHD_stop_daemon (g_steal_pointer (&self->daemon));
  close (self->listener);
  self->listener = -1;
}
