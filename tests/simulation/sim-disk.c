/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "sim-disk-private.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#include "bell-test-folder.h"
#include "sim-monitor.h"
#include "sim-schedule.h"
#include "sim-tally.h"

/* The operating system's files do the work; this stands before them and keeps
 * beside each file what of it would survive. Only tests may see sqlite3.h
 * outside of db/, and of the tests only this one. */
typedef struct
{
  sqlite3_file base;
  SimDisk *disk;
  File *file;         /* NULL: not one that matters */
  gboolean lying;
  sqlite3_file *real;
} Handle;

static GPtrArray *disks;
static const char *lie;
static gboolean kept;
static sqlite3_vfs *real_vfs;
static sqlite3_vfs vfs;

static void
file_free (gpointer data)
{
  File *file = data;

  g_free (file->path);
  g_byte_array_unref (file->safe);
  g_hash_table_unref (file->loose);
  g_free (file);
}

/* --- what happens to a file --------------------------------------------------- */

/* One more write: does it still arrive? */
static int
count_write (SimDisk  *disk,
             gboolean  grows)
{
  if (disk->dead)
    return SQLITE_IOERR_WRITE;
  if (grows && disk->full)
    {
      sim_tally (SIM_EVENT_DISK_FULL);
      return SQLITE_FULL;
    }

  if (++disk->n_writes >= disk->dies_at)
    {
      disk->dead = TRUE;
      sim_trace ("disk dies");
      sim_tally (SIM_EVENT_DISK_DIES);
      return SQLITE_IOERR_WRITE;
    }

  return SQLITE_OK;
}

static void
make_safe (File         *file,
           sqlite3_file *real)
{
  sqlite3_int64 size = 0;
  GHashTableIter iter;
  gpointer key;

  real->pMethods->xFileSize (real, &size);
  if (file->safe->len != size)
    {
      guint old = file->safe->len;

      g_byte_array_set_size (file->safe, (guint) size);
      if (size > old)
        memset (file->safe->data + old, 0, (gsize) size - old);
    }

  g_hash_table_iter_init (&iter, file->loose);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      sqlite3_int64 at = (sqlite3_int64) GPOINTER_TO_SIZE (key) * SECTOR;

      if (at < size)
        real->pMethods->xRead (real, file->safe->data + at, (int) MIN (SECTOR, size - at), at);
    }
  g_hash_table_remove_all (file->loose);
  file->truncated = FALSE;
}

static int
on_close (sqlite3_file *base)
{
  Handle *self = (Handle *) base;

  return self->real->pMethods->xClose (self->real);
}

static int
on_read (sqlite3_file  *base,
         void          *buffer,
         int            amount,
         sqlite3_int64  offset)
{
  Handle *self = (Handle *) base;

  if (self->disk->dead)
    return SQLITE_IOERR_READ;

  return self->real->pMethods->xRead (self->real, buffer, amount, offset);
}

static int
on_write (sqlite3_file  *base,
          const void    *buffer,
          int            amount,
          sqlite3_int64  offset)
{
  Handle *self = (Handle *) base;
  sqlite3_int64 size = 0;
  int result;

  self->real->pMethods->xFileSize (self->real, &size);
  result = count_write (self->disk, offset + amount > size);
  if (result == SQLITE_OK)
    result = self->real->pMethods->xWrite (self->real, buffer, amount, offset);
  if (result == SQLITE_OK && self->file != NULL)
    for (sqlite3_int64 sector = offset / SECTOR; sector <= (offset + amount - 1) / SECTOR; sector++)
      g_hash_table_add (self->file->loose, GSIZE_TO_POINTER ((gsize) sector));
  if (result == SQLITE_OK && self->file != NULL && self->disk->shared)
    sim_monitor_note (self->file->path);

  return result;
}

static int
on_truncate (sqlite3_file  *base,
             sqlite3_int64  size)
{
  Handle *self = (Handle *) base;
  int result = count_write (self->disk, FALSE);

  if (result == SQLITE_OK)
    result = self->real->pMethods->xTruncate (self->real, size);
  if (result == SQLITE_OK && self->file != NULL)
    self->file->truncated = TRUE;

  return result;
}

