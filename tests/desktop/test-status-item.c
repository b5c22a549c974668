/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-status-item.h"
#include "bell-test-desktop.h"

#define WAIT 60.0
/* Where the panel puts the first icon of its tray. */
#define ICON_X "1262"
#define ICON_Y "782"

typedef struct
{
  BellTestDesktop *desktop;
  GDBusConnection *bus;
  BellStatusItem *item;
  GString *news; /* one word a signal */
} Fixture;

static void
activate_cb (Fixture *fixture,
             int      x,
             int      y)
{
  g_string_append (fixture->news, "activate ");
}

static void
secondary_cb (Fixture *fixture,
              int      x,
              int      y)
{
  g_string_append (fixture->news, "secondary ");
}

static void
scroll_cb (Fixture *fixture,
           int      delta,
           gboolean sideways)
{
  g_string_append_printf (fixture->news, "%s-%s ", sideways ? "sideways" : "scroll", delta < 0 ? "up" : "down");
}

static void
chosen_cb (Fixture    *fixture,
           const char *name)
{
  g_string_append_printf (fixture->news, "chosen-%s ", name);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  g_autoptr (GError) error = NULL;

  fixture->desktop = (BellTestDesktop *) user_data;
  fixture->news = g_string_new (NULL);
  fixture->bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_assert_no_error (error);
  g_dbus_connection_set_exit_on_close (fixture->bus, FALSE);
  fixture->item = bell_status_item_new (fixture->bus, "org.deskbell.Tray", "Deskbell Help");
  bell_status_item_add_entry (fixture->item, "ask", "_Ask for help");
  bell_status_item_add_separator (fixture->item);
  bell_status_item_add_entry (fixture->item, "requests", "_My requests");
  bell_status_item_add_entry (fixture->item, "quit", "_Quit");
  g_signal_connect_swapped (fixture->item, "activate", G_CALLBACK (activate_cb), fixture);
  g_signal_connect_swapped (fixture->item, "secondary-activate", G_CALLBACK (secondary_cb), fixture);
  g_signal_connect_swapped (fixture->item, "scroll", G_CALLBACK (scroll_cb), fixture);
  g_signal_connect_swapped (fixture->item, "chosen", G_CALLBACK (chosen_cb), fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->item), (gpointer *) &fixture->item);
  bell_status_item_stop (fixture->item);
  /* What is still under way to the bus holds it a little longer. */
  g_object_unref (fixture->item);
  while (fixture->item != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_object_unref (fixture->bus);
  g_string_free (fixture->news, TRUE);
}

static void
start (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  bell_status_item_start (fixture->item, &error);
  g_assert_no_error (error);
}

static gboolean
has_host (gpointer user_data)
{
  return bell_status_item_get_has_host (user_data);
}

static gboolean
has_no_host (gpointer user_data)
{
  return !bell_status_item_get_has_host (user_data);
}

typedef struct
{
  GString *news;
  const char *word;
} WordWait;

static gboolean
has_word (gpointer user_data)
{
  WordWait *wait = user_data;

  return strstr (wait->news->str, wait->word) != NULL;
}

/* A click right after the panel has appeared can meet an icon that is not laid
 * out yet: repeated until it is heard, which a person would do too. */
static void
point_until (Fixture    *fixture,
             const char *button,
             const char *word)
{
  WordWait wait = { fixture->news, word };

  for (int i = 0; i < 120 && !has_word (&wait); i++)
    {
      g_free (bell_test_desktop_run (fixture->desktop, "xdotool", "mousemove", ICON_X, ICON_Y, "click", button, NULL));
      bell_test_wait_for (has_word, &wait, 0.5);
    }
  if (!has_word (&wait))
    g_error ("no \"%s\" in \"%s\"", word, fixture->news->str);
}

static gboolean
is_registered (gpointer user_data)
{
  Fixture *fixture = user_data;
  const char *own = g_dbus_connection_get_unique_name (fixture->bus);
  g_autofree char *text = NULL;
  g_autoptr (GVariant) answer = NULL;

  answer = g_dbus_connection_call_sync (fixture->bus, "org.kde.StatusNotifierWatcher", "/StatusNotifierWatcher",
                                        "org.freedesktop.DBus.Properties", "Get",
                                        g_variant_new ("(ss)", "org.kde.StatusNotifierWatcher", "RegisteredStatusNotifierItems"),
                                        NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, NULL);
  if (answer == NULL)
    return FALSE;

  text = g_variant_print (answer, FALSE);
  return strstr (text, own) != NULL && strstr (text, "/StatusNotifierItem") != NULL;
}

