/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-jmap-error.h"

G_BEGIN_DECLS

/**
 * BellEvent:
 * @type: "message" unless the stream says otherwise
 * @data: the lines of data, joined by newlines
 * @id: (nullable): the last id that the stream has named, to resume from
 * @retry: milliseconds that the server wishes a client to wait before it reconnects, or -1
 *
 * One event of an event stream (text/event-stream, WHATWG HTML section 9.2).
 */
typedef struct
{
  char *type;
  char *data;
  char *id;
  gint64 retry;
} BellEvent;

/**
 * BellEventReader:
 *
 * Takes the bytes of an event stream as they come, in pieces of any size, and
 * gives whole events. What it keeps is bounded. One owner, one thread.
 */
typedef struct _BellEventReader BellEventReader;

#define BELL_EVENT_MAX_SIZE (256 * 1024)

BellEventReader *bell_event_reader_new  (gsize             max_size);
void             bell_event_reader_free (BellEventReader  *self);
gboolean         bell_event_reader_push (BellEventReader  *self,
                                         const char       *bytes,
                                         gsize             length,
                                         GError          **error);
BellEvent       *bell_event_reader_pop  (BellEventReader  *self);
void             bell_event_free        (BellEvent        *self);

void             bell_event_write       (GString          *out,
                                         const char       *type,
                                         const char       *id,
                                         const char       *data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellEvent, bell_event_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellEventReader, bell_event_reader_free)

G_END_DECLS
