/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-ticket-list.h"

#include <glib/gi18n-lib.h>

#include "bell-pressure.h"
#include "bell-reply-box.h"
#include "bell-ticket-row.h"

/* Ages and deadlines are told in minutes. */
#define MINUTE (G_GINT64_CONSTANT (60) * 1000)

/**
 * BellTicketList:
 *
 * The tickets of the desk's place, however many: rows come from the store page
 * by page. The row that is open is the one selected; a place that is entered
 * selects nothing, so that looking around marks nothing read.
 */
struct _BellTicketList
{
  AdwBin parent_instance;

  BellDesk *desk;
  BellListModel *model;
  GtkSingleSelection *selection;
  BellRowStyle *row_style;
  GPtrArray *bound; /* (element-type BellTicketRow) rows with a ticket, not owned */
  gint64 next_turn; /* when rows are to be drawn again, if nothing happens */
  guint update_id;
  gboolean at_top; /* the rows changed while the first one was in sight */
  gboolean wants_focus; /* once there are rows */

  GtkStack *stack;
  GtkScrolledWindow *scroller;
  GtkListView *view;
  AdwStatusPage *empty;
};

G_DEFINE_FINAL_TYPE (BellTicketList, bell_ticket_list, ADW_TYPE_BIN)

/* Only the rows in sight draw themselves for it, and say then when they turn. */
static void
pulse_cb (gpointer owner,
          gint64   now)
{
  BellTicketList *self = owner;

  for (guint i = 0; i < self->bound->len; i++)
    bell_ticket_row_set_now (self->bound->pdata[i], now);
  self->next_turn = (now / MINUTE + 1) * MINUTE;
  bell_pulse_want (bell_desk_get_pulse (self->desk), self, self->next_turn, pulse_cb);
}

/* A row that is drawn turns from fine to soon, or from soon to over, at these times. */
static void
watch_turns (BellTicketList   *self,
             const BellTicket *ticket,
             gint64            now)
{
  gint64 turns[] = { bell_ticket_get_mostly_used_at (ticket), bell_ticket_get_next_due_at (ticket) };
  gint64 next = self->next_turn;

  for (guint i = 0; i < G_N_ELEMENTS (turns); i++)
    if (turns[i] != BELL_TIME_UNSET && turns[i] > now)
      next = MIN (next, turns[i]);
  if (next >= self->next_turn || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  self->next_turn = next;
  bell_pulse_want (bell_desk_get_pulse (self->desk), self, next, pulse_cb);
}

static char *
describe_due (BellItem *ticket,
              gint64    now,
              BellTone *tone,
              gboolean *filled,
              gpointer  user_data)
{
  const BellTicket *record = BELL_TICKET (bell_item_get_record (ticket));

  watch_turns (user_data, record, now);
  switch (bell_pressure_for_ticket (record, now))
    {
    case BELL_PRESSURE_OVER:
      *tone = BELL_TONE_ERROR;
      *filled = TRUE;
      break;
    case BELL_PRESSURE_SOON:
      *tone = BELL_TONE_WARNING;
      break;
    case BELL_PRESSURE_NONE:
    case BELL_PRESSURE_PAUSED:
    case BELL_PRESSURE_FINE:
    default:
      break;
    }

  return bell_pressure_to_text (record, now);
}

static gboolean
has_draft (BellItem *ticket,
           gpointer  user_data)
{
  BellTicketList *self = user_data;
  g_autofree char *key = bell_reply_box_new_key (bell_item_get_id (ticket));

  return bell_store_load_draft (bell_desk_get_store (self->desk), key) != NULL;
}

static void
draft_changed_cb (BellTicketList *self,
                  const char     *key)
{
  g_assert (BELL_IS_TICKET_LIST (self));

  for (guint i = 0; i < self->bound->len; i++)
    {
      BellItem *ticket = bell_ticket_row_get_item (self->bound->pdata[i]);
      const char *id = ticket != NULL ? bell_item_get_id (ticket) : NULL;

      if (id != NULL && g_str_has_prefix (key, id))
        bell_drawn_row_changed (self->bound->pdata[i]);
    }
}

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *list_item,
          BellTicketList           *self)
{
  GtkWidget *row = bell_ticket_row_new (self->row_style);

  bell_ticket_row_set_due_func (BELL_TICKET_ROW (row), describe_due, self);
  bell_ticket_row_set_draft_func (BELL_TICKET_ROW (row), has_draft, self);
  gtk_list_item_set_child (list_item, row);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *list_item,
         BellTicketList           *self)
{
  BellTicketRow *row = BELL_TICKET_ROW (gtk_list_item_get_child (list_item));

  bell_ticket_row_set_item (row, gtk_list_item_get_item (list_item), bell_desk_now (self->desk));
  g_ptr_array_add (self->bound, row);
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkListItem              *list_item,
           BellTicketList           *self)
{
  BellTicketRow *row = BELL_TICKET_ROW (gtk_list_item_get_child (list_item));

  bell_ticket_row_set_item (row, NULL, 0);
  g_ptr_array_remove_fast (self->bound, row);
}

