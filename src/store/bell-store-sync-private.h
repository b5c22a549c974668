/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-base.h"
#include "bell-store-private.h"
#include "bell-store-sync.h"

G_BEGIN_DECLS

/* What a job of the sync side needs; which of it depends on the job. */
typedef struct
{
  BellNews *news;
  char **states;      /* BELL_TYPE_NONE places, some NULL */
  gboolean resume;
  GPtrArray *records;
  GPtrArray *changes;
  char *cursor;
  gint64 *counts;
  GPtrArray *marks;   /* BellOutboxMark */
  char *blob_id;
  GBytes *bytes;
} BellSyncWrite;

void     bell_sync_write_free   (gpointer       data);
gboolean bell_sync_write_finish (BellStore     *self,
                                 GAsyncResult  *result,
                                 GError       **error);

G_END_DECLS
