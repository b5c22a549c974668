/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

#include "bell-property.h"

G_BEGIN_DECLS

/**
 * BellSearchRange:
 * @start: byte where a match begins in the snippet or title
 * @end: byte after it
 */
typedef struct
{
  guint start;
  guint end;
} BellSearchRange;

/**
 * BellSearchHit:
 * @type: ticket, message or article
 * @id: the object that was found
 * @ticket_id: (nullable): the ticket that it is or belongs to
 * @title: subject of the ticket or title of the article
 * @number: the ticket's number, or 0
 * @person_id: (nullable): who asks in the ticket, wrote the message or the article
 * @time: when the object was made
 * @title_ranges: (element-type BellSearchRange): what matched in @title
 * @snippet: a line of the text around the first match; plain text, valid UTF-8
 * @snippet_ranges: (element-type BellSearchRange): what matched in @snippet
 * @language: (nullable): of an article, where it is known
 * @rank: smaller is better; 0 unless it was asked for
 *
 * One thing that a search found.
 */
typedef struct
{
  BellType type;
  char *id;
  char *ticket_id;
  char *title;
  char *person_id;
  gint64 number;
  gint64 time;
  GArray *title_ranges;
  char *snippet;
  GArray *snippet_ranges;
  char *language;
  double rank;
} BellSearchHit;

#define BELL_TYPE_SEARCH_HIT (bell_search_hit_get_type ())
GType          bell_search_hit_get_type (void) G_GNUC_CONST;
BellSearchHit *bell_search_hit_copy     (const BellSearchHit *self);
void           bell_search_hit_free     (BellSearchHit       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellSearchHit, bell_search_hit_free)

/**
 * BellSearchFlags:
 * @BELL_SEARCH_NEWEST: newest first
 * @BELL_SEARCH_RANKED: best first; slower on words that are everywhere
 * @BELL_SEARCH_ANSWERS: published articles that may answer what somebody
 *   describes in their own words: any of the words will do, best first
 */
typedef enum
{
  BELL_SEARCH_NEWEST = 0,
  BELL_SEARCH_RANKED = 1 << 0,
  BELL_SEARCH_ANSWERS = 1 << 1,
} BellSearchFlags;

G_END_DECLS
