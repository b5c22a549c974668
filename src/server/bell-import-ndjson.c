/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-import-ndjson.h"

#include <string.h>

#include "bell-clock.h"
#include "bell-id.h"
#include "bell-wire.h"

/* Lines of Deskbell's own NDJSON (data/import/README.md) as changes. */

static const char *
get_text (const BellJsonNode *object,
          const char         *name)
{
  return bell_json_node_get_string (bell_json_node_get_member (object, name));
}

static BellChange *
refuse (GError     **error,
        const char  *format,
        const char  *text)
{
  g_autofree char *sentence = g_strdup_printf ("%s“%s”", format, text != NULL ? text : "");

  g_set_error_literal (error, BELL_IMPORT_ERROR, BELL_IMPORT_ERROR_ROW, sentence);

  return NULL;
}

/* All times of the patch, later by the same span. */
static void
shift_times (BellPatch *patch,
             gint64     shift)
{
  BellType type = bell_patch_get_data_type (patch);

  for (guint i = 0; shift != 0 && i < bell_type_get_n_properties (type); i++)
    {
      const BellProperty *property = bell_type_get_property (type, i);
      const BellPatchEntry *entry = bell_patch_find (patch, property);

      if (property->kind == BELL_KIND_TIME && entry != NULL && entry->value != NULL)
        bell_patch_set_integer (patch, i, g_variant_get_int64 (entry->value) + shift);
    }
}

static gint64
patched_time (const BellPatch *patch,
              const char      *wire_name)
{
  const BellProperty *property = bell_type_find_property (bell_patch_get_data_type (patch), wire_name);
  const BellPatchEntry *entry = property != NULL ? bell_patch_find (patch, property) : NULL;

  return entry != NULL && entry->value != NULL ? g_variant_get_int64 (entry->value) : BELL_TIME_UNSET;
}

static const char *
patched_author (const BellPatch *patch)
{
  BellType type = bell_patch_get_data_type (patch);
  const BellProperty *property = bell_type_find_property (type, type == BELL_TYPE_TICKET ? "requesterId" : "authorId");
  const BellPatchEntry *entry = property != NULL ? bell_patch_find (patch, property) : NULL;

  return entry != NULL && entry->value != NULL ? g_variant_get_string (entry->value, NULL) : NULL;
}

static BellChange *
change_from_object (const BellJsonNode  *object,
                    BellType             type,
                    gint64               shift,
                    gint64               now,
                    GError             **error)
{
  BellWirePatchOptions options = { .mode = BELL_WIRE_PATCH_HISTORY, .role = BELL_ROLE_NOBODY };
  const char *id = get_text (object, "id");
  g_autoptr (BellSetError) reason = NULL;
  g_autoptr (BellPatch) patch = NULL;
  g_autofree char *change_id = NULL;
  gint64 time;

  if (!bell_id_is_valid (id, type))
    return refuse (error, "the id is none of its type: ", id);

  for (const BellJsonNode *child = bell_json_node_get_first (object); child != NULL; child = bell_json_node_get_next (child))
    {
      const char *name = bell_json_node_get_name (child);

      if (!g_str_equal (name, "id") && !g_str_equal (name, "type") && bell_type_find_property (type, name) == NULL)
        return refuse (error, "there is no property ", name);
    }

  patch = bell_wire_patch_from_json (object, type, &options, &reason);
  if (patch == NULL)
    {
      g_set_error_literal (error, BELL_IMPORT_ERROR, BELL_IMPORT_ERROR_ROW,
                           reason->description != NULL ? reason->description : bell_set_error_type_get_name (reason->type));
      return NULL;
    }

  shift_times (patch, shift);
  time = patched_time (patch, "createdAt");
  if (time == BELL_TIME_UNSET)
    time = patched_time (patch, "writtenAt");
  if (time == BELL_TIME_UNSET)
    time = now;

  change_id = bell_id_new_for_name (BELL_TYPE_CHANGE, 0, id);

  return bell_change_new (change_id, BELL_CHANGE_KIND_CREATE, type, id, patch, NULL, patched_author (patch), "import", time);
}

