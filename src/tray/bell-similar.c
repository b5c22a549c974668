/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-similar.h"

#include <string.h>

/* Shorter words are articles and the like in most languages. */
#define MIN_LENGTH 4
/* Of a long description, so many words are looked for. */
#define MAX_WORDS 64

/* The same word, or the same with another ending: print, printer, printing. */
static gboolean
alike (const char *one,
       const char *two)
{
  gsize same = 0;
  gsize longer = MAX (strlen (one), strlen (two));

  while (one[same] != '\0' && one[same] == two[same])
    same++;

  return same >= MIN_LENGTH && longer - same <= 4 && same * 10 >= longer * 6;
}

/**
 * bell_similar_count:
 * @words: what somebody writes
 * @text: what it may be about: a title, not a whole article
 *
 * For lists so short that no index is worth it.
 *
 * Returns: how many different words of @text, not counting short ones, are in
 *   @words too
 */
guint
bell_similar_count (const char *words,
                    const char *text)
{
  g_auto(GStrv) written = NULL;
  g_auto(GStrv) wanted = NULL;
  guint n = 0;

  g_return_val_if_fail (words != NULL && text != NULL, 0);

  written = g_str_tokenize_and_fold (words, NULL, NULL);
  wanted = g_str_tokenize_and_fold (text, NULL, NULL);
  for (guint i = 0; wanted[i] != NULL; i++)
    {
      gboolean before = FALSE;

      for (guint j = 0; j < i && !before; j++)
        before = g_str_equal (wanted[j], wanted[i]);
      if (before || strlen (wanted[i]) < MIN_LENGTH)
        continue;

      for (guint j = 0; written[j] != NULL && j < MAX_WORDS; j++)
        if (alike (written[j], wanted[i]))
          {
            n++;
            break;
          }
    }

  return n;
}

/**
 * bell_similar_names:
 * @words: what somebody writes
 * @name: (nullable): what something is called, such as "VPN" or "Wi-Fi"
 *
 * Returns: whether all of @name is in @words; here short words count too
 */
gboolean
bell_similar_names (const char *words,
                    const char *name)
{
  g_auto(GStrv) written = NULL;
  g_auto(GStrv) wanted = NULL;

  g_return_val_if_fail (words != NULL, FALSE);

  if (name == NULL)
    return FALSE;

  written = g_str_tokenize_and_fold (words, NULL, NULL);
  wanted = g_str_tokenize_and_fold (name, NULL, NULL);
  for (guint i = 0; wanted[i] != NULL; i++)
    {
      gboolean said = FALSE;

      for (guint j = 0; written[j] != NULL && j < MAX_WORDS && !said; j++)
        said = g_str_equal (written[j], wanted[i]) || alike (written[j], wanted[i]);
      if (!said)
        return FALSE;
    }

  return wanted[0] != NULL;
}
