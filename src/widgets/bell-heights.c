/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-heights.h"

/**
 * bell_heights_find:
 * @self: heights
 * @width: a width in pixels
 * @minimum: (out): the least height at @width
 * @natural: (out): the best height at @width
 *
 * Looks up what was added for @width.
 *
 * Returns: whether it is known; otherwise @minimum and @natural are not set
 */
gboolean
bell_heights_find (const BellHeights *self,
                   int                width,
                   int               *minimum,
                   int               *natural)
{
  g_return_val_if_fail (self != NULL && minimum != NULL && natural != NULL, FALSE);

  for (guint i = 0; i < MIN (self->n_added, BELL_HEIGHTS_KEPT); i++)
    if (self->kept[i].width == width)
      {
        *minimum = self->kept[i].minimum;
        *natural = self->kept[i].natural;
        return TRUE;
      }

  return FALSE;
}

/**
 * bell_heights_add:
 * @self: heights
 * @width: a width in pixels, not known yet
 * @minimum: the least height at @width
 * @natural: the best height at @width
 *
 * Keeps the heights at @width, in place of the oldest that are kept.
 */
void
bell_heights_add (BellHeights *self,
                  int          width,
                  int          minimum,
                  int          natural)
{
  guint next;

  g_return_if_fail (self != NULL);

  next = self->n_added++ % BELL_HEIGHTS_KEPT;
  self->kept[next].width = width;
  self->kept[next].minimum = minimum;
  self->kept[next].natural = natural;
}

/**
 * bell_heights_clear:
 * @self: heights
 *
 * Forgets all of them.
 */
void
bell_heights_clear (BellHeights *self)
{
  g_return_if_fail (self != NULL);

  self->n_added = 0;
}
