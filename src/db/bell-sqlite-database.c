/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-sqlite-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

/* "BELL": in the header of every file of ours, so that another program's
 * database is never taken for one. */
#define APPLICATION_ID 0x42454c4c

#define BUSY_TIMEOUT_MILLISECONDS 5000

/* Where the journal is cut back to after it has grown with a bulk load. */
#define JOURNAL_LIMIT_BYTES 67108864

/* See bell_database_set_cache_size(). The shortest is SQLite's own choice. */
#define PAGE_KIBIBYTES 4
#define USUAL_CACHE_KIBIBYTES 8192
#define SHORTEST_JOURNAL_PAGES 1000
#define LONGEST_JOURNAL_PAGES 16000

/* How many lines bell_database_check() gives. */
#define MAX_PROBLEMS 100

/* SQLite behind BellDatabase, and the one place that configures it.
 *
 * One connection without a lock of its own (SQLITE_OPEN_NOMUTEX), because a
 * BellDatabase is used by one thread at a time. The file is in WAL mode:
 * readers see the last commit and never wait for the writer. Memory-mapped
 * reads stay off, though they would be a quarter faster: a file that is cut
 * short by others would then kill the program by a signal instead of giving an
 * error. Nothing here runs VACUUM, so rowids stay what they are. */
struct _BellSqliteDatabase
{
  BellDatabase parent_instance;

  sqlite3 *handle;
};

G_DEFINE_FINAL_TYPE (BellSqliteDatabase, bell_sqlite_database, BELL_TYPE_DATABASE)

/* Reads one number; @sql is ours and has no parameters. */
static int
bell_sqlite_read_number (sqlite3    *handle,
                         const char *sql,
                         gint64     *number)
{
  sqlite3_stmt *statement = NULL;
  int code = sqlite3_prepare_v2 (handle, sql, -1, &statement, NULL);

  if (code == SQLITE_OK)
    code = sqlite3_step (statement);

  if (code == SQLITE_ROW)
    {
      *number = sqlite3_column_int64 (statement, 0);
      code = SQLITE_OK;
    }

  sqlite3_finalize (statement);

  return code == SQLITE_DONE ? SQLITE_ERROR : code;
}

static gboolean
bell_sqlite_is_file (const char *uri)
{
  return strcmp (uri, ":memory:") != 0 && !g_str_has_prefix (uri, "file:");
}

/* Says what SQLite would say less well, and makes the file so that nobody
 * else may read it (the journal takes over its mode). */
static gboolean
bell_sqlite_prepare_file (const char         *path,
                          BellDatabaseFlags   flags,
                          GError            **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_filename_display_name (path);
  int fd;

  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    {
      g_set_error (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_OPEN,
                   _("“%s” is a folder. Give the path of a file in it."), name);
      return FALSE;
    }

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;

  if (!(flags & BELL_DATABASE_CREATE))
    {
      g_set_error (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_OPEN,
                   _("There is no database “%s”."), name);
      return FALSE;
    }

  fd = -1;
  if (g_mkdir_with_parents (folder, 0700) == 0)
    fd = g_open (path, O_CREAT | O_RDWR | O_CLOEXEC, 0600);

  if (fd < 0)
    {
      int reason = errno;

      g_set_error (error, BELL_DATABASE_ERROR,
                   reason == ENOSPC || reason == EDQUOT ? BELL_DATABASE_ERROR_FULL : BELL_DATABASE_ERROR_OPEN,
                   _("“%s” cannot be made: %s."), name, g_strerror (reason));
      return FALSE;
    }

  g_close (fd, NULL);

  return TRUE;
}

/* Makes sure that this is ours to read and write. */
static gboolean
bell_sqlite_claim (sqlite3            *handle,
                   const char         *uri,
                   BellDatabaseFlags   flags,
                   GError            **error)
{
  g_autofree char *name = g_filename_display_name (uri);
  gint64 objects = 0;
  gint64 application = 0;
  int code = bell_sqlite_read_number (handle, "SELECT count(*) FROM sqlite_schema", &objects);

  if (code == SQLITE_OK)
    code = bell_sqlite_read_number (handle, "PRAGMA application_id", &application);

  if (code == SQLITE_OK && application == 0 && objects == 0 && (flags & BELL_DATABASE_CREATE))
    {
      code = sqlite3_exec (handle, "PRAGMA application_id = " G_STRINGIFY (APPLICATION_ID), NULL, NULL, NULL);
      application = APPLICATION_ID;
    }

  if (code != SQLITE_OK)
    {
      bell_sqlite_set_error (error, handle, code, uri);
      return FALSE;
    }

  if (application == APPLICATION_ID)
    return TRUE;

  g_set_error (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_NOT_A_DATABASE,
               application == 0 && objects == 0 ? _("“%s” is empty: it is not a database of Deskbell.")
                                                : _("“%s” is the database of another program."),
               name);

  return FALSE;
}

