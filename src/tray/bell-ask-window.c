/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-ask-window.h"

#include <glib/gi18n-lib.h>

#include "bell-answers.h"
#include "bell-article-view.h"
#include "bell-asking.h"
#include "bell-attachment-box.h"
#include "bell-attachment-keeper.h"
#include "bell-clock-strip.h"
#include "bell-facts-group.h"
#include "bell-own-language.h"
#include "bell-problem-banner.h"
#include "bell-screenshot.h"

#define DRAFT_KEY "new:request"
#define MOST_ANSWERS 3
/* So many articles are looked at for what there can be requests about. */
#define MOST_ARTICLES 500

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
  BellScreenshot *screenshot;
  char *article_id; /* (nullable): the one that is read */
  char *category;   /* (nullable): of the draft, until the list is there */
  gboolean loading; /* while the draft is filled in, and once it is used up */

  AdwToastOverlay *toasts;
  GtkStack *stack;
  GtkRevealer *offline;
  GtkLabel *offline_label;
  GtkTextView *text;
  GtkLabel *hint;
  GtkRevealer *answers_revealer;
  AdwBin *answers_bin;
  BellProblemBanner *banner;
  BellClockStrip *clock_strip;
  AdwComboRow *urgency;
  AdwComboRow *categories;
  BellFactsGroup *facts;
  GtkWidget *screenshot_button;
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

static char *
dup_category (BellAskWindow *self)
{
  guint selected = adw_combo_row_get_selected (self->categories);
  GListModel *model = adw_combo_row_get_model (self->categories);

  if (self->category != NULL)
    return g_strdup (self->category);

  /* The first says that the person does not know. */
  return selected > 0 && selected != GTK_INVALID_LIST_POSITION
           ? g_strdup (gtk_string_list_get_string (GTK_STRING_LIST (model), selected)) : NULL;
}

