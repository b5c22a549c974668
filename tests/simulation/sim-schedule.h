/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* One thread in which everything of a simulation happens, in an order that
 * follows from a seed alone.
 *
 * What is a thread in the programs is a fiber here: it runs until it would
 * wait, and then lets others run. Main contexts take their turns among them.
 * When nobody can go on, time moves to the next moment at which somebody can.
 * sim-threads.c puts this in the place of GLib's threads and timers at link
 * time, so that the store, the engine and the server run as they are. */

typedef struct _SimFiber SimFiber;

typedef gboolean (*SimReady) (gpointer data);
typedef void     (*SimFunc)  (gpointer data);

#define SIM_NEVER G_MAXINT64
#define SIM_MS(milliseconds) ((gint64) (milliseconds) * 1000)
#define SIM_SECONDS(seconds) ((gint64) (seconds) * G_USEC_PER_SEC)

void      sim_schedule_begin   (guint64        seed);
void      sim_schedule_drain   (void);
void      sim_schedule_end     (void);

gint64    sim_now              (void);
guint32   sim_random           (void);
guint     sim_below            (guint          limit);
gboolean  sim_chance           (double         share);

/* What happened, folded into a number: the same seed, the same number. */
void      sim_trace            (const char    *format,
                                ...) G_GNUC_PRINTF (1, 2);
guint64   sim_trace_get        (void);
void      sim_trace_show       (gboolean       show);

void      sim_at               (gint64         time,
                                SimFunc        func,
                                gpointer       data);
void      sim_run_until        (gint64         time);
void      sim_settle           (void);

void      sim_add_context      (GMainContext  *context);
void      sim_remove_context   (GMainContext  *context);

/* Whose work a fiber does: those that it starts do the same one's. */
void      sim_set_owner        (gpointer       owner);
gpointer  sim_get_owner        (void);
guint     sim_count_fibers     (gpointer       owner);

SimFiber *sim_spawn            (const char    *name,
                                GThreadFunc    func,
                                gpointer       data);
gpointer  sim_join             (SimFiber      *fiber);
void      sim_fiber_unref      (SimFiber      *fiber);
gboolean  sim_is_fiber         (void);
gboolean  sim_is_hurried       (void);
gboolean  sim_wait             (SimReady       ready,
                                gpointer       data,
                                gint64         until);

/* Timers of main contexts, in simulated time. */
GSource  *sim_timer_new        (gint64         interval);

G_END_DECLS
