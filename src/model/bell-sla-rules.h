/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-calendar.h"
#include "bell-sla-policy.h"

G_BEGIN_DECLS

/**
 * BellSlaRules:
 *
 * The policies and calendars of an organisation, ready to be asked which of
 * them counts for a ticket. Immutable and reference-counted; free to pass between
 * threads.
 */
typedef struct _BellSlaRules BellSlaRules;

BellSlaRules        *bell_sla_rules_new               (GPtrArray           *policies,
                                                       GPtrArray           *calendars);
BellSlaRules        *bell_sla_rules_ref               (BellSlaRules        *self);
void                 bell_sla_rules_unref             (BellSlaRules        *self);

guint                bell_sla_rules_get_n_policies    (const BellSlaRules  *self);
gboolean             bell_sla_rules_ask_requester     (const BellSlaRules  *self);
const BellSlaPolicy *bell_sla_rules_choose            (const BellSlaRules  *self,
                                                       const BellTicket    *ticket,
                                                       const char *const   *requester_teams);
BellTimetable       *bell_sla_rules_get_timetable     (const BellSlaRules  *self,
                                                       const char          *calendar_id);
const char          *bell_sla_rules_get_calendar_name (const BellSlaRules  *self,
                                                       const char          *calendar_id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellSlaRules, bell_sla_rules_unref)

G_END_DECLS
