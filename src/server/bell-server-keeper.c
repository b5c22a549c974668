/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <inttypes.h>

#include "bell-search.h"
#include "bell-server-log.h"
#include "bell-server-private.h"
#include "bell-upkeep.h"

/* What a server does beside its requests, on a thread of its own: every minute
 * it writes down which tokens were used and lets the database carry its journal
 * over; once a day, and soon after the start, it keeps up, and makes one part of the
 * many of which its index of words has become. */

#define INTERVAL (60 * G_USEC_PER_SEC)
#define FIRST_UPKEEP 10          /* intervals */
#define UPKEEP_EVERY (24 * 60)

/* Between two steps of a merge: longer than a step, so that who writes is held up by one at most. */
#define MERGE_PAUSE (G_USEC_PER_SEC / 5)

static void
warn (const char   *what,
      const GError *error)
{
  bell_server_log (G_LOG_LEVEL_WARNING, what, "reason", error->message, NULL);
}

static void
keep_up (BellServer *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *objects = NULL, *changes = NULL, *tokens = NULL;
  BellUpkeepReport report;

  if (!bell_organisation_keep_up (self->organisation, self->history_days, &report, &error))
    {
      warn ("upkeep-failed", error);
      return;
    }
  objects = g_strdup_printf ("%" PRId64, report.objects);
  changes = g_strdup_printf ("%" PRId64, report.changes);
  tokens = g_strdup_printf ("%" PRId64, report.tokens);
  bell_server_log (G_LOG_LEVEL_INFO, "upkeep", "objects", objects, "changes", changes, "tokens", tokens, NULL);
}

/* Ends early when the server does: what is merged stays merged. */
static void
merge_index (BellServer *self)
{
  gboolean begun = FALSE, more = TRUE;

  for (guint step = 0; more && step < BELL_SEARCH_MOST_STEPS; step++)
    {
      g_autoptr (GError) error = NULL;
      gint64 due;

      if (!bell_search_merge (self->organisation, &begun, &more, &error))
        {
          warn ("merge-failed", error);
          return;
        }
      due = g_get_monotonic_time () + MERGE_PAUSE;
      g_mutex_lock (&self->lock);
      while (more && !self->stopping && g_cond_wait_until (&self->keeper_wakes, &self->lock, due))
        ;
      more = more && !self->stopping;
      g_mutex_unlock (&self->lock);
    }
}

static void
work (BellServer *self,
      guint       turn)
{
  g_autoptr (GError) keeping = NULL;
  g_autoptr (GError) tidying = NULL;
  gboolean daily = turn % UPKEEP_EVERY == FIRST_UPKEEP;

  if (!bell_accounts_note_use (self->accounts, &keeping))
    warn ("keeping-failed", keeping);
  if (daily)
    {
      keep_up (self);
      merge_index (self);
    }
  if (!bell_organisation_tidy (self->organisation, daily, &tidying))
    warn ("tidying-failed", tidying);
}

/* The thread; as long as the server serves. */
gpointer
bell_server_keep (gpointer data)
{
  BellServer *self = data;
  gint64 due = g_get_monotonic_time () + INTERVAL;

  g_mutex_lock (&self->lock);
  for (guint turn = 1; !self->stopping; turn++)
    {
      while (!self->stopping && g_cond_wait_until (&self->keeper_wakes, &self->lock, due))
        ;
      due = g_get_monotonic_time () + INTERVAL;
      g_mutex_unlock (&self->lock);
      work (self, turn);
      g_mutex_lock (&self->lock);
    }
  g_mutex_unlock (&self->lock);
  return NULL;
}
