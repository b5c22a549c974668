/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-database-private.h"
#include "bell-db-resources.h"
#include "bell-script.h"
#include "bell-statement-cache.h"

#include <glib/gi18n-lib.h>

/* How many idle statements a connection keeps. A list page, a message page and
 * the sync together need about sixty. */
#define MAX_IDLE_STATEMENTS 128

/* One connection to a database.
 *
 * Used by one thread at a time: hand it over, never share it. Only
 * bell_database_interrupt() may come from another thread, while the owner
 * keeps a reference. Any number of connections, in this and in other
 * processes, may have the same file open: readers never wait, writers take
 * turns and wait for up to the busy timeout (5 s).
 *
 * This class holds what every engine needs: the cache of prepared statements,
 * the nesting of transactions, and SQL from resources. An engine (SQLite,
 * PostgreSQL) is a subclass that other folders do not see. The connection closes
 * with its last reference; statements in use keep one. */
typedef struct
{
  char       *uri;
  BellStatementCache *statements;
  GHashTable *scripts;   /* resource path -> SQL text */
  int         depth;     /* of open transactions: the first is real, the rest are savepoints */
  gboolean    lost;      /* the engine rolled the transaction back by itself */
  gboolean    read_only;
} BellDatabasePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (BellDatabase, bell_database, G_TYPE_OBJECT)

typedef enum
{
  PROP_URI = 1,
  PROP_READ_ONLY,
} BellDatabaseProperty;

static GParamSpec *properties[PROP_READ_ONLY + 1];

/* Begin, commit and savepoints are plain SQL that every engine knows. */
static gboolean
bell_database_run_words (BellDatabase  *self,
                         const char    *words,
                         GError       **error)
{
  g_autoptr (BellStatement) statement = bell_database_prepare (self, words, error);

  return statement != NULL && bell_statement_run (statement, error);
}

static gboolean
bell_database_run_savepoint (BellDatabase  *self,
                             const char    *verb,
                             int            depth,
                             GError       **error)
{
  g_autofree char *words = g_strdup_printf ("%s bell_%d", verb, depth);

  return bell_database_run_words (self, words, error);
}

static gboolean
bell_database_begin_with (BellDatabase  *self,
                          const char    *words,
                          GError       **error)
{
  BellDatabasePrivate *priv = bell_database_get_instance_private (self);
  gboolean begun;

  if (priv->depth == 0)
    begun = bell_database_run_words (self, words, error);
  else
    begun = bell_database_run_savepoint (self, "SAVEPOINT", priv->depth, error);

  if (begun)
    priv->depth++;

  return begun;
}

