/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-status-picture.h"

#include <cairo.h>
#include <string.h>

/* The bell in the tray, in the sizes that panels have. It is drawn in pixels
 * and not named from a theme, because a badge is part of it; light with a dark
 * rim, so that it stands out on light and dark panels alike. */

/* Below this many pixels a number cannot be read, and a dot says it. */
#define SMALLEST_WITH_NUMBER 22

typedef struct
{
  double red, green, blue;
} Colour;

static const Colour light = { 0.97, 0.97, 0.96 };
static const Colour dark = { 0.14, 0.15, 0.18 };
static const Colour blue = { 0.11, 0.44, 0.85 };
static const Colour amber = { 0.90, 0.38, 0.00 };
static const Colour grey = { 0.37, 0.36, 0.39 };
static const Colour white = { 1, 1, 1 };

static void
set_colour (cairo_t      *cr,
            const Colour *colour,
            double        alpha)
{
  cairo_set_source_rgba (cr, colour->red, colour->green, colour->blue, alpha);
}

/* A counter bell as it stands on a desk, in a square of 1 x 1. */
static void
trace_bell (cairo_t *cr)
{
  cairo_new_path (cr);
  /* The knob. */
  cairo_arc (cr, 0.5, 0.20, 0.075, 0, 2 * G_PI);
  cairo_close_path (cr);
  cairo_rectangle (cr, 0.465, 0.24, 0.07, 0.10);
  /* The dome. */
  cairo_move_to (cr, 0.12, 0.69);
  cairo_arc (cr, 0.5, 0.69, 0.38, G_PI, 2 * G_PI);
  cairo_close_path (cr);
  /* The foot. */
  cairo_move_to (cr, 0.11, 0.75);
  cairo_line_to (cr, 0.89, 0.75);
  cairo_arc (cr, 0.89, 0.80, 0.05, -(G_PI / 2), (G_PI / 2));
  cairo_line_to (cr, 0.11, 0.85);
  cairo_arc (cr, 0.11, 0.80, 0.05, (G_PI / 2), 1.5 * G_PI);
  cairo_close_path (cr);
}

static void
draw_bell (cairo_t *cr,
           double   alpha)
{
  cairo_push_group (cr);
  trace_bell (cr);
  set_colour (cr, &dark, 1);
  cairo_set_line_width (cr, 0.12);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_stroke_preserve (cr);
  set_colour (cr, &light, 1);
  cairo_fill (cr);
  cairo_pop_group_to_source (cr);
  cairo_paint_with_alpha (cr, alpha);
}

static void
draw_text (cairo_t    *cr,
           const char *text,
           double      x,
           double      y,
           double      size)
{
  cairo_text_extents_t extents;

  cairo_select_font_face (cr, "sans-serif", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_BOLD);
  cairo_set_font_size (cr, size);
  cairo_text_extents (cr, text, &extents);
  cairo_move_to (cr, x - extents.width / 2 - extents.x_bearing, y - extents.height / 2 - extents.y_bearing);
  set_colour (cr, &white, 1);
  cairo_show_text (cr, text);
}

static void
draw_badge (cairo_t      *cr,
            const Colour *colour,
            const char   *text)
{
  double radius = text != NULL ? 0.27 : 0.20;
  double x = 1 - radius - 0.02;
  double y = radius + 0.02;

  cairo_new_path (cr);
  cairo_arc (cr, x, y, radius + 0.05, 0, 2 * G_PI);
  cairo_set_operator (cr, CAIRO_OPERATOR_CLEAR);
  cairo_fill (cr);
  cairo_set_operator (cr, CAIRO_OPERATOR_OVER);
  cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
  set_colour (cr, colour, 1);
  cairo_fill (cr);
  if (text != NULL)
    draw_text (cr, text, x, y, text[1] == '\0' ? 0.46 : 0.36);
}

