/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-json-private.h"

#include <math.h>
#include <string.h>


struct _BellJson
{
  gatomicrefcount references;
  cJSON *root;
  BellJson *owner; /* of the root, if it is a part of something else */
};

/* Up to so many members are told apart in a table on the stack: records have some
 * thirty. Twice as many places or more, a power of two. */
#define FEW_MEMBERS 64
#define PLACES      256

static gboolean
duplicate (const char  *name,
           GError     **error)
{
  g_autofree char *shown = g_utf8_substring (name, 0, MIN (g_utf8_strlen (name, -1), 80));

  g_set_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_DUPLICATE_KEY,
               "This JSON has an object with the member “%s” twice", shown);
  return FALSE;
}

static gboolean
check_names_few (const cJSON  *object,
                 GError      **error)
{
  const char *names[FEW_MEMBERS];
  guint8 places[PLACES] = { 0, }; /* numbers of names, from 1 */
  guint n = 0;

  for (const cJSON *node = object->child; node != NULL; node = node->next)
    {
      guint place = 0;

      for (const char *c = node->string; *c != '\0'; c++)
        place = place * 31 + (guchar) *c;
      for (place %= PLACES; places[place] != 0; place = (place + 1) % PLACES)
        if (strcmp (names[places[place] - 1], node->string) == 0)
          return duplicate (node->string, error);
      names[n++] = node->string;
      places[place] = (guint8) n;
    }

  return TRUE;
}

static gboolean
check_names_many (const cJSON  *object,
                  GError      **error)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  for (const cJSON *node = object->child; node != NULL; node = node->next)
    if (!g_hash_table_add (names, node->string))
      return duplicate (node->string, error);

  return TRUE;
}

/* The depth was checked before, so recursion is bounded. */
static gboolean
check_names (const cJSON  *parent,
             GError      **error)
{
  guint n = 0;

  for (const cJSON *node = parent->child; node != NULL; node = node->next)
    {
      n++;
      if (node->child != NULL && !check_names (node, error))
        return FALSE;
    }

  if (!cJSON_IsObject (parent) || n < 2)
    return TRUE;

  return n <= FEW_MEMBERS ? check_names_few (parent, error) : check_names_many (parent, error);
}

/* Takes a tree that was put together here, of checked parts. */
BellJson *
bell_json_new_take (cJSON *root)
{
  BellJson *self = g_new0 (BellJson, 1);

  g_assert (root != NULL);
  g_atomic_ref_count_init (&self->references);
  self->root = root;

  return self;
}

/* A part of @owner as a text of its own. */
BellJson *
bell_json_new_view (BellJson           *owner,
                    const BellJsonNode *node)
{
  BellJson *self = bell_json_new_take ((cJSON *) node);

  self->owner = bell_json_ref (owner);

  return self;
}

/**
 * bell_json_parse:
 * @text: JSON text; need not end in a NUL
 * @length: its length in bytes
 * @limits: (nullable): how large and deep it may be; %NULL: no size, the usual depth
 * @error: return location
 *
 * Reads one JSON value that fills @text. Any thread.
 *
 * Returns: (transfer full): the value, or %NULL with %BELL_JMAP_ERROR_NOT_JSON,
 *   %BELL_JMAP_ERROR_TOO_LARGE, %BELL_JMAP_ERROR_TOO_DEEP or %BELL_JMAP_ERROR_DUPLICATE_KEY
 */
BellJson *
bell_json_parse (const char            *text,
                 gsize                  length,
                 const BellJsonLimits  *limits,
                 GError               **error)
{
  guint max_depth = limits != NULL && limits->max_depth > 0 ? MIN (limits->max_depth, 512) : BELL_JSON_MAX_DEPTH;
  g_autoptr (BellJson) self = NULL;
  cJSON *root;

  g_return_val_if_fail (text != NULL || length == 0, NULL);

  if (limits != NULL && limits->max_size > 0 && length > limits->max_size)
    {
      g_set_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_TOO_LARGE,
                   "This JSON of %" G_GSIZE_FORMAT " bytes is larger than the %" G_GSIZE_FORMAT " that are allowed",
                   length, limits->max_size);
      return NULL;
    }

  if (!bell_json_scan (length > 0 ? text : "", length, max_depth, error))
    return NULL;

  root = cJSON_ParseWithLength (text, length);
  if (root == NULL)
    {
      g_set_error_literal (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_NOT_JSON, "This JSON could not be read");
      return NULL;
    }

  self = bell_json_new_take (root);
  if (!check_names (root, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * bell_json_parse_bytes:
 * @bytes: JSON text
 * @limits: (nullable): see bell_json_parse()
 * @error: return location
 *
 * Returns: (transfer full): as bell_json_parse()
 */
BellJson *
bell_json_parse_bytes (GBytes                *bytes,
                       const BellJsonLimits  *limits,
                       GError               **error)
{
  gsize length;
  const char *text;

  g_return_val_if_fail (bytes != NULL, NULL);

  text = g_bytes_get_data (bytes, &length);
  return bell_json_parse (text, length, limits, error);
}

/**
 * bell_json_ref:
 * @self: a parsed text
 *
 * Returns: (transfer full): @self
 */
BellJson *
bell_json_ref (BellJson *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->references);
  return self;
}

/**
 * bell_json_unref:
 * @self: (transfer full): a parsed text
 */
void
bell_json_unref (BellJson *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->references))
    return;

  if (self->owner != NULL)
    bell_json_unref (self->owner);
  else
    cJSON_Delete (self->root);
  g_free (self);
}

/**
 * bell_json_get_root:
 * @self: a parsed text
 *
 * Returns: (transfer none): its value
 */
const BellJsonNode *
bell_json_get_root (const BellJson *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->root;
}

