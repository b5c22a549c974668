/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-rate-limiter.h"

/**
 * BellRateLimiter:
 *
 * Says how often something may still be tried: `burst` times at once, and
 * one more for every `interval` that passes. Each key (a person's email, an
 * address) has a count of its own.
 *
 * It keeps one number a key: the time at which the key would be as good as
 * new. A key whose time has passed is forgotten, and at most `max_keys` are
 * kept, so that strangers cannot fill the memory; beyond that the new ones
 * share one count.
 *
 * Any thread; a lock inside.
 */
struct _BellRateLimiter
{
  GObject parent_instance;

  BellClock  *clock;
  guint       burst;
  gint64      interval; /* milliseconds */
  guint       max_keys;

  GMutex      lock;
  GHashTable *full_at; /* key -> gint64 */
};

#define OVERFLOW_KEY "\n"

G_DEFINE_FINAL_TYPE (BellRateLimiter, bell_rate_limiter, G_TYPE_OBJECT)

static gboolean
is_past (gpointer key,
         gpointer value,
         gpointer user_data)
{
  return *(gint64 *) value <= *(gint64 *) user_data;
}

/* How long until one more may be tried, 0 for now. */
static gint64
wait_for (BellRateLimiter *self,
          gint64           full_at,
          gint64           now)
{
  return MAX (full_at + self->interval - now - self->burst * self->interval, 0);
}

static const char *
key_in_use (BellRateLimiter *self,
            const char      *key,
            gint64           now)
{
  if (g_hash_table_contains (self->full_at, key))
    return key;
  if (g_hash_table_size (self->full_at) >= self->max_keys)
    g_hash_table_foreach_remove (self->full_at, is_past, &now);
  return g_hash_table_size (self->full_at) >= self->max_keys ? OVERFLOW_KEY : key;
}

static void
bell_rate_limiter_finalize (GObject *object)
{
  BellRateLimiter *self = BELL_RATE_LIMITER (object);

  g_clear_object (&self->clock);
  g_clear_pointer (&self->full_at, g_hash_table_unref);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (bell_rate_limiter_parent_class)->finalize (object);
}

static void
bell_rate_limiter_class_init (BellRateLimiterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bell_rate_limiter_finalize;
}

static void
bell_rate_limiter_init (BellRateLimiter *self)
{
  g_mutex_init (&self->lock);
  self->full_at = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/**
 * bell_rate_limiter_new:
 * @clock: what time it is
 * @burst: how often at once, at least 1
 * @interval: milliseconds after which one more is allowed
 * @max_keys: how many keys are told apart
 *
 * Returns: (transfer full): a limiter that nobody has used yet
 */
BellRateLimiter *
bell_rate_limiter_new (BellClock *clock,
                       guint      burst,
                       gint64     interval,
                       guint      max_keys)
{
  BellRateLimiter *self;

  g_return_val_if_fail (BELL_IS_CLOCK (clock), NULL);
  g_return_val_if_fail (burst > 0 && interval > 0 && max_keys > 0, NULL);

  self = g_object_new (BELL_TYPE_RATE_LIMITER, NULL);
  self->clock = g_object_ref (clock);
  self->burst = burst;
  self->interval = interval;
  self->max_keys = max_keys;
  return self;
}

/**
 * bell_rate_limiter_take:
 * @key: who tries
 *
 * Counts a try.
 *
 * Returns: 0 if it is allowed; else milliseconds to wait, and nothing was counted
 */
gint64
bell_rate_limiter_take (BellRateLimiter *self,
                        const char      *key)
{
  g_autoptr (GMutexLocker) locker = NULL;
  gint64 now;
  gint64 *found;
  gint64 full_at;
  gint64 wait;

  g_return_val_if_fail (BELL_IS_RATE_LIMITER (self), 0);
  g_return_val_if_fail (key != NULL, 0);

  locker = g_mutex_locker_new (&self->lock);
  now = bell_clock_now (self->clock);
  key = key_in_use (self, key, now);
  found = g_hash_table_lookup (self->full_at, key);
  full_at = found != NULL ? MAX (*found, now) : now;

  wait = wait_for (self, full_at, now);
  if (wait == 0)
    {
      gint64 *kept = g_new (gint64, 1);

      *kept = full_at + self->interval;
      g_hash_table_replace (self->full_at, g_strdup (key), kept);
    }
  return wait;
}

/**
 * bell_rate_limiter_peek:
 * @key: who would try
 *
 * Returns: as bell_rate_limiter_take(), without counting
 */
gint64
bell_rate_limiter_peek (BellRateLimiter *self,
                        const char      *key)
{
  g_autoptr (GMutexLocker) locker = NULL;
  gint64 now;
  gint64 *found;

  g_return_val_if_fail (BELL_IS_RATE_LIMITER (self), 0);
  g_return_val_if_fail (key != NULL, 0);

  locker = g_mutex_locker_new (&self->lock);
  now = bell_clock_now (self->clock);
  found = g_hash_table_lookup (self->full_at, key_in_use (self, key, now));
  return found != NULL ? wait_for (self, MAX (*found, now), now) : 0;
}

/**
 * bell_rate_limiter_forget:
 * @key: who
 *
 * Starts anew for that key: it has shown that it is no stranger.
 */
void
bell_rate_limiter_forget (BellRateLimiter *self,
                          const char      *key)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_if_fail (BELL_IS_RATE_LIMITER (self));
  g_return_if_fail (key != NULL);

  locker = g_mutex_locker_new (&self->lock);
  g_hash_table_remove (self->full_at, key);
}
