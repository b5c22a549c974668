/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "bell-error.h"
#include "bell-property.h"
#include "bell-value-map.h"

/* Values of properties outside their record, and how the compound kinds look
 * in a column of text.
 *
 * In a column the members of a set stand between record separators, so that
 * membership is one search for "\x1eMEMBER\x1e"; a member can hold neither
 * separator, since no control character passes the check. */
#define RECORD_SEPARATOR "\x1e"
#define UNIT_SEPARATOR "\x1f"

static void
damaged (const BellProperty  *property,
         GError             **error)
{
  g_set_error (error, BELL_MODEL_ERROR, BELL_MODEL_ERROR_INVALID_VALUE,
               "“%s” is damaged in the database.", property->wire_name);
}

/**
 * bell_kind_get_variant_type:
 *
 * Returns: (transfer none): the type of a value of @kind outside its record
 */
const GVariantType *
bell_kind_get_variant_type (BellKind kind)
{
  switch (kind)
    {
    case BELL_KIND_ID:
    case BELL_KIND_TEXT:
    case BELL_KIND_JSON:
      return G_VARIANT_TYPE_STRING;

    case BELL_KIND_ENUM:
      return G_VARIANT_TYPE_INT32;

    case BELL_KIND_INTEGER:
    case BELL_KIND_TIME:
      return G_VARIANT_TYPE_INT64;

    case BELL_KIND_BOOLEAN:
      return G_VARIANT_TYPE_BOOLEAN;

    case BELL_KIND_SET:
      return G_VARIANT_TYPE_STRING_ARRAY;

    case BELL_KIND_MAP:
      return G_VARIANT_TYPE ("a{ss}");

    case BELL_KIND_ATTACHMENTS:
      return G_VARIANT_TYPE ("a(ssst)");
    }

  g_assert_not_reached ();
}

static int
compare_strings (gconstpointer a,
                 gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* A value made of others holds each of them as an object of its own, until
 * somebody asks for its bytes: ten times the memory, for as long as the value
 * lives. Lists keep thousands. */
static GVariant *
bell_value_pack (GVariant *value)
{
  g_variant_ref_sink (value);
  g_variant_get_data (value);

  return value;
}

/**
 * bell_value_new_set:
 * @members: (nullable) (array zero-terminated=1): strings in any order
 *
 * Returns: (transfer full): the value of a set: sorted, each once
 */
GVariant *
bell_value_new_set (const char *const *members)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();
  guint kept = 0;

  for (guint i = 0; members != NULL && members[i] != NULL; i++)
    g_ptr_array_add (sorted, (gpointer) members[i]);

  g_ptr_array_sort (sorted, compare_strings);

  for (guint i = 0; i < sorted->len; i++)
    if (kept == 0 || !g_str_equal (sorted->pdata[kept - 1], sorted->pdata[i]))
      sorted->pdata[kept++] = sorted->pdata[i];

  return bell_value_pack (g_variant_new_strv ((const char *const *) sorted->pdata, kept));
}

/**
 * bell_value_to_column_text:
 * @property: a property that is kept as text
 * @value: (nullable): a value of it
 *
 * Returns: (transfer full) (nullable): what stands in its column, %NULL for null
 */
