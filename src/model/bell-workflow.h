/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-change.h"

G_BEGIN_DECLS

BellPriority bell_priority_for       (BellLevel         impact,
                                      BellLevel         urgency);
gboolean     bell_status_can_move    (BellStatus        from,
                                      BellStatus        to);
gboolean     bell_status_is_active   (BellStatus        status);

/**
 * BellEffects:
 * @own: (nullable): what the server sets on the changed object itself
 * @caused: (element-type BellChange): changes to other objects that follow
 *
 * What follows from a change. Computed by the same pure code on the server,
 * where it is the truth, and on a client, where it is a forecast.
 */
typedef struct
{
  BellPatch *own;
  GPtrArray *caused;
} BellEffects;

BellEffects *bell_effects_compute    (const BellChange *change,
                                      const BellRecord *before,
                                      const BellRecord *ticket,
                                      BellRole          author_role,
                                      gint64            received_at,
                                      gint64            next_number);
void         bell_effects_free       (BellEffects      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellEffects, bell_effects_free)

G_END_DECLS
