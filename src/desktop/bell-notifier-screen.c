/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-notifier-screen.h"

#include <glib/gi18n-lib.h>
#include <libnotify/notify.h>

#define NOTIFICATIONS_NAME "org.freedesktop.Notifications"

/* What the daemon shows for us, by libnotify.
 *
 * Made, used and freed by the worker's thread, in whose default main context
 * libnotify's signals and the watch on the daemon's name arrive. Each call may
 * wait for the daemon. What happens is told to the worker, as it happens.
 *
 * libnotify's state belongs to the process: have one at a time. */
struct _BellNotifierScreen
{
  char *app_id;
  BellNotifierTellFunc tell;
  gpointer tell_data;

  GDBusConnection *connection;
  char *bus_error;
  GHashTable *shown; /* id -> Shown */
  guint watch_id;
  guint reply_id; /* of the subscription to replies, which libnotify does not know */
  gboolean owns_library;
  gboolean present; /* somebody owns the daemon's name */
  gboolean capabilities_known;
  gboolean can_markup;
  gboolean can_act;
  gboolean can_reply;
  gboolean can_say_body;
};

/* A notification that is on screen, as far as we know. */
typedef struct
{
  BellNotifierScreen *screen; /* unowned: it owns this */
  NotifyNotification *handle;
  BellNotification *notification;
} Shown;

static void
tell_available (BellNotifierScreen *self)
{
  const BellNotifierNews news = { .kind = BELL_NOTIFIER_NEWS_AVAILABLE };

  self->tell (&news, self->tell_data);
}

static void
tell_closed (BellNotifierScreen     *self,
             const char             *id,
             BellNotificationClosed  reason)
{
  const BellNotifierNews news = { .kind = BELL_NOTIFIER_NEWS_CLOSED, .id = (char *) id, .reason = reason };

  self->tell (&news, self->tell_data);
}

static void
tell_text (BellNotifierScreen   *self,
           BellNotifierNewsKind  kind,
           const char           *text)
{
  const BellNotifierNews news = { .kind = kind, .text = (char *) text };

  self->tell (&news, self->tell_data);
}

static void
shown_free (gpointer data)
{
  Shown *shown = data;

  g_signal_handlers_disconnect_by_data (shown->handle, shown);
  /* An action's callback keeps the address of this struct. */
  notify_notification_clear_actions (shown->handle);
  g_object_unref (shown->handle);
  bell_notification_free (shown->notification);
  g_free (shown);
}

static void
on_handle_closed (NotifyNotification *handle,
                  gpointer            user_data)
{
  Shown *shown = user_data;
  BellNotifierScreen *self = shown->screen;
  g_autofree char *id = g_strdup (bell_notification_get_id (shown->notification));
  BellNotificationClosed reason = BELL_NOTIFICATION_CLOSED_UNKNOWN;

  switch (notify_notification_get_closed_reason (handle))
    {
    case NOTIFY_CLOSED_REASON_EXPIRED:
      reason = BELL_NOTIFICATION_CLOSED_EXPIRED;
      break;

    case NOTIFY_CLOSED_REASON_DISMISSED:
      reason = BELL_NOTIFICATION_CLOSED_DISMISSED;
      break;

    case NOTIFY_CLOSED_REASON_API_REQUEST:
      reason = BELL_NOTIFICATION_CLOSED_WITHDRAWN;
      break;

    default:
      break;
    }

  g_hash_table_remove (self->shown, id);
  tell_closed (self, id, reason);
}

static void
on_handle_action (NotifyNotification *handle,
                  char               *action,
                  gpointer            user_data)
{
  Shown *shown = user_data;
  const BellNotifierNews news = {
    .kind = BELL_NOTIFIER_NEWS_ACTIVATED,
    .id = (char *) bell_notification_get_id (shown->notification),
    .payload = (char *) bell_notification_get_payload (shown->notification),
    .token = (char *) notify_notification_get_activation_token (handle),
    .action = action,
  };

  shown->screen->tell (&news, shown->screen->tell_data);
}

static void
on_replied (GDBusConnection *connection,
            const char      *sender,
            const char      *path,
            const char      *interface,
            const char      *signal,
            GVariant        *parameters,
            gpointer         user_data)
{
  BellNotifierScreen *self = user_data;
  GHashTableIter iter;
  gpointer value;
  guint number;
  const char *text;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(us)")))
    return;

  g_variant_get (parameters, "(u&s)", &number, &text);
  g_hash_table_iter_init (&iter, self->shown);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Shown *shown = value;
      const BellNotifierNews news = {
        .kind = BELL_NOTIFIER_NEWS_REPLIED,
        .id = (char *) bell_notification_get_id (shown->notification),
        .payload = (char *) bell_notification_get_payload (shown->notification),
        .text = (char *) text,
      };
      int shown_number = 0;

      g_object_get (shown->handle, "id", &shown_number, NULL);
      if (shown_number > 0 && (guint) shown_number == number)
        {
          self->tell (&news, self->tell_data);
          return;
        }
    }
}

