/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-writer.h"

/* So many share a transaction at most: the first of them waits for all. */
#define MAX_MEMBERS 32

/* Those who wait for one commit; each of them and the writer hold it. */
typedef struct
{
  gatomicrefcount references;
  guint members;
  GMutex lock;
  GCond ended;
  gboolean is_over;
  GError *error;
} Group;

struct _BellWriter
{
  BellDatabase *database;
  GMutex lock;
  int n_waiting; /* atomic: for the lock */

  /* With the lock. */
  Group *group;  /* whose transaction is open; NULL: none */
};

static void
group_unref (Group *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;

  g_clear_error (&self->error);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->ended);
  g_free (self);
}

static Group *
group_new (void)
{
  Group *self = g_new0 (Group, 1);

  g_atomic_ref_count_init (&self->references);
  g_mutex_init (&self->lock);
  g_cond_init (&self->ended);

  return self;
}

/* Commits for all members, and tells them. */
static void
end_group (BellWriter *self)
{
  Group *group = g_steal_pointer (&self->group);
  GError *error = NULL;

  if (!bell_database_commit (self->database, &error))
    bell_database_rollback (self->database);

  g_mutex_lock (&group->lock);
  group->is_over = TRUE;
  group->error = error;
  g_cond_broadcast (&group->ended);
  g_mutex_unlock (&group->lock);
  group_unref (group);
}

/* Lets the next one have it, who then has to see to the group. */
static void
pass_on (BellWriter *self)
{
  if (self->group != NULL && (g_atomic_int_get (&self->n_waiting) == 0 || self->group->members >= MAX_MEMBERS))
    end_group (self);
  g_mutex_unlock (&self->lock);
}

static void
take (BellWriter *self)
{
  g_atomic_int_inc (&self->n_waiting);
  g_mutex_lock (&self->lock);
  g_atomic_int_add (&self->n_waiting, -1);
}

/**
 * bell_writer_new:
 * @database: the connection; it is the writer's alone from now on
 *
 * Returns: (transfer full): a writer
 */
BellWriter *
bell_writer_new (BellDatabase *database)
{
  BellWriter *self;

  g_return_val_if_fail (BELL_IS_DATABASE (database), NULL);

  self = g_new0 (BellWriter, 1);
  self->database = g_object_ref (database);
  g_mutex_init (&self->lock);

  return self;
}

/**
 * bell_writer_free:
 * @self: (transfer full): a writer that nobody uses
 */
void
bell_writer_free (BellWriter *self)
{
  g_return_if_fail (self != NULL && self->group == NULL);

  g_object_unref (self->database);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/**
 * bell_writer_lock:
 *
 * Waits for the lock, and begins a transaction that nobody shares. Commit it or
 * roll it back, and then bell_writer_unlock().
 *
 * Returns: %FALSE if none could be begun: then the lock is free
 */
gboolean
bell_writer_lock (BellWriter  *self,
                  GError     **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  take (self);
  if (self->group != NULL)
    end_group (self);
  if (bell_database_begin (self->database, error))
    return TRUE;
  g_mutex_unlock (&self->lock);

  return FALSE;
}

/**
 * bell_writer_unlock:
 *
 * Ends what bell_writer_lock() began.
 */
void
bell_writer_unlock (BellWriter *self)
{
  g_return_if_fail (self != NULL);
  g_assert (self->group == NULL && !bell_database_in_transaction (self->database));

  g_mutex_unlock (&self->lock);
}

/**
 * bell_writer_join:
 *
 * Waits for the lock, and begins a transaction that others may share: it sees
 * what those before it have written, and what it writes stands or falls with
 * theirs. End it with bell_writer_commit() or bell_writer_abandon().
 *
 * Returns: %FALSE if none could be begun: then the lock is free
 */
gboolean
bell_writer_join (BellWriter  *self,
                  GError     **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  take (self);
  /* The first is alone until it has written: to undo it is to undo all. */
  if (!bell_database_begin (self->database, error))
    {
      pass_on (self);
      return FALSE;
    }
  if (self->group == NULL)
    self->group = group_new ();

  return TRUE;
}

/**
 * bell_writer_commit:
 * @error: of #BellDatabaseError
 *
 * Gives up the lock, and waits until what was written is there for good. Without
 * that the lock is given up as well, and nothing of it is there.
 *
 * Returns: whether it is
 */
gboolean
bell_writer_commit (BellWriter  *self,
                    GError     **error)
{
  Group *group;
  gboolean done;

  g_return_val_if_fail (self != NULL && self->group != NULL, FALSE);

  group = self->group;
  if (group->members > 0 && !bell_database_commit (self->database, error))
    {
      bell_writer_abandon (self);
      return FALSE;
    }
  group->members++;
  g_atomic_ref_count_inc (&group->references);
  pass_on (self);

  g_mutex_lock (&group->lock);
  while (!group->is_over)
    g_cond_wait (&group->ended, &group->lock);
  done = group->error == NULL;
  if (!done && error != NULL)
    *error = g_error_copy (group->error);
  g_mutex_unlock (&group->lock);
  group_unref (group);

  return done;
}

/**
 * bell_writer_abandon:
 *
 * Undoes what was written since bell_writer_join(), and gives up the lock.
 */
void
bell_writer_abandon (BellWriter *self)
{
  g_return_if_fail (self != NULL && self->group != NULL);

  bell_database_rollback (self->database);
  if (self->group->members == 0)
    g_clear_pointer (&self->group, group_unref);
  pass_on (self);
}
