/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "store-fixture.h"

#include <string.h>

#define add(path, function) \
  g_test_add (path, StoreFixture, NULL, store_fixture_set_up, function, store_fixture_tear_down)

/* --- A list beside a shadow of it ---------------------------------------- */

typedef struct
{
  BellListModel *model;
  GPtrArray *items; /* the shadow: of BellItem */
  guint n_emissions;
  guint n_touched;  /* rows that were said to come or go */
} Shadow;

static void
shadow_items_changed_cb (GListModel *model,
                         guint       position,
                         guint       removed,
                         guint       added,
                         gpointer    user_data)
{
  Shadow *shadow = user_data;

  g_assert_cmpuint (position + removed, <=, shadow->items->len);
  /* The trap of GTK 4.8: never all of it at once. */
  g_assert_false (position == 0 && removed > 1 && added > 1 && removed == shadow->items->len);

  if (removed > 0)
    g_ptr_array_remove_range (shadow->items, position, removed);
  for (guint i = 0; i < added; i++)
    g_ptr_array_insert (shadow->items, (int) (position + i), g_list_model_get_item (model, position + i));

  g_assert_cmpuint (g_list_model_get_n_items (model), ==, shadow->items->len);
  shadow->n_emissions++;
  shadow->n_touched += removed + added;
}

static void
shadow_init (Shadow          *shadow,
             BellStore       *store,
             const BellQuery *query)
{
  shadow->model = bell_store_list (store, query);
  shadow->items = g_ptr_array_new_with_free_func (g_object_unref);
  shadow->n_emissions = shadow->n_touched = 0;
  g_signal_connect (shadow->model, "items-changed", G_CALLBACK (shadow_items_changed_cb), shadow);
}

static void
shadow_clear (Shadow *shadow)
{
  g_signal_handlers_disconnect_by_data (shadow->model, shadow);
  g_clear_object (&shadow->model);
  g_clear_pointer (&shadow->items, g_ptr_array_unref);
}

static gboolean
is_complete (gpointer data)
{
  return bell_list_model_get_complete (data);
}

/* What the list should be: by hand, of all that people see. */
typedef gboolean (*Wanted) (const BellTicket *ticket);

static gboolean
wants_all (const BellTicket *ticket)
{
  return TRUE;
}

static gboolean
wants_open (const BellTicket *ticket)
{
  return bell_ticket_get_status (ticket) == BELL_STATUS_OPEN;
}

static gboolean
wants_tagged (const BellTicket *ticket)
{
  return g_strv_contains (bell_ticket_get_tags (ticket), "vip");
}

static int
by_updated (const BellTicket *a,
            const BellTicket *b)
{
  gint64 x = bell_ticket_get_updated_at (a), y = bell_ticket_get_updated_at (b);

  return (x < y) - (x > y);
}

static int
by_subject (const BellTicket *a,
            const BellTicket *b)
{
  g_autofree char *x = g_ascii_strdown (bell_ticket_get_subject (a), -1);
  g_autofree char *y = g_ascii_strdown (bell_ticket_get_subject (b), -1);

  return strcmp (x, y);
}

static int
by_priority (const BellTicket *a,
             const BellTicket *b)
{
  int order = (int) bell_ticket_get_priority (b) - (int) bell_ticket_get_priority (a);

  return order != 0 ? order : by_updated (a, b);
}

typedef struct
{
  int (*compare) (const BellTicket *a,
                  const BellTicket *b);
  gboolean id_descending;
} Order;

static int
compare_records (gconstpointer one,
                 gconstpointer two,
                 gpointer      data)
{
  const BellRecord *a = *(BellRecord *const *) one, *b = *(BellRecord *const *) two;
  const Order *order = data;
  int result = order->compare (BELL_TICKET (a), BELL_TICKET (b));

  if (result != 0)
    return result;

  result = strcmp (bell_record_get_id (a), bell_record_get_id (b));

  return order->id_descending ? -result : result;
}