static void
changed_cb (BellAskWindow *self)
{
  g_autofree char *text = NULL;
  g_autofree char *category = NULL;
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
  category = dup_category (self);
  draft->extra = g_strdup_printf ("%u %s", adw_combo_row_get_selected (self->urgency), category != NULL ? category : "");
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
  if (draft->extra != NULL && strchr (draft->extra, ' ') != NULL && strchr (draft->extra, ' ')[1] != '\0')
    self->category = g_strdup (strchr (draft->extra, ' ') + 1);
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
  g_autofree char *words = g_strstrip (dup_text (self));
  g_autofree char *facts = bell_facts_group_dup_text (self->facts);
  g_autofree char *text = facts != NULL ? g_strconcat (words, "\n\n", facts, NULL) : g_strdup (words);
  g_autofree char *category = dup_category (self);
  g_autoptr(GVariant) files = bell_attachment_keeper_get_value (self->keeper);

  self->loading = TRUE;
  bell_ask_window_actions_update (self);
  g_free (bell_asking_ask (self->helpline, text, MIN (adw_combo_row_get_selected (self->urgency), BELL_LEVEL_HIGH), category, files,
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
taken_cb (BellScreenshot *screenshot,
          GAsyncResult   *result,
          gpointer        user_data)
{
  g_autoptr(BellAskWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GFile) file = bell_screenshot_take_finish (screenshot, result, &error);

  g_assert (BELL_IS_ASK_WINDOW (self));

  /* What is asked about is to be seen on it, not the question. */
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  gtk_window_present (GTK_WINDOW (self));
  if (self->helpline == NULL)
    return;
  if (file != NULL)
    bell_attachment_box_add_file (self->files, file);
  else
    bell_helpline_tell_failed (self->helpline, error);
}

static void
screenshot_action (GtkWidget  *widget,
                   const char *action_name,
                   GVariant   *parameter)
{
  BellAskWindow *self = BELL_ASK_WINDOW (widget);

  gtk_widget_set_visible (widget, FALSE);
  bell_screenshot_take (self->screenshot, NULL, (GAsyncReadyCallback) taken_cb, g_object_ref (self));
}

static void
available_cb (BellAskWindow *self)
{
  g_assert (BELL_IS_ASK_WINDOW (self));

  gtk_widget_set_visible (self->screenshot_button, bell_screenshot_get_available (self->screenshot));
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return g_utf8_collate (*(const char *const *) a, *(const char *const *) b);
}

/* What articles are sorted by is what requests can be about: in the person's language, where there are any. */
static void
categories_found_cb (BellStore    *store,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr(BellAskWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) articles = bell_store_find_finish (store, result, &error);
  g_autoptr(GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GPtrArray) names = g_ptr_array_new ();
  GtkStringList *list;
  g_autofree char *wanted = NULL;
  BellForeignness least = BELL_FOREIGNNESS_OTHER;

  g_assert (BELL_IS_ASK_WINDOW (self));

  /* Another look may have been faster. */
  if (articles == NULL || self->helpline == NULL || gtk_widget_get_visible (GTK_WIDGET (self->categories)))
    return;

  for (guint i = 0; i < articles->len; i++)
    least = MIN (least, bell_own_language_compare (bell_article_get_language (BELL_ARTICLE (articles->pdata[i]))));
  for (guint i = 0; i < articles->len; i++)
    {
      const BellArticle *article = BELL_ARTICLE (articles->pdata[i]);
      const char *name = bell_article_get_category (article);

      if ((least == BELL_FOREIGNNESS_OWN && bell_own_language_compare (bell_article_get_language (article)) == BELL_FOREIGNNESS_OTHER))
        continue;
      if (name != NULL && *name != '\0' && g_hash_table_add (known, (gpointer) name))
        g_ptr_array_add (names, (gpointer) name);
    }
  if (names->len == 0)
    return;
  g_ptr_array_sort (names, compare_names);

  list = GTK_STRING_LIST (adw_combo_row_get_model (self->categories));
  wanted = g_steal_pointer (&self->category);
  for (guint i = 0; i < names->len; i++)
    {
      gtk_string_list_append (list, names->pdata[i]);
      if (g_strcmp0 (wanted, names->pdata[i]) == 0)
        adw_combo_row_set_selected (self->categories, i + 1);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->categories), TRUE);
}

static void
bell_ask_window_find_categories (BellAskWindow *self)
{
  g_autoptr(BellQuery) query = bell_query_new (BELL_TYPE_ARTICLE, NULL);

  bell_store_find (bell_helpline_get_store (self->helpline), query, MOST_ARTICLES, NULL, (GAsyncReadyCallback) categories_found_cb,
                   g_object_ref (self));
}

/* The first window of all is there before the first articles are. */
static void
store_changed_cb (BellAskWindow *self,
                  int            type)
{
  g_assert (BELL_IS_ASK_WINDOW (self));

  if (type == BELL_TYPE_ARTICLE && !gtk_widget_get_visible (GTK_WIDGET (self->categories)))
    bell_ask_window_find_categories (self);
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

/* Without a request. */
static void
end (BellAskWindow *self,
     const char    *title,
     const char    *description)
{
  bell_ask_window_finish (self);
  adw_status_page_set_icon_name (self->sent, "emblem-ok-symbolic");
  adw_status_page_set_title (self->sent, title);
  adw_status_page_set_description (self->sent, description);
  gtk_stack_set_visible_child_name (self->stack, "sent");
}

static void
solved_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  BellAskWindow *self = BELL_ASK_WINDOW (widget);

  if (self->article_id != NULL)
    bell_asking_thank (self->helpline, self->article_id);
  end (self, _("Glad that it works"), _("No request was sent. The article is counted as helpful."));
}

static void
joined_cb (BellAskWindow *self)
{
  g_assert (BELL_IS_ASK_WINDOW (self));

  end (self, _("Noted"), _("You follow this problem now, and are told when it works again. No other request was sent."));
}

static void
request_chosen_cb (BellAskWindow *self,
                   const char    *ticket_id)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));

  g_assert (BELL_IS_ASK_WINDOW (self));

  g_action_group_activate_action (G_ACTION_GROUP (application), "open-request", g_variant_new_string (ticket_id));
}

