/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-password.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

#include "bell-server-error.h"

/* Argon2id with the first of the parameter sets that OWASP recommends:
 * 19 MiB and two passes, about 40 ms. */
#define MEMORY (19 * 1024 * 1024)
#define PASSES 2

/**
 * BellPasswordHasher:
 *
 * Hashes and checks passwords with Argon2id. A hash is meant to be costly, so
 * only so many are computed at once and only so many may wait: more are
 * refused at once, and strangers who try to sign in cannot starve the rest of
 * the server of processor or memory.
 *
 * For an account that does not exist the check is made against a hash of its
 * own, so that it takes as long as for one that does.
 *
 * Any thread; a call takes as long as the hash does.
 */
struct _BellPasswordHasher
{
  GObject parent_instance;

  guint  concurrent;
  guint  waiting;

  GMutex lock;
  GCond  freed;
  guint  n_running;
  guint  n_waiting;

  char  *nobody; /* a hash that no password has */
};

G_DEFINE_FINAL_TYPE (BellPasswordHasher, bell_password_hasher, G_TYPE_OBJECT)

static gboolean
enter (BellPasswordHasher *self,
       GError            **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->n_running >= self->concurrent && self->n_waiting >= self->waiting)
    {
      g_set_error_literal (error, BELL_SERVER_ERROR, BELL_SERVER_ERROR_BUSY,
                           _("Too many people are signing in at the moment. Try again shortly."));
      return FALSE;
    }
  self->n_waiting++;
  while (self->n_running >= self->concurrent)
    g_cond_wait (&self->freed, &self->lock);
  self->n_waiting--;
  self->n_running++;
  return TRUE;
}

static void
leave (BellPasswordHasher *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->n_running--;
  g_cond_signal (&self->freed);
}

static char *
hash_now (const char *password)
{
  char text[crypto_pwhash_STRBYTES];

  if (crypto_pwhash_str_alg (text, password, strlen (password), PASSES, MEMORY,
                             crypto_pwhash_ALG_ARGON2ID13) != 0)
    return NULL;
  return g_strdup (text);
}

static void
bell_password_hasher_finalize (GObject *object)
{
  BellPasswordHasher *self = BELL_PASSWORD_HASHER (object);

  g_clear_pointer (&self->nobody, g_free);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->freed);

  G_OBJECT_CLASS (bell_password_hasher_parent_class)->finalize (object);
}

static void
bell_password_hasher_class_init (BellPasswordHasherClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bell_password_hasher_finalize;
}

static void
bell_password_hasher_init (BellPasswordHasher *self)
{
  char password[33];
  guint8 random[16];

  if (sodium_init () < 0)
    g_error ("libsodium cannot be used on this machine");

  g_mutex_init (&self->lock);
  g_cond_init (&self->freed);

  randombytes_buf (random, sizeof random);
  sodium_bin2hex (password, sizeof password, random, sizeof random);
  self->nobody = hash_now (password);
}

/**
 * bell_password_hasher_new:
 * @concurrent: how many hashes at once
 * @waiting: how many more may wait for their turn
 *
 * Returns: (transfer full): a hasher
 */
BellPasswordHasher *
bell_password_hasher_new (guint concurrent,
                          guint waiting)
{
  BellPasswordHasher *self;

  g_return_val_if_fail (concurrent > 0, NULL);

  self = g_object_new (BELL_TYPE_PASSWORD_HASHER, NULL);
  self->concurrent = concurrent;
  self->waiting = waiting;
  return self;
}

/**
 * bell_password_check:
 * @password: a new password
 *
 * Returns: whether it may be used; %BELL_SERVER_ERROR_INVALID says why not
 */
gboolean
bell_password_check (const char *password,
                     GError    **error)
{
  g_return_val_if_fail (password != NULL, FALSE);

  if (strlen (password) < BELL_PASSWORD_MIN)
    {
      g_set_error (error, BELL_SERVER_ERROR, BELL_SERVER_ERROR_INVALID,
                   _("A password needs at least %d characters."), BELL_PASSWORD_MIN);
      return FALSE;
    }
  if (strlen (password) > BELL_PASSWORD_MAX || !g_utf8_validate (password, -1, NULL))
    {
      g_set_error (error, BELL_SERVER_ERROR, BELL_SERVER_ERROR_INVALID,
                   _("A password is text of at most %d bytes."), BELL_PASSWORD_MAX);
      return FALSE;
    }
  return TRUE;
}

/**
 * bell_password_hasher_hash:
 * @password: a password that bell_password_check() accepts
 *
 * Returns: (transfer full): the text to keep, with its salt and parameters, or %NULL with
 *   %BELL_SERVER_ERROR_INVALID or %BELL_SERVER_ERROR_BUSY
 */
char *
bell_password_hasher_hash (BellPasswordHasher *self,
                           const char         *password,
                           GError            **error)
{
  char *text;

  g_return_val_if_fail (BELL_IS_PASSWORD_HASHER (self), NULL);

  if (!bell_password_check (password, error) || !enter (self, error))
    return NULL;
  text = hash_now (password);
  leave (self);

  if (text == NULL)
    g_set_error_literal (error, BELL_SERVER_ERROR, BELL_SERVER_ERROR_FAILED,
                         _("There is not enough memory to hash a password."));
  return text;
}

/**
 * bell_password_hasher_verify:
 * @hash: (nullable): what was kept, or %NULL where there is no such account
 * @password: what was typed
 * @right: (out): whether it is the one
 *
 * Takes the same time whatever the answer, for an account that is not there too.
 *
 * Returns: whether it could be told; else %BELL_SERVER_ERROR_BUSY
 */
gboolean
bell_password_hasher_verify (BellPasswordHasher *self,
                             const char         *hash,
                             const char         *password,
                             gboolean           *right,
                             GError            **error)
{
  const char *against;
  int result;

  g_return_val_if_fail (BELL_IS_PASSWORD_HASHER (self), FALSE);
  g_return_val_if_fail (password != NULL && right != NULL, FALSE);

  against = hash != NULL ? hash : self->nobody;
  if (!enter (self, error))
    return FALSE;
  result = strlen (password) <= BELL_PASSWORD_MAX
             ? crypto_pwhash_str_verify (against, password, strlen (password))
             : crypto_pwhash_str_verify (against, "", 0);
  leave (self);

  *right = result == 0 && hash != NULL && strlen (password) <= BELL_PASSWORD_MAX;
  return TRUE;
}

/**
 * bell_password_free:
 * @password: (nullable) (transfer full): a text from g_malloc()
 *
 * Overwrites it before its memory is given back.
 */
void
bell_password_free (char *password)
{
  if (password == NULL)
    return;
  sodium_memzero (password, strlen (password));
  g_free (password);
}
