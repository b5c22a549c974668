/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-attachment-strip.h"

#include <glib/gi18n-lib.h>

#include "bell-attachment-row.h"

/**
 * BellAttachmentStrip:
 *
 * The files of a message. A click fetches one and opens it with what the
 * desktop has for it, or saves it where the person says. Owned by the widget of
 * the message; GTK's thread.
 */
struct _BellAttachmentStrip
{
  AdwBin parent_instance;

  BellAccount *account; /* (nullable): nothing can be fetched */
  GtkWidget *box;
  GCancellable *cancellable;
  GtkFileChooserNative *chooser; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (BellAttachmentStrip, bell_attachment_strip, ADW_TYPE_BIN)

static guint failed_signal;
static guint saved_signal;

/* Where the bytes go once they are there. */
typedef struct
{
  BellAttachmentStrip *self;
  BellAttachmentRow *row;
  GFile *file;
  gboolean open;
} Delivery;

static void
delivery_free (Delivery *delivery)
{
  bell_attachment_row_set_busy (delivery->row, FALSE);
  g_clear_object (&delivery->self);
  g_clear_object (&delivery->row);
  g_clear_object (&delivery->file);
  g_free (delivery);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Delivery, delivery_free)

/* A name from elsewhere never leads out of its folder. */
static char *
safe_name (const char *name)
{
  g_autofree char *base = g_path_get_basename (*name != '\0' ? name : "file");

  if (g_str_equal (base, ".") || g_str_equal (base, "..") || g_str_equal (base, G_DIR_SEPARATOR_S))
    return g_strdup ("file");
  if (*base == '.')
    return g_strconcat ("_", base, NULL);

  return g_steal_pointer (&base);
}

static void
tell_failed (BellAttachmentStrip *self,
             const GError        *error)
{
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_signal_emit (self, failed_signal, 0, error);
}

static void
written_cb (GFile        *file,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(Delivery) delivery = user_data;
  g_autoptr(GError) error = NULL;
  BellAttachmentStrip *self = delivery->self;

  if (!g_file_replace_contents_finish (file, result, NULL, &error))
    {
      tell_failed (self, error);
    }
  else if (delivery->open)
    {
      g_autofree char *uri = g_file_get_uri (file);

      gtk_show_uri (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), uri, GDK_CURRENT_TIME);
    }
  else
    {
      g_signal_emit (self, saved_signal, 0);
    }
}

static void
fetched_cb (BellAccount  *account,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(Delivery) delivery = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = bell_account_fetch_blob_finish (account, result, &error);
  GFile *file = delivery->file;
  GCancellable *cancellable = delivery->self->cancellable;

  if (bytes == NULL)
    tell_failed (delivery->self, error);
  else
    g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE,
                                         G_FILE_CREATE_PRIVATE | G_FILE_CREATE_REPLACE_DESTINATION, cancellable,
                                         (GAsyncReadyCallback) written_cb, g_steal_pointer (&delivery));
}

static void
deliver (BellAttachmentStrip *self,
         BellAttachmentRow   *row,
         GFile               *file,
         gboolean             open)
{
  BellAttachment *attachment = bell_attachment_row_get_attachment (row);
  Delivery *delivery = g_new0 (Delivery, 1);

  delivery->self = g_object_ref (self);
  delivery->row = g_object_ref (row);
  delivery->file = g_object_ref (file);
  delivery->open = open;
  bell_attachment_row_set_busy (row, TRUE);
  bell_account_fetch_blob (self->account, bell_attachment_get_blob_id (attachment), bell_attachment_get_name (attachment),
                           bell_attachment_get_media_type (attachment), self->cancellable,
                           (GAsyncReadyCallback) fetched_cb, delivery);
}

