/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-reply-box.h"

#include <glib/gi18n-lib.h>

#include "bell-attachment-keeper.h"
#include "bell-composer.h"
#include "bell-typing-line.h"
#include "bell-verbs.h"

/**
 * BellReplyBox:
 *
 * Where replies and notes to the open ticket are written. Each keystroke goes
 * into the ticket's draft; another ticket brings its own draft, and what is
 * sent is safe in the outbox before the composer forgets it. Who writes while
 * somebody else answers is told so above the text.
 */
struct _BellReplyBox
{
  AdwBin parent_instance;

  BellDesk *desk;
  char *ticket_id; /* (nullable) */
  char *last_message_id; /* (nullable) the latest public one of the ticket */
  char *begun_after;     /* (nullable) what that was when the draft was begun */
  gboolean loading;
  gboolean send_wanted; /* as soon as the files are kept */
  BellComposer *composer;
  BellTypingLine *typing;
  GtkLabel *crossing;
  BellAttachmentKeeper *keeper;
};

G_DEFINE_FINAL_TYPE (BellReplyBox, bell_reply_box, ADW_TYPE_BIN)

/* --- Answers that cross ---------------------------------------------------- */

static gboolean
is_crossed (BellReplyBox *self)
{
  return self->begun_after != NULL && self->last_message_id != NULL && !g_str_equal (self->begun_after, self->last_message_id);
}

static void
message_cb (BellStore    *store,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(BellReplyBox) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BellRecord) record = bell_store_lookup_finish (store, result, &error);
  g_autofree char *words = NULL;
  const char *author, *name;

  if (record == NULL)
    {
      if (error != NULL && self->desk != NULL)
        bell_desk_tell_failed (self->desk, error);
      return;
    }

  author = bell_message_get_author_id (BELL_MESSAGE (record));
  if (!is_crossed (self) || !g_str_equal (bell_record_get_id (record), self->last_message_id) ||
      g_strcmp0 (author, bell_store_get_principal_id (store)) == 0)
    return;

  name = author != NULL ? bell_directory_get_name (bell_store_get_directory (store), author) : NULL;
  /* Translators: %s is a person. It stands above the text that is being written. */
  words = g_strdup_printf (_("%s has written since you began this."), name != NULL ? name : _("Somebody"));
  gtk_label_set_label (self->crossing, words);
  gtk_widget_set_visible (GTK_WIDGET (self->crossing), TRUE);
}

static void
bell_reply_box_update_crossing (BellReplyBox *self)
{
  if (is_crossed (self))
    bell_store_lookup (bell_desk_get_store (self->desk), BELL_TYPE_MESSAGE, self->last_message_id, NULL,
                       (GAsyncReadyCallback) message_cb, g_object_ref (self));
  else
    gtk_widget_set_visible (GTK_WIDGET (self->crossing), FALSE);
}

static void
bell_reply_box_set_begun_after (BellReplyBox *self,
                                const char   *message_id)
{
  if (g_strcmp0 (self->begun_after, message_id) == 0)
    return;

  g_free (self->begun_after);
  self->begun_after = g_strdup (message_id);
  bell_reply_box_update_crossing (self);
}

/* --- The draft ------------------------------------------------------------- */

static void
bell_reply_box_save_draft (BellReplyBox *self)
{
  g_autofree char *key = NULL;
  g_autoptr(BellDraft) draft = NULL;
  g_autoptr(GVariant) attachments = NULL;
  const char *text = bell_composer_get_text (self->composer);
  BellStore *store = bell_desk_get_store (self->desk);

  if (self->loading || self->ticket_id == NULL)
    return;

  key = bell_reply_box_new_key (self->ticket_id);
  attachments = bell_attachment_keeper_get_value (self->keeper);
  if (*text == '\0' && attachments == NULL)
    {
      bell_reply_box_set_begun_after (self, NULL);
      bell_store_delete_draft (store, key);
      return;
    }

  if (self->begun_after == NULL)
    bell_reply_box_set_begun_after (self, self->last_message_id);
  draft = bell_draft_new (key, bell_composer_get_kind (self->composer) == BELL_MESSAGE_KIND_NOTE ? "note" : "reply", text);
  draft->attachments = g_steal_pointer (&attachments);
  draft->extra = g_strdup (self->begun_after);
  bell_store_save_draft (store, draft);
}