static gboolean
choose_first (gpointer user_data)
{
  Fixture *fixture = user_data;
  WordWait wait = { fixture->news, "chosen-ask" };

  g_free (bell_test_desktop_run (fixture->desktop, "xdotool", "mousemove", ICON_X, ICON_Y, "click", "3", NULL));
  bell_test_wait_for (has_word, &wait, 1.0);
  g_free (bell_test_desktop_run (fixture->desktop, "xdotool", "key", "Down", "Return", NULL));
  bell_test_wait_for (has_word, &wait, 1.0);

  return has_word (&wait);
}

static void
keep_picture (Fixture    *fixture,
              const char *name)
{
  const char *folder = g_getenv ("DESKBELL_SHOTS");
  g_autofree char *path = NULL;

  if (folder == NULL)
    return;

  /* For looking at, by people; the panel draws when it likes. */
  bell_test_wait_for (has_no_host, fixture->item, 1.0);
  path = g_build_filename (folder, name, NULL);
  bell_test_desktop_screenshot (fixture->desktop, path);
}

static void
test_panel (Fixture       *fixture,
            gconstpointer  user_data)
{
  start (fixture);
  bell_test_desktop_start_panel (fixture->desktop);
  g_assert_true (bell_test_wait_for (has_host, fixture->item, WAIT));
  g_assert_true (bell_test_wait_for (is_registered, fixture, WAIT));

  point_until (fixture, "1", "activate ");
  point_until (fixture, "2", "secondary ");
  point_until (fixture, "4", "scroll-up ");
  point_until (fixture, "5", "scroll-down ");

  keep_picture (fixture, "tray-normal.png");
  bell_status_item_set_state (fixture->item, BELL_STATUS_ITEM_ANSWER, 3, "3 answers");
  keep_picture (fixture, "tray-answer.png");
  bell_status_item_set_state (fixture->item, BELL_STATUS_ITEM_OUTAGE, 0, "Mail is down");
  keep_picture (fixture, "tray-outage.png");
  bell_status_item_set_state (fixture->item, BELL_STATUS_ITEM_OFFLINE, 12, "No network");
  keep_picture (fixture, "tray-offline.png");

  g_assert_true (bell_test_wait_for (choose_first, fixture, WAIT));

  /* The panel crashes and is started again. */
  bell_test_desktop_stop_panel (fixture->desktop);
  g_assert_true (bell_test_wait_for (has_no_host, fixture->item, WAIT));
  g_string_truncate (fixture->news, 0);
  bell_test_desktop_start_panel (fixture->desktop);
  g_assert_true (bell_test_wait_for (has_host, fixture->item, WAIT));
  g_assert_true (bell_test_wait_for (is_registered, fixture, WAIT));
  point_until (fixture, "1", "activate ");
  bell_test_desktop_stop_panel (fixture->desktop);
  g_assert_true (bell_test_wait_for (has_no_host, fixture->item, WAIT));
}

static gboolean
time_is_over (gpointer user_data)
{
  return FALSE;
}

static void
test_no_host (Fixture       *fixture,
              gconstpointer  user_data)
{
  start (fixture);
  /* Nothing will come: that nothing has come so far is all that can be seen. */
  bell_test_wait_for (time_is_over, NULL, 0.3);
  g_assert_false (bell_status_item_get_has_host (fixture->item));
  bell_status_item_set_state (fixture->item, BELL_STATUS_ITEM_ANSWER, 1, "An answer");
  g_assert_cmpuint (bell_status_item_get_count (fixture->item), ==, 1);
  bell_status_item_stop (fixture->item);
  start (fixture);
  g_assert_cmpstr (fixture->news->str, ==, "");
}

static void
property_read_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  GVariant **answer = user_data;
  g_autoptr (GError) error = NULL;

  *answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  g_assert_no_error (error);
}

static gboolean
is_set (gpointer user_data)
{
  return *(gpointer *) user_data != NULL;
}

