/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define BELL_TYPE_PROPERTY_ROW (bell_property_row_get_type ())
G_DECLARE_FINAL_TYPE (BellPropertyRow, bell_property_row, BELL, PROPERTY_ROW, AdwActionRow)

void        bell_property_row_set_value   (BellPropertyRow *self,
                                           const char      *value);
void        bell_property_row_set_icon    (BellPropertyRow *self,
                                           const char      *icon_name,
                                           const char      *css_class);
void        bell_property_row_set_waiting (BellPropertyRow *self,
                                           gboolean         waiting);
void        bell_property_row_set_menu    (BellPropertyRow *self,
                                           GMenuModel      *menu);
void        bell_property_row_set_popover (BellPropertyRow *self,
                                           GtkPopover      *popover);
void        bell_property_row_popup       (BellPropertyRow *self);

G_END_DECLS
