/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "store-fixture.h"

#define add(path, function) \
  g_test_add (path, StoreFixture, NULL, store_fixture_set_up, function, store_fixture_tear_down)

#define TICKET "T0192f0c1-0000-7000-8000-000000000001"
#define OTHER_TICKET "T0192f0c1-0000-7000-8000-000000000002"

static const char *const states[BELL_TYPE_NONE] = { "7-1", "7-1", "7-1", "7-1", "7-1", "7-1", "7-1" };

static void
reopen (StoreFixture *fixture)
{
  store_fixture_close (fixture);
  store_fixture_open (fixture);
}

static gint64
count_tickets (StoreFixture *fixture)
{
  g_autoptr (BellQuery) query = bell_query_new (BELL_TYPE_TICKET, NULL);

  return store_count (fixture->store, query);
}

static GPtrArray *
make_tickets (StoreFixture *fixture,
              guint         from,
              guint         to)
{
  GPtrArray *records = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_record_unref);

  for (guint i = from; i <= to; i++)
    {
      g_autofree char *id = store_id (BELL_TYPE_TICKET, 1795253400000 + i, i);

      g_ptr_array_add (records, store_new_ticket (fixture, id, i, "Ticket"));
    }

  return records;
}

static void
bulk_begin (StoreFixture *fixture,
            gboolean      resume)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  bell_store_sync_bulk_begin (fixture->store, states, resume, NULL, store_keep_result, &result);
  bell_store_sync_bulk_begin_finish (fixture->store, store_wait (&result), &error);
  g_assert_no_error (error);
}

static void
bulk_add (StoreFixture *fixture,
          GPtrArray    *records,
          const char   *cursor)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  bell_store_sync_bulk_add (fixture->store, records, NULL, cursor, NULL, store_keep_result, &result);
  bell_store_sync_bulk_add_finish (fixture->store, store_wait (&result), &error);
  g_assert_no_error (error);
}

static gboolean
bulk_finish (StoreFixture  *fixture,
             gint64         n_tickets,
             GError       **error)
{
  gint64 counts[BELL_TYPE_NONE] = { -1, -1, n_tickets, -1, -1, -1, -1 };
  g_autoptr (GAsyncResult) result = NULL;

  bell_store_sync_bulk_finish (fixture->store, counts, NULL, store_keep_result, &result);

  return bell_store_sync_bulk_finish_finish (fixture->store, store_wait (&result), error);
}

static void
test_snapshot_resumed (StoreFixture  *fixture,
                       gconstpointer  data)
{
  g_autoptr (GPtrArray) first = make_tickets (fixture, 1, 10);
  g_autoptr (GPtrArray) second = make_tickets (fixture, 8, 20);
  g_autoptr (GError) error = NULL;

  bulk_begin (fixture, FALSE);
  bulk_add (fixture, first, "after ten");
  g_assert_cmpint (count_tickets (fixture), ==, 10); /* seen at once */
  g_assert_null (bell_store_sync_get_state (fixture->store, BELL_TYPE_TICKET));

  reopen (fixture);
  g_assert_true (bell_store_sync_is_loading (fixture->store));
  g_assert_cmpstr (bell_store_sync_get_cursor (fixture->store), ==, "after ten");
  bulk_begin (fixture, TRUE);
  bulk_add (fixture, second, "after twenty"); /* three of them twice */

  g_assert_false (bulk_finish (fixture, 21, &error));
  g_assert_error (error, BELL_STORE_ERROR, BELL_STORE_ERROR_INCOMPLETE);
  g_clear_error (&error);
  g_assert_true (bell_store_sync_is_loading (fixture->store));

  g_assert_true (bulk_finish (fixture, 20, &error));
  g_assert_no_error (error);
  g_assert_false (bell_store_sync_is_loading (fixture->store));
  g_assert_cmpstr (bell_store_sync_get_state (fixture->store, BELL_TYPE_TICKET), ==, "7-1");
  g_assert_cmpint (count_tickets (fixture), ==, 20);
}

