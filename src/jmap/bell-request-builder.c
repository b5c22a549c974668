/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-request-builder.h"

#include "bell-clock.h"

struct _BellRequestBuilder
{
  char *account_id;
  BellJsonWriter *writer;
  GPtrArray *call_ids;
  char **known;
};

static const char *
begin_call (BellRequestBuilder *self,
            BellType            type,
            BellMethod          method)
{
  g_autofree char *name = bell_method_get_name (type, method);
  char *call_id = g_strdup_printf ("c%u", self->call_ids->len);

  g_ptr_array_add (self->call_ids, call_id);
  bell_json_writer_begin_array (self->writer);
  bell_json_writer_string (self->writer, name);
  bell_json_writer_begin_object (self->writer);
  bell_json_writer_string_member (self->writer, "accountId", self->account_id);

  return call_id;
}

static void
end_call (BellRequestBuilder *self)
{
  bell_json_writer_end_object (self->writer);
  bell_json_writer_string (self->writer, g_ptr_array_index (self->call_ids, self->call_ids->len - 1));
  bell_json_writer_end_array (self->writer);
}

static void
write_properties (BellRequestBuilder *self,
                  BellType            type,
                  BellWireProperties  properties)
{
  if (properties == BELL_WIRE_ALL_PROPERTIES)
    return;

  g_assert (type < BELL_N_TABLE_TYPES);
  bell_json_writer_begin_array_member (self->writer, "properties");
  for (guint i = 0; i < bell_type_get_n_properties (type); i++)
    if (properties >> i & 1)
      bell_json_writer_string (self->writer, bell_type_get_property (type, i)->wire_name);
  bell_json_writer_end_array (self->writer);
}

/**
 * bell_request_builder_new:
 * @account_id: the account of all calls
 *
 * Returns: (transfer full): a request without calls
 */
BellRequestBuilder *
bell_request_builder_new (const char *account_id)
{
  BellRequestBuilder *self;

  g_return_val_if_fail (account_id != NULL, NULL);

  self = g_new0 (BellRequestBuilder, 1);
  self->account_id = g_strdup (account_id);
  self->call_ids = g_ptr_array_new_with_free_func (g_free);
  self->writer = bell_json_writer_new ();

  bell_json_writer_begin_object (self->writer);
  bell_json_writer_begin_array_member (self->writer, "using");
  bell_json_writer_string (self->writer, BELL_CAPABILITY_CORE);
  bell_json_writer_string (self->writer, BELL_CAPABILITY_CONDITIONAL);
  bell_json_writer_string (self->writer, BELL_CAPABILITY_HELPDESK);
  bell_json_writer_end_array (self->writer);
  bell_json_writer_begin_array_member (self->writer, "methodCalls");

  return self;
}

/**
 * bell_request_builder_free:
 * @self: (transfer full): a builder
 */
void
bell_request_builder_free (BellRequestBuilder *self)
{
  g_return_if_fail (self != NULL);

  g_strfreev (self->known);
  g_free (self->account_id);
  g_clear_pointer (&self->writer, bell_json_writer_free);
  g_ptr_array_unref (self->call_ids);
  g_free (self);
}

/**
 * bell_request_builder_get_n_calls:
 * @self: a builder
 *
 * Returns: how many calls were added; a server takes so many as
 *   #BellJmapLimits.max_calls_in_request says
 */
guint
bell_request_builder_get_n_calls (BellRequestBuilder *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->call_ids->len;
}

/**
 * bell_request_builder_add_get:
 * @self: a builder
 * @type: of which type
 * @ids: (nullable) (array zero-terminated=1): which objects; %NULL: all
 * @properties: which properties; all of a Change
 *
 * Adds a call of Foo/get (RFC 8620 section 5.1).
 *
 * Returns: (transfer none): the id of the call
 */
const char *
bell_request_builder_add_get (BellRequestBuilder *self,
                              BellType            type,
                              const char *const  *ids,
                              BellWireProperties  properties)
{
  const char *call_id;

  g_return_val_if_fail (self != NULL && type < BELL_TYPE_NONE, NULL);

  call_id = begin_call (self, type, BELL_METHOD_GET);
  bell_json_writer_strings_member (self->writer, "ids", ids);
  write_properties (self, type, properties);
  end_call (self);

  return call_id;
}

/**
 * bell_request_builder_add_get_referenced:
 * @self: a builder
 * @type: of which type
 * @result_of: the id of an earlier call
 * @method: which method that was, of the same type
 * @path: where in its response the ids stand: "/created"
 * @properties: which properties; all of a Change
 *
 * Adds a call of Foo/get for the objects that an earlier call of the request
 * finds (RFC 8620 section 3.7).
 *
 * Returns: (transfer none): the id of the call
 */
