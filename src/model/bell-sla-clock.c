/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-sla-replay-private.h"

/**
 * BellSlaClock:
 *
 * The three clocks of one ticket: first response, next response, resolution.
 * It is given what happened, in any order, and asked how the clocks stand at
 * a moment; it keeps nothing between two questions but the events, so the
 * answer depends on them alone. Events after the moment asked about have not
 * happened yet.
 *
 * A question replays the events once. That gives the *runs*, the lengths of
 * time in which no status stopped the clocks, and for each clock when it
 * began and was done, and by which target. What was used is the open time of
 * the runs in between; the deadline is where that reaches the target. A
 * new target therefore counts from the beginning and keeps the pauses.
 *
 * One owner, one thread. It reads no clock. bell_sla_clock_reset() makes it
 * ready for another ticket without new memory.
 */
struct _BellSlaClock
{
  BellTimetable *calendar; /* at creation; null for 24x7 */
  BellSlaTerms policy;   /* at creation */
  GArray *events;         /* BellSlaEvent */
  gboolean is_sorted;
  GArray *runs;           /* BellSlaRun, of the last replay */
};

G_DEFINE_ENUM_TYPE (BellSlaActor, bell_sla_actor,
                    G_DEFINE_ENUM_VALUE (BELL_SLA_ACTOR_REQUESTER, "requester"),
                    G_DEFINE_ENUM_VALUE (BELL_SLA_ACTOR_AGENT, "agent"),
                    G_DEFINE_ENUM_VALUE (BELL_SLA_ACTOR_AUTOMATION, "automation"))

G_DEFINE_ENUM_TYPE (BellSlaEventKind, bell_sla_event_kind,
                    G_DEFINE_ENUM_VALUE (BELL_SLA_EVENT_CREATED, "created"),
                    G_DEFINE_ENUM_VALUE (BELL_SLA_EVENT_MESSAGE, "message"),
                    G_DEFINE_ENUM_VALUE (BELL_SLA_EVENT_STATUS, "status"),
                    G_DEFINE_ENUM_VALUE (BELL_SLA_EVENT_POLICY, "policy"))

#define COMPARE(a, b) ((a) < (b) ? -1 : (a) > (b))

/* The whole event decides, so that equal keys leave no trace of who came
 * first. */
static int
compare_events (gconstpointer a,
                gconstpointer b)
{
  const BellSlaEvent *one = a, *two = b;
  int order = COMPARE (one->at, two->at);

  if (order == 0)
    order = COMPARE (one->order, two->order);
  if (order == 0)
    order = COMPARE (one->kind, two->kind);
  if (order == 0)
    order = COMPARE (one->by, two->by);
  if (order == 0)
    order = COMPARE (!one->is_public, !two->is_public);
  if (order == 0)
    order = COMPARE (one->status, two->status);
  for (int i = 0; order == 0 && i < BELL_SLA_N_GOALS; i++)
    order = COMPARE (one->policy.targets[i], two->policy.targets[i]);
  if (order == 0)
    order = COMPARE (one->policy.pausing, two->policy.pausing);
  if (order == 0)
    order = COMPARE (one->sets_timetable, two->sets_timetable);

  return order;
}

static void
sort_events (BellSlaClock *self)
{
  if (!self->is_sorted)
    g_array_sort (self->events, compare_events);
  self->is_sorted = TRUE;
}

/* Whether the ticket existed at @at. Its last run then ends at @at. */
static gboolean
replay_run (BellSlaClock  *self,
            gint64         at,
            BellSlaReplay *replay)
{
  const BellSlaEvent *created = NULL;

  sort_events (self);
  for (guint i = 0; i < self->events->len && created == NULL; i++)
    if (g_array_index (self->events, BellSlaEvent, i).kind == BELL_SLA_EVENT_CREATED)
      created = &g_array_index (self->events, BellSlaEvent, i);

  if (created == NULL || created->at > at)
    return FALSE;

  bell_sla_replay_begin (replay, created, &self->policy, self->calendar, self->runs);
  for (guint i = 0; i < self->events->len; i++)
    {
      const BellSlaEvent *event = &g_array_index (self->events, BellSlaEvent, i);

      if (event->at > at)
        break;
      bell_sla_replay_add (replay, event);
    }

  bell_sla_replay_end (replay, at);

  return TRUE;
}

/* The instant at which @wanted of open time is used, along the runs; where they
 * end before, %BELL_TIME_UNSET. @used: (out): how much is, by @end at the latest. */
static gint64
follow_runs (const BellSlaReplay *replay,
             BellTimetable       *timetable,
             gint64               since,
             gint64               end,
             gint64               wanted,
             gint64              *used)
{
  gint64 reached = wanted == 0 ? since : BELL_TIME_UNSET;

  *used = 0;
  for (guint i = 0; i < replay->runs->len; i++)
    {
      const BellSlaRun *run = &g_array_index (replay->runs, BellSlaRun, i);
      gint64 from = MAX (run->from, since), to = MIN (run->to, end), open;

      if (from >= to)
        continue;

      open = bell_timetable_get_open_time (timetable, from, to);
      if (reached == BELL_TIME_UNSET && *used + open >= wanted)
        reached = bell_timetable_add_open_time (timetable, from, wanted - *used);
      *used += open;
    }

  return reached;
}

