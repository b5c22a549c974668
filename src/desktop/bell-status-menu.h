/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The menu of a BellStatusItem. Signal: chosen (string name). For the thread of
 * the main context that it was made in. */
#define BELL_TYPE_STATUS_MENU (bell_status_menu_get_type ())
G_DECLARE_FINAL_TYPE (BellStatusMenu, bell_status_menu, BELL, STATUS_MENU, GObject)

BellStatusMenu *bell_status_menu_new           (void);

void            bell_status_menu_add_entry     (BellStatusMenu *self,
                                                const char     *name,
                                                const char     *label);
void            bell_status_menu_add_separator (BellStatusMenu *self);
void            bell_status_menu_set_label     (BellStatusMenu *self,
                                                const char     *name,
                                                const char     *label);

void            bell_status_menu_start         (BellStatusMenu *self,
                                                const char     *path);
void            bell_status_menu_stop          (BellStatusMenu *self);

G_END_DECLS