/* A reset: what the new snapshot does not have is gone, the outbox stays. */
static void
test_snapshot_over_old (StoreFixture  *fixture,
                        gconstpointer  data)
{
  g_autoptr (GPtrArray) before = make_tickets (fixture, 1, 10);
  g_autoptr (GPtrArray) after = make_tickets (fixture, 5, 12);
  g_autofree char *edited = store_id (BELL_TYPE_TICKET, 1795253400000 + 5, 5);
  g_autofree char *made = bell_store_new_id (fixture->store, BELL_TYPE_TICKET);
  g_autoptr (BellRecord) record = NULL;
  g_autoptr (GError) error = NULL;
  BellPatch *patch = bell_patch_new (BELL_TYPE_TICKET);

  bulk_begin (fixture, FALSE);
  bulk_add (fixture, before, NULL);
  g_assert_true (bulk_finish (fixture, 10, &error));

  bell_patch_set_text (patch, BELL_TICKET_SUBJECT, "Edited");
  g_free (store_commit_one (fixture->store, BELL_CHANGE_KIND_UPDATE, BELL_TYPE_TICKET, edited, patch));
  patch = bell_patch_new (BELL_TYPE_TICKET);
  bell_patch_set_text (patch, BELL_TICKET_SUBJECT, "Made");
  bell_patch_set_text (patch, BELL_TICKET_REQUESTER_ID, fixture->other);
  g_free (store_commit_one (fixture->store, BELL_CHANGE_KIND_CREATE, BELL_TYPE_TICKET, made, patch));

  bulk_begin (fixture, FALSE);
  bulk_add (fixture, after, NULL);
  g_assert_cmpint (count_tickets (fixture), ==, 13); /* the old ones until it is complete */
  g_assert_true (bulk_finish (fixture, 8, &error));
  g_assert_no_error (error);
  g_assert_cmpint (count_tickets (fixture), ==, 9);
  record = store_lookup (fixture->store, BELL_TYPE_TICKET, edited);
  g_assert_cmpstr (bell_ticket_get_subject (BELL_TICKET (record)), ==, "Edited");
  g_assert_cmpuint (bell_store_get_n_pending (fixture->store), ==, 2);
}

static void
test_states_compare (StoreFixture  *fixture,
                     gconstpointer  data)
{
  g_autoptr (BellRecord) ticket = store_new_ticket (fixture, TICKET, 1, "One");
  g_autoptr (BellNews) first = bell_news_new ();
  g_autoptr (BellNews) wrong = bell_news_new ();
  g_autoptr (GError) error = NULL;

  bell_news_set_state (first, BELL_TYPE_TICKET, NULL, "5-1");
  bell_news_add_record (first, ticket);
  g_assert_true (store_apply (fixture->store, first, &error));

  bell_news_set_state (wrong, BELL_TYPE_TICKET, "4-1", "6-1");
  bell_news_add_destroyed (wrong, BELL_TYPE_TICKET, TICKET);
  g_assert_false (store_apply (fixture->store, wrong, &error));
  g_assert_error (error, BELL_STORE_ERROR, BELL_STORE_ERROR_STATE_MISMATCH);
  g_assert_cmpint (count_tickets (fixture), ==, 1);
  g_assert_cmpstr (bell_store_sync_get_state (fixture->store, BELL_TYPE_TICKET), ==, "5-1");
}

static char *
reply (StoreFixture *fixture,
       const char   *ticket_id)
{
  g_autofree char *id = bell_store_new_id (fixture->store, BELL_TYPE_MESSAGE);

  return store_commit_one (fixture->store, BELL_CHANGE_KIND_CREATE, BELL_TYPE_MESSAGE, id,
                           store_new_reply (ticket_id, "Reply"));
}

static void
hear_two_tickets (StoreFixture *fixture)
{
  g_autoptr (BellRecord) one = store_new_ticket (fixture, TICKET, 1, "One");
  g_autoptr (BellRecord) two = store_new_ticket (fixture, OTHER_TICKET, 2, "Two");
  g_autoptr (BellNews) news = store_new_news (fixture);

  bell_news_add_record (news, one);
  bell_news_add_record (news, two);
  g_assert_true (store_apply (fixture->store, news, NULL));
}

