/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-attachment-row.h"

#include <glib/gi18n-lib.h>

/* An attachment on screen: what it is, its name and size, and either Open and
 * Save (in a message) or Open and Remove (while it is written).
 *
 * What the verbs do is for whoever listens. Used from GTK's thread. */
struct _BellAttachmentRow
{
  GtkWidget parent_instance;

  GtkWidget *main_button;
  GtkWidget *image;
  GtkWidget *name_label;
  GtkWidget *size_label;
  GtkWidget *spinner;
  GtkWidget *save_button;
  GtkWidget *remove_button;

  BellAttachment *attachment;
  gboolean removable;
};

G_DEFINE_FINAL_TYPE (BellAttachmentRow, bell_attachment_row, GTK_TYPE_WIDGET)

typedef enum
{
  PROP_ATTACHMENT = 1,
  PROP_REMOVABLE,
} BellAttachmentRowProperty;

enum
{
  SIGNAL_OPEN,
  SIGNAL_SAVE,
  SIGNAL_REMOVE,
  N_SIGNALS
};

static GParamSpec *properties[PROP_REMOVABLE + 1];
static guint signals[N_SIGNALS];

static void
emit_verb (GtkWidget  *widget,
           const char *action_name,
           GVariant   *parameter)
{
  guint verb = SIGNAL_OPEN;

  if (g_str_equal (action_name, "attachment.save"))
    verb = SIGNAL_SAVE;
  else if (g_str_equal (action_name, "attachment.remove"))
    verb = SIGNAL_REMOVE;

  g_signal_emit (widget, signals[verb], 0);
}

static void
label_button (GtkWidget *button,
              char      *label)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_free (label);
}

static void
bell_attachment_row_constructed (GObject *object)
{
  BellAttachmentRow *self = BELL_ATTACHMENT_ROW (object);
  const char *name = bell_attachment_get_name (self->attachment);
  g_autofree char *size = g_format_size ((guint64) MAX (bell_attachment_get_size (self->attachment), 0));
  g_autofree char *content_type =
    g_content_type_from_mime_type (bell_attachment_get_media_type (self->attachment));
  g_autoptr (GIcon) icon = g_content_type_get_symbolic_icon (content_type != NULL ? content_type : "application/octet-stream");

  G_OBJECT_CLASS (bell_attachment_row_parent_class)->constructed (object);

  gtk_image_set_from_gicon (GTK_IMAGE (self->image), icon);
  gtk_label_set_label (GTK_LABEL (self->name_label), name);
  gtk_label_set_label (GTK_LABEL (self->size_label), size);
  gtk_widget_set_tooltip_text (self->main_button, name);
  gtk_widget_set_visible (self->save_button, !self->removable);
  gtk_widget_set_visible (self->remove_button, self->removable);

  /* Translators: %s is the name of a file */
  label_button (self->main_button, g_strdup_printf (_("Open %s"), name));
  label_button (self->save_button, g_strdup_printf (_("Save %s"), name));
  label_button (self->remove_button, g_strdup_printf (_("Remove %s"), name));
}

static void
bell_attachment_row_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  gtk_widget_dispose_template (GTK_WIDGET (object), BELL_TYPE_ATTACHMENT_ROW);

  G_OBJECT_CLASS (bell_attachment_row_parent_class)->dispose (object);
}

static void
bell_attachment_row_finalize (GObject *object)
{
  g_clear_object (&BELL_ATTACHMENT_ROW (object)->attachment);

  G_OBJECT_CLASS (bell_attachment_row_parent_class)->finalize (object);
}

