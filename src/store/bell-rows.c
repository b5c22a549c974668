/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-rows.h"

#include <string.h>

#include "bell-search-index.h"
#include "bell-search-text.h"
#include "bell-sql.h"

/* How queries and rows are read: base and overlay each for itself, so that
 * base answers from its indexes and the overlay, which is small, is added to
 * that. Any thread with its own files. */

void
bell_row_free (BellRow *self)
{
  g_clear_pointer (&self->record, bell_record_unref);
  g_free (self->last_author);
  g_free (self);
}

static char *
find_last_author (BellFiles        *files,
                  const BellRecord *record,
                  GError          **error)
{
  const char *message_id = bell_ticket_get_last_message_id (BELL_TICKET (record));
  g_autoptr (BellStatement) statement = NULL;
  gboolean row;

  if (message_id == NULL)
    return NULL;

  statement = bell_files_prepare (files->cache, "message-author", error);
  if (statement == NULL)
    return NULL;

  bell_statement_bind_static_text (statement, 1, message_id);
  if (!bell_statement_step (statement, &row, error) || !row)
    return NULL;

  return g_strdup (bell_statement_get_text (statement, 0));
}

/* Whether there was a row, in @row; FALSE on error. */
static gboolean
read_row (BellFiles    *files,
          BellType      type,
          const char   *sql,
          gint64        key,
          const char   *id,
          gboolean      overlay,
          BellRow     **result,
          GError      **error)
{
  BellTable *from = overlay ? files->overlay[type] : files->base[type];
  g_autoptr (BellStatement) statement = bell_database_prepare (files->cache, sql, error);
  g_autoptr (BellRow) row = NULL;
  gboolean found;

  *result = NULL;
  if (statement == NULL)
    return FALSE;

  if (id != NULL)
    bell_statement_bind_static_text (statement, 1, id);
  else
    bell_statement_bind_int64 (statement, 1, key);

  if (!bell_statement_step (statement, &found, error))
    return FALSE;
  if (!found)
    return TRUE;

  row = g_new0 (BellRow, 1);
  row->key = bell_statement_get_int64 (statement, 0);
  row->overlaid = overlay;

  if (overlay)
    {
      row->pending = (int) bell_statement_get_int64 (statement, 2);
      row->refused = (int) bell_statement_get_int64 (statement, 3);
    }

  if (!overlay || bell_statement_get_int64 (statement, 1) == 0)
    {
      row->record = bell_table_read_row (from, statement, overlay ? 4 : 1, error);
      if (row->record == NULL)
        return FALSE;
      row->record = bell_record_pack (row->record);
    }

  *result = g_steal_pointer (&row);

  return TRUE;
}

static BellRow *
load_row (BellFiles   *files,
          BellType     type,
          gint64       key,
          const char  *id,
          GError     **error)
{
  BellRow *row = NULL;

  for (int overlay = 1; overlay >= 0 && row == NULL; overlay--)
    {
      BellTable *table = overlay ? files->overlay[type] : files->base[type];
      char **sql = &files->row_sql[type][overlay][id != NULL];

      if (*sql == NULL)
        *sql = bell_sql_fill (overlay ? "row-of-overlay" : "row-of-base", "table", bell_table_get_name (table),
                              "columns", bell_table_get_columns (table), "by", id != NULL ? "id" : "rowid", NULL);

      if (!read_row (files, type, *sql, key, id, overlay, &row, error))
        return NULL;
    }

  if (row == NULL)
    {
      row = g_new0 (BellRow, 1);
      row->key = key;
    }

  if (row->record != NULL && type == BELL_TYPE_TICKET)
    {
      g_autoptr (GError) local_error = NULL;

      row->last_author = find_last_author (files, row->record, &local_error);
      if (local_error != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          g_clear_pointer (&row, bell_row_free);
        }
    }

  return row;
}

/**
 * bell_rows_load_one:
 *
 * Returns: (transfer full) (nullable): the row with @key; %NULL on error
 */
BellRow *
bell_rows_load_one (BellFiles  *files,
                    BellType    type,
                    gint64      key,
                    GError    **error)
{
  return load_row (files, type, key, NULL, error);
}

