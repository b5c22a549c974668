/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-search-index-private.h"

#include <time.h>

#include "bell-files-private.h"
#include "bell-sql.h"

/* Makes the index over base anew after a download: several times faster than to
 * add rows one by one as they come, because they come in the order of their
 * numbers and many at a time. It takes seconds, and is done in steps of a
 * fraction of one, so that what people write meanwhile need not wait. What the
 * steps have not reached yet, or another process has done, is told apart by what
 * is in the index; so a build that was broken off goes on later.
 *
 * On the writer's thread; meta `index-todo` says that there is work. */

/* How many bytes of new terms are gathered before they are written, in a build
 * and otherwise, and how many parts the index may have before all are merged at
 * once: never in a build, of which each step leaves a part, nor right after it.
 * See bell-search-merge.c for what becomes of them. */
#define BUILD_BUFFER (64 * 1024 * 1024)
#define TRICKLE_BUFFER (1024 * 1024)
#define BUILD_PARTS 1000
#define TRICKLE_PARTS 64

/* Looked at between so many documents. */
#define CLOCK_INTERVAL 64

typedef struct
{
  gint64 number;
  gint64 key;
  int source;
} BellSearchDocument;

/* What is known of the numbers in use, in one step, in which nobody else writes. */
typedef struct
{
  gint64 last; /* that this step has given */
  gint64 next; /* that was there before it, from the document on that is looked at */
} BellSearchGap;

static int
compare_documents (gconstpointer one,
                   gconstpointer two)
{
  const BellSearchDocument *a = one, *b = two;

  return (a->number > b->number) - (a->number < b->number);
}

/* All documents of base by their first numbers. */
static GArray *
list_documents (BellFiles  *files,
                GError    **error)
{
  g_autoptr (GArray) documents = g_array_new (FALSE, FALSE, sizeof (BellSearchDocument));

  for (guint i = 0; i < BELL_SEARCH_N_SOURCES; i++)
    {
      const char *table = bell_table_get_name (files->base[bell_search_sources[i].type]);
      g_autoptr (BellStatement) statement = bell_sql_prepare (files->cache, "table-keys", table, error);
      gboolean row;

      if (statement == NULL)
        return NULL;

      for (;;)
        {
          BellSearchDocument document = { .source = (int) i };

          if (!bell_statement_step (statement, &row, error))
            return NULL;
          if (!row)
            break;

          document.key = bell_statement_get_int64 (statement, 0);
          document.number = bell_search_first_number (bell_statement_get_text (statement, 1));
          g_array_append_val (documents, document);
        }
    }

  g_array_sort (documents, compare_documents);

  return g_steal_pointer (&documents);
}

/**
 * bell_search_index_begin:
 * @error: BELL_DATABASE_ERROR
 *
 * Empties the index and notes that it has to be built. In a transaction.
 *
 * Returns: %FALSE on error
 */
gboolean
bell_search_index_begin (BellFiles  *files,
                         GError    **error)
{
  g_clear_pointer (&files->index_documents, g_array_unref);

  return bell_database_execute_resource (files->cache, BELL_SQL_FOLDER "search-clear.sql", error) &&
         bell_files_set_meta (files, "index-todo", "1", error);
}

static gboolean
set_options (BellFiles  *files,
             gboolean    building,
             GError    **error)
{
  return bell_search_run_with_numbers (files->cache, "search-set-buffer", building ? BUILD_BUFFER : TRICKLE_BUFFER,
                                       0, 0, 1, error) &&
         bell_search_run_with_numbers (files->cache, "search-set-parts", building ? BUILD_PARTS : TRICKLE_PARTS,
                                       0, 0, 1, error) &&
         bell_search_run_with_numbers (files->cache, "search-set-merge", building ? 0 : 4, 0, 0, 1, error);
}

/* As bell_search_find_places(). The numbers of documents rise, and in a new index
 * there is nothing where the next one goes: only what is near another is looked at. */
static gboolean
find_places (BellFiles                 *files,
             const BellSearchDocument  *document,
             const char                *id,
             const BellSearchSource    *source,
             BellSearchGap             *gap,
             gint64                    *taken,
             gint64                    *number,
             GError                   **error)
{
  if (gap->next < document->number)
    {
      g_autoptr (BellStatement) statement = bell_files_prepare (files->cache, "search-document-next", error);
      gboolean row;

      if (statement == NULL)
        return FALSE;
      bell_statement_bind_int64 (statement, 1, document->number);
      if (!bell_statement_step (statement, &row, error))
        return FALSE;
      gap->next = row && !bell_statement_is_null (statement, 0) ? bell_statement_get_int64 (statement, 0) : G_MAXINT64;
    }

  *taken = -1;
  *number = document->number;
  if (document->number > gap->last && gap->next - document->number >= BELL_SEARCH_MAX_PROBES)
    return TRUE;

  return bell_search_find_places (files->cache, "search-document-places", source->type, id, document->key, taken, number, error);
}

