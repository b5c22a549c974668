/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The client's end of a response that comes piece by piece. */
#define SIM_TYPE_STREAM (sim_stream_get_type ())
G_DECLARE_FINAL_TYPE (SimStream, sim_stream, SIM, STREAM, GInputStream)

typedef void (*SimStreamGone) (gpointer data);

SimStream *sim_stream_new    (SimStreamGone   gone,
                              gpointer        data);
void       sim_stream_push   (SimStream      *self,
                              GBytes         *bytes);
void       sim_stream_end    (SimStream      *self,
                              gboolean        whole);
gssize     sim_stream_read   (SimStream      *self,
                              void           *buffer,
                              gsize           count,
                              GCancellable   *cancellable,
                              GError        **error);

G_END_DECLS
