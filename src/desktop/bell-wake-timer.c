/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-wake-timer.h"

#include <errno.h>
#include <glib-unix.h>
#include <sys/timerfd.h>
#include <unistd.h>

/* How long the coarse way sleeps at most, in milliseconds. */
#define COARSE_STEP (30 * 1000)

/**
 * BellWakeTimer:
 *
 * Wakes the program at a moment of the wall clock: right to the millisecond,
 * after a suspend at once if it was missed, and whenever somebody sets the clock.
 * That is what a timer of the kernel on the real-time clock does by itself
 * (timerfd_create(2), TFD_TIMER_CANCEL_ON_SET), without waking anybody up before.
 * GLib's own timeouts count in a clock that stands still while the machine sleeps
 * and knows nothing of the wall clock; they are the coarse way, for where
 * there is no such timer: at most half a minute late after a sleep.
 *
 * Owned by who waits; for the thread whose default main context it was made in.
 */
typedef struct
{
  gboolean coarse;
  gint64 at;
  int fd;
  GSource *source;  /* of @fd */
  GSource *timeout; /* the coarse way */
} BellWakeTimerPrivate;

G_DEFINE_TYPE_WITH_PRIVATE (BellWakeTimer, bell_wake_timer, G_TYPE_OBJECT)

typedef enum
{
  PROP_COARSE = 1,
} BellWakeTimerProperty;

static GParamSpec *properties[PROP_COARSE + 1];
static guint woke_signal;

static void bell_wake_timer_wait_coarsely (BellWakeTimer *self);

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static gboolean
timeout_cb (gpointer user_data)
{
  BellWakeTimer *self = user_data;
  BellWakeTimerPrivate *private = bell_wake_timer_get_instance_private (self);

  clear_source (&private->timeout);
  if (g_get_real_time () / 1000 >= private->at)
    bell_wake_timer_wake (self);
  else
    bell_wake_timer_wait_coarsely (self);

  return G_SOURCE_REMOVE;
}

static void
bell_wake_timer_wait_coarsely (BellWakeTimer *self)
{
  BellWakeTimerPrivate *private = bell_wake_timer_get_instance_private (self);
  gint64 now = g_get_real_time () / 1000;

  clear_source (&private->timeout);
  if (private->at == BELL_WAKE_NEVER)
    return;

  private->timeout = g_timeout_source_new (CLAMP (private->at - now, 0, COARSE_STEP));
  g_source_set_static_name (private->timeout, "[deskbell] wake");
  g_source_set_callback (private->timeout, timeout_cb, self, NULL);
  g_source_attach (private->timeout, g_main_context_get_thread_default ());
}

static gboolean
expired_cb (int          fd,
            GIOCondition condition,
            gpointer     user_data)
{
  BellWakeTimer *self = user_data;
  guint64 count;

  /* ECANCELED: the clock was set. EAGAIN: the timer was set again meanwhile. */
  if (read (fd, &count, sizeof count) < 0 && errno != ECANCELED)
    return G_SOURCE_CONTINUE;
  bell_wake_timer_wake (self);

  return G_SOURCE_CONTINUE;
}

static void
bell_wake_timer_real_set (BellWakeTimer *self,
                          gint64         at)
{
  BellWakeTimerPrivate *private = bell_wake_timer_get_instance_private (self);
  struct itimerspec when = { 0 };

  private->at = at;
  if (!private->coarse && at != BELL_WAKE_NEVER)
    {
      /* A time of 0 would mean never; one before 1970 has passed all the same. */
      when.it_value.tv_sec = MAX (at, 1) / 1000;
      when.it_value.tv_nsec = MAX (at, 1) % 1000 * 1000000;
    }
  if (!private->coarse && timerfd_settime (private->fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &when, NULL) < 0)
    {
      g_info ("No exact timer: %s", g_strerror (errno));
      private->coarse = TRUE;
    }
  if (private->coarse)
    bell_wake_timer_wait_coarsely (self);
}

