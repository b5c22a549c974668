/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "store-fixture.h"

/* When tickets are due, as columns of the cache: through news, edits with no
 * network, changed policies and a first download. */

#define TICKET   "T0192f0c1-0000-7000-8000-000000000001"
#define OTHER    "T0192f0c1-0000-7000-8000-000000000002"
#define THIRD    "T0192f0c1-0000-7000-8000-000000000005"
#define POLICY   "S0192f0c1-0000-7000-8000-000000000003"
#define CHANGE   "C0192f0c1-0000-7000-8000-00000000000"
#define CALENDAR "D0192f0c1-0000-7000-8000-000000000004"
#define HOUR     (G_GINT64_CONSTANT (3600) * 1000)

static BellRecord *
new_policy (StoreFixture *fixture,
            const char   *resolution)
{
  BellRecord *record = bell_record_new (BELL_TYPE_SLA_POLICY, POLICY);
  g_autoptr (GVariant) targets = g_variant_ref_sink (g_variant_new_parsed (resolution));
  g_autoptr (GVariant) pausing = bell_value_new_set ((const char *const[]) { "pending", NULL });

  bell_record_set_text (record, bell_sla_policy_property (BELL_SLA_POLICY_NAME), "All");
  bell_record_set_integer (record, bell_sla_policy_property (BELL_SLA_POLICY_ACTIVE), TRUE);
  bell_record_set (record, bell_sla_policy_property (BELL_SLA_POLICY_RESOLUTION), targets);
  bell_record_set (record, bell_sla_policy_property (BELL_SLA_POLICY_PAUSING_STATUSES), pausing);
  bell_record_set_modseqs (record, fixture->modseq + 1, fixture->modseq + 1);
  fixture->modseq++;

  return record;
}

static BellChange *
new_creation (StoreFixture     *fixture,
              const BellRecord *ticket,
              int               number)
{
  g_autofree char *id = g_strdup_printf (CHANGE "%d", number);
  g_autoptr (BellPatch) patch = bell_patch_new (BELL_TYPE_TICKET);
  g_autoptr (BellChange) change = NULL;
  gint64 at = bell_ticket_get_created_at (BELL_TICKET (ticket));

  bell_patch_set_text (patch, BELL_TICKET_SUBJECT, "Created");
  bell_patch_set_integer (patch, BELL_TICKET_STATUS, BELL_STATUS_OPEN);
  bell_patch_set_integer (patch, BELL_TICKET_PRIORITY, BELL_PRIORITY_NORMAL);
  change = bell_change_new (id, BELL_CHANGE_KIND_CREATE, BELL_TYPE_TICKET, bell_record_get_id (ticket), patch, NULL,
                            fixture->other, "elsewhere", at);

  return bell_change_new_confirmed (change, patch, ++fixture->modseq, at, NULL);
}

/* A ticket of normal priority and the policy, as news; its own deadline is
 * @hours after creation. */
static gint64
hear_ticket (StoreFixture *fixture,
             const char   *id,
             gint64        number)
{
  g_autoptr (BellRecord) ticket = store_new_ticket (fixture, id, number, "One");
  g_autoptr (BellChange) change = new_creation (fixture, ticket, (int) number);
  g_autoptr (BellNews) news = store_new_news (fixture);

  bell_news_add_record (news, ticket);
  bell_news_add_change (news, change);
  g_assert_true (store_apply (fixture->store, news, NULL));

  return bell_ticket_get_created_at (BELL_TICKET (ticket));
}

static void
hear_policy (StoreFixture *fixture,
             const char   *resolution)
{
  g_autoptr (BellRecord) policy = new_policy (fixture, resolution);
  g_autoptr (BellNews) news = store_new_news (fixture);

  bell_news_add_record (news, policy);
  g_assert_true (store_apply (fixture->store, news, NULL));
}

static gint64
next_due (StoreFixture *fixture,
          const char   *id)
{
  g_autoptr (BellRecord) ticket = store_lookup (fixture->store, BELL_TYPE_TICKET, id);

  return bell_ticket_get_next_due_at (BELL_TICKET (ticket));
}

