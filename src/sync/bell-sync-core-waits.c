/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-sync-core-private.h"

/* How long is waited before what failed is tried again, in milliseconds.
 *
 * The first waits are short, for most faults are; then they double. While
 * something waits to be sent they stay short however long the server is away:
 * an attempt that fails costs next to nothing, and within seconds of its return
 * the server has it. Where nothing waits there is time. */
#define RETRY_FIRST           (1 * 1000)
#define RETRY_LONGEST         (5 * 60 * 1000)
#define RETRY_LONGEST_WAITING (8 * 1000)
#define RETRY_OBEYED          (60 * 60 * 1000) /* the most that a server's Retry-After is heeded */

/* Between a half and the whole of @wait, so that a thousand clients that were
 * cut off together do not come back together. */
gint64
bell_sync_core_jitter (BellSyncCore *self,
                       gint64        wait)
{
  return wait / 2 + (gint64) ((double) self->chance / ((double) G_MAXUINT32 + 1) * (double) (wait - wait / 2));
}

/* When the next attempt is made after @attempt that failed before it. */
gint64
bell_sync_core_backoff (BellSyncCore *self,
                        guint         attempt,
                        gint64        retry_after)
{
  gint64 wait = attempt < 9 ? MIN (((gint64) RETRY_FIRST) << attempt, RETRY_LONGEST) : RETRY_LONGEST;

  wait = bell_sync_core_jitter (self, wait);
  if (retry_after > 0)
    wait = MAX (MIN (retry_after, RETRY_OBEYED) + wait / 4, wait);

  return self->now + wait;
}

/* When the server is tried again, which did not answer. */
gint64
bell_sync_core_retry (BellSyncCore *self,
                      gint64        retry_after)
{
  gint64 due = bell_sync_core_backoff (self, self->attempts++, retry_after);

  if (self->waiting && retry_after <= 0)
    due = MIN (due, self->now + bell_sync_core_jitter (self, RETRY_LONGEST_WAITING));

  return due;
}
