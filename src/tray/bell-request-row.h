/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "bell-item.h"
#include "bell-ticker.h"

G_BEGIN_DECLS

#define BELL_TYPE_REQUEST_ROW (bell_request_row_get_type ())
G_DECLARE_FINAL_TYPE (BellRequestRow, bell_request_row, BELL, REQUEST_ROW, GtkListBoxRow)

GtkWidget *bell_request_row_new         (BellItem       *request,
                                         BellTicker     *ticker);
BellItem  *bell_request_row_get_request (BellRequestRow *self);

G_END_DECLS
