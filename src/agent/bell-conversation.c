/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-conversation.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "bell-message-card.h"
#include "bell-reading-column.h"

/* How many messages are laid out at first, and how many more at a time. */
#define CHUNK 40

/* What cards may cost that one frame lays out, and what a card costs besides
 * its text; in letters. */
#define FRAME_COST 1800
#define CARD_COST  1000

/* Cards that are there before the first ticket. */
#define PREPARED 4

/* Cards that are kept for the next ticket. */
#define MOST_SPARE 12

/**
 * BellConversation:
 *
 * The messages of a ticket, the newest at the end and in view. They come from
 * the end upwards, a few in each turn, so that what is looked at is there at
 * once and a long thread stops nobody. Very long threads show their end; a
 * button brings what was before. Cards are used again for the next ticket.
 */
struct _BellConversation
{
  AdwBin parent_instance;

  BellDesk *desk;
  BellListModel *messages;
  GListStore *shown; /* (element-type BellItem): the end of @messages */
  GPtrArray *cards;  /* (element-type BellMessageCard): all, in use or not */
  BellItem *awaited; /* (nullable): the next to be shown, still on its way */
  char *ticket_id;
  guint shown_before;  /* messages before those on show */
  guint wanted_before; /* what @shown_before is to become */
  guint tick_id;
  guint grow_id;
  gboolean grown; /* since the last frame */
  guint place_id;
  double from_end; /* of what is in sight, in pixels */
  double upper;    /* of the adjustment, as it was told last */
  double page_size;
  gboolean follow; /* stay at the end as things are laid out */
  gboolean placed; /* it is known where the end is */

  GtkScrolledWindow *scroller;
  GtkButton *earlier;
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (BellConversation, bell_conversation, ADW_TYPE_BIN)

static void bell_conversation_grow_later (BellConversation *self);

static GtkWidget *
create_card (gpointer item,
             gpointer user_data)
{
  BellConversation *self = user_data;
  GtkWidget *card = NULL;

  for (guint i = 0; i < self->cards->len && card == NULL; i++)
    if (gtk_widget_get_parent (self->cards->pdata[i]) == NULL)
      card = self->cards->pdata[i];

  if (card == NULL)
    {
      card = g_object_ref_sink (bell_message_card_new (self->desk));
      g_ptr_array_add (self->cards, card);
    }
  bell_message_card_set_message (BELL_MESSAGE_CARD (card), item);

  return g_object_ref (card);
}

static void
bell_conversation_update_earlier (BellConversation *self)
{
  g_autofree char *label = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->earlier), self->wanted_before > 0);
  if (self->wanted_before == 0)
    return;

  label = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u earlier message", "%u earlier messages", self->wanted_before),
                           self->wanted_before);
  gtk_button_set_label (self->earlier, label);
}

static void
awaited_cb (BellConversation *self)
{
  g_assert (BELL_IS_CONVERSATION (self));

  if (self->awaited == NULL || bell_item_get_record (self->awaited) == NULL)
    return;

  g_signal_handlers_disconnect_by_func (self->awaited, awaited_cb, self);
  g_clear_object (&self->awaited);
  bell_conversation_grow_later (self);
}

/* Whether there are cards to make, and their messages are here. */
static gboolean
bell_conversation_can_grow (BellConversation *self)
{
  g_autoptr (BellItem) item = NULL;

  if (self->awaited != NULL || self->shown_before <= self->wanted_before)
    return FALSE;

  item = g_list_model_get_item (G_LIST_MODEL (self->messages), self->shown_before - 1);
  if (item == NULL || bell_item_get_record (item) != NULL)
    return TRUE;

  self->awaited = g_steal_pointer (&item);
  g_signal_connect_object (self->awaited, "notify::record", G_CALLBACK (awaited_cb), self, G_CONNECT_SWAPPED);
  return FALSE;
}

