/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-store.h"

G_BEGIN_DECLS

/* The side of the store that only sync/ uses: how base moves, and how the
 * outbox empties. Same thread rules as bell-store.h. */

/**
 * BellNews:
 *
 * What a round of /changes and /get brought, to be applied as one. Built by
 * one owner; given away with bell_store_sync_apply().
 */
typedef struct _BellNews BellNews;

BellNews        *bell_news_new                        (void);
BellNews        *bell_news_ref                        (BellNews             *self);
void             bell_news_unref                      (BellNews             *self);
void             bell_news_set_state                  (BellNews             *self,
                                                       BellType              type,
                                                       const char           *old_state,
                                                       const char           *new_state);
void             bell_news_add_record                 (BellNews             *self,
                                                       BellRecord           *record);
void             bell_news_add_destroyed              (BellNews             *self,
                                                       BellType              type,
                                                       const char           *id);
void             bell_news_add_change                 (BellNews             *self,
                                                       BellChange           *change);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellNews, bell_news_unref)

const char      *bell_store_sync_get_state            (BellStore            *self,
                                                       BellType              type);
void             bell_store_sync_apply                (BellStore            *self,
                                                       BellNews             *news,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
gboolean         bell_store_sync_apply_finish         (BellStore            *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);

/* The snapshot. States and counts are arrays of BELL_TYPE_NONE places, by BellType;
 * a state may be NULL, a count -1: not told. */
gboolean         bell_store_sync_is_loading           (BellStore            *self);
const char      *bell_store_sync_get_cursor           (BellStore            *self);
void             bell_store_sync_bulk_begin           (BellStore            *self,
                                                       const char *const    *states,
                                                       gboolean              resume,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
gboolean         bell_store_sync_bulk_begin_finish    (BellStore            *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);
void             bell_store_sync_bulk_add             (BellStore            *self,
                                                       GPtrArray            *records,
                                                       GPtrArray            *changes,
                                                       const char           *cursor,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
gboolean         bell_store_sync_bulk_add_finish      (BellStore            *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);
void             bell_store_sync_bulk_finish          (BellStore            *self,
                                                       const gint64         *counts,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
gboolean         bell_store_sync_bulk_finish_finish   (BellStore            *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);

/* The outbox */
GPtrArray       *bell_store_sync_next_batch           (BellStore            *self,
                                                       guint                 limit,
                                                       gint64               *due_at);

/**
 * BellOutboxMark:
 * @change_id: which change
 * @state: where it has come to
 * @modseq: for ACKNOWLEDGED, at which modseq the server has it; for PARKED, at
 *   which modseq it was refused
 * @reason_type: (nullable): for PARKED, the type of the server's SetError
 * @reason: (nullable): for PARKED and QUEUED, a sentence
 * @due_at: for QUEUED, not to be sent before this time, or %BELL_TIME_UNSET
 * @untried: for QUEUED, whether its last sending does not count as an attempt
 */
typedef struct
{
  char *change_id;
  BellOutboxState state;
  gint64 modseq;
  char *reason_type;
  char *reason;
  gint64 due_at;
  gboolean untried;
} BellOutboxMark;

BellOutboxMark  *bell_outbox_mark_new_sent            (const char           *change_id);
BellOutboxMark  *bell_outbox_mark_new_acknowledged    (const char           *change_id,
                                                       gint64                modseq);
BellOutboxMark  *bell_outbox_mark_new_parked          (const char           *change_id,
                                                       const char           *reason_type,
                                                       const char           *reason);
BellOutboxMark  *bell_outbox_mark_new_queued          (const char           *change_id,
                                                       gint64                due_at,
                                                       const char           *reason);
BellOutboxMark  *bell_outbox_mark_new_untried         (const char           *change_id);
void             bell_outbox_mark_free                (BellOutboxMark       *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellOutboxMark, bell_outbox_mark_free)

void             bell_store_sync_mark                 (BellStore            *self,
                                                       GPtrArray            *marks,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
gboolean         bell_store_sync_mark_finish          (BellStore            *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);
void             bell_store_sync_requeue_sent         (BellStore            *self,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);

/* What the time is at the server. */
void             bell_store_sync_learn_time           (BellStore            *self,
                                                       gint64                server_now,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
gboolean         bell_store_sync_learn_time_finish    (BellStore            *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);

/* A server that was restored from an older backup: what it confirmed is offered again. */
void             bell_store_sync_get_newest_change    (BellStore            *self,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
char            *bell_store_sync_get_newest_change_finish (BellStore        *self,
                                                       GAsyncResult         *result,
                                                       gint64               *modseq,
                                                       char                **acknowledged,
                                                       GError              **error);
void             bell_store_sync_reoffer              (BellStore            *self,
                                                       gint64                modseq,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
gboolean         bell_store_sync_reoffer_finish       (BellStore            *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);

/* A device that was revoked */
void             bell_store_sync_seal                 (BellStore            *self,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
void             bell_store_sync_unseal               (BellStore            *self);
gboolean         bell_store_sync_seal_finish          (BellStore            *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);

/* Blobs */
void             bell_store_sync_blob_uploaded        (BellStore            *self,
                                                       const char           *blob_id,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
gboolean         bell_store_sync_blob_uploaded_finish (BellStore            *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);
void             bell_store_sync_keep_blob            (BellStore            *self,
                                                       const char           *blob_id,
                                                       GBytes               *bytes,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
gboolean         bell_store_sync_keep_blob_finish     (BellStore            *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);

G_END_DECLS
