/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-set-error.h"

#include <string.h>

#include "bell-error.h"

static const char *const names[] = {
  [BELL_SET_ERROR_FORBIDDEN] = "forbidden",
  [BELL_SET_ERROR_OVER_QUOTA] = "overQuota",
  [BELL_SET_ERROR_TOO_LARGE] = "tooLarge",
  [BELL_SET_ERROR_RATE_LIMIT] = "rateLimit",
  [BELL_SET_ERROR_NOT_FOUND] = "notFound",
  [BELL_SET_ERROR_INVALID_PATCH] = "invalidPatch",
  [BELL_SET_ERROR_WILL_DESTROY] = "willDestroy",
  [BELL_SET_ERROR_INVALID_PROPERTIES] = "invalidProperties",
  [BELL_SET_ERROR_SINGLETON] = "singleton",
  [BELL_SET_ERROR_ALREADY_EXISTS] = "alreadyExists",
  [BELL_SET_ERROR_STATE_MISMATCH] = "stateMismatch",
  [BELL_SET_ERROR_TAKEN] = "taken",
  [BELL_SET_ERROR_ILLEGAL_TRANSITION] = "illegalTransition",
};

/**
 * bell_set_error_type_get_name:
 * @type: a reason
 *
 * Returns: (transfer none) (nullable): its name on the wire; %NULL for %BELL_SET_ERROR_OTHER
 */
const char *
bell_set_error_type_get_name (BellSetErrorType type)
{
  g_return_val_if_fail (type <= BELL_SET_ERROR_OTHER, NULL);

  return type < G_N_ELEMENTS (names) ? names[type] : NULL;
}

/**
 * bell_set_error_type_is_permanent:
 * @type: a reason
 *
 * Returns: whether the same change would be refused again, so that trying
 *   again is no use
 */
gboolean
bell_set_error_type_is_permanent (BellSetErrorType type)
{
  return type != BELL_SET_ERROR_RATE_LIMIT && type != BELL_SET_ERROR_OVER_QUOTA;
}

static BellSetError *
new_take (BellSetErrorType  type,
          char             *description)
{
  BellSetError *self = g_new0 (BellSetError, 1);

  self->type = type;
  self->name = g_strdup (bell_set_error_type_get_name (type));
  self->description = description;

  return self;
}

/**
 * bell_set_error_new:
 * @type: the reason
 * @format: a sentence
 *
 * Returns: (transfer full): the error
 */
BellSetError *
bell_set_error_new (BellSetErrorType  type,
                    const char       *format,
                    ...)
{
  va_list arguments;
  char *description;

  g_return_val_if_fail (type < BELL_SET_ERROR_OTHER, NULL);

  va_start (arguments, format);
  description = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  return new_take (type, description);
}

/**
 * bell_set_error_new_for_properties:
 * @properties: (array zero-terminated=1): wire names of what is wrong
 * @description: (nullable): a sentence
 *
 * Returns: (transfer full): an `invalidProperties` error
 */
BellSetError *
bell_set_error_new_for_properties (const char *const *properties,
                                   const char        *description)
{
  BellSetError *self;

  g_return_val_if_fail (properties != NULL, NULL);

  self = new_take (BELL_SET_ERROR_INVALID_PROPERTIES, g_strdup (description));
  self->properties = g_strdupv ((char **) properties);

  return self;
}

/**
 * bell_set_error_new_from_error:
 * @error: why the model refused a change
 *
 * What a #BellModelError means for one object of a /set. Any other error is
 * not about the object and must not come here: it becomes `forbidden`.
 *
 * Returns: (transfer full): the error
 */
BellSetError *
bell_set_error_new_from_error (const GError *error)
{
  BellSetErrorType type = BELL_SET_ERROR_FORBIDDEN;

  g_return_val_if_fail (error != NULL, NULL);

  if (error->domain == BELL_MODEL_ERROR)
    switch ((BellModelError) error->code)
      {
      case BELL_MODEL_ERROR_INVALID_PROPERTY:
      case BELL_MODEL_ERROR_INVALID_VALUE:
        type = BELL_SET_ERROR_INVALID_PROPERTIES;
        break;
      case BELL_MODEL_ERROR_INVALID_PATCH:
        type = BELL_SET_ERROR_INVALID_PATCH;
        break;
      case BELL_MODEL_ERROR_TRANSITION:
        type = BELL_SET_ERROR_ILLEGAL_TRANSITION;
        break;
      case BELL_MODEL_ERROR_TAKEN:
        type = BELL_SET_ERROR_TAKEN;
        break;
      case BELL_MODEL_ERROR_TOO_LARGE:
        type = BELL_SET_ERROR_TOO_LARGE;
        break;
      case BELL_MODEL_ERROR_FORBIDDEN:
      case BELL_MODEL_ERROR_INVALID_QUERY:
      default:
        break;
      }

  return new_take (type, g_strdup (error->message));
}

/**
 * bell_set_error_copy:
 * @self: an error
 *
 * Returns: (transfer full): the same
 */
BellSetError *
bell_set_error_copy (const BellSetError *self)
{
  BellSetError *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new0 (BellSetError, 1);
  copy->type = self->type;
  copy->name = g_strdup (self->name);
  copy->description = g_strdup (self->description);
  copy->properties = g_strdupv (self->properties);
  copy->existing_id = g_strdup (self->existing_id);

  return copy;
}

/**
 * bell_set_error_free:
 * @self: (transfer full): an error
 */
void
bell_set_error_free (BellSetError *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->name);
  g_free (self->description);
  g_strfreev (self->properties);
  g_free (self->existing_id);
  g_free (self);
}

/**
 * bell_set_error_to_json:
 * @self: an error
 * @writer: where to write it
 *
 * Writes a SetError object (RFC 8620 section 5.3).
 */
void
bell_set_error_to_json (const BellSetError *self,
                        BellJsonWriter     *writer)
{
  g_return_if_fail (self != NULL && writer != NULL);

  bell_json_writer_begin_object (writer);
  bell_json_writer_string_member (writer, "type", self->name);
  if (self->description != NULL)
    bell_json_writer_string_member (writer, "description", self->description);
  if (self->properties != NULL)
    bell_json_writer_strings_member (writer, "properties", (const char *const *) self->properties);
  if (self->existing_id != NULL)
    bell_json_writer_string_member (writer, "existingId", self->existing_id);
  bell_json_writer_end_object (writer);
}

/**
 * bell_set_error_from_json:
 * @node: (nullable): a SetError object
 * @error: return location
 *
 * Returns: (transfer full): the error that it describes, or %NULL with
 *   %BELL_JMAP_ERROR_BAD_RESPONSE
 */
BellSetError *
bell_set_error_from_json (const BellJsonNode  *node,
                          GError             **error)
{
  const char *name = bell_json_node_get_string (bell_json_node_get_member (node, "type"));
  BellSetError *self;

  if (name == NULL)
    {
      g_set_error_literal (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_BAD_RESPONSE,
                           "The server gave a SetError without a type");
      return NULL;
    }

  self = g_new0 (BellSetError, 1);
  self->type = BELL_SET_ERROR_OTHER;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (names[i], name) == 0)
      self->type = i;

  self->name = g_strdup (name);
  self->description = g_strdup (bell_json_node_get_string (bell_json_node_get_member (node, "description")));
  self->properties = bell_json_node_dup_strings (bell_json_node_get_member (node, "properties"));
  self->existing_id = g_strdup (bell_json_node_get_string (bell_json_node_get_member (node, "existingId")));

  return self;
}
