/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-directory-private.h"

#include "bell-item-private.h"

/* People and teams, all of them in memory: every row on screen names some, and
 * they are few beside the tickets. Filled by the store when it opens and
 * whenever they change; emits `changed` then. On the store's thread. */
struct _BellDirectory
{
  GObject parent_instance;

  GHashTable *items;  /* id -> BellItem */
  GListStore *people; /* active ones, by name */
  GListStore *agents; /* of those, who can be given a ticket */
  GListStore *teams;
};

G_DEFINE_FINAL_TYPE (BellDirectory, bell_directory, G_TYPE_OBJECT)

typedef enum
{
  SIGNAL_CHANGED,
} BellDirectorySignal;

static guint signals[SIGNAL_CHANGED + 1];

static int
compare_names (gconstpointer one,
               gconstpointer two,
               gpointer      user_data)
{
  const char *a = bell_item_get_title ((BellItem *) one);
  const char *b = bell_item_get_title ((BellItem *) two);
  int order = g_utf8_collate (a != NULL ? a : "", b != NULL ? b : "");

  return order != 0 ? order : g_strcmp0 (bell_item_get_id ((BellItem *) one), bell_item_get_id ((BellItem *) two));
}

/* Which lists a record belongs into. */
static gboolean
belongs (BellDirectory    *self,
         GListStore       *list,
         const BellRecord *record)
{
  if (bell_record_get_data_type (record) == BELL_TYPE_TEAM)
    return list == self->teams;

  if (list == self->teams || !bell_principal_get_active (BELL_PRINCIPAL (record)))
    return FALSE;

  return list == self->people || bell_principal_get_role (BELL_PRINCIPAL (record)) >= BELL_ROLE_AGENT;
}

static void
place_item (BellDirectory    *self,
            BellItem         *item,
            const BellRecord *record)
{
  GListStore *lists[] = { self->people, self->agents, self->teams };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      guint position;

      if (g_list_store_find (lists[i], item, &position))
        g_list_store_remove (lists[i], position);

      if (record != NULL && belongs (self, lists[i], record))
        g_list_store_insert_sorted (lists[i], item, compare_names, NULL);
    }
}

static void
bell_directory_finalize (GObject *object)
{
  BellDirectory *self = BELL_DIRECTORY (object);

  g_clear_pointer (&self->items, g_hash_table_unref);
  g_clear_object (&self->people);
  g_clear_object (&self->agents);
  g_clear_object (&self->teams);

  G_OBJECT_CLASS (bell_directory_parent_class)->finalize (object);
}

static void
bell_directory_class_init (BellDirectoryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = bell_directory_finalize;

  /**
   * BellDirectory::changed:
   *
   * Somebody came, went, or is called otherwise.
   */
  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
bell_directory_init (BellDirectory *self)
{
  self->items = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->people = g_list_store_new (BELL_TYPE_ITEM);
  self->agents = g_list_store_new (BELL_TYPE_ITEM);
  self->teams = g_list_store_new (BELL_TYPE_ITEM);
}

BellDirectory *
bell_directory_new (void)
{
  return g_object_new (BELL_TYPE_DIRECTORY, NULL);
}

static void
fill_list (BellDirectory *self,
           GListStore    *list)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer item;

  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, NULL, &item))
    if (belongs (self, list, bell_item_get_record (item)))
      g_ptr_array_add (items, item);

  g_list_store_remove_all (list);
  g_list_store_splice (list, 0, 0, items->pdata, items->len);
  g_list_store_sort (list, compare_names, NULL);
}

/**
 * bell_directory_replace:
 * @records: (element-type BellRecord): all principals and teams
 *
 * Takes the whole directory anew.
 */
