/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-maintenance.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "bell-search.h"
#include "bell-transfer.h"
#include "bell-work-private.h"

/* The log is the truth: everything else can be made anew from it, and a check
 * does so in a copy and compares. */

#define BATCH 5000

/* What is derived from the log, with the order in which a table is compared. */
static const struct
{
  const char *name;
  const char *query;
} derived[] = {
  { "principal", "SELECT * FROM principal ORDER BY id" },
  { "team", "SELECT * FROM team ORDER BY id" },
  { "ticket", "SELECT * FROM ticket ORDER BY id" },
  { "message", "SELECT * FROM message ORDER BY id" },
  { "article", "SELECT * FROM article ORDER BY id" },
  { "view", "SELECT * FROM view ORDER BY id" },
  { "type_state", "SELECT * FROM type_state ORDER BY type" },
  { "tombstone", "SELECT * FROM tombstone ORDER BY id" },
  { "ticket_access", "SELECT * FROM ticket_access ORDER BY principal_id, ticket_id, granted_modseq" },
  { "article_access", "SELECT * FROM article_access ORDER BY article_id, granted_modseq" },
  { "reader", "SELECT * FROM reader ORDER BY principal_id" },
  { "address", "SELECT * FROM address ORDER BY address" },
  { "blob_use", "SELECT * FROM blob_use ORDER BY blob_id, message_id" },
};

/* Replays the log in the transaction of @work. */
static gboolean
replay (BellWork *work,
        gint64   *changes,
        GError  **error)
{
  g_autoptr (BellStatement) statement = bell_work_prepare (work, BELL_SERVER_SQL ("log-scan"), error);
  gboolean row;

  if (statement == NULL)
    return FALSE;
  bell_statement_stream (statement, 500);
  bell_statement_bind_int64 (statement, 1, 0);
  for (;;)
    {
      g_autoptr (BellChange) change = NULL;

      if (!bell_statement_step (statement, &row, error))
        return FALSE;
      if (!row)
        return TRUE;
      change = bell_change_log_read (statement, error);
      if (change == NULL || !bell_work_project (work, change, error))
        return FALSE;
      if (++*changes % BATCH == 0)
        {
          if (!bell_work_flush (work, error))
            return FALSE;
          g_hash_table_remove_all (work->records);
        }
    }
}

/**
 * bell_organisation_rebuild:
 * @changes: (out): how many changes the log has
 *
 * Makes everything that is derived from the log anew, in one transaction.
 *
 * Returns: whether it is done; else nothing has changed
 */
gboolean
bell_organisation_rebuild (BellOrganisation *self,
                           gint64           *changes,
                           GError          **error)
{
  g_autoptr (BellWork) work = NULL;

  g_return_val_if_fail (BELL_IS_ORGANISATION (self), FALSE);

  *changes = 0;
  work = bell_work_begin (self, error);
  return work != NULL && bell_database_execute_resource (work->database, BELL_SERVER_SQL ("rebuild-clear"), error) &&
         bell_search_clear (work, error) && replay (work, changes, error) && bell_work_commit (work, error);
}

static void
feed_value (GChecksum     *checksum,
            BellStatement *statement,
            int            column)
{
  const char *text = bell_statement_is_null (statement, column) ? NULL : bell_statement_get_text (statement, column);

  if (text == NULL)
    g_checksum_update (checksum, (const guchar *) "\x02", 1);
  else
    g_checksum_update (checksum, (const guchar *) text, (gssize) strlen (text) + 1);
}

static char *
digest_query (BellDatabase *database,
              const char   *query,
              GError      **error)
{
  g_autoptr (BellStatement) statement = bell_database_prepare (database, query, error);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  gboolean row;

  if (statement == NULL)
    return NULL;
  for (;;)
    {
      if (!bell_statement_step (statement, &row, error))
        return NULL;
      if (!row)
        return g_strdup (g_checksum_get_string (checksum));
      for (int i = 0; i < bell_statement_get_n_columns (statement); i++)
        feed_value (checksum, statement, i);
    }
}

/**
 * bell_organisation_digest:
 * @table: (nullable): one that is derived from the log; %NULL for all of them together
 *
 * Returns: (transfer full): a digest of what is in it, for comparing
 */
