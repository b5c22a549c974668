/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gstdio.h>
#include <string.h>

#include "sim-disk-private.h"
#include "sim-schedule.h"
#include "sim-tally.h"

/* What is on the platter after the power went: of what was not synced each
 * sector as it was, as it is, or the half of it. */
static void
lose (File *file)
{
  g_autofree char *now = NULL;
  gsize length = 0, reach;
  g_autoptr (GByteArray) left = g_byte_array_new ();
  g_autoptr (GArray) sectors = g_array_new (FALSE, FALSE, sizeof (gsize));
  guint keep = sim_below (4); /* 0: nothing arrives, 3: nearly all */

  if (g_hash_table_size (file->loose) == 0 && !file->truncated)
    return;
  if (!g_file_get_contents (file->path, &now, &length, NULL))
    return;

  reach = (length + SECTOR - 1) / SECTOR;
  if (file->truncated && sim_chance (0.5))
    {
      /* The truncation arrived. */
      g_byte_array_append (left, file->safe->data, (guint) MIN (file->safe->len, length));
    }
  else if (file->safe->len > 0)
    {
      g_byte_array_append (left, file->safe->data, file->safe->len);
    }

  for (gsize sector = 0; sector < reach; sector++)
    {
      gsize at = sector * SECTOR, size = MIN (SECTOR, length - at);

      if (!g_hash_table_contains (file->loose, GSIZE_TO_POINTER (sector)))
        continue;
      if (sim_below (4) >= keep)
        {
          sim_tally (SIM_EVENT_SECTOR_DROPPED);
          continue;
        }
      if (sim_chance (0.05))
        {
          sim_tally (SIM_EVENT_SECTOR_TORN);
          size = size / 2;
        }
      if (left->len < at + size)
        {
          guint old = left->len;

          g_byte_array_set_size (left, (guint) (at + size));
          memset (left->data + old, 0, left->len - old);
        }
      memcpy (left->data + at, now + at, size);
    }

  g_file_set_contents_full (file->path, (const char *) left->data, left->len, G_FILE_SET_CONTENTS_NONE, 0600, NULL);
}

static int
compare_paths (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

void
sim_disk_mend (SimDisk  *self,
               gboolean  power_lost)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer path_of;

  g_hash_table_iter_init (&iter, self->files);
  while (g_hash_table_iter_next (&iter, &path_of, NULL))
    g_ptr_array_add (paths, path_of);
  g_ptr_array_sort (paths, compare_paths);
  for (guint i = 0; i < paths->len; i++)
    {
      if (power_lost)
        lose (g_hash_table_lookup (self->files, paths->pdata[i]));
      if (power_lost && g_str_has_suffix (paths->pdata[i], "-wal"))
        {
          g_autofree char *path = g_strndup (paths->pdata[i], strlen (paths->pdata[i]) - 4);
          g_autofree char *shared = g_strconcat (path, "-shm", NULL);

          g_unlink (shared);
        }
    }
  /* What was written and not lost stays loose if only the program died. */
  if (power_lost)
    g_hash_table_remove_all (self->files);
  self->dead = FALSE;
  self->full = FALSE;
  self->dies_at = G_MAXUINT64;
}

/* Its files were replaced by others, which are safe. */
void
sim_disk_renew (SimDisk *self)
{
  g_hash_table_remove_all (self->files);
}
