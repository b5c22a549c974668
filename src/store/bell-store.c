/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-store-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "bell-base.h"
#include "bell-directory-private.h"
#include "bell-id.h"
#include "bell-outbox-item-private.h"
#include "bell-overlay.h"

/* The client's files, seen from the thread of the program. Two files, three
 * threads: one writes, one reads what somebody is looking at, one reads what may
 * take longer; this object gives them jobs and hears what has changed. What is
 * small and asked for all the time (settings, read marks, drafts, people,
 * the outbox) it keeps in memory.
 *
 * Everything that is written leaves a line in its file's journal in the same
 * transaction. The writer reads on there after each job, and when another
 * process has written, and hands the outcome over as a notice: so both ways
 * are one. Made once per account; close it before letting it go. */

G_DEFINE_FINAL_TYPE (BellStore, bell_store, G_TYPE_OBJECT)

typedef enum
{
  PROP_CLOCK = 1,
  PROP_DATA_DIRECTORY,
  PROP_CACHE_DIRECTORY,
  PROP_IS_OPEN,
  PROP_SERVER_URL,
  PROP_ACCOUNT_ID,
  PROP_PRINCIPAL_ID,
  PROP_EMAIL,
  PROP_DEVICE,
  PROP_ROLE,
  PROP_TEAMS,
  PROP_N_PENDING,
  PROP_N_REFUSED,
  PROP_CACHE_WAS_REBUILT,
  PROP_SALVAGE_REPORT,
} BellStoreProperty;

static GParamSpec *properties[PROP_SALVAGE_REPORT + 1];

typedef enum
{
  SIGNAL_CHANGED,
  SIGNAL_OUTBOX_CHANGED,
  SIGNAL_ACCOUNT_CHANGED,
  SIGNAL_NEWS,
  SIGNAL_PROBLEM,
} BellStoreSignal;

static guint signals[SIGNAL_PROBLEM + 1];

/* How soon after another process's write the journals are looked at. */
#define LOOK_MILLISECONDS 20

/* Rows of the outbox's journal that are kept, and how long blobs that the
 * server has are. */
#define JOURNAL_LENGTH 20000
#define BLOB_MILLISECONDS (G_GINT64_CONSTANT (7) * 24 * 60 * 60 * 1000)

/* Settings that the account is made of. */
static const char *const account_settings[] = {
  "server-url", "account-id", "principal-id", "email", "device", "role", "teams",
};

/* At most so many news are told at once: a first start after a long time is not
 * the moment to tell each. */
#define MAX_NEWS 500

/* --- Jobs ---------------------------------------------------------------- */

typedef struct
{
  BellStoreThread thread;
  BellStoreFunc func;
  gpointer data;
  GDestroyNotify free_data;
} BellStoreJob;

static void
bell_store_job_free (gpointer data)
{
  BellStoreJob *job = data;

  if (job->data != NULL && job->free_data != NULL)
    job->free_data (job->data);
  g_free (job);
}

/* On its way from the writer's thread. */
typedef struct
{
  BellStore *store;
  BellNotice *notice;
  GError *error;
} BellStorePost;

static void
bell_store_post_free (gpointer data)
{
  BellStorePost *post = data;

  g_object_unref (post->store);
  g_clear_pointer (&post->notice, bell_notice_free);
  g_clear_error (&post->error);
  g_free (post);
}

static gboolean
bell_store_post_cb (gpointer user_data)
{
  BellStorePost *post = user_data;

  if (post->notice != NULL)
    bell_store_take_notice (post->store, post->notice);
  if (post->error != NULL)
    bell_store_report (post->store, post->error);

  return G_SOURCE_REMOVE;
}

static void
bell_store_post (BellStore    *self,
                 BellNotice   *notice,
                 const GError *error)
{
  BellStorePost *post = g_new0 (BellStorePost, 1);
  g_autoptr (GSource) source = g_idle_source_new ();

  post->store = g_object_ref (self);
  post->notice = notice;
  post->error = error != NULL ? g_error_copy (error) : NULL;
  g_source_set_static_name (source, "bell_store_post");
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, bell_store_post_cb, post, bell_store_post_free);
  g_source_attach (source, self->context);
}

/* What a writing job leaves to be told, and what it left undone in the overlay
 * because the cache could not be written. */
static void
bell_store_post_notice (BellStore *self,
                        BellFiles *files)
{
  g_autoptr (GError) error = NULL;
  BellNotice *notice;

  notice = bell_notice_gather (files, &error);
  bell_files_note_error (files, error);
  bell_store_post (self, notice, files->late_error != NULL ? files->late_error : error);
  g_clear_error (&files->late_error);
}

