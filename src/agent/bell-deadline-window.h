/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "bell-desk.h"

G_BEGIN_DECLS

#define BELL_TYPE_DEADLINE_WINDOW (bell_deadline_window_get_type ())
G_DECLARE_FINAL_TYPE (BellDeadlineWindow, bell_deadline_window, BELL, DEADLINE_WINDOW, AdwWindow)

GtkWidget *bell_deadline_window_new (BellDesk   *desk,
                                     const char *ticket_id);

G_END_DECLS
