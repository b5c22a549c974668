/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-table.h"

#include <glib/gi18n-lib.h>

#include "bell-column.h"
#include "bell-database-private.h"

/* The columns before those of the properties. */
#define N_FIXED_COLUMNS 3

/* See bell-table.h. All SQL that is made here consists of the names in the
 * property tables and of parameters; a value never gets into its text. */
struct _BellTable
{
  gatomicrefcount references;
  BellType   type;
  guint      n_properties;
  char      *name;
  char      *columns;    /* table.column, ... */
  char      *upsert;     /* the SQL, and its short name in the cache */
  char      *upsert_key;
  char      *select_key; /* what comes before the clauses */
  char      *delete;
};

static gboolean
bell_table_is_name (const char *name)
{
  for (const char *at = name; *at != '\0'; at++)
    if (!g_ascii_islower (*at) && !g_ascii_isdigit (*at) && *at != '_')
      return FALSE;

  return g_ascii_islower (*name);
}

static char *
bell_table_make_columns (BellTable *self)
{
  GString *columns = g_string_new (NULL);

  g_string_append_printf (columns, "%s.id, %s.created_modseq, %s.modseq", self->name, self->name, self->name);
  for (guint i = 0; i < self->n_properties; i++)
    g_string_append_printf (columns, ", %s.%s", self->name, bell_type_get_property (self->type, i)->name);

  return g_string_free (columns, FALSE);
}

static char *
bell_table_make_upsert (BellTable *self)
{
  GString *sql = g_string_new (NULL);

  g_string_append_printf (sql, "INSERT INTO %s (id, created_modseq, modseq", self->name);
  for (guint i = 0; i < self->n_properties; i++)
    g_string_append_printf (sql, ", %s", bell_type_get_property (self->type, i)->name);

  g_string_append (sql, ") VALUES (?1");
  for (guint i = 2; i <= self->n_properties + N_FIXED_COLUMNS; i++)
    g_string_append_printf (sql, ", ?%u", i);

  g_string_append (sql, ") ON CONFLICT (id) DO UPDATE SET created_modseq = excluded.created_modseq, "
                        "modseq = excluded.modseq");
  for (guint i = 0; i < self->n_properties; i++)
    {
      const char *name = bell_type_get_property (self->type, i)->name;

      g_string_append_printf (sql, ", %s = excluded.%s", name, name);
    }

  return g_string_free (sql, FALSE);
}

static char *
bell_table_make_update (BellTable *self,
                        guint64    columns)
{
  GString *sql = g_string_new (NULL);
  int parameter = 3;

  g_string_append_printf (sql, "UPDATE %s SET modseq = ?2", self->name);
  for (guint i = 0; i < self->n_properties; i++)
    if (columns & (G_GUINT64_CONSTANT (1) << i))
      g_string_append_printf (sql, ", %s = ?%d", bell_type_get_property (self->type, i)->name, parameter++);
  g_string_append (sql, " WHERE id = ?1");

  return g_string_free (sql, FALSE);
}

/**
 * bell_table_new:
 * @type: a type that has a property table
 * @name: (nullable): the table's or view's name, %NULL for the type's own;
 *   lower-case letters, digits and `_`
 *
 * Returns: (transfer full): the way to that table
 */
BellTable *
bell_table_new (BellType    type,
                const char *name)
{
  BellTable *self;

  g_return_val_if_fail (type < BELL_N_TABLE_TYPES, NULL);
  g_return_val_if_fail (name == NULL || bell_table_is_name (name), NULL);

  self = g_new0 (BellTable, 1);
  g_atomic_ref_count_init (&self->references);
  self->type = type;
  self->n_properties = bell_type_get_n_properties (type);
  self->name = g_strdup (name != NULL ? name : bell_type_get_table_name (type));
  self->columns = bell_table_make_columns (self);
  self->upsert = bell_table_make_upsert (self);
  self->upsert_key = g_strconcat ("upsert ", self->name, NULL);
  self->select_key = g_strconcat ("select ", self->name, " ", NULL);
  self->delete = g_strconcat ("DELETE FROM ", self->name, " WHERE id = ?1", NULL);

  return self;
}

/**
 * bell_table_unref:
 *
 * Gives a reference back.
 */
void
bell_table_unref (BellTable *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->references))
    return;

  g_free (self->name);
  g_free (self->columns);
  g_free (self->upsert);
  g_free (self->upsert_key);
  g_free (self->select_key);
  g_free (self->delete);
  g_free (self);
}

/**
 * bell_table_get_data_type:
 *
 * Returns: the type of its records
 */
BellType
bell_table_get_data_type (const BellTable *self)
{
  g_return_val_if_fail (self != NULL, BELL_TYPE_NONE);

  return self->type;
}

/**
 * bell_table_get_name:
 *
 * Returns: its name in the database
 */
const char *
bell_table_get_name (const BellTable *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->name;
}

/**
 * bell_table_get_columns:
 *
 * Returns: `name.id, name.created_modseq, ...`: what bell_table_read_row()
 *   reads, to stand after SELECT where bell_table_select() does not do
 */
