/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-timetable.h"
#include "bell-sla-terms.h"

G_BEGIN_DECLS

/* Who did something, as far as the clocks care. */
typedef enum
{
  BELL_SLA_ACTOR_REQUESTER,
  BELL_SLA_ACTOR_AGENT,
  BELL_SLA_ACTOR_AUTOMATION,
} BellSlaActor;

typedef enum
{
  BELL_SLA_EVENT_CREATED, /* counts as the requester's, whoever did it */
  BELL_SLA_EVENT_MESSAGE,
  BELL_SLA_EVENT_STATUS,
  BELL_SLA_EVENT_POLICY,
} BellSlaEventKind;

/**
 * BellSlaEvent:
 * @at: when it happened
 * @order: decides among events of one instant; the modseq of its change does
 * @kind: what happened
 * @by: (MESSAGE): whose it is
 * @is_public: (MESSAGE): whether the requester can read it
 * @status: (CREATED, STATUS): the status from then on
 * @policy: (POLICY): what is replaced of the policy
 * @sets_timetable: (POLICY): whether @timetable replaces the one before
 * @timetable: (POLICY) (nullable): when work is done from then on; borrowed, and must
 *   live as long as the clock is asked
 *
 * What moves the clocks of a ticket.
 */
typedef struct
{
  gint64 at;
  gint64 order;
  BellSlaEventKind kind;
  BellSlaActor by;
  gboolean is_public;
  BellStatus status;
  BellSlaTerms policy;
  gboolean sets_timetable;
  BellTimetable *timetable;
} BellSlaEvent;

/**
 * BellSlaReading:
 * @state: how it stands
 * @since: when it began: creation, or the oldest unanswered message; or %BELL_TIME_UNSET
 * @due: the instant of the deadline, if nothing changes: %BELL_TIME_UNSET while
 *   paused and where it never comes. One that has passed, or a clock that is done, keeps it
 * @done_at: when it was done, or %BELL_TIME_UNSET
 * @target: what is allowed, in force now or when it was done; %BELL_SLA_NO_TARGET for none
 * @used: open time used, without pauses, until now or until it was done
 *
 * One clock at one moment. Durations are milliseconds. `target - used` remains.
 */
typedef struct
{
  BellSlaState state;
  gint64 since;
  gint64 due;
  gint64 done_at;
  gint64 target;
  gint64 used;
} BellSlaReading;

typedef struct _BellSlaClock BellSlaClock;

GType         bell_sla_actor_get_type      (void) G_GNUC_CONST;
GType         bell_sla_event_kind_get_type (void) G_GNUC_CONST;

BellSlaClock *bell_sla_clock_new           (BellTimetable        *calendar,
                                            const BellSlaTerms *policy);
void          bell_sla_clock_free          (BellSlaClock        *self);
void          bell_sla_clock_reset         (BellSlaClock        *self,
                                            BellTimetable        *calendar,
                                            const BellSlaTerms *policy);
void          bell_sla_clock_add_event     (BellSlaClock        *self,
                                            const BellSlaEvent  *event);
gint64        bell_sla_clock_get_last      (BellSlaClock        *self);
void          bell_sla_clock_read          (BellSlaClock        *self,
                                            gint64               at,
                                            BellSlaReading       readings[BELL_SLA_N_GOALS]);
gint64        bell_sla_clock_get_reached   (BellSlaClock        *self,
                                            gint64               at,
                                            BellSlaGoal          goal,
                                            gint64               used);
GArray       *bell_sla_clock_get_segments  (BellSlaClock        *self,
                                            gint64               at);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellSlaClock, bell_sla_clock_free)

G_END_DECLS