static GPtrArray *
find_all (BellStore       *store,
          const BellQuery *query)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *records;

  bell_store_find (store, query, 0, NULL, store_keep_result, &result);
  records = bell_store_find_finish (store, store_wait (&result), &error);
  g_assert_no_error (error);

  return records;
}

static void
assert_as_wanted (BellStore  *store,
                  Shadow     *shadow,
                  Wanted      wanted,
                  Order      *order)
{
  g_autoptr (BellQuery) all_query = bell_query_new (BELL_TYPE_TICKET, NULL);
  g_autoptr (GPtrArray) all = find_all (store, all_query);
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GPtrArray) expected = g_ptr_array_new ();

  for (guint i = 0; i < all->len; i++)
    if (wanted (BELL_TICKET ((BellRecord *) g_ptr_array_index (all, i))))
      g_ptr_array_add (expected, g_ptr_array_index (all, i));
  g_ptr_array_sort_with_data (expected, compare_records, order);

  /* The query itself, read at once. */
  found = find_all (store, bell_list_model_get_query (shadow->model));
  g_assert_cmpuint (found->len, ==, expected->len);
  g_assert_cmpint (store_count (store, bell_list_model_get_query (shadow->model)), ==, expected->len);

  g_assert_cmpuint (shadow->items->len, ==, expected->len);
  for (guint i = 0; i < expected->len; i++)
    {
      const char *id = bell_record_get_id (g_ptr_array_index (expected, i));
      g_autoptr (BellItem) item = g_list_model_get_item (G_LIST_MODEL (shadow->model), i);

      g_assert_cmpstr (bell_record_get_id (g_ptr_array_index (found, i)), ==, id);
      g_assert_true (item == g_ptr_array_index (shadow->items, i));
      g_assert_cmpstr (bell_item_get_id (item), ==, id);
      g_assert_true (bell_record_equal (bell_item_get_record (item), g_ptr_array_index (expected, i)));
      g_assert_cmpint (bell_list_model_find (shadow->model, id), ==, i);
    }
}

static BellRecord *
make_random_ticket (StoreFixture *fixture,
                    GRand        *rand,
                    guint         n)
{
  static const char *const subjects[] = { "alpha", "Beta", "gamma", "Delta", "ünder", "Ärger", "zebra", "beta" };
  static const char *const vip[] = { "vip", NULL };
  g_autofree char *id = store_id (BELL_TYPE_TICKET, 1795253400000 + n, n);
  BellRecord *record =
    store_new_ticket (fixture, id, n, subjects[g_rand_int_range (rand, 0, G_N_ELEMENTS (subjects))]);

  bell_record_set_integer (record, bell_ticket_property (BELL_TICKET_UPDATED_AT),
                           1795253400000 + g_rand_int_range (rand, 0, 50));
  bell_record_set_integer (record, bell_ticket_property (BELL_TICKET_STATUS),
                           g_rand_boolean (rand) ? BELL_STATUS_OPEN : BELL_STATUS_PENDING);
  bell_record_set_integer (record, bell_ticket_property (BELL_TICKET_PRIORITY), g_rand_int_range (rand, 0, 4));
  if (g_rand_boolean (rand))
    {
      g_autoptr (GVariant) tags = bell_value_new_set (vip);

      bell_record_set (record, bell_ticket_property (BELL_TICKET_TAGS), tags);
    }

  return record;
}

