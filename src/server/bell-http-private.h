/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <microhttpd.h>

#include "bell-http-request.h"
#include "bell-http-server.h"
#include "bell-http-stream.h"

G_BEGIN_DECLS

/* --- Connections --- */

typedef enum
{
  BELL_HTTP_PHASE_IDLE,      /* between requests, or in the middle of a header */
  BELL_HTTP_PHASE_RECEIVING, /* header read, body coming */
  BELL_HTTP_PHASE_WORKING,   /* ours to do: no deadline */
  BELL_HTTP_PHASE_SENDING,
  BELL_HTTP_PHASE_STREAMING,
} BellHttpPhase;

typedef struct _BellHttpConnections BellHttpConnections;
typedef struct _BellHttpConnection BellHttpConnection;

BellHttpConnections *bell_http_connections_new      (const BellHttpLimits *limits,
                                                     gpointer              owner);
void                 bell_http_connections_free     (BellHttpConnections  *self);
gboolean             bell_http_connections_may_add  (BellHttpConnections  *self,
                                                     const struct sockaddr *address);
BellHttpConnection  *bell_http_connections_add      (BellHttpConnections  *self,
                                                     int                   fd,
                                                     const struct sockaddr *address);
void                 bell_http_connections_remove   (BellHttpConnections  *self,
                                                     BellHttpConnection   *connection);
void                 bell_http_connections_set_phase (BellHttpConnections *self,
                                                     BellHttpConnection   *connection,
                                                     BellHttpPhase         phase,
                                                     gsize                 bytes);
void                 bell_http_connections_set_stream (BellHttpConnections *self,
                                                     BellHttpConnection   *connection,
                                                     BellHttpStream       *stream);
void                 bell_http_connections_reap     (BellHttpConnections  *self);
void                 bell_http_connections_end_streams (BellHttpConnections *self,
                                                     gboolean              abort);
guint                bell_http_connections_get_n_busy (BellHttpConnections *self);
guint                bell_http_connections_get_n    (BellHttpConnections  *self);
const char          *bell_http_connection_get_address (BellHttpConnection *connection);
gboolean             bell_http_connection_is_near  (BellHttpConnection   *connection);
void                 bell_http_connections_set_proxies (BellHttpConnections *self,
                                                     const char *const    *addresses);
gpointer             bell_http_connection_get_owner (BellHttpConnection   *connection);
gboolean             bell_http_address_is_loopback  (const struct sockaddr *address);

/* --- Streams --- */

struct MHD_Response *bell_http_stream_make_response (BellHttpStream       *self,
                                                     struct MHD_Connection *connection);
gboolean             bell_http_stream_is_stuck      (BellHttpStream       *self,
                                                     gint64                microseconds);

/* --- The server --- */

struct _BellHttpServer
{
  GObject parent_instance;

  BellHttpLimits       limits;
  GPtrArray           *routes;
  BellHttpConnections *connections;
  GThreadPool         *workers;
  struct MHD_Daemon   *daemon;
  int                  listener;
  char                *address;
  guint                port;
  gboolean             behind_proxy;
  int                  stopping; /* atomic */

  GMutex               lock; /* guards what follows */
  GCond                stop_watch;
  gboolean             watch_stopped;
  GPtrArray           *certificates; /* the last one is in use */
  GThread             *watch;
};

struct MHD_Daemon *bell_http_engine_start (BellHttpServer *self,
                                          int             listener);
void               bell_http_engine_work  (gpointer        data,
                                          gpointer        user_data);

/* --- Requests --- */

typedef struct
{
  char            *method;
  char            *template;
  char           **segments; /* of the template; "{name}" takes any one segment */
  BellHttpRouteFlags flags;
  gsize            max_body;
  BellHttpHandler  gate;
  BellHttpHandler  handler;
  gpointer         user_data;
} BellHttpRoute;

struct _BellHttpRequest
{
  BellHttpServer        *server; /* unowned: it outlives its requests */
  struct MHD_Connection *connection;
  BellHttpConnection    *entry;
  const BellHttpRoute   *route;

  gint64                 began; /* monotonic */
  char                  *method;
  char                  *uri;
  char                 **segments; /* of the path, decoded */
  GHashTable            *query;
  GByteArray            *body;
  GBytes                *body_bytes;
  gsize                  dropped;   /* bytes of an oversized body */
  char                  *principal; /* for the log */
  char                  *note;      /* for the log */
  gpointer               context;   /* what the gate found */
  GDestroyNotify         context_free;

  gboolean               seen;      /* the header has been looked at */
  gboolean               started;   /* the handler has been called */
  int                    finished;  /* atomic: the worker is done with it */
  gboolean               responded;
  gboolean               queued;
  gboolean               close_after;
  guint                  status;
  char                  *media_type;
  GBytes                *content;
  BellHttpStream        *stream;
  GPtrArray             *headers; /* name, value, name, value ... */

  BellHttpHandler        later; /* what a worker is to run */
  gpointer               later_data;
};

BellHttpRequest *bell_http_request_new    (const char      *uri);
void             bell_http_request_free   (BellHttpRequest *self);
gboolean         bell_http_request_parse_uri (BellHttpRequest *self);
gboolean         bell_http_route_matches  (const BellHttpRoute *route,
                                           char           **segments);
enum MHD_Result  bell_http_request_send   (BellHttpRequest *self);

G_END_DECLS
