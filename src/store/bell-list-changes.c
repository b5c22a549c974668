/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-list-load.h"

#include "bell-list-search.h"

/* What becomes of the keys of a list when some objects change. Runs on a reader's thread; the list that it is given
 * stays as it is meanwhile.
 *
 * A few changed objects are taken out and put in again where a binary search
 * finds their place, reading some twenty rows each. Where that will not do (too
 * many, or nobody knows which) the whole list is read and compared. */

/* More changed objects than this, and reading all is no slower. */
#define MAX_CHANGED 512

/* More steps than this, and people see another list anyway. */
#define MAX_SPLICES 512

typedef struct
{
  gint64 key;           /* as it is now; 0 if people do not see it any more */
  BellRecord *record;   /* NULL if it does not belong into the list */
  int old_position;     /* -1 if it was not in the list */
  gint64 old_key;
  gboolean stays;
  guint place;          /* among those that stay */
} BellListChange;

static void
clear_change (gpointer data)
{
  g_clear_pointer (&((BellListChange *) data)->record, bell_record_unref);
}

/* Reads the journal: ids and former keys. NULL on error; with @whole set, the
 * journal does not say enough. */
static GHashTable *
read_journal (BellFiles   *files,
              BellType     type,
              gint64       since,
              GHashTable  *former_keys,
              gboolean    *whole,
              GError     **error)
{
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (BellStatement) statement = NULL;
  gint64 first;
  gboolean row;

  if (!bell_files_query_int64 (files->cache, "journal-first", &first, error))
    return NULL;

  statement = bell_files_prepare (files->cache, "journal-since-of-type", error);
  if (statement == NULL)
    return NULL;

  *whole = first > since + 1;
  bell_statement_bind_int64 (statement, 1, since);
  bell_statement_bind_int64 (statement, 2, type);
  while (!*whole)
    {
      gint64 key;

      if (!bell_statement_step (statement, &row, error))
        return NULL;
      if (!row)
        break;

      if (bell_statement_is_null (statement, 0) || g_hash_table_size (ids) >= MAX_CHANGED)
        {
          *whole = TRUE;
          break;
        }

      g_hash_table_add (ids, g_strdup (bell_statement_get_text (statement, 0)));
      key = bell_statement_get_int64 (statement, 1);
      if (key != 0)
        g_hash_table_insert (former_keys, g_memdup2 (&key, sizeof key),
                             g_strdup (bell_statement_get_text (statement, 0)));
    }

  return g_steal_pointer (&ids);
}

static int
compare_old_positions (gconstpointer one,
                       gconstpointer two)
{
  const BellListChange *a = one, *b = two;

  return (a->old_position > b->old_position) - (a->old_position < b->old_position);
}

static int
compare_places (gconstpointer one,
                gconstpointer two,
                gpointer      query)
{
  const BellListChange *a = one, *b = two;

  if (a->place != b->place)
    return a->place < b->place ? -1 : 1;

  return bell_rows_compare (query, a->record, b->record);
}

/* Finds out what has become of the object with @id. */
static gboolean
look_up (BellFiles          *files,
         const BellQuery    *query,
         const BellKeyList  *list,
         const char         *id,
         BellListChange     *change,
         GError            **error)
{
  g_autoptr (BellRow) row = bell_rows_load_id (files, query->type, id, error);
  gboolean matches;

  if (row == NULL)
    return FALSE;

  change->key = row->key;
  change->old_position = row->key != 0 ? bell_key_list_find (list, row->key) : -1;
  change->old_key = row->key;

  if (row->record == NULL)
    return TRUE;

  if (!bell_rows_matches (files, query, row->key, &matches, error))
    return FALSE;
  if (matches)
    change->record = g_steal_pointer (&row->record);

  return TRUE;
}

