/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-notifier.h"
#include "bell-test-desktop.h"

#define WAIT 60.0

/* What the notifier told, in order, as "activated id action payload" and
 * "closed id reason". */
typedef struct
{
  BellTestDesktop *desktop;
  BellNotifier *notifier;
  GPtrArray *news;
} Fixture;

static guint warnings;

static GLogWriterOutput
count_warnings (GLogLevelFlags   level,
                const GLogField *fields,
                gsize            n_fields,
                gpointer         user_data)
{
  if (level & G_LOG_LEVEL_WARNING)
    {
      warnings++;
      return G_LOG_WRITER_HANDLED;
    }

  return g_log_writer_default (level, fields, n_fields, user_data);
}

static void
on_activated (BellNotifier *notifier,
              const char   *id,
              const char   *action,
              const char   *payload,
              gpointer      user_data)
{
  Fixture *fixture = user_data;

  g_ptr_array_add (fixture->news, g_strdup_printf ("activated %s %s %s", id, action, payload));
}

static void
on_closed (BellNotifier *notifier,
           const char   *id,
           int           reason,
           gpointer      user_data)
{
  Fixture *fixture = user_data;

  g_ptr_array_add (fixture->news, g_strdup_printf ("closed %s %d", id, reason));
}

static void
make_notifier (Fixture *fixture)
{
  fixture->notifier = bell_notifier_new ("Deskbell", "org.deskbell.Deskbell");
  g_signal_connect (fixture->notifier, "activated", G_CALLBACK (on_activated), fixture);
  g_signal_connect (fixture->notifier, "closed", G_CALLBACK (on_closed), fixture);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  fixture->desktop = (BellTestDesktop *) user_data;
  fixture->news = g_ptr_array_new_with_free_func (g_free);
  warnings = 0;
}

