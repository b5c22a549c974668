/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-screenshot.h"

#include <glib/gi18n-lib.h>

#include "bell-portal-request.h"

#define SCREENSHOT "org.freedesktop.portal.Screenshot"

/**
 * BellScreenshot:
 *
 * Asks the desktop for a picture of the screen: the person chooses what is on
 * it, and may refuse. Where there is no portal, it is not available and nothing is shown of
 * it. Owned by the window; main thread.
 */
struct _BellScreenshot
{
  GObject parent_instance;

  GDBusConnection *connection; /* (nullable) */
  GCancellable *cancellable;
  guint watch;
  gboolean available;
};

G_DEFINE_FINAL_TYPE (BellScreenshot, bell_screenshot, G_TYPE_OBJECT)

typedef enum
{
  PROP_AVAILABLE = 1,
} BellScreenshotProperty;

static GParamSpec *properties[PROP_AVAILABLE + 1];

static void
bell_screenshot_set_available (BellScreenshot *self,
                               gboolean        available)
{
  if (self->available == available)
    return;

  self->available = available;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_AVAILABLE]);
}

static void
version_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    bell_screenshot_set_available (user_data, answer != NULL);
}

/* A portal may be there without this part of it. */
static void
appeared_cb (GDBusConnection *connection,
             const char      *name,
             const char      *owner,
             gpointer         user_data)
{
  BellScreenshot *self = user_data;

  g_dbus_connection_call (connection, BELL_PORTAL_NAME, BELL_PORTAL_PATH, "org.freedesktop.DBus.Properties", "Get",
                          g_variant_new ("(ss)", SCREENSHOT, "version"), G_VARIANT_TYPE ("(v)"),
                          G_DBUS_CALL_FLAGS_NONE, -1, self->cancellable, version_cb, self);
}

static void
vanished_cb (GDBusConnection *connection,
             const char      *name,
             gpointer         user_data)
{
  bell_screenshot_set_available (user_data, FALSE);
}

static void
fail (GTask      *task,
      const char *sentence)
{
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "%s", sentence);
}

static void
answered_cb (GDBusConnection *connection,
             GAsyncResult    *result,
             gpointer         user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) answer = bell_portal_request_finish (connection, result, &error);
  const char *uri = NULL;

  if (answer != NULL && g_variant_lookup (answer, "uri", "&s", &uri))
    g_task_return_pointer (task, g_file_new_for_uri (uri), g_object_unref);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    fail (task, _("The desktop gave no picture of the screen."));
}

static void
bell_screenshot_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  switch ((BellScreenshotProperty) prop_id)
    {
    case PROP_AVAILABLE:
      g_value_set_boolean (value, BELL_SCREENSHOT (object)->available);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bell_screenshot_dispose (GObject *object)
{
  BellScreenshot *self = BELL_SCREENSHOT (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->watch, g_bus_unwatch_name);
  g_clear_object (&self->connection);

  G_OBJECT_CLASS (bell_screenshot_parent_class)->dispose (object);
}

static void
bell_screenshot_class_init (BellScreenshotClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = bell_screenshot_get_property;
  object_class->dispose = bell_screenshot_dispose;

  properties[PROP_AVAILABLE] = g_param_spec_boolean ("available", NULL, NULL, FALSE,
                                                     G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
bell_screenshot_init (BellScreenshot *self)
{
  self->cancellable = g_cancellable_new ();
}

/**
 * bell_screenshot_new:
 * @connection: (nullable): the session bus
 *
 * Returns: (transfer full): not available until the portal has said so
 */
BellScreenshot *
bell_screenshot_new (GDBusConnection *connection)
{
  BellScreenshot *self;

  g_return_val_if_fail (connection == NULL || G_IS_DBUS_CONNECTION (connection), NULL);

  self = g_object_new (BELL_TYPE_SCREENSHOT, NULL);
  if (connection == NULL)
    return self;

  self->connection = g_object_ref (connection);
  self->watch = g_bus_watch_name_on_connection (connection, BELL_PORTAL_NAME, G_BUS_NAME_WATCHER_FLAGS_AUTO_START,
                                                appeared_cb, vanished_cb, self, NULL);

  return self;
}

/**
 * bell_screenshot_get_available:
 * @self: where pictures come from
 *
 * Returns: whether one can be taken
 */
gboolean
bell_screenshot_get_available (BellScreenshot *self)
{
  g_return_val_if_fail (BELL_IS_SCREENSHOT (self), FALSE);

  return self->available;
}

/**
 * bell_screenshot_take:
 * @self: where pictures come from
 * @cancellable: (nullable): stops the wait
 * @callback: called when it is there
 * @user_data: for @callback
 *
 * Lets the person choose what is on it, and takes it.
 */
void
bell_screenshot_take (BellScreenshot      *self,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  GVariantBuilder options = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  GTask *task;

  g_return_if_fail (BELL_IS_SCREENSHOT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, bell_screenshot_take);
  if (self->connection == NULL)
    {
      g_variant_builder_clear (&options);
      fail (task, _("The desktop gave no picture of the screen."));
      g_object_unref (task);
      return;
    }

  g_variant_builder_add (&options, "{sv}", "interactive", g_variant_new_boolean (TRUE));
  bell_portal_request (self->connection, SCREENSHOT, "Screenshot", g_variant_new ("(s)", ""), g_variant_builder_end (&options),
                       self->cancellable, (GAsyncReadyCallback) answered_cb, task);
}

/**
 * bell_screenshot_take_finish:
 * @self: where pictures come from
 * @result: what the callback was given
 * @error: %G_IO_ERROR_CANCELLED where the person did not want it
 *
 * Returns: (transfer full) (nullable): the picture, a file of the person's own
 */
GFile *
bell_screenshot_take_finish (BellScreenshot  *self,
                             GAsyncResult    *result,
                             GError         **error)
{
  g_return_val_if_fail (BELL_IS_SCREENSHOT (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
