/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-property-row.h"

#include <glib/gi18n-lib.h>

/**
 * BellPropertyRow:
 *
 * A property with its value as a button that opens a menu or a picker, and a
 * mark while a change of it waits to be sent.
 */
struct _BellPropertyRow
{
  AdwActionRow parent_instance;

  char *css_class;
  GMenuModel *menu; /* (nullable) */

  GtkImage *waiting;
  GtkMenuButton *button;
  GtkImage *icon;
  GtkLabel *value;
};

G_DEFINE_FINAL_TYPE (BellPropertyRow, bell_property_row, ADW_TYPE_ACTION_ROW)

static void
bell_property_row_update_label (BellPropertyRow *self)
{
  g_autofree char *label = NULL;

  /* Translators: a property and its value, such as “Status: Open”. */
  label = g_strdup_printf (_("%s: %s"), adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self)),
                           gtk_label_get_label (self->value));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

/* A menu is a popover full of buttons, which most tickets are never asked for. */
static void
create_popup_cb (GtkMenuButton *button,
                 gpointer       user_data)
{
  BellPropertyRow *self = user_data;

  g_assert (BELL_IS_PROPERTY_ROW (self));

  if (gtk_menu_button_get_menu_model (button) != self->menu)
    gtk_menu_button_set_menu_model (button, self->menu);
}

static void
bell_property_row_finalize (GObject *object)
{
  BellPropertyRow *self = BELL_PROPERTY_ROW (object);

  g_clear_pointer (&self->css_class, g_free);
  g_clear_object (&self->menu);

  G_OBJECT_CLASS (bell_property_row_parent_class)->finalize (object);
}

static void
bell_property_row_class_init (BellPropertyRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->finalize = bell_property_row_finalize;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/deskbell/agent/ui/bell-property-row.ui");
  gtk_widget_class_bind_template_child (widget_class, BellPropertyRow, waiting);
  gtk_widget_class_bind_template_child (widget_class, BellPropertyRow, button);
  gtk_widget_class_bind_template_child (widget_class, BellPropertyRow, icon);
  gtk_widget_class_bind_template_child (widget_class, BellPropertyRow, value);
}

static void
bell_property_row_init (BellPropertyRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  adw_action_row_set_title_lines (ADW_ACTION_ROW (self), 1);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self), GTK_WIDGET (self->button));
}

/**
 * bell_property_row_set_value:
 * @self: a row
 * @value: (nullable): what to show as the value
 */
void
bell_property_row_set_value (BellPropertyRow *self,
                             const char      *value)
{
  g_return_if_fail (BELL_IS_PROPERTY_ROW (self));

  gtk_label_set_label (self->value, value != NULL ? value : _("None"));
  bell_property_row_update_label (self);
}

/**
 * bell_property_row_set_icon:
 * @self: a row
 * @icon_name: (nullable): an icon before the value
 * @css_class: (nullable): a style class for the icon and the value
 */
void
bell_property_row_set_icon (BellPropertyRow *self,
                            const char      *icon_name,
                            const char      *css_class)
{
  GtkWidget *box;

  g_return_if_fail (BELL_IS_PROPERTY_ROW (self));

  gtk_widget_set_visible (GTK_WIDGET (self->icon), icon_name != NULL);
  gtk_image_set_from_icon_name (self->icon, icon_name);

  box = gtk_widget_get_parent (GTK_WIDGET (self->icon));
  if (self->css_class != NULL)
    gtk_widget_remove_css_class (box, self->css_class);
  g_free (self->css_class);
  self->css_class = g_strdup (css_class);
  if (css_class != NULL)
    gtk_widget_add_css_class (box, css_class);
}

/**
 * bell_property_row_set_waiting:
 * @self: a row
 * @waiting: whether a change of the value waits to be sent
 */
void
bell_property_row_set_waiting (BellPropertyRow *self,
                               gboolean         waiting)
{
  g_return_if_fail (BELL_IS_PROPERTY_ROW (self));

  gtk_widget_set_visible (GTK_WIDGET (self->waiting), waiting);
}

/**
 * bell_property_row_set_menu:
 * @self: a row
 * @menu: (nullable): what the value opens; made when it is opened
 */
void
bell_property_row_set_menu (BellPropertyRow *self,
                            GMenuModel      *menu)
{
  g_return_if_fail (BELL_IS_PROPERTY_ROW (self));

  g_set_object (&self->menu, menu);
  gtk_menu_button_set_create_popup_func (self->button, menu != NULL ? create_popup_cb : NULL, self, NULL);
}

/**
 * bell_property_row_set_popover:
 * @self: a row
 * @popover: (transfer floating): what the value opens
 */
void
bell_property_row_set_popover (BellPropertyRow *self,
                               GtkPopover      *popover)
{
  g_return_if_fail (BELL_IS_PROPERTY_ROW (self));

  gtk_menu_button_set_popover (self->button, GTK_WIDGET (popover));
}

/**
 * bell_property_row_popup:
 * @self: a row
 *
 * Opens its menu or picker.
 */
void
bell_property_row_popup (BellPropertyRow *self)
{
  g_return_if_fail (BELL_IS_PROPERTY_ROW (self));

  gtk_menu_button_popup (self->button);
}
