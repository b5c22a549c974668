/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-rules-file.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "bell-id.h"
#include "bell-json.h"

/* Calendars and policies as an administrator writes them: JSON as on the wire,
 * and what is handier by hand: targets as numbers, sets as arrays, teams and
 * calendars by name, and hours and holidays as `sla explain` takes them. */

#define MAX_SIZE (1024 * 1024)

/* Of teams, calendars and policies, which have a name and of which there are few. */
static const char *
get_name (const BellRecord *record)
{
  switch ((int) bell_record_get_data_type (record))
    {
    case BELL_TYPE_TEAM: return bell_team_get_name (BELL_TEAM (record));
    case BELL_TYPE_CALENDAR: return bell_calendar_get_name (BELL_CALENDAR (record));
    case BELL_TYPE_SLA_POLICY: return bell_sla_policy_get_name (BELL_SLA_POLICY (record));
    default: g_return_val_if_reached (NULL);
    }
}

/**
 * bell_organisation_list_records:
 * @type: of which there are few
 *
 * Returns: (transfer full) (element-type BellRecord) (nullable): all of them, by id; %NULL on error
 */
GPtrArray *
bell_organisation_list_records (BellOrganisation *self,
                                BellType          type,
                                GError          **error)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_record_unref);
  BellTable *table = bell_organisation_get_table (self, type);
  BellDatabase *reader = bell_organisation_take_reader (self, error);
  gboolean row, done = FALSE;

  if (reader == NULL)
    return NULL;
  {
    g_autoptr (BellStatement) statement = bell_table_select (table, reader, "ORDER BY id", error);

    while (statement != NULL && (done = bell_statement_step (statement, &row, error)) && row)
      {
        BellRecord *record = bell_table_read_row (table, statement, 0, error);

        done = record != NULL;
        if (!done)
          break;
        g_ptr_array_add (records, record);
      }
  }
  bell_organisation_return_reader (self, reader);
  return done ? g_steal_pointer (&records) : NULL;
}

/**
 * bell_organisation_find_named:
 * @name: a name or an id
 *
 * Returns: (transfer full) (nullable): the object; %NULL with %BELL_SERVER_ERROR_NOT_FOUND if
 *   there is none
 */
BellRecord *
bell_organisation_find_named (BellOrganisation *self,
                              BellType          type,
                              const char       *name,
                              GError          **error)
{
  g_autoptr (GPtrArray) records = bell_organisation_list_records (self, type, error);

  if (records == NULL)
    return NULL;
  for (guint i = 0; i < records->len; i++)
    {
      BellRecord *record = records->pdata[i];

      if (g_str_equal (bell_record_get_id (record), name) || g_strcmp0 (get_name (record), name) == 0)
        return bell_record_ref (record);
    }
  g_set_error (error, BELL_SERVER_ERROR, BELL_SERVER_ERROR_NOT_FOUND, _("There is no %s “%s”."), bell_type_get_wire_name (type), name);
  return NULL;
}

static gboolean
refuse (GError     **error,
        const char  *place,
        const char  *what)
{
  g_set_error (error, BELL_SERVER_ERROR, BELL_SERVER_ERROR_INVALID, "%s: %s", place, what);
  return FALSE;
}

/* A name, or an id, becomes the id. */
static char *
resolve (BellOrganisation *organisation,
         BellType          type,
         const char       *name,
         const char       *place,
         GError          **error)
{
  g_autoptr (BellRecord) record = NULL;

  if (type >= BELL_N_TABLE_TYPES)
    return g_strdup (name);
  record = bell_organisation_find_named (organisation, type, name, error);
  if (record == NULL)
    {
      g_prefix_error (error, "%s: ", place);
      return NULL;
    }
  return g_strdup (bell_record_get_id (record));
}