char *
bell_organisation_digest (BellOrganisation *self,
                          const char       *table,
                          GError          **error)
{
  g_autoptr (GString) all = g_string_new (NULL);
  BellDatabase *reader = bell_organisation_take_reader (self, error);
  gboolean done = reader != NULL;

  for (guint i = 0; i < G_N_ELEMENTS (derived) && done; i++)
    {
      g_autofree char *digest = NULL;

      if (table != NULL && strcmp (table, derived[i].name) != 0)
        continue;
      digest = digest_query (reader, derived[i].query, error);
      done = digest != NULL;
      if (done)
        g_string_append (all, digest);
    }
  if (reader != NULL)
    bell_organisation_return_reader (self, reader);
  return done ? g_string_free (g_steal_pointer (&all), FALSE) : NULL;
}

static void
add_problem (GPtrArray  *problems,
             const char *format,
             ...) G_GNUC_PRINTF (2, 3);

static void
add_problem (GPtrArray  *problems,
             const char *format,
             ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_ptr_array_add (problems, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

static gboolean
check_counter (BellDatabase *database,
               GPtrArray    *problems,
               GError      **error)
{
  g_autoptr (BellStatement) counter = bell_database_prepare_resource (database, BELL_SERVER_SQL ("organisation-counter"), error);
  g_autoptr (BellStatement) log = bell_database_prepare_resource (database, BELL_SERVER_SQL ("log-last"), error);
  gboolean row;

  if (counter == NULL || log == NULL || !bell_statement_step (counter, &row, error) || !bell_statement_step (log, &row, error))
    return FALSE;
  if (bell_statement_get_int64 (counter, 0) != bell_statement_get_int64 (log, 0))
    add_problem (problems, _("The counter stands at %" PRId64 ", the log ends at %" PRId64 "."),
                 bell_statement_get_int64 (counter, 0), bell_statement_get_int64 (log, 0));
  if (bell_statement_get_int64 (counter, 1) == 0 && bell_statement_get_int64 (log, 0) != bell_statement_get_int64 (log, 1))
    add_problem (problems, _("The log has %" PRId64 " changes and should have %" PRId64 "."),
                 bell_statement_get_int64 (log, 1), bell_statement_get_int64 (log, 0));
  return TRUE;
}

static gboolean
compare (BellDatabase *one,
         BellDatabase *two,
         GPtrArray    *problems,
         GError      **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (derived); i++)
    {
      g_autofree char *mine = digest_query (one, derived[i].query, error);
      g_autofree char *rebuilt = mine != NULL ? digest_query (two, derived[i].query, error) : NULL;

      if (rebuilt == NULL)
        return FALSE;
      if (strcmp (mine, rebuilt) != 0)
        add_problem (problems, _("The table %s is not what the log says. “deskbell-server rebuild” makes it anew."), derived[i].name);
    }
  return TRUE;
}

/* In a copy, so that nothing here is touched and the server may go on. */
static gboolean
check_replay (BellOrganisation *self,
              const char       *folder,
              GPtrArray        *problems,
              GError          **error)
{
  g_autofree char *path = g_build_filename (folder, "copy.db", NULL);
  g_autofree char *rebuilt_path = g_build_filename (folder, "rebuilt.db", NULL);
  g_autoptr (BellOrganisation) rebuilt = NULL;
  g_autoptr (BellDatabase) copy = NULL;
  g_autoptr (GError) fault = NULL;
  BellDatabase *reader;
  gint64 changes;
  gboolean done;

  if (!(bell_organisation_is_shared (self) ? bell_organisation_copy_to_file (self, path, error)
                                           : bell_organisation_backup (self, path, error)))
    return FALSE;
  copy = bell_database_open (path, BELL_DATABASE_NONE, error);
  if (copy == NULL || !check_counter (copy, problems, error) ||
      !bell_database_backup (copy, rebuilt_path, NULL, NULL, NULL, error))
    return FALSE;
  rebuilt = bell_organisation_open (rebuilt_path, bell_organisation_get_clock (self), error);
  if (rebuilt == NULL)
    return FALSE;
  if (!bell_organisation_rebuild (rebuilt, &changes, &fault))
    {
      add_problem (problems, _("The log cannot be replayed: %s"), fault->message);
      return TRUE;
    }
  reader = bell_organisation_take_reader (rebuilt, error);
  if (reader == NULL)
    return FALSE;
  done = compare (copy, reader, problems, error);
  bell_organisation_return_reader (rebuilt, reader);
  return done;
}

static gboolean
check_search (BellDatabase *database,
              GPtrArray    *problems,
              GError      **error)
{
  gint64 indexed, objects;

  if (!bell_search_count (database, &indexed, &objects, error))
    return FALSE;
  if (indexed != objects)
    add_problem (problems, _("The search index has %" PRId64 " objects and should have %" PRId64 ". “deskbell-server rebuild” makes it anew."),
                 indexed, objects);
  return TRUE;
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) directory = g_dir_open (folder, 0, NULL);
  const char *name;

  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
}