static void
bell_ticket_list_scroll_to (BellTicketList *self,
                            guint           position)
{
  gtk_widget_activate_action (GTK_WIDGET (self->view), "list.scroll-to-item", "u", position);
}

static void
bell_ticket_list_select_open (BellTicketList *self)
{
  BellItem *ticket = bell_desk_get_ticket (self->desk);
  int position = -1;

  if (ticket != NULL && bell_desk_get_detail (self->desk) == BELL_DETAIL_TICKET)
    position = bell_list_model_find (self->model, bell_desk_get_ticket_id (self->desk));

  gtk_single_selection_set_selected (self->selection, position >= 0 ? (guint) position : GTK_INVALID_LIST_POSITION);
}

static gboolean
update_cb (gpointer user_data)
{
  BellTicketList *self = user_data;
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  gboolean loading = bell_list_model_get_loading (self->model);
  BellPlace *place = bell_desk_get_place (self->desk);
  const char *id;

  g_assert (BELL_IS_TICKET_LIST (self));

  self->update_id = 0;
  if (n == 0 && !loading)
    self->wants_focus = FALSE;
  if (n > 0 || loading)
    {
      gtk_stack_set_visible_child_name (self->stack, "list");
      bell_ticket_list_select_open (self);
      /* Who looks at the newest goes on to see the newest. */
      if (self->at_top && n > 0)
        bell_ticket_list_scroll_to (self, 0);
      self->at_top = FALSE;
      if (self->wants_focus && n > 0 && !loading)
        {
          self->wants_focus = FALSE;
          gtk_widget_grab_focus (GTK_WIDGET (self->view));
        }
      return G_SOURCE_REMOVE;
    }

  id = place != NULL ? bell_place_get_id (place) : "";
  if (bell_desk_get_link (self->desk) == BELL_LINK_DOWNLOADING)
    {
      adw_status_page_set_title (self->empty, _("On the way"));
      adw_status_page_set_description (self->empty, _("The first tickets will be here in a moment."));
    }
  else if (g_str_equal (id, "my-work"))
    {
      adw_status_page_set_title (self->empty, _("All done"));
      adw_status_page_set_description (self->empty, _("No open ticket is yours. Take one from the queue of your team."));
    }
  else if (g_str_equal (id, "unassigned"))
    {
      adw_status_page_set_title (self->empty, _("Nobody waits"));
      adw_status_page_set_description (self->empty, _("Every open ticket has somebody who works on it."));
    }
  else if (g_str_equal (id, "at-risk") || g_str_equal (id, "breached"))
    {
      adw_status_page_set_title (self->empty, _("All in time"));
      adw_status_page_set_description (self->empty, g_str_equal (id, "breached") ? _("No deadline has passed.")
                                                                                 : _("No deadline is near."));
    }
  else
    {
      adw_status_page_set_title (self->empty, _("No tickets"));
      adw_status_page_set_description (self->empty, _("Nothing matches this view."));
    }
  gtk_stack_set_visible_child_name (self->stack, "empty");
  return G_SOURCE_REMOVE;
}

