/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-row-style.h"

#include <adwaita.h>

/* What of libadwaita's .caption and of chips a font's size is. */
#define CAPTION_SCALE (9.0 / 11.0)
#define CHIP_SCALE    0.82

/* How much of the text's colour is left where it is dimmed. */
#define DIM_ALPHA 0.6

/* Fonts, colours, icons and the words that come again and again, for the rows
 * of one list that draw themselves.
 *
 * A list owns one and its rows share it, so that a theme is asked once and not
 * once a row. It is valid for one look at a time: the rows invalidate it when
 * their own style changes, and the next one that draws has it read the theme
 * anew. Used from GTK's thread. */
struct _BellRowStyle
{
  GObject parent_instance;

  gboolean prepared;
  gboolean contrast;
  int scale;
  GtkIconTheme *icon_theme; /* of the display */
  GtkTextDirection direction;
  PangoContext *context;

  GdkRGBA colors[BELL_N_TONES];      /* of text and icons */
  GdkRGBA backgrounds[BELL_N_TONES]; /* of what is filled */
  GdkRGBA on_colors[BELL_N_TONES];   /* of text on what is filled */
  PangoFontDescription *fonts[BELL_N_ROW_FONTS];
  int heights[BELL_N_ROW_FONTS];
  int digit_widths[BELL_N_ROW_FONTS];
  PangoAttrList *digits; /* all of one width */

  GHashTable *words[BELL_N_ROW_FONTS]; /* static string -> PangoLayout */
  GHashTable *icons;                   /* static name -> GdkPaintable */
};

G_DEFINE_FINAL_TYPE (BellRowStyle, bell_row_style, G_TYPE_OBJECT)

static void
clear (BellRowStyle *self)
{
  self->prepared = FALSE;
  g_clear_object (&self->context);
  for (guint i = 0; i < BELL_N_ROW_FONTS; i++)
    {
      g_clear_pointer (&self->fonts[i], pango_font_description_free);
      g_hash_table_remove_all (self->words[i]);
    }
  g_hash_table_remove_all (self->icons);
}

static void
read_colors (BellRowStyle *self,
             GtkWidget    *widget)
{
  static const char *const names[BELL_N_TONES] = { NULL, NULL, "accent", "success", "warning", "error" };
  GtkStyleContext *context = gtk_widget_get_style_context (widget);
  GdkRGBA text;

  gtk_style_context_get_color (context, &text);
  for (guint tone = 0; tone < BELL_N_TONES; tone++)
    {
      self->colors[tone] = self->backgrounds[tone] = self->on_colors[tone] = text;
      if (names[tone] != NULL)
        {
          g_autofree char *color = g_strconcat (names[tone], "_color", NULL);
          g_autofree char *background = g_strconcat (names[tone], "_bg_color", NULL);
          g_autofree char *on_color = g_strconcat (names[tone], "_fg_color", NULL);

          gtk_style_context_lookup_color (context, color, &self->colors[tone]);
          gtk_style_context_lookup_color (context, background, &self->backgrounds[tone]);
          gtk_style_context_lookup_color (context, on_color, &self->on_colors[tone]);
        }
    }
  if (!self->contrast)
    self->colors[BELL_TONE_DIM].alpha *= DIM_ALPHA;
}

static PangoFontDescription *
scale_font (const PangoFontDescription *base,
            double                      scale,
            PangoWeight                 weight)
{
  PangoFontDescription *font = pango_font_description_copy (base);
  double size = pango_font_description_get_size (base) * scale;

  if (pango_font_description_get_size_is_absolute (base))
    pango_font_description_set_absolute_size (font, size);
  else
    pango_font_description_set_size (font, (int) size);
  pango_font_description_set_weight (font, weight);

  return font;
}

static void
read_fonts (BellRowStyle *self,
            GtkWidget    *widget)
{
  const PangoFontDescription *base;

  self->context = g_object_ref (gtk_widget_get_pango_context (widget));
  base = pango_context_get_font_description (self->context);
  self->fonts[BELL_ROW_FONT_BODY] = pango_font_description_copy (base);
  self->fonts[BELL_ROW_FONT_BOLD] = scale_font (base, 1, PANGO_WEIGHT_BOLD);
  self->fonts[BELL_ROW_FONT_CAPTION] = scale_font (base, CAPTION_SCALE, PANGO_WEIGHT_NORMAL);
  self->fonts[BELL_ROW_FONT_CAPTION_BOLD] = scale_font (base, CAPTION_SCALE, PANGO_WEIGHT_BOLD);
  self->fonts[BELL_ROW_FONT_CHIP] = scale_font (base, CHIP_SCALE, PANGO_WEIGHT_SEMIBOLD);

  for (guint i = 0; i < BELL_N_ROW_FONTS; i++)
    {
      g_autoptr (PangoLayout) layout = pango_layout_new (self->context);

      pango_layout_set_font_description (layout, self->fonts[i]);
      pango_layout_set_text (layout, "0", 1);
      pango_layout_get_pixel_size (layout, &self->digit_widths[i], &self->heights[i]);
    }
}

