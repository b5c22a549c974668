/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-files-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "bell-due.h"
#include "bell-sql.h"
#include "bell-store-resources.h"
#include "bell-words.h"

/* There are several readers, each with pages of its own; the system has them
 * all in its cache as well. */
#define READER_CACHE_KIB 512

/* Raised whenever cache-create.sql changes, as that of the words is when they do: an older cache is made anew. */
#define CACHE_VERSION (2 + BELL_WORDS_VERSION)

/**
 * bell_files_new:
 * @data_directory: (type filename): where outbox.db is
 * @cache_directory: (type filename): where cache.db is
 * @clock: a clock
 * @writer: whether it may write; there is one such in a process
 *
 * Returns: (transfer full): files that are not open yet
 */
BellFiles *
bell_files_new (const char *data_directory,
                const char *cache_directory,
                BellClock  *clock,
                gboolean    writer)
{
  BellFiles *self = g_new0 (BellFiles, 1);

  g_resources_register (bell_store_get_resource ());

  self->data_directory = g_strdup (data_directory);
  self->cache_directory = g_strdup (cache_directory);
  self->clock = g_object_ref (clock);
  self->writer = writer;
  self->lock = -1;

  for (int type = 0; type < BELL_N_TABLE_TYPES; type++)
    {
      const char *name = bell_type_get_table_name (type);
      g_autofree char *overlay = g_strconcat ("overlay_", name, NULL);
      g_autofree char *visible = g_strconcat ("visible_", name, NULL);

      self->base[type] = bell_table_new (type, name);
      self->overlay[type] = bell_table_new (type, overlay);
      self->visible[type] = bell_table_new (type, visible);
    }

  return self;
}

static void
bell_files_close (BellFiles *self)
{
  g_clear_pointer (&self->due, bell_due_free);
  g_clear_pointer (&self->due_done, g_hash_table_unref);
  g_clear_object (&self->cache);
  g_clear_object (&self->outbox);
}

/**
 * bell_files_free:
 *
 * Closes the connections.
 */
void
bell_files_free (BellFiles *self)
{
  g_return_if_fail (self != NULL);

  bell_files_close (self);
  for (int type = 0; type < BELL_N_TABLE_TYPES; type++)
    {
      bell_table_unref (self->base[type]);
      bell_table_unref (self->overlay[type]);
      bell_table_unref (self->visible[type]);
      for (int i = 0; i < 4; i++)
        g_free (self->row_sql[type][i / 2][i % 2]);
      g_free (self->index_sql[type]);
    }
  if (self->lock >= 0)
    g_close (self->lock, NULL);
  g_object_unref (self->clock);
  g_free (self->salvage_report);
  g_clear_pointer (&self->loaded_people, g_ptr_array_unref);
  g_clear_pointer (&self->index_documents, g_array_unref);
  g_clear_error (&self->late_error);
  g_free (self->data_directory);
  g_free (self->cache_directory);
  g_free (self);
}

char *
bell_files_get_cache_path (BellFiles *self)
{
  return g_build_filename (self->cache_directory, "cache.db", NULL);
}

char *
bell_files_get_outbox_path (BellFiles *self)
{
  return g_build_filename (self->data_directory, "outbox.db", NULL);
}

/* Where a blob that came from the server is kept. An id is checked before it
 * becomes a name: B and hexadecimal digits. */
char *
bell_files_get_blob_path (const char *cache_directory,
                          const char *blob_id)
{
  return g_build_filename (cache_directory, "blobs", blob_id, NULL);
}

