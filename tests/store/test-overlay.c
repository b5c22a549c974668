/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "store-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#include "bell-workflow.h"

#define add(path, function) \
  g_test_add (path, StoreFixture, NULL, store_fixture_set_up, function, store_fixture_tear_down)

/* What people see is base with the outbox replayed, always. Here both are kept a
 * second time, in the plainest way, and replayed with the model's own functions;
 * then the store is asked what people see. */

typedef struct
{
  BellChange *change;
  char *group;
  gboolean sent;   /* once, so that undoing is not deleting */
  gboolean parked;
  gint64 modseq;   /* when acknowledged */
} Waiting;

typedef struct
{
  StoreFixture *fixture;
  GRand *rand;
  GHashTable *base;  /* id -> BellRecord: what the server has told */
  GPtrArray *outbox; /* of Waiting */
} Laws;

static void
waiting_free (gpointer data)
{
  Waiting *waiting = data;

  bell_change_unref (waiting->change);
  g_free (waiting->group);
  g_free (waiting);
}

static void
maybe_unref (gpointer data)
{
  if (data != NULL)
    bell_record_unref (data);
}

static BellRecord *
working (GHashTable *seen,
         const char *id)
{
  return g_hash_table_lookup (seen, id);
}

/* base + outbox, for all objects. */
static GHashTable *
replay (Laws *laws)
{
  GHashTable *seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, maybe_unref);
  GHashTableIter iter;
  gpointer id, record;

  g_hash_table_iter_init (&iter, laws->base);
  while (g_hash_table_iter_next (&iter, &id, &record))
    g_hash_table_insert (seen, g_strdup (id), bell_record_copy (record));

  for (guint i = 0; i < laws->outbox->len; i++)
    {
      const Waiting *waiting = g_ptr_array_index (laws->outbox, i);
      const BellChange *change = waiting->change;
      const char *object_id = bell_change_get_object_id (change);
      BellChangeKind kind = bell_change_get_kind (change);
      BellType type = bell_change_get_data_type (change);
      BellRecord *object = working (seen, object_id);
      BellRecord *ticket = type == BELL_TYPE_MESSAGE ? working (seen, waiting->group) : NULL;
      g_autoptr (BellEffects) effects = NULL;
      g_autoptr (BellRecord) before = NULL;

      if (kind == BELL_CHANGE_KIND_CREATE ? g_hash_table_contains (laws->base, object_id)
                                          : waiting->parked || object == NULL)
        continue;

      if (kind == BELL_CHANGE_KIND_DESTROY)
        {
          g_hash_table_remove (seen, object_id);
          continue;
        }

      before = kind == BELL_CHANGE_KIND_UPDATE ? bell_record_copy (object) : NULL;
      effects = bell_effects_compute (change, before, ticket, BELL_ROLE_AGENT, bell_change_get_acted_at (change), 0);
      if (object == NULL)
        {
          object = bell_record_new (type, object_id);
          g_hash_table_insert (seen, g_strdup (object_id), object);
        }
      bell_patch_apply (bell_change_get_patch (change), object);
      bell_patch_apply (effects->own, object);
      if (type == BELL_TYPE_MESSAGE)
        bell_record_set (object, bell_message_property (BELL_MESSAGE_RECEIVED_AT), NULL);

      for (guint j = 0; ticket != NULL && !waiting->parked && j < effects->caused->len; j++)
        bell_patch_apply (bell_change_get_patch (g_ptr_array_index (effects->caused, j)), ticket);
    }

  return seen;
}

static void
assert_law (Laws *laws)
{
  static const BellType types[] = { BELL_TYPE_TICKET, BELL_TYPE_MESSAGE, BELL_TYPE_ARTICLE };
  g_autoptr (GHashTable) seen = replay (laws);
  guint n_found = 0;

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (BellQuery) query = bell_query_new (types[i], NULL);
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GPtrArray) found = NULL;

      bell_store_find (laws->fixture->store, query, 0, NULL, store_keep_result, &result);
      found = bell_store_find_finish (laws->fixture->store, store_wait (&result), NULL);
      g_assert_nonnull (found);
      n_found += found->len;

      for (guint j = 0; j < found->len; j++)
        {
          BellRecord *record = g_ptr_array_index (found, j);
          BellRecord *wanted = g_hash_table_lookup (seen, bell_record_get_id (record));
          g_autoptr (BellRecord) looked_up = store_lookup (laws->fixture->store, types[i], bell_record_get_id (record));

          g_assert_nonnull (wanted);
          g_assert_true (bell_record_equal (record, wanted));
          g_assert_true (bell_record_equal (looked_up, wanted));
        }
    }

  g_assert_cmpuint (n_found, ==, g_hash_table_size (seen));
  g_assert_cmpuint (g_list_model_get_n_items (bell_store_get_outbox (laws->fixture->store)), ==, laws->outbox->len);
}