/* A list changes in steps, and in between a position means nothing. */
static void
model_changed_cb (BellTicketList *self)
{
  g_assert (BELL_IS_TICKET_LIST (self));

  if (self->update_id == 0)
    self->update_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, update_cb, self, NULL);
}

static void
rows_changed_cb (BellTicketList *self)
{
  g_assert (BELL_IS_TICKET_LIST (self));

  if (gtk_adjustment_get_value (gtk_scrolled_window_get_vadjustment (self->scroller)) < 1)
    self->at_top = TRUE;

  model_changed_cb (self);
}

static void
place_changed_cb (BellTicketList *self)
{
  BellPlace *place = bell_desk_get_place (self->desk);
  g_autoptr(BellQuery) query = NULL;

  g_assert (BELL_IS_TICKET_LIST (self));

  if (place == NULL || bell_place_get_kind (place) != BELL_PLACE_KIND_TICKETS)
    return;

  query = bell_place_make_query (place, bell_desk_get_store (self->desk), bell_desk_get_settings (self->desk));
  if (self->model != NULL)
    {
      bell_list_model_set_query (self->model, query);
      gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
      return;
    }

  self->model = bell_store_list (bell_desk_get_store (self->desk), query);
  g_signal_connect_object (self->model, "items-changed", G_CALLBACK (rows_changed_cb), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (self->model, "notify::loading", G_CALLBACK (model_changed_cb), self, G_CONNECT_SWAPPED);
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (self->model));
  model_changed_cb (self);
}

static void
detail_changed_cb (BellTicketList *self)
{
  g_assert (BELL_IS_TICKET_LIST (self));

  if (self->model != NULL)
    model_changed_cb (self);
}

static void
bell_ticket_list_open (BellTicketList *self,
                       guint           position)
{
  g_autoptr(BellItem) item = g_list_model_get_item (G_LIST_MODEL (self->model), position);

  if (item == NULL || bell_item_get_id (item) == NULL)
    return;

  bell_desk_open_ticket (self->desk, bell_item_get_id (item));
}

static void
activate_cb (GtkListView    *view,
             guint           position,
             BellTicketList *self)
{
  g_assert (BELL_IS_TICKET_LIST (self));

  bell_ticket_list_open (self, position);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-detail", NULL);
}

static void
bell_ticket_list_map (GtkWidget *widget)
{
  BellTicketList *self = BELL_TICKET_LIST (widget);

  GTK_WIDGET_CLASS (bell_ticket_list_parent_class)->map (widget);

  /* Nothing wakes up for a list that nobody sees. */
  pulse_cb (self, bell_desk_now (self->desk));
}

static void
bell_ticket_list_unmap (GtkWidget *widget)
{
  BellTicketList *self = BELL_TICKET_LIST (widget);

  if (self->desk != NULL)
    bell_pulse_leave (bell_desk_get_pulse (self->desk), self);

  GTK_WIDGET_CLASS (bell_ticket_list_parent_class)->unmap (widget);
}

static void
bell_ticket_list_snapshot (GtkWidget   *widget,
                           GtkSnapshot *snapshot)
{
  BellTicketList *self = BELL_TICKET_LIST (widget);

  bell_drawn_row_reveal (self->view);

  GTK_WIDGET_CLASS (bell_ticket_list_parent_class)->snapshot (widget, snapshot);
}