/**
 * bell_rows_load_id:
 *
 * Returns: (transfer full) (nullable): the row of @id, with key 0 and no record
 *   if there is none; %NULL on error
 */
BellRow *
bell_rows_load_id (BellFiles   *files,
                   BellType     type,
                   const char  *id,
                   GError     **error)
{
  return load_row (files, type, 0, id, error);
}

/**
 * bell_rows_load:
 * @keys: (array length=length): keys
 *
 * Returns: (transfer container) (element-type BellRow) (nullable): their rows
 *   in that order, all of one moment; %NULL on error
 */
GPtrArray *
bell_rows_load (BellFiles     *files,
                BellType       type,
                const gint64  *keys,
                guint          length,
                GError       **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_row_free);
  g_autoptr (BellTransaction) transaction = bell_transaction_begin_read (files->cache, error);

  if (transaction == NULL)
    return NULL;

  for (guint i = 0; i < length; i++)
    {
      BellRow *row = bell_rows_load_one (files, type, keys[i], error);

      if (row == NULL)
        return NULL;

      g_ptr_array_add (rows, row);
    }

  return g_steal_pointer (&rows);
}

static int
compare_values (const BellProperty *property,
                const BellRecord   *one,
                const BellRecord   *two)
{
  g_autoptr (GVariant) a = NULL;
  g_autoptr (GVariant) b = NULL;

  switch (property->kind)
    {
    case BELL_KIND_ENUM:
    case BELL_KIND_INTEGER:
    case BELL_KIND_BOOLEAN:
    case BELL_KIND_TIME:
      {
        /* A time that is not set is the smallest number, as null is in SQL. */
        gint64 x = bell_record_peek_integer (one, property);
        gint64 y = bell_record_peek_integer (two, property);

        return (x > y) - (x < y);
      }

    case BELL_KIND_ID:
    case BELL_KIND_TEXT:
    case BELL_KIND_JSON:
      {
        const char *x = bell_record_peek_text (one, property);
        const char *y = bell_record_peek_text (two, property);

        if (x == NULL || y == NULL)
          return (x != NULL) - (y != NULL);

        if (property->kind != BELL_KIND_TEXT)
          return strcmp (x, y);

        for (;; x++, y++)
          {
            int p = (guchar) g_ascii_tolower (*x), q = (guchar) g_ascii_tolower (*y);

            if (p != q || p == 0)
              return p - q;
          }
      }

    case BELL_KIND_SET:
    case BELL_KIND_MAP:
    case BELL_KIND_ATTACHMENTS:
    default:
      break;
    }

  a = bell_record_get (one, property);
  b = bell_record_get (two, property);
  if (a == NULL || b == NULL)
    return (a != NULL) - (b != NULL);

  {
    g_autofree char *x = bell_value_to_column_text (property, a);
    g_autofree char *y = bell_value_to_column_text (property, b);

    return strcmp (x, y);
  }
}

/**
 * bell_rows_compare:
 *
 * Compares as the query's ORDER BY does (see bell-query-compiler.h).
 *
 * Returns: less than, equal to or more than 0
 */
int
bell_rows_compare (const BellQuery  *query,
                   const BellRecord *one,
                   const BellRecord *two)
{
  gboolean descending = FALSE;
  int order;

  for (guint i = 0; query->sorts != NULL && i < query->sorts->len; i++)
    {
      const BellSort *sort = &g_array_index (query->sorts, BellSort, i);

      descending = sort->descending;
      order = compare_values (sort->property, one, two);
      if (order != 0)
        return descending ? -order : order;
    }

  order = strcmp (bell_record_get_id (one), bell_record_get_id (two));

  return descending ? -order : order;
}

/**
 * bell_rows_compile:
 * @overlay: over the overlay's table, or base's
 *
 * Returns: (transfer full) (nullable): the SQL of a query; %NULL on error
 */
BellCompiledQuery *
bell_rows_compile (BellFiles        *files,
                   const BellQuery  *query,
                   gboolean          overlay,
                   GError          **error)
{
  BellTable *table = overlay ? files->overlay[query->type] : files->base[query->type];
  const char *index = overlay ? "search_overlay" : "search";
  g_autofree char *type = g_strdup_printf ("%d", query->type);
  g_autofree char *condition = bell_sql_fill ("search-condition", "table", bell_table_get_name (table),
                                              "index", index, "type", type, NULL);
  BellQueryText text = { condition, bell_search_make_expression, NULL };

  return bell_query_compile (table, query, bell_search_index_covers (query->type) ? &text : NULL, 1, error);
}

