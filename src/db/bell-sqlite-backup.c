/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-sqlite-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <unistd.h>

/* How many pages go over between two looks at the cancellable: 4 MB. */
#define PAGES_A_STEP 1024

static gboolean
bell_sqlite_backup_is_same (const char *one,
                            const char *two)
{
  GStatBuf first, second;

  return one != NULL && g_stat (one, &first) == 0 && g_stat (two, &second) == 0 &&
         first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

static void
bell_sqlite_backup_set_errno (GError     **error,
                              const char  *path,
                              int          reason)
{
  g_autofree char *name = g_filename_display_name (path);

  g_set_error (error, BELL_DATABASE_ERROR,
               reason == ENOSPC || reason == EDQUOT || reason == EFBIG ? BELL_DATABASE_ERROR_FULL
                                                                       : BELL_DATABASE_ERROR_OPEN,
               _("The backup “%s” cannot be written: %s."), name, g_strerror (reason));
}

static gboolean
bell_sqlite_backup_sync (const char  *path,
                         int          flags,
                         GError     **error)
{
  int fd = g_open (path, flags | O_CLOEXEC, 0);
  int code = fd >= 0 ? fsync (fd) : -1;

  if (code != 0)
    bell_sqlite_backup_set_errno (error, path, errno);

  if (fd >= 0)
    g_close (fd, NULL);

  return code == 0;
}

static gboolean
bell_sqlite_backup_copy (sqlite3               *source,
                         const char            *path,
                         BellDatabaseProgress   progress,
                         gpointer               user_data,
                         GCancellable          *cancellable,
                         GError               **error)
{
  sqlite3 *target = NULL;
  sqlite3_backup *backup = NULL;
  int code = sqlite3_open_v2 (path, &target, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
                              NULL);

  /* The file is new and syncs once at the end: no journal is needed. */
  if (code == SQLITE_OK)
    code = sqlite3_exec (target, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF", NULL, NULL, NULL);

  if (code == SQLITE_OK)
    {
      backup = sqlite3_backup_init (target, "main", source, "main");
      code = backup != NULL ? SQLITE_OK : sqlite3_errcode (target);
    }

  while (code == SQLITE_OK)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        break;

      errno = 0; /* to be told from an old one if this fails */
      code = sqlite3_backup_step (backup, PAGES_A_STEP);

      if (progress != NULL && (code == SQLITE_OK || code == SQLITE_DONE))
        progress (sqlite3_backup_pagecount (backup) - sqlite3_backup_remaining (backup),
                  sqlite3_backup_pagecount (backup), user_data);
    }

  if (code != SQLITE_DONE && code != SQLITE_OK)
    bell_sqlite_set_error (error, target, code, path);

  sqlite3_backup_finish (backup);

  sqlite3_close (target);

  return code == SQLITE_DONE;
}

/* See bell_database_backup().
 *
 * A read transaction is held on the source, so that the copy is of one state
 * and other connections' writes do not make it start over. */
gboolean
bell_sqlite_backup (BellDatabase          *database,
                    sqlite3               *handle,
                    const char            *destination,
                    BellDatabaseProgress   progress,
                    gpointer               user_data,
                    GCancellable          *cancellable,
                    GError               **error)
{
  g_autofree char *partial = g_strconcat (destination, ".partial", NULL);
  g_autofree char *folder = g_path_get_dirname (destination);
  gboolean copied = FALSE;
  int version;
  int fd;

  if (bell_sqlite_backup_is_same (sqlite3_db_filename (handle, "main"), destination))
    {
      g_set_error_literal (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_FAILED,
                           _("A backup cannot be written over the database itself."));
      return FALSE;
    }

  g_unlink (partial);
  fd = g_open (partial, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0)
    {
      bell_sqlite_backup_set_errno (error, destination, errno);
      return FALSE;
    }
  g_close (fd, NULL);

  if (bell_database_begin_read (database, error))
    {
      /* The first read is what fixes the state. */
      copied = bell_database_get_schema_version (database, &version, error) &&
               bell_sqlite_backup_copy (handle, partial, progress, user_data, cancellable, error);
      bell_database_rollback (database);
    }

  if (copied && bell_sqlite_backup_sync (partial, O_RDWR, error))
    {
      if (g_rename (partial, destination) == 0)
        return bell_sqlite_backup_sync (folder, O_RDONLY | O_DIRECTORY, error);

      bell_sqlite_backup_set_errno (error, destination, errno);
    }

  g_unlink (partial);

  return FALSE;
}
