/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-ticket-page.h"

#include <glib/gi18n-lib.h>

#include "bell-age.h"
#include "bell-conversation.h"
#include "bell-deadline-strip.h"
#include "bell-history-list.h"
#include "bell-labels.h"
#include "bell-properties-pane.h"
#include "bell-reply-box.h"
#include "bell-verbs.h"

#define FRAMES_BEFORE_PROPERTIES 3

/**
 * BellTicketPage:
 *
 * The ticket that is open: what it is about, what was said, what happened, and
 * where to write. Follows the desk's ticket.
 */
struct _BellTicketPage
{
  AdwBin parent_instance;

  BellDesk *desk;
  BellItem *ticket;
  GtkWidget *conversation;
  GtkWidget *history;
  GtkWidget *properties;
  GtkWidget *composer;
  gboolean built;
  gboolean folded;
  guint update_id;
  guint reveal_id;
  gint64 first_frame; /* after which the properties are shown */
  const char *status_class; /* static */
  const char *priority_class; /* static */

  GtkButton *back_button;
  GtkButton *take_button;
  GtkLabel *title;
  GtkToggleButton *history_button;
  GtkToggleButton *properties_button;
  AdwFlap *flap;
  AdwBin *properties_bin;
  GtkLabel *number;
  GtkLabel *status;
  GtkImage *priority_icon;
  GtkLabel *priority;
  GtkBox *waiting;
  GtkLabel *waiting_label;
  GtkLabel *subject;
  GtkLabel *origin;
  GtkStack *stack;
  AdwBin *conversation_bin;
  AdwBin *history_bin;
  AdwBin *deadlines_bin;
  AdwBin *composer_bin;
};

G_DEFINE_FINAL_TYPE (BellTicketPage, bell_ticket_page, ADW_TYPE_BIN)

static void
swap_class (GtkWidget   *widget,
            const char **held,
            const char  *wanted)
{
  if (*held == wanted)
    return;

  if (*held != NULL)
    gtk_widget_remove_css_class (widget, *held);
  *held = wanted;
  gtk_widget_add_css_class (widget, wanted);
}

static gboolean
history_is_shown (BellTicketPage *self)
{
  return gtk_stack_get_visible_child (self->stack) == GTK_WIDGET (self->history_bin);
}

static void
bell_ticket_page_update (BellTicketPage *self)
{
  BellRecord *record = self->ticket != NULL ? bell_item_get_record (self->ticket) : NULL;
  const BellTicket *ticket;
  BellPriority priority;
  g_autofree char *created = NULL;
  g_autofree char *origin = NULL;
  g_autofree char *number = NULL;
  gboolean refused;
  const char *who;

  g_assert (BELL_IS_TICKET_PAGE (self));

  if (record == NULL)
    return;

  ticket = BELL_TICKET (record);
  bell_reply_box_set_last_message (BELL_REPLY_BOX (self->composer), bell_ticket_get_last_message_id (ticket));
  priority = bell_ticket_get_priority (ticket);
  if (bell_ticket_get_number (ticket) > 0)
    number = g_strdup_printf ("#%" G_GINT64_FORMAT, bell_ticket_get_number (ticket));
  gtk_label_set_label (self->number, number != NULL ? number : _("New"));
  gtk_label_set_label (self->title, history_is_shown (self) ? _("History") : "");
  gtk_label_set_label (self->subject, bell_ticket_get_subject (ticket));
  gtk_label_set_label (self->status, bell_label_for_status (bell_ticket_get_status (ticket)));
  swap_class (GTK_WIDGET (self->status), &self->status_class, bell_css_class_for_status (bell_ticket_get_status (ticket)));
  gtk_image_set_from_icon_name (self->priority_icon, bell_icon_for_priority (priority));
  gtk_label_set_label (self->priority, bell_label_for_priority (priority));
  swap_class (gtk_widget_get_parent (GTK_WIDGET (self->priority)), &self->priority_class, bell_css_class_for_priority (priority));

  refused = bell_item_get_refused (self->ticket);
  gtk_widget_set_visible (GTK_WIDGET (self->waiting), refused || bell_item_get_pending (self->ticket));
  gtk_label_set_label (self->waiting_label, refused ? _("A change was refused, see the outbox") : _("Waiting to be sent"));

  who = bell_item_get_requester_name (self->ticket);
  created = bell_time_to_full_text (bell_ticket_get_created_at (ticket));
  /* Translators: the name of a person and a time. */
  origin = g_strdup_printf (_("Asked by %s on %s"), who != NULL ? who : _("somebody"), created);
  gtk_label_set_label (self->origin, origin);

  gtk_widget_set_visible (GTK_WIDGET (self->take_button), !self->folded && bell_ticket_get_assignee_id (ticket) == NULL);
}

