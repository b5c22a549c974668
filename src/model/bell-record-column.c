/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-record-private.h"

#include <string.h>

#include "bell-value-map.h"

/* The compound kinds between a record and their column of text, see bell-value.c.
 * Sets and maps go past GVariant: they are read with every row. */
#define RECORD_SEPARATOR '\x1e'
#define UNIT_SEPARATOR '\x1f'

static guint
count (const char *text,
       char        separator)
{
  guint n = 0;

  for (; (text = strchr (text, separator)) != NULL; text++)
    n++;

  return n;
}

/* Returns: (transfer full) (nullable): NULL where they are not in order */
static char **
split_members (const char *text)
{
  guint n = count (text, RECORD_SEPARATOR) - 1;
  g_auto (GStrv) members = g_new0 (char *, n + 1);
  const char *begin = text + 1;

  for (guint i = 0; i < n; i++)
    {
      const char *end = strchr (begin, RECORD_SEPARATOR);

      members[i] = g_strndup (begin, (gsize) (end - begin));
      if (i > 0 && strcmp (members[i - 1], members[i]) >= 0)
        return NULL;
      begin = end + 1;
    }

  return g_steal_pointer (&members);
}

/* Returns: (transfer full) (nullable): NULL where it is none, or not in order */
static GVariant *
split_pairs (const char *text)
{
  guint n = count (text, RECORD_SEPARATOR) - 1;
  g_autofree char *copy = g_strdup (text + 1);
  g_autofree const char **texts = g_new (const char *, 2 * n + 1);
  char *begin = copy;

  for (guint i = 0; i < n; i++)
    {
      char *end = strchr (begin, RECORD_SEPARATOR);
      char *middle;

      *end = '\0';
      middle = strchr (begin, UNIT_SEPARATOR);
      if (middle == NULL || strchr (middle + 1, UNIT_SEPARATOR) != NULL)
        return NULL;
      *middle = '\0';
      texts[2 * i] = begin;
      texts[2 * i + 1] = middle + 1;
      if (i > 0 && strcmp (texts[2 * i - 2], begin) > 0)
        return NULL;
      begin = end + 1;
    }

  return bell_value_new_map (texts, n);
}

/**
 * bell_record_set_column_text:
 * @property: a set, a map or attachments of the record's type
 * @text: what stands in its column: UTF-8 that is empty or begins and ends with a record separator
 *
 * Only while @self has one owner.
 *
 * Returns: whether @text is a value of @property
 */
gboolean
bell_record_set_column_text (BellRecord         *self,
                             const BellProperty *property,
                             const char         *text)
{
  g_autoptr (GVariant) value = NULL;

  g_return_val_if_fail (self != NULL && text != NULL, FALSE);
  g_return_val_if_fail (property != NULL && property->type == self->type, FALSE);

  if (strlen (text) > 1 && property->kind == BELL_KIND_SET)
    {
      char **members = split_members (text);

      if (members != NULL)
        {
          bell_record_take_members (self, property, members);
          return TRUE;
        }
    }
  else if (strlen (text) > 1 && property->kind == BELL_KIND_MAP)
    {
      value = split_pairs (text);
      if (value != NULL)
        {
          bell_record_take_sorted_map (self, property, g_steal_pointer (&value));
          return TRUE;
        }
    }

  value = bell_value_from_column_text (property, text, NULL);
  if (value == NULL)
    return FALSE;
  bell_record_set (self, property, value);

  return TRUE;
}

/**
 * bell_record_to_column_text:
 * @property: a set, a map or attachments of the record's type
 *
 * Returns: (transfer full) (nullable): what stands in its column
 */
char *
bell_record_to_column_text (const BellRecord   *self,
                            const BellProperty *property)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (property != NULL && property->type == self->type, NULL);

  if (property->kind == BELL_KIND_SET)
    {
      g_autoptr (GString) text = g_string_new (NULL);

      for (const char *const *member = bell_record_peek_members (self, property); *member != NULL; member++)
        {
          g_string_append_c (text, RECORD_SEPARATOR);
          g_string_append (text, *member);
        }
      if (text->len > 0)
        g_string_append_c (text, RECORD_SEPARATOR);

      return g_string_free (g_steal_pointer (&text), FALSE);
    }

  return bell_value_to_column_text (property, BELL_FIELD (self, property, GVariant *));
}
