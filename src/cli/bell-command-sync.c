/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n.h>

#include "bell-command.h"

static BellExit
run_sync (BellCli  *cli,
          int       argc,
          char    **argv,
          GError  **error)
{
  guint waiting, refused;

  if (!bell_command_parse (&bell_command_sync, cli, NULL, &argc, &argv, error) ||
      !bell_command_no_more (&bell_command_sync, argc, 0, error) ||
      !bell_cli_open (cli, error) ||
      !bell_cli_sync (cli, error))
    return BELL_EXIT_OFFLINE;

  refused = bell_store_get_n_refused (cli->store);
  waiting = bell_store_get_n_pending (cli->store);

  if (cli->json)
    {
      g_autoptr (BellJsonWriter) writer = bell_json_writer_new ();

      bell_json_writer_begin_object (writer);
      bell_json_writer_boolean_member (writer, "synced", TRUE);
      bell_json_writer_integer_member (writer, "waiting", waiting);
      bell_json_writer_integer_member (writer, "refused", refused);
      bell_json_writer_end_object (writer);
      bell_cli_print_json (writer);
    }
  else if (refused > 0)
    bell_cli_print (cli, BELL_STYLE_YELLOW,
                    ngettext ("Up to date. %u change was refused; see bell outbox.\n",
                              "Up to date. %u changes were refused; see bell outbox.\n", refused), refused);
  else if (waiting > 0)
    bell_cli_print (cli, BELL_STYLE_PLAIN,
                    ngettext ("Up to date. %u change is still to be sent.\n",
                              "Up to date. %u changes are still to be sent.\n", waiting), waiting);
  else
    bell_cli_print (cli, BELL_STYLE_PLAIN, _("Up to date.\n"));

  return refused > 0 ? BELL_EXIT_PARKED : BELL_EXIT_OK;
}

const BellCommand bell_command_sync = {
  "sync", "", N_("Send what waits, fetch what is new, and end"), FALSE, run_sync,
};
