/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-typing.h"

#include "bell-id.h"
#include "bell-jmap-error.h"
#include "bell-json-writer.h"

static const BellJsonLimits limits = { .max_size = BELL_MAX_TYPING_BYTES, .max_depth = 2 };

/**
 * bell_typing_new:
 * @ticket_id: where
 * @principal_id: (nullable): who
 *
 * Returns: (transfer full): that they write there
 */
BellTyping *
bell_typing_new (const char *ticket_id,
                 const char *principal_id)
{
  BellTyping *self;

  g_return_val_if_fail (ticket_id != NULL, NULL);

  self = g_new (BellTyping, 1);
  self->ticket_id = g_strdup (ticket_id);
  self->principal_id = g_strdup (principal_id);

  return self;
}

/**
 * bell_typing_free:
 * @self: (transfer full): what was said
 */
void
bell_typing_free (BellTyping *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->ticket_id);
  g_free (self->principal_id);
  g_free (self);
}

/**
 * bell_typing_to_text:
 * @self: what is to be said
 *
 * Returns: (transfer full): the same as JSON in one line
 */
char *
bell_typing_to_text (const BellTyping *self)
{
  BellJsonWriter *writer = bell_json_writer_new ();

  g_return_val_if_fail (self != NULL, NULL);

  bell_json_writer_begin_object (writer);
  bell_json_writer_string_member (writer, "ticketId", self->ticket_id);
  if (self->principal_id != NULL)
    bell_json_writer_string_member (writer, "principalId", self->principal_id);
  bell_json_writer_end_object (writer);

  return bell_json_writer_free_to_text (writer);
}

/**
 * bell_typing_from_text:
 * @text: JSON
 * @length: its bytes
 * @error: %BELL_JMAP_ERROR
 *
 * Returns: (transfer full): what was said, or %NULL; the principal is there only if it was named
 */
BellTyping *
bell_typing_from_text (const char  *text,
                       gsize        length,
                       GError     **error)
{
  g_autoptr (BellJson) json = bell_json_parse (text, length, &limits, error);
  const BellJsonNode *root, *principal;
  const char *ticket_id, *principal_id;

  if (json == NULL)
    return NULL;
  root = bell_json_get_root (json);
  principal = bell_json_node_get_member (root, "principalId");
  ticket_id = bell_json_node_get_string (bell_json_node_get_member (root, "ticketId"));
  principal_id = bell_json_node_get_string (principal);
  if (ticket_id == NULL || !bell_id_is_valid (ticket_id, BELL_TYPE_TICKET) ||
      (principal_id == NULL ? bell_json_node_get_kind (principal) > BELL_JSON_NULL
                            : !bell_id_is_valid (principal_id, BELL_TYPE_PRINCIPAL)))
    {
      g_set_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_INVALID_ARGUMENTS, "%s",
                   "The member “ticketId” must be the id of a ticket, “principalId” that of a person or null.");
      return NULL;
    }

  return bell_typing_new (ticket_id, principal_id);
}
