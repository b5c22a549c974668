/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-global-shortcut.h"

#include "bell-portal-request.h"

#define SHORTCUTS "org.freedesktop.portal.GlobalShortcuts"
#define SESSION   "org.freedesktop.portal.Session"

/**
 * BellGlobalShortcut:
 *
 * Asks the desktop's portal for a combination of keys that works whatever
 * window is in front. Which keys these are the person says there; it is asked
 * for only while it is `enabled`, since the desktop may show a window for it. Where there is no such portal it
 * is not available and nothing is shown of it. When the portal comes back after
 * a restart it is asked again. Owned by the application; main thread.
 */
struct _BellGlobalShortcut
{
  GObject parent_instance;

  GDBusConnection *connection; /* (nullable) */
  char *name;
  char *description;
  char *trigger;
  GCancellable *cancellable; /* (nullable): of the portal that is there */
  guint watch;
  guint subscription;
  char *session; /* (nullable): its path */
  gboolean available;
  gboolean enabled;
  gboolean asking;
  gboolean bound;
};

G_DEFINE_FINAL_TYPE (BellGlobalShortcut, bell_global_shortcut, G_TYPE_OBJECT)

typedef enum
{
  PROP_AVAILABLE = 1,
  PROP_ENABLED,
  PROP_BOUND,
} BellGlobalShortcutProperty;

static GParamSpec *properties[PROP_BOUND + 1];
static guint activated_signal;

static void
bell_global_shortcut_set (BellGlobalShortcut         *self,
                          gboolean                   *place,
                          gboolean                    value,
                          BellGlobalShortcutProperty  property)
{
  if (*place == value)
    return;

  *place = value;
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
activated_cb (GDBusConnection *connection,
              const char      *sender,
              const char      *path,
              const char      *interface,
              const char      *signal,
              GVariant        *parameters,
              gpointer         user_data)
{
  BellGlobalShortcut *self = user_data;
  const char *session, *name;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(osta{sv})")))
    return;

  g_variant_get (parameters, "(&o&sta{sv})", &session, &name, NULL, NULL);
  if (g_strcmp0 (session, self->session) == 0 && g_str_equal (name, self->name))
    g_signal_emit (self, activated_signal, 0);
}

/* Lets the session go: its keys are free again. */
static void
bell_global_shortcut_release (BellGlobalShortcut *self)
{
  if (self->session != NULL && self->available)
    g_dbus_connection_call (self->connection, BELL_PORTAL_NAME, self->session, SESSION, "Close", NULL, NULL,
                            G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, NULL, NULL);
  g_clear_pointer (&self->session, g_free);
  bell_global_shortcut_set (self, &self->bound, FALSE, PROP_BOUND);
}

static void
fail (BellGlobalShortcut *self,
      const GError       *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_message ("The desktop gave no global shortcut: %s", error->message);
}

static void
bound_cb (GDBusConnection *connection,
          GAsyncResult    *result,
          gpointer         user_data)
{
  g_autoptr(BellGlobalShortcut) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) answer = bell_portal_request_finish (connection, result, &error);

  self->asking = FALSE;
  if (answer == NULL)
    {
      fail (self, error);
      bell_global_shortcut_release (self);
    }
  else if (!self->enabled)
    bell_global_shortcut_release (self);
  else
    bell_global_shortcut_set (self, &self->bound, TRUE, PROP_BOUND);
}

