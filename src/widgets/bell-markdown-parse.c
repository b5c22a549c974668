/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-markdown-private.h"

#include <cmark.h>
#include <string.h>

/* Nesting costs cmark time for each further line, so that a short hostile text
 * could keep it busy for minutes. No person writes as many marks before a
 * line; such a text is shown as it stands. */
#define MAX_MARKS_BEFORE_LINE 50

/* Laying out one line costs more than its share the longer it is, so longer
 * paragraphs are cut at a space, and those of many pieces between two. */
#define MAX_BLOCK_BYTES 4000
#define MAX_BLOCK_RUNS 100

/* The walk over cmark's tree: where it stands, and the block being filled. */
typedef struct
{
  GPtrArray *blocks;
  BellMarkdownFlags flags;
  guint quote_depth;
  guint list_depth;
  guint emphasis;
  guint strong;
  guint link_depth;
  guint link_owner;  /* the depth of the one that @link belongs to */
  char *link;        /* the outermost one that leads somewhere */
  char *next_marker; /* of the item whose first block has not come yet */
  gboolean tight;
  gboolean first_of_item;

  BellMarkdownBlock *block; /* being filled, or NULL */
  GString *text;
} Walk;

static void
clear_run (gpointer data)
{
  g_free (((BellMarkdownRun *) data)->address);
}

static void
block_free (gpointer data)
{
  BellMarkdownBlock *block = data;

  g_free (block->marker);
  g_free (block->text);
  g_array_unref (block->runs);
  g_free (block);
}

static void
block_begin (Walk             *walk,
             BellMarkdownKind  kind)
{
  BellMarkdownBlock *block = g_new0 (BellMarkdownBlock, 1);

  g_assert (walk->block == NULL);

  block->kind = kind;
  block->quote_depth = MIN (walk->quote_depth, BELL_MARKDOWN_MAX_DEPTH);
  block->list_depth = MIN (walk->list_depth, BELL_MARKDOWN_MAX_DEPTH);
  block->marker = g_steal_pointer (&walk->next_marker);
  block->tight = walk->tight && !walk->first_of_item;
  block->runs = g_array_new (FALSE, TRUE, sizeof (BellMarkdownRun));
  g_array_set_clear_func (block->runs, clear_run);
  walk->first_of_item = FALSE;
  walk->block = block;
  walk->text = g_string_new (NULL);
}

static void
block_end (Walk *walk)
{
  g_assert (walk->block != NULL);

  walk->block->text = g_string_free (g_steal_pointer (&walk->text), FALSE);
  g_ptr_array_add (walk->blocks, g_steal_pointer (&walk->block));
}

/* Ends the block and goes on in another that looks the same. */
static void
block_break (Walk *walk)
{
  BellMarkdownBlock *before = walk->block;

  block_end (walk);
  block_begin (walk, before->kind);
  walk->block->level = before->level;
  walk->block->tight = TRUE;
}

static void
add_run (Walk       *walk,
         const char *text,
         gsize       length,
         guint       marks)
{
  guint start = (guint) walk->text->len;

  g_string_append_len (walk->text, text, (gssize) length);

  if (walk->emphasis > 0)
    marks |= BELL_MARKDOWN_EMPHASIS;
  if (walk->strong > 0)
    marks |= BELL_MARKDOWN_STRONG;
  if (walk->link != NULL)
    marks |= BELL_MARKDOWN_LINK;

  if (marks != 0)
    {
      BellMarkdownRun run = { start, (guint) length, marks, g_strdup (walk->link) };

      g_array_append_val (walk->block->runs, run);
    }
}

/* Where to cut a text that is too long: after a space, or between characters. */
static gsize
find_cut (const char *text,
          gsize       limit)
{
  for (gsize i = limit; i > limit / 2; i--)
    if (text[i - 1] == ' ')
      return i;

  while (limit > 0 && ((guchar) text[limit] & 0xc0) == 0x80)
    limit--;

  return limit;
}

static void
add_text (Walk       *walk,
          const char *text,
          gsize       length,
          guint       marks)
{
  while (walk->text->len + length > MAX_BLOCK_BYTES)
    {
      gsize room = MAX_BLOCK_BYTES > walk->text->len ? MAX_BLOCK_BYTES - walk->text->len : 0;
      gsize cut = room > 0 && room < length ? find_cut (text, room) : MIN (room, length);

      if (cut > 0)
        add_run (walk, text, cut, marks);
      block_break (walk);
      text += cut;
      length -= cut;
    }

  if (walk->block->runs->len >= MAX_BLOCK_RUNS)
    block_break (walk);

  if (length > 0)
    add_run (walk, text, length, marks);
}

