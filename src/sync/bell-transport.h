/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-clock.h"
#include "bell-sync-error.h"

G_BEGIN_DECLS

/**
 * BellTransportRequest:
 * @method: "GET", "POST" or "DELETE"
 * @url: an absolute URL, or one relative to the server's address
 * @accept: (nullable): value of Accept
 * @content_type: (nullable): of @body
 * @body: (nullable): what to send
 * @streamed: hand the reply over as a stream instead of reading it whole
 * @zstd: say that a zstd-coded reply is understood; the reply says if it is one
 * @anonymous: send no token
 * @max_reply: the most bytes of a whole reply, after decoding; 0 for 64 MiB
 * @time_limit: seconds for the whole of it, or 0 for 120; not for streams
 *
 * One HTTP request. Borrowed by bell_transport_send().
 */
typedef struct
{
  const char *method;
  const char *url;
  const char *accept;
  const char *content_type;
  GBytes *body;
  gboolean streamed;
  gboolean zstd;
  gboolean anonymous;
  gsize max_reply;
  guint time_limit;
} BellTransportRequest;

/**
 * BellTransportReply:
 * @status: HTTP status
 * @content_type: (nullable): without parameters
 * @zstd: the body is zstd-coded
 * @retry_after: milliseconds that the server asks to wait, or 0
 * @server_now: the server's time as it answered, in milliseconds since 1970, or
 *   %BELL_TIME_UNSET
 * @location: (nullable): where the server points to
 * @body: (nullable): the whole body; %NULL where @stream stands
 * @stream: (nullable): the body as it comes, if it was asked for so and the
 *   status is a success
 */
typedef struct
{
  guint status;
  char *content_type;
  gboolean zstd;
  gint64 retry_after;
  gint64 server_now;
  char *location;
  GBytes *body;
  GInputStream *stream;
} BellTransportReply;

#define BELL_TYPE_TRANSPORT (bell_transport_get_type ())
G_DECLARE_DERIVABLE_TYPE (BellTransport, bell_transport, BELL, TRANSPORT, GObject)

/**
 * BellTransportClass:
 * @send: sends a request to an absolute URL of the server's own origin and
 *   waits for the reply. Runs in any thread but the interface's; several at once.
 */
struct _BellTransportClass
{
  GObjectClass parent_class;

  BellTransportReply *(*send) (BellTransport               *self,
                               const BellTransportRequest  *request,
                               const char                  *token,
                               GCancellable                *cancellable,
                               GError                     **error);
};

const char         *bell_transport_get_server_url (BellTransport               *self);
gboolean            bell_transport_is_local       (BellTransport               *self);
gboolean            bell_transport_has_token      (BellTransport               *self);
void                bell_transport_set_token      (BellTransport               *self,
                                                   const char                  *token);

BellTransportReply *bell_transport_send           (BellTransport               *self,
                                                   const BellTransportRequest  *request,
                                                   GCancellable                *cancellable,
                                                   GError                     **error);

BellTransportReply *bell_transport_reply_new      (guint                        status);
void                bell_transport_reply_free     (BellTransportReply          *self);
gboolean            bell_transport_reply_check    (const BellTransportReply    *self,
                                                   GError                     **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellTransportReply, bell_transport_reply_free)

G_END_DECLS
