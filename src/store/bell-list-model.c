/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-list-model.h"

#include "bell-item-private.h"
#include "bell-list-load.h"
#include "bell-store-private.h"

/* How many rows are read at once, how many are kept, and how many come before
 * the rest of a list. */
#define PAGE_LENGTH 128
#define KEPT_ROWS 4096
#define FIRST_LENGTH 256

/* While the first download runs, whole lists are read this often at most. */
#define LOADING_PAUSE_MILLISECONDS 500

/* A list of what a query finds. It knows the key of every row and the content
 * of those that were looked at lately; rows are read page by page when somebody
 * asks for one, which gives an item that is loading until then. One job at a
 * time works on the keys; answers of an older query are recognised by their
 * generation and dropped. Each change of the keys is told as it is made. On the
 * store's thread; the store outlives it. */
struct _BellListModel
{
  GObject parent_instance;

  BellStore *store;
  BellQuery *query;     /* as it was set */
  BellQuery *resolved;  /* with the reader's ids in it */
  guint generation;
  BellKeyList *keys;    /* not to be changed while a job reads it */
  gint64 seq;           /* how far of the cache's journal @keys goes */
  gboolean loading;
  gboolean complete;
  gboolean busy;        /* a job works on the keys */
  gboolean dirty;       /* and another is needed after it */
  guint pause_source;
  char *problem;

  GHashTable *entries;  /* key -> BellListEntry */
  GHashTable *ids;      /* object id -> BellListEntry, borrowed */
  GQueue recent;        /* of entries, latest first */
};

typedef struct
{
  gint64 key;
  BellItem *item;
  char *id;   /* NULL while loading */
  GList link; /* in recent */
} BellListEntry;

typedef enum
{
  PROP_N_ITEMS = 1,
  PROP_LOADING,
  PROP_COMPLETE,
  PROP_PROBLEM,
} BellListModelProperty;

static GParamSpec *properties[PROP_PROBLEM + 1];

static void bell_list_model_list_init (GListModelInterface *iface);
static void bell_list_model_update (BellListModel *self, gboolean whole);

G_DEFINE_FINAL_TYPE_WITH_CODE (BellListModel, bell_list_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, bell_list_model_list_init))

static void
bell_list_entry_free (gpointer data)
{
  BellListEntry *entry = data;

  g_object_unref (entry->item);
  g_free (entry->id);
  g_free (entry);
}

static void
bell_list_model_set_problem (BellListModel *self,
                             const char    *problem)
{
  if (g_strcmp0 (self->problem, problem) == 0)
    return;

  g_free (self->problem);
  self->problem = g_strdup (problem);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
}

static void
bell_list_model_set_progress (BellListModel *self,
                              gboolean       loading,
                              gboolean       complete)
{
  if (self->loading != loading)
    {
      self->loading = loading;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
    }

  if (self->complete != complete)
    {
      self->complete = complete;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COMPLETE]);
    }
}

static void
bell_list_model_tell (BellListModel *self,
                      guint          position,
                      guint          removed,
                      guint          added)
{
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
  if (removed != added)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ITEMS]);
}

/* --- Rows ---------------------------------------------------------------- */

typedef struct
{
  BellType type;
  guint generation;
  GArray *keys;
  GPtrArray *rows;
} BellRowsJob;

static void
bell_rows_job_free (gpointer data)
{
  BellRowsJob *job = data;

  g_array_unref (job->keys);
  g_clear_pointer (&job->rows, g_ptr_array_unref);
  g_free (job);
}

static gboolean
bell_rows_job_run (BellFiles  *files,
                   gpointer    data,
                   GError    **error)
{
  BellRowsJob *job = data;

  job->rows = bell_rows_load (files, job->type, (const gint64 *) (gpointer) job->keys->data, job->keys->len, error);

  return job->rows != NULL;
}

static void
bell_list_model_drop_entry (BellListModel *self,
                            BellListEntry *entry)
{
  g_queue_unlink (&self->recent, &entry->link);
  if (entry->id != NULL && g_hash_table_lookup (self->ids, entry->id) == entry)
    g_hash_table_remove (self->ids, entry->id);
  g_hash_table_remove (self->entries, &entry->key);
}

