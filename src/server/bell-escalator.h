/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-organisation.h"

G_BEGIN_DECLS

/**
 * BellEscalator:
 *
 * The thread of one node that does escalations when they are due. It sleeps
 * until the next one in the index, and no longer than a moment: then another node, a
 * change or a new time of day may have put an earlier one there, which one look at
 * the index's first row tells.
 */
typedef struct _BellEscalator BellEscalator;

BellEscalator *bell_escalator_start (BellOrganisation *organisation);
void           bell_escalator_stop  (BellEscalator    *self);

G_END_DECLS