static void
bell_row_style_finalize (GObject *object)
{
  BellRowStyle *self = BELL_ROW_STYLE (object);

  clear (self);
  for (guint i = 0; i < BELL_N_ROW_FONTS; i++)
    g_hash_table_unref (self->words[i]);
  g_hash_table_unref (self->icons);
  pango_attr_list_unref (self->digits);

  G_OBJECT_CLASS (bell_row_style_parent_class)->finalize (object);
}

static void
bell_row_style_class_init (BellRowStyleClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bell_row_style_finalize;
}

static void
bell_row_style_init (BellRowStyle *self)
{
  for (guint i = 0; i < BELL_N_ROW_FONTS; i++)
    self->words[i] = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  self->icons = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  self->digits = pango_attr_list_new ();
  pango_attr_list_insert (self->digits, pango_attr_font_features_new ("tnum=1"));
}

/**
 * bell_row_style_new:
 *
 * Returns: (transfer full): the style of a list's rows
 */
BellRowStyle *
bell_row_style_new (void)
{
  return g_object_new (BELL_TYPE_ROW_STYLE, NULL);
}

/**
 * bell_row_style_invalidate:
 *
 * Forgets all that was read from the theme.
 */
void
bell_row_style_invalidate (BellRowStyle *self)
{
  g_return_if_fail (BELL_IS_ROW_STYLE (self));

  if (self->prepared)
    clear (self);
}

/**
 * bell_row_style_check:
 * @widget: a row of the list whose style changed
 *
 * Forgets what was read from the theme if that is not what @widget has now. A
 * row that was made or pointed at has changed as well, and means nothing.
 */
void
bell_row_style_check (BellRowStyle *self,
                      GtkWidget    *widget)
{
  GtkStyleContext *context;
  GdkRGBA text, accent;

  g_return_if_fail (BELL_IS_ROW_STYLE (self));
  g_return_if_fail (GTK_IS_WIDGET (widget));

  if (!self->prepared)
    return;

  context = gtk_widget_get_style_context (widget);
  gtk_style_context_get_color (context, &text);
  if (!gtk_style_context_lookup_color (context, "accent_color", &accent))
    accent = text;
  if (!gdk_rgba_equal (&text, &self->colors[BELL_TONE_PLAIN]) || !gdk_rgba_equal (&accent, &self->colors[BELL_TONE_ACCENT]) ||
      self->direction != gtk_widget_get_direction (widget) ||
      !pango_font_description_equal (pango_context_get_font_description (gtk_widget_get_pango_context (widget)),
                                     self->fonts[BELL_ROW_FONT_BODY]))
    clear (self);
}

/**
 * bell_row_style_prepare:
 * @widget: a row of the list
 *
 * Reads the theme, unless it was read already. Every other function wants this
 * to have been called.
 */
void
bell_row_style_prepare (BellRowStyle *self,
                        GtkWidget    *widget)
{
  GdkDisplay *display;

  g_return_if_fail (BELL_IS_ROW_STYLE (self));
  g_return_if_fail (GTK_IS_WIDGET (widget));

  if (self->prepared && self->scale == gtk_widget_get_scale_factor (widget))
    return;

  clear (self);
  display = gtk_widget_get_display (widget);
  self->prepared = TRUE;
  self->scale = gtk_widget_get_scale_factor (widget);
  self->direction = gtk_widget_get_direction (widget);
  self->contrast = adw_style_manager_get_high_contrast (adw_style_manager_get_for_display (display));
  self->icon_theme = gtk_icon_theme_get_for_display (display);
  read_colors (self, widget);
  read_fonts (self, widget);
}

/**
 * bell_row_style_get_contrast:
 *
 * Returns: whether somebody asked for high contrast, where tints do not hold
 */
gboolean
bell_row_style_get_contrast (BellRowStyle *self)
{
  g_return_val_if_fail (BELL_IS_ROW_STYLE (self), FALSE);

  return self->contrast;
}

/**
 * bell_row_style_get_color:
 * @tone: what it means
 *
 * Returns: (transfer none): the colour of text and icons on the list's ground
 */