/* --- What may happen ----------------------------------------------------- */

#define N_TICKETS 6

static char *
ticket_id (guint n)
{
  return store_id (BELL_TYPE_TICKET, 1795253400000 + n, n);
}

static void
laws_wait (Laws       *laws,
           BellChange *change,
           const char *group)
{
  Waiting *waiting = g_new0 (Waiting, 1);

  waiting->change = bell_change_ref (change);
  waiting->group = g_strdup (group);
  g_ptr_array_add (laws->outbox, waiting);
}

static void
laws_commit (Laws       *laws,
             GPtrArray  *changes,
             const char *group)
{
  g_autoptr (GError) error = NULL;

  /* What the rules refuse leaves no trace. */
  if (!store_commit (laws->fixture->store, changes, &error))
    return;

  for (guint i = 0; i < changes->len; i++)
    laws_wait (laws, g_ptr_array_index (changes, i), group);
}

static void
add_change (Laws           *laws,
            GPtrArray      *changes,
            BellChangeKind  kind,
            BellType        type,
            const char     *id,
            BellPatch      *patch)
{
  g_ptr_array_add (changes, bell_store_new_change (laws->fixture->store, kind, type, id, patch, NULL));
  g_clear_pointer (&patch, bell_patch_unref);
}

static BellPatch *
random_edit (Laws *laws)
{
  BellPatch *patch = bell_patch_new (BELL_TYPE_TICKET);
  g_autofree char *subject = g_strdup_printf ("Subject %d", g_rand_int_range (laws->rand, 0, 5));

  switch (g_rand_int_range (laws->rand, 0, 5))
    {
    case 0:
      bell_patch_set_text (patch, BELL_TICKET_SUBJECT, subject);
      break;
    case 1:
      bell_patch_set_integer (patch, BELL_TICKET_STATUS, g_rand_int_range (laws->rand, BELL_STATUS_OPEN, BELL_STATUS_CLOSED));
      break;
    case 2:
      bell_patch_add_member (patch, BELL_TICKET_TAGS, subject);
      break;
    case 3:
      bell_patch_remove_member (patch, BELL_TICKET_TAGS, subject);
      break;
    default:
      bell_patch_set_integer (patch, BELL_TICKET_IMPACT, g_rand_int_range (laws->rand, 0, 3));
      bell_patch_set_text (patch, BELL_TICKET_ASSIGNEE_ID, laws->fixture->me);
      break;
    }

  return patch;
}

/* A person does something, with the network or without. */
static void
laws_act (Laws *laws)
{
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_change_unref);
  g_autofree char *id = ticket_id ((guint) g_rand_int_range (laws->rand, 0, N_TICKETS));
  g_autofree char *message_id = bell_store_new_id (laws->fixture->store, BELL_TYPE_MESSAGE);
  g_autoptr (BellRecord) now = store_lookup (laws->fixture->store, BELL_TYPE_TICKET, id);

  if (now == NULL)
    {
      BellPatch *patch = bell_patch_new (BELL_TYPE_TICKET);

      bell_patch_set_text (patch, BELL_TICKET_SUBJECT, "Made here");
      bell_patch_set_text (patch, BELL_TICKET_REQUESTER_ID, laws->fixture->other);
      add_change (laws, changes, BELL_CHANGE_KIND_CREATE, BELL_TYPE_TICKET, id, patch);
      if (g_rand_boolean (laws->rand))
        add_change (laws, changes, BELL_CHANGE_KIND_CREATE, BELL_TYPE_MESSAGE, message_id, store_new_reply (id, "First"));
    }
  else if (g_rand_boolean (laws->rand))
    add_change (laws, changes, BELL_CHANGE_KIND_UPDATE, BELL_TYPE_TICKET, id, random_edit (laws));
  else
    add_change (laws, changes, BELL_CHANGE_KIND_CREATE, BELL_TYPE_MESSAGE, message_id, store_new_reply (id, "Reply"));

  laws_commit (laws, changes, id);
}

