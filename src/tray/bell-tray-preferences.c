/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-tray-preferences.h"

#include <glib/gi18n-lib.h>

/**
 * BellTrayPreferences:
 *
 * The few settings of the app for staff.
 */
struct _BellTrayPreferences
{
  AdwPreferencesWindow parent_instance;

  BellAutostart *autostart;
  gboolean known; /* whether the switch shows what is so */

  GtkSwitch *autostart_switch;
  GtkSwitch *notifications;
  GtkSwitch *shortcut;
  AdwActionRow *shortcut_row;
  GtkLabel *tray;
  AdwActionRow *account;
};

G_DEFINE_FINAL_TYPE (BellTrayPreferences, bell_tray_preferences, ADW_TYPE_PREFERENCES_WINDOW)

static void
tell (BellTrayPreferences *self,
      const GError        *error)
{
  AdwToast *toast = adw_toast_new ("");

  adw_toast_set_title (toast, error->message);
  adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (self), toast);
}

static void
autostart_known_cb (BellAutostart *autostart,
                    GAsyncResult  *result,
                    gpointer       user_data)
{
  g_autoptr(BellTrayPreferences) self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean starts = bell_autostart_get_finish (autostart, result, &error);

  if (error != NULL)
    tell (self, error);
  gtk_switch_set_active (self->autostart_switch, starts);
  self->known = TRUE;
}

static void
autostart_set_cb (BellAutostart *autostart,
                  GAsyncResult  *result,
                  gpointer       user_data)
{
  g_autoptr(BellTrayPreferences) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!bell_autostart_set_finish (autostart, result, &error))
    tell (self, error);
}

static void
autostart_switched_cb (BellTrayPreferences *self)
{
  g_assert (BELL_IS_TRAY_PREFERENCES (self));

  if (self->known)
    bell_autostart_set_async (self->autostart, gtk_switch_get_active (self->autostart_switch), NULL,
                              (GAsyncReadyCallback) autostart_set_cb, g_object_ref (self));
}

static void
bell_tray_preferences_dispose (GObject *object)
{
  BellTrayPreferences *self = BELL_TRAY_PREFERENCES (object);

  g_clear_object (&self->autostart);

  G_OBJECT_CLASS (bell_tray_preferences_parent_class)->dispose (object);
}

static void
bell_tray_preferences_class_init (BellTrayPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bell_tray_preferences_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/deskbell/tray/ui/bell-tray-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, BellTrayPreferences, autostart_switch);
  gtk_widget_class_bind_template_child (widget_class, BellTrayPreferences, notifications);
  gtk_widget_class_bind_template_child (widget_class, BellTrayPreferences, shortcut);
  gtk_widget_class_bind_template_child (widget_class, BellTrayPreferences, shortcut_row);
  gtk_widget_class_bind_template_child (widget_class, BellTrayPreferences, tray);
  gtk_widget_class_bind_template_child (widget_class, BellTrayPreferences, account);
  gtk_widget_class_bind_template_callback (widget_class, autostart_switched_cb);
}

static void
bell_tray_preferences_init (BellTrayPreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * bell_tray_preferences_new:
 * @helpline: whose account
 * @settings: the app's settings
 * @autostart: the desktop's switch
 * @shortcut: the keys that work from anywhere
 * @tray_shown: whether the desktop shows the icon
 *
 * Returns: (transfer none): a window, not yet presented
 */
GtkWidget *
bell_tray_preferences_new (BellHelpline  *helpline,
                           GSettings     *settings,
                           BellAutostart *autostart,
                           BellGlobalShortcut *shortcut,
                           gboolean       tray_shown)
{
  BellTrayPreferences *self;
  BellStore *store;
  BellRecord *me;

  g_return_val_if_fail (BELL_IS_HELPLINE (helpline), NULL);
  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);
  g_return_val_if_fail (BELL_IS_AUTOSTART (autostart), NULL);

  self = g_object_new (BELL_TYPE_TRAY_PREFERENCES, NULL);
  self->autostart = g_object_ref (autostart);
  store = bell_helpline_get_store (helpline);
  me = bell_store_peek_principal (store, bell_store_get_principal_id (store));
  g_settings_bind (settings, "notifications", self->notifications, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "global-shortcut", self->shortcut, "active", G_SETTINGS_BIND_DEFAULT);
  g_object_bind_property (shortcut, "available", self->shortcut_row, "visible", G_BINDING_SYNC_CREATE);
  gtk_label_set_label (self->tray, tray_shown ? _("The bell in the panel opens Deskbell Help.")
                                              : _("This desktop has no panel for the bell. Open Deskbell Help from the list of applications; answers are told as notifications."));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self->account), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->account),
                                 me != NULL ? bell_principal_get_name (BELL_PRINCIPAL (me))
                                 : bell_store_get_email (store) != NULL ? bell_store_get_email (store) : _("Not signed in"));
  if (bell_store_get_server_url (store) != NULL)
    adw_action_row_set_subtitle (self->account, bell_store_get_server_url (store));
  bell_autostart_get_async (autostart, NULL, (GAsyncReadyCallback) autostart_known_cb, g_object_ref (self));

  return GTK_WIDGET (self);
}