static GArray *
collect_changes (BellFiles          *files,
                 const BellQuery    *query,
                 const BellKeyList  *list,
                 GHashTable         *ids,
                 GHashTable         *former_keys,
                 GError            **error)
{
  g_autoptr (GArray) changes = g_array_new (FALSE, TRUE, sizeof (BellListChange));
  g_autoptr (GHashTable) taken = g_hash_table_new (g_direct_hash, g_direct_equal); /* positions + 1 */
  GHashTableIter iter;
  gpointer id, key;

  g_array_set_clear_func (changes, clear_change);

  g_hash_table_iter_init (&iter, ids);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      BellListChange change = { 0, };

      if (!look_up (files, query, list, id, &change, error))
        {
          clear_change (&change);
          return NULL;
        }

      if (change.old_position >= 0)
        g_hash_table_add (taken, GINT_TO_POINTER (change.old_position + 1));
      g_array_append_val (changes, change);
    }

  /* Rows that stand in the list under a key of the past: the object has another
   * now, or is gone. */
  g_hash_table_iter_init (&iter, former_keys);
  while (g_hash_table_iter_next (&iter, &key, &id))
    {
      int position = bell_key_list_find (list, *(gint64 *) key);
      BellListChange removal = { .key = 0, .old_key = *(gint64 *) key, .old_position = position };
      gboolean found = FALSE;

      if (position < 0 || g_hash_table_contains (taken, GINT_TO_POINTER (position + 1)))
        continue;

      for (guint i = 0; i < changes->len && !found; i++)
        {
          BellListChange *change = &g_array_index (changes, BellListChange, i);

          if (change->record != NULL && change->old_position < 0 &&
              g_str_equal (bell_record_get_id (change->record), id))
            {
              change->old_position = position;
              change->old_key = *(gint64 *) key;
              found = TRUE;
            }
        }

      g_hash_table_add (taken, GINT_TO_POINTER (position + 1));
      if (!found)
        g_array_append_val (changes, removal);
    }

  return g_steal_pointer (&changes);
}

/* Decides which rows can stay where they are. @changes by old position. */
static gboolean
settle_stays (BellListSearch  *search,
              GArray          *changes,
              GError         **error)
{
  const BellListChange *last = NULL;

  for (guint i = 0; i < changes->len; i++)
    {
      BellListChange *change = &g_array_index (changes, BellListChange, i);

      if (change->record == NULL)
        continue;
      if (!bell_list_search_find (search, change->record, &change->place, error))
        return FALSE;
      if (change->old_position < 0)
        continue;

      change->stays =
        change->place == (guint) change->old_position - bell_list_search_n_without (search, (guint) change->old_position) &&
        (last == NULL || last->place != change->place ||
         bell_rows_compare (search->query, last->record, change->record) < 0);
      if (change->stays)
        last = change;
    }

  return TRUE;
}

/* The steps: those that leave go from the end to the beginning, those that come
 * from the beginning to the end, so that each position is right when its turn
 * comes. */
static void
make_steps (BellListUpdate  *update,
            BellListSearch  *search,
            GArray          *changes)
{
  guint n_inserted = 0;

  for (guint i = search->without->len; i > 0; i--)
    {
      guint position = g_array_index (search->without, guint, i - 1);
      guint length = 1;

      for (; i > 1 && g_array_index (search->without, guint, i - 2) + 1 == position; i--)
        {
          position--;
          length++;
        }

      bell_splices_add (update->splices, position, length, NULL, 0);
    }

  for (guint i = 0; i < changes->len;)
    {
      const BellListChange *first = &g_array_index (changes, BellListChange, i);
      g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (gint64));

      for (; i < changes->len; i++)
        {
          const BellListChange *change = &g_array_index (changes, BellListChange, i);

          if (change->place != first->place)
            break;
          g_array_append_val (keys, change->key);
        }

      bell_splices_add (update->splices, first->place + n_inserted, 0, (const gint64 *) (gpointer) keys->data, keys->len);
      n_inserted += keys->len;
    }
}