static void
draw_warning (cairo_t *cr)
{
  cairo_new_path (cr);
  cairo_move_to (cr, 0.70, 0.06);
  cairo_line_to (cr, 0.96, 0.52);
  cairo_line_to (cr, 0.44, 0.52);
  cairo_close_path (cr);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_width (cr, 0.17);
  cairo_set_operator (cr, CAIRO_OPERATOR_CLEAR);
  cairo_stroke_preserve (cr);
  cairo_set_operator (cr, CAIRO_OPERATOR_OVER);
  set_colour (cr, &amber, 1);
  cairo_set_line_width (cr, 0.07);
  cairo_stroke_preserve (cr);
  cairo_fill (cr);

  set_colour (cr, &white, 1);
  cairo_rectangle (cr, 0.665, 0.20, 0.07, 0.17);
  cairo_rectangle (cr, 0.665, 0.42, 0.07, 0.07);
  cairo_fill (cr);
}

static void
draw_slash (cairo_t *cr)
{
  cairo_new_path (cr);
  cairo_move_to (cr, 0.12, 0.12);
  cairo_line_to (cr, 0.88, 0.92);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  set_colour (cr, &dark, 1);
  cairo_set_line_width (cr, 0.17);
  cairo_stroke_preserve (cr);
  set_colour (cr, &light, 1);
  cairo_set_line_width (cr, 0.08);
  cairo_stroke (cr);
}

static void
draw (cairo_t             *cr,
      int                  size,
      BellStatusItemState  state,
      guint                count)
{
  g_autofree char *number = NULL;

  if (size >= SMALLEST_WITH_NUMBER)
    number = count > 9 ? g_strdup ("9+") : g_strdup_printf ("%u", count);

  cairo_scale (cr, size, size);
  draw_bell (cr, state == BELL_STATUS_ITEM_OFFLINE ? 0.6 : 1);
  switch (state)
    {
    case BELL_STATUS_ITEM_ANSWER:
      draw_badge (cr, &blue, count > 0 ? number : NULL);
      break;
    case BELL_STATUS_ITEM_OUTAGE:
      draw_warning (cr);
      break;
    case BELL_STATUS_ITEM_OFFLINE:
      draw_slash (cr);
      if (count > 0)
        draw_badge (cr, &grey, number);
      break;
    case BELL_STATUS_ITEM_NORMAL:
    default:
      break;
    }
}

/* cairo's pixels are in the machine's order and multiplied by alpha; the tray
 * wants them in network order and not multiplied. */
static GVariant *
to_pixmap (cairo_surface_t *surface)
{
  int width = cairo_image_surface_get_width (surface);
  int height = cairo_image_surface_get_height (surface);
  int stride = cairo_image_surface_get_stride (surface);
  const guint8 *data = cairo_image_surface_get_data (surface);
  gsize length = (gsize) width * (gsize) height * 4;
  guint8 *bytes = g_malloc (length);
  guint8 *out = bytes;

  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++, out += 4)
      {
        guint32 pixel, alpha;

        memcpy (&pixel, data + y * stride + x * 4, sizeof pixel);
        alpha = pixel >> 24;
        out[0] = (guint8) alpha;
        for (int i = 0; i < 3; i++)
          {
            guint32 part = (pixel >> (16 - 8 * i)) & 0xff;

            out[1 + i] = alpha == 0 ? 0 : (guint8) MIN ((part * 255 + alpha / 2) / alpha, 255);
          }
      }

  return g_variant_new ("(ii@ay)", width, height,
                        g_variant_new_from_data (G_VARIANT_TYPE_BYTESTRING, bytes, length, TRUE, g_free, bytes));
}

/**
 * bell_status_picture_new:
 * @state: what it says
 * @count: how many; 0 for no number
 *
 * Returns: (transfer floating): the pictures in all sizes, `a(iiay)`
 */
GVariant *
bell_status_picture_new (BellStatusItemState state,
                         guint               count)
{
  static const int sizes[] = { 16, 22, 24, 32, 48 };
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(iiay)"));
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, sizes[i], sizes[i]);
      cairo_t *cr = cairo_create (surface);

      draw (cr, sizes[i], state, count);
      cairo_destroy (cr);
      cairo_surface_flush (surface);
      g_variant_builder_add_value (&builder, to_pixmap (surface));
      cairo_surface_destroy (surface);
    }

  return g_variant_builder_end (&builder);
}
