/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-window-private.h"

#include "bell-list-pane.h"
#include "bell-new-ticket-window.h"
#include "bell-rules-window.h"
#include "bell-verbs.h"

/* The verbs of the window and its keys. A key without a modifier works while
 * no text is being written: the entry takes it first. */

static void
search_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  bell_window_search (BELL_WINDOW (widget));
}

/* Made when somebody asks for it: it is a hundred widgets. */
static void
help_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  GtkApplicationWindow *window = GTK_APPLICATION_WINDOW (widget);

  if (gtk_application_window_get_help_overlay (window) == NULL)
    {
      g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource ("/org/deskbell/agent/ui/help-overlay.ui");

      gtk_application_window_set_help_overlay (window, GTK_SHORTCUTS_WINDOW (gtk_builder_get_object (builder, "help_overlay")));
    }
  gtk_window_present (GTK_WINDOW (gtk_application_window_get_help_overlay (window)));
}

static void
step_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  BellWindow *self = BELL_WINDOW (widget);

  bell_list_pane_step (BELL_LIST_PANE (self->list_pane), g_str_equal (action_name, "win.next") ? 1 : -1);
}

static void
show_list_action (GtkWidget  *widget,
                  const char *action_name,
                  GVariant   *parameter)
{
  BellWindow *self = BELL_WINDOW (widget);

  if (self->flap == NULL)
    return;

  adw_leaflet_set_visible_child_name (self->leaflet, "list");
  if (adw_flap_get_folded (self->flap))
    adw_flap_set_reveal_flap (self->flap, FALSE);
}

static void
show_detail_action (GtkWidget  *widget,
                    const char *action_name,
                    GVariant   *parameter)
{
  BellWindow *self = BELL_WINDOW (widget);
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (self));

  if (self->flap == NULL)
    return;

  adw_leaflet_set_visible_child_name (self->leaflet, "detail");
  /* The leaflet takes the keyboard along. With both in sight, arrows go on through the list. */
  if (!adw_leaflet_get_folded (self->leaflet) && focus != NULL)
    gtk_widget_grab_focus (focus);
}

static void
back_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  BellWindow *self = BELL_WINDOW (widget);

  if (self->asked_to_sign_in)
    {
      self->asked_to_sign_in = FALSE;
      bell_window_show_stage (self);
      return;
    }
  if (!self->ready)
    return;
  if (bell_list_pane_end_search (BELL_LIST_PANE (self->list_pane)))
    return;
  if (adw_leaflet_get_folded (self->leaflet) && adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK))
    return;
  bell_desk_close_detail (self->desk);
}

static void
show_place_action (GtkWidget  *widget,
                   const char *action_name,
                   GVariant   *parameter)
{
  BellWindow *self = BELL_WINDOW (widget);

  bell_window_show_place (self, g_variant_get_string (parameter, NULL));
  /* Who goes there by keys goes on by keys. */
  if (self->list_pane != NULL)
    bell_list_pane_focus (BELL_LIST_PANE (self->list_pane));
}

static void
new_action (GtkWidget  *widget,
            const char *action_name,
            GVariant   *parameter)
{
  BellWindow *self = BELL_WINDOW (widget);

  /* What the button in the list means depends on the list. */
  if (bell_place_get_kind (bell_desk_get_place (self->desk)) == BELL_PLACE_KIND_ARTICLES)
    gtk_widget_activate_action (widget, "win.new-article", NULL);
  else
    bell_window_new_ticket (self);
}

static void
new_article_action (GtkWidget  *widget,
                    const char *action_name,
                    GVariant   *parameter)
{
  BellWindow *self = BELL_WINDOW (widget);

  bell_desk_edit_article (self->desk, NULL);
  adw_leaflet_set_visible_child_name (self->leaflet, "detail");
}

static void
undo_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  BellWindow *self = BELL_WINDOW (widget);
  g_auto(GStrv) ids = g_steal_pointer (&self->undo_ids);

  if (ids == NULL)
    return;

  if (self->toast != NULL)
    adw_toast_dismiss (self->toast);
  bell_window_actions_update (self);
  bell_verbs_undo (self->desk, (const char *const *) ids);
}

