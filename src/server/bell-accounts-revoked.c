/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <sodium.h>
#include <string.h>

#include "bell-accounts.h"
#include "bell-organisation-private.h"

/* Tokens that counted once: their devices are told apart from those that show
 * any text. */

/**
 * bell_accounts_was_revoked:
 * @reader: a connection that reads
 * @token: what a request showed, and bell_accounts_find() found nobody for
 * @revoked: (out): whether it is a token that counted once
 *
 * Returns: %FALSE on error
 */
gboolean
bell_accounts_was_revoked (BellAccounts  *self,
                           BellDatabase  *reader,
                           const char    *token,
                           gboolean      *revoked,
                           GError       **error)
{
  g_autoptr (BellStatement) statement = NULL;
  guint8 hash[crypto_hash_sha256_BYTES];

  g_return_val_if_fail (BELL_IS_ACCOUNTS (self), FALSE);

  *revoked = FALSE;
  crypto_hash_sha256 (hash, (const unsigned char *) token, strlen (token));
  statement = bell_database_prepare_resource (reader, BELL_SERVER_SQL ("token-was"), error);
  if (statement == NULL)
    return FALSE;
  bell_statement_bind_blob (statement, 1, hash, sizeof hash);

  return bell_statement_step (statement, revoked, error);
}
