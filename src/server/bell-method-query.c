/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "bell-query-walk.h"
#include "bell-search.h"
#include "bell-server-private.h"

/* Foo/query (RFC 8620 section 5.5). Clients list and search in their own
 * cache; this is for those that have none. */

#define MAX_LIMIT 10000

typedef struct
{
  BellApiCall *call;
  BellTable *table;
  BellCompiledQuery *compiled;
  char *where;
  gboolean with_principal;
} Search;

static BellStatement *
prepare (Search     *search,
         const char *values,
         const char *rest,
         GError    **error)
{
  g_autofree char *clauses = g_strconcat ("WHERE ", search->where, rest, NULL);
  g_autoptr (BellStatement) statement =
    bell_table_select_values (search->table, search->call->reader.database, values, clauses, error);

  if (statement == NULL)
    return NULL;
  if (search->with_principal)
    bell_statement_bind_text (statement, 1, search->call->who->principal_id);
  bell_statement_bind_values (statement, search->with_principal ? 2 : 1, search->compiled->values);
  return g_steal_pointer (&statement);
}

static gboolean
count (Search  *search,
       gint64  *total,
       GError **error)
{
  g_autoptr (BellStatement) statement = prepare (search, "COUNT(*)", "", error);
  gboolean row;

  if (statement == NULL || !bell_statement_step (statement, &row, error))
    return FALSE;
  *total = bell_statement_get_int64 (statement, 0);
  return TRUE;
}

static gboolean
list (Search    *search,
      gint64     offset,
      gint64     limit,
      GPtrArray *ids,
      GError   **error)
{
  g_autofree char *rest = g_strdup_printf (" ORDER BY %s LIMIT ?%u OFFSET ?%u", search->compiled->order_by,
                                           search->compiled->values->len + (search->with_principal ? 2 : 1),
                                           search->compiled->values->len + (search->with_principal ? 3 : 2));
  g_autoptr (BellStatement) statement = prepare (search, "id", rest, error);
  int next = (int) search->compiled->values->len + (search->with_principal ? 2 : 1);
  gboolean row;

  if (statement == NULL)
    return FALSE;
  bell_statement_bind_int64 (statement, next, limit);
  bell_statement_bind_int64 (statement, next + 1, offset);
  for (;;)
    {
      if (!bell_statement_step (statement, &row, error))
        return FALSE;
      if (!row)
        return TRUE;
      g_ptr_array_add (ids, g_strdup (bell_statement_get_text (statement, 0)));
    }
}

static gboolean
find_anchor (Search              *search,
             const BellQueryCall *query,
             gint64              *position,
             GError             **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  guint found;

  if (!list (search, 0, G_MAXINT64, ids, error))
    return FALSE;
  if (!g_ptr_array_find_with_equal_func (ids, query->anchor, g_str_equal, &found))
    {
      g_set_error_literal (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_ANCHOR_NOT_FOUND, _("The anchor is not among the results."));
      return FALSE;
    }
  *position = MAX ((gint64) found + query->anchor_offset, 0);
  return TRUE;
}

static gboolean
run_query (Search              *search,
           const BellQueryCall *query,
           GError             **error)
{
  BellApiCall *call = search->call;
  gint64 position = query->position, total = -1;
  gint64 limit = query->limit < 0 ? MAX_LIMIT : MIN (query->limit, MAX_LIMIT);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) walked = NULL;
  g_autofree char *state = bell_reader_get_state (&call->reader, query->query->type, error);
  GPtrArray *found;
  BellJsonWriter *writer;

  if (state == NULL || ((query->calculate_total || position < 0) && !count (search, &total, error)))
    return FALSE;
  if (query->anchor != NULL)
    {
      if (!find_anchor (search, query, &position, error))
        return FALSE;
    }
  else if (position < 0)
    {
      position = MAX (total + position, 0);
    }
  if (query->anchor == NULL && !bell_query_walk (&call->reader, query->query, position + limit, &walked, error))
    return FALSE;
  if (walked != NULL)
    g_ptr_array_remove_range (walked, 0, (guint) MIN (position, (gint64) walked->len));
  else if (!list (search, position, limit, ids, error))
    return FALSE;
  found = walked != NULL ? walked : ids;

  writer = bell_jmap_response_begin (call->response, call->index, call->name);
  bell_json_writer_string_member (writer, "accountId", query->account_id);
  bell_json_writer_string_member (writer, "queryState", state);
  bell_json_writer_boolean_member (writer, "canCalculateChanges", FALSE);
  bell_json_writer_integer_member (writer, "position", position);
  bell_json_writer_begin_array_member (writer, "ids");
  for (guint i = 0; i < found->len; i++)
    bell_json_writer_string (writer, found->pdata[i]);
  bell_json_writer_end_array (writer);
  if (query->calculate_total)
    bell_json_writer_integer_member (writer, "total", total);
  if ((query->limit < 0 || query->limit > MAX_LIMIT) && found->len >= MAX_LIMIT)
    bell_json_writer_integer_member (writer, "limit", MAX_LIMIT);
  bell_jmap_response_end (call->response);
  return TRUE;
}