/* Holds the profile as one of its users, or @alone. */
gboolean
bell_files_lock (BellFiles  *self,
                 gboolean    alone,
                 GError    **error)
{
  g_autofree char *path = g_build_filename (self->data_directory, "lock", NULL);

  if (self->lock < 0)
    {
      if (g_mkdir_with_parents (self->data_directory, 0700) == 0)
        self->lock = g_open (path, O_CREAT | O_RDWR | O_CLOEXEC, 0600);

      if (self->lock < 0)
        {
          int reason = errno;
          g_autofree char *name = g_filename_display_name (path);

          g_set_error (error, BELL_DATABASE_ERROR,
                       reason == ENOSPC || reason == EDQUOT ? BELL_DATABASE_ERROR_FULL : BELL_DATABASE_ERROR_OPEN,
                       _("“%s” cannot be made: %s."), name, g_strerror (reason));
          return FALSE;
        }
    }

  if (flock (self->lock, alone ? LOCK_EX | LOCK_NB : LOCK_SH) == 0)
    return TRUE;

  g_set_error_literal (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_BUSY,
                       _("The files of this account are damaged and another program of Deskbell has them open. "
                         "Close it and try again."));

  return FALSE;
}

gboolean
bell_files_is_damage (const GError *error)
{
  return g_error_matches (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_CORRUPT) ||
         g_error_matches (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_NOT_A_DATABASE);
}

/* Whether the file at @path ends before its own header says so. Not asked
 * while there is a journal, of which the last part may be missing there, nor
 * once this process has a connection to the file: to close a descriptor drops
 * every POSIX lock that the process holds on the file, those of SQLite too, and
 * another process would then take the journal away. */
gboolean
bell_files_is_truncated (const char *path)
{
  g_autofree char *journal = g_strconcat (path, "-wal", NULL);
  guint8 header[100];
  GStatBuf status;
  guint64 page_size, n_pages;
  gssize length;
  int fd;

  if (g_stat (journal, &status) == 0 && status.st_size > 0)
    return FALSE;

  fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  if (fd < 0 || fstat (fd, &status) != 0)
    {
      if (fd >= 0)
        g_close (fd, NULL);
      return FALSE;
    }

  length = read (fd, header, sizeof header);
  g_close (fd, NULL);
  if (length < (gssize) sizeof header)
    return length > 0;

  page_size = (guint64) header[16] << 8 | header[17];
  if (page_size == 1)
    page_size = 65536;
  n_pages = (guint64) header[28] << 24 | (guint64) header[29] << 16 | (guint64) header[30] << 8 | header[31];

  return (guint64) status.st_size < page_size * n_pages;
}

gboolean
bell_files_set_damage_error (const char  *path,
                             GError     **error)
{
  g_autofree char *name = g_filename_display_name (path);

  g_set_error (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_CORRUPT, _("“%s” is damaged."), name);

  return FALSE;
}

static char *
bell_files_get_marker_path (BellFiles *self)
{
  return g_build_filename (self->cache_directory, "cache.db-damaged", NULL);
}

/**
 * bell_files_note_error:
 * @error: (nullable): what a job met with
 *
 * Remembers that the cache is damaged, so that it is made anew when it is
 * opened next.
 */
void
bell_files_note_error (BellFiles    *self,
                       const GError *error)
{
  g_autofree char *marker = NULL;

  g_return_if_fail (self != NULL);

  if (!bell_files_is_damage (error))
    return;

  marker = bell_files_get_marker_path (self);
  g_file_set_contents (marker, error->message, -1, NULL);
}

/**
 * bell_files_forget_error:
 *
 * The cache is sound after all, or another one by now.
 */
void
bell_files_forget_error (BellFiles *self)
{
  g_autofree char *marker = bell_files_get_marker_path (self);

  g_unlink (marker);
}

/* Which file stands at the cache's place; 0 if there is none. */
static guint64
bell_files_find_cache (BellFiles *self)
{
  g_autofree char *path = bell_files_get_cache_path (self);
  GStatBuf status;

  return g_stat (path, &status) == 0 ? (guint64) status.st_ino : 0;
}

static void
bell_files_forget_cache (BellFiles *self)
{
  g_clear_object (&self->cache);
  g_clear_pointer (&self->index_documents, g_array_unref);
  g_clear_pointer (&self->loaded_people, g_ptr_array_unref);
  self->index_position = 0;
  self->cache_seq = 0;
}

