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
  GtkSwitch *escalated;
  GtkSwitch *half;
  GtkSwitch *three_quarters;
  GtkSwitch *breach;
  GtkSwitch *alarms_team;
  GtkSpinButton *snooze;
  GtkSwitch *working_hours;
  BellWorkingHoursRow *hours;
  AdwExpanderRow *loud;
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

/* What may be told in quiet times too. */
static const struct
{
  const char *nick;
  const char *label;
} loud_kinds[] = {
  { "urgent-breach", N_("A deadline of an urgent ticket has passed") },
  { "breach", N_("A deadline has passed") },
  { "three-quarters", N_("Three quarters of the time are used") },
  { "half", N_("Half of the time is used") },
  { "escalated", N_("A ticket is escalated to me") },
  { "assigned", N_("A ticket is assigned to me") },
  { "team", N_("A ticket comes to one of my teams") },
  { "answered", N_("A requester answers in a ticket of mine") },
};

#define LOUD_SETTING "told-in-quiet-times"

static gboolean
kinds_to_switch (GValue   *value,
                 GVariant *variant,
                 gpointer  nick)
{
  g_autofree const char **kinds = g_variant_get_strv (variant, NULL);

  g_value_set_boolean (value, g_strv_contains (kinds, nick));

  return TRUE;
}

typedef struct
{
  GSettings *settings;
  const char *nick;
} LoudSwitch;

static void
loud_switch_free (gpointer  data,
                  GClosure *closure)
{
  g_object_unref (((LoudSwitch *) data)->settings);
  g_free (data);
}

static void
loud_toggled_cb (GtkSwitch  *toggle,
                 GParamSpec *pspec,
                 LoudSwitch *which)
{
  g_auto (GStrv) kinds = g_settings_get_strv (which->settings, LOUD_SETTING);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) now = NULL;

  if (gtk_switch_get_active (toggle) == g_strv_contains ((const char *const *) kinds, which->nick))
    return;
  for (guint i = 0; kinds[i] != NULL; i++)
    if (!g_str_equal (kinds[i], which->nick))
      g_strv_builder_add (builder, kinds[i]);
  if (gtk_switch_get_active (toggle))
    g_strv_builder_add (builder, which->nick);
  now = g_strv_builder_end (builder);
  g_settings_set_strv (which->settings, LOUD_SETTING, (const char *const *) now);
}

static void
add_loud_rows (BellPreferencesWindow *self,
               GSettings             *settings)
{
  for (guint i = 0; i < G_N_ELEMENTS (loud_kinds); i++)
    {
      GtkWidget *row = adw_action_row_new ();
      GtkWidget *toggle = gtk_switch_new ();
      LoudSwitch *which = g_new0 (LoudSwitch, 1);

      which->settings = g_object_ref (settings);
      which->nick = loud_kinds[i].nick;
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _(loud_kinds[i].label));
      gtk_widget_set_valign (toggle, GTK_ALIGN_CENTER);
      gtk_accessible_update_property (GTK_ACCESSIBLE (toggle), GTK_ACCESSIBLE_PROPERTY_LABEL, _(loud_kinds[i].label), -1);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), toggle);
      adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), toggle);
      adw_expander_row_add_row (self->loud, row);
      g_settings_bind_with_mapping (settings, LOUD_SETTING, toggle, "active", G_SETTINGS_BIND_GET, kinds_to_switch, NULL,
                                    (gpointer) loud_kinds[i].nick, NULL);
      g_signal_connect_data (toggle, "notify::active", G_CALLBACK (loud_toggled_cb), which, loud_switch_free, 0);
    }
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
  gtk_widget_class_bind_template_child (widget_class, BellPreferencesWindow, escalated);
  gtk_widget_class_bind_template_child (widget_class, BellPreferencesWindow, half);
  gtk_widget_class_bind_template_child (widget_class, BellPreferencesWindow, three_quarters);
  gtk_widget_class_bind_template_child (widget_class, BellPreferencesWindow, breach);
  gtk_widget_class_bind_template_child (widget_class, BellPreferencesWindow, alarms_team);
  gtk_widget_class_bind_template_child (widget_class, BellPreferencesWindow, snooze);
  gtk_widget_class_bind_template_child (widget_class, BellPreferencesWindow, working_hours);
  gtk_widget_class_bind_template_child (widget_class, BellPreferencesWindow, hours);
  gtk_widget_class_bind_template_child (widget_class, BellPreferencesWindow, loud);
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
  g_settings_bind (settings, "notifications-escalated", self->escalated, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "alarms-half", self->half, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "alarms-three-quarters", self->three_quarters, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "alarms-breach", self->breach, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "alarms-team", self->alarms_team, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "alarms-snooze-minutes", self->snooze, "value", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "notifications-working-hours", self->working_hours, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "notifications-daily-cap", self->cap, "value", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "notifications-sound", self->sound, "active", G_SETTINGS_BIND_DEFAULT);
  add_loud_rows (self, settings);
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