/* One thing that may happen to tickets, from the server or from a person. */
static void
act_at_random (StoreFixture *fixture,
               GRand        *rand,
               guint         n_ids)
{
  guint n = (guint) g_rand_int_range (rand, 1, (gint32) n_ids);
  g_autofree char *id = store_id (BELL_TYPE_TICKET, 1795253400000 + n, n);
  g_autoptr (BellRecord) now = store_lookup (fixture->store, BELL_TYPE_TICKET, id);
  int what = g_rand_int_range (rand, 0, 10);
  g_autoptr (GError) error = NULL;

  if (what < 4)
    {
      guint count = (guint) g_rand_int_range (rand, 1, 4);
      g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_record_unref);
      g_autoptr (BellNews) news = NULL;

      for (guint i = 0; i < count; i++)
        g_ptr_array_add (records, make_random_ticket (fixture, rand, 1 + (n + i) % n_ids));
      news = store_new_news (fixture);
      for (guint i = 0; i < count; i++)
        bell_news_add_record (news, g_ptr_array_index (records, i));
      if (what == 0)
        {
          g_autofree char *gone = store_id (BELL_TYPE_TICKET, 1795253400000 + n / 2 + 1, n / 2 + 1);

          bell_news_add_destroyed (news, BELL_TYPE_TICKET, gone);
        }
      store_apply (fixture->store, news, &error);
      g_assert_no_error (error);
    }
  else if (what < 5)
    {
      g_autoptr (BellNews) news = NULL;

      fixture->modseq++;
      news = store_new_news (fixture);
      bell_news_add_destroyed (news, BELL_TYPE_TICKET, id);
      store_apply (fixture->store, news, &error);
      g_assert_no_error (error);
    }
  else if (what < 8 && now != NULL)
    {
      BellPatch *patch = bell_patch_new (BELL_TYPE_TICKET);

      bell_patch_set_text (patch, BELL_TICKET_SUBJECT, what == 5 ? "aaa" : "zzz");
      if (what == 6)
        bell_patch_add_member (patch, BELL_TICKET_TAGS, "vip");
      if (what == 7)
        bell_patch_remove_member (patch, BELL_TICKET_TAGS, "vip");
      g_free (store_commit_one (fixture->store, BELL_CHANGE_KIND_UPDATE, BELL_TYPE_TICKET, id, patch));
    }
  else if (what < 9 && now == NULL)
    {
      BellPatch *patch = bell_patch_new (BELL_TYPE_TICKET);

      bell_patch_set_text (patch, BELL_TICKET_SUBJECT, "made here");
      bell_patch_set_text (patch, BELL_TICKET_REQUESTER_ID, fixture->other);
      g_free (store_commit_one (fixture->store, BELL_CHANGE_KIND_CREATE, BELL_TYPE_TICKET, id, patch));
    }
  else
    {
      GListModel *outbox = bell_store_get_outbox (fixture->store);
      guint length = g_list_model_get_n_items (outbox);

      if (length > 0)
        {
          g_autoptr (BellOutboxItem) item =
            g_list_model_get_item (outbox, (guint) g_rand_int_range (rand, 0, (gint32) length));

          /* One that others depend on stays. */
          store_undo (fixture->store, bell_change_get_id (bell_outbox_item_get_change (item)), NULL);
        }
    }

  bell_manual_clock_advance (BELL_MANUAL_CLOCK (fixture->clock), 1);
}

static void
run_oracle (StoreFixture *fixture,
            BellQuery    *query,
            Wanted        wanted,
            Order        *order)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (g_test_rand_int ());
  Shadow shadow;

  shadow_init (&shadow, fixture->store, query);
  for (int step = 0; step < 120; step++)
    {
      act_at_random (fixture, rand, 40);
      if (step % 3 != 0)
        continue;

      store_settle (fixture->store);
      g_assert_true (store_wait_until (is_complete, shadow.model));
      assert_as_wanted (fixture->store, &shadow, wanted, order);
    }
  shadow_clear (&shadow);
}

static void
test_all_by_updated (StoreFixture  *fixture,
                     gconstpointer  data)
{
  g_autoptr (BellQuery) query = bell_query_new (BELL_TYPE_TICKET, NULL);
  Order order = { by_updated, TRUE };

  bell_query_add_sort (query, bell_ticket_property (BELL_TICKET_UPDATED_AT), TRUE);
  run_oracle (fixture, query, wants_all, &order);
}

