/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-clock.h"

G_BEGIN_DECLS

#define BELL_TYPE_RATE_LIMITER (bell_rate_limiter_get_type ())
G_DECLARE_FINAL_TYPE (BellRateLimiter, bell_rate_limiter, BELL, RATE_LIMITER, GObject)

BellRateLimiter *bell_rate_limiter_new    (BellClock       *clock,
                                           guint            burst,
                                           gint64           interval,
                                           guint            max_keys);
gint64           bell_rate_limiter_take   (BellRateLimiter *self,
                                           const char      *key);
gint64           bell_rate_limiter_peek   (BellRateLimiter *self,
                                           const char      *key);
void             bell_rate_limiter_forget (BellRateLimiter *self,
                                           const char      *key);

G_END_DECLS
