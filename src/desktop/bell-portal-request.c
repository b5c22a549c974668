/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-portal-request.h"

#define REQUEST "org.freedesktop.portal.Request"

/* A question to the desktop's portal that a person may have to answer. As the
 * portal's documentation says, the answer comes as a signal of an object whose
 * path is known before the call, so that it cannot be missed. */

typedef struct
{
  GDBusConnection *connection;
  guint subscription;
} Wait;

static void
wait_free (Wait *wait)
{
  if (wait->subscription != 0)
    g_dbus_connection_signal_unsubscribe (wait->connection, wait->subscription);
  g_clear_object (&wait->connection);
  g_free (wait);
}

static void
response_cb (GDBusConnection *connection,
             const char      *sender,
             const char      *path,
             const char      *interface,
             const char      *signal,
             GVariant        *parameters,
             gpointer         user_data)
{
  GTask *task = user_data;
  GVariant *results = NULL;
  guint32 response;

  if (g_task_get_completed (task) || !g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ua{sv})")))
    return;

  g_variant_get (parameters, "(u@a{sv})", &response, &results);
  if (response == 0)
    g_task_return_pointer (task, g_steal_pointer (&results), (GDestroyNotify) g_variant_unref);
  else if (response == 1)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The person did not want it.");
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "The desktop did not do it.");
  g_clear_pointer (&results, g_variant_unref);
  g_object_unref (task);
}

static void
asked_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (answer != NULL || g_task_get_completed (task))
    return;

  g_dbus_error_strip_remote_error (error);
  g_task_return_error (task, g_steal_pointer (&error));
  /* Nobody answers any more: what waited for it is let go too. */
  g_object_unref (task);
}

/**
 * bell_portal_request:
 * @connection: the session bus
 * @interface: of the portal
 * @method: one whose last argument is a dictionary of options, and that answers with a request
 * @head: (transfer floating) (nullable): a tuple of the arguments before the options
 * @options: (transfer floating): the options, without the token
 * @cancellable: (nullable): stops the call, not the wait for the person
 * @callback: called when the answer is there
 * @user_data: for @callback
 *
 * Asks.
 */
void
bell_portal_request (GDBusConnection      *connection,
                     const char           *interface,
                     const char           *method,
                     GVariant             *head,
                     GVariant             *options,
                     GCancellable         *cancellable,
                     GAsyncReadyCallback   callback,
                     gpointer              user_data)
{
  g_autoptr(GVariant) first = head != NULL ? g_variant_ref_sink (head) : NULL;
  g_autoptr(GVariant) given = g_variant_ref_sink (options);
  g_autofree char *token = g_strdup_printf ("deskbell%u", g_random_int ());
  g_autofree char *sender = NULL;
  g_autofree char *path = NULL;
  GVariantBuilder arguments = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_TUPLE);
  GVariantDict all;
  GTask *task;
  Wait *wait;

  g_return_if_fail (G_IS_DBUS_CONNECTION (connection));

  task = g_task_new (connection, cancellable, callback, user_data);
  g_task_set_source_tag (task, bell_portal_request);
  sender = g_strdelimit (g_strdup (g_dbus_connection_get_unique_name (connection) + 1), ".", '_');
  path = g_strdup_printf (BELL_PORTAL_PATH "/request/%s/%s", sender, token);
  wait = g_new0 (Wait, 1);
  wait->connection = g_object_ref (connection);
  g_task_set_task_data (task, wait, (GDestroyNotify) wait_free);
  wait->subscription = g_dbus_connection_signal_subscribe (connection, BELL_PORTAL_NAME, REQUEST, "Response", path, NULL,
                                                           G_DBUS_SIGNAL_FLAGS_NONE, response_cb, task, NULL);

  for (gsize i = 0; first != NULL && i < g_variant_n_children (first); i++)
    {
      g_autoptr(GVariant) argument = g_variant_get_child_value (first, i);

      g_variant_builder_add_value (&arguments, argument);
    }
  g_variant_dict_init (&all, given);
  g_variant_dict_insert (&all, "handle_token", "s", token);
  g_variant_builder_add_value (&arguments, g_variant_dict_end (&all));
  g_dbus_connection_call (connection, BELL_PORTAL_NAME, BELL_PORTAL_PATH, interface, method, g_variant_builder_end (&arguments),
                          G_VARIANT_TYPE ("(o)"), G_DBUS_CALL_FLAGS_NONE, -1, cancellable, asked_cb, g_object_ref (task));
}

/**
 * bell_portal_request_finish:
 * @connection: the session bus
 * @result: what the callback was given
 * @error: %G_IO_ERROR_CANCELLED where the person did not want it
 *
 * Returns: (transfer full) (nullable): the dictionary of the answer
 */
GVariant *
bell_portal_request_finish (GDBusConnection  *connection,
                            GAsyncResult     *result,
                            GError          **error)
{
  g_return_val_if_fail (g_task_is_valid (result, connection), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
