/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-row-reader.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <csv.h>
#include <glib/gstdio.h>


G_DEFINE_QUARK (bell-import-error-quark, bell_import_error)

#define CHUNK_SIZE (64 * 1024)
#define MAX_FIELD_SIZE (16 * 1024 * 1024)
#define MAX_LINE_SIZE (16 * 1024 * 1024)

/* The way of a file to its rows. libcsv calls back for each field and each
 * end of row; lines are counted here, since it does not. */
typedef struct
{
  BellRow row;
  BellRowFunc func;
  gpointer user_data;
  gboolean has_header;
  guint64 line;          /* on which the next character stands */
  guint64 header_length; /* how many columns the header has */
  GError *error;         /* the first one; nothing is told after it */
} Reader;

static void
fail (Reader     *reader,
      int         code,
      const char *what)
{
  if (reader->error == NULL)
    g_set_error (&reader->error, BELL_IMPORT_ERROR, code, "Line %" G_GUINT64_FORMAT ": %s.", reader->line, what);
}

static void
take_header (Reader *reader)
{
  for (guint i = 0; i < reader->row.values->len; i++)
    {
      const char *name = reader->row.values->pdata[i];

      /* A byte order mark is no part of the first name. */
      if (i == 0 && g_str_has_prefix (name, "\xef\xbb\xbf"))
        name += 3;
      if (*name == '\0' || g_hash_table_contains (reader->row.columns, name))
        {
          fail (reader, BELL_IMPORT_ERROR_FORMAT, "the header has a column without a name, or one name twice");
          return;
        }
      g_hash_table_insert (reader->row.columns, g_strdup (name), GUINT_TO_POINTER (i + 1));
    }

  reader->header_length = reader->row.values->len;
  reader->has_header = TRUE;
}

static void
on_field (void   *data,
          size_t  length,
          void   *user_data)
{
  Reader *reader = user_data;
  const char *text = data;

  if (reader->error != NULL)
    return;

  if (length > MAX_FIELD_SIZE)
    fail (reader, BELL_IMPORT_ERROR_FORMAT, "a field is larger than 16 MiB");
  else if (!g_utf8_validate_len (text != NULL ? text : "", length, NULL))
    fail (reader, BELL_IMPORT_ERROR_FORMAT, "the text is not UTF-8");
  else
    g_ptr_array_add (reader->row.values, g_strndup (text != NULL ? text : "", length));
}

static void
on_row (int   terminator,
        void *user_data)
{
  Reader *reader = user_data;

  if (reader->error != NULL)
    return;

  if (!reader->has_header)
    {
      take_header (reader);
    }
  else if (reader->row.values->len != reader->header_length)
    {
      g_autofree char *what = g_strdup_printf ("the row has %u fields and the header %" G_GUINT64_FORMAT,
                                               reader->row.values->len, reader->header_length);

      fail (reader, BELL_IMPORT_ERROR_FORMAT, what);
    }
  else if (reader->func != NULL)
    {
      reader->func (&reader->row, reader->user_data, &reader->error);
    }

  g_ptr_array_set_size (reader->row.values, 0);
}

/* libcsv drops white space around a field, which may belong to it. */
static int
is_no_space (unsigned char character)
{
  return 0;
}