static void
test_news (StoreFixture  *fixture,
           gconstpointer  data)
{
  gint64 created = hear_ticket (fixture, TICKET, 1);
  g_autoptr (BellNews) news = NULL;

  g_assert_cmpint (next_due (fixture, TICKET), ==, BELL_TIME_UNSET);
  hear_policy (fixture, "{'normal': '7200'}");
  g_assert_cmpint (next_due (fixture, TICKET), ==, created + 2 * HOUR);
  hear_policy (fixture, "{'normal': '3600'}");
  g_assert_cmpint (next_due (fixture, TICKET), ==, created + HOUR);

  /* The server never tells these columns: a new row of the ticket keeps them. */
  {
    g_autoptr (BellRecord) ticket = store_new_ticket (fixture, TICKET, 1, "Renamed");

    news = store_new_news (fixture);
    bell_news_add_record (news, ticket);
    g_assert_true (store_apply (fixture->store, news, NULL));
  }
  g_assert_cmpint (next_due (fixture, TICKET), ==, created + HOUR);

  g_clear_pointer (&news, bell_news_unref);
  fixture->modseq++;
  news = store_new_news (fixture);
  bell_news_add_destroyed (news, BELL_TYPE_SLA_POLICY, POLICY);
  g_assert_true (store_apply (fixture->store, news, NULL));
  g_assert_cmpint (next_due (fixture, TICKET), ==, BELL_TIME_UNSET);
}

/* With no network: what is done moves the deadline at once, and undoing it back. */
static void
test_offline (StoreFixture  *fixture,
              gconstpointer  data)
{
  gint64 created = hear_ticket (fixture, TICKET, 1);
  g_autofree char *pended = NULL;
  BellPatch *patch = bell_patch_new (BELL_TYPE_TICKET);

  hear_policy (fixture, "{'high': '3600', 'normal': '7200'}");
  bell_patch_set_integer (patch, BELL_TICKET_PRIORITY, BELL_PRIORITY_HIGH);
  g_free (store_commit_one (fixture->store, BELL_CHANGE_KIND_UPDATE, BELL_TYPE_TICKET, TICKET, patch));
  g_assert_cmpint (next_due (fixture, TICKET), ==, created + HOUR);

  patch = bell_patch_new (BELL_TYPE_TICKET);
  bell_patch_set_integer (patch, BELL_TICKET_STATUS, BELL_STATUS_PENDING);
  pended = store_commit_one (fixture->store, BELL_CHANGE_KIND_UPDATE, BELL_TYPE_TICKET, TICKET, patch);
  g_assert_cmpint (next_due (fixture, TICKET), ==, BELL_TIME_UNSET);

  g_assert_true (store_undo (fixture->store, pended, NULL));
  g_assert_cmpint (next_due (fixture, TICKET), ==, created + HOUR);
}

/* A lead edits the policy with no network. */
static void
test_policy_offline (StoreFixture  *fixture,
                     gconstpointer  data)
{
  gint64 created = hear_ticket (fixture, TICKET, 1);
  g_autofree char *change = NULL;
  g_autoptr (GVariant) targets = g_variant_ref_sink (g_variant_new_parsed ("{'normal': '10800'}"));
  BellPatch *patch = bell_patch_new (BELL_TYPE_SLA_POLICY);
  BellStoreOwner lead = {
    .server_url = "http://localhost:1", .account_id = "O0192f0c1-0000-7000-8000-000000000001", .principal_id = fixture->me,
    .email = "ada@example.org", .device = "test", .role = BELL_ROLE_LEAD, .teams = (const char *const[]) { NULL },
  };

  bell_store_set_account (fixture->store, &lead);
  store_settle (fixture->store);
  hear_policy (fixture, "{'normal': '7200'}");
  bell_patch_set (patch, bell_sla_policy_property (BELL_SLA_POLICY_RESOLUTION), targets);
  change = store_commit_one (fixture->store, BELL_CHANGE_KIND_UPDATE, BELL_TYPE_SLA_POLICY, POLICY, patch);
  g_assert_cmpint (next_due (fixture, TICKET), ==, created + 3 * HOUR);

  g_assert_true (store_undo (fixture->store, change, NULL));
  g_assert_cmpint (next_due (fixture, TICKET), ==, created + 2 * HOUR);
}

