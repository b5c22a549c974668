/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "bell-command.h"
#include "bell-sla-json.h"

/* sla explain. It works on a file alone and opens no database. */

BellExit
bell_command_sla (BellCommandLine *line)
{
  const GOptionEntry entries[] = { { NULL } };
  g_autofree char *text = NULL, *output = NULL;
  g_autoptr (GError) error = NULL;
  gsize length = 0;

  if (!bell_command_parse (line, entries, "sla explain FILE",
                           _("Tells from a calendar, a policy and what happened to a ticket how its deadlines come about.\n"
                             "All is JSON, on one line. - is standard input.")))
    return BELL_EXIT_USAGE;
  if (line->argc != 3 || strcmp (line->argv[1], "explain") != 0)
    return bell_command_misused (_("sla takes the word explain and one file."));

  if (!bell_command_read_file (line->argv[2], &text, &length, &error))
    return bell_command_fail (error);

  output = bell_sla_explain (text, length, &error);
  if (output == NULL)
    {
      /* The place and the reason: for the author of the file, as it is. */
      g_printerr ("deskbell-server: %s: %s\n", line->argv[2], error->message);
      return BELL_EXIT_USAGE;
    }

  g_print ("%s\n", output);
  return BELL_EXIT_OK;
}
