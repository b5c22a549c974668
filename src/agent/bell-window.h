/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "bell-workplace.h"

G_BEGIN_DECLS

#define BELL_TYPE_WINDOW (bell_window_get_type ())
G_DECLARE_FINAL_TYPE (BellWindow, bell_window, BELL, WINDOW, AdwApplicationWindow)

GtkWidget *bell_window_new         (GtkApplication *application,
                                    BellWorkplace    *workplace);
void       bell_window_open_ticket (BellWindow     *self,
                                    const char     *id);
void       bell_window_show_place  (BellWindow     *self,
                                    const char     *id);
void       bell_window_search      (BellWindow     *self);
void       bell_window_new_ticket  (BellWindow     *self);
void       bell_window_tell        (BellWindow     *self,
                                    const char     *sentence);

G_END_DECLS
