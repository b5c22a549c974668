/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-drawn-row.h"

/* Rows above and below those in sight that are drawn as well, so that the one
 * which the keyboard goes to next has its name already. */
#define MARGIN_ROWS 2

/* What a row wants where nobody gives it more. */
#define LEAST_WIDTH   160
#define NATURAL_WIDTH 260

/* A row of a list that draws itself.
 *
 * A list view keeps about two hundred rows, of which ten are seen, and binds,
 * measures and draws all of them on each jump. So a row is one widget without
 * children, all rows are of one height, which is known without looking at the
 * texts, and only rows in sight make layouts. A subclass draws from its own
 * object each time and holds no texts.
 *
 * A row that comes into sight is not told so by GTK: whoever holds the list
 * calls bell_drawn_row_reveal() in its snapshot(). Used from GTK's thread. */
typedef struct
{
  BellRowStyle *style;
  gboolean blank; /* drawn as nothing, since it was out of sight */
  gboolean named; /* its accessible name is right */
} BellDrawnRowPrivate;

enum
{
  PROP_ROW_STYLE = 1,
};

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (BellDrawnRow, bell_drawn_row, GTK_TYPE_WIDGET)

static gboolean
is_near (GtkWidget *row)
{
  GtkWidget *item = gtk_widget_get_parent (row);
  GtkWidget *list = item != NULL ? gtk_widget_get_parent (item) : NULL;
  GtkAllocation at;
  int margin;

  if (list == NULL || !GTK_IS_LIST_VIEW (list))
    return TRUE;

  gtk_widget_get_allocation (item, &at);
  margin = MARGIN_ROWS * at.height;

  return at.y + at.height > -margin && at.y < gtk_widget_get_height (list) + margin;
}

/* The name goes to what has the focus, which is the list's own widget around
 * the row. */
