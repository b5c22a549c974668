/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-hit-row.h"

#include <glib/gi18n-lib.h>

#include "bell-age.h"

#define LINE_SPACING 2
#define GROUP_ABOVE  8
#define GROUP_BELOW  6
#define GAP          8

/**
 * BellHitRow:
 *
 * Something that was found: its title and age, then who wrote it and the words
 * around what matched, with what matched in bold. The first of each kind says the kind above itself.
 */
struct _BellHitRow
{
  BellDrawnRow parent_instance;

  BellHit *hit;
  gint64 now;
};

G_DEFINE_FINAL_TYPE (BellHitRow, bell_hit_row, BELL_TYPE_DRAWN_ROW)

static const char *
get_group_title (BellType type)
{
  switch ((int) type)
    {
    case BELL_TYPE_TICKET: return _("Tickets");
    case BELL_TYPE_MESSAGE: return _("Messages");
    case BELL_TYPE_ARTICLE: return _("Articles");
    default: return _("Other");
    }
}

/* Number, person and age, of what there is. */
static char *
describe_origin (BellHitRow *self,
                 gboolean    with_age)
{
  const BellSearchHit *hit = bell_hit_peek (self->hit);
  const char *person = bell_hit_get_person (self->hit);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) parts = NULL;

  if (hit->number > 0)
    {
      g_autofree char *number = g_strdup_printf ("#%" G_GINT64_FORMAT, hit->number);

      g_strv_builder_add (builder, number);
    }
  if (person != NULL)
    g_strv_builder_add (builder, person);
  if (with_age)
    {
      g_autofree char *age = bell_age_to_short_text (hit->time, self->now);

      g_strv_builder_add (builder, age);
    }
  parts = g_strv_builder_end (builder);

  return g_strjoinv (" · ", parts);
}

/* Marks what matched; attributes and not markup, since the text is anybody's. */
static void
mark_matches (PangoLayout *layout,
              GArray      *ranges)
{
  g_autoptr (PangoAttrList) attributes = NULL;

  if (ranges == NULL || ranges->len == 0)
    return;

  attributes = pango_attr_list_new ();
  for (guint i = 0; i < ranges->len; i++)
    {
      const BellSearchRange *range = &g_array_index (ranges, BellSearchRange, i);
      PangoAttribute *bold = pango_attr_weight_new (PANGO_WEIGHT_BOLD);

      bold->start_index = range->start;
      bold->end_index = range->end;
      pango_attr_list_insert (attributes, bold);
    }
  pango_layout_set_attributes (layout, attributes);
}

static int
get_group_height (BellHitRow   *self,
                  BellRowStyle *style)
{
  if (self->hit == NULL || !bell_hit_get_first (self->hit))
    return 0;

  return GROUP_ABOVE + bell_row_style_get_height (style, BELL_ROW_FONT_CAPTION_BOLD) + GROUP_BELOW;
}

static int
bell_hit_row_get_height (BellDrawnRow *row,
                         BellRowStyle *style)
{
  return get_group_height (BELL_HIT_ROW (row), style) + bell_row_style_get_height (style, BELL_ROW_FONT_BODY) +
         LINE_SPACING + bell_row_style_get_height (style, BELL_ROW_FONT_CAPTION);
}

static void
draw_first_line (BellHitRow       *self,
                 const BellRowPen *pen,
                 int               baseline)
{
  const BellSearchHit *hit = bell_hit_peek (self->hit);
  g_autofree char *age = bell_age_to_short_text (hit->time, self->now);
  g_autoptr (PangoLayout) when = bell_row_style_create_layout (pen->style, BELL_ROW_FONT_CAPTION, age);
  g_autoptr (PangoLayout) title = bell_row_style_create_layout (pen->style, BELL_ROW_FONT_BODY, hit->title);
  int width;

  pango_layout_get_pixel_size (when, &width, NULL);
  bell_row_pen_text (pen, when, pen->width - width, baseline, -1, BELL_TONE_DIM);

  mark_matches (title, hit->title_ranges);
  bell_row_pen_text (pen, title, 0, baseline, pen->width - width - GAP, BELL_TONE_PLAIN);
}

