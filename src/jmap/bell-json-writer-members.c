/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-json-writer.h"

#include "bell-clock.h"

/* Names with values, by what bell-json-writer.c has. */

/**
 * bell_json_writer_begin_object_member:
 * @self: a writer inside an object
 * @name: the name of the member
 *
 * Writes a name and begins an object.
 */
void
bell_json_writer_begin_object_member (BellJsonWriter *self,
                                      const char     *name)
{
  bell_json_writer_name (self, name);
  bell_json_writer_begin_object (self);
}

/**
 * bell_json_writer_begin_array_member:
 * @self: a writer inside an object
 * @name: the name of the member
 *
 * Writes a name and begins an array.
 */
void
bell_json_writer_begin_array_member (BellJsonWriter *self,
                                     const char     *name)
{
  bell_json_writer_name (self, name);
  bell_json_writer_begin_array (self);
}

/**
 * bell_json_writer_null_member:
 * @self: a writer inside an object
 * @name: the name of the member
 *
 * Writes a name and null.
 */
void
bell_json_writer_null_member (BellJsonWriter *self,
                              const char     *name)
{
  bell_json_writer_name (self, name);
  bell_json_writer_null (self);
}

/**
 * bell_json_writer_boolean_member:
 * @self: a writer inside an object
 * @name: the name of the member
 * @value: true or false
 *
 * Writes a name and a boolean.
 */
void
bell_json_writer_boolean_member (BellJsonWriter *self,
                                 const char     *name,
                                 gboolean        value)
{
  bell_json_writer_name (self, name);
  bell_json_writer_boolean (self, value);
}

/**
 * bell_json_writer_integer_member:
 * @self: a writer inside an object
 * @name: the name of the member
 * @value: the number
 *
 * Writes a name and a whole number.
 */
void
bell_json_writer_integer_member (BellJsonWriter *self,
                                 const char     *name,
                                 gint64          value)
{
  bell_json_writer_name (self, name);
  bell_json_writer_integer (self, value);
}

/**
 * bell_json_writer_string_member:
 * @self: a writer inside an object
 * @name: the name of the member
 * @value: (nullable): UTF-8 text, or %NULL for null
 *
 * Writes a name and a string.
 */
void
bell_json_writer_string_member (BellJsonWriter *self,
                                const char     *name,
                                const char     *value)
{
  bell_json_writer_name (self, name);
  bell_json_writer_string (self, value);
}

/**
 * bell_json_writer_strings_member:
 * @self: a writer inside an object
 * @name: the name of the member
 * @values: (nullable) (array zero-terminated=1): the strings, or %NULL for null
 *
 * Writes a name and an array of strings.
 */
void
bell_json_writer_strings_member (BellJsonWriter    *self,
                                 const char        *name,
                                 const char *const *values)
{
  bell_json_writer_name (self, name);
  bell_json_writer_strings (self, values);
}

/**
 * bell_json_writer_node_member:
 * @self: a writer inside an object
 * @name: the name of the member
 * @node: (nullable): the value, or %NULL for null
 *
 * Writes a name and a value that was read.
 */
void
bell_json_writer_node_member (BellJsonWriter     *self,
                              const char         *name,
                              const BellJsonNode *node)
{
  bell_json_writer_name (self, name);
  bell_json_writer_node (self, node);
}

/**
 * bell_json_writer_time_member:
 * @self: a writer
 * @name: the name of the member
 * @time: milliseconds since 1970, or %BELL_TIME_UNSET for null
 *
 * Writes a UTCDate (RFC 8620 section 1.4).
 */
void
bell_json_writer_time_member (BellJsonWriter *self,
                              const char     *name,
                              gint64          time)
{
  g_autofree char *text = bell_time_to_text (time);

  bell_json_writer_string_member (self, name, text);
}
