/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-import-template.h"

#include <string.h>

#include "bell-html-markdown.h"

typedef enum
{
  FILTER_HTML,
  FILTER_LINE,
  FILTER_LOWER,
  FILTER_DOTTED,
  FILTER_DEFAULT,
  FILTER_SPLIT,
  FILTER_MAP,
} FilterKind;

typedef struct
{
  FilterKind kind;
  char *argument;   /* of default and split */
  GHashTable *map;  /* of map: text -> text */
} Filter;

/* A literal, or a column with the filters that its text goes through. */
typedef struct
{
  char *literal;
  char *column;
  GArray *filters; /* Filter */
} Part;

struct _BellImportTemplate
{
  GPtrArray *parts; /* Part */
};

static const struct { const char *name; FilterKind kind; gboolean has_argument; } filter_names[] = {
  { "html", FILTER_HTML, FALSE },
  { "line", FILTER_LINE, FALSE },
  { "lower", FILTER_LOWER, FALSE },
  { "dotted", FILTER_DOTTED, FALSE },
  { "default", FILTER_DEFAULT, TRUE },
  { "split", FILTER_SPLIT, TRUE },
  { "map", FILTER_MAP, TRUE },
};

static void
clear_filter (gpointer data)
{
  Filter *filter = data;

  g_free (filter->argument);
  g_clear_pointer (&filter->map, g_hash_table_unref);
}

static void
free_part (gpointer data)
{
  Part *part = data;

  g_free (part->literal);
  g_free (part->column);
  g_clear_pointer (&part->filters, g_array_unref);
  g_free (part);
}

static void
add_literal (BellImportTemplate *self,
             const char         *text,
             gsize               length)
{
  Part *part;

  if (length == 0)
    return;

  part = g_new0 (Part, 1);
  part->literal = g_strndup (text, length);
  g_ptr_array_add (self->parts, part);
}

static gboolean
parse_filter (Part        *part,
              const char  *text,
              GHashTable  *maps,
              GError     **error)
{
  const char *colon = strchr (text, ':');
  g_autofree char *name = colon != NULL ? g_strndup (text, (gsize) (colon - text)) : g_strdup (text);

  for (gsize i = 0; i < G_N_ELEMENTS (filter_names); i++)
    {
      Filter filter = { filter_names[i].kind, NULL, NULL };

      if (!g_str_equal (name, filter_names[i].name) || (colon != NULL) != filter_names[i].has_argument)
        continue;

      if (filter.kind == FILTER_MAP)
        {
          GHashTable *map = g_hash_table_lookup (maps, colon + 1);

          if (map == NULL)
            {
              g_set_error (error, BELL_IMPORT_ERROR, BELL_IMPORT_ERROR_MAPPING,
                           "There is no group [Map %s].", colon + 1);
              return FALSE;
            }
          filter.map = g_hash_table_ref (map);
        }

      filter.argument = colon != NULL ? g_strdup (colon + 1) : NULL;
      g_array_append_val (part->filters, filter);

      return TRUE;
    }

  g_set_error (error, BELL_IMPORT_ERROR, BELL_IMPORT_ERROR_MAPPING,
               "“%s” is no filter: html, line, lower, dotted, default:TEXT, split:SIGNS and map:NAME are.", text);

  return FALSE;
}

static gboolean
add_column (BellImportTemplate  *self,
            const char          *text,
            gsize                length,
            GHashTable          *maps,
            GError             **error)
{
  g_autofree char *inner = g_strndup (text, length);
  g_auto (GStrv) words = g_strsplit (inner, "|", -1);
  Part *part;

  if (words[0] == NULL || *words[0] == '\0')
    {
      g_set_error (error, BELL_IMPORT_ERROR, BELL_IMPORT_ERROR_MAPPING, "“{%s}” names no column.", inner);
      return FALSE;
    }

  part = g_new0 (Part, 1);
  part->column = g_strdup (words[0]);
  part->filters = g_array_new (FALSE, FALSE, sizeof (Filter));
  g_array_set_clear_func (part->filters, clear_filter);
  g_ptr_array_add (self->parts, part);

  for (guint i = 1; words[i] != NULL; i++)
    if (!parse_filter (part, words[i], maps, error))
      return FALSE;

  return TRUE;
}

/* One line without control characters, white space folded. */
static char *
fold_line (const char *text)
{
  g_autoptr (GString) line = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++)
    {
      gboolean space = (guchar) *p <= 0x20 || *p == 0x7f;

      if (!space)
        g_string_append_c (line, *p);
      else if (line->len > 0 && line->str[line->len - 1] != ' ')
        g_string_append_c (line, ' ');
    }

  return g_strchomp (g_string_free (g_steal_pointer (&line), FALSE));
}

