/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-sign-in.h"

#include <glib/gi18n-lib.h>

#include "bell-sign-in-request.h"

/* Turns a password into a token, and keeps the token.
 *
 * The password is used for one request and forgotten. The token goes to the
 * transport and, if there is a keyring, into it, under server, address and
 * device; never into a file. A store belongs to one person: signing in as
 * another is refused, so that nobody's unsent work goes out under a wrong name.
 *
 * Made by the program for as long as it wants to sign somebody in. */
struct _BellSignIn
{
  GObject parent_instance;

  BellStore *store;
  BellTransport *transport;
  BellSecrets *secrets;
  char *keeping_problem;
};

enum
{
  PROP_STORE = 1,
  PROP_TRANSPORT,
  PROP_SECRETS,
  PROP_KEEPING_PROBLEM,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (BellSignIn, bell_sign_in, G_TYPE_OBJECT)

/* --- callbacks -------------------------------------------------------------- */

static void
set_keeping_problem (BellSignIn *self,
                     const char *problem)
{
  if (g_strcmp0 (self->keeping_problem, problem) == 0)
    return;

  g_free (self->keeping_problem);
  self->keeping_problem = g_strdup (problem);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_KEEPING_PROBLEM]);
}

static void
on_kept (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  /* Signed in all the same: it will be asked for next time, and is said why. */
  bell_secrets_store_finish (BELL_SECRETS (object), result, &error);
  set_keeping_problem (g_task_get_source_object (task), error != NULL ? error->message : NULL);
  g_task_return_boolean (task, TRUE);
}

static gboolean
is_same_person (BellSignIn         *self,
                const BellSession  *session,
                GError            **error)
{
  const char *principal_id = bell_store_get_principal_id (self->store);
  const char *account_id = bell_store_get_account_id (self->store);

  if ((principal_id == NULL || *principal_id == '\0' || g_str_equal (principal_id, session->principal_id)) &&
      (account_id == NULL || *account_id == '\0' || g_str_equal (account_id, session->account_id)))
    return TRUE;

  g_set_error (error, BELL_SYNC_ERROR, BELL_SYNC_ERROR_REFUSED,
               _("The work on this computer belongs to %s. Sign in as that person, or use another profile."),
               bell_store_get_email (self->store));

  return FALSE;
}

static void
on_signed_in (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  BellSignIn *self = BELL_SIGN_IN (object);
  g_autoptr (GTask) task = user_data;
  BellSignInRequest *request = g_task_get_task_data (G_TASK (result));
  BellStoreOwner account = { 0 };
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error) || !is_same_person (self, request->session, &error))
    {
      bell_transport_set_token (self->transport, NULL);
      g_task_return_error (task, error);
      return;
    }

  account.server_url = bell_transport_get_server_url (self->transport);
  account.account_id = request->session->account_id;
  account.principal_id = request->session->principal_id;
  account.email = request->email;
  account.device = request->device;
  account.role = request->session->role;
  account.teams = bell_store_get_teams (self->store);
  bell_store_set_account (self->store, &account);

  if (self->secrets == NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  bell_secrets_store_async (self->secrets, account.server_url, request->email, request->device, request->token,
                            g_task_get_cancellable (task), on_kept, g_object_ref (task));
}

static void
on_looked_up (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  BellSignIn *self = g_task_get_source_object (task);
  g_autofree char *token = NULL;
  GError *error = NULL;

  token = bell_secrets_lookup_finish (BELL_SECRETS (object), result, &error);
  if (error != NULL)
    {
      set_keeping_problem (self, error->message);
      g_task_return_error (task, error);
      return;
    }

  bell_transport_set_token (self->transport, token);
  g_task_return_boolean (task, token != NULL);
}

static void
on_cleared (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;

  bell_secrets_clear_finish (BELL_SECRETS (object), result, NULL);
  g_task_return_boolean (task, TRUE);
}

