/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "bell-desk.h"

G_BEGIN_DECLS

#define BELL_TYPE_TICKET_LIST (bell_ticket_list_get_type ())
G_DECLARE_FINAL_TYPE (BellTicketList, bell_ticket_list, BELL, TICKET_LIST, AdwBin)

GtkWidget *bell_ticket_list_new   (BellDesk       *desk);
void       bell_ticket_list_focus (BellTicketList *self);
void       bell_ticket_list_step  (BellTicketList *self,
                                   int             by);

G_END_DECLS
