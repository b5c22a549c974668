/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-thrift.h"

#include <malloc.h>

/* So long nothing has happened when it is quiet. */
#define QUIET_MILLISECONDS 1000

/**
 * BellThrift:
 *
 * Gives memory back to the system when it has become quiet. A long conversation
 * that is left frees much, in between of what stays: the C library would keep that
 * for the next one, and the program is one of many that stay open all day.
 *
 * Owned by the window; GTK's thread.
 */
struct _BellThrift
{
  guint source_id;
  gboolean stirred; /* since the timer was looked at last */
};

static gboolean
quiet_cb (gpointer user_data)
{
  BellThrift *self = user_data;

  if (self->stirred)
    {
      self->stirred = FALSE;
      return G_SOURCE_CONTINUE;
    }

  malloc_trim (0);
  self->source_id = 0;
  return G_SOURCE_REMOVE;
}

/**
 * bell_thrift_prepare:
 *
 * To be called before there are threads: a few that mostly wait need no heaps of
 * their own, and what a burst of work took is to go back.
 */
void
bell_thrift_prepare (void)
{
  mallopt (M_ARENA_MAX, 2);
  mallopt (M_MMAP_THRESHOLD, 64 * 1024);
  mallopt (M_TRIM_THRESHOLD, 128 * 1024);
}

/**
 * bell_thrift_new:
 *
 * Returns: (transfer full): a thrift; nothing has happened yet
 */
BellThrift *
bell_thrift_new (void)
{
  return g_new0 (BellThrift, 1);
}

/**
 * bell_thrift_free:
 * @self: (transfer full): a thrift
 */
void
bell_thrift_free (BellThrift *self)
{
  g_return_if_fail (self != NULL);

  g_clear_handle_id (&self->source_id, g_source_remove);
  g_free (self);
}

/**
 * bell_thrift_stir:
 *
 * Something happened that may have freed much.
 */
void
bell_thrift_stir (BellThrift *self)
{
  g_return_if_fail (self != NULL);

  self->stirred = self->source_id != 0;
  if (self->source_id == 0)
    self->source_id = g_timeout_add_full (G_PRIORITY_LOW, QUIET_MILLISECONDS, quiet_cb, self, NULL);
}
