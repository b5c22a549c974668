/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-postgres-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* How a connection to PostgreSQL is made: whose database it is and what its
 * session is set to. Everything of Deskbell is in a schema of its own, so that
 * it can share a database, and nobody else's tables are taken for ours. */

#define SCHEMA "deskbell"

/* How long somebody who writes may do nothing in the middle of it. */
#define MAX_HANGING_MILLISECONDS (60 * 1000)

/* Held while the schema is made or brought up to date. */
#define SCHEMA_LOCK "1111837772, 1" /* "BELL" */

static void
ignore_notice (void       *data,
               const char *message)
{
  g_debug ("postgresql: %s", message);
}

/* What a connection is called in messages: its address without what is secret.
 * Returns: (transfer full) (nullable) */
char *
bell_postgres_make_name (const char  *uri,
                         GError     **error)
{
  char *reason = NULL;
  PQconninfoOption *options = PQconninfoParse (uri, &reason);
  const char *user = NULL, *host = NULL, *port = NULL, *name = NULL;
  char *made;

  if (options == NULL)
    {
      g_set_error (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_OPEN,
                   _("That is no address of a PostgreSQL database: %s"), reason != NULL ? g_strstrip (reason) : "");
      PQfreemem (reason);
      return NULL;
    }

  for (PQconninfoOption *option = options; option->keyword != NULL; option++)
    {
      if (strcmp (option->keyword, "user") == 0)
        user = option->val;
      else if (strcmp (option->keyword, "host") == 0)
        host = option->val;
      else if (strcmp (option->keyword, "port") == 0)
        port = option->val;
      else if (strcmp (option->keyword, "dbname") == 0)
        name = option->val;
    }
  made = g_strconcat ("postgresql://", user != NULL ? user : "", user != NULL ? "@" : "", host != NULL ? host : "",
                      port != NULL ? ":" : "", port != NULL ? port : "", "/", name != NULL ? name : "", NULL);
  PQconninfoFree (options);
  return made;
}

static gboolean
run (PGconn      *connection,
     const char  *name,
     const char  *sql,
     GError     **error)
{
  PGresult *result = PQexec (connection, sql);
  ExecStatusType status = PQresultStatus (result);
  gboolean done = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;

  if (!done)
    bell_postgres_set_error (error, connection, result, name, sql);
  PQclear (result);
  return done;
}

static gboolean
has_schema (PGconn      *connection,
            const char  *name,
            gboolean    *has,
            gboolean    *foreign,
            GError     **error)
{
  const char *sql = "SELECT to_regclass('" SCHEMA ".schema_version') IS NOT NULL, "
                    "EXISTS (SELECT 1 FROM pg_class WHERE relnamespace = to_regnamespace('" SCHEMA "'))";
  PGresult *result = PQexec (connection, sql);
  gboolean done = PQresultStatus (result) == PGRES_TUPLES_OK;

  if (done)
    {
      *has = PQgetvalue (result, 0, 0)[0] == 't';
      *foreign = !*has && PQgetvalue (result, 0, 1)[0] == 't';
    }
  else
    {
      bell_postgres_set_error (error, connection, result, name, sql);
    }
  PQclear (result);
  return done;
}

/* Nodes may start at once: one of them makes it, the others wait. */
static gboolean
make_schema (PGconn      *connection,
             const char  *name,
             GError     **error)
{
  return run (connection, name,
              "BEGIN;"
              "SELECT pg_advisory_xact_lock(" SCHEMA_LOCK ");"
              "CREATE SCHEMA IF NOT EXISTS " SCHEMA ";"
              "CREATE TABLE IF NOT EXISTS " SCHEMA ".schema_version (version BIGINT NOT NULL);"
              "INSERT INTO " SCHEMA ".schema_version SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM " SCHEMA ".schema_version);"
              /* SQLite's word for it. */
              "CREATE OR REPLACE FUNCTION " SCHEMA ".instr (TEXT, TEXT) RETURNS INTEGER LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE "
              "AS 'SELECT pg_catalog.strpos($1, $2)';"
              "COMMIT",
              error);
}

/* Makes sure that this is ours to read and write. */
static gboolean
claim (PGconn             *connection,
       const char         *name,
       BellDatabaseFlags   flags,
       GError            **error)
{
  gboolean has, foreign;

  if (!has_schema (connection, name, &has, &foreign, error))
    return FALSE;
  if (foreign)
    {
      g_set_error (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_NOT_A_DATABASE,
                   _("The schema “%s” of “%s” is that of another program."), SCHEMA, name);
      return FALSE;
    }
  if (has)
    return TRUE;
  if (flags & BELL_DATABASE_CREATE)
    return make_schema (connection, name, error);
  g_set_error (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_OPEN,
               _("There is nothing of Deskbell in the database “%s”."), name);
  return FALSE;
}

/* Sets a fresh session up. */
gboolean
bell_postgres_configure (PGconn             *connection,
                         const char         *name,
                         BellDatabaseFlags   flags,
                         int                 busy_timeout,
                         GError            **error)
{
  g_autofree char *settings = NULL;

  if (strcmp (PQparameterStatus (connection, "server_encoding"), "UTF8") != 0)
    {
      g_set_error (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_OPEN,
                   _("The database “%s” is not encoded in UTF-8. Make one that is (createdb --encoding=UTF8 --template=template0)."),
                   name);
      return FALSE;
    }

  PQsetNoticeProcessor (connection, ignore_notice, NULL);
  settings = g_strdup_printf ("SET search_path = " SCHEMA ";"
                              "SET client_min_messages = warning;"
                              "SET lock_timeout = %d;"
                              "SET jit = off;"
                              /* A server that hangs must not hold up the others for ever. Readers hold
                               * up nobody, and who makes a database has it for himself. */
                              "SET idle_in_transaction_session_timeout = %d;"
                              "SET default_transaction_read_only = %s",
                              busy_timeout, flags & (BELL_DATABASE_READ_ONLY | BELL_DATABASE_CREATE) ? 0 : MAX_HANGING_MILLISECONDS,
                              flags & BELL_DATABASE_READ_ONLY ? "on" : "off");
  return run (connection, name, settings, error) && claim (connection, name, flags, error);
}

/* @name: from bell_postgres_make_name()
 * Returns: (nullable): a connection, set up */
PGconn *
bell_postgres_connect (const char         *uri,
                       const char         *name,
                       BellDatabaseFlags   flags,
                       int                 busy_timeout,
                       GError            **error)
{
  /* What stands in the address comes last, and counts. */
  const char *const keywords[] = { "connect_timeout", "fallback_application_name", "client_encoding", "keepalives_idle",
                                   "keepalives_interval", "keepalives_count", "tcp_user_timeout", "dbname", NULL };
  const char *const values[] = { "10", "deskbell", "UTF8", "30", "10", "3", "60000", uri, NULL };
  PGconn *connection = PQconnectdbParams (keywords, values, TRUE);

  if (PQstatus (connection) != CONNECTION_OK)
    {
      g_autofree char *detail = g_utf8_make_valid (PQerrorMessage (connection), -1);

      g_set_error (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_CONNECTION,
                   _("The database server of “%s” cannot be reached: %s"), name, g_strstrip (detail));
      PQfinish (connection);
      return NULL;
    }
  if (!bell_postgres_configure (connection, name, flags, busy_timeout, error))
    {
      PQfinish (connection);
      return NULL;
    }
  return connection;
}
