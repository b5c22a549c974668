/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-organisation.h"

G_BEGIN_DECLS

/* A step that was due longer ago than this is let go: what was imported, or a
 * policy that is new, must not flood people with what is long past. Long enough for
 * a server that was off over a long weekend. */
#define BELL_ESCALATION_GRACE (G_GINT64_CONSTANT (3) * 24 * 3600 * 1000)

/**
 * BellEscalation:
 *
 * What one node keeps between two looks: the policies and calendars, as long as
 * they have not changed. One owner, one thread at a time.
 */
typedef struct _BellEscalation BellEscalation;

BellEscalation *bell_escalation_new  (BellOrganisation *organisation);
void            bell_escalation_free (BellEscalation   *self);
gboolean        bell_escalation_run  (BellEscalation   *self,
                                      guint             limit,
                                      guint            *n_steps,
                                      gint64           *next,
                                      GError          **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellEscalation, bell_escalation_free)

G_END_DECLS
