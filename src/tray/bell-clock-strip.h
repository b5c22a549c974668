/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "bell-helpline.h"

G_BEGIN_DECLS

#define BELL_TYPE_CLOCK_STRIP (bell_clock_strip_get_type ())
G_DECLARE_FINAL_TYPE (BellClockStrip, bell_clock_strip, BELL, CLOCK_STRIP, AdwBin)

void bell_clock_strip_follow (BellClockStrip *self,
                              BellHelpline   *helpline);

G_END_DECLS
