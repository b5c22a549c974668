/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-search.h"

#include <string.h>

/* Shows where a text has the words that were searched for. The index keeps no
 * text, so this looks for itself, folding letters as the index does: no case,
 * no accents. */

/* How many bytes of a text are looked at, and how long a snippet is, and how
 * much of it comes before the first match. */
#define MAX_SCANNED (64 * 1024)
#define SNIPPET_LENGTH 180
#define SNIPPET_LEAD 40

static gboolean
is_word_sign (gunichar c)
{
  return g_unichar_isalnum (c) || g_unichar_type (c) == G_UNICODE_OTHER_NUMBER;
}

static gboolean
is_accent (gunichar c)
{
  return g_unichar_type (c) == G_UNICODE_NON_SPACING_MARK;
}

/* The letter that @c is without case and accents. */
static gunichar
fold (gunichar c)
{
  gunichar parts[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];

  if (c < 0x80)
    return (gunichar) g_ascii_tolower ((char) c);

  if (g_unichar_fully_decompose (c, FALSE, parts, G_N_ELEMENTS (parts)) > 0)
    c = parts[0];

  return g_unichar_tolower (c);
}

/**
 * bell_search_split_words:
 * @text: what a person typed
 *
 * Returns: (transfer full) (element-type utf8): its words, folded
 */
GPtrArray *
bell_search_split_words (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) word = g_string_new (NULL);

  for (const char *p = valid;; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c != 0 && is_word_sign (c))
        g_string_append_unichar (word, fold (c));
      else if (c == 0 || !is_accent (c))
        {
          if (word->len > 0)
            g_ptr_array_add (words, g_strdup (word->str));
          g_string_truncate (word, 0);
        }

      if (c == 0)
        return words;
    }
}

/* How many bytes at @text match @word, or 0. */
static gsize
match_word (const char *text,
            const char *word)
{
  const char *p = text;

  while (*word != '\0')
    {
      gunichar c = g_utf8_get_char (p);

      if (c == 0)
        return 0;
      if (is_accent (c) && p > text)
        {
          p = g_utf8_next_char (p);
          continue;
        }
      if (fold (c) != g_utf8_get_char (word))
        return 0;

      p = g_utf8_next_char (p);
      word = g_utf8_next_char (word);
    }

  while (*p != '\0' && is_accent (g_utf8_get_char (p)))
    p = g_utf8_next_char (p);

  return (gsize) (p - text);
}

/* Whether a word may begin at @c, after @before. */
static gboolean
is_beginning (gunichar before,
              gunichar c)
{
  return !is_word_sign (before) || c >= 0x2e80;
}

/**
 * bell_search_find_words:
 * @text: valid UTF-8
 * @words: (element-type utf8): from bell_search_split_words()
 *
 * Returns: (transfer full) (element-type BellSearchRange): where words of @text
 *   begin with one of @words, in order
 */
GArray *
bell_search_find_words (const char *text,
                        GPtrArray  *words)
{
  GArray *ranges = g_array_new (FALSE, FALSE, sizeof (BellSearchRange));
  gunichar before = ' ';

  for (const char *p = text; *p != '\0' && p - text < MAX_SCANNED;)
    {
      gunichar c = g_utf8_get_char (p);
      gsize longest = 0;

      if (is_word_sign (c) && is_beginning (before, c))
        for (guint i = 0; i < words->len; i++)
          longest = MAX (longest, match_word (p, g_ptr_array_index (words, i)));

      if (longest > 0)
        {
          BellSearchRange range = { (guint) (p - text), (guint) (p - text + (gssize) longest) };

          g_array_append_val (ranges, range);
          p += longest;
          before = 'x';
          continue;
        }

      if (!is_accent (c))
        before = c;
      p = g_utf8_next_char (p);
    }

  return ranges;
}

/* The beginning of a character and, if one is near, of a word. */
static const char *
find_start (const char *text,
            const char *match)
{
  const char *start = match - MIN ((gssize) SNIPPET_LEAD, match - text);
  const char *p;

  while (start > text && ((guchar) *start & 0xc0) == 0x80)
    start--;
  if (start == text)
    return text;

  for (p = start; p < match; p = g_utf8_next_char (p))
    if (g_unichar_isspace (g_utf8_get_char (p)))
      return g_utf8_next_char (p);

  return start;
}

/**
 * bell_search_make_snippet:
 * @text: (nullable): a whole text
 * @words: (element-type utf8): from bell_search_split_words()
 * @ranges: (out) (transfer full) (element-type BellSearchRange): what matched in the snippet
 *
 * Returns: (transfer full): one line of @text, around the first match if there is one
 */
char *
bell_search_make_snippet (const char  *text,
                          GPtrArray   *words,
                          GArray     **ranges)
{
  g_autofree char *valid = NULL;
  g_autoptr (GArray) all = NULL;
  g_autoptr (GString) line = g_string_new (NULL);
  const char *start, *p;
  gboolean space = TRUE;

  if (text == NULL)
    text = "";
  if (!g_utf8_validate (text, -1, NULL))
    text = valid = g_utf8_make_valid (text, -1);

  all = bell_search_find_words (text, words);
  start = all->len > 0 ? find_start (text, text + g_array_index (all, BellSearchRange, 0).start) : text;

  if (start > text)
    g_string_append (line, "…");

  for (p = start; *p != '\0' && line->len < SNIPPET_LENGTH; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isspace (c) || g_unichar_iscntrl (c))
        {
          if (!space)
            g_string_append_c (line, ' ');
          space = TRUE;
          continue;
        }

      g_string_append_unichar (line, c);
      space = FALSE;
    }

  if (*p != '\0')
    g_string_append (line, "…");

  *ranges = bell_search_find_words (line->str, words);

  return g_string_free (g_steal_pointer (&line), FALSE);
}