static int
on_sync (sqlite3_file *base,
         int           flags)
{
  Handle *self = (Handle *) base;
  int result = count_write (self->disk, FALSE);

  if (result == SQLITE_OK && self->file != NULL && !self->lying)
    make_safe (self->file, self->real);

  return result;
}

static int
on_file_size (sqlite3_file  *base,
              sqlite3_int64 *size)
{
  Handle *self = (Handle *) base;

  return self->real->pMethods->xFileSize (self->real, size);
}

static int
on_lock (sqlite3_file *base,
         int           level)
{
  Handle *self = (Handle *) base;

  return self->real->pMethods->xLock (self->real, level);
}

static int
on_unlock (sqlite3_file *base,
           int           level)
{
  Handle *self = (Handle *) base;

  return self->real->pMethods->xUnlock (self->real, level);
}

static int
on_check_reserved (sqlite3_file *base,
                   int          *result)
{
  Handle *self = (Handle *) base;

  return self->real->pMethods->xCheckReservedLock (self->real, result);
}

static int
on_control (sqlite3_file *base,
            int           operation,
            void         *argument)
{
  Handle *self = (Handle *) base;

  /* Growing ahead of a write would pass by our books. */
  if (operation == SQLITE_FCNTL_SIZE_HINT || operation == SQLITE_FCNTL_CHUNK_SIZE)
    return SQLITE_OK;

  return self->real->pMethods->xFileControl (self->real, operation, argument);
}

static int
on_sector_size (sqlite3_file *base)
{
  return SECTOR;
}

