/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-enums.h"
#include "bell-error.h"

G_BEGIN_DECLS

/* The three clocks of a ticket. The nick is the name in JSON. */
typedef enum
{
  BELL_SLA_GOAL_FIRST_RESPONSE,
  BELL_SLA_GOAL_NEXT_RESPONSE,
  BELL_SLA_GOAL_RESOLUTION,
} BellSlaGoal;

#define BELL_SLA_N_GOALS 3

/**
 * BellSlaTerms:
 * @targets: by #BellSlaGoal, milliseconds of open time, %BELL_SLA_NO_TARGET
 *   where there is no such clock, or in a change %BELL_SLA_KEEP_TARGET
 * @pausing: the statuses in which the clocks stand, a bit `1 << status` for each,
 *   or in a change %BELL_SLA_KEEP_PAUSING
 *
 * What was promised to a requester: a plain value. The same serves for a change
 * to it, as by another priority, which leaves what it does not name.
 */
typedef struct
{
  gint64 targets[BELL_SLA_N_GOALS];
  guint pausing;
} BellSlaTerms;

#define BELL_SLA_NO_TARGET    G_GINT64_CONSTANT (-1)
#define BELL_SLA_KEEP_TARGET  G_GINT64_CONSTANT (-2)
#define BELL_SLA_KEEP_PAUSING G_MAXUINT

/* A century, in seconds. */
#define BELL_SLA_MAX_TARGET G_GINT64_CONSTANT (3155760000)

GType    bell_sla_goal_get_type       (void) G_GNUC_CONST;

void     bell_sla_terms_init         (BellSlaTerms       *self);
void     bell_sla_terms_init_change  (BellSlaTerms       *self);
gboolean bell_sla_terms_set_target   (BellSlaTerms       *self,
                                       BellSlaGoal          goal,
                                       gint64               seconds,
                                       GError             **error);
void     bell_sla_terms_apply        (BellSlaTerms       *self,
                                       const BellSlaTerms *change);
gboolean bell_sla_terms_pauses       (const BellSlaTerms *self,
                                       BellStatus           status);

G_END_DECLS