const char *
bell_table_get_columns (const BellTable *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->columns;
}

/**
 * bell_table_get_n_columns:
 *
 * Returns: how many columns bell_table_get_columns() names
 */
int
bell_table_get_n_columns (const BellTable *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return (int) self->n_properties + N_FIXED_COLUMNS;
}

/**
 * bell_table_create:
 * @database: a connection
 * @error: as bell_statement_step()
 *
 * Makes the table, without indexes, if it is absent. For tables that may be
 * dropped and made anew at any time, such as overlays; others come from a
 * migration.
 *
 * Returns: whether it is there now
 */
gboolean
bell_table_create (BellTable     *self,
                   BellDatabase  *database,
                   GError       **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);

  g_return_val_if_fail (self != NULL, FALSE);

  g_string_append_printf (sql, "CREATE TABLE IF NOT EXISTS %s (id TEXT PRIMARY KEY NOT NULL, "
                               "created_modseq BIGINT NOT NULL, modseq BIGINT NOT NULL", self->name);
  for (guint i = 0; i < self->n_properties; i++)
    {
      const BellProperty *property = bell_type_get_property (self->type, i);

      g_string_append_printf (sql, ", %s %s", property->name, bell_column_get_type_name (property));
    }
  g_string_append (sql, ")");

  return bell_database_execute_script (database, sql->str, error);
}

/**
 * bell_table_upsert:
 * @database: a connection
 * @record: of the table's type
 * @error: as bell_statement_step()
 *
 * Writes the whole record with its modseqs: a new row, or over the one with
 * its id.
 *
 * Returns: whether it is written
 */
gboolean
bell_table_upsert (BellTable         *self,
                   BellDatabase      *database,
                   const BellRecord  *record,
                   GError           **error)
{
  g_autoptr (BellStatement) statement = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (record != NULL && bell_record_get_data_type (record) == self->type, FALSE);

  statement = bell_database_prepare_keyed (database, self->upsert_key, self->upsert, error);
  if (statement == NULL)
    return FALSE;

  bell_statement_bind_static_text (statement, 1, bell_record_get_id (record));
  bell_statement_bind_int64 (statement, 2, bell_record_get_created_modseq (record));
  bell_statement_bind_int64 (statement, 3, bell_record_get_modseq (record));
  for (guint i = 0; i < self->n_properties; i++)
    bell_column_bind (statement, (int) i + N_FIXED_COLUMNS + 1, record,
                      bell_type_get_property (self->type, i));

  return bell_statement_run (statement, error);
}

/**
 * bell_table_update:
 * @database: a connection
 * @record: of the table's type
 * @columns: which properties: BELL_TABLE_COLUMN() of each, or-ed together
 * @error: as bell_statement_step()
 *
 * Writes the modseq and these columns of the row with the record's id, and
 * so touches only their indexes. If there is no such row nothing is written:
 * bell_database_changes() tells.
 *
 * Returns: %FALSE on error
 */
gboolean
bell_table_update (BellTable         *self,
                   BellDatabase      *database,
                   const BellRecord  *record,
                   guint64            columns,
                   GError           **error)
{
  g_autoptr (BellStatement) statement = NULL;
  g_autofree char *key = NULL;
  int parameter = 3;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (record != NULL && bell_record_get_data_type (record) == self->type, FALSE);

  key = g_strdup_printf ("update %s %" G_GINT64_MODIFIER "x", self->name, columns);
  statement = bell_database_take_statement (database, key);
  if (statement == NULL)
    {
      g_autofree char *sql = bell_table_make_update (self, columns);

      statement = bell_database_prepare_keyed (database, key, sql, error);
      if (statement == NULL)
        return FALSE;
    }

  bell_statement_bind_static_text (statement, 1, bell_record_get_id (record));
  bell_statement_bind_int64 (statement, 2, bell_record_get_modseq (record));
  for (guint i = 0; i < self->n_properties; i++)
    if (columns & (G_GUINT64_CONSTANT (1) << i))
      bell_column_bind (statement, parameter++, record, bell_type_get_property (self->type, i));

  return bell_statement_run (statement, error);
}

/**
 * bell_table_get:
 * @database: a connection
 * @id: an id
 * @record: (out) (transfer full) (nullable): the record, %NULL if there is none
 * @error: as bell_statement_step(); CORRUPT if the row makes no sense
 *
 * Returns: %FALSE on error
 */
gboolean
bell_table_get (BellTable     *self,
                BellDatabase  *database,
                const char    *id,
                BellRecord   **record,
                GError       **error)
{
  g_autoptr (BellStatement) statement = NULL;
  gboolean row;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (id != NULL, FALSE);
  g_return_val_if_fail (record != NULL, FALSE);

  *record = NULL;

  statement = bell_table_select (self, database, "WHERE id = ?1", error);
  if (statement == NULL)
    return FALSE;

  bell_statement_bind_static_text (statement, 1, id);
  if (!bell_statement_step (statement, &row, error))
    return FALSE;

  if (!row)
    return TRUE;

  *record = bell_table_read_row (self, statement, 0, error);

  return *record != NULL;
}