const GdkRGBA *
bell_row_style_get_color (BellRowStyle *self,
                          BellTone      tone)
{
  g_return_val_if_fail (BELL_IS_ROW_STYLE (self) && tone < BELL_N_TONES, NULL);

  return &self->colors[tone];
}

/**
 * bell_row_style_get_background:
 * @tone: what it means
 *
 * Returns: (transfer none): the colour to fill a chip with
 */
const GdkRGBA *
bell_row_style_get_background (BellRowStyle *self,
                               BellTone      tone)
{
  g_return_val_if_fail (BELL_IS_ROW_STYLE (self) && tone < BELL_N_TONES, NULL);

  return &self->backgrounds[tone];
}

/**
 * bell_row_style_get_on_color:
 * @tone: what it means
 *
 * Returns: (transfer none): the colour of text on bell_row_style_get_background()
 */
const GdkRGBA *
bell_row_style_get_on_color (BellRowStyle *self,
                             BellTone      tone)
{
  g_return_val_if_fail (BELL_IS_ROW_STYLE (self) && tone < BELL_N_TONES, NULL);

  return &self->on_colors[tone];
}

/**
 * bell_row_style_get_height:
 * @font: a font
 *
 * Returns: pixels that a line of it takes
 */
int
bell_row_style_get_height (BellRowStyle *self,
                           BellRowFont   font)
{
  g_return_val_if_fail (BELL_IS_ROW_STYLE (self) && font < BELL_N_ROW_FONTS, 0);

  return self->heights[font];
}

/**
 * bell_row_style_get_digit_width:
 * @font: a font
 *
 * Returns: pixels that a digit of it takes
 */
int
bell_row_style_get_digit_width (BellRowStyle *self,
                                BellRowFont   font)
{
  g_return_val_if_fail (BELL_IS_ROW_STYLE (self) && font < BELL_N_ROW_FONTS, 0);

  return self->digit_widths[font];
}

/**
 * bell_row_style_create_layout:
 * @font: its font
 * @text: one line; no markup
 *
 * Returns: (transfer full): a line of text that ends in dots where it is given
 *   a width that is too small
 */
PangoLayout *
bell_row_style_create_layout (BellRowStyle *self,
                              BellRowFont   font,
                              const char   *text)
{
  PangoLayout *layout;

  g_return_val_if_fail (BELL_IS_ROW_STYLE (self) && self->prepared, NULL);
  g_return_val_if_fail (font < BELL_N_ROW_FONTS, NULL);

  layout = pango_layout_new (self->context);
  pango_layout_set_font_description (layout, self->fonts[font]);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  if (font == BELL_ROW_FONT_CAPTION)
    pango_layout_set_attributes (layout, self->digits);
  pango_layout_set_text (layout, text != NULL ? text : "", -1);

  return layout;
}

/**
 * bell_row_style_get_word:
 * @font: its font
 * @word: a string that is never freed, such as a translated label
 *
 * Returns: (transfer none): a layout of it, made once
 */
PangoLayout *
bell_row_style_get_word (BellRowStyle *self,
                         BellRowFont   font,
                         const char   *word)
{
  PangoLayout *layout;

  g_return_val_if_fail (BELL_IS_ROW_STYLE (self) && self->prepared, NULL);
  g_return_val_if_fail (font < BELL_N_ROW_FONTS && word != NULL, NULL);

  layout = g_hash_table_lookup (self->words[font], word);
  if (layout == NULL)
    {
      layout = bell_row_style_create_layout (self, font, word);
      g_hash_table_insert (self->words[font], (gpointer) word, layout);
    }

  return layout;
}

/**
 * bell_row_style_get_icon:
 * @name: the name of a symbolic icon; a string that is never freed, and drawn in
 *   one size only
 * @size: in pixels
 *
 * Returns: (transfer none): the icon, looked up once
 */
GdkPaintable *
bell_row_style_get_icon (BellRowStyle *self,
                         const char   *name,
                         int           size)
{
  GdkPaintable *icon;

  g_return_val_if_fail (BELL_IS_ROW_STYLE (self) && self->prepared, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  icon = g_hash_table_lookup (self->icons, name);
  if (icon == NULL)
    {
      icon = GDK_PAINTABLE (gtk_icon_theme_lookup_icon (self->icon_theme, name, NULL, size, self->scale, self->direction,
                                                        GTK_ICON_LOOKUP_FORCE_SYMBOLIC));
      g_hash_table_insert (self->icons, (gpointer) name, icon);
    }

  return icon;
}
