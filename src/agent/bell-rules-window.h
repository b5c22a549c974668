/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "bell-desk.h"

G_BEGIN_DECLS

#define BELL_TYPE_RULES_WINDOW (bell_rules_window_get_type ())
G_DECLARE_FINAL_TYPE (BellRulesWindow, bell_rules_window, BELL, RULES_WINDOW, AdwPreferencesWindow)

GtkWidget *bell_rules_window_new (BellDesk *desk);

G_END_DECLS