/**
 * bell_table_delete:
 * @database: a connection
 * @id: an id
 * @error: as bell_statement_step()
 *
 * Deletes the row with this id if there is one: bell_database_changes() tells.
 *
 * Returns: %FALSE on error
 */
gboolean
bell_table_delete (BellTable     *self,
                   BellDatabase  *database,
                   const char    *id,
                   GError       **error)
{
  g_autoptr (BellStatement) statement = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (id != NULL, FALSE);

  statement = bell_database_prepare (database, self->delete, error);
  if (statement == NULL)
    return FALSE;

  bell_statement_bind_static_text (statement, 1, id);

  return bell_statement_run (statement, error);
}

/**
 * bell_table_select:
 * @database: a connection
 * @clauses: (nullable): what comes after the table: JOIN, WHERE, ORDER BY, LIMIT,
 *   with parameters for all values
 * @error: as bell_database_prepare()
 *
 * Makes a statement whose rows bell_table_read_row() reads from column 0.
 *
 * Returns: (transfer full) (nullable): a statement
 */
BellStatement *
bell_table_select (BellTable     *self,
                   BellDatabase  *database,
                   const char    *clauses,
                   GError       **error)
{
  g_autofree char *key = NULL;
  g_autofree char *sql = NULL;
  BellStatement *statement;

  g_return_val_if_fail (self != NULL, NULL);

  key = g_strconcat (self->select_key, clauses, NULL);
  statement = bell_database_take_statement (database, key);
  if (statement != NULL)
    return statement;

  sql = g_strconcat ("SELECT ", self->columns, " FROM ", self->name, " ", clauses, NULL);

  return bell_database_prepare_keyed (database, key, sql, error);
}

/**
 * bell_table_select_values:
 * @database: a connection
 * @values: what stands after SELECT: `count(*)`, or columns of the table
 * @clauses: (nullable): as in bell_table_select(), such as a compiled query
 * @error: as bell_database_prepare()
 *
 * As bell_table_select() for where whole records are not needed: to count, or
 * to list ids. Never put a person's words into @values or @clauses.
 *
 * Returns: (transfer full) (nullable): a statement
 */
BellStatement *
bell_table_select_values (BellTable     *self,
                          BellDatabase  *database,
                          const char    *values,
                          const char    *clauses,
                          GError       **error)
{
  g_autofree char *sql = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (values != NULL, NULL);

  sql = g_strconcat ("SELECT ", values, " FROM ", self->name, " ", clauses, NULL);

  return bell_database_prepare (database, sql, error);
}

/**
 * bell_table_read_row:
 * @statement: on a row that has the columns of bell_table_get_columns()
 * @first_column: where they begin
 * @error: CORRUPT if the row makes no sense
 *
 * Returns: (transfer full) (nullable): the record of the row
 */
BellRecord *
bell_table_read_row (BellTable      *self,
                     BellStatement  *statement,
                     int             first_column,
                     GError        **error)
{
  g_autoptr (BellRecord) record = NULL;
  const char *id;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (statement != NULL, NULL);

  id = bell_statement_get_text (statement, first_column);
  if (id == NULL || !g_utf8_validate (id, -1, NULL))
    {
      g_autofree char *name = g_filename_display_name (bell_database_get_uri (statement->database));

      g_set_error (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_CORRUPT,
                   _("“%s” is damaged: it has an object without an id."), name);
      return NULL;
    }

  record = bell_record_new (self->type, id);
  bell_record_set_modseqs (record, bell_statement_get_int64 (statement, first_column + 1),
                           bell_statement_get_int64 (statement, first_column + 2));

  for (guint i = 0; i < self->n_properties; i++)
    if (!bell_column_read (statement, first_column + N_FIXED_COLUMNS + (int) i, record,
                           bell_type_get_property (self->type, i), error))
      return NULL;

  return g_steal_pointer (&record);
}

/**
 * bell_table_get_all:
 * @database: a connection
 * @records: (element-type BellRecord): takes over all records of the table, in no order
 * @error: as bell_table_read_row()
 *
 * For tables that are small by their nature: people, teams, policies.
 *
 * Returns: %FALSE on error
 */
gboolean
bell_table_get_all (BellTable     *self,
                    BellDatabase  *database,
                    GPtrArray     *records,
                    GError       **error)
{
  g_autoptr (BellStatement) statement = NULL;
  gboolean row;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (records != NULL, FALSE);

  statement = bell_table_select (self, database, "", error);
  if (statement == NULL)
    return FALSE;

  for (;;)
    {
      BellRecord *record;

      if (!bell_statement_step (statement, &row, error))
        return FALSE;
      if (!row)
        return TRUE;

      record = bell_table_read_row (self, statement, 0, error);
      if (record == NULL)
        return FALSE;
      g_ptr_array_add (records, bell_record_pack (record));
    }
}
