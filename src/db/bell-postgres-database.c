/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-postgres-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define BUSY_TIMEOUT_MILLISECONDS 5000

/* How many lines bell_database_check() gives. */
#define MAX_PROBLEMS 100

/* PostgreSQL behind BellDatabase.
 *
 * One connection with a session of its own. If the server has gone away since
 * the last transaction the connection is made anew, and nobody notices; within
 * a transaction that is an error, and the transaction never happened (at its
 * commit nobody can know: whoever asks again has to ask by the change's id).
 * A statement is prepared on the server and remembers for which connection.
 * What writes and gives no rows is sent without waiting (see
 * bell-postgres-pipeline.c).
 *
 * Transactions that write see each statement's own newest state (READ
 * COMMITTED); whoever must not be disturbed locks the rows it reads. Those
 * that read see one state (REPEATABLE READ). */
struct _BellPostgresDatabase
{
  BellDatabase parent_instance;

  PGconn            *connection;
  char              *address; /* with the password that may be in it */
  BellDatabaseFlags  flags;
  int                busy_timeout;
  gboolean           lost;       /* the connection, as an error told */
  guint              generation; /* rises when the connection is made anew */
  guint              numbers;    /* of statements and cursors */
  gint64             changes;
  BellPostgresPipeline pipeline;
  GPtrArray         *channels;   /* that are listened to */

  GMutex             cancel_lock;
  PGcancel          *cancel;
};

G_DEFINE_FINAL_TYPE (BellPostgresDatabase, bell_postgres_database, BELL_TYPE_DATABASE)

static void
take_connection (BellPostgresDatabase *self,
                 PGconn               *connection)
{
  g_mutex_lock (&self->cancel_lock);
  PQfreeCancel (self->cancel);
  self->cancel = connection != NULL ? PQgetCancel (connection) : NULL;
  g_mutex_unlock (&self->cancel_lock);

  PQfinish (self->connection);
  self->connection = connection;
  self->lost = FALSE;
  self->pipeline = (BellPostgresPipeline){ 0 };
  self->generation++;
}

/* @result: (nullable): what failed
 * @sql: (nullable): what was asked */
void
bell_postgres_database_set_error (BellPostgresDatabase  *self,
                                  PGresult              *result,
                                  const char            *sql,
                                  GError               **error)
{
  g_autoptr (GError) fault = NULL;

  bell_postgres_set_error (&fault, self->connection, result, bell_database_get_uri (BELL_DATABASE (self)), sql);
  /* The server says so before libpq sees it. */
  if (g_error_matches (fault, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_CONNECTION))
    self->lost = TRUE;
  g_propagate_error (error, g_steal_pointer (&fault));
}

gboolean
bell_postgres_database_is_lost (BellPostgresDatabase *self)
{
  return self->lost || PQstatus (self->connection) != CONNECTION_OK;
}

PGconn *
bell_postgres_database_get_connection (BellPostgresDatabase *self)
{
  return self->connection;
}

guint
bell_postgres_database_get_generation (BellPostgresDatabase *self)
{
  return self->generation;
}

guint
bell_postgres_database_next_number (BellPostgresDatabase *self)
{
  return ++self->numbers;
}

void
bell_postgres_database_note_changes (BellPostgresDatabase *self,
                                     PGresult             *result)
{
  const char *rows = PQcmdTuples (result);

  if (*rows != '\0' && PQresultStatus (result) == PGRES_COMMAND_OK)
    self->changes = g_ascii_strtoll (rows, NULL, 10);
}

void
bell_postgres_database_lose (BellPostgresDatabase *self)
{
  self->lost = TRUE;
}

BellPostgresPipeline *
bell_postgres_database_get_pipeline (BellPostgresDatabase *self)
{
  return &self->pipeline;
}

GPtrArray *
bell_postgres_database_get_channels (BellPostgresDatabase *self)
{
  return self->channels;
}

gboolean
bell_postgres_database_run (BellPostgresDatabase  *self,
                            const char            *sql,
                            GError               **error)
{
  PGresult *result;
  ExecStatusType status;
  gboolean done;

  if (!bell_postgres_pipeline_settle (self, error))
    {
      bell_database_note_failure (BELL_DATABASE (self));
      return FALSE;
    }
  result = PQexec (self->connection, sql);
  status = PQresultStatus (result);
  done = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY;

  if (done)
    bell_postgres_database_note_changes (self, result);
  else
    bell_postgres_database_set_error (self, result, sql, error);
  PQclear (result);
  if (!done)
    bell_database_note_failure (BELL_DATABASE (self));
  return done;
}

