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

/* The tables of the outbox in the order of what a person would miss most.
 * Fixed names, each with the columns that its rows are copied by. */
static const struct
{
  const char *name;
  const char *columns;
  int n_columns;
} tables[] = {
  { "change", "seq, id, group_id, type, object_id, content, inverse, blobs, state, attempts, modseq, reason_type, reason, due_at", 14 },
  { "acknowledged", "seq, id, group_id, type, object_id, content, blobs, acknowledged_at", 8 },
  { "draft", "key, kind, title, text, attachments, extra, updated_at", 7 },
  { "blob", "id, name, media_type, size, content, uploaded, created_at", 7 },
  { "setting", "name, value", 2 },
  { "read_mark", "ticket_id, message_id", 2 },
};

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

      /* Every value is read as bytes or text; SQLite gives a column of
       * integers its type back. */
      if (g_strcmp0 (bell_statement_get_column_name (from, i), "content") == 0 && n_columns == 7)
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
salvage_table (guint          index,
               BellDatabase  *damaged,
               BellDatabase  *outbox,
               guint         *n_unreadable,
               GError       **error)
{
  g_autofree char *insert = NULL;
  g_autoptr (GString) marks = g_string_new ("?1");
  g_autoptr (BellStatement) to = NULL;
  gint64 reached = G_MININT64;
  int copied = 0;

  for (int i = 1; i < tables[index].n_columns; i++)
    g_string_append_printf (marks, ", ?%d", i + 1);
  insert = bell_sql_fill ("salvage-write", "table", tables[index].name, "columns", tables[index].columns,
                          "marks", marks->str, NULL);
  to = bell_database_prepare (outbox, insert, error);
  if (to == NULL)
    return -1;

  for (int backwards = 0; backwards < 2; backwards++)
    {
      gint64 position = backwards ? G_MAXINT64 : G_MININT64;
      g_autofree char *select =
        bell_sql_fill ("salvage-read", "table", tables[index].name, "columns", tables[index].columns,
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

          rowid = bell_statement_get_int64 (from, tables[index].n_columns);
          if (backwards && rowid <= reached)
            break;

          faults = 0;
          position = rowid;
          if (!backwards)
            reached = rowid;

          {
            g_autoptr (GError) local_error = NULL;

            if (copy_row (from, to, tables[index].n_columns, &local_error))
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
  g_autoptr (BellDatabase) from = bell_database_open (damaged, BELL_DATABASE_READ_ONLY, &open_error);
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
      int n_copied = salvage_table (i, from, outbox, &n_unreadable, error);

      if (n_copied < 0)
        return NULL;

      /* Translators: a table's name, how many of its rows were saved, how many were not */
      g_string_append_printf (report, _("%s: %d saved, %u not readable\n"), tables[i].name, n_copied, n_unreadable);
    }

  if (!bell_transaction_commit (transaction, error))
    return NULL;

  if (!g_file_set_contents (path, report->str, -1, error))
    return NULL;

  return g_steal_pointer (&path);
}