static gboolean
add_document (BellFiles                 *files,
              const BellSearchDocument  *document,
              BellSearchGap             *gap,
              GError                   **error)
{
  const BellSearchSource *source = &bell_search_sources[document->source];
  const char *table = bell_table_get_name (files->base[source->type]);
  g_autoptr (BellStatement) read = NULL;
  g_autoptr (BellStatement) add = NULL;
  g_auto (BellSearchText) text = { NULL, NULL, NULL };
  char **sql = &files->index_sql[source->type];
  const char *id;
  gint64 taken, number;
  gboolean row;

  if (*sql == NULL)
    *sql = bell_sql_fill ("search-source", "table", table, "columns", source->columns, NULL);

  read = bell_database_prepare (files->cache, *sql, error);
  if (read == NULL)
    return FALSE;

  bell_statement_bind_int64 (read, 1, document->key);
  if (!bell_statement_step (read, &row, error))
    return FALSE;
  if (!row)
    return TRUE; /* gone since the list was made */

  id = bell_statement_get_text (read, 4);
  if (!find_places (files, document, id, source, gap, &taken, &number, error))
    return FALSE;
  if (taken != -1 || number == -1)
    return TRUE; /* there already, or no room for it */
  gap->last = MAX (gap->last, number);

  bell_search_text_init (&text, source->type, bell_statement_get_text (read, 0), bell_statement_get_text (read, 1),
                         bell_statement_get_text (read, 2), bell_statement_get_text (read, 3));

  add = bell_files_prepare (files->cache, "search-add", error);
  if (add == NULL)
    return FALSE;

  bell_statement_bind_int64 (add, 1, number);
  bell_statement_bind_static_text (add, 2, text.title);
  bell_statement_bind_static_text (add, 3, text.body);
  bell_statement_bind_static_text (add, 4, text.extra);

  return bell_statement_run (add, error) &&
         bell_search_run_with_numbers (files->cache, "search-document-add", number, source->type, document->key, 3,
                                       error);
}

/* What the thread has worked, in microseconds: a busy machine does not make the
 * steps smaller and the index of more parts. */
static gint64
get_work (void)
{
  struct timespec now = { 0, 0 };

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);

  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

/**
 * bell_search_index_step:
 * @budget: for about how many microseconds of work
 * @done: (out): whether nothing is left to do
 * @error: BELL_DATABASE_ERROR
 *
 * Builds on, as a transaction.
 *
 * Returns: %FALSE on error
 */
gboolean
bell_search_index_step (BellFiles  *files,
                        gint64      budget,
                        gboolean   *done,
                        GError    **error)
{
  gint64 end = get_work () + budget;
  BellSearchGap gap = { -1, -1 };
  g_autoptr (BellTransaction) transaction = NULL;
  g_autofree char *todo = NULL;

  *done = FALSE;
  transaction = bell_transaction_begin (files->cache, error);
  if (transaction == NULL || !bell_files_get_meta (files, "index-todo", &todo, error))
    return FALSE;

  if (todo == NULL)
    {
      g_clear_pointer (&files->index_documents, g_array_unref);
      *done = TRUE;
      return TRUE;
    }

  if (files->index_documents == NULL)
    {
      files->index_documents = list_documents (files, error);
      files->index_position = 0;
      if (files->index_documents == NULL || !set_options (files, TRUE, error))
        return FALSE;
    }

  while (files->index_position < files->index_documents->len)
    {
      if (!add_document (files, &g_array_index (files->index_documents, BellSearchDocument, files->index_position), &gap, error))
        {
          g_clear_pointer (&files->index_documents, g_array_unref); /* this step has not been */
          return FALSE;
        }

      files->index_position++;
      if (files->index_position % CLOCK_INTERVAL == 0 && get_work () > end)
        break;
    }

  *done = files->index_position >= files->index_documents->len;
  if (*done)
    {
      g_clear_pointer (&files->index_documents, g_array_unref);
      if (!bell_files_set_meta (files, "index-todo", NULL, error) || !set_options (files, FALSE, error) ||
          !bell_database_set_cache_size (files->cache, BELL_FILES_WRITER_CACHE_KIB, error))
        return FALSE;
    }
  else if (!bell_files_set_meta (files, "index-parts", "many", error))
    {
      g_clear_pointer (&files->index_documents, g_array_unref);
      return FALSE;
    }

  if (!bell_transaction_commit (transaction, error))
    {
      g_clear_pointer (&files->index_documents, g_array_unref);
      return FALSE;
    }

  return TRUE;
}
