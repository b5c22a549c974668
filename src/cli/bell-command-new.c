/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n.h>

#include "bell-change-builder.h"
#include "bell-command.h"

typedef struct
{
  char *subject;
  char *text;
  char *file;
  char *requester;
  char *team;
  char *assignee;
  char *kind;
  char *priority;
  char *impact;
  char *urgency;
  char **tags;
  char **attach;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->subject);
  g_free (options->text);
  g_free (options->file);
  g_free (options->requester);
  g_free (options->team);
  g_free (options->assignee);
  g_free (options->kind);
  g_free (options->priority);
  g_free (options->impact);
  g_free (options->urgency);
  g_strfreev (options->tags);
  g_strfreev (options->attach);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static BellPatch *
build_ticket (BellCli        *cli,
              const Options  *options,
              const char     *subject,
              GError        **error)
{
  g_autoptr (BellPatch) patch = bell_patch_new (BELL_TYPE_TICKET);

  bell_patch_set_text (patch, BELL_TICKET_SUBJECT, subject);
  bell_patch_set_integer (patch, BELL_TICKET_CHANNEL, BELL_CHANNEL_TERMINAL);

  if (!bell_cli_patch_person (cli, patch, BELL_TICKET_REQUESTER_ID, options->requester != NULL ? options->requester : "me", error) ||
      !bell_cli_patch_person (cli, patch, BELL_TICKET_ASSIGNEE_ID, options->assignee, error) ||
      !bell_cli_patch_team (cli, patch, BELL_TICKET_TEAM_ID, options->team, error) ||
      !bell_cli_patch_enum (patch, BELL_TICKET_KIND, options->kind, error) ||
      !bell_cli_patch_enum (patch, BELL_TICKET_PRIORITY, options->priority, error) ||
      !bell_cli_patch_enum (patch, BELL_TICKET_IMPACT, options->impact, error) ||
      !bell_cli_patch_enum (patch, BELL_TICKET_URGENCY, options->urgency, error))
    return NULL;

  if (options->tags != NULL)
    {
      g_autoptr (GVariant) tags = bell_value_new_set ((const char *const *) options->tags);

      bell_patch_set (patch, bell_ticket_property (BELL_TICKET_TAGS), tags);
    }

  return g_steal_pointer (&patch);
}

static void
print_new (BellCli    *cli,
           const char *id)
{
  g_autoptr (BellRecord) ticket = bell_cli_lookup (cli, BELL_TYPE_TICKET, id, NULL);
  g_autofree char *name = NULL;

  if (ticket == NULL)
    return;

  if (cli->json)
    {
      g_autoptr (BellJsonWriter) writer = bell_json_writer_new ();

      bell_cli_write_record (cli, writer, ticket);
      bell_cli_print_json (writer);
      return;
    }

  name = bell_cli_ticket_name (ticket);
  bell_cli_print (cli, BELL_STYLE_BOLD, "%s", name);
  bell_cli_print (cli, BELL_STYLE_PLAIN, "  %s\n", bell_ticket_get_subject (BELL_TICKET (ticket)));
}

static BellExit
run_new (BellCli  *cli,
         int       argc,
         char    **argv,
         GError  **error)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "subject", 0, 0, G_OPTION_ARG_STRING, &options.subject, N_("What it is about"), N_("TEXT") },
    { "text", 0, 0, G_OPTION_ARG_STRING, &options.text, N_("The description (- for standard input)"), N_("TEXT") },
    { "file", 'F', 0, G_OPTION_ARG_FILENAME, &options.file, N_("Read the description from this file"), N_("FILE") },
    { "attach", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options.attach, N_("Attach this file"), N_("FILE") },
    { "requester", 'r', 0, G_OPTION_ARG_STRING, &options.requester, N_("On behalf of this person"), N_("WHO") },
    { "assignee", 'a', 0, G_OPTION_ARG_STRING, &options.assignee, N_("Give it to this person (or me)"), N_("WHO") },
    { "team", 't', 0, G_OPTION_ARG_STRING, &options.team, N_("Give it to this team"), N_("TEAM") },
    { "kind", 0, 0, G_OPTION_ARG_STRING, &options.kind, N_("incident, request or problem"), N_("NAME") },
    { "priority", 'p', 0, G_OPTION_ARG_STRING, &options.priority, N_("low, normal, high or urgent"), N_("NAME") },
    { "impact", 0, 0, G_OPTION_ARG_STRING, &options.impact, N_("low, medium or high"), N_("NAME") },
    { "urgency", 0, 0, G_OPTION_ARG_STRING, &options.urgency, N_("low, medium or high"), N_("NAME") },
    { "tag", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.tags, N_("Add this tag"), N_("TAG") },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (BellPatch) patch = NULL;
  g_autoptr (GVariant) attachments = NULL;
  g_autoptr (GPtrArray) changes = NULL;
  g_autofree char *id = NULL;
  g_autofree char *body = NULL;
  g_autofree char *subject = NULL;
  BellExit code;

  if (!bell_command_parse (&bell_command_new, cli, entries, &argc, &argv, error) || !bell_cli_open (cli, error))
    return BELL_EXIT_USAGE;

  subject = options.subject != NULL ? g_strdup (options.subject) : g_strjoinv (" ", argv + 1);
  if (*subject == '\0' || (options.subject != NULL && argc > 1))
    {
      g_set_error_literal (error, BELL_CLI_ERROR, BELL_EXIT_USAGE, _("A new ticket has one subject."));
      return BELL_EXIT_USAGE;
    }

  if (!bell_cli_needs_account (cli, error))
    return BELL_EXIT_SIGN_IN;

  patch = build_ticket (cli, &options, subject, error);
  if (patch == NULL)
    return BELL_EXIT_USAGE;

  id = bell_store_new_id (cli->store, BELL_TYPE_TICKET);
  if (!bell_cli_read_message (cli, options.text, options.file, (const char *const *) options.attach, &body, &attachments, error))
    return BELL_EXIT_USAGE;

  changes = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_change_unref);
  g_ptr_array_add (changes, bell_store_new_change (cli->store, BELL_CHANGE_KIND_CREATE, BELL_TYPE_TICKET, id, patch, NULL));
  g_ptr_array_add (changes, bell_store_new_description (cli->store, id, body, attachments));

  code = bell_cli_commit (cli, changes, error);
  if (code == BELL_EXIT_OK)
    print_new (cli, id);

  return code;
}

const BellCommand bell_command_new = {
  "new", "[SUBJECT…]", N_("Make a ticket"), FALSE, run_new,
};
