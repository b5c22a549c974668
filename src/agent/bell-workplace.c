/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-workplace.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "bell-profile.h"
#include "bell-sign-in.h"
#include "bell-soup-transport.h"
#include "bell-sync.h"

/* Seconds that the keyring may take before the password is asked for. */
#define KEYRING_SECONDS 25

/* What the store remembers of a sign-out, so that the next start asks. */
#define SETTING_SIGNED_OUT "signed-out"

/**
 * BellWorkplace:
 *
 * One person's account on this computer: their files, their way to the server,
 * and the desk that shows it. First the files are opened, so that the cache is
 * on screen before anything is asked of a network; then the token is looked
 * for and the engine started. Owned by the application; main thread.
 */
struct _BellWorkplace
{
  GObject parent_instance;

  BellClock *clock;
  GSettings *settings;
  char *directory; /* (nullable) */

  BellWorkplaceState state;
  char *problem;
  char *cache_directory;
  BellStore *store;
  BellDesk *desk;
  BellSecrets *secrets;
  BellTransport *transport;
  BellSignIn *sign_in;
  BellSync *sync;
};

G_DEFINE_FINAL_TYPE (BellWorkplace, bell_workplace, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (BellWorkplaceState, bell_workplace_state,
                    G_DEFINE_ENUM_VALUE (BELL_WORKPLACE_OPENING, "opening"),
                    G_DEFINE_ENUM_VALUE (BELL_WORKPLACE_SIGNED_OUT, "signed-out"),
                    G_DEFINE_ENUM_VALUE (BELL_WORKPLACE_OPEN, "open"),
                    G_DEFINE_ENUM_VALUE (BELL_WORKPLACE_FAILED, "failed"))

typedef enum
{
  PROP_CLOCK = 1,
  PROP_SETTINGS,
  PROP_DIRECTORY,
  PROP_STATE,
  PROP_DESK,
  PROP_PROBLEM,
} BellWorkplaceProperty;

static GParamSpec *properties[PROP_PROBLEM + 1];

static void
bell_workplace_set_state (BellWorkplace      *self,
                        BellWorkplaceState  state,
                        const char       *problem)
{
  g_free (self->problem);
  self->problem = g_strdup (problem);
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
bell_workplace_make_store (BellWorkplace *self)
{
  g_autofree char *data = NULL;

  g_clear_object (&self->store);
  g_clear_pointer (&self->cache_directory, g_free);

  bell_profile_get_directories (self->directory, &data, &self->cache_directory);
  self->store = bell_store_new (self->clock, data, self->cache_directory);
}

static void
bell_workplace_set_desk (BellWorkplace *self,
                       BellDesk    *desk)
{
  if (g_set_object (&self->desk, desk))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DESK]);
}

static void
bell_workplace_disconnect (BellWorkplace *self)
{
  if (self->desk != NULL)
    bell_desk_set_sync (self->desk, NULL);
  if (self->sync != NULL)
    bell_sync_stop (self->sync);
  g_clear_object (&self->sync);
  g_clear_object (&self->sign_in);
  g_clear_object (&self->transport);
}

static void
bell_workplace_prepare_transport (BellWorkplace *self,
                                const char  *server_url)
{
  bell_workplace_disconnect (self);
  self->transport = bell_soup_transport_new_for_store (self->store, server_url);
  self->sign_in = bell_sign_in_new (self->store, self->transport, self->secrets);
}

static void
bell_workplace_start_sync (BellWorkplace *self)
{
  self->sync = bell_sync_new (self->store, self->transport, self->clock, g_network_monitor_get_default ());
  bell_desk_set_sync (self->desk, self->sync);
  bell_sync_start (self->sync);
}

static void
resumed_cb (BellSignIn   *sign_in,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(BellWorkplace) self = user_data;
  g_autoptr(GError) error = NULL;

  g_assert (BELL_IS_WORKPLACE (self));

  /* Without a token the engine says that it needs a sign-in. */
  if (!bell_sign_in_resume_finish (sign_in, result, &error) && error != NULL)
    g_info ("The keyring gave no token: %s", error->message);
  if (self->sign_in == sign_in && self->desk != NULL)
    bell_workplace_start_sync (self);
}

static void
bell_workplace_show_desk (BellWorkplace *self)
{
  g_autoptr(BellDesk) desk = NULL;

  if (self->desk != NULL)
    return;

  desk = bell_desk_new (self->store, self->settings);
  bell_workplace_set_desk (self, desk);
  bell_workplace_set_state (self, BELL_WORKPLACE_OPEN, NULL);
}

static void
opened_cb (BellStore    *store,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(BellWorkplace) self = user_data;
  g_autoptr(GError) error = NULL;

  g_assert (BELL_IS_WORKPLACE (self));

  if (!bell_store_open_finish (store, result, &error))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        bell_workplace_set_state (self, BELL_WORKPLACE_FAILED, error->message);
      return;
    }

  if (bell_store_get_principal_id (store) == NULL || bell_store_get_server_url (store) == NULL ||
      g_strcmp0 (bell_store_get_setting (store, SETTING_SIGNED_OUT), "yes") == 0)
    {
      bell_workplace_set_state (self, BELL_WORKPLACE_SIGNED_OUT, NULL);
      return;
    }

  bell_workplace_show_desk (self);
  bell_workplace_prepare_transport (self, bell_store_get_server_url (store));
  bell_sign_in_resume (self->sign_in, NULL, (GAsyncReadyCallback) resumed_cb, g_object_ref (self));
}

