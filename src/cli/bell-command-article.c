/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n.h>

#include "bell-change-builder.h"
#include "bell-command.h"

typedef struct
{
  char *title;
  char *text;
  char *file;
  char *category;
  char *summary;
  char *language;
  char *audience;
  char *state;
  char **tags;
  int limit;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->title);
  g_free (options->text);
  g_free (options->file);
  g_free (options->category);
  g_free (options->summary);
  g_free (options->language);
  g_free (options->audience);
  g_free (options->state);
  g_strfreev (options->tags);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static char *
dup_name (const BellRecord *article)
{
  const char *id = bell_record_get_id (article);

  return g_strconcat ("~", id + strlen (id) - 6, NULL);
}

static void
print_article_json (BellCli    *cli,
                    BellRecord *article)
{
  g_autoptr (BellJsonWriter) writer = bell_json_writer_new ();

  bell_cli_write_record (cli, writer, article);
  bell_cli_print_json (writer);
}

static gboolean
list (BellCli        *cli,
      const Options  *options,
      GError        **error)
{
  g_autoptr (BellPatch) wanted = bell_patch_new (BELL_TYPE_ARTICLE);
  g_autoptr (BellQuery) query = NULL;
  g_autoptr (GPtrArray) found = NULL;
  BellFilter *filter = bell_filter_new_group (BELL_FILTER_AND);

  if (!bell_cli_patch_enum (wanted, BELL_ARTICLE_STATE, options->state, error) ||
      !bell_cli_patch_enum (wanted, BELL_ARTICLE_AUDIENCE, options->audience, error))
    {
      bell_filter_unref (filter);
      return FALSE;
    }

  if (options->category != NULL)
    bell_patch_set_text (wanted, BELL_ARTICLE_CATEGORY, options->category);

  for (guint i = 0; i < bell_patch_get_size (wanted); i++)
    {
      const BellPatchEntry *entry = bell_patch_get_entry (wanted, i);

      bell_filter_add (filter, bell_filter_new_condition (entry->property, BELL_TEST_EQUAL, entry->value));
    }

  if (bell_filter_get_n_children (filter) == 0)
    g_clear_pointer (&filter, bell_filter_unref);

  query = bell_query_new (BELL_TYPE_ARTICLE, filter);
  bell_query_add_sort (query, bell_article_property (BELL_ARTICLE_TITLE), FALSE);
  found = bell_cli_find (cli, query, (guint) MAX (options->limit, 1), error);
  if (found == NULL)
    return FALSE;

  for (guint i = 0; i < found->len; i++)
    {
      BellRecord *record = g_ptr_array_index (found, i);
      const BellArticle *article = BELL_ARTICLE (record);
      g_autofree char *name = dup_name (record);

      if (cli->json)
        {
          print_article_json (cli, record);
          continue;
        }

      bell_cli_print_cell (cli, BELL_STYLE_BOLD, name, 8);
      bell_cli_print_cell (cli, BELL_STYLE_PLAIN, bell_enum_to_nick (bell_article_state_get_type (), (int) bell_article_get_state (article)), 9);
      bell_cli_print_cell (cli, BELL_STYLE_DIM, bell_enum_to_nick (bell_audience_get_type (), (int) bell_article_get_audience (article)), 6);
      bell_cli_print_cell (cli, BELL_STYLE_DIM, bell_article_get_category (article), 16);
      bell_cli_print (cli, BELL_STYLE_PLAIN, "%s\n", bell_article_get_title (article));
    }

  if (found->len == 0)
    bell_cli_say (cli, _("There are none."));

  return TRUE;
}

