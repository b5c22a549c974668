/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-secrets.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>

#define DEFAULT_TIME_LIMIT 60

/* Keeps sign-in tokens in the desktop's keyring.
 *
 * A token is named by server, account and device, so that several people and
 * several servers can share a keyring. All calls are asynchronous and have a
 * time limit: a locked keyring asks the person for its password, and nobody
 * may be there to answer. After the limit the caller gets an error and goes
 * on; the question is taken back. Nothing is ever written to a file as a
 * substitute.
 *
 * Has no state of its own but the limit; used from one thread, whose default
 * main context the answers arrive in. */
struct _BellSecrets
{
  GObject parent_instance;

  guint time_limit;
};

G_DEFINE_FINAL_TYPE (BellSecrets, bell_secrets, G_TYPE_OBJECT)
G_DEFINE_QUARK (bell-secrets-error-quark, bell_secrets_error)

typedef enum
{
  PROP_TIME_LIMIT = 1,
} BellSecretsProperty;

static GParamSpec *properties[PROP_TIME_LIMIT + 1];

#define APPLICATION "org.deskbell.Deskbell"

/* gnome-keyring 42 does not find the entries of a keyring that is still
 * locked if the schema's name has to match: it would say "none" where it
 * should ask for the password. So the name does not count, and an attribute
 * does its work. */
static const SecretSchema token_schema = {
  .name = "org.deskbell.Token",
  .flags = SECRET_SCHEMA_DONT_MATCH_NAME,
  .attributes = {
    { "application", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "server", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "account", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "device", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { NULL, 0 },
  },
};

/* One question to the keyring. Its inner cancellable stops libsecret both
 * when the caller gives up and when the time is over. Whichever of the
 * answer, the limit and the caller comes first settles the task. */
typedef struct
{
  GCancellable *inner;
  GCancellable *outer;
  gulong outer_handler;
  GSource *limit;
  gboolean settled;
} Request;

static void
request_stop_waiting (Request *request)
{
  if (request->limit != NULL)
    {
      g_source_destroy (request->limit);
      g_clear_pointer (&request->limit, g_source_unref);
    }

  if (request->outer_handler != 0)
    {
      g_cancellable_disconnect (request->outer, request->outer_handler);
      request->outer_handler = 0;
    }
}

static void
request_free (gpointer data)
{
  Request *request = data;

  request_stop_waiting (request);
  g_clear_object (&request->inner);
  g_clear_object (&request->outer);
  g_free (request);
}

/* Whether the caller may settle the task now. */
static gboolean
settle (GTask *task)
{
  Request *request = g_task_get_task_data (task);

  if (request->settled)
    return FALSE;

  request->settled = TRUE;
  request_stop_waiting (request);

  return TRUE;
}

static gboolean
on_time_limit (gpointer user_data)
{
  GTask *task = user_data;
  Request *request = g_task_get_task_data (task);
  g_autoptr (GTask) keep = g_object_ref (task);

  if (settle (task))
    {
      g_cancellable_cancel (request->inner);
      g_task_return_new_error (task, BELL_SECRETS_ERROR, BELL_SECRETS_ERROR_LOCKED, "%s",
                               _("The keyring did not open in time. Unlock it and try again."));
    }

  return G_SOURCE_REMOVE;
}

static void
on_outer_cancelled (GCancellable *outer,
                    gpointer      user_data)
{
  g_cancellable_cancel (G_CANCELLABLE (user_data));
}

static GTask *
request_start (BellSecrets         *self,
               gpointer             source_tag,
               const char          *name,
               GCancellable        *cancellable,
               GAsyncReadyCallback  callback,
               gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Request *request = g_new0 (Request, 1);

  request->inner = g_cancellable_new ();
  g_task_set_source_tag (task, source_tag);
  g_task_set_name (task, name);
  g_task_set_task_data (task, request, request_free);

  if (cancellable != NULL)
    {
      request->outer = g_object_ref (cancellable);
      request->outer_handler = g_cancellable_connect (cancellable, G_CALLBACK (on_outer_cancelled),
                                                      g_object_ref (request->inner), g_object_unref);
    }

  if (self->time_limit > 0)
    {
      request->limit = g_timeout_source_new_seconds (self->time_limit);
      g_source_set_static_name (request->limit, "[deskbell] keyring time limit");
      /* The task outlives the source: settling destroys it, and libsecret
       * always answers. */
      g_source_set_callback (request->limit, on_time_limit, task, NULL);
      g_source_attach (request->limit, g_task_get_context (task));
    }

  return task;
}

/* Turns what libsecret and D-Bus say into what a caller can act on. */
static GError *
translate_error (const GError *error)
{
  static const GDBusError absent[] = { G_DBUS_ERROR_SERVICE_UNKNOWN, G_DBUS_ERROR_NAME_HAS_NO_OWNER,
                                       G_DBUS_ERROR_SPAWN_EXEC_FAILED, G_DBUS_ERROR_SPAWN_FORK_FAILED,
                                       G_DBUS_ERROR_SPAWN_CHILD_EXITED, G_DBUS_ERROR_SPAWN_CHILD_SIGNALED,
                                       G_DBUS_ERROR_SPAWN_FAILED, G_DBUS_ERROR_SPAWN_SERVICE_NOT_FOUND,
                                       G_DBUS_ERROR_SPAWN_SERVICE_INVALID, G_DBUS_ERROR_DISCONNECTED,
                                       G_DBUS_ERROR_NO_SERVER, G_DBUS_ERROR_NO_REPLY };

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_error_copy (error);

  if (g_error_matches (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED) ||
      g_error_matches (error, SECRET_ERROR, SECRET_ERROR_NO_SUCH_OBJECT) ||
      g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_OBJECT) ||
      g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD))
    {
      /* What D-Bus says of its paths helps nobody at a desk. */
      g_debug ("The keyring is locked: %s", error->message);
      return g_error_new_literal (BELL_SECRETS_ERROR, BELL_SECRETS_ERROR_LOCKED,
                                  _("The keyring is locked and was not opened, so this computer does not remember the sign-in."));
    }

  if (g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_ACCESS_DENIED) ||
      g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_AUTH_FAILED) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    return g_error_new (BELL_SECRETS_ERROR, BELL_SECRETS_ERROR_DENIED,
                        _("The keyring refused: %s"), error->message);

  for (gsize i = 0; i < G_N_ELEMENTS (absent); i++)
    if (g_error_matches (error, G_DBUS_ERROR, (int) absent[i]))
      return g_error_new (BELL_SECRETS_ERROR, BELL_SECRETS_ERROR_NO_SERVICE,
                          _("No keyring is running on this desktop: %s"), error->message);

  /* The session bus itself is missing or went away. */
  if (error->domain == G_IO_ERROR || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_FILE_NOT_FOUND))
    return g_error_new (BELL_SECRETS_ERROR, BELL_SECRETS_ERROR_NO_SERVICE,
                        _("The keyring cannot be reached: %s"), error->message);

  return g_error_new (BELL_SECRETS_ERROR, BELL_SECRETS_ERROR_FAILED,
                      _("The keyring failed: %s"), error->message);
}