/**
 * bell_list_load_changes:
 * @list: the list as it was at @since
 * @since: how far of the journal it goes
 *
 * Reads on in the journal and finds out what that does to the list.
 *
 * Returns: (transfer full) (nullable): the steps, or a whole list; %NULL on error
 */
BellListUpdate *
bell_list_load_changes (BellFiles          *files,
                        const BellQuery    *query,
                        const BellKeyList  *list,
                        gint64              since,
                        GError            **error)
{
  g_autoptr (BellTransaction) transaction = bell_transaction_begin_read (files->cache, error);
  g_autoptr (GHashTable) former_keys = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  g_autoptr (GHashTable) ids = NULL;
  g_autoptr (GHashTable) records = NULL;
  g_autoptr (GArray) changes = NULL;
  g_autoptr (GArray) movers = NULL;
  g_autoptr (GArray) without = NULL;
  g_autoptr (BellListUpdate) update = NULL;
  BellListSearch search = { files, query, list, NULL, NULL };
  gboolean whole;
  gint64 seq;

  if (transaction == NULL || !bell_list_get_seq (files, &seq, error))
    return NULL;

  ids = read_journal (files, query->type, since, former_keys, &whole, error);
  if (ids == NULL)
    return NULL;

  if (whole)
    {
      g_clear_pointer (&transaction, bell_transaction_free);
      update = bell_list_load_all (files, query, error);
      if (update == NULL)
        return NULL;

      g_clear_pointer (&update->splices, g_array_unref);
      update->splices = bell_list_diff (list, update->fresh, MAX_SPLICES);
      if (update->splices != NULL)
        g_clear_pointer (&update->fresh, bell_key_list_unref);
      else
        update->splices = bell_splices_new ();

      return g_steal_pointer (&update);
    }

  changes = collect_changes (files, query, list, ids, former_keys, error);
  if (changes == NULL)
    return NULL;

  records = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify) bell_record_unref);
  without = g_array_new (FALSE, FALSE, sizeof (guint));
  search.records = records;
  search.without = without;

  g_array_sort (changes, compare_old_positions);
  for (guint i = 0; i < changes->len; i++)
    {
      const BellListChange *change = &g_array_index (changes, BellListChange, i);
      guint position = (guint) change->old_position;

      if (change->old_position >= 0)
        g_array_append_val (without, position);
    }

  if (!settle_stays (&search, changes, error))
    return NULL;

  update = bell_list_update_new (seq);
  update->touched = g_array_new (FALSE, FALSE, sizeof (gint64));
  movers = g_array_new (FALSE, FALSE, sizeof (BellListChange));

  /* Again, among those that stay too. A row under a new key is compared by what
   * it says now, wherever it stood. */
  g_array_set_size (without, 0);
  for (guint i = 0; i < changes->len; i++)
    {
      const BellListChange *change = &g_array_index (changes, BellListChange, i);
      guint position = (guint) change->old_position;

      if (change->key != 0)
        g_array_append_val (update->touched, change->key);

      if (change->stays)
        {
          g_hash_table_insert (records, g_memdup2 (&change->old_key, sizeof (gint64)), bell_record_ref (change->record));
          if (change->old_key != change->key)
            {
              g_array_append_val (update->replaced, change->old_key);
              g_array_append_val (update->replaced, change->key);
            }
          continue;
        }

      if (change->old_position >= 0)
        g_array_append_val (without, position);
      if (change->record != NULL)
        g_array_append_val (movers, *change); /* borrows the record */
    }

  for (guint i = 0; i < movers->len; i++)
    {
      BellListChange *change = &g_array_index (movers, BellListChange, i);

      if (!bell_list_search_find (&search, change->record, &change->place, error))
        return NULL;
    }

  g_array_sort_with_data (movers, compare_places, (gpointer) query);
  make_steps (update, &search, movers);

  return g_steal_pointer (&update);
}
