/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-ask-window.h"

#include <glib/gi18n-lib.h>

#include "bell-answers.h"
#include "bell-article-view.h"
#include "bell-asking.h"
#include "bell-attachment-box.h"
#include "bell-attachment-keeper.h"

#define DRAFT_KEY "new:request"
#define MOST_ANSWERS 3

/**
 * BellAskWindow:
 *
 * Asking for help: one's own words, how bad it is, files. What is written is a
 * draft at every key, so that closing the window or a crash loses nothing. Works
 * the same with no network.
 */
struct _BellAskWindow
{
  AdwApplicationWindow parent_instance;

  BellHelpline *helpline;
  BellAttachmentKeeper *keeper;
  GtkWidget *answers;
  gboolean loading; /* while the draft is filled in, and once it is used up */

  AdwToastOverlay *toasts;
  GtkStack *stack;
  GtkRevealer *offline;
  GtkLabel *offline_label;
  GtkTextView *text;
  GtkLabel *hint;
  GtkRevealer *answers_revealer;
  AdwBin *answers_bin;
  AdwComboRow *urgency;
  BellAttachmentBox *files;
  BellArticleView *article;
  AdwStatusPage *sent;
};

G_DEFINE_FINAL_TYPE (BellAskWindow, bell_ask_window, ADW_TYPE_APPLICATION_WINDOW)

static char *
dup_text (BellAskWindow *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

static void
bell_ask_window_actions_update (BellAskWindow *self)
{
  g_autofree char *text = g_strstrip (dup_text (self));

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "ask.send",
                                 *text != '\0' && !self->loading && !bell_attachment_keeper_is_busy (self->keeper) &&
                                   !bell_attachment_box_is_busy (self->files));
}

static void
changed_cb (BellAskWindow *self)
{
  g_autofree char *text = NULL;
  g_autoptr(BellDraft) draft = NULL;

  g_assert (BELL_IS_ASK_WINDOW (self));

  if (self->keeper == NULL)
    return;

  text = dup_text (self);
  gtk_widget_set_visible (GTK_WIDGET (self->hint), *text == '\0');
  bell_answers_set_text (BELL_ANSWERS (self->answers), text);
  bell_ask_window_actions_update (self);
  if (self->loading)
    return;

  draft = bell_draft_new (DRAFT_KEY, "request", text);
  draft->attachments = bell_attachment_keeper_get_value (self->keeper);
  draft->extra = g_strdup_printf ("%u", adw_combo_row_get_selected (self->urgency));
  bell_store_save_draft (bell_helpline_get_store (self->helpline), draft);
}

static void
load_draft (BellAskWindow *self)
{
  const BellDraft *draft = bell_store_load_draft (bell_helpline_get_store (self->helpline), DRAFT_KEY);
  g_autoptr(GPtrArray) files = NULL;

  if (draft == NULL)
    return;

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->text), draft->text != NULL ? draft->text : "", -1);
  if (draft->extra != NULL)
    adw_combo_row_set_selected (self->urgency, (guint) MIN (g_ascii_strtoull (draft->extra, NULL, 10), BELL_LEVEL_HIGH));
  files = bell_attachment_keeper_restore (draft->attachments);
  for (guint i = 0; i < files->len; i++)
    bell_attachment_box_add (self->files, files->pdata[i]);
}

static void
bell_ask_window_finish (BellAskWindow *self)
{
  self->loading = TRUE;
  bell_store_delete_draft (bell_helpline_get_store (self->helpline), DRAFT_KEY);
}

