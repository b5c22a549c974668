/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-database.h"

G_BEGIN_DECLS

char *bell_salvage_move_away (const char    *path,
                              gint64         now,
                              GError       **error);
char *bell_salvage_outbox    (const char    *damaged,
                              BellDatabase  *outbox,
                              GError       **error);

G_END_DECLS
