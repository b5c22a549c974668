/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n.h>

#include "bell-command.h"
#include "bell-wire.h"

static const char *
state_name (BellOutboxState state)
{
  switch (state)
    {
    case BELL_OUTBOX_STATE_QUEUED: return "queued";
    case BELL_OUTBOX_STATE_SENT: return "sent";
    case BELL_OUTBOX_STATE_ACKNOWLEDGED: return "acknowledged";
    case BELL_OUTBOX_STATE_PARKED: return "parked";
    case BELL_OUTBOX_STATE_CONFIRMED: return "confirmed";
    }

  return "";
}

static void
print_item (BellCli        *cli,
            BellOutboxItem *item)
{
  BellChange *change = bell_outbox_item_get_change (item);
  const char *id = bell_change_get_id (change);
  const char *reason = bell_outbox_item_get_reason (item);
  BellOutboxState state = bell_outbox_item_get_state (item);
  g_autofree char *name = g_strconcat ("~", id + strlen (id) - 6, NULL);
  g_autofree char *time = bell_cli_time_text (bell_change_get_acted_at (change));
  g_autofree char *what = bell_cli_describe (cli, change);
  const char *ticket_id = bell_cli_ticket_of (change);
  g_autoptr (BellRecord) ticket = ticket_id != NULL ? bell_cli_lookup (cli, BELL_TYPE_TICKET, ticket_id, NULL) : NULL;
  g_autofree char *about = ticket != NULL ? bell_cli_ticket_name (ticket) : NULL;

  bell_cli_print_cell (cli, BELL_STYLE_BOLD, name, 7);
  bell_cli_print_cell (cli, state == BELL_OUTBOX_STATE_PARKED ? BELL_STYLE_RED : BELL_STYLE_PLAIN, state_name (state), 12);
  bell_cli_print_cell (cli, BELL_STYLE_DIM, time, 16);
  bell_cli_print_cell (cli, BELL_STYLE_BOLD, about != NULL ? about : bell_type_get_wire_name (bell_change_get_data_type (change)), 9);
  bell_cli_print (cli, BELL_STYLE_PLAIN, "%s\n", what);

  if (reason != NULL && *reason != '\0')
    bell_cli_print (cli, BELL_STYLE_RED, "         %s\n", reason);
}

static void
print_item_json (BellOutboxItem *item)
{
  g_autoptr (BellJsonWriter) writer = bell_json_writer_new ();

  bell_json_writer_begin_object (writer);
  bell_json_writer_string_member (writer, "id", bell_change_get_id (bell_outbox_item_get_change (item)));
  bell_json_writer_string_member (writer, "state", state_name (bell_outbox_item_get_state (item)));
  bell_json_writer_integer_member (writer, "attempts", bell_outbox_item_get_attempts (item));
  bell_json_writer_string_member (writer, "reasonType", bell_outbox_item_get_reason_type (item));
  bell_json_writer_string_member (writer, "reason", bell_outbox_item_get_reason (item));
  bell_json_writer_name (writer, "change");
  bell_wire_change_to_json (writer, bell_outbox_item_get_change (item), BELL_ROLE_NOBODY, BELL_WIRE_ALL_PROPERTIES);
  bell_json_writer_end_object (writer);
  bell_cli_print_json (writer);
}

/* The id of a change of the outbox, by id or the end of one. */
static char *
find_change (BellCli     *cli,
             const char  *name,
             GError     **error)
{
  GListModel *outbox = bell_store_get_outbox (cli->store);
  const char *end = *name == '~' ? name + 1 : name;
  char *found = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (outbox); i++)
    {
      g_autoptr (BellOutboxItem) item = g_list_model_get_item (outbox, i);
      const char *id = bell_change_get_id (bell_outbox_item_get_change (item));

      if (strlen (end) < 4 || !g_str_has_suffix (id, end))
        continue;

      if (found != NULL)
        {
          g_set_error (error, BELL_CLI_ERROR, BELL_EXIT_NOT_FOUND, _("%s could be more than one; use the whole id."), name);
          g_free (found);
          return NULL;
        }
      found = g_strdup (id);
    }

  if (found == NULL)
    g_set_error (error, BELL_CLI_ERROR, BELL_EXIT_NOT_FOUND, _("There is nothing called %s in the outbox."), name);

  return found;
}

static gboolean
retry (BellCli     *cli,
       const char  *id,
       GError     **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  bell_store_retry (cli->store, id, NULL, bell_cli_on_ready, &result);
  bell_cli_wait (&result);

  return bell_store_retry_finish (cli->store, result, error);
}

static gboolean
discard (BellCli     *cli,
         const char  *id,
         GError     **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  bell_store_discard (cli->store, id, NULL, bell_cli_on_ready, &result);
  bell_cli_wait (&result);

  return bell_store_discard_finish (cli->store, result, error);
}

static BellExit
run_outbox (BellCli  *cli,
            int       argc,
            char    **argv,
            GError  **error)
{
  const char *verb;
  gboolean retrying;

  if (!bell_command_parse (&bell_command_outbox, cli, NULL, &argc, &argv, error))
    return BELL_EXIT_USAGE;

  verb = argc > 1 ? argv[1] : "list";
  if (!bell_cli_open (cli, error))
    return BELL_EXIT_STORE;

  if (g_str_equal (verb, "list") && argc <= 2)
    {
      GListModel *outbox = bell_store_get_outbox (cli->store);
      guint n_items = g_list_model_get_n_items (outbox);

      for (guint i = 0; i < n_items; i++)
        {
          g_autoptr (BellOutboxItem) item = g_list_model_get_item (outbox, i);

          if (cli->json)
            print_item_json (item);
          else
            print_item (cli, item);
        }

      if (n_items == 0)
        bell_cli_say (cli, _("Nothing waits to be sent."));

      return bell_store_get_n_refused (cli->store) > 0 ? BELL_EXIT_PARKED : BELL_EXIT_OK;
    }

  retrying = g_str_equal (verb, "retry");
  if (argc < 3 || (!retrying && !g_str_equal (verb, "discard")))
    {
      bell_command_no_more (&bell_command_outbox, argc, -1, error);
      return BELL_EXIT_USAGE;
    }

  for (int i = 2; i < argc; i++)
    {
      g_autofree char *id = find_change (cli, argv[i], error);

      if (id == NULL || !(retrying ? retry (cli, id, error) : discard (cli, id, error)))
        return BELL_EXIT_NOT_FOUND;
    }

  if (retrying && !cli->offline && !bell_cli_sync (cli, error))
    return BELL_EXIT_OFFLINE;

  return retrying && bell_store_get_n_refused (cli->store) > 0 ? BELL_EXIT_PARKED : BELL_EXIT_OK;
}

const BellCommand bell_command_outbox = {
  "outbox", "[list | retry CHANGE… | discard CHANGE…]", N_("Show what waits to be sent, and settle what was refused"), FALSE, run_outbox,
};
