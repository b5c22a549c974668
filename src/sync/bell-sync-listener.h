/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-push.h"
#include "bell-running.h"
#include "bell-sync-core.h"
#include "bell-sync-job.h"
#include "bell-typing.h"

G_BEGIN_DECLS

typedef struct _BellSyncListener BellSyncListener;

/**
 * BellSyncHeard:
 * @listener: who heard it
 * @kind: STREAM_OPENED, PING, NEWS, STREAM_LOST or UNAUTHORIZED
 * @states: (nullable): for NEWS, what the server says
 * @typing: (nullable): for PING, somebody who writes right now
 * @data: of the one who listens
 *
 * Called in the thread of @context.
 */
typedef void (*BellSyncHeard) (BellSyncListener      *listener,
                               BellSyncEventKind      kind,
                               const BellStateChange *states,
                               const BellTyping      *typing,
                               gpointer               data);

BellSyncListener *bell_sync_listener_new  (BellTransport     *transport,
                                           BellSharedSession *session,
                                           GMainContext      *context,
                                           BellRunning       *running,
                                           BellSyncHeard      heard,
                                           gpointer           data);
void              bell_sync_listener_stop (BellSyncListener  *self);

G_END_DECLS
