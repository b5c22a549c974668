/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-postgres-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The one place where PostgreSQL's conditions become ours, and its words a
 * person's. The conditions are those of appendix A of its manual. */

static const struct
{
  const char *state; /* the whole one, or the class that it begins with */
  BellDatabaseError code;
} conditions[] = {
  { "57P01", BELL_DATABASE_ERROR_CONNECTION }, /* is shut down */
  { "57P02", BELL_DATABASE_ERROR_CONNECTION }, /* has crashed */
  { "57P03", BELL_DATABASE_ERROR_CONNECTION }, /* starts up */
  { "57P05", BELL_DATABASE_ERROR_CONNECTION }, /* idle for too long */
  { "25P03", BELL_DATABASE_ERROR_CONNECTION }, /* the same in a transaction */
  { "08", BELL_DATABASE_ERROR_CONNECTION },
  { "40", BELL_DATABASE_ERROR_BUSY },    /* could not be put in an order, a deadlock */
  { "55P03", BELL_DATABASE_ERROR_BUSY }, /* the lock timeout */
  { "55006", BELL_DATABASE_ERROR_BUSY },
  { "53300", BELL_DATABASE_ERROR_BUSY }, /* too many connections */
  { "53100", BELL_DATABASE_ERROR_FULL },
  { "25006", BELL_DATABASE_ERROR_READ_ONLY },
  { "42501", BELL_DATABASE_ERROR_READ_ONLY }, /* not allowed */
  { "23", BELL_DATABASE_ERROR_CONSTRAINT },
  { "57014", BELL_DATABASE_ERROR_INTERRUPTED },
  { "XX001", BELL_DATABASE_ERROR_CORRUPT },
  { "XX002", BELL_DATABASE_ERROR_CORRUPT },
  { "58", BELL_DATABASE_ERROR_IO },
  { "42", BELL_DATABASE_ERROR_STATEMENT },
  { "22", BELL_DATABASE_ERROR_STATEMENT },
  { "54", BELL_DATABASE_ERROR_STATEMENT },
  { "0A", BELL_DATABASE_ERROR_STATEMENT },
  { "28", BELL_DATABASE_ERROR_OPEN },
  { "3D", BELL_DATABASE_ERROR_OPEN },
};

static BellDatabaseError
find_code (PGconn   *connection,
           PGresult *result)
{
  const char *state = result != NULL ? PQresultErrorField (result, PG_DIAG_SQLSTATE) : NULL;

  for (guint i = 0; state != NULL && i < G_N_ELEMENTS (conditions); i++)
    if (g_str_has_prefix (state, conditions[i].state))
      return conditions[i].code;
  return PQstatus (connection) != CONNECTION_OK ? BELL_DATABASE_ERROR_CONNECTION : BELL_DATABASE_ERROR_FAILED;
}

/* What PostgreSQL says, in one line. */
static char *
make_detail (PGconn   *connection,
             PGresult *result)
{
  const char *primary = result != NULL ? PQresultErrorField (result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
  char *detail = g_utf8_make_valid (primary != NULL ? primary : PQerrorMessage (connection), -1);

  g_strdelimit (detail, "\r\n\t", ' ');
  return g_strstrip (detail);
}

/* @result: (nullable): what failed; %NULL if the connection did
 * @name: the database's address, without a password
 * @sql: (nullable): what was asked */
void
bell_postgres_set_error (GError     **error,
                         PGconn      *connection,
                         PGresult    *result,
                         const char  *name,
                         const char  *sql)
{
  BellDatabaseError code = find_code (connection, result);
  g_autofree char *detail = make_detail (connection, result);

  switch ((int) code)
    {
    case BELL_DATABASE_ERROR_CONNECTION:
      g_set_error (error, BELL_DATABASE_ERROR, code,
                   _("The connection to the database server of “%s” was lost (%s). Try again."), name, detail);
      break;
    case BELL_DATABASE_ERROR_BUSY:
      g_set_error (error, BELL_DATABASE_ERROR, code,
                   _("The database “%s” is busy with others and did not finish in time (%s). Try again."), name, detail);
      break;
    case BELL_DATABASE_ERROR_FULL:
      g_set_error (error, BELL_DATABASE_ERROR, code,
                   _("There is no room left on the disk for “%s”. Nothing of this change was saved. "
                     "Free some space and try again."), name);
      break;
    case BELL_DATABASE_ERROR_READ_ONLY:
      g_set_error (error, BELL_DATABASE_ERROR, code, _("“%s” cannot be written (%s)."), name, detail);
      break;
    case BELL_DATABASE_ERROR_CONSTRAINT:
      g_set_error (error, BELL_DATABASE_ERROR, code, _("“%s” refuses a value: %s."), name, detail);
      break;
    case BELL_DATABASE_ERROR_INTERRUPTED:
      g_set_error_literal (error, BELL_DATABASE_ERROR, code, _("The database was told to stop."));
      break;
    case BELL_DATABASE_ERROR_CORRUPT:
      g_set_error (error, BELL_DATABASE_ERROR, code, _("“%s” is damaged (%s)."), name, detail);
      break;
    case BELL_DATABASE_ERROR_IO:
      g_set_error (error, BELL_DATABASE_ERROR, code, _("The disk failed to read or write “%s” (%s)."), name, detail);
      break;
    case BELL_DATABASE_ERROR_OPEN:
      g_set_error (error, BELL_DATABASE_ERROR, code, _("The database “%s” cannot be opened: %s"), name, detail);
      break;
    case BELL_DATABASE_ERROR_STATEMENT:
      g_set_error (error, BELL_DATABASE_ERROR, code,
                   _("Deskbell asked its database something wrong: %s (%.200s)."), detail, sql != NULL ? sql : "");
      break;
    case BELL_DATABASE_ERROR_FAILED:
    default:
      g_set_error (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_FAILED,
                   _("The database “%s” reports a fault: %s."), name, detail);
      break;
    }
}
