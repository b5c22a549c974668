/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-wire-private.h"

#include <string.h>

#include "bell-access.h"
#include "bell-clock.h"
#include "bell-error.h"
#include "bell-id.h"

/* Records to and from JSON. The kinds that make up most of an object go past
 * GVariant: a bootstrap is a quarter of a million objects. */

static void
property_to_json (BellJsonWriter     *writer,
                  const BellRecord   *record,
                  const BellProperty *property)
{
  bell_json_writer_name (writer, property->wire_name);

  switch ((int) property->kind)
    {
    case BELL_KIND_ID:
    case BELL_KIND_TEXT:
      bell_json_writer_string (writer, bell_record_peek_text (record, property));
      return;

    case BELL_KIND_ENUM:
      bell_json_writer_string (writer, bell_enum_to_nick (property->enum_type (),
                                                          (int) bell_record_peek_integer (record, property)));
      return;

    case BELL_KIND_INTEGER:
      bell_json_writer_integer (writer, bell_record_peek_integer (record, property));
      return;

    case BELL_KIND_BOOLEAN:
      bell_json_writer_boolean (writer, bell_record_peek_integer (record, property) != 0);
      return;

    case BELL_KIND_TIME:
      {
        g_autofree char *text = bell_time_to_text (bell_record_peek_integer (record, property));

        bell_json_writer_string (writer, text);
        return;
      }

    case BELL_KIND_SET:
      bell_json_writer_begin_object (writer);
      for (const char *const *member = bell_record_peek_members (record, property); *member != NULL; member++)
        bell_json_writer_boolean_member (writer, *member, TRUE);
      bell_json_writer_end_object (writer);
      return;

    default:
      {
        g_autoptr (GVariant) value = bell_record_get (record, property);

        bell_wire_value_to_json (writer, property, value);
      }
    }
}

/**
 * bell_wire_record_to_json:
 * @writer: where to write
 * @record: an object
 * @role: who reads it: what that role may not read is left out
 * @properties: which properties are wanted
 *
 * Writes the object as Foo/get answers it (RFC 8620 section 5.1): "id" always.
 */
void
bell_wire_record_to_json (BellJsonWriter     *writer,
                          const BellRecord   *record,
                          BellRole            role,
                          BellWireProperties  properties)
{
  BellType type;
  guint n;

  g_return_if_fail (writer != NULL && record != NULL);

  type = bell_record_get_data_type (record);
  n = bell_type_get_n_properties (type);
  g_assert (n <= 64);

  bell_json_writer_begin_object (writer);
  bell_json_writer_string_member (writer, "id", bell_record_get_id (record));
  for (guint i = 0; i < n; i++)
    {
      const BellProperty *property = bell_type_get_property (type, i);

      if ((properties >> i & 1) && !(property->flags & BELL_PROPERTY_LOCAL) &&
          bell_access_can_read_property (role, property))
        property_to_json (writer, record, property);
    }
  bell_json_writer_end_object (writer);
}

/* Sets what is null or empty: most of what objects have. A new record holds
 * the empty values already. */
static gboolean
set_nothing (BellRecord          *record,
             const BellProperty  *property,
             const BellJsonNode  *node)
{
  BellJsonKind kind = bell_json_node_get_kind (node);

  switch ((int) property->kind)
    {
    case BELL_KIND_ID:
    case BELL_KIND_TEXT:
    case BELL_KIND_JSON:
      if (kind != BELL_JSON_NULL || !(property->flags & BELL_PROPERTY_NULLABLE))
        return FALSE;
      bell_record_set_text (record, property, NULL);
      return TRUE;

    case BELL_KIND_TIME:
      if (kind != BELL_JSON_NULL || !(property->flags & BELL_PROPERTY_NULLABLE))
        return FALSE;
      bell_record_set_integer (record, property, BELL_TIME_UNSET);
      return TRUE;

    case BELL_KIND_SET:
    case BELL_KIND_MAP:
      return kind == BELL_JSON_OBJECT && bell_json_node_get_first (node) == NULL;

    case BELL_KIND_ATTACHMENTS:
      return kind == BELL_JSON_ARRAY && bell_json_node_get_first (node) == NULL;

    default:
      return FALSE;
    }
}

/* Sets a property of one of the simple kinds. Where it returns FALSE it was
 * another kind, or something is wrong with it that is told elsewhere. */
