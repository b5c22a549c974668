/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-list-model-private.h"

#include "bell-item-private.h"

typedef enum
{
  PROP_N_ITEMS = 1,
  PROP_LOADING,
  PROP_COMPLETE,
  PROP_PROBLEM,
} BellListModelProperty;

static GParamSpec *properties[PROP_PROBLEM + 1];

static void bell_list_model_list_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BellListModel, bell_list_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, bell_list_model_list_init))

void
bell_list_model_set_problem (BellListModel *self,
                             const char    *problem)
{
  if (g_strcmp0 (self->problem, problem) == 0)
    return;

  g_free (self->problem);
  self->problem = g_strdup (problem);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
}

void
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

void
bell_list_model_tell (BellListModel *self,
                      guint          position,
                      guint          removed,
                      guint          added)
{
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
  if (removed != added)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ITEMS]);
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
  gint64 page[BELL_LIST_PAGE_LENGTH];
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
  length = bell_key_list_copy (self->keys, position - position % BELL_LIST_PAGE_LENGTH, BELL_LIST_PAGE_LENGTH, page);
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
