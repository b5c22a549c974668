/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n.h>
#include <string.h>

#include "bell-change-builder.h"
#include "bell-command.h"

typedef struct
{
  char *title;
  char *text;
  char *service;
  char *kind;
  char *state;
  char *audience;
  char *ticket;
  char **teams;
  gboolean all;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->title);
  g_free (options->text);
  g_free (options->service);
  g_free (options->kind);
  g_free (options->state);
  g_free (options->audience);
  g_free (options->ticket);
  g_strfreev (options->teams);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static void
print_notice (BellCli    *cli,
              BellRecord *record)
{
  const BellNotice *notice = BELL_NOTICE (record);
  const char *id = bell_record_get_id (record);
  g_autofree char *name = g_strconcat ("~", id + strlen (id) - 6, NULL);
  g_autofree char *affected = g_strdup_printf ("%d", (int) bell_notice_get_affected_count (notice));

  if (cli->json)
    {
      g_autoptr (BellJsonWriter) writer = bell_json_writer_new ();

      bell_cli_write_record (cli, writer, record);
      bell_cli_print_json (writer);
      return;
    }

  bell_cli_print_cell (cli, BELL_STYLE_BOLD, name, 8);
  bell_cli_print_cell (cli, BELL_STYLE_PLAIN, bell_enum_to_nick (bell_notice_kind_get_type (), (int) bell_notice_get_kind (notice)), 11);
  bell_cli_print_cell (cli, BELL_STYLE_PLAIN, bell_enum_to_nick (bell_notice_state_get_type (), (int) bell_notice_get_state (notice)), 13);
  bell_cli_print_cell (cli, BELL_STYLE_DIM, bell_enum_to_nick (bell_audience_get_type (), (int) bell_notice_get_audience (notice)), 6);
  bell_cli_print_cell (cli, BELL_STYLE_DIM, affected, 5);
  bell_cli_print (cli, BELL_STYLE_PLAIN, "%s\n", bell_notice_get_title (notice));
}

static GPtrArray *
find_all (BellCli   *cli,
          gboolean   over_too,
          GError   **error)
{
  g_autoptr (BellQuery) query = NULL;
  BellFilter *filter = NULL;

  if (!over_too)
    {
      filter = bell_filter_new_group (BELL_FILTER_NOT);
      bell_filter_add (filter, bell_filter_new_condition (bell_notice_property (BELL_NOTICE_STATE), BELL_TEST_EQUAL,
                                                          g_variant_new_int32 (BELL_NOTICE_STATE_OVER)));
    }
  query = bell_query_new (BELL_TYPE_NOTICE, filter);
  bell_query_add_sort (query, bell_notice_property (BELL_NOTICE_SINCE), TRUE);

  return bell_cli_find (cli, query, 1000, error);
}

static gboolean
list (BellCli        *cli,
      const Options  *options,
      GError        **error)
{
  g_autoptr (GPtrArray) found = find_all (cli, options->all, error);

  if (found == NULL)
    return FALSE;

  for (guint i = 0; i < found->len; i++)
    print_notice (cli, g_ptr_array_index (found, i));
  if (found->len == 0)
    bell_cli_say (cli, _("There are none."));

  return TRUE;
}

/* By its id, or the last letters of it. */
static BellRecord *
find_one (BellCli     *cli,
          const char  *name,
          GError     **error)
{
  g_autoptr (GPtrArray) found = find_all (cli, TRUE, error);

  for (guint i = 0; found != NULL && i < found->len; i++)
    {
      BellRecord *record = g_ptr_array_index (found, i);
      const char *id = bell_record_get_id (record);

      if (g_str_equal (id, name) || (*name == '~' && g_str_has_suffix (id, name + 1)) ||
          g_strcmp0 (bell_notice_get_title (BELL_NOTICE (record)), name) == 0)
        return bell_record_ref (record);
    }

  if (found != NULL)
    g_set_error (error, BELL_CLI_ERROR, BELL_EXIT_NOT_FOUND, _("There is no notice “%s”."), name);

  return NULL;
}

static gboolean
fill (BellCli        *cli,
      BellPatch      *patch,
      const Options  *options,
      GError        **error)
{
  if (options->title != NULL)
    bell_patch_set_text (patch, BELL_NOTICE_TITLE, options->title);
  if (options->text != NULL)
    {
      g_autofree char *body = bell_cli_read_text (options->text, NULL, NULL, error);

      if (body == NULL)
        return FALSE;
      bell_patch_set_text (patch, BELL_NOTICE_BODY, body);
    }
  if (options->service != NULL)
    bell_patch_set_text (patch, BELL_NOTICE_SERVICE, options->service);
  if (options->ticket != NULL)
    {
      g_autoptr (BellRecord) ticket = bell_cli_find_ticket (cli, options->ticket, error);

      if (ticket == NULL)
        return FALSE;
      bell_patch_set_text (patch, BELL_NOTICE_TICKET_ID, bell_record_get_id (ticket));
    }
  for (guint i = 0; options->teams != NULL && options->teams[i] != NULL; i++)
    {
      const char *team = bell_cli_find_team (cli, options->teams[i], error);

      if (team == NULL)
        return FALSE;
      bell_patch_add_member (patch, BELL_NOTICE_TEAMS, team);
    }

  return bell_cli_patch_enum (patch, BELL_NOTICE_KIND, options->kind, error) &&
         bell_cli_patch_enum (patch, BELL_NOTICE_STATE, options->state, error) &&
         bell_cli_patch_enum (patch, BELL_NOTICE_AUDIENCE, options->audience, error);
}

