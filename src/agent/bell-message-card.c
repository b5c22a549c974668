/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-message-card.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "bell-age.h"
#include "bell-attachment-strip.h"
#include "bell-labels.h"
#include "bell-markdown-view.h"

/* Below this, two times are the same to a person. */
#define SAME_TIME_MILLISECONDS (2 * 60 * 1000)

/**
 * BellMessageCard:
 *
 * One message of a conversation. A reply and an internal note differ in
 * colour, edge and words, so that nobody takes the one for the other.
 */
struct _BellMessageCard
{
  GtkListBoxRow parent_instance;

  BellDesk *desk;
  BellItem *message;
  gboolean filled;

  GtkBox *card;
  AdwAvatar *avatar;
  GtkLabel *author;
  GtkBox *kind_box;
  GtkImage *kind_icon;
  GtkLabel *kind;
  GtkLabel *times;
  GtkBox *waiting;
  GtkImage *waiting_icon;
  GtkLabel *waiting_label;
  AdwBin *body;
  AdwBin *attachments;
};

G_DEFINE_FINAL_TYPE (BellMessageCard, bell_message_card, GTK_TYPE_LIST_BOX_ROW)

static void
show_kind (BellMessageCard   *self,
           const BellMessage *message)
{
  BellMessageKind kind = bell_message_get_kind (message);
  BellRecord *author = bell_store_peek_principal (bell_desk_get_store (self->desk), bell_message_get_author_id (message));
  gboolean staff = author != NULL && bell_principal_get_role (BELL_PRINCIPAL (author)) != BELL_ROLE_REQUESTER;

  switch (kind)
    {
    case BELL_MESSAGE_KIND_NOTE:
      gtk_widget_add_css_class (GTK_WIDGET (self->card), "note");
      gtk_image_set_from_icon_name (self->kind_icon, "deskbell-note-symbolic");
      break;
    case BELL_MESSAGE_KIND_CALL:
      gtk_widget_add_css_class (GTK_WIDGET (self->card), "note");
      gtk_image_set_from_icon_name (self->kind_icon, "call-start-symbolic");
      break;
    case BELL_MESSAGE_KIND_REPLY:
    default:
      gtk_widget_add_css_class (GTK_WIDGET (self->card), staff ? "ours" : "theirs");
      break;
    }
  gtk_widget_set_visible (GTK_WIDGET (self->kind_box), kind != BELL_MESSAGE_KIND_REPLY);
  gtk_label_set_label (self->kind, bell_label_for_message_kind (kind));
}

static void
show_times (BellMessageCard   *self,
            const BellMessage *message)
{
  gint64 written = bell_message_get_written_at (message);
  gint64 received = bell_message_get_received_at (message);
  g_autofree char *written_text = bell_time_to_full_text (written);
  g_autofree char *received_text = bell_time_to_full_text (received);
  g_autofree char *both = NULL;

  /* What was written without a network carries both times. */
  if (written != BELL_TIME_UNSET && received != BELL_TIME_UNSET && received - written > SAME_TIME_MILLISECONDS)
    both = g_strdup_printf (_("Written %s · received %s"), written_text, received_text);

  gtk_label_set_label (self->times, both != NULL ? both : written != BELL_TIME_UNSET ? written_text
                                                                                     : received_text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->times), both);
}

static void
attachment_failed_cb (BellMessageCard *self,
                      const GError    *error)
{
  g_assert (BELL_IS_MESSAGE_CARD (self));

  bell_desk_tell_failed (self->desk, error);
}

static void
attachment_saved_cb (BellMessageCard *self)
{
  g_assert (BELL_IS_MESSAGE_CARD (self));

  bell_desk_tell_done (self->desk, _("File saved"), NULL);
}