static void
on_notifier_closed (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (bell_notifier_close_finish (BELL_NOTIFIER (source), result, &error));
  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

static gboolean
is_true (gpointer user_data)
{
  return *(gboolean *) user_data;
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  if (fixture->notifier != NULL)
    {
      gboolean closed = FALSE;
      gpointer alive = fixture->notifier;

      bell_notifier_close_async (fixture->notifier, NULL, on_notifier_closed, &closed);
      g_assert_true (bell_test_wait_for (is_true, &closed, WAIT));
      g_object_add_weak_pointer (G_OBJECT (alive), &alive);
      g_clear_object (&fixture->notifier);
      g_assert_null (alive);
    }

  g_ptr_array_unref (fixture->news);
}

typedef struct
{
  Fixture *fixture;
  const char *text;
} NewsWait;

static gboolean
has_news (gpointer user_data)
{
  NewsWait *wait = user_data;

  for (guint i = 0; i < wait->fixture->news->len; i++)
    if (g_str_equal (wait->fixture->news->pdata[i], wait->text))
      return TRUE;

  return FALSE;
}

static void
wait_for_news (Fixture    *fixture,
               const char *text)
{
  NewsWait wait = { fixture, text };

  if (!bell_test_wait_for (has_news, &wait, WAIT))
    g_error ("no news \"%s\"", text);
}

static gboolean
is_available (gpointer user_data)
{
  return bell_notifier_get_available (user_data);
}

static gboolean
has_error (gpointer user_data)
{
  return bell_notifier_get_error (user_data) != NULL;
}

typedef struct
{
  BellTestDesktop *desktop;
  const char *count;
} CountWait;

static gboolean
dunst_shows_count (gpointer user_data)
{
  CountWait *wait = user_data;
  g_autofree char *count = bell_test_desktop_run (wait->desktop, "dunstctl", "count", "displayed", NULL);

  return g_str_equal (count, wait->count);
}

static void
wait_for_shown (Fixture    *fixture,
                const char *count)
{
  CountWait wait = { fixture->desktop, count };

  if (!bell_test_wait_for (dunst_shows_count, &wait, WAIT))
    g_error ("dunst does not show %s, but %s", count,
             bell_test_desktop_run (fixture->desktop, "dunstctl", "count", NULL));
}

static void
show (Fixture    *fixture,
      const char *id,
      const char *title,
      const char *body)
{
  g_autoptr (BellNotification) notification = bell_notification_new (id, title);

  bell_notification_set_body (notification, body);
  bell_notification_set_payload (notification, "payload");
  bell_notification_set_category (notification, "im.received");
  bell_notification_set_sound (notification, "message-new-instant");
  bell_notification_set_urgency (notification, BELL_URGENCY_CRITICAL);
  bell_notification_add_action (notification, "take", "Take");
  bell_notifier_show (fixture->notifier, notification);
}

/* A daemon that answers as a test wants it to, in the test's own thread: that
 * works only because the notifier's calls wait on another one. */
typedef struct
{
  GDBusConnection *connection;
  guint object_id;
  guint name_id;
  const char *const *capabilities;
  gboolean hangs;
  gboolean owned;
  guint next_id;
  GPtrArray *calls; /* "Notify app id|title|body|actions|hints" */
} Daemon;

static void
on_daemon_call (GDBusConnection       *connection,
                const char            *sender,
                const char            *path,
                const char            *interface,
                const char            *method,
                GVariant              *parameters,
                GDBusMethodInvocation *invocation,
                gpointer               user_data)
{
  Daemon *daemon = user_data;

  if (g_str_equal (method, "GetCapabilities"))
    {
      g_dbus_method_invocation_return_value (invocation, g_variant_new ("(^as)", daemon->capabilities));
    }
  else if (g_str_equal (method, "GetServerInformation"))
    {
      g_dbus_method_invocation_return_value (invocation, g_variant_new ("(ssss)", "test", "Deskbell", "1", "1.2"));
    }
  else if (g_str_equal (method, "Notify"))
    {
      const char *app_name, *icon, *title, *body;
      g_autofree const char **actions = NULL;
      g_autofree char *joined = NULL;
      g_autofree char *printed = NULL;
      g_autoptr (GVariant) hints = NULL;
      guint replaces;
      int timeout;

      g_variant_get (parameters, "(&su&s&s&s^a&s@a{sv}i)", &app_name, &replaces, &icon, &title, &body,
                     &actions, &hints, &timeout);
      joined = g_strjoinv (",", (char **) actions);
      printed = g_variant_print (hints, FALSE);
      g_ptr_array_add (daemon->calls, g_strdup_printf ("%s %u|%s|%s|%s|%s", app_name, replaces, title, body,
                                                       joined, printed));
      if (daemon->hangs)
        g_object_unref (invocation); /* no answer, ever */
      else
        g_dbus_method_invocation_return_value (invocation,
                                               g_variant_new ("(u)", replaces != 0 ? replaces : ++daemon->next_id));
    }
  else if (g_str_equal (method, "CloseNotification"))
    {
      g_dbus_method_invocation_return_value (invocation, NULL);
    }
  else
    {
      g_dbus_method_invocation_return_dbus_error (invocation, "org.freedesktop.DBus.Error.UnknownMethod", method);
    }
}

static void
on_daemon_owned (GDBusConnection *connection,
                 const char      *name,
                 gpointer         user_data)
{
  ((Daemon *) user_data)->owned = TRUE;
}

static Daemon *
daemon_start (Fixture           *fixture,
              const char *const *capabilities)
{
  static const char xml[] =
    "<node><interface name='org.freedesktop.Notifications'>"
    "<method name='GetServerInformation'><arg type='s' direction='out'/><arg type='s' direction='out'/>"
    "<arg type='s' direction='out'/><arg type='s' direction='out'/></method>"
    "<method name='GetCapabilities'><arg type='as' direction='out'/></method>"
    "<method name='Notify'><arg type='s' direction='in'/><arg type='u' direction='in'/>"
    "<arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='s' direction='in'/>"
    "<arg type='as' direction='in'/><arg type='a{sv}' direction='in'/><arg type='i' direction='in'/>"
    "<arg type='u' direction='out'/></method>"
    "<method name='CloseNotification'><arg type='u' direction='in'/></method>"
    "</interface></node>";
  static const GDBusInterfaceVTable vtable = { on_daemon_call, NULL, NULL, { 0 } };
  g_autoptr (GDBusNodeInfo) info = g_dbus_node_info_new_for_xml (xml, NULL);
  Daemon *daemon = g_new0 (Daemon, 1);
  g_autoptr (GError) error = NULL;

  daemon->capabilities = capabilities;
  daemon->calls = g_ptr_array_new_with_free_func (g_free);
  daemon->connection =
    g_dbus_connection_new_for_address_sync (bell_test_desktop_get_bus_address (fixture->desktop),
                                            G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                            G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL, NULL, &error);
  g_assert_no_error (error);
  daemon->object_id = g_dbus_connection_register_object (daemon->connection, "/org/freedesktop/Notifications",
                                                         info->interfaces[0], &vtable, daemon, NULL, &error);
  g_assert_no_error (error);
  daemon->name_id = g_bus_own_name_on_connection (daemon->connection, "org.freedesktop.Notifications",
                                                  G_BUS_NAME_OWNER_FLAGS_NONE, on_daemon_owned, NULL, daemon, NULL);
  g_assert_true (bell_test_wait_for (is_true, &daemon->owned, WAIT));

  return daemon;
}

static void
daemon_stop (Daemon *daemon)
{
  g_bus_unown_name (daemon->name_id);
  g_dbus_connection_unregister_object (daemon->connection, daemon->object_id);
  g_dbus_connection_close_sync (daemon->connection, NULL, NULL);
  g_object_unref (daemon->connection);
  g_ptr_array_unref (daemon->calls);
  g_free (daemon);
}

static gboolean
daemon_was_called (gpointer user_data)
{
  return ((Daemon *) user_data)->calls->len > 0;
}

static void
test_no_daemon (Fixture       *fixture,
                gconstpointer  user_data)
{
  make_notifier (fixture);

  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *id = g_strdup_printf ("n%u", i);

      show (fixture, id, "Nobody", "listens");
    }

  g_assert_true (bell_test_wait_for (has_error, fixture->notifier, WAIT));
  wait_for_news (fixture, "closed n4 0");
  g_assert_false (bell_notifier_get_available (fixture->notifier));
  g_assert_cmpuint (warnings, ==, 1);
}

