/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-secrets.h"
#include "bell-store.h"
#include "bell-sync-error.h"
#include "bell-transport.h"

G_BEGIN_DECLS

/* Signs a person in at the server, once or again. Properties: `store`,
 * `transport`, `secrets` (construct-only; the last may be null: nothing is
 * kept), `keeping-problem` (why the token could not be kept, or null). For the
 * thread of the store. */
#define BELL_TYPE_SIGN_IN (bell_sign_in_get_type ())
G_DECLARE_FINAL_TYPE (BellSignIn, bell_sign_in, BELL, SIGN_IN, GObject)

BellSignIn *bell_sign_in_new                 (BellStore            *store,
                                              BellTransport        *transport,
                                              BellSecrets          *secrets);

void        bell_sign_in_run                 (BellSignIn           *self,
                                              const char           *email,
                                              const char           *password,
                                              GCancellable         *cancellable,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
gboolean    bell_sign_in_run_finish          (BellSignIn           *self,
                                              GAsyncResult         *result,
                                              GError              **error);

void        bell_sign_in_resume              (BellSignIn           *self,
                                              GCancellable         *cancellable,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
gboolean    bell_sign_in_resume_finish       (BellSignIn           *self,
                                              GAsyncResult         *result,
                                              GError              **error);

void        bell_sign_in_sign_out            (BellSignIn           *self,
                                              GCancellable         *cancellable,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
gboolean    bell_sign_in_sign_out_finish     (BellSignIn           *self,
                                              GAsyncResult         *result,
                                              GError              **error);

const char *bell_sign_in_get_keeping_problem (BellSignIn           *self);

G_END_DECLS
