/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-unveil.h"

/* Much that comes on show at once would take longer than a frame to draw. */

typedef struct
{
  GPtrArray *parts; /* (element-type GtkWidget) */
  guint n_shown;
  gboolean waited; /* a frame, for what is there without them */
} Unveiling;

static void
unveiling_free (gpointer data)
{
  Unveiling *unveiling = data;

  g_ptr_array_unref (unveiling->parts);
  g_free (unveiling);
}

/* While it was veiled, GTK left out giving sizes to what changed in it, and took
 * that for done all the way up (gtk_widget_ensure_allocate() passes by children
 * that are not to be seen). So its parent has to place it again: drawn as it is,
 * it would be drawn without its size, with a warning. */
static void
show_part (GtkWidget *part)
{
  GtkWidget *parent = gtk_widget_get_parent (part);

  gtk_widget_set_child_visible (part, TRUE);
  if (parent != NULL)
    gtk_widget_queue_allocate (parent);
}

static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *frame_clock,
         gpointer       user_data)
{
  Unveiling *unveiling = user_data;

  if (!unveiling->waited)
    unveiling->waited = TRUE;
  else if (unveiling->n_shown < unveiling->parts->len)
    show_part (unveiling->parts->pdata[unveiling->n_shown++]);

  return unveiling->n_shown < unveiling->parts->len ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

/**
 * bell_unveil:
 * @widget: what has the parts in it
 * @parts: (array length=n_parts): widgets within it, each with a parent
 *
 * Hides the parts, keeping their places, and shows one more of them with each
 * frame that @widget is drawn in, beginning with the second. GTK's thread.
 */
void
bell_unveil (GtkWidget        *widget,
             GtkWidget *const *parts,
             guint             n_parts)
{
  Unveiling *unveiling;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (n_parts > 0);

  unveiling = g_new0 (Unveiling, 1);
  unveiling->parts = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < n_parts; i++)
    {
      gtk_widget_set_child_visible (parts[i], FALSE);
      g_ptr_array_add (unveiling->parts, g_object_ref (parts[i]));
    }
  gtk_widget_add_tick_callback (widget, tick_cb, unveiling, unveiling_free);
}