static void
bell_ticket_list_dispose (GObject *object)
{
  BellTicketList *self = BELL_TICKET_LIST (object);

  if (self->desk != NULL)
    bell_pulse_leave (bell_desk_get_pulse (self->desk), self);
  g_clear_handle_id (&self->update_id, g_source_remove);
  if (self->view != NULL)
    gtk_list_view_set_model (self->view, NULL);
  g_clear_object (&self->selection);
  g_clear_object (&self->model);
  g_clear_object (&self->desk);

  G_OBJECT_CLASS (bell_ticket_list_parent_class)->dispose (object);
}

static void
bell_ticket_list_finalize (GObject *object)
{
  BellTicketList *self = BELL_TICKET_LIST (object);

  g_ptr_array_unref (self->bound);
  g_object_unref (self->row_style);

  G_OBJECT_CLASS (bell_ticket_list_parent_class)->finalize (object);
}

static void
bell_ticket_list_class_init (BellTicketListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = bell_ticket_list_dispose;
  object_class->finalize = bell_ticket_list_finalize;
  widget_class->map = bell_ticket_list_map;
  widget_class->unmap = bell_ticket_list_unmap;
  widget_class->snapshot = bell_ticket_list_snapshot;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/deskbell/agent/ui/bell-ticket-list.ui");
  gtk_widget_class_bind_template_child (widget_class, BellTicketList, stack);
  gtk_widget_class_bind_template_child (widget_class, BellTicketList, scroller);
  gtk_widget_class_bind_template_child (widget_class, BellTicketList, view);
  gtk_widget_class_bind_template_child (widget_class, BellTicketList, empty);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
}

static void
bell_ticket_list_init (BellTicketList *self)
{
  GtkListItemFactory *factory;

  self->bound = g_ptr_array_new ();
  self->row_style = bell_row_style_new ();
  gtk_widget_init_template (GTK_WIDGET (self));

  factory = gtk_signal_list_item_factory_new ();
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), self);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), self);
  gtk_list_view_set_factory (self->view, factory);
  g_object_unref (factory);

  self->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
}

/**
 * bell_ticket_list_new:
 * @desk: whose tickets
 *
 * Returns: (transfer floating): a list that follows the desk
 */
GtkWidget *
bell_ticket_list_new (BellDesk *desk)
{
  BellTicketList *self;

  g_return_val_if_fail (BELL_IS_DESK (desk), NULL);

  self = g_object_new (BELL_TYPE_TICKET_LIST, NULL);
  self->desk = g_object_ref (desk);
  g_signal_connect_object (desk, "notify::place", G_CALLBACK (place_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "notify::ticket", G_CALLBACK (detail_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "notify::detail", G_CALLBACK (detail_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (bell_desk_get_store (desk), "draft-changed", G_CALLBACK (draft_changed_cb), self, G_CONNECT_SWAPPED);
  place_changed_cb (self);

  return GTK_WIDGET (self);
}

/**
 * bell_ticket_list_focus:
 * @self: a list
 *
 * Puts the keyboard into the rows, once those of the place have come.
 */
void
bell_ticket_list_focus (BellTicketList *self)
{
  g_return_if_fail (BELL_IS_TICKET_LIST (self));

  self->wants_focus = TRUE;
  model_changed_cb (self);
}

/**
 * bell_ticket_list_step:
 * @self: a list
 * @by: how many rows down; negative is up
 *
 * Opens a neighbour of the ticket that is open, or the first one.
 */
void
bell_ticket_list_step (BellTicketList *self,
                       int             by)
{
  guint selected;
  guint n;
  int position;

  g_return_if_fail (BELL_IS_TICKET_LIST (self));

  n = self->model != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->model)) : 0;
  if (n == 0)
    return;

  selected = gtk_single_selection_get_selected (self->selection);
  position = selected == GTK_INVALID_LIST_POSITION ? (by > 0 ? 0 : (int) n - 1)
                                                   : CLAMP ((int) selected + by, 0, (int) n - 1);
  bell_ticket_list_open (self, position);
  gtk_single_selection_set_selected (self->selection, position);
  bell_ticket_list_scroll_to (self, position);
}