static void
session_cb (GDBusConnection *connection,
            GAsyncResult    *result,
            gpointer         user_data)
{
  g_autoptr(BellGlobalShortcut) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) answer = bell_portal_request_finish (connection, result, &error);
  GVariantBuilder about = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  GVariantBuilder list = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(sa{sv})"));
  const char *session = NULL;

  if (answer == NULL || !g_variant_lookup (answer, "session_handle", "&s", &session) || !g_variant_is_object_path (session))
    {
      self->asking = FALSE;
      if (error != NULL)
        fail (self, error);
      g_variant_builder_clear (&about);
      g_variant_builder_clear (&list);
      return;
    }

  g_free (self->session);
  self->session = g_strdup (session);
  g_variant_builder_add (&about, "{sv}", "description", g_variant_new_string (self->description));
  g_variant_builder_add (&about, "{sv}", "preferred_trigger", g_variant_new_string (self->trigger));
  g_variant_builder_add (&list, "(sa{sv})", self->name, &about);
  bell_portal_request (connection, SHORTCUTS, "BindShortcuts", g_variant_new ("(oa(sa{sv})s)", session, &list, ""),
                       g_variant_new_array (G_VARIANT_TYPE ("{sv}"), NULL, 0), self->cancellable,
                       (GAsyncReadyCallback) bound_cb, g_object_ref (self));
}

static void
bell_global_shortcut_update (BellGlobalShortcut *self)
{
  GVariantBuilder options = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  if (!self->enabled && !self->asking)
    bell_global_shortcut_release (self);
  if (!self->enabled || !self->available || self->asking || self->session != NULL)
    {
      g_variant_builder_clear (&options);
      return;
    }

  self->asking = TRUE;
  g_variant_builder_add (&options, "{sv}", "session_handle_token", g_variant_new_string ("deskbell"));
  bell_portal_request (self->connection, SHORTCUTS, "CreateSession", NULL, g_variant_builder_end (&options), self->cancellable,
                       (GAsyncReadyCallback) session_cb, g_object_ref (self));
}

static void
version_cb (GDBusConnection *connection,
            GAsyncResult    *result,
            gpointer         user_data)
{
  g_autoptr(BellGlobalShortcut) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) answer = g_dbus_connection_call_finish (connection, result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  bell_global_shortcut_set (self, &self->available, answer != NULL, PROP_AVAILABLE);
  bell_global_shortcut_update (self);
}

/* A portal may be there without this part of it. */
static void
appeared_cb (GDBusConnection *connection,
             const char      *name,
             const char      *owner,
             gpointer         user_data)
{
  BellGlobalShortcut *self = user_data;

  self->cancellable = g_cancellable_new ();
  g_dbus_connection_call (connection, BELL_PORTAL_NAME, BELL_PORTAL_PATH, "org.freedesktop.DBus.Properties", "Get",
                          g_variant_new ("(ss)", SHORTCUTS, "version"), G_VARIANT_TYPE ("(v)"),
                          G_DBUS_CALL_FLAGS_NONE, -1, self->cancellable, (GAsyncReadyCallback) version_cb, g_object_ref (self));
}

static void
vanished_cb (GDBusConnection *connection,
             const char      *name,
             gpointer         user_data)
{
  BellGlobalShortcut *self = user_data;

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->asking = FALSE;
  bell_global_shortcut_set (self, &self->available, FALSE, PROP_AVAILABLE);
  bell_global_shortcut_release (self);
}

