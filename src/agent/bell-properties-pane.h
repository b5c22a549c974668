/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "bell-desk.h"

G_BEGIN_DECLS

#define BELL_TYPE_PROPERTIES_PANE (bell_properties_pane_get_type ())
G_DECLARE_FINAL_TYPE (BellPropertiesPane, bell_properties_pane, BELL, PROPERTIES_PANE, AdwBin)

GtkWidget *bell_properties_pane_new            (BellDesk           *desk);
void       bell_properties_pane_set_ticket     (BellPropertiesPane *self,
                                                BellItem           *ticket);
void       bell_properties_pane_popup_status   (BellPropertiesPane *self);
void       bell_properties_pane_popup_assignee (BellPropertiesPane *self);
void       bell_properties_pane_focus_tags     (BellPropertiesPane *self);

G_END_DECLS
