/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-property.h"

G_BEGIN_DECLS

/* A word that every article has, so that they can be asked for alone. */
#define BELL_SEARCH_ARTICLE_MARK "deskbellarticle"

/* The index knows the beginnings of words up to so many characters as if they
 * were words: see cache-create.sql. */
#define BELL_SEARCH_LONGEST_PREFIX 3

/* What is indexed of an object. */
typedef struct
{
  char *title;
  char *body;
  char *extra;
} BellSearchText;

void  bell_search_text_init       (BellSearchText *self,
                                   BellType        type,
                                   const char     *title,
                                   const char     *body,
                                   const char     *summary,
                                   const char     *extra);
void  bell_search_text_clear      (BellSearchText *self);
char *bell_search_make_expression (const char     *text,
                                   gpointer        unused);
char *bell_search_get_unfinished  (const char     *text);
char *bell_search_make_finished_expression (const char *text, GPtrArray *words);
char *bell_search_make_loose_expression (const char *text);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BellSearchText, bell_search_text_clear)

G_END_DECLS
