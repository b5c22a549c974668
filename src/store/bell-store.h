/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "bell-access.h"
#include "bell-change.h"
#include "bell-clock.h"
#include "bell-conflict.h"
#include "bell-counter.h"
#include "bell-directory.h"
#include "bell-draft.h"
#include "bell-history-item.h"
#include "bell-list-model.h"
#include "bell-outbox-item.h"
#include "bell-query.h"
#include "bell-search-hit.h"
#include "bell-sla-case.h"
#include "bell-store-error.h"

G_BEGIN_DECLS

/* What the client knows and what it has yet to say.
 *
 * Properties: `clock`, `data-directory`, `cache-directory` (construct-only),
 * `is-open`, `server-url`, `account-id`, `principal-id`, `email`, `device`, `role`,
 * `teams`, `n-pending` (changes that the server has not confirmed), `n-refused`
 * (parked ones), `cache-was-rebuilt`, `salvage-report` (a file's path, or null).
 *
 * Signals:
 *   changed (BellType type, GStrv ids)   ids is NULL: anything of that type
 *   outbox-changed ()
 *   account-changed ()
 *   news (GPtrArray *changes)            confirmed changes by others, oldest first
 *   problem (GError *error)              something in the background failed
 *
 * To be used in the thread that made it, with its main context. */
#define BELL_TYPE_STORE (bell_store_get_type ())
G_DECLARE_FINAL_TYPE (BellStore, bell_store, BELL, STORE, GObject)

/**
 * BellStoreOwner:
 * @server_url: address of the server
 * @account_id: the organisation's JMAP account
 * @principal_id: who is signed in
 * @email: as whom they signed in
 * @device: a name for this device
 * @role: what they are
 * @teams: (nullable): ids of their teams
 *
 * Whose store it is. Borrowed strings.
 */
typedef struct
{
  const char *server_url;
  const char *account_id;
  const char *principal_id;
  const char *email;
  const char *device;
  BellRole role;
  const char *const *teams;
} BellStoreOwner;

BellStore         *bell_store_new               (BellClock            *clock,
                                                 const char           *data_directory,
                                                 const char           *cache_directory);
