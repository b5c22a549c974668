/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-bubble.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "bell-attachment-row.h"
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
  GCancellable *cancellable;
  GtkWidget *time;
  gboolean filled;

  GtkBox *bubble;
  GtkBox *top;
  GtkLabel *author;
  AdwBin *body;
  GtkFlowBox *files;
  GtkBox *waiting;
  GtkLabel *waiting_label;
};

G_DEFINE_FINAL_TYPE (BellBubble, bell_bubble, GTK_TYPE_LIST_BOX_ROW)

/* A file that is being fetched to be looked at. */
typedef struct
{
  BellBubble *self;
  GFile *file;
} Fetching;

static void
fetching_free (Fetching *fetching)
{
  g_clear_object (&fetching->self);
  g_clear_object (&fetching->file);
  g_free (fetching);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fetching, fetching_free)

static void
written_cb (GFile        *file,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(Fetching) fetching = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *uri = NULL;

  if (!g_file_replace_contents_finish (file, result, NULL, &error))
    {
      bell_helpline_tell_failed (fetching->self->helpline, error);
      return;
    }

  uri = g_file_get_uri (file);
  gtk_show_uri (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (fetching->self))), uri, GDK_CURRENT_TIME);
}

static void
fetched_cb (BellHelpline *helpline,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(Fetching) fetching = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = bell_helpline_fetch_blob_finish (helpline, result, &error);
  GFile *file = fetching->file;

  if (bytes == NULL)
    {
      bell_helpline_tell_failed (helpline, error);
      return;
    }

  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE,
                                       G_FILE_CREATE_PRIVATE | G_FILE_CREATE_REPLACE_DESTINATION,
                                       fetching->self->cancellable, (GAsyncReadyCallback) written_cb,
                                       g_steal_pointer (&fetching));
}

static void
open_cb (BellAttachmentRow *row,
         BellBubble        *self)
{
  BellAttachment *attachment = bell_attachment_row_get_attachment (row);
  g_autofree char *name = g_path_get_basename (bell_attachment_get_name (attachment));
  g_autofree char *folder = NULL;
  Fetching *fetching;

  g_assert (BELL_IS_BUBBLE (self));

  /* The runtime folder, so that nothing stays after the session; a folder a
   * file, so that two of one name do not meet. */
  folder = g_build_filename (g_get_user_runtime_dir (), "deskbell", bell_attachment_get_blob_id (attachment), NULL);
  if (g_mkdir_with_parents (folder, 0700) != 0)
    g_debug ("The folder %s could not be made", folder);
  fetching = g_new0 (Fetching, 1);
  fetching->self = g_object_ref (self);
  fetching->file = g_file_new_build_filename (folder, *name == '.' || *name == '/' ? "file" : name, NULL);
  bell_helpline_fetch_blob (self->helpline, bell_attachment_get_blob_id (attachment), bell_attachment_get_name (attachment),
                            bell_attachment_get_media_type (attachment), self->cancellable,
                            (GAsyncReadyCallback) fetched_cb, fetching);
}

static void
show_files (BellBubble        *self,
            const BellMessage *message)
{
  GVariant *attachments = bell_message_get_attachments (message);
  gsize n = attachments != NULL ? g_variant_n_children (attachments) : 0;

  gtk_widget_set_visible (GTK_WIDGET (self->files), n > 0);
  for (gsize i = 0; i < n; i++)
    {
      const char *blob_id;
      const char *name;
      const char *media_type;
      guint64 size;
      g_autoptr(BellAttachment) attachment = NULL;
      GtkWidget *row;

      g_variant_get_child (attachments, i, "(&s&s&st)", &blob_id, &name, &media_type, &size);
      attachment = bell_attachment_new (blob_id, name, media_type, (gint64) size);
      row = bell_attachment_row_new (attachment, FALSE);
      g_signal_connect_object (row, "open", G_CALLBACK (open_cb), self, 0);
      gtk_flow_box_append (self->files, row);
    }
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
  author = mine ? _("You") : author != NULL ? author : _("Helpdesk");
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
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);

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
  self->cancellable = g_cancellable_new ();
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
