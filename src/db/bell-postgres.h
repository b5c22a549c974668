/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-database.h"

G_BEGIN_DECLS

/* A library of its own: only programs that link it need libpq and all that
 * comes with that. */

gboolean      bell_postgres_is_uri        (const char         *uri);
BellDatabase *bell_postgres_database_open (const char         *uri,
                                           BellDatabaseFlags   flags,
                                           GError            **error);

G_END_DECLS
