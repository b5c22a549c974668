/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "db-fixture.h"

#include <string.h>

#include "bell-clock.h"
#include "bell-query-compiler.h"

#define add(path, function) \
  g_test_add (path, DbFixture, NULL, db_fixture_set_up, function, db_fixture_tear_down)

#define property(NAME) (bell_ticket_property (BELL_TICKET_##NAME))

/* Four tickets whose ids end in a to d. */
static const struct
{
  const char *id;
  const char *subject;
  BellStatus status;
  BellPriority priority;
  const char *assignee;
  const char *tags[3];
  gint64 updated;
  gint64 solved;
  const char *room;
} tickets[] = {
  { "Ta", "banana",  BELL_STATUS_OPEN,    BELL_PRIORITY_URGENT, "P1", { "vip", "net" }, 400, BELL_TIME_UNSET, "12" },
  { "Tb", "Apple",   BELL_STATUS_SOLVED,  BELL_PRIORITY_LOW,    NULL, { "net-work" },   300, 250,             NULL },
  { "Tc", "cherry",  BELL_STATUS_NEW,     BELL_PRIORITY_NORMAL, NULL, { NULL },         200, BELL_TIME_UNSET, NULL },
  { "Td", "apple 2", BELL_STATUS_ON_HOLD, BELL_PRIORITY_HIGH,   "P2", { "vip" },        100, BELL_TIME_UNSET, "1" },
};

static BellDatabase *
open_with_tickets (DbFixture *fixture)
{
  BellDatabase *database = db_fixture_open (fixture);
  g_autoptr (BellTable) table = bell_table_new (BELL_TYPE_TICKET, NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (tickets); i++)
    {
      g_autoptr (BellRecord) record = bell_record_new (BELL_TYPE_TICKET, tickets[i].id);
      g_autoptr (GVariant) tags = bell_value_new_set ((const char *const *) tickets[i].tags);

      bell_record_set_text (record, property (SUBJECT), tickets[i].subject);
      bell_record_set_integer (record, property (STATUS), tickets[i].status);
      bell_record_set_integer (record, property (PRIORITY), tickets[i].priority);
      bell_record_set_text (record, property (ASSIGNEE_ID), tickets[i].assignee);
      bell_record_set (record, property (TAGS), tags);
      bell_record_set_integer (record, property (UPDATED_AT), tickets[i].updated);
      bell_record_set_integer (record, property (SOLVED_AT), tickets[i].solved);
      if (tickets[i].room != NULL)
        {
          g_autoptr (GVariant) fields = g_variant_ref_sink (g_variant_new_parsed ("{'room': %s}", tickets[i].room));

          bell_record_set (record, property (CUSTOM_FIELDS), fields);
        }

      bell_table_upsert (table, database, record, &error);
      g_assert_no_error (error);
    }

  return database;
}

/* The last letters of the ids that the query gives, in its order; also that
 * the compiled SQL and the model's own judgement agree on each ticket. */
