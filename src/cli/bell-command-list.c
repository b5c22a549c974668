/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n.h>
#include <string.h>

#include "bell-command.h"
#include "bell-standard-view.h"
#include "bell-wire.h"

/* The standard views have no order of their own but those of deadlines and of changes. */
#define BY_URGENCY "[{\"property\":\"priority\",\"isAscending\":false},{\"property\":\"updatedAt\",\"isAscending\":false}]"

typedef struct
{
  char *view;
  char *status;
  char *priority;
  char *kind;
  char *assignee;
  char *team;
  char *requester;
  char *text;
  char *sort;
  char **tags;
  int limit;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->view);
  g_free (options->status);
  g_free (options->priority);
  g_free (options->kind);
  g_free (options->assignee);
  g_free (options->team);
  g_free (options->requester);
  g_free (options->text);
  g_free (options->sort);
  g_strfreev (options->tags);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* A condition for a comma-separated list of names. */
static void
add_names (BellJsonWriter *writer,
           const char     *member,
           const char     *list)
{
  g_auto (GStrv) names = NULL;

  if (list == NULL)
    return;

  names = g_strsplit (list, ",", -1);
  bell_json_writer_begin_object (writer);
  bell_json_writer_strings_member (writer, member, (const char *const *) names);
  bell_json_writer_end_object (writer);
}

/* A condition for an id; "" means none. */
static void
add_id (BellJsonWriter *writer,
        const char     *member,
        const char     *id)
{
  bell_json_writer_begin_object (writer);
  bell_json_writer_string_member (writer, member, *id != '\0' ? id : NULL);
  bell_json_writer_end_object (writer);
}

/* The filter and sort of a view: one of ours, or a saved one by its name. */
static gboolean
find_view (BellCli     *cli,
           const char  *name,
           char       **filter,
           char       **sort,
           GError     **error)
{
  g_autoptr (BellQuery) standard = bell_standard_view_new_query (name, bell_clock_now (cli->clock));
  g_autoptr (BellQuery) query = bell_query_new (BELL_TYPE_VIEW, NULL);
  g_autoptr (GPtrArray) views = NULL;

  if (standard != NULL)
    {
      *filter = standard->filter != NULL ? bell_wire_filter_to_text (standard->filter) : NULL;
      *sort = standard->sorts != NULL && standard->sorts->len > 0 ? bell_wire_sort_to_text (standard) : g_strdup (BY_URGENCY);
      return TRUE;
    }

  views = bell_cli_find (cli, query, 1000, error);
  if (views == NULL)
    return FALSE;

  for (guint i = 0; i < views->len; i++)
    {
      const BellView *view = BELL_VIEW (g_ptr_array_index (views, i));

      if (g_strcmp0 (bell_view_get_name (view), name) == 0)
        {
          *filter = g_strdup (bell_view_get_filter (view));
          *sort = g_strdup (bell_view_get_sort (view));
          return TRUE;
        }
    }

  g_set_error (error, BELL_CLI_ERROR, BELL_EXIT_NOT_FOUND, _("There is no view “%s”."), name);

  return FALSE;
}

static BellQuery *
build_query (BellCli        *cli,
             const Options  *options,
             GError        **error)
{
  g_autoptr (BellJsonWriter) writer = bell_json_writer_new ();
  g_autofree char *view_filter = NULL;
  g_autofree char *view_sort = NULL;
  g_autofree char *sort = NULL;
  g_autofree char *filter = NULL;
  const char *id;

  if (options->view != NULL && !find_view (cli, options->view, &view_filter, &view_sort, error))
    return NULL;

  bell_json_writer_begin_object (writer);
  bell_json_writer_string_member (writer, "operator", "AND");
  bell_json_writer_begin_array_member (writer, "conditions");

  if (view_filter != NULL && *view_filter != '\0' && !g_str_equal (view_filter, "null"))
    bell_json_writer_raw (writer, view_filter, -1);
  add_names (writer, "status", options->status);
  add_names (writer, "priority", options->priority);
  add_names (writer, "kind", options->kind);

  for (guint i = 0; options->tags != NULL && options->tags[i] != NULL; i++)
    {
      bell_json_writer_begin_object (writer);
      bell_json_writer_string_member (writer, "tags", options->tags[i]);
      bell_json_writer_end_object (writer);
    }

  if (options->assignee != NULL)
    {
      if ((id = bell_cli_find_person (cli, options->assignee, error)) == NULL)
        return NULL;
      add_id (writer, "assigneeId", id);
    }
  if (options->requester != NULL)
    {
      if ((id = bell_cli_find_person (cli, options->requester, error)) == NULL)
        return NULL;
      add_id (writer, "requesterId", id);
    }
  if (options->team != NULL)
    {
      if ((id = bell_cli_find_team (cli, options->team, error)) == NULL)
        return NULL;
      add_id (writer, "teamId", id);
    }
  if (options->text != NULL)
    {
      bell_json_writer_begin_object (writer);
      bell_json_writer_string_member (writer, "text", options->text);
      bell_json_writer_end_object (writer);
    }

  bell_json_writer_end_array (writer);
  bell_json_writer_end_object (writer);
  filter = bell_json_writer_free_to_text (g_steal_pointer (&writer));

  if (options->sort != NULL)
    {
      gboolean descending = options->sort[0] == '-';

      writer = bell_json_writer_new ();
      bell_json_writer_begin_array (writer);
      bell_json_writer_begin_object (writer);
      bell_json_writer_string_member (writer, "property", options->sort + (descending ? 1 : 0));
      bell_json_writer_boolean_member (writer, "isAscending", !descending);
      bell_json_writer_end_object (writer);
      bell_json_writer_end_array (writer);
      sort = bell_json_writer_free_to_text (g_steal_pointer (&writer));
    }
  else
    sort = g_strdup (view_sort != NULL && *view_sort != '\0' && !g_str_equal (view_sort, "null")
                       ? view_sort : "[{\"property\":\"updatedAt\",\"isAscending\":false}]");

  return bell_wire_query_from_text (BELL_TYPE_TICKET,
                                    strstr (filter, "\"conditions\":[]") != NULL ? NULL : filter, sort, error);
}