/* A requester does not see tags: where the rule depends on them nothing is promised that the
 * server may not hold to. */
static void
test_hidden_tags (StoreFixture  *fixture,
                  gconstpointer  data)
{
  static const struct { const char *priority; gint64 position; gboolean certain; } cases[] = {
    { "normal", 1, FALSE }, { "urgent", 1, TRUE }, { "normal", 9, TRUE }, { NULL, 1, FALSE },
  };
  gint64 created = hear_ticket (fixture, TICKET, 1);
  BellStoreOwner requester = {
    .server_url = "http://localhost:1", .account_id = "O0192f0c1-0000-7000-8000-000000000001", .principal_id = fixture->me,
    .email = "ada@example.org", .device = "test", .role = BELL_ROLE_REQUESTER, .teams = (const char *const[]) { NULL },
  };
  g_autoptr (BellRecord) all = NULL;

  bell_store_set_account (fixture->store, &requester);
  store_settle (fixture->store);
  all = new_policy (fixture, "{'normal': '7200'}");
  bell_record_set_integer (all, bell_sla_policy_property (BELL_SLA_POLICY_POSITION), 5);
  {
    g_autoptr (BellNews) news = store_new_news (fixture);

    bell_news_add_record (news, all);
    g_assert_true (store_apply (fixture->store, news, NULL));
  }
  g_assert_cmpint (next_due (fixture, TICKET), ==, created + 2 * HOUR);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (BellRecord) tagged = bell_record_new (BELL_TYPE_SLA_POLICY, "S0192f0c1-0000-7000-8000-00000000000a");
      g_autoptr (GVariant) tags = bell_value_new_set ((const char *const[]) { "vip", NULL });
      g_autoptr (GVariant) priorities = bell_value_new_set ((const char *const[]) { cases[i].priority, NULL });
      g_autoptr (BellNews) news = NULL;

      bell_record_set_text (tagged, bell_sla_policy_property (BELL_SLA_POLICY_NAME), "Very important");
      bell_record_set_integer (tagged, bell_sla_policy_property (BELL_SLA_POLICY_ACTIVE), TRUE);
      bell_record_set_integer (tagged, bell_sla_policy_property (BELL_SLA_POLICY_POSITION), cases[i].position);
      bell_record_set (tagged, bell_sla_policy_property (BELL_SLA_POLICY_TAGS), tags);
      bell_record_set (tagged, bell_sla_policy_property (BELL_SLA_POLICY_PRIORITIES), priorities);
      fixture->modseq++;
      bell_record_set_modseqs (tagged, fixture->modseq, fixture->modseq);
      news = store_new_news (fixture);
      bell_news_add_record (news, tagged);
      g_assert_true (store_apply (fixture->store, news, NULL));
      g_assert_cmpint (next_due (fixture, TICKET), ==, cases[i].certain ? created + 2 * HOUR : BELL_TIME_UNSET);
    }
}

/* A policy with its history: as the server sends it from version two on. */
static void
hear_policy_change (StoreFixture   *fixture,
                    BellChangeKind  kind,
                    const char     *resolution)
{
  g_autoptr (BellRecord) policy = new_policy (fixture, resolution);
  g_autoptr (BellPatch) patch = bell_patch_new (BELL_TYPE_SLA_POLICY);
  g_autoptr (BellNews) news = store_new_news (fixture);
  g_autoptr (BellChange) change = NULL;
  g_autoptr (BellChange) confirmed = NULL;
  g_autofree char *id = g_strdup_printf ("C0192f0c1-0000-7000-9000-%012d", (int) fixture->modseq);
  gint64 now = bell_clock_now (fixture->clock);

  for (guint i = 0; i < bell_type_get_n_properties (BELL_TYPE_SLA_POLICY); i++)
    {
      const BellProperty *property = bell_sla_policy_property (i);
      g_autoptr (GVariant) value = bell_record_get (policy, property);

      if (value != NULL)
        bell_patch_set (patch, property, value);
    }
  change = bell_change_new (id, kind, BELL_TYPE_SLA_POLICY, POLICY, patch, NULL, fixture->other, "elsewhere", now);
  confirmed = bell_change_new_confirmed (change, patch, fixture->modseq, now, NULL);
  bell_news_add_record (news, policy);
  bell_news_add_change (news, confirmed);
  g_assert_true (store_apply (fixture->store, news, NULL));
}

