/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-escalator.h"

#include "bell-escalation.h"
#include "bell-server-log.h"

/* How long a look at the index may be late, and how long to wait after an error. */
#define LONGEST_SLEEP (2 * G_TIME_SPAN_SECOND)
#define AFTER_ERROR   (30 * G_TIME_SPAN_SECOND)
/* At how many tickets to look in one transaction. Nobody writes meanwhile, and a long history takes its time:
 * there are fewer of them then. */
#define AT_ONCE       50
#define TOO_LONG      (50 * G_TIME_SPAN_MILLISECOND)
#define SHORT         (10 * G_TIME_SPAN_MILLISECOND)

struct _BellEscalator
{
  BellOrganisation *organisation;
  BellEscalation *escalation; /* the thread's */
  guint at_once;              /* the thread's */
  GThread *thread;
  GMutex lock;
  GCond condition;
  gboolean stopping; /* under the lock */
};

static gint64
look (BellEscalator *self)
{
  g_autoptr (GError) error = NULL;
  gint64 begun = g_get_monotonic_time (), now, next, took;
  guint n_steps;

  if (!bell_escalation_run (self->escalation, self->at_once, &n_steps, &next, &error))
    {
      bell_server_log (G_LOG_LEVEL_WARNING, "escalation failed", "reason", error->message, NULL);
      return AFTER_ERROR;
    }
  if (n_steps > 0)
    {
      g_autofree char *count = g_strdup_printf ("%u", n_steps);

      bell_server_log (G_LOG_LEVEL_INFO, "escalated", "steps", count, NULL);
    }
  took = g_get_monotonic_time () - begun;
  if (took > TOO_LONG)
    self->at_once = MAX (self->at_once / 2, 1);
  else if (took < SHORT)
    self->at_once = MIN (self->at_once * 2, AT_ONCE);
  now = bell_clock_now (bell_organisation_get_clock (self->organisation));
  /* Others have as much time to write as this took. */
  return next == G_MAXINT64 ? LONGEST_SLEEP : CLAMP ((next - now) * 1000, MIN (took, LONGEST_SLEEP), LONGEST_SLEEP);
}

static gpointer
run (gpointer data)
{
  BellEscalator *self = data;

  g_mutex_lock (&self->lock);
  while (!self->stopping)
    {
      gint64 until;

      g_mutex_unlock (&self->lock);
      until = g_get_monotonic_time () + look (self);
      g_mutex_lock (&self->lock);
      while (!self->stopping && g_cond_wait_until (&self->condition, &self->lock, until))
        continue;
    }
  g_mutex_unlock (&self->lock);
  return NULL;
}

/**
 * bell_escalator_start:
 * @organisation: whose
 *
 * Returns: (transfer full): the running thread, for bell_escalator_stop()
 */
BellEscalator *
bell_escalator_start (BellOrganisation *organisation)
{
  BellEscalator *self;

  g_return_val_if_fail (BELL_IS_ORGANISATION (organisation), NULL);

  self = g_new0 (BellEscalator, 1);
  self->organisation = g_object_ref (organisation);
  self->escalation = bell_escalation_new (organisation);
  self->at_once = AT_ONCE;
  g_mutex_init (&self->lock);
  g_cond_init (&self->condition);
  self->thread = g_thread_new ("escalations", run, self);
  return self;
}

/**
 * bell_escalator_stop:
 * @self: (transfer full): it
 *
 * Waits until what is being done is done, and frees it.
 */
void
bell_escalator_stop (BellEscalator *self)
{
  g_return_if_fail (self != NULL);

  g_mutex_lock (&self->lock);
  self->stopping = TRUE;
  g_cond_signal (&self->condition);
  g_mutex_unlock (&self->lock);
  g_thread_join (self->thread);
  bell_escalation_free (self->escalation);
  g_object_unref (self->organisation);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->condition);
  g_free (self);
}
