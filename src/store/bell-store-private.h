/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-files.h"
#include "bell-report.h"
#include "bell-store.h"
#include "bell-worker.h"

G_BEGIN_DECLS

/**
 * BellStoreThread:
 * @BELL_STORE_THREAD_WRITER: alone writes the files
 * @BELL_STORE_THREAD_FAST: reads what somebody is looking at: rows, searches
 * @BELL_STORE_THREAD_SLOW: reads what may take its time: whole lists, counts
 */
typedef enum
{
  BELL_STORE_THREAD_WRITER,
  BELL_STORE_THREAD_FAST,
  BELL_STORE_THREAD_SLOW,
  BELL_STORE_N_THREADS,
} BellStoreThread;

/**
 * BellStoreFunc:
 * @files: the thread's own
 * @data: what the job needs and what it finds
 * @error: as usual
 *
 * A whole piece of work with the files.
 */
typedef gboolean (*BellStoreFunc) (BellFiles *files,
                                   gpointer   data,
                                   GError   **error);

struct _BellStore
{
  GObject parent_instance;

  BellClock *clock;
  char *data_directory;
  char *cache_directory;
  GMainContext *context;

  BellWorker *workers[BELL_STORE_N_THREADS]; /* NULL unless open */
  gboolean open;
  gboolean cache_was_rebuilt;
  char *salvage_report;

  /* Copies of what the files say, kept up to date by notices. */
  GHashTable *settings;     /* name -> value */
  GHashTable *marks;        /* ticket id -> message id */
  GHashTable *drafts;       /* key -> BellDraft */
  char **teams;
  BellRole role;
  BellDirectory *directory;
  GListStore *outbox;       /* of BellOutboxItem, by seq */
  GHashTable *outbox_items; /* change id -> BellOutboxItem, borrowed */
  guint n_pending;
  guint n_refused;
  char *states[BELL_TYPE_NONE];
  gboolean loading;
  char *cursor;

  /* Small writes that wait for the one before them: "what key" -> nothing. */
  GHashTable *dirty;
  gboolean writing;
  GError *unwritten;   /* why what is dirty could not be written */
  GSource *retry_source;

  /* Patches that take back what was done in this session. */
  GHashTable *inverses;     /* change id -> BellStoreInverse */
  GQueue inverse_order;     /* of change ids, oldest first, owned by the table */

  GHashTable *watches;      /* object id -> BellItem, not owned */

  /* Counters that are to be counted again. */
  GPtrArray *counters;      /* of BellCounter, not owned */
  guint count_source;
  gboolean counting;

  /* News for notifications. */
  gint64 told;
  gboolean telling;
  gboolean tell_again;

  gboolean mending;
  gboolean counting_clocks; /* a portion of clocks is on its way, see bell_due_step() */
  GFileMonitor *monitors[2];
  guint look_source;
  gboolean looking;
};

void      bell_store_run              (BellStore            *self,
                                       BellStoreThread       thread,
                                       BellStoreFunc         func,
                                       gpointer              data,
                                       GDestroyNotify        free_data,
                                       GCancellable         *cancellable,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);
gpointer  bell_store_run_finish       (BellStore            *self,
                                       GAsyncResult         *result,
                                       GError              **error);
void      bell_store_report           (BellStore            *self,
                                       const GError         *error);
void      bell_store_take_notice      (BellStore            *self,
                                       BellReport           *notice);
gboolean  bell_store_take_settings    (BellStore            *self,
                                       BellReport           *notice);
void      bell_store_emit_changed     (BellStore            *self,
                                       BellType              type,
                                       const char *const    *ids);
gboolean  bell_store_is_unread        (BellStore            *self,
                                       const BellRecord     *record,
                                       const char           *last_author);
BellQuery *bell_store_resolve_query   (BellStore            *self,
                                       const BellQuery      *query);
void      bell_store_watch_files      (BellStore            *self);
void      bell_store_tell_news        (BellStore            *self);
void      bell_store_tell_salvage     (BellStore            *self,
                                       char                 *report);
void      bell_store_recall_time      (BellStore            *self);
void      bell_store_queue_write      (BellStore            *self,
                                       const char           *what,
                                       const char           *key);
gboolean  bell_store_settle_account   (BellStore            *self);
void      bell_store_write_dirty      (BellStore            *self);
void      bell_store_build_index      (BellStore            *self,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);
void      bell_store_count_again      (BellStore            *self);
void      bell_store_refresh_watches  (BellStore            *self,
                                       BellType              type,
                                       const char *const    *ids);

BellListModel *bell_list_model_new    (BellStore            *store,
                                       const BellQuery      *query);

G_END_DECLS
