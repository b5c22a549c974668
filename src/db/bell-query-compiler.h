/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-query.h"
#include "bell-table.h"

G_BEGIN_DECLS

/**
 * BellQueryText:
 * @condition: SQL that is true for the objects that a text matches; its one
 *   `?` stands for the text: `ticket.id IN (SELECT id FROM search WHERE search MATCH ?)`
 * @prepare: (nullable): makes what is bound there of what the person wrote
 *   (transfer full); returns %NULL if nothing can match
 * @user_data: for @prepare
 *
 * How a table's objects are searched for text: only its owner knows.
 */
typedef struct
{
  const char *condition;
  char     *(*prepare) (const char *text,
                        gpointer    user_data);
  gpointer    user_data;
} BellQueryText;

/**
 * BellCompiledQuery:
 * @where: a condition to stand after WHERE or between ANDs; in parentheses
 *   where it needs them, `TRUE` if all objects match
 * @order_by: a list to stand after ORDER BY; the id comes last
 * @values: (element-type GVariant): for bell_statement_bind_values()
 */
typedef struct
{
  char      *where;
  char      *order_by;
  GPtrArray *values;
} BellCompiledQuery;

BellCompiledQuery *bell_query_compile       (BellTable            *table,
                                             const BellQuery      *query,
                                             const BellQueryText  *text,
                                             int                   first_parameter,
                                             GError              **error);
void               bell_compiled_query_free (BellCompiledQuery    *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellCompiledQuery, bell_compiled_query_free)

G_END_DECLS
