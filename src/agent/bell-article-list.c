/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-article-list.h"

#include <glib/gi18n-lib.h>

#include "bell-article-row.h"

/**
 * BellArticleList:
 *
 * The knowledge base by title.
 */
struct _BellArticleList
{
  AdwBin parent_instance;

  BellDesk *desk;
  BellListModel *model;
  BellRowStyle *row_style;
  GtkSingleSelection *selection;
  GtkListView *view;
  gboolean wants_focus; /* once there are rows */
};

G_DEFINE_FINAL_TYPE (BellArticleList, bell_article_list, ADW_TYPE_BIN)

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *list_item,
          BellArticleList          *self)
{
  gtk_list_item_set_child (list_item, bell_article_row_new (self->row_style));
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *list_item)
{
  bell_article_row_set_item (BELL_ARTICLE_ROW (gtk_list_item_get_child (list_item)), gtk_list_item_get_item (list_item));
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkListItem              *list_item)
{
  bell_article_row_set_item (BELL_ARTICLE_ROW (gtk_list_item_get_child (list_item)), NULL);
}

static void
open_article (BellArticleList *self,
              guint            position)
{
  g_autoptr(BellItem) item = g_list_model_get_item (G_LIST_MODEL (self->model), position);

  if (item != NULL && bell_item_get_id (item) != NULL)
    bell_desk_open_article (self->desk, bell_item_get_id (item));
}

static void
activate_cb (GtkListView     *view,
             guint            position,
             BellArticleList *self)
{
  g_assert (BELL_IS_ARTICLE_LIST (self));

  open_article (self, position);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-detail", NULL);
}

static void
open_changed_cb (BellArticleList *self)
{
  BellItem *article = bell_desk_get_article (self->desk);
  int position = -1;

  g_assert (BELL_IS_ARTICLE_LIST (self));

  if (article != NULL && bell_desk_get_detail (self->desk) == BELL_DETAIL_ARTICLE)
    position = bell_list_model_find (self->model, bell_desk_get_article_id (self->desk));
  gtk_single_selection_set_selected (self->selection, position >= 0 ? (guint) position : GTK_INVALID_LIST_POSITION);
}

static void
rows_changed_cb (BellArticleList *self)
{
  g_assert (BELL_IS_ARTICLE_LIST (self));

  if (self->wants_focus && g_list_model_get_n_items (G_LIST_MODEL (self->model)) > 0)
    {
      self->wants_focus = FALSE;
      gtk_widget_grab_focus (GTK_WIDGET (self->view));
    }
}

static void
bell_article_list_snapshot (GtkWidget   *widget,
                            GtkSnapshot *snapshot)
{
  bell_drawn_row_reveal (BELL_ARTICLE_LIST (widget)->view);

  GTK_WIDGET_CLASS (bell_article_list_parent_class)->snapshot (widget, snapshot);
}

static void
bell_article_list_dispose (GObject *object)
{
  BellArticleList *self = BELL_ARTICLE_LIST (object);

  g_clear_object (&self->selection);
  g_clear_object (&self->model);
  g_clear_object (&self->desk);

  G_OBJECT_CLASS (bell_article_list_parent_class)->dispose (object);
}

static void
bell_article_list_finalize (GObject *object)
{
  g_object_unref (BELL_ARTICLE_LIST (object)->row_style);

  G_OBJECT_CLASS (bell_article_list_parent_class)->finalize (object);
}

static void
bell_article_list_class_init (BellArticleListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bell_article_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = bell_article_list_finalize;
  GTK_WIDGET_CLASS (klass)->snapshot = bell_article_list_snapshot;
}

static void
bell_article_list_init (BellArticleList *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->row_style = bell_row_style_new ();
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), self);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);

  self->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  self->view = GTK_LIST_VIEW (gtk_list_view_new (g_object_ref (GTK_SELECTION_MODEL (self->selection)), factory));
  gtk_list_view_set_single_click_activate (self->view, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "ticket-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Articles"), -1);
  g_signal_connect (self->view, "activate", G_CALLBACK (activate_cb), self);

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->view));
  adw_bin_set_child (ADW_BIN (self), scroller);
}

/**
 * bell_article_list_new:
 * @desk: whose articles
 *
 * Returns: (transfer floating): a list
 */
GtkWidget *
bell_article_list_new (BellDesk *desk)
{
  BellArticleList *self;
  g_autoptr(BellQuery) query = NULL;

  g_return_val_if_fail (BELL_IS_DESK (desk), NULL);

  self = g_object_new (BELL_TYPE_ARTICLE_LIST, NULL);
  self->desk = g_object_ref (desk);

  query = bell_query_new (BELL_TYPE_ARTICLE, NULL);
  bell_query_add_sort (query, bell_article_property (BELL_ARTICLE_TITLE), FALSE);
  self->model = bell_store_list (bell_desk_get_store (desk), query);
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (self->model));
  g_signal_connect_object (self->model, "items-changed", G_CALLBACK (rows_changed_cb), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (desk, "notify::article", G_CALLBACK (open_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "notify::detail", G_CALLBACK (open_changed_cb), self, G_CONNECT_SWAPPED);

  return GTK_WIDGET (self);
}

/**
 * bell_article_list_focus:
 * @self: a list
 *
 * Puts the keyboard into the rows, once they have come.
 */
void
bell_article_list_focus (BellArticleList *self)
{
  g_return_if_fail (BELL_IS_ARTICLE_LIST (self));

  self->wants_focus = TRUE;
  rows_changed_cb (self);
}

/**
 * bell_article_list_step:
 * @self: a list
 * @by: how many rows down; negative is up
 *
 * Opens a neighbour of the article that is open, or the first one.
 */
void
bell_article_list_step (BellArticleList *self,
                        int              by)
{
  guint selected;
  guint n;
  int position;

  g_return_if_fail (BELL_IS_ARTICLE_LIST (self));

  n = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  if (n == 0)
    return;

  selected = gtk_single_selection_get_selected (self->selection);
  position = selected == GTK_INVALID_LIST_POSITION ? 0 : CLAMP ((int) selected + by, 0, (int) n - 1);
  open_article (self, position);
  gtk_widget_activate_action (GTK_WIDGET (self->view), "list.scroll-to-item", "u", (guint) position);
}
