/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "bell-autostart.h"
#include "bell-global-shortcut.h"
#include "bell-helpline.h"

G_BEGIN_DECLS

#define BELL_TYPE_TRAY_PREFERENCES (bell_tray_preferences_get_type ())
G_DECLARE_FINAL_TYPE (BellTrayPreferences, bell_tray_preferences, BELL, TRAY_PREFERENCES, AdwPreferencesWindow)

GtkWidget *bell_tray_preferences_new (BellHelpline  *helpline,
                                      GSettings     *settings,
                                      BellAutostart *autostart,
                                      BellGlobalShortcut *shortcut,
                                      gboolean       tray_shown);

G_END_DECLS
