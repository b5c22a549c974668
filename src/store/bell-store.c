/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-store-private.h"

#include "bell-base.h"
#include "bell-due.h"
#include "bell-directory-private.h"
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
  SIGNAL_DRAFT_CHANGED,
  SIGNAL_NEWS,
  SIGNAL_PROBLEM,
} BellStoreSignal;

static guint signals[SIGNAL_PROBLEM + 1];

/* --- Opening and closing ------------------------------------------------- */

typedef struct
{
  BellReport *notice;
  gboolean cache_was_rebuilt;
  char *salvage_report;
  gboolean index_todo;
  gint64 now;
} BellStoreOpening;

static void
bell_store_opening_free (gpointer data)
{
  BellStoreOpening *opening = data;

  g_clear_pointer (&opening->notice, bell_report_free);
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

static void
bell_store_open_job (GTask    *task,
                     gpointer  resources)
{
  BellFiles *files = resources;
  BellStoreOpening *opening = g_new0 (BellStoreOpening, 1);
  g_autofree char *todo = NULL;
  g_autofree char *parts = NULL;
  GError *error = NULL;
  gboolean was_lost = FALSE;

  opening->now = bell_clock_now (files->clock);

  if (bell_files_open (files, &error) &&
      bell_store_note_cache (files, &was_lost, &error) &&
      bell_overlay_catch_up (files, &error) &&
      bell_base_sweep (files, &error) &&
      bell_overlay_catch_up (files, &error) &&
      bell_outbox_file_tidy (files, opening->now, &error) &&
      bell_due_check_zones (files, &error) &&
      bell_files_get_meta (files, "index-todo", &todo, &error) &&
      bell_files_get_meta (files, "index-parts", &parts, &error))
    opening->notice = bell_report_gather_all (files, &error);

  if (opening->notice == NULL)
    {
      bell_files_note_error (files, error);
      bell_store_opening_free (opening);
      g_task_return_error (task, error);
      return;
    }

  opening->cache_was_rebuilt = files->cache_was_rebuilt || was_lost;
  files->cache_was_rebuilt = FALSE;
  opening->index_todo = todo != NULL || parts != NULL;
  opening->salvage_report = g_steal_pointer (&files->salvage_report);
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

static void
bell_store_index_built_cb (GObject      *object,
                           GAsyncResult *result,
                           gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    bell_store_report (BELL_STORE (object), error);
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
  char *report;

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
  report = g_steal_pointer (&opening->salvage_report);
  bell_store_watch_files (self);

  bell_store_take_settings (self, opening->notice);
  bell_store_recall_time (self);
  self->told = bell_store_get_announced (self);
  bell_store_take_notice (self, opening->notice);
  if (opening->index_todo)
    bell_store_build_index (self, bell_store_index_built_cb, NULL);
  bell_store_opening_free (opening);

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_OPEN]);
  if (self->cache_was_rebuilt)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CACHE_WAS_REBUILT]);
  if (report != NULL)
    bell_store_tell_salvage (self, report);

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

/* Of our own context, which need not be the thread's default. */
static void
drop_source (BellStore *self,
             guint     *id)
{
  GSource *source = *id != 0 ? g_main_context_find_source_by_id (self->context, *id) : NULL;

  if (source != NULL)
    g_source_destroy (source);
  *id = 0;
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

  drop_source (self, &self->look_source);
  drop_source (self, &self->count_source);
  if (self->retry_source != NULL)
    g_source_destroy (self->retry_source);
  g_clear_pointer (&self->retry_source, g_source_unref);
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
  g_clear_error (&self->unwritten);
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
    g_signal_new ("outbox-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * BellStore::account-changed:
   *
   * Somebody else is signed in, or has another role or other teams.
   */
  signals[SIGNAL_ACCOUNT_CHANGED] =
    g_signal_new ("account-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * BellStore::draft-changed:
   * @key: of a draft that is begun, or is no more
   */
  signals[SIGNAL_DRAFT_CHANGED] = g_signal_new ("draft-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                                NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

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
