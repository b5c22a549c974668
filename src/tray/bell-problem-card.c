/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-problem-card.h"

#include <glib/gi18n-lib.h>

#include "bell-markdown-view.h"
#include "bell-request-words.h"

/**
 * BellProblemCard:
 *
 * One known problem: what it is, since when, how far those who mend it are, what
 * to do meanwhile, and a button to say that it concerns one too.
 */
struct _BellProblemCard
{
  AdwBin parent_instance;

  BellHelpline *helpline;
  BellItem *notice;

  GtkWidget *icon;
  GtkWidget *title;
  GtkWidget *state;
  GtkWidget *body;
  GtkWidget *button;
  GtkWidget *joined;
};

G_DEFINE_FINAL_TYPE (BellProblemCard, bell_problem_card, ADW_TYPE_BIN)

static guint joined_signal;

static void
notice_changed_cb (BellProblemCard *self)
{
  BellRecord *record = bell_item_get_record (self->notice);
  const BellNotice *notice;
  g_autofree char *state = NULL;
  const char *body;
  gboolean joined;

  g_assert (BELL_IS_PROBLEM_CARD (self));

  if (record == NULL)
    return;

  notice = BELL_NOTICE (record);
  joined = bell_known_problems_has_joined (bell_helpline_get_problems (self->helpline), bell_record_get_id (record));
  state = bell_request_words_for_notice (notice, bell_clock_now (bell_store_get_clock (bell_helpline_get_store (self->helpline))));
  body = bell_notice_get_body (notice);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), bell_notice_get_kind (notice) == BELL_NOTICE_KIND_OUTAGE
                                                          ? "dialog-warning-symbolic" : "dialog-information-symbolic");
  gtk_label_set_label (GTK_LABEL (self->title), bell_notice_get_title (notice));
  gtk_label_set_label (GTK_LABEL (self->state), state);
  gtk_widget_set_visible (self->body, body != NULL && *body != '\0');
  bell_markdown_view_set_text (BELL_MARKDOWN_VIEW (self->body), body != NULL ? body : "");
  gtk_widget_set_visible (self->button, !joined && bell_notice_get_kind (notice) == BELL_NOTICE_KIND_OUTAGE);
  gtk_widget_set_visible (self->joined, joined);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, bell_notice_get_title (notice), -1);
}

static void
join_cb (BellProblemCard *self)
{
  g_assert (BELL_IS_PROBLEM_CARD (self));

  bell_known_problems_join (bell_helpline_get_problems (self->helpline), bell_item_get_id (self->notice));
  notice_changed_cb (self);
  g_signal_emit (self, joined_signal, 0);
}

static void
bell_problem_card_dispose (GObject *object)
{
  BellProblemCard *self = BELL_PROBLEM_CARD (object);

  if (self->notice != NULL)
    g_signal_handlers_disconnect_by_data (self->notice, self);
  g_clear_object (&self->notice);
  g_clear_object (&self->helpline);

  G_OBJECT_CLASS (bell_problem_card_parent_class)->dispose (object);
}

static void
bell_problem_card_class_init (BellProblemCardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bell_problem_card_dispose;

  joined_signal = g_signal_new ("joined", BELL_TYPE_PROBLEM_CARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static GtkWidget *
new_line (const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, style);

  return label;
}

static void
bell_problem_card_init (BellProblemCard *self)
{
  /* No box: GTK 4.8 measures one that lies and has lines to wrap in it without an end, where the
   * lines happen to be a little too long for the window. */
  GtkWidget *row = gtk_grid_new ();
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);

  self->icon = gtk_image_new ();
  gtk_widget_set_valign (self->icon, GTK_ALIGN_START);
  self->title = new_line ("heading");
  self->state = new_line ("dim-label");
  self->body = bell_markdown_view_new ();
  self->button = gtk_button_new_with_mnemonic (_("_Me too"));
  gtk_widget_set_halign (self->button, GTK_ALIGN_START);
  gtk_widget_set_margin_top (self->button, 4);
  gtk_widget_set_tooltip_text (self->button, _("You are told when it works again, and need not ask."));
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (join_cb), self);
  self->joined = new_line ("accent");
  gtk_label_set_label (GTK_LABEL (self->joined), _("Noted: you will be told when it works again."));

  gtk_widget_set_hexpand (column, TRUE);
  gtk_box_append (GTK_BOX (column), self->title);
  gtk_box_append (GTK_BOX (column), self->state);
  gtk_box_append (GTK_BOX (column), self->body);
  gtk_box_append (GTK_BOX (column), self->button);
  gtk_box_append (GTK_BOX (column), self->joined);
  gtk_grid_set_column_spacing (GTK_GRID (row), 12);
  gtk_grid_attach (GTK_GRID (row), self->icon, 0, 0, 1, 1);
  gtk_grid_attach (GTK_GRID (row), column, 1, 0, 1, 1);
  gtk_widget_add_css_class (row, "problem-card");
  gtk_widget_add_css_class (row, "card");
  adw_bin_set_child (ADW_BIN (self), row);
}

/**
 * bell_problem_card_new:
 * @helpline: for whom
 * @notice: a known problem
 *
 * Returns: (transfer floating): a card that follows it
 */
GtkWidget *
bell_problem_card_new (BellHelpline *helpline,
                       BellItem     *notice)
{
  BellProblemCard *self;

  g_return_val_if_fail (BELL_IS_HELPLINE (helpline), NULL);
  g_return_val_if_fail (BELL_IS_ITEM (notice), NULL);

  self = g_object_new (BELL_TYPE_PROBLEM_CARD, NULL);
  self->helpline = g_object_ref (helpline);
  self->notice = g_object_ref (notice);
  g_signal_connect_object (notice, "notify", G_CALLBACK (notice_changed_cb), self, G_CONNECT_SWAPPED);
  notice_changed_cb (self);

  return GTK_WIDGET (self);
}

/**
 * bell_problem_card_get_notice:
 * @self: a card
 *
 * Returns: (transfer none): what it shows
 */
BellItem *
bell_problem_card_get_notice (BellProblemCard *self)
{
  g_return_val_if_fail (BELL_IS_PROBLEM_CARD (self), NULL);

  return self->notice;
}
