/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-database-private.h"

#include <sqlite3.h>

G_BEGIN_DECLS

#define BELL_TYPE_SQLITE_DATABASE (bell_sqlite_database_get_type ())
G_DECLARE_FINAL_TYPE (BellSqliteDatabase, bell_sqlite_database, BELL, SQLITE_DATABASE, BellDatabase)

BellStatement *bell_sqlite_statement_new     (BellDatabase          *database,
                                              sqlite3               *handle,
                                              const char            *sql,
                                              GError               **error);

gboolean       bell_sqlite_backup            (BellDatabase          *database,
                                              sqlite3               *handle,
                                              const char            *destination,
                                              BellDatabaseProgress   progress,
                                              gpointer               user_data,
                                              GCancellable          *cancellable,
                                              GError               **error);

void           bell_sqlite_set_error         (GError               **error,
                                              sqlite3               *handle,
                                              int                    code,
                                              const char            *what);

/* bell-sqlite-journal.c */
gboolean bell_sqlite_checkpoint (sqlite3  *handle,
                                 GError  **error);
gboolean bell_sqlite_tidy       (sqlite3  *handle,
                                 GError  **error);
gboolean bell_sqlite_sync       (sqlite3  *handle,
                                 GError  **error);

G_END_DECLS
