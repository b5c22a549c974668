/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n.h>
#include <string.h>

#include "bell-change-builder.h"
#include "bell-command.h"

typedef struct
{
  char *status;
  char *priority;
  char *impact;
  char *urgency;
  char *kind;
  char *team;
  char *assignee;
  char *subject;
  char **tags;
  char **untags;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->status);
  g_free (options->priority);
  g_free (options->impact);
  g_free (options->urgency);
  g_free (options->kind);
  g_free (options->team);
  g_free (options->assignee);
  g_free (options->subject);
  g_strfreev (options->tags);
  g_strfreev (options->untags);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static BellPatch *
build_patch (BellCli        *cli,
             const Options  *options,
             GPtrArray      *plus,
             GPtrArray      *minus,
             GError        **error)
{
  g_autoptr (BellPatch) patch = bell_patch_new (BELL_TYPE_TICKET);

  if (!bell_cli_patch_enum (patch, BELL_TICKET_STATUS, options->status, error) ||
      !bell_cli_patch_enum (patch, BELL_TICKET_PRIORITY, options->priority, error) ||
      !bell_cli_patch_enum (patch, BELL_TICKET_IMPACT, options->impact, error) ||
      !bell_cli_patch_enum (patch, BELL_TICKET_URGENCY, options->urgency, error) ||
      !bell_cli_patch_enum (patch, BELL_TICKET_KIND, options->kind, error) ||
      !bell_cli_patch_person (cli, patch, BELL_TICKET_ASSIGNEE_ID, options->assignee, error) ||
      !bell_cli_patch_team (cli, patch, BELL_TICKET_TEAM_ID, options->team, error))
    return NULL;

  if (options->subject != NULL)
    bell_patch_set_text (patch, BELL_TICKET_SUBJECT, options->subject);

  for (guint i = 0; options->tags != NULL && options->tags[i] != NULL; i++)
    bell_patch_add_member (patch, BELL_TICKET_TAGS, options->tags[i]);
  for (guint i = 0; i < plus->len; i++)
    bell_patch_add_member (patch, BELL_TICKET_TAGS, g_ptr_array_index (plus, i));
  for (guint i = 0; options->untags != NULL && options->untags[i] != NULL; i++)
    bell_patch_remove_member (patch, BELL_TICKET_TAGS, options->untags[i]);
  for (guint i = 0; i < minus->len; i++)
    bell_patch_remove_member (patch, BELL_TICKET_TAGS, g_ptr_array_index (minus, i));

  if (bell_patch_get_size (patch) == 0)
    {
      g_set_error_literal (error, BELL_CLI_ERROR, BELL_EXIT_USAGE, _("There is nothing to set; see bell set --help."));
      return NULL;
    }

  return g_steal_pointer (&patch);
}

/* -word takes a tag away, which GOption would read as options of a letter: it
 * is set aside before. */
static void
set_minus_aside (int        *argc,
                 char      **argv,
                 GPtrArray  *minus)
{
  int kept = 0;

  for (int i = 0; i < *argc; i++)
    {
      if (i > 0 && argv[i][0] == '-' && argv[i][1] != '-' && argv[i][1] != '\0' && !g_str_equal (argv[i], "-h"))
        g_ptr_array_add (minus, argv[i] + 1);
      else
        argv[kept++] = argv[i];
    }

  argv[kept] = NULL;
  *argc = kept;
}

static BellExit
run_set (BellCli  *cli,
         int       argc,
         char    **argv,
         GError  **error)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "status", 0, 0, G_OPTION_ARG_STRING, &options.status, N_("new, open, pending, on-hold, solved or closed"), N_("NAME") },
    { "priority", 0, 0, G_OPTION_ARG_STRING, &options.priority, N_("low, normal, high or urgent"), N_("NAME") },
    { "impact", 0, 0, G_OPTION_ARG_STRING, &options.impact, N_("low, medium or high"), N_("NAME") },
    { "urgency", 0, 0, G_OPTION_ARG_STRING, &options.urgency, N_("low, medium or high"), N_("NAME") },
    { "kind", 0, 0, G_OPTION_ARG_STRING, &options.kind, N_("incident, request or problem"), N_("NAME") },
    { "assignee", 0, 0, G_OPTION_ARG_STRING, &options.assignee, N_("Give it to this person (me, none, a name)"), N_("WHO") },
    { "team", 0, 0, G_OPTION_ARG_STRING, &options.team, N_("Give it to this team (or none)"), N_("TEAM") },
    { "subject", 0, 0, G_OPTION_ARG_STRING, &options.subject, N_("What it is about"), N_("TEXT") },
    { "tag", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.tags, N_("Add this tag; as +TAG"), N_("TAG") },
    { "untag", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.untags, N_("Take this tag away; as -TAG"), N_("TAG") },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GPtrArray) plus = g_ptr_array_new ();
  g_autoptr (GPtrArray) minus = g_ptr_array_new ();
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_change_unref);
  g_autoptr (BellPatch) patch = NULL;

  set_minus_aside (&argc, argv, minus);
  if (!bell_command_parse (&bell_command_set, cli, entries, &argc, &argv, error) ||
      !bell_cli_open (cli, error) || !bell_cli_needs_account (cli, error))
    return BELL_EXIT_USAGE;

  for (int i = 1; i < argc; i++)
    if (argv[i][0] == '+')
      g_ptr_array_add (plus, argv[i] + 1);

  patch = build_patch (cli, &options, plus, minus, error);
  if (patch == NULL)
    return BELL_EXIT_USAGE;

  for (int i = 1; i < argc; i++)
    {
      g_autoptr (BellRecord) ticket = NULL;
      g_autoptr (BellPatch) expected = NULL;

      if (argv[i][0] == '+')
        continue;

      ticket = bell_cli_find_ticket (cli, argv[i], error);
      if (ticket == NULL)
        return BELL_EXIT_NOT_FOUND;

      expected = bell_cli_expect (patch, ticket);
      g_ptr_array_add (changes, bell_store_new_change (cli->store, BELL_CHANGE_KIND_UPDATE, BELL_TYPE_TICKET,
                                                       bell_record_get_id (ticket), patch, expected));
    }

  if (changes->len == 0)
    {
      bell_command_no_more (&bell_command_set, argc, -1, error);
      return BELL_EXIT_USAGE;
    }

  return bell_cli_commit (cli, changes, error);
}

const BellCommand bell_command_set = {
  "set", "TICKET… [+TAG] [-TAG]", N_("Change status, priority, team, assignee, subject or tags"), FALSE, run_set,
};