static void
bell_store_job_run (GTask    *task,
                    gpointer  resources)
{
  BellFiles *files = resources;
  BellStore *self = g_task_get_source_object (task);
  BellStoreJob *job = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  gboolean done;

  done = bell_files_ensure (files, &error) && job->func (files, job->data, &error);
  if (!done)
    bell_files_note_error (files, error);

  if (job->thread == BELL_STORE_THREAD_WRITER && files->cache != NULL)
    bell_store_post_notice (self, files);

  if (done)
    g_task_return_pointer (task, g_steal_pointer (&job->data), job->free_data);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * bell_store_run:
 * @thread: where
 * @func: what to do
 * @data: (transfer full): for @func; never %NULL
 * @free_data: frees @data
 *
 * Has a job done with the files. A writing job that has begun is never called
 * cancelled: what it did has happened.
 */
void
bell_store_run (BellStore            *self,
                BellStoreThread       thread,
                BellStoreFunc         func,
                gpointer              data,
                GDestroyNotify        free_data,
                GCancellable         *cancellable,
                GAsyncReadyCallback   callback,
                gpointer              user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  BellStoreJob *job = g_new0 (BellStoreJob, 1);

  g_assert (data != NULL);

  job->thread = thread;
  job->func = func;
  job->data = data;
  job->free_data = free_data;
  g_task_set_task_data (task, job, bell_store_job_free);
  g_task_set_source_tag (task, bell_store_run);
  g_task_set_check_cancellable (task, FALSE);

  if (self->workers[thread] == NULL)
    {
      g_task_return_new_error (task, BELL_STORE_ERROR, BELL_STORE_ERROR_CLOSED,
                               _("The files of this account are not open."));
      return;
    }

  bell_worker_push (self->workers[thread], g_steal_pointer (&task), bell_store_job_run);
}

/**
 * bell_store_run_finish:
 *
 * Returns: (transfer full) (nullable): what bell_store_run() was given as data
 */
gpointer
bell_store_run_finish (BellStore     *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- Notices ------------------------------------------------------------- */

/**
 * bell_store_report:
 *
 * Tells of an error in what nobody waits for.
 */
void
bell_store_report (BellStore    *self,
                   const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
      g_error_matches (error, BELL_STORE_ERROR, BELL_STORE_ERROR_CLOSED))
    return;

  g_signal_emit (self, signals[SIGNAL_PROBLEM], 0, error);
}

void
bell_store_emit_changed (BellStore         *self,
                         BellType           type,
                         const char *const *ids)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0, (int) type, ids);
}

/* What follows from the account's settings and the directory. */
gboolean
bell_store_settle_account (BellStore *self)
{
  const char *id = bell_store_get_setting (self, "principal-id");
  BellRecord *record = bell_directory_peek_principal (self->directory, id);
  g_auto (GStrv) teams = NULL;
  BellRole role = BELL_ROLE_REQUESTER;
  int value;

  if (record != NULL)
    {
      role = bell_principal_get_role (BELL_PRINCIPAL (record));
      teams = g_strdupv ((char **) bell_principal_get_teams (BELL_PRINCIPAL (record)));
    }
  else
    {
      const char *list = bell_store_get_setting (self, "teams");

      if (bell_store_get_setting (self, "role") != NULL &&
          bell_enum_from_nick (bell_role_get_type (), bell_store_get_setting (self, "role"), &value))
        role = value;
      teams = list != NULL && *list != '\0' ? g_strsplit (list, " ", -1) : NULL;
    }

  if (teams == NULL)
    teams = g_new0 (char *, 1);

  if (role == self->role && self->teams != NULL &&
      g_strv_equal ((const char *const *) teams, (const char *const *) self->teams))
    return FALSE;

  if (role != self->role)
    {
      self->role = role;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ROLE]);
    }

  g_strfreev (self->teams);
  self->teams = g_steal_pointer (&teams);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEAMS]);

  return TRUE;
}

/* Whether the account is another one, or its role or teams. */
static gboolean
bell_store_take_settings (BellStore  *self,
                          BellNotice *notice)
{
  gboolean account = FALSE;

  for (guint i = 0; i < notice->settings->len; i++)
    {
      BellNoticePair *pair = g_ptr_array_index (notice->settings, i);
      g_autofree char *dirty = g_strconcat ("setting ", pair->key, NULL);

      /* Ours is newer, and on its way. */
      if (g_hash_table_contains (self->dirty, dirty) ||
          g_strcmp0 (g_hash_table_lookup (self->settings, pair->key), pair->value) == 0)
        continue;

      if (pair->value != NULL)
        g_hash_table_insert (self->settings, g_strdup (pair->key), g_strdup (pair->value));
      else
        g_hash_table_remove (self->settings, pair->key);

      for (guint j = 0; j < G_N_ELEMENTS (account_settings); j++)
        account = account || g_str_equal (pair->key, account_settings[j]);
    }

  return account;
}