static void
show_attachments (BellMessageCard   *self,
                  const BellMessage *message)
{
  GtkWidget *strip = bell_attachment_strip_new (bell_desk_get_account (self->desk), bell_message_get_attachments (message));

  g_signal_connect_object (strip, "failed", G_CALLBACK (attachment_failed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (strip, "saved", G_CALLBACK (attachment_saved_cb), self, G_CONNECT_SWAPPED);
  adw_bin_set_child (self->attachments, strip);
}

static void
show_state (BellMessageCard *self)
{
  gboolean refused = bell_item_get_refused (self->message);
  gboolean pending = bell_item_get_pending (self->message);

  gtk_widget_set_visible (GTK_WIDGET (self->waiting), refused || pending);
  gtk_image_set_from_icon_name (self->waiting_icon, refused ? "dialog-warning-symbolic" : "deskbell-outbox-symbolic");
  gtk_label_set_label (self->waiting_label, refused ? _("Refused, see the outbox") : _("Waiting to be sent"));
}

static void
message_changed_cb (BellMessageCard *self)
{
  BellRecord *record = bell_item_get_record (self->message);
  const BellMessage *message;
  const char *author;

  g_assert (BELL_IS_MESSAGE_CARD (self));

  if (record == NULL)
    return;

  message = BELL_MESSAGE (record);
  author = bell_item_get_author_name (self->message);
  if (author == NULL)
    author = _("Unknown");
  gtk_label_set_label (self->author, author);
  adw_avatar_set_text (self->avatar, author);
  show_times (self, message);
  show_state (self);

  /* A message never changes; its text is laid out once. */
  if (!self->filled)
    {
      GtkWidget *view = bell_markdown_view_new ();
      g_autofree char *label = NULL;

      self->filled = TRUE;
      show_kind (self, message);
      bell_markdown_view_set_flags (BELL_MARKDOWN_VIEW (view),
                                    bell_message_get_format (message) == BELL_TEXT_FORMAT_PLAIN ? BELL_MARKDOWN_PLAIN
                                                                                                : BELL_MARKDOWN_KEEP_BREAKS);
      bell_markdown_view_set_text (BELL_MARKDOWN_VIEW (view), bell_message_get_body (message));
      adw_bin_set_child (self->body, view);
      show_attachments (self, message);

      /* Translators: kind of message, author, for screen readers. */
      label = g_strdup_printf (_("%s by %s"), bell_label_for_message_kind (bell_message_get_kind (message)), author);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
    }
}

static void
bell_message_card_dispose (GObject *object)
{
  BellMessageCard *self = BELL_MESSAGE_CARD (object);

  g_clear_object (&self->message);
  g_clear_object (&self->desk);

  G_OBJECT_CLASS (bell_message_card_parent_class)->dispose (object);
}

static void
bell_message_card_class_init (BellMessageCardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = bell_message_card_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/deskbell/agent/ui/bell-message-card.ui");
  gtk_widget_class_bind_template_child (widget_class, BellMessageCard, card);
  gtk_widget_class_bind_template_child (widget_class, BellMessageCard, avatar);
  gtk_widget_class_bind_template_child (widget_class, BellMessageCard, author);
  gtk_widget_class_bind_template_child (widget_class, BellMessageCard, kind_box);
  gtk_widget_class_bind_template_child (widget_class, BellMessageCard, kind_icon);
  gtk_widget_class_bind_template_child (widget_class, BellMessageCard, kind);
  gtk_widget_class_bind_template_child (widget_class, BellMessageCard, times);
  gtk_widget_class_bind_template_child (widget_class, BellMessageCard, waiting);
  gtk_widget_class_bind_template_child (widget_class, BellMessageCard, waiting_icon);
  gtk_widget_class_bind_template_child (widget_class, BellMessageCard, waiting_label);
  gtk_widget_class_bind_template_child (widget_class, BellMessageCard, body);
  gtk_widget_class_bind_template_child (widget_class, BellMessageCard, attachments);
}

static void
bell_message_card_init (BellMessageCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * bell_message_card_new:
 * @desk: where it is shown
 * @message: a message; may still be loading
 *
 * Returns: (transfer floating): a card that follows the message
 */
GtkWidget *
bell_message_card_new (BellDesk *desk,
                       BellItem *message)
{
  BellMessageCard *self;

  g_return_val_if_fail (BELL_IS_DESK (desk), NULL);
  g_return_val_if_fail (BELL_IS_ITEM (message), NULL);

  self = g_object_new (BELL_TYPE_MESSAGE_CARD, NULL);
  self->desk = g_object_ref (desk);
  self->message = g_object_ref (message);
  g_signal_connect_object (message, "notify", G_CALLBACK (message_changed_cb), self, G_CONNECT_SWAPPED);
  message_changed_cb (self);

  return GTK_WIDGET (self);
}
