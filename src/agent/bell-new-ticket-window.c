/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-new-ticket-window.h"

#include <glib/gi18n-lib.h>

#include "bell-attachment-keeper.h"
#include "bell-composer.h"
#include "bell-labels.h"
#include "bell-people-popover.h"
#include "bell-property-row.h"
#include "bell-verbs.h"
#include "bell-workflow.h"

#define DRAFT_KEY "new:ticket"

/**
 * BellNewTicketWindow:
 *
 * A new ticket on behalf of somebody. All that is filled in is a draft until it
 * is created, so that closing the window loses nothing.
 */
struct _BellNewTicketWindow
{
  AdwWindow parent_instance;

  BellDesk *desk;
  char *requester_id; /* (nullable) */
  gboolean loading;
  BellComposer *composer;
  BellAttachmentKeeper *keeper;

  BellPropertyRow *requester;
  AdwEntryRow *subject;
  AdwBin *composer_bin;
  AdwComboRow *kind;
  AdwComboRow *team;
  AdwComboRow *impact;
  AdwComboRow *urgency;
  GtkImage *priority_icon;
  GtkLabel *priority;
  GtkSwitch *take;
};

G_DEFINE_FINAL_TYPE (BellNewTicketWindow, bell_new_ticket_window, ADW_TYPE_WINDOW)

static void
bell_new_ticket_window_actions_update (BellNewTicketWindow *self)
{
  g_autofree char *subject = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->subject))));

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "new-ticket.create",
                                 *subject != '\0' && self->requester_id != NULL &&
                                   (self->keeper == NULL || !bell_attachment_keeper_is_busy (self->keeper)));
}

static void
show_priority (BellNewTicketWindow *self)
{
  BellPriority priority = bell_priority_for (MIN (adw_combo_row_get_selected (self->impact), BELL_LEVEL_HIGH),
                                             MIN (adw_combo_row_get_selected (self->urgency), BELL_LEVEL_HIGH));

  gtk_label_set_label (self->priority, bell_label_for_priority (priority));
  gtk_image_set_from_icon_name (self->priority_icon, bell_icon_for_priority (priority));
}

/* The first row is "no team". */
static char *
dup_team_id (BellNewTicketWindow *self)
{
  GListModel *teams = bell_directory_get_teams (bell_store_get_directory (bell_desk_get_store (self->desk)));
  guint selected = adw_combo_row_get_selected (self->team);
  g_autoptr(BellItem) team = NULL;

  if (selected == 0 || selected == GTK_INVALID_LIST_POSITION)
    return NULL;

  team = g_list_model_get_item (teams, selected - 1);
  return team != NULL ? g_strdup (bell_item_get_id (team)) : NULL;
}

static void
save_draft (BellNewTicketWindow *self)
{
  g_autoptr(BellDraft) draft = NULL;
  g_autoptr(GVariant) extra = NULL;

  if (self->loading || self->desk == NULL)
    return;

  draft = bell_draft_new (DRAFT_KEY, "ticket", bell_composer_get_text (self->composer));
  draft->title = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->subject)));
  draft->attachments = bell_attachment_keeper_get_value (self->keeper);
  /* What a draft has no field for travels in one GVariant text. */
  extra = g_variant_ref_sink (g_variant_new ("(suuuu)", self->requester_id != NULL ? self->requester_id : "",
                                             adw_combo_row_get_selected (self->kind), adw_combo_row_get_selected (self->team),
                                             adw_combo_row_get_selected (self->impact), adw_combo_row_get_selected (self->urgency)));
  draft->extra = g_variant_print (extra, FALSE);
  bell_store_save_draft (bell_desk_get_store (self->desk), draft);
}

static void
changed_cb (BellNewTicketWindow *self)
{
  g_assert (BELL_IS_NEW_TICKET_WINDOW (self));

  if (self->keeper == NULL)
    return;

  show_priority (self);
  bell_new_ticket_window_actions_update (self);
  save_draft (self);
}

static void
set_requester (BellNewTicketWindow *self,
               const char          *id)
{
  BellDirectory *directory = bell_store_get_directory (bell_desk_get_store (self->desk));
  const char *name = id != NULL ? bell_directory_get_name (directory, id) : NULL;

  g_free (self->requester_id);
  self->requester_id = name != NULL ? g_strdup (id) : NULL;
  bell_property_row_set_value (self->requester, name != NULL ? name : _("Choose a person"));
}

