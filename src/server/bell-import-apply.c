/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-import-mapping-private.h"

#include <string.h>
#include <time.h>

#include "bell-clock.h"
#include "bell-error.h"
#include "bell-id.h"

/* From rows to changes, by the rules that bell-import-mapping.c has read. */

static gboolean
row_error (GError     **error,
           const char  *property,
           const char  *what)
{
  g_set_error (error, BELL_IMPORT_ERROR, BELL_IMPORT_ERROR_ROW, "“%s” %s", property, what);

  return FALSE;
}

static gboolean
parse_time (BellImportMapping  *self,
            const char         *text,
            gint64             *time,
            GError            **error)
{
  struct tm tm = { .tm_mday = 1, .tm_isdst = -1 };
  g_autoptr (GDateTime) date = NULL;
  gboolean has_offset;
  const char *end;

  if (self->time_format == NULL)
    {
      if (bell_time_from_text (text, time))
        return TRUE;
      g_set_error (error, BELL_IMPORT_ERROR, BELL_IMPORT_ERROR_ROW, "“%s” is no time", text);
      return FALSE;
    }

  end = strptime (text, self->time_format, &tm);
  has_offset = strstr (self->time_format, "%z") != NULL;
  if (end != NULL && *end == '\0')
    {
      g_autoptr (GTimeZone) offset = has_offset ? g_time_zone_new_offset ((gint32) tm.tm_gmtoff) : g_time_zone_ref (self->zone);

      date = g_date_time_new (offset, tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
    }

  if (date == NULL)
    {
      g_set_error (error, BELL_IMPORT_ERROR, BELL_IMPORT_ERROR_ROW, "“%s” is no time as the mapping describes it", text);
      return FALSE;
    }

  *time = g_date_time_to_unix (date) * 1000;

  if (self->local_zone != NULL && *time < self->local_before)
    {
      g_autoptr (GDateTime) local = g_date_time_new (self->local_zone, tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday,
                                                     tm.tm_hour, tm.tm_min, tm.tm_sec);

      if (local != NULL)
        *time = g_date_time_to_unix (local) * 1000;
    }

  return TRUE;
}

/* A text as a value of a property, owned by the caller; null for an empty one. */
static gboolean
convert (BellImportMapping   *self,
         const BellProperty  *property,
         const char          *text,
         GVariant           **value,
         GError             **error)
{
  gint64 number;
  int choice;

  *value = NULL;
  if (*text == '\0')
    return TRUE;

  switch (property->kind)
    {
    case BELL_KIND_ID:
      {
        g_autofree char *id = bell_id_new_for_name (property->refers_to, 0, text);

        *value = g_variant_ref_sink (g_variant_new_string (id));
        return TRUE;
      }

    case BELL_KIND_TEXT:
    case BELL_KIND_JSON:
    case BELL_KIND_MAP:
      *value = g_variant_ref_sink (g_variant_new_string (text));
      return TRUE;

    case BELL_KIND_ENUM:
      if (!bell_enum_from_nick (property->enum_type (), text, &choice))
        return row_error (error, property->wire_name, "has no such value; a map can give it one");
      *value = g_variant_ref_sink (g_variant_new_int32 (choice));
      return TRUE;

    case BELL_KIND_INTEGER:
      if (!g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &number, NULL))
        return row_error (error, property->wire_name, "is no whole number");
      *value = g_variant_ref_sink (g_variant_new_int64 (number));
      return TRUE;

    case BELL_KIND_BOOLEAN:
      if (!g_str_equal (text, "true") && !g_str_equal (text, "false"))
        return row_error (error, property->wire_name, "is neither true nor false");
      *value = g_variant_ref_sink (g_variant_new_boolean (text[0] == 't'));
      return TRUE;

    case BELL_KIND_TIME:
      if (!parse_time (self, text, &number, error))
        return FALSE;
      *value = g_variant_ref_sink (g_variant_new_int64 (number));
      return TRUE;

    case BELL_KIND_SET:
      {
        g_auto (GStrv) members = g_strsplit (text, BELL_IMPORT_SEPARATOR, -1);

        for (guint i = 0; property->refers_to != BELL_TYPE_NONE && members[i] != NULL; i++)
          {
            g_autofree char *words = g_steal_pointer (&members[i]);

            members[i] = bell_id_new_for_name (property->refers_to, 0, words);
          }
        *value = bell_value_new_set ((const char *const *) members);
        return TRUE;
      }

    case BELL_KIND_ATTACHMENTS:
      break;
    }

  g_assert_not_reached ();
}

/* What the row says of the object, as a patch for a new one. */
static BellPatch *
make_patch (BellImportMapping  *self,
            const BellImportRule   *rule,
            const BellRow      *row,
            GError            **error)
{
  g_autoptr (BellPatch) patch = bell_patch_new (rule->type);

  for (guint i = 0; i < rule->assignments->len; i++)
    {
      const BellImportAssignment *assignment = &g_array_index (rule->assignments, BellImportAssignment, i);
      g_autofree char *text = bell_import_template_expand (assignment->template, row, self->missing, error);
      g_autoptr (GVariant) value = NULL;

      if (text == NULL || !convert (self, assignment->property, text, &value, error))
        return NULL;
      if (value == NULL)
        continue;

      if (assignment->member != NULL)
        bell_patch_set_member (patch, assignment->property, assignment->member, value);
      else
        bell_patch_set (patch, assignment->property, value);
    }

  if (!bell_patch_check (patch, error))
    return NULL;

  for (guint i = 0; i < bell_type_get_n_properties (rule->type); i++)
    {
      const BellProperty *property = bell_type_get_property (rule->type, i);

      if ((property->flags & BELL_PROPERTY_REQUIRED) && bell_patch_find (patch, property) == NULL)
        {
          row_error (error, property->wire_name, "is empty");
          return NULL;
        }
    }

  return g_steal_pointer (&patch);
}

