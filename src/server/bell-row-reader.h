/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-json.h"

G_BEGIN_DECLS

/**
 * BellImportError:
 * @BELL_IMPORT_ERROR_FORMAT: the file is not what it should be: broken quoting, encoding or JSON
 * @BELL_IMPORT_ERROR_MAPPING: the mapping file says something that cannot be done
 * @BELL_IMPORT_ERROR_ROW: one row cannot be taken; the others can
 * @BELL_IMPORT_ERROR_READ: the file could not be read
 *
 * What can be wrong with an import. Each message is a sentence for a person
 * and names the line where there is one.
 */
typedef enum
{
  BELL_IMPORT_ERROR_FORMAT,
  BELL_IMPORT_ERROR_MAPPING,
  BELL_IMPORT_ERROR_ROW,
  BELL_IMPORT_ERROR_READ,
} BellImportError;

#define BELL_IMPORT_ERROR (bell_import_error_quark ())
GQuark bell_import_error_quark (void);

typedef enum
{
  BELL_ROW_FORMAT_CSV,
  BELL_ROW_FORMAT_JSON_LINES,
} BellRowFormat;

/**
 * BellRow:
 * @line: the line on which it begins, from 1
 *
 * One row of a table: text by column name.
 */
typedef struct
{
  guint64 line;
  GPtrArray *values;   /* char *, in the order of the columns */
  GHashTable *columns; /* name -> index + 1 */
} BellRow;

typedef gboolean (*BellRowFunc) (const BellRow  *row,
                                 gpointer        user_data,
                                 GError        **error);

const char *bell_row_get        (const BellRow  *row,
                                 const char     *column);

typedef gboolean (*BellJsonLineFunc) (const BellJsonNode  *object,
                                      guint64              line,
                                      gpointer             user_data,
                                      GError             **error);

gboolean    bell_json_lines_read (const char        *path,
                                  BellJsonLineFunc   func,
                                  gpointer           user_data,
                                  guint64           *size,
                                  GError           **error);
gboolean    bell_rows_read      (const char     *path,
                                 BellRowFormat   format,
                                 BellRowFunc     func,
                                 gpointer        user_data,
                                 guint64        *size,
                                 GError        **error);

G_END_DECLS
