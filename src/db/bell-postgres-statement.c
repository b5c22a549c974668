/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-postgres-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* PostgreSQL's side of a BellStatement.
 *
 * The server says which types its parameters and columns have; values go both
 * ways in binary. All rows are fetched at the first step, but for a statement
 * that is told to stream within a transaction: that one has a cursor. */
typedef struct
{
  BellStatement         parent;
  BellPostgresDatabase *database;   /* that it belongs to, which outlives it */
  char                 *sql;        /* in PostgreSQL's words */
  char                  name[24];
  guint                 generation; /* of the connection that it is prepared on */
  PGresult             *description;
  BellPostgresParameter *parameters;
  int                   n_parameters;
  gboolean              writes;     /* and gives no rows */
  gboolean              commits;
  gboolean              may_repeat; /* outside of a transaction, when the connection is lost */
  PGresult             *result;
  int                   row;
  int                   portion;    /* rows at a time, 0 for all */
  char                  cursor[24]; /* its name while it is open */
  GPtrArray            *texts;      /* of columns that are none, for this row */
} BellPostgresStatement;

static gboolean
check (BellPostgresStatement *self,
       PGresult              *result,
       GError               **error)
{
  ExecStatusType status = PQresultStatus (result);

  /* PostgreSQL answers the commit of a transaction that failed with success, and rolls it back. */
  if (self->commits && status == PGRES_COMMAND_OK && strcmp (PQcmdStatus (result), "ROLLBACK") == 0)
    {
      g_set_error_literal (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_FAILED,
                           _("Nothing of this change was saved, because a part of it failed before."));
      return FALSE;
    }
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
    return TRUE;
  bell_postgres_database_set_error (self->database, result, self->sql, error);
  return FALSE;
}

static gboolean
prepare (BellPostgresStatement *self,
         GError               **error)
{
  PGconn *connection = bell_postgres_database_get_connection (self->database);
  PGresult *result;
  gboolean done;

  if (!bell_postgres_pipeline_settle (self->database, error))
    return FALSE;
  g_snprintf (self->name, sizeof self->name, "bell_%u", bell_postgres_database_next_number (self->database));
  result = PQprepare (connection, self->name, self->sql, 0, NULL);
  done = check (self, result, error);
  PQclear (result);
  if (!done)
    return FALSE;
  self->generation = bell_postgres_database_get_generation (self->database);
  if (self->description != NULL)
    return TRUE;

  self->description = PQdescribePrepared (connection, self->name);
  if (!check (self, self->description, error))
    return FALSE;
  self->n_parameters = PQnparams (self->description);
  self->parameters = g_new0 (BellPostgresParameter, self->n_parameters);
  return TRUE;
}

/* --- Parameters --- */

static BellPostgresParameter *
get_parameter (BellStatement *statement,
               int            index,
               GError       **error)
{
  BellPostgresStatement *self = (BellPostgresStatement *) statement;

  if (index >= 1 && index <= self->n_parameters)
    return &self->parameters[index - 1];
  g_set_error (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_STATEMENT,
               _("Deskbell asked its database something wrong: no parameter %d (%.200s)."), index, self->sql);
  return NULL;
}

static gboolean
bell_postgres_statement_bind_null (BellStatement  *statement,
                                   int             index,
                                   GError        **error)
{
  BellPostgresParameter *parameter = get_parameter (statement, index, error);

  if (parameter != NULL)
    bell_postgres_parameter_clear (parameter);
  return parameter != NULL;
}

static gboolean
bell_postgres_statement_bind_int64 (BellStatement  *statement,
                                    int             index,
                                    gint64          value,
                                    GError        **error)
{
  BellPostgresParameter *parameter = get_parameter (statement, index, error);

  if (parameter != NULL)
    bell_postgres_parameter_set_int64 (parameter, value);
  return parameter != NULL;
}

static gboolean
bell_postgres_statement_bind_double (BellStatement  *statement,
                                     int             index,
                                     double          value,
                                     GError        **error)
{
  BellPostgresParameter *parameter = get_parameter (statement, index, error);

  if (parameter != NULL)
    bell_postgres_parameter_set_double (parameter, value);
  return parameter != NULL;
}

static gboolean
bell_postgres_statement_bind_text (BellStatement  *statement,
                                   int             index,
                                   const char     *text,
                                   gboolean        copy,
                                   GError        **error)
{
  BellPostgresParameter *parameter = get_parameter (statement, index, error);

  if (parameter != NULL)
    bell_postgres_parameter_set_text (parameter, text, copy);
  return parameter != NULL;
}

