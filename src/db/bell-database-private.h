/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-database.h"
#include "bell-statement.h"

G_BEGIN_DECLS

/* What a kind of database has to bring. Everything that does not depend on
 * the engine (the cache of statements, nesting of transactions, resources)
 * is in BellDatabase itself. */

typedef struct
{
  void        (*free)          (BellStatement *self);
  /* Each bind returns FALSE when the engine refuses the value or the index. */
  gboolean    (*bind_null)     (BellStatement *self, int index, GError **error);
  gboolean    (*bind_int64)    (BellStatement *self, int index, gint64 value, GError **error);
  gboolean    (*bind_double)   (BellStatement *self, int index, double value, GError **error);
  /* copy: whether @text may change before the statement is reset */
  gboolean    (*bind_text)     (BellStatement *self, int index, const char *text, gboolean copy, GError **error);
  gboolean    (*bind_blob)     (BellStatement *self, int index, const void *data, gsize length, GError **error);
  /* Optional: runs it without waiting for the result, if @sent. A fault is told
   * by a later statement of the transaction, at the latest by its commit. */
  gboolean    (*send)          (BellStatement *self, gboolean *sent, GError **error);
  gboolean    (*step)          (BellStatement *self, gboolean *row, GError **error);
  void        (*reset)         (BellStatement *self);
  void        (*clear)         (BellStatement *self);
  /* Optional: fetch so many rows at a time, until it is cleared. */
  void        (*stream)        (BellStatement *self, int portion);
  int         (*n_columns)     (BellStatement *self);
  const char *(*column_name)   (BellStatement *self, int column);
  BellColumnType (*column_type) (BellStatement *self, int column);
  gboolean    (*is_null)       (BellStatement *self, int column);
  gint64      (*get_int64)     (BellStatement *self, int column);
  double      (*get_double)    (BellStatement *self, int column);
  const char *(*get_text)      (BellStatement *self, int column);
  const void *(*get_blob)      (BellStatement *self, int column, gsize *length);
} BellStatementEngine;

/* A statement belongs either to its user, and then keeps the database alive,
 * or to the cache of the database, and then has no reference to it. */
struct _BellStatement
{
  const BellStatementEngine *engine;
  BellDatabase              *database;   /* owned while in use, else NULL */
  char                      *key;        /* what the cache finds it by */
  GError                    *bind_error; /* the first one since the last reset */
  GList                      link;       /* in the cache's order of use */
  gboolean                   started;    /* stepped, not yet reset */
};

struct _BellDatabaseClass
{
  GObjectClass parent_class;

  BellStatement *(*prepare)            (BellDatabase *self, const char *sql, GError **error);
  gboolean       (*execute_script)     (BellDatabase *self, const char *sql, GError **error);
  /* Whether the engine itself has a transaction open. */
  gboolean       (*is_open)            (BellDatabase *self);
  /* Optional: whether that one can only be rolled back, as a statement of it failed. */
  gboolean       (*is_failed)          (BellDatabase *self);
  gint64         (*changes)            (BellDatabase *self);
  gboolean       (*data_version)       (BellDatabase *self, gint64 *version, GError **error);
  gboolean       (*get_schema_version) (BellDatabase *self, int *version, GError **error);
  gboolean       (*set_schema_version) (BellDatabase *self, int version, GError **error);
  /* Optional: keeps others from bringing the schema up to date meanwhile. */
  gboolean       (*lock_schema)        (BellDatabase *self, gboolean lock, GError **error);
  void           (*interrupt)          (BellDatabase *self);
  void           (*set_busy_timeout)   (BellDatabase *self, int milliseconds);
  gboolean       (*set_cache_size)     (BellDatabase *self, int kibibytes, GError **error);
  void           (*release_memory)     (BellDatabase *self); /* optional */
  gboolean       (*backup)             (BellDatabase *self, const char *destination, BellDatabaseProgress progress,
                                        gpointer user_data, GCancellable *cancellable, GError **error);
  gboolean       (*check)              (BellDatabase *self, GPtrArray **problems, GError **error);
  gboolean       (*checkpoint)         (BellDatabase *self, GError **error);
  gboolean       (*optimize)           (BellDatabase *self, GError **error);
  /* Optional: an engine without it needs none. */
  gboolean       (*tidy)               (BellDatabase *self, GError **error);
  gboolean       (*sync)               (BellDatabase *self, GError **error);
  /* Optional, all or none: see bell_database_listen(). */
  gboolean       (*listen)             (BellDatabase *self, const char *channel, GError **error);
  gboolean       (*notify)             (BellDatabase *self, const char *channel, const char *payload, GError **error);
  gboolean       (*wait)               (BellDatabase *self, int wake_fd, int milliseconds, char **payload, GError **error);
  /* The words that open a transaction for writing and for reading. */
  const char *begin_write;
  const char *begin_read;
  /* Optional: of two scripts `name.DIALECT.sql` is taken before `name.sql`. */
  const char *dialect;
  /* The question that bell_database_list_tables() asks. */
  const char *list_tables;
};

/* For the engines. */
void           bell_database_clear_statements    (BellDatabase  *self);
void           bell_database_note_failure        (BellDatabase  *self);
gboolean       bell_database_is_lost             (BellDatabase  *self);

/* For the rest of db/: @key is a short name for @sql. */
BellStatement *bell_database_prepare_keyed       (BellDatabase  *self,
                                                  const char    *key,
                                                  const char    *sql,
                                                  GError       **error);
BellStatement *bell_database_take_statement      (BellDatabase  *self,
                                                  const char    *key);
void           bell_database_return_statement    (BellDatabase  *self,
                                                  BellStatement *statement);

GPtrArray     *bell_database_list_names          (BellDatabase  *self,
                                                  const char    *sql,
                                                  GError       **error);

/* The engines. */
BellDatabase  *bell_sqlite_database_open         (const char            *uri,
                                                  BellDatabaseFlags      flags,
                                                  GError               **error);

G_END_DECLS
