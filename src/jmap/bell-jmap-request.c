/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-jmap-request.h"

#include <string.h>

struct _BellJmapRequest
{
  BellJson *json;
  const BellJsonNode *using_node;
  const BellJsonNode *created_ids;
  GPtrArray *calls; /* of BellJsonNode: the name of each invocation */
};

#define MAX_NAME 255

static gboolean
not_request (const char  *what,
             GError     **error)
{
  g_set_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_NOT_REQUEST, "This is no JMAP request: %s", what);
  return FALSE;
}

static gboolean
check_using (const BellJsonNode  *node,
             const char *const   *capabilities,
             GError             **error)
{
  if (bell_json_node_get_kind (node) != BELL_JSON_ARRAY)
    return not_request ("“using” must be an array", error);

  for (const BellJsonNode *child = bell_json_node_get_first (node); child != NULL; child = bell_json_node_get_next (child))
    {
      const char *capability = bell_json_node_get_string (child);

      if (capability == NULL)
        return not_request ("“using” must hold strings", error);

      if (!g_strv_contains (capabilities, capability))
        {
          g_autofree char *shown = g_utf8_substring (capability, 0, MIN (g_utf8_strlen (capability, -1), 120));

          g_set_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_UNKNOWN_CAPABILITY,
                       "This server does not support “%s”", shown);
          return FALSE;
        }
    }

  return TRUE;
}

/* [name, arguments, call id] (RFC 8620 section 3.2) */
static gboolean
check_invocation (const BellJsonNode  *node,
                  GError             **error)
{
  const BellJsonNode *name, *arguments, *call_id;

  if (bell_json_node_get_kind (node) != BELL_JSON_ARRAY || bell_json_node_get_size (node) != 3)
    return not_request ("each method call must be an array of three", error);

  name = bell_json_node_get_first (node);
  arguments = bell_json_node_get_next (name);
  call_id = bell_json_node_get_next (arguments);

  if (bell_json_node_get_string (name) == NULL ||
      bell_json_node_get_kind (arguments) != BELL_JSON_OBJECT ||
      bell_json_node_get_string (call_id) == NULL)
    return not_request ("each method call must be a name, an object and a string", error);

  if (strlen (bell_json_node_get_string (name)) > MAX_NAME || strlen (bell_json_node_get_string (call_id)) > MAX_NAME)
    return not_request ("the name or the id of a method call is too long", error);

  return TRUE;
}

static gboolean
read_calls (BellJmapRequest       *self,
            const BellJsonNode    *node,
            const BellJmapLimits  *limits,
            GError               **error)
{
  if (bell_json_node_get_kind (node) != BELL_JSON_ARRAY)
    return not_request ("“methodCalls” must be an array", error);

  for (const BellJsonNode *child = bell_json_node_get_first (node); child != NULL; child = bell_json_node_get_next (child))
    {
      if ((gint64) self->calls->len >= limits->max_calls_in_request)
        {
          bell_jmap_set_limit_error (error, "maxCallsInRequest",
                                     "The request has more than the %" G_GINT64_FORMAT " method calls that are allowed",
                                     limits->max_calls_in_request);
          return FALSE;
        }
      if (!check_invocation (child, error))
        return FALSE;
      g_ptr_array_add (self->calls, (gpointer) bell_json_node_get_first (child));
    }

  return TRUE;
}

static gboolean
check_created_ids (const BellJsonNode    *node,
                   const BellJmapLimits  *limits,
                   GError               **error)
{
  gint64 n = 0;

  if (node == NULL)
    return TRUE;

  if (bell_json_node_get_kind (node) != BELL_JSON_OBJECT)
    return not_request ("“createdIds” must be an object", error);

  for (const BellJsonNode *child = bell_json_node_get_first (node); child != NULL; child = bell_json_node_get_next (child))
    {
      const char *id = bell_json_node_get_string (child);

      if (id == NULL || *id == '\0' || strlen (id) > MAX_NAME)
        return not_request ("“createdIds” must hold ids", error);
      if (++n > limits->max_calls_in_request * limits->max_objects_in_set)
        return not_request ("“createdIds” holds more ids than could have been created", error);
    }

  return TRUE;
}

/**
 * bell_jmap_request_parse:
 * @text: the body of a request to the API
 * @length: its length in bytes
 * @limits: what the server takes
 * @capabilities: (array zero-terminated=1): what the server supports
 * @error: return location
 *
 * Reads a Request object (RFC 8620 section 3.3). Members that are not known
 * are passed over, as it demands. That at least one capability is used for a
 * method is bell_jmap_request_is_using()'s to say.
 *
 * Returns: (transfer full): the request, or %NULL with a %BELL_JMAP_ERROR for
 *   the request as a whole, see bell_problem_to_bytes()
 */
