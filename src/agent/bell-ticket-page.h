/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "bell-desk.h"

G_BEGIN_DECLS

#define BELL_TYPE_TICKET_PAGE (bell_ticket_page_get_type ())
G_DECLARE_FINAL_TYPE (BellTicketPage, bell_ticket_page, BELL, TICKET_PAGE, AdwBin)

GtkWidget *bell_ticket_page_new        (BellDesk       *desk);
gboolean   bell_ticket_page_build      (BellTicketPage *self);
gboolean   bell_ticket_page_prepare    (BellTicketPage *self);
void       bell_ticket_page_set_folded (BellTicketPage *self,
                                        gboolean        folded);

G_END_DECLS
