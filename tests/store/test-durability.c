/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "store-fixture.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "bell-database.h"

#define add(path, function) \
  g_test_add (path, StoreFixture, NULL, store_fixture_set_up, function, store_fixture_tear_down)

#define TICKET "T0192f0c1-0000-7000-8000-000000000001"

#define NO_DRAFT G_MAXUINT

static GSubprocess *
start_child (StoreFixture *fixture,
             const char   *what,
             const char   *argument)
{
  g_autofree char *path = g_test_build_filename (G_TEST_BUILT, "store-child", NULL);
  g_autoptr (GError) error = NULL;
  GSubprocess *child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                                         path, what, fixture->data, fixture->cache, argument, NULL);

  g_assert_no_error (error);

  return child;
}

static void
hear_ticket (StoreFixture *fixture)
{
  g_autoptr (BellRecord) me = store_new_principal (fixture->me, "Ada", BELL_ROLE_AGENT);
  g_autoptr (BellRecord) ticket = store_new_ticket (fixture, TICKET, 1, "One");
  g_autoptr (BellNews) news = store_new_news (fixture);

  bell_news_add_record (news, me);
  bell_news_add_record (news, ticket);
  g_assert_true (store_apply (fixture->store, news, NULL));
}

/* Everything that the child was answered is here. */
static void
assert_kept (StoreFixture *fixture,
             GHashTable   *answered,
             guint         last_draft)
{
  GListModel *outbox = bell_store_get_outbox (fixture->store);
  g_autoptr (GHashTable) found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (BellRecord) ticket = store_lookup (fixture->store, BELL_TYPE_TICKET, TICKET);
  GHashTableIter iter;
  gpointer id;

  for (guint i = 0; i < g_list_model_get_n_items (outbox); i++)
    {
      g_autoptr (BellOutboxItem) item = g_list_model_get_item (outbox, i);
      BellChange *change = bell_outbox_item_get_change (item);
      g_autoptr (BellRecord) message = NULL;

      g_hash_table_add (found, g_strdup (bell_change_get_id (change)));
      if (i + 1 < g_list_model_get_n_items (outbox))
        continue;

      /* And is seen. */
      message = store_lookup (fixture->store, BELL_TYPE_MESSAGE, bell_change_get_object_id (change));
      g_assert_nonnull (message);
      g_assert_cmpstr (bell_ticket_get_last_message_id (BELL_TICKET (ticket)), ==, bell_change_get_object_id (change));
    }

  g_hash_table_iter_init (&iter, answered);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_assert_true (g_hash_table_contains (found, id));

  g_assert_cmpint (bell_ticket_get_message_count (BELL_TICKET (ticket)), ==, g_hash_table_size (found));

  if (last_draft != NO_DRAFT)
    {
      const BellDraft *draft = bell_store_load_draft (fixture->store, "new:child");

      g_assert_nonnull (draft);
      g_assert_cmpuint ((guint) g_ascii_strtoull (draft->text + strlen ("Draft "), NULL, 10), >=, last_draft);
    }
}

/* Killed at any moment while it writes. */
static void
test_kill (StoreFixture  *fixture,
           gconstpointer  data)
{
  g_autoptr (GHashTable) answered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GRand) rand = g_rand_new_with_seed (g_test_rand_int ());
  guint last_draft = 0;

  hear_ticket (fixture);
  for (int round = 0; round < 12; round++)
    {
      g_autoptr (GSubprocess) child = NULL;
      g_autoptr (GDataInputStream) lines = NULL;
      int n_lines = g_rand_int_range (rand, 0, 25);
      char *line;

      store_fixture_close (fixture);
      child = start_child (fixture, "write", NULL);
      lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (child));
      for (int i = 0; i < n_lines; i++)
        {
          line = g_data_input_stream_read_line (lines, NULL, NULL, NULL);
          g_assert_nonnull (line);
          last_draft = (guint) g_ascii_strtoull (strchr (line, ' '), NULL, 10);
          *strchr (line, ' ') = '\0';
          g_hash_table_add (answered, line);
        }
      g_usleep ((gulong) g_rand_int_range (rand, 0, 5000));
      g_subprocess_force_exit (child);
      while ((line = g_data_input_stream_read_line (lines, NULL, NULL, NULL)) != NULL)
        {
          char *space = strchr (line, ' ');

          /* The last line may be cut off. */
          if (space == NULL || !g_ascii_isdigit (space[1]))
            {
              g_free (line);
              continue;
            }
          last_draft = (guint) g_ascii_strtoull (space, NULL, 10);
          *space = '\0';
          g_hash_table_add (answered, line);
          n_lines++;
        }
      g_subprocess_wait (child, NULL, NULL);

      store_fixture_open (fixture);
      assert_kept (fixture, answered, g_hash_table_size (answered) > 0 ? last_draft : NO_DRAFT);
    }
}

