/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-search.h"

#include <math.h>

#include "bell-rows.h"
#include "bell-search-index.h"
#include "bell-search-text.h"

/* A search: what the index over base finds and what the small one over the
 * overlay finds, in one order; then each object as people see it. */

/* How many hits of the overlay are looked at. */
#define MAX_OVERLAID 1000

/* Where words are everywhere, so many of the newest are ranked, and all of the
 * articles: they do not grow old. */
#define MAX_RANKED 2000

/* So many words that begin like the last one are looked for as words. */
#define MAX_FINISHED 32

/* Of answers, so many of the best by their words are looked at: those that have helped many
 * come before those that fit as well. By how much was tried out on questions that people had answered
 * with articles; a share of the others was kept apart to see that it is so for them too. */
#define N_WEIGHED     20
#define HELPED_WEIGHT 0.2

typedef struct
{
  gint64 number;
  gint64 key;
  double rank;
  int type;
  gboolean overlay;
} BellSearchFound;

static gboolean
collect (BellFiles   *files,
         const char  *query,
         const char  *expression,
         guint        limit,
         gboolean     overlay,
         gint64       lowest,
         gint64       highest,
         GArray      *found,
         GError     **error)
{
  g_autoptr (BellStatement) statement = bell_files_prepare (files->cache, query, error);
  gboolean row;

  if (statement == NULL)
    return FALSE;

  bell_statement_bind_text (statement, 1, expression);
  bell_statement_bind_int64 (statement, 2, limit);
  if (lowest <= highest)
    {
      bell_statement_bind_int64 (statement, 3, lowest);
      bell_statement_bind_int64 (statement, 4, highest);
    }

  for (;;)
    {
      BellSearchFound hit = { .overlay = overlay };

      if (!bell_statement_step (statement, &row, error))
        return FALSE;
      if (!row)
        return TRUE;

      hit.number = bell_statement_get_int64 (statement, 0);
      hit.type = (int) bell_statement_get_int64 (statement, 1);
      hit.key = bell_statement_get_int64 (statement, 2);
      if (bell_statement_get_n_columns (statement) > 3)
        hit.rank = bell_statement_get_double (statement, 3);
      if (bell_statement_get_n_columns (statement) > 4)
        hit.rank *= 1 + HELPED_WEIGHT * log1p ((double) MAX (bell_statement_get_int64 (statement, 4), 0));
      if (hit.type >= 0 && hit.type < BELL_N_TABLE_TYPES)
        g_array_append_val (found, hit);
    }
}

/* What the index over base is asked: see bell_search_make_finished_expression(). */
static char *
make_base_expression (BellFiles   *files,
                      const char  *text,
                      GError     **error)
{
  g_autofree char *beginning = bell_search_get_unfinished (text);
  g_autofree char *end = beginning != NULL ? g_strconcat (beginning, "\xf4\x8f\xbf\xbf", NULL) : NULL;
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (BellStatement) statement = NULL;
  gboolean row = TRUE;

  if (beginning == NULL)
    return bell_search_make_expression (text, NULL);

  statement = bell_files_prepare (files->cache, "search-complete", error);
  if (statement == NULL)
    return NULL;
  bell_statement_bind_static_text (statement, 1, beginning);
  bell_statement_bind_static_text (statement, 2, end);
  bell_statement_bind_int64 (statement, 3, MAX_FINISHED + 1);
  while (row)
    {
      if (!bell_statement_step (statement, &row, error))
        return NULL;
      if (row)
        g_ptr_array_add (words, g_strdup (bell_statement_get_text (statement, 0)));
    }

  return words->len > 0 && words->len <= MAX_FINISHED ? bell_search_make_finished_expression (text, words)
                                                      : bell_search_make_expression (text, NULL);
}