/* Asks once for each life of a daemon what it can do. */
static void
ensure_capabilities (BellNotifierScreen *self)
{
  GList *capabilities;

  if (self->capabilities_known)
    return;

  capabilities = notify_get_server_caps ();
  if (capabilities == NULL)
    return;

  self->can_markup = g_list_find_custom (capabilities, "body-markup", (GCompareFunc) g_strcmp0) != NULL;
  self->can_act = g_list_find_custom (capabilities, "actions", (GCompareFunc) g_strcmp0) != NULL;
  self->can_reply = g_list_find_custom (capabilities, "inline-reply", (GCompareFunc) g_strcmp0) != NULL;
  self->can_say_body = g_list_find_custom (capabilities, "body", (GCompareFunc) g_strcmp0) != NULL;
  self->capabilities_known = TRUE;
  g_list_free_full (capabilities, g_free);
}

static void
on_daemon_appeared (GDBusConnection *connection,
                    const char      *name,
                    const char      *name_owner,
                    gpointer         user_data)
{
  BellNotifierScreen *self = user_data;

  self->present = TRUE;
  ensure_capabilities (self);
  tell_available (self);
}

/* What a daemon had on screen goes with it, and the next daemon counts from
 * one again: kept handles would take its answers for theirs. */
static void
on_daemon_vanished (GDBusConnection *connection,
                    const char      *name,
                    gpointer         user_data)
{
  BellNotifierScreen *self = user_data;
  g_autoptr (GList) ids = g_hash_table_get_keys (self->shown);

  for (GList *link = ids; link != NULL; link = link->next)
    tell_closed (self, link->data, BELL_NOTIFICATION_CLOSED_UNKNOWN);

  g_hash_table_remove_all (self->shown);
  self->present = FALSE;
  self->capabilities_known = FALSE;
  tell_text (self, BELL_NOTIFIER_NEWS_ABSENT, _("No notification service is running on this desktop."));
}

static GVariant *
call_bus (BellNotifierScreen  *self,
          const char          *method,
          GVariant            *arguments,
          GError             **error)
{
  return g_dbus_connection_call_sync (self->connection, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                      "org.freedesktop.DBus", method, arguments, NULL,
                                      G_DBUS_CALL_FLAGS_NONE, -1, NULL, error);
}

/* libnotify meets an absent daemon with a warning of its own at every call, so
 * it is only asked where there is one, or one that the bus can start. */
static gboolean
ensure_daemon (BellNotifierScreen  *self,
               char               **text)
{
  g_autoptr (GVariant) answer = NULL;
  g_autoptr (GError) error = NULL;

  if (self->connection == NULL)
    {
      *text = g_strdup (self->bus_error);
      return FALSE;
    }

  /* In a sandbox libnotify goes through the portal instead. */
  if (self->present || g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS))
    return TRUE;

  /* The watch may not have told yet; and the bus refuses to start what it has
   * no file for, even if it runs. */
  answer = call_bus (self, "GetNameOwner", g_variant_new ("(s)", NOTIFICATIONS_NAME), NULL);
  if (answer != NULL)
    return TRUE;

  answer = call_bus (self, "StartServiceByName", g_variant_new ("(su)", NOTIFICATIONS_NAME, 0), &error);
  if (answer == NULL)
    {
      g_dbus_error_strip_remote_error (error);
      *text = g_strdup (error->message);
      return FALSE;
    }

  return TRUE;
}

BellNotifierScreen *
bell_notifier_screen_new (const char           *app_name,
                          const char           *app_id,
                          BellNotifierTellFunc  tell,
                          gpointer              user_data)
{
  BellNotifierScreen *self = g_new0 (BellNotifierScreen, 1);
  g_autoptr (GError) error = NULL;

  self->app_id = g_strdup (app_id);
  self->tell = tell;
  self->tell_data = user_data;
  self->shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, shown_free);
  self->owns_library = !notify_is_initted ();
  notify_init (app_name);

  self->connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  if (self->connection != NULL)
    {
      self->watch_id = g_bus_watch_name_on_connection (self->connection, NOTIFICATIONS_NAME,
                                                       G_BUS_NAME_WATCHER_FLAGS_NONE,
                                                       on_daemon_appeared, on_daemon_vanished, self, NULL);
      self->reply_id = g_dbus_connection_signal_subscribe (self->connection, NOTIFICATIONS_NAME, NOTIFICATIONS_NAME,
                                                           "NotificationReplied", NULL, NULL, G_DBUS_SIGNAL_FLAGS_NONE,
                                                           on_replied, self, NULL);
    }
  else
    {
      self->bus_error = g_strdup (error->message);
      tell_text (self, BELL_NOTIFIER_NEWS_ABSENT, self->bus_error);
    }

  return self;
}

