/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sim-postgres.h"

G_BEGIN_DECLS

PGconn   *__wrap_PQconnectdbParams (const char *const *keywords,
                                    const char *const *values,
                                    int                expand);
PGconn   *__real_PQconnectdbParams (const char *const *keywords,
                                    const char *const *values,
                                    int                expand);
void      __wrap_PQfinish          (PGconn            *connection);
void      __real_PQfinish          (PGconn            *connection);
PGresult *__wrap_PQexec            (PGconn            *connection,
                                    const char        *sql);
PGresult *__real_PQexec            (PGconn            *connection,
                                    const char        *sql);
PGresult *__wrap_PQexecParams      (PGconn            *connection,
                                    const char        *sql,
                                    int                n,
                                    const Oid         *types,
                                    const char *const *values,
                                    const int         *lengths,
                                    const int         *formats,
                                    int                format);
PGresult *__wrap_PQexecPrepared    (PGconn            *connection,
                                    const char        *name,
                                    int                n,
                                    const char *const *values,
                                    const int         *lengths,
                                    const int         *formats,
                                    int                format);
PGresult *__wrap_PQprepare         (PGconn            *connection,
                                    const char        *name,
                                    const char        *sql,
                                    int                n,
                                    const Oid         *types);
PGresult *__wrap_PQgetResult       (PGconn            *connection);
PGresult *__real_PQgetResult       (PGconn            *connection);

/* What the connections of servers say to each other: see sim-hints.c. */
gboolean  __wrap_bell_database_listen (BellDatabase   *database,
                                    const char        *channel,
                                    GError           **error);
gboolean  __wrap_bell_database_notify (BellDatabase   *database,
                                    const char        *channel,
                                    const char        *payload,
                                    GError           **error);
gboolean  __wrap_bell_database_wait (BellDatabase     *database,
                                    int                wake_fd,
                                    int                milliseconds,
                                    char             **payload,
                                    GError           **error);

G_END_DECLS
