/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-store-private.h"

#include "bell-counter-private.h"
#include "bell-list-load.h"
#include "bell-rows.h"
#include "bell-search.h"

/* What people look at: lists, counts, searches. */

/* How long counters wait for more changes before they count. */
#define COUNT_MILLISECONDS 100

/**
 * bell_store_resolve_query:
 *
 * Returns: (transfer full): @query with the ids of who is signed in, and theirs, in it
 */
BellQuery *
bell_store_resolve_query (BellStore       *self,
                          const BellQuery *query)
{
  BellQuery *resolved = bell_query_copy (query);
  const char *me = bell_store_get_principal_id (self);

  if (resolved->filter != NULL)
    {
      BellFilter *filter = bell_filter_resolve (resolved->filter, me != NULL ? me : "", bell_store_get_teams (self));

      bell_filter_unref (resolved->filter);
      resolved->filter = filter;
    }

  return resolved;
}

/**
 * bell_store_get_directory:
 *
 * Returns: (transfer none): people and teams
 */
BellDirectory *
bell_store_get_directory (BellStore *self)
{
  g_return_val_if_fail (BELL_IS_STORE (self), NULL);

  return self->directory;
}

/**
 * bell_store_peek_principal:
 * @id: (nullable): an id
 *
 * Returns: (transfer none) (nullable): that person
 */
BellRecord *
bell_store_peek_principal (BellStore  *self,
                           const char *id)
{
  g_return_val_if_fail (BELL_IS_STORE (self), NULL);

  return bell_directory_peek_principal (self->directory, id);
}

/* --- Lists --------------------------------------------------------------- */

/**
 * bell_store_list:
 * @query: what to list, in which order; `$me` and `$my-teams` are understood
 *
 * Returns: (transfer full): a list that follows the store
 */
BellListModel *
bell_store_list (BellStore       *self,
                 const BellQuery *query)
{
  g_return_val_if_fail (BELL_IS_STORE (self), NULL);
  g_return_val_if_fail (query != NULL && query->type < BELL_N_TABLE_TYPES, NULL);

  return bell_list_model_new (self, query);
}

typedef struct
{
  BellQuery *query;
  guint limit;
  GPtrArray *records;
  gint64 count;
} BellFind;

static void
bell_find_free (gpointer data)
{
  BellFind *find = data;

  bell_query_free (find->query);
  g_clear_pointer (&find->records, g_ptr_array_unref);
  g_free (find);
}

static gboolean
bell_find_run (BellFiles  *files,
               gpointer    data,
               GError    **error)
{
  BellFind *find = data;

  find->records = bell_list_find (files, find->query, find->limit, error);

  return find->records != NULL;
}

/**
 * bell_store_find:
 * @query: what to find, in which order
 * @limit: how many at most; 0 for all
 *
 * Reads what a query finds, once: for programs without windows.
 */
void
bell_store_find (BellStore           *self,
                 const BellQuery     *query,
                 guint                limit,
                 GCancellable        *cancellable,
                 GAsyncReadyCallback  callback,
                 gpointer             user_data)
{
  BellFind *find;

  g_return_if_fail (BELL_IS_STORE (self));
  g_return_if_fail (query != NULL && query->type < BELL_N_TABLE_TYPES);

  find = g_new0 (BellFind, 1);
  find->query = bell_store_resolve_query (self, query);
  find->limit = limit;
  bell_store_run (self, BELL_STORE_THREAD_SLOW, bell_find_run, find, bell_find_free, cancellable, callback, user_data);
}

/**
 * bell_store_find_finish:
 * @error: BELL_DATABASE_ERROR
 *
 * Returns: (transfer full) (element-type BellRecord) (nullable): the objects; %NULL on error
 */
GPtrArray *
bell_store_find_finish (BellStore     *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  BellFind *find = bell_store_run_finish (self, result, error);
  GPtrArray *records;

  if (find == NULL)
    return NULL;

  records = g_steal_pointer (&find->records);
  bell_find_free (find);

  return records;
}

/* --- Counts -------------------------------------------------------------- */

static gboolean
bell_count_run (BellFiles  *files,
                gpointer    data,
                GError    **error)
{
  BellFind *find = data;

  find->count = bell_rows_count (files, find->query, error);

  return find->count >= 0;
}

/**
 * bell_store_count:
 * @query: a query
 *
 * Counts what a query finds.
 */
void
bell_store_count (BellStore           *self,
                  const BellQuery     *query,
                  GCancellable        *cancellable,
                  GAsyncReadyCallback  callback,
                  gpointer             user_data)
{
  BellFind *find;

  g_return_if_fail (BELL_IS_STORE (self));
  g_return_if_fail (query != NULL && query->type < BELL_N_TABLE_TYPES);

  find = g_new0 (BellFind, 1);
  find->query = bell_store_resolve_query (self, query);
  bell_store_run (self, BELL_STORE_THREAD_SLOW, bell_count_run, find, bell_find_free, cancellable, callback,
                  user_data);
}

/**
 * bell_store_count_finish:
 * @error: BELL_DATABASE_ERROR
 *
 * Returns: how many; -1 on error
 */
gint64
bell_store_count_finish (BellStore     *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  BellFind *find = bell_store_run_finish (self, result, error);
  gint64 count;

  if (find == NULL)
    return -1;

  count = find->count;
  bell_find_free (find);

  return count;
}

static gboolean
bell_counters_run (BellFiles  *files,
                   gpointer    data,
                   GError    **error)
{
  GPtrArray *finds = data;

  for (guint i = 0; i < finds->len; i++)
    if (!bell_count_run (files, g_ptr_array_index (finds, i), error))
      return FALSE;

  return TRUE;
}

