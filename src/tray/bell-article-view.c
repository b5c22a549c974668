/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-article-view.h"

#include "bell-markdown-view.h"

/**
 * BellArticleView:
 *
 * An article of the knowledge base, to be read.
 */
struct _BellArticleView
{
  AdwBin parent_instance;

  BellItem *article; /* (nullable) */

  GtkScrolledWindow *scroller;
  GtkLabel *title;
  AdwBin *body;
};

G_DEFINE_FINAL_TYPE (BellArticleView, bell_article_view, ADW_TYPE_BIN)

static void
article_changed_cb (BellArticleView *self)
{
  BellRecord *record = self->article != NULL ? bell_item_get_record (self->article) : NULL;

  g_assert (BELL_IS_ARTICLE_VIEW (self));

  gtk_label_set_label (self->title, record != NULL ? bell_article_get_title (BELL_ARTICLE (record)) : "");
  bell_markdown_view_set_text (BELL_MARKDOWN_VIEW (adw_bin_get_child (self->body)),
                               record != NULL && bell_article_get_body (BELL_ARTICLE (record)) != NULL
                                 ? bell_article_get_body (BELL_ARTICLE (record)) : "");
}

static void
bell_article_view_dispose (GObject *object)
{
  BellArticleView *self = BELL_ARTICLE_VIEW (object);

  if (self->article != NULL)
    g_signal_handlers_disconnect_by_data (self->article, self);
  g_clear_object (&self->article);

  G_OBJECT_CLASS (bell_article_view_parent_class)->dispose (object);
}

static void
bell_article_view_class_init (BellArticleViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bell_article_view_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/deskbell/tray/ui/bell-article-view.ui");
  gtk_widget_class_bind_template_child (widget_class, BellArticleView, scroller);
  gtk_widget_class_bind_template_child (widget_class, BellArticleView, title);
  gtk_widget_class_bind_template_child (widget_class, BellArticleView, body);
}

static void
bell_article_view_init (BellArticleView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  adw_bin_set_child (self->body, bell_markdown_view_new ());
}

/**
 * bell_article_view_show:
 * @self: a view
 * @helpline: where articles are
 * @article_id: which one
 *
 * Shows an article from its beginning.
 */
void
bell_article_view_show (BellArticleView *self,
                        BellHelpline    *helpline,
                        const char      *article_id)
{
  g_return_if_fail (BELL_IS_ARTICLE_VIEW (self));
  g_return_if_fail (BELL_IS_HELPLINE (helpline));
  g_return_if_fail (article_id != NULL);

  if (self->article != NULL)
    g_signal_handlers_disconnect_by_data (self->article, self);
  g_clear_object (&self->article);
  self->article = bell_store_watch (bell_helpline_get_store (helpline), BELL_TYPE_ARTICLE, article_id);
  g_signal_connect_object (self->article, "notify::record", G_CALLBACK (article_changed_cb), self, G_CONNECT_SWAPPED);
  article_changed_cb (self);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
}