static gboolean
bell_postgres_statement_bind_blob (BellStatement  *statement,
                                   int             index,
                                   const void     *data,
                                   gsize           length,
                                   GError        **error)
{
  BellPostgresParameter *parameter = get_parameter (statement, index, error);

  if (parameter != NULL)
    bell_postgres_parameter_set_blob (parameter, data, length);
  return parameter != NULL;
}

/* --- Rows --- */

static void
clear_row (BellPostgresStatement *self)
{
  if (self->texts->len > 0)
    g_ptr_array_set_size (self->texts, 0);
}

/* @call: filled with arrays that are to be freed */
static void
make_call (BellPostgresStatement *self,
           BellPostgresCall      *call)
{
  int n = self->n_parameters;
  const char **values = g_new0 (const char *, n + 1);
  int *lengths = g_new0 (int, n + 1), *formats = g_new0 (int, n + 1);

  for (int i = 0; i < n; i++)
    bell_postgres_parameter_encode (&self->parameters[i], PQparamtype (self->description, i), &values[i], &lengths[i], &formats[i]);
  *call = (BellPostgresCall){ self->name, n, values, lengths, formats };
}

static void
free_call (BellPostgresCall *call)
{
  g_free ((gpointer) call->values);
  g_free ((gpointer) call->lengths);
  g_free ((gpointer) call->formats);
}

static PGresult *
declare_cursor (BellPostgresStatement   *self,
                const BellPostgresCall  *call,
                GError                 **error)
{
  g_autofree Oid *types = g_new0 (Oid, call->n_parameters + 1);
  g_autofree char *declare = NULL;
  PGresult *result;

  if (!bell_postgres_pipeline_settle (self->database, error))
    return NULL;
  for (int i = 0; i < call->n_parameters; i++)
    types[i] = PQparamtype (self->description, i);
  g_snprintf (self->cursor, sizeof self->cursor, "bell_%u", bell_postgres_database_next_number (self->database));
  declare = g_strdup_printf ("DECLARE %s NO SCROLL CURSOR FOR %s", self->cursor, self->sql);
  result = PQexecParams (bell_postgres_database_get_connection (self->database), declare, call->n_parameters, types,
                         call->values, call->lengths, call->formats, 1);
  if (PQresultStatus (result) != PGRES_COMMAND_OK)
    self->cursor[0] = '\0';
  return result;
}

/* NULL with an error, where a statement that was sent before has failed or this
 * one could not be sent at all. */
static PGresult *
execute (BellPostgresStatement  *self,
         GError                **error)
{
  BellPostgresCall call;
  PGresult *result;
  g_autoptr (GError) fault = NULL;

  make_call (self, &call);
  if (self->portion == 0 || !bell_database_in_transaction (BELL_DATABASE (self->database)))
    result = bell_postgres_pipeline_execute (self->database, &call, &fault);
  else
    result = declare_cursor (self, &call, &fault);
  free_call (&call);
  /* libpq has no result for what it could not send. */
  if (result == NULL && fault == NULL)
    bell_postgres_database_set_error (self->database, NULL, self->sql, &fault);
  if (fault != NULL)
    g_propagate_error (error, g_steal_pointer (&fault));
  return result;
}

static gboolean
bell_postgres_statement_send (BellStatement  *statement,
                              gboolean       *sent,
                              GError        **error)
{
  BellPostgresStatement *self = (BellPostgresStatement *) statement;
  BellPostgresCall call;

  *sent = self->writes && bell_database_in_transaction (BELL_DATABASE (self->database));
  if (!*sent)
    return TRUE;
  if (self->generation != bell_postgres_database_get_generation (self->database) && !prepare (self, error))
    return FALSE;
  make_call (self, &call);
  *sent = bell_postgres_pipeline_send (self->database, &call, error);
  free_call (&call);
  return *sent;
}

static gboolean
fetch (BellPostgresStatement *self,
       GError               **error)
{
  g_autofree char *sql = g_strdup_printf ("FETCH %d FROM %s", self->portion, self->cursor);

  g_clear_pointer (&self->result, PQclear);
  self->row = -1;
  if (!bell_postgres_pipeline_settle (self->database, error))
    return FALSE;
  self->result = PQexecParams (bell_postgres_database_get_connection (self->database), sql, 0, NULL, NULL, NULL, NULL, 1);
  return check (self, self->result, error);
}

