/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-search-text.h"

#include <stdlib.h>
#include <string.h>

#include "bell-words.h"

/* What the full-text index is told: the same of a text that is indexed and of
 * one that is searched for. */

void
bell_search_text_clear (BellSearchText *self)
{
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->body, g_free);
  g_clear_pointer (&self->extra, g_free);
}

/* @text for the tokenizer, which splits at spaces and signs only. */
static char *
separate_words (const char *text)
{
  g_autoptr (GString) spaced = NULL;
  const char *done = text;

  if (text == NULL)
    return NULL;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      if ((guchar) *p < 0xe0 || !bell_words_is_word_by_itself (g_utf8_get_char (p)))
        continue;

      if (spaced == NULL)
        spaced = g_string_sized_new (strlen (text) * 2);

      g_string_append_len (spaced, done, p - done);
      g_string_append_c (spaced, ' ');
      g_string_append_len (spaced, p, g_utf8_next_char (p) - p);
      g_string_append_c (spaced, ' ');
      done = g_utf8_next_char (p);
    }

  if (spaced == NULL)
    return g_strdup (text);

  g_string_append (spaced, done);

  return g_string_free (g_steal_pointer (&spaced), FALSE);
}

/* The names in a column of attachments. */
static char *
list_attachment_names (const char *column)
{
  g_auto (GStrv) files = g_strsplit (column, "\x1e", -1);
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; files[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (files[i], "\x1f", 3);

      if (parts[0] != NULL && parts[1] != NULL)
        g_string_append_printf (names, "%s\n", parts[1]);
    }

  return g_string_free (g_steal_pointer (&names), FALSE);
}

/* From columns as they stand in a row, each of which may be NULL. */
void
bell_search_text_init (BellSearchText *self,
                       BellType        type,
                       const char     *title,
                       const char     *body,
                       const char     *summary,
                       const char     *extra)
{
  self->title = separate_words (title);

  if (summary != NULL && *summary != '\0')
    {
      g_autofree char *both = g_strconcat (summary, "\n", body, NULL);

      self->body = separate_words (both);
    }
  else
    self->body = separate_words (body);

  if (type == BELL_TYPE_ARTICLE)
    self->extra = g_strconcat (BELL_SEARCH_ARTICLE_MARK " ", extra, NULL);
  else if (extra == NULL || *extra == '\0')
    self->extra = NULL;
  else if (type == BELL_TYPE_MESSAGE)
    {
      g_autofree char *names = list_attachment_names (extra);

      self->extra = separate_words (names);
    }
  else
    self->extra = separate_words (extra);
}

/* Of a long description, so many words are looked for. */
#define MAX_LOOSE_WORDS 32
/* Shorter ones are articles and the like in most languages. */
#define MIN_LOOSE_LENGTH 3

/* Words that are in nearly every text and so say nothing of what it is about, but cost the most
 * to look for: of English, German, French and Spanish, sorted by their bytes. */
