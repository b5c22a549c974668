/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-markdown-style.h"

#define PARAGRAPH_GAP 10
#define TIGHT_GAP 3

static const double heading_scales[] = { 1.6, 1.35, 1.18, 1.06, 1.0, 1.0 };

static GtkTextTag *
add_tag (GtkTextTagTable *table,
         const char      *name)
{
  g_autoptr (GtkTextTag) tag = gtk_text_tag_new (name);

  gtk_text_tag_table_add (table, tag);

  return tag;
}

/* Returns a table with all tags but those for indents, which are made as they
 * come. Later tags win over earlier ones. */
GtkTextTagTable *
bell_markdown_style_new (void)
{
  GtkTextTagTable *table = gtk_text_tag_table_new ();

  g_object_set (add_tag (table, "gap"), "pixels-above-lines", PARAGRAPH_GAP, NULL);
  g_object_set (add_tag (table, "tight-gap"), "pixels-above-lines", TIGHT_GAP, NULL);
  g_object_set (add_tag (table, "heading-gap"), "pixels-above-lines", 2 * PARAGRAPH_GAP, NULL);
  add_tag (table, "quote");
  g_object_set (add_tag (table, "code-block"),
                "family", "monospace",
                "scale", 0.93,
                "wrap-mode", GTK_WRAP_WORD_CHAR,
                "right-margin", BELL_MARKDOWN_CODE_PADDING,
                NULL);
  g_object_set (add_tag (table, "code-top"), "pixels-above-lines", 2 * PARAGRAPH_GAP, NULL);
  g_object_set (add_tag (table, "code-bottom"), "pixels-below-lines", PARAGRAPH_GAP, NULL);
  g_object_set (add_tag (table, "rule"), "scale", 0.6, "pixels-above-lines", PARAGRAPH_GAP, NULL);
  add_tag (table, "marker");

  for (guint level = 1; level <= G_N_ELEMENTS (heading_scales); level++)
    {
      char name[] = { 'h', (char) ('0' + level), '\0' };

      g_object_set (add_tag (table, name),
                    "scale", heading_scales[level - 1],
                    "weight", level < 6 ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_SEMIBOLD,
                    NULL);
    }

  g_object_set (add_tag (table, "emphasis"), "style", PANGO_STYLE_ITALIC, NULL);
  g_object_set (add_tag (table, "strong"), "weight", PANGO_WEIGHT_BOLD, NULL);
  g_object_set (add_tag (table, "code"), "family", "monospace", "scale", 0.93, NULL);
  g_object_set (add_tag (table, "link"), "underline", PANGO_UNDERLINE_SINGLE, NULL);

  return table;
}

static GdkRGBA
look_up (GtkWidget  *widget,
         const char *name,
         float       alpha)
{
  GdkRGBA color;

  if (!gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), name, &color))
    gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  color.alpha *= alpha;

  return color;
}

static void
set_color (GtkTextTagTable *table,
           const char      *tag_name,
           const char      *property,
           GdkRGBA          color)
{
  GtkTextTag *tag = gtk_text_tag_table_lookup (table, tag_name);
  g_autoptr (GdkRGBA) now = NULL;

  /* Every change lays the text out again. */
  g_object_get (tag, property, &now, NULL);
  if (now == NULL || !gdk_rgba_equal (now, &color))
    g_object_set (tag, property, &color, NULL);
}

/* Takes the colours of the style that @widget has now. */
void
bell_markdown_style_update (GtkTextTagTable *table,
                            GtkWidget       *widget)
{
  GdkRGBA text;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &text);
  text.alpha *= 0.72f;
  set_color (table, "quote", "foreground-rgba", text);
  text.alpha *= 0.9f;
  set_color (table, "marker", "foreground-rgba", text);
  text.alpha = 0.09f;
  set_color (table, "code", "background-rgba", text);
  set_color (table, "link", "foreground-rgba", look_up (widget, "accent_color", 1.0f));
}

/* How far from the left the block's text stands. */
int
bell_markdown_style_get_indent (const BellMarkdownBlock *block)
{
  return (int) (block->quote_depth * BELL_MARKDOWN_QUOTE_INDENT + block->list_depth * BELL_MARKDOWN_LIST_INDENT +
                (block->kind == BELL_MARKDOWN_CODE ? BELL_MARKDOWN_CODE_PADDING : 0));
}

static GtkTextTag *
get_indent_tag (GtkTextTagTable *table,
                int              indent,
                gboolean         hanging)
{
  g_autofree char *name = g_strdup_printf ("indent-%d%s", indent, hanging ? "-hanging" : "");
  GtkTextTag *tag = gtk_text_tag_table_lookup (table, name);

  if (tag == NULL)
    {
      tag = add_tag (table, name);
      g_object_set (tag, "left-margin", indent, NULL);
      if (hanging)
        {
          g_autoptr (PangoTabArray) tabs = pango_tab_array_new_with_positions (1, TRUE, PANGO_TAB_LEFT,
                                                                               BELL_MARKDOWN_LIST_INDENT);

          g_object_set (tag, "left-margin", indent - BELL_MARKDOWN_LIST_INDENT,
                        "indent", -BELL_MARKDOWN_LIST_INDENT, "tabs", tabs, NULL);
        }
    }

  return tag;
}

