/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-wire-private.h"

#include "bell-clock.h"
#include "bell-error.h"
#include "bell-value-map.h"

/* Values of properties, one function for each direction and kind. */

static gboolean
wrong_type (const BellProperty  *property,
            const BellJsonNode  *node,
            const char          *wanted,
            GError             **error)
{
  g_set_error (error, BELL_MODEL_ERROR, BELL_MODEL_ERROR_INVALID_VALUE,
               "“%s” must be %s and is %s.", property->wire_name, wanted,
               bell_json_kind_get_name (bell_json_node_get_kind (node)));
  return FALSE;
}

static GVariant *
set_from_json (const BellProperty  *property,
               const BellJsonNode  *node,
               GError             **error)
{
  g_autoptr (GPtrArray) members = NULL;

  if (bell_json_node_get_kind (node) != BELL_JSON_OBJECT)
    {
      wrong_type (property, node, "an object of members that are true", error);
      return NULL;
    }

  members = g_ptr_array_new ();
  for (const BellJsonNode *child = bell_json_node_get_first (node); child != NULL; child = bell_json_node_get_next (child))
    {
      gboolean is_in;

      if (!bell_json_node_get_boolean (child, &is_in) || !is_in)
        {
          wrong_type (property, child, "an object of members that are true; one", error);
          return NULL;
        }
      g_ptr_array_add (members, (char *) bell_json_node_get_name (child));
    }
  g_ptr_array_add (members, NULL);

  return bell_value_new_set ((const char *const *) members->pdata);
}

static int
compare_members (gconstpointer one,
                 gconstpointer two)
{
  return g_strcmp0 (bell_json_node_get_name (*(const BellJsonNode *const *) one),
                    bell_json_node_get_name (*(const BellJsonNode *const *) two));
}

static GVariant *
map_from_json (const BellProperty  *property,
               const BellJsonNode  *node,
               GError             **error)
{
  g_autoptr (GPtrArray) members = NULL;
  g_autofree const char **texts = NULL;

  if (bell_json_node_get_kind (node) != BELL_JSON_OBJECT)
    {
      wrong_type (property, node, "an object of strings", error);
      return NULL;
    }

  members = g_ptr_array_new ();
  for (const BellJsonNode *child = bell_json_node_get_first (node); child != NULL; child = bell_json_node_get_next (child))
    {
      if (bell_json_node_get_string (child) == NULL)
        {
          wrong_type (property, child, "an object of strings; one", error);
          return NULL;
        }
      g_ptr_array_add (members, (gpointer) child);
    }
  g_ptr_array_sort (members, compare_members);

  texts = g_new (const char *, 2 * members->len + 1);
  for (guint i = 0; i < members->len; i++)
    {
      texts[2 * i] = bell_json_node_get_name (members->pdata[i]);
      texts[2 * i + 1] = bell_json_node_get_string (members->pdata[i]);
    }

  return bell_value_new_map (texts, members->len);
}

static GVariant *
attachments_from_json (const BellProperty  *property,
                       const BellJsonNode  *node,
                       GError             **error)
{
  GVariantBuilder builder;

  if (bell_json_node_get_kind (node) != BELL_JSON_ARRAY)
    {
      wrong_type (property, node, "an array of files", error);
      return NULL;
    }

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ssst)"));
  for (const BellJsonNode *child = bell_json_node_get_first (node); child != NULL; child = bell_json_node_get_next (child))
    {
      const char *blob_id = bell_json_node_get_string (bell_json_node_get_member (child, "blobId"));
      const char *name = bell_json_node_get_string (bell_json_node_get_member (child, "name"));
      const char *type = bell_json_node_get_string (bell_json_node_get_member (child, "type"));
      gint64 size;

      if (blob_id == NULL || name == NULL || type == NULL ||
          !bell_json_node_get_integer (bell_json_node_get_member (child, "size"), &size) || size < 0)
        {
          g_variant_builder_clear (&builder);
          g_set_error (error, BELL_MODEL_ERROR, BELL_MODEL_ERROR_INVALID_VALUE,
                       "“%s” holds a file without a “blobId”, “name”, “type” or “size”, or with one of the wrong type.",
                       property->wire_name);
          return NULL;
        }
      g_variant_builder_add (&builder, "(ssst)", blob_id, name, type, (guint64) size);
    }

  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

