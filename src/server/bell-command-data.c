/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bell-command.h"
#include "bell-import.h"
#include "bell-json-writer.h"
#include "bell-maintenance.h"
#include "bell-search.h"
#include "bell-upkeep.h"
#include "bell-wire.h"
#include "bell-work-private.h"

/* import, export, check, rebuild, upkeep, backup. */

static void
on_progress (guint64  rows,
             gpointer user_data)
{
  if (isatty (STDERR_FILENO))
    {
      g_printerr ("\r");
      g_printerr (_("%" PRIu64 " rows"), rows);
    }
}

static void
on_refused (guint64     row,
            const char *reason,
            gpointer    user_data)
{
  g_printerr (_("%sline %" PRIu64 ": %s\n"), isatty (STDERR_FILENO) ? "\r" : "", row, reason);
}

BellExit
bell_command_import (BellCommandLine *line)
{
  g_autofree char *mapping = NULL;
  gboolean dry_run = FALSE, move_to_now = FALSE;
  const GOptionEntry entries[] = {
    { "mapping", 0, 0, G_OPTION_ARG_FILENAME, &mapping, N_("How to read a foreign table"), N_("FILE") },
    { "dry-run", 'n', 0, G_OPTION_ARG_NONE, &dry_run, N_("Do everything but write"), NULL },
    { "move-to-now", 0, 0, G_OPTION_ARG_NONE, &move_to_now, N_("Move all times so that the latest is the present"), NULL },
    { NULL },
  };
  BellImportOptions options = { .progress = on_progress, .refused = on_refused };
  g_autoptr (BellOrganisation) organisation = NULL;
  g_autoptr (GError) error = NULL;
  BellImportReport report = { 0 };
  gint64 begun = g_get_monotonic_time ();
  double seconds;

  if (!bell_command_parse (line, entries, "import FILE", _("Takes Deskbell NDJSON, or a foreign table by a mapping file. - is standard input.")))
    return BELL_EXIT_USAGE;
  if (line->argc != 2)
    return bell_command_misused (_("import takes one file."));
  organisation = bell_command_open (line, &error);
  if (organisation == NULL)
    return bell_command_fail (error);

  options.mapping_path = mapping;
  options.dry_run = dry_run;
  options.move_to_now = move_to_now;
  if (!bell_import_run (organisation, line->argv[1], &options, &report, &error) ||
      (!dry_run && !bell_search_merge_all (organisation, &error)))
    return bell_command_fail (error);

  seconds = MAX ((double) (g_get_monotonic_time () - begun) / G_USEC_PER_SEC, 0.001);
  g_print (_("%s%" PRIu64 " rows, %" PRIu64 " refused; %" PRIu64 " changes new, %" PRIu64
             " there already; %" PRIu64 " files; %.1f s, %.0f rows/s\n"),
           isatty (STDERR_FILENO) && isatty (STDOUT_FILENO) ? "\r" : "", report.rows, report.refused, report.applied, report.known,
           report.blobs, seconds, (double) report.rows / seconds);
  return report.refused > 0 ? BELL_EXIT_INCOMPLETE : BELL_EXIT_OK;
}

/* --- Export --- */

static gboolean
write_out (FILE           *file,
           BellJsonWriter *writer,
           GError        **error)
{
  const char *text;
  gsize length;

  bell_json_writer_end_line (writer);
  text = bell_json_writer_peek (writer, &length);
  if (fwrite (text, 1, length, file) != length)
    {
      g_set_error (error, BELL_SERVER_ERROR, BELL_SERVER_ERROR_FAILED, _("The export cannot be written: %s"), g_strerror (errno));
      return FALSE;
    }
  bell_json_writer_clear (writer);
  return TRUE;
}

static gboolean
export_blobs (BellDatabase   *reader,
              FILE           *file,
              BellJsonWriter *writer,
              GError        **error)
{
  g_autoptr (BellStatement) statement = bell_database_prepare_resource (reader, BELL_SERVER_SQL ("blob-export"), error);
  gboolean row;

  if (statement == NULL)
    return FALSE;
  bell_statement_stream (statement, 1);
  for (;;)
    {
      g_autofree char *data = NULL;
      const void *content;
      gsize size;

      if (!bell_statement_step (statement, &row, error))
        return FALSE;
      if (!row)
        return TRUE;
      content = bell_statement_get_blob (statement, 2, &size);
      data = g_base64_encode (content, size);
      bell_json_writer_begin_object (writer);
      bell_json_writer_string_member (writer, "type", "Blob");
      bell_json_writer_string_member (writer, "id", bell_statement_get_text (statement, 0));
      bell_json_writer_string_member (writer, "mediaType", bell_statement_get_text (statement, 1));
      bell_json_writer_string_member (writer, "data", data);
      bell_json_writer_end_object (writer);
      if (!write_out (file, writer, error))
        return FALSE;
    }
}

