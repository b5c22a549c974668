/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-json-writer.h"

#include <math.h>
#include <string.h>

#include "bell-json-private.h"

struct _BellJsonWriter
{
  GString *text;
  gboolean wants_comma;
  guint depth;
};

static inline void
before_value (BellJsonWriter *self)
{
  if (self->wants_comma)
    g_string_append_c (self->text, ',');
  self->wants_comma = TRUE;
}

/* What cannot stand in a string as it is; its end among it. */
static const guint8 needs_escape[256] = {
  1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
  ['"'] = 1, ['\\'] = 1, [0x7f] = 1,
};

/* Text stretches that need no escape go over in one piece. */
static void
append_string (GString    *text,
               const char *value)
{
  static const char hex[] = "0123456789abcdef";
  const char *from = value;

  g_string_append_c (text, '"');

  for (const char *at = value;; at++)
    {
      guchar c;

      while (!needs_escape[(guchar) *at])
        at++;
      c = (guchar) *at;

      g_string_append_len (text, from, at - from);
      from = at + 1;

      switch (c)
        {
        case '\0':
          g_string_append_c (text, '"');
          return;
        case '"':
          g_string_append (text, "\\\"");
          break;
        case '\\':
          g_string_append (text, "\\\\");
          break;
        case '\n':
          g_string_append (text, "\\n");
          break;
        case '\r':
          g_string_append (text, "\\r");
          break;
        case '\t':
          g_string_append (text, "\\t");
          break;
        default:
          g_string_append (text, "\\u00");
          g_string_append_c (text, hex[c >> 4]);
          g_string_append_c (text, hex[c & 15]);
          break;
        }
    }
}

static void
append_integer (GString *text,
                gint64   value)
{
  char digits[24];
  char *at = digits + sizeof digits;
  guint64 rest = value < 0 ? -(guint64) value : (guint64) value;

  do
    *--at = (char) ('0' + rest % 10);
  while ((rest /= 10) > 0);
  if (value < 0)
    *--at = '-';
  g_string_append_len (text, at, digits + sizeof digits - at);
}

static void
append_number (GString *text,
               double   value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (fabs (value) <= (double) BELL_JSON_MAX_INTEGER && trunc (value) == value)
    {
      append_integer (text, (gint64) value);
      return;
    }

  /* 15 digits where they say the same, 17 where they are needed. */
  g_ascii_formatd (buffer, sizeof buffer, "%.15g", value);
  if (g_ascii_strtod (buffer, NULL) != value)
    g_ascii_formatd (buffer, sizeof buffer, "%.17g", value);
  g_string_append (text, buffer);

  /* Beyond the exact integers it must not look like one. */
  if (strpbrk (buffer, ".e") == NULL)
    g_string_append (text, ".0");
}

/**
 * bell_json_writer_new:
 *
 * Returns: (transfer full): a writer with nothing written
 */
BellJsonWriter *
bell_json_writer_new (void)
{
  BellJsonWriter *self = g_new0 (BellJsonWriter, 1);

  self->text = g_string_new (NULL);

  return self;
}

/**
 * bell_json_writer_free:
 * @self: (transfer full): a writer
 */
void
bell_json_writer_free (BellJsonWriter *self)
{
  g_return_if_fail (self != NULL);

  if (self->text != NULL)
    g_string_free (self->text, TRUE);
  g_free (self);
}

/**
 * bell_json_writer_free_to_bytes:
 * @self: (transfer full): a writer at the end of what it had to write
 *
 * Returns: (transfer full): what was written
 */
GBytes *
bell_json_writer_free_to_bytes (BellJsonWriter *self)
{
  GBytes *bytes;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (self->depth == 0, NULL);

  bytes = g_string_free_to_bytes (g_steal_pointer (&self->text));
  bell_json_writer_free (self);

  return bytes;
}

/**
 * bell_json_writer_free_to_text:
 * @self: (transfer full): a writer at the end of what it had to write
 *
 * Returns: (transfer full): what was written
 */
