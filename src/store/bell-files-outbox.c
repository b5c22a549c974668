/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-files-private.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

#include "bell-migrations.h"
#include "bell-salvage.h"

/* The outbox as a file: opened, and made anew out of what can be read of it when
 * it is damaged, at the start or while it is open. */

/* An outbox up to this size is checked whole whenever it is opened. */
#define CHECKED_BYTES (16 * 1024 * 1024)

/* Which file stands at the outbox's place; 0 if there is none. */
static guint64
find_outbox (BellFiles *self)
{
  g_autofree char *path = bell_files_get_outbox_path (self);
  GStatBuf status;

  return g_stat (path, &status) == 0 ? (guint64) status.st_ino : 0;
}

gboolean
bell_files_open_outbox_once (BellFiles  *self,
                             GError    **error)
{
  g_autofree char *path = bell_files_get_outbox_path (self);
  GStatBuf status;

  if (self->writer && bell_files_is_truncated (path))
    return bell_files_set_damage_error (path, error);

  self->outbox = bell_database_open (path,
                                     self->writer ? BELL_DATABASE_CREATE | BELL_DATABASE_FULL_SYNC
                                                  : BELL_DATABASE_READ_ONLY,
                                     error);
  if (self->outbox == NULL)
    return FALSE;
  self->outbox_inode = find_outbox (self);

  if (!self->writer)
    return TRUE;

  if (g_stat (path, &status) == 0 && status.st_size <= CHECKED_BYTES)
    {
      g_autoptr (GPtrArray) problems = NULL;

      if (!bell_database_check (self->outbox, &problems, error))
        return FALSE;
      if (problems->len > 0)
        return bell_files_set_damage_error (path, error);
    }

  return bell_migrations_apply (self->outbox, "/org/deskbell/store/sql/outbox", error);
}

/**
 * bell_files_renew_outbox:
 * @error: BELL_DATABASE_ERROR: BUSY while another program has the files open
 *
 * For the writer: puts the damaged outbox aside, where nothing of it is ever
 * deleted, and takes every row that can still be read into a new one; also while
 * the store is open. `salvage_report` says what was found. Whoever has the old
 * one open in this process finds the new one with their next job.
 *
 * Returns: whether there is an outbox again
 */
gboolean
bell_files_renew_outbox (BellFiles  *self,
                         GError    **error)
{
  g_autofree char *path = bell_files_get_outbox_path (self);
  g_autofree char *damaged = NULL;

  if (!bell_files_lock (self, TRUE, error))
    {
      bell_files_lock (self, FALSE, NULL); /* the attempt has cost us our own */
      return FALSE;
    }

  g_clear_object (&self->outbox);
  damaged = bell_salvage_move_away (path, bell_clock_now (self->clock), error);
  if (damaged == NULL || !bell_files_open_outbox_once (self, error))
    return FALSE;

  g_free (self->salvage_report);
  self->salvage_report = bell_salvage_outbox (damaged, self->outbox, error);

  return self->salvage_report != NULL && bell_files_lock (self, FALSE, error);
}

/* Another outbox in the place of ours: the writer has made it anew. */
gboolean
bell_files_follow_outbox (BellFiles  *self,
                          GError    **error)
{
  guint64 inode = find_outbox (self);

  if (inode == self->outbox_inode || inode == 0)
    return TRUE;

  g_clear_object (&self->outbox);
  self->anew = TRUE;

  return bell_files_open_outbox_once (self, error);
}

gboolean
bell_files_open_outbox (BellFiles  *self,
                        GError    **error)
{
  g_autoptr (GError) local_error = NULL;

  if (bell_files_open_outbox_once (self, &local_error))
    return TRUE;

  if (!self->writer || !bell_files_is_damage (local_error))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  return bell_files_renew_outbox (self, error);
}
