/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-query-walk.h"

#include "bell-query-compiler.h"
#include "bell-words.h"

/* A search for a word that is in many subjects, the ones touched last first: the
 * index of words would give all of them, to be sorted, and the larger the desk the
 * more. But where many have it, the first of the list soon have it often enough. So
 * the list is gone through in its order, by its index, and each subject looked
 * at, as long as that goes well; else the index of words is asked. */

/* So many in vain at the beginning, and then so many for each that was found. */
#define IN_VAIN  32
#define PER_FIND 24

/* Who wants more than a page or two wants all of them. */
#define MOST_WANTED 200

#define MAX_WANTED_WORDS 32
#define MAX_WORDS        4000 /* as in the index */

static gboolean
is_text (const BellFilter *filter)
{
  return bell_filter_get_kind (filter) == BELL_FILTER_CONDITION && bell_filter_get_test (filter) == BELL_TEST_TEXT;
}

/* What the list has an index for, in which the order is that of the last touch. */
static gboolean
has_index (const BellFilter *filter)
{
  const BellProperty *property;

  if (bell_filter_get_kind (filter) != BELL_FILTER_CONDITION || bell_filter_get_test (filter) != BELL_TEST_EQUAL)
    return FALSE;
  property = bell_filter_get_property (filter);
  return property == bell_ticket_property (BELL_TICKET_STATUS) || property == bell_ticket_property (BELL_TICKET_REQUESTER_ID);
}

/* The text that is searched, and what there is besides it. NULL where the query is of another form. */
static const BellFilter *
take_apart (const BellQuery   *query,
            const BellFilter **rest)
{
  const BellFilter *filter = query->filter, *one, *two;

  *rest = NULL;
  if (query->type != BELL_TYPE_TICKET || filter == NULL || query->sorts == NULL || query->sorts->len != 1 ||
      g_array_index (query->sorts, BellSort, 0).property != bell_ticket_property (BELL_TICKET_UPDATED_AT))
    return NULL;
  if (is_text (filter))
    return filter;
  if (bell_filter_get_kind (filter) != BELL_FILTER_AND || bell_filter_get_n_children (filter) != 2)
    return NULL;

  one = bell_filter_get_child (filter, 0);
  two = bell_filter_get_child (filter, 1);
  *rest = is_text (one) ? two : one;
  return (is_text (one) || is_text (two)) && has_index (*rest) ? (is_text (one) ? one : two) : NULL;
}

/* Every word begins one of the subject: as the index of words is asked. */
static gboolean
has_words (const char *subject,
           GPtrArray  *wanted)
{
  g_autoptr (GPtrArray) words = bell_words_split (subject, MAX_WORDS);

  for (guint i = 0; i < wanted->len; i++)
    {
      gboolean found = FALSE;

      for (guint j = 0; j < words->len && !found; j++)
        found = g_str_has_prefix (words->pdata[j], wanted->pdata[i]);
      if (!found)
        return FALSE;
    }
  return TRUE;
}

static BellStatement *
select_in_order (const BellReader *self,
                 const BellQuery  *query,
                 const BellFilter *rest,
                 GError          **error)
{
  BellTable *table = bell_organisation_get_table (self->organisation, BELL_TYPE_TICKET);
  g_autoptr (BellQuery) plain = bell_query_new (BELL_TYPE_TICKET, rest != NULL ? bell_filter_ref ((BellFilter *) rest) : NULL);
  g_autoptr (BellCompiledQuery) compiled = NULL;
  g_autofree char *clauses = NULL;
  BellStatement *statement;

  bell_query_add_sort (plain, bell_ticket_property (BELL_TICKET_UPDATED_AT), g_array_index (query->sorts, BellSort, 0).descending);
  compiled = bell_query_compile (table, plain, NULL, 1, error);
  if (compiled == NULL)
    return NULL;
  clauses = g_strdup_printf ("WHERE %s ORDER BY %s", compiled->where, compiled->order_by);
  statement = bell_table_select_values (table, self->database, "id, subject", clauses, error);
  if (statement != NULL)
    bell_statement_bind_values (statement, 1, compiled->values);
  return statement;
}

/**
 * bell_query_walk:
 * @query: resolved
 * @wanted: how many from the beginning
 * @ids: (out) (transfer full) (nullable) (element-type utf8): the first @wanted, or all if
 *   there are fewer; %NULL where this is not the way to find them
 *
 * In a transaction.
 *
 * Returns: %FALSE on error
 */
gboolean
bell_query_walk (const BellReader  *self,
                 const BellQuery   *query,
                 gint64             wanted,
                 GPtrArray        **ids,
                 GError           **error)
{
  const BellFilter *rest, *text = take_apart (query, &rest);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) words = NULL;
  g_autoptr (BellStatement) statement = NULL;
  gint64 seen = 0;
  gboolean row;

  *ids = NULL;
  /* Of people who ask for help each sees few tickets; the other database weighs by itself. */
  if (text == NULL || wanted > MOST_WANTED || !bell_reader_is_staff (self) || bell_database_get_dialect (self->database) != NULL)
    return TRUE;
  words = bell_words_split (g_variant_get_string (bell_filter_get_value (text, 0), NULL), MAX_WANTED_WORDS);
  if (words->len == 0)
    return TRUE;

  statement = select_in_order (self, query, rest, error);
  if (statement == NULL)
    return FALSE;
  while (found->len < wanted)
    {
      if (!bell_statement_step (statement, &row, error))
        return FALSE;
      if (!row)
        break;
      if (++seen > IN_VAIN + (gint64) found->len * PER_FIND)
        return TRUE;
      if (has_words (bell_statement_get_text (statement, 1), words))
        g_ptr_array_add (found, g_strdup (bell_statement_get_text (statement, 0)));
    }
  *ids = g_steal_pointer (&found);
  return TRUE;
}