static gboolean
update_cb (gpointer user_data)
{
  BellTicketPage *self = user_data;

  g_assert (BELL_IS_TICKET_PAGE (self));

  self->update_id = 0;
  bell_ticket_page_update (self);
  return G_SOURCE_REMOVE;
}

/* A record that comes tells of each of its properties, a dozen in a row. */
static void
ticket_changed_cb (BellTicketPage *self)
{
  g_assert (BELL_IS_TICKET_PAGE (self));

  if (self->update_id == 0)
    self->update_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, update_cb, self, NULL);
}

static void
open_changed_cb (BellTicketPage *self)
{
  BellItem *ticket = bell_desk_get_ticket (self->desk);
  const char *id = bell_desk_get_ticket_id (self->desk);

  g_assert (BELL_IS_TICKET_PAGE (self));

  if (self->ticket == ticket)
    return;

  if (self->ticket != NULL)
    g_signal_handlers_disconnect_by_data (self->ticket, self);
  g_set_object (&self->ticket, ticket);
  if (ticket != NULL)
    g_signal_connect_object (ticket, "notify", G_CALLBACK (ticket_changed_cb), self, G_CONNECT_SWAPPED);

  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->conversation_bin));
  bell_conversation_set_ticket (BELL_CONVERSATION (self->conversation), id);
  bell_history_list_set_object (BELL_HISTORY_LIST (self->history), NULL);
  bell_properties_pane_set_ticket (BELL_PROPERTIES_PANE (self->properties), ticket);
  bell_reply_box_set_ticket (BELL_REPLY_BOX (self->composer), id);
  bell_ticket_page_update (self);
}

static void
page_changed_cb (BellTicketPage *self)
{
  gboolean history = history_is_shown (self);

  g_assert (BELL_IS_TICKET_PAGE (self));

  gtk_toggle_button_set_active (self->history_button, history);
  gtk_label_set_label (self->title, history ? _("History") : "");

  /* The history is read when somebody wants to see it. */
  if (history && self->ticket != NULL)
    bell_history_list_set_object (BELL_HISTORY_LIST (self->history), bell_desk_get_ticket_id (self->desk));
  gtk_widget_set_visible (GTK_WIDGET (self->composer_bin), !history);
}

static void
history_toggled_cb (BellTicketPage *self)
{
  gboolean history = gtk_toggle_button_get_active (self->history_button);

  g_assert (BELL_IS_TICKET_PAGE (self));

  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (history ? self->history_bin : self->conversation_bin));
}

/* Beside the conversation the pane is as the person left it; over it, it comes
 * only when called. */
static void
folded_cb (BellTicketPage *self)
{
  g_assert (BELL_IS_TICKET_PAGE (self));

  if (self->desk != NULL)
    adw_flap_set_reveal_flap (self->flap, !adw_flap_get_folded (self->flap) &&
                                            g_settings_get_boolean (bell_desk_get_settings (self->desk), "show-properties"));
}

static void
properties_clicked_cb (BellTicketPage *self)
{
  g_assert (BELL_IS_TICKET_PAGE (self));

  if (!adw_flap_get_folded (self->flap))
    g_settings_set_boolean (bell_desk_get_settings (self->desk), "show-properties",
                            gtk_toggle_button_get_active (self->properties_button));
}

static void
compose_cb (BellTicketPage  *self,
            BellMessageKind  kind)
{
  g_assert (BELL_IS_TICKET_PAGE (self));

  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->conversation_bin));
  bell_reply_box_compose (BELL_REPLY_BOX (self->composer), kind);
}

static void
copy_number_action (GtkWidget  *widget,
                    const char *action_name,
                    GVariant   *parameter)
{
  BellTicketPage *self = BELL_TICKET_PAGE (widget);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), gtk_label_get_label (self->number));
  bell_desk_tell_done (self->desk, _("Number copied"), NULL);
}

static void
subject_answered_cb (BellTicketPage   *self,
                     const char       *response,
                     AdwMessageDialog *dialog)
{
  GtkWidget *entry = adw_message_dialog_get_extra_child (dialog);
  g_autofree char *subject = NULL;

  g_assert (BELL_IS_TICKET_PAGE (self));

  if (!g_str_equal (response, "change") || self->ticket == NULL)
    return;

  subject = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry))));
  if (*subject != '\0')
    bell_verbs_set_subject (self->desk, self->ticket, subject);
}

