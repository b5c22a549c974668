/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-jmap-calls.h"

#include <string.h>

#include "bell-clock.h"
#include "bell-id.h"
#include "bell-jmap-calls-private.h"

/* What all calls share, and the calls that read. The /set has a file of its own. */

#define MAX_ID 255

static const char *const method_names[] = {
  [BELL_METHOD_ECHO] = "echo",
  [BELL_METHOD_GET] = "get",
  [BELL_METHOD_CHANGES] = "changes",
  [BELL_METHOD_SET] = "set",
  [BELL_METHOD_QUERY] = "query",
};

gboolean
bell_call_fail (GError     **error,
                const char  *argument,
                const char  *what)
{
  g_autofree char *shown = g_utf8_substring (argument, 0, MIN (g_utf8_strlen (argument, -1), 80));

  g_set_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_INVALID_ARGUMENTS, "The argument “%s” %s", shown, what);
  return FALSE;
}

gboolean
bell_call_check_names (const BellJsonNode  *arguments,
                       const char *const   *names,
                       GError             **error)
{
  for (const BellJsonNode *node = bell_json_node_get_first (arguments); node != NULL; node = bell_json_node_get_next (node))
    if (!g_strv_contains (names, bell_json_node_get_name (node)))
      return bell_call_fail (error, bell_json_node_get_name (node), "is unknown");

  return TRUE;
}

/* An Id (RFC 8620 section 1.2); what ours look like is not asked here, since
 * another one is not found and not wrong. */
gboolean
bell_call_is_id (const char *id)
{
  gsize length;

  if (id == NULL)
    return FALSE;

  length = strspn (id, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

  return length > 0 && length <= MAX_ID && id[length] == '\0';
}

gboolean
bell_call_read_account (const BellJsonNode  *arguments,
                        const char         **account_id,
                        GError             **error)
{
  *account_id = bell_json_node_get_string (bell_json_node_get_member (arguments, "accountId"));

  return bell_call_is_id (*account_id) || bell_call_fail (error, "accountId", "must be an id");
}

/* A string or null, as an argument that may be left out. */
gboolean
bell_call_read_text (const BellJsonNode  *arguments,
                     const char          *name,
                     const char         **text,
                     GError             **error)
{
  const BellJsonNode *node = bell_json_node_get_member (arguments, name);

  *text = bell_json_node_get_string (node);
  if (*text == NULL && bell_json_node_get_kind (node) > BELL_JSON_NULL)
    return bell_call_fail (error, name, "must be a string or null");

  return *text == NULL || strlen (*text) <= MAX_ID || bell_call_fail (error, name, "is too long");
}

static gboolean
read_number (const BellJsonNode  *arguments,
             const char          *name,
             gint64               minimum,
             gint64              *number,
             GError             **error)
{
  const BellJsonNode *node = bell_json_node_get_member (arguments, name);

  if (bell_json_node_get_kind (node) <= BELL_JSON_NULL)
    return TRUE;

  return (bell_json_node_get_integer (node, number) && *number >= minimum) ||
         bell_call_fail (error, name, minimum > 0 ? "must be a whole number above 0" : minimum == 0 ?
                         "must be a whole number that is not negative" : "must be a whole number");
}

/**
 * bell_method_parse:
 * @name: the name of a method
 * @type: (out): of which type it is; %BELL_TYPE_NONE for Core/echo
 * @method: (out): which of the standard methods
 *
 * Returns: whether it is the name of a method that can exist; if not,
 *   unknownMethod is the answer. Which types have which methods is the server's to say.
 */
gboolean
bell_method_parse (const char *name,
                   BellType   *type,
                   BellMethod *method)
{
  const char *slash;
  g_autofree char *type_name = NULL;

  g_return_val_if_fail (name != NULL && type != NULL && method != NULL, FALSE);

  *type = BELL_TYPE_NONE;
  *method = BELL_METHOD_ECHO;
  if (strcmp (name, "Core/echo") == 0)
    return TRUE;

  slash = strchr (name, '/');
  if (slash == NULL)
    return FALSE;

  type_name = g_strndup (name, (gsize) (slash - name));
  *type = bell_type_from_wire_name (type_name);
  if (*type >= BELL_TYPE_NONE)
    return FALSE;

  for (guint i = BELL_METHOD_GET; i < G_N_ELEMENTS (method_names); i++)
    if (strcmp (method_names[i], slash + 1) == 0)
      {
        *method = i;
        return TRUE;
      }

  return FALSE;
}

/**
 * bell_method_get_name:
 * @type: of which type; ignored for echo
 * @method: which method
 *
 * Returns: (transfer full): its name: "Ticket/get"
 */
char *
bell_method_get_name (BellType   type,
                      BellMethod method)
{
  g_return_val_if_fail (method < G_N_ELEMENTS (method_names), NULL);

  if (method == BELL_METHOD_ECHO)
    return g_strdup ("Core/echo");

  return g_strconcat (bell_type_get_wire_name (type), "/", method_names[method], NULL);
}

static gboolean
read_ids (BellGetCall           *self,
          const BellJsonNode    *node,
          const BellJmapLimits  *limits,
          GError               **error)
{
  g_autoptr (GHashTable) seen = NULL;

  if (bell_json_node_get_kind (node) <= BELL_JSON_NULL)
    return TRUE;

  if (bell_json_node_get_kind (node) != BELL_JSON_ARRAY)
    return bell_call_fail (error, "ids", "must be an array of ids or null");

  self->ids = g_ptr_array_new ();
  seen = g_hash_table_new (g_str_hash, g_str_equal);
  for (const BellJsonNode *child = bell_json_node_get_first (node); child != NULL; child = bell_json_node_get_next (child))
    {
      const char *id = bell_json_node_get_string (child);

      if (!bell_call_is_id (id))
        return bell_call_fail (error, "ids", "must be an array of ids or null");

      /* The same id twice is answered once (RFC 8620 section 5.1). */
      if (!g_hash_table_add (seen, (char *) id))
        continue;

      if ((gint64) self->ids->len >= limits->max_objects_in_get)
        {
          g_set_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_REQUEST_TOO_LARGE,
                       "More than the %" G_GINT64_FORMAT " ids that are allowed in one call", limits->max_objects_in_get);
          return FALSE;
        }
      g_ptr_array_add (self->ids, (char *) id);
    }

  return TRUE;
}

