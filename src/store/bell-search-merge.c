/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-search-index-private.h"

/* A build leaves a part of the index for each of its steps, and every word that
 * is searched is looked for in each part: of a large desk that is most of what
 * a search costs. So the parts become one afterwards, again in steps between
 * which other things are written. Searches find the same all the while.
 *
 * On the writer's thread; meta `index-parts` says that there is work: `many`,
 * or `merging` once it has begun. */

/* Pages that a step writes: some hundredths of a second. */
#define STEP_PAGES 500

/* As many are left in peace: what is written from day to day makes some, and they
 * are merged with that. */
#define FEW_PARTS 8

/**
 * bell_search_index_merge:
 * @more: (out): whether there is something left to do
 * @error: BELL_DATABASE_ERROR
 *
 * Makes one part of many bit by bit, after a build. As a transaction.
 *
 * Returns: %FALSE on error
 */
gboolean
bell_search_index_merge (BellFiles  *files,
                         gboolean   *more,
                         GError    **error)
{
  g_autoptr (BellTransaction) transaction = bell_transaction_begin (files->cache, error);
  g_autofree char *state = NULL;
  gint64 parts;
  gboolean begun;

  *more = FALSE;
  if (transaction == NULL || !bell_files_get_meta (files, "index-parts", &state, error))
    return FALSE;
  if (state == NULL)
    return TRUE;

  begun = g_str_equal (state, "merging");
  if (!bell_search_run_with_numbers (files->cache, "search-merge", begun ? STEP_PAGES : -STEP_PAGES, 0, 0, 1, error) ||
      !bell_files_query_int64 (files->cache, "search-parts", &parts, error))
    return FALSE;

  *more = parts > FEW_PARTS;
  if ((*more && begun) || bell_files_set_meta (files, "index-parts", *more ? "merging" : NULL, error))
    return bell_transaction_commit (transaction, error);

  return FALSE;
}