/* Addresses that stand in the text as such become links, which CommonMark
 * alone does not do. */
static void
add_text_with_links (Walk       *walk,
                     const char *text)
{
  const char *at = text;
  gsize start, length;
  g_autofree char *address = NULL;

  while (walk->link == NULL && bell_markdown_find_address (at, &start, &length, &address))
    {
      add_text (walk, at, start, 0);
      walk->link = g_steal_pointer (&address);
      add_text (walk, at + start, length, 0);
      g_clear_pointer (&walk->link, g_free);
      at += start + length;
    }

  add_text (walk, at, strlen (at), 0);
}

static void
add_code_block (Walk       *walk,
                const char *text)
{
  gsize length = text != NULL ? strlen (text) : 0;

  while (length > 0 && text[length - 1] == '\n')
    length--;

  block_begin (walk, BELL_MARKDOWN_CODE);

  /* Line by line, so that a cut comes between lines where it can. */
  while (length > 0)
    {
      const char *end = memchr (text, '\n', length);
      gsize line = end != NULL ? (gsize) (end - text) : length;

      if (walk->text->len > 0 && walk->text->len + line > MAX_BLOCK_BYTES)
        block_break (walk);
      else if (walk->text->len > 0)
        g_string_append_c (walk->text, '\n');

      add_text (walk, text, line, 0);
      if (end == NULL)
        break;
      text += line + 1;
      length -= line + 1;
    }

  block_end (walk);
}

static void
begin_item (Walk       *walk,
            cmark_node *item)
{
  cmark_node *list = cmark_node_parent (item);

  g_free (walk->next_marker);
  if (cmark_node_get_list_type (list) == CMARK_ORDERED_LIST)
    {
      int before = GPOINTER_TO_INT (cmark_node_get_user_data (list));
      int number = cmark_node_get_list_start (list) + before;

      cmark_node_set_user_data (list, GINT_TO_POINTER (before + 1));
      walk->next_marker = g_strdup_printf ("%d%c", number,
                                           cmark_node_get_list_delim (list) == CMARK_PAREN_DELIM ? ')' : '.');
    }
  else
    {
      static const char *const bullets[] = { "•", "◦", "▪" };

      walk->next_marker = g_strdup (bullets[(MAX (walk->list_depth, 1) - 1) % G_N_ELEMENTS (bullets)]);
    }

  walk->tight = cmark_node_get_list_tight (list) != 0;
  walk->first_of_item = cmark_node_previous (item) == NULL && walk->list_depth <= 1;
}

static void
enter_node (Walk       *walk,
            cmark_node *node)
{
  const char *literal = cmark_node_get_literal (node);

  switch (cmark_node_get_type (node))
    {
    case CMARK_NODE_BLOCK_QUOTE:
      walk->quote_depth++;
      walk->tight = FALSE;
      break;

    case CMARK_NODE_LIST:
      walk->list_depth++;
      break;

    case CMARK_NODE_ITEM:
      begin_item (walk, node);
      break;

    case CMARK_NODE_PARAGRAPH:
      block_begin (walk, BELL_MARKDOWN_PARAGRAPH);
      break;

    case CMARK_NODE_HEADING:
      block_begin (walk, BELL_MARKDOWN_HEADING);
      walk->block->level = (guint) cmark_node_get_heading_level (node);
      break;

    case CMARK_NODE_CODE_BLOCK:
      add_code_block (walk, literal);
      break;

    case CMARK_NODE_THEMATIC_BREAK:
      block_begin (walk, BELL_MARKDOWN_RULE);
      block_end (walk);
      break;

    case CMARK_NODE_TEXT:
      add_text_with_links (walk, literal);
      break;

    case CMARK_NODE_CODE:
      add_text (walk, literal, strlen (literal), BELL_MARKDOWN_CODE_SPAN);
      break;

    case CMARK_NODE_SOFTBREAK:
      add_text (walk, walk->flags & BELL_MARKDOWN_KEEP_BREAKS ? "\n" : " ", 1, 0);
      break;

    case CMARK_NODE_LINEBREAK:
      add_text (walk, "\n", 1, 0);
      break;

    case CMARK_NODE_HTML_INLINE:
      /* Mail programs leave these behind; everything else of HTML goes. */
      if (g_ascii_strncasecmp (literal, "<br", 3) == 0)
        add_text (walk, "\n", 1, 0);
      break;

    case CMARK_NODE_EMPH:
      walk->emphasis++;
      break;

    case CMARK_NODE_STRONG:
      walk->strong++;
      break;

    case CMARK_NODE_LINK:
    case CMARK_NODE_IMAGE:
      walk->link_depth++;
      if (walk->link == NULL)
        {
          walk->link_owner = walk->link_depth;
          walk->link = bell_markdown_check_address (cmark_node_get_url (node));

          /* A picture without words still has to be something to click on. */
          if (walk->link != NULL && cmark_node_first_child (node) == NULL)
            add_text (walk, walk->link, strlen (walk->link), 0);
        }
      break;

    default:
      break;
    }
}