static GVariant *
enum_from_json (const BellProperty  *property,
                const BellJsonNode  *node,
                GError             **error)
{
  const char *nick = bell_json_node_get_string (node);
  int value;

  if (nick == NULL)
    {
      wrong_type (property, node, "a string", error);
      return NULL;
    }

  if (!bell_enum_from_nick (property->enum_type (), nick, &value) ||
      (property->enum_type == bell_role_get_type && value == BELL_ROLE_NOBODY))
    {
      g_autofree char *shown = g_utf8_substring (nick, 0, MIN (g_utf8_strlen (nick, -1), 40));

      g_set_error (error, BELL_MODEL_ERROR, BELL_MODEL_ERROR_INVALID_VALUE,
                   "“%s” cannot be “%s”.", property->wire_name, shown);
      return NULL;
    }

  return g_variant_ref_sink (g_variant_new_int32 (value));
}

/**
 * bell_wire_value_from_json:
 * @property: what it is for
 * @node: (nullable): a value
 * @value: (out) (nullable) (transfer full): the value, %NULL for null
 * @error: return location
 *
 * Reads a value by the form of its kind: SET as {"member": true}, MAP as
 * {"key": "value"}, ATTACHMENTS as [{"blobId", "name", "type", "size"}], TIME as
 * UTCDate, ENUM by its name. Whether the property takes such a value is
 * bell_property_check()'s to say.
 *
 * Returns: whether it has that form; otherwise a %BELL_MODEL_ERROR_INVALID_VALUE
 */
gboolean
bell_wire_value_from_json (const BellProperty  *property,
                           const BellJsonNode  *node,
                           GVariant           **value,
                           GError             **error)
{
  g_return_val_if_fail (property != NULL && value != NULL, FALSE);

  *value = NULL;

  if (bell_json_node_get_kind (node) == BELL_JSON_NULL)
    return TRUE;

  switch (property->kind)
    {
    case BELL_KIND_ID:
    case BELL_KIND_TEXT:
      {
        const char *text = bell_json_node_get_string (node);

        if (text == NULL)
          return wrong_type (property, node, "a string", error);
        *value = g_variant_ref_sink (g_variant_new_string (text));
        return TRUE;
      }

    case BELL_KIND_JSON:
      if (node == NULL)
        return wrong_type (property, node, "a value", error);
      *value = g_variant_ref_sink (g_variant_new_take_string (bell_json_node_to_canonical_text (node)));
      return TRUE;

    case BELL_KIND_ENUM:
      *value = enum_from_json (property, node, error);
      return *value != NULL;

    case BELL_KIND_INTEGER:
      {
        gint64 number;

        if (!bell_json_node_get_integer (node, &number))
          return wrong_type (property, node, "a whole number", error);
        *value = g_variant_ref_sink (g_variant_new_int64 (number));
        return TRUE;
      }

    case BELL_KIND_BOOLEAN:
      {
        gboolean boolean;

        if (!bell_json_node_get_boolean (node, &boolean))
          return wrong_type (property, node, "true or false", error);
        *value = g_variant_ref_sink (g_variant_new_boolean (boolean));
        return TRUE;
      }

    case BELL_KIND_TIME:
      {
        gint64 time;

        if (!bell_time_from_text (bell_json_node_get_string (node), &time))
          return wrong_type (property, node, "a time such as “2026-11-21T09:30:00Z”", error);
        *value = g_variant_ref_sink (g_variant_new_int64 (time));
        return TRUE;
      }

    case BELL_KIND_SET:
      *value = set_from_json (property, node, error);
      return *value != NULL;

    case BELL_KIND_MAP:
      *value = map_from_json (property, node, error);
      return *value != NULL;

    case BELL_KIND_ATTACHMENTS:
      *value = attachments_from_json (property, node, error);
      return *value != NULL;
    }

  g_assert_not_reached ();
}

/* What the other end has taken before need not be judged again: a longer
 * subject or a new media type is no reason to refuse all its news. But ids
 * become file names and members become parts of columns, so those are. */
