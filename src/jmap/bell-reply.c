/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-reply-private.h"

#include <string.h>

#include "bell-id.h"

struct _BellReply
{
  BellJson *json;
  GHashTable *responses; /* call id -> node: the name of the first response */
  const char *session_state;
};

/* Far above any sane answer, and bounded. */
#define MAX_IDS 1000000

static void *
bad (GError     **error,
     const char  *format,
     ...) G_GNUC_PRINTF (2, 3);

static void *
bad (GError     **error,
     const char  *format,
     ...)
{
  va_list arguments;

  va_start (arguments, format);
  if (error != NULL)
    *error = g_error_new_valist (BELL_JMAP_ERROR, BELL_JMAP_ERROR_BAD_RESPONSE, format, arguments);
  va_end (arguments);

  return NULL;
}

/**
 * bell_reply_parse:
 * @text: the body of an answer from the API
 * @length: its length in bytes
 * @limits: (nullable): how large and deep it may be
 * @error: return location
 *
 * Returns: (transfer full): the reply, or %NULL with a %BELL_JMAP_ERROR
 */
BellReply *
bell_reply_parse (const char            *text,
                  gsize                  length,
                  const BellJsonLimits  *limits,
                  GError               **error)
{
  g_autoptr (BellReply) self = g_new0 (BellReply, 1);
  const BellJsonNode *root, *responses;

  self->responses = g_hash_table_new (g_str_hash, g_str_equal);
  self->json = bell_json_parse (text, length, limits, error);
  if (self->json == NULL)
    return NULL;

  root = bell_json_get_root (self->json);
  responses = bell_json_node_get_member (root, "methodResponses");
  self->session_state = bell_json_node_get_string (bell_json_node_get_member (root, "sessionState"));
  if (bell_json_node_get_kind (responses) != BELL_JSON_ARRAY || self->session_state == NULL)
    return bad (error, "The server's answer has no “methodResponses” or no “sessionState”");

  for (const BellJsonNode *node = bell_json_node_get_first (responses); node != NULL; node = bell_json_node_get_next (node))
    {
      const BellJsonNode *name, *arguments, *call_id;

      if (bell_json_node_get_kind (node) != BELL_JSON_ARRAY || bell_json_node_get_size (node) != 3)
        return bad (error, "The server's answer has a response that is no array of three");

      name = bell_json_node_get_first (node);
      arguments = bell_json_node_get_next (name);
      call_id = bell_json_node_get_next (arguments);
      if (bell_json_node_get_string (name) == NULL || bell_json_node_get_string (call_id) == NULL ||
          bell_json_node_get_kind (arguments) != BELL_JSON_OBJECT)
        return bad (error, "The server's answer has a response that is no name, object and string");

      if (!g_hash_table_contains (self->responses, bell_json_node_get_string (call_id)))
        g_hash_table_insert (self->responses, (char *) bell_json_node_get_string (call_id), (gpointer) name);
    }

  return g_steal_pointer (&self);
}

/**
 * bell_reply_free:
 * @self: (transfer full): a reply
 */
void
bell_reply_free (BellReply *self)
{
  g_return_if_fail (self != NULL);

  g_hash_table_unref (self->responses);
  g_clear_pointer (&self->json, bell_json_unref);
  g_free (self);
}

/* The arguments of the response to a call; or the error that it was. */
const BellJsonNode *
bell_reply_find (const BellReply  *self,
                 const char       *call_id,
                 BellType          type,
                 BellMethod        method,
                 GError          **error)
{
  g_autofree char *wanted = bell_method_get_name (type, method);
  const BellJsonNode *name = g_hash_table_lookup (self->responses, call_id);
  const BellJsonNode *arguments;
  const char *found;

  if (name == NULL)
    return bad (error, "The server has not answered %s", wanted);

  arguments = bell_json_node_get_next (name);
  found = bell_json_node_get_string (name);
  if (strcmp (found, "error") == 0)
    {
      const char *failure = bell_json_node_get_string (bell_json_node_get_member (arguments, "type"));
      const char *description = bell_json_node_get_string (bell_json_node_get_member (arguments, "description"));

      g_set_error (error, BELL_JMAP_ERROR, bell_jmap_error_from_method_type (failure), "%s: %s", wanted,
                   description != NULL ? description : failure != NULL ? failure : "an error without a type");
      return NULL;
    }

  if (strcmp (found, wanted) != 0)
    return bad (error, "The server has answered %s with something else", wanted);

  return arguments;
}

