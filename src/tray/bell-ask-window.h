/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "bell-helpline.h"

G_BEGIN_DECLS

#define BELL_TYPE_ASK_WINDOW (bell_ask_window_get_type ())
G_DECLARE_FINAL_TYPE (BellAskWindow, bell_ask_window, BELL, ASK_WINDOW, AdwApplicationWindow)

GtkWidget *bell_ask_window_new (GtkApplication *application,
                                BellHelpline   *helpline);
gboolean   bell_ask_window_is_over (BellAskWindow *self);

G_END_DECLS
