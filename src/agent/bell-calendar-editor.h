/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "bell-desk.h"

G_BEGIN_DECLS

#define BELL_TYPE_CALENDAR_EDITOR (bell_calendar_editor_get_type ())
G_DECLARE_FINAL_TYPE (BellCalendarEditor, bell_calendar_editor, BELL, CALENDAR_EDITOR, AdwWindow)

GtkWidget *bell_calendar_editor_new (BellDesk   *desk,
                                     BellRecord *calendar);
void       bell_calendar_editor_import (BellCalendarEditor *self,
                                        GFile              *file);

G_END_DECLS