static char *
split_members (const char *text,
               const char *separators)
{
  g_auto (GStrv) members = g_strsplit_set (text, separators, -1);
  g_autoptr (GString) joined = g_string_new (NULL);

  for (guint i = 0; members[i] != NULL; i++)
    {
      g_autofree char *member = fold_line (members[i]);

      if (*member == '\0')
        continue;
      if (joined->len > 0)
        g_string_append (joined, BELL_IMPORT_SEPARATOR);
      g_string_append (joined, member);
    }

  return g_string_free (g_steal_pointer (&joined), FALSE);
}

static char *
run_filter (const Filter  *filter,
            const char    *column,
            const char    *text,
            GError       **error)
{
  const char *found;

  switch (filter->kind)
    {
    case FILTER_HTML:
      return bell_html_to_markdown (text);

    case FILTER_LINE:
      return fold_line (text);

    case FILTER_LOWER:
      return g_utf8_strdown (text, -1);

    case FILTER_DOTTED:
      {
        g_autofree char *line = fold_line (text);

        return g_strdelimit (g_steal_pointer (&line), " ", '.');
      }

    case FILTER_DEFAULT:
      return g_strdup (*text != '\0' ? text : filter->argument);

    case FILTER_SPLIT:
      return split_members (text, filter->argument);

    case FILTER_MAP:
      found = g_hash_table_lookup (filter->map, text);
      if (found == NULL)
        found = g_hash_table_lookup (filter->map, "*");
      if (found == NULL)
        g_set_error (error, BELL_IMPORT_ERROR, BELL_IMPORT_ERROR_ROW,
                     "“%s” in column “%s” stands in no line of [Map %s]", text, column, filter->argument);
      return g_strdup (found);
    }

  g_assert_not_reached ();
}

/**
 * bell_import_template_parse:
 * @text: the template
 * @maps: (element-type utf8 GHashTable): the groups [Map NAME] by name
 * @error: %BELL_IMPORT_ERROR_MAPPING
 *
 * Returns: (transfer full) (nullable): the template, %NULL with @error set
 */
BellImportTemplate *
bell_import_template_parse (const char  *text,
                            GHashTable  *maps,
                            GError     **error)
{
  g_autoptr (BellImportTemplate) self = NULL;
  const char *p;

  g_return_val_if_fail (text != NULL, NULL);

  self = g_new0 (BellImportTemplate, 1);
  self->parts = g_ptr_array_new_with_free_func (free_part);

  p = text;
  while (*p != '\0')
    {
      const char *open = strchr (p, '{');
      const char *close = open != NULL ? strchr (open, '}') : NULL;

      if (open == NULL)
        {
          add_literal (self, p, strlen (p));
          break;
        }
      if (close == NULL)
        {
          g_set_error (error, BELL_IMPORT_ERROR, BELL_IMPORT_ERROR_MAPPING, "“%s” opens a brace and does not close it.", text);
          return NULL;
        }

      add_literal (self, p, (gsize) (open - p));
      if (!add_column (self, open + 1, (gsize) (close - open) - 1, maps, error))
        return NULL;
      p = close + 1;
    }

  return g_steal_pointer (&self);
}

/**
 * bell_import_template_free:
 *
 * Frees the template.
 */
void
bell_import_template_free (BellImportTemplate *self)
{
  g_return_if_fail (self != NULL);

  g_ptr_array_unref (self->parts);
  g_free (self);
}

/**
 * bell_import_template_expand:
 * @row: a row
 * @missing: (nullable): a cell with this text counts as empty
 * @error: %BELL_IMPORT_ERROR_ROW, or %BELL_IMPORT_ERROR_MAPPING where the
 *   table has no such column
 *
 * A template with a column in it is empty as a whole where its only column
 * is: so that `sumo/user/{creator}` without a creator is nobody.
 *
 * Returns: (transfer full) (nullable): the text, %NULL with @error set
 */
char *
bell_import_template_expand (const BellImportTemplate  *self,
                             const BellRow             *row,
                             const char                *missing,
                             GError                   **error)
{
  g_autoptr (GString) result = g_string_new (NULL);
  guint columns = 0, filled = 0;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (row != NULL, NULL);

  for (guint i = 0; i < self->parts->len; i++)
    {
      const Part *part = self->parts->pdata[i];
      g_autofree char *text = NULL;
      const char *cell;

      if (part->literal != NULL)
        {
          g_string_append (result, part->literal);
          continue;
        }

      cell = bell_row_get (row, part->column);
      if (cell == NULL)
        {
          g_set_error (error, BELL_IMPORT_ERROR, BELL_IMPORT_ERROR_MAPPING, "the table has no column “%s”", part->column);
          return NULL;
        }

      text = g_strdup (g_strcmp0 (cell, missing) == 0 ? "" : cell);
      for (guint f = 0; f < part->filters->len; f++)
        {
          g_autofree char *before = g_steal_pointer (&text);

          text = run_filter (&g_array_index (part->filters, Filter, f), part->column, before, error);
          if (text == NULL)
            return NULL;
        }

      columns++;
      filled += *text != '\0';
      g_string_append (result, text);
    }

  if (columns > 0 && filled == 0)
    return g_strdup ("");

  return g_string_free (g_steal_pointer (&result), FALSE);
}