static char *
run (BellDatabase        *database,
     BellQuery           *query,
     const BellQueryText *text)
{
  g_autoptr (BellTable) table = bell_table_new (BELL_TYPE_TICKET, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (BellCompiledQuery) compiled = bell_query_compile (table, query, text, 2, &error);
  g_autofree char *clauses = NULL;
  g_autoptr (BellStatement) statement = NULL;
  GString *found = g_string_new (NULL);
  gboolean row;

  g_assert_no_error (error);
  clauses = g_strdup_printf ("WHERE ?1 = 'own' AND %s ORDER BY %s", compiled->where, compiled->order_by);
  statement = bell_table_select (table, database, clauses, &error);
  g_assert_no_error (error);
  bell_statement_bind_text (statement, 1, "own");
  bell_statement_bind_values (statement, 2, compiled->values);

  while (bell_statement_step (statement, &row, &error) && row)
    {
      g_autoptr (BellRecord) record = bell_table_read_row (table, statement, 0, &error);

      g_assert_no_error (error);
      g_string_append (found, bell_record_get_id (record) + 1);
    }
  g_assert_no_error (error);

  for (guint i = 0; i < G_N_ELEMENTS (tickets) && text == NULL; i++)
    {
      g_autoptr (BellRecord) record = NULL;
      gboolean matches;

      bell_table_get (table, database, tickets[i].id, &record, &error);
      g_assert_no_error (error);
      matches = query->filter == NULL || bell_filter_matches (query->filter, record);
      if (matches != (strchr (found->str, tickets[i].id[1]) != NULL))
        g_error ("%s: the model says %s, SQL gives %s for %s", tickets[i].id, matches ? "yes" : "no", found->str,
                 compiled->where);
    }

  return g_string_free (found, FALSE);
}

#define assert_finds(database, filter, ids) \
  G_STMT_START { \
    g_autoptr (BellQuery) query_ = bell_query_new (BELL_TYPE_TICKET, filter); \
    g_autofree char *found_ = run (database, query_, NULL); \
    g_assert_cmpstr (found_, ==, ids); \
  } G_STMT_END

static BellFilter *
equal (const BellProperty *of,
       GVariant           *value)
{
  return bell_filter_new_condition (of, BELL_TEST_EQUAL, value);
}

static BellFilter *
contains (const BellProperty *of,
          const char         *member)
{
  return bell_filter_new_condition (of, BELL_TEST_CONTAINS, g_variant_new_string (member));
}

static BellFilter *
group (BellFilterKind  kind,
       BellFilter     *one,
       BellFilter     *two)
{
  BellFilter *filter = bell_filter_new_group (kind);

  bell_filter_add (filter, one);
  if (two != NULL)
    bell_filter_add (filter, two);

  return filter;
}

static void
test_conditions (DbFixture     *fixture,
                 gconstpointer  data)
{
  g_autoptr (BellDatabase) database = open_with_tickets (fixture);
  GVariant *open[] = { g_variant_new_int32 (BELL_STATUS_NEW), g_variant_new_int32 (BELL_STATUS_ON_HOLD) };
  GVariant *nobody_or_one[] = { NULL, g_variant_new_string ("P1") };
  GVariant *nobody[] = { NULL };

  assert_finds (database, equal (property (STATUS), g_variant_new_int32 (BELL_STATUS_OPEN)), "a");
  assert_finds (database, equal (property (SUBJECT), g_variant_new_string ("Apple")), "b");
  assert_finds (database, equal (property (ASSIGNEE_ID), g_variant_new_string ("P2")), "d");
  assert_finds (database, equal (property (ASSIGNEE_ID), NULL), "bc");
  assert_finds (database, equal (property (SOLVED_AT), NULL), "acd");
  assert_finds (database, equal (property (PRIORITY_OVERRIDDEN), g_variant_new_boolean (FALSE)), "abcd");
  assert_finds (database, bell_filter_new_any_of (property (STATUS), open, 2), "cd");
  assert_finds (database, bell_filter_new_any_of (property (ASSIGNEE_ID), nobody_or_one, 2), "abc");
  assert_finds (database, bell_filter_new_any_of (property (ASSIGNEE_ID), nobody, 1), "bc");
  assert_finds (database, bell_filter_new_any_of (property (STATUS), NULL, 0), "");
  assert_finds (database, contains (property (TAGS), "vip"), "ad");
  assert_finds (database, contains (property (TAGS), "net"), "a");
  assert_finds (database, contains (property (CUSTOM_FIELDS), "room"), "ad");
  assert_finds (database, contains (property (CUSTOM_FIELDS), "12"), "");
  assert_finds (database, bell_filter_new_condition (property (UPDATED_AT), BELL_TEST_BEFORE, g_variant_new_int64 (300)), "cd");
  assert_finds (database, bell_filter_new_condition (property (UPDATED_AT), BELL_TEST_FROM, g_variant_new_int64 (300)), "ab");
  assert_finds (database, bell_filter_new_condition (property (SOLVED_AT), BELL_TEST_BEFORE, g_variant_new_int64 (999)), "b");
}

static void
test_groups (DbFixture     *fixture,
             gconstpointer  data)
{
  g_autoptr (BellDatabase) database = open_with_tickets (fixture);

  assert_finds (database, group (BELL_FILTER_AND, contains (property (TAGS), "vip"),
                                 equal (property (ASSIGNEE_ID), g_variant_new_string ("P2"))), "d");
  assert_finds (database, group (BELL_FILTER_OR, contains (property (TAGS), "net"),
                                 equal (property (ASSIGNEE_ID), g_variant_new_string ("P2"))), "ad");
  assert_finds (database, group (BELL_FILTER_NOT, contains (property (TAGS), "vip"),
                                 equal (property (STATUS), g_variant_new_int32 (BELL_STATUS_NEW))), "b");

  /* Not P1 means also nobody, though SQL compares null with nothing. */
  assert_finds (database, group (BELL_FILTER_NOT, equal (property (ASSIGNEE_ID), g_variant_new_string ("P1")), NULL), "bcd");
  assert_finds (database, group (BELL_FILTER_NOT, group (BELL_FILTER_NOT,
                  equal (property (ASSIGNEE_ID), g_variant_new_string ("P1")), NULL), NULL), "a");
  assert_finds (database, group (BELL_FILTER_NOT, bell_filter_new_condition (property (SOLVED_AT), BELL_TEST_FROM,
                  g_variant_new_int64 (0)), NULL), "acd");

  assert_finds (database, bell_filter_new_group (BELL_FILTER_AND), "abcd");
  assert_finds (database, bell_filter_new_group (BELL_FILTER_OR), "");
  assert_finds (database, bell_filter_new_group (BELL_FILTER_NOT), "abcd");
}

/* A person's words are values: they never become SQL, nor a neighbouring tag. */
static void
test_injection (DbFixture     *fixture,
                gconstpointer  data)
{
  g_autoptr (BellDatabase) database = open_with_tickets (fixture);

  assert_finds (database, equal (property (SUBJECT), g_variant_new_string ("x' OR '1'='1")), "");
  assert_finds (database, equal (property (ASSIGNEE_ID), g_variant_new_string ("P1' --")), "");
  assert_finds (database, contains (property (TAGS), "') > 0 OR 1; DROP TABLE ticket; --"), "");
  assert_finds (database, contains (property (TAGS), "net\x1evip"), "");
  assert_finds (database, contains (property (TAGS), "%"), "");
  assert_finds (database, contains (property (TAGS), ""), "");
  assert_finds (database, contains (property (CUSTOM_FIELDS), "room\x1f" "12"), "");
}

static void
test_resolved (DbFixture     *fixture,
               gconstpointer  data)
{
  g_autoptr (BellDatabase) database = open_with_tickets (fixture);
  g_autoptr (BellFilter) mine = equal (property (ASSIGNEE_ID), g_variant_new_string (BELL_FILTER_ME));
  g_autoptr (BellFilter) teams = equal (property (ASSIGNEE_ID), g_variant_new_string (BELL_FILTER_MY_TEAMS));

  assert_finds (database, bell_filter_resolve (mine, "P2", NULL), "d");
  assert_finds (database, bell_filter_resolve (teams, "P2", (const char *const[]) { "P1", "P2", NULL }), "ad");
  assert_finds (database, bell_filter_resolve (teams, "P2", NULL), "");
}

static void
test_sorts (DbFixture     *fixture,
            gconstpointer  data)
{
  static const struct { BellTicketProperty index; gboolean descending; const char *ids; } sorts[] = {
    { BELL_TICKET_UPDATED_AT, FALSE, "dcba" },
    { BELL_TICKET_UPDATED_AT, TRUE, "abcd" },
    { BELL_TICKET_SUBJECT, FALSE, "bdac" },
    { BELL_TICKET_PRIORITY, TRUE, "adcb" },
    { BELL_TICKET_STATUS, FALSE, "cadb" },
    { BELL_TICKET_ASSIGNEE_ID, FALSE, "bcad" },
    { BELL_TICKET_ASSIGNEE_ID, TRUE, "dacb" },
    { BELL_TICKET_CREATED_AT, TRUE, "dcba" },
    { BELL_TICKET_CREATED_AT, FALSE, "abcd" },
  };
  g_autoptr (BellDatabase) database = open_with_tickets (fixture);

  for (guint i = 0; i < G_N_ELEMENTS (sorts); i++)
    {
      g_autoptr (BellQuery) query = bell_query_new (BELL_TYPE_TICKET, NULL);
      g_autofree char *found = NULL;

      bell_query_add_sort (query, bell_type_get_property (BELL_TYPE_TICKET, sorts[i].index), sorts[i].descending);
      found = run (database, query, NULL);
      g_assert_cmpstr (found, ==, sorts[i].ids);
    }
}

static char *
prepare_text (const char *text,
              gpointer    user_data)
{
  return *text != '\0' ? g_strdup_printf ("%%%s%%", text) : NULL;
}

static void
test_text (DbFixture     *fixture,
           gconstpointer  data)
{
  g_autoptr (BellDatabase) database = open_with_tickets (fixture);
  g_autoptr (BellTable) table = bell_table_new (BELL_TYPE_TICKET, NULL);
  BellFilter *apple = group (BELL_FILTER_AND, bell_filter_new_text ("apple"), contains (property (TAGS), "vip"));
  BellFilter *nothing = bell_filter_new_text ("");
  g_autoptr (BellQuery) by_apple = bell_query_new (BELL_TYPE_TICKET, apple);
  g_autoptr (BellQuery) by_nothing = bell_query_new (BELL_TYPE_TICKET, nothing);
  BellQueryText text = { "ticket.id IN (SELECT id FROM ticket WHERE subject LIKE ?)", prepare_text, NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *found = run (database, by_apple, &text);
  g_autofree char *none = run (database, by_nothing, &text);

  g_assert_cmpstr (found, ==, "d");
  g_assert_cmpstr (none, ==, "");

  g_assert_null (bell_query_compile (table, by_apple, NULL, 1, &error));
  db_assert_error (error, BELL_DATABASE_ERROR_STATEMENT, "text");
}

static void
test_refused (DbFixture     *fixture,
              gconstpointer  data)
{
  g_autoptr (BellTable) table = bell_table_new (BELL_TYPE_TICKET, NULL);
  g_autoptr (BellFilter) deep = contains (property (TAGS), "vip");
  BellFilter *misfits[] = {
    contains (property (SUBJECT), "a"),
    bell_filter_new_condition (property (SUBJECT), BELL_TEST_BEFORE, g_variant_new_string ("a")),
    equal (bell_article_property (BELL_ARTICLE_TITLE), g_variant_new_string ("a")),
    NULL,
  };

  for (guint i = 0; i < 100; i++)
    deep = group (BELL_FILTER_NOT, g_steal_pointer (&deep), NULL);
  misfits[3] = g_steal_pointer (&deep);

  for (guint i = 0; i < G_N_ELEMENTS (misfits); i++)
    {
      g_autoptr (BellQuery) query = bell_query_new (BELL_TYPE_TICKET, misfits[i]);
      g_autoptr (GError) error = NULL;

      g_assert_null (bell_query_compile (table, query, NULL, 1, &error));
      db_assert_error (error, BELL_DATABASE_ERROR_STATEMENT, "filter");
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("/db/query/conditions", test_conditions);
  add ("/db/query/groups", test_groups);
  add ("/db/query/injection", test_injection);
  add ("/db/query/resolved", test_resolved);
  add ("/db/query/sorts", test_sorts);
  add ("/db/query/text", test_text);
  add ("/db/query/misfit-and-too-deep", test_refused);

  return g_test_run ();
}