const char *
bell_request_builder_add_get_referenced (BellRequestBuilder *self,
                                         BellType            type,
                                         const char         *result_of,
                                         BellMethod          method,
                                         const char         *path,
                                         BellWireProperties  properties)
{
  g_autofree char *name = NULL;
  const char *call_id;

  g_return_val_if_fail (self != NULL && type < BELL_TYPE_NONE, NULL);
  g_return_val_if_fail (result_of != NULL && path != NULL, NULL);

  name = bell_method_get_name (type, method);
  call_id = begin_call (self, type, BELL_METHOD_GET);
  bell_json_writer_begin_object_member (self->writer, "#ids");
  bell_json_writer_string_member (self->writer, "resultOf", result_of);
  bell_json_writer_string_member (self->writer, "name", name);
  bell_json_writer_string_member (self->writer, "path", path);
  bell_json_writer_end_object (self->writer);
  write_properties (self, type, properties);
  end_call (self);

  return call_id;
}

/**
 * bell_request_builder_add_changes:
 * @self: a builder
 * @type: of which type
 * @since_state: the state that the client is in
 * @max_changes: at most so many, or 0
 *
 * Adds a call of Foo/changes (RFC 8620 section 5.2).
 *
 * Returns: (transfer none): the id of the call
 */
const char *
bell_request_builder_add_changes (BellRequestBuilder *self,
                                  BellType            type,
                                  const char         *since_state,
                                  gint64              max_changes)
{
  const char *call_id;

  g_return_val_if_fail (self != NULL && type < BELL_TYPE_NONE && since_state != NULL, NULL);

  call_id = begin_call (self, type, BELL_METHOD_CHANGES);
  bell_json_writer_string_member (self->writer, "sinceState", since_state);
  if (max_changes > 0)
    bell_json_writer_integer_member (self->writer, "maxChanges", max_changes);
  end_call (self);

  return call_id;
}

static void
write_items (BellRequestBuilder *self,
             BellChange *const  *changes,
             guint               n_changes,
             BellChangeKind      kind,
             const char         *name)
{
  gboolean any = FALSE;

  for (guint i = 0; i < n_changes; i++)
    {
      if (bell_change_get_kind (changes[i]) != kind)
        continue;

      if (!any && kind == BELL_CHANGE_KIND_DESTROY)
        bell_json_writer_begin_array_member (self->writer, name);
      else if (!any)
        bell_json_writer_begin_object_member (self->writer, name);
      any = TRUE;

      if (kind == BELL_CHANGE_KIND_DESTROY)
        {
          bell_json_writer_string (self->writer, bell_change_get_object_id (changes[i]));
          continue;
        }
      bell_json_writer_name (self->writer, bell_change_get_object_id (changes[i]));
      bell_wire_patch_to_json (self->writer, bell_change_get_patch (changes[i]), BELL_ROLE_NOBODY);
    }

  if (any && kind == BELL_CHANGE_KIND_DESTROY)
    bell_json_writer_end_array (self->writer);
  else if (any)
    bell_json_writer_end_object (self->writer);
}

/* What changes expect: of their own object, or, as new messages do, of their ticket. */
static void
write_expected (BellRequestBuilder *self,
                BellChange *const  *changes,
                guint               n_changes,
                gboolean            created,
                const char         *name)
{
  gboolean any = FALSE;

  for (guint i = 0; i < n_changes; i++)
    {
      BellPatch *expected = bell_change_get_expected (changes[i]);

      if (expected == NULL || (bell_change_get_kind (changes[i]) == BELL_CHANGE_KIND_CREATE) != created ||
          (created && bell_change_get_data_type (changes[i]) != BELL_TYPE_MESSAGE))
        continue;
      if (!any)
        bell_json_writer_begin_object_member (self->writer, name);
      any = TRUE;
      bell_json_writer_name (self->writer, bell_change_get_object_id (changes[i]));
      bell_wire_patch_to_json (self->writer, expected, BELL_ROLE_NOBODY);
    }
  if (any)
    bell_json_writer_end_object (self->writer);
}

static gboolean
is_sendable (BellChange *const *changes,
             guint              n_changes,
             BellType           type)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < n_changes; i++)
    if (bell_change_get_data_type (changes[i]) != type ||
        !g_hash_table_add (seen, (char *) bell_change_get_object_id (changes[i])))
      return FALSE;

  return TRUE;
}

/**
 * bell_request_builder_set_known:
 * @self: a builder
 * @change_ids: (nullable): at most %BELL_SET_MAX_KNOWN changes that the server has told of
 *
 * From here on each Foo/set is done only by a server that knows these (`ifKnown`).
 */
void
bell_request_builder_set_known (BellRequestBuilder *self,
                                const char *const  *change_ids)
{
  g_return_if_fail (self != NULL);

  g_strfreev (self->known);
  self->known = g_strdupv ((char **) change_ids);
}

/**
 * bell_request_builder_add_set:
 * @self: a builder
 * @type: of which type
 * @if_in_state: (nullable): only if the type is in this state
 * @changes: (array length=n_changes): what to do; each to another object of @type
 * @n_changes: how many
 *
 * Adds a call of Foo/set (RFC 8620 section 5.3). A new object's id is its
 * creation id; the ids and times of the changes go along, and what they expect
 * goes as `ifUnchangedBy`, or for a new message as `ifTicketUnchangedBy`.
 *
 * Returns: (transfer none) (nullable): the id of the call; %NULL, with nothing
 *   added, if two changes concern the same object or one is of another type:
 *   those take calls of their own
 */