static void
leave_node (Walk       *walk,
            cmark_node *node)
{
  switch (cmark_node_get_type (node))
    {
    case CMARK_NODE_BLOCK_QUOTE:
      walk->quote_depth--;
      break;

    case CMARK_NODE_LIST:
      walk->list_depth--;
      walk->tight = walk->list_depth > 0 && cmark_node_get_list_tight (cmark_node_parent (cmark_node_parent (node)));
      break;

    case CMARK_NODE_ITEM:
      g_clear_pointer (&walk->next_marker, g_free);
      break;

    case CMARK_NODE_PARAGRAPH:
    case CMARK_NODE_HEADING:
      block_end (walk);
      break;

    case CMARK_NODE_EMPH:
      walk->emphasis--;
      break;

    case CMARK_NODE_STRONG:
      walk->strong--;
      break;

    case CMARK_NODE_LINK:
    case CMARK_NODE_IMAGE:
      if (walk->link_depth-- == walk->link_owner)
        g_clear_pointer (&walk->link, g_free);
      break;

    default:
      break;
    }
}

/* Whether a line begins with more marks than a person would write. */
static gboolean
nests_too_deeply (const char *text,
                  gsize       length)
{
  guint marks = 0;
  gboolean in_prefix = TRUE;

  for (gsize i = 0; i < length; i++)
    {
      char c = text[i];

      if (c == '\n')
        {
          marks = 0;
          in_prefix = TRUE;
        }
      else if (in_prefix)
        {
          if (c == '>' || ((c == '-' || c == '*' || c == '+' || c == '.' || c == ')') &&
                           (i + 1 == length || text[i + 1] == ' ' || text[i + 1] == '\t')))
            marks++;
          else if (c != ' ' && c != '\t' && c != '-' && c != '*' && c != '+' && !g_ascii_isdigit (c))
            in_prefix = FALSE;

          if (marks > MAX_MARKS_BEFORE_LINE)
            return TRUE;
        }
    }

  return FALSE;
}

static void
parse_markdown (Walk       *walk,
                const char *text,
                gsize       length)
{
  cmark_node *document = cmark_parse_document (text, length, CMARK_OPT_DEFAULT);
  cmark_iter *iterator;
  cmark_event_type event;

  /* An address may be split wherever a mark could have been. */
  cmark_consolidate_text_nodes (document);
  iterator = cmark_iter_new (document);

  while ((event = cmark_iter_next (iterator)) != CMARK_EVENT_DONE)
    {
      if (event == CMARK_EVENT_ENTER)
        enter_node (walk, cmark_iter_get_node (iterator));
      else
        leave_node (walk, cmark_iter_get_node (iterator));
    }

  cmark_iter_free (iterator);
  cmark_node_free (document);
}

static void
parse_plain (Walk       *walk,
             const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (char **line = lines; *line != NULL; line++)
    {
      g_strchomp (*line);
      if (**line == '\0')
        {
          if (walk->block != NULL)
            block_end (walk);
        }
      else if (walk->block == NULL)
        {
          block_begin (walk, BELL_MARKDOWN_PARAGRAPH);
          add_text_with_links (walk, *line);
        }
      else
        {
          add_text (walk, "\n", 1, 0);
          add_text_with_links (walk, *line);
        }
    }

  if (walk->block != NULL)
    block_end (walk);
}

/* Takes @text apart, which is valid UTF-8, into blocks. (transfer full) */
GPtrArray *
bell_markdown_parse (const char        *text,
                     BellMarkdownFlags  flags)
{
  Walk walk = { .flags = flags };
  gsize length = strlen (text);

  walk.blocks = g_ptr_array_new_with_free_func (block_free);

  if ((flags & BELL_MARKDOWN_PLAIN) || nests_too_deeply (text, length))
    parse_plain (&walk, text);
  else
    parse_markdown (&walk, text, length);

  g_free (walk.next_marker);
  g_free (walk.link);

  return walk.blocks;
}
