/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "bell-desk.h"

G_BEGIN_DECLS

#define BELL_TYPE_NEW_TICKET_WINDOW (bell_new_ticket_window_get_type ())
G_DECLARE_FINAL_TYPE (BellNewTicketWindow, bell_new_ticket_window, BELL, NEW_TICKET_WINDOW, AdwWindow)

GtkWidget *bell_new_ticket_window_new (BellDesk *desk);

G_END_DECLS
