/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-open-time.h"

#include <string.h>

#define MAX_HOURS 100000

/**
 * bell_open_time_from_text:
 * @text: "4:30" or "4"
 * @seconds: (out): how long that is
 *
 * Returns: whether it can be understood
 */
gboolean
bell_open_time_from_text (const char *text,
                          gint64     *seconds)
{
  g_auto (GStrv) words = NULL;
  gint64 hours, minutes = 0;
  guint n;

  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (seconds != NULL, FALSE);

  words = g_strsplit (text, ":", 3);
  n = g_strv_length (words);
  if (n < 1 || n > 2 || !g_ascii_string_to_signed (g_strstrip (words[0]), 10, 0, MAX_HOURS, &hours, NULL))
    return FALSE;
  if (n == 2 && (strlen (g_strstrip (words[1])) != 2 || !g_ascii_string_to_signed (words[1], 10, 0, 59, &minutes, NULL)))
    return FALSE;
  *seconds = hours * 3600 + minutes * 60;

  return TRUE;
}

/**
 * bell_open_time_to_text:
 * @milliseconds: a duration, or a negative number for none
 *
 * Returns: (transfer full): how it is typed; empty for none
 */
char *
bell_open_time_to_text (gint64 milliseconds)
{
  gint64 minutes = milliseconds / 60000;

  if (milliseconds < 0)
    return g_strdup ("");

  return g_strdup_printf ("%" G_GINT64_FORMAT ":%02d", minutes / 60, (int) (minutes % 60));
}
