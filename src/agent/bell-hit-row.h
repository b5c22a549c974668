/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-drawn-row.h"
#include "bell-hit.h"

G_BEGIN_DECLS

#define BELL_TYPE_HIT_ROW (bell_hit_row_get_type ())
G_DECLARE_FINAL_TYPE (BellHitRow, bell_hit_row, BELL, HIT_ROW, BellDrawnRow)

GtkWidget *bell_hit_row_new     (BellRowStyle *style);
void       bell_hit_row_set_hit (BellHitRow   *self,
                                 BellHit      *hit,
                                 gint64        now);

G_END_DECLS
