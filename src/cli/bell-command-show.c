/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "bell-command.h"
#include "bell-wire.h"

typedef struct
{
  gboolean history;
  char *save;
} Options;

static GPtrArray *
find_messages (BellCli     *cli,
               const char  *ticket_id,
               GError     **error)
{
  g_autoptr (BellQuery) query = NULL;

  query = bell_query_new (BELL_TYPE_MESSAGE,
                          bell_filter_new_condition (bell_message_property (BELL_MESSAGE_TICKET_ID), BELL_TEST_EQUAL,
                                                     g_variant_new_string (ticket_id)));
  bell_query_add_sort (query, bell_message_property (BELL_MESSAGE_WRITTEN_AT), FALSE);

  return bell_cli_find (cli, query, 100000, error);
}

/* --- text ------------------------------------------------------------------- */

static void
print_line (BellCli    *cli,
            const char *label,
            BellStyle   style,
            const char *text)
{
  if (text == NULL || *text == '\0')
    return;

  bell_cli_print_cell (cli, BELL_STYLE_DIM, label, 12);
  bell_cli_print (cli, style, "%s\n", text);
}

static const char *
name_of (BellCli    *cli,
         const char *id)
{
  return id != NULL ? bell_directory_get_name (bell_store_get_directory (cli->store), id) : NULL;
}

static void
print_ticket (BellCli    *cli,
              BellRecord *record)
{
  const BellTicket *ticket = BELL_TICKET (record);
  g_autofree char *name = bell_cli_ticket_name (record);
  g_autofree char *created = bell_cli_time_text (bell_ticket_get_created_at (ticket));
  g_autofree char *updated = bell_cli_time_text (bell_ticket_get_updated_at (ticket));
  g_autofree char *tags = g_strjoinv (" ", (char **) bell_ticket_get_tags (ticket));
  gboolean pending;
  BellOutboxState state = bell_cli_pending (cli, bell_record_get_id (record), &pending);

  bell_cli_print (cli, BELL_STYLE_BOLD, "%s  %s\n", name, bell_ticket_get_subject (ticket));
  if (state == BELL_OUTBOX_STATE_PARKED)
    bell_cli_print (cli, BELL_STYLE_RED, "%s\n", _("A change of this ticket was refused; see bell outbox."));
  else if (pending)
    bell_cli_print (cli, BELL_STYLE_YELLOW, "%s\n", _("There are changes that the server has not confirmed yet."));

  print_line (cli, _("Status"), bell_cli_status_style (bell_ticket_get_status (ticket)),
              bell_enum_to_nick (bell_status_get_type (), (int) bell_ticket_get_status (ticket)));
  print_line (cli, _("Priority"), bell_cli_priority_style (bell_ticket_get_priority (ticket)),
              bell_enum_to_nick (bell_priority_get_type (), (int) bell_ticket_get_priority (ticket)));
  print_line (cli, _("Kind"), BELL_STYLE_PLAIN, bell_enum_to_nick (bell_ticket_kind_get_type (), (int) bell_ticket_get_kind (ticket)));
  print_line (cli, _("Requester"), BELL_STYLE_PLAIN, name_of (cli, bell_ticket_get_requester_id (ticket)));
  print_line (cli, _("Assignee"), BELL_STYLE_PLAIN, name_of (cli, bell_ticket_get_assignee_id (ticket)));
  print_line (cli, _("Team"), BELL_STYLE_PLAIN, name_of (cli, bell_ticket_get_team_id (ticket)));
  print_line (cli, _("Tags"), BELL_STYLE_PLAIN, tags);
  print_line (cli, _("Created"), BELL_STYLE_PLAIN, created);
  print_line (cli, _("Changed"), BELL_STYLE_PLAIN, updated);
}

static void
print_message (BellCli    *cli,
               BellRecord *record)
{
  const BellMessage *message = BELL_MESSAGE (record);
  BellMessageKind kind = bell_message_get_kind (message);
  GVariant *attachments = bell_message_get_attachments (message);
  g_autofree char *time = bell_cli_time_text (bell_message_get_written_at (message));
  const char *author = name_of (cli, bell_message_get_author_id (message));
  const char *label = kind == BELL_MESSAGE_KIND_NOTE ? _("Internal note") : kind == BELL_MESSAGE_KIND_CALL ? _("Call") : _("Reply");
  gboolean pending;
  BellOutboxState state = bell_cli_pending (cli, bell_record_get_id (record), &pending);

  bell_cli_print (cli, BELL_STYLE_PLAIN, "\n");
  bell_cli_print (cli, kind == BELL_MESSAGE_KIND_REPLY ? BELL_STYLE_BOLD : BELL_STYLE_YELLOW, "── %s · %s · %s%s\n",
                  label, author != NULL ? author : "–", time,
                  state == BELL_OUTBOX_STATE_PARKED ? _(" · refused") : pending ? _(" · waiting to be sent") : "");
  bell_cli_print_text (cli, bell_message_get_body (message), kind == BELL_MESSAGE_KIND_REPLY ? "  " : "┆ ");

  for (gsize i = 0; attachments != NULL && i < g_variant_n_children (attachments); i++)
    {
      const char *blob, *name, *type;
      guint64 size;
      g_autofree char *size_text = NULL;

      g_variant_get_child (attachments, i, "(&s&s&st)", &blob, &name, &type, &size);
      size_text = g_format_size (size);
      bell_cli_print (cli, BELL_STYLE_DIM, "  [%s, %s]\n", name, size_text);
    }
}