/* [["08:00","12:00"]] as "08:00-12:00" */
static char *
spans_to_text (const BellJsonNode *node)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (const BellJsonNode *span = bell_json_node_get_first (node); span != NULL; span = bell_json_node_get_next (span))
    {
      const BellJsonNode *begin = bell_json_node_get_first (span);
      const char *from = begin != NULL ? bell_json_node_get_string (begin) : NULL;
      const char *to = begin != NULL && bell_json_node_get_next (begin) != NULL
                         ? bell_json_node_get_string (bell_json_node_get_next (begin)) : NULL;

      if (bell_json_node_get_kind (span) != BELL_JSON_ARRAY || bell_json_node_get_size (span) != 2 || from == NULL || to == NULL)
        return NULL;
      g_string_append_printf (text, "%s%s-%s", text->len > 0 ? " " : "", from, to);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static GVariant *
read_map (const BellProperty *property,
          const BellJsonNode *node,
          GError            **error)
{
  GVariantBuilder builder;
  gboolean fine = TRUE;

  if (bell_json_node_get_kind (node) != BELL_JSON_OBJECT && bell_json_node_get_kind (node) != BELL_JSON_ARRAY)
    {
      refuse (error, property->wire_name, _("This must be an object."));
      return NULL;
    }

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
  for (const BellJsonNode *child = bell_json_node_get_first (node); fine && child != NULL; child = bell_json_node_get_next (child))
    {
      const char *key = bell_json_node_get_name (child);
      g_autofree char *text = NULL;
      gint64 number;

      if (bell_json_node_get_kind (node) == BELL_JSON_ARRAY) /* ["2026-12-25"] */
        {
          key = bell_json_node_get_string (child);
          text = g_strdup ("");
        }
      else if (bell_json_node_get_integer (child, &number))
        text = g_strdup_printf ("%" PRId64, number);
      else if (bell_json_node_get_kind (child) == BELL_JSON_ARRAY)
        text = spans_to_text (child);
      else
        text = g_strdup (bell_json_node_get_string (child));

      fine = key != NULL && text != NULL;
      if (fine)
        g_variant_builder_add (&builder, "{ss}", key, text);
    }
  if (!fine)
    {
      g_variant_builder_clear (&builder);
      refuse (error, property->wire_name, _("A member of it is of no kind that is understood."));
      return NULL;
    }
  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

static GVariant *
read_set (BellOrganisation   *organisation,
          const BellProperty *property,
          const BellJsonNode *node,
          GError            **error)
{
  g_autoptr (GPtrArray) members = g_ptr_array_new_with_free_func (g_free);
  gboolean array = bell_json_node_get_kind (node) == BELL_JSON_ARRAY;

  for (const BellJsonNode *child = bell_json_node_get_first (node); child != NULL; child = bell_json_node_get_next (child))
    {
      const char *name = array ? bell_json_node_get_string (child) : bell_json_node_get_name (child);
      char *member;

      if (name == NULL)
        {
          refuse (error, property->wire_name, _("This must be an array of texts."));
          return NULL;
        }
      member = resolve (organisation, property->refers_to, name, property->wire_name, error);
      if (member == NULL)
        return NULL;
      g_ptr_array_add (members, member);
    }
  g_ptr_array_add (members, NULL);
  return bell_value_new_set ((const char *const *) members->pdata);
}

static gboolean
read_member (BellOrganisation   *organisation,
             BellPatch          *patch,
             const BellProperty *property,
             const BellJsonNode *node,
             GError            **error)
{
  const char *text = bell_json_node_get_string (node);
  g_autoptr (GVariant) value = NULL;
  gboolean boolean;
  gint64 number;

  if (bell_json_node_get_kind (node) == BELL_JSON_NULL)
    {
      bell_patch_set (patch, property, NULL);
      return TRUE;
    }

  switch ((int) property->kind)
    {
    case BELL_KIND_MAP:
      value = read_map (property, node, error);
      break;
    case BELL_KIND_SET:
      value = read_set (organisation, property, node, error);
      break;
    case BELL_KIND_INTEGER:
      if (bell_json_node_get_integer (node, &number))
        value = g_variant_ref_sink (g_variant_new_int64 (number));
      break;
    case BELL_KIND_BOOLEAN:
      if (bell_json_node_get_boolean (node, &boolean))
        value = g_variant_ref_sink (g_variant_new_boolean (boolean));
      break;
    case BELL_KIND_ID:
      {
        g_autofree char *id = text != NULL ? resolve (organisation, property->refers_to, text, property->wire_name, error) : NULL;

        if (id != NULL)
          value = g_variant_ref_sink (g_variant_new_string (id));
        break;
      }
    case BELL_KIND_TEXT:
    default:
      if (text != NULL)
        value = g_variant_ref_sink (g_variant_new_string (text));
      break;
    }

  if (value == NULL)
    {
      if (error == NULL || *error == NULL)
        refuse (error, property->wire_name, _("This is not of the kind that it must be."));
      return FALSE;
    }
  bell_patch_set (patch, property, value);
  return TRUE;
}

static const BellProperty *
find_property (BellType    type,
               const char *name)
{
  if (type == BELL_TYPE_SLA_POLICY && g_str_equal (name, "calendar"))
    name = "calendarId";
  else if (type == BELL_TYPE_SLA_POLICY && g_str_equal (name, "escalationCalendar"))
    name = "escalationCalendarId";
  return bell_type_find_property (type, name);
}

/**
 * bell_rules_from_json:
 * @type: %BELL_TYPE_CALENDAR or %BELL_TYPE_SLA_POLICY
 * @text: JSON: one object
 * @id: (out) (transfer full) (nullable): the id in it
 * @error: %BELL_SERVER_ERROR_INVALID, %BELL_SERVER_ERROR_NOT_FOUND or %BELL_JMAP_ERROR; the message
 *   names the member
 *
 * Returns: (transfer full) (nullable): what it sets, checked as the border does; %NULL on error
 */
BellPatch *
bell_rules_from_json (BellOrganisation *organisation,
                      BellType          type,
                      const char       *text,
                      gsize             length,
                      char            **id,
                      GError          **error)
{
  const BellJsonLimits limits = { .max_size = MAX_SIZE };
  g_autoptr (BellJson) json = bell_json_parse (text, length, &limits, error);
  g_autoptr (BellPatch) patch = bell_patch_new (type);
  g_autofree char *found_id = NULL;

  *id = NULL;
  if (json == NULL)
    return NULL;
  if (bell_json_node_get_kind (bell_json_get_root (json)) != BELL_JSON_OBJECT)
    {
      refuse (error, bell_type_get_wire_name (type), _("This must be an object."));
      return NULL;
    }

  for (const BellJsonNode *node = bell_json_node_get_first (bell_json_get_root (json)); node != NULL; node = bell_json_node_get_next (node))
    {
      const char *name = bell_json_node_get_name (node);
      const BellProperty *property = find_property (type, name);

      if (g_str_equal (name, "id"))
        {
          g_free (found_id);
          found_id = g_strdup (bell_json_node_get_string (node));
          continue;
        }
      /* What `show` prints may be given back as it is. */
      if (property != NULL && property->writer == BELL_ROLE_NOBODY)
        continue;
      if (property == NULL)
        {
          refuse (error, name, _("There is no such member."));
          return NULL;
        }
      if (!read_member (organisation, patch, property, node, error))
        return NULL;
    }
  if (found_id != NULL && !bell_id_is_valid (found_id, type))
    {
      refuse (error, "id", _("This is no id of that type."));
      return NULL;
    }
  if (!bell_patch_check (patch, error))
    return NULL;

  *id = g_steal_pointer (&found_id);
  return g_steal_pointer (&patch);
}