static void
test_no_bus (Fixture       *fixture,
             gconstpointer  user_data)
{
  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
      g_test_trap_assert_passed ();
      return;
    }

  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
  make_notifier (fixture);
  show (fixture, "n", "Nobody", "listens");
  wait_for_news (fixture, "closed n 0");
  g_assert_nonnull (bell_notifier_get_error (fixture->notifier));
  g_assert_cmpuint (warnings, ==, 1);
}

static void
test_default_action (Fixture       *fixture,
                     gconstpointer  user_data)
{
  bell_test_desktop_start_notifications (fixture->desktop);
  make_notifier (fixture);
  g_assert_true (bell_test_wait_for (is_available, fixture->notifier, WAIT));

  show (fixture, "T1", "Printer on fire", "Anna Weber wrote");
  wait_for_shown (fixture, "1");
  g_free (bell_test_desktop_run (fixture->desktop, "dunstctl", "action", "0", NULL));
  wait_for_news (fixture, "activated T1 default payload");

  g_free (bell_test_desktop_run (fixture->desktop, "dunstctl", "close-all", NULL));
  wait_for_news (fixture, "closed T1 2");
}

static void
test_click (Fixture       *fixture,
            gconstpointer  user_data)
{
  make_notifier (fixture);
  g_assert_true (bell_test_wait_for (is_available, fixture->notifier, WAIT));

  show (fixture, "T2", "Printer on fire <b>&amp;</b>", "<b>not bold</b> & <img src=x> <a href='javascript:1'>no</a>");
  wait_for_shown (fixture, "1");
  if (g_getenv ("BELL_TEST_SCREENSHOTS") != NULL)
    {
      g_autofree char *path = g_build_filename (g_getenv ("BELL_TEST_SCREENSHOTS"), "notification.png", NULL);

      bell_test_desktop_screenshot (fixture->desktop, path);
    }
  g_free (bell_test_desktop_run (fixture->desktop, "xdotool", "mousemove", "1100", "50", "click", "1", NULL));
  wait_for_news (fixture, "activated T2 default payload");
  wait_for_news (fixture, "closed T2 2");
}

