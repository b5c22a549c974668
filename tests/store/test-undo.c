/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "store-fixture.h"

#include "bell-error.h"

#define add(path, function) \
  g_test_add (path, StoreFixture, NULL, store_fixture_set_up, function, store_fixture_tear_down)

#define TICKET "T0192f0c1-0000-7000-8000-000000000001"

static void
hear (StoreFixture *fixture,
      const char   *subject)
{
  g_autoptr (BellRecord) ticket = store_new_ticket (fixture, TICKET, 1, subject);
  g_autoptr (BellNews) news = store_new_news (fixture);

  bell_news_add_record (news, ticket);
  g_assert_true (store_apply (fixture->store, news, NULL));
}

static char *
get_subject (StoreFixture *fixture)
{
  g_autoptr (BellRecord) ticket = store_lookup (fixture->store, BELL_TYPE_TICKET, TICKET);

  return ticket != NULL ? g_strdup (bell_ticket_get_subject (BELL_TICKET (ticket))) : NULL;
}

static BellPatch *
new_subject (const char *subject)
{
  BellPatch *patch = bell_patch_new (BELL_TYPE_TICKET);

  bell_patch_set_text (patch, BELL_TICKET_SUBJECT, subject);

  return patch;
}

static void
test_news_under_pending_edit (StoreFixture  *fixture,
                              gconstpointer  data)
{
  g_autofree char *change_id = NULL;
  g_autofree char *mine = NULL;
  g_autofree char *theirs = NULL;

  hear (fixture, "Old");
  change_id = store_commit_one (fixture->store, BELL_CHANGE_KIND_UPDATE, BELL_TYPE_TICKET, TICKET, new_subject ("Mine"));
  hear (fixture, "Theirs");
  mine = get_subject (fixture);
  g_assert_cmpstr (mine, ==, "Mine");

  g_assert_true (store_undo (fixture->store, change_id, NULL));
  theirs = get_subject (fixture);
  g_assert_cmpstr (theirs, ==, "Theirs");
}

static void
test_destroy_under_pending_edit (StoreFixture  *fixture,
                                 gconstpointer  data)
{
  g_autofree char *change_id = NULL;
  g_autofree char *gone = NULL;
  g_autofree char *back = NULL;
  g_autoptr (BellNews) news = NULL;

  hear (fixture, "Old");
  change_id = store_commit_one (fixture->store, BELL_CHANGE_KIND_UPDATE, BELL_TYPE_TICKET, TICKET, new_subject ("Mine"));
  fixture->modseq++;
  news = store_new_news (fixture);
  bell_news_add_destroyed (news, BELL_TYPE_TICKET, TICKET);
  g_assert_true (store_apply (fixture->store, news, NULL));

  gone = get_subject (fixture);
  g_assert_null (gone);
  g_assert_cmpuint (bell_store_get_n_pending (fixture->store), ==, 1);

  /* It comes back into sight: so does the edit. */
  hear (fixture, "Old");
  back = get_subject (fixture);
  g_assert_cmpstr (back, ==, "Mine");
}

static void
test_undo_after_confirmation (StoreFixture  *fixture,
                              gconstpointer  data)
{
  g_autofree char *change_id = NULL;
  g_autofree char *undone = NULL;
  g_autoptr (BellNews) news = NULL;
  g_autoptr (BellRecord) ticket = NULL;

  hear (fixture, "Old");
  change_id = store_commit_one (fixture->store, BELL_CHANGE_KIND_UPDATE, BELL_TYPE_TICKET, TICKET, new_subject ("Mine"));
  store_mark (fixture->store, bell_outbox_mark_new_sent (change_id));
  store_mark (fixture->store, bell_outbox_mark_new_acknowledged (change_id, fixture->modseq + 1));
  hear (fixture, "Mine");
  g_assert_cmpuint (bell_store_get_n_pending (fixture->store), ==, 0);

  g_assert_true (store_undo (fixture->store, change_id, NULL));
  g_assert_cmpuint (bell_store_get_n_pending (fixture->store), ==, 1);
  undone = get_subject (fixture);
  g_assert_cmpstr (undone, ==, "Old");
}

static void
test_refused_by_the_rules (StoreFixture  *fixture,
                           gconstpointer  data)
{
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_change_unref);
  g_autoptr (BellPatch) fine = new_subject ("Fine");
  g_autoptr (BellPatch) wrong = bell_patch_new (BELL_TYPE_TICKET);
  g_autoptr (GError) error = NULL;
  g_autofree char *subject = NULL;

  hear (fixture, "Old");
  bell_patch_set_integer (wrong, BELL_TICKET_NUMBER, 7);
  g_ptr_array_add (changes, bell_store_new_change (fixture->store, BELL_CHANGE_KIND_UPDATE, BELL_TYPE_TICKET, TICKET, fine, NULL));
  g_ptr_array_add (changes, bell_store_new_change (fixture->store, BELL_CHANGE_KIND_UPDATE, BELL_TYPE_TICKET, TICKET, wrong, NULL));

  g_assert_false (store_commit (fixture->store, changes, &error));
  g_assert_error (error, BELL_MODEL_ERROR, BELL_MODEL_ERROR_INVALID_PROPERTY);
  g_assert_cmpuint (bell_store_get_n_pending (fixture->store), ==, 0);
  subject = get_subject (fixture);
  g_assert_cmpstr (subject, ==, "Old");
}

static void
test_undo_of_what_others_need (StoreFixture  *fixture,
                               gconstpointer  data)
{
  g_autofree char *create_id = NULL;
  g_autofree char *message_id = bell_store_new_id (fixture->store, BELL_TYPE_MESSAGE);
  g_autofree char *reply_id = NULL;
  g_autoptr (GError) error = NULL;
  BellPatch *patch = new_subject ("Made here");

  bell_patch_set_text (patch, BELL_TICKET_REQUESTER_ID, fixture->other);
  create_id = store_commit_one (fixture->store, BELL_CHANGE_KIND_CREATE, BELL_TYPE_TICKET, TICKET, patch);
  reply_id = store_commit_one (fixture->store, BELL_CHANGE_KIND_CREATE, BELL_TYPE_MESSAGE, message_id,
                               store_new_reply (TICKET, "Reply"));

  g_assert_false (store_undo (fixture->store, create_id, &error));
  g_assert_error (error, BELL_STORE_ERROR, BELL_STORE_ERROR_IN_THE_WAY);
  g_assert_true (store_undo (fixture->store, reply_id, NULL));
  g_assert_true (store_undo (fixture->store, create_id, NULL));
  g_assert_cmpuint (bell_store_get_n_pending (fixture->store), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("/store/edit/news-under-pending-edit", test_news_under_pending_edit);
  add ("/store/edit/destroy-under-pending-edit", test_destroy_under_pending_edit);
  add ("/store/edit/undo-after-confirmation", test_undo_after_confirmation);
  add ("/store/edit/refused-by-the-rules", test_refused_by_the_rules);
  add ("/store/edit/undo-of-what-others-need", test_undo_of_what_others_need);

  return g_test_run ();
}