/* Shows the one above. Returns: what it costs to lay it out, in letters. */
static gsize
bell_conversation_grow (BellConversation *self)
{
  g_autoptr (BellItem) item = g_list_model_get_item (G_LIST_MODEL (self->messages), self->shown_before - 1);
  BellRecord *record = item != NULL ? bell_item_get_record (item) : NULL;
  const char *body = record != NULL ? bell_message_get_body (BELL_MESSAGE (record)) : NULL;

  self->shown_before--;
  if (item != NULL)
    g_list_store_insert (self->shown, 0, item);

  return CARD_COST + (body != NULL ? strlen (body) : 0);
}

/* In a turn of its own after a frame; what is made here is laid out in the next. */
static gboolean
grow_cb (gpointer user_data)
{
  BellConversation *self = user_data;
  gsize cost = 0;

  self->grow_id = 0;
  while (cost < FRAME_COST && bell_conversation_can_grow (self))
    cost += bell_conversation_grow (self);
  self->grown = cost > 0;

  return G_SOURCE_REMOVE;
}

/* Before each frame. When nothing is left to do, there is one more: who reads
 * stays where they are while messages come above; after that, what is done to a
 * message moves those below it. */
static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  BellConversation *self = BELL_CONVERSATION (widget);
  gboolean grown = self->grown;

  self->grown = FALSE;
  if (self->grow_id == 0 && bell_conversation_can_grow (self))
    self->grow_id = g_idle_add_full (GDK_PRIORITY_REDRAW + 1, grow_cb, self, NULL);
  if (grown || self->grow_id != 0)
    return G_SOURCE_CONTINUE;

  self->tick_id = 0;
  return G_SOURCE_REMOVE;
}

static void
bell_conversation_grow_later (BellConversation *self)
{
  if (self->tick_id == 0)
    self->tick_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), tick_cb, NULL, NULL);
}

static void
bell_conversation_clear (BellConversation *self)
{
  if (self->tick_id != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick_id);
  self->tick_id = 0;
  g_clear_handle_id (&self->grow_id, g_source_remove);
  self->grown = FALSE;
  if (self->awaited != NULL)
    g_signal_handlers_disconnect_by_func (self->awaited, awaited_cb, self);
  g_clear_object (&self->awaited);
  g_list_store_remove_all (self->shown);
  for (guint i = 0; i < self->cards->len; i++)
    bell_message_card_set_message (self->cards->pdata[i], NULL);
  if (self->cards->len > MOST_SPARE)
    g_ptr_array_set_size (self->cards, MOST_SPARE);
  self->placed = FALSE;
  self->follow = TRUE;
  self->shown_before = self->wanted_before = 0;
  bell_conversation_update_earlier (self);
}

static void
bell_conversation_place (BellConversation *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->messages));

  if (n == 0)
    return;

  self->placed = TRUE;
  self->shown_before = n;
  self->wanted_before = n > CHUNK ? n - CHUNK : 0;
  bell_conversation_update_earlier (self);
  bell_conversation_grow_later (self);
}

static void
messages_changed_cb (BellConversation *self,
                     guint             position,
                     guint             removed,
                     guint             added)
{
  guint at;

  g_assert (BELL_IS_CONVERSATION (self));

  if (!self->placed)
    {
      bell_conversation_place (self);
      return;
    }

  /* Below those on show: one that was written just now. */
  if (position >= self->shown_before)
    {
      g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

      at = position - self->shown_before;
      for (guint i = 0; i < added; i++)
        g_ptr_array_add (items, g_list_model_get_item (G_LIST_MODEL (self->messages), position + i));
      g_list_store_splice (self->shown, at, removed, items->pdata, items->len);
      return;
    }

  bell_conversation_clear (self);
  bell_conversation_place (self);
}

static void
earlier_action (GtkWidget  *widget,
                const char *action_name,
                GVariant   *parameter)
{
  BellConversation *self = BELL_CONVERSATION (widget);

  self->follow = FALSE;
  self->wanted_before = self->wanted_before > CHUNK ? self->wanted_before - CHUNK : 0;
  bell_conversation_update_earlier (self);
  bell_conversation_grow_later (self);
}

