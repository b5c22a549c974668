/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-reading-column.h"

/* A column of text in a scrolled window, not wider than eyes like to read.
 *
 * A scrolled window asks what is in it how high it would be at its least
 * width, has no use for the answer when it shows a scrollbar, and would have
 * each text laid out for that width and then for its own again, in every frame
 * in which anything changed. A column says that it needs no height then, and
 * its height once it knows its width. Put it into scrolled windows only. */
struct _BellReadingColumn
{
  GtkWidget parent_instance;

  GtkWidget *child; /* (nullable) */
  int maximum_size;
};

G_DEFINE_FINAL_TYPE (BellReadingColumn, bell_reading_column, GTK_TYPE_WIDGET)

typedef enum
{
  PROP_CHILD = 1,
  PROP_MAXIMUM_SIZE,
} BellReadingColumnProperty;

static GParamSpec *properties[PROP_MAXIMUM_SIZE + 1];

static GtkSizeRequestMode
bell_reading_column_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
bell_reading_column_measure (GtkWidget      *widget,
                             GtkOrientation  orientation,
                             int             for_size,
                             int            *minimum,
                             int            *natural,
                             int            *minimum_baseline,
                             int            *natural_baseline)
{
  BellReadingColumn *self = BELL_READING_COLUMN (widget);

  if (self->child == NULL || (orientation == GTK_ORIENTATION_VERTICAL && for_size < 0))
    return;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      gtk_widget_measure (self->child, orientation, -1, minimum, natural, NULL, NULL);
      *natural = MAX (*minimum, MIN (*natural, self->maximum_size));
    }
  else
    gtk_widget_measure (self->child, orientation, MIN (for_size, self->maximum_size), minimum, natural, NULL, NULL);
}

static void
bell_reading_column_size_allocate (GtkWidget *widget,
                                   int        width,
                                   int        height,
                                   int        baseline)
{
  BellReadingColumn *self = BELL_READING_COLUMN (widget);
  GtkAllocation at = { 0, 0, MIN (width, self->maximum_size), height };

  if (self->child == NULL)
    return;

  at.x = (width - at.width) / 2;
  gtk_widget_size_allocate (self->child, &at, baseline);
}

static void
bell_reading_column_get_property (GObject    *object,
                                  guint       id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  BellReadingColumn *self = BELL_READING_COLUMN (object);

  switch ((BellReadingColumnProperty) id)
    {
    case PROP_CHILD:
      g_value_set_object (value, self->child);
      break;

    case PROP_MAXIMUM_SIZE:
      g_value_set_int (value, self->maximum_size);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bell_reading_column_set_property (GObject      *object,
                                  guint         id,
                                  const GValue *value,
                                  GParamSpec   *pspec)
{
  BellReadingColumn *self = BELL_READING_COLUMN (object);

  switch ((BellReadingColumnProperty) id)
    {
    case PROP_CHILD:
      g_clear_pointer (&self->child, gtk_widget_unparent);
      self->child = g_value_get_object (value);
      if (self->child != NULL)
        gtk_widget_set_parent (self->child, GTK_WIDGET (self));
      break;

    case PROP_MAXIMUM_SIZE:
      self->maximum_size = g_value_get_int (value);
      gtk_widget_queue_resize (GTK_WIDGET (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bell_reading_column_dispose (GObject *object)
{
  BellReadingColumn *self = BELL_READING_COLUMN (object);

  g_clear_pointer (&self->child, gtk_widget_unparent);

  G_OBJECT_CLASS (bell_reading_column_parent_class)->dispose (object);
}

static void
bell_reading_column_class_init (BellReadingColumnClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->dispose = bell_reading_column_dispose;
  object_class->get_property = bell_reading_column_get_property;
  object_class->set_property = bell_reading_column_set_property;
  widget_class->get_request_mode = bell_reading_column_get_request_mode;
  widget_class->measure = bell_reading_column_measure;
  widget_class->size_allocate = bell_reading_column_size_allocate;

  /**
   * BellReadingColumn:child:
   *
   * What is in it.
   */
  properties[PROP_CHILD] = g_param_spec_object ("child", NULL, NULL, GTK_TYPE_WIDGET, flags);

  /**
   * BellReadingColumn:maximum-size:
   *
   * The width that it takes at most, in pixels.
   */
  properties[PROP_MAXIMUM_SIZE] = g_param_spec_int ("maximum-size", NULL, NULL, 0, G_MAXINT, 720, flags | G_PARAM_CONSTRUCT);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
bell_reading_column_init (BellReadingColumn *self)
{
}