gboolean
bell_method_query (BellApiCall *call,
                   BellType     type,
                   BellJson    *arguments,
                   GError     **error)
{
  g_autoptr (BellQueryCall) query = bell_query_call_parse (type, arguments, call->who->actor.role, error);
  g_autoptr (BellCompiledQuery) compiled = NULL;
  g_autoptr (GError) fault = NULL;
  g_autofree char *where = NULL;
  Search search = { .call = call };
  const char *scope;
  gboolean done;

  if (query == NULL || !bell_api_check_account (call, query->account_id, error))
    return FALSE;

  if (query->query->filter != NULL)
    {
      BellFilter *resolved = bell_filter_resolve (query->query->filter, call->who->principal_id, call->who->actor.teams);

      bell_filter_unref (query->query->filter);
      query->query->filter = resolved;
    }
  scope = bell_reader_get_scope (&call->reader, type, &search.with_principal);
  search.table = bell_organisation_get_table (call->reader.organisation, type);
  compiled = bell_query_compile (search.table, query->query, bell_search_get_text (type, call->reader.database), search.with_principal ? 2 : 1, &fault);
  if (compiled == NULL)
    {
      g_set_error_literal (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_UNSUPPORTED_FILTER, fault->message);
      return FALSE;
    }
  where = g_strconcat ("(", scope, ") AND (", compiled->where, ")", NULL);
  search.compiled = compiled;
  search.where = where;

  if (!bell_reader_begin (&call->reader, error))
    return FALSE;
  done = run_query (&search, query, error);
  bell_reader_end (&call->reader);
  return done;
}

/* --- Change/query: the history of one object, {"filter": {"objectId": "T..."}}, or of a ticket
 * with its messages, {"filter": {"ticketId": "T..."}}; oldest first --- */

typedef struct
{
  const char *account_id;
  const char *object_id;
  const char *topic_id;
  gint64 position;
  gint64 limit;
} HistoryCall;

