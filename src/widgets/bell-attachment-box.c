/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-attachment-box.h"

#include <glib/gi18n-lib.h>

#include "bell-attachment-row.h"

#define DEFAULT_SIZE_LIMIT (50 * 1000 * 1000)
#define MAX_ATTACHMENTS 30

/* The attachments of a message that is being written.
 *
 * Takes files and pictures in the background, refuses with a sentence what
 * cannot be sent, and shows the rest as rows that can be removed. Hidden
 * while it is empty. Used from GTK's thread; owned by its parent. */
struct _BellAttachmentBox
{
  GtkWidget parent_instance;

  GtkWidget *flow_box;
  GListStore *attachments;
  GCancellable *cancellable;
  GtkFileChooserNative *chooser;
  guint64 size_limit;
  guint n_pending;
};

G_DEFINE_FINAL_TYPE (BellAttachmentBox, bell_attachment_box, GTK_TYPE_WIDGET)

typedef enum
{
  PROP_BUSY = 1,
  PROP_SIZE_LIMIT,
} BellAttachmentBoxProperty;

enum
{
  SIGNAL_CHANGED,
  SIGNAL_PROBLEM,
  SIGNAL_OPEN,
  N_SIGNALS
};

static GParamSpec *properties[PROP_SIZE_LIMIT + 1];
static guint signals[N_SIGNALS];

static void
set_pending (BellAttachmentBox *self,
             int                change)
{
  self->n_pending = (guint) ((int) self->n_pending + change);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

static void
on_row_remove (BellAttachmentRow *row,
               BellAttachmentBox *self)
{
  guint position;

  if (g_list_store_find (self->attachments, bell_attachment_row_get_attachment (row), &position))
    g_list_store_remove (self->attachments, position);
}

static void
on_row_open (BellAttachmentRow *row,
             BellAttachmentBox *self)
{
  g_signal_emit (self, signals[SIGNAL_OPEN], 0, bell_attachment_row_get_attachment (row));
}

static GtkWidget *
make_row (gpointer item,
          gpointer user_data)
{
  GtkWidget *row = bell_attachment_row_new (BELL_ATTACHMENT (item), TRUE);

  g_signal_connect_object (row, "remove", G_CALLBACK (on_row_remove), user_data, 0);
  g_signal_connect_object (row, "open", G_CALLBACK (on_row_open), user_data, 0);

  return row;
}

static void
on_items_changed (BellAttachmentBox *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), g_list_model_get_n_items (G_LIST_MODEL (self->attachments)) > 0);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
on_file_known (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (BellAttachmentBox) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (BellAttachment) attachment = bell_attachment_new_finish (result, &error);

  set_pending (self, -1);

  if (attachment != NULL)
    bell_attachment_box_add (self, attachment);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    bell_attachment_box_refuse (self, error->message);
}

static void
encode_texture (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  g_task_return_pointer (task, gdk_texture_save_to_png_bytes (GDK_TEXTURE (task_data)),
                         (GDestroyNotify) g_bytes_unref);
}

static void
on_texture_encoded (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  BellAttachmentBox *self = BELL_ATTACHMENT_BOX (source);
  g_autoptr (GBytes) bytes = g_task_propagate_pointer (G_TASK (result), NULL);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%Y-%m-%d %H.%M.%S");
  g_autofree char *name = NULL;
  g_autoptr (BellAttachment) attachment = NULL;

  set_pending (self, -1);
  if (bytes == NULL)
    return; /* cleared meanwhile */

  /* Translators: the name of a pasted picture; %s is date and time */
  name = g_strdup_printf (_("Picture %s.png"), time);
  attachment = bell_attachment_new_for_bytes (name, "image/png", bytes);
  bell_attachment_box_add (self, attachment);
}

static void
on_chooser_response (GtkNativeDialog   *dialog,
                     int                response,
                     BellAttachmentBox *self)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GListModel) files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog));

      for (guint i = 0; i < g_list_model_get_n_items (files); i++)
        {
          g_autoptr (GFile) file = g_list_model_get_item (files, i);

          bell_attachment_box_add_file (self, file);
        }
    }

  g_clear_object (&self->chooser);
}

