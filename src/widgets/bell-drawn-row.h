/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-row-pen.h"

G_BEGIN_DECLS

#define BELL_TYPE_DRAWN_ROW (bell_drawn_row_get_type ())
G_DECLARE_DERIVABLE_TYPE (BellDrawnRow, bell_drawn_row, BELL, DRAWN_ROW, GtkWidget)

/**
 * BellDrawnRowClass:
 * @get_height: pixels that every row of the list takes; the style is prepared
 * @draw: draws what the row shows; only called where it can be seen
 * @describe: (transfer full) (nullable): what it says, in one line for those who
 *   do not see it; %NULL while there is nothing to say
 */
struct _BellDrawnRowClass
{
  GtkWidgetClass parent_class;

  int (*get_height) (BellDrawnRow *self,
                     BellRowStyle *style);
  void (*draw) (BellDrawnRow     *self,
                const BellRowPen *pen);
  char *(*describe) (BellDrawnRow *self);
};

char         *bell_drawn_row_describe   (BellDrawnRow *self);
void          bell_drawn_row_changed    (BellDrawnRow *self);
void          bell_drawn_row_reveal     (GtkListView  *list);

G_END_DECLS
