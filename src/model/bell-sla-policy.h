/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-record.h"
#include "bell-sla-terms.h"

G_BEGIN_DECLS

/* A policy says which tickets it is for and what is promised to their
 * requesters. Of the active ones the first that fits a ticket counts, by position.
 *
 * Its conditions are sets: teams, priorities, kinds, requesterTeams (the teams that
 * the requester is in), tags. An empty one asks nothing; otherwise the ticket must
 * have one of its members. All must hold.
 *
 * What stands in its maps, which merge member by member:
 *
 *   firstResponse, nextResponse, resolution
 *                 by priority: seconds of open time, as digits. A priority that
 *                 is left out has no such clock
 *   escalations   by a name of the step: "GOAL WHEN ACTION...", see #BellSlaStep
 */

typedef enum
{
  BELL_SLA_ACTION_NOTIFY_ASSIGNEE = 1 << 0,
  BELL_SLA_ACTION_NOTIFY_LEAD = 1 << 1,    /* the leads of the ticket's team */
  BELL_SLA_ACTION_NOTIFY_TEAM = 1 << 2,
  BELL_SLA_ACTION_RAISE_PRIORITY = 1 << 3, /* by one */
  BELL_SLA_ACTION_NEXT_TIER = 1 << 4,      /* to the team of the next tier */
} BellSlaAction;

#define BELL_SLA_N_ACTIONS 5

/**
 * BellSlaStep:
 * @goal: of which clock
 * @percent: a share of its target
 * @offset: open time to add to that, milliseconds, which may be negative
 * @actions: what is done, of #BellSlaAction
 *
 * A step of an escalation. Written "GOAL WHEN ACTION...": GOAL is firstResponse,
 * nextResponse or resolution; WHEN is a share of the target ("75%"), or open time
 * before ("-30m") or after it ("+1h"; s, m, h and d, which is 24 h); an ACTION is notify-assignee,
 * notify-lead, notify-team, raise-priority or next-tier.
 */
typedef struct
{
  BellSlaGoal goal;
  int percent;
  gint64 offset;
  guint actions;
} BellSlaStep;

gboolean bell_sla_step_from_text     (BellSlaStep         *self,
                                      const char          *text,
                                      GError             **error);
char    *bell_sla_step_to_text       (const BellSlaStep   *self);
gint64   bell_sla_step_get_used      (const BellSlaStep   *self,
                                      gint64               target);

gboolean bell_sla_policy_check_member (const BellProperty *property,
                                      const char          *member,
                                      const char          *value,
                                      GError             **error);
gboolean bell_sla_policy_may_match   (const BellSlaPolicy *self,
                                      const BellTicket    *ticket,
                                      const char *const   *requester_teams);
gboolean bell_sla_policy_matches     (const BellSlaPolicy *self,
                                      const BellTicket    *ticket,
                                      const char *const   *requester_teams);
void     bell_sla_policy_get_terms   (const BellSlaPolicy *self,
                                      BellPriority         priority,
                                      BellSlaTerms        *terms);

G_END_DECLS