/* Turns the journal to WAL, once in the life of a file. Two programs that
 * make the same file at the same time get in each other's way here, and SQLite
 * does not wait by itself. */
static gboolean
bell_sqlite_set_journal (sqlite3     *handle,
                         const char  *uri,
                         GError     **error)
{
  int code = SQLITE_BUSY;

  for (int waited = 0; waited < BUSY_TIMEOUT_MILLISECONDS; waited += 10)
    {
      code = sqlite3_exec (handle, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
      if ((code & 0xff) != SQLITE_BUSY && (code & 0xff) != SQLITE_LOCKED)
        break;

      g_usleep (10 * 1000);
    }

  if (code == SQLITE_OK)
    return TRUE;

  bell_sqlite_set_error (error, handle, code, uri);

  return FALSE;
}

static gboolean
bell_sqlite_configure (sqlite3            *handle,
                       const char         *uri,
                       BellDatabaseFlags   flags,
                       GError            **error)
{
  int code;

  sqlite3_busy_timeout (handle, BUSY_TIMEOUT_MILLISECONDS);
  sqlite3_db_config (handle, SQLITE_DBCONFIG_DEFENSIVE, !(flags & BELL_DATABASE_SALVAGE), NULL);
  sqlite3_db_config (handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config (handle, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
  sqlite3_db_config (handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
  sqlite3_db_config (handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);

  if (flags & BELL_DATABASE_SALVAGE)
    {
      /* Also reads a file that is shorter than it says, or whose schema has
       * faults. It is not refused here: what is left will show. */
      code = sqlite3_exec (handle, "PRAGMA writable_schema = ON", NULL, NULL, NULL);
      if (code == SQLITE_OK)
        return TRUE;

      bell_sqlite_set_error (error, handle, code, uri);
      return FALSE;
    }

  if (!bell_sqlite_claim (handle, uri, flags, error))
    return FALSE;

  if (!(flags & BELL_DATABASE_READ_ONLY) && !bell_sqlite_set_journal (handle, uri, error))
    return FALSE;

  code = sqlite3_exec (handle,
                       "PRAGMA cache_size = -8192;"
                       "PRAGMA temp_store = MEMORY;"
                       "PRAGMA cell_size_check = ON;"
                       "PRAGMA mmap_size = 0;"
                       "PRAGMA analysis_limit = 400;"
                       "PRAGMA journal_size_limit = " G_STRINGIFY (JOURNAL_LIMIT_BYTES) ";",
                       NULL, NULL, NULL);
  if (code == SQLITE_OK)
    code = sqlite3_exec (handle,
                         flags & BELL_DATABASE_FULL_SYNC ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL",
                         NULL, NULL, NULL);

  if (code != SQLITE_OK)
    {
      bell_sqlite_set_error (error, handle, code, uri);
      return FALSE;
    }

  return TRUE;
}

static BellStatement *
bell_sqlite_database_prepare (BellDatabase  *database,
                              const char    *sql,
                              GError       **error)
{
  return bell_sqlite_statement_new (database, BELL_SQLITE_DATABASE (database)->handle, sql, error);
}

static gboolean
bell_sqlite_database_execute_script (BellDatabase  *database,
                                     const char    *sql,
                                     GError       **error)
{
  BellSqliteDatabase *self = BELL_SQLITE_DATABASE (database);

  while (*sql != '\0')
    {
      sqlite3_stmt *statement = NULL;
      const char *rest = NULL;
      int code = sqlite3_prepare_v2 (self->handle, sql, -1, &statement, &rest);

      if (code == SQLITE_OK && statement != NULL)
        {
          errno = 0; /* to be told from an old one if this fails */
          do
            code = sqlite3_step (statement);
          while (code == SQLITE_ROW);
        }

      if (code != SQLITE_OK && code != SQLITE_DONE)
        {
          bell_sqlite_set_error (error, self->handle, code, sql);
          sqlite3_finalize (statement);
          bell_database_note_failure (database);
          return FALSE;
        }

      sqlite3_finalize (statement);
      sql = rest;
    }

  return TRUE;
}

static gboolean
bell_sqlite_database_is_open (BellDatabase *database)
{
  return !sqlite3_get_autocommit (BELL_SQLITE_DATABASE (database)->handle);
}

static gint64
bell_sqlite_database_changes (BellDatabase *database)
{
  return sqlite3_changes64 (BELL_SQLITE_DATABASE (database)->handle);
}

static gboolean
bell_sqlite_database_read_pragma (BellDatabase  *database,
                                  const char    *pragma,
                                  gint64        *value,
                                  GError       **error)
{
  g_autoptr (BellStatement) statement = bell_database_prepare (database, pragma, error);
  gboolean row;

  if (statement == NULL || !bell_statement_step (statement, &row, error))
    return FALSE;

  *value = row ? bell_statement_get_int64 (statement, 0) : 0;

  return TRUE;
}

static gboolean
bell_sqlite_database_data_version (BellDatabase  *database,
                                   gint64        *version,
                                   GError       **error)
{
  return bell_sqlite_database_read_pragma (database, "PRAGMA data_version", version, error);
}

static gboolean
bell_sqlite_database_get_schema_version (BellDatabase  *database,
                                         int           *version,
                                         GError       **error)
{
  gint64 value;

  if (!bell_sqlite_database_read_pragma (database, "PRAGMA user_version", &value, error))
    return FALSE;

  *version = (int) value;

  return TRUE;
}

static gboolean
bell_sqlite_database_set_schema_version (BellDatabase  *database,
                                         int            version,
                                         GError       **error)
{
  g_autofree char *sql = g_strdup_printf ("PRAGMA user_version = %d", version);

  return bell_sqlite_database_execute_script (database, sql, error);
}

static void
bell_sqlite_database_interrupt (BellDatabase *database)
{
  sqlite3_interrupt (BELL_SQLITE_DATABASE (database)->handle);
}

static void
bell_sqlite_database_set_busy_timeout (BellDatabase *database,
                                       int           milliseconds)
{
  sqlite3_busy_timeout (BELL_SQLITE_DATABASE (database)->handle, milliseconds);
}

static gboolean
bell_sqlite_database_set_cache_size (BellDatabase  *database,
                                     int            kibibytes,
                                     GError       **error)
{
  /* What a bulk load touches again and again is carried from the journal to the
   * file once, and not with every few thousand rows. */
  int journal_pages = CLAMP (kibibytes / PAGE_KIBIBYTES, SHORTEST_JOURNAL_PAGES, LONGEST_JOURNAL_PAGES);
  g_autofree char *sql =
    g_strdup_printf ("PRAGMA cache_size = -%d; PRAGMA wal_autocheckpoint = %d", kibibytes,
                     kibibytes > USUAL_CACHE_KIBIBYTES ? journal_pages : SHORTEST_JOURNAL_PAGES);

  return bell_sqlite_database_execute_script (database, sql, error);
}

static void
bell_sqlite_database_release_memory (BellDatabase *database)
{
  sqlite3_db_release_memory (BELL_SQLITE_DATABASE (database)->handle);
}

static gboolean
bell_sqlite_database_backup (BellDatabase          *database,
                             const char            *destination,
                             BellDatabaseProgress   progress,
                             gpointer               user_data,
                             GCancellable          *cancellable,
                             GError               **error)
{
  return bell_sqlite_backup (database, BELL_SQLITE_DATABASE (database)->handle, destination,
                             progress, user_data, cancellable, error);
}

/* Adds the rows of @sql to @problems; damage that stops the search is itself
 * a finding. */
static gboolean
bell_sqlite_database_add_problems (BellDatabase  *database,
                                   const char    *sql,
                                   gboolean       references,
                                   GPtrArray     *problems,
                                   GError       **error)
{
  g_autoptr (BellStatement) statement = NULL;
  g_autoptr (GError) fault = NULL;
  gboolean row = TRUE;

  statement = bell_database_prepare (database, sql, &fault);

  while (statement != NULL && problems->len < MAX_PROBLEMS && bell_statement_step (statement, &row, &fault) && row)
    {
      const char *first = bell_statement_get_text (statement, 0);

      if (references)
        g_ptr_array_add (problems, g_strdup_printf (_("A row of “%s” refers to a row of “%s” that does not exist."),
                                                    first, bell_statement_get_text (statement, 2)));
      else if (g_strcmp0 (first, "ok") != 0)
        g_ptr_array_add (problems, g_strdup (first));
    }

  if (fault != NULL && (g_error_matches (fault, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_CORRUPT) ||
                        g_error_matches (fault, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_NOT_A_DATABASE)))
    {
      g_ptr_array_add (problems, g_strdup (fault->message));
      g_clear_error (&fault);
    }

  if (fault != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&fault));
      return FALSE;
    }

  return TRUE;
}

static gboolean
bell_sqlite_database_check (BellDatabase  *database,
                            GPtrArray    **problems,
                            GError       **error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);

  if (!bell_sqlite_database_add_problems (database, "PRAGMA integrity_check(" G_STRINGIFY (MAX_PROBLEMS) ")",
                                          FALSE, found, error) ||
      !bell_sqlite_database_add_problems (database, "PRAGMA foreign_key_check", TRUE, found, error))
    return FALSE;

  *problems = g_steal_pointer (&found);

  return TRUE;
}

static gboolean
bell_sqlite_database_checkpoint (BellDatabase  *database,
                                 GError       **error)
{
  return bell_sqlite_checkpoint (BELL_SQLITE_DATABASE (database)->handle, error);
}

static gboolean
bell_sqlite_database_sync (BellDatabase  *database,
                           GError       **error)
{
  return bell_sqlite_sync (BELL_SQLITE_DATABASE (database)->handle, error);
}

static gboolean
bell_sqlite_database_tidy (BellDatabase  *database,
                           GError       **error)
{
  return bell_sqlite_tidy (BELL_SQLITE_DATABASE (database)->handle, error);
}

static gboolean
bell_sqlite_database_optimize (BellDatabase  *database,
                               GError       **error)
{
  return bell_sqlite_database_execute_script (database, "PRAGMA optimize", error);
}

static void
bell_sqlite_database_finalize (GObject *object)
{
  BellSqliteDatabase *self = BELL_SQLITE_DATABASE (object);

  bell_database_clear_statements (BELL_DATABASE (self));

  /* Statements in use would have kept the object: nothing can be open. */
  if (sqlite3_close (self->handle) != SQLITE_OK)
    g_critical ("%s: a connection could not be closed", bell_database_get_uri (BELL_DATABASE (self)));

  G_OBJECT_CLASS (bell_sqlite_database_parent_class)->finalize (object);
}

static void
bell_sqlite_database_class_init (BellSqliteDatabaseClass *klass)
{
  BellDatabaseClass *database_class = BELL_DATABASE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = bell_sqlite_database_finalize;

  database_class->begin_write = "BEGIN IMMEDIATE";
  database_class->begin_read = "BEGIN DEFERRED";
  /* Without those of an index for text, which its owner makes anew. */
  database_class->list_tables = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' "
                                "AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY name";
  database_class->prepare = bell_sqlite_database_prepare;
  database_class->execute_script = bell_sqlite_database_execute_script;
  database_class->is_open = bell_sqlite_database_is_open;
  database_class->changes = bell_sqlite_database_changes;
  database_class->data_version = bell_sqlite_database_data_version;
  database_class->get_schema_version = bell_sqlite_database_get_schema_version;
  database_class->set_schema_version = bell_sqlite_database_set_schema_version;
  database_class->interrupt = bell_sqlite_database_interrupt;
  database_class->set_busy_timeout = bell_sqlite_database_set_busy_timeout;
  database_class->set_cache_size = bell_sqlite_database_set_cache_size;
  database_class->release_memory = bell_sqlite_database_release_memory;
  database_class->backup = bell_sqlite_database_backup;
  database_class->check = bell_sqlite_database_check;
  database_class->checkpoint = bell_sqlite_database_checkpoint;
  database_class->sync = bell_sqlite_database_sync;
  database_class->tidy = bell_sqlite_database_tidy;
  database_class->optimize = bell_sqlite_database_optimize;
}

static void
bell_sqlite_database_init (BellSqliteDatabase *self)
{
}

/* See bell_database_open(). */
BellDatabase *
bell_sqlite_database_open (const char         *uri,
                           BellDatabaseFlags   flags,
                           GError            **error)
{
  g_autoptr (BellSqliteDatabase) self = NULL;
  sqlite3 *handle = NULL;
  int mode = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  int code;

  if (flags & BELL_DATABASE_SALVAGE)
    flags |= BELL_DATABASE_READ_ONLY;

  g_return_val_if_fail (!((flags & BELL_DATABASE_READ_ONLY) && (flags & BELL_DATABASE_CREATE)), NULL);

  if (bell_sqlite_is_file (uri))
    {
      if (!bell_sqlite_prepare_file (uri, flags, error))
        return NULL;
    }
  else
    {
      mode |= SQLITE_OPEN_URI;
      if (flags & BELL_DATABASE_CREATE)
        mode |= SQLITE_OPEN_CREATE;
    }

  mode |= flags & BELL_DATABASE_READ_ONLY ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;

  code = sqlite3_open_v2 (uri, &handle, mode, NULL);
  if (code != SQLITE_OK)
    {
      bell_sqlite_set_error (error, handle, code, uri);
      sqlite3_close (handle);
      return NULL;
    }

  if (!bell_sqlite_configure (handle, uri, flags, error))
    {
      sqlite3_close (handle);
      return NULL;
    }

  self = g_object_new (BELL_TYPE_SQLITE_DATABASE,
                       "uri", uri,
                       "read-only", (flags & BELL_DATABASE_READ_ONLY) != 0,
                       NULL);
  self->handle = handle;

  return BELL_DATABASE (g_steal_pointer (&self));
}
