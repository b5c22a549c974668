/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n.h>
#include <locale.h>
#include <signal.h>
#include <string.h>

#include "bell-command.h"

static const struct
{
  const char *name;
  const char *summary;
  BellCommandFunc func;
} commands[] = {
  { "init", N_("Make the database of a new organisation"), bell_command_init },
  { "serve", N_("Serve it"), bell_command_serve },
  { "user", N_("Add, change, list and disable people"), bell_command_user },
  { "team", N_("Add and list teams"), bell_command_team },
  { "token", N_("List and end the sign-ins of devices"), bell_command_token },
  { "import", N_("Take Deskbell NDJSON, or a foreign table"), bell_command_import },
  { "export", N_("Write everything as Deskbell NDJSON"), bell_command_export },
  { "check", N_("Check the integrity of the database"), bell_command_check },
  { "rebuild", N_("Make all tables anew from the change log"), bell_command_rebuild },
  { "upkeep", N_("Forget what was deleted long ago"), bell_command_upkeep },
  { "backup", N_("Copy the database while it is being served"), bell_command_backup },
  { "migrate-to", N_("Move the organisation to PostgreSQL"), bell_command_migrate_to },
  { "calendar", N_("List, show, set and delete business calendars"), bell_command_calendar },
  { "policy", N_("List, show, set and delete policies"), bell_command_policy },
  { "sla", N_("Explain how the deadlines of a ticket come about"), bell_command_sla },
};

static char *
describe_commands (void)
{
  GString *text = g_string_new (_("Commands:"));

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_string_append_printf (text, "\n  %-12s%s", commands[i].name, _(commands[i].summary));
  g_string_append (text, "\n\n");
  g_string_append (text, _("“deskbell-server COMMAND --help” tells more."));
  return g_string_free (text, FALSE);
}

static BellExit
run (int    argc,
     char **argv)
{
  g_autofree char *database = NULL, *description = describe_commands ();
  gboolean version = FALSE;
  const GOptionEntry entries[] = {
    { "database", 'd', 0, G_OPTION_ARG_FILENAME, &database, N_("Where the database is (deskbell.db), or postgresql://…"), N_("PATH") },
    { "version", 0, 0, G_OPTION_ARG_NONE, &version, N_("Tell the version"), NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (_("COMMAND [ARGUMENT…]"));
  g_autoptr (BellClock) clock = bell_clock_new_system ();
  g_autoptr (GError) error = NULL;
  BellCommandLine line;

  g_option_context_set_summary (context, _("The shared server of a Deskbell helpdesk."));
  g_option_context_set_description (context, description);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  /* What stands behind the command's name is the command's. */
  g_option_context_set_strict_posix (context, TRUE);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    return bell_command_misused (error->message);
  if (version)
    {
      g_print ("deskbell-server %s\n", PACKAGE_VERSION);
      return BELL_EXIT_OK;
    }
  if (argc < 2)
    {
      g_autofree char *help = g_option_context_get_help (context, TRUE, NULL);

      g_printerr ("%s", help);
      return BELL_EXIT_USAGE;
    }

  line = (BellCommandLine){ database != NULL ? database : "deskbell.db", clock, argc - 1, argv + 1 };
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (strcmp (commands[i].name, argv[1]) == 0)
      return commands[i].func (&line);
  return bell_command_misused (_("There is no such command. See deskbell-server --help."));
}

int
main (int    argc,
      char **argv)
{
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  signal (SIGPIPE, SIG_IGN);
  g_set_prgname ("deskbell-server");

  return (int) run (argc, argv);
}