static void
bell_files_remove_cache (BellFiles *self)
{
  static const char *const suffixes[] = { "", "-wal", "-shm", "-damaged" };
  g_autofree char *path = bell_files_get_cache_path (self);

  bell_files_forget_cache (self);
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *part = g_strconcat (path, suffixes[i], NULL);

      g_unlink (part);
    }
}

/* Opens the cache and sees that it is one of ours. A new one is made whole. */
static gboolean
bell_files_open_cache_once (BellFiles  *self,
                            gboolean   *outdated,
                            GError    **error)
{
  g_autofree char *path = bell_files_get_cache_path (self);
  g_autofree char *marker = bell_files_get_marker_path (self);
  g_autofree char *composed = bell_cache_schema_compose ();
  g_autofree char *fingerprint = g_compute_checksum_for_string (G_CHECKSUM_SHA256, composed, -1);
  g_autofree char *found = NULL;
  g_autoptr (BellTransaction) transaction = NULL;
  int version;

  *outdated = FALSE;

  /* Where the writer has just put a new one in the place of an old one, the
   * mark may be of a reader that was still at the old one. */
  if (!(self->writer && self->cache_inode != 0) &&
      (g_file_test (marker, G_FILE_TEST_EXISTS) || (self->writer && bell_files_is_truncated (path))))
    return bell_files_set_damage_error (path, error);

  self->cache = bell_database_open (path, self->writer ? BELL_DATABASE_CREATE : BELL_DATABASE_READ_ONLY, error);
  if (self->cache == NULL || !bell_database_get_schema_version (self->cache, &version, error))
    return FALSE;
  self->cache_inode = bell_files_find_cache (self);

  if (!bell_database_set_cache_size (self->cache, self->writer ? BELL_FILES_WRITER_CACHE_KIB : READER_CACHE_KIB, error))
    return FALSE;

  if (version == 0 && self->writer)
    {
      transaction = bell_transaction_begin (self->cache, error);
      if (transaction == NULL || !bell_database_get_schema_version (self->cache, &version, error))
        return FALSE;

      if (version == 0)
        return bell_database_execute_resource (self->cache, BELL_SQL_FOLDER "cache-create.sql", error) &&
               bell_database_execute_script (self->cache, composed, error) &&
               bell_files_set_meta (self, "fingerprint", fingerprint, error) &&
               bell_database_set_schema_version (self->cache, CACHE_VERSION, error) &&
               bell_transaction_commit (transaction, error);

      g_clear_pointer (&transaction, bell_transaction_free);
    }

  if (version > CACHE_VERSION)
    {
      g_autofree char *name = g_filename_display_name (path);

      g_set_error (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_NEWER_SCHEMA,
                   _("“%s” was written by a newer Deskbell. Update this one, or delete that file: "
                     "it will be fetched again."), name);
      return FALSE;
    }

  if (version == CACHE_VERSION && !bell_files_get_meta (self, "fingerprint", &found, error))
    return FALSE;

  *outdated = g_strcmp0 (found, fingerprint) != 0;
  if (*outdated)
    return bell_files_set_damage_error (path, error);

  return TRUE;
}

static gboolean
bell_files_open_cache (BellFiles  *self,
                       GError    **error)
{
  g_autoptr (GError) local_error = NULL;
  gboolean outdated;

  if (bell_files_open_cache_once (self, &outdated, &local_error))
    return TRUE;

  if (!self->writer || !bell_files_is_damage (local_error))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  if (!bell_files_lock (self, TRUE, error))
    return FALSE;

  bell_files_remove_cache (self);
  self->cache_was_rebuilt = TRUE;

  return bell_files_open_cache_once (self, &outdated, error) && bell_files_lock (self, FALSE, error);
}

