/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-query.h"

/* One node of a filter tree. A condition has a property, a test and values; a
 * group has children. */
struct _BellFilter
{
  BellFilterKind kind;
  BellTest test;
  const BellProperty *property; /* null for a text search */
  GPtrArray *values;            /* GVariant, or null for "has none" */
  GPtrArray *children;
};

static void
clear_filter (gpointer data)
{
  BellFilter *self = data;

  g_clear_pointer (&self->values, g_ptr_array_unref);
  g_clear_pointer (&self->children, g_ptr_array_unref);
}

static void
free_value (gpointer value)
{
  if (value != NULL)
    g_variant_unref (value);
}

static BellFilter *
new_filter (BellFilterKind kind)
{
  BellFilter *self = g_atomic_rc_box_new0 (BellFilter);

  self->kind = kind;
  self->values = g_ptr_array_new_with_free_func (free_value);
  self->children = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_filter_unref);

  return self;
}

static void
add_value (BellFilter *self,
           GVariant   *value)
{
  g_ptr_array_add (self->values, value != NULL ? g_variant_ref_sink (value) : NULL);
}

static gboolean
condition_matches (const BellFilter *self,
                   const BellRecord *record)
{
  g_autoptr (GVariant) value = NULL;

  if (self->test == BELL_TEST_TEXT)
    return TRUE; /* only an index can tell */

  value = bell_record_get (record, self->property);

  switch (self->test)
    {
    case BELL_TEST_EQUAL:
    case BELL_TEST_ANY_OF:
      for (guint i = 0; i < self->values->len; i++)
        if (bell_value_equal (value, self->values->pdata[i]))
          return TRUE;
      return FALSE;

    case BELL_TEST_CONTAINS:
      return value != NULL && bell_value_has_member (value, g_variant_get_string (self->values->pdata[0], NULL), NULL);

    case BELL_TEST_BEFORE:
      return value != NULL && g_variant_get_int64 (value) < g_variant_get_int64 (self->values->pdata[0]);

    case BELL_TEST_FROM:
      return value != NULL && g_variant_get_int64 (value) >= g_variant_get_int64 (self->values->pdata[0]);

    case BELL_TEST_TEXT:
      break;
    }

  g_assert_not_reached ();
}

/**
 * bell_filter_new_condition:
 * @property: what is looked at
 * @test: not %BELL_TEST_ANY_OF or %BELL_TEST_TEXT
 * @value: (nullable): of the property's kind; a string for
 *   %BELL_TEST_CONTAINS; %NULL only for %BELL_TEST_EQUAL; a floating one is taken
 *
 * Returns: (transfer full): a condition
 */
BellFilter *
bell_filter_new_condition (const BellProperty *property,
                           BellTest            test,
                           GVariant           *value)
{
  BellFilter *self;

  g_return_val_if_fail (property != NULL, NULL);
  g_return_val_if_fail (test != BELL_TEST_ANY_OF && test != BELL_TEST_TEXT, NULL);
  g_return_val_if_fail (value != NULL || test == BELL_TEST_EQUAL, NULL);
  g_return_val_if_fail (value == NULL ||
                        g_variant_is_of_type (value, test == BELL_TEST_CONTAINS
                                                     ? G_VARIANT_TYPE_STRING
                                                     : bell_kind_get_variant_type (property->kind)), NULL);

  self = new_filter (BELL_FILTER_CONDITION);
  self->property = property;
  self->test = test;
  add_value (self, value);

  return self;
}

/**
 * bell_filter_new_any_of:
 * @property: what is looked at
 * @values: (array length=n_values): values of the property's kind; floating
 *   ones are taken
 * @n_values: how many; none means that nothing matches
 *
 * Returns: (transfer full): a condition
 */
BellFilter *
bell_filter_new_any_of (const BellProperty  *property,
                        GVariant           **values,
                        guint                n_values)
{
  BellFilter *self;

  g_return_val_if_fail (property != NULL, NULL);

  self = new_filter (BELL_FILTER_CONDITION);
  self->property = property;
  self->test = BELL_TEST_ANY_OF;
  for (guint i = 0; i < n_values; i++)
    add_value (self, values[i]);

  return self;
}