static void
print_row (BellCli    *cli,
           BellRecord *record)
{
  const BellTicket *ticket = BELL_TICKET (record);
  BellDirectory *directory = bell_store_get_directory (cli->store);
  g_autofree char *name = bell_cli_ticket_name (record);
  g_autofree char *age = bell_cli_age_text (cli, bell_ticket_get_updated_at (ticket));
  const char *assignee = bell_ticket_get_assignee_id (ticket);
  const char *requester = bell_ticket_get_requester_id (ticket);
  gboolean pending;
  BellOutboxState state = bell_cli_pending (cli, bell_record_get_id (record), &pending);

  bell_cli_print (cli, state == BELL_OUTBOX_STATE_PARKED ? BELL_STYLE_RED : BELL_STYLE_YELLOW, "%s",
                  state == BELL_OUTBOX_STATE_PARKED ? "!" : pending ? "*" : " ");
  bell_cli_print_cell (cli, BELL_STYLE_BOLD, name, 8);
  bell_cli_print_cell (cli, bell_cli_status_style (bell_ticket_get_status (ticket)),
                       bell_enum_to_nick (bell_status_get_type (), (int) bell_ticket_get_status (ticket)), 8);
  bell_cli_print_cell (cli, bell_cli_priority_style (bell_ticket_get_priority (ticket)),
                       bell_enum_to_nick (bell_priority_get_type (), (int) bell_ticket_get_priority (ticket)), 7);
  bell_cli_print_cell (cli, BELL_STYLE_DIM, age, 7);
  bell_cli_print_cell (cli, BELL_STYLE_PLAIN, requester != NULL ? bell_directory_get_name (directory, requester) : NULL, 18);
  bell_cli_print_cell (cli, BELL_STYLE_PLAIN, assignee != NULL ? bell_directory_get_name (directory, assignee) : "–", 18);
  bell_cli_print (cli, BELL_STYLE_PLAIN, "%s\n", bell_ticket_get_subject (ticket));
}

static BellExit
run_list (BellCli  *cli,
          int       argc,
          char    **argv,
          GError  **error)
{
  g_auto (Options) options = { .limit = 50 };
  const GOptionEntry entries[] = {
    { "view", 0, 0, G_OPTION_ARG_STRING, &options.view, N_("my-work, unassigned, my-teams, all-open, at-risk, breached, recent, or a saved view"), N_("NAME") },
    { "status", 's', 0, G_OPTION_ARG_STRING, &options.status, N_("Only with one of these"), N_("NAME,…") },
    { "priority", 'p', 0, G_OPTION_ARG_STRING, &options.priority, N_("Only with one of these"), N_("NAME,…") },
    { "kind", 0, 0, G_OPTION_ARG_STRING, &options.kind, N_("Only of these kinds"), N_("NAME,…") },
    { "assignee", 'a', 0, G_OPTION_ARG_STRING, &options.assignee, N_("Only of this person (me, none, a name)"), N_("WHO") },
    { "team", 't', 0, G_OPTION_ARG_STRING, &options.team, N_("Only of this team (or none)"), N_("TEAM") },
    { "requester", 'r', 0, G_OPTION_ARG_STRING, &options.requester, N_("Only asked by this person"), N_("WHO") },
    { "tag", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.tags, N_("Only with this tag"), N_("TAG") },
    { "text", 0, 0, G_OPTION_ARG_STRING, &options.text, N_("Only where these words stand"), N_("WORDS") },
    { "sort", 0, 0, G_OPTION_ARG_STRING, &options.sort, N_("By this property; - before it turns the order round"), N_("PROPERTY") },
    { "limit", 'n', 0, G_OPTION_ARG_INT, &options.limit, N_("At most so many"), N_("NUMBER") },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (BellQuery) query = NULL;
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (BellJsonWriter) writer = bell_json_writer_new ();

  if (!bell_command_parse (&bell_command_list, cli, entries, &argc, &argv, error) ||
      !bell_command_no_more (&bell_command_list, argc, 0, error) ||
      !bell_cli_open (cli, error))
    return BELL_EXIT_USAGE;

  if (options.limit <= 0)
    {
      g_set_error_literal (error, BELL_CLI_ERROR, BELL_EXIT_USAGE, _("--limit is one or more."));
      return BELL_EXIT_USAGE;
    }

  query = build_query (cli, &options, error);
  found = query != NULL ? bell_cli_find (cli, query, (guint) options.limit, error) : NULL;
  if (found == NULL)
    return BELL_EXIT_STORE;

  for (guint i = 0; i < found->len; i++)
    {
      if (!cli->json)
        print_row (cli, g_ptr_array_index (found, i));
      else
        {
          bell_cli_write_record (cli, writer, g_ptr_array_index (found, i));
          bell_cli_print_json (writer);
        }
    }

  if (found->len == 0)
    bell_cli_say (cli, _("There are none."));
  else if (found->len == (guint) options.limit)
    bell_cli_say (cli, _("There may be more; see --limit."));

  return BELL_EXIT_OK;
}

const BellCommand bell_command_list = {
  "list", "", N_("List tickets"), FALSE, run_list,
};
