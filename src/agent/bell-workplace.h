/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-desk.h"
#include "bell-secrets.h"

G_BEGIN_DECLS

/**
 * BellWorkplaceState:
 * @BELL_WORKPLACE_OPENING: the files are being opened
 * @BELL_WORKPLACE_SIGNED_OUT: nobody is signed in
 * @BELL_WORKPLACE_OPEN: somebody is at the desk
 * @BELL_WORKPLACE_FAILED: the files cannot be used; see `problem`
 *
 * How far a workplace is.
 */
typedef enum
{
  BELL_WORKPLACE_OPENING,
  BELL_WORKPLACE_SIGNED_OUT,
  BELL_WORKPLACE_OPEN,
  BELL_WORKPLACE_FAILED,
} BellWorkplaceState;

#define BELL_TYPE_WORKPLACE_STATE (bell_workplace_state_get_type ())
GType bell_workplace_state_get_type (void) G_GNUC_CONST;

/* Properties: `clock`, `settings`, `directory` (construct-only; the last is a
 * folder for both files, or null for the usual ones), `state`, `desk`
 * (nullable), `problem` (a sentence, nullable). */
#define BELL_TYPE_WORKPLACE (bell_workplace_get_type ())
G_DECLARE_FINAL_TYPE (BellWorkplace, bell_workplace, BELL, WORKPLACE, GObject)

BellWorkplace      *bell_workplace_new             (BellClock            *clock,
                                                GSettings            *settings,
                                                const char           *directory);
void              bell_workplace_open            (BellWorkplace          *self);
void              bell_workplace_close           (BellWorkplace          *self);
BellWorkplaceState  bell_workplace_get_state       (BellWorkplace          *self);
BellDesk         *bell_workplace_get_desk        (BellWorkplace          *self);
BellStore        *bell_workplace_get_store       (BellWorkplace          *self);
GSettings        *bell_workplace_get_settings    (BellWorkplace          *self);
const char       *bell_workplace_get_problem     (BellWorkplace          *self);
const char       *bell_workplace_get_keeping_problem (BellWorkplace      *self);

void              bell_workplace_sign_in         (BellWorkplace          *self,
                                                const char           *server_url,
                                                const char           *email,
                                                const char           *password,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
gboolean          bell_workplace_sign_in_finish  (BellWorkplace          *self,
                                                GAsyncResult         *result,
                                                GError              **error);
void              bell_workplace_sign_out        (BellWorkplace          *self);

G_END_DECLS
