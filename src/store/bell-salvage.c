/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-salvage.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "bell-clock.h"
#include "bell-sql.h"
#include "bell-statement.h"
#include "bell-transaction.h"

/* How many rows in a row may be unreadable before the rest is read from the
 * other end. */
#define GIVE_UP_AFTER 256

/* The tables of the outbox in the order of what a person would miss most. The
 * journal is no work of anybody's: it begins anew. */
static const char *const tables[] = { "change", "acknowledged", "draft", "blob", "setting", "read_mark" };

/**
 * bell_salvage_move_away:
 * @path: (type filename): a damaged database
 * @now: the time
 * @error: BELL_DATABASE_ERROR
 *
 * Puts a damaged file, with its journal, beside its place. Nothing of it is
 * ever deleted.
 *
 * Returns: (transfer full) (nullable): its new path
 */
char *
bell_salvage_move_away (const char  *path,
                        gint64       now,
                        GError     **error)
{
  static const char *const suffixes[] = { "-wal", "-shm", "" };
  g_autofree char *target = NULL;

  for (int n = 0; target == NULL || g_file_test (target, G_FILE_TEST_EXISTS); n++)
    {
      g_free (target);
      target = g_strdup_printf ("%s.damaged-%" G_GINT64_FORMAT, path, now / 1000 + n);
    }

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *from = g_strconcat (path, suffixes[i], NULL);
      g_autofree char *to = g_strconcat (target, suffixes[i], NULL);

      if (g_rename (from, to) != 0 && errno != ENOENT)
        {
          g_set_error (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_IO,
                       _("The damaged file “%s” cannot be moved: %s."), path, g_strerror (errno));
          return NULL;
        }
    }

  return g_steal_pointer (&target);
}

static gboolean
read_columns (BellDatabase  *database,
              const char    *table,
              GPtrArray    **columns,
              GError       **error)
{
  g_autoptr (BellStatement) statement = bell_sql_prepare (database, "salvage-columns", NULL, error);
  gboolean row = TRUE;

  *columns = g_ptr_array_new_with_free_func (g_free);
  if (statement == NULL)
    return FALSE;
  bell_statement_bind_text (statement, 1, table);
  while (bell_statement_step (statement, &row, error) && row)
    g_ptr_array_add (*columns, g_strdup (bell_statement_get_text (statement, 0)));

  return !row;
}

/* The columns that both files have, as SQL lists them: the damaged one may be of
 * an older version. NULL, without @error, where it has no such table. */
static char *
share_columns (BellDatabase  *damaged,
               BellDatabase  *outbox,
               const char    *table,
               int           *n_columns,
               GError       **error)
{
  g_autoptr (GPtrArray) theirs = NULL;
  g_autoptr (GPtrArray) ours = NULL;
  g_autoptr (GString) list = g_string_new (NULL);

  *n_columns = 0;
  if (!read_columns (outbox, table, &ours, error))
    return NULL;
  read_columns (damaged, table, &theirs, NULL);
  for (guint i = 0; i < ours->len; i++)
    if (g_ptr_array_find_with_equal_func (theirs, ours->pdata[i], g_str_equal, NULL))
      g_string_append_printf (list, "%s%s", (*n_columns)++ > 0 ? ", " : "", (const char *) ours->pdata[i]);

  return *n_columns > 0 ? g_string_free (g_steal_pointer (&list), FALSE) : NULL;
}

static gboolean
copy_row (BellStatement  *from,
          BellStatement  *to,
          int             n_columns,
          GError        **error)
{
  for (int i = 0; i < n_columns; i++)
    {
      gsize length;
      const void *blob;

      if (bell_statement_is_null (from, i))
        {
          bell_statement_bind_null (to, i + 1);
          continue;
        }

      /* Every other value is read as text; SQLite gives a column of integers
       * its type back. */
      if (bell_statement_get_column_type (from, i) == BELL_COLUMN_BLOB)
        {
          blob = bell_statement_get_blob (from, i, &length);
          bell_statement_bind_blob (to, i + 1, blob, length);
        }
      else
        {
          const char *text = bell_statement_get_text (from, i);

          if (text == NULL || !g_utf8_validate (text, -1, NULL))
            return FALSE;
          bell_statement_bind_text (to, i + 1, text);
        }
    }

  return bell_statement_run (to, error);
}

/* Copies the rows of a table that can be read, each for itself: forwards
 * until nothing more comes, then backwards down to there. Returns how many,
 * or -1 if the new file cannot be written. */
