/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n.h>

#include "bell-clock-words.h"
#include "bell-command.h"
#include "bell-store-sync.h"

static gint64
count (BellCli  *cli,
       BellType  type)
{
  g_autoptr (BellQuery) query = bell_query_new (type, NULL);
  g_autoptr (GAsyncResult) result = NULL;

  bell_store_count (cli->store, query, NULL, bell_cli_on_ready, &result);
  bell_cli_wait (&result);

  return bell_store_count_finish (cli->store, result, NULL);
}

/* Asks the server whether it is there. */
static const char *
probe (BellCli  *cli,
       char    **problem)
{
  g_autoptr (GError) error = NULL;

  if (cli->offline)
    return "notAsked";

  if (!bell_cli_sign_in (cli, FALSE, &error) || !bell_cli_sync (cli, &error))
    {
      *problem = g_strdup (error->message);
      return bell_cli_exit_for (error) == BELL_EXIT_SIGN_IN ? "needsSignIn" : "offline";
    }

  return "online";
}

static void
print_line (BellCli    *cli,
            const char *label,
            const char *text)
{
  bell_cli_print_cell (cli, BELL_STYLE_DIM, label, 12);
  bell_cli_print (cli, BELL_STYLE_PLAIN, "%s\n", text);
}

static const char *
connection_text (const char *connection)
{
  if (g_str_equal (connection, "online"))
    return _("the server answers");
  if (g_str_equal (connection, "needsSignIn"))
    return _("sign-in needed");
  if (g_str_equal (connection, "offline"))
    return _("the server cannot be reached");

  return _("not asked");
}

static char *
describe_copy (gint64 tickets,
               gint64 messages,
               gint64 articles)
{
  g_autofree char *of_tickets = g_strdup_printf (ngettext ("%d ticket", "%d tickets", tickets), (int) tickets);
  g_autofree char *of_messages = g_strdup_printf (ngettext ("%d message", "%d messages", messages), (int) messages);
  g_autofree char *of_articles = g_strdup_printf (ngettext ("%d article", "%d articles", articles), (int) articles);

  /* Translators: tickets, messages and articles, each with its count */
  return g_strdup_printf (_("%s, %s, %s"), of_tickets, of_messages, of_articles);
}

static BellExit
run_status (BellCli  *cli,
            int       argc,
            char    **argv,
            GError  **error)
{
  g_autofree char *problem = NULL;
  g_autofree char *clock = NULL;
  const char *connection, *server;
  gint64 tickets, messages, articles;
  guint waiting, refused;
  gboolean whole;

  if (!bell_command_parse (&bell_command_status, cli, NULL, &argc, &argv, error) ||
      !bell_command_no_more (&bell_command_status, argc, 0, error) ||
      !bell_cli_open (cli, error))
    return BELL_EXIT_USAGE;

  server = bell_store_get_server_url (cli->store);
  connection = server != NULL && *server != '\0' ? probe (cli, &problem) : "needsSignIn";
  tickets = count (cli, BELL_TYPE_TICKET);
  messages = count (cli, BELL_TYPE_MESSAGE);
  articles = count (cli, BELL_TYPE_ARTICLE);
  waiting = bell_store_get_n_pending (cli->store);
  refused = bell_store_get_n_refused (cli->store);
  whole = bell_store_sync_get_state (cli->store, BELL_TYPE_TICKET) != NULL && !bell_store_sync_is_loading (cli->store);

  clock = bell_clock_words (bell_clock_get_offset (cli->clock));

  if (cli->json)
    {
      g_autoptr (BellJsonWriter) writer = bell_json_writer_new ();

      bell_json_writer_begin_object (writer);
      bell_json_writer_string_member (writer, "serverUrl", server);
      bell_json_writer_string_member (writer, "email", bell_store_get_email (cli->store));
      bell_json_writer_string_member (writer, "principalId", bell_store_get_principal_id (cli->store));
      bell_json_writer_string_member (writer, "role", bell_enum_to_nick (bell_role_get_type (), (int) bell_store_get_role (cli->store)));
      bell_json_writer_string_member (writer, "device", bell_store_get_device (cli->store));
      bell_json_writer_string_member (writer, "connection", connection);
      bell_json_writer_string_member (writer, "problem", problem);
      bell_json_writer_integer_member (writer, "clockOffset", bell_clock_get_offset (cli->clock));
      bell_json_writer_boolean_member (writer, "loaded", whole);
      bell_json_writer_integer_member (writer, "tickets", tickets);
      bell_json_writer_integer_member (writer, "messages", messages);
      bell_json_writer_integer_member (writer, "articles", articles);
      bell_json_writer_integer_member (writer, "waiting", waiting);
      bell_json_writer_integer_member (writer, "refused", refused);
      bell_json_writer_end_object (writer);
      bell_cli_print_json (writer);
    }
  else
    {
      g_autofree char *cache = describe_copy (tickets, messages, articles);
      g_autofree char *outbox = g_strdup_printf (_("%u waiting, %u refused"), waiting, refused);

      print_line (cli, _("Server"), server != NULL && *server != '\0' ? server : "–");
      print_line (cli, _("Account"), bell_store_get_email (cli->store) != NULL ? bell_store_get_email (cli->store) : "–");
      print_line (cli, _("Connection"), connection_text (connection));
      if (problem != NULL)
        print_line (cli, "", problem);
      if (clock != NULL)
        print_line (cli, _("Clock"), clock);
      print_line (cli, _("Here"), cache);
      if (!whole)
        print_line (cli, "", _("The first load is not done."));
      print_line (cli, _("Outbox"), outbox);
    }

  if (g_str_equal (connection, "offline"))
    return BELL_EXIT_OFFLINE;
  if (g_str_equal (connection, "needsSignIn"))
    return BELL_EXIT_SIGN_IN;

  return refused > 0 ? BELL_EXIT_PARKED : BELL_EXIT_OK;
}

const BellCommand bell_command_status = {
  "status", "", N_("Tell the account, the state of the copy and of the connection"), FALSE, run_status,
};