/**
 * bell_filter_new_text:
 * @text: what a person types into a search
 *
 * Returns: (transfer full): a condition on the full text of the object
 */
BellFilter *
bell_filter_new_text (const char *text)
{
  BellFilter *self;

  g_return_val_if_fail (text != NULL, NULL);

  self = new_filter (BELL_FILTER_CONDITION);
  self->test = BELL_TEST_TEXT;
  add_value (self, g_variant_new_string (text));

  return self;
}

/**
 * bell_filter_new_group:
 * @kind: %BELL_FILTER_AND, %BELL_FILTER_OR or %BELL_FILTER_NOT
 *
 * Returns: (transfer full): a group without children
 */
BellFilter *
bell_filter_new_group (BellFilterKind kind)
{
  g_return_val_if_fail (kind != BELL_FILTER_CONDITION, NULL);

  return new_filter (kind);
}

/**
 * bell_filter_add:
 * @child: (transfer full): a condition or a group
 *
 * Only while @self has one owner.
 */
void
bell_filter_add (BellFilter *self,
                 BellFilter *child)
{
  g_return_if_fail (self != NULL && self->kind != BELL_FILTER_CONDITION);
  g_return_if_fail (child != NULL);

  g_ptr_array_add (self->children, child);
}

/**
 * bell_filter_ref:
 *
 * Returns: (transfer full): @self, with one owner more
 */
BellFilter *
bell_filter_ref (BellFilter *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

/**
 * bell_filter_unref:
 *
 * Gives up one ownership; the last one frees the tree.
 */
void
bell_filter_unref (BellFilter *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, clear_filter);
}

/**
 * bell_filter_get_kind:
 *
 * Returns: condition or which group
 */
BellFilterKind
bell_filter_get_kind (const BellFilter *self)
{
  g_return_val_if_fail (self != NULL, BELL_FILTER_CONDITION);

  return self->kind;
}

/**
 * bell_filter_get_n_children:
 *
 * Returns: how many children the group has
 */
guint
bell_filter_get_n_children (const BellFilter *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->children->len;
}

/**
 * bell_filter_get_child:
 * @index: less than bell_filter_get_n_children()
 *
 * Returns: (transfer none): a child of the group
 */
const BellFilter *
bell_filter_get_child (const BellFilter *self,
                       guint             index)
{
  g_return_val_if_fail (self != NULL && index < self->children->len, NULL);

  return self->children->pdata[index];
}

/**
 * bell_filter_get_property:
 *
 * Returns: (transfer none) (nullable): what the condition looks at, %NULL for
 *   a search in the full text
 */
const BellProperty *
bell_filter_get_property (const BellFilter *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->property;
}

/**
 * bell_filter_get_test:
 *
 * Returns: what the condition asks
 */
BellTest
bell_filter_get_test (const BellFilter *self)
{
  g_return_val_if_fail (self != NULL, BELL_TEST_EQUAL);

  return self->test;
}

/**
 * bell_filter_get_n_values:
 *
 * Returns: how many values the condition has
 */
guint
bell_filter_get_n_values (const BellFilter *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->values->len;
}

/**
 * bell_filter_get_value:
 * @index: less than bell_filter_get_n_values()
 *
 * Returns: (transfer none) (nullable): a value of the condition, %NULL for null
 */
GVariant *
bell_filter_get_value (const BellFilter *self,
                       guint             index)
{
  g_return_val_if_fail (self != NULL && index < self->values->len, NULL);

  return self->values->pdata[index];
}

/**
 * bell_filter_resolve:
 * @me: the reader's id
 * @my_teams: (nullable): the ids of the reader's teams
 *
 * Puts the reader in the place of `$me` and `$my-teams`.
 *
 * Returns: (transfer full): a filter without those words; @self where it had none
 */
