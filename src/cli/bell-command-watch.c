/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib-unix.h>
#include <glib/gi18n.h>

#include "bell-command.h"
#include "bell-wire.h"

typedef struct
{
  BellCli *cli;
  GMainLoop *loop;
  gint64 seen; /* modseq up to which all was printed */
} Watch;

static void
print_change (Watch            *watch,
              const BellChange *change)
{
  BellCli *cli = watch->cli;
  const char *ticket_id = bell_cli_ticket_of (change);
  const char *author = bell_change_get_author_id (change);
  g_autoptr (BellRecord) ticket = ticket_id != NULL ? bell_cli_lookup (cli, BELL_TYPE_TICKET, ticket_id, NULL) : NULL;
  g_autofree char *name = ticket != NULL ? bell_cli_ticket_name (ticket) : NULL;
  g_autofree char *time = bell_cli_time_text (bell_change_get_received_at (change));
  g_autofree char *what = NULL;

  if (cli->json)
    {
      g_autoptr (BellJsonWriter) writer = bell_json_writer_new ();

      bell_json_writer_begin_object (writer);
      bell_json_writer_string_member (writer, "event", "change");
      bell_json_writer_string_member (writer, "ticket", name);
      bell_json_writer_name (writer, "change");
      bell_wire_change_to_json (writer, change, BELL_ROLE_NOBODY, BELL_WIRE_ALL_PROPERTIES);
      bell_json_writer_end_object (writer);
      bell_cli_print_json (writer);
    }
  else
    {
      what = bell_cli_describe (cli, change);
      if (*what == '\0')
        return;

      bell_cli_print_cell (cli, BELL_STYLE_DIM, time, 16);
      bell_cli_print_cell (cli, BELL_STYLE_BOLD, name != NULL ? name : "", 8);
      bell_cli_print_cell (cli, BELL_STYLE_PLAIN,
                           author != NULL ? bell_directory_get_name (bell_store_get_directory (cli->store), author) : "–", 18);
      bell_cli_print (cli, BELL_STYLE_PLAIN, "%s\n", what);
    }

  fflush (stdout);
}

static void
on_news (BellStore *store,
         GPtrArray *changes,
         Watch     *watch)
{
  for (guint i = 0; i < changes->len; i++)
    {
      const BellChange *change = g_ptr_array_index (changes, i);

      if (bell_change_get_modseq (change) <= watch->seen)
        continue;

      watch->seen = bell_change_get_modseq (change);
      print_change (watch, change);
    }
}

static void
on_state (BellSync *sync,
          Watch    *watch)
{
  BellSyncState state = bell_sync_get_state (sync);
  const char *problem = bell_sync_get_problem (sync);
  GEnumClass *klass = g_type_class_peek (BELL_TYPE_SYNC_STATE);
  const char *nick = g_enum_get_value (klass, (int) state)->value_nick;

  if (watch->cli->json)
    {
      g_autoptr (BellJsonWriter) writer = bell_json_writer_new ();

      bell_json_writer_begin_object (writer);
      bell_json_writer_string_member (writer, "event", "state");
      bell_json_writer_string_member (writer, "state", nick);
      bell_json_writer_string_member (writer, "problem", problem);
      bell_json_writer_end_object (writer);
      bell_cli_print_json (writer);
      fflush (stdout);
    }
  else if (state == BELL_SYNC_STATE_OFFLINE || state == BELL_SYNC_STATE_FAILED || state == BELL_SYNC_STATE_NEEDS_SIGN_IN)
    g_printerr ("bell: %s\n", problem != NULL ? problem : nick);

  if (state == BELL_SYNC_STATE_NEEDS_SIGN_IN)
    g_main_loop_quit (watch->loop);
}

static gboolean
on_signal (gpointer data)
{
  g_main_loop_quit (data);

  return G_SOURCE_CONTINUE;
}

static BellExit
run_watch (BellCli  *cli,
           int       argc,
           char    **argv,
           GError  **error)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Watch watch = { .cli = cli, .loop = loop };
  guint interrupt, terminate;
  BellExit code = BELL_EXIT_OK;

  if (!bell_command_parse (&bell_command_watch, cli, NULL, &argc, &argv, error) ||
      !bell_command_no_more (&bell_command_watch, argc, 0, error) ||
      !bell_cli_open (cli, error) ||
      !bell_cli_sign_in (cli, TRUE, error))
    return BELL_EXIT_SIGN_IN;

  /* What has happened before is not news to somebody who begins to watch. */
  if (!bell_cli_sync (cli, error))
    return BELL_EXIT_OFFLINE;

  g_signal_connect (cli->store, "news", G_CALLBACK (on_news), &watch);
  g_signal_connect (cli->sync, "state-changed", G_CALLBACK (on_state), &watch);
  g_type_class_ref (BELL_TYPE_SYNC_STATE);
  interrupt = g_unix_signal_add (SIGINT, on_signal, loop);
  terminate = g_unix_signal_add (SIGTERM, on_signal, loop);

  bell_sync_start (cli->sync);
  bell_cli_say (cli, _("Watching; end with Ctrl+C."));
  g_main_loop_run (loop);

  if (bell_sync_get_state (cli->sync) == BELL_SYNC_STATE_NEEDS_SIGN_IN)
    code = BELL_EXIT_SIGN_IN;

  g_source_remove (interrupt);
  g_source_remove (terminate);
  g_signal_handlers_disconnect_by_data (cli->store, &watch);
  g_signal_handlers_disconnect_by_data (cli->sync, &watch);

  return code;
}

const BellCommand bell_command_watch = {
  "watch", "", N_("Stay connected and print changes as they come"), FALSE, run_watch,
};
