/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-requests-window.h"

#include <glib/gi18n-lib.h>

#include "bell-asking.h"
#include "bell-bubble.h"
#include "bell-composer.h"
#include "bell-attachment-keeper.h"
#include "bell-clock-strip.h"
#include "bell-problem-banner.h"
#include "bell-refused-cards.h"
#include "bell-request-row.h"
#include "bell-request-words.h"
#include "bell-survey.h"
#include "bell-typing-line.h"
#include "bell-workflow.h"

/* With the id of a request: when its survey was put off. */
#define SETTING_SURVEY_LATER "survey-later:"
#define SURVEY_LATER         (G_GINT64_CONSTANT (20) * 60 * 60 * 1000)

/**
 * BellRequestsWindow:
 *
 * A person's own requests, and the conversation of one of them. What is being
 * read counts as read while the window is in front.
 */
struct _BellRequestsWindow
{
  AdwApplicationWindow parent_instance;

  BellHelpline *helpline;
  BellTicker *ticker;
  BellItem *request; /* (nullable) */
  char *open_id;     /* (nullable) */
  BellListModel *messages;
  BellAttachmentKeeper *keeper;
  gboolean follow; /* the end stays in view */
  gboolean loading;

  AdwToastOverlay *toasts;
  AdwLeaflet *leaflet;
  GtkStack *list_stack;
  GtkListBox *list;
  GtkStack *detail_stack;
  AdwWindowTitle *title;
  GtkLabel *next;
  GtkScrolledWindow *scroller;
  GtkListBox *conversation;
  GtkRevealer *solved_strip;
  GtkRevealer *survey_strip;
  BellSurvey *survey;
  BellProblemBanner *banner;
  BellClockStrip *clock_strip;
  BellRefusedCards *refused;
  GtkWidget *verbs; /* of a request that is not over */
  BellTypingLine *typing;
  BellComposer *composer;
};

G_DEFINE_FINAL_TYPE (BellRequestsWindow, bell_requests_window, ADW_TYPE_APPLICATION_WINDOW)

static char *
draft_key (BellRequestsWindow *self)
{
  return g_strconcat (self->open_id, ":reply", NULL);
}

static void
mark_read (BellRequestsWindow *self)
{
  BellStore *store = bell_helpline_get_store (self->helpline);
  BellRecord *record = self->request != NULL ? bell_item_get_record (self->request) : NULL;
  const char *last = record != NULL ? bell_ticket_get_last_message_id (BELL_TICKET (record)) : NULL;

  if (last != NULL && gtk_window_is_active (GTK_WINDOW (self)) && !bell_store_is_read (store, self->open_id, last))
    bell_store_mark_read (store, self->open_id, last);
}

/* Asked once when it is solved; whoever wants to say it later is asked when
 * they look at it again on another day. */
static void
show_survey (BellRequestsWindow *self,
             const BellTicket   *ticket)
{
  BellStore *store = bell_helpline_get_store (self->helpline);
  g_autofree char *key = g_strconcat (SETTING_SURVEY_LATER, self->open_id, NULL);
  const char *later = bell_store_get_setting (store, key);
  gint64 now = bell_clock_now (bell_store_get_clock (store));
  gboolean mine = g_strcmp0 (bell_ticket_get_requester_id (ticket), bell_store_get_principal_id (store)) == 0;
  gboolean waits = later != NULL && now - g_ascii_strtoll (later, NULL, 10) < SURVEY_LATER;

  gtk_revealer_set_reveal_child (self->survey_strip, mine && !waits && bell_ticket_get_survey_score (ticket) == 0 &&
                                                       !bell_status_is_active (bell_ticket_get_status (ticket)));
}

static void
survey_answered_cb (BellRequestsWindow *self,
                    int                 score,
                    const char         *comment)
{
  g_assert (BELL_IS_REQUESTS_WINDOW (self));

  if (self->open_id == NULL)
    return;

  bell_asking_rate (self->helpline, self->open_id, score, comment);
  gtk_revealer_set_reveal_child (self->survey_strip, FALSE);
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (_("Thank you")));
}