static void
bell_store_counters_cb (GObject      *object,
                        GAsyncResult *result,
                        gpointer      user_data)
{
  BellStore *self = BELL_STORE (object);
  g_autoptr (GPtrArray) counters = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) finds = bell_store_run_finish (self, result, &error);

  self->counting = FALSE;
  if (finds == NULL)
    {
      bell_store_report (self, error);
      return;
    }

  for (guint i = 0; i < counters->len; i++)
    bell_counter_set_count (g_ptr_array_index (counters, i), ((BellFind *) g_ptr_array_index (finds, i))->count);
}

static gboolean
bell_store_count_cb (gpointer user_data)
{
  BellStore *self = user_data;
  g_autoptr (GPtrArray) finds = NULL;
  g_autoptr (GPtrArray) counters = NULL;

  /* One count at a time, however many changes come. */
  if (self->counting)
    return G_SOURCE_CONTINUE;

  self->count_source = 0;
  finds = g_ptr_array_new_with_free_func (bell_find_free);
  counters = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < self->counters->len; i++)
    {
      BellCounter *counter = g_ptr_array_index (self->counters, i);
      BellFind *find = g_new0 (BellFind, 1);

      find->query = bell_store_resolve_query (self, bell_counter_get_query (counter));
      g_ptr_array_add (finds, find);
      g_ptr_array_add (counters, g_object_ref (counter));
    }

  self->counting = TRUE;
  bell_store_run (self, BELL_STORE_THREAD_SLOW, bell_counters_run, g_steal_pointer (&finds),
                  (GDestroyNotify) g_ptr_array_unref, NULL, bell_store_counters_cb, g_steal_pointer (&counters));

  return G_SOURCE_REMOVE;
}

/* Private: something has changed. */
void
bell_store_count_again (BellStore *self)
{
  GSource *source;

  if (self->counters->len == 0 || self->count_source != 0 || !self->open)
    return;

  source = g_timeout_source_new (COUNT_MILLISECONDS);
  g_source_set_callback (source, bell_store_count_cb, self, NULL);
  self->count_source = g_source_attach (source, self->context);
  g_source_unref (source);
}

static void
bell_store_counter_gone (gpointer  data,
                         GObject  *counter)
{
  BellStore *self = data;

  g_ptr_array_remove_fast (self->counters, counter);
  g_object_unref (self);
}

/**
 * bell_store_watch_count:
 * @query: a query
 *
 * Counts what a query finds, again and again when something changes.
 *
 * Returns: (transfer full): a counter
 */
BellCounter *
bell_store_watch_count (BellStore       *self,
                        const BellQuery *query)
{
  BellCounter *counter;

  g_return_val_if_fail (BELL_IS_STORE (self), NULL);
  g_return_val_if_fail (query != NULL && query->type < BELL_N_TABLE_TYPES, NULL);

  counter = bell_counter_new (query);
  g_ptr_array_add (self->counters, counter);
  g_object_weak_ref (G_OBJECT (counter), bell_store_counter_gone, g_object_ref (self));
  bell_store_count_again (self);

  return counter;
}

/* --- Search -------------------------------------------------------------- */

typedef struct
{
  char *text;
  BellSearchFlags flags;
  guint limit;
  GPtrArray *hits;
} BellSearch;

static void
bell_search_free (gpointer data)
{
  BellSearch *search = data;

  g_free (search->text);
  g_clear_pointer (&search->hits, g_ptr_array_unref);
  g_free (search);
}

static gboolean
bell_store_search_run (BellFiles  *files,
                       gpointer    data,
                       GError    **error)
{
  BellSearch *search = data;

  search->hits = bell_search_run (files, search->text, search->flags, search->limit, error);

  return search->hits != NULL;
}

/**
 * bell_store_search:
 * @text: what a person typed, perhaps not to the end
 * @flags: in which order
 * @limit: how many at most
 * @cancellable: (nullable): cancel the search before when more is typed: it is
 *   then skipped, or its answer is no answer
 *
 * Searches tickets, messages, articles and the names of attachments for all of
 * the words. No sign in @text has a meaning of its own.
 */
void
bell_store_search (BellStore           *self,
                   const char          *text,
                   BellSearchFlags      flags,
                   guint                limit,
                   GCancellable        *cancellable,
                   GAsyncReadyCallback  callback,
                   gpointer             user_data)
{
  BellSearch *search;

  g_return_if_fail (BELL_IS_STORE (self));
  g_return_if_fail (text != NULL);

  search = g_new0 (BellSearch, 1);
  search->text = g_strdup (text);
  search->flags = flags;
  search->limit = limit;
  bell_store_run (self, BELL_STORE_THREAD_FAST, bell_store_search_run, search, bell_search_free, cancellable,
                  callback, user_data);
}

/**
 * bell_store_search_finish:
 * @error: BELL_DATABASE_ERROR, %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (element-type BellSearchHit) (nullable): what was found; %NULL on error
 */
GPtrArray *
bell_store_search_finish (BellStore     *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_autoptr (GError) cancelled = NULL;
  BellSearch *search = bell_store_run_finish (self, result, error);
  GPtrArray *hits;

  if (search == NULL)
    return NULL;

  hits = g_steal_pointer (&search->hits);
  bell_search_free (search);

  /* What was asked before and is answered late is not an answer any more. */
  if (g_cancellable_set_error_if_cancelled (g_task_get_cancellable (G_TASK (result)), &cancelled))
    {
      g_ptr_array_unref (hits);
      g_propagate_error (error, g_steal_pointer (&cancelled));
      return NULL;
    }

  return hits;
}
