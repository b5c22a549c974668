/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A stream whose reads are carried out by the thread of @context. @owner is
 * kept alive as long as the stream. */
#define BELL_TYPE_SOUP_STREAM (bell_soup_stream_get_type ())
G_DECLARE_FINAL_TYPE (BellSoupStream, bell_soup_stream, BELL, SOUP_STREAM, GInputStream)

GInputStream *bell_soup_stream_new (GInputStream *source,
                                    GMainContext *context,
                                    GObject      *owner);

/* Lets @own be cancelled, in the thread of @context, when @theirs is. Undone by
 * g_cancellable_disconnect() with what is returned. */
gulong        bell_soup_follow_cancellable (GCancellable *theirs,
                                            GCancellable *own,
                                            GMainContext *context);

G_END_DECLS
