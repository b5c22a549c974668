/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-postgres-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What a parameter was bound to; null if it was not. */
typedef enum
{
  BOUND_NULL,
  BOUND_INTEGER,
  BOUND_DOUBLE,
  BOUND_TEXT,
  BOUND_BLOB,
} Bound;

typedef struct
{
  Bound       kind;
  gint64      integer;
  double      number;
  const char *text;
  char       *owned;  /* what @text points to, if it is a copy */
  gsize       length;
  char        sent[G_ASCII_DTOSTR_BUF_SIZE];
} Parameter;

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
  Parameter            *parameters;
  int                   n_parameters;
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
  self->parameters = g_new0 (Parameter, self->n_parameters);
  return TRUE;
}

/* --- Parameters --- */

static Parameter *
get_parameter (BellStatement *statement,
               int            index,
               Bound          kind,
               GError       **error)
{
  BellPostgresStatement *self = (BellPostgresStatement *) statement;
  Parameter *parameter;

  if (index < 1 || index > self->n_parameters)
    {
      g_set_error (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_STATEMENT,
                   _("Deskbell asked its database something wrong: no parameter %d (%.200s)."), index, self->sql);
      return NULL;
    }
  parameter = &self->parameters[index - 1];
  g_clear_pointer (&parameter->owned, g_free);
  parameter->text = NULL;
  parameter->kind = kind;
  return parameter;
}

static gboolean
bell_postgres_statement_bind_null (BellStatement  *statement,
                                   int             index,
                                   GError        **error)
{
  return get_parameter (statement, index, BOUND_NULL, error) != NULL;
}

static gboolean
bell_postgres_statement_bind_int64 (BellStatement  *statement,
                                    int             index,
                                    gint64          value,
                                    GError        **error)
{
  Parameter *parameter = get_parameter (statement, index, BOUND_INTEGER, error);

  if (parameter != NULL)
    parameter->integer = value;
  return parameter != NULL;
}

static gboolean
bell_postgres_statement_bind_double (BellStatement  *statement,
                                     int             index,
                                     double          value,
                                     GError        **error)
{
  Parameter *parameter = get_parameter (statement, index, value == value ? BOUND_DOUBLE : BOUND_NULL, error);

  if (parameter != NULL)
    parameter->number = value;
  return parameter != NULL;
}

static gboolean
bell_postgres_statement_bind_text (BellStatement  *statement,
                                   int             index,
                                   const char     *text,
                                   gboolean        copy,
                                   GError        **error)
{
  Parameter *parameter = get_parameter (statement, index, text != NULL ? BOUND_TEXT : BOUND_NULL, error);

  if (parameter == NULL || text == NULL)
    return parameter != NULL;
  parameter->owned = copy ? g_strdup (text) : NULL;
  parameter->text = copy ? parameter->owned : text;
  parameter->length = strlen (text);
  return TRUE;
}

static gboolean
bell_postgres_statement_bind_blob (BellStatement  *statement,
                                   int             index,
                                   const void     *data,
                                   gsize           length,
                                   GError        **error)
{
  Parameter *parameter = get_parameter (statement, index, data != NULL ? BOUND_BLOB : BOUND_NULL, error);

  if (parameter == NULL || data == NULL)
    return parameter != NULL;
  parameter->owned = g_malloc (length + 1);
  memcpy (parameter->owned, data, length);
  parameter->owned[length] = '\0';
  parameter->text = parameter->owned;
  parameter->length = length;
  return TRUE;
}

static void
send_64 (Parameter *parameter,
         guint64    bits)
{
  bits = GUINT64_TO_BE (bits);
  memcpy (parameter->sent, &bits, sizeof bits);
}

/* How a number travels to a parameter of @type: in binary where it fits, else
 * in words that the server reads or refuses. */
static int
encode_number (Parameter *parameter,
               Oid        type,
               int       *length)
{
  double number = parameter->kind == BOUND_DOUBLE ? parameter->number : (double) parameter->integer;
  guint64 bits;

  if (type == BELL_POSTGRES_INT8 && parameter->kind == BOUND_INTEGER)
    {
      send_64 (parameter, (guint64) parameter->integer);
      *length = 8;
      return 1;
    }
  if (type == BELL_POSTGRES_FLOAT8)
    {
      memcpy (&bits, &number, sizeof bits);
      send_64 (parameter, bits);
      *length = 8;
      return 1;
    }
  if (parameter->kind == BOUND_DOUBLE)
    g_ascii_dtostr (parameter->sent, sizeof parameter->sent, parameter->number);
  else
    g_snprintf (parameter->sent, sizeof parameter->sent, "%" G_GINT64_FORMAT, parameter->integer);
  return 0;
}

static void
encode (BellPostgresStatement *self,
        int                    index,
        const char           **value,
        int                   *length,
        int                   *format)
{
  Parameter *parameter = &self->parameters[index];
  Oid type = PQparamtype (self->description, index);

  *value = parameter->text;
  *length = (int) parameter->length;
  *format = 0;
  if (parameter->kind == BOUND_INTEGER || parameter->kind == BOUND_DOUBLE)
    {
      *format = encode_number (parameter, type, length);
      *value = parameter->sent;
    }
  else if (parameter->kind == BOUND_BLOB || (parameter->kind == BOUND_TEXT && type == BELL_POSTGRES_BYTEA))
    {
      *format = 1;
    }
}

/* --- Rows --- */

static void
clear_row (BellPostgresStatement *self)
{
  if (self->texts->len > 0)
    g_ptr_array_set_size (self->texts, 0);
}

static PGresult *
execute (BellPostgresStatement *self)
{
  PGconn *connection = bell_postgres_database_get_connection (self->database);
  int n = self->n_parameters;
  g_autofree const char **values = g_new0 (const char *, n + 1);
  g_autofree int *lengths = g_new0 (int, n + 1), *formats = g_new0 (int, n + 1);
  g_autofree Oid *types = NULL;
  g_autofree char *declare = NULL;
  PGresult *result;

  for (int i = 0; i < n; i++)
    encode (self, i, &values[i], &lengths[i], &formats[i]);
  if (self->portion == 0 || !bell_database_in_transaction (BELL_DATABASE (self->database)))
    return PQexecPrepared (connection, self->name, n, values, lengths, formats, 1);

  types = g_new0 (Oid, n + 1);
  for (int i = 0; i < n; i++)
    types[i] = PQparamtype (self->description, i);
  g_snprintf (self->cursor, sizeof self->cursor, "bell_%u", bell_postgres_database_next_number (self->database));
  declare = g_strdup_printf ("DECLARE %s NO SCROLL CURSOR FOR %s", self->cursor, self->sql);
  result = PQexecParams (connection, declare, n, types, values, lengths, formats, 1);
  if (PQresultStatus (result) != PGRES_COMMAND_OK)
    self->cursor[0] = '\0';
  return result;
}

static gboolean
fetch (BellPostgresStatement *self,
       GError               **error)
{
  g_autofree char *sql = g_strdup_printf ("FETCH %d FROM %s", self->portion, self->cursor);

  g_clear_pointer (&self->result, PQclear);
  self->row = -1;
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
          self->result = execute (self);
          self->row = -1;
          if (check (self, self->result, &fault))
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
    {
      g_clear_pointer (&self->parameters[i].owned, g_free);
      self->parameters[i].text = NULL;
      self->parameters[i].kind = BOUND_NULL;
    }
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
  if (prepare (self, error))
    return &self->parent;

  bell_postgres_statement_free (&self->parent);
  bell_database_note_failure (BELL_DATABASE (database));
  return NULL;
}
