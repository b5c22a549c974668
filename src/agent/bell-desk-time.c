/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-desk-private.h"

/* What moves at a desk by the time alone. */

#define MINUTE (G_GINT64_CONSTANT (60) * 1000)

static void
minute_cb (gpointer owner,
           gint64   now)
{
  BellDesk *self = owner;

  bell_places_set_time (self->places, now);
  bell_pulse_want (self->pulse, self, (now / MINUTE + 1) * MINUTE, minute_cb);
}

static void
due_changed_cb (BellDesk *self)
{
  g_assert (BELL_IS_DESK (self));

  /* Another query for the place where somebody is: lists ask for it anew. */
  if (self->place != NULL && bell_places_is_due (self->places, self->place))
    g_object_notify_by_pspec (G_OBJECT (self), bell_desk_properties[PROP_PLACE]);
}

/**
 * bell_desk_set_shown:
 * @self: a desk
 * @shown: whether its lists are on screen
 *
 * Which deadlines have passed is looked at each minute while somebody could see it, and not
 * else: a program in the background wakes up for the alarms alone.
 */
void
bell_desk_set_shown (BellDesk *self,
                     gboolean  shown)
{
  g_return_if_fail (BELL_IS_DESK (self));

  if (self->places == NULL)
    return;
  if (shown)
    minute_cb (self, bell_desk_now (self));
  else
    bell_pulse_leave (self->pulse, self);
}

/* Private to BellDesk: once its places are there. */
void
bell_desk_start_time (BellDesk *self)
{
  self->pulse = bell_pulse_new (bell_store_get_clock (self->store));
  g_signal_connect_object (self->places, "due-changed", G_CALLBACK (due_changed_cb), self, G_CONNECT_SWAPPED);
}

/* Private to BellDesk. Those who still show something leave a pulse that does
 * not beat any more. */
void
bell_desk_stop_time (BellDesk *self)
{
  if (self->pulse != NULL)
    bell_pulse_leave (self->pulse, self);
}

/**
 * bell_desk_now:
 * @self: a desk
 *
 * Returns: the time by the store's clock, in milliseconds since 1970
 */
gint64
bell_desk_now (BellDesk *self)
{
  g_return_val_if_fail (BELL_IS_DESK (self), 0);

  return bell_clock_now (bell_store_get_clock (self->store));
}

/**
 * bell_desk_get_pulse:
 * @self: a desk
 *
 * Returns: (transfer none): what wakes those who show a time
 */
BellPulse *
bell_desk_get_pulse (BellDesk *self)
{
  g_return_val_if_fail (BELL_IS_DESK (self), NULL);

  return self->pulse;
}
