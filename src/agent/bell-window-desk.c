/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-window-private.h"

#include "bell-article-editor.h"
#include "bell-article-page.h"
#include "bell-list-pane.h"
#include "bell-pane.h"
#include "bell-sidebar.h"
#include "bell-ticket-page.h"
#include "bell-unveil.h"

/* The panes of the window while somebody is at the desk: made step by step, so
 * that no turn of the main loop is long, and folded as the window narrows. */

/* Returns: whether there was something to do; it is done in steps, each short. */
static gboolean
make_ticket_page (BellWindow *self)
{
  if (self->ticket_page == NULL)
    {
      self->ticket_page = g_object_ref_sink (bell_ticket_page_new (self->desk));
      return TRUE;
    }

  if (bell_ticket_page_build (BELL_TICKET_PAGE (self->ticket_page)))
    return TRUE;

  if (gtk_widget_get_parent (self->ticket_page) == NULL)
    {
      gtk_stack_add_child (self->detail, self->ticket_page);
      bell_ticket_page_set_folded (BELL_TICKET_PAGE (self->ticket_page), adw_leaflet_get_folded (self->leaflet));
      return TRUE;
    }

  return FALSE;
}

static void
detail_changed_cb (BellWindow *self)
{
  g_assert (BELL_IS_WINDOW (self));

  switch (bell_desk_get_detail (self->desk))
    {
    case BELL_DETAIL_TICKET:
      while (make_ticket_page (self))
        continue;
      gtk_stack_set_visible_child (self->detail, self->ticket_page);
      break;
    case BELL_DETAIL_ARTICLE:
      if (self->article_page == NULL)
        {
          self->article_page = bell_article_page_new (self->desk);
          gtk_stack_add_child (self->detail, self->article_page);
          bell_article_page_set_folded (BELL_ARTICLE_PAGE (self->article_page), adw_leaflet_get_folded (self->leaflet));
        }
      gtk_stack_set_visible_child (self->detail, self->article_page);
      break;
    case BELL_DETAIL_EDITOR:
      if (self->article_editor == NULL)
        {
          self->article_editor = bell_article_editor_new (self->desk);
          gtk_stack_add_child (self->detail, self->article_editor);
        }
      gtk_stack_set_visible_child (self->detail, self->article_editor);
      break;
    case BELL_DETAIL_NOTHING:
    default:
      gtk_stack_set_visible_child_name (self->detail, "nothing");
      break;
    }
}

static void
leaflet_changed_cb (BellWindow *self)
{
  gboolean folded = adw_leaflet_get_folded (self->leaflet);

  g_assert (BELL_IS_WINDOW (self));

  if (self->list_pane == NULL)
    return;

  bell_list_pane_show_title_buttons (BELL_LIST_PANE (self->list_pane), adw_flap_get_folded (self->flap), folded);
  if (self->ticket_page != NULL)
    bell_ticket_page_set_folded (BELL_TICKET_PAGE (self->ticket_page), folded);
  if (self->article_page != NULL)
    bell_article_page_set_folded (BELL_ARTICLE_PAGE (self->article_page), folded);
}

static gboolean
fold_cb (gpointer user_data)
{
  BellWindow *self = user_data;

  self->fold_id = 0;
  leaflet_changed_cb (self);
  return G_SOURCE_REMOVE;
}

/* The panes fold while they are given their sizes, and that is no time to change
 * what is in them. */
static void
folded_cb (BellWindow *self)
{
  g_assert (BELL_IS_WINDOW (self));

  if (self->fold_id == 0)
    self->fold_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, fold_cb, self, NULL);
}

/* Most people open a ticket next, and do not like to wait then. */
static gboolean
make_page_step (gpointer user_data)
{
  return make_ticket_page (user_data);
}

static gboolean
prepare_page_step (gpointer user_data)
{
  return bell_ticket_page_prepare (BELL_TICKET_PAGE (((BellWindow *) user_data)->ticket_page));
}

