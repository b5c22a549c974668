/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-directory-list.h"

#include "bell-item-private.h"

/* Some of the people or teams, by name. There can be tens of thousands of
 * people, so it keeps the records that the directory has anyway and makes an
 * item when somebody asks for it. Owned by the directory; the store's thread. */
struct _BellDirectoryList
{
  GObject parent_instance;

  GPtrArray *records; /* (element-type BellRecord) by name */
  GHashTable *items;  /* id -> BellItem: those that were asked for */
};

static void bell_directory_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BellDirectoryList, bell_directory_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, bell_directory_list_model_init))

static const char *
get_name (const BellRecord *record)
{
  const char *name = bell_record_get_data_type (record) == BELL_TYPE_TEAM
                       ? bell_team_get_name (BELL_TEAM (record))
                       : bell_principal_get_name (BELL_PRINCIPAL (record));

  return name != NULL ? name : "";
}

/**
 * bell_directory_list_compare:
 *
 * Returns: which of two stands first, as strcmp() says it
 */
int
bell_directory_list_compare (const BellRecord *one,
                             const BellRecord *two)
{
  int order = g_utf8_collate (get_name (one), get_name (two));

  return order != 0 ? order : g_strcmp0 (bell_record_get_id (one), bell_record_get_id (two));
}

typedef struct
{
  char *key;
  BellRecord *record; /* the array's */
} SortEntry;

static int
compare_entries (gconstpointer one,
                 gconstpointer two)
{
  const SortEntry *a = one, *b = two;
  int order = g_strcmp0 (a->key, b->key);

  return order != 0 ? order : bell_directory_list_compare (a->record, b->record);
}

/**
 * bell_directory_list_sort:
 * @records: (element-type BellRecord): principals and teams
 *
 * Sorts many at once, with one look at each name. On any thread.
 */
void
bell_directory_list_sort (GPtrArray *records)
{
  g_autofree SortEntry *entries = g_new (SortEntry, records->len);

  for (guint i = 0; i < records->len; i++)
    {
      entries[i].record = g_ptr_array_index (records, i);
      entries[i].key = g_utf8_collate_key (get_name (entries[i].record), -1);
    }

  if (records->len > 0)
    qsort (entries, records->len, sizeof (SortEntry), compare_entries);

  for (guint i = 0; i < records->len; i++)
    {
      records->pdata[i] = entries[i].record;
      g_free (entries[i].key);
    }
}

/* Where @record stands, or would. */
static guint
bell_directory_list_find (BellDirectoryList *self,
                          const BellRecord  *record)
{
  guint first = 0, end = self->records->len;

  while (first < end)
    {
      guint middle = first + (end - first) / 2;

      if (bell_directory_list_compare (g_ptr_array_index (self->records, middle), record) < 0)
        first = middle + 1;
      else
        end = middle;
    }

  return first;
}

/* --- GListModel ---------------------------------------------------------- */

static GType
bell_directory_list_get_item_type (GListModel *model)
{
  return BELL_TYPE_ITEM;
}

static guint
bell_directory_list_get_n_items (GListModel *model)
{
  return BELL_DIRECTORY_LIST (model)->records->len;
}

static gpointer
bell_directory_list_get_item (GListModel *model,
                              guint       position)
{
  BellDirectoryList *self = BELL_DIRECTORY_LIST (model);
  BellRecord *record;
  BellItem *item;

  if (position >= self->records->len)
    return NULL;

  record = g_ptr_array_index (self->records, position);
  item = g_hash_table_lookup (self->items, bell_record_get_id (record));
  if (item == NULL)
    {
      /* Nobody's name is looked up for a person or a team. */
      item = bell_item_new (NULL);
      bell_item_set (item, record, FALSE, FALSE, FALSE);
      g_hash_table_insert (self->items, g_strdup (bell_record_get_id (record)), item);
    }

  return g_object_ref (item);
}

static void
bell_directory_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = bell_directory_list_get_item_type;
  iface->get_n_items = bell_directory_list_get_n_items;
  iface->get_item = bell_directory_list_get_item;
}

static void
bell_directory_list_finalize (GObject *object)
{
  BellDirectoryList *self = BELL_DIRECTORY_LIST (object);

  g_clear_pointer (&self->records, g_ptr_array_unref);
  g_clear_pointer (&self->items, g_hash_table_unref);

  G_OBJECT_CLASS (bell_directory_list_parent_class)->finalize (object);
}

static void
bell_directory_list_class_init (BellDirectoryListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bell_directory_list_finalize;
}

static void
bell_directory_list_init (BellDirectoryList *self)
{
  self->records = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_record_unref);
  self->items = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

/**
 * bell_directory_list_new:
 *
 * Returns: (transfer full): an empty list
 */
BellDirectoryList *
bell_directory_list_new (void)
{
  return g_object_new (BELL_TYPE_DIRECTORY_LIST, NULL);
}

/**
 * bell_directory_list_set:
 * @records: (transfer full) (element-type BellRecord): all, sorted
 *
 * Has other ones. Who stays keeps their item.
 */
void
bell_directory_list_set (BellDirectoryList *self,
                         GPtrArray         *records)
{
  g_autoptr (GPtrArray) before = g_steal_pointer (&self->records);

  /* First none, then all: a view looks for no rows to keep then. */
  self->records = g_ptr_array_new ();
  if (before->len > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, before->len, 0);
  g_ptr_array_unref (self->records);
  self->records = records;

  if (g_hash_table_size (self->items) > 0)
    {
      g_autoptr (GHashTable) items = g_steal_pointer (&self->items);

      self->items = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
      for (guint i = 0; i < records->len; i++)
        {
          BellRecord *record = g_ptr_array_index (records, i);
          BellItem *item = g_hash_table_lookup (items, bell_record_get_id (record));

          if (item == NULL)
            continue;
          bell_item_set (item, record, FALSE, FALSE, FALSE);
          g_hash_table_insert (self->items, g_strdup (bell_record_get_id (record)), g_object_ref (item));
        }
    }

  if (records->len > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, records->len);
}

/**
 * bell_directory_list_insert:
 * @record: one who is not in the list
 */
void
bell_directory_list_insert (BellDirectoryList *self,
                            BellRecord        *record)
{
  guint position = bell_directory_list_find (self, record);
  BellItem *item = g_hash_table_lookup (self->items, bell_record_get_id (record));

  if (item != NULL)
    bell_item_set (item, record, FALSE, FALSE, FALSE);
  g_ptr_array_insert (self->records, (int) position, bell_record_ref (record));
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, 1);
}

/**
 * bell_directory_list_remove:
 * @record: as it stands in the list; nothing happens if it does not
 */
void
bell_directory_list_remove (BellDirectoryList *self,
                            const BellRecord  *record)
{
  guint position = bell_directory_list_find (self, record);

  if (position >= self->records->len ||
      bell_directory_list_compare (g_ptr_array_index (self->records, position), record) != 0)
    return;

  g_ptr_array_remove_index (self->records, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
}