static GVariant *
read_property (Fixture    *fixture,
               const char *name)
{
  g_autoptr (GVariant) answer = NULL;
  g_autoptr (GVariant) value = NULL;

  g_dbus_connection_call (fixture->bus, g_dbus_connection_get_unique_name (fixture->bus), "/StatusNotifierItem",
                          "org.freedesktop.DBus.Properties", "Get",
                          g_variant_new ("(ss)", "org.kde.StatusNotifierItem", name),
                          NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, property_read_cb, &answer);
  g_assert_true (bell_test_wait_for (is_set, &answer, WAIT));
  value = g_variant_get_child_value (answer, 0);

  return g_variant_get_variant (value);
}

static void
layout_read_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  GVariant **layout = user_data;

  /* Not there yet: an empty answer. */
  *layout = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
  if (*layout == NULL)
    *layout = g_variant_ref_sink (g_variant_new ("()"));
}

static gboolean
menu_is_there (gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (GVariant) path = read_property (fixture, "Menu");
  g_autoptr (GVariant) layout = NULL;

  g_dbus_connection_call (fixture->bus, g_dbus_connection_get_unique_name (fixture->bus), g_variant_get_string (path, NULL),
                          "com.canonical.dbusmenu", "GetLayout", g_variant_new_parsed ("(0, -1, @as [])"), NULL,
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, layout_read_cb, &layout);
  g_assert_true (bell_test_wait_for (is_set, &layout, WAIT));

  return g_variant_is_of_type (layout, G_VARIANT_TYPE ("(u(ia{sv}av))"));
}

/* Each menu asks for the bus in a thread; the first is let go before it has it, and
 * may get it after the second. */
static void
test_started_again_before_the_menu_has_the_bus (Fixture       *fixture,
                                                gconstpointer  user_data)
{
  for (int i = 0; i < 200; i++)
    {
      start (fixture);
      bell_status_item_stop (fixture->item);
      start (fixture);
      g_assert_true (bell_test_wait_for (menu_is_there, fixture, WAIT));
      bell_status_item_stop (fixture->item);
    }
}

/* The pictures are what the specification asks for: whole squares of four bytes a
 * pixel, alpha first, and not empty. */
static void
test_picture (Fixture       *fixture,
              gconstpointer  user_data)
{
  g_autoptr (GVariant) pictures = NULL;

  start (fixture);
  bell_status_item_set_state (fixture->item, BELL_STATUS_ITEM_ANSWER, 7, "7 answers");
  pictures = read_property (fixture, "IconPixmap");
  g_assert_cmpstr (g_variant_get_type_string (pictures), ==, "a(iiay)");
  g_assert_cmpuint (g_variant_n_children (pictures), >=, 3);

  for (gsize i = 0; i < g_variant_n_children (pictures); i++)
    {
      g_autoptr (GVariant) data = NULL;
      const guint8 *bytes;
      gboolean blue = FALSE;
      int width, height;
      gsize length;

      g_variant_get_child (pictures, i, "(ii@ay)", &width, &height, &data);
      bytes = g_variant_get_fixed_array (data, &length, 1);
      g_assert_cmpint (width, ==, height);
      g_assert_cmpuint (length, ==, (gsize) (width * height * 4));
      g_assert_cmpuint (bytes[0], ==, 0); /* the corner is clear */
      for (gsize at = 0; at < length && !blue; at += 4)
        blue = bytes[at] == 255 && bytes[at + 3] > 180 && bytes[at + 1] < 80;
      g_assert_true (blue); /* the badge */
    }
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (BellTestDesktop) desktop = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  if (!bell_test_has_programs ("dbus-daemon", "Xvfb", "xdotool", "xfce4-panel", NULL))
    {
      g_print ("1..0 # SKIP a program for a desktop with a panel is missing\n");
      return 0;
    }

  desktop = bell_test_desktop_new (BELL_TEST_DESKTOP_DISPLAY | BELL_TEST_DESKTOP_PANEL);
  g_test_add ("/status-item/no-host", Fixture, desktop, set_up, test_no_host, tear_down);
  g_test_add ("/status-item/started-again-before-the-menu-has-the-bus", Fixture, desktop, set_up,
              test_started_again_before_the_menu_has_the_bus, tear_down);
  g_test_add ("/status-item/picture", Fixture, desktop, set_up, test_picture, tear_down);
  g_test_add ("/status-item/panel", Fixture, desktop, set_up, test_panel, tear_down);
  status = g_test_run ();

  return status;
}
