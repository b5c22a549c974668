/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "bell-error.h"
#include "bell-id.h"
#include "bell-property.h"

/* Values of properties outside their record: what is a fair one, and how the
 * compound kinds look in a column of text.
 *
 * In a column the members of a set stand between record separators, so that
 * membership is one search for "\x1eMEMBER\x1e"; a member can hold neither
 * separator, since no control character passes the check. */
#define RECORD_SEPARATOR "\x1e"
#define UNIT_SEPARATOR "\x1f"

/* RFC 8620 section 1.3: the integers that every JSON reader keeps exact. */
#define MAX_SAFE_INTEGER G_GINT64_CONSTANT (9007199254740991)

/* A tag of a language, a name: one line without control characters. */
static gboolean
is_line (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    if ((guchar) *p < 0x20 || *p == 0x7f)
      return FALSE;

  return TRUE;
}

static gboolean
is_body (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    if (((guchar) *p < 0x20 && *p != '\n' && *p != '\t' && *p != '\r') || *p == 0x7f)
      return FALSE;

  return TRUE;
}

static gboolean
invalid (const BellProperty  *property,
         GError             **error,
         const char          *what)
{
  g_set_error (error, BELL_MODEL_ERROR, BELL_MODEL_ERROR_INVALID_VALUE,
               "“%s” %s.", property->wire_name, what);

  return FALSE;
}

static gboolean
check_text (const BellProperty  *property,
            const char          *text,
            GError             **error)
{
  gboolean long_text = property->merge == BELL_MERGE_TEXT || property->merge == BELL_MERGE_APPEND ||
                       property->kind == BELL_KIND_JSON;
  gsize limit = long_text ? BELL_MAX_BODY : BELL_MAX_LINE;

  if (strlen (text) > limit)
    {
      g_set_error (error, BELL_MODEL_ERROR, BELL_MODEL_ERROR_TOO_LARGE,
                   "“%s” is longer than %" G_GSIZE_FORMAT " bytes.", property->wire_name, limit);
      return FALSE;
    }

  if (long_text ? !is_body (text) : !is_line (text))
    return invalid (property, error, long_text ? "has control characters" : "must be one line without control characters");

  if ((property->flags & BELL_PROPERTY_REQUIRED) && strspn (text, " \t\r\n") == strlen (text))
    return invalid (property, error, "must not be empty");

  return TRUE;
}

static gboolean
check_member_name (const BellProperty  *property,
                   const char          *member,
                   GError             **error)
{
  if (property->refers_to != BELL_TYPE_NONE)
    {
      if (!bell_id_is_valid (member, property->refers_to))
        return invalid (property, error, "holds something that is no id of its type");

      return TRUE;
    }

  if (*member == '\0' || strlen (member) > BELL_MAX_LINE || !is_line (member))
    return invalid (property, error, "holds a name that is empty, too long or has control characters");

  return TRUE;
}

static gboolean
is_links (const BellProperty *property)
{
  return property->type == BELL_TYPE_TICKET && g_str_equal (property->name, "links");
}

static gboolean
check_map_member (const BellProperty  *property,
                  const char          *key,
                  const char          *value,
                  GError             **error)
{
  int link_kind;

  if (!check_member_name (property, key, error))
    return FALSE;

  if (is_links (property))
    {
      if (!bell_id_is_valid (key, BELL_TYPE_TICKET))
        return invalid (property, error, "must be by ids of tickets");
      if (!bell_enum_from_nick (bell_link_kind_get_type (), value, &link_kind))
        return invalid (property, error, "has a kind of link that does not exist");
    }
  else if (strlen (value) > BELL_MAX_BODY / 16 || !is_body (value))
    {
      return invalid (property, error, "holds a value that is too long or has control characters");
    }

  return TRUE;
}

