/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-wire.h"

#include <string.h>

#include "bell-access.h"
#include "bell-id.h"

/* Filters to and from JSON (RFC 8620 section 5.5); the header says how our
 * conditions look. */

/* @n_conditions counts conditions and groups as they are in the tree, however
 * they were written, so that what was taken is taken again when it comes back. */
typedef struct
{
  BellType type;
  BellRole role;
  guint n_conditions;
  guint depth;
} Reading;

/* Groups within groups; well below the depth of JSON that is read, since a
 * filter may nest deeper in the form in which it is written. */
#define MAX_DEPTH 10

static BellFilter *read_filter (Reading             *reading,
                                const BellJsonNode  *node,
                                GError             **error);

static void *
invalid (const char  *name,
         const char  *what,
         GError     **error)
{
  g_autofree char *shown = g_utf8_substring (name, 0, MIN (g_utf8_strlen (name, -1), 80));

  g_set_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_INVALID_ARGUMENTS, "In the filter “%s” %s", shown, what);
  return NULL;
}

/* A group of the tree begins; reading->depth is lowered where it ends well. */
static gboolean
enter_group (Reading  *reading,
             GError  **error)
{
  if (++reading->n_conditions > BELL_WIRE_MAX_CONDITIONS)
    return invalid ("filter", "has too many conditions", error) != NULL;
  if (++reading->depth > MAX_DEPTH)
    return invalid ("filter", "is nested too deep", error) != NULL;

  return TRUE;
}

static gboolean
is_word (const char *text)
{
  return strcmp (text, BELL_FILTER_ME) == 0 || strcmp (text, BELL_FILTER_MY_TEAMS) == 0;
}

/* One value to compare with; floating. */
static GVariant *
read_value (const BellProperty  *property,
            const BellJsonNode  *node,
            GError             **error)
{
  g_autoptr (GVariant) value = NULL;
  g_autoptr (GError) local = NULL;

  if (!bell_wire_value_from_json (property, node, &value, &local))
    return invalid (property->wire_name, local->message, error);

  if (value == NULL)
    return invalid (property->wire_name, "has null among other values", error);

  if (property->kind == BELL_KIND_ID && property->refers_to != BELL_TYPE_NONE &&
      !is_word (g_variant_get_string (value, NULL)) &&
      !bell_id_is_valid (g_variant_get_string (value, NULL), property->refers_to))
    return invalid (property->wire_name, "has something that is no id of its type", error);

  return g_steal_pointer (&value);
}

static BellFilter *
read_any_of (const BellProperty  *property,
             const BellJsonNode  *node,
             GError             **error)
{
  g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);

  for (const BellJsonNode *child = bell_json_node_get_first (node); child != NULL; child = bell_json_node_get_next (child))
    {
      GVariant *value = read_value (property, child, error);

      if (value == NULL)
        return NULL;
      g_ptr_array_add (values, value);
    }

  if (values->len > BELL_WIRE_MAX_CONDITIONS)
    return invalid (property->wire_name, "has too many values", error);

  return bell_filter_new_any_of (property, (GVariant **) values->pdata, values->len);
}

/* {"tags": "vip"}, or any of several. */
static BellFilter *
read_contains (Reading             *reading,
               const BellProperty  *property,
               const BellJsonNode  *node,
               GError             **error)
{
  g_autoptr (BellFilter) group = NULL;
  const char *member = bell_json_node_get_string (node);

  if (member != NULL)
    return bell_filter_new_condition (property, BELL_TEST_CONTAINS, g_variant_new_string (member));

  if (bell_json_node_get_kind (node) != BELL_JSON_ARRAY)
    return invalid (property->wire_name, "must be a member or an array of members", error);

  /* The condition that it would be was counted. */
  reading->n_conditions--;
  if (!enter_group (reading, error))
    return NULL;

  group = bell_filter_new_group (BELL_FILTER_OR);
  for (const BellJsonNode *child = bell_json_node_get_first (node); child != NULL; child = bell_json_node_get_next (child))
    {
      member = bell_json_node_get_string (child);
      if (member == NULL)
        return invalid (property->wire_name, "must hold strings", error);
      if (++reading->n_conditions > BELL_WIRE_MAX_CONDITIONS)
        return invalid (property->wire_name, "has too many members", error);
      bell_filter_add (group, bell_filter_new_condition (property, BELL_TEST_CONTAINS, g_variant_new_string (member)));
    }
  reading->depth--;

  return g_steal_pointer (&group);
}

