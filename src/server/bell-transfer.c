/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-transfer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "bell-migrations.h"
#include "bell-organisation-private.h"
#include "bell-postgres.h"

/* An organisation from one database to another, of another kind perhaps: all
 * tables as they are, with the log, the accounts, the sign-ins and the files.
 * Everything is written in one transaction, read again in it and compared
 * before it is committed: there is all of it, or nothing. */

static gboolean
is_empty (BellDatabase *database,
          GPtrArray    *tables,
          gboolean     *empty,
          GError      **error)
{
  *empty = TRUE;
  for (guint i = 0; i < tables->len && *empty; i++)
    {
      g_autofree char *digest = NULL;
      gint64 rows;

      if (!bell_database_digest_table (database, tables->pdata[i], &rows, &digest, error))
        return FALSE;
      *empty = rows == 0;
    }
  return TRUE;
}

static gboolean
compare_table (BellDatabase *source,
               BellDatabase *target,
               const char   *table,
               gint64       *rows,
               gboolean     *same,
               GError      **error)
{
  g_autofree char *here = NULL, *there = NULL;
  gint64 others;

  if (!bell_database_digest_table (source, table, rows, &here, error) ||
      !bell_database_digest_table (target, table, &others, &there, error))
    return FALSE;
  *same = *rows == others && strcmp (here, there) == 0;
  return TRUE;
}

static gboolean
is_same (BellDatabase *source,
         BellDatabase *target,
         GPtrArray    *tables,
         gboolean     *same,
         GError      **error)
{
  gint64 rows;

  *same = TRUE;
  for (guint i = 0; i < tables->len && *same; i++)
    if (!compare_table (source, target, tables->pdata[i], &rows, same, error))
      return FALSE;
  return TRUE;
}

static gboolean
copy_all (BellDatabase     *source,
          BellDatabase     *target,
          GPtrArray        *tables,
          BellTransferFunc  func,
          gpointer          user_data,
          GError          **error)
{
  for (guint i = 0; i < tables->len; i++)
    {
      const char *table = tables->pdata[i];
      gint64 rows;
      gboolean same;

      if (!bell_database_copy_table (source, target, table, &rows, error) ||
          !compare_table (source, target, table, &rows, &same, error))
        return FALSE;
      if (!same)
        {
          g_set_error (error, BELL_SERVER_ERROR, BELL_SERVER_ERROR_FAILED,
                       _("The table %s did not arrive as it is. Nothing was moved."), table);
          return FALSE;
        }
      if (func != NULL)
        func (table, rows, user_data);
    }
  return TRUE;
}

/* The tables of both, which have to be the same ones. */
static GPtrArray *
list_tables (BellDatabase *source,
             BellDatabase *target,
             GError      **error)
{
  g_autoptr (GPtrArray) here = bell_database_list_tables (source, error);
  g_autoptr (GPtrArray) there = here != NULL ? bell_database_list_tables (target, error) : NULL;

  if (there == NULL)
    return NULL;
  for (guint i = 0; i < MAX (here->len, there->len); i++)
    if (here->len != there->len || strcmp (here->pdata[i], there->pdata[i]) != 0)
      {
        g_set_error (error, BELL_SERVER_ERROR, BELL_SERVER_ERROR_FAILED, _("%s and %s do not have the same tables."),
                     bell_database_get_uri (source), bell_database_get_uri (target));
        return NULL;
      }
  return g_steal_pointer (&here);
}

/* In the transactions of both. */
static gboolean
move (BellDatabase     *source,
      BellDatabase     *target,
      gboolean         *known,
      BellTransferFunc  func,
      gpointer          user_data,
      GError          **error)
{
  g_autoptr (GPtrArray) tables = list_tables (source, target, error);
  gboolean empty, same;

  *known = FALSE;
  if (tables == NULL || !is_empty (target, tables, &empty, error))
    return FALSE;
  if (empty)
    return copy_all (source, target, tables, func, user_data, error);

  /* A move that was cut off after its end is one. */
  if (!is_same (source, target, tables, &same, error))
    return FALSE;
  *known = same;
  if (!same)
    g_set_error (error, BELL_SERVER_ERROR, BELL_SERVER_ERROR_FAILED,
                 _("%s is not empty. Nothing was moved; make a new database for it."), bell_database_get_uri (target));
  return same;
}