static void
asked_cb (BellStore    *store,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(BellAskWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean live;

  g_assert (BELL_IS_ASK_WINDOW (self));

  if (!bell_store_commit_finish (store, result, &error))
    {
      /* Nothing was taken: what was written is still there. */
      self->loading = FALSE;
      bell_ask_window_actions_update (self);
      bell_helpline_tell_failed (self->helpline, error);
      return;
    }

  bell_ask_window_finish (self);
  live = bell_account_get_link (bell_helpline_get_account (self->helpline)) == BELL_LINK_LIVE;
  adw_status_page_set_icon_name (self->sent, live ? "emblem-ok-symbolic" : "deskbell-outbox-symbolic");
  adw_status_page_set_title (self->sent, live ? _("Help is on its way") : _("Saved on this computer"));
  adw_status_page_set_description (self->sent, live ? _("Your request was sent. You will be told when somebody answers.")
                                                    : _("There is no connection right now. Your request is sent by itself as soon as there is one, even if you restart this computer."));
  gtk_stack_set_visible_child_name (self->stack, "sent");
}

static void
send_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  BellAskWindow *self = BELL_ASK_WINDOW (widget);
  g_autofree char *text = g_strstrip (dup_text (self));
  g_autoptr(GVariant) files = bell_attachment_keeper_get_value (self->keeper);

  self->loading = TRUE;
  bell_ask_window_actions_update (self);
  g_free (bell_asking_ask (self->helpline, text, MIN (adw_combo_row_get_selected (self->urgency), BELL_LEVEL_HIGH), files,
                           (GAsyncReadyCallback) asked_cb, g_object_ref (self)));
}

static void
attach_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  bell_attachment_box_choose (BELL_ASK_WINDOW (widget)->files);
}

static void
back_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  BellAskWindow *self = BELL_ASK_WINDOW (widget);

  gtk_stack_set_visible_child_name (self->stack, "ask");
  gtk_widget_grab_focus (GTK_WIDGET (self->text));
}

static void
solved_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  BellAskWindow *self = BELL_ASK_WINDOW (widget);

  bell_ask_window_finish (self);
  adw_status_page_set_icon_name (self->sent, "emblem-ok-symbolic");
  adw_status_page_set_title (self->sent, _("Glad that it works"));
  adw_status_page_set_description (self->sent, _("Nothing was sent."));
  gtk_stack_set_visible_child_name (self->stack, "sent");
}

static void
answer_chosen_cb (BellAskWindow *self,
                  const char    *article_id)
{
  g_assert (BELL_IS_ASK_WINDOW (self));

  bell_article_view_show (self->article, self->helpline, article_id);
  gtk_stack_set_visible_child_name (self->stack, "article");
}

static void
answers_found_cb (BellAskWindow *self)
{
  guint found;

  g_assert (BELL_IS_ASK_WINDOW (self));

  g_object_get (self->answers, "found", &found, NULL);
  gtk_revealer_set_reveal_child (self->answers_revealer, found > 0);
}

static void
link_changed_cb (BellAskWindow *self)
{
  BellLink link = bell_account_get_link (bell_helpline_get_account (self->helpline));

  g_assert (BELL_IS_ASK_WINDOW (self));

  gtk_revealer_set_reveal_child (self->offline, link != BELL_LINK_LIVE && link != BELL_LINK_CONNECTING);
  gtk_label_set_label (self->offline_label,
                       link == BELL_LINK_NEEDS_SIGN_IN ? _("Sign in again to send. You can write all the same.")
                                                       : _("No connection. You can ask all the same: it is sent later."));
}

