/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-organisation.h"
#include "bell-password.h"

G_BEGIN_DECLS

/**
 * BellSignedIn:
 * @token_id: which token
 * @principal_id: whose
 * @email: the address that they sign in with
 * @device: (nullable): what the token was made for
 * @teams: the ids of their teams
 * @actor: the same for the rules of access; borrows from here
 * @access_version: rises when all that they see may have changed
 * @access_modseq: when a ticket last came into or left their sight
 *
 * Who makes a request.
 */
typedef struct
{
  char *token_id;
  char *principal_id;
  char *email;
  char *device;
  char **teams;
  BellActor actor;
  gint64 access_version;
  gint64 access_modseq;
} BellSignedIn;

BellSignedIn *bell_signed_in_copy (const BellSignedIn *self);
void          bell_signed_in_free (BellSignedIn       *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellSignedIn, bell_signed_in_free)

#define BELL_TYPE_ACCOUNTS (bell_accounts_get_type ())
G_DECLARE_FINAL_TYPE (BellAccounts, bell_accounts, BELL, ACCOUNTS, GObject)

BellAccounts *bell_accounts_new           (BellOrganisation *organisation);
void          bell_accounts_set_token_days (BellAccounts    *self,
                                           guint             days);
char         *bell_accounts_sign_in       (BellAccounts     *self,
                                           const char       *email,
                                           const char       *password,
                                           const char       *device,
                                           const char       *address,
                                           char            **principal_id,
                                           gint64           *wait,
                                           GError          **error);
char         *bell_accounts_make_token    (BellAccounts     *self,
                                           const char       *principal_id,
                                           const char       *device,
                                           GError          **error);
BellSignedIn *bell_accounts_remember      (BellAccounts     *self,
                                           const char       *token);
gboolean       bell_accounts_was_revoked     (BellAccounts      *self,
                                              BellDatabase      *reader,
                                              const char        *token,
                                              gboolean          *revoked,
                                              GError           **error);
GHashTable   *bell_accounts_check         (BellDatabase     *reader,
                                           const GPtrArray  *people,
                                           GError          **error);
gboolean      bell_accounts_find          (BellAccounts     *self,
                                           BellDatabase     *reader,
                                           const char       *token,
                                           BellSignedIn    **who,
                                           GError          **error);
gboolean      bell_accounts_set_password  (BellAccounts     *self,
                                           const char       *principal_id,
                                           const char       *password,
                                           GError          **error);
gboolean      bell_accounts_set_disabled  (BellAccounts     *self,
                                           const char       *principal_id,
                                           gboolean          disabled,
                                           GError          **error);
gboolean      bell_accounts_revoke        (BellAccounts     *self,
                                           const char       *token_id,
                                           gboolean         *found,
                                           GError          **error);
gboolean      bell_accounts_note_use      (BellAccounts     *self,
                                           GError          **error);

G_END_DECLS