static void
bell_store_take_marks_and_drafts (BellStore  *self,
                                  BellNotice *notice)
{
  for (guint i = 0; i < notice->marks->len; i++)
    {
      BellNoticePair *pair = g_ptr_array_index (notice->marks, i);
      const char *known = g_hash_table_lookup (self->marks, pair->key);

      if (pair->value == NULL || (known != NULL && strcmp (known, pair->value) >= 0))
        continue;

      g_hash_table_insert (self->marks, g_strdup (pair->key), g_strdup (pair->value));
      if (!notice->all[BELL_TYPE_TICKET])
        {
          if (notice->ids[BELL_TYPE_TICKET] == NULL)
            notice->ids[BELL_TYPE_TICKET] = g_ptr_array_new_with_free_func (g_free);
          g_ptr_array_add (notice->ids[BELL_TYPE_TICKET], g_strdup (pair->key));
        }
    }

  for (guint i = 0; i < notice->drafts->len; i++)
    {
      BellNoticeDraft *entry = g_ptr_array_index (notice->drafts, i);
      g_autofree char *dirty = g_strconcat ("draft ", entry->key, NULL);

      if (g_hash_table_contains (self->dirty, dirty))
        continue;

      if (entry->draft != NULL)
        g_hash_table_insert (self->drafts, g_strdup (entry->key), g_steal_pointer (&entry->draft));
      else
        g_hash_table_remove (self->drafts, entry->key);
    }
}

static int
compare_outbox_items (gconstpointer one,
                      gconstpointer two,
                      gpointer      user_data)
{
  gint64 a = bell_outbox_item_get_row ((BellOutboxItem *) one)->seq;
  gint64 b = bell_outbox_item_get_row ((BellOutboxItem *) two)->seq;

  return (a > b) - (a < b);
}

static void
bell_store_take_outbox (BellStore  *self,
                        BellNotice *notice)
{
  guint n_pending = 0, n_refused = 0;

  for (guint i = 0; i < notice->rows->len; i++)
    {
      BellNoticeRow *entry = g_ptr_array_index (notice->rows, i);
      BellOutboxItem *item = g_hash_table_lookup (self->outbox_items, entry->id);
      guint position;

      if (entry->row != NULL && item != NULL)
        bell_outbox_item_set_row (item, entry->row);
      else if (entry->row != NULL)
        {
          g_autoptr (BellOutboxItem) fresh = bell_outbox_item_new (entry->row);

          g_hash_table_insert (self->outbox_items, g_strdup (entry->id), fresh);
          g_list_store_insert_sorted (self->outbox, fresh, compare_outbox_items, NULL);
        }
      else if (item != NULL)
        {
          g_hash_table_remove (self->outbox_items, entry->id);
          if (g_list_store_find (self->outbox, item, &position))
            g_list_store_remove (self->outbox, position);
        }
    }

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->outbox)); i++)
    {
      g_autoptr (BellOutboxItem) item = g_list_model_get_item (G_LIST_MODEL (self->outbox), i);

      if (bell_outbox_item_get_state (item) == BELL_OUTBOX_STATE_PARKED)
        n_refused++;
      else
        n_pending++;
    }

  if (self->n_pending != n_pending)
    {
      self->n_pending = n_pending;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_PENDING]);
    }
  if (self->n_refused != n_refused)
    {
      self->n_refused = n_refused;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_REFUSED]);
    }

  if (notice->rows->len > 0)
    g_signal_emit (self, signals[SIGNAL_OUTBOX_CHANGED], 0);
}

/* What was there before the first download is nobody's news. */
static void
bell_store_forget_past (BellStore *self)
{
  g_autofree char *now = NULL;

  bell_store_set_announced (self, bell_state_get_modseq (self->states[BELL_TYPE_CHANGE]));
  self->told = bell_store_get_announced (self);

  if (bell_store_get_setting (self, "read-baseline") != NULL)
    return;

  now = g_strdup_printf ("%" G_GINT64_FORMAT, bell_clock_now (self->clock));
  bell_store_set_setting (self, "read-baseline", now);
}

/**
 * bell_store_take_notice:
 * @notice: what the writer has to tell; used up
 *
 * Brings what is kept in memory up to date and tells everybody.
 */
