/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-database-private.h"

#include <glib/gi18n-lib.h>

/* What a connection offers to those who look after a database. */

/**
 * bell_database_data_version:
 * @version: (out): a number
 * @error: BUSY or IO
 *
 * Tells whether others have written: the number differs from the one before
 * if another connection, of any process, has committed in between. Own
 * commits do not move it, and two connections' numbers do not compare.
 *
 * Returns: whether it could be read
 */
gboolean
bell_database_data_version (BellDatabase  *self,
                            gint64        *version,
                            GError       **error)
{
  g_return_val_if_fail (BELL_IS_DATABASE (self), FALSE);
  g_return_val_if_fail (version != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return BELL_DATABASE_GET_CLASS (self)->data_version (self, version, error);
}

/**
 * bell_database_get_schema_version:
 * @version: (out): the number of the last migration, 0 for none
 * @error: BUSY or IO
 *
 * Returns: whether it could be read
 */
gboolean
bell_database_get_schema_version (BellDatabase  *self,
                                  int           *version,
                                  GError       **error)
{
  g_return_val_if_fail (BELL_IS_DATABASE (self), FALSE);
  g_return_val_if_fail (version != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return BELL_DATABASE_GET_CLASS (self)->get_schema_version (self, version, error);
}

/**
 * bell_database_set_schema_version:
 * @version: the number of the last migration
 * @error: BUSY, READ_ONLY, FULL or IO
 *
 * For bell_migrations_apply(); part of the transaction that is open.
 *
 * Returns: whether it was written
 */
gboolean
bell_database_set_schema_version (BellDatabase  *self,
                                  int            version,
                                  GError       **error)
{
  g_return_val_if_fail (BELL_IS_DATABASE (self), FALSE);
  g_return_val_if_fail (version >= 0, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return BELL_DATABASE_GET_CLASS (self)->set_schema_version (self, version, error);
}

/**
 * bell_database_interrupt:
 *
 * Stops the statement that is running on the connection's thread: it fails
 * with INTERRUPTED. Without one it does nothing, so a caller that must not
 * miss has to check its own cancellable as well. A write transaction that is
 * interrupted in mid-statement may be rolled back whole.
 *
 * May be called from any thread.
 */
void
bell_database_interrupt (BellDatabase *self)
{
  g_return_if_fail (BELL_IS_DATABASE (self));

  BELL_DATABASE_GET_CLASS (self)->interrupt (self);
}

/**
 * bell_database_set_busy_timeout:
 * @milliseconds: how long to wait for another connection's lock; 0 for not at
 *   all, 5000 at first
 */
void
bell_database_set_busy_timeout (BellDatabase *self,
                                int           milliseconds)
{
  g_return_if_fail (BELL_IS_DATABASE (self));
  g_return_if_fail (milliseconds >= 0);

  BELL_DATABASE_GET_CLASS (self)->set_busy_timeout (self, milliseconds);
}

/**
 * bell_database_set_cache_size:
 * @kibibytes: how much memory the page cache may take; 8192 at first
 * @error: FAILED
 *
 * Bulk loads are faster with 65536, which also lets the journal of a writer grow
 * as far before it is carried over; connections of the desktop programs should
 * stay small.
 *
 * Returns: whether it was set
 */
gboolean
bell_database_set_cache_size (BellDatabase  *self,
                              int            kibibytes,
                              GError       **error)
{
  g_return_val_if_fail (BELL_IS_DATABASE (self), FALSE);
  g_return_val_if_fail (kibibytes > 0, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return BELL_DATABASE_GET_CLASS (self)->set_cache_size (self, kibibytes, error);
}

/**
 * bell_database_release_memory:
 *
 * Gives back what is kept of the file without being in use, after a read of
 * much that is not needed again soon.
 */
void
bell_database_release_memory (BellDatabase *self)
{
  g_return_if_fail (BELL_IS_DATABASE (self));

  if (BELL_DATABASE_GET_CLASS (self)->release_memory != NULL)
    BELL_DATABASE_GET_CLASS (self)->release_memory (self);
}

/**
 * bell_database_backup:
 * @destination: (type filename): the file to make or to replace
 * @progress: (nullable) (scope call): told how far it is
 * @cancellable: (nullable): stops it
 * @error: FAILED inside a transaction or if @destination is this database,
 *   OPEN, FULL, IO, BUSY, or %G_IO_ERROR_CANCELLED
 *
 * Copies the database as it is at the start of the call, while others read
 * and write it. The copy appears at @destination whole or not at all: it is
 * made beside it, flushed to the disk and then moved there.
 *
 * Returns: whether the copy is complete
 */
gboolean
bell_database_backup (BellDatabase          *self,
                      const char            *destination,
                      BellDatabaseProgress   progress,
                      gpointer               user_data,
                      GCancellable          *cancellable,
                      GError               **error)
{
  g_return_val_if_fail (BELL_IS_DATABASE (self), FALSE);
  g_return_val_if_fail (destination != NULL && *destination != '\0', FALSE);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (bell_database_in_transaction (self))
    {
      g_set_error_literal (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_FAILED,
                           _("A backup cannot be made in the middle of a change."));
      return FALSE;
    }

  return BELL_DATABASE_GET_CLASS (self)->backup (self, destination, progress, user_data, cancellable, error);
}

/**
 * bell_database_check:
 * @problems: (out) (transfer container) (element-type utf8): what was found, a
 *   line each, at most a hundred; empty if the database is sound
 * @error: BUSY, IO, INTERRUPTED; damage is no error but a problem
 *
 * Reads the whole database and checks its structure, its indexes and its
 * references between tables.
 *
 * Returns: whether the check could be made
 */
gboolean
bell_database_check (BellDatabase  *self,
                     GPtrArray    **problems,
                     GError       **error)
{
  g_return_val_if_fail (BELL_IS_DATABASE (self), FALSE);
  g_return_val_if_fail (problems != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return BELL_DATABASE_GET_CLASS (self)->check (self, problems, error);
}

/**
 * bell_database_sync:
 * @error: FULL or IO
 *
 * Makes what has been committed last, also where the power goes: a database
 * that was opened without %BELL_DATABASE_FULL_SYNC may else come back as it was
 * some transactions before.
 *
 * Returns: whether it lasts
 */
gboolean
bell_database_sync (BellDatabase  *self,
                    GError       **error)
{
  g_return_val_if_fail (BELL_IS_DATABASE (self), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return BELL_DATABASE_GET_CLASS (self)->sync == NULL || BELL_DATABASE_GET_CLASS (self)->sync (self, error);
}

/**
 * bell_database_tidy:
 * @error: FULL or IO
 *
 * Moves from the journal into the database what can be moved without anybody
 * waiting. Called now and then beside others that write, it spares them that.
 *
 * Returns: whether that went well; it may have moved nothing
 */
gboolean
bell_database_tidy (BellDatabase  *self,
                    GError       **error)
{
  g_return_val_if_fail (BELL_IS_DATABASE (self), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return BELL_DATABASE_GET_CLASS (self)->tidy == NULL || BELL_DATABASE_GET_CLASS (self)->tidy (self, error);
}

/**
 * bell_database_checkpoint:
 * @error: BUSY if others are at work, FULL or IO
 *
 * Moves what was written from the journal beside the database into it and
 * empties the journal. Happens by itself in small steps; worth a call after
 * a bulk load.
 *
 * Returns: whether all was moved
 */
gboolean
bell_database_checkpoint (BellDatabase  *self,
                          GError       **error)
{
  g_return_val_if_fail (BELL_IS_DATABASE (self), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return BELL_DATABASE_GET_CLASS (self)->checkpoint (self, error);
}

/**
 * bell_database_optimize:
 * @error: BUSY, READ_ONLY, FULL or IO
 *
 * Brings the statistics that plans are made from up to date where the tables
 * have changed much. Cheap; worth a call after a bulk load and once a day.
 *
 * Returns: whether it is done
 */
gboolean
bell_database_optimize (BellDatabase  *self,
                        GError       **error)
{
  g_return_val_if_fail (BELL_IS_DATABASE (self), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return BELL_DATABASE_GET_CLASS (self)->optimize (self, error);
}

/**
 * bell_database_can_notify:
 *
 * Returns: whether bell_database_listen(), bell_database_notify() and
 *   bell_database_wait() work; where not, one has to look from time to time
 */
gboolean
bell_database_can_notify (BellDatabase *self)
{
  g_return_val_if_fail (BELL_IS_DATABASE (self), FALSE);

  return BELL_DATABASE_GET_CLASS (self)->listen != NULL;
}

/**
 * bell_database_listen:
 * @channel: a name; lower-case letters and `_`
 * @error: CONNECTION
 *
 * From now on bell_database_wait() tells what others say on @channel, also
 * after the connection had to be made anew. What is said meanwhile is lost.
 *
 * Returns: whether it listens
 */
gboolean
bell_database_listen (BellDatabase  *self,
                      const char    *channel,
                      GError       **error)
{
  g_return_val_if_fail (bell_database_can_notify (self), FALSE);
  g_return_val_if_fail (channel != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return BELL_DATABASE_GET_CLASS (self)->listen (self, channel, error);
}

/**
 * bell_database_notify:
 * @channel: where
 * @payload: what, at most 7,999 bytes
 * @error: CONNECTION
 *
 * Says something to all other connections that listen on @channel. Nothing is
 * kept for one that does not listen just now.
 *
 * Returns: whether it is said
 */
gboolean
bell_database_notify (BellDatabase  *self,
                      const char    *channel,
                      const char    *payload,
                      GError       **error)
{
  g_return_val_if_fail (bell_database_can_notify (self), FALSE);
  g_return_val_if_fail (channel != NULL && payload != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return BELL_DATABASE_GET_CLASS (self)->notify (self, channel, payload, error);
}

/**
 * bell_database_wait:
 * @wake_fd: a file descriptor that ends the wait when it can be read, or -1
 * @milliseconds: how long at most
 * @payload: (out) (transfer full) (nullable): what another connection said; %NULL if nothing was
 * @error: CONNECTION: it is made anew the next time
 *
 * Returns: %FALSE on error
 */
gboolean
bell_database_wait (BellDatabase  *self,
                    int            wake_fd,
                    int            milliseconds,
                    char         **payload,
                    GError       **error)
{
  g_return_val_if_fail (bell_database_can_notify (self), FALSE);
  g_return_val_if_fail (payload != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return BELL_DATABASE_GET_CLASS (self)->wait (self, wake_fd, milliseconds, payload, error);
}
