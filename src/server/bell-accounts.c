/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-accounts.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

#include "bell-id.h"
#include "bell-organisation-private.h"
#include "bell-rate-limiter.h"

/* 256 random bits, in base64 with the letters that a URL may have. */
#define TOKEN_PREFIX "bell_"
#define TOKEN_BYTES 32
#define TOKEN_LENGTH (strlen (TOKEN_PREFIX) + 43)

/* One attempt more for each minute and person, or six seconds and address. */
#define TRIES_PER_PERSON 10
#define PERSON_INTERVAL (60 * 1000)
#define TRIES_PER_ADDRESS 30
#define ADDRESS_INTERVAL (6 * 1000)
#define MAX_KEYS 10000

/* For how long a token is believed without asking the database: another
 * process may have revoked it there. What this one does counts at once. */
#define REMEMBER (G_USEC_PER_SEC / 2)
#define MAX_REMEMBERED 20000

/* How exactly one knows when a token was last used. */
#define USE_INTERVAL (10 * 60 * 1000)

/**
 * BellAccounts:
 *
 * Who may sign in, and the tokens that they get for it. Passwords are kept as
 * Argon2id hashes, tokens as SHA-256 of what their holder has: neither can be
 * read out of the database. Attempts are limited by person and by address,
 * and a person who does not exist is answered like a wrong password, as late.
 *
 * Any thread.
 */
struct _BellAccounts
{
  GObject parent_instance;

  BellOrganisation   *organisation;
  BellPasswordHasher *hasher;
  BellRateLimiter    *by_person;
  BellRateLimiter    *by_address;

  GMutex              lock;
  GHashTable         *noted; /* token id -> gint64: the use that is in the database */
  GHashTable         *used;  /* token id -> gint64: later than that */
  GHashTable         *remembered; /* token -> Remembered */
  int                 people_epoch;
  gint64              token_life; /* milliseconds; 0: for ever */
};

typedef struct
{
  BellSignedIn *who;
  gint64 until; /* monotonic */
} Remembered;

G_DEFINE_FINAL_TYPE (BellAccounts, bell_accounts, G_TYPE_OBJECT)

static void
remembered_free (Remembered *remembered)
{
  bell_signed_in_free (remembered->who);
  g_free (remembered);
}

static void
forget_all (BellAccounts *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_hash_table_remove_all (self->remembered);
}

static gint64
now (BellAccounts *self)
{
  return bell_clock_now (bell_organisation_get_clock (self->organisation));
}

/* Runs one statement with the writer's connection: accounts are not part of the log. */
static gboolean
write_one (BellAccounts *self,
           const char   *resource,
           const char   *one,
           const char   *two,
           gint64        number,
           gboolean      with_number,
           gint64       *changes,
           GError      **error)
{
  BellDatabase *writer = bell_organisation_lock_writer (self->organisation, error);
  gboolean done = FALSE;

  if (writer == NULL)
    return FALSE;
  {
    g_autoptr (BellStatement) statement = bell_database_prepare_resource (writer, resource, error);
    int index = 1;

    if (statement != NULL)
      {
        bell_statement_bind_text (statement, index++, one);
        if (two != NULL)
          bell_statement_bind_text (statement, index++, two);
        if (with_number)
          bell_statement_bind_int64 (statement, index++, number);
        bell_statement_bind_int64 (statement, index, now (self));
        done = bell_statement_run (statement, error);
      }
  }
  if (done && changes != NULL)
    *changes = bell_database_changes (writer);
  done = done && bell_database_commit (writer, error);
  if (!done)
    bell_database_rollback (writer);
  bell_organisation_unlock_writer (self->organisation);
  forget_all (self);
  return done;
}