static void
read_goal (const BellSlaReplay *replay,
           BellSlaGoal          goal,
           gint64               at,
           BellSlaReading      *reading)
{
  const BellSlaProgress *progress = &replay->goals[goal];
  gboolean is_done = progress->done_at != BELL_TIME_UNSET;
  BellTimetable *timetable = is_done ? progress->timetable : replay->timetable;
  gint64 end = is_done ? progress->done_at : at;

  reading->target = is_done ? progress->target : replay->policy.targets[goal];
  if (progress->since == BELL_TIME_UNSET || reading->target == BELL_SLA_NO_TARGET)
    return;

  reading->since = progress->since;
  reading->done_at = progress->done_at;
  reading->due = follow_runs (replay, timetable, progress->since, end, reading->target, &reading->used);

  /* Not yet reached: it would be, if the clock ran on from here. */
  if (reading->due == BELL_TIME_UNSET && (is_done || replay->runs_since != BELL_TIME_UNSET))
    reading->due = bell_timetable_add_open_time (timetable, end, reading->target - reading->used);

  if (reading->due != BELL_TIME_UNSET && end > reading->due)
    reading->state = BELL_SLA_STATE_BREACHED;
  else if (is_done)
    reading->state = BELL_SLA_STATE_MET;
  else if (replay->runs_since != BELL_TIME_UNSET)
    reading->state = BELL_SLA_STATE_RUNNING;
  else
    reading->state = BELL_SLA_STATE_PAUSED;
}

/**
 * bell_sla_clock_new:
 * @calendar: (nullable): when work is done, %NULL for 24x7
 * @policy: what was promised when the ticket was made
 *
 * Returns: (transfer full): a clock to which nothing has happened
 */
BellSlaClock *
bell_sla_clock_new (BellTimetable        *calendar,
                    const BellSlaTerms *policy)
{
  BellSlaClock *self;

  g_return_val_if_fail (policy != NULL, NULL);

  self = g_new0 (BellSlaClock, 1);
  self->events = g_array_new (FALSE, FALSE, sizeof (BellSlaEvent));
  self->runs = g_array_new (FALSE, FALSE, sizeof (BellSlaRun));
  bell_sla_clock_reset (self, calendar, policy);

  return self;
}

/**
 * bell_sla_clock_free:
 * @self: (transfer full): a clock
 */
void
bell_sla_clock_free (BellSlaClock *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->calendar, bell_timetable_unref);
  g_clear_pointer (&self->events, g_array_unref);
  g_clear_pointer (&self->runs, g_array_unref);
  g_free (self);
}

/**
 * bell_sla_clock_reset:
 * @self: a clock
 * @calendar: (nullable): see bell_sla_clock_new()
 * @policy: see bell_sla_clock_new()
 *
 * Forgets what happened, for another ticket.
 */
void
bell_sla_clock_reset (BellSlaClock        *self,
                      BellTimetable        *calendar,
                      const BellSlaTerms *policy)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (policy != NULL);

  if (calendar != NULL)
    bell_timetable_ref (calendar);
  g_clear_pointer (&self->calendar, bell_timetable_unref);
  self->calendar = calendar;
  self->policy = *policy;
  g_array_set_size (self->events, 0);
  self->is_sorted = TRUE;
}

/**
 * bell_sla_clock_add_event:
 * @self: a clock
 * @event: what happened
 *
 * Adds an event, in any order. Before the one of creation is there the
 * clocks say nothing.
 */
void
bell_sla_clock_add_event (BellSlaClock       *self,
                          const BellSlaEvent *event)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (event != NULL);
  g_return_if_fail (event->at != BELL_TIME_UNSET);

  if (self->events->len > 0 &&
      compare_events (&g_array_index (self->events, BellSlaEvent, self->events->len - 1), event) > 0)
    self->is_sorted = FALSE;

  g_array_append_val (self->events, *event);
}

/**
 * bell_sla_clock_get_last:
 * @self: a clock
 *
 * Returns: when the last event happened, or %BELL_TIME_UNSET
 */
gint64
bell_sla_clock_get_last (BellSlaClock *self)
{
  g_return_val_if_fail (self != NULL, BELL_TIME_UNSET);

  sort_events (self);

  return self->events->len > 0 ? g_array_index (self->events, BellSlaEvent, self->events->len - 1).at : BELL_TIME_UNSET;
}

/**
 * bell_sla_clock_read:
 * @self: a clock
 * @at: the moment of asking
 * @readings: (out caller-allocates) (array fixed-size=3): by #BellSlaGoal
 */
