/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-database.h"

G_BEGIN_DECLS

gboolean bell_migrations_apply (BellDatabase  *database,
                                const char    *folder,
                                GError       **error);

G_END_DECLS