static const char *const everyday_words[] = {
  "aber", "about", "after", "algo", "all", "alle", "alors", "als", "also", "and", "any", "are", "auch", "auf", "aus",
  "aussi", "aux", "avec", "because", "been", "before", "bei", "bin", "bis", "both", "but", "can", "cela", "ces",
  "cette", "ceux", "chez", "comme", "como", "con", "could", "cuando", "dans", "das", "dass", "del", "dem", "den",
  "depuis", "der", "des", "desde", "did", "die", "dies", "diese", "doch", "does", "doing", "donc", "donde", "dont",
  "dort", "down", "durch", "ein", "eine", "einem", "einen", "einer", "ella", "elle", "elles", "ellos", "era", "est",
  "esta", "este", "esto", "está", "for", "from", "für", "get", "habe", "haben", "had", "has", "hat", "have", "hay",
  "her", "here", "hier", "him", "his", "how", "ich", "ihr", "ils", "immer", "into", "ist", "its", "just", "kann",
  "kein", "keine", "las", "les", "leur", "los", "lui", "mais", "man", "mehr", "mein", "meine", "mes", "mich", "mir",
  "mis", "mit", "moi", "mon", "more", "most", "muy", "más", "nach", "nicht", "noch", "nos", "nosotros", "not",
  "nous", "now", "nur", "oder", "off", "ohne", "one", "only", "ont", "other", "our", "out", "over", "own", "par",
  "para", "pas", "pero", "peut", "plus", "por", "porque", "pour", "puedo", "quand", "que", "quel", "quelle", "qui",
  "quién", "qué", "same", "sans", "schon", "sehr", "seit", "ser", "ses", "she", "should", "sich", "sie", "sin",
  "sind", "sobre", "some", "son", "sont", "such", "sur", "sus", "también", "tengo", "than", "that", "the", "their",
  "them", "then", "there", "these", "they", "this", "todo", "too", "tous", "tout", "toute", "très", "una", "und",
  "une", "uno", "uns", "unser", "use", "usted", "very", "von", "vor", "vos", "votre", "vous", "war", "was", "way",
  "wenn", "werden", "were", "what", "when", "where", "which", "while", "who", "why", "wie", "wieder", "will", "wir",
  "wird", "with", "would", "you", "your", "zum", "zur", "être", "über",
};

static int
compare_words (const void *one,
               const void *two)
{
  return strcmp (one, *(const char *const *) two);
}

static gboolean
is_everyday (const char *folded)
{
  return bsearch (folded, everyday_words, G_N_ELEMENTS (everyday_words), sizeof everyday_words[0], compare_words) != NULL;
}

static gboolean
has_word (const char *text,
          gsize       length)
{
  for (const char *p = text; p < text + length; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isalnum (c) || g_unichar_type (c) == G_UNICODE_OTHER_NUMBER)
        return TRUE;
    }

  return FALSE;
}

/* The last of several: what a person is perhaps still typing. */
static const char *
find_last_chunk (const char *text)
{
  const char *last = text;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_isspace (g_utf8_get_char (p)))
      last = g_utf8_next_char (p);

  return last;
}

/* Any one of @words in the place of what begins like them. */
static void
append_finished (GString   *expression,
                 GPtrArray *words)
{
  g_string_append_c (expression, '(');
  for (guint i = 0; i < words->len; i++)
    g_string_append_printf (expression, "%s\"%s\"", i > 0 ? " OR " : "", (const char *) words->pdata[i]);
  g_string_append_c (expression, ')');
}

/* @finished: (nullable): see bell_search_make_finished_expression() */
static char *
make_expression (const char *text,
                 GPtrArray  *finished)
{
  g_autoptr (GString) expression = g_string_new (NULL);
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  const char *p = valid;

  while (*p != '\0')
    {
      const char *end;

      while (*p != '\0' && g_unichar_isspace (g_utf8_get_char (p)))
        p = g_utf8_next_char (p);

      end = p;
      while (*end != '\0' && !g_unichar_isspace (g_utf8_get_char (end)))
        end = g_utf8_next_char (end);

      if (has_word (p, (gsize) (end - p)))
        {
          g_autofree char *chunk = g_strndup (p, (gsize) (end - p));
          g_autofree char *words = separate_words (g_strdelimit (chunk, "\"", ' '));

          if (expression->len > 0)
            g_string_append (expression, " AND ");
          /* In quotes every sign is only what parts two words. */
          if (*end == '\0' && finished != NULL)
            append_finished (expression, finished);
          else
            g_string_append_printf (expression, "\"%s\"%s", words, *end == '\0' ? "*" : "");
        }

      p = end;
    }

  return expression->len > 0 ? g_string_free (g_steal_pointer (&expression), FALSE) : NULL;
}

