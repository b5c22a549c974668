/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-sla-history.h"
#include "bell-sla-rules.h"

G_BEGIN_DECLS

/**
 * BellSlaCase:
 *
 * One ticket before the rules: from its changes and messages it tells which
 * policy counted at which moment, and sets up the ticket's clocks accordingly. Where
 * the policy, or by the priority its targets, change, the clocks are given that as an event, so
 * that pauses are kept and what is done keeps its target.
 *
 * Between bell_sla_case_begin() and bell_sla_case_end() the history is added, in
 * any order. Where the ticket's creation is not part of it, as on a device that has no more
 * than the end of a long history, the ticket as it is stands in for its beginning;
 * bell_sla_case_is_whole() tells.
 *
 * What was promised stands. A ticket is matched with the policies as they are in the log at its creation,
 * and again at each change of what policies ask for: its team, priority, kind, tags or
 * requester. Between these an edit, an end or a new order of policies moves none of
 * its deadlines. A ticket that no policy was for has been promised nothing: the
 * first that comes to be for it counts from when it was made so, its targets from the ticket's creation as always.
 * Time is counted by the calendar as it was at that time: an edit, as a new
 * holiday, counts from when it was made on.
 *
 * The same on server and client. One owner, one thread; ready for the next
 * ticket with bell_sla_case_begin().
 */
typedef struct _BellSlaCase BellSlaCase;

/**
 * BellSlaMoment:
 * @at: from when on
 * @policy: (nullable): the policy that counted, as it was when it was matched; see
 *   bell_sla_rules_get_version()
 * @priority: of the ticket
 * @terms: what that promised
 *
 * What was in force from a moment on, until the next one.
 */
typedef struct
{
  gint64 at;
  const BellSlaPolicy *policy;
  BellPriority priority;
  BellSlaTerms terms;
} BellSlaMoment;

BellSlaCase         *bell_sla_case_new         (BellSlaRules       *rules);
void                 bell_sla_case_free        (BellSlaCase        *self);
void                 bell_sla_case_begin       (BellSlaCase        *self,
                                                BellRecord         *ticket,
                                                const char *const  *requester_teams);
void                 bell_sla_case_add_change  (BellSlaCase        *self,
                                                BellChange         *change);
void                 bell_sla_case_add_waiting (BellSlaCase        *self,
                                                BellChange         *change,
                                                BellSlaActor        by,
                                                gint64              place);
void                 bell_sla_case_add_message (BellSlaCase        *self,
                                                gint64              at,
                                                gint64              modseq,
                                                BellMessageKind     kind,
                                                BellSlaActor        by);
void                 bell_sla_case_end         (BellSlaCase        *self);

BellSlaClock        *bell_sla_case_get_clock   (BellSlaCase        *self);
BellSlaRules        *bell_sla_case_get_rules   (BellSlaCase        *self);
gboolean             bell_sla_case_is_whole    (BellSlaCase        *self);
guint                bell_sla_case_get_n_moments (BellSlaCase      *self);
const BellSlaMoment *bell_sla_case_get_moment  (BellSlaCase        *self,
                                                guint               index);
const BellSlaMoment *bell_sla_case_get_moment_at (BellSlaCase      *self,
                                                gint64              at);

void                 bell_sla_case_write_due   (BellSlaCase        *self,
                                                BellRecord         *ticket);
void                 bell_sla_due_copy         (BellRecord         *ticket,
                                                const BellRecord   *from);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellSlaCase, bell_sla_case_free)

G_END_DECLS