static void
bell_attachment_box_dispose (GObject *object)
{
  BellAttachmentBox *self = BELL_ATTACHMENT_BOX (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_pointer (&self->flow_box, gtk_widget_unparent);
  g_clear_object (&self->chooser);
  g_clear_object (&self->attachments);

  G_OBJECT_CLASS (bell_attachment_box_parent_class)->dispose (object);
}

static void
bell_attachment_box_finalize (GObject *object)
{
  g_clear_object (&BELL_ATTACHMENT_BOX (object)->cancellable);

  G_OBJECT_CLASS (bell_attachment_box_parent_class)->finalize (object);
}

static void
bell_attachment_box_get_property (GObject    *object,
                                  guint       id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  BellAttachmentBox *self = BELL_ATTACHMENT_BOX (object);

  switch ((BellAttachmentBoxProperty) id)
    {
    case PROP_BUSY:
      g_value_set_boolean (value, self->n_pending > 0);
      break;

    case PROP_SIZE_LIMIT:
      g_value_set_uint64 (value, self->size_limit);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bell_attachment_box_set_property (GObject      *object,
                                  guint         id,
                                  const GValue *value,
                                  GParamSpec   *pspec)
{
  BellAttachmentBox *self = BELL_ATTACHMENT_BOX (object);

  switch ((BellAttachmentBoxProperty) id)
    {
    case PROP_SIZE_LIMIT:
      self->size_limit = g_value_get_uint64 (value);
      break;

    case PROP_BUSY:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bell_attachment_box_class_init (BellAttachmentBoxClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = bell_attachment_box_dispose;
  object_class->finalize = bell_attachment_box_finalize;
  object_class->get_property = bell_attachment_box_get_property;
  object_class->set_property = bell_attachment_box_set_property;

  /**
   * BellAttachmentBox:busy:
   *
   * Whether something that was added is still being looked at.
   */
  properties[PROP_BUSY] =
    g_param_spec_boolean ("busy", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * BellAttachmentBox:size-limit:
   *
   * Larger files are refused; in bytes.
   */
  properties[PROP_SIZE_LIMIT] =
    g_param_spec_uint64 ("size-limit", NULL, NULL, 0, G_MAXUINT64, DEFAULT_SIZE_LIMIT,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  /**
   * BellAttachmentBox::changed:
   *
   * Something was added or removed.
   */
  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * BellAttachmentBox::problem:
   * @text: a sentence
   *
   * Something could not be added.
   */
  signals[SIGNAL_PROBLEM] =
    g_signal_new ("problem", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_STRING);

  /**
   * BellAttachmentBox::open:
   * @attachment: a #BellAttachment
   *
   * Somebody wants to see what they added.
   */
  signals[SIGNAL_OPEN] =
    g_signal_new ("open", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, BELL_TYPE_ATTACHMENT);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
bell_attachment_box_init (BellAttachmentBox *self)
{
  self->cancellable = g_cancellable_new ();
  self->attachments = g_list_store_new (BELL_TYPE_ATTACHMENT);
  self->flow_box = g_object_new (GTK_TYPE_FLOW_BOX,
                                 "selection-mode", GTK_SELECTION_NONE,
                                 "column-spacing", 6, "row-spacing", 6,
                                 "max-children-per-line", 4,
                                 "homogeneous", TRUE,
                                 NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->flow_box),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("Attachments"), -1);
  gtk_widget_set_parent (self->flow_box, GTK_WIDGET (self));
  gtk_flow_box_bind_model (GTK_FLOW_BOX (self->flow_box), G_LIST_MODEL (self->attachments), make_row, self, NULL);
  g_signal_connect_swapped (self->attachments, "items-changed", G_CALLBACK (on_items_changed), self);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * bell_attachment_box_get_attachments:
 *
 * Returns: (transfer none): a list of #BellAttachment that changes with it
 */
GListModel *
bell_attachment_box_get_attachments (BellAttachmentBox *self)
{
  g_return_val_if_fail (BELL_IS_ATTACHMENT_BOX (self), NULL);

  return G_LIST_MODEL (self->attachments);
}

/**
 * bell_attachment_box_is_busy:
 *
 * Returns: whether something that was added is still being looked at
 */
gboolean
bell_attachment_box_is_busy (BellAttachmentBox *self)
{
  g_return_val_if_fail (BELL_IS_ATTACHMENT_BOX (self), FALSE);

  return self->n_pending > 0;
}

/**
 * bell_attachment_box_add:
 * @attachment: a file
 *
 * Adds it, or tells why not.
 */
void
bell_attachment_box_add (BellAttachmentBox *self,
                         BellAttachment    *attachment)
{
  g_autofree char *text = NULL;

  g_return_if_fail (BELL_IS_ATTACHMENT_BOX (self));
  g_return_if_fail (BELL_IS_ATTACHMENT (attachment));

  if (self->attachments == NULL)
    return; /* closed while it was looked at */

  if (bell_attachment_get_size (attachment) > (gint64) self->size_limit)
    {
      g_autofree char *limit = g_format_size (self->size_limit);

      /* Translators: the first is the name of a file, the second a size such as 50 MB */
      text = g_strdup_printf (_("“%s” is larger than %s and cannot be attached."),
                              bell_attachment_get_name (attachment), limit);
    }
  else if (g_list_model_get_n_items (G_LIST_MODEL (self->attachments)) >= MAX_ATTACHMENTS)
    {
      text = g_strdup_printf (_("A message takes at most %d files."), MAX_ATTACHMENTS);
    }

  if (text != NULL)
    bell_attachment_box_refuse (self, text);
  else
    g_list_store_append (self->attachments, attachment);
}

/**
 * bell_attachment_box_add_file:
 * @file: a file
 *
 * Adds a file as soon as its size and type are known.
 */
void
bell_attachment_box_add_file (BellAttachmentBox *self,
                              GFile             *file)
{
  g_return_if_fail (BELL_IS_ATTACHMENT_BOX (self));

  set_pending (self, 1);
  bell_attachment_new_for_file (file, self->cancellable, on_file_known, g_object_ref (self));
}

/**
 * bell_attachment_box_add_texture:
 * @texture: a picture
 *
 * Adds a picture as a PNG file, as soon as it is encoded.
 */
void
bell_attachment_box_add_texture (BellAttachmentBox *self,
                                 GdkTexture        *texture)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (BELL_IS_ATTACHMENT_BOX (self));
  g_return_if_fail (GDK_IS_TEXTURE (texture));

  set_pending (self, 1);
  task = g_task_new (self, self->cancellable, on_texture_encoded, NULL);
  g_task_set_source_tag (task, bell_attachment_box_add_texture);
  g_task_set_task_data (task, g_object_ref (texture), g_object_unref);
  g_task_run_in_thread (task, encode_texture);
}

/**
 * bell_attachment_box_choose:
 *
 * Lets the person choose files.
 */
void
bell_attachment_box_choose (BellAttachmentBox *self)
{
  GtkRoot *root;

  g_return_if_fail (BELL_IS_ATTACHMENT_BOX (self));

  if (self->chooser != NULL)
    return;

  root = gtk_widget_get_root (GTK_WIDGET (self));
  self->chooser = gtk_file_chooser_native_new (_("Attach files"), GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                               GTK_FILE_CHOOSER_ACTION_OPEN, _("_Attach"), _("_Cancel"));
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (self->chooser), TRUE);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_chooser_response), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/**
 * bell_attachment_box_refuse:
 * @text: a sentence that says why something cannot be attached
 *
 * Tells #BellAttachmentBox::problem.
 */
void
bell_attachment_box_refuse (BellAttachmentBox *self,
                            const char        *text)
{
  g_return_if_fail (BELL_IS_ATTACHMENT_BOX (self));

  g_signal_emit (self, signals[SIGNAL_PROBLEM], 0, text);
}

/**
 * bell_attachment_box_clear:
 *
 * Removes all, also what is still being looked at.
 */
void
bell_attachment_box_clear (BellAttachmentBox *self)
{
  g_return_if_fail (BELL_IS_ATTACHMENT_BOX (self));

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  g_list_store_remove_all (self->attachments);
}