/* Outside of a transaction: makes a connection that was lost anew. */
gboolean
bell_postgres_database_ensure (BellPostgresDatabase  *self,
                               GError               **error)
{
  PGconn *connection;

  if (!bell_postgres_database_is_lost (self))
    return TRUE;
  connection = bell_postgres_connect (self->address, bell_database_get_uri (BELL_DATABASE (self)),
                                      self->flags & ~(BellDatabaseFlags) BELL_DATABASE_CREATE, self->busy_timeout, error);
  if (connection == NULL)
    return FALSE;
  take_connection (self, connection);
  return bell_postgres_database_listen_again (self, error);
}

static BellStatement *
bell_postgres_database_prepare (BellDatabase  *database,
                                const char    *sql,
                                GError       **error)
{
  BellPostgresDatabase *self = BELL_POSTGRES_DATABASE (database);
  g_autoptr (GError) fault = NULL;
  BellStatement *statement;

  if (bell_database_in_transaction (database))
    return bell_postgres_statement_new (self, sql, error);
  if (!bell_postgres_database_ensure (self, error))
    return NULL;
  statement = bell_postgres_statement_new (self, sql, &fault);
  if (statement != NULL)
    return statement;
  if (!bell_postgres_database_is_lost (self))
    {
      g_propagate_error (error, g_steal_pointer (&fault));
      return NULL;
    }
  /* It was lost while nobody used it. */
  return bell_postgres_database_ensure (self, error) ? bell_postgres_statement_new (self, sql, error) : NULL;
}

static gboolean
bell_postgres_database_execute_script (BellDatabase  *database,
                                       const char    *sql,
                                       GError       **error)
{
  BellPostgresDatabase *self = BELL_POSTGRES_DATABASE (database);
  g_autofree char *translated = bell_postgres_translate (sql);

  if (!bell_database_in_transaction (database) && !bell_postgres_database_ensure (self, error))
    return FALSE;
  return bell_postgres_database_run (self, translated, error);
}

static gboolean
bell_postgres_database_is_open (BellDatabase *database)
{
  BellPostgresDatabase *self = BELL_POSTGRES_DATABASE (database);
  PGTransactionStatusType status;

  bell_postgres_pipeline_settle (self, NULL);
  status = PQtransactionStatus (self->connection);
  if (bell_postgres_database_is_lost (self))
    return FALSE;
  return status == PQTRANS_INTRANS || status == PQTRANS_INERROR || status == PQTRANS_ACTIVE;
}

static gboolean
bell_postgres_database_is_failed (BellDatabase *database)
{
  BellPostgresDatabase *self = BELL_POSTGRES_DATABASE (database);

  bell_postgres_pipeline_settle (self, NULL);
  return PQtransactionStatus (self->connection) == PQTRANS_INERROR;
}

static gint64
bell_postgres_database_changes (BellDatabase *database)
{
  BellPostgresDatabase *self = BELL_POSTGRES_DATABASE (database);

  /* A fault is told by the next statement. */
  if (!bell_postgres_pipeline_settle (self, NULL))
    bell_database_note_failure (database);
  return self->changes;
}

static gboolean
read_number (BellDatabase  *database,
             const char    *sql,
             gint64        *number,
             GError       **error)
{
  g_autoptr (BellStatement) statement = bell_database_prepare (database, sql, error);
  gboolean row;

  if (statement == NULL || !bell_statement_step (statement, &row, error))
    return FALSE;
  *number = row ? bell_statement_get_int64 (statement, 0) : 0;
  return TRUE;
}

/* Moves with every transaction that is given a number, also with our own. */
static gboolean
bell_postgres_database_data_version (BellDatabase  *database,
                                     gint64        *version,
                                     GError       **error)
{
  return read_number (database, "SELECT CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS TEXT) AS BIGINT)", version, error);
}

static gboolean
bell_postgres_database_get_schema_version (BellDatabase  *database,
                                           int           *version,
                                           GError       **error)
{
  gint64 number;

  if (!read_number (database, "SELECT version FROM schema_version", &number, error))
    return FALSE;
  *version = (int) number;
  return TRUE;
}

static gboolean
bell_postgres_database_set_schema_version (BellDatabase  *database,
                                           int            version,
                                           GError       **error)
{
  g_autoptr (BellStatement) statement = bell_database_prepare (database, "UPDATE schema_version SET version = ?1", error);

  if (statement == NULL)
    return FALSE;
  bell_statement_bind_int64 (statement, 1, version);
  return bell_statement_run (statement, error);
}