static gboolean
child_was_heard (gpointer data)
{
  BellStore *store = data;

  return bell_store_get_setting (store, "from-the-child") != NULL &&
         g_list_model_get_n_items (bell_store_get_outbox (store)) == 1;
}

static void
count_changed_cb (BellStore         *store,
                  int                type,
                  const char *const *ids,
                  gpointer           user_data)
{
  if (type == BELL_TYPE_TICKET && ids != NULL && g_strv_contains (ids, TICKET))
    *(guint *) user_data += 1;
}

/* Two processes on one profile: each hears of the other. */
static void
test_two_processes (StoreFixture  *fixture,
                    gconstpointer  data)
{
  g_autoptr (GSubprocess) child = NULL;
  g_autoptr (BellRecord) ticket = NULL;
  guint n_changed = 0;

  hear_ticket (fixture);
  g_signal_connect (fixture->store, "changed", G_CALLBACK (count_changed_cb), &n_changed);
  child = start_child (fixture, "once", NULL);
  g_assert_true (store_wait_until (child_was_heard, fixture->store));
  g_assert_true (g_subprocess_wait_check (child, NULL, NULL));
  store_settle (fixture->store);
  g_assert_cmpuint (n_changed, >=, 1);

  ticket = store_lookup (fixture->store, BELL_TYPE_TICKET, TICKET);
  g_assert_nonnull (bell_ticket_get_last_message_id (BELL_TICKET (ticket)));
  g_assert_cmpuint (bell_store_get_n_pending (fixture->store), ==, 1);
}

static gboolean
has_many (gpointer data)
{
  return g_list_model_get_n_items (bell_store_get_outbox (data)) >= 60;
}

/* Both write at the same time: nothing of either is lost. */
static void
test_two_writers (StoreFixture  *fixture,
                  gconstpointer  data)
{
  g_autoptr (GHashTable) answered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GSubprocess) child = NULL;
  g_autoptr (GDataInputStream) lines = NULL;
  char *line;

  hear_ticket (fixture);
  child = start_child (fixture, "write", NULL);
  for (int i = 0; i < 30; i++)
    {
      g_autofree char *id = bell_store_new_id (fixture->store, BELL_TYPE_MESSAGE);

      bell_manual_clock_advance (BELL_MANUAL_CLOCK (fixture->clock), 1);
      g_hash_table_add (answered, store_commit_one (fixture->store, BELL_CHANGE_KIND_CREATE, BELL_TYPE_MESSAGE, id,
                                                    store_new_reply (TICKET, "Here")));
    }
  g_assert_true (store_wait_until (has_many, fixture->store));
  g_subprocess_force_exit (child);

  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (child));
  while ((line = g_data_input_stream_read_line (lines, NULL, NULL, NULL)) != NULL)
    {
      char *space = strchr (line, ' ');

      if (space == NULL || !g_ascii_isdigit (space[1]))
        {
          g_free (line);
          continue;
        }
      *space = '\0';
      g_hash_table_add (answered, line);
    }
  g_subprocess_wait (child, NULL, NULL);

  store_fixture_close (fixture);
  store_fixture_open (fixture);
  assert_kept (fixture, answered, NO_DRAFT);
}

