/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "store-fixture.h"

#define add(path, function) \
  g_test_add (path, StoreFixture, NULL, store_fixture_set_up, function, store_fixture_tear_down)

#define TICKET "T0192f0c1-0000-7000-8000-000000000001"

static void
hear (StoreFixture *fixture,
      const char   *subject,
      const char   *last_message)
{
  g_autoptr (BellRecord) ticket = store_new_ticket (fixture, TICKET, 1, subject);
  g_autoptr (BellNews) news = NULL;

  if (last_message != NULL)
    bell_record_set_text (ticket, bell_ticket_property (BELL_TICKET_LAST_MESSAGE_ID), last_message);
  news = store_new_news (fixture);
  bell_news_add_record (news, ticket);
  g_assert_true (store_apply (fixture->store, news, NULL));
}

static void
test_item (StoreFixture  *fixture,
           gconstpointer  data)
{
  g_autoptr (BellItem) item = bell_store_watch (fixture->store, BELL_TYPE_TICKET, TICKET);
  g_autoptr (BellItem) again = bell_store_watch (fixture->store, BELL_TYPE_TICKET, TICKET);

  g_assert_true (item == again);
  g_assert_true (bell_item_get_loading (item));
  hear (fixture, "One", NULL);
  store_settle (fixture->store);
  g_assert_cmpstr (bell_item_get_title (item), ==, "One");
  hear (fixture, "Two", NULL);
  store_settle (fixture->store);
  g_assert_cmpstr (bell_item_get_title (item), ==, "Two");
  g_assert_cmpint (bell_item_get_number (item), ==, 1);
}

static void
test_unread (StoreFixture  *fixture,
             gconstpointer  data)
{
  g_autoptr (BellItem) item = bell_store_watch (fixture->store, BELL_TYPE_TICKET, TICKET);
  g_autofree char *first = bell_store_new_id (fixture->store, BELL_TYPE_MESSAGE);
  g_autofree char *second = NULL;

  hear (fixture, "One", first);
  store_settle (fixture->store);
  g_assert_true (bell_item_get_unread (item));

  bell_store_mark_read (fixture->store, TICKET, first);
  store_settle (fixture->store);
  g_assert_false (bell_item_get_unread (item));
  g_assert_true (bell_store_is_read (fixture->store, TICKET, first));

  bell_manual_clock_advance (BELL_MANUAL_CLOCK (fixture->clock), 1000);
  second = bell_store_new_id (fixture->store, BELL_TYPE_MESSAGE);
  hear (fixture, "One", second);
  store_settle (fixture->store);
  g_assert_true (bell_item_get_unread (item));
  g_clear_object (&item);

  store_fixture_close (fixture);
  store_fixture_open (fixture);
  g_assert_true (bell_store_is_read (fixture->store, TICKET, first));
  g_assert_false (bell_store_is_read (fixture->store, TICKET, second));
}

static gboolean
is_one (gpointer data)
{
  return bell_counter_get_count (data) == 1;
}

static void
test_counter (StoreFixture  *fixture,
              gconstpointer  data)
{
  g_autoptr (BellQuery) query = bell_query_new (BELL_TYPE_TICKET, NULL);
  g_autoptr (BellCounter) counter = bell_store_watch_count (fixture->store, query);

  hear (fixture, "One", NULL);
  g_assert_true (store_wait_until (is_one, counter));
}

static BellChange *
new_confirmed (StoreFixture *fixture,
               const char   *author,
               guint         number)
{
  g_autofree char *id = g_strdup_printf ("C0192f0c1-0000-7000-8000-%012u", number);
  g_autoptr (BellPatch) patch = bell_patch_new (BELL_TYPE_TICKET);
  g_autoptr (BellChange) change = NULL;

  bell_patch_set_text (patch, BELL_TICKET_SUBJECT, "Said");
  change = bell_change_new (id, BELL_CHANGE_KIND_UPDATE, BELL_TYPE_TICKET, TICKET, patch, NULL, author, "elsewhere", 1795253400000);

  return bell_change_new_confirmed (change, patch, ++fixture->modseq, 1795253400000, NULL);
}

static void
count_news_cb (BellStore *store,
               GPtrArray *changes,
               gpointer   user_data)
{
  *(guint *) user_data += changes->len;
}

static void
hear_change (StoreFixture *fixture,
             const char   *author,
             guint         number)
{
  g_autoptr (BellChange) change = new_confirmed (fixture, author, number);
  g_autoptr (BellNews) news = store_new_news (fixture);

  bell_news_add_change (news, change);
  g_assert_true (store_apply (fixture->store, news, NULL));
  g_assert_true (store_apply (fixture->store, news, NULL));
  store_settle (fixture->store);
}

/* What others do is told once, also when the program ends in between; what I
 * do is not. */
