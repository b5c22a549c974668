/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-query-compiler.h"
#include "bell-work.h"

G_BEGIN_DECLS

/* Full-text search for those that have no cache: an index of the words of
 * tickets, messages and articles, moved in the transaction that moves them. It
 * says which objects have the words; who may see those is the query's own
 * condition. SQLite keeps it in FTS5, PostgreSQL in a tsvector; both are
 * handed the same words (bell-words.h), so that both find the same. */

/* More steps than the largest index needs: a merge that others outrun ends too. */
#define BELL_SEARCH_MOST_STEPS 20000

const BellQueryText *bell_search_get_text (BellType           type,
                                           BellDatabase      *database);
gboolean             bell_search_project  (BellWork          *work,
                                           BellType           type,
                                           const BellRecord  *before,
                                           const BellRecord  *after,
                                           GError           **error);
gboolean             bell_search_clear    (BellWork          *work,
                                           GError           **error);
gboolean             bell_search_ensure   (BellOrganisation  *organisation,
                                           GError           **error);
gboolean             bell_search_merge    (BellOrganisation  *organisation,
                                           gboolean          *begun,
                                           gboolean          *more,
                                           GError           **error);
gboolean             bell_search_merge_all (BellOrganisation *organisation,
                                           GError           **error);
gboolean             bell_search_count    (BellDatabase      *database,
                                           gint64            *indexed,
                                           gint64            *objects,
                                           GError           **error);

G_END_DECLS
