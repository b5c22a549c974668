/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-store.h"
#include "bell-sync.h"

G_BEGIN_DECLS

/**
 * BellHelplineState:
 * @BELL_HELPLINE_OPENING: the files are being opened
 * @BELL_HELPLINE_SIGNED_OUT: nobody is signed in
 * @BELL_HELPLINE_OPEN: somebody can ask for help, with or without a network
 * @BELL_HELPLINE_FAILED: the files cannot be used; see `problem`
 *
 * How far a helpline is.
 */
typedef enum
{
  BELL_HELPLINE_OPENING,
  BELL_HELPLINE_SIGNED_OUT,
  BELL_HELPLINE_OPEN,
  BELL_HELPLINE_FAILED,
} BellHelplineState;

/**
 * BellHelplineLink:
 * @BELL_HELPLINE_LINK_OFFLINE: no server is within reach
 * @BELL_HELPLINE_LINK_CONNECTING: asking the server
 * @BELL_HELPLINE_LINK_LIVE: what is on screen is what the server has
 * @BELL_HELPLINE_LINK_NEEDS_SIGN_IN: the server wants the password again
 * @BELL_HELPLINE_LINK_FAILED: something is wrong that waiting does not mend
 *
 * How the server is reached.
 */
typedef enum
{
  BELL_HELPLINE_LINK_OFFLINE,
  BELL_HELPLINE_LINK_CONNECTING,
  BELL_HELPLINE_LINK_LIVE,
  BELL_HELPLINE_LINK_NEEDS_SIGN_IN,
  BELL_HELPLINE_LINK_FAILED,
} BellHelplineLink;

#define BELL_TYPE_HELPLINE_STATE (bell_helpline_state_get_type ())
#define BELL_TYPE_HELPLINE_LINK  (bell_helpline_link_get_type ())
GType bell_helpline_state_get_type (void) G_GNUC_CONST;
GType bell_helpline_link_get_type  (void) G_GNUC_CONST;

/* Properties: `clock`, `directory` (construct-only; the latter nullable),
 * `state`, `link`, `problem` (a sentence about either, nullable), `unread`
 * (requests with an answer that was not read), `unsent` (changes that wait).
 * Signal `failed (sentence)`: something that was asked for could not be done. */
#define BELL_TYPE_HELPLINE (bell_helpline_get_type ())
G_DECLARE_FINAL_TYPE (BellHelpline, bell_helpline, BELL, HELPLINE, GObject)

BellHelpline      *bell_helpline_new              (BellClock           *clock,
                                                   const char          *directory);
void               bell_helpline_open             (BellHelpline        *self);
void               bell_helpline_close            (BellHelpline        *self);

BellHelplineState  bell_helpline_get_state        (BellHelpline        *self);
BellHelplineLink   bell_helpline_get_link         (BellHelpline        *self);
const char        *bell_helpline_get_problem      (BellHelpline        *self);
BellStore         *bell_helpline_get_store        (BellHelpline        *self);
GListModel        *bell_helpline_get_requests     (BellHelpline        *self);
guint              bell_helpline_get_unread       (BellHelpline        *self);
guint              bell_helpline_get_unsent       (BellHelpline        *self);
const char        *bell_helpline_get_keeping_problem (BellHelpline     *self);
void               bell_helpline_tell_failed      (BellHelpline        *self,
                                                   const GError        *error);

void               bell_helpline_sign_in          (BellHelpline        *self,
                                                   const char          *server_url,
                                                   const char          *email,
                                                   const char          *password,
                                                   GAsyncReadyCallback  callback,
                                                   gpointer             user_data);
gboolean           bell_helpline_sign_in_finish   (BellHelpline        *self,
                                                   GAsyncResult        *result,
                                                   GError             **error);
void               bell_helpline_sign_out         (BellHelpline        *self);

void               bell_helpline_fetch_blob       (BellHelpline        *self,
                                                   const char          *blob_id,
                                                   const char          *name,
                                                   const char          *media_type,
                                                   GCancellable        *cancellable,
                                                   GAsyncReadyCallback  callback,
                                                   gpointer             user_data);
GBytes            *bell_helpline_fetch_blob_finish (BellHelpline       *self,
                                                   GAsyncResult        *result,
                                                   GError             **error);

G_END_DECLS