static void
add_attachments (BellComposer *composer,
                 GVariant     *attachments)
{
  gsize n = attachments != NULL ? g_variant_n_children (attachments) : 0;

  for (gsize i = 0; i < n; i++)
    {
      const char *blob_id;
      const char *name;
      const char *media_type;
      guint64 size;
      g_autoptr(BellAttachment) attachment = NULL;

      g_variant_get_child (attachments, i, "(&s&s&st)", &blob_id, &name, &media_type, &size);
      attachment = bell_attachment_new (blob_id, name, media_type, (gint64) size);
      bell_composer_add_attachment (composer, attachment);
    }
}

static void
bell_reply_box_load_draft (BellReplyBox *self)
{
  const BellDraft *draft = NULL;

  self->loading = TRUE;
  bell_composer_clear (self->composer);
  bell_composer_set_kind (self->composer, BELL_MESSAGE_KIND_REPLY);
  if (self->ticket_id != NULL)
    {
      g_autofree char *key = bell_reply_box_new_key (self->ticket_id);

      draft = bell_store_load_draft (bell_desk_get_store (self->desk), key);
    }
  if (draft != NULL)
    {
      bell_composer_set_kind (self->composer, g_strcmp0 (draft->kind, "note") == 0 ? BELL_MESSAGE_KIND_NOTE : BELL_MESSAGE_KIND_REPLY);
      bell_composer_set_text (self->composer, draft->text != NULL ? draft->text : "");
      add_attachments (self->composer, draft->attachments);
    }
  bell_reply_box_set_begun_after (self, draft != NULL ? draft->extra : NULL);
  self->loading = FALSE;
}

static void
changed_cb (BellReplyBox *self)
{
  g_assert (BELL_IS_REPLY_BOX (self));

  bell_reply_box_save_draft (self);
  /* That a note is being written is nobody's business. */
  if (!self->loading && bell_composer_get_kind (self->composer) == BELL_MESSAGE_KIND_REPLY &&
      *bell_composer_get_text (self->composer) != '\0')
    bell_typing_line_typed (self->typing);
}

/* Out of the text, so that the single keys work again. */
static void
leave_action (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  if (root != NULL)
    gtk_root_set_focus (root, NULL);
}

static void
bell_reply_box_send (BellReplyBox *self)
{
  g_autoptr(GVariant) attachments = bell_attachment_keeper_get_value (self->keeper);
  g_autofree char *text = g_strchomp (g_strdup (bell_composer_get_text (self->composer)));
  g_autofree char *key = NULL;

  self->send_wanted = FALSE;
  if (self->ticket_id == NULL || (*text == '\0' && attachments == NULL))
    return;

  bell_verbs_send (self->desk, self->ticket_id, bell_composer_get_kind (self->composer),
                   *text != '\0' ? text : _("See the attached files."), attachments);
  key = bell_reply_box_new_key (self->ticket_id);
  self->loading = TRUE;
  bell_composer_clear (self->composer);
  bell_composer_set_kind (self->composer, BELL_MESSAGE_KIND_REPLY);
  self->loading = FALSE;
  bell_reply_box_set_begun_after (self, NULL);
  bell_store_delete_draft (bell_desk_get_store (self->desk), key);
  leave_action (GTK_WIDGET (self), NULL, NULL);
}

static void
send_cb (BellReplyBox *self)
{
  g_assert (BELL_IS_REPLY_BOX (self));

  self->send_wanted = TRUE;
  if (!bell_attachment_keeper_is_busy (self->keeper))
    bell_reply_box_send (self);
}

static void
kept_cb (BellReplyBox *self)
{
  g_assert (BELL_IS_REPLY_BOX (self));

  bell_reply_box_save_draft (self);
  if (self->send_wanted && !bell_attachment_keeper_is_busy (self->keeper))
    bell_reply_box_send (self);
}

static void
bell_reply_box_dispose (GObject *object)
{
  BellReplyBox *self = BELL_REPLY_BOX (object);

  g_clear_object (&self->keeper);
  g_clear_object (&self->desk);
  g_clear_pointer (&self->ticket_id, g_free);
  g_clear_pointer (&self->last_message_id, g_free);
  g_clear_pointer (&self->begun_after, g_free);

  G_OBJECT_CLASS (bell_reply_box_parent_class)->dispose (object);
}