/* What was promised stands, whoever edits the policy, and wherever. */
static void
test_promise_stands (StoreFixture  *fixture,
                     gconstpointer  data)
{
  g_autofree char *edit = NULL;
  g_autoptr (GVariant) targets = g_variant_ref_sink (g_variant_new_parsed ("{'normal': '10800', 'high': '60'}"));
  BellPatch *patch = bell_patch_new (BELL_TYPE_SLA_POLICY);
  gint64 first, second, third;
  BellStoreOwner lead = {
    .server_url = "http://localhost:1", .account_id = "O0192f0c1-0000-7000-8000-000000000001", .principal_id = fixture->me,
    .email = "ada@example.org", .device = "test", .role = BELL_ROLE_LEAD, .teams = (const char *const[]) { NULL },
  };

  bell_store_set_account (fixture->store, &lead);
  store_settle (fixture->store);
  hear_policy_change (fixture, BELL_CHANGE_KIND_CREATE, "{'normal': '7200', 'high': '3600'}");
  first = hear_ticket (fixture, TICKET, 1);
  hear_policy_change (fixture, BELL_CHANGE_KIND_UPDATE, "{'normal': '3600', 'high': '1800'}");
  g_assert_cmpint (next_due (fixture, TICKET), ==, first + 2 * HOUR);
  second = hear_ticket (fixture, OTHER, 2);
  g_assert_cmpint (next_due (fixture, OTHER), ==, second + HOUR);

  bell_patch_set (patch, bell_sla_policy_property (BELL_SLA_POLICY_RESOLUTION), targets);
  edit = store_commit_one (fixture->store, BELL_CHANGE_KIND_UPDATE, BELL_TYPE_SLA_POLICY, POLICY, patch);
  g_assert_cmpint (next_due (fixture, TICKET), ==, first + 2 * HOUR);
  g_assert_cmpint (next_due (fixture, OTHER), ==, second + HOUR);

  /* A ticket that is made after the edit, and one whose priority changes. */
  patch = bell_patch_new (BELL_TYPE_TICKET);
  bell_patch_set_text (patch, BELL_TICKET_SUBJECT, "Mine");
  bell_patch_set_text (patch, BELL_TICKET_REQUESTER_ID, fixture->me);
  g_free (store_commit_one (fixture->store, BELL_CHANGE_KIND_CREATE, BELL_TYPE_TICKET, THIRD, patch));
  third = bell_clock_now (fixture->clock);
  g_assert_cmpint (next_due (fixture, THIRD), ==, third + 3 * HOUR);
  patch = bell_patch_new (BELL_TYPE_TICKET);
  bell_patch_set_integer (patch, BELL_TICKET_PRIORITY, BELL_PRIORITY_HIGH);
  g_free (store_commit_one (fixture->store, BELL_CHANGE_KIND_UPDATE, BELL_TYPE_TICKET, TICKET, patch));
  g_assert_cmpint (next_due (fixture, TICKET), ==, first + 60 * 1000);
}

/* A ticket that was made here has a deadline before the server knows it. */
static void
test_new_offline (StoreFixture  *fixture,
                  gconstpointer  data)
{
  BellPatch *patch = bell_patch_new (BELL_TYPE_TICKET);

  hear_policy (fixture, "{'normal': '7200'}");
  bell_patch_set_text (patch, BELL_TICKET_SUBJECT, "Mine");
  bell_patch_set_text (patch, BELL_TICKET_REQUESTER_ID, fixture->me);
  g_free (store_commit_one (fixture->store, BELL_CHANGE_KIND_CREATE, BELL_TYPE_TICKET, OTHER, patch));
  g_assert_cmpint (next_due (fixture, OTHER), ==, bell_clock_now (fixture->clock) + 2 * HOUR);
}

static gint64
count_before (StoreFixture *fixture,
              gint64        when)
{
  g_autoptr (BellQuery) query = bell_query_new (BELL_TYPE_TICKET, NULL);

  query->filter = bell_filter_new_condition (bell_ticket_property (BELL_TICKET_NEXT_DUE_AT), BELL_TEST_BEFORE,
                                             g_variant_new_int64 (when));

  return store_count (fixture->store, query);
}