static BellDatabase *
open_target (const char *uri,
             GError    **error)
{
  g_autoptr (BellDatabase) target = bell_postgres_is_uri (uri) ? bell_postgres_database_open (uri, BELL_DATABASE_CREATE, error)
                                                               : bell_database_open (uri, BELL_DATABASE_CREATE, error);

  if (target == NULL || !bell_migrations_apply (target, BELL_SERVER_MIGRATIONS, error))
    return NULL;
  return g_steal_pointer (&target);
}

/**
 * bell_organisation_move_to:
 * @uri: a database of PostgreSQL that is empty
 * @keep: whether this one may be written afterwards; it is a copy then
 * @known: (out): whether the same was there already
 * @func: (nullable): told of each table
 *
 * Moves everything to another database. Nobody can write here meanwhile, and
 * nobody can afterwards unless @keep is set: what somebody wrote here would be
 * lost there.
 *
 * Returns: whether all of it is there; else nothing is, and here all is as it was
 */
gboolean
bell_organisation_move_to (BellOrganisation *self,
                           const char       *uri,
                           gboolean          keep,
                           gboolean         *known,
                           BellTransferFunc  func,
                           gpointer          user_data,
                           GError          **error)
{
  g_autoptr (BellDatabase) target = NULL;
  BellDatabase *source;
  gboolean done;

  g_return_val_if_fail (BELL_IS_ORGANISATION (self), FALSE);
  g_return_val_if_fail (uri != NULL && known != NULL, FALSE);

  if (bell_organisation_is_shared (self) || !bell_postgres_is_uri (uri))
    {
      g_set_error_literal (error, BELL_SERVER_ERROR, BELL_SERVER_ERROR_INVALID,
                           _("An organisation moves from a file to a database of PostgreSQL: postgresql://…"));
      return FALSE;
    }
  target = open_target (uri, error);
  source = target != NULL ? bell_organisation_lock_writer (self, error) : NULL;
  if (source == NULL)
    return FALSE;

  done = bell_database_begin (target, error);
  if (done)
    {
      done = move (source, target, known, func, user_data, error) && bell_database_commit (target, error);
      if (!done)
        bell_database_rollback (target);
    }
  /* A mark that is there already is one. */
  if (done && !keep)
    done = bell_database_execute_resource (source, BELL_SERVER_SQL ("moved"), error) && bell_database_commit (source, error);
  if (bell_database_in_transaction (source))
    bell_database_rollback (source);
  bell_organisation_unlock_writer (self);
  return done && bell_database_optimize (target, error);
}

/**
 * bell_organisation_copy_to_file:
 * @path: where no file is yet
 *
 * Copies everything as it is at one moment into a file, whatever kind of
 * database it is in.
 *
 * Returns: whether it is done
 */
gboolean
bell_organisation_copy_to_file (BellOrganisation *self,
                                const char       *path,
                                GError          **error)
{
  g_autoptr (BellDatabase) target = NULL;
  g_autoptr (GPtrArray) tables = NULL;
  BellDatabase *source;
  gboolean done;

  g_return_val_if_fail (BELL_IS_ORGANISATION (self), FALSE);
  g_return_val_if_fail (path != NULL, FALSE);

  target = open_target (path, error);
  source = target != NULL ? bell_organisation_take_reader (self, error) : NULL;
  if (source == NULL)
    return FALSE;
  tables = list_tables (source, target, error);
  done = tables != NULL && bell_database_begin_read (source, error);
  if (done)
    {
      done = bell_database_begin (target, error);
      if (done && !(copy_all (source, target, tables, NULL, NULL, error) && bell_database_commit (target, error)))
        {
          bell_database_rollback (target);
          done = FALSE;
        }
      bell_database_rollback (source);
    }
  bell_organisation_return_reader (self, source);
  return done;
}
