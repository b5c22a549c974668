/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-own-language.h"

#include <string.h>

/* A language alone, as in "de" of "de_AT". */
#define LENGTH 2

/* Whether @name is where a list of languages ends that says nothing of the person. */
static gboolean
is_no_language (const char *name)
{
  return g_str_equal (name, "C") || g_str_has_prefix (name, "C.") || g_str_equal (name, "POSIX");
}

/**
 * bell_own_language_compare:
 * @language: (nullable): a language, such as "de" or "pt-BR"
 *
 * The person's languages are those of the session. One without any is shown the program in English,
 * and so is taken to read that.
 *
 * Returns: how it stands to the person's own
 */
BellForeignness
bell_own_language_compare (const char *language)
{
  const char *const *own = g_get_language_names ();

  if (language == NULL || *language == '\0')
    return BELL_FOREIGNNESS_UNKNOWN;

  if (own[0] == NULL || is_no_language (own[0]))
    return g_ascii_strncasecmp (language, "en", LENGTH) == 0 ? BELL_FOREIGNNESS_OWN : BELL_FOREIGNNESS_OTHER;

  for (guint i = 0; own[i] != NULL && !is_no_language (own[i]); i++)
    if (strlen (own[i]) >= LENGTH && g_ascii_strncasecmp (own[i], language, LENGTH) == 0)
      return BELL_FOREIGNNESS_OWN;

  return BELL_FOREIGNNESS_OTHER;
}
