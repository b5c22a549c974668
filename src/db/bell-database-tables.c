/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-database-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Whole tables, whatever is in them: to move them from one database to
 * another, of another kind perhaps, and to see that nothing was lost. All SQL
 * that is made here consists of the names that the schema itself gives. */

/* How many rows are read at a time, and how many values one statement writes. */
#define PORTION 500
#define VALUES 600

static gboolean
bell_database_is_plain_name (const char *name)
{
  for (const char *at = name; *at != '\0'; at++)
    if (!g_ascii_isalnum (*at) && *at != '_')
      return FALSE;

  return *name != '\0';
}

/* The texts that @sql finds. */
GPtrArray *
bell_database_list_names (BellDatabase  *self,
                          const char    *sql,
                          GError       **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (BellStatement) statement = bell_database_prepare (self, sql, error);
  gboolean row = statement != NULL;

  while (row)
    {
      if (!bell_statement_step (statement, &row, error))
        return NULL;

      if (row)
        g_ptr_array_add (names, g_strdup (bell_statement_get_text (statement, 0)));
    }

  return statement != NULL ? g_steal_pointer (&names) : NULL;
}

/**
 * bell_database_list_tables:
 * @error: BUSY, IO or CONNECTION
 *
 * Names the tables that hold data: not those of indexes for text.
 *
 * Returns: (transfer full) (nullable) (element-type utf8): their names, sorted
 */
