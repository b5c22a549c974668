/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-properties-pane.h"

#include <glib/gi18n-lib.h>

#include "bell-age.h"
#include "bell-labels.h"
#include "bell-people-popover.h"
#include "bell-property-row.h"
#include "bell-ticket-menus.h"
#include "bell-workflow.h"

/**
 * BellPropertiesPane:
 *
 * What a ticket is, beside what was said in it. Every value changes through
 * the actions of the group `ticket`; the pane only shows.
 */
struct _BellPropertiesPane
{
  AdwBin parent_instance;

  BellDesk *desk;
  BellItem *ticket;
  BellRecord *shown; /* (nullable): what the pane says */
  BellStatus menu_status;
  GCancellable *cancellable;
  GPtrArray *watcher_rows; /* not owned */
  GPtrArray *link_rows;    /* not owned */

  BellPropertyRow *status;
  BellPropertyRow *assignee;
  BellPropertyRow *team;
  BellPropertyRow *impact;
  BellPropertyRow *urgency;
  BellPropertyRow *priority;
  BellPropertyRow *kind;
  GtkFlowBox *tags;
  GtkEntry *tag_entry;
  AdwPreferencesGroup *watchers;
  GtkMenuButton *watcher_button;
  AdwPreferencesGroup *links;
  GtkMenuButton *link_button;
  GtkPopover *link_popover;
  GtkDropDown *link_kind;
  GtkEntry *link_entry;
  AdwActionRow *requester;
  AdwAvatar *requester_avatar;
  GtkLabel *facts;
};

G_DEFINE_FINAL_TYPE (BellPropertiesPane, bell_properties_pane, ADW_TYPE_BIN)

/* Which properties of the ticket have a change that is not confirmed. */
static guint64
find_waiting (BellPropertiesPane *self,
              const char         *ticket_id)
{
  GListModel *outbox = bell_store_get_outbox (bell_desk_get_store (self->desk));
  guint n = g_list_model_get_n_items (outbox);
  guint64 waiting = 0;

  G_STATIC_ASSERT (BELL_TICKET_N_PROPERTIES <= 64);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(BellOutboxItem) item = g_list_model_get_item (outbox, i);
      BellChange *change = bell_outbox_item_get_change (item);
      BellPatch *patch = bell_change_get_patch (change);

      if (bell_change_get_data_type (change) != BELL_TYPE_TICKET || patch == NULL ||
          g_strcmp0 (bell_change_get_object_id (change), ticket_id) != 0)
        continue;
      for (guint j = 0; j < bell_patch_get_size (patch); j++)
        waiting |= G_GUINT64_CONSTANT (1) << bell_patch_get_entry (patch, j)->property->index;
    }

  return waiting;
}

static void
outbox_changed_cb (BellPropertiesPane *self)
{
  BellRecord *record = self->ticket != NULL ? bell_item_get_record (self->ticket) : NULL;
  guint64 waiting = record != NULL ? find_waiting (self, bell_record_get_id (record)) : 0;

  g_assert (BELL_IS_PROPERTIES_PANE (self));

#define IS_WAITING(NAME) ((waiting & (G_GUINT64_CONSTANT (1) << BELL_TICKET_##NAME)) != 0)
  bell_property_row_set_waiting (self->status, IS_WAITING (STATUS));
  bell_property_row_set_waiting (self->assignee, IS_WAITING (ASSIGNEE_ID));
  bell_property_row_set_waiting (self->team, IS_WAITING (TEAM_ID));
  bell_property_row_set_waiting (self->impact, IS_WAITING (IMPACT));
  bell_property_row_set_waiting (self->urgency, IS_WAITING (URGENCY));
  bell_property_row_set_waiting (self->priority, IS_WAITING (PRIORITY));
  bell_property_row_set_waiting (self->kind, IS_WAITING (KIND));
  adw_preferences_group_set_description (self->watchers, IS_WAITING (WATCHERS) ? _("Waiting to be sent") : NULL);
  adw_preferences_group_set_description (self->links, IS_WAITING (LINKS) ? _("Waiting to be sent") : NULL);
#undef IS_WAITING
}

static GtkWidget *
new_small_button (const char *icon_name,
                  const char *label,
                  const char *action,
                  GVariant   *target)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon_name);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (button), target);

  return button;
}

