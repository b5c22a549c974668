/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-clock.h"

#include <sys/random.h>
#include <time.h>

/* The system's clock and random source.
 *
 * A program makes one at its start and hands it down as a construct property;
 * it has no state and may be used from every thread. */
struct _BellSystemClock
{
  BellClock parent_instance;
};

#define BELL_TYPE_SYSTEM_CLOCK (bell_system_clock_get_type ())
G_DECLARE_FINAL_TYPE (BellSystemClock, bell_system_clock, BELL, SYSTEM_CLOCK, BellClock)

/* A clock that stands still until it is told to move, and whose randomness
 * follows from a seed. For tests and simulations; used from one thread at a
 * time or under the lock that it holds. */
struct _BellManualClock
{
  BellClock parent_instance;

  GMutex lock;
  gint64 now;
  gint64 set_by;  /* what it was set by, forth and back, which no time passed for */
  guint64 random_state;
};

G_DEFINE_ABSTRACT_TYPE (BellClock, bell_clock, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE (BellSystemClock, bell_system_clock, BELL_TYPE_CLOCK)
G_DEFINE_FINAL_TYPE (BellManualClock, bell_manual_clock, BELL_TYPE_CLOCK)

static gint64
bell_system_clock_now (BellClock *clock)
{
  return g_get_real_time () / 1000;
}

static gint64
bell_system_clock_steady (BellClock *clock)
{
  struct timespec time;

  if (clock_gettime (CLOCK_BOOTTIME, &time) != 0)
    return g_get_monotonic_time () / 1000;
  return (gint64) time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static void
bell_system_clock_random (BellClock *clock,
                          guint8    *bytes,
                          gsize      length)
{
  while (length > 0)
    {
      gssize got = getrandom (bytes, length, 0);

      if (got <= 0)
        continue; /* interrupted: the kernel's pool itself never fails */

      bytes += got;
      length -= (gsize) got;
    }
}

static gint64
bell_manual_clock_now (BellClock *clock)
{
  BellManualClock *self = BELL_MANUAL_CLOCK (clock);
  gint64 now;

  g_mutex_lock (&self->lock);
  now = self->now;
  g_mutex_unlock (&self->lock);

  return now;
}

static gint64
bell_manual_clock_steady (BellClock *clock)
{
  BellManualClock *self = BELL_MANUAL_CLOCK (clock);
  gint64 steady;

  g_mutex_lock (&self->lock);
  steady = self->now - self->set_by;
  g_mutex_unlock (&self->lock);

  return steady;
}

static void
bell_manual_clock_random (BellClock *clock,
                          guint8    *bytes,
                          gsize      length)
{
  BellManualClock *self = BELL_MANUAL_CLOCK (clock);

  g_mutex_lock (&self->lock);

  for (gsize i = 0; i < length; i++)
    {
      /* xorshift64*: small, and the same on every machine. */
      self->random_state ^= self->random_state >> 12;
      self->random_state ^= self->random_state << 25;
      self->random_state ^= self->random_state >> 27;
      bytes[i] = (guint8) ((self->random_state * G_GUINT64_CONSTANT (2685821657736338717)) >> 56);
    }

  g_mutex_unlock (&self->lock);
}

static void
bell_manual_clock_finalize (GObject *object)
{
  BellManualClock *self = BELL_MANUAL_CLOCK (object);

  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (bell_manual_clock_parent_class)->finalize (object);
}

static void
bell_clock_class_init (BellClockClass *klass)
{
}

static void
bell_clock_init (BellClock *self)
{
}

static void
bell_system_clock_class_init (BellSystemClockClass *klass)
{
  BELL_CLOCK_CLASS (klass)->now = bell_system_clock_now;
  BELL_CLOCK_CLASS (klass)->steady = bell_system_clock_steady;
  BELL_CLOCK_CLASS (klass)->random = bell_system_clock_random;
}

static void
bell_system_clock_init (BellSystemClock *self)
{
}

static void
bell_manual_clock_class_init (BellManualClockClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bell_manual_clock_finalize;

  BELL_CLOCK_CLASS (klass)->now = bell_manual_clock_now;
  BELL_CLOCK_CLASS (klass)->steady = bell_manual_clock_steady;
  BELL_CLOCK_CLASS (klass)->random = bell_manual_clock_random;
}

static void
bell_manual_clock_init (BellManualClock *self)
{
  g_mutex_init (&self->lock);
}

/**
 * bell_clock_new_system:
 *
 * Makes the clock of this machine, with the kernel's randomness.
 *
 * Returns: (transfer full): a clock
 */
BellClock *
bell_clock_new_system (void)
{
  return g_object_new (BELL_TYPE_SYSTEM_CLOCK, NULL);
}

/**
 * bell_clock_now:
 *
 * Returns: milliseconds since 1970-01-01T00:00:00Z
 */
gint64
bell_clock_now (BellClock *self)
{
  g_return_val_if_fail (BELL_IS_CLOCK (self), 0);

  return BELL_CLOCK_GET_CLASS (self)->now (self);
}

/**
 * bell_clock_steady:
 *
 * Returns: milliseconds that only ever go on; fit for differences alone
 */
gint64
bell_clock_steady (BellClock *self)
{
  BellClockClass *klass;

  g_return_val_if_fail (BELL_IS_CLOCK (self), 0);

  klass = BELL_CLOCK_GET_CLASS (self);
  return klass->steady != NULL ? klass->steady (self) : klass->now (self);
}

/**
 * bell_clock_random:
 * @bytes: (out caller-allocates) (array length=length): where to put them
 * @length: how many
 *
 * Fills @bytes with randomness that is fit for tokens and ids.
 */
void
bell_clock_random (BellClock *self,
                   guint8    *bytes,
                   gsize      length)
{
  g_return_if_fail (BELL_IS_CLOCK (self));
  g_return_if_fail (bytes != NULL || length == 0);

  BELL_CLOCK_GET_CLASS (self)->random (self, bytes, length);
}

/**
 * bell_manual_clock_new:
 * @start: the time that it shows first, in milliseconds since 1970
 * @seed: what its randomness follows from
 *
 * Returns: (transfer full): a clock for tests and simulations
 */
BellClock *
bell_manual_clock_new (gint64  start,
                       guint64 seed)
{
  BellManualClock *self = g_object_new (BELL_TYPE_MANUAL_CLOCK, NULL);

  self->now = start;
  self->random_state = seed != 0 ? seed : 1; /* zero is xorshift's fixed point */

  return BELL_CLOCK (self);
}

/**
 * bell_manual_clock_set:
 * @now: milliseconds since 1970; may lie before the time shown so far
 *
 * Sets it, as a person sets the clock of a computer: no time has passed.
 */
void
bell_manual_clock_set (BellManualClock *self,
                       gint64           now)
{
  g_return_if_fail (BELL_IS_MANUAL_CLOCK (self));

  g_mutex_lock (&self->lock);
  self->set_by += now - self->now;
  self->now = now;
  g_mutex_unlock (&self->lock);
}

/**
 * bell_manual_clock_advance:
 * @milliseconds: how far to move
 */
void
bell_manual_clock_advance (BellManualClock *self,
                           gint64           milliseconds)
{
  g_return_if_fail (BELL_IS_MANUAL_CLOCK (self));

  g_mutex_lock (&self->lock);
  self->now += milliseconds;
  g_mutex_unlock (&self->lock);
}

/* The years 1 to 9999, in seconds since 1970. */
#define FIRST_SECOND (-G_GINT64_CONSTANT (62135596800))
#define LAST_SECOND G_GINT64_CONSTANT (253402300799)
#define DAY (24 * 60 * 60)

/* The Gregorian calendar repeats after 400 years of 146,097 days; here a year
 * begins in March, so that the odd day is its last. */
#define DAYS_OF_ERA 146097
#define DAYS_BEFORE_1970 719468 /* since 0000-03-01 */

static void
date_of_day (gint64  days,
             int    *year,
             int    *month,
             int    *day)
{
  gint64 since = days + DAYS_BEFORE_1970;
  gint64 era = since >= 0 ? since / DAYS_OF_ERA : (since - DAYS_OF_ERA + 1) / DAYS_OF_ERA;
  int of_era = (int) (since - era * DAYS_OF_ERA);
  int year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / (DAYS_OF_ERA - 1)) / 365;
  int of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  int from_march = (5 * of_year + 2) / 153;

  *day = of_year - (153 * from_march + 2) / 5 + 1;
  *month = from_march < 10 ? from_march + 3 : from_march - 9;
  *year = (int) (era * 400) + year_of_era + (*month <= 2 ? 1 : 0);
}

static char *
put_digits (char *p,
            int   number,
            int   count,
            char  behind)
{
  for (int i = count - 1; i >= 0; i--)
    {
      p[i] = (char) ('0' + number % 10);
      number /= 10;
    }
  p[count] = behind;

  return p + count + 1;
}

/**
 * bell_time_to_text:
 * @time: milliseconds since 1970
 *
 * Writes a UTCDate (RFC 8620 section 1.4): the fraction is left out when it
 * is zero, the offset is always `Z`.
 *
 * Returns: (transfer full) (nullable): `2026-11-21T09:30:00Z`, or %NULL for
 *   %BELL_TIME_UNSET and for years outside 1 to 9999
 */
char *
bell_time_to_text (gint64 time)
{
  gint64 seconds, fraction, days, left;
  int year, month, day;
  char *text, *p;

  if (time == BELL_TIME_UNSET)
    return NULL;

  seconds = time / 1000;
  fraction = time % 1000;
  if (fraction < 0)
    {
      fraction += 1000;
      seconds -= 1;
    }
  if (seconds < FIRST_SECOND || seconds > LAST_SECOND)
    return NULL;

  days = seconds / DAY;
  left = seconds % DAY;
  if (left < 0)
    {
      left += DAY;
      days -= 1;
    }
  date_of_day (days, &year, &month, &day);

  /* Written digit by digit: a download has a million of them. */
  p = text = g_malloc (sizeof "0000-00-00T00:00:00.000Z");
  p = put_digits (p, year, 4, '-');
  p = put_digits (p, month, 2, '-');
  p = put_digits (p, day, 2, 'T');
  p = put_digits (p, (int) (left / 3600), 2, ':');
  p = put_digits (p, (int) (left / 60 % 60), 2, ':');
  p = put_digits (p, (int) (left % 60), 2, fraction == 0 ? 'Z' : '.');
  if (fraction != 0)
    p = put_digits (p, (int) fraction, 3, 'Z');
  *p = '\0';

  return text;
}

/**
 * bell_time_from_text:
 * @text: an RFC 3339 date-time
 * @time: (out): milliseconds since 1970
 *
 * Reads a date-time with `Z` or a numeric offset; digits past the
 * millisecond are cut off.
 *
 * Returns: whether @text is one
 */
gboolean
bell_time_from_text (const char *text,
                     gint64     *time)
{
  g_autoptr (GDateTime) date = NULL;

  g_return_val_if_fail (time != NULL, FALSE);

  /* GDateTime also takes the short forms of ISO 8601, which RFC 3339 has not. */
  if (text == NULL || strlen (text) < 20 || text[4] != '-' || text[7] != '-' ||
      (text[10] != 'T' && text[10] != 't') || text[13] != ':' || text[16] != ':')
    return FALSE;

  date = g_date_time_new_from_iso8601 (text, NULL);
  if (date == NULL)
    return FALSE;

  *time = g_date_time_to_unix (date) * 1000 + g_date_time_get_microsecond (date) / 1000;

  return TRUE;
}