static void
survey_later_cb (BellRequestsWindow *self)
{
  BellStore *store = bell_helpline_get_store (self->helpline);
  g_autofree char *key = NULL;
  g_autofree char *now = NULL;

  g_assert (BELL_IS_REQUESTS_WINDOW (self));

  if (self->open_id == NULL)
    return;

  key = g_strconcat (SETTING_SURVEY_LATER, self->open_id, NULL);
  now = g_strdup_printf ("%" G_GINT64_FORMAT, bell_clock_now (bell_store_get_clock (store)));
  bell_store_set_setting (store, key, now);
  gtk_revealer_set_reveal_child (self->survey_strip, FALSE);
}

/* What happens next changes with the time and the connection alone, too. */
static void
show_next (BellRequestsWindow *self)
{
  BellRecord *record = self->request != NULL ? bell_item_get_record (self->request) : NULL;
  gint64 now = bell_clock_now (bell_store_get_clock (bell_helpline_get_store (self->helpline)));
  gboolean live = bell_account_get_link (bell_helpline_get_account (self->helpline)) == BELL_LINK_LIVE;
  g_autofree char *next = NULL;

  g_assert (BELL_IS_REQUESTS_WINDOW (self));

  if (record == NULL)
    return;

  next = bell_item_get_refused (self->request)
           ? g_strdup (_("The server did not take it"))
           : bell_request_words_for_next (BELL_TICKET (record), now, !bell_item_get_pending (self->request), live);
  gtk_label_set_label (self->next, next);
}

static void
request_changed_cb (BellRequestsWindow *self)
{
  BellRecord *record = self->request != NULL ? bell_item_get_record (self->request) : NULL;
  BellStatus status;
  gboolean over;

  g_assert (BELL_IS_REQUESTS_WINDOW (self));

  if (record == NULL)
    return;

  status = bell_ticket_get_status (BELL_TICKET (record));
  over = !bell_status_is_active (status);
  adw_window_title_set_title (self->title, bell_ticket_get_subject (BELL_TICKET (record)));
  show_next (self);
  show_survey (self, BELL_TICKET (record));
  bell_typing_line_set_last_message (self->typing, bell_ticket_get_last_message_id (BELL_TICKET (record)));
  gtk_revealer_set_reveal_child (self->solved_strip, over);
  gtk_widget_set_visible (self->verbs, !over);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "requests.solved", !over);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "requests.withdraw", !over);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "requests.still-broken", over);
  mark_read (self);
}

static void
save_draft_cb (BellRequestsWindow *self)
{
  g_autoptr(BellDraft) draft = NULL;
  g_autofree char *key = NULL;

  g_assert (BELL_IS_REQUESTS_WINDOW (self));

  if (self->loading || self->open_id == NULL)
    return;

  if (*bell_composer_get_text (self->composer) != '\0')
    bell_typing_line_typed (self->typing);
  key = draft_key (self);
  draft = bell_draft_new (key, "reply", bell_composer_get_text (self->composer));
  draft->attachments = bell_attachment_keeper_get_value (self->keeper);
  bell_store_save_draft (bell_helpline_get_store (self->helpline), draft);
}

static void
load_draft (BellRequestsWindow *self)
{
  g_autofree char *key = draft_key (self);
  const BellDraft *draft = bell_store_load_draft (bell_helpline_get_store (self->helpline), key);
  g_autoptr(GPtrArray) files = NULL;

  self->loading = TRUE;
  bell_composer_clear (self->composer);
  if (draft != NULL)
    {
      bell_composer_set_text (self->composer, draft->text != NULL ? draft->text : "");
      files = bell_attachment_keeper_restore (draft->attachments);
      for (guint i = 0; i < files->len; i++)
        bell_composer_add_attachment (self->composer, files->pdata[i]);
    }
  self->loading = FALSE;
}

