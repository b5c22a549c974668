/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-server-clock.h"

/* The time as the server has it, on a computer whose own clock may be wrong by
 * years.
 *
 * It shows what the clock behind it shows until it is told the server's time.
 * From then on it counts on from that by the steady clock, which nobody sets,
 * and goes by the computer's own again as soon as that is near enough: so a
 * clock that is set right, or wrong, while the program runs is no news here.
 *
 * After a start and before the first word of the server it goes by what was
 * noted the last time: it is never earlier than the server was then, and a
 * clock that was wrong is wrong still if it went on from where it was.
 *
 * A program makes one at its start and hands it down as its clock. It may be
 * read in every thread; learning and recalling is for the store's. */
struct _BellServerClock
{
  BellClock parent_instance;

  BellClock *clock;

  GMutex lock;
  gboolean known;        /* the rest is set */
  gint64 server_then;
  gint64 steady_then;
};

G_DEFINE_FINAL_TYPE (BellServerClock, bell_server_clock, BELL_TYPE_CLOCK)

enum
{
  PROP_CLOCK = 1,
  PROP_OFFSET,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

/* --- helpers ---------------------------------------------------------------- */

/* How much is to be added to @local. */
static gint64
get_offset_at (BellServerClock *self,
               gint64           local)
{
  gint64 offset;

  g_mutex_lock (&self->lock);
  offset = self->known ? self->server_then + (bell_clock_steady (self->clock) - self->steady_then) - local : 0;
  g_mutex_unlock (&self->lock);

  return ABS (offset) > BELL_SERVER_CLOCK_TOLERANCE ? offset : 0;
}

static void
go_from (BellServerClock *self,
         gint64           server_now)
{
  gint64 before = bell_server_clock_get_offset (self);

  g_mutex_lock (&self->lock);
  self->known = TRUE;
  self->server_then = server_now;
  self->steady_then = bell_clock_steady (self->clock);
  g_mutex_unlock (&self->lock);

  if (bell_server_clock_get_offset (self) != before)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OFFSET]);
}

/* --- overrides -------------------------------------------------------------- */

static gint64
bell_server_clock_now (BellClock *clock)
{
  BellServerClock *self = BELL_SERVER_CLOCK (clock);
  gint64 local = bell_clock_now (self->clock);

  return local + get_offset_at (self, local);
}

static gint64
bell_server_clock_steady (BellClock *clock)
{
  return bell_clock_steady (BELL_SERVER_CLOCK (clock)->clock);
}

static void
bell_server_clock_random (BellClock *clock,
                          guint8    *bytes,
                          gsize      length)
{
  bell_clock_random (BELL_SERVER_CLOCK (clock)->clock, bytes, length);
}