/* The server says something about a ticket, or has dropped it. */
static void
laws_hear (Laws *laws)
{
  guint n = (guint) g_rand_int_range (laws->rand, 0, N_TICKETS);
  g_autofree char *id = ticket_id (n);
  g_autofree char *subject = g_strdup_printf ("Server %d", g_rand_int_range (laws->rand, 0, 5));
  g_autoptr (BellRecord) record = store_new_ticket (laws->fixture, id, n + 1, subject);
  g_autoptr (BellNews) news = store_new_news (laws->fixture);
  gboolean gone = g_rand_int_range (laws->rand, 0, 5) == 0;

  bell_record_set_integer (record, bell_ticket_property (BELL_TICKET_STATUS),
                           g_rand_int_range (laws->rand, BELL_STATUS_OPEN, BELL_STATUS_CLOSED));
  if (gone)
    {
      bell_news_add_destroyed (news, BELL_TYPE_TICKET, id);
      g_hash_table_remove (laws->base, id);
    }
  else
    {
      bell_news_add_record (news, record);
      g_hash_table_insert (laws->base, g_strdup (id), bell_record_ref (record));
    }

  g_assert_true (store_apply (laws->fixture->store, news, NULL));
  /* The same once more is nothing. */
  g_assert_true (store_apply (laws->fixture->store, news, NULL));
}

static Waiting *
first_unsent (Laws  *laws,
              guint *index)
{
  for (guint i = 0; i < laws->outbox->len; i++)
    {
      Waiting *waiting = g_ptr_array_index (laws->outbox, i);

      if (!waiting->parked && waiting->modseq == 0)
        {
          *index = i;
          return waiting;
        }
    }

  return NULL;
}

/* The server does the oldest of what waits, as it would: with the same code.
 * Its answer comes before the news of it, or after, or never. */
static void
laws_send (Laws *laws)
{
  guint index;
  Waiting *waiting = first_unsent (laws, &index);
  g_autoptr (GHashTable) touched = NULL;
  g_autoptr (BellNews) news = NULL;
  g_autoptr (BellChange) confirmed = NULL;
  g_autofree char *change_id = NULL;
  const char *object_id;
  BellRecord *object, *ticket;
  g_autoptr (BellEffects) effects = NULL;
  g_autoptr (BellRecord) before = NULL;
  int answer = g_rand_int_range (laws->rand, 0, 3);

  if (waiting == NULL)
    return;

  object_id = bell_change_get_object_id (waiting->change);
  change_id = g_strdup (bell_change_get_id (waiting->change));
  object = g_hash_table_lookup (laws->base, object_id);
  ticket = g_hash_table_lookup (laws->base, waiting->group);
  waiting->sent = TRUE;
  store_mark (laws->fixture->store, bell_outbox_mark_new_sent (change_id));

  if ((bell_change_get_kind (waiting->change) == BELL_CHANGE_KIND_UPDATE && object == NULL) ||
      (bell_change_get_data_type (waiting->change) == BELL_TYPE_MESSAGE && ticket == NULL) ||
      (bell_change_get_kind (waiting->change) == BELL_CHANGE_KIND_CREATE && object != NULL))
    {
      store_mark (laws->fixture->store, bell_outbox_mark_new_parked (change_id, "notFound", "It is gone."));
      waiting->parked = TRUE;
      return;
    }

  laws->fixture->modseq++;
  before = object != NULL ? bell_record_copy (object) : NULL;
  effects = bell_effects_compute (waiting->change, before,
                                  bell_change_get_data_type (waiting->change) == BELL_TYPE_MESSAGE ? ticket : NULL,
                                  BELL_ROLE_AGENT, bell_clock_now (laws->fixture->clock), 100);
  confirmed = bell_change_new_confirmed (waiting->change, bell_change_get_patch (waiting->change),
                                         laws->fixture->modseq, bell_clock_now (laws->fixture->clock), NULL);

  if (answer == 0)
    {
      store_mark (laws->fixture->store, bell_outbox_mark_new_acknowledged (change_id, laws->fixture->modseq));
      waiting->modseq = laws->fixture->modseq;
      assert_law (laws);
    }

  object = object != NULL ? bell_record_copy (object)
                          : bell_record_new (bell_change_get_data_type (waiting->change), object_id);
  bell_patch_apply (bell_change_get_patch (waiting->change), object);
  bell_patch_apply (effects->own, object);
  bell_record_set_modseqs (object, laws->fixture->modseq, laws->fixture->modseq);
  g_hash_table_insert (laws->base, g_strdup (object_id), bell_record_ref (object));

  news = store_new_news (laws->fixture);
  bell_news_add_record (news, object);
  bell_record_unref (object);
  for (guint i = 0; i < effects->caused->len; i++)
    {
      BellRecord *moved = bell_record_copy (ticket);

      bell_patch_apply (bell_change_get_patch (g_ptr_array_index (effects->caused, i)), moved);
      bell_record_set_modseqs (moved, 1, laws->fixture->modseq);
      bell_news_add_record (news, moved);
      g_hash_table_insert (laws->base, g_strdup (bell_record_get_id (moved)), moved);
      break;
    }
  bell_news_add_change (news, confirmed);
  g_assert_true (store_apply (laws->fixture->store, news, NULL));
  g_ptr_array_remove_index (laws->outbox, index);

  if (answer == 1)
    store_mark (laws->fixture->store, bell_outbox_mark_new_acknowledged (change_id, laws->fixture->modseq));
}

