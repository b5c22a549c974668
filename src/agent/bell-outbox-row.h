/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "bell-desk.h"

G_BEGIN_DECLS

#define BELL_TYPE_OUTBOX_ROW (bell_outbox_row_get_type ())
G_DECLARE_FINAL_TYPE (BellOutboxRow, bell_outbox_row, BELL, OUTBOX_ROW, GtkListBoxRow)

GtkWidget *bell_outbox_row_new (BellDesk       *desk,
                                BellOutboxItem *item);

G_END_DECLS