static gboolean
read_csv (Reader  *reader,
          FILE    *file,
          guint64 *size)
{
  g_autofree char *chunk = g_malloc (CHUNK_SIZE);
  struct csv_parser parser;
  gsize got;

  if (csv_init (&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL) != 0)
    {
      fail (reader, BELL_IMPORT_ERROR_READ, "there is no memory to read the file");
      return FALSE;
    }
  csv_set_space_func (&parser, is_no_space);

  reader->line = 1;
  reader->row.line = 1;

  while (reader->error == NULL && (got = fread (chunk, 1, CHUNK_SIZE, file)) > 0)
    {
      const char *p = chunk;

      /* Line by line, so that whoever is called knows the line. */
      while (got > 0 && reader->error == NULL)
        {
          const char *end = memchr (p, '\n', got);
          gsize length = end != NULL ? (gsize) (end - p) + 1 : got;
          guint fields = reader->row.values->len;

          if (memchr (p, '\0', length) != NULL)
            fail (reader, BELL_IMPORT_ERROR_FORMAT, "there is a zero byte in the text");
          else if (csv_parse (&parser, p, length, on_field, on_row, reader) != length && reader->error == NULL)
            fail (reader, BELL_IMPORT_ERROR_FORMAT, "the quoting is broken");

          p += length;
          got -= length;
          *size += length;
          if (end != NULL)
            reader->line++;
          /* The next row begins after this one's end. */
          if (reader->row.values->len == 0 && (fields > 0 || !csv_get_buffer_size (&parser) || !parser.pstate))
            reader->row.line = reader->line;
        }
    }

  if (reader->error == NULL && csv_fini (&parser, on_field, on_row, reader) != 0)
    fail (reader, BELL_IMPORT_ERROR_FORMAT, "a quote is opened and never closed");
  csv_free (&parser);

  if (reader->error == NULL && !reader->has_header)
    fail (reader, BELL_IMPORT_ERROR_FORMAT, "the file is empty");

  return reader->error == NULL;
}

static FILE *
open_file (const char  *path,
           GError     **error)
{
  FILE *file = g_fopen (path, "rbe");

  if (file == NULL)
    g_set_error (error, BELL_IMPORT_ERROR, BELL_IMPORT_ERROR_READ,
                 "“%s” cannot be read: %s.", path, g_strerror (errno));

  return file;
}

static void
read_csv_file (Reader     *reader,
               const char *path,
               guint64    *size)
{
  FILE *file = open_file (path, &reader->error);

  if (file == NULL)
    return;

  read_csv (reader, file, size);

  if (reader->error == NULL && ferror (file))
    g_set_error (&reader->error, BELL_IMPORT_ERROR, BELL_IMPORT_ERROR_READ,
                 "“%s” could not be read to its end.", path);

  fclose (file);
}

/* A value of JSON as a cell: a list becomes its members with semicolons. */
static char *
cell_of (const BellJsonNode *node)
{
  switch (bell_json_node_get_kind (node))
    {
    case BELL_JSON_STRING:
      return g_strdup (bell_json_node_get_string (node));

    case BELL_JSON_ARRAY:
      {
        g_autoptr (GPtrArray) members = g_ptr_array_new_with_free_func (g_free);

        for (const BellJsonNode *child = bell_json_node_get_first (node); child != NULL; child = bell_json_node_get_next (child))
          g_ptr_array_add (members, cell_of (child));
        g_ptr_array_add (members, NULL);

        return g_strjoinv (";", (char **) members->pdata);
      }

    case BELL_JSON_ABSENT:
    case BELL_JSON_NULL:
      return g_strdup ("");

    case BELL_JSON_BOOLEAN:
    case BELL_JSON_NUMBER:
    case BELL_JSON_OBJECT:
      return bell_json_node_to_canonical_text (node);
    }

  g_assert_not_reached ();
}

static gboolean
take_json_line (const BellJsonNode  *root,
                guint64              line,
                gpointer             user_data,
                GError             **error)
{
  Reader *reader = user_data;

  g_hash_table_remove_all (reader->row.columns);
  g_ptr_array_set_size (reader->row.values, 0);
  for (const BellJsonNode *child = bell_json_node_get_first (root); child != NULL; child = bell_json_node_get_next (child))
    {
      g_ptr_array_add (reader->row.values, cell_of (child));
      g_hash_table_insert (reader->row.columns, g_strdup (bell_json_node_get_name (child)),
                           GUINT_TO_POINTER (reader->row.values->len));
    }

  reader->row.line = line;

  return reader->func == NULL || reader->func (&reader->row, reader->user_data, error);
}