static gboolean
allocate_page_step (gpointer user_data)
{
  BellWindow *self = user_data;
  int width = gtk_widget_get_width (GTK_WIDGET (self->detail));
  int height = gtk_widget_get_height (GTK_WIDGET (self->detail));

  if (width > 0 && height > 0 && !gtk_widget_get_mapped (self->ticket_page))
    {
      gtk_widget_measure (self->ticket_page, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
      gtk_widget_measure (self->ticket_page, GTK_ORIENTATION_VERTICAL, width, NULL, NULL, NULL, NULL);
      gtk_widget_allocate (self->ticket_page, width, height, -1, NULL);
    }
  return FALSE;
}

static gboolean
measure_page_step (gpointer user_data)
{
  BellWindow *self = user_data;

  bell_steps_add_measure (self->page_steps, self->ticket_page);
  bell_steps_add (self->page_steps, allocate_page_step, self);
  return FALSE;
}

void
bell_window_build_stages (BellWindow *self)
{
  g_autoptr (GtkBuilder) builder = NULL;

  if (self->flap != NULL)
    return;

  g_type_ensure (BELL_TYPE_PANE);
  builder = gtk_builder_new_from_resource ("/org/deskbell/agent/ui/bell-window-stages.ui");
#define FETCH(TYPE, name) TYPE (gtk_builder_get_object (builder, name))
  self->failure = FETCH (ADW_STATUS_PAGE, "failure");
  self->flap = FETCH (ADW_FLAP, "flap");
  self->sidebar_bin = FETCH (ADW_BIN, "sidebar_bin");
  self->leaflet = FETCH (ADW_LEAFLET, "leaflet");
  self->list_bin = FETCH (ADW_BIN, "list_bin");
  self->detail = FETCH (GTK_STACK, "detail");
  gtk_stack_add_named (self->stages, FETCH (GTK_WIDGET, "failed"), "failed");
  gtk_stack_add_named (self->stages, GTK_WIDGET (self->flap), "desk");
#undef FETCH
  g_signal_connect_object (self->leaflet, "notify::folded", G_CALLBACK (folded_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->leaflet, "notify::visible-child", G_CALLBACK (folded_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->flap, "notify::folded", G_CALLBACK (folded_cb), self, G_CONNECT_SWAPPED);
}

static gboolean
stages_step (gpointer user_data)
{
  bell_window_build_stages (user_data);
  return FALSE;
}

static gboolean
sidebar_step (gpointer user_data)
{
  BellWindow *self = user_data;

  adw_bin_set_child (self->sidebar_bin, bell_sidebar_new (self->desk));
  return FALSE;
}

static gboolean
list_step (gpointer user_data)
{
  BellWindow *self = user_data;

  self->list_pane = bell_list_pane_new (self->desk);
  return FALSE;
}

/* Drawn a part a frame: the list first, then the rest. */
static gboolean
show_step (gpointer user_data)
{
  BellWindow *self = user_data;
  GtkWidget *const parts[] = { adw_bin_get_child (self->list_bin), adw_bin_get_child (self->sidebar_bin), GTK_WIDGET (self->detail) };

  self->ready = TRUE;
  bell_unveil (GTK_WIDGET (self), parts, G_N_ELEMENTS (parts));
  g_signal_connect_object (self->desk, "notify::detail", G_CALLBACK (detail_changed_cb), self, G_CONNECT_SWAPPED);
  detail_changed_cb (self);
  bell_window_desk_built (self);
  bell_steps_add (self->page_steps, make_page_step, self);
  bell_steps_add (self->page_steps, prepare_page_step, self);
  bell_steps_add (self->page_steps, measure_page_step, self);
  return FALSE;
}

static gboolean
join_step (gpointer user_data)
{
  BellWindow *self = user_data;

  adw_bin_set_child (self->list_bin, self->list_pane);
  g_object_bind_property (self->flap, "reveal-flap",
                          bell_list_pane_get_sidebar_button (BELL_LIST_PANE (self->list_pane)), "active",
                          G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
  leaflet_changed_cb (self);
  bell_steps_add_measure (self->desk_steps, GTK_WIDGET (self->flap));
  bell_steps_add (self->desk_steps, show_step, self);
  return FALSE;
}

void
bell_window_build_desk (BellWindow *self,
                        BellDesk   *desk)
{
  static const BellStepFunc steps[] = { stages_step, sidebar_step, list_step, join_step };

  self->desk = g_object_ref (desk);
  self->ticket_actions = bell_ticket_actions_new (desk);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "ticket", bell_ticket_actions_get_group (self->ticket_actions));
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    bell_steps_add (self->desk_steps, steps[i], self);
}

void
bell_window_clear_desk (BellWindow *self)
{
  bell_steps_clear (self->desk_steps);
  bell_steps_clear (self->page_steps);
  self->ready = FALSE;
  if (self->desk != NULL)
    {
      bell_desk_set_attended (self->desk, FALSE);
      g_signal_handlers_disconnect_by_data (self->desk, self);
    }
  gtk_widget_insert_action_group (GTK_WIDGET (self), "ticket", NULL);
  g_clear_object (&self->ticket_actions);
  g_clear_object (&self->desk);
  g_clear_pointer (&self->undo_ids, g_strfreev);
  if (self->flap == NULL)
    return;

  adw_bin_set_child (self->sidebar_bin, NULL);
  adw_bin_set_child (self->list_bin, NULL);
  self->list_pane = NULL;
  gtk_stack_set_visible_child_name (self->detail, "nothing");
  if (self->ticket_page != NULL && gtk_widget_get_parent (self->ticket_page) != NULL)
    gtk_stack_remove (self->detail, self->ticket_page);
  if (self->article_page != NULL)
    gtk_stack_remove (self->detail, self->article_page);
  if (self->article_editor != NULL)
    gtk_stack_remove (self->detail, self->article_editor);
  g_clear_object (&self->ticket_page);
  self->article_page = NULL;
  self->article_editor = NULL;
}