static BellExit
commit_and_print (BellCli     *cli,
                  BellChange  *change,
                  GError     **error)
{
  g_autoptr (BellRecord) notice = NULL;
  BellExit code = bell_cli_commit_one (cli, change, &notice, error);

  if (notice != NULL)
    print_notice (cli, notice);

  return code;
}

static BellExit
make (BellCli  *cli,
      Options  *options,
      GError  **error)
{
  g_autoptr (BellPatch) patch = bell_patch_new (BELL_TYPE_NOTICE);
  g_autofree char *id = bell_store_new_id (cli->store, BELL_TYPE_NOTICE);

  if (options->title == NULL)
    {
      g_set_error_literal (error, BELL_CLI_ERROR, BELL_EXIT_USAGE, _("A new notice has a --title."));
      return BELL_EXIT_USAGE;
    }
  /* What is known is for everybody, unless something else is said. */
  if (options->audience == NULL)
    options->audience = g_strdup ("public");
  if (!fill (cli, patch, options, error))
    return BELL_EXIT_USAGE;

  return commit_and_print (cli, bell_store_new_change (cli->store, BELL_CHANGE_KIND_CREATE, BELL_TYPE_NOTICE, id, patch, NULL), error);
}

static BellExit
run_notice (BellCli  *cli,
            int       argc,
            char    **argv,
            GError  **error)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "title", 0, 0, G_OPTION_ARG_STRING, &options.title, N_("Its title"), N_("TEXT") },
    { "text", 0, 0, G_OPTION_ARG_STRING, &options.text, N_("Its text in Markdown (- for standard input)"), N_("TEXT") },
    { "service", 0, 0, G_OPTION_ARG_STRING, &options.service, N_("What is affected"), N_("NAME") },
    { "kind", 0, 0, G_OPTION_ARG_STRING, &options.kind, N_("outage, maintenance or news"), N_("NAME") },
    { "state", 0, 0, G_OPTION_ARG_STRING, &options.state, N_("investigating, identified, watched or over"), N_("NAME") },
    { "audience", 0, 0, G_OPTION_ARG_STRING, &options.audience, N_("agents, staff or public"), N_("NAME") },
    { "ticket", 0, 0, G_OPTION_ARG_STRING, &options.ticket, N_("The incident that “me too” follows"), N_("TICKET") },
    { "team", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.teams, N_("Only for members of this team"), N_("TEAM") },
    { "all", 'a', 0, G_OPTION_ARG_NONE, &options.all, N_("Those that are over too"), NULL },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (BellRecord) notice = NULL;
  g_autoptr (BellPatch) patch = NULL;
  const char *verb;

  if (!bell_command_parse (&bell_command_notice, cli, entries, &argc, &argv, error))
    return BELL_EXIT_USAGE;

  verb = argc > 1 ? argv[1] : "list";
  if (!bell_cli_open (cli, error))
    return BELL_EXIT_STORE;

  if (g_str_equal (verb, "list") && argc <= 2)
    return list (cli, &options, error) ? BELL_EXIT_OK : BELL_EXIT_STORE;
  if (!bell_cli_needs_account (cli, error))
    return BELL_EXIT_SIGN_IN;
  if (g_str_equal (verb, "new") && argc == 2)
    return make (cli, &options, error);

  if (argc != 3 || (!g_str_equal (verb, "set") && !g_str_equal (verb, "end")))
    {
      bell_command_no_more (&bell_command_notice, argc, -1, error);
      return BELL_EXIT_USAGE;
    }

  notice = find_one (cli, argv[2], error);
  if (notice == NULL)
    return BELL_EXIT_NOT_FOUND;
  if (g_str_equal (verb, "end"))
    {
      g_free (options.state);
      options.state = g_strdup ("over");
    }
  patch = bell_patch_new (BELL_TYPE_NOTICE);
  if (!fill (cli, patch, &options, error))
    return BELL_EXIT_USAGE;

  return commit_and_print (cli, bell_store_new_change (cli->store, BELL_CHANGE_KIND_UPDATE, BELL_TYPE_NOTICE,
                                                       bell_record_get_id (notice), patch, NULL), error);
}

const BellCommand bell_command_notice = {
  "notice", "[list | new | set NOTICE | end NOTICE]",
  N_("Say what is broken, and that it works again"), FALSE, run_notice,
};
