/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n.h>

#include "bell-command.h"

static void
write_ranges (BellJsonWriter *writer,
              const char     *member,
              GArray         *ranges)
{
  bell_json_writer_begin_array_member (writer, member);
  for (guint i = 0; ranges != NULL && i < ranges->len; i++)
    {
      const BellSearchRange *range = &g_array_index (ranges, BellSearchRange, i);

      bell_json_writer_begin_array (writer);
      bell_json_writer_integer (writer, range->start);
      bell_json_writer_integer (writer, range->end);
      bell_json_writer_end_array (writer);
    }
  bell_json_writer_end_array (writer);
}

static void
print_json (BellSearchHit *hit)
{
  g_autoptr (BellJsonWriter) writer = bell_json_writer_new ();

  bell_json_writer_begin_object (writer);
  bell_json_writer_string_member (writer, "type", bell_type_get_wire_name (hit->type));
  bell_json_writer_string_member (writer, "id", hit->id);
  bell_json_writer_string_member (writer, "ticketId", hit->ticket_id);
  if (hit->number > 0)
    bell_json_writer_integer_member (writer, "number", hit->number);
  else
    bell_json_writer_null_member (writer, "number");
  bell_json_writer_string_member (writer, "title", hit->title);
  write_ranges (writer, "titleMatches", hit->title_ranges);
  bell_json_writer_string_member (writer, "snippet", hit->snippet);
  write_ranges (writer, "snippetMatches", hit->snippet_ranges);
  bell_json_writer_time_member (writer, "createdAt", hit->time);
  bell_json_writer_end_object (writer);
  bell_cli_print_json (writer);
}

/* A text with its matches in bold. */
static void
print_marked (BellCli    *cli,
              const char *text,
              GArray     *ranges)
{
  gsize at = 0, length = text != NULL ? strlen (text) : 0;

  for (guint i = 0; ranges != NULL && i < ranges->len; i++)
    {
      const BellSearchRange *range = &g_array_index (ranges, BellSearchRange, i);

      if (range->start < at || range->end > length)
        continue;
      bell_cli_print (cli, BELL_STYLE_PLAIN, "%.*s", (int) (range->start - at), text + at);
      bell_cli_print (cli, BELL_STYLE_BOLD, "%.*s", (int) (range->end - range->start), text + range->start);
      at = range->end;
    }

  if (text != NULL)
    bell_cli_print (cli, BELL_STYLE_PLAIN, "%s", text + at);
}

static void
print_hit (BellCli       *cli,
           BellSearchHit *hit)
{
  g_autofree char *name = hit->number > 0 ? g_strdup_printf ("#%" G_GINT64_FORMAT, hit->number)
                                          : g_strconcat ("~", hit->id + strlen (hit->id) - 6, NULL);

  bell_cli_print_cell (cli, BELL_STYLE_BOLD, name, 8);
  bell_cli_print_cell (cli, BELL_STYLE_DIM, bell_type_get_wire_name (hit->type), 7);
  print_marked (cli, hit->title, hit->title_ranges);
  bell_cli_print (cli, BELL_STYLE_PLAIN, "\n");

  if (hit->snippet != NULL && *hit->snippet != '\0')
    {
      bell_cli_print (cli, BELL_STYLE_PLAIN, "                   ");
      print_marked (cli, hit->snippet, hit->snippet_ranges);
      bell_cli_print (cli, BELL_STYLE_PLAIN, "\n");
    }
}

/* The best line of each ticket: people look for the ticket, and its message
 * says why it was found. */
static void
drop_other_lines (GPtrArray *hits,
                  guint      limit)
{
  g_autoptr (GHashTable) lines = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < hits->len;)
    {
      BellSearchHit *hit = g_ptr_array_index (hits, i);
      BellSearchHit *shown = hit->ticket_id != NULL ? g_hash_table_lookup (lines, hit->ticket_id) : NULL;
      gboolean says_more = shown != NULL && (shown->snippet == NULL || *shown->snippet == '\0') && hit->snippet != NULL && *hit->snippet != '\0';
      guint place;

      if (shown == NULL)
        {
          if (hit->ticket_id != NULL)
            g_hash_table_insert (lines, hit->ticket_id, hit);
          i++;
          continue;
        }

      if (says_more && g_ptr_array_find (hits, shown, &place))
        {
          g_hash_table_replace (lines, hit->ticket_id, hit);
          hits->pdata[place] = hit;
          hits->pdata[i] = shown;
        }
      g_ptr_array_remove_index (hits, i);
    }

  if (hits->len > limit)
    g_ptr_array_set_size (hits, (int) limit);
}

static BellExit
run_search (BellCli  *cli,
            int       argc,
            char    **argv,
            GError  **error)
{
  int limit = 20;
  gboolean best = FALSE;
  const GOptionEntry entries[] = {
    { "limit", 'n', 0, G_OPTION_ARG_INT, &limit, N_("At most so many"), N_("NUMBER") },
    { "best", 0, 0, G_OPTION_ARG_NONE, &best, N_("Best first, not newest first"), NULL },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) hits = NULL;
  g_autofree char *words = NULL;

  if (!bell_command_parse (&bell_command_search, cli, entries, &argc, &argv, error))
    return BELL_EXIT_USAGE;

  if (argc < 2 || limit <= 0)
    {
      bell_command_no_more (&bell_command_search, argc, -1, error);
      return BELL_EXIT_USAGE;
    }

  if (!bell_cli_open (cli, error))
    return BELL_EXIT_STORE;

  words = g_strjoinv (" ", argv + 1);
  bell_store_search (cli->store, words, best ? BELL_SEARCH_RANKED : BELL_SEARCH_NEWEST, cli->json ? (guint) limit : (guint) MIN (limit, 1000) * 4, NULL,
                     bell_cli_on_ready, &result);
  bell_cli_wait (&result);
  hits = bell_store_search_finish (cli->store, result, error);
  if (hits == NULL)
    return BELL_EXIT_STORE;

  if (!cli->json)
    drop_other_lines (hits, (guint) limit);
  for (guint i = 0; i < hits->len; i++)
    {
      if (cli->json)
        print_json (g_ptr_array_index (hits, i));
      else
        print_hit (cli, g_ptr_array_index (hits, i));
    }

  if (hits->len == 0)
    bell_cli_say (cli, _("Nothing was found."));

  return BELL_EXIT_OK;
}

const BellCommand bell_command_search = {
  "search", "WORDS…", N_("Search tickets, messages and articles"), FALSE, run_search,
};