static void
bell_database_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  BellDatabasePrivate *priv = bell_database_get_instance_private (BELL_DATABASE (object));

  switch ((BellDatabaseProperty) prop_id)
    {
    case PROP_URI:
      g_value_set_string (value, priv->uri);
      break;
    case PROP_READ_ONLY:
      g_value_set_boolean (value, priv->read_only);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bell_database_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  BellDatabasePrivate *priv = bell_database_get_instance_private (BELL_DATABASE (object));

  switch ((BellDatabaseProperty) prop_id)
    {
    case PROP_URI:
      priv->uri = g_value_dup_string (value);
      break;
    case PROP_READ_ONLY:
      priv->read_only = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bell_database_finalize (GObject *object)
{
  BellDatabasePrivate *priv = bell_database_get_instance_private (BELL_DATABASE (object));

  /* The engine has cleared it before it closed its connection. */
  bell_statement_cache_free (priv->statements);
  g_hash_table_unref (priv->scripts);
  g_free (priv->uri);

  G_OBJECT_CLASS (bell_database_parent_class)->finalize (object);
}

static void
bell_database_class_init (BellDatabaseClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  /* Named here, or the linker would leave it out of the static library. */
  g_resources_register (bell_db_get_resource ());

  object_class->get_property = bell_database_get_property;
  object_class->set_property = bell_database_set_property;
  object_class->finalize = bell_database_finalize;

  properties[PROP_URI] =
    g_param_spec_string ("uri", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_READ_ONLY] =
    g_param_spec_boolean ("read-only", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
bell_database_init (BellDatabase *self)
{
  BellDatabasePrivate *priv = bell_database_get_instance_private (self);

  priv->statements = bell_statement_cache_new (MAX_IDLE_STATEMENTS);
  priv->scripts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/* Finishes every idle statement: an engine calls it before it closes. */
void
bell_database_clear_statements (BellDatabase *self)
{
  BellDatabasePrivate *priv = bell_database_get_instance_private (self);

  bell_statement_cache_clear (priv->statements);
}

/* An engine calls it after each failed statement: some faults roll the whole
 * transaction back, and what follows must not run outside of it. */
void
bell_database_note_failure (BellDatabase *self)
{
  BellDatabasePrivate *priv = bell_database_get_instance_private (self);
  BellDatabaseClass *klass = BELL_DATABASE_GET_CLASS (self);

  if (priv->depth > 0 && (!klass->is_open (self) || (klass->is_failed != NULL && klass->is_failed (self))))
    priv->lost = TRUE;
}

gboolean
bell_database_is_lost (BellDatabase *self)
{
  BellDatabasePrivate *priv = bell_database_get_instance_private (self);

  return priv->lost;
}

BellStatement *
bell_database_take_statement (BellDatabase *self,
                              const char   *key)
{
  BellDatabasePrivate *priv = bell_database_get_instance_private (self);
  BellStatement *statement = bell_statement_cache_take (priv->statements, key);

  if (statement != NULL)
    statement->database = g_object_ref (self);

  return statement;
}

void
bell_database_return_statement (BellDatabase  *self,
                                BellStatement *statement)
{
  BellDatabasePrivate *priv = bell_database_get_instance_private (self);

  bell_statement_cache_put (priv->statements, statement);
}

BellStatement *
bell_database_prepare_keyed (BellDatabase  *self,
                             const char    *key,
                             const char    *sql,
                             GError       **error)
{
  BellStatement *statement = bell_database_take_statement (self, key);

  if (statement != NULL)
    return statement;

  statement = BELL_DATABASE_GET_CLASS (self)->prepare (self, sql, error);
  if (statement == NULL)
    return NULL;

  statement->key = g_strdup (key);
  statement->database = g_object_ref (self);

  return statement;
}

/**
 * bell_database_get_uri:
 *
 * Returns: what bell_database_open() was given
 */
const char *
bell_database_get_uri (BellDatabase *self)
{
  BellDatabasePrivate *priv = bell_database_get_instance_private (self);

  g_return_val_if_fail (BELL_IS_DATABASE (self), NULL);

  return priv->uri;
}

/**
 * bell_database_get_dialect:
 *
 * Returns: (nullable): the name in `name.DIALECT.sql` of the scripts that this
 *   database takes before `name.sql`; %NULL for SQLite
 */
const char *
bell_database_get_dialect (BellDatabase *self)
{
  g_return_val_if_fail (BELL_IS_DATABASE (self), NULL);

  return BELL_DATABASE_GET_CLASS (self)->dialect;
}

/**
 * bell_database_is_read_only:
 *
 * Returns: whether it was opened with %BELL_DATABASE_READ_ONLY
 */
gboolean
bell_database_is_read_only (BellDatabase *self)
{
  BellDatabasePrivate *priv = bell_database_get_instance_private (self);

  g_return_val_if_fail (BELL_IS_DATABASE (self), FALSE);

  return priv->read_only;
}

/**
 * bell_database_prepare:
 * @sql: one statement, its parameters written as `?1`, `?2`...
 * @error: STATEMENT, BUSY, CORRUPT or IO
 *
 * Gives a statement, from the connection's cache if it has been used before.
 * It comes reset and with all parameters null, and goes back to the cache
 * with bell_statement_release() or g_autoptr. The same SQL may be prepared
 * again while one is in use.
 *
 * Returns: (transfer full) (nullable): a statement
 */
BellStatement *
bell_database_prepare (BellDatabase  *self,
                       const char    *sql,
                       GError       **error)
{
  g_return_val_if_fail (BELL_IS_DATABASE (self), NULL);
  g_return_val_if_fail (sql != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return bell_database_prepare_keyed (self, sql, sql, error);
}

/**
 * bell_database_prepare_resource:
 * @path: a GResource that holds one statement
 * @error: as bell_database_prepare(); STATEMENT if there is no such resource
 *
 * As bell_database_prepare(), with the text of a resource. A line
 * `.include PATH` stands for the text of another resource. Where there is a
 * resource `name.postgresql.sql` beside `name.sql`, PostgreSQL gets that one.
 *
 * Returns: (transfer full) (nullable): a statement
 */
BellStatement *
bell_database_prepare_resource (BellDatabase  *self,
                                const char    *path,
                                GError       **error)
{
  BellDatabasePrivate *priv = bell_database_get_instance_private (self);
  BellStatement *statement;
  char *sql;

  g_return_val_if_fail (BELL_IS_DATABASE (self), NULL);
  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  statement = bell_database_take_statement (self, path);
  if (statement != NULL)
    return statement;

  sql = g_hash_table_lookup (priv->scripts, path);
  if (sql == NULL)
    {
      sql = bell_script_load (path, BELL_DATABASE_GET_CLASS (self)->dialect, error);
      if (sql == NULL)
        return NULL;

      g_hash_table_insert (priv->scripts, g_strdup (path), sql);
    }

  return bell_database_prepare_keyed (self, path, sql, error);
}

/**
 * bell_database_execute_script:
 * @sql: any number of statements without parameters
 * @error: as bell_statement_step()
 *
 * Runs the statements one after the other and stops at the first fault. Not
 * in a transaction of its own: open one for all or nothing.
 *
 * Returns: whether all of them ran
 */
gboolean
bell_database_execute_script (BellDatabase  *self,
                              const char    *sql,
                              GError       **error)
{
  g_return_val_if_fail (BELL_IS_DATABASE (self), FALSE);
  g_return_val_if_fail (sql != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return BELL_DATABASE_GET_CLASS (self)->execute_script (self, sql, error);
}

/**
 * bell_database_execute_resource:
 * @path: a GResource with a script; a line `.include PATH` stands for the
 *   text of another resource
 * @error: as bell_database_execute_script()
 *
 * Returns: whether all of its statements ran
 */
gboolean
bell_database_execute_resource (BellDatabase  *self,
                                const char    *path,
                                GError       **error)
{
  g_autofree char *sql = NULL;

  g_return_val_if_fail (BELL_IS_DATABASE (self), FALSE);
  g_return_val_if_fail (path != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  sql = bell_script_load (path, BELL_DATABASE_GET_CLASS (self)->dialect, error);

  return sql != NULL && bell_database_execute_script (self, sql, error);
}

/**
 * bell_database_begin:
 * @error: BUSY if another connection keeps writing, READ_ONLY, IO
 *
 * Begins a transaction for writing and takes the write lock at once. Inside
 * another transaction it sets a savepoint: its commit is then final only with
 * the outermost one. Prefer bell_transaction_begin(), which rolls back by
 * itself.
 *
 * Returns: whether it began
 */
gboolean
bell_database_begin (BellDatabase  *self,
                     GError       **error)
{
  g_return_val_if_fail (BELL_IS_DATABASE (self), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (bell_database_is_read_only (self))
    {
      g_autofree char *name = g_filename_display_name (bell_database_get_uri (self));

      g_set_error (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_READ_ONLY,
                   _("“%s” is open for reading only."), name);
      return FALSE;
    }

  return bell_database_begin_with (self, BELL_DATABASE_GET_CLASS (self)->begin_write, error);
}

/**
 * bell_database_begin_read:
 * @error: BUSY or IO
 *
 * Begins a transaction in which every read sees the same state, from the
 * first read on, whatever others commit meanwhile. Writing in it may fail
 * with BUSY: use bell_database_begin() for that.
 *
 * Returns: whether it began
 */
gboolean
bell_database_begin_read (BellDatabase  *self,
                          GError       **error)
{
  g_return_val_if_fail (BELL_IS_DATABASE (self), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return bell_database_begin_with (self, BELL_DATABASE_GET_CLASS (self)->begin_read, error);
}

/**
 * bell_database_commit:
 * @error: BUSY, FULL, IO; FAILED if the transaction was lost before
 *
 * Ends the innermost transaction. After an error it is still open and has to
 * be rolled back, or, after BUSY, committed again.
 *
 * Returns: whether it is committed
 */
gboolean
bell_database_commit (BellDatabase  *self,
                      GError       **error)
{
  BellDatabasePrivate *priv = bell_database_get_instance_private (self);
  gboolean committed;

  g_return_val_if_fail (BELL_IS_DATABASE (self), FALSE);
  g_return_val_if_fail (priv->depth > 0, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (priv->depth == 1)
    committed = bell_database_run_words (self, "COMMIT", error);
  else
    committed = bell_database_run_savepoint (self, "RELEASE", priv->depth - 1, error);

  if (committed)
    priv->depth--;

  return committed;
}

/**
 * bell_database_rollback:
 *
 * Undoes the innermost transaction. Does nothing if there is none.
 */
void
bell_database_rollback (BellDatabase *self)
{
  BellDatabasePrivate *priv = bell_database_get_instance_private (self);
  BellDatabaseClass *klass = BELL_DATABASE_GET_CLASS (self);

  g_return_if_fail (BELL_IS_DATABASE (self));

  if (priv->depth == 0)
    return;

  priv->depth--;

  if (priv->depth > 0)
    {
      /* PostgreSQL's way: the savepoint is still there, and heals the rest. */
      if (priv->lost && klass->is_failed != NULL && klass->is_failed (self))
        priv->lost = FALSE;

      /* What cannot be undone to here may not be kept by the outer one either. */
      if (!priv->lost &&
          !(bell_database_run_savepoint (self, "ROLLBACK TO", priv->depth, NULL) &&
            bell_database_run_savepoint (self, "RELEASE", priv->depth, NULL)))
        priv->lost = TRUE;

      return;
    }

  priv->lost = FALSE;

  /* Where the connection was lost meanwhile, the server has rolled it back. */
  if (klass->is_open (self) && !bell_database_run_words (self, "ROLLBACK", NULL) && klass->is_open (self))
    g_warning ("%s: a transaction could not be rolled back", priv->uri);
}

/**
 * bell_database_in_transaction:
 *
 * Returns: whether a transaction is open
 */
gboolean
bell_database_in_transaction (BellDatabase *self)
{
  BellDatabasePrivate *priv = bell_database_get_instance_private (self);

  g_return_val_if_fail (BELL_IS_DATABASE (self), FALSE);

  return priv->depth > 0;
}

/**
 * bell_database_changes:
 *
 * Returns: how many rows the last INSERT, UPDATE or DELETE of this connection
 *   wrote, without those of triggers
 */
gint64
bell_database_changes (BellDatabase *self)
{
  g_return_val_if_fail (BELL_IS_DATABASE (self), 0);

  return BELL_DATABASE_GET_CLASS (self)->changes (self);
}
