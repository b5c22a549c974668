/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-import-mapping-private.h"

#include <string.h>

#include "bell-clock.h"

static void
clear_assignment (gpointer data)
{
  BellImportAssignment *assignment = data;

  g_free (assignment->member);
  g_clear_pointer (&assignment->template, bell_import_template_free);
}

static void
free_rule (gpointer data)
{
  BellImportRule *rule = data;

  g_free (rule->group);
  g_clear_pointer (&rule->id, bell_import_template_free);
  g_clear_pointer (&rule->time, bell_import_template_free);
  g_clear_pointer (&rule->author, bell_import_template_free);
  g_clear_pointer (&rule->condition, bell_import_template_free);
  g_clear_pointer (&rule->update_id, bell_import_template_free);
  g_clear_pointer (&rule->update_time, bell_import_template_free);
  g_clear_pointer (&rule->update_author, bell_import_template_free);
  g_array_unref (rule->assignments);
  g_free (rule);
}

static void
free_record (gpointer data)
{
  if (data != NULL)
    bell_record_unref (data);
}

/* Loading */

static gboolean
load_map (BellImportMapping *self,
          GKeyFile          *file,
          const char        *group)
{
  g_auto (GStrv) keys = g_key_file_get_keys (file, group, NULL, NULL);
  GHashTable *map = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = 0; keys[i] != NULL; i++)
    {
      /* A key file's key cannot be empty: the empty cell is written "-". */
      const char *from = g_str_equal (keys[i], "-") ? "" : keys[i];

      g_hash_table_insert (map, g_strdup (from), g_key_file_get_string (file, group, keys[i], NULL));
    }

  g_hash_table_insert (self->maps, g_strdup (group + strlen ("Map ")), map);

  return TRUE;
}

static gboolean
load_special (BellImportMapping  *self,
              BellImportRule         *rule,
              const char         *key,
              const char         *text,
              gboolean           *special,
              GError            **error)
{
  struct { const char *name; BellImportTemplate **place; } places[] = {
    { "Id", &rule->id }, { "Time", &rule->time }, { "Author", &rule->author }, { "When", &rule->condition },
    { "UpdateId", &rule->update_id }, { "UpdateTime", &rule->update_time }, { "UpdateAuthor", &rule->update_author },
  };

  *special = TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    if (g_str_equal (places[i].name, key))
      {
        *places[i].place = bell_import_template_parse (text, self->maps, error);
        return *places[i].place != NULL;
      }

  *special = FALSE;

  return TRUE;
}

static gboolean
load_assignment (BellImportMapping  *self,
                 BellImportRule         *rule,
                 const char         *key,
                 const char         *text,
                 GError            **error)
{
  const char *dot = strchr (key, '.');
  g_autofree char *name = dot != NULL ? g_strndup (key, (gsize) (dot - key)) : g_strdup (key);
  BellImportAssignment assignment = { bell_type_find_property (rule->type, name), NULL, NULL };

  if (assignment.property == NULL || (dot != NULL) != (assignment.property->kind == BELL_KIND_MAP) ||
      assignment.property->kind == BELL_KIND_ATTACHMENTS)
    {
      g_set_error (error, BELL_IMPORT_ERROR, BELL_IMPORT_ERROR_MAPPING,
                   "[%s]: “%s” is no property that can be filled this way.", rule->group, key);
      return FALSE;
    }

  assignment.template = bell_import_template_parse (text, self->maps, error);
  if (assignment.template == NULL)
    return FALSE;

  assignment.member = dot != NULL ? g_strdup (dot + 1) : NULL;
  g_array_append_val (rule->assignments, assignment);

  return TRUE;
}

static gboolean
load_rule (BellImportMapping  *self,
           GKeyFile           *file,
           const char         *group,
           GError            **error)
{
  g_auto (GStrv) keys = g_key_file_get_keys (file, group, NULL, NULL);
  g_autofree char *type = g_key_file_get_string (file, group, "Type", NULL);
  BellImportRule *rule = g_new0 (BellImportRule, 1);

  rule->group = g_strdup (group);
  rule->type = bell_type_from_wire_name (type);
  rule->assignments = g_array_new (FALSE, FALSE, sizeof (BellImportAssignment));
  g_array_set_clear_func (rule->assignments, clear_assignment);
  g_ptr_array_add (self->rules, rule);

  if (rule->type >= BELL_N_TABLE_TYPES)
    {
      g_set_error (error, BELL_IMPORT_ERROR, BELL_IMPORT_ERROR_MAPPING, "[%s] has no Type that exists.", group);
      return FALSE;
    }

  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_autofree char *text = g_key_file_get_string (file, group, keys[i], error);
      gboolean special;

      if (text == NULL)
        return FALSE;
      if (g_str_equal (keys[i], "Type"))
        continue;
      if (!load_special (self, rule, keys[i], text, &special, error))
        return FALSE;
      if (!special && !load_assignment (self, rule, keys[i], text, error))
        return FALSE;
    }

  if (rule->id == NULL || rule->time == NULL || (rule->update_id == NULL) != (rule->update_time == NULL))
    {
      g_set_error (error, BELL_IMPORT_ERROR, BELL_IMPORT_ERROR_MAPPING,
                   "[%s] needs an Id and a Time; UpdateId and UpdateTime come together.", group);
      return FALSE;
    }

  return TRUE;
}