/* Lets go of rows that nobody has asked for in a long time. Those that somebody
 * still holds stay, so that the same row is the same object. */
static void
bell_list_model_trim (BellListModel *self)
{
  for (int tries = 0; self->recent.length > KEPT_ROWS && tries < 2 * PAGE_LENGTH; tries++)
    {
      BellListEntry *entry = self->recent.tail->data;

      if (G_OBJECT (entry->item)->ref_count > 1)
        {
          g_queue_unlink (&self->recent, &entry->link);
          g_queue_push_head_link (&self->recent, &entry->link);
          continue;
        }

      bell_list_model_drop_entry (self, entry);
    }
}

static BellListEntry *
bell_list_model_add_entry (BellListModel *self,
                           gint64         key)
{
  BellListEntry *entry = g_new0 (BellListEntry, 1);

  entry->key = key;
  entry->item = bell_item_new (bell_store_get_directory (self->store));
  entry->link.data = entry;
  g_hash_table_insert (self->entries, &entry->key, entry);
  g_queue_push_head_link (&self->recent, &entry->link);

  return entry;
}

static void
bell_list_model_set_row (BellListModel *self,
                         const BellRow *row)
{
  BellListEntry *entry = g_hash_table_lookup (self->entries, &row->key);
  const char *id;

  if (entry == NULL || row->record == NULL)
    return;

  id = bell_record_get_id (row->record);
  if (entry->id != NULL && !g_str_equal (entry->id, id))
    {
      /* The key has been given to another object: that is another row. */
      int position = bell_key_list_find (self->keys, row->key);

      bell_list_model_drop_entry (self, entry);
      entry = bell_list_model_add_entry (self, row->key);
      bell_list_model_set_row (self, row);
      if (position >= 0)
        bell_list_model_tell (self, (guint) position, 1, 1);
      return;
    }

  if (entry->id == NULL)
    {
      entry->id = g_strdup (id);
      g_hash_table_insert (self->ids, entry->id, entry);
    }

  bell_item_set (entry->item, row->record, row->pending > 0, row->refused > 0,
                 bell_store_is_unread (self->store, row->record, row->last_author));
}

static void
bell_list_model_set_rows (BellListModel *self,
                          GPtrArray     *rows)
{
  for (guint i = 0; i < rows->len; i++)
    bell_list_model_set_row (self, g_ptr_array_index (rows, i));
}

static void
bell_list_model_rows_cb (GObject      *object,
                         GAsyncResult *result,
                         gpointer      user_data)
{
  g_autoptr (BellListModel) self = user_data;
  g_autoptr (GError) error = NULL;
  BellRowsJob *job = bell_store_run_finish (BELL_STORE (object), result, &error);

  if (job == NULL)
    {
      if (!g_error_matches (error, BELL_STORE_ERROR, BELL_STORE_ERROR_CLOSED))
        bell_list_model_set_problem (self, error->message);
      return;
    }

  if (job->generation == self->generation)
    bell_list_model_set_rows (self, job->rows);

  bell_rows_job_free (job);
}

/* Reads rows: @keys is taken. */
static void
bell_list_model_load_rows (BellListModel *self,
                           GArray        *keys)
{
  BellRowsJob *job;

  if (keys->len == 0)
    {
      g_array_unref (keys);
      return;
    }

  job = g_new0 (BellRowsJob, 1);
  job->type = self->query->type;
  job->generation = self->generation;
  job->keys = keys;
  bell_store_run (self->store, BELL_STORE_THREAD_FAST, bell_rows_job_run, job, bell_rows_job_free, NULL,
                  bell_list_model_rows_cb, g_object_ref (self));
}

/* Reads those rows again that somebody may be looking at: all of them, or those
 * with @keys or @ids. */
