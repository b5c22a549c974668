/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-jmap-response.h"

#include <string.h>

#include "bell-json-private.h"
#include "bell-result-reference.h"

/* One response that was written: where in the text its arguments stand. */
typedef struct
{
  const char *call_id; /* the request's */
  char *name;
  gsize start;
  gsize end;
  BellJson *json;      /* once somebody has referred to it */
} Result;

struct _BellJmapResponse
{
  const BellJmapRequest *request;
  BellJsonWriter *writer;
  GArray *results;
  GHashTable *created_ids;
  gint64 budget;

  /* The response that is being written. */
  gboolean open;
  guint open_index;
  char *open_name;
  gsize open_from;
  gsize open_arguments;
  guint open_depth;
  gboolean open_comma;
};

/* How many values references may copy in one request: many small references
 * to one large result would otherwise multiply. */
#define MAX_REFERENCED_VALUES 200000

static void
clear_result (gpointer data)
{
  Result *result = data;

  g_free (result->name);
  g_clear_pointer (&result->json, bell_json_unref);
}

/**
 * bell_jmap_response_new:
 * @request: what is answered; must live as long as the response
 *
 * Returns: (transfer full): a response without responses
 */
BellJmapResponse *
bell_jmap_response_new (const BellJmapRequest *request)
{
  BellJmapResponse *self;

  g_return_val_if_fail (request != NULL, NULL);

  self = g_new0 (BellJmapResponse, 1);
  self->request = request;
  self->writer = bell_json_writer_new ();
  self->results = g_array_new (FALSE, FALSE, sizeof (Result));
  g_array_set_clear_func (self->results, clear_result);
  self->created_ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->budget = MAX_REFERENCED_VALUES;

  for (const BellJsonNode *node = bell_json_node_get_first (bell_jmap_request_get_created_ids (request));
       node != NULL;
       node = bell_json_node_get_next (node))
    bell_jmap_response_add_created_id (self, bell_json_node_get_name (node), bell_json_node_get_string (node));

  bell_json_writer_begin_object (self->writer);
  bell_json_writer_begin_array_member (self->writer, "methodResponses");

  return self;
}

/**
 * bell_jmap_response_free:
 * @self: (transfer full): a response
 */
void
bell_jmap_response_free (BellJmapResponse *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->writer, bell_json_writer_free);
  g_array_unref (self->results);
  g_hash_table_unref (self->created_ids);
  g_free (self->open_name);
  g_free (self);
}

/* What an earlier call with this id has answered, parsed. */
static const cJSON *
find_result (BellJmapResponse *self,
             const char       *call_id,
             const char       *name)
{
  const BellJsonLimits limits = { 0, BELL_JSON_MAX_DEPTH * 2 };

  for (guint i = 0; i < self->results->len; i++)
    {
      Result *result = &g_array_index (self->results, Result, i);

      /* The first response with the id decides, also if its name is another. */
      if (strcmp (result->call_id, call_id) != 0)
        continue;
      if (strcmp (result->name, name) != 0)
        return NULL;

      if (result->json == NULL)
        result->json = bell_json_parse (bell_json_writer_peek (self->writer, NULL) + result->start,
                                        result->end - result->start, &limits, NULL);
      return result->json != NULL ? bell_json_get_root (result->json) : NULL;
    }

  return NULL;
}

static cJSON *
resolve_one (BellJmapResponse    *self,
             const BellJsonNode  *reference,
             GError             **error)
{
  const char *result_of = bell_json_node_get_string (bell_json_node_get_member (reference, "resultOf"));
  const char *name = bell_json_node_get_string (bell_json_node_get_member (reference, "name"));
  const char *path = bell_json_node_get_string (bell_json_node_get_member (reference, "path"));
  const cJSON *arguments;
  cJSON *found = NULL;

  if (result_of == NULL || name == NULL || path == NULL)
    {
      g_set_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_INVALID_RESULT_REFERENCE,
                   "The reference “%s” needs the strings “resultOf”, “name” and “path”",
                   bell_json_node_get_name (reference));
      return NULL;
    }

  arguments = find_result (self, result_of, name);
  if (arguments != NULL)
    found = bell_result_path_evaluate (arguments, path, &self->budget);

  if (found == NULL)
    {
      g_autofree char *shown = g_utf8_substring (path, 0, MIN (g_utf8_strlen (path, -1), 120));

      g_set_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_INVALID_RESULT_REFERENCE,
                   "The reference “%s” to “%s” leads nowhere", bell_json_node_get_name (reference), shown);
    }

  return found;
}

