/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-http-private.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

/* What a peer has to take or give at least, bytes a second. */
#define SLOWEST (8 * 1024)

/**
 * BellHttpConnections:
 *
 * Who is connected, from where, and since when in which phase. The engine
 * itself closes connections on which nothing happens; here those are cut that
 * give a byte now and then: a header, a body or the taking of a response each
 * have a time by which they must be done. It also finds listeners of events
 * that have left without a word.
 *
 * Any thread; a lock inside. Cutting shuts the socket down; the engine then
 * notices and closes it.
 */
struct _BellHttpConnections
{
  BellHttpLimits limits;
  gpointer       owner;
  char         **proxies;    /* addresses of machines that forward others, or NULL */

  GMutex         lock;
  GHashTable    *all;        /* of BellHttpConnection, owned */
  GHashTable    *by_address; /* address -> count */
};

struct _BellHttpConnection
{
  gpointer        owner;
  int             fd;
  char           *address;
  gboolean        near;     /* from this machine, or a proxy's */
  BellHttpPhase   phase;
  gint64          deadline; /* monotonic, 0 for none */
  BellHttpStream *stream;
};

static void
connection_free (BellHttpConnection *connection)
{
  g_clear_pointer (&connection->stream, bell_http_stream_unref);
  g_free (connection->address);
  g_free (connection);
}

static char *
address_to_text (const struct sockaddr *address)
{
  char text[INET6_ADDRSTRLEN] = "";

  if (address->sa_family == AF_INET)
    inet_ntop (AF_INET, &((const struct sockaddr_in *) (const void *) address)->sin_addr, text, sizeof text);
  else if (address->sa_family == AF_INET6)
    inet_ntop (AF_INET6, &((const struct sockaddr_in6 *) (const void *) address)->sin6_addr, text, sizeof text);
  return g_strdup (text);
}

static gboolean
peer_has_left (int fd)
{
  struct tcp_info info;
  socklen_t length = sizeof info;

  return getsockopt (fd, IPPROTO_TCP, TCP_INFO, &info, &length) == 0 && info.tcpi_state != TCP_ESTABLISHED;
}

BellHttpConnections *
bell_http_connections_new (const BellHttpLimits *limits,
                           gpointer              owner)
{
  BellHttpConnections *self = g_new0 (BellHttpConnections, 1);

  self->limits = *limits;
  self->owner = owner;
  g_mutex_init (&self->lock);
  self->all = g_hash_table_new_full (NULL, NULL, (GDestroyNotify) connection_free, NULL);
  self->by_address = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

void
bell_http_connections_free (BellHttpConnections *self)
{
  g_hash_table_unref (self->all);
  g_hash_table_unref (self->by_address);
  g_strfreev (self->proxies);
  g_mutex_clear (&self->lock);
  g_free (self);
}

gboolean
bell_http_address_is_loopback (const struct sockaddr *address)
{
  if (address->sa_family == AF_INET)
    return (ntohl (((const struct sockaddr_in *) (const void *) address)->sin_addr.s_addr) >> 24) == 127;
  if (address->sa_family == AF_INET6)
    return IN6_IS_ADDR_LOOPBACK (&((const struct sockaddr_in6 *) (const void *) address)->sin6_addr);
  return FALSE;
}

/* Before it listens. @addresses: (nullable): in figures */
void
bell_http_connections_set_proxies (BellHttpConnections *self,
                                   const char *const   *addresses)
{
  g_strfreev (self->proxies);
  self->proxies = g_strdupv ((char **) addresses);
}

/* @text: the same */
static gboolean
is_near (BellHttpConnections   *self,
         const struct sockaddr *address,
         const char            *text)
{
  return bell_http_address_is_loopback (address) ||
         (self->proxies != NULL && g_strv_contains ((const char *const *) self->proxies, text));
}

/* The machine itself is not counted, nor is a proxy: everybody comes from there. */
gboolean
bell_http_connections_may_add (BellHttpConnections   *self,
                               const struct sockaddr *address)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autofree char *text = address_to_text (address);

  if (self->limits.connections_per_address == 0 || is_near (self, address, text))
    return TRUE;
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->by_address, text)) < self->limits.connections_per_address;
}

BellHttpConnection *
bell_http_connections_add (BellHttpConnections   *self,
                           int                    fd,
                           const struct sockaddr *address)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  BellHttpConnection *connection = g_new0 (BellHttpConnection, 1);
  guint count;

  connection->owner = self->owner;
  connection->fd = fd;
  connection->address = address_to_text (address);
  connection->near = is_near (self, address, connection->address);
  connection->phase = BELL_HTTP_PHASE_IDLE;
  connection->deadline = g_get_monotonic_time () + self->limits.header_seconds * G_USEC_PER_SEC;

  count = GPOINTER_TO_UINT (g_hash_table_lookup (self->by_address, connection->address));
  g_hash_table_insert (self->by_address, g_strdup (connection->address), GUINT_TO_POINTER (count + 1));
  g_hash_table_add (self->all, connection);
  return connection;
}

