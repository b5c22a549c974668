/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-markdown-edit.h"

#include <string.h>

/* Helpers for writing Markdown in a text buffer. Each is one step of undo,
 * leaves the selection on the text that it was on, and undoes itself when it
 * is used again. */

static char *
get_text (GtkTextBuffer *buffer,
          int            from,
          int            to)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_iter_at_offset (buffer, &start, from);
  gtk_text_buffer_get_iter_at_offset (buffer, &end, to);

  return gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
}

static void
insert (GtkTextBuffer *buffer,
        int            at,
        const char    *text)
{
  GtkTextIter iter;

  gtk_text_buffer_get_iter_at_offset (buffer, &iter, at);
  gtk_text_buffer_insert (buffer, &iter, text, -1);
}

static void
cut (GtkTextBuffer *buffer,
     int            from,
     int            to)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_iter_at_offset (buffer, &start, from);
  gtk_text_buffer_get_iter_at_offset (buffer, &end, to);
  gtk_text_buffer_delete (buffer, &start, &end);
}

static void
select_range (GtkTextBuffer *buffer,
              int            from,
              int            to)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_iter_at_offset (buffer, &start, from);
  gtk_text_buffer_get_iter_at_offset (buffer, &end, to);
  gtk_text_buffer_select_range (buffer, &end, &start);
}

static void
get_selection (GtkTextBuffer *buffer,
               int           *from,
               int           *to)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_selection_bounds (buffer, &start, &end);
  *from = gtk_text_iter_get_offset (&start);
  *to = gtk_text_iter_get_offset (&end);
}

/**
 * bell_markdown_edit_toggle_marks:
 * @buffer: a text being written
 * @mark: such as `**`
 *
 * Puts @mark on both sides of the selection, or takes it away.
 */
void
bell_markdown_edit_toggle_marks (GtkTextBuffer *buffer,
                                 const char    *mark)
{
  int length = (int) g_utf8_strlen (mark, -1);
  int from, to;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *further = NULL;

  g_return_if_fail (GTK_IS_TEXT_BUFFER (buffer));

  get_selection (buffer, &from, &to);
  before = get_text (buffer, MAX (from - length, 0), from);
  after = get_text (buffer, to, MIN (to + length, gtk_text_buffer_get_char_count (buffer)));
  further = get_text (buffer, MAX (from - length - 1, 0), from - MIN (length, from));

  gtk_text_buffer_begin_user_action (buffer);

  /* One star of two is not the mark of emphasis. */
  if (g_str_equal (before, mark) && g_str_equal (after, mark) && !(length == 1 && g_str_equal (further, mark)))
    {
      cut (buffer, to, to + length);
      cut (buffer, from - length, from);
      select_range (buffer, from - length, to - length);
    }
  else
    {
      insert (buffer, to, mark);
      insert (buffer, from, mark);
      select_range (buffer, from + length, to + length);
    }

  gtk_text_buffer_end_user_action (buffer);
}

/**
 * bell_markdown_edit_toggle_lines:
 * @buffer: a text being written
 * @prefix: such as `- `
 *
 * Puts @prefix before each line of the selection, or takes it away if all
 * have it.
 */
void
bell_markdown_edit_toggle_lines (GtkTextBuffer *buffer,
                                 const char    *prefix)
{
  int length = (int) g_utf8_strlen (prefix, -1);
  gboolean all = TRUE;
  int from, to, first, last;
  GtkTextIter iter;

  g_return_if_fail (GTK_IS_TEXT_BUFFER (buffer));

  get_selection (buffer, &from, &to);
  gtk_text_buffer_get_iter_at_offset (buffer, &iter, from);
  first = gtk_text_iter_get_line (&iter);
  gtk_text_buffer_get_iter_at_offset (buffer, &iter, to);
  last = gtk_text_iter_get_line (&iter);
  if (last > first && gtk_text_iter_starts_line (&iter))
    last--;

  for (int line = first; line <= last && all; line++)
    {
      g_autofree char *start = NULL;
      int offset;

      gtk_text_buffer_get_iter_at_line (buffer, &iter, line);
      offset = gtk_text_iter_get_offset (&iter);
      start = get_text (buffer, offset, MIN (offset + length, gtk_text_buffer_get_char_count (buffer)));
      all = g_str_equal (start, prefix);
    }

  gtk_text_buffer_begin_user_action (buffer);
  for (int line = first; line <= last; line++)
    {
      int offset;

      gtk_text_buffer_get_iter_at_line (buffer, &iter, line);
      offset = gtk_text_iter_get_offset (&iter);
      if (all)
        cut (buffer, offset, offset + length);
      else
        insert (buffer, offset, prefix);
    }
  gtk_text_buffer_end_user_action (buffer);
}

/**
 * bell_markdown_edit_toggle_code:
 * @buffer: a text being written
 *
 * Makes the selection code: a span within a line, a block of several.
 */