void
bell_store_take_notice (BellStore  *self,
                        BellNotice *notice)
{
  gboolean loaded = self->loading && !notice->loading;
  gboolean account;

  for (int type = 0; type < BELL_TYPE_NONE; type++)
    {
      g_free (self->states[type]);
      self->states[type] = g_steal_pointer (&notice->states[type]);
    }
  self->loading = notice->loading;
  g_free (self->cursor);
  self->cursor = g_steal_pointer (&notice->cursor);

  account = bell_store_take_settings (self, notice);
  bell_store_take_marks_and_drafts (self, notice);

  if (notice->directory_whole)
    bell_directory_replace (self->directory, notice->people);
  else
    bell_directory_update (self->directory, notice->people, notice->people_gone);

  account = bell_store_settle_account (self) || account;
  if (loaded)
    bell_store_forget_past (self);

  bell_store_take_outbox (self, notice);
  if (account)
    g_signal_emit (self, signals[SIGNAL_ACCOUNT_CHANGED], 0);

  for (int type = 0; type < BELL_TYPE_NONE; type++)
    {
      const char *const *ids = NULL;

      if (notice->all[type] || notice->ids[type] != NULL)
        {
          if (!notice->all[type])
            {
              g_ptr_array_add (notice->ids[type], NULL);
              ids = (const char *const *) notice->ids[type]->pdata;
            }
          bell_store_refresh_watches (self, type, ids);
          bell_store_emit_changed (self, type, ids);
          if (ids != NULL)
            g_ptr_array_set_size (notice->ids[type], (int) notice->ids[type]->len - 1);
        }
    }

  bell_store_count_again (self);
  if (notice->all[BELL_TYPE_CHANGE] || notice->ids[BELL_TYPE_CHANGE] != NULL)
    bell_store_tell_news (self);
}

/* --- Looking at what others write ---------------------------------------- */

static gboolean
bell_store_look_run (BellFiles  *files,
                     gpointer    data,
                     GError    **error)
{
  return bell_overlay_catch_up (files, error);
}

static void
bell_store_look_done_cb (GObject      *object,
                         GAsyncResult *result,
                         gpointer      user_data)
{
  BellStore *self = BELL_STORE (object);
  g_autoptr (GError) error = NULL;
  g_autofree char *data = bell_store_run_finish (self, result, &error);

  self->looking = FALSE;
  if (data == NULL)
    bell_store_report (self, error);
}

static gboolean
bell_store_look_cb (gpointer user_data)
{
  BellStore *self = user_data;

  self->look_source = 0;
  self->looking = TRUE;
  bell_store_run (self, BELL_STORE_THREAD_WRITER, bell_store_look_run, g_strdup (""), g_free, NULL,
                  bell_store_look_done_cb, NULL);

  return G_SOURCE_REMOVE;
}

static void
bell_store_file_cb (BellStore         *self,
                    GFile             *file,
                    GFile             *other,
                    GFileMonitorEvent  event,
                    GFileMonitor      *monitor)
{
  GSource *source;

  g_assert (BELL_IS_STORE (self));

  if (!self->open || self->look_source != 0 || event == G_FILE_MONITOR_EVENT_CHANGES_DONE_HINT)
    return;

  source = g_timeout_source_new (LOOK_MILLISECONDS);
  g_source_set_callback (source, bell_store_look_cb, self, NULL);
  self->look_source = g_source_attach (source, self->context);
  g_source_unref (source);
}

static void
bell_store_watch_files (BellStore *self)
{
  const char *directories[] = { self->data_directory, self->cache_directory };
  const char *names[] = { "outbox.db-wal", "cache.db-wal" };

  for (guint i = 0; i < G_N_ELEMENTS (self->monitors); i++)
    {
      g_autoptr (GFile) file = g_file_new_build_filename (directories[i], names[i], NULL);

      self->monitors[i] = g_file_monitor_file (file, G_FILE_MONITOR_NONE, NULL, NULL);
      if (self->monitors[i] == NULL)
        continue;

      g_file_monitor_set_rate_limit (self->monitors[i], LOOK_MILLISECONDS);
      g_signal_connect_object (self->monitors[i], "changed", G_CALLBACK (bell_store_file_cb), self, G_CONNECT_SWAPPED);
    }
}

/* --- News ---------------------------------------------------------------- */

typedef struct
{
  gint64 since;
  char *me;
  GPtrArray *changes;
  gint64 reached;
} BellStoreNews;

static void
bell_store_news_free (gpointer data)
{
  BellStoreNews *news = data;

  g_free (news->me);
  g_clear_pointer (&news->changes, g_ptr_array_unref);
  g_free (news);
}