gboolean
bell_wire_value_from_peer (const BellProperty  *property,
                           const BellJsonNode  *node,
                           GVariant           **value,
                           GError             **error)
{
  if (!bell_wire_value_from_json (property, node, value, error))
    return FALSE;

  if (*value == NULL)
    {
      *value = property->flags & BELL_PROPERTY_NULLABLE ? NULL : bell_property_new_default (property);
      return TRUE;
    }

  switch ((int) property->kind)
    {
    case BELL_KIND_ID:
    case BELL_KIND_JSON:
    case BELL_KIND_SET:
    case BELL_KIND_MAP:
    case BELL_KIND_ATTACHMENTS:
      if (bell_property_check (property, *value, error))
        return TRUE;
      g_clear_pointer (value, g_variant_unref);
      return FALSE;

    default:
      return TRUE;
    }
}

static void
set_to_json (BellJsonWriter *writer,
             GVariant       *value)
{
  GVariantIter iter;
  const char *member;

  bell_json_writer_begin_object (writer);
  g_variant_iter_init (&iter, value);
  while (g_variant_iter_next (&iter, "&s", &member))
    bell_json_writer_boolean_member (writer, member, TRUE);
  bell_json_writer_end_object (writer);
}

static void
map_to_json (BellJsonWriter *writer,
             GVariant       *value)
{
  BellMapIter iter;
  const char *key, *text;

  bell_json_writer_begin_object (writer);
  bell_map_iter_init (&iter, value);
  while (bell_map_iter_next (&iter, &key, &text))
    bell_json_writer_string_member (writer, key, text);
  bell_json_writer_end_object (writer);
}

static void
attachments_to_json (BellJsonWriter *writer,
                     GVariant       *value)
{
  GVariantIter iter;
  const char *blob_id, *name, *type;
  guint64 size;

  bell_json_writer_begin_array (writer);
  g_variant_iter_init (&iter, value);
  while (g_variant_iter_next (&iter, "(&s&s&st)", &blob_id, &name, &type, &size))
    {
      bell_json_writer_begin_object (writer);
      bell_json_writer_string_member (writer, "blobId", blob_id);
      bell_json_writer_string_member (writer, "name", name);
      bell_json_writer_string_member (writer, "type", type);
      bell_json_writer_integer_member (writer, "size", (gint64) MIN (size, (guint64) BELL_JSON_MAX_INTEGER));
      bell_json_writer_end_object (writer);
    }
  bell_json_writer_end_array (writer);
}

/**
 * bell_wire_value_to_json:
 * @writer: where to write
 * @property: what it is of
 * @value: (nullable): a value of that property's kind, %NULL for null
 *
 * The other way round from bell_wire_value_from_json().
 */
void
bell_wire_value_to_json (BellJsonWriter     *writer,
                         const BellProperty *property,
                         GVariant           *value)
{
  g_return_if_fail (writer != NULL && property != NULL);

  if (value == NULL)
    {
      bell_json_writer_null (writer);
      return;
    }

  switch (property->kind)
    {
    case BELL_KIND_ID:
    case BELL_KIND_TEXT:
      bell_json_writer_string (writer, g_variant_get_string (value, NULL));
      return;
    case BELL_KIND_JSON:
      bell_json_writer_raw (writer, g_variant_get_string (value, NULL), -1);
      return;
    case BELL_KIND_ENUM:
      bell_json_writer_string (writer, bell_enum_to_nick (property->enum_type (), g_variant_get_int32 (value)));
      return;
    case BELL_KIND_INTEGER:
      bell_json_writer_integer (writer, g_variant_get_int64 (value));
      return;
    case BELL_KIND_BOOLEAN:
      bell_json_writer_boolean (writer, g_variant_get_boolean (value));
      return;
    case BELL_KIND_TIME:
      {
        g_autofree char *text = bell_time_to_text (g_variant_get_int64 (value));

        bell_json_writer_string (writer, text);
        return;
      }
    case BELL_KIND_SET:
      set_to_json (writer, value);
      return;
    case BELL_KIND_MAP:
      map_to_json (writer, value);
      return;
    case BELL_KIND_ATTACHMENTS:
      attachments_to_json (writer, value);
      return;
    }

  g_assert_not_reached ();
}
