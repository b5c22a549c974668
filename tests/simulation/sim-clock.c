/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "sim-clock.h"

#include "sim-schedule.h"

#define EPOCH G_GINT64_CONSTANT (1764000000000)

struct _SimClock
{
  BellClock parent_instance;
  gint64 offset;
};

G_DEFINE_FINAL_TYPE (SimClock, sim_clock, BELL_TYPE_CLOCK)

static gint64
sim_clock_now (BellClock *clock)
{
  return EPOCH + sim_now () / 1000 + SIM_CLOCK (clock)->offset;
}

static void
sim_clock_random (BellClock *clock,
                  guint8    *bytes,
                  gsize      length)
{
  for (gsize i = 0; i < length; i++)
    bytes[i] = (guint8) sim_random ();
}

static void
sim_clock_class_init (SimClockClass *klass)
{
  BELL_CLOCK_CLASS (klass)->now = sim_clock_now;
  BELL_CLOCK_CLASS (klass)->random = sim_clock_random;
}

static void
sim_clock_init (SimClock *self)
{
}

BellClock *
sim_clock_new (gint64 offset)
{
  SimClock *self = g_object_new (SIM_TYPE_CLOCK, NULL);

  self->offset = offset;

  return BELL_CLOCK (self);
}

void
sim_clock_set_offset (SimClock *self,
                      gint64    offset)
{
  self->offset = offset;
}
