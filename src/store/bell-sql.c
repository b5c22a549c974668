/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-sql.h"

#include <gio/gio.h>
#include <string.h>

/* Statements that are the same for several tables stand in their file with
 * words in braces, which are filled in with names of the property tables or
 * with what the query compiler made: never with a value. */

static char *
fill_one (const char *sql,
          const char *word,
          const char *with)
{
  g_autoptr (GString) filled = g_string_new (NULL);
  g_autofree char *hole = g_strconcat ("{", word, "}", NULL);
  const char *at;

  while ((at = strstr (sql, hole)) != NULL)
    {
      g_string_append_len (filled, sql, at - sql);
      g_string_append (filled, with);
      sql = at + strlen (hole);
    }
  g_string_append (filled, sql);

  return g_string_free (g_steal_pointer (&filled), FALSE);
}

/* The comments of these files name the words in braces too; filled with more
 * than one line they would end before their end. */
static char *
dup_without_comments (const char *text,
                      gsize       length)
{
  g_autofree char *copy = g_strndup (text, length);
  g_auto (GStrv) lines = g_strsplit (copy, "\n", -1);
  GString *sql = g_string_sized_new (length);

  for (guint i = 0; lines[i] != NULL; i++)
    if (!g_str_has_prefix (lines[i], "--"))
      g_string_append_printf (sql, "%s\n", lines[i]);

  return g_string_free (sql, FALSE);
}

/**
 * bell_sql_fill:
 * @name: of a file in sql/, without its suffix
 * @first: a word that stands there in braces
 * @...: what to put in its place, then more such pairs, then %NULL
 *
 * Returns: (transfer full): the statement
 */
char *
bell_sql_fill (const char *name,
               const char *first,
               ...)
{
  char path[128];
  g_autoptr (GBytes) bytes = NULL;
  char *sql;
  va_list pairs;

  g_snprintf (path, sizeof path, BELL_SQL_FOLDER "%s.sql", name);
  bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_return_val_if_fail (bytes != NULL, g_strdup (""));

  sql = dup_without_comments (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

  va_start (pairs, first);
  for (const char *word = first; word != NULL; word = va_arg (pairs, const char *))
    {
      char *filled = fill_one (sql, word, va_arg (pairs, const char *));

      g_free (sql);
      sql = filled;
    }
  va_end (pairs);

  return sql;
}

/**
 * bell_sql_prepare:
 * @table: what {table} stands for
 * @error: as bell_database_prepare()
 *
 * Returns: (transfer full) (nullable): the statement in that file, for that table
 */
BellStatement *
bell_sql_prepare (BellDatabase  *database,
                  const char    *name,
                  const char    *table,
                  GError       **error)
{
  g_autofree char *sql = bell_sql_fill (name, "table", table, NULL);

  return bell_database_prepare (database, sql, error);
}
