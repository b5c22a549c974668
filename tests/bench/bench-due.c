/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What deadlines cost a client with 47,000 open tickets: the first download, a
 * changed policy, one ticket that moves, and the list by the next deadline. One line of
 * JSON a figure, see report.py. */

#include "../store/store-fixture.h"

#define N_TICKETS 47000
#define POLICY    "S0192f0c1-0000-7000-8000-000000000003"
#define CALENDAR  "D0192f0c1-0000-7000-8000-000000000004"

static void
report (const char *name,
        double      value,
        const char *unit)
{
  g_print ("{\"name\": \"%s\", \"value\": %.3f, \"unit\": \"%s\"}\n", name, value, unit);
}

static BellRecord *
new_policy (StoreFixture *fixture,
            const char   *resolution)
{
  BellRecord *record = bell_record_new (BELL_TYPE_SLA_POLICY, POLICY);
  g_autoptr (GVariant) targets = g_variant_ref_sink (g_variant_new_parsed (resolution));

  bell_record_set_text (record, bell_sla_policy_property (BELL_SLA_POLICY_NAME), "All");
  bell_record_set_integer (record, bell_sla_policy_property (BELL_SLA_POLICY_ACTIVE), TRUE);
  bell_record_set (record, bell_sla_policy_property (BELL_SLA_POLICY_RESOLUTION), targets);
  bell_record_set_text (record, bell_sla_policy_property (BELL_SLA_POLICY_CALENDAR_ID), CALENDAR);
  fixture->modseq++;
  bell_record_set_modseqs (record, fixture->modseq, fixture->modseq);

  return record;
}

static BellRecord *
new_calendar (StoreFixture *fixture)
{
  BellRecord *record = bell_record_new (BELL_TYPE_CALENDAR, CALENDAR);
  g_autoptr (GVariant) hours =
    g_variant_ref_sink (g_variant_new_parsed ("{'fri': '08:00-18:00', 'mon': '08:00-12:00 13:00-18:00', 'tue': '08:00-18:00'}"));

  bell_record_set_text (record, bell_calendar_property (BELL_CALENDAR_NAME), "Hours");
  bell_record_set_text (record, bell_calendar_property (BELL_CALENDAR_TIME_ZONE), "Europe/Berlin");
  bell_record_set (record, bell_calendar_property (BELL_CALENDAR_HOURS), hours);
  fixture->modseq++;
  bell_record_set_modseqs (record, fixture->modseq, fixture->modseq);

  return record;
}

/* As a server tells it: the creation, and two moves of the status. */
static void
add_history (StoreFixture     *fixture,
             GPtrArray        *changes,
             const BellRecord *ticket)
{
  gint64 at = bell_ticket_get_created_at (BELL_TICKET (ticket));

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (BellPatch) patch = bell_patch_new (BELL_TYPE_TICKET);
      g_autofree char *id = store_id (BELL_TYPE_CHANGE, (guint64) at, (guint) fixture->modseq + 1);
      g_autoptr (BellChange) change = NULL;

      bell_patch_set_integer (patch, BELL_TICKET_STATUS, i == 1 ? BELL_STATUS_PENDING : BELL_STATUS_OPEN);
      if (i == 0)
        {
          bell_patch_set_text (patch, BELL_TICKET_SUBJECT, "Created");
          bell_patch_set_integer (patch, BELL_TICKET_PRIORITY, BELL_PRIORITY_NORMAL);
        }
      change = bell_change_new (id, i == 0 ? BELL_CHANGE_KIND_CREATE : BELL_CHANGE_KIND_UPDATE, BELL_TYPE_TICKET,
                                bell_record_get_id (ticket), patch, NULL, fixture->other, "elsewhere", at + i * 600000);
      g_ptr_array_add (changes, bell_change_new_confirmed (change, patch, ++fixture->modseq, at + i * 600000, NULL));
    }
}