static gboolean
export_changes (BellDatabase   *reader,
                FILE           *file,
                BellJsonWriter *writer,
                GError        **error)
{
  g_autoptr (BellStatement) statement = bell_database_prepare_resource (reader, BELL_SERVER_SQL ("log-export"), error);
  gboolean row;

  if (statement == NULL)
    return FALSE;
  bell_statement_stream (statement, 500);
  for (;;)
    {
      g_autoptr (BellChange) change = NULL;

      if (!bell_statement_step (statement, &row, error))
        return FALSE;
      if (!row)
        return TRUE;
      change = bell_change_log_read (statement, error);
      if (change == NULL)
        return FALSE;
      bell_wire_change_to_json (writer, change, BELL_ROLE_ADMIN, BELL_WIRE_ALL_PROPERTIES);
      if (!write_out (file, writer, error))
        return FALSE;
    }
}

static gboolean
export_all (BellOrganisation *organisation,
            FILE             *file,
            GError          **error)
{
  BellDatabase *reader = bell_organisation_take_reader (organisation, error);
  g_autoptr (BellJsonWriter) writer = bell_json_writer_new ();
  gboolean done;

  if (reader == NULL)
    return FALSE;
  done = bell_database_begin_read (reader, error);
  if (done)
    {
      done = export_blobs (reader, file, writer, error) && export_changes (reader, file, writer, error);
      bell_database_rollback (reader);
    }
  bell_organisation_return_reader (organisation, reader);
  if (done && fflush (file) != 0)
    {
      g_set_error (error, BELL_SERVER_ERROR, BELL_SERVER_ERROR_FAILED, _("The export cannot be written: %s"), g_strerror (errno));
      return FALSE;
    }
  return done;
}

static gboolean
cannot_write (const char *path,
              GError    **error)
{
  g_set_error (error, BELL_SERVER_ERROR, BELL_SERVER_ERROR_FAILED, _("%s cannot be written: %s"), path, g_strerror (errno));
  return FALSE;
}

/* Written beside @path and put in its place when it is whole, so that an
 * export that fails takes none away that was there; and as private as the
 * database is. */
static gboolean
export_to (BellOrganisation *organisation,
           const char       *path,
           GError          **error)
{
  gboolean special = g_file_test (path, G_FILE_TEST_EXISTS) && !g_file_test (path, G_FILE_TEST_IS_REGULAR);
  g_autofree char *beside = special ? g_strdup (path) : g_strconcat (path, ".XXXXXX", NULL);
  int fd = special ? g_open (path, O_WRONLY | O_CLOEXEC, 0) : g_mkstemp_full (beside, O_WRONLY | O_CLOEXEC, 0600);
  FILE *file = fd >= 0 ? fdopen (fd, "w") : NULL;
  gboolean done;

  if (file == NULL)
    return cannot_write (path, error);
  done = export_all (organisation, file, error);
  if (fclose (file) != 0 && done)
    done = cannot_write (path, error);
  if (special)
    return done;
  if (done && g_rename (beside, path) != 0)
    done = cannot_write (path, error);
  if (!done)
    g_unlink (beside);
  return done;
}

BellExit
bell_command_export (BellCommandLine *line)
{
  const GOptionEntry entries[] = { { NULL } };
  g_autoptr (BellOrganisation) organisation = NULL;
  g_autoptr (GError) error = NULL;
  gboolean done;

  if (!bell_command_parse (line, entries, "export [FILE]", _("Writes the whole history and all files as Deskbell NDJSON. Passwords and sign-ins are not part of it.")))
    return BELL_EXIT_USAGE;
  if (line->argc > 2)
    return bell_command_misused (_("export takes one file, or none for standard output."));
  organisation = bell_command_open (line, &error);
  if (organisation == NULL)
    return bell_command_fail (error);
  if (line->argc == 2 && strcmp (line->argv[1], "-") != 0)
    done = export_to (organisation, line->argv[1], &error);
  else
    done = export_all (organisation, stdout, &error);
  return done ? BELL_EXIT_OK : bell_command_fail (error);
}

/* --- Keeping it well --- */

