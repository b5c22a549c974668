/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-database.h"

G_BEGIN_DECLS

/**
 * BellColumnType:
 * @BELL_COLUMN_NULL: nothing
 * @BELL_COLUMN_INTEGER: bell_statement_get_int64()
 * @BELL_COLUMN_DOUBLE: bell_statement_get_double()
 * @BELL_COLUMN_TEXT: bell_statement_get_text()
 * @BELL_COLUMN_BLOB: bell_statement_get_blob()
 *
 * What stands in a column of a row.
 */
typedef enum
{
  BELL_COLUMN_NULL,
  BELL_COLUMN_INTEGER,
  BELL_COLUMN_DOUBLE,
  BELL_COLUMN_TEXT,
  BELL_COLUMN_BLOB,
} BellColumnType;

void          bell_statement_release          (BellStatement  *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellStatement, bell_statement_release)

void          bell_statement_bind_null        (BellStatement  *self,
                                               int             index);
void          bell_statement_bind_int64       (BellStatement  *self,
                                               int             index,
                                               gint64          value);
void          bell_statement_bind_double      (BellStatement  *self,
                                               int             index,
                                               double          value);
void          bell_statement_bind_text        (BellStatement  *self,
                                               int             index,
                                               const char     *text);
void          bell_statement_bind_static_text (BellStatement  *self,
                                               int             index,
                                               const char     *text);
void          bell_statement_bind_blob        (BellStatement  *self,
                                               int             index,
                                               const void     *data,
                                               gsize           length);
void          bell_statement_bind_time        (BellStatement  *self,
                                               int             index,
                                               gint64          time);
void          bell_statement_bind_variant     (BellStatement  *self,
                                               int             index,
                                               GVariant       *value);
void          bell_statement_bind_values      (BellStatement  *self,
                                               int             first,
                                               GPtrArray      *values);

void          bell_statement_stream           (BellStatement  *self,
                                               int             portion);
gboolean      bell_statement_step             (BellStatement  *self,
                                               gboolean       *row,
                                               GError        **error);
gboolean      bell_statement_run              (BellStatement  *self,
                                               GError        **error);
void          bell_statement_reset            (BellStatement  *self);

int           bell_statement_get_n_columns    (BellStatement  *self);
const char   *bell_statement_get_column_name  (BellStatement  *self,
                                               int             column);
BellColumnType bell_statement_get_column_type (BellStatement  *self,
                                               int             column);
gboolean      bell_statement_is_null          (BellStatement  *self,
                                               int             column);
gint64        bell_statement_get_int64        (BellStatement  *self,
                                               int             column);
double        bell_statement_get_double       (BellStatement  *self,
                                               int             column);
const char   *bell_statement_get_text         (BellStatement  *self,
                                               int             column);
const void   *bell_statement_get_blob         (BellStatement  *self,
                                               int             column,
                                               gsize          *length);
gint64        bell_statement_get_time         (BellStatement  *self,
                                               int             column);

G_END_DECLS
