/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-article-page.h"

#include <glib/gi18n-lib.h>

#include "bell-age.h"
#include "bell-labels.h"
#include "bell-markdown-view.h"
#include "bell-reading-column.h"
#include "bell-verbs.h"

/**
 * BellArticlePage:
 *
 * An article of the knowledge base, to be read.
 */
struct _BellArticlePage
{
  AdwBin parent_instance;

  BellDesk *desk;
  BellItem *article;
  GtkWidget *view;

  GtkButton *back_button;
  GtkButton *publish_button;
  GtkScrolledWindow *scroller;
  GtkLabel *state;
  GtkLabel *facts;
  GtkImage *waiting;
  GtkLabel *title;
  GtkLabel *summary;
  AdwBin *body;
};

G_DEFINE_FINAL_TYPE (BellArticlePage, bell_article_page, ADW_TYPE_BIN)

static void
bell_article_page_actions_update (BellArticlePage *self)
{
  BellRecord *record = self->article != NULL ? bell_item_get_record (self->article) : NULL;
  BellArticleState state = record != NULL ? bell_article_get_state (BELL_ARTICLE (record)) : BELL_ARTICLE_STATE_DRAFT;
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_widget_action_set_enabled (widget, "article.edit", record != NULL);
  gtk_widget_action_set_enabled (widget, "article.publish", record != NULL && state != BELL_ARTICLE_STATE_PUBLISHED);
  gtk_widget_action_set_enabled (widget, "article.withdraw", record != NULL && state != BELL_ARTICLE_STATE_DRAFT);
  gtk_widget_action_set_enabled (widget, "article.archive", record != NULL && state != BELL_ARTICLE_STATE_ARCHIVED);
  gtk_widget_set_visible (GTK_WIDGET (self->publish_button), record != NULL && state == BELL_ARTICLE_STATE_DRAFT);
}

static void
article_changed_cb (BellArticlePage *self)
{
  BellRecord *record = self->article != NULL ? bell_item_get_record (self->article) : NULL;
  const BellArticle *article;
  g_autofree char *updated = NULL;
  g_autofree char *facts = NULL;
  const char *words;

  g_assert (BELL_IS_ARTICLE_PAGE (self));

  bell_article_page_actions_update (self);
  if (record == NULL)
    return;

  article = BELL_ARTICLE (record);
  gtk_label_set_label (self->title, bell_article_get_title (article));
  words = bell_article_get_summary (article);
  gtk_label_set_label (self->summary, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->summary), words != NULL && *words != '\0');
  gtk_label_set_label (self->state, bell_label_for_article_state (bell_article_get_state (article)));
  words = bell_article_get_category (article);
  updated = bell_time_to_full_text (bell_article_get_updated_at (article));
  facts = g_strdup_printf ("%s · %s · %s", words != NULL ? words : _("No category"),
                           bell_label_for_audience (bell_article_get_audience (article)), updated);
  gtk_label_set_label (self->facts, facts);
  gtk_widget_set_visible (GTK_WIDGET (self->waiting), bell_item_get_pending (self->article));
  if (g_strcmp0 (bell_markdown_view_get_text (BELL_MARKDOWN_VIEW (self->view)), bell_article_get_body (article)) != 0)
    bell_markdown_view_set_text (BELL_MARKDOWN_VIEW (self->view), bell_article_get_body (article));
}

static void
open_changed_cb (BellArticlePage *self)
{
  BellItem *article = bell_desk_get_article (self->desk);

  g_assert (BELL_IS_ARTICLE_PAGE (self));

  if (self->article == article)
    return;

  if (self->article != NULL)
    g_signal_handlers_disconnect_by_data (self->article, self);
  g_set_object (&self->article, article);
  if (article != NULL)
    g_signal_connect_object (article, "notify", G_CALLBACK (article_changed_cb), self, G_CONNECT_SWAPPED);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
  article_changed_cb (self);
}