static BellFilter *
read_property (Reading             *reading,
               const BellProperty  *property,
               const BellJsonNode  *node,
               GError             **error)
{
  BellJsonKind kind = bell_json_node_get_kind (node);
  g_autoptr (GVariant) value = NULL;

  switch (property->kind)
    {
    case BELL_KIND_SET:
    case BELL_KIND_MAP:
      return read_contains (reading, property, node, error);

    case BELL_KIND_JSON:
    case BELL_KIND_ATTACHMENTS:
      g_set_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_UNSUPPORTED_FILTER,
                   "There is no filter on “%s”", property->wire_name);
      return NULL;

    case BELL_KIND_ID:
    case BELL_KIND_TEXT:
    case BELL_KIND_ENUM:
    case BELL_KIND_INTEGER:
    case BELL_KIND_BOOLEAN:
    case BELL_KIND_TIME:
    default:
      break;
    }

  if (kind == BELL_JSON_NULL)
    {
      if (!(property->flags & BELL_PROPERTY_NULLABLE))
        return invalid (property->wire_name, "is never null", error);
      return bell_filter_new_condition (property, BELL_TEST_EQUAL, NULL);
    }

  if (kind == BELL_JSON_ARRAY && property->kind != BELL_KIND_BOOLEAN && property->kind != BELL_KIND_TIME)
    return read_any_of (property, node, error);

  value = read_value (property, node, error);

  return value != NULL ? bell_filter_new_condition (property, BELL_TEST_EQUAL, value) : NULL;
}

static const BellProperty *
find_readable (const Reading *reading,
               const char    *name)
{
  const BellProperty *property = bell_type_find_property (reading->type, name);

  /* What each end computes for itself, it alone can list by. */
  if (property != NULL && (property->flags & BELL_PROPERTY_LOCAL) && reading->role != BELL_ROLE_NOBODY)
    return NULL;

  return property != NULL && bell_access_can_read_property (reading->role, property) ? property : NULL;
}

/* createdAtFrom, numberBefore: the property that is meant, and the test. */
static const BellProperty *
find_with_suffix (const Reading *reading,
                  const char    *name,
                  BellTest      *test)
{
  static const struct { const char *suffix; BellTest test; } suffixes[] = {
    { "From", BELL_TEST_FROM },
    { "Before", BELL_TEST_BEFORE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    if (g_str_has_suffix (name, suffixes[i].suffix))
      {
        g_autofree char *stem = g_strndup (name, strlen (name) - strlen (suffixes[i].suffix));
        const BellProperty *property = find_readable (reading, stem);

        if (property != NULL && (property->kind == BELL_KIND_TIME || property->kind == BELL_KIND_INTEGER))
          {
            *test = suffixes[i].test;
            return property;
          }
      }

  return NULL;
}

static BellFilter *
read_member (Reading             *reading,
             const BellJsonNode  *node,
             GError             **error)
{
  const char *name = bell_json_node_get_name (node);
  const BellProperty *property;
  g_autoptr (GVariant) value = NULL;
  BellTest test;

  if (++reading->n_conditions > BELL_WIRE_MAX_CONDITIONS)
    return invalid (name, "is one condition too many", error);

  property = find_readable (reading, name);
  if (property != NULL)
    return read_property (reading, property, node, error);

  property = find_with_suffix (reading, name, &test);
  if (property != NULL)
    {
      value = read_value (property, node, error);
      return value != NULL ? bell_filter_new_condition (property, test, value) : NULL;
    }

  if (strcmp (name, "text") == 0)
    {
      const char *text = bell_json_node_get_string (node);

      if (text == NULL || *text == '\0')
        return invalid (name, "must be a text to search for", error);
      return bell_filter_new_text (text);
    }

  {
    g_autofree char *shown = g_utf8_substring (name, 0, MIN (g_utf8_strlen (name, -1), 80));

    g_set_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_UNSUPPORTED_FILTER,
                 "There is no filter “%s” on a %s", shown, bell_type_get_wire_name (reading->type));
  }
  return NULL;
}

static BellFilter *
read_condition (Reading             *reading,
                const BellJsonNode  *node,
                GError             **error)
{
  const BellJsonNode *first = bell_json_node_get_first (node);
  g_autoptr (BellFilter) group = NULL;

  if (first != NULL && bell_json_node_get_next (first) == NULL)
    return read_member (reading, first, error);

  if (!enter_group (reading, error))
    return NULL;

  /* Nothing that must hold always holds: so does an empty AND. */
  group = bell_filter_new_group (BELL_FILTER_AND);
  for (const BellJsonNode *child = first; child != NULL; child = bell_json_node_get_next (child))
    {
      BellFilter *filter = read_member (reading, child, error);

      if (filter == NULL)
        return NULL;
      bell_filter_add (group, filter);
    }
  reading->depth--;

  return g_steal_pointer (&group);
}

static BellFilter *
read_operator (Reading             *reading,
               const BellJsonNode  *node,
               GError             **error)
{
  static const struct { const char *name; BellFilterKind kind; } operators[] = {
    { "AND", BELL_FILTER_AND },
    { "OR", BELL_FILTER_OR },
    { "NOT", BELL_FILTER_NOT },
  };
  const char *name = bell_json_node_get_string (bell_json_node_get_member (node, "operator"));
  const BellJsonNode *conditions = bell_json_node_get_member (node, "conditions");
  g_autoptr (BellFilter) group = NULL;

  if (!enter_group (reading, error))
    return NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (operators); i++)
    if (g_strcmp0 (operators[i].name, name) == 0)
      group = bell_filter_new_group (operators[i].kind);

  if (group == NULL)
    return invalid ("operator", "must be AND, OR or NOT", error);
  if (bell_json_node_get_kind (conditions) != BELL_JSON_ARRAY || bell_json_node_get_size (node) != 2)
    return invalid ("conditions", "must be an array, beside nothing but an operator", error);

  for (const BellJsonNode *child = bell_json_node_get_first (conditions);
       child != NULL;
       child = bell_json_node_get_next (child))
    {
      BellFilter *filter = read_filter (reading, child, error);

      if (filter == NULL)
        return NULL;
      bell_filter_add (group, filter);
    }
  reading->depth--;

  return g_steal_pointer (&group);
}