/* Sorted and filtered like by anything else, edits with no network included. */
static void
test_queries (StoreFixture  *fixture,
              gconstpointer  data)
{
  g_autoptr (BellQuery) query = bell_query_new (BELL_TYPE_TICKET, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) found = NULL;
  BellPatch *patch = bell_patch_new (BELL_TYPE_TICKET);
  gint64 first, second;

  hear_policy (fixture, "{'high': '3600', 'normal': '7200'}");
  first = hear_ticket (fixture, TICKET, 1);
  second = hear_ticket (fixture, OTHER, 2);
  g_assert_cmpint (count_before (fixture, second + 2 * HOUR + 1), ==, 2);
  g_assert_cmpint (count_before (fixture, second + 2 * HOUR), ==, 1);
  g_assert_cmpint (count_before (fixture, first + 2 * HOUR), ==, 0);

  bell_patch_set_integer (patch, BELL_TICKET_PRIORITY, BELL_PRIORITY_HIGH);
  g_free (store_commit_one (fixture->store, BELL_CHANGE_KIND_UPDATE, BELL_TYPE_TICKET, OTHER, patch));
  g_assert_cmpint (count_before (fixture, first + 2 * HOUR), ==, 1);

  bell_query_add_sort (query, bell_ticket_property (BELL_TICKET_NEXT_DUE_AT), FALSE);
  bell_store_find (fixture->store, query, 0, NULL, store_keep_result, &result);
  found = bell_store_find_finish (fixture->store, store_wait (&result), NULL);
  g_assert_cmpuint (found->len, ==, 2);
  g_assert_cmpstr (bell_record_get_id (g_ptr_array_index (found, 0)), ==, OTHER);
}

static void
test_explained (StoreFixture  *fixture,
                gconstpointer  data)
{
  gint64 created = hear_ticket (fixture, TICKET, 1);
  BellPatch *patch = bell_patch_new (BELL_TYPE_TICKET);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) missing = NULL;
  g_autoptr (BellRecord) ticket = NULL;
  g_autoptr (BellSlaCase) sla = NULL;
  g_autoptr (GError) error = NULL;

  hear_policy (fixture, "{'high': '3600', 'normal': '7200'}");
  bell_patch_set_integer (patch, BELL_TICKET_PRIORITY, BELL_PRIORITY_HIGH);
  g_free (store_commit_one (fixture->store, BELL_CHANGE_KIND_UPDATE, BELL_TYPE_TICKET, TICKET, patch));

  bell_store_load_sla (fixture->store, TICKET, NULL, store_keep_result, &result);
  sla = bell_store_load_sla_finish (fixture->store, store_wait (&result), &ticket, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (bell_record_get_id (ticket), ==, TICKET);
  g_assert_true (bell_sla_case_is_whole (sla));
  g_assert_cmpuint (bell_sla_case_get_n_moments (sla), ==, 2);
  bell_sla_case_write_due (sla, ticket);
  g_assert_cmpint (bell_ticket_get_next_due_at (BELL_TICKET (ticket)), ==, created + HOUR);

  bell_store_load_sla (fixture->store, OTHER, NULL, store_keep_result, &missing);
  g_assert_null (bell_store_load_sla_finish (fixture->store, store_wait (&missing), NULL, &error));
  g_assert_error (error, BELL_STORE_ERROR, BELL_STORE_ERROR_NOT_FOUND);
}

/* A desk with more open tickets than are counted in one go: the first policy comes, and
 * somebody writes while they are counted. */
