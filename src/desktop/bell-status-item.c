/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-status-item.h"

#include "bell-status-menu.h"
#include "bell-status-notifier-item.h"
#include "bell-status-picture.h"

#define WATCHER_NAME "org.kde.StatusNotifierWatcher"
#define WATCHER_PATH "/StatusNotifierWatcher"
#define ITEM_PATH    "/StatusNotifierItem"
#define MENU_PATH    "/MenuBar/%u"

/**
 * BellStatusItem:
 *
 * A StatusNotifierItem. It is exported on the connection that it is given and
 * registered by its path, so that no name has to be owned (a sandbox would not
 * let it); whenever a watcher appears on the bus, it registers again. Where no
 * watcher runs, or no panel has told it to show icons, `has-host` is %FALSE and the
 * program must be complete without it. Owned by the application; the menu's
 * server uses the same session bus.
 */
struct _BellStatusItem
{
  GObject parent_instance;

  GDBusConnection *connection;
  BellStatusNotifierItem *skeleton;
  BellStatusMenu *menu;

  BellStatusItemState state;
  guint count;
  guint watch_id;
  guint host_signal_id;
  GCancellable *cancellable; /* while a watcher is there */
  gboolean has_host;
};

G_DEFINE_FINAL_TYPE (BellStatusItem, bell_status_item, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (BellStatusItemState, bell_status_item_state,
                    G_DEFINE_ENUM_VALUE (BELL_STATUS_ITEM_NORMAL, "normal"),
                    G_DEFINE_ENUM_VALUE (BELL_STATUS_ITEM_ANSWER, "answer"),
                    G_DEFINE_ENUM_VALUE (BELL_STATUS_ITEM_OUTAGE, "outage"),
                    G_DEFINE_ENUM_VALUE (BELL_STATUS_ITEM_OFFLINE, "offline"))

typedef enum
{
  PROP_HAS_HOST = 1,
  PROP_STATE,
  PROP_COUNT,
} BellStatusItemProperty;

static GParamSpec *properties[PROP_COUNT + 1];

enum
{
  SIGNAL_ACTIVATE,
  SIGNAL_SECONDARY_ACTIVATE,
  SIGNAL_SCROLL,
  SIGNAL_CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
bell_status_item_set_has_host (BellStatusItem *self,
                               gboolean        has_host)
{
  if (self->has_host == has_host)
    return;

  self->has_host = has_host;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HAS_HOST]);
}

static void
host_asked_cb (GDBusConnection *connection,
               GAsyncResult    *result,
               gpointer         user_data)
{
  g_autoptr(BellStatusItem) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) answer = g_dbus_connection_call_finish (connection, result, &error);
  g_autoptr(GVariant) value = NULL;

  if (answer == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        bell_status_item_set_has_host (self, FALSE);
      return;
    }

  g_variant_get (answer, "(v)", &value);
  bell_status_item_set_has_host (self, g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN) &&
                                       g_variant_get_boolean (value));
}

static void
bell_status_item_ask_for_host (BellStatusItem *self)
{
  g_dbus_connection_call (self->connection, WATCHER_NAME, WATCHER_PATH, "org.freedesktop.DBus.Properties", "Get",
                          g_variant_new ("(ss)", WATCHER_NAME, "IsStatusNotifierHostRegistered"),
                          G_VARIANT_TYPE ("(v)"), G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, self->cancellable,
                          (GAsyncReadyCallback) host_asked_cb, g_object_ref (self));
}

static void
registered_cb (GDBusConnection *connection,
               GAsyncResult    *result,
               gpointer         user_data)
{
  g_autoptr(BellStatusItem) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) answer = g_dbus_connection_call_finish (connection, result, &error);

  if (answer != NULL)
    bell_status_item_ask_for_host (self);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_message ("The tray did not take the icon: %s", error->message);
}

static void
host_signal_cb (GDBusConnection *connection,
                const char      *sender,
                const char      *path,
                const char      *interface,
                const char      *signal,
                GVariant        *parameters,
                gpointer         user_data)
{
  BellStatusItem *self = user_data;

  if (self->cancellable != NULL && g_str_has_prefix (signal, "StatusNotifierHost"))
    bell_status_item_ask_for_host (self);
}