static BellFilter *
read_filter (Reading             *reading,
             const BellJsonNode  *node,
             GError             **error)
{
  if (bell_json_node_get_kind (node) != BELL_JSON_OBJECT)
    return invalid ("filter", "must be an object", error);

  return bell_json_node_get_member (node, "operator") != NULL ? read_operator (reading, node, error)
                                                              : read_condition (reading, node, error);
}

/**
 * bell_wire_filter_from_json:
 * @node: a FilterOperator or FilterCondition
 * @type: of what it is a filter
 * @role: who asks; %BELL_ROLE_NOBODY may filter by everything
 * @error: return location
 *
 * Returns: (transfer full): the filter, or %NULL with
 *   %BELL_JMAP_ERROR_INVALID_ARGUMENTS or %BELL_JMAP_ERROR_UNSUPPORTED_FILTER
 */
BellFilter *
bell_wire_filter_from_json (const BellJsonNode  *node,
                            BellType             type,
                            BellRole             role,
                            GError             **error)
{
  Reading reading = { type, role, 0, 0 };

  g_return_val_if_fail (type < BELL_N_TABLE_TYPES, NULL);

  return read_filter (&reading, node, error);
}

static void
condition_to_json (BellJsonWriter   *writer,
                   const BellFilter *filter)
{
  const BellProperty *property = bell_filter_get_property (filter);
  GVariant *value = bell_filter_get_n_values (filter) > 0 ? bell_filter_get_value (filter, 0) : NULL;
  g_autofree char *name = NULL;

  bell_json_writer_begin_object (writer);
  switch (bell_filter_get_test (filter))
    {
    case BELL_TEST_TEXT:
      bell_json_writer_string_member (writer, "text", g_variant_get_string (value, NULL));
      break;

    case BELL_TEST_CONTAINS:
      bell_json_writer_string_member (writer, property->wire_name, g_variant_get_string (value, NULL));
      break;

    case BELL_TEST_ANY_OF:
      bell_json_writer_begin_array_member (writer, property->wire_name);
      for (guint i = 0; i < bell_filter_get_n_values (filter); i++)
        bell_wire_value_to_json (writer, property, bell_filter_get_value (filter, i));
      bell_json_writer_end_array (writer);
      break;

    case BELL_TEST_EQUAL:
    case BELL_TEST_FROM:
    case BELL_TEST_BEFORE:
    default:
      name = g_strconcat (property->wire_name,
                          bell_filter_get_test (filter) == BELL_TEST_FROM ? "From" :
                          bell_filter_get_test (filter) == BELL_TEST_BEFORE ? "Before" : "", NULL);
      bell_json_writer_name (writer, name);
      bell_wire_value_to_json (writer, property, value);
      break;
    }
  bell_json_writer_end_object (writer);
}

/**
 * bell_wire_filter_to_json:
 * @writer: where to write
 * @filter: (nullable): a filter; %NULL becomes null
 */
void
bell_wire_filter_to_json (BellJsonWriter   *writer,
                          const BellFilter *filter)
{
  BellFilterKind kind;

  g_return_if_fail (writer != NULL);

  if (filter == NULL)
    {
      bell_json_writer_null (writer);
      return;
    }

  kind = bell_filter_get_kind (filter);
  if (kind == BELL_FILTER_CONDITION)
    {
      condition_to_json (writer, filter);
      return;
    }

  bell_json_writer_begin_object (writer);
  bell_json_writer_string_member (writer, "operator",
                                  kind == BELL_FILTER_AND ? "AND" : kind == BELL_FILTER_OR ? "OR" : "NOT");
  bell_json_writer_begin_array_member (writer, "conditions");
  for (guint i = 0; i < bell_filter_get_n_children (filter); i++)
    bell_wire_filter_to_json (writer, bell_filter_get_child (filter, i));
  bell_json_writer_end_array (writer);
  bell_json_writer_end_object (writer);
}

/**
 * bell_wire_filter_to_text:
 * @filter: (nullable): a filter
 *
 * Returns: (transfer full): it as JSON text
 */
char *
bell_wire_filter_to_text (const BellFilter *filter)
{
  BellJsonWriter *writer = bell_json_writer_new ();

  bell_wire_filter_to_json (writer, filter);

  return bell_json_writer_free_to_text (writer);
}