void
bell_http_connections_remove (BellHttpConnections *self,
                              BellHttpConnection  *connection)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  guint count = GPOINTER_TO_UINT (g_hash_table_lookup (self->by_address, connection->address));

  if (count <= 1)
    g_hash_table_remove (self->by_address, connection->address);
  else
    g_hash_table_insert (self->by_address, g_strdup (connection->address), GUINT_TO_POINTER (count - 1));
  g_hash_table_remove (self->all, connection);
}

void
bell_http_connections_set_phase (BellHttpConnections *self,
                                 BellHttpConnection  *connection,
                                 BellHttpPhase        phase,
                                 gsize                bytes)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gint64 now = g_get_monotonic_time ();

  connection->phase = phase;
  switch (phase)
    {
    case BELL_HTTP_PHASE_IDLE:
      connection->deadline = now + self->limits.header_seconds * G_USEC_PER_SEC;
      g_clear_pointer (&connection->stream, bell_http_stream_unref);
      break;
    case BELL_HTTP_PHASE_RECEIVING:
    case BELL_HTTP_PHASE_SENDING:
      connection->deadline = now + (self->limits.body_seconds + (gint64) (bytes / SLOWEST)) * G_USEC_PER_SEC;
      break;
    case BELL_HTTP_PHASE_WORKING:
    case BELL_HTTP_PHASE_STREAMING:
    default:
      connection->deadline = 0;
      break;
    }
}

void
bell_http_connections_set_stream (BellHttpConnections *self,
                                  BellHttpConnection  *connection,
                                  BellHttpStream      *stream)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_clear_pointer (&connection->stream, bell_http_stream_unref);
  connection->stream = bell_http_stream_ref (stream);
}

/* Every second or so. */
void
bell_http_connections_reap (BellHttpConnections *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (GPtrArray) dead = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_http_stream_unref);
  gint64 now = g_get_monotonic_time ();
  BellHttpConnection *connection;
  GHashTableIter iter;

  g_hash_table_iter_init (&iter, self->all);
  while (g_hash_table_iter_next (&iter, (gpointer *) &connection, NULL))
    {
      if (connection->deadline != 0 && now > connection->deadline)
        {
          connection->deadline = 0;
          shutdown (connection->fd, SHUT_RDWR);
        }
      if (connection->stream != NULL &&
          (peer_has_left (connection->fd) ||
           bell_http_stream_is_stuck (connection->stream, self->limits.body_seconds * G_USEC_PER_SEC)))
        {
          shutdown (connection->fd, SHUT_RDWR);
          g_ptr_array_add (dead, bell_http_stream_ref (connection->stream));
        }
    }

  /* Outside the lock: a stream that ends calls back into here. */
  g_clear_pointer (&locker, g_mutex_locker_free);
  for (guint i = 0; i < dead->len; i++)
    bell_http_stream_abort (dead->pdata[i]);
}

void
bell_http_connections_end_streams (BellHttpConnections *self,
                                   gboolean             abort)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (GPtrArray) streams = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_http_stream_unref);
  BellHttpConnection *connection;
  GHashTableIter iter;

  g_hash_table_iter_init (&iter, self->all);
  while (g_hash_table_iter_next (&iter, (gpointer *) &connection, NULL))
    if (connection->stream != NULL)
      g_ptr_array_add (streams, bell_http_stream_ref (connection->stream));

  g_clear_pointer (&locker, g_mutex_locker_free);
  for (guint i = 0; i < streams->len; i++)
    {
      if (abort)
        bell_http_stream_abort (streams->pdata[i]);
      else
        bell_http_stream_end (streams->pdata[i]);
    }
}

/* How many are in the middle of a request. */
guint
bell_http_connections_get_n_busy (BellHttpConnections *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  BellHttpConnection *connection;
  GHashTableIter iter;
  guint n = 0;

  g_hash_table_iter_init (&iter, self->all);
  while (g_hash_table_iter_next (&iter, (gpointer *) &connection, NULL))
    n += connection->phase != BELL_HTTP_PHASE_IDLE;
  return n;
}

guint
bell_http_connections_get_n (BellHttpConnections *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return g_hash_table_size (self->all);
}

const char *
bell_http_connection_get_address (BellHttpConnection *connection)
{
  return connection->address;
}

gboolean
bell_http_connection_is_near (BellHttpConnection *connection)
{
  return connection->near;
}

gpointer
bell_http_connection_get_owner (BellHttpConnection *connection)
{
  return connection->owner;
}
