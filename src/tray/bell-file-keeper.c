/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-file-keeper.h"

/**
 * BellFileKeeper:
 *
 * Puts the files that somebody attaches into the store at once: the draft
 * keeps them through a crash, and the file itself may go meanwhile. Owned by
 * the widget that owns the list; main thread.
 */
struct _BellFileKeeper
{
  GObject parent_instance;

  BellHelpline *helpline;
  GListModel *attachments; /* of BellAttachment */
  GHashTable *kept;        /* (element-type BellAttachment utf8): its blob */
  GHashTable *started;     /* (element-type BellAttachment): on the way */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (BellFileKeeper, bell_file_keeper, G_TYPE_OBJECT)

static guint kept_signal;

/* One file on its way into the store. */
typedef struct
{
  BellFileKeeper *self;
  BellAttachment *attachment;
} Keeping;

static void
keeping_free (Keeping *keeping)
{
  g_clear_object (&keeping->self);
  g_clear_object (&keeping->attachment);
  g_free (keeping);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Keeping, keeping_free)

static void
settle (Keeping      *keeping,
        char         *blob_id,
        const GError *error)
{
  BellFileKeeper *self = keeping->self;

  g_hash_table_remove (self->started, keeping->attachment);
  if (blob_id != NULL)
    g_hash_table_insert (self->kept, g_object_ref (keeping->attachment), blob_id);
  else if (error != NULL)
    bell_helpline_tell_failed (self->helpline, error);
  g_signal_emit (self, kept_signal, 0);
}

static void
added_cb (BellStore    *store,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(Keeping) keeping = user_data;
  g_autoptr(GError) error = NULL;
  char *blob_id = bell_store_add_blob_finish (store, result, &error);

  settle (keeping, blob_id, error);
}

static void
add (Keeping *keeping, /* taken */
     GBytes  *bytes)
{
  bell_store_add_blob (bell_helpline_get_store (keeping->self->helpline), bytes,
                       bell_attachment_get_name (keeping->attachment), bell_attachment_get_media_type (keeping->attachment),
                       keeping->self->cancellable, (GAsyncReadyCallback) added_cb, keeping);
}

static void
loaded_cb (GFile        *file,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(Keeping) keeping = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = g_file_load_bytes_finish (file, result, NULL, &error);

  if (bytes == NULL)
    settle (keeping, NULL, error);
  else
    add (g_steal_pointer (&keeping), bytes);
}

static void
attachments_changed_cb (BellFileKeeper *self)
{
  guint n = g_list_model_get_n_items (self->attachments);

  g_assert (BELL_IS_FILE_KEEPER (self));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(BellAttachment) attachment = g_list_model_get_item (self->attachments, i);
      Keeping *keeping;

      if (bell_attachment_get_blob_id (attachment) != NULL ||
          g_hash_table_contains (self->kept, attachment) ||
          !g_hash_table_add (self->started, g_object_ref (attachment)))
        continue;

      keeping = g_new0 (Keeping, 1);
      keeping->self = g_object_ref (self);
      keeping->attachment = g_object_ref (attachment);
      if (bell_attachment_get_bytes (attachment) != NULL)
        add (keeping, bell_attachment_get_bytes (attachment));
      else
        g_file_load_bytes_async (bell_attachment_get_file (attachment), self->cancellable,
                                 (GAsyncReadyCallback) loaded_cb, keeping);
    }
}

static void
bell_file_keeper_finalize (GObject *object)
{
  BellFileKeeper *self = BELL_FILE_KEEPER (object);

  g_clear_object (&self->helpline);
  g_clear_object (&self->attachments);
  g_clear_object (&self->cancellable);
  g_hash_table_unref (self->kept);
  g_hash_table_unref (self->started);

  G_OBJECT_CLASS (bell_file_keeper_parent_class)->finalize (object);
}

static void
bell_file_keeper_class_init (BellFileKeeperClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bell_file_keeper_finalize;

  kept_signal = g_signal_new ("kept", BELL_TYPE_FILE_KEEPER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
bell_file_keeper_init (BellFileKeeper *self)
{
  self->kept = g_hash_table_new_full (NULL, NULL, g_object_unref, g_free);
  self->started = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->cancellable = g_cancellable_new ();
}

/**
 * bell_file_keeper_new:
 * @helpline: where files are kept
 * @attachments: a list of #BellAttachment to be followed
 *
 * Returns: (transfer full): a keeper
 */
BellFileKeeper *
bell_file_keeper_new (BellHelpline *helpline,
                      GListModel   *attachments)
{
  BellFileKeeper *self;

  g_return_val_if_fail (BELL_IS_HELPLINE (helpline), NULL);
  g_return_val_if_fail (G_IS_LIST_MODEL (attachments), NULL);

  self = g_object_new (BELL_TYPE_FILE_KEEPER, NULL);
  self->helpline = g_object_ref (helpline);
  self->attachments = g_object_ref (attachments);
  g_signal_connect_object (attachments, "items-changed", G_CALLBACK (attachments_changed_cb), self, G_CONNECT_SWAPPED);
  attachments_changed_cb (self);

  return self;
}

/**
 * bell_file_keeper_get_value:
 * @self: a keeper
 *
 * Returns: (transfer full) (nullable): the files that are safe, of the type of
 *   %BELL_KIND_ATTACHMENTS; %NULL for none
 */
GVariant *
bell_file_keeper_get_value (BellFileKeeper *self)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(ssst)"));
  guint n;
  guint found = 0;

  g_return_val_if_fail (BELL_IS_FILE_KEEPER (self), NULL);

  n = g_list_model_get_n_items (self->attachments);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(BellAttachment) attachment = g_list_model_get_item (self->attachments, i);
      const char *blob_id = bell_attachment_get_blob_id (attachment);

      if (blob_id == NULL)
        blob_id = g_hash_table_lookup (self->kept, attachment);
      if (blob_id == NULL)
        continue;
      g_variant_builder_add (&builder, "(ssst)", blob_id, bell_attachment_get_name (attachment),
                             bell_attachment_get_media_type (attachment), (guint64) bell_attachment_get_size (attachment));
      found++;
    }

  if (found == 0)
    {
      g_variant_builder_clear (&builder);
      return NULL;
    }

  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

/**
 * bell_file_keeper_is_busy:
 * @self: a keeper
 *
 * Returns: whether a file is still on its way into the store
 */
gboolean
bell_file_keeper_is_busy (BellFileKeeper *self)
{
  g_return_val_if_fail (BELL_IS_FILE_KEEPER (self), FALSE);

  return g_hash_table_size (self->started) > 0;
}

/**
 * bell_file_keeper_restore:
 * @value: (nullable): what bell_file_keeper_get_value() gave, out of a draft
 *
 * Returns: (transfer full) (element-type BellAttachment): the files again
 */
GPtrArray *
bell_file_keeper_restore (GVariant *value)
{
  GPtrArray *files = g_ptr_array_new_with_free_func (g_object_unref);
  gsize n = value != NULL ? g_variant_n_children (value) : 0;

  for (gsize i = 0; i < n; i++)
    {
      const char *blob_id;
      const char *name;
      const char *media_type;
      guint64 size;

      g_variant_get_child (value, i, "(&s&s&st)", &blob_id, &name, &media_type, &size);
      g_ptr_array_add (files, bell_attachment_new (blob_id, name, media_type, (gint64) size));
    }

  return files;
}