static void
test_open_by_subject (StoreFixture  *fixture,
                      gconstpointer  data)
{
  g_autoptr (GVariant) value = g_variant_ref_sink (g_variant_new_int32 (BELL_STATUS_OPEN));
  g_autoptr (BellFilter) filter =
    bell_filter_new_condition (bell_ticket_property (BELL_TICKET_STATUS), BELL_TEST_EQUAL, value);
  g_autoptr (BellQuery) query = bell_query_new (BELL_TYPE_TICKET, g_steal_pointer (&filter));
  Order order = { by_subject, FALSE };

  bell_query_add_sort (query, bell_ticket_property (BELL_TICKET_SUBJECT), FALSE);
  run_oracle (fixture, query, wants_open, &order);
}

static void
test_tagged_by_priority (StoreFixture  *fixture,
                         gconstpointer  data)
{
  g_autoptr (GVariant) value = g_variant_ref_sink (g_variant_new_string ("vip"));
  g_autoptr (BellFilter) filter =
    bell_filter_new_condition (bell_ticket_property (BELL_TICKET_TAGS), BELL_TEST_CONTAINS, value);
  g_autoptr (BellQuery) query = bell_query_new (BELL_TYPE_TICKET, g_steal_pointer (&filter));
  Order order = { by_priority, TRUE };

  bell_query_add_sort (query, bell_ticket_property (BELL_TICKET_PRIORITY), TRUE);
  bell_query_add_sort (query, bell_ticket_property (BELL_TICKET_UPDATED_AT), TRUE);
  run_oracle (fixture, query, wants_tagged, &order);
}

static void
load_tickets (StoreFixture *fixture,
              guint         count)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_record_unref);
  g_autoptr (GError) error = NULL;

  for (guint i = 1; i <= count; i++)
    {
      g_autofree char *id = store_id (BELL_TYPE_TICKET, 1795253400000 + i, i);

      g_ptr_array_add (records, store_new_ticket (fixture, id, i, "Ticket"));
    }
  store_load (fixture->store, records, NULL, NULL, &error);
  g_assert_no_error (error);
}

/* An update moves one row: two emissions, however long the list is. */
static void
test_update_is_small (StoreFixture  *fixture,
                      gconstpointer  data)
{
  g_autoptr (BellQuery) query = bell_query_new (BELL_TYPE_TICKET, NULL);
  g_autofree char *id = store_id (BELL_TYPE_TICKET, 1795253400000 + 100, 100);
  g_autoptr (BellItem) item = NULL;
  g_autoptr (BellItem) after = NULL;
  Shadow shadow;

  load_tickets (fixture, 6000);
  bell_query_add_sort (query, bell_ticket_property (BELL_TICKET_UPDATED_AT), TRUE);
  shadow_init (&shadow, fixture->store, query);
  g_assert_true (store_wait_until (is_complete, shadow.model));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (shadow.model)), ==, 6000);
  store_settle (fixture->store);

  item = g_list_model_get_item (G_LIST_MODEL (shadow.model), 5900);
  g_assert_cmpstr (bell_item_get_id (item), ==, id);
  shadow.n_emissions = shadow.n_touched = 0;

  bell_manual_clock_set (BELL_MANUAL_CLOCK (fixture->clock), 1795253400000 + 100000000);
  {
    BellPatch *patch = bell_patch_new (BELL_TYPE_TICKET);

    bell_patch_set_text (patch, BELL_TICKET_SUBJECT, "Now");
    g_free (store_commit_one (fixture->store, BELL_CHANGE_KIND_UPDATE, BELL_TYPE_TICKET, id, patch));
  }
  store_settle (fixture->store);

  g_assert_cmpuint (shadow.n_emissions, ==, 2);
  g_assert_cmpuint (shadow.n_touched, ==, 2);
  after = g_list_model_get_item (G_LIST_MODEL (shadow.model), 0);
  g_assert_true (after == item);
  g_assert_cmpstr (bell_item_get_title (item), ==, "Now");
  g_assert_true (bell_item_get_pending (item));

  /* What does not move is not told at all. */
  shadow.n_emissions = 0;
  {
    BellPatch *patch = bell_patch_new (BELL_TYPE_TICKET);

    bell_patch_set_text (patch, BELL_TICKET_SUBJECT, "Again");
    g_free (store_commit_one (fixture->store, BELL_CHANGE_KIND_UPDATE, BELL_TYPE_TICKET, id, patch));
  }
  store_settle (fixture->store);
  g_assert_cmpuint (shadow.n_emissions, ==, 0);
  g_assert_cmpstr (bell_item_get_title (item), ==, "Again");

  shadow_clear (&shadow);
}