static void
bell_list_model_refresh (BellListModel     *self,
                         GArray            *keys,
                         const char *const *ids)
{
  GArray *wanted = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; keys != NULL && i < keys->len; i++)
    if (g_hash_table_contains (self->entries, &g_array_index (keys, gint64, i)))
      g_array_append_val (wanted, g_array_index (keys, gint64, i));

  for (guint i = 0; ids != NULL && ids[i] != NULL; i++)
    {
      BellListEntry *entry = g_hash_table_lookup (self->ids, ids[i]);

      if (entry != NULL)
        g_array_append_val (wanted, entry->key);
    }

  if (keys == NULL && ids == NULL)
    for (GList *link = self->recent.head; link != NULL; link = link->next)
      g_array_append_val (wanted, ((BellListEntry *) link->data)->key);

  bell_list_model_load_rows (self, wanted);
}

/* --- Keys ---------------------------------------------------------------- */

typedef struct
{
  BellQuery *query;
  BellKeyList *keys; /* NULL for the beginning of a list */
  gint64 since;
  gboolean whole;
  BellListUpdate *update;
  GPtrArray *rows;
} BellKeysJob;

static void
bell_keys_job_free (gpointer data)
{
  BellKeysJob *job = data;

  bell_query_free (job->query);
  g_clear_pointer (&job->keys, bell_key_list_unref);
  g_clear_pointer (&job->update, bell_list_update_free);
  g_clear_pointer (&job->rows, g_ptr_array_unref);
  g_free (job);
}

static gboolean
bell_keys_job_run (BellFiles  *files,
                   gpointer    data,
                   GError    **error)
{
  BellKeysJob *job = data;
  gint64 first[PAGE_LENGTH];
  guint length;

  if (job->keys != NULL)
    {
      /* A seq that nothing can follow on stands for: read all. */
      job->update = bell_list_load_changes (files, job->query, job->keys, job->whole ? G_MININT64 / 2 : job->since, error);
      return job->update != NULL;
    }

  job->update = bell_list_load_first (files, job->query, FIRST_LENGTH, error);
  if (job->update == NULL)
    return FALSE;

  length = bell_key_list_copy (job->update->fresh, 0, PAGE_LENGTH, first);
  job->rows = bell_rows_load (files, job->query->type, first, length, error);

  return job->rows != NULL;
}

static void
bell_list_model_apply (BellListModel  *self,
                       BellListUpdate *update)
{
  for (guint i = 0; i + 1 < update->replaced->len; i += 2)
    {
      gint64 before = g_array_index (update->replaced, gint64, i);
      gint64 after = g_array_index (update->replaced, gint64, i + 1);
      int position = bell_key_list_find (self->keys, before);
      BellListEntry *entry = g_hash_table_lookup (self->entries, &before);

      if (position >= 0)
        bell_key_list_replace (self->keys, (guint) position, after);

      if (entry != NULL && !g_hash_table_contains (self->entries, &after))
        {
          g_hash_table_steal (self->entries, &before);
          entry->key = after;
          g_hash_table_insert (self->entries, &entry->key, entry);
        }
    }

  for (guint i = 0; i < update->splices->len; i++)
    {
      const BellSplice *splice = &g_array_index (update->splices, BellSplice, i);
      guint n_added = splice->keys != NULL ? splice->keys->len : 0;

      bell_key_list_remove (self->keys, splice->position, splice->n_removed);
      if (n_added > 0)
        bell_key_list_insert (self->keys, splice->position, (const gint64 *) (gpointer) splice->keys->data, n_added);
      bell_list_model_tell (self, splice->position, splice->n_removed, n_added);
    }

  if (update->fresh != NULL)
    {
      guint n_before = bell_key_list_get_length (self->keys);
      guint n_after = bell_key_list_get_length (update->fresh);

      /* Never as one: a view would ask for every row (and does so for seconds). */
      bell_key_list_unref (self->keys);
      self->keys = bell_key_list_new ();
      if (n_before > 0)
        bell_list_model_tell (self, 0, n_before, 0);

      bell_key_list_unref (self->keys);
      self->keys = g_steal_pointer (&update->fresh);
      if (n_after > 0)
        bell_list_model_tell (self, 0, 0, n_after);
    }

  self->seq = update->seq;
}

