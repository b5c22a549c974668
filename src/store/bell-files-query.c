/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-files.h"

#include "bell-sql.h"

/* Small questions to the files that many ask. */

/**
 * bell_files_prepare:
 * @database: a connection
 * @name: of a file in sql/, without its suffix
 * @error: BELL_DATABASE_ERROR
 *
 * Returns: (transfer full) (nullable): the statement in that file
 */
BellStatement *
bell_files_prepare (BellDatabase  *database,
                    const char    *name,
                    GError       **error)
{
  char path[128];

  g_snprintf (path, sizeof path, BELL_SQL_FOLDER "%s.sql", name);

  return bell_database_prepare_resource (database, path, error);
}

/**
 * bell_files_query_int64:
 * @value: (out): the first column of the first row; 0 if there is none
 *
 * Returns: %FALSE on error
 */
gboolean
bell_files_query_int64 (BellDatabase  *database,
                        const char    *name,
                        gint64        *value,
                        GError       **error)
{
  g_autoptr (BellStatement) statement = bell_files_prepare (database, name, error);
  gboolean row;

  if (statement == NULL || !bell_statement_step (statement, &row, error))
    return FALSE;

  *value = row ? bell_statement_get_int64 (statement, 0) : 0;

  return TRUE;
}

/**
 * bell_files_get_meta:
 * @value: (out) (nullable) (transfer full): what the cache notes under @name
 *
 * Returns: %FALSE on error
 */
gboolean
bell_files_get_meta (BellFiles   *self,
                     const char  *name,
                     char       **value,
                     GError     **error)
{
  g_autoptr (BellStatement) statement = bell_files_prepare (self->cache, "meta-get", error);
  gboolean row;

  *value = NULL;
  if (statement == NULL)
    return FALSE;

  bell_statement_bind_text (statement, 1, name);
  if (!bell_statement_step (statement, &row, error))
    return FALSE;

  if (row)
    *value = g_strdup (bell_statement_get_text (statement, 0));

  return TRUE;
}

gboolean
bell_files_get_meta_int64 (BellFiles   *self,
                           const char  *name,
                           gint64      *value,
                           GError     **error)
{
  g_autofree char *text = NULL;

  if (!bell_files_get_meta (self, name, &text, error))
    return FALSE;

  *value = text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;

  return TRUE;
}

/**
 * bell_files_set_meta:
 * @value: (nullable): what to note under @name; %NULL to forget it
 *
 * Returns: %FALSE on error
 */
gboolean
bell_files_set_meta (BellFiles   *self,
                     const char  *name,
                     const char  *value,
                     GError     **error)
{
  g_autoptr (BellStatement) statement = bell_files_prepare (self->cache, value != NULL ? "meta-set" : "meta-unset", error);

  if (statement == NULL)
    return FALSE;

  bell_statement_bind_text (statement, 1, name);
  if (value != NULL)
    bell_statement_bind_text (statement, 2, value);

  return bell_statement_run (statement, error);
}

gboolean
bell_files_set_meta_int64 (BellFiles   *self,
                           const char  *name,
                           gint64       value,
                           GError     **error)
{
  char text[24];

  g_snprintf (text, sizeof text, "%" G_GINT64_FORMAT, value);

  return bell_files_set_meta (self, name, text, error);
}

/**
 * bell_files_note:
 * @type: a type
 * @id: (nullable): an object of it, or %NULL: any of them
 * @former_key: a key that it had and may have no more, or 0
 *
 * Notes in the cache's journal that what people see has changed. Part of the
 * transaction that changes it.
 *
 * Returns: %FALSE on error
 */
gboolean
bell_files_note (BellFiles   *self,
                 BellType     type,
                 const char  *id,
                 gint64       former_key,
                 GError     **error)
{
  g_autoptr (BellStatement) statement = bell_files_prepare (self->cache, "journal-add", error);

  if (statement == NULL)
    return FALSE;

  bell_statement_bind_int64 (statement, 1, type);
  bell_statement_bind_text (statement, 2, id);
  bell_statement_bind_int64 (statement, 3, former_key);

  return bell_statement_run (statement, error);
}

/**
 * bell_files_get_key:
 * @table: a base or overlay table
 *
 * Returns: the key of the row with @id; 0 if there is none, -1 on error
 */
gint64
bell_files_get_key (BellFiles   *self,
                    BellTable   *table,
                    const char  *id,
                    GError     **error)
{
  g_autoptr (BellStatement) statement =
    bell_sql_prepare (self->cache, "table-key", bell_table_get_name (table), error);
  gboolean row;

  if (statement == NULL)
    return -1;

  bell_statement_bind_static_text (statement, 1, id);
  if (!bell_statement_step (statement, &row, error))
    return -1;

  return row ? bell_statement_get_int64 (statement, 0) : 0;
}
