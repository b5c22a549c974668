/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "bell-desk.h"

G_BEGIN_DECLS

#define BELL_TYPE_WORKING_HOURS_ROW (bell_working_hours_row_get_type ())
G_DECLARE_FINAL_TYPE (BellWorkingHoursRow, bell_working_hours_row, BELL, WORKING_HOURS_ROW, AdwExpanderRow)

void bell_working_hours_row_set_desk (BellWorkingHoursRow *self,
                                      BellDesk            *desk);

G_END_DECLS
