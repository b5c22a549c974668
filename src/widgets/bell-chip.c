/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-chip.h"

/* A small pill with a word in it: a status, a priority, a tag.
 *
 * Its meaning is in the word and the icon; the colour, which the variant
 * chooses in style.css, only helps. Made for list rows: setting what is set
 * already costs nothing. Used from GTK's thread. */
struct _BellChip
{
  GtkWidget parent_instance;

  GtkWidget *image;
  GtkWidget *label;
  char *variant;
};

G_DEFINE_FINAL_TYPE (BellChip, bell_chip, GTK_TYPE_WIDGET)

typedef enum
{
  PROP_LABEL = 1,
  PROP_ICON_NAME,
  PROP_VARIANT,
} BellChipProperty;

static GParamSpec *properties[PROP_VARIANT + 1];

static void
bell_chip_dispose (GObject *object)
{
  BellChip *self = BELL_CHIP (object);

  g_clear_pointer (&self->image, gtk_widget_unparent);
  g_clear_pointer (&self->label, gtk_widget_unparent);

  G_OBJECT_CLASS (bell_chip_parent_class)->dispose (object);
}

static void
bell_chip_finalize (GObject *object)
{
  g_free (BELL_CHIP (object)->variant);

  G_OBJECT_CLASS (bell_chip_parent_class)->finalize (object);
}

static void
bell_chip_get_property (GObject    *object,
                        guint       id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  BellChip *self = BELL_CHIP (object);

  switch ((BellChipProperty) id)
    {
    case PROP_LABEL:
      g_value_set_string (value, bell_chip_get_label (self));
      break;

    case PROP_ICON_NAME:
      g_value_set_string (value, bell_chip_get_icon_name (self));
      break;

    case PROP_VARIANT:
      g_value_set_string (value, bell_chip_get_variant (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bell_chip_set_property (GObject      *object,
                        guint         id,
                        const GValue *value,
                        GParamSpec   *pspec)
{
  BellChip *self = BELL_CHIP (object);

  switch ((BellChipProperty) id)
    {
    case PROP_LABEL:
      bell_chip_set_label (self, g_value_get_string (value));
      break;

    case PROP_ICON_NAME:
      bell_chip_set_icon_name (self, g_value_get_string (value));
      break;

    case PROP_VARIANT:
      bell_chip_set_variant (self, g_value_get_string (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bell_chip_class_init (BellChipClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = bell_chip_dispose;
  object_class->finalize = bell_chip_finalize;
  object_class->get_property = bell_chip_get_property;
  object_class->set_property = bell_chip_set_property;

  /**
   * BellChip:label:
   *
   * The word in it; without one the chip is not shown.
   */
  properties[PROP_LABEL] =
    g_param_spec_string ("label", NULL, NULL, "",
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * BellChip:icon-name:
   *
   * The icon before the word, or %NULL.
   */
  properties[PROP_ICON_NAME] =
    g_param_spec_string ("icon-name", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * BellChip:variant:
   *
   * A style class for its colour, or %NULL: `new`, `open`, `pending`,
   * `on-hold`, `solved`, `closed`, `low`, `normal`, `high`, `urgent`, `tag`,
   * `waiting`, `accent`, `success`, `warning`, `error`.
   */
  properties[PROP_VARIANT] =
    g_param_spec_string ("variant", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_css_name (widget_class, "bellchip");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
bell_chip_init (BellChip *self)
{
  self->image = gtk_image_new ();
  gtk_widget_set_visible (self->image, FALSE);
  gtk_widget_set_parent (self->image, GTK_WIDGET (self));
  self->label = g_object_new (GTK_TYPE_LABEL, "ellipsize", PANGO_ELLIPSIZE_END, "single-line-mode", TRUE, NULL);
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));

  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_START);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * bell_chip_new:
 *
 * Returns: (transfer full): a chip that is hidden until it has a label
 */
GtkWidget *
bell_chip_new (void)
{
  return g_object_new (BELL_TYPE_CHIP, NULL);
}

/**
 * bell_chip_get_label:
 *
 * Returns: (transfer none): the word in it
 */
const char *
bell_chip_get_label (BellChip *self)
{
  g_return_val_if_fail (BELL_IS_CHIP (self), NULL);

  return gtk_label_get_label (GTK_LABEL (self->label));
}

/**
 * bell_chip_set_label:
 * @label: (nullable): the word; %NULL or "" hides the chip
 */
void
bell_chip_set_label (BellChip   *self,
                     const char *label)
{
  g_return_if_fail (BELL_IS_CHIP (self));

  if (label == NULL)
    label = "";
  if (g_str_equal (bell_chip_get_label (self), label))
    return;

  gtk_label_set_label (GTK_LABEL (self->label), label);
  gtk_widget_set_visible (GTK_WIDGET (self), *label != '\0');
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LABEL]);
}

/**
 * bell_chip_get_icon_name:
 *
 * Returns: (transfer none) (nullable): the icon before the word
 */
const char *
bell_chip_get_icon_name (BellChip *self)
{
  g_return_val_if_fail (BELL_IS_CHIP (self), NULL);

  return gtk_image_get_icon_name (GTK_IMAGE (self->image));
}

/**
 * bell_chip_set_icon_name:
 * @icon_name: (nullable): a symbolic icon
 */
void
bell_chip_set_icon_name (BellChip   *self,
                         const char *icon_name)
{
  g_return_if_fail (BELL_IS_CHIP (self));

  if (g_strcmp0 (bell_chip_get_icon_name (self), icon_name) == 0)
    return;

  gtk_image_set_from_icon_name (GTK_IMAGE (self->image), icon_name);
  gtk_widget_set_visible (self->image, icon_name != NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ICON_NAME]);
}

/**
 * bell_chip_get_variant:
 *
 * Returns: (transfer none) (nullable): the style class of its colour
 */
const char *
bell_chip_get_variant (BellChip *self)
{
  g_return_val_if_fail (BELL_IS_CHIP (self), NULL);

  return self->variant;
}

/**
 * bell_chip_set_variant:
 * @variant: (nullable): see #BellChip:variant
 */
void
bell_chip_set_variant (BellChip   *self,
                       const char *variant)
{
  g_return_if_fail (BELL_IS_CHIP (self));

  if (g_strcmp0 (self->variant, variant) == 0)
    return;

  if (self->variant != NULL)
    gtk_widget_remove_css_class (GTK_WIDGET (self), self->variant);
  g_free (self->variant);
  self->variant = g_strdup (variant);
  if (self->variant != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self), self->variant);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VARIANT]);
}