static gboolean
bell_store_news_run (BellFiles  *files,
                     gpointer    data,
                     GError    **error)
{
  BellStoreNews *news = data;

  news->changes = bell_base_load_news (files, news->since, news->me, MAX_NEWS, &news->reached, error);

  return news->changes != NULL;
}

static void
bell_store_news_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  BellStore *self = BELL_STORE (object);
  g_autoptr (GError) error = NULL;
  BellStoreNews *news = bell_store_run_finish (self, result, &error);

  self->telling = FALSE;
  if (news == NULL)
    {
      bell_store_report (self, error);
      return;
    }

  if (news->since == self->told && news->changes->len > 0)
    {
      self->told = news->reached;
      g_signal_emit (self, signals[SIGNAL_NEWS], 0, news->changes);
    }

  if (self->tell_again || news->changes->len >= MAX_NEWS)
    bell_store_tell_news (self);

  bell_store_news_free (news);
}

/* Reads what others have done since it was last told. */
void
bell_store_tell_news (BellStore *self)
{
  BellStoreNews *news;

  if (self->loading || bell_store_get_principal_id (self) == NULL)
    return;

  self->tell_again = self->telling;
  if (self->telling)
    return;

  self->telling = TRUE;
  news = g_new0 (BellStoreNews, 1);
  news->since = self->told;
  news->me = g_strdup (bell_store_get_principal_id (self));
  bell_store_run (self, BELL_STORE_THREAD_FAST, bell_store_news_run, news, bell_store_news_free, NULL,
                  bell_store_news_cb, NULL);
}

/* --- Opening and closing ------------------------------------------------- */

typedef struct
{
  BellNotice *notice;
  gboolean cache_was_rebuilt;
  char *salvage_report;
  gint64 now;
} BellStoreOpening;

static void
bell_store_opening_free (gpointer data)
{
  BellStoreOpening *opening = data;

  g_clear_pointer (&opening->notice, bell_notice_free);
  g_free (opening->salvage_report);
  g_free (opening);
}

/* A cache that was there the last time and is new now has been lost. */
static gboolean
bell_store_note_cache (BellFiles  *files,
                       gboolean   *was_lost,
                       GError    **error)
{
  g_autoptr (BellStatement) read = bell_files_prepare (files->outbox, "setting-one", error);
  g_autoptr (BellStatement) write = NULL;
  g_autofree char *mark = NULL;
  gboolean known;

  if (read == NULL || !bell_files_get_meta (files, "known", &mark, error))
    return FALSE;

  bell_statement_bind_text (read, 1, "cache-known");
  if (!bell_statement_step (read, &known, error))
    return FALSE;
  bell_statement_reset (read);

  *was_lost = known && mark == NULL;
  if (mark == NULL && !bell_files_set_meta (files, "known", "1", error))
    return FALSE;
  if (known)
    return TRUE;

  write = bell_files_prepare (files->outbox, "setting-set", error);
  if (write == NULL)
    return FALSE;
  bell_statement_bind_text (write, 1, "cache-known");
  bell_statement_bind_text (write, 2, "1");

  return bell_statement_run (write, error);
}

static gboolean
bell_store_tidy_outbox (BellFiles  *files,
                        gint64      now,
                        GError    **error)
{
  g_autoptr (BellStatement) blobs = NULL;
  g_autoptr (BellStatement) journal = NULL;
  gint64 first, last;

  if (!bell_files_query_int64 (files->outbox, "journal-first", &first, error) ||
      !bell_files_query_int64 (files->outbox, "journal-last", &last, error))
    return FALSE;

  if (last - first > 2 * JOURNAL_LENGTH)
    {
      journal = bell_files_prepare (files->outbox, "journal-prune", error);
      if (journal == NULL)
        return FALSE;
      bell_statement_bind_int64 (journal, 1, last - JOURNAL_LENGTH);
      if (!bell_statement_run (journal, error))
        return FALSE;
    }

  blobs = bell_files_prepare (files->outbox, "blob-prune", error);
  if (blobs == NULL)
    return FALSE;
  bell_statement_bind_int64 (blobs, 1, now - BLOB_MILLISECONDS);

  return bell_statement_run (blobs, error);
}

