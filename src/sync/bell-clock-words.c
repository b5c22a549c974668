/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-clock-words.h"

#include <glib/gi18n-lib.h>

static char *
name_amount (gint64 offset)
{
  const gint64 minutes = ABS (offset) / (60 * 1000);
  const gint64 days = minutes / (24 * 60);

  if (days >= 365)
    return g_strdup_printf (ngettext ("%d year", "%d years", (gulong) (days / 365)), (int) (days / 365));
  if (days >= 1)
    return g_strdup_printf (ngettext ("%d day", "%d days", (gulong) days), (int) days);
  if (minutes >= 60)
    return g_strdup_printf (ngettext ("%d hour", "%d hours", (gulong) (minutes / 60)), (int) (minutes / 60));
  return g_strdup_printf (ngettext ("%d minute", "%d minutes", (gulong) minutes), (int) minutes);
}

/**
 * bell_clock_words:
 * @offset: what bell_clock_get_offset() says
 *
 * Says what a clock that is wrong means. Which of the two is wrong nobody here
 * can know.
 *
 * Returns: (transfer full) (nullable): sentences for a person; %NULL where the
 *   clock is right
 */
char *
bell_clock_words (gint64 offset)
{
  g_autofree char *amount = NULL;

  if (offset == 0)
    return NULL;

  amount = name_amount (offset);
  /* Translators: %s is a length of time, as “3 years” */
  return offset > 0
    ? g_strdup_printf (_("This computer's clock is %s behind the server's. Deskbell goes by the server's: times and deadlines "
                         "are right as it has them. Please set this computer's clock, or tell your administrator if it is "
                         "the server's that is wrong."), amount)
    : g_strdup_printf (_("This computer's clock is %s ahead of the server's. Deskbell goes by the server's: times and deadlines "
                         "are right as it has them. Please set this computer's clock, or tell your administrator if it is "
                         "the server's that is wrong."), amount);
}