static gboolean
insert_token (BellAccounts *self,
              const guint8 *hash,
              const char   *principal_id,
              const char   *device,
              GError      **error)
{
  g_autofree char *id = bell_id_new_with_letter ('K', bell_organisation_get_clock (self->organisation));
  BellDatabase *writer = bell_organisation_lock_writer (self->organisation, error);
  gboolean done = FALSE;

  if (writer == NULL)
    return FALSE;
  {
    g_autoptr (BellStatement) statement = bell_database_prepare_resource (writer, BELL_SERVER_SQL ("token-insert"), error);

    if (statement != NULL)
      {
        bell_statement_bind_blob (statement, 1, hash, crypto_hash_sha256_BYTES);
        bell_statement_bind_text (statement, 2, id);
        bell_statement_bind_text (statement, 3, principal_id);
        bell_statement_bind_text (statement, 4, device);
        bell_statement_bind_int64 (statement, 5, now (self));
        done = bell_statement_run (statement, error);
      }
  }
  done = done && bell_database_commit (writer, error);
  if (!done)
    bell_database_rollback (writer);
  bell_organisation_unlock_writer (self->organisation);
  return done;
}

static gboolean
find_account (BellAccounts *self,
              const char   *address,
              char        **principal_id,
              char        **hash,
              GError      **error)
{
  BellDatabase *reader = bell_organisation_take_reader (self->organisation, error);
  gboolean row, done = FALSE;

  if (reader == NULL)
    return FALSE;
  {
    g_autoptr (BellStatement) statement = bell_database_prepare_resource (reader, BELL_SERVER_SQL ("account-get"), error);

    if (statement != NULL)
      {
        bell_statement_bind_text (statement, 1, address);
        done = bell_statement_step (statement, &row, error);
        if (done && row)
          {
            *principal_id = g_strdup (bell_statement_get_text (statement, 0));
            *hash = g_strdup (bell_statement_get_text (statement, 1));
          }
      }
  }
  bell_organisation_return_reader (self->organisation, reader);
  return done;
}

static void
note (BellAccounts *self,
      const char   *token_id)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gint64 *noted = g_hash_table_lookup (self->noted, token_id);
  gint64 time = now (self);

  if (noted == NULL || time - *noted > USE_INTERVAL)
    {
      g_hash_table_insert (self->used, g_strdup (token_id), g_memdup2 (&time, sizeof time));
      g_hash_table_insert (self->noted, g_strdup (token_id), g_memdup2 (&time, sizeof time));
    }
}

static void
bell_accounts_finalize (GObject *object)
{
  BellAccounts *self = BELL_ACCOUNTS (object);

  g_clear_object (&self->organisation);
  g_clear_object (&self->hasher);
  g_clear_object (&self->by_person);
  g_clear_object (&self->by_address);
  g_clear_pointer (&self->noted, g_hash_table_unref);
  g_clear_pointer (&self->used, g_hash_table_unref);
  g_clear_pointer (&self->remembered, g_hash_table_unref);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (bell_accounts_parent_class)->finalize (object);
}

static void
bell_accounts_class_init (BellAccountsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bell_accounts_finalize;
}

static void
bell_accounts_init (BellAccounts *self)
{
  g_mutex_init (&self->lock);
  self->noted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->used = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->remembered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) remembered_free);
}

BellSignedIn *
bell_signed_in_copy (const BellSignedIn *self)
{
  BellSignedIn *copy = g_new0 (BellSignedIn, 1);

  copy->token_id = g_strdup (self->token_id);
  copy->principal_id = g_strdup (self->principal_id);
  copy->email = g_strdup (self->email);
  copy->device = g_strdup (self->device);
  copy->teams = g_strdupv (self->teams);
  copy->actor = (BellActor){ copy->principal_id, self->actor.role, (const char *const *) copy->teams };
  copy->access_version = self->access_version;
  copy->access_modseq = self->access_modseq;
  return copy;
}

void
bell_signed_in_free (BellSignedIn *self)
{
  if (self == NULL)
    return;
  g_free (self->token_id);
  g_free (self->principal_id);
  g_free (self->email);
  g_free (self->device);
  g_strfreev (self->teams);
  g_free (self);
}

/**
 * bell_accounts_new:
 * @organisation: whose
 *
 * Returns: (transfer full): the accounts of @organisation
 */
