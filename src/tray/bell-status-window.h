/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "bell-helpline.h"

G_BEGIN_DECLS

#define BELL_TYPE_STATUS_WINDOW (bell_status_window_get_type ())
G_DECLARE_FINAL_TYPE (BellStatusWindow, bell_status_window, BELL, STATUS_WINDOW, AdwApplicationWindow)

GtkWidget *bell_status_window_new (GtkApplication *application,
                                   BellHelpline   *helpline);

G_END_DECLS
