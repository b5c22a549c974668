/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-files.h"
#include "bell-search-hit.h"

G_BEGIN_DECLS

GPtrArray *bell_search_run         (BellFiles         *files,
                                    const char        *text,
                                    BellSearchFlags    flags,
                                    guint              limit,
                                    GError           **error);
GPtrArray *bell_search_split_words (const char        *text);
GArray    *bell_search_find_words  (const char        *text,
                                    GPtrArray         *words);
char      *bell_search_make_snippet (const char       *text,
                                    GPtrArray         *words,
                                    GArray           **ranges);

G_END_DECLS
