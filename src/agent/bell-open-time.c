/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-open-time.h"

#include <string.h>

#define MAX_HOURS 100000

/* Two digits, up to 59. */
static gboolean
read_sixtieths (char   *word,
                gint64 *number)
{
  return strlen (g_strstrip (word)) == 2 && g_ascii_string_to_signed (word, 10, 0, 59, number, NULL);
}

/**
 * bell_open_time_from_text:
 * @text: "4:30" or "4", or "0:00:30" to the second
 * @seconds: (out): how long that is
 *
 * Returns: whether it can be understood
 */
gboolean
bell_open_time_from_text (const char *text,
                          gint64     *seconds)
{
  g_auto (GStrv) words = NULL;
  gint64 hours, minutes = 0, rest = 0;
  guint n;

  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (seconds != NULL, FALSE);

  words = g_strsplit (text, ":", 4);
  n = g_strv_length (words);
  if (n < 1 || n > 3 || !g_ascii_string_to_signed (g_strstrip (words[0]), 10, 0, MAX_HOURS, &hours, NULL))
    return FALSE;
  if ((n > 1 && !read_sixtieths (words[1], &minutes)) || (n > 2 && !read_sixtieths (words[2], &rest)))
    return FALSE;
  *seconds = hours * 3600 + minutes * 60 + rest;

  return TRUE;
}

/**
 * bell_open_time_to_text:
 * @milliseconds: a duration in whole seconds, or a negative number for none
 *
 * Returns: (transfer full): how it is typed; empty for none
 */
char *
bell_open_time_to_text (gint64 milliseconds)
{
  gint64 minutes = milliseconds / 60000;
  int seconds = (int) (milliseconds / 1000 % 60);

  if (milliseconds < 0)
    return g_strdup ("");
  if (seconds != 0)
    return g_strdup_printf ("%" G_GINT64_FORMAT ":%02d:%02d", minutes / 60, (int) (minutes % 60), seconds);

  return g_strdup_printf ("%" G_GINT64_FORMAT ":%02d", minutes / 60, (int) (minutes % 60));
}