static gboolean
start (BellPostgresStatement *self,
       GError               **error)
{
  gboolean inside = bell_database_in_transaction (BELL_DATABASE (self->database));

  for (gboolean again = !inside && self->may_repeat;; again = FALSE)
    {
      g_autoptr (GError) fault = NULL;

      if (!inside && !bell_postgres_database_ensure (self->database, error))
        return FALSE;
      if (self->generation == bell_postgres_database_get_generation (self->database) || prepare (self, &fault))
        {
          self->result = execute (self, &fault);
          self->row = -1;
          if (self->result != NULL && check (self, self->result, &fault))
            break;
          g_clear_pointer (&self->result, PQclear);
        }
      if (!again || !bell_postgres_database_is_lost (self->database))
        {
          g_propagate_error (error, g_steal_pointer (&fault));
          return FALSE;
        }
    }
  if (self->cursor[0] != '\0')
    return fetch (self, error);
  bell_postgres_database_note_changes (self->database, self->result);
  return TRUE;
}

static gboolean
bell_postgres_statement_step (BellStatement  *statement,
                              gboolean       *row,
                              GError        **error)
{
  BellPostgresStatement *self = (BellPostgresStatement *) statement;

  *row = FALSE;
  clear_row (self);
  if (self->result == NULL && !start (self, error))
    return FALSE;
  if (++self->row >= PQntuples (self->result) && self->cursor[0] != '\0' && self->row >= self->portion)
    {
      if (!fetch (self, error))
        return FALSE;
      self->row = 0;
    }
  *row = self->row < PQntuples (self->result);
  return TRUE;
}

static void
bell_postgres_statement_reset (BellStatement *statement)
{
  BellPostgresStatement *self = (BellPostgresStatement *) statement;

  clear_row (self);
  g_clear_pointer (&self->result, PQclear);
  /* An open cursor ends with its transaction, which may be over. */
  self->cursor[0] = '\0';
}

static void
bell_postgres_statement_clear (BellStatement *statement)
{
  BellPostgresStatement *self = (BellPostgresStatement *) statement;

  for (int i = 0; i < self->n_parameters; i++)
    bell_postgres_parameter_clear (&self->parameters[i]);
  self->portion = 0;
}

static void
bell_postgres_statement_free (BellStatement *statement)
{
  BellPostgresStatement *self = (BellPostgresStatement *) statement;

  bell_postgres_statement_reset (statement);
  bell_postgres_statement_clear (statement);
  if (self->name[0] != '\0' && self->generation == bell_postgres_database_get_generation (self->database))
    {
      g_autofree char *sql = g_strdup_printf ("DEALLOCATE %s", self->name);

      /* A fault is told by the next statement, which finds its transaction failed. */
      bell_postgres_pipeline_settle (self->database, NULL);
      PQclear (PQexec (bell_postgres_database_get_connection (self->database), sql));
    }
  PQclear (self->description);
  g_ptr_array_unref (self->texts);
  g_free (self->parameters);
  g_free (self->sql);
  g_free (self);
}

static void
bell_postgres_statement_stream (BellStatement *statement,
                                int            portion)
{
  ((BellPostgresStatement *) statement)->portion = portion;
}

static int
bell_postgres_statement_n_columns (BellStatement *statement)
{
  return PQnfields (((BellPostgresStatement *) statement)->description);
}

static const char *
bell_postgres_statement_column_name (BellStatement *statement,
                                     int            column)
{
  return PQfname (((BellPostgresStatement *) statement)->description, column);
}

static gboolean
bell_postgres_statement_is_null (BellStatement *statement,
                                 int            column)
{
  BellPostgresStatement *self = (BellPostgresStatement *) statement;

  return PQgetisnull (self->result, self->row, column);
}

static BellColumnType
bell_postgres_statement_column_type (BellStatement *statement,
                                     int            column)
{
  BellPostgresStatement *self = (BellPostgresStatement *) statement;

  if (PQgetisnull (self->result, self->row, column))
    return BELL_COLUMN_NULL;
  switch (PQftype (self->result, column))
    {
    case BELL_POSTGRES_BOOL:
    case BELL_POSTGRES_INT8:
    case BELL_POSTGRES_INT4:
    case BELL_POSTGRES_INT2:
    case BELL_POSTGRES_OID:
    case BELL_POSTGRES_NUMERIC:
      return BELL_COLUMN_INTEGER;
    case BELL_POSTGRES_FLOAT4:
    case BELL_POSTGRES_FLOAT8:
      return BELL_COLUMN_DOUBLE;
    case BELL_POSTGRES_BYTEA:
      return BELL_COLUMN_BLOB;
    default:
      return BELL_COLUMN_TEXT;
    }
}