/* No room for the outbox: a clear word, and all that was answered is there. */
static void
test_disk_full (StoreFixture  *fixture,
                gconstpointer  data)
{
  const char *limits[] = { "300000", "700000", "1500000" };

  hear_ticket (fixture);
  for (guint round = 0; round < G_N_ELEMENTS (limits); round++)
    {
      g_autoptr (GHashTable) answered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_autoptr (GSubprocess) child = NULL;
      g_autoptr (GDataInputStream) lines = NULL;
      gboolean refused = FALSE;
      char *line;

      store_fixture_close (fixture);
      child = start_child (fixture, "full", limits[round]);
      lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (child));
      while ((line = g_data_input_stream_read_line (lines, NULL, NULL, NULL)) != NULL)
        {
          if (g_str_has_prefix (line, "refused "))
            {
              g_autofree char *wanted = g_strdup_printf ("refused %s %d ", g_quark_to_string (BELL_DATABASE_ERROR),
                                                         BELL_DATABASE_ERROR_FULL);

              g_test_message ("%s", line);
              g_assert_true (g_str_has_prefix (line, wanted));
              refused = TRUE;
              g_free (line);
              continue;
            }
          *strchr (line, ' ') = '\0';
          g_hash_table_add (answered, line);
        }
      g_assert_true (refused);
      g_assert_true (g_subprocess_wait_check (child, NULL, NULL));

      store_fixture_open (fixture);
      assert_kept (fixture, answered, NO_DRAFT);
    }
}

static void
overwrite_page (const char *path,
                gsize       from,
                gsize       length)
{
  g_autofree char *content = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &content, &size, NULL));
  g_assert_cmpuint (from, <, size);
  memset (content + from, 0x5a, MIN (length, size - from));
  g_assert_true (g_file_set_contents (path, content, (gssize) size, NULL));
}

/* It is told; the fixture wants no other problem. */
static void
assert_damage_told (StoreFixture *fixture)
{
  store_settle (fixture->store);
  g_assert_error (fixture->problem, BELL_STORE_ERROR, BELL_STORE_ERROR_DAMAGED);
  g_clear_error (&fixture->problem);
}

/* A damaged outbox: what can be read is saved, the file itself is kept. */
static void
test_salvage (StoreFixture  *fixture,
              gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->data, "outbox.db", NULL);
  g_autofree char *report = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GDir) dir = NULL;
  const char *name;
  guint n_kept, n_damaged = 0;
  GStatBuf status;

  hear_ticket (fixture);
  for (int i = 0; i < 200; i++)
    {
      g_autofree char *id = bell_store_new_id (fixture->store, BELL_TYPE_MESSAGE);

      bell_manual_clock_advance (BELL_MANUAL_CLOCK (fixture->clock), 1);
      g_free (store_commit_one (fixture->store, BELL_CHANGE_KIND_CREATE, BELL_TYPE_MESSAGE, id,
                                store_new_reply (TICKET, "A reply that is worth to be kept")));
    }
  store_fixture_close (fixture);
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  overwrite_page (path, (gsize) status.st_size / 2 / 4096 * 4096, 4096);

  store_fixture_open (fixture);
  g_object_get (fixture->store, "salvage-report", &report, NULL);
  g_assert_nonnull (report);
  g_assert_true (g_file_get_contents (report, &text, NULL, NULL));
  g_test_message ("%s", text);
  assert_damage_told (fixture);

  n_kept = g_list_model_get_n_items (bell_store_get_outbox (fixture->store));
  g_assert_cmpuint (n_kept, >, 100);
  g_assert_cmpstr (bell_store_get_email (fixture->store), ==, "ada@example.org");

  dir = g_dir_open (fixture->data, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, "outbox.db.damaged-") && !g_str_has_suffix (name, ".txt"))
      n_damaged++;
  g_assert_cmpuint (n_damaged, >=, 1);

  /* And it is a sound one. */
  store_fixture_close (fixture);
  store_fixture_open (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (bell_store_get_outbox (fixture->store)), ==, n_kept);
}

static void
note_problem (BellStore    *store,
              const GError *error,
              GPtrArray    *problems)
{
  g_test_message ("%s", error->message);
  g_ptr_array_add (problems, g_error_copy (error));
}