static void
bell_server_clock_get_property (GObject    *object,
                                guint       property_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  BellServerClock *self = BELL_SERVER_CLOCK (object);

  switch (property_id)
    {
    case PROP_CLOCK:
      g_value_set_object (value, self->clock);
      break;
    case PROP_OFFSET:
      g_value_set_int64 (value, bell_server_clock_get_offset (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
bell_server_clock_set_property (GObject      *object,
                                guint         property_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  BellServerClock *self = BELL_SERVER_CLOCK (object);

  switch (property_id)
    {
    case PROP_CLOCK:
      self->clock = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
bell_server_clock_finalize (GObject *object)
{
  BellServerClock *self = BELL_SERVER_CLOCK (object);

  g_clear_object (&self->clock);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (bell_server_clock_parent_class)->finalize (object);
}

static void
bell_server_clock_class_init (BellServerClockClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = bell_server_clock_get_property;
  object_class->set_property = bell_server_clock_set_property;
  object_class->finalize = bell_server_clock_finalize;

  BELL_CLOCK_CLASS (klass)->now = bell_server_clock_now;
  BELL_CLOCK_CLASS (klass)->steady = bell_server_clock_steady;
  BELL_CLOCK_CLASS (klass)->random = bell_server_clock_random;

  properties[PROP_CLOCK] = g_param_spec_object ("clock", NULL, NULL, BELL_TYPE_CLOCK,
                                                G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_OFFSET] = g_param_spec_int64 ("offset", NULL, NULL, G_MININT64, G_MAXINT64, 0,
                                                G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
bell_server_clock_init (BellServerClock *self)
{
  g_mutex_init (&self->lock);
}

/* --- public ----------------------------------------------------------------- */

/**
 * bell_server_clock_new:
 * @clock: the computer's own
 *
 * Returns: (transfer full): a clock that goes by @clock until it is told better
 */
BellClock *
bell_server_clock_new (BellClock *clock)
{
  g_return_val_if_fail (BELL_IS_CLOCK (clock), NULL);

  return g_object_new (BELL_TYPE_SERVER_CLOCK, "clock", clock, NULL);
}

/**
 * bell_server_clock_learn:
 * @server_now: the server's time, this moment
 *
 * Goes by the server's time from now on.
 */
void
bell_server_clock_learn (BellServerClock *self,
                         gint64           server_now)
{
  g_return_if_fail (BELL_IS_SERVER_CLOCK (self));

  go_from (self, server_now);
}

/**
 * bell_server_clock_recall:
 * @local_then: what the computer's clock said when the server was last heard
 * @server_then: what the server's said
 *
 * Before the server is heard again: takes up what was known of the computer's
 * clock. One that has gone on from where it was by less than it was wrong is
 * taken to be as wrong as then; any other is believed, but for saying that it is
 * earlier than the server was. Nothing is recalled once the server was heard.
 */
void
bell_server_clock_recall (BellServerClock *self,
                          gint64           local_then,
                          gint64           server_then)
{
  gint64 local, wrong_by;

  g_return_if_fail (BELL_IS_SERVER_CLOCK (self));

  if (bell_server_clock_is_known (self))
    return;

  local = bell_clock_now (self->clock);
  wrong_by = server_then - local_then;
  if (ABS (wrong_by) > BELL_SERVER_CLOCK_TOLERANCE && local >= local_then && local - local_then < ABS (wrong_by) / 2)
    go_from (self, local + wrong_by);
  else if (local < server_then - BELL_SERVER_CLOCK_TOLERANCE)
    go_from (self, server_then);
}

/**
 * bell_server_clock_is_known:
 *
 * Returns: whether the server's time is known, if only from what was recalled
 */
gboolean
bell_server_clock_is_known (BellServerClock *self)
{
  gboolean known;

  g_return_val_if_fail (BELL_IS_SERVER_CLOCK (self), FALSE);

  g_mutex_lock (&self->lock);
  known = self->known;
  g_mutex_unlock (&self->lock);

  return known;
}

/**
 * bell_server_clock_get_offset:
 *
 * Returns: by how many milliseconds the computer's own clock is behind the
 *   server's, negative if it is ahead; 0 if it is near enough or nothing is known
 */
gint64
bell_server_clock_get_offset (BellServerClock *self)
{
  g_return_val_if_fail (BELL_IS_SERVER_CLOCK (self), 0);

  return get_offset_at (self, bell_clock_now (self->clock));
}

/**
 * bell_server_clock_get_local:
 *
 * Returns: what the computer's own clock says, right or wrong
 */
gint64
bell_server_clock_get_local (BellServerClock *self)
{
  g_return_val_if_fail (BELL_IS_SERVER_CLOCK (self), 0);

  return bell_clock_now (self->clock);
}

/**
 * bell_clock_get_offset:
 * @clock: any clock
 *
 * Returns: bell_server_clock_get_offset() of one that knows the server's time,
 *   0 of any other
 */
gint64
bell_clock_get_offset (BellClock *clock)
{
  return BELL_IS_SERVER_CLOCK (clock) ? bell_server_clock_get_offset (BELL_SERVER_CLOCK (clock)) : 0;
}
