/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "bell-database-error.h"

G_BEGIN_DECLS

/**
 * BellDatabaseFlags:
 * @BELL_DATABASE_NONE: read and write an existing database
 * @BELL_DATABASE_READ_ONLY: never write
 * @BELL_DATABASE_CREATE: make the file (mode 0600) and its folder if they are absent
 * @BELL_DATABASE_FULL_SYNC: a commit returns only when the disk has it; without
 *   this a power cut may take the last commits (never part of one)
 * @BELL_DATABASE_SALVAGE: open a file that is known to be damaged, to read what
 *   can still be read; never write. Each row may fail with CORRUPT.
 */
typedef enum
{
  BELL_DATABASE_NONE      = 0,
  BELL_DATABASE_READ_ONLY = 1 << 0,
  BELL_DATABASE_CREATE    = 1 << 1,
  BELL_DATABASE_FULL_SYNC = 1 << 2,
  BELL_DATABASE_SALVAGE   = 1 << 3,
} BellDatabaseFlags;

typedef struct _BellDatabaseClass BellDatabaseClass;
typedef struct _BellStatement BellStatement;

#define BELL_TYPE_DATABASE (bell_database_get_type ())
G_DECLARE_DERIVABLE_TYPE (BellDatabase, bell_database, BELL, DATABASE, GObject)

/**
 * BellDatabaseProgress:
 * @done: pages copied so far
 * @total: pages in all
 *
 * Told from time to time during bell_database_backup(), on its thread.
 */
typedef void (*BellDatabaseProgress) (gint64   done,
                                      gint64   total,
                                      gpointer user_data);

BellDatabase  *bell_database_open               (const char            *uri,
                                                 BellDatabaseFlags      flags,
                                                 GError               **error);
const char    *bell_database_get_uri            (BellDatabase          *self);
const char    *bell_database_get_dialect        (BellDatabase          *self);
gboolean       bell_database_is_read_only       (BellDatabase          *self);

BellStatement *bell_database_prepare            (BellDatabase          *self,
                                                 const char            *sql,
                                                 GError               **error);
BellStatement *bell_database_prepare_resource   (BellDatabase          *self,
                                                 const char            *path,
                                                 GError               **error);
gboolean       bell_database_execute_script     (BellDatabase          *self,
                                                 const char            *sql,
                                                 GError               **error);
gboolean       bell_database_execute_resource   (BellDatabase          *self,
                                                 const char            *path,
                                                 GError               **error);

gboolean       bell_database_begin              (BellDatabase          *self,
                                                 GError               **error);
gboolean       bell_database_begin_read         (BellDatabase          *self,
                                                 GError               **error);
gboolean       bell_database_commit             (BellDatabase          *self,
                                                 GError               **error);
void           bell_database_rollback           (BellDatabase          *self);
gboolean       bell_database_in_transaction     (BellDatabase          *self);

gint64         bell_database_changes            (BellDatabase          *self);
gboolean       bell_database_data_version       (BellDatabase          *self,
                                                 gint64                *version,
                                                 GError               **error);
gboolean       bell_database_get_schema_version (BellDatabase          *self,
                                                 int                   *version,
                                                 GError               **error);
gboolean       bell_database_set_schema_version (BellDatabase          *self,
                                                 int                    version,
                                                 GError               **error);

void           bell_database_interrupt          (BellDatabase          *self);
void           bell_database_set_busy_timeout   (BellDatabase          *self,
                                                 int                    milliseconds);
gboolean       bell_database_set_cache_size     (BellDatabase          *self,
                                                 int                    kibibytes,
                                                 GError               **error);
void           bell_database_release_memory     (BellDatabase          *self);
gboolean       bell_database_backup             (BellDatabase          *self,
                                                 const char            *destination,
                                                 BellDatabaseProgress   progress,
                                                 gpointer               user_data,
                                                 GCancellable          *cancellable,
                                                 GError               **error);
gboolean       bell_database_check              (BellDatabase          *self,
                                                 GPtrArray            **problems,
                                                 GError               **error);
gboolean       bell_database_checkpoint         (BellDatabase          *self,
                                                 GError               **error);
gboolean       bell_database_sync               (BellDatabase          *self,
                                                 GError               **error);
gboolean       bell_database_tidy               (BellDatabase          *self,
                                                 GError               **error);
gboolean       bell_database_optimize           (BellDatabase          *self,
                                                 GError               **error);

GPtrArray     *bell_database_list_tables        (BellDatabase          *self,
                                                 GError               **error);
gboolean       bell_database_copy_table         (BellDatabase          *self,
                                                 BellDatabase          *destination,
                                                 const char            *table,
                                                 gint64                *rows,
                                                 GError               **error);
gboolean       bell_database_digest_table       (BellDatabase          *self,
                                                 const char            *table,
                                                 gint64                *rows,
                                                 char                 **digest,
                                                 GError               **error);

gboolean       bell_database_can_notify         (BellDatabase          *self);
gboolean       bell_database_listen             (BellDatabase          *self,
                                                 const char            *channel,
                                                 GError               **error);
gboolean       bell_database_notify             (BellDatabase          *self,
                                                 const char            *channel,
                                                 const char            *payload,
                                                 GError               **error);
gboolean       bell_database_wait               (BellDatabase          *self,
                                                 int                    wake_fd,
                                                 int                    milliseconds,
                                                 char                 **payload,
                                                 GError               **error);

G_END_DECLS