static BellChange *
change_from_history (const BellJsonNode  *object,
                     gint64               shift,
                     GError             **error)
{
  g_autoptr (BellChange) change = bell_wire_change_from_json (object, error);
  g_autoptr (BellPatch) patch = NULL;
  g_autoptr (BellChange) moved = NULL;
  gint64 received_at;

  if (change == NULL || shift == 0)
    return g_steal_pointer (&change);

  if (bell_change_get_patch (change) != NULL)
    {
      patch = bell_patch_copy (bell_change_get_patch (change));
      shift_times (patch, shift);
    }

  moved = bell_change_new (bell_change_get_id (change), bell_change_get_kind (change), bell_change_get_data_type (change),
                           bell_change_get_object_id (change), patch, NULL, bell_change_get_author_id (change),
                           bell_change_get_device (change), bell_change_get_acted_at (change) + shift);

  received_at = bell_change_get_received_at (change);
  if (received_at == BELL_TIME_UNSET)
    return g_steal_pointer (&moved);

  return bell_change_new_confirmed (moved, patch, MAX (bell_change_get_modseq (change), 1), received_at + shift,
                                    bell_change_get_cause_id (change));
}

/**
 * bell_import_ndjson_is_blob:
 *
 * Returns: whether the line holds a file
 */
gboolean
bell_import_ndjson_is_blob (const BellJsonNode *object)
{
  return g_strcmp0 (get_text (object, "type"), "Blob") == 0;
}

/**
 * bell_import_ndjson_get_blob:
 * @object: a line that holds a file
 * @media_type: (out) (transfer none): its media type
 * @error: %BELL_IMPORT_ERROR_ROW where the content is broken or has another id
 *
 * Returns: (transfer full) (nullable): the content
 */
GBytes *
bell_import_ndjson_get_blob (const BellJsonNode  *object,
                             const char         **media_type,
                             GError             **error)
{
  const char *data = get_text (object, "data");
  const char *type = get_text (object, "mediaType");
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *id = NULL;
  guchar *content;
  gsize length;

  if (data == NULL || strspn (data, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=") != strlen (data))
    {
      g_set_error_literal (error, BELL_IMPORT_ERROR, BELL_IMPORT_ERROR_ROW, "“data” is no base64");
      return NULL;
    }

  content = g_base64_decode (data, &length);
  bytes = g_bytes_new_take (content, length);
  id = bell_blob_id_for_bytes (bytes);

  if (g_strcmp0 (get_text (object, "id"), id) != 0)
    {
      g_set_error (error, BELL_IMPORT_ERROR, BELL_IMPORT_ERROR_ROW, "the content is that of “%s”, not what its id says", id);
      return NULL;
    }

  *media_type = type != NULL ? type : "application/octet-stream";

  return g_steal_pointer (&bytes);
}

/**
 * bell_import_ndjson_to_change:
 * @object: a line that holds an object or a change
 * @shift: milliseconds to add to every time
 * @now: the time of what bears none
 * @error: %BELL_IMPORT_ERROR_ROW
 *
 * Returns: (transfer full) (nullable): what the line does
 */
BellChange *
bell_import_ndjson_to_change (const BellJsonNode  *object,
                              gint64               shift,
                              gint64               now,
                              GError             **error)
{
  const char *name = get_text (object, "type");
  BellType type = bell_type_from_wire_name (name);

  if (name == NULL || type >= BELL_N_TABLE_TYPES)
    return refuse (error, "there is no type ", name);

  /* A change of the history, of an object of that type. */
  if (bell_json_node_get_member (object, "objectId") != NULL)
    return change_from_history (object, shift, error);

  return change_from_object (object, type, shift, now, error);
}
