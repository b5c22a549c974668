/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "bell-place.h"

G_BEGIN_DECLS

#define BELL_TYPE_PLACE_ROW (bell_place_row_get_type ())
G_DECLARE_FINAL_TYPE (BellPlaceRow, bell_place_row, BELL, PLACE_ROW, GtkListBoxRow)

GtkWidget *bell_place_row_new       (BellPlace    *place);
BellPlace *bell_place_row_get_place (BellPlaceRow *self);

G_END_DECLS
