/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-global-shortcut.h"
#include "portal-peer.h"

/* A portal of our own on a bus of our own: desktops whose real one can do this
 * are not in the packages that tests may use. */

static const char interface_xml[] =
  "<node><interface name='org.freedesktop.portal.GlobalShortcuts'>"
  "<method name='CreateSession'><arg type='a{sv}' direction='in'/><arg type='o' direction='out'/></method>"
  "<method name='BindShortcuts'><arg type='o' direction='in'/><arg type='a(sa{sv})' direction='in'/>"
  "<arg type='s' direction='in'/><arg type='a{sv}' direction='in'/><arg type='o' direction='out'/></method>"
  "<property name='version' type='u' access='read'/></interface></node>";
static const char session_xml[] =
  "<node><interface name='org.freedesktop.portal.Session'><method name='Close'/></interface></node>";

#define SESSION "/org/freedesktop/portal/desktop/session/x/deskbell"

typedef struct
{
  GTestDBus *bus;
  GDBusConnection *portal; /* (nullable) */
  GDBusConnection *client;
  guint32 response; /* to BindShortcuts */
  GString *calls;
  char *sender;
  guint activated;
} Fixture;

static void
call_cb (GDBusConnection       *connection,
         const char            *sender,
         const char            *path,
         const char            *interface,
         const char            *method,
         GVariant              *parameters,
         GDBusMethodInvocation *invocation,
         gpointer               user_data)
{
  Fixture *fixture = user_data;
  gboolean binds = g_str_equal (method, "BindShortcuts");
  g_autoptr (GVariant) options = NULL;
  GVariantBuilder results = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  g_string_append_printf (fixture->calls, "%s ", method);
  if (g_str_equal (method, "Close"))
    {
      g_variant_builder_clear (&results);
      g_dbus_method_invocation_return_value (invocation, NULL);
      return;
    }
  g_free (fixture->sender);
  fixture->sender = g_strdup (sender);
  options = g_variant_get_child_value (parameters, binds ? 3 : 0);
  if (binds)
    {
      g_autoptr (GVariant) list = g_variant_get_child_value (parameters, 1);
      g_autofree char *text = g_variant_print (list, FALSE);

      g_string_append (fixture->calls, text);
    }
  else
    {
      g_variant_builder_add (&results, "{sv}", "session_handle", g_variant_new_string (SESSION));
    }
  portal_peer_answer (invocation, options, binds ? fixture->response : 0, &results);
}

static GVariant *
get_cb (GDBusConnection *connection,
        const char      *sender,
        const char      *path,
        const char      *interface,
        const char      *property,
        GError         **error,
        gpointer         user_data)
{
  return g_variant_new_uint32 (1);
}