static void
test_portions (StoreFixture  *fixture,
               gconstpointer  data)
{
  g_autoptr (BellNews) news = store_new_news (fixture);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *change = NULL;
  BellPatch *patch = bell_patch_new (BELL_TYPE_TICKET);
  gint64 end = g_get_monotonic_time () + 60 * G_TIME_SPAN_SECOND, late;

  for (guint i = 0; i < 1100; i++)
    {
      g_autofree char *id = g_strdup_printf ("T0192f0c1-0000-7000-9000-%012u", i);
      g_autofree char *change_id = g_strdup_printf ("C0192f0c1-0000-7000-a000-%012u", i);
      g_autoptr (BellRecord) ticket = store_new_ticket (fixture, id, 1000 + i, "Many");
      g_autoptr (BellPatch) created = bell_patch_new (BELL_TYPE_TICKET);
      g_autoptr (BellChange) creation = NULL;
      g_autoptr (BellChange) confirmed = NULL;
      gint64 at = bell_ticket_get_created_at (BELL_TICKET (ticket));

      bell_patch_set_integer (created, BELL_TICKET_STATUS, BELL_STATUS_OPEN);
      bell_patch_set_integer (created, BELL_TICKET_PRIORITY, BELL_PRIORITY_NORMAL);
      creation = bell_change_new (change_id, BELL_CHANGE_KIND_CREATE, BELL_TYPE_TICKET, id, created, NULL, fixture->other, "elsewhere", at);
      confirmed = bell_change_new_confirmed (creation, created, ++fixture->modseq, at, NULL);
      bell_news_add_record (news, ticket);
      bell_news_add_change (news, confirmed);
      g_ptr_array_add (ids, g_strdup (id));
    }
  g_assert_true (store_apply (fixture->store, news, NULL));
  late = bell_clock_now (fixture->clock) + 1000 * HOUR;
  g_assert_cmpint (count_before (fixture, late), ==, 0);

  hear_policy_change (fixture, BELL_CHANGE_KIND_CREATE, "{'normal': '7200', 'high': '3600'}");
  bell_patch_set_integer (patch, BELL_TICKET_PRIORITY, BELL_PRIORITY_HIGH);
  change = store_commit_one (fixture->store, BELL_CHANGE_KIND_UPDATE, BELL_TYPE_TICKET, g_ptr_array_index (ids, 1099), patch);
  while (count_before (fixture, late) < 1100)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_main_context_iteration (NULL, FALSE);
    }
  g_assert_cmpint (next_due (fixture, g_ptr_array_index (ids, 600)), !=, BELL_TIME_UNSET);
}

/* A first download brings policies and tickets in one go. */
static void
test_download (StoreFixture  *fixture,
               gconstpointer  data)
{
  const char *states[BELL_TYPE_NONE];
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_record_unref);
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_change_unref);
  g_autoptr (GAsyncResult) begun = NULL;
  g_autoptr (GAsyncResult) added = NULL;
  g_autoptr (GAsyncResult) finished = NULL;
  BellRecord *ticket = store_new_ticket (fixture, TICKET, 1, "One");

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    states[i] = "9-1";
  g_ptr_array_add (records, ticket);
  g_ptr_array_add (records, new_policy (fixture, "{'normal': '7200'}"));
  g_ptr_array_add (changes, new_creation (fixture, ticket, 1));
  bell_store_sync_bulk_begin (fixture->store, states, FALSE, NULL, store_keep_result, &begun);
  g_assert_true (bell_store_sync_bulk_begin_finish (fixture->store, store_wait (&begun), NULL));
  bell_store_sync_bulk_add (fixture->store, records, changes, NULL, NULL, store_keep_result, &added);
  g_assert_true (bell_store_sync_bulk_add_finish (fixture->store, store_wait (&added), NULL));
  bell_store_sync_bulk_finish (fixture->store, NULL, NULL, store_keep_result, &finished);
  g_assert_true (bell_store_sync_bulk_finish_finish (fixture->store, store_wait (&finished), NULL));
  store_settle (fixture->store);

  g_assert_cmpint (next_due (fixture, TICKET), ==, bell_ticket_get_created_at (BELL_TICKET (ticket)) + 2 * HOUR);
  g_clear_object (&begun);
  g_clear_object (&added);
  g_clear_object (&finished);
  store_fixture_close (fixture);
  store_fixture_open (fixture);
  g_assert_cmpint (next_due (fixture, TICKET), ==, bell_ticket_get_created_at (BELL_TICKET (ticket)) + 2 * HOUR);
}

#define N_TICKETS 6

typedef struct
{
  GPtrArray *records;
  GPtrArray *changes;
} Part;

/* The history comes in two parts, cut in the middle of a ticket. What the server
 * tells late counts as well. */