BellJmapRequest *
bell_jmap_request_parse (const char            *text,
                         gsize                  length,
                         const BellJmapLimits  *limits,
                         const char *const     *capabilities,
                         GError               **error)
{
  BellJsonLimits json_limits;
  g_autoptr (BellJmapRequest) self = NULL;
  const BellJsonNode *root;

  g_return_val_if_fail (limits != NULL && capabilities != NULL, NULL);

  json_limits = (BellJsonLimits) { 0, (guint) limits->max_depth };
  if ((gint64) length > limits->max_size_request)
    {
      bell_jmap_set_limit_error (error, "maxSizeRequest",
                                 "The request is larger than the %" G_GINT64_FORMAT " bytes that are allowed",
                                 limits->max_size_request);
      return NULL;
    }

  self = g_new0 (BellJmapRequest, 1);
  self->calls = g_ptr_array_new ();
  self->json = bell_json_parse (text, length, &json_limits, error);
  if (self->json == NULL)
    return NULL;

  root = bell_json_get_root (self->json);
  if (bell_json_node_get_kind (root) != BELL_JSON_OBJECT)
    {
      not_request ("it must be an object", error);
      return NULL;
    }

  self->using_node = bell_json_node_get_member (root, "using");
  self->created_ids = bell_json_node_get_member (root, "createdIds");
  if (!check_using (self->using_node, capabilities, error) ||
      !read_calls (self, bell_json_node_get_member (root, "methodCalls"), limits, error) ||
      !check_created_ids (self->created_ids, limits, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * bell_jmap_request_free:
 * @self: (transfer full): a request
 */
void
bell_jmap_request_free (BellJmapRequest *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->json, bell_json_unref);
  g_ptr_array_unref (self->calls);
  g_free (self);
}

/**
 * bell_jmap_request_is_using:
 * @self: a request
 * @capability: the URI of a capability
 *
 * Returns: whether the client has opted in to it
 */
gboolean
bell_jmap_request_is_using (const BellJmapRequest *self,
                            const char            *capability)
{
  g_return_val_if_fail (self != NULL && capability != NULL, FALSE);

  for (const BellJsonNode *child = bell_json_node_get_first (self->using_node);
       child != NULL;
       child = bell_json_node_get_next (child))
    if (strcmp (bell_json_node_get_string (child), capability) == 0)
      return TRUE;

  return FALSE;
}

/**
 * bell_jmap_request_get_n_calls:
 * @self: a request
 *
 * Returns: how many method calls it has
 */
guint
bell_jmap_request_get_n_calls (const BellJmapRequest *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->calls->len;
}

/**
 * bell_jmap_request_get_name:
 * @self: a request
 * @index: which call
 *
 * Returns: (transfer none): the name of the method, as it came
 */
const char *
bell_jmap_request_get_name (const BellJmapRequest *self,
                            guint                  index)
{
  g_return_val_if_fail (self != NULL && index < self->calls->len, NULL);

  return bell_json_node_get_string (self->calls->pdata[index]);
}

/**
 * bell_jmap_request_get_call_id:
 * @self: a request
 * @index: which call
 *
 * Returns: (transfer none): the client's id for the call
 */
const char *
bell_jmap_request_get_call_id (const BellJmapRequest *self,
                               guint                  index)
{
  const BellJsonNode *arguments = bell_jmap_request_get_arguments (self, index);

  return arguments != NULL ? bell_json_node_get_string (bell_json_node_get_next (arguments)) : NULL;
}

/**
 * bell_jmap_request_get_arguments:
 * @self: a request
 * @index: which call
 *
 * Returns: (transfer none): the arguments as they came, references and all;
 *   a method wants those of bell_jmap_response_resolve()
 */
const BellJsonNode *
bell_jmap_request_get_arguments (const BellJmapRequest *self,
                                 guint                  index)
{
  g_return_val_if_fail (self != NULL && index < self->calls->len, NULL);

  return bell_json_node_get_next (self->calls->pdata[index]);
}

/**
 * bell_jmap_request_get_json:
 * @self: a request
 *
 * Returns: (transfer none): the text that it was read from
 */
BellJson *
bell_jmap_request_get_json (const BellJmapRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->json;
}

/**
 * bell_jmap_request_get_created_ids:
 * @self: a request
 *
 * Returns: (transfer none) (nullable): the creation ids of earlier requests and
 *   the ids behind them; %NULL if the client gave none and wants none
 */
const BellJsonNode *
bell_jmap_request_get_created_ids (const BellJmapRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->created_ids;
}
