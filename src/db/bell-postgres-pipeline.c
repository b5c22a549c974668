/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "bell-postgres-private.h"

/* Statements that are sent one after the other without waiting for what comes
 * of each: a change writes a dozen rows, and each wait is a journey to the
 * database server while the others wait for the row of the counter. Their
 * results are read with those of the next statement that has to be waited for.
 * When one fails, the server skips the rest, and that next one tells it. */

/* Before so much is on its way that both sides wait for the other to read. */
#define MAX_SENT 200
#define MAX_BYTES (256 * 1024)

static gboolean
send_call (PGconn                 *connection,
           const BellPostgresCall *call)
{
  return PQsendQueryPrepared (connection, call->name, call->n_parameters, call->values, call->lengths, call->formats, 1);
}

/* The result of the next one, and what ends it. */
static PGresult *
read_result (PGconn *connection)
{
  PGresult *result = PQgetResult (connection), *more;

  while (result != NULL && (more = PQgetResult (connection)) != NULL)
    {
      PQclear (result);
      result = more;
    }
  return result;
}

/* Of those that were sent. Goes on to the end after a fault, and tells the first. */
static gboolean
read_sent (BellPostgresDatabase  *database,
           GError               **error)
{
  BellPostgresPipeline *pipeline = bell_postgres_database_get_pipeline (database);
  PGconn *connection = bell_postgres_database_get_connection (database);
  gboolean done = TRUE;

  for (; pipeline->n_sent > 0; pipeline->n_sent--)
    {
      PGresult *result = read_result (connection);
      ExecStatusType status = PQresultStatus (result);

      if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
        bell_postgres_database_note_changes (database, result);
      else if (done)
        {
          bell_postgres_database_set_error (database, result, NULL, error);
          done = FALSE;
        }
      PQclear (result);
    }
  pipeline->n_bytes = 0;
  return done;
}

/* What stands behind them all. */
static void
leave (BellPostgresDatabase *database)
{
  PGconn *connection = bell_postgres_database_get_connection (database);
  PGresult *result = PQgetResult (connection);

  if (PQresultStatus (result) != PGRES_PIPELINE_SYNC || !PQexitPipelineMode (connection))
    bell_postgres_database_lose (database);
  PQclear (result);
}

/* Sends it and does not wait. */
gboolean
bell_postgres_pipeline_send (BellPostgresDatabase    *database,
                             const BellPostgresCall  *call,
                             GError                 **error)
{
  BellPostgresPipeline *pipeline = bell_postgres_database_get_pipeline (database);
  PGconn *connection = bell_postgres_database_get_connection (database);

  if (pipeline->n_sent == 0 && !PQenterPipelineMode (connection))
    {
      bell_postgres_database_set_error (database, NULL, NULL, error);
      return FALSE;
    }
  if (!send_call (connection, call))
    {
      bell_postgres_database_set_error (database, NULL, NULL, error);
      bell_postgres_pipeline_settle (database, NULL);
      return FALSE;
    }
  pipeline->n_sent++;
  for (int i = 0; i < call->n_parameters; i++)
    pipeline->n_bytes += (gsize) call->lengths[i];
  if (pipeline->n_sent >= MAX_SENT || pipeline->n_bytes >= MAX_BYTES)
    return bell_postgres_pipeline_settle (database, error);
  return TRUE;
}

/* Reads the results of all that was sent, so that something else can be asked. */
gboolean
bell_postgres_pipeline_settle (BellPostgresDatabase  *database,
                               GError               **error)
{
  BellPostgresPipeline *pipeline = bell_postgres_database_get_pipeline (database);
  PGconn *connection = bell_postgres_database_get_connection (database);
  gboolean done;

  if (PQpipelineStatus (connection) == PQ_PIPELINE_OFF)
    return TRUE;
  if (!PQpipelineSync (connection))
    {
      bell_postgres_database_set_error (database, NULL, NULL, error);
      bell_postgres_database_lose (database);
      pipeline->n_sent = 0;
      return FALSE;
    }
  done = read_sent (database, error);
  leave (database);
  return done;
}

/* Runs it after those that were sent.
 * Returns: (nullable): its result, which may be a fault; %NULL with an error if one before it failed */
PGresult *
bell_postgres_pipeline_execute (BellPostgresDatabase    *database,
                                const BellPostgresCall  *call,
                                GError                 **error)
{
  BellPostgresPipeline *pipeline = bell_postgres_database_get_pipeline (database);
  PGconn *connection = bell_postgres_database_get_connection (database);
  PGresult *result;
  gboolean done;

  if (pipeline->n_sent == 0)
    return PQexecPrepared (connection, call->name, call->n_parameters, call->values, call->lengths, call->formats, 1);

  if (!send_call (connection, call) || !PQpipelineSync (connection))
    {
      bell_postgres_database_set_error (database, NULL, NULL, error);
      bell_postgres_database_lose (database);
      pipeline->n_sent = 0;
      return NULL;
    }
  done = read_sent (database, error);
  result = read_result (connection);
  leave (database);
  if (done)
    return result;
  PQclear (result);
  return NULL;
}
