/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-timetable-private.h"

/* A calendar as it was, and from a moment on as it is: a chain, whose newest link
 * is asked. Each link holds all that was known at its time, so that what was
 * done before an edit can still be counted as if there had been none. */

/**
 * bell_timetable_new_edited:
 * @before: (nullable): a calendar until @since, itself edited or not; %NULL for 24x7
 * @since: an instant
 * @then: (nullable): what it is from then on, not edited; %NULL for 24x7
 *
 * Returns: (transfer full): a calendar that counts by @before until @since and by
 *   @then from there on. Its time zone is that of @then
 */
BellTimetable *
bell_timetable_new_edited (BellTimetable *before,
                           gint64         since,
                           BellTimetable *then)
{
  BellTimetable *self;

  g_return_val_if_fail (since != BELL_TIME_UNSET, NULL);
  g_return_val_if_fail (then == NULL || !then->is_edited, NULL);

  self = g_atomic_rc_box_new0 (BellTimetable);
  self->is_edited = TRUE;
  /* An edit is never before the one that it edits: the log's order counts. */
  self->since = before != NULL && before->is_edited ? MAX (since, before->since) : since;
  self->before = before != NULL ? bell_timetable_ref (before) : NULL;
  self->then = then != NULL ? bell_timetable_ref (then) : NULL;

  return self;
}

/**
 * bell_timetable_get_at:
 * @self: (nullable): a calendar
 * @at: an instant
 *
 * Returns: (transfer none) (nullable): @self as it was known at @at, without later edits
 */
BellTimetable *
bell_timetable_get_at (BellTimetable *self,
                       gint64         at)
{
  while (self != NULL && self->is_edited && self->since > at)
    self = self->before;

  return self;
}

gint64
bell_timetable_edited_get_open_time (const BellTimetable *self,
                                     gint64               from,
                                     gint64               to)
{
  gint64 open = 0;

  while (self != NULL && self->is_edited && from < to)
    {
      open += bell_timetable_get_open_time (self->then, MAX (from, self->since), MAX (to, self->since));
      to = MIN (to, self->since);
      self = self->before;
    }

  return open + bell_timetable_get_open_time (self, from, to);
}

gint64
bell_timetable_edited_add_open_time (const BellTimetable *self,
                                     gint64               from,
                                     gint64               duration)
{
  if (from < self->since)
    {
      gint64 reached = bell_timetable_add_open_time (self->before, from, duration);

      if (reached != BELL_TIME_UNSET && reached <= self->since)
        return reached;
      duration -= bell_timetable_get_open_time (self->before, from, self->since);
      from = self->since;
    }

  return bell_timetable_add_open_time (self->then, from, duration);
}

void
bell_timetable_edited_get_span (const BellTimetable *self,
                                gint64               from,
                                gint64               limit,
                                BellSpan            *span)
{
  BellSpan rest;

  if (from >= self->since)
    {
      bell_timetable_get_span (self->then, from, limit, span);
      return;
    }

  bell_timetable_get_span (self->before, from, MIN (limit, self->since), span);
  if (span->to != self->since || span->to >= limit)
    return;

  bell_timetable_get_span (self->then, self->since, limit, &rest);
  if (rest.kind == span->kind)
    span->to = rest.to;
}