static gboolean
is_salvaged (gpointer data)
{
  g_autofree char *report = NULL;

  g_object_get (data, "salvage-report", &report, NULL);

  return report != NULL;
}

static gboolean
is_told (gpointer data)
{
  GPtrArray *problems = data;

  for (guint i = 0; i < problems->len; i++)
    if (g_error_matches (g_ptr_array_index (problems, i), BELL_STORE_ERROR, BELL_STORE_ERROR_DAMAGED))
      return TRUE;
  return FALSE;
}

/* As its file lies open, so that what is damaged is read again. */
static void
damage_in_place (const char *path)
{
  g_autofree char *garbage = g_strnfill (4 * 4096, 'x');
  g_autoptr (BellDatabase) other = NULL;
  g_autoptr (GError) error = NULL;
  GStatBuf status;
  FILE *file;

  other = bell_database_open (path, BELL_DATABASE_CREATE, &error);
  g_assert_no_error (error);
  bell_database_checkpoint (other, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  file = fopen (path, "r+b");
  g_assert_nonnull (file);
  g_assert_cmpint (fseek (file, (long) ((gsize) status.st_size / 2 / 4096 * 4096), SEEK_SET), ==, 0);
  g_assert_cmpuint (fwrite (garbage, 1, 4 * 4096, file), ==, 4 * 4096);
  fclose (file);
  bell_database_execute_script (other, "INSERT INTO setting (name, value) VALUES ('touched', '1');", &error);
  g_assert_no_error (error);
}

/* Damage that comes while the program runs: it is met with, told, and what
 * can be read is saved; what a person does then is kept like ever. */
static void
test_salvage_while_open (StoreFixture  *fixture,
                         gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->data, "outbox.db", NULL);
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);
  g_autofree char *last = NULL;
  g_autofree char *text = NULL;
  g_autofree char *report = NULL;
  guint n_kept;

  hear_ticket (fixture);
  for (int i = 0; i < 200; i++)
    {
      g_autofree char *id = bell_store_new_id (fixture->store, BELL_TYPE_MESSAGE);

      bell_manual_clock_advance (BELL_MANUAL_CLOCK (fixture->clock), 1);
      g_free (store_commit_one (fixture->store, BELL_CHANGE_KIND_CREATE, BELL_TYPE_MESSAGE, id,
                                store_new_reply (TICKET, "A reply that is worth to be kept")));
    }
  store_settle (fixture->store);
  g_signal_connect (fixture->store, "problem", G_CALLBACK (note_problem), problems);
  damage_in_place (path);

  last = bell_store_new_id (fixture->store, BELL_TYPE_MESSAGE);
  bell_manual_clock_advance (BELL_MANUAL_CLOCK (fixture->clock), 1);
  g_free (store_commit_one (fixture->store, BELL_CHANGE_KIND_CREATE, BELL_TYPE_MESSAGE, last,
                            store_new_reply (TICKET, "Written when it was noticed")));
  g_assert_true (store_wait_until (is_salvaged, fixture->store));
  store_settle (fixture->store);
  g_object_get (fixture->store, "salvage-report", &report, NULL);
  g_assert_true (g_file_get_contents (report, &text, NULL, NULL));
  g_test_message ("%s", text);
  g_assert_true (store_wait_until (is_told, problems));
  g_clear_error (&fixture->problem);

  n_kept = g_list_model_get_n_items (bell_store_get_outbox (fixture->store));
  g_assert_cmpuint (n_kept, >, 100);
  {
    g_autoptr (BellRecord) record = store_lookup (fixture->store, BELL_TYPE_MESSAGE, last);

    g_assert_nonnull (record);
  }
  g_assert_cmpstr (bell_store_get_email (fixture->store), ==, "ada@example.org");

  /* And it goes on. */
  g_free (last);
  last = bell_store_new_id (fixture->store, BELL_TYPE_MESSAGE);
  g_free (store_commit_one (fixture->store, BELL_CHANGE_KIND_CREATE, BELL_TYPE_MESSAGE, last,
                            store_new_reply (TICKET, "Written after")));
  store_settle (fixture->store);
  g_assert_cmpuint (g_list_model_get_n_items (bell_store_get_outbox (fixture->store)), ==, n_kept + 1);
  store_fixture_close (fixture);
  store_fixture_open (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (bell_store_get_outbox (fixture->store)), ==, n_kept + 1);
}

