/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-sync.h"
#include "bell-sync-job.h"
#include "bell-sync-listener.h"

G_BEGIN_DECLS

/* Runs what the core decides on the store and the transport.
 *
 * Everything that happens becomes an event for the core, one after the other;
 * what it asks for is done in bell-sync-engine.c: work in a worker thread, the event stream by
 * a listener, the wait by a timer. There are no decisions here.
 *
 * Made by the program after the store is open; used in the store's thread.
 * Lives as long as the program wants to synchronise; dropping it leaves off. */
struct _BellSync
{
  GObject parent_instance;

  BellStore *store;
  BellTransport *transport;
  BellClock *clock;
  GNetworkMonitor *network_monitor;
  GMainContext *context;
  BellRunning *running;  /* work, listeners, files */
  GCancellable *closing; /* of those files */

  BellSyncCore *core;
  GQueue events;
  gboolean stepping;
  gboolean started;

  GCancellable *work; /* of the work that runs */
  BellSharedSession *session;
  BellSyncListener *listener;
  guint told;         /* bits of the types that it told of since they were asked for */
  gboolean fresh;
  gboolean restored;

  GSource *timer;
  GSource *held_timer;
  GSource *network_timer;
  GSource *seal_timer;
  gboolean revoked;  /* this device, as the server said last */
  gboolean sealing;

  GPtrArray *rounds; /* element-type GTask: those who wait */
  GError *error;     /* the last that went wrong */
  BellSyncState shown;
  double progress;
  gint64 last_live_at;
};

void bell_sync_feed               (BellSync          *self,
                                   BellSyncEventKind  kind,
                                   gboolean           flag,
                                   gint64             retry_after);
void bell_sync_look_at_outbox     (BellSync          *self);
void bell_sync_on_outbox_changed  (BellSync          *self);
void bell_sync_on_network_changed (BellSync          *self);
void bell_sync_on_cache_rebuilt   (BellSync          *self);
void bell_sync_shut_down          (BellSync          *self);
void bell_sync_seal               (BellSync          *self);
void bell_sync_unseal             (BellSync          *self);
void bell_sync_clear_source       (GSource          **source);
void bell_sync_set_source         (BellSync          *self,
                                   GSource          **source,
                                   gint64             wait,
                                   GSourceFunc        function);

G_END_DECLS
