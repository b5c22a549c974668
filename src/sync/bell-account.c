/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-account-private.h"

#include "bell-profile.h"

/* Seconds that the keyring may take before the program goes on without it. A
 * person may be choosing a password for it: when its question is taken back,
 * what they type goes into another window. */
#define KEYRING_SECONDS 120

G_DEFINE_FINAL_TYPE (BellAccount, bell_account, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (BellAccountState, bell_account_state, G_DEFINE_ENUM_VALUE (BELL_ACCOUNT_OPENING, "opening"), G_DEFINE_ENUM_VALUE (BELL_ACCOUNT_SIGNED_OUT, "signed-out"), G_DEFINE_ENUM_VALUE (BELL_ACCOUNT_OPEN, "open"), G_DEFINE_ENUM_VALUE (BELL_ACCOUNT_FAILED, "failed"))

G_DEFINE_ENUM_TYPE (BellLink, bell_link, G_DEFINE_ENUM_VALUE (BELL_LINK_OFFLINE, "offline"), G_DEFINE_ENUM_VALUE (BELL_LINK_CONNECTING, "connecting"), G_DEFINE_ENUM_VALUE (BELL_LINK_DOWNLOADING, "downloading"), G_DEFINE_ENUM_VALUE (BELL_LINK_LIVE, "live"), G_DEFINE_ENUM_VALUE (BELL_LINK_NEEDS_SIGN_IN, "needs-sign-in"), G_DEFINE_ENUM_VALUE (BELL_LINK_FAILED, "failed"))

typedef enum
{
  PROP_CLOCK = 1,
  PROP_NAME,
  PROP_DIRECTORY,
  PROP_STATE,
  PROP_STORE,
  PROP_LINK,
  PROP_PROBLEM,
  PROP_PROGRESS,
} BellAccountProperty;

static GParamSpec *properties[PROP_PROGRESS + 1];

static void
bell_account_set_problem (BellAccount *self,
                          const char  *problem)
{
  if (g_strcmp0 (self->problem, problem) == 0)
    return;

  g_free (self->problem);
  self->problem = g_strdup (problem);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
}

/* Private. */
void
bell_account_set_state (BellAccount      *self,
                        BellAccountState  state,
                        const char       *problem)
{
  bell_account_set_problem (self, problem);
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

/* Private. */
void
bell_account_set_link (BellAccount *self,
                       BellLink     link,
                       const char  *problem,
                       double       progress)
{
  g_object_freeze_notify (G_OBJECT (self));
  if (self->link != link)
    {
      self->link = link;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LINK]);
    }
  if (self->progress != progress)
    {
      self->progress = CLAMP (progress, 0, 1);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROGRESS]);
    }
  /* What is wrong with the files is told first. */
  if (self->state == BELL_ACCOUNT_OPEN)
    bell_account_set_problem (self, problem);
  g_object_thaw_notify (G_OBJECT (self));
}

/* Private. */
void
bell_account_make_store (BellAccount *self)
{
  g_autofree char *data = NULL;

  g_clear_object (&self->store);
  g_clear_pointer (&self->cache_directory, g_free);
  bell_profile_get_directories (self->directory, self->name, &data, &self->cache_directory);
  self->store = bell_store_new (self->clock, data, self->cache_directory);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STORE]);
}

static void
opened_cb (BellStore    *store,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(BellAccount) self = user_data;
  g_autoptr(GError) error = NULL;

  g_assert (BELL_IS_ACCOUNT (self));

  if (!bell_store_open_finish (store, result, &error))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        bell_account_set_state (self, BELL_ACCOUNT_FAILED, error->message);
      return;
    }

  if (bell_store_get_principal_id (store) == NULL || bell_store_get_server_url (store) == NULL ||
      g_strcmp0 (bell_store_get_setting (store, BELL_ACCOUNT_SETTING_SIGNED_OUT), "yes") == 0)
    {
      bell_account_set_state (self, BELL_ACCOUNT_SIGNED_OUT, NULL);
      return;
    }

  bell_account_set_state (self, BELL_ACCOUNT_OPEN, NULL);
  bell_account_connect (self);
}