static void
edit_subject_action (GtkWidget  *widget,
                     const char *action_name,
                     GVariant   *parameter)
{
  BellTicketPage *self = BELL_TICKET_PAGE (widget);
  GtkWidget *dialog;
  GtkWidget *entry;

  if (self->ticket == NULL || bell_item_get_record (self->ticket) == NULL)
    return;

  entry = gtk_entry_new ();
  gtk_editable_set_text (GTK_EDITABLE (entry), bell_item_get_title (self->ticket));
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Subject"), -1);

  dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)), _("Change the subject"), NULL);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), entry);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "change", _("C_hange"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "change", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "change");
  g_signal_connect_object (dialog, "response", G_CALLBACK (subject_answered_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
toggle_properties_action (GtkWidget  *widget,
                          const char *action_name,
                          GVariant   *parameter)
{
  BellTicketPage *self = BELL_TICKET_PAGE (widget);

  gtk_toggle_button_set_active (self->properties_button, !gtk_toggle_button_get_active (self->properties_button));
  properties_clicked_cb (self);
}

static void
toggle_history_action (GtkWidget  *widget,
                       const char *action_name,
                       GVariant   *parameter)
{
  BellTicketPage *self = BELL_TICKET_PAGE (widget);

  gtk_toggle_button_set_active (self->history_button, !history_is_shown (self));
}

static void
show_properties (BellTicketPage *self)
{
  if (self->reveal_id != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->reveal_id);
  self->reveal_id = 0;
  gtk_widget_set_visible (self->properties, TRUE);
}

static void
pick_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  BellTicketPage *self = BELL_TICKET_PAGE (widget);
  BellPropertiesPane *pane = BELL_PROPERTIES_PANE (self->properties);

  show_properties (self);
  adw_flap_set_reveal_flap (self->flap, TRUE);
  if (g_str_equal (action_name, "page.pick-status"))
    bell_properties_pane_popup_status (pane);
  else if (g_str_equal (action_name, "page.pick-assignee"))
    bell_properties_pane_popup_assignee (pane);
  else
    bell_properties_pane_focus_tags (pane);
}

static gboolean
reveal_cb (GtkWidget     *widget,
           GdkFrameClock *frame_clock,
           gpointer       user_data)
{
  BellTicketPage *self = BELL_TICKET_PAGE (widget);

  if (gdk_frame_clock_get_frame_counter (frame_clock) <= self->first_frame)
    return G_SOURCE_CONTINUE;

  self->reveal_id = 0;
  gtk_widget_set_visible (self->properties, TRUE);
  return G_SOURCE_REMOVE;
}

/* The pane is as much to lay out as all the rest: it comes after the first
 * messages. */
static void
bell_ticket_page_map (GtkWidget *widget)
{
  BellTicketPage *self = BELL_TICKET_PAGE (widget);

  GTK_WIDGET_CLASS (bell_ticket_page_parent_class)->map (widget);

  if (gtk_widget_get_visible (self->properties) || self->reveal_id != 0)
    return;

  self->first_frame = gdk_frame_clock_get_frame_counter (gtk_widget_get_frame_clock (widget)) + FRAMES_BEFORE_PROPERTIES;
  self->reveal_id = gtk_widget_add_tick_callback (widget, reveal_cb, NULL, NULL);
}

static void
bell_ticket_page_dispose (GObject *object)
{
  BellTicketPage *self = BELL_TICKET_PAGE (object);

  g_clear_handle_id (&self->update_id, g_source_remove);
  g_clear_object (&self->ticket);
  g_clear_object (&self->desk);

  G_OBJECT_CLASS (bell_ticket_page_parent_class)->dispose (object);
}

static void
bell_ticket_page_class_init (BellTicketPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bell_ticket_page_dispose;
  widget_class->map = bell_ticket_page_map;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/deskbell/agent/ui/bell-ticket-page.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, BellTicketPage, name)
  BIND (back_button);
  BIND (take_button);
  BIND (title);
  BIND (history_button);
  BIND (properties_button);
  BIND (flap);
  BIND (properties_bin);
  BIND (number);
  BIND (status);
  BIND (priority_icon);
  BIND (priority);
  BIND (waiting);
  BIND (waiting_label);
  BIND (subject);
  BIND (origin);
  BIND (stack);
  BIND (conversation_bin);
  BIND (history_bin);
  BIND (deadlines_bin);
  BIND (composer_bin);
#undef BIND
  gtk_widget_class_bind_template_callback (widget_class, folded_cb);
  gtk_widget_class_bind_template_callback (widget_class, history_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, properties_clicked_cb);
  gtk_widget_class_install_action (widget_class, "page.copy-number", NULL, copy_number_action);
  gtk_widget_class_install_action (widget_class, "page.edit-subject", NULL, edit_subject_action);
  gtk_widget_class_install_action (widget_class, "page.toggle-properties", NULL, toggle_properties_action);
  gtk_widget_class_install_action (widget_class, "page.toggle-history", NULL, toggle_history_action);
  gtk_widget_class_install_action (widget_class, "page.pick-status", NULL, pick_action);
  gtk_widget_class_install_action (widget_class, "page.pick-assignee", NULL, pick_action);
  gtk_widget_class_install_action (widget_class, "page.pick-tag", NULL, pick_action);
}

