/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "bell-http-request.h"
#include "bell-server-error.h"

G_BEGIN_DECLS

/**
 * BellHttpRouteFlags:
 * @BELL_HTTP_ROUTE_NONE: the handler runs on a worker, and may take its time
 * @BELL_HTTP_ROUTE_QUICK: the handler runs on the thread that reads the sockets: it
 *   takes well under a millisecond, or calls bell_http_request_run_later()
 * @BELL_HTTP_ROUTE_QUIET: is not logged when it went well
 */
typedef enum
{
  BELL_HTTP_ROUTE_NONE  = 0,
  BELL_HTTP_ROUTE_QUICK = 1 << 0,
  BELL_HTTP_ROUTE_QUIET = 1 << 1,
} BellHttpRouteFlags;

/**
 * BellHttpLimits:
 * @header_bytes: request line and headers of a request
 * @connections: in all
 * @connections_per_address: from one address, 0 for any number; the machine itself and proxies are not counted
 * @header_seconds: from the end of one request to the end of the next one's headers
 * @body_seconds: for a body or a response, on top of what its size takes at 8 KiB/s
 * @stop_seconds: how long bell_http_server_stop() waits for what is under way
 * @threads: that read and write sockets, 0 for one a processor
 * @workers: that run handlers which are not quick, 0 for four a processor
 */
typedef struct
{
  guint header_bytes;
  guint connections;
  guint connections_per_address;
  gint64 header_seconds;
  gint64 body_seconds;
  gint64 stop_seconds;
  guint threads;
  guint workers;
} BellHttpLimits;

#define BELL_HTTP_LIMITS_DEFAULT \
  ((BellHttpLimits) { .header_bytes = 32 * 1024, .connections = 8192, .connections_per_address = 256, \
                      .header_seconds = 120, .body_seconds = 60, .stop_seconds = 5 })

#define BELL_TYPE_HTTP_SERVER (bell_http_server_get_type ())
G_DECLARE_FINAL_TYPE (BellHttpServer, bell_http_server, BELL, HTTP_SERVER, GObject)

BellHttpServer *bell_http_server_new             (const BellHttpLimits *limits);
void            bell_http_server_add_route       (BellHttpServer       *self,
                                                  const char           *method,
                                                  const char           *path,
                                                  BellHttpRouteFlags    flags,
                                                  gsize                 max_body,
                                                  BellHttpHandler       gate,
                                                  BellHttpHandler       handler,
                                                  gpointer              user_data);
gboolean        bell_http_server_set_certificate (BellHttpServer       *self,
                                                  const char           *certificate_file,
                                                  const char           *key_file,
                                                  GError              **error);
void            bell_http_server_trust_proxy     (BellHttpServer       *self,
                                                  const char *const    *addresses);
gboolean        bell_http_server_start           (BellHttpServer       *self,
                                                  const char           *address,
                                                  guint                 port,
                                                  GError              **error);
guint           bell_http_server_get_port        (BellHttpServer       *self);
char           *bell_http_server_get_url         (BellHttpServer       *self);
guint           bell_http_server_get_n_connections (BellHttpServer     *self);
void            bell_http_server_stop            (BellHttpServer       *self);

G_END_DECLS
