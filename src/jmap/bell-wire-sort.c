/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-wire.h"

#include <string.h>

#include "bell-access.h"

/* Orders to and from JSON (RFC 8620 section 5.5), and whole queries as saved
 * views have them. */

static gboolean
read_comparator (BellQuery           *query,
                 BellRole             role,
                 const BellJsonNode  *node,
                 GError             **error)
{
  const char *name = bell_json_node_get_string (bell_json_node_get_member (node, "property"));
  const BellJsonNode *ascending_node = bell_json_node_get_member (node, "isAscending");
  const BellJsonNode *collation = bell_json_node_get_member (node, "collation");
  const BellProperty *property;
  gboolean ascending = TRUE;

  if (name == NULL || (ascending_node != NULL && !bell_json_node_get_boolean (ascending_node, &ascending)))
    {
      g_set_error_literal (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_INVALID_ARGUMENTS,
                           "Each comparator of “sort” must name its property, and “isAscending” must be true or false");
      return FALSE;
    }

  property = bell_type_find_property (query->type, name);
  if (property == NULL || !bell_access_can_read_property (role, property) ||
      ((property->flags & BELL_PROPERTY_LOCAL) && role != BELL_ROLE_NOBODY) || bell_json_node_get_kind (collation) > BELL_JSON_NULL ||
      property->kind == BELL_KIND_SET || property->kind == BELL_KIND_MAP ||
      property->kind == BELL_KIND_JSON || property->kind == BELL_KIND_ATTACHMENTS)
    {
      g_autofree char *shown = g_utf8_substring (name, 0, MIN (g_utf8_strlen (name, -1), 80));

      g_set_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_UNSUPPORTED_SORT,
                   "A %s cannot be sorted by “%s”, or not in that way", bell_type_get_wire_name (query->type), shown);
      return FALSE;
    }

  bell_query_add_sort (query, property, !ascending);
  return TRUE;
}

/**
 * bell_wire_sort_from_json:
 * @node: (nullable): null, or an array of Comparators
 * @query: the query whose order it is
 * @role: who asks; %BELL_ROLE_NOBODY may sort by everything
 * @error: return location
 *
 * Returns: whether it could be read; otherwise
 *   %BELL_JMAP_ERROR_INVALID_ARGUMENTS or %BELL_JMAP_ERROR_UNSUPPORTED_SORT
 */
gboolean
bell_wire_sort_from_json (const BellJsonNode  *node,
                          BellQuery           *query,
                          BellRole             role,
                          GError             **error)
{
  g_return_val_if_fail (query != NULL, FALSE);

  if (bell_json_node_get_kind (node) <= BELL_JSON_NULL)
    return TRUE;

  if (bell_json_node_get_kind (node) != BELL_JSON_ARRAY || bell_json_node_get_size (node) > 8)
    {
      g_set_error_literal (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_INVALID_ARGUMENTS,
                           "“sort” must be an array of at most 8 comparators");
      return FALSE;
    }

  for (const BellJsonNode *child = bell_json_node_get_first (node); child != NULL; child = bell_json_node_get_next (child))
    if (!read_comparator (query, role, child, error))
      return FALSE;

  return TRUE;
}

/**
 * bell_wire_sort_to_json:
 * @writer: where to write
 * @query: a query
 *
 * Writes its order: an array of Comparators.
 */
void
bell_wire_sort_to_json (BellJsonWriter  *writer,
                        const BellQuery *query)
{
  g_return_if_fail (writer != NULL && query != NULL);

  bell_json_writer_begin_array (writer);
  for (guint i = 0; query->sorts != NULL && i < query->sorts->len; i++)
    {
      const BellSort *sort = &g_array_index (query->sorts, BellSort, i);

      bell_json_writer_begin_object (writer);
      bell_json_writer_string_member (writer, "property", sort->property->wire_name);
      if (sort->descending)
        bell_json_writer_boolean_member (writer, "isAscending", FALSE);
      bell_json_writer_end_object (writer);
    }
  bell_json_writer_end_array (writer);
}

/**
 * bell_wire_query_from_text:
 * @type: of what
 * @filter: (nullable): a filter as JSON text, as a saved view has it
 * @sort: (nullable): an order as JSON text
 * @error: return location
 *
 * Returns: (transfer full): the query, or %NULL with a %BELL_JMAP_ERROR
 */
BellQuery *
bell_wire_query_from_text (BellType     type,
                           const char  *filter,
                           const char  *sort,
                           GError     **error)
{
  g_autoptr (BellQuery) query = bell_query_new (type, NULL);
  g_autoptr (BellJson) filter_json = NULL;
  g_autoptr (BellJson) sort_json = NULL;

  if (filter != NULL)
    {
      filter_json = bell_json_parse (filter, strlen (filter), NULL, error);
      if (filter_json == NULL)
        return NULL;
      if (bell_json_node_get_kind (bell_json_get_root (filter_json)) != BELL_JSON_NULL)
        {
          query->filter = bell_wire_filter_from_json (bell_json_get_root (filter_json), type, BELL_ROLE_NOBODY, error);
          if (query->filter == NULL)
            return NULL;
        }
    }

  if (sort != NULL)
    {
      sort_json = bell_json_parse (sort, strlen (sort), NULL, error);
      if (sort_json == NULL ||
          !bell_wire_sort_from_json (bell_json_get_root (sort_json), query, BELL_ROLE_NOBODY, error))
        return NULL;
    }

  return g_steal_pointer (&query);
}

/**
 * bell_wire_sort_to_text:
 * @query: a query
 *
 * Returns: (transfer full): its order as JSON text
 */
char *
bell_wire_sort_to_text (const BellQuery *query)
{
  BellJsonWriter *writer;

  g_return_val_if_fail (query != NULL, NULL);

  writer = bell_json_writer_new ();
  bell_wire_sort_to_json (writer, query);

  return bell_json_writer_free_to_text (writer);
}