static void
on_stored (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  gboolean stored = secret_password_store_finish (result, &error);

  if (!settle (task))
    return;

  if (error != NULL)
    g_task_return_error (task, translate_error (error));
  else if (!stored)
    g_task_return_new_error (task, BELL_SECRETS_ERROR, BELL_SECRETS_ERROR_DENIED, "%s",
                             _("The keyring stayed locked, so the sign-in was not kept."));
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_cleared (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  /* FALSE without an error means that there was nothing to remove. */
  secret_password_clear_finish (result, &error);

  if (!settle (task))
    return;

  if (error != NULL)
    g_task_return_error (task, translate_error (error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_retrieved (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SecretValue) value = NULL;

  value = secret_retrievable_retrieve_secret_finish (SECRET_RETRIEVABLE (source), result, &error);

  if (!settle (task))
    return;

  if (error != NULL)
    g_task_return_error (task, translate_error (error));
  else if (value == NULL || secret_value_get_text (value) == NULL)
    g_task_return_new_error (task, BELL_SECRETS_ERROR, BELL_SECRETS_ERROR_FAILED, "%s",
                             _("The keyring holds a sign-in that cannot be read."));
  else
    g_task_return_pointer (task, g_strdup (secret_value_get_text (value)), g_free);
}

static void
on_searched (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  Request *request = g_task_get_task_data (task);
  GList *items = secret_password_search_finish (result, &error);

  if (request->settled)
    ;
  else if (error != NULL)
    {
      settle (task);
      g_task_return_error (task, translate_error (error));
    }
  else if (items == NULL)
    {
      settle (task);
      g_task_return_pointer (task, NULL, NULL);
    }
  else if (SECRET_IS_ITEM (items->data) && secret_item_get_locked (items->data))
    {
      settle (task);
      g_task_return_new_error (task, BELL_SECRETS_ERROR, BELL_SECRETS_ERROR_DENIED, "%s",
                               _("The keyring stayed locked, so the kept sign-in cannot be read."));
    }
  else
    {
      secret_retrievable_retrieve_secret (SECRET_RETRIEVABLE (items->data), request->inner,
                                          on_retrieved, g_object_ref (task));
    }

  g_list_free_full (items, g_object_unref);
}

static void
bell_secrets_get_property (GObject    *object,
                           guint       id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  BellSecrets *self = BELL_SECRETS (object);

  switch ((BellSecretsProperty) id)
    {
    case PROP_TIME_LIMIT:
      g_value_set_uint (value, self->time_limit);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bell_secrets_set_property (GObject      *object,
                           guint         id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  BellSecrets *self = BELL_SECRETS (object);

  switch ((BellSecretsProperty) id)
    {
    case PROP_TIME_LIMIT:
      self->time_limit = g_value_get_uint (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bell_secrets_class_init (BellSecretsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = bell_secrets_get_property;
  object_class->set_property = bell_secrets_set_property;

  /**
   * BellSecrets:time-limit:
   *
   * Seconds after which an unanswered question is given up; 0 = never.
   */
  properties[PROP_TIME_LIMIT] =
    g_param_spec_uint ("time-limit", NULL, NULL, 0, 3600, DEFAULT_TIME_LIMIT,
                       G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
bell_secrets_init (BellSecrets *self)
{
}

/**
 * bell_secrets_new:
 * @time_limit: seconds after which a question is given up; 0 = never.
 *   A person needs about a minute to type a password
 *
 * Returns: (transfer full): a way to the keyring; nothing is asked yet
 */
BellSecrets *
bell_secrets_new (guint time_limit)
{
  return g_object_new (BELL_TYPE_SECRETS, "time-limit", time_limit, NULL);
}

/**
 * bell_secrets_store_async:
 * @server: the server's URL as the person gave it
 * @account: the email address that signed in
 * @device: the name of this device
 * @token: what the server gave
 * @cancellable: (nullable): to give up
 * @callback: called when it is kept, or is not
 * @user_data: for @callback
 *
 * Keeps @token, in place of an older one of the same name.
 */
void
bell_secrets_store_async (BellSecrets         *self,
                          const char          *server,
                          const char          *account,
                          const char          *device,
                          const char          *token,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autofree char *label = NULL;
  GTask *task;
  Request *request;

  g_return_if_fail (BELL_IS_SECRETS (self));
  g_return_if_fail (server != NULL && account != NULL && device != NULL);
  g_return_if_fail (token != NULL);

  /* Translators: the name of an entry in the keyring. The first is an email address, the second a server. */
  label = g_strdup_printf (_("Deskbell sign-in of %s at %s"), account, server);
  task = request_start (self, bell_secrets_store_async, "store token", cancellable, callback, user_data);
  request = g_task_get_task_data (task);
  secret_password_store (&token_schema, SECRET_COLLECTION_DEFAULT, label, token, request->inner, on_stored, task,
                         "application", APPLICATION, "server", server, "account", account,
                         "device", device, NULL);
}

/**
 * bell_secrets_store_finish:
 * @result: what the callback got
 * @error: set to a %BELL_SECRETS_ERROR, or to %G_IO_ERROR_CANCELLED
 *
 * Returns: whether the token is kept
 */
gboolean
bell_secrets_store_finish (BellSecrets   *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * bell_secrets_lookup_async:
 * @server: the server's URL as it was given to bell_secrets_store_async()
 * @account: the email address
 * @device: the name of this device
 * @cancellable: (nullable): to give up
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Looks for a kept token, and lets the keyring ask for its password if it is
 * locked.
 */
void
bell_secrets_lookup_async (BellSecrets         *self,
                           const char          *server,
                           const char          *account,
                           const char          *device,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  GTask *task;
  Request *request;

  g_return_if_fail (BELL_IS_SECRETS (self));
  g_return_if_fail (server != NULL && account != NULL && device != NULL);

  task = request_start (self, bell_secrets_lookup_async, "look up token", cancellable, callback, user_data);
  request = g_task_get_task_data (task);
  secret_password_search (&token_schema, SECRET_SEARCH_UNLOCK | SECRET_SEARCH_LOAD_SECRETS, request->inner,
                          on_searched, task,
                          "application", APPLICATION, "server", server, "account", account,
                          "device", device, NULL);
}

/**
 * bell_secrets_lookup_finish:
 * @result: what the callback got
 * @error: set to a %BELL_SECRETS_ERROR, or to %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the token; %NULL without @error where
 *   none is kept. Clear it with secret_password_free() or g_free().
 */
char *
bell_secrets_lookup_finish (BellSecrets   *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * bell_secrets_clear_async:
 * @server: the server's URL
 * @account: the email address
 * @device: the name of this device
 * @cancellable: (nullable): to give up
 * @callback: called when it is gone, or could not be removed
 * @user_data: for @callback
 *
 * Forgets a token. That there was none is no error.
 */
void
bell_secrets_clear_async (BellSecrets         *self,
                          const char          *server,
                          const char          *account,
                          const char          *device,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  GTask *task;
  Request *request;

  g_return_if_fail (BELL_IS_SECRETS (self));
  g_return_if_fail (server != NULL && account != NULL && device != NULL);

  task = request_start (self, bell_secrets_clear_async, "clear token", cancellable, callback, user_data);
  request = g_task_get_task_data (task);
  secret_password_clear (&token_schema, request->inner, on_cleared, task,
                         "application", APPLICATION, "server", server, "account", account,
                         "device", device, NULL);
}

/**
 * bell_secrets_clear_finish:
 * @result: what the callback got
 * @error: set to a %BELL_SECRETS_ERROR, or to %G_IO_ERROR_CANCELLED
 *
 * Returns: whether no such token is kept any more
 */
gboolean
bell_secrets_clear_finish (BellSecrets   *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