static void
test_replace_and_withdraw (Fixture       *fixture,
                           gconstpointer  user_data)
{
  make_notifier (fixture);

  show (fixture, "T3", "One", NULL);
  wait_for_shown (fixture, "1");
  show (fixture, "T3", "Two", NULL);
  show (fixture, "T4", "Other", NULL);
  wait_for_shown (fixture, "2");

  bell_notifier_withdraw (fixture->notifier, "T3");
  bell_notifier_withdraw (fixture->notifier, "unknown");
  wait_for_news (fixture, "closed T3 3");
  wait_for_shown (fixture, "1");

  bell_notifier_withdraw_all (fixture->notifier);
  wait_for_news (fixture, "closed T4 3");
  wait_for_shown (fixture, "0");
}

static void
test_daemon_restart (Fixture       *fixture,
                     gconstpointer  user_data)
{
  make_notifier (fixture);
  show (fixture, "T5", "Before", NULL);
  wait_for_shown (fixture, "1");

  bell_test_desktop_stop_notifications (fixture->desktop);
  wait_for_news (fixture, "closed T5 0");
  g_assert_false (bell_notifier_get_available (fixture->notifier));

  bell_test_desktop_start_notifications (fixture->desktop);
  g_assert_true (bell_test_wait_for (is_available, fixture->notifier, WAIT));
  show (fixture, "T5", "After", NULL);
  show (fixture, "T6", "After", NULL);
  wait_for_shown (fixture, "2");
  g_free (bell_test_desktop_run (fixture->desktop, "dunstctl", "action", "0", NULL));
  wait_for_news (fixture, "activated T5 default payload");
}

static gboolean
dunst_has_200 (gpointer user_data)
{
  BellTestDesktop *desktop = user_data;
  g_autofree char *waiting = bell_test_desktop_run (desktop, "dunstctl", "count", "waiting", NULL);
  g_autofree char *displayed = bell_test_desktop_run (desktop, "dunstctl", "count", "displayed", NULL);

  return g_ascii_strtoull (waiting, NULL, 10) + g_ascii_strtoull (displayed, NULL, 10) == 200;
}

static void
test_burst (Fixture       *fixture,
            gconstpointer  user_data)
{
  make_notifier (fixture);
  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *id = g_strdup_printf ("burst-%u", i);

      show (fixture, id, id, "of many");
    }

  /* dunst shows some and keeps the rest waiting. */
  g_assert_true (bell_test_wait_for (dunst_has_200, fixture->desktop, WAIT));
  bell_test_desktop_stop_notifications (fixture->desktop);
}

static void
test_markup_injection (Fixture       *fixture,
                       gconstpointer  user_data)
{
  static const char *const markup[] = { "actions", "body", "body-markup", NULL };
  Daemon *daemon = daemon_start (fixture, markup);
  const char *call;

  make_notifier (fixture);
  g_assert_true (bell_test_wait_for (is_available, fixture->notifier, WAIT));
  show (fixture, "T7", "<b>&", "<b>& <a href=\"x\">");
  g_assert_true (bell_test_wait_for (daemon_was_called, daemon, WAIT));
  call = daemon->calls->pdata[0];

  g_assert_true (g_str_has_prefix (call, "Deskbell 0|<b>&|&lt;b&gt;&amp; &lt;a href=&quot;x&quot;&gt;|take,Take,default,"));
  g_assert_nonnull (strstr (call, "'desktop-entry': <'org.deskbell.Deskbell'>"));
  g_assert_nonnull (strstr (call, "'category': <'im.received'>"));
  g_assert_nonnull (strstr (call, "'sound-name': <'message-new-instant'>"));
  g_assert_nonnull (strstr (call, "'urgency': <byte 0x02>"));

  g_dbus_connection_emit_signal (daemon->connection, NULL, "/org/freedesktop/Notifications",
                                 "org.freedesktop.Notifications", "ActionInvoked",
                                 g_variant_new ("(us)", 1, "take"), NULL);
  wait_for_news (fixture, "activated T7 take payload");

  daemon_stop (daemon);
}

