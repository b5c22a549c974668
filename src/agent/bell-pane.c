/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-pane.h"

/**
 * BellPane:
 *
 * Holds one child and says itself how wide it would like to be: a conversation
 * takes as much as there is, and that must not decide when the sidebar folds.
 */
struct _BellPane
{
  GtkWidget parent_instance;

  GtkWidget *child;
  int natural_width;
};

G_DEFINE_FINAL_TYPE (BellPane, bell_pane, GTK_TYPE_WIDGET)

typedef enum
{
  PROP_CHILD = 1,
  PROP_NATURAL_WIDTH,
} BellPaneProperty;

static GParamSpec *properties[PROP_NATURAL_WIDTH + 1];

static void
bell_pane_measure (GtkWidget      *widget,
                   GtkOrientation  orientation,
                   int             for_size,
                   int            *minimum,
                   int            *natural,
                   int            *minimum_baseline,
                   int            *natural_baseline)
{
  BellPane *self = BELL_PANE (widget);

  if (self->child == NULL)
    return;

  gtk_widget_measure (self->child, orientation, for_size, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *natural = MAX (*minimum, self->natural_width);
}

static void
bell_pane_size_allocate (GtkWidget *widget,
                         int        width,
                         int        height,
                         int        baseline)
{
  BellPane *self = BELL_PANE (widget);

  if (self->child != NULL)
    gtk_widget_allocate (self->child, width, height, baseline, NULL);
}

static void
bell_pane_get_property (GObject    *object,
                        guint       property_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  BellPane *self = BELL_PANE (object);

  switch ((BellPaneProperty) property_id)
    {
    case PROP_CHILD:
      g_value_set_object (value, self->child);
      break;
    case PROP_NATURAL_WIDTH:
      g_value_set_int (value, self->natural_width);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
bell_pane_set_property (GObject      *object,
                        guint         property_id,
                        const GValue *value,
                        GParamSpec   *pspec)
{
  BellPane *self = BELL_PANE (object);

  switch ((BellPaneProperty) property_id)
    {
    case PROP_CHILD:
      g_clear_pointer (&self->child, gtk_widget_unparent);
      self->child = g_value_get_object (value);
      if (self->child != NULL)
        gtk_widget_set_parent (self->child, GTK_WIDGET (self));
      break;
    case PROP_NATURAL_WIDTH:
      self->natural_width = g_value_get_int (value);
      gtk_widget_queue_resize (GTK_WIDGET (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
bell_pane_dispose (GObject *object)
{
  BellPane *self = BELL_PANE (object);

  g_clear_pointer (&self->child, gtk_widget_unparent);

  G_OBJECT_CLASS (bell_pane_parent_class)->dispose (object);
}

static void
bell_pane_class_init (BellPaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->dispose = bell_pane_dispose;
  object_class->get_property = bell_pane_get_property;
  object_class->set_property = bell_pane_set_property;
  widget_class->measure = bell_pane_measure;
  widget_class->size_allocate = bell_pane_size_allocate;

  properties[PROP_CHILD] = g_param_spec_object ("child", NULL, NULL, GTK_TYPE_WIDGET, flags);
  properties[PROP_NATURAL_WIDTH] = g_param_spec_int ("natural-width", NULL, NULL, 0, G_MAXINT, 0, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
bell_pane_init (BellPane *self)
{
}