static void
test_salvage_nothing (StoreFixture  *fixture,
                      gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->data, "outbox.db", NULL);
  g_autofree char *report = NULL;

  store_fixture_close (fixture);
  overwrite_page (path, 0, 4096);
  store_fixture_open (fixture);
  g_object_get (fixture->store, "salvage-report", &report, NULL);
  g_assert_nonnull (report);
  assert_damage_told (fixture);
  g_assert_null (bell_store_get_email (fixture->store));
}

static gboolean
has_cache (gpointer data)
{
  return g_file_test (data, G_FILE_TEST_IS_REGULAR);
}

/* The cache is lost, and for a while there is no place for another one. */
static void
test_cache_in_the_way (StoreFixture  *fixture,
                       gconstpointer  data)
{
  static const char *const suffixes[] = { "", "-wal", "-shm" };
  g_autofree char *path = g_build_filename (fixture->cache, "cache.db", NULL);
  g_autofree char *thing = g_build_filename (path, "thing", NULL);
  g_autofree char *id = NULL;
  g_autofree char *change_id = NULL;
  BellPatch *patch;

  hear_ticket (fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *part = g_strconcat (path, suffixes[i], NULL);

      g_unlink (part);
    }
  g_assert_cmpint (g_mkdir_with_parents (thing, 0700), ==, 0);

  /* A clear word each time, and nothing is half done. */
  for (int i = 0; i < 2; i++)
    {
      g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_change_unref);
      g_autoptr (BellPatch) reply = store_new_reply (TICKET, "There is no place for this");
      g_autofree char *lost_id = bell_store_new_id (fixture->store, BELL_TYPE_MESSAGE);
      g_autoptr (GError) error = NULL;

      g_ptr_array_add (changes, bell_store_new_change (fixture->store, BELL_CHANGE_KIND_CREATE, BELL_TYPE_MESSAGE, lost_id, reply, NULL));
      g_assert_false (store_commit (fixture->store, changes, &error));
      g_assert_nonnull (error);
      g_assert_false (g_error_matches (error, BELL_STORE_ERROR, BELL_STORE_ERROR_CLOSED));
      g_test_message ("%s", error->message);
    }
  store_settle (fixture->store);
  g_clear_error (&fixture->problem);

  g_assert_cmpint (g_rmdir (thing), ==, 0);
  g_assert_cmpint (g_rmdir (path), ==, 0);
  /* What was in the old one has to come again first; a new ticket needs nothing of it. */
  id = bell_store_new_id (fixture->store, BELL_TYPE_TICKET);
  patch = bell_patch_new (BELL_TYPE_TICKET);
  bell_patch_set_text (patch, BELL_TICKET_SUBJECT, "Now there is");
  bell_patch_set_text (patch, BELL_TICKET_REQUESTER_ID, bell_store_get_principal_id (fixture->store));
  change_id = store_commit_one (fixture->store, BELL_CHANGE_KIND_CREATE, BELL_TYPE_TICKET, id, patch);
  g_assert_true (store_wait_until (has_cache, path));
  store_settle (fixture->store);
  g_clear_error (&fixture->problem);
  g_assert_cmpuint (g_list_model_get_n_items (bell_store_get_outbox (fixture->store)), ==, 1);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("/store/durable/killed-while-writing", test_kill);
  add ("/store/durable/two-processes", test_two_processes);
  add ("/store/durable/two-writers", test_two_writers);
  add ("/store/durable/disk-full", test_disk_full);
  add ("/store/durable/outbox-damaged", test_salvage);
  add ("/store/durable/outbox-damaged-while-open", test_salvage_while_open);
  add ("/store/durable/cache-in-the-way", test_cache_in_the_way);
  add ("/store/durable/outbox-garbage", test_salvage_nothing);

  return g_test_run ();
}
