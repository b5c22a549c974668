/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-server-clock.h"

G_BEGIN_DECLS

char *bell_clock_words (gint64 offset);

G_END_DECLS
