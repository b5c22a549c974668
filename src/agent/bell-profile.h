/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-desk.h"
#include "bell-secrets.h"

G_BEGIN_DECLS

/**
 * BellProfileState:
 * @BELL_PROFILE_OPENING: the files are being opened
 * @BELL_PROFILE_SIGNED_OUT: nobody is signed in
 * @BELL_PROFILE_OPEN: somebody is at the desk
 * @BELL_PROFILE_FAILED: the files cannot be used; see `problem`
 *
 * How far a profile is.
 */
typedef enum
{
  BELL_PROFILE_OPENING,
  BELL_PROFILE_SIGNED_OUT,
  BELL_PROFILE_OPEN,
  BELL_PROFILE_FAILED,
} BellProfileState;

#define BELL_TYPE_PROFILE_STATE (bell_profile_state_get_type ())
GType bell_profile_state_get_type (void) G_GNUC_CONST;

/* Properties: `clock`, `settings`, `directory` (construct-only; the last is a
 * folder for both files, or null for the usual ones), `state`, `desk`
 * (nullable), `problem` (a sentence, nullable). */
#define BELL_TYPE_PROFILE (bell_profile_get_type ())
G_DECLARE_FINAL_TYPE (BellProfile, bell_profile, BELL, PROFILE, GObject)

BellProfile      *bell_profile_new             (BellClock            *clock,
                                                GSettings            *settings,
                                                const char           *directory);
void              bell_profile_open            (BellProfile          *self);
void              bell_profile_close           (BellProfile          *self);
BellProfileState  bell_profile_get_state       (BellProfile          *self);
BellDesk         *bell_profile_get_desk        (BellProfile          *self);
BellStore        *bell_profile_get_store       (BellProfile          *self);
GSettings        *bell_profile_get_settings    (BellProfile          *self);
const char       *bell_profile_get_problem     (BellProfile          *self);
const char       *bell_profile_get_keeping_problem (BellProfile      *self);

void              bell_profile_sign_in         (BellProfile          *self,
                                                const char           *server_url,
                                                const char           *email,
                                                const char           *password,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
gboolean          bell_profile_sign_in_finish  (BellProfile          *self,
                                                GAsyncResult         *result,
                                                GError              **error);
void              bell_profile_sign_out        (BellProfile          *self);

G_END_DECLS
