/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Containers ask for the height at their narrowest and at their real width in
 * turn, frame after frame while they are resized. */
#define BELL_HEIGHTS_KEPT 4

/* The heights of a widget at the widths that were asked for last, in pixels.
 *
 * A member of the widget, cleared to zero by it when its content or style
 * changes. Used from GTK's thread. */
typedef struct
{
  struct
  {
    int width;
    int minimum;
    int natural;
  } kept[BELL_HEIGHTS_KEPT];
  guint n_added;
} BellHeights;

gboolean bell_heights_find  (const BellHeights *self,
                             int                width,
                             int               *minimum,
                             int               *natural);
void     bell_heights_add   (BellHeights       *self,
                             int                width,
                             int                minimum,
                             int                natural);
void     bell_heights_clear (BellHeights       *self);

G_END_DECLS
