/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-steps.h"

/* How long one turn measures, in microseconds; what a single widget needs comes
 * on top. */
#define MEASURE_TIME 2000

/**
 * BellSteps:
 *
 * What takes too long for one turn of the main loop, such as building a page of
 * a hundred widgets, cut into steps: one in a turn, after everything that is
 * more urgent. Who needs the result at once has all that is left done at once.
 *
 * Owned by a window or page; GTK's thread.
 */
struct _BellSteps
{
  GQueue steps; /* (element-type BellStep) */
  guint source_id;
  gboolean running;
};

typedef struct
{
  BellStepFunc func;
  gpointer user_data;
  GPtrArray *measured; /* (nullable) (element-type GtkWidget): still to be measured, the last one first */
} BellStep;

static void
step_free (gpointer data)
{
  BellStep *step = data;

  g_clear_pointer (&step->measured, g_ptr_array_unref);
  g_free (step);
}

/* The children of a widget behind it, so that taken from the end each one finds
 * its children measured. */
static void
gather_widgets (GPtrArray *widgets,
                GtkWidget *widget)
{
  if (!gtk_widget_get_visible (widget))
    return;

  g_ptr_array_add (widgets, g_object_ref (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    gather_widgets (widgets, child);
}

/* An icon is read from its file when it is drawn first; every image that shows
 * it shares it. */
static void
read_icon (GtkImage *image)
{
  GtkWidget *widget = GTK_WIDGET (image);
  g_autoptr (GIcon) icon = NULL;
  g_autoptr (GtkIconPaintable) paintable = NULL;
  g_autoptr (GtkSnapshot) snapshot = NULL;
  int size = 0;

  if (gtk_image_get_storage_type (image) != GTK_IMAGE_ICON_NAME || gtk_image_get_icon_name (image) == NULL)
    return;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &size, NULL, NULL, NULL);
  icon = g_themed_icon_new (gtk_image_get_icon_name (image));
  paintable = gtk_icon_theme_lookup_by_gicon (gtk_icon_theme_get_for_display (gtk_widget_get_display (widget)), icon,
                                              gtk_image_get_pixel_size (image) > 0 ? gtk_image_get_pixel_size (image) : 16,
                                              gtk_widget_get_scale_factor (widget), gtk_widget_get_direction (widget), 0);
  snapshot = gtk_snapshot_new ();
  gdk_paintable_snapshot (GDK_PAINTABLE (paintable), snapshot, 16, 16);
}

static gboolean
measure_some (GPtrArray *widgets)
{
  gint64 end = g_get_monotonic_time () + MEASURE_TIME;

  while (widgets->len > 0 && g_get_monotonic_time () < end)
    {
      g_autoptr (GtkWidget) widget = g_ptr_array_steal_index (widgets, widgets->len - 1);

      if (gtk_widget_get_root (widget) == NULL)
        continue;
      if (GTK_IS_IMAGE (widget))
        read_icon (GTK_IMAGE (widget));
      gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
    }

  return widgets->len > 0;
}

static gboolean
run_step (BellStep *step)
{
  if (step->func != NULL)
    return step->func (step->user_data);

  if (step->measured == NULL)
    {
      step->measured = g_ptr_array_new_with_free_func (g_object_unref);
      if (gtk_widget_get_root (step->user_data) != NULL)
        gather_widgets (step->measured, step->user_data);
    }

  return measure_some (step->measured);
}

static gboolean
step_cb (gpointer user_data)
{
  BellSteps *self = user_data;
  BellStep *step = g_queue_pop_head (&self->steps);

  g_assert (!self->running);

  self->running = TRUE;
  if (step != NULL && run_step (step))
    g_queue_push_head (&self->steps, g_steal_pointer (&step));
  self->running = FALSE;
  g_clear_pointer (&step, step_free);

  if (!g_queue_is_empty (&self->steps))
    return G_SOURCE_CONTINUE;

  self->source_id = 0;
  return G_SOURCE_REMOVE;
}

static void
push (BellSteps *self,
      BellStep  *step)
{
  g_queue_push_tail (&self->steps, step);
  if (self->source_id == 0)
    self->source_id = g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, step_cb, self, NULL);
}

/**
 * bell_steps_new:
 *
 * Returns: (transfer full): no steps
 */
BellSteps *
bell_steps_new (void)
{
  return g_new0 (BellSteps, 1);
}

/**
 * bell_steps_free:
 * @self: (transfer full): steps
 *
 * What was not done will not be.
 */
void
bell_steps_free (BellSteps *self)
{
  g_return_if_fail (self != NULL);

  bell_steps_clear (self);
  g_free (self);
}

/**
 * bell_steps_add:
 * @self: steps
 * @func: what to do after all that was added before
 * @user_data: for @func; has to live until then, or until bell_steps_clear()
 */
void
bell_steps_add (BellSteps    *self,
                BellStepFunc  func,
                gpointer      user_data)
{
  BellStep *step;

  g_return_if_fail (self != NULL);
  g_return_if_fail (func != NULL);

  step = g_new0 (BellStep, 1);
  step->func = func;
  step->user_data = user_data;
  push (self, step);
}

/**
 * bell_steps_add_measure:
 * @self: steps
 * @widget: a widget in a window, not shown yet; has to live until it was
 *   measured, or until bell_steps_clear()
 *
 * Asks @widget and all that is in it, a few in a turn, how wide they are. That
 * reads the styles, fonts and icons that the frame that shows @widget would have
 * to read all at once.
 */
void
bell_steps_add_measure (BellSteps *self,
                        GtkWidget *widget)
{
  BellStep *step;

  g_return_if_fail (self != NULL);
  g_return_if_fail (GTK_IS_WIDGET (widget));

  step = g_new0 (BellStep, 1);
  step->user_data = widget;
  push (self, step);
}

/**
 * bell_steps_finish:
 * @self: steps
 *
 * Does all that is left, now. What is only measured ahead is left out. Within a
 * step it does nothing.
 */
void
bell_steps_finish (BellSteps *self)
{
  BellStep *step;

  g_return_if_fail (self != NULL);

  if (self->running)
    return;

  self->running = TRUE;
  while ((step = g_queue_pop_head (&self->steps)) != NULL)
    {
      while (step->func != NULL && step->func (step->user_data))
        continue;
      step_free (step);
    }
  self->running = FALSE;
  g_clear_handle_id (&self->source_id, g_source_remove);
}

/**
 * bell_steps_clear:
 * @self: steps
 *
 * Forgets what was not done yet.
 */
void
bell_steps_clear (BellSteps *self)
{
  g_return_if_fail (self != NULL);

  g_queue_clear_full (&self->steps, step_free);
  g_clear_handle_id (&self->source_id, g_source_remove);
}