static int
on_characteristics (sqlite3_file *base)
{
  return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static int
on_shm_map (sqlite3_file   *base,
            int             page,
            int             size,
            int             extend,
            void volatile **memory)
{
  Handle *self = (Handle *) base;

  return self->real->pMethods->xShmMap (self->real, page, size, extend, memory);
}

static int
on_shm_lock (sqlite3_file *base,
             int           offset,
             int           n,
             int           flags)
{
  Handle *self = (Handle *) base;

  return self->real->pMethods->xShmLock (self->real, offset, n, flags);
}

static void
on_shm_barrier (sqlite3_file *base)
{
  Handle *self = (Handle *) base;

  self->real->pMethods->xShmBarrier (self->real);
}

static int
on_shm_unmap (sqlite3_file *base,
              int           remove)
{
  Handle *self = (Handle *) base;

  return self->real->pMethods->xShmUnmap (self->real, remove);
}

static const sqlite3_io_methods methods = {
  2, on_close, on_read, on_write, on_truncate, on_sync, on_file_size, on_lock, on_unlock, on_check_reserved,
  on_control, on_sector_size, on_characteristics, on_shm_map, on_shm_lock, on_shm_barrier, on_shm_unmap, NULL, NULL,
};

/* --- opening and deleting -------------------------------------------------------- */

static SimDisk *
find_disk (const char *path)
{
  for (guint i = 0; path != NULL && disks != NULL && i < disks->len; i++)
    {
      SimDisk *disk = disks->pdata[i];

      if (g_str_has_prefix (path, disk->folder))
        return disk;
    }

  return NULL;
}

static File *
find_file (SimDisk    *disk,
           const char *path)
{
  File *file = g_hash_table_lookup (disk->files, path);

  if (file == NULL)
    {
      g_autofree char *content = NULL;
      gsize length = 0;

      file = g_new0 (File, 1);
      file->path = g_strdup (path);
      file->safe = g_byte_array_new ();
      file->loose = g_hash_table_new (NULL, NULL);
      if (g_file_get_contents (path, &content, &length, NULL) && length > 0)
        g_byte_array_append (file->safe, (guint8 *) content, (guint) length);
      g_hash_table_insert (disk->files, file->path, file);
    }

  return file;
}

static int
on_open (sqlite3_vfs       *self,
         sqlite3_filename   name,
         sqlite3_file      *base,
         int                flags,
         int               *out_flags)
{
  Handle *handle = (Handle *) base;
  SimDisk *disk = find_disk (name);
  int result;

  if (disk == NULL)
    return real_vfs->xOpen (real_vfs, name, base, flags, out_flags);

  handle->base.pMethods = NULL;
  if (disk->dead)
    return SQLITE_CANTOPEN;

  /* One that was removed behind our back begins anew. */
  if (!g_file_test (name, G_FILE_TEST_EXISTS))
    g_hash_table_remove (disk->files, name);
  handle->disk = disk;
  handle->file = find_file (disk, name);
  handle->lying = lie != NULL && strstr (name, lie) != NULL;
  handle->real = (sqlite3_file *) (handle + 1);
  result = real_vfs->xOpen (real_vfs, name, handle->real, flags, out_flags);
  if (result == SQLITE_OK)
    handle->base.pMethods = &methods;

  return result;
}

static int
on_delete (sqlite3_vfs *self,
           const char  *name,
           int          sync_folder)
{
  SimDisk *disk = find_disk (name);

  if (disk != NULL)
    {
      if (count_write (disk, FALSE) != SQLITE_OK)
        return SQLITE_IOERR_DELETE;
      g_hash_table_remove (disk->files, name);
    }

  return real_vfs->xDelete (real_vfs, name, FALSE);
}

static int
on_random (sqlite3_vfs *self,
           int          length,
           char        *bytes)
{
  for (int i = 0; i < length; i++)
    bytes[i] = (char) (i * 37 + length);

  return length;
}

static int
on_current_time (sqlite3_vfs   *self,
                 sqlite3_int64 *time)
{
  *time = G_GINT64_CONSTANT (212600000000000) + sim_now () / 1000;

  return SQLITE_OK;
}

static void
set_up_once (void)
{
  if (disks != NULL)
    return;

  disks = g_ptr_array_new ();
  real_vfs = sqlite3_vfs_find (NULL);
  vfs = *real_vfs;
  vfs.szOsFile = (int) sizeof (Handle) + real_vfs->szOsFile;
  vfs.pNext = NULL;
  vfs.zName = "simulated";
  vfs.xOpen = on_open;
  vfs.xDelete = on_delete;
  vfs.xRandomness = on_random;
  vfs.xCurrentTimeInt64 = on_current_time;
  sqlite3_vfs_register (&vfs, TRUE);
}

/* --- from outside ------------------------------------------------------------------ */

SimDisk *
sim_disk_new (const char *folder)
{
  SimDisk *self = g_new0 (SimDisk, 1);

  set_up_once ();
  self->folder = g_strconcat (folder, "/", NULL);
  self->files = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, file_free);
  self->dies_at = G_MAXUINT64;
  g_ptr_array_add (disks, self);
  g_mkdir_with_parents (folder, 0700);

  return self;
}

void
sim_disk_free (SimDisk *self)
{
  g_ptr_array_remove (disks, self);
  if (!kept)
    bell_test_remove_folder (self->folder);
  g_hash_table_unref (self->files);
  g_free (self->folder);
  g_free (self);
}

const char *
sim_disk_get_folder (SimDisk *self)
{
  return self->folder;
}

void
sim_disk_fail_after (SimDisk *self,
                     guint    writes)
{
  self->dies_at = self->n_writes + writes + 1;
}

void
sim_disk_spare (SimDisk *self)
{
  if (!self->dead)
    self->dies_at = G_MAXUINT64;
  self->full = FALSE;
}

gboolean
sim_disk_is_dead (SimDisk *self)
{
  return self->dead;
}

void
sim_disk_keep_all (void)
{
  kept = TRUE;
}

void
sim_disk_set_full (SimDisk  *self,
                   gboolean  full)
{
  self->full = full;
}

void
sim_disk_lie_about (const char *name)
{
  lie = name;
}

/* Two programs on it notice what the other writes. */
void
sim_disk_share (SimDisk *self)
{
  self->shared = TRUE;
}

gboolean
sim_disk_is_shared (const char *path)
{
  SimDisk *disk = find_disk (path);

  return disk != NULL && disk->shared;
}
