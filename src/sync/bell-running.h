/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * BellRunning:
 *
 * Counts what somebody has going in other threads, so that the end of it can be
 * waited for. Whoever starts something enters, and leaves in its own thread once
 * the other one has let go of everything; cancelling does not make anybody leave
 * earlier. Held by its owner and by all who run; of one thread alone.
 */
typedef struct _BellRunning BellRunning;

BellRunning *bell_running_new   (GMainContext *context);
void         bell_running_unref (BellRunning  *self);
BellRunning *bell_running_enter (BellRunning  *self);
void         bell_running_leave (BellRunning  *self);
gboolean     bell_running_wait  (BellRunning  *self,
                                 guint         limit);

G_END_DECLS
