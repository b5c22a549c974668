/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-attachment-button.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/**
 * BellAttachmentButton:
 *
 * A file of a message: a click opens it with what the desktop has for it, the
 * button beside it saves it.
 */
struct _BellAttachmentButton
{
  GtkWidget parent_instance;

  BellDesk *desk;
  char *blob_id;
  char *name;
  char *media_type;
  GCancellable *cancellable;
  GtkFileChooserNative *chooser;
};

G_DEFINE_FINAL_TYPE (BellAttachmentButton, bell_attachment_button, GTK_TYPE_WIDGET)

/* Where the bytes go once they are there. */
typedef struct
{
  BellAttachmentButton *self;
  GFile *file;
  gboolean open;
} Delivery;

static void
delivery_free (Delivery *delivery)
{
  g_clear_object (&delivery->self);
  g_clear_object (&delivery->file);
  g_free (delivery);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Delivery, delivery_free)

/* A name from elsewhere never leads out of its folder. */
static char *
safe_name (const char *name)
{
  g_autofree char *base = g_path_get_basename (name != NULL && *name != '\0' ? name : "file");

  if (g_str_equal (base, ".") || g_str_equal (base, "..") || g_str_equal (base, G_DIR_SEPARATOR_S))
    return g_strdup ("file");
  if (*base == '.')
    return g_strconcat ("_", base, NULL);

  return g_steal_pointer (&base);
}

static void
written_cb (GFile        *file,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(Delivery) delivery = user_data;
  g_autoptr(GError) error = NULL;

  if (!g_file_replace_contents_finish (file, result, NULL, &error))
    {
      bell_desk_tell_failed (delivery->self->desk, error);
    }
  else if (delivery->open)
    {
      g_autofree char *uri = g_file_get_uri (file);

      gtk_show_uri (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (delivery->self))), uri, GDK_CURRENT_TIME);
    }
  else
    {
      bell_desk_tell_done (delivery->self->desk, _("File saved"), NULL);
    }
}

static void
fetched_cb (BellDesk     *desk,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(Delivery) delivery = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = NULL;
  GFile *file = delivery->file;

  bytes = bell_desk_fetch_blob_finish (desk, result, &error);
  if (bytes == NULL)
    {
      bell_desk_tell_failed (desk, error);
      return;
    }

  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE,
                                       G_FILE_CREATE_PRIVATE | G_FILE_CREATE_REPLACE_DESTINATION,
                                       delivery->self->cancellable, (GAsyncReadyCallback) written_cb,
                                       g_steal_pointer (&delivery));
}

static void
deliver (BellAttachmentButton *self,
         GFile                *file,
         gboolean              open)
{
  Delivery *delivery = g_new0 (Delivery, 1);

  delivery->self = g_object_ref (self);
  delivery->file = g_object_ref (file);
  delivery->open = open;
  bell_desk_fetch_blob (self->desk, self->blob_id, self->name, self->media_type, self->cancellable,
                        (GAsyncReadyCallback) fetched_cb, delivery);
}

static void
open_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  BellAttachmentButton *self = BELL_ATTACHMENT_BUTTON (widget);
  g_autofree char *name = safe_name (self->name);
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  g_autoptr(GFile) file = NULL;

  /* A folder a file: two files of one name do not meet. It is the runtime
   * folder, so that nothing stays after the session. */
  folder = g_build_filename (g_get_user_runtime_dir (), "deskbell", self->blob_id, NULL);
  if (g_mkdir_with_parents (folder, 0700) != 0)
    g_debug ("The folder %s could not be made", folder);
  path = g_build_filename (folder, name, NULL);
  file = g_file_new_for_path (path);
  deliver (self, file, TRUE);
}

static void
chosen_cb (GtkNativeDialog      *dialog,
           int                   response,
           BellAttachmentButton *self)
{
  g_autoptr(GFile) file = NULL;

  g_assert (BELL_IS_ATTACHMENT_BUTTON (self));

  file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;
  if (file != NULL)
    deliver (self, file, FALSE);
  g_clear_object (&self->chooser);
}

static void
save_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  BellAttachmentButton *self = BELL_ATTACHMENT_BUTTON (widget);
  g_autofree char *name = safe_name (self->name);

  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (_("Save the file"), GTK_WINDOW (gtk_widget_get_root (widget)),
                                               GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), name);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
bell_attachment_button_dispose (GObject *object)
{
  BellAttachmentButton *self = BELL_ATTACHMENT_BUTTON (object);
  GtkWidget *child;

  g_cancellable_cancel (self->cancellable);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->chooser);
  g_clear_object (&self->desk);

  G_OBJECT_CLASS (bell_attachment_button_parent_class)->dispose (object);
}

static void
bell_attachment_button_finalize (GObject *object)
{
  BellAttachmentButton *self = BELL_ATTACHMENT_BUTTON (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->blob_id, g_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->media_type, g_free);

  G_OBJECT_CLASS (bell_attachment_button_parent_class)->finalize (object);
}

static void
bell_attachment_button_class_init (BellAttachmentButtonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = bell_attachment_button_dispose;
  object_class->finalize = bell_attachment_button_finalize;

  gtk_widget_class_install_action (widget_class, "attachment.open", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "attachment.save", NULL, save_action);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "attachment");
}

static void
bell_attachment_button_init (BellAttachmentButton *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_add_css_class (GTK_WIDGET (self), "linked");
}

/**
 * bell_attachment_button_new:
 * @desk: where files are fetched from
 * @blob_id: the file
 * @name: what it is called
 * @media_type: what it is
 * @size: in bytes
 *
 * Returns: (transfer floating): a button for it
 */
GtkWidget *
bell_attachment_button_new (BellDesk   *desk,
                            const char *blob_id,
                            const char *name,
                            const char *media_type,
                            gint64      size)
{
  BellAttachmentButton *self;
  g_autofree char *size_text = g_format_size (MAX (size, 0));
  g_autofree char *tooltip = NULL;
  g_autoptr(GIcon) icon = NULL;
  GtkWidget *open;
  GtkWidget *save;
  GtkWidget *box;
  GtkWidget *label;

  g_return_val_if_fail (BELL_IS_DESK (desk), NULL);

  self = g_object_new (BELL_TYPE_ATTACHMENT_BUTTON, NULL);
  self->desk = g_object_ref (desk);
  self->blob_id = g_strdup (blob_id);
  self->name = g_strdup (name);
  self->media_type = g_strdup (media_type != NULL && *media_type != '\0' ? media_type : "application/octet-stream");

  icon = g_content_type_get_symbolic_icon (self->media_type);
  label = gtk_label_new (name);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 28);
  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_gicon (icon));
  gtk_box_append (GTK_BOX (box), label);

  /* Translators: the name of a file and its size. */
  tooltip = g_strdup_printf (_("Open %s (%s)"), name, size_text);
  open = gtk_button_new ();
  gtk_button_set_child (GTK_BUTTON (open), box);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (open), "attachment.open");
  gtk_widget_set_tooltip_text (open, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (open), GTK_ACCESSIBLE_PROPERTY_LABEL, tooltip, -1);

  save = gtk_button_new_from_icon_name ("document-save-symbolic");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (save), "attachment.save");
  gtk_widget_set_tooltip_text (save, _("Save"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (save), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Save"), -1);

  gtk_widget_set_parent (open, GTK_WIDGET (self));
  gtk_widget_set_parent (save, GTK_WIDGET (self));

  return GTK_WIDGET (self);
}
