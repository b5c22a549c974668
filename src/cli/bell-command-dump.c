/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n.h>

#include "bell-command.h"
#include "bell-wire.h"

/* Prints all that is visible here, a line for each object, by type and id: the
 * same text for the same content. For comparing copies with each other and
 * with the server's export. */
static BellExit
run_dump (BellCli  *cli,
          int       argc,
          char    **argv,
          GError  **error)
{
  g_autoptr (BellJsonWriter) writer = bell_json_writer_new ();

  if (!bell_command_parse (&bell_command_dump, cli, NULL, &argc, &argv, error) ||
      !bell_command_no_more (&bell_command_dump, argc, 0, error) ||
      !bell_cli_open (cli, error))
    return BELL_EXIT_USAGE;

  for (guint type = 0; type < BELL_N_TABLE_TYPES; type++)
    {
      g_autoptr (BellQuery) query = bell_query_new ((BellType) type, NULL);
      g_autoptr (GPtrArray) found = bell_cli_find (cli, query, G_MAXINT, error);

      if (found == NULL)
        return BELL_EXIT_STORE;

      for (guint i = 0; i < found->len; i++)
        {
          bell_json_writer_begin_object (writer);
          bell_json_writer_string_member (writer, "t", bell_type_get_wire_name ((BellType) type));
          bell_json_writer_name (writer, "o");
          bell_wire_record_to_json (writer, g_ptr_array_index (found, i), BELL_ROLE_NOBODY, BELL_WIRE_ALL_PROPERTIES);
          bell_json_writer_end_object (writer);
          bell_cli_print_json (writer);
        }
    }

  return BELL_EXIT_OK;
}

const BellCommand bell_command_dump = {
  "dump", "", N_("Print all that is here"), TRUE, run_dump,
};
