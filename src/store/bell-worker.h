/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * BellWorker:
 *
 * One thread that does one job after the other, in the order in which they
 * were given. Private to store/.
 */
typedef struct _BellWorker BellWorker;

/**
 * BellJob:
 * @task: to be returned by the job, exactly once
 * @resources: what was given to bell_worker_new()
 *
 * A whole piece of work, on the worker's thread.
 */
typedef void (*BellJob) (GTask    *task,
                         gpointer  resources);

BellWorker *bell_worker_new  (const char     *name,
                              gpointer        resources,
                              GDestroyNotify  free_resources);
void        bell_worker_push (BellWorker     *self,
                              GTask          *task,
                              BellJob         job);
void        bell_worker_stop (BellWorker     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellWorker, bell_worker_stop)

G_END_DECLS
