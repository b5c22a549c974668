/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "bell-command.h"
#include "bell-transfer.h"

/* migrate-to: from a file to PostgreSQL. */

static void
on_table (const char *table,
          gint64      rows,
          gpointer    user_data)
{
  gint64 *total = user_data;

  g_print ("%-16s %10" PRId64 "\n", table, rows);
  *total += rows;
}

BellExit
bell_command_migrate_to (BellCommandLine *line)
{
  gboolean keep = FALSE, known;
  const GOptionEntry entries[] = {
    { "keep-writable", 0, 0, G_OPTION_ARG_NONE, &keep, N_("Leave the file as it is; for a trial"), NULL },
    { NULL },
  };
  g_autoptr (BellOrganisation) organisation = NULL;
  g_autoptr (GError) error = NULL;
  gint64 begun = g_get_monotonic_time (), total = 0;

  if (!bell_command_parse (line, entries, "migrate-to postgresql://…",
                           _("Moves the organisation into an empty database of PostgreSQL: the log, accounts, sign-ins and files.")))
    return BELL_EXIT_USAGE;
  if (line->argc != 2)
    return bell_command_misused (_("migrate-to takes the address of a database: postgresql://USER@HOST/NAME"));
  organisation = bell_command_open (line, &error);
  if (organisation == NULL || !bell_organisation_move_to (organisation, line->argv[1], keep, &known, on_table, &total, &error))
    return bell_command_fail (error);

  if (known)
    g_print (_("The same is there already.\n"));
  else
    g_print (_("%" PRId64 " rows moved and compared in %.1f s.\n"), total, (double) (g_get_monotonic_time () - begun) / G_USEC_PER_SEC);
  if (!keep)
    g_print (_("The file can be read, but no longer be written.\n"));
  return BELL_EXIT_OK;
}
