/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-account.h"
#include "bell-sign-in.h"

G_BEGIN_DECLS

/* Private to the class. */

/* What the store remembers of a sign-out, so that the next start asks. */
#define BELL_ACCOUNT_SETTING_SIGNED_OUT "signed-out"

/**
 * BellAccount:
 *
 * One person's account on this computer: their files, their token in the
 * keyring, and the engine that keeps the files and the server the same. First
 * the files are opened, so that everything works before anything is asked of a
 * network; then the token is looked for and the engine started. Owned by the
 * application through what it makes of it; main thread.
 */
struct _BellAccount
{
  GObject parent_instance;

  BellClock *clock;
  char *name;
  char *directory; /* (nullable) */
  char *password;  /* (nullable): of who signs in unattended */

  BellAccountState state;
  BellLink link;
  char *problem;
  double progress;
  char *cache_directory;
  BellStore *store;
  BellSecrets *secrets;
  BellTransport *transport;
  BellSignIn *sign_in;
  BellSync *sync;
};

void bell_account_set_state  (BellAccount      *self,
                              BellAccountState  state,
                              const char       *problem);
void bell_account_set_link   (BellAccount      *self,
                              BellLink          link,
                              const char       *problem,
                              double            progress);
void bell_account_make_store (BellAccount      *self);
void bell_account_connect    (BellAccount      *self);
void bell_account_disconnect (BellAccount      *self);

G_END_DECLS
