/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sim-schedule.h"

G_BEGIN_DECLS

GThread      *__wrap_g_thread_new                 (const char         *name,
                                                   GThreadFunc         func,
                                                   gpointer            data);
gpointer      __wrap_g_thread_join                (GThread            *thread);
void          __wrap_g_thread_unref               (GThread            *thread);
void          __wrap_g_mutex_lock                 (GMutex             *mutex);
void          __wrap_g_cond_wait                  (GCond              *cond,
                                                   GMutex             *mutex);
gboolean      __wrap_g_cond_wait_until            (GCond              *cond,
                                                   GMutex             *mutex,
                                                   gint64              until);
void          __wrap_g_cond_signal                (GCond              *cond);
void          __wrap_g_cond_broadcast             (GCond              *cond);
gpointer      __wrap_g_async_queue_pop            (GAsyncQueue        *queue);
void          __wrap_g_usleep                     (gulong              microseconds);
void          __wrap_g_task_run_in_thread         (GTask              *task,
                                                   GTaskThreadFunc     func);
gint64        __wrap_g_get_monotonic_time         (void);
GSource      *__wrap_g_timeout_source_new         (guint               milliseconds);
GSource      *__wrap_g_timeout_source_new_seconds (guint               seconds);
gssize        __wrap_g_input_stream_read          (GInputStream       *stream,
                                                   void               *buffer,
                                                   gsize               count,
                                                   GCancellable       *cancellable,
                                                   GError            **error);
gssize        __real_g_input_stream_read          (GInputStream       *stream,
                                                   void               *buffer,
                                                   gsize               count,
                                                   GCancellable       *cancellable,
                                                   GError            **error);
GFileMonitor *__wrap_g_file_monitor_file          (GFile              *file,
                                                   GFileMonitorFlags   flags,
                                                   GCancellable       *cancellable,
                                                   GError            **error);
int           __wrap_crypto_pwhash_str_alg        (char               *text,
                                                   const char         *password,
                                                   unsigned long long  length,
                                                   unsigned long long  passes,
                                                   size_t              memory,
                                                   int                 algorithm);
void          __wrap_randombytes_buf              (void               *bytes,
                                                   gsize               length);

G_END_DECLS