/**
 * bell_organisation_check:
 * @problems: (out) (transfer full) (element-type utf8): sentences; empty if all is well
 *
 * Looks whether the file is whole, whether the counters agree with the log, and
 * whether everything derived is what the log makes anew.
 *
 * Returns: whether it could be looked at
 */
gboolean
bell_organisation_check (BellOrganisation *self,
                         GPtrArray       **problems,
                         GError          **error)
{
  g_autoptr (GPtrArray) found = NULL;
  g_autofree char *folder = NULL;
  BellDatabase *reader;
  gboolean done;

  g_return_val_if_fail (BELL_IS_ORGANISATION (self), FALSE);

  reader = bell_organisation_take_reader (self, error);
  if (reader == NULL)
    return FALSE;
  done = bell_database_check (reader, &found, error) && check_search (reader, found, error);
  bell_organisation_return_reader (self, reader);
  if (!done)
    return FALSE;

  folder = g_dir_make_tmp ("deskbell-check-XXXXXX", error);
  if (folder == NULL)
    return FALSE;
  done = check_replay (self, folder, found, error);
  remove_folder (folder);
  if (done)
    *problems = g_steal_pointer (&found);
  return done;
}

/**
 * bell_organisation_backup:
 * @destination: a file that is made or replaced
 *
 * Copies the database as it is at one moment, while others use it.
 *
 * Returns: whether it is done
 */
gboolean
bell_organisation_backup (BellOrganisation *self,
                          const char       *destination,
                          GError          **error)
{
  BellDatabase *reader;
  gboolean done;

  g_return_val_if_fail (BELL_IS_ORGANISATION (self), FALSE);

  reader = bell_organisation_take_reader (self, error);
  if (reader == NULL)
    return FALSE;
  done = bell_database_backup (reader, destination, NULL, NULL, NULL, error);
  bell_organisation_return_reader (self, reader);
  return done;
}

/**
 * bell_organisation_find_clock_lag:
 * @lag: (out): by how many milliseconds the newest change was received after now; 0 if not
 * @error: BELL_DATABASE_ERROR
 *
 * A clock that says less than the log is wrong, or was when that was written. What is
 * received by it is stamped with the wrong time, and clients go by it.
 *
 * Returns: %FALSE on error
 */
gboolean
bell_organisation_find_clock_lag (BellOrganisation  *self,
                                  gint64            *lag,
                                  GError           **error)
{
  BellDatabase *reader;
  gboolean found = FALSE;

  g_return_val_if_fail (BELL_IS_ORGANISATION (self), FALSE);

  *lag = 0;
  reader = bell_organisation_take_reader (self, error);
  if (reader == NULL)
    return FALSE;
  {
    g_autoptr (BellStatement) statement = bell_database_prepare_resource (reader, BELL_SERVER_SQL ("log-newest-received"), error);
    gboolean row;

    found = statement != NULL && bell_statement_step (statement, &row, error);
    if (found && row)
      *lag = MAX (bell_statement_get_int64 (statement, 0) - bell_clock_now (bell_organisation_get_clock (self)), 0);
  }
  bell_organisation_return_reader (self, reader);
  return found;
}
