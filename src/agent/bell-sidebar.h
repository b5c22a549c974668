/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "bell-desk.h"

G_BEGIN_DECLS

#define BELL_TYPE_SIDEBAR (bell_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (BellSidebar, bell_sidebar, BELL, SIDEBAR, AdwBin)

GtkWidget *bell_sidebar_new (BellDesk *desk);

G_END_DECLS
