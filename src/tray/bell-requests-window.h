/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "bell-helpline.h"

G_BEGIN_DECLS

#define BELL_TYPE_REQUESTS_WINDOW (bell_requests_window_get_type ())
G_DECLARE_FINAL_TYPE (BellRequestsWindow, bell_requests_window, BELL, REQUESTS_WINDOW, AdwApplicationWindow)

GtkWidget  *bell_requests_window_new         (GtkApplication     *application,
                                              BellHelpline       *helpline);
void        bell_requests_window_open        (BellRequestsWindow *self,
                                              const char         *ticket_id);
const char *bell_requests_window_get_open_id (BellRequestsWindow *self);

G_END_DECLS