static void
bell_ticket_page_init (BellTicketPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * bell_ticket_page_new:
 * @desk: whose open ticket
 *
 * Returns: (transfer floating): a page without parts; see bell_ticket_page_build()
 */
GtkWidget *
bell_ticket_page_new (BellDesk *desk)
{
  BellTicketPage *self;

  g_return_val_if_fail (BELL_IS_DESK (desk), NULL);

  self = g_object_new (BELL_TYPE_TICKET_PAGE, NULL);
  self->desk = g_object_ref (desk);

  return GTK_WIDGET (self);
}

/**
 * bell_ticket_page_build:
 * @self: a page
 *
 * Makes the next part of the page. Before the last one it shows no ticket.
 *
 * Returns: whether there is more to make
 */
gboolean
bell_ticket_page_build (BellTicketPage *self)
{
  g_return_val_if_fail (BELL_IS_TICKET_PAGE (self), FALSE);

  if (self->built)
    return FALSE;

  if (self->conversation == NULL)
    {
      self->conversation = bell_conversation_new (self->desk);
      adw_bin_set_child (self->conversation_bin, self->conversation);
    }
  else if (self->history == NULL)
    {
      self->history = bell_history_list_new (self->desk);
      adw_bin_set_child (self->history_bin, self->history);
      adw_bin_set_child (self->deadlines_bin, bell_deadline_strip_new (self->desk));
    }
  else if (self->properties == NULL)
    {
      self->properties = bell_properties_pane_new (self->desk);
      gtk_widget_hide (self->properties);
      adw_bin_set_child (self->properties_bin, self->properties);
    }
  else if (self->composer == NULL)
    {
      self->composer = bell_reply_box_new (self->desk);
      adw_bin_set_child (self->composer_bin, self->composer);
    }
  else
    {
      self->built = TRUE;
      adw_flap_set_reveal_flap (self->flap, g_settings_get_boolean (bell_desk_get_settings (self->desk), "show-properties"));
      g_signal_connect_object (self->stack, "notify::visible-child", G_CALLBACK (page_changed_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->desk, "notify::ticket", G_CALLBACK (open_changed_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->desk, "compose", G_CALLBACK (compose_cb), self, G_CONNECT_SWAPPED);
      open_changed_cb (self);
    }

  return !self->built;
}

/**
 * bell_ticket_page_prepare:
 * @self: a page that is built
 *
 * Makes something that the first ticket would need, ahead of it.
 *
 * Returns: whether there is more
 */
gboolean
bell_ticket_page_prepare (BellTicketPage *self)
{
  g_return_val_if_fail (BELL_IS_TICKET_PAGE (self), FALSE);
  g_return_val_if_fail (self->built, FALSE);

  return bell_conversation_prepare (BELL_CONVERSATION (self->conversation));
}

/**
 * bell_ticket_page_set_folded:
 * @self: a page
 * @folded: whether the list is behind the page instead of beside it
 */
void
bell_ticket_page_set_folded (BellTicketPage *self,
                             gboolean        folded)
{
  g_return_if_fail (BELL_IS_TICKET_PAGE (self));

  gtk_widget_set_visible (GTK_WIDGET (self->back_button), folded);
  /* The menu has them too, and a narrow window has no room. */
  gtk_widget_set_visible (GTK_WIDGET (self->history_button), !folded);
  self->folded = folded;
  bell_ticket_page_update (self);
}
