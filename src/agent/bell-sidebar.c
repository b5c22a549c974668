/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-sidebar.h"

#include <glib/gi18n-lib.h>

#include "bell-place-row.h"

/**
 * BellSidebar:
 *
 * The places to go, and below them how the server is reached. Follows the
 * desk and sets its `place`.
 */
struct _BellSidebar
{
  AdwBin parent_instance;

  BellDesk *desk;

  GtkListBox *list;
  GtkProgressBar *progress;
  GtkImage *state_icon;
  GtkLabel *state_label;
  GtkButton *quiet;
  AdwButtonContent *quiet_content;
};

G_DEFINE_FINAL_TYPE (BellSidebar, bell_sidebar, ADW_TYPE_BIN)

static GtkWidget *
create_row (gpointer item,
            gpointer user_data)
{
  return bell_place_row_new (item);
}

static void
update_header (GtkListBoxRow *row,
               GtkListBoxRow *before,
               gpointer       user_data)
{
  BellPlace *place = bell_place_row_get_place (BELL_PLACE_ROW (row));
  BellPlace *above = before != NULL ? bell_place_row_get_place (BELL_PLACE_ROW (before)) : NULL;
  GtkWidget *header = NULL;

  if (bell_place_is_saved_view (place) && (above == NULL || !bell_place_is_saved_view (above)))
    {
      header = gtk_label_new (_("Saved views"));
      gtk_label_set_xalign (GTK_LABEL (header), 0);
      gtk_widget_add_css_class (header, "sidebar-heading");
    }
  else if (above != NULL && !bell_place_is_saved_view (place) &&
           bell_place_get_kind (place) == BELL_PLACE_KIND_ARTICLES)
    {
      header = gtk_separator_new (GTK_ORIENTATION_HORIZONTAL);
      gtk_widget_add_css_class (header, "sidebar-gap");
    }
  gtk_list_box_row_set_header (row, header);
}

static void
place_changed_cb (BellSidebar *self)
{
  BellPlace *place = bell_desk_get_place (self->desk);
  GtkListBoxRow *row;

  g_assert (BELL_IS_SIDEBAR (self));

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    {
      if (bell_place_row_get_place (BELL_PLACE_ROW (row)) == place)
        {
          gtk_list_box_select_row (self->list, row);
          return;
        }
    }
  gtk_list_box_unselect_all (self->list);
}

static void
row_activated_cb (GtkListBox    *list,
                  GtkListBoxRow *row,
                  BellSidebar   *self)
{
  g_assert (BELL_IS_SIDEBAR (self));

  bell_desk_set_place (self->desk, bell_place_row_get_place (BELL_PLACE_ROW (row)));
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-list", NULL);
}

static void
link_changed_cb (BellSidebar *self)
{
  BellStore *store = bell_desk_get_store (self->desk);
  guint pending = bell_store_get_n_pending (store);
  g_autofree char *waiting = NULL;
  const char *icon = "deskbell-offline-symbolic";
  const char *text = NULL;
  BellLink link = bell_desk_get_link (self->desk);

  g_assert (BELL_IS_SIDEBAR (self));

  switch (link)
    {
    case BELL_LINK_LIVE:
      icon = "object-select-symbolic";
      text = _("Up to date");
      break;
    case BELL_LINK_CONNECTING:
      icon = "emblem-synchronizing-symbolic";
      text = _("Connecting…");
      break;
    case BELL_LINK_DOWNLOADING:
      icon = "folder-download-symbolic";
      text = _("Downloading; you can begin already");
      break;
    case BELL_LINK_NEEDS_SIGN_IN:
      icon = "dialog-password-symbolic";
      text = _("Not signed in");
      break;
    case BELL_LINK_FAILED:
      icon = "dialog-warning-symbolic";
      text = bell_desk_get_problem (self->desk);
      break;
    case BELL_LINK_OFFLINE:
    default:
      text = _("Offline");
      break;
    }

  if (pending > 0)
    waiting = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s · %u change waits", "%s · %u changes wait", pending),
                               text, pending);
  gtk_image_set_from_icon_name (self->state_icon, icon);
  gtk_label_set_label (self->state_label, waiting != NULL ? waiting : text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->state_label), bell_desk_get_problem (self->desk));
  gtk_widget_set_visible (GTK_WIDGET (self->progress), link == BELL_LINK_DOWNLOADING);
  gtk_progress_bar_set_fraction (self->progress, bell_desk_get_progress (self->desk));
}