static gboolean
read_properties (BellGetCall         *self,
                 const BellJsonNode  *node,
                 GError             **error)
{
  if (bell_json_node_get_kind (node) <= BELL_JSON_NULL)
    return TRUE;

  if (bell_json_node_get_kind (node) != BELL_JSON_ARRAY)
    return bell_call_fail (error, "properties", "must be an array of names or null");

  self->properties = 0;
  for (const BellJsonNode *child = bell_json_node_get_first (node); child != NULL; child = bell_json_node_get_next (child))
    {
      const char *name = bell_json_node_get_string (child);
      BellWireProperties bit;

      if (name == NULL || !bell_wire_find_property (self->type, name, &bit))
        return bell_call_fail (error, "properties", "names something that is no property");
      self->properties |= bit;
    }

  return TRUE;
}

/**
 * bell_get_call_parse:
 * @type: of which type
 * @arguments: the arguments
 * @limits: what the server takes
 * @error: return location
 *
 * Reads the arguments of Foo/get (RFC 8620 section 5.1).
 *
 * Returns: (transfer full): the call, or %NULL with
 *   %BELL_JMAP_ERROR_INVALID_ARGUMENTS or %BELL_JMAP_ERROR_REQUEST_TOO_LARGE
 */
BellGetCall *
bell_get_call_parse (BellType               type,
                     BellJson              *arguments,
                     const BellJmapLimits  *limits,
                     GError               **error)
{
  static const char *const names[] = { "accountId", "ids", "properties", NULL };
  g_autoptr (BellGetCall) self = NULL;
  const BellJsonNode *root;

  g_return_val_if_fail (type < BELL_TYPE_NONE && arguments != NULL && limits != NULL, NULL);

  root = bell_json_get_root (arguments);
  self = g_new0 (BellGetCall, 1);
  self->json = bell_json_ref (arguments);
  self->type = type;
  self->properties = BELL_WIRE_ALL_PROPERTIES;

  if (!bell_call_check_names (root, names, error) ||
      !bell_call_read_account (root, &self->account_id, error) ||
      !read_ids (self, bell_json_node_get_member (root, "ids"), limits, error) ||
      !read_properties (self, bell_json_node_get_member (root, "properties"), error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * bell_get_call_free:
 * @self: (transfer full): a call
 */
void
bell_get_call_free (BellGetCall *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->ids, g_ptr_array_unref);
  bell_json_unref (self->json);
  g_free (self);
}

/**
 * bell_changes_call_parse:
 * @type: of which type
 * @arguments: the arguments
 * @error: return location
 *
 * Reads the arguments of Foo/changes (RFC 8620 section 5.2). A state that is
 * none of ours is no invalid argument: cannotCalculateChanges is the answer,
 * see bell_state_parse().
 *
 * Returns: (transfer full): the call, or %NULL with %BELL_JMAP_ERROR_INVALID_ARGUMENTS
 */
BellChangesCall *
bell_changes_call_parse (BellType   type,
                         BellJson  *arguments,
                         GError   **error)
{
  static const char *const names[] = { "accountId", "sinceState", "maxChanges", NULL };
  g_autoptr (BellChangesCall) self = NULL;
  const BellJsonNode *root;

  g_return_val_if_fail (type < BELL_TYPE_NONE && arguments != NULL, NULL);

  root = bell_json_get_root (arguments);
  self = g_new0 (BellChangesCall, 1);
  self->json = bell_json_ref (arguments);
  self->type = type;

  if (!bell_call_check_names (root, names, error) ||
      !bell_call_read_account (root, &self->account_id, error) ||
      !read_number (root, "maxChanges", 1, &self->max_changes, error))
    return NULL;

  self->since_state = bell_json_node_get_string (bell_json_node_get_member (root, "sinceState"));
  if (self->since_state == NULL)
    {
      bell_call_fail (error, "sinceState", "must be a string");
      return NULL;
    }

  return g_steal_pointer (&self);
}

/**
 * bell_changes_call_free:
 * @self: (transfer full): a call
 */
void
bell_changes_call_free (BellChangesCall *self)
{
  g_return_if_fail (self != NULL);

  bell_json_unref (self->json);
  g_free (self);
}

static gboolean
read_query (BellQueryCall       *self,
            const BellJsonNode  *root,
            BellType             type,
            BellRole             role,
            GError             **error)
{
  const BellJsonNode *filter = bell_json_node_get_member (root, "filter");
  const BellJsonNode *total = bell_json_node_get_member (root, "calculateTotal");

  self->query = bell_query_new (type, NULL);
  if (bell_json_node_get_kind (filter) > BELL_JSON_NULL)
    {
      self->query->filter = bell_wire_filter_from_json (filter, type, role, error);
      if (self->query->filter == NULL)
        return FALSE;
    }

  if (!bell_wire_sort_from_json (bell_json_node_get_member (root, "sort"), self->query, role, error))
    return FALSE;

  return bell_json_node_get_kind (total) <= BELL_JSON_NULL ||
         bell_json_node_get_boolean (total, &self->calculate_total) ||
         bell_call_fail (error, "calculateTotal", "must be true or false");
}

/**
 * bell_query_call_parse:
 * @type: of which type, not a Change
 * @arguments: the arguments
 * @role: who asks: what that role may not read it cannot filter or sort by
 * @error: return location
 *
 * Reads the arguments of Foo/query (RFC 8620 section 5.5).
 *
 * Returns: (transfer full): the call, or %NULL with
 *   %BELL_JMAP_ERROR_INVALID_ARGUMENTS, %BELL_JMAP_ERROR_UNSUPPORTED_FILTER or
 *   %BELL_JMAP_ERROR_UNSUPPORTED_SORT
 */
BellQueryCall *
bell_query_call_parse (BellType   type,
                       BellJson  *arguments,
                       BellRole   role,
                       GError   **error)
{
  static const char *const names[] = { "accountId", "filter", "sort", "position", "anchor", "anchorOffset",
                                       "limit", "calculateTotal", NULL };
  g_autoptr (BellQueryCall) self = NULL;
  const BellJsonNode *root;

  g_return_val_if_fail (type < BELL_N_TABLE_TYPES && arguments != NULL, NULL);

  root = bell_json_get_root (arguments);
  self = g_new0 (BellQueryCall, 1);
  self->json = bell_json_ref (arguments);
  self->limit = -1;

  if (!bell_call_check_names (root, names, error) ||
      !bell_call_read_account (root, &self->account_id, error) ||
      !read_query (self, root, type, role, error) ||
      !read_number (root, "position", -BELL_JSON_MAX_INTEGER, &self->position, error) ||
      !bell_call_read_text (root, "anchor", &self->anchor, error) ||
      !read_number (root, "anchorOffset", -BELL_JSON_MAX_INTEGER, &self->anchor_offset, error) ||
      !read_number (root, "limit", 0, &self->limit, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * bell_query_call_free:
 * @self: (transfer full): a call
 */
void
bell_query_call_free (BellQueryCall *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->query, bell_query_free);
  bell_json_unref (self->json);
  g_free (self);
}
