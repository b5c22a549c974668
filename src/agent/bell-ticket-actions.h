/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "bell-desk.h"

G_BEGIN_DECLS

#define BELL_TYPE_TICKET_ACTIONS (bell_ticket_actions_get_type ())
G_DECLARE_FINAL_TYPE (BellTicketActions, bell_ticket_actions, BELL, TICKET_ACTIONS, GObject)

BellTicketActions *bell_ticket_actions_new       (BellDesk          *desk);
GActionGroup      *bell_ticket_actions_get_group (BellTicketActions *self);

G_END_DECLS