/**
 * bell_jmap_response_resolve:
 * @self: a response
 * @index: which call of the request
 * @error: return location
 *
 * Gives the arguments of a call with references to earlier results replaced by
 * what they refer to (RFC 8620 section 3.7).
 *
 * Returns: (transfer full): an object, or %NULL with
 *   %BELL_JMAP_ERROR_INVALID_RESULT_REFERENCE or %BELL_JMAP_ERROR_INVALID_ARGUMENTS
 */
BellJson *
bell_jmap_response_resolve (BellJmapResponse  *self,
                            guint              index,
                            GError           **error)
{
  const BellJsonNode *arguments;
  cJSON *resolved;
  gboolean refers = FALSE;

  g_return_val_if_fail (self != NULL && !self->open, NULL);
  g_return_val_if_fail (index < bell_jmap_request_get_n_calls (self->request), NULL);

  arguments = bell_jmap_request_get_arguments (self->request, index);

  /* Most calls refer to nothing, and a /set can be large: no copy. */
  for (const BellJsonNode *node = bell_json_node_get_first (arguments); node != NULL; node = bell_json_node_get_next (node))
    refers = refers || *bell_json_node_get_name (node) == '#';
  if (!refers)
    return bell_json_new_view (bell_jmap_request_get_json (self->request), arguments);

  resolved = cJSON_CreateObject ();

  for (const BellJsonNode *node = bell_json_node_get_first (arguments); node != NULL; node = bell_json_node_get_next (node))
    {
      const char *name = bell_json_node_get_name (node);
      cJSON *value;

      if (*name != '#')
        {
          value = cJSON_Duplicate (node, TRUE);
        }
      else if (bell_json_node_get_member (arguments, name + 1) != NULL)
        {
          g_set_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_INVALID_ARGUMENTS,
                       "The argument “%s” is given twice, once by reference", name + 1);
          value = NULL;
        }
      else
        {
          value = resolve_one (self, node, error);
          name++;
        }

      if (value == NULL)
        {
          cJSON_Delete (resolved);
          return NULL;
        }

      if (value->string != NULL)
        {
          cJSON_free (value->string);
          value->string = NULL;
        }
      cJSON_AddItemToObject (resolved, name, value);
    }

  return bell_json_new_take (resolved);
}

/**
 * bell_jmap_response_begin:
 * @self: a response
 * @index: which call is answered
 * @name: the name of the response, usually that of the method
 *
 * Begins a response to a call.
 *
 * Returns: (transfer none): a writer that stands inside the object of arguments
 */
BellJsonWriter *
bell_jmap_response_begin (BellJmapResponse *self,
                          guint             index,
                          const char       *name)
{
  g_return_val_if_fail (self != NULL && !self->open && name != NULL, NULL);
  g_return_val_if_fail (index < bell_jmap_request_get_n_calls (self->request), NULL);

  self->open = TRUE;
  self->open_index = index;
  self->open_name = g_strdup (name);
  self->open_from = bell_json_writer_get_length (self->writer);
  self->open_depth = bell_json_writer_get_depth (self->writer);
  self->open_comma = self->results->len > 0;

  bell_json_writer_begin_array (self->writer);
  bell_json_writer_string (self->writer, name);
  /* Past the comma that the object will bring. */
  self->open_arguments = bell_json_writer_get_length (self->writer) + 1;
  bell_json_writer_begin_object (self->writer);

  return self->writer;
}

/**
 * bell_jmap_response_end:
 * @self: a response
 *
 * Ends what bell_jmap_response_begin() began.
 */
