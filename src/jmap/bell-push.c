/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-push.h"

#include <string.h>

/* Digits alone, no zero in front: a state has one form. */
static gboolean
parse_number (const char **text,
              char         end,
              gint64      *number)
{
  const char *at = *text;
  gint64 value = 0;

  if (!g_ascii_isdigit (*at) || (at[0] == '0' && g_ascii_isdigit (at[1])))
    return FALSE;

  for (; g_ascii_isdigit (*at); at++)
    {
      value = value * 10 + (*at - '0');
      if (value > BELL_JSON_MAX_INTEGER)
        return FALSE;
    }

  if (*at != end)
    return FALSE;

  *text = at;
  *number = value;
  return TRUE;
}

/**
 * bell_state_format:
 * @modseq: of the last change of the type
 * @access_version: of the reader, and what else the server tells its states apart by
 *
 * Returns: (transfer full): the state string: "12-1"
 */
char *
bell_state_format (gint64 modseq,
                   gint64 access_version)
{
  g_return_val_if_fail (modseq >= 0 && access_version >= 0, NULL);

  return g_strdup_printf ("%" G_GINT64_FORMAT "-%" G_GINT64_FORMAT, modseq, access_version);
}

/**
 * bell_state_parse:
 * @state: (nullable): what a client says is its state
 * @modseq: (out): of the last change that it has
 * @access_version: (out): that it had then
 *
 * Returns: whether @state has our form; if not, cannotCalculateChanges is the
 *   answer (RFC 8620 section 5.2)
 */
gboolean
bell_state_parse (const char *state,
                  gint64     *modseq,
                  gint64     *access_version)
{
  g_return_val_if_fail (modseq != NULL && access_version != NULL, FALSE);

  if (state == NULL || !parse_number (&state, '-', modseq))
    return FALSE;

  state++;
  return parse_number (&state, '\0', access_version);
}

/**
 * bell_state_change_new:
 * @account_id: whose data
 *
 * Returns: (transfer full): one that says nothing yet
 */
BellStateChange *
bell_state_change_new (const char *account_id)
{
  BellStateChange *self;

  g_return_val_if_fail (account_id != NULL, NULL);

  self = g_new0 (BellStateChange, 1);
  self->account_id = g_strdup (account_id);

  return self;
}

/**
 * bell_state_change_free:
 * @self: (transfer full): a state change
 */
void
bell_state_change_free (BellStateChange *self)
{
  g_return_if_fail (self != NULL);

  for (guint i = 0; i < G_N_ELEMENTS (self->states); i++)
    g_free (self->states[i]);
  g_free (self->account_id);
  g_free (self);
}

/**
 * bell_state_change_set:
 * @self: a state change
 * @type: which data
 * @state: (nullable): its new state
 */
void
bell_state_change_set (BellStateChange *self,
                       BellType         type,
                       const char      *state)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (type < BELL_TYPE_NONE);

  g_free (self->states[type]);
  self->states[type] = g_strdup (state);
}

/**
 * bell_state_change_to_json:
 * @self: a state change
 * @writer: where to write it
 *
 * Writes a StateChange object (RFC 8620 section 7.1).
 */
void
bell_state_change_to_json (const BellStateChange *self,
                           BellJsonWriter        *writer)
{
  g_return_if_fail (self != NULL && writer != NULL);

  bell_json_writer_begin_object (writer);
  bell_json_writer_string_member (writer, "@type", "StateChange");
  bell_json_writer_begin_object_member (writer, "changed");
  bell_json_writer_begin_object_member (writer, self->account_id);
  for (guint type = 0; type < BELL_TYPE_NONE; type++)
    if (self->states[type] != NULL)
      bell_json_writer_string_member (writer, bell_type_get_wire_name (type), self->states[type]);
  bell_json_writer_end_object (writer);
  bell_json_writer_end_object (writer);
  bell_json_writer_end_object (writer);
}

/**
 * bell_state_change_from_text:
 * @text: the data of an event
 * @length: its length in bytes
 * @account_id: whose data is wanted; other accounts are passed over
 * @error: return location
 *
 * Returns: (transfer full): what it says about @account_id, maybe nothing; or
 *   %NULL with a %BELL_JMAP_ERROR
 */
BellStateChange *
bell_state_change_from_text (const char  *text,
                             gsize        length,
                             const char  *account_id,
                             GError     **error)
{
  g_autoptr (BellStateChange) self = NULL;
  g_autoptr (BellJson) json = NULL;
  const BellJsonNode *root, *changed, *account;

  g_return_val_if_fail (account_id != NULL, NULL);

  json = bell_json_parse (text, length, NULL, error);
  if (json == NULL)
    return NULL;

  root = bell_json_get_root (json);
  changed = bell_json_node_get_member (root, "changed");
  account = bell_json_node_get_member (changed, account_id);
  if (g_strcmp0 (bell_json_node_get_string (bell_json_node_get_member (root, "@type")), "StateChange") != 0 ||
      bell_json_node_get_kind (changed) != BELL_JSON_OBJECT ||
      (account != NULL && bell_json_node_get_kind (account) != BELL_JSON_OBJECT))
    {
      g_set_error_literal (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_BAD_RESPONSE,
                           "The server pushed something that is no StateChange object");
      return NULL;
    }

  self = bell_state_change_new (account_id);
  for (const BellJsonNode *node = bell_json_node_get_first (account); node != NULL; node = bell_json_node_get_next (node))
    {
      BellType type = bell_type_from_wire_name (bell_json_node_get_name (node));
      const char *state = bell_json_node_get_string (node);

      if (type >= BELL_TYPE_NONE)
        continue;
      if (state == NULL || strlen (state) > 64)
        {
          g_set_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_BAD_RESPONSE,
                       "The server pushed a state of %s that is no short string", bell_json_node_get_name (node));
          return NULL;
        }
      bell_state_change_set (self, type, state);
    }

  return g_steal_pointer (&self);
}
