/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-do-not-disturb.h"

#define NOTIFICATIONS_NAME "org.freedesktop.Notifications"
#define NOTIFICATIONS_PATH "/org/freedesktop/Notifications"
#define GNOME_SCHEMA "org.gnome.desktop.notifications"
#define GNOME_KEY "show-banners"

/**
 * BellDoNotDisturb:
 *
 * Reads where desktops keep that nobody wants to be disturbed, and follows it:
 * GNOME in a setting (show-banners), Plasma as the property Inhibited of the
 * notification service (Desktop Notifications Specification 1.2), dunst as the
 * property paused of an interface of its own. A desktop that has none of them is
 * taken to want notifications. Nothing is started for it, and nothing waited for.
 *
 * Owned by who wants to know; for the thread whose default main context it was made in.
 */
struct _BellDoNotDisturb
{
  GObject parent_instance;

  gboolean active;
  GSettings *gnome; /* (nullable) */
  GDBusProxy *proxies[2];
  GCancellable *cancellable;
};

/* The interfaces of the service, and what each calls it. */
static const struct
{
  const char *interface;
  const char *property;
} sources[] = {
  { "org.freedesktop.Notifications", "Inhibited" },
  { "org.dunstproject.cmd0", "paused" },
};

G_STATIC_ASSERT (G_N_ELEMENTS (sources) == 2);

G_DEFINE_FINAL_TYPE (BellDoNotDisturb, bell_do_not_disturb, G_TYPE_OBJECT)

typedef enum
{
  PROP_ACTIVE = 1,
} BellDoNotDisturbProperty;

static GParamSpec *properties[PROP_ACTIVE + 1];

static void
bell_do_not_disturb_update (BellDoNotDisturb *self)
{
  gboolean active = self->gnome != NULL && !g_settings_get_boolean (self->gnome, GNOME_KEY);

  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    {
      g_autoptr (GVariant) value = NULL;

      if (self->proxies[i] != NULL)
        value = g_dbus_proxy_get_cached_property (self->proxies[i], sources[i].property);
      active |= value != NULL && g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN) && g_variant_get_boolean (value);
    }
  if (active == self->active)
    return;
  self->active = active;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACTIVE]);
}

static void
proxy_changed_cb (BellDoNotDisturb *self)
{
  g_assert (BELL_IS_DO_NOT_DISTURB (self));

  bell_do_not_disturb_update (self);
}

static void
proxy_made_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (BellDoNotDisturb) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusProxy) proxy = g_dbus_proxy_new_for_bus_finish (result, &error);

  if (proxy == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_info ("The desktop cannot be asked whether it may be disturbed: %s", error->message);
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    if (g_str_equal (g_dbus_proxy_get_interface_name (proxy), sources[i].interface))
      g_set_object (&self->proxies[i], proxy);
  g_signal_connect_object (proxy, "g-properties-changed", G_CALLBACK (proxy_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (proxy, "notify::g-name-owner", G_CALLBACK (proxy_changed_cb), self, G_CONNECT_SWAPPED);
  bell_do_not_disturb_update (self);
}

static GSettings *
new_gnome_settings (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = NULL;

  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, GNOME_SCHEMA, TRUE);
  if (schema == NULL || !g_settings_schema_has_key (schema, GNOME_KEY))
    return NULL;

  return g_settings_new_full (schema, NULL, NULL);
}

static void
bell_do_not_disturb_get_property (GObject    *object,
                                  guint       id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  BellDoNotDisturb *self = BELL_DO_NOT_DISTURB (object);

  switch ((BellDoNotDisturbProperty) id)
    {
    case PROP_ACTIVE:
      g_value_set_boolean (value, self->active);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bell_do_not_disturb_constructed (GObject *object)
{
  BellDoNotDisturb *self = BELL_DO_NOT_DISTURB (object);

  G_OBJECT_CLASS (bell_do_not_disturb_parent_class)->constructed (object);

  self->gnome = new_gnome_settings ();
  if (self->gnome != NULL)
    g_signal_connect_object (self->gnome, "changed::" GNOME_KEY, G_CALLBACK (bell_do_not_disturb_update), self, G_CONNECT_SWAPPED);
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    g_dbus_proxy_new_for_bus (G_BUS_TYPE_SESSION, G_DBUS_PROXY_FLAGS_DO_NOT_AUTO_START,
                              NULL, NOTIFICATIONS_NAME, NOTIFICATIONS_PATH, sources[i].interface,
                              self->cancellable, proxy_made_cb, g_object_ref (self));
  self->active = self->gnome != NULL && !g_settings_get_boolean (self->gnome, GNOME_KEY);
}

static void
bell_do_not_disturb_dispose (GObject *object)
{
  BellDoNotDisturb *self = BELL_DO_NOT_DISTURB (object);

  g_cancellable_cancel (self->cancellable);
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    g_clear_object (&self->proxies[i]);
  g_clear_object (&self->gnome);

  G_OBJECT_CLASS (bell_do_not_disturb_parent_class)->dispose (object);
}

static void
bell_do_not_disturb_finalize (GObject *object)
{
  BellDoNotDisturb *self = BELL_DO_NOT_DISTURB (object);

  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (bell_do_not_disturb_parent_class)->finalize (object);
}

static void
bell_do_not_disturb_class_init (BellDoNotDisturbClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = bell_do_not_disturb_constructed;
  object_class->dispose = bell_do_not_disturb_dispose;
  object_class->finalize = bell_do_not_disturb_finalize;
  object_class->get_property = bell_do_not_disturb_get_property;

  properties[PROP_ACTIVE] = g_param_spec_boolean ("active", NULL, NULL, FALSE,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
bell_do_not_disturb_init (BellDoNotDisturb *self)
{
  self->cancellable = g_cancellable_new ();
}

/**
 * bell_do_not_disturb_new:
 *
 * Returns: (transfer full): what knows it as soon as the desktop has answered
 */
BellDoNotDisturb *
bell_do_not_disturb_new (void)
{
  return g_object_new (BELL_TYPE_DO_NOT_DISTURB, NULL);
}

/**
 * bell_do_not_disturb_get_active:
 * @self: a reader
 *
 * Returns: whether the person wants quiet
 */
gboolean
bell_do_not_disturb_get_active (BellDoNotDisturb *self)
{
  g_return_val_if_fail (BELL_IS_DO_NOT_DISTURB (self), FALSE);

  return self->active;
}
