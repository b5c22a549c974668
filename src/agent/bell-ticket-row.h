/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "bell-item.h"

G_BEGIN_DECLS

#define BELL_TYPE_TICKET_ROW (bell_ticket_row_get_type ())
G_DECLARE_FINAL_TYPE (BellTicketRow, bell_ticket_row, BELL, TICKET_ROW, GtkWidget)

GtkWidget *bell_ticket_row_new        (void);
void       bell_ticket_row_set_item   (BellTicketRow *self,
                                       BellItem      *item,
                                       gint64         now);
void       bell_ticket_row_update_age (BellTicketRow *self,
                                       gint64         now);

G_END_DECLS
