/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-sync-private.h"

G_BEGIN_DECLS

/**
 * BellSyncErrandFunc:
 * @job: connected: it has a session
 * @data: what was given with it
 *
 * Runs in a worker thread.
 *
 * Returns: (transfer full): what was fetched, or %NULL with @error
 */
typedef gpointer (*BellSyncErrandFunc) (BellSyncJob  *job,
                                        gpointer      data,
                                        GError      **error);

void bell_sync_errand_run (BellSync            *sync,
                           GTask               *task,
                           BellSyncErrandFunc   func,
                           GDestroyNotify       free_result,
                           gpointer             data,
                           GDestroyNotify       free_data);

G_END_DECLS
