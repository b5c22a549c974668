/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-list-pane.h"

#include <glib/gi18n-lib.h>

#include "bell-article-list.h"
#include "bell-clock-words.h"
#include "bell-outbox-page.h"
#include "bell-search-results.h"
#include "bell-ticket-list.h"

/**
 * BellListPane:
 *
 * The middle of the window: the header with search, a strip that says when
 * there is no network, and what the desk's place holds, or what the search
 * finds.
 */
struct _BellListPane
{
  AdwBin parent_instance;

  BellDesk *desk;
  GtkWidget *tickets;
  GtkWidget *articles; /* (nullable): made when first shown */
  GtkWidget *outbox;   /* (nullable): made when first shown */
  GtkWidget *results;

  AdwHeaderBar *header;
  AdwWindowTitle *title;
  GtkToggleButton *sidebar_button;
  GtkToggleButton *search_button;
  GtkMenuButton *sort_button;
  GtkSearchBar *search_bar;
  GtkSearchEntry *search_entry;
  GtkRevealer *strip;
  GtkLabel *strip_label;
  GtkButton *strip_button;
  GtkStack *stack;
};

G_DEFINE_FINAL_TYPE (BellListPane, bell_list_pane, ADW_TYPE_BIN)

static void
bell_list_pane_update (BellListPane *self)
{
  BellPlace *place = bell_desk_get_place (self->desk);
  const char *text = bell_desk_get_search_text (self->desk);

  if (place == NULL)
    return;

  adw_window_title_set_title (self->title, *text != '\0' ? _("Search") : bell_place_get_title (place));
  gtk_widget_set_visible (GTK_WIDGET (self->sort_button),
                          bell_place_get_kind (place) == BELL_PLACE_KIND_TICKETS && *text == '\0' &&
                            !g_str_equal (bell_place_get_id (place), "recent"));
  if (*text != '\0')
    {
      gtk_stack_set_visible_child (self->stack, self->results);
      return;
    }

  switch (bell_place_get_kind (place))
    {
    case BELL_PLACE_KIND_ARTICLES:
      if (self->articles == NULL)
        {
          self->articles = bell_article_list_new (self->desk);
          gtk_stack_add_child (self->stack, self->articles);
        }
      gtk_stack_set_visible_child (self->stack, self->articles);
      break;
    case BELL_PLACE_KIND_OUTBOX:
      if (self->outbox == NULL)
        {
          self->outbox = bell_outbox_page_new (self->desk);
          gtk_stack_add_child (self->stack, self->outbox);
        }
      gtk_stack_set_visible_child (self->stack, self->outbox);
      break;
    case BELL_PLACE_KIND_TICKETS:
    default:
      gtk_stack_set_visible_child (self->stack, self->tickets);
      break;
    }
}

static void
place_changed_cb (BellListPane *self)
{
  g_assert (BELL_IS_LIST_PANE (self));

  bell_list_pane_update (self);
}

static void
text_changed_cb (BellListPane *self)
{
  const char *text = bell_desk_get_search_text (self->desk);

  g_assert (BELL_IS_LIST_PANE (self));

  if (*text == '\0')
    {
      gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
      gtk_search_bar_set_search_mode (self->search_bar, FALSE);
    }
  bell_list_pane_update (self);
}

static void
link_changed_cb (BellListPane *self)
{
  const char *problem = bell_desk_get_problem (self->desk);
  g_autofree char *clock = bell_clock_words (bell_clock_get_offset (bell_store_get_clock (bell_desk_get_store (self->desk))));
  const char *words = NULL;
  gboolean sign_in = FALSE;

  g_assert (BELL_IS_LIST_PANE (self));

  switch (bell_desk_get_link (self->desk))
    {
    case BELL_LINK_OFFLINE:
      words = _("Offline. What you do is kept here and sent later.");
      break;
    case BELL_LINK_NEEDS_SIGN_IN:
      words = _("Not signed in. What you do is kept here and sent later.");
      sign_in = TRUE;
      break;
    case BELL_LINK_FAILED:
      words = problem != NULL ? problem : _("The server cannot be used at the moment.");
      break;
    case BELL_LINK_CONNECTING:
      /* Short; what was said before may stay. */
      return;
    case BELL_LINK_DOWNLOADING:
    case BELL_LINK_LIVE:
    default:
      words = clock;
      break;
    }

  if (words != NULL)
    gtk_label_set_label (self->strip_label, words);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->strip_label), problem);
  gtk_widget_set_visible (GTK_WIDGET (self->strip_button), sign_in);
  gtk_revealer_set_reveal_child (self->strip, words != NULL);
}