static void
bell_store_open_job (GTask    *task,
                     gpointer  resources)
{
  BellFiles *files = resources;
  BellStoreOpening *opening = g_new0 (BellStoreOpening, 1);
  GError *error = NULL;
  gboolean was_lost = FALSE;

  opening->now = bell_clock_now (files->clock);

  if (bell_files_open (files, &error) &&
      bell_store_note_cache (files, &was_lost, &error) &&
      bell_overlay_catch_up (files, &error) &&
      bell_base_sweep (files, &error) &&
      bell_overlay_catch_up (files, &error) &&
      bell_store_tidy_outbox (files, opening->now, &error))
    opening->notice = bell_notice_gather_all (files, &error);

  if (opening->notice == NULL)
    {
      bell_files_note_error (files, error);
      bell_store_opening_free (opening);
      g_task_return_error (task, error);
      return;
    }

  opening->cache_was_rebuilt = files->cache_was_rebuilt || was_lost;
  opening->salvage_report = g_strdup (files->salvage_report);
  g_task_return_pointer (task, opening, bell_store_opening_free);
}

static void
bell_store_free_files (gpointer data)
{
  bell_files_free (data);
}

static void
bell_store_stop_workers (BellStore *self)
{
  /* Readers first: they may wait for nothing that the writer does. */
  for (int i = BELL_STORE_N_THREADS - 1; i >= 0; i--)
    g_clear_pointer (&self->workers[i], bell_worker_stop);
}

/**
 * bell_store_open:
 * @cancellable: (nullable): stops it
 * @callback: called when it is open
 * @user_data: for @callback
 *
 * Opens the files, or makes them. A cache that is damaged or was deleted is
 * made anew (see the property `cache-was-rebuilt`); of a damaged outbox all
 * that can be read is saved into a new one (`salvage-report`).
 */
void
bell_store_open (BellStore           *self,
                 GCancellable        *cancellable,
                 GAsyncReadyCallback  callback,
                 gpointer             user_data)
{
  static const char *const names[] = { "bell-writer", "bell-fast", "bell-slow" };
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (BELL_IS_STORE (self));
  g_return_if_fail (self->workers[BELL_STORE_THREAD_WRITER] == NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, bell_store_open);

  for (int i = 0; i < BELL_STORE_N_THREADS; i++)
    self->workers[i] = bell_worker_new (names[i],
                                        bell_files_new (self->data_directory, self->cache_directory, self->clock,
                                                        i == BELL_STORE_THREAD_WRITER),
                                        bell_store_free_files);

  bell_worker_push (self->workers[BELL_STORE_THREAD_WRITER], g_steal_pointer (&task), bell_store_open_job);
}

/**
 * bell_store_open_finish:
 * @error: BELL_DATABASE_ERROR: NEWER_SCHEMA, FULL, BUSY, OPEN...
 *
 * Returns: whether the store is open
 */
gboolean
bell_store_open_finish (BellStore     *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  BellStoreOpening *opening;

  g_return_val_if_fail (BELL_IS_STORE (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  opening = g_task_propagate_pointer (G_TASK (result), error);
  if (opening == NULL)
    {
      bell_store_stop_workers (self);
      return FALSE;
    }

  self->open = TRUE;
  self->cache_was_rebuilt = opening->cache_was_rebuilt;
  g_free (self->salvage_report);
  self->salvage_report = g_steal_pointer (&opening->salvage_report);
  bell_store_watch_files (self);

  bell_store_take_settings (self, opening->notice);
  self->told = bell_store_get_announced (self);
  bell_store_take_notice (self, opening->notice);
  bell_store_opening_free (opening);

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_OPEN]);
  if (self->cache_was_rebuilt)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CACHE_WAS_REBUILT]);
  if (self->salvage_report != NULL)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SALVAGE_REPORT]);

  return TRUE;
}

static void
bell_store_keep_result_cb (GObject      *object,
                           GAsyncResult *result,
                           gpointer      user_data)
{
  GAsyncResult **place = user_data;

  *place = g_object_ref (result);
}

/**
 * bell_store_open_sync:
 * @error: as bell_store_open_finish()
 *
 * Opens the store and waits until it is: for programs without windows.
 *
 * Returns: whether the store is open
 */
gboolean
bell_store_open_sync (BellStore  *self,
                      GError    **error)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GAsyncResult) result = NULL;

  g_return_val_if_fail (BELL_IS_STORE (self), FALSE);

  g_main_context_push_thread_default (context);
  bell_store_open (self, NULL, bell_store_keep_result_cb, &result);

  /* Until the writer has let go of it too, which comes by the same context. */
  while (result == NULL || g_atomic_int_get (&G_OBJECT (result)->ref_count) > 1)
    g_main_context_iteration (context, TRUE);
  g_main_context_pop_thread_default (context);

  return bell_store_open_finish (self, result, error);
}

/**
 * bell_store_close:
 *
 * Writes what is left to write, waits for it, and closes the files. What was
 * under way ends with %BELL_STORE_ERROR_CLOSED or is done. Does nothing if the
 * store is not open.
 */
