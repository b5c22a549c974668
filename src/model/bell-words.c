/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-words.h"

#include <string.h>

/* The words of a text as a search sees them: without case and accents, each
 * once. Whoever keeps an index of words asks here what they are, for texts and
 * for what is looked for alike, so that every database finds the same. */

typedef struct
{
  GPtrArray *words;
  GHashTable *known;
  guint max_words;
  GString *word;
  guint length; /* of it, in characters */
} Splitter;

static void
end_word (Splitter *self)
{
  if (self->length > 0 && self->words->len < self->max_words && !g_hash_table_contains (self->known, self->word->str))
    {
      char *word = g_strndup (self->word->str, self->word->len);

      g_ptr_array_add (self->words, word);
      g_hash_table_add (self->known, word);
    }
  g_string_truncate (self->word, 0);
  self->length = 0;
}

static void
add_character (Splitter *self,
               gunichar  c)
{
  if (self->length < BELL_WORDS_MAX_LENGTH)
    g_string_append_unichar (self->word, c);
  self->length++;
}

static void
split_ascii (Splitter   *self,
             const char *text)
{
  for (const char *at = text; *at != '\0'; at++)
    if (!g_ascii_isalnum (*at))
      end_word (self);
    else if (self->length++ < BELL_WORDS_MAX_LENGTH)
      g_string_append_c (self->word, g_ascii_tolower (*at));
}

static void
split_unicode (Splitter   *self,
               const char *text)
{
  g_autofree char *decomposed = g_utf8_normalize (text, -1, G_NORMALIZE_ALL);
  g_autofree char *folded = decomposed != NULL ? g_utf8_casefold (decomposed, -1) : NULL;

  for (const char *at = folded; at != NULL && *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (g_unichar_ismark (c) || c == 0xad)
        continue; /* an accent, or where a word may be broken */
      if (!g_unichar_isalnum (c))
        {
          end_word (self);
        }
      else if (bell_words_is_word_by_itself (c))
        {
          end_word (self);
          add_character (self, c);
          end_word (self);
        }
      else
        {
          add_character (self, c);
        }
    }
}

static gboolean
is_ascii (const char *text)
{
  for (; *text != '\0'; text++)
    if ((guchar) *text >= 0x80)
      return FALSE;

  return TRUE;
}

/**
 * bell_words_is_word_by_itself:
 * @c: a character
 *
 * Some scripts put no space between words, and where one ends only a dictionary
 * knows. Each of their characters is a word, for every index alike: who looks for
 * a word of several characters finds what has them side by side, or, where the
 * index keeps no places, what has all of them.
 *
 * Returns: whether @c is of such a script. Any thread
 */
gboolean
bell_words_is_word_by_itself (gunichar c)
{
  if (c < 0x0e00)
    return FALSE;
  if (c == 0x30fc || c == 0xff70) /* makes a kana long, and is of no script by itself */
    return TRUE;

  switch ((int) g_unichar_get_script (c))
    {
    case G_UNICODE_SCRIPT_HAN:
    case G_UNICODE_SCRIPT_HIRAGANA:
    case G_UNICODE_SCRIPT_KATAKANA:
    case G_UNICODE_SCRIPT_BOPOMOFO:
    case G_UNICODE_SCRIPT_YI:
    case G_UNICODE_SCRIPT_THAI:
    case G_UNICODE_SCRIPT_LAO:
    case G_UNICODE_SCRIPT_KHMER:
    case G_UNICODE_SCRIPT_MYANMAR:
    case G_UNICODE_SCRIPT_TAI_LE:
    case G_UNICODE_SCRIPT_NEW_TAI_LUE:
    case G_UNICODE_SCRIPT_TAI_THAM:
    case G_UNICODE_SCRIPT_TAI_VIET:
      return TRUE;

    default:
      return FALSE;
    }
}

/**
 * bell_words_split:
 * @text: (nullable): UTF-8
 * @max_words: how many to return at most
 *
 * Returns: (transfer full) (element-type utf8): its words, each once, in the order in
 *   which they come first: letters and digits only. Any thread
 */
GPtrArray *
bell_words_split (const char *text,
                  guint       max_words)
{
  Splitter self = { .words = g_ptr_array_new_with_free_func (g_free), .max_words = max_words };

  if (text == NULL || *text == '\0')
    return self.words;

  self.known = g_hash_table_new (g_str_hash, g_str_equal);
  self.word = g_string_new (NULL);
  if (is_ascii (text))
    split_ascii (&self, text);
  else
    split_unicode (&self, text);
  end_word (&self);
  g_hash_table_unref (self.known);
  g_string_free (self.word, TRUE);

  return self.words;
}

/**
 * bell_words_join:
 * @text: (nullable): UTF-8
 * @max_words: how many to return at most
 *
 * Returns: (transfer full): as bell_words_split(), with a space between each two
 */
char *
bell_words_join (const char *text,
                 guint       max_words)
{
  g_autoptr (GPtrArray) words = bell_words_split (text, max_words);

  g_ptr_array_add (words, NULL);

  return g_strjoinv (" ", (char **) words->pdata);
}