char *
bell_json_writer_free_to_text (BellJsonWriter *self)
{
  char *text;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (self->depth == 0, NULL);

  text = g_string_free (g_steal_pointer (&self->text), FALSE);
  bell_json_writer_free (self);

  return text;
}

/**
 * bell_json_writer_peek:
 * @self: a writer
 * @length: (out) (optional): its length in bytes
 *
 * Returns: (transfer none): what was written so far, until the next write
 */
const char *
bell_json_writer_peek (BellJsonWriter *self,
                       gsize          *length)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (length != NULL)
    *length = self->text->len;

  return self->text->str;
}

/**
 * bell_json_writer_get_length:
 * @self: a writer
 *
 * Returns: the bytes written so far
 */
gsize
bell_json_writer_get_length (BellJsonWriter *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->text->len;
}

/**
 * bell_json_writer_clear:
 * @self: a writer
 *
 * Forgets what was written and keeps the room for it.
 */
void
bell_json_writer_clear (BellJsonWriter *self)
{
  g_return_if_fail (self != NULL);

  g_string_truncate (self->text, 0);
  self->wants_comma = FALSE;
  self->depth = 0;
}

/* Goes back to where the text was @length long, @depth levels were open and
 * a value had just been written or not. */
void
bell_json_writer_rewind (BellJsonWriter *self,
                         gsize           length,
                         guint           depth,
                         gboolean        wants_comma)
{
  g_assert (length <= self->text->len);

  g_string_truncate (self->text, length);
  self->depth = depth;
  self->wants_comma = wants_comma;
}

guint
bell_json_writer_get_depth (BellJsonWriter *self)
{
  return self->depth;
}

/**
 * bell_json_writer_begin_object:
 * @self: a writer
 *
 * Begins an object: names and values follow, and bell_json_writer_end_object().
 */
void
bell_json_writer_begin_object (BellJsonWriter *self)
{
  g_return_if_fail (self != NULL);

  before_value (self);
  g_string_append_c (self->text, '{');
  self->wants_comma = FALSE;
  self->depth++;
}

/**
 * bell_json_writer_end_object:
 * @self: a writer inside an object
 *
 * Ends the object.
 */
void
bell_json_writer_end_object (BellJsonWriter *self)
{
  g_return_if_fail (self != NULL && self->depth > 0);

  g_string_append_c (self->text, '}');
  self->wants_comma = TRUE;
  self->depth--;
}

/**
 * bell_json_writer_begin_array:
 * @self: a writer
 *
 * Begins an array: values follow, and bell_json_writer_end_array().
 */
void
bell_json_writer_begin_array (BellJsonWriter *self)
{
  g_return_if_fail (self != NULL);

  before_value (self);
  g_string_append_c (self->text, '[');
  self->wants_comma = FALSE;
  self->depth++;
}

/**
 * bell_json_writer_end_array:
 * @self: a writer inside an array
 *
 * Ends the array.
 */
void
bell_json_writer_end_array (BellJsonWriter *self)
{
  g_return_if_fail (self != NULL && self->depth > 0);

  g_string_append_c (self->text, ']');
  self->wants_comma = TRUE;
  self->depth--;
}

/**
 * bell_json_writer_name:
 * @self: a writer inside an object
 * @name: UTF-8 text
 *
 * Writes the name of a member; its value is next.
 */
void
bell_json_writer_name (BellJsonWriter *self,
                       const char     *name)
{
  g_return_if_fail (self != NULL && name != NULL);

  before_value (self);
  append_string (self->text, name);
  g_string_append_c (self->text, ':');
  self->wants_comma = FALSE;
}

/**
 * bell_json_writer_null:
 * @self: a writer
 *
 * Writes null.
 */
void
bell_json_writer_null (BellJsonWriter *self)
{
  g_return_if_fail (self != NULL);

  before_value (self);
  g_string_append (self->text, "null");
}