BellAccounts *
bell_accounts_new (BellOrganisation *organisation)
{
  BellAccounts *self;
  BellClock *clock;

  g_return_val_if_fail (BELL_IS_ORGANISATION (organisation), NULL);

  clock = bell_organisation_get_clock (organisation);
  self = g_object_new (BELL_TYPE_ACCOUNTS, NULL);
  self->organisation = g_object_ref (organisation);
  self->hasher = bell_password_hasher_new (MAX (g_get_num_processors () / 2, 1), 64);
  self->by_person = bell_rate_limiter_new (clock, TRIES_PER_PERSON, PERSON_INTERVAL, MAX_KEYS);
  self->by_address = bell_rate_limiter_new (clock, TRIES_PER_ADDRESS, ADDRESS_INTERVAL, MAX_KEYS);
  return self;
}

/**
 * bell_accounts_sign_in:
 * @email: who
 * @password: what they typed
 * @device: (nullable): what the token is for, to be shown in lists
 * @address: where they are, for the limits
 * @principal_id: (out) (transfer full): who it is
 * @wait: (out): with %BELL_SERVER_ERROR_TOO_MANY_ATTEMPTS, milliseconds to wait
 *
 * Blocks for as long as a password takes to be hashed.
 *
 * Returns: (transfer full): a new token, or %NULL with %BELL_SERVER_ERROR_WRONG_CREDENTIALS,
 *   %BELL_SERVER_ERROR_TOO_MANY_ATTEMPTS, %BELL_SERVER_ERROR_BUSY or an error of #BellDatabaseError
 */
char *
bell_accounts_sign_in (BellAccounts *self,
                       const char   *email,
                       const char   *password,
                       const char   *device,
                       const char   *address,
                       char        **principal_id,
                       gint64       *wait,
                       GError      **error)
{
  g_autofree char *key = NULL, *id = NULL, *hash = NULL;
  char *token;
  gboolean right;

  g_return_val_if_fail (BELL_IS_ACCOUNTS (self), NULL);
  g_return_val_if_fail (email != NULL && password != NULL && address != NULL, NULL);

  key = g_utf8_casefold (email, -1);
  *wait = bell_rate_limiter_take (self->by_address, address);
  if (*wait == 0)
    *wait = bell_rate_limiter_take (self->by_person, key);
  if (*wait > 0)
    {
      g_set_error_literal (error, BELL_SERVER_ERROR, BELL_SERVER_ERROR_TOO_MANY_ATTEMPTS,
                           _("There were too many attempts to sign in. Wait a while and try again."));
      return NULL;
    }

  if (!find_account (self, key, &id, &hash, error) ||
      !bell_password_hasher_verify (self->hasher, hash, password, &right, error))
    return NULL;
  if (!right)
    {
      g_set_error_literal (error, BELL_SERVER_ERROR, BELL_SERVER_ERROR_WRONG_CREDENTIALS,
                           _("The email address or the password is wrong."));
      return NULL;
    }

  bell_rate_limiter_forget (self->by_person, key);
  token = bell_accounts_make_token (self, id, device, error);
  if (token != NULL)
    *principal_id = g_steal_pointer (&id);
  return token;
}

/**
 * bell_accounts_make_token:
 *
 * Returns: (transfer full): a new token for that person; it is shown only now
 */
char *
bell_accounts_make_token (BellAccounts *self,
                          const char   *principal_id,
                          const char   *device,
                          GError      **error)
{
  guint8 random[TOKEN_BYTES], hash[crypto_hash_sha256_BYTES];
  char text[sodium_base64_ENCODED_LEN (TOKEN_BYTES, sodium_base64_VARIANT_URLSAFE_NO_PADDING)];
  g_autofree char *token = NULL;

  g_return_val_if_fail (BELL_IS_ACCOUNTS (self), NULL);
  g_return_val_if_fail (principal_id != NULL, NULL);

  bell_clock_random (bell_organisation_get_clock (self->organisation), random, sizeof random);
  sodium_bin2base64 (text, sizeof text, random, sizeof random, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  token = g_strconcat (TOKEN_PREFIX, text, NULL);
  crypto_hash_sha256 (hash, (const unsigned char *) token, strlen (token));
  return insert_token (self, hash, principal_id, device, error) ? g_steal_pointer (&token) : NULL;
}

/**
 * bell_accounts_remember:
 * @token: what a request showed
 *
 * Returns: (transfer full) (nullable): whose it is, if bell_accounts_find() said so a moment ago
 */
BellSignedIn *
bell_accounts_remember (BellAccounts *self,
                        const char   *token)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  Remembered *remembered;

  if (self->people_epoch != bell_organisation_get_people_epoch (self->organisation))
    return NULL;
  remembered = g_hash_table_lookup (self->remembered, token);
  if (remembered == NULL || g_get_monotonic_time () > remembered->until)
    return NULL;
  return bell_signed_in_copy (remembered->who);
}