/* Several nodes may be started at once: the first brings the schema up to
 * date, and the others wait for it here. */
static gboolean
bell_postgres_database_lock_schema (BellDatabase  *database,
                                    gboolean       lock,
                                    GError       **error)
{
  return bell_postgres_database_execute_script (database,
                                                lock ? "SET lock_timeout = 0; SELECT pg_advisory_lock(1111837772, 2)"
                                                     : "SELECT pg_advisory_unlock(1111837772, 2)",
                                                error) &&
         (lock || (bell_database_set_busy_timeout (database, BELL_POSTGRES_DATABASE (database)->busy_timeout), TRUE));
}

static void
bell_postgres_database_interrupt (BellDatabase *database)
{
  BellPostgresDatabase *self = BELL_POSTGRES_DATABASE (database);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->cancel_lock);
  char reason[256];

  if (self->cancel != NULL && !PQcancel (self->cancel, reason, sizeof reason))
    g_debug ("postgresql: %s", reason);
}

static void
bell_postgres_database_set_busy_timeout (BellDatabase *database,
                                         int           milliseconds)
{
  BellPostgresDatabase *self = BELL_POSTGRES_DATABASE (database);
  /* 0 would be for ever there. */
  g_autofree char *sql = g_strdup_printf ("SET lock_timeout = %d", MAX (milliseconds, 1));

  self->busy_timeout = MAX (milliseconds, 1);
  if (!bell_postgres_database_is_lost (self))
    bell_postgres_database_run (self, sql, NULL);
}

/* The server's memory is its administrator's. */
static gboolean
bell_postgres_database_set_cache_size (BellDatabase  *database,
                                       int            kibibytes,
                                       GError       **error)
{
  return TRUE;
}

static gboolean
bell_postgres_database_backup (BellDatabase          *database,
                               const char            *destination,
                               BellDatabaseProgress   progress,
                               gpointer               user_data,
                               GCancellable          *cancellable,
                               GError               **error)
{
  g_set_error (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_FAILED,
               _("“%s” is a PostgreSQL database, which is backed up by its own means: use pg_dump while it runs, "
                 "or the continuous archiving of the database server."),
               bell_database_get_uri (database));
  return FALSE;
}

/* Reads every table to its end, with all that is stored out of line. */
static gboolean
check_table (BellDatabase  *database,
             const char    *table,
             GPtrArray     *problems,
             GError       **error)
{
  g_autofree char *digest = NULL;
  g_autoptr (GError) fault = NULL;
  gint64 rows;

  if (bell_database_digest_table (database, table, &rows, &digest, &fault))
    return TRUE;
  if (g_error_matches (fault, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_CORRUPT) ||
      g_error_matches (fault, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_IO))
    {
      g_ptr_array_add (problems, g_strdup (fault->message));
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&fault));
  return FALSE;
}

static gboolean
bell_postgres_database_check (BellDatabase  *database,
                              GPtrArray    **problems,
                              GError       **error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) tables = bell_database_list_tables (database, error);
  g_autoptr (GPtrArray) invalid = NULL;

  if (tables == NULL)
    return FALSE;
  for (guint i = 0; i < tables->len && found->len < MAX_PROBLEMS; i++)
    {
      gboolean done = bell_database_begin_read (database, error) && check_table (database, tables->pdata[i], found, error);

      bell_database_rollback (database);
      if (!done)
        return FALSE;
    }

  invalid = bell_database_list_names (database,
                                      "SELECT relname FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid "
                                      "WHERE NOT (indisvalid AND indisready) AND relnamespace = to_regnamespace(current_schema())",
                                      error);
  if (invalid == NULL)
    return FALSE;
  for (guint i = 0; i < invalid->len; i++)
    g_ptr_array_add (found, g_strdup_printf (_("The index “%s” is not valid. “REINDEX INDEX” makes it anew."),
                                             (const char *) invalid->pdata[i]));

  *problems = g_steal_pointer (&found);
  return TRUE;
}

/* It keeps its own journal. */
static gboolean
bell_postgres_database_checkpoint (BellDatabase  *database,
                                   GError       **error)
{
  return TRUE;
}

static gboolean
bell_postgres_database_optimize (BellDatabase  *database,
                                 GError       **error)
{
  g_autoptr (GPtrArray) tables = bell_database_list_tables (database, error);

  for (guint i = 0; tables != NULL && i < tables->len; i++)
    {
      g_autofree char *sql = g_strconcat ("ANALYZE ", tables->pdata[i], NULL);

      if (!bell_postgres_database_execute_script (database, sql, error))
        return FALSE;
    }
  return tables != NULL;
}

