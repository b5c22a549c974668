/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-reply.h"
#include "bell-request-builder.h"
#include "bell-session.h"
#include "bell-store-sync.h"
#include "bell-transport.h"

G_BEGIN_DECLS

/* A session object that may be held by several. Immutable. */
typedef struct
{
  BellSession *session;
} BellSharedSession;

BellSharedSession *bell_shared_session_new   (BellSession       *session);
BellSharedSession *bell_shared_session_ref   (BellSharedSession *self);
void               bell_shared_session_unref (BellSharedSession *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellSharedSession, bell_shared_session_unref)

/**
 * BellSyncJob:
 * @store: used through the bridge below alone
 * @transport: the way to the server
 * @context: the thread of the store
 * @cancellable: ends the job
 * @session: (nullable): what the server said of itself; CONNECT sets it
 * @types: bits of the types that PULL asks for
 * @fresh: the snapshot begins anew, whatever is left of an earlier one
 * @restored: (inout): the server runs from an older backup: what it confirmed is offered again
 * @progress: told in the thread of the store, with a share from 0 to 1
 * @progress_data: for @progress
 * @more: (out): there is more to pull or push
 * @later: (out): something has to be tried again later
 * @nothing: (out): there was nothing to push
 * @whole: (out): CONNECT: the cache holds a whole base
 * @retry_after: (out): milliseconds that the server asked to wait
 * @skew: (out): how far the server's time was ahead of the store's clock when it
 *   was last heard, in milliseconds
 * @revoked: (out): the server has ended this sign-in, and the device is to forget what it has
 *
 * One piece of work of synchronisation, done from top to bottom in a worker
 * thread. One thread at a time.
 */
typedef struct
{
  BellStore *store;
  BellTransport *transport;
  GMainContext *context;
  GCancellable *cancellable;
  BellSharedSession *session;
  guint types;
  gboolean fresh;
  gboolean restored;
  void (*progress) (double share, gpointer data);
  gpointer progress_data;

  gboolean more;
  gboolean later;
  gboolean nothing;
  gboolean whole;
  gint64 retry_after;
  gint64 skew;
  gboolean revoked;
} BellSyncJob;

gboolean  bell_sync_job_connect   (BellSyncJob  *job,
                                   GError      **error);
gboolean  bell_sync_job_bootstrap (BellSyncJob  *job,
                                   GError      **error);
gboolean  bell_sync_job_pull      (BellSyncJob  *job,
                                   GError      **error);
gboolean  bell_sync_job_push      (BellSyncJob  *job,
                                   GError      **error);

BellTransportReply *bell_sync_job_ask (BellSyncJob                 *job,
                                       const BellTransportRequest  *request,
                                       GError                     **error);
BellReply *bell_sync_job_call     (BellSyncJob        *job,
                                   BellRequestBuilder *builder,
                                   GError            **error);
BellReply *bell_sync_job_call_bytes (BellSyncJob      *job,
                                   GBytes             *bytes,
                                   GError            **error);
void      bell_sync_job_mend_error (GError           **error);
void      bell_sync_job_set_restored (BellSyncJob  *job,
                                     GError       **error);
void      bell_sync_job_replace_error (GError        **error,
                                   BellSyncError       code);

/**
 * BellPushItem:
 * @change: what to send
 * @group: what has to be sent in its order: nothing that follows it in the same group
 *   goes before it has got its answer
 * @blobs: (nullable): ids of the files that it needs and that the server has not
 *
 * A row of the outbox as it was when it was asked for: the store's own items
 * change under the hands of another thread.
 */
typedef struct
{
  BellChange *change;
  char *group;
  char **blobs;
} BellPushItem;

/* The bridge: the store lives in another thread; these ask it there and wait. */

char     *bell_bridge_get_state     (BellSyncJob   *job,
                                     BellType       type);
gboolean  bell_bridge_is_loading    (BellSyncJob   *job);
char     *bell_bridge_get_cursor    (BellSyncJob   *job);
char     *bell_bridge_get_account_id (BellSyncJob  *job);
GPtrArray *bell_bridge_next_batch   (BellSyncJob   *job,
                                     guint          limit);
GBytes   *bell_bridge_get_blob      (BellSyncJob   *job,
                                     const char    *blob_id,
                                     GError       **error);
gboolean  bell_bridge_blob_uploaded (BellSyncJob   *job,
                                     const char    *blob_id,
                                     GError       **error);
gboolean  bell_bridge_keep_blob     (BellSyncJob   *job,
                                     const char    *blob_id,
                                     GBytes        *bytes,
                                     GError       **error);
gboolean  bell_bridge_requeue_sent  (BellSyncJob   *job,
                                     GError       **error);
gboolean  bell_bridge_learn_time    (BellSyncJob   *job,
                                     gint64         server_now,
                                     GError       **error);
char     *bell_bridge_get_newest_change (BellSyncJob *job,
                                     gint64        *modseq,
                                     char         **acknowledged,
                                     GError       **error);
gboolean  bell_bridge_reoffer       (BellSyncJob   *job,
                                     gint64         modseq,
                                     GError       **error);
gboolean  bell_bridge_mark          (BellSyncJob   *job,
                                     GPtrArray     *marks,
                                     GError       **error);
gboolean  bell_bridge_apply         (BellSyncJob   *job,
                                     BellNews      *news,
                                     GError       **error);
gboolean  bell_bridge_bulk_begin    (BellSyncJob   *job,
                                     const char *const *states,
                                     gboolean       resume,
                                     GError       **error);
gboolean  bell_bridge_bulk_finish   (BellSyncJob   *job,
                                     const gint64  *counts,
                                     GError       **error);

/* Batches of a snapshot go into the store one behind the other while the next
 * ones are read: at most @BELL_BULK_AHEAD of them wait. */
#define BELL_BULK_AHEAD 3

typedef struct _BellBridgeBulk BellBridgeBulk;

BellBridgeBulk *bell_bridge_bulk_new             (BellSyncJob   *job);
gboolean  bell_bridge_bulk_add             (BellBridgeBulk      *self,
                                     GPtrArray     *records,
                                     GPtrArray     *changes,
                                     const char    *cursor,
                                     GError       **error);
gboolean  bell_bridge_bulk_wait            (BellBridgeBulk      *self,
                                     GError       **error);
void      bell_bridge_bulk_free            (BellBridgeBulk      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellBridgeBulk, bell_bridge_bulk_free)

G_END_DECLS
