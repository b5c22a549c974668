/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-row-pen.h"

#define CHIP_PADDING_X 8
#define CHIP_PADDING_Y 1

static int
place (const BellRowPen *pen,
       int               x,
       int               width)
{
  return pen->from_right ? pen->width - x - width : x;
}

/**
 * bell_row_pen_get_baseline:
 * @pen: a pen
 * @font: a font
 *
 * Returns: pixels from the top of a line to what its letters stand on
 */
int
bell_row_pen_get_baseline (const BellRowPen *pen,
                           BellRowFont       font)
{
  return pango_layout_get_baseline (bell_row_style_get_word (pen->style, font, "0")) / PANGO_SCALE;
}

/**
 * bell_row_pen_text:
 * @pen: a pen
 * @layout: a line of text
 * @x: where it begins
 * @baseline: what its letters stand on, from the top of the row
 * @room: pixels that it may take, or -1
 * @tone: its colour
 *
 * Draws a line of text, cut with dots where there is too little room.
 *
 * Returns: pixels that it took
 */
int
bell_row_pen_text (const BellRowPen *pen,
                   PangoLayout      *layout,
                   int               x,
                   int               baseline,
                   int               room,
                   BellTone          tone)
{
  PangoRectangle line;
  int at;

  if (room == 0)
    return 0;

  pango_layout_get_pixel_extents (layout, NULL, &line);
  if (room > 0 && line.width > room)
    {
      pango_layout_set_width (layout, room * PANGO_SCALE);
      pango_layout_get_pixel_extents (layout, NULL, &line);
    }

  /* With a width, a line that reads from the right stands at its right end. */
  at = place (pen, x, line.width) - line.x;
  gtk_snapshot_save (pen->snapshot);
  gtk_snapshot_translate (pen->snapshot,
                          &GRAPHENE_POINT_INIT (at, baseline - pango_layout_get_baseline (layout) / PANGO_SCALE));
  gtk_snapshot_append_layout (pen->snapshot, layout, bell_row_style_get_color (pen->style, tone));
  gtk_snapshot_restore (pen->snapshot);

  return line.width;
}

/**
 * bell_row_pen_icon:
 * @pen: a pen
 * @name: a symbolic icon; a static string
 * @size: pixels
 * @x: where it begins
 * @y: its top
 * @tone: its colour
 *
 * Returns: pixels that it took
 */
int
bell_row_pen_icon (const BellRowPen *pen,
                   const char       *name,
                   int               size,
                   int               x,
                   int               y,
                   BellTone          tone)
{
  GdkPaintable *icon = bell_row_style_get_icon (pen->style, name, size);

  gtk_snapshot_save (pen->snapshot);
  gtk_snapshot_translate (pen->snapshot, &GRAPHENE_POINT_INIT (place (pen, x, size), y));
  if (GTK_IS_SYMBOLIC_PAINTABLE (icon))
    {
      GdkRGBA colors[4] = {
        *bell_row_style_get_color (pen->style, tone),
        *bell_row_style_get_color (pen->style, BELL_TONE_ERROR),
        *bell_row_style_get_color (pen->style, BELL_TONE_WARNING),
        *bell_row_style_get_color (pen->style, BELL_TONE_SUCCESS),
      };

      gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (icon), GDK_SNAPSHOT (pen->snapshot), size, size,
                                                colors, G_N_ELEMENTS (colors));
    }
  else
    gdk_paintable_snapshot (icon, GDK_SNAPSHOT (pen->snapshot), size, size);
  gtk_snapshot_restore (pen->snapshot);

  return size;
}

/**
 * bell_row_pen_dot:
 * @pen: a pen
 * @size: pixels
 * @x: where it begins
 * @y: its top
 * @tone: its colour
 */
void
bell_row_pen_dot (const BellRowPen *pen,
                  int               size,
                  int               x,
                  int               y,
                  BellTone          tone)
{
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (place (pen, x, size), y, size, size);
  GskRoundedRect shape;

  gsk_rounded_rect_init_from_rect (&shape, &bounds, (float) size / 2);
  gtk_snapshot_push_rounded_clip (pen->snapshot, &shape);
  gtk_snapshot_append_color (pen->snapshot, bell_row_style_get_color (pen->style, tone), &bounds);
  gtk_snapshot_pop (pen->snapshot);
}

/**
 * bell_row_pen_get_chip_width:
 * @pen: a pen
 * @layout: the word in the chip
 * @least_digits: so many digits fit in any case, that chips stand in a column
 *
 * Returns: pixels that bell_row_pen_chip() wants
 */
int
bell_row_pen_get_chip_width (const BellRowPen *pen,
                             PangoLayout      *layout,
                             int               least_digits)
{
  PangoRectangle line;

  pango_layout_get_pixel_extents (layout, NULL, &line);

  return MAX (line.width, least_digits * bell_row_style_get_digit_width (pen->style, BELL_ROW_FONT_CHIP)) +
         2 * CHIP_PADDING_X;
}

/**
 * bell_row_pen_chip:
 * @pen: a pen
 * @layout: the word in it
 * @x: where it begins
 * @width: pixels
 * @baseline: what its letters stand on
 * @tone: its colour
 * @filled: whether it shouts
 *
 * Draws a pill with a word in its middle.
 */
void
bell_row_pen_chip (const BellRowPen *pen,
                   PangoLayout      *layout,
                   int               x,
                   int               width,
                   int               baseline,
                   BellTone          tone,
                   gboolean          filled)
{
  gboolean contrast = bell_row_style_get_contrast (pen->style);
  int above = pango_layout_get_baseline (layout) / PANGO_SCALE;
  GdkRGBA ground = *bell_row_style_get_background (pen->style, tone);
  GdkRGBA ink = *bell_row_style_get_color (pen->style, tone);
  PangoRectangle line;
  graphene_rect_t bounds;
  GskRoundedRect shape;

  pango_layout_get_pixel_extents (layout, NULL, &line);
  bounds = GRAPHENE_RECT_INIT (place (pen, x, width), baseline - above - CHIP_PADDING_Y, width,
                               line.height + 2 * CHIP_PADDING_Y);
  gsk_rounded_rect_init_from_rect (&shape, &bounds, bounds.size.height / 2);

  if (filled)
    ink = *bell_row_style_get_on_color (pen->style, tone);
  else if (contrast)
    ink = *bell_row_style_get_color (pen->style, BELL_TONE_PLAIN);
  else
    ground.alpha *= tone == BELL_TONE_PLAIN || tone == BELL_TONE_DIM ? 0.08f : tone == BELL_TONE_ACCENT ? 0.15f : 0.19f;

  if (contrast && !filled)
    gtk_snapshot_append_border (pen->snapshot, &shape, (float[4]) { 1, 1, 1, 1 },
                                (GdkRGBA[4]) { ink, ink, ink, ink });
  else
    {
      gtk_snapshot_push_rounded_clip (pen->snapshot, &shape);
      gtk_snapshot_append_color (pen->snapshot, &ground, &bounds);
      gtk_snapshot_pop (pen->snapshot);
    }

  gtk_snapshot_save (pen->snapshot);
  gtk_snapshot_translate (pen->snapshot,
                          &GRAPHENE_POINT_INIT ((int) bounds.origin.x + (width - line.width) / 2 - line.x,
                                                baseline - above));
  gtk_snapshot_append_layout (pen->snapshot, layout, &ink);
  gtk_snapshot_restore (pen->snapshot);
}