static void
bell_account_get_property (GObject    *object,
                           guint       property_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  BellAccount *self = BELL_ACCOUNT (object);

  switch ((BellAccountProperty) property_id)
    {
    case PROP_CLOCK:
      g_value_set_object (value, self->clock);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_DIRECTORY:
      g_value_set_string (value, self->directory);
      break;
    case PROP_STATE:
      g_value_set_enum (value, (int) self->state);
      break;
    case PROP_STORE:
      g_value_set_object (value, self->store);
      break;
    case PROP_LINK:
      g_value_set_enum (value, (int) self->link);
      break;
    case PROP_PROBLEM:
      g_value_set_string (value, self->problem);
      break;
    case PROP_PROGRESS:
      g_value_set_double (value, self->progress);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
bell_account_set_property (GObject      *object,
                           guint         property_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  BellAccount *self = BELL_ACCOUNT (object);

  switch ((BellAccountProperty) property_id)
    {
    case PROP_CLOCK:
      self->clock = g_value_dup_object (value);
      break;
    case PROP_NAME:
      self->name = g_value_dup_string (value);
      break;
    case PROP_DIRECTORY:
      self->directory = g_value_dup_string (value);
      break;
    case PROP_STATE:
    case PROP_STORE:
    case PROP_LINK:
    case PROP_PROBLEM:
    case PROP_PROGRESS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
bell_account_constructed (GObject *object)
{
  BellAccount *self = BELL_ACCOUNT (object);

  G_OBJECT_CLASS (bell_account_parent_class)->constructed (object);

  self->secrets = bell_secrets_new (KEYRING_SECONDS);
  bell_account_make_store (self);
}

static void
bell_account_dispose (GObject *object)
{
  BellAccount *self = BELL_ACCOUNT (object);

  bell_account_disconnect (self);
  g_clear_object (&self->store);
  g_clear_object (&self->secrets);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->directory, g_free);
  g_clear_pointer (&self->password, g_free);
  g_clear_pointer (&self->cache_directory, g_free);
  g_clear_pointer (&self->problem, g_free);

  G_OBJECT_CLASS (bell_account_parent_class)->dispose (object);
}

static void
bell_account_class_init (BellAccountClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags constructed = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->constructed = bell_account_constructed;
  object_class->dispose = bell_account_dispose;
  object_class->get_property = bell_account_get_property;
  object_class->set_property = bell_account_set_property;

  properties[PROP_CLOCK] = g_param_spec_object ("clock", NULL, NULL, BELL_TYPE_CLOCK, constructed);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, BELL_PROFILE_DEFAULT, constructed);
  properties[PROP_DIRECTORY] = g_param_spec_string ("directory", NULL, NULL, NULL, constructed);
  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, BELL_TYPE_ACCOUNT_STATE, BELL_ACCOUNT_OPENING, readable);
  properties[PROP_STORE] = g_param_spec_object ("store", NULL, NULL, BELL_TYPE_STORE, readable);
  properties[PROP_LINK] = g_param_spec_enum ("link", NULL, NULL, BELL_TYPE_LINK, BELL_LINK_OFFLINE, readable);
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL, readable);
  properties[PROP_PROGRESS] = g_param_spec_double ("progress", NULL, NULL, 0, 1, 0, readable);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  g_signal_new ("typing", BELL_TYPE_ACCOUNT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
}

static void
bell_account_init (BellAccount *self)
{
}

/**
 * bell_account_new:
 * @clock: the time
 * @name: whose files, among those of this person: a program that remembers
 *   what it has told the person has some of its own
 * @directory: (nullable): a folder for all files, or %NULL for the usual ones
 *
 * Returns: (transfer full): an account that is not open yet
 */
BellAccount *
bell_account_new (BellClock  *clock,
                  const char *name,
                  const char *directory)
{
  g_return_val_if_fail (BELL_IS_CLOCK (clock), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  return g_object_new (BELL_TYPE_ACCOUNT, "clock", clock, "name", name, "directory", directory, NULL);
}

/**
 * bell_account_set_password:
 * @self: an account that is not open yet
 * @password: (nullable): the password of who was signed in here last
 *
 * Has them signed in with it at each opening, where nobody is there to be asked. The keyring
 * is left alone: nothing is read from it or kept in it.
 */
void
bell_account_set_password (BellAccount *self,
                           const char  *password)
{
  g_return_if_fail (BELL_IS_ACCOUNT (self));

  g_free (self->password);
  self->password = g_strdup (password);
}

/**
 * bell_account_open:
 * @self: an account
 *
 * Opens the files and then, by itself, the way to the server. How far it is
 * can be seen from `state` and `link`.
 */
void
bell_account_open (BellAccount *self)
{
  g_return_if_fail (BELL_IS_ACCOUNT (self));

  bell_account_set_state (self, BELL_ACCOUNT_OPENING, NULL);
  bell_store_open (self->store, NULL, (GAsyncReadyCallback) opened_cb, g_object_ref (self));
}

/**
 * bell_account_close:
 * @self: an account
 *
 * Stops the engine, waits until its threads have ended, and closes the files;
 * drafts are written before. For the end of the program.
 */
void
bell_account_close (BellAccount *self)
{
  g_autoptr(BellSync) sync = NULL;

  g_return_if_fail (BELL_IS_ACCOUNT (self));

  g_set_object (&sync, self->sync);
  bell_account_disconnect (self);
  if (sync != NULL && !bell_sync_end (sync))
    g_message ("Something of the synchronisation did not end in time.");
  bell_store_close (self->store);
}

/**
 * bell_account_get_state:
 * @self: an account
 *
 * Returns: how far it is
 */
BellAccountState
bell_account_get_state (BellAccount *self)
{
  g_return_val_if_fail (BELL_IS_ACCOUNT (self), BELL_ACCOUNT_FAILED);

  return self->state;
}

/**
 * bell_account_get_link:
 * @self: an account
 *
 * Returns: how the server is reached
 */
BellLink
bell_account_get_link (BellAccount *self)
{
  g_return_val_if_fail (BELL_IS_ACCOUNT (self), BELL_LINK_OFFLINE);

  return self->link;
}

/**
 * bell_account_get_last_live_at:
 * @self: an account
 *
 * Returns: when what is on screen was last what the server has, in milliseconds since
 *   1970, or %BELL_TIME_UNSET if it was not since the start
 */
gint64
bell_account_get_last_live_at (BellAccount *self)
{
  g_return_val_if_fail (BELL_IS_ACCOUNT (self), BELL_TIME_UNSET);

  return self->sync != NULL ? bell_sync_get_last_live_at (self->sync) : BELL_TIME_UNSET;
}

/**
 * bell_account_get_problem:
 * @self: an account
 *
 * Returns: (nullable): a sentence about what is wrong with the files, or with
 *   the link
 */
const char *
bell_account_get_problem (BellAccount *self)
{
  g_return_val_if_fail (BELL_IS_ACCOUNT (self), NULL);

  return self->problem;
}

/**
 * bell_account_get_progress:
 * @self: an account
 *
 * Returns: how much of the first download is done, 0 to 1
 */
double
bell_account_get_progress (BellAccount *self)
{
  g_return_val_if_fail (BELL_IS_ACCOUNT (self), 0);

  return self->progress;
}

/**
 * bell_account_get_store:
 * @self: an account
 *
 * Returns: (transfer none): its files; others after a sign-out
 */
BellStore *
bell_account_get_store (BellAccount *self)
{
  g_return_val_if_fail (BELL_IS_ACCOUNT (self), NULL);

  return self->store;
}