static void
show_tags (BellPropertiesPane *self,
           const BellTicket   *ticket)
{
  const char *const *tags = bell_ticket_get_tags (ticket);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->tags))) != NULL)
    gtk_flow_box_remove (self->tags, child);

  for (guint i = 0; tags != NULL && tags[i] != NULL; i++)
    {
      GtkWidget *chip = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 2);
      g_autofree char *label = g_strdup_printf (_("Remove the tag “%s”"), tags[i]);

      gtk_widget_add_css_class (chip, "tag");
      gtk_box_append (GTK_BOX (chip), gtk_label_new (tags[i]));
      gtk_box_append (GTK_BOX (chip), new_small_button ("window-close-symbolic", label, "ticket.remove-tag",
                                                        g_variant_new_string (tags[i])));
      gtk_flow_box_append (self->tags, chip);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->tags), tags != NULL && tags[0] != NULL);
}

static void
clear_rows (AdwPreferencesGroup *group,
            GPtrArray           *rows)
{
  for (guint i = 0; i < rows->len; i++)
    adw_preferences_group_remove (group, rows->pdata[i]);
  g_ptr_array_set_size (rows, 0);
}

static void
show_watchers (BellPropertiesPane *self,
               const BellTicket   *ticket)
{
  const char *const *watchers = bell_ticket_get_watchers (ticket);
  BellDirectory *directory = bell_store_get_directory (bell_desk_get_store (self->desk));

  clear_rows (self->watchers, self->watcher_rows);
  for (guint i = 0; watchers != NULL && watchers[i] != NULL; i++)
    {
      GtkWidget *row = adw_action_row_new ();
      const char *name = bell_directory_get_name (directory, watchers[i]);
      g_autofree char *label = g_strdup_printf (_("Remove %s"), name != NULL ? name : _("Unknown"));

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name != NULL ? name : _("Unknown"));
      adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                                 new_small_button ("window-close-symbolic", label, "ticket.remove-watcher",
                                                   g_variant_new_string (watchers[i])));
      adw_preferences_group_add (self->watchers, row);
      g_ptr_array_add (self->watcher_rows, row);
    }
}

static void
linked_ticket_cb (BellStore    *store,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(AdwPreferencesRow) row = user_data;
  g_autoptr(BellRecord) record = bell_store_lookup_finish (store, result, NULL);
  g_autofree char *title = NULL;

  /* A ticket that this person may not see keeps the bare row. */
  if (record == NULL)
    return;

  title = g_strdup_printf ("#%" G_GINT64_FORMAT " %s", bell_ticket_get_number (BELL_TICKET (record)),
                           bell_ticket_get_subject (BELL_TICKET (record)));
  adw_preferences_row_set_title (row, title);
}

static void
show_links (BellPropertiesPane *self,
            const BellTicket   *ticket)
{
  GVariant *links = bell_ticket_get_links (ticket);
  GVariantIter iter;
  const char *id;
  const char *nick;

  clear_rows (self->links, self->link_rows);
  if (links == NULL)
    return;

  g_variant_iter_init (&iter, links);
  while (g_variant_iter_next (&iter, "{&s&s}", &id, &nick))
    {
      GtkWidget *row = adw_action_row_new ();
      int kind = BELL_LINK_KIND_RELATED;

      bell_enum_from_nick (bell_link_kind_get_type (), nick, &kind);
      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("A ticket"));
      adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), bell_label_for_link_kind (kind));
      adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                                 new_small_button ("window-close-symbolic", _("Remove the link"), "ticket.unlink",
                                                   g_variant_new_string (id)));
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "app.open-ticket");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", id);
      adw_preferences_group_add (self->links, row);
      g_ptr_array_add (self->link_rows, row);
      bell_store_lookup (bell_desk_get_store (self->desk), BELL_TYPE_TICKET, id, self->cancellable,
                         (GAsyncReadyCallback) linked_ticket_cb, g_object_ref (row));
    }
}