static gboolean
bell_list_model_pause_cb (gpointer user_data)
{
  BellListModel *self = user_data;

  self->pause_source = 0;
  if (self->dirty)
    bell_list_model_update (self, FALSE);

  return G_SOURCE_REMOVE;
}

/* Who waits for the keys, and for those of which query. */
typedef struct
{
  BellListModel *model;
  guint generation;
} BellKeysClosure;

static void
bell_list_model_keys_cb (GObject      *object,
                         GAsyncResult *result,
                         gpointer      user_data)
{
  g_autofree BellKeysClosure *closure = user_data;
  g_autoptr (BellListModel) self = closure->model;
  g_autoptr (GError) error = NULL;
  BellKeysJob *job = bell_store_run_finish (BELL_STORE (object), result, &error);
  gboolean first, whole, partial;

  /* The query has been changed: its own job has been under way since. */
  if (closure->generation != self->generation)
    {
      g_clear_pointer (&job, bell_keys_job_free);
      return;
    }

  if (job == NULL)
    {
      self->busy = FALSE;
      bell_list_model_set_progress (self, FALSE, self->complete);
      if (!g_error_matches (error, BELL_STORE_ERROR, BELL_STORE_ERROR_CLOSED))
        bell_list_model_set_problem (self, error->message);
      return;
    }

  first = job->keys == NULL;
  partial = first && bell_key_list_get_length (job->update->fresh) >= FIRST_LENGTH;
  whole = job->update->touched == NULL && !first;

  self->busy = FALSE;
  bell_list_model_set_problem (self, NULL);

  /* Nobody sees the keys before the rows that came with them. */
  for (guint i = 0; first && i < job->rows->len; i++)
    bell_list_model_add_entry (self, ((BellRow *) g_ptr_array_index (job->rows, i))->key);
  if (first)
    bell_list_model_set_rows (self, job->rows);

  bell_list_model_apply (self, job->update);
  if (!first)
    bell_list_model_refresh (self, job->update->touched, NULL);

  bell_keys_job_free (job);
  bell_list_model_set_progress (self, FALSE, !partial);

  if (partial)
    bell_list_model_update (self, TRUE);
  else if (self->dirty && whole && self->store->loading && self->pause_source == 0)
    self->pause_source = g_timeout_add (LOADING_PAUSE_MILLISECONDS, bell_list_model_pause_cb, self);
  else if (self->dirty && self->pause_source == 0)
    bell_list_model_update (self, FALSE);
}

static void
bell_list_model_push (BellListModel   *self,
                      BellStoreThread  thread,
                      BellKeysJob     *job)
{
  BellKeysClosure *closure = g_new0 (BellKeysClosure, 1);

  closure->model = g_object_ref (self);
  closure->generation = self->generation;
  bell_store_run (self->store, thread, bell_keys_job_run, job, bell_keys_job_free, NULL,
                  bell_list_model_keys_cb, closure);
}

/* Has the keys brought up to date, or read @whole. */
static void
bell_list_model_update (BellListModel *self,
                        gboolean       whole)
{
  BellKeysJob *job;

  if (self->busy)
    {
      self->dirty = TRUE;
      return;
    }

  self->busy = TRUE;
  self->dirty = FALSE;

  job = g_new0 (BellKeysJob, 1);
  job->query = bell_query_copy (self->resolved);
  job->keys = bell_key_list_ref (self->keys);
  job->since = self->seq;
  job->whole = whole;
  bell_list_model_push (self, BELL_STORE_THREAD_SLOW, job);
}

static void
bell_list_model_start (BellListModel *self)
{
  guint n_before = bell_key_list_get_length (self->keys);
  BellKeysJob *job;

  self->generation++;
  self->busy = TRUE;
  self->dirty = FALSE;
  g_clear_handle_id (&self->pause_source, g_source_remove);
  g_clear_pointer (&self->resolved, bell_query_free);
  self->resolved = bell_store_resolve_query (self->store, self->query);

  g_hash_table_remove_all (self->ids);
  g_queue_init (&self->recent);
  g_hash_table_remove_all (self->entries);
  bell_key_list_unref (self->keys);
  self->keys = bell_key_list_new ();
  bell_list_model_set_progress (self, TRUE, FALSE);
  if (n_before > 0)
    bell_list_model_tell (self, 0, n_before, 0);

  job = g_new0 (BellKeysJob, 1);
  job->query = bell_query_copy (self->resolved);
  bell_list_model_push (self, BELL_STORE_THREAD_FAST, job);
}