BellExit
bell_command_check (BellCommandLine *line)
{
  const GOptionEntry entries[] = { { NULL } };
  g_autoptr (BellOrganisation) organisation = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GError) error = NULL;

  if (!bell_command_parse (line, entries, "check", _("Looks whether the database is whole and is what its log says. Changes nothing.")))
    return BELL_EXIT_USAGE;
  if (line->argc != 1)
    return bell_command_misused (_("check takes no words."));
  organisation = bell_command_open (line, &error);
  if (organisation == NULL || !bell_organisation_check (organisation, &problems, &error))
    return bell_command_fail (error);
  for (guint i = 0; i < problems->len; i++)
    g_print ("%s\n", (const char *) problems->pdata[i]);
  if (problems->len == 0)
    g_print (_("The database is whole and agrees with its log.\n"));
  return problems->len == 0 ? BELL_EXIT_OK : BELL_EXIT_INCOMPLETE;
}

BellExit
bell_command_rebuild (BellCommandLine *line)
{
  const GOptionEntry entries[] = { { NULL } };
  g_autoptr (BellOrganisation) organisation = NULL;
  g_autoptr (GError) error = NULL;
  gint64 changes;

  if (!bell_command_parse (line, entries, "rebuild", _("Makes all tables anew from the log of changes.")))
    return BELL_EXIT_USAGE;
  if (line->argc != 1)
    return bell_command_misused (_("rebuild takes no words."));
  organisation = bell_command_open (line, &error);
  if (organisation == NULL || !bell_organisation_rebuild (organisation, &changes, &error) ||
      !bell_search_merge_all (organisation, &error))
    return bell_command_fail (error);
  g_print (_("Rebuilt from %" PRId64 " changes.\n"), changes);
  return BELL_EXIT_OK;
}

BellExit
bell_command_upkeep (BellCommandLine *line)
{
  int days = BELL_UPKEEP_DEFAULT_HISTORY_DAYS;
  const GOptionEntry entries[] = {
    { "history-days", 0, 0, G_OPTION_ARG_INT, &days, N_("Remember for so long what was deleted (90; at least 30)"), N_("DAYS") },
    { NULL },
  };
  g_autoptr (BellOrganisation) organisation = NULL;
  g_autoptr (GError) error = NULL;
  BellUpkeepReport report;

  if (!bell_command_parse (line, entries, "upkeep", _("Forgets what was deleted long ago; a server that runs does so every day.")))
    return BELL_EXIT_USAGE;
  if (line->argc != 1)
    return bell_command_misused (_("upkeep takes options only."));
  if (days < BELL_UPKEEP_LEAST_HISTORY_DAYS || days > BELL_UPKEEP_MOST_DAYS)
    return bell_command_misused (_("What was deleted is remembered for at least 30 days."));
  organisation = bell_command_open (line, &error);
  if (organisation == NULL || !bell_organisation_keep_up (organisation, (guint) days, &report, &error) ||
      !bell_search_merge_all (organisation, &error) || !bell_organisation_tidy (organisation, TRUE, &error))
    return bell_command_fail (error);
  g_print (_("Forgotten: %" PRId64 " deleted objects with %" PRId64 " changes, %" PRId64 " refusals, %" PRId64 " sign-ins that had ended.\n"),
           report.objects, report.changes, report.refusals, report.tokens);
  return BELL_EXIT_OK;
}

/* An earlier backup may be replaced; a letter that is called so by mistake may not. */
static gboolean
may_replace (const char *path,
             GError    **error)
{
  static const char magic[] = "SQLite format 3";
  char start[sizeof magic] = "";
  FILE *file = fopen (path, "re");
  size_t length = 0;

  if (file == NULL)
    return TRUE;
  length = fread (start, 1, sizeof start, file);
  fclose (file);
  if (length == 0 || memcmp (start, magic, sizeof magic) == 0)
    return TRUE;
  g_set_error (error, BELL_SERVER_ERROR, BELL_SERVER_ERROR_FAILED, _("%s is there and is no database; a backup does not replace it."), path);
  return FALSE;
}

BellExit
bell_command_backup (BellCommandLine *line)
{
  const GOptionEntry entries[] = { { NULL } };
  g_autoptr (BellOrganisation) organisation = NULL;
  g_autoptr (GError) error = NULL;

  if (!bell_command_parse (line, entries, "backup FILE", _("Copies the database, also while it is being served.")))
    return BELL_EXIT_USAGE;
  if (line->argc != 2)
    return bell_command_misused (_("backup takes the file to write."));
  organisation = bell_command_open (line, &error);
  if (organisation == NULL || !may_replace (line->argv[1], &error) ||
      !bell_organisation_backup (organisation, line->argv[1], &error))
    return bell_command_fail (error);
  return BELL_EXIT_OK;
}
