/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-standard-view.h"

#include "bell-enums.h"
#include "bell-record.h"

static BellFilter *
new_active_filter (void)
{
  const BellProperty *status = bell_ticket_property (BELL_TICKET_STATUS);
  GVariant *values[4];
  guint n = 0;

  for (int i = BELL_STATUS_NEW; i <= BELL_STATUS_ON_HOLD; i++)
    values[n++] = g_variant_new_int32 (i);

  return bell_filter_new_any_of (status, values, n);
}

static BellQuery *
new_active_query (BellFilter *condition)
{
  BellFilter *group;

  if (condition == NULL)
    return bell_query_new (BELL_TYPE_TICKET, new_active_filter ());

  group = bell_filter_new_group (BELL_FILTER_AND);
  bell_filter_add (group, new_active_filter ());
  bell_filter_add (group, condition);

  return bell_query_new (BELL_TYPE_TICKET, group);
}

static BellQuery *
new_due_query (BellFilter *from,
               BellFilter *to)
{
  BellFilter *group = bell_filter_new_group (BELL_FILTER_AND);
  BellQuery *query;

  bell_filter_add (group, from);
  bell_filter_add (group, to);
  query = bell_query_new (BELL_TYPE_TICKET, group);
  bell_query_add_sort (query, bell_ticket_property (BELL_TICKET_NEXT_DUE_AT), FALSE);

  return query;
}

/**
 * bell_standard_view_new_query:
 * @name: "my-work", "unassigned", "my-teams", "all-open", "at-risk", "breached" or "recent"
 * @now: milliseconds since 1970, as of which deadlines are near or past
 *
 * The views that every agent has, in the window and in the terminal alike.
 * Tickets at risk have used most of their time; breached ones are over it. Those
 * two come in the order of their deadlines and "recent" in that of the last
 * change; the others have no order of their own. "my-work" and "my-teams" name
 * %BELL_FILTER_ME and %BELL_FILTER_MY_TEAMS.
 *
 * Returns: (transfer full) (nullable): what is listed there; %NULL where no view
 *   has that name
 */
BellQuery *
bell_standard_view_new_query (const char *name,
                              gint64      now)
{
  const BellProperty *assignee = bell_ticket_property (BELL_TICKET_ASSIGNEE_ID);
  const BellProperty *due = bell_ticket_property (BELL_TICKET_NEXT_DUE_AT);
  const BellProperty *mostly_used = bell_ticket_property (BELL_TICKET_MOSTLY_USED_AT);

  g_return_val_if_fail (name != NULL, NULL);

  if (g_str_equal (name, "my-work"))
    return new_active_query (bell_filter_new_condition (assignee, BELL_TEST_EQUAL, g_variant_new_string (BELL_FILTER_ME)));
  if (g_str_equal (name, "unassigned"))
    return new_active_query (bell_filter_new_condition (assignee, BELL_TEST_EQUAL, NULL));
  if (g_str_equal (name, "my-teams"))
    {
      GVariant *my_teams = g_variant_new_string (BELL_FILTER_MY_TEAMS);

      return new_active_query (bell_filter_new_any_of (bell_ticket_property (BELL_TICKET_TEAM_ID), &my_teams, 1));
    }
  if (g_str_equal (name, "all-open"))
    return new_active_query (NULL);
  if (g_str_equal (name, "at-risk"))
    return new_due_query (bell_filter_new_condition (due, BELL_TEST_FROM, g_variant_new_int64 (now + 1)),
                          bell_filter_new_condition (mostly_used, BELL_TEST_BEFORE, g_variant_new_int64 (now + 1)));
  if (g_str_equal (name, "breached"))
    return new_due_query (bell_filter_new_condition (due, BELL_TEST_FROM, g_variant_new_int64 (0)),
                          bell_filter_new_condition (due, BELL_TEST_BEFORE, g_variant_new_int64 (now + 1)));
  if (g_str_equal (name, "recent"))
    {
      BellQuery *query = bell_query_new (BELL_TYPE_TICKET, NULL);

      bell_query_add_sort (query, bell_ticket_property (BELL_TICKET_UPDATED_AT), TRUE);
      return query;
    }

  return NULL;
}

/**
 * bell_standard_view_turns_by_time:
 * @name: a standard view, or another name
 *
 * Returns: whether what it lists changes while time passes and nothing else happens
 */
gboolean
bell_standard_view_turns_by_time (const char *name)
{
  g_return_val_if_fail (name != NULL, FALSE);

  return g_str_equal (name, "at-risk") || g_str_equal (name, "breached");
}