static void
answer_chosen_cb (BellAskWindow *self,
                  const char    *article_id)
{
  g_assert (BELL_IS_ASK_WINDOW (self));

  g_free (self->article_id);
  self->article_id = g_strdup (article_id);
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

  gtk_revealer_set_reveal_child (self->offline, link != BELL_LINK_LIVE && link != BELL_LINK_CONNECTING &&
                                                  link != BELL_LINK_DOWNLOADING);
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
  g_clear_object (&self->screenshot);
  g_clear_object (&self->helpline);
  g_clear_pointer (&self->article_id, g_free);
  g_clear_pointer (&self->category, g_free);

  G_OBJECT_CLASS (bell_ask_window_parent_class)->dispose (object);
}

static void
bell_ask_window_class_init (BellAskWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bell_ask_window_dispose;

  g_type_ensure (BELL_TYPE_ATTACHMENT_BOX);
  g_type_ensure (BELL_TYPE_ARTICLE_VIEW);
  g_type_ensure (BELL_TYPE_FACTS_GROUP);
  g_type_ensure (BELL_TYPE_CLOCK_STRIP);
  g_type_ensure (BELL_TYPE_PROBLEM_BANNER);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/deskbell/tray/ui/bell-ask-window.ui");
  gtk_widget_class_bind_template_child (widget_class, BellAskWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, BellAskWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, BellAskWindow, offline);
  gtk_widget_class_bind_template_child (widget_class, BellAskWindow, offline_label);
  gtk_widget_class_bind_template_child (widget_class, BellAskWindow, text);
  gtk_widget_class_bind_template_child (widget_class, BellAskWindow, hint);
  gtk_widget_class_bind_template_child (widget_class, BellAskWindow, answers_revealer);
  gtk_widget_class_bind_template_child (widget_class, BellAskWindow, answers_bin);
  gtk_widget_class_bind_template_child (widget_class, BellAskWindow, banner);
  gtk_widget_class_bind_template_child (widget_class, BellAskWindow, clock_strip);
  gtk_widget_class_bind_template_child (widget_class, BellAskWindow, urgency);
  gtk_widget_class_bind_template_child (widget_class, BellAskWindow, categories);
  gtk_widget_class_bind_template_child (widget_class, BellAskWindow, facts);
  gtk_widget_class_bind_template_child (widget_class, BellAskWindow, screenshot_button);
  gtk_widget_class_bind_template_child (widget_class, BellAskWindow, files);
  gtk_widget_class_bind_template_child (widget_class, BellAskWindow, article);
  gtk_widget_class_bind_template_child (widget_class, BellAskWindow, sent);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_install_action (widget_class, "ask.send", NULL, send_action);
  gtk_widget_class_install_action (widget_class, "ask.attach", NULL, attach_action);
  gtk_widget_class_install_action (widget_class, "ask.screenshot", NULL, screenshot_action);
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
  self->answers = bell_answers_new (helpline, MOST_ANSWERS, TRUE);
  adw_bin_set_child (self->answers_bin, self->answers);
  g_signal_connect_object (self->answers, "chosen", G_CALLBACK (answer_chosen_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->answers, "request-chosen", G_CALLBACK (request_chosen_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->answers, "joined", G_CALLBACK (joined_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->answers, "notify::found", G_CALLBACK (answers_found_cb), self, G_CONNECT_SWAPPED);

  self->keeper = bell_attachment_keeper_new (bell_helpline_get_store (helpline), bell_attachment_box_get_attachments (self->files));
  g_signal_connect_object (self->keeper, "failed", G_CALLBACK (bell_helpline_tell_failed), helpline, G_CONNECT_SWAPPED);
  adw_combo_row_set_selected (self->urgency, BELL_LEVEL_MEDIUM);
  load_draft (self);
  self->loading = FALSE;
  bell_problem_banner_follow (self->banner, helpline);
  bell_clock_strip_follow (self->clock_strip, helpline);
  self->screenshot = bell_screenshot_new (g_application_get_dbus_connection (G_APPLICATION (application)));
  g_signal_connect_object (self->screenshot, "notify::available", G_CALLBACK (available_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (bell_helpline_get_store (helpline), "changed", G_CALLBACK (store_changed_cb), self, G_CONNECT_SWAPPED);
  bell_ask_window_find_categories (self);
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
