/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "sim-postgres.h"

#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "bell-postgres.h"
#include "sim-postgres-wrap.h"
#include "sim-schedule.h"
#include "sim-tally.h"

/* Real time in which an answer comes that waits for nobody, until it is asked
 * whether it does. */
#define SOON_MILLISECONDS 2

static struct
{
  PGconn *monitor; /* asks who waits for whom */
  char *name;      /* of the database of this world */
  guint n_worlds;
  GPtrArray *connections; /* of the servers */
  double breaks;
  guint64 n_answers;
  gboolean calm;    /* connections made now are not of the servers */
} postgres;

/* --- who waits for whom ------------------------------------------------------------------- */

static PGresult *
ask_monitor (const char *sql)
{
  PGresult *result = __real_PQexec (postgres.monitor, sql);
  ExecStatusType status = PQresultStatus (result);

  if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
    g_error ("%s: %s", sql, PQerrorMessage (postgres.monitor));

  return result;
}

/* @sql: (transfer full): a question */
static gboolean
is_true (char *sql)
{
  g_autofree char *question = sql;
  PGresult *result = ask_monitor (question);
  gboolean yes = *PQgetvalue (result, 0, 0) == 't';

  PQclear (result);

  return yes;
}

static gboolean
is_blocked (PGconn *connection)
{
  return is_true (g_strdup_printf ("SELECT cardinality(pg_blocking_pids(%d)) > 0", PQbackendPID (connection)));
}

/* Whether there is something to read, if need be after a moment. */
static gboolean
has_answer (PGconn *connection,
            int     milliseconds)
{
  struct pollfd poller = { PQsocket (connection), POLLIN, 0 };

  if (poller.fd < 0 || !PQisBusy (connection))
    return TRUE;
  if (poll (&poller, 1, milliseconds) <= 0)
    return FALSE;

  return !PQconsumeInput (connection) || !PQisBusy (connection);
}

/* Waits in real time for an answer that nobody holds up. */
static gboolean
comes_soon (PGconn *connection)
{
  while (!has_answer (connection, SOON_MILLISECONDS))
    if (is_blocked (connection))
      return FALSE;

  return TRUE;
}

typedef struct
{
  PGconn *connection;
  guint64 asked_at; /* after so many answers */
} Waiting;

/* Only an answer to somebody else can have let it go on. */
static gboolean
is_let_go (gpointer data)
{
  Waiting *waiting = data;

  if (waiting->asked_at == postgres.n_answers)
    return FALSE;
  waiting->asked_at = postgres.n_answers;

  return comes_soon (waiting->connection);
}

static void
wait_for_answer (PGconn *connection)
{
  while (PQflush (connection) > 0)
    has_answer (connection, SOON_MILLISECONDS);
  if (!comes_soon (connection))
    {
      Waiting waiting = { connection, postgres.n_answers };

      sim_wait (is_let_go, &waiting, SIM_NEVER);
    }
  postgres.n_answers++;
}

/* --- what goes wrong ------------------------------------------------------------------------ */

/* The line is dead, and the server has noticed. */
static void
break_line (PGconn *connection)
{
  int pid = PQbackendPID (connection);

  if (PQsocket (connection) < 0)
    return;
  shutdown (PQsocket (connection), SHUT_RDWR);
  while (is_true (g_strdup_printf ("SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE pid = %d)", pid)))
    {
      /* One that waits for a lock looks at its line only then. */
      g_autofree char *sql = g_strdup_printf ("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = %d", pid);

      PQclear (ask_monitor (sql));
      poll (NULL, 0, 1);
    }
  postgres.n_answers++;
}

static gboolean
is_mine (PGconn *connection)
{
  return g_ptr_array_find (postgres.connections, connection, NULL);
}

static gboolean
is_hurried (gpointer data)
{
  return sim_is_hurried ();
}

/* Before each command: others may be faster, and the line may break. */
static void
suffer (PGconn *connection)
{
  if (!is_mine (connection))
    return;
  if (sim_is_fiber () && PQtransactionStatus (connection) == PQTRANS_INTRANS && PQpipelineStatus (connection) == PQ_PIPELINE_OFF &&
      sim_chance (0.02))
    sim_wait (is_hurried, NULL, sim_now () + SIM_MS (sim_below (300)));
  if (sim_chance (postgres.breaks))
    {
      sim_trace ("database line breaks");
      sim_tally (SIM_EVENT_LINE_BROKEN);
      break_line (connection);
    }
}

/* What the server said is lost on the way. */
static gboolean
is_lost (PGconn *connection)
{
  if (!is_mine (connection) || !sim_chance (postgres.breaks))
    return FALSE;
  sim_trace ("database answer lost");
  sim_tally (SIM_EVENT_ANSWER_LOST);
  break_line (connection);

  return TRUE;
}

/* --- libpq, as the linker gives it to the servers (--wrap) -------------------------------------- */

