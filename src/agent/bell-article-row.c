/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-article-row.h"

#include <glib/gi18n-lib.h>

#include "bell-labels.h"

#define LINE_SPACING 2
#define PADDING_X    6
#define PADDING_Y    2
#define GAP          8

/**
 * BellArticleRow:
 *
 * One article in the list: its title, its category, and its state where that
 * is not the usual one.
 */
struct _BellArticleRow
{
  BellDrawnRow parent_instance;

  BellItem *item;
  gulong changed_id;
};

G_DEFINE_FINAL_TYPE (BellArticleRow, bell_article_row, BELL_TYPE_DRAWN_ROW)

static const BellArticle *
get_article (BellArticleRow *self)
{
  BellRecord *record = self->item != NULL ? bell_item_get_record (self->item) : NULL;

  return record != NULL ? BELL_ARTICLE (record) : NULL;
}

static const char *
get_category (const BellArticle *article)
{
  const char *category = bell_article_get_category (article);

  return category != NULL ? category : _("No category");
}

static int
bell_article_row_get_height (BellDrawnRow *row,
                             BellRowStyle *style)
{
  return bell_row_style_get_height (style, BELL_ROW_FONT_BODY) + LINE_SPACING +
         bell_row_style_get_height (style, BELL_ROW_FONT_CAPTION) + 2 * PADDING_Y;
}

static void
bell_article_row_draw (BellDrawnRow     *row,
                       const BellRowPen *pen)
{
  const BellArticle *article = get_article (BELL_ARTICLE_ROW (row));
  BellRowStyle *style = pen->style;
  g_autoptr (PangoLayout) title = NULL;
  g_autoptr (PangoLayout) category = NULL;
  int second = PADDING_Y + bell_row_style_get_height (style, BELL_ROW_FONT_BODY) + LINE_SPACING;
  int end = pen->width - PADDING_X;

  if (article == NULL)
    return;

  /* That it is published is the rule; only the rest needs words. */
  if (bell_article_get_state (article) != BELL_ARTICLE_STATE_PUBLISHED)
    {
      const char *state = bell_label_for_article_state (bell_article_get_state (article));
      PangoLayout *word = bell_row_style_get_word (style, BELL_ROW_FONT_CHIP, state);
      int width = bell_row_pen_get_chip_width (pen, word, 0);
      int baseline = (pen->height - bell_row_style_get_height (style, BELL_ROW_FONT_CHIP)) / 2 +
                     bell_row_pen_get_baseline (pen, BELL_ROW_FONT_CHIP);

      end -= width;
      bell_row_pen_chip (pen, word, end, width, baseline, BELL_TONE_PLAIN, FALSE);
      end -= GAP;
    }

  title = bell_row_style_create_layout (style, BELL_ROW_FONT_BODY, bell_article_get_title (article));
  bell_row_pen_text (pen, title, PADDING_X, PADDING_Y + bell_row_pen_get_baseline (pen, BELL_ROW_FONT_BODY),
                     MAX (end - PADDING_X, 0), BELL_TONE_PLAIN);
  category = bell_row_style_create_layout (style, BELL_ROW_FONT_CAPTION, get_category (article));
  bell_row_pen_text (pen, category, PADDING_X, second + bell_row_pen_get_baseline (pen, BELL_ROW_FONT_CAPTION),
                     MAX (end - PADDING_X, 0), BELL_TONE_DIM);
}

static char *
bell_article_row_describe (BellDrawnRow *row)
{
  const BellArticle *article = get_article (BELL_ARTICLE_ROW (row));

  if (article == NULL)
    return NULL;

  return g_strjoin (", ", bell_article_get_title (article), get_category (article),
                    bell_article_get_state (article) != BELL_ARTICLE_STATE_PUBLISHED
                      ? bell_label_for_article_state (bell_article_get_state (article))
                      : NULL,
                    NULL);
}

static void
bell_article_row_dispose (GObject *object)
{
  bell_article_row_set_item (BELL_ARTICLE_ROW (object), NULL);

  G_OBJECT_CLASS (bell_article_row_parent_class)->dispose (object);
}

static void
bell_article_row_class_init (BellArticleRowClass *klass)
{
  BellDrawnRowClass *row_class = BELL_DRAWN_ROW_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bell_article_row_dispose;
  row_class->get_height = bell_article_row_get_height;
  row_class->draw = bell_article_row_draw;
  row_class->describe = bell_article_row_describe;
}

static void
bell_article_row_init (BellArticleRow *self)
{
}

/**
 * bell_article_row_new:
 * @style: what it shares with the other rows of its list
 *
 * Returns: (transfer floating): a row without an article
 */
GtkWidget *
bell_article_row_new (BellRowStyle *style)
{
  g_return_val_if_fail (BELL_IS_ROW_STYLE (style), NULL);

  return g_object_new (BELL_TYPE_ARTICLE_ROW, "row-style", style, NULL);
}

/**
 * bell_article_row_set_item:
 * @self: a row
 * @item: (nullable): the article to show
 *
 * Shows an article and follows it.
 */
void
bell_article_row_set_item (BellArticleRow *self,
                           BellItem       *item)
{
  g_return_if_fail (BELL_IS_ARTICLE_ROW (self));
  g_return_if_fail (item == NULL || BELL_IS_ITEM (item));

  if (self->item == item)
    return;

  if (self->item != NULL)
    g_clear_signal_handler (&self->changed_id, self->item);
  g_set_object (&self->item, item);
  if (item == NULL)
    return;

  self->changed_id = g_signal_connect_swapped (item, "notify::record", G_CALLBACK (bell_drawn_row_changed), self);
  bell_drawn_row_changed (BELL_DRAWN_ROW (self));
}
