/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "bell-desk.h"

G_BEGIN_DECLS

#define BELL_TYPE_DEADLINE_STRIP (bell_deadline_strip_get_type ())
G_DECLARE_FINAL_TYPE (BellDeadlineStrip, bell_deadline_strip, BELL, DEADLINE_STRIP, AdwBin)

GtkWidget *bell_deadline_strip_new (BellDesk *desk);

G_END_DECLS