static void
picked_cb (BellNewTicketWindow *self,
           const char          *id)
{
  g_assert (BELL_IS_NEW_TICKET_WINDOW (self));

  set_requester (self, id);
  changed_cb (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->subject));
}

static void
load_draft (BellNewTicketWindow *self)
{
  const BellDraft *draft = bell_store_load_draft (bell_desk_get_store (self->desk), DRAFT_KEY);
  g_autoptr(GVariant) extra = NULL;
  gsize n;

  if (draft == NULL)
    return;

  gtk_editable_set_text (GTK_EDITABLE (self->subject), draft->title != NULL ? draft->title : "");
  bell_composer_set_text (self->composer, draft->text != NULL ? draft->text : "");
  if (draft->extra != NULL)
    extra = g_variant_parse (G_VARIANT_TYPE ("(suuuu)"), draft->extra, NULL, NULL, NULL);
  if (extra != NULL)
    {
      const char *requester;
      guint kind, team, impact, urgency;

      g_variant_get (extra, "(&suuuu)", &requester, &kind, &team, &impact, &urgency);
      set_requester (self, *requester != '\0' ? requester : NULL);
      adw_combo_row_set_selected (self->kind, MIN (kind, BELL_TICKET_KIND_PROBLEM));
      if (team < g_list_model_get_n_items (adw_combo_row_get_model (self->team)))
        adw_combo_row_set_selected (self->team, team);
      adw_combo_row_set_selected (self->impact, MIN (impact, BELL_LEVEL_HIGH));
      adw_combo_row_set_selected (self->urgency, MIN (urgency, BELL_LEVEL_HIGH));
    }

  n = draft->attachments != NULL ? g_variant_n_children (draft->attachments) : 0;
  for (gsize i = 0; i < n; i++)
    {
      const char *blob_id;
      const char *name;
      const char *media_type;
      guint64 size;
      g_autoptr(BellAttachment) attachment = NULL;

      g_variant_get_child (draft->attachments, i, "(&s&s&st)", &blob_id, &name, &media_type, &size);
      attachment = bell_attachment_new (blob_id, name, media_type, (gint64) size);
      bell_composer_add_attachment (self->composer, attachment);
    }
}

static void
create_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  BellNewTicketWindow *self = BELL_NEW_TICKET_WINDOW (widget);
  BellStore *store = bell_desk_get_store (self->desk);
  g_autofree char *subject = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->subject))));
  g_autofree char *text = g_strchomp (g_strdup (bell_composer_get_text (self->composer)));
  g_autoptr(GVariant) attachments = bell_attachment_keeper_get_value (self->keeper);
  g_autofree char *team_id = dup_team_id (self);
  g_autofree char *id = NULL;
  BellNewTicket ticket = {
    .requester_id = self->requester_id,
    .subject = subject,
    .text = *text != '\0' || attachments == NULL ? text : _("See the attached files."),
    .attachments = attachments,
    .team_id = team_id,
    .assignee_id = gtk_switch_get_active (self->take) ? bell_store_get_principal_id (store) : NULL,
    .kind = adw_combo_row_get_selected (self->kind),
    .impact = adw_combo_row_get_selected (self->impact),
    .urgency = adw_combo_row_get_selected (self->urgency),
  };

  id = bell_verbs_create_ticket (self->desk, &ticket);
  self->loading = TRUE;
  bell_store_delete_draft (store, DRAFT_KEY);
  bell_desk_open_ticket (self->desk, id);
  gtk_window_close (GTK_WINDOW (self));
}

static void
send_cb (BellNewTicketWindow *self)
{
  g_assert (BELL_IS_NEW_TICKET_WINDOW (self));

  gtk_widget_activate_action (GTK_WIDGET (self), "new-ticket.create", NULL);
}

static void
set_names (AdwComboRow       *row,
           const char *const *names)
{
  g_autoptr(GtkStringList) list = gtk_string_list_new (names);

  adw_combo_row_set_model (row, G_LIST_MODEL (list));
}