static void
bell_wake_timer_get_property (GObject    *object,
                              guint       id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  BellWakeTimerPrivate *private = bell_wake_timer_get_instance_private (BELL_WAKE_TIMER (object));

  switch ((BellWakeTimerProperty) id)
    {
    case PROP_COARSE:
      g_value_set_boolean (value, private->coarse);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bell_wake_timer_set_property (GObject      *object,
                              guint         id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  BellWakeTimerPrivate *private = bell_wake_timer_get_instance_private (BELL_WAKE_TIMER (object));

  switch ((BellWakeTimerProperty) id)
    {
    case PROP_COARSE:
      private->coarse = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bell_wake_timer_constructed (GObject *object)
{
  BellWakeTimer *self = BELL_WAKE_TIMER (object);
  BellWakeTimerPrivate *private = bell_wake_timer_get_instance_private (self);

  G_OBJECT_CLASS (bell_wake_timer_parent_class)->constructed (object);

  if (private->coarse)
    return;
  private->fd = timerfd_create (CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
  if (private->fd < 0)
    {
      g_info ("No exact timer: %s", g_strerror (errno));
      private->coarse = TRUE;
      return;
    }
  private->source = g_unix_fd_source_new (private->fd, G_IO_IN);
  g_source_set_static_name (private->source, "[deskbell] wake");
  g_source_set_callback (private->source, G_SOURCE_FUNC (expired_cb), self, NULL);
  g_source_attach (private->source, g_main_context_get_thread_default ());
}

static void
bell_wake_timer_finalize (GObject *object)
{
  BellWakeTimerPrivate *private = bell_wake_timer_get_instance_private (BELL_WAKE_TIMER (object));

  clear_source (&private->source);
  clear_source (&private->timeout);
  if (private->fd >= 0)
    close (private->fd);

  G_OBJECT_CLASS (bell_wake_timer_parent_class)->finalize (object);
}

static void
bell_wake_timer_class_init (BellWakeTimerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = bell_wake_timer_constructed;
  object_class->finalize = bell_wake_timer_finalize;
  object_class->get_property = bell_wake_timer_get_property;
  object_class->set_property = bell_wake_timer_set_property;
  klass->set = bell_wake_timer_real_set;

  properties[PROP_COARSE] = g_param_spec_boolean ("coarse", NULL, NULL, FALSE,
                                                  G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  woke_signal = g_signal_new ("woke", BELL_TYPE_WAKE_TIMER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
bell_wake_timer_init (BellWakeTimer *self)
{
  BellWakeTimerPrivate *private = bell_wake_timer_get_instance_private (self);

  private->fd = -1;
  private->at = BELL_WAKE_NEVER;
}

/**
 * bell_wake_timer_new:
 * @coarse: do without the kernel's timer
 *
 * Returns: (transfer full): a timer that waits for nothing yet
 */
BellWakeTimer *
bell_wake_timer_new (gboolean coarse)
{
  return g_object_new (BELL_TYPE_WAKE_TIMER, "coarse", coarse, NULL);
}

/**
 * bell_wake_timer_set:
 * @self: a timer
 * @at: milliseconds since 1970, or %BELL_WAKE_NEVER
 *
 * Waits for a moment instead of the one before. One that has passed has come.
 */
void
bell_wake_timer_set (BellWakeTimer *self,
                     gint64         at)
{
  g_return_if_fail (BELL_IS_WAKE_TIMER (self));

  BELL_WAKE_TIMER_GET_CLASS (self)->set (self, at);
}

/**
 * bell_wake_timer_wake:
 * @self: a timer
 *
 * Says that the moment has come: for subclasses.
 */
void
bell_wake_timer_wake (BellWakeTimer *self)
{
  g_return_if_fail (BELL_IS_WAKE_TIMER (self));

  g_signal_emit (self, woke_signal, 0);
}