void
bell_directory_replace (BellDirectory *self,
                        GPtrArray     *records)
{
  g_autoptr (GHashTable) before = g_steal_pointer (&self->items);

  self->items = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  for (guint i = 0; i < records->len; i++)
    {
      BellRecord *record = g_ptr_array_index (records, i);
      BellItem *item = g_hash_table_lookup (before, bell_record_get_id (record));

      item = item != NULL ? g_object_ref (item) : bell_item_new (self);
      bell_item_set (item, record, FALSE, FALSE, FALSE);
      g_hash_table_insert (self->items, g_strdup (bell_record_get_id (record)), item);
    }

  fill_list (self, self->people);
  fill_list (self, self->agents);
  fill_list (self, self->teams);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * bell_directory_update:
 * @records: (element-type BellRecord): some that are new or have changed
 * @gone: (element-type utf8): ids of some that are no more
 *
 * Changes some of it.
 */
void
bell_directory_update (BellDirectory *self,
                       GPtrArray     *records,
                       GPtrArray     *gone)
{
  if (records->len == 0 && gone->len == 0)
    return;

  for (guint i = 0; i < records->len; i++)
    {
      BellRecord *record = g_ptr_array_index (records, i);
      BellItem *item = g_hash_table_lookup (self->items, bell_record_get_id (record));

      if (item == NULL)
        {
          item = bell_item_new (self);
          g_hash_table_insert (self->items, g_strdup (bell_record_get_id (record)), item);
        }

      bell_item_set (item, record, FALSE, FALSE, FALSE);
      place_item (self, item, record);
    }

  for (guint i = 0; i < gone->len; i++)
    {
      BellItem *item = g_hash_table_lookup (self->items, g_ptr_array_index (gone, i));

      if (item == NULL)
        continue;

      place_item (self, item, NULL);
      g_hash_table_remove (self->items, g_ptr_array_index (gone, i));
    }

  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static BellRecord *
peek (BellDirectory *self,
      BellType       type,
      const char    *id)
{
  BellItem *item = id != NULL ? g_hash_table_lookup (self->items, id) : NULL;
  BellRecord *record = item != NULL ? bell_item_get_record (item) : NULL;

  return record != NULL && bell_record_get_data_type (record) == type ? record : NULL;
}

/**
 * bell_directory_peek_principal:
 * @id: (nullable): an id
 *
 * Returns: (transfer none) (nullable): that person
 */
BellRecord *
bell_directory_peek_principal (BellDirectory *self,
                               const char    *id)
{
  g_return_val_if_fail (BELL_IS_DIRECTORY (self), NULL);

  return peek (self, BELL_TYPE_PRINCIPAL, id);
}

/**
 * bell_directory_peek_team:
 * @id: (nullable): an id
 *
 * Returns: (transfer none) (nullable): that team
 */
BellRecord *
bell_directory_peek_team (BellDirectory *self,
                          const char    *id)
{
  g_return_val_if_fail (BELL_IS_DIRECTORY (self), NULL);

  return peek (self, BELL_TYPE_TEAM, id);
}

/**
 * bell_directory_get_name:
 * @id: (nullable): of a person or a team
 *
 * Returns: (nullable): their name
 */
const char *
bell_directory_get_name (BellDirectory *self,
                         const char    *id)
{
  BellItem *item;

  g_return_val_if_fail (BELL_IS_DIRECTORY (self), NULL);

  item = id != NULL ? g_hash_table_lookup (self->items, id) : NULL;

  return item != NULL ? bell_item_get_title (item) : NULL;
}

/* By whole name without regard to case; else, if there is only one, by how it
 * begins. */
static BellRecord *
find_by_name (BellDirectory *self,
              BellType       type,
              const char    *name)
{
  g_autofree char *wanted = g_utf8_casefold (name, -1);
  BellRecord *only = NULL;
  guint n_beginning = 0;
  GHashTableIter iter;
  gpointer item;

  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, NULL, &item))
    {
      BellRecord *record = bell_item_get_record (item);
      const char *title = bell_item_get_title (item);
      g_autofree char *folded = NULL;

      if (bell_record_get_data_type (record) != type || title == NULL)
        continue;

      if (type == BELL_TYPE_PRINCIPAL && bell_principal_get_email (BELL_PRINCIPAL (record)) != NULL &&
          g_ascii_strcasecmp (bell_principal_get_email (BELL_PRINCIPAL (record)), name) == 0)
        return record;

      folded = g_utf8_casefold (title, -1);
      if (g_str_equal (folded, wanted))
        return record;

      if (g_str_has_prefix (folded, wanted))
        {
          only = record;
          n_beginning++;
        }
    }

  return n_beginning == 1 ? only : NULL;
}

/**
 * bell_directory_find_principal:
 * @name_or_email: what somebody typed
 *
 * Returns: (transfer none) (nullable): whom that means, if it is one
 */
BellRecord *
bell_directory_find_principal (BellDirectory *self,
                               const char    *name_or_email)
{
  g_return_val_if_fail (BELL_IS_DIRECTORY (self), NULL);
  g_return_val_if_fail (name_or_email != NULL, NULL);

  return find_by_name (self, BELL_TYPE_PRINCIPAL, name_or_email);
}

/**
 * bell_directory_find_team:
 * @name: what somebody typed
 *
 * Returns: (transfer none) (nullable): which team that means, if it is one
 */
BellRecord *
bell_directory_find_team (BellDirectory *self,
                          const char    *name)
{
  g_return_val_if_fail (BELL_IS_DIRECTORY (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  return find_by_name (self, BELL_TYPE_TEAM, name);
}

/**
 * bell_directory_get_people:
 *
 * Returns: (transfer none): active people by name, as BellItem
 */
GListModel *
bell_directory_get_people (BellDirectory *self)
{
  g_return_val_if_fail (BELL_IS_DIRECTORY (self), NULL);

  return G_LIST_MODEL (self->people);
}

/**
 * bell_directory_get_agents:
 *
 * Returns: (transfer none): active people who work on tickets, by name, as BellItem
 */
GListModel *
bell_directory_get_agents (BellDirectory *self)
{
  g_return_val_if_fail (BELL_IS_DIRECTORY (self), NULL);

  return G_LIST_MODEL (self->agents);
}

/**
 * bell_directory_get_teams:
 *
 * Returns: (transfer none): teams by name, as BellItem
 */
GListModel *
bell_directory_get_teams (BellDirectory *self)
{
  g_return_val_if_fail (BELL_IS_DIRECTORY (self), NULL);

  return G_LIST_MODEL (self->teams);
}
