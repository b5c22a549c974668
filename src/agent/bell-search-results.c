/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-search-results.h"

#include "bell-hit-row.h"

/* Of each kind as many as fit a glance; who wants more types more. */
#define MOST_HITS     120
#define MOST_OF_GROUP 15

/**
 * BellSearchResults:
 *
 * What the desk's search text finds while it is typed, grouped by tickets,
 * messages and articles. An answer to an older text never replaces one to a
 * newer: each text cancels the one before.
 */
struct _BellSearchResults
{
  AdwBin parent_instance;

  BellDesk *desk;
  GCancellable *cancellable;
  BellRowStyle *row_style;
  GListStore *hits; /* (element-type BellHit) */

  GtkStack *stack;
  GtkListView *view;
};

G_DEFINE_FINAL_TYPE (BellSearchResults, bell_search_results, ADW_TYPE_BIN)

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *list_item,
          BellSearchResults        *self)
{
  gtk_list_item_set_child (list_item, bell_hit_row_new (self->row_style));
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *list_item,
         BellSearchResults        *self)
{
  bell_hit_row_set_hit (BELL_HIT_ROW (gtk_list_item_get_child (list_item)), gtk_list_item_get_item (list_item),
                        bell_desk_now (self->desk));
}

static void
add_group (GPtrArray     *objects,
           GPtrArray     *hits,
           BellDirectory *directory,
           BellType       type)
{
  guint n = 0;

  for (guint i = 0; i < hits->len && n < MOST_OF_GROUP; i++)
    {
      const BellSearchHit *hit = hits->pdata[i];

      if (hit->type != type)
        continue;
      g_ptr_array_add (objects, bell_hit_new (hit, hit->person_id != NULL ? bell_directory_get_name (directory, hit->person_id) : NULL,
                                              n == 0));
      n++;
    }
}

static void
found_cb (BellStore    *store,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(BellSearchResults) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) hits = bell_store_search_finish (store, result, &error);
  g_autoptr(GPtrArray) objects = g_ptr_array_new_with_free_func (g_object_unref);
  BellDirectory *directory = bell_store_get_directory (store);

  g_assert (BELL_IS_SEARCH_RESULTS (self));

  if (hits == NULL)
    {
      if (self->desk != NULL)
        bell_desk_tell_failed (self->desk, error);
      return;
    }

  add_group (objects, hits, directory, BELL_TYPE_TICKET);
  add_group (objects, hits, directory, BELL_TYPE_MESSAGE);
  add_group (objects, hits, directory, BELL_TYPE_ARTICLE);
  /* In one go, so that the list binds its rows anew instead of making them. */
  g_list_store_splice (self->hits, 0, g_list_model_get_n_items (G_LIST_MODEL (self->hits)), objects->pdata, objects->len);
  gtk_stack_set_visible_child_name (self->stack, objects->len > 0 ? "hits" : "nothing");
}

static void
text_changed_cb (BellSearchResults *self)
{
  const char *text = bell_desk_get_search_text (self->desk);

  g_assert (BELL_IS_SEARCH_RESULTS (self));

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (*text == '\0')
    {
      g_list_store_remove_all (self->hits);
      return;
    }

  self->cancellable = g_cancellable_new ();
  bell_store_search (bell_desk_get_store (self->desk), text, BELL_SEARCH_NEWEST, MOST_HITS, self->cancellable,
                     (GAsyncReadyCallback) found_cb, g_object_ref (self));
}

static void
open_hit (BellSearchResults *self,
          guint              position)
{
  g_autoptr(BellHit) object = g_list_model_get_item (G_LIST_MODEL (self->hits), position);
  const BellSearchHit *hit;

  if (object == NULL)
    return;

  hit = bell_hit_peek (object);
  if (hit->type == BELL_TYPE_ARTICLE)
    bell_desk_open_article (self->desk, hit->id);
  else if (hit->ticket_id != NULL)
    bell_desk_open_ticket (self->desk, hit->ticket_id);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-detail", NULL);
}

static void
activate_cb (GtkListView       *view,
             guint              position,
             BellSearchResults *self)
{
  g_assert (BELL_IS_SEARCH_RESULTS (self));

  open_hit (self, position);
}

static void
bell_search_results_snapshot (GtkWidget   *widget,
                              GtkSnapshot *snapshot)
{
  bell_drawn_row_reveal (BELL_SEARCH_RESULTS (widget)->view);

  GTK_WIDGET_CLASS (bell_search_results_parent_class)->snapshot (widget, snapshot);
}

static void
bell_search_results_dispose (GObject *object)
{
  BellSearchResults *self = BELL_SEARCH_RESULTS (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->desk);
  g_clear_object (&self->hits);

  G_OBJECT_CLASS (bell_search_results_parent_class)->dispose (object);
}

static void
bell_search_results_finalize (GObject *object)
{
  g_object_unref (BELL_SEARCH_RESULTS (object)->row_style);

  G_OBJECT_CLASS (bell_search_results_parent_class)->finalize (object);
}

static void
bell_search_results_class_init (BellSearchResultsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = bell_search_results_dispose;
  object_class->finalize = bell_search_results_finalize;
  widget_class->snapshot = bell_search_results_snapshot;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/deskbell/agent/ui/bell-search-results.ui");
  gtk_widget_class_bind_template_child (widget_class, BellSearchResults, stack);
  gtk_widget_class_bind_template_child (widget_class, BellSearchResults, view);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
}

static void
bell_search_results_init (BellSearchResults *self)
{
  g_autoptr(GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_autoptr(GtkSelectionModel) selection = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->row_style = bell_row_style_new ();
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), self);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), self);
  gtk_list_view_set_factory (self->view, factory);

  self->hits = g_list_store_new (BELL_TYPE_HIT);
  selection = GTK_SELECTION_MODEL (gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->hits))));
  gtk_single_selection_set_autoselect (GTK_SINGLE_SELECTION (selection), FALSE);
  gtk_single_selection_set_can_unselect (GTK_SINGLE_SELECTION (selection), TRUE);
  gtk_list_view_set_model (self->view, selection);
}

/**
 * bell_search_results_new:
 * @desk: whose search text
 *
 * Returns: (transfer floating): results that follow the desk
 */
GtkWidget *
bell_search_results_new (BellDesk *desk)
{
  BellSearchResults *self;

  g_return_val_if_fail (BELL_IS_DESK (desk), NULL);

  self = g_object_new (BELL_TYPE_SEARCH_RESULTS, NULL);
  self->desk = g_object_ref (desk);
  g_signal_connect_object (desk, "notify::search-text", G_CALLBACK (text_changed_cb), self, G_CONNECT_SWAPPED);

  return GTK_WIDGET (self);
}

/**
 * bell_search_results_activate_first:
 * @self: results
 *
 * Opens the first one, if there is one.
 */
void
bell_search_results_activate_first (BellSearchResults *self)
{
  g_return_if_fail (BELL_IS_SEARCH_RESULTS (self));

  open_hit (self, 0);
}
