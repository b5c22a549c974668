/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-escalation.h"
#include "bell-sla-steps.h"

G_BEGIN_DECLS

/* One look at one ticket. */
typedef struct
{
  BellWork *work;
  BellSlaCase *sla;
  BellRecord *ticket;
  gint64 now;
} BellEscalationLook;

/* One step of one ticket. */
typedef struct
{
  const BellSlaPolicy *policy;
  const char *key;
  BellSlaStep step;
  gint64 at;
  gint64 due;
  char *name;
} BellEscalationStep;

gboolean bell_escalation_do_step (const BellEscalationLook *look,
                                  const BellEscalationStep *due,
                                  GError                  **error);

G_END_DECLS
