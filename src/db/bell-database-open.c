/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-database-private.h"

#include <glib/gi18n-lib.h>

/* What every program opens: a file. */

/**
 * bell_database_open:
 * @uri: a path, a `file:` URI, or `:memory:` for a private database that
 *   lives as long as the connection; for PostgreSQL see
 *   bell_postgres_database_open()
 * @flags: how
 * @error: OPEN, NOT_A_DATABASE, CORRUPT, READ_ONLY, BUSY, FULL or IO
 *
 * Opens a connection. A file that holds anything but a database of Deskbell
 * is refused and left as it is. The schema is not looked at: see
 * bell_migrations_apply().
 *
 * Waits on the disk: never on GTK's thread.
 *
 * Returns: (transfer full) (nullable): a connection
 */
BellDatabase *
bell_database_open (const char         *uri,
                    BellDatabaseFlags   flags,
                    GError            **error)
{
  g_return_val_if_fail (uri != NULL && *uri != '\0', NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (g_str_has_prefix (uri, "postgresql:") || g_str_has_prefix (uri, "postgres:"))
    {
      g_set_error_literal (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_OPEN,
                           _("Only the server keeps its data in PostgreSQL. Give the path of a file."));
      return NULL;
    }

  return bell_sqlite_database_open (uri, flags, error);
}