static void
send_cb (BellRequestsWindow *self)
{
  g_autofree char *text = g_strchomp (g_strdup (bell_composer_get_text (self->composer)));
  g_autoptr(GVariant) files = bell_attachment_keeper_get_value (self->keeper);
  g_autofree char *key = NULL;

  g_assert (BELL_IS_REQUESTS_WINDOW (self));

  if (self->open_id == NULL || bell_attachment_keeper_is_busy (self->keeper) || (*text == '\0' && files == NULL))
    return;

  bell_asking_reply (self->helpline, self->open_id, *text != '\0' ? text : _("See the attached files."), files);
  key = draft_key (self);
  self->loading = TRUE;
  bell_composer_clear (self->composer);
  bell_store_delete_draft (bell_helpline_get_store (self->helpline), key);
  self->loading = FALSE;
  self->follow = TRUE;
}

static GtkWidget *
create_row (gpointer item,
            gpointer user_data)
{
  BellRequestsWindow *self = user_data;

  return bell_request_row_new (item, self->ticker);
}

static GtkWidget *
create_bubble (gpointer item,
               gpointer user_data)
{
  BellRequestsWindow *self = user_data;

  return bell_bubble_new (self->helpline, item, self->ticker);
}

static void
select_open (BellRequestsWindow *self)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    if (g_strcmp0 (bell_item_get_id (bell_request_row_get_request (BELL_REQUEST_ROW (row))), self->open_id) == 0)
      {
        gtk_list_box_select_row (self->list, row);
        return;
      }
}

static void
requests_changed_cb (BellRequestsWindow *self)
{
  GListModel *requests = bell_helpline_get_requests (self->helpline);

  g_assert (BELL_IS_REQUESTS_WINDOW (self));

  gtk_stack_set_visible_child_name (self->list_stack,
                                    requests != NULL && g_list_model_get_n_items (requests) > 0 ? "list" : "empty");
  select_open (self);
}

static void
row_activated_cb (BellRequestsWindow *self,
                  GtkListBoxRow      *row)
{
  const char *id = bell_item_get_id (bell_request_row_get_request (BELL_REQUEST_ROW (row)));

  g_assert (BELL_IS_REQUESTS_WINDOW (self));

  if (id != NULL)
    bell_requests_window_open (self, id);
}

static void
height_changed_cb (GtkAdjustment      *adjustment,
                   BellRequestsWindow *self)
{
  if (self->follow)
    gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment));
}

static void
scrolled_cb (GtkAdjustment      *adjustment,
             BellRequestsWindow *self)
{
  /* Who scrolls up is not pulled down again; who is at the end stays there. */
  self->follow = gtk_adjustment_get_value (adjustment) >=
                 gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment) - 1;
}

static void
failed_cb (BellRequestsWindow *self,
           const char         *sentence)
{
  AdwToast *toast = adw_toast_new ("");

  g_assert (BELL_IS_REQUESTS_WINDOW (self));

  adw_toast_set_title (toast, sentence);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
back_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  adw_leaflet_navigate (BELL_REQUESTS_WINDOW (widget)->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
}

static void
solved_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  BellRequestsWindow *self = BELL_REQUESTS_WINDOW (widget);

  if (self->open_id != NULL)
    bell_asking_move (self->helpline, self->open_id, BELL_STATUS_SOLVED);
}

static void
still_broken_action (GtkWidget  *widget,
                     const char *action_name,
                     GVariant   *parameter)
{
  BellRequestsWindow *self = BELL_REQUESTS_WINDOW (widget);

  if (self->open_id == NULL)
    return;

  bell_asking_move (self->helpline, self->open_id, BELL_STATUS_OPEN);
  gtk_widget_grab_focus (GTK_WIDGET (self->composer));
}

static void
withdraw_answered_cb (BellRequestsWindow *self,
                      const char         *response)
{
  g_assert (BELL_IS_REQUESTS_WINDOW (self));

  if (g_str_equal (response, "withdraw") && self->open_id != NULL)
    bell_asking_withdraw (self->helpline, self->open_id, _("I no longer need help with this."));
}

