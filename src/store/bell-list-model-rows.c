/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-list-model-private.h"

#include "bell-item-private.h"

/* The rows of a list that somebody looks at: read by page, kept for a while, the
 * same object as long as somebody has it. */

/* How many rows are kept: more than a list view holds at once, and they are soon read again. */
#define KEPT_ROWS 512

void
bell_list_entry_free (gpointer data)
{
  BellListEntry *entry = data;

  g_object_unref (entry->item);
  g_free (entry->id);
  g_free (entry);
}

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
void
bell_list_model_trim (BellListModel *self)
{
  for (int tries = 0; self->recent.length > KEPT_ROWS && tries < 2 * BELL_LIST_PAGE_LENGTH; tries++)
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

BellListEntry *
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
      /* Replaced, not inserted: the key of an earlier row dies with that row. */
      g_hash_table_replace (self->ids, entry->id, entry);
    }

  bell_item_set (entry->item, row->record, row->pending > 0, row->refused > 0,
                 bell_store_is_unread (self->store, row->record, row->last_author));
}

void
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
void
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
void
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