static void
bell_reply_box_class_init (BellReplyBoxClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bell_reply_box_dispose;

  gtk_widget_class_install_action (widget_class, "reply.leave", NULL, leave_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "reply.leave", NULL);
}

static void
bell_reply_box_init (BellReplyBox *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "reply-box");
}

/**
 * bell_reply_box_new:
 * @desk: where it is
 *
 * Returns: (transfer floating): a box without a ticket
 */
GtkWidget *
bell_reply_box_new (BellDesk *desk)
{
  BellReplyBox *self;
  GtkWidget *clamp;
  GtkWidget *box;

  g_return_val_if_fail (BELL_IS_DESK (desk), NULL);

  self = g_object_new (BELL_TYPE_REPLY_BOX, NULL);
  self->desk = g_object_ref (desk);
  self->composer = BELL_COMPOSER (bell_composer_new ());
  self->keeper = bell_attachment_keeper_new (bell_desk_get_store (desk), bell_composer_get_attachments (self->composer));
  g_signal_connect_object (self->keeper, "failed", G_CALLBACK (bell_desk_tell_failed), desk, G_CONNECT_SWAPPED);

  clamp = adw_clamp_new ();
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 780);
  adw_clamp_set_tightening_threshold (ADW_CLAMP (clamp), 620);
  self->typing = BELL_TYPING_LINE (bell_typing_line_new ());
  bell_typing_line_follow (self->typing, bell_desk_get_account (desk));
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->typing));
  self->crossing = g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_ALERT, "xalign", 0.0, "wrap", TRUE,
                                 "visible", FALSE, "margin-start", 12, "margin-bottom", 6, NULL);
  gtk_widget_add_css_class (GTK_WIDGET (self->crossing), "caption-heading");
  gtk_widget_add_css_class (GTK_WIDGET (self->crossing), "warning");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->crossing));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->composer));
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  adw_bin_set_child (ADW_BIN (self), clamp);

  g_signal_connect_object (self->composer, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->composer, "notify::kind", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->composer, "send", G_CALLBACK (send_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->keeper, "kept", G_CALLBACK (kept_cb), self, G_CONNECT_SWAPPED);

  return GTK_WIDGET (self);
}

/**
 * bell_reply_box_set_ticket:
 * @self: a box
 * @ticket_id: (nullable): the ticket to write to
 */
void
bell_reply_box_set_ticket (BellReplyBox *self,
                           const char   *ticket_id)
{
  g_return_if_fail (BELL_IS_REPLY_BOX (self));

  if (g_strcmp0 (self->ticket_id, ticket_id) == 0)
    return;

  g_free (self->ticket_id);
  self->ticket_id = g_strdup (ticket_id);
  self->send_wanted = FALSE;
  g_clear_pointer (&self->last_message_id, g_free);
  bell_typing_line_set_ticket (self->typing, ticket_id);
  bell_reply_box_load_draft (self);
}

/**
 * bell_reply_box_set_last_message:
 * @self: a box
 * @message_id: (nullable): the latest public one of the ticket
 *
 * Whoever was typing it is no longer said to. If it came after the person had
 * begun to write, they are told.
 */
void
bell_reply_box_set_last_message (BellReplyBox *self,
                                 const char   *message_id)
{
  g_return_if_fail (BELL_IS_REPLY_BOX (self));

  bell_typing_line_set_last_message (self->typing, message_id);
  if (g_strcmp0 (self->last_message_id, message_id) == 0)
    return;

  g_free (self->last_message_id);
  self->last_message_id = g_strdup (message_id);
  bell_reply_box_update_crossing (self);
}

/**
 * bell_reply_box_compose:
 * @self: a box
 * @kind: reply or note
 *
 * Makes ready for writing; a draft that was put there meanwhile is shown.
 */
void
bell_reply_box_compose (BellReplyBox    *self,
                        BellMessageKind  kind)
{
  g_return_if_fail (BELL_IS_REPLY_BOX (self));

  if (*bell_composer_get_text (self->composer) == '\0')
    bell_reply_box_load_draft (self);
  bell_composer_set_kind (self->composer, kind);
  gtk_widget_grab_focus (GTK_WIDGET (self->composer));
}

/**
 * bell_reply_box_new_key:
 * @ticket_id: a ticket
 *
 * Returns: (transfer full): the key of the draft of a message to it
 */
char *
bell_reply_box_new_key (const char *ticket_id)
{
  return g_strconcat (ticket_id, ":message", NULL);
}