static void
sign_in_action (GtkWidget  *widget,
                const char *action_name,
                GVariant   *parameter)
{
  BellWindow *self = BELL_WINDOW (widget);

  self->asked_to_sign_in = TRUE;
  bell_window_show_sign_in (self);
  bell_window_show_stage (self);
}

static void
synchronised_cb (BellAccount  *account,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(BellDesk) desk = user_data;
  g_autoptr(GError) error = NULL;

  if (!bell_account_synchronise_finish (account, result, &error))
    bell_desk_tell_failed (desk, error);
}

static void
synchronise_action (GtkWidget  *widget,
                    const char *action_name,
                    GVariant   *parameter)
{
  BellWindow *self = BELL_WINDOW (widget);

  bell_account_synchronise (bell_workplace_get_account (self->workplace), NULL, (GAsyncReadyCallback) synchronised_cb, g_object_ref (self->desk));
}

static void
toggle_sidebar_action (GtkWidget  *widget,
                       const char *action_name,
                       GVariant   *parameter)
{
  BellWindow *self = BELL_WINDOW (widget);

  if (self->flap != NULL)
    adw_flap_set_reveal_flap (self->flap, !adw_flap_get_reveal_flap (self->flap));
}

static void
service_levels_action (GtkWidget  *widget,
                       const char *action_name,
                       GVariant   *parameter)
{
  BellWindow *self = BELL_WINDOW (widget);
  GtkWidget *window = bell_rules_window_new (self->desk);

  gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (self));
  gtk_window_present (GTK_WINDOW (window));
}

static void
page_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  BellWindow *self = BELL_WINDOW (widget);
  GtkWidget *page = gtk_stack_get_visible_child (self->detail);
  gboolean article = bell_desk_get_detail (self->desk) == BELL_DETAIL_ARTICLE;

  if (page == NULL)
    return;
  if (g_str_equal (action_name, "win.edit"))
    gtk_widget_activate_action (page, article ? "article.edit" : "page.pick-status", NULL);
  else if (g_str_equal (action_name, "win.pick-assignee"))
    gtk_widget_activate_action (page, "page.pick-assignee", NULL);
  else if (g_str_equal (action_name, "win.pick-tag"))
    gtk_widget_activate_action (page, "page.pick-tag", NULL);
  else if (g_str_equal (action_name, "win.toggle-properties"))
    gtk_widget_activate_action (page, "page.toggle-properties", NULL);
  else if (g_str_equal (action_name, "win.toggle-history"))
    gtk_widget_activate_action (page, "page.toggle-history", NULL);
}

/**
 * bell_window_class_install_actions:
 * @widget_class: the class of the window
 *
 * Names the verbs of the window and gives them their keys.
 */
void
bell_window_class_install_actions (GtkWidgetClass *widget_class)
{
  static const char *const places[] = { "my-work", "unassigned", "my-teams", "all-open", "at-risk",
                                        "breached", "recent",   "articles", "outbox" };
  static const struct
  {
    const char *name;
    const char *parameter_type;
    GtkWidgetActionActivateFunc activate;
    guint key;
    GdkModifierType modifiers;
  } actions[] = {
    { "win.search", NULL, search_action, GDK_KEY_k, GDK_CONTROL_MASK },
    { "win.next", NULL, step_action, GDK_KEY_j, 0 },
    { "win.previous", NULL, step_action, GDK_KEY_k, 0 },
    { "win.show-list", NULL, show_list_action, 0, 0 },
    { "win.show-detail", NULL, show_detail_action, 0, 0 },
    { "win.back", NULL, back_action, GDK_KEY_Left, GDK_ALT_MASK },
    { "win.show-place", "s", show_place_action, 0, 0 },
    { "win.new", NULL, new_action, 0, 0 },
    { "win.new-article", NULL, new_article_action, GDK_KEY_n, GDK_CONTROL_MASK | GDK_SHIFT_MASK },
    { "win.undo", NULL, undo_action, GDK_KEY_z, GDK_CONTROL_MASK },
    { "win.sign-in", NULL, sign_in_action, 0, 0 },
    { "win.synchronise", NULL, synchronise_action, GDK_KEY_F5, 0 },
    { "win.toggle-sidebar", NULL, toggle_sidebar_action, GDK_KEY_F9, 0 },
    { "win.edit", NULL, page_action, GDK_KEY_e, 0 },
    { "win.pick-assignee", NULL, page_action, GDK_KEY_a, 0 },
    { "win.pick-tag", NULL, page_action, GDK_KEY_g, 0 },
    { "win.service-levels", NULL, service_levels_action, 0, 0 },
    { "win.toggle-properties", NULL, page_action, GDK_KEY_p, 0 },
    { "win.toggle-history", NULL, page_action, GDK_KEY_h, 0 },
    { "win.show-help-overlay", NULL, help_action, GDK_KEY_question, GDK_CONTROL_MASK },
  };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      gtk_widget_class_install_action (widget_class, actions[i].name, actions[i].parameter_type, actions[i].activate);
      if (actions[i].key != 0)
        gtk_widget_class_add_binding_action (widget_class, actions[i].key, actions[i].modifiers, actions[i].name, NULL);
    }
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, "win.search", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_r, 0, "ticket.reply", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_n, 0, "ticket.note", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_t, 0, "ticket.take", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, 0, "ticket.solve", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_question, GDK_SHIFT_MASK, "win.show-help-overlay", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    gtk_widget_class_add_binding_action (widget_class, GDK_KEY_1 + i, GDK_CONTROL_MASK, "win.show-place", "s", places[i]);
}

