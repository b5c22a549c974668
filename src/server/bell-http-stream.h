/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _BellHttpStream BellHttpStream;

typedef void (*BellHttpStreamGone) (BellHttpStream *stream,
                                    gpointer        user_data);

BellHttpStream *bell_http_stream_new       (gsize               limit);
BellHttpStream *bell_http_stream_ref       (BellHttpStream     *self);
void            bell_http_stream_unref     (BellHttpStream     *self);
void            bell_http_stream_set_gone  (BellHttpStream     *self,
                                            BellHttpStreamGone  gone,
                                            gpointer            user_data,
                                            GDestroyNotify      destroy);
gboolean        bell_http_stream_push      (BellHttpStream     *self,
                                            GBytes             *bytes);
gboolean        bell_http_stream_push_wait (BellHttpStream     *self,
                                            GBytes             *bytes);
void            bell_http_stream_end       (BellHttpStream     *self);
void            bell_http_stream_abort     (BellHttpStream     *self);
gboolean        bell_http_stream_is_open   (BellHttpStream     *self);
gsize           bell_http_stream_get_queued (BellHttpStream    *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellHttpStream, bell_http_stream_unref)

G_END_DECLS