/* The best by FTS5's rank, which has to look at every match. */
static gboolean
collect_ranked (BellFiles   *files,
                const char  *expression,
                guint        limit,
                GArray      *found,
                GError     **error)
{
  g_autoptr (BellStatement) statement = bell_files_prepare (files->cache, "search-bound", error);
  g_autofree char *articles = NULL;
  gint64 bound = -1;
  gboolean row;

  if (statement == NULL)
    return FALSE;

  bell_statement_bind_text (statement, 1, expression);
  bell_statement_bind_int64 (statement, 2, MAX_RANKED);
  if (!bell_statement_step (statement, &row, error))
    return FALSE;
  if (row)
    bound = bell_statement_get_int64 (statement, 0);
  bell_statement_reset (statement);

  if (!collect (files, "search-find-ranked", expression, limit, FALSE, bound + 1, G_MAXINT64, found, error))
    return FALSE;
  if (bound < 0)
    return TRUE;

  articles = g_strconcat (BELL_SEARCH_ARTICLE_MARK " AND (", expression, ")", NULL);

  return collect (files, "search-find-ranked", articles, limit, FALSE, 0, bound, found, error);
}

static int
compare_newest (gconstpointer one,
                gconstpointer two)
{
  const BellSearchFound *a = one, *b = two;

  return (a->number < b->number) - (a->number > b->number);
}

/* The overlay's come first: they are one's own and new. */
static int
compare_best (gconstpointer one,
              gconstpointer two)
{
  const BellSearchFound *a = one, *b = two;

  if (a->overlay != b->overlay)
    return b->overlay - a->overlay;

  return a->rank != b->rank ? (a->rank > b->rank) - (a->rank < b->rank) : compare_newest (one, two);
}

static BellSearchHit *
make_hit (BellFiles              *files,
          const BellRow          *row,
          const BellSearchFound  *found,
          GPtrArray              *words,
          GError                **error)
{
  const BellRecord *record = row->record;
  g_autoptr (BellSearchHit) hit = g_new0 (BellSearchHit, 1);
  g_autoptr (BellRow) ticket_row = NULL;
  const char *body = NULL;

  hit->type = (BellType) found->type;
  hit->id = g_strdup (bell_record_get_id (record));
  hit->rank = found->rank;

  switch (found->type)
    {
    case BELL_TYPE_TICKET:
      hit->ticket_id = g_strdup (hit->id);
      hit->title = g_strdup (bell_ticket_get_subject (BELL_TICKET (record)));
      hit->number = MAX (bell_ticket_get_number (BELL_TICKET (record)), 0);
      hit->person_id = g_strdup (bell_ticket_get_requester_id (BELL_TICKET (record)));
      hit->time = bell_ticket_get_created_at (BELL_TICKET (record));
      break;

    case BELL_TYPE_MESSAGE:
      hit->ticket_id = g_strdup (bell_message_get_ticket_id (BELL_MESSAGE (record)));
      hit->person_id = g_strdup (bell_message_get_author_id (BELL_MESSAGE (record)));
      hit->time = bell_message_get_written_at (BELL_MESSAGE (record));
      body = bell_message_get_body (BELL_MESSAGE (record));
      if (hit->ticket_id != NULL)
        {
          ticket_row = bell_rows_load_id (files, BELL_TYPE_TICKET, hit->ticket_id, error);
          if (ticket_row == NULL)
            return NULL;
        }
      if (ticket_row != NULL && ticket_row->record != NULL)
        {
          hit->title = g_strdup (bell_ticket_get_subject (BELL_TICKET (ticket_row->record)));
          hit->number = MAX (bell_ticket_get_number (BELL_TICKET (ticket_row->record)), 0);
        }
      break;

    case BELL_TYPE_ARTICLE:
    default:
      hit->title = g_strdup (bell_article_get_title (BELL_ARTICLE (record)));
      hit->time = bell_article_get_updated_at (BELL_ARTICLE (record));
      hit->language = g_strdup (bell_article_get_language (BELL_ARTICLE (record)));
      body = bell_article_get_body (BELL_ARTICLE (record));
      break;
    }

  if (hit->title == NULL)
    hit->title = g_strdup ("");
  hit->title_ranges = bell_search_find_words (hit->title, words);
  hit->snippet = bell_search_make_snippet (body, words, &hit->snippet_ranges);

  return g_steal_pointer (&hit);
}

