/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-row-style.h"

G_BEGIN_DECLS

/* Draws the parts of a row. Places are told in pixels from the side where
 * reading begins, so that nobody else need think of languages that begin at
 * the right. Lives on the stack, as long as a row draws itself. */
typedef struct
{
  GtkSnapshot *snapshot;
  BellRowStyle *style;
  int width;
  int height;
  gboolean from_right;
} BellRowPen;

int bell_row_pen_text      (const BellRowPen *pen,
                            PangoLayout      *layout,
                            int               x,
                            int               baseline,
                            int               room,
                            BellTone          tone);
int bell_row_pen_icon      (const BellRowPen *pen,
                            const char       *name,
                            int               size,
                            int               x,
                            int               y,
                            BellTone          tone);
void bell_row_pen_dot      (const BellRowPen *pen,
                            int               size,
                            int               x,
                            int               y,
                            BellTone          tone);
int bell_row_pen_get_chip_width (const BellRowPen *pen,
                                 PangoLayout      *layout,
                                 int               least_digits);
void bell_row_pen_chip     (const BellRowPen *pen,
                            PangoLayout      *layout,
                            int               x,
                            int               width,
                            int               baseline,
                            BellTone          tone,
                            gboolean          filled);
int bell_row_pen_get_baseline (const BellRowPen *pen,
                               BellRowFont       font);

G_END_DECLS
