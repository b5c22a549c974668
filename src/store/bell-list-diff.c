/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-list-diff.h"

static void
clear_splice (gpointer data)
{
  g_clear_pointer (&((BellSplice *) data)->keys, g_array_unref);
}

GArray *
bell_splices_new (void)
{
  GArray *splices = g_array_new (FALSE, FALSE, sizeof (BellSplice));

  g_array_set_clear_func (splices, clear_splice);

  return splices;
}

/* Adds a step: at @position, @n_removed rows go and those with @keys come. */
void
bell_splices_add (GArray       *splices,
                  guint         position,
                  guint         n_removed,
                  const gint64 *keys,
                  guint         n_keys)
{
  BellSplice splice = { position, n_removed, NULL };

  if (n_keys > 0)
    {
      splice.keys = g_array_sized_new (FALSE, FALSE, sizeof (gint64), n_keys);
      g_array_append_vals (splice.keys, keys, n_keys);
    }

  g_array_append_val (splices, splice);
}

/* Of @targets, places in the new list by rising place in the old one, marks a
 * longest part that rises: those rows need not move. */
static void
mark_longest_rise (const guint *targets,
                   guint        length,
                   guint8      *keep)
{
  g_autofree guint *tails = g_new (guint, length + 1); /* index of the last of each length */
  g_autofree guint *before = g_new (guint, length + 1);
  guint longest = 0;

  for (guint i = 0; i < length; i++)
    {
      guint low = 0, high = longest;

      while (low < high)
        {
          guint middle = low + (high - low) / 2;

          if (targets[tails[middle]] < targets[i])
            low = middle + 1;
          else
            high = middle;
        }

      before[i] = low > 0 ? tails[low - 1] : G_MAXUINT;
      tails[low] = i;
      longest = MAX (longest, low + 1);
    }

  for (guint i = longest > 0 ? tails[longest - 1] : G_MAXUINT; i != G_MAXUINT; i = before[i])
    keep[i] = 1;
}

/**
 * bell_list_diff:
 * @before: a list
 * @after: another one
 * @max_splices: with how many steps at most
 *
 * Returns: (transfer full) (nullable) (element-type BellSplice): the steps that
 *   make @after of @before, or %NULL if there would be more
 */
GArray *
bell_list_diff (const BellKeyList *before,
                const BellKeyList *after,
                guint              max_splices)
{
  guint n_before = bell_key_list_get_length (before), n_after = bell_key_list_get_length (after);
  g_autofree gint64 *old_keys = g_new (gint64, n_before + 1);
  g_autofree gint64 *new_keys = g_new (gint64, n_after + 1);
  g_autofree guint *targets = NULL;   /* of the kept rows of the old list */
  g_autofree guint *sources = NULL;   /* where those are in the old list */
  g_autofree guint8 *keep = NULL;
  g_autofree guint8 *keep_old = NULL;
  g_autofree guint8 *keep_new = NULL;
  g_autoptr (GHashTable) places = NULL;
  g_autoptr (GArray) splices = bell_splices_new ();
  guint start = 0, end = 0, n_common = 0;

  bell_key_list_copy (before, 0, n_before, old_keys);
  bell_key_list_copy (after, 0, n_after, new_keys);

  while (start < MIN (n_before, n_after) && old_keys[start] == new_keys[start])
    start++;
  while (end < MIN (n_before, n_after) - start && old_keys[n_before - 1 - end] == new_keys[n_after - 1 - end])
    end++;

  n_before -= end;
  n_after -= end;
  if (start == n_before || start == n_after)
    {
      if (start < n_before || start < n_after)
        bell_splices_add (splices, start, n_before - start, new_keys + start, n_after - start);
      return g_steal_pointer (&splices);
    }

  places = g_hash_table_new (g_int64_hash, g_int64_equal);
  for (guint i = start; i < n_after; i++)
    g_hash_table_insert (places, &new_keys[i], GUINT_TO_POINTER (i));

  targets = g_new (guint, n_before - start);
  sources = g_new (guint, n_before - start);
  for (guint i = start; i < n_before; i++)
    {
      gpointer place;

      if (!g_hash_table_lookup_extended (places, &old_keys[i], NULL, &place))
        continue;
      targets[n_common] = GPOINTER_TO_UINT (place);
      sources[n_common] = i;
      n_common++;
    }

  keep = g_new0 (guint8, n_common + 1);
  keep_old = g_new0 (guint8, n_before + 1);
  keep_new = g_new0 (guint8, n_after + 1);
  mark_longest_rise (targets, n_common, keep);
  for (guint i = 0; i < n_common; i++)
    if (keep[i])
      {
        keep_old[sources[i]] = 1;
        keep_new[targets[i]] = 1;
      }

  /* A key stands in a list once: what moves leaves first, from the end to the
   * beginning, and then comes in again, from the beginning to the end. */
  for (guint i = n_before; i > start; i--)
    {
      guint last = i;

      while (i > start && !keep_old[i - 1])
        i--;
      if (i < last)
        bell_splices_add (splices, i, last - i, NULL, 0);
      if (splices->len > max_splices)
        return NULL;
      if (i == start)
        break;
    }

  for (guint i = start; i < n_after; i++)
    {
      guint first = i;

      while (i < n_after && !keep_new[i])
        i++;
      if (i > first)
        bell_splices_add (splices, first, 0, new_keys + first, i - first);
      if (splices->len > max_splices)
        return NULL;
    }

  return g_steal_pointer (&splices);
}
