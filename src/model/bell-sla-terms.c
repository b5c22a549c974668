/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-sla-terms.h"

G_DEFINE_ENUM_TYPE (BellSlaGoal, bell_sla_goal,
                    G_DEFINE_ENUM_VALUE (BELL_SLA_GOAL_FIRST_RESPONSE, "firstResponse"),
                    G_DEFINE_ENUM_VALUE (BELL_SLA_GOAL_NEXT_RESPONSE, "nextResponse"),
                    G_DEFINE_ENUM_VALUE (BELL_SLA_GOAL_RESOLUTION, "resolution"))

/**
 * bell_sla_terms_init:
 * @self: (out): a policy
 *
 * Makes it promise nothing. Pending and on-hold pause, until said otherwise.
 */
void
bell_sla_terms_init (BellSlaTerms *self)
{
  g_return_if_fail (self != NULL);

  for (int i = 0; i < BELL_SLA_N_GOALS; i++)
    self->targets[i] = BELL_SLA_NO_TARGET;
  self->pausing = 1u << BELL_STATUS_PENDING | 1u << BELL_STATUS_ON_HOLD;
}

/**
 * bell_sla_terms_init_change:
 * @self: (out): a change to a policy
 *
 * Makes it leave everything.
 */
void
bell_sla_terms_init_change (BellSlaTerms *self)
{
  g_return_if_fail (self != NULL);

  for (int i = 0; i < BELL_SLA_N_GOALS; i++)
    self->targets[i] = BELL_SLA_KEEP_TARGET;
  self->pausing = BELL_SLA_KEEP_PAUSING;
}

/**
 * bell_sla_terms_set_target:
 * @self: a policy, or a change to one
 * @goal: which clock
 * @seconds: of open time
 * @error: (out) (optional): %BELL_MODEL_ERROR_INVALID_VALUE; the message begins with the
 *   field, named as in JSON: "resolution: …"
 *
 * Returns: whether @seconds is a target
 */
gboolean
bell_sla_terms_set_target (BellSlaTerms  *self,
                            BellSlaGoal     goal,
                            gint64          seconds,
                            GError        **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail ((guint) goal < BELL_SLA_N_GOALS, FALSE);

  if (seconds < 0 || seconds > BELL_SLA_MAX_TARGET)
    {
      g_set_error (error, BELL_MODEL_ERROR, BELL_MODEL_ERROR_INVALID_VALUE,
                   "%s: a target is from 0 to %" G_GINT64_FORMAT " seconds, not %" G_GINT64_FORMAT,
                   bell_enum_to_nick (bell_sla_goal_get_type (), (int) goal), BELL_SLA_MAX_TARGET, seconds);
      return FALSE;
    }

  self->targets[goal] = seconds * 1000;

  return TRUE;
}

/**
 * bell_sla_terms_apply:
 * @self: a policy
 * @change: what to replace of it
 */
void
bell_sla_terms_apply (BellSlaTerms       *self,
                       const BellSlaTerms *change)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (change != NULL);

  for (int i = 0; i < BELL_SLA_N_GOALS; i++)
    if (change->targets[i] != BELL_SLA_KEEP_TARGET)
      self->targets[i] = change->targets[i];

  if (change->pausing != BELL_SLA_KEEP_PAUSING)
    self->pausing = change->pausing;
}

/**
 * bell_sla_terms_pauses:
 * @self: a policy
 * @status: a status
 *
 * Returns: whether the clocks stand in @status. They always do in solved and
 *   closed: if the ticket is opened again, that time was a pause
 */
gboolean
bell_sla_terms_pauses (const BellSlaTerms *self,
                        BellStatus           status)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return status == BELL_STATUS_SOLVED || status == BELL_STATUS_CLOSED || (self->pausing & 1u << status) != 0;
}