/**
 * bell_json_node_get_kind:
 * @node: (nullable): a value
 *
 * Returns: what it is; %BELL_JSON_ABSENT for %NULL
 */
BellJsonKind
bell_json_node_get_kind (const BellJsonNode *node)
{
  if (node == NULL)
    return BELL_JSON_ABSENT;

  switch (node->type & 0xff)
    {
    case cJSON_False:
    case cJSON_True:
      return BELL_JSON_BOOLEAN;
    case cJSON_Number:
      return BELL_JSON_NUMBER;
    case cJSON_String:
      return BELL_JSON_STRING;
    case cJSON_Array:
      return BELL_JSON_ARRAY;
    case cJSON_Object:
      return BELL_JSON_OBJECT;
    default:
      return BELL_JSON_NULL;
    }
}

/**
 * bell_json_kind_get_name:
 * @kind: a kind of value
 *
 * Returns: (transfer none): its name in a sentence: "a string"
 */
const char *
bell_json_kind_get_name (BellJsonKind kind)
{
  static const char *const names[] = {
    [BELL_JSON_ABSENT] = "nothing",    [BELL_JSON_NULL] = "null",        [BELL_JSON_BOOLEAN] = "a boolean",
    [BELL_JSON_NUMBER] = "a number",   [BELL_JSON_STRING] = "a string",  [BELL_JSON_ARRAY] = "an array",
    [BELL_JSON_OBJECT] = "an object",
  };

  g_return_val_if_fail (kind < G_N_ELEMENTS (names), NULL);

  return names[kind];
}

/**
 * bell_json_node_get_string:
 * @node: (nullable): a value
 *
 * Returns: (transfer none) (nullable): the text of a string, %NULL for anything else
 */
const char *
bell_json_node_get_string (const BellJsonNode *node)
{
  return bell_json_node_get_kind (node) == BELL_JSON_STRING ? node->valuestring : NULL;
}

/**
 * bell_json_node_get_boolean:
 * @node: (nullable): a value
 * @value: (out): true or false
 *
 * Returns: whether @node is a boolean
 */
gboolean
bell_json_node_get_boolean (const BellJsonNode *node,
                            gboolean           *value)
{
  if (bell_json_node_get_kind (node) != BELL_JSON_BOOLEAN)
    return FALSE;

  *value = cJSON_IsTrue (node) != 0;
  return TRUE;
}

/**
 * bell_json_node_get_integer:
 * @node: (nullable): a value
 * @value: (out): the number
 *
 * Returns: whether @node is a whole number in JMAP's range (RFC 8620 section 1.3)
 */
gboolean
bell_json_node_get_integer (const BellJsonNode *node,
                            gint64             *value)
{
  if (bell_json_node_get_kind (node) != BELL_JSON_NUMBER ||
      fabs (node->valuedouble) > (double) BELL_JSON_MAX_INTEGER ||
      trunc (node->valuedouble) != node->valuedouble)
    return FALSE;

  *value = (gint64) node->valuedouble;
  return TRUE;
}

/**
 * bell_json_node_dup_strings:
 * @node: (nullable): a value
 *
 * Returns: (transfer full) (nullable): the strings of an array of strings,
 *   %NULL for anything else
 */
char **
bell_json_node_dup_strings (const BellJsonNode *node)
{
  g_autoptr (GStrvBuilder) strings = NULL;

  if (bell_json_node_get_kind (node) != BELL_JSON_ARRAY)
    return NULL;

  strings = g_strv_builder_new ();
  for (const cJSON *element = node->child; element != NULL; element = element->next)
    {
      if (!cJSON_IsString (element))
        {
          /* The builder frees what it holds only when it ends. */
          g_strfreev (g_strv_builder_end (strings));
          return NULL;
        }
      g_strv_builder_add (strings, element->valuestring);
    }

  return g_strv_builder_end (strings);
}

/**
 * bell_json_node_get_size:
 * @node: (nullable): a value
 *
 * Returns: how many elements or members it has; counts them
 */
guint
bell_json_node_get_size (const BellJsonNode *node)
{
  guint n = 0;

  for (const cJSON *child = bell_json_node_get_first (node); child != NULL; child = child->next)
    n++;

  return n;
}

/**
 * bell_json_node_get_first:
 * @node: (nullable): a value
 *
 * Returns: (transfer none) (nullable): its first element or member
 */
const BellJsonNode *
bell_json_node_get_first (const BellJsonNode *node)
{
  return node != NULL ? node->child : NULL;
}

/**
 * bell_json_node_get_next:
 * @node: an element or member
 *
 * Returns: (transfer none) (nullable): the one after it
 */
const BellJsonNode *
bell_json_node_get_next (const BellJsonNode *node)
{
  g_return_val_if_fail (node != NULL, NULL);

  return node->next;
}

/**
 * bell_json_node_get_name:
 * @node: a member
 *
 * Returns: (transfer none): its name
 */
const char *
bell_json_node_get_name (const BellJsonNode *node)
{
  g_return_val_if_fail (node != NULL, NULL);

  return node->string;
}

/**
 * bell_json_node_get_member:
 * @node: (nullable): a value
 * @name: the name of a member
 *
 * Returns: (transfer none) (nullable): that member, or %NULL if there is none or
 *   @node is no object; takes as long as the object has members
 */
const BellJsonNode *
bell_json_node_get_member (const BellJsonNode *node,
                           const char         *name)
{
  g_return_val_if_fail (name != NULL, NULL);

  if (bell_json_node_get_kind (node) != BELL_JSON_OBJECT)
    return NULL;

  for (const cJSON *child = node->child; child != NULL; child = child->next)
    if (strcmp (child->string, name) == 0)
      return child;

  return NULL;
}
