/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "bell-helpline.h"

G_BEGIN_DECLS

#define BELL_TYPE_PROBLEMS_WINDOW (bell_problems_window_get_type ())
G_DECLARE_FINAL_TYPE (BellProblemsWindow, bell_problems_window, BELL, PROBLEMS_WINDOW, AdwApplicationWindow)

GtkWidget *bell_problems_window_new (GtkApplication *application,
                                     BellHelpline   *helpline);

G_END_DECLS