/* @epoch: as it was before the database was asked. */
static void
keep (BellAccounts       *self,
      const char         *token,
      const BellSignedIn *who,
      int                 epoch)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  Remembered *remembered;

  if (self->people_epoch != epoch || g_hash_table_size (self->remembered) >= MAX_REMEMBERED)
    {
      g_hash_table_remove_all (self->remembered);
      self->people_epoch = epoch;
    }
  remembered = g_new0 (Remembered, 1);
  remembered->who = bell_signed_in_copy (who);
  remembered->until = g_get_monotonic_time () + REMEMBER;
  g_hash_table_replace (self->remembered, g_strdup (token), remembered);
}

/* Before it is asked: a token that is not used for so many days ends; 0: none does. */
void
bell_accounts_set_token_days (BellAccounts *self,
                              guint         days)
{
  self->token_life = (gint64) days * 24 * 60 * 60 * 1000;
}

/**
 * bell_accounts_find:
 * @reader: a connection that reads
 * @token: what a request showed
 * @who: (out) (transfer full) (nullable): whose it is, %NULL if it is nobody's: not a token, revoked, not used for too long, or of a person who was disabled
 *
 * Returns: %FALSE on error
 */
gboolean
bell_accounts_find (BellAccounts  *self,
                    BellDatabase  *reader,
                    const char    *token,
                    BellSignedIn **who,
                    GError       **error)
{
  g_autoptr (BellStatement) statement = NULL;
  g_autoptr (BellSignedIn) found = NULL;
  g_autoptr (GVariant) teams = NULL;
  guint8 hash[crypto_hash_sha256_BYTES];
  const char *column;
  gboolean row;
  int role, epoch;

  g_return_val_if_fail (BELL_IS_ACCOUNTS (self), FALSE);

  epoch = bell_organisation_get_people_epoch (self->organisation);
  *who = NULL;
  if (strlen (token) != TOKEN_LENGTH || !g_str_has_prefix (token, TOKEN_PREFIX))
    return TRUE;

  crypto_hash_sha256 (hash, (const unsigned char *) token, strlen (token));
  statement = bell_database_prepare_resource (reader, BELL_SERVER_SQL ("token-get"), error);
  if (statement == NULL)
    return FALSE;
  bell_statement_bind_blob (statement, 1, hash, sizeof hash);
  bell_statement_bind_int64 (statement, 2, self->token_life > 0 ? now (self) - self->token_life : 0);
  if (!bell_statement_step (statement, &row, error))
    return FALSE;
  if (!row || !bell_enum_from_nick (bell_role_get_type (), bell_statement_get_text (statement, 2), &role))
    return TRUE;

  found = g_new0 (BellSignedIn, 1);
  found->token_id = g_strdup (bell_statement_get_text (statement, 0));
  found->principal_id = g_strdup (bell_statement_get_text (statement, 1));
  column = bell_statement_get_text (statement, 3);
  teams = bell_value_from_column_text (bell_principal_property (BELL_PRINCIPAL_TEAMS), column != NULL ? column : "", NULL);
  found->teams = teams != NULL ? g_variant_dup_strv (teams, NULL) : g_new0 (char *, 1);
  found->email = g_strdup (bell_statement_get_text (statement, 4));
  found->access_version = bell_statement_get_int64 (statement, 5);
  found->access_modseq = bell_statement_get_int64 (statement, 6);
  found->device = g_strdup (bell_statement_get_text (statement, 7));
  found->actor = (BellActor){ found->principal_id, (BellRole) role, (const char *const *) found->teams };
  note (self, found->token_id);
  keep (self, token, found, epoch);
  *who = g_steal_pointer (&found);
  return TRUE;
}

