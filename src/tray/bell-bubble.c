/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-bubble.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "bell-attachment-strip.h"
#include "bell-markdown-view.h"
#include "bell-time-label.h"

/**
 * BellBubble:
 *
 * One message of a conversation, as in a chat: one's own on one side, those of
 * the people who help on the other.
 */
struct _BellBubble
{
  GtkListBoxRow parent_instance;

  BellHelpline *helpline;
  BellItem *message;
  GtkWidget *time;
  gboolean filled;

  GtkBox *bubble;
  GtkBox *top;
  GtkLabel *author;
  AdwBin *body;
  AdwBin *files;
  GtkBox *waiting;
  GtkLabel *waiting_label;
};

G_DEFINE_FINAL_TYPE (BellBubble, bell_bubble, GTK_TYPE_LIST_BOX_ROW)

static void
file_failed_cb (BellBubble   *self,
                const GError *error)
{
  g_assert (BELL_IS_BUBBLE (self));

  bell_helpline_tell_failed (self->helpline, error);
}

static void
show_files (BellBubble        *self,
            const BellMessage *message)
{
  GtkWidget *strip = bell_attachment_strip_new (bell_helpline_get_account (self->helpline), bell_message_get_attachments (message));

  g_signal_connect_object (strip, "failed", G_CALLBACK (file_failed_cb), self, G_CONNECT_SWAPPED);
  adw_bin_set_child (self->files, strip);
}

static void
message_changed_cb (BellBubble *self)
{
  BellRecord *record = bell_item_get_record (self->message);
  const BellMessage *message;
  gboolean refused = bell_item_get_refused (self->message);
  gboolean pending = bell_item_get_pending (self->message);
  gboolean mine;
  const char *author;
  GtkWidget *view;
  g_autofree char *label = NULL;

  g_assert (BELL_IS_BUBBLE (self));

  if (record == NULL)
    return;

  message = BELL_MESSAGE (record);
  gtk_widget_set_visible (GTK_WIDGET (self->waiting), refused || pending);
  gtk_label_set_label (self->waiting_label, refused ? _("The server did not take it") : _("Waiting to be sent"));
  bell_time_label_set_time (BELL_TIME_LABEL (self->time), bell_message_get_written_at (message));
  mine = g_strcmp0 (bell_message_get_author_id (message),
                    bell_store_get_principal_id (bell_helpline_get_store (self->helpline))) == 0;
  author = bell_item_get_author_name (self->message);
  author = mine ? _("You") : author != NULL ? author
                                             : _("Helpdesk");
  gtk_label_set_label (self->author, author);

  /* A message never changes; its text is laid out once. */
  if (self->filled)
    return;

  self->filled = TRUE;
  gtk_widget_add_css_class (GTK_WIDGET (self->bubble), mine ? "mine" : "theirs");
  view = bell_markdown_view_new ();
  bell_markdown_view_set_flags (BELL_MARKDOWN_VIEW (view),
                                bell_message_get_format (message) == BELL_TEXT_FORMAT_PLAIN ? BELL_MARKDOWN_PLAIN
                                                                                            : BELL_MARKDOWN_KEEP_BREAKS);
  bell_markdown_view_set_text (BELL_MARKDOWN_VIEW (view), bell_message_get_body (message));
  adw_bin_set_child (self->body, view);
  show_files (self, message);

  /* Translators: who wrote a message, for screen readers. */
  label = g_strdup_printf (_("Message by %s"), author);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
bell_bubble_dispose (GObject *object)
{
  BellBubble *self = BELL_BUBBLE (object);

  if (self->message != NULL)
    g_signal_handlers_disconnect_by_data (self->message, self);
  g_clear_object (&self->message);
  g_clear_object (&self->helpline);

  G_OBJECT_CLASS (bell_bubble_parent_class)->dispose (object);
}

static void
bell_bubble_class_init (BellBubbleClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bell_bubble_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/deskbell/tray/ui/bell-bubble.ui");
  gtk_widget_class_bind_template_child (widget_class, BellBubble, bubble);
  gtk_widget_class_bind_template_child (widget_class, BellBubble, top);
  gtk_widget_class_bind_template_child (widget_class, BellBubble, author);
  gtk_widget_class_bind_template_child (widget_class, BellBubble, body);
  gtk_widget_class_bind_template_child (widget_class, BellBubble, files);
  gtk_widget_class_bind_template_child (widget_class, BellBubble, waiting);
  gtk_widget_class_bind_template_child (widget_class, BellBubble, waiting_label);
}

static void
bell_bubble_init (BellBubble *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * bell_bubble_new:
 * @helpline: where it is shown
 * @message: a message; may still be loading
 * @ticker: for its time
 *
 * Returns: (transfer floating): a bubble that follows the message
 */
GtkWidget *
bell_bubble_new (BellHelpline *helpline,
                 BellItem     *message,
                 BellTicker   *ticker)
{
  BellBubble *self;

  g_return_val_if_fail (BELL_IS_HELPLINE (helpline), NULL);
  g_return_val_if_fail (BELL_IS_ITEM (message), NULL);

  self = g_object_new (BELL_TYPE_BUBBLE, NULL);
  self->helpline = g_object_ref (helpline);
  self->message = g_object_ref (message);
  self->time = bell_time_label_new (ticker);
  gtk_widget_add_css_class (self->time, "caption");
  gtk_widget_add_css_class (self->time, "dim-label");
  gtk_box_append (self->top, self->time);
  g_signal_connect_object (message, "notify", G_CALLBACK (message_changed_cb), self, G_CONNECT_SWAPPED);
  message_changed_cb (self);

  return GTK_WIDGET (self);
}
