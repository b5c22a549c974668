/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-conversation.h"

#include <glib/gi18n-lib.h>

#include "bell-message-card.h"

/* How many messages are laid out at first, and how many more at a time. */
#define CHUNK 40

/**
 * BellConversation:
 *
 * The messages of a ticket, the newest at the end and in view. Long threads
 * show their end; a button brings what was before.
 */
struct _BellConversation
{
  AdwBin parent_instance;

  BellDesk *desk;
  BellListModel *messages;
  GtkSliceListModel *slice;
  char *ticket_id;
  guint shown_before; /* messages before those on show */
  gboolean follow;    /* stay at the end as things are laid out */
  gboolean placed;    /* the first messages are there */

  GtkScrolledWindow *scroller;
  GtkButton *earlier;
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (BellConversation, bell_conversation, ADW_TYPE_BIN)

static GtkWidget *
create_card (gpointer item,
             gpointer user_data)
{
  BellConversation *self = user_data;

  return bell_message_card_new (self->desk, item);
}

static void
bell_conversation_update_earlier (BellConversation *self)
{
  g_autofree char *label = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->earlier), self->shown_before > 0);
  if (self->shown_before == 0)
    return;

  label = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u earlier message", "%u earlier messages", self->shown_before),
                           self->shown_before);
  gtk_button_set_label (self->earlier, label);
}

static void
messages_changed_cb (BellConversation *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->messages));

  g_assert (BELL_IS_CONVERSATION (self));

  if (self->placed || n == 0)
    return;

  self->placed = TRUE;
  self->follow = TRUE;
  self->shown_before = n > CHUNK ? n - CHUNK : 0;
  gtk_slice_list_model_set_offset (self->slice, self->shown_before);
  gtk_slice_list_model_set_size (self->slice, G_MAXUINT - self->shown_before);
  bell_conversation_update_earlier (self);
}

static void
earlier_action (GtkWidget  *widget,
                const char *action_name,
                GVariant   *parameter)
{
  BellConversation *self = BELL_CONVERSATION (widget);

  self->follow = FALSE;
  self->shown_before = self->shown_before > CHUNK ? self->shown_before - CHUNK : 0;
  gtk_slice_list_model_set_size (self->slice, G_MAXUINT - self->shown_before);
  gtk_slice_list_model_set_offset (self->slice, self->shown_before);
  bell_conversation_update_earlier (self);
}

static void
height_changed_cb (GtkAdjustment    *adjustment,
                   BellConversation *self)
{
  double end = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment);

  g_assert (BELL_IS_CONVERSATION (self));

  if (self->follow)
    gtk_adjustment_set_value (adjustment, end);
}

static void
scrolled_cb (GtkAdjustment    *adjustment,
             BellConversation *self)
{
  double end = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment);

  g_assert (BELL_IS_CONVERSATION (self));

  /* Who scrolls up is not pulled down again; who is at the end stays there. */
  self->follow = gtk_adjustment_get_value (adjustment) >= end - 1;
}

static void
bell_conversation_dispose (GObject *object)
{
  BellConversation *self = BELL_CONVERSATION (object);

  if (self->list != NULL)
    gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  self->list = NULL;
  g_clear_object (&self->slice);
  g_clear_object (&self->messages);
  g_clear_object (&self->desk);
  g_clear_pointer (&self->ticket_id, g_free);

  G_OBJECT_CLASS (bell_conversation_parent_class)->dispose (object);
}

static void
bell_conversation_class_init (BellConversationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = bell_conversation_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/deskbell/agent/ui/bell-conversation.ui");
  gtk_widget_class_bind_template_child (widget_class, BellConversation, scroller);
  gtk_widget_class_bind_template_child (widget_class, BellConversation, earlier);
  gtk_widget_class_bind_template_child (widget_class, BellConversation, list);
  gtk_widget_class_install_action (widget_class, "conversation.earlier", NULL, earlier_action);
}

static void
bell_conversation_init (BellConversation *self)
{
  GtkAdjustment *adjustment;

  gtk_widget_init_template (GTK_WIDGET (self));

  adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  g_signal_connect (adjustment, "changed", G_CALLBACK (height_changed_cb), self);
  g_signal_connect (adjustment, "value-changed", G_CALLBACK (scrolled_cb), self);
}

/**
 * bell_conversation_new:
 * @desk: where it is shown
 *
 * Returns: (transfer floating): a conversation without a ticket
 */
GtkWidget *
bell_conversation_new (BellDesk *desk)
{
  BellConversation *self;

  g_return_val_if_fail (BELL_IS_DESK (desk), NULL);

  self = g_object_new (BELL_TYPE_CONVERSATION, NULL);
  self->desk = g_object_ref (desk);

  return GTK_WIDGET (self);
}

/**
 * bell_conversation_set_ticket:
 * @self: a conversation
 * @ticket_id: (nullable): whose messages to show
 */
void
bell_conversation_set_ticket (BellConversation *self,
                              const char       *ticket_id)
{
  g_autoptr(BellQuery) query = NULL;
  const BellProperty *ticket = bell_message_property (BELL_MESSAGE_TICKET_ID);

  g_return_if_fail (BELL_IS_CONVERSATION (self));

  if (g_strcmp0 (self->ticket_id, ticket_id) == 0)
    return;

  g_free (self->ticket_id);
  self->ticket_id = g_strdup (ticket_id);
  gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  if (self->messages != NULL)
    g_signal_handlers_disconnect_by_data (self->messages, self);
  g_clear_object (&self->slice);
  g_clear_object (&self->messages);
  self->placed = FALSE;
  self->follow = TRUE;
  self->shown_before = 0;
  bell_conversation_update_earlier (self);
  if (ticket_id == NULL)
    return;

  query = bell_query_new (BELL_TYPE_MESSAGE,
                          bell_filter_new_condition (ticket, BELL_TEST_EQUAL, g_variant_new_string (ticket_id)));
  bell_query_add_sort (query, bell_message_property (BELL_MESSAGE_WRITTEN_AT), FALSE);
  self->messages = bell_store_list (bell_desk_get_store (self->desk), query);

  /* Nothing is laid out before it is known where the end is. */
  self->slice = gtk_slice_list_model_new (g_object_ref (G_LIST_MODEL (self->messages)), 0, 0);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (self->slice), create_card, self, NULL);
  g_signal_connect_object (self->messages, "items-changed", G_CALLBACK (messages_changed_cb), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  messages_changed_cb (self);
}
