/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-store.h"
#include "bell-sync.h"

G_BEGIN_DECLS

/**
 * BellAccountState:
 * @BELL_ACCOUNT_OPENING: the files are being opened
 * @BELL_ACCOUNT_SIGNED_OUT: nobody is signed in
 * @BELL_ACCOUNT_OPEN: somebody can work, with or without a network
 * @BELL_ACCOUNT_FAILED: the files cannot be used; see `problem`
 *
 * How far an account is.
 */
typedef enum
{
  BELL_ACCOUNT_OPENING,
  BELL_ACCOUNT_SIGNED_OUT,
  BELL_ACCOUNT_OPEN,
  BELL_ACCOUNT_FAILED,
} BellAccountState;

/**
 * BellLink:
 * @BELL_LINK_OFFLINE: no server is within reach
 * @BELL_LINK_CONNECTING: asking the server
 * @BELL_LINK_DOWNLOADING: the first download runs
 * @BELL_LINK_LIVE: what is on screen is what the server has
 * @BELL_LINK_NEEDS_SIGN_IN: the server wants the password again
 * @BELL_LINK_FAILED: something is wrong that waiting does not mend
 *
 * How the server is reached.
 */
typedef enum
{
  BELL_LINK_OFFLINE,
  BELL_LINK_CONNECTING,
  BELL_LINK_DOWNLOADING,
  BELL_LINK_LIVE,
  BELL_LINK_NEEDS_SIGN_IN,
  BELL_LINK_FAILED,
} BellLink;

#define BELL_TYPE_ACCOUNT_STATE (bell_account_state_get_type ())
#define BELL_TYPE_LINK          (bell_link_get_type ())
GType bell_account_state_get_type (void) G_GNUC_CONST;
GType bell_link_get_type          (void) G_GNUC_CONST;

/* Properties: `clock`, `name`, `directory` (construct-only; see
 * bell_account_new()), `state`, `store` (another one after a sign-out), `link`,
 * `problem` (a sentence about either, nullable), `progress` (of the first
 * download, 0 to 1). Signal `typing (ticket id, principal id)`: somebody else writes
 * a reply right now. */
#define BELL_TYPE_ACCOUNT (bell_account_get_type ())
G_DECLARE_FINAL_TYPE (BellAccount, bell_account, BELL, ACCOUNT, GObject)

BellAccount      *bell_account_new                 (BellClock            *clock,
                                                    const char           *name,
                                                    const char           *directory);
void              bell_account_set_password        (BellAccount          *self,
                                                    const char           *password);
void              bell_account_open                (BellAccount          *self);
void              bell_account_close               (BellAccount          *self);

BellAccountState  bell_account_get_state           (BellAccount          *self);
BellLink          bell_account_get_link            (BellAccount          *self);
gint64            bell_account_get_last_live_at    (BellAccount          *self);
const char       *bell_account_get_problem         (BellAccount          *self);
double            bell_account_get_progress        (BellAccount          *self);
BellStore        *bell_account_get_store           (BellAccount          *self);
const char       *bell_account_get_keeping_problem (BellAccount          *self);

void              bell_account_sign_in             (BellAccount          *self,
                                                    const char           *server_url,
                                                    const char           *email,
                                                    const char           *password,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
gboolean          bell_account_sign_in_finish      (BellAccount          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
void              bell_account_sign_out            (BellAccount          *self);

void              bell_account_synchronise         (BellAccount          *self,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
gboolean          bell_account_synchronise_finish  (BellAccount          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);

void              bell_account_claim               (BellAccount          *self,
                                                    GPtrArray            *claims,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
char            **bell_account_claim_finish        (BellAccount          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);

void              bell_account_tell_typing         (BellAccount          *self,
                                                    const char           *ticket_id);

void              bell_account_fetch_history       (BellAccount          *self,
                                                    const char           *ticket_id,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
gboolean          bell_account_fetch_history_finish (BellAccount         *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);

void              bell_account_fetch_blob          (BellAccount          *self,
                                                    const char           *blob_id,
                                                    const char           *name,
                                                    const char           *media_type,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
GBytes           *bell_account_fetch_blob_finish   (BellAccount          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);

G_END_DECLS
