/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-jmap-calls.h"

#include <string.h>

#include "bell-clock.h"
#include "bell-id.h"
#include "bell-jmap-calls-private.h"

/* The arguments of Foo/set: RFC 8620 section 5.3, `ifUnchangedBy` and `atomic`
 * of draft-ietf-jmap-conditional-02, and our own `changeIds` and `actedAt`, which
 * are by creation id or id like everything else, and `ifKnown`: ids of changes that
 * the client knows to be done. A server that does not have them was restored from a
 * backup, and refuses the call before the client puts something new in front of what
 * was lost. Message/set also takes
 * `ifTicketUnchangedBy`, by creation id: a PatchObject that must change nothing
 * about the ticket that the new message belongs to. */

typedef struct
{
  BellSetCall *call;
  const BellJmapLimits *limits;
  GHashTable *change_ids;  /* key -> node */
  GHashTable *acted_at;
  GHashTable *conditions;
  GHashTable *ticket_conditions;
} Reading;

/* The members of an argument by name, so that large calls stay linear. */
static gboolean
index_members (const BellJsonNode  *root,
               const char          *name,
               GHashTable         **members,
               GError             **error)
{
  const BellJsonNode *node = bell_json_node_get_member (root, name);

  *members = NULL;
  if (bell_json_node_get_kind (node) <= BELL_JSON_NULL)
    return TRUE;

  if (bell_json_node_get_kind (node) != BELL_JSON_OBJECT)
    return bell_call_fail (error, name, "must be an object or null");

  *members = g_hash_table_new (g_str_hash, g_str_equal);
  for (const BellJsonNode *child = bell_json_node_get_first (node); child != NULL; child = bell_json_node_get_next (child))
    g_hash_table_insert (*members, (char *) bell_json_node_get_name (child), (gpointer) child);

  return TRUE;
}

static const BellJsonNode *
find (GHashTable *members,
      const char *key)
{
  return members != NULL ? g_hash_table_lookup (members, key) : NULL;
}

/* The key of an update or destroy may be # and a creation id. */
static gboolean
is_key (const char     *key,
        BellChangeKind  kind)
{
  return bell_call_is_id (kind != BELL_CHANGE_KIND_CREATE && *key == '#' ? key + 1 : key);
}

static gboolean
add_item (Reading             *reading,
          BellChangeKind       kind,
          const char          *key,
          const BellJsonNode  *object,
          GError             **error)
{
  const BellJsonNode *change_id = find (reading->change_ids, key);
  const BellJsonNode *acted_at = find (reading->acted_at, key);
  BellSetItem item = { kind, key, object, NULL, NULL, BELL_TIME_UNSET };

  if (!is_key (key, kind))
    return bell_call_fail (error, kind == BELL_CHANGE_KIND_CREATE ? "create" :
                           kind == BELL_CHANGE_KIND_UPDATE ? "update" : "destroy", "holds something that is no id");

  if ((gint64) reading->call->items->len >= reading->limits->max_objects_in_set)
    {
      g_set_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_REQUEST_TOO_LARGE,
                   "More than the %" G_GINT64_FORMAT " objects that are allowed in one call",
                   reading->limits->max_objects_in_set);
      return FALSE;
    }

  if (change_id != NULL)
    {
      item.change_id = bell_json_node_get_string (change_id);
      if (!bell_id_is_valid (item.change_id, BELL_TYPE_CHANGE))
        return bell_call_fail (error, "changeIds", "holds something that is no id of a change");
    }

  if (acted_at != NULL && !bell_time_from_text (bell_json_node_get_string (acted_at), &item.acted_at))
    return bell_call_fail (error, "actedAt", "holds something that is no time");

  /* What is created has no state that could be met. A condition's own form is
   * judged for its object alone, with invalidPatch. */
  item.condition = find (kind != BELL_CHANGE_KIND_CREATE ? reading->conditions : reading->ticket_conditions, key);

  g_array_append_val (reading->call->items, item);
  return TRUE;
}