static void
assert_batch (StoreFixture *fixture,
              ...) G_GNUC_NULL_TERMINATED;

static void
assert_batch (StoreFixture *fixture,
              ...)
{
  g_autoptr (GPtrArray) batch = bell_store_sync_next_batch (fixture->store, 10, NULL);
  const char *wanted;
  guint length = 0;
  va_list list;

  va_start (list, fixture);
  while ((wanted = va_arg (list, const char *)) != NULL)
    {
      g_assert_cmpuint (length, <, batch->len);
      g_assert_cmpstr (bell_change_get_id (bell_outbox_item_get_change (g_ptr_array_index (batch, length))), ==, wanted);
      length++;
    }
  va_end (list);
  g_assert_cmpuint (batch->len, ==, length);
}

/* In order for each ticket, independent among them. */
static void
test_batches (StoreFixture  *fixture,
              gconstpointer  data)
{
  g_autofree char *a1 = NULL;
  g_autofree char *a2 = NULL;
  g_autofree char *b1 = NULL;
  gint64 due;

  hear_two_tickets (fixture);
  a1 = reply (fixture, TICKET);
  a2 = reply (fixture, TICKET);
  b1 = reply (fixture, OTHER_TICKET);

  /* No ticket waits for another that has much to send. */
  assert_batch (fixture, a1, b1, a2, NULL);
  store_mark (fixture->store, bell_outbox_mark_new_sent (a1));
  assert_batch (fixture, b1, NULL);

  /* A temporary fault: it waits, and with it what comes after. */
  store_mark (fixture->store, bell_outbox_mark_new_queued (a1, bell_clock_now (fixture->clock) + 5000, "Busy."));
  {
    g_autoptr (GPtrArray) batch = bell_store_sync_next_batch (fixture->store, 10, &due);

    g_assert_cmpuint (batch->len, ==, 1);
    g_assert_cmpint (due, ==, bell_clock_now (fixture->clock) + 5000);
  }
  bell_manual_clock_advance (BELL_MANUAL_CLOCK (fixture->clock), 5000);
  assert_batch (fixture, a1, b1, a2, NULL);

  /* Refused for good: the next one goes. */
  store_mark (fixture->store, bell_outbox_mark_new_parked (a1, "forbidden", "No."));
  assert_batch (fixture, a2, b1, NULL);
  g_assert_cmpuint (bell_store_get_n_refused (fixture->store), ==, 1);

  /* What was under way when the program ended is sent again. */
  store_mark (fixture->store, bell_outbox_mark_new_sent (a2));
  reopen (fixture);
  assert_batch (fixture, b1, NULL);
  {
    g_autoptr (GAsyncResult) result = NULL;

    bell_store_sync_requeue_sent (fixture->store, NULL, store_keep_result, &result);
    g_assert_true (bell_store_sync_mark_finish (fixture->store, store_wait (&result), NULL));
  }
  assert_batch (fixture, a2, b1, NULL);
}

static void
count_cb (BellStore         *store,
          int                type,
          const char *const *ids,
          guint             *n_told)
{
  if (type == BELL_TYPE_TICKET)
    *n_told += 1;
}

/* That something goes or waits again is no news of its ticket: nothing is computed anew and
 * nobody is told, however much waits. One answer for many is one piece of news. */