static gboolean
check_attachments (const BellProperty  *property,
                   GVariant            *value,
                   GError             **error)
{
  GVariantIter iter;
  const char *blob_id, *name, *media_type;
  guint64 size;

  g_variant_iter_init (&iter, value);
  while (g_variant_iter_next (&iter, "(&s&s&st)", &blob_id, &name, &media_type, &size))
    {
      if (!bell_blob_id_is_valid (blob_id))
        return invalid (property, error, "names a file by something that is no blob id");
      if (*name == '\0' || strlen (name) > 255 || !is_line (name) || strchr (name, '/') != NULL)
        return invalid (property, error, "has a file name that is empty, too long or holds a slash");
      if (strlen (media_type) > 255 || !is_line (media_type))
        return invalid (property, error, "has a media type that cannot be one");
      if (size > BELL_MAX_ATTACHMENT)
        {
          g_set_error (error, BELL_MODEL_ERROR, BELL_MODEL_ERROR_TOO_LARGE,
                       "The file “%s” is larger than %d MiB.", name, BELL_MAX_ATTACHMENT / (1024 * 1024));
          return FALSE;
        }
    }

  return TRUE;
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

/**
 * bell_property_check:
 * @property: a property
 * @value: (nullable): a value for it, %NULL for null
 * @error: %BELL_MODEL_ERROR_INVALID_VALUE or %BELL_MODEL_ERROR_TOO_LARGE
 *
 * Returns: whether @value may stand in @property
 */
gboolean
bell_property_check (const BellProperty  *property,
                     GVariant            *value,
                     GError             **error)
{
  g_return_val_if_fail (property != NULL, FALSE);

  if (value == NULL)
    {
      if (!(property->flags & BELL_PROPERTY_NULLABLE))
        return invalid (property, error, "must not be null");

      return TRUE;
    }

  if (!g_variant_is_of_type (value, bell_kind_get_variant_type (property->kind)))
    return invalid (property, error, "has a value of the wrong type");

  if (g_variant_is_container (value) && g_variant_n_children (value) > BELL_MAX_MEMBERS)
    {
      g_set_error (error, BELL_MODEL_ERROR, BELL_MODEL_ERROR_TOO_LARGE,
                   "“%s” has more than %d members.", property->wire_name, BELL_MAX_MEMBERS);
      return FALSE;
    }

  switch (property->kind)
    {
    case BELL_KIND_ID:
      if (property->refers_to != BELL_TYPE_NONE &&
          !bell_id_is_valid (g_variant_get_string (value, NULL), property->refers_to))
        return invalid (property, error, "is no id of its type");
      return TRUE;

    case BELL_KIND_TEXT:
    case BELL_KIND_JSON:
      return check_text (property, g_variant_get_string (value, NULL), error);

    case BELL_KIND_ENUM:
      if (bell_enum_to_nick (property->enum_type (), g_variant_get_int32 (value)) == NULL ||
          (property->enum_type == bell_role_get_type && g_variant_get_int32 (value) == BELL_ROLE_NOBODY))
        return invalid (property, error, "has no such value");
      return TRUE;

    case BELL_KIND_INTEGER:
    case BELL_KIND_TIME:
      if (g_variant_get_int64 (value) > MAX_SAFE_INTEGER || g_variant_get_int64 (value) < -MAX_SAFE_INTEGER)
        return invalid (property, error, "is out of range");
      return TRUE;

    case BELL_KIND_BOOLEAN:
      return TRUE;

    case BELL_KIND_SET:
      {
        g_autofree const char **members = g_variant_get_strv (value, NULL);

        for (guint i = 0; members[i] != NULL; i++)
          if (!check_member_name (property, members[i], error))
            return FALSE;
        return TRUE;
      }

    case BELL_KIND_MAP:
      {
        GVariantIter iter;
        const char *key, *text;

        g_variant_iter_init (&iter, value);
        while (g_variant_iter_next (&iter, "{&s&s}", &key, &text))
          if (!check_map_member (property, key, text, error))
            return FALSE;
        return TRUE;
      }

    case BELL_KIND_ATTACHMENTS:
      return check_attachments (property, value, error);
    }

  g_assert_not_reached ();
}

/**
 * bell_property_check_member:
 * @property: a set or a map
 * @member: the member that is set or removed
 * @value: (nullable): true for a set, a string for a map, %NULL to remove
 * @error: %BELL_MODEL_ERROR_INVALID_VALUE or %BELL_MODEL_ERROR_INVALID_PATCH
 *
 * Returns: whether @property takes that
 */
gboolean
bell_property_check_member (const BellProperty  *property,
                            const char          *member,
                            GVariant            *value,
                            GError             **error)
{
  g_return_val_if_fail (property != NULL, FALSE);
  g_return_val_if_fail (member != NULL, FALSE);

  if (property->kind == BELL_KIND_SET)
    {
      if (value != NULL &&
          !(g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN) && g_variant_get_boolean (value)))
        return invalid (property, error, "is a set: a member is true or null");

      return check_member_name (property, member, error);
    }

  if (property->kind == BELL_KIND_MAP)
    {
      if (value == NULL)
        return check_member_name (property, member, error);
      if (!g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
        return invalid (property, error, "holds texts: a member is a text or null");

      return check_map_member (property, member, g_variant_get_string (value, NULL), error);
    }

  g_set_error (error, BELL_MODEL_ERROR, BELL_MODEL_ERROR_INVALID_PATCH,
               "“%s” has no members that could be set one by one.", property->wire_name);

  return FALSE;
}

static int
compare_strings (gconstpointer a,
                 gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
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

  return g_variant_ref_sink (g_variant_new_strv ((const char *const *) sorted->pdata, kept));
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
      g_variant_iter_init (&iter, value);
      while (g_variant_iter_next (&iter, "{&s&s}", &one, &two))
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
          invalid (property, error, "is damaged in the database");
          return NULL;
        }
    }

  return g_variant_ref_sink (g_variant_builder_end (&builder));
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
          invalid (property, error, "is damaged in the database");
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
