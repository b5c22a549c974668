/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-cli.h"

#include <glib/gi18n.h>
#include <string.h>

#include "bell-id.h"
#include "bell-store-error.h"

#define SHORT_ID_LENGTH 6
#define SHORT_ID_AMONG  5000 /* the newest objects that a short id is looked for among */

/* Looks an object up by its id. */
BellRecord *
bell_cli_lookup (BellCli     *cli,
                 BellType     type,
                 const char  *id,
                 GError     **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  bell_store_lookup (cli->store, type, id, NULL, bell_cli_on_ready, &result);
  bell_cli_wait (&result);

  return bell_store_lookup_finish (cli->store, result, error);
}

/* Runs a query. */
GPtrArray *
bell_cli_find (BellCli    *cli,
               BellQuery  *query,
               guint       limit,
               GError    **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  if (query->filter != NULL)
    {
      BellFilter *resolved = bell_filter_resolve (query->filter, bell_store_get_principal_id (cli->store),
                                                  bell_store_get_teams (cli->store));

      bell_filter_unref (query->filter);
      query->filter = resolved;
    }

  bell_store_find (cli->store, query, limit, NULL, bell_cli_on_ready, &result);
  bell_cli_wait (&result);

  return bell_store_find_finish (cli->store, result, error);
}

static gboolean
is_number (const char *text)
{
  return *text != '\0' && strspn (text, "0123456789") == strlen (text) && strlen (text) <= 15;
}

/* A short id is a tilde and the last characters of the id: those of UUIDs that
 * were made one after the other differ there. */
static BellRecord *
find_by_short_id (BellCli     *cli,
                  BellType     type,
                  guint        created_at,
                  const char  *name,
                  GError     **error)
{
  g_autoptr (BellQuery) query = bell_query_new (type, NULL);
  g_autoptr (GPtrArray) found = NULL;
  BellRecord *match = NULL;

  bell_query_add_sort (query, bell_type_get_property (type, created_at), TRUE);
  found = bell_cli_find (cli, query, SHORT_ID_AMONG, error);
  if (found == NULL)
    return NULL;

  for (guint i = 0; i < found->len; i++)
    {
      BellRecord *record = g_ptr_array_index (found, i);

      if (!g_str_has_suffix (bell_record_get_id (record), name + 1))
        continue;

      if (match != NULL)
        {
          g_set_error (error, BELL_CLI_ERROR, BELL_EXIT_NOT_FOUND, _("%s could be more than one; use the whole id."), name);
          return NULL;
        }
      match = record;
    }

  if (match == NULL)
    g_set_error (error, BELL_CLI_ERROR, BELL_EXIT_NOT_FOUND, _("There is nothing called %s here."), name);

  return match != NULL ? bell_record_ref (match) : NULL;
}

static void
say_not_found (GError     **error,
               const char  *format,
               const char  *name)
{
  if (error != NULL && (*error == NULL || g_error_matches (*error, BELL_STORE_ERROR, BELL_STORE_ERROR_NOT_FOUND)))
    {
      g_clear_error (error);
      *error = g_error_new (BELL_CLI_ERROR, BELL_EXIT_NOT_FOUND, "%s “%s”.", format, name);
    }
}

/* Finds a ticket by number (1042 or #1042), id or short id (~4c7f12). */
BellRecord *
bell_cli_find_ticket (BellCli     *cli,
                      const char  *name,
                      GError     **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  BellRecord *record = NULL;
  const char *digits = *name == '#' ? name + 1 : name;

  if (is_number (digits))
    {
      bell_store_lookup_number (cli->store, g_ascii_strtoll (digits, NULL, 10), NULL, bell_cli_on_ready, &result);
      bell_cli_wait (&result);
      record = bell_store_lookup_finish (cli->store, result, error);
    }
  else if (*name == '~' && strlen (name) > 3)
    return find_by_short_id (cli, BELL_TYPE_TICKET, BELL_TICKET_CREATED_AT, name, error);
  else if (bell_id_is_valid (name, BELL_TYPE_TICKET))
    record = bell_cli_lookup (cli, BELL_TYPE_TICKET, name, error);

  if (record == NULL)
    say_not_found (error, _("There is no ticket"), name);

  return record;
}

