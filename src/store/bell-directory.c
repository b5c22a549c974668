/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-directory-private.h"

#include "bell-directory-list.h"

/* People and teams, all of them in memory: every row on screen names some.
 * There may be tens of thousands of people, and the person waits while this
 * works, so what takes long (reading, sorting) is done on the writer's thread,
 * and items are made for those alone that somebody looks at. Filled by the
 * store when it opens and whenever they change; emits `changed` then. On the
 * store's thread. */
struct _BellDirectory
{
  GObject parent_instance;

  GHashTable *records;       /* id -> BellRecord */
  BellDirectoryList *people; /* active ones, by name */
  BellDirectoryList *agents; /* of those, who can be given a ticket */
  BellDirectoryList *teams;
};

G_DEFINE_FINAL_TYPE (BellDirectory, bell_directory, G_TYPE_OBJECT)

typedef enum
{
  SIGNAL_CHANGED,
} BellDirectorySignal;

static guint signals[SIGNAL_CHANGED + 1];

static GHashTable *
bell_directory_new_table (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) bell_record_unref);
}

static const char *
get_name (const BellRecord *record)
{
  return bell_record_get_data_type (record) == BELL_TYPE_TEAM ? bell_team_get_name (BELL_TEAM (record))
                                                               : bell_principal_get_name (BELL_PRINCIPAL (record));
}

/* Which lists a record belongs into. */
static gboolean
belongs (BellDirectory     *self,
         BellDirectoryList *list,
         const BellRecord  *record)
{
  if (bell_record_get_data_type (record) == BELL_TYPE_TEAM)
    return list == self->teams;

  if (list == self->teams || !bell_principal_get_active (BELL_PRINCIPAL (record)))
    return FALSE;

  return list == self->people || bell_principal_get_role (BELL_PRINCIPAL (record)) >= BELL_ROLE_AGENT;
}

/* Either may be NULL: who comes, or who goes. */
static void
move_record (BellDirectory    *self,
             const BellRecord *before,
             BellRecord       *after)
{
  BellDirectoryList *lists[] = { self->people, self->agents, self->teams };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      if (before != NULL && belongs (self, lists[i], before))
        bell_directory_list_remove (lists[i], before);
      if (after != NULL && belongs (self, lists[i], after))
        bell_directory_list_insert (lists[i], after);
    }
}

static void
bell_directory_finalize (GObject *object)
{
  BellDirectory *self = BELL_DIRECTORY (object);

  g_clear_pointer (&self->records, g_hash_table_unref);
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
  self->records = bell_directory_new_table ();
  self->people = bell_directory_list_new ();
  self->agents = bell_directory_list_new ();
  self->teams = bell_directory_list_new ();
}

BellDirectory *
bell_directory_new (void)
{
  return g_object_new (BELL_TYPE_DIRECTORY, NULL);
}

/* Ids belong to the records. */
static void
add_to_table (GHashTable *table,
              BellRecord *record)
{
  g_hash_table_replace (table, (gpointer) bell_record_get_id (record), bell_record_ref (record));
}

/**
 * bell_directory_make_table:
 * @records: (element-type BellRecord): all principals and teams
 *
 * On any thread.
 *
 * Returns: (transfer full): they by id, for bell_directory_replace()
 */
GHashTable *
bell_directory_make_table (GPtrArray *records)
{
  GHashTable *table = bell_directory_new_table ();

  for (guint i = 0; i < records->len; i++)
    add_to_table (table, g_ptr_array_index (records, i));

  return table;
}

static void
fill_list (BellDirectory     *self,
           BellDirectoryList *list,
           GPtrArray         *records)
{
  g_autoptr (GPtrArray) those = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_record_unref);

  for (guint i = 0; i < records->len; i++)
    if (belongs (self, list, g_ptr_array_index (records, i)))
      g_ptr_array_add (those, bell_record_ref (g_ptr_array_index (records, i)));

  bell_directory_list_set (list, g_steal_pointer (&those));
}

/**
 * bell_directory_replace:
 * @records: (element-type BellRecord): all principals and teams, sorted with
 *   bell_directory_list_sort()
 * @table: (transfer full): they by id
 *
 * Takes the whole directory anew.
 */
void
bell_directory_replace (BellDirectory *self,
                        GPtrArray     *records,
                        GHashTable    *table)
{
  g_hash_table_unref (self->records);
  self->records = table;

  fill_list (self, self->people, records);
  fill_list (self, self->agents, records);
  fill_list (self, self->teams, records);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * bell_directory_add:
 * @records: (element-type BellRecord): some of very many that come
 *
 * Knows their names. In the lists they stand once bell_directory_replace() is
 * called, when all have come.
 */
void
bell_directory_add (BellDirectory *self,
                    GPtrArray     *records)
{
  if (records->len == 0)
    return;

  for (guint i = 0; i < records->len; i++)
    add_to_table (self->records, g_ptr_array_index (records, i));

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

      move_record (self, g_hash_table_lookup (self->records, bell_record_get_id (record)), record);
      add_to_table (self->records, record);
    }

  for (guint i = 0; i < gone->len; i++)
    {
      BellRecord *record = g_hash_table_lookup (self->records, g_ptr_array_index (gone, i));

      if (record == NULL)
        continue;

      move_record (self, record, NULL);
      g_hash_table_remove (self->records, g_ptr_array_index (gone, i));
    }

  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static BellRecord *
peek (BellDirectory *self,
      BellType       type,
      const char    *id)
{
  BellRecord *record = id != NULL ? g_hash_table_lookup (self->records, id) : NULL;

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
  const BellRecord *record;

  g_return_val_if_fail (BELL_IS_DIRECTORY (self), NULL);

  record = id != NULL ? g_hash_table_lookup (self->records, id) : NULL;

  return record != NULL ? get_name (record) : NULL;
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
  BellRecord *record;

  g_hash_table_iter_init (&iter, self->records);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &record))
    {
      const char *title = get_name (record);
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
