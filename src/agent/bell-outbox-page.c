/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-outbox-page.h"

#include "bell-outbox-row.h"

/* More rows than this are counted, not laid out. */
#define MOST_ROWS 300

/**
 * BellOutboxPage:
 *
 * What this computer has not got to the server yet, oldest first.
 */
struct _BellOutboxPage
{
  AdwBin parent_instance;

  BellDesk *desk;

  GtkStack *stack;
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (BellOutboxPage, bell_outbox_page, ADW_TYPE_BIN)

static GtkWidget *
create_row (gpointer item,
            gpointer user_data)
{
  BellOutboxPage *self = user_data;

  return bell_outbox_row_new (self->desk, item);
}

static void
outbox_changed_cb (BellOutboxPage *self)
{
  GListModel *outbox = bell_store_get_outbox (bell_desk_get_store (self->desk));

  g_assert (BELL_IS_OUTBOX_PAGE (self));

  gtk_stack_set_visible_child_name (self->stack, g_list_model_get_n_items (outbox) > 0 ? "list" : "empty");
}

static void
bell_outbox_page_dispose (GObject *object)
{
  BellOutboxPage *self = BELL_OUTBOX_PAGE (object);

  g_clear_object (&self->desk);

  G_OBJECT_CLASS (bell_outbox_page_parent_class)->dispose (object);
}

static void
bell_outbox_page_class_init (BellOutboxPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bell_outbox_page_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/deskbell/agent/ui/bell-outbox-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BellOutboxPage, stack);
  gtk_widget_class_bind_template_child (widget_class, BellOutboxPage, list);
}

static void
bell_outbox_page_init (BellOutboxPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * bell_outbox_page_new:
 * @desk: whose outbox
 *
 * Returns: (transfer floating): a page
 */
GtkWidget *
bell_outbox_page_new (BellDesk *desk)
{
  BellOutboxPage *self;
  GListModel *outbox;
  g_autoptr(GtkSliceListModel) slice = NULL;

  g_return_val_if_fail (BELL_IS_DESK (desk), NULL);

  self = g_object_new (BELL_TYPE_OUTBOX_PAGE, NULL);
  self->desk = g_object_ref (desk);

  outbox = bell_store_get_outbox (bell_desk_get_store (desk));
  slice = gtk_slice_list_model_new (g_object_ref (outbox), 0, MOST_ROWS);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (slice), create_row, self, NULL);
  g_signal_connect_object (outbox, "items-changed", G_CALLBACK (outbox_changed_cb), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  outbox_changed_cb (self);

  return GTK_WIDGET (self);
}