static void
bell_attachment_row_get_property (GObject    *object,
                                  guint       id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  BellAttachmentRow *self = BELL_ATTACHMENT_ROW (object);

  switch ((BellAttachmentRowProperty) id)
    {
    case PROP_ATTACHMENT:
      g_value_set_object (value, self->attachment);
      break;

    case PROP_REMOVABLE:
      g_value_set_boolean (value, self->removable);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bell_attachment_row_set_property (GObject      *object,
                                  guint         id,
                                  const GValue *value,
                                  GParamSpec   *pspec)
{
  BellAttachmentRow *self = BELL_ATTACHMENT_ROW (object);

  switch ((BellAttachmentRowProperty) id)
    {
    case PROP_ATTACHMENT:
      self->attachment = g_value_dup_object (value);
      break;

    case PROP_REMOVABLE:
      self->removable = g_value_get_boolean (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bell_attachment_row_class_init (BellAttachmentRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  static const char *const names[N_SIGNALS] = { "open", "save", "remove" };

  object_class->constructed = bell_attachment_row_constructed;
  object_class->dispose = bell_attachment_row_dispose;
  object_class->finalize = bell_attachment_row_finalize;
  object_class->get_property = bell_attachment_row_get_property;
  object_class->set_property = bell_attachment_row_set_property;

  /**
   * BellAttachmentRow:attachment:
   *
   * What it shows.
   */
  properties[PROP_ATTACHMENT] =
    g_param_spec_object ("attachment", NULL, NULL, BELL_TYPE_ATTACHMENT,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  /**
   * BellAttachmentRow:removable:
   *
   * Whether it has Remove in place of Save.
   */
  properties[PROP_REMOVABLE] =
    g_param_spec_boolean ("removable", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  /**
   * BellAttachmentRow::open:
   *
   * Somebody wants to see it.
   */
  /**
   * BellAttachmentRow::save:
   *
   * Somebody wants to keep a copy.
   */
  /**
   * BellAttachmentRow::remove:
   *
   * Somebody does not want to send it after all.
   */
  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (names[i], G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/deskbell/widgets/bell-attachment-row.ui");
  gtk_widget_class_bind_template_child (widget_class, BellAttachmentRow, main_button);
  gtk_widget_class_bind_template_child (widget_class, BellAttachmentRow, image);
  gtk_widget_class_bind_template_child (widget_class, BellAttachmentRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, BellAttachmentRow, size_label);
  gtk_widget_class_bind_template_child (widget_class, BellAttachmentRow, spinner);
  gtk_widget_class_bind_template_child (widget_class, BellAttachmentRow, save_button);
  gtk_widget_class_bind_template_child (widget_class, BellAttachmentRow, remove_button);
  gtk_widget_class_install_action (widget_class, "attachment.open", NULL, emit_verb);
  gtk_widget_class_install_action (widget_class, "attachment.save", NULL, emit_verb);
  gtk_widget_class_install_action (widget_class, "attachment.remove", NULL, emit_verb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "bellattachment");
}

static void
bell_attachment_row_init (BellAttachmentRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * bell_attachment_row_new:
 * @attachment: what to show
 * @removable: whether it has Remove in place of Save
 *
 * Returns: (transfer full): a row
 */
GtkWidget *
bell_attachment_row_new (BellAttachment *attachment,
                         gboolean        removable)
{
  g_return_val_if_fail (BELL_IS_ATTACHMENT (attachment), NULL);

  return g_object_new (BELL_TYPE_ATTACHMENT_ROW, "attachment", attachment, "removable", removable, NULL);
}

/**
 * bell_attachment_row_get_attachment:
 *
 * Returns: (transfer none): what it shows
 */
BellAttachment *
bell_attachment_row_get_attachment (BellAttachmentRow *self)
{
  g_return_val_if_fail (BELL_IS_ATTACHMENT_ROW (self), NULL);

  return self->attachment;
}

/**
 * bell_attachment_row_set_busy:
 * @busy: whether it is being fetched or read
 *
 * Shows that something is under way; the verbs are off meanwhile.
 */
void
bell_attachment_row_set_busy (BellAttachmentRow *self,
                              gboolean           busy)
{
  g_return_if_fail (BELL_IS_ATTACHMENT_ROW (self));

  gtk_widget_set_visible (self->spinner, busy);
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "attachment.open", !busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "attachment.save", !busy);
}
