/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-record.h"

G_BEGIN_DECLS

/**
 * BellTest:
 * @BELL_TEST_EQUAL: the property has this value (null: has none)
 * @BELL_TEST_ANY_OF: the property has one of these values (an enumeration's or ids)
 * @BELL_TEST_CONTAINS: a set has this member, a map this key
 * @BELL_TEST_BEFORE: a time or number is less than this
 * @BELL_TEST_FROM: a time or number is this or more
 * @BELL_TEST_TEXT: full-text search over the object (no property)
 *
 * What a condition asks of an object.
 */
typedef enum
{
  BELL_TEST_EQUAL,
  BELL_TEST_ANY_OF,
  BELL_TEST_CONTAINS,
  BELL_TEST_BEFORE,
  BELL_TEST_FROM,
  BELL_TEST_TEXT,
} BellTest;

typedef enum
{
  BELL_FILTER_CONDITION,
  BELL_FILTER_AND,
  BELL_FILTER_OR,
  BELL_FILTER_NOT, /* none of its children, as RFC 8620 section 5.5 has it */
} BellFilterKind;

/**
 * BellFilter:
 *
 * A tree of conditions over one type. Immutable once built; reference-counted.
 *
 * In ids the words `$me` (the reader) and `$my-teams` (the reader's teams, in
 * ANY_OF) stand for what bell_filter_resolve() puts in their place, so that a
 * shared view means each person's own work.
 */
typedef struct _BellFilter BellFilter;

typedef struct
{
  const BellProperty *property;
  gboolean descending;
} BellSort;

/**
 * BellQuery:
 * @type: of what
 * @filter: (nullable): which ones; %NULL means all
 * @sorts: (nullable) (element-type BellSort): in which order; the id decides at the end
 */
typedef struct
{
  BellType type;
  BellFilter *filter;
  GArray *sorts;
} BellQuery;

#define BELL_FILTER_ME       "$me"
#define BELL_FILTER_MY_TEAMS "$my-teams"

BellFilter         *bell_filter_new_condition (const BellProperty *property,
                                               BellTest            test,
                                               GVariant           *value);
BellFilter         *bell_filter_new_any_of    (const BellProperty *property,
                                               GVariant          **values,
                                               guint               n_values);
BellFilter         *bell_filter_new_text      (const char         *text);
BellFilter         *bell_filter_new_group     (BellFilterKind      kind);
void                bell_filter_add           (BellFilter         *self,
                                               BellFilter         *child);
BellFilter         *bell_filter_ref           (BellFilter         *self);
void                bell_filter_unref         (BellFilter         *self);

BellFilterKind      bell_filter_get_kind      (const BellFilter   *self);
guint               bell_filter_get_n_children (const BellFilter  *self);
const BellFilter   *bell_filter_get_child     (const BellFilter   *self,
                                               guint               index);
const BellProperty *bell_filter_get_property  (const BellFilter   *self);
BellTest            bell_filter_get_test      (const BellFilter   *self);
guint               bell_filter_get_n_values  (const BellFilter   *self);
GVariant           *bell_filter_get_value     (const BellFilter   *self,
                                               guint               index);
BellFilter         *bell_filter_resolve       (BellFilter         *self,
                                               const char         *me,
                                               const char *const  *my_teams);

gboolean            bell_filter_matches       (const BellFilter   *self,
                                               const BellRecord   *record);

BellQuery          *bell_query_new            (BellType            type,
                                               BellFilter         *filter);
void                bell_query_add_sort       (BellQuery          *self,
                                               const BellProperty *property,
                                               gboolean            descending);
BellQuery          *bell_query_copy           (const BellQuery    *self);
void                bell_query_free           (BellQuery          *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellFilter, bell_filter_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellQuery, bell_query_free)

G_END_DECLS
