/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "bell-directory.h"
#include "bell-enums.h"

G_BEGIN_DECLS

/* Menus of values for the actions of the group `ticket`. */

GMenu *bell_ticket_menu_new_status     (BellStatus     from);
GMenu *bell_ticket_menu_new_levels     (const char    *action);
GMenu *bell_ticket_menu_new_priorities (void);
GMenu *bell_ticket_menu_new_kinds      (void);
GMenu *bell_ticket_menu_new_teams      (BellDirectory *directory);

G_END_DECLS