const char *
bell_request_builder_add_set (BellRequestBuilder *self,
                              BellType            type,
                              const char         *if_in_state,
                              BellChange *const  *changes,
                              guint               n_changes)
{
  const char *call_id;

  g_return_val_if_fail (self != NULL && type < BELL_N_TABLE_TYPES, NULL);
  g_return_val_if_fail (changes != NULL || n_changes == 0, NULL);

  if (!is_sendable (changes, n_changes, type))
    return NULL;

  call_id = begin_call (self, type, BELL_METHOD_SET);
  if (if_in_state != NULL)
    bell_json_writer_string_member (self->writer, "ifInState", if_in_state);
  if (self->known != NULL && self->known[0] != NULL)
    bell_json_writer_strings_member (self->writer, "ifKnown", (const char *const *) self->known);
  write_items (self, changes, n_changes, BELL_CHANGE_KIND_CREATE, "create");
  write_items (self, changes, n_changes, BELL_CHANGE_KIND_UPDATE, "update");
  write_items (self, changes, n_changes, BELL_CHANGE_KIND_DESTROY, "destroy");

  bell_json_writer_begin_object_member (self->writer, "changeIds");
  for (guint i = 0; i < n_changes; i++)
    bell_json_writer_string_member (self->writer, bell_change_get_object_id (changes[i]), bell_change_get_id (changes[i]));
  bell_json_writer_end_object (self->writer);

  bell_json_writer_begin_object_member (self->writer, "actedAt");
  for (guint i = 0; i < n_changes; i++)
    if (bell_change_get_acted_at (changes[i]) != BELL_TIME_UNSET)
      bell_json_writer_time_member (self->writer, bell_change_get_object_id (changes[i]),
                                    bell_change_get_acted_at (changes[i]));
  bell_json_writer_end_object (self->writer);

  write_expected (self, changes, n_changes, FALSE, "ifUnchangedBy");
  write_expected (self, changes, n_changes, TRUE, "ifTicketUnchangedBy");
  end_call (self);

  return call_id;
}

/**
 * bell_request_builder_add_query:
 * @self: a builder
 * @query: what to look for
 * @position: from which result
 * @limit: at most so many, or -1
 * @calculate_total: whether to count all results
 *
 * Adds a call of Foo/query (RFC 8620 section 5.5).
 *
 * Returns: (transfer none): the id of the call
 */
const char *
bell_request_builder_add_query (BellRequestBuilder *self,
                                const BellQuery    *query,
                                gint64              position,
                                gint64              limit,
                                gboolean            calculate_total)
{
  const char *call_id;

  g_return_val_if_fail (self != NULL && query != NULL, NULL);

  call_id = begin_call (self, query->type, BELL_METHOD_QUERY);
  bell_json_writer_name (self->writer, "filter");
  bell_wire_filter_to_json (self->writer, query->filter);
  bell_json_writer_name (self->writer, "sort");
  bell_wire_sort_to_json (self->writer, query);
  if (position != 0)
    bell_json_writer_integer_member (self->writer, "position", position);
  if (limit >= 0)
    bell_json_writer_integer_member (self->writer, "limit", limit);
  if (calculate_total)
    bell_json_writer_boolean_member (self->writer, "calculateTotal", TRUE);
  end_call (self);

  return call_id;
}

/**
 * bell_request_builder_add_history:
 * @self: a builder
 * @ticket_id: a ticket
 * @position: from which change on
 * @limit: at most so many
 *
 * Adds a call of Change/query for all that happened to a ticket and its
 * messages, the oldest first.
 *
 * Returns: (transfer none): the id of the call
 */
const char *
bell_request_builder_add_history (BellRequestBuilder *self,
                                  const char         *ticket_id,
                                  gint64              position,
                                  gint64              limit)
{
  const char *call_id;

  g_return_val_if_fail (self != NULL && ticket_id != NULL, NULL);

  call_id = begin_call (self, BELL_TYPE_CHANGE, BELL_METHOD_QUERY);
  bell_json_writer_begin_object_member (self->writer, "filter");
  bell_json_writer_string_member (self->writer, "ticketId", ticket_id);
  bell_json_writer_end_object (self->writer);
  bell_json_writer_integer_member (self->writer, "position", position);
  bell_json_writer_integer_member (self->writer, "limit", limit);
  end_call (self);

  return call_id;
}

/**
 * bell_request_builder_finish:
 * @self: a builder with all its calls; can only be freed after
 *
 * Returns: (transfer full): the text of the request
 */
GBytes *
bell_request_builder_finish (BellRequestBuilder *self)
{
  g_return_val_if_fail (self != NULL && self->writer != NULL, NULL);

  bell_json_writer_end_array (self->writer);
  bell_json_writer_end_object (self->writer);

  return bell_json_writer_free_to_bytes (g_steal_pointer (&self->writer));
}
