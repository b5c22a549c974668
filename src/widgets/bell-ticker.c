/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-ticker.h"

#define MINUTE 60000

/* One tick a minute for all labels of a window.
 *
 * A window owns one, so that a thousand rows need one wake-up a minute and not
 * a thousand. It ticks as long as it lives, just after the minute begins.
 * Used from GTK's thread. */
struct _BellTicker
{
  GObject parent_instance;

  BellClock *clock;
  GTimeZone *zone;
  guint timeout_id;
};

G_DEFINE_FINAL_TYPE (BellTicker, bell_ticker, G_TYPE_OBJECT)

static guint tick_signal;

static gboolean
on_timeout (gpointer user_data)
{
  BellTicker *self = BELL_TICKER (user_data);

  self->timeout_id = 0;
  bell_ticker_tick (self);

  return G_SOURCE_REMOVE;
}

static void
schedule (BellTicker *self)
{
  gint64 into = bell_clock_now (self->clock) % MINUTE;

  g_clear_handle_id (&self->timeout_id, g_source_remove);
  if (into < 0)
    into += MINUTE;

  /* In whole seconds, so that the system may wake for several things at once. */
  self->timeout_id = g_timeout_add_seconds ((guint) ((MINUTE - into) / 1000 + 1), on_timeout, self);
}

static void
bell_ticker_finalize (GObject *object)
{
  BellTicker *self = BELL_TICKER (object);

  g_clear_handle_id (&self->timeout_id, g_source_remove);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->zone, g_time_zone_unref);

  G_OBJECT_CLASS (bell_ticker_parent_class)->finalize (object);
}

static void
bell_ticker_class_init (BellTickerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bell_ticker_finalize;

  /**
   * BellTicker::tick:
   *
   * A minute is over.
   */
  tick_signal =
    g_signal_new ("tick", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
bell_ticker_init (BellTicker *self)
{
}

/**
 * bell_ticker_new:
 * @clock: what tells the time
 * @zone: where the reader is
 *
 * Returns: (transfer full): a running ticker
 */
BellTicker *
bell_ticker_new (BellClock *clock,
                 GTimeZone *zone)
{
  BellTicker *self;

  g_return_val_if_fail (BELL_IS_CLOCK (clock), NULL);
  g_return_val_if_fail (zone != NULL, NULL);

  self = g_object_new (BELL_TYPE_TICKER, NULL);
  self->clock = g_object_ref (clock);
  self->zone = g_time_zone_ref (zone);
  schedule (self);

  return self;
}

/**
 * bell_ticker_get_now:
 *
 * Returns: milliseconds since 1970
 */
gint64
bell_ticker_get_now (BellTicker *self)
{
  g_return_val_if_fail (BELL_IS_TICKER (self), 0);

  return bell_clock_now (self->clock);
}

/**
 * bell_ticker_get_zone:
 *
 * Returns: (transfer none): where the reader is
 */
GTimeZone *
bell_ticker_get_zone (BellTicker *self)
{
  g_return_val_if_fail (BELL_IS_TICKER (self), NULL);

  return self->zone;
}

/**
 * bell_ticker_tick:
 *
 * Ticks now, and then each minute: for a window that is shown again or a
 * machine that woke up.
 */
void
bell_ticker_tick (BellTicker *self)
{
  g_return_if_fail (BELL_IS_TICKER (self));

  schedule (self);
  g_signal_emit (self, tick_signal, 0);
}