static void
show_requester (BellPropertiesPane *self,
                const BellTicket   *ticket)
{
  BellRecord *person = bell_store_peek_principal (bell_desk_get_store (self->desk), bell_ticket_get_requester_id (ticket));
  const char *name = bell_item_get_requester_name (self->ticket);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->requester), name != NULL ? name : _("Unknown"));
  adw_avatar_set_text (self->requester_avatar, name);
  adw_action_row_set_subtitle (self->requester, person != NULL ? bell_principal_get_email (BELL_PRINCIPAL (person)) : NULL);
}

static void
show_facts (BellPropertiesPane *self,
            const BellTicket   *ticket)
{
  g_autofree char *created = bell_time_to_full_text (bell_ticket_get_created_at (ticket));
  g_autofree char *updated = bell_time_to_full_text (bell_ticket_get_updated_at (ticket));
  g_autofree char *facts = NULL;

  facts = g_strdup_printf (_("Opened %s\nLast change %s\nCame in by: %s"), created, updated,
                           bell_label_for_channel (bell_ticket_get_channel (ticket)));
  gtk_label_set_label (self->facts, facts);
}

static gboolean
same_strings (const char *const *one,
              const char *const *two)
{
  static const char *const none[] = { NULL };

  return g_strv_equal (one != NULL ? one : none, two != NULL ? two : none);
}

/* Rows are made anew only where they would say something else. */
static void
show_lists (BellPropertiesPane *self,
            const BellTicket   *ticket)
{
  const BellTicket *before = self->shown != NULL ? BELL_TICKET (self->shown) : NULL;
  GVariant *links = bell_ticket_get_links (ticket);
  GVariant *links_before = before != NULL ? bell_ticket_get_links (before) : NULL;

  if (before == NULL || !same_strings (bell_ticket_get_tags (before), bell_ticket_get_tags (ticket)))
    show_tags (self, ticket);
  if (before == NULL || !same_strings (bell_ticket_get_watchers (before), bell_ticket_get_watchers (ticket)))
    show_watchers (self, ticket);
  if (before == NULL || (links != links_before && (links == NULL || links_before == NULL || !g_variant_equal (links, links_before))))
    show_links (self, ticket);
}

static void
ticket_changed_cb (BellPropertiesPane *self)
{
  BellRecord *record = self->ticket != NULL ? bell_item_get_record (self->ticket) : NULL;
  const BellTicket *ticket;
  BellPriority priority;

  g_assert (BELL_IS_PROPERTIES_PANE (self));

  /* While a ticket is on its way, for some milliseconds, nothing can be done
   * here; to grey it all out and back would cost more than the ticket. */
  gtk_widget_set_can_target (GTK_WIDGET (self), record != NULL);
  if (record == NULL)
    return;

  ticket = BELL_TICKET (record);
  bell_property_row_set_value (self->status, bell_label_for_status (bell_ticket_get_status (ticket)));
  if (self->menu_status != bell_ticket_get_status (ticket))
    {
      g_autoptr(GMenu) menu = bell_ticket_menu_new_status (bell_ticket_get_status (ticket));

      self->menu_status = bell_ticket_get_status (ticket);
      bell_property_row_set_menu (self->status, G_MENU_MODEL (menu));
    }
  bell_property_row_set_value (self->assignee, bell_item_get_assignee_name (self->ticket) != NULL
                                                 ? bell_item_get_assignee_name (self->ticket)
                                                 : _("Nobody"));
  bell_property_row_set_value (self->team, bell_item_get_team_name (self->ticket));
  bell_property_row_set_value (self->impact, bell_label_for_level (bell_ticket_get_impact (ticket)));
  bell_property_row_set_value (self->urgency, bell_label_for_level (bell_ticket_get_urgency (ticket)));
  bell_property_row_set_value (self->kind, bell_label_for_ticket_kind (bell_ticket_get_kind (ticket)));
  priority = bell_ticket_get_priority (ticket);
  bell_property_row_set_value (self->priority, bell_label_for_priority (priority));
  bell_property_row_set_icon (self->priority, bell_icon_for_priority (priority), bell_css_class_for_priority (priority));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->priority),
                               bell_ticket_get_priority_overridden (ticket) ? _("Set by hand") : NULL);
  show_lists (self, ticket);
  show_requester (self, ticket);
  show_facts (self, ticket);
  g_clear_pointer (&self->shown, bell_record_unref);
  self->shown = bell_record_ref (record);
  outbox_changed_cb (self);
}