static void
test_news_once (StoreFixture  *fixture,
                gconstpointer  data)
{
  guint n_told = 0;

  g_signal_connect (fixture->store, "news", G_CALLBACK (count_news_cb), &n_told);
  hear_change (fixture, fixture->other, 1);
  hear_change (fixture, fixture->me, 2);
  g_assert_cmpuint (n_told, ==, 1);
  hear_change (fixture, fixture->other, 3);
  g_assert_cmpuint (n_told, ==, 2);

  /* Only the first of them has been announced when the program ends. */
  bell_store_set_announced (fixture->store, 1);
  store_fixture_close (fixture);
  n_told = 0;
  store_fixture_open (fixture);
  g_signal_connect (fixture->store, "news", G_CALLBACK (count_news_cb), &n_told);
  store_settle (fixture->store);
  g_assert_cmpuint (n_told, ==, 1);

  bell_store_set_announced (fixture->store, fixture->modseq);
  store_fixture_close (fixture);
  n_told = 0;
  store_fixture_open (fixture);
  g_signal_connect (fixture->store, "news", G_CALLBACK (count_news_cb), &n_told);
  store_settle (fixture->store);
  g_assert_cmpuint (n_told, ==, 0);
}

/* A first download is no news. */
static void
test_no_news_of_the_past (StoreFixture  *fixture,
                          gconstpointer  data)
{
  const char *states[BELL_TYPE_NONE];
  g_autoptr (BellChange) change = new_confirmed (fixture, fixture->other, 1);
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_record_unref);
  g_autoptr (GPtrArray) changes = g_ptr_array_new ();
  g_autoptr (GAsyncResult) begun = NULL;
  g_autoptr (GAsyncResult) added = NULL;
  g_autoptr (GAsyncResult) finished = NULL;
  guint n_told = 0;

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    states[i] = "9-1";
  g_signal_connect (fixture->store, "news", G_CALLBACK (count_news_cb), &n_told);
  g_ptr_array_add (changes, change);
  bell_store_sync_bulk_begin (fixture->store, states, FALSE, NULL, store_keep_result, &begun);
  g_assert_true (bell_store_sync_bulk_begin_finish (fixture->store, store_wait (&begun), NULL));
  bell_store_sync_bulk_add (fixture->store, records, changes, NULL, NULL, store_keep_result, &added);
  g_assert_true (bell_store_sync_bulk_add_finish (fixture->store, store_wait (&added), NULL));
  bell_store_sync_bulk_finish (fixture->store, NULL, NULL, store_keep_result, &finished);
  g_assert_true (bell_store_sync_bulk_finish_finish (fixture->store, store_wait (&finished), NULL));
  store_settle (fixture->store);
  g_assert_cmpuint (n_told, ==, 0);
  g_assert_cmpint (bell_store_get_announced (fixture->store), ==, 9);
}

static void
test_history (StoreFixture  *fixture,
              gconstpointer  data)
{
  g_autoptr (GListModel) history = bell_store_history (fixture->store, TICKET);
  g_autoptr (BellHistoryItem) last = NULL;
  BellPatch *patch = bell_patch_new (BELL_TYPE_TICKET);

  hear (fixture, "One", NULL);
  hear_change (fixture, fixture->other, 1);
  g_assert_cmpuint (g_list_model_get_n_items (history), ==, 1);

  bell_patch_set_text (patch, BELL_TICKET_SUBJECT, "Mine");
  g_free (store_commit_one (fixture->store, BELL_CHANGE_KIND_UPDATE, BELL_TYPE_TICKET, TICKET, patch));
  store_settle (fixture->store);
  g_assert_cmpuint (g_list_model_get_n_items (history), ==, 2);
  last = g_list_model_get_item (history, 1);
  g_assert_cmpint (bell_history_item_get_state (last), ==, BELL_OUTBOX_STATE_QUEUED);
}

static void
count_cb (guint *n)
{
  *n += 1;
}

static void
test_drafts (StoreFixture  *fixture,
             gconstpointer  data)
{
  g_autoptr (BellDraft) draft = bell_draft_new (TICKET " reply", "reply", "");
  g_autoptr (GPtrArray) drafts = NULL;
  guint n_told = 0;

  /* Not at every keystroke. */
  g_signal_connect_swapped (fixture->store, "draft-changed", G_CALLBACK (count_cb), &n_told);
  for (int i = 0; i < 500; i++)
    {
      char *longer = g_strconcat (draft->text, "x", NULL);

      g_free (draft->text);
      draft->text = longer;
      bell_store_save_draft (fixture->store, draft);
      if (i % 50 == 0)
        g_main_context_iteration (NULL, FALSE);
    }

  g_assert_cmpuint (n_told, ==, 1);

  store_fixture_close (fixture);
  store_fixture_open (fixture);
  g_signal_connect_swapped (fixture->store, "draft-changed", G_CALLBACK (count_cb), &n_told);
  g_assert_cmpstr (bell_store_load_draft (fixture->store, TICKET " reply")->text, ==, draft->text);
  drafts = bell_store_list_drafts (fixture->store);
  g_assert_cmpuint (drafts->len, ==, 1);
  bell_store_delete_draft (fixture->store, TICKET " reply");
  bell_store_delete_draft (fixture->store, TICKET " reply");
  g_assert_cmpuint (n_told, ==, 2);

  store_fixture_close (fixture);
  store_fixture_open (fixture);
  g_assert_null (bell_store_load_draft (fixture->store, TICKET " reply"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("/store/watch/item", test_item);
  add ("/store/watch/unread", test_unread);
  add ("/store/watch/counter", test_counter);
  add ("/store/watch/history", test_history);
  add ("/store/news/once", test_news_once);
  add ("/store/news/none-of-the-past", test_no_news_of_the_past);
  add ("/store/drafts", test_drafts);

  return g_test_run ();
}
