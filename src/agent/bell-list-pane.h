/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "bell-desk.h"

G_BEGIN_DECLS

#define BELL_TYPE_LIST_PANE (bell_list_pane_get_type ())
G_DECLARE_FINAL_TYPE (BellListPane, bell_list_pane, BELL, LIST_PANE, AdwBin)

GtkWidget *bell_list_pane_new                (BellDesk     *desk);
void       bell_list_pane_focus              (BellListPane *self);
void       bell_list_pane_search             (BellListPane *self);
gboolean   bell_list_pane_end_search         (BellListPane *self);
void       bell_list_pane_step               (BellListPane *self,
                                              int           by);
GtkWidget *bell_list_pane_get_sidebar_button (BellListPane *self);
void       bell_list_pane_show_title_buttons (BellListPane *self,
                                              gboolean      start,
                                              gboolean      end);

G_END_DECLS