static void
assignee_picked_cb (BellPropertiesPane *self,
                    const char         *id)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "ticket.assignee", "s", id != NULL ? id : "");
}

static void
watcher_picked_cb (BellPropertiesPane *self,
                   const char         *id)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "ticket.add-watcher", "s", id != NULL ? id : "");
}

static void
tag_entered_cb (BellPropertiesPane *self)
{
  g_autofree char *tag = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->tag_entry))));

  g_assert (BELL_IS_PROPERTIES_PANE (self));

  if (*tag == '\0')
    return;

  gtk_widget_activate_action (GTK_WIDGET (self), "ticket.add-tag", "s", tag);
  gtk_editable_set_text (GTK_EDITABLE (self->tag_entry), "");
}

static void
numbered_ticket_cb (BellStore    *store,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(BellPropertiesPane) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BellRecord) record = bell_store_lookup_finish (store, result, &error);
  const char *nick;

  if (error != NULL)
    {
      bell_desk_tell_failed (self->desk, error);
      return;
    }
  nick = bell_enum_to_nick (bell_link_kind_get_type (), gtk_drop_down_get_selected (self->link_kind));
  gtk_widget_activate_action (GTK_WIDGET (self), "ticket.link", "(ss)", bell_record_get_id (record), nick);
  gtk_editable_set_text (GTK_EDITABLE (self->link_entry), "");
  gtk_popover_popdown (self->link_popover);
}

static void
link_entered_cb (BellPropertiesPane *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->link_entry));
  gint64 number;

  g_assert (BELL_IS_PROPERTIES_PANE (self));

  if (*text == '#')
    text++;
  if (!g_ascii_string_to_signed (text, 10, 1, G_MAXINT64, &number, NULL))
    {
      gtk_widget_error_bell (GTK_WIDGET (self->link_entry));
      return;
    }
  bell_store_lookup_number (bell_desk_get_store (self->desk), number, self->cancellable,
                            (GAsyncReadyCallback) numbered_ticket_cb, g_object_ref (self));
}

static void
teams_changed_cb (BellPropertiesPane *self)
{
  g_autoptr(GMenu) menu = NULL;

  g_assert (BELL_IS_PROPERTIES_PANE (self));

  menu = bell_ticket_menu_new_teams (bell_store_get_directory (bell_desk_get_store (self->desk)));
  bell_property_row_set_menu (self->team, G_MENU_MODEL (menu));
}

static void
bell_properties_pane_dispose (GObject *object)
{
  BellPropertiesPane *self = BELL_PROPERTIES_PANE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->ticket);
  g_clear_pointer (&self->shown, bell_record_unref);
  g_clear_object (&self->desk);
  g_clear_pointer (&self->watcher_rows, g_ptr_array_unref);
  g_clear_pointer (&self->link_rows, g_ptr_array_unref);

  G_OBJECT_CLASS (bell_properties_pane_parent_class)->dispose (object);
}

static void
bell_properties_pane_class_init (BellPropertiesPaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = bell_properties_pane_dispose;

  g_type_ensure (BELL_TYPE_PROPERTY_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/deskbell/agent/ui/bell-properties-pane.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, BellPropertiesPane, name)
  BIND (status);
  BIND (assignee);
  BIND (team);
  BIND (impact);
  BIND (urgency);
  BIND (priority);
  BIND (kind);
  BIND (tags);
  BIND (tag_entry);
  BIND (watchers);
  BIND (watcher_button);
  BIND (links);
  BIND (link_button);
  BIND (link_popover);
  BIND (link_kind);
  BIND (link_entry);
  BIND (requester);
  BIND (requester_avatar);
  BIND (facts);
#undef BIND
  gtk_widget_class_bind_template_callback (widget_class, tag_entered_cb);
  gtk_widget_class_bind_template_callback (widget_class, link_entered_cb);
}