static void
test_marks_of_many_edits (StoreFixture  *fixture,
                          gconstpointer  data)
{
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) marks = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_outbox_mark_free);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) batch = NULL;
  guint n_told = 0;

  hear_two_tickets (fixture);
  for (guint i = 0; i < 20; i++)
    {
      BellPatch *patch = bell_patch_new (BELL_TYPE_TICKET);
      g_autofree char *subject = g_strdup_printf ("Subject %u", i);

      bell_patch_set_text (patch, BELL_TICKET_SUBJECT, subject);
      g_ptr_array_add (changes, store_commit_one (fixture->store, BELL_CHANGE_KIND_UPDATE, BELL_TYPE_TICKET, TICKET, patch));
    }

  g_signal_connect (fixture->store, "changed", G_CALLBACK (count_cb), &n_told);
  for (guint i = 0; i < changes->len; i++)
    store_mark (fixture->store, bell_outbox_mark_new_sent (g_ptr_array_index (changes, i)));
  for (guint i = 1; i < changes->len; i++)
    store_mark (fixture->store, bell_outbox_mark_new_untried (g_ptr_array_index (changes, i)));
  store_settle (fixture->store);
  g_assert_cmpuint (n_told, ==, 0);

  /* What was not looked at waits as if it had never been sent, and can be taken back. */
  g_assert_true (store_undo (fixture->store, g_ptr_array_index (changes, 19), NULL));
  store_mark (fixture->store, bell_outbox_mark_new_queued (g_ptr_array_index (changes, 0), BELL_TIME_UNSET, NULL));
  batch = bell_store_sync_next_batch (fixture->store, 100, NULL);
  g_assert_cmpuint (batch->len, ==, 19);

  n_told = 0;
  for (guint i = 0; i < 19; i++)
    g_ptr_array_add (marks, bell_outbox_mark_new_acknowledged (g_ptr_array_index (changes, i), fixture->modseq + 1));
  bell_store_sync_mark (fixture->store, marks, NULL, store_keep_result, &result);
  g_assert_true (bell_store_sync_mark_finish (fixture->store, store_wait (&result), NULL));
  store_settle (fixture->store);
  g_assert_cmpuint (n_told, ==, 1);
  g_signal_handlers_disconnect_by_func (fixture->store, count_cb, &n_told);
}

static void
test_refused_creation_holds_what_needs_it (StoreFixture  *fixture,
                                           gconstpointer  data)
{
  g_autofree char *create = NULL;
  g_autofree char *needs_it = NULL;
  BellPatch *patch = bell_patch_new (BELL_TYPE_TICKET);

  bell_patch_set_text (patch, BELL_TICKET_SUBJECT, "Made");
  bell_patch_set_text (patch, BELL_TICKET_REQUESTER_ID, fixture->other);
  create = store_commit_one (fixture->store, BELL_CHANGE_KIND_CREATE, BELL_TYPE_TICKET, TICKET, patch);
  needs_it = reply (fixture, TICKET);
  assert_batch (fixture, create, needs_it, NULL);
  store_mark (fixture->store, bell_outbox_mark_new_parked (create, "forbidden", "No."));
  assert_batch (fixture, NULL);
}

/* It leaves the outbox when base has reached it, neither before nor never. */
static void
test_acknowledged (StoreFixture  *fixture,
                   gconstpointer  data)
{
  g_autofree char *early = NULL;
  g_autofree char *late = NULL;
  g_autoptr (BellNews) news = NULL;

  hear_two_tickets (fixture);
  early = reply (fixture, TICKET);
  store_mark (fixture->store, bell_outbox_mark_new_acknowledged (early, fixture->modseq + 1));
  g_assert_cmpuint (bell_store_get_n_pending (fixture->store), ==, 1);

  fixture->modseq += 1;
  news = store_new_news (fixture);
  g_assert_true (store_apply (fixture->store, news, NULL));
  g_assert_cmpuint (bell_store_get_n_pending (fixture->store), ==, 0);

  late = reply (fixture, TICKET);
  store_mark (fixture->store, bell_outbox_mark_new_acknowledged (late, fixture->modseq));
  g_assert_cmpuint (bell_store_get_n_pending (fixture->store), ==, 0);
}

static void
test_held (StoreFixture  *fixture,
           gconstpointer  data)
{
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_change_unref);
  g_autoptr (BellPatch) patch = store_new_reply (TICKET, "Oops");
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *id = bell_store_new_id (fixture->store, BELL_TYPE_MESSAGE);
  gint64 due;

  hear_two_tickets (fixture);
  g_ptr_array_add (changes, bell_store_new_change (fixture->store, BELL_CHANGE_KIND_CREATE, BELL_TYPE_MESSAGE, id, patch, NULL));
  bell_store_commit_held (fixture->store, changes, 8000, NULL, store_keep_result, &result);
  g_assert_true (bell_store_commit_finish (fixture->store, store_wait (&result), NULL));
  assert_batch (fixture, NULL);
  g_ptr_array_unref (bell_store_sync_next_batch (fixture->store, 10, &due));
  g_assert_cmpint (due, ==, bell_clock_now (fixture->clock) + 8000);
  g_assert_true (store_undo (fixture->store, bell_change_get_id (g_ptr_array_index (changes, 0)), NULL));
  g_assert_cmpuint (bell_store_get_n_pending (fixture->store), ==, 0);
}