static void
show (BellCli    *cli,
      BellRecord *record)
{
  const BellArticle *article = BELL_ARTICLE (record);
  g_autofree char *name = dup_name (record);
  g_autofree char *updated = bell_cli_time_text (bell_article_get_updated_at (article));

  if (cli->json)
    {
      print_article_json (cli, record);
      return;
    }

  bell_cli_print (cli, BELL_STYLE_BOLD, "%s  %s\n", name, bell_article_get_title (article));
  bell_cli_print (cli, BELL_STYLE_DIM, "%s · %s · %s\n\n",
                  bell_enum_to_nick (bell_article_state_get_type (), (int) bell_article_get_state (article)),
                  bell_enum_to_nick (bell_audience_get_type (), (int) bell_article_get_audience (article)), updated);
  bell_cli_print_text (cli, bell_article_get_body (article), "");
}

static gboolean
fill (BellPatch      *patch,
      const Options  *options,
      GError        **error)
{
  if (options->title != NULL)
    bell_patch_set_text (patch, BELL_ARTICLE_TITLE, options->title);
  if (options->category != NULL)
    bell_patch_set_text (patch, BELL_ARTICLE_CATEGORY, options->category);
  if (options->summary != NULL)
    bell_patch_set_text (patch, BELL_ARTICLE_SUMMARY, options->summary);
  if (options->language != NULL)
    bell_patch_set_text (patch, BELL_ARTICLE_LANGUAGE, options->language);

  return bell_cli_patch_enum (patch, BELL_ARTICLE_AUDIENCE, options->audience, error) &&
         bell_cli_patch_enum (patch, BELL_ARTICLE_STATE, options->state, error);
}

static BellExit
commit_and_print (BellCli     *cli,
                  BellChange  *change,
                  GError     **error)
{
  g_autoptr (BellRecord) article = NULL;
  BellExit code = bell_cli_commit_one (cli, change, &article, error);

  if (article != NULL && cli->json)
    print_article_json (cli, article);
  else if (article != NULL)
    {
      g_autofree char *name = dup_name (article);

      bell_cli_print (cli, BELL_STYLE_BOLD, "%s", name);
      bell_cli_print (cli, BELL_STYLE_PLAIN, "  %s\n", bell_article_get_title (BELL_ARTICLE (article)));
    }

  return code;
}

static BellExit
make (BellCli        *cli,
      const Options  *options,
      GError        **error)
{
  g_autoptr (BellPatch) patch = bell_patch_new (BELL_TYPE_ARTICLE);
  g_autofree char *id = bell_store_new_id (cli->store, BELL_TYPE_ARTICLE);
  g_autofree char *body = NULL;

  if (options->title == NULL)
    {
      g_set_error_literal (error, BELL_CLI_ERROR, BELL_EXIT_USAGE, _("A new article has a --title."));
      return BELL_EXIT_USAGE;
    }

  body = bell_cli_read_text (options->text, options->file, NULL, error);
  if (body == NULL || !fill (patch, options, error))
    return BELL_EXIT_USAGE;

  bell_patch_set_text (patch, BELL_ARTICLE_BODY, body);
  if (options->tags != NULL)
    {
      g_autoptr (GVariant) tags = bell_value_new_set ((const char *const *) options->tags);

      bell_patch_set (patch, bell_article_property (BELL_ARTICLE_TAGS), tags);
    }

  return commit_and_print (cli, bell_store_new_change (cli->store, BELL_CHANGE_KIND_CREATE, BELL_TYPE_ARTICLE, id, patch, NULL), error);
}

static BellExit
edit (BellCli        *cli,
      BellRecord     *article,
      const Options  *options,
      GError        **error)
{
  g_autoptr (BellPatch) patch = bell_patch_new (BELL_TYPE_ARTICLE);
  g_autoptr (BellPatch) expected = NULL;

  if (!fill (patch, options, error))
    return BELL_EXIT_USAGE;
  for (guint i = 0; options->tags != NULL && options->tags[i] != NULL; i++)
    bell_patch_add_member (patch, BELL_ARTICLE_TAGS, options->tags[i]);

  /* With nothing else said, it is the text that is to be edited. */
  if (options->text != NULL || options->file != NULL || bell_patch_get_size (patch) == 0)
    {
      const char *before = bell_article_get_body (BELL_ARTICLE (article));
      g_autofree char *body = bell_cli_read_text (options->text, options->file, before, error);

      if (body == NULL)
        return BELL_EXIT_USAGE;
      if (g_strcmp0 (body, before) == 0 && bell_patch_get_size (patch) == 0)
        {
          bell_cli_say (cli, _("Nothing was changed."));
          return BELL_EXIT_OK;
        }
      bell_patch_set_text (patch, BELL_ARTICLE_BODY, body);
    }

  expected = bell_cli_expect (patch, article);

  return commit_and_print (cli, bell_store_new_change (cli->store, BELL_CHANGE_KIND_UPDATE, BELL_TYPE_ARTICLE,
                                                       bell_record_get_id (article), patch, expected), error);
}