static void
watcher_appeared_cb (GDBusConnection *connection,
                     const char      *name,
                     const char      *owner,
                     gpointer         user_data)
{
  BellStatusItem *self = user_data;

  g_assert (BELL_IS_STATUS_ITEM (self));

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  g_dbus_connection_call (self->connection, WATCHER_NAME, WATCHER_PATH, WATCHER_NAME, "RegisterStatusNotifierItem",
                          g_variant_new ("(s)", ITEM_PATH), NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START, -1,
                          self->cancellable, (GAsyncReadyCallback) registered_cb, g_object_ref (self));
}

static void
watcher_vanished_cb (GDBusConnection *connection,
                     const char      *name,
                     gpointer         user_data)
{
  BellStatusItem *self = user_data;

  g_assert (BELL_IS_STATUS_ITEM (self));

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  bell_status_item_set_has_host (self, FALSE);
}

static gboolean
handle_activate_cb (BellStatusItem        *self,
                    GDBusMethodInvocation *invocation,
                    int                    x,
                    int                    y)
{
  g_assert (BELL_IS_STATUS_ITEM (self));

  bell_status_notifier_item_complete_activate (self->skeleton, invocation);
  g_signal_emit (self, signals[SIGNAL_ACTIVATE], 0, x, y);

  return TRUE;
}

static gboolean
handle_secondary_activate_cb (BellStatusItem        *self,
                              GDBusMethodInvocation *invocation,
                              int                    x,
                              int                    y)
{
  g_assert (BELL_IS_STATUS_ITEM (self));

  bell_status_notifier_item_complete_secondary_activate (self->skeleton, invocation);
  g_signal_emit (self, signals[SIGNAL_SECONDARY_ACTIVATE], 0, x, y);

  return TRUE;
}

static gboolean
handle_context_menu_cb (BellStatusItem        *self,
                        GDBusMethodInvocation *invocation,
                        int                    x,
                        int                    y)
{
  g_assert (BELL_IS_STATUS_ITEM (self));

  /* Hosts that can show the menu do it themselves; for the others the window
   * is as good. */
  bell_status_notifier_item_complete_context_menu (self->skeleton, invocation);
  g_signal_emit (self, signals[SIGNAL_ACTIVATE], 0, x, y);

  return TRUE;
}

static gboolean
handle_scroll_cb (BellStatusItem        *self,
                  GDBusMethodInvocation *invocation,
                  int                    delta,
                  const char            *orientation)
{
  g_assert (BELL_IS_STATUS_ITEM (self));

  bell_status_notifier_item_complete_scroll (self->skeleton, invocation);
  g_signal_emit (self, signals[SIGNAL_SCROLL], 0, delta, g_ascii_strcasecmp (orientation, "horizontal") == 0);

  return TRUE;
}

static void
chosen_cb (BellStatusItem *self,
           const char     *name)
{
  g_assert (BELL_IS_STATUS_ITEM (self));

  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, name);
}