/* Another query while the first is being read: no answer of the old one shows. */
static void
test_late_answers (StoreFixture  *fixture,
                   gconstpointer  data)
{
  g_autoptr (BellQuery) all = bell_query_new (BELL_TYPE_TICKET, NULL);
  g_autoptr (GVariant) value = g_variant_ref_sink (g_variant_new_int64 (10));
  g_autoptr (BellFilter) filter =
    bell_filter_new_condition (bell_ticket_property (BELL_TICKET_NUMBER), BELL_TEST_BEFORE, value);
  g_autoptr (BellQuery) few = bell_query_new (BELL_TYPE_TICKET, g_steal_pointer (&filter));
  Shadow shadow;

  load_tickets (fixture, 3000);
  shadow_init (&shadow, fixture->store, all);
  for (int i = 0; i < 20; i++)
    {
      bell_list_model_set_query (shadow.model, i % 2 ? few : all);
      for (int j = 0; j < i; j++)
        g_main_context_iteration (NULL, FALSE);
    }
  store_settle (fixture->store);
  g_assert_true (store_wait_until (is_complete, shadow.model));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (shadow.model)), ==, 9);
  g_assert_cmpuint (shadow.items->len, ==, 9);
  shadow_clear (&shadow);
}

/* A view's filter on text, and me. */
static void
test_me_and_text (StoreFixture  *fixture,
                  gconstpointer  data)
{
  g_autoptr (BellFilter) filter = bell_filter_new_group (BELL_FILTER_AND);
  g_autoptr (GVariant) me = g_variant_ref_sink (g_variant_new_string (BELL_FILTER_ME));
  g_autoptr (BellQuery) query = NULL;
  g_autoptr (BellRecord) mine = store_new_ticket (fixture, "T0192f0c1-0000-7000-8000-000000000001", 1, "Gray printer");
  g_autoptr (BellRecord) other = store_new_ticket (fixture, "T0192f0c1-0000-7000-8000-000000000002", 2, "Gray printer");
  g_autoptr (BellNews) news = store_new_news (fixture);
  g_autoptr (BellFilter) condition = NULL;
  g_autoptr (BellFilter) text = bell_filter_new_text ("gray pri");

  condition = bell_filter_new_condition (bell_ticket_property (BELL_TICKET_ASSIGNEE_ID), BELL_TEST_EQUAL, me);
  bell_filter_add (filter, g_steal_pointer (&condition));
  bell_filter_add (filter, g_steal_pointer (&text));
  query = bell_query_new (BELL_TYPE_TICKET, g_steal_pointer (&filter));

  bell_record_set_text (mine, bell_ticket_property (BELL_TICKET_ASSIGNEE_ID), fixture->me);
  bell_news_add_record (news, mine);
  bell_news_add_record (news, other);
  g_assert_true (store_apply (fixture->store, news, NULL));
  g_assert_cmpint (store_count (fixture->store, query), ==, 1);

  /* What was written here is found too. */
  {
    BellPatch *patch = bell_patch_new (BELL_TYPE_TICKET);

    bell_patch_set_text (patch, BELL_TICKET_SUBJECT, "Green");
    g_free (store_commit_one (fixture->store, BELL_CHANGE_KIND_UPDATE, BELL_TYPE_TICKET, bell_record_get_id (mine), patch));
  }
  g_assert_cmpint (store_count (fixture->store, query), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("/store/list/all-by-updated", test_all_by_updated);
  add ("/store/list/open-by-subject", test_open_by_subject);
  add ("/store/list/tagged-by-priority", test_tagged_by_priority);
  add ("/store/list/update-is-small", test_update_is_small);
  add ("/store/list/late-answers", test_late_answers);
  add ("/store/list/me-and-text", test_me_and_text);

  return g_test_run ();
}
