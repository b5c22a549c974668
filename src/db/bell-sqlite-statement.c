/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-sqlite-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/* SQLite's side of a BellStatement. */
typedef struct
{
  BellStatement  parent;
  sqlite3       *handle;
  sqlite3_stmt  *statement;
} BellSqliteStatement;

static gboolean
bell_sqlite_statement_bound (BellStatement  *statement,
                             int             code,
                             GError        **error)
{
  BellSqliteStatement *self = (BellSqliteStatement *) statement;

  if (code == SQLITE_OK)
    return TRUE;

  bell_sqlite_set_error (error, self->handle, code, sqlite3_sql (self->statement));

  return FALSE;
}

static void
bell_sqlite_statement_free (BellStatement *statement)
{
  BellSqliteStatement *self = (BellSqliteStatement *) statement;

  sqlite3_finalize (self->statement);
  g_free (self);
}

static gboolean
bell_sqlite_statement_bind_null (BellStatement  *statement,
                                 int             index,
                                 GError        **error)
{
  BellSqliteStatement *self = (BellSqliteStatement *) statement;

  return bell_sqlite_statement_bound (statement, sqlite3_bind_null (self->statement, index), error);
}

static gboolean
bell_sqlite_statement_bind_int64 (BellStatement  *statement,
                                  int             index,
                                  gint64          value,
                                  GError        **error)
{
  BellSqliteStatement *self = (BellSqliteStatement *) statement;

  return bell_sqlite_statement_bound (statement, sqlite3_bind_int64 (self->statement, index, value), error);
}

static gboolean
bell_sqlite_statement_bind_double (BellStatement  *statement,
                                   int             index,
                                   double          value,
                                   GError        **error)
{
  BellSqliteStatement *self = (BellSqliteStatement *) statement;

  return bell_sqlite_statement_bound (statement, sqlite3_bind_double (self->statement, index, value), error);
}

static gboolean
bell_sqlite_statement_bind_text (BellStatement  *statement,
                                 int             index,
                                 const char     *text,
                                 gboolean        copy,
                                 GError        **error)
{
  BellSqliteStatement *self = (BellSqliteStatement *) statement;
  int code = sqlite3_bind_text64 (self->statement, index, text, text != NULL ? strlen (text) : 0,
                                  copy ? SQLITE_TRANSIENT : SQLITE_STATIC, SQLITE_UTF8);

  return bell_sqlite_statement_bound (statement, code, error);
}

static gboolean
bell_sqlite_statement_bind_blob (BellStatement  *statement,
                                 int             index,
                                 const void     *data,
                                 gsize           length,
                                 GError        **error)
{
  BellSqliteStatement *self = (BellSqliteStatement *) statement;
  int code = sqlite3_bind_blob64 (self->statement, index, data, length, SQLITE_TRANSIENT);

  return bell_sqlite_statement_bound (statement, code, error);
}

static gboolean
bell_sqlite_statement_step (BellStatement  *statement,
                            gboolean       *row,
                            GError        **error)
{
  BellSqliteStatement *self = (BellSqliteStatement *) statement;
  int code;

  errno = 0; /* to be told from an old one if this fails */
  code = sqlite3_step (self->statement);

  *row = code == SQLITE_ROW;
  if (code == SQLITE_ROW || code == SQLITE_DONE)
    return TRUE;

  bell_sqlite_set_error (error, self->handle, code, sqlite3_sql (self->statement));

  return FALSE;
}

static void
bell_sqlite_statement_reset (BellStatement *statement)
{
  sqlite3_reset (((BellSqliteStatement *) statement)->statement);
}

static void
bell_sqlite_statement_clear (BellStatement *statement)
{
  sqlite3_clear_bindings (((BellSqliteStatement *) statement)->statement);
}

static int
bell_sqlite_statement_n_columns (BellStatement *statement)
{
  return sqlite3_column_count (((BellSqliteStatement *) statement)->statement);
}

static const char *
bell_sqlite_statement_column_name (BellStatement *statement,
                                   int            column)
{
  return sqlite3_column_name (((BellSqliteStatement *) statement)->statement, column);
}

