/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-helpline.h"

G_BEGIN_DECLS

#define BELL_TYPE_TRAY_ICON (bell_tray_icon_get_type ())
G_DECLARE_FINAL_TYPE (BellTrayIcon, bell_tray_icon, BELL, TRAY_ICON, GObject)

BellTrayIcon *bell_tray_icon_new       (GDBusConnection *connection,
                                        const char      *id,
                                        BellHelpline    *helpline,
                                        GActionGroup    *actions);
void          bell_tray_icon_stop      (BellTrayIcon    *self);
gboolean      bell_tray_icon_is_shown  (BellTrayIcon    *self);

G_END_DECLS
