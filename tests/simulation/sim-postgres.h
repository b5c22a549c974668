/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <libpq-fe.h>

#include "bell-database.h"

G_BEGIN_DECLS

/* A real PostgreSQL server below the simulated ones. Its answers come when the
 * order of the simulation says so: a connection that waits for a lock of
 * another lets others go on, and a transaction may be delayed anywhere within.
 * Connections break, in the middle of a transaction too, and when one breaks at
 * a commit nobody is told what became of that. */

gboolean  sim_postgres_is_there  (void);

/* The address of a fresh database; it is dropped by sim_postgres_end(). */
char     *sim_postgres_begin     (void);
void      sim_postgres_end       (void);

/* @share of commands at which the connection breaks, and all do at once. */
void      sim_postgres_set_weather (double        share);
void      sim_postgres_cut       (void);

/* A connection to which nothing happens, to look at what is there. */
BellDatabase *sim_postgres_open  (const char     *uri);

G_END_DECLS
