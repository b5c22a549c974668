/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-history-list.h"

#include <glib/gi18n-lib.h>

#include "bell-age.h"
#include "bell-change-words.h"
#include "bell-id.h"

/**
 * BellHistoryList:
 *
 * What happened to an object, straight from its changes: who, what, when, and
 * whether the server has it. Of a ticket that was closed when the copy was loaded
 * the rest is fetched when somebody looks; without a network that is said.
 */
struct _BellHistoryList
{
  AdwBin parent_instance;

  BellDesk *desk;
  GtkListView *view;
  GtkLabel *missing;       /* that it does not reach back to the beginning */
  char *object_id;         /* (nullable) */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (BellHistoryList, bell_history_list, ADW_TYPE_BIN)

static char *
format_what (BellHistoryItem *item,
             BellHistoryList *self)
{
  BellChange *change = item != NULL ? bell_history_item_get_change (item) : NULL;

  if (change == NULL)
    return g_strdup ("");

  return bell_change_to_words (change, bell_store_get_directory (bell_desk_get_store (self->desk)));
}

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *list_item,
          BellHistoryList          *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget *icon = gtk_image_new ();
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *what = gtk_label_new (NULL);
  GtkWidget *when = gtk_label_new (NULL);

  gtk_widget_add_css_class (row, "history-row");
  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_widget_add_css_class (icon, "dim-label");
  gtk_label_set_xalign (GTK_LABEL (what), 0);
  gtk_label_set_wrap (GTK_LABEL (what), TRUE);
  gtk_label_set_xalign (GTK_LABEL (when), 0);
  gtk_label_set_wrap (GTK_LABEL (when), TRUE);
  gtk_widget_add_css_class (when, "caption");
  gtk_widget_add_css_class (when, "dim-label");
  gtk_widget_set_hexpand (column, TRUE);
  gtk_box_append (GTK_BOX (column), what);
  gtk_box_append (GTK_BOX (column), when);
  gtk_box_append (GTK_BOX (row), icon);
  gtk_box_append (GTK_BOX (row), column);
  gtk_list_item_set_child (list_item, row);
  gtk_list_item_set_activatable (list_item, FALSE);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *list_item,
         BellHistoryList          *self)
{
  BellHistoryItem *item = gtk_list_item_get_item (list_item);
  BellChange *change = bell_history_item_get_change (item);
  GtkWidget *row = gtk_list_item_get_child (list_item);
  GtkWidget *icon = gtk_widget_get_first_child (row);
  GtkWidget *column = gtk_widget_get_next_sibling (icon);
  GtkWidget *what = gtk_widget_get_first_child (column);
  GtkWidget *when = gtk_widget_get_next_sibling (what);
  g_autofree char *words = format_what (item, self);
  g_autofree char *time = bell_time_to_full_text (bell_history_item_get_time (item));
  const char *author = bell_history_item_get_author_name (item);
  g_autofree char *markup = NULL;
  g_autofree char *line = NULL;

  markup = g_markup_printf_escaped ("<b>%s</b>  %s", author != NULL ? author : _("The system"),
                                    words != NULL ? words : _("changed details"));
  gtk_label_set_markup (GTK_LABEL (what), markup);

  switch (bell_history_item_get_state (item))
    {
    case BELL_OUTBOX_STATE_CONFIRMED:
    case BELL_OUTBOX_STATE_ACKNOWLEDGED:
      line = g_steal_pointer (&time);
      break;
    case BELL_OUTBOX_STATE_PARKED:
      /* Translators: a time; then that the change was not accepted. */
      line = g_strdup_printf (_("%s · refused, see the outbox"), time);
      break;
    case BELL_OUTBOX_STATE_QUEUED:
    case BELL_OUTBOX_STATE_SENT:
    default:
      line = g_strdup_printf (_("%s · waiting to be sent"), time);
      break;
    }
  gtk_label_set_label (GTK_LABEL (when), line);
  gtk_image_set_from_icon_name (GTK_IMAGE (icon), change != NULL ? bell_change_get_icon (change) : NULL);
}

static gboolean
is_worth_telling (gpointer item,
                  gpointer user_data)
{
  g_autofree char *words = format_what (item, user_data);

  return words != NULL;
}

static void
say_missing (BellHistoryList *self,
             const char      *words)
{
  gtk_label_set_label (self->missing, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->missing), words != NULL);
}

