/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-problems-window.h"

#include <glib/gi18n-lib.h>

#include "bell-problem-card.h"

/**
 * BellProblemsWindow:
 *
 * What is known to be broken, or going to be, for the person.
 */
struct _BellProblemsWindow
{
  AdwApplicationWindow parent_instance;

  BellHelpline *helpline;

  GtkStack *stack;
  GtkBox *cards;
};

G_DEFINE_FINAL_TYPE (BellProblemsWindow, bell_problems_window, ADW_TYPE_APPLICATION_WINDOW)

static void
problems_changed_cb (BellProblemsWindow *self)
{
  BellKnownProblems *problems = bell_helpline_get_problems (self->helpline);
  GListModel *model = problems != NULL ? bell_known_problems_get_model (problems) : NULL;
  guint n = model != NULL ? g_list_model_get_n_items (model) : 0;
  GtkWidget *child;

  g_assert (BELL_IS_PROBLEMS_WINDOW (self));

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->cards))) != NULL)
    gtk_box_remove (self->cards, child);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(BellItem) notice = g_list_model_get_item (model, i);

      gtk_box_append (self->cards, bell_problem_card_new (self->helpline, notice));
    }
  gtk_stack_set_visible_child_name (self->stack, n > 0 ? "problems" : "nothing");
}

static void
bell_problems_window_dispose (GObject *object)
{
  g_clear_object (&BELL_PROBLEMS_WINDOW (object)->helpline);

  G_OBJECT_CLASS (bell_problems_window_parent_class)->dispose (object);
}

static void
bell_problems_window_class_init (BellProblemsWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bell_problems_window_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/deskbell/tray/ui/bell-problems-window.ui");
  gtk_widget_class_bind_template_child (widget_class, BellProblemsWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, BellProblemsWindow, cards);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
bell_problems_window_init (BellProblemsWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * bell_problems_window_new:
 * @application: the application
 * @helpline: an open helpline
 *
 * Returns: (transfer none): a window
 */
GtkWidget *
bell_problems_window_new (GtkApplication *application,
                          BellHelpline   *helpline)
{
  BellProblemsWindow *self;

  g_return_val_if_fail (BELL_IS_HELPLINE (helpline), NULL);

  self = g_object_new (BELL_TYPE_PROBLEMS_WINDOW, "application", application, NULL);
  self->helpline = g_object_ref (helpline);
  g_signal_connect_object (helpline, "problems-changed", G_CALLBACK (problems_changed_cb), self, G_CONNECT_SWAPPED);
  problems_changed_cb (self);

  return GTK_WIDGET (self);
}
