/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <poll.h>

#include "bell-postgres-private.h"

/* LISTEN and NOTIFY: what the connections of a database say to each other. */

/* On a connection that was made anew. */
gboolean
bell_postgres_database_listen_again (BellPostgresDatabase  *self,
                                     GError               **error)
{
  GPtrArray *channels = bell_postgres_database_get_channels (self);

  for (guint i = 0; i < channels->len; i++)
    {
      g_autofree char *sql = g_strdup_printf ("LISTEN %s", (const char *) channels->pdata[i]);

      if (!bell_postgres_database_run (self, sql, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
bell_postgres_database_listen (BellDatabase  *database,
                               const char    *channel,
                               GError       **error)
{
  BellPostgresDatabase *self = BELL_POSTGRES_DATABASE (database);

  g_ptr_array_add (bell_postgres_database_get_channels (self), g_strdup (channel));
  return bell_postgres_database_is_lost (self) ? bell_postgres_database_ensure (self, error) : bell_postgres_database_listen_again (self, error);
}

gboolean
bell_postgres_database_notify (BellDatabase  *database,
                               const char    *channel,
                               const char    *payload,
                               GError       **error)
{
  g_autoptr (BellStatement) statement = bell_database_prepare (database, "SELECT pg_notify(?1, ?2)", error);

  if (statement == NULL)
    return FALSE;
  bell_statement_bind_text (statement, 1, channel);
  bell_statement_bind_text (statement, 2, payload);
  return bell_statement_run (statement, error);
}

gboolean
bell_postgres_database_wait (BellDatabase  *database,
                             int            wake_fd,
                             int            milliseconds,
                             char         **payload,
                             GError       **error)
{
  BellPostgresDatabase *self = BELL_POSTGRES_DATABASE (database);
  gboolean waited = FALSE;
  PGconn *connection;

  *payload = NULL;
  if (!bell_postgres_database_ensure (self, error))
    return FALSE;
  connection = bell_postgres_database_get_connection (self);
  for (;;)
    {
      struct pollfd fds[2] = { { PQsocket (connection), POLLIN, 0 }, { wake_fd, POLLIN, 0 } };
      PGnotify *told;

      while ((told = PQnotifies (connection)) != NULL)
        {
          if (told->be_pid != PQbackendPID (connection))
            *payload = g_strdup (told->extra);
          PQfreemem (told);
          if (*payload != NULL)
            return TRUE;
        }
      if (waited)
        return TRUE;
      if (poll (fds, wake_fd >= 0 ? 2 : 1, milliseconds) < 0 && errno != EINTR)
        return TRUE;
      waited = TRUE;
      if (fds[0].revents != 0 && !PQconsumeInput (connection))
        {
          bell_postgres_database_set_error (self, NULL, NULL, error);
          return FALSE;
        }
    }
}
