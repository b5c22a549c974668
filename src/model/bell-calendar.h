/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-record.h"
#include "bell-timetable.h"

G_BEGIN_DECLS

/* What stands in the maps of a Calendar, which merge member by member:
 *
 *   hours      by weekday, "mon" to "sun": the spans of that day, like
 *              "08:00-12:00 13:00-18:00"; a day that is left out, or empty, is closed
 *   holidays   by date, like "2026-12-25": what to call it, which may be empty
 */

gboolean       bell_calendar_check_member  (const BellProperty  *property,
                                            const char          *member,
                                            const char          *value,
                                            GError             **error);
gboolean       bell_time_zone_exists       (const char          *name);
BellTimetable *bell_calendar_to_timetable  (const BellCalendar  *self,
                                            BellTimetable       *like,
                                            GError             **error);

G_END_DECLS
