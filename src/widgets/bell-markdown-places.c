/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-markdown-places.h"

#include "bell-markdown-style.h"

/* Where the blocks stand in a buffer, so that the bars of quotations, the
 * boxes of code and the lines across can be drawn behind the text: a text
 * buffer's tags know none of them. Owned by its view. */
struct _BellMarkdownPlaces
{
  GArray *places; /* Place, in order */
};

typedef struct
{
  int start;
  int end;
  int indent;
  guint quote_depth;
  BellMarkdownKind kind;
} Place;

static void
get_lines (GtkTextView *view,
           const Place *place,
           int         *top,
           int         *bottom)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (view);
  GtkTextIter iter;
  int height;

  gtk_text_buffer_get_iter_at_offset (buffer, &iter, place->start);
  gtk_text_view_get_line_yrange (view, &iter, top, &height);
  gtk_text_buffer_get_iter_at_offset (buffer, &iter, place->end);
  gtk_text_view_get_line_yrange (view, &iter, bottom, &height);
  *bottom += height;
}

static void
draw_place (GtkTextView   *view,
            GtkSnapshot   *snapshot,
            const Place   *place,
            const Place   *before,
            int            width,
            const GdkRGBA *text_color)
{
  GdkRGBA color = *text_color;
  int top, bottom;

  get_lines (view, place, &top, &bottom);

  for (guint depth = 0; depth < place->quote_depth; depth++)
    {
      gboolean goes_on = before != NULL && before->quote_depth > depth;
      int bar_top = goes_on ? top : top + 8;
      graphene_rect_t bar = GRAPHENE_RECT_INIT ((float) (depth * BELL_MARKDOWN_QUOTE_INDENT), (float) bar_top,
                                                3.0f, (float) (bottom - bar_top));

      color.alpha = 0.22f;
      gtk_snapshot_append_color (snapshot, &color, &bar);
    }

  if (place->kind == BELL_MARKDOWN_CODE)
    {
      int left = place->indent - BELL_MARKDOWN_CODE_PADDING;
      gboolean leads = before == NULL;
      GskRoundedRect box;

      top += leads ? 0 : 10;
      gsk_rounded_rect_init_from_rect (&box, &GRAPHENE_RECT_INIT ((float) left, (float) top, (float) (width - left),
                                                                  (float) (bottom - top)), 8.0f);
      color.alpha = 0.06f;
      gtk_snapshot_push_rounded_clip (snapshot, &box);
      gtk_snapshot_append_color (snapshot, &color, &box.bounds);
      gtk_snapshot_pop (snapshot);
    }
  else if (place->kind == BELL_MARKDOWN_RULE)
    {
      int left = place->indent;
      graphene_rect_t line = GRAPHENE_RECT_INIT ((float) left, (float) ((top + 10 + bottom) / 2),
                                                 (float) (width - left), 1.0f);

      color.alpha = 0.2f;
      gtk_snapshot_append_color (snapshot, &color, &line);
    }
}

BellMarkdownPlaces *
bell_markdown_places_new (void)
{
  BellMarkdownPlaces *self = g_new0 (BellMarkdownPlaces, 1);

  self->places = g_array_new (FALSE, TRUE, sizeof (Place));

  return self;
}

void
bell_markdown_places_free (BellMarkdownPlaces *self)
{
  g_array_unref (self->places);
  g_free (self);
}

void
bell_markdown_places_clear (BellMarkdownPlaces *self)
{
  g_array_set_size (self->places, 0);
}

/* @start and @end are offsets in the buffer. */
void
bell_markdown_places_add (BellMarkdownPlaces      *self,
                          const BellMarkdownBlock *block,
                          int                      start,
                          int                      end)
{
  Place place = { start, end, bell_markdown_style_get_indent (block), block->quote_depth, block->kind };

  g_array_append_val (self->places, place);
}

/* Draws what is in sight; for the snapshot_layer() of @view. */
void
bell_markdown_places_draw (BellMarkdownPlaces *self,
                           GtkTextView        *view,
                           GtkSnapshot        *snapshot)
{
  GdkRectangle visible;
  GtkTextIter top;
  GdkRGBA color;
  guint low = 0, high = self->places->len;
  int first;

  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (view)), &color);
  gtk_text_view_get_visible_rect (view, &visible);
  gtk_text_view_get_line_at_y (view, &top, visible.y, NULL);
  first = gtk_text_iter_get_offset (&top);

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (g_array_index (self->places, Place, middle).end < first)
        low = middle + 1;
      else
        high = middle;
    }

  for (guint i = low; i < self->places->len; i++)
    {
      const Place *place = &g_array_index (self->places, Place, i);
      int y, bottom;

      if (place->quote_depth == 0 && place->kind != BELL_MARKDOWN_CODE && place->kind != BELL_MARKDOWN_RULE)
        continue;

      get_lines (view, place, &y, &bottom);
      if (y > visible.y + visible.height)
        break;
      draw_place (view, snapshot, place, i > 0 ? place - 1 : NULL, visible.width, &color);
    }
}