static BellExit
run_article (BellCli  *cli,
             int       argc,
             char    **argv,
             GError  **error)
{
  g_auto (Options) options = { .limit = 1000 };
  const GOptionEntry entries[] = {
    { "title", 0, 0, G_OPTION_ARG_STRING, &options.title, N_("Its title"), N_("TEXT") },
    { "text", 0, 0, G_OPTION_ARG_STRING, &options.text, N_("Its text in Markdown (- for standard input)"), N_("TEXT") },
    { "file", 'F', 0, G_OPTION_ARG_FILENAME, &options.file, N_("Read the text from this file"), N_("FILE") },
    { "category", 0, 0, G_OPTION_ARG_STRING, &options.category, N_("Its category"), N_("NAME") },
    { "summary", 0, 0, G_OPTION_ARG_STRING, &options.summary, N_("What it says, in a sentence"), N_("TEXT") },
    { "language", 0, 0, G_OPTION_ARG_STRING, &options.language, N_("Its language, such as en or de"), N_("CODE") },
    { "audience", 0, 0, G_OPTION_ARG_STRING, &options.audience, N_("agents, staff or public"), N_("NAME") },
    { "state", 0, 0, G_OPTION_ARG_STRING, &options.state, N_("draft, published or archived"), N_("NAME") },
    { "tag", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.tags, N_("Add this tag"), N_("TAG") },
    { "limit", 'n', 0, G_OPTION_ARG_INT, &options.limit, N_("At most so many"), N_("NUMBER") },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (BellRecord) article = NULL;
  const char *verb;

  if (!bell_command_parse (&bell_command_article, cli, entries, &argc, &argv, error))
    return BELL_EXIT_USAGE;

  verb = argc > 1 ? argv[1] : "list";
  if (!bell_cli_open (cli, error))
    return BELL_EXIT_STORE;

  if (g_str_equal (verb, "list") && argc <= 2)
    return list (cli, &options, error) ? BELL_EXIT_OK : BELL_EXIT_STORE;

  if (g_str_equal (verb, "new") && argc == 2)
    return bell_cli_needs_account (cli, error) ? make (cli, &options, error) : BELL_EXIT_SIGN_IN;

  if (argc != 3)
    {
      bell_command_no_more (&bell_command_article, argc, -1, error);
      return BELL_EXIT_USAGE;
    }

  article = bell_cli_find_article (cli, argv[2], error);
  if (article == NULL)
    return BELL_EXIT_NOT_FOUND;

  if (g_str_equal (verb, "show"))
    {
      show (cli, article);
      return BELL_EXIT_OK;
    }

  if (!bell_cli_needs_account (cli, error))
    return BELL_EXIT_SIGN_IN;

  if (g_str_equal (verb, "edit"))
    return edit (cli, article, &options, error);

  if (g_str_equal (verb, "publish") || g_str_equal (verb, "archive"))
    {
      g_free (options.state);
      options.state = g_strdup (g_str_equal (verb, "publish") ? "published" : "archived");
      return edit (cli, article, &options, error);
    }

  bell_command_no_more (&bell_command_article, argc, -1, error);

  return BELL_EXIT_USAGE;
}

const BellCommand bell_command_article = {
  "article", "[list | new | show ARTICLE | edit ARTICLE | publish ARTICLE | archive ARTICLE]",
  N_("Read, write and publish articles"), FALSE, run_article,
};