static void
failed_cb (BellAskWindow *self,
           const char    *sentence)
{
  AdwToast *toast = adw_toast_new ("");

  g_assert (BELL_IS_ASK_WINDOW (self));

  adw_toast_set_title (toast, sentence);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static gboolean
drop_cb (GtkDropTarget *target,
         const GValue  *value,
         double         x,
         double         y,
         BellAskWindow *self)
{
  g_autoptr(GSList) files = NULL;

  g_assert (BELL_IS_ASK_WINDOW (self));

  files = gdk_file_list_get_files (g_value_get_boxed (value));
  for (GSList *at = files; at != NULL; at = at->next)
    bell_attachment_box_add_file (self->files, at->data);

  return TRUE;
}

static void
bell_ask_window_dispose (GObject *object)
{
  BellAskWindow *self = BELL_ASK_WINDOW (object);

  g_clear_object (&self->keeper);
  g_clear_object (&self->helpline);

  G_OBJECT_CLASS (bell_ask_window_parent_class)->dispose (object);
}

static void
bell_ask_window_class_init (BellAskWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bell_ask_window_dispose;

  g_type_ensure (BELL_TYPE_ATTACHMENT_BOX);
  g_type_ensure (BELL_TYPE_ARTICLE_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/deskbell/tray/ui/bell-ask-window.ui");
  gtk_widget_class_bind_template_child (widget_class, BellAskWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, BellAskWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, BellAskWindow, offline);
  gtk_widget_class_bind_template_child (widget_class, BellAskWindow, offline_label);
  gtk_widget_class_bind_template_child (widget_class, BellAskWindow, text);
  gtk_widget_class_bind_template_child (widget_class, BellAskWindow, hint);
  gtk_widget_class_bind_template_child (widget_class, BellAskWindow, answers_revealer);
  gtk_widget_class_bind_template_child (widget_class, BellAskWindow, answers_bin);
  gtk_widget_class_bind_template_child (widget_class, BellAskWindow, urgency);
  gtk_widget_class_bind_template_child (widget_class, BellAskWindow, files);
  gtk_widget_class_bind_template_child (widget_class, BellAskWindow, article);
  gtk_widget_class_bind_template_child (widget_class, BellAskWindow, sent);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_install_action (widget_class, "ask.send", NULL, send_action);
  gtk_widget_class_install_action (widget_class, "ask.attach", NULL, attach_action);
  gtk_widget_class_install_action (widget_class, "ask.back", NULL, back_action);
  gtk_widget_class_install_action (widget_class, "ask.solved", NULL, solved_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
bell_ask_window_init (BellAskWindow *self)
{
  self->loading = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * bell_ask_window_new:
 * @application: the application
 * @helpline: whom to ask
 *
 * Returns: (transfer none): a window with what was left of the last draft
 */
GtkWidget *
bell_ask_window_new (GtkApplication *application,
                     BellHelpline   *helpline)
{
  BellAskWindow *self;
  GtkDropTarget *target;
  GtkEventController *keys;

  g_return_val_if_fail (GTK_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (BELL_IS_HELPLINE (helpline), NULL);

  self = g_object_new (BELL_TYPE_ASK_WINDOW, "application", application, NULL);
  self->helpline = g_object_ref (helpline);
  self->answers = bell_answers_new (helpline, MOST_ANSWERS);
  adw_bin_set_child (self->answers_bin, self->answers);
  g_signal_connect_object (self->answers, "chosen", G_CALLBACK (answer_chosen_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->answers, "notify::found", G_CALLBACK (answers_found_cb), self, G_CONNECT_SWAPPED);

  self->keeper = bell_attachment_keeper_new (bell_helpline_get_store (helpline), bell_attachment_box_get_attachments (self->files));
  g_signal_connect_object (self->keeper, "failed", G_CALLBACK (bell_helpline_tell_failed), helpline, G_CONNECT_SWAPPED);
  adw_combo_row_set_selected (self->urgency, BELL_LEVEL_MEDIUM);
  load_draft (self);
  self->loading = FALSE;
  g_signal_connect_object (gtk_text_view_get_buffer (self->text), "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->files, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->files, "problem", G_CALLBACK (failed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->keeper, "kept", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (bell_helpline_get_account (helpline), "notify::link", G_CALLBACK (link_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (helpline, "failed", G_CALLBACK (failed_cb), self, G_CONNECT_SWAPPED);

  target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);
  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));

  /* Before the text takes the key for a line break. */
  keys = gtk_shortcut_controller_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("<Control>Return"),
                                                          gtk_named_action_new ("ask.send")));
  gtk_widget_add_controller (GTK_WIDGET (self->text), keys);

  changed_cb (self);
  link_changed_cb (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->text));

  return GTK_WIDGET (self);
}

/**
 * bell_ask_window_is_over:
 * @self: a window
 *
 * Returns: whether the request was sent, or is no longer needed, so that the next
 *   one wants a new window
 */
gboolean
bell_ask_window_is_over (BellAskWindow *self)
{
  g_return_val_if_fail (BELL_IS_ASK_WINDOW (self), FALSE);

  return g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "sent") == 0;
}