static void
signed_in_cb (BellSignIn   *sign_in,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  BellWorkplace *self = g_task_get_source_object (task);

  if (!bell_sign_in_run_finish (sign_in, result, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (self->sign_in != sign_in)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Another sign-in took its place.");
      return;
    }

  bell_store_set_setting (self->store, SETTING_SIGNED_OUT, NULL);
  g_settings_set_string (self->settings, "server-address", bell_transport_get_server_url (self->transport));
  bell_workplace_show_desk (self);
  bell_workplace_start_sync (self);
  g_task_return_boolean (task, TRUE);
}

static void
signed_out_cb (BellSignIn   *sign_in,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(BellWorkplace) self = user_data;
  g_autoptr(GError) error = NULL;
  static const char *const names[] = { "cache.db", "cache.db-wal", "cache.db-shm" };

  g_assert (BELL_IS_WORKPLACE (self));

  /* The server may be out of reach; the token is forgotten here all the same. */
  if (!bell_sign_in_sign_out_finish (sign_in, result, &error))
    g_warning ("The server was not told of the sign-out: %s", error->message);

  bell_workplace_disconnect (self);
  bell_workplace_set_desk (self, NULL);

  /* What the server has can be fetched again; what it has not stays. */
  bell_store_close (self->store);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (self->cache_directory, names[i], NULL);

      g_unlink (path);
    }
  bell_workplace_make_store (self);
  bell_workplace_open (self);
}