static gboolean
place_cb (gpointer user_data)
{
  BellConversation *self = user_data;

  self->place_id = 0;
  gtk_widget_queue_allocate (gtk_scrolled_window_get_child (self->scroller));
  return G_SOURCE_REMOVE;
}

/* Heights change while sizes are given out. A place that is moved to then may
 * come too late for what stands there, so that is placed once more after it. */
static void
height_changed_cb (GtkAdjustment    *adjustment,
                   BellConversation *self)
{
  double upper = gtk_adjustment_get_upper (adjustment);

  g_assert (BELL_IS_CONVERSATION (self));

  if (self->place_id == 0)
    self->place_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, place_cb, self, NULL);
  self->upper = upper;
  self->page_size = gtk_adjustment_get_page_size (adjustment);
  if (self->follow)
    gtk_adjustment_set_value (adjustment, upper - gtk_adjustment_get_page_size (adjustment));
  else if (self->tick_id != 0)
    gtk_adjustment_set_value (adjustment, upper - self->from_end);
}

static void
scrolled_cb (GtkAdjustment    *adjustment,
             BellConversation *self)
{
  double upper = gtk_adjustment_get_upper (adjustment);
  double end = upper - gtk_adjustment_get_page_size (adjustment);

  g_assert (BELL_IS_CONVERSATION (self));

  /* Moved by a change of heights, which is about to be told. */
  if (upper != self->upper || gtk_adjustment_get_page_size (adjustment) != self->page_size)
    return;

  /* Who scrolls up is not pulled down again; who is at the end stays there. */
  self->from_end = upper - gtk_adjustment_get_value (adjustment);
  self->follow = gtk_adjustment_get_value (adjustment) >= end - 1;
}

static void
bell_conversation_dispose (GObject *object)
{
  BellConversation *self = BELL_CONVERSATION (object);

  g_clear_handle_id (&self->place_id, g_source_remove);
  if (self->list != NULL)
    {
      g_signal_handlers_disconnect_by_data (gtk_scrolled_window_get_vadjustment (self->scroller), self);
      bell_conversation_clear (self);
      gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
    }
  self->list = NULL;
  g_clear_pointer (&self->cards, g_ptr_array_unref);
  g_clear_object (&self->shown);
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

  g_type_ensure (BELL_TYPE_READING_COLUMN);
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

  self->shown = g_list_store_new (BELL_TYPE_ITEM);
  self->cards = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (self->shown), create_card, self, NULL);
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
 * bell_conversation_prepare:
 * @self: a conversation
 *
 * Makes a card ahead of the first ticket; call it again while it says so.
 *
 * Returns: whether there are more to make
 */
gboolean
bell_conversation_prepare (BellConversation *self)
{
  g_return_val_if_fail (BELL_IS_CONVERSATION (self), FALSE);

  if (self->cards->len < PREPARED)
    g_ptr_array_add (self->cards, g_object_ref_sink (bell_message_card_new (self->desk)));

  return self->cards->len < PREPARED;
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
  if (self->messages != NULL)
    g_signal_handlers_disconnect_by_data (self->messages, self);
  g_clear_object (&self->messages);
  bell_conversation_clear (self);
  if (ticket_id == NULL)
    return;

  query = bell_query_new (BELL_TYPE_MESSAGE,
                          bell_filter_new_condition (ticket, BELL_TEST_EQUAL, g_variant_new_string (ticket_id)));
  bell_query_add_sort (query, bell_message_property (BELL_MESSAGE_WRITTEN_AT), FALSE);
  self->messages = bell_store_list (bell_desk_get_store (self->desk), query);

  g_signal_connect_object (self->messages, "items-changed", G_CALLBACK (messages_changed_cb), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  bell_conversation_place (self);
}