/* --- Callbacks ----------------------------------------------------------- */

static void
bell_list_model_changed_cb (BellListModel     *self,
                            int                type,
                            const char *const *ids,
                            BellStore         *store)
{
  g_assert (BELL_IS_LIST_MODEL (self));

  if (type != (int) self->query->type)
    return;

  /* What is on screen, at once; where it belongs, when that is found. */
  if (ids != NULL)
    bell_list_model_refresh (self, NULL, ids);

  if (self->pause_source != 0)
    self->dirty = TRUE;
  else
    bell_list_model_update (self, FALSE);
}

static void
bell_list_model_account_cb (BellListModel *self,
                            BellStore     *store)
{
  g_assert (BELL_IS_LIST_MODEL (self));

  bell_list_model_start (self);
}

static void
bell_list_model_directory_cb (BellListModel *self,
                              BellDirectory *directory)
{
  g_assert (BELL_IS_LIST_MODEL (self));

  for (GList *link = self->recent.head; link != NULL; link = link->next)
    bell_item_notify_names (((BellListEntry *) link->data)->item);
}

/* --- GListModel ---------------------------------------------------------- */

static GType
bell_list_model_get_item_type (GListModel *model)
{
  return BELL_TYPE_ITEM;
}

static guint
bell_list_model_get_n_items (GListModel *model)
{
  return bell_key_list_get_length (BELL_LIST_MODEL (model)->keys);
}

static gpointer
bell_list_model_get_item (GListModel *model,
                          guint       position)
{
  BellListModel *self = BELL_LIST_MODEL (model);
  BellListEntry *entry;
  gint64 page[PAGE_LENGTH];
  GArray *missing;
  BellItem *item;
  gint64 key;
  guint length;

  if (position >= bell_key_list_get_length (self->keys))
    return NULL;

  key = bell_key_list_get (self->keys, position);
  entry = g_hash_table_lookup (self->entries, &key);
  if (entry != NULL)
    {
      if (self->recent.head != &entry->link)
        {
          g_queue_unlink (&self->recent, &entry->link);
          g_queue_push_head_link (&self->recent, &entry->link);
        }
      return g_object_ref (entry->item);
    }

  /* Its neighbours will be asked for next. */
  missing = g_array_new (FALSE, FALSE, sizeof (gint64));
  length = bell_key_list_copy (self->keys, position - position % PAGE_LENGTH, PAGE_LENGTH, page);
  for (guint i = 0; i < length; i++)
    if (!g_hash_table_contains (self->entries, &page[i]))
      {
        bell_list_model_add_entry (self, page[i]);
        g_array_append_val (missing, page[i]);
      }

  entry = g_hash_table_lookup (self->entries, &key);
  item = g_object_ref (entry->item);
  bell_list_model_load_rows (self, missing);
  bell_list_model_trim (self);

  return item;
}

static void
bell_list_model_list_init (GListModelInterface *iface)
{
  iface->get_item_type = bell_list_model_get_item_type;
  iface->get_n_items = bell_list_model_get_n_items;
  iface->get_item = bell_list_model_get_item;
}

/* --- GObject ------------------------------------------------------------- */

