/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-transaction.h"

/* A transaction that is undone unless it is committed: with g_autoptr every
 * early return leaves the database as it was. Lives on the stack frame that
 * began it, on the connection's thread; keeps the connection alive. They nest,
 * and end in the reverse order of their beginning. */
struct _BellTransaction
{
  BellDatabase *database;
  gboolean      open;
};

static BellTransaction *
bell_transaction_new (BellDatabase *database)
{
  BellTransaction *self = g_new0 (BellTransaction, 1);

  self->database = g_object_ref (database);
  self->open = TRUE;

  return self;
}

/**
 * bell_transaction_begin:
 * @database: a connection
 * @error: as bell_database_begin()
 *
 * Begins a transaction for writing.
 *
 * Returns: (transfer full) (nullable): the guard that undoes it when freed
 */
BellTransaction *
bell_transaction_begin (BellDatabase  *database,
                        GError       **error)
{
  if (!bell_database_begin (database, error))
    return NULL;

  return bell_transaction_new (database);
}

/**
 * bell_transaction_begin_read:
 * @database: a connection
 * @error: as bell_database_begin_read()
 *
 * Begins a transaction in which all reads see one state; free it when done.
 *
 * Returns: (transfer full) (nullable): the guard that ends it when freed
 */
BellTransaction *
bell_transaction_begin_read (BellDatabase  *database,
                             GError       **error)
{
  if (!bell_database_begin_read (database, error))
    return NULL;

  return bell_transaction_new (database);
}

/**
 * bell_transaction_commit:
 * @error: as bell_database_commit()
 *
 * Commits. Freeing the guard then does nothing more.
 *
 * Returns: whether it is committed; if not, freeing the guard rolls back
 */
gboolean
bell_transaction_commit (BellTransaction  *self,
                         GError          **error)
{
  g_return_val_if_fail (self != NULL && self->open, FALSE);

  if (!bell_database_commit (self->database, error))
    return FALSE;

  self->open = FALSE;

  return TRUE;
}

/**
 * bell_transaction_free:
 *
 * Rolls back what was not committed.
 */
void
bell_transaction_free (BellTransaction *self)
{
  if (self->open)
    bell_database_rollback (self->database);

  g_object_unref (self->database);
  g_free (self);
}