/* A person takes something back, or gives it up, or has it sent again. */
static void
laws_regret (Laws *laws)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  guint index;
  Waiting *waiting;

  if (laws->outbox->len == 0)
    return;

  index = (guint) g_rand_int_range (laws->rand, 0, (gint32) laws->outbox->len);
  waiting = g_ptr_array_index (laws->outbox, index);

  if (waiting->parked && g_rand_boolean (laws->rand))
    {
      bell_store_retry (laws->fixture->store, bell_change_get_id (waiting->change), NULL, store_keep_result, &result);
      g_assert_true (bell_store_retry_finish (laws->fixture->store, store_wait (&result), NULL));
      waiting->parked = FALSE;
    }
  else if (waiting->parked)
    {
      bell_store_discard (laws->fixture->store, bell_change_get_id (waiting->change), NULL, store_keep_result, &result);
      if (bell_store_discard_finish (laws->fixture->store, store_wait (&result), NULL))
        g_ptr_array_remove_index (laws->outbox, index);
    }
  else if (!waiting->sent && store_undo (laws->fixture->store, bell_change_get_id (waiting->change), &error))
    g_ptr_array_remove_index (laws->outbox, index);
}

static void
laws_init (Laws         *laws,
           StoreFixture *fixture)
{
  laws->fixture = fixture;
  laws->rand = g_rand_new_with_seed (g_test_rand_int ());
  laws->base = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) bell_record_unref);
  laws->outbox = g_ptr_array_new_with_free_func (waiting_free);
}

static void
laws_clear (Laws *laws)
{
  g_rand_free (laws->rand);
  g_hash_table_unref (laws->base);
  g_ptr_array_unref (laws->outbox);
}

static void
test_laws (StoreFixture  *fixture,
           gconstpointer  data)
{
  g_autofree char *cache_path = g_build_filename (fixture->cache, "cache.db", NULL);
  Laws laws;

  laws_init (&laws, fixture);
  for (int step = 0; step < 250; step++)
    {
      int what = g_rand_int_range (laws.rand, 0, 100);

      if (what < 35)
        laws_act (&laws);
      else if (what < 60)
        laws_hear (&laws);
      else if (what < 85)
        laws_send (&laws);
      else if (what < 97)
        laws_regret (&laws);
      else
        {
          store_fixture_close (fixture);
          if (what == 99)
            {
              g_unlink (cache_path);
              g_hash_table_remove_all (laws.base);
              for (guint i = 0; i < laws.outbox->len; i++)
                ((Waiting *) g_ptr_array_index (laws.outbox, i))->modseq = 0;
            }
          store_fixture_open (fixture);
        }

      bell_manual_clock_advance (BELL_MANUAL_CLOCK (fixture->clock), 1000);
      store_settle (fixture->store);
      assert_law (&laws);
    }
  laws_clear (&laws);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("/store/overlay/laws", test_laws);

  return g_test_run ();
}
