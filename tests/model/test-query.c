/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-query.h"
#include "bell-standard-view.h"

#define TICKET "T0192f0c1-0000-7000-8000-000000000001"
#define ANNA "P0192f0c1-0000-7000-8000-00000000000a"
#define TEAM "G0192f0c1-0000-7000-8000-000000000001"

static BellRecord *
make_ticket (void)
{
  BellRecord *record = bell_record_new (BELL_TYPE_TICKET, TICKET);
  const char *tags[] = { "vip", NULL };

  bell_record_set_text (record, bell_ticket_property (BELL_TICKET_ASSIGNEE_ID), ANNA);
  bell_record_set_text (record, bell_ticket_property (BELL_TICKET_TEAM_ID), TEAM);
  bell_record_set_integer (record, bell_ticket_property (BELL_TICKET_CREATED_AT), 1000);
  bell_record_set (record, bell_ticket_property (BELL_TICKET_TAGS), g_variant_new_strv (tags, -1));

  return record;
}

static BellFilter *
is_assigned_to (const char *id)
{
  return bell_filter_new_condition (bell_ticket_property (BELL_TICKET_ASSIGNEE_ID), BELL_TEST_EQUAL,
                                    id != NULL ? g_variant_new_string (id) : NULL);
}

static BellFilter *
created (BellTest test,
         gint64   time)
{
  return bell_filter_new_condition (bell_ticket_property (BELL_TICKET_CREATED_AT), test, g_variant_new_int64 (time));
}

static void
check (BellFilter *filter,
       gboolean    expected)
{
  g_autoptr (BellFilter) owned = filter;
  g_autoptr (BellRecord) ticket = make_ticket ();

  g_assert_cmpint (bell_filter_matches (owned, ticket), ==, expected);
}

static BellFilter *
group (BellFilterKind  kind,
       BellFilter     *one,
       BellFilter     *two)
{
  BellFilter *self = bell_filter_new_group (kind);

  if (one != NULL)
    bell_filter_add (self, one);
  if (two != NULL)
    bell_filter_add (self, two);

  return self;
}

static void
test_matches (void)
{
  GVariant *statuses[] = { g_variant_new_int32 (BELL_STATUS_OPEN), g_variant_new_int32 (BELL_STATUS_NEW) };
  const BellProperty *tags = bell_ticket_property (BELL_TICKET_TAGS);

  check (is_assigned_to (ANNA), TRUE);
  check (is_assigned_to (NULL), FALSE);
  check (bell_filter_new_any_of (bell_ticket_property (BELL_TICKET_STATUS), statuses, 2), TRUE);
  check (bell_filter_new_any_of (bell_ticket_property (BELL_TICKET_STATUS), NULL, 0), FALSE);
  check (bell_filter_new_condition (tags, BELL_TEST_CONTAINS, g_variant_new_string ("vip")), TRUE);
  check (bell_filter_new_condition (tags, BELL_TEST_CONTAINS, g_variant_new_string ("vi")), FALSE);
  check (created (BELL_TEST_BEFORE, 1000), FALSE);
  check (created (BELL_TEST_BEFORE, 1001), TRUE);
  check (created (BELL_TEST_FROM, 1000), TRUE);
  check (group (BELL_FILTER_AND, is_assigned_to (ANNA), created (BELL_TEST_FROM, 2000)), FALSE);
  check (group (BELL_FILTER_OR, is_assigned_to (ANNA), created (BELL_TEST_FROM, 2000)), TRUE);
  check (group (BELL_FILTER_NOT, is_assigned_to (NULL), created (BELL_TEST_FROM, 2000)), TRUE);
  check (group (BELL_FILTER_AND, NULL, NULL), TRUE);
  check (group (BELL_FILTER_OR, NULL, NULL), FALSE);
}

static void
test_resolve (void)
{
  const char *teams[] = { TEAM, NULL };
  GVariant *mine[] = { g_variant_new_string (BELL_FILTER_MY_TEAMS) };
  g_autoptr (BellFilter) filter = group (BELL_FILTER_AND, is_assigned_to (BELL_FILTER_ME),
                                         bell_filter_new_any_of (bell_ticket_property (BELL_TICKET_TEAM_ID), mine, 1));
  g_autoptr (BellFilter) for_anna = bell_filter_resolve (filter, ANNA, teams);
  g_autoptr (BellFilter) without_team = bell_filter_resolve (filter, ANNA, NULL);
  g_autoptr (BellRecord) ticket = make_ticket ();

  g_assert_true (bell_filter_matches (for_anna, ticket));
  g_assert_false (bell_filter_matches (without_team, ticket));
  g_assert_false (bell_filter_matches (filter, ticket));
}

static gboolean
is_listed (const char *view,
           gint64      now,
           BellRecord *ticket)
{
  g_autoptr (BellQuery) query = bell_standard_view_new_query (view, now);

  g_assert_nonnull (query);

  return query->filter == NULL || bell_filter_matches (query->filter, ticket);
}

static void
test_standard_views (void)
{
  g_autoptr (BellRecord) ticket = make_ticket ();
  g_autoptr (BellQuery) unknown = bell_standard_view_new_query ("no such view", 0);

  g_assert_null (unknown);

  bell_record_set_integer (ticket, bell_ticket_property (BELL_TICKET_STATUS), BELL_STATUS_OPEN);
  g_assert_true (is_listed ("all-open", 0, ticket));
  g_assert_true (is_listed ("recent", 0, ticket));
  g_assert_false (is_listed ("unassigned", 0, ticket));
  g_assert_false (is_listed ("at-risk", 5000, ticket));
  g_assert_false (is_listed ("breached", 5000, ticket));

  bell_record_set_integer (ticket, bell_ticket_property (BELL_TICKET_MOSTLY_USED_AT), 4000);
  bell_record_set_integer (ticket, bell_ticket_property (BELL_TICKET_NEXT_DUE_AT), 5000);
  g_assert_false (is_listed ("at-risk", 3999, ticket));
  g_assert_true (is_listed ("at-risk", 4000, ticket));
  g_assert_true (is_listed ("at-risk", 4999, ticket));
  g_assert_false (is_listed ("breached", 4999, ticket));
  /* From the very millisecond on: never in both, never in none. */
  g_assert_false (is_listed ("at-risk", 5000, ticket));
  g_assert_true (is_listed ("breached", 5000, ticket));

  bell_record_set_integer (ticket, bell_ticket_property (BELL_TICKET_STATUS), BELL_STATUS_CLOSED);
  bell_record_set_text (ticket, bell_ticket_property (BELL_TICKET_ASSIGNEE_ID), NULL);
  g_assert_false (is_listed ("all-open", 5000, ticket));
  g_assert_false (is_listed ("unassigned", 5000, ticket));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/query/matches", test_matches);
  g_test_add_func ("/query/resolve", test_resolve);
  g_test_add_func ("/query/standard-views", test_standard_views);

  return g_test_run ();
}
