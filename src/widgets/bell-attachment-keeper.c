/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-attachment-keeper.h"

#include <glib/gi18n-lib.h>

#include "bell-error.h"

/**
 * BellAttachmentKeeper:
 *
 * Puts the files that somebody adds to a composer into the store at once, so
 * that a draft keeps them through a crash, and the file may be moved or deleted
 * meanwhile. Owned by who owns the composer; main thread.
 */
struct _BellAttachmentKeeper
{
  GObject parent_instance;

  BellStore *store;
  GListModel *attachments; /* of BellAttachment */
  GHashTable *kept;        /* (element-type BellAttachment utf8): its blob */
  GHashTable *started;     /* (element-type BellAttachment): on the way */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (BellAttachmentKeeper, bell_attachment_keeper, G_TYPE_OBJECT)

static guint kept_signal;
static guint failed_signal;

/* One file on its way into the store. */
typedef struct
{
  BellAttachmentKeeper *self;
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
finish (Keeping      *keeping,
        char         *blob_id,
        const GError *error)
{
  BellAttachmentKeeper *self = keeping->self;

  if (self->store == NULL)
    {
      g_free (blob_id);
      return;
    }

  g_hash_table_remove (self->started, keeping->attachment);
  if (blob_id != NULL)
    g_hash_table_insert (self->kept, g_object_ref (keeping->attachment), blob_id);
  else if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_signal_emit (self, failed_signal, 0, error);
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

  finish (keeping, blob_id, error);
}

/* Takes @keeping. */
static void
add (Keeping *keeping,
     GBytes  *bytes)
{
  BellAttachmentKeeper *self = keeping->self;

  if (g_bytes_get_size (bytes) > BELL_MAX_ATTACHMENT)
    {
      g_autoptr(Keeping) taken = keeping;
      g_autoptr(GError) error = g_error_new (BELL_MODEL_ERROR, BELL_MODEL_ERROR_TOO_LARGE,
                                              _("The file “%s” is too large to be attached."),
                                              bell_attachment_get_name (keeping->attachment));

      finish (taken, NULL, error);
      return;
    }

  bell_store_add_blob (self->store, bytes, bell_attachment_get_name (keeping->attachment),
                       bell_attachment_get_media_type (keeping->attachment), self->cancellable,
                       (GAsyncReadyCallback) added_cb, keeping);
}

static void
loaded_cb (GFile        *file,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(Keeping) keeping = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = g_file_load_bytes_finish (file, result, NULL, &error);

  if (bytes == NULL || keeping->self->store == NULL)
    finish (keeping, NULL, error);
  else
    add (g_steal_pointer (&keeping), bytes);
}

static void
keep (BellAttachmentKeeper *self,
      BellAttachment       *attachment)
{
  Keeping *keeping;

  if (bell_attachment_get_blob_id (attachment) != NULL ||
      g_hash_table_contains (self->kept, attachment) ||
      g_hash_table_contains (self->started, attachment))
    return;

  g_hash_table_add (self->started, g_object_ref (attachment));
  keeping = g_new0 (Keeping, 1);
  keeping->self = g_object_ref (self);
  keeping->attachment = g_object_ref (attachment);

  if (bell_attachment_get_bytes (attachment) != NULL)
    add (keeping, bell_attachment_get_bytes (attachment));
  else
    g_file_load_bytes_async (bell_attachment_get_file (attachment), self->cancellable, (GAsyncReadyCallback) loaded_cb, keeping);
}

static void
attachments_changed_cb (BellAttachmentKeeper *self)
{
  guint n = g_list_model_get_n_items (self->attachments);

  g_assert (BELL_IS_ATTACHMENT_KEEPER (self));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(BellAttachment) attachment = g_list_model_get_item (self->attachments, i);

      keep (self, attachment);
    }
}

static void
bell_attachment_keeper_dispose (GObject *object)
{
  BellAttachmentKeeper *self = BELL_ATTACHMENT_KEEPER (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->store);
  g_clear_object (&self->attachments);

  G_OBJECT_CLASS (bell_attachment_keeper_parent_class)->dispose (object);
}

static void
bell_attachment_keeper_finalize (GObject *object)
{
  BellAttachmentKeeper *self = BELL_ATTACHMENT_KEEPER (object);

  g_clear_object (&self->cancellable);
  g_hash_table_unref (self->kept);
  g_hash_table_unref (self->started);

  G_OBJECT_CLASS (bell_attachment_keeper_parent_class)->finalize (object);
}

static void
bell_attachment_keeper_class_init (BellAttachmentKeeperClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = bell_attachment_keeper_dispose;
  object_class->finalize = bell_attachment_keeper_finalize;

  kept_signal = g_signal_new ("kept", BELL_TYPE_ATTACHMENT_KEEPER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                              G_TYPE_NONE, 0);
  failed_signal = g_signal_new ("failed", BELL_TYPE_ATTACHMENT_KEEPER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
bell_attachment_keeper_init (BellAttachmentKeeper *self)
{
  self->kept = g_hash_table_new_full (NULL, NULL, g_object_unref, g_free);
  self->started = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->cancellable = g_cancellable_new ();
}

/**
 * bell_attachment_keeper_new:
 * @store: where files are kept
 * @attachments: a list of #BellAttachment to be followed
 *
 * Returns: (transfer full): a keeper
 */
BellAttachmentKeeper *
bell_attachment_keeper_new (BellStore  *store,
                            GListModel *attachments)
{
  BellAttachmentKeeper *self;

  g_return_val_if_fail (BELL_IS_STORE (store), NULL);
  g_return_val_if_fail (G_IS_LIST_MODEL (attachments), NULL);

  self = g_object_new (BELL_TYPE_ATTACHMENT_KEEPER, NULL);
  self->store = g_object_ref (store);
  self->attachments = g_object_ref (attachments);
  g_signal_connect_object (attachments, "items-changed", G_CALLBACK (attachments_changed_cb), self, G_CONNECT_SWAPPED);
  attachments_changed_cb (self);

  return self;
}

/**
 * bell_attachment_keeper_get_value:
 * @self: a keeper
 *
 * Returns: (transfer full) (nullable): the files that are safe, of the type of
 *   %BELL_KIND_ATTACHMENTS; %NULL for none
 */
GVariant *
bell_attachment_keeper_get_value (BellAttachmentKeeper *self)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(ssst)"));
  guint n;
  guint found = 0;

  g_return_val_if_fail (BELL_IS_ATTACHMENT_KEEPER (self), NULL);

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
 * bell_attachment_keeper_is_busy:
 * @self: a keeper
 *
 * Returns: whether a file is still on its way into the store
 */
gboolean
bell_attachment_keeper_is_busy (BellAttachmentKeeper *self)
{
  g_return_val_if_fail (BELL_IS_ATTACHMENT_KEEPER (self), FALSE);

  return g_hash_table_size (self->started) > 0;
}

/**
 * bell_attachment_keeper_restore:
 * @value: (nullable): what bell_attachment_keeper_get_value() gave, out of a draft
 *
 * Returns: (transfer full) (element-type BellAttachment): the files again
 */
GPtrArray *
bell_attachment_keeper_restore (GVariant *value)
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
