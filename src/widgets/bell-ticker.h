/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

#include "bell-clock.h"

G_BEGIN_DECLS

#define BELL_TYPE_TICKER (bell_ticker_get_type ())
G_DECLARE_FINAL_TYPE (BellTicker, bell_ticker, BELL, TICKER, GObject)

BellTicker *bell_ticker_new      (BellClock  *clock,
                                  GTimeZone  *zone);
gint64      bell_ticker_get_now  (BellTicker *self);
GTimeZone  *bell_ticker_get_zone (BellTicker *self);
void        bell_ticker_tick     (BellTicker *self);

G_END_DECLS
