/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-attachment.h"

#include <glib/gi18n-lib.h>

/* A file that belongs to a message, or will.
 *
 * Its content is where it came from: at the server (a blob's id), in a file
 * that was chosen, or in memory when it was pasted. Immutable, so any thread
 * may read it. */
struct _BellAttachment
{
  GObject parent_instance;

  char *blob_id;
  char *name;
  char *media_type;
  gint64 size;
  GFile *file;
  GBytes *bytes;
};

G_DEFINE_FINAL_TYPE (BellAttachment, bell_attachment, G_TYPE_OBJECT)

static BellAttachment *
make (const char *name,
      const char *media_type,
      gint64      size)
{
  BellAttachment *self = g_object_new (BELL_TYPE_ATTACHMENT, NULL);

  self->name = g_utf8_make_valid (name, -1);
  self->media_type = g_strdup (media_type);
  self->size = size;

  return self;
}

static void
on_info (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInfo) info = g_file_query_info_finish (G_FILE (source), result, &error);
  g_autofree char *media_type = NULL;
  BellAttachment *self;

  if (info == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE,
                               _("“%s” is not a file and cannot be attached."),
                               g_file_info_get_display_name (info));
      return;
    }

  if (g_file_info_get_content_type (info) != NULL)
    media_type = g_content_type_get_mime_type (g_file_info_get_content_type (info));
  self = make (g_file_info_get_display_name (info),
               media_type != NULL ? media_type : "application/octet-stream",
               g_file_info_get_size (info));
  self->file = g_object_ref (G_FILE (source));
  g_task_return_pointer (task, self, g_object_unref);
}

static void
bell_attachment_finalize (GObject *object)
{
  BellAttachment *self = BELL_ATTACHMENT (object);

  g_free (self->blob_id);
  g_free (self->name);
  g_free (self->media_type);
  g_clear_object (&self->file);
  g_clear_pointer (&self->bytes, g_bytes_unref);

  G_OBJECT_CLASS (bell_attachment_parent_class)->finalize (object);
}

static void
bell_attachment_class_init (BellAttachmentClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bell_attachment_finalize;
}

static void
bell_attachment_init (BellAttachment *self)
{
}

/**
 * bell_attachment_new:
 * @blob_id: the blob that is its content
 * @name: the file's name
 * @media_type: such as `image/png`
 * @size: in bytes
 *
 * Returns: (transfer full): an attachment that the server has
 */
BellAttachment *
bell_attachment_new (const char *blob_id,
                     const char *name,
                     const char *media_type,
                     gint64      size)
{
  BellAttachment *self;

  g_return_val_if_fail (blob_id != NULL && name != NULL && media_type != NULL, NULL);

  self = make (name, media_type, size);
  self->blob_id = g_strdup (blob_id);

  return self;
}

/**
 * bell_attachment_new_for_bytes:
 * @name: a file's name
 * @media_type: such as `image/png`
 * @bytes: the content
 *
 * Returns: (transfer full): an attachment that is in memory
 */
BellAttachment *
bell_attachment_new_for_bytes (const char *name,
                               const char *media_type,
                               GBytes     *bytes)
{
  BellAttachment *self;

  g_return_val_if_fail (name != NULL && media_type != NULL && bytes != NULL, NULL);

  self = make (name, media_type, (gint64) g_bytes_get_size (bytes));
  self->bytes = g_bytes_ref (bytes);

  return self;
}

/**
 * bell_attachment_new_for_file:
 * @file: a file that somebody chose
 * @cancellable: (nullable): to give up
 * @callback: called when its size and type are known
 * @user_data: for @callback
 *
 * Looks at a file. Its content is not read yet.
 */
void
bell_attachment_new_for_file (GFile               *file,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (G_IS_FILE (file));

  task = g_task_new (file, cancellable, callback, user_data);
  g_task_set_source_tag (task, bell_attachment_new_for_file);
  g_file_query_info_async (file,
                           G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE ","
                           G_FILE_ATTRIBUTE_STANDARD_CONTENT_TYPE "," G_FILE_ATTRIBUTE_STANDARD_DISPLAY_NAME,
                           G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT, cancellable, on_info, task);
}

/**
 * bell_attachment_new_finish:
 * @result: what the callback got
 * @error: set to a %G_IO_ERROR
 *
 * Returns: (transfer full) (nullable): the attachment
 */
BellAttachment *
bell_attachment_new_finish (GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * bell_attachment_get_blob_id:
 *
 * Returns: (transfer none) (nullable): the blob at the server, if there is one
 */
const char *
bell_attachment_get_blob_id (BellAttachment *self)
{
  g_return_val_if_fail (BELL_IS_ATTACHMENT (self), NULL);

  return self->blob_id;
}

/**
 * bell_attachment_get_name:
 *
 * Returns: (transfer none): the file's name
 */
const char *
bell_attachment_get_name (BellAttachment *self)
{
  g_return_val_if_fail (BELL_IS_ATTACHMENT (self), NULL);

  return self->name;
}

/**
 * bell_attachment_get_media_type:
 *
 * Returns: (transfer none): such as `image/png`
 */
const char *
bell_attachment_get_media_type (BellAttachment *self)
{
  g_return_val_if_fail (BELL_IS_ATTACHMENT (self), NULL);

  return self->media_type;
}

/**
 * bell_attachment_get_size:
 *
 * Returns: bytes
 */
gint64
bell_attachment_get_size (BellAttachment *self)
{
  g_return_val_if_fail (BELL_IS_ATTACHMENT (self), 0);

  return self->size;
}

/**
 * bell_attachment_get_file:
 *
 * Returns: (transfer none) (nullable): the file that was chosen
 */
GFile *
bell_attachment_get_file (BellAttachment *self)
{
  g_return_val_if_fail (BELL_IS_ATTACHMENT (self), NULL);

  return self->file;
}

/**
 * bell_attachment_get_bytes:
 *
 * Returns: (transfer none) (nullable): the content, if it is in memory
 */
GBytes *
bell_attachment_get_bytes (BellAttachment *self)
{
  g_return_val_if_fail (BELL_IS_ATTACHMENT (self), NULL);

  return self->bytes;
}