static int
salvage_table (const char    *table,
               BellDatabase  *damaged,
               BellDatabase  *outbox,
               guint         *n_unreadable,
               GError       **error)
{
  g_autoptr (GError) columns_error = NULL;
  int n_columns;
  g_autofree char *columns = share_columns (damaged, outbox, table, &n_columns, &columns_error);
  g_autofree char *insert = NULL;
  g_autoptr (GString) marks = g_string_new ("?1");
  g_autoptr (BellStatement) to = NULL;
  gint64 reached = G_MININT64;
  int copied = 0;

  if (columns_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&columns_error));
      return -1;
    }
  if (columns == NULL)
    return 0;

  for (int i = 1; i < n_columns; i++)
    g_string_append_printf (marks, ", ?%d", i + 1);
  insert = bell_sql_fill ("salvage-write", "table", table, "columns", columns, "marks", marks->str, NULL);
  to = bell_database_prepare (outbox, insert, error);
  if (to == NULL)
    return -1;

  for (int backwards = 0; backwards < 2; backwards++)
    {
      gint64 position = backwards ? G_MAXINT64 : G_MININT64;
      g_autofree char *select =
        bell_sql_fill ("salvage-read", "table", table, "columns", columns,
                       "after", backwards ? "<" : ">", "direction", backwards ? "DESC" : "ASC", NULL);
      guint faults = 0;

      for (;;)
        {
          g_autoptr (BellStatement) from = bell_database_prepare (damaged, select, NULL);
          gint64 rowid;
          gboolean row;

          if (from == NULL)
            break;

          bell_statement_bind_int64 (from, 1, position);
          if (!bell_statement_step (from, &row, NULL))
            {
              /* Step over it, as far as numbers without gaps let us. */
              *n_unreadable += 1;
              if (++faults > GIVE_UP_AFTER || position == G_MININT64 || position == G_MAXINT64)
                break;
              position += backwards ? -1 : 1;
              continue;
            }

          if (!row)
            break;

          rowid = bell_statement_get_int64 (from, n_columns);
          if (backwards && rowid <= reached)
            break;

          faults = 0;
          position = rowid;
          if (!backwards)
            reached = rowid;

          {
            g_autoptr (GError) local_error = NULL;

            if (copy_row (from, to, n_columns, &local_error))
              copied++;
            else if (local_error == NULL)
              *n_unreadable += 1;
            else
              {
                g_propagate_error (error, g_steal_pointer (&local_error));
                return -1;
              }
          }
        }
    }

  return copied;
}

/**
 * bell_salvage_outbox:
 * @damaged: (type filename): a damaged outbox, from bell_salvage_move_away()
 * @outbox: a new one
 * @error: BELL_DATABASE_ERROR: the new one cannot be written
 *
 * Takes every row that can still be read into the new outbox, and writes down
 * what was found.
 *
 * Returns: (transfer full) (nullable): path of the report
 */
char *
bell_salvage_outbox (const char    *damaged,
                     BellDatabase  *outbox,
                     GError       **error)
{
  g_autoptr (GString) report = g_string_new (NULL);
  g_autofree char *path = g_strconcat (damaged, ".txt", NULL);
  g_autoptr (GError) open_error = NULL;
  g_autoptr (BellDatabase) from = bell_database_open (damaged, BELL_DATABASE_SALVAGE, &open_error);
  g_autoptr (BellTransaction) transaction = bell_transaction_begin (outbox, error);

  if (transaction == NULL)
    return NULL;

  g_string_append_printf (report, "%s\n", _("The file with your unsent work was damaged. It is kept here:"));
  g_string_append_printf (report, "%s\n\n", damaged);

  if (from == NULL)
    g_string_append_printf (report, _("Nothing in it could be read: %s\n"), open_error->message);

  for (guint i = 0; from != NULL && i < G_N_ELEMENTS (tables); i++)
    {
      guint n_unreadable = 0;
      int n_copied = salvage_table (tables[i], from, outbox, &n_unreadable, error);

      if (n_copied < 0)
        return NULL;

      /* Translators: a table's name, how many of its rows were saved, how many were not */
      g_string_append_printf (report, _("%s: %d saved, %u not readable\n"), tables[i], n_copied, n_unreadable);
    }

  if (!bell_transaction_commit (transaction, error))
    return NULL;

  if (!g_file_set_contents (path, report->str, -1, error))
    return NULL;

  return g_steal_pointer (&path);
}
