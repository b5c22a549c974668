/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n.h>
#include <locale.h>
#include <string.h>
#include <unistd.h>

#include "bell-command.h"
#include "bell-server-clock.h"

static const BellCommand *const commands[] = {
  &bell_command_login,
  &bell_command_logout,
  &bell_command_sync,
  &bell_command_list,
  &bell_command_show,
  &bell_command_new,
  &bell_command_reply,
  &bell_command_note,
  &bell_command_set,
  &bell_command_search,
  &bell_command_article,
  &bell_command_notice,
  &bell_command_sla,
  &bell_command_outbox,
  &bell_command_status,
  &bell_command_watch,
  &bell_command_dump,
};


static GOptionGroup *
new_shared_group (BellCli  *cli,
                  gboolean *version)
{
  GOptionEntry entries[] = {
    { "profile", 0, 0, G_OPTION_ARG_FILENAME, &cli->profile, N_("Keep cache and outbox in this folder"), N_("DIR") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &cli->json, N_("Print JSON"), NULL },
    { "offline", 0, 0, G_OPTION_ARG_NONE, &cli->offline, N_("Do not use the network"), NULL },
    { "password-file", 0, 0, G_OPTION_ARG_FILENAME, &cli->password_file,
      N_("Read the password from this file where there is no keyring (- for standard input)"), N_("FILE") },
    { "version", 0, version != NULL ? 0 : G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, version, N_("Print the version"), NULL },
    G_OPTION_ENTRY_NULL
  };
  GOptionGroup *group = g_option_group_new ("shared", _("Shared options:"), _("Options that every command takes"), NULL, NULL);

  if (version == NULL)
    entries[4] = (GOptionEntry) G_OPTION_ENTRY_NULL;
  g_option_group_add_entries (group, entries);
  g_option_group_set_translation_domain (group, GETTEXT_PACKAGE);

  return group;
}

gboolean
bell_command_parse (const BellCommand   *command,
                    BellCli             *cli,
                    const GOptionEntry  *entries,
                    int                 *argc,
                    char              ***argv,
                    GError             **error)
{
  g_autofree char *usage = g_strconcat (command->name, " ", command->arguments, NULL);
  g_autoptr (GOptionContext) context = g_option_context_new (usage);

  g_option_context_set_summary (context, gettext (command->summary));
  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_option_context_add_group (context, new_shared_group (cli, NULL));

  return g_option_context_parse (context, argc, argv, error);
}

gboolean
bell_command_no_more (const BellCommand  *command,
                      int                 argc,
                      int                 wanted,
                      GError            **error)
{
  if (argc - 1 == wanted)
    return TRUE;

  /* Translators: %s and %s are a command and its arguments, as typed. */
  g_set_error (error, BELL_CLI_ERROR, BELL_EXIT_USAGE, _("Usage: bell %s %s"), command->name, command->arguments);

  return FALSE;
}

static char *
dup_description (void)
{
  g_autoptr (GString) text = g_string_new (_("Commands:"));

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (!commands[i]->hidden)
      g_string_append_printf (text, "\n  %-8s  %s", commands[i]->name, gettext (commands[i]->summary));

  g_string_append_printf (text, "\n\n%s", _("bell COMMAND --help tells the options of one. See also bell(1)."));

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static const BellCommand *
find_command (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i]->name, name))
      return commands[i];

  return NULL;
}

static BellExit
run (BellCli   *cli,
     int        argc,
     char     **argv,
     GError   **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (_("COMMAND [ARGUMENT…]"));
  g_autofree char *description = dup_description ();
  const BellCommand *command;
  gboolean version = FALSE;

  /* What stands after the command belongs to the command. */
  g_option_context_set_strict_posix (context, TRUE);
  g_option_context_set_summary (context, _("Helpdesk tickets in a terminal, online and offline."));
  g_option_context_set_description (context, description);
  g_option_context_set_main_group (context, new_shared_group (cli, &version));

  if (!g_option_context_parse (context, &argc, &argv, error))
    return BELL_EXIT_USAGE;

  if (version)
    {
      g_print ("bell %s\n", PACKAGE_VERSION);
      return BELL_EXIT_OK;
    }

  if (argc < 2)
    {
      g_autofree char *help = g_option_context_get_help (context, TRUE, NULL);

      g_printerr ("%s", help);
      return BELL_EXIT_USAGE;
    }

  command = find_command (argv[1]);
  if (command == NULL)
    {
      g_set_error (error, BELL_CLI_ERROR, BELL_EXIT_USAGE, _("There is no command “%s”; see bell --help."), argv[1]);
      return BELL_EXIT_USAGE;
    }

  return command->run (cli, argc - 1, argv + 1, error);
}

static void
strv_of (int     argc,
         char  **argv,
         char ***copy)
{
  *copy = g_new0 (char *, argc + 1);
  for (int i = 0; i < argc; i++)
    (*copy)[i] = argv[i];
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr (BellClock) own = bell_clock_new_system ();
  BellCli cli = { 0 };
  g_autofree char **arguments = NULL;
  GError *error = NULL;
  BellExit code;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_prgname ("bell");

  cli.clock = bell_server_clock_new (own);
  cli.colours = isatty (STDOUT_FILENO) && g_getenv ("NO_COLOR") == NULL && g_strcmp0 (g_getenv ("TERM"), "dumb") != 0;

  /* GOption moves the pointers about; the strings stay. */
  strv_of (argc, argv, &arguments);
  code = run (&cli, argc, arguments, &error);
  if (error != NULL)
    {
      code = bell_cli_fail (&cli, error);
      g_error_free (error);
    }

  bell_cli_clear (&cli);

  return (int) code;
}
