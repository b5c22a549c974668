/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-reply-private.h"

#include <string.h>

#include "bell-id.h"

/* What a server has answered to a /set (RFC 8620 section 5.3). */

static gboolean
bad (GError     **error,
     const char  *name,
     const char  *what)
{
  g_set_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_BAD_RESPONSE, "In the server's answer “%s” %s", name, what);
  return FALSE;
}

static void
result_free (gpointer data)
{
  BellSetResult *result = data;

  g_free (result->key);
  g_free (result->id);
  g_clear_pointer (&result->server_set, bell_patch_unref);
  g_clear_pointer (&result->error, bell_set_error_free);
  g_free (result);
}

static BellSetResult *
add_result (BellSetResponse *self,
            BellChangeKind   kind,
            const char      *key)
{
  BellSetResult *result = g_new0 (BellSetResult, 1);

  result->kind = kind;
  result->key = g_strdup (key);
  g_ptr_array_add (self->results, result);

  return result;
}

/* The properties that the server has set; "id" is not among them. */
static BellPatch *
read_server_set (const BellJsonNode  *object,
                 BellType             type,
                 GError             **error)
{
  const BellWirePatchOptions options = { .mode = BELL_WIRE_PATCH_HISTORY, .role = BELL_ROLE_NOBODY };
  g_autoptr (BellSetError) reason = NULL;
  BellPatch *patch = bell_wire_patch_from_json (object, type, &options, &reason);

  if (patch == NULL)
    bad (error, "created or updated", reason->description != NULL ? reason->description : "holds a wrong object");

  return patch;
}

static gboolean
read_done (BellSetResponse     *self,
           BellType             type,
           BellChangeKind       kind,
           const char          *name,
           const BellJsonNode  *node,
           GError             **error)
{
  for (const BellJsonNode *child = bell_json_node_get_first (node); child != NULL; child = bell_json_node_get_next (child))
    {
      const char *key = bell_json_node_get_name (child);
      const char *id = kind == BELL_CHANGE_KIND_CREATE
                       ? bell_json_node_get_string (bell_json_node_get_member (child, "id")) : key;
      gboolean is_object = bell_json_node_get_kind (child) == BELL_JSON_OBJECT;
      BellSetResult *result;

      if (!is_object && (kind == BELL_CHANGE_KIND_CREATE || bell_json_node_get_kind (child) != BELL_JSON_NULL))
        return bad (error, name, "holds something that is no object");
      if (!bell_id_is_valid (id, type))
        return bad (error, name, "holds something that has no id of its type");

      result = add_result (self, kind, key);
      result->id = g_strdup (id);
      if (is_object)
        {
          result->server_set = read_server_set (child, type, error);
          if (result->server_set == NULL)
            return FALSE;
        }
    }

  return TRUE;
}

static gboolean
read_destroyed (BellSetResponse     *self,
                BellType             type,
                const BellJsonNode  *node,
                GError             **error)
{
  for (const BellJsonNode *child = bell_json_node_get_first (node); child != NULL; child = bell_json_node_get_next (child))
    {
      const char *id = bell_json_node_get_string (child);

      if (!bell_id_is_valid (id, type))
        return bad (error, "destroyed", "holds something that is no id of its type");
      add_result (self, BELL_CHANGE_KIND_DESTROY, id)->id = g_strdup (id);
    }

  return TRUE;
}

static gboolean
read_not_done (BellSetResponse     *self,
               BellChangeKind       kind,
               const BellJsonNode  *node,
               GError             **error)
{
  for (const BellJsonNode *child = bell_json_node_get_first (node); child != NULL; child = bell_json_node_get_next (child))
    {
      BellSetResult *result = add_result (self, kind, bell_json_node_get_name (child));

      result->error = bell_set_error_from_json (child, error);
      if (result->error == NULL)
        return FALSE;
      if (kind != BELL_CHANGE_KIND_CREATE)
        result->id = g_strdup (result->key);
    }

  return TRUE;
}

/* A part is null or left out where there is nothing in it. */
static gboolean
read_part (BellSetResponse     *self,
           BellType             type,
           BellChangeKind       kind,
           gboolean             done,
           const char          *name,
           const BellJsonNode  *arguments,
           GError             **error)
{
  const BellJsonNode *node = bell_json_node_get_member (arguments, name);
  BellJsonKind wanted = kind == BELL_CHANGE_KIND_DESTROY && done ? BELL_JSON_ARRAY : BELL_JSON_OBJECT;

  if (bell_json_node_get_kind (node) <= BELL_JSON_NULL)
    return TRUE;
  if (bell_json_node_get_kind (node) != wanted)
    return bad (error, name, "is of the wrong type");

  if (!done)
    return read_not_done (self, kind, node, error);
  if (kind == BELL_CHANGE_KIND_DESTROY)
    return read_destroyed (self, type, node, error);

  return read_done (self, type, kind, name, node, error);
}

/**
 * bell_reply_read_set:
 * @self: a reply
 * @call_id: which call
 * @type: of which type it was
 * @error: return location
 *
 * Returns: (transfer full): what Foo/set has answered, or %NULL
 */
BellSetResponse *
bell_reply_read_set (const BellReply  *self,
                     const char       *call_id,
                     BellType          type,
                     GError          **error)
{
  static const struct { BellChangeKind kind; gboolean done; const char *name; } parts[] = {
    { BELL_CHANGE_KIND_CREATE, TRUE, "created" },     { BELL_CHANGE_KIND_UPDATE, TRUE, "updated" },
    { BELL_CHANGE_KIND_DESTROY, TRUE, "destroyed" },  { BELL_CHANGE_KIND_CREATE, FALSE, "notCreated" },
    { BELL_CHANGE_KIND_UPDATE, FALSE, "notUpdated" }, { BELL_CHANGE_KIND_DESTROY, FALSE, "notDestroyed" },
  };
  g_autoptr (BellSetResponse) response = NULL;
  const BellJsonNode *arguments;

  g_return_val_if_fail (self != NULL && call_id != NULL && type < BELL_N_TABLE_TYPES, NULL);

  arguments = bell_reply_find (self, call_id, type, BELL_METHOD_SET, error);
  if (arguments == NULL)
    return NULL;

  response = g_new0 (BellSetResponse, 1);
  response->results = g_ptr_array_new_with_free_func (result_free);
  if (!bell_reply_read_string (arguments, "oldState", TRUE, &response->old_state, error) ||
      !bell_reply_read_string (arguments, "newState", FALSE, &response->new_state, error))
    return NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    if (!read_part (response, type, parts[i].kind, parts[i].done, parts[i].name, arguments, error))
      return NULL;

  return g_steal_pointer (&response);
}

/**
 * bell_set_response_find:
 * @self: a response
 * @kind: what was asked for
 * @key: the creation id or id
 *
 * Returns: (transfer none) (nullable): what came of it; %NULL if the server
 *   says nothing of it, which it must not
 */
const BellSetResult *
bell_set_response_find (const BellSetResponse *self,
                        BellChangeKind         kind,
                        const char            *key)
{
  g_return_val_if_fail (self != NULL && key != NULL, NULL);

  for (guint i = 0; i < self->results->len; i++)
    {
      const BellSetResult *result = self->results->pdata[i];

      if (result->kind == kind && strcmp (result->key, key) == 0)
        return result;
    }

  return NULL;
}

/**
 * bell_set_response_free:
 * @self: (transfer full): a response
 */
void
bell_set_response_free (BellSetResponse *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->old_state);
  g_free (self->new_state);
  g_clear_pointer (&self->results, g_ptr_array_unref);
  g_free (self);
}