void
bell_store_close (BellStore *self)
{
  g_return_if_fail (BELL_IS_STORE (self));

  if (self->workers[BELL_STORE_THREAD_WRITER] == NULL)
    return;

  g_clear_handle_id (&self->look_source, g_source_remove);
  g_clear_handle_id (&self->count_source, g_source_remove);
  for (guint i = 0; i < G_N_ELEMENTS (self->monitors); i++)
    g_clear_object (&self->monitors[i]);

  bell_store_write_dirty (self);
  self->open = FALSE;
  bell_store_stop_workers (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_OPEN]);
}

/* --- GObject ------------------------------------------------------------- */

static void
bell_store_get_property (GObject    *object,
                         guint       property_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  BellStore *self = BELL_STORE (object);

  switch ((BellStoreProperty) property_id)
    {
    case PROP_CLOCK:
      g_value_set_object (value, self->clock);
      break;
    case PROP_DATA_DIRECTORY:
      g_value_set_string (value, self->data_directory);
      break;
    case PROP_CACHE_DIRECTORY:
      g_value_set_string (value, self->cache_directory);
      break;
    case PROP_IS_OPEN:
      g_value_set_boolean (value, self->open);
      break;
    case PROP_SERVER_URL:
      g_value_set_string (value, bell_store_get_server_url (self));
      break;
    case PROP_ACCOUNT_ID:
      g_value_set_string (value, bell_store_get_account_id (self));
      break;
    case PROP_PRINCIPAL_ID:
      g_value_set_string (value, bell_store_get_principal_id (self));
      break;
    case PROP_EMAIL:
      g_value_set_string (value, bell_store_get_email (self));
      break;
    case PROP_DEVICE:
      g_value_set_string (value, bell_store_get_device (self));
      break;
    case PROP_ROLE:
      g_value_set_enum (value, self->role);
      break;
    case PROP_TEAMS:
      g_value_set_boxed (value, self->teams);
      break;
    case PROP_N_PENDING:
      g_value_set_uint (value, self->n_pending);
      break;
    case PROP_N_REFUSED:
      g_value_set_uint (value, self->n_refused);
      break;
    case PROP_CACHE_WAS_REBUILT:
      g_value_set_boolean (value, self->cache_was_rebuilt);
      break;
    case PROP_SALVAGE_REPORT:
      g_value_set_string (value, self->salvage_report);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
bell_store_set_property (GObject      *object,
                         guint         property_id,
                         const GValue *value,
                         GParamSpec   *pspec)
{
  BellStore *self = BELL_STORE (object);

  switch ((BellStoreProperty) property_id)
    {
    case PROP_CLOCK:
      self->clock = g_value_dup_object (value);
      break;
    case PROP_DATA_DIRECTORY:
      self->data_directory = g_value_dup_string (value);
      break;
    case PROP_CACHE_DIRECTORY:
      self->cache_directory = g_value_dup_string (value);
      break;
    case PROP_IS_OPEN:
    case PROP_SERVER_URL:
    case PROP_ACCOUNT_ID:
    case PROP_PRINCIPAL_ID:
    case PROP_EMAIL:
    case PROP_DEVICE:
    case PROP_ROLE:
    case PROP_TEAMS:
    case PROP_N_PENDING:
    case PROP_N_REFUSED:
    case PROP_CACHE_WAS_REBUILT:
    case PROP_SALVAGE_REPORT:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
bell_store_dispose (GObject *object)
{
  BellStore *self = BELL_STORE (object);

  bell_store_close (self);

  G_OBJECT_CLASS (bell_store_parent_class)->dispose (object);
}

static void
bell_store_finalize (GObject *object)
{
  BellStore *self = BELL_STORE (object);

  g_clear_object (&self->clock);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_pointer (&self->settings, g_hash_table_unref);
  g_clear_pointer (&self->marks, g_hash_table_unref);
  g_clear_pointer (&self->drafts, g_hash_table_unref);
  g_clear_pointer (&self->dirty, g_hash_table_unref);
  g_clear_pointer (&self->inverses, g_hash_table_unref);
  g_queue_clear (&self->inverse_order);
  g_clear_pointer (&self->watches, g_hash_table_unref);
  g_clear_pointer (&self->counters, g_ptr_array_unref);
  g_clear_pointer (&self->outbox_items, g_hash_table_unref);
  g_clear_object (&self->outbox);
  g_clear_object (&self->directory);
  g_clear_pointer (&self->teams, g_strfreev);
  for (int type = 0; type < BELL_TYPE_NONE; type++)
    g_free (self->states[type]);
  g_free (self->cursor);
  g_free (self->salvage_report);
  g_free (self->data_directory);
  g_free (self->cache_directory);

  G_OBJECT_CLASS (bell_store_parent_class)->finalize (object);
}

static void
bell_store_class_init (BellStoreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  const GParamFlags construct = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = bell_store_get_property;
  object_class->set_property = bell_store_set_property;
  object_class->dispose = bell_store_dispose;
  object_class->finalize = bell_store_finalize;

  properties[PROP_CLOCK] = g_param_spec_object ("clock", NULL, NULL, BELL_TYPE_CLOCK, construct);
  properties[PROP_DATA_DIRECTORY] = g_param_spec_string ("data-directory", NULL, NULL, NULL, construct);
  properties[PROP_CACHE_DIRECTORY] = g_param_spec_string ("cache-directory", NULL, NULL, NULL, construct);
  properties[PROP_IS_OPEN] = g_param_spec_boolean ("is-open", NULL, NULL, FALSE, readable);
  properties[PROP_SERVER_URL] = g_param_spec_string ("server-url", NULL, NULL, NULL, readable);
  properties[PROP_ACCOUNT_ID] = g_param_spec_string ("account-id", NULL, NULL, NULL, readable);
  properties[PROP_PRINCIPAL_ID] = g_param_spec_string ("principal-id", NULL, NULL, NULL, readable);
  properties[PROP_EMAIL] = g_param_spec_string ("email", NULL, NULL, NULL, readable);
  properties[PROP_DEVICE] = g_param_spec_string ("device", NULL, NULL, NULL, readable);
  properties[PROP_ROLE] =
    g_param_spec_enum ("role", NULL, NULL, bell_role_get_type (), BELL_ROLE_REQUESTER, readable);
  properties[PROP_TEAMS] = g_param_spec_boxed ("teams", NULL, NULL, G_TYPE_STRV, readable);
  properties[PROP_N_PENDING] = g_param_spec_uint ("n-pending", NULL, NULL, 0, G_MAXUINT, 0, readable);
  properties[PROP_N_REFUSED] = g_param_spec_uint ("n-refused", NULL, NULL, 0, G_MAXUINT, 0, readable);
  properties[PROP_CACHE_WAS_REBUILT] = g_param_spec_boolean ("cache-was-rebuilt", NULL, NULL, FALSE, readable);
  properties[PROP_SALVAGE_REPORT] = g_param_spec_string ("salvage-report", NULL, NULL, NULL, readable);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  /**
   * BellStore::changed:
   * @type: a BellType
   * @ids: (nullable): ids of the objects that people see otherwise now, or
   *   %NULL if it may be any of that type
   *
   * What people see has changed, by themselves, by the server or by another
   * program on the same files.
   */
  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_STRV);

  /**
   * BellStore::outbox-changed:
   *
   * Something came into the outbox, left it or moved on in it.
   */
  signals[SIGNAL_OUTBOX_CHANGED] =
    g_signal_new ("outbox-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);

  /**
   * BellStore::account-changed:
   *
   * Somebody else is signed in, or has another role or other teams.
   */
  signals[SIGNAL_ACCOUNT_CHANGED] =
    g_signal_new ("account-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);

  /**
   * BellStore::news:
   * @changes: (element-type BellChange): confirmed changes by others, oldest first
   *
   * What others have done since the modseq of bell_store_set_announced().
   */
  signals[SIGNAL_NEWS] =
    g_signal_new ("news", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_PTR_ARRAY);

  /**
   * BellStore::problem:
   * @error: what went wrong
   *
   * Something failed that nobody waits for.
   */
  signals[SIGNAL_PROBLEM] =
    g_signal_new ("problem", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
bell_store_init (BellStore *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->settings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->marks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->drafts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) bell_draft_free);
  self->dirty = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->watches = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->counters = g_ptr_array_new ();
  self->outbox = g_list_store_new (BELL_TYPE_OUTBOX_ITEM);
  self->outbox_items = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->directory = bell_directory_new ();
}

/**
 * bell_store_new:
 * @clock: time and chance
 * @data_directory: (type filename): where outbox.db is, the person's own
 * @cache_directory: (type filename): where cache.db is, which may be deleted
 *
 * Returns: (transfer full): a store that is not open yet
 */
BellStore *
bell_store_new (BellClock  *clock,
                const char *data_directory,
                const char *cache_directory)
{
  g_return_val_if_fail (BELL_IS_CLOCK (clock), NULL);
  g_return_val_if_fail (data_directory != NULL, NULL);
  g_return_val_if_fail (cache_directory != NULL, NULL);

  return g_object_new (BELL_TYPE_STORE,
                       "clock", clock,
                       "data-directory", data_directory,
                       "cache-directory", cache_directory,
                       NULL);
}