static void
bell_workplace_get_property (GObject    *object,
                           guint       property_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  BellWorkplace *self = BELL_WORKPLACE (object);

  switch ((BellWorkplaceProperty) property_id)
    {
    case PROP_CLOCK:
      g_value_set_object (value, self->clock);
      break;
    case PROP_SETTINGS:
      g_value_set_object (value, self->settings);
      break;
    case PROP_DIRECTORY:
      g_value_set_string (value, self->directory);
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_DESK:
      g_value_set_object (value, self->desk);
      break;
    case PROP_PROBLEM:
      g_value_set_string (value, self->problem);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
bell_workplace_set_property (GObject      *object,
                           guint         property_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  BellWorkplace *self = BELL_WORKPLACE (object);

  switch ((BellWorkplaceProperty) property_id)
    {
    case PROP_CLOCK:
      self->clock = g_value_dup_object (value);
      break;
    case PROP_SETTINGS:
      self->settings = g_value_dup_object (value);
      break;
    case PROP_DIRECTORY:
      self->directory = g_value_dup_string (value);
      break;
    case PROP_STATE:
    case PROP_DESK:
    case PROP_PROBLEM:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
bell_workplace_constructed (GObject *object)
{
  BellWorkplace *self = BELL_WORKPLACE (object);

  G_OBJECT_CLASS (bell_workplace_parent_class)->constructed (object);

  self->secrets = bell_secrets_new (KEYRING_SECONDS);
  bell_workplace_make_store (self);
}

static void
bell_workplace_dispose (GObject *object)
{
  BellWorkplace *self = BELL_WORKPLACE (object);

  bell_workplace_disconnect (self);
  g_clear_object (&self->desk);
  g_clear_object (&self->store);
  g_clear_object (&self->secrets);
  g_clear_object (&self->settings);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->directory, g_free);
  g_clear_pointer (&self->cache_directory, g_free);
  g_clear_pointer (&self->problem, g_free);

  G_OBJECT_CLASS (bell_workplace_parent_class)->dispose (object);
}

static void
bell_workplace_class_init (BellWorkplaceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags constructed = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->constructed = bell_workplace_constructed;
  object_class->dispose = bell_workplace_dispose;
  object_class->get_property = bell_workplace_get_property;
  object_class->set_property = bell_workplace_set_property;

  properties[PROP_CLOCK] = g_param_spec_object ("clock", NULL, NULL, BELL_TYPE_CLOCK, constructed);
  properties[PROP_SETTINGS] = g_param_spec_object ("settings", NULL, NULL, G_TYPE_SETTINGS, constructed);
  properties[PROP_DIRECTORY] = g_param_spec_string ("directory", NULL, NULL, NULL, constructed);
  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, BELL_TYPE_WORKPLACE_STATE, BELL_WORKPLACE_OPENING, readable);
  properties[PROP_DESK] = g_param_spec_object ("desk", NULL, NULL, BELL_TYPE_DESK, readable);
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL, readable);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
bell_workplace_init (BellWorkplace *self)
{
}

/**
 * bell_workplace_new:
 * @clock: the time
 * @settings: the application's settings
 * @directory: (nullable): a folder for all files, or %NULL for the usual ones
 *
 * Returns: (transfer full): a workplace that is not open yet
 */
BellWorkplace *
bell_workplace_new (BellClock  *clock,
                  GSettings  *settings,
                  const char *directory)
{
  g_return_val_if_fail (BELL_IS_CLOCK (clock), NULL);
  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  return g_object_new (BELL_TYPE_WORKPLACE, "clock", clock, "settings", settings, "directory", directory, NULL);
}

/**
 * bell_workplace_open:
 * @self: a workplace
 *
 * Opens the files and then, by itself, the way to the server. How far it is
 * can be seen from `state`.
 */
void
bell_workplace_open (BellWorkplace *self)
{
  g_return_if_fail (BELL_IS_WORKPLACE (self));

  bell_workplace_set_state (self, BELL_WORKPLACE_OPENING, NULL);
  bell_store_open (self->store, NULL, (GAsyncReadyCallback) opened_cb, g_object_ref (self));
}

/**
 * bell_workplace_close:
 * @self: a workplace
 *
 * Stops the engine and closes the files; drafts are written before.
 */
void
bell_workplace_close (BellWorkplace *self)
{
  g_return_if_fail (BELL_IS_WORKPLACE (self));

  bell_workplace_disconnect (self);
  bell_workplace_set_desk (self, NULL);
  bell_store_close (self->store);
}

/**
 * bell_workplace_get_state:
 * @self: a workplace
 *
 * Returns: how far it is
 */
BellWorkplaceState
bell_workplace_get_state (BellWorkplace *self)
{
  g_return_val_if_fail (BELL_IS_WORKPLACE (self), BELL_WORKPLACE_FAILED);

  return self->state;
}

/**
 * bell_workplace_get_desk:
 * @self: a workplace
 *
 * Returns: (transfer none) (nullable): the desk, while somebody is at it
 */
BellDesk *
bell_workplace_get_desk (BellWorkplace *self)
{
  g_return_val_if_fail (BELL_IS_WORKPLACE (self), NULL);

  return self->desk;
}

/**
 * bell_workplace_get_store:
 * @self: a workplace
 *
 * Returns: (transfer none): its files
 */
BellStore *
bell_workplace_get_store (BellWorkplace *self)
{
  g_return_val_if_fail (BELL_IS_WORKPLACE (self), NULL);

  return self->store;
}

/**
 * bell_workplace_get_settings:
 * @self: a workplace
 *
 * Returns: (transfer none): the application's settings
 */
GSettings *
bell_workplace_get_settings (BellWorkplace *self)
{
  g_return_val_if_fail (BELL_IS_WORKPLACE (self), NULL);

  return self->settings;
}

/**
 * bell_workplace_get_problem:
 * @self: a workplace
 *
 * Returns: (nullable): why it cannot be opened
 */
const char *
bell_workplace_get_problem (BellWorkplace *self)
{
  g_return_val_if_fail (BELL_IS_WORKPLACE (self), NULL);

  return self->problem;
}

/**
 * bell_workplace_get_keeping_problem:
 * @self: a workplace
 *
 * Returns: (nullable): why the password will be asked for again, as a sentence
 */
const char *
bell_workplace_get_keeping_problem (BellWorkplace *self)
{
  g_return_val_if_fail (BELL_IS_WORKPLACE (self), NULL);

  return self->sign_in != NULL ? bell_sign_in_get_keeping_problem (self->sign_in) : NULL;
}

/**
 * bell_workplace_sign_in:
 * @self: a workplace whose files are open
 * @server_url: the address of the server
 * @email: as whom
 * @password: the proof; it is not kept
 * @callback: called when it is over
 * @user_data: for @callback
 *
 * Signs somebody in, and on success shows the desk and starts the engine.
 */
void
bell_workplace_sign_in (BellWorkplace         *self,
                      const char          *server_url,
                      const char          *email,
                      const char          *password,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (BELL_IS_WORKPLACE (self));
  g_return_if_fail (server_url != NULL && email != NULL && password != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, bell_workplace_sign_in);
  bell_workplace_prepare_transport (self, server_url);
  bell_sign_in_run (self->sign_in, email, password, NULL, (GAsyncReadyCallback) signed_in_cb, task);
}

/**
 * bell_workplace_sign_in_finish:
 * @self: a workplace
 * @result: what the callback was given
 * @error: %BELL_SYNC_ERROR; the message is a sentence
 *
 * Returns: whether somebody is signed in now
 */
gboolean
bell_workplace_sign_in_finish (BellWorkplace   *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (BELL_IS_WORKPLACE (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * bell_workplace_sign_out:
 * @self: a workplace with a desk
 *
 * Forgets the token and the cache. What was not sent yet, and every draft,
 * stays on this computer for the next sign-in of the same person.
 */
void
bell_workplace_sign_out (BellWorkplace *self)
{
  g_return_if_fail (BELL_IS_WORKPLACE (self));
  g_return_if_fail (self->desk != NULL);

  bell_store_set_setting (self->store, SETTING_SIGNED_OUT, "yes");
  if (self->sign_in == NULL)
    bell_workplace_prepare_transport (self, bell_store_get_server_url (self->store));
  bell_sign_in_sign_out (self->sign_in, NULL, (GAsyncReadyCallback) signed_out_cb, g_object_ref (self));
}