void
bell_sla_clock_read (BellSlaClock   *self,
                     gint64          at,
                     BellSlaReading  readings[BELL_SLA_N_GOALS])
{
  BellSlaReplay replay;
  gboolean exists;

  g_return_if_fail (self != NULL);
  g_return_if_fail (at != BELL_TIME_UNSET);
  g_return_if_fail (readings != NULL);

  exists = replay_run (self, at, &replay);
  for (int i = 0; i < BELL_SLA_N_GOALS; i++)
    {
      readings[i] = (BellSlaReading) { BELL_SLA_STATE_NONE, BELL_TIME_UNSET, BELL_TIME_UNSET, BELL_TIME_UNSET,
                                       BELL_SLA_NO_TARGET, 0 };
      if (exists)
        read_goal (&replay, i, at, &readings[i]);
    }
}

/**
 * bell_sla_clock_get_reached:
 * @self: a clock
 * @at: the moment of asking
 * @goal: which of its clocks
 * @used: an amount of open time, from 0, in milliseconds
 *
 * Says when a clock that is not done has used so much: for warnings and
 * escalations.
 *
 * Returns: the instant, which may have passed, or is to come if nothing changes;
 *   %BELL_TIME_UNSET where there is no such clock, it is done, or it stands before
 */
gint64
bell_sla_clock_get_reached (BellSlaClock *self,
                            gint64        at,
                            BellSlaGoal   goal,
                            gint64        used)
{
  const BellSlaProgress *progress;
  BellSlaReplay replay;
  gint64 reached, so_far;

  g_return_val_if_fail (self != NULL, BELL_TIME_UNSET);
  g_return_val_if_fail (at != BELL_TIME_UNSET && used >= 0, BELL_TIME_UNSET);

  if (!replay_run (self, at, &replay))
    return BELL_TIME_UNSET;

  progress = &replay.goals[goal];
  if (progress->since == BELL_TIME_UNSET || progress->done_at != BELL_TIME_UNSET ||
      replay.policy.targets[goal] == BELL_SLA_NO_TARGET)
    return BELL_TIME_UNSET;

  reached = follow_runs (&replay, replay.timetable, progress->since, at, used, &so_far);
  if (reached == BELL_TIME_UNSET && replay.runs_since != BELL_TIME_UNSET)
    reached = bell_timetable_add_open_time (replay.timetable, at, used - so_far);

  return reached;
}

static void
add_segment (GArray       *segments,
             gint64        from,
             gint64        to,
             BellSpanKind  kind)
{
  BellSpan *last = segments->len > 0 ? &g_array_index (segments, BellSpan, segments->len - 1) : NULL;
  BellSpan span = { from, to, kind };

  if (from >= to)
    return;

  if (last != NULL && last->kind == kind)
    last->to = to;
  else
    g_array_append_val (segments, span);
}

/**
 * bell_sla_clock_get_segments:
 * @self: a clock
 * @at: the moment of asking
 *
 * Says where the time went, from creation to @at without gaps: open time that
 * counted, time out of hours, holidays, and open time in which the status stopped the
 * clocks, also by being solved or closed. A pause out of hours is not
 * shown as one, since it takes nothing away.
 *
 * Returns: (transfer full) (element-type BellSpan): pieces in order, no two
 *   alike side by side; empty where the ticket did not exist before @at
 */
GArray *
bell_sla_clock_get_segments (BellSlaClock *self,
                             gint64        at)
{
  GArray *segments = g_array_new (FALSE, FALSE, sizeof (BellSpan));
  BellSlaReplay replay;
  guint next = 0;

  g_return_val_if_fail (self != NULL, segments);
  g_return_val_if_fail (at != BELL_TIME_UNSET, segments);

  if (!replay_run (self, at, &replay))
    return segments;

  for (gint64 from = replay.created_at; from < at;)
    {
      BellSpan span;

      bell_timetable_get_span (replay.timetable, from, at, &span);
      from = span.to;
      if (span.kind != BELL_SPAN_OPEN)
        {
          add_segment (segments, span.from, span.to, span.kind);
          continue;
        }

      /* Cut where the runs begin and end. */
      while (span.from < span.to)
        {
          const BellSlaRun *run = next < self->runs->len ? &g_array_index (self->runs, BellSlaRun, next) : NULL;

          if (run != NULL && run->to <= span.from)
            {
              next++;
              continue;
            }
          if (run == NULL || run->from >= span.to)
            {
              add_segment (segments, span.from, span.to, BELL_SPAN_PAUSED);
              break;
            }

          add_segment (segments, span.from, run->from, BELL_SPAN_PAUSED);
          span.from = MAX (span.from, run->from);
          add_segment (segments, span.from, MIN (run->to, span.to), BELL_SPAN_OPEN);
          span.from = MIN (run->to, span.to);
        }
    }

  return segments;
}