static gboolean
bell_sqlite_statement_is_null (BellStatement *statement,
                               int            column)
{
  return sqlite3_column_type (((BellSqliteStatement *) statement)->statement, column) == SQLITE_NULL;
}

static BellColumnType
bell_sqlite_statement_column_type (BellStatement *statement,
                                   int            column)
{
  switch (sqlite3_column_type (((BellSqliteStatement *) statement)->statement, column))
    {
    case SQLITE_INTEGER:
      return BELL_COLUMN_INTEGER;
    case SQLITE_FLOAT:
      return BELL_COLUMN_DOUBLE;
    case SQLITE_TEXT:
      return BELL_COLUMN_TEXT;
    case SQLITE_BLOB:
      return BELL_COLUMN_BLOB;
    default:
      return BELL_COLUMN_NULL;
    }
}

static gint64
bell_sqlite_statement_get_int64 (BellStatement *statement,
                                 int            column)
{
  return sqlite3_column_int64 (((BellSqliteStatement *) statement)->statement, column);
}

static double
bell_sqlite_statement_get_double (BellStatement *statement,
                                  int            column)
{
  return sqlite3_column_double (((BellSqliteStatement *) statement)->statement, column);
}

static const char *
bell_sqlite_statement_get_text (BellStatement *statement,
                                int            column)
{
  return (const char *) sqlite3_column_text (((BellSqliteStatement *) statement)->statement, column);
}

static const void *
bell_sqlite_statement_get_blob (BellStatement *statement,
                                int            column,
                                gsize         *length)
{
  BellSqliteStatement *self = (BellSqliteStatement *) statement;
  const void *data = sqlite3_column_blob (self->statement, column);

  *length = (gsize) sqlite3_column_bytes (self->statement, column);

  return data;
}

static const BellStatementEngine bell_sqlite_statement_engine = {
  .free = bell_sqlite_statement_free,
  .bind_null = bell_sqlite_statement_bind_null,
  .bind_int64 = bell_sqlite_statement_bind_int64,
  .bind_double = bell_sqlite_statement_bind_double,
  .bind_text = bell_sqlite_statement_bind_text,
  .bind_blob = bell_sqlite_statement_bind_blob,
  .step = bell_sqlite_statement_step,
  .reset = bell_sqlite_statement_reset,
  .clear = bell_sqlite_statement_clear,
  .n_columns = bell_sqlite_statement_n_columns,
  .column_name = bell_sqlite_statement_column_name,
  .column_type = bell_sqlite_statement_column_type,
  .is_null = bell_sqlite_statement_is_null,
  .get_int64 = bell_sqlite_statement_get_int64,
  .get_double = bell_sqlite_statement_get_double,
  .get_text = bell_sqlite_statement_get_text,
  .get_blob = bell_sqlite_statement_get_blob,
};

/* Prepares @sql, which has to be one statement and nothing else: what comes
 * after the first one would silently not be run. */
BellStatement *
bell_sqlite_statement_new (BellDatabase  *database,
                           sqlite3       *handle,
                           const char    *sql,
                           GError       **error)
{
  BellSqliteStatement *self;
  sqlite3_stmt *statement = NULL;
  sqlite3_stmt *further = NULL;
  const char *rest = NULL;
  int code = sqlite3_prepare_v3 (handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, &rest);

  if (code != SQLITE_OK)
    {
      bell_sqlite_set_error (error, handle, code, sql);
      return NULL;
    }

  /* Only comments and spaces prepare to nothing. */
  if (statement == NULL || sqlite3_prepare_v2 (handle, rest, -1, &further, NULL) != SQLITE_OK || further != NULL)
    {
      g_set_error (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_STATEMENT,
                   _("Deskbell asked its database something wrong: not one statement (%.200s)."), sql);
      sqlite3_finalize (statement);
      sqlite3_finalize (further);
      return NULL;
    }

  self = g_new0 (BellSqliteStatement, 1);
  self->parent.engine = &bell_sqlite_statement_engine;
  self->handle = handle;
  self->statement = statement;

  return &self->parent;
}