/* Finds an article by id, short id or title. */
BellRecord *
bell_cli_find_article (BellCli     *cli,
                       const char  *name,
                       GError     **error)
{
  g_autoptr (BellQuery) query = NULL;
  g_autoptr (GPtrArray) found = NULL;
  BellFilter *filter;

  if (*name == '~' && strlen (name) > 3)
    return find_by_short_id (cli, BELL_TYPE_ARTICLE, BELL_ARTICLE_CREATED_AT, name, error);

  if (bell_id_is_valid (name, BELL_TYPE_ARTICLE))
    {
      BellRecord *record = bell_cli_lookup (cli, BELL_TYPE_ARTICLE, name, error);

      if (record == NULL)
        say_not_found (error, _("There is no article"), name);
      return record;
    }

  filter = bell_filter_new_condition (bell_article_property (BELL_ARTICLE_TITLE), BELL_TEST_EQUAL, g_variant_new_string (name));
  query = bell_query_new (BELL_TYPE_ARTICLE, filter);
  found = bell_cli_find (cli, query, 2, error);
  if (found == NULL)
    return NULL;

  if (found->len == 1)
    return bell_record_ref (g_ptr_array_index (found, 0));

  if (found->len > 1)
    g_set_error (error, BELL_CLI_ERROR, BELL_EXIT_NOT_FOUND, _("%s could be more than one; use the whole id."), name);
  else
    say_not_found (error, _("There is no article"), name);

  return NULL;
}

/* Finds a person: me, none, an id, an email address or a name. Sets no @error
 * and returns "" for none. */
const char *
bell_cli_find_person (BellCli     *cli,
                      const char  *name,
                      GError     **error)
{
  BellDirectory *directory = bell_store_get_directory (cli->store);
  BellRecord *record;

  if (g_str_equal (name, "me"))
    return bell_store_get_principal_id (cli->store);
  if (g_str_equal (name, "none"))
    return "";

  record = bell_directory_peek_principal (directory, name);
  if (record == NULL)
    record = bell_directory_find_principal (directory, name);
  if (record == NULL)
    {
      say_not_found (error, _("There is nobody called"), name);
      return NULL;
    }

  return bell_record_get_id (record);
}

/* Finds a team: none, an id or a name. */
const char *
bell_cli_find_team (BellCli     *cli,
                    const char  *name,
                    GError     **error)
{
  BellDirectory *directory = bell_store_get_directory (cli->store);
  BellRecord *record;

  if (g_str_equal (name, "none"))
    return "";

  record = bell_directory_peek_team (directory, name);
  if (record == NULL)
    record = bell_directory_find_team (directory, name);
  if (record == NULL)
    {
      say_not_found (error, _("There is no team called"), name);
      return NULL;
    }

  return bell_record_get_id (record);
}

/* How far the changes of an object have come; @pending says if there are any. */
BellOutboxState
bell_cli_pending (BellCli    *cli,
                  const char *id,
                  gboolean   *pending)
{
  GListModel *outbox = bell_store_get_outbox (cli->store);
  BellOutboxState worst = BELL_OUTBOX_STATE_CONFIRMED;

  *pending = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (outbox); i++)
    {
      g_autoptr (BellOutboxItem) item = g_list_model_get_item (outbox, i);
      BellOutboxState state = bell_outbox_item_get_state (item);

      if (!g_str_equal (bell_change_get_object_id (bell_outbox_item_get_change (item)), id))
        continue;

      *pending = TRUE;
      if (worst != BELL_OUTBOX_STATE_PARKED)
        worst = state;
    }

  return worst;
}

/* What a person calls a ticket: #1042, or ~4c7f12 while it has no number. */
char *
bell_cli_ticket_name (const BellRecord *ticket)
{
  gint64 number = bell_ticket_get_number (BELL_TICKET (ticket));

  if (number > 0)
    return g_strdup_printf ("#%" G_GINT64_FORMAT, number);

  return g_strconcat ("~", bell_record_get_id (ticket) + BELL_ID_LENGTH - SHORT_ID_LENGTH, NULL);
}
