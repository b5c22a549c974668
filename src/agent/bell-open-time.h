/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Open time as people type it: hours and minutes, "4:30", or hours, "4". */

gboolean bell_open_time_from_text (const char *text,
                                   gint64     *seconds);
char    *bell_open_time_to_text   (gint64      milliseconds);

G_END_DECLS