static gint64
bell_postgres_statement_get_int64 (BellStatement *statement,
                                   int            column)
{
  BellPostgresStatement *self = (BellPostgresStatement *) statement;

  if (PQgetisnull (self->result, self->row, column))
    return 0;
  return bell_postgres_value_to_int64 (PQgetvalue (self->result, self->row, column),
                                       PQgetlength (self->result, self->row, column), PQftype (self->result, column));
}

static double
bell_postgres_statement_get_double (BellStatement *statement,
                                    int            column)
{
  BellPostgresStatement *self = (BellPostgresStatement *) statement;

  if (PQgetisnull (self->result, self->row, column))
    return 0;
  return bell_postgres_value_to_double (PQgetvalue (self->result, self->row, column),
                                        PQgetlength (self->result, self->row, column), PQftype (self->result, column));
}

static const char *
bell_postgres_statement_get_text (BellStatement *statement,
                                  int            column)
{
  BellPostgresStatement *self = (BellPostgresStatement *) statement;
  char *text;

  if (PQgetisnull (self->result, self->row, column))
    return NULL;
  text = PQgetvalue (self->result, self->row, column);
  if (bell_postgres_type_is_text (PQftype (self->result, column)))
    return text;
  text = bell_postgres_value_to_text (text, PQgetlength (self->result, self->row, column), PQftype (self->result, column));
  g_ptr_array_add (self->texts, text);
  return text;
}

static const void *
bell_postgres_statement_get_blob (BellStatement *statement,
                                  int            column,
                                  gsize         *length)
{
  BellPostgresStatement *self = (BellPostgresStatement *) statement;
  Oid type = PQftype (self->result, column);

  *length = 0;
  if (PQgetisnull (self->result, self->row, column))
    return NULL;
  if (type != BELL_POSTGRES_BYTEA && !bell_postgres_type_is_text (type))
    {
      const char *text = bell_postgres_statement_get_text (statement, column);

      *length = strlen (text);
      return text;
    }
  *length = (gsize) PQgetlength (self->result, self->row, column);
  return *length > 0 ? PQgetvalue (self->result, self->row, column) : NULL;
}

static const BellStatementEngine bell_postgres_statement_engine = {
  .free = bell_postgres_statement_free,
  .bind_null = bell_postgres_statement_bind_null,
  .bind_int64 = bell_postgres_statement_bind_int64,
  .bind_double = bell_postgres_statement_bind_double,
  .bind_text = bell_postgres_statement_bind_text,
  .bind_blob = bell_postgres_statement_bind_blob,
  .send = bell_postgres_statement_send,
  .step = bell_postgres_statement_step,
  .reset = bell_postgres_statement_reset,
  .clear = bell_postgres_statement_clear,
  .stream = bell_postgres_statement_stream,
  .n_columns = bell_postgres_statement_n_columns,
  .column_name = bell_postgres_statement_column_name,
  .column_type = bell_postgres_statement_column_type,
  .is_null = bell_postgres_statement_is_null,
  .get_int64 = bell_postgres_statement_get_int64,
  .get_double = bell_postgres_statement_get_double,
  .get_text = bell_postgres_statement_get_text,
  .get_blob = bell_postgres_statement_get_blob,
};

static gboolean
begins_with (const char *sql,
             const char *word)
{
  while (g_ascii_isspace (*sql))
    sql++;
  while (sql[0] == '-' && sql[1] == '-')
    {
      sql += strcspn (sql, "\n");
      while (g_ascii_isspace (*sql))
        sql++;
    }
  return g_ascii_strncasecmp (sql, word, strlen (word)) == 0;
}

/* Prepares @sql, which has to be one statement and nothing else. */
BellStatement *
bell_postgres_statement_new (BellPostgresDatabase  *database,
                             const char            *sql,
                             GError               **error)
{
  BellPostgresStatement *self = g_new0 (BellPostgresStatement, 1);

  self->parent.engine = &bell_postgres_statement_engine;
  self->database = database;
  self->sql = bell_postgres_translate (sql);
  self->texts = g_ptr_array_new_with_free_func (g_free);
  /* What only reads, or has done nothing yet, may be asked twice. */
  self->may_repeat = begins_with (sql, "SELECT") || begins_with (sql, "BEGIN");
  self->commits = begins_with (sql, "COMMIT");
  if (prepare (self, error))
    {
      self->writes = PQnfields (self->description) == 0 &&
                     (begins_with (sql, "INSERT") || begins_with (sql, "UPDATE") || begins_with (sql, "DELETE"));
      return &self->parent;
    }

  bell_postgres_statement_free (&self->parent);
  bell_database_note_failure (BELL_DATABASE (database));
  return NULL;
}