/**
 * bell_search_make_expression:
 * @text: what a person typed
 * @unused: nothing
 *
 * Makes of what was typed what the index understands: all of the words, the
 * last of them perhaps not finished. No sign has a meaning of its own.
 *
 * Returns: (transfer full) (nullable): an FTS5 expression, or %NULL if there is
 *   no word in @text
 */
char *
bell_search_make_expression (const char *text,
                             gpointer    unused)
{
  return make_expression (text, NULL);
}

/**
 * bell_search_get_unfinished:
 * @text: what a person typed
 *
 * Returns: (transfer full) (nullable): the last word of @text as the index has
 *   words, if it is a plain one, longer than the beginnings that the index knows
 *   by themselves; else %NULL
 */
char *
bell_search_get_unfinished (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  const char *last = find_last_chunk (valid);

  for (const char *p = last; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p))
      return NULL;

  return strlen (last) > BELL_SEARCH_LONGEST_PREFIX ? g_ascii_strdown (last, -1) : NULL;
}

/**
 * bell_search_make_finished_expression:
 * @text: what a person typed, of which bell_search_get_unfinished() is not %NULL
 * @words: (element-type utf8): the words of the index that begin like that, at least one
 *
 * As bell_search_make_expression(), and finds the same. But the index gives what
 * has one of some words as it goes through them, and all that begins alike only
 * when it has gathered every place of it: with words that are everywhere that
 * takes the longer the more there is.
 *
 * Returns: (transfer full): an FTS5 expression
 */
char *
bell_search_make_finished_expression (const char *text,
                                      GPtrArray  *words)
{
  g_return_val_if_fail (words != NULL && words->len > 0, NULL);

  return make_expression (text, words);
}

static char *
make_loose_expression (const char *text,
                       gboolean    without_everyday)
{
  g_autoptr (GString) expression = g_string_new (NULL);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *separate = separate_words (valid);
  const char *p = separate;

  while (*p != '\0' && g_hash_table_size (seen) < MAX_LOOSE_WORDS)
    {
      const char *end;
      g_autofree char *word = NULL;
      g_autofree char *folded = NULL;

      while (*p != '\0' && !g_unichar_isalnum (g_utf8_get_char (p)))
        p = g_utf8_next_char (p);

      end = p;
      while (*end != '\0' && g_unichar_isalnum (g_utf8_get_char (end)))
        end = g_utf8_next_char (end);

      word = g_strndup (p, (gsize) (end - p));
      folded = g_utf8_casefold (word, -1);
      /* The last one may not be written to its end yet. */
      if (without_everyday && *end != '\0' && is_everyday (folded))
        {
          p = end;
          continue;
        }
      if ((g_utf8_strlen (word, -1) >= MIN_LOOSE_LENGTH || (*word != '\0' && bell_words_is_word_by_itself (g_utf8_get_char (word)))) &&
          g_hash_table_add (seen, g_steal_pointer (&folded)))
        g_string_append_printf (expression, "%s\"%s\"%s", expression->len > 0 ? " OR " : "", word,
                                *end == '\0' ? "*" : "");

      p = end;
    }

  if (expression->len == 0)
    return NULL;

  /* Of articles alone. */
  g_string_prepend (expression, BELL_SEARCH_ARTICLE_MARK " AND (");
  g_string_append_c (expression, ')');

  return g_string_free (g_steal_pointer (&expression), FALSE);
}

/**
 * bell_search_make_loose_expression:
 * @text: a description in somebody's own words
 *
 * Like bell_search_make_expression(), but for articles alone, any of the words
 * will do, and the short ones and those of every day do not count, unless there are no others.
 *
 * Returns: (transfer full) (nullable): an FTS5 expression, or %NULL if there is
 *   no word in @text
 */
char *
bell_search_make_loose_expression (const char *text)
{
  char *expression = make_loose_expression (text, TRUE);

  return expression != NULL ? expression : make_loose_expression (text, FALSE);
}
