/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-preferences-window.h"

#include <glib/gi18n-lib.h>

#include "bell-labels.h"
#include "bell-working-hours-row.h"

/**
 * BellPreferencesWindow:
 *
 * The settings that a person may want to change, bound to GSettings.
 */
struct _BellPreferencesWindow
{
  AdwPreferencesWindow parent_instance;

  AdwComboRow *color_scheme;
  GtkSwitch *background;
  GtkSwitch *assigned;
  GtkSwitch *team;
  GtkSwitch *answered;
  GtkSwitch *half;
  GtkSwitch *three_quarters;
  GtkSwitch *breach;
  GtkSwitch *alarms_team;
  GtkSpinButton *snooze;
  GtkSwitch *working_hours;
  BellWorkingHoursRow *hours;
  GtkSpinButton *cap;
  GtkSwitch *sound;
  AdwActionRow *account;
  AdwAvatar *avatar;
};

G_DEFINE_FINAL_TYPE (BellPreferencesWindow, bell_preferences_window, ADW_TYPE_PREFERENCES_WINDOW)

static gboolean
scheme_to_row (GValue   *value,
               GVariant *variant,
               gpointer  user_data)
{
  const char *nick = g_variant_get_string (variant, NULL);

  g_value_set_uint (value, g_str_equal (nick, "light") ? 1 : g_str_equal (nick, "dark") ? 2
                                                                                        : 0);
  return TRUE;
}

static GVariant *
row_to_scheme (const GValue       *value,
               const GVariantType *type,
               gpointer            user_data)
{
  static const char *const nicks[] = { "system", "light", "dark" };

  return g_variant_new_string (nicks[MIN (g_value_get_uint (value), 2)]);
}

static void
bell_preferences_window_class_init (BellPreferencesWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (BELL_TYPE_WORKING_HOURS_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/deskbell/agent/ui/bell-preferences-window.ui");
  gtk_widget_class_bind_template_child (widget_class, BellPreferencesWindow, color_scheme);
  gtk_widget_class_bind_template_child (widget_class, BellPreferencesWindow, background);
  gtk_widget_class_bind_template_child (widget_class, BellPreferencesWindow, assigned);
  gtk_widget_class_bind_template_child (widget_class, BellPreferencesWindow, team);
  gtk_widget_class_bind_template_child (widget_class, BellPreferencesWindow, answered);
  gtk_widget_class_bind_template_child (widget_class, BellPreferencesWindow, half);
  gtk_widget_class_bind_template_child (widget_class, BellPreferencesWindow, three_quarters);
  gtk_widget_class_bind_template_child (widget_class, BellPreferencesWindow, breach);
  gtk_widget_class_bind_template_child (widget_class, BellPreferencesWindow, alarms_team);
  gtk_widget_class_bind_template_child (widget_class, BellPreferencesWindow, snooze);
  gtk_widget_class_bind_template_child (widget_class, BellPreferencesWindow, working_hours);
  gtk_widget_class_bind_template_child (widget_class, BellPreferencesWindow, hours);
  gtk_widget_class_bind_template_child (widget_class, BellPreferencesWindow, cap);
  gtk_widget_class_bind_template_child (widget_class, BellPreferencesWindow, sound);
  gtk_widget_class_bind_template_child (widget_class, BellPreferencesWindow, account);
  gtk_widget_class_bind_template_child (widget_class, BellPreferencesWindow, avatar);
}

static void
bell_preferences_window_init (BellPreferencesWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * bell_preferences_window_new:
 * @workplace: whose settings
 *
 * Returns: (transfer none): a window, not yet presented
 */
GtkWidget *
bell_preferences_window_new (BellWorkplace *workplace)
{
  BellPreferencesWindow *self;
  GSettings *settings;
  BellStore *store;
  BellRecord *me;

  g_return_val_if_fail (BELL_IS_WORKPLACE (workplace), NULL);

  self = g_object_new (BELL_TYPE_PREFERENCES_WINDOW, NULL);
  settings = bell_workplace_get_settings (workplace);
  g_settings_bind_with_mapping (settings, "color-scheme", self->color_scheme, "selected", G_SETTINGS_BIND_DEFAULT,
                                scheme_to_row, row_to_scheme, NULL, NULL);
  g_settings_bind (settings, "run-in-background", self->background, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "notifications-assigned", self->assigned, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "notifications-team", self->team, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "notifications-answered", self->answered, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "alarms-half", self->half, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "alarms-three-quarters", self->three_quarters, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "alarms-breach", self->breach, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "alarms-team", self->alarms_team, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "alarms-snooze-minutes", self->snooze, "value", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "notifications-working-hours", self->working_hours, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "notifications-daily-cap", self->cap, "value", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "notifications-sound", self->sound, "active", G_SETTINGS_BIND_DEFAULT);
  bell_working_hours_row_set_desk (self->hours, bell_workplace_get_desk (workplace));

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self->account), FALSE);
  if (bell_workplace_get_desk (workplace) == NULL)
    {
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->account), _("Not signed in"));
      return GTK_WIDGET (self);
    }

  store = bell_account_get_store (bell_workplace_get_account (workplace));
  me = bell_store_peek_principal (store, bell_store_get_principal_id (store));
  if (me != NULL)
    {
      g_autofree char *subtitle = g_strdup_printf ("%s · %s\n%s", bell_store_get_email (store),
                                                   bell_label_for_role (bell_store_get_role (store)),
                                                   bell_store_get_server_url (store));

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->account), bell_principal_get_name (BELL_PRINCIPAL (me)));
      adw_avatar_set_text (self->avatar, bell_principal_get_name (BELL_PRINCIPAL (me)));
      adw_action_row_set_subtitle (self->account, subtitle);
    }
  else
    {
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->account), bell_store_get_email (store));
      adw_action_row_set_subtitle (self->account, bell_store_get_server_url (store));
    }

  return GTK_WIDGET (self);
}