static void
bell_list_model_get_property (GObject    *object,
                              guint       property_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  BellListModel *self = BELL_LIST_MODEL (object);

  switch ((BellListModelProperty) property_id)
    {
    case PROP_N_ITEMS:
      g_value_set_uint (value, bell_key_list_get_length (self->keys));
      break;
    case PROP_LOADING:
      g_value_set_boolean (value, self->loading);
      break;
    case PROP_COMPLETE:
      g_value_set_boolean (value, self->complete);
      break;
    case PROP_PROBLEM:
      g_value_set_string (value, self->problem);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
bell_list_model_finalize (GObject *object)
{
  BellListModel *self = BELL_LIST_MODEL (object);

  g_clear_handle_id (&self->pause_source, g_source_remove);
  g_clear_pointer (&self->ids, g_hash_table_unref);
  g_clear_pointer (&self->entries, g_hash_table_unref);
  g_clear_pointer (&self->keys, bell_key_list_unref);
  g_clear_pointer (&self->query, bell_query_free);
  g_clear_pointer (&self->resolved, bell_query_free);
  g_clear_object (&self->store);
  g_free (self->problem);

  G_OBJECT_CLASS (bell_list_model_parent_class)->finalize (object);
}

static void
bell_list_model_class_init (BellListModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = bell_list_model_get_property;
  object_class->finalize = bell_list_model_finalize;

  properties[PROP_N_ITEMS] = g_param_spec_uint ("n-items", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, TRUE, flags);
  properties[PROP_COMPLETE] = g_param_spec_boolean ("complete", NULL, NULL, FALSE, flags);
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
bell_list_model_init (BellListModel *self)
{
  self->keys = bell_key_list_new ();
  self->entries = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, bell_list_entry_free);
  self->ids = g_hash_table_new (g_str_hash, g_str_equal);
  self->loading = TRUE;
}

/* Private: see bell_store_list(). */
BellListModel *
bell_list_model_new (BellStore       *store,
                     const BellQuery *query)
{
  BellListModel *self = g_object_new (BELL_TYPE_LIST_MODEL, NULL);

  self->store = g_object_ref (store);
  self->query = bell_query_copy (query);
  g_signal_connect_object (store, "changed", G_CALLBACK (bell_list_model_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (store, "account-changed", G_CALLBACK (bell_list_model_account_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (bell_store_get_directory (store), "changed",
                           G_CALLBACK (bell_list_model_directory_cb), self, G_CONNECT_SWAPPED);
  bell_list_model_start (self);

  return self;
}

/**
 * bell_list_model_set_query:
 * @query: another query
 *
 * Shows what @query finds instead: all rows go, then those come.
 */
void
bell_list_model_set_query (BellListModel   *self,
                           const BellQuery *query)
{
  BellQuery *copy;

  g_return_if_fail (BELL_IS_LIST_MODEL (self));
  g_return_if_fail (query != NULL);

  copy = bell_query_copy (query);
  bell_query_free (self->query);
  self->query = copy;
  bell_list_model_start (self);
}

/**
 * bell_list_model_get_query:
 *
 * Returns: (transfer none): what it shows
 */
const BellQuery *
bell_list_model_get_query (BellListModel *self)
{
  g_return_val_if_fail (BELL_IS_LIST_MODEL (self), NULL);

  return self->query;
}

/**
 * bell_list_model_get_loading:
 *
 * Returns: whether the first rows are yet to come
 */
gboolean
bell_list_model_get_loading (BellListModel *self)
{
  g_return_val_if_fail (BELL_IS_LIST_MODEL (self), FALSE);

  return self->loading;
}

/**
 * bell_list_model_get_complete:
 *
 * Returns: whether the number of items is that of all that the query finds
 */
gboolean
bell_list_model_get_complete (BellListModel *self)
{
  g_return_val_if_fail (BELL_IS_LIST_MODEL (self), FALSE);

  return self->complete;
}

/**
 * bell_list_model_get_problem:
 *
 * Returns: (nullable): a sentence about why the list cannot be read
 */
const char *
bell_list_model_get_problem (BellListModel *self)
{
  g_return_val_if_fail (BELL_IS_LIST_MODEL (self), NULL);

  return self->problem;
}

/**
 * bell_list_model_find:
 * @id: the id of an object
 *
 * Finds a row among those that have been looked at lately.
 *
 * Returns: its position, or -1 if it is not known here
 */
int
bell_list_model_find (BellListModel *self,
                      const char    *id)
{
  BellListEntry *entry;

  g_return_val_if_fail (BELL_IS_LIST_MODEL (self), -1);
  g_return_val_if_fail (id != NULL, -1);

  entry = g_hash_table_lookup (self->ids, id);

  return entry != NULL ? bell_key_list_find (self->keys, entry->key) : -1;
}
