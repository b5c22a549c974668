/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * BELL_SECRETS_ERROR:
 *
 * The domain of errors from the keyring.
 */
#define BELL_SECRETS_ERROR (bell_secrets_error_quark ())

/**
 * BellSecretsError:
 * @BELL_SECRETS_ERROR_NO_SERVICE: no keyring runs and none can be started:
 *   ask for the password each time, and say why
 * @BELL_SECRETS_ERROR_LOCKED: the keyring is locked and did not open in time
 * @BELL_SECRETS_ERROR_DENIED: the person, or the system, refused
 * @BELL_SECRETS_ERROR_FAILED: something else went wrong
 *
 * What a caller can tell apart.
 */
typedef enum
{
  BELL_SECRETS_ERROR_NO_SERVICE,
  BELL_SECRETS_ERROR_LOCKED,
  BELL_SECRETS_ERROR_DENIED,
  BELL_SECRETS_ERROR_FAILED,
} BellSecretsError;

GQuark bell_secrets_error_quark (void);

#define BELL_TYPE_SECRETS (bell_secrets_get_type ())
G_DECLARE_FINAL_TYPE (BellSecrets, bell_secrets, BELL, SECRETS, GObject)

BellSecrets *bell_secrets_new           (guint                 time_limit);

void         bell_secrets_store_async   (BellSecrets          *self,
                                         const char           *server,
                                         const char           *account,
                                         const char           *device,
                                         const char           *token,
                                         GCancellable         *cancellable,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data);
gboolean     bell_secrets_store_finish  (BellSecrets          *self,
                                         GAsyncResult         *result,
                                         GError              **error);

void         bell_secrets_lookup_async  (BellSecrets          *self,
                                         const char           *server,
                                         const char           *account,
                                         const char           *device,
                                         GCancellable         *cancellable,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data);
char        *bell_secrets_lookup_finish (BellSecrets          *self,
                                         GAsyncResult         *result,
                                         GError              **error);

void         bell_secrets_clear_async   (BellSecrets          *self,
                                         const char           *server,
                                         const char           *account,
                                         const char           *device,
                                         GCancellable         *cancellable,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data);
gboolean     bell_secrets_clear_finish  (BellSecrets          *self,
                                         GAsyncResult         *result,
                                         GError              **error);

G_END_DECLS