GPtrArray *
bell_database_list_tables (BellDatabase  *self,
                           GError       **error)
{
  g_return_val_if_fail (BELL_IS_DATABASE (self), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return bell_database_list_names (self, BELL_DATABASE_GET_CLASS (self)->list_tables, error);
}

static int
bell_database_compare_names (gconstpointer one,
                             gconstpointer two)
{
  return strcmp (*(const char *const *) one, *(const char *const *) two);
}

/* A table's columns in the order of their names: the same in every database. */
static GPtrArray *
bell_database_list_columns (BellDatabase  *self,
                            const char    *table,
                            GError       **error)
{
  g_autoptr (GPtrArray) columns = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (BellStatement) statement = NULL;
  g_autofree char *sql = NULL;

  if (!bell_database_is_plain_name (table))
    {
      g_set_error (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_STATEMENT,
                   _("Deskbell asked its database something wrong: no table is called “%s”."), table);
      return NULL;
    }

  sql = g_strdup_printf ("SELECT * FROM %s", table);
  statement = bell_database_prepare (self, sql, error);
  if (statement == NULL)
    return NULL;

  for (int i = 0; i < bell_statement_get_n_columns (statement); i++)
    {
      const char *name = bell_statement_get_column_name (statement, i);

      g_assert (bell_database_is_plain_name (name));
      g_ptr_array_add (columns, g_strdup (name));
    }
  g_ptr_array_sort (columns, bell_database_compare_names);

  return g_steal_pointer (&columns);
}

static char *
bell_database_join (GPtrArray  *columns,
                    const char *separator)
{
  GString *joined = g_string_new (NULL);

  for (guint i = 0; i < columns->len; i++)
    g_string_append_printf (joined, "%s%s", i > 0 ? separator : "", (const char *) columns->pdata[i]);

  return g_string_free (joined, FALSE);
}

/* Files come one by one: each may be large. */
static gboolean
bell_database_has_files (GPtrArray *columns)
{
  return g_ptr_array_find_with_equal_func (columns, "content", g_str_equal, NULL);
}

static BellStatement *
bell_database_select_all (BellDatabase  *self,
                          const char    *table,
                          GPtrArray     *columns,
                          GError       **error)
{
  g_autofree char *names = bell_database_join (columns, ", ");
  g_autofree char *sql = g_strdup_printf ("SELECT %s FROM %s", names, table);
  BellStatement *statement = bell_database_prepare (self, sql, error);

  if (statement != NULL)
    bell_statement_stream (statement, bell_database_has_files (columns) ? 1 : PORTION);

  return statement;
}

static BellStatement *
bell_database_insert_rows (BellDatabase  *self,
                           const char    *table,
                           GPtrArray     *columns,
                           guint          rows,
                           GError       **error)
{
  g_autofree char *names = bell_database_join (columns, ", ");
  g_autoptr (GString) sql = g_string_new (NULL);
  guint parameter = 1;

  g_string_append_printf (sql, "INSERT INTO %s (%s) VALUES ", table, names);
  for (guint i = 0; i < rows; i++)
    {
      g_string_append (sql, i > 0 ? ", (" : "(");
      for (guint j = 0; j < columns->len; j++)
        g_string_append_printf (sql, "%s?%u", j > 0 ? ", " : "", parameter++);
      g_string_append_c (sql, ')');
    }

  return bell_database_prepare (self, sql->str, error);
}

static void
bell_database_copy_value (BellStatement *from,
                          int            column,
                          BellStatement *to,
                          int            parameter)
{
  const void *data;
  gsize length;

  switch (bell_statement_get_column_type (from, column))
    {
    case BELL_COLUMN_INTEGER:
      bell_statement_bind_int64 (to, parameter, bell_statement_get_int64 (from, column));
      break;
    case BELL_COLUMN_DOUBLE:
      bell_statement_bind_double (to, parameter, bell_statement_get_double (from, column));
      break;
    case BELL_COLUMN_TEXT:
      bell_statement_bind_text (to, parameter, bell_statement_get_text (from, column));
      break;
    case BELL_COLUMN_BLOB:
      data = bell_statement_get_blob (from, column, &length);
      bell_statement_bind_blob (to, parameter, data != NULL ? data : "", length);
      break;
    case BELL_COLUMN_NULL:
    default:
      bell_statement_bind_null (to, parameter);
      break;
    }
}

static gboolean
bell_database_count_rows (BellDatabase  *self,
                          const char    *table,
                          gint64        *rows,
                          GError       **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT COUNT(*) FROM %s", table);
  g_autoptr (BellStatement) statement = bell_database_prepare (self, sql, error);
  gboolean row;

  if (statement == NULL || !bell_statement_step (statement, &row, error))
    return FALSE;
  *rows = bell_statement_get_int64 (statement, 0);

  return TRUE;
}

/* Writes the next @portion of rows of @from, @times times. */
static gboolean
bell_database_copy_portions (BellStatement  *from,
                             BellDatabase   *destination,
                             const char     *table,
                             GPtrArray      *columns,
                             guint           portion,
                             gint64          times,
                             GError        **error)
{
  g_autoptr (BellStatement) insert =
    times > 0 ? bell_database_insert_rows (destination, table, columns, portion, error) : NULL;

  for (gint64 i = 0; insert != NULL && i < times; i++)
    {
      for (guint j = 0; j < portion; j++)
        {
          gboolean row;

          if (!bell_statement_step (from, &row, error))
            return FALSE;
          g_assert (row);
          for (guint k = 0; k < columns->len; k++)
            bell_database_copy_value (from, (int) k, insert, (int) (j * columns->len + k + 1));
        }
      if (!bell_statement_run (insert, error))
        return FALSE;
    }

  return times == 0 || insert != NULL;
}

/**
 * bell_database_copy_table:
 * @destination: a connection to a database that has the same table
 * @table: its name
 * @rows: (out): how many there are
 * @error: as bell_statement_step()
 *
 * Adds all rows of a table to that of @destination. Both connections have to
 * be in a transaction.
 *
 * Returns: whether all are there
 */
gboolean
bell_database_copy_table (BellDatabase  *self,
                          BellDatabase  *destination,
                          const char    *table,
                          gint64        *rows,
                          GError       **error)
{
  g_autoptr (GPtrArray) columns = NULL;
  g_autoptr (BellStatement) from = NULL;
  guint portion;

  g_return_val_if_fail (BELL_IS_DATABASE (self) && bell_database_in_transaction (self), FALSE);
  g_return_val_if_fail (BELL_IS_DATABASE (destination) && bell_database_in_transaction (destination), FALSE);
  g_return_val_if_fail (table != NULL && rows != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  columns = bell_database_list_columns (self, table, error);
  from = columns != NULL ? bell_database_select_all (self, table, columns, error) : NULL;
  if (from == NULL || !bell_database_count_rows (self, table, rows, error))
    return FALSE;

  portion = bell_database_has_files (columns) ? 1 : MAX (VALUES / columns->len, 1);

  return bell_database_copy_portions (from, destination, table, columns, portion, *rows / portion, error) &&
         bell_database_copy_portions (from, destination, table, columns, 1, *rows % portion, error);
}

/* The same for the same row in every database: a number's words, a text's and
 * a file's bytes, each with its length, and something else for nothing. */
static void
bell_database_digest_row (BellStatement *statement,
                          GChecksum     *checksum,
                          guint64       *sum)
{
  guint8 digest[32];
  gsize length = sizeof digest;

  g_checksum_reset (checksum);
  for (int i = 0; i < bell_statement_get_n_columns (statement); i++)
    {
      gsize size = 0;
      const void *data = bell_statement_get_blob (statement, i, &size);
      gint64 head = bell_statement_is_null (statement, i) ? -1 : GINT64_TO_LE ((gint64) size);

      g_checksum_update (checksum, (const guchar *) &head, sizeof head);
      if (size > 0)
        g_checksum_update (checksum, data, (gssize) size);
    }
  g_checksum_get_digest (checksum, digest, &length);

  /* A sum, so that the order of the rows does not matter. */
  for (guint i = 0; i < 4; i++)
    {
      guint64 lane;

      memcpy (&lane, digest + 8 * i, sizeof lane);
      sum[i] += GUINT64_FROM_BE (lane);
    }
}

/**
 * bell_database_digest_table:
 * @table: its name
 * @rows: (out): how many there are
 * @digest: (out) (transfer full): of all that stands in them
 * @error: as bell_statement_step()
 *
 * Two tables with the same rows have the same digest, in whatever order and
 * kind of database. The connection has to be in a transaction.
 *
 * Returns: whether all could be read
 */
gboolean
bell_database_digest_table (BellDatabase  *self,
                            const char    *table,
                            gint64        *rows,
                            char         **digest,
                            GError       **error)
{
  g_autoptr (GPtrArray) columns = NULL;
  g_autoptr (BellStatement) statement = NULL;
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint64 sum[4] = { 0 };
  gboolean row;

  g_return_val_if_fail (BELL_IS_DATABASE (self) && bell_database_in_transaction (self), FALSE);
  g_return_val_if_fail (table != NULL && rows != NULL && digest != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  columns = bell_database_list_columns (self, table, error);
  statement = columns != NULL ? bell_database_select_all (self, table, columns, error) : NULL;
  if (statement == NULL)
    return FALSE;

  for (*rows = 0;; (*rows)++)
    {
      if (!bell_statement_step (statement, &row, error))
        return FALSE;
      if (!row)
        break;
      bell_database_digest_row (statement, checksum, sum);
    }
  *digest = g_strdup_printf ("%016" G_GINT64_MODIFIER "x%016" G_GINT64_MODIFIER "x%016" G_GINT64_MODIFIER "x%016" G_GINT64_MODIFIER "x",
                             sum[0], sum[1], sum[2], sum[3]);

  return TRUE;
}
