/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-screenshot.h"
#include "portal-peer.h"

/* A portal of our own on a bus of our own. */

static const char interface_xml[] =
  "<node><interface name='org.freedesktop.portal.Screenshot'>"
  "<method name='Screenshot'><arg type='s' direction='in'/><arg type='a{sv}' direction='in'/><arg type='o' direction='out'/></method>"
  "<property name='version' type='u' access='read'/></interface></node>";

typedef struct
{
  GTestDBus *bus;
  GDBusConnection *portal;
  GDBusConnection *client;
  guint32 response;
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
  g_autoptr (GVariant) options = g_variant_get_child_value (parameters, 1);
  GVariantBuilder results = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  if (fixture->response == 0)
    g_variant_builder_add (&results, "{sv}", "uri", g_variant_new_string ("file:///tmp/Screenshot.png"));
  portal_peer_answer (invocation, options, fixture->response, &results);
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
  return g_variant_new_uint32 (4);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (fixture->bus);
  fixture->client = portal_peer_connect (fixture->bus);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_clear_object (&fixture->portal);
  g_clear_object (&fixture->client);
  g_test_dbus_stop (fixture->bus);
  g_clear_object (&fixture->bus);
}

static void
begin_portal (Fixture *fixture)
{
  static const GDBusInterfaceVTable vtable = { .method_call = call_cb, .get_property = get_cb };
  g_autoptr (GDBusNodeInfo) info = g_dbus_node_info_new_for_xml (interface_xml, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) named = NULL;

  fixture->portal = portal_peer_connect (fixture->bus);
  g_assert_cmpuint (g_dbus_connection_register_object (fixture->portal, "/org/freedesktop/portal/desktop", info->interfaces[0],
                                                       &vtable, fixture, NULL, &error), !=, 0);
  g_assert_no_error (error);
  named = g_dbus_connection_call_sync (fixture->portal, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                       "RequestName", g_variant_new ("(su)", "org.freedesktop.portal.Desktop", 0), NULL,
                                       G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
}

static void
taken_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GFile *
take (Fixture  *fixture,
      guint32   response,
      GError  **error)
{
  g_autoptr (BellScreenshot) screenshot = bell_screenshot_new (fixture->client);
  g_autoptr (GAsyncResult) result = NULL;

  fixture->response = response;
  while (!bell_screenshot_get_available (screenshot))
    g_main_context_iteration (NULL, TRUE);
  bell_screenshot_take (screenshot, NULL, taken_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return bell_screenshot_take_finish (screenshot, result, error);
}

static void
test_take (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr (GError) refused = NULL;
  g_autoptr (GError) failed = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = NULL;
  g_autofree char *path = NULL;

  begin_portal (fixture);
  file = take (fixture, 0, &error);
  g_assert_no_error (error);
  path = g_file_get_path (file);
  g_assert_cmpstr (path, ==, "/tmp/Screenshot.png");

  g_assert_null (take (fixture, 1, &refused));
  g_assert_error (refused, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (take (fixture, 2, &failed));
  g_assert_error (failed, G_IO_ERROR, G_IO_ERROR_FAILED);
}

static void
test_no_portal (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr (BellScreenshot) none = bell_screenshot_new (NULL);
  g_autoptr (BellScreenshot) screenshot = bell_screenshot_new (fixture->client);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  bell_screenshot_take (screenshot, NULL, taken_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (bell_screenshot_take_finish (screenshot, result, &error));
  g_assert_nonnull (error);
  g_assert_false (bell_screenshot_get_available (screenshot));
  g_assert_false (bell_screenshot_get_available (none));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/desktop/screenshot/take", Fixture, NULL, set_up, test_take, tear_down);
  g_test_add ("/desktop/screenshot/no-portal", Fixture, NULL, set_up, test_no_portal, tear_down);

  return g_test_run ();
}