char *
bell_value_to_column_text (const BellProperty *property,
                           GVariant           *value)
{
  g_autoptr (GString) text = NULL;
  GVariantIter iter;
  BellMapIter pairs;
  const char *one, *two, *three;
  guint64 size;

  g_return_val_if_fail (property != NULL, NULL);

  if (value == NULL)
    return NULL;

  text = g_string_new (NULL);

  switch (property->kind)
    {
    case BELL_KIND_ID:
    case BELL_KIND_TEXT:
    case BELL_KIND_JSON:
      return g_variant_dup_string (value, NULL);

    case BELL_KIND_ENUM:
      return g_strdup (bell_enum_to_nick (property->enum_type (), g_variant_get_int32 (value)));

    case BELL_KIND_SET:
      g_variant_iter_init (&iter, value);
      while (g_variant_iter_next (&iter, "&s", &one))
        {
          g_string_append (text, RECORD_SEPARATOR);
          g_string_append (text, one);
        }
      break;

    case BELL_KIND_MAP:
      bell_map_iter_init (&pairs, value);
      while (bell_map_iter_next (&pairs, &one, &two))
        {
          g_string_append (text, RECORD_SEPARATOR);
          g_string_append (text, one);
          g_string_append (text, UNIT_SEPARATOR);
          g_string_append (text, two);
        }
      break;

    case BELL_KIND_ATTACHMENTS:
      g_variant_iter_init (&iter, value);
      while (g_variant_iter_next (&iter, "(&s&s&st)", &one, &two, &three, &size))
        g_string_append_printf (text, RECORD_SEPARATOR "%s" UNIT_SEPARATOR "%s" UNIT_SEPARATOR "%s" UNIT_SEPARATOR "%" G_GUINT64_FORMAT,
                                one, two, three, size);
      break;

    case BELL_KIND_INTEGER:
    case BELL_KIND_BOOLEAN:
    case BELL_KIND_TIME:
      g_return_val_if_reached (NULL);
    }

  if (text->len > 0)
    g_string_append (text, RECORD_SEPARATOR);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static GVariant *
compound_from_text (const BellProperty  *property,
                    const char          *text,
                    GError             **error)
{
  g_auto (GStrv) members = g_strsplit (text, RECORD_SEPARATOR, -1);
  guint length = g_strv_length (members);
  GVariantBuilder builder;

  /* Between the first and the last separator; an empty column has no members. */
  if (length > 0)
    {
      g_free (g_steal_pointer (&members[length - 1]));
      length--;
    }

  if (property->kind == BELL_KIND_SET)
    return bell_value_new_set (length > 0 ? (const char *const *) members + 1 : NULL);

  g_variant_builder_init (&builder, bell_kind_get_variant_type (property->kind));

  for (guint i = 1; i < length; i++)
    {
      g_auto (GStrv) units = g_strsplit (members[i], UNIT_SEPARATOR, -1);
      guint n_units = g_strv_length (units);
      guint64 size;

      if (property->kind == BELL_KIND_MAP && n_units == 2)
        {
          g_variant_builder_add (&builder, "{ss}", units[0], units[1]);
        }
      else if (property->kind == BELL_KIND_ATTACHMENTS && n_units == 4 &&
               g_ascii_string_to_unsigned (units[3], 10, 0, G_MAXUINT64, &size, NULL))
        {
          g_variant_builder_add (&builder, "(ssst)", units[0], units[1], units[2], size);
        }
      else
        {
          g_variant_builder_clear (&builder);
          damaged (property, error);
          return NULL;
        }
    }

  return bell_value_pack (g_variant_builder_end (&builder));
}

/**
 * bell_value_from_column_text:
 * @property: a property that is kept as text
 * @text: what stands in its column
 * @error: %BELL_MODEL_ERROR_INVALID_VALUE where @text is none of its values
 *
 * Returns: (transfer full) (nullable): the value, %NULL with @error set
 */
GVariant *
bell_value_from_column_text (const BellProperty  *property,
                             const char          *text,
                             GError             **error)
{
  int value;

  g_return_val_if_fail (property != NULL, NULL);
  g_return_val_if_fail (text != NULL, NULL);

  switch (property->kind)
    {
    case BELL_KIND_ID:
    case BELL_KIND_TEXT:
    case BELL_KIND_JSON:
      return g_variant_ref_sink (g_variant_new_string (text));

    case BELL_KIND_ENUM:
      if (!bell_enum_from_nick (property->enum_type (), text, &value))
        {
          damaged (property, error);
          return NULL;
        }
      return g_variant_ref_sink (g_variant_new_int32 (value));

    case BELL_KIND_SET:
    case BELL_KIND_MAP:
    case BELL_KIND_ATTACHMENTS:
      return compound_from_text (property, text, error);

    case BELL_KIND_INTEGER:
    case BELL_KIND_BOOLEAN:
    case BELL_KIND_TIME:
      break;
    }

  g_return_val_if_reached (NULL);
}

/**
 * bell_value_get_member:
 * @whole: (nullable): a set or a map
 * @member: a member
 *
 * Returns: (transfer full) (nullable): of a map, the string that @member has; of a set, true;
 *   %NULL if @whole does not have it
 */
GVariant *
bell_value_get_member (GVariant   *whole,
                       const char *member)
{
  g_return_val_if_fail (member != NULL, NULL);

  if (whole == NULL || !bell_value_has_member (whole, member, NULL))
    return NULL;
  if (g_variant_is_of_type (whole, G_VARIANT_TYPE ("a{ss}")))
    return g_variant_lookup_value (whole, member, G_VARIANT_TYPE_STRING);

  return g_variant_ref_sink (g_variant_new_boolean (TRUE));
}

/**
 * bell_value_equal:
 * @one: (nullable): a value
 * @two: (nullable): a value of the same property
 *
 * Returns: whether they are the same; null equals null alone
 */
gboolean
bell_value_equal (GVariant *one,
                  GVariant *two)
{
  if (one == NULL || two == NULL)
    return one == two;

  return g_variant_equal (one, two);
}

/**
 * bell_value_with_member:
 * @whole: a set or a map
 * @member: one member of it
 * @value: (nullable): true (set) or a string (map), %NULL to remove @member
 *
 * Returns: (transfer full): what @whole holds once @member is set or removed
 */
GVariant *
bell_value_with_member (GVariant   *whole,
                        const char *member,
                        GVariant   *value)
{
  gboolean is_map = g_variant_is_of_type (whole, G_VARIANT_TYPE ("a{ss}"));
  GVariantBuilder builder;
  gsize length = g_variant_n_children (whole);

  g_variant_builder_init (&builder, g_variant_get_type (whole));

  for (gsize i = 0; i < length; i++)
    {
      g_autoptr (GVariant) child = g_variant_get_child_value (whole, i);
      const char *name;

      if (is_map)
        g_variant_get (child, "{&s&s}", &name, NULL);
      else
        name = g_variant_get_string (child, NULL);

      if (!g_str_equal (name, member))
        g_variant_builder_add_value (&builder, child);
    }

  if (value != NULL && is_map)
    g_variant_builder_add (&builder, "{ss}", member, g_variant_get_string (value, NULL));
  else if (value != NULL)
    g_variant_builder_add (&builder, "s", member);

  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

/**
 * bell_value_has_member:
 * @whole: a set or a map
 * @member: a member
 * @value: (nullable): for a map, the string that it must have; %NULL for any
 *
 * Returns: whether @whole has @member
 */
gboolean
bell_value_has_member (GVariant   *whole,
                       const char *member,
                       GVariant   *value)
{
  if (g_variant_is_of_type (whole, G_VARIANT_TYPE ("a{ss}")))
    {
      const char *text;

      if (!g_variant_lookup (whole, member, "&s", &text))
        return FALSE;

      return value == NULL || g_str_equal (text, g_variant_get_string (value, NULL));
    }

  for (gsize i = 0; i < g_variant_n_children (whole); i++)
    {
      const char *name;

      g_variant_get_child (whole, i, "&s", &name);
      if (g_str_equal (name, member))
        return TRUE;
    }

  return FALSE;
}

/**
 * bell_value_sort_map:
 * @value: a value of a MAP
 *
 * Returns: (transfer full): the same with its keys in order, so that equal maps
 *   are equal values; mostly it is @value itself
 */
GVariant *
bell_value_sort_map (GVariant *value)
{
  g_autoptr (GPtrArray) entries = NULL;
  GVariantBuilder builder;
  BellMapIter iter;
  const char *name, *text, *last = NULL;
  gboolean sorted = TRUE;

  bell_map_iter_init (&iter, value);
  while (sorted && bell_map_iter_next (&iter, &name, &text))
    {
      sorted = last == NULL || strcmp (last, name) <= 0;
      last = name;
    }
  if (sorted)
    return g_variant_ref_sink (value);

  entries = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);

  for (gsize i = 0; i < g_variant_n_children (value); i++)
    {
      GVariant *entry = g_variant_get_child_value (value, i);
      const char *key, *other;
      guint at = entries->len;

      g_variant_get (entry, "{&s&s}", &key, NULL);
      while (at > 0)
        {
          g_variant_get (entries->pdata[at - 1], "{&s&s}", &other, NULL);
          if (strcmp (other, key) <= 0)
            break;
          at--;
        }
      g_ptr_array_insert (entries, (int) at, entry);
    }

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
  for (guint i = 0; i < entries->len; i++)
    g_variant_builder_add_value (&builder, entries->pdata[i]);

  return g_variant_ref_sink (g_variant_builder_end (&builder));
}
