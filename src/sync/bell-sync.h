/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-store.h"
#include "bell-sync-core.h"
#include "bell-sync-error.h"
#include "bell-transport.h"

G_BEGIN_DECLS

/* Keeps a store and its server the same. Properties: `store`, `transport`,
 * `clock`, `network-monitor` (construct-only; the last may be null), `state`,
 * `problem` (a sentence, or null), `progress` (0 to 1 during the first load),
 * `pending`, `last-live-at`. Signal `state-changed ()`,
 * `typing (ticket id, principal id)`.
 * For the thread of the store. */
#define BELL_TYPE_SYNC (bell_sync_get_type ())
G_DECLARE_FINAL_TYPE (BellSync, bell_sync, BELL, SYNC, GObject)

BellSync      *bell_sync_new              (BellStore            *store,
                                           BellTransport        *transport,
                                           BellClock            *clock,
                                           GNetworkMonitor      *network_monitor);

void           bell_sync_start            (BellSync             *self);
void           bell_sync_stop             (BellSync             *self);
gboolean       bell_sync_end              (BellSync             *self);
void           bell_sync_set_token        (BellSync             *self,
                                           const char           *token);
void           bell_sync_now              (BellSync             *self,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
gboolean       bell_sync_now_finish       (BellSync             *self,
                                           GAsyncResult         *result,
                                           GError              **error);

/* The content of a file that is not on this computer yet. */
void           bell_sync_fetch_blob       (BellSync             *self,
                                           const char           *blob_id,
                                           const char           *name,
                                           const char           *media_type,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
GBytes        *bell_sync_fetch_blob_finish (BellSync            *self,
                                           GAsyncResult         *result,
                                           GError              **error);

/* What happened to a ticket that was closed when the copy was loaded. */
void           bell_sync_fetch_history    (BellSync             *self,
                                           const char           *ticket_id,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
gboolean       bell_sync_fetch_history_finish (BellSync         *self,
                                           GAsyncResult         *result,
                                           GError              **error);

/* Which device of a person tells them something. */
void           bell_sync_claim            (BellSync             *self,
                                           GPtrArray            *claims,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
char         **bell_sync_claim_finish     (BellSync             *self,
                                           GAsyncResult         *result,
                                           GError              **error);

/* That the person writes a reply. */
void           bell_sync_tell_typing      (BellSync             *self,
                                           const char           *ticket_id);

BellSyncState  bell_sync_get_state        (BellSync             *self);
const char    *bell_sync_get_problem      (BellSync             *self);
double         bell_sync_get_progress     (BellSync             *self);
guint          bell_sync_get_pending      (BellSync             *self);
gint64         bell_sync_get_last_live_at (BellSync             *self);

G_END_DECLS