static void
update_name (BellDrawnRow *self)
{
  BellDrawnRowPrivate *private = bell_drawn_row_get_instance_private (self);
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));
  GtkWidget *list = parent != NULL ? gtk_widget_get_parent (parent) : NULL;
  g_autofree char *name = bell_drawn_row_describe (self);

  if (name == NULL)
    return;

  private->named = TRUE;
  gtk_accessible_update_property (GTK_ACCESSIBLE (GTK_IS_LIST_VIEW (list) ? parent : GTK_WIDGET (self)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
bell_drawn_row_measure (GtkWidget      *widget,
                        GtkOrientation  orientation,
                        int             for_size,
                        int            *minimum,
                        int            *natural,
                        int            *minimum_baseline,
                        int            *natural_baseline)
{
  BellDrawnRow *self = BELL_DRAWN_ROW (widget);
  BellDrawnRowPrivate *private = bell_drawn_row_get_instance_private (self);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = LEAST_WIDTH;
      *natural = NATURAL_WIDTH;
      return;
    }

  bell_row_style_prepare (private->style, widget);
  *minimum = *natural = BELL_DRAWN_ROW_GET_CLASS (self)->get_height (self, private->style);
}

static void
bell_drawn_row_snapshot (GtkWidget   *widget,
                         GtkSnapshot *snapshot)
{
  BellDrawnRow *self = BELL_DRAWN_ROW (widget);
  BellDrawnRowPrivate *private = bell_drawn_row_get_instance_private (self);
  BellRowPen pen = {
    .snapshot = snapshot,
    .style = private->style,
    .width = gtk_widget_get_width (widget),
    .height = gtk_widget_get_height (widget),
    .from_right = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL,
  };

  private->blank = !is_near (widget);
  if (private->blank)
    return;

  bell_row_style_prepare (private->style, widget);
  BELL_DRAWN_ROW_GET_CLASS (self)->draw (self, &pen);
  if (!private->named)
    update_name (self);
}

static void
bell_drawn_row_css_changed (GtkWidget         *widget,
                            GtkCssStyleChange *change)
{
  BellDrawnRowPrivate *private = bell_drawn_row_get_instance_private (BELL_DRAWN_ROW (widget));

  GTK_WIDGET_CLASS (bell_drawn_row_parent_class)->css_changed (widget, change);

  bell_row_style_check (private->style, widget);
}

static void
bell_drawn_row_system_setting_changed (GtkWidget        *widget,
                                       GtkSystemSetting  setting)
{
  BellDrawnRowPrivate *private = bell_drawn_row_get_instance_private (BELL_DRAWN_ROW (widget));

  GTK_WIDGET_CLASS (bell_drawn_row_parent_class)->system_setting_changed (widget, setting);

  bell_row_style_invalidate (private->style);
  gtk_widget_queue_resize (widget);
}

static void
bell_drawn_row_set_property (GObject      *object,
                             guint         id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  BellDrawnRowPrivate *private = bell_drawn_row_get_instance_private (BELL_DRAWN_ROW (object));

  switch (id)
    {
    case PROP_ROW_STYLE:
      private->style = g_value_dup_object (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bell_drawn_row_finalize (GObject *object)
{
  BellDrawnRowPrivate *private = bell_drawn_row_get_instance_private (BELL_DRAWN_ROW (object));

  g_clear_object (&private->style);

  G_OBJECT_CLASS (bell_drawn_row_parent_class)->finalize (object);
}

static void
bell_drawn_row_class_init (BellDrawnRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->set_property = bell_drawn_row_set_property;
  object_class->finalize = bell_drawn_row_finalize;
  widget_class->measure = bell_drawn_row_measure;
  widget_class->snapshot = bell_drawn_row_snapshot;
  widget_class->css_changed = bell_drawn_row_css_changed;
  widget_class->system_setting_changed = bell_drawn_row_system_setting_changed;

  /**
   * BellDrawnRow:row-style:
   *
   * What it shares with the other rows of its list.
   */
  g_object_class_install_property (object_class, PROP_ROW_STYLE,
                                   g_param_spec_object ("row-style", NULL, NULL, BELL_TYPE_ROW_STYLE,
                                                        G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
bell_drawn_row_init (BellDrawnRow *self)
{

}

/**
 * bell_drawn_row_describe:
 *
 * Returns: (transfer full) (nullable): all that the row says, in one line; %NULL
 *   where it shows nothing
 */
char *
bell_drawn_row_describe (BellDrawnRow *self)
{
  g_return_val_if_fail (BELL_IS_DRAWN_ROW (self), NULL);

  return BELL_DRAWN_ROW_GET_CLASS (self)->describe (self);
}

/**
 * bell_drawn_row_changed:
 *
 * Says that the row shows something else now.
 */
void
bell_drawn_row_changed (BellDrawnRow *self)
{
  BellDrawnRowPrivate *private = bell_drawn_row_get_instance_private (self);

  g_return_if_fail (BELL_IS_DRAWN_ROW (self));

  private->named = FALSE;
  /* One that is out of sight is drawn when it comes into sight. */
  if (!private->blank)
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * bell_drawn_row_reveal:
 * @list: a list of drawn rows
 *
 * Has the rows drawn that have come into sight. To be called by what holds the
 * list, in its snapshot(), before the list's own.
 */
void
bell_drawn_row_reveal (GtkListView *list)
{
  g_return_if_fail (GTK_IS_LIST_VIEW (list));

  for (GtkWidget *item = gtk_widget_get_first_child (GTK_WIDGET (list)); item != NULL; item = gtk_widget_get_next_sibling (item))
    {
      GtkWidget *row = gtk_widget_get_first_child (item);

      if (row != NULL && BELL_IS_DRAWN_ROW (row))
        {
          BellDrawnRowPrivate *private = bell_drawn_row_get_instance_private (BELL_DRAWN_ROW (row));

          if (private->blank && is_near (row))
            gtk_widget_queue_draw (row);
        }
    }
}
