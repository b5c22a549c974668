/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-sqlite-private.h"

/* The journal of a SQLite database, in which commits stand until they are moved
 * into the database itself. */

static gboolean
check (sqlite3  *handle,
       int       code,
       GError  **error)
{
  if (code == SQLITE_OK)
    return TRUE;

  bell_sqlite_set_error (error, handle, code, NULL);

  return FALSE;
}

/* Moves all, and waits for those who still read. */
gboolean
bell_sqlite_checkpoint (sqlite3  *handle,
                        GError  **error)
{
  return check (handle, sqlite3_wal_checkpoint_v2 (handle, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL), error);
}

/* Moves what can be moved now. */
gboolean
bell_sqlite_tidy (sqlite3  *handle,
                  GError  **error)
{
  int code = sqlite3_wal_checkpoint_v2 (handle, "main", SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);

  /* Somebody else is at it. */
  if ((code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED)
    return TRUE;

  return check (handle, code, error);
}

/* What stands in it lasts. Whoever moves it syncs both files. */
gboolean
bell_sqlite_sync (sqlite3  *handle,
                  GError  **error)
{
  sqlite3_file *journal = NULL;
  int code = sqlite3_file_control (handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, &journal);

  if (code == SQLITE_OK && journal != NULL && journal->pMethods != NULL)
    code = journal->pMethods->xSync (journal, SQLITE_SYNC_NORMAL);

  return check (handle, code, error);
}