void
bell_markdown_edit_toggle_code (GtkTextBuffer *buffer)
{
  g_autofree char *selected = NULL;
  int from, to;

  g_return_if_fail (GTK_IS_TEXT_BUFFER (buffer));

  get_selection (buffer, &from, &to);
  selected = get_text (buffer, from, to);

  if (strchr (selected, '\n') == NULL)
    {
      bell_markdown_edit_toggle_marks (buffer, "`");
      return;
    }

  gtk_text_buffer_begin_user_action (buffer);
  insert (buffer, to, g_str_has_suffix (selected, "\n") ? "```\n" : "\n```\n");
  insert (buffer, from, "```\n");
  select_range (buffer, from + 4, to + 4);
  gtk_text_buffer_end_user_action (buffer);
}

/**
 * bell_markdown_edit_insert_link:
 * @buffer: a text being written
 *
 * Makes the selection a link and selects where its address goes, or, if an
 * address was selected, where its words go.
 */
void
bell_markdown_edit_insert_link (GtkTextBuffer *buffer)
{
  static const char placeholder[] = "https://";
  g_autofree char *selected = NULL;
  int from, to;

  g_return_if_fail (GTK_IS_TEXT_BUFFER (buffer));

  get_selection (buffer, &from, &to);
  selected = get_text (buffer, from, to);

  gtk_text_buffer_begin_user_action (buffer);
  if (g_str_has_prefix (selected, "https://") || g_str_has_prefix (selected, "http://"))
    {
      insert (buffer, to, ")");
      insert (buffer, from, "[](");
      select_range (buffer, from + 1, from + 1);
    }
  else
    {
      insert (buffer, to, "](https://)");
      insert (buffer, from, "[");
      if (from == to)
        select_range (buffer, from + 1, from + 1);
      else
        select_range (buffer, to + 3, to + 3 + (int) strlen (placeholder));
    }
  gtk_text_buffer_end_user_action (buffer);
}

/* The list or quotation mark that a line begins with, indentation included;
 * the next number for a numbered one. (transfer full) (nullable) */
static char *
get_continuation (const char *line,
                  gsize      *mark_length)
{
  const char *at = line + strspn (line, " ");
  char *end;
  guint64 number;

  if ((*at == '-' || *at == '*' || *at == '+' || *at == '>') && at[1] == ' ')
    {
      *mark_length = (gsize) (at + 2 - line);
      return g_strndup (line, *mark_length);
    }

  number = g_ascii_strtoull (at, &end, 10);
  if (end > at && g_ascii_isdigit (*at) && number < 1000000 && (*end == '.' || *end == ')') && end[1] == ' ')
    {
      *mark_length = (gsize) (end + 2 - line);
      return g_strdup_printf ("%.*s%" G_GUINT64_FORMAT "%c ", (int) (at - line), line, number + 1, *end);
    }

  return NULL;
}

/**
 * bell_markdown_edit_continue:
 * @buffer: a text being written, with the cursor where Enter was pressed
 *
 * Goes on with the list or quotation of the line, or ends it if the line has
 * nothing else.
 *
 * Returns: whether it did; otherwise Enter means what it always means
 */
gboolean
bell_markdown_edit_continue (GtkTextBuffer *buffer)
{
  g_autofree char *line = NULL;
  g_autofree char *continuation = NULL;
  GtkTextIter cursor, start;
  gsize mark_length = 0;

  g_return_val_if_fail (GTK_IS_TEXT_BUFFER (buffer), FALSE);

  gtk_text_buffer_get_iter_at_mark (buffer, &cursor, gtk_text_buffer_get_insert (buffer));
  if (gtk_text_buffer_get_has_selection (buffer) || !gtk_text_iter_ends_line (&cursor))
    return FALSE;

  start = cursor;
  gtk_text_iter_set_line_offset (&start, 0);
  line = gtk_text_buffer_get_text (buffer, &start, &cursor, TRUE);
  continuation = get_continuation (line, &mark_length);
  if (continuation == NULL)
    return FALSE;

  gtk_text_buffer_begin_user_action (buffer);
  if (line[mark_length] == '\0')
    {
      gtk_text_buffer_delete (buffer, &start, &cursor);
    }
  else
    {
      g_autofree char *text = g_strconcat ("\n", continuation, NULL);

      gtk_text_buffer_insert (buffer, &cursor, text, -1);
    }
  gtk_text_buffer_end_user_action (buffer);

  return TRUE;
}

/**
 * bell_markdown_edit_is_blank:
 * @buffer: a text being written
 *
 * Returns: whether there is nothing but space in it
 */
gboolean
bell_markdown_edit_is_blank (GtkTextBuffer *buffer)
{
  GtkTextIter start, end;

  g_return_val_if_fail (GTK_IS_TEXT_BUFFER (buffer), TRUE);

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  for (; !gtk_text_iter_equal (&start, &end); gtk_text_iter_forward_char (&start))
    if (!g_unichar_isspace (gtk_text_iter_get_char (&start)))
      return FALSE;

  return TRUE;
}
