/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "store-fixture.h"

#include <glib/gstdio.h>

#define START G_GINT64_CONSTANT (1795253400000)

void
store_fixture_remove (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      store_fixture_remove (child);
    }

  g_remove (path);
}

static void
store_fixture_problem_cb (BellStore    *store,
                          const GError *error,
                          gpointer      user_data)
{
  StoreFixture *fixture = user_data;

  g_clear_error (&fixture->problem);
  fixture->problem = g_error_copy (error);
}

void
store_fixture_sign_in (BellStore  *store,
                       const char *me)
{
  const char *const teams[] = { NULL };
  BellStoreOwner account = {
    .server_url = "http://localhost:1",
    .account_id = "O0192f0c1-0000-7000-8000-000000000001",
    .principal_id = me,
    .email = "ada@example.org",
    .device = "test",
    .role = BELL_ROLE_AGENT,
    .teams = teams,
  };

  bell_store_set_account (store, &account);
  store_settle (store);
}

void
store_fixture_open (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;

  fixture->store = bell_store_new (fixture->clock, fixture->data, fixture->cache);
  g_signal_connect (fixture->store, "problem", G_CALLBACK (store_fixture_problem_cb), fixture);
  bell_store_open_sync (fixture->store, &error);
  g_assert_no_error (error);
}

void
store_fixture_close (StoreFixture *fixture)
{
  if (fixture->store == NULL)
    return;

  g_object_add_weak_pointer (G_OBJECT (fixture->store), (gpointer *) &fixture->store);
  bell_store_close (fixture->store);
  g_object_unref (fixture->store);
  while (fixture->store != NULL && g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (fixture->store);
}

void
store_fixture_set_up (StoreFixture  *fixture,
                      gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  fixture->root = g_dir_make_tmp ("deskbell-store-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->data = g_build_filename (fixture->root, "data", NULL);
  fixture->cache = g_build_filename (fixture->root, "cache", NULL);
  fixture->clock = BELL_CLOCK (bell_manual_clock_new (START, 42));
  fixture->me = store_id (BELL_TYPE_PRINCIPAL, START / 2, 1);
  fixture->other = store_id (BELL_TYPE_PRINCIPAL, START / 2, 2);
  fixture->team = store_id (BELL_TYPE_TEAM, START / 2, 3);
  store_fixture_open (fixture);
  store_fixture_sign_in (fixture->store, fixture->me);
}

void
store_fixture_tear_down (StoreFixture  *fixture,
                         gconstpointer  data)
{
  store_fixture_close (fixture);
  g_assert_no_error (fixture->problem);
  g_assert_finalize_object (fixture->clock);
  store_fixture_remove (fixture->root);
  g_free (fixture->root);
  g_free (fixture->data);
  g_free (fixture->cache);
  g_free (fixture->me);
  g_free (fixture->other);
  g_free (fixture->team);
}

/* --- Waiting ------------------------------------------------------------- */

void
store_keep_result (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  GAsyncResult **place = user_data;

  g_assert_null (*place);
  *place = g_object_ref (result);
}

GAsyncResult *
store_wait (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return *result;
}

/* Until all that is under way has come back, whatever followed on that too. */
void
store_settle (BellStore *store)
{
  for (int round = 0; round < 3; round++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GAsyncResult) looked_up = NULL;
      g_autoptr (GAsyncResult) counted = NULL;
      g_autoptr (BellQuery) query = bell_query_new (BELL_TYPE_TEAM, NULL);
      g_autoptr (BellRecord) record = NULL;

      bell_store_flush (store, NULL, store_keep_result, &result);
      bell_store_flush_finish (store, store_wait (&result), NULL);
      bell_store_count (store, query, NULL, store_keep_result, &counted);
      bell_store_count_finish (store, store_wait (&counted), NULL);
      bell_store_lookup (store, BELL_TYPE_TEAM, "G", NULL, store_keep_result, &looked_up);
      record = bell_store_lookup_finish (store, store_wait (&looked_up), NULL);
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
}

static gboolean
set_flag (gpointer data)
{
  *(gboolean *) data = TRUE;

  return G_SOURCE_CONTINUE;
}

/* Runs the main loop until @condition holds; FALSE if it never does. */
gboolean
store_wait_until (gboolean (*condition) (gpointer data),
                  gpointer   data)
{
  gboolean woken = FALSE;
  guint source = g_timeout_add (10, set_flag, &woken);
  gint64 end = g_get_monotonic_time () + 30 * G_TIME_SPAN_SECOND;
  gboolean met;

  while (!(met = condition (data)) && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (source);

  return met;
}

/* --- The store's calls --------------------------------------------------- */

gboolean
store_commit (BellStore  *store,
              GPtrArray  *changes,
              GError    **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  bell_store_commit (store, changes, NULL, store_keep_result, &result);

  return bell_store_commit_finish (store, store_wait (&result), error);
}

/* Takes the patch. Returns the change's id. */
char *
store_commit_one (BellStore      *store,
                  BellChangeKind  kind,
                  BellType        type,
                  const char     *object_id,
                  BellPatch      *patch)
{
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_change_unref);
  g_autoptr (GError) error = NULL;
  BellChange *change = bell_store_new_change (store, kind, type, object_id, patch, NULL);

  g_ptr_array_add (changes, change);
  store_commit (store, changes, &error);
  g_assert_no_error (error);
  g_clear_pointer (&patch, bell_patch_unref);

  return g_strdup (bell_change_get_id (change));
}

gboolean
store_undo (BellStore   *store,
            const char  *change_id,
            GError     **error)
{
  const char *const ids[] = { change_id, NULL };
  g_autoptr (GAsyncResult) result = NULL;

  bell_store_undo (store, ids, NULL, store_keep_result, &result);

  return bell_store_undo_finish (store, store_wait (&result), error);
}

BellRecord *
store_lookup (BellStore  *store,
              BellType    type,
              const char *id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  BellRecord *record;

  bell_store_lookup (store, type, id, NULL, store_keep_result, &result);
  record = bell_store_lookup_finish (store, store_wait (&result), &error);
  g_assert_no_error (error);

  return record;
}

gboolean
store_apply (BellStore  *store,
             BellNews   *news,
             GError    **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  bell_store_sync_apply (store, news, NULL, store_keep_result, &result);

  return bell_store_sync_apply_finish (store, store_wait (&result), error);
}

gint64
store_count (BellStore       *store,
             const BellQuery *query)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 count;

  bell_store_count (store, query, NULL, store_keep_result, &result);
  count = bell_store_count_finish (store, store_wait (&result), &error);
  g_assert_no_error (error);

  return count;
}

GPtrArray *
store_search (BellStore       *store,
              const char      *text,
              BellSearchFlags  flags,
              guint            limit)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *hits;

  bell_store_search (store, text, flags, limit, NULL, store_keep_result, &result);
  hits = bell_store_search_finish (store, store_wait (&result), &error);
  g_assert_no_error (error);

  return hits;
}