static char **
read_ids (const BellJsonNode  *arguments,
          const char          *name,
          BellType             type,
          GError             **error)
{
  const BellJsonNode *node = bell_json_node_get_member (arguments, name);
  GPtrArray *ids;

  if (bell_json_node_get_kind (node) != BELL_JSON_ARRAY)
    return bad (error, "In the server's answer “%s” is no array", name);

  ids = g_ptr_array_new_with_free_func (g_free);
  for (const BellJsonNode *child = bell_json_node_get_first (node); child != NULL; child = bell_json_node_get_next (child))
    {
      const char *id = bell_json_node_get_string (child);

      if (!bell_id_is_valid (id, type) || ids->len >= MAX_IDS)
        {
          g_ptr_array_unref (ids);
          return bad (error, "In the server's answer “%s” holds something that is no id of its type", name);
        }
      g_ptr_array_add (ids, g_strdup (id));
    }
  g_ptr_array_add (ids, NULL);

  return (char **) g_ptr_array_free (ids, FALSE);
}

gboolean
bell_reply_read_string (const BellJsonNode  *arguments,
                        const char          *name,
                        gboolean             nullable,
                        char               **text,
                        GError             **error)
{
  const BellJsonNode *node = bell_json_node_get_member (arguments, name);

  *text = g_strdup (bell_json_node_get_string (node));
  if ((*text != NULL && strlen (*text) <= 255) ||
      (nullable && bell_json_node_get_kind (node) <= BELL_JSON_NULL))
    return TRUE;

  bad (error, "In the server's answer “%s” is no short string", name);
  return FALSE;
}

/**
 * bell_reply_read_get:
 * @self: a reply
 * @call_id: which call
 * @type: of which type it was, also %BELL_TYPE_CHANGE
 * @error: return location
 *
 * Returns: (transfer full): what Foo/get has answered, or %NULL
 */
BellGetResponse *
bell_reply_read_get (const BellReply  *self,
                     const char       *call_id,
                     BellType          type,
                     GError          **error)
{
  g_autoptr (BellGetResponse) response = NULL;
  const BellJsonNode *arguments, *list;

  g_return_val_if_fail (self != NULL && call_id != NULL && type < BELL_TYPE_NONE, NULL);

  arguments = bell_reply_find (self, call_id, type, BELL_METHOD_GET, error);
  if (arguments == NULL)
    return NULL;

  list = bell_json_node_get_member (arguments, "list");
  if (bell_json_node_get_kind (list) != BELL_JSON_ARRAY)
    return bad (error, "In the server's answer “list” is no array");

  response = g_new0 (BellGetResponse, 1);
  response->list = g_ptr_array_new_with_free_func (type == BELL_TYPE_CHANGE ? (GDestroyNotify) bell_change_unref
                                                                            : (GDestroyNotify) bell_record_unref);
  response->not_found = read_ids (arguments, "notFound", type, error);
  if (response->not_found == NULL || !bell_reply_read_string (arguments, "state", FALSE, &response->state, error))
    return NULL;

  for (const BellJsonNode *node = bell_json_node_get_first (list); node != NULL; node = bell_json_node_get_next (node))
    {
      gpointer object = type == BELL_TYPE_CHANGE ? (gpointer) bell_wire_change_from_json (node, error)
                                                 : (gpointer) bell_wire_record_from_json (node, type, error);

      if (object == NULL)
        return NULL;
      g_ptr_array_add (response->list, object);
    }

  return g_steal_pointer (&response);
}

