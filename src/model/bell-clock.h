/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * BELL_TIME_UNSET:
 *
 * The value of a time that is not known or has not come. Every time in
 * Deskbell is a count of milliseconds since 1970-01-01T00:00:00Z.
 */
#define BELL_TIME_UNSET G_MININT64

#define BELL_TYPE_CLOCK (bell_clock_get_type ())
G_DECLARE_DERIVABLE_TYPE (BellClock, bell_clock, BELL, CLOCK, GObject)

/**
 * BellClockClass:
 * @now: milliseconds since 1970 in UTC
 * @steady: milliseconds that have passed since some moment, also while the
 *   computer slept, whatever its clock was set to meanwhile; a clock without
 *   it goes by @now
 * @random: fills @length bytes with randomness
 *
 * The seam behind which time and chance enter the program, so that a test or
 * a simulation can stand in their place.
 */
struct _BellClockClass
{
  GObjectClass parent_class;

  gint64 (*now)    (BellClock *self);
  gint64 (*steady) (BellClock *self);
  void   (*random) (BellClock *self,
                    guint8    *bytes,
                    gsize      length);
};

BellClock *bell_clock_new_system (void);
gint64     bell_clock_now        (BellClock *self);
gint64     bell_clock_steady     (BellClock *self);
void       bell_clock_random     (BellClock *self,
                                  guint8    *bytes,
                                  gsize      length);

#define BELL_TYPE_MANUAL_CLOCK (bell_manual_clock_get_type ())
G_DECLARE_FINAL_TYPE (BellManualClock, bell_manual_clock, BELL, MANUAL_CLOCK, BellClock)

BellClock *bell_manual_clock_new     (gint64           start,
                                      guint64          seed);
void       bell_manual_clock_set     (BellManualClock *self,
                                      gint64           now);
void       bell_manual_clock_advance (BellManualClock *self,
                                      gint64           milliseconds);

char     *bell_time_to_text   (gint64       time);
gboolean  bell_time_from_text (const char  *text,
                               gint64      *time);

G_END_DECLS
