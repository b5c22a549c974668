/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-query-compiler.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* How deep a filter may be nested; the border (jmap/) allows less. */
#define MAX_DEPTH 64

/* Makes the SQL of one query. Only names from the property tables, nicks of
 * enumerations and the words of SQL get into its text; whatever a person
 * wrote is bound. The result is true or null-for-false like the filter's own
 * bell_filter_matches(), and runs on SQLite and PostgreSQL alike, but for
 * instr(), which PostgreSQL gets as a function in its schema. */
typedef struct
{
  BellTable           *table;
  const BellQueryText *text;
  int                  first_parameter;
  GString             *sql;
  GPtrArray           *values;
} BellQueryCompiler;

static gboolean
bell_query_compiler_refuse (const BellProperty  *property,
                            GError             **error)
{
  g_set_error (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_STATEMENT,
               _("A list cannot be filtered by “%s” in this way."), property->wire_name);

  return FALSE;
}

/* Appends a parameter for @value and takes it, floating or not. */
static void
bell_query_compiler_add_value (BellQueryCompiler *self,
                               GVariant          *value)
{
  g_ptr_array_add (self->values, g_variant_ref_sink (value));
  g_string_append_printf (self->sql, "?%d", self->first_parameter + (int) self->values->len - 1);
}

static void
bell_query_compiler_add_column (BellQueryCompiler  *self,
                                const BellProperty *property)
{
  g_string_append_printf (self->sql, "%s.%s", bell_table_get_name (self->table), property->name);
}

/* @value as it stands in the property's column. */
static void
bell_query_compiler_add_column_value (BellQueryCompiler  *self,
                                      const BellProperty *property,
                                      GVariant           *value)
{
  switch (property->kind)
    {
    case BELL_KIND_INTEGER:
    case BELL_KIND_TIME:
    case BELL_KIND_BOOLEAN:
      bell_query_compiler_add_value (self, value);
      return;

    case BELL_KIND_ID:
    case BELL_KIND_TEXT:
    case BELL_KIND_JSON:
    case BELL_KIND_ENUM:
    case BELL_KIND_SET:
    case BELL_KIND_MAP:
    case BELL_KIND_ATTACHMENTS:
    default:
      {
        g_autofree char *text = bell_value_to_column_text (property, value);

        bell_query_compiler_add_value (self, g_variant_new_string (text != NULL ? text : ""));
        return;
      }
    }
}

/* A member stands between the separators of its column (see bell-table.h); one
 * that has such a separator in itself is in no set. */