/* Somebody who asked for quiet should see that they did. */
static void
quiet_changed_cb (BellSidebar  *self,
                  const char   *name,
                  GVariant     *state)
{
  gint64 until = state != NULL ? g_variant_get_int64 (state) : 0;
  g_autoptr (GDateTime) moment = g_date_time_new_from_unix_local (until / 1000);
  g_autofree char *hour = g_date_time_format (moment, "%H:%M");
  /* Translators: %s is an hour, today or tomorrow morning. */
  g_autofree char *text = g_strdup_printf (_("Quiet until %s"), hour);

  g_assert (BELL_IS_SIDEBAR (self));

  gtk_widget_set_visible (GTK_WIDGET (self->quiet), until != 0);
  adw_button_content_set_label (self->quiet_content, text);
}

static void
bell_sidebar_map (GtkWidget *widget)
{
  BellSidebar *self = BELL_SIDEBAR (widget);
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkApplication *application = GTK_IS_WINDOW (root) ? gtk_window_get_application (GTK_WINDOW (root)) : NULL;
  g_autoptr(GVariant) state = NULL;

  GTK_WIDGET_CLASS (bell_sidebar_parent_class)->map (widget);

  if (application == NULL || !g_action_group_has_action (G_ACTION_GROUP (application), "quiet-until"))
    return;
  if (!g_signal_handler_find (application, G_SIGNAL_MATCH_DATA, 0, 0, NULL, NULL, self))
    g_signal_connect_object (application, "action-state-changed::quiet-until", G_CALLBACK (quiet_changed_cb), self, G_CONNECT_SWAPPED);
  state = g_action_group_get_action_state (G_ACTION_GROUP (application), "quiet-until");
  quiet_changed_cb (self, "quiet-until", state);
}

static void
bell_sidebar_dispose (GObject *object)
{
  BellSidebar *self = BELL_SIDEBAR (object);

  g_clear_object (&self->desk);

  G_OBJECT_CLASS (bell_sidebar_parent_class)->dispose (object);
}

static void
bell_sidebar_class_init (BellSidebarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = bell_sidebar_dispose;
  widget_class->map = bell_sidebar_map;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/deskbell/agent/ui/bell-sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, BellSidebar, list);
  gtk_widget_class_bind_template_child (widget_class, BellSidebar, progress);
  gtk_widget_class_bind_template_child (widget_class, BellSidebar, state_icon);
  gtk_widget_class_bind_template_child (widget_class, BellSidebar, state_label);
  gtk_widget_class_bind_template_child (widget_class, BellSidebar, quiet);
  gtk_widget_class_bind_template_child (widget_class, BellSidebar, quiet_content);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
bell_sidebar_init (BellSidebar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * bell_sidebar_new:
 * @desk: whose places
 *
 * Returns: (transfer floating): a sidebar
 */
GtkWidget *
bell_sidebar_new (BellDesk *desk)
{
  BellSidebar *self;

  g_return_val_if_fail (BELL_IS_DESK (desk), NULL);

  self = g_object_new (BELL_TYPE_SIDEBAR, NULL);
  self->desk = g_object_ref (desk);

  gtk_list_box_set_header_func (self->list, update_header, NULL, NULL);
  gtk_list_box_bind_model (self->list, bell_desk_get_places (desk), create_row, NULL, NULL);

  g_signal_connect_object (desk, "notify::place", G_CALLBACK (place_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "notify::link", G_CALLBACK (link_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "notify::problem", G_CALLBACK (link_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "notify::progress", G_CALLBACK (link_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (bell_desk_get_store (desk), "outbox-changed", G_CALLBACK (link_changed_cb), self, G_CONNECT_SWAPPED);
  place_changed_cb (self);
  link_changed_cb (self);

  return GTK_WIDGET (self);
}