/* The list itself follows the store. */
static void
fetched_cb (BellAccount  *account,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(BellHistoryList) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *words = NULL;

  if (bell_account_fetch_history_finish (account, result, &error))
    {
      if (!g_cancellable_is_cancelled (g_task_get_cancellable (G_TASK (result))))
        say_missing (self, NULL);
      return;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
      g_cancellable_is_cancelled (g_task_get_cancellable (G_TASK (result))))
    return;

  /* Translators: %s is why not, as a sentence */
  words = g_strdup_printf (_("What happened before is not on this computer and cannot be fetched now. %s"), error->message);
  say_missing (self, words);
}

static void
judged_cb (BellStore    *store,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(BellHistoryList) self = user_data;
  g_autoptr(GError) error = NULL;
  BellAccount *account;
  gboolean whole;

  if (!bell_store_is_history_whole_finish (store, result, &whole, &error))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_warning ("How far the history reaches cannot be told: %s", error->message);
      return;
    }
  if (whole || g_cancellable_is_cancelled (g_task_get_cancellable (G_TASK (result))) || self->desk == NULL)
    return;

  account = bell_desk_get_account (self->desk);
  if (account == NULL)
    {
      say_missing (self, _("What happened before is not on this computer."));
      return;
    }
  say_missing (self, _("Fetching what happened before…"));
  bell_account_fetch_history (account, self->object_id, self->cancellable, (GAsyncReadyCallback) fetched_cb,
                              g_object_ref (self));
}

/* Only tickets can be closed when a copy is loaded. */
static void
look_for_beginning (BellHistoryList *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  say_missing (self, NULL);
  if (self->object_id == NULL || !bell_id_is_valid (self->object_id, BELL_TYPE_TICKET))
    return;

  self->cancellable = g_cancellable_new ();
  bell_store_is_history_whole (bell_desk_get_store (self->desk), self->object_id, self->cancellable,
                               (GAsyncReadyCallback) judged_cb, g_object_ref (self));
}

static void
bell_history_list_dispose (GObject *object)
{
  BellHistoryList *self = BELL_HISTORY_LIST (object);

  if (self->view != NULL)
    gtk_list_view_set_model (self->view, NULL);
  self->view = NULL;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->object_id, g_free);
  g_clear_object (&self->desk);

  G_OBJECT_CLASS (bell_history_list_parent_class)->dispose (object);
}

static void
bell_history_list_class_init (BellHistoryListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = bell_history_list_dispose;
}

static void
bell_history_list_init (BellHistoryList *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), self);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), self);

  self->view = GTK_LIST_VIEW (gtk_list_view_new (NULL, factory));
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "history");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, _("History"), -1);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->view));
  gtk_widget_set_vexpand (scroller, TRUE);

  self->missing = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->missing, TRUE);
  gtk_label_set_xalign (self->missing, 0);
  gtk_widget_add_css_class (GTK_WIDGET (self->missing), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (self->missing), "history-row");
  gtk_widget_set_visible (GTK_WIDGET (self->missing), FALSE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->missing));
  gtk_box_append (GTK_BOX (box), scroller);
  adw_bin_set_child (ADW_BIN (self), box);
}

/**
 * bell_history_list_new:
 * @desk: where the changes are
 *
 * Returns: (transfer floating): an empty list
 */
GtkWidget *
bell_history_list_new (BellDesk *desk)
{
  BellHistoryList *self;

  g_return_val_if_fail (BELL_IS_DESK (desk), NULL);

  self = g_object_new (BELL_TYPE_HISTORY_LIST, NULL);
  self->desk = g_object_ref (desk);

  return GTK_WIDGET (self);
}

/**
 * bell_history_list_set_object:
 * @self: a list
 * @object_id: (nullable): whose history to show
 */
void
bell_history_list_set_object (BellHistoryList *self,
                              const char      *object_id)
{
  g_autoptr(GtkSelectionModel) selection = NULL;
  GListModel *history;
  GtkFilter *filter;

  g_return_if_fail (BELL_IS_HISTORY_LIST (self));

  g_free (self->object_id);
  self->object_id = g_strdup (object_id);
  look_for_beginning (self);
  if (object_id == NULL)
    {
      gtk_list_view_set_model (self->view, NULL);
      return;
    }

  /* One object's history is short; filtering it here is cheap. */
  history = bell_store_history (bell_desk_get_store (self->desk), object_id);
  filter = GTK_FILTER (gtk_custom_filter_new (is_worth_telling, self, NULL));
  selection = GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (gtk_filter_list_model_new (history, filter))));
  gtk_list_view_set_model (self->view, selection);
}
