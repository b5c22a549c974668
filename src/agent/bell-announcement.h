/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-access.h"

G_BEGIN_DECLS

/**
 * BellAnnouncementKind:
 * @BELL_ANNOUNCEMENT_NONE: nothing that this person must be told
 * @BELL_ANNOUNCEMENT_ASSIGNED: somebody gave them the ticket
 * @BELL_ANNOUNCEMENT_TEAM: the ticket came to their team, or is a new request for no team yet,
 *   and nobody holds it
 * @BELL_ANNOUNCEMENT_ANSWERED: the requester of a ticket of theirs wrote
 * @BELL_ANNOUNCEMENT_ESCALATED: a step of an escalation names them
 *
 * What a change means to the person at this desk.
 */
typedef enum
{
  BELL_ANNOUNCEMENT_NONE,
  BELL_ANNOUNCEMENT_ASSIGNED,
  BELL_ANNOUNCEMENT_TEAM,
  BELL_ANNOUNCEMENT_ANSWERED,
  BELL_ANNOUNCEMENT_ESCALATED,
} BellAnnouncementKind;

BellAnnouncementKind bell_announcement_for_change  (const BellActor  *me,
                                                    const BellChange *change,
                                                    const BellRecord *ticket,
                                                    BellRole          author_role);
const char          *bell_announcement_get_ticket_id (const BellChange *change);

/* How many may stand on screen one by one within BELL_BURST_SPAN milliseconds. */
#define BELL_BURST_LIMIT 3
#define BELL_BURST_SPAN  2000

/**
 * BellBurstVerdict:
 * @BELL_BURST_SINGLE: show it by itself
 * @BELL_BURST_COLLAPSE: take back what bell_burst_get_shown() names and show one summary
 * @BELL_BURST_COUNT: only bring the number in the summary up to date
 */
typedef enum
{
  BELL_BURST_SINGLE,
  BELL_BURST_COLLAPSE,
  BELL_BURST_COUNT,
} BellBurstVerdict;

typedef struct _BellBurst BellBurst;

BellBurst          *bell_burst_new       (void);
void                bell_burst_free      (BellBurst  *self);
BellBurstVerdict    bell_burst_add       (BellBurst  *self,
                                          const char *ticket_id,
                                          gint64      now);
GPtrArray          *bell_burst_get_shown (BellBurst  *self);
guint               bell_burst_get_count (BellBurst  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellBurst, bell_burst_free)

G_END_DECLS