static gboolean
bell_query_compiler_add_member (BellQueryCompiler   *self,
                                const BellProperty  *property,
                                GVariant            *value,
                                GError             **error)
{
  const char *after = property->kind == BELL_KIND_SET ? "\x1e" : "\x1f";
  g_autofree char *member = NULL;

  if ((property->kind != BELL_KIND_SET && property->kind != BELL_KIND_MAP &&
       property->kind != BELL_KIND_ATTACHMENTS) ||
      value == NULL || !g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return bell_query_compiler_refuse (property, error);

  if (strpbrk (g_variant_get_string (value, NULL), "\x1e\x1f") != NULL)
    {
      g_string_append (self->sql, "FALSE");
      return TRUE;
    }

  member = g_strconcat ("\x1e", g_variant_get_string (value, NULL), after, NULL);
  g_string_append (self->sql, "instr(");
  bell_query_compiler_add_column (self, property);
  g_string_append (self->sql, ", ");
  bell_query_compiler_add_value (self, g_variant_new_string (member));
  g_string_append (self->sql, ") > 0");

  return TRUE;
}

/* A set is any of some members if it has one of them. */
static gboolean
bell_query_compiler_add_any_member (BellQueryCompiler  *self,
                                    const BellFilter   *filter,
                                    GError            **error)
{
  g_string_append_c (self->sql, '(');
  for (guint i = 0; i < bell_filter_get_n_values (filter); i++)
    {
      if (i > 0)
        g_string_append (self->sql, " OR ");
      if (!bell_query_compiler_add_member (self, bell_filter_get_property (filter),
                                           bell_filter_get_value (filter, i), error))
        return FALSE;
    }
  g_string_append_c (self->sql, ')');

  return TRUE;
}

static gboolean
bell_query_compiler_add_any_of (BellQueryCompiler  *self,
                                const BellFilter   *filter,
                                GError            **error)
{
  const BellProperty *property = bell_filter_get_property (filter);
  guint n_values = bell_filter_get_n_values (filter);
  guint n_added = 0;
  gboolean or_null = FALSE;

  if (n_values > 0 && property->kind == BELL_KIND_SET && bell_filter_get_value (filter, 0) != NULL &&
      g_variant_is_of_type (bell_filter_get_value (filter, 0), G_VARIANT_TYPE_STRING))
    return bell_query_compiler_add_any_member (self, filter, error);

  g_string_append_c (self->sql, '(');

  for (guint i = 0; i < n_values; i++)
    {
      GVariant *value = bell_filter_get_value (filter, i);

      if (value == NULL)
        {
          or_null = TRUE;
          continue;
        }

      if (n_added++ == 0)
        {
          bell_query_compiler_add_column (self, property);
          g_string_append (self->sql, " IN (");
        }
      else
        g_string_append (self->sql, ", ");

      bell_query_compiler_add_column_value (self, property, value);
    }

  if (n_added > 0)
    g_string_append_c (self->sql, ')');

  if (or_null)
    {
      g_string_append (self->sql, n_added > 0 ? " OR " : "");
      bell_query_compiler_add_column (self, property);
      g_string_append (self->sql, " IS NULL");
    }
  else if (n_added == 0)
    g_string_append (self->sql, "FALSE");

  g_string_append_c (self->sql, ')');

  return TRUE;
}

static gboolean
bell_query_compiler_add_text (BellQueryCompiler  *self,
                              const BellFilter   *filter,
                              GError            **error)
{
  const char *wanted = g_variant_get_string (bell_filter_get_value (filter, 0), NULL);
  const char *placeholder = self->text != NULL ? strchr (self->text->condition, '?') : NULL;
  g_autofree char *prepared = NULL;

  if (placeholder == NULL)
    {
      g_set_error_literal (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_STATEMENT,
                           _("This list cannot be searched for text."));
      return FALSE;
    }

  prepared = self->text->prepare != NULL ? self->text->prepare (wanted, self->text->user_data) : g_strdup (wanted);
  if (prepared == NULL)
    {
      g_string_append (self->sql, "FALSE");
      return TRUE;
    }

  g_string_append_c (self->sql, '(');
  g_string_append_len (self->sql, self->text->condition, placeholder - self->text->condition);
  bell_query_compiler_add_value (self, g_variant_new_string (prepared));
  g_string_append (self->sql, placeholder + 1);
  g_string_append_c (self->sql, ')');

  return TRUE;
}

static gboolean
bell_query_compiler_add_condition (BellQueryCompiler  *self,
                                   const BellFilter   *filter,
                                   GError            **error)
{
  const BellProperty *property = bell_filter_get_property (filter);
  BellTest test = bell_filter_get_test (filter);
  GVariant *value;

  if (test == BELL_TEST_TEXT)
    return bell_query_compiler_add_text (self, filter, error);

  if (property->type != bell_table_get_data_type (self->table))
    return bell_query_compiler_refuse (property, error);

  if (test == BELL_TEST_ANY_OF)
    return bell_query_compiler_add_any_of (self, filter, error);

  value = bell_filter_get_value (filter, 0);

  if (test == BELL_TEST_CONTAINS)
    return bell_query_compiler_add_member (self, property, value, error);

  if (test == BELL_TEST_EQUAL)
    {
      bell_query_compiler_add_column (self, property);
      g_string_append (self->sql, value != NULL ? " = " : " IS NULL");
      if (value != NULL)
        bell_query_compiler_add_column_value (self, property, value);

      return TRUE;
    }

  if (value == NULL || (property->kind != BELL_KIND_INTEGER && property->kind != BELL_KIND_TIME))
    return bell_query_compiler_refuse (property, error);

  bell_query_compiler_add_column (self, property);
  g_string_append (self->sql, test == BELL_TEST_BEFORE ? " < " : " >= ");
  bell_query_compiler_add_value (self, value);

  return TRUE;
}

static gboolean
bell_query_compiler_add_filter (BellQueryCompiler  *self,
                                const BellFilter   *filter,
                                int                 depth,
                                GError            **error)
{
  BellFilterKind kind = bell_filter_get_kind (filter);
  guint n_children;

  if (depth > MAX_DEPTH)
    {
      g_set_error_literal (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_STATEMENT,
                           _("This filter is nested too deeply."));
      return FALSE;
    }

  if (kind == BELL_FILTER_CONDITION)
    return bell_query_compiler_add_condition (self, filter, error);

  n_children = bell_filter_get_n_children (filter);
  if (n_children == 0)
    {
      g_string_append (self->sql, kind == BELL_FILTER_OR ? "FALSE" : "TRUE");
      return TRUE;
    }

  /* Comparing with null gives null, and so would its negation. */
  g_string_append (self->sql, kind == BELL_FILTER_NOT ? "NOT coalesce(" : "(");
  for (guint i = 0; i < n_children; i++)
    {
      if (i > 0)
        g_string_append (self->sql, kind == BELL_FILTER_AND ? " AND " : " OR ");
      if (!bell_query_compiler_add_filter (self, bell_filter_get_child (filter, i), depth + 1, error))
        return FALSE;
    }
  g_string_append (self->sql, kind == BELL_FILTER_NOT ? ", FALSE)" : ")");

  return TRUE;
}

/* Enumerations are kept by their nicks and sort in their own order; texts sort
 * without regard to case. */
static void
bell_query_compiler_add_sort (BellQueryCompiler *self,
                              const BellSort    *sort)
{
  const BellProperty *property = sort->property;

  if (property->kind == BELL_KIND_ENUM)
    {
      GEnumClass *values = g_type_class_ref (property->enum_type ());

      g_string_append (self->sql, "CASE ");
      bell_query_compiler_add_column (self, property);
      for (guint i = 0; i < values->n_values; i++)
        g_string_append_printf (self->sql, " WHEN '%s' THEN %d", values->values[i].value_nick,
                                values->values[i].value);
      g_string_append (self->sql, " END");
      g_type_class_unref (values);
    }
  else if (property->kind == BELL_KIND_TEXT)
    {
      g_string_append (self->sql, "lower(");
      bell_query_compiler_add_column (self, property);
      g_string_append_c (self->sql, ')');
    }
  else
    bell_query_compiler_add_column (self, property);

  /* SQLite's own order of nulls, said aloud where there can be some. What is
   * computed and is not there comes last in either: no deadline presses less than any. */
  g_string_append (self->sql, sort->descending ? " DESC" : " ASC");
  if (property->flags & BELL_PROPERTY_NULLABLE)
    g_string_append (self->sql, sort->descending || (property->flags & BELL_PROPERTY_LOCAL) ? " NULLS LAST" : " NULLS FIRST");
  g_string_append (self->sql, ", ");
}

static char *
bell_query_compiler_make_order (BellQueryCompiler *self,
                                const BellQuery   *query)
{
  gboolean descending = FALSE;

  g_string_truncate (self->sql, 0);

  for (guint i = 0; query->sorts != NULL && i < query->sorts->len; i++)
    {
      const BellSort *sort = &g_array_index (query->sorts, BellSort, i);

      g_return_val_if_fail (sort->property->type == query->type, NULL);

      bell_query_compiler_add_sort (self, sort);
      descending = sort->descending;
    }

  /* In the direction of the last one, so that an index serves both ways. */
  g_string_append_printf (self->sql, "%s.id %s", bell_table_get_name (self->table), descending ? "DESC" : "ASC");

  return g_strdup (self->sql->str);
}

/**
 * bell_query_compile:
 * @table: of the query's type
 * @query: a query whose filter is resolved (see bell_filter_resolve())
 * @text: (nullable): how a text is searched; without it such a condition is an error
 * @first_parameter: the number of the first parameter, from 1; those before it
 *   are the caller's own
 * @error: STATEMENT if a condition does not fit its property, or nests too deeply
 *
 * Makes the SQL of a query. The same query gives the same SQL whatever its
 * values, so that the statement comes from the cache.
 *
 * Where the filter compares with null the condition is null, which WHERE
 * takes for false.
 *
 * Returns: (transfer full) (nullable): what to compose the statement of
 */
BellCompiledQuery *
bell_query_compile (BellTable            *table,
                    const BellQuery      *query,
                    const BellQueryText  *text,
                    int                   first_parameter,
                    GError              **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);
  BellQueryCompiler compiler = { table, text, first_parameter, sql, values };
  BellCompiledQuery *compiled;

  g_return_val_if_fail (table != NULL, NULL);
  g_return_val_if_fail (query != NULL && query->type == bell_table_get_data_type (table), NULL);
  g_return_val_if_fail (first_parameter > 0, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (query->filter == NULL)
    g_string_append (sql, "TRUE");
  else if (!bell_query_compiler_add_filter (&compiler, query->filter, 0, error))
    return NULL;

  compiled = g_new0 (BellCompiledQuery, 1);
  compiled->where = g_strdup (sql->str);
  compiled->order_by = bell_query_compiler_make_order (&compiler, query);
  compiled->values = g_steal_pointer (&values);

  return compiled;
}

/**
 * bell_compiled_query_free:
 *
 * Frees it.
 */
void
bell_compiled_query_free (BellCompiledQuery *self)
{
  if (self == NULL)
    return;

  g_free (self->where);
  g_free (self->order_by);
  g_ptr_array_unref (self->values);
  g_free (self);
}
