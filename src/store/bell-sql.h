/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-database.h"
#include "bell-statement.h"

G_BEGIN_DECLS

#define BELL_SQL_FOLDER "/org/deskbell/store/sql/"

char          *bell_sql_fill    (const char    *name,
                                 const char    *first,
                                 ...) G_GNUC_NULL_TERMINATED;
BellStatement *bell_sql_prepare (BellDatabase  *database,
                                 const char    *name,
                                 const char    *table,
                                 GError       **error);

G_END_DECLS