/* What is read by those who ask, in contrast to those who answer. */
static gboolean
may_answer (const BellRecord *record)
{
  return bell_record_get_data_type (record) == BELL_TYPE_ARTICLE &&
         bell_article_get_state (BELL_ARTICLE (record)) == BELL_ARTICLE_STATE_PUBLISHED &&
         bell_article_get_audience (BELL_ARTICLE (record)) != BELL_AUDIENCE_AGENTS;
}

/**
 * bell_search_run:
 * @text: as a person typed it
 * @limit: how many at most
 *
 * Returns: (transfer full) (element-type BellSearchHit) (nullable): what was
 *   found; %NULL on error
 */
GPtrArray *
bell_search_run (BellFiles        *files,
                 const char       *text,
                 BellSearchFlags   flags,
                 guint             limit,
                 GError          **error)
{
  g_autoptr (GPtrArray) hits = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_search_hit_free);
  gboolean answers = (flags & BELL_SEARCH_ANSWERS) != 0;
  g_autofree char *expression = answers ? bell_search_make_loose_expression (text) : bell_search_make_expression (text, NULL);
  g_autofree char *newest_expression = NULL;
  g_autoptr (GPtrArray) words = NULL;
  g_autoptr (GArray) found = NULL;
  g_autoptr (BellTransaction) transaction = NULL;
  gboolean ranked = answers || (flags & BELL_SEARCH_RANKED) != 0;
  guint n_overlaid = 0;

  if (expression == NULL)
    return g_steal_pointer (&hits);

  words = bell_search_split_words (text);
  found = g_array_new (FALSE, FALSE, sizeof (BellSearchFound));
  transaction = bell_transaction_begin_read (files->cache, error);
  if (transaction == NULL || !collect (files, "search-find-overlay", expression, MAX_OVERLAID, TRUE, 1, 0, found, error))
    return NULL;

  for (int type = 0; type < BELL_N_TABLE_TYPES; type++)
    if (bell_search_index_covers (type))
      {
        g_autoptr (GHashTable) overlaid = bell_rows_get_overlaid (files, type, error);

        if (overlaid == NULL)
          return NULL;
        n_overlaid += g_hash_table_size (overlaid);
      }

  /* A rank is of words as they were asked for. */
  if (!ranked)
    {
      newest_expression = make_base_expression (files, text, error);
      if (newest_expression == NULL)
        return NULL;
    }

  /* As many more as the overlay may hide. */
  if (answers  ? !collect (files, "search-find-answers", expression, MAX (limit, N_WEIGHED) + n_overlaid, FALSE, 1, 0, found, error)
      : ranked ? !collect_ranked (files, expression, limit + n_overlaid, found, error)
               : !collect (files, "search-find", newest_expression, limit + n_overlaid, FALSE, 1, 0, found, error))
    return NULL;

  g_array_sort (found, ranked ? compare_best : compare_newest);
  for (guint i = 0; i < found->len && hits->len < limit; i++)
    {
      const BellSearchFound *one = &g_array_index (found, BellSearchFound, i);
      g_autoptr (BellRow) row = bell_rows_load_one (files, one->type, one->key, error);
      BellSearchHit *hit;

      if (row == NULL)
        return NULL;

      /* Hidden by the overlay, or gone since the index was made. */
      if (row->record == NULL || row->overlaid != one->overlay)
        continue;
      if (answers && !may_answer (row->record))
        continue;

      hit = make_hit (files, row, one, words, error);
      if (hit == NULL)
        return NULL;
      g_ptr_array_add (hits, hit);
    }

  return g_steal_pointer (&hits);
}
