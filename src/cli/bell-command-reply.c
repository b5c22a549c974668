/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n.h>

#include "bell-change-builder.h"
#include "bell-command.h"

typedef struct
{
  char *text;
  char *file;
  char *status;
  char **attach;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->text);
  g_free (options->file);
  g_free (options->status);
  g_strfreev (options->attach);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
add_status (BellCli     *cli,
            GPtrArray   *changes,
            BellRecord  *ticket,
            const char  *status,
            GError     **error)
{
  g_autoptr (BellPatch) patch = bell_patch_new (BELL_TYPE_TICKET);

  if (!bell_cli_patch_enum (patch, BELL_TICKET_STATUS, status, error))
    return FALSE;

  /* No expectation: the reply itself may have moved the status just before. */
  g_ptr_array_add (changes, bell_store_new_change (cli->store, BELL_CHANGE_KIND_UPDATE, BELL_TYPE_TICKET,
                                                   bell_record_get_id (ticket), patch, NULL));

  return TRUE;
}

static void
print_sent (BellCli    *cli,
            const char *id)
{
  g_autoptr (BellRecord) message = NULL;
  g_autoptr (BellJsonWriter) writer = NULL;

  if (!cli->json)
    return;

  message = bell_cli_lookup (cli, BELL_TYPE_MESSAGE, id, NULL);
  if (message == NULL)
    return;

  writer = bell_json_writer_new ();
  bell_cli_write_record (cli, writer, message);
  bell_cli_print_json (writer);
}

static BellExit
run_message (const BellCommand  *command,
             BellMessageKind     kind,
             BellCli            *cli,
             int                 argc,
             char              **argv,
             GError            **error)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "text", 0, 0, G_OPTION_ARG_STRING, &options.text, N_("The text (- for standard input)"), N_("TEXT") },
    { "file", 'F', 0, G_OPTION_ARG_FILENAME, &options.file, N_("Read the text from this file"), N_("FILE") },
    { "attach", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options.attach, N_("Attach this file"), N_("FILE") },
    { "status", 's', 0, G_OPTION_ARG_STRING, &options.status, N_("Then give the ticket this status"), N_("NAME") },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (BellRecord) ticket = NULL;
  g_autoptr (GVariant) attachments = NULL;
  g_autoptr (GPtrArray) changes = NULL;
  g_autofree char *body = NULL;
  g_autofree char *words = NULL;
  BellChange *message;
  BellExit code;

  if (!bell_command_parse (command, cli, entries, &argc, &argv, error))
    return BELL_EXIT_USAGE;

  if (argc < 2)
    {
      bell_command_no_more (command, argc, 1, error);
      return BELL_EXIT_USAGE;
    }

  if (!bell_cli_open (cli, error) || !bell_cli_needs_account (cli, error))
    return BELL_EXIT_SIGN_IN;

  ticket = bell_cli_find_ticket (cli, argv[1], error);
  if (ticket == NULL)
    return BELL_EXIT_NOT_FOUND;

  if (argc > 2)
    words = g_strjoinv (" ", argv + 2);

  if (!bell_cli_read_message (cli, options.text != NULL ? options.text : words, options.file,
                              (const char *const *) options.attach, &body, &attachments, error))
    return BELL_EXIT_USAGE;

  changes = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_change_unref);
  message = bell_store_new_message (cli->store, bell_record_get_id (ticket), kind, body, attachments);
  g_ptr_array_add (changes, message);
  if (options.status != NULL && !add_status (cli, changes, ticket, options.status, error))
    return BELL_EXIT_USAGE;

  code = bell_cli_commit (cli, changes, error);
  if (code == BELL_EXIT_OK)
    print_sent (cli, bell_change_get_object_id (message));

  return code;
}

static BellExit
run_reply (BellCli  *cli,
           int       argc,
           char    **argv,
           GError  **error)
{
  return run_message (&bell_command_reply, BELL_MESSAGE_KIND_REPLY, cli, argc, argv, error);
}

static BellExit
run_note (BellCli  *cli,
          int       argc,
          char    **argv,
          GError  **error)
{
  return run_message (&bell_command_note, BELL_MESSAGE_KIND_NOTE, cli, argc, argv, error);
}

const BellCommand bell_command_reply = {
  "reply", "TICKET [TEXT…]", N_("Answer the requester"), FALSE, run_reply,
};

const BellCommand bell_command_note = {
  "note", "TICKET [TEXT…]", N_("Add an internal note"), FALSE, run_note,
};