/* Many tickets have the same subject: who asks or writes tells them apart. */
static void
draw_second_line (BellHitRow       *self,
                  const BellRowPen *pen,
                  int               baseline)
{
  const BellSearchHit *hit = bell_hit_peek (self->hit);
  gboolean has_snippet = hit->snippet != NULL && *hit->snippet != '\0';
  const char *person = bell_hit_get_person (self->hit);
  g_autofree char *origin = has_snippet ? NULL : describe_origin (self, FALSE);
  g_autoptr (PangoLayout) layout = NULL;
  int start = 0;

  if (has_snippet && person != NULL && hit->type == BELL_TYPE_MESSAGE)
    {
      g_autoptr (PangoLayout) name = bell_row_style_create_layout (pen->style, BELL_ROW_FONT_CAPTION, person);
      int width;

      pango_layout_get_pixel_size (name, &width, NULL);
      width = MIN (width, pen->width / 3);
      bell_row_pen_text (pen, name, 0, baseline, width, BELL_TONE_PLAIN);
      start = width + GAP;
    }

  layout = bell_row_style_create_layout (pen->style, BELL_ROW_FONT_CAPTION, has_snippet ? hit->snippet : origin);
  if (has_snippet)
    mark_matches (layout, hit->snippet_ranges);
  bell_row_pen_text (pen, layout, start, baseline, pen->width - start, BELL_TONE_DIM);
}

static void
bell_hit_row_draw (BellDrawnRow     *row,
                   const BellRowPen *pen)
{
  BellHitRow *self = BELL_HIT_ROW (row);
  BellRowStyle *style = pen->style;
  int top;

  if (self->hit == NULL)
    return;

  top = get_group_height (self, style);
  if (bell_hit_get_first (self->hit))
    bell_row_pen_text (pen,
                       bell_row_style_get_word (style, BELL_ROW_FONT_CAPTION_BOLD, get_group_title (bell_hit_peek (self->hit)->type)),
                       0, GROUP_ABOVE + bell_row_pen_get_baseline (pen, BELL_ROW_FONT_CAPTION_BOLD), -1, BELL_TONE_DIM);

  draw_first_line (self, pen, top + bell_row_pen_get_baseline (pen, BELL_ROW_FONT_BODY));
  top += bell_row_style_get_height (style, BELL_ROW_FONT_BODY) + LINE_SPACING;
  draw_second_line (self, pen, top + bell_row_pen_get_baseline (pen, BELL_ROW_FONT_CAPTION));
}

static char *
bell_hit_row_describe (BellDrawnRow *row)
{
  BellHitRow *self = BELL_HIT_ROW (row);
  g_autofree char *origin = NULL;
  const BellSearchHit *hit;

  if (self->hit == NULL)
    return NULL;

  hit = bell_hit_peek (self->hit);
  origin = describe_origin (self, TRUE);

  return g_strjoin (", ", get_group_title (hit->type), hit->title != NULL ? hit->title : "", origin,
                    hit->snippet != NULL && *hit->snippet != '\0' ? hit->snippet : NULL, NULL);
}

static gboolean
bell_hit_row_query_tooltip (GtkWidget  *widget,
                            int         x,
                            int         y,
                            gboolean    keyboard,
                            GtkTooltip *tooltip)
{
  BellHitRow *self = BELL_HIT_ROW (widget);
  g_autofree char *origin = NULL;

  if (self->hit == NULL)
    return FALSE;

  origin = describe_origin (self, TRUE);
  gtk_tooltip_set_text (tooltip, origin);
  return TRUE;
}

static void
bell_hit_row_dispose (GObject *object)
{
  g_clear_object (&BELL_HIT_ROW (object)->hit);

  G_OBJECT_CLASS (bell_hit_row_parent_class)->dispose (object);
}

static void
bell_hit_row_class_init (BellHitRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  BellDrawnRowClass *row_class = BELL_DRAWN_ROW_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bell_hit_row_dispose;
  widget_class->query_tooltip = bell_hit_row_query_tooltip;
  row_class->get_height = bell_hit_row_get_height;
  row_class->draw = bell_hit_row_draw;
  row_class->describe = bell_hit_row_describe;
}

static void
bell_hit_row_init (BellHitRow *self)
{
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
}

/**
 * bell_hit_row_new:
 * @style: what it shares with the other rows of its list
 *
 * Returns: (transfer floating): a row without a hit
 */
GtkWidget *
bell_hit_row_new (BellRowStyle *style)
{
  g_return_val_if_fail (BELL_IS_ROW_STYLE (style), NULL);

  return g_object_new (BELL_TYPE_HIT_ROW, "row-style", style, NULL);
}

/**
 * bell_hit_row_set_hit:
 * @self: a row
 * @hit: (nullable): what to show
 * @now: the time, for its age
 */
void
bell_hit_row_set_hit (BellHitRow *self,
                      BellHit    *hit,
                      gint64      now)
{
  gboolean first;

  g_return_if_fail (BELL_IS_HIT_ROW (self));
  g_return_if_fail (hit == NULL || BELL_IS_HIT (hit));

  self->now = now;
  if (self->hit == hit)
    return;

  first = self->hit != NULL && bell_hit_get_first (self->hit);
  g_set_object (&self->hit, hit);
  if (first != (hit != NULL && bell_hit_get_first (hit)))
    gtk_widget_queue_resize (GTK_WIDGET (self));
  bell_drawn_row_changed (BELL_DRAWN_ROW (self));
}