/**
 * bell_accounts_set_password:
 * @password: a new password
 *
 * The person's tokens no longer count afterwards.
 *
 * Returns: whether it is set; else as bell_password_hasher_hash()
 */
gboolean
bell_accounts_set_password (BellAccounts *self,
                            const char   *principal_id,
                            const char   *password,
                            GError      **error)
{
  g_autofree char *hash = NULL;

  g_return_val_if_fail (BELL_IS_ACCOUNTS (self), FALSE);

  hash = bell_password_hasher_hash (self->hasher, password, error);
  return hash != NULL &&
         write_one (self, BELL_SERVER_SQL ("account-set-password"), principal_id, hash, 0, FALSE, NULL, error) &&
         write_one (self, BELL_SERVER_SQL ("token-revoke-all"), principal_id, NULL, 0, FALSE, NULL, error);
}

/**
 * bell_accounts_set_disabled:
 *
 * Nobody signs in to a disabled account, and its tokens no longer count, also
 * when it is enabled again.
 *
 * Returns: whether it is done
 */
gboolean
bell_accounts_set_disabled (BellAccounts *self,
                            const char   *principal_id,
                            gboolean      disabled,
                            GError      **error)
{
  g_return_val_if_fail (BELL_IS_ACCOUNTS (self), FALSE);

  return write_one (self, BELL_SERVER_SQL ("account-set-disabled"), principal_id, NULL, disabled, TRUE, NULL, error) &&
         write_one (self, BELL_SERVER_SQL ("token-revoke-all"), principal_id, NULL, 0, FALSE, NULL, error);
}

/**
 * bell_accounts_revoke:
 * @token_id: from a list of tokens
 * @found: (out) (optional): whether there was such a token that still counted
 *
 * Returns: %FALSE on error
 */
gboolean
bell_accounts_revoke (BellAccounts *self,
                      const char   *token_id,
                      gboolean     *found,
                      GError      **error)
{
  gint64 changes = 0;

  g_return_val_if_fail (BELL_IS_ACCOUNTS (self), FALSE);

  if (!write_one (self, BELL_SERVER_SQL ("token-revoke"), token_id, NULL, 0, FALSE, &changes, error))
    return FALSE;
  if (found != NULL)
    *found = changes > 0;
  return TRUE;
}

/**
 * bell_accounts_note_use:
 *
 * Writes down which tokens were used. Now and then, from a timer.
 *
 * Returns: whether it is done
 */
gboolean
bell_accounts_note_use (BellAccounts *self,
                        GError      **error)
{
  g_autoptr (GHashTable) used = NULL;
  BellDatabase *writer;
  GHashTableIter iter;
  const char *id;
  gint64 *time;
  gboolean done = TRUE;

  g_return_val_if_fail (BELL_IS_ACCOUNTS (self), FALSE);

  g_mutex_lock (&self->lock);
  used = g_steal_pointer (&self->used);
  self->used = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_mutex_unlock (&self->lock);
  if (g_hash_table_size (used) == 0)
    return TRUE;

  writer = bell_organisation_lock_writer (self->organisation, error);
  if (writer == NULL)
    return FALSE;
  g_hash_table_iter_init (&iter, used);
  while (done && g_hash_table_iter_next (&iter, (gpointer *) &id, (gpointer *) &time))
    {
      g_autoptr (BellStatement) statement = bell_database_prepare_resource (writer, BELL_SERVER_SQL ("token-used"), error);

      done = statement != NULL;
      if (!done)
        break;
      bell_statement_bind_text (statement, 1, id);
      bell_statement_bind_int64 (statement, 2, *time);
      done = bell_statement_run (statement, error);
    }
  done = done && bell_database_commit (writer, error);
  if (!done)
    bell_database_rollback (writer);
  bell_organisation_unlock_writer (self->organisation);
  return done;
}
