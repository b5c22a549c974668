/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "bell-postgres-private.h"

/* From the SQL that all of Deskbell is written in to PostgreSQL's words for
 * the same: parameters, and the types of columns where a table is made. Texts
 * compare and sort by their bytes there as they do in SQLite, whatever the
 * database's own order is: ids and the places of lists depend on it. What
 * differs further has a file of its own, `name.postgresql.sql`. */

static const struct
{
  const char *word;
  const char *instead;
} types[] = {
  { "TEXT", "TEXT COLLATE \"C\"" },
  { "BLOB", "BYTEA" },
  { "INTEGER", "BIGINT" },
  { "REAL", "DOUBLE PRECISION" },
};

static gboolean
is_word (char letter)
{
  return g_ascii_isalnum (letter) || letter == '_';
}

/* The end of the quoted text or comment that begins at @at, or @at. */
static const char *
skip_quoted (const char *at)
{
  const char *end;

  if (*at == '\'' || *at == '"')
    {
      end = strchr (at + 1, *at);
      return end != NULL ? end + 1 : at + strlen (at);
    }
  if (at[0] == '-' && at[1] == '-')
    {
      end = strchr (at, '\n');
      return end != NULL ? end : at + strlen (at);
    }
  if (at[0] == '/' && at[1] == '*')
    {
      end = strstr (at + 2, "*/");
      return end != NULL ? end + 2 : at + strlen (at);
    }
  return at;
}

static gboolean
is_the_word (const char *word,
             gsize       length,
             const char *name)
{
  return strlen (name) == length && g_ascii_strncasecmp (word, name, length) == 0;
}

static void
append_word (GString    *translated,
             const char *word,
             gsize       length,
             gboolean    makes_table)
{
  for (guint i = 0; makes_table && i < G_N_ELEMENTS (types); i++)
    /* In capitals: a column may well be called “text”. */
    if (strlen (types[i].word) == length && strncmp (word, types[i].word, length) == 0)
      {
        g_string_append (translated, types[i].instead);
        return;
      }
  g_string_append_len (translated, word, (gssize) length);
}

/* Returns: (transfer full): @sql, which may be several statements, for PostgreSQL */
char *
bell_postgres_translate (const char *sql)
{
  GString *translated = g_string_sized_new (strlen (sql) + 64);
  gboolean creates = FALSE, makes_table = FALSE;
  const char *at = sql;

  while (*at != '\0')
    {
      const char *end = skip_quoted (at);

      if (end > at)
        {
          g_string_append_len (translated, at, end - at);
          at = end;
        }
      else if (g_ascii_isalpha (*at) || *at == '_')
        {
          while (is_word (*end))
            end++;
          /* CREATE TABLE and ALTER TABLE; a CREATE INDEX names no types. */
          if (is_the_word (at, (gsize) (end - at), "CREATE") || is_the_word (at, (gsize) (end - at), "ALTER"))
            creates = TRUE;
          else if (creates && is_the_word (at, (gsize) (end - at), "TABLE"))
            makes_table = TRUE;
          append_word (translated, at, (gsize) (end - at), makes_table);
          at = end;
        }
      else if (*at == '?' && g_ascii_isdigit (at[1]))
        {
          g_string_append_c (translated, '$');
          at++;
        }
      else
        {
          if (*at == ';')
            creates = makes_table = FALSE;
          g_string_append_c (translated, *at++);
        }
    }
  return g_string_free (translated, FALSE);
}