static void
search_changed_cb (BellListPane *self)
{
  g_assert (BELL_IS_LIST_PANE (self));

  bell_desk_set_search_text (self->desk, gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));
}

static void
search_activate_cb (BellListPane *self)
{
  g_assert (BELL_IS_LIST_PANE (self));

  bell_search_results_activate_first (BELL_SEARCH_RESULTS (self->results));
}

static void
stop_search_cb (BellListPane *self)
{
  g_assert (BELL_IS_LIST_PANE (self));

  bell_list_pane_end_search (self);
}

static void
search_mode_cb (BellListPane *self)
{
  g_assert (BELL_IS_LIST_PANE (self));

  if (gtk_search_bar_get_search_mode (self->search_bar))
    gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
  else
    bell_desk_set_search_text (self->desk, "");
}

static void
bell_list_pane_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (bell_list_pane_parent_class)->map (widget);

  bell_desk_set_shown (BELL_LIST_PANE (widget)->desk, TRUE);
}

static void
bell_list_pane_unmap (GtkWidget *widget)
{
  BellListPane *self = BELL_LIST_PANE (widget);

  if (self->desk != NULL)
    bell_desk_set_shown (self->desk, FALSE);

  GTK_WIDGET_CLASS (bell_list_pane_parent_class)->unmap (widget);
}

static void
bell_list_pane_dispose (GObject *object)
{
  BellListPane *self = BELL_LIST_PANE (object);

  g_clear_object (&self->desk);

  G_OBJECT_CLASS (bell_list_pane_parent_class)->dispose (object);
}

static void
bell_list_pane_class_init (BellListPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bell_list_pane_dispose;
  widget_class->map = bell_list_pane_map;
  widget_class->unmap = bell_list_pane_unmap;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/deskbell/agent/ui/bell-list-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, BellListPane, header);
  gtk_widget_class_bind_template_child (widget_class, BellListPane, title);
  gtk_widget_class_bind_template_child (widget_class, BellListPane, sidebar_button);
  gtk_widget_class_bind_template_child (widget_class, BellListPane, search_button);
  gtk_widget_class_bind_template_child (widget_class, BellListPane, sort_button);
  gtk_widget_class_bind_template_child (widget_class, BellListPane, search_bar);
  gtk_widget_class_bind_template_child (widget_class, BellListPane, search_entry);
  gtk_widget_class_bind_template_child (widget_class, BellListPane, strip);
  gtk_widget_class_bind_template_child (widget_class, BellListPane, strip_label);
  gtk_widget_class_bind_template_child (widget_class, BellListPane, strip_button);
  gtk_widget_class_bind_template_child (widget_class, BellListPane, stack);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
}