static void
on_revoked (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  BellSignIn *self = BELL_SIGN_IN (object);
  g_autoptr (GTask) task = user_data;

  /* The server may be out of reach; this computer forgets the token anyway. */
  g_task_propagate_boolean (G_TASK (result), NULL);
  bell_transport_set_token (self->transport, NULL);

  if (self->secrets == NULL || bell_store_get_email (self->store) == NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  bell_secrets_clear_async (self->secrets, bell_store_get_server_url (self->store), bell_store_get_email (self->store),
                            bell_store_get_device (self->store), NULL, on_cleared, g_object_ref (task));
}

/* --- overrides -------------------------------------------------------------- */

static void
bell_sign_in_get_property (GObject    *object,
                           guint       property_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  BellSignIn *self = BELL_SIGN_IN (object);

  switch (property_id)
    {
    case PROP_STORE:
      g_value_set_object (value, self->store);
      break;
    case PROP_TRANSPORT:
      g_value_set_object (value, self->transport);
      break;
    case PROP_SECRETS:
      g_value_set_object (value, self->secrets);
      break;
    case PROP_KEEPING_PROBLEM:
      g_value_set_string (value, self->keeping_problem);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
bell_sign_in_set_property (GObject      *object,
                           guint         property_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  BellSignIn *self = BELL_SIGN_IN (object);

  switch (property_id)
    {
    case PROP_STORE:
      self->store = g_value_dup_object (value);
      break;
    case PROP_TRANSPORT:
      self->transport = g_value_dup_object (value);
      break;
    case PROP_SECRETS:
      self->secrets = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
bell_sign_in_finalize (GObject *object)
{
  BellSignIn *self = BELL_SIGN_IN (object);

  g_clear_object (&self->store);
  g_clear_object (&self->transport);
  g_clear_object (&self->secrets);
  g_clear_pointer (&self->keeping_problem, g_free);

  G_OBJECT_CLASS (bell_sign_in_parent_class)->finalize (object);
}

static void
bell_sign_in_class_init (BellSignInClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags given = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = bell_sign_in_get_property;
  object_class->set_property = bell_sign_in_set_property;
  object_class->finalize = bell_sign_in_finalize;

  properties[PROP_STORE] = g_param_spec_object ("store", NULL, NULL, BELL_TYPE_STORE, given);
  properties[PROP_TRANSPORT] = g_param_spec_object ("transport", NULL, NULL, BELL_TYPE_TRANSPORT, given);
  properties[PROP_SECRETS] = g_param_spec_object ("secrets", NULL, NULL, BELL_TYPE_SECRETS, given);
  properties[PROP_KEEPING_PROBLEM] = g_param_spec_string ("keeping-problem", NULL, NULL, NULL,
                                                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
bell_sign_in_init (BellSignIn *self)
{
}

/* A name for this device that stays: it tells a person which of their
 * sign-ins this one is. */
static char *
dup_device (BellSignIn *self)
{
  const char *device = bell_store_get_device (self->store);
  guint8 bytes[3];

  if (device != NULL && *device != '\0')
    return g_strdup (device);

  bell_clock_random (bell_store_get_clock (self->store), bytes, sizeof bytes);

  return g_strdup_printf ("%s-%02x%02x%02x", g_get_host_name (), bytes[0], bytes[1], bytes[2]);
}

static BellSignInRequest *
new_request (BellSignIn *self)
{
  BellSignInRequest *request = g_new0 (BellSignInRequest, 1);

  request->transport = g_object_ref (self->transport);

  return request;
}

/**
 * bell_sign_in_new:
 * @store: whose account is set; open
 * @transport: the way to the server; gets the token
 * @secrets: (nullable): where to keep the token
 *
 * Returns: (transfer full): a sign-in
 */
BellSignIn *
bell_sign_in_new (BellStore     *store,
                  BellTransport *transport,
                  BellSecrets   *secrets)
{
  g_return_val_if_fail (BELL_IS_STORE (store), NULL);
  g_return_val_if_fail (BELL_IS_TRANSPORT (transport), NULL);

  return g_object_new (BELL_TYPE_SIGN_IN, "store", store, "transport", transport, "secrets", secrets, NULL);
}

/**
 * bell_sign_in_run:
 * @email: as whom
 * @password: the proof
 * @cancellable: (nullable): to leave off
 * @callback: called when it is over
 * @user_data: for @callback
 *
 * Signs in at the server. On success the transport has the token, the store
 * knows whose it is, and the token is in the keyring or `keeping-problem` says
 * why not.
 */
void
bell_sign_in_run (BellSignIn          *self,
                  const char          *email,
                  const char          *password,
                  GCancellable        *cancellable,
                  GAsyncReadyCallback  callback,
                  gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GTask) worker = NULL;
  BellSignInRequest *request;

  g_return_if_fail (BELL_IS_SIGN_IN (self));
  g_return_if_fail (email != NULL && password != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, bell_sign_in_run);

  request = new_request (self);
  request->email = g_strdup (email);
  request->password = g_strdup (password);
  request->device = dup_device (self);

  worker = g_task_new (self, cancellable, on_signed_in, g_object_ref (task));
  g_task_set_source_tag (worker, bell_sign_in_run);
  g_task_set_task_data (worker, request, bell_sign_in_request_free);
  g_task_run_in_thread (worker, bell_sign_in_request_run);
}

/**
 * bell_sign_in_run_finish:
 * @result: what the callback got
 * @error: what went wrong: %BELL_SYNC_ERROR
 *
 * Returns: whether somebody is signed in
 */
gboolean
bell_sign_in_run_finish (BellSignIn    *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * bell_sign_in_resume:
 * @cancellable: (nullable): to leave off
 * @callback: called when it is over
 * @user_data: for @callback
 *
 * Looks for the token of the store's account in the keyring and gives it to
 * the transport. Asks no server.
 */
void
bell_sign_in_resume (BellSignIn          *self,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (BELL_IS_SIGN_IN (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, bell_sign_in_resume);

  if (self->secrets == NULL || bell_store_get_server_url (self->store) == NULL ||
      bell_store_get_email (self->store) == NULL || bell_store_get_device (self->store) == NULL)
    {
      g_task_return_boolean (task, FALSE);
      return;
    }

  bell_secrets_lookup_async (self->secrets, bell_store_get_server_url (self->store), bell_store_get_email (self->store),
                             bell_store_get_device (self->store), cancellable, on_looked_up, g_object_ref (task));
}

/**
 * bell_sign_in_resume_finish:
 * @result: what the callback got
 * @error: why the keyring gave nothing: %BELL_SECRETS_ERROR. None if it simply has no token.
 *
 * Returns: whether there is a token
 */
gboolean
bell_sign_in_resume_finish (BellSignIn    *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * bell_sign_in_sign_out:
 * @cancellable: (nullable): to leave off
 * @callback: called when it is over
 * @user_data: for @callback
 *
 * Revokes the token at the server, if it can be reached, and forgets it here.
 * The store keeps everything.
 */
void
bell_sign_in_sign_out (BellSignIn          *self,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GTask) worker = NULL;

  g_return_if_fail (BELL_IS_SIGN_IN (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, bell_sign_in_sign_out);

  worker = g_task_new (self, cancellable, on_revoked, g_object_ref (task));
  g_task_set_source_tag (worker, bell_sign_in_sign_out);
  g_task_set_task_data (worker, new_request (self), bell_sign_in_request_free);
  g_task_run_in_thread (worker, bell_sign_in_request_revoke);
}

/**
 * bell_sign_in_sign_out_finish:
 * @result: what the callback got
 * @error: what went wrong
 *
 * Returns: whether nobody is signed in any more
 */
gboolean
bell_sign_in_sign_out_finish (BellSignIn    *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * bell_sign_in_get_keeping_problem:
 *
 * Returns: (nullable): why the token could not be kept or found, as a
 *   sentence: the password will be asked for each time
 */
const char *
bell_sign_in_get_keeping_problem (BellSignIn *self)
{
  g_return_val_if_fail (BELL_IS_SIGN_IN (self), NULL);

  return self->keeping_problem;
}