static void
apply (GtkTextBuffer *buffer,
       const char    *name,
       int            from,
       int            to)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_iter_at_offset (buffer, &start, from);
  gtk_text_buffer_get_iter_at_offset (buffer, &end, to);
  gtk_text_buffer_apply_tag_by_name (buffer, name, &start, &end);
}

static void
apply_marks (GtkTextBuffer           *buffer,
             const BellMarkdownBlock *block,
             int                      text_offset)
{
  const char *at = block->text;
  int offset = text_offset;

  for (guint i = 0; i < block->runs->len; i++)
    {
      const BellMarkdownRun *run = &g_array_index (block->runs, BellMarkdownRun, i);
      int end;

      offset += (int) g_utf8_strlen (at, (gssize) (run->start - (gsize) (at - block->text)));
      at = block->text + run->start;
      end = offset + (int) g_utf8_strlen (at, (gssize) run->length);
      at += run->length;

      if (run->marks & BELL_MARKDOWN_EMPHASIS)
        apply (buffer, "emphasis", offset, end);
      if (run->marks & BELL_MARKDOWN_STRONG)
        apply (buffer, "strong", offset, end);
      if (run->marks & BELL_MARKDOWN_CODE_SPAN)
        apply (buffer, "code", offset, end);
      if (run->marks & BELL_MARKDOWN_LINK)
        apply (buffer, "link", offset, end);
      offset = end;
    }
}

/* Inserts a block, and before it the line break that ends the one before.
 * @first says that nothing stands before it. Leaves @at behind it. */
void
bell_markdown_style_insert (GtkTextBuffer           *buffer,
                            GtkTextIter             *at,
                            const BellMarkdownBlock *block,
                            gboolean                 first)
{
  GtkTextTagTable *table = gtk_text_buffer_get_tag_table (buffer);
  const char *gap = block->tight ? "tight-gap" : "gap";
  GtkTextIter start, first_end, end;
  int begin, text_begin;

  if (!first)
    gtk_text_buffer_insert (buffer, at, "\n", 1);

  begin = gtk_text_iter_get_offset (at);
  if (block->marker != NULL)
    {
      gtk_text_buffer_insert (buffer, at, block->marker, -1);
      gtk_text_buffer_insert (buffer, at, "\t", 1);
    }
  text_begin = gtk_text_iter_get_offset (at);
  gtk_text_buffer_insert (buffer, at, block->kind == BELL_MARKDOWN_RULE ? " " : block->text, -1);

  /* Paragraph attributes are those of a line's first character. */
  gtk_text_buffer_get_iter_at_offset (buffer, &start, begin);
  first_end = start;
  if (!gtk_text_iter_ends_line (&first_end))
    gtk_text_iter_forward_to_line_end (&first_end);
  end = *at;

  gtk_text_buffer_apply_tag (buffer, get_indent_tag (table, bell_markdown_style_get_indent (block), FALSE),
                             &start, &end);
  if (block->marker != NULL)
    {
      gtk_text_buffer_apply_tag (buffer, get_indent_tag (table, bell_markdown_style_get_indent (block), TRUE),
                                 &start, &first_end);
      apply (buffer, "marker", begin, text_begin);
    }

  if (block->quote_depth > 0)
    gtk_text_buffer_apply_tag_by_name (buffer, "quote", &start, &end);

  switch (block->kind)
    {
    case BELL_MARKDOWN_HEADING:
      {
        const char name[] = { 'h', (char) ('0' + block->level), '\0' };

        gtk_text_buffer_apply_tag_by_name (buffer, name, &start, &end);
        if (block->level <= 2)
          gap = "heading-gap";
      }
      break;

    case BELL_MARKDOWN_CODE:
      gtk_text_buffer_apply_tag_by_name (buffer, "code-block", &start, &end);
      gap = "code-top";
      {
        GtkTextIter last = end;

        gtk_text_iter_set_line_offset (&last, 0);
        if (gtk_text_iter_compare (&last, &start) < 0)
          last = start;
        gtk_text_buffer_apply_tag_by_name (buffer, "code-bottom", &last, &end);
      }
      break;

    case BELL_MARKDOWN_RULE:
      gap = "rule";
      break;

    case BELL_MARKDOWN_PARAGRAPH:
    default:
      break;
    }

  if (!first || block->kind == BELL_MARKDOWN_CODE || block->kind == BELL_MARKDOWN_RULE)
    gtk_text_buffer_apply_tag_by_name (buffer, first && block->kind == BELL_MARKDOWN_CODE ? "gap" : gap,
                                       &start, &first_end);

  apply_marks (buffer, block, text_begin);

  gtk_text_buffer_get_end_iter (buffer, at);
}