static void
bell_list_pane_init (BellListPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * bell_list_pane_new:
 * @desk: what to show
 *
 * Returns: (transfer floating): a pane that follows the desk
 */
GtkWidget *
bell_list_pane_new (BellDesk *desk)
{
  BellListPane *self;
  g_autoptr(GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr(GAction) sort = NULL;
  g_autoptr(GAction) reversed = NULL;

  g_return_val_if_fail (BELL_IS_DESK (desk), NULL);

  self = g_object_new (BELL_TYPE_LIST_PANE, NULL);
  self->desk = g_object_ref (desk);

  sort = g_settings_create_action (bell_desk_get_settings (desk), "list-sort");
  reversed = g_settings_create_action (bell_desk_get_settings (desk), "list-reversed");
  g_action_map_add_action (G_ACTION_MAP (group), sort);
  g_action_map_add_action (G_ACTION_MAP (group), reversed);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "list", G_ACTION_GROUP (group));

  self->tickets = bell_ticket_list_new (desk);
  self->results = bell_search_results_new (desk);
  gtk_stack_add_child (self->stack, self->tickets);
  gtk_stack_add_child (self->stack, self->results);

  g_signal_connect_object (self->search_bar, "notify::search-mode-enabled", G_CALLBACK (search_mode_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "notify::place", G_CALLBACK (place_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "notify::search-text", G_CALLBACK (text_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "notify::link", G_CALLBACK (link_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "notify::problem", G_CALLBACK (link_changed_cb), self, G_CONNECT_SWAPPED);
  if (BELL_IS_SERVER_CLOCK (bell_store_get_clock (bell_desk_get_store (desk))))
    g_signal_connect_object (bell_store_get_clock (bell_desk_get_store (desk)), "notify::offset", G_CALLBACK (link_changed_cb), self,
                             G_CONNECT_SWAPPED);
  bell_list_pane_update (self);

  return GTK_WIDGET (self);
}

/**
 * bell_list_pane_focus:
 * @self: a pane
 *
 * Puts the keyboard into what the place holds.
 */
void
bell_list_pane_focus (BellListPane *self)
{
  GtkWidget *shown;

  g_return_if_fail (BELL_IS_LIST_PANE (self));

  shown = gtk_stack_get_visible_child (self->stack);
  if (shown == self->tickets)
    bell_ticket_list_focus (BELL_TICKET_LIST (shown));
  else if (shown == self->articles)
    bell_article_list_focus (BELL_ARTICLE_LIST (shown));
  else
    gtk_widget_child_focus (shown, GTK_DIR_TAB_FORWARD);
}

/**
 * bell_list_pane_search:
 * @self: a pane
 *
 * Opens the search with the cursor in it.
 */
void
bell_list_pane_search (BellListPane *self)
{
  g_return_if_fail (BELL_IS_LIST_PANE (self));

  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
  gtk_editable_select_region (GTK_EDITABLE (self->search_entry), 0, -1);
}

/**
 * bell_list_pane_end_search:
 * @self: a pane
 *
 * Returns: whether a search was open, and is no more
 */
gboolean
bell_list_pane_end_search (BellListPane *self)
{
  g_return_val_if_fail (BELL_IS_LIST_PANE (self), FALSE);

  if (!gtk_search_bar_get_search_mode (self->search_bar))
    return FALSE;

  gtk_search_bar_set_search_mode (self->search_bar, FALSE);
  return TRUE;
}

/**
 * bell_list_pane_step:
 * @self: a pane
 * @by: how many rows down; negative is up
 *
 * Opens a neighbour of what is open.
 */
void
bell_list_pane_step (BellListPane *self,
                     int           by)
{
  g_return_if_fail (BELL_IS_LIST_PANE (self));

  if (gtk_stack_get_visible_child (self->stack) == self->tickets)
    bell_ticket_list_step (BELL_TICKET_LIST (self->tickets), by);
  else if (self->articles != NULL && gtk_stack_get_visible_child (self->stack) == self->articles)
    bell_article_list_step (BELL_ARTICLE_LIST (self->articles), by);
}

/**
 * bell_list_pane_get_sidebar_button:
 * @self: a pane
 *
 * Returns: (transfer none): the button that shows the sidebar
 */
GtkWidget *
bell_list_pane_get_sidebar_button (BellListPane *self)
{
  g_return_val_if_fail (BELL_IS_LIST_PANE (self), NULL);

  return GTK_WIDGET (self->sidebar_button);
}

/**
 * bell_list_pane_show_title_buttons:
 * @self: a pane
 * @start: whether the pane is the first of the window
 * @end: whether it is the last
 *
 * Shows the window's own buttons where the window begins and ends.
 */
void
bell_list_pane_show_title_buttons (BellListPane *self,
                                   gboolean      start,
                                   gboolean      end)
{
  g_return_if_fail (BELL_IS_LIST_PANE (self));

  adw_header_bar_set_show_start_title_buttons (self->header, start);
  adw_header_bar_set_show_end_title_buttons (self->header, end);
}