/* Takes the mark. */
gboolean
store_mark (BellStore      *store,
            BellOutboxMark *mark)
{
  g_autoptr (GPtrArray) marks = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_outbox_mark_free);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean done;

  g_ptr_array_add (marks, mark);
  bell_store_sync_mark (store, marks, NULL, store_keep_result, &result);
  done = bell_store_sync_mark_finish (store, store_wait (&result), &error);
  g_assert_no_error (error);

  return done;
}

gboolean
store_load (BellStore          *store,
            GPtrArray          *records,
            const char *const  *states,
            const gint64       *counts,
            GError            **error)
{
  g_autoptr (GAsyncResult) begun = NULL;
  g_autoptr (GAsyncResult) added = NULL;
  g_autoptr (GAsyncResult) finished = NULL;

  bell_store_sync_bulk_begin (store, states, FALSE, NULL, store_keep_result, &begun);
  if (!bell_store_sync_bulk_begin_finish (store, store_wait (&begun), error))
    return FALSE;

  bell_store_sync_bulk_add (store, records, NULL, NULL, NULL, store_keep_result, &added);
  if (!bell_store_sync_bulk_add_finish (store, store_wait (&added), error))
    return FALSE;

  bell_store_sync_bulk_finish (store, counts, NULL, store_keep_result, &finished);

  return bell_store_sync_bulk_finish_finish (store, store_wait (&finished), error);
}