BellFilter *
bell_filter_resolve (BellFilter         *self,
                     const char         *me,
                     const char *const  *my_teams)
{
  BellFilter *resolved;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (me != NULL, NULL);

  if (self->kind != BELL_FILTER_CONDITION)
    {
      resolved = new_filter (self->kind);
      for (guint i = 0; i < self->children->len; i++)
        bell_filter_add (resolved, bell_filter_resolve (self->children->pdata[i], me, my_teams));

      return resolved;
    }

  if (self->property == NULL ||
      (self->property->kind != BELL_KIND_ID && self->property->kind != BELL_KIND_SET))
    return bell_filter_ref (self);

  resolved = new_filter (BELL_FILTER_CONDITION);
  resolved->property = self->property;
  resolved->test = self->test;

  for (guint i = 0; i < self->values->len; i++)
    {
      GVariant *value = self->values->pdata[i];
      const char *word = value != NULL ? g_variant_get_string (value, NULL) : NULL;

      if (g_strcmp0 (word, BELL_FILTER_ME) == 0)
        {
          add_value (resolved, g_variant_new_string (me));
        }
      else if (g_strcmp0 (word, BELL_FILTER_MY_TEAMS) == 0)
        {
          resolved->test = BELL_TEST_ANY_OF;
          for (guint t = 0; my_teams != NULL && my_teams[t] != NULL; t++)
            add_value (resolved, g_variant_new_string (my_teams[t]));
        }
      else
        {
          add_value (resolved, value);
        }
    }

  return resolved;
}

/**
 * bell_filter_matches:
 * @record: an object of the filter's type
 *
 * A search in the full text is taken as met: only an index can tell.
 *
 * Returns: whether @record is one of those that the resolved filter means
 */
gboolean
bell_filter_matches (const BellFilter *self,
                     const BellRecord *record)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (record != NULL, FALSE);

  switch (self->kind)
    {
    case BELL_FILTER_CONDITION:
      return condition_matches (self, record);

    case BELL_FILTER_AND:
      for (guint i = 0; i < self->children->len; i++)
        if (!bell_filter_matches (self->children->pdata[i], record))
          return FALSE;
      return TRUE;

    case BELL_FILTER_OR:
      for (guint i = 0; i < self->children->len; i++)
        if (bell_filter_matches (self->children->pdata[i], record))
          return TRUE;
      return FALSE;

    case BELL_FILTER_NOT:
      for (guint i = 0; i < self->children->len; i++)
        if (bell_filter_matches (self->children->pdata[i], record))
          return FALSE;
      return TRUE;
    }

  g_assert_not_reached ();
}

/**
 * bell_query_new:
 * @type: of what
 * @filter: (nullable) (transfer full): which ones
 *
 * Returns: (transfer full): a query without an order
 */
BellQuery *
bell_query_new (BellType    type,
                BellFilter *filter)
{
  BellQuery *self = g_new0 (BellQuery, 1);

  self->type = type;
  self->filter = filter;
  self->sorts = g_array_new (FALSE, FALSE, sizeof (BellSort));

  return self;
}

/**
 * bell_query_add_sort:
 * @property: by what; decides where those before it leave a tie
 * @descending: whether the largest comes first
 */
void
bell_query_add_sort (BellQuery          *self,
                     const BellProperty *property,
                     gboolean            descending)
{
  BellSort sort = { property, descending };

  g_return_if_fail (self != NULL);
  g_return_if_fail (property != NULL && property->type == self->type);

  g_array_append_val (self->sorts, sort);
}

/**
 * bell_query_copy:
 *
 * Returns: (transfer full): the same query, to be changed
 */
BellQuery *
bell_query_copy (const BellQuery *self)
{
  BellQuery *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = bell_query_new (self->type, self->filter != NULL ? bell_filter_ref (self->filter) : NULL);
  g_array_append_vals (copy->sorts, self->sorts->data, self->sorts->len);

  return copy;
}

/**
 * bell_query_free:
 *
 * Frees the query.
 */
void
bell_query_free (BellQuery *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->filter, bell_filter_unref);
  g_clear_pointer (&self->sorts, g_array_unref);
  g_free (self);
}