static void
open_cb (BellAttachmentRow   *row,
         BellAttachmentStrip *self)
{
  BellAttachment *attachment = bell_attachment_row_get_attachment (row);
  g_autofree char *name = safe_name (bell_attachment_get_name (attachment));
  g_autofree char *folder = NULL;
  g_autoptr(GFile) file = NULL;

  g_assert (BELL_IS_ATTACHMENT_STRIP (self));

  /* A folder a file: two files of one name do not meet. It is the runtime
   * folder, so that nothing stays after the session. */
  folder = g_build_filename (g_get_user_runtime_dir (), "deskbell", bell_attachment_get_blob_id (attachment), NULL);
  if (g_mkdir_with_parents (folder, 0700) != 0)
    g_debug ("The folder %s could not be made", folder);
  file = g_file_new_build_filename (folder, name, NULL);
  deliver (self, row, file, TRUE);
}

static void
chosen_cb (GtkNativeDialog     *dialog,
           int                  response,
           BellAttachmentStrip *self)
{
  BellAttachmentRow *row = g_object_get_data (G_OBJECT (dialog), "row");
  g_autoptr(GFile) file = NULL;

  g_assert (BELL_IS_ATTACHMENT_STRIP (self));

  file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;
  if (file != NULL)
    deliver (self, row, file, FALSE);
  g_clear_object (&self->chooser);
}

static void
save_cb (BellAttachmentRow   *row,
         BellAttachmentStrip *self)
{
  g_autofree char *name = safe_name (bell_attachment_get_name (bell_attachment_row_get_attachment (row)));

  g_assert (BELL_IS_ATTACHMENT_STRIP (self));

  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (_("Save the file"), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                               GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), name);
  g_object_set_data_full (G_OBJECT (self->chooser), "row", g_object_ref (row), g_object_unref);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
bell_attachment_strip_dispose (GObject *object)
{
  BellAttachmentStrip *self = BELL_ATTACHMENT_STRIP (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->chooser);
  g_clear_object (&self->account);

  G_OBJECT_CLASS (bell_attachment_strip_parent_class)->dispose (object);
}

static void
bell_attachment_strip_finalize (GObject *object)
{
  g_clear_object (&BELL_ATTACHMENT_STRIP (object)->cancellable);

  G_OBJECT_CLASS (bell_attachment_strip_parent_class)->finalize (object);
}

static void
bell_attachment_strip_class_init (BellAttachmentStripClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = bell_attachment_strip_dispose;
  object_class->finalize = bell_attachment_strip_finalize;

  failed_signal = g_signal_new ("failed", BELL_TYPE_ATTACHMENT_STRIP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_ERROR);
  saved_signal = g_signal_new ("saved", BELL_TYPE_ATTACHMENT_STRIP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 0);
}

static void
bell_attachment_strip_init (BellAttachmentStrip *self)
{
  self->cancellable = g_cancellable_new ();
  self->box = gtk_flow_box_new ();
  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (self->box), GTK_SELECTION_NONE);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (self->box), 6);
  gtk_flow_box_set_row_spacing (GTK_FLOW_BOX (self->box), 6);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (self->box), 6);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->box), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Attachments"), -1);
  adw_bin_set_child (ADW_BIN (self), self->box);
}

/**
 * bell_attachment_strip_new:
 * @account: (nullable): where files are fetched; without it they are only named
 * @attachments: (nullable): what a message has, of the type of
 *   %BELL_KIND_ATTACHMENTS
 *
 * Returns: (transfer floating): a strip; hidden when there is nothing to show
 */
GtkWidget *
bell_attachment_strip_new (BellAccount *account,
                           GVariant    *attachments)
{
  BellAttachmentStrip *self;
  gsize n = attachments != NULL ? g_variant_n_children (attachments) : 0;

  g_return_val_if_fail (account == NULL || BELL_IS_ACCOUNT (account), NULL);

  self = g_object_new (BELL_TYPE_ATTACHMENT_STRIP, "visible", n > 0, NULL);
  self->account = account != NULL ? g_object_ref (account) : NULL;
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
      gtk_widget_set_sensitive (row, account != NULL);
      g_signal_connect_object (row, "open", G_CALLBACK (open_cb), self, 0);
      g_signal_connect_object (row, "save", G_CALLBACK (save_cb), self, 0);
      /* Not the box: it would be measured at another width than it gets. */
      gtk_widget_set_halign (row, GTK_ALIGN_START);
      gtk_flow_box_append (GTK_FLOW_BOX (self->box), row);
    }

  return GTK_WIDGET (self);
}