static double
download (StoreFixture *fixture,
          gboolean      with_policy)
{
  const char *states[BELL_TYPE_NONE];
  g_autoptr (GAsyncResult) begun = NULL;
  g_autoptr (GAsyncResult) finished = NULL;
  gint64 start;

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    states[i] = "999999-1";
  bell_store_sync_bulk_begin (fixture->store, states, FALSE, NULL, store_keep_result, &begun);
  g_assert_true (bell_store_sync_bulk_begin_finish (fixture->store, store_wait (&begun), NULL));

  for (guint done = 0; done < N_TICKETS;)
    {
      g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_record_unref);
      g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_change_unref);
      g_autoptr (GAsyncResult) added = NULL;

      if (done == 0 && with_policy)
        {
          g_ptr_array_add (records, new_calendar (fixture));
          g_ptr_array_add (records, new_policy (fixture, "{'normal': '72000'}"));
        }
      for (guint i = 0; i < 1000; i++, done++)
        {
          g_autofree char *id = store_id (BELL_TYPE_TICKET, G_GINT64_CONSTANT (1764000000000) + done * 60000, done);
          BellRecord *ticket = store_new_ticket (fixture, id, done + 1, "The printer rings");

          g_ptr_array_add (records, ticket);
          add_history (fixture, changes, ticket);
        }
      bell_store_sync_bulk_add (fixture->store, records, changes, NULL, NULL, store_keep_result, &added);
      g_assert_true (bell_store_sync_bulk_add_finish (fixture->store, store_wait (&added), NULL));
    }

  start = g_get_monotonic_time ();
  bell_store_sync_bulk_finish (fixture->store, NULL, NULL, store_keep_result, &finished);
  g_assert_true (bell_store_sync_bulk_finish_finish (fixture->store, store_wait (&finished), NULL));

  return (g_get_monotonic_time () - start) / 1e6;
}

static double
hear (StoreFixture *fixture,
      BellRecord   *record)
{
  g_autoptr (BellRecord) owned = record;
  g_autoptr (BellNews) news = NULL;
  gint64 start;

  fixture->modseq = MAX (fixture->modseq, 1000000);
  bell_record_set_modseqs (record, fixture->modseq + 1, fixture->modseq + 1);
  fixture->modseq++;
  news = store_new_news (fixture);
  bell_news_add_record (news, record);
  start = g_get_monotonic_time ();
  g_assert_true (store_apply (fixture->store, news, NULL));

  return (g_get_monotonic_time () - start) / 1e6;
}

static double
list (StoreFixture *fixture)
{
  g_autoptr (BellQuery) query = bell_query_new (BELL_TYPE_TICKET, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) found = NULL;
  gint64 start = g_get_monotonic_time ();

  query->filter = bell_filter_new_condition (bell_ticket_property (BELL_TICKET_NEXT_DUE_AT), BELL_TEST_FROM, g_variant_new_int64 (1));
  bell_query_add_sort (query, bell_ticket_property (BELL_TICKET_NEXT_DUE_AT), FALSE);
  bell_store_find (fixture->store, query, 100, NULL, store_keep_result, &result);
  found = bell_store_find_finish (fixture->store, store_wait (&result), NULL);
  g_assert_cmpuint (found->len, ==, 100);

  return (g_get_monotonic_time () - start) / 1e3;
}

int
main (void)
{
  StoreFixture without = { 0 }, with = { 0 };
  double plain;
  BellRecord *one;
  g_autofree char *id = store_id (BELL_TYPE_TICKET, G_GINT64_CONSTANT (1764000000000) + 60000, 1);

  store_fixture_set_up (&without, NULL);
  plain = download (&without, FALSE);
  report ("end of a download, 47,000 open tickets, no policy", plain, "s");
  store_fixture_tear_down (&without, NULL);

  store_fixture_set_up (&with, NULL);
  report ("end of a download, with deadlines", download (&with, TRUE), "s");
  report ("a changed policy: all deadlines anew", hear (&with, new_policy (&with, "{'normal': '36000'}")), "s");
  one = store_new_ticket (&with, id, 2, "Renamed");
  report ("news of one ticket", hear (&with, one) * 1000, "ms");
  list (&with);
  report ("first 100 by the next deadline", list (&with), "ms");
  store_fixture_tear_down (&with, NULL);

  return 0;
}
