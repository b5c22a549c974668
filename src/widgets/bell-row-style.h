/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What a colour means; what it is, the theme says. */
typedef enum
{
  BELL_TONE_PLAIN,
  BELL_TONE_DIM,
  BELL_TONE_ACCENT,
  BELL_TONE_SUCCESS,
  BELL_TONE_WARNING,
  BELL_TONE_ERROR,
} BellTone;

#define BELL_N_TONES (BELL_TONE_ERROR + 1)

typedef enum
{
  BELL_ROW_FONT_BODY,
  BELL_ROW_FONT_BOLD,
  BELL_ROW_FONT_CAPTION,
  BELL_ROW_FONT_CAPTION_BOLD,
  BELL_ROW_FONT_CHIP,
} BellRowFont;

#define BELL_N_ROW_FONTS (BELL_ROW_FONT_CHIP + 1)

#define BELL_TYPE_ROW_STYLE (bell_row_style_get_type ())
G_DECLARE_FINAL_TYPE (BellRowStyle, bell_row_style, BELL, ROW_STYLE, GObject)

BellRowStyle  *bell_row_style_new             (void);
void           bell_row_style_invalidate      (BellRowStyle *self);
void           bell_row_style_check           (BellRowStyle *self,
                                               GtkWidget    *widget);
void           bell_row_style_prepare         (BellRowStyle *self,
                                               GtkWidget    *widget);
gboolean       bell_row_style_get_contrast    (BellRowStyle *self);
const GdkRGBA *bell_row_style_get_color       (BellRowStyle *self,
                                               BellTone      tone);
const GdkRGBA *bell_row_style_get_background  (BellRowStyle *self,
                                               BellTone      tone);
const GdkRGBA *bell_row_style_get_on_color    (BellRowStyle *self,
                                               BellTone      tone);
int            bell_row_style_get_height      (BellRowStyle *self,
                                               BellRowFont   font);
int            bell_row_style_get_digit_width (BellRowStyle *self,
                                               BellRowFont   font);
PangoLayout   *bell_row_style_create_layout   (BellRowStyle *self,
                                               BellRowFont   font,
                                               const char   *text);
PangoLayout   *bell_row_style_get_word        (BellRowStyle *self,
                                               BellRowFont   font,
                                               const char   *word);
GdkPaintable  *bell_row_style_get_icon        (BellRowStyle *self,
                                               const char   *name,
                                               int           size);

G_END_DECLS
