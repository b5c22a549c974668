/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-list-search.h"

/* Finds the place of a row in a list of keys, reading some twenty others. */

static const BellRecord *
get_record (BellListSearch  *self,
            gint64           key,
            GError         **error)
{
  BellRecord *record = g_hash_table_lookup (self->records, &key);
  g_autoptr (BellRow) row = NULL;

  if (record != NULL)
    return record;

  row = bell_rows_load_one (self->files, self->query->type, key, error);
  if (row == NULL || row->record == NULL)
    return NULL;

  record = g_steal_pointer (&row->record);
  g_hash_table_insert (self->records, g_memdup2 (&key, sizeof key), record);

  return record;
}

guint
bell_list_search_n_without (BellListSearch *self,
                  guint           position)
{
  guint low = 0, high = self->without->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (self->without, guint, middle) < position)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

/* The position in the list of what is at @index when those without are not
 * counted. */
static guint
skip_without (BellListSearch *self,
              guint           index)
{
  guint position = index;

  for (;;)
    {
      guint next = index + bell_list_search_n_without (self, position + 1);

      if (next == position)
        return position;
      position = next;
    }
}

/* Where @record belongs among those that count; FALSE on error. A row that has
 * gone meanwhile is passed over: a later update takes it out. */
gboolean
bell_list_search_find (BellListSearch    *self,
            const BellRecord  *record,
            guint             *place,
            GError           **error)
{
  guint low = 0, high = bell_key_list_get_length (self->list) - self->without->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      guint at = middle;
      const BellRecord *other = NULL;

      while (at < high && other == NULL)
        {
          g_autoptr (GError) local_error = NULL;

          other = get_record (self, bell_key_list_get (self->list, skip_without (self, at)), &local_error);
          if (local_error != NULL)
            {
              g_propagate_error (error, g_steal_pointer (&local_error));
              return FALSE;
            }
          if (other == NULL)
            at++;
        }

      if (other == NULL || bell_rows_compare (self->query, record, other) < 0)
        high = middle;
      else
        low = at + 1;
    }

  *place = low;

  return TRUE;
}