static gboolean
set_simple (BellRecord          *record,
            const BellProperty  *property,
            const BellJsonNode  *node)
{
  const char *text = bell_json_node_get_string (node);
  gboolean boolean;
  gint64 number;
  int value;

  switch ((int) property->kind)
    {
    case BELL_KIND_ENUM:
      if (!bell_enum_from_nick (property->enum_type (), text, &value) ||
          (property->enum_type == bell_role_get_type && value == BELL_ROLE_NOBODY))
        return FALSE;
      bell_record_set_integer (record, property, value);
      return TRUE;

    case BELL_KIND_TEXT:
      if (text == NULL)
        return FALSE;
      bell_record_set_text (record, property, text);
      return TRUE;

    case BELL_KIND_ID:
      if (text == NULL || property->refers_to == BELL_TYPE_NONE || !bell_id_is_valid (text, property->refers_to))
        return FALSE;
      bell_record_set_text (record, property, text);
      return TRUE;

    case BELL_KIND_INTEGER:
      if (!bell_json_node_get_integer (node, &number))
        return FALSE;
      bell_record_set_integer (record, property, number);
      return TRUE;

    case BELL_KIND_BOOLEAN:
      if (!bell_json_node_get_boolean (node, &boolean))
        return FALSE;
      bell_record_set_integer (record, property, boolean);
      return TRUE;

    case BELL_KIND_TIME:
      if (!bell_time_from_text (text, &number))
        return FALSE;
      bell_record_set_integer (record, property, number);
      return TRUE;

    default:
      return FALSE;
    }
}

/* The other end writes properties in the order of the table: the one after the
 * last is nearly always the one. */
static const BellProperty *
find_property (BellType    type,
               const char *name,
               guint      *next)
{
  const BellProperty *property;

  if (*next < bell_type_get_n_properties (type))
    {
      property = bell_type_get_property (type, *next);
      if (strcmp (property->wire_name, name) == 0)
        {
          *next += 1;
          return property;
        }
    }

  property = bell_type_find_property (type, name);
  if (property != NULL)
    *next = property->index + 1;

  return property;
}

/**
 * bell_wire_record_from_json:
 * @object: (nullable): an object of Foo/get
 * @type: of which type
 * @error: return location
 *
 * Reads an object from the other end: types are strict, members that are not
 * known are passed over, absent ones get their default.
 *
 * Returns: (transfer full): the record, or %NULL with %BELL_JMAP_ERROR_BAD_RESPONSE
 */
BellRecord *
bell_wire_record_from_json (const BellJsonNode  *object,
                            BellType             type,
                            GError             **error)
{
  const char *id = bell_json_node_get_string (bell_json_node_get_member (object, "id"));
  g_autoptr (BellRecord) record = NULL;
  guint next = 0;

  g_return_val_if_fail (type < BELL_N_TABLE_TYPES, NULL);

  if (!bell_id_is_valid (id, type))
    {
      g_set_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_BAD_RESPONSE,
                   "A %s has no id of its kind", bell_type_get_wire_name (type));
      return NULL;
    }

  record = bell_record_new (type, id);
  for (const BellJsonNode *node = bell_json_node_get_first (object); node != NULL; node = bell_json_node_get_next (node))
    {
      const BellProperty *property = find_property (type, bell_json_node_get_name (node), &next);
      g_autoptr (GVariant) value = NULL;
      g_autoptr (GError) local = NULL;

      if (property == NULL || (property->flags & BELL_PROPERTY_LOCAL) || set_simple (record, property, node) || set_nothing (record, property, node))
        continue;

      if (!bell_wire_value_from_peer (property, node, &value, &local))
        {
          g_set_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_BAD_RESPONSE,
                       "In %s %s: %s", bell_type_get_wire_name (type), id, local->message);
          return NULL;
        }
      bell_record_set (record, property, value);
    }

  return g_steal_pointer (&record);
}

/* The members of a Change, in the order of their bits. */
static const char *const change_members[] = {
  "type", "objectId", "kind", "patch", "expected", "authorId", "device", "actedAt", "modseq", "receivedAt", "causeId",
};

/**
 * bell_wire_find_property:
 * @type: a type, also %BELL_TYPE_CHANGE
 * @name: the name of a member of its objects
 * @bit: (out): its bit in a #BellWireProperties; none for "id", which is always given
 *
 * Returns: whether there is such a member
 */
gboolean
bell_wire_find_property (BellType            type,
                         const char         *name,
                         BellWireProperties *bit)
{
  const BellProperty *property;

  g_return_val_if_fail (type < BELL_TYPE_NONE && name != NULL && bit != NULL, FALSE);

  *bit = 0;
  if (strcmp (name, "id") == 0)
    return TRUE;

  if (type == BELL_TYPE_CHANGE)
    {
      for (guint i = 0; i < G_N_ELEMENTS (change_members); i++)
        if (strcmp (change_members[i], name) == 0)
          {
            *bit = G_GUINT64_CONSTANT (1) << i;
            return TRUE;
          }
      return FALSE;
    }

  property = bell_type_find_property (type, name);
  if (property == NULL || (property->flags & BELL_PROPERTY_LOCAL))
    return FALSE;

  *bit = G_GUINT64_CONSTANT (1) << property->index;
  return TRUE;
}
