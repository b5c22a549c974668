/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * BellZoneStretch:
 * @from: the first instant, in milliseconds since 1970 in UTC
 * @offset: what to add to an instant of it for the local time, in milliseconds
 *
 * A stretch of time in which the clocks of a zone are not changed. It lasts until the
 * next one; the first and the last are taken to go on for ever.
 */
typedef struct
{
  gint64 from;
  gint64 offset;
} BellZoneStretch;

GArray *bell_zone_load (const char *name,
                        gint64      from,
                        gint64      to);

G_END_DECLS