/**
 * bell_files_open:
 * @error: BELL_DATABASE_ERROR
 *
 * For the writer: opens or makes both files. A damaged cache is made anew; of
 * a damaged outbox every row that can still be read is taken into a new one.
 *
 * Returns: whether both are open
 */
gboolean
bell_files_open (BellFiles  *self,
                 GError    **error)
{
  g_return_val_if_fail (self != NULL && self->writer, FALSE);

  if (self->cache != NULL)
    return TRUE;

  if (!bell_files_lock (self, FALSE, error) ||
      !bell_files_open_outbox (self, error) ||
      !bell_files_open_cache (self, error))
    {
      bell_files_close (self);
      return FALSE;
    }

  return TRUE;
}

/**
 * bell_files_renew_cache:
 * @error: BELL_DATABASE_ERROR
 *
 * For the writer: puts an empty cache in the place of one that is damaged, or
 * must not be kept, while the store is open. Whoever has the old one open, in
 * this process or another, finds the new one with their next job.
 *
 * Returns: %FALSE on error
 */
gboolean
bell_files_renew_cache (BellFiles  *self,
                        GError    **error)
{
  gboolean outdated;

  g_return_val_if_fail (self != NULL && self->writer, FALSE);

  bell_files_remove_cache (self);
  self->anew = TRUE;
  self->cache_was_rebuilt = TRUE;

  /* It is told now, and not once more at the next start, so the disk has it. */
  if (bell_files_open_cache_once (self, &outdated, error) && bell_files_set_meta (self, "known", "1", error) &&
      bell_database_checkpoint (self->cache, error))
    return TRUE;

  /* Half of one is none: the next job tries again. */
  bell_files_forget_cache (self);

  return FALSE;
}

/**
 * bell_files_is_sealed:
 * @sealed: (out): whether the outbox is not to be looked into before its owner has signed in
 *
 * Returns: %FALSE on error
 */
gboolean
bell_files_is_sealed (BellFiles  *self,
                      gboolean   *sealed,
                      GError    **error)
{
  g_autoptr (BellStatement) statement = bell_files_prepare (self->outbox, "setting-one", error);

  if (statement == NULL)
    return FALSE;

  bell_statement_bind_text (statement, 1, "sealed");

  return bell_statement_step (statement, sealed, error);
}

/* Another cache in the place of ours: this process or another has made it anew. */
static gboolean
bell_files_follow_cache (BellFiles  *self,
                         GError    **error)
{
  guint64 inode = bell_files_find_cache (self);
  gboolean outdated;

  if (inode == self->cache_inode || inode == 0)
    return TRUE;

  bell_files_forget_cache (self);
  self->anew = TRUE;
  self->cache_was_rebuilt = TRUE;

  if (bell_files_open_cache_once (self, &outdated, error))
    return TRUE;

  bell_files_forget_cache (self);

  return FALSE;
}

/**
 * bell_files_ensure:
 * @error: BELL_STORE_ERROR_CLOSED, BELL_DATABASE_ERROR
 *
 * For a job: sees that the connections are there. A reader opens its own; the
 * writer's must have been opened by bell_files_open().
 *
 * Returns: whether they are
 */
gboolean
bell_files_ensure (BellFiles  *self,
                   GError    **error)
{
  gboolean outdated;

  g_return_val_if_fail (self != NULL, FALSE);

  if (self->cache != NULL && self->outbox != NULL)
    return bell_files_follow_outbox (self, error) && bell_files_follow_cache (self, error);

  if (self->writer)
    {
      g_set_error_literal (error, BELL_STORE_ERROR, BELL_STORE_ERROR_CLOSED,
                           _("The files of this account are not open."));
      return FALSE;
    }

  /* It may have lost the cache alone, to one that was just being made anew. */
  bell_files_close (self);
  if (bell_files_open_outbox_once (self, error) && bell_files_open_cache_once (self, &outdated, error))
    return TRUE;

  bell_files_close (self);

  return FALSE;
}