/**
 * bell_json_writer_boolean:
 * @self: a writer
 * @value: true or false
 *
 * Writes a boolean.
 */
void
bell_json_writer_boolean (BellJsonWriter *self,
                          gboolean        value)
{
  g_return_if_fail (self != NULL);

  before_value (self);
  g_string_append (self->text, value ? "true" : "false");
}

/**
 * bell_json_writer_integer:
 * @self: a writer
 * @value: a whole number; JMAP's readers keep it exact up to %BELL_JSON_MAX_INTEGER
 *
 * Writes a number.
 */
void
bell_json_writer_integer (BellJsonWriter *self,
                          gint64          value)
{
  g_return_if_fail (self != NULL);

  before_value (self);
  append_integer (self->text, value);
}

/**
 * bell_json_writer_string:
 * @self: a writer
 * @value: (nullable): UTF-8 text, or %NULL for null
 */
void
bell_json_writer_string (BellJsonWriter *self,
                         const char     *value)
{
  g_return_if_fail (self != NULL);

  before_value (self);
  if (value != NULL)
    append_string (self->text, value);
  else
    g_string_append (self->text, "null");
}

/**
 * bell_json_writer_strings:
 * @self: a writer
 * @values: (nullable) (array zero-terminated=1): the strings of an array, or %NULL for null
 */
void
bell_json_writer_strings (BellJsonWriter    *self,
                          const char *const *values)
{
  g_return_if_fail (self != NULL);

  if (values == NULL)
    {
      bell_json_writer_null (self);
      return;
    }

  bell_json_writer_begin_array (self);
  for (gsize i = 0; values[i] != NULL; i++)
    bell_json_writer_string (self, values[i]);
  bell_json_writer_end_array (self);
}

/**
 * bell_json_writer_node:
 * @self: a writer
 * @node: (nullable): a value that was read, or %NULL for null
 */
void
bell_json_writer_node (BellJsonWriter     *self,
                       const BellJsonNode *node)
{
  gboolean boolean;

  g_return_if_fail (self != NULL);

  switch (bell_json_node_get_kind (node))
    {
    case BELL_JSON_BOOLEAN:
      if (bell_json_node_get_boolean (node, &boolean))
        bell_json_writer_boolean (self, boolean);
      break;

    case BELL_JSON_NUMBER:
      before_value (self);
      append_number (self->text, node->valuedouble);
      break;

    case BELL_JSON_STRING:
      bell_json_writer_string (self, node->valuestring);
      break;

    case BELL_JSON_ARRAY:
      bell_json_writer_begin_array (self);
      for (const cJSON *element = node->child; element != NULL; element = element->next)
        bell_json_writer_node (self, element);
      bell_json_writer_end_array (self);
      break;

    case BELL_JSON_OBJECT:
      bell_json_writer_begin_object (self);
      for (const cJSON *member = node->child; member != NULL; member = member->next)
        bell_json_writer_node_member (self, member->string, member);
      bell_json_writer_end_object (self);
      break;

    case BELL_JSON_ABSENT:
    case BELL_JSON_NULL:
      bell_json_writer_null (self);
      break;

    default:
      g_assert_not_reached ();
    }
}

/**
 * bell_json_writer_raw:
 * @self: a writer
 * @json: one JSON value as text, which is trusted to be that
 * @length: its length in bytes, or -1 if it ends in a NUL
 */
void
bell_json_writer_raw (BellJsonWriter *self,
                      const char     *json,
                      gssize          length)
{
  g_return_if_fail (self != NULL && json != NULL);

  before_value (self);
  g_string_append_len (self->text, json, length);
}

/**
 * bell_json_writer_end_line:
 * @self: a writer outside of any array and object
 *
 * Ends a line, and the next value stands on its own.
 */
void
bell_json_writer_end_line (BellJsonWriter *self)
{
  g_return_if_fail (self != NULL && self->depth == 0);

  g_string_append_c (self->text, '\n');
  self->wants_comma = FALSE;
}
