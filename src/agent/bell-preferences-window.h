/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "bell-workplace.h"

G_BEGIN_DECLS

#define BELL_TYPE_PREFERENCES_WINDOW (bell_preferences_window_get_type ())
G_DECLARE_FINAL_TYPE (BellPreferencesWindow, bell_preferences_window, BELL, PREFERENCES_WINDOW, AdwPreferencesWindow)

GtkWidget *bell_preferences_window_new (BellWorkplace *workplace);

G_END_DECLS
