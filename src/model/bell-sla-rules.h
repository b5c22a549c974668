/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-calendar.h"
#include "bell-sla-policy.h"

G_BEGIN_DECLS

/* The newest rules there are. */
#define BELL_SLA_NEWEST G_MAXINT64

/* What the server does not have yet comes behind all modseqs; to this is added its
 * place in the outbox. */
#define BELL_SLA_FIRST_WAITING_ORDER (G_GINT64_CONSTANT (1) << 60)

/**
 * BellSlaRules:
 *
 * The policies and calendars of an organisation, ready to be asked which of
 * them counts for a ticket. Of policies that were edited all versions are here, each from its
 * place in the log on (its *order*, the modseq of the edit); of calendars too, put
 * together to one that counts each moment as it was then. Immutable and reference-counted;
 * free to pass between threads.
 */
typedef struct _BellSlaRules BellSlaRules;

/**
 * BellSlaVersionInfo:
 * @number: which version of its policy this is, from 1
 * @count: how many there are
 * @at: when it was made so, or %BELL_TIME_UNSET where that is not known
 */
typedef struct
{
  guint number;
  guint count;
  gint64 at;
} BellSlaVersionInfo;

BellSlaRules        *bell_sla_rules_new               (GPtrArray           *policies,
                                                       GPtrArray           *calendars);
BellSlaRules        *bell_sla_rules_new_with_history  (GPtrArray           *policies,
                                                       GPtrArray           *calendars,
                                                       GPtrArray           *changes);
BellSlaRules        *bell_sla_rules_ref               (BellSlaRules        *self);
void                 bell_sla_rules_unref             (BellSlaRules        *self);

gboolean             bell_sla_rules_has_policies      (const BellSlaRules  *self);
gboolean             bell_sla_rules_has_history       (const BellSlaRules  *self);
gboolean             bell_sla_rules_ask_requester     (const BellSlaRules  *self);
void                 bell_sla_rules_set_hides_tags    (BellSlaRules        *self,
                                                       gboolean             hides);
gboolean             bell_sla_rules_get_hides_tags    (const BellSlaRules  *self);
const BellSlaPolicy *bell_sla_rules_choose            (const BellSlaRules  *self,
                                                       gint64               order,
                                                       const BellTicket    *ticket,
                                                       const char *const   *requester_teams,
                                                       gboolean            *uncertain);
gboolean             bell_sla_rules_asks_for          (const BellProperty  *property);
guint                bell_sla_rules_get_n_edits       (const BellSlaRules  *self);
gint64               bell_sla_rules_get_edit          (const BellSlaRules  *self,
                                                       guint                index,
                                                       gint64              *at);
void                 bell_sla_rules_get_version       (const BellSlaRules  *self,
                                                       const BellSlaPolicy *policy,
                                                       BellSlaVersionInfo  *info);
BellTimetable       *bell_sla_rules_get_timetable     (const BellSlaRules  *self,
                                                       const char          *calendar_id);
const char          *bell_sla_rules_get_calendar_name (const BellSlaRules  *self,
                                                       const char          *calendar_id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellSlaRules, bell_sla_rules_unref)

G_END_DECLS