void
bell_notifier_screen_free (BellNotifierScreen *self)
{
  if (self->watch_id != 0)
    g_bus_unwatch_name (self->watch_id);
  if (self->reply_id != 0)
    g_dbus_connection_signal_unsubscribe (self->connection, self->reply_id);
  g_hash_table_unref (self->shown);
  if (self->owns_library)
    notify_uninit ();
  g_clear_object (&self->connection);
  g_free (self->bus_error);
  g_free (self->app_id);
  g_free (self);
}

/* Takes @notification. */
void
bell_notifier_screen_show (BellNotifierScreen *self,
                           BellNotification   *notification)
{
  g_autofree char *failure = NULL;
  g_autoptr (BellNotification) owned = notification;
  const char *id = bell_notification_get_id (notification);
  const char *body = bell_notification_get_body (notification);
  g_autofree char *escaped = NULL;
  g_autofree char *merged = NULL;
  g_autoptr (GError) error = NULL;
  const char *title = bell_notification_get_title (notification);
  guint replaces = 0;
  Shown *before;
  Shown *shown;

  if (!ensure_daemon (self, &failure))
    {
      tell_text (self, BELL_NOTIFIER_NEWS_FAILED, failure);
      tell_closed (self, id, BELL_NOTIFICATION_CLOSED_UNKNOWN);
      return;
    }

  ensure_capabilities (self);

  if (self->capabilities_known && !self->can_say_body && body != NULL)
    {
      merged = g_strdup_printf ("%s: %s", title, body);
      title = merged;
      body = NULL;
    }
  else if (self->can_markup && body != NULL)
    {
      escaped = g_markup_escape_text (body, -1);
      body = escaped;
    }

  before = g_hash_table_lookup (self->shown, id);
  if (before != NULL)
    {
      int number = 0;

      g_object_get (before->handle, "id", &number, NULL);
      replaces = (guint) MAX (number, 0);
    }

  shown = g_new0 (Shown, 1);
  shown->screen = self;
  shown->notification = g_steal_pointer (&owned);
  shown->handle = g_object_new (NOTIFY_TYPE_NOTIFICATION,
                                "summary", title,
                                "body", body,
                                "icon-name", self->app_id,
                                "id", (int) replaces,
                                NULL);
  g_signal_connect (shown->handle, "closed", G_CALLBACK (on_handle_closed), shown);

  notify_notification_set_urgency (shown->handle, (NotifyUrgency) bell_notification_get_urgency (notification));
  notify_notification_set_hint (shown->handle, "desktop-entry", g_variant_new_string (self->app_id));
  if (bell_notification_get_category (notification) != NULL)
    notify_notification_set_category (shown->handle, bell_notification_get_category (notification));
  if (bell_notification_get_sound (notification) != NULL)
    notify_notification_set_hint (shown->handle, "sound-name",
                                  g_variant_new_string (bell_notification_get_sound (notification)));

  /* Some daemons turn an unexpected action into a dialogue that stands in the
   * way, so they are asked for only where they are known to be buttons. */
  if (self->can_act)
    {
      gboolean has_default = FALSE;

      for (guint i = 0; i < bell_notification_get_n_actions (notification); i++)
        {
          const char *label = NULL;
          const char *name = bell_notification_get_action (notification, i, &label);

          if (g_str_equal (name, BELL_NOTIFICATION_REPLY_ACTION) && !self->can_reply)
            continue;
          has_default |= g_str_equal (name, BELL_NOTIFICATION_DEFAULT_ACTION);
          notify_notification_add_action (shown->handle, name, label, on_handle_action, shown, NULL);
        }

      if (!has_default)
        notify_notification_add_action (shown->handle, BELL_NOTIFICATION_DEFAULT_ACTION, _("Open"),
                                        on_handle_action, shown, NULL);
    }

  if (!notify_notification_show (shown->handle, &error))
    {
      tell_closed (self, id, BELL_NOTIFICATION_CLOSED_UNKNOWN);
      shown_free (shown);
      tell_text (self, BELL_NOTIFIER_NEWS_FAILED,
                 error != NULL ? error->message : _("The notification service did not answer."));
      return;
    }

  g_hash_table_replace (self->shown, g_strdup (id), shown);
  tell_available (self);
}

void
bell_notifier_screen_withdraw (BellNotifierScreen *self,
                               const char         *id)
{
  Shown *shown = g_hash_table_lookup (self->shown, id);

  if (shown == NULL)
    return;

  /* The daemon's own "closed" would come later, or never. A failure here only
   * means that it is gone already. */
  notify_notification_close (shown->handle, NULL);
  g_hash_table_remove (self->shown, id);
  tell_closed (self, id, BELL_NOTIFICATION_CLOSED_WITHDRAWN);
}

void
bell_notifier_screen_withdraw_all (BellNotifierScreen *self)
{
  g_autoptr (GList) ids = NULL;
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  ids = g_hash_table_get_keys (self->shown);
  for (GList *link = ids; link != NULL; link = link->next)
    g_ptr_array_add (names, g_strdup (link->data));

  for (guint i = 0; i < names->len; i++)
    bell_notifier_screen_withdraw (self, names->pdata[i]);
}