static GListModel *
load_history (BellCli    *cli,
              const char *id)
{
  GListModel *history = bell_store_history (cli->store, id);
  g_autoptr (GAsyncResult) result = NULL;

  /* It fills itself from the store's files; after a flush of them it is there. */
  bell_store_flush (cli->store, NULL, bell_cli_on_ready, &result);
  bell_cli_wait (&result);
  for (guint i = 0; i < 200 && g_list_model_get_n_items (history) == 0; i++)
    {
      g_main_context_iteration (NULL, FALSE);
      if (g_list_model_get_n_items (history) == 0)
        g_usleep (2000);
    }

  return history;
}

static gboolean
is_whole (BellCli    *cli,
          const char *id)
{
  g_autoptr (GAsyncResult) result = NULL;
  gboolean whole = FALSE;

  bell_store_is_history_whole (cli->store, id, NULL, bell_cli_on_ready, &result);
  bell_cli_wait (&result);

  return bell_store_is_history_whole_finish (cli->store, result, &whole, NULL) && whole;
}

/* Of a ticket that was closed when the copy was loaded the server has more. What
 * keeps it from here is said and is no reason not to show the rest. */
static char *
complete_history (BellCli    *cli,
                  const char *id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  if (is_whole (cli, id))
    return NULL;
  if (cli->offline)
    return g_strdup (_("What was changed before this computer's copy was loaded is not here; without --offline it is fetched."));

  if (bell_cli_sign_in (cli, FALSE, &error))
    {
      bell_sync_fetch_history (cli->sync, id, NULL, bell_cli_on_ready, &result);
      bell_cli_wait (&result);
      if (bell_sync_fetch_history_finish (cli->sync, result, &error))
        return NULL;
    }

  /* Translators: %s is why not, as a sentence */
  return g_strdup_printf (_("What was changed before this computer's copy was loaded is not here and cannot be fetched now: %s"),
                          error->message);
}

static void
print_history (BellCli    *cli,
               GListModel *history,
               const char *missing)
{
  bell_cli_print (cli, BELL_STYLE_BOLD, "\n%s\n", _("History"));
  if (missing != NULL)
    bell_cli_print (cli, BELL_STYLE_DIM, "%s\n", missing);

  for (guint i = 0; i < g_list_model_get_n_items (history); i++)
    {
      g_autoptr (BellHistoryItem) item = g_list_model_get_item (history, i);
      g_autofree char *time = bell_cli_time_text (bell_history_item_get_time (item));
      g_autofree char *what = bell_cli_describe (cli, bell_history_item_get_change (item));
      const char *author = bell_history_item_get_author_name (item);

      if (*what == '\0')
        continue;

      bell_cli_print_cell (cli, BELL_STYLE_DIM, time, 16);
      bell_cli_print_cell (cli, BELL_STYLE_PLAIN, author, 18);
      bell_cli_print (cli, BELL_STYLE_PLAIN, "%s\n", what);
    }
}

/* --- attachments ------------------------------------------------------------ */

static GBytes *
fetch (BellCli     *cli,
       const char  *blob,
       const char  *name,
       const char  *type,
       GError     **error)
{
  g_autoptr (GAsyncResult) here = NULL;
  g_autoptr (GAsyncResult) there = NULL;
  GBytes *bytes;

  bell_store_get_blob (cli->store, blob, NULL, bell_cli_on_ready, &here);
  bell_cli_wait (&here);
  bytes = bell_store_get_blob_finish (cli->store, here, NULL);
  if (bytes != NULL || !bell_cli_sign_in (cli, TRUE, error))
    return bytes;

  bell_sync_fetch_blob (cli->sync, blob, name, type, NULL, bell_cli_on_ready, &there);
  bell_cli_wait (&there);

  return bell_sync_fetch_blob_finish (cli->sync, there, error);
}

