/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-message-card.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "bell-age.h"
#include "bell-attachment-strip.h"
#include "bell-id.h"
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
  BellItem *message; /* (nullable) */
  gulong changed_id;
  gboolean filled;
  const char *kind_class; /* static */

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
  BellMarkdownView *text; /* the body's child */
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
  /* What a ticket was opened with is what they said, also where one of us took it down. */
  gboolean asks = bell_id_is_description (bell_record_get_id ((const BellRecord *) message), bell_message_get_ticket_id (message));
  const char *kind_class = kind != BELL_MESSAGE_KIND_REPLY ? "note" : staff && !asks ? "ours" : "theirs";

  if (self->kind_class != kind_class)
    {
      if (self->kind_class != NULL)
        gtk_widget_remove_css_class (GTK_WIDGET (self->card), self->kind_class);
      gtk_widget_add_css_class (GTK_WIDGET (self->card), kind_class);
      self->kind_class = kind_class;
    }
  if (kind != BELL_MESSAGE_KIND_REPLY)
    gtk_image_set_from_icon_name (self->kind_icon,
                                  kind == BELL_MESSAGE_KIND_CALL ? "call-start-symbolic" : "deskbell-note-symbolic");
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
  /* To set one asks the display where the pointer is. */
  if (both != NULL || gtk_widget_get_has_tooltip (GTK_WIDGET (self->times)))
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
  GVariant *attachments = bell_message_get_attachments (message);
  GtkWidget *strip;

  gtk_widget_set_visible (GTK_WIDGET (self->attachments), attachments != NULL && g_variant_n_children (attachments) > 0);
  if (!gtk_widget_get_visible (GTK_WIDGET (self->attachments)))
    {
      adw_bin_set_child (self->attachments, NULL);
      return;
    }

  strip = bell_attachment_strip_new (bell_desk_get_account (self->desk), attachments);
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
  if (!refused && !pending)
    return;

  gtk_image_set_from_icon_name (self->waiting_icon, refused ? "dialog-warning-symbolic" : "deskbell-outbox-symbolic");
  gtk_label_set_label (self->waiting_label, refused ? _("Refused, see the outbox") : _("Waiting to be sent"));
}

static const char *
get_author (BellMessageCard *self)
{
  const char *author = bell_item_get_author_name (self->message);

  return author != NULL ? author : _("Unknown");
}

static void
show_author (BellMessageCard *self)
{
  gtk_label_set_label (self->author, get_author (self));
  adw_avatar_set_text (self->avatar, get_author (self));
}

static void
show_text (BellMessageCard   *self,
           const BellMessage *message)
{
  g_autofree char *label = NULL;

  bell_markdown_view_set_flags (self->text, bell_message_get_format (message) == BELL_TEXT_FORMAT_PLAIN ? BELL_MARKDOWN_PLAIN
                                                                                                        : BELL_MARKDOWN_KEEP_BREAKS);
  bell_markdown_view_set_text (self->text, bell_message_get_body (message));

  /* Translators: kind of message, author, for screen readers. */
  label = g_strdup_printf (_("%s by %s"), bell_label_for_message_kind (bell_message_get_kind (message)), get_author (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
show_record (BellMessageCard *self)
{
  BellRecord *record = bell_item_get_record (self->message);
  const BellMessage *message;

  if (record == NULL)
    {
      /* What the card showed before is not this. */
      gtk_label_set_label (self->author, "");
      gtk_label_set_label (self->times, "");
      gtk_widget_set_visible (GTK_WIDGET (self->waiting), FALSE);
      gtk_widget_set_visible (GTK_WIDGET (self->attachments), FALSE);
      bell_markdown_view_set_text (self->text, "");
      return;
    }

  message = BELL_MESSAGE (record);
  show_author (self);
  show_times (self, message);
  show_state (self);

  /* A message never changes; its text is laid out once. */
  if (self->filled)
    return;

  self->filled = TRUE;
  show_kind (self, message);
  show_text (self, message);
  show_attachments (self, message);
}

/* A record that comes tells of each of its properties, a dozen in a row: each
 * part listens to what it shows, and the whole card to the record. */
static void
message_changed_cb (BellMessageCard *self,
                    GParamSpec      *pspec)
{
  g_assert (BELL_IS_MESSAGE_CARD (self));

  if (g_str_equal (pspec->name, "record"))
    show_record (self);
  else if (g_str_equal (pspec->name, "author-name"))
    show_author (self);
  else if (g_str_equal (pspec->name, "pending") || g_str_equal (pspec->name, "refused"))
    show_state (self);
}

static void
bell_message_card_dispose (GObject *object)
{
  BellMessageCard *self = BELL_MESSAGE_CARD (object);

  if (self->message != NULL)
    g_clear_signal_handler (&self->changed_id, self->message);
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
  self->text = BELL_MARKDOWN_VIEW (bell_markdown_view_new ());
  adw_bin_set_child (self->body, GTK_WIDGET (self->text));
}

/**
 * bell_message_card_new:
 * @desk: where it is shown
 *
 * Returns: (transfer floating): a card without a message
 */
GtkWidget *
bell_message_card_new (BellDesk *desk)
{
  BellMessageCard *self;

  g_return_val_if_fail (BELL_IS_DESK (desk), NULL);

  self = g_object_new (BELL_TYPE_MESSAGE_CARD, NULL);
  self->desk = g_object_ref (desk);

  return GTK_WIDGET (self);
}

/**
 * bell_message_card_set_message:
 * @self: a card
 * @message: (nullable): a message; may still be loading
 *
 * Shows a message and follows it.
 */
void
bell_message_card_set_message (BellMessageCard *self,
                               BellItem        *message)
{
  g_return_if_fail (BELL_IS_MESSAGE_CARD (self));
  g_return_if_fail (message == NULL || BELL_IS_ITEM (message));

  if (self->message == message)
    return;

  if (self->message != NULL)
    g_clear_signal_handler (&self->changed_id, self->message);
  g_set_object (&self->message, message);
  self->filled = FALSE;
  if (message == NULL)
    {
      /* Nobody sees it; a long text need not stay. */
      bell_markdown_view_set_text (self->text, "");
      return;
    }

  self->changed_id = g_signal_connect_swapped (message, "notify", G_CALLBACK (message_changed_cb), self);
  show_record (self);
}
