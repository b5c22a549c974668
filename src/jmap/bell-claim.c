/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-claim.h"

#include <string.h>

#include "bell-clock.h"
#include "bell-jmap-error.h"
#include "bell-json-writer.h"

static const BellJsonLimits limits = { .max_size = BELL_MAX_CLAIMS_BYTES, .max_depth = 4 };

static gboolean
fail (GError     **error,
      const char  *what)
{
  g_set_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_INVALID_ARGUMENTS, "%s", what);

  return FALSE;
}

static gboolean
is_key (const char *key)
{
  gsize length = key != NULL ? strlen (key) : 0;

  if (length == 0 || length > BELL_MAX_CLAIM_KEY)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isprint (key[i]))
      return FALSE;

  return TRUE;
}

static gboolean
read_claim (const BellJsonNode  *node,
            GPtrArray           *claims,
            GError             **error)
{
  const BellJsonNode *at_node = bell_json_node_get_member (node, "at");
  const char *key = bell_json_node_get_string (bell_json_node_get_member (node, "key"));
  const char *at_text = bell_json_node_get_string (at_node);
  gint64 at = BELL_TIME_UNSET;

  if (!is_key (key))
    return fail (error, "The member “key” of a claim must be a short text.");
  if (at_text != NULL ? !bell_time_from_text (at_text, &at) : bell_json_node_get_kind (at_node) > BELL_JSON_NULL)
    return fail (error, "The member “at” of a claim must be a time or null.");
  g_ptr_array_add (claims, bell_claim_new (key, at));

  return TRUE;
}

/**
 * bell_claim_new:
 * @key: what is to be told
 * @at: the moment that it is about, or %BELL_TIME_UNSET
 *
 * Returns: (transfer full): a claim
 */
BellClaim *
bell_claim_new (const char *key,
                gint64      at)
{
  BellClaim *self;

  g_return_val_if_fail (key != NULL, NULL);

  self = g_new (BellClaim, 1);
  self->key = g_strdup (key);
  self->at = at;

  return self;
}

/**
 * bell_claim_free:
 * @self: a claim
 */
void
bell_claim_free (BellClaim *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->key);
  g_free (self);
}

/**
 * bell_claims_to_bytes:
 * @claims: (element-type BellClaim): at most %BELL_MAX_CLAIMS
 *
 * Returns: (transfer full): the request
 */
GBytes *
bell_claims_to_bytes (GPtrArray *claims)
{
  BellJsonWriter *writer = bell_json_writer_new ();

  g_return_val_if_fail (claims != NULL, NULL);

  bell_json_writer_begin_object (writer);
  bell_json_writer_begin_array_member (writer, "claims");
  for (guint i = 0; i < claims->len; i++)
    {
      const BellClaim *claim = claims->pdata[i];

      bell_json_writer_begin_object (writer);
      bell_json_writer_string_member (writer, "key", claim->key);
      if (claim->at != BELL_TIME_UNSET)
        bell_json_writer_time_member (writer, "at", claim->at);
      bell_json_writer_end_object (writer);
    }
  bell_json_writer_end_array (writer);
  bell_json_writer_end_object (writer);

  return bell_json_writer_free_to_bytes (writer);
}

/**
 * bell_claims_from_bytes:
 * @bytes: a request
 * @error: %BELL_JMAP_ERROR
 *
 * Returns: (transfer full) (element-type BellClaim): what is asked for, or %NULL
 */
GPtrArray *
bell_claims_from_bytes (GBytes  *bytes,
                        GError **error)
{
  g_autoptr (BellJson) json = bell_json_parse_bytes (bytes, &limits, error);
  g_autoptr (GPtrArray) claims = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_claim_free);
  const BellJsonNode *list;

  if (json == NULL)
    return NULL;
  list = bell_json_node_get_member (bell_json_get_root (json), "claims");
  if (bell_json_node_get_kind (list) != BELL_JSON_ARRAY || bell_json_node_get_size (list) > BELL_MAX_CLAIMS)
    {
      fail (error, "The member “claims” must be a list of at most a hundred.");
      return NULL;
    }
  for (const BellJsonNode *node = bell_json_node_get_first (list); node != NULL; node = bell_json_node_get_next (node))
    if (!read_claim (node, claims, error))
      return NULL;

  return g_steal_pointer (&claims);
}

/**
 * bell_grants_to_bytes:
 * @keys: (element-type utf8): what was granted
 *
 * Returns: (transfer full): the answer
 */
GBytes *
bell_grants_to_bytes (GPtrArray *keys)
{
  BellJsonWriter *writer = bell_json_writer_new ();

  g_return_val_if_fail (keys != NULL, NULL);

  bell_json_writer_begin_object (writer);
  bell_json_writer_begin_array_member (writer, "granted");
  for (guint i = 0; i < keys->len; i++)
    bell_json_writer_string (writer, keys->pdata[i]);
  bell_json_writer_end_array (writer);
  bell_json_writer_end_object (writer);

  return bell_json_writer_free_to_bytes (writer);
}

/**
 * bell_grants_from_bytes:
 * @bytes: an answer
 * @error: %BELL_JMAP_ERROR
 *
 * Returns: (transfer full): the keys that were granted, or %NULL
 */
char **
bell_grants_from_bytes (GBytes  *bytes,
                        GError **error)
{
  g_autoptr (BellJson) json = bell_json_parse_bytes (bytes, &limits, error);
  char **keys = NULL;

  if (json != NULL)
    keys = bell_json_node_dup_strings (bell_json_node_get_member (bell_json_get_root (json), "granted"));
  if (json != NULL && keys == NULL)
    g_set_error_literal (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_BAD_RESPONSE,
                         "The answer does not say what was granted.");

  return keys;
}