static void
withdraw_action (GtkWidget  *widget,
                 const char *action_name,
                 GVariant   *parameter)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (widget), _("Withdraw the request?"),
                                              _("Nobody works on it any more. You can open it again later."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "withdraw", _("_Withdraw"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "withdraw", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (withdraw_answered_cb), widget, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
bell_requests_window_close_request (BellRequestsWindow *self)
{
  gtk_list_box_bind_model (self->conversation, NULL, NULL, NULL, NULL);
  if (self->request != NULL)
    g_signal_handlers_disconnect_by_data (self->request, self);
  g_clear_object (&self->request);
  g_clear_object (&self->messages);
  g_clear_pointer (&self->open_id, g_free);
}

static void
bell_requests_window_dispose (GObject *object)
{
  BellRequestsWindow *self = BELL_REQUESTS_WINDOW (object);

  if (self->helpline != NULL)
    {
      gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
      bell_requests_window_close_request (self);
    }
  g_clear_object (&self->keeper);
  g_clear_object (&self->ticker);
  g_clear_object (&self->helpline);

  G_OBJECT_CLASS (bell_requests_window_parent_class)->dispose (object);
}

static void
bell_requests_window_class_init (BellRequestsWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bell_requests_window_dispose;

  g_type_ensure (BELL_TYPE_COMPOSER);
  g_type_ensure (BELL_TYPE_CLOCK_STRIP);
  g_type_ensure (BELL_TYPE_PROBLEM_BANNER);
  g_type_ensure (BELL_TYPE_REFUSED_CARDS);
  g_type_ensure (BELL_TYPE_SURVEY);
  g_type_ensure (BELL_TYPE_TYPING_LINE);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/deskbell/tray/ui/bell-requests-window.ui");
  gtk_widget_class_bind_template_child (widget_class, BellRequestsWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, BellRequestsWindow, leaflet);
  gtk_widget_class_bind_template_child (widget_class, BellRequestsWindow, list_stack);
  gtk_widget_class_bind_template_child (widget_class, BellRequestsWindow, list);
  gtk_widget_class_bind_template_child (widget_class, BellRequestsWindow, detail_stack);
  gtk_widget_class_bind_template_child (widget_class, BellRequestsWindow, title);
  gtk_widget_class_bind_template_child (widget_class, BellRequestsWindow, next);
  gtk_widget_class_bind_template_child (widget_class, BellRequestsWindow, scroller);
  gtk_widget_class_bind_template_child (widget_class, BellRequestsWindow, conversation);
  gtk_widget_class_bind_template_child (widget_class, BellRequestsWindow, solved_strip);
  gtk_widget_class_bind_template_child (widget_class, BellRequestsWindow, survey_strip);
  gtk_widget_class_bind_template_child (widget_class, BellRequestsWindow, survey);
  gtk_widget_class_bind_template_child (widget_class, BellRequestsWindow, banner);
  gtk_widget_class_bind_template_child (widget_class, BellRequestsWindow, clock_strip);
  gtk_widget_class_bind_template_child (widget_class, BellRequestsWindow, refused);
  gtk_widget_class_bind_template_child (widget_class, BellRequestsWindow, verbs);
  gtk_widget_class_bind_template_child (widget_class, BellRequestsWindow, typing);
  gtk_widget_class_bind_template_child (widget_class, BellRequestsWindow, composer);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, survey_answered_cb);
  gtk_widget_class_bind_template_callback (widget_class, survey_later_cb);
  gtk_widget_class_install_action (widget_class, "requests.back", NULL, back_action);
  gtk_widget_class_install_action (widget_class, "requests.solved", NULL, solved_action);
  gtk_widget_class_install_action (widget_class, "requests.withdraw", NULL, withdraw_action);
  gtk_widget_class_install_action (widget_class, "requests.still-broken", NULL, still_broken_action);
}

static void
bell_requests_window_init (BellRequestsWindow *self)
{
  GtkAdjustment *adjustment;

  gtk_widget_init_template (GTK_WIDGET (self));
  adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  g_signal_connect (adjustment, "changed", G_CALLBACK (height_changed_cb), self);
  g_signal_connect (adjustment, "value-changed", G_CALLBACK (scrolled_cb), self);
}

/**
 * bell_requests_window_new:
 * @application: the application
 * @helpline: an open helpline
 *
 * Returns: (transfer none): a window with the list
 */
GtkWidget *
bell_requests_window_new (GtkApplication *application,
                          BellHelpline   *helpline)
{
  BellRequestsWindow *self;
  g_autoptr(GTimeZone) zone = g_time_zone_new_local ();

  g_return_val_if_fail (GTK_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (BELL_IS_HELPLINE (helpline), NULL);

  self = g_object_new (BELL_TYPE_REQUESTS_WINDOW, "application", application, NULL);
  self->helpline = g_object_ref (helpline);
  self->ticker = bell_ticker_new (bell_store_get_clock (bell_helpline_get_store (helpline)), zone);
  g_signal_connect_object (self->ticker, "tick", G_CALLBACK (show_next), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (bell_helpline_get_account (helpline), "notify::link", G_CALLBACK (show_next), self, G_CONNECT_SWAPPED);
  bell_composer_set_allows_notes (self->composer, FALSE);
  bell_typing_line_follow (self->typing, bell_helpline_get_account (helpline));
  self->keeper = bell_attachment_keeper_new (bell_helpline_get_store (helpline), bell_composer_get_attachments (self->composer));
  g_signal_connect_object (self->keeper, "failed", G_CALLBACK (bell_helpline_tell_failed), helpline, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->composer, "changed", G_CALLBACK (save_draft_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->composer, "send", G_CALLBACK (send_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->keeper, "kept", G_CALLBACK (save_draft_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (helpline, "failed", G_CALLBACK (failed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self, "notify::is-active", G_CALLBACK (mark_read), self, G_CONNECT_SWAPPED);

  gtk_list_box_bind_model (self->list, bell_helpline_get_requests (helpline), create_row, self, NULL);
  g_signal_connect_object (bell_helpline_get_requests (helpline), "items-changed", G_CALLBACK (requests_changed_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  bell_problem_banner_follow (self->banner, helpline);
  bell_clock_strip_follow (self->clock_strip, helpline);
  bell_refused_cards_follow (self->refused, helpline);
  requests_changed_cb (self);

  return GTK_WIDGET (self);
}

/**
 * bell_requests_window_open:
 * @self: a window
 * @ticket_id: one of the person's requests
 *
 * Shows its conversation.
 */
void
bell_requests_window_open (BellRequestsWindow *self,
                           const char         *ticket_id)
{
  BellStore *store;
  g_autoptr(BellQuery) query = NULL;
  g_autofree char *id = NULL;

  g_return_if_fail (BELL_IS_REQUESTS_WINDOW (self));
  g_return_if_fail (ticket_id != NULL);

  if (g_strcmp0 (self->open_id, ticket_id) != 0)
    {
      id = g_strdup (ticket_id);
      bell_requests_window_close_request (self);
      bell_survey_reset (self->survey);
      store = bell_helpline_get_store (self->helpline);
      self->open_id = g_steal_pointer (&id);
      self->follow = TRUE;
      self->request = bell_store_watch (store, BELL_TYPE_TICKET, self->open_id);
      g_signal_connect_object (self->request, "notify", G_CALLBACK (request_changed_cb), self, G_CONNECT_SWAPPED);

      query = bell_query_new (BELL_TYPE_MESSAGE,
                              bell_filter_new_condition (bell_message_property (BELL_MESSAGE_TICKET_ID), BELL_TEST_EQUAL,
                                                         g_variant_new_string (self->open_id)));
      bell_query_add_sort (query, bell_message_property (BELL_MESSAGE_WRITTEN_AT), FALSE);
      self->messages = bell_store_list (store, query);
      bell_typing_line_set_ticket (self->typing, self->open_id);
      gtk_list_box_bind_model (self->conversation, G_LIST_MODEL (self->messages), create_bubble, self, NULL);
      load_draft (self);
      request_changed_cb (self);
    }

  gtk_stack_set_visible_child_name (self->detail_stack, "request");
  adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_FORWARD);
  select_open (self);
}

/**
 * bell_requests_window_get_open_id:
 * @self: a window
 *
 * Returns: (nullable): the request whose conversation is shown
 */
const char *
bell_requests_window_get_open_id (BellRequestsWindow *self)
{
  g_return_val_if_fail (BELL_IS_REQUESTS_WINDOW (self), NULL);

  return self->open_id;
}