static void
begin_portal (Fixture *fixture)
{
  static const GDBusInterfaceVTable vtable = { .method_call = call_cb, .get_property = get_cb };
  g_autoptr (GDBusNodeInfo) info = g_dbus_node_info_new_for_xml (interface_xml, NULL);
  g_autoptr (GDBusNodeInfo) session = g_dbus_node_info_new_for_xml (session_xml, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) named = NULL;

  fixture->portal = portal_peer_connect (fixture->bus);
  g_dbus_connection_register_object (fixture->portal, "/org/freedesktop/portal/desktop", info->interfaces[0], &vtable, fixture, NULL,
                                     &error);
  g_assert_no_error (error);
  g_dbus_connection_register_object (fixture->portal, SESSION, session->interfaces[0], &vtable, fixture, NULL, &error);
  g_assert_no_error (error);
  named = g_dbus_connection_call_sync (fixture->portal, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                       "RequestName", g_variant_new ("(su)", "org.freedesktop.portal.Desktop", 0), NULL,
                                       G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
}

static void
end_portal (Fixture *fixture)
{
  g_dbus_connection_close_sync (fixture->portal, NULL, NULL);
  g_clear_object (&fixture->portal);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (fixture->bus);
  fixture->client = portal_peer_connect (fixture->bus);
  fixture->calls = g_string_new (NULL);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_clear_object (&fixture->portal);
  g_clear_object (&fixture->client);
  g_test_dbus_stop (fixture->bus);
  g_clear_object (&fixture->bus);
  g_string_free (fixture->calls, TRUE);
  g_free (fixture->sender);
}

static void
activated_cb (Fixture *fixture)
{
  fixture->activated++;
}

static BellGlobalShortcut *
new_shortcut (Fixture *fixture)
{
  BellGlobalShortcut *shortcut = bell_global_shortcut_new (fixture->client, "ask", "Ask for help", "CTRL+ALT+h");

  g_signal_connect_swapped (shortcut, "activated", G_CALLBACK (activated_cb), fixture);
  return shortcut;
}

#define WAIT_UNTIL(CONDITION) \
  G_STMT_START { while (!(CONDITION)) g_main_context_iteration (NULL, TRUE); } G_STMT_END

static void
press (Fixture    *fixture,
       const char *session,
       const char *name)
{
  g_autoptr (GError) error = NULL;

  g_dbus_connection_emit_signal (fixture->portal, fixture->sender, "/org/freedesktop/portal/desktop",
                                 "org.freedesktop.portal.GlobalShortcuts", "Activated",
                                 g_variant_new ("(ost@a{sv})", session, name, (guint64) 0,
                                                g_variant_new_array (G_VARIANT_TYPE ("{sv}"), NULL, 0)),
                                 &error);
  g_assert_no_error (error);
}

static void
test_pressed (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr (BellGlobalShortcut) shortcut = NULL;

  begin_portal (fixture);
  shortcut = new_shortcut (fixture);
  WAIT_UNTIL (bell_global_shortcut_get_available (shortcut));
  /* Nobody asked for it yet: the desktop is not bothered. */
  g_assert_cmpstr (fixture->calls->str, ==, "");

  g_object_set (shortcut, "enabled", TRUE, NULL);
  WAIT_UNTIL (bell_global_shortcut_get_bound (shortcut));
  g_assert_nonnull (strstr (fixture->calls->str, "'ask'"));
  g_assert_nonnull (strstr (fixture->calls->str, "CTRL+ALT+h"));

  /* Another session's and another shortcut's first: they count for nothing. */
  press (fixture, "/org/freedesktop/portal/desktop/session/x/other", "ask");
  press (fixture, SESSION, "other");
  press (fixture, SESSION, "ask");
  WAIT_UNTIL (fixture->activated > 0);
  g_assert_cmpuint (fixture->activated, ==, 1);

  g_object_set (shortcut, "enabled", FALSE, NULL);
  g_assert_false (bell_global_shortcut_get_bound (shortcut));
  WAIT_UNTIL (strstr (fixture->calls->str, "Close") != NULL);
}

static void
test_refused (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr (BellGlobalShortcut) shortcut = NULL;

  fixture->response = 1;
  begin_portal (fixture);
  shortcut = new_shortcut (fixture);
  g_object_set (shortcut, "enabled", TRUE, NULL);
  WAIT_UNTIL (strstr (fixture->calls->str, "Close") != NULL);
  g_assert_false (bell_global_shortcut_get_bound (shortcut));
}

static void
test_restarted (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr (BellGlobalShortcut) shortcut = new_shortcut (fixture);

  g_object_set (shortcut, "enabled", TRUE, NULL);
  g_assert_false (bell_global_shortcut_get_available (shortcut));
  for (int i = 0; i < 2; i++)
    {
      begin_portal (fixture);
      WAIT_UNTIL (bell_global_shortcut_get_bound (shortcut));
      end_portal (fixture);
      WAIT_UNTIL (!bell_global_shortcut_get_available (shortcut));
      g_assert_false (bell_global_shortcut_get_bound (shortcut));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/desktop/global-shortcut/pressed", Fixture, NULL, set_up, test_pressed, tear_down);
  g_test_add ("/desktop/global-shortcut/refused", Fixture, NULL, set_up, test_refused, tear_down);
  g_test_add ("/desktop/global-shortcut/restarted", Fixture, NULL, set_up, test_restarted, tear_down);

  return g_test_run ();
}
