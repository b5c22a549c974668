/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "bell-calendar.h"
#include "bell-id.h"
#include "bell-sla-policy.h"
#include "bell-value-map.h"

/* What is a fair value of a property. Both ends ask the same: what a client
 * takes from a person, its server will not refuse. */

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

  if (property->type == BELL_TYPE_SLA_POLICY && property->kind == BELL_KIND_SET)
    return bell_sla_policy_check_member (property, member, NULL, error);

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
  else if (property->type == BELL_TYPE_CALENDAR)
    {
      return bell_calendar_check_member (property, key, value, error);
    }
  else if (property->type == BELL_TYPE_SLA_POLICY)
    {
      return bell_sla_policy_check_member (property, key, value, error);
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
      if (!check_text (property, g_variant_get_string (value, NULL), error))
        return FALSE;
      if (property->type == BELL_TYPE_CALENDAR && property->index == BELL_CALENDAR_TIME_ZONE &&
          !bell_time_zone_exists (g_variant_get_string (value, NULL)))
        return invalid (property, error, "is no time zone of the IANA database, like Europe/Berlin");
      return TRUE;

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
        BellMapIter iter;
        const char *key, *text;

        bell_map_iter_init (&iter, value);
        while (bell_map_iter_next (&iter, &key, &text))
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