static void
bell_properties_pane_init (BellPropertiesPane *self)
{
  g_autoptr(GMenu) impact = bell_ticket_menu_new_levels ("ticket.impact");
  g_autoptr(GMenu) urgency = bell_ticket_menu_new_levels ("ticket.urgency");
  g_autoptr(GMenu) priority = bell_ticket_menu_new_priorities ();
  g_autoptr(GMenu) kind = bell_ticket_menu_new_kinds ();
  const char *kinds[BELL_LINK_KIND_MERGED_INTO + 2] = { NULL, };
  g_autoptr(GtkStringList) kind_names = NULL;

  self->cancellable = g_cancellable_new ();
  self->watcher_rows = g_ptr_array_new ();
  self->link_rows = g_ptr_array_new ();
  self->menu_status = (BellStatus) -1;
  gtk_widget_init_template (GTK_WIDGET (self));

  bell_property_row_set_menu (self->impact, G_MENU_MODEL (impact));
  bell_property_row_set_menu (self->urgency, G_MENU_MODEL (urgency));
  bell_property_row_set_menu (self->priority, G_MENU_MODEL (priority));
  bell_property_row_set_menu (self->kind, G_MENU_MODEL (kind));
  for (int i = 0; i <= BELL_LINK_KIND_MERGED_INTO; i++)
    kinds[i] = bell_label_for_link_kind (i);
  kind_names = gtk_string_list_new (kinds);
  gtk_drop_down_set_model (self->link_kind, G_LIST_MODEL (kind_names));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self->requester), FALSE);
}

/**
 * bell_properties_pane_new:
 * @desk: where it is shown
 *
 * Returns: (transfer floating): a pane without a ticket
 */
GtkWidget *
bell_properties_pane_new (BellDesk *desk)
{
  BellPropertiesPane *self;
  BellDirectory *directory;
  GtkWidget *assignees;
  GtkWidget *watchers;

  g_return_val_if_fail (BELL_IS_DESK (desk), NULL);

  self = g_object_new (BELL_TYPE_PROPERTIES_PANE, NULL);
  self->desk = g_object_ref (desk);
  directory = bell_store_get_directory (bell_desk_get_store (desk));

  assignees = bell_people_popover_new (bell_directory_get_agents (directory), _("Nobody"));
  g_signal_connect_swapped (assignees, "picked", G_CALLBACK (assignee_picked_cb), self);
  bell_property_row_set_popover (self->assignee, GTK_POPOVER (assignees));
  watchers = bell_people_popover_new (bell_directory_get_people (directory), NULL);
  g_signal_connect_swapped (watchers, "picked", G_CALLBACK (watcher_picked_cb), self);
  gtk_menu_button_set_popover (self->watcher_button, watchers);

  g_signal_connect_object (bell_directory_get_teams (directory), "items-changed", G_CALLBACK (teams_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (bell_desk_get_store (desk), "outbox-changed", G_CALLBACK (outbox_changed_cb), self, G_CONNECT_SWAPPED);
  teams_changed_cb (self);

  return GTK_WIDGET (self);
}

/**
 * bell_properties_pane_set_ticket:
 * @self: a pane
 * @ticket: (nullable): what to show
 */
void
bell_properties_pane_set_ticket (BellPropertiesPane *self,
                                 BellItem           *ticket)
{
  g_return_if_fail (BELL_IS_PROPERTIES_PANE (self));

  if (self->ticket == ticket)
    return;

  if (self->ticket != NULL)
    g_signal_handlers_disconnect_by_data (self->ticket, self);
  g_set_object (&self->ticket, ticket);
  if (ticket != NULL)
    g_signal_connect_object (ticket, "notify::record", G_CALLBACK (ticket_changed_cb), self, G_CONNECT_SWAPPED);
  ticket_changed_cb (self);
}

/**
 * bell_properties_pane_popup_status:
 * @self: a pane
 */
void
bell_properties_pane_popup_status (BellPropertiesPane *self)
{
  g_return_if_fail (BELL_IS_PROPERTIES_PANE (self));

  bell_property_row_popup (self->status);
}

/**
 * bell_properties_pane_popup_assignee:
 * @self: a pane
 */
void
bell_properties_pane_popup_assignee (BellPropertiesPane *self)
{
  g_return_if_fail (BELL_IS_PROPERTIES_PANE (self));

  bell_property_row_popup (self->assignee);
}

/**
 * bell_properties_pane_focus_tags:
 * @self: a pane
 */
void
bell_properties_pane_focus_tags (BellPropertiesPane *self)
{
  g_return_if_fail (BELL_IS_PROPERTIES_PANE (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->tag_entry));
}