static GTimeZone *
load_zone (const char  *name,
           GError     **error)
{
  GTimeZone *zone = g_time_zone_new_identifier (name);

  if (zone == NULL)
    g_set_error (error, BELL_IMPORT_ERROR, BELL_IMPORT_ERROR_MAPPING, "“%s” is no time zone.", name);

  return zone;
}

static gboolean
load_import (BellImportMapping  *self,
             GKeyFile           *file,
             GError            **error)
{
  g_autofree char *format = g_key_file_get_string (file, "Import", "Format", NULL);
  g_autofree char *zone = g_key_file_get_string (file, "Import", "TimeZone", NULL);
  g_autofree char *local_before = g_key_file_get_string (file, "Import", "LocalBefore", NULL);
  g_autofree char *local_zone = g_key_file_get_string (file, "Import", "LocalZone", NULL);

  if (g_strcmp0 (format, "csv") == 0)
    self->format = BELL_ROW_FORMAT_CSV;
  else if (g_strcmp0 (format, "json-lines") == 0)
    self->format = BELL_ROW_FORMAT_JSON_LINES;
  else
    {
      g_set_error_literal (error, BELL_IMPORT_ERROR, BELL_IMPORT_ERROR_MAPPING,
                           "[Import] needs a Format: csv or json-lines.");
      return FALSE;
    }

  self->time_format = g_key_file_get_string (file, "Import", "TimeFormat", NULL);
  self->missing = g_key_file_get_string (file, "Import", "Missing", NULL);
  self->zone = load_zone (zone != NULL ? zone : "UTC", error);
  if (self->zone == NULL)
    return FALSE;

  if (local_before != NULL)
    {
      if (!bell_time_from_text (local_before, &self->local_before) || local_zone == NULL)
        {
          g_set_error_literal (error, BELL_IMPORT_ERROR, BELL_IMPORT_ERROR_MAPPING,
                               "LocalBefore is a time such as 2023-11-29T00:00:00Z and needs a LocalZone.");
          return FALSE;
        }
      self->local_zone = load_zone (local_zone, error);
      if (self->local_zone == NULL)
        return FALSE;
    }

  return TRUE;
}

/**
 * bell_import_mapping_load:
 * @path: a mapping file
 * @error: %BELL_IMPORT_ERROR_MAPPING or %BELL_IMPORT_ERROR_READ
 *
 * Returns: (transfer full) (nullable): the mapping, %NULL with @error set
 */
BellImportMapping *
bell_import_mapping_load (const char  *path,
                          GError     **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (BellImportMapping) self = NULL;
  g_autoptr (GError) reason = NULL;
  g_auto (GStrv) groups = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, &reason))
    {
      g_set_error (error, BELL_IMPORT_ERROR, BELL_IMPORT_ERROR_READ,
                   "The mapping “%s” cannot be read: %s", path, reason->message);
      return NULL;
    }

  self = g_new0 (BellImportMapping, 1);
  self->rules = g_ptr_array_new_with_free_func (free_rule);
  self->maps = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_hash_table_unref);
  self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_record);

  if (!load_import (self, file, error))
    return NULL;

  groups = g_key_file_get_groups (file, NULL);
  for (guint i = 0; groups[i] != NULL; i++)
    if (g_str_has_prefix (groups[i], "Map "))
      load_map (self, file, groups[i]);

  for (guint i = 0; groups[i] != NULL; i++)
    {
      if (g_str_has_prefix (groups[i], "Object "))
        {
          if (!load_rule (self, file, groups[i], error))
            return NULL;
        }
      else if (!g_str_has_prefix (groups[i], "Map ") && !g_str_equal (groups[i], "Import"))
        {
          g_set_error (error, BELL_IMPORT_ERROR, BELL_IMPORT_ERROR_MAPPING,
                       "[%s] is no group of a mapping: Import, Map NAME and Object NAME are.", groups[i]);
          return NULL;
        }
    }

  if (self->rules->len == 0)
    {
      g_set_error (error, BELL_IMPORT_ERROR, BELL_IMPORT_ERROR_MAPPING,
                   "The mapping “%s” has no group [Object NAME].", path);
      return NULL;
    }

  return g_steal_pointer (&self);
}

/**
 * bell_import_mapping_free:
 *
 * Frees the mapping and what it remembers of earlier rows.
 */
void
bell_import_mapping_free (BellImportMapping *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->time_format);
  g_free (self->missing);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_clear_pointer (&self->local_zone, g_time_zone_unref);
  g_ptr_array_unref (self->rules);
  g_hash_table_unref (self->maps);
  g_hash_table_unref (self->seen);
  g_free (self);
}

/**
 * bell_import_mapping_get_format:
 *
 * Returns: the format of the table that it is for
 */
BellRowFormat
bell_import_mapping_get_format (const BellImportMapping *self)
{
  g_return_val_if_fail (self != NULL, BELL_ROW_FORMAT_CSV);

  return self->format;
}