static gboolean
read_objects (Reading             *reading,
              const BellJsonNode  *root,
              const char          *name,
              BellChangeKind       kind,
              GError             **error)
{
  const BellJsonNode *node = bell_json_node_get_member (root, name);

  if (bell_json_node_get_kind (node) <= BELL_JSON_NULL)
    return TRUE;

  if (bell_json_node_get_kind (node) != BELL_JSON_OBJECT)
    return bell_call_fail (error, name, "must be an object or null");

  for (const BellJsonNode *child = bell_json_node_get_first (node); child != NULL; child = bell_json_node_get_next (child))
    {
      if (bell_json_node_get_kind (child) != BELL_JSON_OBJECT)
        return bell_call_fail (error, name, "must hold objects");
      if (!add_item (reading, kind, bell_json_node_get_name (child), child, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
read_destroyed (Reading             *reading,
                const BellJsonNode  *root,
                GError             **error)
{
  const BellJsonNode *node = bell_json_node_get_member (root, "destroy");
  g_autoptr (GHashTable) seen = NULL;

  if (bell_json_node_get_kind (node) <= BELL_JSON_NULL)
    return TRUE;

  if (bell_json_node_get_kind (node) != BELL_JSON_ARRAY)
    return bell_call_fail (error, "destroy", "must be an array or null");

  seen = g_hash_table_new (g_str_hash, g_str_equal);
  for (const BellJsonNode *child = bell_json_node_get_first (node); child != NULL; child = bell_json_node_get_next (child))
    {
      const char *key = bell_json_node_get_string (child);

      if (key == NULL)
        return bell_call_fail (error, "destroy", "must hold ids");
      if (g_hash_table_add (seen, (char *) key) &&
          !add_item (reading, BELL_CHANGE_KIND_DESTROY, key, NULL, error))
        return FALSE;
    }

  return TRUE;
}

/* Whether nothing is to be done if anything of it is refused. */
static gboolean
read_atomic (Reading             *reading,
             const BellJsonNode  *root,
             GError             **error)
{
  const BellJsonNode *node = bell_json_node_get_member (root, "atomic");

  return bell_json_node_get_kind (node) <= BELL_JSON_NULL ||
         bell_json_node_get_boolean (node, &reading->call->atomic) ||
         bell_call_fail (error, "atomic", "must be true, false or null");
}

/* Which changes the server has to know, or nothing is done. */
static gboolean
read_known (Reading             *reading,
            const BellJsonNode  *root,
            GError             **error)
{
  const BellJsonNode *node = bell_json_node_get_member (root, "ifKnown");
  guint n = 0;

  if (bell_json_node_get_kind (node) <= BELL_JSON_NULL)
    return TRUE;
  if (bell_json_node_get_kind (node) != BELL_JSON_ARRAY)
    return bell_call_fail (error, "ifKnown", "must be an array or null");

  for (const BellJsonNode *child = bell_json_node_get_first (node); child != NULL; child = bell_json_node_get_next (child))
    {
      const char *id = bell_json_node_get_string (child);

      if (n == BELL_SET_MAX_KNOWN || id == NULL || !bell_id_is_valid (id, BELL_TYPE_CHANGE))
        return bell_call_fail (error, "ifKnown", "holds too many, or something that is no id of a change");
      reading->call->if_known[n++] = id;
    }

  return TRUE;
}

static gboolean
keep_conditions (Reading            *reading,
                 const BellJsonNode *root)
{
  if (reading->conditions != NULL)
    reading->call->conditions = bell_json_node_get_member (root, "ifUnchangedBy");
  return TRUE;
}

static gboolean
read_call (Reading             *reading,
           const BellJsonNode  *root,
           GError             **error)
{
  return bell_call_read_account (root, &reading->call->account_id, error) &&
         bell_call_read_text (root, "ifInState", &reading->call->if_in_state, error) &&
         read_atomic (reading, root, error) &&
         read_known (reading, root, error) &&
         index_members (root, "changeIds", &reading->change_ids, error) &&
         index_members (root, "actedAt", &reading->acted_at, error) &&
         index_members (root, "ifUnchangedBy", &reading->conditions, error) &&
         keep_conditions (reading, root) &&
         index_members (root, "ifTicketUnchangedBy", &reading->ticket_conditions, error) &&
         read_objects (reading, root, "create", BELL_CHANGE_KIND_CREATE, error) &&
         read_objects (reading, root, "update", BELL_CHANGE_KIND_UPDATE, error) &&
         read_destroyed (reading, root, error);
}

/**
 * bell_set_call_parse:
 * @type: of which type
 * @arguments: the arguments
 * @limits: what the server takes
 * @conditional: whether the request uses %BELL_CAPABILITY_CONDITIONAL, without
 *   which `ifUnchangedBy` and `atomic` are unknown arguments
 * @error: return location
 *
 * Reads the arguments of Foo/set. The objects and patches are not looked into:
 * what is wrong with one is its own error and not the call's, see
 * bell_wire_patch_from_json().
 *
 * Returns: (transfer full): the call, or %NULL with
 *   %BELL_JMAP_ERROR_INVALID_ARGUMENTS or %BELL_JMAP_ERROR_REQUEST_TOO_LARGE
 */
BellSetCall *
bell_set_call_parse (BellType               type,
                     BellJson              *arguments,
                     const BellJmapLimits  *limits,
                     gboolean               conditional,
                     GError               **error)
{
  const char *names[] = { "accountId", "ifInState", "create", "update", "destroy", "changeIds", "actedAt", "ifKnown", NULL, NULL, NULL, NULL };
  gsize n_names = 8;
  g_autoptr (BellSetCall) self = NULL;
  const BellJsonNode *root;
  Reading reading;
  gboolean fine;

  g_return_val_if_fail (type < BELL_N_TABLE_TYPES && arguments != NULL && limits != NULL, NULL);

  root = bell_json_get_root (arguments);
  self = g_new0 (BellSetCall, 1);
  self->json = bell_json_ref (arguments);
  self->type = type;
  self->items = g_array_new (FALSE, FALSE, sizeof (BellSetItem));

  if (type == BELL_TYPE_MESSAGE)
    names[n_names++] = "ifTicketUnchangedBy";
  if (conditional)
    {
      names[n_names++] = "ifUnchangedBy";
      names[n_names++] = "atomic";
    }
  if (!bell_call_check_names (root, names, error))
    return NULL;

  reading = (Reading) { self, limits, NULL, NULL, NULL, NULL };
  fine = read_call (&reading, root, error);

  g_clear_pointer (&reading.change_ids, g_hash_table_unref);
  g_clear_pointer (&reading.acted_at, g_hash_table_unref);
  g_clear_pointer (&reading.conditions, g_hash_table_unref);
  g_clear_pointer (&reading.ticket_conditions, g_hash_table_unref);

  return fine ? g_steal_pointer (&self) : NULL;
}

/**
 * bell_set_call_free:
 * @self: (transfer full): a call
 */
void
bell_set_call_free (BellSetCall *self)
{
  g_return_if_fail (self != NULL);

  g_array_unref (self->items);
  bell_json_unref (self->json);
  g_free (self);
}