static void
bell_status_item_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  BellStatusItem *self = BELL_STATUS_ITEM (object);

  switch ((BellStatusItemProperty) prop_id)
    {
    case PROP_HAS_HOST:
      g_value_set_boolean (value, self->has_host);
      break;
    case PROP_STATE:
      g_value_set_enum (value, (int) self->state);
      break;
    case PROP_COUNT:
      g_value_set_uint (value, self->count);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bell_status_item_dispose (GObject *object)
{
  BellStatusItem *self = BELL_STATUS_ITEM (object);

  bell_status_item_stop (self);
  g_clear_object (&self->menu);
  g_clear_object (&self->skeleton);
  g_clear_object (&self->connection);

  G_OBJECT_CLASS (bell_status_item_parent_class)->dispose (object);
}

static void
bell_status_item_class_init (BellStatusItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = bell_status_item_get_property;
  object_class->dispose = bell_status_item_dispose;

  properties[PROP_HAS_HOST] = g_param_spec_boolean ("has-host", NULL, NULL, FALSE,
                                                    G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, BELL_TYPE_STATUS_ITEM_STATE, BELL_STATUS_ITEM_NORMAL,
                                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_COUNT] = g_param_spec_uint ("count", NULL, NULL, 0, G_MAXUINT, 0,
                                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  signals[SIGNAL_ACTIVATE] = g_signal_new ("activate", BELL_TYPE_STATUS_ITEM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_INT);
  signals[SIGNAL_SECONDARY_ACTIVATE] = g_signal_new ("secondary-activate", BELL_TYPE_STATUS_ITEM, G_SIGNAL_RUN_LAST, 0,
                                                     NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_INT);
  signals[SIGNAL_SCROLL] = g_signal_new ("scroll", BELL_TYPE_STATUS_ITEM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_BOOLEAN);
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", BELL_TYPE_STATUS_ITEM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
bell_status_item_init (BellStatusItem *self)
{
  self->menu = bell_status_menu_new ();
  self->skeleton = bell_status_notifier_item_skeleton_new ();

  g_signal_connect_object (self->menu, "chosen", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->skeleton, "handle-activate", G_CALLBACK (handle_activate_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->skeleton, "handle-secondary-activate", G_CALLBACK (handle_secondary_activate_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->skeleton, "handle-context-menu", G_CALLBACK (handle_context_menu_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->skeleton, "handle-scroll", G_CALLBACK (handle_scroll_cb), self, G_CONNECT_SWAPPED);
}

/**
 * bell_status_item_new:
 * @connection: the session bus
 * @id: the program's id, the same in each session
 * @title: its name as people know it
 *
 * Returns: (transfer full): an icon that nobody sees before bell_status_item_start()
 */
BellStatusItem *
bell_status_item_new (GDBusConnection *connection,
                      const char      *id,
                      const char      *title)
{
  BellStatusItem *self;
  GVariant *nothing;

  g_return_val_if_fail (G_IS_DBUS_CONNECTION (connection), NULL);
  g_return_val_if_fail (id != NULL && title != NULL, NULL);

  self = g_object_new (BELL_TYPE_STATUS_ITEM, NULL);
  self->connection = g_object_ref (connection);
  nothing = g_variant_new_array (G_VARIANT_TYPE ("(iiay)"), NULL, 0);
  g_object_set (self->skeleton,
                "category", "ApplicationStatus",
                "id", id,
                "title", title,
                "status", "Active",
                "icon-name", "",
                "overlay-icon-name", "",
                "attention-icon-name", "",
                "attention-icon-pixmap", nothing,
                "item-is-menu", FALSE,
                NULL);
  self->count = G_MAXUINT;
  bell_status_item_set_state (self, BELL_STATUS_ITEM_NORMAL, 0, title);

  return self;
}

/**
 * bell_status_item_add_entry:
 * @self: an icon
 * @name: what the signal `chosen` calls it
 * @label: what people read; an underscore marks the key
 *
 * Puts an entry at the end of the menu.
 */
void
bell_status_item_add_entry (BellStatusItem *self,
                            const char     *name,
                            const char     *label)
{
  g_return_if_fail (BELL_IS_STATUS_ITEM (self));

  bell_status_menu_add_entry (self->menu, name, label);
}

/**
 * bell_status_item_add_separator:
 * @self: an icon
 *
 * Puts a line at the end of the menu.
 */
void
bell_status_item_add_separator (BellStatusItem *self)
{
  g_return_if_fail (BELL_IS_STATUS_ITEM (self));

  bell_status_menu_add_separator (self->menu);
}

/**
 * bell_status_item_set_label:
 * @self: an icon
 * @name: an entry of the menu
 * @label: what people read from now on
 *
 * Renames an entry.
 */
void
bell_status_item_set_label (BellStatusItem *self,
                            const char     *name,
                            const char     *label)
{
  g_return_if_fail (BELL_IS_STATUS_ITEM (self));

  bell_status_menu_set_label (self->menu, name, label);
}

/**
 * bell_status_item_set_state:
 * @self: an icon
 * @state: what it says at a glance
 * @count: how many answers or unsent changes; 0 for no number
 * @sentence: what it says to those who point at it
 *
 * Draws the icon anew.
 */
void
bell_status_item_set_state (BellStatusItem      *self,
                            BellStatusItemState  state,
                            guint                count,
                            const char          *sentence)
{
  GVariant *tool_tip;

  g_return_if_fail (BELL_IS_STATUS_ITEM (self));
  g_return_if_fail (sentence != NULL);

  tool_tip = g_variant_new ("(s@a(iiay)ss)", "", g_variant_new_array (G_VARIANT_TYPE ("(iiay)"), NULL, 0),
                            bell_status_notifier_item_get_title (self->skeleton), sentence);
  bell_status_notifier_item_set_tool_tip (self->skeleton, tool_tip);
  bell_status_notifier_item_emit_new_tool_tip (self->skeleton);
  if (self->state == state && self->count == count)
    return;

  g_object_freeze_notify (G_OBJECT (self));
  if (self->state != state)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  if (self->count != count)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COUNT]);
  self->state = state;
  self->count = count;
  bell_status_notifier_item_set_icon_pixmap (self->skeleton, bell_status_picture_new (state, count));
  bell_status_notifier_item_emit_new_icon (self->skeleton);
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * bell_status_item_get_count:
 * @self: an icon
 *
 * Returns: how many, as it was told
 */
guint
bell_status_item_get_count (BellStatusItem *self)
{
  g_return_val_if_fail (BELL_IS_STATUS_ITEM (self), 0);

  return self->count;
}

/**
 * bell_status_item_start:
 * @self: an icon
 * @error: set where the bus does not take it
 *
 * Offers the icon to the tray, now and whenever one appears. Having no tray is
 * no error: see `has-host`.
 *
 * Returns: whether it is offered
 */
gboolean
bell_status_item_start (BellStatusItem  *self,
                        GError         **error)
{
  g_autofree char *menu_path = NULL;

  g_return_val_if_fail (BELL_IS_STATUS_ITEM (self), FALSE);
  g_return_val_if_fail (self->watch_id == 0, FALSE);

  if (!g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (self->skeleton), self->connection, ITEM_PATH, error))
    return FALSE;

  self->host_signal_id = g_dbus_connection_signal_subscribe (self->connection, WATCHER_NAME, WATCHER_NAME, NULL, WATCHER_PATH,
                                                             NULL, G_DBUS_SIGNAL_FLAGS_NONE, host_signal_cb, self, NULL);

  /* GDBus gives an id only once: no other menu has this path. */
  menu_path = g_strdup_printf (MENU_PATH, self->host_signal_id);
  bell_status_menu_start (self->menu, menu_path);
  bell_status_notifier_item_set_menu (self->skeleton, menu_path);
  self->watch_id = g_bus_watch_name_on_connection (self->connection, WATCHER_NAME, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                                   watcher_appeared_cb, watcher_vanished_cb, self, NULL);

  return TRUE;
}

/**
 * bell_status_item_stop:
 * @self: an icon
 *
 * Takes the icon away.
 */
void
bell_status_item_stop (BellStatusItem *self)
{
  g_return_if_fail (BELL_IS_STATUS_ITEM (self));

  if (self->watch_id == 0)
    return;

  g_clear_handle_id (&self->watch_id, g_bus_unwatch_name);
  g_dbus_connection_signal_unsubscribe (self->connection, self->host_signal_id);
  self->host_signal_id = 0;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  bell_status_menu_stop (self->menu);
  g_dbus_interface_skeleton_unexport (G_DBUS_INTERFACE_SKELETON (self->skeleton));
  bell_status_item_set_has_host (self, FALSE);
}

/**
 * bell_status_item_get_has_host:
 * @self: an icon
 *
 * Returns: whether something shows it
 */
gboolean
bell_status_item_get_has_host (BellStatusItem *self)
{
  g_return_val_if_fail (BELL_IS_STATUS_ITEM (self), FALSE);

  return self->has_host;
}
