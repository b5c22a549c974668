/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-base.h"
#include "bell-sla-case.h"

G_BEGIN_DECLS

/**
 * BellDue:
 *
 * When tickets are due, in the cache: columns beside each ticket, of base and of
 * overlay, so that 47,000 of them can be sorted and filtered by their next
 * deadline like by anything else. They are computed from the history by the clock in
 * model/, when something happens to the ticket, or when policies, calendars, the
 * requester's teams or the zones of this system change, and at no other time: what is
 * in them does not depend on the time of day. They are no truth and on no wire.
 *
 * This is what is kept between two computations. One to each BellFiles, on its thread.
 */
typedef struct _BellDue BellDue;

void         bell_due_free        (BellDue         *self);

gboolean     bell_due_write       (BellFiles       *files,
                                   BellRecord      *record,
                                   GError         **error);
gboolean     bell_due_follow      (BellFiles       *files,
                                   const BellNews  *news,
                                   GHashTable      *groups,
                                   GError         **error);
gboolean     bell_due_follow_overlay (BellFiles    *files,
                                   GPtrArray       *groups,
                                   GError         **error);
gboolean     bell_due_update_all  (BellFiles       *files,
                                   GError         **error);
gboolean     bell_due_step        (BellFiles       *files,
                                   gboolean        *more,
                                   GError         **error);
gboolean     bell_due_follow_load (BellFiles       *files,
                                   GPtrArray       *changes,
                                   GError         **error);
gboolean     bell_due_finish_load (BellFiles       *files,
                                   GError         **error);
gboolean     bell_due_check_zones (BellFiles       *files,
                                   GError         **error);
BellSlaCase *bell_due_load_case   (BellFiles       *files,
                                   const char      *ticket_id,
                                   BellRecord     **ticket,
                                   GError         **error);

G_END_DECLS