/* A line to write into where the daemon has one. Other programs have notifications too. */
static void
test_reply (Fixture       *fixture,
            gconstpointer  user_data)
{
  static const char *const able[] = { "actions", "body", "inline-reply", NULL };
  g_autoptr (BellNotification) notification = bell_notification_new ("T9", "Your printer");
  Daemon *daemon = daemon_start (fixture, able);

  make_notifier (fixture);
  g_signal_connect (fixture->notifier, "replied", G_CALLBACK (on_activated), fixture);
  g_assert_true (bell_test_wait_for (is_available, fixture->notifier, WAIT));
  bell_notification_add_action (notification, BELL_NOTIFICATION_REPLY_ACTION, "Reply");
  bell_notifier_show (fixture->notifier, notification);
  g_assert_true (bell_test_wait_for (daemon_was_called, daemon, WAIT));
  g_assert_nonnull (strstr (daemon->calls->pdata[0], "|inline-reply,Reply,default,"));
  for (int id = 77; id > 0; id -= 76)
    g_dbus_connection_emit_signal (daemon->connection, NULL, "/org/freedesktop/Notifications", "org.freedesktop.Notifications",
                                   "NotificationReplied", g_variant_new ("(us)", (guint) id, id == 1 ? "Thanks" : "foreign"), NULL);
  wait_for_news (fixture, "activated T9 (null) Thanks");
  daemon_stop (daemon);
}

static void
test_plain_daemon (Fixture       *fixture,
                   gconstpointer  user_data)
{
  static const char *const plain[] = { "body", NULL };
  Daemon *daemon = daemon_start (fixture, plain);

  make_notifier (fixture);
  g_assert_true (bell_test_wait_for (is_available, fixture->notifier, WAIT));
  show (fixture, "T8", "<b>&", "<b>& \xff");
  g_assert_true (bell_test_wait_for (daemon_was_called, daemon, WAIT));

  /* No markup, no actions, and nothing that D-Bus would refuse. */
  g_assert_true (g_str_has_prefix (daemon->calls->pdata[0], "Deskbell 0|<b>&|<b>& \xef\xbf\xbd||{"));

  daemon_stop (daemon);
}

static void
test_hung_daemon (Fixture       *fixture,
                  gconstpointer  user_data)
{
  static const char *const plain[] = { "body", NULL };
  Daemon *daemon = daemon_start (fixture, plain);

  daemon->hangs = TRUE;
  make_notifier (fixture);
  g_assert_true (bell_test_wait_for (is_available, fixture->notifier, WAIT));

  show (fixture, "stuck", "Stuck", NULL);
  g_assert_true (bell_test_wait_for (daemon_was_called, daemon, WAIT));

  /* show() checks that none of these waits; what does not fit is dropped. */
  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *id = g_strdup_printf ("hung-%u", i);

      show (fixture, id, id, NULL);
    }
  wait_for_news (fixture, "closed hung-0 0");
  g_assert_cmpuint (daemon->calls->len, ==, 1);

  /* Its connection's end sets the worker free. */
  daemon_stop (daemon);
}

int
main (int   argc,
      char *argv[])
{
  static const struct { const char *name; void (*run) (Fixture *, gconstpointer); } tests[] = {
    { "/notifier/no-daemon", test_no_daemon },
    { "/notifier/no-bus", test_no_bus },
    { "/notifier/default-action", test_default_action },
    { "/notifier/click", test_click },
    { "/notifier/replace-and-withdraw", test_replace_and_withdraw },
    { "/notifier/daemon-restart", test_daemon_restart },
    { "/notifier/burst-of-200", test_burst },
    { "/notifier/markup-injection", test_markup_injection },
    { "/notifier/reply", test_reply },
    { "/notifier/plain-daemon", test_plain_daemon },
    { "/notifier/hung-daemon", test_hung_daemon },
  };
  g_autoptr (BellTestDesktop) desktop = NULL;

  g_test_init (&argc, &argv, NULL);
  g_log_set_writer_func (count_warnings, NULL, NULL);

  desktop = bell_test_desktop_new (BELL_TEST_DESKTOP_DISPLAY);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Fixture, desktop, set_up, tests[i].run, tear_down);

  return g_test_run ();
}