/* --- Objects ------------------------------------------------------------- */

/* An id of that time; @number keeps it apart from others. */
char *
store_id (BellType type,
          guint64  time,
          guint    number)
{
  return g_strdup_printf ("%c%08x-%04x-7%03x-8000-%012x", bell_type_get_letter (type),
                          (guint) (time >> 16), (guint) (time & 0xffff), number & 0xfff, number);
}

BellRecord *
store_new_principal (const char *id,
                     const char *name,
                     BellRole    role)
{
  BellRecord *record = bell_record_new (BELL_TYPE_PRINCIPAL, id);

  bell_record_set_text (record, bell_principal_property (BELL_PRINCIPAL_NAME), name);
  bell_record_set_text (record, bell_principal_property (BELL_PRINCIPAL_EMAIL), "somebody@example.org");
  bell_record_set_integer (record, bell_principal_property (BELL_PRINCIPAL_ROLE), role);
  bell_record_set_integer (record, bell_principal_property (BELL_PRINCIPAL_ACTIVE), TRUE);
  bell_record_set_modseqs (record, 1, 1);

  return record;
}

BellRecord *
store_new_ticket (StoreFixture *fixture,
                  const char   *id,
                  gint64        number,
                  const char   *subject)
{
  BellRecord *record = bell_record_new (BELL_TYPE_TICKET, id);

  fixture->modseq++;
  bell_record_set_integer (record, bell_ticket_property (BELL_TICKET_NUMBER), number);
  bell_record_set_text (record, bell_ticket_property (BELL_TICKET_SUBJECT), subject);
  bell_record_set_text (record, bell_ticket_property (BELL_TICKET_REQUESTER_ID), fixture->other);
  bell_record_set_integer (record, bell_ticket_property (BELL_TICKET_STATUS), BELL_STATUS_OPEN);
  bell_record_set_integer (record, bell_ticket_property (BELL_TICKET_CREATED_AT), START + number * 1000);
  bell_record_set_integer (record, bell_ticket_property (BELL_TICKET_UPDATED_AT), START + number * 1000);
  bell_record_set_modseqs (record, fixture->modseq, fixture->modseq);

  return record;
}

BellRecord *
store_new_message (StoreFixture *fixture,
                   const char   *id,
                   const char   *ticket_id,
                   const char   *body)
{
  BellRecord *record = bell_record_new (BELL_TYPE_MESSAGE, id);

  fixture->modseq++;
  bell_record_set_text (record, bell_message_property (BELL_MESSAGE_TICKET_ID), ticket_id);
  bell_record_set_text (record, bell_message_property (BELL_MESSAGE_AUTHOR_ID), fixture->other);
  bell_record_set_text (record, bell_message_property (BELL_MESSAGE_BODY), body);
  bell_record_set_integer (record, bell_message_property (BELL_MESSAGE_WRITTEN_AT), bell_clock_now (fixture->clock));
  bell_record_set_integer (record, bell_message_property (BELL_MESSAGE_RECEIVED_AT), bell_clock_now (fixture->clock));
  bell_record_set_modseqs (record, fixture->modseq, fixture->modseq);

  return record;
}

/* News that lead all types from where they are to the fixture's modseq. */
BellNews *
store_new_news (StoreFixture *fixture)
{
  BellNews *news = bell_news_new ();
  g_autofree char *state = g_strdup_printf ("%" G_GINT64_FORMAT "-1", fixture->modseq);

  for (int type = 0; type < BELL_TYPE_NONE; type++)
    bell_news_set_state (news, type, bell_store_sync_get_state (fixture->store, type), state);

  return news;
}

BellPatch *
store_new_reply (const char *ticket_id,
                 const char *body)
{
  BellPatch *patch = bell_patch_new (BELL_TYPE_MESSAGE);

  bell_patch_set_text (patch, BELL_MESSAGE_TICKET_ID, ticket_id);
  bell_patch_set_text (patch, BELL_MESSAGE_BODY, body);
  bell_patch_set_integer (patch, BELL_MESSAGE_KIND, BELL_MESSAGE_KIND_REPLY);

  return patch;
}
