/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-sqlite-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>

/* The one place where SQLite's codes become ours, and its words a person's. */

static gboolean
bell_sqlite_no_room (int code,
                     int reason)
{
  if ((code & 0xff) == SQLITE_FULL)
    return TRUE;

  if ((code & 0xff) != SQLITE_IOERR && (code & 0xff) != SQLITE_CANTOPEN)
    return FALSE;

  return reason == ENOSPC || reason == EDQUOT || reason == EFBIG;
}

/* To be called before anything else changes errno.
 * Takes the name of the file from @handle, or @what if there is none yet; for
 * faulty SQL @what is the SQL. */
void
bell_sqlite_set_error (GError     **error,
                       sqlite3     *handle,
                       int          code,
                       const char  *what)
{
  /* SQLite remembers the system's reason for some of its calls only. */
  int reason = errno;
  const char *path = handle != NULL ? sqlite3_db_filename (handle, "main") : NULL;
  g_autofree char *name = g_filename_display_name (path != NULL && *path != '\0' ? path : what != NULL ? what : "");
  const char *detail = handle != NULL && (sqlite3_errcode (handle) & 0xff) == (code & 0xff) ? sqlite3_errmsg (handle)
                                                                                            : sqlite3_errstr (code);

  if (handle != NULL && sqlite3_system_errno (handle) != 0)
    reason = sqlite3_system_errno (handle);

  if (bell_sqlite_no_room (code, reason))
    {
      g_set_error (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_FULL,
                   _("There is no room left on the disk for “%s”. Nothing of this change was saved. "
                     "Free some space and try again."), name);
      return;
    }

  switch (code & 0xff)
    {
    case SQLITE_CANTOPEN:
      g_set_error (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_OPEN,
                   _("“%s” cannot be opened. Check that it exists and that you may read and write it "
                     "and its folder."), name);
      break;
    case SQLITE_PERM:
    case SQLITE_AUTH:
      g_set_error (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_OPEN,
                   _("You are not allowed to open “%s”."), name);
      break;
    case SQLITE_NOTADB:
      g_set_error (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_NOT_A_DATABASE,
                   _("“%s” is not a database of Deskbell."), name);
      break;
    case SQLITE_CORRUPT:
      g_set_error (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_CORRUPT,
                   _("“%s” is damaged (%s)."), name, detail);
      break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL: /* many opened it in the same moment */
      g_set_error (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_BUSY,
                   _("Another program is using “%s” and did not finish in time. Try again."), name);
      break;
    case SQLITE_READONLY:
      g_set_error (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_READ_ONLY,
                   _("“%s” cannot be written: it is open for reading only, or it or its folder is protected."), name);
      break;
    case SQLITE_CONSTRAINT:
      g_set_error (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_CONSTRAINT,
                   _("“%s” refuses a value: %s."), name, detail);
      break;
    case SQLITE_INTERRUPT:
      g_set_error_literal (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_INTERRUPTED,
                           _("The database was told to stop."));
      break;
    case SQLITE_IOERR:
      g_set_error (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_IO,
                   _("The disk failed to read or write “%s” (%s)."), name,
                   reason != 0 ? g_strerror (reason) : detail);
      break;
    case SQLITE_TOOBIG:
      g_set_error (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_STATEMENT,
                   _("A value is too large to be stored in “%s”."), name);
      break;
    case SQLITE_ERROR:
    case SQLITE_RANGE:
    case SQLITE_MISMATCH:
    case SQLITE_MISUSE:
      g_set_error (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_STATEMENT,
                   _("Deskbell asked its database something wrong: %s (%.200s)."), detail, what != NULL ? what : "");
      break;
    default:
      g_set_error (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_FAILED,
                   _("The database “%s” reports a fault: %s."), name, detail);
      break;
    }
}
