/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * BellStoreError:
 * @BELL_STORE_ERROR_FAILED: what none of the others names; the message says it
 * @BELL_STORE_ERROR_CLOSED: the store is not open
 * @BELL_STORE_ERROR_NOT_FOUND: no such object, change or blob
 * @BELL_STORE_ERROR_STATE_MISMATCH: the news do not follow on what the cache holds; ask for the states again
 * @BELL_STORE_ERROR_INCOMPLETE: a bulk load ended with other counts than were promised
 * @BELL_STORE_ERROR_DOUBTFUL: the news would delete most of what is here: ask for all of it instead
 * @BELL_STORE_ERROR_ALREADY_SENT: it cannot be undone any more
 * @BELL_STORE_ERROR_IN_THE_WAY: other changes that wait depend on it
 * @BELL_STORE_ERROR_DAMAGED: the outbox was damaged and what could be read of it saved; told, never returned
 *
 * The errors of store/ of its own. Beside them come BELL_DATABASE_ERROR (FULL,
 * NEWER_SCHEMA, IO...) and, from bell_store_commit(), BELL_MODEL_ERROR. Each
 * message is a whole sentence for a person.
 */
typedef enum
{
  BELL_STORE_ERROR_FAILED,
  BELL_STORE_ERROR_CLOSED,
  BELL_STORE_ERROR_NOT_FOUND,
  BELL_STORE_ERROR_STATE_MISMATCH,
  BELL_STORE_ERROR_INCOMPLETE,
  BELL_STORE_ERROR_DOUBTFUL,
  BELL_STORE_ERROR_ALREADY_SENT,
  BELL_STORE_ERROR_IN_THE_WAY,
  BELL_STORE_ERROR_DAMAGED,
} BellStoreError;

#define BELL_STORE_ERROR (bell_store_error_quark ())
GQuark bell_store_error_quark (void);

G_END_DECLS