/**
 * bell_reply_read_changes:
 * @self: a reply
 * @call_id: which call
 * @type: of which type it was
 * @error: return location
 *
 * Returns: (transfer full): what Foo/changes has answered, or %NULL
 */
BellChangesResponse *
bell_reply_read_changes (const BellReply  *self,
                         const char       *call_id,
                         BellType          type,
                         GError          **error)
{
  g_autoptr (BellChangesResponse) response = NULL;
  const BellJsonNode *arguments;

  g_return_val_if_fail (self != NULL && call_id != NULL && type < BELL_TYPE_NONE, NULL);

  arguments = bell_reply_find (self, call_id, type, BELL_METHOD_CHANGES, error);
  if (arguments == NULL)
    return NULL;

  response = g_new0 (BellChangesResponse, 1);
  if (!bell_json_node_get_boolean (bell_json_node_get_member (arguments, "hasMoreChanges"), &response->has_more_changes))
    return bad (error, "In the server's answer “hasMoreChanges” is neither true nor false");

  if (!bell_reply_read_string (arguments, "oldState", FALSE, &response->old_state, error) ||
      !bell_reply_read_string (arguments, "newState", FALSE, &response->new_state, error) ||
      (response->created = read_ids (arguments, "created", type, error)) == NULL ||
      (response->updated = read_ids (arguments, "updated", type, error)) == NULL ||
      (response->destroyed = read_ids (arguments, "destroyed", type, error)) == NULL)
    return NULL;

  return g_steal_pointer (&response);
}

/**
 * bell_reply_read_query:
 * @self: a reply
 * @call_id: which call
 * @type: of which type it was
 * @error: return location
 *
 * Returns: (transfer full): what Foo/query has answered, or %NULL
 */
BellQueryResponse *
bell_reply_read_query (const BellReply  *self,
                       const char       *call_id,
                       BellType          type,
                       GError          **error)
{
  g_autoptr (BellQueryResponse) response = NULL;
  const BellJsonNode *arguments, *total;

  g_return_val_if_fail (self != NULL && call_id != NULL && type < BELL_TYPE_NONE, NULL);

  arguments = bell_reply_find (self, call_id, type, BELL_METHOD_QUERY, error);
  if (arguments == NULL)
    return NULL;

  response = g_new0 (BellQueryResponse, 1);
  response->total = -1;
  total = bell_json_node_get_member (arguments, "total");
  if (!bell_json_node_get_boolean (bell_json_node_get_member (arguments, "canCalculateChanges"),
                                   &response->can_calculate_changes) ||
      !bell_json_node_get_integer (bell_json_node_get_member (arguments, "position"), &response->position) ||
      (total != NULL && (!bell_json_node_get_integer (total, &response->total) || response->total < 0)))
    return bad (error, "In the server's answer “canCalculateChanges”, “position” or “total” is of the wrong type");

  if (!bell_reply_read_string (arguments, "queryState", FALSE, &response->query_state, error) ||
      (response->ids = read_ids (arguments, "ids", type, error)) == NULL)
    return NULL;

  return g_steal_pointer (&response);
}

/**
 * bell_get_response_free:
 * @self: (transfer full): a response
 */
void
bell_get_response_free (BellGetResponse *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->state);
  g_clear_pointer (&self->list, g_ptr_array_unref);
  g_strfreev (self->not_found);
  g_free (self);
}

/**
 * bell_changes_response_free:
 * @self: (transfer full): a response
 */
void
bell_changes_response_free (BellChangesResponse *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->old_state);
  g_free (self->new_state);
  g_strfreev (self->created);
  g_strfreev (self->updated);
  g_strfreev (self->destroyed);
  g_free (self);
}

/**
 * bell_query_response_free:
 * @self: (transfer full): a response
 */
void
bell_query_response_free (BellQueryResponse *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->query_state);
  g_strfreev (self->ids);
  g_free (self);
}
