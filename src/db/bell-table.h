/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-database.h"
#include "bell-record.h"
#include "bell-statement.h"

G_BEGIN_DECLS

/**
 * BellTable:
 *
 * The way between the records of one type and the rows of one table, after
 * the type's property table: `id`, `created_modseq`, `modseq`, then a column
 * for each property. Several tables may have that shape (the base, an
 * overlay, a view over both), each with a BellTable of its own; columns that
 * such a table has besides are left alone.
 *
 * Immutable and reference-counted; any thread may use it.
 */
typedef struct _BellTable BellTable;

/* The bit of a property in the columns of bell_table_update(). */
#define BELL_TABLE_COLUMN(property) (G_GUINT64_CONSTANT (1) << (property)->index)

BellTable     *bell_table_new           (BellType            type,
                                         const char         *name);
void           bell_table_unref         (BellTable          *self);

BellType       bell_table_get_data_type (const BellTable    *self);
const char    *bell_table_get_name      (const BellTable    *self);
const char    *bell_table_get_columns   (const BellTable    *self);
int            bell_table_get_n_columns (const BellTable    *self);

gboolean       bell_table_create        (BellTable          *self,
                                         BellDatabase       *database,
                                         GError            **error);
gboolean       bell_table_upsert        (BellTable          *self,
                                         BellDatabase       *database,
                                         const BellRecord   *record,
                                         GError            **error);
gboolean       bell_table_update        (BellTable          *self,
                                         BellDatabase       *database,
                                         const BellRecord   *record,
                                         guint64             columns,
                                         GError            **error);
gboolean       bell_table_get           (BellTable          *self,
                                         BellDatabase       *database,
                                         const char         *id,
                                         BellRecord        **record,
                                         GError            **error);
gboolean       bell_table_delete        (BellTable          *self,
                                         BellDatabase       *database,
                                         const char         *id,
                                         GError            **error);
BellStatement *bell_table_select        (BellTable          *self,
                                         BellDatabase       *database,
                                         const char         *clauses,
                                         GError            **error);
BellStatement *bell_table_select_values (BellTable          *self,
                                         BellDatabase       *database,
                                         const char         *values,
                                         const char         *clauses,
                                         GError            **error);
gboolean       bell_table_get_all       (BellTable          *self,
                                         BellDatabase       *database,
                                         GPtrArray          *records,
                                         GError            **error);
BellRecord    *bell_table_read_row      (BellTable          *self,
                                         BellStatement      *statement,
                                         int                 first_column,
                                         GError            **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellTable, bell_table_unref)

G_END_DECLS
