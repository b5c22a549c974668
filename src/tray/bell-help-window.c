/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-help-window.h"

#include "bell-answers.h"
#include "bell-article-view.h"
#include "bell-browse.h"

#define MOST_ANSWERS 30

/**
 * BellHelpWindow:
 *
 * Searching and reading the public articles, from the copy on this computer.
 */
struct _BellHelpWindow
{
  AdwApplicationWindow parent_instance;

  BellHelpline *helpline;
  GtkWidget *answers;

  GtkStack *stack;
  GtkSearchEntry *entry;
  GtkStack *result_stack;
  AdwBin *answers_bin;
  AdwBin *browse_bin;
  gboolean can_browse;
  BellArticleView *article;
};

G_DEFINE_FINAL_TYPE (BellHelpWindow, bell_help_window, ADW_TYPE_APPLICATION_WINDOW)

static void
answers_found_cb (BellHelpWindow *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  guint found;

  g_assert (BELL_IS_HELP_WINDOW (self));

  g_object_get (self->answers, "found", &found, NULL);
  gtk_stack_set_visible_child_name (self->result_stack, found > 0 ? "found" : *text != '\0' ? "nothing"
                                                         : self->can_browse ? "browse" : "start");
}

static void
filled_cb (BellHelpWindow *self,
           int             n_categories)
{
  g_assert (BELL_IS_HELP_WINDOW (self));

  self->can_browse = n_categories > 0;
  answers_found_cb (self);
}

static void
search_changed_cb (BellHelpWindow *self)
{
  bell_answers_set_text (BELL_ANSWERS (self->answers), gtk_editable_get_text (GTK_EDITABLE (self->entry)));
}

static void
chosen_cb (BellHelpWindow *self,
           const char     *article_id)
{
  g_assert (BELL_IS_HELP_WINDOW (self));

  bell_article_view_show (self->article, self->helpline, article_id);
  gtk_stack_set_visible_child_name (self->stack, "article");
}

static void
back_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  BellHelpWindow *self = BELL_HELP_WINDOW (widget);

  gtk_stack_set_visible_child_name (self->stack, "search");
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

static void
bell_help_window_dispose (GObject *object)
{
  BellHelpWindow *self = BELL_HELP_WINDOW (object);

  g_clear_object (&self->helpline);

  G_OBJECT_CLASS (bell_help_window_parent_class)->dispose (object);
}

static void
bell_help_window_class_init (BellHelpWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bell_help_window_dispose;

  g_type_ensure (BELL_TYPE_ARTICLE_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/deskbell/tray/ui/bell-help-window.ui");
  gtk_widget_class_bind_template_child (widget_class, BellHelpWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, BellHelpWindow, entry);
  gtk_widget_class_bind_template_child (widget_class, BellHelpWindow, result_stack);
  gtk_widget_class_bind_template_child (widget_class, BellHelpWindow, answers_bin);
  gtk_widget_class_bind_template_child (widget_class, BellHelpWindow, browse_bin);
  gtk_widget_class_bind_template_child (widget_class, BellHelpWindow, article);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_install_action (widget_class, "help.back", NULL, back_action);
}

static void
bell_help_window_init (BellHelpWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * bell_help_window_new:
 * @application: the application
 * @helpline: where articles are
 *
 * Returns: (transfer none): a window, ready for words
 */
GtkWidget *
bell_help_window_new (GtkApplication *application,
                      BellHelpline   *helpline)
{
  BellHelpWindow *self;
  GtkWidget *browse;

  g_return_val_if_fail (BELL_IS_HELPLINE (helpline), NULL);

  self = g_object_new (BELL_TYPE_HELP_WINDOW, "application", application, NULL);
  self->helpline = g_object_ref (helpline);
  self->answers = bell_answers_new (helpline, MOST_ANSWERS, FALSE);
  adw_bin_set_child (self->answers_bin, self->answers);
  g_signal_connect_object (self->answers, "chosen", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->answers, "notify::found", G_CALLBACK (answers_found_cb), self, G_CONNECT_SWAPPED);
  browse = bell_browse_new (helpline);
  adw_bin_set_child (self->browse_bin, browse);
  g_signal_connect_object (browse, "chosen", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (browse, "filled", G_CALLBACK (filled_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));

  return GTK_WIDGET (self);
}