static void
test_download_in_parts (StoreFixture  *fixture,
                        gconstpointer  data)
{
  gboolean policy_last = data != NULL;
  const char *states[BELL_TYPE_NONE];
  g_autoptr (GPtrArray) tickets = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_record_unref);
  g_autoptr (GPtrArray) policies = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_record_unref);
  g_autoptr (GPtrArray) nothing = g_ptr_array_new ();
  g_autoptr (GPtrArray) first = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_change_unref);
  g_autoptr (GPtrArray) second = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_change_unref);
  Part parts[4];
  guint n_parts = 0;
  GAsyncResult *result = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    states[i] = "9-1";
  g_ptr_array_add (policies, new_policy (fixture, "{'high': '3600', 'normal': '7200'}"));
  for (guint i = 0; i < N_TICKETS; i++)
    {
      g_autofree char *id = store_id (BELL_TYPE_TICKET, 1700000000000, i);
      g_autofree char *change_id = store_id (BELL_TYPE_CHANGE, 1700000000000, i);
      g_autoptr (BellPatch) patch = bell_patch_new (BELL_TYPE_TICKET);
      g_autoptr (BellChange) change = NULL;
      BellRecord *ticket = store_new_ticket (fixture, id, i, "One");
      gint64 at = bell_ticket_get_created_at (BELL_TICKET (ticket));

      g_ptr_array_add (tickets, ticket);
      g_ptr_array_add (i < N_TICKETS / 2 ? first : second, new_creation (fixture, ticket, (int) i));
      bell_patch_set_integer (patch, BELL_TICKET_PRIORITY, BELL_PRIORITY_HIGH);
      change = bell_change_new (change_id, BELL_CHANGE_KIND_UPDATE, BELL_TYPE_TICKET, id, patch, NULL, fixture->other, "elsewhere", at);
      g_ptr_array_add (i + 1 < N_TICKETS / 2 ? first : second, bell_change_new_confirmed (change, patch, ++fixture->modseq, at, NULL));
    }

  if (!policy_last)
    parts[n_parts++] = (Part){ policies, NULL };
  parts[n_parts++] = (Part){ tickets, NULL };
  parts[n_parts++] = (Part){ nothing, first };
  parts[n_parts++] = (Part){ nothing, second };
  if (policy_last)
    parts[n_parts++] = (Part){ policies, NULL };

  bell_store_sync_bulk_begin (fixture->store, states, FALSE, NULL, store_keep_result, &result);
  g_assert_true (bell_store_sync_bulk_begin_finish (fixture->store, store_wait (&result), NULL));
  g_clear_object (&result);
  for (guint i = 0; i < n_parts; i++)
    {
      bell_store_sync_bulk_add (fixture->store, parts[i].records, parts[i].changes, NULL, NULL, store_keep_result, &result);
      g_assert_true (bell_store_sync_bulk_add_finish (fixture->store, store_wait (&result), NULL));
      g_clear_object (&result);
    }
  bell_store_sync_bulk_finish (fixture->store, NULL, NULL, store_keep_result, &result);
  g_assert_true (bell_store_sync_bulk_finish_finish (fixture->store, store_wait (&result), NULL));
  g_clear_object (&result);
  store_settle (fixture->store);

  for (guint i = 0; i < N_TICKETS; i++)
    {
      const BellRecord *ticket = g_ptr_array_index (tickets, i);

      g_assert_cmpint (next_due (fixture, bell_record_get_id (ticket)), ==, bell_ticket_get_created_at (BELL_TICKET (ticket)) + HOUR);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define add(path, function) \
  g_test_add ("/store/due/" path, StoreFixture, NULL, store_fixture_set_up, function, store_fixture_tear_down)
  add ("news", test_news);
  add ("offline", test_offline);
  add ("policy-offline", test_policy_offline);
  add ("hidden-tags", test_hidden_tags);
  add ("promise-stands", test_promise_stands);
  add ("new-offline", test_new_offline);
  add ("queries", test_queries);
  add ("explained", test_explained);
  add ("portions", test_portions);
  add ("download", test_download);
  add ("download-in-parts", test_download_in_parts);
  g_test_add ("/store/due/download-in-another-order", StoreFixture, "policy last", store_fixture_set_up, test_download_in_parts,
              store_fixture_tear_down);

  return g_test_run ();
}