void               bell_store_open              (BellStore            *self,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
gboolean           bell_store_open_finish       (BellStore            *self,
                                                 GAsyncResult         *result,
                                                 GError              **error);
gboolean           bell_store_open_sync         (BellStore            *self,
                                                 GError              **error);
void               bell_store_flush             (BellStore            *self,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
gboolean           bell_store_flush_finish      (BellStore            *self,
                                                 GAsyncResult         *result,
                                                 GError              **error);
void               bell_store_close             (BellStore            *self);

/* Whose it is */
void               bell_store_set_account       (BellStore            *self,
                                                 const BellStoreOwner *account);
const char        *bell_store_get_server_url    (BellStore            *self);
const char        *bell_store_get_account_id    (BellStore            *self);
const char        *bell_store_get_principal_id  (BellStore            *self);
const char        *bell_store_get_email         (BellStore            *self);
const char        *bell_store_get_device        (BellStore            *self);
BellRole           bell_store_get_role          (BellStore            *self);
const char *const *bell_store_get_teams         (BellStore            *self);
BellActor          bell_store_get_actor         (BellStore            *self);
gboolean           bell_store_is_sealed         (BellStore            *self);
BellClock         *bell_store_get_clock         (BellStore            *self);

const char        *bell_store_get_setting       (BellStore            *self,
                                                 const char           *name);
void               bell_store_set_setting       (BellStore            *self,
                                                 const char           *name,
                                                 const char           *value);

/* Reading */
BellDirectory     *bell_store_get_directory     (BellStore            *self);
BellRecord        *bell_store_peek_principal    (BellStore            *self,
                                                 const char           *id);

void               bell_store_lookup            (BellStore            *self,
                                                 BellType              type,
                                                 const char           *id,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
BellRecord        *bell_store_lookup_finish     (BellStore            *self,
                                                 GAsyncResult         *result,
                                                 GError              **error);
void               bell_store_lookup_number     (BellStore            *self,
                                                 gint64                number,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
void               bell_store_load_sla          (BellStore            *self,
                                                 const char           *ticket_id,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
BellSlaCase       *bell_store_load_sla_finish   (BellStore            *self,
                                                 GAsyncResult         *result,
                                                 BellRecord          **ticket,
                                                 GError              **error);
BellItem          *bell_store_watch             (BellStore            *self,
                                                 BellType              type,
                                                 const char           *id);
BellListModel     *bell_store_list              (BellStore            *self,
                                                 const BellQuery      *query);
void               bell_store_find              (BellStore            *self,
                                                 const BellQuery      *query,
                                                 guint                 limit,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
GPtrArray         *bell_store_find_finish       (BellStore            *self,
                                                 GAsyncResult         *result,
                                                 GError              **error);
void               bell_store_count             (BellStore            *self,
                                                 const BellQuery      *query,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
gint64             bell_store_count_finish      (BellStore            *self,
                                                 GAsyncResult         *result,
                                                 GError              **error);
BellCounter       *bell_store_watch_count       (BellStore            *self,
                                                 const BellQuery      *query);
void               bell_store_search            (BellStore            *self,
                                                 const char           *text,
                                                 BellSearchFlags       flags,
                                                 guint                 limit,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
GPtrArray         *bell_store_search_finish     (BellStore            *self,
                                                 GAsyncResult         *result,
                                                 GError              **error);
GListModel        *bell_store_history           (BellStore            *self,
                                                 const char           *object_id);
void               bell_store_is_history_whole  (BellStore            *self,
                                                 const char           *object_id,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
gboolean           bell_store_is_history_whole_finish (BellStore      *self,
                                                 GAsyncResult         *result,
                                                 gboolean             *whole,
                                                 GError              **error);

/* Writing */
char              *bell_store_new_id            (BellStore            *self,
                                                 BellType              type);
BellChange        *bell_store_new_change        (BellStore            *self,
                                                 BellChangeKind        kind,
                                                 BellType              type,
                                                 const char           *object_id,
                                                 BellPatch            *patch,
                                                 BellPatch            *expected);
BellChange        *bell_store_new_message       (BellStore            *self,
                                                 const char           *ticket_id,
                                                 BellMessageKind       kind,
                                                 const char           *text,
                                                 GVariant             *attachments);
BellChange        *bell_store_new_description   (BellStore            *self,
                                                 const char           *ticket_id,
                                                 const char           *text,
                                                 GVariant             *attachments);
void               bell_store_commit            (BellStore            *self,
                                                 GPtrArray            *changes,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
void               bell_store_commit_held       (BellStore            *self,
                                                 GPtrArray            *changes,
                                                 gint64                hold,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
gboolean           bell_store_commit_finish     (BellStore            *self,
                                                 GAsyncResult         *result,
                                                 GError              **error);
void               bell_store_undo              (BellStore            *self,
                                                 const char *const    *change_ids,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
gboolean           bell_store_undo_finish       (BellStore            *self,
                                                 GAsyncResult         *result,
                                                 GError              **error);

void               bell_store_add_blob          (BellStore            *self,
                                                 GBytes               *bytes,
                                                 const char           *name,
                                                 const char           *media_type,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
char              *bell_store_add_blob_finish   (BellStore            *self,
                                                 GAsyncResult         *result,
                                                 GError              **error);
void               bell_store_get_blob          (BellStore            *self,
                                                 const char           *blob_id,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
GBytes            *bell_store_get_blob_finish   (BellStore            *self,
                                                 GAsyncResult         *result,
                                                 GError              **error);

/* The outbox */
GListModel        *bell_store_get_outbox        (BellStore            *self);
guint              bell_store_get_n_pending     (BellStore            *self);
guint              bell_store_get_n_refused     (BellStore            *self);
void               bell_store_retry             (BellStore            *self,
                                                 const char           *change_id,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
gboolean           bell_store_retry_finish      (BellStore            *self,
                                                 GAsyncResult         *result,
                                                 GError              **error);
void               bell_store_discard           (BellStore            *self,
                                                 const char           *change_id,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
gboolean           bell_store_discard_finish    (BellStore            *self,
                                                 GAsyncResult         *result,
                                                 GError              **error);

/* What was refused and waits for a person. To keep what stands is to discard. */
void               bell_store_get_conflict      (BellStore            *self,
                                                 const char           *change_id,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
BellConflict      *bell_store_get_conflict_finish (BellStore          *self,
                                                 GAsyncResult         *result,
                                                 GError              **error);
void               bell_store_reapply           (BellStore            *self,
                                                 const char           *change_id,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
gboolean           bell_store_reapply_finish    (BellStore            *self,
                                                 GAsyncResult         *result,
                                                 GError              **error);

/* Drafts and read marks */
void               bell_store_save_draft        (BellStore            *self,
                                                 const BellDraft      *draft);
void               bell_store_delete_draft      (BellStore            *self,
                                                 const char           *key);
const BellDraft   *bell_store_load_draft        (BellStore            *self,
                                                 const char           *key);
GPtrArray         *bell_store_list_drafts       (BellStore            *self);
void               bell_store_mark_read         (BellStore            *self,
                                                 const char           *ticket_id,
                                                 const char           *message_id);
gboolean           bell_store_is_read           (BellStore            *self,
                                                 const char           *ticket_id,
                                                 const char           *message_id);

/* Notifications: what has been told is not told again */
gint64             bell_store_get_announced     (BellStore            *self);
void               bell_store_set_announced     (BellStore            *self,
                                                 gint64                modseq);

G_END_DECLS