/**
 * bell_rows_get_overlaid:
 *
 * Returns: (transfer full) (element-type gint64) (nullable): the keys of the
 *   overlay's rows; %NULL on error
 */
GHashTable *
bell_rows_get_overlaid (BellFiles  *files,
                        BellType    type,
                        GError    **error)
{
  g_autoptr (GHashTable) keys = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (BellStatement) statement =
    bell_sql_prepare (files->cache, "overlay-keys", bell_table_get_name (files->overlay[type]), error);
  gboolean row;

  if (statement == NULL)
    return NULL;

  for (;;)
    {
      gint64 key;

      if (!bell_statement_step (statement, &row, error))
        return NULL;
      if (!row)
        return g_steal_pointer (&keys);

      key = bell_statement_get_int64 (statement, 0);
      g_hash_table_add (keys, g_memdup2 (&key, sizeof key));
    }
}

/**
 * bell_rows_query_base:
 * @limit: at most so many; 0 for all
 * @overlaid: (element-type gint64): keys to leave out
 *
 * Returns: (transfer full) (element-type gint64) (nullable): the keys of the
 *   rows of base that the query finds, in its order; %NULL on error
 */
GArray *
bell_rows_query_base (BellFiles        *files,
                      const BellQuery  *query,
                      guint             limit,
                      GHashTable       *overlaid,
                      GError          **error)
{
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (gint64));
  const char *table = bell_table_get_name (files->base[query->type]);
  g_autoptr (BellCompiledQuery) compiled = bell_rows_compile (files, query, FALSE, error);
  g_autoptr (BellStatement) statement = NULL;
  g_autofree char *sql = NULL;
  gboolean any_overlaid = g_hash_table_size (overlaid) > 0;
  gboolean row;

  if (compiled == NULL)
    return NULL;

  sql = bell_sql_fill ("query-base", "table", table, "where", compiled->where, "order", compiled->order_by, NULL);
  statement = bell_database_prepare (files->cache, sql, error);
  if (statement == NULL)
    return NULL;

  bell_statement_bind_values (statement, 1, compiled->values);
  for (;;)
    {
      gint64 key;

      if (!bell_statement_step (statement, &row, error))
        return NULL;
      if (!row)
        break;

      key = bell_statement_get_int64 (statement, 0);
      if (!any_overlaid || !g_hash_table_contains (overlaid, &key))
        g_array_append_val (keys, key);
      if (limit > 0 && keys->len >= limit)
        break;
    }

  return g_steal_pointer (&keys);
}

static int
compare_rows (gconstpointer one,
              gconstpointer two,
              gpointer      query)
{
  const BellRow *a = *(BellRow *const *) one, *b = *(BellRow *const *) two;

  return bell_rows_compare (query, a->record, b->record);
}

/**
 * bell_rows_query_overlay:
 *
 * Returns: (transfer container) (element-type BellRow) (nullable): the rows of
 *   the overlay that the query finds, in its order; %NULL on error
 */
GPtrArray *
bell_rows_query_overlay (BellFiles        *files,
                         const BellQuery  *query,
                         GError          **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_row_free);
  BellTable *overlay = files->overlay[query->type];
  g_autoptr (BellCompiledQuery) compiled = bell_rows_compile (files, query, TRUE, error);
  g_autoptr (BellStatement) statement = NULL;
  g_autofree char *sql = NULL;
  gboolean found;

  if (compiled == NULL)
    return NULL;

  sql = bell_sql_fill ("query-overlay", "table", bell_table_get_name (overlay),
                       "columns", bell_table_get_columns (overlay), "where", compiled->where, NULL);
  statement = bell_database_prepare (files->cache, sql, error);
  if (statement == NULL)
    return NULL;

  bell_statement_bind_values (statement, 1, compiled->values);
  for (;;)
    {
      BellRow *row;

      if (!bell_statement_step (statement, &found, error))
        return NULL;
      if (!found)
        break;

      row = g_new0 (BellRow, 1);
      g_ptr_array_add (rows, row);
      row->key = bell_statement_get_int64 (statement, 0);
      row->record = bell_table_read_row (overlay, statement, 1, error);
      if (row->record == NULL)
        return NULL;
    }

  g_ptr_array_sort_with_data (rows, compare_rows, (gpointer) query);

  return g_steal_pointer (&rows);
}

