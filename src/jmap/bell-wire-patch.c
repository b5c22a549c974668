/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-wire-private.h"

#include <string.h>

#include "bell-access.h"
#include "bell-error.h"
#include "bell-id.h"

/* PatchObjects (RFC 8620 section 5.3).
 *
 * A key is a property, or a property and one member of it, as a JSON pointer
 * without its first slash: "tags/vip". */

typedef struct
{
  BellType type;
  const BellWirePatchOptions *options;
  BellPatch *patch;
  GPtrArray *invalid;      /* names for invalidProperties */
  char *description;       /* of the first of them */
} Reading;

static BellSetError *
invalid_patch (const char *key,
               const char *what)
{
  g_autofree char *shown = g_utf8_substring (key, 0, MIN (g_utf8_strlen (key, -1), 80));

  return bell_set_error_new (BELL_SET_ERROR_INVALID_PATCH, "“%s” %s.", shown, what);
}

/* Undoes ~0 and ~1 (RFC 6901 section 4). */
static char *
unescape_token (const char *token)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (const char *at = token; *at != '\0'; at++)
    {
      if (*at != '~')
        {
          g_string_append_c (text, *at);
          continue;
        }
      at++;
      if (*at != '0' && *at != '1')
        return NULL;
      g_string_append_c (text, *at == '0' ? '~' : '/');
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
escape_token (const char *token)
{
  GString *text = g_string_new (NULL);

  for (const char *at = token; *at != '\0'; at++)
    if (*at == '~' || *at == '/')
      g_string_append (text, *at == '~' ? "~0" : "~1");
    else
      g_string_append_c (text, *at);

  return g_string_free (text, FALSE);
}

static void
add_invalid (Reading    *reading,
             const char *name,
             const char *format,
             ...) G_GNUC_PRINTF (3, 4);

static void
add_invalid (Reading    *reading,
             const char *name,
             const char *format,
             ...)
{
  va_list arguments;

  g_ptr_array_add (reading->invalid, g_strdup (name));
  if (reading->description != NULL)
    return;

  va_start (arguments, format);
  reading->description = g_strdup_vprintf (format, arguments);
  va_end (arguments);
}

/* What somebody may neither read nor write is to them as if it were not there. */
static gboolean
is_hidden (const Reading      *reading,
           const BellProperty *property)
{
  const BellWirePatchOptions *options = reading->options;

  if (options->mode == BELL_WIRE_PATCH_HISTORY)
    return FALSE;

  return !bell_access_can_read_property (options->role, property) &&
         (options->mode == BELL_WIRE_PATCH_CONDITION || options->role < property->writer);
}

/* #x in place of an id: the object that was created as x (section 5.3). */
static gboolean
resolve_ids (Reading             *reading,
             const BellProperty  *property,
             GVariant           **value)
{
  const BellWirePatchOptions *options = reading->options;
  const char *found;

  if (*value == NULL || options->resolve == NULL || property->refers_to == BELL_TYPE_NONE)
    return TRUE;

  if (property->kind == BELL_KIND_ID)
    {
      const char *text = g_variant_get_string (*value, NULL);

      if (*text != '#')
        return TRUE;
      found = options->resolve (text + 1, property->refers_to, options->resolve_data);
      if (found == NULL)
        return FALSE;
      g_variant_unref (*value);
      *value = g_variant_ref_sink (g_variant_new_string (found));
    }
  else if (property->kind == BELL_KIND_SET)
    {
      g_autofree const char **members = g_variant_get_strv (*value, NULL);
      GVariant *resolved;

      for (gsize i = 0; members[i] != NULL; i++)
        if (*members[i] == '#')
          {
            members[i] = options->resolve (members[i] + 1, property->refers_to, options->resolve_data);
            if (members[i] == NULL)
              return FALSE;
          }
      resolved = bell_value_new_set (members);
      g_variant_unref (*value);
      *value = resolved;
    }

  return TRUE;
}

/* A server-set property in an update is fine if it says what is so already. */
static void
take_server_set (Reading            *reading,
                 const BellProperty *property,
                 GVariant           *value)
{
  const BellRecord *current = reading->options->current;

  if (current != NULL && reading->options->mode == BELL_WIRE_PATCH_UPDATE)
    {
      g_autoptr (GVariant) now = bell_record_get (current, property);

      if (bell_value_equal (now, value))
        return;
    }

  add_invalid (reading, property->wire_name, "“%s” is set by the server.", property->wire_name);
}

/* Null stands for the default where null itself is no value (section 5.3). */
static gboolean
read_value (Reading             *reading,
            const BellProperty  *property,
            const BellJsonNode  *node,
            GVariant           **value,
            GError             **error)
{
  if (reading->options->mode == BELL_WIRE_PATCH_HISTORY)
    return bell_wire_value_from_peer (property, node, value, error);

  if (!bell_wire_value_from_json (property, node, value, error))
    return FALSE;

  if (*value == NULL && !(property->flags & (BELL_PROPERTY_NULLABLE | BELL_PROPERTY_REQUIRED)))
    *value = bell_property_new_default (property);

  if (!resolve_ids (reading, property, value))
    {
      g_set_error (error, BELL_MODEL_ERROR, BELL_MODEL_ERROR_INVALID_VALUE,
                   "“%s” refers to an object that was not created.", property->wire_name);
      return FALSE;
    }

  return TRUE;
}

static gboolean
check_value (Reading             *reading,
             const BellProperty  *property,
             GVariant            *value,
             GError             **error)
{
  switch (reading->options->mode)
    {
    case BELL_WIRE_PATCH_HISTORY:
      return TRUE;

    case BELL_WIRE_PATCH_CONDITION:
      /* Null where there is no null can hold of nothing, and a required
       * property has no default to stand for it. */
      return value != NULL || (property->flags & BELL_PROPERTY_NULLABLE);

    case BELL_WIRE_PATCH_CREATE:
    case BELL_WIRE_PATCH_UPDATE:
    default:
      return bell_property_check (property, value, error);
    }
}

static gboolean
reject_value (Reading             *reading,
              const BellProperty  *property,
              GError              *cause,
              BellSetError       **error)
{
  g_autoptr (GError) owned = cause;

  /* A value that the property cannot have is one that it does not have. */
  if (reading->options->mode == BELL_WIRE_PATCH_CONDITION)
    {
      *error = bell_set_error_new (BELL_SET_ERROR_STATE_MISMATCH, "“%s” cannot have that value.", property->wire_name);
      return FALSE;
    }

  if (g_error_matches (owned, BELL_MODEL_ERROR, BELL_MODEL_ERROR_TOO_LARGE))
    {
      *error = bell_set_error_new_from_error (owned);
      return FALSE;
    }

  add_invalid (reading, property->wire_name, "%s", owned != NULL ? owned->message : "A value is wrong.");
  return TRUE;
}

static gboolean
read_whole (Reading             *reading,
            const BellProperty  *property,
            const BellJsonNode  *node,
            BellSetError       **error)
{
  g_autoptr (GVariant) value = NULL;
  GError *local = NULL;

  if (!read_value (reading, property, node, &value, &local))
    return reject_value (reading, property, local, error);

  if (property->writer == BELL_ROLE_NOBODY &&
      (reading->options->mode == BELL_WIRE_PATCH_CREATE || reading->options->mode == BELL_WIRE_PATCH_UPDATE))
    {
      take_server_set (reading, property, value);
      return TRUE;
    }

  if (!check_value (reading, property, value, &local))
    return reject_value (reading, property, local, error);

  bell_patch_set (reading->patch, property, value);
  return TRUE;
}

static gboolean
read_member (Reading             *reading,
             const BellProperty  *property,
             const char          *token,
             const BellJsonNode  *node,
             BellSetError       **error)
{
  const char *key = bell_json_node_get_name (node);
  g_autofree char *member = NULL;
  g_autoptr (GVariant) value = NULL;
  GError *local = NULL;
  gboolean boolean;

  if (reading->options->mode == BELL_WIRE_PATCH_CREATE)
    {
      add_invalid (reading, key, "“%s” is no property.", property->wire_name);
      return TRUE;
    }

  if (property->kind == BELL_KIND_ATTACHMENTS)
    {
      *error = invalid_patch (key, "points inside an array");
      return FALSE;
    }

  if ((property->kind != BELL_KIND_SET && property->kind != BELL_KIND_MAP) || strchr (token, '/') != NULL)
    {
      *error = invalid_patch (key, "points to nothing that could be set");
      return FALSE;
    }

  member = unescape_token (token);
  if (member == NULL || *member == '\0')
    {
      *error = invalid_patch (key, "is no JSON pointer to a member");
      return FALSE;
    }

  /* The RFC has creation ids in values only. */
  if (*member == '#' && property->refers_to != BELL_TYPE_NONE)
    {
      *error = invalid_patch (key, "has a creation id in its path");
      return FALSE;
    }

  if (property->kind == BELL_KIND_MAP && bell_json_node_get_string (node) != NULL)
    value = g_variant_ref_sink (g_variant_new_string (bell_json_node_get_string (node)));
  else if (property->kind == BELL_KIND_SET && bell_json_node_get_boolean (node, &boolean) && boolean)
    value = g_variant_ref_sink (g_variant_new_boolean (TRUE));
  else if (bell_json_node_get_kind (node) != BELL_JSON_NULL)
    return reject_value (reading, property,
                         g_error_new (BELL_MODEL_ERROR, BELL_MODEL_ERROR_INVALID_VALUE, "A member of “%s” must be %s or null.",
                                      property->wire_name, property->kind == BELL_KIND_SET ? "true" : "a string"),
                         error);

  if (!bell_property_check_member (property, member, value, &local))
    return reject_value (reading, property, local, error);

  bell_patch_set_member (reading->patch, property, member, value);
  return TRUE;
}

/* "id" may be repeated in an update, since a whole object is a valid patch. */
static gboolean
read_unknown (Reading             *reading,
              const BellJsonNode  *node,
              BellSetError       **error)
{
  const char *key = bell_json_node_get_name (node);
  const BellWirePatchOptions *options = reading->options;

  if (strcmp (key, "id") == 0 && options->mode != BELL_WIRE_PATCH_CREATE &&
      options->object_id != NULL)
    {
      if (g_strcmp0 (bell_json_node_get_string (node), options->object_id) == 0)
        return TRUE;
      if (options->mode == BELL_WIRE_PATCH_CONDITION)
        {
          *error = bell_set_error_new (BELL_SET_ERROR_STATE_MISMATCH, "The id is another one.");
          return FALSE;
        }
    }

  switch (options->mode)
    {
    case BELL_WIRE_PATCH_HISTORY:
      return TRUE;

    case BELL_WIRE_PATCH_CONDITION:
      *error = invalid_patch (key, "points to nothing");
      return FALSE;

    case BELL_WIRE_PATCH_CREATE:
    case BELL_WIRE_PATCH_UPDATE:
    default:
      if (*key == '\0' || *key == '/')
        {
          *error = invalid_patch (key, "is no path to a property");
          return FALSE;
        }
      add_invalid (reading, key, "There is no such property, or it cannot be set.");
      return TRUE;
    }
}

static gboolean
read_entry (Reading             *reading,
            const BellJsonNode  *node,
            BellSetError       **error)
{
  const char *key = bell_json_node_get_name (node);
  const char *slash = strchr (key, '/');
  g_autofree char *first = slash != NULL ? g_strndup (key, (gsize) (slash - key)) : g_strdup (key);
  const BellProperty *property = bell_type_find_property (reading->type, first);
  const BellPatchEntry *before;

  if (property == NULL || is_hidden (reading, property))
    return read_unknown (reading, node, error);

  /* Neither of two pointers may be the start of the other. */
  before = bell_patch_find (reading->patch, property);
  if (before != NULL && (slash == NULL || before->member == NULL))
    {
      *error = invalid_patch (key, "meets another path of the same patch");
      return FALSE;
    }

  return slash != NULL ? read_member (reading, property, slash + 1, node, error)
                       : read_whole (reading, property, node, error);
}

/**
 * bell_wire_patch_from_json:
 * @object: (nullable): a PatchObject, or with %BELL_WIRE_PATCH_CREATE a new object
 * @type: for which type
 * @options: how to read it
 * @error: (out): return location; must be %NULL before
 *
 * Reads what a client wants changed. Paths that lead nowhere, into an array,
 * or into each other, and creation ids in paths, are `invalidPatch`; unknown
 * properties, server-set ones and wrong values are `invalidProperties`, all of
 * which are named. With %BELL_WIRE_PATCH_CONDITION a value that the property
 * cannot have is a `stateMismatch`.
 *
 * What may be written by whom is bell_access_check_change()'s to say.
 *
 * Returns: (transfer full): the patch, or %NULL with @error
 */
BellPatch *
bell_wire_patch_from_json (const BellJsonNode         *object,
                           BellType                    type,
                           const BellWirePatchOptions *options,
                           BellSetError              **error)
{
  g_autoptr (BellPatch) patch = NULL;
  g_autoptr (GPtrArray) invalid = NULL;
  g_autofree char *description = NULL;
  Reading reading;
  gboolean fine = TRUE;

  g_return_val_if_fail (type < BELL_N_TABLE_TYPES, NULL);
  g_return_val_if_fail (options != NULL, NULL);
  g_return_val_if_fail (error != NULL && *error == NULL, NULL);

  if (bell_json_node_get_kind (object) != BELL_JSON_OBJECT)
    {
      *error = bell_set_error_new (BELL_SET_ERROR_INVALID_PATCH, "A patch must be an object and is %s.",
                                   bell_json_kind_get_name (bell_json_node_get_kind (object)));
      return NULL;
    }

  patch = bell_patch_new (type);
  invalid = g_ptr_array_new_with_free_func (g_free);
  reading = (Reading) { type, options, patch, invalid, NULL };

  for (const BellJsonNode *node = bell_json_node_get_first (object);
       fine && node != NULL;
       node = bell_json_node_get_next (node))
    fine = read_entry (&reading, node, error);

  description = reading.description;
  if (!fine)
    return NULL;

  if (invalid->len > 0)
    {
      g_ptr_array_add (invalid, NULL);
      *error = bell_set_error_new_for_properties ((const char *const *) invalid->pdata, description);
      return NULL;
    }

  return g_steal_pointer (&patch);
}

/**
 * bell_wire_patch_to_json:
 * @writer: where to write
 * @patch: a patch
 * @role: who reads it: what that role may not read is left out;
 *   %BELL_ROLE_NOBODY reads everything
 *
 * Writes a PatchObject.
 */
void
bell_wire_patch_to_json (BellJsonWriter  *writer,
                         const BellPatch *patch,
                         BellRole         role)
{
  g_return_if_fail (writer != NULL && patch != NULL);

  bell_json_writer_begin_object (writer);
  for (guint i = 0; i < bell_patch_get_size (patch); i++)
    {
      const BellPatchEntry *entry = bell_patch_get_entry (patch, i);

      if (!bell_access_can_read_property (role, entry->property))
        continue;

      if (entry->member == NULL)
        {
          bell_json_writer_name (writer, entry->property->wire_name);
          bell_wire_value_to_json (writer, entry->property, entry->value);
        }
      else
        {
          g_autofree char *token = escape_token (entry->member);
          g_autofree char *key = g_strconcat (entry->property->wire_name, "/", token, NULL);

          if (entry->value == NULL)
            bell_json_writer_null_member (writer, key);
          else if (entry->property->kind == BELL_KIND_SET)
            bell_json_writer_boolean_member (writer, key, g_variant_get_boolean (entry->value));
          else
            bell_json_writer_string_member (writer, key, g_variant_get_string (entry->value, NULL));
        }
    }
  bell_json_writer_end_object (writer);
}

/**
 * bell_wire_patch_to_text:
 * @patch: a patch
 *
 * Returns: (transfer full): all of it, as JSON text
 */
char *
bell_wire_patch_to_text (const BellPatch *patch)
{
  BellJsonWriter *writer;

  g_return_val_if_fail (patch != NULL, NULL);

  writer = bell_json_writer_new ();
  bell_wire_patch_to_json (writer, patch, BELL_ROLE_NOBODY);

  return bell_json_writer_free_to_text (writer);
}

/* A patch that should have been sound and is not. */
GError *
bell_wire_error_for_set_error (const BellSetError *error)
{
  return g_error_new (BELL_JMAP_ERROR, BELL_JMAP_ERROR_BAD_RESPONSE, "A patch cannot be read: %s",
                      error->description != NULL ? error->description : error->name);
}

/**
 * bell_wire_patch_from_text:
 * @type: for which type
 * @text: what bell_wire_patch_to_text() gave, also long ago
 * @error: return location
 *
 * Returns: (transfer full): the patch, or %NULL with a %BELL_JMAP_ERROR
 */
BellPatch *
bell_wire_patch_from_text (BellType     type,
                           const char  *text,
                           GError     **error)
{
  static const BellWirePatchOptions options = { .mode = BELL_WIRE_PATCH_HISTORY, .role = BELL_ROLE_NOBODY };
  g_autoptr (BellSetError) reason = NULL;
  g_autoptr (BellJson) json = NULL;
  BellPatch *patch;

  g_return_val_if_fail (text != NULL, NULL);

  json = bell_json_parse (text, strlen (text), NULL, error);
  if (json == NULL)
    return NULL;

  patch = bell_wire_patch_from_json (bell_json_get_root (json), type, &options, &reason);
  if (patch == NULL)
    g_propagate_error (error, bell_wire_error_for_set_error (reason));

  return patch;
}
