/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-list-model-private.h"

/* The keys of a list: read in two steps, the first rows at once and all of them
 * after, and then moved as the cache's journal says. */

/* How many rows come before the rest of a list. */
#define FIRST_LENGTH 256

/* While the first download runs, whole lists are read this often at most. */
#define LOADING_PAUSE_MILLISECONDS 500

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
  gint64 first[BELL_LIST_PAGE_LENGTH];
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

  length = bell_key_list_copy (job->update->fresh, 0, BELL_LIST_PAGE_LENGTH, first);
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
void
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

void
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