static void
fill_combos (BellNewTicketWindow *self)
{
  GListModel *teams = bell_directory_get_teams (bell_store_get_directory (bell_desk_get_store (self->desk)));
  guint n = g_list_model_get_n_items (teams);
  const char *kinds[BELL_TICKET_KIND_PROBLEM + 2] = {
    NULL,
  };
  const char *levels[BELL_LEVEL_HIGH + 2] = {
    NULL,
  };
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);

  for (int i = 0; i <= BELL_TICKET_KIND_PROBLEM; i++)
    kinds[i] = bell_label_for_ticket_kind (i);
  for (int i = 0; i <= BELL_LEVEL_HIGH; i++)
    levels[i] = bell_label_for_level (i);
  set_names (self->kind, kinds);
  set_names (self->impact, levels);
  set_names (self->urgency, levels);
  adw_combo_row_set_selected (self->urgency, BELL_LEVEL_MEDIUM);
  adw_combo_row_set_selected (self->impact, BELL_LEVEL_LOW);

  gtk_string_list_append (names, _("No team"));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(BellItem) team = g_list_model_get_item (teams, i);

      gtk_string_list_append (names, bell_item_get_title (team));
    }
  adw_combo_row_set_model (self->team, G_LIST_MODEL (names));
}

static void
bell_new_ticket_window_dispose (GObject *object)
{
  BellNewTicketWindow *self = BELL_NEW_TICKET_WINDOW (object);

  g_clear_object (&self->keeper);
  g_clear_object (&self->desk);
  g_clear_pointer (&self->requester_id, g_free);

  G_OBJECT_CLASS (bell_new_ticket_window_parent_class)->dispose (object);
}

static void
bell_new_ticket_window_class_init (BellNewTicketWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bell_new_ticket_window_dispose;

  g_type_ensure (BELL_TYPE_PROPERTY_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/deskbell/agent/ui/bell-new-ticket-window.ui");
  gtk_widget_class_bind_template_child (widget_class, BellNewTicketWindow, requester);
  gtk_widget_class_bind_template_child (widget_class, BellNewTicketWindow, subject);
  gtk_widget_class_bind_template_child (widget_class, BellNewTicketWindow, composer_bin);
  gtk_widget_class_bind_template_child (widget_class, BellNewTicketWindow, kind);
  gtk_widget_class_bind_template_child (widget_class, BellNewTicketWindow, team);
  gtk_widget_class_bind_template_child (widget_class, BellNewTicketWindow, impact);
  gtk_widget_class_bind_template_child (widget_class, BellNewTicketWindow, urgency);
  gtk_widget_class_bind_template_child (widget_class, BellNewTicketWindow, priority_icon);
  gtk_widget_class_bind_template_child (widget_class, BellNewTicketWindow, priority);
  gtk_widget_class_bind_template_child (widget_class, BellNewTicketWindow, take);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_install_action (widget_class, "new-ticket.create", NULL, create_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, "new-ticket.create", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
bell_new_ticket_window_init (BellNewTicketWindow *self)
{
  self->loading = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * bell_new_ticket_window_new:
 * @desk: where the ticket is made
 *
 * Returns: (transfer none): a window with what was left of the last draft
 */
GtkWidget *
bell_new_ticket_window_new (BellDesk *desk)
{
  BellNewTicketWindow *self;
  GtkWidget *people;

  g_return_val_if_fail (BELL_IS_DESK (desk), NULL);

  self = g_object_new (BELL_TYPE_NEW_TICKET_WINDOW, NULL);
  self->desk = g_object_ref (desk);
  self->composer = BELL_COMPOSER (bell_composer_new ());
  bell_composer_set_allows_notes (self->composer, FALSE);
  bell_composer_set_shows_send (self->composer, FALSE);
  adw_bin_set_child (self->composer_bin, GTK_WIDGET (self->composer));

  people = bell_people_popover_new (bell_directory_get_people (bell_store_get_directory (bell_desk_get_store (desk))), NULL);
  g_signal_connect_object (people, "picked", G_CALLBACK (picked_cb), self, G_CONNECT_SWAPPED);
  bell_property_row_set_popover (self->requester, GTK_POPOVER (people));

  fill_combos (self);
  set_requester (self, NULL);
  self->keeper = bell_attachment_keeper_new (bell_desk_get_store (desk), bell_composer_get_attachments (self->composer));
  g_signal_connect_object (self->keeper, "failed", G_CALLBACK (bell_desk_tell_failed), desk, G_CONNECT_SWAPPED);
  load_draft (self);
  self->loading = FALSE;
  g_signal_connect_object (self->composer, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->composer, "send", G_CALLBACK (send_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->keeper, "kept", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  show_priority (self);
  bell_new_ticket_window_actions_update (self);
  gtk_window_set_focus (GTK_WINDOW (self), self->requester_id != NULL ? GTK_WIDGET (self->subject) : GTK_WIDGET (self->requester));

  return GTK_WIDGET (self);
}
