/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "bell-clock.h"
#include "bell-wake-timer.h"

G_BEGIN_DECLS

#define BELL_TYPE_APPLICATION (bell_application_get_type ())
G_DECLARE_FINAL_TYPE (BellApplication, bell_application, BELL, APPLICATION, AdwApplication)

GApplication *bell_application_new (BellClock     *clock,
                                    BellWakeTimer *timer);

G_END_DECLS
