/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * BellDatabaseError:
 * @BELL_DATABASE_ERROR_FAILED: what none of the others names; the message says it
 * @BELL_DATABASE_ERROR_OPEN: the file cannot be opened or created
 * @BELL_DATABASE_ERROR_NOT_A_DATABASE: the file is something else, or belongs to another program
 * @BELL_DATABASE_ERROR_CORRUPT: the file is damaged
 * @BELL_DATABASE_ERROR_BUSY: another connection held its lock for longer than the busy timeout; try again
 * @BELL_DATABASE_ERROR_FULL: no room on the disk, or a quota or size limit is reached; nothing was written
 * @BELL_DATABASE_ERROR_READ_ONLY: the connection or the file cannot be written
 * @BELL_DATABASE_ERROR_CONSTRAINT: a value breaks a rule of the schema (unique, not null, foreign key, check)
 * @BELL_DATABASE_ERROR_NEWER_SCHEMA: the file was written by a newer Deskbell
 * @BELL_DATABASE_ERROR_INTERRUPTED: bell_database_interrupt() stopped the statement; not for showing
 * @BELL_DATABASE_ERROR_STATEMENT: the SQL or a bound value is wrong: a fault of the program
 * @BELL_DATABASE_ERROR_IO: the disk failed to read or write
 * @BELL_DATABASE_ERROR_CONNECTION: the database server cannot be reached, or was lost; try again. If it
 *   was lost in a commit nobody knows whether that is done.
 *
 * The errors of all of db/. Each message is a whole sentence for a person.
 *
 * After FULL, IO, CORRUPT, INTERRUPTED and CONNECTION, and on PostgreSQL after any,
 * the database may have rolled the transaction back by itself; every later statement of that transaction then
 * fails too, until it is rolled back by its owner.
 */
typedef enum
{
  BELL_DATABASE_ERROR_FAILED,
  BELL_DATABASE_ERROR_OPEN,
  BELL_DATABASE_ERROR_NOT_A_DATABASE,
  BELL_DATABASE_ERROR_CORRUPT,
  BELL_DATABASE_ERROR_BUSY,
  BELL_DATABASE_ERROR_FULL,
  BELL_DATABASE_ERROR_READ_ONLY,
  BELL_DATABASE_ERROR_CONSTRAINT,
  BELL_DATABASE_ERROR_NEWER_SCHEMA,
  BELL_DATABASE_ERROR_INTERRUPTED,
  BELL_DATABASE_ERROR_STATEMENT,
  BELL_DATABASE_ERROR_IO,
  BELL_DATABASE_ERROR_CONNECTION,
} BellDatabaseError;

#define BELL_DATABASE_ERROR (bell_database_error_quark ())
GQuark bell_database_error_quark (void);

G_END_DECLS
