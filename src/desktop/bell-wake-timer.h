/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* Stands for no moment at all. */
#define BELL_WAKE_NEVER G_MININT64

/* Signal `woke ()`: the moment has come, or the clock was set: see what time it
 * is, and set the timer anew. */
#define BELL_TYPE_WAKE_TIMER (bell_wake_timer_get_type ())
G_DECLARE_DERIVABLE_TYPE (BellWakeTimer, bell_wake_timer, BELL, WAKE_TIMER, GObject)

/**
 * BellWakeTimerClass:
 * @set: waits for a moment, and for no other; %BELL_WAKE_NEVER for none
 *
 * The seam for a test that has a clock of its own.
 */
struct _BellWakeTimerClass
{
  GObjectClass parent_class;

  void (*set) (BellWakeTimer *self,
               gint64         at);
};

BellWakeTimer *bell_wake_timer_new       (gboolean       coarse);
void           bell_wake_timer_set       (BellWakeTimer *self,
                                          gint64         at);
void           bell_wake_timer_wake      (BellWakeTimer *self);

G_END_DECLS