static void
bell_postgres_database_finalize (GObject *object)
{
  BellPostgresDatabase *self = BELL_POSTGRES_DATABASE (object);

  /* What is prepared there goes with the session. */
  self->generation++;
  bell_database_clear_statements (BELL_DATABASE (self));
  PQfreeCancel (self->cancel);
  PQfinish (self->connection);
  g_mutex_clear (&self->cancel_lock);
  g_ptr_array_unref (self->channels);
  g_free (self->address);

  G_OBJECT_CLASS (bell_postgres_database_parent_class)->finalize (object);
}

static void
bell_postgres_database_class_init (BellPostgresDatabaseClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  BellDatabaseClass *database_class = BELL_DATABASE_CLASS (klass);

  object_class->finalize = bell_postgres_database_finalize;

  database_class->prepare = bell_postgres_database_prepare;
  database_class->execute_script = bell_postgres_database_execute_script;
  database_class->is_open = bell_postgres_database_is_open;
  database_class->is_failed = bell_postgres_database_is_failed;
  database_class->changes = bell_postgres_database_changes;
  database_class->data_version = bell_postgres_database_data_version;
  database_class->get_schema_version = bell_postgres_database_get_schema_version;
  database_class->set_schema_version = bell_postgres_database_set_schema_version;
  database_class->lock_schema = bell_postgres_database_lock_schema;
  database_class->interrupt = bell_postgres_database_interrupt;
  database_class->set_busy_timeout = bell_postgres_database_set_busy_timeout;
  database_class->set_cache_size = bell_postgres_database_set_cache_size;
  database_class->backup = bell_postgres_database_backup;
  database_class->check = bell_postgres_database_check;
  database_class->checkpoint = bell_postgres_database_checkpoint;
  database_class->optimize = bell_postgres_database_optimize;
  database_class->listen = bell_postgres_database_listen;
  database_class->notify = bell_postgres_database_notify;
  database_class->wait = bell_postgres_database_wait;
  database_class->begin_write = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";
  database_class->begin_read = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
  database_class->dialect = "postgresql";
  database_class->list_tables = "SELECT CAST(relname AS TEXT) FROM pg_class WHERE relkind = 'r' AND relname <> 'schema_version' "
                                "AND relnamespace = to_regnamespace(current_schema()) "
                                "AND NOT EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = pg_class.oid "
                                "AND atttypid = CAST('tsvector' AS regtype)) ORDER BY 1";
}

static void
bell_postgres_database_init (BellPostgresDatabase *self)
{
  g_mutex_init (&self->cancel_lock);
  self->channels = g_ptr_array_new_with_free_func (g_free);
  self->busy_timeout = BUSY_TIMEOUT_MILLISECONDS;
}

/**
 * bell_postgres_is_uri:
 *
 * Returns: whether @uri is for bell_postgres_database_open()
 */
gboolean
bell_postgres_is_uri (const char *uri)
{
  return g_str_has_prefix (uri, "postgresql:") || g_str_has_prefix (uri, "postgres:");
}

/**
 * bell_postgres_database_open:
 * @uri: `postgresql://...`, as libpq takes it
 * @flags: how; %BELL_DATABASE_CREATE makes the schema, not the database
 * @error: OPEN, NOT_A_DATABASE, BUSY or CONNECTION
 *
 * Opens a connection to a PostgreSQL server, for the same use as one of
 * bell_database_open(). What it calls itself (bell_database_get_uri()) has no
 * password in it.
 *
 * Returns: (transfer full) (nullable): a connection
 */
BellDatabase *
bell_postgres_database_open (const char         *uri,
                             BellDatabaseFlags   flags,
                             GError            **error)
{
  g_autofree char *name = bell_postgres_make_name (uri, error);
  BellPostgresDatabase *self;
  PGconn *connection;

  g_return_val_if_fail (!((flags & BELL_DATABASE_READ_ONLY) && (flags & BELL_DATABASE_CREATE)), NULL);

  connection = name != NULL ? bell_postgres_connect (uri, name, flags, BUSY_TIMEOUT_MILLISECONDS, error) : NULL;
  if (connection == NULL)
    return NULL;

  self = g_object_new (BELL_TYPE_POSTGRES_DATABASE,
                       "uri", name,
                       "read-only", (flags & BELL_DATABASE_READ_ONLY) != 0,
                       NULL);
  self->address = g_strdup (uri);
  self->flags = flags;
  take_connection (self, connection);

  return BELL_DATABASE (self);
}
