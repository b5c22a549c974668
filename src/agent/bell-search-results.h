/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "bell-desk.h"

G_BEGIN_DECLS

#define BELL_TYPE_SEARCH_RESULTS (bell_search_results_get_type ())
G_DECLARE_FINAL_TYPE (BellSearchResults, bell_search_results, BELL, SEARCH_RESULTS, AdwBin)

GtkWidget *bell_search_results_new            (BellDesk          *desk);
void       bell_search_results_activate_first (BellSearchResults *self);

G_END_DECLS