static gboolean
parse_history (BellJson    *arguments,
               HistoryCall *history,
               GError     **error)
{
  const BellJsonNode *root = bell_json_get_root (arguments);
  const BellJsonNode *filter = bell_json_node_get_member (root, "filter");
  const BellJsonNode *first = bell_json_node_get_first (filter);

  for (const BellJsonNode *node = bell_json_node_get_first (root); node != NULL; node = bell_json_node_get_next (node))
    {
      static const char *const names[] = { "accountId", "filter", "sort", "position", "limit", "calculateTotal", NULL };

      if (!g_strv_contains (names, bell_json_node_get_name (node)))
        {
          g_set_error_literal (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_INVALID_ARGUMENTS, _("An argument of Change/query is unknown."));
          return FALSE;
        }
    }

  history->account_id = bell_json_node_get_string (bell_json_node_get_member (root, "accountId"));
  history->limit = MAX_LIMIT;
  if ((bell_json_node_get_member (root, "position") != NULL &&
       !bell_json_node_get_integer (bell_json_node_get_member (root, "position"), &history->position)) ||
      (bell_json_node_get_kind (bell_json_node_get_member (root, "limit")) > BELL_JSON_NULL &&
       !bell_json_node_get_integer (bell_json_node_get_member (root, "limit"), &history->limit)) ||
      history->position < 0 || history->limit < 0)
    {
      g_set_error_literal (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_INVALID_ARGUMENTS,
                           _("The position and the limit of Change/query are whole numbers that are not negative."));
      return FALSE;
    }
  history->limit = MIN (history->limit, MAX_LIMIT);
  if (bell_json_node_get_kind (bell_json_node_get_member (root, "sort")) > BELL_JSON_NULL)
    {
      g_set_error_literal (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_UNSUPPORTED_SORT, _("Changes come in their own order."));
      return FALSE;
    }

  if (bell_json_node_get_kind (filter) == BELL_JSON_OBJECT && bell_json_node_get_size (filter) == 1)
    {
      if (strcmp (bell_json_node_get_name (first), "objectId") == 0)
        history->object_id = history->topic_id = bell_json_node_get_string (first);
      else if (strcmp (bell_json_node_get_name (first), "ticketId") == 0)
        history->topic_id = bell_json_node_get_string (first);
    }
  if (history->topic_id == NULL)
    {
      g_set_error_literal (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_UNSUPPORTED_FILTER,
                           _("Changes are found by “objectId” or by “ticketId”."));
      return FALSE;
    }
  return TRUE;
}

static gboolean
list_history (BellApiCall *call,
              HistoryCall *history,
              GPtrArray   *ids,
              GError     **error)
{
  const char *resource = bell_reader_is_staff (&call->reader) ? BELL_SERVER_SQL ("change-ids-staff")
                                                              : BELL_SERVER_SQL ("change-ids-requester");
  g_autoptr (BellRecord) message = NULL;
  g_autoptr (BellStatement) statement = NULL;
  gboolean row;

  if (history->object_id != NULL && history->object_id[0] == bell_type_get_letter (BELL_TYPE_MESSAGE))
    {
      if (!bell_reader_get_record (&call->reader, BELL_TYPE_MESSAGE, history->object_id, &message, error))
        return FALSE;
      if (message == NULL)
        return TRUE;
      history->topic_id = bell_message_get_ticket_id (BELL_MESSAGE (message));
    }

  statement = bell_database_prepare_resource (call->reader.database, resource, error);
  if (statement == NULL)
    return FALSE;
  bell_statement_bind_text (statement, 1, history->topic_id);
  bell_statement_bind_text (statement, 2, history->object_id);
  bell_statement_bind_text (statement, 3, call->who->principal_id);
  bell_statement_bind_int64 (statement, 4, history->limit);
  bell_statement_bind_int64 (statement, 5, history->position);
  for (;;)
    {
      if (!bell_statement_step (statement, &row, error))
        return FALSE;
      if (!row)
        return TRUE;
      g_ptr_array_add (ids, g_strdup (bell_statement_get_text (statement, 0)));
    }
}

gboolean
bell_method_query_history (BellApiCall *call,
                           BellJson    *arguments,
                           GError     **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *state = NULL;
  HistoryCall history = { 0 };
  BellJsonWriter *writer;
  gboolean done;

  if (!parse_history (arguments, &history, error) || !bell_api_check_account (call, history.account_id, error) ||
      !bell_reader_begin (&call->reader, error))
    return FALSE;
  state = bell_reader_get_state (&call->reader, BELL_TYPE_CHANGE, error);
  done = state != NULL && list_history (call, &history, ids, error);
  bell_reader_end (&call->reader);
  if (!done)
    return FALSE;

  writer = bell_jmap_response_begin (call->response, call->index, call->name);
  bell_json_writer_string_member (writer, "accountId", history.account_id);
  bell_json_writer_string_member (writer, "queryState", state);
  bell_json_writer_boolean_member (writer, "canCalculateChanges", FALSE);
  bell_json_writer_integer_member (writer, "position", history.position);
  bell_json_writer_begin_array_member (writer, "ids");
  for (guint i = 0; i < ids->len; i++)
    bell_json_writer_string (writer, ids->pdata[i]);
  bell_json_writer_end_array (writer);
  bell_jmap_response_end (call->response);
  return TRUE;
}