/**
 * bell_window_actions_update:
 * @self: a window
 *
 * The one place that says which of the window's verbs can be used.
 */
void
bell_window_actions_update (BellWindow *self)
{
  static const char *const at_desk[] = {
    "win.search",
    "win.next",
    "win.previous",
    "win.show-place",
    "win.new",
    "win.new-article",
    "win.synchronise",
    "win.edit",
    "win.pick-assignee",
    "win.pick-tag",
    "win.toggle-properties",
    "win.toggle-history",
  };
  gboolean desk = self->ready;

  for (guint i = 0; i < G_N_ELEMENTS (at_desk); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), at_desk[i], desk);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.service-levels",
                                 desk && bell_store_get_role (bell_desk_get_store (self->desk)) >= BELL_ROLE_LEAD);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.undo", desk && self->undo_ids != NULL);
}

/**
 * bell_window_open_ticket:
 * @self: a window
 * @id: a ticket
 *
 * Shows a ticket, folded or not.
 */
void
bell_window_open_ticket (BellWindow *self,
                         const char *id)
{
  g_return_if_fail (BELL_IS_WINDOW (self));

  bell_window_ensure_desk (self);
  if (self->desk == NULL || !bell_id_is_valid (id, BELL_TYPE_TICKET))
    return;

  bell_desk_open_ticket (self->desk, id);
  adw_leaflet_set_visible_child_name (self->leaflet, "detail");
}

/**
 * bell_window_show_place:
 * @self: a window
 * @id: the id of a place
 */
void
bell_window_show_place (BellWindow *self,
                        const char *id)
{
  g_return_if_fail (BELL_IS_WINDOW (self));

  bell_window_ensure_desk (self);
  if (self->desk == NULL || !bell_desk_show_place (self->desk, id))
    return;

  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-list", NULL);
}

/**
 * bell_window_search:
 * @self: a window
 */
void
bell_window_search (BellWindow *self)
{
  g_return_if_fail (BELL_IS_WINDOW (self));

  bell_window_ensure_desk (self);
  if (self->list_pane == NULL)
    return;

  adw_leaflet_set_visible_child_name (self->leaflet, "list");
  bell_list_pane_search (BELL_LIST_PANE (self->list_pane));
}

/**
 * bell_window_new_ticket:
 * @self: a window
 *
 * Opens the window for a new ticket over this one.
 */
void
bell_window_new_ticket (BellWindow *self)
{
  GtkWidget *window;

  g_return_if_fail (BELL_IS_WINDOW (self));

  bell_window_ensure_desk (self);
  if (self->desk == NULL)
    return;

  window = bell_new_ticket_window_new (self->desk);
  gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (self));
  gtk_window_present (GTK_WINDOW (window));
}