static gboolean
save_attachments (BellCli     *cli,
                  GPtrArray   *messages,
                  const char  *folder,
                  GError     **error)
{
  g_mkdir_with_parents (folder, 0755);

  for (guint m = 0; m < messages->len; m++)
    {
      GVariant *attachments = bell_message_get_attachments (BELL_MESSAGE (g_ptr_array_index (messages, m)));

      for (gsize i = 0; attachments != NULL && i < g_variant_n_children (attachments); i++)
        {
          const char *blob, *name, *type;
          guint64 size;
          g_autoptr (GBytes) bytes = NULL;
          g_autofree char *base = NULL;
          g_autofree char *path = NULL;
          const char *data;
          gsize length;

          g_variant_get_child (attachments, i, "(&s&s&st)", &blob, &name, &type, &size);
          bytes = fetch (cli, blob, name, type, error);
          if (bytes == NULL)
            return FALSE;

          /* A name from elsewhere chooses no folder. */
          base = g_path_get_basename (name);
          if (*base == '.' || *base == '/')
            {
              g_free (base);
              base = g_strdup (blob);
            }
          path = g_build_filename (folder, base, NULL);
          if (g_file_test (path, G_FILE_TEST_EXISTS))
            {
              g_autofree char *other = g_strdup_printf ("%.8s-%s", blob + 1, base);

              g_free (path);
              path = g_build_filename (folder, other, NULL);
            }

          data = g_bytes_get_data (bytes, &length);
          if (!g_file_set_contents (path, data != NULL ? data : "", (gssize) length, error))
            return FALSE;
          bell_cli_say (cli, _("Saved %s"), path);
        }
    }

  return TRUE;
}

/* --- the whole -------------------------------------------------------------- */

static void
print_json (BellCli    *cli,
            BellRecord *ticket,
            GPtrArray  *messages,
            GListModel *history,
            gboolean    whole)
{
  g_autoptr (BellJsonWriter) writer = bell_json_writer_new ();

  bell_json_writer_begin_object (writer);
  bell_json_writer_name (writer, "ticket");
  bell_cli_write_record (cli, writer, ticket);

  bell_json_writer_begin_array_member (writer, "messages");
  for (guint i = 0; i < messages->len; i++)
    bell_cli_write_record (cli, writer, g_ptr_array_index (messages, i));
  bell_json_writer_end_array (writer);

  if (history != NULL)
    {
      bell_json_writer_begin_array_member (writer, "history");
      for (guint i = 0; i < g_list_model_get_n_items (history); i++)
        {
          g_autoptr (BellHistoryItem) item = g_list_model_get_item (history, i);

          bell_wire_change_to_json (writer, bell_history_item_get_change (item), BELL_ROLE_NOBODY, BELL_WIRE_ALL_PROPERTIES);
        }
      bell_json_writer_end_array (writer);
      bell_json_writer_boolean_member (writer, "historyIsWhole", whole);
    }

  bell_json_writer_end_object (writer);
  bell_cli_print_json (writer);
}

static BellExit
run_show (BellCli  *cli,
          int       argc,
          char    **argv,
          GError  **error)
{
  Options options = { 0 };
  const GOptionEntry entries[] = {
    { "history", 0, 0, G_OPTION_ARG_NONE, &options.history, N_("Show what was changed, when and by whom"), NULL },
    { "save-attachments", 0, 0, G_OPTION_ARG_FILENAME, &options.save, N_("Save the attached files into this folder"), N_("DIR") },
    G_OPTION_ENTRY_NULL
  };
  g_autofree char *save = NULL;
  g_autoptr (BellRecord) ticket = NULL;
  g_autoptr (GPtrArray) messages = NULL;
  g_autoptr (GListModel) history = NULL;
  g_autofree char *missing = NULL;
  gboolean parsed = bell_command_parse (&bell_command_show, cli, entries, &argc, &argv, error);

  save = options.save;
  if (!parsed ||
      !bell_command_no_more (&bell_command_show, argc, 1, error) ||
      !bell_cli_open (cli, error))
    return BELL_EXIT_USAGE;

  ticket = bell_cli_find_ticket (cli, argv[1], error);
  messages = ticket != NULL ? find_messages (cli, bell_record_get_id (ticket), error) : NULL;
  if (messages == NULL)
    return BELL_EXIT_NOT_FOUND;

  if (options.history)
    {
      missing = complete_history (cli, bell_record_get_id (ticket));
      history = load_history (cli, bell_record_get_id (ticket));
    }

  if (cli->json)
    print_json (cli, ticket, messages, history, missing == NULL);
  else
    {
      print_ticket (cli, ticket);
      for (guint i = 0; i < messages->len; i++)
        print_message (cli, g_ptr_array_index (messages, i));
      if (history != NULL)
        print_history (cli, history, missing);
    }

  return save == NULL || save_attachments (cli, messages, save, error) ? BELL_EXIT_OK : BELL_EXIT_OFFLINE;
}

const BellCommand bell_command_show = {
  "show", "TICKET", N_("Show a ticket with its conversation"), FALSE, run_show,
};
