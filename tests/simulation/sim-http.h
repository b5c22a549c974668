/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-http-server.h"

G_BEGIN_DECLS

/* In the place of the server's HTTP engine: requests come by a call instead
 * of a socket. Everything above, from the gate on, is the server's own. */

/**
 * SimAnswer:
 * @status: HTTP status
 * @media_type: (nullable): of the content
 * @content: (nullable): the whole body
 * @stream: (nullable): or one that comes piece by piece
 * @zstd: it is coded so
 * @retry_after: seconds, or 0
 */
typedef struct
{
  guint status;
  const char *media_type;
  GBytes *content;
  BellHttpStream *stream;
  gboolean zstd;
  gint64 retry_after;
} SimAnswer;

typedef void (*SimAnswered) (const SimAnswer *answer,
                             gpointer         data);

void sim_http_serve         (BellHttpServer  *self,
                             const char      *method,
                             const char      *target,
                             const char      *token,
                             const char      *content_type,
                             gboolean         zstd,
                             GBytes          *body,
                             SimAnswered      answered,
                             gpointer         data);

/* What a stream sends goes to its sink: blocks, and NULL for the end. */
typedef void (*SimSink) (GBytes   *block,
                         gboolean  whole,
                         gpointer  data);

void sim_http_stream_attach (BellHttpStream  *stream,
                             SimSink          sink,
                             gpointer         data);
void sim_http_stream_arrived (BellHttpStream *stream,
                             gsize            size);
void sim_http_stream_gone   (BellHttpStream  *stream);

G_END_DECLS
