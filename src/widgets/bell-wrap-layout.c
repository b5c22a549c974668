/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-wrap-layout.h"

/**
 * BellWrapLayout:
 *
 * Children one after the other, each as wide as it likes, in as many lines as
 * they need: chips, which a #GtkFlowBox would set in columns. What it says of
 * its height is so at the width that it was asked for.
 */
struct _BellWrapLayout
{
  GtkLayoutManager parent_instance;

  int column_spacing;
  int row_spacing;
};

G_DEFINE_FINAL_TYPE (BellWrapLayout, bell_wrap_layout, GTK_TYPE_LAYOUT_MANAGER)

/* Wraps at @width, and places the children if @place. Returns: the height. */
static int
wrap (BellWrapLayout *self,
      GtkWidget      *widget,
      int             width,
      gboolean        place)
{
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GtkAllocation at = { 0, 0, 0, 0 };
  int line_height = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkAllocation placed;
      int minimum, natural;

      if (!gtk_widget_should_layout (child))
        continue;

      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
      at.width = MAX (minimum, MIN (natural, width));
      gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, at.width, NULL, &at.height, NULL, NULL);
      if (at.x > 0 && at.x + at.width > width)
        {
          at.x = 0;
          at.y += line_height + self->row_spacing;
          line_height = 0;
        }
      if (place)
        {
          placed = at;
          placed.x = mirrored ? width - at.x - at.width : at.x;
          gtk_widget_size_allocate (child, &placed, -1);
        }
      at.x += at.width + self->column_spacing;
      line_height = MAX (line_height, at.height);
    }

  return at.y + line_height;
}

static GtkSizeRequestMode
bell_wrap_layout_get_request_mode (GtkLayoutManager *layout,
                                   GtkWidget        *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
bell_wrap_layout_measure (GtkLayoutManager *layout,
                          GtkWidget        *widget,
                          GtkOrientation    orientation,
                          int               for_size,
                          int              *minimum,
                          int              *natural,
                          int              *minimum_baseline,
                          int              *natural_baseline)
{
  BellWrapLayout *self = BELL_WRAP_LAYOUT (layout);
  int narrowest = 0;
  int widest = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      int child_minimum, child_natural;

      if (!gtk_widget_should_layout (child))
        continue;

      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &child_minimum, &child_natural, NULL, NULL);
      narrowest = MAX (narrowest, child_minimum);
      widest += child_natural + (widest > 0 ? self->column_spacing : 0);
    }

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = narrowest;
      *natural = widest;
    }
  else
    {
      *minimum = *natural = wrap (self, widget, for_size >= 0 ? for_size : widest, FALSE);
    }
}

static void
bell_wrap_layout_allocate (GtkLayoutManager *layout,
                           GtkWidget        *widget,
                           int               width,
                           int               height,
                           int               baseline)
{
  wrap (BELL_WRAP_LAYOUT (layout), widget, width, TRUE);
}

static void
bell_wrap_layout_class_init (BellWrapLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  layout_class->get_request_mode = bell_wrap_layout_get_request_mode;
  layout_class->measure = bell_wrap_layout_measure;
  layout_class->allocate = bell_wrap_layout_allocate;
}

static void
bell_wrap_layout_init (BellWrapLayout *self)
{
}

/**
 * bell_wrap_layout_new:
 * @column_spacing: between two children, in pixels
 * @row_spacing: between two lines, in pixels
 *
 * Returns: (transfer full): a layout for one widget
 */
GtkLayoutManager *
bell_wrap_layout_new (int column_spacing,
                      int row_spacing)
{
  BellWrapLayout *self = g_object_new (BELL_TYPE_WRAP_LAYOUT, NULL);

  self->column_spacing = column_spacing;
  self->row_spacing = row_spacing;

  return GTK_LAYOUT_MANAGER (self);
}