static void
edit_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  BellArticlePage *self = BELL_ARTICLE_PAGE (widget);

  bell_desk_edit_article (self->desk, bell_desk_get_article_id (self->desk));
}

static void
publish_action (GtkWidget  *widget,
                const char *action_name,
                GVariant   *parameter)
{
  BellArticlePage *self = BELL_ARTICLE_PAGE (widget);

  bell_verbs_set_article_state (self->desk, self->article, BELL_ARTICLE_STATE_PUBLISHED);
}

static void
withdraw_action (GtkWidget  *widget,
                 const char *action_name,
                 GVariant   *parameter)
{
  BellArticlePage *self = BELL_ARTICLE_PAGE (widget);

  bell_verbs_set_article_state (self->desk, self->article, BELL_ARTICLE_STATE_DRAFT);
}

static void
archive_action (GtkWidget  *widget,
                const char *action_name,
                GVariant   *parameter)
{
  BellArticlePage *self = BELL_ARTICLE_PAGE (widget);

  bell_verbs_set_article_state (self->desk, self->article, BELL_ARTICLE_STATE_ARCHIVED);
}

static void
bell_article_page_dispose (GObject *object)
{
  BellArticlePage *self = BELL_ARTICLE_PAGE (object);

  g_clear_object (&self->article);
  g_clear_object (&self->desk);

  G_OBJECT_CLASS (bell_article_page_parent_class)->dispose (object);
}

static void
bell_article_page_class_init (BellArticlePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bell_article_page_dispose;

  g_type_ensure (BELL_TYPE_READING_COLUMN);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/deskbell/agent/ui/bell-article-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BellArticlePage, back_button);
  gtk_widget_class_bind_template_child (widget_class, BellArticlePage, publish_button);
  gtk_widget_class_bind_template_child (widget_class, BellArticlePage, scroller);
  gtk_widget_class_bind_template_child (widget_class, BellArticlePage, state);
  gtk_widget_class_bind_template_child (widget_class, BellArticlePage, facts);
  gtk_widget_class_bind_template_child (widget_class, BellArticlePage, waiting);
  gtk_widget_class_bind_template_child (widget_class, BellArticlePage, title);
  gtk_widget_class_bind_template_child (widget_class, BellArticlePage, summary);
  gtk_widget_class_bind_template_child (widget_class, BellArticlePage, body);
  gtk_widget_class_install_action (widget_class, "article.edit", NULL, edit_action);
  gtk_widget_class_install_action (widget_class, "article.publish", NULL, publish_action);
  gtk_widget_class_install_action (widget_class, "article.withdraw", NULL, withdraw_action);
  gtk_widget_class_install_action (widget_class, "article.archive", NULL, archive_action);
}

static void
bell_article_page_init (BellArticlePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->view = bell_markdown_view_new ();
  adw_bin_set_child (self->body, self->view);
}

/**
 * bell_article_page_new:
 * @desk: whose open article
 *
 * Returns: (transfer floating): a page that follows the desk
 */
GtkWidget *
bell_article_page_new (BellDesk *desk)
{
  BellArticlePage *self;

  g_return_val_if_fail (BELL_IS_DESK (desk), NULL);

  self = g_object_new (BELL_TYPE_ARTICLE_PAGE, NULL);
  self->desk = g_object_ref (desk);
  g_signal_connect_object (desk, "notify::article", G_CALLBACK (open_changed_cb), self, G_CONNECT_SWAPPED);
  open_changed_cb (self);

  return GTK_WIDGET (self);
}

/**
 * bell_article_page_set_folded:
 * @self: a page
 * @folded: whether the list is behind the page instead of beside it
 */
void
bell_article_page_set_folded (BellArticlePage *self,
                              gboolean         folded)
{
  g_return_if_fail (BELL_IS_ARTICLE_PAGE (self));

  gtk_widget_set_visible (GTK_WIDGET (self->back_button), folded);
}