/**
 * bell_rows_matches:
 * @key: the key of a row as people see it
 * @matches: (out): whether the query finds it
 *
 * Returns: %FALSE on error
 */
gboolean
bell_rows_matches (BellFiles        *files,
                   const BellQuery  *query,
                   gint64            key,
                   gboolean         *matches,
                   GError          **error)
{
  g_autoptr (BellStatement) is_overlaid =
    bell_sql_prepare (files->cache, "overlay-is-gone", bell_table_get_name (files->overlay[query->type]), error);
  g_autoptr (BellCompiledQuery) compiled = NULL;
  g_autoptr (BellStatement) statement = NULL;
  g_autofree char *sql = NULL;
  g_autofree char *parameter = NULL;
  const char *table;
  gboolean overlay, row;

  *matches = FALSE;
  if (is_overlaid == NULL)
    return FALSE;

  bell_statement_bind_int64 (is_overlaid, 1, key);
  if (!bell_statement_step (is_overlaid, &overlay, error))
    return FALSE;
  if (overlay && bell_statement_get_int64 (is_overlaid, 0) != 0)
    return TRUE;

  compiled = bell_rows_compile (files, query, overlay, error);
  if (compiled == NULL)
    return FALSE;

  table = bell_table_get_name (overlay ? files->overlay[query->type] : files->base[query->type]);
  parameter = g_strdup_printf ("?%u", compiled->values->len + 1);
  sql = bell_sql_fill ("query-one", "table", table, "key", parameter, "where", compiled->where, NULL);
  statement = bell_database_prepare (files->cache, sql, error);
  if (statement == NULL)
    return FALSE;

  bell_statement_bind_values (statement, 1, compiled->values);
  bell_statement_bind_int64 (statement, (int) compiled->values->len + 1, key);
  if (!bell_statement_step (statement, &row, error))
    return FALSE;

  *matches = row;

  return TRUE;
}

static gint64
count_where (BellFiles                *files,
             const char               *name,
             BellType                  type,
             const BellCompiledQuery  *compiled,
             GError                  **error)
{
  const char *overlay = bell_table_get_name (files->overlay[type]);
  gboolean of_overlay = g_str_equal (name, "query-count-overlay");
  g_autofree char *sql = bell_sql_fill (name, "table", of_overlay ? overlay : bell_table_get_name (files->base[type]),
                                        "overlay", overlay, "where", compiled->where, NULL);
  g_autoptr (BellStatement) statement = bell_database_prepare (files->cache, sql, error);
  gboolean row;

  if (statement == NULL)
    return -1;

  bell_statement_bind_values (statement, 1, compiled->values);
  if (!bell_statement_step (statement, &row, error))
    return -1;

  return row ? bell_statement_get_int64 (statement, 0) : 0;
}

/**
 * bell_rows_count:
 *
 * Returns: how many objects the query finds; -1 on error
 */
gint64
bell_rows_count (BellFiles        *files,
                 const BellQuery  *query,
                 GError          **error)
{
  g_autoptr (BellCompiledQuery) over_base = bell_rows_compile (files, query, FALSE, error);
  g_autoptr (BellCompiledQuery) over_overlay = NULL;
  g_autoptr (BellTransaction) transaction = NULL;
  gint64 all, covered, added;

  if (over_base == NULL)
    return -1;
  over_overlay = bell_rows_compile (files, query, TRUE, error);
  if (over_overlay == NULL)
    return -1;
  transaction = bell_transaction_begin_read (files->cache, error);
  if (transaction == NULL)
    return -1;

  /* So that base is counted in an index, without asking row by row. */
  all = count_where (files, "query-count", query->type, over_base, error);
  covered = all >= 0 ? count_where (files, "query-count-covered", query->type, over_base, error) : -1;
  added = covered >= 0 ? count_where (files, "query-count-overlay", query->type, over_overlay, error) : -1;

  return added < 0 ? -1 : all - covered + added;
}