static gboolean
take_line (const char        *line,
           gsize              length,
           guint64            number,
           BellJsonLineFunc   func,
           gpointer           user_data,
           GError           **error)
{
  BellJsonLimits limits = { MAX_LINE_SIZE, BELL_JSON_MAX_DEPTH };
  g_autoptr (GError) reason = NULL;
  g_autoptr (BellJson) json = NULL;

  if (strspn (line, " \t\r\n") >= length)
    return TRUE;

  json = bell_json_parse (line, length, &limits, &reason);
  if (json == NULL || bell_json_node_get_kind (bell_json_get_root (json)) != BELL_JSON_OBJECT)
    {
      g_set_error (error, BELL_IMPORT_ERROR, BELL_IMPORT_ERROR_FORMAT, "Line %" G_GUINT64_FORMAT ": %s",
                   number, reason != NULL ? reason->message : "the line holds no JSON object.");
      return FALSE;
    }

  return func == NULL || func (bell_json_get_root (json), number, user_data, error);
}

/**
 * bell_row_get:
 * @column: a name of the header, or a member of the JSON object
 *
 * Returns: (transfer none) (nullable): the text, %NULL where there is no such
 *   column
 */
const char *
bell_row_get (const BellRow *row,
              const char    *column)
{
  guint place = GPOINTER_TO_UINT (g_hash_table_lookup (row->columns, column));

  return place > 0 ? row->values->pdata[place - 1] : NULL;
}

/**
 * bell_json_lines_read:
 * @path: a file of one JSON object a line; empty lines are passed over
 * @func: (nullable): called for each; an error that it sets ends the reading.
 *   %NULL only checks the whole file
 * @size: (out) (nullable): how many bytes were read
 * @error: %BELL_IMPORT_ERROR
 *
 * Returns: whether the whole file was read
 */
gboolean
bell_json_lines_read (const char        *path,
                      BellJsonLineFunc   func,
                      gpointer           user_data,
                      guint64           *size,
                      GError           **error)
{
  g_autofree char *line = NULL;
  size_t capacity = 0;
  ssize_t length;
  guint64 number = 0;
  guint64 read_size = 0;
  gboolean ok = TRUE;
  FILE *file;

  g_return_val_if_fail (path != NULL, FALSE);

  file = open_file (path, error);
  if (file == NULL)
    return FALSE;

  while (ok && (length = getline (&line, &capacity, file)) >= 0)
    {
      number++;
      read_size += (guint64) length;
      ok = take_line (line, (gsize) length, number, func, user_data, error);
    }

  if (ok && ferror (file))
    {
      g_set_error (error, BELL_IMPORT_ERROR, BELL_IMPORT_ERROR_READ, "“%s” could not be read to its end.", path);
      ok = FALSE;
    }

  fclose (file);
  if (size != NULL)
    *size = read_size;

  return ok;
}

/**
 * bell_rows_read:
 * @path: a file
 * @format: CSV (RFC 4180, a header first) or one JSON object a line
 * @func: (nullable): called for each row; an error that it sets ends the
 *   reading. %NULL only checks the whole file
 * @size: (out) (nullable): how many bytes were read
 * @error: %BELL_IMPORT_ERROR
 *
 * Reads a table row by row with bounded memory.
 *
 * Returns: whether the whole file was read
 */
gboolean
bell_rows_read (const char     *path,
                BellRowFormat   format,
                BellRowFunc     func,
                gpointer        user_data,
                guint64        *size,
                GError        **error)
{
  Reader reader = { .func = func, .user_data = user_data };
  guint64 read_size = 0;

  g_return_val_if_fail (path != NULL, FALSE);

  reader.row.values = g_ptr_array_new_with_free_func (g_free);
  reader.row.columns = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  if (format == BELL_ROW_FORMAT_CSV)
    read_csv_file (&reader, path, &read_size);
  else
    bell_json_lines_read (path, func != NULL ? take_json_line : NULL, &reader, &read_size, &reader.error);

  g_ptr_array_unref (reader.row.values);
  g_hash_table_unref (reader.row.columns);

  if (size != NULL)
    *size = read_size;

  if (reader.error != NULL)
    {
      g_propagate_error (error, reader.error);
      return FALSE;
    }

  return TRUE;
}