PGconn *
__wrap_PQconnectdbParams (const char *const *keywords,
                          const char *const *values,
                          int                expand)
{
  PGconn *connection = __real_PQconnectdbParams (keywords, values, expand);

  if (!postgres.calm && postgres.connections != NULL)
    {
      g_ptr_array_add (postgres.connections, connection);
      if (sim_chance (postgres.breaks))
        break_line (connection);
    }

  return connection;
}

void
__wrap_PQfinish (PGconn *connection)
{
  if (connection == NULL)
    return;
  if (postgres.connections != NULL && g_ptr_array_remove (postgres.connections, connection))
    {
      /* What it held is free when it has gone. */
      break_line (connection);
    }
  __real_PQfinish (connection);
}

static PGresult *
collect (PGconn *connection,
         int     sent)
{
  PGresult *result = NULL, *next;

  if (sent)
    wait_for_answer (connection);
  if (!sent || is_lost (connection))
    {
      while ((next = __real_PQgetResult (connection)) != NULL)
        PQclear (next);
      /* Fails, and says so. */
      return __real_PQexec (connection, "SELECT 1");
    }
  while ((next = __real_PQgetResult (connection)) != NULL)
    {
      PQclear (result);
      result = next;
      wait_for_answer (connection);
    }

  return result;
}

PGresult *
__wrap_PQexec (PGconn     *connection,
               const char *sql)
{
  suffer (connection);

  return collect (connection, PQsendQuery (connection, sql));
}

PGresult *
__wrap_PQexecParams (PGconn            *connection,
                     const char        *sql,
                     int                n,
                     const Oid         *types,
                     const char *const *values,
                     const int         *lengths,
                     const int         *formats,
                     int                format)
{
  suffer (connection);

  return collect (connection, PQsendQueryParams (connection, sql, n, types, values, lengths, formats, format));
}

PGresult *
__wrap_PQexecPrepared (PGconn            *connection,
                       const char        *name,
                       int                n,
                       const char *const *values,
                       const int         *lengths,
                       const int         *formats,
                       int                format)
{
  suffer (connection);

  return collect (connection, PQsendQueryPrepared (connection, name, n, values, lengths, formats, format));
}

PGresult *
__wrap_PQprepare (PGconn     *connection,
                  const char *name,
                  const char *sql,
                  int         n,
                  const Oid  *types)
{
  suffer (connection);

  return collect (connection, PQsendPrepare (connection, name, sql, n, types));
}

PGresult *
__wrap_PQgetResult (PGconn *connection)
{
  if (PQpipelineStatus (connection) != PQ_PIPELINE_OFF)
    {
      if (is_mine (connection) && sim_chance (postgres.breaks))
        break_line (connection);
      wait_for_answer (connection);
    }

  return __real_PQgetResult (connection);
}

/* --- from outside ------------------------------------------------------------------------------- */

gboolean
sim_postgres_is_there (void)
{
  return g_getenv ("DESKBELL_TEST_POSTGRESQL") != NULL;
}

char *
sim_postgres_begin (void)
{
  const char *uri = g_getenv ("DESKBELL_TEST_POSTGRESQL");
  g_autofree char *sql = NULL, *place = NULL;

  g_assert_nonnull (uri);
  if (postgres.monitor == NULL)
    postgres.monitor = PQconnectdb (uri);
  if (PQstatus (postgres.monitor) != CONNECTION_OK)
    g_error ("%s", PQerrorMessage (postgres.monitor));

  postgres.connections = g_ptr_array_new ();
  postgres.breaks = 0;
  postgres.name = g_strdup_printf ("world_%u", ++postgres.n_worlds);
  sql = g_strconcat ("CREATE DATABASE ", postgres.name, NULL);
  PQclear (ask_monitor (sql));
  place = g_strndup (uri, (gsize) (strrchr (uri, '/') - uri));

  return g_strconcat (place, "/", postgres.name, NULL);
}

void
sim_postgres_end (void)
{
  g_autofree char *sql = g_strconcat ("DROP DATABASE ", postgres.name, " WITH (FORCE)", NULL);

  g_assert (postgres.connections->len == 0);
  g_clear_pointer (&postgres.connections, g_ptr_array_unref);
  PQclear (ask_monitor (sql));
  g_clear_pointer (&postgres.name, g_free);
}

void
sim_postgres_set_weather (double share)
{
  postgres.breaks = share;
}

void
sim_postgres_cut (void)
{
  sim_trace ("database server restarts");
  sim_tally (SIM_EVENT_DATABASE_CUT);
  for (guint i = 0; i < postgres.connections->len; i++)
    break_line (postgres.connections->pdata[i]);
}

BellDatabase *
sim_postgres_open (const char *uri)
{
  g_autoptr (GError) error = NULL;
  BellDatabase *database;

  postgres.calm = TRUE;
  database = bell_postgres_database_open (uri, BELL_DATABASE_READ_ONLY, &error);
  postgres.calm = FALSE;
  g_assert_no_error (error);

  return database;
}