static void
bell_global_shortcut_get_property (GObject    *object,
                                   guint       prop_id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  BellGlobalShortcut *self = BELL_GLOBAL_SHORTCUT (object);

  switch ((BellGlobalShortcutProperty) prop_id)
    {
    case PROP_AVAILABLE:
      g_value_set_boolean (value, self->available);
      break;
    case PROP_ENABLED:
      g_value_set_boolean (value, self->enabled);
      break;
    case PROP_BOUND:
      g_value_set_boolean (value, self->bound);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bell_global_shortcut_set_property (GObject      *object,
                                   guint         prop_id,
                                   const GValue *value,
                                   GParamSpec   *pspec)
{
  BellGlobalShortcut *self = BELL_GLOBAL_SHORTCUT (object);

  switch ((BellGlobalShortcutProperty) prop_id)
    {
    case PROP_ENABLED:
      self->enabled = g_value_get_boolean (value);
      bell_global_shortcut_update (self);
      break;
    case PROP_AVAILABLE:
    case PROP_BOUND:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bell_global_shortcut_dispose (GObject *object)
{
  BellGlobalShortcut *self = BELL_GLOBAL_SHORTCUT (object);

  g_clear_handle_id (&self->watch, g_bus_unwatch_name);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->subscription != 0)
    g_dbus_connection_signal_unsubscribe (self->connection, self->subscription);
  self->subscription = 0;
  if (self->connection != NULL)
    bell_global_shortcut_release (self);
  g_clear_object (&self->connection);

  G_OBJECT_CLASS (bell_global_shortcut_parent_class)->dispose (object);
}

static void
bell_global_shortcut_finalize (GObject *object)
{
  BellGlobalShortcut *self = BELL_GLOBAL_SHORTCUT (object);

  g_free (self->name);
  g_free (self->description);
  g_free (self->trigger);

  G_OBJECT_CLASS (bell_global_shortcut_parent_class)->finalize (object);
}

static void
bell_global_shortcut_class_init (BellGlobalShortcutClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = bell_global_shortcut_get_property;
  object_class->set_property = bell_global_shortcut_set_property;
  object_class->dispose = bell_global_shortcut_dispose;
  object_class->finalize = bell_global_shortcut_finalize;

  properties[PROP_AVAILABLE] = g_param_spec_boolean ("available", NULL, NULL, FALSE, readable);
  properties[PROP_ENABLED] = g_param_spec_boolean ("enabled", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_BOUND] = g_param_spec_boolean ("bound", NULL, NULL, FALSE, readable);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  activated_signal = g_signal_new ("activated", BELL_TYPE_GLOBAL_SHORTCUT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
bell_global_shortcut_init (BellGlobalShortcut *self)
{
}

/**
 * bell_global_shortcut_new:
 * @connection: (nullable): the session bus
 * @name: what the desktop remembers it by
 * @description: what it does, for people
 * @trigger: the keys that would suit, as the freedesktop.org shortcuts specification writes them
 *
 * Returns: (transfer full): not available until the portal has said so, and not enabled
 */
BellGlobalShortcut *
bell_global_shortcut_new (GDBusConnection *connection,
                          const char      *name,
                          const char      *description,
                          const char      *trigger)
{
  BellGlobalShortcut *self;

  g_return_val_if_fail (connection == NULL || G_IS_DBUS_CONNECTION (connection), NULL);
  g_return_val_if_fail (name != NULL && description != NULL && trigger != NULL, NULL);

  self = g_object_new (BELL_TYPE_GLOBAL_SHORTCUT, NULL);
  self->name = g_strdup (name);
  self->description = g_strdup (description);
  self->trigger = g_strdup (trigger);
  if (connection == NULL)
    return self;

  self->connection = g_object_ref (connection);
  self->subscription = g_dbus_connection_signal_subscribe (connection, BELL_PORTAL_NAME, SHORTCUTS, "Activated", BELL_PORTAL_PATH,
                                                           NULL, G_DBUS_SIGNAL_FLAGS_NONE, activated_cb, self, NULL);
  self->watch = g_bus_watch_name_on_connection (connection, BELL_PORTAL_NAME, G_BUS_NAME_WATCHER_FLAGS_AUTO_START,
                                                (GBusNameAppearedCallback) appeared_cb, (GBusNameVanishedCallback) vanished_cb,
                                                self, NULL);

  return self;
}

/**
 * bell_global_shortcut_get_available:
 * @self: a shortcut
 *
 * Returns: whether the desktop can
 */
gboolean
bell_global_shortcut_get_available (BellGlobalShortcut *self)
{
  g_return_val_if_fail (BELL_IS_GLOBAL_SHORTCUT (self), FALSE);

  return self->available;
}

/**
 * bell_global_shortcut_get_bound:
 * @self: a shortcut
 *
 * Returns: whether the desktop has taken it
 */
gboolean
bell_global_shortcut_get_bound (BellGlobalShortcut *self)
{
  g_return_val_if_fail (BELL_IS_GLOBAL_SHORTCUT (self), FALSE);

  return self->bound;
}
