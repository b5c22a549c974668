/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

GVariant *bell_holidays_from_icalendar (const char  *text,
                                        gsize        length,
                                        int          first_year,
                                        int          last_year,
                                        GError     **error);

G_END_DECLS