static void
test_blobs (StoreFixture  *fixture,
            gconstpointer  data)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("hello", 5);
  g_autoptr (GBytes) other = g_bytes_new_static ("other", 5);
  g_autoptr (GBytes) read = NULL;
  g_autoptr (GAsyncResult) added = NULL;
  g_autoptr (GAsyncResult) got = NULL;
  g_autoptr (GAsyncResult) uploaded = NULL;
  g_autoptr (GAsyncResult) kept = NULL;
  g_autofree char *blob_id = NULL;
  g_autofree char *id = bell_store_new_id (fixture->store, BELL_TYPE_MESSAGE);
  g_autofree char *change_id = NULL;
  g_autoptr (GPtrArray) batch = NULL;
  g_autoptr (GPtrArray) batch_after = NULL;
  g_autoptr (GError) error = NULL;
  BellPatch *patch = store_new_reply (TICKET, "With a file");
  GVariantBuilder builder;

  hear_two_tickets (fixture);
  bell_store_add_blob (fixture->store, bytes, "hello.txt", "text/plain", NULL, store_keep_result, &added);
  blob_id = bell_store_add_blob_finish (fixture->store, store_wait (&added), &error);
  g_assert_no_error (error);

  g_variant_builder_init (&builder, bell_kind_get_variant_type (BELL_KIND_ATTACHMENTS));
  g_variant_builder_add (&builder, "(ssst)", blob_id, "hello.txt", "text/plain", G_GUINT64_CONSTANT (5));
  bell_patch_set (patch, bell_message_property (BELL_MESSAGE_ATTACHMENTS), g_variant_builder_end (&builder));
  change_id = store_commit_one (fixture->store, BELL_CHANGE_KIND_CREATE, BELL_TYPE_MESSAGE, id, patch);

  g_clear_object (&added);
  reopen (fixture);
  batch = bell_store_sync_next_batch (fixture->store, 10, NULL);
  g_assert_cmpstr (bell_outbox_item_get_blobs (g_ptr_array_index (batch, 0))[0], ==, blob_id);
  bell_store_get_blob (fixture->store, blob_id, NULL, store_keep_result, &got);
  read = bell_store_get_blob_finish (fixture->store, store_wait (&got), &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (bytes, read));

  bell_store_sync_blob_uploaded (fixture->store, blob_id, NULL, store_keep_result, &uploaded);
  g_assert_true (bell_store_sync_blob_uploaded_finish (fixture->store, store_wait (&uploaded), NULL));
  batch_after = bell_store_sync_next_batch (fixture->store, 10, NULL);
  g_assert_null (bell_outbox_item_get_blobs (g_ptr_array_index (batch_after, 0))[0]);

  /* A server that sends another file than was asked for. */
  bell_store_sync_keep_blob (fixture->store, blob_id, other, NULL, store_keep_result, &kept);
  g_assert_false (bell_store_sync_keep_blob_finish (fixture->store, store_wait (&kept), &error));
  g_assert_error (error, BELL_STORE_ERROR, BELL_STORE_ERROR_FAILED);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("/store/snapshot/resumed", test_snapshot_resumed);
  add ("/store/snapshot/over-old", test_snapshot_over_old);
  add ("/store/news/states-compare", test_states_compare);
  add ("/store/outbox/batches", test_batches);
  add ("/store/outbox/marks-of-many-edits", test_marks_of_many_edits);
  add ("/store/outbox/refused-creation-holds-what-needs-it", test_refused_creation_holds_what_needs_it);
  add ("/store/outbox/acknowledged", test_acknowledged);
  add ("/store/outbox/held", test_held);
  add ("/store/blobs", test_blobs);

  return g_test_run ();
}
