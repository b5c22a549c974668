/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-place-row.h"

#include <glib/gi18n-lib.h>

/**
 * BellPlaceRow:
 *
 * A place in the sidebar: icon, name, number.
 */
struct _BellPlaceRow
{
  GtkListBoxRow parent_instance;

  BellPlace *place;

  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *count;
};

G_DEFINE_FINAL_TYPE (BellPlaceRow, bell_place_row, GTK_TYPE_LIST_BOX_ROW)

static void
place_changed_cb (BellPlaceRow *self)
{
  gint64 count = bell_place_get_count (self->place);
  g_autofree char *number = NULL;
  g_autofree char *spoken = NULL;

  g_assert (BELL_IS_PLACE_ROW (self));

  gtk_label_set_label (self->title, bell_place_get_title (self->place));
  gtk_widget_set_visible (GTK_WIDGET (self->count), count > 0);

  if (count > 0)
    {
      /* In the grouping of the person's own locale. */
      number = g_strdup_printf ("%'" G_GINT64_FORMAT, count);
      gtk_label_set_label (self->count, number);
      /* Translators: a view and how many things are in it, for screen readers. */
      spoken = g_strdup_printf (_("%s: %s"), bell_place_get_title (self->place), number);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  spoken != NULL ? spoken : bell_place_get_title (self->place),
                                  -1);
}

static void
bell_place_row_dispose (GObject *object)
{
  BellPlaceRow *self = BELL_PLACE_ROW (object);

  g_clear_object (&self->place);

  G_OBJECT_CLASS (bell_place_row_parent_class)->dispose (object);
}

static void
bell_place_row_class_init (BellPlaceRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = bell_place_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/deskbell/agent/ui/bell-place-row.ui");
  gtk_widget_class_bind_template_child (widget_class, BellPlaceRow, icon);
  gtk_widget_class_bind_template_child (widget_class, BellPlaceRow, title);
  gtk_widget_class_bind_template_child (widget_class, BellPlaceRow, count);
}

static void
bell_place_row_init (BellPlaceRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * bell_place_row_new:
 * @place: a place
 *
 * Returns: (transfer floating): a row that follows the place
 */
GtkWidget *
bell_place_row_new (BellPlace *place)
{
  BellPlaceRow *self;

  g_return_val_if_fail (BELL_IS_PLACE (place), NULL);

  self = g_object_new (BELL_TYPE_PLACE_ROW, NULL);
  self->place = g_object_ref (place);
  gtk_image_set_from_icon_name (self->icon, bell_place_get_icon_name (place));
  g_signal_connect_object (place, "notify", G_CALLBACK (place_changed_cb), self, G_CONNECT_SWAPPED);
  place_changed_cb (self);

  return GTK_WIDGET (self);
}

/**
 * bell_place_row_get_place:
 * @self: a row
 *
 * Returns: (transfer none): its place
 */
BellPlace *
bell_place_row_get_place (BellPlaceRow *self)
{
  g_return_val_if_fail (BELL_IS_PLACE_ROW (self), NULL);

  return self->place;
}
