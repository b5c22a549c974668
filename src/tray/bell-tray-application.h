/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define BELL_TYPE_TRAY_APPLICATION (bell_tray_application_get_type ())
G_DECLARE_FINAL_TYPE (BellTrayApplication, bell_tray_application, BELL, TRAY_APPLICATION, AdwApplication)

GApplication *bell_tray_application_new (void);

G_END_DECLS