static gboolean
expand_time (BellImportMapping         *self,
             const BellImportTemplate  *template,
             const BellRow             *row,
             gint64                    *time,
             GError                   **error)
{
  g_autofree char *text = bell_import_template_expand (template, row, self->missing, error);

  return text != NULL && parse_time (self, text, time, error);
}

static gboolean
expand_id (BellImportMapping         *self,
           const BellImportTemplate  *template,
           const BellRow             *row,
           BellType                   type,
           char                     **id,
           GError                   **error)
{
  g_autofree char *words = NULL;

  *id = NULL;
  if (template == NULL)
    return TRUE;

  words = bell_import_template_expand (template, row, self->missing, error);
  if (words == NULL)
    return FALSE;
  if (*words != '\0')
    *id = bell_id_new_for_name (type, 0, words);

  return TRUE;
}

static BellChange *
make_change (BellImportMapping  *self,
             const BellImportRule   *rule,
             const BellRow      *row,
             gboolean            update,
             const char         *object_id,
             BellPatch          *patch,
             GError            **error)
{
  g_autofree char *author_id = NULL;
  g_autofree char *change_id = NULL;
  gint64 time;

  if (!expand_time (self, update ? rule->update_time : rule->time, row, &time, error) ||
      !expand_id (self, update && rule->update_author != NULL ? rule->update_author : rule->author,
                  row, BELL_TYPE_PRINCIPAL, &author_id, error) ||
      !expand_id (self, update ? rule->update_id : rule->id, row, BELL_TYPE_CHANGE, &change_id, error))
    return NULL;

  if (change_id == NULL)
    {
      row_error (error, update ? "UpdateId" : "Id", "is empty");
      return NULL;
    }

  return bell_change_new (change_id, update ? BELL_CHANGE_KIND_UPDATE : BELL_CHANGE_KIND_CREATE,
                          rule->type, object_id, patch, NULL, author_id, "import", time);
}

static gboolean
apply_rule (BellImportMapping  *self,
            const BellImportRule   *rule,
            const BellRow      *row,
            GPtrArray          *changes,
            GError            **error)
{
  g_autofree char *object_id = NULL;
  g_autoptr (BellPatch) patch = NULL;
  g_autoptr (BellRecord) after = NULL;
  g_autoptr (BellChange) change = NULL;
  BellRecord *before = NULL;
  gboolean known;

  if (rule->condition != NULL)
    {
      g_autofree char *text = bell_import_template_expand (rule->condition, row, self->missing, error);

      if (text == NULL)
        return FALSE;
      if (*text == '\0')
        return TRUE;
    }

  if (!expand_id (self, rule->id, row, rule->type, &object_id, error))
    return FALSE;
  if (object_id == NULL)
    return row_error (error, "Id", "is empty");

  known = g_hash_table_lookup_extended (self->seen, object_id, NULL, (gpointer *) &before);
  if (known && rule->update_id == NULL)
    return TRUE; /* a person who was met in an earlier row */

  patch = make_patch (self, rule, row, error);
  if (patch == NULL)
    return FALSE;

  if (rule->update_id != NULL)
    {
      after = bell_record_new (rule->type, object_id);
      bell_patch_apply (patch, after);

      if (known)
        {
          g_clear_pointer (&patch, bell_patch_unref);
          patch = bell_patch_new_between (before, after);
          if (bell_patch_get_size (patch) == 0)
            return TRUE;
        }
    }

  change = make_change (self, rule, row, known, object_id, patch, error);
  if (change == NULL)
    return FALSE;

  g_hash_table_insert (self->seen, g_steal_pointer (&object_id), g_steal_pointer (&after));
  g_ptr_array_add (changes, g_steal_pointer (&change));

  return TRUE;
}

/**
 * bell_import_mapping_apply:
 * @row: the next row
 * @changes: (element-type BellChange): what the row makes is added to it
 * @error: %BELL_IMPORT_ERROR_ROW or %BELL_MODEL_ERROR where this row cannot be
 *   taken, %BELL_IMPORT_ERROR_MAPPING where none can
 *
 * Returns: whether the row could be understood; if not, @changes is as it was
 */
gboolean
bell_import_mapping_apply (BellImportMapping  *self,
                           const BellRow      *row,
                           GPtrArray          *changes,
                           GError            **error)
{
  guint before = changes->len;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (row != NULL, FALSE);

  for (guint i = 0; i < self->rules->len; i++)
    if (!apply_rule (self, self->rules->pdata[i], row, changes, error))
      {
        /* What this row had made is forgotten, so that a later one makes it. */
        for (guint c = before; c < changes->len; c++)
          if (bell_change_get_kind (changes->pdata[c]) == BELL_CHANGE_KIND_CREATE)
            g_hash_table_remove (self->seen, bell_change_get_object_id (changes->pdata[c]));
        g_ptr_array_set_size (changes, (int) before);
        return FALSE;
      }

  return TRUE;
}