void
bell_jmap_response_end (BellJmapResponse *self)
{
  Result result = { 0 };

  g_return_if_fail (self != NULL && self->open);
  g_return_if_fail (bell_json_writer_get_depth (self->writer) == self->open_depth + 2);

  bell_json_writer_end_object (self->writer);
  result.call_id = bell_jmap_request_get_call_id (self->request, self->open_index);
  result.name = g_steal_pointer (&self->open_name);
  result.start = self->open_arguments;
  result.end = bell_json_writer_get_length (self->writer);
  g_array_append_val (self->results, result);

  bell_json_writer_string (self->writer, result.call_id);
  bell_json_writer_end_array (self->writer);
  self->open = FALSE;
}

/**
 * bell_jmap_response_add_error:
 * @self: a response
 * @index: which call failed
 * @error: why
 *
 * Answers a call with an error (RFC 8620 section 3.6.2) and takes back what
 * was begun for it. The message of a #GError of another domain may say things
 * that are no client's business: it is not sent.
 */
void
bell_jmap_response_add_error (BellJmapResponse *self,
                              guint             index,
                              const GError     *error)
{
  BellJsonWriter *writer;

  g_return_if_fail (self != NULL && error != NULL);

  if (self->open)
    {
      bell_json_writer_rewind (self->writer, self->open_from, self->open_depth, self->open_comma);
      g_clear_pointer (&self->open_name, g_free);
      self->open = FALSE;
    }

  writer = bell_jmap_response_begin (self, index, "error");
  bell_json_writer_string_member (writer, "type", bell_jmap_error_to_method_type (error));
  if (error->domain == BELL_JMAP_ERROR)
    bell_json_writer_string_member (writer, "description", error->message);
  bell_jmap_response_end (self);
}

/**
 * bell_jmap_response_add_created_id:
 * @self: a response
 * @creation_id: the client's name for a new object
 * @id: the object's id
 *
 * From here on `#` and @creation_id mean @id; the latest counts (RFC 8620 section 5.3).
 */
void
bell_jmap_response_add_created_id (BellJmapResponse *self,
                                   const char       *creation_id,
                                   const char       *id)
{
  g_return_if_fail (self != NULL && creation_id != NULL && id != NULL);

  g_hash_table_replace (self->created_ids, g_strdup (creation_id), g_strdup (id));
}

/**
 * bell_jmap_response_find_created_id:
 * @self: a response
 * @creation_id: the client's name for a new object
 *
 * Returns: (transfer none) (nullable): its id, if it was created
 */
const char *
bell_jmap_response_find_created_id (BellJmapResponse *self,
                                    const char       *creation_id)
{
  g_return_val_if_fail (self != NULL && creation_id != NULL, NULL);

  return g_hash_table_lookup (self->created_ids, creation_id);
}

/**
 * bell_jmap_response_finish:
 * @self: a response to all calls
 * @session_state: the state of the Session object
 *
 * Ends the Response object. @self is used up and can only be freed.
 *
 * Returns: (transfer full): its text
 */
GBytes *
bell_jmap_response_finish (BellJmapResponse *self,
                           const char       *session_state)
{
  g_return_val_if_fail (self != NULL && !self->open && self->writer != NULL, NULL);
  g_return_val_if_fail (session_state != NULL, NULL);

  bell_json_writer_end_array (self->writer);

  /* Only where the request had it. */
  if (bell_jmap_request_get_created_ids (self->request) != NULL)
    {
      GHashTableIter iter;
      gpointer creation_id, id;

      bell_json_writer_begin_object_member (self->writer, "createdIds");
      g_hash_table_iter_init (&iter, self->created_ids);
      while (g_hash_table_iter_next (&iter, &creation_id, &id))
        bell_json_writer_string_member (self->writer, creation_id, id);
      bell_json_writer_end_object (self->writer);
    }

  bell_json_writer_string_member (self->writer, "sessionState", session_state);
  bell_json_writer_end_object (self->writer);

  return bell_json_writer_free_to_bytes (g_steal_pointer (&self->writer));
}
