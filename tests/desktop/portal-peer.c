/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "portal-peer.h"

/* Returns: (transfer full): a connection of its own */
GDBusConnection *
portal_peer_connect (GTestDBus *bus)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *connection =
    g_dbus_connection_new_for_address_sync (g_test_dbus_get_bus_address (bus),
                                            G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                            NULL, NULL, &error);

  g_assert_no_error (error);
  return connection;
}

/* Answers a call whose @options name a request: with what it came to, as quick as
 * it can be, before the answer to the call. Ends @results. */
void
portal_peer_answer (GDBusMethodInvocation *invocation,
                    GVariant              *options,
                    guint32                response,
                    GVariantBuilder       *results)
{
  const char *sender = g_dbus_method_invocation_get_sender (invocation);
  g_autofree char *name = g_strdelimit (g_strdup (sender + 1), ".", '_');
  g_autofree char *request = NULL;
  const char *token;

  g_assert_true (g_variant_lookup (options, "handle_token", "&s", &token));
  request = g_strdup_printf ("/org/freedesktop/portal/desktop/request/%s/%s", name, token);
  g_dbus_connection_emit_signal (g_dbus_method_invocation_get_connection (invocation), sender, request,
                                 "org.freedesktop.portal.Request", "Response", g_variant_new ("(ua{sv})", response, results), NULL);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", request));
}
