/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "bell-account.h"
#include "bell-administration.h"

G_BEGIN_DECLS

/* Signal `signed-in (boolean autostart)`. */
#define BELL_TYPE_WELCOME_WINDOW (bell_welcome_window_get_type ())
G_DECLARE_FINAL_TYPE (BellWelcomeWindow, bell_welcome_window, BELL, WELCOME_WINDOW, AdwApplicationWindow)

GtkWidget *bell_welcome_window_new (GtkApplication           *application,
                                    BellAccount              *account,
                                    const BellAdministration *administration);

G_END_DECLS
