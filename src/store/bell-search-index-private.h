/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-search-index.h"
#include "bell-search-text.h"

G_BEGIN_DECLS

/* The columns of a type that are indexed, and the properties that they are; -1
 * for none. */
typedef struct
{
  BellType type;
  const char *columns; /* title, body, a second body, extra */
  int title, body, summary, extra;
} BellSearchSource;

#define BELL_SEARCH_N_SOURCES 3
extern const BellSearchSource bell_search_sources[];

/* So many numbers are tried for a document from its first one on. */
#define BELL_SEARCH_MAX_PROBES 64

gint64   bell_search_first_number     (const char    *id);
gboolean bell_search_find_places      (BellDatabase  *database,
                                       const char    *query,
                                       BellType       type,
                                       const char    *id,
                                       gint64         key,
                                       gint64        *taken,
                                       gint64        *free_one,
                                       GError       **error);
gboolean bell_search_run_with_numbers (BellDatabase  *database,
                                       const char    *query,
                                       gint64         one,
                                       gint64         two,
                                       gint64         three,
                                       int            count,
                                       GError       **error);

G_END_DECLS
