/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-problem-banner.h"

#include <glib/gi18n-lib.h>

/**
 * BellProblemBanner:
 *
 * A strip at the top of a window while something is known to be broken, which
 * leads to the known problems.
 */
struct _BellProblemBanner
{
  AdwBin parent_instance;

  BellHelpline *helpline; /* (nullable) */
  GtkWidget *revealer;
  GtkWidget *label;
};

G_DEFINE_FINAL_TYPE (BellProblemBanner, bell_problem_banner, ADW_TYPE_BIN)

static void
problems_changed_cb (BellProblemBanner *self)
{
  BellKnownProblems *problems = bell_helpline_get_problems (self->helpline);
  g_autoptr(BellItem) worst = problems != NULL ? bell_known_problems_get_worst (problems) : NULL;
  guint n = problems != NULL ? g_list_model_get_n_items (bell_known_problems_get_model (problems)) : 0;
  g_autofree char *text = NULL;

  g_assert (BELL_IS_PROBLEM_BANNER (self));

  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), worst != NULL);
  if (worst == NULL)
    return;

  if (n > 1)
    /* Translators: a problem, and how many others there are. */
    text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s, and %u more", "%s, and %u more", n - 1),
                            bell_item_get_title (worst), n - 1);
  gtk_label_set_label (GTK_LABEL (self->label), text != NULL ? text : bell_item_get_title (worst));
}

static void
bell_problem_banner_dispose (GObject *object)
{
  g_clear_object (&BELL_PROBLEM_BANNER (object)->helpline);

  G_OBJECT_CLASS (bell_problem_banner_parent_class)->dispose (object);
}

static void
bell_problem_banner_class_init (BellProblemBannerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bell_problem_banner_dispose;
}

static void
bell_problem_banner_init (BellProblemBanner *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *button = gtk_button_new_with_mnemonic (_("_Details"));

  self->revealer = gtk_revealer_new ();
  self->label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (self->label), PANGO_ELLIPSIZE_END);
  gtk_label_set_lines (GTK_LABEL (self->label), 2);
  gtk_label_set_wrap (GTK_LABEL (self->label), TRUE);
  gtk_widget_set_hexpand (self->label, TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "app.problems");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (row), gtk_image_new_from_icon_name ("dialog-warning-symbolic"));
  gtk_box_append (GTK_BOX (row), self->label);
  gtk_box_append (GTK_BOX (row), button);
  gtk_widget_add_css_class (row, "problem-banner");
  gtk_revealer_set_child (GTK_REVEALER (self->revealer), row);
  adw_bin_set_child (ADW_BIN (self), self->revealer);
}

/**
 * bell_problem_banner_follow:
 * @self: a banner
 * @helpline: an open helpline
 *
 * Shows what is known to it from now on.
 */
void
bell_problem_banner_follow (BellProblemBanner *self,
                            BellHelpline      *helpline)
{
  g_return_if_fail (BELL_IS_PROBLEM_BANNER (self));
  g_return_if_fail (BELL_IS_HELPLINE (helpline));

  g_set_object (&self->helpline, helpline);
  g_signal_connect_object (helpline, "problems-changed", G_CALLBACK (problems_changed_cb), self, G_CONNECT_SWAPPED);
  problems_changed_cb (self);
}
