/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-clock.h"
#include "bell-database.h"
#include "bell-statement.h"
#include "bell-store-error.h"
#include "bell-table.h"
#include "bell-transaction.h"

G_BEGIN_DECLS

/* Overlay rows of objects that base does not have get keys from here on. */
#define BELL_FIRST_OVERLAY_KEY (G_GINT64_CONSTANT (1) << 40)

/**
 * BellFiles:
 * @cache: connection to cache.db
 * @outbox: connection to outbox.db
 * @base: what the server confirmed, by type
 * @overlay: the computed rows of objects with unconfirmed changes, by type
 * @visible: what people see, by type
 * @cache_seq: (writer) how far of the cache's journal has been told
 * @outbox_seq: (writer) how far of the outbox's journal has been told
 * @row_sql: how a row is read: of base or overlay, by key or id
 * @loaded_people: (writer) (element-type BellRecord) (nullable): principals and
 *   teams that a bulk load has brought and nobody has been told of
 * @index_sql: how what is indexed of a row is read
 * @index_documents: (writer) (nullable): what a build of the index goes through
 * @index_position: (writer): and how far it is
 * @due: (nullable): what is computed of the clocks of tickets, see bell-due.h
 * @due_waits: (writer) an edit of the rules has left clocks to be counted anew, see bell_due_step()
 * @due_done: (writer) (nullable): the tickets whose columns of it a first load has computed
 * @due_done_seq: (writer): by which rules
 * @late_error: (writer) (nullable): what went wrong after the work was safe
 * @cache_inode: which file the cache is, so that another in its place is noticed
 * @outbox_inode: and which the outbox
 * @anew: (writer): what is kept in memory has to be read anew, for the cache is
 *   another one or the outbox was sealed or opened
 *
 * One thread's connections to the files of a store, and the tables in them.
 * Private to store/. A reader's connections cannot write and are opened when
 * they are first used.
 */
typedef struct
{
  char *data_directory;
  char *cache_directory;
  BellClock *clock;
  gboolean writer;
  BellDatabase *cache;
  BellDatabase *outbox;
  BellTable *base[BELL_N_TABLE_TYPES];
  BellTable *overlay[BELL_N_TABLE_TYPES];
  BellTable *visible[BELL_N_TABLE_TYPES];
  gint64 cache_seq;
  gint64 outbox_seq;
  gboolean cache_was_rebuilt;
  char *salvage_report;
  char *row_sql[BELL_N_TABLE_TYPES][2][2];
  GPtrArray *loaded_people;
  char *index_sql[BELL_N_TABLE_TYPES];
  GArray *index_documents;
  guint index_position;
  struct _BellDue *due;
  gboolean due_waits;
  GHashTable *due_done;
  gint64 due_done_seq;
  GError *late_error;
  guint64 cache_inode;
  guint64 outbox_inode;
  gboolean anew;
  int lock;
} BellFiles;

BellFiles     *bell_files_new              (const char     *data_directory,
                                            const char     *cache_directory,
                                            BellClock      *clock,
                                            gboolean        writer);
void           bell_files_free             (BellFiles      *self);
gboolean       bell_files_open             (BellFiles      *self,
                                            GError        **error);
gboolean       bell_files_ensure           (BellFiles      *self,
                                            GError        **error);
void           bell_files_forget_error     (BellFiles      *self);
gboolean       bell_files_renew_cache      (BellFiles      *self,
                                            GError        **error);
gboolean       bell_files_renew_outbox     (BellFiles      *self,
                                            GError        **error);
gboolean       bell_files_is_sealed        (BellFiles      *self,
                                            gboolean       *sealed,
                                            GError        **error);
char          *bell_files_get_cache_path   (BellFiles      *self);
char          *bell_files_get_outbox_path  (BellFiles      *self);
char          *bell_files_get_blob_path    (const char     *cache_directory,
                                            const char     *blob_id);
void           bell_files_note_error       (BellFiles      *self,
                                            const GError   *error);

BellStatement *bell_files_prepare          (BellDatabase   *database,
                                            const char     *name,
                                            GError        **error);
gboolean       bell_files_query_int64      (BellDatabase   *database,
                                            const char     *name,
                                            gint64         *value,
                                            GError        **error);

gboolean       bell_files_get_meta         (BellFiles      *self,
                                            const char     *name,
                                            char          **value,
                                            GError        **error);
gboolean       bell_files_get_meta_int64   (BellFiles      *self,
                                            const char     *name,
                                            gint64         *value,
                                            GError        **error);
gboolean       bell_files_set_meta         (BellFiles      *self,
                                            const char     *name,
                                            const char     *value,
                                            GError        **error);
gboolean       bell_files_set_meta_int64   (BellFiles      *self,
                                            const char     *name,
                                            gint64          value,
                                            GError        **error);
gboolean       bell_files_note             (BellFiles      *self,
                                            BellType        type,
                                            const char     *id,
                                            gint64          former_key,
                                            GError        **error);
gint64         bell_files_get_key          (BellFiles      *self,
                                            BellTable      *table,
                                            const char     *id,
                                            GError        **error);

char          *bell_cache_schema_compose   (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellFiles, bell_files_free)

G_END_DECLS
