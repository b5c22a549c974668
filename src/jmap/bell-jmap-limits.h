/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define BELL_CAPABILITY_CORE        "urn:ietf:params:jmap:core"
#define BELL_CAPABILITY_CONDITIONAL "urn:ietf:params:jmap:conditional"
#define BELL_CAPABILITY_HELPDESK    "https://deskbell.org/ns/jmap/helpdesk"

/**
 * BellJmapLimits:
 * @max_size_upload: bytes of one upload
 * @max_concurrent_upload: uploads at once
 * @max_size_request: bytes of one API request
 * @max_concurrent_requests: API requests at once
 * @max_calls_in_request: method calls in one request
 * @max_objects_in_get: ids in one /get
 * @max_objects_in_set: creates, updates and destroys in one /set together
 * @max_depth: nested arrays and objects in a request
 * @max_size_header: bytes of the request line and headers of one request
 * @max_concurrent_streams: event streams of one person at once
 *
 * What a server takes at most, as it says in its session object (RFC 8620
 * section 2; the last three under our own capability).
 */
typedef struct
{
  gint64 max_size_upload;
  gint64 max_concurrent_upload;
  gint64 max_size_request;
  gint64 max_concurrent_requests;
  gint64 max_calls_in_request;
  gint64 max_objects_in_get;
  gint64 max_objects_in_set;
  gint64 max_depth;
  gint64 max_size_header;
  gint64 max_concurrent_streams;
} BellJmapLimits;

void bell_jmap_limits_init (BellJmapLimits *limits);

G_END_DECLS
